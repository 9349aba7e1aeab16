"""One compiled form of a function: for one structure of its arguments, source and how to run it."""

from __future__ import annotations

import gc
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd import ops
from autograd.compiler.planning.lower import lower
from autograd.compiler.planning.pack import Packed
from autograd.compiler.recording.graph import Argument, Graph, needed_by_outputs, wanted_nodes
from autograd.compiler.recording.record import record_graph
from autograd.compiler.running.cost import Cost
from autograd.compiler.writing.arrays import ArraySource
from autograd.compiler.writing.blocks import WORDS
from autograd.compiler.writing.board import Board
from autograd.compiler.writing.jit import Jit, JitFunction, emit_jitted
from autograd.compiler.writing.scalar import (
    Scalar,
    emit_scalar,
    functions,
    quick_function,
)
from autograd.compiler.writing.writer import BranchlessWriter, ScalarWriter
from autograd.ops import PICK
from autograd.value import Value

# Measured on CPython 3.11 and numpy 2.4: an operand of a scalar program costs about 60 ns forward and
# backward, a group of an array program about 6 µs (one sample).
_SCALAR_NS, _GROUP_NS = 60, 6000
_MOST_SCALAR = 30_000  # operands; beyond this Python takes long to compile the source

# numba 0.68 takes 2 ms for each operand, 5 ms where relu is among them, most of it to infer types
_MOST_JITTED = 4000


class Compiled:
    """Source and functions for arguments of one structure.

    Attributes:
        graph: as recorded; `lowered`: with its sums and dots.
        wide: whether array instructions were chosen.
        leaves: the Values that are read at every call, the params first.
        theta: the vector that array source reads them from.
        limits: (argument, element, length) for each index of `take`.
        jit: what scalar source is handed to; None where it runs in Python, or array source was chosen.
        quick: whether all arguments are single floats, and the source scalar.
    """

    def __init__(
        self, fn: Callable[..., Any], params: Sequence[Value], arguments: tuple[Argument, ...], batch: bool,
        vector: NDArray[np.float64], jit: Jit | None = None,
    ) -> None:  # fmt: skip
        """Record and lower `fn`; `vector` is what the program keeps its parameters in."""
        # Recording makes many small objects that all stay: the garbage collector would only walk over them
        # again and again (a third of the time for 68,000 nodes).
        collecting = gc.isenabled()
        gc.disable()
        try:
            self.graph: Graph = record_graph(fn, params, arguments)
            self.lowered: Graph = lower(self.graph)
        finally:
            if collecting:
                gc.enable()
        self.batch = batch
        self.arguments = arguments
        self.leaves = self.graph.parameters
        self.n_parameters = self.graph.n_parameters
        self.single = not self.graph.shape
        self.jit = jit
        self.wide, self.reason = self._choose()
        self.limits = self._limits()
        self.quick = not self.wide and self.single and all(not a.shape and not a.whole for a in arguments)
        # the program's own vector, where it holds all that is read: 784-200-10 would copy 1.3 MB a call
        self.theta = vector if len(self.leaves) == len(vector) else np.zeros(len(self.leaves))
        self._functions: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {}
        self._text: dict[str, str] = {}
        self._lines: dict[str, int] = {}
        self._scalar: dict[str, Scalar] = {}
        self._jitted: dict[str, JitFunction] = {}
        self._arrays: ArraySource | None = None

    def _choose(self) -> tuple[bool, str]:
        """Return whether to write array instructions, and why."""
        graph = self.lowered
        if self.batch:
            return True, "array instructions, because a call has a batch of samples"
        needed = needed_by_outputs(graph)
        level = [0] * len(graph.op)
        edges = 0
        groups: set[tuple[int, Any]] = set()
        for i in range(graph.n_leaves, len(graph.op)):
            if needed[i] and (operands := graph.operands[i]):
                edges += len(operands)
                level[i] = 1 + max(level[j] for j in operands)
                groups.add((level[i], graph.op[i]))
        scalar, wide = edges * _SCALAR_NS / 1000, len(groups) * _GROUP_NS / 1000
        aside = ""
        if self.jit:
            if edges <= _MOST_JITTED:
                return False, f"scalar source for jit=: {edges} operands, of {_MOST_JITTED:,} at most"
            self.jit = None
            aside = f"jit= is left aside, it would take long for {edges:,} operands (over {_MOST_JITTED:,}); "
        one = f"{edges} operands one by one take about {scalar:,.1f} µs"
        many = f"{len(groups)} groups of arrays about {wide:,.0f} µs"
        if edges > _MOST_SCALAR or wide < scalar:
            return True, f"{aside}array instructions: {many}, {one}"
        return False, f"{aside}scalar source: {one}, {many}"

    def _limits(self) -> list[tuple[int, int, int]]:
        graph = self.lowered
        limits: set[tuple[int, int, int]] = set()
        starts = np.cumsum([0] + [math.prod(a.shape) for a in self.arguments])
        for op, operands in zip(graph.op, graph.operands):
            if op is PICK:
                argument = int(np.searchsorted(starts, operands[-1], side="right")) - 1
                limits.add((argument, operands[-1] - int(starts[argument]), len(operands) - 1))
        return sorted(limits)

    # --- source -----------------------------------------------------------------------------------------

    def _function(self, name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """Return the generated function, and the one to call where its words raise."""
        if name not in self._functions:
            parameters, arguments = name in ("value_and_grad", "grads"), name == "grads"
            if parameters and not self.single:
                raise TypeError(
                    f"{name} needs one number, but fn returns {len(self.graph.outputs)} Values: "
                    "add them up in fn, or differentiate them one by one"
                )
            if self.wide:
                if self._arrays is None:
                    self._arrays = ArraySource(Packed(self.lowered, self.batch), self.batch)
                text, forward, backward = self._arrays.function(name, parameters, arguments)
                self._lines[name] = forward + backward
                self._text[name] = text
                words: dict[str, Any] = {
                    **WORDS,
                    **self._arrays.reader.words,
                    "theta": self.theta,
                    "column": self.theta[:, None],
                }
                exec(compile(self._head() + text, f"<chalkgrad {name}>", "exec"), words)
                self._functions[name] = words[name], words[name]
            else:
                jitted = self.jit if name != "inspect" else None
                writer = BranchlessWriter() if jitted else ScalarWriter()
                written = emit_scalar(self.lowered, name, parameters, arguments, writer)
                self._text[name], self._lines[name] = written.source, len(written.parts) + len(written.lines)
                self._scalar[name] = written
                if jitted:
                    form = emit_jitted(self.lowered, written, needed_by_outputs(self.lowered))
                    self._text[name], self._lines[name] = form.source, len(form.lines)
                    self._jitted[name] = JitFunction(form, jitted)
                self._functions[name] = functions(written.source, name)
        return self._functions[name]

    def _head(self) -> str:
        assert self._arrays is not None
        head = self._arrays.reader.head
        return "".join(
            f"{s}\n" if k.startswith("def ") else f"{k} = {s}\n" for k, s in head.items()
        ) + "\n" * bool(head)

    @property
    def source(self) -> str:
        """The source of value_and_grad (of the value alone, where `fn` returns a list)."""
        name = "value_and_grad" if self.single else "value"
        self._function(name)
        # what runs also releases arrays as soon as they may go
        text = re.sub(r"^ +del .*\n", "", self._text[name], flags=re.MULTILINE)
        return f"# {self.reason}\n" + (self._head() if self.wide else "") + text

    def board(self, *, rows: bool, shapes: bool) -> str:
        """Return the matrix formulas of `Program.show`; scalar source as it is."""
        if not self.wide:
            return self.source.rstrip()
        board = Board(Packed(self.lowered, self.batch), rows=rows, batch=self.batch)
        return "\n".join(board.lines(shapes=shapes))

    # --- running ----------------------------------------------------------------------------------------

    def _run(self, name: str, arrays: Sequence[NDArray[Any]], numbers: Any) -> Any:
        quick, careful = self._function(name)
        if self.wide:
            # columns are samples
            columns = [a.reshape(len(a), -1).T if self.batch else a.reshape(-1, 1) for a in arrays]
            with np.errstate(all="ignore"):
                return quick(*columns)
        if name in self._jitted:
            return self._jitted[name].run(arrays, numbers)
        if self.jit:  # only what `check` inspects runs in Python
            numbers = numbers.tolist()
        flat = [a.ravel().tolist() if a.shape else a.item() for a in arrays]
        try:
            return quick(*flat, numbers)
        except (ArithmeticError, ValueError):
            return careful(*flat, numbers)

    def value(self, arrays: Sequence[NDArray[Any]], numbers: Any) -> Any:
        """Return what fn returns, for these arguments."""
        result = self._run("value", arrays, numbers)
        shape = self.graph.shape
        if not self.wide:
            return np.array(result[0], np.float64).reshape(shape) if shape else float(result[0][0])
        if not self.batch:
            every = np.broadcast_to(result, (math.prod(shape), 1))
            return np.array(every).reshape(shape) if shape else float(result[0, 0])
        rows = np.broadcast_to(result, (math.prod(shape), len(arrays[0])))
        return np.array(rows.T, order="C").reshape(len(arrays[0]), *shape)

    def differentiate(
        self, name: str, arrays: Sequence[NDArray[Any]], numbers: Any
    ) -> tuple[float, NDArray[Any], tuple[Any, ...]]:
        """Return the value, the gradient of the parameters, the gradients of the arguments."""
        value, gradient, arguments = self._run(name, arrays, numbers)
        if not self.wide:
            value, gradient = float(value[0]), np.array(gradient, np.float64)
            if name != "grads":
                return value, gradient, ()
            flat, start = np.array(arguments, np.float64), 0
            shaped: list[Any] = []
            for a in self.arguments:
                mine = flat[start : start + math.prod(a.shape)]
                shaped.append(mine.reshape(a.shape) if a.shape else float(mine[0]))
                start += len(mine)
            return value, gradient, tuple(shaped)
        if self.batch:
            return (
                float(value),
                gradient,
                tuple(np.array(d.T, order="C").reshape(a.shape) for d, a in zip(arguments, arrays)),
            )
        return (
            float(value),
            gradient,
            tuple(
                np.array(d).reshape(a.shape) if a.shape else float(d[0, 0]) for d, a in zip(arguments, arrays)
            ),
        )

    def inspect(self, arrays: Sequence[NDArray[Any]], numbers: Any) -> dict[int, NDArray[Any]]:
        """Return the numbers of every node of the lowered graph that the program computes, one per sample."""
        result = self._run("inspect", arrays, numbers)
        low = self.lowered
        if not self.wide:
            needed = needed_by_outputs(low)
            nodes = [i for i in range(low.n_leaves, len(low.op)) if needed[i]]
            return {i: np.array([x]) for i, x in zip(nodes, result[0])}
        assert self._arrays is not None
        computed = self._arrays.packed.computed
        return {i: row for group, rows in zip(computed, result) for i, row in zip(group.nodes, rows)}

    def quick_function(
        self, name: str, read: Callable[..., Any], slow: Callable[..., Any]
    ) -> Callable[..., Any]:
        """Return a function for single floats that calls `slow` for everything else."""
        self._function(name)
        if self.jit:
            return self._jitted[name].quick_function(self, read, slow)
        return quick_function(self._scalar[name], self, read, slow)

    def cost(self) -> Cost:
        """Return the counts of `Cost`."""
        name = "value_and_grad" if self.single else "value"
        self._function(name)
        low = self.lowered
        needed = needed_by_outputs(low)
        wanted = wanted_nodes(low, [False] * low.n_elements + [True] * low.n_parameters)
        forward = backward = 0
        for i in range(low.n_leaves, len(low.op)):
            operands = low.operands[i]
            if needed[i]:
                forward += len(operands) // 2 if low.op[i] is ops.DOT else len(operands)
                backward += sum([wanted[j] for j in operands]) if self.single else 0
        rows = sum(needed)
        groups = len(self._arrays.packed.groups) if self._arrays else 0
        return Cost(
            len(self.graph.op), rows, groups, self._lines[name], forward, backward, 16 * rows,
        )  # fmt: skip
