"""What all plots share: where they are drawn, the missing matplotlib (extra `plots`)."""

# matplotlib's types leave **kwargs and the arrays it hands back unknown:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from viz.scenes.text import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LETTERS = 10.0  # points; letters of a legend that would not fit are smaller


def axes(ax: Axes | None) -> Axes:
    """Return `ax`, or the Axes of a new figure that pyplot knows, which is what a notebook displays.

    Raises:
        TypeError: something else than Axes, such as the array of them that `plt.subplots(1, 2)` returns.
    """
    if ax is None:
        return _new()[0]
    if not hasattr(ax, "get_legend_handles_labels"):
        raise TypeError(
            f"a plot is drawn into ax, a matplotlib Axes, not {shortened(type(ax).__name__)}: "
            "fig, ax = plt.subplots() makes one; of several, ax=axs[0]"
        )
    return ax


def series(colors: Sequence[str]) -> list[str]:
    """Return the colors of runs or classes, which are taken in turn.

    Raises:
        ValueError: no colors, or no such color.
    """
    _pyplot()
    from matplotlib.colors import is_color_like

    # one color is said without a list, too; a string is a sequence of letters
    several = [colors] if isinstance(colors, str) else list(colors)
    wrong = [color for color in several if not is_color_like(color)]
    if wrong or not several:
        raise ValueError(
            f"colors={shortened(repr(colors))}: {f'{wrong[0]!r} is no color' if wrong else 'there is none'}; "
            "give a list such as ['navy', 'orange']"
        )
    return several


def space() -> Axes:
    """Return the Axes of a new figure with three axes."""
    return _new(subplot_kw={"projection": "3d"})[0]


def grid(n: int, xlabel: str, ylabel: str) -> list[Axes]:
    """Return n Axes of one new figure, with the same limits, that are labeled at its edges."""
    columns = n if n <= 4 else math.ceil(math.sqrt(1.5 * n))
    rows = math.ceil(n / columns)
    size = (2.4 * columns + 0.4, 2.4 * rows + 0.4)
    places = _new(nrows=rows, ncols=columns, sharex=True, sharey=True, figsize=size)
    figure = places[0].get_figure(root=True)
    assert figure is not None  # for the type checker
    figure.supxlabel(xlabel)
    figure.supylabel(ylabel)
    for ax in places[n:]:
        ax.set_visible(False)
    return places[:n]


def _pyplot() -> Any:
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            "viz draws plots with matplotlib, which is not installed: pip install 'chalkgrad[plots]'"
        ) from error
    return plt


def _new(**arguments: Any) -> list[Axes]:
    plt = _pyplot()
    # pyplot keeps figures until they are closed, and warns at the 20th: a notebook closes them at the
    # end of a cell, and who draws many in a program wants no word about it from this function.
    # No rc_context: the first figure loads the backend of a notebook, which switches to interactive, and
    # leaving the context would switch back, so that the notebook would show no figure after the first.
    usual, plt.rcParams["figure.max_open_warning"] = plt.rcParams["figure.max_open_warning"], 0
    try:
        return [*plt.subplots(layout="constrained", squeeze=False, **arguments)[1].flat]
    finally:
        plt.rcParams["figure.max_open_warning"] = usual


def whole_epochs(ax: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))


def legend(ax: Axes) -> None:
    """Put the legend into the Axes where it hides least, in letters that leave it half of it at most."""
    columns = math.ceil(len(ax.get_legend_handles_labels()[1]) / 10)
    figure = ax.get_figure(root=True)
    assert figure is not None  # for the type checker
    size = _LETTERS
    for _ in range(3):  # letters are not as wide as they are high in every size
        drawn = ax.legend(fontsize=size, framealpha=0.8, edgecolor="none", ncols=columns)
        drawn.set_in_layout(False)  # a legend that is too large would leave no room to the Axes
        figure.draw_without_rendering()  # which lays it out
        room, box = ax.get_window_extent(), drawn.get_window_extent()
        fits = min(0.8 * room.width / box.width, 0.6 * room.height / box.height)
        if fits >= 1:
            break
        size *= fits
