"""The words of generated array source that numpy lacks. Arrays have the batch as their last axis.

A block is an array of shape (arity, rows, batch): all operands of the rows of a group. What a row of the
table does one operand after the other is done here along the first axis; tests hold both side by side.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.planning.pack import Index
from autograd.words import TABLE

Array = NDArray[np.float64]


def shifted(block: Array) -> tuple[Array, Array]:
    """Return m = max x along the first axis, and every eˣ⁻ᵐ, none of which overflows."""
    m = np.maximum.reduce(block)
    infinite = np.isinf(m)
    if infinite.any():
        m = np.where(infinite, 0.0, m)
    return m, np.exp(block - m)


def fill(numbers: Any, rows: int, width: int) -> Array:
    """Return an array of this shape that repeats what it is given."""
    return np.broadcast_to(numbers, (rows, width))


def first_largest(block: Array, y: Array) -> Array:
    """Return 1 for the first along the first axis that is the largest, y, and 0 for the others."""
    worse = (block < y) | ((y != y) & (block == block))  # where y is nan, the first nan made it so
    first: NDArray[np.intp] = np.argmin(worse, axis=0)
    return (np.arange(len(block))[:, None, None] == first).astype(np.float64)


def first_smallest(block: Array, y: Array) -> Array:
    """Return 1 for the first along the first axis that is the smallest, y, and 0 for the others."""
    return first_largest(-block, -y)


def stack(*arrays: Array) -> Array:
    """Return the rows of all arrays one under the other; what all samples share is repeated."""
    width = max(array.shape[1] for array in arrays)
    return np.concatenate([np.broadcast_to(array, (len(array), width)) for array in arrays])


def places(table: Index, index: Array, source: Array) -> Index:
    """Return where `take` looks in the flat `source`: row table[index[r], r] for each row r and sample."""
    chosen = index.astype(np.int64)  # from 0 to below len(table), as was checked
    alone = table.shape[1] == 1
    found: Index = table.take(chosen) if alone else table[chosen, np.arange(table.shape[1])[:, None]]
    width = source.shape[1]
    return found if width == 1 else found * width + np.arange(width, dtype=np.int64)


def put_back(places: Index, deltas: Array, source: Array) -> Array:
    """Return what each element of `source` gets when every place sends its delta."""
    if len(places) == 1 and places.shape[1] == source.shape[1]:  # one place for each sample: no sums
        spread = np.zeros(source.shape)
        spread.reshape(-1)[places] = deltas
        return spread
    total: NDArray[Any] = np.bincount(
        places.ravel(), np.broadcast_to(deltas, places.shape).ravel(), source.size
    )
    return total.reshape(source.shape)


def gather_sum(deltas: Array, table: Index) -> Array:
    """Return Σ over k of row table[k, r] for each row r; the row after the last counts as 0."""
    padded = np.concatenate((deltas, np.zeros((1, deltas.shape[1]))))
    return padded.take(table, 0).sum(axis=0)


def mean(samples: Array) -> float:
    """Return the mean over the batch; half the time of ndarray.mean for a short one."""
    return samples.sum() / samples.size


def row_sum(deltas: Array, targets: Index, n: int) -> Array:
    """Return n rows: row r gets Σ of the deltas (one column) whose target it is."""
    total: NDArray[Any] = np.bincount(targets, deltas.ravel(), n)
    return total[:, None]


def expand(deltas: Array, k: int) -> Array:
    """Return the rows of deltas k times, one set under the other; a view if there is one row."""
    block = np.broadcast_to(deltas, (k, *deltas.shape))
    return block[:, 0] if len(deltas) == 1 else block.reshape(-1, deltas.shape[1])


WORDS: dict[str, Any] = {word: getattr(np, word) for word in TABLE}
WORDS |= {
    "add": np.add, "arange": np.arange, "concatenate": np.concatenate, "empty": np.empty, "expand": expand,
    "fill": fill, "first_largest": first_largest, "first_smallest": first_smallest, "full": np.full,
    "gather_sum": gather_sum, "inf": np.inf, "matmul": np.matmul, "mean": mean, "mod": np.mod, "nan": np.nan,
    "places": places, "put_back": put_back, "row_sum": row_sum, "shifted": shifted, "stack": stack,
    "zeros": np.zeros,
}  # fmt: skip
