"""The samples as a picture: points in the plane of two inputs, or targets above one input.

The page lays the model's answer behind the points, or its curve through them, while it learns.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import NamedTuple

from viz.palette import LIGHT, SERIES
from viz.quoting import markup
from viz.scenes.text import number

# Places in the picture: the box of the axes and the picture around it
WIDTH, HEIGHT = 400, 384
LEFT, TOP, SIDE = 46, 8, 344
# Blue and vermilion first: they are told apart by everybody, and so are the marks
COLORS = [SERIES[i] for i in (0, 4, 2, 3, 1, 5)]
_MARKS = (
    "M-4,0a4,4 0 1 0 8,0a4,4 0 1 0 -8,0z", "M-3.6,-3.6h7.2v7.2h-7.2z", "M0,-4.6L4.4,3.4H-4.4z",
    "M0,-5L5,0L0,5L-5,0z", "M0,4.6L4.4,-3.4H-4.4z", "M-1.5,-5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5z",
)  # fmt: skip
_MOST = 1000  # points that are drawn


class Axis(NamedTuple):
    """The numbers from `low` to `high` that an axis shows."""

    low: float
    high: float

    def share(self, x: float) -> float:
        """Return where a number lies, from 0 to 1."""
        return (x - self.low) / (self.high - self.low)


def axis_of(numbers: Sequence[float], around: float = 0.08) -> Axis:
    """Return the axis of these numbers, with a part of their range free on both sides.

    >>> axis_of([0, 10], around=0.1), axis_of([2, 2])
    (Axis(low=-1.0, high=11.0), Axis(low=1.0, high=3.0))
    """
    low, high = min(numbers), max(numbers)
    free = (high - low) * around or max(1.0, abs(low) * around)
    return Axis(low - free, high + free)


def points_svg(
    rows: list[list[float]], targets: list[list[float]], classes: list[list[float]], x: Axis, y: Axis
) -> str:
    """Return the picture of the samples.

    Args:
        rows: samples of two inputs, the places; or of one, whose height is the first target.
        targets: of each sample.
        classes: the different targets, told apart by color and mark; empty for targets that are numbers.
        x, y: what the axes show.
    """
    drawn = slice(None, None, ceil(len(rows) / _MOST))
    low, high = min(t[0] for t in targets), max(t[0] for t in targets)
    marks: list[str] = []
    for row, target in zip(rows[drawn], targets[drawn]):
        across, up = x.share(row[0]), y.share(row[1] if len(row) > 1 else target[0])
        place = f"translate({LEFT + SIDE * across:.1f},{TOP + SIDE * (1 - up):.1f})"
        if classes:
            kind = classes.index(target)
            marks.append(f'<path d="{_MARKS[kind]}" fill="{COLORS[kind]}" transform="{place}"/>')
        else:  # numbers: from the one color to the other
            share = (target[0] - low) / (high - low) if high > low else 1.0
            color = COLORS[0] if share < 0.5 or len(row) == 1 else COLORS[1]
            part = f' fill-opacity="{abs(2 * share - 1):.2f}"' if len(row) > 1 else ""
            marks.append(f'<path d="{_MARKS[0]}" fill="{color}"{part} transform="{place}"/>')
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
        f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>'
        f'<svg x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" viewBox="0 0 1 1">'
        '<g id="lines"></g></svg>'
        f'<g class="marks">{"".join(marks)}</g>{_ticks(x, True)}{_ticks(y, False)}</svg>'
    )


def still(picture: str, title: str) -> str:
    """Return the picture as one that stands alone, in the colors of paper; without one the title."""
    if not picture:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} 60" width="{2 * WIDTH}">'
            f'<text x="20" y="38" font-family="sans-serif" font-size="18">{markup(title)}</text></svg>'
        )
    style = (
        f".frame {{ fill: {LIGHT.paper}; stroke: {LIGHT.wire}; }} "
        f".tick {{ font: 13px sans-serif; fill: {LIGHT.muted}; }}"
    )
    end = picture.index(">") + 1
    head = picture[:end].replace("<svg", f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}"')
    return f"{head}<style>{style}</style>{picture[end:]}"


def _ticks(axis: Axis, across: bool) -> str:
    """Return the numbers along an axis."""
    span = axis.high - axis.low
    power = 10.0 ** floor(log10(span / 4))
    step = next(m * power for m in (1, 2, 5, 10) if span / (m * power) <= 5)
    texts: list[str] = []
    for k in range(ceil(axis.low / step), floor(axis.high / step) + 1):
        share = axis.share(k * step)
        x, y = (
            (LEFT + SIDE * share, TOP + SIDE + 20) if across else (LEFT - 8, TOP + SIDE * (1 - share) + 4.5)
        )
        anchor = "middle" if across else "end"
        texts.append(
            f'<text class="tick" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{number(k * step)}</text>'
        )
    return "".join(texts)
