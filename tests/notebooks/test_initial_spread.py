"""What notebook 14 says of initial weights is what the initializers of `nn` draw."""

import random
import statistics
import sys
from math import isclose, sqrt

import pytest
from test_notebooks import FOLDER

import nn

sys.path.insert(0, str(FOLDER))

from initial_spread import growth, spread


@pytest.mark.parametrize(
    ("initializer", "variance"),
    [
        (nn.uniform, 1 / 3),
        (nn.normal, 1),
        (nn.he_normal, 2 / 30),
        (nn.he_uniform, 2 / 30),
        (nn.xavier_normal, 2 / 40),
        (nn.xavier_uniform, 2 / 40),
        (nn.zeros, 0),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_spread_is_the_root_of_the_variance_of_each_recipe(initializer, variance):
    assert isclose(spread(initializer, 30, 10), sqrt(variance), rel_tol=1e-12)


def test_the_spread_is_that_of_many_drawn_weights():
    rng = random.Random(0)
    drawn = [nn.he_normal(rng, 30, 10) for _ in range(10_000)]
    # the standard error of a standard deviation is 1/√(2 · 10000) of it, under one percent
    assert isclose(statistics.pstdev(drawn), spread(nn.he_normal, 30, 10), rel_tol=0.03)


@pytest.mark.parametrize("n", [6, 50])
def test_he_and_xavier_are_made_to_keep_deltas_at_their_size(n):
    assert isclose(growth(nn.he_normal, n, 0.5), 1)  # relu, half of it open
    assert isclose(growth(nn.xavier_normal, n, 1), 1)  # tanh, its slope being 1


def test_the_default_initializer_stretches_deltas_with_the_width():
    # √(n · 1/3 · 1/2)
    assert [growth(nn.uniform, n, 0.5) for n in (6, 24)] == pytest.approx([1, 2])
