"""Packing: nodes that compute alike become the rows of one array.

Second half of the second stage. Level of a node = 1 + the highest level of its operands. Nodes of one level
with the same operation and number of operands form a group; dots that are a full product of weight rows and
input columns form a matrix product; rows of different lengths are padded with the neutral element where that
wastes little. Rows stand in an order that lets the next group read them as slices.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from math import inf

import numpy as np
from numpy.typing import NDArray

from autograd import ops
from autograd.compiler.recording.graph import Graph, needed_by_outputs
from autograd.ops import PICK, Op

Index = NDArray[np.int64]

# Operations that are also defined on a block, with what may be appended to their operands without effect.
NEUTRAL: dict[Op, float] = {
    ops.SUM: 0.0, ops.DOT: 0.0, ops.MAXIMUM: -inf, ops.MINIMUM: inf, ops.LOGSUMEXP: -inf,
}  # fmt: skip
_FEW = 3  # so many operands or products are written out one by one
_PADDING = 2.0  # padded operands may be so many times the real ones


@dataclass(eq=False)
class Group:
    """Rows of one array.

    Attributes:
        kind: argument, parameters, constants; or how the rows are computed: each (operand by operand), block
            (all operands of a row stand in one array of shape (arity, rows, batch)), logsumexp (such a
            block), dots (two of them), product (of matrices), pick.
        op: the row of the table; None for leaves.
        nodes: the node of each row.
        operands: positions of the operands, of shape (arity, rows). A position is `start` of a group plus
            the row in it. For a product: weights, inputs and bias as in `weights`, `inputs`, `bias`.
        batched: whether every sample has its own value.
        level: 0 for leaves.
        start: position of row 0.
        number: its place among the groups.
        weights: of shape (R, K), for a product: the R·P rows are all pairs of R weight rows with P columns.
        inputs: of shape (K, P).
        bias: of shape (R, P), or empty.
    """

    kind: str
    op: Op | None
    nodes: list[int]
    operands: Index
    batched: bool
    level: int = 0
    start: int = 0
    number: int = 0
    weights: Index = field(default_factory=lambda: np.empty((0, 0), np.int64))
    inputs: Index = field(default_factory=lambda: np.empty((0, 0), np.int64))
    bias: Index = field(default_factory=lambda: np.empty((0, 0), np.int64))

    def __len__(self) -> int:
        return len(self.nodes)


class Packed:
    """The groups of a graph, operands before users.

    Attributes:
        groups: `arguments` (one each), `parameters`, `constants`, then the `computed` ones.
        position: for each node of the lowered graph its position, -1 if no output needs it.
        numbers: the values of the constants' rows.
    """

    def __init__(self, graph: Graph, batch: bool) -> None:
        """Pack a lowered graph; with `batch`, arguments have one value for every sample."""
        self.graph = graph
        self.groups: list[Group] = []
        self.position: Index = np.full(len(graph.op), -1, np.int64)
        self._end = 0
        first = 0
        for argument in graph.arguments:
            size = int(np.prod(argument.shape, dtype=np.int64))
            self._leaf("argument", list(range(first, first + size)), batch)
            first += size
        self.arguments = self.groups[:]
        self.parameters = self._leaf("parameters", list(range(first, graph.n_leaves)), False)
        needed = needed_by_outputs(graph)
        constants = [i for i in graph.number if needed[i]]
        self.numbers = np.array([graph.number[i] for i in constants] + [0.0, -inf, inf])
        self.constants = self._leaf("constants", constants, False)
        self._pad = {x: self._end + k for k, x in enumerate((0.0, -inf, inf))}
        self._end += 3

        self._batched = batched = bytearray(len(graph.op))
        batched[: graph.n_elements] = bytes([batch]) * graph.n_elements
        level = [0] * len(graph.op)
        alike: dict[tuple[int, int, Op, int], list[int]] = defaultdict(list)
        for i in range(graph.n_leaves, len(graph.op)):
            op, operands = graph.op[i], graph.operands[i]
            if not operands or not needed[i] or op is None:
                continue
            level[i] = 1 + max(level[j] for j in operands)
            batched[i] = any(batched[j] for j in operands)
            alike[level[i], batched[i], op, 0 if op in NEUTRAL else len(operands)].append(i)
        for (height, own, op, _), nodes in sorted(alike.items(), key=lambda item: item[0][0]):
            if op is ops.DOT:
                self._dots(nodes, bool(own), height)
            elif op in NEUTRAL:
                for same in _by_length(graph, nodes):
                    self._rows(op, same, self._operands(op, same), bool(own), height)
            else:
                self._rows(op, nodes, self._operands(op, nodes), bool(own), height)
        self.computed = self.groups[self.constants.number + 1 :]
        self._starts = np.array([group.start for group in self.groups])

    @property
    def end(self) -> int:
        """The number of positions; the last one stays free, for what no output needs."""
        return self._end + 1

    def group_of(self, positions: Index) -> Group | None:
        """Return the group that all positions belong to, None if there are several."""
        first, last = self.groups_of(np.array([positions.min(), positions.max()]))
        return self.groups[int(first)] if first == last else None

    def groups_of(self, positions: Index) -> Index:
        """Return for each position the number of its group."""
        return np.searchsorted(self._starts, positions, side="right") - 1

    def any_batched(self, positions: Index) -> bool:
        """Return whether one of the rows has a value of its own for every sample."""
        numbers: list[int] = np.unique(self.groups_of(positions)).tolist()
        return any(self.groups[k].batched for k in numbers)

    def _leaf(self, kind: str, nodes: list[int], batched: bool) -> Group:
        return self._append(Group(kind, None, nodes, np.empty((0, len(nodes)), np.int64), batched))

    def _append(self, group: Group) -> Group:
        group.start, group.number = self._end, len(self.groups)
        self.groups.append(group)
        self.position[group.nodes] = range(self._end, self._end + len(group.nodes))
        self._end += len(group.nodes)
        return group

    def _operands(self, op: Op, nodes: list[int]) -> Index:
        """Return the positions of the operands, of shape (arity, rows), padded to the longest row."""
        rows = [self.graph.operands[i] for i in nodes]
        arity = max(map(len, rows))
        if arity > min(map(len, rows)):
            table = np.full((len(rows), arity), self._pad[NEUTRAL[op]], np.int64)
            for k, row in enumerate(rows):
                table[k, : len(row)] = self.position[list(row)]
            return table.T
        return self.position[np.array(rows, np.int64)].T

    def _rows(self, op: Op, nodes: list[int], operands: Index, batched: bool, level: int) -> None:
        """Append a group of rows that are computed one by one."""
        arity = len(operands)
        if op is PICK:
            kind = "pick"
            order = np.lexsort((operands[-1], operands[0]))
        elif op is ops.LOGSUMEXP or (op in NEUTRAL and arity > (2 * _FEW + 1 if op is ops.DOT else _FEW)):
            # written out, a logsumexp takes eight words for each operand
            kind = {ops.DOT: "dots", ops.LOGSUMEXP: "logsumexp"}.get(op, "block")
            order = np.lexsort((operands[arity // 2], operands[0]))
        else:
            kind = "each"
            # sorted by the operand that varies most, so that at least this one is read as a slice
            varying = sorted(range(arity), key=lambda k: len(np.unique(operands[k])))
            order = np.lexsort([operands[k] for k in varying])
        operands = np.ascontiguousarray(operands[:, order])
        self._append(Group(kind, op, [nodes[k] for k in order], operands, batched, level))

    # --- dots -------------------------------------------------------------------------------------------

    def _dots(self, nodes: list[int], batched: bool, level: int) -> None:
        """Append the products of matrices that are among these dots, then the remaining dots."""
        by_length: dict[int, list[int]] = defaultdict(list)
        for i in nodes:
            by_length[len(self.graph.operands[i])].append(i)
        rest: dict[int, list[tuple[int, Index]]] = defaultdict(list)  # with and without bias
        for length, same in by_length.items():
            ids = np.array([self.graph.operands[i] for i in same], np.int64)
            n = length // 2
            # the weight is the operand that all samples share; among those the parameter
            kind = np.where(ids < self.graph.n_elements, 1, np.where(ids < self.graph.n_leaves, 0, 2))
            rank = kind + 4 * np.frombuffer(self._batched, np.uint8)[ids].astype(np.int64)
            first, second = rank[:, :n], rank[:, n : 2 * n]
            swap = first > second
            a, x = ids[:, :n], ids[:, n : 2 * n]
            weights = self.position[np.where(swap, x, a)]
            inputs = self.position[np.where(swap, a, x)]
            bias = self.position[ids[:, 2 * n :]]
            lower = np.minimum(first, second).max(axis=1)
            left = set(range(len(same)))
            for rows in _products(weights, inputs, np.flatnonzero(lower < 4)):
                worth = 2 * rows.size >= len(same) or (len(rows) >= 4 and not lower[rows].any())
                # a layer is one however narrow it is: 3-2-1 takes half the time, and reads as the lectures do
                if worth and (rows.size * n > _FEW or not lower[rows].any()):
                    left -= set(rows.ravel().tolist())
                    self._product(same, rows, weights, inputs, bias, batched, level)
            for k in sorted(left):
                rest[length % 2].append((same[k], np.concatenate((weights[k], inputs[k], bias[k]))))
        for odd, rows in rest.items():
            for part in _split([len(row) // 2 for _, row in rows]):
                self._plain_dots([rows[k] for k in part], odd, batched, level)

    def _plain_dots(self, rows: list[tuple[int, Index]], odd: int, batched: bool, level: int) -> None:
        n = max(len(row) // 2 for _, row in rows)
        operands = np.full((2 * n + odd, len(rows)), self._pad[0.0], np.int64)
        for k, (_, row) in enumerate(rows):
            m = len(row) // 2
            operands[:m, k] = row[:m]
            operands[n : n + m, k] = row[m : 2 * m]
            operands[2 * n :, k] = row[2 * m :]
        self._rows(ops.DOT, [node for node, _ in rows], operands, batched, level)

    def _product(
        self,
        nodes: list[int],
        rows: Index,
        weights: Index,
        inputs: Index,
        bias: Index,
        batched: bool,
        level: int,
    ) -> None:
        group = Group(
            "product", ops.DOT, [nodes[k] for k in rows.ravel().tolist()], np.empty((0, rows.size), np.int64),
            batched, level, 0, 0,
            weights[rows[:, 0]], np.ascontiguousarray(inputs[rows[0]].T),
            bias[rows, 0] if bias.size else np.empty((0, 0), np.int64),
        )  # fmt: skip
        self._append(group)


def _by_length(graph: Graph, nodes: list[int]) -> list[list[int]]:
    parts = _split([len(graph.operands[i]) for i in nodes])
    return [[nodes[k] for k in part] for part in parts]


def _split(lengths: list[int]) -> list[list[int]]:
    """Return parts of the range of `lengths` that may share one padded array."""
    if max(lengths) * len(lengths) <= _PADDING * sum(lengths):
        return [list(range(len(lengths)))]
    parts: dict[int, list[int]] = defaultdict(list)
    for k, length in enumerate(lengths):
        parts[length].append(k)
    return list(parts.values())


def _products(weights: Index, inputs: Index, rows: Index) -> list[Index]:
    """Return full products among these rows: each an array of row numbers, (weight rows, columns)."""
    by_column: dict[bytes, dict[bytes, int]] = defaultdict(dict)
    for k in rows.tolist():
        # of the same dot with several biases the last one
        by_column[inputs[k].tobytes()][weights[k].tobytes()] = k
    alike: dict[frozenset[bytes], list[dict[bytes, int]]] = defaultdict(list)
    for column in by_column.values():
        alike[frozenset(column)].append(column)
    products: list[Index] = []
    for columns in alike.values():
        first = columns[0]
        order = sorted(first, key=lambda w: (weights[first[w], 0], w))
        columns.sort(key=lambda column: inputs[column[order[0]], 0])
        products.append(np.array([[column[w] for column in columns] for w in order], np.int64))
    return products
