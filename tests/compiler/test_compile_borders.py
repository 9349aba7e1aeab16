"""The borders of the compiler: numbers among Values, tied, empty and whole inputs, and what is refused."""

import builtins
import copy
import math
import pickle
import threading
from math import inf, isnan, nan

import numpy as np
import pytest

import autograd
from autograd import (
    Op,
    TraceError,
    Value,
    compile,
    compile_batch,
    dot,
    log_softmax,
    logsumexp,
    maximum,
    messages,
    minimum,
    record,
    softmax,
    take,
)
from autograd.compiler.writing.names import Names


def eager(fn, *numbers):
    """Return value and gradients of the scalar engine."""
    leaves = [Value(x) for x in numbers]
    root = fn(*leaves)
    root.backward()
    return root.data, [leaf.grad for leaf in leaves]


# --- numbers among the operands -------------------------------------------------------------------------

ROUTES = [
    ("maximum(x, 0)", lambda x: maximum(x, 0.0), 2.0),
    ("maximum(0, x)", lambda x: maximum(0.0, x), -2.0),
    ("a tie goes to the first", lambda x: maximum(x, 1.0), 1.0),
    ("a tie goes to the number before", lambda x: maximum(1.0, x), 1.0),
    ("minimum(x, 3)", lambda x: minimum(x, 3.0), 2.0),
    ("five operands", lambda x: maximum(x, 0.0, x * 2, 1.0, -1.0), 2.0),
    ("clamp", lambda x: minimum(maximum(x, -1.0), 1.0) * x, 0.5),
    ("nan among the numbers", lambda x: maximum(x, nan), 0.5),
    ("nan twice", lambda x: maximum(nan, x), nan),
    ("nan twice, the other way round", lambda x: minimum(x, nan), nan),
    ("numbers alone", lambda x: maximum(1.0, 2.0) * x, 0.5),
]


@pytest.mark.parametrize(("fn", "x"), [row[1:] for row in ROUTES], ids=[row[0] for row in ROUTES])
def test_max_and_min_with_plain_numbers_have_the_gradient_of_the_engine(fn, x):
    value, (slope,) = eager(fn, x)
    np.testing.assert_equal(compile(fn).grads(x)[::2], (value, (slope,)))
    np.testing.assert_equal(compile(fn, jit=lambda f: f).grads(x)[::2], (value, (slope,)))
    got, _, (d,) = compile_batch(fn).grads([x, x])
    np.testing.assert_equal(got, value)
    np.testing.assert_equal(d, [slope / 2, slope / 2])


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_a_penalty_is_added_to_the_loss_of_every_sample(batch):
    """d/dwᵢ of mean_b (w·x_b - t_b)² + Σ w² is mean_b 2 (w·x_b - t_b) x_bᵢ + 2 wᵢ."""
    rng = np.random.default_rng(0)
    w = [Value(data) for data in rng.normal(size=4).tolist()]
    X, t = rng.normal(size=(batch, 4)), rng.normal(size=batch)
    weights = np.array([v.data for v in w])
    error = X @ weights - t
    program = compile_batch(lambda x, t: (dot(w, x) - t) ** 2 + sum(v * v for v in w), w)
    value, gradient = program.value_and_grad(X, t)
    np.testing.assert_allclose(value, (error**2).mean() + (weights**2).sum(), rtol=1e-14)
    np.testing.assert_allclose(gradient, 2 * error @ X / batch + 2 * weights, rtol=1e-13)


@pytest.mark.parametrize("n", [4095, 4096, 20_000])
def test_a_penalty_on_thousands_of_parameters_is_added_to_their_gradient(n):
    """d/dwᵢ of mean_b w·x_b + Σ w² is mean_b x_bᵢ + 2 wᵢ, also where gradients are written in place."""
    rng = np.random.default_rng(0)
    w, X = [Value(data) for data in rng.normal(size=n).tolist()], rng.normal(size=(2, n))
    program = compile_batch(lambda x: dot(w, x) + dot(w, w), w)
    value, gradient = program.value_and_grad(X)
    weights = np.array([v.data for v in w])
    np.testing.assert_allclose(value, (X @ weights).mean() + weights @ weights, rtol=1e-12)
    np.testing.assert_allclose(gradient, X.mean(axis=0) + 2 * weights, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("places", [1, 2])
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("n", [1, 2, 4, 9])
def test_products_of_parameters_under_numbers_of_samples(rows, places, n):
    """Rows of w times columns of u, plus something of the sample: every kind of group that has products."""
    rng = np.random.default_rng(1)
    w = [Value(data) for data in rng.normal(size=rows * n).tolist()]
    u = [Value(data) for data in rng.normal(size=places * n).tolist()]

    def fn(x):
        parts = [
            dot(w[r * n : (r + 1) * n], u[p * n : (p + 1) * n], x * (1 + r + p)).tanh()
            for r in range(rows)
            for p in range(places)
        ]
        return autograd.sum(parts)

    X = [0.5, -0.25, 2.0]
    program = compile_batch(fn, [*w, *u])
    value, gradient, (dx,) = program.grads(X)
    total, of_x = 0.0, []
    expected = np.zeros(len(gradient))
    for number in X:
        x = Value(number)
        for p in (*w, *u):
            p.grad = 0
        root = fn(x)
        root.backward()
        total += root.data / 3
        expected += [p.grad / 3 for p in (*w, *u)]
        of_x.append(x.grad / 3)
    np.testing.assert_allclose(value, total, rtol=1e-13)
    np.testing.assert_allclose(gradient, expected, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(dx, of_x, rtol=1e-12, atol=1e-14)


ODD = [
    ("constant", Op("one", "1", lambda xp, x: 1.0, lambda xp, y, x: (0.0,)), 1),
    ("first of two", Op("first", "1st", lambda xp, a, b: a, lambda xp, y, a, b: (1.0, 0.0)), 2),
    ("second of two", Op("second", "2nd", lambda xp, a, b: b, lambda xp, y, a, b: (0.0, 1.0)), 2),
]


@pytest.mark.parametrize(("op", "arity"), [row[1:] for row in ODD], ids=[row[0] for row in ODD])
@pytest.mark.parametrize("order", ["parameter, argument", "argument, parameter"])
@pytest.mark.parametrize("above", ["dot", "layer", "output"])
def test_a_row_that_leaves_out_operands_has_a_number_for_every_row_and_sample(op, arity, order, above):
    """What comes out of one operand may have a single row, or no samples; what stands above needs all."""
    w = [Value(2.0), Value(3.0), Value(-1.0), Value(0.5)]

    def fn(x):
        pairs = [(v, x) if order == "parameter, argument" else (x, v) for v in w]
        rows = [record(op, *pair[:arity]) for pair in pairs]
        if above == "output":
            return rows[1]
        if above == "dot":
            return dot(rows, w) * x
        return autograd.sum([dot(rows, [w[0], w[1], 1.0, float(k)]).tanh() for k in range(4)])

    X = [0.5, -1.0, 4.0]
    program = compile_batch(fn, w)
    program.check(X)
    np.testing.assert_allclose(program(X), [fn(Value(x)).data for x in X], rtol=1e-15)


# --- whole numbers --------------------------------------------------------------------------------------

WHOLE = [
    (lambda x, y: x**y, (10, 400)),
    (lambda x, y: x**y, (-3, 41)),
    (lambda x, y: x**y, (-2, -1)),
    (lambda x, y: x * 1.0 + y, (2**63, 0)),
    (lambda x, y: x * 1.0 + y, (2**70, 1)),
    (lambda x, y: x * y, (3 * 10**9, 4 * 10**9)),
    (lambda x, y: -x + y, (True, False)),
]


@pytest.mark.parametrize(("fn", "numbers"), WHOLE)
def test_whole_numbers_are_floats(fn, numbers):
    try:
        expected = fn(*map(Value, map(float, numbers))).data
    except OverflowError:
        expected = inf
    for _ in range(2):
        program = compile(fn)
        assert program(*numbers) == expected
        assert program(*map(float, numbers)) == expected
    assert compile_batch(fn)(*([number] for number in numbers)).tolist() == [expected]


def test_one_over_a_whole_zero_is_what_one_over_a_zero_is():
    program = compile(lambda x: 1 / x)
    assert program(0.0) == program(0) == inf
    assert program(np.int8(0)) == inf


def test_a_small_unsigned_number_does_not_wrap_round():
    assert compile(lambda x: -x)(np.uint8(1)) == -1.0
    assert compile(lambda x: x + 1)(np.uint8(255)) == 256.0
    assert compile_batch(lambda x: x * x)(np.array([200], np.uint8)).tolist() == [40000.0]


def test_an_index_that_is_a_number_too_is_both():
    program = compile(lambda xs, i: take(xs, i) * i)
    assert program([5.0, 6.0, 7.0], 2) == 14.0


@pytest.mark.parametrize("index", [-1, -3, -4, 3])
def test_an_index_outside_is_refused_as_in_the_engine(index):
    xs = [1.0, 2.0, 3.0]
    with pytest.raises(IndexError, match=f"index {index}.0 is outside of 3 values: an index that is a Value"):
        take([Value(x) for x in xs], Value(index))
    with pytest.raises(IndexError, match=f"index {index} in argument index is outside of 3 values"):
        compile(take)(xs, index)
    with pytest.raises(IndexError, match=rf"index {index} in argument index\[1\] is outside of 3 values"):
        compile_batch(take)([xs, xs], [0, index])


# --- precision of the softmax ---------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0.0, 1e4, 1e8, 1e16, -1e16])
def test_a_softmax_of_large_logits_is_as_exact_as_one_of_small_ones(size):
    """softmax(s, s + 2, s + 6) does not depend on s; all numbers here are exact in binary up to 1e16."""
    logits = [size, size + 2, size + 6]
    e = [1.0, np.exp(2.0), np.exp(6.0)]
    p = np.array(e) / np.sum(e)
    np.testing.assert_allclose([v.data for v in softmax([Value(z) for z in logits])], p, rtol=4e-15)
    logs = [v.data for v in log_softmax([Value(z) for z in logits])]
    np.testing.assert_allclose(logs, np.log(p), rtol=4e-15)
    leaves = [Value(z) for z in logits]
    logsumexp(leaves).backward()
    np.testing.assert_allclose([v.grad for v in leaves], p, rtol=4e-15)
    for program in (compile(softmax), compile(logsumexp)):
        program(logits)
    np.testing.assert_allclose(compile(softmax)(logits), p, rtol=4e-15)
    np.testing.assert_allclose(compile(log_softmax)(logits), np.log(p), rtol=4e-15)
    np.testing.assert_allclose(compile(logsumexp).grads(logits)[2][0], p, rtol=4e-15)
    np.testing.assert_allclose(compile_batch(softmax)([logits]), [p], rtol=4e-15)
    np.testing.assert_allclose(compile_batch(logsumexp).grads([logits])[2][0], [p], rtol=4e-15)
    # ∂ ln p₀ / ∂z = (1 - p₀, -p₁, -p₂)
    leaves = [Value(z) for z in logits]
    log_softmax(leaves)[0].backward()
    np.testing.assert_allclose([v.grad for v in leaves], [1 - p[0], -p[1], -p[2]], rtol=4e-15)


def test_a_softmax_of_ties_and_of_what_is_left_out():
    assert [v.data for v in softmax([Value(1e16)] * 4)] == [0.25] * 4
    masked = softmax([Value(1.0), Value(-inf), Value(1.0)])
    assert [v.data for v in masked] == [0.5, 0.0, 0.5]
    assert compile(softmax)([1.0, -inf, 1.0]).tolist() == [0.5, 0.0, 0.5]
    assert compile_batch(softmax)([[1.0, -inf, 1.0]]).tolist() == [[0.5, 0.0, 0.5]]


# --- slopes far out -------------------------------------------------------------------------------------

FAR = [
    ("leaky_relu of slope 1e17", lambda x: x.leaky_relu(1e17), 2.0, 1.0),
    ("leaky_relu of slope 1e17, left", lambda x: x.leaky_relu(1e17), -2.0, 1e17),
    ("elu", lambda x: x.elu(), -40.0, np.exp(-40.0)),
    ("elu, alpha 3", lambda x: x.elu(3.0), -40.0, 3 * np.exp(-40.0)),
    ("sigmoid to the left", lambda x: x.sigmoid(), -40.0, np.exp(-40.0)),
]


@pytest.mark.parametrize(("fn", "x", "slope"), [row[1:] for row in FAR], ids=[row[0] for row in FAR])
def test_slopes_far_out_keep_their_digits(fn, x, slope):
    assert eager(fn, x)[1][0] == pytest.approx(slope, rel=1e-13, abs=0)
    assert compile(fn).grads(x)[2][0] == pytest.approx(slope, rel=1e-13, abs=0)
    assert compile_batch(fn).grads([x])[2][0][0] == pytest.approx(slope, rel=1e-13, abs=0)


@pytest.mark.parametrize("x", [1.0, 5.0, 10.0, 18.0, 30.0, 36.9, 37.0, 50.0])
def test_the_slopes_of_sigmoid_and_tanh_are_exact_to_eps_of_1(x):
    """As said in the table: σ' = e⁻ˣ / (1 + e⁻ˣ)² and tanh' = 4 e⁻²ˣ / (1 + e⁻²ˣ)², without a difference."""
    for fn, e in ((Value.sigmoid, np.exp(-x)), (Value.tanh, np.exp(-2 * x))):
        scale = 1 if fn is Value.sigmoid else 4
        expected = scale * e / (1 + e) ** 2
        for slope in (eager(fn, x)[1][0], eager(fn, -x)[1][0], compile(fn).grads(x)[2][0]):
            assert abs(slope - expected) <= 2**-52


@pytest.mark.parametrize("name", ["leaky_relu", "elu", "sigmoid", "tanh", "softplus"])
@pytest.mark.parametrize("x", [nan, inf, -inf, 1e308, -1e308, 710.0, -710.0, 0.0, -0.0])
def test_slopes_at_special_numbers_are_the_same_in_engine_and_programs(name, x):
    def fn(x):
        return getattr(x, name)()

    value, (slope,) = eager(fn, x)
    assert isnan(slope) == isnan(x)
    np.testing.assert_equal(compile(fn).grads(x)[::2], (value, (slope,)))
    got, _, (d,) = compile_batch(fn).grads([x])
    np.testing.assert_equal((float(got) + 0.0, float(d[0])), (value + 0.0, slope))  # a mean keeps no -0.0


@pytest.mark.parametrize("fn", [Value.sign, Value.relu, Value.step, Value.__abs__])
@pytest.mark.parametrize("x", [nan, inf, -inf, 0.0])
def test_a_kink_at_special_numbers_is_the_same_in_engine_and_programs(fn, x):
    value, (slope,) = eager(fn, x)
    for program in (compile(fn), compile(fn, jit=lambda f: f)):
        got, _, (d,) = program.grads(x)
        np.testing.assert_equal((got, d + 0.0), (value, slope + 0.0))  # the sign of no slope is nobody's
    got, _, (d,) = compile_batch(fn).grads([x])
    np.testing.assert_equal((float(got), float(d[0]) + 0.0), (value, slope + 0.0))


# --- outputs --------------------------------------------------------------------------------------------


def test_the_same_node_may_be_returned_twice():
    assert compile_batch(lambda x: [x, x])([1.0, 2.0]).tolist() == [[1.0, 1.0], [2.0, 2.0]]
    assert compile_batch(lambda x: [[x, x], [x, x]])([1.0]).tolist() == [[[1.0, 1.0], [1.0, 1.0]]]
    assert compile(lambda x: [x, x])(1.0).tolist() == [1.0, 1.0]
    w = Value(2.0)
    assert compile_batch(lambda x: [w, w], [w])([1.0, 2.0]).tolist() == [[2.0, 2.0], [2.0, 2.0]]
    assert compile_batch(lambda x: [3.0, 3.0])([1.0, 2.0]).tolist() == [[3.0, 3.0], [3.0, 3.0]]


def test_an_empty_list_of_outputs_is_an_empty_array():
    assert compile(lambda x: [])(1.0).shape == (0,)
    assert compile_batch(lambda x: [])([1.0, 2.0]).shape == (2, 0)
    with pytest.raises(TypeError, match="returns 0 Values"):
        compile_batch(lambda x: []).value_and_grad([1.0])


def test_numpy_numbers_may_be_among_the_outputs():
    assert compile(lambda x: [x, np.float64(2.0), np.int64(3)])(1.0).tolist() == [1.0, 2.0, 3.0]
    assert compile_batch(lambda x: [x, np.float64(2.0)])([1.0, 4.0]).tolist() == [[1.0, 2.0], [4.0, 2.0]]
    assert compile(lambda x: np.array(2.5))(1.0) == 2.5
    assert compile(lambda x: np.array([x, x * 2]))(1.5).tolist() == [1.5, 3.0]
    assert compile(lambda x: np.array(x * 2))(1.5) == 3.0


# --- how a program is called ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["__call__", "value_and_grad", "grads"])
def test_arguments_by_keyword_are_refused_before_and_after_the_first_call(method):
    program = compile(lambda x, y=2.0: x * y)
    for _ in range(3):
        with pytest.raises(TypeError, match="keyword"):
            getattr(program, method)(y=7.0)
        with pytest.raises(TypeError, match="keyword"):
            getattr(program, method)(1.0, y=7.0)
        getattr(program, method)(1.0, 2.0)


def test_the_least_recently_used_structure_is_dropped():
    program = compile(autograd.sum)
    for n in range(1, 65):
        program([1.0] * n)
    assert program.cache_info().misses == 64
    program([1.0])  # the oldest is used again, so the second oldest goes next
    program([1.0] * 65)
    program([1.0])
    assert program.cache_info().misses == 65
    program([1.0] * 2)
    assert program.cache_info().misses == 66


@pytest.mark.parametrize("exponent", ["2", None, [1]])
def test_an_exponent_that_is_no_number_is_refused(exponent):
    with pytest.raises(TypeError, match="unsupported operand"):
        compile(lambda x: x**exponent)(2.0)


def test_a_masked_array_is_refused():
    masked = np.ma.array([1.0, 2.0], mask=[True, False])
    with pytest.raises(TypeError, match=r"argument x is a masked array: .*filled"):
        compile_batch(lambda x: x)(masked)


@pytest.mark.parametrize("copying", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_program_says_that_it_cannot_be_copied(copying):
    program = compile(lambda x: x * 2)
    program(1.0)
    with pytest.raises(TypeError, match=r"a program cannot be copied or pickled: .*compile"):
        copying(program)


def test_labels_that_are_no_text_are_written_as_text():
    w = Value(2.0, label=7)  # type: ignore[arg-type]
    v = Value(3.0)
    v.label = ("a", 1)  # type: ignore[assignment]

    def fn(x):
        z = w * x + v
        z.label = 3  # type: ignore[assignment]
        return z.tanh()

    program = compile(fn, [w, v])
    assert program.value_and_grad(0.5)[0] == np.tanh(4.0)
    assert "def value_and_grad" in str(program)
    compile_batch(fn, [w, v]).value_and_grad([0.5])


@pytest.mark.parametrize("data", [1j, "x", None, np.zeros(2), [1.0]])
def test_a_parameter_that_holds_no_number_is_refused_by_name(data):
    w = Value(1.0, "w")
    program = compile(lambda x: w * x, [w])
    wide = compile_batch(lambda x: w * x, [w])
    program(1.0)
    program.value_and_grad(1.0)
    w.data = data
    for call in (lambda: program(1.0), lambda: program.value_and_grad(1.0), lambda: wide([1.0, 2.0])):
        with pytest.raises(TypeError, match=r"'w' holds .*: a Value holds one real number"):
            call()


# --- order of additions ---------------------------------------------------------------------------------


def test_zeros_keep_their_sign_where_a_zero_is_added():
    def fn(x):
        return 1 / (x + 0.0)

    assert compile(fn)(-0.0) == compile_batch(fn)([-0.0])[0] == inf
    assert compile(lambda x: 1 / (x + -0.0))(-0.0) == -inf


def test_zeros_of_both_signs_are_two_numbers():
    def fn(x):
        return [1 / (x * 0.0), 1 / (x * -0.0)]

    assert compile(fn)(2.0).tolist() == compile_batch(fn)([2.0])[0].tolist() == [inf, -inf]


def test_another_order_of_additions_stays_within_the_bound_that_the_docstring_gives():
    """Σ of 1, 1e20, -1e20: engine and program may differ by (n - 1) eps Σ|terms|, and say so."""
    program = compile(lambda a, b, c: a + (b + c))
    bound = 2 * 2**-52 * 2e20
    assert abs(program(1.0, 1e20, -1e20) - 1.0) <= bound
    assert "Σ|terms|" in autograd.compile.__doc__


# --- what depends on a number is not frozen -------------------------------------------------------------

w, u = Value(2.0, "w"), Value(3.0, "u")
FROZEN = [
    ("comparison of a parameter", lambda x: x * w if w > 0 else -x * w, "'w' was compared"),
    ("comparison of a captured Value", lambda x: x * w if u > 0 else -x * w, "'u' was compared"),
    ("max of two", lambda x: x * max(w, u), "was compared"),
    ("sorted", lambda x: x * sorted([u, w])[0], "was compared"),
    ("a number on the left", lambda x: x * w if w > 0 else x, "'w' was compared"),
    ("bool", lambda x: x * w if w else x, "'w' was used as a condition"),
    ("not", lambda x: x * w if not w else x, "'w' was used as a condition"),
    ("format", lambda x: x * w * len(f"{w:.3f}"), "'w' was formatted"),
    ("what was computed of parameters", lambda x: x * w if w * u > 0 else x, "was compared"),
    ("float", lambda x: x * float(w), "'w' was converted to a number"),
]


@pytest.mark.parametrize(("fn", "said"), [row[1:] for row in FROZEN], ids=[row[0] for row in FROZEN])
def test_a_branch_on_any_value_is_refused_while_recording(fn, said):
    for program in (compile(fn, [w]), compile_batch(fn, [w])):
        with pytest.raises(
            TraceError, match=rf"{said} while being compiled \(.*test_compile_borders.py, line \d+"
        ):
            program([1.0] if program.batch else 1.0)


@pytest.mark.parametrize("fn", [
    lambda x: x * 2 if x == 1 else x, lambda x: x * 2 if x != 0.0 else x, lambda x: x if x in (0, 1) else -x,
    lambda x: x if x == 1 else -x, lambda x: x if np.float64(1) == x else -x, lambda x: [1, 2].index(x) * x,
])  # fmt: skip
def test_an_equation_with_a_number_is_refused_while_recording(fn):
    """A placeholder is the same as itself alone: for every number the answer would be False, in all calls."""
    for program in (compile(fn), compile_batch(fn)):
        with pytest.raises(TraceError, match="'x' was compared while being compiled"):
            program([1.0] if program.batch else 1.0)


def test_placeholders_are_told_apart_by_identity():
    def fn(x, y):
        table = {x: 1.0, y: 2.0}
        assert x == x
        assert x != y
        assert x != "x"
        assert x is not None
        assert [y, x].index(x) == 1
        return x * table[x] + y * table[y]

    assert compile(fn)(1.0, 10.0) == 21.0


@pytest.mark.parametrize("ask", [round, math.floor, math.ceil, math.trunc, int, float])
def test_rounding_is_refused_while_recording(ask):
    with pytest.raises(TraceError, match="'x' was converted to a number while being compiled"):
        compile(lambda x: x * ask(x))(1.5)


def test_a_placeholder_that_was_kept_says_what_it_is():
    """A model that keeps an intermediate result in an attribute has a placeholder there after `fit`."""
    kept = []
    compile(lambda x: kept.append(x.tanh()) or x)(1.0)
    for ask in (lambda v: v.data, float, lambda v: v > 0, lambda v: v == 1, copy.deepcopy, pickle.dumps):
        with pytest.raises(
            TraceError, match=r"Tracer\(tanh\) was .*: it is left over from a function that was"
        ):
            ask(kept[0])


def test_after_a_recording_values_compare_again():
    assert compile(lambda x: x * w, [w])(1.0) == 2.0
    with pytest.raises(TraceError):
        compile(lambda x: x if w > 0 else -x)(1.0)
    assert w < u
    assert bool(w)
    assert f"{w:.1f}" == "2.0"


def test_the_repr_of_a_value_may_be_read_while_recording():
    seen = []
    compile(lambda x: seen.append(repr(w)) or x * w, [w])(1.0)
    assert seen == [repr(w)]


def test_other_threads_compare_while_one_records():
    inside, done = threading.Event(), threading.Event()
    answers = []

    def fn(x):
        inside.set()
        assert done.wait(10)
        return x * w

    recording = threading.Thread(target=compile(fn, [w]), args=(1.0,))
    recording.start()
    assert inside.wait(10)
    answers += [w < u, max(w, u) is u, bool(w), f"{w:.1f}"]
    done.set()
    recording.join()
    assert answers == [True, True, True, "2.0"]


def test_what_was_refused_cannot_be_swallowed():
    for error in (TypeError, ValueError, Exception):

        def fn(x, error=error):
            try:
                return x if x > 0 else -x
            except error:
                return x

        with pytest.raises(TraceError, match="was compared"):
            compile(fn, [])(1.0)


def test_check_finds_a_number_that_would_be_frozen():
    for fn in (
        lambda x: x * w if w.data > 0 else -x * w,
        lambda x: x * w * u.data,
        lambda x: x * (w * u).data,
        lambda x: x * w * u.grad,
    ):
        program = compile(fn, [w])
        program(1.0)
        with pytest.raises(TraceError, match=r"\.(data|grad) of .*line \d+.*detach"):
            program.check(1.0)
    assert w.data == 2.0


def test_a_detached_number_is_read_at_every_call_and_has_no_gradient():
    a = Value(2.0)
    for program, x in (
        (compile(lambda x: x * a.detach() * a, [a]), 3.0),
        (compile_batch(lambda x: x * a.detach() * a, [a]), [3.0]),
    ):
        a.data = 2.0
        value, gradient = program.value_and_grad(x)
        assert (value, gradient.tolist()) == (12.0, [6.0])  # d/da 3·[2]·a, what is in brackets held fast
        a.data = 5.0
        value, gradient = program.value_and_grad(x)
        assert (value, gradient.tolist()) == (75.0, [15.0])
        program.check(x)


def test_check_does_not_write_into_the_values():
    """Another thread that reads the Values sees what they hold, while the program counts by its vector."""
    a = Value(2.0, "a")
    program = compile(lambda x: (a * x).tanh(), [a])
    program.parameters[:] = 5.0
    seen, stop = set(), threading.Event()

    def read():
        while not stop.is_set():
            seen.add(a.data)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(30):
        assert program.check(0.25) <= 1e-15
    stop.set()
    reader.join()
    assert seen == {2.0}
    assert a.data == 2.0
    assert program(0.25) == np.tanh(1.25)


# --- nothing is sent ------------------------------------------------------------------------------------


def test_a_value_that_was_not_taken_gets_nothing_even_of_nan():
    def fn(x, y):
        return take([x, y], 1) * nan

    value, slopes = eager(fn, 1.0, 2.0)
    assert isnan(value)
    assert (slopes[0], isnan(slopes[1])) == (0.0, True)
    np.testing.assert_equal(compile(fn).grads(1.0, 2.0)[2], (0.0, nan))
    np.testing.assert_equal([float(d[0]) for d in compile_batch(fn).grads([1.0], [2.0])[2]], [0.0, nan])


def test_a_value_that_was_not_looked_up_gets_nothing_even_of_nan():
    def fn(xs, i):
        return take(xs, i) * nan

    xs = [Value(1.0), Value(2.0)]
    fn(xs, Value(1)).backward()
    np.testing.assert_equal([x.grad for x in xs], [0.0, nan])
    np.testing.assert_equal(compile(fn).grads([1.0, 2.0], 1)[2][0], [0.0, nan])
    np.testing.assert_equal(compile_batch(fn).grads([[1.0, 2.0]], [1])[2][0], [[0.0, nan]])


HIDDEN = [
    ("detach", lambda x: x.sqrt().detach() + x),
    ("take", lambda x: take([x.sqrt(), x + 1], 1)),
    ("detach below", lambda x: (x.sqrt() * 2).detach() * x.sqrt().detach() + x),
]


@pytest.mark.parametrize("fn", [row[1] for row in HIDDEN], ids=[row[0] for row in HIDDEN])
def test_who_got_no_message_sends_none_not_even_along_an_infinite_slope(fn):
    """√x at 0 has the slope inf: 0 · inf would be nan, but nothing was sent to it."""
    x = Value(0.0)
    root = fn(x)
    root.backward()
    assert x.grad == 1.0
    assert builtins.sum(m.message for m in messages(root) if m.parent is x) == 1.0
    assert compile(fn).grads(0.0)[2] == (1.0,)
    assert compile_batch(fn).grads([0.0])[2][0].tolist() == [1.0]
    compile(fn).check(0.0)


def test_nothing_passes_a_detached_value_even_of_nan():
    def fn(x):
        return x.detach() * nan + x * 0

    assert eager(lambda x: x.detach() * nan, 2.0)[1] == [0.0]
    np.testing.assert_equal(compile(fn).grads(2.0)[2], (eager(fn, 2.0)[1][0],))
    np.testing.assert_equal(float(compile_batch(fn).grads([2.0])[2][0][0]), eager(fn, 2.0)[1][0])


# --- many of a kind -------------------------------------------------------------------------------------


def test_the_number_behind_a_repeated_label_is_not_searched_from_the_start(monkeypatch):
    """8,000 nodes of one label took 41 s: every new name was tried against all that were given before."""
    asked = []
    free = Names._free
    monkeypatch.setattr(Names, "_free", lambda self, name: asked.append(name) or free(self, name))

    def fn(x):
        for _ in range(500):
            x = x.tanh()
            x.label = "h"
        return x

    program = compile(fn)
    assert program(0.0) == 0.0
    assert len(asked) <= 3 * 500
    assert "h_500 = tanh(h_499)" in str(program)


# --- what a stranger found ------------------------------------------------------------------------------


@pytest.mark.parametrize("partials", [lambda xp, y, a, b: (b,), lambda xp, y, a, b: (b, a, 1.0)])
def test_a_row_of_too_few_or_too_many_partials_is_refused_as_in_the_engine(partials):
    op = Op("short", "s", lambda xp, a, b: a * b, partials)
    for program, args in ((compile(lambda a, b: record(op, a, b)), (2.0, 3.0)),
                          (compile_batch(lambda a, b: record(op, a, b)), ([2.0], [3.0]))):  # fmt: skip
        with pytest.raises(
            TypeError, match=r"short cannot be compiled: it returned [13] partials, a row returns one"
        ):
            program.grads(*args)


def test_a_remainder_may_stand_in_a_row():
    op = Op("fraction", "%", lambda xp, x: x % 1.0, lambda xp, y, x: (1.0,))
    assert compile(lambda x: record(op, x))(2.5) == compile_batch(lambda x: record(op, x))([2.5])[0] == 0.5
    assert compile(lambda x: record(op, x))(-0.25) == 0.75


@pytest.mark.parametrize("fn", [lambda x: x / 0, lambda x: take([1.0, x], 0) / 0 + x, lambda x: x * 0**-1.0])
def test_what_the_engine_refuses_for_every_argument_is_not_compiled(fn):
    with pytest.raises(
        (ValueError, ZeroDivisionError), match=r"undefined|to a negative power|cannot be raised"
    ):
        compile(fn)(1.0)


def test_a_zero_that_a_choice_made_is_divided_by_as_numpy_does():
    """step(x) is written as a choice between plain numbers, and 1.0 / 0.0 is an error of Python's."""
    program = compile(lambda x: 1 / x.step() + 1 / (x.step() * 2.0))
    assert program(1.0) == 1.5
    assert program(-1.0) == inf
    assert compile(lambda x: 1e22 / x.step())(-1.0) == inf
    np.testing.assert_equal(compile(lambda x: 1 / x.step()).grads(-1.0)[0], inf)


WHOLE_ARRAYS = [
    lambda x, y: x + y, lambda x, y: x * 2, lambda x, y: 2 * x, lambda x, y: x + 1.0, lambda x, y: x[0] * y,
    lambda x, y: x + y[0], sum,
]  # fmt: skip


@pytest.mark.parametrize("fn", WHOLE_ARRAYS)
def test_an_array_that_is_added_or_multiplied_as_a_whole_is_refused(fn):
    """It is a list in fn: + joins two of them, * repeats one, and numbers come out that nobody meant."""
    with pytest.raises(
        TraceError, match=r"an array argument was added or .* line \d+\): it is a list of Values"
    ):
        compile(fn)(np.array([1.0, 2.0]), np.array([10.0, 20.0]))
    with pytest.raises(TraceError, match="an array argument"):
        compile_batch(fn)(np.ones((3, 2)), np.ones((3, 2)))


def test_lists_may_be_joined_by_unpacking_and_sliced():
    assert compile(lambda x, y: [*x, *y][1:] + x[:1])([1.0, 2.0], [3.0]).tolist() == [2.0, 3.0, 1.0]
    assert compile(lambda x: np.ones(2) + x)([2.0, 3.0]).tolist() == [
        3.0,
        4.0,
    ]  # numpy adds element by element
    ones = [1.0]  # a bias as the weight of a 1 that is joined to the inputs
    assert compile(lambda x: ones + x + ones)([2.0]).tolist() == [1.0, 2.0, 1.0]


def test_a_program_inside_of_a_function_that_is_compiled_is_refused():
    inner = compile(lambda y: y * w, [w])
    plain = compile(lambda y: y * 2.0)
    assert inner(3.0) == 6.0
    for _ in range(2):
        with pytest.raises(TraceError, match=r"'w' was read by another program while .*, line \d+"):
            compile(lambda x: inner(3.0) * x, [w])(1.0)
    assert compile(lambda x: plain(3.0) * x)(1.0) == 6.0  # a number like any other


def test_functions_and_parameters_of_the_wrong_kind_are_refused_when_the_program_is_made():
    with pytest.raises(TypeError, match=r"a program needs a function on Values, not float 3\.0"):
        compile(3.0)
    for params in (w, None, 3.0, lambda: [w]):
        with pytest.raises(
            TypeError, match=r"params must be a list of leaf Values, not .*: \[w, b\], or model"
        ):
            compile(lambda x: x, params)


def test_objects_among_the_numbers_are_named_with_their_place():
    total = compile(autograd.sum)
    with pytest.raises(TypeError, match=r"argument values\[1\] must be a real number, not NoneType None"):
        total([1.0, None])
    with pytest.raises(TypeError, match=r"argument values\[0\] must be a real number, not Value .* give its"):
        total([Value(1.0), 2.0])
    assert total(np.array([1.0, 2], dtype=object)) == 3.0
    mine = np.array(1, dtype=object)
    assert compile(take)([1.0, 2.0], mine) == 2.0
    assert type(mine.item()) is int


def test_numbers_beyond_all_floats_are_refused_in_a_sentence():
    with pytest.raises(OverflowError, match=r"is beyond 1\.8e308, the largest"):
        compile(lambda x: x * 1)(10**400)


@pytest.mark.parametrize("tolerance", [nan, -1.0])
def test_a_tolerance_that_lets_everything_or_nothing_pass_is_refused(tolerance):
    program = compile(lambda x: x * 2)
    with pytest.raises(ValueError, match="check needs a tolerance of 0 or more, got"):
        program.check(1.0, tolerance=tolerance)


def test_the_line_that_is_named_is_the_users_and_not_numpys():
    with pytest.raises(
        TraceError, match=r"was compared while being compiled \(.*test_compile_borders.py, line \d+"
    ):
        compile(np.max)([1.0, 2.0])


def test_an_index_that_is_computed_or_no_whole_number_is_refused_with_its_line():
    for fn, args in (
        (lambda xs, i: take(xs, i + 1), ([1.0, 2.0], 0)),
        (lambda xs, i: take(xs, i) * 1, ([1.0, 2.0], 0.0)),
        (lambda xs, i: take(xs, Value(1.0)), ([1.0, 2.0], 0)),
    ):
        with pytest.raises(
            TraceError, match=r"take got the index .* \(.*test_compile_borders.py, line \d+\)"
        ):
            compile(fn)(*args)
    looked_up = take([Value(1.0), Value(2.0)], Value(1.0))
    with pytest.raises(TraceError, match=r"take was given Value.* as index, which is no argument"):
        compile(lambda x: x * looked_up)(1.0)


@pytest.mark.parametrize("values", [{0: Value(1.0)}, {Value(1.0)}, iter([Value(1.0)])])
def test_take_needs_a_list(values):
    with pytest.raises(TypeError, match="take needs a list of values, not"):
        take(values, 0)


def test_a_program_with_a_vector_of_its_own_reads_captured_values_too():
    a, b = Value(2.0), Value(3.0)
    for program, x in (
        (compile(lambda x: x * a + b, [a]), 1.0),
        (compile_batch(lambda x: x * a + b, [a]), [1.0]),
    ):
        a.data, b.data = 2.0, 3.0
        assert program(x) == 5.0
        program.parameters[:] = 10.0
        b.data = 7.0
        assert program(x) == 17.0
        assert program.value_and_grad(x)[0] == 17.0


@pytest.mark.parametrize("number", [2, np.float64(2.0), np.float32(2.0), True])
def test_a_number_of_another_kind_in_data_gives_floats(number):
    a = Value(1.0)
    a.data = number
    program = compile(lambda x: x * a, [a])
    for _ in range(2):
        value, gradient = program.value_and_grad(1.5)
        assert (type(value), value, gradient.tolist()) == (float, 1.5 * number, [1.5])
        assert type(program(1.5)) is float


def test_lists_of_several_lengths_may_be_looked_up_in():
    program = compile_batch(lambda x, i: take(x, i) * take(x[1:], i))
    assert program([[2.0, 3.0, 5.0], [2.0, 3.0, 5.0]], [0, 1]).tolist() == [6.0, 15.0]
    assert program.check([[2.0, 3.0, 5.0], [2.0, 3.0, 5.0]], [0, 1]) == 0


def test_a_number_that_is_looked_up_twice_gets_both_deltas():
    program = compile_batch(lambda x, i, j: take(x, i) * take(x, j))
    value, _, (d, *_) = program.grads([[2.0, 3.0], [5.0, 7.0]], [1, 0], [1, 1])
    assert value == (9.0 + 35.0) / 2
    assert d.tolist() == [[0.0, 3.0], [3.5, 2.5]]  # half of ∂x₁²/∂x₁ = 6 and of ∂x₀x₁


def test_what_is_sent_to_all_rows_at_once_is_not_shared_with_what_some_get_besides():
    """The sum sends one delta to six rows, as a view; the maximum adds to four of them, which lie apart."""

    def fn(x):
        h = [xi.tanh() for xi in x]
        return autograd.sum(h).sin() * maximum(h[0], h[2], h[4], h[5]).sin()

    assert compile_batch(fn).check(np.arange(12.0).reshape(2, 6) / 7) < 1e-14


def test_outputs_of_one_row_are_repeated_in_array_source_too():
    program = compile(lambda x: [x[0], x[0], x[0]])
    program._prepare(([3.0],))[0].wide = True
    assert program([3.0]).tolist() == [3.0, 3.0, 3.0]
