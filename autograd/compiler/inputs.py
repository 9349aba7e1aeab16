"""What comes in from outside: arguments as arrays, checked before anything runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.record import Argument

Array = NDArray[Any]


def argument_names(fn: Callable[..., Any]) -> list[str] | None:
    """Return the names of the positional arguments of `fn`; None if it takes any number."""
    try:
        parameters = inspect.signature(fn).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return None
    return [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]


def required_count(fn: Callable[..., Any]) -> int:
    """Return how many positional arguments `fn` cannot do without."""
    parameters = inspect.signature(fn).parameters.values()
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(p.kind in kinds and p.default is p.empty for p in parameters)


def as_array(argument: Any, name: str, refuse_nan: bool) -> Array:
    """Return an argument as an array of float64 or int64; the caller's array itself where it fits.

    Raises:
        TypeError: it holds something else than real numbers.
        ValueError: its lists have different lengths, or it holds nan and that was to be refused.
    """
    try:
        array: Array = np.asarray(argument)
    except ValueError:
        raise ValueError(
            f"argument {name} is ragged: give lists of equal lengths, padded if necessary"
        ) from None
    kind = array.dtype.kind
    if kind not in "biuf":
        what = type(argument).__name__ if array.dtype == object else str(array.dtype)
        raise TypeError(f"argument {name} must hold real numbers, not {what}; of a Value give its .data")
    array = array.astype(np.float64 if kind == "f" else np.int64, copy=False)
    if refuse_nan and kind == "f" and np.isnan(array).any():
        raise ValueError(f"argument {name} holds nan: clean the data, or compile without refuse_nan")
    return array


def check_count(fn: Callable[..., Any], names: Sequence[str] | None, count: int) -> list[str]:
    """Return a name for each of `count` arguments.

    Raises:
        TypeError: `fn` takes more or fewer.
    """
    if names is None:
        return [f"x{i}" for i in range(count)]
    least = required_count(fn)
    if not least <= count <= len(names):
        expected = str(least) if least == len(names) else f"{least} to {len(names)}"
        called = getattr(fn, "__name__", "fn")
        raise TypeError(f"{called} takes {expected} arguments ({', '.join(names)}), but {count} were given")
    return list(names[:count])


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


def arguments_of(arrays: Sequence[Array], names: Sequence[str], batch: bool) -> tuple[Argument, ...]:
    """Return the structure of the arguments, the key under which a program is cached."""
    return tuple(
        Argument(name, array.shape[1:] if batch else array.shape, array.dtype.kind == "i")
        for name, array in zip(names, arrays)
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
        low, high = int(index.min()), int(index.max())
        if low < -length or high >= length:
            raise IndexError(
                f"take: index {high if high >= length else low} in argument {names[argument]} "
                f"is outside of {length} values"
            )
