"""A large graph with alike nodes drawn as one box: 65,000 nodes of a network become its layers.

Three passes over the graph, each linear. *Joining*: a chain of + and the products in it, with one user
each, are one net input w·x, as the lectures draw it. *Grouping*: nodes of the same operation on operands
of the same groups are alike; those used at entirely different places are told apart. *Telling*: how many
they are, between which values, and how large their deltas are together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from graphlib import TopologicalSorter
from math import hypot, nan
from typing import NamedTuple, TypeAlias

from autograd import Value, messages, topological_order
from autograd.ops import ADD, CONSTANT, DOT, MUL, SUM
from viz.circuit import Circuit
from viz.gate import gate, parameter
from viz.scene import GROUP, IN_THE_WIRE, Edge, Node, Scene, in_the_wire
from viz.text import number, shortened, visible

MOST = 60  # boxes; where more nodes than that have nothing like them, what repeats is folded further
_DIGITS, _ROUGH = 3, 2
_INDEX = re.compile(r"[\d\s_.,:()\[\]]+$")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

# What an operand is to its node: a summand, the left or right factor of a product in a net input, or the
# place of an operand.
_SUMMAND, _LEFT, _RIGHT = "b", "w", "x"
_NET_INPUT, _PLAIN_SUM, _SQUARES, _PICK = "w·x", "Σ", "Σx²", "[i]"
_Role: TypeAlias = str | int


class _Joined(NamedTuple):
    """A node with what it is computed from once chains are joined."""

    kind: Hashable
    operands: list[tuple[Value, _Role]]


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
    joined = _joined(order)
    groups = _groups(joined, root)
    drawn = _scene(root, joined, groups)
    boxes = sum(node.mark != IN_THE_WIRE for node in drawn.nodes)
    about = f"of {boxes:,} groups of {len(order):,} nodes"
    return Circuit(drawn, notes=False, names=False, engine=engine, about=about, gap=18)


# --- joining: w·x in whichever way it was written ---------------------------------------------------------


def _joined(order: list[Value]) -> dict[Value, _Joined]:
    """Return the nodes that are left, in their order, with their kinds and operands."""
    uses = Counter(parent for node in order for parent in node.edges[: len(node.edges) // 2])
    inside: set[Value] = set()  # joined to the sum they enter
    result: dict[Value, _Joined] = {}
    for node in reversed(order):
        if node in inside:
            continue
        if node.op in (ADD, SUM):
            result[node] = _sum(node, uses, inside)
        elif node.op is DOT:
            n = len(node.parents) // 2
            roles = [_LEFT] * n + [_RIGHT] * n + [_SUMMAND]
            result[node] = _Joined(_NET_INPUT, list(zip(node.parents, roles)))
        else:
            parents = node.parents
            # whichever class is the target, picking its probability is the same
            is_pick = parameter(node.op, "take") is not None
            places = [0] * len(parents) if is_pick or len(parents) > 2 else range(len(parents))
            result[node] = _Joined(_PICK if is_pick else node.op, list(zip(parents, places)))
    return dict(reversed(result.items()))


def _sum(node: Value, uses: Counter[Value], inside: set[Value]) -> _Joined:
    """Return a sum with the sums and products that enter nothing but it."""
    summands: list[Value] = []
    waiting = [*node.parents[::-1]]
    while waiting:
        v = waiting.pop()
        if uses[v] == 1 and not v.label and v.op in (ADD, SUM):
            inside.add(v)
            waiting += v.parents[::-1]
        else:
            summands.append(v)
    products = {v: v.parents for v in summands if uses[v] == 1 and _is_weighted_input(v)}
    inside.update(products)
    operands: list[tuple[Value, _Role]] = [(v, _SUMMAND) for v in summands if v not in products]
    if products and all(a is b for a, b in products.values()):
        return _Joined(_SQUARES, operands + [(a, _LEFT) for a, _ in products.values()])
    for a, b in products.values():
        operands += [(a, _LEFT), (b, _RIGHT)]
    return _Joined(_NET_INPUT if products else _PLAIN_SUM, operands)


def _is_weighted_input(node: Value) -> bool:
    """Return whether a node is a product as in a net input; 0.01 × loss, a number times a result, is none."""
    if node.op is not MUL or node.label:
        return False
    a, b = node.parents
    return not ((a.op is CONSTANT and b.parents) or (b.op is CONSTANT and a.parents))


# --- grouping ---------------------------------------------------------------------------------------------


def _groups(joined: dict[Value, _Joined], root: Value) -> list[list[Value]]:
    """Return the groups, operands before their users, the one of the root last; few enough for a picture."""
    # a plain number that is the same everywhere stands in the gate, as long as it is no weight and no input
    factors = {
        v
        for kind, operands in joined.values()
        if kind == _NET_INPUT
        for v, role in operands
        if role != _SUMMAND
    }

    def boxes(group: dict[Value, int]) -> dict[int, list[Value]]:
        members: dict[int, list[Value]] = {}
        for node in joined:
            members.setdefault(group[node], []).append(node)
        return {
            g: nodes
            for g, nodes in members.items()
            if not _is_one_number(nodes) or nodes[0] in factors or nodes[0] is root
        }

    alike = _alike(joined)
    group = _by_use(joined, alike) if alike else {}
    found = boxes(group) if group else {}
    for depth in (2, 1, 0):
        if 0 < len(found) <= MOST:
            break
        group = _without_cycles(joined, _by_use(joined, _alike_within(joined, depth)))
        found = boxes(group)
    order = TopologicalSorter(_operand_groups(joined, group)).static_order()
    return [found[g] for g in order if g in found]


def _alike(joined: dict[Value, _Joined]) -> dict[Value, int]:
    """Return a number for each node: the same for nodes of the same kind on operands of the same numbers.

    Nothing where they are more than fit a picture, plain numbers not counted: to tell them apart by their
    use makes them more.
    """
    numbers: dict[Hashable, int] = {}
    alike: dict[Value, int] = {}
    for node, (kind, operands) in joined.items():
        key = kind, frozenset([(alike[v], role) for v, role in operands if v.op is not CONSTANT])
        alike[node] = numbers.setdefault(key, len(numbers))
        if len(numbers) > MOST + 1:
            return {}
    return alike


def _alike_within(joined: dict[Value, _Joined], depth: int) -> dict[Value, int]:
    """Return the same where only so many steps back along the operands are looked at."""
    alike = _numbered((node, kind) for node, (kind, _) in joined.items())
    for _ in range(depth):
        alike = _numbered(
            (node, (kind, frozenset((alike[v], role) for v, role in operands if v.op is not CONSTANT)))
            for node, (kind, operands) in joined.items()
        )
    return alike


def _numbered(keys: Iterable[tuple[Value, Hashable]]) -> dict[Value, int]:
    """Return the same number for nodes of equal keys."""
    numbers: dict[Hashable, int] = {}
    return {node: numbers.setdefault(key, len(numbers)) for node, key in keys}


def _by_use(joined: dict[Value, _Joined], alike: dict[Value, int]) -> dict[Value, int]:
    """Tell apart what is used at different places: queries, keys and values are all w·x of the same inputs.

    Computed nodes stay together as long as any of their uses is the same, so an output that is a target, too,
    stays with the others. Variables and constants stay together if all their uses are the same: every weight
    enters the penalty, but each only the net inputs of its layer.
    """
    uses: dict[Value, set[tuple[int, _Role]]] = {}
    for node, (_, operands) in joined.items():
        for v, role in operands:
            uses.setdefault(v, set()).add((alike[node], role))
    first: dict[Hashable, Hashable] = {}  # union-find over the uses of nodes that are alike

    def representative(use: Hashable) -> Hashable:
        while (before := first.setdefault(use, use)) != use:
            first[use] = use = first[before]
        return use

    computed = [node for node in joined if node.parents]
    for node in computed:
        one, *others = [(alike[node], use) for use in uses.get(node, [None])]
        for other in others:
            first[representative(other)] = representative(one)
    group = _numbered(
        (node, (alike[node], representative((alike[node], next(iter(uses.get(node, [None])))))))
        for node in computed
    )
    places: dict[Value, set[tuple[int, _Role]]] = {}
    for node, (_, operands) in joined.items():
        for v, role in operands:
            if not v.parents:
                places.setdefault(v, set()).add((group[node], role))
    leaves = [node for node in joined if not node.parents]
    roles = _numbered((leaf, (leaf.op, frozenset(places.get(leaf, ())))) for leaf in leaves)
    return {**{leaf: i + len(joined) for leaf, i in roles.items()}, **group}


def _without_cycles(joined: dict[Value, _Joined], group: dict[Value, int]) -> dict[Value, int]:
    """Return the groups with those made one that are computed from each other (strong components).

    R. E. Tarjan, "Depth-first search and linear graph algorithms" (1972), without recursion.
    """
    operands = _operand_groups(joined, group)
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    component: dict[int, int] = {}
    stack: list[int] = []
    for start in operands:
        walk = [(start, iter(operands[start]))] if start not in index else []
        while walk:
            g, following = walk[-1]
            if g not in index:
                index[g] = low[g] = len(index)
                stack.append(g)
            for h in following:
                if h not in index:
                    walk.append((h, iter(operands[h])))
                    break
                if h not in component:
                    low[g] = min(low[g], index[h])
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[g])
                if low[g] == index[g]:
                    while g not in component:
                        component[stack.pop()] = g
    return {node: component[g] for node, g in group.items()}


def _operand_groups(joined: dict[Value, _Joined], group: dict[Value, int]) -> dict[int, dict[int, None]]:
    """Return for each group the groups of its operands, in order and without itself."""
    result: dict[int, dict[int, None]] = {}
    for node, (_, operands) in joined.items():
        mine = result.setdefault(group[node], {})
        for v, _ in operands:
            if group[v] != group[node]:
                mine[group[v]] = None
    return result


# --- telling ----------------------------------------------------------------------------------------------


def _scene(root: Value, joined: dict[Value, _Joined], groups: list[list[Value]]) -> Scene:
    """Return a scene whose nodes are the groups, with numbers in the wires between them."""
    group = {node: i for i, members in enumerate(groups) for node in members}
    inside = joined.keys() - group.keys()
    wires: list[Counter[int]] = [Counter() for _ in groups]
    for node, (_, operands) in joined.items():
        if operands:
            wires[group[node]].update([group[v] for v, _ in operands if v not in inside])
    delta = {root: 1.0}
    delta.update((m.parent, m.after) for m in messages(root))
    names = _leaf_names(joined, groups)

    nodes: list[Node] = []
    edges: list[Edge] = []
    index: list[int] = []
    whats: list[str] = []
    for i, members in enumerate(groups):
        ends: list[int] = []
        for parent, count in wires[i].items():
            if parent != i:
                ends.append(index[parent])
                # one wire for each node goes without saying
                if count != max(len(groups[parent]), len(members)):
                    edges.append(Edge(index[parent], len(nodes), "", ""))
                    ends[-1] = len(nodes)
                    nodes.append(in_the_wire(f"{count:,}"))
        edges += [Edge(end, len(nodes), "", "") for end in ends]
        index.append(len(nodes))
        written = _group_gate(members, joined, inside) if members[0].parents else ""
        many = f"{len(members):,} × " if len(members) > 1 else ""
        called = _common_label(members) or names.get(i, "")
        whats.append(written or called)
        operands = ", ".join(whats[parent] for parent in wires[i] if parent != i)
        nodes.append(
            Node(
                name=f"{many}{called or written}",
                label=(f"{many}{called}" if called or members[0].parents else f"{many}{whats[i]}").strip(),
                gate=written,
                data=_between([node.data for node in members]),
                delta=_length([delta.get(node, 0.0) for node in members]),
                formula=f"{written} of {operands}" if operands else written,
                numbers="",
                mark=GROUP if len(members) > 1 else "",
            )
        )
    return Scene(nodes, edges, [])


def _is_one_number(members: list[Value]) -> bool:
    return members[0].op is CONSTANT and len({node.data for node in members}) == 1


def _group_gate(members: list[Value], joined: dict[Value, _Joined], inside: set[Value]) -> str:
    """Return what stands in the gate of a group."""
    kinds = list(dict.fromkeys(joined[node].kind for node in members))
    if len(kinds) > 1 or _is_repeated(members, joined):
        written = [
            _one_gate(next(v for v in members if joined[v].kind == kind), joined, inside) for kind in kinds
        ]
        return "⟲ " + ", ".join([*written[:4], "…"] if len(written) > 5 else written)
    return _one_gate(max(members, key=lambda node: len(joined[node].operands)), joined, inside)


def _is_repeated(members: list[Value], joined: dict[Value, _Joined]) -> bool:
    group = set(members)
    return any(v in group for node in members for v, _ in joined[node].operands)


def _one_gate(node: Value, joined: dict[Value, _Joined], inside: set[Value]) -> str:
    kind, operands = joined[node]
    if not isinstance(kind, str):
        return gate(node, inside, {v: number(v.data, _DIGITS) for v in node.parents})
    added = sum(v.data for v, role in operands if v in inside and role == _SUMMAND)
    others = sum(v not in inside for v, _ in operands)
    if kind == _PLAIN_SUM and others == 1:
        return f"+{number(added, _DIGITS)}"
    glyph = "+" if kind == _PLAIN_SUM and others == 2 else kind
    return f"{glyph} + {number(added, _DIGITS)}" if added else glyph


def _leaf_names(joined: dict[Value, _Joined], groups: list[list[Value]]) -> dict[int, str]:
    """Return w₁, x₁, b₁, … for leaves by their place in the first net input they enter."""
    group = {node: i for i, members in enumerate(groups) for node in members}
    enters: dict[int, tuple[int, _Role]] = {}
    for node, (kind, operands) in joined.items():
        if kind == _NET_INPUT:
            for v, role in operands:
                if not v.parents and v in group:
                    enters.setdefault(group[v], (group[node], role))
    layers = {z: k + 1 for k, z in enumerate(sorted({z for z, _ in enters.values()}))}
    letters = Counter(role for _, role in enters.values())
    names = {
        i: f"{role}{str(layers[z]).translate(_SUBSCRIPT)}" if letters[role] > 1 else str(role)
        for i, (z, role) in enters.items()
    }
    for i, members in enumerate(groups):
        if members[0].op is CONSTANT:
            names.setdefault(i, "constants" if len(members) > 1 else "")
        elif not members[0].parents:
            names.setdefault(i, "variables" if len(members) > 1 else "variable")
    return names


def _common_label(members: list[Value]) -> str:
    """Return the label that all members have, but for the index behind it: "w" for w1_2, w1_3, …."""
    if len(members) == 1:
        called = visible(members[0].label)
    else:
        found = {_INDEX.sub("", visible(node.label)) for node in members}
        called = found.pop() if len(found) == 1 else ""
    return shortened(called)


def _between(values: list[float]) -> str:
    """Return the least and the largest value."""
    known = [x for x in values if x == x]
    digits = _DIGITS if len(values) == 1 else _ROUGH
    least, most = (number(x, digits) for x in (min(known, default=nan), max(known, default=nan)))
    text = least if least == most else f"{least}…{most}"
    return text if len(known) in (0, len(values)) else f"{text}, nan"


def _length(deltas: list[float]) -> str:
    return number(deltas[0], _DIGITS) if len(deltas) == 1 else f"‖δ‖ {number(hypot(*deltas), _ROUGH)}"
