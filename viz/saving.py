"""What a file holds, by its ending: whoever shows something can save it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from autograd.files import write

T = TypeVar("T")
_ALIASES = {".gv": ".dot", ".mermaid": ".mmd", ".htm": ".html"}


def endings(formats: Mapping[str, object]) -> str:
    """Return endings as a sentence has them.

    >>> endings({".svg": 1, ".png": 2, ".pdf": 3}), endings({".html": 1})
    ('.svg, .png or .pdf', '.html')
    """
    *most, last = formats
    return f"{', '.join(most)} or {last}" if most else last


def save(
    shown: T, path: str | os.PathLike[str], what: str, formats: Mapping[str, Callable[[T], str | bytes]]
) -> Path:
    """Write something into a file as its ending says, whole or not at all.

    Args:
        shown: what is saved.
        path: where to; an existing file is replaced only when the new one is whole.
        what: "a circuit", for the error.
        formats: for each ending, what the file then holds.

    Raises:
        ValueError: another ending.
        OSError: the file cannot be written.

    >>> save("x", "f.doc", "a circuit", {".svg": str, ".tex": str})
    Traceback (most recent call last):
    ...
    ValueError: a circuit is saved as .svg or .tex, not '.doc': f.doc
    """
    ending = Path(path).suffix.lower()
    written = formats.get(_ALIASES.get(ending, ending))
    if written is None:
        raise ValueError(f"{what} is saved as {endings(formats)}, not {ending!r}: {path}")
    return write(path, written(shown))
