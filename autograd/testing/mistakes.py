"""What a wrong delta looks like: the mistakes that students make, recognized by their result.

`check_answers` calls `looks_like` and `where_to_begin`. Each mistake is computed on the graph at hand from
the messages a node receives, so that any graph can be an exercise.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import isfinite, prod
from typing import NamedTuple

from autograd import Message, Op, Value
from autograd.ops import EXP, MUL, SIGMOID, SUB, TANH

# Gates whose slope is written with their output; what comes out for those who put in the operand x.
# A row of the user's that has the name of one of these is another gate.
_WITH_THE_OPERAND: dict[Op, tuple[str, Callable[[float], float]]] = {
    EXP: ("y", lambda x: x),
    SIGMOID: ("(1 − y) y", lambda x: (1 - x) * x),
    TANH: ("1 − y²", lambda x: 1 - x * x),
}

_MOST_NAMED = 4  # senders that a hint names
_DECIMAL = re.compile(r"[+\-−]?0*(\d*)(?:\.(\d*))?(?:[eE]([+\-−]?\d+))?", re.ASCII)
_HALF = 0.5 + 1e-9  # 0.125 is 0.12 or 0.13: neither is lost to the last bit


class Typed(NamedTuple):
    """A number as somebody wrote it down.

    Attributes:
        number: the number.
        unit: what its last digit counts, 0.001 of 0.074; 0 where it is no decimal number, as 3/8.
        digits: how many were written, the 0 before the point not counted.
    """

    number: float
    unit: float = 0.0
    digits: int = 0


def typed(text: str, number: float) -> Typed:
    """Return a number with the digits of its text.

    >>> typed("-0.07", -0.07), typed("3/8", 0.375)
    (Typed(number=-0.07, unit=0.01, digits=2), Typed(number=0.375, unit=0.0, digits=0))
    """
    match = _DECIMAL.fullmatch(text.strip())
    if match is None or not isfinite(number):
        return Typed(number)
    whole, decimals, exponent = match[1], match[2] or "", int(match[3] or 0)
    # beyond the powers of ten that a float knows there is nothing to round
    unit = 10.0 ** (exponent - len(decimals)) if -300 < exponent - len(decimals) < 300 else 0.0
    return Typed(number, unit, len(whole) + len(decimals))


def rest_of_rounding(messages: Iterable[float]) -> float:
    """Return what is as good as 0 among such messages: four units in the last place of the largest."""
    return 2.0**-50 * max((abs(m) for m in messages if isfinite(m)), default=0.0)


def same(answer: Typed, value: float, rest: float) -> bool:
    """Return whether an answer is a value; the rule of the page's quiz, too (`answers` in `web/number.js`).

    It is within a thousandth; or the value rounded to the digits written, which are two or more and lose
    less than a twentieth; or the difference is no more than a rest of rounding.
    """
    if not isfinite(value) or not isfinite(answer.number):
        return answer.number == value or (answer.number != answer.number and value != value)
    off = abs(answer.number - value)
    unit = answer.unit if answer.digits > 1 else answer.unit / 10
    return off <= max(abs(value) / 1000, rest) or off <= min(_HALF * unit, abs(value) / 20)


def rounded_too_early(answer: Typed, value: float) -> bool:
    """Return whether an answer is a value rounded to the digits written, too few of them."""
    return answer.number != 0 and abs(answer.number - value) <= _HALF * answer.unit


def looks_like(
    node: Value,
    answer: Typed,
    delta: float,
    incoming: Sequence[Message],
    answers: Mapping[str, Typed],
    rest: float,
) -> Iterator[str]:
    """Yield what a wrong answer looks like, the likeliest mistake first.

    Args:
        node: the node asked for.
        answer: what was answered.
        delta: what is right.
        incoming: the messages that the node receives; none for the root.
        answers: the numbers answered for all nodes, under their labels.
        rest: what is as good as 0 in this graph.
    """
    if not incoming:
        return

    def is_it(value: float) -> bool:
        return same(answer, value, rest)

    # the step is right, but a child of the node has a wrong answer
    given = [(m, answers.get(m.child.label)) for m in incoming]
    astray = [m.child.label for m, said in given if said is not None and not same(said, m.upstream, rest)]
    followed = sum((m.upstream if said is None else said.number) * m.partial for m, said in given)
    if astray and is_it(followed):
        yield f"a right step from a wrong start: mend {astray[0]} first, then {node.label} again."
        return
    if len(incoming) > 1:
        yield from _wrong_sums(node, incoming, is_it)
    yield from _wrong_messages(node, delta, incoming, is_it)
    if is_it(node.data):
        yield f"the value of {node.label} in the forward pass."
    if answer.number != 0 and same(Typed(1 / answer.number), delta, rest):
        yield f"the reciprocal: asked is how the root moves when {node.label} moves, not the other way round."
    if rounded_too_early(answer, delta):
        yield "the right number rounded too early: keep three digits."


def _wrong_sums(node: Value, incoming: Sequence[Message], is_it: Callable[[float], bool]) -> Iterator[str]:
    """Yield which mistake was made in putting several messages together."""
    if alone := [m for m in incoming if is_it(m.message)]:
        yield (
            f"the message from {alone[0].child.label or 'one child'} alone: {node.label} gets "
            f"{len(incoming)} messages, and they add up."
        )
    if is_it(prod(m.message for m in incoming)):
        yield "the product of the messages: they are added, not multiplied."


def _wrong_messages(
    node: Value, delta: float, incoming: Sequence[Message], is_it: Callable[[float], bool]
) -> Iterator[str]:
    """Yield which mistake was made in the messages, each of which is local × upstream."""

    def with_partial(partial: float, gate: Op) -> bool:
        """Return whether the answer comes out with another partial at all gates of one kind."""
        return is_it(sum(m.upstream * (partial if m.child.op is gate else m.partial) for m in incoming))

    name = node.label
    if is_it(sum(m.partial for m in incoming)):
        yield "the local gradient alone: multiply it by the upstream gradient."
    if with_partial(node.data, MUL):
        yield (
            f"the multiply gate without the swap: the local gradient for {name} is the value of the "
            "other factor."
        )
    for gate, (slope, wrong) in _WITH_THE_OPERAND.items():
        if with_partial(wrong(node.data), gate):
            yield (
                f"the slope of {gate.name} with {name} put in: it is {slope}, where y is the output of the "
                "gate."
            )
    if with_partial(1.0, SUB):
        yield f"the subtraction without its minus: {name} stands behind the minus, its local gradient is −1."
        return
    if is_it(sum(m.upstream for m in incoming)):
        yield "the upstream gradient handed on unchanged: multiply it by the local gradient."
    if is_it(-delta):
        yield "a slip of the sign."


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
