"""How machines without backpropagation go through their samples: one by one, until a pass has no mistake.

Perceptrons, Adaline and Madaline come here with what they learn from.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nn.data.samples import samples, targets
from nn.layers.inputs import Vector, size, vector
from nn.layers.module import Module

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def until_no_mistake(
    unit: Module,
    learn: Callable[[list[float], Any], float],
    check: Callable[[Any], object],
    X: ArrayLike,
    y: ArrayLike,
    epochs: int,
) -> list[int]:
    """Go through all samples until a pass has no mistake; return the number of mistakes in each pass.

    Args:
        unit: who learns, for errors.
        learn: (x, d) → anything but 0 if the answer was wrong.
        check: refuses an answer that cannot be learned; all are checked before the first is learned.
        X, y: samples of shape (n_samples, nin) and one answer for each.
        epochs: the largest number of passes.
    """
    epochs, pairs = size(f"{type(unit).__name__}.fit", "epochs", epochs, least=0), rows(X, y)
    for _, d in pairs:
        check(d)
    history: list[int] = []
    for _ in range(epochs):
        history.append(sum(learn(x, d) != 0 for x, d in pairs))
        if history[-1] == 0:
            break
    return history


def rows(X: ArrayLike, y: ArrayLike) -> list[tuple[list[float], Any]]:
    """Return each sample as a list of numbers, with its answer."""
    X = samples(X)
    d: NDArray[Any] = targets(y, len(X))
    if d.shape != (len(X),):
        holds = "more than one answer" if d.size > len(X) else "a row"
        raise ValueError(f"y of shape {d.shape} holds {holds} for each sample: it has shape ({len(X)},)")
    return list(zip(X.tolist(), d.tolist()))


def finite(unit: Module, x: Vector, n: int) -> list[float]:
    """Return a sample to learn from as n floats; nan or inf would spoil the weights for good."""
    inputs = [float(xi) for xi in vector(unit, x, n)]
    if not all(map(math.isfinite, inputs)):
        raise ValueError(f"{unit} cannot learn from {inputs}: inputs must be finite")
    return inputs
