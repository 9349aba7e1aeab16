"""viz, all that draws: labels that try to break a drawing come out as text, in every format.

Each format is read back by a reader of its kind, not by looking for what was escaped.
"""

import json
import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable
from unicodedata import normalize

import pytest
from html_reader import Page
from lecture_graphs import HOSTILE

from autograd import Op, Value, fold, record
from autograd import sum as sum_of
from autograd.labels import read, visible, written
from viz import circuit, derivation, draw_dot, overview, scene, step_through, table
from viz.derivations.notation import Text
from viz.pictures.circuit import Circuit
from viz.pictures.drawing import shown_name
from viz.pictures.executable import run_dot
from viz.pictures.pdf import pdf
from viz.pictures.plain import plain
from viz.pictures.png import png
from viz.pictures.slide import slides
from viz.pictures.svg import slide_svg
from viz.scenes.scene import Node

LABELS = [
    *HOSTILE,
    r"\input{secrets} %",
    "a_b^c & 50% #1 ~",
    "$$x$$ \\( \\[",
    "#quot; fa:fa-car",
    "end",
    "|n| -->; %%{init}",
    '"] ; n9 [label="',
    "\\",
]

needs_dot = pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")
SVG = "{http://www.w3.org/2000/svg}"


def graph(label: str) -> Value:
    """A graph whose three nodes have the same label: the second and the third get a number behind it."""
    root = Value(1.0, label) * Value(2.0, label)
    root.label = label
    return root


def variable(label: str) -> Value:
    return Value(0.0, label).exp()


def gate(label: str) -> Value:
    root = Value(0.0).exp()
    root.label = label
    return root


def svg_texts(text: str | bytes, kind: str = "") -> list[str]:
    found = [e for e in ElementTree.fromstring(text).iter(f"{SVG}text") if not kind or e.get("class") == kind]
    return ["".join(e.itertext()).replace("\N{NO-BREAK SPACE}", " ") for e in found]


def of_svg(root: Value) -> list[str]:
    return svg_texts(circuit(root, engine="layered").svg, "label")


def of_frames(root: Value) -> list[str]:
    pictures = [slide_svg(slide) for slide in slides(scene(root), engine="layered")]
    shown = {tuple(svg_texts(picture, "label")) for picture in pictures}
    assert len(shown) == 1
    # … and in the captions: x = 0, f = exp(v1)
    captions = ["".join(svg_texts(picture, "caption equation")).replace(" ", "") for picture in pictures]
    (label,) = (node.label.replace(" ", "") for node in scene(root).nodes if node.label)
    assert captions[0] == f"{label}=0" or captions[1] == f"{label}=exp(v1)=exp(0)=1"
    return list(*shown)


def of_dot(root: Value) -> list[str]:
    """The labels are HTML-like: XML, in which a backslash stands in an element of its own."""
    labels = re.findall(r"label=<(<TABLE.*</TABLE>)>\]$", circuit(root).dot, re.MULTILINE)
    first = [ElementTree.fromstring(label).find(".//TD") for label in labels]
    shown = ["".join(cell.itertext()).removesuffix("exp") for cell in first]
    return [text for text in shown if text not in ("", "v1")]


def of_page(root: Value) -> list[str]:
    page = Page(step_through(root, engine="layered").html)
    assert len(page.scripts) == 2
    return [node[0] for node in json.loads(page.scripts[0])["nodes"] if node[1]]


# What TeX shows for a command: a list of its own, not the one that the drawing is written with.
COMMANDS = {
    "backslash": "\\", "wedge": "^", "sim": "~", "times": "×", "cdot": "·", "dots": "…", "to": "→",
    "infty": "∞", "partial": "∂", "alpha": "α", "beta": "β", "Sigma": "Σ", "triangleright": "▶",
    "cdots": "⋯", "circlearrowleft": "⟲",
}  # fmt: skip


def read_tex(math: str) -> str:
    """Return what TeX shows for mathematics without structure; anything unknown fails."""
    shown = ""
    while math:
        if match := re.match(r"\\text\{([^\\{}$%#&_^~]*)\}", math):
            shown += match[1].removeprefix("◌")
        elif match := re.match(r" ?\\([A-Za-z]+) ?", math):
            shown += COMMANDS[match[1]]
        elif match := re.match(r"\\([{}$_&%#])|\{([<>|])\}|([A-Za-z0-9])", math):
            shown += match[1] or match[2] or match[3]
        elif match := re.match(r"\\,|[/(),.;:=\[\]!?-]|\{([-+*])\}|\{\\(times|cdot)\}", math):  # in gates
            shown += match[1] or (COMMANDS[match[2]] if match[2] else match[0].replace("\\,", " "))
        elif match := re.match(r"\{'\}", math):  # TeX shows a straight accent in mathematics as a prime
            shown += "`"
        elif match := re.match(r"(?:\{\})?_\{([^{}]*)\}", math):
            shown += match[1]
        else:
            raise AssertionError(f"TeX would not show this as text: {math}")
        math = math[match.end() :]
    return shown


def of_tikz(root: Value) -> list[str]:
    lines = circuit(root, engine="layered").tikz.splitlines()
    found = [re.fullmatch(r"\\node\[named, .*?\] at \(.*?\) \{\$(.*)\$\};", line) for line in lines]
    return [read_tex(match[1]) for match in found if match]


def of_mermaid(root: Value) -> list[str]:
    text = circuit(root).mermaid
    found = re.findall(r'^  n\d+(?:\[|\(\()"([^"]*)"(?:\]|\)\)):::\w+$', text, re.MULTILINE)
    labels = [line for node in found for line in node.split("<br>") if " = " in line and "δ = " not in line]
    assert not re.search(r"[<>\"`\[\]{}()|\\&$%*]", "".join(labels))
    shown = [re.sub(r"#(\d+);", lambda m: chr(int(m[1])), label) for label in labels]
    return [re.sub(r" = \d$", "", label.replace("\u200b", "").strip("\N{NO-BREAK SPACE}")) for label in shown]


def of_graphviz(root: Value) -> list[str]:
    """What Graphviz draws of the circuit in DOT: value and delta are other texts."""
    texts = svg_texts(run_dot(circuit(root).dot, "svg"))
    # a label is drawn in pieces where it has a backslash
    whole = "".join(texts)
    (label,) = (node.label for node in scene(root).nodes if node.label)
    return re.findall(re.escape(label), whole)


def of_pixels(root: Value) -> list[str]:
    """What is drawn in PNG and PDF; a box stands for a character that no font has."""
    pytest.importorskip("resvg_py")
    pytest.importorskip("fpdf")
    (label,) = (node.label for node in scene(root).nodes if node.label)
    sign = re.compile("".join(f"[{re.escape(c)}□]" for c in normalize("NFC", label)))

    def letters(svg: str) -> str:
        return "".join(run.text or "" for run in plain(svg).root.iter("text"))

    svg = circuit(root, engine="layered").svg
    assert png(svg).startswith(b"\x89PNG")
    assert pdf(svg).startswith(b"%PDF-")
    walk = [slide_svg(slide) for slide in slides(scene(root), engine="layered")]
    captions = "".join(map(letters, walk[:2]))
    assert len(sign.findall(captions)) >= 3  # two drawings, and an equation: x = 0, f = exp(v1)
    return [label] * len(sign.findall(letters(svg)))


READERS: dict[str, Callable[[Value], list[str]]] = {
    "svg": of_svg, "frames": of_frames, "dot": of_dot, "page": of_page, "tikz": of_tikz,
    "mermaid": of_mermaid,
}  # fmt: skip


@pytest.mark.parametrize("label", LABELS, ids=range(len(LABELS)))
@pytest.mark.parametrize(
    "reader",
    [
        *[pytest.param(reader, id=name) for name, reader in READERS.items()],
        pytest.param(of_graphviz, id="graphviz", marks=needs_dot),
        pytest.param(of_pixels, id="png and pdf"),
    ],
)
@pytest.mark.filterwarnings("ignore:no font on this machine has")
@pytest.mark.parametrize("where", [variable, gate])
def test_a_hostile_label_is_read_back_as_it_is_shown(
    reader: Callable[[Value], list[str]], where: Callable[[str], Value], label: str
):
    root = where(label)
    (shown,) = (node.label for node in scene(root).nodes if node.label)
    assert reader(root) == [shown]


@pytest.mark.parametrize("label", LABELS, ids=range(len(LABELS)))
def test_no_two_nodes_are_drawn_with_the_same_label(label: str):
    nodes = scene(graph(label)).nodes
    assert len({node.label for node in nodes}) == len({node.name for node in nodes}) == 3


@pytest.mark.parametrize("label", LABELS, ids=range(len(LABELS)))
def test_no_text_holds_a_script_a_tag_or_a_control_character_of_the_label(label: str):
    root = graph(label)
    drawn, derived = circuit(root, engine="layered"), derivation(root)
    texts = {
        "svg": drawn.svg, "dot": drawn.dot, "tikz": drawn.tikz, "mermaid": drawn.mermaid,
        "derivation": derived.text, "latex": derived.latex, "markdown": derived.markdown,
        "table": table(root), "micrograd": draw_dot(root).source,
        **{f"step {k}": slide_svg(s) for k, s in enumerate(slides(scene(root), engine="layered"))},
    }  # fmt: skip
    for name, text in texts.items():
        text.encode()
        assert all(c.isprintable() or c in "\n\t\N{NO-BREAK SPACE}\u200b" for c in text), name
        # a terminal and the strings of DOT hold what was typed; where tags are read, there is none
        if name not in ("derivation", "table", "micrograd"):
            assert not re.search(r"<(/?script|img|!--|!\[)", text), name


@pytest.mark.parametrize("label", LABELS, ids=range(len(LABELS)))
def test_the_derivation_and_the_table_write_a_hostile_label_as_text(label: str):
    x = Value(2.0, label)
    shown = Text(4).name(scene(x).nodes[0].label.removesuffix("…")).strip("“”")
    d = derivation(x)
    first = d.text.splitlines()[1]
    assert first.strip().removeprefix("“").startswith(shown)
    assert first.endswith("= 2")
    for text in (d.latex, d.markdown):
        left, equals, right = re.search(r"\\begin\{align[a-z]*\*?\}\n(.*?) (&= )(\S*)\n", text).groups()
        assert (equals, right) == ("&= ", "2")
        assert read_tex(left).startswith(shown)
    assert shown in table(x)


def parts(text: str) -> dict[str, Circuit]:
    """Parts and overviews of a graph in which every label and every symbol of a gate is this text."""
    mine = Op("mine", text, lambda xp, x: 2 * x, lambda xp, y, x: (2.0,))
    w, x = Value(0.5, text), Value(2.0)
    product = w * x
    q = product + w
    q = fold(q, [product, q], symbol=text)
    q.label = text
    rows = [record(mine, q * Value(i)) for i in range(30)]
    rows[0].label = text
    run = x
    for _ in range(5):
        run = record(mine, run)
    root = sum_of(rows) + run
    return {
        "focus": circuit(root, focus=q, hops=2, notes=True, names=True, engine="layered"),
        "paths": circuit(root, paths=4, notes=True, engine="layered"),
        # "⋯ 5 " and the symbol stand in the wire
        "run": circuit(1 / run, paths=1, engine="layered"),
        "overview": overview(root, engine="layered"),
    }


def signs(node: Node, drawn: Circuit) -> str:
    """What stands at a node, indices without their places."""
    return "".join(read(node.label)[i] for i in (4, 1, 2, 3)) if node.label else shown_name(node, drawn.names)


def drawn_texts(drawn: Circuit) -> list[str]:
    """What stands in gates, at nodes and in wires."""
    names = [signs(node, drawn) for node in drawn.scene.nodes]
    return sorted(text for text in (*names, *(node.gate for node in drawn.scene.nodes)) if text)


@pytest.mark.parametrize("text", LABELS, ids=range(len(LABELS)))
def test_hostile_labels_and_symbols_of_parts_and_overviews_are_read_back_from_svg(text: str):
    for drawn in parts(text).values():
        shown = re.sub(r"<title>.*?</title>", "", drawn.svg)
        found = list(ElementTree.fromstring(shown).iter(f"{SVG}text"))
        texts = ["".join(e.itertext()) for e in found if e.get("class") in (None, "label", "name")]
        assert sorted(texts) == drawn_texts(drawn)
        assert visible(text)[:3] in "".join(texts)


@pytest.mark.parametrize("text", LABELS, ids=range(len(LABELS)))
def test_hostile_labels_and_symbols_of_parts_and_overviews_are_read_back_from_mermaid(text: str):
    for drawn in parts(text).values():
        lines = drawn.mermaid.splitlines()[3:]
        node = re.compile(r'  n\d+(?:\[|\(\(|\()"([^"]*)"(?:\]|\)\)|\)):::(?:gate|variable|wire)')
        edge = re.compile(r'  n\d+ ---(?:\|"[^"|<>#;&]*"\|)? n\d+')
        boxes = [match[1] for line in lines if (match := node.fullmatch(line))]
        assert len(boxes) == len(drawn.scene.nodes)
        assert all(node.fullmatch(line) or edge.fullmatch(line) or "classDef wire" in line for line in lines)
        for box, record_ in zip(boxes, drawn.scene.nodes):
            assert not re.search(r"[>\"`\[\]{}()|\\&$%*]|<(?!br>)", box.replace("<br>", ""))
            back = re.sub(r"#(\d+);", lambda m: chr(int(m[1])), box).replace("\u200b", "")
            name = written(record_.label) if record_.label else shown_name(record_, drawn.names)
            assert record_.gate in back
            assert name in back


@pytest.mark.parametrize("text", LABELS, ids=range(len(LABELS)))
def test_hostile_labels_and_symbols_of_parts_and_overviews_are_read_back_from_tikz(text: str):
    for drawn in parts(text).values():
        lines = drawn.tikz.splitlines()
        math = [
            re.fullmatch(r"\\node\[(?:named|numbered|operation), .*?\] at \(.*?\) \{\$(.*)\$\};", x)
            for x in lines
        ]
        found = sorted(read_tex(m[1]).replace(" ", "") for m in math if m)
        assert found == sorted(t.replace(" ", "") for t in drawn_texts(drawn))


@pytest.mark.filterwarnings("ignore:no font on this machine has")
@pytest.mark.parametrize("text", LABELS, ids=range(len(LABELS)))
def test_hostile_labels_and_symbols_of_parts_and_overviews_are_read_back_from_png_and_pdf(text: str):
    pytest.importorskip("fontTools")

    def letters(texts: Iterable[str | None]) -> list[str]:
        shown = normalize("NFC", "".join(filter(None, texts)).replace(" ", ""))
        return sorted(c if c.isascii() else "□" for c in shown)

    for drawn in parts(text).values():
        numbers = [t for node in drawn.scene.nodes for t in (node.data, node.delta)]
        notes = [text for line in drawn.drawing.notes for text, _ in line.pieces]
        assert bool(notes) == drawn.notes
        shown = [*drawn_texts(drawn), *numbers, *notes]
        assert letters(run.text for run in plain(drawn.svg).root.iter("text")) == letters(shown)


@needs_dot
@pytest.mark.parametrize("text", LABELS, ids=range(len(LABELS)))
def test_hostile_labels_and_symbols_of_parts_and_overviews_are_read_by_graphviz(text: str):
    for drawn in parts(text).values():
        # DOT names every node without a label, and Graphviz draws what it is given
        assert svg_texts(run_dot(drawn.dot, "svg"))


def test_the_reader_of_tex_refuses_what_tex_would_run():
    for math in (r"\input{x}", "a % b", "x^2", r"\text{a_b}", "#1", "~", "{", "$"):
        with pytest.raises((AssertionError, KeyError)):
            read_tex(math)


def test_the_page_writes_hostile_labels_as_text_in_html():
    # the reader of the page above reads its records; this reads what stands around them
    for label in LABELS:
        page = Page(step_through(graph(label), title=label, engine="layered").html)
        assert scene(graph(label)).nodes[0].label in page.words
        assert {tag for tag, _ in page.elements}.isdisjoint({"img", "b", "iframe"})
