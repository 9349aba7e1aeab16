"""Array instructions: the program of a batch, and of a single sample whose graph is wide.

Fourth stage (emit), the other of two. Every group is one array of shape (rows, batch) and one line of
the forward pass; in the backward pass every group collects the messages of its users when its turn
comes (δ = Σ messages), so nothing is set to zero first and nothing is written twice. Formulas are
written by running the op rows with a `Writer`; products of matrices are the one thing added here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import numpy as np

from autograd import ops
from autograd.compiler.collect import Collector
from autograd.compiler.gradient import write_gradient
from autograd.compiler.names import identifier
from autograd.compiler.pack import NEUTRAL, Group, Index, Packed
from autograd.compiler.reader import Reader
from autograd.compiler.record import wanted_nodes
from autograd.compiler.writer import Text, Writer, written, written_partials
from autograd.ops import Op

_BLOCK_FORM = {ops.MAXIMUM: "{}.max(axis=0)", ops.MINIMUM: "{}.min(axis=0)", ops.SUM: "{}.sum(axis=0)",
               ops.LOGSUMEXP: "logsumexp({})"}  # fmt: skip
_FIRST = {ops.MAXIMUM: "first_largest", ops.MINIMUM: "first_smallest"}


class ArraySource:
    """Writes the functions of one packed graph.

    Attributes:
        words: index arrays and constant arrays that the source refers to, by name.
        head: statements that make views of the parameters.
    """

    def __init__(self, packed: Packed, batch: bool) -> None:
        self.packed = packed
        self.graph = packed.graph
        self.reader = Reader(packed, batch)
        self.functions: dict[Op, str] = {}
        self.kept: dict[int, Any] = {}  # what the forward pass keeps of each group's operands

    # --- functions --------------------------------------------------------------------------------------

    def function(self, name: str, of_parameters: bool, of_arguments: bool) -> tuple[str, int, int]:
        """Return the source of `name(argument, …)`, and the lines of its forward and backward pass.

        Arguments are arrays of shape (elements, batch). It returns the outputs, of shape (outputs, batch),
        or (value, gradient of the parameters, [gradient of each argument, of shape (elements, batch)]).
        """
        self.reader.begin()
        writer = self.reader.writer
        graph, packed = self.graph, self.packed
        n = len(graph.arguments)
        self.kept = {}
        writer.line("# forward")
        for k, group in enumerate(packed.groups[n + 2 :], n + 2):
            self._forward(k, group)
        forward = len(writer.lines) - 1
        outputs = packed.position[graph.outputs]
        if name == "inspect":
            writer.line(f"return [{', '.join(self.reader.names.groups[n + 2 :])}]")
            return self._finished(name), forward, 0
        if not (of_parameters or of_arguments):
            text = self.reader.rows(outputs)
            if not isinstance(text, Text):
                text = Text(writer, f"full((1, 1), {text!r})")
            writer.line(f"return {text}")
            return self._finished(name), forward, 0

        writer.line("# backward: d in front of a name is the delta of it")
        wanted = wanted_nodes(graph, [of_arguments] * graph.n_elements + [of_parameters] * graph.n_parameters)
        self.collector = Collector(self.reader, np.flatnonzero(np.frombuffer(wanted, np.uint8)))
        self._seed(int(outputs[0]))
        for k in range(len(packed.groups) - 1, n + 1, -1):
            if self.collector.messages[k]:
                self._backward(k, packed.groups[k])
        gradient = write_gradient(self.collector) if of_parameters else "zeros(0)"
        arguments = [self._argument(k) for k in range(n)] if of_arguments else []
        root = self.reader.rows(outputs)
        value = repr(root) if not isinstance(root, Text) else (
            f"mean({root})" if self._per_sample(int(outputs[0])) else f"{root}[0, 0]"
        )  # fmt: skip
        writer.line(f"return {value}, {gradient}, [{', '.join(arguments)}]")
        return self._finished(name), forward, len(writer.lines) - 2 - forward

    def _finished(self, name: str) -> str:
        lines = self.reader.writer.lines
        if any(".take(" in line for line in lines):  # gathered rows are copies: they go as soon as they may
            lines = _with_releases(lines)
        body = "\n    ".join(lines)
        return f"def {name}({', '.join(self.reader.names.heads)}):\n    {body}\n"

    def _per_sample(self, position: int) -> bool:
        return self.packed.groups[int(self.packed.groups_of(np.array([position]))[0])].batched

    def _argument(self, k: int) -> str:
        """Return the delta of an argument."""
        group = self.packed.groups[k]
        if not self.collector.messages[k]:
            return f"zeros(({len(group)}, {self.collector.width(group)}))"
        return str(self.collector.collect(k, group))

    # --- forward ----------------------------------------------------------------------------------------

    def _forward(self, k: int, group: Group) -> None:
        op, writer, name = group.op, self.reader.writer, self.reader.names.groups[k]
        if op is None:
            return
        n, arity = len(group), len(group.operands)
        if group.kind == "product":
            r, p = len(group.weights), group.inputs.shape[1]
            w, x = self.reader.weights(group.weights), self.reader.inputs(group.inputs)
            y = f"{w} @ {x}"
            if group.bias.size:
                of_row = (group.bias == group.bias[:, :1]).all() and (
                    p == 1 or not self._any_sample(group.bias)
                )
                bias = self.reader.rows(group.bias[:, 0] if of_row else group.bias.ravel())
                y = f"{y} + {bias}" if of_row or p == 1 else f"({y}).reshape({n}, -1) + {bias}"
                y = f"({y}).reshape({n}, -1)" if of_row and p > 1 else y
            elif p > 1:
                y = f"({y}).reshape({n}, -1)"
            self.kept[k] = (w, x)
            about = f"{n} × dot of {len(group.inputs)}" + (f": {r} units at {p} places" if p > 1 else "")
        elif group.kind == "block":
            if op is ops.DOT:
                m = arity // 2
                a, x = self.reader.block(group.operands[:m]), self.reader.block(group.operands[m : 2 * m])
                y = f"({a} * {x}).sum(axis=0)"
                if arity % 2:
                    y += f" + {self.reader.rows(group.operands[-1])}"
                self.kept[k] = (a, x)
                about = f"{n} × dot of {m}"
            else:
                block = self.reader.block(group.operands)
                y = _BLOCK_FORM[op].format(block)
                self.kept[k] = (block,)
                about = f"{n} × {op.name} of {arity}"
        elif group.kind == "pick":
            source, table, _, _ = self.reader.source(group.operands[:-1])
            index = self.reader.rows(group.operands[-1])
            places = self.reader.once(f"places({self.reader.word(table, 'i')}, {index}, {source})")
            y = f"{source}.take({places})"
            self.kept[k] = (places, source)
            about = f"{n} × take of one of {arity - 1}"
        else:
            operands = [self.reader.rows(row) for row in group.operands]
            if not any(isinstance(x, Text) for x in operands):
                operands[0] = self.reader.writer.named(
                    Text(self.reader.writer, f"full(({n}, 1), {operands[0]!r})")
                )
            y = self._word_for(op, operands) or written(op, writer, operands)
            self.kept[k] = operands
            about = f"{n} × {op.name}" + (f" of {arity}" if op in (ops.SUM, ops.MAXIMUM, ops.MINIMUM) else "")
        writer.line(f"{name} = {y}  # {' '.join(about.split())}")

    def _word_for(self, op: Op, operands: list[Any]) -> str:
        """Return a call of a function made from the row, for an activation spelled in several words."""
        if len(operands) != 1 or not isinstance(operands[0], Text) or not identifier(op.name):
            return ""
        writer = Writer()
        y = written(op, writer, [Text(writer, "x")])
        if op is ops.NEG or op in NEUTRAL or op.name.startswith("pow(") or str(y) == f"{op.name}(x)":
            return ""
        if op not in self.functions:
            self.functions[op] = self.reader.names.names.new(op.name)
        word = self.functions[op]
        body = "".join(f"\n    {line}" for line in (*writer.lines, f"return {y}"))
        self.reader.head[f"def {word}"] = f"def {word}(x):{body}"
        return f"{word}({operands[0]})"

    def _any_sample(self, positions: Index) -> bool:
        numbers: list[int] = np.unique(self.packed.groups_of(positions)).tolist()
        return any(self.packed.groups[k].batched for k in numbers)

    # --- backward ---------------------------------------------------------------------------------------

    def _seed(self, root: int) -> None:
        k = int(self.packed.groups_of(np.array([root]))[0])
        group = self.packed.groups[k]
        batch = self.collector.width(group)
        text = f"full((1, {batch}), 1.0 / {batch})" if group.batched else "full((1, 1), 1.0)"
        self.collector.send(text, np.array([root]), group.batched)

    def _backward(self, k: int, group: Group) -> None:
        op = group.op
        if op is None:
            return
        d = self.collector.collect(k, group)
        name, kept, arity, n = self.reader.names.groups[k], self.kept[k], len(group.operands), len(group)
        own = group.batched
        if group.kind == "product":
            self._backward_product(group, d, *kept)
        elif group.kind == "block" and op is ops.DOT:
            m = arity // 2
            pairs = [(slice(0, m), kept[1]), (slice(m, 2 * m), kept[0])]
            if kept[0] == kept[1]:  # Σ x²: both messages are the same
                pairs, d_x = pairs[:1], f"({d} + {d})"
            else:
                d_x = d
            for mine, other in pairs:
                if self.collector.wants(group.operands[mine]):
                    self.collector.send(
                        f"({d_x} * {other}).reshape({m * n}, -1)", group.operands[mine].ravel(), own
                    )
            if arity % 2 and self.collector.wants(group.operands[-1]):
                self.collector.send(d, group.operands[-1], own)
        elif group.kind == "block":
            if op is ops.SUM:
                self.collector.send_repeated(d, group.operands, own)
            elif op in _FIRST:
                self.collector.send(
                    f"({d} * {_FIRST[op]}({kept[0]}, {name})).reshape({arity * n}, -1)",
                    group.operands.ravel(),
                    own,
                )
            else:
                (partial,) = written_partials(
                    op,
                    self.reader.writer,
                    Text(self.reader.writer, name),
                    [Text(self.reader.writer, kept[0])],
                )
                self.collector.send(
                    f"({d} * {partial}).reshape({arity * n}, -1)", group.operands.ravel(), own
                )
        elif group.kind == "pick":
            places, source = kept
            self.collector.send_picked(f"put_back({places}, {d}, {source})", group.operands[:-1])
        else:
            partials = written_partials(op, self.reader.writer, Text(self.reader.writer, name), kept)
            for row, partial in zip(group.operands, partials):
                if self.collector.wants(row):
                    message = Text(self.reader.writer, d) * partial
                    self.collector.send(str(message), row, own)

    def _backward_product(self, group: Group, d: str, w: str, x: str) -> None:
        (r, _), p = group.weights.shape, group.inputs.shape[1]
        wide = d if p == 1 else self.reader.once(f"{d}.reshape({r}, -1)")
        if self.collector.wants(group.weights):
            transposed = f"{x}.T"
            self.collector.send(f"{wide} @ {transposed}", group.weights, False, (wide, transposed))
        if self.collector.wants(group.inputs):
            text = f"{w}.T @ {wide}"
            self.collector.send(
                text if p == 1 else f"({text}).reshape({group.inputs.size}, -1)",
                group.inputs.ravel(),
                group.batched,
            )
        if group.bias.size and self.collector.wants(group.bias):
            self.collector.send(d, group.bias.ravel(), group.batched)

    # --- collecting -------------------------------------------------------------------------------------

    # --- the gradient of the parameters -------------------------------------------------------------------


def _with_releases(lines: list[str]) -> list[str]:
    """Return the lines with a `del` behind the last line that needs an array."""
    last: dict[str, int] = {}
    made: set[str] = set()
    for k, line in enumerate(lines):
        code = line.partition("  #")[0]
        name, equals, _ = code.partition(" = ")
        if equals and name.isidentifier():
            made.add(name)
        for word in re.findall(r"[^\W\d]\w*", code):
            last[word] = k
    gone: dict[int, list[str]] = defaultdict(list)
    for name in sorted(made):
        gone[last[name]].append(name)
    released: list[str] = []
    for k, line in enumerate(lines):
        released.append(line)
        if k in gone and not line.startswith("return"):
            released.append(f"del {', '.join(gone[k])}")
    return released
