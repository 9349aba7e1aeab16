"""Arrays of samples and targets as they come in from outside, checked once before anything is computed."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any

from nn.data.arrays import np
from nn.layers.inputs import short

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def samples(X: ArrayLike, name: str = "X") -> NDArray[Any]:
    """Return samples of shape (n_samples, n_features, …); one feature may come as (n_samples,).

    Whole numbers stay whole, as they may be symbols of an `Embedding`; everything else becomes float64.

    Raises:
        TypeError: not numbers, or lists of different lengths.
        ValueError: no samples, no features, nan or inf.
    """
    array = _whole_or_float(numbers(X, name))
    if array.ndim == 0 or array.size == 0:
        raise ValueError(f"{name} of shape {array.shape} holds no samples: it needs (n_samples, n_features)")
    if array.ndim == 1:
        array = array[:, None]
    if not np.isfinite(array).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(
            f"{name}{list(place)} is {array[place]}: remove or fill in such samples before training"
        )
    return array


def targets(y: ArrayLike, n_samples: int, name: str = "y") -> NDArray[Any]:
    """Return targets, whole numbers staying whole: shape (n_samples,) or (n_samples, n_outputs).

    Raises:
        TypeError: not numbers.
        ValueError: not one target for each sample, nan or inf.
    """
    array = numbers(y, name)
    if array.ndim == 0 or len(array) != n_samples:
        raise ValueError(
            f"{name} of shape {array.shape} does not fit {n_samples} samples: one target for each"
        )
    if array.dtype.kind == "f":
        return samples(array, name).reshape(array.shape)
    return _whole_or_float(array)


def class_numbers(y: ArrayLike, n_samples: int, name: str = "y") -> NDArray[np.int64]:
    """Return class numbers of shape (n_samples,); floats that are whole are taken too.

    Raises:
        ValueError: not one label for each sample, or a number that is not whole.
    """
    array = targets(y, n_samples, name)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise ValueError(f"{name} of shape {array.shape} holds no class numbers: it needs shape (n_samples,)")
    wrong = np.flatnonzero((array != np.floor(array)) | (np.abs(array) >= 2**53))
    if len(wrong):
        raise ValueError(
            f"{name}[{wrong[0]}] = {array[wrong[0]]} is no class number: labels are whole numbers below 2**53"
        )
    return array.astype(np.int64)


def numbers(data: ArrayLike, name: str) -> NDArray[Any]:
    """Return an array of bools, whole numbers or floats; TypeError for anything else."""
    if np.ma.is_masked(data):
        raise TypeError(f"{name} has masked entries: fill them in or remove such samples")
    try:
        array = np.asarray(data)
    except ValueError as ragged:
        raise TypeError(f"{name} is no array of numbers: its rows differ in length") from ragged
    if array.dtype == object:  # columns of several kinds in one frame
        for entry in array.flat:
            if not isinstance(entry, Real | np.bool_):
                raise TypeError(
                    f"{name} holds {short(entry)}: it needs numbers; encode texts and categories first"
                )
        array = np.asarray(array.tolist())
    if array.dtype.kind not in "buif":
        raise TypeError(
            f"{name} holds {array.dtype} data: it needs numbers; encode texts and categories first"
        )
    return array


def _whole_or_float(array: NDArray[Any]) -> NDArray[Any]:
    """Return whole numbers and bools as int64, all others as float64; in an array of its own."""
    return array.astype(np.int64 if np.can_cast(array.dtype, np.int64) else np.float64)
