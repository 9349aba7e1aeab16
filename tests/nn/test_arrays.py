"""Networks from arrays and back: PyTorch's shapes, and every wrong one in a sentence."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest

import nn
from autograd import Value
from nn import MLP, Layer

FIRST = ([[1.0, -2.0, 0.5], [-1.0, 1.0, 2.0]], [1.0, 0.0])  # three inputs, two units
SECOND = ([[2.0, -1.0]], [0.25])


def random_arrays(sizes, biases=True):
    rng = np.random.default_rng(0)
    return [
        (rng.normal(size=(n_out, n_in)), rng.normal(size=n_out) if biases else None)
        for n_in, n_out in pairwise(sizes)
    ]


def same(first, second):
    return all(
        np.array_equal(w, v) and (b is c is None or np.array_equal(b, c))
        for (w, b), (v, c) in zip(first, second, strict=True)
    )


# Linear of PyTorch: y = x Wᵀ + b, for samples in rows
@pytest.mark.parametrize("biases", [True, False])
@pytest.mark.parametrize("sizes", [[3, 1], [3, 5, 2], [2, 2, 2, 1], [1, 1]])
def test_it_computes_what_linear_layers_of_pytorch_compute(sizes, biases):
    arrays = random_arrays(sizes, biases)
    X = np.random.default_rng(1).normal(size=(7, sizes[0]))
    h = X
    for k, (w, b) in enumerate(arrays, 1):
        z = h @ w.T + (b if biases else 0.0)
        h = np.tanh(z) if k < len(arrays) else z
    assert nn.predict(MLP.from_arrays(arrays, activation="tanh"), X) == pytest.approx(h, abs=1e-14)


@pytest.mark.parametrize("biases", [True, False])
def test_arrays_give_back_what_came_in(biases):
    arrays = random_arrays([3, 4, 2], biases)
    assert same(MLP.from_arrays(arrays).arrays(), arrays)


def test_a_network_comes_back_from_its_arrays():
    mlp = MLP(3, [4, 2], activation="tanh", output="sigmoid", rng=0)
    twin = MLP.from_arrays(mlp.arrays(), activation="tanh", output="sigmoid")
    assert repr(twin) == repr(mlp)
    assert [p.data for p in twin.parameters()] == [p.data for p in mlp.parameters()]


def test_arrays_are_copies():
    mlp = MLP(2, [1], rng=0)
    before = [p.data for p in mlp.parameters()]
    (w, b), *_ = mlp.arrays()
    w += 1.0
    b += 1.0
    assert [p.data for p in mlp.parameters()] == before


def test_a_layer_gives_its_own_arrays():
    w, b = Layer(3, 2, bias=False, rng=0).arrays()
    assert w.shape == (2, 3)
    assert b is None


def test_neurons_with_and_without_bias_make_no_arrays():
    layer = Layer(2, 3)
    layer.neurons[0].b = None
    with pytest.raises(ValueError, match="arrays got 2 biases of the 3 neurons of Layer"):
        layer.arrays()


def test_a_weight_that_was_set_to_a_number_is_given_as_it_is():
    layer = Layer(2, 1)
    layer.neurons[0].w, layer.neurons[0].b = [1.5, Value(-2.0)], 3.0
    w, b = layer.arrays()
    assert (w.tolist(), b.tolist()) == ([[1.5, -2.0]], [3.0])


class Tensor:
    """What is asked of a tensor of PyTorch: its length, entries, dimensions, and one entry's float."""

    def __init__(self, array):
        self.array = np.asarray(array, dtype=np.float32)
        self.ndim = self.array.ndim

    def __len__(self):
        if not self.ndim:
            raise TypeError("len() of a 0-d tensor")
        return len(self.array)

    def __iter__(self):
        return map(Tensor, self.array)

    def __float__(self):
        return float(self.array)


@pytest.mark.parametrize(
    "of",
    [
        lambda numbers: numbers,
        np.array,
        lambda numbers: np.array(numbers, dtype=np.float32),
        lambda numbers: np.array(numbers).astype(int),
        Tensor,
        lambda numbers: tuple(map(tuple, numbers)) if isinstance(numbers[0], list) else tuple(numbers),
    ],
    ids=["lists", "float64", "float32", "whole", "tensor", "tuples"],
)
def test_arrays_lists_and_tensors_are_taken(of):
    weights, biases = [[1.0, -2.0], [-1.0, 1.0]], [1.0, 0.0]
    mlp = MLP.from_arrays(((of(weights), of(biases)),))
    assert [y.data for y in mlp([1, -1])] == [4.0, -2.0]
    assert all(type(p.data) is float for p in mlp.parameters())


def test_some_layers_may_have_no_bias():
    mlp = MLP.from_arrays([FIRST, (SECOND[0], None)])
    assert [neuron.b is None for layer in mlp.layers for neuron in layer.neurons] == [False, False, True]
    assert mlp([0, 0, 0]).data == 2.0


def test_a_square_matrix_is_taken_as_it_is():
    mlp = MLP.from_arrays([([[1, 2], [3, 4]], [0, 0])])
    assert [y.data for y in mlp([1, 0])] == [1.0, 3.0]


def turned(pair):
    return np.array(pair[0]).T, pair[1]


def bare(pair):
    return pair[0], None


NARROW = ([[1.0, 2.0]], None)  # behind two units


@pytest.mark.parametrize(
    ("arrays", "named"),
    [
        ([turned(FIRST)], "W of layer 1 of shape (3, 2), which"),
        ([turned(FIRST), SECOND], "W of layer 1 of shape (3, 2), which"),
        ([FIRST, turned(SECOND)], "W of layer 2 of shape (2, 1), which"),
        ([turned(FIRST), turned(SECOND)], "W of layer 1 of shape (3, 2) and W of layer 2 of shape (2, 1)"),
        ([bare(turned(FIRST)), SECOND], "W of layer 1 of shape (3, 2), which"),  # the next layer shows it
        ([bare(FIRST), bare(turned(SECOND))], "W of layer 2 of shape (2, 1), which"),
        ([bare(turned(FIRST)), bare(turned(SECOND))], "W of layer 1 of shape (3, 2) and W of layer 2"),
    ],
)
def test_a_transposed_matrix_is_an_error_that_says_so(arrays, named):
    with pytest.raises(ValueError, match=re.escape(f"MLP.from_arrays got {named}")) as error:
        MLP.from_arrays(arrays)
    assert f"which fit{'s' * (' and ' not in named)} only when transposed" in str(error.value)
    assert "give W.T" in str(error.value)


@pytest.mark.parametrize(
    ("arrays", "error", "message"),
    [
        ([], ValueError, "MLP.from_arrays needs one layer at least: the list is empty"),
        (None, TypeError, "MLP.from_arrays needs a list of (W, b), one for each layer"),
        ({"0.weight": [[1.0]]}, TypeError, "MLP.from_arrays needs a list of (W, b)"),
        ([[[1.0, 2.0, 3.0]]], TypeError, "entry 1 is list [[1.0, 2.0, 3.0]]"),
        ([np.eye(2)], TypeError, "entry 1 is ndarray"),
        ([([[1.0]], [0.0], "relu")], TypeError, "entry 1 is tuple"),
        (
            [([1.0, 2.0], [0.0])],
            ValueError,
            "W of layer 1 is list [1.0, 2.0]: it has the shape (n_out, n_in)",
        ),
        ([(3.0, [0.0])], ValueError, "W of layer 1 is float 3.0: it has the shape"),
        ([([], [])], ValueError, "W of layer 1 is list []"),
        ([([[]], [0.0])], ValueError, "W of layer 1 is list [[]]"),
        ([(np.zeros((2, 0)), None)], ValueError, "W of layer 1 is ndarray"),
        ([(np.zeros((2, 2, 2)), None)], ValueError, "too many dimensions"),
        ([([[1.0, 2.0], [3.0]], None)], ValueError, "W of layer 1 has rows of 1 and 2 numbers"),
        ([([["1", 2.0]], None)], TypeError, "W of layer 1, row 0, holds str '1': it needs numbers"),
        ([([[1j, 2.0]], None)], TypeError, "holds complex 1j"),
        ([([[Value(1.0), 2.0]], None)], TypeError, "give numbers, its .data"),
        ([([[math.nan, 2.0]], [1.0])], ValueError, "W of layer 1, row 0, holds nan"),
        ([FIRST, ([[1.0, 2.0]], [math.inf])], ValueError, "b of layer 2 holds inf: weights and biases are"),
        ([([[10**400]], None)], ValueError, "W of layer 1, row 0, holds inf: weights and biases are finite"),
        ([([[1.0]], 0.0)], ValueError, "b of layer 1 is float 0.0: it is a list of numbers"),
        ([([[1.0], [2.0]], [[0.0], [1.0]])], ValueError, "b of layer 1 holds list [0.0]: it has too many"),
        ([([[1.0, 2.0]], [0.0, 0.0, 0.0])], ValueError, "got 3 biases for the 1 units of layer 1"),
        ([([[1.0, 2.0]], [])], ValueError, "got 0 biases for the 1 units of layer 1"),
        ([FIRST, ([[1.0] * 5], [0.0])], ValueError, "W of layer 2 of shape (1, 5) behind a layer of 2 units"),
    ],
)
def test_what_makes_no_network_is_refused(arrays, error, message):
    with pytest.raises(error, match=re.escape(message)):
        MLP.from_arrays(arrays)


def test_an_activation_that_is_none_is_refused_as_by_the_network():
    with pytest.raises(ValueError, match="unknown activation 'GELU'"):
        MLP.from_arrays([SECOND], activation="GELU")
