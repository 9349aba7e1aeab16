"""Preparing data: scaling columns, one-hot rows, holding out a test set, mini-batches.

`X` is an ndarray of shape (n_samples, n_features), `y` holds one target for each sample. Everything
random takes its seed by name: the same seed gives the same split and the same batches.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nn.data.arrays import np
from nn.data.samples import class_numbers, numbers, samples, targets
from nn.data.seeds import generator
from nn.layers.inputs import real, short, size, whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Standardizer:
    """Scale columns to mean 0 and standard deviation 1: z = (x - mean)/deviation.

    The statistics are those of the samples it was fitted on; test data are scaled with them too.
    A constant column becomes 0.

    Attributes:
        mean: ndarray of shape (n_features,), after `fit`.
        deviation: ndarray of shape (n_features,), the root of the mean squared distance from the mean
            (over n, not n - 1); 1 for a constant column.

    Source: lecture L2 (C4).

    >>> scaler = Standardizer().fit([[1.0, 7.0], [3.0, 7.0]])
    >>> scaler.transform([[1.0, 7.0], [5.0, 7.0]]).tolist()
    [[-1.0, 0.0], [3.0, 0.0]]
    >>> scaler.inverse([[3.0, 0.0]]).tolist()
    [[5.0, 7.0]]
    """

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]

    def fit(self, X: ArrayLike) -> Standardizer:
        """Remember mean and standard deviation of each column of X, shape (n_samples, n_features).

        Raises:
            ValueError: no samples, nan or inf.
            TypeError: not numbers.
        """
        X = _table(X)
        # divided by a power of 2, which costs no digit, squares neither overflow nor vanish
        _, exponent = np.frexp(np.abs(X).max(axis=0))
        X = np.ldexp(X, -exponent)
        # as seen from the first row a constant column is exactly 0, and so are its mean and deviation
        shifted = X - X[0]
        self.mean = np.ldexp(X[0] + shifted.mean(axis=0), exponent)
        deviation = np.ldexp(shifted.std(axis=0), exponent)
        self.deviation = np.where(deviation == 0, 1.0, deviation)
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return X scaled, in its shape (n_samples, n_features).

        Raises:
            ValueError: not fitted yet, another number of columns than in `fit`, nan or inf, or numbers so
                large that the result would be.
            TypeError: not numbers.
        """
        X = _same_width(self, X, "mean")
        with np.errstate(over="ignore", invalid="ignore"):
            return _finite(self, (X - self.mean) / self.deviation)

    def inverse(self, Z: ArrayLike) -> NDArray[np.float64]:
        """Return what `transform` made Z from, shape (n_samples, n_features); errors as there."""
        Z = _same_width(self, Z, "mean")
        with np.errstate(over="ignore", invalid="ignore"):
            return _finite(self, Z * self.deviation + self.mean)


class MinMaxScaler:
    """Scale columns to a range: z = low + (x - minimum)/(maximum - minimum) · (high - low).

    The statistics are those of the samples it was fitted on; test data may fall outside of the range.
    A constant column becomes `low`.

    Args:
        low: what the smallest number of a column becomes: 0 or -1, usually.
        high: what the largest number of a column becomes.

    Attributes:
        minimum: ndarray of shape (n_features,), after `fit`.
        maximum: ndarray of shape (n_features,), after `fit`.

    Raises:
        ValueError: not low < high.

    Source: lecture L2 (C4).

    >>> scaler = MinMaxScaler(-1, 1).fit([[0.0, 7.0], [255.0, 7.0]])
    >>> scaler.transform([[51.0, 7.0], [255.0, 7.0]]).tolist()
    [[-0.6, -1.0], [1.0, -1.0]]
    >>> scaler.inverse([[-0.6, -1.0]]).tolist()
    [[51.0, 7.0]]
    """

    minimum: NDArray[np.float64]
    maximum: NDArray[np.float64]

    def __init__(self, low: float = 0.0, high: float = 1.0) -> None:
        self.low, self.high = real("MinMaxScaler", "low", low), real("MinMaxScaler", "high", high)
        if not 0 < self.high - self.low < math.inf:
            raise ValueError(
                f"MinMaxScaler: the range is {low} to {high}: it needs low < high, both finite numbers and "
                "their difference, too"
            )

    def fit(self, X: ArrayLike) -> MinMaxScaler:
        """Remember the smallest and the largest number of each column of X, shape (n_samples, n_features).

        Raises:
            ValueError: no samples, nan or inf.
            TypeError: not numbers.
        """
        X = _table(X)
        self.minimum, self.maximum = X.min(axis=0), X.max(axis=0)
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return X scaled, in its shape (n_samples, n_features).

        Raises:
            ValueError: not fitted yet, another number of columns than in `fit`, nan or inf, or numbers so
                large that the result would be.
            TypeError: not numbers.
        """
        X = _same_width(self, X, "minimum")
        with np.errstate(over="ignore", invalid="ignore"):
            share = (X - self.minimum) / self._spread()
            return _finite(
                self, share * (self.high - self.low) + self.low
            )  # exactly low and high at the ends

    def inverse(self, Z: ArrayLike) -> NDArray[np.float64]:
        """Return what `transform` made Z from, shape (n_samples, n_features); errors as there."""
        Z = _same_width(self, Z, "minimum")
        with np.errstate(over="ignore", invalid="ignore"):
            share = (Z - self.low) / (self.high - self.low)
            return _finite(self, share * self._spread() + self.minimum)

    def _spread(self) -> NDArray[np.float64]:
        spread = self.maximum - self.minimum
        spread[np.isinf(spread)] = np.nan  # dividing by it would give 0, which looks like a number
        return np.where(spread == 0, 1.0, spread)


def one_hot(labels: ArrayLike, n_classes: int | None = None) -> NDArray[np.float64]:
    """Return rows that are 1 in the column of their class and 0 elsewhere.

    Args:
        labels: class numbers of shape (n_samples,), whole numbers from 0.
        n_classes: the number of columns; by default one more than the largest label.

    Returns:
        ndarray of shape (n_samples, n_classes).

    Raises:
        ValueError: no labels, fractional or negative ones, or one that is not below n_classes.
        TypeError: not numbers.

    >>> one_hot([2, 0]).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    y = numbers(labels, "labels")
    if y.size == 0:
        raise ValueError("one_hot needs one label at least")
    y = class_numbers(y, len(np.atleast_1d(y)), name="labels")
    for i in np.flatnonzero(y < 0):
        raise ValueError(f"one_hot: labels[{i}] is {y[i]}, but classes are numbered from 0")
    n = int(y.max()) + 1 if n_classes is None else size("one_hot", "n_classes", n_classes)
    for i in np.flatnonzero(y >= n):
        raise ValueError(f"one_hot: labels[{i}] is {y[i]}, but the {n} classes are 0 to {n - 1}")
    try:
        rows = np.zeros((len(y), n))
    except (MemoryError, ValueError):  # numpy says either, depending on how many are too many
        raise ValueError(
            f"one_hot: {len(y)} rows of {n} columns do not fit into memory: number the classes from 0 on"
        ) from None
    rows[np.arange(len(y)), y] = 1.0
    return rows


def train_test_split(
    X: ArrayLike, y: ArrayLike, test_size: float = 0.2, *, seed: int = 0, stratify: bool = False
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return X_train, X_test, y_train, y_test: shuffled, a share of the samples held out.

    Args:
        X: ndarray of shape (n_samples, n_features).
        y: targets of shape (n_samples,) or (n_samples, n_outputs).
        test_size: share of the samples to hold out, between 0 and 1; rounded to whole samples.
        seed: for the shuffling.
        stratify: y holds class numbers; each class gives its share to the test set, rounded.

    Raises:
        ValueError: one side would be empty, y does not fit X, nan or inf, or, with `stratify`, a class
            with a single sample.
        TypeError: not numbers.

    >>> X_train, X_test, y_train, y_test = train_test_split([[0], [1], [2], [3]], [0, 0, 1, 1],
    ...                                                     test_size=0.5, seed=0, stratify=True)
    >>> sorted(y_test.tolist())
    [0, 1]
    """
    X = samples(X)
    if not isinstance(stratify, bool):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(
            f"train_test_split needs stratify=True or False, not {short(stratify)}: with True it goes by y"
        )
    y = (class_numbers if stratify else targets)(y, len(X))
    test_size = real("train_test_split", "test_size", test_size)
    if not 0 < test_size < 1:
        raise ValueError(
            f"train_test_split: test_size is {test_size}: it is the share to hold out, between 0 and 1"
        )
    n_test = round(test_size * len(X))
    if not 0 < n_test < len(X):
        raise ValueError(f"train_test_split: {test_size} of {len(X)} samples leaves one side empty")
    random = generator("train_test_split", seed)
    order = random.permutation(len(X))
    if stratify:
        held_out = np.zeros(len(X), dtype=bool)
        for label, count in _shares(y, n_test).items():
            held_out[order[y[order] == label][:count]] = True
    else:
        held_out = np.isin(np.arange(len(X)), order[:n_test])
    there, here = order[held_out[order]], order[~held_out[order]]
    return X[here], X[there], y[here], y[there]


def minibatches(
    X: ArrayLike, y: ArrayLike, batch_size: int, *, seed: int | Sequence[int] | np.random.Generator
) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Return an iterator over one epoch: (X, y) of each batch, in a new order; the last may be smaller.

    Args:
        X: ndarray of shape (n_samples, n_features).
        y: targets of shape (n_samples,) or (n_samples, n_outputs).
        batch_size: samples in a batch, 1 or more.
        seed: for the order. An equal seed gives an equal order, so give every epoch its own,
            `seed=(0, epoch)`, or all the same `numpy.random.default_rng(0)`, which moves on.

    Raises:
        ValueError: no samples, y does not fit X, nan or inf, or a batch size below 1.
        TypeError: not numbers.

    >>> [len(X) for X, y in minibatches(range(10), range(10), 4, seed=0)]
    [4, 4, 2]
    """
    X = samples(X)
    y = targets(y, len(X))
    batch_size = whole("minibatches", "batch_size", batch_size)
    order = generator("minibatches", seed).permutation(len(X))
    batches = (order[start : start + batch_size] for start in range(0, len(X), batch_size))
    return ((X[rows], y[rows]) for rows in batches)


def _table(X: ArrayLike) -> NDArray[np.float64]:
    X = samples(X).astype(np.float64)
    if X.ndim != 2:
        raise ValueError(f"X of shape {X.shape} is no table: reshape it to (n_samples, n_features)")
    return X


def _same_width(scaler: object, X: ArrayLike, statistic: str) -> NDArray[np.float64]:
    """Return X as a table with as many columns as the scaler was fitted on."""
    name = type(scaler).__name__
    if not hasattr(scaler, statistic):
        raise ValueError(f"{name} has seen no samples yet: call fit first")
    X, width = _table(X), len(getattr(scaler, statistic))
    if X.shape[1] != width:
        raise ValueError(f"{name} was fitted on {width} columns and got {X.shape[1]}")
    return X


def _finite(scaler: object, Z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a scaler computed, unless it left the range of floats."""
    for i, j in np.argwhere(~np.isfinite(Z)):
        raise ValueError(
            f"{type(scaler).__name__}: row {i}, column {j} cannot be scaled, its numbers differ by too much "
            "for a float: divide the column by its largest number first"
        )
    return Z


def _shares(y: NDArray[np.int64], n_test: int) -> dict[int, int]:
    """Return how many samples of each class go to the test set, together n_test if that can be.

    Each class gets its share rounded down; what is left goes to the largest remainders (Hamilton's
    method), and no class is left without a sample to train on.
    """
    labels, counts = np.unique(y, return_counts=True)
    if counts.min() < 2:
        lonely = labels[counts.argmin()]
        raise ValueError(f"train_test_split: class {lonely} has a single sample and cannot be stratified")
    exact = counts * (n_test / len(y))
    shares = np.floor(exact).astype(int)
    # ties go to the lower class number: argsort is stable
    for i in np.argsort(shares - exact, kind="stable")[: n_test - shares.sum()]:
        shares[i] = min(shares[i] + 1, counts[i] - 1)
    return dict(zip(labels.tolist(), shares.tolist()))
