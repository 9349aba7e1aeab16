"""A scene with a place for everything: gates, wires, numbers; `svg` writes it, `raster` hands it to Graphviz.

The look is that of the lectures: operations in circles, on the wire behind each the value of the
forward pass in green above and the delta of the backward pass in red below. A node of the graph is
one box of the layout, its gate on the left and its piece of wire on the right.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from viz.labels import label_width
from viz.pictures.executable import DotError, dot_layout, has_dot, warn_of
from viz.pictures.layout import Point, layered
from viz.scenes.scene import IN_THE_WIRE, Edge, Node, Scene

GATE = 36.0  # height of a gate; also its width as long as what stands in it fits
# Letters by what they say: size, and how far below the middle of a wire, gate, note or message they stand.
SIZES = {
    "data": 14.0, "delta": 14.0, "arrived": 11.0, "label": 17.0, "name": 11.0, "gate": 16.0, "note": 12.0,
    "parcel": 13.0,
}  # fmt: skip
BASELINES = {
    "data": -6.0, "delta": 16.0, "arrived": 29.0, "label": 5.0, "name": 5.0, "gate": 5.5, "factors": -5.0,
    "product": 14.0, "parcel": 4.0,
}  # fmt: skip
GAP = 5.0  # between a gate or a wire and the name before it
_NODE_GAP, _MARGIN = 14.0, 10.0
_STUB = 12.0  # the wire behind a text that stands in the wire


class Placed(NamedTuple):
    """A node in the drawing; all in points.

    Attributes:
        left: where its gate or its label begins; a name over a gate may be wider.
        wire: where the gate (or the label of a variable) ends and the node's own wire begins.
        right: where the wire ends.
        y: height of the wire.
    """

    left: float
    wire: float
    right: float
    y: float

    @property
    def front(self) -> float:
        """The middle of its gate."""
        return (self.left + self.wire) / 2

    @property
    def middle(self) -> float:
        """The middle of its wire, where the numbers stand."""
        return (self.wire + self.right) / 2

    @property
    def is_round(self) -> bool:
        """Whether a gate is a circle; what stands in it makes others wider."""
        return self.wire - self.left < GATE + 1


class Drawing(NamedTuple):
    """A scene laid out.

    Attributes:
        scene: what is drawn.
        nodes: one place for each node of the scene.
        wires: one Bézier curve (1 + 3k control points) for each edge.
        notes: for each edge, the center of its `[local] × [upstream] = message`; empty if not asked for.
        names: whether v1, v2, … stand at nodes without a label.
        width, height: of the whole, margins included.
    """

    scene: Scene
    nodes: list[Placed]
    wires: list[list[Point]]
    notes: list[Point]
    names: bool
    width: float
    height: float


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is, in the unit of the font size; digits of a sans-serif face are 0.56."""
    return 0.6 * size * (len(text) + text.count("…"))


def coordinate(v: float) -> str:
    """Return a place as drawings write it, to a tenth of a point.

    >>> coordinate(12.04), coordinate(-0.04), coordinate(0.25)
    ('12', '0', '0.2')
    """
    return f"{v:z.1f}".removesuffix(".0")


def shown_name(node: Node, names: bool) -> str:
    """Return what is written at a node: its label, or v1, v2, … if asked for; a plain number has no name."""
    if node.mark == IN_THE_WIRE:
        return node.name
    return node.label or (node.name if names and node.name != node.data else "")


def note(edge: Edge, upstream: str) -> tuple[str, str, str]:
    """Return what is written at an edge, the factors above it and their product below.

    >>> note(Edge(0, 1, "−4", "12"), "−3")
    ('[−4]', '[−3]', '= 12')
    """
    return f"[{edge.partial}]", f"[{upstream or '⋯'}]", f"= {edge.message}"


def draw(
    scene: Scene,
    *,
    engine: str | None = None,
    notes: bool = False,
    names: bool = False,
    running: bool = False,
    least: str = "",
    gap: float = 34.0,
) -> Drawing:
    """Lay out a scene.

    Args:
        scene: what to draw.
        engine: "dot" (Graphviz), "layered" (built in), or None: `dot` where it is installed.
        notes: reserve room on every edge for `[local] × [upstream] = message`.
        names: show v1, v2, … at nodes without a label.
        running: reserve room for every delta on the way to the last one; a page shows them in turn.
        least: reserve room for this number on every wire, where numbers are going to change.
        gap: distance from the end of a node's wire to the next column, in points; more for gates of
            many operands.

    Raises:
        ValueError: no such engine.
        DotError: "dot" was asked for and cannot do it. With None the built-in layout takes over, with
            a RuntimeWarning if `dot` is there but failed.
    """
    if engine not in (None, "dot", "layered"):
        raise ValueError(f"there is no layout engine {engine!r}: use 'dot', 'layered' or None")
    numbers = [[node.data, node.delta, least] for node in scene.nodes]
    if running:
        for m in scene.arrivals:
            numbers[scene.edges[m.edge].parent].append(m.after)
    boxes = [_box(node, texts, names) for node, texts in zip(scene.nodes, numbers)]
    sizes = [(box.width, box.height) for box in boxes]
    edges = [(edge.parent, edge.child) for edge in scene.edges]
    node_at, note_at = list(range(len(sizes))), list[int]()
    if notes:
        sizes, edges, node_at, note_at = _with_notes(scene, sizes)
    centers, curves, width, height = _lay_out(sizes, edges, engine, gap + _fan(scene))
    centers = [(x + _MARGIN, y + _MARGIN) for x, y in centers]
    curves = [[(x + _MARGIN, y + _MARGIN) for x, y in curve] for curve in curves]
    nodes: list[Placed] = []
    for i, box in zip(node_at, boxes):
        x, y = centers[i]
        left = x - box.width / 2 + box.overhang
        nodes.append(Placed(left, left + box.front, x + box.width / 2, y))
    if notes:
        curves = [
            [*first, *_straight(first[-1], second[0])[1:], *second[1:]]
            for first, second in zip(curves[::2], curves[1::2])
        ]
    wires = [
        _joined(curve, nodes[edge.parent], nodes[edge.child]) for curve, edge in zip(curves, scene.edges)
    ]
    around = [centers[i] for i in note_at]
    return Drawing(scene, nodes, wires, around, names, width + 2 * _MARGIN, height + 2 * _MARGIN)


def _fan(scene: Scene) -> float:
    """Return the room that the wires into a gate of many operands need to come together."""
    most = max(Counter(edge.child for edge in scene.edges).values(), default=0)
    return min(5.0 * max(most - 2, 0), 150.0)


class _Box(NamedTuple):
    """The room for a node: for its gate or label, for its name beyond a gate on either side, for it all."""

    front: float
    overhang: float
    width: float
    height: float


def _box(node: Node, numbers: list[str], names: bool) -> _Box:
    name = shown_name(node, names)
    named = label_width(name, SIZES["label"]) if node.label else text_width(name, SIZES["name"])
    if node.mark == IN_THE_WIRE:  # the wire ends before it
        return _Box(named + 14, 0.0, named + 14 + _STUB, SIZES["name"] + 8)
    wire = max(16.0, *(text_width(text, SIZES["data"]) for text in numbers)) + 12
    if not node.gate:
        front = named + 6 if node.label else named
        return _Box(front, 0.0, front + wire, GATE + 4)
    front = max(GATE, text_width(node.gate, SIZES["gate"]) + 16)
    overhang = max(0.0, (named - front) / 2)
    return _Box(front, overhang, overhang + front + max(overhang, wire), GATE + (28 if name else 4))


def _with_notes(
    scene: Scene, sizes: list[Point]
) -> tuple[list[Point], list[tuple[int, int]], list[int], list[int]]:
    """Put a box for its note into the middle of each edge, numbered between parent and child."""
    entering: dict[int, list[Edge]] = {}
    for edge in scene.edges:
        entering.setdefault(edge.child, []).append(edge)
    placed: list[Point] = []
    edges: list[tuple[int, int]] = []
    node_at: list[int] = []
    note_at: list[int] = []
    for i, size in enumerate(sizes):
        child_at = len(placed) + len(entering.get(i, ()))
        for edge in entering.get(i, ()):
            edges += [(node_at[edge.parent], len(placed)), (len(placed), child_at)]
            note_at.append(len(placed))
            partial, upstream, message = note(edge, scene.nodes[i].delta)
            width = max(text_width(line, SIZES["note"]) for line in (f"{partial} × {upstream}", message))
            placed.append((width, 2 * SIZES["note"] + 14))
        node_at.append(child_at)
        placed.append(size)
    return placed, edges, node_at, note_at


def _lay_out(
    sizes: list[Point], edges: list[tuple[int, int]], engine: str | None, gap: float
) -> tuple[list[Point], list[list[Point]], float, float]:
    if engine == "dot" or (engine is None and has_dot()):
        try:
            return dot_layout(sizes, edges, rank_gap=gap, node_gap=_NODE_GAP)
        except DotError as error:
            if engine == "dot":
                raise
            warn_of(error)
    centers, routes, width, height = layered(sizes, edges, rank_gap=gap, node_gap=_NODE_GAP)
    return centers, [_smooth(route) for route in routes], width, height


def _straight(a: Point, b: Point) -> list[Point]:
    """Return a straight Bézier curve."""
    (ax, ay), (bx, by) = a, b
    return [a, (ax + (bx - ax) / 3, ay + (by - ay) / 3), (bx - (bx - ax) / 3, by - (by - ay) / 3), b]


def _smooth(route: list[Point]) -> list[Point]:
    """Return a Bézier curve through the points of a route that runs level at each of them."""
    curve = route[:1]
    for (ax, ay), (bx, by) in pairwise(route):
        middle = (ax + bx) / 2
        curve += [(middle, ay), (middle, by), (bx, by)]
    return curve


def _joined(curve: list[Point], parent: Placed, child: Placed) -> list[Point]:
    """Return the curve from the very end of the parent's wire to the round of the child's gate."""
    x, y = curve[-1]
    radius, off = GATE / 2, min(abs(y - child.y), GATE / 2)
    rim = child.left + radius - (radius**2 - off**2) ** 0.5
    tip = _straight((x, y), (rim, y))[1:] if rim - x >= 0.5 else []
    return [(parent.right, parent.y), *curve[1:], *tip]
