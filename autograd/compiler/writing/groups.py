"""The kinds of group: how its rows are computed, and the messages that they send to their operands.

Six short classes, forward and backward side by side; `arrays` makes one for every computed group of a
packed graph, runs `forward` from the first to the last and `backward` from the last to the first.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, TypeAlias

import numpy as np

from autograd import ops
from autograd.compiler.planning.pack import NEUTRAL, Group, Index
from autograd.compiler.writing.collect import Collector
from autograd.compiler.writing.names import identifier
from autograd.compiler.writing.reader import Reader
from autograd.compiler.writing.writer import Code, Writer, written, written_partials
from autograd.ops import NOTHING, Op


class Each:
    """Rows that are computed operand by operand, with the words of their row."""

    def __init__(self, group: Group, reader: Reader) -> None:
        self.group, self.reader = group, reader
        self.operands: list[Any] = []

    def forward(self) -> tuple[str, str]:
        """Return the expression of shape (rows, batch), and what to call its rows."""
        op, writer = _row(self.group), self.reader.writer
        self.operands = [self.reader.rows(row) for row in self.group.operands]
        start = len(writer.lines)
        y: Any = _called(op, self.operands, self.reader)
        y = str(writer.code(written(op, writer, self.operands) if y is None else y))
        if not self._has_shape(" ".join((*writer.lines[start:], y))):
            y = f"fill({y}, {len(self.group)}, {self.reader.width(self.group)})"
        several = op in (ops.SUM, ops.MAXIMUM, ops.MINIMUM)
        return y, f"{op.name} of {len(self.operands)}" if several else op.name

    def _has_shape(self, source: str) -> bool:
        """Return whether an expression has every row and every sample: a row may leave out operands."""
        group = self.group
        rows = samples = False
        for row, text in zip(group.operands, self.operands):
            if isinstance(text, Code) and re.search(rf"(?<!\w){re.escape(text.source)}(?!\w)", source):
                rows = rows or len(group) == 1 or bool((row != row[0]).any())
                samples = samples or not group.batched or self.reader.packed.any_batched(row)
        return rows and samples

    def backward(self, d: str, collector: Collector) -> None:
        """Send δ × partial to every operand."""
        writer = self.reader.writer
        y = Code(writer, self.reader.names.of(self.group))
        partials = written_partials(_row(self.group), writer, y, self.operands)
        for row, partial in zip(self.group.operands, partials):
            if partial is not NOTHING and collector.wants(row):
                collector.send(str(Code(writer, d) * partial), row, self.group.batched)


class Block:
    """Rows of many operands, which stand in one array of shape (arity, rows, batch)."""

    # the value, and the partials of the whole block; a sum needs none, its messages are the delta itself
    FORMS: ClassVar[dict[Op, tuple[str, str]]] = {
        ops.SUM: ("{}.sum(axis=0)", ""),
        ops.MAXIMUM: ("{}.max(axis=0)", "first_largest({}, {})"),
        ops.MINIMUM: ("{}.min(axis=0)", "first_smallest({}, {})"),
    }

    def __init__(self, group: Group, reader: Reader) -> None:
        self.group, self.reader = group, reader
        self.value, self.partials = self.FORMS[_row(group)]
        self.block = ""

    def forward(self) -> tuple[str, str]:
        self.block = self.reader.block(self.group.operands)
        return self.value.format(self.block), f"{_row(self.group).name} of {len(self.group.operands)}"

    def backward(self, d: str, collector: Collector) -> None:
        operands = self.group.operands
        if not self.partials:
            collector.send_repeated(d, operands, self.group.batched)
            return
        partials = self.partials.format(self.block, self.reader.names.of(self.group))
        message = f"({d} * {partials}).reshape({operands.size}, -1)"
        collector.send(message, operands.ravel(), self.group.batched)


class LogSumExp:
    """ln Σ eˣ of the operands in one array; what the forward pass sums up is kept for the backward pass."""

    def __init__(self, group: Group, reader: Reader) -> None:
        self.group, self.reader = group, reader
        self.shares = ""

    def forward(self) -> tuple[str, str]:
        operands, writer = self.group.operands, self.reader.writer
        block = self.reader.block(operands)
        largest, self.shares = writer.new_name("m"), writer.new_name("e")
        writer.line(f"{largest}, {self.shares} = shifted({block})")
        return f"{largest} + log({self.shares}.sum(axis=0))", f"logsumexp of {len(operands)}"

    def backward(self, d: str, collector: Collector) -> None:
        """Send δ times the softmax."""
        operands, e = self.group.operands, self.shares
        message = f"({d} / {e}.sum(axis=0) * {e}).reshape({operands.size}, -1)"
        collector.send(message, operands.ravel(), self.group.batched)


class Dots:
    """Dots that are no product of matrices: weights and inputs stand in two blocks."""

    def __init__(self, group: Group, reader: Reader) -> None:
        self.group, self.reader = group, reader
        m = len(group.operands) // 2
        self.weights, self.inputs, self.bias = np.split(group.operands, (m, 2 * m))
        self.left = self.right = ""

    def forward(self) -> tuple[str, str]:
        self.left, self.right = self.reader.block(self.weights), self.reader.block(self.inputs)
        y = f"({self.left} * {self.right}).sum(axis=0)"
        bias = f" + {self.reader.rows(self.bias[0])}" if len(self.bias) else ""
        return y + bias, f"dot of {len(self.weights)}"

    def backward(self, d: str, collector: Collector) -> None:
        packed, own = self.reader.packed, self.group.batched
        if len(self.bias) and collector.wants(self.bias):
            collector.send(d, self.bias[0], own)
        if own and not packed.any_batched(self.weights) and not packed.any_batched(self.inputs):
            d, own = collector.over_samples(d), False  # only the bias is of the sample
        pairs = [(self.weights, self.right), (self.inputs, self.left)]
        if self.left == self.right:  # Σ x²: both messages are the same
            pairs, d = pairs[:1], f"({d} + {d})"
        for mine, other in pairs:
            if collector.wants(mine):
                collector.send(f"({d} * {other}).reshape({mine.size}, -1)", mine.ravel(), own)


class Product:
    """Dots that are all pairs of R weight rows with P input columns: one product of matrices."""

    def __init__(self, group: Group, reader: Reader) -> None:
        self.group, self.reader = group, reader
        self.r, self.p = len(group.weights), group.inputs.shape[1]
        self.w = self.x = ""

    def forward(self) -> tuple[str, str]:
        group, bias = self.group, self.group.bias
        self.w, self.x = self.reader.weights(group.weights), self.reader.inputs(group.inputs)
        y = f"{self.w} @ {self.x}"
        in_rows = f".reshape({len(group)}, -1)" if self.p > 1 else ""
        of_unit = (bias == bias[:, :1]).all() and (self.p == 1 or not self.reader.packed.any_batched(bias))
        if not bias.size:
            y = f"({y}){in_rows}" if in_rows else y
        elif of_unit:  # a bias for each unit, the same at all places
            y = f"{y} + {self.reader.rows(bias[:, 0])}"
            y = f"({y}){in_rows}" if in_rows else y
        else:
            y = f"({y}){in_rows}" if in_rows else y
            y = f"{y} + {self.reader.rows(bias.ravel())}"
        places = f": {self.r} units at {self.p} places" if self.p > 1 else ""
        return y, f"dot of {len(group.inputs)}{places}"

    def backward(self, d: str, collector: Collector) -> None:
        group, own = self.group, self.group.batched
        if group.bias.size:
            collector.send(d, group.bias.ravel(), own)
        if own and not self.reader.packed.any_batched(group.inputs):
            d, own = collector.over_samples(d), False  # only the bias is of the sample
        wide = d if self.p == 1 else self.reader.once(f"{d}.reshape({self.r}, -1)")
        if collector.wants(group.weights):
            transposed = f"{self.x}.T"
            collector.send(f"{wide} @ {transposed}", group.weights, False, (wide, transposed))
        if collector.wants(group.inputs):
            message = f"{self.w}.T @ {wide}"
            if self.p > 1:
                message = f"({message}).reshape({group.inputs.size}, -1)"
            collector.send(message, group.inputs.ravel(), own)


class Pick:
    """Rows that look up one of several values at an index that is an argument."""

    def __init__(self, group: Group, reader: Reader) -> None:
        self.group, self.reader = group, reader
        self.values: Index = group.operands[:-1]
        self.places = self.source = ""

    def forward(self) -> tuple[str, str]:
        self.source, table, _, _ = self.reader.source(self.values)
        index = self.reader.rows(self.group.operands[-1])
        self.places = self.reader.once(f"places({self.reader.word(table, 'i')}, {index}, {self.source})")
        return f"{self.source}.take({self.places})", f"take of one of {len(self.values)}"

    def backward(self, d: str, collector: Collector) -> None:
        collector.send_picked(f"put_back({self.places}, {d}, {self.source})", self.values)


Rows: TypeAlias = Each | Block | LogSumExp | Dots | Product | Pick
KINDS: dict[str, type[Rows]] = {
    "each": Each, "block": Block, "logsumexp": LogSumExp, "dots": Dots, "product": Product, "pick": Pick,
}  # fmt: skip


def _row(group: Group) -> Op:
    assert group.op is not None
    return group.op


def _called(op: Op, operands: list[Any], reader: Reader) -> Code | None:
    """Return a call of a function made from the row, for an activation spelled in several words."""
    if len(operands) != 1 or not isinstance(operands[0], Code) or not identifier(op.name):
        return None
    writer = Writer()
    y = written(op, writer, [Code(writer, "x")])
    in_a_word = not isinstance(y, Code) or y.source in ("x", f"{op.name}(x)")
    if op is ops.NEG or op in NEUTRAL or op.family == "pow" or in_a_word:
        return None
    if op not in reader.functions:
        reader.functions[op] = word = reader.names.names.new(op.name)
        body = "".join(f"\n    {line}" for line in (*writer.lines, f"return {y}"))
        reader.head[f"def {word}"] = f"def {word}(x):{body}"
    return reader.writer.call(reader.functions[op], operands[0])
