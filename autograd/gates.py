"""Functions whose calls are remembered, so that `fold` can make one gate of each call.

A call is known by what was born while it ran; the nodes themselves are the same as without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import update_wrapper
from types import MethodType
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar, cast, overload
from weakref import WeakKeyDictionary

from autograd.value import Value, _next_birth  # pyright: ignore[reportPrivateUsage]

_Takes = ParamSpec("_Takes")
_Gives = TypeVar("_Gives")


class Call(NamedTuple):
    """The numbers of birth between which everything was born during the call."""

    start: int
    end: int


class Gate(Generic[_Takes, _Gives]):
    """A function whose calls can be folded; `gate` makes it.

    Attributes:
        symbol: what stands in the folded gate.
        calls: for each Value that a call returned, when that was. It keeps no node alive.
    """

    def __init__(self, function: Callable[_Takes, _Gives], symbol: str) -> None:
        self.symbol = symbol
        self.calls: WeakKeyDictionary[Value, Call] = WeakKeyDictionary()
        self._function = function
        update_wrapper(self, function, updated=())  # a callable object keeps its attributes to itself

    def __call__(self, *args: _Takes.args, **kwargs: _Takes.kwargs) -> _Gives:
        start = _next_birth()
        result = self._function(*args, **kwargs)
        call = Call(start, _next_birth())
        for value in _values(result):
            if value.born > start:  # what was there before is no gate of this call
                self.calls[value] = call
        return result

    def __get__(self, owner: object, kind: type | None = None) -> Any:
        """Return the method of an object; `fold` takes the function itself, `Neuron.__call__`."""
        return self if owner is None else MethodType(self, owner)

    def __repr__(self) -> str:
        return f"Gate({self.symbol})"


def _values(result: object) -> Iterator[Value]:
    """Yield the Values in what a function returned: one, or lists of them, nested or not."""
    waiting = [result]
    for thing in waiting:  # grows while it is read
        if isinstance(thing, Value):
            yield thing
        elif isinstance(thing, list | tuple):
            waiting.extend(thing)  # pyright: ignore[reportUnknownArgumentType]
        elif getattr(getattr(thing, "dtype", None), "kind", "") == "O":  # a numpy array of objects
            waiting.extend(cast(Any, thing).ravel().tolist())


@overload
def gate(function: str) -> Callable[[Callable[_Takes, _Gives]], Gate[_Takes, _Gives]]: ...
@overload
def gate(function: Callable[_Takes, _Gives]) -> Gate[_Takes, _Gives]: ...
def gate(function: Any) -> Any:
    """Return the function so that `fold` finds its calls; it computes as before.

    Use it as a decorator, plain or with a symbol, or on anything that can be called: `gate("h")(layer)`.

    Args:
        function: the function, whose name becomes the symbol; or the symbol, to be followed by it.

    >>> from autograd import Value, fold
    >>> @gate("σ")
    ... def sigma(z):
    ...     return 1 / (1 + (-z).exp())
    >>> f = fold(sigma(Value(1.0)), sigma)
    >>> f.op.symbol, [f"{partial:.6f}" for partial in f.partials]
    ('σ', ['0.196612'])
    """
    if isinstance(function, str):

        def decorate(called: Callable[..., Any]) -> Gate[..., Any]:
            return Gate(called, function)

        return decorate
    if not callable(function):
        raise TypeError(f"gate takes a function or a symbol, not {type(function).__name__} {function!r:.40}")
    return Gate(function, getattr(function, "__name__", type(function).__name__))
