"""A picture as PNG, drawn by resvg (extra `pictures`)."""

from __future__ import annotations

from math import sqrt

from viz.palette import LIGHT
from viz.pictures.fonts import OWN

DPI = 192  # twice the 96 of a screen: sharp on a slide
_MOST_WIDE, _MOST_PIXELS = 32_000, 80_000_000  # what is larger, many programs do not open
_LEAST_DPI = 60  # numbers are 12 pixels high then


def png(svg: str, *, dpi: float = DPI, most: int = _MOST_WIDE) -> bytes:
    """Return a picture as a PNG file.

    Args:
        svg: the text of an SVG file, written as `svg.svg` does.
        dpi: pixels for each inch of 72 points; fewer are drawn where that would be too many.
        most: pixels in a row or a column, of at most 80 million in all.

    Raises:
        ValueError: the picture is so large that its numbers could not be read.
        ImportError: no resvg.

    >>> from autograd import Value
    >>> from viz import circuit
    >>> png(circuit(Value(2.0, "x") * 3).svg)[:4]
    b'\\x89PNG'
    """
    from xml.etree.ElementTree import tostring  # what is imported here, `import viz` need not wait for

    from viz.pictures.plain import plain

    try:
        import resvg_py
    except ImportError as error:
        raise ImportError(
            "viz draws PNG with resvg, which is not installed: pip install 'chalkgrad[pictures]'"
        ) from error
    picture = plain(svg)
    longest, area = max(picture.width, picture.height), picture.width * picture.height
    possible = 72 * min(_MOST_WIDE / longest, sqrt(_MOST_PIXELS / area))
    if possible < _LEAST_DPI:
        raise ValueError(
            f"a drawing of {picture.width:,.0f} × {picture.height:,.0f} points is too large for a PNG, which "
            f"has {_MOST_WIDE:,} pixels in a row and {_MOST_PIXELS:,} in all at most: save it as .svg or "
            ".pdf, or draw a part of the graph"
        )
    for text in picture.root.iter("text"):
        # resvg knows no font by the name of its file, and then looks for one that has the letters
        text.set("font-family", f"{text.get('font-family')}, DejaVu Sans")
    return resvg_py.svg_to_bytes(
        svg_string=tostring(picture.root, encoding="unicode"),
        background=LIGHT.paper,
        zoom=min(dpi, possible, 72 * most / longest) / 72,
        skip_system_fonts=True,
        font_files=[str(file) for file in dict.fromkeys([*OWN, *picture.fonts])],
    )
