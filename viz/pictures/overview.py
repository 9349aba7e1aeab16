"""A large graph with alike nodes drawn as one box: 65,000 nodes of a network become its layers.

`groups` tells which nodes are alike; here stands what is said of each group: how many they are, between
which values, and how large their deltas are together.
"""

from __future__ import annotations

import re
from collections import Counter
from math import hypot, nan

from autograd import Value, messages, topological_order
from autograd.labels import PLAIN, read, trimmed, visible, written
from autograd.ops import CONSTANT
from viz.pictures.circuit import Circuit
from viz.scenes.gate import inscription
from viz.scenes.groups import NET_INPUT, PLAIN_SUM, SUMMAND, Joined, Role, alike_groups, joined_chains
from viz.scenes.scene import GROUP, IN_THE_WIRE, Edge, Node, Scene, in_the_wire
from viz.scenes.text import number

_DIGITS, _ROUGH = 3, 2
_INDEX = re.compile(r"[\d\s_.,:()\[\]]+$")


def overview(root: Value, *, engine: str | None = None) -> Circuit:
    """Draw a large graph with alike nodes as one: for a network, its layers.

    A box says how many nodes it stands for ("1,600 ×"), between which values they lie, in green, and how
    large their deltas are together, ‖δ‖ = √Σδ², in red; a number in a wire says how many wires it stands
    for. A sum of products of one user each is one net input w·x, in whichever way it was written; w, x and b
    are the variables that stand there as left factors, right factors and summands. Plain numbers that are all
    equal stand in their gate. What repeats one behind the other more often than fits a picture (the steps of
    a recurrence, a chain) becomes one box "⟲".

    Args:
        root: the node to differentiate; `backward()` need not be called.
        engine: as in `circuit`.

    >>> from autograd import sum
    >>> w, x = [Value(0.5), Value(-1.0)], [Value(2.0) for _ in range(100)]
    >>> overview(sum((w[0] * xi + w[1]).tanh() for xi in x))
    <Circuit of 6 groups of 403 nodes>
    """
    order = topological_order(root)
    joined = joined_chains(order)
    groups = alike_groups(joined, root)
    drawn = _scene(root, joined, groups)
    boxes = sum(node.mark != IN_THE_WIRE for node in drawn.nodes)
    about = f"of {boxes:,} groups of {len(order):,} nodes"
    return Circuit(drawn, engine=engine, about=about, gap=18)


def _scene(root: Value, joined: dict[Value, Joined], groups: list[list[Value]]) -> Scene:
    """Return a scene whose nodes are the groups, with numbers in the wires between them."""
    group = {node: i for i, members in enumerate(groups) for node in members}
    inside = joined.keys() - group.keys()
    wires: list[Counter[int]] = [Counter() for _ in groups]
    for node, (_, operands) in joined.items():
        if operands:
            wires[group[node]].update([group[v] for v, _ in operands if v not in inside])
    delta = messages(root).deltas
    names = _leaf_names(joined, groups)

    nodes: list[Node] = []
    edges: list[Edge] = []
    index: list[int] = []
    whats: list[str] = []
    for i, members in enumerate(groups):
        del wires[i][i]
        ends: list[int] = []
        for parent, count in wires[i].items():
            ends.append(index[parent])
            # one wire for each node goes without saying
            if count != max(len(groups[parent]), len(members)):
                edges.append(Edge(index[parent], len(nodes), "", ""))
                ends[-1] = len(nodes)
                nodes.append(in_the_wire(f"{count:,}"))
        edges += [Edge(end, len(nodes), "", "") for end in ends]
        index.append(len(nodes))
        gate = _group_gate(members, joined, inside) if members[0].parents else ""
        called = _common_label(members) or names.get(i, "")
        whats.append(gate or written(called))
        operands = ", ".join(whats[parent] for parent in wires[i])
        formula = f"{gate} of {operands}" if operands else gate
        nodes.append(_box(members, gate, called, formula, _length([delta[v] for v in members])))
    return Scene(nodes, edges, [])


def _box(members: list[Value], gate: str, called: str, formula: str, delta: str) -> Node:
    """Return the node that stands for a group."""
    many, mark = (f"{len(members):,} × ", GROUP) if len(members) > 1 else ("", "")
    return Node(
        name=f"{many}{written(called) or gate}",
        label=f"{many}{called}".strip(),
        gate=gate,
        data=_between([node.data for node in members]),
        delta=delta,
        formula=formula,
        numbers="",
        mark=mark,
    )


def _group_gate(members: list[Value], joined: dict[Value, Joined], inside: set[Value]) -> str:
    """Return what stands in the gate of a group."""
    kinds = list(dict.fromkeys(joined[node].kind for node in members))
    if len(kinds) > 1 or _is_repeated(members, joined):
        written = [
            _one_gate(next(v for v in members if joined[v].kind == kind), joined, inside) for kind in kinds
        ]
        return "⟲ " + ", ".join([*written[:4], "…"] if len(written) > 5 else written)
    return _one_gate(max(members, key=lambda node: len(joined[node].operands)), joined, inside)


def _is_repeated(members: list[Value], joined: dict[Value, Joined]) -> bool:
    group = set(members)
    return any(v in group for node in members for v, _ in joined[node].operands)


def _one_gate(node: Value, joined: dict[Value, Joined], inside: set[Value]) -> str:
    kind, operands = joined[node]
    if not isinstance(kind, str):
        return inscription(node, inside, {v: number(v.data, _DIGITS) for v in node.parents})
    added = sum(v.data for v, role in operands if v in inside and role == SUMMAND)
    others = sum(v not in inside for v, _ in operands)
    if kind == PLAIN_SUM and others == 1:
        return f"+{number(added, _DIGITS)}"
    glyph = "+" if kind == PLAIN_SUM and others == 2 else kind
    return f"{glyph} + {number(added, _DIGITS)}" if added else glyph


def _leaf_names(joined: dict[Value, Joined], groups: list[list[Value]]) -> dict[int, str]:
    """Return w₁, x₁, b₁, … for leaves by their place in the first net input they enter."""
    group = {node: i for i, members in enumerate(groups) for node in members}
    enters: dict[int, tuple[int, Role]] = {}
    for node, (kind, operands) in joined.items():
        if kind == NET_INPUT:
            for v, role in operands:
                if not v.parents and v in group:
                    enters.setdefault(group[v], (group[node], role))
    layers = {z: k + 1 for k, z in enumerate(sorted({z for z, _ in enters.values()}))}
    letters = Counter(role for _, role in enters.values())
    names = {i: f"{role}_{layers[z]}" if letters[role] > 1 else str(role) for i, (z, role) in enters.items()}
    for i, members in enumerate(groups):
        if members[0].op is CONSTANT:
            names.setdefault(i, "constants" if len(members) > 1 else "")
        elif not members[0].parents:
            names.setdefault(i, "variables" if len(members) > 1 else "variable")
    return names


def _common_label(members: list[Value]) -> str:
    """Return the label that all members have, but for the index: "w" for w1_2, w1_3, …."""
    labels = {visible(node.label) for node in members}
    if len(labels) > 1:
        labels = {_without_index(label) for label in labels}
    return trimmed(labels.pop()) if len(labels) == 1 else ""


def _without_index(label: str) -> str:
    said = read(label)
    if said.kind == PLAIN:
        return _INDEX.sub("", label)
    return said.base + (f"^{{{said.above}}}" if said.above else "")


def _between(values: list[float]) -> str:
    """Return the least and the largest value."""
    known = [x for x in values if x == x]
    digits = _DIGITS if len(values) == 1 else _ROUGH
    least, most = (number(x, digits) for x in (min(known, default=nan), max(known, default=nan)))
    text = least if least == most else f"{least}…{most}"
    return text if len(known) in (0, len(values)) else f"{text}, nan"


def _length(deltas: list[float]) -> str:
    return number(deltas[0], _DIGITS) if len(deltas) == 1 else f"‖δ‖ {number(hypot(*deltas), _ROUGH)}"
