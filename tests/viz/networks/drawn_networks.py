"""Models that the tests draw, and the layer of the lectures whose numbers are derived there."""

from typing import Any

import nn
from autograd import Value


def lecture() -> nn.MLP:
    """Lecture B2 and its continuation B3: two layers of two sigmoid units."""
    model = nn.MLP(2, [2, 2], activation="sigmoid", output="sigmoid")
    tables = [([[1, -2], [-1, 1]], [1, 0]), ([[2, -1], [-2, -1]], [0, 0])]
    for layer, (rows, biases) in zip(model.layers, tables):
        for neuron, row, bias in zip(layer.neurons, rows, biases):
            neuron.w, neuron.b = [Value(w) for w in row], Value(bias)
    return model


def squared_error(y: Any) -> Value:
    """L = ½ Σ (y_k − t_k)² with the targets 1 and 0."""
    return 0.5 * (y[0] - 1) ** 2 + 0.5 * y[1] ** 2


class OwnNeuron:
    """A neuron as learners write it: sums and gates, the activation inside."""

    def __init__(self, w: list[float], b: float):
        self.w, self.b = [Value(wi) for wi in w], Value(b)

    def __call__(self, x: list[Any]) -> Value:
        z = self.b
        for wi, xi in zip(self.w, x):
            z = z + wi * xi
        return z.tanh()


class OwnLayer:
    def __init__(self, rows: list[list[float]], biases: list[float]):
        self.neurons = [OwnNeuron(row, b) for row, b in zip(rows, biases)]

    def __call__(self, x: list[Any]) -> list[Value]:
        return [neuron(x) for neuron in self.neurons]


class OwnMLP:
    def __init__(self, *layers: Any):
        self.layers = list(layers)

    def __call__(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self) -> list[Value]:
        return [p for layer in self.layers for n in layer.neurons for p in (*n.w, n.b)]


class Table:
    """A layer as a table of weights, one row for each unit."""

    def __init__(self, W: Any, b: Any):
        self.W, self.b = W, b

    def __call__(self, x: list[Any]) -> list[Value]:
        outputs: list[Value] = []
        for row, b in zip(self.W, self.b):
            z = Value(0.0)
            for w, xi in zip(row, x):
                z = z + w * xi
            outputs.append(z + b)
        return outputs
