"""Straight-line Python on floats: the program of a single sample whose graph is small or narrow.

Third stage, one of two. The formulas are written by running the op rows with a `ScalarWriter`.
The same source runs with the words of `math`, which raise at the border of their domain, and then once
more with numpy's, which answer inf and nan; so the usual case pays nothing for the unusual one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from operator import mod
from typing import Any, NamedTuple

import numpy as np

from autograd.compiler.recording.graph import Graph, needed_by_outputs, wanted_nodes
from autograd.compiler.writing.names import Names
from autograd.compiler.writing.writer import CHOICE, Code, ScalarWriter, written, written_partials
from autograd.ops import NOTHING, PICK
from autograd.words import TABLE


class Scalar(NamedTuple):
    """Generated source of one function.

    Attributes:
        name: of the function.
        heads: its arguments.
        parts: for arguments that have a shape, and for `theta`, the names of their elements.
        lines: its body, from when the elements have their names up to the return.
        returned: outputs (one for a function with gradients), gradient of the parameters, of the arguments.
    """

    name: str
    heads: list[str]
    parts: dict[str, list[str]]
    lines: list[str]
    returned: tuple[list[str], list[str], list[str]]

    @property
    def source(self) -> str:
        """Return the function of all arguments and `theta` that returns three lists."""
        lists = [f"[{', '.join(part)}]" for part in self.returned]
        unpacked = [f"[{', '.join(parts)}] = {head}" for head, parts in self.parts.items()]
        body = "\n    ".join((*unpacked, *self.lines, f"return {', '.join(lists)}"))
        return f"def {self.name}({', '.join((*self.heads, 'theta'))}):\n    {body}\n"

    def quick_source(self) -> str:
        """Return the function that users reach when all arguments are floats; all else it hands to `slow`."""
        outputs, parameters, arguments = (", ".join(part) for part in self.returned)
        vector = f"array([{parameters}])" if parameters else "none"
        result = {
            "value": outputs,
            "value_and_grad": f"{outputs}, array([{parameters}])",
            "grads": f"{outputs}, {vector}, ({arguments}{',' * bool(arguments)})",
        }[self.name]
        theta = [f"[{', '.join(parts)}] = read(compiled)" for parts in self.parts.values()]
        return for_floats(
            self.name, self.heads, [*theta, *self.lines, f"return {result}"], "(ArithmeticError, ValueError)"
        )


def for_floats(name: str, heads: list[str], lines: list[str], errors: str) -> str:
    """Return the source of a function that runs `lines` if all arguments are floats, else calls `slow`.

    It spares the call what checking and converting costs: several times the computation itself for an
    expression of twenty operations. Where one of the `errors` is raised, `slow` answers too.
    """
    is_float = [f"{head}.__class__ is float" for head in heads]
    indent = "\n            "
    return (
        f"def {name}({''.join(f'{head}=missing, ' for head in heads)}{'/, ' * bool(heads)}*rest):\n"
        f"    if {' and '.join((*is_float, 'not rest'))}:\n"
        f"        try:{indent}{indent.join(lines)}\n"
        f"        except {errors}:\n            pass\n"
        f"    given = [{', '.join(heads)}]\n"
        f"    return slow(*[x for x in given if x is not missing], *rest)\n"
    )


def emit_scalar(
    graph: Graph, name: str, of_parameters: bool, of_arguments: bool, writer: ScalarWriter
) -> Scalar:
    """Return the source of `name(argument, …, theta)`.

    An argument is a float, or a flat list of floats where a sample has a shape; `theta` is the list of
    the parameters; `writer`, a new one, says how choices are written. What the function returns:

    list of outputs, list of the parameters' gradients, list of the arguments' gradients, the latter two
    only where they are wanted, else empty.
    """
    names = Names()
    writer.given = names.taken
    text: list[Any] = []
    heads: list[str] = []
    parts_of: dict[str, list[str]] = {}
    for argument in graph.arguments:
        own = names.new(argument.name)
        heads.append(own)
        if argument.shape:
            size = math.prod(argument.shape)
            parts_of[own] = parts = [names.new(f"{own}_{i}") for i in range(size)]
        else:
            parts = [own]
        text += [Code(writer, part) for part in parts]
    if graph.parameters:
        parts_of["theta"] = parts = [
            names.new(str(p.label), "p") if p.label else names.new(f"p{i}")
            for i, p in enumerate(graph.parameters)
        ]
        text += [Code(writer, part) for part in parts]

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
                operands[-1] = writer.named(Code(writer, f"int({operands[-1]})"), "i")
                choices = "".join(f"{x}, " for x in operands[:-1])
                y: Any = Code(writer, f"({choices})[{operands[-1]}]")
            else:
                y = written(op, writer, operands)
            if isinstance(y, Code) and y.source.isidentifier():  # the row's last word gave it a name
                text.append(y)
                continue
            own = names.new(graph.label.get(i, ""), f"v{i}")
            writer.line(f"{own} = {y}")
            text.append(Code(writer, own))

    if not (of_parameters or of_arguments):
        # "inspect" returns every node that is computed
        shown = (
            graph.outputs if name != "inspect" else [i for i in range(graph.n_leaves, len(text)) if needed[i]]
        )
        returned: tuple[list[str], list[str], list[str]] = (
            [str(writer.code(text[i])) for i in shown],
            [],
            [],
        )
    else:
        wanted = [of_arguments] * graph.n_elements + [of_parameters] * graph.n_parameters
        deltas = _backward(graph, writer, text, wanted_nodes(graph, wanted))
        n, p = graph.n_elements, graph.n_parameters
        returned = (
            [str(writer.code(text[graph.outputs[0]]))],
            list(map(str, deltas[n : n + p])) if of_parameters else [],
            list(map(str, deltas[:n])) if of_arguments else [],
        )
    return Scalar(name, heads, parts_of, writer.lines, returned)


def _backward(graph: Graph, writer: ScalarWriter, text: list[Any], wanted: bytearray) -> list[Any]:
    """Write the backward pass; return the deltas of the leaves, as names and numbers."""
    # A message is (text or 1.0, number): its product. Along additions and constant factors only the number
    # changes, so a chain of them costs nothing and two messages from one node become one.
    messages: list[list[tuple[Any, float]]] = [[] for _ in graph.op]
    messages[graph.outputs[0]].append((1.0, 1.0))
    for i in range(len(graph.op) - 1, graph.n_leaves - 1, -1):
        if not wanted[i] or not messages[i]:
            continue
        op, operands = graph.op[i], graph.operands[i]
        assert op is not None
        if op is PICK:  # conditions in the place of partials: what was not looked up gets nothing
            index, count = text[operands[-1]], len(operands) - 1
            partials: tuple[Any, ...] = tuple(Code(writer, f"{index} == {k}", CHOICE) for k in range(count))
        else:
            partials = written_partials(op, writer, text[i], [text[j] for j in operands])
        edges = [(j, p) for j, p in zip(operands, partials) if wanted[j] and p is not NOTHING]
        delta, factor = _added(
            writer, messages[i], str(text[i]), sum(isinstance(p, Code) for _, p in edges), len(edges)
        )
        for j, partial in edges:
            if op is PICK:
                messages[j].append((writer.where(partial, delta * float(factor), 0.0), 1.0))
            elif isinstance(partial, Code):
                messages[j].append((delta * float(factor) * partial, 1.0))
            else:
                messages[j].append((delta, factor * partial))
        messages[i] = []
    leaves: list[Any] = []
    for i in range(graph.n_leaves):
        delta, factor = _added(writer, messages[i], str(text[i]), 2, 2) if messages[i] else (0.0, 1.0)
        leaves.append(delta * factor)
    return leaves


def _added(
    writer: ScalarWriter, messages: list[tuple[Any, float]], name: str, texts: int, edges: int
) -> tuple[Any, float]:
    """Return δ = Σ messages as (name or number, factor), to be used in `texts` products on `edges` edges."""
    factors: dict[str, float] = {}
    of: dict[str, Any] = {}
    for delta, factor in messages:
        of.setdefault(str(delta), delta)
        factors[str(delta)] = factors.get(str(delta), 0.0) + factor
    parts = [(of[key], factor) for key, factor in factors.items()]
    if len(parts) == 1:
        delta, factor = parts[0]
        simple = not isinstance(delta, Code) or delta.source.isidentifier()
        if (simple and (texts <= 1 or factor == 1)) or (edges == 1 and len(str(delta)) < 80):
            return delta, factor
    total: Any = 0
    for delta, factor in parts:
        total = total + delta * float(factor)
    if not isinstance(total, Code):
        return total, 1.0
    delta = f"d_{name}"
    while delta in writer.given:  # two nodes may share the name of one number
        delta += "_"
    writer.given.add(delta)
    writer.line(f"{delta} = {total}")
    return Code(writer, delta), 1.0


MATH: dict[str, Any] = {word: row.quick for word, row in TABLE.items() if row.quick}
MATH |= {"inf": math.inf, "mod": mod, "nan": math.nan}
NUMPY: dict[str, Any] = {word: getattr(np, word) for word in MATH}
NUMPY |= {"float64": np.float64, "inf": np.float64("inf"), "nan": np.float64("nan")}
_NUMBER = re.compile(r"(?<![\w.])(\d+\.\d+(?:e[+-]?\d+)?|\d+e[+-]?\d+)")  # as repr writes a float


def careful_function(source: str, name: str) -> Callable[..., Any]:
    """Return the function of a source that computes with numpy's numbers alone: 1.0 / 0.0 is inf."""
    words = dict(NUMPY)
    exec(compile(_NUMBER.sub(r"float64(\1)", source), f"<chalkgrad {name}>", "exec"), words)
    return words[name]


def functions(source: str, name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return the function of a source twice: on floats, and the careful one on numpy's float64."""
    quick = dict(MATH)
    exec(compile(source, f"<chalkgrad {name}>", "exec"), quick)
    inner = careful_function(source, name)

    def number(x: Any) -> Any:
        if isinstance(x, list):
            return [number(part) for part in x]  # pyright: ignore[reportUnknownVariableType]
        return np.float64(x)

    def run(*args: Any) -> Any:
        with np.errstate(all="ignore"):
            return inner(*map(number, args))

    return quick[name], run


def quick_function(
    written: Scalar, compiled: Any, read: Callable[..., Any], slow: Callable[..., Any]
) -> Callable[..., Any]:
    """Return the function that computes at once where all arguments are floats, else calls `slow`."""
    words: dict[str, Any] = {
        **MATH, "array": np.array, "none": np.zeros(0), "missing": object(),
        "compiled": compiled, "read": read, "slow": slow,
    }  # fmt: skip
    exec(compile(written.quick_source(), f"<chalkgrad {written.name}>", "exec"), words)
    return words[written.name]
