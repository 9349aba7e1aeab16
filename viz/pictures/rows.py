"""A long drawing broken into rows, like text: `drawing` hands over a layout and gets the places in rows.

Rows are cut behind a column, where all wires are level. Each wire that is cut runs on behind the end of its
row, back between the two rows, and into the next one from the left. Wires of one tail run back as one, and no
two of those that run back cross.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from viz.pictures.layout import Layout, Point

_LANE = 9.0  # between wires that run back
_TURN = 8.0  # radius of their corners, and their distance from what they pass
_ROUND = 0.5523  # of a radius: where the control points of a quarter of a circle lie
_SAME = 1e-3


class Rows(NamedTuple):
    """A layout in rows: centers of the boxes, one Bézier curve for each edge, and the size of it all."""

    centers: list[Point]
    curves: list[list[Point]]
    width: float
    height: float


class _Row(NamedTuple):
    """Columns first to last, and the heights of the wires that are cut before and behind them."""

    first: int
    last: int
    entering: list[float]
    leaving: list[float]


def in_rows(layout: Layout, extents: Sequence[Point], width: float) -> Rows:
    """Return a layout in rows that are at most so wide, unless a single column is wider.

    Args:
        layout: the columns from left to right.
        extents: how far each box reaches above and below its center.
        width: of a row, in the unit of the layout.

    >>> from viz.pictures.layout import layered
    >>> two = layered([(10, 10), (10, 10)], [(0, 1)], rank_gap=10)
    >>> in_rows(two, [(5, 5), (5, 5)], 30).centers, in_rows(two, [(5, 5), (5, 5)], 25).centers
    ([(5.0, 5.0), (25.0, 5.0)], [(5.0, 5.0), (40.0, 64.0)])
    """
    cuts = [_cut(layout, right) for _, right in layout.columns]
    return _placed(layout, extents, _broken(layout, cuts, width))


def in_ratio(layout: Layout, extents: Sequence[Point], ratio: float) -> Rows:
    """Return a layout in as many rows as make it the largest on paper of this ratio, width to height."""
    cuts = [_cut(layout, right) for _, right in layout.columns]
    best: Rows | None = None
    # rows of this height fill the paper; those with wires that run back are higher, so fewer will do
    about = (layout.width / (ratio * layout.height)) ** 0.5 if layout.height else 1.0
    for count in range(max(1, int(about / 2)), len(layout.columns) + 1):
        width = layout.width / count
        while len(rows := _broken(layout, cuts, width)) > count:
            width *= 1.04
        found = _placed(layout, extents, rows)
        if best is None or _needed(found, ratio) < _needed(best, ratio):
            best = found
        elif found.height * ratio > found.width:  # more rows only make it higher
            break
    return best or _placed(layout, extents, [])


def _needed(rows: Rows, ratio: float) -> float:
    """Return how wide the paper has to be."""
    return max(rows.width, rows.height * ratio)


def _cut(layout: Layout, x: float) -> list[float]:
    """Return the heights at which wires pass the right side of a column, from top to bottom."""
    passing = [route for route in layout.routes if route[0][0] <= x + _SAME < route[-1][0]]
    return sorted({_height(route, x) for route in passing})


def _height(route: list[Point], x: float) -> float:
    """Return the height of a wire at the right side of a column, where it is level."""
    return [y for px, y in route if px <= x + _SAME][-1]


def _broken(layout: Layout, cuts: list[list[float]], width: float) -> list[_Row]:
    """Return the rows; as in a paragraph, the breaks are those with the least total cost."""
    columns = layout.columns
    begins = [
        _start(layout, first) - _side(cuts[first - 1] if first else []) for first in range(len(columns))
    ]
    ends = [right + _side(cut) for (_, right), cut in zip(columns, cuts, strict=True)]
    least = [(0.0, 0)]  # of so many columns: the cost, and where their last row begins
    for last, end in enumerate(ends):
        found: list[tuple[float, int]] = []
        for first in range(last, -1, -1):
            room = width - end + begins[first]
            if room < -_SAME and first < last:
                if columns[last][1] - columns[first][0] > width:
                    break
                continue  # fewer wires may enter before another column
            is_last = last == len(columns) - 1
            # a wire that is cut costs as much as a third of a row left empty
            cost = (0.0 if is_last else (room / width) ** 2) + 0.1 * len(cuts[last])
            found.append((least[first][0] + cost, first))
        least.append(min(found))
    rows: list[_Row] = []
    end = len(columns)
    while end:
        start = least[end][1]
        rows.append(_row(start, end - 1, cuts))
        end = start
    return rows[::-1]


def _row(first: int, last: int, cuts: list[list[float]]) -> _Row:
    return _Row(first, last, cuts[first - 1] if first else [], cuts[last])


def _start(layout: Layout, first: int) -> float:
    """Return where a row begins: at its first column, or where the wires of the row before it were cut."""
    return layout.columns[first - 1][1] if first else 0.0


def _width(layout: Layout, row: _Row) -> float:
    return layout.columns[row.last][1] - _start(layout, row.first) + _side(row.entering) + _side(row.leaving)


def _side(lanes: list[float]) -> float:
    """Return the room beside a row for the wires that turn there."""
    return 2 * _TURN + _LANE * len(lanes) if lanes else 0.0


def _placed(layout: Layout, extents: Sequence[Point], rows: list[_Row]) -> Rows:
    """Return everything moved into its row, and the wires between rows led back."""
    starts = [_start(layout, row.first) for row in rows]
    lefts = [layout.columns[row.first][0] for row in rows]
    ends = [layout.columns[row.last][1] for row in rows]
    row_of = [
        next(i for i, end in enumerate(ends) if x <= end + _SAME) for x, _ in layout.centers
    ]  # boxes stand within their columns
    pieces = [_pieces(route, starts, lefts, ends) for route in layout.routes]
    highest, lowest = [float("inf")] * len(rows), [float("-inf")] * len(rows)
    for (_, y), (above, below), i in zip(layout.centers, extents, row_of, strict=True):
        highest[i], lowest[i] = min(highest[i], y - above), max(lowest[i], y + below)
    for parts in pieces:
        for i, part in parts.items():
            inside = [y for x, y in part if x > starts[i] + _SAME]
            highest[i], lowest[i] = min(highest[i], *inside), max(lowest[i], *inside)
    # what enters a row far above or below all that stands there comes nearer
    nearer = [
        dict(zip(row.entering, _near(row.entering, high, low), strict=True))
        for row, high, low in zip(rows, highest, lowest, strict=True)
    ]
    for i, new in enumerate(nearer):
        highest[i], lowest[i] = min([highest[i], *new.values()]), max([lowest[i], *new.values()])
    moves: list[Point] = []
    channels: list[float] = []  # above each row: where the first wire that runs back to it runs
    bottom = 0.0
    for row, start, high, low in zip(rows, starts, highest, lowest, strict=True):
        channels.append(bottom + 2 * _TURN)
        top = bottom + (_LANE * len(row.entering) + 5 * _TURN if row.entering else 0.0)
        moves.append((_side(row.entering) - start, top - high))
        bottom = top + low - high
    centers = [(x + moves[i][0], y + moves[i][1]) for (x, y), i in zip(layout.centers, row_of, strict=True)]
    curves: list[list[Point]] = []
    for parts in pieces:
        curve: list[Point] = []
        for i, part in parts.items():
            (dx, dy), (start, *rest) = moves[i], part
            if curve:
                new, lanes = nearer[i][start[1]], len(rows[i].entering)
                lane = rows[i].entering.index(start[1])
                under = lanes - 1 - lane  # the wire on top turns last and runs lowest
                curve += _led_back(
                    curve[-1],
                    ends[i - 1] + moves[i - 1][0] + 2 * _TURN + _LANE * under,
                    channels[i] + _LANE * under,
                    _side(rows[i].entering) - 2 * _TURN - _LANE * lane,
                    (start[0] + dx, new + dy),
                )[1:]
                curve += smooth([(x + dx, y + dy) for x, y in [(start[0], new), *rest]])[1:]
            else:
                curve = smooth([(x + dx, y + dy) for x, y in part])
        curves.append(curve)
    width = max((_width(layout, row) for row in rows), default=0.0)
    return Rows(centers, curves, width, bottom)


def _pieces(
    route: list[Point], starts: list[float], lefts: list[float], ends: list[float]
) -> dict[int, list[Point]]:
    """Return the parts of a wire by their rows."""
    parts: dict[int, list[Point]] = {}
    begin, end = route[0][0], route[-1][0]
    for i, (start, stop) in enumerate(zip(starts, ends, strict=True)):
        after = start + _SAME if i else float("-inf")
        if begin > stop + _SAME or end <= after:
            continue
        parts[i] = [point for point in route if after < point[0] <= stop + _SAME]
        if begin <= after:  # it is level there, but may begin elsewhere in its row
            y, first = _height(route, start), min(p[0] for p in [*parts[i], (stop, 0.0)])
            parts[i] = [(start, y), *([(left, y)] if (left := lefts[i]) < first - _SAME else []), *parts[i]]
        if end > stop + _SAME:
            parts[i].append((stop, _height(route, stop)))
    return parts


def _near(heights: list[float], high: float, low: float) -> list[float]:
    """Return the heights between these, in their order and apart from each other.

    >>> _near([0.0, 50.0, 400.0], 40.0, 100.0)
    [40.0, 50.0, 100.0]
    """
    found: list[float] = []
    for k, y in enumerate(heights):
        between = max(high, min(y, low - _LANE * (len(heights) - 1 - k)))
        found.append(max(between, found[-1] + _LANE) if found else between)
    return found


def _led_back(a: Point, right: float, channel: float, left: float, b: Point) -> list[Point]:
    """Return a curve from the end of a row to the beginning of the next one, with round corners."""
    corners = [(right, a[1]), (right, channel), (left, channel), (left, b[1])]
    curve = [a]
    for before, corner, after in zip([a, *corners], corners, [*corners[1:], b]):
        first, second = _toward(corner, before), _toward(corner, after)
        curve += _line(curve[-1], first)
        curve += [_between(first, corner), _between(second, corner), second]
    return curve + _line(curve[-1], b)


def _toward(corner: Point, other: Point) -> Point:
    """Return where the round of a corner meets its side, at most half of the side away."""
    (x, y), (u, v) = corner, other
    length = abs(u - x) + abs(v - y)
    part = min(_TURN, length / 2) / length if length else 0.0
    return x + part * (u - x), y + part * (v - y)


def _between(end: Point, corner: Point) -> Point:
    return end[0] + _ROUND * (corner[0] - end[0]), end[1] + _ROUND * (corner[1] - end[1])


def _line(a: Point, b: Point) -> list[Point]:
    return straight(a, b)[1:]


def straight(a: Point, b: Point) -> list[Point]:
    """Return a straight Bézier curve."""
    (ax, ay), (bx, by) = a, b
    return [a, (ax + (bx - ax) / 3, ay + (by - ay) / 3), (bx - (bx - ax) / 3, by - (by - ay) / 3), b]


def smooth(route: list[Point]) -> list[Point]:
    """Return a Bézier curve through the points of a route that runs level at each of them."""
    curve = route[:1]
    for (ax, ay), (bx, by) in pairwise(route):
        middle = (ax + bx) / 2
        curve += [(middle, ay), (middle, by), (bx, by)]
    return curve
