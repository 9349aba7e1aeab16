r"""Labels typeset: one function for each format that has slanted letters and indices of its own.

`autograd.labels.read` says what a label is made of. Formats without indices (Mermaid, tables, titles) show
`autograd.labels.written`, which is plain text.
"""

from __future__ import annotations

import re
from unicodedata import combining, normalize

from autograd.labels import GREEK, SYMBOL, read, slanted
from viz.quoting import dot_label, markup

SMALL = 0.7  # how large an index is
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
    primes = len(said.above) - len(rest := said.above.lstrip("′"))
    above = "^{" + r"\prime " * primes + _index(rest) + "}" if rest else "'" * primes
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
    text = "".join(_span(part, upright=True) for part in [said.before] if part)
    text += _span(said.base, upright=said.kind != SYMBOL)
    small, down, up = f'font-size="{SMALL * size:g}"', 0.25 * size, -0.4 * size
    # the narrower one first, so that the text ends where the wider one does
    indices = sorted([(said.below, down), (said.above, up)], key=lambda index: _advance(index[0]))
    at = back = 0.0
    for index, height in indices:
        if index:
            shift = f' dx="{-back:.3g}"' if back else ""
            text += f'<tspan dy="{height - at:.3g}"{shift} {small}>{_spans(index)}</tspan>'
            at, back = height, 0.9 * _advance(index) * SMALL * size
    return text


def dot_markup(label: str) -> str:
    """Return a label as it stands in an HTML-like label of DOT.

    >>> dot_markup("w_11^2"), dot_markup("a < b")
    ('<I>w</I><SUB>11</SUB><SUP>2</SUP>', 'a &lt; b')
    """
    said = read(label)
    text = dot_label(said.before) + (
        f"<I>{dot_label(said.base)}</I>" if said.kind == SYMBOL else dot_label(said.base)
    )
    below = f"<SUB>{dot_label(said.below)}</SUB>" if said.below else ""
    return (
        dot_label(said.before) + base + below + (f"<SUP>{dot_label(said.above)}</SUP>" if said.above else "")
    )


def label_width(label: str, size: float) -> float:
    """Return about how wide a label is that is typeset, in the unit of the font size.

    >>> label_width("w_{11}^{(1)}", 10) < label_width("w11(1)", 10)
    True
    """
    said = read(label)
    base = sum(not combining(c) for c in said.before + said.base) + (said.before + said.base).count("…")
    return 0.6 * size * base + SMALL * size * max(_advance(said.below), _advance(said.above))


def _advance(index: str) -> float:
    """Return about how wide an index is, in its own font size; less than that would let letters meet."""
    return sum(0.35 if c in "(),.'′ " else 0.56 for c in index)


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
