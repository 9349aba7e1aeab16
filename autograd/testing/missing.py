"""What one factor or one term makes a wrong formula right: found by comparing numbers at several points."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isfinite
from typing import Literal, NamedTuple

from autograd.testing.blackboard import Names, Quantity
from autograd.testing.points import Point, number_at
from autograd.value import Value

_AS_GOOD_AS = 1e-6  # of the right number: how far formulas may differ by rounding
_MOST_LETTERS = 60  # labels among which a missing factor is looked for
_FRACTIONS = {Fraction(1, 2): "½", Fraction(-1, 2): "−½", Fraction(1, 4): "¼"}


class Letter(NamedTuple):
    """What may be missing in a formula, with its number at every point.

    >>> Letter("y", "factor", [1.0, 2.0]).name
    'y'
    """

    name: str
    kind: Literal["factor", "message", "within"]
    numbers: Sequence[float]


def as_good(mine: float, right: float, rest: float = 0.0) -> bool:
    """Return whether a formula gives the right number, up to rounding.

    >>> as_good(0.1 + 0.2, 0.3), as_good(0.3001, 0.3)
    (True, False)
    """
    if not isfinite(mine) or not isfinite(right):
        return mine == right or (mine != mine and right != right)
    return abs(mine - right) <= max(_AS_GOOD_AS * abs(right), rest)


def letters_near(names: Names, node: Value, used: Sequence[Point]) -> list[Letter]:
    """Return what a formula for the delta of a node may lack, the nearest first.

    >>> from autograd import messages
    >>> x, y = Value(3.0, "x"), Value(5.0, "y")
    >>> order = [x, y, x * y]
    >>> here = Point({node: node for node in order}, messages(order[-1]))
    >>> [(letter.name, letter.numbers) for letter in letters_near(Names(order), x, [here])][:2]
    [('the message from a child', [5.0]), ('the local gradient in the message from a child', [4.0])]
    """
    found: list[Letter] = []

    def note(name: str, quantity: Quantity) -> None:
        found.append(Letter(name, "factor", [number_at(quantity, point) for point in used]))

    children = list(names.children.get(node, ()))
    for child in children:
        up, local = Quantity("delta", child), Quantity("partial", node, child)
        sent = [(number_at(up, point), number_at(local, point)) for point in used]
        named = _named(names, child)
        above = [number_at(Quantity("delta", named), point) for point in used]
        without = [delta * partial - up for (delta, partial), up in zip(sent, above)]
        message = f"the message from {named.label or 'a child'}"
        found += [
            Letter(message, "message", [delta * partial for delta, partial in sent]),
            Letter(f"the local gradient in {message}", "within", without),
            Letter(f"the upstream gradient in {message}", "within", [d * p - p for d, p in sent]),
        ]
        if child.label:
            note(f"δ_{child.label}", up)
            note(f"∂{child.label}/∂{node.label}", local)
    near = [operand for child in children for operand in child.parents]
    labeled = dict.fromkeys(other for other in [*near, *reversed(names.order)] if other.label)
    for other in list(labeled)[:_MOST_LETTERS]:
        value = Quantity("value", other)
        note(other.label, value)
        found.append(
            Letter(f"(1 − {other.label})", "factor", [1 - number_at(value, point) for point in used])
        )
        if other is not node:
            note(f"δ_{other.label}", Quantity("delta", other))
        for child in names.children.get(other, ()):
            if child.op is not None and len(child.parents) == 1:
                slope = f"{child.op.chalk or child.op.symbol}'({other.label})"
                note(slope, Quantity("partial", other, child))
    return found


def off_by(letters: Sequence[Letter], mine: Sequence[float], right: Sequence[float]) -> str:
    """Return which factor or term is missing or too many, where one alone is; else "".

    >>> off_by([Letter("x", "factor", [3.0, 4.0])], mine=[2.0, 2.0], right=[6.0, 8.0])
    'The factor x is missing.'
    """
    if not all(map(isfinite, [*mine, *right])) or not any(right):
        return ""

    def is_it(theirs: Iterable[float]) -> bool:
        return all(map(as_good, theirs, right))

    if all(mine):
        ratio = right[0] / mine[0]
        constant = Fraction(ratio if abs(ratio) <= 100 else 0).limit_denominator(12)
        if constant and is_it([number * float(constant) for number in mine]):
            return f"The factor {_as_text(constant)} is missing."
    for sign, also in ((1.0, ""), (-1.0, ", and the sign is wrong")):
        for name, kind, numbers in letters:
            if kind != "factor" or not all(numbers) or all(abs(number) == 1 for number in numbers):
                continue
            if is_it([sign * a * b for a, b in zip(mine, numbers)]):
                return f"The factor {name} is missing{also}."
            if is_it([sign * a / b for a, b in zip(mine, numbers)]):
                return f"The factor {name} is one too many{also}."
    for name, kind, numbers in letters:
        if any(numbers) and is_it([a + b for a, b in zip(mine, numbers)]):
            return f"What is missing is {name}." if kind == "within" else f"What is missing is + {name}."
        if any(numbers) and kind != "within" and is_it([a - b for a, b in zip(mine, numbers)]):
            return f"What is too many is + {name}."
    return ""


def _named(names: Names, child: Value) -> Value:
    """Return a node, or the first one that has a label on its only way to the root."""
    while not child.label and len(further := list(names.children.get(child, ()))) == 1:
        child = further[0]
    return child


def _as_text(constant: Fraction) -> str:
    return _FRACTIONS.get(constant) or str(constant).replace("-", "−")
