"""The placeholder that records without a number: `fn` runs on these once, and its graph remains.

Tracers have the operators and methods of `Value`, taken from the same rows. What a Value answers from its
number (`.data`, comparisons, `float`, …) a Tracer refuses, because the answer would be frozen into the
program and silently wrong on the next call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import get_ident
from typing import Any, NoReturn

from autograd import ops
from autograd.border import questions, real
from autograd.compiler.recording.refusal import BRANCH, NUMBER, TraceError, asked_by_the_package, refuse
from autograd.ops import PICK, Op
from autograd.value import Value, _as_node, _next_birth, record  # pyright: ignore[reportPrivateUsage]


def _refusing(what: str, remedy: str) -> Callable[..., Any]:
    def answer(self: Tracer, *_: object) -> NoReturn:
        _refuse(self, what, remedy)

    return answer


def _refuse(node: Tracer, what: str, remedy: str) -> NoReturn:
    if get_ident() in questions:
        refuse(f"{node!r} {what}", f"a placeholder has no number yet; {remedy}")
    raise TraceError(
        f"{node!r} {what}, but it has no number: it is left over from a function that was compiled, which "
        "kept it in an attribute or a list; call the function again with numbers"
    )


def _data(self: Tracer) -> NoReturn:
    if asked_by_the_package():  # `record` tries with numbers first
        raise AttributeError
    _refuse(self, "was asked for its data", NUMBER)


class Tracer(Value):
    """A node without a number: the row that makes it, and its operands.

    >>> from autograd.compiler.recording.tracer import Placeholder
    >>> x = Placeholder("x")
    >>> 2 * x + 1
    Tracer(add)
    >>> x.data
    Traceback (most recent call last):
    autograd.compiler.recording.refusal.TraceError: 'x' was asked for its data, but it has no...
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
        if op is PICK and get_ident() in questions and not getattr(operands[-1], "whole", False):
            refuse(
                f"take got the index {operands[-1]!r}, which is no whole-number argument of the function,",
                "give whole numbers, such as y.astype(int), and compute nothing with the index before",
            )
        return Tracer(op, tuple(operands))

    def __pow__(self, other: Any) -> Value:
        if isinstance(other, Value):
            return record(ops.POW, self, other)
        try:
            return Tracer(ops.power(real(other)), (self,))
        except TypeError:
            return NotImplemented

    def __repr__(self) -> str:
        return f"'{self.label}'" if self.label else f"Tracer({self.op.name if self.op else ''})"

    @property
    def parents(self) -> tuple[Value, ...]:
        return self.operands

    data = property(_data, _refusing("was given data", NUMBER))  # type: ignore[assignment]
    grad = property(  # type: ignore[assignment]
        _refusing("was asked for its grad", "the program returns gradients: value_and_grad, grads"),
        _refusing("was given a grad", "the program returns gradients: value_and_grad, grads"),
    )
    edges = property(_refusing("was asked for its partials", NUMBER))  # type: ignore[assignment]
    backward = _refusing("was differentiated", "the program returns gradients: value_and_grad, grads")
    _backward = zero_grad = backward
    __lt__ = __le__ = __gt__ = __ge__ = _refusing("was compared", BRANCH)
    __bool__ = _refusing("was used as a condition", BRANCH)

    def __eq__(self, other: object) -> bool:
        """Return whether this is the same node; with a number it would be False in every call."""
        if isinstance(other, Value) or not hasattr(other, "__float__"):
            return self is other
        _refuse(self, "was compared", BRANCH)

    __hash__ = Value.__hash__
    __float__ = __int__ = __round__ = __trunc__ = __floor__ = __ceil__ = _refusing(
        "was converted to a number", NUMBER
    )
    __index__ = _refusing("was used as an index", "autograd.take(values, index) looks up with a placeholder")
    __format__ = _refusing("was formatted", NUMBER)
    __reduce__ = _refusing("was copied or pickled", NUMBER)


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


class Elements(list[Any]):
    """An argument that is an array: a list of placeholders. A plain list may be joined to it by +; two arrays
    would be joined as well, where a sum was meant, and * would repeat one."""

    def __add__(self, other: Any) -> Any:
        return [*self, *other] if other.__class__ is list else self._refused(other)

    def __radd__(self, other: Any) -> Any:
        return [*other, *self] if other.__class__ is list else self._refused(other)

    def _refused(self, other: object) -> NoReturn:
        refuse(
            "an array argument was added or multiplied as a whole",
            "it is a list of Values in the function, which + joins and * repeats: write [a + b for a, b in "
            "zip(x, y)] or [2 * a for a in x], autograd.dot(w, x), or to join lists [*x, *y]",
        )

    __mul__ = __rmul__ = _refused  # type: ignore[assignment]


class Placeholder(Tracer):
    """One number of an argument; `whole` says that it may serve as an index of `take`."""

    __slots__ = ("whole",)

    def __init__(self, label: str = "", whole: bool = False) -> None:
        super().__init__(None, (), label)
        self.whole = whole
