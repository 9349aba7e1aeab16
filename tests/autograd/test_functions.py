"""The functions of many operands: values, gradients, operands of all kinds, errors, large numbers."""

import math
import sys
from math import exp, inf, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, ops


def values(*numbers):
    return [Value(x) for x in numbers]


def grads(nodes):
    return [v.grad for v in nodes]


LISTS = st.lists(st.floats(-50, 50), min_size=1, max_size=6)

# --- sum ------------------------------------------------------------------------------------------------


def test_sum_is_one_node_with_a_1_to_each():
    x = values(1.0, 2.0, 4.0)
    y = autograd.sum(x)
    y.backward()
    assert (y.data, grads(x), y.op) == (7.0, [1.0, 1.0, 1.0], ops.SUM)
    assert y.parents == tuple(x)


def test_sum_takes_numbers_and_generators():
    assert autograd.sum(v * 2 for v in values(1.0, 2.0)).data == 6.0
    y = autograd.sum([Value(1.0), 2, 3.0, np.float64(4), True])
    assert y.data == 11.0
    assert [v.op for v in y.parents] == [None, *[ops.CONSTANT] * 4]
    assert autograd.sum(np.array([1.0, 2.0])).data == 3.0


def test_the_sum_of_nothing_is_0():
    y = autograd.sum([])
    y.backward()
    assert (y.data, y.parents) == (0.0, ())


def test_an_operand_that_stands_twice_in_a_sum_gets_two_messages():
    x = Value(3.0)
    autograd.sum([x, x]).backward()
    assert x.grad == 2.0


# --- dot ------------------------------------------------------------------------------------------------


def test_dot_is_one_node_with_the_other_factor_to_each_and_a_1_to_the_bias():
    # z = b + w₁x₁ + w₂x₂ = -3 + 2·(-1) + (-3)(-2) = 1: ∂z/∂wᵢ = xᵢ, ∂z/∂xᵢ = wᵢ, ∂z/∂b = 1
    w, x, b = values(2.0, -3.0), values(-1.0, -2.0), Value(-3.0)
    z = autograd.dot(w, x, b)
    z.backward()
    assert (z.data, grads(w), grads(x), b.grad, z.op) == (1.0, [-1.0, -2.0], [2.0, -3.0], 1.0, ops.DOT)
    assert z.parents == (*w, *x, b)


def test_dot_takes_numbers_and_generators():
    w = values(2.0, 3.0)
    assert autograd.dot(w, [5, np.float64(7)], 1).data == 32.0
    assert autograd.dot((v for v in w), (x for x in (5.0, 7.0))).data == 31.0
    assert autograd.dot(w, np.array([5.0, 7.0])).data == 31.0


def test_dot_of_a_list_with_itself_is_the_square_of_its_length():
    # ∂Σxᵢ²/∂xᵢ = 2xᵢ
    x = values(3.0, -4.0)
    y = autograd.dot(x, x)
    y.backward()
    assert (y.data, grads(x)) == (25.0, [6.0, -8.0])


def test_dot_of_nothing_is_its_bias():
    assert autograd.dot([], []).data == 0.0
    b = Value(5.0)
    z = autograd.dot([], [], b)
    z.backward()
    assert (z.data, b.grad) == (5.0, 1.0)


def test_dot_says_the_lengths_that_do_not_fit():
    with pytest.raises(ValueError, match="dot needs one input for each weight: 2 weights, 3 inputs"):
        autograd.dot(values(1.0, 2.0), values(1.0, 2.0, 3.0))
    with pytest.raises(ValueError, match="1 weights, 0 inputs"):
        autograd.dot(values(1.0), [], Value(1.0))


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=6), st.floats(-9, 9))
def test_dot_is_the_chain_of_plain_operations_from_the_bias_on(pairs, bias):
    w, x, b = values(*[p[0] for p in pairs]), values(*[p[1] for p in pairs]), Value(bias)
    chain = b
    for wi, xi in zip(w, x):
        chain = chain + wi * xi
    z = autograd.dot(w, x, b)
    # From Python 3.12 on `sum` compensates its rounding: up to one unit of the largest partial sum (495)
    # for each of six additions.
    compensated = sys.version_info >= (3, 12)
    assert z.data == (pytest.approx(chain.data, rel=0, abs=6e-13) if compensated else chain.data)
    chain.backward()
    expected = grads([*w, *x, b])
    chain.zero_grad()
    z.backward()
    assert grads([*w, *x, b]) == expected


# --- maximum and minimum --------------------------------------------------------------------------------


def test_maximum_and_minimum_route_the_delta_to_the_winner():
    x = values(1.0, 5.0, 3.0)
    (autograd.maximum(*x) * 2).backward()
    assert grads(x) == [0.0, 2.0, 0.0]
    x = values(1.0, 5.0, 3.0)
    (autograd.minimum(*x) * 2).backward()
    assert grads(x) == [2.0, 0.0, 0.0]


def test_the_first_of_equals_gets_all():
    for function in (autograd.maximum, autograd.minimum):
        x = values(2.0, 2.0, 2.0)
        function(x).backward()
        assert grads(x) == [1.0, 0.0, 0.0]


def test_maximum_and_minimum_take_one_list_or_single_operands_numbers_among_them():
    for function, expected in ((autograd.maximum, 3.0), (autograd.minimum, 1.0)):
        a, b = values(1.0, 3.0)
        ways = [function(a, b), function([a, b]), function(v for v in (a, b)), function(np.array([a, b]))]
        assert [y.data for y in ways] == [expected] * 4
    assert autograd.maximum(Value(1.0), 2, np.float64(7)).data == 7.0
    assert autograd.maximum(Value(1.0)).data == 1.0
    assert autograd.minimum(5.0).data == 5.0


@given(LISTS)
def test_maximum_and_minimum_are_pythons(numbers):
    assert autograd.maximum(numbers).data == max(numbers)
    assert autograd.minimum(numbers).data == min(numbers)


# --- take -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", [1, -2, np.int64(1), np.uint8(1), True])
def test_take_picks_and_sends_the_delta_to_what_it_picked(index):
    x = values(4.0, 5.0, 6.0)
    y = autograd.take(x, index)
    (y * 3).backward()
    assert (y.data, grads(x)) == (5.0, [0.0, 3.0, 0.0])


def test_take_from_the_front_and_from_the_end():
    x = values(4.0, 5.0, 6.0)
    assert [autograd.take(x, i).data for i in range(-3, 3)] == [4.0, 5.0, 6.0, 4.0, 5.0, 6.0]
    assert autograd.take(x, -1).op is autograd.take(x, 2).op is ops.take(2)


@pytest.mark.parametrize("index", [3, -4, 100])
def test_take_says_an_index_that_is_outside(index):
    with pytest.raises(IndexError, match=f"take: index {index} is outside of 3 values"):
        autograd.take(values(1.0, 2.0, 3.0), index)


def test_take_of_nothing_is_outside():
    with pytest.raises(IndexError, match="take: index 0 is outside of 0 values"):
        autograd.take([], 0)


@pytest.mark.parametrize("index", [1.0, "1", None, np.float64(1.0)])
def test_take_refuses_an_index_that_is_no_whole_number(index):
    with pytest.raises(TypeError, match=f"take needs a whole number as index, not {type(index).__name__} "):
        autograd.take(values(1.0, 2.0), index)


def test_take_with_a_value_as_index_makes_the_index_an_operand():
    x, i = values(1.0, 2.0, 4.0), Value(2)
    y = autograd.take(x, i)
    y.backward()
    assert y.data == 4.0
    assert [v.grad for v in (*x, i)] == [0.0, 0.0, 1.0, 0.0]
    for outside in (-1, 3, 0.5):
        with pytest.raises(
            IndexError, match=r"take: index .* is outside of .*: an index that is a Value must be 0"
        ):
            autograd.take(x, Value(outside))


# --- logsumexp, log_softmax, softmax --------------------------------------------------------------------


def test_logsumexp_of_logarithms_is_the_logarithm_of_the_sum():
    # x = ln 1, ln 2, ln 5: ln 8, gradients 1/8, 2/8, 5/8; three roundings at most on the way
    x = values(0.0, log(2), log(5))
    y = autograd.logsumexp(x)
    y.backward()
    assert y.data == pytest.approx(log(8), rel=1e-15)
    assert grads(x) == pytest.approx([1 / 8, 2 / 8, 5 / 8], rel=1e-15)


def test_softmax_is_one_e_to_the_share():
    # x = ln 1, ln 2, ln 5: 1/8, 2/8, 5/8
    p = autograd.softmax(values(0.0, log(2), log(5)))
    assert type(p) is list
    assert [v.data for v in p] == pytest.approx([1 / 8, 2 / 8, 5 / 8], rel=1e-15)


def test_softmax_has_the_gradient_of_the_quotient_rule():
    # pᵢ = eˣⁱ/Σ: ∂pᵢ/∂xⱼ = pᵢ(δᵢⱼ - pⱼ); p = 1/8, 2/8, 5/8; for i = 1: -2/64, 12/64, -10/64
    x = values(0.0, log(2), log(5))
    autograd.softmax(x)[1].backward()
    # two messages of each sign are added, each a product of rounded numbers
    assert grads(x) == pytest.approx([-2 / 64, 12 / 64, -10 / 64], rel=1e-14)


def test_log_softmax_has_the_gradient_of_the_difference():
    # ln pᵢ = xᵢ - ln Σ: ∂/∂xⱼ = δᵢⱼ - pⱼ; for i = 0: 7/8, -2/8, -5/8
    x = values(0.0, log(2), log(5))
    y = autograd.log_softmax(x)[0]
    y.backward()
    assert y.data == pytest.approx(-log(8), rel=1e-15)
    assert grads(x) == pytest.approx([7 / 8, -2 / 8, -5 / 8], rel=1e-15)


@given(LISTS)
def test_probabilities_are_positive_and_add_up_to_one(numbers):
    p = [v.data for v in autograd.softmax(numbers)]
    assert all(v > 0 for v in p)
    # e^(x - y) turns an error of 1e-14 in x - y (up to 100) into as much of p
    assert math.fsum(p) == pytest.approx(1, rel=0, abs=1e-13)


@given(LISTS)
def test_the_logarithm_of_softmax_is_log_softmax(numbers):
    p, log_p = autograd.softmax(numbers), autograd.log_softmax(numbers)
    assert [log(v.data) for v in p] == pytest.approx([v.data for v in log_p], rel=1e-14, abs=1e-15)


@given(LISTS)
def test_logsumexp_is_the_formula_as_written_where_that_does_not_overflow(numbers):
    expected = log(math.fsum(map(exp, numbers)))
    # beside 0 the sum of two large terms cancels: 50 ulp of 1
    assert autograd.logsumexp(numbers).data == pytest.approx(expected, rel=1e-14, abs=1e-14)


@pytest.mark.parametrize("high", [1000.0, -1000.0])
def test_what_would_overflow_or_vanish_does_not(high):
    x = values(high, high)
    y = autograd.logsumexp(x)
    y.backward()
    assert y.data == pytest.approx(high + log(2), rel=2.3e-16)
    # 1000 + ln 2 keeps ln 2 to 1e-13, and so do the exponents made from it
    assert grads(x) == pytest.approx([0.5, 0.5], rel=1e-13)
    assert [v.data for v in autograd.softmax(x)] == pytest.approx([0.5, 0.5], rel=1e-13)
    assert [v.data for v in autograd.log_softmax(x)] == pytest.approx([-log(2)] * 2, rel=2e-13)


def test_one_high_score_takes_all():
    x = values(1000.0, 0.0, -1000.0)
    assert [v.data for v in autograd.softmax(x)] == [1.0, 0.0, 0.0]
    log_p = autograd.log_softmax(x)
    assert [v.data for v in log_p] == [0.0, -1000.0, -2000.0]
    # -ln p₂ = lse - x₂: gradient p - one-hot
    (-log_p[2]).backward()
    assert grads(x) == [1.0, 0.0, -1.0]


def test_a_shift_of_all_scores_changes_no_probability():
    # powers of two and small whole numbers: the shift is exact, so is x - max
    x = [1.0, 2.0, 3.0]
    shifted = [v + 1024 for v in x]
    expected = [v.data for v in autograd.softmax(x)]
    # 1027.4 carries ten binary digits less than 3.4
    assert [v.data for v in autograd.softmax(shifted)] == pytest.approx(expected, rel=1e-12)


def test_minus_infinity_is_a_score_of_probability_0():
    x = values(-inf, 2.0)
    p = autograd.softmax(x)
    assert [v.data for v in p] == [0.0, 1.0]


def test_softmax_family_takes_numbers_generators_and_arrays():
    scores = np.array([3.2, 5.1, -1.7])
    a = autograd.softmax(scores)
    b = autograd.softmax(float(s) for s in scores)
    c = autograd.softmax([Value(3.2), 5.1, np.float64(-1.7)])
    assert [v.data for v in a] == [v.data for v in b] == [v.data for v in c]
    assert autograd.logsumexp(v for v in scores).data == autograd.logsumexp(scores).data
    assert [v.data for v in autograd.log_softmax([7])] == [0.0]


# --- what all of them refuse ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["maximum", "minimum", "logsumexp", "softmax", "log_softmax"])
def test_an_operation_without_a_neutral_number_refuses_an_empty_list(name):
    with pytest.raises(ValueError, match=f"^{name} of no values is not defined: give one at least$"):
        getattr(autograd, name)([])


def test_a_call_without_operands_is_refused_too():
    with pytest.raises(ValueError, match="maximum of no values"):
        autograd.maximum()


@pytest.mark.parametrize("name", ["sum", "maximum", "minimum", "logsumexp"])
@pytest.mark.parametrize(
    ("thing", "said"), [("1", "str '1'"), (None, "NoneType None"), (1j, "complex 1j")], ids=repr
)
def test_an_operand_that_is_no_number_is_named(name, thing, said):
    with pytest.raises(TypeError, match=f"^{name} takes Values and real numbers, not {said}"):
        getattr(autograd, name)([Value(1.0), thing])


def test_dot_and_take_name_what_is_no_number():
    with pytest.raises(TypeError, match=r"^dot takes Values and real numbers, not str 'a'"):
        autograd.dot([Value(1.0)], ["a"])
    with pytest.raises(TypeError, match=r"^take\(0\) takes Values and real numbers, not NoneType None"):
        autograd.take([Value(1.0), None], 0)


# --- softmax with cross-entropy ---------------------------------------------------------------------------

SCORES = (3.2, 5.1, -1.7)


@pytest.mark.parametrize("target", [0, True, [1, 0, 0], (0.2, 0.5, 0.3), [Value(0.25), 0.75, Value(0.0)]])
def test_softmax_cross_entropy_is_one_node_whose_partials_are_y_minus_t(target):
    z = [Value(v) for v in SCORES]
    loss = autograd.softmax_cross_entropy(z, target)
    loss.backward()
    given = [k == target for k in range(3)] if isinstance(target, int) else target
    t = [v.data if isinstance(v, Value) else float(v) for v in given]
    y = [p.data for p in autograd.softmax([Value(v) for v in SCORES])]
    assert len(loss.parents) == 6
    assert loss.data == pytest.approx(-math.fsum(a * math.log(b) for a, b in zip(t, y)), rel=1e-14)
    assert [v.grad for v in z] == pytest.approx([a - b for a, b in zip(y, t)], rel=1e-13, abs=1e-16)


def test_softmax_cross_entropy_of_lecture_c1():
    # -ln 0.129983 = 2.040355
    assert f"{autograd.softmax_cross_entropy(SCORES, 0):.6f}" == "2.040355"


def test_softmax_cross_entropy_does_not_overflow():
    z = [Value(1e5), Value(-1e5)]
    loss = autograd.softmax_cross_entropy(z, 1)
    loss.backward()
    assert (loss.data, z[0].grad, z[1].grad) == (2e5, 1.0, -1.0)


def test_softmax_cross_entropy_compiles():
    z = [Value(v) for v in SCORES]
    program = autograd.compile_batch(lambda t: autograd.softmax_cross_entropy(z, t), z)
    value, gradient = program.value_and_grad([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]])
    losses = [autograd.softmax_cross_entropy(z, t) for t in ([1.0, 0.0, 0.0], [0.0, 0.5, 0.5])]
    mean = sum(losses) / 2
    mean.backward()
    assert value == pytest.approx(mean.data, rel=1e-14)
    assert gradient == pytest.approx([v.grad for v in z], rel=1e-13)


@pytest.mark.parametrize(
    ("target", "error", "message"),
    [
        (3, IndexError, r"3 is no class of 3 scores: classes are 0 to 2"),
        (-1, IndexError, r"-1 is no class of 3 scores"),
        (0.0, TypeError, r"takes the number of a class or a list of probabilities, not float 0\.0"),
        (None, TypeError, r"takes the number of a class or a list of probabilities, not None"),
        (Value(1.0), TypeError, r"takes the number of a class or a list of probabilities"),
        ([1.0, 0.0], ValueError, r"one probability for each score: 3 scores, 2 probabilities"),
        ([1, 1, 0], ValueError, r"no targets whose sum is 2: probabilities add up to 1"),
        ([Value(0.5), 0.0, 0.0], ValueError, r"no targets whose sum is 0\.5"),
    ],
)
def test_softmax_cross_entropy_refuses_what_is_no_target(target, error, message):
    with pytest.raises(error, match=message):
        autograd.softmax_cross_entropy([Value(v) for v in SCORES], target)


def test_softmax_cross_entropy_of_no_scores_is_refused():
    with pytest.raises(ValueError, match="softmax_cross_entropy of no values is not defined"):
        autograd.softmax_cross_entropy([], 0)
