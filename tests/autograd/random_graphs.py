"""Graphs that hypothesis draws: some leaves, then node after node on operands chosen among all before."""

from typing import NamedTuple

from hypothesis import strategies as st

import autograd
from autograd import Value

# Every step maps numbers from [-1, 1] into [-1, 1], so depth makes nothing overflow; all are smooth.
SMOOTH = [
    lambda a, b: (a + b) / 2,
    lambda a, b: 0.5 * (a - b),
    lambda a, b: a * b,
    lambda a, b: a / (1 + b * b),
    lambda a, b: a.tanh() * b,
    lambda a, b: a.sin(),
    lambda a, b: -b.cos(),
    lambda a, b: a.sigmoid() - 0.5,
    lambda a, b: a.exp() / 3,
    lambda a, b: (a + 3).log() - 1,
    lambda a, b: (a * b + 2).sqrt() - 1,
    lambda a, b: a.softplus() / 2,
    lambda a, b: a**2,
    lambda a, b: (b + 2) ** -1.5,
    lambda a, b: ((a + 2) ** b) / 3,
    lambda a, b: autograd.dot([a, b, a], [b, b, 0.5], a) / 4,
    lambda a, b: autograd.sum([a, b, a, 0.25]) / 4,
    lambda a, b: autograd.logsumexp([a, b, 0.0]) / 3,
    lambda a, b: autograd.softmax([a, b])[1],
]
KINKED = [
    lambda a, b: a.relu(),
    lambda a, b: abs(a),
    lambda a, b: a.leaky_relu(0.1),
    lambda a, b: a.elu(0.5),
    lambda a, b: autograd.maximum(a, b, 0.25),
    lambda a, b: autograd.minimum([b, a]),
    lambda a, b: autograd.take([a, b], 1),
    lambda a, b: a.sign() * b,
]
# On whole numbers these stay whole and small (at most 3 for each of 20 steps: below 2⁵³), hence exact.
WHOLE = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: -a,
    lambda a, b: a * 2,
    lambda a, b: a.relu() + b,
    autograd.maximum,
    lambda a, b: autograd.sum([a, a, b]),
]


class Recipe(NamedTuple):
    """A graph before it is built: data of the leaves; for each step its function and two operands."""

    leaves: list[float]
    steps: list[tuple[int, int, int]]
    functions: list

    def build(self, leaves=None):
        """Return the leaves and the root, from other data where given."""
        nodes = [Value(x, f"leaf {i}") for i, x in enumerate(self.leaves if leaves is None else leaves)]
        count = len(nodes)
        for function, a, b in self.steps:
            # counted from the end, so that small numbers make deep graphs
            nodes.append(self.functions[function](nodes[-1 - a % len(nodes)], nodes[-1 - b % len(nodes)]))
        return nodes[:count], nodes[-1]


def recipes(functions, numbers, depth):
    step = st.tuples(st.integers(0, len(functions) - 1), st.integers(0, 5), st.integers(0, 5))
    return st.builds(
        Recipe,
        st.lists(numbers, min_size=1, max_size=4),
        st.lists(step, min_size=1, max_size=depth),
        st.just(functions),
    )


def smooth_graphs():
    return recipes(SMOOTH, st.floats(-1, 1), depth=8)


def graphs():
    return recipes(SMOOTH + KINKED, st.floats(-1, 1), depth=20)


def whole_graphs():
    return recipes(WHOLE, st.integers(-9, 9).map(float), depth=20)
