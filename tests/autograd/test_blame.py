"""autograd/blame.py: nan and inf are blamed on the first node that made them."""

import re

import pytest

from autograd import Value, blame, dot, maximum, record, trace_lines
from autograd.blame import origin
from autograd.ops import Op

INF, NAN = float("inf"), float("nan")


def test_the_first_node_that_made_inf_is_blamed_with_its_operands():
    x, y = Value(1e200, "x"), Value(3.0, "y")
    z = x * x
    z.label = "z"
    root = (z - z).tanh() + y
    found = blame(root)
    assert found.node is z
    assert (found.number, found.backward) == (INF, False)
    assert repr(found) == "mul made 'z' = inf of 1e+200 ('x'), 1e+200 ('x')"


def test_nan_of_two_infs_is_blamed_on_the_earlier_inf():
    a, b = Value(1000.0, "a"), Value(2000.0, "b")
    first, second = a.exp(), b.exp()
    assert blame(first - second).node is first
    assert blame(second - first).node is first
    assert blame(second - first * 1).node is first


def test_a_leaf_that_was_nan_from_the_start_is_blamed():
    assert repr(blame(Value(NAN, "x") * 2 + 1)) == "'x' was nan from the start"
    assert repr(blame(Value(INF) * 2)) == "Value(inf) was inf from the start"


def test_an_inf_that_comes_to_nothing_is_no_ones_fault():
    x = Value(1000.0)
    assert blame((1 + x.exp()).detach() ** -1 + x) is None
    assert blame(Value(1.0)) is None
    beside = Value(800.0).exp()  # inf, which the max does not choose
    root = maximum(-beside, 3.0) + Value(1e300, "w") * 1e300
    assert blame(root).node.op.name == "mul"


def test_an_infinite_slope_is_blamed_on_its_gate():
    x = Value(0.0, "x")
    y = x.sqrt()
    found = blame(y * 3)
    assert found.node is y
    assert found.backward
    assert repr(found) == "on the way back sqrt sent inf to 'x': the slope of sqrt at 0.0 ('x') is inf"


def test_a_message_beyond_all_floats_and_a_sum_of_messages_are_told():
    x = Value(1e-300, "x")
    y = x * 1e200
    assert repr(blame((y * 1e200) * Value(1e-200))) == "None"
    z = (x * 1e200) * 1e200
    assert repr(blame(z)) == "on the way back mul sent inf to 'x': 1e+200 × 1e+200 is beyond all floats"
    near = Value(1e-10, "n")
    root = near * 1e308 + near * 1e308
    assert repr(blame(root)).endswith("sent 1e+308 to 'n': 1e+308 + 1e+308 is beyond all floats")


def test_a_gate_of_many_operands_names_the_largest():
    w = [Value(float(i), f"w{i}") for i in range(5)]
    x = [Value(1.0)] * 4 + [Value(1e308, "big")]
    said = repr(blame(dot(w, x)))
    assert said.startswith("dot made inf of 10 operands, the largest 1e+308 ('big'), ")


def test_the_line_is_named_if_lines_were_traced():
    with trace_lines():
        x = Value(800.0, "x")
        y = x.exp()
        root = y * 2
    assert re.search(r"exp made inf of 800\.0 \('x'\) \(.*test_blame\.py, line \d+\)", repr(blame(root)))
    with trace_lines():
        nan = Value(NAN, "n")
    assert re.search(r"'n' was nan from the start \(.*test_blame\.py, line", repr(blame(nan * 2)))


def test_a_row_of_ones_own_that_makes_nan_is_blamed():
    bad = Op("bad", "b", lambda xp, x: NAN, lambda xp, y, x: (1.0,))
    assert repr(blame(record(bad, Value(2.0, "x")) * 3)) == "bad made nan of 2.0 ('x')"


def test_how_a_node_was_computed_is_told_in_one_line():
    x = Value(2.0, "x")
    assert origin(x + 1) == "add of 2.0 ('x'), 1.0"
    assert origin(x) == ""


def test_what_is_no_graph_is_refused():
    with pytest.raises(TypeError, match="a graph has one root"):
        blame(3.0)
