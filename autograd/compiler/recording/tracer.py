"""The placeholder that records without a number: `fn` runs on these once, and its graph remains.

Tracers have the operators and methods of `Value`, taken from the same rows. What a Value answers from its
number (`.data`, comparisons, `float`, …) a Tracer refuses, because the answer would be frozen into the
program and silently wrong on the next call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from autograd import ops
from autograd.ops import Op
from autograd.value import Value, _as_node, _next_birth, record  # pyright: ignore[reportPrivateUsage]

_PACKAGE = str(Path(__file__).parents[2])


class TraceError(TypeError):
    """`fn` asked a placeholder for its number while it was being compiled.

    >>> from autograd import compile
    >>> compile(lambda x: x if x > 0 else -x)(1.0)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    autograd.compiler.recording.tracer.TraceError: ...
    """


def _refuse(what: str, remedy: str) -> NoReturn:
    """Raise TraceError naming the line of the user's code that asked."""
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage] - the documented way to a caller's line
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    place = f"{frame.f_code.co_filename}, line {frame.f_lineno}"
    raise TraceError(f"{what} while being compiled ({place}): a placeholder has no number yet; {remedy}")


_BRANCH = "write the choice as an operation: maximum, minimum, relu, step or take"
_NUMBER = "stay in Values up to what fn returns, and read numbers from the program's result"


def _refusing(what: str, remedy: str) -> Callable[..., Any]:
    def refuse(self: Tracer, *_: object) -> NoReturn:
        _refuse(f"{self!r} {what}", remedy)

    return refuse


class Tracer(Value):
    """A node without a number: the row that makes it, and its operands.

    >>> from autograd.compiler.recording.tracer import Placeholder
    >>> x = Placeholder("x")
    >>> 2 * x + 1
    Tracer(add)
    >>> if x > 0:
    ...     pass
    Traceback (most recent call last):
    autograd.compiler.recording.tracer.TraceError: 'x' was compared while being compiled (...
    """

    __slots__ = ("operands",)

    operands: tuple[Value, ...]

    def __init__(self, op: Op | None, operands: tuple[Value, ...], label: str = "") -> None:
        self.op = op
        self.operands = operands
        self.label = label
        self.born = _next_birth()

    @staticmethod
    def recorded(op: Op, operands: Sequence[Value]) -> Value:
        """Return the node for operands of which one is a Tracer; `autograd.record` asks for it."""
        return Tracer(op, tuple(operands))

    def __pow__(self, other: Any) -> Value:
        if isinstance(other, Value):
            return record(ops.POW, self, other)
        try:
            return Tracer(ops.power(other), (self,))
        except (TypeError, ValueError):
            return NotImplemented

    def __repr__(self) -> str:
        return f"'{self.label}'" if self.label else f"Tracer({self.op.name if self.op else ''})"

    @property
    def parents(self) -> tuple[Value, ...]:
        return self.operands

    data = property(_refusing("was asked for its data", _NUMBER), _refusing("was given data", _NUMBER))  # type: ignore[assignment]
    grad = property(  # type: ignore[assignment]
        _refusing("was asked for its grad", "the program returns gradients: value_and_grad, grads"),
        _refusing("was given a grad", "the program returns gradients: value_and_grad, grads"),
    )
    edges = property(_refusing("was asked for its partials", _NUMBER))  # type: ignore[assignment]
    backward = _refusing("was differentiated", "the program returns gradients: value_and_grad, grads")
    _backward = zero_grad = backward
    __lt__ = __le__ = __gt__ = __ge__ = _refusing("was compared", _BRANCH)
    __bool__ = _refusing("was used as a condition", _BRANCH)
    __float__ = __int__ = _refusing("was converted to a number", _NUMBER)
    __index__ = _refusing("was used as an index", "autograd.take(values, index) looks up with a placeholder")
    __format__ = _refusing("was formatted", _NUMBER)
    __reduce__ = _refusing("was copied or pickled", _NUMBER)


def _tracing(op: Op, reflected: bool) -> Callable[..., Any]:
    """Return the method of a Tracer for a row."""

    def apply(self: Tracer, *others: Any) -> Any:
        nodes = [_as_node(other) for other in others]  # none, or one
        if None in nodes:
            return NotImplemented
        return Tracer(op, (*nodes, self) if reflected else (self, *nodes))

    return apply


# Python spells an operation like its row: exp, __add__, __radd__. Only / has a name of its own. A subclass's
# reflected method comes first, so `value + tracer` is answered here and Value's methods need no test for it.
for _name, _op in {**ops.TABLE, "truediv": ops.DIV}.items():
    for _spelled in (_name, f"__{_name}__", f"__r{_name}__"):
        if _spelled in vars(Value) and _spelled not in vars(Tracer):
            setattr(Tracer, _spelled, _tracing(_op, _spelled.startswith("__r")))


class Placeholder(Tracer):
    """One number of an argument; `whole` says that it may serve as an index of `take`."""

    __slots__ = ("whole",)

    def __init__(self, label: str = "", whole: bool = False) -> None:
        super().__init__(None, (), label)
        self.whole = whole
