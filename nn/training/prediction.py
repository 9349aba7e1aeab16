"""What a trained model says: outputs, classes, and how often they are right."""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import TYPE_CHECKING, Any

import autograd
from nn.data.arrays import np
from nn.data.samples import samples, targets
from nn.layers.inputs import short
from nn.losses.loss import RULES
from nn.losses.rule import Loss, Rule
from nn.training.arguments import check_callable, check_loss
from nn.training.match import known_loss, traced
from nn.training.outputs import CUTS, check_outputs, classes, last_activation, true_classes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def predict(model: Callable[[Any], Any], X: ArrayLike) -> NDArray[np.float64]:
    """Return the raw outputs of a model, computed for all samples at once.

    The model is compiled anew at each call, so that it is always seen as it is; who predicts again
    and again keeps `autograd.compile_batch(model)`.

    Args:
        model: a Module, or any function of one sample.
        X: ndarray of shape (n_samples, n_features), or more axes for models that take them.

    Returns:
        ndarray of shape (n_samples, n_outputs).

    Raises:
        ValueError: no samples, samples that the model does not take, or a model that returns an empty list.
        TypeError: the model cannot be called, is a class, or returns no Values; samples that are no numbers.

    >>> from nn import MLP
    >>> predict(MLP(2, [3, 1]), [[0.0, 0.0], [1.0, 2.0]]).shape
    (2, 1)
    """
    check_callable("predict", model)
    X = samples(X)

    def forward(x: Any) -> Any:
        return check_outputs(model, model(x))

    return autograd.compile_batch(forward)(X).reshape(len(X), -1)


def predict_classes(
    model: Callable[[Any], Any], X: ArrayLike, *, loss: Loss | None = None, threshold: float | None = None
) -> NDArray[np.int64]:
    """Return the class of each sample: the largest output, or of a single one whether it is above the cut.

    An output exactly at the cut means class 0, as the first of equal outputs is the largest and the step at
    0 is 0. Where the cut of a single output lies is said by the loss or the threshold, else by the activation
    it comes out of: 1/2 for a sigmoid (or step), 0 for tanh (or sign).

    Args:
        model: as for `predict`.
        X: ndarray of shape (n_samples, n_features).
        loss: that the model was trained with; a single output is cut at 0 for
            `binary_cross_entropy_with_logits` and `hinge`, at 1/2 for `binary_cross_entropy` and the errors
            between numbers, whose targets were 0 and 1.
        threshold: where a single output is cut.

    Returns:
        ndarray of shape (n_samples,), whole numbers from 0.

    Raises:
        ValueError: loss and threshold both, a threshold for several outputs, or neither for a single output
            that may be any number; a loss that does not suit the model; a model that returns nan.
        TypeError: a loss that is no function, a threshold that is no number.

    >>> predict_classes(lambda x: [x[0], x[1]], [[0.3, 0.1], [0.2, 0.9]]).tolist()
    [0, 1]
    >>> predict_classes(lambda x: x[0].sigmoid(), [[0.3], [-0.2]]).tolist()
    [1, 0]
    """
    X = samples(X)
    outputs = _outputs("predict_classes", model, X)
    cut, _ = _cut("predict_classes", model, X, outputs.shape[1], loss, threshold)
    return classes(outputs, cut)


def accuracy(
    model: Callable[[Any], Any], X: ArrayLike, y: ArrayLike,
    *, loss: Loss | None = None, threshold: float | None = None,
) -> float:  # fmt: skip
    """Return the share of samples whose class is right.

    Args:
        model: as for `predict`.
        X: ndarray of shape (n_samples, n_features).
        y: class numbers of shape (n_samples,), or one-hot rows; for a single output 0 and 1, or -1 and 1.
        loss, threshold: as for `predict_classes`.

    Raises:
        ValueError: not one label for each sample, or labels that are no classes; as `predict_classes`.
        TypeError: as `predict_classes`.

    >>> accuracy(lambda x: [x[0], x[1]], [[0.3, 0.1], [0.2, 0.9]], [0, 0])
    0.5
    """
    truth, guess = _truth_and_guess("accuracy", model, X, y, loss, threshold)
    return float((truth == guess).mean())


def confusion_matrix(
    model: Callable[[Any], Any], X: ArrayLike, y: ArrayLike,
    *, loss: Loss | None = None, threshold: float | None = None,
) -> NDArray[np.int64]:  # fmt: skip
    """Return how many samples of class i (row) were taken for class j (column).

    Args:
        model: as for `predict`.
        X: ndarray of shape (n_samples, n_features).
        y, loss, threshold: as for `accuracy`.

    Returns:
        ndarray of shape (n_classes, n_classes).

    Raises:
        ValueError, TypeError: as `accuracy`.

    >>> confusion_matrix(lambda x: [x[0], x[1]], [[0.3, 0.1], [0.2, 0.9]], [0, 0]).tolist()
    [[1, 1], [0, 0]]
    """
    truth, guess = _truth_and_guess("confusion_matrix", model, X, y, loss, threshold)
    n = int(max(truth.max(), guess.max())) + 1
    return np.bincount(n * truth + guess, minlength=n * n).reshape(n, n)


def _truth_and_guess(
    who: str, model: Callable[[Any], Any], X: ArrayLike, y: ArrayLike, loss: Loss | None, threshold: Any
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    X = samples(X)
    y = targets(y, len(X))
    outputs = _outputs(who, model, X)
    cut, rule = _cut(who, model, X, outputs.shape[1], loss, threshold)
    return true_classes(y, len(X), outputs.shape[1], rule), classes(outputs, cut)


def _outputs(who: str, model: Callable[[Any], Any], X: NDArray[Any]) -> NDArray[np.float64]:
    outputs = predict(model, X)
    for i in np.flatnonzero(np.isnan(outputs).any(axis=1)):
        raise ValueError(
            f"{who}: the model returns nan for sample {i}, which is no class: look at its parameters"
        )
    return outputs


def _cut(
    who: str, model: Callable[[Any], Any], X: NDArray[Any], n_outputs: int, loss: Any, threshold: Any
) -> tuple[float | None, Rule | None]:
    """Return where the output is cut, None if there are several, and the rule of the loss that says so."""
    if loss is not None:
        check_loss(who, loss)
    if threshold is not None:
        if loss is not None:
            raise ValueError(f"{who} got a loss and threshold={threshold}: give one of the two")
        if n_outputs > 1:
            raise ValueError(
                f"{who} got threshold={threshold}, but the model has {n_outputs} outputs: "
                "their class is the largest; leave it out"
            )
        if not isinstance(threshold, Real) or threshold != threshold:
            raise TypeError(f"{who} needs a number as threshold, not {short(threshold)}")
        return float(threshold), None
    if n_outputs > 1:
        return None, None
    output, ts = traced(model, X, np.ones(1, np.int64))  # 1 is a target of every loss that takes one output
    if loss is not None:
        known = known_loss(who, loss, output, ts)
        if known is None:
            raise ValueError(f"{who} cannot tell where this loss cuts a single output: give threshold=")
        return RULES[known].cut, RULES[known]
    last = last_activation(output)
    if last not in CUTS:
        ends = f"ends in {last}" if last else "may return any number"
        raise ValueError(
            f"{who} cannot cut the single output of a model that {ends}: give the loss it was trained with, "
            "as loss=nn.half_squared_error (cut at 1/2) or loss=nn.hinge (cut at 0), or threshold="
        )
    return CUTS[last], None
