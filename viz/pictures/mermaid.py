"""A graph as Mermaid text, which GitHub, GitLab and many wikis draw inside of Markdown.

`Circuit.mermaid` and `Circuit.save("f.mmd")` call it. Mermaid does the layout; value and delta stand in the
nodes, as it has no place for them on the wires.
"""

from __future__ import annotations

from autograd.labels import written
from viz.palette import LIGHT
from viz.pictures.drawing import note, shown_name
from viz.quoting import mermaid as quoted
from viz.scenes.scene import CHECKED, GROUP, IN_THE_WIRE, Node, Scene

_BLANK = "\u00a0"


def mermaid(scene: Scene, *, notes: bool = False, names: bool = False) -> str:
    """Return the graph as a Mermaid flowchart: gates in circles, variables in boxes.

    Args:
        scene: what to draw.
        notes: write `[local] × [upstream] = message` on the edges.
        names: write v1, v2, … at nodes without a label.

    >>> from autograd import Value
    >>> from viz import scene
    >>> print(mermaid(scene(Value(3.0, "x") ** 2)).replace("\\u00a0", " "), end="")
    flowchart LR
      classDef gate fill:#fff7e0,stroke:#1f2328,color:#1f2328
      classDef variable fill:#ffffff,stroke:#57606a,color:#1f2328
      n0["x = 3<br>δ = 6"]:::variable
      n1(("x²<br>  9  <br>δ = 1")):::gate
      n0 --- n1
    """
    lines = [
        "flowchart LR",
        f"  classDef gate fill:{LIGHT.gate},stroke:{LIGHT.ink},color:{LIGHT.ink}",
        f"  classDef variable fill:{LIGHT.paper},stroke:{LIGHT.wire},color:{LIGHT.ink}",
    ]
    if any(node.mark == IN_THE_WIRE for node in scene.nodes):
        lines.append(f"  classDef wire fill:none,stroke:none,color:{LIGHT.muted}")
    for mark in dict.fromkeys(node.mark for node in scene.nodes if node.mark in CHECKED):
        lines.append(f"  classDef {mark} fill:{CHECKED[mark]},stroke:{LIGHT.delta},color:{LIGHT.ink}")
    lines += [f"  n{i}{_box(node, names)}" for i, node in enumerate(scene.nodes)]
    for edge in scene.edges:
        partial, upstream, message = note(edge, scene.nodes[edge.child].delta)
        label = f'|"{partial} × {upstream} {message}"|' if notes else ""
        lines.append(f"  n{edge.parent} ---{label} n{edge.child}")
    return "\n".join(lines) + "\n"


def _box(node: Node, names: bool) -> str:
    """Return the shape of a node with what stands in it."""
    name = written(node.label) if node.label else shown_name(node, names)
    if node.mark == IN_THE_WIRE:
        return f'["{quoted(name)}"]:::wire'
    if node.mark == GROUP:  # as many lines are no circle
        text = "<br>".join(quoted(line) for line in (node.gate, name, node.data, node.delta) if line)
        return f'("{text}"):::gate' if node.gate else f'["{text}"]:::variable'
    value, delta = f"{name} = {node.data}" if name and node.data else name or node.data, ""
    if node.delta:
        delta = f"δ = {node.delta}"
    if not node.gate:
        text = "<br>".join(line for line in (quoted(value), delta) if line)
        return f'["{text}"]:::{node.mark if node.mark in CHECKED else "variable"}'
    look = node.mark if node.mark in CHECKED else "gate"
    # Mermaid makes a circle as wide as its longest line; blanks beside the middle one make room for three
    space = _BLANK * max(len(delta) + 2 - len(value), 10 - len(value), 0)
    return f'(("{quoted(node.gate)}<br>{space}{quoted(value)}{space}<br>{delta}")):::{look}'
