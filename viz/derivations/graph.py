"""A recorded graph with a name and an error signal for each node, and its rows run on formulas.

`board` and `steps` make the lines of a derivation from it. Every formula is compared with the number that was
recorded: one that gives another number is not written.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose
from typing import NamedTuple

from autograd import Message, Value, messages, topological_order, words
from autograd.composite import Folded
from autograd.labels import node_names, unique_names
from autograd.ops import CONSTANT, EXP, LOGSUMEXP, SOFTMAX_CROSS_ENTROPY
from viz.derivations.formula import Formula, Symbols, delta, formula, name, slope
from viz.derivations.softmax import cross_entropy, errors, probabilities, probability_names
from viz.scenes.gate import NAMELESS
from viz.scenes.text import shortened

# A folded gate's partial is written out where that takes so few rows and pieces, else as ∂y/∂x.
_MOST_ROWS, _MOST_PIECES = 12, 12


class Line(NamedTuple):
    """One line: a name, formulas that are equal to it, and their number.

    Attributes:
        left: the node or its error signal.
        forms: one formula or more, all equal; the last one is written with numbers, too.
        value: what they give.
    """

    left: Formula
    forms: tuple[Formula, ...]
    value: float


class Graph:
    """The graph of a root with a name and a δ for each node; plain numbers are no nodes here."""

    def __init__(self, root: Value, named: tuple[Value, ...] = ()) -> None:
        self.root = root
        self.order = topological_order(root)
        self.nodes = [v for v in self.order if v.op is not CONSTANT or v.label or v is root or v in named]
        self.called = node_names(self.order, also=dict.fromkeys((root, *named)))
        self.received: dict[Value, list[Message]] = {v: [] for v in self.order}
        self.ledger = messages(root)
        for m in self.ledger:
            self.received[m.parent].append(m)
        wished = [(v, word) for v in self.nodes for word in probability_names(v)]
        free = unique_names([*self.called.values(), *[word for _, word in wished]])[len(self.called) :]
        self.inner: dict[Value, list[str]] = {v: [] for v, _ in wished}
        for (v, _), word in zip(wished, free):
            self.inner[v].append(word)
        # a name without a word is written as its number
        self.names = {v: name(self.called.get(v, ""), v.data) for v in self.order}
        self.signals = {v: delta(self.called.get(v, ""), d) for v, d in self.ledger.deltas.items()}

    def backward_order(self) -> list[Value]:
        """Return the nodes below the root in the order in which their last message arrives."""
        return [m.parent for m in self.ledger if m.arrived == m.expected and m.parent in self.called]

    def forward(self, node: Value, operands: Sequence[Formula]) -> Formula:
        """Return the node as a formula of its operands."""
        op = node.op
        assert op is not None
        if isinstance(op, Folded) or op.written == "name":
            value = op.forward(words, *[x.value for x in operands])
            result = Formula("gate", value, tuple(operands), shortened(op.chalk or op.symbol))
        elif op is SOFTMAX_CROSS_ENTROPY:
            result = cross_entropy(self.inner[node], operands)
        elif op is LOGSUMEXP:  # the row shifts by the maximum, which changes no number
            value = op.forward(words, *[x.value for x in operands])
            powers = [EXP.forward(Symbols(), x) for x in operands]
            result = Formula("log", value, (_exponentials(powers),))
        else:
            try:
                result = formula(op.forward(Symbols(), *operands))
            except Exception:  # a row of the user's that is not generic
                result = Formula("gate", node.data, tuple(operands), shortened(op.name) or NAMELESS)
        return _checked(result, node.data, node)

    def inside(self, node: Value, operands: Sequence[Formula]) -> list[Line]:
        """Return the lines of what is inside of a gate and has a name: the probabilities of a softmax."""
        if node not in self.inner:
            return []
        return [Line(y, (right,), y.value) for y, right in probabilities(self.inner[node], operands)]

    def partials(self, node: Value, y: Formula, operands: Sequence[Formula]) -> list[Formula]:
        """Return ∂node/∂operand as formulas, one for each operand.

        Args:
            y: what stands for the node itself.
        """
        op = node.op
        assert op is not None
        named = [
            slope(self.called.get(node, ""), self.called.get(parent, ""), p)
            for parent, p in zip(node.parents, node.partials)
        ]
        try:
            if op is SOFTMAX_CROSS_ENTROPY:
                found = errors(self.inner[node], operands)
            elif isinstance(op, Folded) and op.size > _MOST_ROWS:
                found = named
            else:
                rule = op.textbook or op.partials
                found = list(map(formula, rule(Symbols(), y, *operands)))
        except Exception:  # here, too, whatever it does with its operands
            found = named
        if isinstance(op, Folded):
            found = [p if _is_short(p) else q for p, q in zip(found, named)]
        return [_checked(p, q, node) for p, q in zip(found, node.partials)]


def _checked(found: Formula, recorded: float, node: Value) -> Formula:
    """Return the formula if its number is the recorded one."""
    value = found.value
    if isclose(value, recorded, rel_tol=1e-9, abs_tol=1e-300) or (value != value and recorded != recorded):
        return found
    raise ValueError(
        f"derivation of {node.label or node.op}: {recorded:g} was recorded, but its operands give {value:g}: "
        "some .data was changed after the graph was recorded; compute the expression again"
    )


def _is_short(x: Formula) -> bool:
    pieces = [x]
    for piece in pieces:  # grows while it is read
        pieces += piece.parts
        if len(pieces) > _MOST_PIECES:
            return False
    return True


def _exponentials(powers: list[Formula]) -> Formula:
    return Formula("sum", sum(x.value for x in powers), tuple(powers)) if powers[1:] else powers[0]
