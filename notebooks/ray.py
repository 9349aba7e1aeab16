"""One ray of light through a fog, rendered with Values, and a small image to be learned; for notebook 16.

Source: Mildenhall, Srinivasan, Tancik, Barron, Ramamoorthi, Ng 2020, NeRF: Representing Scenes as Neural
Radiance Fields for View Synthesis, equation 3.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograd import Value
from autograd import sum as add_up


def color(densities: Sequence[Value], colors: Sequence[Value]) -> Value:
    """Return the color that arrives at the eye: Σᵢ Tᵢ αᵢ cᵢ, αᵢ = 1 − e^(−σᵢ), Tᵢ = Π_{j<i} (1 − αⱼ).

    Args:
        densities: σᵢ of the fog at places along the ray, the nearest first, a unit of length from each other.
        colors: cᵢ, the brightness of the fog there.

    >>> thick = color([Value(50.0), Value(1.0)], [Value(0.3), Value(0.9)])
    >>> f"{thick:.6f}"  # nothing behind a wall is seen
    '0.300000'
    """
    terms: list[Value] = []
    passed: Value | None = None  # the share of the light that gets from here to the eye
    for i, (density, brightness) in enumerate(zip(densities, colors), 1):
        through = (-density).exp()
        through.label = f"e{i}"
        stopped = 1 - through
        stopped.label = f"α{i}"
        weight = stopped if passed is None else passed * stopped
        weight.label = f"w{i}" if i > 1 else weight.label
        terms.append(weight * brightness)
        passed = through if passed is None else passed * through
    return add_up(terms)


def picture(size: int = 24) -> NDArray[np.float64]:
    """Return a made image of size × size pixels, from 0 to 1: a ring on stripes.

    >>> picture(4).shape
    (4, 4)
    """
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    stripes = 0.25 + 0.25 * (np.floor((x + y) * 4) % 2)
    radius = np.hypot(x, y)
    return np.where((radius > 0.45) & (radius < 0.8), 1.0, stripes)


def places(size: int) -> NDArray[np.float64]:
    """Return the coordinates (x, y) of size × size places in [-1, 1]², shape (size², 2), row by row.

    >>> places(2).tolist()
    [[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]]
    """
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    return np.column_stack([x.ravel(), y.ravel()])
