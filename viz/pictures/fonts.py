"""The letters of PNG and PDF: DejaVu, which lies beside this file, and fonts of the system for what it lacks.

Browsers and LaTeX bring fonts of their own. What is drawn here is drawn with these files, so that it is the
same on every machine, and that no picture loses its letters where no font is installed.

The files in `dejavu` hold the Latin, Greek and Cyrillic letters, digits, indices, arrows, operators and
shapes of DejaVu 2.37, made by `pyftsubset --no-hinting --notdef-outline --layout-features=mark,mkmk`.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category, name

_DEJAVU = Path(__file__).parent / "dejavu"
# Each file with its family and its emphasis: "B" for bold, "I" for italic. Plain ones come first: a font that
# lacks a character is helped by the first that has it.
OWN = {
    _DEJAVU / "DejaVuSans.ttf": ("DejaVu Sans", ""),
    _DEJAVU / "DejaVuSerif.ttf": ("DejaVu Serif", ""),
    _DEJAVU / "DejaVuSerif-Italic.ttf": ("DejaVu Serif", "I"),
    _DEJAVU / "DejaVuSans-Bold.ttf": ("DejaVu Sans", "B"),
    _DEJAVU / "DejaVuSerif-Bold.ttf": ("DejaVu Serif", "B"),
    _DEJAVU / "DejaVuSerif-BoldItalic.ttf": ("DejaVu Serif", "BI"),
}
_FILES = {look: file for file, look in OWN.items()}
_ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}


def face(*, is_serif: bool, is_bold: bool, is_slanted: bool) -> Path:
    """Return the file of ours with letters of this kind; without serifs none are slanted.

    >>> face(is_serif=True, is_bold=False, is_slanted=True).name
    'DejaVuSerif-Italic.ttf'
    """
    emphasis = "B" * is_bold + "I" * (is_slanted and is_serif)
    return _FILES["DejaVu Serif" if is_serif else "DejaVu Sans", emphasis]


def named(file: Path) -> tuple[str, str]:
    """Return the family and the emphasis of a font; one of the system goes by the name of its file."""
    return OWN.get(file) or (file.stem, "")


def further_fonts(text: Iterable[str]) -> list[Path]:
    """Return fonts of this system that have the characters of a text which ours lack; most often none.

    What no font has is named in a warning.

    >>> further_fonts("∂f/∂w₁ = −0.2")
    []
    """
    lacking = {c for c in text if is_seen(c) and not any(c in advances(file) for file in OWN)}
    fonts: list[Path] = []
    if lacking:
        for file in _installed():
            if found := lacking & advances(file).keys():
                fonts.append(file)
                lacking -= found
            if not lacking:
                break
    if lacking:
        told = ", ".join(f"{c!r} ({name(c, f'U+{ord(c):04X}')})" for c in sorted(lacking)[:5])
        more = f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""
        warnings.warn(
            f"no font on this machine has {told}{more}: the picture shows a box in its place; install a font "
            "that has it, or save as .svg, which browsers draw with theirs",
            stacklevel=2,
        )
    return fonts


@cache
def advances(file: Path) -> dict[str, float]:
    """Return how wide each character of a font is, in font sizes; none if the font cannot be read."""
    try:
        from fontTools.ttLib import TTFont
    except ImportError as error:
        raise ImportError(
            "viz measures letters with fontTools, which is not installed: pip install 'chalkgrad[pictures]'"
        ) from error
    try:
        with file.open("rb") as stream, TTFont(stream, fontNumber=0, lazy=True) as font:
            head: Any = font["head"]  # whose fields have no types
            glyphs, widths, size = font.getBestCmap() or {}, font["hmtx"], head.unitsPerEm
            return {chr(code): widths[glyph][0] / size for code, glyph in glyphs.items()}
    except Exception:  # whatever is wrong with a font of the system: there are others
        return {}


def is_seen(c: str) -> bool:
    """Return whether a character leaves ink: controls, blanks and selectors of variants do not."""
    return category(c) not in {"Cc", "Cf", "Zs", "Zl", "Zp"} and not "\ufe00" <= c <= "\ufe0f"


def _installed() -> Iterator[Path]:
    """Yield the font files of this system, regular ones first."""
    home = Path.home()
    if sys.platform == "win32":
        folders = [
            Path(os.environ.get("WINDIR", "C:/Windows"), "Fonts"),
            Path(os.environ.get("LOCALAPPDATA", home), "Microsoft/Windows/Fonts"),
        ]
    elif sys.platform == "darwin":
        folders = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    else:
        shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        own = os.environ.get("XDG_DATA_HOME") or home / ".local/share"
        folders = [
            *(Path(folder, "fonts") for folder in shared.split(":")),
            Path(own, "fonts"),
            home / ".fonts",
        ]
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix.lower() in _ENDINGS]
    for file in sorted(files, key=lambda file: ("regular" not in file.stem.lower(), file)):
        if "lastresort" not in file.stem.lower():  # it has every character, and draws all of them as boxes
            yield file
