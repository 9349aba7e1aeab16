"""Graphs in the DOT language: micrograd's drawing, and the lectures' circuit for people who edit DOT."""

# graphviz has no complete types:
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import Value, topological_order
from autograd.labels import visible
from viz.labels import dot_markup
from viz.palette import LIGHT
from viz.pictures.drawing import note
from viz.quoting import dot_label, dot_record
from viz.scenes.scene import CHECKED, IN_THE_WIRE, Scene

if TYPE_CHECKING:
    from graphviz import Digraph


def trace(root: Value) -> tuple[set[Value], set[tuple[Value, Value]]]:
    """Return the nodes of the graph of `root` and its (parent, child) edges, as micrograd's notebook does.

    A set holds a double edge (x*x) once; `autograd.messages` has both.

    >>> x = Value(3.0)
    >>> nodes, edges = trace(x * x)
    >>> len(nodes), len(edges)
    (2, 1)
    """
    nodes = topological_order(root)
    return set(nodes), {(parent, child) for child in nodes for parent in child.parents}


def draw_dot(root: Value, format: str = "svg", rankdir: str = "LR") -> Digraph:
    """Return micrograd's drawing: a box `label | data | grad` for each node, an ellipse for each operation.

    It shows `.grad` as it stands: call `backward()` first. Displays itself in notebooks where Graphviz
    is installed; `circuit(root)` needs nothing installed.

    Args:
        root: the node to draw.
        format: what `.render()` and `.pipe()` produce.
        rankdir: "LR" from left to right, "TB" from top to bottom.

    Raises:
        ValueError: another rankdir.

    >>> print(draw_dot(Value(2.0, label="x")).source)
    digraph {
        graph [rankdir=LR]
        n0 [label="{ x | data 2.0000 | grad 0.0000 }" shape=record]
    }
    <BLANKLINE>
    """
    from graphviz import Digraph, escape

    if rankdir not in ("LR", "TB"):
        raise ValueError(f"draw_dot: rankdir is 'LR' or 'TB', not {rankdir!r}")
    dot = Digraph(format=format, graph_attr={"rankdir": rankdir})
    order = topological_order(root)
    number = {node: i for i, node in enumerate(order)}
    for node, i in number.items():
        label = f"{dot_record(visible(node.label))} | " if node.label else ""
        dot.node(f"n{i}", f"{{ {label}data {node.data:.4f} | grad {node.grad:.4f} }}", shape="record")
        if node.op is not None and node.parents:
            dot.node(f"op{i}", escape(visible(node.op.symbol)))
            dot.edge(f"op{i}", f"n{i}")
    for child, i in number.items():
        for parent in child.parents:
            dot.edge(f"n{number[parent]}", f"op{i}")
    return dot


def dot_source(scene: Scene, *, notes: bool = False) -> str:
    """Return the circuit as DOT text: gates with the value in green above and the delta in red below.

    Args:
        scene: what to draw.
        notes: write `[local] × [upstream] = message` on the edges.
    """
    lines = [
        "digraph circuit {",
        "  rankdir=LR ordering=in",
        "  node [shape=plain fontname=Helvetica]",
        f'  edge [tailport=e headport=w arrowhead=none color="{LIGHT.wire}" fontname=Helvetica fontsize=10]',
    ]
    for i, node in enumerate(scene.nodes):
        if node.mark == IN_THE_WIRE:
            lines.append(f'  n{i} [fontcolor="{LIGHT.muted}" fontsize=11 label=< {dot_label(node.name)} >]')
            continue
        name = dot_markup(node.label) if node.label else colored(node.name, LIGHT.muted)
        border, color, size, shown = 0, LIGHT.paper, "", name
        if node.gate:
            border, color, size = 1, LIGHT.gate, ' WIDTH="32" HEIGHT="32"'
            shown = (f"{name}<BR/>" if node.label else "") + dot_label(node.gate)
        color = CHECKED.get(node.mark, color)
        look = f'BORDER="{border}" STYLE="ROUNDED" BGCOLOR="{color}" ROWSPAN="2" PORT="in"{size}'
        lines.append(
            f'  n{i} [fontcolor="{LIGHT.ink}" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0">'
            f"<TR><TD {look}>{shown}</TD>"
            f'<TD SIDES="B" BORDER="1" COLOR="{LIGHT.wire}">{colored(node.data, LIGHT.data)}</TD></TR>'
            f'<TR><TD PORT="out">{colored(node.delta, LIGHT.delta)}</TD></TR></TABLE>>]'
        )
    for edge in scene.edges:
        partial, upstream, message = note(edge, scene.nodes[edge.child].delta)
        words = f"{colored(partial, LIGHT.partial)} × {colored(upstream, LIGHT.delta)}"
        label = f" [label=<{words} {colored(message, LIGHT.delta)}>]" if notes else ""
        lines.append(f"  n{edge.parent} -> n{edge.child}{label}")
    return "\n".join([*lines, "}"]) + "\n"


def colored(text: str, color: str) -> str:
    """Return a text of an HTML-like label in a color."""
    return f'<FONT COLOR="{color}">{dot_label(text) or " "}</FONT>'
