"""Checks what a student worked out by hand, and names the mistake that a wrong answer looks like.

The notebooks call `check` and `check_slope`. The right values and the typical mistakes are both read
from the graph, so any graph with labels can be an exercise; right values are not given away.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from math import isclose, prod

from autograd import Message, Value, messages, topological_order
from autograd.ops import CONSTANT


def check(root: Value, answers: Mapping[str, float | None]) -> None:
    """Print a verdict on every answer.

    Args:
        root: the node to differentiate.
        answers: ∂root/∂node under the label of the node; None where there is no answer yet.

    Raises:
        ValueError: no node has such a label.

    >>> x, y, z = Value(-2, label="x"), Value(5, label="y"), Value(-4, label="z")
    >>> q = x + y
    >>> q.label = "q"
    >>> f = q * z
    >>> f.label = "f"
    >>> check(f, {"f": 1, "q": -4, "z": -4, "x": None, "y": 1})
    ✓ ∂f/∂f = 1
    ✓ ∂f/∂q = -4
    ✗ ∂f/∂z = -4 is not right. It looks like the multiply gate without the swap: the local gradient
        for z is the value of the other factor. Or like the value of z in the forward pass.
    · ∂f/∂x has no answer yet
    ✗ ∂f/∂y = 1 is not right. It looks like the local gradient alone: multiply it by the upstream
        gradient.
    2 of 5 right.
    """
    labeled = {node.label: node for node in topological_order(root) if node.label}
    delta = {root: 1.0}
    incoming: dict[Value, list[Message]] = {node: [] for node in labeled.values()}
    for message in messages(root):
        incoming.setdefault(message.parent, []).append(message)
        delta[message.parent] = message.after
    numbers = {name: said for name, said in answers.items() if isinstance(said, int | float)}
    right = 0
    for name, answer in answers.items():
        if name not in labeled:
            raise ValueError(f"no node has the label {name!r}: the labels are {', '.join(labeled)}")
        node, derivative = labeled[name], f"∂{root.label}/∂{name}"
        if answer is None:
            print(f"· {derivative} has no answer yet")
        elif name not in numbers:
            print(f"✗ {derivative}: write a number, not {answer!r}")
        elif _same(answer, delta[node]):
            right += 1
            print(f"✓ {derivative} = {answer:g}")
        else:
            reasons = [*_reasons(node, answer, delta[node], incoming[node], numbers)][:2]
            why = " Or like ".join(reasons)
            why = f"It looks like {why}" if reasons else _hint(node, incoming[node])
            print(_wrapped(f"✗ {derivative} = {answer:g} is not right. {why}"))
    print(f"{right} of {len(answers)} right.")


def check_slope(
    slope: Callable[[float], float | None],
    gates: Callable[[Value], Value],
    points: tuple[float, ...] = (-2.0, -0.5, 1.0, 3.0),
) -> None:
    """Print a verdict on the local gradient of a chain of gates that is folded into one gate.

    Args:
        slope: the answer, a function of the operand; it returns None where there is no answer yet.
        gates: the chain, gates of one operand each (plain numbers do not count).
        points: where the two are compared.

    >>> check_slope(lambda z: 2 * z, lambda z: (z**2 + 1).log())
    ✗ Not right. It looks like the product without the gate log: every gate of the chain has a local
        gradient.
    """
    mine = [slope(point) for point in points]
    if any(number is None for number in mine):
        print("· no answer yet")
        return
    leaves = [Value(point) for point in points]
    roots = [gates(leaf) for leaf in leaves]
    chains = [_chain(root) for root in roots]
    names = [name for name, _ in chains[0]]
    partials = [[partial for _, partial in chain] for chain in chains]

    def same(theirs: list[float]) -> bool:
        return all(_same(number, value) for number, value in zip(mine, theirs))

    if same([prod(row) for row in partials]):
        print("✓ Right.")
        return
    reason = "Multiply the local gradients of the gates, each at its own operand."
    if same([-prod(row) for row in partials]):
        reason = "It looks like a slip of the sign."
    elif same([sum(row) for row in partials]):
        reason = "It looks like the sum of the local gradients: a chain multiplies them."
    elif same([root.data for root in roots]):
        reason = "It looks like the function itself, not its slope."
    # gates whose local gradient is 1 everywhere are not missed by a product
    counted = [k for k in range(len(names)) if any(row[k] != 1 for row in partials)]
    for size in range(1, len(counted)):
        for kept in combinations(counted, size):
            if same([prod(row[k] for k in kept) for row in partials]):
                missing = " and ".join(names[k] for k in counted if k not in kept)
                plural = "gate" if len(counted) - size == 1 else "gates"
                reason = (
                    f"It looks like the product without the {plural} {missing}: every gate of the chain "
                    "has a local gradient."
                )
    print(_wrapped(f"✗ Not right. {reason}"))


def _chain(root: Value) -> list[tuple[str, float]]:
    """Return the gates from the operand to the root, each with its symbol and its partial."""
    chain: list[tuple[str, float]] = []
    node = root
    while node.op is not None and node.edges:
        edge = next((p, d) for p, d in zip(node.parents, node.partials) if p.op is not CONSTANT)
        chain.insert(0, (node.op.symbol, edge[1]))
        node = edge[0]
    return chain


def _same(answer: float, value: float) -> bool:
    return isclose(answer, value, rel_tol=1e-3, abs_tol=1e-6)


def _reasons(
    node: Value, answer: float, delta: float, incoming: list[Message], answers: Mapping[str, float]
) -> Iterator[str]:
    """Yield what the wrong answer looks like, the likeliest mistake first."""
    name = node.label
    if not incoming:  # the root
        return
    # the step is right, but a child of the node has a wrong answer
    given = [(m, answers.get(m.child.label)) for m in incoming]
    astray = [m.child.label for m, said in given if said is not None and not _same(said, m.upstream)]
    followed = sum((m.upstream if said is None else said) * m.local for m, said in given)
    if astray and _same(answer, followed):
        yield f"a right step from a wrong start: mend {astray[0]} first, then {name} again."
        return
    if len(incoming) > 1:
        for m in incoming:
            if _same(answer, m.message):
                yield (
                    f"the message from {m.child.label} alone: {name} gets {len(incoming)} messages, and "
                    "they add up."
                )
        if _same(answer, prod(m.message for m in incoming)):
            yield "the product of the messages: they are added, not multiplied."
    if _same(answer, sum(m.local for m in incoming)):
        yield "the local gradient alone: multiply it by the upstream gradient."
    swapped = [
        node.data if m.child.op is not None and m.child.op.name == "mul" else m.local for m in incoming
    ]
    if _same(answer, sum(m.upstream * own for m, own in zip(incoming, swapped))):
        yield (
            f"the multiply gate without the swap: the local gradient for {name} is the value of the "
            "other factor."
        )
    if _same(answer, sum(m.upstream for m in incoming)):
        yield "the upstream gradient handed on unchanged: multiply it by the local gradient."
    if _same(answer, -delta):
        yield "a slip of the sign."
    if _same(answer, node.data):
        yield f"the value of {name} in the forward pass."
    if isclose(answer, delta, rel_tol=0.03):
        yield "the right number rounded too early: keep four digits."


def _hint(node: Value, incoming: list[Message]) -> str:
    """Return where to begin, for an answer that looks like no known mistake."""
    if not incoming:
        return "The root moves exactly as much as itself."
    children = " and from ".join(m.child.label or "its child" for m in incoming)
    gets = "one message" if len(incoming) == 1 else f"{len(incoming)} messages"
    return f"{node.label} gets {gets}, from {children}: write down [local] × [upstream] for each."


def _wrapped(text: str, width: int = 100) -> str:
    """Return the text in lines, those after the first one indented."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append("   ")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)
