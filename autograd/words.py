"""The words the rows of `ops` are written in, for plain floats.

A row says `xp.exp(x)`; who passes this module as `xp` computes with Python floats, who passes numpy
computes with arrays. The names are those of the Array API standard. Results follow IEEE 754 as in
numpy: what overflows is inf, what is undefined is nan; nan operands give nan. Nothing here raises,
the domain of an operation is said in its row.
"""

import math
from math import copysign, fabs, inf, nan, tanh
from math import exp as _exp
from math import log as _log
from math import pow as _pow

__all__ = [
    "abs", "cos", "divide", "exp", "expm1", "log", "log1p", "maximum", "minimum",
    "pow", "sign", "sin", "sqrt", "tanh", "where",
]  # fmt: skip

abs = fabs


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
    except ValueError:  # 0 to a negative power, or a negative number to a broken one
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
