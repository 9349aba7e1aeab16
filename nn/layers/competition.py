"""Layers whose neurons compete: in a maxout unit the largest net input wins, a softmax layer shares out 1.

The lectures call them functions with vector input, beside the activations that act on one neuron each.
Letters: `nin` and `nout` count inputs and outputs, `x` is one sample.
"""

from collections.abc import Iterable
from typing import Any

from autograd import Value
from autograd.functions import Operand
from nn.layers.activations import identity, maxout, softmax
from nn.layers.dense import Neuron
from nn.layers.initializers import Initializer, Rng, as_rng
from nn.layers.inputs import Vector, size, vector
from nn.layers.module import Module


class Maxout(Module):
    """Units that take the largest of several linear neurons: y = max(w₁ᵀx + b₁, …, wₖᵀx + bₖ).

    Args:
        nin: inputs of each linear neuron.
        nout: how many units.
        pieces: k, linear neurons of each unit; with 2, relu is the case w₂ = 0, b₂ = 0.
        initializer, rng: as in `Neuron`.

    Called with nin Values or numbers; returns a list of nout Values, or the Value itself if nout = 1.

    Source: Goodfellow et al., 2013; lecture B1.

    Raises:
        ValueError, TypeError: as in `Neuron`.

    >>> absolute = Maxout(1, 1, pieces=2)
    >>> for neuron, slope in zip(absolute.units[0], (1.0, -1.0)):
    ...     neuron.w = [Value(slope)]
    >>> absolute([-3.0])
    Value(data=3.0, grad=0)
    """

    def __init__(
        self,
        nin: int,
        nout: int,
        pieces: int = 2,
        *,
        initializer: str | Initializer = "uniform",
        rng: Rng = None,
    ) -> None:
        nin, nout, pieces = (
            size("Maxout", name, n) for name, n in (("nin", nin), ("nout", nout), ("pieces", pieces))
        )
        generator = as_rng(rng)
        self.units = [
            [
                Neuron(nin, activation=identity, initializer=initializer, rng=generator, fan_out=nout)
                for _ in range(pieces)
            ]
            for _ in range(nout)
        ]

    @property
    def nin(self) -> int:
        """The number of inputs."""
        return self.units[0][0].nin

    def __call__(self, x: Vector) -> Any:
        x = vector(self, x, self.nin)
        y = [maxout(neuron(x) for neuron in unit) for unit in self.units]
        return y[0] if len(y) == 1 else y

    def __repr__(self) -> str:
        return f"Maxout({self.nin}, {len(self.units)}, pieces={len(self.units[0])})"


class Softmax(Module):
    """Output layer without parameters that turns n scores into probabilities, pᵢ = e^sᵢ / Σ e^sⱼ.

    Called with any number of Values or numbers; returns a list of as many Values with the sum 1. To train,
    leave it out: cross-entropy from the scores is the stable form.

    Source: lectures B1 and C1.

    Raises:
        ValueError: there are no scores.
        TypeError: a score is not a number.

    >>> [f"{p:.6f}" for p in Softmax()([3.2, 5.1, -1.7])]  # lecture C1
    ['0.129983', '0.869050', '0.000968']
    """

    def __call__(self, scores: Iterable[Operand]) -> list[Value]:
        return softmax(vector(self, scores))

    def __repr__(self) -> str:
        return "Softmax()"
