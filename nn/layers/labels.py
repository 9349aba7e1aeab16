"""The letters of the lectures for a model: `label` names its parameters and what it computes."""

import re
from typing import Any, cast

from nn.layers.connections import Sequential
from nn.layers.dense import MLP, Layer, Neuron
from nn.layers.inputs import short
from nn.layers.module import Module

_SCHEME = re.compile(r"(?P<letter>[^\W\d_])_\{?(?P<order>ij|ji)\}?(?P<layer>\^\(k\)|\^\{\(k\)\}|\^\{?k\}?|)")


def label(model: Any, scheme: str = "w_ij^(k)") -> None:
    """Name what a model is made of and what it computes, for drawings, tables, derivations and errors.

    Weights and biases are named at once, the others whenever the model is called: inputs x, net inputs z,
    outputs of hidden neurons h, of the last layer y, and in a loss of this package the targets t and the loss
    L. Units count from 1; where there is a single one it needs no index, as in lecture L0. Inputs that are
    plain numbers become variables, so that they are drawn; an input that has a label keeps it.

    Args:
        model: a `Neuron`, `Layer` or `MLP`, or a `Sequential` or list of them.
        scheme: how weights are written: i is where a wire comes from, j where it goes to, k the layer.
            "w_ij^(k)" as in lecture L0, "w_ji^(k)" with the unit first, "W_ij^k" as in L2, "w_ij" without the
            layer. A single layer, and a single neuron, need no k.

    Raises:
        ValueError: another scheme; nothing to name.
        TypeError: parts of the model have other parameters than those of neurons.

    Source: lecture L0, f(x) = σ(Σⱼ wⱼ⁽²⁾ σ(Σᵢ wᵢⱼ⁽¹⁾ xᵢ + bⱼ⁽¹⁾) + b⁽²⁾).

    >>> from nn import half_squared_error
    >>> model = MLP(2, [2, 1], activation="sigmoid", rng=0)
    >>> label(model)
    >>> [p.label for p in model.parameters()]
    ['w_{11}^{(1)}', 'w_{21}^{(1)}', 'b_1^{(1)}', 'w_{12}^{(1)}', 'w_{22}^{(1)}', 'b_2^{(1)}', \
'w_1^{(2)}', 'w_2^{(2)}', 'b^{(2)}']
    >>> half_squared_error(model([1.0, -1.0]), 1.0).label
    'L'
    """
    found = _SCHEME.fullmatch(scheme) if isinstance(scheme, str) else None  # pyright: ignore[reportUnnecessaryIsInstance]
    if found is None:
        raise ValueError(
            f"label: the scheme {scheme!r} is none for weights: i is where a wire comes from, j where "
            "it goes to; write 'w_ij^(k)', 'w_ji^(k)', 'W_ij^k', or 'w_ij' without the layer"
        )
    layers = _layers(model)
    if not layers:
        raise ValueError(f"label: there are no neurons in {short(model)}: give a Neuron, a Layer or an MLP")
    has_layer = found["layer"] and (len(layers) > 1 or isinstance(model, MLP | Sequential | list | tuple))
    for k, layer in enumerate(layers, 1):
        above = "" if not has_layer else f"^{{({k})}}" if "(" in found["layer"] else f"^{k}"
        _name_layer(layer, found["letter"], found["order"], above, is_last=k == len(layers))
    first, n = _first(model), layers[0][0].nin
    assert first is not None
    first.input_labels = tuple(_indexed("x", [i + 1] if n > 1 else []) for i in range(n))


def _layers(model: Any) -> list[list[Neuron]]:
    """Return the neurons of each layer, in the order in which they are called."""
    if isinstance(model, Neuron):
        return [[model]]
    if isinstance(model, Layer):
        return [model.neurons]
    if isinstance(model, MLP | Sequential | list | tuple):
        return [layer for part in _parts(model) for layer in _layers(part)]
    if (isinstance(model, Module) and model.parameters()) or not callable(model):
        raise TypeError(
            f"label names what is made of Neuron, Layer, MLP and Sequential, not {short(model)}: "
            "write its labels yourself, parameter.label = …"
        )
    return []  # a function, or a module without parameters


def _first(model: Any) -> Layer | Neuron | None:
    """Return the layer, or the neuron, that is called with the inputs."""
    if isinstance(model, Neuron | Layer):
        return model
    return next((found for part in _parts(model) if (found := _first(part)) is not None), None)


def _parts(model: Any) -> list[Any]:
    """Return what is called one after the other; nothing for what has no such parts."""
    if isinstance(model, MLP | Sequential):
        return list(cast("Any", model).layers)
    return list(cast("Any", model)) if isinstance(model, list | tuple) else []


def _name_layer(neurons: list[Neuron], letter: str, order: str, above: str, *, is_last: bool) -> None:
    several = len(neurons) > 1
    for j, neuron in enumerate(neurons, 1):
        unit = [j] if several else []
        for i, weight in enumerate(neuron.w, 1):
            weight.label = _indexed(letter, [i, *unit] if order == "ij" else [*unit, i]) + above
        if neuron.b is not None:
            neuron.b.label = _indexed("b", unit) + above
        output = _indexed("y", unit) if is_last else _indexed("h", unit) + above
        target = _indexed("t", unit) if is_last else ""
        neuron.unit_labels = _indexed("z", unit) + above, output, target


def _indexed(letter: str, indices: list[int]) -> str:
    """Return a letter with its indices; where one of them has two digits, commas keep them apart."""
    if not indices:
        return letter
    text = ("," if max(indices) > 9 else "").join(map(str, indices))
    return f"{letter}_{text}" if len(indices) == 1 else f"{letter}_{{{text}}}"
