"""A drawing or one step of it as PNG or PDF: Graphviz gets the finished places and draws what `svg` draws."""

from __future__ import annotations

import re

from viz.pictures.dot import colored_note, html_text
from viz.pictures.drawing import (
    GATE,
    GATE_SIZE,
    LABEL_SIZE,
    MESSAGE_SIZE,
    NAME_SIZE,
    NUMBER_SIZE,
    Drawing,
    Placed,
    shown_name,
    text_width,
)
from viz.pictures.executable import run_dot
from viz.pictures.layout import Point
from viz.pictures.slide import ARRIVED_SIZE, EQUATION_SIZE, PARCEL_SIZE, Slide
from viz.pictures.svg import DATA, DELTA, FADED, GATE_FILL, INK, MUTED, NOW, PAPER, PARTIAL, WIRE
from viz.scenes.scene import Node

DPI = 192  # twice the 96 of a screen: sharp on a slide
_MOST_PIXELS = 32_000  # Graphviz shrinks what is larger than 32,767 to that, without a word
_LEAST_DPI = 60  # numbers are 12 pixels high then

_PLAIN, _BOLD = "Helvetica", "Helvetica-Bold"
_INKS = {"": INK, "muted": MUTED, "data": DATA, "delta": DELTA, "partial": PARTIAL}


def raster(drawing: Drawing, format: str) -> bytes:
    """Return the drawing as a "png" or "pdf" file.

    Raises:
        ValueError: the drawing is so large that a PNG of it could not be read.
        DotError: Graphviz is not installed, or failed.
    """
    longest = max(drawing.width, drawing.height)
    dpi = min(DPI, 72 * _MOST_PIXELS / longest)
    if format == "png" and dpi < _LEAST_DPI:
        raise ValueError(
            f"a drawing of {drawing.width:,.0f} × {drawing.height:,.0f} points is too large for a "
            f"PNG, which has {_MOST_PIXELS:,} pixels at most: save it as .svg or .pdf, or draw a part of the "
            "graph"
        )
    paper = _Paper(drawing.width, drawing.height)
    for curve in drawing.wires:
        paper.line(curve, WIRE)
    for node, place in zip(drawing.scene.nodes, drawing.nodes):
        paper.node(node, place, drawing.names, "")
        paper.numbers(place, node.data, node.delta)
    for edge, (x, y) in zip(drawing.scene.edges, drawing.notes):
        above, below = colored_note(edge, drawing.scene.nodes[edge.child].delta)
        paper.text(x, y - 9, f"<{above}>", MESSAGE_SIZE, INK)
        paper.text(x, y + 10, f"<{below}>", MESSAGE_SIZE, INK)
    return paper.picture(format, dpi)


def slide_raster(slide: Slide, format: str, dpi: float = DPI) -> bytes:
    """Return one step as a "png" or "pdf" file, a PNG with so many pixels for each inch of 72 points.

    Raises:
        DotError: Graphviz is not installed, or failed.
    """
    drawing, state = slide.drawing, slide.state
    paper = _Paper(slide.width, slide.height, slide.left)
    for curve, kind in zip(drawing.wires, state.edge_class):
        match kind:
            case "todo":
                paper.line(curve, _faded(WIRE))
            case "read":
                paper.line(curve, DATA, "penwidth=3")
            case "now":
                paper.line(curve, DELTA, "penwidth=3.5 style=dashed")
            case "sent":
                paper.line(curve, DELTA, "penwidth=1.5")
            case _:
                paper.line(curve, WIRE)
    shown = zip(drawing.scene.nodes, drawing.nodes, state.node_class, state.data, state.delta, state.arrived)
    for node, place, kind, data, delta, arrived in shown:
        paper.node(node, place, drawing.names, kind)
        paper.numbers(place, data, delta, arrived, bold="got" in kind)
    if slide.parcel is not None:
        x, y = slide.parcel
        paper.text(x, y, quoted(state.parcel), PARCEL_SIZE, DELTA, _BOLD, ground=PAPER)
    paper.left = 0.0
    for line in slide.caption:
        words = "".join(
            f'<FONT COLOR="{_INKS[kind]}">{html_text(text)}</FONT>' for text, kind in line.pieces if text
        )
        font = "Times-Roman" if line.size == EQUATION_SIZE else _PLAIN
        paper.text(line.x, line.y - line.size / 3, f"<{words}>", line.size, INK, font)
    return paper.picture(format, dpi)


class _Paper:
    """DOT text under way: everything on it is a node or an edge with a place, counted in points from the top.

    Attributes:
        left: what is added to every x.
    """

    def __init__(self, width: float, height: float, left: float = 0.0) -> None:
        self.left = 0.0
        self.width = width
        self.height = height
        self.nodes: list[str] = []
        self.edges: list[str] = []
        for x, y in ((0.0, 0.0), (width, height)):  # the corners, so that margins are kept
            self.add(x, y, style="invis")
        self.left = left

    def place(self, x: float, y: float) -> str:
        return f"{x + self.left:.2f},{self.height - y:.2f}"  # Graphviz counts y upward

    def add(self, x: float, y: float, label: str = '""', **attributes: object) -> str:
        name = f"n{len(self.nodes)}"
        words = " ".join(f"{key}={quoted(str(value))}" for key, value in attributes.items())
        self.nodes.append(f'{name} [pos="{self.place(x, y)}" label={label} {words}]')
        return name

    def text(
        self, x: float, y: float, label: str, size: float, color: str, font: str = _PLAIN, ground: str = ""
    ) -> None:
        """Write a label that is quoted already; on a ground of its own if there is something below it."""
        style = {"style": "filled", "shape": "box", "color": ground, "fillcolor": ground} if ground else {}
        box = {"width": text_width(label, 0.9 * size) / 72, "height": size / 72} if ground else {}
        self.add(x, y, label, fontsize=size, fontcolor=color, fontname=font, **style, **box)

    def line(self, curve: list[Point], color: str, style: str = "") -> None:
        ends = [self.add(x, y, style="invis") for x, y in (curve[0], curve[-1])]
        # Graphviz makes the paper larger for control points, which may lie far beside their curve
        pieces = [curve[i : i + 4] for i in range(0, len(curve) - 1, 3)]
        for _ in range(8):
            if all(-self.left <= x <= self.width - self.left for piece in pieces for x, _ in piece):
                break
            pieces = [half for piece in pieces for half in _halves(piece)]
        places = " ".join(
            self.place(x, y) for x, y in [curve[0], *(p for piece in pieces for p in piece[1:])]
        )
        self.edges.append(f'{ends[0]} -> {ends[1]} [pos="{places}" color="{color}" {style}]')

    def node(self, node: Node, place: Placed, names: bool, kind: str) -> None:
        """Draw a gate or the label of a variable, and its wire."""
        left, wire, right, y = place
        todo, now = kind == "todo", "now" in kind
        ink = _faded(INK) if todo else INK
        self.line([(wire, y), (wire, y), (right, y), (right, y)], _faded(WIRE) if todo else WIRE)
        name = shown_name(node, names)
        muted = ink if now else _faded(MUTED) if todo else MUTED
        style = (
            (LABEL_SIZE, ink, "Times-BoldItalic" if now else "Times-Italic")
            if node.label
            else (NAME_SIZE, muted, _BOLD if now else _PLAIN)
        )
        front = (left + wire) / 2
        if node.gate:
            round_ = wire - left < GATE + 1
            self.add(
                front, y, quoted(node.gate), fontsize=GATE_SIZE, fontcolor=ink, color=ink,
                fillcolor=NOW if now else _faded(GATE_FILL) if todo else GATE_FILL,
                shape="circle" if round_ else "box", style="filled" if round_ else "rounded,filled",
                width=(wire - left) / 72, height=GATE / 72, penwidth=2.5 if now else 1,
            )  # fmt: skip
            if name:
                self.text(front, y - GATE / 2 - 10, quoted(name), *style)
        elif name:
            self.text((left + wire - 5) / 2, y, quoted(name), *style)

    def numbers(self, place: Placed, data: str, delta: str, arrived: str = "", bold: bool = False) -> None:
        """Write what stands above and below a wire; nothing where nothing is known."""
        middle = (place.wire + place.right) / 2
        for y, text, size, color, font in (
            (-11, data, NUMBER_SIZE, DATA, _PLAIN),
            (11, delta, NUMBER_SIZE, DELTA, _BOLD if bold else _PLAIN),
            (25, arrived, ARRIVED_SIZE, MUTED, _PLAIN),
        ):
            if text:
                self.text(middle, place.y + y, quoted(text), size, color, font)

    def picture(self, format: str, dpi: float) -> bytes:
        """Return the whole as a file; wires lie below gates."""
        if format == "pdf":
            dpi = 72  # its points are ours
        source = "\n".join(
            [
                "digraph {",
                f"graph [dpi={dpi:g} pad=0 margin=0 bgcolor=white splines=true outputorder=edgesfirst]",
                "node [shape=none fixedsize=true width=0.01 height=0.01 margin=0 fontname=Helvetica]",
                "edge [arrowhead=none]",
                *self.edges,
                *self.nodes,
                "}",
            ]
        )
        file = run_dot(source, format, "-Kneato", "-n2")
        # the time of day is the only thing that differs from run to run; places in a PDF are counted in bytes
        return re.sub(rb"(?<=/CreationDate \(D:)\d{14}", b"20000101000000", file) if format == "pdf" else file


def _halves(curve: list[Point]) -> tuple[list[Point], list[Point]]:
    """Return a Bézier curve of four points as two, whose control points lie nearer to it (de Casteljau)."""

    def middle(a: Point, b: Point) -> Point:
        return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2

    a, b, c, d = curve
    ab, bc, cd = middle(a, b), middle(b, c), middle(c, d)
    abc, bcd = middle(ab, bc), middle(bc, cd)
    center = middle(abc, bcd)
    return [a, ab, abc, center], [center, bcd, cd, d]


def _faded(color: str) -> str:
    """Return a color as it looks on paper at the opacity of what has no value yet."""
    channels = [(int(color[i : i + 2], 16), int(PAPER[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(FADED * ink + (1 - FADED) * paper):02x}" for ink, paper in channels)


def quoted(text: str) -> str:
    """Return a text as a quoted DOT string that is shown as it is, backslashes and &amp; included."""
    return '"' + text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"') + '"'
