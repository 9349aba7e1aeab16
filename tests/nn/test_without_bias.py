"""Neurons without a bias, z = w·x: no parameter, no label, nothing in a file; and whoever reads a neuron."""

import copy
import pickle
import re

import numpy as np
import pytest

import autograd
import nn
from autograd import Value, ops
from nn import MLP, Layer, Neuron
from nn.layers.summary import module_summaries
from viz import network, training_page

X, Y = nn.moons(40, noise=0.1, seed=0)


def model(**options) -> MLP:
    return MLP(2, [3, 2], rng=0, bias=False, **options)


# z = 2·(-1) - 3·(-2) = 4, L = z: δ_w = x, δ_x = w
def test_gradients_of_a_neuron_without_bias_by_hand():
    neuron = Neuron(2, nonlin=False, bias=False)
    neuron.w = [Value(2.0), Value(-3.0)]
    x = [Value(-1.0), Value(-2.0)]
    z = neuron(x)
    z.backward()
    assert z.data == 4.0
    assert z.op is ops.DOT
    assert z.parents == (*neuron.w, *x)
    assert [w.grad for w in neuron.w] == [-1.0, -2.0]
    assert [xi.grad for xi in x] == [2.0, -3.0]


def test_there_is_no_parameter_for_it():
    assert Neuron(2, bias=False).b is None
    assert len(Layer(2, 3, bias=False).parameters()) == 6
    assert len(model().parameters()) == nn.parameter_count([2, 3, 2], biases=False) == 12
    assert [path for path, _ in Neuron(1, bias=False).named_parameters()] == ["w.0"]


def test_the_weights_are_those_of_the_same_seed_with_biases():
    with_biases = [p.data for path, p in MLP(2, [3, 2], rng=0).named_parameters() if ".w." in path]
    assert [p.data for p in model().parameters()] == with_biases


def test_a_network_of_zero_is_zero_whatever_its_weights():
    assert [y.data for y in model()([0.0, 0.0])] == [0.0, 0.0]


def test_the_repr_says_it_and_that_of_micrograd_stays():
    assert repr(Neuron(2, bias=False)) == "ReLUNeuron(2, bias=False)"
    assert repr(MLP(1, [1], bias=False)) == "MLP of [Layer of [LinearNeuron(1, bias=False)]]"
    assert repr(Neuron(2)) == "ReLUNeuron(2)"


@pytest.mark.parametrize("bias", [None, 0, 0.5, "no"])
@pytest.mark.parametrize("make", [lambda b: Neuron(2, bias=b), lambda b: MLP(2, [1], bias=b)])
def test_bias_is_a_choice_and_no_number_to_start_at(make, bias):
    with pytest.raises(TypeError, match=re.escape("Neuron needs bias=True or bias=False, not ")):
        make(bias)


def test_label_names_what_there_is():
    labeled = model()
    nn.label(labeled)
    assert [p.label for p in labeled.parameters()][:3] == ["w_{11}^{(1)}", "w_{21}^{(1)}", "w_{12}^{(1)}"]
    assert not any(p.label.startswith("b") for p in labeled.parameters())
    assert labeled([1.0, 2.0])[0].label == "y_1"


def test_the_summary_counts_no_biases():
    total, first, second = module_summaries(model())
    assert (first.parameters, second.parameters, total.parameters) == (6, 6, 12)
    assert (total.forward, total.backward) == (12, 24)


@pytest.mark.parametrize(
    "make", [model, lambda: Neuron(2, bias=False, activation="tanh"), lambda: Layer(2, 2, bias=False)]
)
def test_it_comes_back_from_a_file_a_pickle_and_a_copy(make, tmp_path):
    saved = make()
    nn.save(saved, tmp_path / "model.npz")
    for twin in (nn.load(tmp_path / "model.npz"), pickle.loads(pickle.dumps(saved)), copy.deepcopy(saved)):
        assert repr(twin) == repr(saved)
        assert [p.data for p in twin.parameters()] == [p.data for p in saved.parameters()]
    nn.load_into(twin, tmp_path / "model.npz")


def test_a_file_with_biases_does_not_fit_a_model_without_and_the_other_way_round(tmp_path):
    nn.save(MLP(2, [3, 2]), tmp_path / "with.npz")
    nn.save(model(), tmp_path / "without.npz")
    with pytest.raises(ValueError, match=r"surplus parameter layers\.0\.neurons\.0\.b"):
        nn.load_into(model(), tmp_path / "with.npz")
    with pytest.raises(ValueError, match=r"no parameter layers\.0\.neurons\.0\.b"):
        nn.load_into(MLP(2, [3, 2]), tmp_path / "without.npz")


@pytest.mark.parametrize("units", [1, 5])
def test_a_compiled_network_without_biases_gives_the_same_numbers_and_gradients(units):
    mlp = MLP(2, [units, 2], activation="tanh", rng=1, bias=False)
    program = autograd.compile_batch(lambda x: autograd.sum(mlp(x)), mlp.parameters())
    mean, gradient = program.value_and_grad(X)
    root = autograd.sum(autograd.sum(mlp(x)) for x in X.tolist()) / len(X)
    root.backward()
    assert mean == pytest.approx(root.data, abs=1e-14)
    assert gradient == pytest.approx([p.grad for p in mlp.parameters()], abs=1e-14)


def test_a_layer_of_which_some_neurons_have_a_bias_compiles_to_the_same_numbers():
    mixed = Layer(2, 3, activation="tanh", rng=0)
    mixed.neurons[1].b = None
    mixed.neurons[2].b = Value(0.7)
    expected = [[y.data for y in mixed(x)] for x in X.tolist()]
    assert nn.predict(mixed, X) == pytest.approx(np.array(expected), abs=1e-15)


@pytest.mark.parametrize("train", [nn.fit, nn.fit_stepwise])
def test_it_is_trained_and_its_dead_units_are_counted(train):
    trained = model()
    trained.layers[0].neurons[0].w = [Value(0.0), Value(0.0)]  # z = 0 on all samples: dead
    history = train(trained, X, Y, loss=nn.cross_entropy, epochs=2, seed=0, progress=False)
    assert history.losses[-1] < history.losses[0]
    assert history.dead_units == {"layers.0": [1, 1]}
    assert set(history.gradient_norms) == {"layers.0", "layers.1"}
    assert [layer.dead for layer in nn.gradient_report(trained, X, Y, loss=nn.cross_entropy)] == [1, 0]


def test_the_diagram_of_a_network_draws_no_biases():
    drawing, with_biases = network(model(), [1.0, 2.0]), network(MLP(2, [3, 2], rng=0), [1.0, 2.0])
    assert "data-bias" not in drawing.svg
    assert "data-bias" in with_biases.svg
    assert "b = " not in drawing.tikz
    assert "b = " in with_biases.tikz
    stepped = drawing.page.html.partition("<script")[0]
    assert "data-bias" not in stepped


def test_a_page_trains_it():
    page = training_page(model(activation="tanh"), X, Y, loss=nn.cross_entropy).html
    assert "data-bias" not in page.partition("<script")[0]
    assert page.count("g[11] +=") >= 1  # the last of 12 parameters
    assert "g[12] +=" not in page


def test_boolean_networks_and_stumps_have_biases_that_train_as_parameters():
    for built in (nn.boolean_network(nn.XOR), nn.universal_approximator(abs, -1.0, 1.0, 2)):
        biases = [path for path, _ in built.named_parameters() if path.endswith(".b")]
        assert len(biases) == sum(len(layer.neurons) for layer in built.layers)
