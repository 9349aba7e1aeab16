"""A packed graph as the matrix formulas of the lectures: what `Program.show` prints.

Samples are rows, as in lecture L0 (Z = X W + 1 bᵀ, ∂E/∂W = Xᵀ ∂E/∂Z), or columns, as in L4 and in the source
that runs. The formulas are made from the groups; what is neither a layer nor computed element by element on
whole groups is shown as its line of the source.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from autograd import ops
from autograd.compiler.planning.pack import Group, Index, Packed
from autograd.compiler.recording.graph import wanted_nodes
from autograd.compiler.writing.collect import Collector
from autograd.compiler.writing.gradient import write_gradient
from autograd.compiler.writing.groups import KINDS, Rows
from autograd.compiler.writing.reader import Reader
from autograd.compiler.writing.writer import Code, Writer, written, written_partials
from autograd.labels import RAISED
from autograd.labels import written as label_text
from autograd.ops import NOTHING

_FIRST_OF_PRODUCT = re.compile(r"(?<![\w.₀-₉)])(\d+(?:\.\d+)?(?:e[+-]?\d+)?) \* ")
_NUMBERED = re.compile(r"[A-Za-z]\d+")
_WHOLE = re.compile(r"(?<![\w.])(\d+)\.0(?![\w.])")


@dataclass
class Formula:
    """The right side of an equation, and the same with the shape of every factor; no shapes for source."""

    text: str
    shapes: str = ""


@dataclass
class _Layer:
    """A group that is W times a whole group, for every sample: the names of both, and of the bias or ""."""

    weights: str
    inputs: Group
    bias: str


# The gradients of the parameters: the name of a block, its positions, its shape and the messages to it.
_Parameters: TypeAlias = dict[str, tuple[Index, str, list[Formula]]]


class Board:
    """The formulas of one packed graph.

    Args:
        packed: the graph, with one root.
        rows: whether samples are rows.
        batch: whether there is more than one sample.
    """

    def __init__(self, packed: Packed, *, rows: bool, batch: bool) -> None:
        self.packed = packed
        self.rows = rows
        self.samples = "N" if batch else "1"
        self.reader = Reader(packed, batch)
        self._unprinted: dict[str, str] = {}  # statements of the source that no printed line needs so far

    def lines(self, *, shapes: bool) -> list[str]:
        """Return the equations of both passes, "" between them."""
        graph, reader = self.packed.graph, self.reader
        kinds = [KINDS[group.kind](group, reader) for group in self.packed.computed]
        how = "rows, weights are inputs × units" if self.rows else "columns, weights are units × inputs"
        table: list[tuple[str, str, str]] = [(f"# forward: samples are {how}", "", "")]
        for each in kinds:
            start = len(reader.writer.lines)
            text, _ = each.forward()
            name, own = reader.names.of(each.group), reader.writer.lines[start:]
            formula = self._forward(each.group)
            self._keep(own)
            if formula is None:
                table += self._source([f"{name} = {text}"])
            else:
                table.append(self._equation(self._name(each.group), self._shape(each.group), formula))
        if not graph.shape and graph.outputs:
            table += self._backward(kinds)
        if not shapes:
            return [left for left, _, _ in table]
        width = max((len(left) for left, own, _ in table if own), default=0)
        return [
            f"{left:<{width}}  {own} = {of}" if of else f"{left:<{width}}  {own}".rstrip()
            for left, own, of in table
        ]

    # --- forward ----------------------------------------------------------------------------------------

    def _forward(self, group: Group) -> Formula | None:
        """Return a group as a formula of other groups, None where it is none."""
        if group.kind == "product":
            return self._product(group)
        operands = [self._operand(row) for row in group.operands]
        if group.kind != "each" or None in operands:
            return None
        op, writer = group.op, Writer()
        assert op is not None
        if op.family == "pow" and isinstance(op.parameter, int):
            return Formula(str(operands[0]) + "".join(RAISED[sign] for sign in str(op.parameter)))
        if len(operands) == 1 and op.family != "pow" and op is not ops.NEG:
            sign = op.chalk or op.symbol
            return Formula(f"|{operands[0]}|" if op is ops.ABS else f"{sign}({operands[0]})")
        text = written(op, writer, [self._code(writer, operand) for operand in operands])
        return None if writer.lines else Formula(_on_board(str(text)))

    def _product(self, group: Group) -> Formula | None:
        layer = self._layer(group)
        if layer is None:
            return None
        x, (r, k), n = self._name(layer.inputs), group.weights.shape, self.samples
        w, b = label_text(layer.weights), label_text(layer.bias)
        if self.rows:
            bias = (f" + 1 {b}ᵀ", f" + ({n}×1)(1×{r})") if b else ("", "")
            return Formula(f"{x} {w}{bias[0]}", f"({n}×{k})({k}×{r}){bias[1]}")
        bias = (f" + {b} 1ᵀ", f" + ({r}×1)(1×{n})") if b else ("", "")
        return Formula(f"{w} {x}{bias[0]}", f"({r}×{k})({k}×{n}){bias[1]}")

    def _layer(self, group: Group) -> _Layer | None:
        packed = self.packed
        if group.kind != "product" or group.inputs.shape[1] != 1 or not group.batched:
            return None
        source = packed.group_of(group.inputs)
        weights, bias = self._block(group.weights), self._block(group.bias) if group.bias.size else ""
        if source is None or not source.batched or not _is_whole(group.inputs.ravel(), source):
            return None
        if not weights or (group.bias.size and not bias):
            return None
        return _Layer(weights, source, bias)

    def _block(self, positions: Index) -> str:
        """Return the name of a block of parameters, "" if it has none."""
        rows = positions.ravel() - self.packed.parameters.start
        if rows.min() < 0 or rows.max() >= len(self.packed.parameters):
            return ""
        return self.reader.names.blocks.get((int(rows.min()), int(rows.max()) + 1, rows.size), "")

    def _operand(self, row: Index) -> str | float | None:
        """Return what an operand is called, its number if it is one, None where it is no whole group."""
        packed = self.packed
        group = packed.group_of(row)
        if group is not None and group is packed.constants:
            numbers = {float(packed.numbers[i]) for i in row - group.start}
            return numbers.pop() if len(numbers) == 1 else None
        if group is None or group is packed.parameters or not _is_whole(row, group):
            return None
        return self._name(group)

    # --- backward ---------------------------------------------------------------------------------------

    def _backward(self, kinds: list[Rows]) -> list[tuple[str, str, str]]:
        packed, reader, graph = self.packed, self.reader, self.packed.graph
        wanted = wanted_nodes(graph, [False] * graph.n_elements + [True] * graph.n_parameters)
        collector = Collector(reader, np.flatnonzero(np.frombuffer(wanted, np.uint8)))
        output = packed.position[graph.outputs]
        root = packed.groups[int(packed.groups_of(output)[0])]
        if not root.batched or len(root) > 1 or root in packed.groups[: packed.constants.number + 1]:
            return []
        seed = f"full((1, {reader.width(root)}), 1.0 / {reader.width(root)})"
        collector.send(seed, output, root.batched)
        terms: dict[int, list[Formula] | None] = {root.number: [Formula(f"1 / {self.samples}")]}
        parameters: _Parameters = {}
        rest: list[Index] = []  # the parameters that get messages which are no formula
        total = f"E = mean of {self._name(root)} over the samples"
        table = [(total, "", ""), ("", "", ""), ("# backward; in a line of the source, dZ is ∂E/∂Z", "", "")]
        for each in reversed(kinds):
            group = each.group
            if not collector.messages[group.number]:
                continue
            start = len(reader.writer.lines)
            d = collector.collect(group)
            source = reader.writer.lines[start:]
            found = terms.get(group.number)
            if found:
                table.append(self._equation(self._delta(group), self._shape(group), _sum(found)))
            else:
                table += self._source(source)
            start = len(reader.writer.lines)
            each.backward(d, collector)
            self._keep(reader.writer.lines[start:])
            rest += self._send(group, terms, parameters)
        # a parameter that several blocks have, or that also gets other messages, has no such formula
        uses = Counter(i for positions, _, _ in parameters.values() for i in positions.ravel().tolist())
        uses.update(i for row in rest for i in row.tolist())
        for name, (positions, shape, found) in parameters.items():
            if all(uses[i] == 1 for i in positions.ravel().tolist()):
                table.append(self._equation(_slope(name), shape, _sum(found)))
        if any(count > 1 for count in uses.values()) or rest:
            start = len(reader.writer.lines)
            write_gradient(collector)
            table += self._source(reader.writer.lines[start:])
        return table

    def _send(
        self, group: Group, terms: dict[int, list[Formula] | None], parameters: _Parameters
    ) -> list[Index]:
        """Note the messages of a group; return the parameters that get one which is no formula."""
        packed, layer = self.packed, self._layer(group)
        if layer is not None:
            self._send_from_layer(group, layer, terms, parameters)
            return []
        partials, rest = self._partials(group), list[Index]()
        for position, row in enumerate(self._operand_rows(group)):
            receivers: list[int] = np.unique(packed.groups_of(row)).tolist()
            for k in receivers:
                receiver = packed.groups[k]
                if receiver is packed.parameters:
                    rest.append(row)
                elif partials is None or not _is_whole(row, receiver) or receiver.batched != group.batched:
                    terms[k] = None
                elif (partial := partials[position]) is not None:
                    _add(terms, k, Formula(partial))
        return rest

    def _send_from_layer(
        self, group: Group, layer: _Layer, terms: dict[int, list[Formula] | None], parameters: _Parameters
    ) -> None:
        (r, k), n = group.weights.shape, self.samples
        x, d = self._name(layer.inputs), self._delta(group)
        w, b = label_text(layer.weights), label_text(layer.bias)
        if self.rows:
            to_w, to_x = (
                Formula(f"{x}ᵀ {d}", f"({k}×{n})({n}×{r})"),
                Formula(f"{d} {w}ᵀ", f"({n}×{r})({r}×{k})"),
            )
            to_b, b, shapes = Formula(f"1ᵀ {d}", f"(1×{n})({n}×{r})"), f"{b}ᵀ", (f"{k}×{r}", f"1×{r}")
        else:
            to_w, to_x = (
                Formula(f"{d} {x}ᵀ", f"({r}×{n})({n}×{k})"),
                Formula(f"{w}ᵀ {d}", f"({k}×{r})({r}×{n})"),
            )
            to_b, shapes = Formula(f"{d} 1", f"({r}×{n})({n}×1)"), (f"{r}×{k}", f"{r}×1")
        parameters.setdefault(w, (group.weights, shapes[0], []))[2].append(to_w)
        if layer.bias:
            parameters.setdefault(b, (group.bias, shapes[1], []))[2].append(to_b)
        _add(terms, layer.inputs.number, to_x)

    def _operand_rows(self, group: Group) -> list[Index]:
        """Return all positions that a group reads, one array for each operand of its row."""
        if group.kind == "product":
            return [part.ravel() for part in (group.weights, group.inputs, group.bias) if part.size]
        return list(group.operands)

    def _partials(self, group: Group) -> list[str | None] | None:
        """Return δ ⊙ partial for each operand, None for one that gets nothing; None if there is none."""
        if group.kind != "each":
            return None
        writer, names = Writer(), [self._operand(row) for row in group.operands]
        if None in names:
            return None
        assert group.op is not None
        y, d = Code(writer, self._name(group)), Code(writer, self._delta(group))
        found = written_partials(group.op, writer, y, [self._code(writer, name) for name in names])
        if writer.lines:
            argument = ", ".join(map(str, names))
            slope = f"{group.op.chalk or group.op.symbol}′({argument})"
            return [f"{d} ⊙ {slope}"] if len(names) == 1 else None
        return [None if partial is NOTHING else _on_board(str(d * partial)) for partial in found]

    # --- lines of the source ----------------------------------------------------------------------------

    def _keep(self, lines: list[str]) -> None:
        """Remember statements that later lines may need."""
        for line in lines:
            for name in line.partition(" = ")[0].split(", "):
                self._unprinted[name] = line

    def _source(self, lines: list[str]) -> list[tuple[str, str, str]]:
        """Return lines of the source, each behind the statements that it needs and that are not there yet."""
        table: list[tuple[str, str, str]] = []
        for line in lines:
            for word in re.findall(r"\w+", line):
                if needed := self._unprinted.pop(word, ""):
                    table += self._source([needed])
            if (row := (f"{line}  # source", "", "")) not in table:
                table.append(row)
        return table

    # --- names and shapes -------------------------------------------------------------------------------

    def _name(self, group: Group) -> str:
        name = self.reader.names.of(group)
        return label_text(name) if _NUMBERED.fullmatch(name) else name  # sub8 as in the source

    def _delta(self, group: Group) -> str:
        return _slope(self._name(group))

    def _code(self, writer: Writer, operand: str | float | None) -> Code | float:
        return Code(writer, operand) if isinstance(operand, str) else float(operand or 0.0)

    def _shape(self, group: Group) -> str:
        n = self.samples if group.batched else "1"
        return f"{n}×{len(group)}" if self.rows else f"{len(group)}×{n}"

    def _equation(self, name: str, shape: str, right: Formula) -> tuple[str, str, str]:
        return f"{name} = {right.text}", shape, right.shapes


def _is_whole(row: Index, group: Group) -> bool:
    """Return whether these positions are all rows of a group, in order."""
    return len(row) == len(group) and bool((row == np.arange(group.start, group.start + len(group))).all())


def _add(terms: dict[int, list[Formula] | None], group: int, term: Formula) -> None:
    found = terms.setdefault(group, [])
    if found is not None:
        found.append(term)


def _sum(found: list[Formula]) -> Formula:
    return Formula(" + ".join(f.text for f in found), " + ".join(f.shapes for f in found if f.shapes))


def _slope(name: str) -> str:
    return f"∂E/∂{name}"


def _on_board(source: str) -> str:
    """Return an expression of the writer with the signs of the lectures: ⊙ between arrays, 0.5 before one."""
    text = _FIRST_OF_PRODUCT.sub(r"\1 ", _WHOLE.sub(r"\1", source))
    return text.replace(" * ", " ⊙ ").replace("-", "−")
