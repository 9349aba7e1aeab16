"""notebooks/key_11.py: where a penalty leaves one weight, held against every weight on a fine line."""

import sys

import numpy as np
import pytest
from test_notebooks import FOLDER

sys.path.insert(0, str(FOLDER))

from key_11 import check_update, with_l1, with_l2

LINE = np.linspace(-4, 4, 80_001)


@pytest.mark.parametrize("a", [3.0, -0.4, 0.8, 0.1, -2.0, 0.0, 0.5])
@pytest.mark.parametrize("strength", [0.0, 0.5, 1.5])
def test_no_weight_on_the_line_costs_less(a, strength):
    for where, price in ((with_l1, np.abs(LINE)), (with_l2, LINE**2)):
        cheapest = LINE[np.argmin(0.5 * (LINE - a) ** 2 + strength * price)]
        assert where(a, strength) == pytest.approx(cheapest, abs=1e-4)  # a step of the line


def test_l1_leaves_an_exact_0_and_l2_does_not():
    assert [with_l1(a, 0.5) for a in (0.5, -0.4)] == [0.0, 0.0]
    assert all(with_l2(a, 0.5) for a in (0.5, -0.4))


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        (lambda w, g, rate, strength: w - rate * (g + 2 * strength * w), "✓ Right."),
        (lambda w, g, rate, strength: w - rate * (g + 2 * rate * w), "the rate stands in the place of"),
        (lambda w, g, rate, strength: w - rate * g, "the penalty is lost"),
        (lambda w, g, rate, strength: w - rate * g - 2 * strength * w, "the rate does not reach the penalty"),
        (lambda w, g, rate, strength: w + rate * (g + 2 * strength * w), "the step goes uphill"),
    ],
)
def test_slips_of_a_step_with_a_penalty_are_named(mine, said):
    assert said in str(check_update(mine)).replace("\n    ", " ")
