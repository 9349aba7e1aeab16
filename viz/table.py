"""The two passes as aligned text, for the terminal and for everybody who reads rather than looks."""

from autograd import Value
from viz.scenes.scene import scene
from viz.scenes.text import rounding


def table(
    root: Value, *, digits: int | None = None, decimals: int | None = None, constants: bool = False
) -> str:
    """Return the forward pass, node by node, and the backward pass, message by message.

    Args:
        root: the node to differentiate; `backward()` need not be called.
        digits: significant digits of all numbers, 6 by default.
        decimals: digits after the point instead; not both.
        constants: list plain numbers as nodes too.

    >>> x, y, z = Value(-2, label="x"), Value(5, label="y"), Value(-4, label="z")
    >>> q = x + y
    >>> q.label = "q"
    >>> f = q * z
    >>> f.label = "f"
    >>> print(table(f))
    forward
      node  operation  value
      x                   −2
      y                    5
      z                   −4
      q     x + y          3
      f     q × z        −12
    <BLANKLINE>
    backward, δf = 1
      from  to  [local] × [upstream] = message  delta      received
      f     q   [−4] × [1] = −4                   0 →  −4  1 of 1
      f     z   [3] × [1] = 3                     0 →  3   1 of 1
      q     x   [1] × [−4] = −4                   0 →  −4  1 of 1
      q     y   [1] × [−4] = −4                   0 →  −4  1 of 1
    """
    drawn = scene(root, digits=rounding(digits, decimals, 6), constants=constants)
    nodes = drawn.nodes
    forward = [("node", "operation", "value")]
    forward += [(node.name, node.formula, node.data) for node in nodes]
    backward = [("from", "to", "[local] × [upstream] = message", "delta", "", "received")]
    for m in drawn.arrivals:
        edge = drawn.edges[m.edge]
        child, parent = nodes[edge.child], nodes[edge.parent]
        message = f"[{edge.partial}] × [{child.delta}] = {edge.message}"
        received = f"{m.arrived} of {m.expected}"
        backward.append((child.name, parent.name, message, f"{m.before} →", m.after, received))
    title = f"backward, δ{nodes[-1].name} = {nodes[-1].delta}"
    return "\n".join(["forward", *_aligned(forward, "<<>"), "", title, *_aligned(backward, "<<<><<")])


def _aligned(rows: list[tuple[str, ...]], sides: str) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows)]
    return [
        "  " + "  ".join(f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths)).rstrip()
        for row in rows
    ]
