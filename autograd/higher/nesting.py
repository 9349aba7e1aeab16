"""Values in lists of lists, tuples and numpy arrays: what is in them, and others put in their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from autograd.border import name, short
from autograd.ops import CONSTANT
from autograd.value import Value


def values_in(nested: Any, what: str) -> list[Value]:
    """Return the Values in one or in lists of them, in order.

    Raises:
        TypeError: there is something else among them.

    >>> x, y = Value(1.0), Value(2.0)
    >>> [v.data for v in values_in([[x], (y, x)], "grad: wrt")]
    [1.0, 2.0, 1.0]
    """
    found = list(_leaves(nested))
    for one in found:
        if not isinstance(one, Value):
            raise TypeError(f"{what} holds {short(one)}: derivatives are of Values, by Values; {_HOW}")
    return found


_HOW = "make it Value(…) before anything is computed with it"


def variables_in(nested: Any, what: str) -> list[Value]:
    """Return the same, all of them variables or computed.

    Raises:
        ValueError: there is a plain number among them, which met a Value: those are folded.
    """
    found = values_in(nested, what)
    for one in found:
        if one.op is CONSTANT:
            raise ValueError(f"{what} holds the plain number {name(one)}, a constant of the graph: {_HOW}")
    return found


def numbers_in(nested: Any, like: Any, what: str) -> list[Any]:
    """Return the numbers or Values of one nested as another is, in order.

    Raises:
        ValueError: the nesting is another.

    >>> numbers_in([1.0, [2.0]], [Value(0.0), [Value(0.0)]], "jvp: tangents")
    [1.0, 2.0]
    """
    if not _is_nested(like):
        if _is_nested(nested):
            raise ValueError(f"{what}: {short(nested)} stands in the place of one number: {_ALIKE}")
        return [nested]
    if not _is_nested(nested) or len(nested) != len(like):
        many = f"a list of {len(nested)}" if _is_nested(nested) else short(nested)
        raise ValueError(f"{what}: {many} stands in the place of a list of {len(like)}: {_ALIKE}")
    return [x for one, other in zip(nested, like) for x in numbers_in(one, other, what)]


_ALIKE = "give one for each input, nested as they are"


def rebuilt(nested: Any, replacements: Iterator[Any]) -> Any:
    """Return the same nesting with other things in the places of the leaves.

    >>> rebuilt([Value(1.0), (Value(2.0),)], iter("ab"))
    ['a', ('b',)]
    """
    if not _is_nested(nested):
        return next(replacements)
    if isinstance(nested, tuple):
        return tuple([rebuilt(part, replacements) for part in cast(tuple[Any, ...], nested)])
    if isinstance(nested, list):
        return [rebuilt(part, replacements) for part in cast(list[Any], nested)]
    import numpy as np

    parts = [next(replacements) for _ in range(nested.size)]
    inner: tuple[int, ...] = getattr(parts[0], "shape", ()) if parts else ()
    array = np.empty((nested.size, *inner), dtype=object)
    for i, part in enumerate(parts):
        array[i] = part
    return array.reshape((*nested.shape, *inner))


def _is_nested(thing: Any) -> bool:
    return isinstance(thing, list | tuple) or bool(getattr(thing, "shape", ()))


def _leaves(nested: Any) -> Iterator[Any]:
    if not _is_nested(nested):
        yield getattr(nested, "item", lambda: nested)() if hasattr(nested, "dtype") else nested
    elif isinstance(nested, list | tuple):
        for part in cast(list[Any], nested):
            yield from _leaves(part)
    else:
        yield from nested.ravel().tolist()
