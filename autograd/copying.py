"""A node once more, on other operands: what `fold` and `unfold` make all nodes of a new graph with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from autograd.composite import Folded
from autograd.ops import Op
from autograd.value import Value, new_node


class Label(NamedTuple):
    """The label of a node inside of a gate, and the labels inside of that node."""

    label: str
    inside: tuple[Label, ...]


# The labels inside of a folded gate. They belong to the node; nodes of other labels share its row.
labels_inside: WeakKeyDictionary[Value, tuple[Label, ...]] = WeakKeyDictionary()


def row_of(node: Value) -> Op:
    assert node.op is not None  # it has parents
    return node.op


def again(node: Value, new: dict[Value, Value]) -> Value:
    """Return a node like this one on the new operands."""
    row = row_of(node)
    if node.__class__ is Value:
        edges = node.edges
        n = len(edges) // 2
        made = new_node(row, node.data, (*[new[parent] for parent in edges[:n]], *edges[n:]))
    else:
        made = in_its_own_way(node, row, [new[parent] for parent in node.parents])
    made.label = node.label
    if node.op.__class__ is Folded and node in labels_inside:
        labels_inside[made] = labels_inside[node]
    return made


def in_its_own_way(node: Any, row: Op, parents: Sequence[Value]) -> Value:
    """Return the node that another kind of node than Value (the compiler's tracer) makes for a row."""
    return node.recorded(row, parents)


def called(node: Value) -> str:
    """Return how an error message calls a node."""
    if node.label or node.__class__ is not Value:
        return f"'{node.label}'" if node.label else repr(node)
    return f"{node.op.name if node.op else 'Value'} = {node.data:g}"
