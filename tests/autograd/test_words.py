"""The float words compute what numpy's functions of the same name compute, and raise nothing."""

import inspect
import itertools
from math import inf, nan

import numpy as np
import pytest

from autograd import words
from autograd.compiler.writing.writer import ScalarWriter, Writer

EVERYTHING = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 7.25, 700.0, 1000.0, -1000.0]
EVERYTHING += [1e308, -1e308, 5e-324, inf, -inf, nan]
ARITY = {name: len(inspect.signature(getattr(words, name)).parameters) for name in words.TABLE}


def one_operand():
    return [name for name, count in ARITY.items() if count == 1]


def two_operands():
    return [name for name, count in ARITY.items() if count == 2]


def same(x, y):
    return x == y or (x != x and y != y)


def assert_same_as_numpy(name, *operands):
    answer = getattr(words, name)(*operands)
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(*operands)
    assert type(answer) is float
    # numpy's vectorized functions may differ in the last digits; the sign of a zero counts
    np.testing.assert_allclose(answer, expected, rtol=1e-14, atol=0, err_msg=f"{name}{operands}")
    if answer == 0:
        assert np.signbit(answer) == np.signbit(expected), f"{name}{operands}"


@pytest.mark.parametrize("name", one_operand())
def test_a_word_of_one_operand_is_numpys(name):
    for x in EVERYTHING:
        if name == "sign" and x == 0:  # numpy drops the sign of -0
            assert words.sign(x) == 0
        elif not (name in ("sin", "cos") and abs(x) == 1e308):  # 308 digits of π apart
            assert_same_as_numpy(name, x)


@pytest.mark.parametrize("name", two_operands())
def test_a_word_of_two_operands_is_numpys(name):
    for x, y in itertools.product(EVERYTHING, repeat=2):
        if name in ("maximum", "minimum") and x == y == 0:  # either zero will do
            assert getattr(words, name)(x, y) == 0
        elif name == "pow" and y == 0.5 and np.signbit(x):
            # numpy takes √x, IEEE 754 says otherwise: pow(-0, ½) = 0 and pow(-inf, ½) = inf
            assert same(words.pow(x, y), {0.0: 0.0, -inf: inf}.get(x, nan))
        else:
            assert_same_as_numpy(name, x, y)


def test_where_picks_by_its_condition():
    assert words.where(True, 1.0, 2.0) == 1.0
    assert words.where(False, 1.0, 2.0) == 2.0


def test_source_on_floats_computes_every_word_or_spells_it_out():
    spelled = {**vars(Writer), **vars(ScalarWriter)}
    assert [word for word, row in words.TABLE.items() if row.quick is None and word not in spelled] == []


def test_every_word_is_tried():
    assert {*one_operand(), *two_operands(), "where"} == set(words.TABLE)
    assert list(words.TABLE) == sorted(words.TABLE)
