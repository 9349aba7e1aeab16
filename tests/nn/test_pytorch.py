"""The same architectures, losses and optimizer steps in PyTorch: values and gradients agree.

A row of CASES holds a module or loss of ours, its input, and the same in PyTorch's functions, which get the
parameters in our order. PyTorch's numbers are committed in `data/pytorch.json`, so that the comparison runs
without it; where it is installed, they are computed anew. After a change of the rows rewrite the file with
`CHALKGRAD_GOLDEN=write python -m pytest tests/nn/test_pytorch.py`.
"""

import json
import os
import random
from functools import partial
from math import pi, prod
from pathlib import Path

import pytest

import nn
from autograd import Value, dot, log_softmax, sum
from nn.layers.activations import ACTIVATIONS
from nn.losses import loss

try:
    import torch
    import torch.nn.functional as F
except ImportError:  # the rows name its functions, but only call them where it is there
    torch = F = None

GOLDEN = Path(__file__).parent / "data" / "pytorch.json"
# float64 on both sides, sums of some tens of terms in another order: a few times 1e-16, relative to numbers
# that cancel a little. The bar of 1e-10 is met with a hundredfold margin.
close = partial(pytest.approx, rel=1e-12, abs=1e-12)

X2, X3 = [0.3, -0.7], [0.3, -0.7, 1.1]
BENDS = [-3.0, -0.5, 0.0, 0.25, 2.0]  # 0 is where a convention decides the slope
SEQUENCE = [[0.3, -0.7], [1.0, 2.0], [-0.4, 0.5]]
IMAGE = [[[0.3, -0.7, 1.1, 0.6], [1.0, 2.0, -3.0, 0.2], [0.2, 0.1, 0.9, -0.8], [-1.2, 0.4, 0.7, 1.5]]]
IMAGES = [*IMAGE, [[-x for x in row] for row in reversed(IMAGE[0])]]
LOGITS, LARGE = [3.2, 5.1, -1.7], [800.0, 0.5, -800.0]
POINTS, CLASSES = [[0.5, -1.0], [1.5, 0.25], [-0.75, 0.5], [0.1, 2.0]], [0, 2, 1, 2]


# --- the same in PyTorch -------------------------------------------------------------------------------
# `p` hands out the parameters, `p(rows, columns)` the next of them as a tensor of this shape.


def activated(name, z):
    """Return PyTorch's activation of our name."""
    if name == "identity":
        return z
    if name == "step":  # their heaviside has no backward
        return F.relu(torch.sign(z))
    if name == "softplus":  # with their threshold of 20 it is the identity too early, by 2e-9
        return F.softplus(z, threshold=40)
    if name == "gelu":
        return F.gelu(z, approximate="tanh")
    return getattr(torch if hasattr(torch, name) else F, name)(z)


def unit(p, nout, nin):
    """Return weights of shape (nout, nin) and biases: a neuron of ours holds its weights, then its bias."""
    rows = p(nout, nin + 1)
    return rows[:, :-1], rows[:, -1]


def linear(x, p, nout):
    return F.linear(x, *unit(p, nout, x.shape[-1]))


def convolution(function, x, p, channels, kernel, **options):
    shape = (channels, len(x), *[kernel] * (x.ndim - 1))
    weights, biases = unit(p, channels, prod(shape[1:]))
    return function(x[None], weights.reshape(shape), biases, **options)[0]


def attention(x, p, width, causal):
    q, k, v = (F.linear(x, p(width, x.shape[-1]))[None] for _ in range(3))
    return F.scaled_dot_product_attention(q, k, v, is_causal=causal)[0]


def highway(x, p, activation):
    h, t = activation(linear(x, p, len(x))), torch.sigmoid(linear(x, p, len(x)))
    return t * h + (1 - t) * x


def dense_connections(x, p):
    x = torch.cat([x, F.relu(linear(x, p, 2))])
    return torch.cat([x, torch.tanh(linear(x, p, 2))])


def positional_encoding(x, octaves):
    angles = x[:, None] * 2.0 ** torch.arange(octaves) * pi
    return torch.stack([angles.sin(), angles.cos()], dim=-1)


def transformer(symbols, p):
    x = F.embedding(symbols, p(5, 4))
    x = x + attention(x, p, 4, causal=True)
    return linear(F.layer_norm(x.flatten(), (12,), p(12), p(12)), p, 3)


def convolutional_network(x, p):
    x = F.relu(convolution(F.conv2d, x, p, 2, 3, padding=1))
    x = F.relu(convolution(F.conv2d, x, p, 3, 2, stride=2))
    return linear(x.flatten(), p, 2)


def tensor(numbers):
    return torch.tensor(numbers, dtype=torch.float64)


# --- the rows: what we build, its input, the same in PyTorch ---------------------------------------------


def on(loss, target):
    """Return a loss as a function of the outputs alone."""
    return lambda: lambda outputs: loss(outputs, target)


def convolved(build, function, x, channels, kernel, **options):
    def theirs(x, p):
        return F.relu(convolution(getattr(F, function), x, p, channels, kernel, **options))

    return lambda: build(len(x), channels, kernel, **options), x, theirs


CASES = {
    **{
        name: (
            lambda f=f: lambda x: [f(number) for number in x], BENDS,
            lambda x, p, name=name: activated(name, x),
        )
        for name, f in ACTIVATIONS.items()
    },
    "leaky_relu, slope 0.2": (
        lambda: lambda x: [nn.leaky_relu(number, slope=0.2) for number in x], BENDS,
        lambda x, p: F.leaky_relu(x, 0.2),
    ),
    "elu, alpha 1.5": (
        lambda: lambda x: [nn.elu(number, alpha=1.5) for number in x], [-3.0, -0.5, 0.25],
        lambda x, p: F.elu(x, 1.5),  # at 0 the two sides have the slopes 1 and 1.5: we take 1, they take 1.5
    ),
    "huber, delta 0.5": (
        lambda: lambda x: [number.huber(0.5) for number in x], BENDS,
        lambda x, p: F.huber_loss(x, torch.zeros_like(x), reduction="none", delta=0.5),
    ),
    "winner_take_all": (
        lambda: nn.winner_take_all, LOGITS,
        lambda z, p: F.one_hot(z.argmax(), 3) + 0 * z,
    ),
    **{
        f"Layer {name}": (
            lambda name=name: nn.Layer(3, 4, activation=name), X3,
            lambda x, p, name=name: activated(name, linear(x, p, 4)),
        )
        for name in ACTIVATIONS
    },
    "Neuron": (lambda: nn.Neuron(3), X3, lambda x, p: F.relu(linear(x, p, 1))),
    "MLP": (
        lambda: nn.MLP(3, [4, 4, 2]), X3,
        lambda x, p: linear(F.relu(linear(F.relu(linear(x, p, 4)), p, 4)), p, 2),
    ),
    "MLP tanh, sigmoid": (
        lambda: nn.MLP(2, [5, 3], activation="tanh", output="sigmoid"), X2,
        lambda x, p: torch.sigmoid(linear(torch.tanh(linear(x, p, 5)), p, 3)),
    ),
    "Maxout": (
        lambda: nn.Maxout(3, 2, pieces=3), X3,
        lambda x, p: linear(x, p, 6).reshape(2, 3).max(dim=1).values,
    ),
    "Softmax": (nn.Softmax, LOGITS, lambda x, p: F.softmax(x, dim=0)),
    "Softmax, large": (nn.Softmax, LARGE, lambda x, p: F.softmax(x, dim=0)),
    "Sequential": (
        lambda: nn.Sequential(nn.Layer(3, 4, activation="elu"), nn.RMSNorm(4), nn.Softmax()), X3,
        lambda x, p: F.softmax(F.rms_norm(F.elu(linear(x, p, 4)), (4,), p(4), eps=1e-5), dim=0),
    ),
    "Residual": (
        lambda: nn.Residual(nn.Layer(3, 3, activation="tanh")), X3,
        lambda x, p: x + torch.tanh(linear(x, p, 3)),
    ),
    "Highway": (lambda: nn.Highway(3), X3, lambda x, p: highway(x, p, F.relu)),
    "Highway tanh": (lambda: nn.Highway(3, activation="tanh"), X3, lambda x, p: highway(x, p, torch.tanh)),
    "DenseConnection": (
        lambda: nn.Sequential(
            nn.DenseConnection(nn.Layer(3, 2)), nn.DenseConnection(nn.Layer(5, 2, activation="tanh"))
        ),
        X3, dense_connections,
    ),
    "Embedding": (lambda: nn.Embedding(4, 3), [2, 0, 2], lambda x, p: F.embedding(x, p(4, 3))),
    "PositionalEncoding": (
        lambda: nn.PositionalEncoding(2, octaves=3), X2, lambda x, p: positional_encoding(x, 3),
    ),
    "Conv1d": convolved(nn.Conv1d, "conv1d", SEQUENCE, 2, 2),
    "Conv1d, stride and padding": convolved(nn.Conv1d, "conv1d", SEQUENCE, 2, 2, stride=2, padding=1),
    "Conv2d": convolved(nn.Conv2d, "conv2d", IMAGE, 2, 3),
    "Conv2d, stride": convolved(nn.Conv2d, "conv2d", IMAGE, 1, 2, stride=2),
    "Conv2d, padding": convolved(nn.Conv2d, "conv2d", IMAGE, 1, 2, padding=1),
    "Conv2d, channels, stride and padding": convolved(nn.Conv2d, "conv2d", IMAGES, 3, 3, stride=2, padding=2),
    "Attention": (lambda: nn.Attention(2, 3), SEQUENCE, lambda x, p: attention(x, p, 3, causal=True)),
    "Attention, no mask": (
        lambda: nn.Attention(2, 3, causal=False), SEQUENCE, lambda x, p: attention(x, p, 3, causal=False),
    ),
    "LayerNorm": (lambda: nn.LayerNorm(3), X3, lambda x, p: F.layer_norm(x, (3,), p(3), p(3), eps=1e-5)),
    "LayerNorm, epsilon 0.5": (
        lambda: nn.LayerNorm(3, epsilon=0.5), X3, lambda x, p: F.layer_norm(x, (3,), p(3), p(3), eps=0.5),
    ),
    "RMSNorm": (lambda: nn.RMSNorm(3), X3, lambda x, p: F.rms_norm(x, (3,), p(3), eps=1e-5)),
    "RMSNorm, epsilon 0.5": (
        lambda: nn.RMSNorm(3, epsilon=0.5), X3, lambda x, p: F.rms_norm(x, (3,), p(3), eps=0.5),
    ),
    "convolutional network": (
        lambda: nn.Sequential(
            nn.Conv2d(1, 2, 3, padding=1), nn.Conv2d(2, 3, 2, stride=2), nn.flatten,
            nn.Layer(12, 2, nonlin=False),
        ),
        IMAGE, convolutional_network,
    ),
    "transformer": (
        lambda: nn.Sequential(
            nn.Embedding(5, 4), nn.Residual(nn.Attention(4, 4)), nn.flatten, nn.LayerNorm(12),
            nn.Layer(12, 3, nonlin=False),
        ),
        [3, 0, 3], transformer,
    ),
    # losses; targets beyond one number for each output: probabilities, class numbers
    "half_squared_error": (
        on(nn.half_squared_error, [1.0, 5.0, -2.0]), LOGITS,
        lambda y, p: 0.5 * F.mse_loss(y, tensor([1.0, 5.0, -2.0]), reduction="sum"),
    ),
    "mean_squared_error": (
        on(nn.mean_squared_error, [1.0, 5.0, -2.0]), LOGITS,
        lambda y, p: F.mse_loss(y, tensor([1.0, 5.0, -2.0])),
    ),
    "half_mean_squared_error": (
        on(nn.half_mean_squared_error, [1.0, 5.0, -2.0]), LOGITS,
        lambda y, p: 0.5 * F.mse_loss(y, tensor([1.0, 5.0, -2.0])),
    ),
    "binary_cross_entropy": (
        on(nn.binary_cross_entropy, [1, 0, 0.3]), [0.25, 0.5, 0.875],
        lambda y, p: F.binary_cross_entropy(y, tensor([1, 0, 0.3])),
    ),
    "binary_cross_entropy of sigmoid": (
        on(lambda z, t: nn.binary_cross_entropy([zi.sigmoid() for zi in z], t), [1, 0, 0.3]), LOGITS,
        lambda z, p: F.binary_cross_entropy(torch.sigmoid(z), tensor([1, 0, 0.3])),
    ),
    "binary_cross_entropy_with_logits": (
        on(nn.binary_cross_entropy_with_logits, [1, 0, 0.3]), LOGITS,
        lambda z, p: F.binary_cross_entropy_with_logits(z, tensor([1, 0, 0.3])),
    ),
    "binary_cross_entropy_with_logits, large": (
        on(nn.binary_cross_entropy_with_logits, [0, 1, 1]), LARGE,
        lambda z, p: F.binary_cross_entropy_with_logits(z, tensor([0, 1, 1])),
    ),
    "cross_entropy": (
        on(nn.cross_entropy, 0), LOGITS, lambda z, p: F.cross_entropy(z, torch.tensor(0)),
    ),
    "cross_entropy, large": (
        on(nn.cross_entropy, 2), LARGE, lambda z, p: F.cross_entropy(z, torch.tensor(2)),
    ),
    "cross_entropy, probabilities": (
        on(nn.cross_entropy, [0.2, 0.5, 0.3]), LOGITS,
        lambda z, p: F.cross_entropy(z, tensor([0.2, 0.5, 0.3])),
    ),
    "negative_log_likelihood": (
        on(nn.negative_log_likelihood, 1), [-0.5, -1.25, -3.0], lambda z, p: F.nll_loss(z, torch.tensor(1)),
    ),
    "negative_log_likelihood of log_softmax": (
        on(lambda z, c: nn.negative_log_likelihood(log_softmax(z), c), 1), LOGITS,
        lambda z, p: F.nll_loss(F.log_softmax(z, dim=0), torch.tensor(1)),
    ),
    "hinge": (  # max(0, 1 - t(y - 0))
        on(nn.hinge, [1, 1, -1, -1]), [0.25, 3.0, 0.25, -2.0],
        lambda y, p: F.margin_ranking_loss(y, 0 * y, tensor([1, 1, -1, -1]), margin=1.0),
    ),
    "multiclass_hinge": (  # theirs is divided by the number of classes
        on(nn.multiclass_hinge, 0), [3.2, 5.1, -1.7, 2.5],
        lambda y, p: 4 * F.multi_margin_loss(y, torch.tensor(0)),
    ),
    # penalties
    "l1": (lambda: nn.l1, LOGITS, lambda w, p: torch.linalg.vector_norm(w, 1)),
    "l2": (lambda: nn.l2, LOGITS, lambda w, p: F.mse_loss(w, 0 * w, reduction="sum")),
    "elastic_net": (
        lambda: partial(nn.elastic_net, beta=0.25), LOGITS, lambda w, p: (0.25 * w * w + w.abs()).sum(),
    ),
}  # fmt: skip
every_case = pytest.mark.parametrize("name", CASES)

# ours, the class in torch.optim and its settings; without settings the defaults are the same, too
OPTIMIZERS = {
    "GradientDescent": (lambda: nn.GradientDescent(0.5), "SGD", {"lr": 0.5}),
    "Momentum": (lambda: nn.Momentum(0.2), "SGD", {"lr": 0.2, "momentum": 0.9}),
    "Momentum 0.5": (lambda: nn.Momentum(0.3, momentum=0.5), "SGD", {"lr": 0.3, "momentum": 0.5}),
    "Nesterov": (lambda: nn.Nesterov(0.2), "SGD", {"lr": 0.2, "momentum": 0.9, "nesterov": True}),
    "Nesterov 0.5": (
        lambda: nn.Nesterov(0.3, momentum=0.5), "SGD", {"lr": 0.3, "momentum": 0.5, "nesterov": True},
    ),
    "RMSProp": (lambda: nn.RMSProp(0.01), "RMSprop", {"lr": 0.01, "alpha": 0.9}),
    "RMSProp, decay 0.5": (
        lambda: nn.RMSProp(0.1, decay=0.5, epsilon=0.1), "RMSprop", {"lr": 0.1, "alpha": 0.5, "eps": 0.1},
    ),
    "Adam": (nn.Adam, "Adam", {}),
    "Adam, betas 0.5 and 0.75": (
        lambda: nn.Adam(0.1, beta1=0.5, beta2=0.75, epsilon=0.1), "Adam",
        {"lr": 0.1, "betas": (0.5, 0.75), "eps": 0.1},
    ),
    "AdamW": (nn.AdamW, "AdamW", {}),
    "AdamW, decay 0.3": (
        lambda: nn.AdamW(0.1, beta1=0.5, beta2=0.75, epsilon=0.1, weight_decay=0.3), "AdamW",
        {"lr": 0.1, "betas": (0.5, 0.75), "eps": 0.1, "weight_decay": 0.3},
    ),
}  # fmt: skip
every_optimizer = pytest.mark.parametrize("name", OPTIMIZERS)
STEPS = 5


# --- what both compute ---------------------------------------------------------------------------------


def drawn(module):
    """Return the parameters of a module, all of them drawn: biases of 0 would hide a wrong one."""
    parameters = module.parameters() if isinstance(module, nn.Module) else []
    draw = random.Random(0)
    for parameter in parameters:
        parameter.data = draw.uniform(-1, 1)
    return parameters


def values(x):
    if isinstance(x, list):
        return [values(part) for part in x]
    return Value(x) if isinstance(x, float) else x  # a symbol of an embedding has no gradient


def our_numbers(build, x):
    """Return outputs, gradients of the inputs and of the parameters; every output has a weight of its own."""
    module, x = build(), values(x)
    parameters = drawn(module)
    outputs = nn.flatten(module(x))
    dot(range(1, len(outputs) + 1), outputs).backward()
    inputs = [leaf for leaf in nn.flatten(x) if isinstance(leaf, Value)]
    return {
        "outputs": [y.data for y in outputs],
        "inputs": [leaf.grad for leaf in inputs],
        "parameters": [leaf.grad for leaf in parameters],
    }


class Parameters:
    """All parameters as one tensor that wants a gradient; called with a shape, the next of them."""

    def __init__(self, module):
        self.theta = tensor([parameter.data for parameter in drawn(module)]).requires_grad_()
        self.taken = 0

    def __call__(self, *shape):
        start, self.taken = self.taken, self.taken + prod(shape)
        return self.theta[start : self.taken].reshape(shape)


def torch_numbers(build, x, theirs):
    p = Parameters(build())
    x = torch.tensor(x) if isinstance(x[0], int) else tensor(x).requires_grad_()
    outputs = theirs(x, p).flatten()
    assert p.taken == len(p.theta)
    (outputs * torch.arange(1, len(outputs) + 1)).sum().backward()
    return {
        "outputs": outputs.tolist(),
        "inputs": [] if x.grad is None else x.grad.flatten().tolist(),
        "parameters": p.theta.grad.tolist() if len(p.theta) else [],
    }


def network():
    return nn.MLP(2, [4, 3], activation="tanh")


def our_steps(build):
    """Return the parameters after each step on the mean cross-entropy of four points."""
    model, optimizer, path = network(), build(), []
    parameters = drawn(model)
    for _ in range(STEPS):
        model.zero_grad()
        mean = sum([nn.cross_entropy(model(x), c) for x, c in zip(POINTS, CLASSES)]) / len(POINTS)
        mean.backward()
        optimizer.step(parameters)
        path.append([parameter.data for parameter in parameters])
    return path


def torch_steps(name, settings):
    p, path = Parameters(network()), []
    optimizer = getattr(torch.optim, name)([p.theta], **settings)
    for _ in range(STEPS):
        p.taken = 0
        optimizer.zero_grad()
        logits = linear(torch.tanh(linear(tensor(POINTS), p, 4)), p, 3)
        F.cross_entropy(logits, torch.tensor(CLASSES)).backward()
        optimizer.step()
        path.append(p.theta.tolist())
    return path


# --- the tests -----------------------------------------------------------------------------------------


RECIPE = "where torch is installed: CHALKGRAD_GOLDEN=write pytest tests/nn/test_pytorch.py"


def golden():
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def write(numbers):
    """Write one row to a line, so that a difference shows which row it is about."""
    parts = [
        f"{json.dumps(part)}: {{\n"
        + ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
        + "\n}"
        for part, rows in numbers.items()
    ]
    GOLDEN.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8")


def test_the_committed_numbers_are_those_of_pytorch():
    pytest.importorskip("torch")
    numbers = {
        "cases": {name: torch_numbers(*case) for name, case in CASES.items()},
        "optimizers": {name: torch_steps(*case[1:]) for name, case in OPTIMIZERS.items()},
    }
    if os.environ.get("CHALKGRAD_GOLDEN") == "write":
        write(numbers)
    committed = golden()
    assert {part: list(rows) for part, rows in numbers.items()} == {
        part: list(rows) for part, rows in committed.items()
    }
    for name, row in numbers["cases"].items():
        for what, answer in row.items():
            assert answer == close(committed["cases"][name][what]), f"{what} of {name}"
    for name, path in numbers["optimizers"].items():
        for step, theta in enumerate(path):
            assert theta == close(committed["optimizers"][name][step]), f"step {step} of {name}"


@every_case
def test_values_and_gradients_are_those_of_pytorch(name):
    build, x, _ = CASES[name]
    assert name in golden()["cases"], f"no numbers of PyTorch for {name}: {RECIPE}"
    ours = our_numbers(build, x)
    for what, theirs in golden()["cases"][name].items():
        assert ours[what] == close(theirs), what


@every_optimizer
def test_five_steps_are_those_of_pytorch(name):
    ours, theirs = our_steps(OPTIMIZERS[name][0]), golden()["optimizers"][name]
    assert len(ours) == len(theirs) == STEPS
    for theta, expected in zip(ours, theirs):
        assert theta == close(expected)


def test_the_rows_know_every_layer_loss_and_optimizer():
    things = {name: thing for name, thing in vars(nn).items() if isinstance(thing, type)}
    modules = {name for name, thing in things.items() if issubclass(thing, nn.Module)}
    built = [module for build, _, _ in CASES.values() if isinstance(module := build(), nn.Module)]
    inside = {type(part).__name__ for module in built for _, part in module.named_modules()}
    # the machines of the sixties learn by rules of their own, without a gradient
    assert modules - inside == {"Module", "Perceptron", "MulticlassPerceptron", "Adaline", "Madaline"}
    assert {function.__name__ for function in loss.RULES} <= set(CASES)
    built = {type(build()) for build, _, _ in OPTIMIZERS.values()}
    assert {thing for thing in things.values() if issubclass(thing, nn.Optimizer)} - built == {nn.Optimizer}
