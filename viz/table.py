"""The two passes as aligned text, for the terminal and for everybody who reads rather than looks."""

from collections.abc import Mapping

import autograd
from autograd import Value, topological_order
from viz.scenes.gate import absorbed
from viz.scenes.scene import Scene, scene
from viz.scenes.text import number, rounding


def table(
    root: Value,
    *,
    digits: int | None = None,
    decimals: int | None = None,
    constants: bool = False,
    tangents: Mapping[Value, float] | None = None,
) -> str:
    """Return the forward pass, node by node, and the backward pass, message by message.

    Args:
        root: the node to differentiate; `backward()` need not be called.
        digits: significant digits of all numbers, 6 by default.
        decimals: digits after the point instead; not both.
        constants: list plain numbers as nodes too.
        tangents: seeds of forward mode, as `autograd.tangents` takes them; every node's tangent stands beside
            its delta then, and the forward sweep follows, contribution by contribution.

    Raises:
        ValueError: a seed is no node of the graph.

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
    >>> print(table(f, tangents={x: 1.0}).partition("backward")[0].rstrip())
    forward
      node  operation  value  tangent  delta
      x                   −2        1     −4
      y                    5        0     −4
      z                   −4        0      3
      q     x + y          3        1     −4
      f     q × z        −12       −4      1
    """
    digits = rounding(digits, decimals, 6)
    drawn = scene(root, digits=digits, constants=constants)
    nodes = drawn.nodes
    forward: list[tuple[str, ...]] = [("node", "operation", "value")]
    forward += [(node.name, node.formula, node.data) for node in nodes]
    backward = [("from", "to", "[local] × [upstream] = message", "delta", "", "received")]
    for m in drawn.arrivals:
        edge = drawn.edges[m.edge]
        child, parent = nodes[edge.child], nodes[edge.parent]
        message = f"[{edge.partial}] × [{child.delta}] = {edge.message}"
        received = f"{m.arrived} of {m.expected}"
        backward.append((child.name, parent.name, message, f"{m.before} →", m.after, received))
    sweep: list[str] = []
    if tangents is not None:
        columns, sweep = _tangents(root, tangents, drawn, digits, constants)
        forward = [(*row, *more) for row, more in zip(forward, columns)]
    title = f"backward, δ{nodes[-1].name} = {nodes[-1].delta}"
    return "\n".join(
        ["forward", *_aligned(forward, "<<>>>"), "", title, *_aligned(backward, "<<<><<"), *sweep]
    )


def _tangents(
    root: Value, seeds: Mapping[Value, float], drawn: Scene, digits: int, constants: bool
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the columns of tangents and deltas, and the forward sweep."""
    ledger = autograd.tangents(root, seeds)
    order = topological_order(root)
    hidden = absorbed(order, constants=constants)
    names = {v: node.name for v, node in zip((v for v in order if v not in hidden), drawn.nodes)}
    rows = [("from", "to", "[local] × [tangent] = contribution", "tangent", "", "received")]
    for c in ledger:
        if c.parent in names:
            partial, tangent, contribution, before, after = (
                number(x, digits) for x in (c.partial, c.tangent, c.contribution, c.before, c.after)
            )
            product = f"[{partial}] × [{tangent}] = {contribution}"
            received = f"{c.arrived} of {c.expected}"
            rows.append((names[c.parent], names[c.child], product, f"{before} →", after, received))
    columns = [("tangent", "delta")]
    columns += [(number(ledger.tangents[v], digits), node.delta) for v, node in zip(names, drawn.nodes)]
    sown = ", ".join(f"{names[v]} = {number(t, digits)}" for v, t in seeds.items() if v in names)
    return columns, ["", f"tangents, {sown}", *_aligned(rows, "<<<><<")]


def _aligned(rows: list[tuple[str, ...]], sides: str) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows)]
    return [
        "  " + "  ".join(f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths)).rstrip()
        for row in rows
    ]
