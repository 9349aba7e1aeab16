"""What a wrong delta looks like: the mistakes that students make, recognized by their result.

`check_answers` calls `looks_like` and `where_to_begin`. Each mistake is computed on the graph at hand from
the messages a node receives, so that any graph can be an exercise.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isclose, prod

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


def same(answer: float, value: float) -> bool:
    """Return whether an answer is a value, three significant digits of it being enough."""
    return isclose(answer, value, rel_tol=1e-3, abs_tol=1e-12) or (answer != answer and value != value)


def looks_like(
    node: Value, answer: float, delta: float, incoming: Sequence[Message], answers: Mapping[str, float]
) -> Iterator[str]:
    """Yield what a wrong answer looks like, the likeliest mistake first.

    Args:
        node: the node asked for.
        answer: what was answered.
        delta: what is right.
        incoming: the messages that the node receives; none for the root.
        answers: the numbers answered for all nodes, under their labels.
    """
    if not incoming:
        return
    name = node.label

    def with_local(local: Callable[[Message], float]) -> bool:
        """Return whether the answer comes out with other local gradients."""
        return same(answer, sum(m.upstream * local(m) for m in incoming))

    # the step is right, but a child of the node has a wrong answer
    given = [(m, answers.get(m.child.label)) for m in incoming]
    astray = [m.child.label for m, said in given if said is not None and not same(said, m.upstream)]
    followed = sum((m.upstream if said is None else said) * m.local for m, said in given)
    if astray and same(answer, followed):
        yield f"a right step from a wrong start: mend {astray[0]} first, then {name} again."
        return
    if len(incoming) > 1:
        for m in incoming:
            if same(answer, m.message):
                yield (
                    f"the message from {m.child.label or 'one child'} alone: {name} gets {len(incoming)} "
                    "messages, and they add up."
                )
                break
        if same(answer, prod(m.message for m in incoming)):
            yield "the product of the messages: they are added, not multiplied."
    if same(answer, sum(m.local for m in incoming)):
        yield "the local gradient alone: multiply it by the upstream gradient."
    if with_local(lambda m: node.data if m.child.op is MUL else m.local):
        yield (
            f"the multiply gate without the swap: the local gradient for {name} is the value of the "
            "other factor."
        )
    for gate, (slope, wrong) in _WITH_THE_OPERAND.items():
        if with_local(lambda m, gate=gate, wrong=wrong: wrong(node.data) if m.child.op is gate else m.local):
            yield (
                f"the slope of {gate.name} with {name} put in: it is {slope}, where y is the output of the "
                "gate."
            )
    if with_local(lambda m: abs(m.local) if m.child.op is SUB else m.local):
        yield f"the subtraction without its minus: {name} stands behind the minus, its local gradient is −1."
    else:
        if same(answer, sum(m.upstream for m in incoming)):
            yield "the upstream gradient handed on unchanged: multiply it by the local gradient."
        if same(answer, -delta):
            yield "a slip of the sign."
    if same(answer, node.data):
        yield f"the value of {name} in the forward pass."
    if answer != 0 and same(1 / answer, delta):
        yield f"the reciprocal: asked is how the root moves when {name} moves, not the other way round."
    # 0.0134 kept as 0.01 is 25 % off, so decimals are counted too
    if isclose(answer, delta, rel_tol=0.03) or any(answer == round(delta, k) for k in (2, 3, 4)):
        yield "the right number rounded too early: keep four digits."


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
