"""The networks of notebook 15 that say whether the number of ones is odd are right, and as large as said."""

import sys
from itertools import product

import pytest
from test_notebooks import FOLDER

sys.path.insert(0, str(FOLDER))

from parity import counting_parity, parity, row_parity, tree_parity, units


@pytest.mark.parametrize("build", [row_parity, tree_parity, counting_parity])
@pytest.mark.parametrize("n", [2, 4, 8])
def test_is_right_on_all_rows(build, n):
    model = build(n)
    rows = [*product((0, 1), repeat=n)]
    assert [model(bits).data for bits in rows] == [parity(bits) for bits in rows]


@pytest.mark.parametrize("n", [3, 5])
def test_rows_and_counting_take_any_number_of_bits(n):
    for build in (row_parity, counting_parity):
        assert all(build(n)(bits).data == sum(bits) % 2 for bits in product((0, 1), repeat=n))


def test_units_grow_exponentially_row_by_row_and_linearly_otherwise():
    assert [units(row_parity(n)) for n in (2, 4, 8)] == [2 ** (n - 1) + 1 for n in (2, 4, 8)]
    assert [units(tree_parity(n)) for n in (2, 4, 8, 16)] == [3 * (n - 1) for n in (2, 4, 8, 16)]
    assert [units(counting_parity(n)) for n in (2, 4, 8)] == [n + 1 for n in (2, 4, 8)]


@pytest.mark.parametrize("n", [0, 1, 6])
def test_a_tree_of_other_than_a_power_of_two_is_refused(n):
    with pytest.raises(ValueError, match=f"tree_parity got {n} inputs"):
        tree_parity(n)
