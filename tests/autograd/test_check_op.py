"""autograd/testing/check_op.py: every row passes, and every way to get a row wrong is named."""

import math

import pytest

from autograd import Op, ops
from autograd.testing import check_op

ROWS = [
    *ops.TABLE.values(),
    *map(ops.power, (-2, -1, -0.5, 0, 0.5, 1, 2, 3, 2.5)),
    *map(ops.leaky_relu, (0.01, 0.1)),
    *map(ops.elu, (1.0, 0.3)),
    *map(ops.huber, (1.0, 0.3)),
    ops.take(0),
    ops.take(2),
]


@pytest.mark.parametrize("op", ROWS, ids=lambda op: op.name)
def test_every_row_of_the_table_is_right(op):
    report = check_op(op)
    assert report.points == 40
    assert bool(report.slopes) == (op is not ops.DETACH)


def square(xp, x):
    return x * x


def twice(xp, y, x):
    return (2.0 * x,)


WRONG = {
    "a partial": (
        Op("op", "o", square, lambda xp, y, x: (3.0 * x,)),
        r"op: partial 0 at \(.*\) is .*, and .* by complex step",
    ),
    "a partial of a row that is not analytic": (
        Op("op", "o", lambda xp, x: xp.where(x > 0, x, x * 0.5), lambda xp, y, x: (xp.sign(x),)),
        r"op: partial 0 at \(-.*\) is -1.0, and 0\.5 by complex step",
    ),
    "a partial of the second operand": (
        Op("op", "o", lambda xp, a, b: a * b, lambda xp, y, a, b: (b, b)),
        r"op: partial 1 at \(.*\) is",
    ),
    "the number of partials": (
        Op("op", "o", lambda xp, a, b: a * b, lambda xp, y, a, b: (b,)),
        r"op: partials at \(.*\) returned tuple .*, not a tuple of 2, one for each operand",
    ),
    "a list of partials": (
        Op("op", "o", square, lambda xp, y, x: [2 * x]),
        "returned list .*, not a tuple of 1",
    ),
    "a partial that is no number": (
        Op("op", "o", square, lambda xp, y, x: (None,)),
        "partial 0 at .* is NoneType None, not a number",
    ),
    "a value that is no float": (
        Op("op", "o", lambda xp, x: int(x), lambda xp, y, x: (0.0,)),
        "forward at .* returned int .*, not a float",
    ),
    "an error inside of the domain": (
        Op("op", "o", lambda xp, x: 1.0 / x, lambda xp, y, x: (-y / x,)),
        r"forward at \(0\.0,\) raised ZeroDivisionError.*say in `excluded` where it is undefined",
    ),
    "an error of the partials": (
        Op("op", "o", lambda xp, x: xp.abs(x), lambda xp, y, x: (y / x,)),
        r"partials at \(0\.0,\) raised ZeroDivisionError",
    ),
    "a domain without words": (
        Op("op", "o", square, twice, excluded=lambda x: x < 0),
        "op: excluded without domain: say in words where it is defined",
    ),
    "nan outside of the domain": (
        Op("op", "o", square, twice, excluded=lambda x: not x >= 0, domain="x >= 0"),
        r"excluded\(nan,\) is true: nan is never excluded",
    ),
    "a domain by or": (
        Op("op", "o", square, twice, excluded=lambda x: x < 0 or x > 5, domain="0 to 5"),
        "excluded on arrays raised ValueError.*write & and |",
    ),
    "no domain at all": (
        Op("op", "o", square, twice, excluded=lambda x: x == x, domain="nowhere"),
        r"none of 4000 random operands lies in the domain \(nowhere\)",
    ),
    "nan that is swallowed": (
        Op("op", "o", lambda xp, x: max(0.0, x), lambda xp, y, x: (xp.sign(y),)),
        r"forward at \(nan,\) is 0\.0, and nan was expected",
    ),
    "a formula for floats alone": (
        Op("op", "o", lambda xp, x: math.exp(x), lambda xp, y, x: (y,)),
        "on numpy arrays it raised TypeError.*use the words of xp",
    ),
    "other values on arrays": (
        Op("op", "o", lambda xp, x: x * (2.0 if hasattr(x, "shape") else 1.0), lambda xp, y, x: (1.0,)),
        "value on arrays at .* is .*, and .* on floats",
    ),
    "other partials on arrays": (
        Op("op", "o", square, lambda xp, y, x: (x * (3.0 if hasattr(x, "shape") else 2.0),)),
        "partial 0 on arrays at .* is .*, and .* on floats",
    ),
    "another value in a program": (
        Op("op", "o", lambda xp, x: x * (2.0 if hasattr(xp, "named") else 1.0), lambda xp, y, x: (1.0,)),
        "value in a program at .* is .*, and .* on floats",
    ),
    "another partial in a program": (
        Op("op", "o", square, lambda xp, y, x: (x * (3.0 if hasattr(xp, "named") else 2.0),)),
        "partial 0 in a program at .* is .*, and .* on floats",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_in_a_row_is_named_with_where_and_what_was_expected(what):
    op, message = WRONG[what]
    with pytest.raises(AssertionError, match=message):
        check_op(op)


def test_another_domain_on_arrays_is_found():
    def excluded(x):
        return x < (1.0 if hasattr(x, "shape") else 0.0)

    with pytest.raises(AssertionError, match=r"excluded\(.*\) is True on arrays, False on floats"):
        check_op(Op("op", "o", square, twice, excluded=excluded, domain="x >= 0"))


def test_operands_that_are_given_are_those_that_are_tried():
    narrow = Op(
        "narrow", "n", square, twice, excluded=lambda x: (x < 100) | (x > 100.5), domain="100 to 100.5"
    )
    with pytest.raises(AssertionError, match="none of 4000 random operands"):
        check_op(narrow)
    assert check_op(narrow, at=[(100.1,), (100.25,)]).points == 2
    with pytest.raises(AssertionError, match=r"narrow: \(3\.0,\) is excluded: 100 to 100\.5"):
        check_op(narrow, at=[(3.0,)])


def test_what_is_no_row_is_refused():
    with pytest.raises(TypeError, match="check_op needs a row, an Op, not function"):
        check_op(ops.power)
    with pytest.raises(ValueError, match="one point at least, not 0"):
        check_op(ops.ADD, points=0)


def test_the_same_seed_draws_the_same_points():
    assert repr(check_op(ops.GELU, seed=3)) == repr(check_op(ops.GELU, seed=3))
