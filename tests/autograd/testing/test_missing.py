"""autograd/testing/missing.py: which one factor or term makes a wrong formula right."""

from math import inf, nan

import pytest

from autograd.testing.missing import Letter, as_good, off_by

X = Letter("x", "factor", [3.0, 4.0])
SENT = Letter("the message from R", "message", [3.0, 4.0])
INSIDE = Letter("the local gradient in the message from R", "within", [3.0, 4.0])


@pytest.mark.parametrize(
    ("letters", "mine", "right", "says"),
    [
        ([X], [2.0, 2.0], [6.0, 8.0], "The factor x is missing."),
        ([X], [-2.0, -2.0], [6.0, 8.0], "The factor x is missing, and the sign is wrong."),
        ([X], [6.0, 8.0], [2.0, 2.0], "The factor x is one too many."),
        ([X], [1.0, 5.0], [4.0, 9.0], "What is missing is + x."),
        ([X], [4.0, 9.0], [1.0, 5.0], "What is too many is + x."),
        ([SENT], [1.0, 5.0], [4.0, 9.0], "What is missing is + the message from R."),
        ([SENT], [2.0, 2.0], [6.0, 8.0], ""),  # a message is no factor
        ([INSIDE], [1.0, 5.0], [4.0, 9.0], "What is missing is the local gradient in the message from R."),
        ([INSIDE], [4.0, 9.0], [1.0, 5.0], ""),
        ([], [2.0, 6.0], [1.0, 3.0], "The factor ½ is missing."),
        ([], [1.0, 3.0], [-2.0, -6.0], "The factor −2 is missing."),
        ([], [3.0, 9.0], [2.0, 6.0], "The factor 2/3 is missing."),
        # at one point x would do
        ([X], [2.0, 2.0], [6.0, 9.0], ""),
        ([X], [0.0, 0.0], [3.0, 4.0], "What is missing is + x."),
        ([X], [nan, 2.0], [6.0, 8.0], ""),
        ([X], [inf, 2.0], [6.0, 8.0], ""),
        ([X], [2.0, 2.0], [0.0, 0.0], ""),
        ([Letter("u", "factor", [1.0, -1.0])], [2.0, 2.0], [2.0, -2.0], ""),
        ([Letter("u", "factor", [0.0, 1.0])], [2.0, 2.0], [0.0, 2.0], ""),
        ([], [1e-300, 1e-300], [1e300, 1e300], ""),
    ],
)
def test_the_one_thing_that_is_missing_is_named(letters, mine, right, says: str):
    assert off_by(letters, mine, right) == says


@pytest.mark.parametrize(
    ("mine", "right", "rest", "good"),
    [
        (nan, nan, 0.0, True), (inf, inf, 0.0, True), (-inf, inf, 0.0, False), (nan, 1.0, 0.0, False),
        (1e-20, 0.0, 1e-16, True), (1e-20, 0.0, 0.0, False),
        (1.0000001, 1.0, 0.0, True), (1.00001, 1.0, 0.0, False),
    ],
)  # fmt: skip
def test_numbers_are_compared_up_to_rounding(mine: float, right: float, rest: float, good: bool):
    assert as_good(mine, right, rest) is good
