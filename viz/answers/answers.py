"""Checks what a student worked out by hand, and names the mistake that a wrong answer looks like.

The notebooks and the command `backprop check` call `check_answers`. The right values are read from the
ledger of messages, so any graph with labels can be an exercise; they are not given away.
"""

import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import isinf
from numbers import Real
from typing import NamedTuple, TypeAlias

from autograd import Message, Value, messages, topological_order
from autograd.testing.mistakes import Typed, looks_like, rest_of_rounding, same, typed, where_to_begin

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
    ✗ ∂f/∂z = -4 is not right. It looks like the multiply gate without the swap: the local gradient
        for z is the value of the other factor. Or like the value of z in the forward pass.
    · ∂f/∂x has no answer yet
    ✗ ∂f/∂y = 1 is not right. It looks like the local gradient alone: multiply it by the upstream
        gradient.
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
        reasons = [*looks_like(node, number, ledger.deltas[node], incoming[node], numbers, rest)][:2]
        why = (
            f"It looks like {' Or like '.join(reasons)}" if reasons else where_to_begin(node, incoming[node])
        )
        return Verdict(label, said, False, wrapped(f"✗ {derivative} = {shown} is not right. {why}"))

    return Answers(verdict(label, said) for label, said in answers.items())


def _asked(root: Value, answers: Mapping[str, Answer]) -> dict[str, Value]:
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
