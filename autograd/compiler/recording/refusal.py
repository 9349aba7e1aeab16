"""What a function must not ask while it is recorded: the answer would be frozen into the program.

`fn` runs once, so a branch on a number, a comparison or a printed figure is taken once for all calls. Whoever
asks is told the line. Placeholders refuse by themselves; Values ask `autograd.border.questions`, where a
recording stands for the thread it runs in. What was refused stays refused, even if `fn` swallows it. What a
recording does not watch is `.data` and `.grad` of a Value: `refusing_data` does, for whoever asks for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock, get_ident
from typing import NamedTuple, NoReturn

from autograd.border import name, questions
from autograd.lines import outside
from autograd.value import Value

_PACKAGE = str(Path(__file__).parents[2])

BRANCH = "write the choice as an operation: maximum, minimum, relu, step or take"
NUMBER = "stay in Values up to what fn returns, and read numbers from the program's result"


class TraceError(RuntimeError):
    """`fn` asked a Value for its number while it was being compiled.

    >>> from autograd import compile
    >>> compile(lambda x: x if x > 0 else -x)(1.0)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    autograd.compiler.recording.refusal.TraceError: ...
    """


_refused: dict[int, TraceError] = {}  # the first one of each recording that goes on


def refuse(what: str, why: str) -> NoReturn:
    """Raise TraceError naming the line of the user's code that asked."""
    numpy = getattr(sys.modules.get("numpy"), "__file__", None)
    theirs = (_PACKAGE, str(Path(numpy).parent)) if numpy else (_PACKAGE,)
    error = TraceError(f"{what} while being compiled ({outside(theirs)}): {why}")
    if get_ident() in questions:
        _refused.setdefault(get_ident(), error)
    raise error


def asked_by_the_package() -> bool:
    """Return whether it is this package that reads an attribute, two calls up, and not the user."""
    caller = sys._getframe(2)  # pyright: ignore[reportPrivateUsage]
    return caller.f_code.co_filename.startswith(_PACKAGE)


@contextmanager
def recording() -> Generator[None]:
    """Refuse what would be frozen, in this thread.

    Raises:
        TraceError: something was refused, even if nobody let the error pass.
    """
    thread = get_ident()
    nested = thread in questions  # a program that is compiled inside of fn is part of this recording
    questions[thread] = _of_a_value
    try:
        yield
    finally:
        if not nested:
            del questions[thread]
            if (refused := _refused.pop(thread, None)) is not None:
                raise refused


def _of_a_value(node: Value, what: str) -> NoReturn:
    refuse(f"{name(node)} {what}", f"the answer would be the same in every call of the program; {BRANCH}")


# --- .data and .grad -------------------------------------------------------------------------------------

_DATA, _GRAD = vars(Value)["data"], vars(Value)["grad"]
_changing = Lock()


class _Watch(NamedTuple):
    """Who is told of what is read, and numbers that this package reads in the place of the data of leaves."""

    told: Callable[[Value, str], object]
    held: dict[Value, float]


_watches: dict[int, _Watch] = {}  # by thread


@contextmanager
def watching_data(
    told: Callable[[Value, str], object], held: dict[Value, float] | None = None
) -> Generator[None]:
    """Tell what this thread, outside of this package, reads from any `.data` or `.grad`.

    Properties in the place of the slots slow every thread down while they are there, so this is for a single
    look at a function, not for every recording.

    Args:
        told: called with the Value and ".data" or ".grad" before it is read.
        held: numbers that this package reads in the place of the data of leaves.
    """
    thread = get_ident()
    outer = _watches.get(thread)
    with _changing:
        _watches[thread] = _Watch(told, held or {})
        Value.data = property(_data, _DATA.__set__)  # type: ignore[assignment]
        Value.grad = property(_grad, _GRAD.__set__)  # type: ignore[assignment]
    try:
        yield
    finally:
        with _changing:
            if outer is None:
                del _watches[thread]
            else:
                _watches[thread] = outer
            if not _watches:
                Value.data, Value.grad = _DATA, _GRAD


def refusing_data(held: dict[Value, float] | None = None) -> AbstractContextManager[None]:
    """Refuse to this thread, outside of this package, what it reads from any `.data` or `.grad`: it would be
    frozen into the program.

    Raises:
        TraceError: `.data` or `.grad` was read; the line is named.
    """
    return watching_data(_of_an_attribute, held)


def _data(node: Value) -> float:
    watch = _watches.get(get_ident())
    if watch is None:
        return _DATA.__get__(node)
    if not asked_by_the_package():
        watch.told(node, ".data")
    return watch.held[node] if node in watch.held else _DATA.__get__(node)


def _grad(node: Value) -> float:
    watch = _watches.get(get_ident())
    if watch is not None and not asked_by_the_package():
        watch.told(node, ".grad")
    return _GRAD.__get__(node)


def _of_an_attribute(node: Value, attribute: str) -> NoReturn:
    refuse(
        f"{attribute} of {name(node)} was read",
        "the program would keep that number for ever; use the Value itself, or its detach() where no "
        "gradient is wanted",
    )
