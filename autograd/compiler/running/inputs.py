"""What comes in from outside: arguments as arrays, checked before anything runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograd.border import real, short
from autograd.compiler.recording.graph import Argument

Array = NDArray[Any]


class Signature(NamedTuple):
    """How a function is called: its name, the names of its positional arguments (None: any number of them),
    and how many of these it cannot do without."""

    called: str
    names: list[str] | None
    least: int


def signature_of(fn: Callable[..., Any]) -> Signature:
    """Return how `fn` is called; asked once, because asking takes longer than a small program runs."""
    called = getattr(fn, "__name__", "fn")
    try:
        parameters = inspect.signature(fn).parameters.values()
    except (TypeError, ValueError):
        return Signature(called, None, 0)
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return Signature(called, None, 0)
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return Signature(called, [p.name for p in positional], sum(p.default is p.empty for p in positional))


def as_array(argument: Any, name: str, refuse_nan: bool) -> tuple[Array, bool]:
    """Return an argument as an array of float64, the caller's own where it fits, and whether its numbers are
    whole by kind: then they may serve as an index.

    Raises:
        TypeError: it holds something else than real numbers.
        ValueError: its lists have different lengths, or it holds nan and that was to be refused.
    """
    if isinstance(argument, np.ma.MaskedArray):
        raise TypeError(
            f"argument {name} is a masked array: a program has no masks; give argument.filled(number), or "
            "leave the masked samples out"
        )
    try:
        array: Array = np.asarray(argument)
    except ValueError:
        raise ValueError(
            f"argument {name} is ragged: give lists of equal lengths, padded if necessary"
        ) from None
    kind = array.dtype.kind
    if kind == "O":  # whole numbers beyond 64 bits, or something else than numbers
        kind = "i" if all(isinstance(x, int) for x in array.flat) else "f"
        array = np.array([_number(x, place, name) for place, x in np.ndenumerate(array)]).reshape(array.shape)
    elif kind not in "biuf":
        raise TypeError(f"argument {name} must hold real numbers, not {array.dtype}")
    if array.dtype != np.float64:
        with np.errstate(over="ignore"):  # longdouble has larger ones
            array = array.astype(np.float64)
    if refuse_nan and np.isnan(array).any():
        raise ValueError(f"argument {name} holds nan: clean the data, or compile without refuse_nan")
    return array, kind != "f"


def _number(x: Any, place: tuple[int, ...], name: str) -> float:
    try:
        return real(x)
    except TypeError:
        at = f"[{', '.join(map(str, place))}]" if place else ""
        raise TypeError(
            f"argument {name}{at} must be a real number, not {short(x)}; of a Value give its .data"
        ) from None


def check_count(signature: Signature, count: int) -> list[str]:
    """Return a name for each of `count` arguments.

    Raises:
        TypeError: the function takes more or fewer.
    """
    called, names, least = signature
    if names is None:
        return [f"x{i}" for i in range(count)]
    if not least <= count <= len(names):
        expected = str(least) if least == len(names) else f"{least} to {len(names)}"
        raise TypeError(f"{called} takes {expected} arguments ({', '.join(names)}), but {count} were given")
    return names[:count]


def batch_of(arrays: Sequence[Array], names: Sequence[str]) -> int:
    """Return the number of samples.

    Raises:
        ValueError: there is no argument, no batch axis, no sample, or the arguments disagree.
    """
    if not arrays:
        raise ValueError("a batch needs an argument with a leading batch axis; without arguments use compile")
    for array, name in zip(arrays, names):
        if array.ndim == 0:
            raise ValueError(f"argument {name} has no batch axis: give an array with one row for each sample")
        if len(array) != len(arrays[0]):
            raise ValueError(
                f"argument {name} has {len(array)} samples, argument {names[0]} has {len(arrays[0])}: "
                "give every argument one row for each sample"
            )
    if len(arrays[0]) == 0:
        raise ValueError("the batch is empty: its mean is not defined; give one sample at least")
    return len(arrays[0])


def arguments_of(
    arrays: Sequence[Array], whole: Sequence[bool], names: Sequence[str], batch: bool
) -> tuple[Argument, ...]:
    """Return the structure of the arguments, the key under which a program is cached."""
    return tuple(
        Argument(name, array.shape[1:] if batch else array.shape, of_whole)
        for name, array, of_whole in zip(names, arrays, whole)
    )


def check_indices(
    arrays: Sequence[Array], names: Sequence[str], limits: Sequence[tuple[int, int, int]], batch: bool
) -> None:
    """Raise IndexError where an index of `take` lies outside; `limits` holds (argument, element, length)."""
    for argument, element, length in limits:
        array = arrays[argument]
        index = (
            array.reshape(len(array), -1)[:, element] if batch else array.reshape(-1)[element : element + 1]
        )
        outside = np.flatnonzero((index < 0) | (index >= length))
        if len(outside):
            sample = f"[{outside[0]}]" if batch else ""
            raise IndexError(
                f"take: index {int(index[outside[0]])} in argument {names[argument]}{sample} "
                f"is outside of {length} values: it must be 0, 1, … or {length - 1}"
            )
