"""The linear pieces of a network of relus along a line, found exactly; for notebook 15.

Letters: `t` runs from 0 to 1 along the line, `W` and `b` are weights and biases of a layer.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

import nn

Point = float | Sequence[float]

_SAME = 1e-9  # slopes and places that differ by less of the largest are one


def kinks(model: nn.MLP, start: Point, end: Point) -> list[float]:
    """Return where on the line from start to end the slope of an output changes, as t between 0 and 1.

    Along a line every net input is linear between the kinks of the layers before, so a relu unit bends where
    its net input passes 0 between two of them: solved for t, there is nothing to search.

    Args:
        model: relu in the hidden layers, identity in the outputs.
        start, end: samples of n_in numbers; a single number where there is one input.

    Raises:
        ValueError: another activation; start and end are the same.

    >>> kinks(folding_network(2), 0, 1)
    [0.25, 0.5, 0.75]
    """
    a, b = (np.atleast_1d(np.asarray(point, dtype=float)) for point in (start, end))
    if (a == b).all():
        raise ValueError(f"kinks got {start!r} twice: a line needs two different points")
    t = np.array([0.0, 1.0])
    values = np.stack([a, b])
    for (W, bias), layer in zip(model.arrays(), model.layers):
        activation = layer.neurons[0].activation
        values = values @ W.T + (0 if bias is None else bias)
        if activation is nn.relu:
            t, values = _with_zeros(t, values)
            values = np.maximum(values, 0.0)
        elif activation is not nn.identity:
            raise ValueError(f"kinks got a layer of {layer.neurons[0]!r}: only relu and identity are linear")
    slopes = np.diff(values, axis=0) / np.diff(t)[:, None]
    largest = np.abs(slopes).max()
    changes = (np.abs(np.diff(slopes, axis=0)) > _SAME * largest).any(axis=1)
    return t[1:-1][changes].tolist()


def count_regions(model: nn.MLP, start: Point, end: Point) -> int:
    """Return into how many linear pieces a network cuts the line from start to end.

    Source: Montufar et al., 2014, count regions of the whole space; a line meets some of them.

    >>> [count_regions(folding_network(depth), 0, 1) for depth in (1, 2, 3, 4, 5)]
    [2, 4, 8, 16, 32]
    """
    return len(kinks(model, start, end)) + 1


def folding_network(depth: int) -> nn.MLP:
    """Return a network that folds the line from 0 to 1 in half, so many times, with two relu units each time.

    One fold is the tent T(x) = 2 relu(x) - 4 relu(x - ½): up from 0 to 1 at x = ½, and down again.

    Source: Telgarsky, 2016 ("Benefits of depth in neural networks"), for the tent and its compositions.

    >>> [folding_network(2)([x]).data for x in (0, 0.125, 0.25, 0.5, 0.75, 1)]
    [0.0, 0.5, 1.0, 0.0, 1.0, 0.0]
    """
    first = ([[1.0], [1.0]], [0.0, -0.5])
    further = ([[2.0, -4.0], [2.0, -4.0]], [0.0, -0.5])
    return nn.MLP.from_arrays([first, *[further] * (depth - 1), ([[2.0, -4.0]], [0.0])], activation="relu")


def _with_zeros(
    t: NDArray[np.float64], z: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return t with every place added where a net input passes 0, and the net inputs there."""
    places = set(t.tolist())
    for (left, right), (za, zb) in zip(pairwise(t.tolist()), pairwise(z)):
        for first, last in zip(za.tolist(), zb.tolist()):
            if first * last < 0:
                places.add(left + (right - left) * first / (first - last))
    found = np.array(sorted(places))
    keep = np.concatenate([[True], np.diff(found) > _SAME])
    found = found[keep]
    found[-1] = t[-1]
    return found, np.column_stack([np.interp(found, t, column) for column in z.T])
