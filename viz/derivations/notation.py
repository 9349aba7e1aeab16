"""Formulas written down: as text for the terminal and as LaTeX, with precedence.

A notation says how the pieces look; `write` puts them together and decides about parentheses and about the
dots between factors, the same for all notations. Names come from labels, which may hold anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from unicodedata import normalize

from autograd.labels import PLAIN, SYMBOL, read, written
from autograd.words import TABLE
from viz.derivations.formula import Formula
from viz.labels import latex
from viz.scenes.text import Decimals, number

# How tightly the outermost operator binds; a leading minus binds like a sum.
_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4
_MOST_OPERANDS = 10
_CONSTANT = 4  # significant digits
# ∂root/∂y as four lectures write it: L4's error signal, L1's derivative, L4's bar, L2's chain.
STYLES = ("delta", "partial", "bar", "leibniz")
# What is written between two factors without a dot: nothing, a blank, or a thin one where LaTeX has it.
_JOINTS = {
    ("number", "letter"): "", ("number", "("): "", ("number", "f("): ",", ("letter", "letter"): " ",
    ("letter", "("): "", ("letter", "f("): ",", ("(", "("): "", ("(", "letter"): ",", ("(", "f("): ",",
    ("f(", "letter"): ",", ("f(", "f("): ",",
}  # fmt: skip
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Functions that LaTeX has a command for.
_OPERATORS = {"arccos", "arcsin", "arctan", "cos", "cosh", "ln", "max", "min", "sin", "sinh", "tanh"}


class Text:
    """Formulas for the terminal: δ_z = y(1 − y) δ_y.

    Args:
        digits: significant digits, or `Decimals`.
        numbers: write every name as its number.
        compact: write no dots where one writes none on the board, and ½ for 0.5.
        style: how ∂root/∂y is written: "delta", δ_y; "partial", ∂L/∂y; "bar", ȳ; "leibniz", dL/dy.
        root: the name of the root, for these.
    """

    minus, dot, blank, dots, half = "−", " · ", " ", "…", "½"
    prime = "′"

    def __init__(
        self,
        digits: int = 4,
        numbers: bool = False,
        *,
        compact: bool = False,
        style: str = "delta",
        root: str = "",
    ) -> None:
        self.digits = digits
        self.numbers = numbers
        self.compact = compact
        self.style = style
        self.root = root

    def called(self, word: str) -> str:
        """Return what a name of a formula is called: a node, an error signal, the slope of a row."""
        if word.startswith("\0"):
            return self.signal(self.name(word[1:]))
        if word.startswith("\1"):
            return self.slope(*map(self.name, word[1:].split("\1")))
        return self.name(word)

    def signal(self, name: str) -> str:
        """Return ∂root/∂node in the style that was chosen."""
        if self.style == "bar":
            return (
                normalize("NFC", f"{name[0]}\u0304{name[1:]}")
                if read(name).kind == SYMBOL
                else f"bar({name})"
            )
        return f"δ_{name}" if self.style == "delta" else self.slope(self.name(self.root), name)

    def slope(self, y: str, x: str) -> str:
        d = "d" if self.style == "leibniz" else "∂"
        return f"{d}{y}/{d}{x}"

    def name(self, word: str) -> str:
        """Return a name; one that is not a plain word stands in quotation marks."""
        text = written(word)
        return f"“{text}”" if read(word).kind == PLAIN else text

    def number(self, x: float) -> tuple[str, int]:
        text = number(x, self.digits)
        return text, _SUM if text.startswith("−") else _ATOM

    def constant(self, x: float) -> tuple[str, int]:
        """Return a number that is part of a formula: among letters 0.04 does not become 0.0."""
        if self.numbers or not isinstance(self.digits, Decimals):
            return self.number(x)
        return type(self)(_CONSTANT).number(x)

    def enclosed(self, text: str) -> str:
        return f"({text})"

    def quotient(self, a: str, b: str) -> tuple[str, int]:
        return f"{a} / {b}", _PRODUCT

    def power(self, base: str, n: str) -> str:
        if n.replace("−", "", 1).isdigit():
            return base + n.replace("−", "-").translate(_SUPERSCRIPT)
        return f"{base}^{n}" if re.fullmatch(r"[\w.]+", n) else f"{base}^({n})"

    def gate(self, symbol: str, operands: list[str]) -> tuple[str, int]:
        """Return the call of a gate by its symbol, whatever function has the same name; σ′ is its slope."""
        base, prime = symbol.removesuffix("′"), self.prime if symbol.endswith("′") else ""
        name = f"“{base}”" if read(base).kind == PLAIN else base
        return name + prime + self.enclosed(", ".join(operands)), _ATOM

    def function(self, word: str, operands: list[str]) -> tuple[str, int]:
        if word == "abs":
            return f"|{operands[0]}|", _ATOM
        if word == "sqrt":
            return f"√({operands[0]})", _POWER
        return self.gate(TABLE[word].written or word, operands)


class Latex(Text):
    """Formulas in LaTeX's math mode (amsmath), as pdflatex, KaTeX and MathJax read it.

    Letters of other alphabets than the Latin and the Greek one stay as they are: KaTeX, MathJax, XeLaTeX
    and LuaLaTeX know them, pdflatex may not.

    >>> latex = Latex(4)
    >>> [latex.name(word) for word in ("x", "w0", "x_1", "W[0][12]", "σ", "loss", "L_reg")]
    ['x', 'w_{0}', 'x_{1}', 'W_{0,12}', '\\\\sigma ', '\\\\text{loss}', 'L_{\\\\text{reg}}']
    """

    minus, dot, blank, dots, half = "-", r" \cdot ", r"\,", r"\dots", r"\tfrac{1}{2}"
    prime = "'"

    def signal(self, name: str) -> str:
        if self.style == "bar":
            return f"\\overline{{{name}}}"
        return f"\\delta_{{{name}}}" if self.style == "delta" else self.slope(self.name(self.root), name)

    def slope(self, y: str, x: str) -> str:
        d = "d" if self.style == "leibniz" else r"\partial "
        return f"\\frac{{{d}{y}}}{{{d}{x}}}"

    def name(self, word: str) -> str:
        """Return a name: one letter as it is, an index below, everything else as upright text."""
        return latex(word)

    def number(self, x: float) -> tuple[str, int]:
        text, rank = super().number(x)
        text = text.replace("−", "-").replace("∞", r"\infty")
        if "e" in text:
            digits, exponent = text.split("e")
            return f"{digits} \\cdot 10^{{{int(exponent)}}}", min(rank, _PRODUCT)
        return (r"\text{nan}" if text == "nan" else text), rank

    def enclosed(self, text: str) -> str:
        return f"\\left({text}\\right)" if "\\frac" in text else f"({text})"

    def quotient(self, a: str, b: str) -> tuple[str, int]:
        return f"\\frac{{{a}}}{{{b}}}", _PRODUCT

    def power(self, base: str, n: str) -> str:
        return f"{base}^{{{n}}}"

    def gate(self, symbol: str, operands: list[str]) -> tuple[str, int]:
        if len(symbol) > 1 and symbol.isascii() and symbol.isalpha():
            name = f"\\{symbol}" if symbol in _OPERATORS else f"\\operatorname{{{symbol}}}"
            return name + self.enclosed(", ".join(operands)), _ATOM
        base, prime = symbol.removesuffix("′"), self.prime if symbol.endswith("′") else ""
        return self.name(base).rstrip() + prime + self.enclosed(", ".join(operands)), _ATOM

    def function(self, word: str, operands: list[str]) -> tuple[str, int]:
        if word == "abs":
            return f"\\left|{operands[0]}\\right|", _ATOM
        if word == "sqrt":
            return f"\\sqrt{{{operands[0]}}}", _POWER
        if word == "exp":
            return f"e^{{{operands[0]}}}", _POWER
        return super().function(word, operands)


def write(formula: Formula, notation: Text) -> str:
    """Return a formula in a notation.

    >>> from viz.derivations.formula import name
    >>> x, y = name("x", 2.0), name("y", -3.0)
    >>> write((x + y) * x, Text(4)), write((x + y) * x, Latex(4)), write(x - y, Text(4, numbers=True))
    ('(x + y) · x', '(x + y) \\\\cdot x', '2 − (−3)')
    """
    return _written(formula, notation)[0]


def _written(x: Formula, notation: Text, leading: bool = True) -> tuple[str, int]:
    """Return the text and how tightly its outermost operator binds.

    Where it leads, a product may begin with a negative number, −2 · 3; elsewhere that is (−2) · 3.
    """

    def at(part: Formula, least: int) -> str:
        text, rank = _written(part, notation, False)
        return text if rank >= least else notation.enclosed(text)

    def first(part: Formula) -> tuple[str, int]:
        text, rank = _written(part, notation, leading)
        if leading and part.kind in ("number", "name", "product"):
            return text, min(rank, _PRODUCT)
        return (text if rank >= _PRODUCT else notation.enclosed(text)), _PRODUCT

    match x.kind:
        case "name":
            if notation.numbers or x.word == "":
                return notation.number(x.value)
            # a name with a superscript takes no second one
            return notation.called(x.word), _POWER if read(x.word).above else _ATOM
        case "number" if x.value == 0.5 and notation.compact and not notation.numbers:
            return notation.half, _ATOM
        case "number":
            return notation.constant(x.value)
        case "sum":
            return "".join(_terms(x.parts, notation)), _SUM
        case "minus":
            return notation.minus + at(x.parts[0], _PRODUCT), _SUM
        case "product":
            text, rank = first(x.parts[0])
            for before, factor in pairwise(x.parts):
                text += _joint(before, factor, notation) + at(factor, _PRODUCT)
            return text, rank
        case "quotient":
            a, b = x.parts
            if isinstance(notation, Latex):  # the bar of the fraction encloses both
                return notation.quotient(write(a, notation), write(b, notation))
            begin, rank = (at(a, _POWER), _PRODUCT) if a.kind == "quotient" else first(a)
            text, most = notation.quotient(begin, at(b, _POWER))
            return text, min(rank, most)
        case "power":
            base, n = x.parts
            return notation.power(at(base, _ATOM), write(n, notation)), _POWER
        case "relation":
            signs = {"≥": r"\geq", "≤": r"\leq"} if isinstance(notation, Latex) else {}
            a, b = (write(part, notation) for part in x.parts)
            return f"{a} {signs.get(x.word, x.word)} {b}", 0
        case "gate":
            return notation.gate(x.word, cut([write(part, notation) for part in x.parts], notation))
        case function:
            return notation.function(function, cut([write(part, notation) for part in x.parts], notation))


def _joint(a: Formula, b: Formula, notation: Text) -> str:
    """Return what stands between two factors."""
    if notation.compact and not notation.numbers and not (a.kind == "number" and a.value == 0):
        both = _appearance(a, notation), _appearance(b, notation)
        if both in _JOINTS:
            return notation.blank if _JOINTS[both] == "," else _JOINTS[both]
    return notation.dot


def _appearance(x: Formula, notation: Text) -> str:
    """Return what a factor looks like: a number, a letter, something in parentheses, a function, or other."""
    match x.kind:
        case "number" if x.value >= 0 and "e" not in number(x.value, notation.digits):
            return "number"
        case "name" if x.word:
            spelled = Text(notation.digits, style=notation.style, root=notation.root).called(x.word)
            return "letter" if read(spelled).kind == SYMBOL else "word"
        case "power":
            base = _appearance(x.parts[0], notation)
            return base if base in ("letter", "f(") else "("
        case "sum" | "minus":
            return "("
        case "number" | "name" | "product" | "quotient" | "abs" | "relation":
            return "word"
        case _:
            return "f("


def terms(formula: Formula, notation: Text) -> list[str]:
    """Return a formula in pieces, between which a line may be broken: all but the first begin with + or −.

    >>> from viz.derivations.formula import name
    >>> terms(name("x", 2.0) * 3 - name("y", 1.0), Text())
    ['x · 3', ' − y']
    """
    return _terms(formula.parts, notation) if formula.kind == "sum" else [write(formula, notation)]


def _terms(terms: Sequence[Formula], notation: Text) -> list[str]:
    """Return the terms of a sum; subtracted ones behind a minus, a long sum cut in the middle."""
    texts: list[str] = []
    for i, term in enumerate(terms):
        constant = term.kind == "number" and term.value < 0
        subtracted = i > 0 and (constant or term.kind == "minus")
        text, rank = _written(-term if subtracted else term, notation, i == 0)
        if rank <= _SUM and (i > 0 or term.kind == "sum"):
            text = notation.enclosed(text)
        texts.append(text if i == 0 else f" {notation.minus if subtracted else '+'} {text}")
    return cut(texts, notation, " + ")


def cut(parts: list[str], notation: Text, before: str = "") -> list[str]:
    """Return a long list without its middle."""
    if len(parts) <= _MOST_OPERANDS:
        return parts
    return [*parts[:3], before + notation.dots, *parts[-2:]]
