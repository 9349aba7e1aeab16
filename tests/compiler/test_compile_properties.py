"""Whatever graph hypothesis makes: recorded = compiled = compiled for a batch, values and gradients."""

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, dot, logsumexp, maximum, minimum, take
from autograd.compiler import compile, compile_batch

# Every operation, kept inside its domain and away from numbers that grow without bound, so that two
# orders of the same additions stay within 1e-12 of each other.
UNARY = [
    lambda a: -a,
    abs,
    lambda a: a.tanh().exp(),
    lambda a: (a * a + 0.5).log(),
    lambda a: (a.sigmoid() + 0.1).sqrt(),
    lambda a: a.tanh() ** 3,
    lambda a: (a.tanh() + 2) ** -1.5,
    lambda a: (a.tanh() + 2) ** a.tanh(),
    lambda a: 2 ** a.tanh(),
    lambda a: a.sin(),
    lambda a: a.cos(),
    lambda a: a.tanh(),
    lambda a: a.sigmoid(),
    lambda a: a.relu(),
    lambda a: a.leaky_relu(0.1),
    lambda a: a.elu(),
    lambda a: a.softplus(),
    lambda a: a.sign(),
    lambda a: a.step(),
    lambda a: a * 0.5,
    lambda a: 1 - a,
    lambda a: a + 0,
]
BINARY = [
    lambda a, b: a + b,
    lambda a, b: b - a,
    lambda a, b: a.tanh() * b.tanh(),
    lambda a, b: a.tanh() / (b.sigmoid() + 0.5),
    maximum,
    minimum,
    lambda a, b: a.sin() * 2 + b.cos() * a.tanh() - 3,
]
MANY = [
    lambda xs: autograd.sum(xs) * 0.3,
    lambda xs: sum(x.tanh() * y for x, y in zip(xs, reversed(xs))),
    lambda xs: dot([x.sin() for x in xs], [0.1 * k for k in range(len(xs))], xs[0]),
    maximum,
    lambda xs: minimum(*xs),
    lambda xs: logsumexp([x.tanh() for x in xs]),
    lambda xs: take(xs, len(xs) // 2),
    lambda xs: sum((x.cos() for x in xs), xs[-1]).tanh(),
]

LABELS = [
    "t_1", "g_1", "d_x", "relu", "x²", "lambda", "theta", "i_1", "c_1", "Z1", "dZ1", "column", "W1", "m_2",
    "d_v30", "v31", "p_0_8", "tanh", "X", "δ·w", "2 x", "!", "sum4", "x", "x_0", "i_2", "L", "dL", "p0",
    "s_1", "d_p0", "H1",
]  # fmt: skip

step = st.one_of(
    st.tuples(
        st.just(0), st.integers(0, len(UNARY) - 1), st.lists(st.integers(0, 99), min_size=1, max_size=6)
    ),
    st.tuples(
        st.just(1), st.integers(0, len(BINARY) - 1), st.lists(st.integers(0, 99), min_size=2, max_size=9)
    ),
    st.tuples(
        st.just(2), st.integers(0, len(MANY) - 1), st.lists(st.integers(0, 99), min_size=1, max_size=7)
    ),
    # layers: the same operation for several nodes, as networks have them
    st.tuples(st.just(3), st.integers(2, 4), st.lists(st.integers(0, 99), min_size=2, max_size=4)),
    st.tuples(st.just(4), st.integers(0, 99), st.lists(st.integers(0, 99), min_size=2, max_size=5)),
)


def build(recipe: list[tuple[int, int, list[int]]], params: list[Value], x: Any, y: Any, index: Any) -> Any:
    """Return the root of the graph that a recipe describes."""
    nodes = [*x, y, *params, params[0] * 2 + params[1]]
    for kind, which, operands in recipe:
        xs = [nodes[i % len(nodes)] for i in operands]
        if kind == 0:
            nodes += [UNARY[which](a) for a in xs]
        elif kind == 1:
            nodes += [BINARY[which](a, b) for a, b in pairwise(xs)]
        elif kind == 2:
            nodes.append(MANY[which](xs))
        elif kind == 3:  # a layer of weights that are params, at two places
            for inputs in (xs, xs[::-1]):
                weights = [params[k : k + len(xs)] for k in range(which)]
                nodes += [sum((w * a for w, a in zip(row, inputs)), params[0]).tanh() for row in weights]
        else:
            nodes.append(take([a.tanh() for a in xs] if which % 2 else (params * 5)[: len(xs) + 1], index))
    for node, label in zip(nodes[::2], LABELS * 9):  # names that the compiler might use itself
        node.label = label
    return sum(node.tanh() for node in nodes[-5:]) + nodes[-1]


def compare(recipe: list[tuple[int, int, list[int]]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, batch = 3, 4
    params = [Value(data) for data in rng.normal(size=8).tolist()]
    xs = np.round(rng.normal(size=(batch, n)), 1)
    ys, indices = rng.normal(size=batch), rng.integers(0, 2, size=batch)

    def fn(x: Any, y: Any, index: Any) -> Any:
        return build(recipe, params, x, y, index)

    total, gradient = 0.0, np.zeros(len(params))
    of_x, of_y = np.zeros((batch, n)), np.zeros(batch)
    quick, wide = compile(fn, params), compile(fn, params)
    for b in range(batch):
        x, y = [Value(v) for v in xs[b].tolist()], Value(float(ys[b]))
        for p in params:
            p.grad = 0
        root = fn(x, y, int(indices[b]))
        root.backward()
        expected = root.data, [p.grad for p in params], [v.grad for v in x], y.grad
        wide._prepare((xs[b], float(ys[b]), int(indices[b])))
        for compiled in wide._cache.values():
            compiled.wide = True  # the same sample as arrays, whatever would have been chosen
        for program in (quick, wide):
            value, grad, (dx, dy, _) = program.grads(xs[b], float(ys[b]), int(indices[b]))
            np.testing.assert_allclose(value, expected[0], rtol=1e-12, atol=1e-12)
            np.testing.assert_allclose(grad, expected[1], rtol=1e-12, atol=1e-12)
            np.testing.assert_allclose(dx, expected[2], rtol=1e-12, atol=1e-12)
            np.testing.assert_allclose(dy, expected[3], rtol=1e-12, atol=1e-12)
        total += root.data / batch
        gradient += np.array(expected[1]) / batch
        of_x[b], of_y[b] = np.array(expected[2]) / batch, y.grad / batch
    program = compile_batch(fn, params)
    value, grad, (dx, dy, _) = program.grads(xs, ys, indices)
    for got, want in ((value, total), (grad, gradient), (dx, of_x), (dy, of_y)):
        np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(program(xs, ys, indices).mean(), total, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(program.value_and_grad(xs, ys, indices)[1], gradient, rtol=1e-12, atol=1e-12)


@given(st.lists(step, min_size=1, max_size=12), st.integers(0, 2**16))
def test_recorded_equals_compiled_equals_compiled_for_a_batch(recipe: Any, seed: int) -> None:
    compare(recipe, seed)
