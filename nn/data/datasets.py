"""Sets to learn from: small ones made here by formula and seed, and the digits of scikit-learn.

Each function returns (X, y): X an ndarray of shape (n_samples, n_features), y of shape (n_samples,),
class numbers from 0 or, for `curve`, floats. Losses with targets -1 and 1 take 2y - 1.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from nn.data.arrays import np
from nn.data.seeds import generator, stream_of_scikit_learn
from nn.layers.inputs import fraction, real, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]

# What it is multiplied with stays a finite number.
_TOO_MUCH = 1e300


def moons(n_samples: int = 100, *, noise: float = 0.0, seed: int = 0) -> tuple[Floats, Labels]:
    """Return two half circles that reach into each other: class 0 above, class 1 below.

    The numbers are those of scikit-learn's `make_moons(n_samples, noise=noise, random_state=seed)`.

    Args:
        n_samples: at least 2; of an odd number class 1 has one more.
        noise: standard deviation of what is added to each coordinate.
        seed: for the order and the noise, a whole number from 0 to 2³² - 1.

    Raises:
        ValueError: fewer than 2 samples, or noise that is no number of 0 or more.

    >>> X, y = moons(4)
    >>> X.round(6).tolist(), y.tolist()
    ([[0.0, 0.5], [2.0, 0.5], [-1.0, 0.0], [1.0, 0.0]], [1, 1, 0, 0])
    """
    n_samples, noise = _check("moons", n_samples, noise)
    upper = np.linspace(0, np.pi, n_samples // 2)
    lower = np.linspace(0, np.pi, n_samples - n_samples // 2)
    above = np.column_stack([np.cos(upper), np.sin(upper)])
    below = np.column_stack([1 - np.cos(lower), 1 - np.sin(lower) - 0.5])
    return _shuffled(above, below, noise, stream_of_scikit_learn("moons", seed))


def circles(
    n_samples: int = 100, *, noise: float = 0.0, factor: float = 0.5, seed: int = 0
) -> tuple[Floats, Labels]:
    """Return two circles around the origin: class 0 of radius 1, class 1 inside of it.

    The numbers are those of scikit-learn's `make_circles` with the same arguments.

    Args:
        n_samples: at least 2; of an odd number class 1 has one more.
        noise: standard deviation of what is added to each coordinate.
        factor: radius of the inner circle, from 0 to below 1.
        seed: for the order and the noise, a whole number from 0 to 2³² - 1.

    Raises:
        ValueError: fewer than 2 samples, or noise or a factor out of range.

    >>> X, y = circles(20, factor=0.25)
    >>> sorted(set((X**2).sum(axis=1).round(12).tolist()))
    [0.0625, 1.0]
    """
    n_samples, noise = _check("circles", n_samples, noise)
    factor = fraction("circles", "factor", factor)
    outer = np.linspace(0, 2 * np.pi, n_samples // 2, endpoint=False)
    inner = np.linspace(0, 2 * np.pi, n_samples - n_samples // 2, endpoint=False)
    around = np.column_stack([np.cos(outer), np.sin(outer)])
    inside = np.column_stack([np.cos(inner), np.sin(inner)]) * factor
    return _shuffled(around, inside, noise, stream_of_scikit_learn("circles", seed))


def spiral(
    n_samples: int = 150, *, n_classes: int = 3, turns: float = 0.75, noise: float = 0.0, seed: int = 0
) -> tuple[Floats, Labels]:
    """Return arms that wind around the origin, one for each class: r from 0 to 1 as the angle grows.

    Args:
        n_samples: at least one for each class; the first classes have one more if it does not divide.
        n_classes: the number of arms, 1 or more.
        turns: how often an arm goes around.
        noise: standard deviation of what is added to each coordinate.
        seed: for the noise.

    Raises:
        ValueError: no classes, fewer samples than classes, noise that is no number of 0 or more, turns that
            are not finite.

    >>> X, y = spiral(9)
    >>> y.tolist(), (X**2).sum(axis=1)[:3].round(6).tolist()  # radii ⅓, ⅔, 1
    ([0, 0, 0, 1, 1, 1, 2, 2, 2], [0.111111, 0.444444, 1.0])
    """
    n_classes = whole("spiral", "n_classes", n_classes)
    n_samples, noise = _check("spiral", n_samples, noise, least=n_classes)
    if not abs(real("spiral", "turns", turns)) < _TOO_MUCH:
        raise ValueError(
            f"spiral: turns is {turns}: it must be a number between -{_TOO_MUCH} and {_TOO_MUCH}"
        )
    y = np.sort(np.arange(n_samples) % n_classes)
    rank = np.arange(n_samples) - np.searchsorted(y, y)  # place within its arm, from 0
    radius: Floats = (rank + 1) / np.bincount(y)[y]
    angle = 2 * np.pi * (turns * radius + y / n_classes)
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return X + generator("spiral", seed).normal(scale=noise, size=X.shape), y


def xor_points(n_samples: int = 100, *, noise: float = 0.0, seed: int = 0) -> tuple[Floats, Labels]:
    """Return points of the square [-1, 1]²: class 1 where the signs of the coordinates differ.

    The truth table itself is `nn.XOR`.

    Args:
        n_samples: 1 or more.
        noise: standard deviation of what is added to each coordinate after the class is given.
        seed: for points and noise.

    Raises:
        ValueError: no samples, or noise that is no number of 0 or more.

    >>> X, y = xor_points(5)
    >>> [(x1 < 0) != (x2 < 0) for x1, x2 in X] == y.astype(bool).tolist()
    True
    """
    n_samples, noise = _check("xor_points", n_samples, noise, least=1)
    random = generator("xor_points", seed)
    X = random.uniform(-1, 1, size=(n_samples, 2))
    y = ((X[:, 0] < 0) != (X[:, 1] < 0)).astype(np.int64)
    return X + random.normal(scale=noise, size=X.shape), y


def linearly_separable(
    n_samples: int = 100, *, n_features: int = 2, margin: float = 0.1, seed: int = 0
) -> tuple[Floats, Labels]:
    """Return points of the cube [-1, 1]ⁿ on both sides of a plane, none of them near it.

    The plane goes through the origin in a random direction u, ‖u‖ = 1; class 1 is where u·x > 0, and
    |u·x| ≥ margin for all points.

    Args:
        n_samples: 1 or more.
        n_features: n, 1 or more.
        margin: from 0 to below 1, which some points reach in every direction.
        seed: for the plane and the points.

    Raises:
        ValueError: an argument out of its range.

    >>> X, y = linearly_separable(6, seed=1)
    >>> X.shape, y.tolist()
    ((6, 2), [1, 0, 0, 1, 1, 0])
    """
    n_samples = whole("linearly_separable", "n_samples", n_samples)
    n_features = whole("linearly_separable", "n_features", n_features)
    margin = fraction("linearly_separable", "margin", margin)
    random = generator("linearly_separable", seed)
    u = random.normal(size=n_features)
    u /= np.linalg.norm(u)
    X = np.empty((0, n_features))
    while len(X) < n_samples:  # what falls near the plane is drawn again
        drawn = random.uniform(-1, 1, size=(n_samples, n_features))
        X = np.concatenate([X, drawn[abs(drawn @ u) >= margin]])
    X = X[:n_samples]
    return X, (X @ u > 0).astype(np.int64)


def curve(n_samples: int = 50, *, noise: float = 0.0, seed: int = 0) -> tuple[Floats, Floats]:
    """Return one wave, y = sin(2πx) at x evenly spaced over [0, 1], to be fitted.

    Args:
        n_samples: 2 or more.
        noise: standard deviation of what is added to y.
        seed: for the noise.

    Returns:
        X of shape (n_samples, 1) and y of shape (n_samples,), floats.

    Raises:
        ValueError: fewer than 2 samples, or noise that is no number of 0 or more.

    >>> X, y = curve(5)
    >>> X.ravel().tolist(), abs(y.round(12)).tolist()
    ([0.0, 0.25, 0.5, 0.75, 1.0], [0.0, 1.0, 0.0, 1.0, 0.0])
    """
    n_samples, noise = _check("curve", n_samples, noise)
    x = np.linspace(0, 1, n_samples)
    return x[:, None], np.sin(2 * np.pi * x) + generator("curve", seed).normal(scale=noise, size=n_samples)


def digits() -> tuple[Floats, Labels]:
    """Return 1797 handwritten digits as images of 8 × 8 pixels: X of shape (1797, 64), y of 0 to 9.

    Pixels run from 0 (paper) to 1 (ink), row by row. It needs scikit-learn, which brings them along;
    nothing is downloaded.

    Raises:
        ImportError: scikit-learn is not installed.

    Source: Alpaydin & Kaynak 1998, Optical Recognition of Handwritten Digits, UCI.

    >>> X, y = digits()
    >>> X.shape, float(X.max()), y[:5].tolist()
    ((1797, 64), 1.0, [0, 1, 2, 3, 4])
    """
    try:
        source: Any = importlib.import_module("sklearn.datasets")
    except ImportError as missing:
        raise ImportError(
            "digits needs scikit-learn: run `pip install 'chalkgrad[data]'` or `pip install scikit-learn`"
        ) from missing
    X, y = source.load_digits(return_X_y=True)
    return np.asarray(X, dtype=np.float64) / 16, np.asarray(y, dtype=np.int64)


def _shuffled(
    first: Floats, second: Floats, noise: float, random: np.random.RandomState
) -> tuple[Floats, Labels]:
    """Return the rows of two classes shuffled, then noise added."""
    order = np.arange(len(first) + len(second))
    random.shuffle(order)
    X = np.concatenate([first, second])[order]
    y = (order >= len(first)).astype(np.int64)
    return X + random.normal(scale=noise, size=X.shape), y


def _check(name: str, n_samples: Any, noise: Any, least: int = 2) -> tuple[int, float]:
    n_samples, noise = whole(name, "n_samples", n_samples, least), real(name, "noise", noise)
    if not 0 <= noise < _TOO_MUCH:
        raise ValueError(
            f"{name}: noise is {noise}: a standard deviation is a number of 0 or more, below {_TOO_MUCH}"
        )
    return n_samples, noise
