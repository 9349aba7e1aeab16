"""What the units of a model compute for one sample: activations, net inputs, and the deltas of both.

The model's own parts are called, and what they record is looked at: so a neuron may be written in any way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import signature
from math import isclose, nan
from typing import Any, NamedTuple, cast

from autograd import Value, messages
from autograd.border import short
from autograd.labels import visible
from autograd.ops import CONSTANT
from viz.networks.columns import Columns, called
from viz.scenes.text import shortened


class Sample(NamedTuple):
    """The numbers of one sample, a list for each column from the inputs on.

    Attributes:
        labels: of the inputs; "" for those without one.
        net_inputs: z of each unit; for the inputs themselves.
        activations: what each unit hands on, h = g(z).
        slopes: ∂h/∂z of each unit; nan where the activation is not one of each unit alone, as in softmax.
        arriving: ∂root/∂h, the sum of what the units behind send back; empty without a root.
        deltas: ∂root/∂z; for inputs ∂root/∂x; empty without a root.
        activation: of each layer, seen in the graph where the model does not say it.
        root: what the deltas are those of, such as "L"; "" without a root.
    """

    labels: list[str]
    net_inputs: list[list[float]]
    activations: list[list[float]]
    slopes: list[list[float]]
    arriving: list[list[float]]
    deltas: list[list[float]]
    activation: list[str]
    root: str


def computed(model: Any, columns: Columns, x: Any, loss: Callable[[Any], Any] | None = None) -> Sample:
    """Return what the units of a model compute for a sample, and the deltas of a loss.

    Args:
        model: the model, called once to see that it is its layers one after the other.
        columns: the model as `read_model` returned it.
        x: one sample; the model gets copies of its Values.
        loss: called with what the model returns; without it the root is the output, if it is a single one.

    Raises:
        ValueError: not one input for each unit of the first column; the model computes something else than
            its layers one after the other; a function between layers returns another number of outputs.
        TypeError: the loss, or a layer, returns no Values.

    >>> from nn import Neuron
    >>> from viz.networks.columns import read_model
    >>> neuron = Neuron(2, activation="sigmoid")
    >>> neuron.w, neuron.b = [Value(2.0), Value(-3.0)], Value(-3.0)
    >>> sample = computed(neuron, read_model(neuron), [-1.0, -2.0])
    >>> sample.net_inputs[1], f"{sample.activations[1][0]:.6f} {sample.deltas[1][0]:.6f}"
    ([1.0], '0.731059 0.196612')
    """
    if hasattr(x, "__next__"):  # it can be read once, and the model is called twice
        x = list(x)
    y: Any = _copied(x)
    for function in columns.before:
        y = function(y)
    n = len(columns.layers[0].weights[0])
    inputs = _listed(y)
    if not all(isinstance(v, Value) for v in inputs):
        raise ValueError(
            f"network got {shortened(repr(x))} as x: it takes one sample, a number for each of {n} inputs"
        )
    if len(inputs) != n:
        raise ValueError(f"network got {len(inputs)} inputs for a model of {n}: give x as one sample")
    y = inputs
    nets, units, names = [inputs], [inputs], list[str]()
    for k, layer in enumerate(columns.layers, 1):
        before = _listed(y)
        if not callable(layer.part):
            raise TypeError(
                f"network cannot compute layer {k}, {shortened(repr(layer.part))}: "
                "it is no function of its inputs; leave x out"
            )
        y = _handed_on(layer.part, y)
        outputs = _units(y, len(layer.weights), k, layer.part)
        net = [_net_input(h, before) for h in outputs]
        names.append(layer.activation or _seen(net[0], outputs[0]))
        for function in layer.after:
            y = function(y)
            outputs = _units(y, len(layer.weights), k, function)
        nets.append(net)
        units.append(outputs)
    _check_model(model, x, units[-1])
    root = _root(y, units[-1], loss)
    arriving: list[list[float]] = []
    deltas: list[list[float]] = []
    if root is not None:
        delta = messages(root).deltas
        arriving, deltas = (
            [[delta.get(v, 0.0) for v in column] for column in found] for found in (units, nets)
        )
    return Sample(
        labels=[v.label for v in inputs],
        net_inputs=[[z.data for z in column] for column in nets],
        activations=[[h.data for h in column] for column in units],
        slopes=[[_slope(z, h) for z, h in zip(*pair)] for pair in zip(nets, units)],
        arriving=arriving,
        deltas=deltas,
        activation=names,
        root="" if root is None else _called(root, units[-1]),
    )


def _copied(x: Any) -> Any:
    """Return a sample as new variables, so that nothing of the caller's is touched."""
    if isinstance(x, Value):
        return Value(x.data, x.label)
    if hasattr(x, "__iter__") and not isinstance(x, str) and getattr(x, "shape", True):
        return [_copied(v) for v in x]
    return Value(cast("Any", x))


def _listed(y: Any) -> list[Any]:
    return [y] if isinstance(y, Value) or not hasattr(y, "__iter__") else list(y)


def _units(y: Any, n: int, k: int, function: Any) -> list[Value]:
    """Return what a part returned as the outputs of the n units of layer k."""
    found = _listed(y)
    if not all(isinstance(v, Value) for v in found):
        raise TypeError(
            f"network got {shortened(repr(y))} from {called(function)}: it returns a Value for each unit"
        )
    if len(found) != n:
        raise ValueError(
            f"network cannot draw what {called(function)} makes of the {n} units of layer {k}: "
            f"it returns {len(found)} numbers, and a column shows one for each unit"
        )
    return found


def _handed_on(part: Any, y: Any) -> Any:
    """Return what a layer makes of the outputs before it; of a single one perhaps as a list of one."""
    try:
        return part(y)
    except TypeError:
        if not isinstance(y, Value):
            raise
        return part([y])


def _net_input(h: Value, inputs: list[Any]) -> Value:
    """Return the last node before the activation: the first that everything goes through.

    Nodes are taken apart, the last born first, until a variable or an input comes up: whenever only one is
    left, everything before it reaches the output through that node alone.
    """
    stops = {id(v) for v in inputs}
    if id(h) in stops or not h.parents:
        return h
    born = {node: i for i, node in enumerate(_since(stops, h))}
    z, left = h, {h}
    while True:
        last = max(left, key=born.__getitem__)
        operands = [v for v in last.parents if v.op is not CONSTANT]
        if not operands or any(id(v) in stops or not v.parents for v in operands):
            return z
        left.remove(last)
        left.update(operands)
        if len(left) == 1:
            (z,) = left


def _slope(z: Value, h: Value) -> float:
    """Return ∂h/∂z where h is computed from z and constants alone, nan elsewhere."""
    order: list[Value] = []
    for node in _since({id(z)}, h):
        if node is not z and not node.parents and node.op is not CONSTANT:
            return nan
        order.append(node)
    delta = dict.fromkeys(order, 0.0) | {h: 1.0}
    for node in reversed(order):
        if node is not z:
            for parent, partial in zip(node.parents, node.partials):
                delta[parent] += delta[node] * partial
    return delta.get(z, 0.0)


def _since(stops: set[int], h: Value) -> Iterator[Value]:
    """Yield what h is computed from, parents before children, not further back than the stops."""
    seen: set[Value] = set()
    stack = [(h, False)]
    while stack:
        node, done = stack.pop()
        if done:
            yield node
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            if id(node) not in stops:
                stack.extend((parent, False) for parent in reversed(node.parents))


def _seen(z: Value, h: Value) -> str:
    """Return what the activation between a net input and an output is called."""
    return "identity" if h is z else h.op.name if h.op and h.parents == (z,) else "g"


def _called(root: Value, outputs: list[Value]) -> str:
    """Return what is differentiated, by its label or as the letter of an output or of a loss."""
    several = [f"y_{j}" for j in range(1, len(outputs) + 1)] if len(outputs) > 1 else ["y"]
    return visible(root.label) or next((y for y, h in zip(several, outputs) if h is root), "L")


def _check_model(model: Any, x: Any, outputs: list[Value]) -> None:
    if not callable(model):  # a list of layers
        return
    own = _listed(cast("Any", model)(_copied(x)))
    same = len(own) == len(outputs) and all(
        isinstance(v, Value) and (isclose(v.data, h.data, rel_tol=1e-9, abs_tol=1e-12) or v.data != v.data)
        for v, h in zip(own, outputs)
    )
    if not same:
        raise ValueError(
            f"network cannot draw {type(model).__name__}: called with x it computes something else "
            "than its layers one after the other; draw its graph, circuit(model(x)) or overview(model(x))"
        )


def _root(y: Any, outputs: list[Value], loss: Callable[[Any], Any] | None) -> Value | None:
    """Return what is differentiated; nothing without a loss where there are several outputs."""
    if loss is None:
        return outputs[0] if len(outputs) == 1 else None
    if not callable(loss) or isinstance(loss, type):
        raise TypeError(
            f"network needs a function as loss, not {short(loss)}: give one of what the model returns, "
            "such as lambda y: (y - 1) ** 2"
        )
    try:
        signature(loss).bind(y)
    except TypeError as error:
        name = getattr(loss, "__name__", "loss")
        raise TypeError(
            f"network calls the loss with what the model returns and nothing else, and {name} does not take "
            f"that ({error}): give the target yourself, lambda y: {name}(y, target)"
        ) from error
    except ValueError:  # not known of every function that is written in C
        pass
    root = loss(y)
    if not isinstance(root, Value):
        raise TypeError(
            f"network got {shortened(repr(root))} from the loss: "
            "it takes what the model returns, and returns a Value"
        )
    return root
