"""What notebook 8 asks for, computed by the engine, and what typical mistakes lead to.

Each function returns the right values and the mistakes, as `viz.check_values` and `viz.check_function` take
them: no answer stands beside its gap.
"""

import math
from collections.abc import Callable

import nn
from autograd import Value, messages
from nn import MLP

Mistakes = dict[str, dict[str, object]]
Function = Callable[[float], float]


def one_layer(net: MLP) -> tuple[dict[str, object], Mistakes]:
    """Return W and b of the one layer that does what a network of two layers without bends does.

    b is what the network gives for 0; column i of W is what it gives for the i-th unit vector, less b.
    """
    zero = [0.0] * net.nin
    b = [y.data for y in net(zero)]
    columns = [
        [y.data - bias for y, bias in zip(net([*zero[:i], 1.0, *zero[i + 1 :]]), b)] for i in range(net.nin)
    ]
    W = [list(row) for row in zip(*columns)]
    (_, b1), (W2, b2) = net.arrays()
    right: dict[str, object] = {"W": W, "b": b, "numbers": len(b) * (net.nin + 1)}
    mistakes: Mistakes = {
        "W": {"rows and columns are swapped: row j holds the weights of output j": columns},
        "b": {
            "b₁ is lost: it passes the second layer, too": b2,
            "b₂ is lost": W2 @ b1,
            "b₁ does not pass the second layer as it should": [b1[0] + b2[0], b1[1] + b2[1]],
        },
        "numbers": {
            "the biases are missing": len(b) * net.nin,
            "they are those of the two layers": len(net.parameters()),
        },
    }
    return right, mistakes


def straight_or_bent() -> tuple[dict[str, object], Mistakes]:
    """Return what a deep linear network is worth, and which networks can compute XOR."""
    one, both = nn.parameter_count([784, 10]), nn.parameter_count([784, 200, 10])
    right: dict[str, object] = {"parameters": one, "XOR": {"c", "e"}}
    mistakes: Mistakes = {
        "parameters": {
            "they are those of the two layers: which single layer does the same": both,
            "the biases are missing": one - 10,
        },
        "XOR": {
            "a single neuron were enough: its boundary is a straight line": {"b", "c", "e"},
            "many linear layers could do more than one": {"c", "d", "e"},
            "one hidden layer were not enough": {"e"},
        },
    }
    return right, mistakes


def slopes_from_outputs() -> tuple[dict[str, object], Mistakes]:
    """Return the slopes of five activations where their output is the one that the notebook names."""
    at: dict[str, tuple[Callable[[Value], Value], float]] = {
        "sigmoid, y = 0.9": (nn.sigmoid, math.log(9)),
        "tanh, y = 0.8": (nn.tanh, math.atanh(0.8)),
        "ReLU, y = 3": (nn.relu, 3.0),
        "leaky ReLU, y = -0.2": (lambda z: nn.leaky_relu(z, 0.1), -2.0),
        "ELU, y = -0.7": (nn.elu, math.log(0.3)),
    }
    right: dict[str, object] = {}
    for name, (activation, place) in at.items():
        z = Value(place)
        right[name] = round(messages(activation(z)).deltas[z], 12)
    mistakes: Mistakes = {
        "sigmoid, y = 0.9": {"the factor y is missing": 0.1, "the factor 1 − y is missing": 0.9},
        "tanh, y = 0.8": {"the y is not squared": 0.2, "it were a sigmoid": 0.16},
        "ReLU, y = 3": {"it were the output, not the slope": 3},
        "leaky ReLU, y = -0.2": {"it were a ReLU": 0, "z > 0": 1},
        "ELU, y = -0.7": {"it were eᶻ − 1, the output itself": -0.7, "the minus were lost": 0.7},
    }
    return right, mistakes


def sigmoid_unit(x: float) -> float:
    """Return 6σ(4x − 2) + 1."""
    return 6 * nn.sigmoid(4 * x - 2).data + 1


SIGMOID_UNIT_MISTAKES: dict[str, Function] = {
    "tanh were the same as sigmoid, with no change of weights": lambda x: 6 * math.tanh(4 * x - 2) + 1,
    "the net input is not halved": lambda x: 3 * math.tanh(4 * x - 2) + 4,
    "the constant is missing that lifts tanh above 0": lambda x: 3 * math.tanh(2 * x - 1) + 1,
    "the weight behind the tanh is not halved": lambda x: 6 * math.tanh(2 * x - 1) + 4,
    "the bias is not halved": lambda x: 3 * math.tanh(2 * x - 2) + 4,
}
