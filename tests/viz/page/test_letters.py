"""viz/page/letters.py: partials in letters that hold for all numbers."""

from typing import Any

import pytest

from autograd import Op
from autograd.ops import ADD, DIV, DOT, EXP, LOG, MAXIMUM, MUL, NEG, RELU, SIGMOID, SUB, SUM, TANH, power
from viz.page.letters import partials_in_letters
from viz.scenes.gate import filled

# by hand: y = f(a, b, …), ∂y/∂a, ∂y/∂b, …
PARTIALS = {
    "add": (ADD, ["1", "1"]),
    "sub": (SUB, ["1", "−1"]),
    "mul": (MUL, ["b", "a"]),
    "div": (DIV, ["1 / b", "−y / b"]),
    "neg": (NEG, ["−1"]),
    "exp": (EXP, ["y"]),
    "log": (LOG, ["1 / a"]),
    "tanh": (TANH, ["1 − y · y"]),
    "sigmoid": (SIGMOID, ["(1 − y) · y"]),
    "cube": (power(3), ["3 · a²"]),
    "reciprocal": (power(-1), ["−a⁻²"]),
    "sum": (SUM, ["1", "1", "1"]),
    "dot": (DOT, ["b", "a", "1"]),
}


@pytest.mark.parametrize("name", PARTIALS)
def test_the_partials_of_a_row_stand_in_letters(name: str):
    op, wanted = PARTIALS[name]
    names = ["a", "b", "c"][: len(wanted)]
    assert [filled(text, [*names, "y"]) for text in partials_in_letters(op, len(wanted))] == wanted


def test_names_that_are_no_single_letters_and_negative_numbers_stay_apart():
    square, product = partials_in_letters(power(3), 1)[0], partials_in_letters(MUL, 2)[0]
    assert filled(square, ["w x", "y"]) == "3 · (w x)²"
    assert filled(product, ["a", "−3", "y"]) == "(−3)"


@pytest.mark.parametrize(("op", "operands"), [(RELU, 1), (MAXIMUM, 3), (DOT, 784)])
def test_a_row_that_chooses_by_its_operands_or_has_too_many_has_no_letters(op: Op, operands: int):
    assert partials_in_letters(op, operands) == [""] * operands


def test_a_row_of_ones_own_that_is_no_plain_arithmetic_has_no_letters():
    def branching(xp: Any, y: Any, x: Any) -> Any:
        return (1.0 if x > 0 else 0.0,)

    def counting(xp: Any, y: Any, x: Any) -> Any:
        return (float(x),)

    def long(xp: Any, y: Any, x: Any) -> Any:
        return (sum((x * i + y for i in range(2, 30)), x),)

    def same(xp: Any, x: Any) -> Any:
        return x

    for partials in (branching, counting, long):
        assert partials_in_letters(Op("own", "own", same, partials), 1) == [""]
