"""Formulas as a lecturer writes them: y(1 − y) for (1 − y) · y, 2(y − t), h² for h · h, −f² for a quotient.

`board` calls this for the right side of every line. Only products are gathered and like terms added, which
is all that the lectures' forms need: sums keep the order in which they were computed, nothing is multiplied
out and no fraction is expanded. A computer algebra system would serve less: SymPy puts terms and factors in
an order of its own (w x + b becomes b + w x, a local gradient may end up behind the upstream one), knows no
conditions of a row ("since z > 0"), and would take longer to import than all of viz.
"""

from __future__ import annotations

from collections.abc import Hashable
from math import gcd, isfinite, prod

from autograd import words
from viz.derivations.formula import Formula, formula


def simplified(x: Formula) -> Formula:
    """Return an equal formula in the form of the board; its number and its reasons stay what they were.

    >>> from viz.derivations.formula import name
    >>> from viz.derivations.notation import Text, write
    >>> y, t = name("y", 0.75), name("t", 1.0)
    >>> [write(simplified(f), Text(4, compact=True)) for f in ((1 - y) * y, 0.5 * (2 * (y - t)), 1 - y * y, y + y)]
    ['y(1 − y)', 'y − t', '1 − y²', '2y']
    """  # noqa: E501 - a doctest line is not broken
    found = _simplified(x)
    if isfinite(found.value) != isfinite(x.value):  # ∞ - ∞ is not 0, and 0 · ∞ neither
        return x
    return Formula(found.kind, x.value, found.parts, found.word, x.because)


def _simplified(x: Formula) -> Formula:
    if x.kind == "sum":
        return _sum(x)
    if x.kind in ("product", "minus", "quotient", "power"):
        return _Product(x).formula()
    return Formula(x.kind, x.value, tuple(map(simplified, x.parts)), x.word, x.because)


def key(x: Formula) -> Hashable:
    """Return what two formulas have in common that are written the same.

    >>> from viz.derivations.formula import name
    >>> x = name("x", 2.0)
    >>> key(x + 1) == key(x + 1), key(x + 1) == key(x - 1)
    (True, False)
    """
    # a name without a word is a number, too
    number = x.value if x.kind == "number" or (x.kind == "name" and not x.word) else None
    return x.kind, x.word, number, tuple(map(key, x.parts))


class _Product:
    """A number, as numerator and denominator, times powers of formulas in the order of their appearance."""

    def __init__(self, x: Formula) -> None:
        self.above, self.below = 1.0, 1.0
        self.powers: dict[Hashable, tuple[Formula, float]] = {}
        self._take(x, 1)

    def _take(self, x: Formula, n: int) -> None:
        """Multiply by xⁿ, n a whole number."""
        match x.kind:
            case "number" if n > 0 or x.value:
                self._times(x.value, n)
            case "minus":
                self._times(-1.0, n)
                self._take(x.parts[0], n)
            case "product":
                for factor in x.parts:
                    self._take(factor, n)
            case "quotient" if not _is_zero(x.parts[1]):
                self._take(x.parts[0], n)
                self._take(x.parts[1], -n)
            case "power" if x.parts[1].kind == "number" and x.parts[1].value.is_integer():
                base, k = simplified(x.parts[0]), int(x.parts[1].value)
                if base.kind == "minus":  # (-x)² = x²
                    self._times(-1.0, n * k)
                    base = base.parts[0]
                if base.kind in ("name", "power"):
                    self._take_power(base, n * k)
                else:  # (2x)² stays what it is
                    self._multiply(base, n * k)
            case "number" | "quotient" | "power":  # 0 below, or an exponent that is no number
                self._multiply(Formula(x.kind, x.value, tuple(map(simplified, x.parts))), n)
            case _:
                found = _simplified(x)
                if found.kind in ("product", "minus", "quotient", "power", "number"):
                    self._take(found, n)  # a sum of like terms is a product
                else:
                    self._multiply(found, n)

    def _take_power(self, base: Formula, n: int) -> None:
        if base.kind == "power" and base.parts[1].kind == "number" and base.parts[1].value.is_integer():
            self._multiply(base.parts[0], n * int(base.parts[1].value))
        else:
            self._multiply(base, n)

    def _times(self, number: float, n: int) -> None:
        if n >= 0:
            self.above *= words.pow(number, n)
        else:
            self.below *= words.pow(number, -n)

    def _multiply(self, base: Formula, n: float) -> None:
        same = key(base)
        self.powers[same] = base, self.powers[same][1] + n if same in self.powers else n

    @property
    def factors(self) -> tuple[Hashable, ...]:
        """What is the same for like terms, whatever their numbers."""
        return tuple(sorted(((same, n) for same, (_, n) in self.powers.items() if n), key=repr))

    def formula(self) -> Formula:
        """Return the product written: number, letters, functions, parentheses."""
        above, below = self._number()
        negative = above < 0
        if above == 0:
            return formula(0.0)
        powers = sorted(((x, n) for x, n in self.powers.values() if n), key=lambda power: _rank(power[0]))
        upper = [_power(x, n) for x, n in powers if n > 0]
        lower = [_power(x, -n) for x, n in powers if n < 0]
        if below != 1:
            lower.insert(0, formula(below))
        if abs(above) != 1 or not upper:
            upper.insert(0, formula(abs(above)))
        found = _times(upper)
        if lower:
            under = _times(lower)
            found = Formula("quotient", words.divide(found.value, under.value), (found, under))
        return Formula("minus", -found.value, (found,)) if negative else found

    def _number(self) -> tuple[float, float]:
        """Return numerator and denominator without common factors, the denominator positive."""
        sign = -1.0 if self.below < 0 else 1.0
        above, below = sign * self.above, sign * self.below
        if above == above and below not in (0.0, 1.0) and (above / below).is_integer():
            return above / below, 1.0
        if above.is_integer() and below.is_integer() and 0 < below < 2**53 and abs(above) < 2**53:
            common = gcd(int(above), int(below))
            above, below = above / common, below / common
            if (abs(above), below) == (1, 2):
                return above / 2, 1.0  # ½ stands in front
        return above, below


def _sum(x: Formula) -> Formula:
    """Return a sum with like terms added, in the order of their appearance."""
    terms: dict[Hashable, _Product] = {}
    for part in x.parts:
        inner = simplified(part)
        for term in inner.parts if inner.kind == "sum" else (inner,):
            product = _Product(term)
            like = terms.get(product.factors)
            if like is None:
                terms[product.factors] = product
            elif like.below == product.below:
                like.above += product.above
            else:
                like.above = like.above * product.below + product.above * like.below
                like.below *= product.below
    found = [term for product in terms.values() if (term := product.formula()).kind != "number" or term.value]
    if len(found) < 2:
        return found[0] if found else formula(0.0)
    return Formula("sum", sum(term.value for term in found), tuple(found))


def _times(factors: list[Formula]) -> Formula:
    if len(factors) == 1:
        return factors[0]
    return Formula("product", prod([factor.value for factor in factors]), tuple(factors))


def _power(x: Formula, n: float) -> Formula:
    return x if n == 1 else Formula("power", words.pow(x.value, n), (x, formula(n)))


def _is_zero(x: Formula) -> bool:
    return x.kind == "number" and x.value == 0


def _rank(x: Formula) -> int:
    """Return where a factor stands: letters, then functions, then sums, which stand in parentheses."""
    return {"name": 0, "power": 0, "sum": 2, "product": 2, "quotient": 2}.get(x.kind, 1)
