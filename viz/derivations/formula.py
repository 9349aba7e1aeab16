"""A formula as a tree: what the rows of `ops` give when their operands are names instead of numbers.

`Symbols` is the vocabulary `xp` that builds trees, `Formula` the operand. `derivation` runs the rows on
them and `notation` writes them down. Each tree also has its value at the recorded operands, computed in
the row's own order: it decides which branch of a row holds (max, ELU, …), and the conditions that
decided are kept, to be written behind the equation.
"""

from __future__ import annotations

from typing import Any

from autograd import words


class Formula:
    """A node of the tree.

    Attributes:
        kind: "name", "number", "sum", "product", "minus", "quotient", "power", "relation", "gate", or the
            word of a function ("exp", "max", …).
        value: its number at the recorded operands; of a relation, whether it holds.
        parts: the operands, themselves formulas.
        word: of a name what stands for it in the list of names; of a relation its sign; of a folded gate
            its symbol.
        because: the relations that decided which branch of a row this is.
    """

    __slots__ = ("because", "kind", "parts", "value", "word")

    def __init__(
        self,
        kind: str,
        value: float,
        parts: tuple[Formula, ...] = (),
        word: str = "",
        because: tuple[Formula, ...] | None = None,
    ) -> None:
        self.kind = kind
        self.value = value
        self.parts = parts
        self.word = word
        self.because = merged(*[part.because for part in parts]) if because is None else because

    def __add__(self, other: Any) -> Formula:
        return _sum(self, formula(other))

    def __radd__(self, other: Any) -> Formula:
        return _sum(formula(other), self)

    def __sub__(self, other: Any) -> Formula:
        return _difference(self, formula(other))

    def __rsub__(self, other: Any) -> Formula:
        return _difference(formula(other), self)

    def __mul__(self, other: Any) -> Formula:
        return _product(self, formula(other))

    def __rmul__(self, other: Any) -> Formula:
        return _product(formula(other), self)

    def __truediv__(self, other: Any) -> Formula:
        return _quotient(self, formula(other))

    def __rtruediv__(self, other: Any) -> Formula:
        return _quotient(formula(other), self)

    def __pow__(self, other: Any) -> Formula:
        return _power(self, formula(other))

    def __neg__(self) -> Formula:
        if self.kind == "number":
            return Formula("number", -self.value, because=self.because)
        if self.kind == "minus":  # -(-x) = x
            return Formula(self.parts[0].kind, -self.value, self.parts[0].parts, self.parts[0].word)
        return Formula("minus", -self.value, (self,))

    def __abs__(self) -> Formula:
        return Formula("abs", abs(self.value), (self,))

    def __lt__(self, other: Any) -> Formula:
        return _relation(self, "<", formula(other), "≥", self.value < formula(other).value)

    def __le__(self, other: Any) -> Formula:
        return _relation(self, "≤", formula(other), ">", self.value <= formula(other).value)

    def __gt__(self, other: Any) -> Formula:
        return _relation(self, ">", formula(other), "≤", self.value > formula(other).value)

    def __ge__(self, other: Any) -> Formula:
        return _relation(self, "≥", formula(other), "<", self.value >= formula(other).value)

    def __eq__(self, other: Any) -> Formula:  # type: ignore[override]
        return _relation(self, "=", formula(other), "", self.value == formula(other).value)

    def __ne__(self, other: Any) -> Formula:  # type: ignore[override]
        return _relation(self, "", formula(other), "=", self.value != formula(other).value)

    def __or__(self, other: Formula) -> Formula:
        return _either(self, other, bool(self.value or other.value))

    def __and__(self, other: Formula) -> Formula:
        return _either(self, other, bool(self.value and other.value))

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise TypeError("the row branched on its operand: write it with xp.where, xp.maximum, …")

    def __float__(self) -> float:
        raise TypeError("the row asked for the number of its operand: write it with the words of xp")


def name(word: str, value: float) -> Formula:
    """Return a name, as an atom with a value; without a word it is written as its number."""
    return Formula("name", value, word=word)


def delta(word: str, value: float) -> Formula:
    """Return δ_word, a name too; no label holds the control character that marks it."""
    return Formula("name", value, word=f"\0{word}")


def slope(y: str, x: str, value: float) -> Formula:
    """Return ∂y/∂x, for a row that cannot be written out."""
    return Formula("name", value, word=f"\1{y}\1{x}")


def formula(x: Any) -> Formula:
    """Return a number or a formula as a formula."""
    return x if isinstance(x, Formula) else Formula("number", float(x))


def merged(*reasons: tuple[Formula, ...]) -> tuple[Formula, ...]:
    """Return all relations, each once."""
    return tuple({id(relation): relation for reason in reasons for relation in reason}.values())


# --- arithmetic: only what is the same number in exact arithmetic is simplified -----------------------------


def _is(x: Formula, number: float) -> bool:
    return x.kind == "number" and x.value == number


def _is_plain(x: Formula) -> bool:
    return x.kind == "number" or (x.kind == "name" and not x.word)


def _folded(a: Formula, b: Formula, value: float) -> Formula | None:
    """Return two numbers as one."""
    if a.kind == b.kind == "number":
        return Formula("number", value, because=merged(a.because, b.because))
    return None


def _sum(a: Formula, b: Formula) -> Formula:
    value = a.value + b.value
    if (both := _folded(a, b, value)) is not None:
        return both
    if _is(a, 0) or _is(b, 0):
        return b if _is(a, 0) else a
    terms = (*(a.parts if a.kind == "sum" else (a,)), *(b.parts if b.kind == "sum" else (b,)))
    return Formula("sum", value, terms)


def _difference(a: Formula, b: Formula) -> Formula:
    value = a.value - b.value
    if _is(b, 0):
        return a
    if (both := _folded(a, b, value)) is not None:
        return both
    if _is(a, 0):
        return -b
    return Formula("sum", value, (*(a.parts if a.kind == "sum" else (a,)), -b))


def _product(a: Formula, b: Formula) -> Formula:
    value = a.value * b.value
    if (both := _folded(a, b, value)) is not None:
        return both
    for number, x in ((a, b), (b, a)):
        if _is(number, 1):
            return x
        if _is(number, -1):
            return -x
        if _is(number, 0) and value == 0:
            return Formula("number", 0.0, because=merged(a.because, b.because))
    if a.kind == "minus" or b.kind == "minus":  # the sign goes to the front
        x = -a if a.kind == "minus" else a
        y = -b if b.kind == "minus" else b
        return -(x * y) if (a.kind == "minus") != (b.kind == "minus") else x * y
    if b.kind == "quotient":  # a · (b/c) = (a · b)/c
        return Formula("quotient", value, (a * b.parts[0], b.parts[1]))
    if a.kind == "quotient":
        return Formula("quotient", value, (a.parts[0] * b, a.parts[1]))
    factors = (*(a.parts if a.kind == "product" else (a,)), *(b.parts if b.kind == "product" else (b,)))
    return Formula("product", value, factors)


def _quotient(a: Formula, b: Formula) -> Formula:
    value = words.divide(a.value, b.value)
    if a.kind == "minus":
        return -(-a / b)
    return Formula("quotient", value, (a, b))


def _power(a: Formula, n: Formula) -> Formula:
    value = words.pow(a.value, n.value)
    if _is(n, 0):
        return Formula("number", 1.0)
    return a if _is(n, 1) else Formula("power", value, (a, n))


# --- conditions ---------------------------------------------------------------------------------------------


def _relation(a: Formula, sign: str, b: Formula, opposite: str, holds: bool) -> Formula:
    """Return a relation; its reason is itself or its opposite, whichever holds.

    That two numbers differ is the rule and needs no mention, nor does x = x, nor what plain numbers are.
    """
    held = sign if holds else opposite
    said = held and a is not b and not (_is_plain(a) and _is_plain(b))
    reason = Formula("relation", True, (a, b), held) if said else None
    return Formula("relation", holds, (a, b), sign, because=() if reason is None else (reason,))


def _either(a: Formula, b: Formula, holds: bool) -> Formula:
    """Return two relations joined: the reasons are those of the sides that decided."""
    decided = [side.because for side in (a, b) if bool(side.value) == holds]
    return Formula("relation", holds, (a, b), "", because=merged(*decided))


class Symbols(words.Vocabulary):
    """The vocabulary `xp` that builds trees.

    >>> y = name("y", 0.5)
    >>> partial = (1.0 - y) * y
    >>> partial.kind, partial.value
    ('product', 0.25)
    """

    def call(self, word: str, *operands: Any) -> Formula:
        """Return word(operands), or what it means in words of a lecturer; its value is that of the word."""
        meaning, parts = words.TABLE[word].meaning, tuple(map(formula, operands))
        value = getattr(words, word)(*[part.value for part in parts])
        if meaning is None:
            return Formula(word, value, parts)
        told = meaning(self, *parts)
        return Formula(told.kind, value, told.parts)

    def divide(self, x: Any, y: Any) -> Formula:
        return formula(x) / y

    def pow(self, x: Any, n: Any) -> Formula:
        return formula(x) ** formula(n)

    def where(self, condition: Formula, x: Any, y: Any) -> Formula:
        """Return the branch that holds at the recorded operands, with the reason."""
        taken = formula(x if condition.value else y)
        reasons = merged(taken.because, condition.because)
        return Formula(taken.kind, taken.value, taken.parts, taken.word, because=reasons)
