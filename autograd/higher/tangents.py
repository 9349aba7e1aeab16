"""Forward mode as a ledger: every contribution to a tangent, in the order in which nodes were made.

The counterpart of `messages`: a delta travels from the root down and says how the root answers to a node, a
tangent travels from the inputs up and says how a node answers to the inputs. Both are made of the recorded
partials alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from autograd.border import real, short
from autograd.higher.nesting import values_in
from autograd.ops import NOTHING, SUM
from autograd.value import Value, new_node, topological_order


class Contribution(NamedTuple):
    """What one operand adds to the tangent of a node: contribution = partial × tangent.

    Attributes:
        parent: the operand that contributes.
        child: the node that receives.
        position: which operand it is, from 0.
        tangent: the tangent of the parent.
        partial: the local gradient on the edge, ∂child/∂parent.
        contribution: partial × tangent.
        before: the tangent of the child before this contribution is added.
        after: the tangent of the child after it.
        arrived: how many of its contributions the child now has.
        expected: how many it will get, one for each operand.

    >>> x = Value(3.0, "x")
    >>> first, second = tangents(x * x, {x: 1.0})
    >>> first.partial, first.tangent, first.contribution, second.before, second.after
    (3.0, 1.0, 3.0, 3.0, 6.0)
    """

    parent: Value
    child: Value
    position: int
    tangent: float
    partial: float
    contribution: float
    before: float
    after: float
    arrived: int
    expected: int


class Tangents(list[Contribution]):
    """The contributions of a forward sweep in the order made.

    Attributes:
        tangents: the tangent of every node, parents before children; 0 for a node that does not depend on the
            inputs.

    >>> x, y = Value(3.0, "x"), Value(5.0, "y")
    >>> [*tangents(x * y + x, {x: 1.0}).tangents.values()]
    [1.0, 0.0, 5.0, 6.0]
    """

    tangents: dict[Value, float]


def tangents(outputs: Any, seeds: Mapping[Value, float]) -> Tangents:
    """Return the contributions of the forward sweep from some nodes to the outputs.

    With {x: 1.0} the tangent of each node is ∂node/∂x, of all nodes in one sweep; with several seeds it is
    the derivative in that direction, Σ ∂node/∂xᵢ · tᵢ. A computed node may be among the seeds: its own
    tangent comes on top of what its operands contribute.

    Args:
        outputs: Values, one or nested.
        seeds: the tangents that some nodes have from the start.

    Raises:
        TypeError: an output or a key is no Value, a tangent no real number.
        ValueError: a key is no node of the graph.

    Source: Griewank and Walther 2008, chapter 3.

    >>> x, y, z = Value(-2.0, "x"), Value(5.0, "y"), Value(-4.0, "z")
    >>> for c in tangents((x + y) * z, {x: 1.0}):
    ...     print(f"[{c.partial:g}] × [{c.tangent:g}] = {c.contribution:g} from {c.parent.label or 'q'}")
    [1] × [1] = 1 from x
    [1] × [0] = 0 from y
    [-4] × [1] = -4 from q
    [3] × [0] = 0 from z
    """
    roots = values_in(outputs, "tangents: outputs")
    order = topological_order(new_node(SUM, 0.0, (*roots, *[1.0] * len(roots))))[:-1]
    if not isinstance(seeds, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - not all have types
        raise TypeError(f"tangents takes a dict of tangents, not {short(seeds)}: write {{x: 1.0}}")
    tangent: dict[Value, float] = dict.fromkeys(order, NOTHING)
    for node, t in seeds.items():
        if node not in tangent:
            raise ValueError(
                f"tangents: {short(node)} is not in the graph of the outputs: they do not depend on it; give "
                "nodes that they were computed from"
            )
        tangent[node] = real(t, "a tangent is")
    ledger = Tangents()
    for child in order:
        for position, (parent, partial) in enumerate(zip(child.parents, child.partials)):
            contribution = NOTHING if tangent[parent] is NOTHING else tangent[parent] * partial
            before = float(tangent[child])
            if contribution is not NOTHING:
                tangent[child] = before + contribution
            ledger.append(
                Contribution(
                    parent, child, position, float(tangent[parent]), float(partial), float(contribution),
                    before, float(tangent[child]), position + 1, len(child.parents),
                )
            )  # fmt: skip
    ledger.tangents = {node: float(t) for node, t in tangent.items()}
    return ledger
