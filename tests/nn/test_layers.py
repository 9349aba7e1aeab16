"""Neuron, layer and MLP: gradients derived by hand, shapes, reprs, wrong inputs."""

import re

import pytest

from autograd import Value, ops
from nn import MLP, Layer, Neuron


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
