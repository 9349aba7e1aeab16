"""Derivatives that are taken inside of a function that is compiled: as in the engine, for every row."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_compile_every_mix import KINDS, ROWS, all_ways, arities

import autograd
from autograd import Value, compile, compile_batch, grad, hessian, hvp, jacobian, jvp, ops, record, take
from autograd.compiler import TraceError

# what is constant beside the argument; in every row's domain, kinks and ties among them
NUMBERS = (0.75, 1.5, 0.75, 2.0, 1.0)
KINDS_BESIDE = [kind for kind in KINDS if kind != "argument"]


def mixes() -> list[Any]:
    """Return every row with an argument and each other kind of operand in turn, both ways round."""
    return [
        pytest.param(op, (mix * n)[:n], id=f"{name}-{n}-{'-'.join((mix * n)[:n])}")
        for name, op in ROWS.items()
        for n in arities(op)
        for mix in (
            [("argument",)]
            if n == 1
            else [mix for kind in KINDS_BESIDE for mix in (("argument", kind), (kind, "argument"))]
        )
    ]


@pytest.mark.parametrize(("op", "mix"), mixes())
def test_every_row_is_differentiated_twice_in_every_engine(op: ops.Op, mix: tuple[str, ...]) -> None:
    params, captured = [Value(x) for x in NUMBERS], [Value(x) for x in NUMBERS]
    held = [Value(0.5 * x) for x in NUMBERS]
    of: dict[str, Any] = {"parameter": params, "captured": captured, "number": NUMBERS}
    of["computed"] = [v * 2.0 for v in held]

    def fn(xs: Any) -> Any:
        given_ = iter(xs)
        y = record(op, *(next(given_) if kind == "argument" else of[kind][i] for i, kind in enumerate(mix)))
        first = grad(y * y * 0.5 + y, [*xs, *params[:2]])
        return autograd.sum([y, *[d * (1.5 + i) for i, d in enumerate(first)], grad(first[0], xs[0])])

    numbers = [NUMBERS[i] for i, kind in enumerate(mix) if kind == "argument"]
    leaves = [Value(x) for x in numbers]
    root = fn(leaves)
    root.backward()
    value, gradient, slopes = root.data, [p.grad for p in params], [v.grad for v in leaves]
    for way, (v, g, (d,)) in all_ways(fn, params, np.array(numbers)):
        np.testing.assert_allclose(v, value, rtol=1e-12, atol=1e-13, err_msg=way)
        np.testing.assert_allclose(g, gradient, rtol=1e-12, atol=1e-13, err_msg=way)
        np.testing.assert_allclose(d, slopes, rtol=1e-12, atol=1e-13, err_msg=way)


SHAPES = {
    "relu": lambda x: x.relu() ** 2,
    "leaky_relu": lambda x: x.leaky_relu(0.2) ** 3,
    "elu": lambda x: x.elu(0.5) * x,
    "huber": lambda x: x.huber(0.5) * x,
    "hardtanh": lambda x: x.hardtanh() * x,
    "abs": lambda x: abs(x) * x,
    "softplus": lambda x: x.softplus(),
    "gelu": lambda x: x.gelu(),
    "maximum": lambda x: autograd.maximum(x * x, x, 0.5) * x,
    "minimum": lambda x: autograd.minimum(x * x, x, 0.5) * x,
    "logsumexp": lambda x: autograd.logsumexp([x, x * x, 0.3]),
    "power": lambda x: (x * x + 0.5) ** x,
    "take": lambda x: take([x, x**3], 1),
    "detach": lambda x: x * (x * x).detach(),
}


@pytest.mark.parametrize("name", SHAPES)
@given(xs=st.lists(st.integers(-3, 3).map(float) | st.floats(-3, 3), min_size=3, max_size=3))
def test_one_program_is_right_on_both_sides_of_a_kink(name: str, xs: list[float]) -> None:
    # nothing that was decided while the function ran on placeholders is frozen
    def derivatives(x: Any) -> list[Any]:
        first = grad(SHAPES[name](x), x)
        second = grad(first, x)
        return [first, second, grad(second, x)]

    expected = [[d.data for d in derivatives(Value(x))] for x in xs]
    program = compile(derivatives)
    np.testing.assert_allclose([program(x) for x in xs], expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(compile_batch(derivatives)(np.array(xs)), expected, rtol=1e-12, atol=1e-12)


def test_a_parameter_that_changes_sides_after_compiling_is_seen() -> None:
    w = Value(1.0)
    slope = grad(w.leaky_relu(0.5) * w, w)  # recorded before, with a number
    program = compile(lambda x: slope * x, [w])
    assert program(1.0) == 2.0
    w.data = -3.0
    assert program(1.0) == -3.0


def test_a_derivative_of_what_was_recorded_before_is_not_refused_as_stale() -> None:
    w = Value(1.0)
    loss = w**3
    w.data = 2.0
    assert compile(lambda x: grad(loss, w) * x, [w])(1.0) == 12.0
    with pytest.raises(ValueError, match=r"some \.data was changed since"):
        grad(loss, w)


@pytest.mark.parametrize("index", [0, 1, 2])
def test_what_was_looked_up_is_differentiated(index: int) -> None:
    def fn(xs: Any, i: Any) -> Any:
        return grad(take([x**3 for x in xs], i), list(xs))

    expected = [3.0 * x * x if k == index else 0.0 for k, x in enumerate((1.0, 2.0, 3.0))]
    assert list(compile(fn)([1.0, 2.0, 3.0], index)) == expected
    assert compile_batch(fn)([[1.0, 2.0, 3.0]] * 2, [index] * 2).tolist() == [expected] * 2
    assert [d.data for d in fn([Value(1.0), Value(2.0), Value(3.0)], Value(index))] == expected


def test_matrices_and_products_compile() -> None:
    def fn(x: Any, v: Any) -> Any:
        f = (x[0] * x[1]).sin() + x[0] ** 3
        H = hessian(f, list(x))
        products = [*hvp(f, list(x), list(v)), *jvp([f, f * f], list(x), list(v))]
        return [*H[0], *H[1], *products, *jacobian([f, f * f, f.exp()], x[0])]

    x, v = [0.5, -1.5], [2.0, 0.25]
    eager = [d.data for d in fn([Value(a) for a in x], v)]
    np.testing.assert_allclose(compile(fn)(x, v), eager, rtol=1e-13)
    np.testing.assert_allclose(compile_batch(fn)([x] * 3, [v] * 3), [eager] * 3, rtol=1e-13)


def test_a_penalty_on_the_gradient_trains_the_parameters() -> None:
    # gradient penalty: the loss holds a derivative by the input, its gradient is by the parameters
    w = [Value(0.5), Value(-1.0)]

    def fn(x: Any) -> Any:
        y = (w[0] * x).tanh() * w[1]
        return y * y + grad(y, x) ** 2

    program = compile(fn, w)
    x = Value(0.75)
    root = fn(x)
    for v in w:
        v.grad = 0
    root.backward()
    value, gradient = program.value_and_grad(0.75)
    assert value == pytest.approx(root.data, rel=1e-14)
    np.testing.assert_allclose(gradient, [v.grad for v in w], rtol=1e-13)


def test_the_program_of_a_derivative_reads_as_the_derivative() -> None:
    program = compile(lambda x: grad(x.leaky_relu(), x))
    assert (program(2.0), program(-2.0)) == (1.0, 0.01)
    assert "1.0 if x > 0.0 else 0.01" in str(program).replace("0.0 < x", "x > 0.0")


def test_a_branch_on_a_derivative_is_refused_like_any_other() -> None:
    with pytest.raises(TraceError, match="was compared"):
        compile(lambda x: x if grad(x * x, x) > 0 else -x)(1.0)
