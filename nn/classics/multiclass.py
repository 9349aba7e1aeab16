"""The perceptron for several classes: a score for each, and the rule that moves two of them at a mistake.

Letters: `x` is one sample, K the number of classes, `wₖ` `bₖ` weights and bias of class k and zₖ = bₖ + wₖ·x
its score, `t` the right class.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from autograd import Value
from nn.classics.passes import finite, until_no_mistake
from nn.layers.dense import Neuron
from nn.layers.inputs import Vector, positive, size, vector
from nn.layers.module import Module

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class MulticlassPerceptron(Module):
    """K units that score the classes; the largest score says which, the first of equals.

    At a mistake, y in place of t, the right class gets a larger score and the other one a smaller:
    w_t ← w_t + αx, w_y ← w_y - αx. Biases are weights of an input that is always 1. Weights start at 0. If
    there are weights with which all samples are right, only finitely many mistakes are made.

    Args:
        nin: number of inputs.
        nclasses: K ≥ 2.
        lr: α > 0.

    Called with nin Values or numbers; returns the K scores as Values, as `predict_classes`, `accuracy` and
    the plots of classifiers want them. What `plot_weights` draws are the templates of the classes.

    Raises:
        ValueError: a rate out of range, fewer than two classes, not nin inputs.
        TypeError: an input is not a number.

    Source: Kesler's construction, which makes it one perceptron of K(n + 1) weights: Duda & Hart 1973,
    Pattern Classification and Scene Analysis; lecture L4.

    >>> unit = MulticlassPerceptron(2, 3)
    >>> unit.fit([[2, 0], [0, 2], [-2, -2]], [0, 1, 2])  # mistakes in each pass
    [2, 0]
    >>> [z.data for z in unit([0, 2])]
    [-2.0, 5.0, -3.0]
    >>> unit.learn([0, 2], 1), unit  # nothing to learn
    (False, MulticlassPerceptron(2, 3, lr=1.0))
    """

    def __init__(self, nin: int, nclasses: int, *, lr: float = 1.0) -> None:
        nin = size("MulticlassPerceptron", "nin", nin)
        count = size("MulticlassPerceptron", "nclasses", nclasses, least=2)
        self.neurons = [Neuron(nin, nonlin=False, initializer="zeros") for _ in range(count)]
        self.lr = positive("MulticlassPerceptron", "lr", lr)

    @property
    def nin(self) -> int:
        """The number of inputs."""
        return self.neurons[0].nin

    def __call__(self, x: Vector) -> list[Value]:
        x = vector(self, x, self.nin)
        return [neuron(x) for neuron in self.neurons]

    def learn(self, x: Vector, d: int) -> bool:
        """Look at one sample: at a mistake w_t ← w_t + αx, b_t ← b_t + α and w_y ← w_y - αx, b_y ← b_y - α.

        Args:
            x: nin finite numbers.
            d: t, the right class, from 0 to K - 1.

        Returns:
            Whether the answer was wrong.

        Raises:
            ValueError: not nin inputs, or not finite; another class; the weights would leave the range of
                floats, and stay as they are.
        """
        self._check(d)
        inputs = finite(self, x, self.nin)
        scores = [z.data for z in self(inputs)]
        y, t = scores.index(max(scores)), int(d)
        if y == t:
            return False
        moved: list[tuple[Value, float]] = []
        for neuron, rate in ((self.neurons[t], self.lr), (self.neurons[y], -self.lr)):
            weights = neuron.w if neuron.b is None else [*neuron.w, neuron.b]
            moved += [(w, w.data + rate * xi) for w, xi in zip(weights, [*inputs, 1.0])]
        if not all(math.isfinite(data) for _, data in moved):
            raise ValueError(f"{self} cannot learn from {inputs}: its weights overflow; scale the inputs")
        for w, data in moved:
            w.data = data
        return True

    def fit(self, X: ArrayLike, y: ArrayLike, epochs: int = 100) -> list[int]:
        """Go through all samples again and again until a pass has no mistake, or for so many epochs.

        Args:
            X: ndarray of shape (n_samples, nin).
            y: right classes of shape (n_samples,), whole numbers from 0 to K - 1.
            epochs: the largest number of passes.

        Returns:
            The number of mistakes in each pass; the last is 0 if the classes were separated.

        Raises:
            ValueError: as `learn`, before the first sample; no samples, or a negative number of epochs.
            TypeError: not numbers.
        """
        return until_no_mistake(self, self.learn, self._check, X, y, epochs)

    def _check(self, d: int) -> None:
        if d not in range(len(self.neurons)):
            raise ValueError(
                f"{self} cannot learn the class {d}: its classes are 0 to {len(self.neurons) - 1}"
            )

    def __repr__(self) -> str:
        return f"MulticlassPerceptron({self.nin}, {len(self.neurons)}, lr={self.lr})"
