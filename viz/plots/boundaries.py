"""Plots of what a classifier decides over a plane: once, and after several epochs (extra `plots`)."""

# matplotlib's types leave **kwargs and the arrays it hands back unknown:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from viz.palette import LIGHT, SERIES
from viz.plots.axes import axes, grid, legend, series
from viz.plots.outputs import cut_of, outputs, samples
from viz.scenes.text import shortened

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

MARKERS = ["o", "^", "s", "D", "v", "P", "X", "*", "<", ">"]
_POINTS = 201  # in each direction


def plot_decision_boundary(
    model: Callable[[Any], Any],
    X: ArrayLike,
    y: ArrayLike,
    *,
    threshold: float | None = None,
    colors: Sequence[str] = SERIES,
    ax: Axes | None = None,
) -> Axes:
    """Draw the region of each class, the boundaries between them, and the samples.

    Args:
        model: what has `parameters` and is called with one sample, such as `nn.MLP(2, [8, 1])`; or a
            function of an ndarray of shape (n, 2) that returns outputs of shape (n, n_outputs). One output
            stands for class 1 where it is above the threshold; of several outputs the largest wins.
        X: ndarray of shape (n_samples, 2).
        y: class numbers of shape (n_samples,); -1 counts as 0.
        threshold: where a single output is cut; by default at 1/2 if the model ends in a sigmoid, else at 0.
        colors: one for each class, as #rrggbb; they are taken in turn.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: samples that do not have two features, not one class number for each, outputs of
            another shape or that are not finite, a class without an output, a function whose single output
            may be a probability, without a threshold, or a threshold for several outputs.
        TypeError: classes that are no numbers, a model that cannot be called, a threshold that is no number.
        ImportError: no matplotlib.

    >>> def side(X):
    ...     return [[float(x[0])] for x in X]
    >>> bool(plot_decision_boundary(side, [[-1.0, 0.0], [1.0, 0.0]], [0, 1]).get_xlim()[0] < -1)
    True
    """
    who = "plot_decision_boundary"
    colors = series(colors)
    X, labels = samples(who, X, y, 2)
    plane = Plane(X)
    scores = plane.scores(who, model, labels, threshold)
    ax = axes(ax)
    draw_regions(ax, plane, scores, colors)
    draw_classes(ax, X, labels, scores.shape[1], colors)
    ax.set(title="Decision boundary", xlabel="feature $x_1$", ylabel="feature $x_2$")
    legend(ax)
    return ax


def plot_boundary_over_time(
    snapshots: Mapping[Any, Callable[[Any], Any]] | Sequence[Callable[[Any], Any]],
    X: ArrayLike,
    y: ArrayLike,
    *,
    threshold: float | None = None,
    colors: Sequence[str] = SERIES,
) -> list[Axes]:
    """Draw what a model decides at several times of its training side by side, over the same samples.

    Args:
        snapshots: models as in `plot_decision_boundary`, by the epoch at which they were copied, or by any
            title: `{0: copy.deepcopy(model), 10: …}`; or a list of them, which is numbered from 1. A callback
            of `nn.fit` can make the copies.
        X, y, threshold, colors: as in `plot_decision_boundary`.

    Returns:
        One Axes for each snapshot, in one new figure.

    Raises:
        ValueError: no snapshot; otherwise as `plot_decision_boundary`.
        TypeError: as `plot_decision_boundary`, or one model that stands alone.
        ImportError: no matplotlib.

    >>> models = {epoch: lambda X, epoch=epoch: X[:, :1] - epoch for epoch in (0, 5)}
    >>> [ax.get_title() for ax in plot_boundary_over_time(models, [[-1.0, 0.0], [1.0, 0.0]], [0, 1])]
    ['epoch 0', 'epoch 5']
    """
    who = "plot_boundary_over_time"
    colors = series(colors)
    X, labels = samples(who, X, y, 2)
    if isinstance(snapshots, Mapping):
        models = {f"epoch {key}" if isinstance(key, int) else str(key): m for key, m in snapshots.items()}
    elif callable(snapshots) or not hasattr(snapshots, "__iter__"):
        raise TypeError(
            f"{who} got {shortened(repr(snapshots))} as snapshots: give models by the epoch at which they "
            "were copied, such as {0: copy.deepcopy(model)}"
        )
    else:
        models = {f"{k}": model for k, model in enumerate(snapshots, 1)}
    if not models:
        raise ValueError(f"{who} got 0 snapshots: give models by the epoch at which they were copied")
    plane = Plane(X)
    drawn = {
        title: plane.scores(f"{who}: {title}", model, labels, threshold) for title, model in models.items()
    }
    places = grid(len(models), "feature $x_1$", "feature $x_2$")
    for ax, (title, scores) in zip(places, drawn.items()):
        draw_regions(ax, plane, scores, colors)
        draw_classes(ax, X, labels, scores.shape[1], colors, size=12)
        ax.set_title(title)
    return places


class Plane:
    """The points of a plane around some samples: `xs`, `ys` and all of them as samples, `points`."""

    def __init__(self, X: NDArray[np.float64], points: int = _POINTS) -> None:
        import numpy as np

        low, high = X.min(axis=0), X.max(axis=0)
        margin = np.where(high > low, 0.08 * (high - low), 0.5)
        left, bottom = map(float, low - margin)
        right, top = map(float, high + margin)
        self.xs: NDArray[np.float64] = np.linspace(left, right, points)
        self.ys: NDArray[np.float64] = np.linspace(bottom, top, points)
        self.points: NDArray[np.float64] = np.stack(np.meshgrid(self.xs, self.ys), axis=-1).reshape(-1, 2)

    def scores(
        self, who: str, model: Callable[[Any], Any], labels: NDArray[np.int64], threshold: float | None = None
    ) -> NDArray[np.float64]:
        """Return a score for each class at each point; a model of one output has two classes."""
        import numpy as np

        found = outputs(who, model, self.points)
        cut = cut_of(who, model, found, threshold)
        scores = np.hstack([cut - found, found - cut]) if found.shape[1] == 1 else found
        if labels.max() >= scores.shape[1]:
            raise ValueError(
                f"{who} got class {labels.max()} in y: {found.shape[1]} outputs tell "
                f"the classes 0 to {scores.shape[1] - 1} apart"
            )
        return scores


def draw_regions(ax: Axes, plane: Plane, scores: NDArray[np.float64], colors: Sequence[str]) -> None:
    """Draw where each class has the largest score, and the boundaries between them."""
    import numpy as np

    winner = scores.argmax(axis=1)  # of equal scores the first, as where units are dead over a whole region
    for k in range(scores.shape[1]):
        # How far class k is ahead of the best other: smooth, so that the boundary has no stairs.
        lead = scores[:, k] - np.delete(scores, k, axis=1).max(axis=1)
        tied = np.nextafter(0, np.where(winner == k, 1, -1))
        lead = np.where(lead == 0, tied, lead).reshape(len(plane.ys), -1)
        if lead.max() > 0:
            levels = [0, np.nextafter(lead.max(), np.inf)]
            ax.contourf(plane.xs, plane.ys, lead, levels=levels, colors=[colors[k % len(colors)]], alpha=0.25)
            if lead.min() < 0:
                ax.contour(plane.xs, plane.ys, lead, levels=[0], colors=[LIGHT.ink], linewidths=1)
    ax.set(xlim=(plane.xs[0], plane.xs[-1]), ylim=(plane.ys[0], plane.ys[-1]))


def draw_classes(
    ax: Axes,
    X: NDArray[np.float64],
    labels: NDArray[np.int64],
    count: int,
    colors: Sequence[str],
    size: float = 32,
) -> None:
    """Draw samples, those of a class in its color and shape; X has as many columns as there are axes."""
    for k in range(count):
        of_class = X[labels.clip(0) == k]
        if len(of_class):
            name = "−1" if k == 0 and labels.min() < 0 else str(k)
            ax.scatter(
                *of_class.T, s=size, color=colors[k % len(colors)], marker=MARKERS[k % len(MARKERS)],
                edgecolors=LIGHT.paper, linewidths=0.6, label=f"class {name}", zorder=3,
            )  # fmt: skip
