"""Where nan and inf came from: the first node that made one of operands that were still fine."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from autograd.border import name
from autograd.lines import line_of
from autograd.messages import messages
from autograd.value import Value, topological_order


class Blame(NamedTuple):
    """What made the first nan or inf.

    Attributes:
        node: the node whose value is not finite; if `backward`, the gate whose message is not.
        number: nan, inf or -inf.
        backward: whether all values are fine, and it came up on the way back.
        sentence: all of it in words: operation, operands, and the line if `trace_lines` was at work.

    >>> x = Value(1000.0, "x")
    >>> blame(x.exp() - x.exp())
    exp made inf of 1000.0 ('x')
    """

    node: Value
    number: float
    backward: bool
    sentence: str

    def __repr__(self) -> str:
        return self.sentence


def blame(root: Value) -> Blame | None:
    """Return what made the first nan or inf that reaches the root or a delta; None where all are finite.

    If the root is not finite, it is the first node among those that made it so whose operands are all finite,
    or a leaf that was nan or inf from the start. If the root is finite, it is the first message of the
    backward pass that is not. An inf that comes to nothing, as in 1/exp(1000), is no one's fault.

    >>> x = Value(0.0, "x")
    >>> y = x.sqrt() * 2
    >>> blame(y)
    on the way back sqrt sent inf to 'x': the slope of sqrt at 0.0 ('x') is inf
    >>> x.data = 1.0
    >>> blame(x.sqrt()) is None
    True
    """
    order = topological_order(root)
    if not isfinite(root.data):
        bad = [root]
        seen = {root}
        for node in bad:  # grows while it is read
            fresh = [p for p in dict.fromkeys(node.parents) if not isfinite(p.data) and p not in seen]
            seen.update(fresh)
            bad += fresh
        first = next(node for node in order if node in seen)
        return Blame(first, first.data, False, _forward(first))
    for m in messages(root):
        if not isfinite(m.after):
            gate = m.child
            assert gate.op is not None
            sent = f"on the way back {gate.op.name} sent {m.message} to {name(m.parent)}"
            why = (
                f"{m.upstream} × {m.partial} is beyond all floats"
                if isfinite(m.partial)
                else f"the slope of {gate.op.name} at {_operands(gate)} is {m.partial}"
            )
            if isfinite(m.message):
                why = f"{m.before} + {m.message} is beyond all floats"
            return Blame(gate, m.after, True, f"{sent}: {why}{_where(gate)}")
    return None


def _forward(node: Value) -> str:
    if not node.edges or node.op is None:
        return f"{name(node)} was {node.data} from the start{_where(node)}"
    label = f" '{node.label}' =" if node.label else ""
    return f"{node.op.name} made{label} {node.data} of {_operands(node)}{_where(node)}"


def origin(node: Value) -> str:
    """Return how a node was computed: its operation, the numbers that entered, and the line if it is known.

    >>> x = Value(3.0, "x")
    >>> origin(x * 2)
    "mul of 3.0 ('x'), 2.0"
    """
    return f"{node.op.name} of {_operands(node)}{_where(node)}" if node.op and node.edges else ""


def _operands(node: Value) -> str:
    """Return the numbers that entered a gate, of many those that are odd or largest."""
    parents = node.parents
    if len(parents) <= 4:
        return ", ".join(_told(parent) for parent in parents)
    largest = sorted(parents, key=lambda parent: -abs(parent.data))[:3]
    return f"{len(parents)} operands, the largest {', '.join(_told(parent) for parent in largest)}"


def _told(node: Value) -> str:
    return f"{node.data} ('{node.label}')" if node.label else f"{node.data}"


def _where(node: Value) -> str:
    line = line_of(node)
    return f" ({line})" if line else ""
