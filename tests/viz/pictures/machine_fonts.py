"""Fonts for the tests: a machine that has none, and one whose letters are black squares."""

from pathlib import Path

import pytest


def without_fonts(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Hide the fonts of this machine; what is put into the folder returned is found in their place."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_DIRS", str(folder / "share"))
    fonts = folder / "share" / "fonts"
    fonts.mkdir(parents=True)
    return fonts


def square_font(characters: str, path: Path) -> Path:
    """Write a font in which each of these characters is a square, one and a half times its size."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 1500), (1500, 1500), (1500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    names = [".notdef", *(f"u{ord(c):04X}" for c in characters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): name for c, name in zip(characters, names[1:])})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1500, 0)))
    builder.setupHorizontalHeader(ascent=1500, descent=-200)
    builder.setupNameTable(
        {"familyName": f"{path.stem} of tests", "styleName": "Regular", "psName": path.stem}
    )
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path
