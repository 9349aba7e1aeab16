"""A scene with a place for everything: gates, wires, numbers; whoever writes a picture asks here.

The look is that of the lectures: operations in circles, on the wire behind each the value of the
forward pass in green above and the delta of the backward pass in red below. A node of the graph is
one box of the layout, its gate on the left and its piece of wire on the right. Notes stand under the
delta that they add up to; as their room is there whether they are shown or not, nothing moves when they come.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple, TypeAlias

from viz.labels import label_extent, label_width
from viz.pictures.executable import dot_layout
from viz.pictures.layout import Point, layered
from viz.pictures.rows import in_ratio, in_rows, smooth, straight
from viz.scenes.scene import IN_THE_WIRE, Edge, Node, Scene

GATE = 36.0  # height of a gate; also its width as long as what stands in it fits
# Letters by what they say: size, and how far below the middle of a wire, gate, note or message they stand.
SIZES = {
    "data": 14.0, "delta": 14.0, "arrived": 11.0, "label": 17.0, "name": 11.0, "gate": 16.0, "note": 11.0,
    "port": 10.0, "parcel": 13.0, "local": 13.0,
}  # fmt: skip
BASELINES = {
    "data": -6.0, "delta": 16.0, "arrived": 29.0, "label": 5.0, "name": 5.0, "gate": 5.5, "note": 30.0,
    "port": 3.5, "parcel": 12.0, "local": -4.0,
}  # fmt: skip
GAP = 5.0  # between a gate or a wire and the name before it
NODE_GAP, MARGIN = 14.0, 10.0  # between boxes of a column; around it all
_STUB = 12.0  # the wire behind a text that stands in the wire
_ARRIVED = 8.0  # that "1 of 2", and a badge of the page, reach below a node
_LEADING = 13.0  # from note to note
_RIM = 3.0  # between the feet of a name and its gate
_PORT = 8.5  # from the left end of a gate to the middle of a sign beside a wire that enters
_MOST_NOTES = 8  # under one delta
_MOST_SUMMANDS = 4  # of a count that are written out
# Widths of signs of a note in its size; a digit of a wide face has 0.64.
_NARROW = {**dict.fromkeys(" .", 0.32), **dict.fromkeys("[]", 0.4), **dict.fromkeys("×=−+←→…⋯", 0.84)}

Pieces: TypeAlias = list[tuple[str, str]]


class Line(NamedTuple):
    """A line of text, centered at `x` with its letters on `y`, in pieces of one color.

    The colors are "data", "delta", "partial", "muted" or "", which is ink.
    """

    x: float
    y: float
    size: float
    pieces: Pieces


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
        notes: lines under the deltas: `= [local] × [upstream]` or what was counted; empty if not asked for.
        marks: for each node, what its wires are, if they enter in another order than that of its operands.
        names: whether v1, v2, … stand at nodes without a label.
        width, height: of the whole, margins included.
    """

    scene: Scene
    nodes: list[Placed]
    wires: list[list[Point]]
    notes: list[Line]
    marks: list[list[Line]]
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


def name_foot(node: Node) -> float:
    """Return the line over the middle of a gate on which its name stands, clear of the gate with its tails.

    >>> from autograd import Value
    >>> from viz import scene
    >>> plain, deep = (scene(Value(1.0, name)).nodes[0] for name in ("h", "h_ij"))
    >>> name_foot(plain), name_foot(deep)
    (-23.0, -28.1)
    """
    below = label_extent(node.label, SIZES["label"])[1] if node.label else 0.0
    return round(-GATE / 2 - max(GAP, below + _RIM), 1)


def note(edge: Edge, upstream: str) -> tuple[str, str, str]:
    """Return what is noted of an edge: local gradient, upstream gradient, message.

    >>> note(Edge(0, 1, "−4", "12"), "−3")
    ('[−4]', '[−3]', '= 12')
    """
    return f"[{edge.partial}]", f"[{upstream or '⋯'}]", f"= {edge.message}"


def draw(
    scene: Scene,
    *,
    engine: str | None = None,
    notes: bool = False,
    counts: bool = False,
    room: bool = False,
    names: bool = False,
    running: bool = False,
    least: str = "",
    gap: float = 34.0,
    wrap: float | None = None,
    ratio: float | None = None,
) -> Drawing:
    """Lay out a scene.

    Args:
        scene: what to draw.
        engine: "layered" (built in), which None stands for, too, or "dot" (Graphviz).
        notes: write `= [local] × [upstream]` under every delta; where several messages add up to it, all of
            them with their products, of more than eight the upper seven.
        counts: write add-multiplies there: → of the value, ← of the messages.
        room: keep the room of the notes free without writing them.
        names: show v1, v2, … at nodes without a label.
        running: reserve room for every delta on the way to the last one; a page shows them in turn.
        least: reserve room for this number on every wire, where numbers are going to change.
        gap: distance from the end of a node's wire to the next column, in points; more for gates of
            many operands.
        wrap: break the drawing into rows of at most this width, in points.
        ratio: break it into as many rows as make it the largest on paper of this ratio, width to height.

    Raises:
        ValueError: no such engine; rows that no drawing fits into, or drawn by "dot".
        TypeError: rows whose size is no number.
        DotError: "dot" was asked for and cannot do it.
    """
    if engine not in (None, "dot", "layered"):
        raise ValueError(f"there is no layout engine {engine!r}: use 'dot', 'layered' or None")
    check_rows(wrap, ratio, engine)
    numbers = [[node.data, node.delta, least] for node in scene.nodes]
    if running:
        for m in scene.arrivals:
            numbers[scene.edges[m.edge].parent].append(m.after)
    messages = _noted(scene) if notes or counts or room else [list[Pieces]() for _ in scene.nodes]
    boxes = [_box(*node, names) for node in zip(scene.nodes, numbers, messages)]
    sizes = [(box.width, box.height) for box in boxes]
    edges = [(edge.parent, edge.child) for edge in scene.edges]
    gap += _fan(scene)
    if engine == "dot":  # which knows boxes that reach as far above their wire as below
        tall = [(box.width, box.height + 2 * max(box.above, box.below)) for box in boxes]
        centers, curves, width, height = dot_layout(tall, edges, rank_gap=gap, node_gap=NODE_GAP)
    else:
        operands = Counter(edge.child for edge in scene.edges)
        ordered = [i for i, node in enumerate(scene.nodes) if 1 < operands[i] == len(node.ports)]
        layout = layered(
            sizes,
            edges,
            rank_gap=gap,
            node_gap=NODE_GAP,
            around=[(box.above, box.below) for box in boxes],
            ordered=ordered,
        )
        boxes = _aligned(scene, boxes, layout.centers)
        # how much of a delta has arrived stands below it, where no wire may run back
        low = _ARRIVED if running else 0.0
        extents = [(box.height / 2 + box.above, box.height / 2 + max(box.below, low)) for box in boxes]
        if wrap is not None:
            centers, curves, width, height = in_rows(layout, extents, wrap - 2 * MARGIN)
        elif ratio is not None:
            centers, curves, width, height = in_ratio(layout, extents, ratio)
        else:
            centers, width, height = layout.centers, layout.width, layout.height
            curves = [smooth(route) for route in layout.routes]
    curves = [[(x + MARGIN, y + MARGIN) for x, y in curve] for curve in curves]
    nodes: list[Placed] = []
    for (x, y), box in zip(centers, boxes):
        left = x + MARGIN - box.width / 2 + box.overhang
        nodes.append(Placed(left, left + box.front, x + MARGIN + box.width / 2, y + MARGIN))
    wires = [
        _joined(curve, nodes[edge.parent], nodes[edge.child]) for curve, edge in zip(curves, scene.edges)
    ]
    width, height = width + 2 * MARGIN, height + 2 * MARGIN
    lines: list[Line] = []
    if notes:
        # where several wires leave, the message of the uppermost comes first
        messages = _noted(scene, [nodes[edge.child].y for edge in scene.edges])
        lines = _under(nodes, messages)
    elif counts:
        lines = _under(nodes, _counted(scene))
        total = _total(scene)
        height += 2 * _LEADING
        width = max(width, _width(total) + 2 * MARGIN)
        lines.append(Line(width / 2, height - MARGIN, SIZES["note"], total))
    return Drawing(scene, nodes, wires, lines, _marks(scene, nodes, wires), names, width, height)


def check_rows(wrap: float | None, ratio: float | None, engine: str | None) -> None:
    """Refuse rows that no drawing fits into.

    >>> check_rows(500, 2, None)
    Traceback (most recent call last):
    ValueError: wrap=500 and ratio=2: rows have one width; give one of them
    """
    for name, given, least in (("wrap", wrap, 100), ("ratio", ratio, 0.1)):
        if given is not None and not isinstance(given, (int, float)):  # pyright: ignore
            raise TypeError(f"{name}={given!r}: it is a number of points for wrap, 16/9 for ratio")
        if given is not None and not least <= given < float("inf"):
            raise ValueError(
                f"{name}={given}: wrap is the width of a row in points, ratio the width of the paper by its "
                f"height; give {name}={least} or more"
            )
    if wrap is not None and ratio is not None:
        raise ValueError(f"wrap={wrap} and ratio={ratio}: rows have one width; give one of them")
    if engine == "dot" and (wrap is not None or ratio is not None):
        raise ValueError("engine='dot' draws no rows: leave it out, or wrap= and ratio=")


def _fan(scene: Scene) -> float:
    """Return the room that the wires into a gate of many operands need to come together."""
    most = max(Counter(edge.child for edge in scene.edges).values(), default=0)
    return min(5.0 * max(most - 2, 0), 150.0)


# --- the room for a node ----------------------------------------------------------------------------------


class _Box(NamedTuple):
    """The room for a node: for its gate or label, for what is before that, for it all; for its name above and
    its notes below; and how long its wire is at least.
    """

    front: float
    overhang: float
    width: float
    height: float
    above: float
    below: float
    wire: float


def _box(node: Node, numbers: list[str], notes: list[Pieces], names: bool) -> _Box:
    name = shown_name(node, names)
    named = label_width(name, SIZES["label"]) if node.label else text_width(name, SIZES["name"])
    noted = max(map(_width, notes), default=0.0)
    below = max(0.0, BASELINES["note"] + _LEADING * (len(notes) - 1) - GATE / 2 - 8) if notes else 0.0
    if node.mark == IN_THE_WIRE:  # the wire ends before it
        front = max(named + 14, noted - _STUB)
        return _Box(front, 0.0, front + _STUB, GATE + 4 if notes else SIZES["name"] + 8, 0.0, below, _STUB)
    wire = max(16.0, *(text_width(text, SIZES["data"]) for text in numbers)) + 12
    if not node.gate:
        front = named + 6 if node.label else named
        return _Box(front, 0.0, max(front + wire, noted), GATE + 4, 0.0, below, wire)
    front = max(GATE, text_width(node.gate, SIZES["gate"]) + 16)
    if front > GATE and 1 < len(node.ports) <= 3:
        front += 2 * _PORT  # for signs beside the wires that enter
    overhang = max(0.0, (named - front) / 2)
    wire = max(wire, overhang, noted - front)
    above = 0.0
    if name:
        letters = label_extent(name, SIZES["label"])[0] if node.label else SIZES["name"]
        above = letters - name_foot(node) - GATE / 2
    return _Box(front, overhang, overhang + front + wire, GATE + 4, above, below, wire)


def _aligned(scene: Scene, boxes: list[_Box], centers: list[Point]) -> list[_Box]:
    """Return the boxes with the wires of all variables of a column as long as the longest, where they fit."""
    columns: dict[float, list[int]] = {}
    for i, node in enumerate(scene.nodes):
        if not node.gate and node.mark != IN_THE_WIRE:
            columns.setdefault(centers[i][0], []).append(i)
    boxes = list(boxes)
    for variables in columns.values():
        width, front = max(boxes[i].width for i in variables), max(boxes[i].front for i in variables)
        if all(boxes[i].wire <= width - front for i in variables):
            for i in variables:
                boxes[i] = boxes[i]._replace(overhang=front - boxes[i].front, width=width)
    return boxes


# --- under the deltas -------------------------------------------------------------------------------------


def _noted(scene: Scene, heights: list[float] | None = None) -> list[list[Pieces]]:
    """Return for each node the messages that add up to its delta."""
    sent: list[list[int]] = [[] for _ in scene.nodes]
    for e, edge in enumerate(scene.edges):
        sent[edge.parent].append(e)
    messages: list[list[Pieces]] = []
    for es in sent:
        if heights:
            es.sort(key=heights.__getitem__)
        shown = es if len(es) <= _MOST_NOTES else es[: _MOST_NOTES - 1]
        lines = [_message(scene, scene.edges[e], alone=len(es) == 1) for e in shown]
        more: list[Pieces] = [[(f"⋯ {len(es) - len(shown):,} more", "muted")]] * (len(shown) < len(es))
        messages.append(lines + more)
    return messages


def _message(scene: Scene, edge: Edge, *, alone: bool) -> Pieces:
    """Return `= [local] × [upstream]` of the message that is the delta above, else the message, too."""
    partial, upstream, message = note(edge, scene.nodes[edge.child].delta)
    factors = [(partial, "partial"), (" × ", ""), (upstream, "delta")]
    if alone and scene.nodes[edge.parent].delta == edge.message:
        return [("= ", ""), *factors]
    return [*factors, (" = ", ""), (message.removeprefix("= "), "delta")]


def _counted(scene: Scene) -> list[list[Pieces]]:
    """Return for each node the add-multiplies of its value and of its messages, if there are any."""
    received: list[list[int]] = [[] for _ in scene.nodes]
    for edge in scene.edges:
        received[edge.parent].append(edge.products)
    counted: list[list[Pieces]] = []
    for node, costs in zip(scene.nodes, received):
        pieces: Pieces = [(f"→ {node.products}", "data")] if node.products else []
        if any(costs):
            summands = costs if len(costs) <= _MOST_SUMMANDS else [sum(costs)]
            pieces += [(" ", "")] * bool(pieces) + [("← " + " + ".join(map(str, summands)), "delta")]
        counted.append([pieces])
    return counted


def _total(scene: Scene) -> Pieces:
    forward, backward = sum(n.products for n in scene.nodes), sum(e.products for e in scene.edges)
    return [
        ("add-multiplies: ", "muted"), (f"→ {forward:,} forward", "data"), (", ", "muted"),
        (f"← {backward:,} backward", "delta"),
    ]  # fmt: skip


def _under(nodes: list[Placed], notes: list[list[Pieces]]) -> list[Line]:
    """Return the lines under the numbers of each node; one wider than its wire ends where that ends."""
    return [
        Line(
            min(place.middle, place.right - _width(pieces) / 2),
            place.y + BASELINES["note"] + k * _LEADING,
            SIZES["note"],
            pieces,
        )
        for place, lines in zip(nodes, notes)
        for k, pieces in enumerate(lines)
        if pieces
    ]


def _width(line: Pieces) -> float:
    return SIZES["note"] * sum(_NARROW.get(sign, 0.64) for text, _ in line for sign in text)


# --- wires ------------------------------------------------------------------------------------------------


def _joined(curve: list[Point], parent: Placed, child: Placed) -> list[Point]:
    """Return the curve from the very end of the parent's wire to the round of the child's gate."""
    while len(curve) > 4 and curve[3][0] < parent.right + 0.1:  # its wire was made longer
        curve = curve[3:]
    x, y = curve[-1]
    radius, off = GATE / 2, min(abs(y - child.y), GATE / 2)
    rim = child.left + radius - (radius**2 - off**2) ** 0.5
    tip = straight((x, y), (rim, y))[1:] if rim - x >= 0.5 else []
    return [(parent.right, parent.y), *curve[1:], *tip]


def _marks(scene: Scene, nodes: list[Placed], wires: list[list[Point]]) -> list[list[Line]]:
    """Return for each gate a sign beside every wire, if the wires do not enter in the order of operands."""
    entering: list[list[int]] = [[] for _ in scene.nodes]
    for e, edge in enumerate(scene.edges):
        entering[edge.child].append(e)
    marks: list[list[Line]] = []
    for node, place, es in zip(scene.nodes, nodes, entering):
        ends = [wires[e][-1][1] for e in es]
        if len(es) == len(node.ports) <= 3 and ends != sorted(ends):
            x, size = place.left + _PORT, SIZES["port"]
            signs = [Line(x, y + BASELINES["port"], size, [(port, "")]) for port, y in zip(node.ports, ends)]
            marks.append(signs)
        else:
            marks.append([])
    return marks
