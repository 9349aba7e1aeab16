"""What a labeled model calls the nodes that it computes: inputs, net inputs, outputs, targets.

`nn.label` writes the names into a model; neurons, layers and losses come here only if there are any.
"""

from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from autograd import Value

# The labels of the net input z, of the output y (which is z for a linear neuron), and of what a loss compares
# y with, "" for a hidden neuron.
UnitLabels: TypeAlias = tuple[str, str, str]

# The outputs of labeled models that are still somewhere, with the labels of their targets: how a loss knows.
targets: WeakKeyDictionary[Value, str] = WeakKeyDictionary()


def name_inputs(labels: tuple[str, ...], x: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the inputs as variables that are labeled; a label that is there already stays.

    >>> name_inputs(("x_1", "x_2"), (3.0, Value(4.0, "a")))[0].label
    'x_1'
    """
    named = tuple([v if isinstance(v, Value) else Value(v) for v in x])
    for v, label in zip(named, labels):
        v.label = v.label or label
    return named


def name_unit(labels: UnitLabels, z: Value, y: Any) -> None:
    """Label the net input and the output of a neuron.

    >>> z = Value(1.0)
    >>> name_unit(("z", "y", "t"), z, y := z.tanh())
    >>> z.label, y.label, targets[y]
    ('z', 'y', 't')
    """
    z.label, output, target = labels
    if isinstance(y, Value):
        y.label = output
        if target:
            targets[y] = target


def name_targets(outputs: list[Any], ts: list[Any]) -> list[Any]:
    """Return targets as they are, or as labeled variables if the outputs are those of a labeled model.

    >>> name_targets([Value(1.0)], [2.0])
    [2.0]
    """
    if not targets:
        return ts
    named: list[Any] = []
    for y, t in zip(outputs, ts):
        label = targets.get(y, "") if isinstance(y, Value) else ""
        named.append(Value(t, label) if label and not isinstance(t, Value) else t)
    return named


def name_loss(outputs: Any, loss: Value) -> Value:
    """Return a loss, labeled L if it is one of the outputs of a labeled model.

    >>> name_loss([Value(1.0)], Value(2.0)).label
    ''
    """
    if targets:
        first = outputs if isinstance(outputs, Value) else next(iter(outputs), None)
        if isinstance(first, Value) and first in targets:
            loss.label = loss.label or "L"
    return loss
