"""The raw form of a derivation: a line for every node, with the formulas of the rows as they stand.

A product of [local gradient] × [upstream gradient] for every message, in the order of pictures and tables.
"""

from __future__ import annotations

from functools import cached_property

from autograd import Message, Value
from viz.derivations.formula import Formula
from viz.derivations.graph import Graph, Line


class Steps:
    """The lines of a graph, gate by gate and message by message.

    >>> x = Value(3.0, "x")
    >>> steps = Steps(Graph(x * x))
    >>> [len(steps.forward), len(steps.backward)]
    [1, 1]
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._partials: dict[Value, list[Formula]] = {}

    @cached_property
    def forward(self) -> list[Line]:
        """A line for each gate, and before it for what is inside of it."""
        names, found = self.graph.names, list[Line]()
        for node in self.graph.nodes:
            if node.parents:
                found += self.graph.inside(node, [names[parent] for parent in node.parents])
                found.append(self.gate(node))
        return found

    @cached_property
    def backward(self) -> list[Line]:
        """A line for each node that receives messages, in the order in which the last one arrives."""
        signals = self.graph.signals
        return [Line(signals[v], (self.delta(v),), signals[v].value) for v in self.graph.backward_order()]

    def gate(self, node: Value) -> Line:
        """Return the line of a gate."""
        names = self.graph.names
        right = self.graph.forward(node, [names[parent] for parent in node.parents])
        return Line(names[node], (right,), node.data)

    def message(self, m: Message) -> Formula:
        """Return the partial times δ of the child; a factor 0 stays to be seen."""
        child, names = m.child, self.graph.names
        if child not in self._partials:
            operands = [names[parent] for parent in child.parents]
            self._partials[child] = self.graph.partials(child, names[child], operands)
        upstream, partial = self.graph.signals[child], self._partials[child][m.position]
        if partial.kind == "number" and partial.value == 0:
            return Formula("product", m.message, (partial, upstream))
        product = partial * upstream
        return Formula(product.kind, product.value, product.parts, product.word, partial.because)

    def delta(self, node: Value) -> Formula:
        """Return δ of the node as the sum of its messages."""
        terms = [self.message(m) for m in self.graph.received[node]]
        return terms[0] if len(terms) == 1 else Formula("sum", self.graph.signals[node].value, tuple(terms))
