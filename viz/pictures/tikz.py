r"""A drawing as TikZ code, for papers and slides made with LaTeX: `Circuit.tikz` and `Circuit.save("f.tex")`.

The text has the size of the document around it, labels and gates are set as mathematics, and the picture is
in the reader's hands: it is plain TikZ with one style for each kind of thing.
"""

from __future__ import annotations

import re

from viz.labels import latex, upright
from viz.palette import LIGHT
from viz.pictures.drawing import (
    BASELINES,
    GAP,
    GATE,
    Drawing,
    Line,
    Placed,
    coordinate,
    name_foot,
    shown_name,
)
from viz.pictures.layout import Point
from viz.scenes.scene import CHECKED, IN_THE_WIRE, Node

_HEADER = r"""% needs \usepackage{tikz} and \usepackage{amsmath}
% pdflatex sets labels of Latin and Greek letters; for others: lualatex or xelatex, and a font that has them
"""
_HEADER_WITH_SYMBOLS = _HEADER.replace("and", r"\usepackage{amssymb} and", 1)
_COLORS = {
    "ink": LIGHT.ink, "wire": LIGHT.wire, "muted": LIGHT.muted, "fill": LIGHT.gate, "data": LIGHT.data,
    "delta": LIGHT.delta, "partial": LIGHT.partial,
}  # fmt: skip
# One point of a drawing, whose numbers are 14 high, is 0.7 points here: they have the 10 of the document.
_UNIT = 0.7
_STYLES = rf"""
\begin{{tikzpicture}}[x={_UNIT}pt, y=-{_UNIT}pt, every node/.style={{inner sep=0pt, text=chalkink}},
  wire/.style={{draw=chalkwire, line width=0.6pt}},
  gate/.style={{draw=chalkink, fill=chalkfill, line width=0.6pt}},
  named/.style={{font=\large}}, numbered/.style={{text=chalkmuted, font=\footnotesize}},
  operation/.style={{}}, data/.style={{text=chalkdata}}, delta/.style={{text=chalkdelta}},
  message/.style={{font=\scriptsize}}, port/.style={{font=\tiny}}]
""".lstrip()
_EXPONENT = re.compile(r"(?<=\d)e([+-]\d+)")
_NUMBER_SIGNS = (
    ("‖δ‖", r"\|\delta\| \,"), ("…−", r"\dots{-}"), ("…", r"\dots "), ("⋯", r"\cdots "), ("−", "-"),
    ("∞", r"\infty"), ("nan", r"\text{nan}"), (" × ", r" \times "), ("÷", r"{\div}"),
    ("→ ", r"\to "), ("← ", r"\gets "),
)  # fmt: skip
_RAISED, _LOWERED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
_DIGITS = str.maketrans(_RAISED + _LOWERED, "-01234567890123456789")
# A number, raised digits, a power of x or of a number, a word, anything else.
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?(?:e[+-]\d+)?)|(?P<raised>[{_RAISED}]+)|(?P<lowered>[{_LOWERED}]+)"
    rf"|(?<=[x\d])\^(?P<power>x|−?[\d.]+)$|(?P<word>[^\W\d_{_RAISED}{_LOWERED}]+)|(?P<other>.)"
)
# Braces take the space of an operator away: in a gate it has an operand on one side at most.
_SIGNS = {
    "+": "{+}", "−": "{-}", "-": "{-}", "×": r"{\times}", "·": r"{\cdot}", "*": "{*}", "√": r"\surd ",
}  # fmt: skip


def tikz(drawing: Drawing) -> str:
    r"""Return the drawing as a `tikzpicture`, to be \input into a document.

    >>> from autograd import Value
    >>> from viz import scene
    >>> from viz.pictures.drawing import draw
    >>> code = tikz(draw(scene(Value(3.0, "x_1") ** 2), engine="layered"))
    >>> print(*[line for line in code.splitlines() if "{$" in line], sep="\n")
    \node[named, anchor=base east] at (28.6, 35) {$x_{1}$};
    \node[data, anchor=base] at (47.6, 24) {$3$};
    \node[delta, anchor=base] at (47.6, 46) {$6$};
    \node[operation, anchor=mid] at (113.6, 30) {$x^{2}$};
    \node[data, anchor=base] at (145.6, 24) {$9$};
    \node[delta, anchor=base] at (145.6, 46) {$1$};
    """
    colors = [
        rf"\definecolor{{chalk{name}}}{{HTML}}{{{color[1:].upper()}}}" for name, color in _COLORS.items()
    ]
    for mark in dict.fromkeys(node.mark for node in drawing.scene.nodes if node.mark in CHECKED):
        colors.append(rf"\definecolor{{chalk{mark}}}{{HTML}}{{{CHECKED[mark][1:].upper()}}}")
    lines = [_STYLES.strip(), *colors]
    lines.append(rf"\useasboundingbox (0, 0) rectangle {_at(drawing.width, drawing.height)};")
    lines += [rf"\draw[wire] {_path(curve)};" for curve in drawing.wires]
    for node, place in zip(drawing.scene.nodes, drawing.nodes):
        lines += _node(node, place, drawing.names)
    lines += [_line("message", line) for line in drawing.notes]
    lines += [_line("port", line) for marks in drawing.marks for line in marks]
    header = _HEADER if r"\circlearrowleft" not in "\n".join(lines) else _HEADER_WITH_SYMBOLS
    return header + "\n".join([*lines, r"\end{tikzpicture}"]) + "\n"


def number_math(text: str) -> str:
    r"""Return a number of the scene, or what an overview writes in its place, as mathematics.

    >>> [number_math(text) for text in ("−0.1966", "1.235e+06", "−∞", "nan")]
    ['-0.1966', '1.235 \\cdot 10^{6}', '-\\infty', '\\text{nan}']
    >>> number_math("−1.1…−0.5"), number_math("‖δ‖ 0.22")
    ('-1.1\\dots{-}0.5', '\\|\\delta\\| \\, 0.22')
    """
    text = _EXPONENT.sub(lambda match: rf" \cdot 10^{{{int(match[1])}}}", text)
    for sign, math in _NUMBER_SIGNS:
        text = text.replace(sign, math)
    return text


def gate_math(gate: str) -> str:
    r"""Return what stands in a gate as mathematics.

    >>> [gate_math(gate) for gate in ("σ", "×−1", "1/x", "x⁻³", "x^2.5", "exp", "max(0, x)")]
    ['\\sigma ', '{\\times}{-}1', '1/x', 'x^{-3}', 'x^{2.5}', '\\text{exp}', '\\text{max}(0,\\,x)']
    """
    return "".join(map(_token, _TOKEN.finditer(gate)))


def _token(match: re.Match[str]) -> str:
    text = match[0]
    match match.lastgroup:
        case "number":
            return number_math(text)
        case "raised":
            return f"^{{{text.translate(_DIGITS)}}}"
        case "lowered":
            return f"{{}}_{{{text.translate(_DIGITS)}}}"
        case "power":
            return f"^{{{number_math(match['power'])}}}"
        case "word":
            return latex(text) if len(text) == 1 else upright(text)
        case _ if text == " ":
            return r"\,"
        case _ if text in _SIGNS:
            return _SIGNS[text]
        case _ if text in "/(),.;:=[]!?":
            return text
        case _:
            return upright(text)


def _node(node: Node, place: Placed, names: bool) -> list[str]:
    left, wire, right, y = place
    lines = [rf"\draw[wire] {_at(wire, y)} -- {_at(right, y)};"]
    name = shown_name(node, names)
    style, text = "named" if node.label else "numbered", latex(name)
    if node.mark == IN_THE_WIRE:
        return [*lines, _text("numbered", "mid east", wire - GAP, y, upright(name))]
    filled = f", fill=chalk{node.mark}" if node.mark in CHECKED else ""
    if node.gate:
        radius = GATE / 2
        if place.is_round:
            lines.append(rf"\draw[gate{filled}] {_at(place.front, y)} circle[radius={radius:g}];")
        else:
            corners = f"{_at(left, y - radius)} rectangle {_at(wire, y + radius)}"
            lines.append(rf"\draw[gate{filled}, rounded corners={_UNIT * radius - 0.1:g}pt] {corners};")
        lines.append(_text("operation", "mid", place.front, y, gate_math(node.gate)))
        if name:
            lines.append(_text(style, "base", place.front, y + name_foot(node), text))
    elif name:
        style += f"{filled}, inner sep=1.5pt" if filled else ""
        lines.append(_text(style, "base east", wire - GAP, y + BASELINES["label"], text))
    for kind, number in (("data", node.data), ("delta", node.delta)):
        if number:
            lines.append(_text(kind, "base", place.middle, y + BASELINES[kind], number_math(number)))
    return lines


def _text(style: str, anchor: str, x: float, y: float, math: str) -> str:
    return rf"\node[{style}, anchor={anchor}] at {_at(x, y)} {{${math.rstrip()}$}};"


def _line(style: str, line: Line) -> str:
    pieces = [
        rf"\textcolor{{chalk{kind}}}{{{_line_math(text)}}}" if kind else _line_math(text)
        for text, kind in line.pieces
    ]
    return _text(style, "base", line.x, line.y, "".join(pieces))


def _line_math(text: str) -> str:
    """Return a piece of a note as mathematics: numbers and signs, and words upright."""
    parts = re.split(r"([a-z-]{4,})", text)
    return "".join(upright(part) if i % 2 else number_math(part) for i, part in enumerate(parts))


def _path(curve: list[Point]) -> str:
    """Return a Bézier curve; what is level is one straight line, however many pieces it has."""
    pieces, (x, y), level = [_at(*curve[0])], curve[0], False
    for a, b, c in zip(curve[1::3], curve[2::3], curve[3::3]):
        straight = abs(a[1] - y) + abs(b[1] - y) + abs(c[1] - y) < 0.1
        if level and not straight:
            pieces.append(f"-- {_at(x, y)}")
        if not straight:
            pieces.append(f".. controls {_at(*a)} and {_at(*b)} .. {_at(*c)}")
        (x, y), level = c, straight
    return " ".join(pieces + [f"-- {_at(x, y)}"] * level)


def _at(x: float, y: float) -> str:
    return f"({coordinate(x)}, {coordinate(y)})"
