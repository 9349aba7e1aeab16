"""A drawing or one step of it as SVG text, the same on every run.

Circuits show it, the step-through page restyles it, `animation` writes its steps into files.
"""

from __future__ import annotations

import base64

from viz.palette import FADED, LIGHT, Palette
from viz.pictures.drawing import (
    ARRIVED_SIZE,
    BASELINES,
    GAP,
    GATE,
    GATE_BASELINE,
    GATE_SIZE,
    LABEL_BASELINE,
    LABEL_SIZE,
    MESSAGE_SIZE,
    NAME_SIZE,
    NOTE_BASELINES,
    NUMBER_SIZE,
    Drawing,
    Placed,
    coordinate,
    note,
    shown_name,
)
from viz.pictures.layout import Point
from viz.pictures.slide import EQUATION_SIZE, PARCEL_BASELINE, PARCEL_SIZE, WIRE_WIDTHS, Line, Slide
from viz.quoting import markup
from viz.scenes.scene import Node

FONT = "system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif"
MATH_FONT = "'STIX Two Text', 'Latin Modern Roman', Cambria, Georgia, 'DejaVu Serif', serif"


def drawing_style(colors: Palette) -> str:
    """Return the CSS of a drawing; on the page the colors are variables."""
    return f"""
.circuit text {{ font-family: {FONT}; fill: {colors.ink}; text-anchor: middle; }}
.circuit path {{ fill: none; stroke: {colors.wire}; stroke-width: 1.5; }}
.circuit circle, .circuit .gate rect {{ fill: {colors.gate}; stroke: {colors.ink}; stroke-width: 1.5; }}
.circuit .gate text {{ font-size: {GATE_SIZE:g}px; }}
.circuit .label {{ font: italic {LABEL_SIZE:g}px {MATH_FONT}; }}
.circuit .name {{ font-size: {NAME_SIZE:g}px; fill: {colors.muted}; }}
.circuit .data {{ font-size: {NUMBER_SIZE:g}px; fill: {colors.data}; }}
.circuit .delta {{ font-size: {NUMBER_SIZE:g}px; fill: {colors.delta}; }}
.circuit .note {{ font-size: {MESSAGE_SIZE:g}px; }}
.circuit .note .partial {{ fill: {colors.partial}; }}
.circuit .note .sent {{ fill: {colors.delta}; }}
""".strip()


def step_style(colors: Palette) -> str:
    """Return the CSS of what a step adds to a drawing: what is marked, and what travels."""
    return f"""
.circuit .todo {{ opacity: {FADED:g}; }}
.circuit .now circle, .circuit .now rect {{ fill: {colors.now}; stroke-width: 2.5; }}
.circuit .now .label, .circuit .now .name {{ fill: {colors.ink}; font-weight: 700; }}
.circuit .got .delta {{ font-weight: 700; }}
.circuit path.read {{ stroke: {colors.data}; stroke-width: {WIRE_WIDTHS["read"]:g}; }}
.circuit path.sent {{ stroke: {colors.delta}; stroke-width: {WIRE_WIDTHS["sent"]:g}; }}
.circuit path.now {{ stroke: {colors.delta}; stroke-width: {WIRE_WIDTHS["now"]:g}; stroke-dasharray: 9 5; }}
.circuit .arrived {{ font-size: {ARRIVED_SIZE:g}px; font-weight: 400; fill: {colors.muted}; }}
.circuit .parcel {{ font-size: {PARCEL_SIZE:g}px; font-weight: 700; fill: {colors.delta};
  paint-order: stroke; stroke: {colors.paper}; stroke-width: 5px; stroke-linejoin: round; }}
""".rstrip()


_CAPTION_STYLE = f"""
.circuit .equation {{ font-family: {MATH_FONT}; }}
.circuit .caption .muted {{ fill: {LIGHT.muted}; }}
.circuit .caption .data, .circuit .caption .delta {{ font-size: inherit; }}
.circuit .caption .partial {{ fill: {LIGHT.partial}; }}
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
    style = drawing_style(LIGHT) if standalone else ""
    parts = _head(drawing.scene.title, drawing.width, drawing.height, style)
    for i, curve in enumerate(drawing.wires):
        identity = f' id="edge-{i}"' if standalone else ""
        parts.append(f'<path{identity} d="{_path(curve)}"/>')
    parts += [
        _node(i, node, place, drawing.names, standalone)
        for i, (node, place) in enumerate(zip(drawing.scene.nodes, drawing.nodes))
    ]
    for edge, (x, y) in zip(drawing.scene.edges, drawing.notes):
        partial, upstream, message = note(edge, drawing.scene.nodes[edge.child].delta)
        above, below = (coordinate(y + baseline) for baseline in NOTE_BASELINES)
        parts.append(
            f'<text class="note" x="{coordinate(x)}" y="{above}">'
            f'<tspan class="partial">{partial}</tspan> × <tspan class="sent">{upstream}</tspan></text>'
            f'<text class="note" x="{coordinate(x)}" y="{below}"><tspan class="sent">{message}</tspan></text>'
        )
    return "\n".join([*parts, "</svg>"])


def slide_svg(slide: Slide) -> str:
    """Return one step as an SVG element: what has no value yet is faded, what works is marked."""
    drawing, frame = slide.drawing, slide.frame
    style = drawing_style(LIGHT) + step_style(LIGHT) + _CAPTION_STYLE
    parts = _head(f"{drawing.scene.title}: {frame.phase}", slide.width, slide.height, style)
    parts.append(f'<g transform="translate({coordinate(slide.left)} 0)">')
    for i, (curve, kind) in enumerate(zip(drawing.wires, frame.edge_class)):
        parts.append(f'<path id="edge-{i}"{_class(kind)} d="{_path(curve)}"/>')
    shown = zip(drawing.scene.nodes, drawing.nodes, frame.node_class, frame.data, frame.delta, frame.arrived)
    for i, (node, place, kind, data, delta, arrived) in enumerate(shown):
        begin, middle = _front(node, place, drawing.names, kind, f"node-{i}")
        parts.append("".join([*begin, *_numbers(middle, data, delta, arrived), "</g>"]))
    if slide.parcel is not None:
        x, y = map(coordinate, slide.parcel)
        parts.append(f'<text class="parcel" x="{x}" y="{y}" dy="{PARCEL_BASELINE:g}">{frame.parcel}</text>')
    return "\n".join([*parts, "</g>", *map(_caption, slide.caption), "</svg>"])


def _head(title: str, width: float, height: float, style: str) -> list[str]:
    """Return how an SVG element begins; with a style it has paper of its own."""
    w, h = coordinate(width), coordinate(height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="circuit" viewBox="0 0 {w} {h}" '
        f'width="{w}" height="{h}" role="img"><title>{markup(title)}</title>'
    ]
    if style:
        parts.append(f'<style>{style}</style><rect width="{w}" height="{h}" rx="6" fill="{LIGHT.paper}"/>')
    return parts


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _numbers(middle: str, data: str, delta: str, arrived: str = "") -> list[str]:
    """Return what stands above and below a wire; nothing where nothing is known."""
    return [
        f'<text class="{kind}" x="{middle}" y="{y:g}">{text}</text>'
        for (kind, y), text in zip(BASELINES.items(), (data, delta, arrived))
        if text
    ]


def _caption(line: Line) -> str:
    kind = "caption equation" if line.size == EQUATION_SIZE else "caption"
    spans = "".join(f"<tspan{_class(kind)}>{markup(text)}</tspan>" for text, kind in line.pieces)
    return (
        f'<text class="{kind}" x="{coordinate(line.x)}" y="{coordinate(line.y)}" '
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
    origin = f"{coordinate(place.front)} {coordinate(place.y)}"
    named = f' id="{identity}"' if identity else ""
    parts = [
        f'<g{_class(f"node {kind}".strip())}{named} transform="translate({origin})">',
        f"<title>{markup(title)}</title>" if identity else "",
        f'<path d="M{coordinate(half)} 0h{coordinate(length)}"/>',
    ]
    name, look = shown_name(node, names), "label" if node.label else "name"
    if node.gate:
        shape = (
            f'<circle r="{GATE / 2:g}"/>'
            if place.is_round
            else f'<rect x="{coordinate(-half)}" y="{-GATE / 2:g}" width="{coordinate(2 * half)}" '
            f'height="{GATE:g}" rx="{GATE / 2:g}"/>'
        )
        parts.append(f'<g class="gate">{shape}<text y="{GATE_BASELINE:g}">{markup(node.gate)}</text></g>')
        if name:
            parts.append(f'<text class="{look}" y="{coordinate(-GATE / 2 - GAP)}">{markup(name)}</text>')
    elif name:
        parts.append(
            f'<text class="{look}" x="{coordinate(half - GAP)}" y="{LABEL_BASELINE:g}" '
            f'style="text-anchor:end">{markup(name)}</text>'
        )
    return parts, coordinate(half + length / 2)


def _path(curve: list[Point]) -> str:
    """Return a Bézier curve as path data, each piece relative to its start, level pieces as h."""
    points = [(round(x, 1), round(y, 1)) for x, y in curve]
    x0, y0 = points[0]
    pieces, level = [f"M{coordinate(x0)} {coordinate(y0)}"], 0.0
    for three in zip(points[1::3], points[2::3], points[3::3]):
        dx = three[2][0] - x0
        if all(y == y0 for _, y in three):
            level += dx
        else:
            steps = " ".join(f"{coordinate(x - x0)} {coordinate(y - y0)}" for x, y in three)
            pieces += [f"h{coordinate(level)}"] * (level != 0) + [f"c{steps}"]
            level = 0.0
        x0, y0 = three[2]
    return "".join(pieces + [f"h{coordinate(level)}"] * (level != 0))


def image(svg: str, title: str, style: str = "") -> str:
    """Return an <img> that holds the drawing itself; notebooks that are not trusted still show it."""
    data = base64.b64encode(svg.encode()).decode()
    styled = f' style="{style}"' if style else ""
    return f'<img alt="{markup(title)}"{styled} src="data:image/svg+xml;base64,{data}">'
