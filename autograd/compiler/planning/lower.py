"""Lowering: the sums and dots that are in the graph, however they were written.

First half of the second stage. Chains of + become one `sum`, a sum of products becomes `dot`, as long as
nobody else uses what is in between; equal nodes become one; a `take` of a fixed place is the value it
takes. Nodes that no output needs are gone. The result is a Graph again.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from autograd import ops
from autograd.border import undefined
from autograd.compiler.recording.graph import Graph
from autograd.ops import Op
from autograd.value import Value


@dataclass(slots=True)
class _Terms:
    """A sum that is being collected: products, and what is added to them."""

    left: list[int]
    right: list[int]
    added: list[int]


_SUMMING = (ops.ADD, ops.SUM)
_COLLECTED = (*_SUMMING, ops.MUL, ops.DOT)
_COMMUTING = (ops.SUM, ops.MUL)


def lower(graph: Graph) -> Graph:
    """Return a smaller graph of the same numbers (up to the order of additions).

    >>> from autograd.compiler.recording.graph import Argument
    >>> from autograd.compiler.recording.record import record_graph
    >>> neuron = lambda x, w: x[0] * w[0] + w[1] * x[1] + 1
    >>> graph = record_graph(neuron, (), (Argument("x", (2,), False), Argument("w", (2,), False)))
    >>> [op.name for op in graph.op if op], [op.name for op in lower(graph).op if op]
    (['mul', 'mul', 'add', 'constant', 'add'], ['constant', 'dot'])
    """
    lowering = _Lowering(graph)
    for i in range(graph.n_leaves, len(graph.op)):
        lowering.take_up(i)
    lowering.low.outputs = [lowering.new[i] for i in graph.outputs]
    return lowering.low


class _Lowering:
    """The lower graph while it is made.

    Attributes:
        low: the graph made so far.
        new: for each node of the graph its number in the lower one.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        n = graph.n_leaves
        self.low = Graph(
            graph.arguments, graph.parameters, graph.n_parameters, graph.n_elements,
            graph.op[:n], graph.operands[:n], shape=graph.shape,
        )  # fmt: skip
        self.low.label = {i: label for i, label in graph.label.items() if i < n}
        self.new: list[int] = [*range(n), *([-1] * (len(graph.op) - n))]
        self._users = _users(graph)
        self._outputs = set(graph.outputs)
        self._zeros = {i for i, x in graph.number.items() if x == 0}
        self._waiting: dict[int, _Terms] = {}  # sums and products that wait for their only user
        self._known: dict[tuple[object, ...], int] = {}

    def take_up(self, i: int) -> None:
        """Add a node of the graph, unless no output needs it or it waits for the sum it enters."""
        op, operands, label = self.graph.op[i], self.graph.operands[i], self.graph.label.get(i)
        user = self._users[i]
        if op is None or (user is None and i not in self._outputs):
            return
        self._refuse_undefined(op, operands)
        if op is ops.CONSTANT:
            self.new[i] = self._constant(self.graph.number[i])
        elif op in _COLLECTED:
            terms = self._terms(op, operands)
            if user is not None and user >= 0 and i not in self._outputs and self.graph.op[user] in _SUMMING:
                self._waiting[i] = terms
            elif op is ops.MUL:
                self.new[i] = self._node(op, (terms.left[0], terms.right[0]), label)
            else:
                self.new[i] = self._sum(terms, label)
        elif op.family == "take":
            self.new[i] = self.new[operands[op.parameter]]
        else:
            self.new[i] = self._node(op, tuple([self.new[j] for j in operands]), label)
        if self.new[i] >= self.graph.n_leaves:
            self.low.origin.setdefault(self.new[i], i)

    def _refuse_undefined(self, op: Op, operands: tuple[int, ...]) -> None:
        """Raise ValueError where the numbers known so far lie outside of the domain of an operation."""
        if op.excluded is not None:
            known = [self.low.number.get(self.new[j], nan) for j in operands]  # nan is never excluded
            if op.excluded(*known):
                raise undefined(op, [Value(x) for x in known])

    def _constant(self, number: float) -> int:
        key = (ops.CONSTANT, str(number))  # by its text, to tell -0.0 from 0.0
        i = self._known.setdefault(key, len(self.low.op))
        if i == len(self.low.op):
            self.low.op.append(ops.CONSTANT)
            self.low.operands.append(())
            self.low.number[i] = number
        return i

    def _node(self, op: Op, operands: tuple[int, ...], label: str | None) -> int:
        # a + b is b + a
        key = (op, tuple(sorted(operands)) if len(operands) == 2 and op in _COMMUTING else operands)
        i = self._known.get(key)
        if i is None:
            i = self._known[key] = len(self.low.op)
            self.low.op.append(op)
            self.low.operands.append(operands)
        if label:
            self.low.label.setdefault(i, label)
        return i

    def _sum(self, terms: _Terms, label: str | None) -> int:
        """Add the node, or the two, that a collected sum is."""
        left, right, added = terms.left, terms.right, terms.added
        if not left:
            return self._node(ops.SUM, tuple(added), label)
        if len(added) <= 1:
            return self._node(ops.DOT, (*left, *right, *added), label)
        return self._node(ops.SUM, (*added, self._node(ops.DOT, (*left, *right), None)), label)

    def _terms(self, op: Op, operands: tuple[int, ...]) -> _Terms:
        new = self.new
        if op is ops.MUL:
            return _Terms([new[operands[0]]], [new[operands[1]]], [])
        if op is ops.DOT:
            n = len(operands) // 2
            return _Terms(
                [new[j] for j in operands[:n]], [new[j] for j in operands[n : 2 * n]],
                [new[j] for j in operands[2 * n :]],
            )  # fmt: skip
        # two dots that are added stay two: they are rows of one matrix product more often than one long dot
        waiting = {j: self._waiting.pop(j) for j in operands if j in self._waiting}
        dots = [part for part in waiting.values() if len(part.left) > 1]
        for part in dots if len(dots) > 1 else ():
            part.left, part.right, part.added = [], [], [self._sum(part, None)]
        # the first absorbed sum is continued in place: a chain of n additions costs n, not n²
        total: _Terms | None = None
        for j in operands:
            part = waiting.get(j)
            if part is None:
                if j in self._zeros:
                    continue
                part = _Terms([], [], [new[j]])
            if total is None:
                total = part
            else:
                total.left += part.left
                total.right += part.right
                total.added += part.added
        if total is None:
            return _Terms([], [], [new[operands[0]]])
        if not total.left and len(total.added) == 1:  # -0.0 + 0.0 is 0.0; where more is added, nobody asks
            total.added += [new[j] for j in operands if j in self._zeros][:1]
        return total


def _users(graph: Graph) -> list[int | None]:
    """Return for each node its only user, -1 if there are several, None if no output needs it."""
    users: list[int | None] = [None] * len(graph.op)
    needed = bytearray(len(graph.op))
    for i in graph.outputs:
        needed[i] = 1
        users[i] = -1
    for i in range(len(graph.op) - 1, -1, -1):
        if needed[i]:
            for j in graph.operands[i]:
                needed[j] = 1
                users[j] = i if users[j] is None else -1
    return users
