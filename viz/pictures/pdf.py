"""A picture as PDF, drawn by fpdf2 (extra `pictures`); letters stay text."""

from __future__ import annotations

from viz.pictures.fonts import named

_MOST_WIDE = 14_400.0  # points; larger pages are beyond Acrobat


def pdf(svg: str) -> bytes:
    """Return a picture as a PDF file of one page, with the fonts it needs, the same on every run.

    The page has the size of the picture; what is wider or higher than 14,400 points is drawn smaller.

    Args:
        svg: the text of an SVG file, written as `svg.svg` does.

    Raises:
        ImportError: no fpdf2.

    >>> from autograd import Value
    >>> from viz import circuit
    >>> pdf(circuit(Value(2.0, "x") * 3).svg)[:5]
    b'%PDF-'
    """
    from datetime import UTC, datetime  # what is imported here, `import viz` need not wait for
    from xml.etree.ElementTree import tostring

    from viz.pictures.plain import plain

    try:
        from fpdf import FPDF
        from fpdf.bidi import BidiParagraph
        from fpdf.enums import TextDirection
        from fpdf.svg import SVGObject
    except ImportError as error:
        raise ImportError(
            "viz writes PDF with fpdf2, which is not installed: pip install 'chalkgrad[pictures]'"
        ) from error
    picture = plain(svg)
    for text in picture.root.iter("text"):
        # a PDF draws letters from left to right, also those of Hebrew
        bidi = BidiParagraph(text.text or "", base_direction=TextDirection.LTR)
        text.text = bidi.get_reordered_string()
    size = {"width": picture.width, "height": picture.height}
    shrunk = min(1.0, _MOST_WIDE / max(size.values()))
    picture.root.attrib.update({side: f"{shrunk * points:g}" for side, points in size.items()})
    paper = FPDF(unit="pt", format=(shrunk * picture.width, shrunk * picture.height))
    paper.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))  # the time of day differs from run to run
    paper.set_title(picture.title)
    for file in picture.fonts:
        family, emphasis = named(file)
        paper.add_font(family, emphasis, file)
    paper.add_page()
    SVGObject(tostring(picture.root, encoding="unicode")).draw_to_page(paper)
    return bytes(paper.output())
