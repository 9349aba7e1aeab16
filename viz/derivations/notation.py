"""Formulas written down: as text for the terminal and as LaTeX, with precedence.

A notation says how the pieces look; `write` puts them together and decides about parentheses, the same
for all notations. Names come from labels, which may hold anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograd.labels import PLAIN, read, written
from autograd.words import TABLE
from viz.derivations.formula import Formula
from viz.labels import latex
from viz.scenes.text import number

# How tightly the outermost operator binds; a leading minus binds like a sum.
_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4
_MOST_OPERANDS = 6
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Functions that LaTeX has a command for.
_OPERATORS = {"arccos", "arcsin", "arctan", "cos", "cosh", "ln", "max", "min", "sin", "sinh", "tanh"}


class Text:
    """Formulas for the terminal: δ_z = δ_y · (1 − y) · y.

    Args:
        digits: significant digits.
        numbers: write every name as its number.
    """

    minus, dot, dots = "−", " · ", "…"

    def __init__(self, digits: int, numbers: bool = False) -> None:
        self.digits = digits
        self.numbers = numbers

    def name(self, word: str) -> str:
        """Return a name; one that is not a plain word stands in quotation marks."""
        if word.startswith("\0"):
            return f"δ_{self.name(word[1:])}"
        if word.startswith("\1"):
            return "∂{}/∂{}".format(*map(self.name, word[1:].split("\1")))
        text = written(word)
        return f"“{text}”" if read(word).kind == PLAIN else text

    def number(self, x: float) -> tuple[str, int]:
        text = number(x, self.digits)
        return text, _SUM if text.startswith("−") else _ATOM

    def enclosed(self, text: str) -> str:
        return f"({text})"

    def quotient(self, a: str, b: str) -> tuple[str, int]:
        return f"{a} / {b}", _PRODUCT

    def power(self, base: str, n: str) -> str:
        if n.replace("−", "", 1).isdigit():
            return base + n.replace("−", "-").translate(_SUPERSCRIPT)
        return f"{base}^{n}" if re.fullmatch(r"[\w.]+", n) else f"{base}^({n})"

    def gate(self, symbol: str, operands: list[str]) -> tuple[str, int]:
        """Return the call of a gate by its symbol, whatever function has the same name."""
        name = f"“{symbol}”" if read(symbol).kind == PLAIN else symbol
        return name + self.enclosed(", ".join(operands)), _POWER

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

    minus, dot, dots = "-", r" \cdot ", r"\dots"

    def name(self, word: str) -> str:
        """Return a name: one letter as it is, an index below, everything else as upright text."""
        if word.startswith("\0"):
            return f"\\delta_{{{self.name(word[1:])}}}"
        if word.startswith("\1"):
            return "\\frac{{\\partial {}}}{{\\partial {}}}".format(*map(self.name, word[1:].split("\1")))
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
            return name + self.enclosed(", ".join(operands)), _POWER
        return self.name(symbol).rstrip() + self.enclosed(", ".join(operands)), _POWER

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
            return notation.name(x.word), _POWER if read(x.word).above else _ATOM
        case "number":
            return notation.number(x.value)
        case "sum":
            return _added(x.parts, notation), _SUM
        case "minus":
            return notation.minus + at(x.parts[0], _PRODUCT), _SUM
        case "product":
            begin, rank = first(x.parts[0])
            return notation.dot.join([begin, *[at(factor, _PRODUCT) for factor in x.parts[1:]]]), rank
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


def _added(terms: Sequence[Formula], notation: Text) -> str:
    """Return a sum; subtracted terms behind a minus, a long one cut in the middle."""
    texts: list[str] = []
    for i, term in enumerate(terms):
        constant = term.kind == "number" and term.value < 0
        subtracted = i > 0 and (constant or term.kind == "minus")
        text, rank = _written(-term if subtracted else term, notation, i == 0)
        if rank <= _SUM and (i > 0 or term.kind == "sum"):
            text = notation.enclosed(text)
        texts.append(text if i == 0 else f" {notation.minus if subtracted else '+'} {text}")
    return "".join(cut(texts, notation, " + "))


def cut(parts: list[str], notation: Text, before: str = "") -> list[str]:
    """Return a long list without its middle."""
    if len(parts) <= _MOST_OPERANDS:
        return parts
    return [*parts[:3], before + notation.dots, *parts[-2:]]
