"""Sequential, residual, highway, dense: values and gradients derived by hand, shapes, reprs."""

import re

import pytest

from autograd import Value
from nn import (
    Attention,
    Conv2d,
    DenseConnection,
    Highway,
    Layer,
    Residual,
    Sequential,
    Softmax,
    flatten,
    relu,
)


def linear(matrix, biases):
    layer = Layer(len(matrix[0]), len(matrix), activation="identity")
    for neuron, row, bias in zip(layer.neurons, matrix, biases):
        neuron.w, neuron.b = [Value(w) for w in row], Value(bias)
    return layer


def backward(outputs, seeds):
    """Send several seeds at once: leaves add up what each output sends."""
    for y, seed in zip(flatten(outputs), seeds):
        y.backward(seed)


# y = W₂h, h = W₁x with W₁ = (2 -1; 0 3), W₂ = (1 4) at x = (1, -1): h = (3, -3). Seed 1: δ_h = (1, 4),
# δ_W₂ = h, δ_W₁ = δ_h xᵀ = (1 -1; 4 -4), δ_x = W₁ᵀδ_h = (2, -1 + 12) = (2, 11)
def test_gradients_of_a_sequence_by_hand():
    network = Sequential(linear([[2.0, -1.0], [0.0, 3.0]], [0.0, 0.0]), linear([[1.0, 4.0]], [0.0]))
    x = [Value(1.0), Value(-1.0)]
    y = network(x)
    y.backward()
    assert y.data == -9.0
    assert [p.grad for p in network.parameters()] == [1.0, -1.0, 1.0, 4.0, -4.0, 4.0, 3.0, -3.0, 1.0]
    assert [xi.grad for xi in x] == [2.0, 11.0]


# y = x + Wx, W = (2 -1; 0 3): δ_x = δ_y + Wᵀδ_y; with δ_y = (1, 10): δ_y + (2, -1 + 30) = (3, 39)
# δ_W = δ_y xᵀ = (5 7; 50 70) at x = (5, 7), δ_b = δ_y
def test_gradients_of_a_residual_connection_by_hand():
    block = Residual(linear([[2.0, -1.0], [0.0, 3.0]], [0.0, 0.0]))
    x = [Value(5.0), Value(7.0)]
    y = block(x)
    backward(y, (1.0, 10.0))
    assert [yi.data for yi in y] == [5.0 + 3.0, 7.0 + 21.0]
    assert [p.grad for p in block.parameters()] == [5.0, 7.0, 1.0, 50.0, 70.0, 10.0]
    assert [xi.grad for xi in x] == [3.0, 39.0]


# n = 1 at x = 2, H = 3x + 1 = 7, T = σ(x - 2) = ½: y = ½·7 + ½·2 = 4.5.  Seed 1:
#   δ_H = T = ½:           δ_w = ½·2 = 1, δ_b = ½
#   δ_T = H - x = 5, through σ' = ¼: 1.25:  δ_wT = 2.5, δ_bT = 1.25
#   δ_x = (1 - T) + δ_H·3 + 1.25·1 = ½ + 1.5 + 1.25 = 3.25
def test_gradients_of_a_highway_by_hand():
    highway = Highway(1, activation="identity", gate_bias=-2.0)
    highway.transform.neurons[0].w, highway.transform.neurons[0].b = [Value(3.0)], Value(1.0)
    highway.gate.neurons[0].w = [Value(1.0)]
    x = Value(2.0)
    (y,) = highway([x])
    y.backward()
    assert y.data == 4.5
    assert [p.grad for p in highway.parameters()] == [1.0, 0.5, 2.5, 1.25]
    assert x.grad == 3.25


@pytest.mark.parametrize(("gate_bias", "expected"), [(1000.0, [0.0, 0.0]), (-1000.0, [3.0, -1.0])])
def test_a_highway_is_its_layer_or_its_input_at_the_ends_of_the_gate(gate_bias, expected):
    highway = Highway(2, gate_bias=gate_bias, rng=0)
    for neuron in highway.transform.neurons:
        neuron.b = Value(-100.0)  # relu closed: the layer gives 0
    assert [y.data for y in highway([3.0, -1.0])] == expected


# y = (x₁, x₂, 2x₁ - 3x₂ + 1): δ_x = (1 + 100·2, 10 - 100·3) = (201, -290), δ_w = 100 x, δ_b = 100
def test_gradients_of_a_dense_connection_by_hand():
    block = DenseConnection(linear([[2.0, -3.0]], [1.0]))
    x = [Value(5.0), Value(7.0)]
    y = block(x)
    backward(y, (1.0, 10.0, 100.0))
    assert [yi.data for yi in y] == [5.0, 7.0, -10.0]
    assert y[:2] == x  # handed on, not copied
    assert [xi.grad for xi in x] == [201.0, -290.0]
    assert [p.grad for p in block.parameters()] == [500.0, 700.0, 100.0]


# Through 30 linear layers of weight ½ the delta shrinks to 2⁻³⁰; with the way around it grows by 1.5 a block
def test_the_way_around_keeps_deltas_from_vanishing():
    def delta(block):
        x = Value(1.0)
        network = Sequential(*(block(linear([[0.5]], [0.0])) for _ in range(30)))
        flatten(network([x]))[0].backward()
        return x.grad

    assert delta(lambda layer: layer) == 2.0**-30
    assert delta(Residual) == 1.5**30


def test_widths_grow_along_dense_connections():
    network = Sequential(*(DenseConnection(Layer(2 + 3 * i, 3)) for i in range(4)))
    assert len(network([1.0, -1.0])) == 14


def test_a_residual_connection_goes_around_images_and_sequences_too():
    image = [[[1.0, 2.0], [3.0, 4.0]]]
    block = Residual(Conv2d(1, 1, kernel=3, padding=1, initializer="zeros"))
    assert [[[v.data for v in row] for row in channel] for channel in block(image)] == image
    sequence = [[1.0, 2.0], [3.0, 4.0]]
    head = Attention(2, 2, initializer="zeros")
    assert [[v.data for v in position] for position in Residual(head)(sequence)] == sequence


def test_functions_stand_among_modules():
    network = Sequential(Conv2d(1, 2, kernel=2, rng=0), flatten, Layer(2, 3, rng=0), Softmax())
    assert len(network([[[1.0, 2.0], [3.0, 4.0]]])) == 3
    assert repr(Sequential(Layer(1, 1), flatten)) == "Sequential of [Layer of [ReLUNeuron(1)], flatten]"


def test_reprs_say_what_is_inside():
    assert repr(Residual(Layer(1, 1))) == "Residual(Layer of [ReLUNeuron(1)])"
    assert repr(DenseConnection(relu)) == "DenseConnection(relu)"
    assert repr(Highway(3)) == "Highway(3)"


def test_the_number_of_inputs_is_that_of_the_first_module():
    assert Sequential(Residual(DenseConnection(Layer(7, 2))), Softmax()).nin == 7
    assert not hasattr(Sequential(flatten, Layer(7, 2)), "nin")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (Sequential, ValueError, "Sequential needs one layer at least"),
        (
            lambda: Sequential([Layer(1, 1)]),
            TypeError,
            "Sequential is made of modules and functions, not of list [Layer",
        ),
        (lambda: Residual(3), TypeError, "Residual is made of modules and functions, not of int 3"),
        (
            lambda: DenseConnection(None),
            TypeError,
            "DenseConnection is made of modules and functions, not of NoneType",
        ),
        (
            lambda: Residual(Layer(2, 3))([1.0, 2.0]),
            ValueError,
            "adds what it gets to what is computed from it: shapes (2,) and (3,)",
        ),
        (lambda: Residual(relu)("ab"), TypeError, "Residual(relu) expects a list, got str 'ab'"),
        (lambda: Residual(relu)(["a"]), TypeError, "Residual(relu) expects a list, got str 'a'"),
        (
            lambda: Residual(relu)([1j]),
            TypeError,
            "Residual(relu) expects Values and real numbers, got complex 1j",
        ),
        (lambda: Highway(0), ValueError, "Highway needs n ≥ 1, got 0"),
        (lambda: Highway(2)([1.0]), ValueError, "Highway(2) expects 2 inputs, got 1"),
        (
            lambda: DenseConnection(Layer(2, 1))([1.0, "2"]),
            TypeError,
            "expects Values and real numbers, got str '2'",
        ),
        (lambda: DenseConnection(Layer(2, 1))([]), ValueError, "expects one input at least, got 0"),
    ],
)
def test_what_does_not_fit_together_is_an_error(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
