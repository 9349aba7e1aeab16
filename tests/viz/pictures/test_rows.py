"""viz/pictures/rows.py: a long drawing in rows, like text."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lecture_graphs import product, sigmoid_circuit
from test_layout import graphs, mlp, neuron

from autograd import Value
from benchmarks.layouts import GRAPHS, crossings, measured
from viz import circuit, scene
from viz.pictures.drawing import draw
from viz.pictures.layout import layered
from viz.pictures.rows import Rows, in_ratio, in_rows


def chain(length: int) -> Value:
    x = Value(0.5, "x")
    for _ in range(length):
        x = x.tanh()
    return x


def laid_out(sizes, edges, width: float) -> Rows:
    return in_rows(layered(sizes, edges), [(h / 2, h / 2) for _, h in sizes], width)


@given(graphs(), st.floats(60, 500))
def test_in_any_rows_boxes_stay_apart_inside_and_every_wire_leads_from_tail_to_head(graph, width: float):
    sizes, edges = graph
    rows = laid_out(sizes, edges, width)
    boxes = [(x - w / 2, x + w / 2, y - h / 2, y + h / 2) for (x, y), (w, h) in zip(rows.centers, sizes)]
    for i, (left, right, top, bottom) in enumerate(boxes):
        assert -1e-3 <= left <= right <= rows.width + 1e-3
        assert -1e-3 <= top <= bottom <= rows.height + 1e-3
        for other in boxes[:i]:
            assert (
                right <= other[0] + 1e-3
                or other[1] <= left + 1e-3
                or bottom <= other[2] + 1e-3
                or other[3] <= top + 1e-3
            )
    for (a, b), curve in zip(edges, rows.curves):
        assert len(curve) % 3 == 1
        assert curve[0] == pytest.approx((boxes[a][1], rows.centers[a][1]), abs=1e-3)
        assert curve[-1][0] == pytest.approx(boxes[b][0], abs=1e-3)
        assert all(-1e-3 <= x <= rows.width + 1e-3 and -1e-3 <= y <= rows.height + 1e-3 for x, y in curve)


@pytest.mark.parametrize("graph", [neuron(), mlp(2, 2, 1)], ids=["neuron", "2-2-1"])
def test_rows_are_as_wide_as_asked_for_and_one_row_changes_nothing(graph):
    sizes, edges = graph
    one = layered(sizes, edges)
    assert in_rows(one, [(10, 10)] * len(sizes), one.width).centers == one.centers
    for width in (300, 450):
        assert in_rows(one, [(10, 10)] * len(sizes), width).width <= width


def test_a_column_wider_than_its_row_stands_alone():
    rows = laid_out([(30, 20), (500, 20), (30, 20)], [(0, 1), (1, 2)], 100)
    assert len({y for _, y in rows.centers}) == 3


@pytest.mark.parametrize("name", ["sigmoid", "least squares", "2-3-2", "LSTM cell", "attention"])
@pytest.mark.parametrize("width", [420, 700])
def test_wires_that_run_back_cross_nothing(name: str, width: float):
    root = GRAPHS[name]()
    one, rows = (measured(circuit(root, wrap=w).drawing).crossings for w in (None, width))
    # between two columns wires that enter a row may begin nearer to each other, in the same order
    assert rows <= one


def test_the_ratio_makes_the_drawing_as_large_as_it_can_be_on_its_paper():
    root = chain(40)
    slide = circuit(root, ratio=16 / 9).drawing
    needed = max(slide.width, slide.height * 16 / 9)
    for width in range(300, 3000, 50):
        other = circuit(root, wrap=width).drawing
        # half a column is what a row may be off
        assert needed <= max(other.width, other.height * 16 / 9) + 80


def test_a_thousand_nodes_of_a_chain_fill_a_page_in_place_of_a_ribbon():
    drawing = circuit(chain(999), ratio=1).drawing
    assert drawing.width < 4_000
    assert circuit(chain(999)).drawing.width > 80_000


def test_rows_of_nothing_and_of_one_node():
    assert in_ratio(layered([], []), [], 1.0) == ([], [], 0, 0)
    assert circuit(Value(1.0, "x"), wrap=100).drawing.nodes == circuit(Value(1.0, "x")).drawing.nodes


@pytest.mark.parametrize("rows", [{"wrap": 700}, {"ratio": 16 / 9}])
def test_nothing_moves_in_rows_when_notes_come(rows):
    bare, noted = (circuit(sigmoid_circuit(), notes=notes, **rows).drawing for notes in (False, True))
    assert (bare.nodes, bare.wires) == (noted.nodes, noted.wires)


def test_wires_run_back_below_badges_and_counts_of_what_has_arrived():
    drawing = draw(scene(chain(20)), wrap=700, names=True, running=True)
    level = {
        a[1] for wire in drawing.wires for a, b in zip(wire[::3], wire[3::3]) if a[1] == b[1] and b[0] < a[0]
    }
    assert len(level) > 3
    # a badge of the page ends 36 points below its wire, "1 of 2" at 32
    assert all(not 0 < y - place.y < 36 + 4 for y in level for place in drawing.nodes)


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"wrap": 20}, r"wrap=20: wrap is the width of a row in points.*give wrap=100 or more"),
        ({"wrap": float("nan")}, "wrap=nan: "),
        ({"wrap": float("inf")}, "wrap=inf: "),
        ({"ratio": 0}, r"ratio=0: .*give ratio=0.1 or more"),
        ({"ratio": -1}, r"ratio=-1: "),
        ({"wrap": 500, "ratio": 2}, "wrap=500 and ratio=2: rows have one width; give one of them"),
        ({"wrap": 500, "engine": "dot"}, "engine='dot' draws no rows"),
    ],
)
def test_what_is_no_width_of_rows_is_refused(given_, message: str):
    with pytest.raises(ValueError, match=message):
        _ = circuit(product(), **given_).svg


def test_a_wire_through_several_rows_is_led_back_once_for_each():
    sizes = [(30.0, 20.0)] * 6
    rows = laid_out(sizes, [(i, i + 1) for i in range(5)] + [(0, 5)], 130)
    breaks = sum(b[1] - a[1] > 60 for a, b in pairwise(rows.centers))
    long = rows.curves[-1]
    back = [b for a, b in pairwise(long[::3]) if b[0] < a[0] - 20]
    assert breaks >= 3
    assert len({round(y) for _, y in back}) == breaks
    assert crossings(rows.curves, [0, 1, 2, 3, 4, 0]) == 0


@pytest.mark.parametrize("asked", [{"wrap": "900"}, {"ratio": "16/9"}, {"ratio": (16, 9)}], ids=str)
def test_rows_whose_size_is_no_number_are_refused(asked: dict[str, Any]):
    with pytest.raises(TypeError, match="it is a number of points for wrap, 16/9 for ratio"):
        _ = circuit(Value(1.0, "x") * 2, **asked).svg
