"""A step with a place for everything: the drawing, the message on its wire, the caption below.

All slides of a scene have the same size and the drawing at the same place, so that they can be shown one
after the other. `svg` and `raster` draw them, `animation` writes them into files.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate, pairwise
from math import dist
from typing import NamedTuple

from viz.pictures.drawing import Drawing, draw, text_width
from viz.pictures.layout import Point
from viz.scenes.scene import Scene
from viz.scenes.states import Pieces, State, state, state_count

PARCEL_SIZE, ARRIVED_SIZE, PHASE_SIZE, EQUATION_SIZE = 13.0, 11.0, 13.0, 19.0
_PARCEL_REACH = 80.0  # at most so far from the receiver
_LEAST_WIDTH = 500.0  # of a picture with a caption
_LEADING = 1.4  # from line to line, in font sizes
_MARGIN = 12.0


class Line(NamedTuple):
    """A line of the caption, centered at `x` with its letters on `y`."""

    x: float
    y: float
    size: float
    pieces: Pieces


class Slide(NamedTuple):
    """A step laid out; all in points.

    Attributes:
        drawing: the scene with its places, the same for all slides of a walk.
        state: what is shown of it.
        left: how far the drawing is moved to the right, so that it stands in the middle.
        parcel: the center of the message that travels, before that move; None if none does.
        caption: phase, equation and what was received, one or more lines each.
        width, height: of the whole.
    """

    drawing: Drawing
    state: State
    left: float
    parcel: Point | None
    caption: list[Line]
    width: float
    height: float


def slides(scene: Scene, *, engine: str | None = None, caption: bool = True) -> list[Slide]:
    """Return every step of a scene, laid out once.

    Args:
        scene: what to draw.
        engine: as in `drawing.draw`.
        caption: leave room for phase, equation and what was received below the drawing.
    """
    # columns as far apart as on the page, for the message that travels between them
    drawing = draw(scene, engine=engine, names=True, running=True, gap=80)
    states = [state(scene, k) for k in range(state_count(scene))]
    # "1 of 2" hangs a line lower than the numbers that the layout knows of
    bottom = drawing.height + (10 if any(any(shown.arrived) for shown in states) else 0)
    if not caption:
        return [
            Slide(drawing, shown, 0.0, _parcel(drawing, shown), [], drawing.width, bottom) for shown in states
        ]
    column = max(drawing.width, _LEAST_WIDTH) - 2 * _MARGIN
    texts = [
        [
            _wrapped([(shown.phase, "muted")], PHASE_SIZE, column),
            _wrapped(_whole_equation(shown), EQUATION_SIZE, column),
            _wrapped([(shown.received if shown.parcel else "", "muted")], PHASE_SIZE, column),
        ]
        for shown in states
    ]
    # a part has its place, however many lines it has in the one slide or the other
    sizes = (PHASE_SIZE, EQUATION_SIZE, PHASE_SIZE)
    most = [max(len(parts[i]) for parts in texts) for i in range(len(sizes))]
    starts = [
        bottom + sum(n * size * _LEADING for n, size in zip(most[:i], sizes)) for i in range(len(sizes))
    ]
    longest = max(_width(line, size) for parts in texts for part, size in zip(parts, sizes) for line in part)
    width = max(column, longest) + 2 * _MARGIN
    height = starts[-1] + most[-1] * sizes[-1] * _LEADING + _MARGIN
    return [
        Slide(
            drawing,
            shown,
            (width - drawing.width) / 2,
            _parcel(drawing, shown),
            [
                Line(width / 2, start + (n + 1) * size * _LEADING - 0.3 * size, size, line)
                for part, size, start in zip(parts, sizes, starts)
                for n, line in enumerate(part)
            ],
            width,
            height,
        )
        for shown, parts in zip(states, texts)
    ]


def _whole_equation(shown: State) -> Pieces:
    """Return the equation with names in front: a slide has no place for both it and the sentence."""
    return [(f"{shown.sentence} = ", "") if shown.kind == "forward" else ("", ""), *shown.equation]


def _wrapped(pieces: Pieces, size: float, column: float) -> list[Pieces]:
    """Return the pieces in lines that are broken at blanks, as wide as the column where a word allows it."""
    lines: list[Pieces] = [[]]
    for text, kind in pieces:
        for found in re.findall(r"\s*\S+|\s+$", text):
            full = bool(lines[-1]) and _width([*lines[-1], (found.rstrip(), "")], size) > column
            word = found.lstrip() if full else found
            if full:
                lines.append([])
            if lines[-1] and lines[-1][-1][1] == kind:
                lines[-1][-1] = (lines[-1][-1][0] + word, kind)
            elif word:
                lines[-1].append((word, kind))
    return [line for line in lines if line]


def _width(line: Pieces, size: float) -> float:
    return text_width("".join(text for text, _ in line), size)


def _parcel(drawing: Drawing, shown: State) -> Point | None:
    """Return where the message stands: at its wire where it covers least, best above the middle.

    On a long wire it stands nearer to who receives it.
    """
    if not shown.parcel:
        return None
    now = shown.edge_class.index("now")
    points = _polyline(drawing.wires[now])
    lengths = list(accumulate([dist(a, b) for a, b in pairwise(points)]))
    half = text_width(shown.parcel, PARCEL_SIZE) / 2
    best = min(lengths[-1] / 2, _PARCEL_REACH)
    places: list[Point] = []
    for reach in (best, 0.8 * best, 0.6 * best, 1.2 * best, 1.4 * best):
        x, y = points[bisect_left(lengths, reach) + 1]
        # a wire that slants would run through the ends of the text
        heights = [py for px, py in points if abs(px - x) <= half]
        places += [
            (x, max(min(heights), y - PARCEL_SIZE) - 14),
            (x, min(max(heights), y + PARCEL_SIZE) + 14),
        ]
    others = [wire for e, wire in enumerate(drawing.wires) if e != now]
    return min(places, key=lambda place: _covered(drawing, others, place, half))


def _covered(drawing: Drawing, wires: list[list[Point]], place: Point, half: float) -> tuple[int, int]:
    """Return how many nodes, names and numbers included, and how many wires a text would cover."""
    x, y = place
    nodes = sum(
        left - 2 < x + half and x - half < right + 2 and top - 30 < y < top + 30
        for left, _, right, top in drawing.nodes
    )
    left, right, top, bottom = x - half - 3, x + half + 3, y - PARCEL_SIZE / 2 - 3, y + PARCEL_SIZE / 2 + 3
    near = [wire for wire in wires if wire[0][0] < right and left < wire[-1][0]]
    hit = sum(any(left < px < right and top < py < bottom for px, py in _polyline(wire)) for wire in near)
    return nodes, hit


def _polyline(curve: list[Point], pieces: int = 32) -> list[Point]:
    """Return points along a Bézier curve, close enough to measure its length."""
    points = [curve[0]]
    for a, b, c, d in zip(curve[::3], curve[1::3], curve[2::3], curve[3::3]):
        for i in range(1, pieces + 1):
            t = i / pieces
            s = 1 - t
            weights = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
            x, y = (sum(w * p[axis] for w, p in zip(weights, (a, b, c, d))) for axis in (0, 1))
            points.append((x, y))
    return points
