"""A derivation as it stands on the blackboard: lines for what has a name, simplified, helpers substituted.

A lecturer names what matters and writes the rest where it is used: ½(y − t)² has one line, though it is four
gates. So a node without a label goes into the formula of whoever uses it, forward, and the chain rule runs
through it, backward; unless it is used twice or would make a line too long: then it keeps its name v7.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from autograd import Message, Value
from autograd.composite import Folded
from autograd.ops import DOT, MAXIMUM, MINIMUM, NOTHING, SIGMOID, SOFTMAX_CROSS_ENTROPY
from viz.derivations.formula import Formula, formula, merged, slope
from viz.derivations.graph import Graph, Line
from viz.derivations.notation import Text, write
from viz.derivations.simplify import simplified

# A helper that takes more letters than this in the formula of its user, forward or backward, keeps its name.
_LONGEST = 40


class _Sent(NamedTuple):
    """What one node sends to another: the local gradient written out, and by its name where it has one."""

    child: Value
    local: Formula
    named: Formula


class Board:
    """The lines of a graph as a lecturer writes them.

    Args:
        graph: with a name for each node.
        style: one of `STYLES`; "leibniz" writes the chain before what it comes to, "bar" keeps the root's 1.

    >>> x, t = Value(3.0, "x"), Value(1.0, "t")
    >>> loss = 0.5 * (x - t) ** 2
    >>> loss.label = "L"
    >>> board = Board(Graph(loss), "delta")
    >>> [write(line.forms[-1], Text(compact=True)) for line in (*board.forward, *board.backward)]
    ['½(x − t)²', 'x − t', '−(x − t)']
    """

    def __init__(self, graph: Graph, style: str) -> None:
        self.graph = graph
        self.style = style
        self._formulas: dict[Value, Formula] = {}
        self._partials: dict[Value, list[Formula]] = {}
        self._edges: dict[Value, list[Message]] = {v: [] for v in graph.order}
        for m in graph.ledger:
            if m.child.partials[m.position] is not NOTHING:
                self._edges[m.child].append(m)
        uses = dict.fromkeys(graph.order, 0)
        for node in graph.order:
            for parent in node.parents:
                uses[parent] += 1
        # a max gate says which of its operands is as large as itself, so it needs a name; and what is inside
        # of a gate has lines of its own
        self.helpers = {
            v for v in graph.nodes
            if v.parents and not v.label and v is not graph.root and uses[v] == 1
            and v.op not in (MAXIMUM, MINIMUM, SOFTMAX_CROSS_ENTROPY)
        }  # fmt: skip
        self._name_long_ones()

    @cached_property
    def forward(self) -> list[Line]:
        """A line for each gate that has a name, and before it for what is inside of it."""
        found: list[Line] = []
        for node in self.graph.nodes:
            if node.parents and node not in self.helpers:
                inner = self.graph.inside(node, [self._operand(parent) for parent in node.parents])
                found += [line._replace(forms=tuple(map(simplified, line.forms))) for line in inner]
                found.append(Line(self.graph.names[node], (self._right(node),), node.data))
        return found

    @cached_property
    def backward(self) -> list[Line]:
        """A line for each node that has a name, layer by layer, gates before variables."""
        sent: dict[Value, list[_Sent]] = {v: [] for v in self.graph.nodes}
        for child in self.graph.nodes:
            if child not in self.helpers:
                for parent, one in self._sent(child).items():
                    sent[parent].append(one)
        signals = self.graph.signals
        lines: list[Line] = []
        for node in self._layers():
            value = signals[node].value
            named = self._total([(one.named, one.child) for one in sent[node]], value)
            local = self._total([(one.local, one.child) for one in sent[node]], value)
            differs = any(one.named is not one.local for one in sent[node])
            lines.append(Line(signals[node], (named, local) if differs else (local,), value))
        return lines

    def _layers(self) -> list[Value]:
        """Return the nodes below the root by how many lines lie between, so that every δ used is known."""
        depth = dict.fromkeys(self.graph.order, 0)
        for node in reversed(self.graph.order):
            for parent in node.parents:
                depth[parent] = max(depth[parent], depth[node] + (node not in self.helpers))
        below = [v for v in self.graph.nodes if v is not self.graph.root and v not in self.helpers]
        return sorted(below, key=lambda node: (depth[node], not node.parents))

    # --- forward -------------------------------------------------------------------------------------------

    def _operand(self, node: Value) -> Formula:
        """Return what stands for a node where it is used."""
        if node in self.helpers:
            return self._right(node)
        return formula(node.data) if node not in self.graph.called else self.graph.names[node]

    def _right(self, node: Value) -> Formula:
        """Return the right side of a node's line."""
        if node not in self._formulas:
            operands = [self._operand(parent) for parent in node.parents]
            found = self.graph.forward(node, operands)
            if node.op is DOT and len(operands) % 2 and found.kind == "sum":  # the bias comes last: wx + b
                found = Formula("sum", found.value, (*found.parts[1:], found.parts[0]))
            self._formulas[node] = simplified(found)
        return self._formulas[node]

    def _name_long_ones(self) -> None:
        """Give names to helpers that would make a line too long, forward from below, backward from above."""
        for node in self.graph.order:
            if node in self.helpers and _length(self._right(node)) > _LONGEST:
                self._give_name(node)
        for node in reversed(self.graph.order):
            if node.parents and node not in self.helpers:
                while long := self._first_long(node):
                    self._give_name(long)

    def _give_name(self, node: Value) -> None:
        self.helpers.discard(node)
        self._formulas.clear()
        self._partials.clear()

    def _first_long(self, child: Value) -> Value | None:
        """Return the helper nearest to a named node through which the chain rule takes too much room."""
        waiting = [(child, formula(1.0))]
        for node, factor in waiting:  # grows while it is read
            for m in self._edges[node]:
                if m.parent in self.helpers:
                    partial = simplified(self._partial(m) * factor)
                    if _length(partial) > _LONGEST:
                        return m.parent
                    waiting.append((m.parent, partial))
        return None

    # --- backward ------------------------------------------------------------------------------------------

    def _partial(self, m: Message) -> Formula:
        """Return the partial of one edge, in terms of what has a name."""
        if m.child not in self._partials:
            operands = [self._operand(parent) for parent in m.child.parents]
            self._partials[m.child] = self.graph.partials(m.child, self._operand(m.child), operands)
        return self._partials[m.child][m.position]

    def _sent(self, child: Value) -> dict[Value, _Sent]:
        """Return what a node with a name sends to others that have one, through helpers or not."""
        terms: dict[Value, list[Formula]] = {}
        waiting = [(child, formula(1.0))]
        while waiting:
            node, factor = waiting.pop()
            if node is not child and node not in self.helpers:
                terms.setdefault(node, []).append(factor)
                continue
            for m in reversed(self._edges[node]):  # so that the first operand is the next
                if m.parent in self.graph.called:
                    # the local gradient nearer to the receiver comes first
                    waiting.append((m.parent, self._partial(m) * factor))
        found: dict[Value, _Sent] = {}
        for parent, several in terms.items():
            local = simplified(_added(several))
            found[parent] = _Sent(child, local, self._named(child, parent, local))
        return found

    def _named(self, child: Value, parent: Value, local: Formula) -> Formula:
        """Return the name of a local gradient: dy/dz in Leibniz's way, σ′(z) of a gate with a symbol."""
        called = self.graph.called
        if self.style == "leibniz" and child is not self.graph.root:
            return slope(called[child], called[parent], local.value)
        symbol = "σ" if child.op is SIGMOID else child.op.symbol if isinstance(child.op, Folded) else ""
        if len(symbol) == 1 and symbol.isalpha() and child.parents == (parent,):
            return Formula("gate", local.value, (self.graph.names[parent],), f"{symbol}′")
        return local

    def _total(self, messages: list[tuple[Formula, Value]], value: float) -> Formula:
        """Return the sum of local times upstream gradients; a factor 0 stays where it has a reason."""
        terms = [self._times(local, child) for local, child in messages]
        kept = [x for x, (local, _) in zip(terms, messages) if not _is_zero(local) or local.because]
        terms = kept or terms[:1] or [formula(0.0)]
        if len(terms) == 1:
            return Formula(terms[0].kind, value, terms[0].parts, terms[0].word, terms[0].because)
        return Formula("sum", value, tuple(terms))

    def _times(self, local: Formula, child: Value) -> Formula:
        """Return [local] × [upstream]; in Leibniz's chain dL/dy · dy/dz, as one reads it from the root."""
        because = local.because
        if child is self.graph.root and self.style != "bar":
            return local
        upstream = self.graph.signals[child]
        if _is_zero(local):
            found = Formula("product", local.value * upstream.value, (local, upstream))
        elif self.style == "leibniz" and local.kind == "minus":
            found = -(upstream * local.parts[0])
        elif self.style == "leibniz" and local.kind != "number":
            found = upstream * local
        else:
            found = local * upstream
        return Formula(found.kind, found.value, found.parts, found.word, because)


def _added(terms: list[Formula]) -> Formula:
    if len(terms) == 1:
        return terms[0]
    value = sum(term.value for term in terms)
    return Formula("sum", value, tuple(terms), because=merged(*[term.because for term in terms]))


def _is_zero(x: Formula) -> bool:
    return x.kind == "number" and x.value == 0


def _length(x: Formula) -> int:
    return len(write(x, Text(compact=True)))
