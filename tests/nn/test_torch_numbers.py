"""Losses and optimizers beside those of PyTorch: golden numbers, and PyTorch itself where it is installed."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest

import nn
from autograd import Value, log_softmax

GOLDEN = Path(__file__).parent / "data" / "torch_numbers.json"

OUTPUTS = [[3.2, 5.1, -1.7], [0.0, -0.25, 2.5], [-40.0, 0.5, 40.0]]
NUMBERS, BITS, SIGNS, CLASSES = (
    [[1.0, 5.0, -2.0]] * 3,
    [[1.0, 0.0, 1.0]] * 3,
    [[1.0, -1.0, 1.0]] * 3,
    [0, 2, 1],
)
# our loss of one sample, targets, the name in torch.nn.functional, what theirs is to be multiplied by
LOSSES = {
    "squared_error": (nn.squared_error, NUMBERS, "mse_loss", 1.5),  # ½ Σ = ½ · 3 · mean
    "mean_squared_error": (nn.mean_squared_error, NUMBERS, "mse_loss", 1.0),
    "half_mean_squared_error": (nn.half_mean_squared_error, NUMBERS, "mse_loss", 0.5),
    "binary_cross_entropy": (nn.binary_cross_entropy, BITS, "binary_cross_entropy_with_logits", 1.0),
    "cross_entropy": (nn.cross_entropy, CLASSES, "cross_entropy", 1.0),
    "negative_log_likelihood": (
        lambda z, c: nn.negative_log_likelihood(log_softmax(z), c), CLASSES, "cross_entropy", 1.0,
    ),
    "multiclass_hinge": (nn.multiclass_hinge, CLASSES, "multi_margin_loss", 3.0),  # theirs divides by K
}  # fmt: skip
START = [1.0, -2.0, 0.5]
GRADIENTS = [[2.0, -1.0, 0.001], [1.0, 3.0, 0.0], [2.75, -0.5, -0.002], [-1.0, 10.0, 0.001], [0.5, 0.0, 5.0]]
# ours, the name in torch.optim and its settings
OPTIMIZERS = {
    "GradientDescent": (nn.GradientDescent(0.1), "SGD", {"lr": 0.1}),
    "Momentum": (nn.Momentum(0.1, momentum=0.8), "SGD", {"lr": 0.1, "momentum": 0.8}),
    "Nesterov": (nn.Nesterov(0.1, momentum=0.8), "SGD", {"lr": 0.1, "momentum": 0.8, "nesterov": True}),
    "RMSProp": (nn.RMSProp(0.1, decay=0.7, epsilon=0.01), "RMSprop", {"lr": 0.1, "alpha": 0.7, "eps": 0.01}),
    "Adam": (nn.Adam(0.1, beta1=0.8, beta2=0.9), "Adam", {"lr": 0.1, "betas": (0.8, 0.9)}),
    "AdamW": (
        nn.AdamW(0.1, beta1=0.8, beta2=0.9, weight_decay=0.2),
        "AdamW", {"lr": 0.1, "betas": (0.8, 0.9), "weight_decay": 0.2},
    ),
}  # fmt: skip


def numbers_of_torch():
    """Return mean loss and gradients for each loss, parameters after each step for each optimizer."""
    import torch

    numbers = {"source": f"PyTorch {torch.__version__}, float64", "losses": {}, "optimizers": {}}
    for name, (_, targets, theirs, factor) in LOSSES.items():
        z = torch.tensor(OUTPUTS, dtype=torch.float64, requires_grad=True)
        kind = torch.int64 if targets is CLASSES else torch.float64
        loss = factor * getattr(torch.nn.functional, theirs)(z, torch.tensor(targets, dtype=kind))
        loss.backward()
        numbers["losses"][name] = {"value": loss.item(), "deltas": z.grad.tolist()}
    for name, (_, theirs, settings) in OPTIMIZERS.items():
        w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        optimizer = getattr(torch.optim, theirs)([w], **settings)
        numbers["optimizers"][name] = []
        for gradient in GRADIENTS:
            w.grad = torch.tensor(gradient, dtype=torch.float64)
            optimizer.step()
            numbers["optimizers"][name].append(w.tolist())
    return numbers


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_that_of_torch(name):
    loss, targets, _, _ = LOSSES[name]
    golden = json.loads(GOLDEN.read_text())["losses"][name]
    z = [[Value(number) for number in row] for row in OUTPUTS]
    mean = sum(loss(row, target) for row, target in zip(z, targets)) / len(z)
    mean.backward()
    assert mean.data == pytest.approx(golden["value"], rel=1e-13)
    # a probability of e⁻⁸⁰ is the difference of numbers near 40, so it has an error of 1e-14 at most
    assert np.abs(np.array([[v.grad for v in row] for row in z]) - golden["deltas"]).max() < 1e-13


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_steps_of_an_optimizer_are_those_of_torch(name):
    optimizer, w = copy.deepcopy(OPTIMIZERS[name][0]), np.array(START)
    path = []
    for gradient in GRADIENTS:
        optimizer.step_vector(w, np.array(gradient))
        path.append(w.tolist())
    golden = json.loads(GOLDEN.read_text())["optimizers"][name]
    assert np.abs(np.array(path) - golden).max() < 1e-13


def test_the_golden_numbers_are_those_of_the_torch_that_is_installed():
    pytest.importorskip("torch")
    numbers, golden = numbers_of_torch(), json.loads(GOLDEN.read_text())
    for name, found in numbers["losses"].items():
        assert found["value"] == pytest.approx(golden["losses"][name]["value"], rel=1e-13)
        assert np.abs(np.array(found["deltas"]) - golden["losses"][name]["deltas"]).max() < 1e-13
    for name, path in numbers["optimizers"].items():
        assert np.abs(np.array(path) - golden["optimizers"][name]).max() < 1e-13
