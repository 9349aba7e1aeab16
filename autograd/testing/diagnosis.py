"""What a wrong delta looks like: the mistakes of the catalogue, tried on the graph at hand.

Every mistake is tried at one gate, and at all gates at the same height above the node or of the same
operation; what then arrives at the node is what somebody would answer who made it. `check_answers`
compares these numbers with a wrong answer; the quiz of the step-through page does the same in
`web/mistakes.js`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import isfinite, prod
from typing import Any, NamedTuple

from autograd.messages import Ledger, Message
from autograd.ops import ADD, CONSTANT, DIV, MUL, SUB, SUM
from autograd.testing.mistakes import MISTAKES, SIGNS, slope_at, wrong_partials
from autograd.testing.structure import elsewhere, swaps
from autograd.value import Value

# wires tried times wires passed at each try, half a second: of a larger graph the nearest gates are tried
_MOST_STEPS = 200_000
_FEWEST = 8
_MOST_HEIGHTS = 12  # that many are tried in pairs
# what names its gate in the sentence needs no "(at …)"
_SAYS_WHERE = ("path left out", "term left out", "two factors", "began later")
_PLAIN_SIGN = ("two factors", "divided", "sign of a message")
_LOCAL, _ABOVE, _LAST = range(3)  # at the gates that send to the node; further up; what is no single slip


class Suspect(NamedTuple):
    """A mistake, and what somebody answers who made it.

    Attributes:
        rank: how far it is sought: 0 at the gates that send to the node, 1 above them, 2 around them.
        name: the mistake, a key of `MISTAKES`.
        number: what comes out.
        sentence: what is said of it.

    >>> from autograd import messages
    >>> x, y = Value(2.0, "x"), Value(5.0, "y")
    >>> first = suspects(messages(x * y), x)[0]
    >>> first.name, first.number
    ('no swap', 2.0)
    """

    rank: int
    name: str
    number: float
    sentence: str


def suspects(
    ledger: Ledger, node: Value, name: Callable[[Value], str] = lambda node: node.label
) -> list[Suspect]:
    """Return what comes out for ∂root/∂node with each mistake that can be made, the likeliest first.

    Args:
        ledger: the right messages.
        node: the node asked for.
        name: what a node is called in the sentences.

    >>> from autograd import messages
    >>> x, y, z = Value(-2.0, "x"), Value(5.0, "y"), Value(-4.0, "z")
    >>> f = (x + y) * z
    >>> for suspect in suspects(messages(f), z)[:2]:
    ...     print(suspect.number, suspect.sentence)
    -4.0 the product without the swap: the local gradient for z is the value of the other factor.
    1.0 the upstream gradient handed on unchanged, the other factor forgotten (the weight, or the input): multiply it by the local gradient, which is that factor.
    """  # noqa: E501 - a doctest line is not broken
    incoming = [m for m in ledger if m.parent is node]
    if not incoming:
        return []
    return _Search(ledger, node, incoming, name).all()


def likeliest(
    suspects: Iterable[Suspect], matches: Callable[[float], bool], exactly: Callable[[float], bool]
) -> list[Suspect]:
    """Return what a wrong answer looks like: one to three mistakes, none where it looks like nothing known.

    Several may give the same number at a point: the structurally simpler ones come first. What is no mistake
    of a gate is named where nothing else is, and what is only near where nothing gives the very digits.

    Args:
        suspects: as `suspects` returns them.
        matches: whether the answer is a number.
        exactly: whether it is the number at all digits answered.

    >>> from autograd import messages
    >>> x, y = Value(2.0, "x"), Value(5.0, "y")
    >>> is_two = lambda number: number == 2.0
    >>> [suspect.name for suspect in likeliest(suspects(messages(x * y), x), is_two, is_two)]
    ['no swap', 'value']
    """
    found = [suspect for suspect in suspects if matches(suspect.number)]
    found = [suspect for suspect in found if exactly(suspect.number)] or found
    if any(suspect.name in SIGNS for suspect in found):
        found = [suspect for suspect in found if suspect.name != "slip of the sign"]
    named: dict[str, Suspect] = {}
    for suspect in found:
        if suspect.rank < _LAST or found[0].rank == _LAST:
            named.setdefault(suspect.name, suspect)
    return list(named.values())[:3]


class _Search:
    def __init__(
        self, ledger: Ledger, node: Value, incoming: list[Message], name: Callable[[Value], str]
    ) -> None:
        self.node, self.incoming, self.name = node, incoming, name
        self.deltas = ledger.deltas
        self.root = next(reversed(ledger.deltas))
        self.right = ledger.deltas[node]
        # how high a node lies above the one asked for: the longest way up
        self.height = {node: 0}
        for gate in ledger.deltas:
            heights = [self.height[parent] for parent in gate.parents if parent in self.height]
            if heights:
                self.height[gate] = 1 + max(heights)
        self.gates = [gate for gate in self.height if gate is not node]
        self.senders = list(dict.fromkeys(m.child for m in incoming))
        # the wires that lead up from the node: position, operand, partial
        self.upward = {
            gate: [
                (position, parent, partial)
                for position, (parent, partial) in enumerate(zip(gate.parents, gate.partials))
                if parent in self.height
            ]
            for gate in self.gates
        }
        self.arriving = Counter(parent for wires in self.upward.values() for _, parent, _ in wires)
        self.tried = self.nearest()

    def nearest(self) -> list[Value]:
        """Return the gates that are tried, the nearest first; those that send to the node are among them."""
        left = _MOST_STEPS // sum(map(len, self.upward.values()))
        tried: list[Value] = []
        for gate in sorted(self.gates, key=self.height.__getitem__):
            left -= len(self.upward[gate])
            if left < 0 and len(tried) >= _FEWEST:
                break
            tried.append(gate)
        return tried

    def all(self) -> list[Suspect]:
        """Return all that is found, in the order of the catalogue; the right number is no mistake."""
        found = [
            suspect
            for suspect in (
                *self.of_messages(), *self.left_out(), *self.of_gates(), *self.of_constants(),
                *self.of_structure(), *self.around(),
            )
            # a row of the user's may give a complex number at operands that it is not made for
            if isinstance(suspect.number, float | int)  # pyright: ignore[reportUnnecessaryIsInstance]
            and isfinite(suspect.number)
            and not _close(suspect.number, self.right)
        ]  # fmt: skip
        # two factors −1 dropped, or one turned over, are a slip of the sign
        found = [s for s in found if s.name not in _PLAIN_SIGN or not _close(s.number, -self.right)]
        place = {name: k for k, name in enumerate(MISTAKES)}
        return sorted(found, key=lambda suspect: (suspect.rank, place[suspect.name]))

    def suspect(
        self,
        rank: int,
        mistake: str,
        number: float,
        *,
        child: Value | None = None,
        operand: Value | None = None,
        count: int = 0,
    ) -> Suspect:
        child = self.senders[0] if child is None else child  # a Value that is 0 is false
        sentence = MISTAKES[mistake].sentence.format(
            node=self.name(self.node),
            child=self.name(child),
            operand=self.name(self.node if operand is None else operand),
            gate=child.op.name if child.op else "",
            count=count,
        )
        if rank == _ABOVE and mistake not in _SAYS_WHERE and (at := self.name(child)):
            sentence = f"{sentence.rstrip('.')} (at {at})."
        return Suspect(rank, mistake, number, sentence)

    def arrives(self, edits: Mapping[Value, Sequence[Any]]) -> Any:
        """Return what arrives at the node if some gates have other partials, None for those that stay."""
        delta = dict.fromkeys(self.height, 0.0)
        delta[self.root] = 1.0
        for gate in reversed(self.gates):
            upstream, wrong = delta[gate], edits.get(gate)
            for position, parent, partial in self.upward[gate]:
                edited = None if wrong is None else wrong[position]
                delta[parent] += upstream * (partial if edited is None else edited)
        return delta[self.node]

    # --- what was done with the messages of the node ---------------------------------------------------

    def of_messages(self) -> Iterator[Suspect]:
        yield self.suspect(_LOCAL, "slip of the sign", -self.right)
        yield self.suspect(_LOCAL, "no upstream", sum(m.partial for m in self.incoming))
        n = len(self.incoming)
        if n == 1:
            (m,) = self.incoming
            yield self.suspect(_LOCAL, "local plus upstream", m.upstream + m.partial)
            return
        *others, last = self.incoming
        for m in others:
            if m.message != last.message:
                yield self.suspect(_LOCAL, "one path", m.message, child=m.child, count=n)
        yield self.suspect(_LOCAL, "overwritten", last.message, child=last.child, count=n)
        yield self.suspect(_LOCAL, "product of messages", prod(m.message for m in self.incoming))
        yield self.suspect(_LOCAL, "averaged", self.right / n, count=n)

    def left_out(self) -> Iterator[Suspect]:
        """Yield what comes out where one message gets lost, a term of a sum or one of several of a node."""
        for gate in self.tried:
            for position, parent, _ in self.upward[gate]:
                term = gate.op in (ADD, SUB, SUM)
                if not (term or self.arriving[parent] > 1):
                    continue
                number, count = self.arrives({gate: _only(gate, position, 0.0)}), self.arriving[parent]
                if number == 0:  # nothing is left
                    continue
                if parent is not self.node and term:
                    rank = _LOCAL if gate is self.root else _ABOVE
                    yield self.suspect(rank, "term left out", number, child=gate, operand=parent)
                elif count > (2 if parent is self.node else 1):  # of two messages the other one is left alone
                    rank = _LOCAL if parent is self.node else _ABOVE
                    yield self.suspect(rank, "path left out", number, child=gate, operand=parent, count=count)

    # --- what was put in place of a local gradient -------------------------------------------------------

    def of_gates(self) -> Iterator[Suspect]:
        for mistake in MISTAKES.values():
            dropped = mistake.name in ("without the factor", "handed on")
            wrong: dict[Value, Sequence[Any]] = {}
            for gate in self.tried:
                if gate.op is None or (dropped and _constant(gate) is not None):
                    continue
                operands = [parent.data for parent in gate.parents]
                if (partials := wrong_partials(mistake, gate.op, gate.data, operands)) is not None:
                    wrong[gate] = partials
            for gates in self.groups(list(wrong)):
                yield self.at(gates, mistake.name, {gate: wrong[gate] for gate in gates})

    def of_constants(self) -> Iterator[Suspect]:
        """Yield what comes out where plain numbers are forgotten, one or every ½."""
        by_number: dict[float, list[Value]] = {}
        for gate in self.tried:
            if (constant := _constant(gate)) is not None:
                by_number.setdefault(constant.data, []).append(gate)
        for gates in by_number.values():
            for forgotten in dict.fromkeys([*[(gate,) for gate in gates], tuple(gates)]):
                yield self.at(forgotten, "constant forgotten", dict.fromkeys(forgotten, (1.0, 1.0)))

    def groups(self, gates: list[Value]) -> Iterator[list[Value]]:
        """Yield each gate, all at one height, and all of one operation."""
        by_height: dict[int, list[Value]] = {}
        by_row: dict[Any, list[Value]] = {}
        for gate in gates:
            yield [gate]
            by_height.setdefault(self.height[gate], []).append(gate)
            by_row.setdefault((gate.op, len(gate.parents)), []).append(gate)
        for some in (*by_height.values(), *by_row.values()):
            if len(some) > 1:
                yield some

    def at(self, gates: Sequence[Value], name: str, edits: Mapping[Value, Sequence[Any]]) -> Suspect:
        rank = _LOCAL if all(gate in self.senders for gate in gates) else _ABOVE
        first = gates[0]
        operand = next(
            (parent for position, parent, _ in self.upward[first] if edits[first][position] is not None),
            self.node,
        )
        return self.suspect(rank, name, self.arrives(edits), child=first, operand=operand)

    def of_structure(self) -> Iterator[Suspect]:
        tried = set(self.tried)
        order = [*self.deltas]
        for name, places in swaps(order):
            edits: dict[Value, list[Any]] = {}
            for gate, position, value in places:
                if gate in tried and gate.parents[position] in self.height:
                    edits.setdefault(gate, [None] * len(gate.parents))[position] = value.data
            if edits:
                yield self.at(list(edits), name, edits)
        for gate, values in elsewhere(order).items():
            if gate in tried and gate.op is not None:
                for value in dict.fromkeys([*values, self.node]):
                    partials = slope_at(gate.op, value.data)
                    if partials is None:
                        continue
                    rank = _LOCAL if gate in self.senders else _ABOVE
                    yield self.suspect(
                        rank, "slope elsewhere", self.arrives({gate: partials}), child=gate, operand=value
                    )

    # --- what lies around the gates -----------------------------------------------------------------------

    def around(self) -> Iterator[Suspect]:
        node, root, right = self.node, self.root, self.right
        for other in dict.fromkeys([node, *self.senders, root]):
            rank = _LAST if other is root and root not in self.senders else _LOCAL
            yield self.suspect(rank, "value", other.data, operand=other)
        for edits in combinations(self.dropped(), 2):
            number = self.arrives(edits[0] | edits[1])
            yield self.suspect(_ABOVE, "two factors", number, child=next(iter(edits[0])))
        for gate, number in self.toward().items():
            if gate is not root and gate not in self.senders:
                yield self.suspect(_ABOVE, "began later", number, child=gate)
        for gate, count in self.summed():
            yield self.suspect(_ABOVE, "averaged", right / count, child=gate, count=count)
        yield self.suspect(_LAST, "value of the root", right * root.data)
        for other, delta in self.deltas.items():
            if other is not node and other.op is not CONSTANT and self.name(other):
                yield self.suspect(_LAST, "delta of another", delta, child=other)
        yield self.suspect(_LAST, "twice", 2 * right)
        yield self.suspect(_LAST, "half", right / 2)
        yield self.suspect(_LAST, "step taken", node.data - right)
        yield self.suspect(_LAST, "constant", 0.0)
        if right:
            yield self.suspect(_LAST, "reciprocal", 1 / right)

    def dropped(self) -> list[dict[Value, Sequence[Any]]]:
        """Return, height by height, the gates that have a factor to drop, with 1 in its place."""
        levels: dict[int, dict[Value, Sequence[Any]]] = {}
        for gate in self.tried:
            if any(partial != 1 for _, _, partial in self.upward[gate]):
                levels.setdefault(self.height[gate], {})[gate] = (1.0,) * len(gate.parents)
        return list(levels.values())[:_MOST_HEIGHTS]

    def toward(self) -> dict[Value, float]:
        """Return ∂gate/∂node for every gate above the node."""
        toward = {self.node: 1.0}
        for gate in self.gates:
            toward[gate] = sum(partial * toward[p] for _, p, partial in self.upward[gate])
        del toward[self.node]
        return toward

    def summed(self) -> Iterator[tuple[Value, int]]:
        """Yield the sums above the node, at their last +, with the number of their terms."""
        terms: dict[Value, int] = {}
        added = {parent for gate in self.gates if gate.op in (ADD, SUM) for parent in gate.parents}
        for gate in self.deltas:
            if gate.op in (ADD, SUM):
                terms[gate] = sum(terms.get(parent, 1) for parent in gate.parents)
                if gate in self.height and gate is not self.node and gate not in added:
                    yield gate, terms[gate]


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-12 * abs(b)


def _only(gate: Value, position: int, number: float) -> list[float | None]:
    return [number if k == position else None for k in range(len(gate.parents))]


def _constant(gate: Value) -> Value | None:
    """Return the plain number that a gate multiplies by or divides by; None where it does not."""
    if gate.op not in (MUL, DIV):
        return None
    return next((parent for parent in gate.parents if parent.op is CONSTANT), None)
