"""autograd/testing/arithmetic.py: what rounded factors allow."""

from contextlib import suppress

import pytest

from autograd.formulas import ExpressionError
from autograd.testing.arithmetic import is_right, worked


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0.50-0.25", 0.24, 0.26),  # [0.495, 0.505] − [0.245, 0.255]
        ("0.50+0.25", 0.74, 0.76),
        ("0.5+0.25", 0.745, 0.755),  # of one digit: exact
        ("-0.22*0.33", -0.075375, -0.069875),  # −0.225 · 0.335, −0.215 · 0.325
        ("0.50/0.25", 0.495 / 0.255, 0.505 / 0.245),
        ("0.55**2", 0.545**2, 0.555**2),
        ("1-0.73", 0.265, 0.275),
        ("3/8", 0.375, 0.375),
        ("-(+0.55)", -0.555, -0.545),
        ("2*-3", -6, -6),
        ("1.5e-1", 0.145, 0.155),
    ],
)
def test_bounds_are_those_of_the_rounded_numbers(text: str, low: float, high: float):
    result = worked(text)
    assert (result.low, result.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("text", "value", "known", "right"),
    [
        ("0.22*0.33", 0.0735743, [0.2217, 0.33186], True),
        ("0.22*0.33", 0.0735743, [0.2217], False),  # 0.33 comes from nowhere
        ("0.225*0.33", 0.0735743, [0.2217, 0.33186], False),
        ("0.33-0.40", -0.0735743, [0.40, 0.33186], False),  # too wide: [−0.08, −0.06]
        ("0.22*0.33", 0.0763, [0.2217, 0.33186], False),  # beyond what rounding allows
        ("0.2217*0.3319", 0.0735743, [], True),  # of four digits, right to a thousandth
        ("0.23*0.32", 0.0735743, [0.2217, 0.33186], False),  # right by chance
        ("0.23*0.32", 0.0735743, None, True),  # no factors are asked for
        ("0.22*0.35", 0.0735743, None, False),
        ("exp(0.5)*0.5", 0.8243606, [0.5], True),
        ("exp(0.5)*0.5", 0.9, [0.5], False),
        ("0.5/0.0001", 0.5, [0.5], False),
    ],
)
def test_every_factor_and_the_result_must_be_right(text: str, value: float, known, right: bool):
    assert is_right(worked(text), value, known, 1e-15) is right


def test_a_single_number_keeps_its_digits():
    assert worked("-0.074").answer.unit == 0.001
    assert worked("-0.074*1").answer.digits == 0


@pytest.mark.parametrize("text", ["1/0", "log(0)", ""])
def test_what_is_undefined_is_refused(text: str):
    with pytest.raises(ExpressionError):
        worked(text)


@pytest.mark.parametrize("text", ["0.5/(0.1-0.1)", "0.0**0.0", "(0.1-0.1)**9", "9.9**9**9", "9.9**9.9**9.9"])
def test_bounds_without_end_hang_nothing(text: str):
    with suppress(ExpressionError):  # undefined, some of them
        assert not is_right(worked(text), 1.5, [], 0.0)
