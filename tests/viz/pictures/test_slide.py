"""viz/pictures/slide.py: one size for all, nothing on top of something else, drawn as the records say."""

import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from math import dist

import pytest
from lecture_graphs import product, sigmoid_circuit

from autograd import Value, dot
from viz import scene
from viz.pictures.drawing import SIZES, text_width
from viz.pictures.png import png
from viz.pictures.slide import Slide, _polyline, slides
from viz.pictures.svg import slide_svg

NAMESPACE = {"svg": "http://www.w3.org/2000/svg"}
ENGINES = [
    "layered",
    pytest.param("dot", marks=pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")),
]


def fan_out() -> Value:
    x = Value(3.0, "x")
    return x * x + x


def network() -> Value:
    """Two inputs, two hidden units, fan-out 3, long wires."""
    x = [Value(0.5, "x1"), Value(-1.5, "x2")]
    hidden = [dot([Value(0.3), Value(-0.2)], x, Value(0.1)).tanh() for _ in range(2)]
    return (hidden[0] * hidden[1] + x[0] * x[0] - 2).sigmoid()


GRAPHS = {"product": product, "sigmoid": sigmoid_circuit, "fan-out": fan_out, "network": network}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.parametrize("root", GRAPHS.values(), ids=GRAPHS)
@pytest.mark.parametrize("caption", [True, False])
def test_all_steps_have_one_size_and_the_drawing_at_one_place(
    root: Callable[[], Value], caption: bool, engine: str
):
    walk = slides(scene(root()), engine=engine, caption=caption)
    assert len({(slide.left, slide.width, slide.height) for slide in walk}) == 1
    assert walk[0].left >= 0
    assert walk[0].width >= walk[0].drawing.width
    assert [bool(slide.caption) for slide in walk] == [caption] * len(walk)


@pytest.mark.parametrize("root", GRAPHS.values(), ids=GRAPHS)
def test_captions_stand_below_the_drawing_inside_of_the_picture_line_below_line(
    root: Callable[[], Value], engine: str
):
    for slide in slides(scene(root()), engine=engine):
        bottom = slide.drawing.height
        for line in slide.caption:
            width = text_width("".join(text for text, _ in line.pieces), line.size)
            assert 0 <= line.x - width / 2 < line.x + width / 2 <= slide.width
            assert line.y - 0.75 * line.size >= bottom  # letters are so high
            bottom = line.y + 0.25 * line.size
        assert bottom <= slide.height


@pytest.mark.parametrize("root", GRAPHS.values(), ids=GRAPHS)
def test_the_message_stands_at_its_wire_and_on_no_gate_or_number(root: Callable[[], Value], engine: str):
    for slide in slides(scene(root()), engine=engine):
        assert (slide.parcel is None) == (not slide.state.parcel)
        if slide.parcel is None:
            continue
        x, y = slide.parcel
        half = text_width(slide.state.parcel, SIZES["parcel"]) / 2
        for left, _, right, middle in slide.drawing.nodes:
            apart = x + half <= left or right <= x - half or abs(y - middle) >= 18 + SIZES["parcel"] / 2
            assert apart, slide.state.phase
        wire = slide.drawing.wires[slide.state.edge_class.index("now")]
        assert wire[0][0] <= x <= wire[-1][0]
        assert 0 <= y - SIZES["parcel"] / 2 < y + SIZES["parcel"] / 2 <= slide.height


@pytest.mark.parametrize("rows", [{"wrap": 420}, {"wrap": 700}, {"ratio": 1}])
@pytest.mark.parametrize("root", [sigmoid_circuit, network], ids=["sigmoid", "network"])
def test_in_rows_the_message_stands_at_its_wire_and_on_no_gate_or_number(
    root: Callable[[], Value], rows: dict[str, float]
):
    walk = slides(scene(root()), **rows)
    assert len({round(place.y) for place in walk[0].drawing.nodes}) > 6
    for slide in walk:
        if slide.parcel is None:
            continue
        x, y = slide.parcel
        half = text_width(slide.state.parcel, SIZES["parcel"]) / 2
        for left, _, right, middle in slide.drawing.nodes:
            apart = x + half <= left or right <= x - half or abs(y - middle) >= 18 + SIZES["parcel"] / 2
            assert apart, slide.state.phase
        wire = slide.drawing.wires[slide.state.edge_class.index("now")]
        assert min(dist((x, y), point) for point in _polyline(wire)) < 60
        assert 0 <= x - half < x + half <= slide.drawing.width
        assert 0 <= y - SIZES["parcel"] / 2 < y + SIZES["parcel"] / 2 <= slide.height


def test_a_long_equation_is_broken_into_lines():
    values = [Value(i + 0.5, f"number_{i}") for i in range(12)]
    (_, forward, *_) = slides(scene(dot(values[:6], values[6:])), engine="layered")
    lines = ["".join(text for text, _ in line.pieces) for line in forward.caption]
    assert len(lines) > 2
    whole = "number₀·number₆ + number₁·number₇ + number₂·number₈ + number₃·number₉"
    assert whole in " ".join(lines)
    # Σ (i + 0.5)(i + 6.5) = Σ i² + 7 Σ i + 6 · 3.25 = 55 + 105 + 19.5
    assert " ".join(lines).split()[-2:] == ["=", "179.5"]


def test_a_word_longer_than_a_line_makes_the_picture_wider():
    # one word: (−0.12345678901234567)·(−0.12345678901234567), 45 signs
    a, b = Value(-0.12345678901234567, "a"), Value(-0.12345678901234567, "b")
    walk = slides(scene(dot([a], [b]), digits=17), engine="layered")
    for slide in walk:
        for line in slide.caption:
            width = text_width("".join(text for text, _ in line.pieces), line.size)
            assert 0 <= line.x - width / 2 < line.x + width / 2 <= slide.width
    assert len({slide.width for slide in walk}) == 1
    assert walk[0].width > max(500, walk[0].drawing.width)


def texts(root: ElementTree.Element, kind: str) -> list[str]:
    return ["".join(e.itertext()) for e in root.iterfind(f".//svg:text[@class='{kind}']", NAMESPACE)]


@pytest.mark.parametrize("root", GRAPHS.values(), ids=GRAPHS)
def test_the_svg_of_a_step_shows_its_frame(root: Callable[[], Value]):
    for slide in slides(scene(root()), engine="layered"):
        picture, state = ElementTree.fromstring(slide_svg(slide)), slide.state
        assert picture.findtext("svg:title", "", NAMESPACE).endswith(f": {state.phase}")
        for kind in ("data", "delta", "arrived"):
            assert texts(picture, kind) == [text for text in getattr(state, kind) if text]
        assert texts(picture, "parcel") == [state.parcel] * bool(state.parcel)
        groups = [g for g in picture.iter() if (g.get("id") or "").startswith("node-")]
        assert [g.get("class") for g in groups] == [f"node {kind}".strip() for kind in state.node_class]
        wires = [p for p in picture.iter() if (p.get("id") or "").startswith("edge-")]
        assert [p.get("class") or "" for p in wires] == state.edge_class
        said = texts(picture, "caption") + texts(picture, "caption equation")
        assert said[0] == state.phase
        assert "".join(said[-1].split()).endswith("".join(state.equation[-1][0].split()))


def test_every_class_of_a_step_has_a_look():
    style = slide_svg(slides(scene(product()), engine="layered")[0]).split("</style>")[0]
    for kind in (".todo", ".now circle", ".got .delta", "path.read", "path.sent", "path.now", ".parcel"):
        assert re.search(rf"\.circuit {re.escape(kind)}[ ,{{]", style), kind


def colors(slide: Slide) -> dict[str, int]:
    image = pytest.importorskip("PIL.Image")
    pytest.importorskip("resvg_py")
    from io import BytesIO

    with image.open(BytesIO(png(slide_svg(slide)))) as picture:
        found = picture.convert("RGB").getcolors(1 << 20)
    return {"#{:02x}{:02x}{:02x}".format(*color): count for count, color in found}


def test_a_png_shows_the_marks_of_a_step():
    now, read, sent, ink = "#ffd54a", "#1a7f37", "#c62828", "#1f2328"
    start, gate, _, seed, message, *_ = [colors(slide) for slide in slides(scene(product()), caption=False)]
    assert now not in start
    assert sent not in start
    assert min(gate[now], seed[now], message[now]) > 1000  # a gate is 96 pixels wide
    assert gate[read] > 3 * start[read]  # the wires that are read
    assert message[sent] > 3 * seed[sent]  # the wire with the message
    assert start[ink] < gate[ink] < seed[ink]  # gates without a value are faded
