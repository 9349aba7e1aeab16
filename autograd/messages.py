"""The ledger of a backward pass: every message, in the order it is sent, and the deltas they add up to.

Drawings, tables, the step-through page and tests read it. It is computed from the recorded
partials alone: no `.grad` is read or written, so it is right before `backward()`, after it and after
two of them.
"""

from collections import Counter
from typing import NamedTuple

from autograd.ops import NOTHING
from autograd.value import Value, topological_order


class Message(NamedTuple):
    """What one node sends to one of its operands: message = upstream × partial.

    Attributes:
        child: the sender.
        parent: the receiver, an operand of the child.
        position: which operand it is, from 0.
        upstream: the delta of the child, ∂root/∂child.
        partial: the local gradient on the edge, ∂child/∂parent.
        message: upstream × partial.
        before: the delta of the parent before this message is added.
        after: the delta of the parent after it.
        arrived: how many of its messages the parent now has.
        expected: how many it will get.

    >>> x = Value(3.0, "x")
    >>> first, second = messages(x * x)
    >>> first.partial, first.upstream, first.message, first.after
    (3.0, 1.0, 3.0, 3.0)
    >>> second.after, second.arrived, second.expected
    (6.0, 2, 2)
    """

    child: Value
    parent: Value
    position: int
    upstream: float
    partial: float
    message: float
    before: float
    after: float
    arrived: int
    expected: int


class Ledger(list[Message]):
    """The messages of a backward pass in the order sent.

    Attributes:
        deltas: ∂root/∂node of every node, parents before children, the root last; 0 for a node that gets
            no message.

    >>> x, y = Value(3.0, "x"), Value(5.0, "y")
    >>> [delta for node, delta in messages(x * y + x).deltas.items() if node.label]
    [6.0, 3.0]
    """

    deltas: dict[Value, float]


def messages(root: Value, seed: float = 1.0) -> Ledger:
    """Return the messages of `root.backward(seed)` in the order sent: children last born first.

    >>> x, y, z = Value(-2.0, "x"), Value(5.0, "y"), Value(-4.0, "z")
    >>> for m in messages((x + y) * z):
    ...     print(f"[{m.partial:g}] × [{m.upstream:g}] = {m.message:g} to {m.parent.label or 'q'}")
    [-4] × [1] = -4 to q
    [3] × [1] = 3 to z
    [1] × [-4] = -4 to x
    [1] × [-4] = -4 to y
    """
    order = topological_order(root)
    delta: dict[Value, float] = dict.fromkeys(order, NOTHING)
    delta[root] = seed
    arrived = dict.fromkeys(order, 0)
    expected = Counter(parent for node in order for parent in node.parents)
    ledger = Ledger()
    for child in reversed(order):
        upstream = delta[child]
        for position, (parent, partial) in enumerate(zip(child.parents, child.partials)):
            message = upstream * partial
            before = float(delta[parent])
            if message is not NOTHING:  # who got no message sends none
                delta[parent] = before + message
            arrived[parent] += 1
            ledger.append(
                Message(
                    child, parent, position, float(upstream), float(partial), float(message),
                    before, float(delta[parent]), arrived[parent], expected[parent],
                )
            )  # fmt: skip
    ledger.deltas = {node: float(d) for node, d in delta.items()}
    return ledger
