"""A model read as columns of units: which layers it has, with their weights, biases and activations.

Nothing is asked of a class but its attributes, so that models written elsewhere are read like those of `nn`:
what has `layers` is made of them, a layer has `neurons` or a table of weights, a neuron has `w` and `b`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple, cast

from autograd import Value
from viz.scenes.text import shortened

UNDERSTOOD = (
    "it is drawn from layers, one after the other, of neurons with w and b, or with a table of weights, "
    "one row for each unit, as W and b or weight and bias"
)
_TABLES = (("W", "b"), ("w", "b"), ("weight", "bias"), ("weights", "biases"))


class Layer(NamedTuple):
    """Units side by side.

    Attributes:
        part: what is called to compute them: the layer or the neuron of the model.
        weights: one row for each unit, one weight for each unit before.
        biases: one for each unit; None where there is none.
        activation: what its activation is called; "" where the model does not say.
        names: what `nn.label` calls the units; "" for those without a name.
        after: functions without parameters that its outputs go through.
    """

    part: Any
    weights: list[list[Value]]
    biases: list[Value | None]
    activation: str
    names: list[str]
    after: list[Any]


class Columns(NamedTuple):
    """A model as layers, one after the other, and the functions that the inputs go through first."""

    before: list[Any]
    layers: list[Layer]

    @property
    def counts(self) -> list[int]:
        """How many units each column has, the inputs first."""
        return [len(self.layers[0].weights[0]), *(len(layer.weights) for layer in self.layers)]


def read_model(model: Any) -> Columns:
    """Return the layers of a model.

    Raises:
        TypeError: the model, or a part of it, is not made of units in columns.
        ValueError: a layer does not have one weight for each unit before it.

    >>> from nn import MLP
    >>> [(len(layer.weights), layer.activation) for layer in read_model(MLP(2, [3, 1])).layers]
    [(3, 'relu'), (1, 'identity')]
    """
    before: list[Any] = []
    layers: list[Layer] = []
    for part in _parts(model):
        found = _layer(part)
        if found is not None:
            layers.append(found)
        elif _has_parameters(part) or not callable(part):
            which = "" if part is model else f", a part of {_short(model)}"
            raise TypeError(
                f"network cannot draw {_short(part)}{which}: {UNDERSTOOD}; "
                "draw its graph, circuit(model(x)) or overview(model(x))"
            )
        else:
            (layers[-1].after if layers else before).append(part)
    if not layers:
        raise TypeError(
            f"network finds no units in {_short(model)}: {UNDERSTOOD}; "
            "draw what it computes, circuit(model(x)) or overview(model(x))"
        )
    for k, layer in enumerate(layers):
        expected = len(layers[k - 1].weights) if k else len(layer.weights[0])
        for row in layer.weights:
            if len(row) != expected or not row:
                raise ValueError(
                    f"network got {len(row)} weights for a unit of layer {k + 1}, and {expected} units "
                    "before it: there is one weight for each of them; a row of the table belongs to one unit"
                )
    return Columns(before, layers)


def called(function: Any) -> str:
    """Return what a function is called in the heading of a column; "g" for one without a name.

    >>> called(Value.tanh), called(lambda z: z), called(partial(pow, exp=2))
    ('tanh', 'g', 'pow')
    """
    if isinstance(function, str):
        return shortened(function)
    while isinstance(function, partial):
        function = cast("partial[Any]", function).func
    name = getattr(function, "__name__", type(function).__name__)
    return shortened(name) if name.isidentifier() else "g"


def _parts(model: Any) -> list[Any]:
    """Return what is called one after the other."""
    inner = cast("Any", model) if isinstance(model, list | tuple) else getattr(model, "layers", None)
    if not isinstance(inner, list | tuple):
        return [model]
    return [part for one in cast("Sequence[Any]", inner) for part in _parts(one)]


def _layer(part: Any) -> Layer | None:
    """Return the units of a layer or a neuron; None for what is neither."""
    if hasattr(part, "kernel"):  # its neurons slide over the inputs
        return None
    neurons = getattr(part, "neurons", None)
    if isinstance(neurons, list | tuple) and neurons:
        units = [_neuron(neuron) for neuron in cast("Sequence[Any]", neurons)]
        if None in units:
            return None
        rows = [row for row, _ in cast("list[tuple[list[Value], Value | None]]", units)]
        biases = [bias for _, bias in cast("list[tuple[list[Value], Value | None]]", units)]
        names = [_name(neuron) for neuron in cast("Sequence[Any]", neurons)]
        activations = {_activation(neuron) or _activation(part) for neuron in cast("Sequence[Any]", neurons)}
        return Layer(part, rows, biases, ", ".join(sorted(activations)), names, [])
    single = _neuron(part)
    if single is not None:
        return Layer(part, [single[0]], [single[1]], _activation(part), [_name(part)], [])
    for table, offsets in _TABLES:
        rows = _rows(getattr(part, table, None))
        if rows:
            found = _values(getattr(part, offsets, None))
            biases = cast("list[Value | None]", found or [None] * len(rows))
            if len(biases) != len(rows):
                raise ValueError(
                    f"network got {len(biases)} biases for {len(rows)} units of {_short(part)}: "
                    "there is one for each unit"
                )
            return Layer(part, rows, biases, _activation(part), [""] * len(rows), [])
    return None


def _neuron(part: Any) -> tuple[list[Value], Value | None] | None:
    weights, bias = _values(getattr(part, "w", None)), getattr(part, "b", None)
    if not weights or not (bias is None or _is_number(bias)):
        return None
    return weights, None if bias is None else _value(bias)


def _rows(table: Any) -> list[list[Value]]:
    """Return a table of weights; nothing for what is none."""
    if not _is_list(table):
        return []
    rows = [_values(row) for row in table]
    return cast("list[list[Value]]", rows) if all(rows) else []


def _values(numbers: Any) -> list[Value] | None:
    """Return numbers as Values, those that are Values as they are; None for what is no list of them."""
    if not _is_list(numbers):
        return None
    found = list(numbers)
    return [_value(v) for v in found] if all(map(_is_number, found)) else None


def _is_list(thing: Any) -> bool:
    return isinstance(thing, Iterable) and not isinstance(thing, str | bytes | dict | Value)


def _is_number(thing: Any) -> bool:
    return isinstance(thing, Value) or (hasattr(thing, "__float__") and not getattr(thing, "shape", ()))


def _value(number: Any) -> Value:
    return number if isinstance(number, Value) else Value(float(number))


def _name(neuron: Any) -> str:
    """Return what `nn.label` wrote at a neuron: the labels of its net input, of its output, of the target."""
    labels = getattr(neuron, "unit_labels", None)
    return str(labels[1]) if labels else ""


def _activation(part: Any) -> str:
    """Return what an activation is called; micrograd's neurons say `nonlin`; "" for nothing."""
    activation = getattr(part, "activation", None)
    if callable(activation) or isinstance(activation, str):
        return called(activation)
    nonlin = getattr(part, "nonlin", None)
    return "" if not isinstance(nonlin, bool) else "relu" if nonlin else "identity"


def _has_parameters(part: Any) -> bool:
    parameters = getattr(part, "parameters", None)
    return not isinstance(part, type) and callable(parameters) and bool(list(cast("Any", parameters())))


def _short(thing: Any) -> str:
    return shortened(repr(thing)) if not hasattr(thing, "parameters") else type(thing).__name__
