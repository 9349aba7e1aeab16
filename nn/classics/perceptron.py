"""The learning machines before backpropagation: perceptron, Adaline, Madaline.

None of them needs a gradient of the whole: each unit compares what it says with what it should say and
moves its own weights. Letters: `x` is one sample, `w` `b` weights and bias, z = b + w·x the net input,
`y` the output, `d` the desired output.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from autograd import Value, dot
from autograd import sum as add_up
from nn.classics.passes import finite, rows, until_no_mistake
from nn.layers.initializers import Rng, as_rng
from nn.layers.inputs import Vector, check_number, positive, real, size, vector
from nn.layers.module import Module

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Perceptron(Module):
    """A unit that answers y = step(z) or sign(z) and learns from its mistakes: w ← w + α(d - y)x.

    The bias is the weight of an input that is always 1. Weights start at 0. If some plane separates the
    two classes, only finitely many mistakes are made; if none does, there is no end to them.

    Args:
        nin: number of inputs.
        output: "step" for answers 0 and 1 (the step at z = 0 is 0), "sign" for -1 and 1 (at z = 0 it
            answers 0, which is wrong either way).
        lr: α > 0.

    Called with nin Values or numbers; returns y as a Value.

    Raises:
        ValueError: another output, a rate out of range, not nin inputs.
        TypeError: an input is not a number.

    Source: Rosenblatt 1958; the Mark I's rule in lecture L1 (B6); the proof that it ends, Novikoff 1962.

    >>> unit = Perceptron(2)
    >>> unit.fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])  # AND; mistakes in each pass
    [1, 3, 3, 2, 1, 0]
    >>> [w.data for w in unit.w], unit.b.data
    ([2.0, 1.0], -2.0)
    >>> unit.learn([1, 1], 0), unit  # another answer is wanted: the error d - y
    (-1.0, Perceptron(2, output='step', lr=1.0))
    """

    def __init__(self, nin: int, *, output: str = "step", lr: float = 1.0) -> None:
        if output not in ("step", "sign"):
            raise ValueError(f"Perceptron has no output {output!r}: it answers with 'step' or 'sign'")
        self.w = [Value(0.0) for _ in range(size("Perceptron", "nin", nin))]
        self.b = Value(0.0)
        self.output = output
        self.lr = positive("Perceptron", "lr", lr)

    @property
    def nin(self) -> int:
        """The number of inputs."""
        return len(self.w)

    def __call__(self, x: Vector) -> Value:
        z = dot(self.w, vector(self, x, self.nin), self.b)
        return z.step() if self.output == "step" else z.sign()

    def learn(self, x: Vector, d: float) -> float:
        """Look at one sample: w ← w + α(d - y)x, b ← b + α(d - y).

        Args:
            x: nin finite numbers.
            d: the desired answer, 0 or 1 (step), -1 or 1 (sign).

        Returns:
            The error d - y before learning; 0 if there was nothing to learn.

        Raises:
            ValueError: not nin inputs, or not finite; another answer than the unit can give.
        """
        self._check(d)
        inputs = finite(self, x, self.nin)
        error = d - self(inputs).data
        _correct(self, inputs, error, self.lr)
        return error

    def fit(self, X: ArrayLike, y: ArrayLike, epochs: int = 100) -> list[int]:
        """Go through all samples again and again until a pass has no mistake, or for so many epochs.

        Args:
            X: ndarray of shape (n_samples, nin).
            y: desired answers of shape (n_samples,).
            epochs: the largest number of passes.

        Returns:
            The number of mistakes in each pass; the last is 0 if the classes were separated.

        Raises:
            ValueError: as `learn`, before the first sample; no samples, or a negative number of epochs.
            TypeError: not numbers.
        """
        return until_no_mistake(self, self.learn, self._check, X, y, epochs)

    def _check(self, d: float) -> None:
        _check_answer(self, d, (0, 1) if self.output == "step" else (-1, 1))

    def __repr__(self) -> str:
        return f"Perceptron({self.nin}, output={self.output!r}, lr={self.lr})"


class Adaline(Module):
    """An adaptive linear neuron: it answers y = sign(z), but learns from z itself: w ← w + α(d - z)x.

    It is gradient descent on ½(d - z)², sample by sample, so it goes on improving where the perceptron
    is content, and it settles near the least squares solution where no plane separates the classes.

    Args:
        nin: number of inputs.
        lr: α > 0; small against 1/(1 + ‖x‖²), or it diverges.

    Called with nin Values or numbers; returns y as a Value.

    Raises:
        ValueError: a rate out of range, not nin inputs.
        TypeError: an input is not a number.

    Source: Widrow & Hoff 1960, Adaptive switching circuits (the delta rule, or LMS); lecture L1 (B7).

    >>> unit = Adaline(1, lr=0.5)
    >>> unit.learn([1.0], 1), unit.learn([1.0], 1)  # z = 0, then w = b = ½ and z = 1
    (1.0, 0.0)
    >>> unit.fit([[1.0], [-1.0]], [1, -1], epochs=3)  # mean of (d - z)² in each pass
    [0.5, 0.0, 0.0]
    """

    def __init__(self, nin: int, *, lr: float = 0.01) -> None:
        self.w = [Value(0.0) for _ in range(size("Adaline", "nin", nin))]
        self.b = Value(0.0)
        self.lr = positive("Adaline", "lr", lr)

    @property
    def nin(self) -> int:
        """The number of inputs."""
        return len(self.w)

    def net_input(self, x: Vector) -> Value:
        """Return z = b + w·x, from which it learns."""
        return dot(self.w, vector(self, x, self.nin), self.b)

    def __call__(self, x: Vector) -> Value:
        return self.net_input(x).sign()

    def learn(self, x: Vector, d: float) -> float:
        """Look at one sample: w ← w + α(d - z)x, b ← b + α(d - z).

        Args:
            x: nin finite numbers.
            d: the desired net input: -1 or 1 for two classes, or any number.

        Returns:
            The error d - z before learning.

        Raises:
            ValueError: not nin inputs, or one or d not finite; it diverged.
            TypeError: d or an input is no number.
        """
        check_number(self, d)
        inputs = finite(self, x, self.nin)
        error = float(d) - self.net_input(inputs).data
        _correct(self, inputs, error, self.lr)
        return error

    def fit(self, X: ArrayLike, y: ArrayLike, epochs: int = 100) -> list[float]:
        """Go through all samples so many times.

        Args:
            X: ndarray of shape (n_samples, nin).
            y: desired net inputs of shape (n_samples,).
            epochs: the number of passes.

        Returns:
            The mean of (d - z)² over each pass.

        Raises:
            ValueError: no samples, not nin inputs, nan or inf, a negative number of epochs; it diverged, and
                the weights are the last ones that were finite.
            TypeError: not numbers.
        """
        epochs, pairs = size("Adaline.fit", "epochs", epochs, least=0), rows(X, y)
        history: list[float] = []
        for _ in range(epochs):
            errors = [self.learn(x, d) for x, d in pairs]
            history.append(math.fsum(e * e for e in errors) / len(errors))
        return history

    def __repr__(self) -> str:
        return f"Adaline({self.nin}, lr={self.lr})"


class Madaline(Module):
    """Many Adalines that vote: y = sign(Σⱼ sign(zⱼ)), trained by the rule of least disturbance.

    When the majority is wrong, just as many of the units that voted for it are taught the right answer
    as are needed to turn it, those whose net inputs are nearest to 0, by the delta rule.

    Args:
        nin: number of inputs.
        units: how many Adalines, an odd number, so that every vote is decided.
        lr: α, above 0 and below 2.
        rng: seed or `random.Random` for the first weights, from U(-1, 1); None: Python's generator.
            Units that start alike would learn alike.

    Called with nin Values or numbers; returns y as a Value.

    Raises:
        ValueError: an even number of units, a rate out of range, not nin inputs.
        TypeError: an input is not a number.

    Source: Madaline Rule I with a majority vote, Ridgway 1962, as told in Widrow & Lehr 1990, 30 years of
    adaptive neural networks, section V; lecture L1 (B7).

    >>> xor = Madaline(2, rng=0)
    >>> X, y = [[-1, -1], [-1, 1], [1, -1], [1, 1]], [-1, 1, 1, -1]
    >>> xor.fit(X, y)[-1]  # no mistakes left, though no single Adaline can do it
    0
    """

    def __init__(self, nin: int, units: int = 3, *, lr: float = 1.0, rng: Rng = None) -> None:
        if size("Madaline", "units", units) % 2 == 0:
            raise ValueError(
                f"Madaline needs an odd number of units, so that every vote is decided, got {units}"
            )
        if not 0 < real("Madaline", "lr", lr) < 2:
            raise ValueError(f"Madaline: lr is {lr}: it must be above 0 and below 2")
        generator = as_rng(rng)
        self.units = [Adaline(nin) for _ in range(units)]
        self.lr = lr
        for weight in self.parameters():
            weight.data = generator.uniform(-1, 1)

    @property
    def nin(self) -> int:
        """The number of inputs."""
        return self.units[0].nin

    def __call__(self, x: Vector) -> Value:
        x = vector(self, x, self.nin)
        return add_up(unit(x) for unit in self.units).sign()

    def learn(self, x: Vector, d: float) -> bool:
        """Look at one sample, and teach the least sure units if the majority is wrong.

        Args:
            x: nin finite numbers.
            d: the desired answer, -1 or 1.

        Returns:
            Whether the answer was wrong.

        Raises:
            ValueError: not nin inputs, or not finite; another answer than -1 and 1.
        """
        self._check(d)
        inputs = finite(self, x, self.nin)
        if self(inputs).data == d:
            return False
        z = {unit: unit.net_input(inputs).data for unit in self.units}
        # d·z ≤ 0 is a wrong vote (0 is none); sorted by |z|, so the least sure come first
        wrong = sorted((unit for unit in self.units if d * z[unit] <= 0), key=lambda unit: abs(z[unit]))
        right = len(self.units) - len(wrong)
        rate = self.lr / (1 + sum(xi * xi for xi in inputs))
        for unit in wrong[: len(self.units) // 2 + 1 - right]:
            _correct(unit, inputs, d - z[unit], rate)
        return True

    def fit(self, X: ArrayLike, y: ArrayLike, epochs: int = 100) -> list[int]:
        """Go through all samples again and again until a pass has no mistake, or for so many epochs.

        Args:
            X: ndarray of shape (n_samples, nin).
            y: desired answers of shape (n_samples,), -1 or 1.
            epochs: the largest number of passes.

        Returns:
            The number of mistakes in each pass.

        Raises:
            ValueError: as `learn`, before the first sample; no samples, or a negative number of epochs.
            TypeError: not numbers.
        """
        return until_no_mistake(self, self.learn, self._check, X, y, epochs)

    def _check(self, d: float) -> None:
        _check_answer(self, d, (-1, 1))

    def __repr__(self) -> str:
        return f"Madaline({self.nin}, {len(self.units)}, lr={self.lr})"


def _check_answer(unit: Module, d: float, answers: tuple[int, int]) -> None:
    if d not in answers:
        raise ValueError(f"{unit} cannot learn to answer {d}: its answers are {answers[0]} and {answers[1]}")


def _correct(unit: Perceptron | Adaline, inputs: list[float], error: float, lr: float) -> None:
    """Move weights and bias by lr times the error times the input, all of them or none."""
    steps = [lr * error * xi for xi in (*inputs, 1.0)]
    moved = [w.data + step for w, step in zip((*unit.w, unit.b), steps)]
    if not all(map(math.isfinite, moved)):
        raise ValueError(
            f"{unit} cannot learn from an error of {error}: the desired answer must be finite; "
            "if it is, the weights have diverged, try a smaller lr"
        )
    for w, data in zip((*unit.w, unit.b), moved):
        w.data = data
