"""What notebook 12 says to answers, beyond what its exercises in `answers_12.py` go through."""

import sys

import numpy as np
import pytest
from test_notebooks import FOLDER

sys.path.insert(0, str(FOLDER))

from key_12 import check_choice, check_filters, check_stopping


def test_filters_are_columns():
    said = check_filters({"responses": [7, 8]}, [[1, 0], [0, 1]], [7, 8])
    assert said.right == 1
    with pytest.raises(ValueError, match="matmul"):
        check_filters({}, np.ones((3, 2)), [1, 2])


def test_patience_of_one_stops_at_the_first_step_back():
    said = check_stopping({"stops after epoch": 3, "keeps the model of epoch": 2}, [3.0, 1.0, 2.0, 0.5], 1)
    assert said.right == 2


def test_a_rule_that_is_right_only_on_what_was_measured_is_found_out():
    measured = {"4": [2.0], "8": [1.0]}
    assert check_choice(lambda losses: min(losses, key=lambda k: sum(losses[k])), measured).right
    assert "luckiest" in str(check_choice(lambda losses: min(losses, key=lambda k: min(losses[k])), measured))
