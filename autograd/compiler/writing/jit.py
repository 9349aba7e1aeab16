"""Scalar source for compilers of Python functions, such as `numba.njit`. `Compiled` calls this for `jit=`.

The body is that of `scalar`, the surroundings are what numba's nopython mode accepts: arguments are floats
and vectors of floats read by index; a few results are returned, many are written into a vector.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.recording.graph import Graph
from autograd.compiler.writing.scalar import MATH, Scalar, careful_function, for_floats

Jit: TypeAlias = Callable[[Callable[..., Any]], Callable[..., Any]]
_REMEDY = "leave out jit= to run the same source in Python"


class Jitted(NamedTuple):
    """Generated source of one function, and how its results come back.

    Attributes:
        name: of the function.
        heads: its arguments; behind them come `theta` if Values are read, and `result` if it is written.
        theta: whether Values are read.
        lines: its body.
        counts: how many outputs, gradients of parameters and gradients of arguments there are.
        returned: for each of the three whether it is returned, as floats, or written into `result`.
    """

    name: str
    heads: list[str]
    theta: bool
    lines: list[str]
    counts: list[int]
    returned: tuple[bool, bool, bool]

    @property
    def stored(self) -> int:
        """The length of `result`."""
        return sum(n for n, returned in zip(self.counts, self.returned) if not returned)

    @property
    def source(self) -> str:
        """Return the function to be compiled."""
        heads = [*self.heads, *["theta"] * self.theta, *["result"] * bool(self.stored)]
        body = "\n    ".join(self.lines or ["pass"])
        return f"def {self.name}({', '.join(heads)}):\n    {body}\n"

    def quick_source(self) -> str:
        """Return the function that users reach when all arguments are floats; all else it hands to `slow`."""
        result = f"empty({self.stored})" if self.stored else "none"
        given = [*self.heads, *["read(compiled)"] * self.theta, *["result"] * bool(self.stored)]
        floats = ["value_", *[f"d_{k}" for k in range(self.counts[2])]]
        lines = [f"({', '.join(floats)},) = jitted({', '.join(given)})"]
        if self.theta:  # what jit leaves in Python computes with numpy's floats from here on
            lines[0] = f"with errstate(all='ignore'): {lines[0]}"
            floats = [f"float({x})" for x in floats]
        value, *slopes = floats
        answer = {
            "value": value,
            "value_and_grad": f"{value}, result",
            "grads": f"{value}, result, ({', '.join(slopes)}{',' * bool(slopes)})",
        }[self.name]
        lines = [*[f"result = {result}"] * (self.name != "value"), *lines, f"return {answer}"]
        return for_floats(self.name, self.heads, lines, "Exception")


def emit_jitted(graph: Graph, written: Scalar, needed: bytearray) -> Jitted:
    """Return scalar source with its surroundings changed; `needed` says which leaves are read.

    Floats are quick to return, but a compiler takes long for tuples of hundreds: so what has as many
    numbers as a vector goes into `result`.
    """
    lines: list[str] = []
    sizes = [len(written.parts.get(head, " ")) for head in written.heads]
    first = dict(zip((*written.heads, "theta"), np.cumsum([0, *sizes]).tolist()))
    for head, names in written.parts.items():
        used = [i for i in range(len(names)) if needed[first[head] + i]]
        lines += [f"{names[i]} = {head}[{i}]" for i in used]
    lines += written.lines
    returned = (not graph.shape, False, not any(a.shape for a in graph.arguments))
    parts = list(zip(written.returned, returned))
    lines += [f"result[{i}] = {x}" for i, x in enumerate(x for part, r in parts if not r for x in part)]
    if floats := [x for part, r in parts if r for x in part]:
        lines.append(f"return ({', '.join(floats)},)")
    counts = [len(part) for part in written.returned]
    return Jitted(written.name, written.heads, "theta" in written.parts, lines, counts, returned)


class JitFunction:
    """The function that `jit` made of a source, and how to call it.

    Attributes:
        jitted: what `jit` returned.
    """

    def __init__(self, source: Jitted, jit: Jit) -> None:
        """Apply `jit`.

        Raises:
            TypeError: it fails, or returns something that cannot be called.
        """
        self.form = source
        quick = dict(MATH)
        exec(compile(source.source, f"<chalkgrad {source.name}>", "exec"), quick)
        self._careful: Callable[..., Any] = careful_function(source.source, source.name)
        try:
            self.jitted: Callable[..., Any] = jit(quick[source.name])
        except Exception as error:
            raise _refused(source.name, error) from error
        if not callable(self.jitted):
            raise TypeError(
                f"jit returned {self.jitted!r:.40}, which cannot be called: give a function that takes a "
                f"function and returns one, or {_REMEDY}"
            )

    def run(self, arrays: Sequence[NDArray[Any]], theta: NDArray[np.float64]) -> Any:
        """Return three lists, as scalar source does: outputs, gradients of parameters and of arguments.

        Raises:
            TypeError: the jitted function fails other than by arithmetic.
        """
        form = self.form
        # copies: a compiler such as numba compiles once more for arrays that are read-only or strided
        given: list[Any] = [
            np.array(a, np.float64, order="C").ravel() if a.shape else float(a) for a in arrays
        ]
        result = np.empty(form.stored)
        tail: list[Any] = [*[theta] * form.theta, *[result] * bool(form.stored)]
        try:
            with np.errstate(all="ignore"):
                answer = self.jitted(*given, *tail)
        except (ArithmeticError, ValueError):  # at the border of a domain: IEEE's answer comes from numpy
            with np.errstate(all="ignore"):
                given = [x if isinstance(x, np.ndarray) else np.float64(x) for x in given]
                answer = self._careful(*given, *tail)
        except Exception as error:
            raise _refused(form.name, error) from error
        floats, start = iter(answer or ()), 0
        parts: list[Any] = []
        for count, returned in zip(form.counts, form.returned):
            if returned:
                parts.append([float(next(floats)) for _ in range(count)])
            else:
                parts.append(result[start : start + count])
                start += count
        return parts

    def quick_function(
        self, compiled: Any, read: Callable[..., Any], slow: Callable[..., Any]
    ) -> Callable[..., Any]:
        """Return the function that computes at once where all arguments are floats, else calls `slow`."""
        words: dict[str, Any] = {
            "empty": np.empty, "errstate": np.errstate, "none": np.zeros(0), "missing": object(),
            "jitted": self.jitted, "compiled": compiled, "read": read, "slow": slow,
        }  # fmt: skip
        exec(compile(self.form.quick_source(), f"<chalkgrad {self.form.name}>", "exec"), words)
        return words[self.form.name]


def _refused(name: str, error: Exception) -> TypeError:
    first = (str(error).strip() or type(error).__name__).splitlines()[0]
    return TypeError(f"jit could not compile {name} ({type(error).__name__}: {first}): {_REMEDY}")
