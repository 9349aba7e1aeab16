"""autograd/testing/gradcheck.py: right graphs pass, wrong ones fail at their gate, kinks are no mistakes."""

import math
import random
import re
import time

import numpy as np
import pytest
from hypothesis import given
from random_graphs import smooth_graphs

import nn
from autograd import Op, Value, dot, fold, logsumexp, maximum, ops, record, softmax, topological_order
from autograd.testing import gradcheck
from benchmarks.gpt import GPT

TRIPLE = Op("cube", "x³", lambda xp, x: x * x * x, lambda xp, y, x: (3.0 * x,))  # the exponent is not lowered
WRONG_SECOND = Op("times", "*", lambda xp, a, b: a * b, lambda xp, y, a, b: (b, b))


# --- what is right ------------------------------------------------------------------------------------------


@given(smooth_graphs())
def test_random_graphs_agree_at_every_node(recipe):
    _, root = recipe.build()
    result = gradcheck(root)
    assert result, str(result)
    assert len(result.nodes) == result.total


def sample_of(op, rng):
    n = op.arity or 4
    inside = [tuple(move(rng.uniform(-3, 3)) for _ in range(n)) for move in (float, abs, lambda x: x / 4)]
    if op is ops.PICK:
        return (*inside[0][:-1], 2.0)
    return next(x for x in inside if op.excluded is None or not op.excluded(*x))


ROWS = [
    *ops.TABLE.values(),
    ops.power(3),
    ops.power(-0.5),
    ops.leaky_relu(),
    ops.elu(),
    ops.huber(),
    ops.take(1),
]


@pytest.mark.parametrize("op", ROWS, ids=lambda op: op.name)
def test_every_row_agrees_inside_of_a_function(op):
    rng = random.Random(1)
    operands = sample_of(op, rng)

    def fn(*values):
        return record(op, *values).tanh() * values[0] + values[-1]

    if op is ops.PICK:  # the index is no number to move
        operands, index = operands[:-1], operands[-1]
        result = gradcheck(lambda *values: record(op, *values, index).tanh() * values[0], *operands)
    else:
        result = gradcheck(fn, *operands)
    assert result, str(result)


def test_the_ways_of_the_complex_step_and_of_differences_agree():
    plain = Op("sine", "sin", lambda xp, x: math.sin(x), lambda xp, y, x: (math.cos(x),))
    result = gradcheck(lambda x: record(plain, x * 2.0).exp() * x, 0.7)
    assert result
    assert {n.how.partition(",")[0] for n in result.nodes} == {"complex step", "central differences"}
    assert re.search(r"central differences, h = \de-0\d", str(result))


def test_a_network_agrees_in_parameters_inputs_and_what_is_between():
    model = nn.MLP(2, [4, 3], activation="tanh", rng=0)
    result = gradcheck(lambda x: nn.cross_entropy(model(x), 1), [0.5, -1.0])
    assert result, str(result)
    assert set(model.parameters()) <= {n.node for n in result.nodes}
    assert len(result.nodes) == result.total


def test_a_small_gpt_agrees_at_every_node():
    model = GPT(vocabulary=4, width=4, heads=2, block=2)
    result = gradcheck(lambda: model.loss([0, 3, 1]), most=10_000)
    assert result, str(result)
    assert result.total == len(result.nodes) > 1_000
    assert result.worst.error < 1e-12


def test_a_chain_of_10_000_nodes_is_checked_by_a_sample_in_reasonable_time():
    x = Value(0.5, "x")
    y = x
    for _ in range(5_000):
        y = y.sin() + 0.9  # two nodes
    start = time.process_time()
    result = gradcheck(y)
    assert time.process_time() - start < 20
    assert result.total == 10_001
    assert 30 <= len(result.nodes) < 1_000
    assert str(result).startswith(
        f"gradcheck: {len(result.nodes)} of {len(result.nodes)} nodes agree, drawn from"
    )


def test_the_same_seed_draws_the_same_nodes():
    y = Value(0.5, "x")
    for _ in range(100):
        y = y.sin() + 0.9
    first, same, other = ([n.node for n in gradcheck(y, most=40, seed=seed).nodes] for seed in (1, 1, 2))
    assert first == same != other
    assert len(first) == 40


def test_a_folded_gate_agrees():
    x = Value(0.3, "x")
    z = x * 2.0
    z.label = "z"
    y = (z.exp() + 1.0).log()
    y.label = "y"
    result = gradcheck(fold(y * z, "y", symbol="s"))
    assert result, str(result)
    assert {n.how for n in result.nodes} == {"complex step"}


def test_partials_that_lose_digits_far_out_are_no_mistakes():
    # 1 - y² is exact to 1e-16 of 1, and the slope of tanh at 15 is 4e-13
    for x in (5.0, 12.0, 15.0, 20.0):
        assert gradcheck(lambda x: x.tanh() + x.sigmoid(), x), x
        assert gradcheck(lambda x: (x.tanh()).tanh() * x, -x), x


def test_small_and_large_numbers_agree():
    for scale in (1e-30, 1e-12, 1e-6, 1e6, 1e12, 1e30):
        assert gradcheck(lambda x, y: x * x / y - (x * y).sin(), scale, 0.3 * scale), scale
        assert gradcheck(lambda x: x.log() * x.sqrt(), scale), scale


def test_gradients_that_vanish_below_the_complex_step_are_not_called_wrong():
    x = Value(0.5)
    y = x
    for _ in range(400):
        y = y.sigmoid()
    assert 0 < abs(gradcheck(y).nodes[0].analytic) < 1e-200
    assert gradcheck(y)


def test_what_is_held_fast_is_no_cut_and_gets_no_gradient():
    result = gradcheck(lambda x: (x * 3.0).detach() * x, 2.0)
    assert result, str(result)
    assert result.nodes[0].analytic == result.nodes[0].numeric == 6.0
    assert gradcheck(lambda v: softmax(v)[1], [1000.0, 1001.0, 999.0])


def test_what_was_computed_before_the_function_is_no_cut():
    w = Value(0.7)
    h = (w * 2.0).tanh()
    assert gradcheck(lambda x: h * x, 1.5)


def test_a_node_that_is_used_twice_and_a_root_that_is_a_leaf():
    assert gradcheck(lambda x: x * x * x + x, 3.0)
    assert gradcheck(lambda x: x, 3.0)
    assert gradcheck(Value(3.0) + 0)
    assert gradcheck(lambda: Value(3.0) * 2)


def test_arguments_come_as_numbers_lists_arrays_and_values():
    w = Value(0.5, "w")
    result = gradcheck(lambda x, m, w: dot(x, m[1]) * w + m[0][0], [1.0, 2], np.array([[3.0, 4], [5, 6]]), w)
    assert result
    names = {n.name for n in result.nodes}
    assert {"'x[0]'", "'x[1]'", "'m[1][0]'", "'m[0][0]'", "'w'"} <= names
    assert w.data == 0.5


# --- what is wrong ------------------------------------------------------------------------------------------


def test_a_wrong_partial_is_found_and_its_gate_named():
    result = gradcheck(lambda x, y: record(TRIPLE, x * y).tanh() + y, 0.3, 2.0)
    assert not result
    # 3x for x = 0.6: 1.8 where x³ has 3x² = 1.08
    assert "cube says its partial for operand 0 is 1.8, its forward rule 1.08" in str(result)
    assert [n.name for n in result.wrong][-1] in ("'x'", "'y'", "v3 (mul)")
    with pytest.raises(
        AssertionError, match=r"gradcheck: 3 of 6 nodes wrong\n  node .*analytic +numeric +relative"
    ):
        result.assert_ok()


def test_the_gate_that_is_wrong_is_named_among_right_ones_above_it():
    result = gradcheck(lambda x, y: (record(WRONG_SECOND, x.exp(), y.sin()) * x).tanh(), 0.3, 0.4)
    assert "times says its partial for operand 1" in repr(result)


def test_of_two_wrong_gates_the_one_nearer_to_the_root_is_named():
    worse = Op("worse", "w", lambda xp, x: x * x, lambda xp, y, x: (5.0 * x,))
    result = gradcheck(lambda x: record(worse, record(TRIPLE, x).sin()), 0.5)
    assert "; worse says its partial" in repr(result)
    result = gradcheck(lambda x: record(TRIPLE, record(worse, x).sin()), 0.5)
    assert "; cube says its partial" in repr(result)


def test_an_index_that_was_computed_is_held_while_what_it_was_computed_from_moves():
    plain = Op("plain", "p", lambda xp, x: math.exp(x), lambda xp, y, x: (y,))
    x = Value(1.0, "x")
    e = record(plain, x)
    result = gradcheck(record(ops.PICK, e * 2.0, e * 3.0, x))
    assert result
    assert result.nodes[0].numeric == pytest.approx(3 * math.e, rel=1e-8)


@pytest.mark.parametrize("factor", [1 + 1e-7, 0.5, -1.0, 0.0, 1e3, math.inf, math.nan])
def test_every_size_of_mistake_is_found(factor):
    bad = Op("bad", "b", lambda xp, x: xp.sin(x), lambda xp, y, x: (factor * xp.cos(x),))
    result = gradcheck(lambda x: record(bad, x * 2.0) * x, 0.3)
    assert not result
    assert result.worst.differs


def test_pytest_shows_the_worst_node_in_one_line():
    result = gradcheck(lambda x: record(TRIPLE, x) * 2.0, 0.5)
    # x³·2 at ½: 6x² = 1.5; the row says 3x·2 = 3
    assert repr(result) == (
        "gradcheck: the delta of 'x' is 3, numerically 1.5; cube says its partial for operand 0 is 1.5, its "
        "forward rule 0.75"
    )
    assert "\n" not in repr(result)


def test_the_report_has_aligned_columns_and_counts_evaluations():
    result = gradcheck(lambda x, long_name: record(TRIPLE, x) * long_name, 0.5, 100.0)
    lines = str(result).splitlines()
    head = next(i for i, line in enumerate(lines) if "analytic" in line)
    assert lines[head].index("analytic") + len("analytic") == lines[head + 1].index("150") + 3
    assert lines[-1].startswith("Two sweeps, forward and backward, gave all 4 deltas; to check them")
    graph = gradcheck(record(TRIPLE, Value(0.5)) * 3.0)
    assert graph.evaluations == 3  # one for each node
    assert "the graph was computed 3 times." in str(graph)


# --- graphs that were cut -----------------------------------------------------------------------------------

w = Value(0.7, "w")
CUT = {
    "math.exp of .data": (
        lambda x: x * math.exp(x.data),
        "fn moves with 'x' by 5.436564, the graph says 2.718282",
    ),
    "all of it": (lambda x: math.exp(x.data), "fn moves with 'x' by 2.718282, the graph says 0"),
    "a new Value": (lambda x: Value(x.data) * 2 + x, "fn moves with 'x' by 3, the graph says 1"),
    "numpy": (lambda x: x * float(np.sin(x.data)), "fn moves with 'x' by 1.381773, the graph says 0.841471"),
    "a parameter": (lambda x: x * w.data, "fn moves with 'w' by 1, the graph says 0"),
    "half a parameter": (lambda x: x * w.data + w, "fn moves with 'w' by 2, the graph says 1"),
    "a node between": (lambda x: (x * 3).data * x, "fn moves with 'x' by 6, the graph says 3"),
    "a very small part": (lambda x: x + 1e-6 * x.data, "fn moves with 'x' by 1.000001, the graph says 1"),
    "of one operand of two": (
        lambda x, y=w: x.data * y + x * y,
        "fn moves with 'x' by 1.4, the graph says 0.7",
    ),
}


@pytest.mark.parametrize("what", CUT)
def test_a_graph_that_was_cut_is_said_to_be_with_the_line(what):
    fn, said = CUT[what]
    result = gradcheck(fn, 1.0)
    assert not result
    assert said in str(result)
    assert re.search(r"\.data was read in .*test_gradcheck\.py, line \d+", repr(result))
    assert [cut.leaf.label for cut in result.cuts] == [said.split("'")[1]]
    assert w.data == 0.7


def test_a_cut_is_named_among_many_arguments_and_layers():
    model = nn.MLP(3, [4, 1], activation="tanh", rng=0)

    def loss(x):
        h = model(x)
        return (h if isinstance(h, Value) else h[0]) * math.cos(x[1].data)

    result = gradcheck(loss, [0.1, 0.2, 0.3])
    assert [cut.leaf.label for cut in result.cuts] == ["x[1]"]


def test_the_data_of_what_was_moved_is_put_back_even_after_an_error():
    calls = []

    def fn(x):
        calls.append(1)
        if len(calls) == 5:
            raise RuntimeError("stop")
        return x * w.data

    with pytest.raises(RuntimeError, match="stop"):
        gradcheck(fn, 1.0)
    assert w.data == 0.7


def test_reading_data_without_using_it_is_no_cut():
    seen = []
    assert gradcheck(lambda x: (seen.append(x.data), x * 2)[1], 1.0)


# --- kinks and edges ----------------------------------------------------------------------------------------

KINKS = {
    "relu at 0": (lambda x: x.relu() * 3, [0.0], "at a kink of relu"),
    "a leaky relu at 0": (lambda x: x.leaky_relu(0.1), [0.0], r"at a kink of leaky_relu\(0\.1\)"),
    "elu at 0": (lambda x: x.elu(0.5), [0.0], r"at a kink of elu\(0\.5\)"),
    "|x| at 0": (abs, [0.0], "at a kink of abs"),
    "a tie of max": (lambda x, y: maximum(x, y) * x, [2.0, 2.0], "at a kink of maximum"),
    "hardtanh at 1": (lambda x: x.hardtanh(), [1.0], "at a kink of hardtanh"),
    "a step": (lambda x: x.step() + x, [0.0], "at a kink of step"),
    "sign": (lambda x: x.sign() + x, [0.0], "at a kink of sign"),
    "far behind": (lambda x: ((x - 2.0).relu() * 5.0).exp(), [2.0], "at a kink of relu"),
    "sqrt at 0": (lambda x: x.sqrt(), [0.0], "at the edge of the domain of sqrt"),
    "a root at 0": (lambda x: x**0.5, [0.0], r"at the edge of the domain of pow\(0\.5\)"),
    "asin at 1": (lambda x: x.asin(), [1.0], "at the edge of the domain of asin"),
    "acos at -1": (lambda x: x.acos(), [-1.0], "at the edge of the domain of acos"),
    "the exponent over a negative number": (
        lambda a, b: a**b,
        [-2.0, 2.0],
        "at the edge of the domain of pow",
    ),
}


@pytest.mark.parametrize("what", KINKS)
def test_a_kink_or_an_edge_is_said_and_is_no_mistake(what):
    fn, at, said = KINKS[what]
    result = gradcheck(fn, *at)
    assert result, str(result)
    assert result.without_derivative
    assert re.search(rf"{said}( \('.*'\))?, no derivative to compare", str(result))
    assert re.search(r"\d at a kink or edge", repr(result))


SMOOTH = {
    "softplus at 0": (lambda x: x.softplus(), [0.0]),
    "softsign at 0": (lambda x: x.softsign(), [0.0]),
    "elu at 0": (lambda x: x.elu(), [0.0]),
    "huber at 0": (lambda x: x.huber(), [0.0]),
    "huber where it turns": (lambda x: x.huber(), [1.0]),
    "a tie in logsumexp": (lambda x, y: logsumexp([x, y]), [2.0, 2.0]),
    "relu beside 0": (lambda x: x.relu() + abs(x), [1e-9]),
    "relu left of 0": (lambda x: x.relu() + abs(x), [-1e-12]),
    "log beside 0": (lambda x: x.log() + x.sqrt(), [1e-12]),
    "a sine of many turns": (lambda x: (x * 1e8).sin(), [0.3]),
    "0 to a whole power": (lambda x: x**3, [0.0]),
    "|x| ^ 3": (lambda x: abs(x) * x * x, [1e-5]),
}


@pytest.mark.parametrize("what", SMOOTH)
def test_what_only_looks_like_a_kink_is_compared(what):
    fn, at = SMOOTH[what]
    result = gradcheck(fn, *at)
    assert result, str(result)
    assert not result.without_derivative


def test_a_wrong_row_beside_a_kink_is_still_found():
    result = gradcheck(lambda x, y: x.relu() + record(TRIPLE, y), 0.0, 0.7)
    assert not result
    assert [n.name for n in result.wrong] == ["'y'"]


def test_a_node_that_does_not_move_the_kink_is_compared():
    # w x + b with x = 0: moving w leaves relu at its kink, and its derivative is 0
    result = gradcheck(lambda w, x, b: (w * x + b).relu(), 0.5, 0.0, 0.0)
    compared = {n.name: n.numeric for n in result.nodes}
    assert compared["'w'"] == 0.0
    assert compared["'b'"] is None


def test_a_branch_in_python_at_the_point_is_called_a_kink():
    result = gradcheck(lambda x: x if x > 0 else -x, 0.0)
    assert result
    assert "fn takes another way right beside the point, as with `if x > 0`: a kink" in str(result)
    assert "another way" not in str(gradcheck(lambda x: x if x > 0 else -x, 1e-5))


def test_a_tie_and_a_cut_off_in_python_at_the_point_are_kinks_and_no_cuts():
    for fn, at in (
        (lambda x: max(x) * 2, [3.0, 3.0, 2.0]),
        (lambda x: x[0] if x[0].data < 1 else Value(1.0), [1.0]),
        (lambda x: sorted(x)[0] * x[1], [1.0, 1.0]),
        (lambda x: x[0] - x[1] if x[0] > x[1] else x[1] - x[0], [2.0, 2.0]),
    ):
        result = gradcheck(fn, at)
        assert result, str(result)
        assert "fn takes another way right beside the point" in str(result)


# --- what is refused ----------------------------------------------------------------------------------------


def test_a_function_that_gives_another_number_the_second_time_is_refused():
    rng = random.Random(0)
    with pytest.raises(
        ValueError, match=r"fn gave .* and then .* at the same numbers: it depends on something"
    ):
        gradcheck(lambda x: x * rng.random(), 1.0)


def test_leaves_that_changed_after_the_recording_are_refused():
    x = Value(2.0, "x")
    y = x * x
    x.data = 3.0
    with pytest.raises(
        ValueError, match=r"gradcheck: 'x' changed after the graph was recorded.*record the graph again"
    ):
        gradcheck(y)


def test_a_function_of_what_was_computed_before_a_change_is_refused():
    w = Value(2.0, "w")
    h = w * w
    w.data = 3.0
    with pytest.raises(ValueError, match="gradcheck: 'w' changed after the graph was recorded"):
        gradcheck(lambda x: h * x, 1.0)


def test_a_root_that_is_not_finite_is_refused_with_the_node_to_blame():
    with pytest.raises(ValueError, match=r"the root is inf: exp made inf of 1000\.0 \('x'\)"):
        gradcheck(lambda x: x.exp() * 2, 1000.0)


def test_what_is_no_function_of_one_value_is_refused():
    with pytest.raises(TypeError, match="gradcheck needs a function, or the root of a graph, not int 3"):
        gradcheck(3)
    with pytest.raises(TypeError, match="returns one Value, not list"):
        gradcheck(lambda x: [x, x], 1.0)
    with pytest.raises(TypeError, match="argument x must be one real number, not str 'a'"):
        gradcheck(lambda x: x, "a")
    with pytest.raises(TypeError, match="takes no arguments"):
        gradcheck(Value(1.0) * 2, 1.0)
    with pytest.raises(ValueError, match="one node at least, not most=0"):
        gradcheck(Value(1.0) * 2, most=0)
    with pytest.raises(ValueError, match="log is undefined at -1"):
        gradcheck(lambda x: x.log(), -1.0)


def test_nothing_of_the_graph_is_changed():
    x = Value(0.5, "x")
    y = (x * 2).tanh()
    y.backward()
    before = [(n.data, n.grad, n.edges) for n in topological_order(y)]
    assert gradcheck(y)
    assert gradcheck(lambda: (x * 2).tanh() + y)
    assert [(n.data, n.grad, n.edges) for n in topological_order(y)] == before
