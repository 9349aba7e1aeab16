"""Worked arithmetic as an answer, such as -0.2217*0.3318: every factor judged at its own digits."""

import ast
import sys
from collections.abc import Sequence
from typing import NamedTuple

from autograd.formulas import Formula
from autograd.testing.typed import Typed, same, typed

_FARTHEST = 0.05  # of the right number: what rounding may lose, as in `same`
_WIDEST = 0.1  # of it, to either side: how far other numbers of the same digits may lead
_FEWEST_DIGITS = 2  # of a number that may be rounded; 0.5 is one half
_MOST_DIGITS_OF_A_GUESS = 2


class Worked(NamedTuple):
    """Arithmetic that was read.

    Attributes:
        answer: the result; of a single number with the digits that were typed.
        low, high: between what the result lies where every decimal number in it was rounded.
        decimals: these numbers.

    >>> worked("-0.22*0.33").decimals[0]
    Typed(number=0.22, unit=0.01, digits=2)
    """

    answer: Typed
    low: float
    high: float
    decimals: tuple[Typed, ...]


def worked(text: str, formula: Formula | None = None) -> Worked:
    """Return what was calculated; whole numbers are exact, decimal numbers of two digits or more are rounded.

    Raises:
        ExpressionError: it is not understood, or undefined as 1/0 is.

    >>> result = worked("(1-0.73)*0.73")
    >>> f"{result.low:.4f} {result.answer.number:.4f} {result.high:.4f}"
    '0.1921 0.1971 0.2021'
    """
    formula = formula or Formula(text)
    number = float(formula({}))
    reader = _Rounded(formula.text)
    part = formula.tree[-1]
    low, high = reader.bounds(part.value) if isinstance(part, ast.Expr) else (number, number)
    alone = reader.alone(part.value) if isinstance(part, ast.Expr) else None
    answer = typed(alone, number) if alone is not None else Typed(number)
    return Worked(answer, low, high, tuple(reader.decimals))


def is_right(result: Worked, value: float, known: Sequence[float] | None, rest: float) -> bool:
    """Return whether arithmetic gives a value.

    Every decimal number in it is one of the `known` numbers at the digits typed, and the value lies within
    what their rounding allows; or the result is right to a thousandth, and no number of two digits is
    unknown: 0.23 · 0.32 is near 0.22 · 0.33 by chance. None: there are no factors to know.
    """
    if len(result.decimals) < 2 and result.answer.digits:
        return same(result.answer, value, rest)
    unknown = [] if known is None else strangers(result, known, rest)
    if same(result.answer, value, rest):
        return not any(decimal.digits <= _MOST_DIGITS_OF_A_GUESS for decimal in unknown)
    near = abs(result.answer.number - value) <= _FARTHEST * abs(value)
    narrow = result.high - result.low <= 2 * _WIDEST * abs(value)
    return not unknown and near and narrow and result.low - rest <= value <= result.high + rest


def strangers(result: Worked, known: Sequence[float], rest: float) -> list[Typed]:
    """Return the decimal numbers that are none of the known ones, up to the sign."""
    magnitudes = {abs(number) for number in known}
    return [d for d in result.decimals if not any(same(d, number, rest) for number in magnitudes)]


class _Rounded:
    """Goes through the tree of one text; bounds are kept by interval arithmetic."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.decimals: list[Typed] = []

    def alone(self, node: ast.expr) -> str | None:
        """Return the text of a single number, its signs left out."""
        while isinstance(node, ast.UnaryOp):
            node = node.operand
        return ast.get_source_segment(self.text, node) if isinstance(node, ast.Constant) else None

    def bounds(self, node: ast.expr) -> tuple[float, float]:
        match node:
            case ast.Constant(int() | float() as number):
                return self._number(node, float(number))
            case ast.UnaryOp(ast.USub(), operand):
                low, high = self.bounds(operand)
                return -high, -low
            case ast.UnaryOp(_, operand):
                return self.bounds(operand)
            case ast.BinOp(left, operator, right):
                return self._combined(operator, self.bounds(left), self.bounds(right))
            case ast.Call(_, operands):
                # a function is not followed: its result must be right as it is
                for operand in operands:
                    self.bounds(operand)
                return 0.0, sys.float_info.max
            case _:
                return 0.0, sys.float_info.max

    def _number(self, node: ast.expr, number: float) -> tuple[float, float]:
        text = ast.get_source_segment(self.text, node) or ""
        if text.isdigit():
            return number, number
        decimal = typed(text, number)
        if decimal.digits < _FEWEST_DIGITS:
            return number, number
        self.decimals.append(decimal)
        return number - decimal.unit / 2, number + decimal.unit / 2

    @staticmethod
    def _combined(
        operator: ast.operator, left: tuple[float, float], right: tuple[float, float]
    ) -> tuple[float, float]:
        match operator:
            case ast.Add():
                return left[0] + right[0], left[1] + right[1]
            case ast.Sub():
                return left[0] - right[1], left[1] - right[0]
            case ast.Mult():
                corners = [a * b for a in left for b in right]
            case ast.Div() if right[0] > 0 or right[1] < 0:
                corners = [a / b for a in left for b in right]
            case ast.Pow() if right[0] == right[1] and abs(right[0]) < 10 and left[0] > 0:
                try:
                    corners = [a ** right[0] for a in left]
                except OverflowError:
                    return 0.0, sys.float_info.max
            case _:
                return 0.0, sys.float_info.max
        return min(corners), max(corners)
