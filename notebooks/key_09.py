"""What is right in the exercises of notebook 9, and what typical mistakes lead to.

Letters: `o` are the outputs of a layer, `delta` the deltas of its net inputs, `W` has shape (n_out, n_in), so
that `W[j][i]` is the weight from unit i of a layer to unit j of the next one.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

import nn
from autograd import Program
from nn import MLP
from viz import Answers, Verdict, check_function, check_values

Mistakes = dict[str, dict[str, object]]
HiddenDelta = Callable[[Any, Any, Any], Any]


def sigma(z: Any) -> Any:
    """Return 1/(1 + e⁻ᶻ), entry by entry; of an array of Values, too."""
    return 1.0 / (1.0 + np.exp(-z))


def _hidden_delta(o: Any, W: Any, delta: Any) -> Any:
    """Return the deltas of a hidden layer, δᵢ = oᵢ(1 − oᵢ) Σⱼ δⱼ W[j][i], from those of the next layer."""
    return o * (1 - o) * (W.T @ delta)


def check_hidden_delta(mine: HiddenDelta) -> Verdict:
    """Return a verdict on the rule for the deltas of a hidden layer."""
    cases = [
        (np.array([0.5, 0.8]), np.array([[3.0, -1.0], [-1.0, 4.0]]), np.array([-0.2, 0.1])),
        (np.array([0.9, 0.25]), np.array([[2.0, -1.0], [-2.0, -1.0]]), np.array([0.3, 0.4])),
    ]
    mistakes: dict[str, HiddenDelta] = {
        "the slope of the sigmoid is missing": lambda o, W, delta: W.T @ delta,
        "the slope were o alone": lambda o, W, delta: o * (W.T @ delta),
        "the slope were 1 − o alone": lambda o, W, delta: (1 - o) * (W.T @ delta),
        "the slope were that of tanh": lambda o, W, delta: (1 - o**2) * (W.T @ delta),
        "the slope had the wrong sign, o (o − 1) for o (1 − o)": lambda o, W, delta: (
            o * (o - 1) * (W.T @ delta)
        ),
        "both W and the sum are missing: unit i heard from unit i alone": lambda o, W, delta: (
            o * (1 - o) * delta
        ),
        "the indices of W are swapped: W[j][i] leads from i to j": lambda o, W, delta: (
            o * (1 - o) * (W @ delta)
        ),
        "one j alone is counted, and the sum is missing": lambda o, W, delta: o * (1 - o) * W[0] * delta[0],
        "unit i heard from unit i alone": lambda o, W, delta: o * (1 - o) * np.diag(W) * delta,
        "the weights are missing": lambda o, W, delta: o * (1 - o) * delta.sum(),
    }
    return check_function(mine, _hidden_delta, cases, mistakes)


def delta_rule(hidden_delta: HiddenDelta = _hidden_delta) -> Callable[..., list[Any]]:
    """Return the rule of any number of sigmoid layers as `autograd.testing.check_rule` takes it.

    E = ½ Σ(o − t)². The rule is given one sample and then W and b of each layer.
    """

    def rule(x: Any, t: Any, *arrays: Any) -> list[Any]:
        weights, biases = arrays[::2], arrays[1::2]
        outputs = [x]
        for W, b in zip(weights, biases):
            outputs.append(sigma(W @ outputs[-1] + b))
        last = outputs[-1]
        delta, gradients = last * (1 - last) * (last - t), []
        for k in reversed(range(len(weights))):
            gradients = [np.outer(delta, outputs[k]), delta, *gradients]
            if k:
                delta = np.asarray(hidden_delta(outputs[k], weights[k], delta))
        return gradients

    return rule


def check_slips(answers: dict[str, object]) -> Answers:
    """Return a verdict on which lines of the notes are wrong: 1 has no sum over j, 4 has ∂ⱼ for δⱼ."""
    mistakes: Mistakes = {
        "lines": {
            "line 3 were wrong: it only writes δⱼ for (oⱼ − tⱼ) oⱼ (1 − oⱼ)": {1, 3},
            "the gradient of a weight were wrong: it is the input times the delta": {1, 5},
            "line 2 were wrong: the sum belongs there": {2, 4},
        }
    }
    said = answers.get("lines")
    if isinstance(said, (set, list, tuple)) and len(said) == 1:
        mistakes["lines"]["one line were enough: two are asked for"] = {*said}
    return check_values({"lines": {1, 4}}, answers, mistakes)


def check_indices(model: MLP, label: str, answers: dict[str, object]) -> Answers:
    """Return a verdict on which weight has a label if i is where it comes from, and if j comes first."""
    found: dict[str, float] = {}
    for scheme in ("w_ij^(k)", "w_ji^(k)"):
        twin = MLP.from_arrays(model.arrays())  # the model keeps its labels
        nn.label(twin, scheme)
        found[scheme] = next(p.data for p in twin.parameters() if p.label == label)
    (from_i, unit_first), swapped = found.values(), "the two ways are swapped"
    right: dict[str, object] = {"from i to j": from_i, "unit first": unit_first}
    mistakes: Mistakes = {"from i to j": {swapped: unit_first}, "unit first": {swapped: from_i}}
    return check_values(right, answers, mistakes)


def check_dW1(model: MLP, program: Program, X: Any, T: Any, dW1: object) -> Answers:
    """Return a verdict on ∂E/∂W₁, of shape (n_in, n_hidden), which the program has, too.

    The network has one hidden layer and one output, X a row for each sample, T one column.
    """
    _, gradient = program.value_and_grad(X, T[:, 0])
    (W1, b1), (W2, b2) = model.arrays()
    n_hidden, n_in = W1.shape
    right = np.asarray(gradient)[: n_hidden * (n_in + 1)].reshape(n_hidden, n_in + 1)[:, :n_in].T
    H1 = sigma(X @ W1.T + b1)
    Y = sigma(H1 @ W2.T + b2)
    dZ2 = (Y - T) / len(X) * Y * (1 - Y)
    slope = H1 * (1 - H1)
    mistakes: Mistakes = {
        "∂E/∂W₁": {
            "the slope of the hidden units is missing": X.T @ (dZ2 @ W2),
            "the weights W₂ are missing": X.T @ (dZ2 * slope),
            "it is summed over the samples where E is their mean": right * len(X),
            "it is divided by the number of samples twice": right / len(X),
            "the sign is wrong": -right,
            "the slope of the sigmoid were H₁ alone": X.T @ (dZ2 @ W2 * H1),
            "the slope of the sigmoid were 1 − H₁ alone": X.T @ (dZ2 @ W2 * (1 - H1)),
            "it starts at ∂E/∂H₂, not at ∂E/∂Z₂": X.T @ ((Y - T) / len(X) @ W2 * slope),
        }
    }
    return check_values({"∂E/∂W₁": right}, {"∂E/∂W₁": dW1}, mistakes)


def check_counts(answers: dict[str, object]) -> Answers:
    """Return a verdict on numbers of parameters, and of the evaluations that trying needs."""
    small, digits, deep = [3, 4, 2], [784, 200, 10], [784, 200, 200, 10]
    large = [10_000, *[300] * 10, 1000]
    right: dict[str, object] = {
        "3-4-2": nn.parameter_count(small),
        "784-200-200-10": nn.parameter_count(deep),
        "weights": nn.parameter_count(large, biases=False),
        "evaluations": nn.parameter_count(digits) + 1,
    }
    no_biases = "the biases are missing"
    mistakes: Mistakes = {
        "3-4-2": {no_biases: nn.parameter_count(small, biases=False), "the inputs had biases, too": 29},
        "784-200-200-10": {
            no_biases: nn.parameter_count(deep, biases=False),
            "the second hidden layer is missing": nn.parameter_count(digits),
        },
        "weights": {
            "the biases are counted": nn.parameter_count(large),
            "there were ten matrices between the hidden layers: ten layers have nine gaps":
                nn.parameter_count(large, biases=False) + 300 * 300,
            "the hidden layers had no weights between them": 10_000 * 300 + 300 * 1000,
        },
        "evaluations": {
            "the one at the start is missing, with which all others are compared": nn.parameter_count(digits),
            "the two sweeps of backpropagation were asked for": 2,
        },
    }  # fmt: skip
    return check_values(right, answers, mistakes)


def check_one_hidden_layer(mine: Callable[[int, int], int | None]) -> Verdict:
    """Return a verdict on how many parameters d inputs, M hidden units and one output have."""
    mistakes: dict[str, Callable[[int, int], int]] = {
        "the biases are missing, or all of the output unit": lambda d, M: d * M + M,
        "the bias of the output is missing": lambda d, M: (d + 1) * M + M,
        "M of them are missing: the biases of the hidden units, or the weights to the output": lambda d, M: (
            (d + 1) * M + 1
        ),
    }
    cases = [(2, 3), (10, 1), (784, 200)]
    return check_function(mine, lambda d, M: nn.parameter_count([d, M, 1]), cases, mistakes)
