"""The row of a folded gate: several rows of `ops`, wired to each other, read as one.

`folding` makes these rows and takes them apart. Value and partials run the rows inside in generic
arithmetic, forward and then backward, so every reader of rows understands a folded gate, too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from autograd import words
from autograd.ops import NOTHING, Op

# A text longer than this gets a name of its own where rows are run by a writer of source.
_LONG = 80


class Inside(NamedTuple):
    """What is inside a folded gate. Places: first the operands, then the numbers, then a place for each row.

    Attributes:
        operands: how many there are.
        numbers: the plain numbers that belong to the gate. As text, because 0.0 == -0.0 and nan != nan:
            gates of the same inside are one row.
        rows: the operations, operands before users; the last one is the output.
        wires: for each row the places of its operands.
    """

    operands: int
    numbers: tuple[str, ...]
    rows: tuple[Op, ...]
    wires: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False, weakref_slot=True)
class Folded(Op):
    """The row of a folded gate.

    Args:
        inside: the rows it is made of.
        size: how many rows of the table that is, all the way down.
    """

    inside: Inside = field(kw_only=True)
    size: int = field(kw_only=True)

    @property
    def arity(self) -> int:
        """How many operands enter the gate."""
        return self.inside.operands


_known: WeakValueDictionary[tuple[str, Inside], Folded] = WeakValueDictionary()


def composite(symbol: str, inside: Inside) -> Folded:
    """Return the row of a folded gate; the same symbol and the same inside give the same row.

    >>> from autograd import ops, record
    >>> sigma = composite("σ", Inside(1, ("1.0",), (ops.NEG, ops.EXP, ops.ADD, ops.DIV), ((0,), (2,), (1, 3), (1, 4))))
    >>> f = record(sigma, 1.0)
    >>> round(f.data, 6), round(f.partials[0], 6)
    (0.731059, 0.196612)
    """  # noqa: E501 - a doctest line is not broken
    row = _known.get((symbol, inside))
    if row is None:
        row = _known[symbol, inside] = _composed(symbol, inside)
    return row


def _composed(symbol: str, inside: Inside) -> Folded:
    first = inside.operands + len(inside.numbers)
    # What does not depend on an operand is a number; who runs the rows need not know how to compute it.
    known: list[Any] = [None] * inside.operands + [float(text) for text in inside.numbers]
    for row, wires in zip(inside.rows, inside.wires):
        operands = [known[place] for place in wires]
        known.append(None if None in operands else row.forward(words, *operands))
    gates = [
        (place, row, wires)
        for place, (row, wires) in enumerate(zip(inside.rows, inside.wires), first)
        if known[place] is None
    ]
    uses = [0] * len(known)
    for _, _, wires in gates:
        for place in wires:
            uses[place] += 1
    last = len(known) - 1

    def run(xp: Any, xs: tuple[Any, ...], more: int) -> list[Any]:
        """Return what is in every place but the last; each is read `more` times than by the rows."""
        found = [*xs, *known[inside.operands :]]
        for place, row, wires in gates[:-1]:
            y = row.forward(xp, *[found[i] for i in wires])
            found[place] = _brief(xp, y, uses[place] + more)
        return found

    def forward(xp: Any, *xs: Any) -> Any:
        found = run(xp, xs, 0)
        return gates[-1][1].forward(xp, *[found[i] for i in gates[-1][2]])

    def partials(xp: Any, y: Any, *xs: Any, as_taught: bool = False) -> tuple[Any, ...]:
        found = run(xp, xs, 1)
        found[last] = y
        # δ = ∂y/∂place, collected from the last row to the first, as `backward` does
        delta: list[Any] = [None] * last + [1.0]
        for place, row, wires in reversed(gates):
            if delta[place] is None:
                continue
            upstream = _brief(xp, delta[place], len(wires))
            rule = (row.textbook if as_taught else None) or row.partials
            for i, slope in zip(wires, rule(xp, found[place], *[found[i] for i in wires])):
                if known[i] is None and slope is not NOTHING:
                    message = upstream * slope
                    delta[i] = message if delta[i] is None else delta[i] + message
        return tuple([NOTHING if d is None else d for d in delta[: inside.operands]])

    def excluded(*xs: Any) -> bool:
        found = [*xs, *known[inside.operands :]]
        for place, row, wires in gates:
            operands = [found[i] for i in wires]
            if row.excluded is not None and row.excluded(*operands):
                return True
            found[place] = row.forward(words, *operands)
        return False

    limited = {row.name: row.domain for _, row, _ in gates if row.excluded is not None}
    return Folded(
        symbol if symbol.isidentifier() else f"gate {symbol}",
        symbol,
        forward,
        partials,
        excluded if limited else None,
        "inside of it, " + "; ".join(f"{name}: {domain}" for name, domain in limited.items())
        if limited
        else "",
        textbook=partial(partials, as_taught=True),
        inside=inside,
        size=sum(row.size if isinstance(row, Folded) else 1 for row in inside.rows),
    )


def _brief(xp: Any, x: Any, uses: int) -> Any:
    """Return what stands for x where it is used: a writer of source gives it a name if its text would
    be written twice or is long; for all others x is a number or an array already."""
    if isinstance(x, float | int) or not hasattr(xp, "named"):
        return x
    return xp.named(x) if uses > 1 or len(str(x)) > _LONG else x
