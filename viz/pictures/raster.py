"""A drawing or one step of it as PNG or PDF: Graphviz gets the finished places and draws what `svg` draws."""

from __future__ import annotations

import re

from viz.labels import label_width, placed
from viz.palette import LIGHT, PALE
from viz.pictures.dot import colored, colored_note
from viz.pictures.drawing import BASELINES, GAP, GATE, SIZES, Drawing, Placed, shown_name, text_width
from viz.pictures.executable import run_dot
from viz.pictures.layout import Point
from viz.pictures.slide import EQUATION_SIZE, WIRE_WIDTHS, Slide
from viz.quoting import dot_string
from viz.scenes.scene import CHECKED, Node

DPI = 192  # twice the 96 of a screen: sharp on a slide
_MOST_PIXELS = 32_000  # Graphviz shrinks what is larger than 32,767 to that, without a word
_LEAST_DPI = 60  # numbers are 12 pixels high then
_PLAIN, _BOLD = "Helvetica", "Helvetica-Bold"
_ROMAN, _ITALIC = ("Times-Roman", "Times-Bold"), ("Times-Italic", "Times-BoldItalic")  # of labels, and now
_WIRES = {
    "": LIGHT.wire, "todo": PALE.wire, "read": LIGHT.data, "sent": LIGHT.delta, "now": LIGHT.delta
}  # fmt: skip


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
        paper.line(curve)
    for node, place in zip(drawing.scene.nodes, drawing.nodes):
        paper.node(node, place, drawing.names, (node.data, node.delta, ""))
    for edge, (x, y) in zip(drawing.scene.edges, drawing.notes):
        factors, product = colored_note(edge, drawing.scene.nodes[edge.child].delta)
        paper.text(x, y + BASELINES["factors"], f"<{factors}>", SIZES["note"])
        paper.text(x, y + BASELINES["product"], f"<{product}>", SIZES["note"])
    return paper.picture(format, dpi)


def slide_raster(slide: Slide, format: str, dpi: float = DPI) -> bytes:
    """Return one step as a "png" or "pdf" file, a PNG with so many pixels for each inch of 72 points.

    Raises:
        DotError: Graphviz is not installed, or failed.
    """
    drawing, state = slide.drawing, slide.state
    paper = _Paper(slide.width, slide.height, slide.left)
    for curve, kind in zip(drawing.wires, state.edge_class):
        paper.line(curve, kind)
    numbers = zip(state.data, state.delta, state.arrived)
    for node, place, texts, kind in zip(drawing.scene.nodes, drawing.nodes, numbers, state.node_class):
        paper.node(node, place, drawing.names, texts, kind)
    if slide.parcel is not None:
        x, y = slide.parcel
        words = dot_string(state.parcel)
        paper.text(x, y + BASELINES["parcel"], words, SIZES["parcel"], LIGHT.delta, _BOLD, ground=LIGHT.paper)
    paper.left = 0.0
    for line in slide.caption:
        words = "".join(colored(text, getattr(LIGHT, kind or "ink")) for text, kind in line.pieces if text)
        font = "Times-Roman" if line.size == EQUATION_SIZE else _PLAIN
        paper.text(line.x, line.y, f"<{words}>", line.size, font=font)
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
        words = " ".join(f"{key}={dot_string(str(value))}" for key, value in attributes.items())
        self.nodes.append(f'{name} [pos="{self.place(x, y)}" label={label} {words}]')
        return name

    def text(
        self, x: float, y: float, label: str, size: float,
        color: str = LIGHT.ink, font: str = _PLAIN, ground: str = "",
    ) -> None:  # fmt: skip
        """Write a label that is quoted already on a baseline; on a ground if there is something below it."""
        style = {"style": "filled", "shape": "box", "color": ground, "fillcolor": ground} if ground else {}
        box = {"width": text_width(label, 0.9 * size) / 72, "height": size / 72} if ground else {}
        # Graphviz puts the middle of the letters where we say
        self.add(x, y - size / 3, label, fontsize=size, fontcolor=color, fontname=font, **style, **box)

    def name(self, x: float, y: float, name: str, look: str, ink: str, now: bool) -> None:
        """Write the name of a node on a baseline, its middle at x: a label, or v1, v2, …; "" for none."""
        if look == "name":
            if name:
                self.text(x, y, dot_string(name), SIZES[look], ink, (_PLAIN, _BOLD)[now])
            return
        left = x - label_width(name, SIZES[look]) / 2
        for piece in placed(name, SIZES[look]):
            font = _ITALIC[now] if piece.is_slanted else _ROMAN[now]
            self.text(left + piece.middle, y + piece.below, dot_string(piece.text), piece.size, ink, font)

    def line(self, curve: list[Point], kind: str = "") -> None:
        style = f"penwidth={WIRE_WIDTHS[kind]:g}" if kind in WIRE_WIDTHS else ""
        if kind == "now":
            style += " style=dashed"
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
        self.edges.append(f'{ends[0]} -> {ends[1]} [pos="{places}" color="{_WIRES[kind]}" {style}]')

    def node(
        self, node: Node, place: Placed, names: bool, numbers: tuple[str, str, str], kind: str = ""
    ) -> None:
        """Draw a gate or the label of a variable, its wire, and its numbers, without those unknown."""
        left, wire, right, y = place
        now, colors = "now" in kind, PALE if kind == "todo" else LIGHT
        self.line([(wire, y), (wire, y), (right, y), (right, y)], "todo" if kind == "todo" else "")
        name, look = shown_name(node, names), "label" if node.label else "name"
        ink = colors.ink if node.label or now else colors.muted
        if node.mark == "wrong":
            ink = colors.delta
        if node.gate:
            self.add(
                place.front, y, dot_string(node.gate), fontsize=SIZES["gate"], fontcolor=colors.ink,
                color=colors.ink, fillcolor=colors.now if now else CHECKED.get(node.mark, colors.gate),
                shape="circle" if place.is_round else "box",
                style="filled" if place.is_round else "rounded,filled",
                width=(wire - left) / 72, height=GATE / 72, penwidth=2.5 if now else 1,
            )  # fmt: skip
            self.name(place.front, y - GATE / 2 - GAP, name, look, ink, now)
        else:
            self.name((left + wire - GAP) / 2, y + BASELINES[look], name, look, ink, now)
        inks = {"data": LIGHT.data, "delta": LIGHT.delta, "arrived": LIGHT.muted}
        for (what, color), number in zip(inks.items(), numbers):
            if number:
                font = _BOLD if what == "delta" and "got" in kind else _PLAIN
                self.text(place.middle, y + BASELINES[what], dot_string(number), SIZES[what], color, font)

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
