"""Reading rows: the text with which generated source refers to operands.

Operands are positions of the packed graph. Where they follow each other they are read as a slice, where
they do not they are gathered, and what several lines need is computed once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.compiler.planning.pack import Group, Index, Packed
from autograd.compiler.writing.names import ArrayNames
from autograd.compiler.writing.writer import Code, Writer
from autograd.ops import Op


class Reader:
    """Writes what stands for operands.

    Attributes:
        words: index arrays and constant arrays that the source refers to, by name.
        head: views of the parameters and functions, made once before everything else, by name.
        functions: the names of those functions, by row.
        writer: of the function that is being written.
    """

    def __init__(self, packed: Packed, batch: bool) -> None:
        self.packed = packed
        self.graph = packed.graph
        self.names = ArrayNames(packed, batch)
        self.words: dict[str, Any] = {}
        self.head: dict[str, str] = {}
        self.functions: dict[Op, str] = {}
        self._word_of: dict[bytes, str] = {}
        self._head_name: dict[str, str] = {}
        self.begin()

    def begin(self) -> None:
        """Forget what was computed; a new function is written."""
        self.writer = Writer()
        self.writer.given |= self.names.names.taken
        self._known: dict[str, str] = {}

    def word(self, array: Any, prefix: str) -> str:
        """Return the name under which generated source finds a constant array."""
        key = prefix.encode() + str(array.shape).encode() + array.tobytes()
        if key not in self._word_of:
            name = self._word_of[key] = self.names.names.new(f"{prefix}_{len(self._word_of) + 1}")
            array.setflags(write=False)
            self.words[name] = array
        return self._word_of[key]

    def source(self, positions: Index) -> tuple[str, Index, int, bool]:
        """Return an array that holds all positions, the rows in it, its length, whether it has samples."""
        packed = self.packed
        group = packed.group_of(positions)
        if group is not None:
            rows = positions - group.start
            if group is packed.parameters:
                return "column", rows, len(group), False
            if group is packed.constants:
                used, inverse = np.unique(rows, return_inverse=True)
                return (
                    self.word(packed.numbers[used][:, None], "c"),
                    inverse.reshape(rows.shape),
                    len(used),
                    False,
                )
            return self.names.of(group), rows, len(group), group.batched
        numbers = packed.groups_of(positions)
        rows = np.empty_like(positions)
        texts: list[str] = []
        length, batched = 0, False
        for k in np.unique(numbers).tolist():
            mine = numbers == k
            text, own, size, per_sample = self.source(positions[mine])
            used, inverse = np.unique(own, return_inverse=True)
            if 2 * len(used) < size:  # a few of many rows: only they are copied
                run = is_run(used)
                text = self._slice(text, used, 1) if run else f"{text}.take({self.word(used, 'i')}, 0)"
                own, size = inverse, len(used)
            rows[mine] = own + length
            texts.append(text)
            length += size
            batched |= per_sample
        return self.once(f"stack({', '.join(texts)})", "s"), rows, length, batched

    def width(self, group: Group) -> str:
        """Return how many columns the array of a group has."""
        return f"{self.names.heads[0]}.shape[1]" if group.batched else "1"

    def once(self, source: str, prefix: str = "g") -> str:
        """Return a name for an expression that may be needed again."""
        if source.isidentifier():
            return source
        if source not in self._known:
            self._known[source] = self.writer.named(Code(self.writer, source, 0), prefix).source
        return self._known[source]

    def rows(self, positions: Index) -> Code | float:
        """Return rows as a Code of shape (rows, batch) or (1, batch); a number if all are one constant."""
        constants = self.packed.constants
        if self.packed.group_of(positions) is constants:
            values = self.packed.numbers[positions - constants.start]
            bits = values.view(np.int64)  # which tell -0.0 from 0.0
            if (bits == bits[0]).all():
                return float(values[0])
        source, rows, length, _ = self.source(positions)
        first, n = int(rows[0]), len(rows)
        if (rows == first).all():
            return Code(self.writer, source if length == 1 else self._slice(source, rows[:1], 1))
        step = int(rows[1]) - first
        if step > 0 and (rows == np.arange(first, first + n * step, step)).all():
            whole = step == 1 and n == length and source != "column"
            return Code(self.writer, source if whole else self._slice(source, rows, step))
        return Code(self.writer, self.once(f"{source}.take({self.word(rows, 'i')}, 0)"))

    def _slice(self, source: str, rows: Index, step: int) -> str:
        """Return rows that follow each other; a view of the parameters is made once and for all."""
        view = f"{source}[{span(int(rows[0]), int(rows[-1]) + 1, step)}]"
        return self._headed(view, self._wish(rows)) if source == "column" else view

    def _headed(self, source: str, wish: str) -> str:
        """Return the name of a view of the parameters that is made once, at the head of the source."""
        if source not in self._head_name:
            free = wish
            chosen = self.names.blocks.values()
            while free in self.head or (free in self.names.names.taken and free not in chosen):
                free += "_"  # the same parameters, seen in another shape; or the name of something else
            self._head_name[source] = free
            self.head[free] = source
        return self._head_name[source]

    def block(self, positions: Index) -> str:
        """Return rows as a text of shape (arity, rows, batch)."""
        k, n = positions.shape
        source, rows, length, _ = self.source(positions)
        flat, first = rows.ravel(), int(rows[0, 0])
        whole = "" if length == k * n else f"[{first}:{first + k * n}]"
        if is_run(flat):
            return self.once(f"{source}{whole}.reshape({k}, {n}, -1)")
        if is_run(rows.T.ravel()):
            return self.once(f"{source}{whole}.reshape({n}, {k}, -1).swapaxes(0, 1)")
        return self.once(f"{source}.take({self.word(rows, 'i')}, 0)")

    def weights(self, positions: Index) -> str:
        """Return what all samples share as a text of shape (R, K)."""
        r, k = positions.shape
        source, rows, length, _ = self.source(positions)
        first = int(rows[0, 0])
        for order, shape in ((rows.ravel(), f"reshape({r}, {k})"), (rows.T.ravel(), f"reshape({k}, {r}).T")):
            if is_run(order):
                if source == "column":
                    return self._headed(f"theta[{first}:{first + r * k}].{shape}", self._wish(rows))
                part = "" if r * k == length else f"[{first}:{first + r * k}]"
                return self.once(f"{source}{part}.{shape}")
        if source == "column" and (step := stride(rows)) and first + r * step <= length:
            return self._headed(
                f"theta[{first}:{first + r * step}].reshape({r}, {step})[:, :{k}]", self._wish(rows)
            )
        return self.once(f"{source}.take({self.word(rows, 'i')}, 0).reshape({r}, {k})")

    def _wish(self, rows: Index) -> str:
        """Return the name that was chosen for a block of parameters."""
        first, stop = int(rows.min()), int(rows.max()) + 1
        return self.names.blocks.get((first, stop, rows.size)) or f"p_{first}_{stop}"

    def inputs(self, positions: Index) -> str:
        """Return columns as a text of shape (K, P·batch)."""
        k, p = positions.shape
        source, rows, length, _ = self.source(positions)
        first = int(rows[0, 0])
        whole = "" if length == k * p else f"[{first}:{first + k * p}]"
        if is_run(rows.ravel()):
            if source == "column":
                source = self._slice(source, rows.ravel(), 1)
                whole = ""
            return source + whole if p == 1 else self.once(f"{source}{whole}.reshape({k}, -1)")
        if is_run(rows.T.ravel()):
            return self.once(f"{source}{whole}.reshape({p}, {k}, -1).swapaxes(0, 1).reshape({k}, -1)")
        gathered = f"{source}.take({self.word(rows.ravel() if p == 1 else rows, 'i')}, 0)"
        return self.once(gathered if p == 1 else f"{gathered}.reshape({k}, -1)")


def span(start: int, stop: int, step: int) -> str:
    """Return what stands between the brackets of a slice."""
    return f"{start}:{stop}" if step == 1 else f"{start}:{stop}:{step}"


def is_run(rows: Index) -> bool:
    """Return whether each number is one more than the one before it."""
    first = int(rows[0])
    return np.array_equal(rows, np.arange(first, first + len(rows)))


def stride(rows: Index) -> int:
    """Return the distance between rows of numbers that run on within a row; 0 if there is none."""
    r, k = rows.shape
    step = int(rows[1, 0] - rows[0, 0]) if r > 1 else k
    expected: Index = (step * np.arange(r, dtype=np.int64))[:, None] + np.arange(k, dtype=np.int64)
    regular = np.array_equal(rows - rows[0, 0], expected)
    return step if regular and step >= k else 0
