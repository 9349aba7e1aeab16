"""What notebook 13 says to answers, beyond what its exercises in `answers_13.py` go through."""

import sys

import numpy as np
from test_notebooks import FOLDER

sys.path.insert(0, str(FOLDER))

from key_13 import check_confusion, check_cost, check_counts, check_signs

import nn


def test_a_pair_is_counted_both_ways():
    answers = {"the pair": {0, 2}, "mistakes between them": 5, "the digit recognized worst": 2}
    assert check_confusion(answers, [[9, 4, 2], [0, 9, 0], [3, 0, 2]]).right == 3


def test_numbers_of_the_lectures():
    assert (
        check_counts({"784-10": 7850, "784-200-10": 159_010, "784-200-200-10": 199_210, "3-4-2": 26}).right
        == 4
    )
    assert check_cost({"an epoch": 26 * 3}, sizes=[2, 13], images=1, models={}).right == 1


def test_a_sign_is_0_where_weights_are_small_beside_the_others():
    W = np.zeros((10, 64))
    W[0, 27] = -1.0  # row 3, column 3
    W[0, 0] = 0.1
    model = nn.MLP.from_arrays([(W, np.zeros(10))])
    said = check_signs({"0, the middle": "-", "1, the middle": "0", "any, left edge": "0"}, model)
    assert said.right == 3
