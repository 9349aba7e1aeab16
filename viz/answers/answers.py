"""Checks what a student worked out by hand, and names the mistake that a wrong answer looks like.

The notebooks and the command `backprop check` call `check_answers`. The right values are read from the
ledger of messages, so any graph with labels can be an exercise; they are not given away.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from autograd import Value
from autograd.testing.answers import Answer, Judgement, first_wrong, judged


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
        first_wrong: the label of the wrong answer that comes first on the way back from the root; "" where
            none is wrong.

    >>> x = Value(3.0, "x")
    >>> answers = check_answers(x * x, {"x": 6})
    >>> answers.right, answers.total
    (1, 1)
    """

    def __init__(self, verdicts: Iterable[Verdict], first_wrong: str = "") -> None:
        self.verdicts = tuple(verdicts)
        self.first_wrong = first_wrong

    @property
    def right(self) -> int:
        """How many answers are right."""
        return sum(verdict.right for verdict in self.verdicts)

    @property
    def total(self) -> int:
        """How many were asked for."""
        return len(self.verdicts)

    def __str__(self) -> str:
        last = f"{self.right} of {self.total} right."
        if self.first_wrong and sum(not v.right and v.answer is not None for v in self.verdicts) > 1:
            last += f" The first wrong line on the way back is that of {self.first_wrong}."
        return "\n".join([*map(str, self.verdicts), last])

    __repr__ = __str__


def check_answers(root: Value, answers: Mapping[str, Answer]) -> Answers:
    """Return a verdict on every gradient worked out by hand, in numbers or in letters.

    A number is compared at the digits that were written, two of them being enough: -0.074 is right for
    -0.07357, -0.0743 is not; worked arithmetic such as "-0.22*0.33" factor by factor. A formula is compared
    at several points: a label stands for its value, δ_y (also d_y, delta_y) for the right delta of y, σ'(z)
    for a slope, and the functions of the table are known. `backward()` need not be called.

    Args:
        root: the node to differentiate.
        answers: ∂root/∂node under the label of the node: a number, a fraction such as "-3/8", arithmetic, a
            formula, or None where there is no answer yet.

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
    2 of 5 right. The first wrong line on the way back is that of z.
    >>> check_answers(f, {"q": "z", "z": "δ_f · (x + y)", "x": "δ_q"}).right
    3
    """
    judgements = judged(root, answers)
    first = first_wrong(judgements)
    return Answers(
        (_verdict(root, judgement, answers) for judgement in judgements), first.label if first else ""
    )


def _verdict(root: Value, judgement: Judgement, answers: Mapping[str, Answer]) -> Verdict:
    label, kind, shown, why = judgement.label, judgement.kind, judgement.shown, judgement.why
    derivative = f"∂{root.label or 'root'}/∂{label}"
    text = {
        "none": f"· {derivative} has no answer yet",
        "unread": f"✗ {derivative}: {why}",
        "right": f"✓ {derivative} = {shown}{f' is {why}' if why else ''}",
        "wrong": f"✗ {derivative} = {shown} is not right. {why}",
    }[kind]
    return Verdict(label, answers[label], kind == "right", text if kind == "none" else wrapped(text))


def wrapped(text: str, width: int = 100) -> str:
    """Return the text in lines, those after the first one indented."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append("   ")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)
