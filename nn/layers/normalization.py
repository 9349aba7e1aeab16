"""Normalizations of a vector: the size, or mean and size, of a layer's numbers brought to a fixed one.

`epsilon` belongs to the layers as they are built in practice: it keeps the slope bounded where all inputs
are 0, or equal. With epsilon = 0 they are the formulas without it, undefined there.
"""

from autograd import Value, dot, sum
from nn.layers.inputs import Vector, not_negative, size, vector
from nn.layers.module import Module


class RMSNorm(Module):
    """yᵢ = gᵢ xᵢ / r with the root mean square r = √((x₁² + … + xₙ²)/n + ε).

    Args:
        n: number of inputs and outputs; the gains g are parameters and start at 1.
        epsilon: ε ≥ 0.

    Called with n Values or numbers; returns a list of n Values.

    Source: Zhang and Sennrich, 2019, equation 4.

    Raises:
        ValueError: there are not n inputs; ε < 0; all inputs are 0 and so is ε.
        TypeError: an input is not a number.

    >>> [y.data for y in RMSNorm(2, epsilon=0.0)([1.0, -7.0])]  # r = 5
    [0.2, -1.4]
    """

    def __init__(self, n: int, *, epsilon: float = 1e-5) -> None:
        n = size("RMSNorm", "n", n)
        self.gains = [Value(1.0) for _ in range(n)]
        self.epsilon = not_negative("RMSNorm", "epsilon", epsilon)

    @property
    def nin(self) -> int:
        """The number of inputs, and of outputs."""
        return len(self.gains)

    def __call__(self, x: Vector) -> list[Value]:
        x = vector(self, x, self.nin)
        root_mean_square = (dot(x, x) / self.nin + self.epsilon).sqrt()
        return [gain * (xi / root_mean_square) for gain, xi in zip(self.gains, x)]

    def __repr__(self) -> str:
        return f"RMSNorm({self.nin})"


class LayerNorm(Module):
    """yᵢ = gᵢ (xᵢ - μ)/s + bᵢ with the mean μ of the inputs and s = √(Σ (xᵢ - μ)²/n + ε).

    Args:
        n: number of inputs and outputs; gains g and biases b are parameters and start at 1 and 0.
        epsilon: ε ≥ 0.

    Called with n Values or numbers; returns a list of n Values.

    Source: Ba, Kiros and Hinton, 2016, equation 4.

    Raises:
        ValueError: there are not n inputs; ε < 0; all inputs are equal and ε is 0.
        TypeError: an input is not a number.

    >>> [y.data for y in LayerNorm(2, epsilon=0.0)([1.0, 5.0])]
    [-1.0, 1.0]
    """

    def __init__(self, n: int, *, epsilon: float = 1e-5) -> None:
        n = size("LayerNorm", "n", n)
        self.gains = [Value(1.0) for _ in range(n)]
        self.biases = [Value(0.0) for _ in range(n)]
        self.epsilon = not_negative("LayerNorm", "epsilon", epsilon)

    @property
    def nin(self) -> int:
        """The number of inputs, and of outputs."""
        return len(self.gains)

    def __call__(self, x: Vector) -> list[Value]:
        x = vector(self, x, self.nin)
        mean = sum(x) / self.nin
        centered = [xi - mean for xi in x]
        deviation = (dot(centered, centered) / self.nin + self.epsilon).sqrt()
        return [gain * (ci / deviation) + bias for gain, bias, ci in zip(self.gains, self.biases, centered)]

    def __repr__(self) -> str:
        return f"LayerNorm({self.nin})"
