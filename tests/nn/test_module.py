"""Finding the parameters of a module; zeroing, copying, pickling them."""

import copy
import pickle

import pytest

from autograd import Value
from nn import MLP, Layer, Module, Neuron


class Nested(Module):
    """Parameters in every kind of place, and around them what is no parameter."""

    def __init__(self):
        self.scale = Value(2.0)
        self.heads = {"left": Neuron(1), "right": (Value(3.0), [Value(4.0)])}
        self.name = "nested"
        self.units = 3
        self.constant = (self.scale + 1).parents[1]
        self.computed = self.scale * 2
        self.nothing = None


def paths(module):
    return [path for path, _ in module.named_parameters()]


def test_paths_lead_through_modules_lists_tuples_and_dicts_in_order_of_definition():
    assert paths(Nested()) == ["scale", "heads.left.w.0", "heads.left.b", "heads.right.0", "heads.right.1.0"]


def test_paths_of_a_network_name_layer_neuron_and_weight():
    assert paths(MLP(2, [2, 1])) == [
        "layers.0.neurons.0.w.0", "layers.0.neurons.0.w.1", "layers.0.neurons.0.b",
        "layers.0.neurons.1.w.0", "layers.0.neurons.1.w.1", "layers.0.neurons.1.b",
        "layers.1.neurons.0.w.0", "layers.1.neurons.0.w.1", "layers.1.neurons.0.b",
    ]  # fmt: skip


def test_a_path_names_the_value_it_leads_to():
    mlp = MLP(3, [4, 2])
    assert dict(mlp.named_parameters())["layers.1.neurons.0.w.3"] is mlp.layers[1].neurons[0].w[3]


def test_parameters_are_the_named_ones_without_names():
    nested = Nested()
    assert nested.parameters() == [parameter for _, parameter in nested.named_parameters()]


def test_a_module_without_variables_has_no_parameters():
    assert Module().parameters() == []


def test_a_shared_parameter_comes_once_under_its_first_path():
    first, second = Neuron(2), Neuron(2)
    second.w = first.w  # the same list
    second.b = first.b  # the same Value
    pair = Module()
    pair.neurons = [first, second, first]
    assert paths(pair) == ["neurons.0.w.0", "neurons.0.w.1", "neurons.0.b"]


def test_a_part_that_knows_the_whole_is_no_endless_walk():
    whole = Layer(1, 1)
    whole.neurons[0].layer = whole
    assert paths(whole) == ["neurons.0.w.0", "neurons.0.b"]


def test_a_parameter_that_is_replaced_is_found():
    neuron = Neuron(1)
    neuron.b = Value(5.0)
    assert neuron.parameters()[1] is neuron.b


def test_zero_grad_sets_every_delta_to_0():
    mlp = MLP(2, [3, 1])
    mlp([1.0, -2.0]).backward(seed=2.0)
    assert any(parameter.grad for parameter in mlp.parameters())
    mlp.zero_grad()
    assert [parameter.grad for parameter in mlp.parameters()] == [0] * 13


def test_zero_grad_follows_parameters_overridden_as_in_micrograd():
    class HalfFrozen(MLP):
        def parameters(self):
            return self.layers[1].parameters()

    mlp = HalfFrozen(1, [1, 1])
    for _, parameter in mlp.named_parameters():
        parameter.grad = 7.0
    mlp.zero_grad()
    assert [parameter.grad for _, parameter in mlp.named_parameters()] == [7.0, 7.0, 0, 0]


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_copy_has_the_same_numbers_in_values_of_its_own(duplicate):
    mlp = MLP(2, [3, 1])
    mlp.layers[0].neurons[0].b.label = "b"
    mlp([1.0, -2.0]).backward()
    twin = duplicate(mlp)
    assert repr(twin) == repr(mlp)
    assert [(path, p.data, p.grad, p.label) for path, p in twin.named_parameters()] == [
        (path, p.data, p.grad, p.label) for path, p in mlp.named_parameters()
    ]
    assert not set(twin.parameters()) & set(mlp.parameters())
    assert twin([0.5, 0.25]).data == mlp([0.5, 0.25]).data


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_what_is_shared_stays_shared_in_a_copy(duplicate):
    layer = Layer(2, 2)
    layer.neurons[1].w = layer.neurons[0].w
    twin = duplicate(layer)
    assert twin.neurons[1].w is twin.neurons[0].w
    assert len(twin.parameters()) == 4
