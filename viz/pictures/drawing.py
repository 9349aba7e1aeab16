"""A scene with a place for everything: gates, wires, numbers; `svg` writes it, `raster` hands it to Graphviz.

The look is that of the lectures: operations in circles, on the wire behind each the value of the
forward pass in green above and the delta of the backward pass in red below. A node of the graph is
one box of the layout, its gate on the left and its piece of wire on the right.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from viz.pictures.executable import DotError, dot_layout, has_dot, warn_of
from viz.pictures.layout import Point, layered
from viz.scenes.scene import IN_THE_WIRE, Edge, Node, Scene

GATE = 36.0  # height of a gate; also its width as long as what stands in it fits
NUMBER_SIZE, GATE_SIZE, LABEL_SIZE, NAME_SIZE, MESSAGE_SIZE = 14.0, 16.0, 17.0, 11.0, 12.0
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
    fronts = [_front_width(node, names) for node in scene.nodes]
    overhangs = [_overhang(node, front, names) for node, front in zip(scene.nodes, fronts)]
    numbers = [[node.data, node.delta, least] for node in scene.nodes]
    if running:
        for m in scene.arrivals:
            numbers[scene.edges[m.edge].parent].append(m.after)
    sizes = [
        _size(node, front, overhang, texts, names)
        for node, front, overhang, texts in zip(scene.nodes, fronts, overhangs, numbers)
    ]
    edges = [(edge.parent, edge.child) for edge in scene.edges]
    gap += _fan(scene)
    if notes:
        sizes, edges, node_at, note_at = _with_notes(scene, sizes)
    else:
        node_at, note_at = list(range(len(sizes))), list[int]()

    centers, curves, width, height = _lay_out(sizes, edges, engine, gap)
    shift = _MARGIN
    centers = [(x + shift, y + shift) for x, y in centers]
    curves = [[(x + shift, y + shift) for x, y in curve] for curve in curves]
    nodes: list[Placed] = []
    for i, front, overhang in zip(node_at, fronts, overhangs):
        (x, y), half = centers[i], sizes[i][0] / 2
        nodes.append(Placed(x - half + overhang, x - half + overhang + front, x + half, y))
    if notes:
        curves = [
            [*first, *_straight(first[-1], second[0])[1:], *second[1:]]
            for first, second in zip(curves[::2], curves[1::2])
        ]
    wires = [
        _joined(curve, nodes[edge.parent], nodes[edge.child]) for curve, edge in zip(curves, scene.edges)
    ]
    return Drawing(
        scene, nodes, wires, [centers[i] for i in note_at], names, width + 2 * shift, height + 2 * shift
    )


def _fan(scene: Scene) -> float:
    """Return the room that the wires into a gate of many operands need to come together."""
    most = max(Counter(edge.child for edge in scene.edges).values(), default=0)
    return min(5.0 * max(most - 2, 0), 150.0)


def _front_width(node: Node, names: bool) -> float:
    if node.gate:
        return max(GATE, text_width(node.gate, GATE_SIZE) + 16)
    if node.mark == IN_THE_WIRE:
        return text_width(node.name, NAME_SIZE) + 14  # the wire ends before it
    return (
        text_width(node.label, LABEL_SIZE) + 6
        if node.label
        else text_width(shown_name(node, names), NAME_SIZE)
    )


def _overhang(node: Node, front: float, names: bool) -> float:
    """Return how far the name over a gate reaches beyond it, on either side."""
    if not node.gate:
        return 0.0
    size = LABEL_SIZE if node.label else NAME_SIZE
    return max(0.0, (text_width(shown_name(node, names), size) - front) / 2)


def _size(node: Node, front: float, overhang: float, numbers: list[str], names: bool) -> Point:
    if node.mark == IN_THE_WIRE:
        return front + _STUB, NAME_SIZE + 8.0
    return overhang + front + max(overhang, _wire_width(numbers)), _height(node, names)


def _wire_width(numbers: list[str]) -> float:
    return max(16.0, *(text_width(text, NUMBER_SIZE) for text in numbers)) + 12


def _height(node: Node, names: bool) -> float:
    return GATE + 28 if node.gate and shown_name(node, names) else GATE + 4


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
            local, upstream, message = note(edge, scene.nodes[i].delta)
            width = max(text_width(line, MESSAGE_SIZE) for line in (f"{local} × {upstream}", message))
            placed.append((width, 2 * MESSAGE_SIZE + 14))
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
