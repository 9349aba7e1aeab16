"""Random programs of every mix: numbers, arguments, parameters, captured Values, repeated operands.

A recipe is drawn by hypothesis; `build` runs it on whatever stands for the arguments (Values, placeholders).
`bounds` says how far two orders of the same additions may be apart: n eps Σ|terms| for every sum, carried on
along the graph.
"""

from itertools import pairwise
from typing import Any, NamedTuple

from hypothesis import strategies as st

import autograd
from autograd import (
    Op,
    Value,
    dot,
    log_softmax,
    logsumexp,
    maximum,
    minimum,
    ops,
    record,
    softmax,
    take,
)

EPS = 2.0**-52
NUMBERS = [0.0, -0.0, 1, 2, -1.5, 0.5, True, 3]

FUNCTIONS = [row if isinstance(row, Op) else row() for row in ops.FUNCTIONS.values()]
# Every operation, kept inside of its domain and away from numbers that grow without bound.
ONE = [
    lambda a: -a,
    abs,
    lambda a: a.tanh().exp(),
    lambda a: (a * a + 0.5).log(),
    lambda a: (a.sigmoid() + 0.1).sqrt(),
    lambda a: a.tanh() ** 3,
    lambda a: a.tanh() ** 1,
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
    lambda a: a.detach(),
    lambda a: a.tanh() * a.detach(),
    lambda a: 1 - a,
    lambda a: a + 0,
    *[lambda a, name=name: getattr(a, name)() for name in ("atan", "softsign", "silu", "gelu", "huber")],
    # every function of the table, from 0.1 to 0.9, where all are defined
    *[lambda a, row=row: record(row, a.tanh() * 0.4 + 0.5) for row in FUNCTIONS],
]
# b may be a plain number
TWO = [
    lambda a, b: a + b,
    lambda a, b: b + a,
    lambda a, b: b - a,
    lambda a, b: a.tanh() * b,
    lambda a, b: b * a.tanh(),
    lambda a, b: b / (a.sigmoid() + 0.5),
    maximum,
    lambda a, b: maximum(b, a),
    lambda a, b: minimum([b, a, b]),
    lambda a, b: dot([a.tanh(), b], [b, a.tanh()], b),
    lambda a, b: a * 0.25 - b * 2,
]
# any of them may be plain numbers, but for the first
MANY = [
    lambda xs: autograd.sum(xs) * 0.3,
    lambda xs: sum(xs[0].tanh() * x for x in xs),
    lambda xs: dot(xs, [0.1 * k for k in range(len(xs))], xs[0]),
    lambda xs: dot([xs[0].sin()] * len(xs), xs),
    maximum,
    lambda xs: maximum(*xs[::-1]),
    lambda xs: minimum(*xs, 0.0),
    lambda xs: logsumexp([xs[0].tanh(), *xs[1:]]),
    lambda xs: take(xs, len(xs) // 2),
    lambda xs: take(xs, -1) * 1,
    lambda xs: softmax(xs)[len(xs) // 2],
    lambda xs: log_softmax(xs)[0],
    lambda xs: xs[0] + (xs[-1] + sum(xs)),
]


LABELS = [
    "t_1", "g_1", "d_x", "relu", "x²", "lambda", "theta", "i_1", "c_1", "Z1", "dZ1", "column", "W1", "m_2",
    "d_v30", "v31", "p_0_8", "tanh", "X", "δ·w", "2 x", "!", "sum4", "x", "x_0", "i_2", "L", "dL", "p0",
    "s_1", "d_p0", "H1", "e_3", "fill", "shifted",
]  # fmt: skip


class Recipe(NamedTuple):
    """A program before it is built: kind, which operation, which operands, for each step."""

    steps: list[tuple[int, int, list[int]]]
    outputs: list[int]


few = st.integers(0, 99)
recipes = st.builds(
    Recipe,
    st.lists(
        st.one_of(
            st.tuples(st.just(1), few, st.lists(few, min_size=1, max_size=6)),
            st.tuples(st.just(2), few, st.lists(few, min_size=2, max_size=9)),
            st.tuples(st.just(3), few, st.lists(few, min_size=1, max_size=7)),
            st.tuples(st.just(4), few, st.lists(few, min_size=2, max_size=4)),  # a layer at two places
            st.tuples(st.just(5), few, st.lists(few, min_size=2, max_size=5)),  # a look-up
            st.tuples(st.just(6), few, st.lists(few, min_size=2, max_size=5)),  # products of what is shared
        ),
        min_size=1,
        max_size=8,
    ),
    st.lists(few, min_size=1, max_size=6),
)


def build(
    recipe: Recipe, params: list[Value], captured: list[Value], x: Any, y: Any, index: Any
) -> list[Any]:
    """Return what the program returns: Values and plain numbers, one of them twice; the first is a Value."""
    shared = [*params, *captured, captured[0] * 2 + params[0], params[1].tanh()]
    nodes: list[Any] = [*x, y, *shared]

    def operand(i: int) -> Any:
        pool = [*nodes, *NUMBERS]
        return pool[i % len(pool)]

    def node(i: int) -> Any:
        return nodes[i % len(nodes)]

    for kind, which, places in recipe.steps:
        xs = [node(places[0]), *map(operand, places[1:])]
        if kind == 1:
            nodes += [ONE[which % len(ONE)](node(i)) for i in places]
        elif kind == 2:
            nodes += [TWO[which % len(TWO)](node(i), operand(j)) for i, j in pairwise(places)]
        elif kind == 3:
            nodes.append(MANY[which % len(MANY)](xs))
        elif kind == 4:
            for inputs in (xs, xs[::-1]):
                weights = [params[k : k + len(xs)] for k in range(1 + which % 4)]
                nodes += [sum((w * a for w, a in zip(row, inputs)), params[0]).tanh() for row in weights]
        elif kind == 5:
            nodes.append(take(xs if which % 2 else (shared * 3)[: len(xs) + 1], index))
        else:
            weights = [shared[(which + i) % len(shared)] for i in places]
            nodes.append((dot(weights, weights[::-1], node(which)) * 0.5).tanh())
            nodes.append(node(which + 1) + sum(w * w for w in weights))
    for node_, label in zip(nodes[::2], LABELS * 9):  # names that the compiler might use itself
        node_.label = label
    outputs = [operand(i) for i in recipe.outputs]
    return [sum(v.tanh() for v in nodes[-5:]) + nodes[-1], *outputs, outputs[0]]


class Bound(NamedTuple):
    """How far a number may be away for its rounding: of the value of a node, and of its delta."""

    value: float
    delta: float


CURVATURE = 2.0  # of what is above, most of the time: how much a partial changes with an operand


def bounds(root: Value) -> dict[Value, Bound] | None:
    """Return the bounds for every node that the root needs; None if a kink is too near to say which side."""
    order = autograd.topological_order(root)
    unit = 16 * EPS  # so many terms have the sums, those that the compiler joins included
    value: dict[Value, float] = {}
    for node in order:
        terms = abs(node.data)
        if node.op is not None and node.op.name in ("add", "sub", "sum", "maximum"):
            terms += sum(abs(parent.data) for parent in node.parents)
        elif node.op is not None and node.op.name == "dot":
            numbers = [parent.data for parent in node.parents]
            n = len(numbers) // 2
            terms += sum(abs(a * b) for a, b in zip(numbers, numbers[n:])) + abs(numbers[-1])
        rounding = 0.0 if not node.parents else unit * terms
        value[node] = rounding + sum(abs(p) * value[v] for p, v in zip(node.partials, node.parents))
        if _at_a_kink(node, value):
            return None
    flow, error = dict.fromkeys(order, 0.0), dict.fromkeys(order, 0.0)
    flow[root] = 1.0
    for node in reversed(order):
        shaken = CURVATURE * (value[node] + sum(value[v] for v in node.parents))
        for parent, partial in zip(node.parents, node.partials):
            flow[parent] += flow[node] * abs(partial)
            error[parent] += error[node] * abs(partial) + flow[node] * (shaken + unit * abs(partial))
    return {node: Bound(value[node], error[node] + unit * flow[node]) for node in order}


KINKED = ("relu", "abs", "sign", "step", "maximum", "minimum")


def _at_a_kink(node: Value, value: dict[Value, float]) -> bool:
    """Return whether rounding may have chosen the side of a kink."""
    if node.op is None or not (node.op.name in KINKED or node.op.name.startswith(("leaky", "elu"))):
        return False
    if node.op.name in ("maximum", "minimum"):
        near = [v for v in node.parents if abs(v.data - node.data) <= 4 * (value[v] + value[node])]
        return len({id(v) for v in near}) > 1 and any(value[v] > 0 for v in near)
    (first,) = node.parents
    return value[first] > 0 and abs(first.data) <= 4 * value[first]
