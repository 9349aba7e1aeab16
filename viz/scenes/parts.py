"""Which nodes to draw of a graph that is too big to draw: those around one node. `circuit` calls this."""

from __future__ import annotations

from difflib import get_close_matches

from autograd import Message, Value, messages, topological_order
from autograd.labels import node_names, written

FAN = 5  # a parameter may be used by a hundred samples: of its messages the strongest are followed


def node_named(root: Value, name: str) -> Value:
    """Return the node of the graph of `root` with a label, or with its name in a picture: v1, v2, ….

    Raises:
        ValueError: no node, or more than one, has this label.

    >>> x, y = Value(-2, "x"), Value(5, "y")
    >>> node_named(x * y, "v3")
    Value(data=-10.0, grad=0)
    """
    order = topological_order(root)
    found = [node for node in order if node.label == name != ""]
    found = found or [node for node, label in node_names(order).items() if name in (label, written(label))]
    if len(found) > 1:
        raise ValueError(
            f"{len(found):,} nodes are labeled {name!r}: a label chooses a node only if no other has it; "
            "give the node itself"
        )
    if not found:
        labels = sorted({node.label for node in order if node.label})
        close = get_close_matches(name, labels, cutoff=0.5)
        hint = f"did you mean {' or '.join(map(repr, close))}?" if close else "give the node itself"
        raise ValueError(f"no node is labeled {name!r} in the graph of the root; {hint}")
    return found[0]


def neighborhood(root: Value, node: Value, hops: int) -> list[Value]:
    """Return the nodes at most so many edges away from a node, in both directions, the nearest first.

    From every node the walk goes on to at most five operands and five children, those with the largest
    |message|; nan counts as the largest, and of equals the first operand and the first born child come first.

    Raises:
        ValueError: the node is not in the graph of the root; `hops` is negative.

    >>> x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    >>> q = x + y
    >>> [v.label for v in neighborhood(q * z, x, hops=1)]
    ['x', '']
    """
    if hops < 0:
        raise ValueError(f"hops = {hops}: a number of edges is not negative; give hops=0 for the node alone")
    to: dict[Value, list[Message]] = {}
    sent: dict[Value, list[Message]] = {}
    ledger = messages(root)
    for m in ledger:
        to.setdefault(m.parent, []).append(m)
        sent.setdefault(m.child, []).append(m)
    if node not in ledger.deltas:
        named = f" {node.label!r}" if node.label else ""
        raise ValueError(
            f"the node{named} is not in the graph of the root, which does not depend on it: "
            "give a node that the root was computed from"
        )
    reached = {node: None}  # a dict keeps the order
    edge = [node]
    for _ in range(hops):
        found: dict[Value, None] = {}
        for v in edge:
            found |= dict.fromkeys(m.parent for m in _strongest(sent.get(v, [])))
            found |= dict.fromkeys(m.child for m in _strongest(to.get(v, [])[::-1]))
        edge = [v for v in found if v not in reached]
        reached |= dict.fromkeys(edge)
    return list(reached)


def _strongest(ledger: list[Message]) -> list[Message]:
    """Return the messages that are followed, in the order given."""
    if len(ledger) <= FAN:
        return ledger
    ranked = sorted(ledger, key=lambda m: -abs(m.message) if m.message == m.message else float("-inf"))
    kept = {id(m) for m in ranked[:FAN]}
    return [m for m in ledger if id(m) in kept]
