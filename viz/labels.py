r"""Labels typeset: one function for each format that has slanted letters and indices of its own.

`autograd.labels.read` says what a label is made of. Formats without indices (Mermaid, tables, titles) show
`autograd.labels.written`, which is plain text.
"""

from __future__ import annotations

import re
from unicodedata import category, combining, east_asian_width, normalize

from autograd.labels import GREEK, SYMBOL, read, slanted
from viz.quoting import dot_label, markup

SMALL = 0.7  # how large an index is, and how far it stands below the line
_DOWN, _UP = 0.25, -0.4
# Of letters that are not 0.6 wide; DejaVu Serif, which has the widest of those that pictures ask for.
_WIDTHS = {
    "…": 1.2, "′": 0.3, "W": 1.1, "M": 1.0, "m": 0.95, "w": 0.85, "I": 0.6, "J": 0.6, "@": 1.0, "%": 0.95,
    **dict.fromkeys("<>=+−×^~&#ω", 0.85),
}  # fmt: skip
_RISE, _TAIL = 0.76, 0.24  # of a tall letter above its line, of a tail below it, in font sizes
_TAILED = re.compile(r"[fgjpqyJQçþβγζηµμξρςφχψ_,;()\[\]{}|/]|[\u0323-\u0333]")
_ACCENTS = {
    "\u0302": "hat",
    "\u0304": "bar",
    "\u0303": "tilde",
    "\u0307": "dot",
    "\u0308": "ddot",
    "\u20d7": "vec",
}
_WORDS = {sign: f"\\{word} " for word, sign in GREEK.items()} | {
    "ε": r"\varepsilon ", "φ": r"\varphi ", "ο": "o",
}  # fmt: skip
# Every one of these is written in math mode, where LaTeX, KaTeX and MathJax agree; inside \text they do not.
# Braces around < keep a browser from reading a tag.
_SPECIAL = {
    "\\": r"\backslash ", "{": r"\{", "}": r"\}", "$": r"\$", "_": r"\_", "&": r"\&", "%": r"\%", "#": r"\#",
    "^": r"\wedge ", "~": r"\sim ", "<": "{<}", ">": "{>}", "|": "{|}", "`": "{'}", "−": "-", "×": r"\times ",
    "·": r"\cdot ", "…": r"\dots ", "′": "{'}", "→": r"\to ", "∞": r"\infty ", "∂": r"\partial ",
    "⋯": r"\cdots ", "▶": r"\triangleright ", "⟲": r"\circlearrowleft ", "‖": r"\|", **_WORDS,
}  # fmt: skip
_RUN = re.compile(r"[^\W\d_]+|[\W\d_]+")
_PLACES = {"▶ ": r"\triangleright \,"}


def latex(label: str) -> str:
    r"""Return a label in LaTeX's math mode: one letter as it is, words upright.

    >>> [latex(label) for label in ("w_{11}^{(1)}", "ŷ", "beta_1", "L_reg", "y'", "net input")]
    ['w_{11}^{(1)}', '\\hat{y}', '\\beta_{1}', 'L_{\\text{reg}}', "y'", '\\text{net input}']
    """
    said = read(label)
    before = _PLACES.get(said.before) or (upright(said.before[:-3]) + r" \times " if said.before else "")
    base = _symbol(said.base) if said.kind == SYMBOL else upright(said.base)
    if not (said.below or said.above):
        return before + base
    primes, rest = _apart(said.above)
    above = "^{" + r"\prime " * len(primes) + _index(rest) + "}" if rest else "'" * len(primes)
    below = f"_{{{_index(said.below)}}}" if said.below else ""
    return f"{before}{base.rstrip()}{below}{above}"


def upright(text: str) -> str:
    r"""Return any text as LaTeX math: words in \text, what LaTeX would take for a command outside of it.

    >>> upright("50% of it")
    '\\text{50}\\%\\text{ of it}'
    """
    pieces = re.split("([" + re.escape("".join(_SPECIAL)) + "])", text)
    # an accent that lost its letter gets a circle to stand on, which KaTeX insists on
    return "".join(
        _SPECIAL.get(piece) or f"\\text{{{'◌' if combining(piece[0]) else ''}{piece}}}"
        for piece in pieces
        if piece
    )


def tspans(label: str, size: float) -> str:
    """Return a label as the content of an SVG <text> of this size that is slanted by its style.

    Subscript and superscript stand one above the other; what stands upright says so itself.

    >>> tspans("w_1", 10)
    'w<tspan dy="2.5" font-size="7"><tspan class="upright">1</tspan></tspan>'
    """
    said = read(label)
    primes, above = _apart(said.above)
    text = _span(said.before, upright=True) if said.before else ""
    text += _span(said.base, upright=said.kind != SYMBOL) + primes
    # the narrower one first, so that the text ends where the wider one does
    indices = sorted([(said.below, _DOWN), (above, _UP)], key=lambda index: _advance(index[0]))
    at = back = 0.0
    for index, below in indices:
        if index:
            shift = f' dx="{-back:.3g}"' if back else ""
            down = f'dy="{(below - at) * size:.3g}"'
            text += f'<tspan {down}{shift} font-size="{SMALL * size:g}">{_spans(index)}</tspan>'
            at, back = below, 0.9 * _advance(index) * SMALL * size  # less than it is: letters do not meet
    return text


def dot_markup(label: str, size: float = 14.0) -> str:
    """Return a label as it stands in an HTML-like label of DOT in this size.

    >>> dot_markup("w_11^2", 10), dot_markup("a < b")
    ('<I>w</I><SUB><FONT POINT-SIZE="7">11</FONT></SUB><SUP><FONT POINT-SIZE="7">2</FONT></SUP>', 'a &lt; b')
    """
    said = read(label)
    primes, above = _apart(said.above)
    text = dot_label(said.before)
    text += f"<I>{dot_label(said.base)}</I>" if said.kind == SYMBOL else dot_label(said.base)
    for tag, index in (("SUB", said.below), ("SUP", above)):
        if index:
            letters = "".join(
                f"<I>{run}</I>" if slanted(run) else dot_label(run) for run in _RUN.findall(index)
            )
            text += f'<{tag}><FONT POINT-SIZE="{SMALL * size:g}">{letters}</FONT></{tag}>'
    return text + primes


def label_width(label: str, size: float) -> float:
    """Return about how wide a label is that is typeset, in the unit of the font size.

    >>> label_width("w_{11}^{(1)}", 10) < label_width("w11(1)", 10)
    True
    """
    said = read(label)
    primes, above = _apart(said.above)
    base = _base_width(said.before + said.base + primes, size)
    return base + SMALL * size * max(_advance(said.below), _advance(above))


def label_extent(label: str, size: float) -> tuple[float, float]:
    """Return about how far a label reaches above and below its line, tails and indices included.

    >>> [[round(x, 2) for x in label_extent(label, 1.0)] for label in ("h", "y", "h_1", "W_ij^(2)")]
    [[0.76, 0.02], [0.76, 0.24], [0.76, 0.26], [0.93, 0.42]]
    """
    said = read(label)
    _, above = _apart(said.above)
    ends = [(0.0, 1.0, said.before + said.base), (_DOWN, SMALL, said.below), (_UP, SMALL, above)]
    reached = [
        (_RISE * scale - shift, (_TAIL if _TAILED.search(text) else 0.02) * scale + shift)
        for shift, scale, text in ends
        if text
    ]
    up, down = zip(*reached) if reached else ((0.0,), (0.0,))
    return size * max(up), size * max(down)


def _apart(above: str) -> tuple[str, str]:
    """Return the primes of a superscript, which are raised already, and the rest of it."""
    rest = above.lstrip("′")
    return above[: len(above) - len(rest)], rest


def _base_width(text: str, size: float) -> float:
    capital = 0.85 if len(text) > 1 else 0.6  # one alone finds room beside it
    return size * sum(_WIDTHS.get(c) or _usual_width(c, capital) for c in text)


def _usual_width(c: str, capital: float) -> float:
    if east_asian_width(c) in "WF":
        return 1.3 if category(c) == "So" else 1.0  # an emoji, a sign of Chinese
    return 0.0 if combining(c) else capital if c.isupper() else 0.6


def _advance(index: str) -> float:
    """Return about how wide an index is, in its own font size."""
    capital = 0.85 if len(index) > 1 else 0.62
    return sum(0.4 if c in "(),. ijlt" else capital if c.isupper() else 0.62 for c in index)


def _symbol(letter: str) -> str:
    r"""Return one letter, with its accent as a command: \hat{y}."""
    bare, *accents = normalize("NFD", letter)
    if len(accents) > 1 or (accents and accents[0] not in _ACCENTS):
        return upright(letter)
    found = bare if bare.isascii() else _WORDS.get(bare) or upright(bare)
    return f"\\{_ACCENTS[accents[0]]}{{{found.rstrip()}}}" if accents else found


def _index(text: str) -> str:
    """Return an index in LaTeX."""
    found = ""
    for run in _RUN.findall(text):
        if not run[0].isalpha():
            found += (
                run.translate({ord("−"): "-", ord("′"): "'"})
                if run.isascii() or run in "−′"
                else upright(run)
            )
        elif slanted(run):
            found += "".join(map(_symbol, run))
        else:
            found += upright(run)
    return found.rstrip()


def _span(text: str, *, upright: bool) -> str:
    return f'<tspan class="upright">{markup(text)}</tspan>' if upright else markup(text)


def _spans(index: str) -> str:
    return "".join(_span(run, upright=not slanted(run)) for run in _RUN.findall(index))
