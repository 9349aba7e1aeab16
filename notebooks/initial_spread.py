"""How widely an initializer scatters its weights, and what that does to deltas; for notebook 14.

Letters: `n` is the number of units in each layer, all layers being equally wide.
"""

from collections.abc import Callable
from math import sqrt
from random import Random

Initializer = Callable[[Random, int, int], float]


class _Deviations(Random):
    """A generator that answers with the standard deviation of what it was asked to draw from."""

    def gauss(self, mu: float = 0.0, sigma: float = 1.0) -> float:
        return sigma

    def uniform(self, a: float, b: float) -> float:
        return (b - a) / sqrt(12)


def spread(initializer: Initializer, fan_in: int, fan_out: int) -> float:
    """Return the standard deviation of the weights that an initializer of `nn` draws, exactly.

    >>> from nn import he_normal, uniform
    >>> spread(he_normal, 50, 50)
    0.2
    >>> f"{spread(uniform, 3, 3) ** 2:.6f}"  # U(-1, 1) has the variance 1/3
    '0.333333'
    """
    return initializer(_Deviations(), fan_in, fan_out)


def growth(initializer: Initializer, n: int, mean_squared_slope: float) -> float:
    """Return by what factor a layer is expected to stretch deltas on their way back.

    The factor is √(n · Var(w) · E[g'²]), with w the weights and g' the slopes of the activation.

    Args:
        initializer: of the weights.
        n: units in the layer, and in the one before.
        mean_squared_slope: of the activation g over the units: ½ for relu, half of which are open.

    Source: He et al., 2015, section 2.2, backward propagation case.

    >>> from nn import he_normal, normal
    >>> growth(he_normal, 50, 0.5), growth(normal, 50, 0.5)
    (1.0, 5.0)
    """
    return sqrt(n * mean_squared_slope) * spread(initializer, n, n)
