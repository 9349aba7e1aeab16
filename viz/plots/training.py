"""Plots of training: losses, gradient norms, and the size of the deltas, drawn by matplotlib (extra `plots`).

Every function draws into `ax`, or into a figure of its own, and returns the Axes: `.figure.savefig("f.png")`
writes it, a notebook shows it, nothing here calls `show`. What `nn` hands over is taken by its attributes.
Lines differ in shape as well as in color.
"""

# matplotlib's types leave **kwargs and the arrays it hands back unknown:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

from autograd import Value
from viz.palette import LIGHT, SERIES
from viz.plots.axes import axes, legend, series, whole_epochs
from viz.scenes.text import number, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DASHES = ["-", "--", "-.", ":"]


class _History(Protocol):
    @property
    def losses(self) -> Sequence[float]: ...
    @property
    def validation_losses(self) -> Sequence[float]: ...
    @property
    def best_epoch(self) -> int: ...


class _Norms(Protocol):
    @property
    def gradient_norms(self) -> dict[str, list[float]]: ...


_Losses = _History | Sequence[float]


class _LayerReport(Protocol):
    @property
    def path(self) -> str: ...
    @property
    def delta(self) -> float: ...
    @property
    def dead(self) -> int: ...
    @property
    def units(self) -> int: ...


def plot_losses(
    history: _Losses | Sequence[_Losses] | Mapping[str, _Losses],
    *,
    steps: bool = False,
    colors: Sequence[str] = SERIES,
    ax: Axes | None = None,
) -> Axes:
    """Draw the training and the validation loss of each epoch, the best epoch marked; of one run or several.

    Args:
        history: what `nn.fit` returned: `.losses`, `.validation_losses` (may be empty), `.best_epoch`;
            or the losses alone, one for each epoch; or several of these, in a dict by their labels or in a
            list.
        steps: draw in place of that the loss of each mini-batch, before its update: `.step_losses`, or the
            losses alone.
        colors: of training and validation, or one for each of several runs; they are taken in turn.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: no run, no finished epoch (no step), or not one validation loss for each epoch.
        TypeError: losses that are no numbers.
        ImportError: no matplotlib.

    >>> from types import SimpleNamespace
    >>> ax = plot_losses(SimpleNamespace(losses=[3.0, 2.0, 1.5], validation_losses=[], best_epoch=3))
    >>> ax.get_title()
    'Loss in each epoch'
    >>> ax = plot_losses({"lr 0.1": [3.0, 2.0], "lr 1": [3.0, 9.0]})
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['lr 0.1, best: epoch 2, 2', 'lr 1, best: epoch 1, 3']
    >>> len(plot_losses([3.0, 2.5, 2.0, 2.2], steps=True).get_lines()[0].get_xdata())
    4
    """
    colors = series(colors)
    if steps:
        return _step_losses(_runs("plot_losses", history), colors, ax)
    runs = {name: _recorded(run) for name, run in _runs("plot_losses", history).items()}
    for name, (losses, validation, _) in runs.items():
        of = f" of {name!r}" if name else ""
        if not losses:
            raise ValueError(
                f"plot_losses got a history{of} of 0 epochs: there is no loss to draw; train first"
            )
        if len(validation) not in (0, len(losses)):
            raise ValueError(
                f"plot_losses got {len(validation)} validation losses for {len(losses)} epochs{of}: "
                "there is one for each epoch, or none"
            )
    ax = axes(ax)
    for i, (name, (losses, validation, best)) in enumerate(runs.items()):
        first, second = (colors[k % len(colors)] for k in ((i, i) if name else (0, 4)))
        epochs, marker = range(1, len(losses) + 1), "." if len(losses) <= 20 else ""
        loss = (validation or losses)[best - 1]
        told = f"best: epoch {best}, {number(loss, 3)}"
        before = f"{name}, " if name else ""
        ax.plot(epochs, losses, color=first, marker=marker, label=f"{name}, {told}" if name else "training")
        if validation:
            ax.plot(epochs, validation, "--", color=second, marker=marker, label=f"{before}validation")
        ink, label = (first, "") if name else (LIGHT.ink, told)
        ax.plot([best], [loss], "o", color=ink, fillstyle="none", markersize=11, zorder=3, label=label)
    ax.set(title="Loss in each epoch", xlabel="epoch", ylabel="mean loss per sample")
    whole_epochs(ax)
    legend(ax)
    return ax


def _step_losses(runs: dict[str, Any], colors: Sequence[str], ax: Axes | None) -> Axes:
    """Draw the loss of each step, of one run or several."""
    drawn: dict[str, list[float]] = {}
    for name, run in runs.items():
        recorded = getattr(run, "step_losses", []) if hasattr(run, "losses") else _recorded(run)[0]
        drawn[name] = list(recorded)
        if not drawn[name]:
            of = f" of {name!r}" if name else ""
            raise ValueError(
                f"plot_losses got a history{of} of 0 steps: there is no loss to draw; train first"
            )
    ax = axes(ax)
    for i, (name, losses) in enumerate(drawn.items()):
        marker = "." if len(losses) <= 20 else ""
        color = colors[i % len(colors)]
        ax.plot(range(1, len(losses) + 1), losses, color=color, marker=marker, linewidth=1, label=name)
    ax.set(title="Loss in each step", xlabel="step", ylabel="mean loss per sample of the batch")
    whole_epochs(ax)
    if any(drawn):
        legend(ax)
    return ax


def _runs(who: str, given: Any) -> dict[str, Any]:
    """Return one run under the name "", or several by their names; a list of numbers is one."""
    if isinstance(given, Mapping):
        runs = {str(name): run for name, run in cast("Mapping[object, Any]", given).items()}
    elif isinstance(given, (list, tuple)) and given and not isinstance(given[0], (int, float, str, Value)):
        runs = {f"run {k}": run for k, run in enumerate(cast("Sequence[Any]", given), 1)}
    else:
        return {"": given}
    if not runs:
        raise ValueError(f"{who} got 0 runs: give what nn.fit returned, or a dict of such by their names")
    return runs


def _recorded(history: _Losses) -> tuple[list[float], list[float], int]:
    """Return the losses of a history, those of validation, and the number of the best epoch."""
    if hasattr(history, "losses"):
        recorded = cast(_History, history)
        # an empty history has no best epoch to ask for
        best = recorded.best_epoch if len(recorded.losses) else 0
        if best not in range(len(recorded.losses) + 1) or (best == 0 and len(recorded.losses)):
            raise ValueError(
                f"plot_losses got a history of {len(recorded.losses)} epochs whose best_epoch is {best}: "
                "epochs are counted from 1"
            )
        return list(recorded.losses), list(recorded.validation_losses), best
    try:
        losses = [loss.data if isinstance(loss, Value) else float(loss) for loss in history]  # type: ignore
    except (TypeError, ValueError):
        raise TypeError(
            f"plot_losses got {shortened(repr(history))}: it takes what nn.fit returned, or a list of losses"
        ) from None
    best = min(range(len(losses)), key=lambda k: (math.isnan(losses[k]), losses[k]), default=-1) + 1
    return losses, [], best


def plot_gradient_norms(
    history: _Norms | Sequence[_Norms] | Mapping[str, _Norms],
    *,
    colors: Sequence[str] = SERIES,
    ax: Axes | None = None,
) -> Axes:
    """Draw how large the gradient of each layer was in each epoch, on a logarithmic scale.

    Lines go from dark for the first layer to light for the last; of several runs each has a color. Norms of 0
    leave a gap.

    Args:
        history: what `nn.fit` returned: `.gradient_norms`, for each layer a list of one norm per epoch; or
            several of these, in a dict by their labels or in a list.
        colors: one for each of several runs; they are taken in turn.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: no run, no layer, or a layer without a norm for each epoch.
        TypeError: something without gradient norms.
        ImportError: no matplotlib.

    >>> from types import SimpleNamespace
    >>> ax = plot_gradient_norms(SimpleNamespace(gradient_norms={"all": [3.0, 2.0], "b": [1.0, 0.5]}))
    >>> len(ax.get_lines())
    2
    """
    colors = series(colors)
    runs = _runs("plot_gradient_norms", history)
    for run in runs.values():
        if not hasattr(run, "gradient_norms"):
            raise TypeError(
                f"plot_gradient_norms got {shortened(repr(run))}: it takes what nn.fit returned, or several "
                "of these"
            )
        lengths = {name: len(values) for name, values in run.gradient_norms.items()}
        if not any(lengths.values()):
            raise ValueError("plot_gradient_norms got a history without gradient norms: train first")
        if len(set(lengths.values())) > 1:
            raise ValueError(f"plot_gradient_norms got {lengths} norms: each layer has one for each epoch")
    ax = axes(ax)
    from matplotlib import colormaps

    for k, (name, run) in enumerate(runs.items()):
        norms: dict[str, list[float]] = run.gradient_norms
        for i, (layer, values) in enumerate(norms.items()):
            shade = colormaps["viridis"](0.8 * i / max(len(norms) - 1, 1))
            color = colors[k % len(colors)] if name else shade
            marker = "." if len(values) <= 20 else ""
            drawn = [v if v > 0 else math.nan for v in values]
            label = f"{name}, {layer}" if name else layer
            dashes = DASHES[i % len(DASHES)]
            ax.plot(range(1, len(values) + 1), drawn, dashes, color=color, marker=marker, label=label)
    ax.set(title="Gradient of each layer", xlabel="epoch", ylabel="‖∂loss/∂parameters‖ (log scale)")
    ax.set_yscale("log")
    whole_epochs(ax)
    legend(ax)
    return ax


def plot_deltas(report: Sequence[_LayerReport], *, ax: Axes | None = None) -> Axes:
    """Draw how large the deltas of each layer are, on a logarithmic scale, and name dead units.

    Args:
        report: what `nn.gradient_report` returned: for each layer `.path`, `.delta`, `.dead`, `.units`.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: no layer, or a delta that is negative or not finite.
        TypeError: something else than a report.
        ImportError: no matplotlib.

    >>> from types import SimpleNamespace
    >>> ax = plot_deltas([SimpleNamespace(path="layers.0", delta=0.01, dead=1, units=4)])
    >>> len(ax.patches)
    1
    """
    if isinstance(report, Mapping) or not hasattr(report, "__len__"):
        raise TypeError(
            f"plot_deltas got {shortened(repr(report))}: it takes what nn.gradient_report returns"
        )
    if not report:
        raise ValueError("plot_deltas got a report of 0 layers: there is nothing to draw")
    for layer in report:
        if not hasattr(layer, "delta"):
            raise TypeError(
                f"plot_deltas got {shortened(repr(layer))} in a report: it takes what nn.gradient_report "
                "returns"
            )
        if not 0 <= layer.delta < math.inf:
            raise ValueError(
                f"plot_deltas got the delta {layer.delta} of {layer.path!r}: a mean of |∂loss/∂z| is "
                "finite and not negative"
            )
    new = ax is None
    ax = axes(ax)
    figure = ax.get_figure(root=True)
    if new and figure is not None:
        # two lines for each layer with dead units: a figure of its own grows with them
        figure.set_figheight(max(figure.get_figheight(), 0.8 + 0.42 * len(report)))
    deltas = [layer.delta for layer in report]
    colors = [LIGHT.delta if layer.dead else SERIES[0] for layer in report]
    hatches = ["//" if layer.dead else "" for layer in report]
    positive = [d for d in deltas if d > 0] or [1.0]
    # A logarithmic bar has no natural foot: it stands a decade below the smallest delta. The space
    # behind the longest is for its text.
    low, high = min(positive) / 10, max(positive)
    ax.set_xscale("log")
    lengths = [max(d - low, 0.0) for d in deltas]
    ax.barh(range(len(report)), lengths, 0.6, left=low, color=colors, hatch=hatches, edgecolor=LIGHT.paper)
    for i, layer in enumerate(report):
        text, foot = number(layer.delta, 3), (max(layer.delta, low), i)
        ax.annotate(text, foot, (5, 0), textcoords="offset points", va="center", color=LIGHT.ink)
    ax.set_xlim(low, high * (high / low) ** 0.25)
    names = [
        f"{layer.path}\n{layer.dead} of {layer.units} units dead" if layer.dead else layer.path
        for layer in report
    ]
    ax.set_yticks(range(len(report)), names)
    for text, layer in zip(ax.get_yticklabels(), report):
        text.set_color(LIGHT.delta if layer.dead else LIGHT.ink)
    ax.set_ylim(len(report) - 0.4, -0.6)  # the first layer on top
    ax.set(title="Deltas of each layer", xlabel="mean |∂loss/∂z| (log scale)", ylabel="layer, first on top")
    return ax
