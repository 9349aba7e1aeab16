"""Plot of a loss over the plane of two weights, and what a penalty makes of its minimum (extra `plots`)."""

# matplotlib's types leave **kwargs and the arrays it hands back unknown:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from autograd import Value
from viz.palette import LIGHT, SERIES
from viz.plots.axes import axes, legend
from viz.scenes.text import number, shortened

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

_POINTS = 201  # in each direction
_AROUND = 4_000  # points of a ball's rim, which hit its corners


def plot_contours(
    loss: Callable[[Value, Value], Value],
    radius: float = 1.0,
    low: float = -2.0,
    high: float = 3.0,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the contours of a loss of two weights, and the least loss inside of the L1 and of the L2 ball.

    A penalty on the weights is a budget for them: |w₁| + |w₂| ≤ r is a diamond, √(w₁² + w₂²) ≤ r a disk. The
    least loss in the diamond is often at a corner, where a weight is 0; that in the disk seldom is.

    Args:
        loss: a function of two Values, such as `lambda w1, w2: (w1 - 2) ** 2 + 3 * (w2 - 1) ** 2`.
        radius: r, of both balls.
        low, high: the ends of the interval of either weight that is drawn.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: a radius that is not positive, balls that the interval does not hold, or a loss that is
            the same everywhere or not finite.
        TypeError: a loss that is no function.
        ImportError: no matplotlib.

    Source: Tibshirani 1996, "Regression shrinkage and selection via the lasso", figure 2.

    >>> ax = plot_contours(lambda w1, w2: (w1 - 2) ** 2 + (w2 - 0.5) ** 2)
    >>> [text.get_text() for text in ax.get_legend().get_texts()][1]
    'L1: least at 1, 0'
    """
    import numpy as np

    who = "plot_contours"
    if not 0 < radius < math.inf:
        raise ValueError(f"{who} got the radius {radius}: it is positive and finite")
    if not -math.inf < low <= -radius < radius <= high < math.inf:
        raise ValueError(
            f"{who} got the interval from {low} to {high} for balls of radius {radius}: it holds both of them"
        )
    ends = np.linspace(low, high, _POINTS)
    plane = np.stack(np.meshgrid(ends, ends), axis=-1).reshape(-1, 2)
    losses = losses_at(who, loss, plane)
    levels = np.unique(np.quantile(losses, np.linspace(0.005, 0.9, 10)))
    if losses.min() == losses.max():
        raise ValueError(f"{who} got a loss that is {losses.min():g} everywhere: it has no contours")
    ways = np.linspace(0, 1, _AROUND, endpoint=False)
    corners = radius * np.array([[1, 0], [0, 1], [-1, 0], [0, -1], [1, 0]])
    diamond = np.stack([np.interp(4 * ways, range(5), corners[:, axis]) for axis in (0, 1)], axis=1)
    circle = radius * np.stack([np.cos(2 * np.pi * ways), np.sin(2 * np.pi * ways)], axis=1)
    sizes = {"L1": np.abs(plane).sum(axis=1), "L2": np.hypot(*plane.T)}
    found: dict[str, NDArray[np.float64]] = {}
    for name, rim in (("L1", diamond), ("L2", circle)):
        points = np.concatenate([rim, plane[sizes[name] <= radius]])
        found[name] = points[losses_at(who, loss, points).argmin()]

    ax = axes(ax)
    ax.contour(ends, ends, losses.reshape(_POINTS, -1), levels=levels, colors=LIGHT.muted, linewidths=0.8)
    ax.axhline(0, color=LIGHT.line, linewidth=0.8, zorder=0)
    ax.axvline(0, color=LIGHT.line, linewidth=0.8, zorder=0)
    least = plane[losses.argmin()]
    ax.plot(*least, "x", color=LIGHT.ink, markersize=8, label=f"least at {_written(least)}")
    for name, rim, color, marker in (("L1", diamond, SERIES[4], "D"), ("L2", circle, SERIES[0], "o")):
        ax.fill(*rim.T, color=color, alpha=0.18, zorder=1)
        ax.plot(*np.concatenate([rim, rim[:1]]).T, color=color, linewidth=1.2)
        label = f"{name}: least at {_written(found[name])}"
        ax.plot(*found[name], marker, color=color, markeredgecolor=LIGHT.paper, label=label, zorder=3)
    ax.set(
        title=f"Loss with balls of radius {number(radius, 3)}", xlabel="weight $w_1$", ylabel="weight $w_2$"
    )
    ax.set(xlim=(low, high), ylim=(low, high), aspect="equal")
    legend(ax)
    return ax


def losses_at(
    who: str, loss: Callable[[Value, Value], Value], points: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the loss at each point of shape (n, 2)."""
    import numpy as np

    if not callable(loss):
        raise TypeError(f"{who} got {shortened(repr(loss))} for a loss: it takes a function of two Values")

    from autograd import compile_batch  # the compiler, which little else of viz needs

    def of_pair(w: Sequence[Value]) -> Value:
        return loss(w[0], w[1])

    found = compile_batch(of_pair)(points)
    if found.shape != (len(points),):
        raise ValueError(f"{who} got {found.shape[1:]} losses at a point: the function returns one Value")
    if not np.isfinite(found).all():
        at = points[~np.isfinite(found)][0]
        raise ValueError(f"{who} got a loss that is not finite at {_written(at)}: choose another interval")
    return found


def _written(point: NDArray[np.float64]) -> str:
    return ", ".join(number(float(v) if abs(v) > 1e-9 else 0.0, 2) for v in point)
