"""What all plots share: where they are drawn, the missing matplotlib (extra `plots`)."""

# matplotlib's types leave **kwargs and the arrays it hands back unknown:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def axes(ax: Axes | None) -> Axes:
    """Return `ax`, or the Axes of a new figure that pyplot knows, which is what a notebook displays."""
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            "viz draws plots with matplotlib, which is not installed: pip install 'chalkgrad[plots]'"
        ) from error
    if ax is None:
        # pyplot keeps figures until they are closed, and warns at the 20th: a notebook closes them at the
        # end of a cell, and who draws many in a program wants no word about it from this function.
        with plt.rc_context({"figure.max_open_warning": 0}):
            ax = plt.subplots(layout="constrained")[1]
    return ax


def whole_epochs(ax: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))


def legend_outside(ax: Axes) -> None:
    """Put the legend beside the Axes, where it hides nothing."""
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
