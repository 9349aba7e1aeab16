"""A graph recorded again at random points near the one it was recorded at.

What holds there by coincidence does not hold at other points. `answers.py` compares formulas there.
"""

from collections.abc import Iterator, Sequence
from math import copysign, inf, isfinite
from random import Random
from typing import Any, NamedTuple

from autograd import words
from autograd.messages import Ledger, messages
from autograd.replay import replay
from autograd.testing.blackboard import Quantity
from autograd.value import Value, record
from autograd.words import Vocabulary

_OTHERS = 5
_ATTEMPTS = 40
_MODERATE = 2.0


class Point(NamedTuple):
    """The graph with other numbers in its leaves.

    Attributes:
        nodes: for every node of the recorded graph the one in its place.
        ledger: the messages of the backward pass there.

    >>> x = Value(3.0, "x")
    >>> order = [x, x * x]
    >>> len(points_near(order))
    5
    """

    nodes: dict[Value, Value]
    ledger: Ledger


def number_at(quantity: Quantity, point: Point) -> float:
    """Return the value, the delta or the partial that is asked for, at a point.

    >>> x = Value(3.0, "x")
    >>> point = points_near([x, x * x])[0]
    >>> number_at(Quantity("delta", x), point) == 2 * number_at(Quantity("value", x), point)
    True
    """
    node = point.nodes[quantity.node]
    if quantity.kind == "value":
        return node.data
    if quantity.kind == "delta" or quantity.child is None:
        return point.ledger.deltas[node]
    child = point.nodes[quantity.child]
    return sum(partial for parent, partial in zip(child.parents, child.partials) if parent is node)


def points_near(order: Sequence[Value]) -> list[Point]:
    """Return other points than the recorded one, always the same.

    Leaves that have a label move, each about as far as it is large, at every other point from within ±2;
    plain numbers and leaves without a label stay. Leaves of one stem (t_1, t_2, t_3) that are one-hot become
    shares of 1. Every row is defined at every point, and takes the same side of its kinks as at the recorded
    one. Where there is no such point, leaves that are whole numbers stay too, as indices and exponents must;
    there may still be none.

    Args:
        order: the nodes, parents before children, the root last.

    >>> x, y = Value(2.0, "x"), Value(-3.0, "y")
    >>> order = [x, y, x * y]
    >>> all(point.nodes[x].data != 2.0 for point in points_near(order))
    True
    """
    free = [node for node in order if node.op is None and node.label]
    for moved in (free, [leaf for leaf in free if not leaf.data.is_integer()]):
        if others := list(_others(order, moved)):
            return others
    return []


def _others(order: Sequence[Value], moved: Sequence[Value]) -> Iterator[Point]:
    if not moved:
        return
    random = Random(0)
    shares = _one_hot(moved)
    sides = _sides(order)
    deltas = messages(order[-1]).deltas
    finite = [node for node in order if isfinite(node.data) and isfinite(deltas[node])]
    found = 0
    for attempt in range(_ATTEMPTS):
        reach = 0.8**attempt  # nearer and nearer, where a kink or an edge is close
        # every other point lies where nothing saturates: at z = 30, 1 − σ(z) and σ′(z) are one number
        largest = _MODERATE if attempt % 2 else inf
        drawn = {leaf: _moved(leaf.data, largest, reach * random.uniform(-1, 1)) for leaf in moved}
        for group in shares:
            weights = [random.uniform(0.1, 1) for _ in group]
            drawn |= {leaf: weight / sum(weights) for leaf, weight in zip(group, weights)}
        point = _recorded(order, drawn)
        if point is None or not all(_is_finite(point, node) for node in finite):
            continue
        if _same_side(sides, _sides([point.nodes[node] for node in order])):
            yield point
            found += 1
            if found == _OTHERS:
                return


def _moved(number: float, largest: float, by: float) -> float:
    number = copysign(min(abs(number), largest), number)
    return number + by * (0.8 * abs(number) + 0.4)


def _one_hot(leaves: Sequence[Value]) -> list[list[Value]]:
    """Return the groups of leaves of one stem of which one is 1 and all others are 0."""
    stems: dict[str, list[Value]] = {}
    for leaf in leaves:
        if stem := leaf.label.rstrip("0123456789₀₁₂₃₄₅₆₇₈₉_{}[]"):
            stems.setdefault(stem, []).append(leaf)
    return [
        group
        for group in stems.values()
        if len(group) > 1 and sorted(leaf.data for leaf in group) == [0.0] * (len(group) - 1) + [1.0]
    ]


def _recorded(order: Sequence[Value], drawn: dict[Value, float]) -> Point | None:
    """Return the graph with these numbers; None where a row is undefined."""
    nodes: dict[Value, Value] = {}
    try:
        for node in order:
            if node in drawn:
                nodes[node] = Value(drawn[node], node.label)
            elif node.op is None or not node.parents:
                nodes[node] = node
            else:
                nodes[node] = record(node.op, *[nodes[parent] for parent in node.parents])
                nodes[node].label = node.label
    except ValueError:
        return None
    return Point(nodes, messages(nodes[order[-1]]))


def _is_finite(point: Point, node: Value) -> bool:
    there = point.nodes[node]
    return isfinite(there.data) and isfinite(point.ledger.deltas[there])


class _Sides(Vocabulary):
    """Computes with floats and notes which way every choice went; None where it is a tie."""

    def __init__(self) -> None:
        self.taken: list[bool | None] = []

    def call(self, word: str, *operands: Any) -> Any:
        """Return the answer of a word."""
        if word in ("maximum", "minimum"):
            self._note(operands[0] - operands[1])
        elif word in ("abs", "sign"):
            self._note(operands[0])
        elif word == "where":
            self.taken.append(bool(operands[0]))
        return getattr(words, word)(*operands)

    def _note(self, difference: float) -> None:
        self.taken.append(None if difference == 0 else difference > 0)


def _sides(order: Sequence[Value]) -> list[bool | None]:
    watching = _Sides()
    replay(order, {}, watching)
    return watching.taken


def _same_side(here: list[bool | None], there: list[bool | None]) -> bool:
    return len(here) == len(there) and all(a is None or a == b for a, b in zip(here, there))
