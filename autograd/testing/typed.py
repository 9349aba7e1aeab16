"""Numbers as somebody typed them, compared at the digits that were typed.

`check_answers` and `check_slope` compare by these rules, the quiz of the page by the same in `web/number.js`.
"""

import re
from collections.abc import Iterable
from math import isfinite
from typing import NamedTuple

_DECIMAL = re.compile(r"[+\-−]?0*(\d*)(?:\.(\d*))?(?:[eE]([+\-−]?\d+))?", re.ASCII)
_HALF = 0.5 + 1e-9  # 0.125 is 0.12 or 0.13: neither is lost to the last bit


class Typed(NamedTuple):
    """A number as somebody wrote it down.

    Attributes:
        number: the number.
        unit: what its last digit counts, 0.001 of 0.074; 0 where it is no decimal number, as 3/8.
        digits: how many were written, the 0 before the point not counted.
    """

    number: float
    unit: float = 0.0
    digits: int = 0


def typed(text: str, number: float) -> Typed:
    """Return a number with the digits of its text.

    >>> typed("-0.07", -0.07), typed("3/8", 0.375)
    (Typed(number=-0.07, unit=0.01, digits=2), Typed(number=0.375, unit=0.0, digits=0))
    """
    match = _DECIMAL.fullmatch(text.strip())
    if match is None or not isfinite(number):
        return Typed(number)
    whole, decimals, exponent = match[1], match[2] or "", int(match[3] or 0)
    # beyond the powers of ten that a float knows there is nothing to round
    unit = 10.0 ** (exponent - len(decimals)) if -300 < exponent - len(decimals) < 300 else 0.0
    return Typed(number, unit, len(whole) + len(decimals))


def rest_of_rounding(messages: Iterable[float]) -> float:
    """Return what is as good as 0 among such messages: four units in the last place of the largest."""
    return 2.0**-50 * max((abs(m) for m in messages if isfinite(m)), default=0.0)


def same(answer: Typed, value: float, rest: float) -> bool:
    """Return whether an answer is a value; the rule of the page's quiz, too (`answers` in `web/number.js`).

    It is within a thousandth; or the value rounded to the digits written, which are two or more and lose
    less than a twentieth; or the difference is no more than a rest of rounding.
    """
    if not isfinite(value) or not isfinite(answer.number):
        return answer.number == value or (answer.number != answer.number and value != value)
    off = abs(answer.number - value)
    unit = answer.unit if answer.digits > 1 else answer.unit / 10
    return off <= max(abs(value) / 1000, rest) or off <= min(_HALF * unit, abs(value) / 20)


def exactly(answer: Typed, value: float) -> bool:
    """Return whether an answer is a value at every digit that was typed."""
    return abs(answer.number - value) <= max(_HALF * answer.unit, 1e-9 * abs(value))


def rounded_too_early(answer: Typed, value: float) -> bool:
    """Return whether an answer is a value rounded to the digits written, too few of them."""
    return answer.number != 0 and abs(answer.number - value) <= _HALF * answer.unit
