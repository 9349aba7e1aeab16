"""The border of the engine: what comes in as a number, and what is said of what does not fit.

`value` calls this where a number, an operand or a question arrives from outside; nothing here is reached by
code that computes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import get_ident
from typing import Any, NoReturn, TypeAlias

from autograd.ops import Op

Node: TypeAlias = Any  # a Value, which `value` defines, and which imports this file

# Threads in which the compiler records put here what answers for it: a number told now would be frozen.
questions: dict[int, Callable[[Node, str], NoReturn]] = {}


def asked(node: Node, what: str) -> None:
    """Let the compiler refuse a question about the number of a Value, if it records in this thread."""
    if questions and (refuse := questions.get(get_ident())):
        refuse(node, what)


def real(data: Any, what: str = "a Value holds") -> float:
    """Return a real number as a float.

    Raises:
        TypeError: it is something else.
        OverflowError: it is a whole number beyond all floats.
    """
    try:
        if data.__class__ is int or isinstance(data, float | int):
            return float(data)
    except OverflowError:
        raise OverflowError(f"{what} a float, and {short(data)} is beyond 1.8e308, the largest") from None
    if hasattr(data, "partials"):
        raise TypeError(f"{name(data)} is a Value already: use it as it is, or its .data")
    # numpy scalars and 0-dimensional arrays, without importing numpy: b(ool) u(nsigned) i(nt) f(loat)
    if getattr(data, "ndim", None) == 0 and getattr(getattr(data, "dtype", None), "kind", "?") in "buif":
        return float(data)
    raise TypeError(f"{what} one real number, not {short(data)}")


def refuse_data(nodes: Sequence[Node]) -> None:
    """Raise TypeError for the first node into whose data something else than a real number was written."""
    for node in nodes:
        try:
            real(node.data)
        except TypeError:
            holds = f"'{node.label}' holds" if node.label else "a node without a label holds"
            what = f"{holds} {short(node.data)}: a Value holds one real number; give its .data a float"
            raise TypeError(what) from None


def undefined(op: Op, operands: Sequence[Node]) -> ValueError:
    """Return the error for operands outside of the domain of an operation."""
    where = ", ".join(f"{v.data} ({name(v)})" if v.label else f"{v.data}" for v in operands)
    return ValueError(f"{op.name} is undefined at {where}: {op.domain}; check what led to this operand")


def short(thing: object) -> str:
    """Return the kind of a thing and the beginning of its repr."""
    try:
        text = repr(thing)
    except ValueError:  # a whole number of more than 4,300 digits
        text = "too long to print"
    return f"{type(thing).__name__} {text if len(text) <= 40 else text[:37] + '...'}"


def name(node: Node) -> str:
    """Return what an error message calls a node."""
    return f"'{node.label}'" if node.label else f"Value({node.data:g})"
