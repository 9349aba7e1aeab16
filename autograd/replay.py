"""A recorded graph computed again with other numbers, or with another kind of them.

The rows of the graph run on what is given for some nodes; leaves that are not given keep their data. Checks
of gradients move a node and look what the root does, answers in letters are tried at random points, tangents
and higher derivatives put another kind of number in. No node is changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd import words
from autograd.ops import CONSTANT, NOTHING
from autograd.value import Value


def replay(order: Sequence[Value], given: Mapping[Value, Any], xp: Any = words) -> dict[Value, Any]:
    """Return the number of every node where the `given` ones have these; what is given is not computed.

    Args:
        order: the nodes, parents before children, as `topological_order` returns them.
        given: numbers for some of them, leaves or not.
        xp: the words for this kind of number.

    >>> from autograd import topological_order
    >>> x = Value(3.0)
    >>> y = x * x + 1
    >>> replay(topological_order(y), {x: 5.0})[y], y.data
    (26.0, 10.0)
    """
    found: dict[Value, Any] = {}
    for node in order:
        if node in given:
            found[node] = given[node]
        elif node.op is None or node.op is CONSTANT:
            found[node] = node.data
        else:
            found[node] = node.op.forward(xp, *[found[parent] for parent in node.parents])
    return found


def deltas_at(order: Sequence[Value], numbers: Mapping[Value, Any], xp: Any = words) -> dict[Value, Any]:
    """Return δ = ∂root/∂node of every node where the nodes have these numbers; the root is the last one.

    A node that gets no message has 0.

    >>> from autograd import topological_order
    >>> x = Value(3.0)
    >>> order = topological_order(x * x + 1)
    >>> deltas_at(order, replay(order, {x: 5.0}))[x]
    10.0
    """
    delta: dict[Value, Any] = dict.fromkeys(order, NOTHING)
    delta[order[-1]] = 1.0
    for node in reversed(order):
        if node.op is None or node.op is CONSTANT or delta[node] is NOTHING:
            continue
        operands = [numbers[parent] for parent in node.parents]
        for parent, partial in zip(node.parents, node.op.partials(xp, numbers[node], *operands)):
            if partial is not NOTHING:
                message = delta[node] * partial
                delta[parent] = message if delta[parent] is NOTHING else delta[parent] + message
    return {node: 0.0 if d is NOTHING else d for node, d in delta.items()}
