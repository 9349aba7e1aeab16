"""Programs as users meet them: results, parameters, cache, errors before anything runs, threads."""

import re
import subprocess
import sys
import threading
from math import nan
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Op, Program, TraceError, Value, compile, compile_batch, dot, maximum, record, take


def readme(a, b):
    """micrograd's README expression."""
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    return g


def network(params):
    def loss(x, t):
        h = [dot(params[3 * k : 3 * k + 2], x, params[3 * k + 2]).tanh() for k in range(4)]
        return (dot(params[12:16], h) - t) ** 2

    return loss


@pytest.fixture
def params():
    return [Value(0.1 * k - 0.7, label=f"p{k}") for k in range(16)]


@pytest.fixture
def data():
    rng = np.random.default_rng(3)
    return rng.normal(size=(5, 2)), rng.normal(size=5)


# --- results --------------------------------------------------------------------------------------------


def test_the_readme_expression_has_micrograds_numbers():
    program = compile(readme)
    value, gradient, (da, db) = program.grads(-4.0, 2.0)
    assert f"{value:.4f} {da:.4f} {db:.4f}" == "24.7041 138.8338 645.5773"
    assert gradient.shape == (0,)
    assert program(-4.0, 2.0) == value


def test_numbers_lists_and_arrays_are_the_same_argument():
    program = compile(lambda x, s: (x[0][1] * x[1][0] + x[0][0]) * s)
    expected = program.grads([[1.0, 2.0], [3.0, 4.0]], 2.0)
    got = program.grads(np.array([[1, 2], [3, 4]], np.float32), np.float64(2.0))
    assert expected[0] == got[0] == 14.0
    assert expected[2][0].tolist() == got[2][0].tolist() == [[2.0, 6.0], [4.0, 0.0]]
    assert program([[1, 2], [3, 4]], 2) == 14.0


def test_a_list_comes_back_in_its_shape_for_one_sample_and_for_many():
    def fn(x):
        return [[x[0], x[1] * 2], [x[0] + x[1], 7]]

    assert compile(fn)([1.0, 2.0]).tolist() == [[1.0, 4.0], [3.0, 7.0]]
    rows = compile_batch(fn)([[1.0, 2.0], [3.0, 5.0]])
    assert rows.tolist() == [[[1.0, 4.0], [3.0, 7.0]], [[3.0, 10.0], [8.0, 7.0]]]


def test_gradients_of_a_list_are_refused_with_the_reason():
    program = compile(lambda x: [x, x])
    for name in ("value_and_grad", "grads"):
        with pytest.raises(TypeError, match=f"{name} needs one number, but fn returns 2 Values"):
            getattr(program, name)(1.0)


def test_a_batch_gives_the_mean_and_its_gradients(params, data):
    x, t = data
    batch, single = compile_batch(network(params), params), compile(network(params), params)
    value, gradient, (dx, dt) = batch.grads(x, t)
    each = [single.grads(xi, ti) for xi, ti in zip(x, t)]
    np.testing.assert_allclose(value, np.mean([v for v, _, _ in each]), rtol=1e-13)
    np.testing.assert_allclose(gradient, np.mean([g for _, g, _ in each], axis=0), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(dx, [d[0] / 5 for *_, d in each], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(dt, [d[1] / 5 for *_, d in each], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(batch(x, t), [v for v, _, _ in each], rtol=1e-13)
    assert batch.check(x, t) < 1e-12


def test_what_does_not_depend_on_the_arguments_is_computed_too():
    w = Value(3.0)
    program = compile_batch(lambda x: w * w + 1, [w])
    assert program(np.ones(4)).tolist() == [10.0] * 4
    assert program.value_and_grad(np.ones(4)) == (10.0, [6.0])
    assert compile_batch(lambda x: 5)(np.ones(2)).tolist() == [5.0, 5.0]
    assert compile(lambda: w * 2, [w]).value_and_grad() == (6.0, [2.0])
    assert compile_batch(lambda x: x)(np.arange(3.0)).tolist() == [0.0, 1.0, 2.0]


def test_values_computed_before_recording_are_computed_again():
    w = Value(3.0)
    square = w * w
    program = compile(lambda x: square * x, [w])
    assert program.value_and_grad(2.0) == (18.0, [12.0])
    w.data = 5.0
    assert program.value_and_grad(2.0) == (50.0, [20.0])


def test_values_that_are_no_params_are_read_at_every_call():
    w, scale = Value(3.0), Value(2.0)
    for program in (compile(lambda x: w * x * scale, [w]), compile_batch(lambda x: w * x * scale, [w])):
        scale.data = 2.0
        x = [1.0] if program.batch else 1.0
        assert program.value_and_grad(x) == (6.0, [2.0])
        scale.data = 4.0
        assert program.value_and_grad(x) == (12.0, [4.0])
        assert program.parameters.shape == (1,)
        scale.data = 1.0
        assert program.value_and_grad(x) == (3.0, [1.0])


def test_an_operation_of_ones_own_is_compiled_from_its_row():
    cube = Op("cube", "x³", lambda xp, x: x * x * x, lambda xp, y, x: (3.0 * x * x,))
    assert compile(lambda x: record(cube, x)).grads(2.0)[0::2] == (8.0, (12.0,))
    assert compile_batch(lambda x: record(cube, x)).grads([2.0])[2][0].tolist() == [12.0]


def test_a_row_that_branches_on_its_operand_is_refused():
    bad = Op("bad", "bad", lambda xp, x: x if x > 0 else 0.0, lambda xp, y, x: (1.0,))
    with pytest.raises(TypeError, match=r"bad cannot be compiled: .*xp\.where"):
        compile(lambda x: record(bad, x))(1.0)


# --- parameters -----------------------------------------------------------------------------------------


def test_parameters_are_read_at_every_call_until_the_vector_counts(params, data):
    x, t = data
    program = compile_batch(network(params), params)
    before = program.value_and_grad(x, t)[0]
    params[0].data += 1.0
    after = program.value_and_grad(x, t)[0]
    assert after != before
    vector = program.parameters
    assert vector.dtype == np.float64
    assert program.value_and_grad(x, t)[0] == after
    vector[0] -= 1.0
    assert program.value_and_grad(x, t)[0] == pytest.approx(before, rel=1e-14)
    assert params[0].data != vector[0]
    program.sync()
    assert params[0].data == vector[0]
    assert program.parameters is vector


def test_gradient_descent_on_the_vector_equals_gradient_descent_on_the_values(params, data):
    x, t = data
    copies = [Value(p.data) for p in params]
    program = compile_batch(network(params), params)
    for _ in range(20):
        program.parameters[:] -= 0.1 * program.value_and_grad(x, t)[1]
    program.sync()
    loss = network(copies)
    for _ in range(20):
        for p in copies:
            p.grad = 0
        total = sum(loss([Value(v) for v in xi], Value(ti)) for xi, ti in zip(x, t)) / 5
        total.backward()
        for p in copies:
            p.data -= 0.1 * p.grad
    np.testing.assert_allclose([p.data for p in params], [p.data for p in copies], rtol=1e-11)


def test_sync_refuses_to_lose_what_was_written_by_hand():
    w = Value(1.0, label="w")
    program = compile(lambda x: w * x, [w])
    program.sync()  # nothing to write back yet
    program.parameters[0] = 2.0
    w.data = 7.0
    with pytest.raises(ValueError, match=r"w was set to 7.0 by hand"):
        program.sync()


def test_sync_tells_nan_that_stayed_from_nan_that_was_written_over():
    w = Value(nan, label="w")
    program = compile(lambda x: w * x, [w])
    program.parameters[0] = 2.0
    program.sync()  # w is nan as before: nobody touched it
    assert w.data == 2.0
    w.data = nan
    with pytest.raises(ValueError, match="w was set to nan by hand"):
        program.sync()
    program.reload()
    w.data = 7.0
    with pytest.raises(ValueError, match=r"w was set to 7.0 by hand"):
        program.sync()


def test_params_must_be_different_leaves():
    w = Value(1.0)
    with pytest.raises(ValueError, match="twice"):
        compile(lambda x: x, [w, w])
    with pytest.raises(TypeError, match="leaf Values"):
        compile(lambda x: x, [w * 2])
    with pytest.raises(TypeError, match="leaf Values"):
        compile(lambda x: x, [1.0])


# --- arguments ------------------------------------------------------------------------------------------


def test_wrong_arguments_are_refused_before_anything_runs():
    def fn(x, t):
        return x[0] * t

    single, batch = compile(fn), compile_batch(fn)
    with pytest.raises(TypeError, match=r"fn takes 2 arguments \(x, t\), but 1 were given"):
        single([1.0])
    with pytest.raises(TypeError, match=r"takes 1 to 2 arguments \(x, t\), but 3 were given"):
        compile(lambda x, t=1.0: x * t)(1.0, 2.0, 3.0)
    with pytest.raises(ValueError, match="argument x is ragged"):
        single([[1.0, 2.0], [3.0]], 1.0)
    with pytest.raises(TypeError, match="argument t must hold real numbers, not <U1"):
        single([1.0], "1")
    with pytest.raises(TypeError, match="argument t must hold real numbers, not complex128"):
        single([1.0], 1j)
    with pytest.raises(TypeError, match=r"argument t must be a real number, not Value .*; of a Value give"):
        single([1.0], Value(1.0))
    with pytest.raises(ValueError, match="argument t has 2 samples, argument x has 3"):
        batch(np.ones((3, 1)), np.ones(2))
    with pytest.raises(ValueError, match="argument t has no batch axis"):
        batch(np.ones((3, 1)), 1.0)
    with pytest.raises(ValueError, match="the batch is empty"):
        batch(np.ones((0, 1)), np.ones(0))
    with pytest.raises(ValueError, match="a batch needs an argument"):
        compile_batch(lambda: Value(1.0))()


def test_nan_is_refused_on_request_only():
    def fn(x):
        return x * 2

    assert np.isnan(compile(fn)(float("nan")))
    with pytest.raises(ValueError, match="argument x holds nan"):
        compile(fn, refuse_nan=True)(float("nan"))
    program = compile(fn, refuse_nan=True)
    assert [program.grads(1.0)[0], program.grads(2.0)[0]] == [2.0, 4.0]
    with pytest.raises(ValueError, match="argument x holds nan"):
        program.grads(float("nan"))


def test_an_index_outside_is_refused():
    program = compile_batch(lambda x, i: take(x, i) * 1)
    x = np.arange(6.0).reshape(2, 3)
    assert program(x, [0, 2]).tolist() == [0.0, 5.0]
    with pytest.raises(IndexError, match=r"take: index -3 in argument i\[1\] is outside of 3 values"):
        program(x, [1, -3])  # as in the engine: what counts from the end is written down
    with pytest.raises(IndexError, match=r"take: index 3 in argument i\[1\] is outside of 3 values"):
        program(x, [0, 3])
    assert compile(lambda x, i: take(x, i) + 0).grads([1.0, 2.0], 1)[2][0].tolist() == [0.0, 1.0]


def test_the_callers_arrays_are_never_changed_and_results_are_nobodys_buffers(params, data):
    x, t = data
    x0, t0 = x.copy(), t.copy()
    for fn in (network(params), lambda x, t: [x[0], t, params[0]]):
        program = compile_batch(fn, params)
        first = program(x, t)
        kept = first.copy()
        first[:] = 99.0
        np.testing.assert_array_equal(program(x, t), kept)
    program = compile_batch(lambda x, t: x[0] + x[1] + t + params[0], params)
    results = [*program.grads(x, t)[2], program.value_and_grad(x, t)[1]]
    for array in results:
        assert not np.shares_memory(array, x)
        array[...] = 99.0
    np.testing.assert_array_equal(x, x0)
    np.testing.assert_array_equal(t, t0)
    assert program.value_and_grad(x, t)[1][0] == pytest.approx(1.0)


def test_infinity_and_nan_travel_without_warnings():
    def fn(x, y):
        return (x / y).exp() + x.log() * y.sqrt() + y**-1

    for x, y in ((1.0, 0.0), (-1.0, 2.0), (1e300, 1e-300), (0.0, 0.0), (-1.0, -1.0)):
        with np.errstate(all="ignore"):
            a, b = np.float64(x), np.float64(y)
            expected = np.exp(a / b) + np.log(a) * np.sqrt(b) + 1 / b
        np.testing.assert_equal(compile(fn)(x, y), float(expected))
        np.testing.assert_equal(compile_batch(fn)([x], [y])[0], float(expected))
        np.testing.assert_equal(compile(fn).grads(x, y)[0], float(expected))


# --- recording ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda v: v if v > 0 else -v, "was compared"),
        (lambda v: v if v else -v, "was used as a condition"),
        (lambda v: max(v, 2 * v), "was compared"),
        (float, "was converted to a number"),
        (int, "was converted to a number"),
        (lambda v: v.data * v, "was asked for its data"),
        (lambda v: v.grad * v, "was asked for its grad"),
        (lambda v: v.backward(), "was differentiated"),
        (lambda v: [1.0, 2.0][v], "was used as an index"),
        (lambda v: f"{v:.3f}", "was formatted"),
        (lambda v: setattr(v, "data", 1.0), "was given data"),
    ],
)
@pytest.mark.parametrize("computed", [False, True])
def test_asking_a_placeholder_for_its_number_names_the_line(ask, what, computed):
    def fn(x):
        return ask(x * 2 if computed else x)

    line = (ask if hasattr(ask, "__code__") else fn).__code__.co_firstlineno + (not hasattr(ask, "__code__"))
    with pytest.raises(
        TraceError, match=f"{what} while being compiled .*test_compile_program.py, line {line}"
    ):
        compile(fn)(1.0)


def test_the_remedy_is_named():
    with pytest.raises(TraceError, match="maximum, minimum, relu, step or take"):
        compile(lambda x: x if x > 0 else 0)(1.0)
    with pytest.raises(TraceError, match=r"autograd.take\(values, index\)"):
        compile(lambda i: [1.0, 2.0][i])(1)


def test_a_placeholder_that_was_kept_is_refused_later():
    kept = []
    compile(lambda x: kept.append(x) or x)(1.0)
    with pytest.raises(TraceError, match="another recording"):
        compile(lambda y: kept[0] * y)(1.0)


def test_an_index_must_be_an_argument():
    with pytest.raises(TraceError, match="whole-number argument"):
        compile(lambda x, i: take(x, i * 1))([1.0, 2.0], 1)
    with pytest.raises(TraceError, match="whole-number argument"):
        compile(lambda x, i: 2 * take(x, i))([1.0, 2.0], 1.0)


def test_what_fn_returns_is_checked():
    with pytest.raises(TypeError, match="fn returned NoneType None"):
        compile(lambda x: None)(1.0)
    with pytest.raises(ValueError, match="lists of different lengths"):
        compile(lambda x: [[x], [x, x]])(1.0)


def test_structure_is_recorded_once_and_kept_with_a_bound():
    calls = []

    def fn(x):
        calls.append(len(x))
        return sum(v * v for v in x)

    program = compile(fn)
    for n in (1, 2, 1, 2, 3):
        program([1.0] * n)
    assert calls == [1, 2, 3]
    assert program.cache_info() == (2, 3, 64, 3)
    for n in range(4, 80):
        program([1.0] * n)
    assert program.cache_info().currsize == 64
    program([1.0])
    assert calls[-1] == 1  # was dropped and recorded again


def test_the_program_says_that_it_is_not_compiled_yet():
    program = compile(readme)
    assert isinstance(program, Program)
    assert str(program).startswith("# not compiled yet")
    with pytest.raises(ValueError, match="cost: nothing is compiled yet"):
        program.cost()


# --- check, cost, threads, imports -------------------------------------------------------------------------


def test_check_names_what_is_not_finite_or_differs(params, data):
    program = compile(lambda x: (x * x).tanh())
    assert program.check(0.5) == 0.0
    with pytest.raises(ArithmeticError, match=r"node \d+ \(mul\) is not finite: inf"):
        program.check(1e300)
    with pytest.raises(ArithmeticError, match="the scalar engine refuses sample 0: log is undefined"):
        compile(lambda x: x.log()).check(-1.0)
    x, t = data
    batch = compile_batch(network(params), params)
    grads = [p.grad for p in params]
    assert batch.check(x, t) < 1e-12
    assert [p.grad for p in params] == grads
    batch._last.theta[:] = 0  # a program that reads wrong parameters
    batch._numbers = lambda compiled: compiled.theta
    with pytest.raises(ArithmeticError, match=r"node \d+ \(dot\) \(sample 0\) differs"):
        batch.check(x, t)


def test_check_measures_against_the_size_of_the_numbers_also_below_0():
    # the program adds from the left: one unit in the last place apart, 2.4e-4 of 1.8e12
    numbers = (-1844421851525.0483, 0.7579544029403025, 0.421570581830845)
    for fn in (lambda a, b, c: a + (b + c), lambda a, b, c: [a + (b + c)]):
        assert 1.3e-16 < compile(fn).check(*numbers) < 1.4e-16


def test_check_says_how_a_node_that_differs_was_computed_and_in_which_line():
    line = sys._getframe().f_lineno
    with pytest.raises(ArithmeticError) as refused:
        compile(lambda x: (x[0] * x[1] - x[0]).tanh()).check([1e200, 1e200])
    said = r"it is mul of 1e\+200 \('x\[0\]'\), 1e\+200 \('x\[1\]'\) \(.*test_compile_program.py, line "
    assert re.search(said + str(line + 2), str(refused.value))


def test_check_reports_code_that_is_not_the_same_twice():
    flips = iter([1, 2])
    program = compile(lambda x: sum([x * x] * next(flips)))
    with pytest.raises(ArithmeticError, match="something that changed"):
        program.check(1.0)


def test_cost_counts_one_multiply_add_per_weight_forward_and_two_backward():
    # lecture A11, for the second of two layers: the first one sends nothing to its inputs
    n = 20
    params = [Value(0.01 * k) for k in range(2 * n * n)]

    def fn(x):
        for layer in range(2):
            x = [dot(params[n * (layer * n + k) : n * (layer * n + k + 1)], x) for k in range(n)]
        return autograd.sum(x)

    program = compile_batch(fn, params)
    program(np.ones((3, n)))
    cost = program.cost()
    assert cost.forward == 2 * n * n + n
    assert cost.backward == n * n + 2 * n * n + n
    assert cost.nodes == cost.rows == n + 2 * n * n + 2 * n + 1
    assert cost.groups == 6
    assert cost.bytes == 16 * cost.rows


def test_two_threads_may_call_one_program(params, data):
    x, t = data
    program = compile_batch(network(params), params)
    expected = [program.grads(x * k, t) for k in range(8)]
    wrong = []

    def work(k):
        for _ in range(50):
            value, gradient, _ = program.grads(x * k, t)
            if value != expected[k][0] or (gradient != expected[k][1]).any():
                wrong.append(k)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_maximum_sends_everything_to_the_first_of_equals():
    for fn in (maximum, lambda x: maximum(*x), lambda x: -autograd.minimum([-v for v in x])):
        for program in (compile(fn), compile_batch(fn)):
            x = [1.0, 3.0, 3.0, 2.0, 3.0]
            *_, (dx,) = program.grads([x] if program.batch else x)
            assert np.ravel(dx).tolist() == [0.0, 1.0, 0.0, 0.0, 0.0]


def test_autograd_is_imported_without_numpy():
    code = "import sys; sys.modules['numpy'] = None; import autograd; print(autograd.compile)"
    root = Path(autograd.__file__).parents[1]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, stdout=subprocess.DEVNULL)
