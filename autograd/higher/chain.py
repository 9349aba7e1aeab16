"""The chain rule on Values: deltas backward, tangents forward, along the same partials.

Every row's partials are run once, on `expressions`, and used by all sweeps: one backward for each output, or
one forward for each input.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isclose
from threading import get_ident
from typing import Any

from autograd.border import questions
from autograd.copying import called
from autograd.higher.expressions import Expression, Recorder, ShiftRecorder, product, total
from autograd.ops import CONSTANT, LOGSUMEXP, NOTHING, SUM
from autograd.value import Value, new_node, topological_order

_RECORDER, _OF_LOGSUMEXP = Recorder(), ShiftRecorder()


class Chain:
    """The part of a graph that leads from inputs to outputs.

    Attributes:
        order: its nodes, parents before children.

    >>> x = Value(3.0)
    >>> y = x * x
    >>> chain = Chain([y], [x])
    >>> chain.deltas(y)[x].node.data, chain.tangents({x: [1.0]})[y].node.data
    (6.0, 6.0)
    """

    def __init__(self, outputs: Sequence[Value], inputs: Iterable[Value]) -> None:
        above = new_node(SUM, 0.0, (*outputs, *[1.0] * len(outputs)))  # one root over all of them
        reached = set(inputs)
        self.order: list[Value] = []
        for node in topological_order(above)[:-1]:
            if node in reached:
                self.order.append(node)
            elif any(parent in reached for parent in node.parents):
                reached.add(node)
                self.order.append(node)
        self._reached = reached
        self._edges: dict[Value, list[tuple[Value, Any]]] = {}

    def edges(self, node: Value) -> list[tuple[Value, Any]]:
        """Return the operands of a node that depend on the inputs, each with its partial; 0 sends nothing."""
        if node not in self._edges:
            self._edges[node] = (
                [
                    (parent, partial)
                    for parent, partial in zip(node.parents, _partials(node))
                    if parent in self._reached and _counts(partial)
                ]
                if any(parent in self._reached for parent in node.parents)
                else []
            )
        return self._edges[node]

    def deltas(self, root: Value) -> dict[Value, Any]:
        """Return δ = ∂root/∂node, an Expression or a number, of every node that gets a message."""
        messages: dict[Value, list[Any]] = {root: [1.0]}
        delta: dict[Value, Any] = {}
        for node in reversed(self.order):
            if node in messages:
                delta[node] = upstream = total(messages[node])
                for parent, partial in self.edges(node) if _counts(upstream) else ():
                    messages.setdefault(parent, []).append(product(partial, upstream))
        return delta

    def tangents(self, seeds: Mapping[Value, list[Any]]) -> dict[Value, Any]:
        """Return the tangent of every node that has one: its seeds, and what its operands contribute."""
        tangent: dict[Value, Any] = {}
        for node in self.order:
            terms = [*seeds.get(node, ())]
            terms += [
                product(partial, tangent[parent]) for parent, partial in self.edges(node) if parent in tangent
            ]
            if terms:
                tangent[node] = total(terms)
        return tangent


def _counts(x: Any) -> bool:
    """Return whether a factor is more than the number 0."""
    return isinstance(x, Expression) or x != 0


def _partials(node: Value) -> Sequence[Any]:
    """Return the partials of a node, run on its operands."""
    row = node.op
    assert row is not None  # it has parents
    operands = [parent.data if parent.op is CONSTANT else Expression(parent) for parent in node.parents]
    recorder = _OF_LOGSUMEXP if row is LOGSUMEXP else _RECORDER
    try:
        partials = row.partials(recorder, Expression(node), *operands)
    except (TypeError, AttributeError) as error:
        raise TypeError(
            f"{row.name} has no derivative as a graph: {error}; write its row in generic arithmetic and the "
            "words of xp"
        ) from error
    partials = [p if isinstance(p, Expression) or p is NOTHING else float(p) for p in partials]
    if not (questions and get_ident() in questions) and node.__class__ is Value:  # a recording has its own
        _refuse_stale(node, partials)
    return partials


def _refuse_stale(node: Value, partials: Sequence[Any]) -> None:
    """Raise ValueError where a partial is no longer what was recorded: some `.data` was changed since."""
    for parent, recorded, partial in zip(node.parents, node.partials, partials):
        now = partial.node.data if isinstance(partial, Expression) else partial
        if not (isclose(now, recorded, rel_tol=1e-9) or node.data != node.data or recorded != recorded):
            raise ValueError(
                f"the partial of {called(node)} by {called(parent)} was recorded as {recorded:g} and is "
                f"{now:g} now: some .data was changed since; compute the expression again"
            )
