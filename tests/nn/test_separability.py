"""Linear separability: a plane that is checked, or a proof that is; degenerate sets, every scale."""

import math
import re
import sys

import numpy as np
import pytest

import nn
from nn import linear_separability
from nn.classics.boolean import AND, NAND, NOT, OR, XOR

pytest.importorskip("scipy")


def check(X, y):
    """Return the answer, after what it claims was checked on the samples."""
    X, y = np.asarray(X, dtype=float).reshape(len(y), -1), np.asarray(y)
    found = linear_separability(X, y)
    first, second = X[y == found.labels[0]], X[y == found.labels[1]]
    size = np.ptp(X, axis=0)
    if found.separable:
        assert (found.weights, found.point) == (None, None)
        # relative to the numbers that are added up: for features far from 0 they are large
        slack = 1e-13 * (1 + (np.abs(X * found.w)).sum(axis=1).max())
        assert (second @ found.w + found.b >= 1 - slack).all()
        assert (first @ found.w + found.b <= -1 + slack).all()
        assert found.margin == pytest.approx(1 / math.hypot(*found.w))
    else:
        assert (found.w, found.b, found.margin) == (None, None, None)
        assert (found.weights >= 0).all()
        p, q = found.weights[y == found.labels[0]], found.weights[y == found.labels[1]]
        assert p.sum() == pytest.approx(1, abs=1e-12)
        assert q.sum() == pytest.approx(1, abs=1e-12)
        assert (np.abs(p @ first - q @ second) <= 1e-12 * (size + np.abs(X).max(axis=0))).all()
        assert p @ first == pytest.approx(found.point, rel=1e-12, abs=1e-12 * size.max())
    return found


@pytest.mark.parametrize(
    ("table", "separable"), [(AND, True), (OR, True), (NAND, True), (NOT, True), (XOR, False)]
)
def test_gates_are_what_minsky_and_papert_say(table, separable):
    assert check(list(table), list(table.values())).separable is separable


# of 16 functions of two inputs all but XOR and its opposite can be separated; of the others two are constant
def test_of_the_functions_of_two_inputs_two_are_not_separable():
    answers = [[k >> i & 1 for i in range(4)] for k in range(1, 15)]
    assert [a for a in answers if not check(list(AND), a).separable] == [[0, 1, 1, 0], [1, 0, 0, 1]]


def test_parity_of_three_inputs_is_not_separable():
    X = [[i & 1, i >> 1 & 1, i >> 2] for i in range(8)]
    assert not check(X, [sum(x) % 2 for x in X]).separable


def test_the_proof_for_xor_is_the_middle_of_the_square():
    found = check(list(XOR), list(XOR.values()))
    assert found.weights.tolist() == [0.5, 0.5, 0.5, 0.5]
    assert found.point.tolist() == [0.5, 0.5]


def test_the_perceptron_ends_where_there_is_a_plane_and_only_there():
    rng = np.random.default_rng(0)
    seen = set()
    for _ in range(30):
        X, y = rng.integers(-3, 4, (8, 2)), rng.integers(0, 2, 8)
        if len(set(y.tolist())) == 2:
            separable = check(X, y).separable
            assert (nn.Perceptron(2).fit(X, y, epochs=200)[-1] == 0) is separable
            seen.add(separable)
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("X", "y", "separable"),
    [
        ([0, 1], [0, 1], True),  # one feature, one sample each
        ([0, 1, 2, 3], [0, 0, 1, 1], True),
        ([0, 1, 2], [0, 1, 0], False),  # in between
        ([[0, 0], [1, 1], [2, 2]], [0, 1, 0], False),  # collinear, in between
        ([[0, 0], [1, 1], [2, 2]], [0, 0, 1], True),  # collinear
        ([[0, 0], [0.1, 0.3], [0.2, 0.6], [5, -1]], [0, 1, 0, 0], False),  # on the line, rounded
        ([[1, 2], [1, 2]], [0, 1], False),  # the same point
        ([[1, 2], [1, 2], [0, 0], [3, 3]], [0, 1, 0, 1], False),  # the only point in common
        ([[0, 0], [2, 0], [1, 0], [1, 5]], [0, 0, 1, 1], False),  # touching an edge
        ([[0, 0], [2, 0], [1, 1e-6], [1, 5]], [0, 0, 1, 1], True),
        ([[7, 0], [7, 1]], [0, 1], True),  # a feature that is always the same
        ([[0, 0], [0, 0], [0, 0]], [0, 0, 1], False),
        ([[0, 0], [4, 0], [0, 4], [1, 1]], [0, 0, 0, 1], False),  # inside of a triangle
    ],
)
@pytest.mark.parametrize("scale", [1.0, 1e-9, 1e9, 1e-300, 1e300])
@pytest.mark.parametrize("swapped", [False, True])
def test_sets_of_every_shape_and_scale(X, y, separable, scale, swapped):
    y = np.array(y)
    assert check(np.array(X, dtype=float) * scale, 1 - y if swapped else y).separable is separable


def test_a_feature_that_is_always_the_same_has_no_weight():
    found = check([[7, 0], [7, 1]], [0, 1])
    assert (found.w.tolist(), found.b) == ([0.0, 2.0], -1.0)


def test_features_of_very_different_scale():
    X = np.random.default_rng(1).normal(size=(60, 3))
    y = (X @ [1.0, -2.0, 0.5] > 0.1).astype(int)
    assert check(X * [1e-9, 1.0, 1e9], y).separable
    assert check(X * [1e-9, 1.0, 1e9] + [1.0, -5.0, 1e9], y).separable
    within, other = np.vstack([X, X[y == 1].mean(axis=0)]), np.append(y, 0)
    assert not check(within * [1e-9, 1.0, 1e9], other).separable


@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-9, 1e-12])
def test_a_small_gap_is_a_gap(gap):
    assert check([-1.0, 0.0, gap, 1.0], [0, 0, 1, 1]).separable


@pytest.mark.parametrize("overlap", [1e-3, 1e-6, 1e-8])
def test_a_small_overlap_is_an_overlap(overlap):
    assert not check([-1.0, overlap, 0.0, 1.0], [0, 0, 1, 1]).separable


@pytest.mark.parametrize("n_samples", [20, 300])
def test_many_features(n_samples):
    rng = np.random.default_rng(2)
    X = rng.normal(size=(n_samples, 100))
    labels = rng.integers(0, 2, n_samples)
    # Cover 1965: fewer samples than features + 1 are always separable, more than twice as many hardly ever
    assert check(X, labels).separable is (n_samples == 20)
    assert check(X, X @ rng.normal(size=100) > 0).separable


def test_digits_0_and_1_are_separable():
    pytest.importorskip("sklearn")
    X, y = nn.digits()
    assert check(X[y < 2], y[y < 2]).separable


@pytest.mark.parametrize(
    ("labels", "in_order"),
    [
        ([1, -1], (-1, 1)),
        (["yes", "no"], ("no", "yes")),
        ([True, False], (False, True)),
        ([7.5, 2], (2, 7.5)),
    ],
)
def test_labels_may_be_any_two(labels, in_order):
    found = check([[0.0], [1.0]], labels)
    assert found.labels == in_order
    assert found.w.tolist() == [-2.0]  # the sample at 0 has the larger label
    assert found.b == 1.0


# HiGHS leaves 1e-11 of the range between the two means here
@pytest.mark.parametrize("seed", [7, 33, 54])
def test_a_proof_of_many_weights_is_exact(seed):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(110, 50)), rng.integers(0, 2, 110)
    assert not check(X, y).separable


def test_the_answer_is_true_where_there_is_a_plane():
    assert linear_separability(list(AND), list(AND.values()))
    assert not linear_separability(list(XOR), list(XOR.values()))


def test_a_plane_through_0_has_the_bias_0():
    assert "b = 0:" in repr(linear_separability([[-1.0], [1.0]], [1, 0]))


def test_the_answer_prints_as_sentences():
    assert repr(linear_separability([[0.0], [4.0]], ["no", "yes"])) == (
        "separable by w·x + b with w = [0.5], b = -1: ≥ 1 for class 'yes', ≤ -1 for class 'no', margin 2"
    )
    assert repr(linear_separability([0, 1, 2], [1, 2, 1])) == (
        "not separable: [1] is a mean of both classes\nclass 1: 0.5 X[0] + 0.5 X[2]\nclass 2: 1 X[1]"
    )
    X = np.random.default_rng(0).normal(size=(100, 12))
    text = repr(linear_separability(X, np.arange(100) % 2))
    assert [line.endswith("…") or "…] is" in line for line in text.splitlines()].count(True) >= 1
    assert max(map(len, text.splitlines())) < 200


@pytest.mark.parametrize(
    ("X", "y", "error", "message"),
    [
        ([[0.0], [1.0]], [1, 1], ValueError, "got 1 class, list [1]: it tells two apart"),
        ([[0.0], [1.0], [2.0]], [0, 1, 2], ValueError, "got 3 classes, list [0, 1, 2]"),
        ([[0.0], [1.0]], [0, 1, 1], ValueError, "got y of shape (3,) for 2 samples: one label for each"),
        ([[0.0], [1.0]], [[0], [1]], ValueError, "got y of shape (2, 1)"),
        ([[0.0], [1.0]], [0.0, math.nan], ValueError, "got nan in y"),
        ([[0.0], [1.0]], np.array([None, 1], dtype=object), TypeError, "labels that cannot be sorted"),
        ([], [], ValueError, "holds no samples"),
        ([[math.inf], [1.0]], [0, 1], ValueError, "is inf"),
        ([["a"], ["b"]], [0, 1], TypeError, "needs numbers"),
        (np.zeros((2, 2, 2)), [0, 1], ValueError, "got X of shape (2, 2, 2)"),
        ([[0.0], [1e-320]], [0, 1], ValueError, "leave the range of floats: scale the features"),
        # an overlap that the tolerances of the linear program hide
        (
            [[0, 0], [1, 1], [0.5, 0.5 - 1e-12], [0, 1.0]], [0, 0, 1, 1], ArithmeticError,
            "cannot tell whether the classes 0 and 1 are apart: they are as near as 1e-12",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused(X, y, error, message):
    with pytest.raises(error, match=re.escape(message)):
        linear_separability(X, y)


def test_a_missing_scipy_is_answered_with_the_pip_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(
        ImportError, match=r"^linear_separability needs SciPy: run `pip install 'chalkgrad\[data\]'`"
    ):
        linear_separability([[0.0], [1.0]], [0, 1])
