"""The two passes as aligned text, for the terminal and for everybody who reads rather than looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import autograd
from autograd import Value, topological_order
from viz.quoting import markup
from viz.scenes.gate import absorbed
from viz.scenes.scene import Scene, scene
from viz.scenes.text import number, rounding


class Part(NamedTuple):
    """A part of a table: its title, rows of cells, those of the head first, and a side for each column."""

    title: str
    rows: Sequence[Sequence[str]]
    sides: str  # "<" or ">" for each column

    @property
    def text(self) -> str:
        widths = [max(map(len, column)) for column in zip(*self.rows)]
        lines = [
            "  " + "  ".join(f"{cell:{side}{width}}" for cell, side, width in zip(row, self.sides, widths))
            for row in self.rows
        ]
        return "\n".join([self.title, *map(str.rstrip, lines)])

    @property
    def html(self) -> str:
        first, *others = [
            "".join(
                f'<{tag} style="text-align:{"left" if side == "<" else "right"};white-space:pre">'
                f"{markup(cell)}</{tag}>"
                for cell, side in zip(row, self.sides)
            )
            for row, tag in zip(self.rows, ["th", *["td"] * len(self.rows)])
        ]
        body = "".join(f"<tr>{row}</tr>" for row in others)
        return (
            f'<table style="font-variant-numeric:tabular-nums"><caption style="text-align:left">'
            f"{markup(self.title)}</caption><thead><tr>{first}</tr></thead><tbody>{body}</tbody></table>"
        )


class Table(str):
    """Both passes as text, made by `table(root)`; the last line of a notebook's cell shows them as tables.

    It is a string, and equal to one with the same text; its repr is the text itself.

    >>> table(Value(3.0, "x") * 2)
    forward
      node  operation  value
      x                    3
      v2    x × 2          6
    <BLANKLINE>
    backward, δv2 = 1
      from  to  [local] × [upstream] = message  delta    received
      v2    x   [2] × [1] = 2                   0 →  2   1 of 1
    """

    parts: tuple[Part, ...]

    def __new__(cls, parts: Sequence[Part]) -> Table:
        made = super().__new__(cls, "\n\n".join(part.text for part in parts))
        made.parts = tuple(parts)
        return made

    def __getnewargs__(self) -> tuple[Sequence[Part]]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return (self.parts,)

    def __repr__(self) -> str:
        return str(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Print the text in IPython, which would quote a string."""
        printer.text(str(self))

    def _repr_html_(self) -> str:
        return "".join(part.html for part in self.parts)


def table(
    root: Value,
    *,
    digits: int | None = None,
    decimals: int | None = None,
    constants: bool = False,
    tangents: Mapping[Value, float] | None = None,
) -> Table:
    """Return the forward pass, node by node, and the backward pass, message by message.

    The text prints in a terminal, and the last line of a notebook's cell shows it as tables.

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
    sweep: list[Part] = []
    if tangents is not None:
        columns, sweep = _tangents(root, tangents, drawn, digits, constants)
        forward = [(*row, *more) for row, more in zip(forward, columns)]
    title = f"backward, δ{nodes[-1].name} = {nodes[-1].delta}"
    return Table([Part("forward", forward, "<<>>>"), Part(title, backward, "<<<><<"), *sweep])


def _tangents(
    root: Value, seeds: Mapping[Value, float], drawn: Scene, digits: int, constants: bool
) -> tuple[list[tuple[str, str]], list[Part]]:
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
    return columns, [Part(f"tangents, {sown}", rows, "<<<><<")]
