"""Whether a plane separates two classes, so that a perceptron can learn them: the plane, or the proof that
there is none.

A linear program looks for the plane: with s = 1 for the second class and -1 for the first, the largest m such
that s(w·x + b) ≥ m for all samples, all |wⱼ| ≤ 1. If m is 0, another one finds the proof, which exists then
(Farkas): weights with which the same point is a mean of either class.
"""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nn.data.arrays import np
from nn.data.samples import samples
from nn.layers.inputs import short

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_ROUNDING = 1e-14  # for each feature, beside its range: smaller differences are none
_SHOWN = 8  # numbers of a vector that are printed


@dataclass(frozen=True, eq=False, repr=False)
class Separability:
    """Whether two classes are linearly separable, and why.

    Attributes:
        separable: whether there is a plane between them.
        labels: those of the first and the second class, in the order of `sorted`.
        w: normal vector of a plane, shape (n_features,): w·x + b ≥ 1 for samples of the second class, ≤ -1
            for those of the first, up to rounding. None if there is no plane, as `b` and `margin`.
        b: its bias.
        margin: distance of the nearest samples from it, 1/‖w‖; another plane may be farther away.
        weights: the proof that there is no plane, shape (n_samples,): none negative, those of each class with
            the sum 1, and the means of the two classes with these weights are the same point, up to rounding.
            None if there is a plane, as `point`.
        point: that point, shape (n_features,). A plane would have it on both sides.

    >>> xor = linear_separability([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    >>> xor.separable, xor.weights.tolist(), xor.point.tolist()
    (False, [0.5, 0.5, 0.5, 0.5], [0.5, 0.5])
    """

    separable: bool
    labels: tuple[Any, Any]
    w: Floats | None = None
    b: float | None = None
    margin: float | None = None
    weights: Floats | None = None
    point: Floats | None = None
    _is_second: NDArray[np.bool_] | None = None

    def __bool__(self) -> bool:
        """Return whether there is a plane, which `if linear_separability(X, y):` asks."""
        return self.separable

    def __repr__(self) -> str:
        first, second = map(repr, self.labels)
        if self.w is not None:
            return (
                f"separable by w·x + b with w = {_vector(self.w)}, b = {self.b:.6g}: "
                f"≥ 1 for class {second}, ≤ -1 for class {first}, margin {self.margin:.6g}"
            )
        assert self.weights is not None  # for the type checker
        assert self.point is not None
        means = [
            f"class {label}: {_mean(self.weights, self._is_second == is_second)}"
            for label, is_second in ((first, False), (second, True))
        ]
        return "\n".join([f"not separable: {_vector(self.point)} is a mean of both classes", *means])


def linear_separability(X: ArrayLike, y: ArrayLike) -> Separability:
    """Return a plane that separates two classes, or the proof that none does.

    Features may have any scale. Differences below 1e-14 of the range of a feature, times their number, are
    taken for rounding.

    Args:
        X: ndarray of shape (n_samples, n_features).
        y: labels of shape (n_samples,), two different ones of any kind: 0 and 1, -1 and 1, "no" and "yes".

    Raises:
        ValueError: not two classes; no samples, nan or inf, not one label for each; a plane that leaves the
            range of floats.
        TypeError: samples that are no numbers, labels that cannot be compared.
        ArithmeticError: the classes are too near to each other to tell, about 1e-9 of the range of a feature.
        ImportError: SciPy is not installed.

    Source: lecture L4 (there is a w* …); Farkas' lemma; Minsky & Papert 1969, Perceptrons, on XOR.

    >>> linear_separability([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])  # AND
    separable by w·x + b with w = [2, 2], b = -3: ≥ 1 for class 1, ≤ -1 for class 0, margin 0.353553
    >>> linear_separability([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])  # XOR
    not separable: [0.5, 0.5] is a mean of both classes
    class 0: 0.5 X[0] + 0.5 X[3]
    class 1: 0.5 X[1] + 0.5 X[2]
    """
    X = np.asarray(samples(X), dtype=np.float64)
    if X.ndim != 2:
        raise ValueError(f"linear_separability got X of shape {X.shape}: it takes (n_samples, n_features)")
    is_second, labels = _classes(y, len(X))
    # The answer does not depend on where a feature has its 0 and its unit; the linear program does.
    low, high = X.min(axis=0), X.max(axis=0)
    middle, half = low / 2 + high / 2, high / 2 - low / 2
    unit = np.where(half > 0, half, 1.0)
    points = (X - middle) / unit
    normal = _plane(points, is_second)
    normal[half == 0] = 0.0  # what is the same for all tells nothing apart

    rounding = _ROUNDING * X.shape[1]
    answers = points @ normal
    below, above = float(answers[~is_second].max()), float(answers[is_second].min())
    if above - below > rounding:
        reach = above / 2 - below / 2
        with np.errstate(over="ignore", invalid="ignore"):
            w = normal / reach / unit
            b = float(-(above / 2 + below / 2) / reach - w @ middle) + 0.0  # 0 without a sign
        size = math.hypot(*w.tolist())
        if not (math.isfinite(size) and math.isfinite(b)):
            raise ValueError(
                "linear_separability finds a plane whose weights leave the range of floats: "
                "scale the features"
            )
        return Separability(True, labels, w=w, b=b, margin=1 / size)
    weights = _weights(points, is_second)
    means = [weights[part] @ points[part] for part in (~is_second, is_second)]
    apart = float(np.abs(means[1] - means[0]).max())
    if apart > rounding:
        raise ArithmeticError(
            f"linear_separability cannot tell whether the classes {labels[0]!r} and {labels[1]!r} are apart: "
            f"they are as near as {apart:.1g} of the range of the features; move them apart, or take exact "
            "arithmetic"
        )
    return Separability(False, labels, weights=weights, point=means[0] * unit + middle, _is_second=is_second)


def _classes(y: ArrayLike, n_samples: int) -> tuple[NDArray[np.bool_], tuple[Any, Any]]:
    """Return which samples are of the second class, and both labels."""
    array = np.asarray(y)
    if array.shape != (n_samples,):
        raise ValueError(
            f"linear_separability got y of shape {array.shape} for {n_samples} samples: one label for each"
        )
    try:
        labels, places = np.unique(array, return_inverse=True)
    except TypeError as mixed:
        raise TypeError(f"linear_separability got labels that cannot be sorted: {mixed}") from None
    if len(labels) != 2:
        raise ValueError(
            f"linear_separability got {len(labels)} {'class' if len(labels) == 1 else 'classes'}, "
            f"{short(labels.tolist())}: it tells two apart; "
            "of several, each from all others: linear_separability(X, y == 1)"
        )
    first, second = labels.tolist()
    if second != second:
        raise ValueError("linear_separability got nan in y: leave out samples without a label")
    return places == 1, (first, second)


def _plane(points: Floats, is_second: NDArray[np.bool_]) -> Floats:
    """Return the normal vector w of the plane with the largest m; 0 where there is none."""
    n, d = points.shape
    sign = np.where(is_second, 1.0, -1.0)[:, None]
    # of w, b, m: m - s(w·x + b) ≤ 0
    conditions = np.hstack([-sign * points, -sign, np.ones((n, 1))])
    bounds = [(-1, 1)] * d + [(None, None)] * 2
    return _solved(np.r_[np.zeros(d + 1), -1.0], bounds, A_ub=conditions, b_ub=np.zeros(len(points)))[:d]


def _weights(points: Floats, is_second: NDArray[np.bool_]) -> Floats:
    """Return weights of the samples, of each class with the sum 1, with which the means are the same."""
    sign = np.where(is_second, 1.0, -1.0)
    sums = np.vstack([sign * points.T, sign < 0, sign > 0]).astype(np.float64)
    ends = np.r_[np.zeros(points.shape[1]), 1.0, 1.0]
    weights = np.maximum(_solved(np.zeros(len(points)), [(0, None)], A_eq=sums, b_eq=ends), 0.0)
    # The program leaves a rest of up to 1e-10; at a corner the samples that have weight settle it.
    heavy = weights > 0
    weights[heavy] += np.linalg.lstsq(sums[:, heavy], ends - sums @ weights, rcond=None)[0]
    weights = np.maximum(weights, 0.0)
    for part in (~is_second, is_second):
        weights[part] /= weights[part].sum()
    return weights


def _solved(costs: Floats, bounds: Any, **conditions: Floats) -> Floats:
    """Return where a linear program ends, a corner: few weights, and the numbers of few samples."""
    try:
        optimize: Any = importlib.import_module("scipy.optimize")
    except ImportError as missing:
        raise ImportError(
            "linear_separability needs SciPy: run `pip install 'chalkgrad[data]'` or `pip install scipy`"
        ) from missing
    tight = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
    found: Any = optimize.linprog(costs, **conditions, bounds=bounds, method="highs-ds", options=tight)
    if found.x is None:
        raise ArithmeticError(
            f"linear_separability cannot tell whether the classes are apart: {found.message.strip()}"
        )
    return np.array(found.x)


def _vector(numbers: Floats) -> str:
    """Return a vector as text, the end of a long one left out."""
    shown = [f"{number + 0.0:.6g}" for number in numbers[:_SHOWN]]
    return f"[{', '.join([*shown, '…'] if len(numbers) > _SHOWN else shown)}]"


def _mean(weights: Floats, part: Any) -> str:
    """Return a mean of some samples as text, those with a weight of 0 left out."""
    terms = [f"{weights[i]:.6g} X[{i}]" for i in np.flatnonzero(part & (weights > 0))]
    return " + ".join([*terms[:_SHOWN], "…"] if len(terms) > _SHOWN else terms)
