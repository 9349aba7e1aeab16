"""autograd/testing/slopes.py: derivatives from numbers alone, and where there are none."""

import math

import pytest

from autograd import Op, Value, ops, topological_order, words
from autograd.testing.slopes import Slopes, central, corner_of, slope_of_row

SMOOTH = {
    "exp": (math.exp, 1.0, math.e),
    "sin of large": (lambda x: math.sin(1e3 * x), 0.1, 1e3 * math.cos(100.0)),
    "1e6 + x": (lambda x: 1e6 + x, 0.5, 1.0),
    "1/x near 0": (lambda x: 1 / x, 1e-3, -1e6),
    "log of small": (math.log, 1e-7, 1e7),
    "x at 1e9": (lambda x: x * x, 1e9, 2e9),
    "cube at 0": (lambda x: x**3 + x, 0.0, 1.0),
}


@pytest.mark.parametrize("what", SMOOTH)
def test_the_step_is_chosen_so_that_the_digits_of_central_differences_are_kept(what):
    f, x, slope = SMOOTH[what]
    found = central(f, x)
    assert found.number == pytest.approx(slope, rel=1e-6)
    assert abs(found.number - slope) <= 4 * found.spread + 1e-12 * abs(slope)
    assert found.how.startswith("central differences, h = ")


def test_every_step_but_the_chosen_one_may_be_bad():
    # at 1e-2 the curve is cut off, at 1e-8 its digits are: the error there is 1e-4 and 1e-8
    found = central(math.exp, 1.0)
    assert abs(found.number - math.e) < 1e-9


def test_outside_of_a_domain_there_is_no_slope():
    assert central(lambda x: math.nan if x < 0 else x, 0.0).number is None
    assert central(math.sqrt, 0.0).how == "at the edge of the domain"


def test_steps_that_leave_the_domain_are_left_out():
    assert central(math.log, 1e-7).number == pytest.approx(1e7, rel=1e-6)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "gelu", "silu", "softsign", "atan"])
@pytest.mark.parametrize("x", [-30.0, -1.0, 0.0, 1e-9, 2.0, 30.0])
def test_smooth_rows_have_no_corner_and_a_slope_everywhere(name, x):
    op = ops.TABLE[name]
    assert corner_of(op, [x], 0) == ""
    (partial,) = op.partials(words, op.forward(words, x), x)
    assert slope_of_row(op, [x], 0).number == pytest.approx(partial, rel=1e-6, abs=1e-9)


def test_what_bends_or_swings_within_a_step_is_no_kink():
    steep = Op("steep", "s", lambda xp, x: xp.exp(500.0 * (x - 1.0)), lambda xp, y, x: (500.0 * y,))
    assert corner_of(steep, [1.0], 0) == ""
    swinging = Op("swinging", "s", lambda xp, x: xp.sin(1e8 * x), lambda xp, y, x: (1e8 * xp.cos(1e8 * x),))
    for x in (0.3, 0.7, 1.9, 30.0):
        assert corner_of(swinging, [x], 0) == ""
        assert corner_of(ops.SIN, [1e8 * x], 0) == ""


@pytest.mark.parametrize("kink", [1e-9, 1e-3, 1.0, 1e6])
def test_a_kink_is_found_wherever_it_lies_and_not_beside_it(kink):
    bent = Op("bent", "b", lambda xp, x: xp.abs(x - kink), lambda xp, y, x: (xp.sign(x - kink),))
    assert corner_of(bent, [kink], 0) == "at a kink"
    assert corner_of(bent, [kink * 1.5], 0) == ""


def test_a_row_that_takes_no_complex_numbers_has_its_slope_by_differences():
    plain = Op("plain", "p", lambda xp, x: math.exp(x), lambda xp, y, x: (y,))
    found = slope_of_row(plain, [0.5], 0)
    assert found.how.startswith("central differences")
    assert found.number == pytest.approx(math.exp(0.5), rel=1e-8)


def test_a_row_that_loses_the_imaginary_part_is_not_trusted():
    loses = Op(
        "loses", "l", lambda xp, x: (x if isinstance(x, float) else x.real) ** 2, lambda xp, y, x: (2 * x,)
    )
    assert slope_of_row(loses, [0.5], 0).number == pytest.approx(1.0, rel=1e-8)


def test_every_node_costs_one_evaluation_by_the_complex_step():
    x = Value(0.5)
    order = topological_order((x * 2.0).tanh() * x)
    slopes = Slopes(order)
    for node in order:
        assert slopes.of(node).how == "complex step"
    assert slopes.evaluations == len(order)
