"""Neuron, layer, MLP, maxout, softmax: gradients by hand, lectures B2 to B5 and B10, reprs."""

import math
import re

import numpy as np
import pytest

from autograd import Value, ops
from nn import MLP, Layer, Maxout, Neuron, Sequential, Softmax


def neuron_of(weights, bias, nonlin=True):
    neuron = Neuron(len(weights), nonlin=nonlin)
    neuron.w, neuron.b = [Value(w) for w in weights], Value(bias)
    return neuron


# y = relu(z), z = b + w·x, seed δ_y = 2:
#   δ_z = 2 where z > 0, else 0 (relu'(0) = 0);  δ_b = δ_z,  δ_wᵢ = δ_z xᵢ,  δ_xᵢ = δ_z wᵢ
# A linear neuron has δ_z = 2 everywhere.
@pytest.mark.parametrize(
    ("weights", "bias", "nonlin", "y", "delta_z"),
    [
        ((2.0, -3.0), -3.0, True, 1.0, 2.0),  # z = -3 - 2 + 6 = 1
        ((2.0, -3.0), -5.0, True, 0.0, 0.0),  # z = -1: closed
        ((2.0, -3.0), -4.0, True, 0.0, 0.0),  # z = 0: the kink
        ((2.0, -3.0), -5.0, False, -1.0, 2.0),  # z = -1, linear
    ],
)
def test_gradients_of_a_neuron_by_hand(weights, bias, nonlin, y, delta_z):
    neuron = neuron_of(weights, bias, nonlin)
    x = [Value(-1.0), Value(-2.0)]
    out = neuron(x)
    out.backward(seed=2.0)
    assert out.data == y
    assert neuron.b.grad == delta_z
    assert [w.grad for w in neuron.w] == [delta_z * -1.0, delta_z * -2.0]
    assert [xi.grad for xi in x] == [delta_z * w for w in weights]


# The 2-2-1 network at x = (1, -2), hidden weights (½, -1 | ½) and (2, ½ | b₂), output weights (2, -3 | -1):
#   z₁ = ½ + ½ + 2 = 3, h₁ = 3;  z₂ = b₂ + 2 - 1 = b₂ + 1, h₂ = relu(z₂);  o = -1 + 2h₁ - 3h₂
# L = ½(o - t)² with t = ½:  δ_o = o - ½
#   output:  δ_v = δ_o (h₁, h₂), δ_c = δ_o
#   hidden:  δ_z₁ = 2δ_o (open),  δ_z₂ = -3δ_o if z₂ > 0, else 0;  δ_w = δ_z (1, -2), δ_b = δ_z
#   input:   δ_x = δ_z₁ (½, -1) + δ_z₂ (2, ½)
@pytest.mark.parametrize(
    ("b2", "loss", "delta_x", "deltas"),
    [
        # h₂ = 1, o = 2, δ_o = 1.5, δ_z₁ = 3, δ_z₂ = -4.5
        (0.0, 1.125, [-7.5, -5.25], [3.0, -6.0, 3.0, -4.5, 9.0, -4.5, 4.5, 1.5, 1.5]),
        # z₂ = -1, h₂ = 0, o = 5, δ_o = 4.5, δ_z₁ = 9, δ_z₂ = 0
        (-2.0, 10.125, [4.5, -9.0], [9.0, -18.0, 9.0, 0.0, 0.0, 0.0, 13.5, 0.0, 4.5]),
    ],
)
def test_gradients_of_a_2_2_1_network_by_hand(b2, loss, delta_x, deltas):
    mlp = MLP(2, [2, 1])
    mlp.layers[0].neurons = [neuron_of((0.5, -1.0), 0.5), neuron_of((2.0, 0.5), b2)]
    mlp.layers[1].neurons = [neuron_of((2.0, -3.0), -1.0, nonlin=False)]
    x = [Value(1.0), Value(-2.0)]
    squared_error = 0.5 * (mlp(x) - 0.5) ** 2
    squared_error.backward()
    assert squared_error.data == loss
    assert [parameter.grad for parameter in mlp.parameters()] == deltas
    assert [xi.grad for xi in x] == delta_x


# One sigmoid neuron, w = (2, -3), b = -3 at x = (-1, -2): z = 1, y = σ(1) (lecture A2, A3).
#   δ_z = (1-σ)σ = 0.196612;  δ_w = δ_z x,  δ_x = δ_z w,  δ_b = δ_z
def test_gradients_of_a_sigmoid_neuron_are_those_of_the_lecture():
    neuron = Neuron(2, activation="sigmoid")
    neuron.w, neuron.b = [Value(2.0), Value(-3.0)], Value(-3.0)
    x = [Value(-1.0), Value(-2.0)]
    y = neuron(x)
    y.backward()
    assert f"{y:.6f}" == "0.731059"
    assert [f"{v.grad:.6f}" for v in (*neuron.w, neuron.b, *x)] == [
        "-0.196612", "-0.393224", "0.196612", "0.393224", "-0.589836",
    ]  # fmt: skip


# y = max(z₁, z₂) with z₁ = 2x₁ + x₂, z₂ = x₁ - x₂ + ½ at x = (1, -2): z = (0, 3.5), the second wins and gets
# all of the seed 2:  δ_w₂ = 2(1, -2), δ_b₂ = 2, δ_x = 2(1, -1), and 0 for w₁, b₁
def test_gradients_of_a_maxout_unit_by_hand():
    maxout = Maxout(2, 1, pieces=2)
    maxout.units = [[neuron_of((2.0, 1.0), 0.0, nonlin=False), neuron_of((1.0, -1.0), 0.5, nonlin=False)]]
    x = [Value(1.0), Value(-2.0)]
    y = maxout(x)
    y.backward(seed=2.0)
    assert y.data == 3.5
    assert [p.grad for p in maxout.parameters()] == [0.0, 0.0, 0.0, 2.0, -4.0, 2.0]
    assert [xi.grad for xi in x] == [2.0, -2.0]


# p = softmax(z), z = Wx + b. With L = p₁ and z₂ - z₁ = ln 3, p = (¼, ¾): δ_z = p₁((1, 0) - p) = (3/16, -3/16)
def test_gradients_through_a_softmax_output_by_hand():
    scores = Layer(1, 2, activation="identity", initializer="zeros")
    scores.neurons[1].w = [Value(math.log(3.0))]
    p = Sequential(scores, Softmax())([1.0])
    p[0].backward()
    assert [pi.data for pi in p] == pytest.approx([0.25, 0.75], abs=1e-15)
    deltas = [v.grad for v in scores.parameters()]
    assert deltas == pytest.approx([3 / 16, 3 / 16, -3 / 16, -3 / 16], abs=1e-15)


def layer_of(matrix, biases, activation):
    """Row j of the matrix holds the weights of neuron j, as in the lectures' Wx + b."""
    layer = Layer(len(matrix[0]), len(matrix), activation=activation)
    for neuron, row, bias in zip(layer.neurons, matrix, biases):
        neuron.w, neuron.b = [Value(w) for w in row], Value(bias)
    return layer


W1, B1 = [[1.0, -2.0], [-1.0, 1.0]], [1.0, 0.0]
W2, B2 = [[2.0, -1.0], [-2.0, -1.0]], [0.0, 0.0]
W3, B3 = [[3.0, -1.0], [-1.0, 4.0]], [-2.0, 2.0]


def test_the_numbers_of_lecture_b2():
    assert [z.data for z in layer_of(W1, B1, "identity")([1.0, -1.0])] == [4.0, -2.0]
    assert [f"{a:.6f}" for a in layer_of(W1, B1, "sigmoid")([1.0, -1.0])] == ["0.982014", "0.119203"]


def test_the_numbers_of_lecture_b3():
    f = MLP(2, [2, 2, 2], activation="sigmoid", output="sigmoid")
    f.layers = [layer_of(W1, B1, "sigmoid"), layer_of(W2, B2, "sigmoid"), layer_of(W3, B3, "sigmoid")]
    second = f.layers[1](f.layers[0]([1.0, -1.0]))
    assert [f"{y:.6f}" for y in second] == ["0.863518", "0.110737"]
    assert [f"{y:.6f}" for y in f([1.0, -1.0])] == ["0.617705", "0.829124"]
    assert [f"{y:.6f}" for y in f([0.0, 0.0])] == ["0.511847", "0.854384"]


def test_a_network_as_scalars_is_the_network_as_matrices():  # lecture B4
    mlp = MLP(3, [5, 4, 2], activation="tanh", output="sigmoid", rng=0)
    a = x = np.array([0.3, -0.7, 1.1])
    for layer in mlp.layers:
        w = np.array([[w.data for w in neuron.w] for neuron in layer.neurons])
        z = w @ a + [neuron.b.data for neuron in layer.neurons]
        a = np.tanh(z) if layer is not mlp.layers[-1] else 1 / (1 + np.exp(-z))
    assert [y.data for y in mlp(x)] == pytest.approx(a, abs=1e-15)


# W₃(W₂(W₁x + b₁) + b₂) + b₃ = (W₃W₂W₁)x + (W₃W₂b₁ + W₃b₂ + b₃); whole numbers, so the arithmetic is exact
def test_several_linear_layers_are_one_linear_layer():  # lecture B10
    deep = Sequential(*(layer_of(w, b, "identity") for w, b in ((W1, B1), (W2, B2), (W3, B3))))
    w1, w2, w3 = map(np.array, (W1, W2, W3))
    flat = layer_of((w3 @ w2 @ w1).tolist(), (w3 @ w2 @ B1 + w3 @ B2 + B3).tolist(), "identity")
    for x in ([1.0, -1.0], [0.0, 0.0], [-7.0, 4.0]):
        assert [y.data for y in deep(x)] == [y.data for y in flat(x)]
    bent = Sequential(layer_of(W1, B1, "relu"), layer_of(W2, B2, "identity"), layer_of(W3, B3, "identity"))
    assert [y.data for y in bent([1.0, -1.0])] != [y.data for y in flat([1.0, -1.0])]


def test_the_net_input_is_one_node_of_weights_inputs_and_bias():
    neuron = Neuron(2, nonlin=False)
    x = [Value(1.0), Value(2.0)]
    z = neuron(x)
    assert z.op is ops.DOT
    assert z.parents == (*neuron.w, *x, neuron.b)


def test_reprs_are_those_of_micrograd():
    assert repr(Neuron(3)) == "ReLUNeuron(3)"
    assert repr(Neuron(3, nonlin=False)) == "LinearNeuron(3)"
    assert repr(Layer(1, 2)) == "Layer of [ReLUNeuron(1), ReLUNeuron(1)]"
    assert repr(MLP(2, [2, 1])) == (
        "MLP of [Layer of [ReLUNeuron(2), ReLUNeuron(2)], Layer of [LinearNeuron(2)]]"
    )


def test_only_the_last_layer_is_linear():
    mlp = MLP(1, [2, 2, 2])
    assert [neuron.nonlin for layer in mlp.layers for neuron in layer.neurons] == [True] * 4 + [False] * 2


def test_the_output_has_an_activation_of_its_own():
    mlp = MLP(1, [2, 2, 1], activation="tanh", output="sigmoid")
    assert repr(mlp.layers[0]) == "Layer of [TanhNeuron(1), TanhNeuron(1)]"
    assert repr(mlp.layers[1]) == "Layer of [TanhNeuron(2), TanhNeuron(2)]"
    assert repr(mlp.layers[2]) == "Layer of [SigmoidNeuron(2)]"


def test_nonlin_can_be_read_and_written_as_in_micrograd():
    neuron = Neuron(2, False)
    assert not neuron.nonlin
    neuron.nonlin = True
    assert repr(neuron) == "ReLUNeuron(2)"
    neuron.nonlin = False
    assert repr(neuron) == "LinearNeuron(2)"


def test_one_number_is_one_input():
    neuron = neuron_of((2.0,), 1.0)
    assert neuron(3.0).data == neuron(3).data == neuron(Value(3.0)).data == neuron([3.0]).data == 7.0


def test_one_neuron_gives_a_value_and_several_give_a_list():
    assert isinstance(Layer(2, 1)([1.0, 2.0]), Value)
    assert isinstance(MLP(2, [3, 1])([1.0, 2.0]), Value)
    assert [type(y) for y in MLP(2, [3, 2])([1.0, 2.0])] == [Value, Value]


def test_a_layer_of_one_neuron_can_feed_the_next():
    mlp = MLP(2, [1, 2])
    assert len(mlp([1.0, 2.0])) == 2


def test_inputs_may_come_from_an_iterator():
    layer = Layer(2, 3)
    assert [y.data for y in layer(map(Value, (1.0, 2.0)))] == [y.data for y in layer([1.0, 2.0])]


@pytest.mark.parametrize(
    ("module", "x", "message"),
    [
        (Neuron(3), [1.0, 2.0], "ReLUNeuron(3) expects 3 inputs, got 2"),
        (Layer(2, 4, nonlin=False), [], "LinearNeuron(2) expects 2 inputs, got 0"),
        (
            MLP(2, [3, 1]),
            [[0.0, 0.0]] * 100,
            "ReLUNeuron(2) expects 2 inputs, got 100: call it",
        ),
        (Neuron(2), Value(1.0), "ReLUNeuron(2) expects 2 inputs, got 1"),
    ],
)
def test_a_wrong_number_of_inputs_is_an_error_that_counts_them(module, x, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        module(x)


def test_a_batch_as_long_as_a_sample_is_an_error_too():
    with pytest.raises(TypeError, match="dot takes Values and real numbers, not list"):
        Neuron(2)([[1.0, 2.0], [3.0, 4.0]])


def test_parameter_counts():
    assert len(MLP(3, [4, 2]).parameters()) == 26  # 3·4 + 4 + 4·2 + 2 (lecture B5)
    assert len(MLP(2, [16, 16, 1]).parameters()) == 337


def test_a_network_of_a_single_layer_refuses_an_activation_that_is_none():
    with pytest.raises(ValueError, match="unknown activation 'GELU'"):
        MLP(2, [2], activation="GELU")
