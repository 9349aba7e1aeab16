"""A diagram as SVG text, the same on every run.

Weights come first, then units. A script finds the weight of a parameter by `data-weight`, the unit by
`data-unit` and a bias by `data-bias`: units are counted as in `Diagram`, weights and biases as parameters.
"""

from __future__ import annotations

from viz.labels import tspans
from viz.networks.diagram import (
    ABOVE,
    KEY,
    LINE,
    Column,
    Diagram,
    Weight,
    entry_width,
    legend_width,
    number_size,
)
from viz.palette import LIGHT, Palette
from viz.pictures.drawing import GAP, SIZES, coordinate
from viz.pictures.svg import drawing_style
from viz.quoting import markup

_PALE = 0.3  # the least that is left of a weight's color


def network_style(colors: Palette) -> str:
    """Return the CSS of a diagram; on the page the colors are variables."""
    return (
        drawing_style(colors)
        + f"""
.circuit .weight {{ stroke: {colors.partial}; stroke-linecap: butt; }}
.circuit .weight.negative {{ stroke: {colors.negative}; stroke-dasharray: 7 4; }}
.circuit .size, .circuit .heading, .circuit .legend {{ font-size: {SIZES["note"]:g}px; }}
.circuit .size {{ fill: {colors.partial}; paint-order: stroke; stroke: {colors.paper}; stroke-width: 6px;
  stroke-linejoin: round; }}
.circuit .size.negative {{ fill: {colors.negative}; }}
.circuit .unit .data, .circuit .unit .delta {{ font-size: {SIZES["note"]:g}px; }}
.circuit .bias {{ font-size: {SIZES["arrived"]:g}px; fill: {colors.muted}; }}
.circuit .heading.muted {{ fill: {colors.muted}; }}
.circuit .legend {{ text-anchor: start; }}
.circuit .legend .data, .circuit .legend .delta {{ font-size: inherit; }}
.circuit .unit .small {{ font-size: {SIZES["note"] - 2:g}px; }}
.circuit .unit .above {{ font-size: {SIZES["data"]:g}px; }}
.circuit .unit .left {{ text-anchor: end; }}
.circuit .unit .right {{ text-anchor: start; }}
.circuit .dots {{ font-size: {SIZES["label"]:g}px; }}
"""
    )


def svg(diagram: Diagram, *, standalone: bool = True) -> str:
    """Return a diagram as an SVG element.

    Args:
        diagram: what `lay_out` returned.
        standalone: bring colors and paper along. Without, both are left to the page.
    """
    w, h = coordinate(diagram.width), coordinate(diagram.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="circuit network" viewBox="0 0 {w} {h}" '
        f'width="{w}" height="{h}" role="img"><title>{markup(diagram.title)}</title>'
    ]
    if standalone:
        parts.append(f"<style>{network_style(LIGHT).strip()}</style>")
        parts.append(f'<rect width="{w}" height="{h}" rx="6" fill="{LIGHT.paper}"/>')
    parts += [_line(diagram, weight) for weight in diagram.weights]
    parts += [_size(weight) for weight in diagram.weights if weight.number]
    parts += [_unit(diagram, k) for k in range(len(diagram.units))]
    parts += [
        f'<text class="dots" x="{coordinate(x)}" y="{coordinate(y + 6)}">⋮</text>' for x, y in diagram.dots
    ]
    for i, column in enumerate(diagram.columns):
        parts += _heading(i, column)
    for k, line in enumerate(diagram.legend):
        y = diagram.height - 10 - LINE * (len(diagram.legend) - 1 - k)
        parts += _legend(line, (diagram.width - legend_width(line)) / 2, y)
    return "\n".join([*parts, "</svg>"])


def opacity(weight: Weight) -> float:
    """Return how strong the line of a weight is, 1 for the largest."""
    return _PALE + (1 - _PALE) * weight.share


def ends(diagram: Diagram, weight: Weight) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return where the line of a weight begins and ends: at the sides of its units."""
    a, b = diagram.units[weight.source], diagram.units[weight.target]
    return (a.x + diagram.radius, a.y), (b.x - diagram.radius, b.y)


def _line(diagram: Diagram, weight: Weight) -> str:
    (x1, y1), (x2, y2) = ends(diagram, weight)
    kind = "weight negative" if weight.parameter.data < 0 else "weight"
    said = f"{markup(weight.name)} = {markup(f'{weight.parameter.data:g}')}"
    return (
        f'<line class="{kind}" data-weight="{weight.place}" data-from="{weight.source}" '
        f'data-to="{weight.target}" '
        f'x1="{coordinate(x1)}" y1="{coordinate(y1)}" x2="{coordinate(x2)}" y2="{coordinate(y2)}" '
        f'stroke-width="{weight.width:.2f}" stroke-opacity="{opacity(weight):.2f}">'
        f"<title>{said}</title></line>"
    )


def _size(weight: Weight) -> str:
    kind = "size negative" if weight.parameter.data < 0 else "size"
    x, y = weight.at
    return (
        f'<text class="{kind}" data-size="{weight.place}" x="{coordinate(x)}" y="{coordinate(y + 4)}">'
        f"{weight.number}</text>"
    )


def _unit(diagram: Diagram, k: int) -> str:
    unit, r = diagram.units[k], diagram.radius
    x, y = coordinate(unit.x), coordinate(unit.y)
    parts = [
        f'<g class="unit" data-unit="{k}" transform="translate({x} {y})">',
        f'<circle r="{coordinate(r)}"/>',
    ]
    name = tspans(unit.name, SIZES["data"])
    if unit.side:
        at = coordinate((r + GAP) * (-1 if unit.side == "left" else 1))
        parts.append(f'<text class="label above {unit.side}" x="{at}" y="5">{name}</text>')
    elif unit.activation:
        parts.append(f'<text class="label above" y="{coordinate(-r - ABOVE)}">{name}</text>')
    else:
        parts.append(f'<text class="label" y="5">{tspans(unit.name, SIZES["label"])}</text>')
    if unit.activation:
        up, down = (-3.0, 14.0) if unit.delta else (4.0, 14.0)
        for kind, at, text in (("data", up, unit.activation), ("delta", down, unit.delta)):
            small = " small" if number_size(text) < SIZES["note"] else ""
            parts += [f'<text class="{kind}{small}" y="{at:g}">{text}</text>'] * bool(text)
    if unit.bias is not None:
        below = coordinate(r + 13)
        parts.append(f'<text class="bias" data-bias="{unit.place}" y="{below}">{unit.below}</text>')
    return "".join([*parts, "</g>"])


def _heading(i: int, column: Column) -> list[str]:
    x = coordinate(column.x)
    lines = [("heading", column.title), ("heading muted", column.size), ("heading", column.activation)]
    return [
        f'<text class="{kind}" data-column="{i}" x="{x}" y="{18 + 15 * k}">{markup(text)}</text>'
        for k, (kind, text) in enumerate(lines)
        if text
    ]


def _legend(line: list[tuple[str, str]], x: float, y: float) -> list[str]:
    parts: list[str] = []
    for kind, text in line:
        at = x
        if kind in ("positive", "negative"):
            at += KEY + 8
            parts.append(
                f'<line class="weight {kind}" x1="{coordinate(x)}" y1="{coordinate(y - 4)}" '
                f'x2="{coordinate(x + KEY)}" y2="{coordinate(y - 4)}" stroke-width="2.5"/>'
            )
        said = f' class="{kind}"' if kind in ("data", "delta") else ""
        parts.append(
            f'<text class="legend" x="{coordinate(at)}" y="{coordinate(y)}">'
            f"<tspan{said}>{markup(text)}</tspan></text>"
        )
        x += entry_width(kind, text)
    return parts
