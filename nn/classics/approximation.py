"""The universal approximation theorem by construction: sigmoids make stumps, stumps make any curve."""

import math
from collections.abc import Callable
from itertools import pairwise

from autograd import Value
from nn.layers.dense import MLP
from nn.layers.inputs import positive, real, size


def universal_approximator(
    function: Callable[[float], float], low: float, high: float, stumps: int = 50, *, sharpness: float = 8.0
) -> MLP:
    """Return a network with one hidden layer of sigmoids that follows a function on an interval.

    The interval is cut into so many pieces. Over the piece from a to b stands a stump of two sigmoids,
    f(m) · [σ(s(x - a)) - σ(s(x - b))], as high as the function is in the middle m: about f(m) inside, about
    0 outside. The network is their sum, with s = sharpness/(b - a). Nothing is learned. Where f is smooth,
    the error falls like |f'| · (b - a)/2.

    Args:
        function: from a float to a finite float.
        low: left end of the interval.
        high: right end of the interval.
        stumps: how many pieces, 1 or more; more follow more closely.
        sharpness: how steep the walls are. Large: a staircase. About 8: one stump fades into the next.

    Returns:
        An MLP with 1 input, 2 · stumps hidden units and 1 linear output.

    Raises:
        ValueError: not low < high, a sharpness that is no number greater than 0, a function that is nan
            or inf somewhere.
        TypeError: a number of stumps that is not whole; another argument that is no number.

    Source: lecture L4 (B9); Cybenko 1989, Hornik 1991 for the theorem.

    >>> network = universal_approximator(lambda x: x * x, 0.0, 1.0)
    >>> max(abs(network([x / 100]).data - (x / 100) ** 2) for x in range(101)) < 0.02
    True
    """
    stumps = size("universal_approximator", "stumps", stumps)
    low, high = real("universal_approximator", "low", low), real("universal_approximator", "high", high)
    if not -math.inf < low < high < math.inf:
        raise ValueError(f"universal_approximator: the interval is {low} to {high}: it needs low < high")
    sharpness = positive("universal_approximator", "sharpness", sharpness)
    width = (high - low) / stumps
    walls = [low + i * width for i in range(stumps + 1)]
    heights = [_height(function, (a + b) / 2) for a, b in pairwise(walls)]
    # a wall has half of its height where it stands: the outermost ones are moved out of the interval
    walls[0] -= 5 * width
    walls[-1] += 5 * width
    network = MLP(1, [2 * stumps, 1], activation="sigmoid", initializer="zeros")
    hidden, (output,) = network.layers[0].neurons, network.layers[1].neurons
    slope = sharpness / width
    for i, height in enumerate(heights):
        for unit, wall, weight, sign in zip(hidden[2 * i :], walls[i:], output.w[2 * i :], (1, -1)):
            unit.w, unit.b = [Value(slope)], Value(-slope * wall)
            weight.data = sign * height
    return network


def _height(function: Callable[[float], float], x: float) -> float:
    y = float(function(x))
    if not math.isfinite(y):
        raise ValueError(
            f"universal_approximator: the function is {y} at {x}: it must be finite on the interval"
        )
    return y
