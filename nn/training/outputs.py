"""What the outputs of a model stand for: how they were made, which loss they suit, which class they mean.

`fit` asks before it trains, `predict_classes` and its relatives when they cut a single output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

import autograd
from autograd import Value, log_softmax, ops, softmax
from autograd.ops import CONSTANT, Op
from nn.data.samples import class_numbers, targets
from nn.layers.inputs import flatten
from nn.losses.loss import RULES
from nn.losses.rule import Loss, Rule, as_list, listener

# The last operation of a unit, and what people call the activation it belongs to.
_LAST = {
    ops.DOT: "identity", ops.SIGMOID: "sigmoid", ops.TANH: "tanh", ops.SIGN: "sign", ops.STEP: "step",
    ops.RELU: "relu", ops.leaky_relu(0.01): "leaky_relu", ops.elu(1.0): "elu", ops.SOFTPLUS: "softplus",
    ops.MAXIMUM: "maxout",
}  # fmt: skip
# Where a single output of this kind is cut if nothing else is said: in the middle of what can come out.
CUTS = {"sigmoid": 0.5, "step": 0.5, "tanh": 0.0, "sign": 0.0}

# How many targets `tried` takes: more classes than most have, and few enough to take no time.
_TRIALS = 8


def traced(model: Callable[[Any], Any], X: NDArray[Any], y: NDArray[Any]) -> tuple[Any, list[Any]]:
    """Return what a model makes of one sample as the compiler sees it, without a number, and its target."""
    seen: list[tuple[Any, list[Any]]] = []

    def watch(x: Any, t: Any) -> Any:
        seen.append((model(x), [t]))
        return flatten(x)[0]  # something that takes no time to compile

    autograd.compile_batch(watch)(X[:1], y[:1])
    return seen[0]


def tried(model: Callable[[Any], Any], X: NDArray[Any], y: NDArray[Any]) -> tuple[Any, list[Any]]:
    """Return what a model makes of the first sample, and a few targets whose numbers are told from others."""
    some = y[np.unique(y, return_index=True)[1]] if y.ndim == 1 else y
    return model(X[0].tolist()), [_marked(t) for t in some[:_TRIALS].tolist()]


class _Whole(int):
    """A whole number that is an object of its own: what is computed of it is a plain int."""


def _marked(target: Any) -> Any:
    if isinstance(target, list):
        return [_marked(t) for t in cast("list[Any]", target)]
    return _Whole(target) if target == int(target) else target


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


# --- the loss --------------------------------------------------------------------------------------------


def known_loss(who: str, loss: Loss, outputs: Any, ts: Iterable[Any]) -> Loss | None:
    """Return which loss of `nn` this is, or hands outputs and targets on to; None for any other.

    A loss of your own may add to one of ours, `lambda y, t: nn.cross_entropy(y, t) + …`, or be a partial of
    it: then outputs and targets mean what they mean to ours. If it changes either of them on the way, or
    asks two of ours, nothing is known.

    Args:
        who: what error messages begin with.
        outputs: what the model returned for one sample.
        ts: targets to try, one at least; no other object is the same as one of their numbers.

    Raises:
        ValueError: the outputs do not suit the loss: squashed twice, not squashed at all, too few.
    """
    if any(loss is known for known in RULES):
        check_suited(who, loss, outputs)
        return loss
    seen: set[Loss | None] = set()
    for target in ts:
        heard: set[Loss] = set()

        def listen(known: Loss, ys: Any, t: Any, target: Any = target, heard: set[Loss] = heard) -> None:
            if _same(ys, outputs) and _same(t, target):
                check_suited(who, known, outputs)
                heard.add(known)

        token = listener.set(listen)
        try:
            loss(outputs, target)
        finally:
            listener.reset(token)
        seen.add(heard.pop() if len(heard) == 1 else None)
    return seen.pop() if len(seen) == 1 else None


def _same(these: Any, those: Any) -> bool:
    these, those = as_list(these), as_list(those)
    return len(these) == len(those) and all(a is b for a, b in zip(these, those))


def check_suited(who: str, loss: Loss, outputs: Any) -> None:
    """Refuse outputs that are known to be something else than what the loss takes, or too few."""
    name, takes, last = loss.__name__, RULES[loss].takes, last_activation(outputs)
    if RULES[loss].of_classes and len(as_list(outputs)) == 1:
        raise ValueError(
            f"{who}: {name} takes one output for each class, but the model has a single one: give it one "
            "for each class, or take a loss of a single output, such as binary_cross_entropy_with_logits"
        )
    out = f"take the {last} out of the model"
    if takes == "scores" and last == "sigmoid":
        ways = f'{out} (output="identity"), or take binary_cross_entropy, which takes its probabilities'
    elif takes == "scores" and last == "softmax":
        ways = f"{out}, or put autograd.log_softmax in its place and take negative_log_likelihood"
    elif takes == "probabilities" and last == "softmax":
        ways = f"{out} and take cross_entropy, or end the model in a sigmoid for each output"
    elif takes == "probabilities" and last not in (None, "sigmoid"):
        ways = 'end it in a sigmoid (output="sigmoid"), or take binary_cross_entropy_with_logits'
    elif takes == "log-probabilities" and last in ("sigmoid", "softmax"):
        ways = f"{out} and take cross_entropy, or put autograd.log_softmax in its place"
    elif takes == "log-probabilities" and last not in (None, "log_softmax"):
        ways = "end it in autograd.log_softmax, or take cross_entropy, which takes scores"
    else:
        return
    raise ValueError(f"{who}: {name} takes {takes}, but the model ends in {last}: {ways}")


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
        least, most, expected = 0, labels.max(), f"numbers from 0, as the model has {n_outputs} outputs"
    else:
        least, most, expected = -1, 1, "0 and 1, or -1 and 1, as the model has a single output"
    wrong = np.flatnonzero((labels < least) | (labels > most))
    if not len(wrong) and n_outputs == 1 and labels.min() < 0:
        wrong = np.flatnonzero(labels == 0)
    if len(wrong):
        raise ValueError(f"{name}[{wrong[0]}] = {labels[wrong[0]]} is no class: classes are {expected}")
    if rule and rule.takes == "numbers" and labels.min() < 0:
        raise ValueError(f"{name} holds -1, but this loss is cut at 1/2, between 0 and 1: give threshold=0")
    return np.maximum(labels, 0)
