"""Checks the local gradient of a chain of gates that a student folded into one gate; for the notebooks."""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, combinations
from math import isclose, isfinite, prod
from numbers import Real
from operator import mul

from autograd import Value, messages, topological_order
from autograd.ops import CONSTANT
from autograd.testing.diagnosis import Suspect, likeliest, suspects
from autograd.testing.typed import Typed, rest_of_rounding, same
from viz.answers.answers import Verdict, wrapped

_MOST_GATES = 10  # every choice of them is tried as what was multiplied: of 24 that takes a minute


def check_slope(
    slope: Callable[[float], float | None],
    gates: Callable[[Value], Value],
    points: Sequence[float] = (-2.0, -0.5, 1.0, 3.0),
) -> Verdict:
    """Return a verdict on the local gradient of a chain of gates that is folded into one gate.

    Args:
        slope: the answer, a function of the operand; it returns None where there is no answer yet.
        gates: the chain, gates of one operand each (plain numbers do not count).
        points: where the two are compared.

    Raises:
        ValueError: the gates are no chain.
        TypeError: the slope is no function of a number that returns one.

    >>> check_slope(lambda z: 2 * z, lambda z: (z**2 + 1).log())
    ✗ Not right. It looks like the product without the gate log: every gate of the chain has a local
        gradient.
    """
    if not callable(slope):
        raise TypeError(
            f"check_slope got {slope!r} for the slope: it takes a function, such as lambda z: 2 * z"
        )
    mine = [number for point in points if (number := slope(point)) is not None]
    for number in mine:
        if not isinstance(number, Real):
            came = " (a node got in: use the function's own argument)" if isinstance(number, Value) else ""
            raise TypeError(
                f"check_slope got {number!r} from the slope: a function of a number returns a number{came}"
            )
    if len(mine) < len(points):
        return Verdict("", None, False, "· no answer yet")
    roots = [gates(Value(point)) for point in points]
    chains = [_chain(root) for root in roots]
    names = [name for name, _ in chains[0]]
    partials = [[partial for _, partial in chain] for chain in chains]
    # backward, from the root on, these are the messages
    rests = [rest_of_rounding(accumulate(reversed(row), mul)) for row in partials]

    def matches(theirs: Iterable[float]) -> bool:
        return all(same(Typed(number), value, rest) for number, value, rest in zip(mine, theirs, rests))

    right = [prod(row) for row in partials]
    if matches(right):
        return Verdict("", slope, True, "✓ Right.")
    if missing := _missing(partials, matches):
        gate = f"gate{'s' if missing[1:] else ''} {' and '.join(names[k] for k in missing)}"
        reason = (
            f"It looks like the product without the {gate}: every gate of the chain has a local gradient."
        )
    elif matches(sum(row) for row in partials):
        reason = "It looks like the sum of the local gradients: a chain multiplies them."
    elif matches(root.data for root in roots):
        reason = "It looks like the function itself, not its slope."
    # the factor that a power lacks is its exponent, which the catalogue knows
    elif not any(name.startswith("**") for name in names) and _by_a_factor(mine, right):
        reason = (
            "It is right but for a constant factor: a gate that multiplies by a number has that number for "
            "its local gradient, and in a formula of several gates each of them counts."
        )
    elif sentences := _like(roots, right, matches):
        reason = f"It looks like {' Or like '.join(sentences)}"
    else:
        reason = "Multiply the local gradients of the gates, each at its own operand."
    return Verdict("", slope, False, wrapped(f"✗ Not right. {reason}"))


def _like(roots: list[Value], right: list[float], matches: Callable[[Iterable[float]], bool]) -> list[str]:
    """Return what the mistakes of the catalogue are called that give the answer at every point."""
    found: list[dict[tuple[int, str, str], float]] = []
    for root in roots:
        operand = next(node for node in topological_order(root) if node.op is None)
        found.append({
            (s.rank, s.name, s.sentence): s.number for s in suspects(messages(root), operand, _called)
        })  # fmt: skip
    # at some points a mistake may give the right number: there it is no suspect
    named = [
        Suspect(*key[:2], 0.0, key[2])
        for key in sorted({key: None for row in found for key in row}, key=lambda key: key[0])
        if matches(row.get(key, number) for row, number in zip(found, right))
    ]
    return [suspect.sentence for suspect in likeliest(named, lambda _: True, lambda _: True)]


def _called(node: Value) -> str:
    return f"the gate {node.op.symbol}" if node.op else "the operand"


def _by_a_factor(mine: Sequence[float], right: Sequence[float]) -> bool:
    """Return whether an answer is the right one times the same positive number everywhere."""
    if not all(isfinite(number) for number in [*mine, *right]) or not all(right):
        return False
    factors = [number / value for number, value in zip(mine, right)]
    # where the right slope is the same everywhere any other number is a multiple of it
    varied = max(right) - min(right) > 1e-6 * max(map(abs, right))
    return varied and factors[0] > 0 and all(isclose(factor, factors[0], rel_tol=1e-6) for factor in factors)


def _missing(partials: list[list[float]], matches: Callable[[Iterable[float]], bool]) -> Sequence[int]:
    """Return which gates, the fewest, a product leaves out; none where it is no such product."""
    # gates whose local gradient is 1 everywhere are not missed by a product
    counted = [k for k, column in enumerate(zip(*partials)) if any(partial != 1 for partial in column)]
    if len(counted) <= _MOST_GATES:
        for n in range(1, len(counted)):
            for missing in combinations(counted, n):
                if matches(prod(row[k] for k in counted if k not in missing) for row in partials):
                    return missing
    return ()


def _chain(root: Value) -> list[tuple[str, float]]:
    """Return the gates from the operand to the root, each with its symbol and its partial."""
    chain: list[tuple[str, float]] = []
    node = root
    while node.op is not None and node.parents:
        wires = [(p, d) for p, d in zip(node.parents, node.partials) if p.op is not CONSTANT]
        if len(wires) != 1:
            raise ValueError(
                f"the gate {node.op.symbol} has {len(wires)} operands that are no plain numbers: check_slope "
                "folds a chain, gates of one operand each; for other graphs there is check_answers"
            )
        chain.insert(0, (node.op.symbol, wires[0][1]))
        node = wires[0][0]
    return chain
