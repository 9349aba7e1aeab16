"""viz/pictures/dot.py: micrograd's drawing, and the circuit in the DOT language."""

import re
import shutil
import subprocess

import graphviz
import pytest
from golden_files import check_golden
from lecture_graphs import HOSTILE, product, sigmoid_circuit

from autograd import Op, Value, record
from viz import draw_dot, scene, trace
from viz.pictures.dot import dot_source

needs_dot = pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")


def svg_of(source: str) -> str:
    """The SVG that Graphviz makes of a text, which it must take without a word."""
    done = subprocess.run(["dot", "-Tsvg"], input=source.encode(), capture_output=True, timeout=30)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return done.stdout.decode()


def test_trace_returns_micrograds_sets():
    f = product()
    q, z = f.parents
    x, y = q.parents
    assert trace(f) == ({f, q, z, x, y}, {(x, q), (y, q), (q, f), (z, f)})


def test_draw_dot_returns_a_digraph_in_the_format_asked_for():
    assert isinstance(draw_dot(product()), graphviz.Digraph)
    assert draw_dot(product()).format == "svg"
    assert draw_dot(product(), format="png").format == "png"


def test_draw_dot_of_the_product_looks_like_its_golden_file():
    f = product()
    f.backward()
    check_golden("draw_dot.dot", draw_dot(f).source)


def test_draw_dot_shows_the_gradients_as_they_stand():
    f = product()
    assert "{ f | data -12.0000 | grad 0.0000 }" in draw_dot(f).source
    f.backward()
    assert "{ f | data -12.0000 | grad 1.0000 }" in draw_dot(f).source


def test_draw_dot_keeps_both_edges_of_a_square():
    x = Value(3.0)
    assert draw_dot(x * x).source.count("n0 -> op1") == 2


def test_draw_dot_draws_a_constant_as_a_box_without_an_operation():
    source = draw_dot(Value(3.0, "x") + 1).source
    assert source.count("shape=record") == 3
    assert re.findall(r"^\top\d+ \[label=(.*)\]", source, re.MULTILINE) == ['"+"']


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_draw_dot_goes_in_the_direction_asked_for(rankdir: str):
    assert f"rankdir={rankdir}" in draw_dot(product(), rankdir=rankdir).source


@pytest.mark.parametrize("rankdir", ["RL", "lr", "", None])
def test_another_direction_is_refused(rankdir: str):
    with pytest.raises(ValueError, match=re.escape(f"draw_dot: rankdir is 'LR' or 'TB', not {rankdir!r}")):
        draw_dot(product(), rankdir=rankdir)


@pytest.mark.parametrize("name", ["product", "sigmoid"])
def test_the_circuits_of_the_lectures_are_written_like_their_golden_files(name: str):
    root = {"product": product, "sigmoid": sigmoid_circuit}[name]()
    check_golden(f"{name}.dot", dot_source(scene(root), notes=True))


def test_edges_carry_their_note_only_on_request():
    above = '<FONT COLOR="#1f5fbf">[−4]</FONT> × <FONT COLOR="#c62828">[1]</FONT>'
    note = f'{above} <FONT COLOR="#c62828">= −4</FONT>'
    assert note in dot_source(scene(product()), notes=True)
    assert "label=" not in dot_source(scene(product())).split("->", 1)[1]


def test_numbers_have_the_colors_of_the_lectures():
    source = dot_source(scene(product()))
    assert '<FONT COLOR="#1a7f37">−12</FONT>' in source
    assert '<FONT COLOR="#c62828">−4</FONT>' in source


@needs_dot
@pytest.mark.parametrize("notes", [False, True])
def test_graphviz_takes_the_circuit(notes: bool):
    assert svg_of(dot_source(scene(sigmoid_circuit()), notes=notes)).count('class="node"') == 13


@needs_dot
@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_text_in_both_drawings(label: str):
    root = Value(1.0, label) * Value(2.0, label)
    root.label = label
    for source in (draw_dot(root).source, dot_source(scene(root), notes=True)):
        svg = svg_of(source)
        assert "<script" not in svg
        assert "<img" not in svg
        assert svg.count('class="node"') in (3, 4)  # the operation is a node of micrograd's drawing


@needs_dot
@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("{a|b}<c>", "{a|b}&lt;c&gt;"),
        (r"\N \l" + "\\", r"\N \l" + "\\"),
        ("&lt;", "&amp;lt;"),
        ('"', "&quot;"),
    ],
)
def test_a_label_is_shown_character_by_character(label: str, shown: str):
    for source in (draw_dot(Value(1.0, label)).source, dot_source(scene(Value(1.0, label)))):
        texts = re.findall(r"<text[^>]*>(.*?)</text>", svg_of(source))
        # a label may be drawn in several pieces; a record draws blanks that do not break
        assert "".join(texts).replace("&#160;", " ").startswith(shown)


@needs_dot
@pytest.mark.parametrize("symbol", ["<b>bold", "<b>", "\\N", '"', "|{"])
def test_the_symbol_of_an_operation_of_ones_own_is_text(symbol: str):
    root = record(Op("mine", symbol, lambda xp, x: x, lambda xp, y, x: (1.0,)), Value(1.0))
    for source in (draw_dot(root).source, dot_source(scene(root))):
        texts = re.findall(r"<text[^>]*>(.*?)</text>", svg_of(source))
        escaped = symbol.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
        assert escaped in "".join(texts)


@pytest.mark.parametrize("symbol", HOSTILE, ids=range(len(HOSTILE)))
def test_every_symbol_can_be_written_into_a_file(symbol: str):
    root = record(Op("mine", symbol, lambda xp, x: x, lambda xp, y, x: (1.0,)), Value(1.0))
    for source in (draw_dot(root).source, dot_source(scene(root))):
        source.encode()
        assert all(c.isprintable() or c in "\n\t" for c in source)


def test_ten_thousand_characters_stay_in_micrograds_drawing_and_are_cut_in_ours():
    x = Value(1.0, "x" * 10_000)
    assert "x" * 10_000 in draw_dot(x).source
    assert "x" * 39 + "…" in dot_source(scene(x))
