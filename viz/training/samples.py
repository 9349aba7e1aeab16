"""Samples and targets for a page: lists of numbers, checked once; and which of the targets are classes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.recording.graph import Argument
from autograd.compiler.running.inputs import as_array

# As many as there are colors and shapes to tell them apart
_MOST_CLASSES = 6


class Samples(NamedTuple):
    """What a model learns from.

    Attributes:
        X: an array with a row for each sample.
        y: its targets, a number or a row for each sample.
    """

    X: NDArray[np.float64]
    y: NDArray[np.float64]

    @property
    def arguments(self) -> tuple[Argument, Argument]:
        """One sample and its target, as the compiler is told of them."""
        # whole numbers may look up (`take`), whatever kind of number they came as
        x, t = (bool((a == np.floor(a)).all()) for a in self)
        return Argument("x", self.X.shape[1:], x), Argument("t", self.y.shape[1:], t)

    @property
    def rows(self) -> tuple[list[list[float]], list[list[float]]]:
        """The numbers of each sample and of each target, flat."""
        return self.X.reshape(len(self.X), -1).tolist(), self.y.reshape(len(self.y), -1).tolist()

    @property
    def classes(self) -> list[list[float]]:
        """The different targets, if they stand for classes: few whole numbers or rows of them; else nothing.

        >>> samples([[0], [1], [2], [3]], [1, 0, 1, 1]).classes, samples([[0], [1]], [0.5, 2]).classes
        ([[0.0], [1.0]], [])
        """
        rows = self.y.reshape(len(self.y), -1)
        if (rows != np.floor(rows)).any():
            return []
        different = np.unique(rows, axis=0)
        return different.tolist() if 2 <= len(different) <= min(_MOST_CLASSES, len(rows) // 2) else []


def samples(X: Any, y: Any) -> Samples:
    """Return samples and targets as arrays; X of shape (n_samples,) has one input for each sample.

    Raises:
        TypeError: something else than real numbers.
        ValueError: no samples, not one target for each, rows of different lengths, nan or inf.
    """
    arrays: list[NDArray[Any]] = []
    for name, given in (("X", X), ("y", y)):
        array, _ = as_array(given, name, refuse_nan=False)
        if array.ndim == 0 or array.size == 0:
            raise ValueError(
                f"{name} of shape {array.shape} holds no samples: give one row, or one number, for each"
            )
        if not np.isfinite(array).all():
            place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
            raise ValueError(
                f"{name}{list(place)} is {array[place]}: remove or fill in such samples before training"
            )
        arrays.append(array)
    if len(arrays[0]) != len(arrays[1]):
        raise ValueError(
            f"X has {len(arrays[0])} samples and y {len(arrays[1])} targets: give one target for each sample"
        )
    return Samples(*arrays)
