"""viz/pictures/drawing.py: where things stand, whatever draws them."""

import re
import shutil
from itertools import combinations

import pytest
from browser import needs_chromium, observed
from lecture_graphs import product

from autograd import Value
from viz import circuit, scene, step_through
from viz.labels import label_width
from viz.pictures.drawing import BASELINES, GAP, GATE, SIZES, Drawing, Placed, draw, shown_name
from viz.pictures.raster import raster


def labeled(name: str) -> Value:
    """A chain of gates beside a gate of two operands, every result with the same long name."""
    x, y = Value(-2.0, "x"), Value(5.0, "y")
    results = [x + y]
    results.append(results[0] * y)
    results.append(results[1].tanh())
    results.append(results[2] + results[0])
    results.append(results[3] * results[3])
    for node in results:
        node.label = name
    return results[-1]


def name_boxes(drawing: Drawing) -> list[tuple[float, float, float]]:
    """Left, right and letters' foot of the name over each gate."""
    boxes: list[tuple[float, float, float]] = []
    for node, place in zip(drawing.scene.nodes, drawing.nodes):
        if node.gate:
            half = label_width(shown_name(node, drawing.names), SIZES["label"]) / 2
            boxes.append((place.front - half, place.front + half, place.y - GATE / 2 - GAP))
    return boxes


@pytest.mark.parametrize("notes", [False, True], ids=["plain", "notes"])
@pytest.mark.parametrize("name", ["loss", "probability of t", "…" * 8])
def test_a_name_over_a_gate_is_inside_of_the_picture_and_no_wire_crosses_it(name: str, notes: bool):
    drawing = draw(scene(labeled(name)), engine="layered", notes=notes)
    boxes, size = name_boxes(drawing), SIZES["label"]
    assert all(left >= 0 and right <= drawing.width and foot > size / 2 for left, right, foot in boxes)
    for (left, right, foot), (other_left, other_right, other_foot) in combinations(boxes, 2):
        assert right <= other_left or other_right <= left or abs(foot - other_foot) >= size
    for left, right, foot in boxes:
        for wire in drawing.wires:
            for x, y in wire:  # ends and control points: a wire lies between them
                assert not (left < x < right and foot - size / 2 < y < foot)


def test_a_gate_under_a_long_name_keeps_its_size_and_its_wire_begins_at_it():
    short, long = (draw(scene(labeled(name)), engine="layered").nodes for name in ("q", "probability of t"))
    for a, b in zip(short, long):
        assert b.wire - b.left == pytest.approx(a.wire - a.left)
        assert b.right - b.wire >= a.right - a.wire - 1e-9


def test_a_name_as_wide_as_its_gate_moves_nothing():
    def places(name: str) -> list[Placed]:
        return draw(scene(labeled(name)), engine="layered").nodes

    # the fifth is called "ab_5"
    assert label_width("ab_5", SIZES["label"]) < GATE < label_width("abcd", SIZES["label"])
    assert places("q") == places("ab") != places("abcd")


def test_the_page_finds_the_wire_behind_a_gate_under_a_long_name():
    # viz/page/web/drawing.js reads the middle of the gate and the wire from exactly this
    drawn = circuit(labeled("probability of t"), engine="layered")
    groups = re.findall(
        r'<g class="node"[^>]* transform="translate\((\S+) (\S+)\)">.*?<path d="M(\S+) 0h(\S+)"/>', drawn.svg
    )
    assert len(groups) == len(drawn.drawing.nodes)
    for (x, y, start, length), place in zip(groups, drawn.drawing.nodes):
        assert float(x) + float(start) == pytest.approx(place.wire, abs=0.11)
        assert float(length) == pytest.approx(place.right - place.wire, abs=0.06)
        assert float(y) == pytest.approx(place.y, abs=0.06)


Spots = list[tuple[str, float, float]]


def spots_of_svg(text: str) -> Spots:
    """Every text with its place on the paper; the numbers of a node stand beside its gate."""
    found: Spots = []
    at = r'<g class="node[^>]* transform="translate\((\S+) (\S+)\)">|'
    for x, y, *text_at in re.findall(
        at + r'<text(?: class="[^"]*")?((?: [xy]="\S+")*)[^>]*>(.*?)</text>', text
    ):
        if x:
            origin = float(x), float(y)
        elif "tspan" in text_at[1]:
            found.append(
                (re.sub("<.*?>", "", text_at[1]), *(float(n) for n in re.findall(r'"(\S+)"', text_at[0])))
            )
        else:
            place = dict(re.findall(r'([xy])="(\S+)"', text_at[0]))
            found.append((text_at[1], *(o + float(place.get(axis, 0)) for axis, o in zip("xy", origin))))
    return found


def test_tikz_puts_names_numbers_and_messages_where_svg_does():
    drawn = circuit(product(), notes=True, engine="layered")
    spots = re.findall(r"anchor=(base|base east)\] at \((\S+), (\S+)\)", drawn.tikz)
    # what stands in a gate is centered there by TeX, which knows its letters
    expected = [(x, y) for text, x, y in spots_of_svg(drawn.svg) if text not in "+×"]
    assert sorted((float(x), float(y)) for _, x, y in spots) == [
        (pytest.approx(x, abs=0.11), pytest.approx(y, abs=0.11)) for x, y in sorted(expected)
    ]


@pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")
def test_graphviz_puts_texts_where_svg_does():
    drawn = circuit(product(), engine="layered")
    source = raster(drawn.drawing, "svg").decode()
    shown = re.findall(r'<text[^>]* x="(\S+)" y="(\S+)"[^>]*>(.*?)</text>', source)
    bottom = drawn.drawing.height
    found = sorted((text, float(y) + bottom if float(y) <= 0 else float(y)) for _, y, text in shown)
    expected = sorted((text, y) for text, _, y in spots_of_svg(drawn.svg))
    # a third of a font's size is below the middle of its letters, more or less
    assert found == [(text, pytest.approx(y, abs=2.5)) for text, y in expected]


@needs_chromium
def test_the_page_puts_numbers_and_the_sign_of_a_folded_gate_where_svg_does():
    script = """
      modes.visit("folding"); folding.choose(4); folding.choose(3); folding.fold();
      const y = (selector) => Number(document.querySelector(`.board ${selector}`).getAttribute("y"));
      steps.show(99);
      const box = document.querySelector(".folded rect");
      report([y(".data"), y(".delta"), y(".folded text"), Number(box.getAttribute("height"))]);
    """
    seen = observed(step_through(product()).html, script)
    assert seen == [BASELINES["data"], BASELINES["delta"], BASELINES["gate"], GATE]
