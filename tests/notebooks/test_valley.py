"""notebooks/valley.py: curvatures, steps down and the picture of a valley."""

import sys

import numpy as np
import pytest
from test_notebooks import FOLDER

sys.path.insert(0, str(FOLDER))

import valley

X = np.array([[1.0, 2.0], [3.0, -1.0], [-2.0, 0.5], [0.0, 4.0]])
t = np.array([1.0, 2.0, -1.0, 0.0])


def loss(weights):
    return 0.5 * np.mean((X @ weights[:2] + weights[2] - t) ** 2)


def test_the_curvatures_are_those_of_the_loss_along_its_own_directions():
    A = np.column_stack([X, np.ones(4)])
    values, directions = np.linalg.eigh(A.T @ A / 4)
    assert valley.curvatures(X) == pytest.approx(values)
    for curvature, v in zip(valley.curvatures(X), directions.T):
        # a parabola is known by three points
        assert loss(v) - 2 * loss(0 * v) + loss(-v) == pytest.approx(curvature)


def test_the_steps_are_as_many_as_gradient_descent_takes():
    A = np.column_stack([X, np.ones(4)])
    best = np.linalg.lstsq(A, t, rcond=None)[0]
    rate, w, steps = 1 / valley.curvatures(X)[-1], np.zeros(3), 0
    while loss(w) - loss(best) > 0.01 * (loss(np.zeros(3)) - loss(best)):
        w, steps = w - rate * A.T @ (A @ w - t) / 4, steps + 1
    assert valley.steps_down(X, t) == steps > 1


def test_columns_that_depend_on_each_other_are_refused():
    with pytest.raises(ValueError, match="steps_down: the columns depend on each other"):
        valley.steps_down(X[:, [0, 0]], t)


def test_the_path_in_the_picture_goes_downhill_from_0():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    _, ax = pyplot.subplots()
    valley.plot_valley(X, t, ax, rate=0.1, steps=5)
    path, best = (np.column_stack(line.get_data()) for line in ax.get_lines())
    losses = [0.5 * np.mean((X @ w - t) ** 2) for w in [*path, *best]]
    assert path[0].tolist() == [0.0, 0.0]
    assert len(path) == 6
    assert losses == sorted(losses, reverse=True)
    pyplot.close("all")
