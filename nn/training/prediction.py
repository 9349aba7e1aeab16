"""What a trained model says: outputs, classes, and how often they are right."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import autograd
from nn.data.arrays import np
from nn.data.samples import class_numbers, samples

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
        ValueError: no samples, or samples that the model does not take.

    >>> from nn import MLP
    >>> predict(MLP(2, [3, 1]), [[0.0, 0.0], [1.0, 2.0]]).shape
    (2, 1)
    """
    X = samples(X)
    return autograd.compile_batch(model)(X).reshape(len(X), -1)


def predict_classes(model: Callable[[Any], Any], X: ArrayLike) -> NDArray[np.int64]:
    """Return the class of each sample: the largest output, or of a single output whether it is above 0.

    Args:
        X: ndarray of shape (n_samples, n_features).

    Returns:
        ndarray of shape (n_samples,), whole numbers from 0.

    >>> predict_classes(lambda x: [x[0], x[1]], [[0.3, 0.1], [0.2, 0.9]]).tolist()
    [0, 1]
    """
    return classes(predict(model, X))


def classes(outputs: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the class each row of raw outputs stands for, shape (n_samples,)."""
    return (outputs[:, 0] > 0).astype(np.int64) if outputs.shape[1] == 1 else outputs.argmax(axis=1)


def accuracy(model: Callable[[Any], Any], X: ArrayLike, y: ArrayLike) -> float:
    """Return the share of samples whose class is right.

    Args:
        X: ndarray of shape (n_samples, n_features).
        y: class numbers of shape (n_samples,); -1 counts as 0, as hinge losses have it.

    Raises:
        ValueError: not one label for each sample, or labels that are no class numbers.

    >>> accuracy(lambda x: [x[0], x[1]], [[0.3, 0.1], [0.2, 0.9]], [0, 0])
    0.5
    """
    X = samples(X)
    right: NDArray[np.bool_] = predict_classes(model, X) == np.maximum(class_numbers(y, len(X)), 0)
    return float(right.mean())


def confusion_matrix(model: Callable[[Any], Any], X: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
    """Return how many samples of class i (row) were taken for class j (column).

    Args:
        X: ndarray of shape (n_samples, n_features).
        y: class numbers of shape (n_samples,).

    Returns:
        ndarray of shape (n_classes, n_classes).

    >>> confusion_matrix(lambda x: [x[0], x[1]], [[0.3, 0.1], [0.2, 0.9]], [0, 0]).tolist()
    [[1, 1], [0, 0]]
    """
    X = samples(X)
    truth, guess = np.maximum(class_numbers(y, len(X)), 0), predict_classes(model, X)
    n = int(max(truth.max(), guess.max())) + 1
    return np.bincount(n * truth + guess, minlength=n * n).reshape(n, n)
