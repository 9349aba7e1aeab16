"""notebooks/key_07.py: what perceptrons learn, by hand, and units for XOR of any kind."""

import runpy
from types import SimpleNamespace

import pytest
from test_notebooks import FOLDER

key = SimpleNamespace(**runpy.run_path(str(FOLDER / "key_07.py")))


def test_a_perceptron_learns_from_mistakes_alone():
    assert key.learned([0.0, 1.0, -1.0], [1.0, 1.0, 2.0], 1) == [1.0, 2.0, 1.0]  # z = -1: says 0
    assert key.learned([1.0, 1.0, 1.0], [1.0, 2.0, 0.0], 0) == [0.0, -1.0, 1.0]  # z = 3: says 1
    assert key.learned([1.0, 1.0, 1.0], [1.0, 2.0, 0.0], 1) == [1.0, 1.0, 1.0]


def net(w, x):
    return sum(wi * xi for wi, xi in zip(w, x))


def in_place(w, x, d):
    error = 5 * (d - (net(w, x) > 0))
    for i, xi in enumerate(x):
        w[i] += error * xi
    return w


@pytest.mark.parametrize(
    ("mine", "says"),
    [
        (lambda w, x, d: [wi + (d - (net(w, x) >= 0)) * xi for wi, xi in zip(w, x)], "says 1 where z is 0"),
        (lambda w, x, d: [wi + d - (net(w, x) > 0) for wi in w], "the input is missing"),
        (
            lambda w, x, d: [wi + (d - (1 if net(w, x) > 0 else -1)) * xi for wi, xi in zip(w, x)],
            "said -1 for no",
        ),
        (lambda w, x, d: w, "nothing has been learned"),
        (in_place, "✗ of ([0.0, 1.0, -1.0], [1.0, 1.0, 2.0], 1) it gives [5.0, 6.0, 9.0]"),
        (lambda w, x, d: [wi + (d - (net(w, x) > 0)) * xi for wi, xi in zip(w, x)], "✓ Right."),
    ],
)
def test_slips_in_the_rule_are_named(mine, says):
    assert says in " ".join(str(key.check_rule(mine)).split())


def test_a_correction_goes_down_where_the_answer_was_1_and_should_be_0():
    # z = 2·1 + 1·0 - 1 = 1, y = 1, d - y = -1, α = 2
    right = {"z": 1, "y": 1, "w1": 0, "w2": 1, "b": -3, "z after": -3}
    assert key.check_correction([2, 1], -1, [1, 0], d=0, rate=2.0, answers=right).right == 6


def test_steps_in_a_row_are_those_of_the_time():
    assert key.check_brain(10**11, 10**4, 1000, 5, {"links in all": 10**15, "steps in a row": 500}).right == 2


def test_nobody_learns_where_the_right_class_wins():
    rows = {"A": [1, 0], "B": [0, 1]}
    right = {"winner": "B", "w of A": [1, 0], "w of B": [0, 1]}
    assert key.check_two_rows(rows, [1, 2], "B", right).right == 3


@pytest.mark.parametrize(
    "units",
    [
        [(1, -1, -0.5), (-1, 1, -0.5), (1, 1, -0.5)],  # one alone, or the other alone
        [(-2, -2, 3), (2, 2, -1), (1, 1, -1.5)],  # NAND and OR
    ],
)
def test_there_is_more_than_one_xor(units):
    assert key.check_xor(units).right


def test_units_of_another_form_are_refused():
    for units in (
        [(1, 1, -0.5), (1, 1, -1.5)],
        [1, 2, 3],
        5,
        "OR",
        [(1, 1), (1, 1), (1, -1)],
        [(1, 1, 1), 2, 3],
    ):
        with pytest.raises(ValueError, match="it takes three triples"):
            key.check_xor(units)
