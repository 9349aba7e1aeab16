"""Data as it comes in: whole numbers stay whole, frames and other arrays of mixed kinds are numbers."""

import re

import numpy as np
import pytest

import nn
from nn.data.samples import samples, targets


class Frame:
    """What a pandas frame of several kinds of columns is to numpy: an array of objects."""

    def __init__(self, *columns):
        self.columns = columns

    def __array__(self, dtype=None, copy=None):
        return np.array(list(zip(*self.columns)), dtype=object)


@pytest.mark.parametrize("kind", [int, bool, np.uint8, np.int32, np.uint32])
def test_whole_numbers_stay_whole(kind):
    X = samples(np.array([[1, 0], [1, 1]], kind))
    assert (X.dtype, X.tolist()) == (np.int64, [[1, 0], [1, 1]])


@pytest.mark.parametrize("kind", [float, np.float32, np.float16, np.uint64])
def test_all_other_numbers_are_float64(kind):
    assert samples(np.array([[1, 0]], kind)).dtype == targets(np.array([1], kind), 1).dtype == np.float64


def test_a_number_too_large_for_int64_keeps_its_size():
    assert samples(np.array([[2**64 - 1]], np.uint64))[0, 0] == targets([2**64 - 1], 1)[0] == 2.0**64


def test_a_frame_of_bools_floats_and_whole_numbers_is_floats():
    frame = Frame([True, False], [0.5, 1.5], [3, np.int64(4)])
    assert (samples(frame).dtype, samples(frame).tolist()) == (np.float64, [[1.0, 0.5, 3.0], [0.0, 1.5, 4.0]])


def test_a_frame_of_bools_and_whole_numbers_is_whole():
    frame = Frame([np.True_, False], [3, 4])
    assert (samples(frame).dtype, samples(frame).tolist()) == (np.int64, [[1, 3], [0, 4]])


def test_a_network_trains_on_a_frame():
    frame = Frame([True, False, True, False], [0.5, 1.5, -0.5, 2.0])
    options = {"loss": nn.cross_entropy, "epochs": 1, "seed": 0, "progress": False}
    history = nn.fit(nn.MLP(2, [2], rng=0), frame, Frame([0, True, 0, 1]), **options)
    plain = nn.fit(nn.MLP(2, [2], rng=0), samples(frame), [0, 1, 0, 1], **options)
    assert history.losses == plain.losses


@pytest.mark.parametrize(
    ("column", "entry"),
    [
        (["a", "b"], "str 'a'"),
        ([1, None], "NoneType None"),
        ([0.5, "1.5"], "str '1.5'"),
        ([1, 1j], "complex 1j"),
    ],
)
def test_a_frame_with_something_else_is_refused_by_its_first_entry(column, entry):
    with pytest.raises(TypeError, match=re.escape(f"X holds {entry}: it needs numbers")):
        samples(Frame([True, False], column))


def test_what_is_masked_is_not_trained_on():
    X = np.ma.masked_greater(np.array([[0.5], [9.0]]), 1.0)
    with pytest.raises(TypeError, match="X has masked entries: fill them in"):
        samples(X)
    assert samples(np.ma.array([[0.5]])).tolist() == [[0.5]]


def test_scalers_of_small_whole_numbers_do_not_overflow():
    X = np.array([[0], [255], [100]], np.uint8)
    assert nn.MinMaxScaler().fit(X).transform(X).tolist() == [[0.0], [1.0], [100 / 255]]
    assert nn.Standardizer().fit(X).inverse(nn.Standardizer().fit(X).transform(X)) == pytest.approx(
        X, abs=1e-12
    )


def test_scalers_of_large_whole_numbers_do_not_overflow():
    X = [[-(2**62)], [2**62]]
    assert nn.Standardizer().fit(X).transform(X).tolist() == [[-1.0], [1.0]]
    assert nn.MinMaxScaler().fit(X).transform(X).tolist() == [[0.0], [1.0]]


def test_splits_and_batches_keep_whole_numbers():
    parts = nn.train_test_split([[0], [1], [2], [3]], [0, 0, 1, 1], test_size=0.5, seed=0)
    assert {part.dtype for part in parts} == {np.dtype(np.int64)}
    assert {part.dtype for batch in nn.minibatches([[0], [1]], [0, 1], 1, seed=0) for part in batch} == {
        np.dtype(np.int64)
    }
