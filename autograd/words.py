"""The words the rows of `ops` are written in, for plain floats; and what writers of source know of each.

A row says `xp.exp(x)`; who passes this module as `xp` computes with Python floats, who passes numpy
computes with arrays. The names are those of the Array API standard. Results follow IEEE 754 as in
numpy: what overflows is inf, what is undefined is nan; nan operands give nan. Nothing here raises,
the domain of an operation is said in its row.

To add a word: its function and its row in `TABLE` here, and its line in `viz/page/web/words.js`.
"""

import math
from collections.abc import Callable
from math import atan, copysign, fabs, inf, nan, tanh
from math import exp as _exp
from math import log as _log
from math import pow as _pow
from typing import Any, NamedTuple

abs = fabs


def acos(x: float) -> float:
    return math.acos(x) if not fabs(x) > 1 else nan


def asin(x: float) -> float:
    return math.asin(x) if not fabs(x) > 1 else nan


def cosh(x: float) -> float:
    try:
        return math.cosh(x)
    except OverflowError:
        return inf


def exp(x: float) -> float:
    try:
        return _exp(x)
    except OverflowError:
        return inf


def log(x: float) -> float:
    return _log(x) if not x <= 0 else -inf if x == 0 else nan


def expm1(x: float) -> float:
    return exp(x) if x > 700 else math.expm1(x)  # up there the 1 is lost


def log1p(x: float) -> float:
    return log(1 + x) if x <= -1 else math.log1p(x)


def sinh(x: float) -> float:
    try:
        return math.sinh(x)
    except OverflowError:
        return copysign(inf, x)


def sqrt(x: float) -> float:
    return math.sqrt(x) if not x < 0 else nan


def sin(x: float) -> float:
    return math.sin(x) if fabs(x) != inf else nan


def cos(x: float) -> float:
    return math.cos(x) if fabs(x) != inf else nan


def pow(x: float, n: float) -> float:
    try:
        return _pow(x, n)
    except OverflowError:
        return -inf if x < 0 and n % 2 == 1 else inf
    except ValueError:  # 0 to a negative power, or a negative number to a fractional one
        return nan if x != 0 else copysign(inf, x) if n % 2 == 1 else inf


def divide(x: float, y: float) -> float:
    try:
        return x / y
    except ZeroDivisionError:
        return nan if x == 0 or x != x else copysign(inf, x) * copysign(1.0, y)


def sign(x: float) -> float:
    return 1.0 if x > 0 else -1.0 if x < 0 else x * 0.0


def maximum(x: float, y: float) -> float:
    return x if x >= y or x != x else y


def minimum(x: float, y: float) -> float:
    return x if x <= y or x != x else y


def where(condition: bool, x: float, y: float) -> float:
    return x if condition else y


class Word(NamedTuple):
    """What writers know of a word; numpy has it by the same name.

    Attributes:
        quick: the function for source on floats that is written out: it may raise where the one above
            answers inf or nan. None: such source spells the word as a choice or an operator.
        written: how formulas call it, where that is not its name.
        meaning: `meaning(xp, *operands)`: the same in words that a lecturer uses, for what was made for
            exactness alone.
    """

    quick: Callable[..., Any] | None = None
    written: str = ""
    meaning: Callable[..., Any] | None = None


def _expm1(xp: Any, x: Any) -> Any:
    return xp.exp(x) + -1.0


def _log1p(xp: Any, x: Any) -> Any:
    return xp.log(1.0 + x)


TABLE: dict[str, Word] = {
    "abs": Word(abs),
    "acos": Word(math.acos, "arccos"),
    "asin": Word(math.asin, "arcsin"),
    "atan": Word(atan, "arctan"),
    "cos": Word(math.cos),
    "cosh": Word(math.cosh),
    "divide": Word(),
    "exp": Word(_exp),
    "expm1": Word(math.expm1, meaning=_expm1),
    "log": Word(_log, "ln"),
    "log1p": Word(math.log1p, meaning=_log1p),
    "maximum": Word(written="max"),
    "minimum": Word(written="min"),
    "pow": Word(_pow),
    "sign": Word(),
    "sin": Word(math.sin),
    "sinh": Word(math.sinh),
    "sqrt": Word(math.sqrt),
    "tanh": Word(tanh),
    "where": Word(),
}


class Vocabulary:
    """An `xp` of one's own, for which every word is `call(word, *operands)`; a subclass spells others out."""

    def call(self, word: str, *operands: Any) -> Any:
        """Return the answer of a word."""
        raise NotImplementedError


def _calling(word: str) -> Callable[..., Any]:
    def spelled(self: Vocabulary, *operands: Any) -> Any:
        return self.call(word, *operands)

    return spelled


for _word in TABLE:
    setattr(Vocabulary, _word, _calling(_word))
