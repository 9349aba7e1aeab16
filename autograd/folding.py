"""Gates made of gates: `fold` puts a group of nodes into one gate, `unfold` opens it again.

The lectures draw 1/(1 + e⁻ᶻ) as four gates or as the one gate σ, and a neuron as a circuit or as one
unit. Both are the same function, so both have the same numbers. Who draws a graph calls these first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from math import isclose
from typing import Any, NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

from autograd import words
from autograd.composite import Folded, Inside, composite
from autograd.gates import Call, Gate
from autograd.ops import CONSTANT, DOT, MUL, SUM, Op
from autograd.value import (
    Value,
    _birth,  # pyright: ignore[reportPrivateUsage]
    new_node,
    topological_order,
)

# --- folding ---------------------------------------------------------------------------------------------

What: TypeAlias = str | Gate[..., Any] | Iterable[Value]


def fold(root: Value, *what: What, symbol: str = "") -> Value:
    """Return the root of a new graph in which every group of nodes is one gate with its own partials.

    The graph of `root` stays as it is; the new one has the same variables and constants, so deltas
    arrive where they did. A gate has the value that was recorded, to the last digit; its partials are
    the chain rule inside of the group, so deltas may differ in the last digits, because factors are
    multiplied in another order. A plain number that only the group uses becomes a part of the gate.
    Compile a graph as it was before folding: folded neurons are no product of matrices any more.

    Args:
        root: the graph to fold.
        what: one or more of

            - a label: every computed node of this label, together with all unlabeled nodes that lead
              only to it. Labels are the borders.
            - a list of computed nodes: exactly these; one of them, the output, is used outside.
            - a function made by `gate`: every call of it in the graph; of calls inside of calls the
              outer ones. A call that returned several Values gives one gate for each.
        symbol: what stands in the gates; by default that of the function, else the label of the
            output, else g1, g2, … (gates of the same inside share it).

    Raises:
        ValueError: nothing is left to fold, a node is not in the graph or not computed, a group has two
            outputs, or two groups overlap.
        TypeError: `what` is something else.

    The sigmoid circuit of lecture A3, whose four gates have the partials -1, e⁻¹, 1 and -1/1.37²:

    >>> z = Value(1.0, "z")
    >>> f = 1 / ((z * -1).exp() + 1)
    >>> f.label = "f"
    >>> folded = fold(f, "f", symbol="σ")
    >>> folded.parents == (z,), round(folded.partials[0], 6)
    (True, 0.196612)
    """
    order = topological_order(root)
    uses = Counter(parent for node in order for parent in node.parents)
    uses[root] += 1  # whoever holds it
    if not what:
        raise ValueError("fold: nothing to fold: give a label, a list of nodes or a function made by gate")
    groups = [group for one in what for group in _groups(one, order, uses)]
    if any(isinstance(one, Gate) for one in what):
        groups = _outermost(groups)
    group_of: dict[Value, _Group] = {}
    for group in groups:
        _check_output(group.members, uses)
        for node in group.members:
            if node in group_of:
                raise ValueError(
                    f"fold: {_called(node)} is in two groups: groups must not overlap; "
                    "leave it out of one of them"
                )
            group_of[node] = group

    new: dict[Value, Value] = {}
    symbols = _Symbols(order)
    for node in order:
        if not node.parents:
            new[node] = node
        elif node not in group_of:
            new[node] = _again(node, new)
        elif node is (group := group_of[node]).members[-1]:
            new[node] = _as_one(group, uses, new, symbol or group.symbol or node.label, symbols)
    return new[root]


class _Group(NamedTuple):
    """The members in the order of birth, the output last."""

    members: list[Value]
    symbol: str = ""
    call: Call | None = None


class _Symbols:
    """Hands out g1, g2, … for gates without a name, the same for the same inside."""

    def __init__(self, order: list[Value]) -> None:
        rows = [node.op for node in order if isinstance(node.op, Folded)]
        self._taken = {row.symbol for row in rows}
        self._of = {row.inside: row.symbol for row in rows}

    def of(self, inside: Inside) -> str:
        if inside not in self._of:
            free = (f"g{k}" for k in count(1))
            self._of[inside] = next(symbol for symbol in free if symbol not in self._taken)
            self._taken.add(self._of[inside])
        return self._of[inside]


def _groups(what: Any, order: list[Value], uses: Counter[Value]) -> Iterator[_Group]:
    """Yield the groups that one argument of `fold` asks for."""
    if isinstance(what, str):
        outputs = [node for node in order if node.label == what != ""]
        if not outputs:
            raise ValueError(
                f"fold: no node of the graph has the label {what!r}: give the label of an output"
            )
        outputs = [node for node in outputs if node.parents] or [_refused(outputs[0])]
        yield from (_Group(_up_to_labels(node, uses)) for node in outputs)
    elif isinstance(what, Gate):
        calls = [(node, what.calls[node]) for node in order if node in what.calls]
        if not calls:
            raise ValueError(
                f"fold: no call of {what.symbol!r} is in the graph: fold all functions of a graph at once; "
                "the nodes of a folded graph are new ones, which no function has returned"
            )
        of = dict(calls)
        for output, call in calls:
            members = _born_during(call, output, of)
            if members:
                yield _Group(members, what.symbol, call)
    elif isinstance(what, Iterable) and not isinstance(what, Value):
        listed: list[Any] = list(what)  # pyright: ignore[reportUnknownArgumentType]
        if not listed:
            raise ValueError("fold: a list of no nodes is no group: give the nodes of the gate")
        for node in listed:
            if not isinstance(node, Value):
                raise TypeError(
                    f"fold: a list of Values is a group, this one holds {type(node).__name__} {node!r:.40}"
                )
            if node not in uses:
                raise ValueError(
                    f"fold: {_called(node)} is not in the graph of the root: the root does not depend on it; "
                    "give nodes that it was computed from"
                )
            if not node.parents:
                _refused(node)
        yield _Group(sorted(set(listed), key=_birth))
    else:
        raise TypeError(
            "fold takes labels, lists of nodes and functions made by gate, "
            f"not {type(what).__name__} {what!r:.40}"
        )


def _refused(leaf: Value) -> Value:
    kind = "a plain number" if leaf.op is CONSTANT else "a variable"
    raise ValueError(
        f"fold: {_called(leaf)} is {kind}: a group consists of computed nodes; "
        "give those, and what they are computed from enters the gate"
    )


def _up_to_labels(output: Value, uses: Counter[Value]) -> list[Value]:
    """Return the output and the unlabeled computed nodes all of whose users are among these."""
    members = [output]
    used: Counter[Value] = Counter()
    for node in members:  # grows while it is read
        for parent in node.parents:
            used[parent] += 1
            if used[parent] == uses[parent] and parent.parents and not parent.label:
                members.append(parent)
    return sorted(members, key=_birth)


def _born_during(call: Call, output: Value, of: dict[Value, Call]) -> list[Value]:
    """Return the computed nodes that the output needs and that were born during the call.

    What the call returned as well, `of` knows, is a gate of its own.
    """
    members = [output] if output.parents else []
    seen = set(members)
    for node in members:  # grows while it is read
        for parent in node.parents:
            own = call.start < parent.born < call.end and parent.parents and of.get(parent) != call
            if own and parent not in seen:
                seen.add(parent)
                members.append(parent)
    return sorted(members, key=_birth)


def _check_output(members: list[Value], uses: Counter[Value]) -> None:
    """Raise ValueError unless one of the members alone, the last one then, is used outside of the group.

    All others have users inside, who lead to the output in the end; so the group is connected, and no way
    leaves it and comes back.
    """
    inside = set(members)
    used = Counter(parent for node in members for parent in node.parents if parent in inside)
    outputs = [node for node in members if used[node] < uses[node]]
    if len(outputs) == 1:
        return
    first = next((node for node in outputs if used[node]), outputs[0])
    other = outputs[-1] if outputs[-1] is not first else outputs[0]
    what = "is used in the group and outside of it" if used[first] else "is used outside of the group"
    raise ValueError(
        f"fold: {_called(first)} {what}, and so is {_called(other)}: a gate has one output; "
        "leave one of them out, or add what uses it"
    )


def _outermost(groups: list[_Group]) -> list[_Group]:
    """Return the groups without those whose call was made during the call of another one."""
    kept: list[_Group] = []
    within: dict[Value, Call] = {}
    # an outer call begins before an inner one
    for group in sorted(groups, key=lambda group: group.call.start if group.call else -1):
        outer = within.get(group.members[-1])
        if group.call is None or outer is None or outer.end < group.call.end:
            kept.append(group)
            if group.call is not None:
                within.update(dict.fromkeys(group.members, group.call))
    return kept


def _as_one(
    group: _Group, uses: Counter[Value], new: dict[Value, Value], symbol: str, symbols: _Symbols
) -> Value:
    """Return the new node that stands for a group."""
    members, output = group.members, group.members[-1]
    own = set(members)
    used = Counter(parent for node in members for parent in node.parents if parent not in own)
    numbers = [v for v in used if v.op is CONSTANT and not v.parents and not v.label and used[v] == uses[v]]
    if len(numbers) == len(used):  # a gate of no operands would be a leaf
        numbers = []
    absorbed = set(numbers)
    operands = [v for v in used if v not in absorbed]
    place = {node: i for i, node in enumerate((*operands, *numbers, *members))}
    inside = Inside(
        len(operands),
        tuple([str(v.data) for v in numbers]),
        tuple([_row(node) for node in members]),
        tuple([tuple([place[parent] for parent in node.parents]) for node in members]),
    )
    row = composite(symbol or symbols.of(inside), inside)
    parents = [new[v] for v in operands]
    if output.__class__ is Value:
        # the chain rule inside of the group, with the partials that were recorded
        delta: dict[Value, float] = {output: 1.0}
        for node in reversed(members):
            upstream = delta[node]
            for parent, partial in zip(node.parents, node.partials):
                message = upstream * partial
                delta[parent] = delta[parent] + message if parent in delta else message
        node = new_node(row, output.data, (*parents, *[delta[v] for v in operands]))
    else:
        node = _in_its_own_way(output, row, parents)
    node.label = output.label
    if any(member.label or member in _labels for member in members[:-1]) or output in _labels:
        _labels[node] = tuple(_Label(member.label, _labels.get(member, ())) for member in members)
    return node


def _row(node: Value) -> Op:
    assert node.op is not None  # it has parents
    return node.op


def _again(node: Value, new: dict[Value, Value]) -> Value:
    """Return a node like this one on the new operands."""
    row = _row(node)
    if node.__class__ is Value:
        edges = node.edges
        n = len(edges) // 2
        made = new_node(row, node.data, (*[new[parent] for parent in edges[:n]], *edges[n:]))
    else:
        made = _in_its_own_way(node, row, [new[parent] for parent in node.parents])
    made.label = node.label
    if node.op.__class__ is Folded and node in _labels:
        _labels[made] = _labels[node]
    return made


def _in_its_own_way(node: Any, row: Op, parents: Sequence[Value]) -> Value:
    """Return the node that another kind of node than Value (the compiler's tracer) makes for a row."""
    return node.recorded(row, parents)


# --- unfolding -------------------------------------------------------------------------------------------


class _Label(NamedTuple):
    """The label of a node inside of a gate, and the labels inside of that node."""

    label: str
    inside: tuple[_Label, ...]


# The labels inside of a folded gate. They belong to the node; nodes of other labels share its row.
_labels: WeakKeyDictionary[Value, tuple[_Label, ...]] = WeakKeyDictionary()


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
            called = f"no node of the graph has the label {one!r}" if isinstance(one, str) else (
                f"{_called(one)} is not in the graph of the root"
            )  # fmt: skip
            raise ValueError(f"unfold: {called}: give nodes of this graph or their labels")
        for node in nodes:
            if not _opens(node):
                raise ValueError(
                    f"unfold: {_called(node)} is no folded gate and no dot: it has nothing inside; "
                    "without nodes, all that can be opened is"
                )
        asked.update(dict.fromkeys(nodes))
    new: dict[Value, Value] = {}
    for node in order:
        if not node.parents:
            new[node] = node
        elif not _opens(node) or (what and node not in asked):
            new[node] = _again(node, new)
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
        terms += [_in_its_own_way(node, MUL, pair) for pair in zip(operands[:n], operands[n : 2 * n])]
    if len(terms) == 1:
        return terms[0]
    if node.__class__ is not Value:
        return _in_its_own_way(node, SUM, terms)
    return new_node(SUM, node.data, (*terms, *[1.0] * len(terms)))


def _gates(node: Value, operands: list[Value]) -> Value:
    """Return a folded gate as the gates inside of it."""
    row = node.op
    assert isinstance(row, Folded)
    inside = row.inside
    places = [*operands, *[new_node(CONSTANT, float(text), ()) for text in inside.numbers]]
    labels = _labels.get(node, ())
    for i, (op, wires) in enumerate(zip(inside.rows, inside.wires)):
        made = _computed(node, op, [places[k] for k in wires])
        if labels:
            made.label = labels[i].label
            if labels[i].inside:
                _labels[made] = labels[i].inside
        places.append(made)
    made = places[-1]
    if node.__class__ is Value:
        if (
            made.data != node.data
            and not isclose(made.data, node.data, rel_tol=1e-9)
            and node.data == node.data
        ):
            raise ValueError(
                f"unfold: {_called(node)} was recorded, but its operands give {made.data:g}: some .data was "
                "changed after the graph was recorded; compute the expression again"
            )
        made.data = node.data
    return made


def _computed(node: Value, row: Op, parents: list[Value]) -> Value:
    """Return the node of a row inside of `node`."""
    if any(parent.__class__ is not Value for parent in parents):
        return _in_its_own_way(node, row, parents)
    x = [parent.data for parent in parents]
    y = row.forward(words, *x)
    return new_node(row, y, (*parents, *row.partials(words, y, *x)))


def _called(node: Value) -> str:
    """Return how an error message calls a node."""
    if node.label or node.__class__ is not Value:
        return f"'{node.label}'" if node.label else repr(node)
    return f"{node.op.name if node.op else 'Value'} = {node.data:g}"
