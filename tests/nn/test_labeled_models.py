"""nn/layers/labels.py: the lectures' letters for a model and what it computes."""

import copy
import pickle

import numpy as np
import pytest

import nn
from autograd import Value, compile_batch, topological_order
from viz import circuit, derivation, table
from viz.scenes.scene import scene


def network(sizes=(2, 1), **settings):
    return nn.MLP(2, list(sizes), activation="sigmoid", rng=0, **settings)


def labels(model):
    return [parameter.label for parameter in model.parameters()]


def test_weights_run_from_i_to_j_as_in_l0_or_the_unit_stands_first():
    model = network((3, 2))
    nn.label(model)
    hidden = model.layers[0].neurons
    assert [w.label for w in hidden[2].w] == ["w_{13}^{(1)}", "w_{23}^{(1)}"]
    assert hidden[2].b.label == "b_3^{(1)}"
    nn.label(model, scheme="w_ji^(k)")
    assert [w.label for w in hidden[2].w] == ["w_{31}^{(1)}", "w_{32}^{(1)}"]
    nn.label(model, scheme="W_ij^k")
    assert [w.label for w in hidden[2].w] == ["W_{13}^1", "W_{23}^1"]


def test_what_is_computed_bears_its_letters():
    model = network()
    nn.label(model)
    loss = nn.half_squared_error(model([1.0, -1.0]), 1.0)
    assert [node.label for node in topological_order(loss) if node.label][9:] == [
        "x_1", "x_2", "z_1^{(1)}", "h_1^{(1)}", "z_2^{(1)}", "h_2^{(1)}", "y", "t", "L",
    ]  # fmt: skip


def test_several_outputs_have_targets_of_their_own():
    model = network((2, 2), output="tanh")
    nn.label(model)
    loss = nn.half_squared_error(model([1.0, -1.0]), [1.0, 0.0])
    found = [node.label for node in topological_order(loss) if node.label]
    assert {"z_1^{(2)}", "y_1", "z_2^{(2)}", "y_2", "t_1", "t_2", "L"} <= set(found)


def test_a_single_neuron_and_a_single_layer_need_no_layer():
    neuron, layer = nn.Neuron(2, rng=0), nn.Layer(2, 2, rng=0)
    nn.label(neuron)
    nn.label(layer)
    assert labels(neuron) == ["w_1", "w_2", "b"]
    assert labels(layer) == ["w_{11}", "w_{21}", "b_1", "w_{12}", "w_{22}", "b_2"]
    y = neuron([1.0, 2.0])
    assert (y.label, y.parents[0].label) == ("y", "z")


def test_indices_of_two_digits_have_commas():
    layer = nn.Layer(12, 11, rng=0)
    nn.label(layer)
    assert len(set(labels(layer))) == 12 * 11 + 11
    assert layer.neurons[0].w[10].label == "w_{11,1}"
    assert layer.neurons[10].w[0].label == "w_{1,11}"


@pytest.mark.parametrize(
    "model",
    [nn.Sequential(nn.Layer(2, 3, rng=0), nn.Softmax(), nn.MLP(3, [2, 1], rng=0)),
     [nn.Layer(2, 3, rng=0), nn.Layer(3, 2, rng=0), nn.Layer(2, 1, rng=0)]],
)  # fmt: skip
def test_layers_of_a_sequence_are_numbered_through(model):
    nn.label(model)
    parts = model.layers if isinstance(model, nn.Sequential) else model
    last = parts[-1].layers[-1] if isinstance(parts[-1], nn.MLP) else parts[-1]
    assert last.neurons[0].b.label == "b^{(3)}"
    assert parts[0].neurons[0].w[0].label == "w_{11}^{(1)}"


def test_a_node_has_the_same_name_wherever_it_is_shown():
    model = network()
    nn.label(model)
    root = nn.half_squared_error(model([1.0, -1.0]), 1.0) * 2 + 1
    names = [node.name for node in scene(root).nodes]
    derived = derivation(root).steps.text
    for name in names:
        assert f"δ_{name} = " in derived
    rows = table(root).split("\n\n")[0].splitlines()[2:]
    assert [row.split()[0] for row in rows] == names
    assert [node.name for node in scene(root, constants=True).nodes if node.label or node.gate] == [
        node.name for node in scene(root).nodes
    ]


def test_the_same_names_are_in_the_report_of_the_mutants():
    from autograd import mutants

    root = Value(3.0, "x_1") * 2 + 1
    names = {comparison.name for comparison in mutants(root).findings[0].comparisons}
    assert {node.name for node in scene(root).nodes} <= names


def test_an_input_that_has_a_label_keeps_it():
    model = network()
    nn.label(model)
    age = Value(1.0, "age")
    assert {"age", "x_2"} <= {node.label for node in topological_order(model([age, 2.0]))}


def test_a_model_that_was_not_labeled_labels_nothing_and_makes_no_variables():
    loss = nn.half_squared_error(network()([1.0, -1.0]), 1.0)
    assert not any(node.label for node in topological_order(loss))


def test_labels_change_no_number():
    model, twin = network(), network()
    nn.label(model)
    for loss in (nn.half_squared_error, nn.mean_squared_error, nn.hinge):
        ours, theirs = loss(model([1.0, -2.0]), 1.0), loss(twin([1.0, -2.0]), 1.0)
        ours.backward()
        theirs.backward()
        assert (ours.data, ours.label) == (theirs.data, "L")
    assert [p.grad for p in model.parameters()] == [p.grad for p in twin.parameters()]


def test_losses_of_classes_are_called_l_too():
    model = nn.Layer(2, 3, activation="identity", rng=0)
    nn.label(model)
    for target in (1, [0.0, 1.0, 0.0]):
        assert nn.cross_entropy(model([1.0, 2.0]), target).label == "L"
    assert nn.multiclass_hinge(model([1.0, 2.0]), 2).label == "L"


def test_a_labeled_model_is_copied_saved_and_loaded_with_its_labels(tmp_path):
    model = network()
    nn.label(model)
    nn.save(model, tmp_path / "m.npz")
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model)), nn.load(tmp_path / "m.npz")):
        assert labels(twin) == labels(model)
        assert twin([1.0, 2.0]).label == "y"
    plain = network()
    nn.load_into(plain, tmp_path / "m.npz")  # labels are no settings
    assert [p.data for p in plain.parameters()] == [p.data for p in model.parameters()]


def test_a_labeled_model_compiles_and_trains_to_the_same_numbers():
    X, t = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([1.0, 0.0])
    models = network(), network()
    nn.label(models[0])
    for model in models:
        program = compile_batch(lambda x, t, m=model: nn.half_squared_error(m(x), t), model.parameters())
        assert program.check(X, t) < 1e-12
        nn.fit(model, X, t, loss=nn.half_squared_error, epochs=3, seed=0, progress=False)
    assert [p.data for p in models[0].parameters()] == [p.data for p in models[1].parameters()]


@pytest.mark.parametrize("scheme", ["", "w", "w_ik", "w_ij^(l)", "w_ij^(k)x", "ww_ij", None, 3])
def test_another_scheme_is_refused(scheme):
    with pytest.raises(ValueError, match="write 'w_ij\\^\\(k\\)'"):
        nn.label(network(), scheme=scheme)


def test_what_is_not_made_of_neurons_is_refused():
    with pytest.raises(TypeError, match="label names what is made of Neuron, Layer, MLP and Sequential"):
        nn.label(nn.Sequential(nn.Layer(2, 2), nn.LayerNorm(2)))
    with pytest.raises(TypeError, match="not int 3"):
        nn.label(3)
    with pytest.raises(ValueError, match="there are no neurons in list"):
        nn.label([])


def test_the_labels_of_a_drawing_fit_into_it():
    model = network()
    nn.label(model)
    drawn = circuit(nn.half_squared_error(model([1.0, -1.0]), 1.0), engine="layered").drawing
    assert all(0 <= place.left < place.wire <= place.right <= drawn.width for place in drawn.nodes)


def test_the_program_of_a_labeled_model_is_shown_as_matrices(capsys):
    model = network()
    nn.label(model)
    program = compile_batch(lambda x, t: nn.half_squared_error(model(x), t), model.parameters())
    program.value_and_grad(np.zeros((4, 2)), np.zeros(4))
    program.show(shapes=False)
    shown = capsys.readouterr().out
    assert "# source" not in shown
    assert "z = X w + 1 bᵀ" in shown
    assert "∂E/∂w = Xᵀ ∂E/∂z" in shown
