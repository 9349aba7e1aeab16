"""Array instructions: the program of a batch, and of a single sample whose graph is wide.

Third stage, the other of two. Every group is one array of shape (rows, batch) and one line of the forward
pass; in the backward pass every group collects the messages of its users when its turn comes
(δ = Σ messages), so nothing is set to zero first and nothing is written twice. Formulas are written by
running the op rows with a `Writer`; products of matrices are the one thing added here.
"""

from __future__ import annotations

import re
from collections import defaultdict

import numpy as np

from autograd.compiler.planning.pack import Group, Packed
from autograd.compiler.recording.graph import wanted_nodes
from autograd.compiler.writing.collect import Collector
from autograd.compiler.writing.gradient import write_gradient
from autograd.compiler.writing.groups import KINDS, Rows
from autograd.compiler.writing.reader import Reader
from autograd.compiler.writing.writer import Code


class ArraySource:
    """Writes the functions of one packed graph.

    Attributes:
        reader: has the index arrays and constants that the source refers to (`words`), and the statements
            that make views of the parameters (`head`).
    """

    def __init__(self, packed: Packed, batch: bool) -> None:
        self.packed = packed
        self.graph = packed.graph
        self.reader = Reader(packed, batch)

    def function(self, name: str, of_parameters: bool, of_arguments: bool) -> tuple[str, int, int]:
        """Return the source of `name(argument, …)`, and the lines of its forward and backward pass.

        Arguments are arrays of shape (elements, batch). It returns the outputs, of shape (outputs, batch),
        or (value, gradient of the parameters, [gradient of each argument, of shape (elements, batch)]).
        """
        self.reader.begin()
        writer, packed = self.reader.writer, self.packed
        writer.line("# forward")
        rows = [KINDS[group.kind](group, self.reader) for group in packed.computed]
        for each in rows:
            text, about = each.forward()
            writer.line(f"{self.reader.names.of(each.group)} = {text}  # {len(each.group)} × {about}")
        forward = len(writer.lines) - 1
        if name == "inspect":
            writer.line(f"return [{', '.join(map(self.reader.names.of, packed.computed))}]")
            return self._finished(name), forward, 0
        if not (of_parameters or of_arguments):
            outputs = self.graph.outputs
            text = self.reader.rows(packed.position[outputs]) if outputs else 0.0
            if not isinstance(text, Code):
                text = Code(writer, f"full((1, 1), {text!r})")
            writer.line(f"return {text}")
            return self._finished(name), forward, 0
        writer.line(f"return {self._differentiated(rows, of_parameters, of_arguments)}")
        return self._finished(name), forward, len(writer.lines) - 2 - forward

    def _differentiated(self, rows: list[Rows], of_parameters: bool, of_arguments: bool) -> str:
        """Write the backward pass; return value, gradient and the gradients of the arguments."""
        graph, packed, reader = self.graph, self.packed, self.reader
        reader.writer.line("# backward: d in front of a name is the delta of it")
        wanted = wanted_nodes(graph, [of_arguments] * graph.n_elements + [of_parameters] * graph.n_parameters)
        collector = Collector(reader, np.flatnonzero(np.frombuffer(wanted, np.uint8)))
        output = packed.position[graph.outputs]
        root = packed.groups[int(packed.groups_of(output)[0])]
        width = reader.width(root)
        seed = f"full((1, {width}), 1.0 / {width})" if root.batched else "full((1, 1), 1.0)"
        collector.send(seed, output, root.batched)
        for each in reversed(rows):
            if collector.messages[each.group.number]:
                each.backward(collector.collect(each.group), collector)
        gradient = write_gradient(collector) if of_parameters else "zeros(0)"
        arguments = [_argument(collector, group) for group in packed.arguments] if of_arguments else []
        value = reader.rows(output)
        if isinstance(value, Code):
            value = f"mean({value})" if root.batched else f"{value}[0, 0]"
        return f"{value}, {gradient}, [{', '.join(arguments)}]"

    def _finished(self, name: str) -> str:
        lines = self.reader.writer.lines
        if any(".take(" in line for line in lines):  # gathered rows are copies: they go as soon as they may
            lines = _with_releases(lines)
        body = "\n    ".join(lines)
        return f"def {name}({', '.join(self.reader.names.heads)}):\n    {body}\n"


def _argument(collector: Collector, group: Group) -> str:
    """Return the delta of an argument."""
    if not collector.messages[group.number]:
        return f"zeros(({len(group)}, {collector.reader.width(group)}))"
    return collector.collect(group)


def _with_releases(lines: list[str]) -> list[str]:
    """Return the lines with a `del` behind the last line that needs an array."""
    last: dict[str, int] = {}
    made: set[str] = set()
    for k, line in enumerate(lines):
        code = line.partition("  #")[0]
        name = code.partition(" = ")[0]
        if name.isidentifier():
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
