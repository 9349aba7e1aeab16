"""Small pictures in color, made here by formula and seed: suns, poppies and moons, for notebook 13."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAMES = ["sun", "poppy", "moon"]
_DISC = np.array([[1.0, 0.85, 0.1], [0.9, 0.1, 0.1], [0.9, 0.9, 0.95]])  # yellow, red, white
_GROUND = np.array([[0.35, 0.6, 0.95], [0.3, 0.65, 0.2], [0.08, 0.08, 0.25]])  # sky, meadow, night
SIDE = 8


def color_pictures(
    n: int = 300, *, noise: float = 0.2, seed: int = 0
) -> tuple["NDArray[np.float64]", "NDArray[np.int64]"]:
    """Return discs on a ground: X of shape (n, 8 · 8 · 3), red, green, blue of a pixel one after the other.

    Args:
        n: how many pictures; the three classes take turns.
        noise: standard deviation of what is added to each number; all are cut to 0 … 1 again.
        seed: for the places of the discs, which are up to one pixel off the middle, and for the noise.

    Returns:
        X, and the classes y of shape (n,), numbers into NAMES.

    >>> X, y = color_pictures(6)
    >>> X.shape, y.tolist()
    ((6, 192), [0, 1, 2, 0, 1, 2])
    """
    random = np.random.default_rng(seed)
    y = np.arange(n) % len(NAMES)
    middle = (SIDE - 1) / 2 + random.uniform(-1, 1, size=(n, 2, 1, 1))
    rows, columns = np.mgrid[:SIDE, :SIDE]
    inside = (rows - middle[:, 0]) ** 2 + (columns - middle[:, 1]) ** 2 < 2.5**2
    X = np.where(inside[..., None], _DISC[y][:, None, None], _GROUND[y][:, None, None])
    return (X + random.normal(scale=noise, size=X.shape)).clip(0, 1).reshape(n, -1), y
