"""What the engine writes out beside a row of the table, for speed, does what the row says."""

import numpy as np
import pytest

from autograd import Op, Value, dot, maximum, minimum, ops, record
from autograd import sum as sum_
from autograd.value import _computed

NUMBERS = [0.0, -0.0, 1.5, -2.0, 1e308, float("inf"), float("-inf"), float("nan")]


def same(node, recorded):
    return (repr(node.data), node.op, len(node.edges)) == (
        repr(recorded.data),
        recorded.op,
        len(recorded.edges),
    ) and all(
        repr(a) == repr(b) if isinstance(a, float) else a is b for a, b in zip(node.edges, recorded.edges)
    )


@pytest.mark.parametrize("a", NUMBERS)
@pytest.mark.parametrize("b", NUMBERS)
def test_addition_does_what_its_row_says(a, b):
    a, b = Value(a), Value(b)
    assert same(a + b, record(ops.ADD, a, b))


@pytest.mark.parametrize("a", NUMBERS)
@pytest.mark.parametrize("b", NUMBERS)
def test_a_maximum_and_a_minimum_do_what_their_rows_say(a, b):
    for numbers in ([a, b], [a, b, a], [0.25, a, b, 0.25]):
        values = [Value(x) for x in numbers]
        assert same(maximum(values), record(ops.MAXIMUM, *values))
        assert same(minimum(*values), record(ops.MINIMUM, *values))


def test_addition_of_a_number_makes_a_constant():
    node = Value(2.0) + 3
    assert node.data == 5.0
    assert node.parents[1].op is ops.CONSTANT


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_a_net_input_does_what_its_row_says(n):
    w, x, b = [Value(0.1 + i) for i in range(n)], [Value(0.7 - i) for i in range(n)], Value(-0.3)
    assert same(dot(w, x, b), record(ops.DOT, *w, *x, b))


@pytest.mark.parametrize(
    "number", [2, 2.0, True, np.float64(2.0), np.float32(2.0), np.int64(2), np.array(2.0)]
)
def test_a_net_input_with_plain_numbers_has_constants(number):
    for weights, inputs, bias in (([number], [Value(3.0)], Value(1.0)), ([Value(3.0)], [Value(1.0)], number)):
        z = dot(weights, inputs, bias)
        assert type(z.data) is float
        assert z.data == record(ops.DOT, *weights, *inputs, bias).data
        assert [parent.op for parent in z.parents].count(ops.CONSTANT) == 1


def test_a_net_input_of_something_else_is_refused():
    with pytest.raises(TypeError, match="dot takes Values and real numbers, not str 'x'"):
        dot([Value(1.0)], ["x"], Value(0.0))


# w.data -= learning_rate * w.grad makes a numpy number of the data where the rate is one
@pytest.mark.parametrize("number", [2, np.float64(2.0), np.int64(2)])
def test_a_number_of_another_kind_written_into_data_is_computed_with(number):
    a, b = Value(0.0), Value(0.0)
    a.data = b.data = number
    for node in (sum_([a, b]), dot([a], [b]) + 0.0, dot([a], [b], Value(0)), maximum(a, b)):
        assert type(node.data) is float
        node.backward()
    assert sum_([a, b]).data == dot([a], [b]).data == 4.0
    assert a.grad == 1 + 2 + 2 + 1


def test_a_row_with_a_partial_too_few_is_refused():
    wrong = Op("wrong", "?", lambda xp, a, b: a + b, lambda xp, y, a, b: (1.0,))
    with pytest.raises(TypeError, match="wrong returned 1 partials: a row returns one for each operand"):
        record(wrong, 1.0, 2.0)


# `backward` tells what it has visited by the identity of a fresh 0.0
def test_deltas_that_are_0_already_are_no_sign_of_a_visit():
    x = Value(3.0)
    y = (x * x + x) * dot([x, x], [x, x], x)
    y.backward(0.0)
    _computed(y)  # a pass that is interrupted here leaves its marks behind
    y.backward()
    # y = (x² + x)(2x² + x): y' = (2x + 1)(2x² + x) + (x² + x)(4x + 1) = 7·21 + 12·13
    assert x.grad == 303.0
