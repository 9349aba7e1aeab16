"""The squared error of a linear neuron as a valley over its weights, for the notebook on data.

How steep it is in its steepest and in its flattest direction says how many steps gradient descent needs. All
functions take samples X of shape (n_samples, n_features) and targets t of shape (n_samples,).
"""

from bisect import bisect_left

import numpy as np

from autograd import Value, dot, hessian
from autograd import sum as add_up


def curvatures(X):
    """Return how strongly the mean of ½(w·x + b − t)² bends, from its flattest direction to its steepest.

    They are the eigenvalues of its second derivatives by w and b, which do not depend on t.

    >>> curvatures([[1.0], [-1.0]]).tolist()
    [1.0, 1.0]
    >>> [round(c, 9) for c in curvatures([[10.0], [-10.0]]).tolist()]
    [1.0, 100.0]
    """
    X = np.asarray(X, dtype=float)
    w, b = [Value(0.0) for _ in range(X.shape[1])], Value(0.0)
    loss = add_up(0.5 * dot(w, x, b) ** 2 for x in X.tolist()) / len(X)
    rows = hessian(loss, [*w, b])
    return np.linalg.eigvalsh([[float(getattr(c, "data", c)) for c in row] for row in rows])


def steps_down(X, t):
    """Return how many steps down the true gradient bring the loss 99 % of the way, from w = 0 and b = 0.

    The rate is one over the largest curvature, where no direction overshoots. Along a direction with the
    curvature c each step takes the share c/largest off the distance to the best weights, so the steps are
    counted without being taken.

    Raises:
        ValueError: the columns depend on each other, so some direction is level.

    >>> steps_down([[1.0], [-1.0]], [3.0, -1.0])
    1
    """
    A = np.column_stack([X, np.ones(len(X))])
    bends, directions = np.linalg.eigh(A.T @ A / len(A))
    if bends[0] <= 1e-12 * bends[-1]:
        raise ValueError("steps_down: the columns depend on each other, so the valley has no lowest point")
    best = np.linalg.lstsq(A, np.asarray(t, dtype=float), rcond=None)[0]
    losses, shrink = bends * (directions.T @ best) ** 2, 1 - bends / bends[-1]

    def arrived(steps):
        return (losses * shrink ** (2 * steps)).sum() <= 0.01 * losses.sum()

    most = 1
    while not arrived(most):
        most *= 2
    return bisect_left(range(most), True, key=arrived)


def plot_valley(X, t, ax, rate, steps=20):
    """Draw the contours of the mean of ½(w·x − t)² over two weights, and steps of gradient descent from 0."""
    X, t = np.asarray(X, dtype=float), np.asarray(t, dtype=float)
    path = [np.zeros(2)]
    for _ in range(steps):
        path.append(path[-1] - rate * X.T @ (X @ path[-1] - t) / len(X))
    path = np.array(path)
    best = np.linalg.lstsq(X, t, rcond=None)[0]
    half = 1.4 * np.abs(best).max()
    u, v = (np.linspace(c - half, c + half, 81) for c in best)
    plane = np.stack(np.meshgrid(u, v), axis=-1)
    losses = 0.5 * ((plane @ X.T - t) ** 2).mean(axis=-1)
    ax.contour(u, v, losses, levels=np.quantile(losses, [0.02, 0.1, 0.25, 0.5, 0.8]), colors="0.7")
    ax.plot(*path.T, ".-", color="C3", linewidth=1)
    ax.plot(*best, "x", color="black")
    ax.set(xlabel="$w_1$", ylabel="$w_2$", aspect="equal")
    ax.set(xlim=(u[0], u[-1]), ylim=(v[0], v[-1]))
