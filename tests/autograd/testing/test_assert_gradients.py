"""autograd/testing/gradients.py: hand-derived gradients as unit tests, and what a failure says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograd import Value
from autograd.testing import assert_gradients

ROOT = Path(__file__).parents[3]
POINT = {"w": 0.5, "x": 2.0, "b": -1.0, "t": 0.25}


def loss(w, x, b, t):
    z = w * x + b
    y = z.sigmoid()
    z.label, y.label = "z", "y"
    L = (y - t) ** 2 / 2
    L.label = "L"
    return L


@pytest.mark.parametrize(
    "expected",
    [
        {"L": 1, "y": 0.25, "z": 0.0625, "w": 0.125, "b": 0.0625, "x": 0.03125, "t": -0.25},
        {"y": "1/4", "z": "1/16", "w": "1/8", "x": "0.0625*0.5"},
        {"y": "y - t", "z": "δ_y σ'(z)", "w": "δ_z x", "b": "δ_z", "x": "δ_z w"},
        {"w": "(y-t) y (1-y) x"},
    ],
)
def test_numbers_fractions_and_formulas_pass(expected):
    assert_gradients(loss, at=POINT, expected=expected)


def test_the_first_wrong_delta_is_told_on_aligned_lines():
    wrong = {"w": "δ_z", "b": "δ_z", "z": "δ_y y", "y": "y - t"}
    with pytest.raises(AssertionError) as failure:
        assert_gradients(loss, at=POINT, expected=wrong)
    assert str(failure.value).splitlines() == [
        "the gradient by z is not what was derived by hand (2 of 4 are wrong)",
        "    expected  δ_y y = 0.125",
        "    actual    ∂L/∂z = 0.0625",
        "    It looks like sigmoid itself in place of its slope, f for f′.",
        "    Wrong, too: w; this one comes first on the way back.",
    ]


@pytest.mark.parametrize(
    ("expected", "says"),
    [
        ({"z": 0.0635}, "expected  0.0635 = 0.0635\n    actual    ∂L/∂z  = 0.0625\n"),
        (
            {"y": "t - y"},
            "It looks like the wrong sign, the difference the other way round, (t − y) for (y − t).",
        ),
        ({"y": "t"}, "It is right at this point only: with other numbers in the leaves it is not."),
        (
            {"y": "q"},
            "expected  q\n    »q« is no label, no δ of one and no function; the labels are w, x, b, t",
        ),
        ({"y": "__import__('os')"}, "»__import__« is no label"),
    ],
)
def test_what_is_wrong_is_said(expected, says):
    with pytest.raises(AssertionError, match=re.escape(says)):
        assert_gradients(loss, at=POINT, expected=expected)


@pytest.mark.parametrize(
    ("fn", "at", "expected", "error", "says"),
    [
        (loss, POINT, {}, ValueError, "assert_gradients expects a gradient for each name"),
        (loss, POINT, {"w": None}, ValueError, "give a number or a formula"),
        (loss, POINT, {"q": 1}, ValueError, "no node has the label 'q': the labels are w, x, b, t, z, y, L"),
        (loss, {"w": 1}, {"w": 1}, TypeError, "missing 3 required positional arguments"),
        (lambda w: 3.0, {"w": 1}, {"w": 1}, TypeError, "assert_gradients got float 3.0 from the function"),
        (lambda w: w.log(), {"w": -1}, {"w": 1}, ValueError, "log is undefined"),
        (lambda w: w, {"w": "a"}, {"w": 1}, TypeError, "Value"),
    ],
)
def test_what_cannot_be_checked_is_refused(fn, at, expected, error, says):
    with pytest.raises(error, match=re.escape(says)):
        assert_gradients(fn, at=at, expected=expected)


def test_a_leaf_that_is_the_root_has_the_gradient_1():
    assert_gradients(lambda w: w, at={"w": 2}, expected={"w": 1})


def test_numbers_of_numpy_are_points():
    np = pytest.importorskip("numpy")
    assert_gradients(lambda w: w * w, at={"w": np.float64(3)}, expected={"w": np.float32(6)})


def test_pytest_shows_the_line_of_the_test_and_the_message_alone(tmp_path: Path):
    file = tmp_path / "test_by_hand.py"
    file.write_text(
        "from autograd.testing import assert_gradients\n\n\n"
        "def test_product():\n"
        "    assert_gradients(lambda x, y: x * y, at={'x': 2, 'y': 5}, expected={'x': 'x'})\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", tmp_path, file],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "actual    ∂root/∂x = 5" in done.stdout
    assert "__tracebackhide__" not in done.stdout
    assert "def assert_gradients" not in done.stdout


def test_a_value_that_was_changed_by_the_function_is_seen():
    def cut(x: Value) -> Value:
        return x * x.data

    # x · (the number of x): half of the gradient is lost
    with pytest.raises(AssertionError, match="actual    ∂root/∂x = 3"):
        assert_gradients(cut, at={"x": 3}, expected={"x": "2x"})
