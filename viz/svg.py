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
.circuit text {{ font-family: {FONT}; fill: {INK}; }}
.circuit .wire {{ fill: none; stroke: {WIRE}; stroke-width: 1.5; }}
.circuit .gate rect {{ fill: {GATE_FILL}; stroke: {INK}; stroke-width: 1.5; }}
.circuit .gate text {{ font-size: {GATE_SIZE:g}px; text-anchor: middle; }}
.circuit .label {{ font: italic {LABEL_SIZE:g}px {MATH_FONT}; }}
.circuit .name {{ font-size: {NAME_SIZE:g}px; fill: {MUTED}; }}
.circuit .data {{ font-size: {NUMBER_SIZE:g}px; fill: {DATA}; text-anchor: middle; }}
.circuit .delta {{ font-size: {NUMBER_SIZE:g}px; fill: {DELTA}; text-anchor: middle; }}
.circuit .note {{ font-size: {MESSAGE_SIZE:g}px; text-anchor: middle; }}
.circuit .note .local {{ fill: {PARTIAL}; }}
.circuit .note .sent {{ fill: {DELTA}; }}
""".strip()


def svg(drawing: Drawing, *, standalone: bool = True) -> str:
    """Return the drawing as an SVG element.

    Args:
        drawing: what `draw` returned.
        standalone: bring colors, fonts and a white ground along; a page brings its own style sheet.

    Nodes have the ids node-0, node-1, … and edges edge-0, edge-1, … in the order of the scene.
    """
    w, h = _coordinate(drawing.width), _coordinate(drawing.height)
    title = escape(drawing.scene.title)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="circuit" viewBox="0 0 {w} {h}" '
        f'width="{w}" height="{h}" role="img"><title>{title}</title>'
    ]
    if standalone:
        parts.append(f'<style>{_STYLE}</style><rect width="{w}" height="{h}" rx="6" fill="{PAPER}"/>')
    parts += [
        f'<path class="wire" id="edge-{i}" d="{_path(curve)}"/>' for i, curve in enumerate(drawing.wires)
    ]
    parts += [
        _node(i, node, place, drawing.names)
        for i, (node, place) in enumerate(zip(drawing.scene.nodes, drawing.nodes))
    ]
    for edge, (x, y) in zip(drawing.scene.edges, drawing.notes):
        local, rest = note(edge, drawing.scene.nodes[edge.child].delta).split("]", 1)
        times, sent = rest.rsplit(" ", 1)
        parts.append(
            f'<text class="note" x="{_coordinate(x)}" y="{_coordinate(y - 5)}">'
            f'<tspan class="local">{local}]</tspan>{times} <tspan class="sent">{sent}</tspan></text>'
        )
    return "\n".join([*parts, "</svg>"])


def _node(i: int, node: Node, place: Placed, names: bool) -> str:
    left, wire, right, y = (_coordinate(v) for v in place)
    middle = _coordinate((place.wire + place.right) / 2)
    front = _coordinate((place.left + place.wire) / 2)
    title = f"{node.name} = {node.formula}" if node.gate else node.name
    name, kind = shown_name(node, names), "label" if node.label else "name"
    parts = [
        f'<g class="node" id="node-{i}"><title>{escape(title)}</title>',
        f'<path class="wire" d="M{wire} {y}H{right}"/>',
    ]
    if node.gate:
        width = place.wire - place.left
        parts.append(
            f'<g class="gate"><rect x="{left}" y="{_coordinate(place.y - GATE / 2)}" '
            f'width="{_coordinate(width)}" height="{GATE:g}" rx="{GATE / 2:g}"/>'
            f'<text x="{front}" y="{_coordinate(place.y + 5.5)}">{escape(node.gate)}</text></g>'
        )
        if name:
            above = _coordinate(place.y - GATE / 2 - 5)
            parts.append(
                f'<text class="{kind}" x="{front}" y="{above}" text-anchor="middle">{escape(name)}</text>'
            )
    elif name:
        end, base = _coordinate(place.wire - 5), _coordinate(place.y + 5)
        parts.append(f'<text class="{kind}" x="{end}" y="{base}" text-anchor="end">{escape(name)}</text>')
    parts.append(f'<text class="data" x="{middle}" y="{_coordinate(place.y - 6)}">{node.data}</text>')
    parts.append(f'<text class="delta" x="{middle}" y="{_coordinate(place.y + 16)}">{node.delta}</text></g>')
    return "".join(parts)


def _path(curve: list[Point]) -> str:
    (x, y), *rest = curve
    steps = " ".join(f"{_coordinate(x)} {_coordinate(y)}" for x, y in rest)
    return f"M{_coordinate(x)} {_coordinate(y)}C{steps}"


def _coordinate(v: float) -> str:
    return f"{v:.1f}".removesuffix(".0")
