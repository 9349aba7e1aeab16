"""A drawing as PNG or PDF: Graphviz is handed the finished places and draws what `svg` draws."""

from viz.dot import colored_note
from viz.drawing import (
    GATE,
    GATE_SIZE,
    LABEL_SIZE,
    MESSAGE_SIZE,
    NAME_SIZE,
    NUMBER_SIZE,
    Drawing,
    shown_name,
)
from viz.executable import run_dot
from viz.layout import Point
from viz.svg import DATA, DELTA, GATE_FILL, INK, MUTED, WIRE

_DPI = 192  # twice the 96 of a screen: sharp on a slide


def raster(drawing: Drawing, format: str) -> bytes:
    """Return the drawing as a "png" or "pdf" file.

    Raises:
        DotError: Graphviz is not installed, or failed.
    """
    nodes: list[str] = []
    edges: list[str] = []

    def place(x: float, y: float) -> str:  # Graphviz counts y upward
        return f"{x:.2f},{drawing.height - y:.2f}"

    def add(x: float, y: float, label: str = '""', **attributes: object) -> str:
        name = f"n{len(nodes)}"
        words = " ".join(f"{key}={quoted(str(value))}" for key, value in attributes.items())
        nodes.append(f'{name} [pos="{place(x, y)}" label={label} {words}]')
        return name

    def text(x: float, y: float, label: str, size: float, color: str, font: str = "Helvetica") -> None:
        add(x, y, label, fontsize=size, fontcolor=color, fontname=font)

    def line(curve: list[Point]) -> None:
        ends = [add(x, y, style="invis") for x, y in (curve[0], curve[-1])]
        edges.append(f'{ends[0]} -> {ends[1]} [pos="{" ".join(place(x, y) for x, y in curve)}"]')

    for x, y in ((0.0, 0.0), (drawing.width, drawing.height)):  # the corners, so that margins are kept
        add(x, y, style="invis")
    for curve in drawing.wires:
        line(curve)
    for node, (left, wire, right, y) in zip(drawing.scene.nodes, drawing.nodes):
        line([(wire, y), (wire, y), (right, y), (right, y)])
        front, middle = (left + wire) / 2, (wire + right) / 2
        name = shown_name(node, drawing.names)
        style = (LABEL_SIZE, INK, "Times-Italic") if node.label else (NAME_SIZE, MUTED, "Helvetica")
        if node.gate:
            round_ = wire - left < GATE + 1
            add(
                front, y, quoted(node.gate), fontsize=GATE_SIZE, fontcolor=INK, color=INK,
                fillcolor=GATE_FILL, shape="circle" if round_ else "box",
                style="filled" if round_ else "rounded,filled", width=(wire - left) / 72, height=GATE / 72,
            )  # fmt: skip
            if name:
                text(front, y - GATE / 2 - 10, quoted(name), *style)
        elif name:
            text((left + wire - 5) / 2, y, quoted(name), *style)
        text(middle, y - 11, quoted(node.data), NUMBER_SIZE, DATA)
        text(middle, y + 11, quoted(node.delta), NUMBER_SIZE, DELTA)
    for edge, (x, y) in zip(drawing.scene.edges, drawing.notes):
        above, below = colored_note(edge, drawing.scene.nodes[edge.child].delta)
        text(x, y - 9, f"<{above}>", MESSAGE_SIZE, INK)
        text(x, y + 10, f"<{below}>", MESSAGE_SIZE, INK)
    source = "\n".join(
        [
            f'digraph {{ graph [dpi={_DPI} pad=0 bgcolor=white splines=true]',
            'node [shape=none fixedsize=true width=0.01 height=0.01 margin=0 fontname=Helvetica]',
            f'edge [arrowhead=none color="{WIRE}"]',
            *edges,
            *nodes,
            "}",
        ]
    )  # fmt: skip
    return run_dot(source, format, "-Kneato", "-n2")


def quoted(text: str) -> str:
    """Return a text as a quoted DOT string that is shown as it is, backslashes and &amp; included."""
    return '"' + text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"') + '"'
