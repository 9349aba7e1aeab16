"""viz/networks/sample.py: activations and deltas, derived by hand, and against the engine's backward pass."""

from math import exp, isnan, nan
from typing import Any

import pytest
from drawn_networks import OwnLayer, OwnMLP, OwnNeuron, Table, lecture, squared_error

import nn
from autograd import Value, dot
from viz.networks.columns import read_model
from viz.networks.sample import Sample, computed


def sample(model: Any, x: Any, loss: Any = None) -> Sample:
    return computed(model, read_model(model), x, loss)


def sigma(z: float) -> float:
    return 1 / (1 + exp(-z))


def test_the_lectures_network_has_the_activations_of_the_lecture():
    # z⁽¹⁾ = (1·1 − 2·(−1) + 1, −1·1 + 1·(−1)) = (4, −2)
    # z⁽²⁾ = (2 h₁ − h₂, −2 h₁ − h₂) = (1.844825, −2.083231)
    found = sample(lecture(), [1, -1])
    assert found.net_inputs[1] == [4, -2]
    assert found.activations[1] == pytest.approx([0.982014, 0.119203], abs=5e-7)
    assert found.activations[2] == pytest.approx([0.863518, 0.110737], abs=5e-7)


def test_its_deltas_are_those_of_the_rule():
    # L = ½ Σ (y − t)², t = (1, 0); σ′ = σ(1 − σ)
    # δ⁽²⁾ = (y − t) y (1 − y):  (−0.136482 · 0.117855, 0.110737 · 0.098474) = (−0.016085, 0.010905)
    # (W⁽²⁾)ᵀ δ⁽²⁾:      2 · (−0.016085) − 2 · 0.010905 = −0.053980,  0.016085 − 0.010905 = 0.005180
    # δ⁽¹⁾ = … ⊙ h (1 − h):    (−0.053980 · 0.017663, 0.005180 · 0.104994) = (−0.000953, 0.000544)
    # ∂L/∂x = (W⁽¹⁾)ᵀ δ⁽¹⁾:  −0.000953 − 0.000544 = −0.001497,  2 · 0.000953 + 0.000544 = 0.002451
    found = sample(lecture(), [1, -1], squared_error)
    assert found.root == "L"
    assert found.deltas[2] == pytest.approx([-0.016085, 0.010905], abs=5e-7)
    assert found.arriving[1] == pytest.approx([-0.053980, 0.005180], abs=5e-7)
    assert found.deltas[1] == pytest.approx([-0.000953, 0.000544], abs=5e-7)
    assert found.deltas[0] == pytest.approx([-0.001497, 0.002451], abs=5e-7)
    assert found.slopes[1] == pytest.approx([0.017663, 0.104994], abs=5e-7)


def test_the_delta_of_a_unit_is_the_gradient_of_its_bias():
    model = nn.MLP(3, [4, 4, 2], activation="tanh", output="sigmoid", rng=7)
    found = sample(model, [0.3, -1.2, 2.0], squared_error)
    squared_error(model([0.3, -1.2, 2.0])).backward()
    for layer, deltas in zip(model.layers, found.deltas[1:]):
        assert [neuron.b.grad for neuron in layer.neurons] == deltas


def test_a_neuron_may_be_written_in_any_way():
    own = OwnMLP(OwnLayer([[1, -2], [-1, 1]], [1, 0]), OwnLayer([[2, -1]], [0.5]))
    model = nn.MLP(2, [2, 1], activation="tanh", output="tanh")
    for p, q in zip(model.parameters(), own.parameters()):
        p.data = q.data
    ours, theirs = sample(own, [1, -1]), sample(model, [1, -1])
    assert ours.activation == theirs.activation == ["tanh", "tanh"]
    for name in ("net_inputs", "activations", "slopes", "arriving", "deltas"):
        for a, b in zip(getattr(ours, name), getattr(theirs, name)):
            assert a == pytest.approx(b, abs=1e-15)


def test_an_activation_taken_apart_has_its_net_input_and_its_slope_all_the_same():
    class Sigmoid(OwnNeuron):
        def __call__(self, x: list[Any]) -> Value:
            z = self.b + self.w[0] * x[0] + self.w[1] * x[1]
            return 1 / (1 + (-z).exp())

    class Swish(OwnNeuron):
        def __call__(self, x: list[Any]) -> Value:
            z = self.w[0] * x[0] + self.w[1] * x[1] + self.b
            return z * z.sigmoid()

    for kind, h, slope in (
        (Sigmoid, sigma(1), sigma(1) * (1 - sigma(1))),
        (Swish, sigma(1), sigma(1) + sigma(1) * (1 - sigma(1))),
    ):
        found = sample(kind([2, -3], -3), [-1, -2])  # z = −2 + 6 − 3 = 1, as in lecture A2
        assert found.net_inputs[1] == [1]
        assert found.activations[1] == pytest.approx([h], rel=1e-12)
        assert found.slopes[1] == pytest.approx([slope], rel=1e-12)
        assert found.deltas[1] == pytest.approx([slope], rel=1e-12)


def test_softmax_takes_the_scores_of_all_units_so_none_has_a_slope_of_its_own():
    model = nn.Sequential(nn.Layer(2, 3, activation="identity", rng=1), nn.Softmax())
    found = sample(model, [1.0, 2.0], lambda p: -p[0].log())
    assert all(slope != slope for slope in found.slopes[1])
    # δ_z = y − t (lecture A7)
    y = found.activations[1]
    assert found.deltas[1] == pytest.approx([y[0] - 1, y[1], y[2]], abs=1e-12)
    assert sum(y) == pytest.approx(1)


def test_a_table_of_weights_is_a_layer_too():
    found = sample([Table([[1.0, -2.0], [-1.0, 1.0]], [1.0, 0.0])], [1, -1], lambda y: y[0] * y[1])
    assert found.activations[1] == [4, -2]
    assert found.deltas[1] == [-2, 4]


def test_without_a_loss_the_deltas_are_those_of_a_single_output():
    found = sample(nn.Neuron(2, activation="identity"), [1, 2])
    assert found.root == "y"
    assert found.deltas[1] == [1]


def test_several_outputs_have_no_deltas_without_a_loss():
    found = sample(lecture(), [1, -1])
    assert (found.root, found.deltas, found.arriving) == ("", [], [])


def test_what_is_differentiated_has_a_name():
    assert sample(lecture(), [1, -1], lambda y: y[1]).root == "y_2"
    assert sample(lecture(), [1, -1], lambda y: y[1] * y[0]).root == "L"
    model = lecture()
    nn.label(model)
    assert sample(model, [1, -1], lambda y: nn.half_squared_error(y, [1, 0])).root == "L"

    def named(y: list[Value]) -> Value:
        cost = y[0] * 2
        cost.label = "J"
        return cost

    assert sample(lecture(), [1, -1], named).root == "J"


def test_a_loss_that_forgets_an_output_leaves_it_a_delta_of_zero():
    assert sample(lecture(), [1, -1], lambda y: y[0] * 1).deltas[2][1] == 0
    assert sample(lecture(), [1, -1], lambda y: Value(3.0)).deltas == [[0, 0], [0, 0], [0, 0]]


def test_neither_model_nor_sample_is_touched():
    model, x = lecture(), [Value(1.0), Value(-1.0)]
    nn.label(model)
    for p in model.parameters():
        p.grad = 5.0
    sample(model, x, squared_error)
    assert [(v.label, v.grad) for v in x] == [("", 0), ("", 0)]
    assert {p.grad for p in model.parameters()} == {5.0}


def test_one_value_given_twice_is_two_inputs():
    x = Value(1.0, "a")
    found = sample(nn.Neuron(2, activation="identity", rng=0), [x, x])
    assert found.labels == ["a", "a"]
    assert found.deltas[0] == [w.data for w in nn.Neuron(2, rng=0).w]


def test_shared_weights_are_drawn_at_both_places():
    layer = nn.Layer(2, 2, activation="tanh", rng=3)
    found = sample([layer, layer], [1, 2], lambda y: y[0] + y[1])
    assert [len(column) for column in found.deltas] == [2, 2, 2]


def test_numbers_that_are_none_stay_what_they_are():
    found = sample(nn.Neuron(1, activation="identity", initializer="zeros"), [nan])
    assert isnan(found.activations[1][0])


def test_functions_before_the_first_layer_make_the_inputs():
    model = nn.Sequential(nn.flatten, nn.Layer(4, 1, activation="identity", rng=0))
    assert sample(model, [[1, 2], [3, 4]]).activations[0] == [1, 2, 3, 4]


@pytest.mark.parametrize("x", [[1], [1, 2, 3], []])
def test_another_number_of_inputs_is_refused(x: list[float]):
    with pytest.raises(ValueError, match=f"{len(x)} inputs for a model of 2: give x as one sample"):
        sample(lecture(), x)


def test_a_table_of_samples_is_refused():
    with pytest.raises(ValueError, match=r"as x: it takes one sample, a number for each of 2 inputs"):
        sample(lecture(), [[1, -1], [0, 0]])


@pytest.mark.parametrize("x", ["ab", {"a": 1, "b": 2}, [1, "b"], [1, None]])
def test_a_sample_is_made_of_numbers(x: Any):
    with pytest.raises(TypeError, match="Value"):
        sample(lecture(), x)


def test_a_function_between_layers_that_changes_their_number_is_refused():
    def largest(y: list[Value]) -> list[Value]:
        return y[:1]

    with pytest.raises(
        ValueError, match="what largest makes of the 2 units of layer 1: it returns 1 numbers"
    ):
        sample([nn.Layer(2, 2), largest, nn.Layer(2, 1)], [1, 2])


def test_a_model_that_is_not_its_layers_one_after_the_other_is_refused():
    class Skips(OwnMLP):
        def __call__(self, x: Any) -> Any:
            return [a + b for a, b in zip(x, super().__call__(x))]

    model = Skips(OwnLayer([[1, 2], [3, 4]], [0, 0]))
    with pytest.raises(ValueError, match="cannot draw Skips: called with x it computes something else"):
        sample(model, [1, 2])


def test_a_loss_returns_a_value():
    with pytest.raises(TypeError, match=r"network got 0\.8635\d*… from the loss"):
        sample(lecture(), [1, -1], lambda y: y[0].data)


@pytest.mark.parametrize(
    ("loss", "message"),
    [
        ("mse", r"needs a function as loss, not str 'mse': give one of what the model returns"),
        (
            nn.half_squared_error,
            r"missing a required argument: 'target'.*lambda y: half_squared_error\(y, target\)",
        ),
        (lambda: Value(1.0), "too many positional arguments"),
    ],
)
def test_a_loss_takes_what_the_model_returns_and_nothing_else(loss: Any, message: str):
    with pytest.raises(TypeError, match=message):
        sample(lecture(), [1, -1], loss)


def test_a_sample_may_be_an_iterator():
    assert sample(lecture(), iter([1, -1])) == sample(lecture(), [1, -1])


def test_a_model_may_hand_a_single_unit_on_as_a_list_of_one():
    class Chain:
        def __init__(self) -> None:
            self.layers = [Unit([2.0, 1.0]), Unit([3.0])]

        def __call__(self, x: Any) -> Value:
            return self.layers[1]([self.layers[0](x)])

    class Unit:
        def __init__(self, w: list[float]) -> None:
            self.w = [Value(v) for v in w]

        def __call__(self, x: Any) -> Value:
            return dot(self.w, list(x))

    assert sample(Chain(), [1, -1]).activations == [[1, -1], [1], [3]]


def test_a_layer_that_is_no_function_has_no_numbers():
    from types import SimpleNamespace

    with pytest.raises(
        TypeError, match=r"cannot compute layer 1, .*: it is no function of its inputs; leave x"
    ):
        sample(SimpleNamespace(layers=[SimpleNamespace(W=[[1.0, 2.0]])]), [1, 2])
