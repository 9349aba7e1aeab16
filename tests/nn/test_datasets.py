"""Toy sets: scikit-learn's numbers, their geometry, wrong arguments; the digits where scikit-learn is."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from nn.data.datasets import circles, curve, digits, linearly_separable, moons, spiral, xor_points

DATA = Path(__file__).parent / "data"
GOLDEN = json.loads((DATA / "two_dimensional_sets.json").read_text(encoding="utf-8"))["cases"]
MAKE = {"moons": moons, "circles": circles}
CLASSES = [moons, circles, spiral, xor_points, linearly_separable]
NOISY = [moons, circles, spiral, xor_points, curve]


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: f"{case['set']}-{case['n_samples']}")
def test_moons_and_circles_are_those_of_scikit_learn(case):
    settings = {name: case[name] for name in ("noise", "seed", "factor") if name in case}
    X, y = MAKE[case["set"]](case["n_samples"], **settings)
    # the last digit of sin and cos may differ between machines
    assert np.abs(X - case["X"]).max() < 1e-14
    assert y.tolist() == case["y"]


def test_the_moons_of_micrograds_demo():
    demo = json.loads((DATA / "moons.json").read_text(encoding="utf-8"))
    X, y = moons(100, noise=0.1, seed=1337)
    assert np.abs(X - demo["inputs"]).max() < 1e-14
    assert (2 * y - 1).tolist() == demo["targets"]


@pytest.mark.parametrize("make", [*CLASSES, curve])
def test_a_seed_repeats_a_set_and_another_changes_it(make):
    settings = {} if make is linearly_separable else {"noise": 0.1}
    (X, y), (again, labels), (other, _) = (make(20, seed=seed, **settings) for seed in (3, 3, 4))
    assert (X.tolist(), y.tolist()) == (again.tolist(), labels.tolist())
    assert (X.tolist(), y.tolist()) != (other.tolist(), make(20, seed=4, **settings)[1].tolist())
    assert not (make is not curve and X.tolist() == other.tolist())


@pytest.mark.parametrize("make", CLASSES)
@pytest.mark.parametrize("n", [4, 7, 100])
def test_shapes_and_types(make, n):
    X, y = make(n)
    assert (X.shape, X.dtype, y.shape, y.dtype) == ((n, 2), np.float64, (n,), np.int64)
    assert set(y.tolist()) <= {0, 1, 2}
    assert np.isfinite(X).all()


def test_moons_lie_on_their_half_circles():
    X, y = moons(101)
    upper, lower = X[y == 0], X[y == 1]
    assert (len(upper), len(lower)) == (50, 51)
    assert np.hypot(upper[:, 0], upper[:, 1]) == pytest.approx(np.ones(50))
    assert np.hypot(lower[:, 0] - 1, lower[:, 1] - 0.5) == pytest.approx(np.ones(51))
    assert upper[:, 1].min() > -1e-12
    assert lower[:, 1].max() < 0.5 + 1e-12


def test_the_inner_circle_may_be_a_point():
    X, y = circles(9, factor=0.0)
    assert (X[y == 1] == 0).all()


def test_circles_have_their_radii():
    X, y = circles(31, factor=0.3)
    radius = np.hypot(X[:, 0], X[:, 1])
    assert radius[y == 0] == pytest.approx(np.ones(15))
    assert radius[y == 1] == pytest.approx(np.full(16, 0.3))


def test_spiral_arms_are_turned_copies_of_each_other():
    X, y = spiral(40, n_classes=4, turns=0.5)
    arms = [X[y == label] @ np.array([1, 1j]) for label in range(4)]
    for label, arm in enumerate(arms):
        assert arm == pytest.approx(arms[0] * 1j**label)  # a quarter turn each
    assert abs(arms[0]) == pytest.approx(np.arange(1, 11) / 10)
    assert np.bincount(spiral(11, n_classes=3)[1]).tolist() == [4, 4, 3]


def test_xor_is_1_where_the_signs_differ():
    X, y = xor_points(200, seed=5)
    assert y.tolist() == [int(a * b < 0) for a, b in X]
    assert 60 < y.sum() < 140
    assert abs(X).max() <= 1
    noisy, labels = xor_points(200, noise=0.3, seed=5)
    assert labels.tolist() == y.tolist()
    assert noisy.tolist() != X.tolist()


@pytest.mark.parametrize("n_features", [1, 2, 5])
def test_separable_points_keep_their_distance_from_a_plane(n_features):
    X, y = linearly_separable(300, n_features=n_features, margin=0.2, seed=7)
    signs = 2 * y - 1
    # the plane is not handed out; its direction is drawn first from the same stream
    u = np.random.default_rng(7).normal(size=n_features)
    u /= np.linalg.norm(u)
    assert (signs * (X @ u)).min() >= 0.2
    assert (X.shape, abs(X).max() <= 1, set(signs.tolist())) == ((300, n_features), True, {-1, 1})


# sin 2πx at 0, ¼, ½, ¾, 1
def test_curve_is_one_wave():
    X, y = curve(5)
    assert X.tolist() == [[0.0], [0.25], [0.5], [0.75], [1.0]]
    assert y == pytest.approx([0, 1, 0, -1, 0], abs=1e-15)
    assert np.std(curve(2000, noise=0.3)[1] - curve(2000)[1]) == pytest.approx(0.3, abs=0.02)


def test_noise_has_its_standard_deviation():
    for make in (moons, circles):
        assert np.std(make(4000, noise=0.2)[0] - make(4000)[0]) == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize(
    ("make", "settings", "message"),
    [
        *[(make, {"n_samples": 0}, "n_samples is 0") for make in [*CLASSES, curve]],
        *[(make, {"n_samples": -3}, "n_samples is -3") for make in [*CLASSES, curve]],
        *[(make, {"n_samples": 2.5}, "n_samples is 2.5") for make in [*CLASSES, curve]],
        *[(make, {"noise": -0.1}, "noise is -0.1") for make in NOISY],
        *[(make, {"noise": np.nan}, "noise is nan") for make in NOISY],
        (moons, {"n_samples": 1}, "n_samples is 1: it must be a whole number from 2"),
        (spiral, {"n_samples": 4, "n_classes": 5}, "n_samples is 4: it must be a whole number from 5"),
        (circles, {"factor": 1.0}, "factor is 1.0"),
        (circles, {"factor": -0.1}, "factor is -0.1"),
        (linearly_separable, {"margin": 1.0}, "margin is 1.0"),
        (linearly_separable, {"margin": np.nan}, "margin is nan"),
        (linearly_separable, {"n_features": 0}, "n_features is 0"),
        (spiral, {"n_classes": 0}, "n_classes is 0"),
        (spiral, {"n_classes": 2.5}, r"n_classes is 2\.5"),
        *[(spiral, {"turns": turns}, "turns is") for turns in (np.nan, np.inf, -np.inf, -1e300)],
        *[(make, {"noise": 1e308}, "noise is 1e") for make in NOISY],
    ],
)
@pytest.mark.filterwarnings("error")
def test_arguments_out_of_range_are_refused(make, settings, message):
    with pytest.raises(ValueError, match=message):
        make(**settings)


@pytest.mark.parametrize(
    ("make", "settings", "message"),
    [
        *[(make, {"n_samples": None}, "n_samples, not NoneType None") for make in [*CLASSES, curve]],
        *[(make, {"n_samples": "9"}, "n_samples, not str '9'") for make in [*CLASSES, curve]],
        *[(make, {"noise": "a"}, "noise, not str 'a'") for make in NOISY],
        (circles, {"factor": "a"}, "factor, not str 'a'"),
        (spiral, {"n_classes": "3"}, "n_classes, not str '3'"),
        (spiral, {"turns": None}, "turns, not NoneType None"),
        (linearly_separable, {"margin": None}, "margin, not NoneType None"),
        (linearly_separable, {"n_features": None}, "n_features, not NoneType None"),
    ],
)
def test_arguments_that_are_no_numbers_are_refused(make, settings, message):
    with pytest.raises(TypeError, match=f"^{make.__name__} needs a number as {message}"):
        make(**settings)


def test_digits_are_images_and_their_classes():
    pytest.importorskip("sklearn")
    X, y = digits()
    assert (X.shape, X.dtype, y.shape, y.dtype) == ((1797, 64), np.float64, (1797,), np.int64)
    assert (X.min(), X.max(), set(y.tolist())) == (0.0, 1.0, set(range(10)))


def test_digits_are_scaled_by_the_16_shades_of_scikit_learn(monkeypatch):
    def load_digits(*, return_X_y):
        return np.array([[0.0, 8.0], [16.0, 4.0]]), np.array([3, 9])

    monkeypatch.setitem(sys.modules, "sklearn.datasets", SimpleNamespace(load_digits=load_digits))
    monkeypatch.setitem(sys.modules, "sklearn", SimpleNamespace(datasets=None))
    X, y = digits()
    assert (X.tolist(), y.tolist()) == ([[0.0, 0.5], [1.0, 0.25]], [3, 9])


def test_without_scikit_learn_digits_say_what_to_type(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match=r"run `pip install 'chalkgrad\[data\]'`"):
        digits()
