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


def lower(graph: Graph) -> Graph:
    """Return a smaller graph of the same numbers (up to the order of additions).

        >>> from autograd.compiler.recording.graph import Argument
    >>> from autograd.compiler.recording.record import record_graph
        >>> neuron = lambda x, w: x[0] * w[0] + w[1] * x[1] + 1
        >>> graph = record_graph(neuron, (), (Argument("x", (2,), False), Argument("w", (2,), False)))
        >>> [op.name for op in graph.op if op], [op.name for op in lower(graph).op if op]
        (['mul', 'mul', 'add', 'constant', 'add'], ['constant', 'dot'])
    """
    users = _users(graph)
    low = Graph(
        graph.arguments, graph.parameters, graph.n_parameters, graph.n_elements,
        graph.op[: graph.n_leaves], graph.operands[: graph.n_leaves], shape=graph.shape,
    )  # fmt: skip
    low.label = {i: label for i, label in graph.label.items() if i < graph.n_leaves}
    new: list[int] = [*range(graph.n_leaves), *([-1] * (len(graph.op) - graph.n_leaves))]  # old number → new
    sums: dict[int, _Terms] = {}  # sums and products that wait for their only user
    known: dict[tuple[object, ...], int] = {}
    zeros = {i for i, x in graph.number.items() if x == 0}

    def add(op: Op, operands: tuple[int, ...], label: str | None) -> int:
        # a + b is b + a
        key = (op, tuple(sorted(operands)) if len(operands) == 2 and op in commuting else operands)
        i = known.get(key)
        if i is None:
            i = known[key] = len(low.op)
            low.op.append(op)
            low.operands.append(operands)
        if label:
            low.label.setdefault(i, label)
        return i

    def finish(terms: _Terms, label: str | None) -> int:
        left, right, added = terms.left, terms.right, terms.added
        if not left:
            return add(ops.SUM, tuple(added), label)
        if len(added) <= 1:
            return add(ops.DOT, (*left, *right, *added), label)
        return add(ops.SUM, (*added, add(ops.DOT, (*left, *right), None)), label)

    def terms_of(op: Op, operands: tuple[int, ...]) -> _Terms:
        if op is ops.MUL:
            return _Terms([new[operands[0]]], [new[operands[1]]], [])
        if op is ops.DOT:
            n = len(operands) // 2
            return _Terms(
                [new[j] for j in operands[:n]], [new[j] for j in operands[n : 2 * n]],
                [new[j] for j in operands[2 * n :]],
            )  # fmt: skip
        # two dots that are added stay two: they are rows of one matrix product more often than one long dot
        waiting = {j: sums.pop(j) for j in operands if j in sums}
        dots = [part for part in waiting.values() if len(part.left) > 1]
        for part in dots if len(dots) > 1 else ():
            part.left, part.right, part.added = [], [], [finish(part, None)]
        # the first absorbed sum is continued in place: a chain of n additions costs n, not n²
        total: _Terms | None = None
        for j in operands:
            part = waiting.get(j)
            if part is None:
                if j in zeros:
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
            total.added += [new[j] for j in operands if j in zeros][:1]
        return total

    commuting = (ops.SUM, ops.MUL)
    outputs = set(graph.outputs)
    collected = (ops.ADD, ops.SUM, ops.MUL, ops.DOT)
    summing = (ops.ADD, ops.SUM)
    for i in range(graph.n_leaves, len(graph.op)):
        op = graph.op[i]
        only_user = users[i]
        if op is None or (only_user is None and i not in outputs):
            continue
        operands = graph.operands[i]
        if op.excluded is not None:  # nan, for what is not known yet, is never excluded
            known_so_far = [low.number.get(new[j], nan) for j in operands]
            if op.excluded(*known_so_far):
                raise undefined(op, [Value(x) for x in known_so_far])
        if op is ops.CONSTANT:
            key = (op, str(graph.number[i]))  # by its text, to tell -0.0 from 0.0
            new[i] = known.setdefault(key, len(low.op))
            if new[i] == len(low.op):
                low.op.append(op)
                low.operands.append(())
                low.number[new[i]] = graph.number[i]
        elif op in collected:
            terms = terms_of(op, operands)
            if (
                only_user is not None
                and only_user >= 0
                and i not in outputs
                and graph.op[only_user] in summing
            ):
                sums[i] = terms
            elif op is ops.MUL:
                new[i] = add(op, (terms.left[0], terms.right[0]), graph.label.get(i))
            else:
                new[i] = finish(terms, graph.label.get(i))
        elif op.family == "take":
            new[i] = new[operands[op.parameter]]
        else:
            new[i] = add(op, tuple([new[j] for j in operands]), graph.label.get(i))
        if new[i] >= graph.n_leaves:
            low.origin.setdefault(new[i], i)
    low.outputs = [new[i] for i in graph.outputs]
    return low


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
