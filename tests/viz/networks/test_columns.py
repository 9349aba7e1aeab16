"""viz/networks/columns.py: which models are read, and what is said of the others."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from drawn_networks import OwnLayer, OwnMLP, Table, lecture

import nn
from autograd import Value
from viz.networks.columns import read_model


def shape(model: Any) -> list[tuple[int, int, str]]:
    return [(len(row.weights[0]), len(row.weights), row.activation) for row in read_model(model).layers]


def test_a_model_of_nn_is_read_layer_by_layer():
    assert shape(nn.MLP(2, [3, 1], activation="tanh")) == [(2, 3, "tanh"), (3, 1, "identity")]
    assert shape(nn.Layer(4, 2)) == [(4, 2, "relu")]
    assert shape(nn.Neuron(5, activation="sigmoid")) == [(5, 1, "sigmoid")]
    assert shape(nn.Perceptron(2)) == [(2, 1, "")]


def test_the_weights_and_biases_are_the_values_of_the_model_themselves():
    model = lecture()
    read = read_model(model)
    found = [p for layer in read.layers for row, b in zip(layer.weights, layer.biases) for p in (*row, b)]
    assert all(a is b for a, b in zip(found, model.parameters(), strict=True))


def test_models_inside_of_models_and_lists_of_layers_are_the_same_columns():
    inner = nn.MLP(3, [2], output="tanh")
    assert shape(nn.Sequential(nn.Layer(2, 3), inner)) == [(2, 3, "relu"), (3, 2, "tanh")]
    assert shape([nn.Layer(2, 3), inner]) == [(2, 3, "relu"), (3, 2, "tanh")]


def test_functions_without_parameters_belong_to_the_column_before_them():
    read = read_model(nn.Sequential(nn.flatten, nn.Layer(4, 3, activation="identity"), nn.Softmax()))
    assert read.before == [nn.flatten]
    assert [type(function) for function in read.layers[0].after] == [nn.Softmax]


def test_a_model_of_ones_own_is_read_by_its_attributes():
    model = OwnMLP(OwnLayer([[1, 2], [3, 4]], [0, 1]), OwnLayer([[1, 1]], [0]))
    assert shape(model) == [(2, 2, ""), (2, 1, "")]


def test_a_neuron_in_the_way_of_micrograd_says_whether_it_bends():
    neurons = [SimpleNamespace(w=[Value(1.0)], b=Value(0.0), nonlin=True)]
    assert shape(SimpleNamespace(neurons=neurons)) == [(1, 1, "relu")]
    neurons[0].nonlin = False
    assert shape(SimpleNamespace(neurons=neurons)) == [(1, 1, "identity")]


@pytest.mark.parametrize(
    "layer",
    [
        Table([[1.0, -2.0], [3.0, 4.0]], [0.0, 1.0]),
        Table(np.array([[1.0, -2.0], [3.0, 4.0]]), np.array([0.0, 1.0])),
        SimpleNamespace(weight=np.array([[1, -2], [3, 4]]), bias=[0, 1]),
        SimpleNamespace(w=[[Value(1), Value(-2)], [Value(3), Value(4)]], b=[Value(0), Value(1)]),
    ],
    ids=["lists", "arrays", "whole numbers", "Values"],
)
def test_a_table_has_a_row_for_each_unit(layer: Any):
    (read,) = read_model(SimpleNamespace(layers=[layer])).layers
    assert [[w.data for w in row] for row in read.weights] == [[1, -2], [3, 4]]
    assert [b.data for b in read.biases if b is not None] == [0, 1]


def test_units_may_have_no_bias():
    (read,) = read_model(SimpleNamespace(layers=[SimpleNamespace(W=[[1.0, 2.0]])])).layers
    assert read.biases == [None]


def test_one_bias_for_each_unit_is_asked_for():
    with pytest.raises(ValueError, match=r"1 biases for 2 units .* one for each unit"):
        read_model(SimpleNamespace(layers=[Table([[1.0], [2.0]], [0.0])]))


@pytest.mark.parametrize(
    ("part", "named"),
    [
        (nn.LayerNorm(2), "LayerNorm"), (nn.Residual(nn.Layer(2, 2)), "Residual"),
        (nn.Embedding(2, 2), "Embedding"),
        (nn.Maxout(2, 2), "Maxout"), (nn.Conv1d(1, 2, 2), "Conv1d"), (nn.Conv2d(1, 2, 2), "Conv2d"),
        (nn.Attention(2, 2), "Attention"), (nn.Highway(2), "Highway"), (nn.Madaline(2), "Madaline"),
        (7, "7"),
    ],
)  # fmt: skip
def test_what_is_no_column_of_units_is_refused_by_its_name(part: Any, named: str):
    with pytest.raises(
        TypeError, match=rf"cannot draw {named}, a part of .*: .* layers, .*overview\(model\(x\)\)"
    ):
        read_model([nn.Layer(2, 2), part])
    with pytest.raises(TypeError, match=f"cannot draw {named}: "):
        read_model(part)


def test_a_model_whose_order_nobody_knows_is_refused():
    class Line(nn.Module):
        def __init__(self) -> None:
            self.slope = Value(2.0)

        def __call__(self, x: float) -> Value:
            return self.slope * x

    with pytest.raises(TypeError, match="cannot draw Line: it is drawn from layers"):
        read_model(Line())


@pytest.mark.parametrize("model", [[], lambda x: x, nn.Softmax(), nn.MLP, SimpleNamespace(layers=[])])
def test_nothing_to_draw_is_said(model: Any):
    with pytest.raises(TypeError, match=r"finds no units in|cannot draw namespace"):
        read_model(model)


def test_layers_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="4 weights for a unit of layer 2, and 3 units before it"):
        read_model([nn.Layer(2, 3), nn.Layer(4, 1)])
    ragged = nn.Layer(2, 2)
    ragged.neurons[1].w.pop()
    with pytest.raises(ValueError, match="1 weights for a unit of layer 1, and 2 units before it"):
        read_model(ragged)
