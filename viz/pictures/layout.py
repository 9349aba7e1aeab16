"""Where boxes and wires go; whoever draws a scene calls `layered`.

A layered drawing after Sugiyama, Tagawa and Toda ("Methods for visual understanding of hierarchical system
structures", 1981), in the steps of Gansner, Koutsofios, North and Vo ("A technique for drawing directed
graphs", 1993): ranks, dummies, order, coordinates, routes. A *rank* is one column of the drawing; a wire that
passes a column without ending there keeps its place with a *dummy*, a box of no size. An edge leads from its
tail a to its head b; v and u are nodes or dummies, r is a rank.
"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Collection, Sequence
from graphlib import TopologicalSorter
from itertools import accumulate, combinations, pairwise
from typing import NamedTuple

Point = tuple[float, float]
Edges = Sequence[tuple[int, int]]
_MOST_PAIRS = 10_000  # of nodes in one column; with more, a graph is ordered once, as sifting compares all


class Layout(NamedTuple):
    """Places in the unit of the sizes given: x to the right, y downward, nothing below 0."""

    centers: list[Point]  # of each node's box
    routes: list[list[Point]]  # per edge: right side of the tail, bends, left side of the head
    width: float
    height: float
    columns: list[Point]  # left and right side of each


class _Net(NamedTuple):
    """The graph with its dummies, where every link leads to the next rank; nodes keep their numbers."""

    rank: list[int]
    left: list[list[int]]  # neighbors one rank to the left, first operand first
    right: list[list[int]]  # neighbors one rank to the right
    wires: list[list[int]]  # of each node: itself, then the dummies of the wire that leaves it
    ordered: Collection[int]  # nodes whose operands do not change places


def layered(
    sizes: Sequence[Point],
    edges: Edges,
    *,
    rank_gap: float = 40.0,
    node_gap: float = 16.0,
    around: Sequence[Point] = (),
    ordered: Collection[int] = (),
) -> Layout:
    """Place boxes in columns from left to right and lead wires between them; equal input gives equal output.

    The wires of one tail run as one until they fork. Wires slant between columns only, so none cuts a box.

    Args:
        sizes: (width, height) of each node, in any unit; parents have lower numbers than their children.
        edges: (tail, head) pairs of node numbers, in the order of operands; x*x has the same pair twice.
        rank_gap: distance between two columns, same unit.
        node_gap: least distance in a column between two boxes, and between a box and a wire that passes.
        around: room that is kept free (above, below) each box; none by default.
        ordered: heads whose first operand shall enter above the second, if that costs no crossing; from four
            operands on it always does.

    Raises:
        ValueError: an edge names a node that is not there or does not lead to a higher number.

    >>> layered([(30, 20), (30, 20)], [(0, 1)], rank_gap=10)  # doctest: +NORMALIZE_WHITESPACE
    Layout(centers=[(15.0, 10.0), (55.0, 10.0)], routes=[[(30.0, 10.0), (40.0, 10.0)]],
           width=70.0, height=20.0, columns=[(0.0, 30.0), (40.0, 70.0)])
    """
    for a, b in edges:
        if not 0 <= a < b < len(sizes):
            raise ValueError(
                f"layered cannot place the edge ({a}, {b}) among {len(sizes)} nodes: an edge leads from "
                "a node to one of a higher number; number the nodes from 0, parents before children"
            )
    net = _net(_rank(len(sizes), edges), edges, ordered)
    ranks = _order(net)
    rooms = list(around) or [(0.0, 0.0)] * len(sizes)
    extents = [(h / 2 + above, h / 2 + below) for (_, h), (above, below) in zip(sizes, rooms, strict=True)]
    ys = _ys(net, ranks, extents, node_gap)
    widths = [max(sizes[v][0] for v in column if v < len(sizes)) for column in ranks]
    rights = [right + r * rank_gap for r, right in enumerate(accumulate(widths))]
    columns = [(_exact(right - width), _exact(right)) for width, right in zip(widths, rights, strict=True)]
    centers = [(sum(columns[r]) / 2, ys[v]) for v, r in enumerate(net.rank)]
    bottom = max((y + down for (_, down), y in zip(extents, ys, strict=False)), default=0.0)
    return Layout(
        centers[: len(sizes)],
        _routes(sizes, edges, net, columns, centers),
        width=columns[-1][1] if columns else 0.0,
        height=max([bottom, *ys]),
        columns=columns,
    )


def _exact(x: float) -> float:
    """The number without the noise of its last digits, so that what is level or equal compares so."""
    return round(float(x), 6)


def _rank(count: int, edges: Edges) -> list[int]:
    """The column of each node: its longest path from a source, then as far right as its nearest child allows.

    The second step brings a weight beside its product and a product beside its sum. The long wire is then the
    input's, one that forks, instead of one from every product (1,042 crossings, not 31,016, in an MLP
    2-16-16-1 of 980 nodes).
    """
    children: list[list[int]] = [[] for _ in range(count)]
    for a, b in edges:
        children[a].append(b)
    rank = [0] * count
    for a in range(count):
        for b in children[a]:
            rank[b] = max(rank[b], rank[a] + 1)
    for a in reversed(range(count)):
        if children[a]:
            rank[a] = min([rank[b] for b in children[a]]) - 1
    return rank


def _net(rank: list[int], edges: Edges, ordered: Collection[int]) -> _Net:
    """Cut the edges into links from rank to rank, with one row of dummies for all edges of a tail."""
    rank = list(rank)
    left: list[list[int]] = [[] for _ in rank]
    right: list[list[int]] = [[] for _ in rank]
    wires = [[v] for v in range(len(rank))]
    for a, b in edges:
        wire = wires[a]
        while len(wire) < rank[b] - rank[a]:
            dummy = len(rank)
            rank.append(rank[a] + len(wire))
            left.append([wire[-1]])
            right.append([])
            right[wire[-1]].append(dummy)
            wire.append(dummy)
        last = wire[rank[b] - rank[a] - 1]
        left[b].append(last)
        right[last].append(b)
    return _Net(rank, left, right, wires, frozenset(ordered))


def _order(net: _Net) -> list[list[int]]:
    """The columns from top to bottom: the best of some starts, each swept to and fro and mended by exchanges.

    Best is what has the fewest crossings, and of that what has the most operands in their order. Only a small
    graph that is not perfect yet is tried from other starts, and sifted.
    """
    best = _exchanged(_swept(_operand_order(net), net), net)
    least = _faults(best, net)
    if least == (0, 0) or sum(len(column) ** 2 for column in best) > _MOST_PAIRS:
        return best
    others = (_operand_order(net, turned=True), [column[::-1] for column in best])
    for start in (best, *(_exchanged(_swept(other, net), net) for other in others)):
        ranks = _exchanged(_sifted(start, net), net)
        if (faults := _faults(ranks, net)) < least:
            best, least = ranks, faults
    return best


def _faults(ranks: list[list[int]], net: _Net) -> tuple[int, int]:
    """Crossings, and pairs of operands that enter their gate in the wrong order."""
    place = [0] * len(net.rank)
    for column in ranks:
        _number(column, place)
    wrong = sum([place[v] > place[u] for b in net.ordered for v, u in combinations(net.left[b], 2)])
    return crossings(ranks, net.right), wrong


def _swept(ranks: list[list[int]], net: _Net) -> list[list[int]]:
    """The best of some sweeps to and fro, in which every column follows the one before it."""
    best, fewest = ranks, crossings(ranks, net.right)
    place = [0] * len(net.rank)  # from the top of its column
    for column in ranks:
        _number(column, place)
    for sweep in range(8):
        if not fewest:
            break
        neighbors, step = (net.right, -1) if sweep % 2 else (net.left, 1)
        ranks = list(ranks)
        for r in range(len(ranks))[::step]:
            ranks[r] = _by_barycenter(ranks[r], neighbors, place)
            _number(ranks[r], place)
        if (count := crossings(ranks, net.right)) < fewest:
            best, fewest = ranks, count
    return best


def _operand_order(net: _Net, *, turned: bool = False) -> list[list[int]]:
    """Columns as a walk back from the results meets them, first operand first: a tree has no crossing.

    Turned, the operands of gates that do not mind come last first.
    """
    ranks: list[list[int]] = [[] for _ in range(max(net.rank, default=-1) + 1)]
    seen = [False] * len(net.rank)
    waiting = [v for v in reversed(range(len(net.rank))) if not net.right[v]]
    while waiting:
        v = waiting.pop()
        if not seen[v]:
            seen[v] = True
            ranks[net.rank[v]].append(v)
            waiting += net.left[v] if turned and v not in net.ordered else reversed(net.left[v])
    return ranks


def _number(column: Sequence[int], place: list[int]) -> None:
    for i, v in enumerate(column):
        place[v] = i


def _by_barycenter(column: list[int], neighbors: list[list[int]], place: list[int]) -> list[int]:
    """The column sorted by the mean place of the neighbors; who has none stays, ties keep their order."""
    mean = {v: sum([place[u] for u in neighbors[v]]) / len(neighbors[v]) for v in column if neighbors[v]}
    movable = iter(sorted(mean, key=mean.__getitem__))
    return [next(movable) if v in mean else v for v in column]


def _exchanged(ranks: list[list[int]], net: _Net) -> list[list[int]]:
    """The columns after exchanging v with u below it wherever that removes crossings (Gansner et al.), or
    costs none and puts operands in order.
    """
    ranks = [list(column) for column in ranks]
    place = [0] * len(net.rank)
    for column in ranks:
        _number(column, place)
    for _ in range(10):
        improved = False
        for column in ranks:
            for i in range(len(column) - 1):
                v, u = column[i], column[i + 1]
                gain = _inversions(net.left, v, u, place) + _inversions(net.right, v, u, place)
                if gain > 0 or (gain == 0 and net.ordered and _disorder(net, v, u) > 0):
                    column[i], column[i + 1] = u, v
                    place[u], place[v] = i, i + 1
                    improved = True
        if not improved:
            break
    return ranks


def _disorder(net: _Net, v: int, u: int) -> int:
    """How many gates want u above v, less those that want v above u."""
    both = [b for b in net.right[v] if b in net.ordered and b in net.right[u]]
    return sum([1 if net.left[b].index(u) < net.left[b].index(v) else -1 for b in both])


def _sifted(ranks: list[list[int]], net: _Net) -> list[list[int]]:
    """The columns after moving each v to where its links cross the fewest others (Matuszewski, Schönfeld and
    Molitor, "Using sifting for k-layer straightline crossing minimization", 1999).
    """
    ranks = [list(column) for column in ranks]
    place = [0] * len(net.rank)
    for column in ranks:
        _number(column, place)
    for column in (*ranks, *reversed(ranks)):
        for v in list(column):
            others = [u for u in column if u != v]
            gains = [_inversions(net.left, v, u, place) + _inversions(net.right, v, u, place) for u in others]
            sums = list(accumulate(gains, initial=0))  # crossings saved by v below the first so many
            most = max(sums)
            if most > sums[column.index(v)]:
                others.insert(sums.index(most), v)
                column[:] = others
                _number(column, place)
    return ranks


def _inversions(neighbors: list[list[int]], v: int, u: int, place: list[int]) -> int:
    """Crossings between the links of v and those of u below it, less those if they changed places."""
    ends = sorted([place[q] for q in neighbors[u]])
    spots = [place[p] for p in neighbors[v]] if ends else []
    return sum([bisect_left(ends, spot) + bisect_right(ends, spot) - len(ends) for spot in spots])


def crossings(ranks: Sequence[Sequence[int]], right: Sequence[Sequence[int]]) -> int:
    """How often links cross, given each column from top to bottom and each node's neighbors in the next one.

    O(E log V) comparisons: of the links that start above, those cross which end below.

    >>> crossings([[0, 1], [2, 3]], [[3], [2], [], []])
    1
    """
    total = 0
    for column, following in pairwise(ranks):
        place = {v: i for i, v in enumerate(following)}
        above: list[int] = []  # the ends of the links that start above v, sorted
        for v in column:
            ends = [place[u] for u in right[v]]
            for end in ends:
                total += len(above) - bisect_right(above, end)
            for end in ends:
                insort(above, end)
    return total


def _ys(net: _Net, ranks: list[list[int]], extents: Sequence[Point], node_gap: float) -> list[float]:
    """The y of every center: near the mean of the neighbors, right and left in turn, left last, then leveled.

    Ending with the left side puts a gate midway between its operands.
    """
    extents = [*extents, *[(0.0, 0.0)] * (len(net.rank) - len(extents))]  # above and below the center
    # The least y of each place in its column, if the column's first center were at 0.
    offsets = [
        list(accumulate((extents[v][1] + node_gap + extents[u][0] for v, u in pairwise(column)), initial=0.0))
        for column in ranks
    ]
    ys = [0.0] * len(net.rank)
    for column, offset in zip(ranks, offsets, strict=True):
        for v, y in zip(column, offset, strict=True):
            ys[v] = y - offset[-1] / 2
    dummy = [v >= len(net.wires) for v in range(len(net.rank))]
    weights = [8.0 if dummy[v] else 4.0 if _is_lone(net, v) else 1.0 for v in range(len(net.rank))]
    # A dummy follows its own wire rather than the branches.
    right = [[u for u in near if dummy[v] and dummy[u]] or near for v, near in enumerate(net.right)]
    for sweep in range(9):
        neighbors, step = (right, -1) if sweep % 2 else (net.left, 1)
        for column, offset in list(zip(ranks, offsets, strict=True))[::step]:
            means = [
                sum([ys[u] for u in near]) / len(near) if (near := neighbors[v]) else ys[v] for v in column
            ]
            wishes = [mean - y for mean, y in zip(means, offset, strict=True)]
            found = _isotonic(wishes, [weights[v] for v in column])
            for v, z, y in zip(column, found, offset, strict=True):
                ys[v] = z + y
    ys = _leveled(net, ranks, offsets, ys)
    top = min([y - up for y, (up, _) in zip(ys, extents, strict=True)], default=0.0)
    return [_exact(y - top) for y in ys]


def _is_lone(net: _Net, v: int) -> bool:
    """Whether v is the only child of its only parent, counting dummies."""
    return len(net.left[v]) == 1 and len(net.right[net.left[v][0]]) == 1


def _isotonic(wishes: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nondecreasing numbers nearest to the wishes, by weighted squares (pool adjacent violators).

    >>> _isotonic([1.0, 4.0, 2.0], [1.0, 1.0, 3.0])
    [1.0, 2.5, 2.5]
    """
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for mean, weight in zip(wishes, weights, strict=True):
        pool = (mean, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            (x, p, m), (y, q, n) = pools.pop(), pool
            pool = ((x * p + y * q) / (p + q), p + q, m + n)
        pools.append(pool)
    return [mean for mean, _, size in pools for _ in range(size)]


def _leveled(net: _Net, ranks: list[list[int]], offsets: list[list[float]], ys: list[float]) -> list[float]:
    """The y of every center once wires are level with their tails, and lone parents with lone children.

    Where two such links cross, only one becomes level. Level runs that do not cross are ordered from top to
    bottom: one pass pushes them apart downward, one upward; both keep every distance, so their mean does.
    """
    run = list(range(len(ys)))  # the first member of the level run that v belongs to
    place = [0] * len(ys)
    for column in ranks:
        _number(column, place)
        highest_free = 0
        for v in column:
            if (v >= len(net.wires) or _is_lone(net, v)) and place[net.left[v][0]] >= highest_free:
                run[v] = run[net.left[v][0]]
                highest_free = place[net.left[v][0]] + 1
    above: dict[int, dict[int, float]] = {
        v: {} for v in run
    }  # the runs next above each, and the least distance
    for column, offset in zip(ranks, offsets, strict=True):
        for (v, y), (u, z) in pairwise(zip(column, offset, strict=True)):
            above[run[u]][run[v]] = max(z - y, above[run[u]].get(run[v], 0.0))
    size = Counter(run)
    down = dict.fromkeys(size, 0.0)
    for v, first in enumerate(run):
        down[first] += ys[v] / size[first]
    up = dict(down)
    order = list(TopologicalSorter(above).static_order())
    for u in order:
        down[u] = max([down[u], *(down[v] + gap for v, gap in above[u].items())])
    for u in reversed(order):
        for v, gap in above[u].items():
            up[v] = min(up[v], up[u] - gap)
    return [(down[first] + up[first]) / 2 for first in run]


def _routes(
    sizes: Sequence[Point], edges: Edges, net: _Net, columns: list[Point], centers: list[Point]
) -> list[list[Point]]:
    """One polyline per edge; at the head the wires keep the vertical order in which they arrive."""
    paths = [net.wires[a][: net.rank[b] - net.rank[a]] for a, b in edges]
    entering: list[list[int]] = [[] for _ in sizes]
    for e in sorted(range(len(edges)), key=lambda e: centers[paths[e][-1]][1]):
        entering[edges[e][1]].append(e)
    for b in net.ordered:
        if len(entering[b]) > 3:  # there is no room for a mark at each of them
            entering[b].sort()
    copies = Counter(edges)
    routes: list[list[Point]] = [[] for _ in edges]
    for b, arriving in enumerate(entering):
        for i, e in enumerate(arriving):
            # Spread over the middle 80 % of the left side; a single wire enters at the middle.
            end = _exact(centers[b][1] + 0.8 * sizes[b][1] * ((i + 0.5) / len(arriving) - 0.5))
            points = [(x, centers[v][1]) for v in paths[e] for x in columns[net.rank[v]]]
            a = edges[e][0]
            points[0] = (_exact(centers[a][0] + sizes[a][0] / 2), centers[a][1])
            near, far = points[-1][0], columns[net.rank[b]][0]
            if copies[edges[e]] > 1:  # wires of one pair part early and enter side by side
                points.append((_exact(near + (far - near) / 3), end))
            points += [(far, end), (_exact(centers[b][0] - sizes[b][0] / 2), end)]
            routes[e] = _simplified(points)
    return routes


def _simplified(points: list[Point]) -> list[Point]:
    """The same line without repeated points and without those inside a level piece."""
    # Repeats go first: beside its repeat, in a column of no width, a bend would pass for level.
    points = [p for p, following in pairwise(points) if p != following] + points[-1:]
    bends = [
        p
        for before, p, after in zip(points, points[1:], points[2:], strict=False)
        if not before[1] == p[1] == after[1]
    ]
    return [points[0], *bends, points[-1]]
