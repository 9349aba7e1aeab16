"""What is right in the exercises of notebook 14, and what typical mistakes lead to."""

import math
from collections.abc import Callable, Mapping

from initial_spread import growth, spread

import nn
from autograd import Value, messages
from viz import Answers, check_values, count_paths, strongest_paths


def check_quarters(through: Callable[..., float], answers: Mapping[str, object]) -> Answers:
    """Return a verdict on factors per layer; through(layers, weight) is ∂h/∂x of a chain of sigmoids."""
    z = Value(math.atanh(0.8))
    right = {
        "layers": next(n for n in range(1, 20) if through(n) < 0.0001),
        "slope": messages(z.tanh()).deltas[z],
        "keep": 1 / through(1),
        "ten": through(10, weight=8),
    }
    mistakes = {
        "layers": {
            "what is left with so many was not compared with 0.0001": right["layers"] - 1,
            "the result was not rounded up to whole layers": math.log(0.0001) / math.log(0.25),
        },
        "slope": {"the rule of the sigmoid, (1 − y) y, was taken": 0.16, "the 1 − was forgotten": 0.64},
        "keep": {"the weight shrinks once more what the slope has shrunk": through(1)},
        "ten": {
            "the slopes were forgotten": 8**10,
            "one layer was taken for ten": through(1, weight=8),
            "the factors were added": 10 * through(1, weight=8),
        },
    }
    return check_values(right, answers, mistakes)


def check_sizes(answers: Mapping[str, object]) -> Answers:
    """Return a verdict on initial weights: two deviations, a factor per layer, a lucky number of inputs."""
    right = {
        "he": spread(nn.he_normal, 50, 50),
        "xavier": spread(nn.xavier_normal, 120, 80),
        "factor": growth(nn.normal, 50, 0.5),
        "lucky": next(n for n in range(1, 100) if math.isclose(growth(nn.uniform, n, 0.5), 1)),
    }
    variance = "the variance was given, and its root is asked for"
    mistakes = {
        "he": {variance: right["he"] ** 2, "the 2 for the closed half is missing": 50**-0.5},
        "xavier": {
            variance: right["xavier"] ** 2,
            "the inputs alone were counted": 120**-0.5,
            "the 2 of the mean is missing": 200**-0.5,
        },
        "factor": {
            "the root was forgotten": right["factor"] ** 2,
            "all units were taken to be open": 50**0.5,
        },
        "lucky": {"the closed half was forgotten": 3},
    }
    return check_values(right, answers, mistakes)


def check_long_step(relu: nn.Neuron, leaky: nn.Neuron, answers: Mapping[str, object]) -> Answers:
    """Return a verdict on a step that was too long; both units have stepped and hold their next gradients."""
    right = {"w": relu.w[0].data, "b": relu.b.data, "relu": relu.w[0].grad, "leaky": leaky.w[0].grad}
    mistakes = {
        "w": {"the step went uphill": 3, "x was forgotten: multiply swaps": 0},
        "b": {"the step went uphill": 1, "the bias got the factor x, too": -2},
        "relu": {
            "the delta was let through a unit that is closed": -2,
            "the unit was left as if it had no activation": (2 * -1 - 1 - 1) * 2,
        },
        "leaky": {
            "the leak was taken on the way there alone": -2.6,
            "x was forgotten: multiply swaps": -0.13,
            "y was taken to be 0, as that of a plain ReLU": -0.2,
        },
    }
    return check_values(right, answers, mistakes)


def check_blocks(last: Value, first: Value, answers: Mapping[str, object]) -> Answers:
    """Return a verdict on the paths through three residual blocks, the slope of each being 1/4."""
    ways = strongest_paths(last, 99, first)
    right = {
        "paths": count_paths(last, first),
        "two": sum(path.product == 0.25**2 for path in ways),
        "longest": ways[-1].product,
        "delta": messages(last).deltas[first],
    }
    mistakes = {
        "paths": {
            "the choices of the blocks were added, not multiplied": 6,
            "the path around all of them was forgotten": right["paths"] - 1,
        },
        "two": {"only one choice of two blocks was counted": 1},
        "longest": {"the factors were added": 3 / 4},
        "delta": {
            "a sequence was taken, without the ways around": 1 / 64,
            "the path around all blocks is missing": 61 / 64,
        },
    }
    return check_values(right, answers, mistakes)
