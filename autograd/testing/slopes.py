"""Slopes of a recorded graph from numbers alone: move a node, compute from there on, look what the root does.

The partials of the rows take no part. The complex step (Squire and Trapp 1998) is exact where the rows are
analytic; central differences, with the step whose result changes least, do elsewhere. `gradcheck` and
`check_op` compare with what these say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import fabs, inf, isfinite
from typing import Any, NamedTuple

from autograd import ops, words
from autograd.composite import Folded
from autograd.ops import NOTHING, Op
from autograd.testing import complex_words
from autograd.testing.complex_words import Complex, H
from autograd.value import Value
from autograd.words import Vocabulary

STEPS = tuple(10.0**-k for k in range(2, 9))  # of central differences, times the size of what is moved
EXACT = "complex step"
# What a forward rule may raise where it cannot be computed with this kind of number.
UNABLE = (ArithmeticError, AttributeError, TypeError, ValueError)


class Slope(NamedTuple):
    """A derivative from numbers, or why there is none.

    Attributes:
        number: the derivative; None where there is nothing to compare with.
        how: "complex step", "central differences, h = 1e-05", or what stands in the way.
        spread: how far the number may be off by the way it was found.
    """

    number: float | None
    how: str
    spread: float = 0.0


class _Obstacle(Exception):
    """There is no derivative: what was moved stands at a kink or at the edge of a domain."""


class Slopes:
    """The slopes of the nodes of one graph.

    Attributes:
        evaluations: how often the graph was computed, from the moved node to the root.

    >>> from autograd import topological_order
    >>> x = Value(3.0)
    >>> Slopes(topological_order(x * x)).of(x)
    Slope(number=6.0, how='complex step', spread=0.0)
    """

    def __init__(self, order: Sequence[Value]) -> None:
        self.root = order[-1]
        self.evaluations = 0
        self._place = {node: i for i, node in enumerate(order)}
        self._children: dict[Value, list[Value]] = {node: [] for node in order}
        self._corners: dict[Value, list[tuple[int, str]]] = {}  # which operands stand at a kink or an edge
        self._rough: set[Value] = set()  # gates that complex numbers do not get right
        self._operands: dict[Value, list[tuple[Value, bool]]] = {}  # with whether each is held fast
        for node in order:
            self._operands[node] = [(p, to_p is NOTHING) for p, to_p in zip(node.parents, node.partials)]
            for parent, is_held in self._operands[node]:
                if not is_held:
                    self._children[parent].append(node)
            if node.edges and node.op is not None:
                self._examine(node, node.op)

    def _examine(self, node: Value, op: Op) -> None:
        operands = [parent.data for parent in node.parents]
        doubtful = _is_doubtful(op, operands)
        if not doubtful and op.excluded is None:
            return
        for i, partial in enumerate(node.partials):
            if partial is NOTHING:
                continue
            corner = corner_of(op, operands, i) if doubtful else _edge_of(op, operands, i)
            if corner:
                who = node.parents[i].label
                said = f"{corner} of {op.name}" + (f" ('{who}')" if who else "")
                self._corners.setdefault(node, []).append((i, said))
            elif doubtful and slope_of_row(op, operands, i).how != EXACT:
                self._rough.add(node)

    def of(self, node: Value) -> Slope:
        """Return ∂root/∂node."""
        moved = self._moved_by(node)
        try:
            if self._rough.isdisjoint(moved):
                try:
                    return Slope(self._at(node, moved, Complex(node.data, H)).imag / H, EXACT)
                except UNABLE:  # it overflows, or a function of the user's takes no complex numbers
                    pass
            return central(lambda x: self._at(node, moved, x), node.data)
        except _Obstacle as corner:
            return Slope(None, str(corner))

    def _moved_by(self, node: Value) -> list[Value]:
        """Return the gates that follow a node, in order."""
        seen = {node}
        found = [node]
        for one in found:
            for child in self._children[one]:
                if child not in seen:
                    seen.add(child)
                    found.append(child)
        return sorted(found[1:], key=self._place.__getitem__)

    def _at(self, node: Value, moved: Sequence[Value], number: Any) -> Any:
        """Return the root where a node has this number; nan outside of a domain."""
        self.evaluations += 1
        is_complex = isinstance(number, Complex)
        xp = complex_words if is_complex else words
        found: dict[Value, Any] = {node: number}
        for gate in moved:
            operands = [
                found[parent] if parent in found and not is_held else parent.data
                for parent, is_held in self._operands[gate]
            ]
            for i, corner in self._corners.get(gate, ()):
                if operands[i].imag if is_complex else operands[i] != gate.parents[i].data:
                    raise _Obstacle(corner)
            assert gate.op is not None
            if not is_complex and gate.op.excluded is not None and gate.op.excluded(*operands):
                return float("nan")
            found[gate] = gate.op.forward(xp, *operands)
        return found.get(self.root, self.root.data)


def central(f: Callable[[float], float], x: float) -> Slope:
    """Return f'(x) by central differences, with the step whose result differs least from that of the last.

    Large steps cut the curve off, small ones lose digits: (f(x+h) - f(x-h))/2h is best where it does not
    depend on h.

    >>> slope = central(lambda x: x**3, 2.0)
    >>> round(slope.number, 6), slope.how
    (12.0, 'central differences, h = 2e-06')
    """
    tried: list[tuple[float, float, float]] = []  # h, the slope, what rounding may do to it
    for step in STEPS:
        h = step * _size(x)
        try:
            right, left = f(x + h), f(x - h)
        except (ArithmeticError, ValueError):
            continue
        width = (x + h) - (x - h)
        if isfinite(right) and isfinite(left) and width:
            rounding = 4e-16 * max(fabs(right), fabs(left)) / width
            tried.append((h, (right - left) / width, rounding))
    best = Slope(None, "at the edge of the domain", inf)
    for (_, before, _), (h, number, rounding) in pairwise(tried):
        spread = fabs(number - before) + rounding
        if spread < best.spread:
            best = Slope(number, f"central differences, h = {h:.0e}", spread)
    return best


def _size(x: float) -> float:
    """Return what steps at x are measured by."""
    return max(fabs(x), 1e-6) if x else 1.0


# --- one gate ----------------------------------------------------------------------------------------------


class _Watched(Vocabulary):
    """The words for floats, which note whether one of them chose between equals, or by a condition."""

    def __init__(self) -> None:
        self.chose = False

    def call(self, word: str, *operands: Any) -> Any:
        match word:
            case "abs" | "sign":
                self.chose |= operands[0] == 0
            case "maximum" | "minimum":
                self.chose |= operands[0] == operands[1]
            case "where":
                self.chose = True
            case _:
                pass
        return getattr(words, word)(*operands)


def _is_doubtful(op: Op, operands: Sequence[float]) -> bool:
    """Return whether a gate is looked at before complex numbers are trusted with it and kinks ruled out.

    Gates of the table that choose nothing are not.
    """
    if isinstance(op, Folded) or not _of_the_table(op):
        return True
    watched = _Watched()
    op.forward(watched, *operands)
    return watched.chose


def _of_the_table(op: Op) -> bool:
    if op.family in ops.FAMILIES:
        return ops.FAMILIES[op.family](op.parameter) is op
    return ops.TABLE.get(op.name) is op


def corner_of(op: Op, operands: Sequence[float], position: int) -> str:
    """Return "at the edge of the domain" or "at a kink" if an operand stands there, else "".

    At a kink the slopes to the right and to the left differ, and stay as they are when the step shrinks;
    where the curve is only bent, their difference shrinks with the step. At a jump the values do not shrink.

    >>> corner_of(ops.RELU, [0.0], 0), corner_of(ops.SQRT, [0.0], 0), corner_of(ops.SOFTPLUS, [0.0], 0)
    ('at a kink', 'at the edge of the domain', '')
    """
    if edge := _edge_of(op, operands, position):
        return edge
    x = operands[position]
    wide, narrow = 1e-4 * _size(x), 1e-6 * _size(x)
    if _excluded(op, operands, position, wide):
        return ""
    y = _forward(op, operands, position, x)
    steps = {h: _forward(op, operands, position, x + h) - y for h in (wide, narrow, -wide, -narrow)}
    slope = {h: step / h for h, step in steps.items()}
    steepest, rounding = max(map(fabs, slope.values())), 1e-14 * max(fabs(y), fabs(x)) / narrow
    stays = all(fabs(slope[h] - slope[k]) <= 0.1 * steepest for h, k in ((wide, narrow), (-wide, -narrow)))
    gap = fabs(slope[narrow] - slope[-narrow])
    bends = gap > 0.5 * fabs(slope[wide] - slope[-wide]) and gap > max(1e-4 * steepest, rounding)
    jump = max(fabs(steps[narrow]), fabs(steps[-narrow]))
    between = 0.17 * wide  # a fast wave that happens to have the same value at two steps has another one here
    for h in (between, -between):
        steps[h] = _forward(op, operands, position, x + h) - y
    jumps = jump > rounding * narrow and all(
        fabs(steps[sign * h] - steps[sign * narrow]) <= 0.01 * jump
        for h in (wide, between)
        for sign in (1.0, -1.0)
    )
    return "at a kink" if (bends and stays) or jumps else ""


def _edge_of(op: Op, operands: Sequence[float], position: int) -> str:
    near = 1e-12 * _size(operands[position])
    return "at the edge of the domain" if _excluded(op, operands, position, near) else ""


def slope_of_row(op: Op, operands: Sequence[float], position: int) -> Slope:
    """Return ∂op/∂operand from the forward rule alone, by the complex step if central differences agree.

    >>> slope_of_row(ops.TANH, [0.0], 0)
    Slope(number=1.0, how='complex step', spread=0.0)
    >>> slope_of_row(ops.SOFTPLUS, [0.0], 0).how  # written with |x|, which complex numbers do not know at 0
    'central differences, h = 1e-03'
    """
    rough = central(lambda x: _forward(op, operands, position, x), operands[position])
    try:
        number = complex_words.slope(op, operands, position)
    except UNABLE:
        return rough
    if rough.number is None or fabs(number - rough.number) <= 1e-4 * fabs(number) + 10 * rough.spread + 1e-9:
        return Slope(number, EXACT)
    return rough


def _forward(op: Op, operands: Sequence[float], position: int, x: float) -> float:
    moved = [*operands[:position], x, *operands[position + 1 :]]
    if op.excluded is not None and op.excluded(*moved):
        return float("nan")
    return op.forward(words, *moved)


def _excluded(op: Op, operands: Sequence[float], position: int, h: float) -> bool:
    if op.excluded is None:
        return False
    x = operands[position]
    around = ([*operands[:position], moved, *operands[position + 1 :]] for moved in (x + h, x - h))
    return any(op.excluded(*numbers) for numbers in around)
