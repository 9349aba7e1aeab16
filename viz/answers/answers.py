"""Checks what a student worked out by hand, and names the mistake that a wrong answer looks like.

The notebooks and the command `backprop check` call `check_answers`. The right values are read from the
ledger of messages, so any graph with labels can be an exercise; they are not given away.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import isinf
from numbers import Real
from typing import NamedTuple, TypeAlias

from autograd import Ledger, Message, Value, messages, topological_order
from autograd.testing.diagnosis import Suspect, likeliest, suspects
from autograd.testing.mistakes import MISTAKES
from viz.answers.typed import Typed, exactly, rest_of_rounding, rounded_too_early, same, typed

_MOST_NAMED = 4  # senders that a hint names

# A number, the same as text such as "-3/8", or None for no answer yet.
Answer: TypeAlias = float | str | None


class Verdict(NamedTuple):
    """What is said of one answer.

    Attributes:
        label: the node that was asked for, "" where no node was.
        answer: what was answered.
        right: whether it is right; False, too, where there is no answer yet.
        text: the verdict in words, wrapped; also what `str` gives.

    >>> x = Value(3.0, "x")
    >>> check_answers(x * x, {"x": 6}).verdicts[0]
    ✓ ∂root/∂x = 6
    """

    label: str
    answer: object
    right: bool
    text: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text


class Answers:
    """The verdicts on all answers; prints as text, also in notebooks.

    Attributes:
        verdicts: one for each answer, in the order given.

    >>> x = Value(3.0, "x")
    >>> answers = check_answers(x * x, {"x": 6})
    >>> answers.right, answers.total
    (1, 1)
    """

    def __init__(self, verdicts: Iterable[Verdict]) -> None:
        self.verdicts = tuple(verdicts)

    @property
    def right(self) -> int:
        """How many answers are right."""
        return sum(verdict.right for verdict in self.verdicts)

    @property
    def total(self) -> int:
        """How many were asked for."""
        return len(self.verdicts)

    def __str__(self) -> str:
        return "\n".join([*map(str, self.verdicts), f"{self.right} of {self.total} right."])

    __repr__ = __str__


def check_answers(root: Value, answers: Mapping[str, Answer]) -> Answers:
    """Return a verdict on every gradient worked out by hand.

    An answer is compared at the digits that were written, two of them being enough: -0.074 is right for
    -0.07357, -0.0743 is not. `backward()` need not be called.

    Args:
        root: the node to differentiate.
        answers: ∂root/∂node under the label of the node: a number, a fraction such as "-3/8", or None
            where there is no answer yet.

    Raises:
        ValueError: no node has such a label, or several have it.

    >>> x, y, z = Value(-2, label="x"), Value(5, label="y"), Value(-4, label="z")
    >>> q = x + y
    >>> q.label = "q"
    >>> f = q * z
    >>> f.label = "f"
    >>> check_answers(f, {"f": 1, "q": "-8/2", "z": -4, "x": None, "y": 1})
    ✓ ∂f/∂f = 1
    ✓ ∂f/∂q = -8/2
    ✗ ∂f/∂z = -4 is not right. It looks like the product without the swap: the local gradient for z is
        the value of the other factor. Or like the value of z in the forward pass.
    · ∂f/∂x has no answer yet
    ✗ ∂f/∂y = 1 is not right. It looks like the local gradient alone: multiply it by the upstream
        gradient. Or like the upstream gradient handed on unchanged, the other factor forgotten (the
        weight, or the input): multiply it by the local gradient, which is that factor (at f).
    2 of 5 right.
    """
    nodes = _asked(root, answers)
    incoming: dict[Value, list[Message]] = {node: [] for node in nodes.values()}
    ledger = messages(root)
    rest = rest_of_rounding(message.message for message in ledger)
    for message in ledger:
        incoming.setdefault(message.parent, []).append(message)
    numbers: dict[str, Typed] = {}
    for label, said in answers.items():
        number = _number(said)
        if number is not None:
            numbers[label] = typed(_shown(said), number)

    def wrong(node: Value, number: Typed) -> list[str]:
        """Return what a wrong answer looks like; first, whether it is right but for a wrong one before it."""
        given = [(m, numbers.get(m.child.label)) for m in incoming[node]]
        astray = [m.child.label for m, said in given if said is not None and not same(said, m.upstream, rest)]
        followed = sum((m.upstream if said is None else said.number) * m.partial for m, said in given)
        if astray and same(number, followed, rest):
            return [MISTAKES["follows"].sentence.format(child=astray[0], node=node.label)]
        reasons = [suspect.sentence for suspect in _likeliest(ledger, node, number, rest)]
        if not reasons and incoming[node] and rounded_too_early(number, ledger.deltas[node]):
            return [MISTAKES["too early"].sentence]
        return reasons

    def verdict(label: str, said: Answer) -> Verdict:
        node, derivative = nodes[label], f"∂{root.label or 'root'}/∂{label}"
        if said is None:
            return Verdict(label, said, False, f"· {derivative} has no answer yet")
        if label not in numbers:
            # Python writes no numbers of thousands of digits
            what = "one so large" if isinstance(said, int) else repr(said)
            return Verdict(label, said, False, wrapped(f"✗ {derivative}: write a number, not {what}"))
        number, shown = numbers[label], _shown(said)
        if same(number, ledger.deltas[node], rest):
            return Verdict(label, said, True, f"✓ {derivative} = {shown}")
        reasons = wrong(node, number)
        why = (
            f"It looks like {' Or like '.join(reasons)}" if reasons else where_to_begin(node, incoming[node])
        )
        return Verdict(label, said, False, wrapped(f"✗ {derivative} = {shown} is not right. {why}"))

    return Answers(verdict(label, said) for label, said in answers.items())


def _asked(root: Value, answers: Iterable[str]) -> dict[str, Value]:
    """Return the node of each label asked for."""
    labeled: dict[str, list[Value]] = {}
    for node in topological_order(root):
        if node.label:
            labeled.setdefault(node.label, []).append(node)
    for label in answers:
        if label not in labeled:
            there = f"the labels are {', '.join(labeled)}" if labeled else "no node has a label at all"
            raise ValueError(f"no node has the label {label!r}: {there}")
        if len(labeled[label]) > 1:
            raise ValueError(
                f"{len(labeled[label])} nodes have the label {label!r}: an answer belongs to one node; "
                "give each of them a label of its own"
            )
    return {label: labeled[label][0] for label in answers}


def suspected(root: Value, label: str, text: str) -> list[Suspect]:
    """Return the mistakes that a wrong answer looks like, the likeliest first.

    >>> x, y = Value(3.0, "x"), Value(5.0, "y")
    >>> [suspect.name for suspect in suspected(x - y, "y", "1")]
    ['sign of a subtraction', 'difference turned round']
    """
    ledger = messages(root)
    rest = rest_of_rounding(message.message for message in ledger)
    return _likeliest(ledger, _asked(root, [label])[label], typed(text, number_of(text)), rest)


def _likeliest(ledger: Ledger, node: Value, number: Typed, rest: float) -> list[Suspect]:
    return likeliest(
        suspects(ledger, node, _called),
        lambda value: same(number, value, rest),
        lambda value: exactly(number, value),
    )


def _called(node: Value) -> str:
    return node.label or (f"the {node.op.name} gate" if node.op else "a variable")


def where_to_begin(node: Value, incoming: Sequence[Message]) -> str:
    """Return a hint for an answer that looks like no known mistake."""
    if not incoming:
        return "The root moves exactly as much as itself."
    senders = list(dict.fromkeys(m.child.label or "its child" for m in incoming))
    if len(senders) > _MOST_NAMED:
        senders[_MOST_NAMED - 1 :] = ["others"]
    gets = "one message" if len(incoming) == 1 else f"{len(incoming)} messages"
    children = " and from ".join(senders)
    return f"{node.label} gets {gets}, from {children}: write down [local] × [upstream] for each."


def number_of(text: str) -> float:
    """Return the number that a text stands for, with a point or as a simple fraction.

    Raises:
        ValueError: it stands for none, or for one that is too large.

    >>> number_of("-3/8"), number_of("2.5e-1")
    (-0.375, 0.25)
    """
    top, slash, bottom = text.replace("−", "-").replace("∞", "inf").partition("/")
    try:
        number = float(top) / float(bottom) if slash else float(top)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{text!r} is no number: write it as -0.375 or as -3/8") from None
    if isinf(number) and "inf" not in top.lower():
        raise ValueError(f"{text!r} is too large: the largest number is {sys.float_info.max:.4g}")
    return number


def _number(said: object) -> float | None:
    """Return an answer as a number; None where it is none."""
    try:
        if isinstance(said, str):
            return number_of(said)
        return float(said) if isinstance(said, (Real, Decimal)) else None
    except (ValueError, OverflowError):
        return None


def _shown(said: Answer) -> str:
    """Return an answer as it was written, a number as Python writes it with six digits."""
    return said.strip() if isinstance(said, str) else f"{float(said or 0):g}"


def wrapped(text: str, width: int = 100) -> str:
    """Return the text in lines, those after the first one indented."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append("   ")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)
