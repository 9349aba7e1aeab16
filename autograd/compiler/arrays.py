"""Array instructions: the program of a batch, and of a single sample whose graph is wide.

Fourth stage (emit), the other of two. Every group is one array of shape (rows, batch) and one line of
the forward pass; in the backward pass every group collects the messages of its users when its turn
comes (δ = Σ messages), so nothing is set to zero first and nothing is written twice. Formulas are
written by running the op rows with a `Writer`; products of matrices are the one thing added here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd import ops
from autograd.compiler.names import Names, identifier
from autograd.compiler.pack import NEUTRAL, Group, Index, Packed
from autograd.compiler.scalar import wanted_nodes
from autograd.compiler.writer import Text, Writer, written, written_partials
from autograd.ops import Op

# From this size on a gradient is written in place instead of being joined from its parts:
# a copy of 1 MB costs more than the product that makes it (784-200-10: 1.3 against 0.35 ms).
_LARGE = 16384
_BLOCK_FORM = {ops.MAXIMUM: "{}.max(axis=0)", ops.MINIMUM: "{}.min(axis=0)", ops.SUM: "{}.sum(axis=0)",
               ops.LOGSUMEXP: "logsumexp({})"}  # fmt: skip
_FIRST = {ops.MAXIMUM: "first_largest", ops.MINIMUM: "first_smallest"}


@dataclass
class Message:
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


class ArraySource:
    """Writes the functions of one packed graph.

    Attributes:
        words: index arrays and constant arrays that the source refers to, by name.
        head: statements that make views of the parameters.
    """

    def __init__(self, packed: Packed, batch: bool) -> None:
        self.packed = packed
        self.graph = packed.graph
        self.batch = batch
        self.words: dict[str, Any] = {}
        self.head: dict[str, str] = {}
        self._head_name: dict[str, str] = {}
        self.names = Names()
        self.layers = 0
        self._word_of: dict[bytes, str] = {}
        self._block_names: dict[tuple[int, int, int], str] = {}  # by first row, end and size
        self.comment: dict[int, str] = {}
        self._starts = np.array([group.start for group in packed.groups])
        self._name_groups()

    # --- names ------------------------------------------------------------------------------------------

    def _name_groups(self) -> None:
        graph, packed = self.graph, self.packed
        self.name: list[str] = []
        self.heads: list[str] = []
        for argument in graph.arguments:
            wish = argument.name
            if argument.shape or self.batch:
                wish = wish[:1].upper() + wish[1:]
            self.heads.append(self.names.new(wish))
        self.name += [*self.heads, "theta", "constants"]
        n = len(graph.arguments)
        root = graph.outputs[0]
        layer_of: dict[int, int] = {}
        for k, group in enumerate(packed.groups[n + 2 :], n + 2):
            wish = self._stem(group.nodes)
            end = self._parameters_end()
            if (
                not wish
                and group.kind == "product"
                and (group.weights < end).all()
                and (group.inputs >= end).any() | (group.inputs < end - len(self.packed.groups[n])).any()
            ):
                self.layers += 1
                layer_of[k] = self.layers
                wish = f"Z{self.layers}"
                self._name_parameters(group)
            elif not wish and group.kind == "each" and len(group.operands) == 1:
                source = self._one_group(group.operands[0])
                if source in layer_of and len(packed.groups[source]) == len(group):
                    wish = f"H{layer_of[source]}"
            if not wish and len(group) == 1 and group.nodes[0] == root and not graph.shape:
                wish = "L"
            self.name.append(self.names.new(wish, f"{identifier(group.op.name if group.op else '')}{k}"))

    def _parameters_end(self) -> int:
        return self.packed.groups[len(self.graph.arguments) + 1].start

    def _stem(self, nodes: list[int]) -> str:
        """Return the label of a single node, or what the labels of all nodes have in common."""
        labels = {self.graph.label.get(i, "") for i in nodes}
        if len(labels) > 1:
            labels = {identifier(label).rstrip("0123456789_") for label in labels}
        return labels.pop() if len(labels) == 1 else ""

    def _name_parameters(self, group: Group) -> None:
        """Choose names for the parameters that a product reads: W and b with the number of the layer."""
        theta = self.packed.groups[len(self.graph.arguments)]
        for index, wish in ((group.weights, f"W{self.layers}"), (group.bias[:, :1], f"b{self.layers}")):
            rows = index.ravel() - theta.start
            if len(rows) and rows.min() >= 0 and rows.max() < len(theta):
                label = self._stem([theta.nodes[r] for r in rows.tolist()])
                start, stop = int(rows.min()), int(rows.max()) + 1
                if (start, stop, len(rows)) not in self._block_names:
                    self._block_names[start, stop, len(rows)] = self.names.new(label or wish)

    def _word(self, array: Any, prefix: str) -> str:
        """Return the name under which generated source finds a constant array."""
        key = prefix.encode() + str(array.shape).encode() + array.tobytes()
        if key not in self._word_of:
            name = self._word_of[key] = f"{prefix}_{len(self._word_of) + 1}"
            array.setflags(write=False)
            self.words[name] = array
        return self._word_of[key]

    # --- reading rows -----------------------------------------------------------------------------------

    def _one_group(self, positions: Index) -> int:
        """Return the number of the group that all positions belong to, -1 if there are several."""
        low, high = int(positions.min()), int(positions.max())
        k = int(np.searchsorted(self._starts, low, side="right")) - 1
        end = self._starts[k + 1] if k + 1 < len(self._starts) else np.inf
        return k if high < end else -1

    def _source(self, positions: Index) -> tuple[str, Index, int, bool]:
        """Return an array that holds all positions, the rows in it, its length, whether it has a batch axis."""
        packed = self.packed
        k = self._one_group(positions)
        n = len(self.graph.arguments)
        if k >= 0:
            group = packed.groups[k]
            rows = positions - group.start
            if k == n:
                return "column", rows, len(group), False
            if k == n + 1:
                used, inverse = np.unique(rows, return_inverse=True)
                return (
                    self._word(packed.numbers[used][:, None], "c"),
                    inverse.reshape(rows.shape),
                    len(used),
                    False,
                )
            return self.name[k], rows, len(group), group.batched
        numbers = packed.groups_of(positions)
        rows = np.empty_like(positions)
        texts: list[str] = []
        length, batched = 0, False
        for k in np.unique(numbers).tolist():
            mine = numbers == k
            text, own, size, per_sample = self._source(positions[mine])
            rows[mine] = own + length
            texts.append(text)
            length += size
            batched |= per_sample
        return self._once(f"stack({', '.join(texts)})", "s"), rows, length, batched

    def _once(self, source: str, prefix: str = "g") -> str:
        """Return a name for an expression that may be needed again."""
        if source.isidentifier():
            return source
        if source not in self._known:
            self._known[source] = self.writer.named(Text(self.writer, source, 0), prefix).source
        return self._known[source]

    def _rows_text(self, positions: Index) -> Text | float:
        """Return rows as a Text of shape (rows, batch) or (1, batch), or as a number if all are one constant."""
        constants = self.packed.groups[len(self.graph.arguments) + 1]
        if self._one_group(positions) == len(self.graph.arguments) + 1:
            values = self.packed.numbers[positions - constants.start]
            if len(set(values.tolist())) == 1:
                return float(values[0])
        source, rows, length, _ = self._source(positions)
        first, n = int(rows[0]), len(rows)
        if (rows == first).all():
            return Text(self.writer, source if length == 1 else self._slice(source, rows[:1], 1))
        step = int(rows[1]) - first
        if step > 0 and (rows == np.arange(first, first + n * step, step)).all():
            whole = step == 1 and n == length and source != "column"
            return Text(self.writer, source if whole else self._slice(source, rows, step))
        return Text(self.writer, self._once(f"{source}.take({self._word(rows, 'i')}, 0)"))

    def _slice(self, source: str, rows: Index, step: int) -> str:
        """Return rows that follow each other; a view of the parameters is made once and for all."""
        view = f"{source}[{_span(int(rows[0]), int(rows[-1]) + 1, step)}]"
        return self._headed(view, self._wish(rows)) if source == "column" else view

    def _headed(self, source: str, wish: str) -> str:
        """Return the name of a view of the parameters that is made once, at the head of the source."""
        if source not in self._head_name:
            free = wish
            while free in self.head:  # the same parameters, seen in another shape
                free += "_"
            self._head_name[source] = free
            self.head[free] = source
        return self._head_name[source]

    def _block_text(self, positions: Index) -> str:
        """Return rows as a text of shape (arity, rows, batch)."""
        k, n = positions.shape
        source, rows, length, _ = self._source(positions)
        flat, first = rows.ravel(), int(rows.flat[0])
        whole = "" if length == k * n else f"[{first}:{first + k * n}]"
        if (flat == np.arange(first, first + k * n)).all():
            return self._once(f"{source}{whole}.reshape({k}, {n}, -1)")
        if (rows.T.ravel() == np.arange(first, first + k * n)).all():
            return self._once(f"{source}{whole}.reshape({n}, {k}, -1).swapaxes(0, 1)")
        return self._once(f"{source}.take({self._word(rows, 'i')}, 0)")

    def _weights_text(self, positions: Index) -> str:
        """Return what all samples share as a text of shape (R, K)."""
        r, k = positions.shape
        source, rows, length, _ = self._source(positions)
        first = int(rows.flat[0])
        run = np.arange(first, first + r * k)
        for order, shape in ((rows.ravel(), f"reshape({r}, {k})"), (rows.T.ravel(), f"reshape({k}, {r}).T")):
            if (order == run).all():
                if source == "column":
                    return self._headed(f"theta[{first}:{first + r * k}].{shape}", self._wish(rows))
                part = "" if r * k == length else f"[{first}:{first + r * k}]"
                return self._once(f"{source}{part}.{shape}")
        if source == "column" and (step := _stride(rows)) and first + r * step <= length:
            return self._headed(
                f"theta[{first}:{first + r * step}].reshape({r}, {step})[:, :{k}]", self._wish(rows)
            )
        return self._once(f"{source}.take({self._word(rows, 'i')}, 0).reshape({r}, {k})")

    def _wish(self, rows: Index) -> str:
        """Return the name that was chosen for a block of parameters."""
        first, stop = int(rows.min()), int(rows.max()) + 1
        return self._block_names.get((first, stop, rows.size)) or f"p_{first}_{stop}"

    def _inputs_text(self, positions: Index) -> str:
        """Return columns as a text of shape (K, P·batch)."""
        k, p = positions.shape
        source, rows, length, _ = self._source(positions)
        first = int(rows.flat[0])
        run = np.arange(first, first + k * p)
        whole = "" if length == k * p else f"[{first}:{first + k * p}]"
        if (rows.ravel() == run).all():
            if source == "column":
                source = self._slice(source, rows.ravel(), 1)
                whole = ""
            return source + whole if p == 1 else self._once(f"{source}{whole}.reshape({k}, -1)")
        if (rows.T.ravel() == run).all():
            return self._once(f"{source}{whole}.reshape({p}, {k}, -1).swapaxes(0, 1).reshape({k}, -1)")
        gathered = f"{source}.take({self._word(rows.ravel() if p == 1 else rows, 'i')}, 0)"
        return self._once(gathered if p == 1 else f"{gathered}.reshape({k}, -1)")

    # --- functions --------------------------------------------------------------------------------------

    def function(self, name: str, of_parameters: bool, of_arguments: bool) -> tuple[str, int, int]:
        """Return the source of `name(argument, …)`, and the lines of its forward and backward pass.

        Arguments are arrays of shape (elements, batch). It returns the outputs, of shape (outputs, batch),
        or (value, gradient of the parameters, [gradient of each argument, of shape (elements, batch)]).
        """
        self.writer = writer = Writer()
        self._known: dict[str, str] = {}
        graph, packed = self.graph, self.packed
        n = len(graph.arguments)
        self.kept: dict[int, Any] = {}
        writer.line("# forward")
        for k, group in enumerate(packed.groups[n + 2 :], n + 2):
            self._forward(k, group)
        forward = len(writer.lines) - 1
        outputs = packed.position[graph.outputs]
        if name == "inspect":
            writer.line(f"return [{', '.join(self.name[n + 2 :])}]")
            return self._finished(name), forward, 0
        if not (of_parameters or of_arguments):
            text = self._rows_text(outputs)
            if not isinstance(text, Text):
                text = Text(writer, f"full((1, 1), {text!r})")
            writer.line(f"return {text}")
            return self._finished(name), forward, 0

        writer.line("# backward: d in front of a name is the delta of it")
        wanted = wanted_nodes(graph, [of_arguments] * graph.n_elements + [of_parameters] * graph.n_parameters)
        self.wanted = np.zeros(packed.groups[-1].start + len(packed.groups[-1]) + 3, bool)
        self.wanted[packed.position[np.flatnonzero(np.frombuffer(wanted, np.uint8))]] = True
        self.wanted[-1] = False
        self.messages: list[list[Message]] = [[] for _ in packed.groups]
        self._seed(int(outputs[0]))
        for k in range(len(packed.groups) - 1, n + 1, -1):
            if self.messages[k]:
                self._backward(k, packed.groups[k])
        gradient = self._gradient(packed.groups[n], self.messages[n]) if of_parameters else "zeros(0)"
        arguments = [self._argument(k) for k in range(n)] if of_arguments else []
        root = self._rows_text(outputs)
        value = repr(root) if not isinstance(root, Text) else (
            f"{root}.mean()" if self._per_sample(int(outputs[0])) else f"{root}[0, 0]"
        )  # fmt: skip
        writer.line(f"return {value}, {gradient}, [{', '.join(arguments)}]")
        return self._finished(name), forward, len(writer.lines) - 2 - forward

    def _finished(self, name: str) -> str:
        lines = self.writer.lines
        if any(".take(" in line for line in lines):  # gathered rows are copies: they go as soon as they may
            lines = _with_releases(lines)
        body = "\n    ".join(lines)
        return f"def {name}({', '.join(self.heads)}):\n    {body}\n"

    def _per_sample(self, position: int) -> bool:
        return self.packed.groups[int(self.packed.groups_of(np.array([position]))[0])].batched

    def _argument(self, k: int) -> str:
        """Return the delta of an argument."""
        group = self.packed.groups[k]
        if not self.messages[k]:
            return f"zeros(({len(group)}, {self._width(group)}))"
        return str(self._collect(k, group))

    def _width(self, group: Group) -> str:
        return f"{self.heads[0]}.shape[1]" if group.batched else "1"

    # --- forward ----------------------------------------------------------------------------------------

    def _forward(self, k: int, group: Group) -> None:
        op, writer, name = group.op, self.writer, self.name[k]
        if op is None:
            return
        n, arity = len(group), len(group.operands)
        if group.kind == "product":
            r, p = len(group.weights), group.inputs.shape[1]
            w, x = self._weights_text(group.weights), self._inputs_text(group.inputs)
            y = f"{w} @ {x}"
            if group.bias.size:
                of_row = (group.bias == group.bias[:, :1]).all() and (
                    p == 1 or not self._any_sample(group.bias)
                )
                bias = self._rows_text(group.bias[:, 0] if of_row else group.bias.ravel())
                y = f"{y} + {bias}" if of_row or p == 1 else f"({y}).reshape({n}, -1) + {bias}"
                y = f"({y}).reshape({n}, -1)" if of_row and p > 1 else y
            elif p > 1:
                y = f"({y}).reshape({n}, -1)"
            self.kept[k] = (w, x)
            about = f"{n} × dot of {len(group.inputs)}" + (f": {r} units at {p} places" if p > 1 else "")
        elif group.kind == "block":
            if op is ops.DOT:
                m = arity // 2
                a, x = self._block_text(group.operands[:m]), self._block_text(group.operands[m : 2 * m])
                y = f"({a} * {x}).sum(axis=0)"
                if arity % 2:
                    y += f" + {self._rows_text(group.operands[-1])}"
                self.kept[k] = (a, x)
                about = f"{n} × dot of {m}"
            else:
                block = self._block_text(group.operands)
                y = _BLOCK_FORM[op].format(block)
                self.kept[k] = (block,)
                about = f"{n} × {op.name} of {arity}"
        elif group.kind == "pick":
            source, table, _, _ = self._source(group.operands[:-1])
            index = self._rows_text(group.operands[-1])
            places = self._once(f"places({self._word(table, 'i')}, {index}, {source})")
            y = f"{source}.take({places})"
            self.kept[k] = (places, source)
            about = f"{n} × take of one of {arity - 1}"
        else:
            operands = [self._rows_text(row) for row in group.operands]
            if not any(isinstance(x, Text) for x in operands):
                operands[0] = self.writer.named(Text(self.writer, f"full(({n}, 1), {operands[0]!r})"))
            y = self._word_for(op, operands) or written(op, writer, operands)
            self.kept[k] = operands
            about = f"{n} × {op.name}" + (f" of {arity}" if op in (ops.SUM, ops.MAXIMUM, ops.MINIMUM) else "")
        writer.line(f"{name} = {y}  # {about}")

    def _word_for(self, op: Op, operands: list[Any]) -> str:
        """Return a call of a function made from the row, where the row is an activation spelled in several words."""
        if len(operands) != 1 or not isinstance(operands[0], Text) or not identifier(op.name):
            return ""
        writer = Writer()
        y = written(op, writer, [Text(writer, "x")])
        word = identifier(op.name)
        if op is ops.NEG or op in NEUTRAL or op.name.startswith("pow(") or str(y) == f"{word}(x)":
            return ""
        body = "".join(f"\n    {line}" for line in (*writer.lines, f"return {y}"))
        self.head[f"def {word}"] = f"def {word}(x):{body}"
        return f"{word}({operands[0]})"

    def _any_sample(self, positions: Index) -> bool:
        return any(
            self.packed.groups[k].batched for k in np.unique(self.packed.groups_of(positions)).tolist()
        )

    # --- backward ---------------------------------------------------------------------------------------

    def _seed(self, root: int) -> None:
        k = int(self.packed.groups_of(np.array([root]))[0])
        group = self.packed.groups[k]
        batch = self._width(group)
        text = f"full((1, {batch}), 1.0 / {batch})" if group.batched else "full((1, 1), 1.0)"
        self._send(text, np.array([root]), group.batched)

    def _send(
        self, text: str, positions: Index, per_sample: bool, product: tuple[str, str] | None = None
    ) -> None:
        """Note a message whose row i is for position i (whose element r, c is for position r, c if a product)."""
        shape, positions = positions.shape, positions.ravel()
        groups = self.packed.groups_of(positions)
        keep = self.wanted[positions]
        receivers = np.unique(groups[keep]).tolist()
        several = len(receivers) > 1
        for k in receivers:
            mine = (groups == k) & keep
            rows = None if mine.all() else np.flatnonzero(mine)
            targets = positions[mine] - self.packed.groups[k].start
            own, factors = text, product
            if product is not None and not (
                k == len(self.graph.arguments) and rows is None and _stride(targets.reshape(shape))
            ):
                own, factors = f"({text}).reshape(-1, 1)", None
            if factors is None and several:
                own = self._once(own, "m")
            self.messages[k].append(Message(own, targets, rows, per_sample, factors, (shape[0], shape[-1])))

    def _wants(self, positions: Index) -> bool:
        return bool(self.wanted[positions].any())

    def _backward(self, k: int, group: Group) -> None:
        op = group.op
        if (
            op is None
            or (not self._wants(np.array([group.start]))
            and not self.wanted[group.start : group.start + len(group)].any())
        ):
            return
        d = self._collect(k, group)
        name, kept, arity, n = self.name[k], self.kept[k], len(group.operands), len(group)
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
                if self._wants(group.operands[mine]):
                    self._send(f"({d_x} * {other}).reshape({m * n}, -1)", group.operands[mine].ravel(), own)
            if arity % 2 and self._wants(group.operands[-1]):
                self._send(d, group.operands[-1], own)
        elif group.kind == "block":
            if op is ops.SUM:
                self._send_repeated(d, group.operands, own)
            elif op in _FIRST:
                self._send(
                    f"({d} * {_FIRST[op]}({kept[0]}, {name})).reshape({arity * n}, -1)",
                    group.operands.ravel(),
                    own,
                )
            else:
                (partial,) = written_partials(
                    op, self.writer, Text(self.writer, name), [Text(self.writer, kept[0])]
                )
                self._send(f"({d} * {partial}).reshape({arity * n}, -1)", group.operands.ravel(), own)
        elif group.kind == "pick":
            places, source = kept
            self._send_picked(f"put_back({places}, {d}, {source})", group.operands[:-1])
        else:
            partials = written_partials(op, self.writer, Text(self.writer, name), kept)
            for row, partial in zip(group.operands, partials):
                if self._wants(row):
                    message = Text(self.writer, d) * partial
                    self._send(str(message), row, own)

    def _backward_product(self, group: Group, d: str, w: str, x: str) -> None:
        (r, _), p = group.weights.shape, group.inputs.shape[1]
        wide = d if p == 1 else self._once(f"{d}.reshape({r}, -1)")
        if self._wants(group.weights):
            transposed = f"{x}.T"
            self._send(f"{wide} @ {transposed}", group.weights, False, (wide, transposed))
        if self._wants(group.inputs):
            text = f"{w}.T @ {wide}"
            self._send(
                text if p == 1 else f"({text}).reshape({group.inputs.size}, -1)",
                group.inputs.ravel(),
                group.batched,
            )
        if group.bias.size and self._wants(group.bias):
            self._send(d, group.bias.ravel(), group.batched)

    def _send_repeated(self, d: str, operands: Index, per_sample: bool) -> None:
        """Send row r of d to all operands of row r, without writing it down for each."""
        k, n = operands.shape
        groups = self.packed.groups_of(operands)
        keep = self.wanted[operands]
        for g in np.unique(groups[keep]).tolist():
            mine = (groups == g) & keep
            targets = operands[mine] - self.packed.groups[g].start
            if n == 1 and mine.all():
                self.messages[g].append(Message(f"expand({d}, {k})", targets, None, per_sample))
            else:
                self.messages[g].append(Message(d, targets, np.nonzero(mine)[1], per_sample))

    def _send_picked(self, text: str, operands: Index) -> None:
        """Send what came back to the rows of the array that was looked up in."""
        _, rows, length, per_sample = self._source(operands)
        positions = np.full(length, self.packed.groups[-1].start + len(self.packed.groups[-1]) + 2, np.int64)
        positions[rows.ravel()] = operands.ravel()
        self._send(text, positions, per_sample)

    # --- collecting -------------------------------------------------------------------------------------

    def _collect(self, k: int, group: Group) -> str:
        """Write δ = Σ messages for a group; return its name."""
        n, messages = len(group), self.messages[k]
        full: list[str] = []
        parts: list[tuple[int, int, str]] = []
        indexed: list[tuple[str, str]] = []
        for message in messages:
            for start, stop, text in self._resolve(message, n, group.batched, indexed):
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
            full.append(f"zeros(({n}, {self._width(group)}))")
        name = f"d{self.name[k]}"
        total = " + ".join(full)
        if (later or indexed) and len(full) == 1 and not _is_new(total):
            total = f"{total} + 0.0"  # an array of its own, to be added to
        self.writer.line(f"{name} = {total}")
        for start, stop, text in later:
            self.writer.line(f"{name}[{start}:{stop}] += {text}")
        for index, text in indexed:
            self.writer.line(f"{name}[{index}] += {text}")
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
                pieces.append(f"zeros(({start - end}, {self._width(group)}))")
            pieces.append(text)
            end = stop
        if end < n:
            pieces.append(f"zeros(({n - end}, {self._width(group)}))")
        return f"concatenate(({', '.join(pieces)}))", later

    def _resolve(
        self, message: Message, n: int, batched: bool, indexed: list[tuple[str, str]]
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
                text = _atom(text)
                if over_batch:
                    return [(low, high, f"{text}.reshape({high - low}, -1).sum(axis=1, keepdims=True)")]
                return [(low, high, f"{text}.reshape({high - low}, {p}, -1).sum(axis=1)")]
            if (targets == np.tile(np.arange(low, high), p)).all():
                text = f"{_atom(text)}.reshape({p}, {high - low}, -1).sum(axis=0)"
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
            indexed.append((self._word(unique, "i"), text))
            return []
        name = self._once(text, "m")
        if counts.max() == 1:
            if (sorted_rows == np.arange(sorted_rows[0], sorted_rows[0] + m)).all():
                text = f"{name}[{sorted_rows[0]}:{sorted_rows[0] + m}]"
            else:
                text = f"{name}.take({self._word(sorted_rows, 'i')}, 0)"
        elif not batched:
            per_target = self._word(np.ascontiguousarray(targets), "i")
            source = name if message.rows is None else f"{name}.take({self._word(rows, 'i')}, 0)"
            return [(0, n, f"row_sum({source}, {per_target}, {n})")]
        else:
            text = self._summed(name, sorted_rows, counts)
        if high - low == len(unique):
            return [(low, high, text)]
        indexed.append((self._word(unique, "i"), text))
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
                return f"{name}.take({self._word(table, 'i')}, 0).sum(axis=0)"
            return f"gather_sum({name}, {self._word(table, 'i')})"
        return f"add.reduceat({name}.take({self._word(rows, 'i')}, 0), {self._word(starts, 'i')}, axis=0)"

    def _over_batch(self, text: str, over_batch: bool) -> str:
        if not over_batch:
            return text
        return f"{_atom(text)}.sum(axis=1, keepdims=True)"

    # --- the gradient of the parameters -------------------------------------------------------------------

    def _gradient(self, theta: Group, messages: list[Message]) -> str:
        """Write the gradient of the parameters as one vector; return its name."""
        n = self.graph.n_parameters
        if not n:
            return "zeros(0)"
        parts: list[tuple[Index, str, str, tuple[str, str] | None]] = []  # rows, their key, text, product
        for message in messages:
            r, k = message.shape
            step = _stride(message.targets.reshape(r, k)) if message.product else 0
            first = int(message.targets[0])
            if message.product and first + r * step <= len(theta) and (step > k or r * k >= _LARGE // 4):
                key = f"[{first}:{first + r * step}].reshape({r}, {step})"
                parts.append(
                    (message.targets, key + f"[:, :{k}]" * (step > k), message.text, message.product)
                )
                continue
            indexed: list[tuple[str, str]] = []
            for start, stop, text in self._resolve(message, len(theta), False, indexed):
                stop = min(stop, n)
                text = text if stop - start == message.targets.size or start else f"{_atom(text)}[:{n}]"
                parts.append((np.arange(start, stop), f"[{start}:{stop}]", f"{_atom(text)}.ravel()", None))
            for index, text in indexed:
                rows = self.words[index]
                step = int(rows[1] - rows[0])
                run = (np.diff(rows) == step).all()
                key = f"[{_span(int(rows[0]), int(rows[-1]) + 1, step) if run else index}]"
                parts.append((rows, key, f"{_atom(text)}.ravel()", None))
        # what has a name of its own first; a penalty on all parameters is added to it
        parts.sort(key=lambda part: (not self._block(part[0]), -part[0].size))
        covered = np.zeros(n, bool)
        first_parts: list[tuple[Index, str, str, tuple[str, str] | None]] = []
        later: list[tuple[str, str]] = []
        for rows, key, text, product in parts:
            if covered[rows].any():
                later.append((key, text.removesuffix(".ravel()") + ".ravel()" if product is None else text))
            else:
                covered[rows] = True
                first_parts.append((rows, key, text, product))
        first_parts.sort(key=lambda part: int(part[0][0]))
        joinable = covered.all() and n < _LARGE and all(
            product is None and (np.diff(rows) == 1).all() for rows, _, _, product in first_parts
        )  # fmt: skip
        named: list[tuple[str, str]] = []
        if not joinable:
            self.writer.line(f"gradient = {'empty' if covered.all() else 'zeros'}({n})")
        for rows, key, text, product in first_parts:
            block = self._block(rows)
            if product and rows.size >= _LARGE // 4 and not joinable:
                d = f"d{block} = " if block else ""
                self.writer.line(
                    f"{d}matmul({', '.join(product)}, out=gradient{key})  # {' @ '.join(product)}"
                )
                continue
            if block:
                text = text.removesuffix(".ravel()")
                if text.startswith("(") and text.endswith(")") and not product:
                    text = text[1:-1]
                self.writer.line(f"d{block} = {text}")
                text = f"d{block}" if joinable or product else f"d{block}.ravel()"
            named.append((key, text))
        if joinable:
            comma = "," * (len(named) == 1)
            joined = ", ".join(text.removesuffix(".ravel()") for _, text in named)
            self.writer.line(f"gradient = concatenate(({joined}{comma}), axis=None)")
        else:
            for key, text in named:
                self.writer.line(f"gradient{key} = {text}")
        for key, text in later:
            self.writer.line(f"gradient{key} += {text}")
        return "gradient"

    def _block(self, rows: Index) -> str:
        return self._block_names.get((int(rows.min()), int(rows.max()) + 1, rows.size), "")


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


def _is_new(text: str) -> bool:
    """Return whether an expression surely makes an array of its own, no view of another."""
    return (
        not text.isidentifier()
        and not text.endswith("]")
        and "reshape(" not in text
        and "expand(" not in text
    )


def _span(start: int, stop: int, step: int) -> str:
    return f"{start}:{stop}" if step == 1 else f"{start}:{stop}:{step}"


def _stride(rows: Index) -> int:
    """Return the distance between the rows of a matrix of numbers that run on within a row; 0 if there is none."""
    r, k = rows.shape
    step = int(rows[1, 0] - rows[0, 0]) if r > 1 else k
    first = int(rows[0, 0])
    regular = (rows == first + step * np.arange(r)[:, None] + np.arange(k)).all()
    return step if regular and step >= k else 0


def _atom(text: str) -> str:
    """Return a text to which a method call can be appended."""
    return text if text.isidentifier() else f"({text})"
