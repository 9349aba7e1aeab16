"""First and second derivatives in PyTorch: of a dozen graphs, and of random ones.

PyTorch runs the forward rules of a recorded graph and differentiates twice by itself; none of our partials
takes part. Its numbers for GRAPHS are committed in `data/second_derivatives.json`, so that the comparison
runs without it. After a change of the rows rewrite the file with
`CHALKGRAD_GOLDEN=write python -m pytest tests/autograd/test_second_derivatives_in_pytorch.py`.
"""

import json
import os
from functools import partial
from pathlib import Path

import pytest
from hypothesis import assume, given
from random_graphs import graphs

from autograd import (
    Value,
    dot,
    grad,
    hessian,
    log_softmax,
    logsumexp,
    maximum,
    softmax,
    sum,
    topological_order,
    words,
)
from autograd.replay import replay

try:
    import torch
except ImportError:
    torch = None

needs_torch = pytest.mark.skipif(torch is None, reason="PyTorch is not installed; the committed numbers are")
GOLDEN = Path(__file__).parent / "data" / "second_derivatives.json"
close = partial(pytest.approx, rel=1e-10, abs=1e-10)


def perceptron(x, a, b):
    """Two tanh units and a logistic one, with their squared error."""
    hidden = [dot([a, b], [x, 0.5], a).tanh(), dot([b, x], [x, a]).tanh()]
    return (dot([b, a], hidden, x).sigmoid() - 1) ** 2 / 2


GRAPHS = {
    "rosenbrock": lambda x, a, b: (1 - x) ** 2 + 100 * (a - x**2) ** 2 + 0 * b,
    "logistic": lambda x, a, b: dot([a, b], [x, 2.0]).softplus() - a * x,
    "perceptron": perceptron,
    "cross-entropy": lambda x, a, b: -log_softmax([a * x, b * x, a + b])[1],
    "softmax": lambda x, a, b: softmax([a * x, b * x, a + b])[0],
    "logsumexp": lambda x, a, b: logsumexp([a * b, x, a * x, -b]),
    "powers": lambda x, a, b: (x * x + 1) ** a / (b * b + 1) ** 1.5,
    "kinks": lambda x, a, b: (a * x).relu() ** 2 + (b * x).leaky_relu(0.1) ** 3 + abs(a * b) * x,
    "elu and huber": lambda x, a, b: (a * x).elu() * (b * x).huber(0.5) + (a * b).hardtanh() * x,
    "smooth units": lambda x, a, b: (a * x).silu() + (b * x).gelu() * (a + b).softsign(),
    "angles": lambda x, a, b: (x * a).sin() * (b + x).cos() + (a * b * 0.3).asin() * (x * b).atan(),
    "maximum": lambda x, a, b: maximum(a * x, b * x, a * b) ** 3 + sum([x, a * a, b * x]) * a,
    "exponentials": lambda x, a, b: (a * x).sinh() / (b.cosh() + x.exp()) + (a * a + b * b + 1).log().sqrt(),
    "near 0": lambda x, a, b: (a * x).expm1() * (b * b).log1p() + (x * 0.1).acos(),
}
POINTS = [(0.3, -0.7, 1.1), (-1.2, 0.4, 0.6), (0.9, 1.3, -0.8)]


class TorchWords(words.Vocabulary):
    """The words of the rows, by PyTorch."""

    def call(self, word, *operands):
        return getattr(torch, word)(*[torch.as_tensor(x, dtype=torch.float64) for x in operands])

    def where(self, condition, x, y):
        return torch.where(
            torch.as_tensor(condition), *[torch.as_tensor(z, dtype=torch.float64) for z in (x, y)]
        )


def by_pytorch(leaves, root):
    """Return PyTorch's gradient and Hessian of a recorded graph."""
    order = topological_order(root)
    tensors = [torch.tensor(v.data, dtype=torch.float64, requires_grad=True) for v in leaves]

    def slopes(y):
        if not getattr(y, "requires_grad", False):
            return [torch.tensor(0.0, dtype=torch.float64)] * len(tensors)
        return torch.autograd.grad(y, tensors, create_graph=True, materialize_grads=True)

    first = slopes(replay(order, dict(zip(leaves, tensors)), TorchWords())[root])
    return [d.item() for d in first], [[d.item() for d in slopes(y)] for y in first]


def ours(leaves, root):
    H = hessian(root, leaves)
    return [d.data for d in grad(root, leaves)], [[d.data for d in row] for row in H]


def assert_close(actual, expected):
    """Assert that gradient and Hessian are the same to 1e-10."""
    assert actual[0] == close(expected[0])
    assert len(actual[1]) == len(expected[1])
    for row, expected_row in zip(actual[1], expected[1]):
        assert row == close(expected_row)


@pytest.mark.parametrize("name", GRAPHS)
def test_gradient_and_hessian_are_those_committed(name):
    committed = json.loads(GOLDEN.read_text(encoding="utf-8"))[name]
    assert len(committed) == len(POINTS)
    for point, expected in zip(POINTS, committed):
        leaves = [Value(x) for x in point]
        assert_close(ours(leaves, GRAPHS[name](*leaves)), expected)


@needs_torch
def test_what_is_committed_is_what_pytorch_says():
    said = {}
    for name, graph in GRAPHS.items():
        inputs = [[Value(x) for x in point] for point in POINTS]
        said[name] = [by_pytorch(leaves, graph(*leaves)) for leaves in inputs]
    if os.environ.get("CHALKGRAD_GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    committed = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert committed.keys() == said.keys()
    for name, points in said.items():
        for now, before in zip(points, committed[name]):
            assert_close(now, before)


def decided_by_convention(node):
    """Return whether PyTorch has another convention for the slope at this very point."""
    x = [parent.data for parent in node.parents]
    if node.op.name in ("maximum", "minimum"):  # it shares among equals
        return x.count(node.data) > 1
    if node.op.name == "pow":  # its ∂aᵇ/∂a is the number 0 at b = 0, whose slope in b is lost: 1/a
        return x[1] == 0
    return node.op.name in ("relu", "abs", "softplus", "leaky_relu(0.1)", "elu(0.5)") and x[0] == 0


@needs_torch
@given(graphs())
def test_random_graphs_have_the_derivatives_of_pytorch(recipe):
    leaves, root = recipe.build()
    order = topological_order(root)
    assume(not any(decided_by_convention(node) for node in order if node.parents))
    assert_close(ours(leaves, root), by_pytorch(leaves, root))
