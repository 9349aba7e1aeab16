r"""A diagram as TikZ code, for papers and slides made with LaTeX: `Network.tikz`."""

from __future__ import annotations

from viz.labels import latex, upright
from viz.networks.diagram import (
    ABOVE,
    KEY,
    LINE,
    Diagram,
    Unit,
    Weight,
    entry_width,
    legend_width,
    number_size,
)
from viz.networks.svg import ends, opacity
from viz.palette import LIGHT
from viz.pictures.drawing import GAP, SIZES, coordinate
from viz.pictures.tikz import number_math

# One point of a diagram, whose numbers are 12 high, is 0.75 points here: they have the size of footnotes.
_UNIT = 0.75
_COLORS = {
    "ink": LIGHT.ink, "muted": LIGHT.muted, "fill": LIGHT.gate, "data": LIGHT.data, "delta": LIGHT.delta,
    "positive": LIGHT.partial, "negative": LIGHT.negative, "paper": LIGHT.paper,
}  # fmt: skip
_HEADER = rf"""% needs \usepackage{{tikz}} and \usepackage{{amsmath}}
\begin{{tikzpicture}}[x={_UNIT}pt, y=-{_UNIT}pt,
  every node/.style={{inner sep=0pt, text=chalkink, font=\footnotesize}},
  unit/.style={{draw=chalkink, fill=chalkfill, line width=0.8pt}},
  positive/.style={{draw=chalkpositive}}, negative/.style={{draw=chalknegative, dashed}},
  size/.style={{fill=chalkpaper, inner sep=1pt}}, named/.style={{font=\normalsize}}]"""


def tikz(diagram: Diagram) -> str:
    r"""Return the diagram as a `tikzpicture`, to be \input into a document.

    >>> from nn import Neuron
    >>> from viz.networks.columns import read_model
    >>> from viz.networks.diagram import lay_out
    >>> code = tikz(lay_out(read_model(Neuron(1, initializer="zeros"))))
    >>> print(*[line for line in code.splitlines() if "circle" in line or "named," in line], sep="\n")
    \draw[unit] (127.2, 111) circle[radius=32];
    \node[named, anchor=mid] at (127.2, 111) {$x$};
    \draw[unit] (341.2, 111) circle[radius=32];
    \node[named, anchor=mid] at (341.2, 111) {$y$};
    """
    lines = [_HEADER]
    lines += [
        rf"\definecolor{{chalk{name}}}{{HTML}}{{{color[1:].upper()}}}" for name, color in _COLORS.items()
    ]
    lines.append(rf"\useasboundingbox (0, 0) rectangle {_at(diagram.width, diagram.height)};")
    lines += [_line(diagram, weight) for weight in diagram.weights]
    lines += [
        _text(f"size, text=chalk{_sign(weight)}", "mid", *weight.at, number_math(weight.number))
        for weight in diagram.weights
        if weight.number
    ]
    for unit in diagram.units:
        lines += _unit(diagram, unit)
    lines += [_text("", "mid", x, y, r"\vdots") for x, y in diagram.dots]
    for column in diagram.columns:
        for k, text in enumerate((column.title, column.size, column.activation)):
            if text:
                lines.append(
                    _text("text=chalkmuted" if k == 1 else "", "base", column.x, 18 + 15 * k, upright(text))
                )
    for k, line in enumerate(diagram.legend):
        x = (diagram.width - legend_width(line)) / 2
        y = diagram.height - 10 - LINE * (len(diagram.legend) - 1 - k)
        for kind, text in line:
            at = x
            if kind in ("positive", "negative"):
                lines.append(rf"\draw[{kind}, line width=1.9pt] {_at(x, y - 4)} -- {_at(x + KEY, y - 4)};")
                at += KEY + 8
            color = f"text=chalk{kind}" if kind in ("data", "delta") else ""
            lines.append(_text(color, "base west", at, y, upright(text)))
            x += entry_width(kind, text)
    return "\n".join([*lines, r"\end{tikzpicture}", ""])


def _sign(weight: Weight) -> str:
    return "negative" if weight.parameter.data < 0 else "positive"


def _line(diagram: Diagram, weight: Weight) -> str:
    start, end = ends(diagram, weight)
    look = f"{_sign(weight)}, line width={_UNIT * weight.width:.2f}pt, draw opacity={opacity(weight):.2f}"
    return rf"\draw[{look}] {_at(*start)} -- {_at(*end)};"


def _unit(diagram: Diagram, unit: Unit) -> list[str]:
    x, y, r = unit.x, unit.y, diagram.radius
    lines = [rf"\draw[unit] {_at(x, y)} circle[radius={r:g}];"]
    if unit.side:
        anchor, at = ("mid east", x - r - GAP) if unit.side == "left" else ("mid west", x + r + GAP)
        lines.append(_text("named", anchor, at, y, latex(unit.name)))
    elif unit.activation:
        lines.append(_text("named", "base", x, y - r - ABOVE, latex(unit.name)))
    else:
        lines.append(_text("named", "mid", x, y, latex(unit.name)))
    if unit.activation:
        up, down = (-3.0, 14.0) if unit.delta else (4.0, 14.0)
        for kind, at, text in (("data", up, unit.activation), ("delta", down, unit.delta)):
            small = r", font=\scriptsize" if number_size(text) < SIZES["note"] else ""
            lines += [_text(f"text=chalk{kind}{small}", "base", x, y + at, number_math(text))] * bool(text)
    if unit.bias is not None:
        number = number_math(unit.below.removeprefix("b = "))
        lines.append(_text(r"text=chalkmuted, font=\scriptsize", "base", x, y + r + 13, f"b = {number}"))
    return lines


def _text(style: str, anchor: str, x: float, y: float, math: str) -> str:
    return rf"\node[{style + ', ' if style else ''}anchor={anchor}] at {_at(x, y)} {{${math.rstrip()}$}};"


def _at(x: float, y: float) -> str:
    return f"({coordinate(x)}, {coordinate(y)})"
