"""Jacobian, Hessian and their products with vectors: by hand, in both modes, and at work."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_graphs import graphs, smooth_graphs

from autograd import (
    Op,
    Value,
    dot,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    record,
    softmax,
    sum,
    take,
    topological_order,
)
from autograd.higher.derivatives import by_columns, by_rows
from autograd.higher.expressions import as_node


def numbers(nested):
    """Return the numbers of Values in lists and arrays."""
    if isinstance(nested, list | tuple):
        return [numbers(part) for part in nested]
    return nested.data if isinstance(nested, Value) else numbers(nested.tolist())


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


# --- by hand ------------------------------------------------------------------------------------------------


def test_the_hessian_of_rosenbrock_is_the_one_derived_by_hand():
    # ∇ = (-2(1-x) - 400x(y-x²), 200(y-x²)); H = (2 - 400y + 1200x², -400x; -400x, 200)
    x, y = Value(-1.5), Value(2.0)
    f = rosenbrock(x, y)
    assert numbers(grad(f, [x, y])) == [-5.0 + 600 * (2 - 2.25), -50.0]
    assert numbers(hessian(f, [x, y])) == [[2 - 800 + 2700, 600.0], [600.0, 200.0]]


def test_the_jacobian_of_polar_coordinates_is_the_one_derived_by_hand():
    r, phi = Value(2.0), Value(0.5)
    c, s = np.cos(0.5), np.sin(0.5)
    J = jacobian([r * phi.cos(), r * phi.sin()], [r, phi])
    np.testing.assert_allclose(numbers(J), [[c, -2 * s], [s, 2 * c]], rtol=1e-15)


def test_the_jacobian_of_softmax_is_diag_p_minus_p_pT():
    z = [Value(3.2), Value(5.1), Value(-1.7)]
    y = softmax(z)
    p = np.array(numbers(y))
    np.testing.assert_allclose(numbers(jacobian(y, z)), np.diag(p) - np.outer(p, p), rtol=1e-12, atol=1e-16)


def logistic(rows, targets, w):
    z = [dot(w, row) for row in rows]
    return sum(zi.softplus() - t * zi for zi, t in zip(z, targets))


def test_the_hessian_of_logistic_regression_is_XT_S_X():
    # ∇ = Xᵀ(p - t); H = XᵀSX with S = diag p(1 - p)
    rng = np.random.default_rng(0)
    X, t, at = rng.normal(size=(30, 4)), rng.integers(0, 2, 30), rng.normal(size=4)
    w = [Value(x) for x in at]
    loss = logistic(X.tolist(), t.tolist(), w)
    p = 1 / (1 + np.exp(-X @ at))
    np.testing.assert_allclose(numbers(grad(loss, w)), X.T @ (p - t), rtol=1e-12)
    np.testing.assert_allclose(numbers(hessian(loss, w)), (X.T * (p * (1 - p))) @ X, rtol=1e-12)


def test_newtons_method_needs_six_steps_for_logistic_regression():
    rng = np.random.default_rng(1)
    X = np.hstack([rng.normal(size=(60, 2)), np.ones((60, 1))])
    t = rng.random(60) < 1 / (1 + np.exp(-X @ [1.0, -2.0, 0.5]))
    w = [Value(0.0) for _ in range(3)]
    for step in range(1, 10):  # noqa: B007 - how many were needed
        loss = logistic(X.tolist(), t.tolist(), w)
        g = numbers(grad(loss, w))
        if max(map(abs, g)) < 1e-10:
            break
        for v, change in zip(w, np.linalg.solve(numbers(hessian(loss, w)), g)):
            v.data -= change
    assert step <= 7


# --- two modes, one Jacobian --------------------------------------------------------------------------------


@given(graphs(), st.data())
def test_forward_and_reverse_mode_agree(recipe, data):
    leaves, root = recipe.build()
    order = topological_order(root)
    outputs = [data.draw(st.sampled_from(order)) for _ in range(3)]
    outputs.append(root)
    forward, backward = by_columns(outputs, leaves), by_rows(outputs, leaves)
    np.testing.assert_allclose(*([[as_node(d).data for d in row] for row in J] for J in (forward, backward)),
                               rtol=1e-12, atol=1e-12)  # fmt: skip


def sweeps(monkeypatch, outputs, inputs):
    from autograd.higher import chain

    asked = []
    for mode in ("deltas", "tangents"):
        real = getattr(chain.Chain, mode)

        def counted(self, arg, mode=mode, real=real):
            asked.append(mode)
            return real(self, arg)

        monkeypatch.setattr(chain.Chain, mode, counted)
    jacobian(outputs, inputs)
    return asked


@pytest.mark.parametrize(
    ("m", "n", "mode"),
    [(1, 5, "deltas"), (5, 1, "tangents"), (3, 2, "tangents"), (2, 3, "deltas"), (2, 2, "deltas")],
)
def test_the_jacobian_takes_the_mode_of_fewer_sweeps(monkeypatch, m, n, mode):
    x = [Value(0.1 * i) for i in range(1, n + 1)]
    total = sum(x)
    assert sweeps(monkeypatch, [total * i for i in range(1, m + 1)], x) == [mode] * min(m, n)


def test_all_sweeps_share_one_set_of_partials():
    ran = []
    row = Op("own", "own", lambda xp, x: x * x, lambda xp, y, x: (ran.append(xp), 2 * x)[1:])
    x = [Value(1.0), Value(2.0), Value(3.0)]
    squares = [record(row, v) for v in x]
    ran.clear()
    jacobian([sum(squares) * i for i in range(1, 4)], x)
    assert len(ran) == 3


@given(smooth_graphs(), st.lists(st.floats(-1, 1), min_size=4, max_size=4))
def test_products_are_those_of_the_matrices(recipe, direction):
    leaves, root = recipe.build()
    v = direction[: len(leaves)]
    H = np.array(numbers(hessian(root, leaves)))
    np.testing.assert_allclose(numbers(hvp(root, leaves, v)), H @ v, rtol=1e-10, atol=1e-10)
    J = np.array(numbers(grad(root, leaves)))
    assert jvp(root, leaves, v).data == pytest.approx(float(J @ v), rel=1e-10, abs=1e-12)


def test_a_direction_may_be_a_value_and_is_differentiated_too():
    x, v = Value(3.0), Value(2.0)
    product = jvp(x**3, x, v)
    assert (product.data, grad(product, v).data, grad(product, x).data) == (54.0, 27.0, 36.0)


def test_products_with_the_hessian_take_two_sweeps(monkeypatch):
    from autograd.higher import chain

    count = []
    for mode in ("deltas", "tangents"):
        real = getattr(chain.Chain, mode)
        monkeypatch.setattr(
            chain.Chain, mode, lambda self, arg, real=real: (count.append(1), real(self, arg))[1]
        )
    x = [Value(0.1 * i) for i in range(1, 9)]
    hvp(sum(x) ** 3, x, [1.0] * 8)
    assert len(count) == 2


# --- nesting ----------------------------------------------------------------------------------------------


def test_the_nesting_is_that_of_outputs_then_inputs():
    x, y, z = Value(1.0), Value(2.0), Value(3.0)
    J = jacobian([x * y, (y * z,)], ([x], [y, z]))
    assert numbers(J) == [[[2.0], [1.0, 0.0]], [[[0.0], [3.0, 2.0]]]]
    assert isinstance(J[0], tuple)
    assert numbers(jacobian(x * y, [x, y])) == [2.0, 1.0]
    assert jacobian(x * y, x) is y
    assert numbers(hessian(x * y, [[x], [y]])) == [[[[0.0], [1.0]]], [[[1.0], [0.0]]]]
    assert numbers(hvp(x * y, ([x], y), ([1.0], 5.0))) == [[5.0], 1.0]


def test_arrays_of_values_give_arrays():
    x = np.array([[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]])
    y = x @ np.array([1.0, -1.0])
    J = jacobian(y, x)
    assert J.shape == (2, 2, 2)
    assert numbers(J) == [[[1.0, -1.0], [0.0, 0.0]], [[0.0, 0.0], [1.0, -1.0]]]
    H = hessian((x**2).sum(), x)
    assert H.shape == (2, 2, 2, 2)
    assert numbers(H[1, 0]) == [[0.0, 0.0], [2.0, 0.0]]
    assert numbers(jvp(y, x, np.ones((2, 2)))) == [0.0, 0.0]
    assert numbers(hvp((x**2).sum(), x, np.eye(2))) == [[2.0, 0.0], [0.0, 2.0]]
    assert jacobian(np.array([], dtype=object), x).shape == (0,)


def test_arrays_of_outputs_and_lists_of_inputs_mix():
    x, y = Value(1.0), Value(2.0)
    J = jacobian(np.array([x * y, x]), [x, y])
    assert [numbers(row) for row in J] == [[2.0, 1.0], [1.0, 0.0]]


def test_nothing_and_repetitions_are_taken_as_they_are():
    x, y = Value(2.0), Value(3.0)
    assert jacobian([], [x]) == []
    assert jacobian([x, y], []) == [[], []]
    assert hessian(x * y, []) == []
    assert hvp(x * y, [], []) == []
    assert jvp([], [x], [1.0]) == []
    f = x**2
    assert numbers(jacobian([f, f], [x, x])) == [[4.0, 4.0], [4.0, 4.0]]
    # one variable moved twice: the directions add up
    assert jvp(f, [x, x], [1.0, 2.0]).data == 12.0
    assert numbers(jacobian([x, f], [x, f])) == [[1.0, 0.0], [4.0, 1.0]]
    assert numbers(jvp([x, y, f.detach(), take([x, y], 1)], [x], [5.0])) == [5.0, 0.0, 0.0, 0.0]


def test_a_chain_of_ten_thousand_nodes_is_swept_forward():
    x = y = Value(0.5)
    for _ in range(10_000):
        y = (y + 0.001) * 0.999
    assert jvp([y, x], x, 1.0)[0].data == pytest.approx(0.999**10_000)
    assert hvp(y, x, 1.0).data == 0.0


X, Y = Value(2.0, "x"), Value(3.0, "y")


def f(x):
    return x


REFUSED = [
    (lambda: jvp([X], [X, Y], [1.0]), ValueError, "tangents: a list of 1 stands in the place of a list of 2"),
    (lambda: jvp([X], [X], 1.0), ValueError, r"float 1\.0 stands in the place of a list .* nested as they"),
    (lambda: jvp(X, X, [1.0]), ValueError, r"list \[1\.0\] stands in the place of one number"),
    (lambda: hvp(X * Y, [X, [Y]], [1.0, 2.0]), ValueError, "hvp: the vector: float 2"),
    (lambda: hvp(X * Y, [X], ["1"]), TypeError, "a tangent is one real number, not str '1'"),
    (lambda: hvp([X], [X], [1.0]), TypeError, "hvp takes one Value, not list"),
    (lambda: hessian([X, Y], [X]), TypeError, "hessian takes one Value, not list"),
    (lambda: jacobian([1.0], X), TypeError, r"jacobian: outputs holds float 1\.0"),
    (lambda: jacobian(X, [None]), TypeError, "jacobian: inputs holds NoneType None"),
    (lambda: jacobian(f, X), TypeError, r"not the function f: .*jacobian\(f\(x\), x\)"),
    (lambda: hessian(f, X), TypeError, r"hessian\(f\(x\), x\)"),
    (lambda: jvp(f, X, 1.0), TypeError, r"jvp\(f\(x\), x, v\)"),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "kind", "message"), REFUSED)
def test_what_does_not_fit_is_refused_by_name(ask, kind, message):
    with pytest.raises(kind, match=message):
        ask()
