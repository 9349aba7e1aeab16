"""Gates made of gates: `fold` puts a group of nodes into one gate; `unfolding` opens it again.

The lectures draw 1/(1 + e⁻ᶻ) as four gates or as the one gate σ, and a neuron as a circuit or as one
unit. Both are the same function, so both have the same numbers. Who draws a graph calls this first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple, TypeAlias

from autograd.composite import Folded, Inside, composite
from autograd.copying import Label, again, called, in_its_own_way, labels_inside, row_of
from autograd.gates import Call, Gate
from autograd.ops import CONSTANT, NOTHING
from autograd.value import (
    Value,
    _birth,  # pyright: ignore[reportPrivateUsage]
    new_node,
    topological_order,
)

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
    groups = [group for one in what if not isinstance(one, Gate) for group in _groups(one, order, uses)]
    groups += _calls([one for one in what if isinstance(one, Gate)], order)
    group_of = _by_member(groups, uses)
    new: dict[Value, Value] = {}
    symbols = _Symbols(order)
    for node in order:
        if not node.parents:
            new[node] = node
        elif node not in group_of:
            new[node] = again(node, new)
        elif node is (group := group_of[node]).members[-1]:
            new[node] = _as_one(group, uses, new, symbol or group.symbol or node.label, symbols)
    return new[root]


class _Group(NamedTuple):
    """The members in the order of birth, the output last."""

    members: list[Value]
    symbol: str = ""


def _by_member(groups: list[_Group], uses: Counter[Value]) -> dict[Value, _Group]:
    """Return the group of each member, all of them gates and none in another's way."""
    group_of: dict[Value, _Group] = {}
    for group in groups:
        _check_output(group.members, uses)
        for node in group.members:
            if node in group_of:
                raise ValueError(
                    f"fold: {called(node)} is in two groups: groups must not overlap; "
                    "leave it out of one of them"
                )
            group_of[node] = group
    return group_of


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
    """Yield the groups that one argument of `fold` asks for, a label or a list."""
    if isinstance(what, str):
        outputs = [node for node in order if node.label == what != ""]
        if not outputs:
            raise ValueError(
                f"fold: no node of the graph has the label {what!r}: give the label of an output"
            )
        outputs = [node for node in outputs if node.parents] or [_refused(outputs[0])]
        yield from (_Group(_up_to_labels(node, uses)) for node in outputs)
    elif isinstance(what, Iterable) and not isinstance(what, Value):
        yield _Group(_listed(list(what), uses))  # pyright: ignore[reportUnknownArgumentType]
    else:
        raise TypeError(
            "fold takes labels, lists of nodes and functions made by gate, "
            f"not {type(what).__name__} {what!r:.40}"
        )


def _listed(what: list[Any], uses: Counter[Value]) -> list[Value]:
    """Return the nodes of a list in the order of their birth."""
    if not what:
        raise ValueError("fold: a list of no nodes is no group: give the nodes of the gate")
    for node in what:
        if not isinstance(node, Value):
            raise TypeError(
                f"fold: a list of Values is a group, this one holds {type(node).__name__} {node!r:.40}"
            )
        if node not in uses:
            raise ValueError(
                f"fold: {called(node)} is not in the graph of the root: the root does not depend on it; "
                "give nodes that it was computed from"
            )
        if not node.parents:
            _refused(node)
    return sorted(set(what), key=_birth)


def _refused(leaf: Value) -> Value:
    kind = "a plain number" if leaf.op is CONSTANT else "a variable"
    raise ValueError(
        f"fold: {called(leaf)} is {kind}: a group consists of computed nodes; "
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


def _calls(gates: list[Gate[..., Any]], order: list[Value]) -> Iterator[_Group]:
    """Yield the calls of functions, but for those that were made during another one of these calls."""
    made: list[tuple[Call, Value, Gate[..., Any]]] = []
    for gate in gates:
        calls = [(gate.calls[node], node, gate) for node in order if node in gate.calls]
        if not calls:
            raise ValueError(
                f"fold: no call of {gate.symbol!r} is in the graph: fold all functions of a graph at once; "
                "the nodes of a folded graph are new ones, which no function has returned"
            )
        made += calls
    within: dict[Value, Call] = {}
    made.sort(key=lambda one: one[0].start)  # an outer call begins before an inner
    for call, output, gate in made:
        outer = within.get(output)
        if outer is not None and call.end <= outer.end:
            continue
        if members := _born_during(call, output, gate.calls):
            within.update(dict.fromkeys(members, call))
            yield _Group(members, gate.symbol)


def _born_during(call: Call, output: Value, calls: Mapping[Value, Call]) -> list[Value]:
    """Return the computed nodes that the output needs and that were born during the call.

    What the call returned as well, among all `calls`, is a gate of its own.
    """
    members = [output] if output.parents else []
    seen = set(members)
    for node in members:  # grows while it is read
        for parent in node.parents:
            own = call.start < parent.born < call.end and parent.parents and calls.get(parent) != call
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
        f"fold: {called(first)} {what}, and so is {called(other)}: a gate has one output; "
        "leave one of them out, or add what uses it"
    )


def _as_one(
    group: _Group, uses: Counter[Value], new: dict[Value, Value], symbol: str, symbols: _Symbols
) -> Value:
    """Return the new node that stands for a group."""
    members, output = group.members, group.members[-1]
    operands, numbers = _operands(members, uses)
    place = {node: i for i, node in enumerate((*operands, *numbers, *members))}
    inside = Inside(
        len(operands),
        tuple([str(v.data) for v in numbers]),
        tuple([row_of(node) for node in members]),
        tuple([tuple([place[parent] for parent in node.parents]) for node in members]),
    )
    row = composite(symbol or symbols.of(inside), inside)
    parents = [new[v] for v in operands]
    if output.__class__ is Value:
        node = new_node(row, output.data, (*parents, *_partials(members, operands)))
    else:
        node = in_its_own_way(output, row, parents)
    node.label = output.label
    if any(member.label or member in labels_inside for member in members[:-1]) or output in labels_inside:
        labels_inside[node] = tuple(Label(member.label, labels_inside.get(member, ())) for member in members)
    return node


def _operands(members: list[Value], uses: Counter[Value]) -> tuple[list[Value], list[Value]]:
    """Return the operands of the gate, and the plain numbers that become a part of it."""
    own = set(members)
    used = Counter(parent for node in members for parent in node.parents if parent not in own)
    numbers = [v for v in used if v.op is CONSTANT and not v.label and used[v] == uses[v]]
    if len(numbers) == len(used):  # a gate of no operands would be a leaf
        numbers = []
    absorbed = set(numbers)
    return [v for v in used if v not in absorbed], numbers


def _partials(members: list[Value], operands: list[Value]) -> list[float]:
    """Return the chain rule inside of the group, with the partials that were recorded."""
    delta = {members[-1]: 1.0}
    for node in reversed(members):
        for parent, partial in zip(node.parents, node.partials):
            if node in delta and partial is not NOTHING:
                message = delta[node] * partial
                delta[parent] = delta[parent] + message if parent in delta else message
    return [delta.get(v, NOTHING) for v in operands]
