"""A drawing as SVG text, the same on every run; circuits show it, the step-through page restyles it."""

from __future__ import annotations

from xml.sax.saxutils import escape

from viz.drawing import (
    GATE,
    GATE_SIZE,
    LABEL_SIZE,
    MESSAGE_SIZE,
    NAME_SIZE,
    NUMBER_SIZE,
    Drawing,
    Placed,
    note,
    shown_name,
)
from viz.layout import Point
from viz.scene import Node

FONT = "system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif"
MATH_FONT = "'STIX Two Text', 'Latin Modern Roman', Cambria, Georgia, 'DejaVu Serif', serif"

# All colors reach a contrast of 4.5 on white. Value and delta are told apart by their place too:
# the value stands above the wire, the delta below it.
INK, WIRE, PAPER, GATE_FILL = "#1f2328", "#57606a", "#ffffff", "#fff7e0"
DATA, DELTA, PARTIAL, MUTED = "#1a7f37", "#c62828", "#1f5fbf", "#636c76"

_STYLE = f"""
.circuit text {{ font-family: {FONT}; fill: {INK}; text-anchor: middle; }}
.circuit path {{ fill: none; stroke: {WIRE}; stroke-width: 1.5; }}
.circuit circle, .circuit .gate rect {{ fill: {GATE_FILL}; stroke: {INK}; stroke-width: 1.5; }}
.circuit .gate text {{ font-size: {GATE_SIZE:g}px; }}
.circuit .label {{ font: italic {LABEL_SIZE:g}px {MATH_FONT}; }}
.circuit .name {{ font-size: {NAME_SIZE:g}px; fill: {MUTED}; }}
.circuit .data {{ font-size: {NUMBER_SIZE:g}px; fill: {DATA}; }}
.circuit .delta {{ font-size: {NUMBER_SIZE:g}px; fill: {DELTA}; }}
.circuit .note {{ font-size: {MESSAGE_SIZE:g}px; }}
.circuit .note .local {{ fill: {PARTIAL}; }}
.circuit .note .sent {{ fill: {DELTA}; }}
""".strip()


def svg(drawing: Drawing, *, standalone: bool = True) -> str:
    """Return the drawing as an SVG element.

    Args:
        drawing: what `draw` returned.
        standalone: bring everything along. Without, colors, numbers and titles are left to the page,
            whose script knows them: that makes a large page half as long.

    Edges come first, then nodes, in the order of the scene; in a standalone drawing they have the ids
    edge-0, edge-1, …, node-0, node-1, …
    """
    w, h = _coordinate(drawing.width), _coordinate(drawing.height)
    title = escape(drawing.scene.title)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="circuit" viewBox="0 0 {w} {h}" '
        f'width="{w}" height="{h}" role="img"><title>{title}</title>'
    ]
    if standalone:
        parts.append(f'<style>{_STYLE}</style><rect width="{w}" height="{h}" rx="6" fill="{PAPER}"/>')
    for i, curve in enumerate(drawing.wires):
        identity = f' id="edge-{i}"' if standalone else ""
        parts.append(f'<path{identity} d="{_path(curve)}"/>')
    parts += [
        _node(i, node, place, drawing.names, standalone)
        for i, (node, place) in enumerate(zip(drawing.scene.nodes, drawing.nodes))
    ]
    for edge, (x, y) in zip(drawing.scene.edges, drawing.notes):
        above, below = note(edge, drawing.scene.nodes[edge.child].delta)
        local, upstream = above.split(" × ")
        parts.append(
            f'<text class="note" x="{_coordinate(x)}" y="{_coordinate(y - 5)}">'
            f'<tspan class="local">{local}</tspan> × <tspan class="sent">{upstream}</tspan></text>'
            f'<text class="note" x="{_coordinate(x)}" y="{_coordinate(y + 14)}">'
            f'<tspan class="sent">{below}</tspan></text>'
        )
    return "\n".join([*parts, "</svg>"])


def _node(i: int, node: Node, place: Placed, names: bool, standalone: bool) -> str:
    """Return a node as a group whose origin is the center of its gate, or of a variable's label."""
    half = (place.wire - place.left) / 2
    length = place.right - place.wire
    identity = f' id="node-{i}"' if standalone else ""
    origin = f"{_coordinate(place.left + half)} {_coordinate(place.y)}"
    parts = [
        f'<g class="node"{identity} transform="translate({origin})">',
        f'<path d="M{_coordinate(half)} 0h{_coordinate(length)}"/>',
    ]
    if standalone:
        title = f"{node.name} = {node.formula}" if node.gate else node.name
        parts.insert(1, f"<title>{escape(title)}</title>")
    name, kind = shown_name(node, names), "label" if node.label else "name"
    if node.gate:
        parts.append(f'<g class="gate">{_shape(half)}<text y="5.5">{escape(node.gate)}</text></g>')
        if name:
            parts.append(f'<text class="{kind}" y="{_coordinate(-GATE / 2 - 5)}">{escape(name)}</text>')
    elif name:
        end = _coordinate(half - 5)
        parts.append(f'<text class="{kind}" x="{end}" y="5" style="text-anchor:end">{escape(name)}</text>')
    if standalone:
        middle = _coordinate(half + length / 2)
        parts.append(f'<text class="data" x="{middle}" y="-6">{node.data}</text>')
        parts.append(f'<text class="delta" x="{middle}" y="16">{node.delta}</text>')
    return "".join([*parts, "</g>"])


def _shape(half: float) -> str:
    if half < GATE / 2 + 0.5:
        return f'<circle r="{GATE / 2:g}"/>'
    return (
        f'<rect x="{_coordinate(-half)}" y="{-GATE / 2:g}" width="{_coordinate(2 * half)}" '
        f'height="{GATE:g}" rx="{GATE / 2:g}"/>'
    )


def _path(curve: list[Point]) -> str:
    """Return a Bézier curve as path data, each piece relative to its start, level pieces as h."""
    points = [(round(x, 1), round(y, 1)) for x, y in curve]
    x0, y0 = points[0]
    pieces, level = [f"M{_coordinate(x0)} {_coordinate(y0)}"], 0.0
    for three in zip(points[1::3], points[2::3], points[3::3]):
        dx = three[2][0] - x0
        if all(y == y0 for _, y in three):
            level += dx
        else:
            steps = " ".join(f"{_coordinate(x - x0)} {_coordinate(y - y0)}" for x, y in three)
            pieces += [f"h{_coordinate(level)}"] * (level != 0) + [f"c{steps}"]
            level = 0.0
        x0, y0 = three[2]
    return "".join(pieces + [f"h{_coordinate(level)}"] * (level != 0))


def _coordinate(v: float) -> str:
    text = f"{v:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
