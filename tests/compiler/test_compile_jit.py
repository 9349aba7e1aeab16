"""Scalar source that is handed to a compiler of Python functions; the identity stands in for numba."""

import numpy as np
import pytest

from autograd import Value, compile, compile_batch, dot, take
from autograd.compiler.running.compiled import _MOST_JITTED


def identity(function):
    return function


def from_numba():
    return pytest.importorskip("numba", reason="extra fast").njit


@pytest.fixture(params=["identity", "numba"])
def jit(request):
    return identity if request.param == "identity" else from_numba()


def same(mine, theirs):
    """Compare what two calls of `grads` returned."""
    for got, want in ((mine[0], theirs[0]), (mine[1], theirs[1]), *zip(mine[2], theirs[2])):
        assert type(got) is type(want)
        assert np.shape(got) == np.shape(want)
        np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-12)


def test_jit_gets_the_function_once_for_each_structure_and_method():
    seen = []

    def jit(function):
        seen.append(function.__name__)
        return function

    program = compile(lambda x: x * x, jit=jit)
    for _ in range(3):
        assert program(3.0) == 9.0
        assert program.value_and_grad(3.0)[0] == 9.0
        assert program.grads(3.0)[2] == (6.0,)
    assert seen == ["value", "value_and_grad", "grads"]
    program(4)
    assert seen[3:] == ["value"]


def test_single_floats_give_the_numbers_of_the_source_without_jit(jit):
    w, scale = Value(1.5, label="w"), Value(2.0)

    def fn(result, theta):  # names that the source uses itself
        return (w * result + theta).tanh() * scale + result.relu() / theta + result**2.5

    mine, plain = compile(fn, [w], jit=jit), compile(fn, [w])
    for scale.data in (2.0, 3.0):
        for _ in range(2):  # the second call takes the short way
            same(mine.grads(0.3, 0.7), plain.grads(0.3, 0.7))
            assert mine(0.3, 0.7) == pytest.approx(plain(0.3, 0.7), rel=1e-12)
            assert mine.value_and_grad(0.3, 0.7)[1] == pytest.approx(
                plain.value_and_grad(0.3, 0.7)[1], rel=1e-12
            )
    mine.parameters[:] = w.data = 0.5
    same(mine.grads(0.3, 0.7), plain.grads(0.3, 0.7))
    assert mine.check(0.3, 0.7) < 1e-12


def test_arrays_lists_whole_numbers_and_indices_are_taken_as_without_jit(jit):
    params = [Value(0.1 * k - 0.4) for k in range(9)]

    def fn(x, s, index, scale):
        rows = [dot(params[3 * k : 3 * k + 3], row) for k, row in enumerate(x)]
        return take(rows, index) * s + take(rows, 1) * scale + index + x[0][0] ** 3

    mine, plain = compile(fn, params, jit=jit), compile(fn, params)
    x = np.arange(9.0).reshape(3, 3)
    for index in (0, 2, 1):
        for data in (x, x.tolist(), x.T, x.astype(np.int64), x.astype(np.float32)):
            same(mine.grads(data, 0.5, index, 3), plain.grads(data, 0.5, index, 3))
    before = x.copy()
    x.flags.writeable = False
    first = mine.grads(x, 0.5, 1, 3)
    again = mine.grads(x + 1, 0.5, 1, 3)
    assert not np.shares_memory(first[1], again[1])
    assert (x == before).all()
    assert mine.check(x, 0.5, 1, 3) < 1e-12
    with pytest.raises(IndexError, match="take: index 3 in argument index"):
        mine.grads(x, 0.5, 3, 3)
    power = compile(lambda n: n**40, jit=jit)
    assert power(10) == pytest.approx(1e40)  # no overflow of whole numbers


def test_lists_come_back_in_their_shape_and_constants_as_floats(jit):
    program = compile(lambda x: [[x[0], x[1] * 2], [x[0] + x[1], 7]], jit=jit)
    assert program([1.0, 2.0]).tolist() == [[1.0, 4.0], [3.0, 7.0]]
    with pytest.raises(TypeError, match="value_and_grad needs one number"):
        program.value_and_grad([1.0, 2.0])
    w = Value(3.0)
    value, gradient, (dx,) = compile(lambda x: 5, [w], jit=jit).grads(1.0)
    assert (value, gradient.tolist(), dx) == (5.0, [0.0], 0.0)
    assert compile(lambda: w * 2, [w], jit=jit).value_and_grad() == (6.0, [2.0])
    assert compile(lambda: [], jit=jit)().shape == (0,)


@pytest.mark.parametrize(
    "fn",
    [
        lambda x: 1 / x, lambda x: x**-1.0, lambda x: x.log(), lambda x: (x - 1).sqrt(), lambda x: x.elu(),
        lambda x: x**0.5, lambda x: (x + 1000).exp(), lambda x: (x - 1) ** 0.5, lambda x: (1 / x).sin(),
        lambda x: (x - 1).log() + x.softplus(), lambda x: x / x, lambda x: (x + 1e200) ** 3.0,
        lambda x: (-1 / x).exp(), lambda x: x / Value(0.0),
    ],
)  # fmt: skip
def test_at_the_border_of_a_domain_the_numbers_are_those_of_ieee(fn, jit):
    mine, plain = compile(fn, jit=jit), compile(fn)
    for x in (0.0, -0.0, np.inf, -np.inf, np.nan):
        for _ in range(2):
            same(mine.grads(x), plain.grads(x))
            np.testing.assert_equal(mine(x), plain(x))


def test_the_printed_source_says_that_jit_was_used_and_when_it_was_left_aside():
    program = compile(lambda x: x * 2, jit=identity)
    assert str(program).startswith("# not compiled yet")
    program(1.0)
    assert str(program) == (
        "# scalar source for jit=: 2 operands, of 4,000 at most\n"
        "def value_and_grad(x):\n    v2 = x * 2.0\n    return (v2,)\n"
    )

    def refuse(function):
        raise AssertionError("jit was called")

    def chain(x):
        for _ in range(_MOST_JITTED):
            x = (x + 1).tanh()
        return x

    long = compile(chain, jit=refuse)
    assert long(0.5) == compile(chain)(0.5)
    assert str(long).startswith(
        "# jit= is left aside, it would take long for 12,000 operands (over 4,000); scalar source: "
    )
    wide = compile(lambda x: sum((a * a).tanh() for a in x), jit=refuse)
    wide(np.ones(2000))
    assert str(wide).startswith("# jit= is left aside, it would take long for ")
    assert "array instructions: " in str(wide)


def test_a_jit_that_cannot_work_is_refused_with_the_remedy():
    with pytest.raises(
        TypeError, match=r"jit must be a function applied to a function, such as numba\.njit, not True"
    ):
        compile(lambda x: x, jit=True)
    with pytest.raises(TypeError, match="compile_batch takes no jit=: a batch runs as array instructions"):
        compile_batch(lambda x: x, jit=identity)

    def broken(function):
        raise NotImplementedError("not today\nat all")

    remedy = "leave out jit= to run the same source in Python"
    with pytest.raises(
        TypeError, match=rf"could not compile value \(NotImplementedError: not today\): {remedy}"
    ):
        compile(lambda x: x * 2, jit=broken)(1.0)
    with pytest.raises(TypeError, match=f"jit returned None, which cannot be called: .*{remedy}"):
        compile(lambda x: x * 2, jit=lambda function: None)(1.0)

    def late(function):
        def run(*args):
            raise RuntimeError

        return run

    program = compile(lambda x: x * 2, jit=late)
    for _ in range(2):
        with pytest.raises(
            TypeError, match=rf"could not compile grads \(RuntimeError: RuntimeError\): {remedy}"
        ):
            program.grads(1.0)


def test_what_numba_refuses_says_to_leave_out_jit():
    njit = from_numba()
    program = compile(lambda x: x * 2, jit=njit("void(int64, int64)"))
    with pytest.raises(TypeError, match=r"jit could not compile value .*leave out jit="):
        program(1.0)
