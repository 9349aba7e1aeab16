"""A drawing or one step of it as SVG text, the same on every run.

Circuits show it, the step-through page restyles it, `animation` writes its steps into files.
"""

from __future__ import annotations

from html import escape

from viz.pictures.drawing import (
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
from viz.pictures.layout import Point
from viz.pictures.slide import ARRIVED_SIZE, EQUATION_SIZE, PARCEL_SIZE, Line, Slide
from viz.scenes.scene import Node

FONT = "system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif"
MATH_FONT = "'STIX Two Text', 'Latin Modern Roman', Cambria, Georgia, 'DejaVu Serif', serif"

# All colors reach a contrast of 4.5 on white. Value and delta are told apart by their place too:
# the value stands above the wire, the delta below it.
INK, WIRE, PAPER, GATE_FILL = "#1f2328", "#57606a", "#ffffff", "#fff7e0"
DATA, DELTA, PARTIAL, MUTED = "#1a7f37", "#c62828", "#1f5fbf", "#636c76"
NOW = "#ffd54a"  # the gate that works
FADED = 0.38  # how much is left of what has no value yet

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

_STEP_STYLE = f"""
.circuit .todo {{ opacity: {FADED:g}; }}
.circuit .now circle, .circuit .now .gate rect {{ fill: {NOW}; stroke-width: 2.5; }}
.circuit .now .label, .circuit .now .name {{ fill: {INK}; font-weight: 700; }}
.circuit .got .delta {{ font-weight: 700; }}
.circuit path.read {{ stroke: {DATA}; stroke-width: 3; }}
.circuit path.sent {{ stroke: {DELTA}; }}
.circuit path.now {{ stroke: {DELTA}; stroke-width: 3.5; stroke-dasharray: 9 5; }}
.circuit .arrived {{ font-size: {ARRIVED_SIZE:g}px; fill: {MUTED}; }}
.circuit .parcel {{ font-size: {PARCEL_SIZE:g}px; font-weight: 700; fill: {DELTA};
  paint-order: stroke; stroke: {PAPER}; stroke-width: 5px; stroke-linejoin: round; }}
.circuit .equation {{ font-family: {MATH_FONT}; }}
.circuit .caption .muted {{ fill: {MUTED}; }}
.circuit .caption .data {{ font-size: inherit; }}
.circuit .caption .delta {{ font-size: inherit; }}
.circuit .caption .partial {{ fill: {PARTIAL}; }}
""".rstrip()


def svg(drawing: Drawing, *, standalone: bool = True) -> str:
    """Return the drawing as an SVG element.

    Args:
        drawing: what `draw` returned.
        standalone: bring everything along. Without, colors, numbers and titles are left to the page,
            whose script knows them: that makes a large page half as long.

    Edges come first, then nodes, in the order of the scene; in a standalone drawing they have the ids
    edge-0, edge-1, …, node-0, node-1, …
    """
    style = _STYLE if standalone else ""
    parts = _head(drawing.scene.title, drawing.width, drawing.height, style)
    for i, curve in enumerate(drawing.wires):
        identity = f' id="edge-{i}"' if standalone else ""
        parts.append(f'<path{identity} d="{_path(curve)}"/>')
    parts += [
        _node(i, node, place, drawing.names, standalone)
        for i, (node, place) in enumerate(zip(drawing.scene.nodes, drawing.nodes))
    ]
    for edge, (x, y) in zip(drawing.scene.edges, drawing.notes):
        local, upstream, message = note(edge, drawing.scene.nodes[edge.child].delta)
        parts.append(
            f'<text class="note" x="{_coordinate(x)}" y="{_coordinate(y - 5)}">'
            f'<tspan class="local">{local}</tspan> × <tspan class="sent">{upstream}</tspan></text>'
            f'<text class="note" x="{_coordinate(x)}" y="{_coordinate(y + 14)}">'
            f'<tspan class="sent">{message}</tspan></text>'
        )
    return "\n".join([*parts, "</svg>"])


def slide_svg(slide: Slide) -> str:
    """Return one step as an SVG element: what has no value yet is faded, what works is marked."""
    drawing, state = slide.drawing, slide.state
    parts = _head(f"{drawing.scene.title}: {state.phase}", slide.width, slide.height, _STYLE + _STEP_STYLE)
    parts.append(f'<g transform="translate({_coordinate(slide.left)} 0)">')
    for i, (curve, kind) in enumerate(zip(drawing.wires, state.edge_class)):
        parts.append(f'<path id="edge-{i}"{_class(kind)} d="{_path(curve)}"/>')
    shown = zip(drawing.scene.nodes, drawing.nodes, state.node_class, state.data, state.delta, state.arrived)
    for i, (node, place, kind, data, delta, arrived) in enumerate(shown):
        begin, middle = _front(node, place, drawing.names, kind, f"node-{i}")
        parts.append("".join([*begin, *_numbers(middle, data, delta, arrived), "</g>"]))
    if slide.parcel is not None:
        x, y = map(_coordinate, slide.parcel)
        parts.append(f'<text class="parcel" x="{x}" y="{y}" dy="4">{state.parcel}</text>')
    return "\n".join([*parts, "</g>", *map(_caption, slide.caption), "</svg>"])


def _head(title: str, width: float, height: float, style: str) -> list[str]:
    """Return how an SVG element begins; with a style it has paper of its own."""
    w, h = _coordinate(width), _coordinate(height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="circuit" viewBox="0 0 {w} {h}" '
        f'width="{w}" height="{h}" role="img"><title>{escape(title)}</title>'
    ]
    if style:
        parts.append(f'<style>{style}</style><rect width="{w}" height="{h}" rx="6" fill="{PAPER}"/>')
    return parts


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _numbers(middle: str, data: str, delta: str, arrived: str = "") -> list[str]:
    """Return what stands above and below a wire; nothing where nothing is known."""
    texts = [("data", -6, data), ("delta", 16, delta), ("arrived", 29, arrived)]
    return [f'<text class="{kind}" x="{middle}" y="{y}">{text}</text>' for kind, y, text in texts if text]


def _caption(line: Line) -> str:
    kind = "caption equation" if line.size == EQUATION_SIZE else "caption"
    spans = "".join(f"<tspan{_class(kind)}>{escape(text)}</tspan>" for text, kind in line.pieces)
    return (
        f'<text class="{kind}" x="{_coordinate(line.x)}" y="{_coordinate(line.y)}" '
        f'style="font-size:{line.size:g}px;white-space:pre">{spans}</text>'
    )


def _node(i: int, node: Node, place: Placed, names: bool, standalone: bool) -> str:
    begin, middle = _front(node, place, names, "", f"node-{i}" if standalone else "")
    return "".join([*begin, *(_numbers(middle, node.data, node.delta) if standalone else ()), "</g>"])


def _front(node: Node, place: Placed, names: bool, kind: str, identity: str) -> tuple[list[str], str]:
    """Return how the group of a node begins, up to its numbers, and the middle of its wire.

    The origin of the group is the center of the gate, or of a variable's label. With an id it has a title.
    """
    half = (place.wire - place.left) / 2
    length = place.right - place.wire
    title = f"{node.name} = {node.formula}" if node.gate else node.name
    origin = f"{_coordinate(place.left + half)} {_coordinate(place.y)}"
    named = f' id="{identity}"' if identity else ""
    parts = [
        f'<g{_class(f"node {kind}".strip())}{named} transform="translate({origin})">',
        f"<title>{escape(title)}</title>" if identity else "",
        f'<path d="M{_coordinate(half)} 0h{_coordinate(length)}"/>',
    ]
    name, look = shown_name(node, names), "label" if node.label else "name"
    if node.gate:
        parts.append(f'<g class="gate">{_shape(half)}<text y="5.5">{escape(node.gate)}</text></g>')
        if name:
            parts.append(f'<text class="{look}" y="{_coordinate(-GATE / 2 - 5)}">{escape(name)}</text>')
    elif name:
        end = _coordinate(half - 5)
        parts.append(f'<text class="{look}" x="{end}" y="5" style="text-anchor:end">{escape(name)}</text>')
    return parts, _coordinate(half + length / 2)


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
