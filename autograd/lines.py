"""Which line of the user's code it was: of an operation that is recorded, or of a question that is refused.

While `trace_lines` is at work every node that is made remembers the line that made it; `blame` and the
compiler's `check` name it. The engine pays nothing for it at other times.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from os.path import dirname, join
from threading import Lock, get_ident
from types import FrameType
from weakref import WeakKeyDictionary

from autograd import value
from autograd.value import Value

# A line of these is not the user's.
OURS = tuple(join(dirname(dirname(__file__)), package, "") for package in ("autograd", "nn", "viz"))

_line_of: WeakKeyDictionary[Value, str] = WeakKeyDictionary()
_tracing: dict[int, int] = {}  # how many blocks each thread is in
_changing = Lock()
_next_birth = value._next_birth  # pyright: ignore[reportPrivateUsage]


@contextmanager
def trace_lines() -> Generator[None]:
    """Let every node that is made in this block, by this thread, remember the file and line that made it.

    `line_of(node)` tells it as long as the node lives, and `blame` and `Program.check` name it. In the block
    recording takes some times longer, outside of it as long as ever.

    >>> from autograd import Value
    >>> with trace_lines():
    ...     y = Value(3.0) * 2
    >>> line_of(y)
    '<doctest autograd.lines.trace_lines[1]>, line 2'
    """
    thread = get_ident()
    with _changing:
        _tracing[thread] = _tracing.get(thread, 0) + 1
        value._next_birth = _birth  # pyright: ignore[reportPrivateUsage]
    try:
        yield
    finally:
        with _changing:
            _tracing[thread] -= 1
            if not _tracing[thread]:
                del _tracing[thread]
            if not _tracing:
                value._next_birth = _next_birth  # pyright: ignore[reportPrivateUsage]


def line_of(node: Value) -> str:
    """Return "file, line 3" of a node that was made inside of `trace_lines`, "" for any other.

    >>> from autograd import Value
    >>> line_of(Value(1.0))
    ''
    """
    return _line_of.get(node, "")


def outside(folders: tuple[str, ...]) -> str:
    """Return "file, line 3" of the innermost call that is not in one of these folders."""
    frame: FrameType = sys._getframe(1)  # pyright: ignore[reportPrivateUsage] - the way to a caller's line
    while frame.f_back is not None and frame.f_code.co_filename.startswith(folders):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}, line {frame.f_lineno}"


def _birth() -> int:
    """Stand in the place of the counter of births: whoever asks has the new node in hand already."""
    if get_ident() in _tracing:
        asking = sys._getframe(1).f_locals  # pyright: ignore[reportPrivateUsage]
        _line_of[asking["node"] if "node" in asking else asking["self"]] = outside(OURS)
    return _next_birth()
