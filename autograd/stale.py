"""Leaves that were changed after the graph was recorded: the graph still has the old numbers.

Drawings mark them, and `autograd.testing.gradcheck` refuses such a graph.
"""

from __future__ import annotations

from math import nan

from autograd import words
from autograd.value import Value, topological_order


def stale(root: Value) -> list[Value]:
    """Return the leaves whose data no longer fits what was recorded, in order of birth.

    The rows run again on the data of today; the recorded value and partials of a gate tell whether one of its
    operands was changed. Where two changed operands cannot be told apart (a + b remembers only the sum), both
    are named. Computed nodes are taken to be as they were recorded.

    >>> x, w = Value(3.0, "x"), Value(2.0, "w")
    >>> f = (w * x).tanh()
    >>> x.data = 5.0
    >>> [leaf.label for leaf in stale(f)]
    ['x']
    """
    gates = [node for node in topological_order(root) if node.edges]
    today = {gate: _numbers(gate) for gate in gates}
    wrong = {
        gate: [not _same(a, b) for a, b in zip((gate.data, *gate.partials), today[gate])] for gate in gates
    }
    suspects = {leaf for gate in gates if any(wrong[gate]) for leaf in gate.parents if leaf.op is None}
    for gate in gates if suspects else ():
        for leaf in suspects.intersection(gate.parents):
            # a number that this leaf decides, and that is still the same, clears it
            decided = map(_same, today[gate], _numbers(gate, leaf))
            if any(not (same or is_wrong) for same, is_wrong in zip(decided, wrong[gate])):
                suspects.discard(leaf)
    return sorted(suspects, key=lambda leaf: leaf.born)


def _numbers(gate: Value, moved: Value | None = None) -> list[float]:
    """Return value and partials of a gate with the data of today, or with one operand moved a little."""
    op, numbers = gate.op, [p.data if p is not moved else p.data * 1.001 + 0.001 for p in gate.parents]
    assert op is not None
    try:
        if op.excluded is None or not op.excluded(*numbers):
            y = op.forward(words, *numbers)
            return [y, *op.partials(words, y, *numbers)]
    except (ArithmeticError, TypeError, ValueError):  # a row of the user's, or no number in `.data`
        pass
    return [nan] * (1 + len(numbers))


def _same(a: float, b: float) -> bool:
    return a == b or (a != a and b != b)
