"""Universal approximation: one stump by hand, errors that fall as the theorem says, wrong arguments."""

import math
import re

import pytest

from nn import MLP
from nn.classics.approximation import universal_approximator


def largest_error(network, function, low, high, points=150):
    xs = [low + (high - low) * i / points for i in range(points + 1)]
    return max(abs(network([x]).data - function(x)) for x in xs)


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


# f = 3 on [0, 1] in 2 stumps: walls at 0, ½, 1, the outer ones moved out by 5 · ½ to -2½ and 3½; s = 8/½.
# At x = ½: 3[σ(16 · 3) - σ(0)] + 3[σ(0) - σ(-16 · 3)] = 3[σ(48) - σ(-48)] = 3
def test_two_stumps_by_hand():
    network = universal_approximator(lambda x: 3.0, 0.0, 1.0, stumps=2)
    hidden, (output,) = network.layers[0].neurons, network.layers[1].neurons
    assert [unit.w[0].data for unit in hidden] == [16.0] * 4
    assert [-unit.b.data / 16 for unit in hidden] == [-2.5, 0.5, 0.5, 3.5]
    assert [w.data for w in output.w] == [3.0, -3.0, 3.0, -3.0]
    assert network([0.5]).data == 3.0


# f(x) = x on [0, 3] in 3 stumps of heights ½, 1½, 2½; in the middle of the second, at 1½, its walls stand at
# a distance of ½, σ(4) each: ½[1 - σ(4)] + 1½[σ(4) - σ(-4)] + 2½[σ(-4)] with the outer walls far away
def test_neighbors_reach_over_their_walls_as_sigmoids_do():
    network = universal_approximator(lambda x: x, 0.0, 3.0, stumps=3)
    s = sigmoid(4)
    assert network([1.5]).data == pytest.approx(0.5 * (1 - s) + 1.5 * (2 * s - 1) + 2.5 * (1 - s), rel=1e-12)


def test_a_sharp_stump_is_high_inside_and_0_outside():
    network = universal_approximator(lambda x: 2.0 if 1 < x < 2 else 0.0, 0.0, 3.0, stumps=3, sharpness=100)
    assert [round(network([x]).data, 6) for x in (0.5, 1.2, 1.5, 1.8, 2.5)] == [0.0, 2.0, 2.0, 2.0, 0.0]


# |f'| ≤ c gives an error of about c · (b - a)/2: for sin 2πx, c = 2π
@pytest.mark.parametrize(
    ("function", "low", "high", "slope"),
    [
        (lambda x: math.sin(2 * math.pi * x), 0.0, 1.0, 2 * math.pi),
        (lambda x: x * x, -2.0, 3.0, 6.0),
        (abs, -1.0, 1.0, 1.0),
        (lambda x: -7.5, 100.0, 101.0, 0.0),
    ],
)
def test_the_error_falls_with_the_width_of_the_stumps(function, low, high, slope):
    for stumps in (10, 30, 90):
        network = universal_approximator(function, low, high, stumps=stumps)
        bound = slope * (high - low) / stumps / 2
        # plus a hundredth for what the sigmoids leak into the next piece, and rounding
        assert largest_error(network, function, low, high) <= 1.05 * bound + 1e-9


def test_it_is_an_mlp_with_one_hidden_layer():
    network = universal_approximator(math.exp, 0.0, 1.0, stumps=5)
    assert type(network) is MLP
    assert [len(layer.neurons) for layer in network.layers] == [10, 1]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((abs, 1.0, 1.0), ValueError, "the interval is 1.0 to 1.0: it needs low < high"),
        ((abs, 1.0, -1.0), ValueError, "it needs low < high"),
        ((abs, math.nan, 1.0), ValueError, "it needs low < high"),
        ((abs, 0.0, math.inf), ValueError, "it needs low < high"),
        ((abs, 0.0, 1.0, 0), ValueError, "stumps ≥ 1, got 0"),
        ((abs, 0.0, 1.0, 2.5), TypeError, "whole number as stumps"),
        ((lambda x: math.nan, 0.0, 1.0), ValueError, "the function is nan at 0.01"),
        ((lambda x: math.inf, 0.0, 1.0), ValueError, "the function is inf at 0.01"),
        ((lambda x: "y", 0.0, 1.0), ValueError, "could not convert"),
    ],
)
def test_what_cannot_be_approximated_is_refused(arguments, error, message):
    with pytest.raises(error, match=re.escape(message)):
        universal_approximator(*arguments)


@pytest.mark.parametrize("sharpness", [0, -1.0, math.nan, math.inf])
def test_a_sharpness_that_is_none_is_refused(sharpness):
    with pytest.raises(ValueError, match="sharpness is"):
        universal_approximator(abs, 0.0, 1.0, sharpness=sharpness)
