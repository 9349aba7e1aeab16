"""Straight-line Python on floats: the program of a single sample whose graph is small or narrow.

Fourth stage (emit), one of two. The formulas are written by running the op rows with a `ScalarWriter`.
The same source runs with the words of `math`, which raise at the border of their domain, and then once
more with numpy's, which answer inf and nan; so the usual case pays nothing for the unusual one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import CodeType
from typing import Any, NamedTuple

from autograd.compiler.names import Names
from autograd.compiler.record import Graph
from autograd.compiler.writer import ScalarWriter, Text, written, written_partials
from autograd.ops import PICK


class Scalar(NamedTuple):
    """Generated source of one function, and how it was made."""

    source: str
    lines: int


def emit_scalar(graph: Graph, name: str, of_parameters: bool, of_arguments: bool) -> Scalar:
    """Return the source of `name(argument, …, theta)`.

    An argument is a float, or a flat list of floats where a sample has a shape; `theta` is the list of
    the parameters. What the function returns:

    - without gradients: the list of outputs;
    - with gradients: value, list of the parameters' gradients, list of the arguments' gradients, the
      latter two only where they are wanted, else empty.
    """
    writer = ScalarWriter()
    names = Names()
    text: list[Any] = []
    heads: list[str] = []
    for argument in graph.arguments:
        own = names.new(argument.name)
        heads.append(own)
        if argument.shape:
            size = math.prod(argument.shape)
            parts = [names.new(f"{own}_{i}") for i in range(size)]
            writer.line(f"[{', '.join(parts)}] = {own}")
        else:
            parts = [own]
        text += [Text(writer, part) for part in parts]
    if graph.parameters:
        parts = [names.new(p.label, "p") if p.label else names.new(f"p{i}") for i, p in enumerate(graph.parameters)]
        writer.line(f"[{', '.join(parts)}] = theta")
        text += [Text(writer, part) for part in parts]

    needed = needed_by_outputs(graph)
    for i in range(graph.n_leaves, len(graph.op)):
        op = graph.op[i]
        if op is None or not needed[i]:
            text.append(None)
        elif not graph.operands[i]:
            text.append(graph.number[i])
        else:
            operands = [text[j] for j in graph.operands[i]]
            if op is PICK:
                operands[-1] = writer.named(Text(writer, f"{operands[-1]} % {len(operands) - 1}", 3), "i")
                choices = "".join(f"{x}, " for x in operands[:-1])
                y: Any = Text(writer, f"({choices})[{operands[-1]}]")
            else:
                y = written(op, writer, operands)
            if isinstance(y, Text) and y.source.isidentifier():  # the row's last word gave it a name
                text.append(y)
                continue
            own = names.new(graph.label.get(i, ""), f"v{i}")
            writer.line(f"{own} = {y}")
            text.append(Text(writer, own))

    if not (of_parameters or of_arguments):
        writer.line(f"return [{', '.join(str(text[i]) for i in graph.outputs)}]")
        return _function(name, heads, writer)

    wanted = [of_arguments] * graph.n_elements + [of_parameters] * graph.n_parameters
    deltas = _backward(graph, writer, text, wanted_nodes(graph, wanted))
    gradients = [f"[{', '.join(map(str, deltas[start:stop]))}]" for start, stop in (
        (graph.n_elements, graph.n_elements + graph.n_parameters if of_parameters else 0),
        (0, graph.n_elements if of_arguments else 0),
    )]  # fmt: skip
    writer.line(f"return {writer.text(text[graph.outputs[0]])}, {', '.join(gradients)}")
    return _function(name, heads, writer)


def _backward(graph: Graph, writer: ScalarWriter, text: list[Any], wanted: bytearray) -> list[Any]:
    """Write the backward pass; return the deltas of the leaves, as names and numbers."""
    messages: list[list[Any]] = [[] for _ in graph.op]
    root = graph.outputs[0]
    messages[root].append(1.0)
    for i in range(len(graph.op) - 1, -1, -1):
        if not wanted[i] or not messages[i]:
            continue
        delta = _added(writer, messages[i], str(text[i]))
        messages[i] = [delta]
        op = graph.op[i]
        if i < graph.n_leaves or op is None:
            continue
        operands = graph.operands[i]
        if not any(wanted[j] for j in operands):
            continue
        if op is PICK:
            index = f"{text[operands[-1]]} % {len(operands) - 1}"
            for k, j in enumerate(operands[:-1]):
                if wanted[j]:
                    messages[j].append(delta * Text(writer, f"({index} == {k})"))
            continue
        partials = written_partials(op, writer, text[i], [text[j] for j in operands])
        for j, partial in zip(operands, partials):
            if wanted[j]:
                messages[j].append(delta * partial)
    return [messages[i][0] if messages[i] else 0.0 for i in range(graph.n_leaves)]


def _added(writer: ScalarWriter, messages: list[Any], name: str) -> Any:
    """Return δ = Σ messages as a name or number."""
    total: Any = messages[0]
    for message in messages[1:]:
        total = total + message
    if not isinstance(total, Text) or total.source.isidentifier():
        return total
    delta = f"d_{name}"
    writer.line(f"{delta} = {total}")
    return Text(writer, delta)


def _function(name: str, heads: list[str], writer: ScalarWriter) -> Scalar:
    body = "\n    ".join(writer.lines)
    return Scalar(f"def {name}({', '.join((*heads, 'theta'))}):\n    {body}\n", len(writer.lines))


def needed_by_outputs(graph: Graph) -> bytearray:
    """Return for each node whether an output needs it."""
    needed = bytearray(len(graph.op))
    for i in graph.outputs:
        needed[i] = 1
    for i in range(len(graph.op) - 1, -1, -1):
        if needed[i]:
            for j in graph.operands[i]:
                needed[j] = 1
    return needed


def wanted_nodes(graph: Graph, leaves: list[bool]) -> bytearray:
    """Return for each node whether a leaf whose gradient is wanted is among its ancestors."""
    wanted = bytearray(len(graph.op))
    wanted[: len(leaves)] = bytes(leaves)
    for i in range(graph.n_leaves, len(graph.op)):
        operands = graph.operands[i]
        if graph.op[i] is PICK:
            operands = operands[:-1]
        for j in operands:
            if wanted[j]:
                wanted[i] = 1
                break
    return wanted


_MATH: dict[str, Any] = {
    "abs": abs, "cos": math.cos, "exp": math.exp, "expm1": math.expm1, "inf": math.inf, "log": math.log,
    "log1p": math.log1p, "nan": math.nan, "pow": math.pow, "sin": math.sin, "sqrt": math.sqrt,
    "tanh": math.tanh,
}  # fmt: skip


def functions(code: CodeType, name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return the function of a compiled source twice: on floats, and the careful one on numpy's float64."""
    import numpy as np

    quick: dict[str, Any] = dict(_MATH)
    careful: dict[str, Any] = {word: getattr(np, "power" if word == "pow" else word) for word in _MATH}
    exec(code, quick)
    exec(code, careful)
    inner = careful[name]

    def number(x: Any) -> Any:
        if isinstance(x, list):
            return [number(part) for part in x]  # pyright: ignore[reportUnknownVariableType]
        return x if isinstance(x, int) else np.float64(x)

    def run(*args: Any) -> Any:
        with np.errstate(all="ignore"):
            return inner(*map(number, args))

    return quick[name], run
