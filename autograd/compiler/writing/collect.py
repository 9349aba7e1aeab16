"""Collecting: δ = Σ messages, for a group of rows at a time.

In the backward pass every group sends its messages to rows of other groups; when the turn of a group
comes, all that it got is added up in one line, so nothing is set to zero first and nothing is written
twice. Messages to rows that lie side by side are slices, others are gathered.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograd.compiler.planning.pack import Group, Index
from autograd.compiler.writing.reader import Reader, is_run, stride


@dataclass
class Messages:
    """What one line sends to rows of one group.

    Attributes:
        text: an array of shape (m, batch).
        targets: the row that each gets.
        rows: which row of `text` is for that target; None for all in order.
        per_sample: whether `text` has a batch axis of its own.
        product: the two factors, if the text is a product of matrices; it has the shape (R, K) then.
        shape: this shape.
    """

    text: str
    targets: Index
    rows: Index | None
    per_sample: bool
    product: tuple[str, str] | None = None
    shape: tuple[int, int] = (0, 0)


class Collector:
    """Takes messages and writes their sums.

    Attributes:
        messages: those that each group got.
        wanted: for each position whether its delta is needed.
    """

    def __init__(self, reader: Reader, wanted: Index) -> None:
        """Begin a backward pass that needs the deltas of the `wanted` nodes."""
        self.reader = reader
        self.packed = packed = reader.packed
        self.graph = packed.graph
        self.messages: list[list[Messages]] = [[] for _ in packed.groups]
        self.wanted = np.zeros(packed.end, np.bool_)
        self.wanted[packed.position[wanted]] = True
        self.wanted[-1] = False  # what no output needs has position -1

    def send(
        self, text: str, positions: Index, per_sample: bool, product: tuple[str, str] | None = None
    ) -> None:
        """Note a message: its row i is for position i, the element r, c of a product for position r, c."""
        shape, positions = positions.shape, positions.ravel()
        groups = self.packed.groups_of(positions)
        keep = self.wanted[positions]
        receivers: list[int] = np.unique(groups[keep]).tolist()
        several = len(receivers) > 1
        for k in receivers:
            mine = (groups == k) & keep
            rows = None if mine.all() else np.flatnonzero(mine)
            targets = positions[mine] - self.packed.groups[k].start
            own, factors = text, product
            if product is not None and not (
                k == self.packed.parameters.number and rows is None and stride(targets.reshape(shape))
            ):
                own, factors = f"({text}).reshape(-1, 1)", None
            if factors is None and several:
                own = self.reader.once(own, "m")
            self.messages[k].append(Messages(own, targets, rows, per_sample, factors, (shape[0], shape[-1])))

    def wants(self, positions: Index) -> bool:
        return bool(self.wanted[positions].any())

    def send_repeated(self, d: str, operands: Index, per_sample: bool) -> None:
        """Send row r of d to all operands of row r, without writing it down for each."""
        k, n = operands.shape
        groups = self.packed.groups_of(operands)
        keep = self.wanted[operands]
        receivers: list[int] = np.unique(groups[keep]).tolist()
        for g in receivers:
            mine = (groups == g) & keep
            targets = operands[mine] - self.packed.groups[g].start
            if n == 1 and mine.all():
                self.messages[g].append(Messages(f"expand({d}, {k})", targets, None, per_sample))
            else:
                self.messages[g].append(Messages(d, targets, np.nonzero(mine)[1], per_sample))

    def send_picked(self, text: str, operands: Index) -> None:
        """Send what came back to the rows of the array that was looked up in."""
        _, rows, length, per_sample = self.reader.source(operands)
        positions = np.full(length, self.packed.end - 1, np.int64)
        positions[rows.ravel()] = operands.ravel()
        self.send(text, positions, per_sample)

    def over_samples(self, d: str) -> str:
        """Return the sum of a delta over the samples."""
        return self.reader.once(f"{d}.sum(axis=1, keepdims=True)", "s")

    def collect(self, group: Group) -> str:
        """Write δ = Σ messages for a group; return its name."""
        n, messages = len(group), self.messages[group.number]
        full: list[str] = []
        parts: list[tuple[int, int, str]] = []
        indexed: list[tuple[str, str]] = []
        for message in messages:
            for start, stop, text in self.resolve(message, n, group.batched, indexed):
                if stop - start == n:
                    full.append(text)
                else:
                    parts.append((start, stop, text))
        later: list[tuple[int, int, str]] = []
        if parts:
            joined, later = self._joined(parts, n, group)
            if not full or not later:
                full.append(joined)
            else:
                later = parts
        if not full:
            full.append(f"zeros(({n}, {self.reader.width(group)}))")
        name = f"d{self.reader.names.of(group)}"
        total = " + ".join(full)
        if (later or indexed) and len(full) == 1 and not _is_new(total):
            total = f"{total} + 0.0"  # an array of its own, to be added to
        self.reader.writer.line(f"{name} = {total}")
        for start, stop, text in later:
            self.reader.writer.line(f"{name}[{start}:{stop}] += {text}")
        for index, text in indexed:
            self.reader.writer.line(f"{name}[{index}] += {text}")
        return name

    def _joined(
        self, parts: list[tuple[int, int, str]], n: int, group: Group
    ) -> tuple[str, list[tuple[int, int, str]]]:
        """Return disjoint parts joined into n rows, and the parts that are left over."""
        pieces: list[str] = []
        later: list[tuple[int, int, str]] = []
        end = 0
        for start, stop, text in sorted(parts, key=lambda part: part[:2]):
            if start < end:
                later.append((start, stop, text))
                continue
            if start > end:
                pieces.append(f"zeros(({start - end}, {self.reader.width(group)}))")
            pieces.append(text)
            end = stop
        if end < n:
            pieces.append(f"zeros(({n - end}, {self.reader.width(group)}))")
        return f"concatenate(({', '.join(pieces)}))", later

    def resolve(
        self, message: Messages, n: int, batched: bool, indexed: list[tuple[str, str]]
    ) -> list[tuple[int, int, str]]:
        """Return a message as parts (first row, end, text); rows that lie apart go to `indexed`."""
        text, targets, rows = message.text, message.targets, message.rows
        m = len(targets)
        low, high = int(targets.min()), int(targets.max()) + 1
        over_batch = message.per_sample and not batched  # what all samples share gets the sum over them
        in_order = rows is None and (targets == np.arange(low, low + m)).all()
        if rows is None and not in_order and m % (high - low) == 0:
            p = m // (high - low)
            if (targets == np.repeat(np.arange(low, high), p)).all():
                text = atom(text)
                if over_batch:
                    return [(low, high, f"{text}.reshape({high - low}, -1).sum(axis=1, keepdims=True)")]
                return [(low, high, f"{text}.reshape({high - low}, {p}, -1).sum(axis=1)")]
            if (targets == np.tile(np.arange(low, high), p)).all():
                text = f"{atom(text)}.reshape({p}, {high - low}, -1).sum(axis=0)"
                return [(low, high, self._over_batch(text, over_batch))]
        text = self._over_batch(text, over_batch)
        if in_order:
            return [(low, high, text)]
        if rows is None:
            rows = np.arange(m)
        order = np.argsort(targets, kind="stable")
        sorted_targets, sorted_rows = targets[order], rows[order]
        unique, counts = np.unique(sorted_targets, return_counts=True)
        if message.rows is None and counts.max() == 1 and (sorted_rows == np.arange(m)).all():
            indexed.append((self.reader.word(unique, "i"), text))
            return []
        name = self.reader.once(text, "m")
        if counts.max() == 1:
            if is_run(sorted_rows):
                text = f"{name}[{sorted_rows[0]}:{sorted_rows[0] + m}]"
            else:
                text = f"{name}.take({self.reader.word(sorted_rows, 'i')}, 0)"
        elif not batched:
            per_target = self.reader.word(np.ascontiguousarray(targets), "i")
            source = name if message.rows is None else f"{name}.take({self.reader.word(rows, 'i')}, 0)"
            return [(0, n, f"row_sum({source}, {per_target}, {n})")]
        else:
            text = self._summed(name, sorted_rows, counts)
        if high - low == len(unique):
            return [(low, high, text)]
        indexed.append((self.reader.word(unique, "i"), text))
        return []

    def _summed(self, name: str, rows: Index, counts: Index) -> str:
        """Return the sums of consecutive runs of rows of an array."""
        width, runs = int(counts.max()), len(counts)
        starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        if width * runs <= 3 * len(rows):
            table = np.full((width, runs), -1, np.int64)  # -1: the row of zeros after the last
            for k in range(width):
                has = counts > k
                table[k, has] = rows[starts[has] + k]
            if (counts == width).all():
                return f"{name}.take({self.reader.word(table, 'i')}, 0).sum(axis=0)"
            return f"gather_sum({name}, {self.reader.word(table, 'i')})"
        order, starts_word = self.reader.word(rows, "i"), self.reader.word(starts, "i")
        return f"add.reduceat({name}.take({order}, 0), {starts_word}, axis=0)"

    def _over_batch(self, text: str, over_batch: bool) -> str:
        if not over_batch:
            return text
        return f"{atom(text)}.sum(axis=1, keepdims=True)"


def _is_new(text: str) -> bool:
    """Return whether an expression surely makes an array of its own, no view of another."""
    return (
        not text.isidentifier()
        and not text.endswith("]")
        and "reshape(" not in text
        and "expand(" not in text
    )


def atom(text: str) -> str:
    """Return a text to which a method call can be appended."""
    return text if text.isidentifier() else f"({text})"
