"""A drawing or one step of it as SVG text, the same on every run.

Circuits show it, the step-through page restyles it, `animation` writes its steps into files.
"""

from __future__ import annotations

import base64

from viz.labels import tspans
from viz.palette import DOUBTFUL, FADED, LIGHT, WRONG, Palette
from viz.pictures.drawing import (
    BASELINES,
    GAP,
    GATE,
    SIZES,
    Drawing,
    Line,
    coordinate,
    name_foot,
    shown_name,
)
from viz.pictures.layout import Point
from viz.pictures.slide import EQUATION_SIZE, WIRE_WIDTHS, Slide
from viz.quoting import markup
from viz.scenes.scene import CHECKED

FONT = "system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif"
MATH_FONT = "'STIX Two Text', 'Latin Modern Roman', Cambria, Georgia, 'DejaVu Serif', serif"


def drawing_style(colors: Palette) -> str:
    """Return the CSS of a drawing; on the page the colors are variables."""
    return f"""
.circuit {{ text-anchor: middle; }}
.circuit text {{ font-family: {FONT}; fill: {colors.ink}; }}
.circuit path {{ fill: none; stroke: {colors.wire}; stroke-width: 1.5; }}
.circuit circle, .circuit .gate rect {{ fill: {colors.gate}; stroke: {colors.ink}; stroke-width: 1.5; }}
.circuit .gate text {{ font-size: {SIZES["gate"]:g}px; }}
.circuit .label {{ font: italic {SIZES["label"]:g}px {MATH_FONT}; }}
.circuit .upright {{ font-style: normal; }}
.circuit .name {{ font-size: {SIZES["name"]:g}px; fill: {colors.muted}; }}
.circuit .data {{ font-size: {SIZES["data"]:g}px; fill: {colors.data}; }}
.circuit .delta {{ font-size: {SIZES["data"]:g}px; fill: {colors.delta}; }}
.circuit .note {{ font-size: {SIZES["note"]:g}px; }}
.circuit .note .partial {{ fill: {colors.partial}; }}
.circuit .note .sent {{ fill: {colors.delta}; }}
.circuit .note .data {{ font-size: inherit; }}
.circuit .note .muted {{ fill: {colors.muted}; }}
.circuit .gate .port {{ font-size: {SIZES["port"]:g}px; }}
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
.circuit .arrived {{ font-size: {SIZES["arrived"]:g}px; font-weight: 400; fill: {colors.muted}; }}
.circuit .parcel {{ font-size: {SIZES["parcel"]:g}px; font-weight: 700; fill: {colors.delta}; }}
.circuit .local {{ font-size: {SIZES["local"]:g}px; font-weight: 700; fill: {colors.partial}; }}
.circuit .parcel, .circuit .local {{ paint-order: stroke; stroke: {colors.paper}; stroke-width: 5px;
  stroke-linejoin: round; }}
""".rstrip()


_CHECK_STYLE = f"""
.circuit .wrong circle, .circuit .wrong rect {{ fill: {WRONG}; stroke: {LIGHT.delta}; stroke-width: 2.5; }}
.circuit .wrong .label, .circuit .wrong .name {{ fill: {LIGHT.delta}; font-weight: 700; }}
.circuit .wrong .delta {{ font-weight: 700; }}
.circuit .corner circle, .circuit .corner rect {{ fill: {DOUBTFUL}; stroke-dasharray: 4 3; }}
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
        standalone: bring everything along. Without, colors and titles are left to the page, which has them.

    Edges come first, then nodes, in the order of the scene; in a standalone drawing they have the ids
    edge-0, edge-1, …, node-0, node-1, …
    """
    style = drawing_style(LIGHT) if standalone else ""
    if standalone and any(node.mark in CHECKED for node in drawing.scene.nodes):
        style += _CHECK_STYLE
    parts = _head(drawing.scene.title, drawing.width, drawing.height, style)
    for i, curve in enumerate(drawing.wires):
        identity = f' id="edge-{i}"' if standalone else ""
        parts.append(f'<path{identity} d="{_path(curve)}"/>')
    for i, node in enumerate(drawing.scene.nodes):
        numbers, identity = (node.data, node.delta, ""), f"node-{i}" if standalone else ""
        kind = node.mark if node.mark in CHECKED else ""
        parts.append(_node(drawing, i, numbers, identity, kind))
    parts += [_line(line, "note") for line in drawing.notes]
    return "\n".join([*parts, "</svg>"])


def slide_svg(slide: Slide) -> str:
    """Return one step as an SVG element: what has no value yet is faded, what works is marked."""
    drawing, state = slide.drawing, slide.state
    style = drawing_style(LIGHT) + step_style(LIGHT) + _CAPTION_STYLE
    parts = _head(f"{drawing.scene.title}: {state.phase}", slide.width, slide.height, style)
    parts.append(f'<g transform="translate({coordinate(slide.left)} 0)">')
    for i, (curve, kind) in enumerate(zip(drawing.wires, state.edge_class)):
        parts.append(f'<path id="edge-{i}"{_class(kind)} d="{_path(curve)}"/>')
    numbers = zip(state.data, state.delta, state.arrived)
    for i, (texts, kind) in enumerate(zip(numbers, state.node_class)):
        parts.append(_node(drawing, i, texts, f"node-{i}", kind))
    if slide.parcel is not None:
        x, y = slide.parcel
        parts += [
            f'<text class="{kind}" x="{coordinate(x)}" y="{coordinate(y + BASELINES[kind])}">{text}</text>'
            for kind, text in {"local": state.local, "parcel": state.parcel}.items()
        ]
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


def _line(line: Line, what: str) -> str:
    """Return a note or a sign at a gate; what is red there was sent."""
    spans = "".join(
        f'<tspan class="{"sent" if kind == "delta" else kind}">{markup(text)}</tspan>'
        if kind
        else markup(text)
        for text, kind in line.pieces
    )
    return f'<text class="{what}" x="{coordinate(line.x)}" y="{coordinate(line.y)}">{spans}</text>'


def _caption(line: Line) -> str:
    kind = "caption equation" if line.size == EQUATION_SIZE else "caption"
    spans = "".join(f"<tspan{_class(kind)}>{markup(text)}</tspan>" for text, kind in line.pieces)
    return (
        f'<text class="{kind}" x="{coordinate(line.x)}" y="{coordinate(line.y)}" '
        f'style="font-size:{line.size:g}px;white-space:pre">{spans}</text>'
    )


def _node(drawing: Drawing, i: int, numbers: tuple[str, str, str], identity: str, kind: str) -> str:
    """Return the group of a node: what stands in front, its wire, and its numbers, without those unknown.

    The origin of the group is the center of the gate, or of a variable's label. With an id it has a title.
    """
    node, place = drawing.scene.nodes[i], drawing.nodes[i]
    half, length = (place.wire - place.left) / 2, place.right - place.wire
    title = f"{node.name} = {node.formula}" if node.gate else node.name
    origin = f"{coordinate(place.front)} {coordinate(place.y)}"
    parts = [
        f"<g{_class(f'node {kind}'.strip())}",
        f' id="{identity}"' if identity else "",
        f' transform="translate({origin})">',
        f"<title>{markup(title)}</title>" if identity else "",
        f'<path d="M{coordinate(half)} 0h{coordinate(length)}"/>',
    ]
    name, look = shown_name(node, drawing.names), "label" if node.label else "name"
    letters = tspans(name, SIZES["label"]) if node.label else markup(name)
    if node.gate:
        shape = (
            f'<circle r="{GATE / 2:g}"/>'
            if place.is_round
            else f'<rect x="{coordinate(-half)}" y="{-GATE / 2:g}" width="{coordinate(2 * half)}" '
            f'height="{GATE:g}" rx="{GATE / 2:g}"/>'
        )
        symbol = f'<text y="{BASELINES["gate"]:g}">{markup(node.gate)}</text>'
        marks = [_line(m._replace(x=m.x - place.front, y=m.y - place.y), "port") for m in drawing.marks[i]]
        parts += ['<g class="gate">', shape, symbol, *marks, "</g>"]
        if name:
            parts.append(f'<text class="{look}" y="{coordinate(name_foot(node))}">{letters}</text>')
    elif name:
        at = f'x="{coordinate(half - GAP)}" y="{BASELINES[look]:g}" text-anchor="end"'
        parts.append(f'<text class="{look}" {at}>{letters}</text>')
    middle = coordinate(half + length / 2)
    for kind, number in zip(("data", "delta", "arrived"), numbers):
        if number:
            parts.append(f'<text class="{kind}" x="{middle}" y="{BASELINES[kind]:g}">{number}</text>')
    return "".join([*parts, "</g>"])


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
