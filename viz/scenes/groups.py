"""Which nodes of a large graph are alike: `overview` draws those of one group as one box.

Two passes over the graph, each linear. *Joining*: a chain of + and the products in it, with one user each,
are one net input w·x, as the lectures draw it. *Grouping*: nodes of the same operation on operands of the
same groups are alike; those used at entirely different places are told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from graphlib import TopologicalSorter
from typing import NamedTuple, TypeAlias

from autograd import Value
from autograd.ops import ADD, CONSTANT, DOT, MUL, PICK, SUM

MOST = 60  # boxes; where more nodes than that have nothing like them, what repeats is folded further

# What an operand is to its node: a summand, the left or right factor of a product in a net input, or the
# place of an operand.
SUMMAND, _LEFT, _RIGHT = "b", "w", "x"
NET_INPUT, PLAIN_SUM, _SQUARES, _PICK = DOT.chalk, SUM.chalk, "Σx²", PICK.symbol
Role: TypeAlias = str | int


class Joined(NamedTuple):
    """A node with what it is computed from once chains are joined."""

    kind: Hashable
    operands: list[tuple[Value, Role]]


# --- joining: w·x in whichever way it was written ---------------------------------------------------------


def joined_chains(order: list[Value]) -> dict[Value, Joined]:
    """Return the nodes that are left, in their order, with their kinds and operands."""
    uses = Counter(parent for node in order for parent in node.edges[: len(node.edges) // 2])
    inside: set[Value] = set()  # joined to the sum they enter
    result: dict[Value, Joined] = {}
    for node in reversed(order):
        if node in inside:
            continue
        if node.op in (ADD, SUM):
            result[node] = _sum(node, uses, inside)
        elif node.op is DOT:
            n = len(node.parents) // 2
            roles = [_LEFT] * n + [_RIGHT] * n + [SUMMAND]
            result[node] = Joined(NET_INPUT, list(zip(node.parents, roles)))
        else:
            parents = node.parents
            # whichever class is the target, picking its probability is the same
            is_pick = node.op is not None and node.op.family == "take"
            places = [0] * len(parents) if is_pick or len(parents) > 2 else range(len(parents))
            result[node] = Joined(_PICK if is_pick else node.op, list(zip(parents, places)))
    return dict(reversed(result.items()))


def _sum(node: Value, uses: Counter[Value], inside: set[Value]) -> Joined:
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
    operands: list[tuple[Value, Role]] = [(v, SUMMAND) for v in summands if v not in products]
    if products and all(a is b for a, b in products.values()):
        return Joined(_SQUARES, operands + [(a, _LEFT) for a, _ in products.values()])
    for a, b in products.values():
        operands += [(a, _LEFT), (b, _RIGHT)]
    return Joined(NET_INPUT if products else PLAIN_SUM, operands)


def _is_weighted_input(node: Value) -> bool:
    """Return whether a node is a product as in a net input; 0.01 × loss, a number times a result, is none."""
    if node.op is not MUL or node.label:
        return False
    a, b = node.parents
    return not ((a.op is CONSTANT and b.parents) or (b.op is CONSTANT and a.parents))


# --- grouping ---------------------------------------------------------------------------------------------


def alike_groups(joined: dict[Value, Joined], root: Value) -> list[list[Value]]:
    """Return the groups, operands before their users, the one of the root last; few enough for a picture."""
    # a plain number that is the same everywhere stands in the gate, as long as it is no weight and no input
    factors = {
        v
        for kind, operands in joined.values()
        if kind == NET_INPUT
        for v, role in operands
        if role != SUMMAND
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

    group: dict[Value, int] = {}
    found: dict[int, list[Value]] = {}
    for group in _groupings(joined):
        found = boxes(group)
        if 0 < len(found) <= MOST:
            break
    order = TopologicalSorter(_operand_groups(joined, group)).static_order()
    return [found[g] for g in order if g in found]


def _groupings(joined: dict[Value, Joined]) -> Iterator[dict[Value, int]]:
    """Yield the number of its group for each node, from fine groups to coarse ones."""
    if alike := _alike(joined):
        yield _by_use(joined, alike)
    for depth in (2, 1, 0):
        yield _without_cycles(joined, _by_use(joined, _alike_within(joined, depth)))


def _is_one_number(members: list[Value]) -> bool:
    return members[0].op is CONSTANT and len({node.data for node in members}) == 1


def _alike(joined: dict[Value, Joined]) -> dict[Value, int]:
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


def _alike_within(joined: dict[Value, Joined], depth: int) -> dict[Value, int]:
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


def _by_use(joined: dict[Value, Joined], alike: dict[Value, int]) -> dict[Value, int]:
    """Tell apart what is used at different places: queries, keys and values are all w·x of the same inputs.

    Computed nodes stay together as long as any of their uses is the same, so an output that is a target, too,
    stays with the others. Variables and constants stay together if all their uses are the same: every weight
    enters the penalty, but each only the net inputs of its layer.
    """
    uses: dict[Value, set[tuple[int, Role]]] = {}
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
    places: dict[Value, set[tuple[int, Role]]] = {}
    for node, (_, operands) in joined.items():
        for v, role in operands:
            if not v.parents:
                places.setdefault(v, set()).add((group[node], role))
    leaves = [node for node in joined if not node.parents]
    roles = _numbered((leaf, (leaf.op, frozenset(places.get(leaf, ())))) for leaf in leaves)
    return {**{leaf: i + len(joined) for leaf, i in roles.items()}, **group}


def _without_cycles(joined: dict[Value, Joined], group: dict[Value, int]) -> dict[Value, int]:
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


def _operand_groups(joined: dict[Value, Joined], group: dict[Value, int]) -> dict[int, dict[int, None]]:
    """Return for each group the groups of its operands, in order and without itself."""
    result: dict[int, dict[int, None]] = {}
    for node, (_, operands) in joined.items():
        mine = result.setdefault(group[node], {})
        for v, _ in operands:
            if group[v] != group[node]:
                mine[group[v]] = None
    return result
