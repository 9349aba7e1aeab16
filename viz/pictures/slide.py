"""A step with a place for everything: the drawing, the message on its wire, the caption below.

All slides of a scene have the same size and the drawing at the same place, so that they can be shown one
after the other. `svg` draws them, `animation` writes them into files.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate, pairwise
from math import dist
from typing import NamedTuple

from viz.labels import label_width
from viz.pictures.drawing import (
    BASELINES,
    GAP,
    GATE,
    SIZES,
    Drawing,
    Line,
    Pieces,
    Placed,
    draw,
    shown_name,
    text_width,
)
from viz.pictures.layout import Point
from viz.scenes.scene import Node, Scene
from viz.scenes.states import State, state, state_count

PHASE_SIZE, EQUATION_SIZE = 13.0, 19.0
WIRE_WIDTHS = {"read": 3.0, "sent": 2.2, "now": 3.5}  # of what is marked
_PARCEL_REACH = 80.0  # at most so far from the receiver
_PARCEL_HEIGHT = 32.0  # of message and local gradient together
_LEAST_WIDTH = 500.0  # of a picture with a caption
_LEADING = 1.4  # from line to line, in font sizes
_MARGIN = 12.0


class Slide(NamedTuple):
    """A step laid out; all in points.

    Attributes:
        drawing: the scene with its places, the same for all slides of a walk.
        state: what is shown of it.
        left: how far the drawing is moved to the right, so that it stands in the middle.
        parcel: the center of the message that travels and of its local gradient above it, before that
            move; None if none does.
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


def slides(
    scene: Scene,
    *,
    engine: str | None = None,
    wrap: float | None = None,
    ratio: float | None = None,
    caption: bool = True,
) -> list[Slide]:
    """Return every step of a scene, laid out once.

    Args:
        scene: what to draw.
        engine, wrap, ratio: as in `drawing.draw`.
        caption: leave room for phase, equation and what was received below the drawing.
    """
    drawing = draw(
        scene, engine=engine, names=True, running=True, gap=message_gap(scene), wrap=wrap, ratio=ratio
    )
    states = [state(scene, k) for k in range(state_count(scene))]
    # "1 of 2" hangs a line lower than the numbers that the layout knows of
    bottom = drawing.height + (10 if any(any(shown.arrived) for shown in states) else 0)
    captions, width, height = [list[Line]() for _ in states], drawing.width, bottom
    if caption:
        captions, width, height = _captions(states, max(drawing.width, _LEAST_WIDTH), bottom)
    left = (width - drawing.width) / 2
    return [
        Slide(drawing, shown, left, _parcel(drawing, shown), lines, width, height)
        for shown, lines in zip(states, captions)
    ]


def message_gap(scene: Scene) -> float:
    """Return how far apart columns stand, so that a message that travels between them has room."""
    # when it is presented on the page its letters are as large as those of the numbers
    longest = max((_bold_width(f"← {edge.message}", SIZES["data"]) for edge in scene.edges), default=0.0)
    return min(max(80.0, longest + 4), 120.0)


def _bold_width(text: str, size: float) -> float:
    return 1.15 * text_width(text, size)


def _captions(states: list[State], least: float, top: float) -> tuple[list[list[Line]], float, float]:
    """Return the captions from `top` downward, and width and height of the slides, `least` wide or more.

    A part has its place, however many lines it has in the one slide or the other.
    """
    column, sizes = least - 2 * _MARGIN, (PHASE_SIZE, EQUATION_SIZE, PHASE_SIZE)
    texts = [[_wrapped(part, size, column) for part, size in zip(_said(shown), sizes)] for shown in states]
    heights = [size * _LEADING * max(map(len, lines)) for size, lines in zip(sizes, zip(*texts))]
    starts = list(accumulate(heights, initial=top))
    longest = max(_width(line, size) for parts in texts for part, size in zip(parts, sizes) for line in part)
    width = max(column, longest) + 2 * _MARGIN
    captions = [
        [
            Line(width / 2, start + (n + 1) * size * _LEADING - 0.3 * size, size, line)
            for part, size, start in zip(parts, sizes, starts)
            for n, line in enumerate(part)
        ]
        for parts in texts
    ]
    return captions, width, starts[-1] + _MARGIN


def _said(shown: State) -> tuple[Pieces, Pieces, Pieces]:
    """Return phase, equation and what was received; a slide has no place for both equation and sentence."""
    begin = f"{shown.sentence} = " if shown.kind == "forward" else ""
    received = shown.received if shown.parcel else ""
    return [(shown.phase, "muted")], [(begin, ""), *shown.equation], [(received, "muted")]


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
    """Return where message and local gradient stand: at their wire where they cover least.

    Best below and above the middle of a level wire; on a long wire nearer to who receives the message.
    """
    if not shown.parcel:
        return None
    now = shown.edge_class.index("now")
    points = _polyline(drawing.wires[now])
    lengths = list(accumulate([dist(a, b) for a, b in pairwise(points)]))
    half = max(_bold_width(shown.parcel, SIZES["parcel"]), _bold_width(shown.local, SIZES["local"])) / 2
    best = min(lengths[-1] / 2, _PARCEL_REACH)
    places: list[Point] = []
    for part in (1, 0.9, 1.1, 0.8, 1.2, 0.7, 0.6, 0.5, 0.4, 1.4, 1.8):
        x, y = points[min(bisect_left(lengths, part * best), len(lengths) - 1) + 1]
        x = max(half, min(x, drawing.width - half))  # a wire may turn at the edge of the paper
        heights = [py for px, py in points if abs(px - x) <= half]
        off = _PARCEL_HEIGHT / 2 + 6
        places += [
            (x, y),
            (x, max(min(heights), y - SIZES["parcel"]) - off),
            (x, min(max(heights), y + SIZES["parcel"]) + off),
        ]
    begin, end = min(x for x, _ in places) - half, max(x for x, _ in places) + half
    others = [
        _polyline(wire)
        for e, wire in enumerate(drawing.wires)
        if e != now and min(wire)[0] < end and begin < max(wire)[0]
    ]

    def cost(place: Point) -> tuple[int, int]:
        covered, crossed = _covered(drawing, others, place, half)
        # better its own wire through the text than another one, best a level one between both lines
        own = [py for px, py in points if abs(px - place[0]) <= half]
        return covered, 2 * crossed + (min(own) <= place[1] <= max(own) and max(own) - min(own) > 3)

    return min(places, key=cost)


def _covered(drawing: Drawing, wires: list[list[Point]], place: Point, half: float) -> tuple[int, int]:
    """Return how many gates, names, numbers and edges of the paper a text would cover, and how many wires."""
    x, y = place
    left, right = x - half, x + half
    top, bottom = y - _PARCEL_HEIGHT / 2, y + _PARCEL_HEIGHT / 2
    boxes = [box for node, at in zip(drawing.scene.nodes, drawing.nodes) for box in _boxes(node, at, drawing)]
    covered = sum(a < right and left < b and c < bottom and top < d for a, b, c, d in boxes)
    covered += left < 0 or right > drawing.width or top < 0 or bottom > drawing.height
    hit = sum(any(left < px < right and top < py < bottom for px, py in wire) for wire in wires)
    return covered, hit


def _boxes(node: Node, at: Placed, drawing: Drawing) -> list[tuple[float, float, float, float]]:
    """Return what a node covers as left, right, top, bottom: its gate and its numbers, and a name over it."""
    reach, waiting = GATE / 2 + 1, BASELINES["arrived"] + 3
    boxes = [(at.left, at.right, at.y - reach, at.y + waiting)]
    name = shown_name(node, drawing.names)
    if node.gate and name:
        kind = "label" if node.label else "name"
        half = (label_width(name, SIZES["label"]) if node.label else text_width(name, SIZES["name"])) / 2
        boxes.append((at.front - half, at.front + half, at.y - reach - SIZES[kind] - GAP, at.y - reach))
    return boxes


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
