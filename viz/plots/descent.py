"""Plot of the walks of gradient descent over the contours of a loss of two weights (extra `plots`)."""

# matplotlib's types leave **kwargs and the arrays it hands back unknown:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from autograd import Value
from viz.palette import LIGHT, SERIES
from viz.plots.axes import axes, legend, series
from viz.plots.contours import losses_at
from viz.plots.outputs import table
from viz.scenes.text import shortened

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

_POINTS = 121  # in each direction
_LEVELS = 10


def plot_descent(
    loss: Callable[[Value, Value], Value],
    walks: ArrayLike | Mapping[str, ArrayLike],
    *,
    limits: Sequence[Sequence[float]] | None = None,
    names: Sequence[str] = ("w", "b"),
    colors: Sequence[str] = SERIES,
    ax: Axes | None = None,
) -> Axes:
    """Draw the contours of a loss of two weights, and the walks that were taken to its least value.

    The contours are quantiles of the loss over what is drawn, so that a flat valley gets some of them, too.

    Args:
        loss: a function of two Values, such as `lambda w, b: (w - 2) ** 2 + 3 * (b - 1) ** 2`.
        walks: where the two weights were, step by step, of shape (n_steps, 2); or several walks by their
            labels. A ring marks the start of each, a disk its end.
        limits: what is drawn, ((low, high) of the first weight, (low, high) of the second); by default what
            the walks need, and a margin.
        names: of the two weights.
        colors: one for each walk; they are taken in turn.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: no walk, one of another shape or that is not finite, limits with low not below high, not
            two names, or a loss that is the same everywhere or not finite.
        TypeError: walks or limits that are no numbers, a loss that is no function.
        ImportError: no matplotlib.

    >>> ax = plot_descent(lambda w, b: w * w + 4 * b * b, {"η = 0.2": [[3, 1], [1.8, -0.6], [1.08, 0.36]]})
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['η = 0.2']
    """
    import numpy as np

    who = "plot_descent"
    colors = series(colors)
    drawn = _walks(who, walks)
    if isinstance(names, str) or len(names) != 2:
        raise ValueError(f"{who} got names={shortened(repr(names))}: they are two, such as ('w', 'b')")
    xs, ys = (np.linspace(low, high, _POINTS) for low, high in _limits(who, limits, drawn))
    losses = losses_at(who, loss, np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2))
    if losses.min() == losses.max():
        raise ValueError(f"{who} got a loss that is {losses.min():g} everywhere: it has no contours")
    levels = np.unique(np.quantile(losses, np.linspace(0.01, 0.95, _LEVELS)))

    ax = axes(ax)
    ax.contour(xs, ys, losses.reshape(_POINTS, -1), levels=levels, colors=LIGHT.muted, linewidths=0.7)
    for i, (name, walk) in enumerate(drawn.items()):
        color = colors[i % len(colors)]
        ax.plot(*walk.T, color=color, linewidth=1.3, marker=".", markersize=4, label=name)
        ax.plot(*walk[0], "o", color=color, fillstyle="none", markersize=9)
        ax.plot(*walk[-1], "o", color=color, markeredgecolor=LIGHT.paper, markersize=9, zorder=3)
    ax.set(title="Descent over the contours of the loss", xlabel=names[0], ylabel=names[1])
    ax.set(xlim=(xs[0], xs[-1]), ylim=(ys[0], ys[-1]))
    if any(drawn):
        legend(ax)
    return ax


def _walks(who: str, given: Any) -> dict[str, NDArray[np.float64]]:
    """Return the walks by their labels, one that has none under ""."""
    import numpy as np

    several = cast("Mapping[object, Any]", given) if isinstance(given, Mapping) else {"": given}
    found = {str(name): table(who, "a walk", walk) for name, walk in several.items()}
    if not found:
        raise ValueError(f"{who} got 0 walks: give where the two weights were, of shape (n_steps, 2)")
    for name, walk in found.items():
        of = f" {shortened(repr(name))}" if name else ""
        if walk.ndim != 2 or walk.shape[1] != 2 or not len(walk):
            raise ValueError(
                f"{who} got a walk{of} of shape {walk.shape}: it takes shape (n_steps, 2), two weights a step"
            )
        if not np.isfinite(walk).all():
            raise ValueError(f"{who} got a walk{of} that is not finite: leave out what diverged")
    return found


def _limits(
    who: str, limits: Sequence[Sequence[float]] | None, walks: dict[str, NDArray[np.float64]]
) -> list[tuple[float, float]]:
    import numpy as np

    if limits is None:
        places = np.concatenate([*walks.values()])
        low, high = places.min(axis=0), places.max(axis=0)
        margin = np.where(high > low, 0.2 * (high - low), 0.5)
        return [(float(a), float(b)) for a, b in zip(low - margin, high + margin)]
    try:
        ends = [(float(low), float(high)) for low, high in limits]
    except (TypeError, ValueError):
        raise TypeError(
            f"{who} got limits={shortened(repr(limits))}: they are (low, high) of each of the two weights, "
            "((-1, 3), (0, 2))"
        ) from None
    if len(ends) != 2 or not all(-math.inf < low < high < math.inf for low, high in ends):
        raise ValueError(f"{who} got the limits {ends}: they are (low, high) of each of the two weights")
    return ends
