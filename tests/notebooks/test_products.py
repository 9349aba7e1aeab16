"""The networks of notebook 15 that multiply do so, and are as large as said."""

import random
import sys
from math import prod

import pytest
from test_notebooks import FOLDER

sys.path.insert(0, str(FOLDER))

from parity import units
from products import deep_product, shallow_product


@pytest.mark.parametrize("n", [2, 4, 8])
@pytest.mark.parametrize("build", [deep_product, shallow_product])
def test_the_product_is_exact(build, n):
    rng, model = random.Random(n), build(n)
    for _ in range(5):
        numbers = [rng.uniform(-2, 2) for _ in range(n)]
        # eighth powers of sums up to 16 are rounded at 1e-7, and divided by 8!/2
        assert model(numbers).data == pytest.approx(prod(numbers), rel=1e-9, abs=1e-9)


def test_a_single_layer_takes_any_number_of_factors():
    assert shallow_product(3)([2.0, -3.0, 0.5]).data == pytest.approx(-3.0, rel=1e-12)


def test_units_grow_linearly_in_the_tree_and_exponentially_in_one_layer():
    assert [units(deep_product(n)) for n in (2, 4, 8)] == [2 * (n - 1) + 1 for n in (2, 4, 8)]
    assert [units(shallow_product(n)) for n in (2, 4, 8)] == [2 ** (n - 1) + 1 for n in (2, 4, 8)]


def test_a_tree_of_other_than_a_power_of_two_is_refused():
    with pytest.raises(ValueError, match="deep_product got 6 inputs"):
        deep_product(6)
