"""Vanishing gradients and dead units are seen where they are known to be."""

from itertools import pairwise

import pytest

import nn
from nn.training.report import watched_units


def chain(activation: str, depth: int = 4) -> nn.MLP:
    """One unit after the other, all weights 1, all biases 0, a linear one at the end."""
    model = nn.MLP(1, [1] * (depth + 1), activation=activation)
    for parameter in model.parameters():
        parameter.data = 0.0
    for layer in model.layers:
        layer.neurons[0].w[0].data = 1.0
    return model


def test_deltas_of_a_chain_are_the_products_of_its_slopes():
    # relu of 2 stays 2 with slope 1: δ = y - t = 2 - 1 = 1 in every layer
    report = nn.gradient_report(chain("relu"), [[2.0]], [1.0], loss=nn.half_squared_error)
    assert [layer.path for layer in report] == [f"layers.{i}" for i in range(5)]
    assert [layer.delta for layer in report] == [1.0] * 5
    assert [layer.dead for layer in report] == [0] * 5


def test_sigmoid_deltas_shrink_by_a_quarter_or_less_in_every_layer():
    # δ_below = δ w σ'(z) with w = 1 and σ' ≤ ¼
    report = nn.gradient_report(chain("sigmoid"), [[2.0]], [1.0], loss=nn.half_squared_error)
    for below, above in pairwise(report):
        assert 0 < below.delta <= above.delta / 4


def test_a_relu_that_no_sample_wakes_is_dead():
    # z = x < 0 for both samples: slope 0, nothing flows below
    report = nn.gradient_report(chain("relu", 1), [[-1.0], [-2.0]], [1.0, 1.0], loss=nn.half_squared_error)
    assert (report[0].dead, report[0].units, report[0].saturated, report[0].delta) == (1, 1, 1.0, 0.0)


def test_a_sigmoid_far_out_is_saturated_but_not_dead():
    # σ'(6) = 0.0025 < 0.01, σ'(1) = 0.1966
    report = nn.gradient_report(chain("sigmoid", 1), [[6.0], [1.0]], [1.0, 1.0], loss=nn.half_squared_error)
    assert (report[0].saturated, report[0].dead) == (0.5, 0)


# σ'(4.58) = 0.01005, σ'(4.6) = 0.00985; the slope of leaky_relu below 0 is 0.01 itself
@pytest.mark.parametrize(
    ("activation", "x", "saturated"),
    [("sigmoid", 4.58, 0.0), ("sigmoid", 4.6, 1.0), ("leaky_relu", -2.0, 0.0)],
)
def test_saturated_means_a_slope_below_a_hundredth(activation, x, saturated):
    report = nn.gradient_report(chain(activation, 1), [[x]], [1.0], loss=nn.half_squared_error)
    assert report[0].saturated == saturated


def test_the_report_leaves_gradients_and_activations_as_they_were():
    model = nn.MLP(2, [3, 1], rng=0)
    for parameter in model.parameters():
        parameter.grad = 7.0
    activations = [neuron.activation for layer in model.layers for neuron in layer.neurons]
    nn.gradient_report(model, [[1.0, 2.0]], [1.0], loss=nn.half_squared_error)
    assert {parameter.grad for parameter in model.parameters()} == {7.0}
    assert [neuron.activation for layer in model.layers for neuron in layer.neurons] == activations


def test_activations_come_back_after_an_error():
    model = nn.MLP(2, [3, 1], rng=0)
    before = model.layers[0].neurons[0].activation
    with pytest.raises(RuntimeError), watched_units(model):
        raise RuntimeError
    assert model.layers[0].neurons[0].activation is before


def test_targets_come_in_the_forms_that_fit_takes():
    model, X = nn.MLP(2, [3, 2], activation="tanh", rng=0), [[1.0, 2.0], [0.5, -1.0]]
    expected = nn.gradient_report(model, X, [1, 0], loss=nn.cross_entropy)
    for labels in ([1.0, 0.0], [[1], [0]], [True, False], [[0, 1], [1, 0]]):
        # Σ tₖ log pₖ adds zeros to the one logarithm
        report = nn.gradient_report(model, X, labels, loss=nn.cross_entropy)
        assert [layer.delta for layer in report] == pytest.approx(
            [layer.delta for layer in expected], rel=1e-12
        )
    with pytest.raises(ValueError, match=r"y\[1\]: cross_entropy: -1 is no class"):
        nn.gradient_report(model, X, [1, -1], loss=nn.cross_entropy)
    with pytest.raises(ValueError, match="gradient_report: binary_cross_entropy takes probabilities"):
        nn.gradient_report(model, X, [[0, 1], [1, 0]], loss=nn.binary_cross_entropy)
