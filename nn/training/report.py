"""How gradients fare on their way back through a network: vanishing deltas, saturated and dead units."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import autograd
from autograd import Value
from nn.data.arrays import np
from nn.data.samples import samples
from nn.layers.activations import relu
from nn.layers.dense import Neuron
from nn.layers.module import Module
from nn.training.arguments import check_loss, check_model
from nn.training.match import match, tried

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_FLAT = 0.01  # a slope below this is called saturated: |z| > 4.6 for the sigmoid, > 3 for tanh


class LayerReport(NamedTuple):
    """What `gradient_report` says of one layer.

    Attributes:
        path: where the layer is in the model.
        delta: mean of |∂loss/∂z| over the units and samples, z the net input of a unit.
        saturated: share of units and samples where the slope |∂y/∂z| of the activation is below 0.01.
        dead: how many units have slope 0 on all samples: nothing can wake them.
        units: how many there are.
    """

    path: str
    delta: float
    saturated: float
    dead: int
    units: int


def gradient_report(model: Module, X: ArrayLike, y: ArrayLike, *, loss: Any) -> list[LayerReport]:
    """Return for each layer of neurons how large its deltas are and how many units are stuck.

    Runs the scalar engine sample by sample: give it a batch, not a data set. The gradients that the
    parameters hold are left as they are.

    Args:
        model: a Module that is built of Neurons.
        X: ndarray of shape (n_samples, n_features).
        y: targets, as for `fit`.
        loss: a function of one sample's outputs and target.

    Returns:
        One entry for each layer, the first layer first.

    Source: lectures L0 and L2 (C7); Glorot and Bengio 2010.

    >>> from nn import MLP, half_squared_error
    >>> model = MLP(1, [1, 1, 1], activation="sigmoid", initializer="normal", rng=0)
    >>> report = gradient_report(model, [[0.5]], [1.0], loss=half_squared_error)
    >>> report[0].delta < report[1].delta < report[2].delta  # each sigmoid takes three quarters or more
    True
    """
    check_model("gradient_report", model)
    check_loss("gradient_report", loss)
    X = samples(X)
    y = match("gradient_report", tried, model, loss, X, y).targets(y, len(X))  # type: ignore[arg-type]
    kept = [(parameter, parameter.grad) for parameter in model.parameters()]
    deltas: dict[str, list[list[float]]] = {}
    slopes: dict[str, list[list[float]]] = {}
    for x, t in zip(X, y):
        with watched_units(model) as units:
            root = loss(model(x.tolist()), t.tolist())  # type: ignore[operator]
        root.backward()
        for path, pairs in units.items():
            deltas.setdefault(path, []).append([abs(z.grad) for z, _ in pairs])
            slopes.setdefault(path, []).append([_slope(z, out) for z, out in pairs])
    for parameter, grad in kept:
        parameter.grad = grad
    return [
        LayerReport(
            path,
            float(np.mean(deltas[path])),
            float(np.mean(np.array(slopes[path]) < _FLAT)),
            int((np.array(slopes[path]) == 0).all(axis=0).sum()),
            len(slopes[path][0]),
        )
        for path in deltas
    ]


def dead_unit_counter(model: Module, X: NDArray[Any]) -> Callable[[NDArray[np.float64]], dict[str, int]]:
    """Return a function that counts, for each layer with relu units, those that are 0 on all samples.

    It takes the parameters as a vector: reading thousands of Values would cost as much as the forward pass.
    """
    relus = {id(m) for _, m in model.named_modules() if isinstance(m, Neuron) and m.activation is relu}
    if not relus:
        return lambda parameters: {}
    layers: list[str] = []

    def outputs(x: Any) -> list[Value]:
        with watched_units(model, relus) as units:
            model(x)  # type: ignore[operator]
        layers[:] = [path for path, pairs in units.items() for _ in pairs]
        return [y for pairs in units.values() for _, y in pairs]

    program = autograd.compile_batch(outputs, model.parameters())

    def count(parameters: NDArray[np.float64]) -> dict[str, int]:
        np.copyto(program.parameters, parameters)
        dead = (program(X) == 0).all(axis=0)
        counts = dict.fromkeys(layers, 0)
        for path, is_dead in zip(layers, dead.tolist()):
            counts[path] += is_dead
        return counts

    return count


@contextmanager
def watched_units(
    model: Module, only: set[int] | None = None
) -> Generator[dict[str, list[tuple[Value, Value]]]]:
    """Collect (net input, output) of every neuron that is called, by the path of its layer.

    Args:
        model: its neurons get another activation function for the time being, and theirs back.
        only: ids of the neurons to watch; all by default.
    """
    units: dict[str, list[tuple[Value, Value]]] = {}
    watched = [
        (path, m, m.activation)
        for path, m in model.named_modules()
        if isinstance(m, Neuron) and (only is None or id(m) in only)
    ]
    try:
        for path, neuron, activation in watched:
            layer = path.removesuffix(f".{path.rpartition('.')[2]}").removesuffix(".neurons") or "neurons"
            neuron.activation = _watching(activation, units.setdefault(layer, []))
        yield units
    finally:
        for _, neuron, activation in watched:
            neuron.activation = activation


def _watching(activation: Callable[[Any], Value], pairs: list[tuple[Value, Value]]) -> Callable[[Any], Value]:
    def call(z: Value) -> Value:
        y = activation(z)
        pairs.append((z, y))
        return y

    return call


def _slope(z: Value, y: Value) -> float:
    """Return |∂y/∂z|; an activation of several operations counts as not flat."""
    return abs(y.partials[0]) if y is not z and y.parents == (z,) else 1.0
