"""Gates opened: `unfold` makes folded gates gates again, and of a `dot` its products and a sum."""

from __future__ import annotations

from math import isclose

from autograd import words
from autograd.composite import Folded
from autograd.copying import again, called, in_its_own_way, labels_inside
from autograd.ops import CONSTANT, DOT, MUL, SUM, Op
from autograd.value import Value, new_node, topological_order


def unfold(root: Value, *what: Value | str) -> Value:
    """Return the root of a new graph in which folded gates are gates again, and a `dot` products and a sum.

    The reverse of `fold`, one level at a time: a folded gate inside of a folded gate comes out as a
    gate. A `dot` becomes its products and one sum from the bias on. Every value that was recorded stays
    as it is. Deltas are those of the `dot`, and of the graph before it was folded, to the last digit;
    only where several messages arrive at one node they may be added in another order.

    Args:
        root: the graph to unfold.
        what: the nodes to open, or their labels; without any, all that can be opened.

    Raises:
        ValueError: a node is not in the graph or cannot be opened, or `.data` was changed since it was
            recorded.

    >>> from autograd import dot
    >>> z = dot([Value(2.0, "w")], [Value(-1.0, "x")], Value(-3.0, "b"))
    >>> [(node.op.name, node.data) for node in topological_order(unfold(z)) if node.parents]
    [('mul', -2.0), ('sum', -5.0)]
    """
    order = topological_order(root)
    known = dict.fromkeys(order)
    asked: dict[Value, None] = {}
    for one in what:
        if not isinstance(one, str | Value):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"unfold takes nodes and labels one by one, not {type(one).__name__} {one!r:.40}: "
                "write unfold(root, a, b)"
            )
        nodes = [node for node in order if node.label == one != ""] if isinstance(one, str) else [one]
        if not nodes or nodes[0] not in known:
            cause = f"no node of the graph has the label {one!r}" if isinstance(one, str) else (
                f"{called(one)} is not in the graph of the root"
            )  # fmt: skip
            raise ValueError(f"unfold: {cause}: give nodes of this graph or their labels")
        for node in nodes:
            if not _opens(node):
                raise ValueError(
                    f"unfold: {called(node)} is no folded gate and no dot: it has nothing inside; "
                    "without nodes, all that can be opened is"
                )
        asked.update(dict.fromkeys(nodes))
    new: dict[Value, Value] = {}
    for node in order:
        if not node.parents:
            new[node] = node
        elif not _opens(node) or (what and node not in asked):
            new[node] = again(node, new)
        else:
            parents = [new[parent] for parent in node.parents]
            made = _products(node, parents) if node.op is DOT else _gates(node, parents)
            made.label = node.label
            new[node] = made
    return new[root]


def _opens(node: Value) -> bool:
    return bool(node.parents) and (node.op is DOT or isinstance(node.op, Folded))


def _products(node: Value, operands: list[Value]) -> Value:
    """Return a dot as products and their sum."""
    n = len(operands) // 2
    terms = operands[2 * n :]
    if (
        node.__class__ is Value
    ):  # with the numbers that were recorded: the partials of w are x, those of x are w
        to_w, to_x = node.partials[:n], node.partials[n : 2 * n]
        for w, x, b, a in zip(operands[:n], operands[n : 2 * n], to_w, to_x):
            terms.append(new_node(MUL, a * b, (w, x, b, a)))
    else:
        terms += [in_its_own_way(node, MUL, pair) for pair in zip(operands[:n], operands[n : 2 * n])]
    if len(terms) == 1:
        return terms[0]
    if node.__class__ is not Value:
        return in_its_own_way(node, SUM, terms)
    return new_node(SUM, node.data, (*terms, *[1.0] * len(terms)))


def _gates(node: Value, operands: list[Value]) -> Value:
    """Return a folded gate as the gates inside of it."""
    row = node.op
    assert isinstance(row, Folded)
    inside = row.inside
    places = [*operands, *[new_node(CONSTANT, float(text), ()) for text in inside.numbers]]
    labels = labels_inside.get(node, ())
    for i, (op, wires) in enumerate(zip(inside.rows, inside.wires)):
        made = _computed(node, op, [places[k] for k in wires])
        if labels:
            made.label = labels[i].label
            if labels[i].inside:
                labels_inside[made] = labels[i].inside
        places.append(made)
    made = places[-1]
    if node.__class__ is Value:
        if (
            made.data != node.data
            and not isclose(made.data, node.data, rel_tol=1e-9)
            and node.data == node.data
        ):
            raise ValueError(
                f"unfold: {called(node)} was recorded, but its operands give {made.data:g}: some .data was "
                "changed after the graph was recorded; compute the expression again"
            )
        made.data = node.data
    return made


def _computed(node: Value, row: Op, parents: list[Value]) -> Value:
    """Return the node of a row inside of `node`."""
    if any(parent.__class__ is not Value for parent in parents):
        return in_its_own_way(node, row, parents)
    x = [parent.data for parent in parents]
    y = row.forward(words, *x)
    return new_node(row, y, (*parents, *row.partials(words, y, *x)))
