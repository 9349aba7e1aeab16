"""Leaves that were changed after the graph was recorded: the graph still has the old numbers.

Drawings mark them, and `autograd.testing.gradcheck` refuses such a graph.
"""

from __future__ import annotations

from math import isclose, nan

from autograd import words
from autograd.border import refuse_data
from autograd.value import Value, topological_order


def stale(root: Value) -> list[Value]:
    """Return the leaves whose data no longer fits what was recorded, in order of birth.

    The rows run again on the data of today; the recorded value and partials of a gate tell whether one of its
    operands was changed. Where two changed operands cannot be told apart (a + b remembers only the sum), both
    are named. Computed nodes are taken to be as they were recorded.

    Raises:
        TypeError: something else than a number was written into the data of a leaf.

    >>> x, w = Value(3.0, "x"), Value(2.0, "w")
    >>> f = (w * x).tanh()
    >>> x.data = 5.0
    >>> [leaf.label for leaf in stale(f)]
    ['x']
    """
    gates = [node for node in topological_order(root) if any(parent.op is None for parent in node.parents)]
    today = {gate: _numbers(gate, {}) for gate in gates}
    wrong = {
        gate: [not _same(a, b) for a, b in zip((gate.data, *gate.partials), today[gate])] for gate in gates
    }
    suspects = {leaf for gate in gates if any(wrong[gate]) for leaf in gate.parents if leaf.op is None}
    for gate in gates if suspects else ():
        here = suspects.intersection(gate.parents)
        decided = {leaf: _decided(gate, leaf, today[gate]) for leaf in here}
        # a number that a leaf decides, and that is still the same, clears it
        suspects -= {leaf for leaf in here if any(d and not w for d, w in zip(decided[leaf], wrong[gate]))}
        if any(wrong[gate]) and len(here & suspects) > 1:
            suspects -= _explained(gate, {leaf: decided[leaf] for leaf in here & suspects}, today[gate])
    return sorted(suspects, key=lambda leaf: leaf.born)


def _explained(gate: Value, decided: dict[Value, list[bool]], today: list[float]) -> set[Value]:
    """Return the leaves that are as they were, because the change of the others explains all of it.

    Where one leaf alone decides a wrong number, that number tells what the leaf was: of w x + b the partial
    for x is the old w. If the gate comes out right with what these were, b has not changed.
    """
    recorded = (gate.data, *gate.partials)
    old: dict[Value, float] = {}
    for k, (then, now) in enumerate(zip(recorded, today)):
        deciding = [leaf for leaf in decided if decided[leaf][k]]
        if not _same(then, now) and len(deciding) == 1:
            (leaf,) = deciding
            moved = _moved(leaf.data)
            slope = (_numbers(gate, {leaf: moved})[k] - now) / (moved - leaf.data)
            old[leaf] = leaf.data + (then - now) / slope if slope else nan
    if all(isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) for a, b in zip(recorded, _numbers(gate, old))):
        return decided.keys() - old.keys()
    return set()


def _decided(gate: Value, leaf: Value, today: list[float]) -> list[bool]:
    """Return for value and partials of a gate whether they depend on a leaf."""
    return [not _same(a, b) for a, b in zip(today, _numbers(gate, {leaf: _moved(leaf.data)}))]


def _moved(x: float) -> float:
    return x * 1.001 + 0.001


def _numbers(gate: Value, given: dict[Value, float]) -> list[float]:
    """Return value and partials of a gate with the data of today, or what is given in its place."""
    op, numbers = gate.op, [given.get(parent, parent.data) for parent in gate.parents]
    assert op is not None
    try:
        if op.excluded is None or not op.excluded(*numbers):
            y = op.forward(words, *numbers)
            return [y, *op.partials(words, y, *numbers)]
    except (ArithmeticError, TypeError, ValueError):  # a row of the user's, or no number in `.data`
        refuse_data(gate.parents)
    return [nan] * (1 + len(numbers))


def _same(a: float, b: float) -> bool:
    return a == b or (a != a and b != b)
