"""What is right in the exercises of notebook 8, and what typical mistakes lead to."""

import math
from collections.abc import Callable

import nn
from autograd import Value, messages
from nn import MLP
from viz import Answers, Verdict, check_function, check_values

Mistakes = dict[str, dict[str, object]]


def check_one_layer(net: MLP, answers: dict[str, object]) -> Answers:
    """Return a verdict on W and b of the one layer that does what two layers without bends do.

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
            "they are those of both layers": len(net.parameters()),
        },
    }
    return check_values(right, answers, mistakes)


def check_why_not_linear(answers: dict[str, object]) -> Answers:
    """Return a verdict on what a deep linear network is worth, and on which networks can compute XOR."""
    one, both = nn.parameter_count([784, 10]), nn.parameter_count([784, 200, 10])
    right: dict[str, object] = {"parameters": one, "XOR": {"c", "e"}}
    mistakes: Mistakes = {
        "parameters": {
            "they are those of both layers, not of the single one that does the same": both,
            "the biases are missing": one - 10,
        },
        "XOR": {
            "a single neuron were enough: its boundary is a straight line": {"b", "c", "e"},
            "many linear layers could do more than one": {"c", "d", "e"},
            "a hidden layer of any kind were enough: what do linear ones melt into": {"a", "c", "d", "e"},
            "two linear layers could do more than one": {"a", "c", "e"},
            "one hidden layer were not enough": {"e"},
        },
    }
    return check_values(right, answers, mistakes)


def check_slopes_from_outputs(answers: dict[str, object]) -> Answers:
    """Return a verdict on the slopes of five activations where their output is the one that is named."""
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
        "ReLU, y = 3": {"it were the output, not the slope": 3, "z were below 0": 0},
        "leaky ReLU, y = -0.2": {
            "it were a ReLU": 0, "z were above 0": 1, "it were the output, not the slope": -0.2,
            "α were 0.01": 0.01, "the slope were negative, as y is": -0.1,
        },
        "ELU, y = -0.7": {"it were eᶻ − 1, the output itself": -0.7, "the minus were lost": 0.7},
    }  # fmt: skip
    return check_values(right, answers, mistakes)


def check_with_tanh(with_tanh: Callable[[float], float | None]) -> Verdict:
    """Return a verdict on 6σ(4x − 2) + 1 written with tanh."""
    mistakes: dict[str, Callable[[float], float]] = {
        "tanh were the same as sigmoid, with no change of weights": lambda x: 6 * math.tanh(4 * x - 2) + 1,
        "the net input is not halved": lambda x: 3 * math.tanh(4 * x - 2) + 4,
        "the constant is missing that lifts tanh above 0": lambda x: 3 * math.tanh(2 * x - 1) + 1,
        "the weight behind the tanh is not halved": lambda x: 6 * math.tanh(2 * x - 1) + 4,
        "the bias is not halved": lambda x: 3 * math.tanh(2 * x - 2) + 4,
        "the 1 at the end got lost": lambda x: 3 * math.tanh(2 * x - 1) + 3,
        "only the inside is changed: tanh is twice as high as the sigmoid, and begins at -1": lambda x: (
            6 * math.tanh(2 * x - 1) + 1
        ),
        "the equation is used the other way round": lambda x: 6 * (2 * math.tanh(4 * x - 2) - 1) + 1,
        "the inside is doubled, not halved": lambda x: 3 * math.tanh(8 * x - 4) + 4,
    }
    return check_function(
        with_tanh, lambda x: 6 * nn.sigmoid(4 * x - 2) + 1, [(0.0,), (0.5,), (1.0,), (-2.0,)], mistakes
    )
