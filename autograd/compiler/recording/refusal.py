"""What a function must not ask while it is recorded: the answer would be frozen into the program.

`fn` runs once, so a branch on a number, a comparison or a printed figure is taken once for all calls. Whoever
asks is told the line. Placeholders refuse by themselves; Values ask `autograd.border.questions`, where a
recording stands for the thread it runs in. What was refused stays refused, even if `fn` swallows it. What a
recording does not watch is `.data` and `.grad` of a Value: `refusing_data` does, for whoever asks for it.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, get_ident
from typing import NoReturn

from autograd.border import name, questions
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
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage] - the documented way to a caller's line
    numpy = getattr(sys.modules.get("numpy"), "__file__", None)
    theirs = (_PACKAGE, str(Path(numpy).parent)) if numpy else (_PACKAGE,)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(theirs):
        frame = frame.f_back
    error = TraceError(
        f"{what} while being compiled ({frame.f_code.co_filename}, line {frame.f_lineno}): {why}"
    )
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
_held: dict[int, dict[Value, float]] = {}  # by thread, of those whose reading is refused
_changing = Lock()


@contextmanager
def refusing_data(held: dict[Value, float] | None = None) -> Generator[None]:
    """Refuse to this thread, outside of this package, what it reads from any `.data` or `.grad`: it would be
    frozen into the program.

    Properties in the place of the slots slow every thread down while they are there, so this is for a single
    look at a function, not for every recording.

    Args:
        held: numbers that this package reads in the place of the data of leaves.

    Raises:
        TraceError: `.data` or `.grad` was read; the line is named.
    """
    thread = get_ident()
    outer = _held.get(thread)
    with _changing:
        _held[thread] = held or {}
        Value.data = property(_data, _DATA.__set__)  # type: ignore[assignment]
        Value.grad = property(_grad, _GRAD.__set__)  # type: ignore[assignment]
    try:
        yield
    finally:
        with _changing:
            if outer is None:
                del _held[thread]
            else:
                _held[thread] = outer
            if not _held:
                Value.data, Value.grad = _DATA, _GRAD


def _data(node: Value) -> float:
    held = _held.get(get_ident(), {})
    if get_ident() in _held and not asked_by_the_package():
        _of_an_attribute(node, ".data")
    return held[node] if node in held else _DATA.__get__(node)


def _grad(node: Value) -> float:
    if get_ident() in _held and not asked_by_the_package():
        _of_an_attribute(node, ".grad")
    return _GRAD.__get__(node)


def _of_an_attribute(node: Value, attribute: str) -> NoReturn:
    refuse(
        f"{attribute} of {name(node)} was read",
        "the program would keep that number for ever; use the Value itself, or its detach() where no "
        "gradient is wanted",
    )
