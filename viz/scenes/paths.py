"""Paths from the root back to a leaf: how many there are, and along which ones the most gradient travels.

The delta of a leaf is the sum over all its paths of the product of the partials on the way. There may be
2⁵⁰ paths, so none of the functions goes through them: each is a linear pass, as backpropagation itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush, nsmallest
from math import frexp, inf, prod
from typing import TypeAlias

from autograd import Value, topological_order
from autograd.labels import node_names, written
from viz.scenes.text import number

_MOST_SHOWN = 10  # nodes of a path written out; a longer one is cut in the middle

# |x| as (exponent, mantissa), compared like the numbers but without their under- and overflow: the product of
# ten thousand partials of 0.5 is 0 as a float. Of what is not finite, nan is the largest: it drowns all else.
_Size: TypeAlias = tuple[float, float]
_ONE, _ZERO, _INFINITE, _UNDEFINED = (1.0, 0.5), (-inf, 0.0), (inf, 0.5), (inf, 1.0)


@dataclass(frozen=True, slots=True)
class GradientPath:
    """One path from a root to a leaf, with what the chain rule multiplies along it.

    Attributes:
        nodes: from the root to the leaf.
        names: what they are called in pictures of the whole graph.
        partials: on each edge from one node to the next.
        product: of the partials, what this path adds to the delta of the leaf.

    >>> x = Value(3.0, "x")
    >>> path = strongest_paths(x * x, 1)[0]
    >>> path.partials, path.product
    ((3.0,), 3.0)
    """

    nodes: tuple[Value, ...]
    names: tuple[str, ...]
    partials: tuple[float, ...]
    product: float

    def __str__(self) -> str:
        way = " → ".join(_shortened(self.names))
        factors = [number(partial) for partial in self.partials]
        factors = [f"({factor})" if factor.startswith("−") else factor for factor in factors]
        result = number(self.product)
        return (
            f"{way}: {' × '.join(_shortened(factors))} = {result}" if len(factors) > 1 else f"{way}: {result}"
        )


def strongest_paths(root: Value, k: int, leaf: Value | None = None) -> list[GradientPath]:
    """Return the k paths from the root to variables with the largest |product of partials|, strongest first.

    A linear pass finds the strongest way on from every node; the second path leaves the first one at some
    node, the third leaves one of these two, and so on (E. L. Lawler, "A procedure for computing the k best
    solutions to discrete optimization problems", 1972). Of equally strong paths the one of earlier operands
    comes first; a partial of nan counts as the strongest, one of ∞ as the next.

    Args:
        root: the node to differentiate.
        k: how many paths; fewer are returned where there are fewer.
        leaf: only paths that end in this node, which may be any node of the graph.

    Raises:
        ValueError: k is less than 1; the leaf is not in the graph of the root.

    >>> x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    >>> q = x + y
    >>> f = q * z
    >>> q.label, f.label = "q", "f"
    >>> for path in strongest_paths(f, 2):
    ...     print(path)
    f → q → x: (−4) × 1 = −4
    f → q → y: (−4) × 1 = −4
    """
    if k < 1:
        raise ValueError(f"strongest_paths: k = {k}: at least one path is to be found; give k=1 or more")
    order = topological_order(root)
    size, step = _strongest_ways(order, _ends(order, leaf))
    if root not in size:
        return []
    # A candidate is a path found but not yet returned: its size, the operands chosen up to where it leaves
    # an earlier path (they tell equal sizes apart), the node it goes on from, the size of the way to there.
    candidates: list[tuple[_Size, tuple[int, ...], Value, _Size]] = [(_negative(size[root]), (), root, _ONE)]
    found: list[tuple[int, ...]] = []
    while candidates and len(found) < k:
        _, choices, node, so_far = heappop(candidates)
        way = list(choices)
        exits: list[tuple[_Size, tuple[int, int, int], Value, _Size]] = []
        while node in step:
            chosen = step[node]
            for position, (parent, partial) in enumerate(zip(node.parents, node.partials)):
                if position != chosen and parent in size:
                    along = _times(so_far, _size(partial))
                    turn = (-1, len(way), position) if position < chosen else (1, -len(way), position)
                    exits.append((_negative(_times(along, size[parent])), turn, parent, along))
            so_far = _times(so_far, _size(node.partials[chosen]))
            way.append(chosen)
            node = node.parents[chosen]
        found.append(tuple(way))
        for total, (sign, at, position), parent, along in nsmallest(k - len(found), exits):
            heappush(candidates, (total, (*way[: -sign * at], position), parent, along))
    names = {node: written(name) for node, name in node_names(order).items()}
    return [_path(root, choices, names) for choices in found]


def count_paths(root: Value, leaf: Value | None = None) -> int:
    """Return how many paths lead from the root to a node, or to all variables; exact, however many.

    Their number doubles with every `x = x + x`; the messages of a backward pass are two more each time.

    Raises:
        ValueError: the leaf is not in the graph of the root.

    >>> from autograd import messages
    >>> x = f = Value(1.0, "x")
    >>> for _ in range(50):
    ...     f = f + f
    >>> f"{count_paths(f, x):,} paths, {len(messages(f))} messages"
    '1,125,899,906,842,624 paths, 100 messages'
    """
    order = topological_order(root)
    ends = _ends(order, leaf)
    ways: dict[Value, int] = {}
    for node in order:
        ways[node] = 1 if node in ends else sum(ways[parent] for parent in node.parents)
    return ways[root]


def without_runs(
    found: Iterable[GradientPath], focus: Value | None = None
) -> tuple[list[Value], list[list[Value]]]:
    """Return the nodes of some paths that a picture needs, and the runs of nodes that it can do without.

    A run is three or more nodes of one operation one behind the other where no paths meet or part, such as
    the chain of + that Python's `sum` makes. It is returned with the node before it and the one behind it.
    """
    links = dict.fromkeys(
        (child, parent) for path in found for child, parent in zip(path.nodes, path.nodes[1:])
    )
    part = dict.fromkeys(v for path in found for v in path.nodes)
    child_of = {parent: child for child, parent in links}
    parent_of = dict(links.keys())
    uses, operands = Counter(parent for _, parent in links), Counter(child for child, _ in links)

    def is_plain(v: Value) -> bool:
        return uses[v] == operands[v] == 1 == v.parents.count(parent_of[v]) and not v.label and v is not focus

    runs: list[list[Value]] = []
    for v in part:
        if not is_plain(v) or (is_plain(child_of[v]) and child_of[v].op is v.op):
            continue  # no run begins here, seen from the root
        run = [v]
        while is_plain(run[-1]) and parent_of[run[-1]].op is v.op:
            run.append(parent_of[run[-1]])
        if not is_plain(run[-1]):
            run.pop()
        if len(run) >= 3:
            runs.append([parent_of[run[-1]], *run[::-1], child_of[v]])
    for run in runs:
        for v in run[1:-1]:
            del part[v]
    return list(part), runs


def _ends(order: list[Value], leaf: Value | None) -> set[Value]:
    """Return where paths end: at one node, or at every variable."""
    if leaf is None:
        return {node for node in order if node.op is None}
    if leaf not in set(order):
        named = f" {leaf.label!r}" if leaf.label else ""
        raise ValueError(
            f"the leaf{named} is not in the graph of the root, which does not depend on it: "
            "give a node that the root was computed from"
        )
    return {leaf}


def _strongest_ways(order: list[Value], ends: set[Value]) -> tuple[dict[Value, _Size], dict[Value, int]]:
    """Return how strong the strongest way from each node to an end is, and which operand it leads to."""
    size: dict[Value, _Size] = dict.fromkeys(ends, _ONE)
    step: dict[Value, int] = {}
    for node in order:
        if node in ends:
            continue
        for position, (parent, partial) in enumerate(zip(node.parents, node.partials)):
            if parent in size:
                here = _times(_size(partial), size[parent])
                if node not in size or here > size[node]:
                    size[node], step[node] = here, position
    return size, step


def _size(x: float) -> _Size:
    if x == 0:
        return _ZERO
    if x - x != 0:
        return _UNDEFINED if x != x else _INFINITE
    mantissa, exponent = frexp(abs(x))
    return float(exponent), mantissa


def _times(a: _Size, b: _Size) -> _Size:
    (e, x), (f, y) = a, b
    if e - e + f - f != 0:  # one of them is 0, ∞ or nan
        # 0 · ∞ counts as ∞: were it nan and more, the strongest way on would depend on the way to there
        return _UNDEFINED if _UNDEFINED in (a, b) else _INFINITE if inf in (e, f) else _ZERO
    mantissa, exponent = frexp(x * y)
    return e + f + exponent, mantissa


def _negative(size: _Size) -> _Size:
    """Return what sorts the larger size first."""
    return -size[0], -size[1]


def _path(root: Value, choices: Iterable[int], names: dict[Value, str]) -> GradientPath:
    nodes, partials = [root], list[float]()
    for position in choices:
        partials.append(nodes[-1].partials[position])
        nodes.append(nodes[-1].parents[position])
    called = tuple(names.get(node) or number(node.data) for node in nodes)
    return GradientPath(tuple(nodes), called, tuple(partials), prod(partials))


def _shortened(words: Iterable[str]) -> list[str]:
    words = list(words)
    return words if len(words) <= _MOST_SHOWN else [*words[:4], "…", *words[-3:]]
