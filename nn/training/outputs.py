"""What the outputs of a model stand for: which activation they come out of, which class they mean.

`fit` asks before it trains, `predict_classes` and its relatives when they cut a single output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd import Value, log_softmax, ops, softmax
from autograd.ops import CONSTANT, Op
from nn.data.arrays import np
from nn.data.samples import class_numbers, targets
from nn.layers.inputs import flatten, short
from nn.layers.module import Module
from nn.losses.rule import Rule

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# The last operation of a unit, and what people call the activation it belongs to.
_LAST = {ops.DOT: "identity", ops.MAXIMUM: "maxout"} | {
    row if isinstance(row, Op) else row(): name for name, row in ops.ACTIVATIONS.items()
}
# Where a single output of this kind is cut if nothing else is said: in the middle of what can come out.
CUTS = {"sigmoid": 0.5, "step": 0.5, "tanh": 0.0, "sign": 0.0, "softsign": 0.0, "hardtanh": 0.0}


def check_outputs(model: Any, outputs: Any) -> Any:
    """Return what a model returned for one sample, unless it is something else than numbers.

    Raises:
        TypeError: it is no Value and no list of them.
        ValueError: it is an empty list.
    """
    name = type(model).__name__ if isinstance(model, Module) else getattr(model, "__name__", short(model))
    rule = "a model returns a Value or lists of them"
    is_list = hasattr(outputs, "__getitem__") and not hasattr(outputs, "keys")
    ys: list[Any] = flatten(outputs) if is_list else [outputs]
    if not ys:
        raise ValueError(f"{name} returned an empty {type(outputs).__name__}: {rule}")
    if not all(hasattr(y, "__float__") for y in ys):
        raise TypeError(f"{name} returned {'None' if outputs is None else short(outputs)}: {rule}")
    return outputs


def last_activation(outputs: Any) -> str | None:
    """Return the name of the activation that outputs came out of, seen from the graph; None if it is unknown.

    Args:
        outputs: what a model returned for one sample: a Value, or nested lists of them.

    >>> from nn import Layer, Sequential, Softmax
    >>> last_activation(Layer(2, 3, activation="tanh")([0.5, 1.0]))
    'tanh'
    >>> last_activation(Sequential(Layer(2, 3), Softmax())([0.5, 1.0]))
    'softmax'
    """
    ys = flatten(outputs)
    if not ys or not all(isinstance(y, Value) for y in ys):
        return None
    for function in (softmax, log_softmax):
        pattern = function([Value(0.0) for _ in ys])
        bound: dict[Value, Value] = {}
        if all(_matches(y, p, bound) for y, p in zip(ys, pattern)):
            return function.__name__
    last: set[Op | None] = {y.op for y in ys}
    op = last.pop()
    return _LAST.get(op) if op and not last else None


def _matches(node: Value, pattern: Value, bound: dict[Value, Value]) -> bool:
    """Return whether a node was computed as the pattern was, from whatever its leaves stand for."""
    if pattern not in bound:
        bound[pattern] = node
        if pattern.op is None or pattern.op is CONSTANT:
            return True
        return (
            node.op is pattern.op
            and len(node.parents) == len(pattern.parents)
            and all(_matches(n, p, bound) for n, p in zip(node.parents, pattern.parents))
        )
    return bound[pattern] is node


# --- classes ---------------------------------------------------------------------------------------------


def classes(outputs: NDArray[np.float64], cut: float | None) -> NDArray[np.int64]:
    """Return the class each row of raw outputs stands for, shape (n_samples,).

    Of several outputs it is the largest, the first of equals; a single one means 1 above the cut, else 0.
    """
    return outputs.argmax(axis=1) if cut is None else (outputs[:, 0] > cut).astype(np.int64)


def true_classes(
    y: ArrayLike, n_samples: int, n_outputs: int, rule: Rule | None = None, name: str = "y"
) -> NDArray[np.int64]:
    """Return the class of each target, shape (n_samples,).

    Args:
        y: class numbers, or one-hot rows (1 and 0, or 1 and -1); for a single output 0 and 1, or -1 and 1.
        rule: of the loss that says where a single output is cut.

    Raises:
        ValueError: the targets are no classes, or other ones than the rule cuts between.
        TypeError: they are no numbers.
    """
    array = targets(y, n_samples, name)
    if array.ndim == 2 and array.shape[1] == n_outputs > 1:
        ones = array == 1
        rest = array[~ones]
        if (ones.sum(axis=1) == 1).all() and ((rest == 0).all() or (rest == -1).all()):
            return ones.argmax(axis=1)
        raise ValueError(f"{name} holds rows that are not one-hot: their classes are not known")
    labels = class_numbers(array, n_samples, name=name)
    if n_outputs > 1:
        outside, of = (labels < 0) | (labels >= n_outputs), f" of {n_outputs} outputs"
        expected = f"0 to {n_outputs - 1}"
    else:
        outside, of = (labels < -1) | (labels > 1), ""
        expected = "0 and 1, or -1 and 1, as the model has a single output"
        if labels.min() < 0 and not outside.any():
            outside = labels == 0
    for i in np.flatnonzero(outside):
        raise ValueError(f"{name}[{i}] = {labels[i]} is no class{of}: classes are {expected}")
    if rule and rule.takes == "numbers" and labels.min() < 0:
        raise ValueError(f"{name} holds -1, but this loss is cut at 1/2, between 0 and 1: give threshold=0")
    return np.maximum(labels, 0)
