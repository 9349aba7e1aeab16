"""viz/pictures/checked.py: what a gradcheck found, on the drawing of its graph."""

import pytest
from golden_files import check_golden

from autograd import Op, Value, record
from autograd.testing import gradcheck
from viz import checked_circuit, circuit

CUBE = Op("cube", "x³", lambda xp, x: x * x * x, lambda xp, y, x: (3.0 * x,))  # the exponent is not lowered


def neuron(x, w, b):
    z = w * x + b
    z.label = "z"
    h = record(CUBE, z)
    h.label = "h"
    return h.tanh() + (b - 0.25).relu() * w


RESULT = gradcheck(neuron, 0.5, 1.2, 0.25)


@pytest.mark.parametrize(
    ("form", "ending"), {"svg": "svg", "dot": "dot", "mermaid": "mmd", "tikz": "tex"}.items()
)
def test_golden_drawings_of_a_check_with_wrong_nodes_and_a_kink(form, ending):
    drawn = checked_circuit(RESULT, engine="layered")
    check_golden(f"checked.{ending}", getattr(drawn, form))


def test_what_is_wrong_has_both_numbers_and_what_is_right_has_one():
    marked = {node.name: (node.delta, node.mark) for node in checked_circuit(RESULT).scene.nodes}
    # z = 0.85: 3 · 0.85² = 2.1675, and 3 · 0.85 = 2.55 of the row; tanh' at 0.6141 is 0.7008
    assert marked["z"] == ("1.787 ≠ 1.519", "wrong")
    assert marked["h"] == ("0.7008", "")
    assert marked["b"] == ("1.787", "corner")
    assert [name for name, (_, mark) in marked.items() if mark == "wrong"] == ["x", "w", "v4", "z"]


def test_where_nothing_is_wrong_it_is_the_drawing_of_the_graph():
    x = Value(0.5, "x")
    y = (x * x).tanh() + 1
    assert checked_circuit(gradcheck(y)).svg == circuit(y).svg


def test_numbers_that_look_alike_get_more_digits():
    bad = Op("bad", "b", lambda xp, x: xp.sin(x), lambda xp, y, x: (xp.cos(x) * 1.0000001,))
    x, *_ = checked_circuit(gradcheck(record(bad, Value(0.5, "x")))).scene.nodes
    assert x.delta == "0.877582649648629 ≠ 0.877582561890373"


def test_nodes_that_were_not_drawn_by_lot_stay_as_they_are():
    drawn = checked_circuit(gradcheck(RESULT.root, most=1))
    assert sum(node.mark == "wrong" for node in drawn.scene.nodes) <= 1


def test_every_format_shows_the_color():
    drawn = checked_circuit(RESULT, engine="layered")
    assert "#e8a9a9" in drawn.svg
    assert "#e8a9a9" in drawn.dot
    assert "#e8a9a9" in drawn.mermaid
    assert "E8A9A9" in drawn.tikz
    plain = circuit(RESULT.root, engine="layered")
    assert all("e8a9a9" not in text.lower() for text in (plain.svg, plain.dot, plain.mermaid, plain.tikz))


def test_what_is_no_result_is_refused():
    with pytest.raises(TypeError, match="draws what gradcheck returned, not Value"):
        checked_circuit(Value(1.0))
