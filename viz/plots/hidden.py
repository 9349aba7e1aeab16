"""Plots of what hidden units make of the samples, and of the plane they lie in (extra `plots`)."""

# matplotlib's types leave **kwargs and the arrays it hands back unknown:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from viz.palette import LIGHT, SERIES
from viz.plots.axes import axes, legend, series, space
from viz.plots.boundaries import Plane, draw_classes, draw_regions
from viz.plots.outputs import inputs, outputs, samples, split

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

_TILE = 41  # points of a response in each direction


def plot_hidden(
    model: Callable[[Any], Any],
    X: ArrayLike,
    y: ArrayLike,
    *,
    layer: int = -2,
    colors: Sequence[str] = SERIES,
    ax: Axes | None = None,
) -> Axes:
    """Draw the samples as hidden units see them: one point for each, its coordinates what the units answer.

    Two units are the two axes, with the region of each class as the layers behind them decide; three units
    span a space. Of more the two directions are drawn in which the points differ most.

    Args:
        model: what has `layers` that are called one after the other, such as `nn.MLP(2, [8, 2, 1])`; or a
            function of X that returns what the units answer, of shape (n_samples, n_units).
        X: samples of shape (n_samples, n_features).
        y: class numbers of shape (n_samples,); -1 counts as 0.
        layer: whose units; the last before the outputs by default.
        colors: one for each class, as #rrggbb; they are taken in turn.
        ax: where to draw, with projection="3d" for three units; a new figure by default.

    Raises:
        ValueError: no such layer, samples of another shape, not one class number for each, answers that are
            not finite, or that are the same for all samples.
        TypeError: a model whose layers cannot be seen.
        ImportError: no matplotlib.

    The directions are the first two right singular vectors of the centered answers (principal components).
    Source: Pearson 1901, "On lines and planes of closest fit to systems of points in space".

    >>> ax = plot_hidden(lambda X: X**2, [[0.0, 1.0], [2.0, 3.0]], [0, 1])
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('unit 1', 'unit 2')
    """
    import numpy as np

    who = "plot_hidden"
    colors = series(colors)
    X, labels = samples(who, X, y)
    rest = None
    if hasattr(model, "parameters"):
        if len(getattr(model, "layers", ())) == 1 and layer == -2:
            raise ValueError(f"{who} got a model of one layer: there are no hidden units; say layer=0")
        model, rest = split(who, model, layer)
    hidden = outputs(who, model, X)
    units = hidden.shape[1]
    if (hidden == hidden[0]).all():
        raise ValueError(
            f"{who} got the same answers of {units} units to all of {len(X)} samples: there is nothing to "
            "tell apart; give more samples, or look for dead units"
        )
    plane, scores = Plane(hidden) if units == 2 else None, None
    if plane and rest and rest.layers:
        scores = plane.scores(who, rest, labels)
    if units == 3 and ax is None:
        ax = space()
    is_space = units == 3 and getattr(ax, "name", "") == "3d"
    names = [f"unit {k + 1}" for k in range(units)]
    if units == 1:
        hidden, names = np.hstack([hidden, np.zeros_like(hidden)]), [*names, ""]
    elif units > 2 and not is_space:
        hidden, names = _principal(hidden)
    ax = axes(ax)
    if plane and scores is not None:
        draw_regions(ax, plane, scores, colors)
    draw_classes(ax, hidden, labels, labels.max() + 1, colors)
    ax.set(title="Hidden space", xlabel=names[0], ylabel=names[1])
    if units == 1:
        ax.set(yticks=[], ylim=(-1, 1))
    if is_space:
        ax.set_zlabel(names[2])  # type: ignore
    legend(ax)
    return ax


def _principal(hidden: NDArray[np.float64]) -> tuple[NDArray[np.float64], list[str]]:
    """Return the answers along the two directions in which they differ most, and what the axes are called."""
    import numpy as np

    centered = hidden - hidden.mean(axis=0)
    _, sizes, directions = np.linalg.svd(centered, full_matrices=False)
    found = centered @ directions[:2].T
    # a direction has no sign: that of its largest component makes it the same on every machine
    found *= [np.sign(way[np.abs(way).argmax()]) for way in directions[:2]]
    share = sizes**2 / (sizes**2).sum()
    return found, [f"component {k + 1}, {share[k]:.0%} of the variance" for k in range(2)]


def plot_responses(
    model: Callable[[Any], Any], X: ArrayLike, *, layer: int = 0, ax: Axes | None = None
) -> Axes:
    """Draw what each unit of a layer answers over the plane of the inputs, each in a field of its own.

    All fields have one color scale, with 0 in its middle where there are answers below.

    Args:
        model: what has `layers` that are called one after the other, such as `nn.MLP(2, [8, 1])`; or a
            function of an ndarray of shape (n, 2) that returns what the units answer, of shape (n, n_units).
        X: samples of shape (n_samples, 2); the fields are as large as they need.
        layer: whose units, counted from 0, or from -1 backward.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: samples that do not have two features, no such layer, or answers that are not finite.
        TypeError: a model whose layers cannot be seen.
        ImportError: no matplotlib.

    >>> plot_responses(lambda X: X, [[0.0, 0.0], [1.0, 2.0]]).get_title()
    'Responses of 2 units'
    """
    import numpy as np

    who = "plot_responses"
    plane = Plane(inputs(who, X, 2), _TILE)
    if hasattr(model, "parameters"):
        model = split(who, model, layer)[0]
    answers = outputs(who, model, plane.points)
    n = answers.shape[1]
    columns = math.ceil(math.sqrt(1.5 * n))
    step = _TILE + 3
    # one image of all fields: nan is left blank, between them and behind the last
    sheet = np.full((math.ceil(n / columns) * step - 3, min(n, columns) * step - 3), np.nan)
    corners = [(k // columns * step, k % columns * step) for k in range(n)]
    for answer, (top, left) in zip(answers.T, corners):
        sheet[top : top + _TILE, left : left + _TILE] = answer.reshape(_TILE, _TILE)[::-1]  # x₂ goes up
    most = float(np.abs(answers).max()) or 1.0
    is_signed = bool(answers.min() < 0)
    ax = axes(ax)
    image = ax.imshow(
        sheet, cmap="PuOr" if is_signed else "Purples", vmin=-most if is_signed else 0, vmax=most
    )
    for k, (top, left) in enumerate(corners):
        if n <= 40:  # more numbers than that run into each other
            corner = (left - 0.5, top - 0.5)
            ax.annotate(str(k), corner, (0, 1.5), textcoords="offset points", fontsize=7, color=LIGHT.muted)
    low, high = plane.points[0], plane.points[-1]
    ax.set_title(f"Responses of {n} {'unit' if n == 1 else 'units'}", pad=14)
    ax.set(
        xticks=[], yticks=[], xlabel=f"$x_1$ from {low[0]:.3g} to {high[0]:.3g}".replace("-", "−"),
        ylabel=f"$x_2$ from {low[1]:.3g} to {high[1]:.3g}".replace("-", "−"),
    )  # fmt: skip
    ax.spines[:].set_visible(False)
    ax.figure.colorbar(image, ax=ax, label="what it answers", shrink=0.8)
    return ax
