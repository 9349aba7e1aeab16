"""What notebook 9 asks for, computed by the engine, and what typical mistakes lead to.

Letters: `o` are the outputs of a layer, `delta` the deltas of its net inputs, `W` has shape (n_out, n_in), so
that `W[j][i]` is the weight from unit i of a layer to unit j of the next one.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

import nn
from autograd import Program
from nn import MLP

Mistakes = dict[str, dict[str, object]]
HiddenDelta = Callable[[Any, Any, Any], Any]


def sigma(z: Any) -> Any:
    """Return 1/(1 + e⁻ᶻ), entry by entry; of an array of Values, too."""
    return 1.0 / (1.0 + np.exp(-z))


def hidden_delta(o: Any, W: Any, delta: Any) -> Any:
    """Return the deltas of a hidden layer, δᵢ = oᵢ(1 − oᵢ) Σⱼ δⱼ W[j][i], from those of the next layer."""
    return o * (1 - o) * (W.T @ delta)


HIDDEN_DELTA_MISTAKES: dict[str, HiddenDelta] = {
    "the slope of the sigmoid is missing": lambda o, W, delta: W.T @ delta,
    "the slope were o alone": lambda o, W, delta: o * (W.T @ delta),
    "the indices of W are swapped: W[j][i] leads from i to j": lambda o, W, delta: o * (1 - o) * (W @ delta),
    "one j alone is counted, and the sum is missing": lambda o, W, delta: o * (1 - o) * W[0] * delta[0],
    "unit i heard from unit i alone": lambda o, W, delta: o * (1 - o) * np.diag(W) * delta,
    "the weights are missing": lambda o, W, delta: o * (1 - o) * delta.sum(),
}


def delta_rule(hidden_delta: HiddenDelta) -> Callable[..., list[Any]]:
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


SLIPS = {1, 4}  # no sum over j; ∂ⱼ for δⱼ
SLIP_MISTAKES: Mistakes = {
    "lines": {
        "line 3 were wrong: it only writes δⱼ for (oⱼ − tⱼ) oⱼ (1 − oⱼ)": {1, 3},
        "the gradient of a weight were wrong: it is the input times the delta": {1, 5},
        "line 2 were wrong: the sum belongs there": {2, 4},
        "one of two were enough": {1},
    }
}


def weights_called(model: MLP, label: str) -> tuple[dict[str, object], Mistakes]:
    """Return which weight has a label where i is the unit that it comes from, and where j comes first."""
    found: dict[str, float] = {}
    for scheme in ("w_ij^(k)", "w_ji^(k)"):
        nn.label(model, scheme)
        found[scheme] = next(p.data for p in model.parameters() if p.label == label)
    (from_i, unit_first), swapped = found.values(), "the two ways are swapped"
    right: dict[str, object] = {"from i to j": from_i, "unit first": unit_first}
    return right, {"from i to j": {swapped: unit_first}, "unit first": {swapped: from_i}}


def gradient_of_W1(model: MLP, program: Program, X: Any, T: Any) -> tuple[dict[str, object], Mistakes]:
    """Return ∂E/∂W₁ as the program has it, of shape (n_in, n_hidden).

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
        }
    }
    return {"∂E/∂W₁": right}, mistakes


def counts() -> tuple[dict[str, object], Mistakes]:
    """Return numbers of parameters, and of evaluations that trying needs."""
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
    return right, mistakes


def one_hidden_layer(d: int, M: int) -> int:
    """Return how many parameters a network with d inputs, M hidden units and one output has."""
    return nn.parameter_count([d, M, 1])


ONE_HIDDEN_LAYER_MISTAKES: dict[str, Callable[[int, int], int]] = {
    "the biases are missing": lambda d, M: d * M + M,
    "the bias of the output is missing": lambda d, M: (d + 1) * M + M,
    "M of them are missing: the biases of the hidden units, or the weights to the output": lambda d, M: (
        (d + 1) * M + 1
    ),
}
