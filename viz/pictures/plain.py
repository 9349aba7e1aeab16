"""A picture as SVG that says everything itself: `png` and `pdf` hand it to what knows less than a browser.

The rules of the style sheet become attributes, what is faded gets the colors it has on paper, and texts
become runs of letters in one font each, with their places measured in that font.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize
from xml.etree.ElementTree import Element, SubElement, fromstring

from viz.palette import LIGHT, blend
from viz.pictures.fonts import OWN, advances, face, further_fonts, is_seen, named

_NAMESPACE = "http://www.w3.org/2000/svg"
_RULE = re.compile(r"([^{}]+)\{([^}]*)\}")
_NO_RULE = re.compile(r"/\*.*?\*/|@[^{]*\{(?:[^{}]*\{[^}]*\})*[^{}]*\}", re.DOTALL)  # remarks, and @media
_FONT = re.compile(r"(italic )?([\d.]+)px (.+)")
_PAINT = {
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "fill-opacity",
    "stroke-opacity",
}  # fmt: skip
_LOOKS = {
    *_PAINT, "opacity", "font-family", "font-size", "font-style", "font-weight", "text-anchor", "paint-order",
}  # fmt: skip
_PLACES = {
    "transform", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height",
    "points",
}  # fmt: skip
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}  # how much of a text stands before its place

Style = dict[str, str]


class Plain(NamedTuple):
    """A picture that says everything itself.

    Attributes:
        root: its SVG.
        title: what is drawn.
        width, height: of the whole, in points.
        fonts: the files of the fonts in which its letters stand, called as `fonts.named` says.
    """

    root: Element
    title: str
    width: float
    height: float
    fonts: list[Path]


def plain(svg: str) -> Plain:
    """Return a picture of ours with everything said in attributes.

    Args:
        svg: the text of an SVG file, written as `svg.svg` does: with width and height, and a style sheet
            whose rules are for tags and classes inside of one another; a text is one line.

    >>> drawn = plain('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>.a circle '
    ...               '{ fill: #c62828 }</style><g class="a" opacity="0.5"><circle r="2"/></g></svg>')
    >>> drawn.root[0][0].attrib
    {'r': '2', 'fill': '#e29494'}
    """
    root = fromstring(svg)
    size = _only(root.attrib, {"viewBox", "width", "height"})
    drawn = Element("svg", {"xmlns": _NAMESPACE} | size)
    writer = _Writer(root)
    path = (_kind(root),)
    writer.add(root, path, writer.looks(root, path, {"fill": "black", "opacity": "1"}), drawn)
    title = root.findtext(f"{{{_NAMESPACE}}}title", "")
    return Plain(drawn, title, float(size["width"]), float(size["height"]), [*writer.used])


class _Piece(NamedTuple):
    """A part of a text in one style, and how far it is moved from the end of the part before."""

    text: str
    style: Style
    dx: float
    dy: float


class _Writer:
    """Writes plain elements: knows the style sheet and the fonts.

    Attributes:
        used: the fonts in which something was written, as keys.
    """

    def __init__(self, root: Element) -> None:
        self.fonts = [*OWN, *further_fonts("".join(root.itertext()))]
        self.used: dict[Path, None] = {}
        self.rules = _rules(root.findtext(f"{{{_NAMESPACE}}}style", ""))
        self.sheet: dict[tuple[str, ...], Style] = {}

    def add(self, group: Element, path: tuple[str, ...], style: Style, drawn: Element) -> None:
        """Add what is in a group, which looks like that, to a plain one."""
        for element in group:
            tag, inside = _tag(element), (*path, _kind(element))
            looks = self.looks(element, inside, style)
            if tag == "g":
                self.add(element, inside, looks, SubElement(drawn, "g", _only(element.attrib, {"transform"})))
            elif tag == "text":
                turned = _only(element.attrib, {"transform"})
                place = SubElement(drawn, "g", turned) if turned else drawn
                self.add_text(element, [*self.pieces(element, inside, looks)], place)
            elif tag not in ("title", "style"):
                SubElement(drawn, tag, _only(element.attrib, _PLACES) | _paint(looks))

    def looks(self, element: Element, path: tuple[str, ...], inherited: Style) -> Style:
        """Return how an element looks: by its attributes, the style sheet and its own style."""
        if path not in self.sheet:
            self.sheet[path] = {}
            for selector, style in self.rules:
                if _matches(selector, path):
                    self.sheet[path] |= style
        own = _only(element.attrib, _LOOKS) | self.sheet[path] | _declared(element.get("style", ""))
        left = float(own.pop("opacity", 1)) * float(inherited["opacity"])
        return inherited | {key: it for key, it in own.items() if it != "inherit"} | {"opacity": f"{left}"}

    def pieces(self, element: Element, path: tuple[str, ...], style: Style) -> Iterator[_Piece]:
        """Yield the parts of a text."""
        dx, dy = (float(element.get(key, 0)) for key in ("dx", "dy"))
        yield _Piece(normalize("NFC", element.text or ""), style, dx, dy)
        for span in element:
            inside = (*path, _kind(span))
            yield from self.pieces(span, inside, self.looks(span, inside, style))
            yield _Piece(normalize("NFC", span.tail or ""), style, 0.0, 0.0)

    def add_text(self, element: Element, pieces: list[_Piece], drawn: Element) -> None:
        """Add a text run by run; what is stroked around its letters becomes a ground below them."""
        style = pieces[0].style
        x, y = (float(element.get(key, 0)) + float(element.get(f"d{key}", 0)) for key in "xy")
        pen, below, end = 0.0, 0.0, 0.0
        runs: list[tuple[float, float, str, Style]] = []
        for text, looks, dx, dy in [
            pieces[0]._replace(dx=0.0, dy=0.0),
            *pieces[1:],
        ]:  # x and y have the first
            pen, below, size = pen + dx, below + dy, _number(looks["font-size"])
            best = face(
                is_serif=looks["font-family"].endswith(" serif"),
                is_bold=looks.get("font-weight") == "700",
                is_slanted=looks.get("font-style") == "italic",
            )
            for file, run in groupby([self.letter(c, best) for c in text], lambda found: found[0]):
                letters = "".join(c for _, c in run)
                look = _font(file) | {"font-size": f"{size:g}"} | _only(_paint(looks), {"fill"})
                runs.append((pen, below, letters, look))
                pen += size * sum(advances(file)[c] for c in letters)
                self.used[file] = None
            end = max(end, pen)
        x -= _BEFORE[style.get("text-anchor", "start")] * end
        if style.get("paint-order") == "stroke":
            edge, size = _number(style["stroke-width"]), _number(style["font-size"])
            box = {"x": x - edge / 2, "y": y - size, "width": end + edge, "height": 1.25 * size, "rx": edge}
            SubElement(drawn, "rect", {key: f"{v:g}" for key, v in box.items()} | {"fill": style["stroke"]})
        for right, down, letters, look in runs:
            place = {"x": f"{x + right:.6g}", "y": f"{y + down:.6g}", "xml:space": "preserve"}
            SubElement(drawn, "text", place | look).text = letters

    def letter(self, c: str, best: Path) -> tuple[Path, str]:
        """Return the best font that has a character, and that; a box in the place of what no font has."""
        for file in (best, *self.fonts):
            if c in advances(file):
                return file, c
        return self.letter("□", best) if is_seen(c) else (best, " " * c.isspace())


def _tag(element: Element) -> str:
    return element.tag.removeprefix(f"{{{_NAMESPACE}}}")


def _kind(element: Element) -> str:
    """Return an element as a selector names it: `text.label`."""
    return ".".join([_tag(element), *element.get("class", "").split()])


def _only(attributes: Mapping[str, str], names: set[str]) -> Style:
    return {key: value for key, value in attributes.items() if key in names}


def _font(file: Path) -> Style:
    family, emphasis = named(file)
    weight = {"font-weight": "bold"} if "B" in emphasis else {}
    return {"font-family": family} | weight | ({"font-style": "italic"} if "I" in emphasis else {})


def _number(length: str) -> float:
    return float(length.removesuffix("px"))


def _paint(style: Style) -> Style:
    """Return the colors and lines of a style; what is faded has the colors that it has on paper.

    Parts that are each seen through would show what lies below them, the wire under a gate.
    """
    left = float(style["opacity"])
    return {
        key: blend(value, LIGHT.paper, left) if left < 1 and value.startswith("#") else value
        for key, value in _only(style, _PAINT).items()
    }


def _declared(text: str) -> Style:
    """Return the declarations of a rule, `font` as what it is short for.

    >>> _declared("font: italic 17px Georgia, serif; fill: #000000")
    {'font-style': 'italic', 'font-size': '17px', 'font-family': 'Georgia, serif', 'fill': '#000000'}
    """
    style: Style = {}
    for declaration in filter(str.strip, text.split(";")):
        key, value = map(str.strip, declaration.split(":", 1))
        if key == "font" and (found := _FONT.fullmatch(value)):
            slant = "italic" if found[1] else "normal"
            style |= {"font-style": slant, "font-size": f"{found[2]}px", "font-family": found[3]}
        else:
            style[key] = value
    return style


def _rules(sheet: str) -> list[tuple[list[str], Style]]:
    """Return the rules of a style sheet, those that prevail last: of more classes, more tags, later ones."""
    rules = [
        (selector.split(), _declared(body))
        for selectors, body in _RULE.findall(_NO_RULE.sub("", sheet))
        for selector in selectors.split(",")
    ]

    def rank(rule: tuple[list[str], Style]) -> tuple[int, int]:
        return sum(part.count(".") for part in rule[0]), sum(not part.startswith(".") for part in rule[0])

    return sorted(rules, key=rank)


def _matches(selector: list[str], path: tuple[str, ...]) -> bool:
    """Return whether a selector means the last element of a path, and its parts others on the way to it.

    >>> _matches([".gate", "text"], ("svg", "g.gate", "text")), _matches([".gate"], ("g.gate", "text"))
    (True, False)
    """
    if not _is_a(selector[-1], path[-1]):
        return False
    way = iter(path[:-1])
    return all(any(_is_a(part, kind) for kind in way) for part in selector[:-1])


def _is_a(part: str, kind: str) -> bool:
    (tag, *classes), (its_tag, *its_classes) = part.split("."), kind.split(".")
    return tag in ("", its_tag) and {*classes} <= {*its_classes}
