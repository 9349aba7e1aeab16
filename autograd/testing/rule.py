"""Checks a δ rule that a student wrote in NumPy against the engine, layer by layer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from autograd.border import short
from autograd.functions import sum as add_up
from autograd.messages import messages
from autograd.value import Value

if TYPE_CHECKING:
    import numpy as np

_AS_GOOD_AS = 1e-7  # of the largest entry of an array
# a number in a path that is an index, not a name: of a neuron in its layer, or of an entry at the end
_INDEX = re.compile(r"(?<=neurons)\.(\d+)|\.(\d+)(?=(?:\.\d+)*$)")


class Compared(NamedTuple):
    """The gradient of one array of parameters, as the rule and as the engine have it.

    Attributes:
        name: of the parameters.
        expected: ∂E/∂parameters of the engine, in the shape of the parameters.
        actual: what the rule returned.
        wrong: what is wrong; "" where nothing is.

    >>> Compared("W", [1.0], [1.0], "").name
    'W'
    """

    name: str
    expected: Any
    actual: Any
    wrong: str


class RuleReport:
    """What is said of a rule; true where it is right, so that pytest can `assert` it. Prints as text.

    Attributes:
        compared: one for each array of parameters, in the order of the model.
        first_wrong: the name of the array that is wrong and comes first on the way back; "" where none is.

    >>> bool(RuleReport([Compared("W", [1.0], [1.0], "")]))
    True
    """

    def __init__(self, compared: Iterable[Compared]) -> None:
        self.compared = tuple(compared)
        wrong = [it.name for it in self.compared if it.wrong]
        self.first_wrong = wrong[-1] if wrong else ""

    def __bool__(self) -> bool:
        return not self.first_wrong

    def __str__(self) -> str:
        lines = [
            f"✗ ∂E/∂{it.name} {it.wrong}" if it.wrong else f"✓ ∂E/∂{it.name}"
            for it in reversed(self.compared)
        ]
        right = sum(not it.wrong for it in self.compared)
        last = f"{right} of {len(self.compared)} right."
        if self.first_wrong and len(self.compared) > 1:
            last += f" Mend ∂E/∂{self.first_wrong} first: those before it may follow from it."
        return "\n".join([*lines, last])

    __repr__ = __str__


def check_rule(
    model: Callable[[Any], Any],
    loss: Callable[[Any, Any], Value],
    x: Any,
    t: Any,
    rule: Callable[..., Any],
    parameters: Mapping[str, Any] | None = None,
) -> RuleReport:
    """Return a report on a rule for ∂E/∂parameters that was written in NumPy.

    The rule is called as `rule(x, t, *arrays)`: x and t as arrays, then the parameters as arrays in the
    model's own grouping. It returns their gradients in the same order and shapes, or a dict by name. E is
    loss(model(x), t) for one sample, and the mean of it over the samples where x has one row for each.

    Args:
        model: takes one sample, a list of numbers (a number where x is one), and returns Values.
        loss: takes what the model returns, and the target of the sample as x is taken; returns a Value.
        x: ndarray of shape (n_inputs,), or (n_samples, n_inputs) for a batch.
        t: target of the sample, or one for each row of x.
        rule: the rule.
        parameters: lists of Values, nested as the arrays are, under names. None: those that the model's
            `named_parameters` lists, a layer's weights as one array of shape (n_outputs, n_inputs) called
            such as `layers.0.w`, its biases as one of shape (n_outputs,).

    Raises:
        ValueError: the model has no parameters; x and t differ in length; parameters are ragged.
        TypeError: the loss is no Value; the rule returns no array for each of the parameters.

    Source: lectures L2 (A9), L0 (A10).

    L2's δ rule, δ² = O(1 − O)(O − t) and δ¹ = O(1 − O) Wᵀδ²:

    >>> import numpy as np
    >>> from autograd import Value, dot
    >>> W1 = [[Value(0.5), Value(-1.0)], [Value(2.0), Value(0.25)], [Value(-1.0), Value(1.0)]]
    >>> W2 = [[Value(1.5), Value(-0.5), Value(1.0)]]
    >>> def layer(W, x):
    ...     return [dot(row, x).sigmoid() for row in W]
    >>> def squared_error(O, t):
    ...     return sum((o - tk) ** 2 for o, tk in zip(O, t)) / 2
    >>> def delta_rule(x, t, W1, W2):
    ...     h = 1 / (1 + np.exp(-W1 @ x))
    ...     O = 1 / (1 + np.exp(-W2 @ h))
    ...     delta2 = O * (1 - O) * (O - t)
    ...     delta1 = h * (1 - h) * (W2.T @ delta2)
    ...     return np.outer(delta1, x), np.outer(delta2, h)
    >>> net = {"W1": W1, "W2": W2}
    >>> check_rule(lambda x: layer(W2, layer(W1, x)), squared_error, [1.0, -1.0], [1.0], delta_rule, net)
    ✓ ∂E/∂W2
    ✓ ∂E/∂W1
    2 of 2 right.

    L0's ∂E/∂W for Z = XW + 1bᵀ, H = σ(Z), E = 1/(2N) Σ(h − y)², the N forgotten:

    >>> W, b = [[Value(0.5)], [Value(-1.0)]], [Value(0.25)]
    >>> def neuron(x):
    ...     return [(b[0] + W[0][0] * x[0] + W[1][0] * x[1]).sigmoid()]
    >>> def matrix_rule(X, Y, W, b):
    ...     H = 1 / (1 + np.exp(-(X @ W + b)))
    ...     delta = H * (1 - H) * (H - Y)
    ...     return X.T @ delta, delta.sum(axis=0) / len(X)
    >>> X, Y = [[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]], [[1.0], [0.0], [1.0]]
    >>> check_rule(neuron, squared_error, X, Y, matrix_rule, {"W": W, "b": b})
    ✓ ∂E/∂b
    ✗ ∂E/∂W is 3 times too large: summed over the 3 samples where E is their mean
    1 of 2 right. Mend ∂E/∂W first: those before it may follow from it.
    """
    import numpy as np

    inputs, targets = np.asarray(x, dtype=float), np.asarray(t, dtype=float)
    if inputs.ndim > 1 and (targets.ndim == 0 or len(inputs) != len(targets) or not len(inputs)):
        raise ValueError(
            f"check_rule got x of shape {inputs.shape} and t of shape {targets.shape}: "
            "each row of x needs its target"
        )
    grouped = {
        name: _as_array(name, values) for name, values in (parameters or _of_model(model, parameters)).items()
    }
    if inputs.ndim > 1:
        losses = [_loss(loss, model(row.tolist()), target.tolist()) for row, target in zip(inputs, targets)]
        error = add_up(losses) / len(losses)
    else:
        error = _loss(loss, model(inputs.tolist()), targets.tolist())
    deltas = messages(error).deltas
    numbers = [_each(values, lambda value: value.data) for values in grouped.values()]
    returned = _returned(rule(inputs.copy(), targets.copy(), *numbers), list(grouped))
    samples = len(inputs) if inputs.ndim > 1 else 1
    return RuleReport(
        _compared(name, _each(values, lambda value: deltas.get(value, 0.0)), returned[name], samples)
        for name, values in grouped.items()
    )


def _of_model(model: Any, parameters: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the parameters of a model in arrays: what differs in indices alone is one array."""
    found: dict[str, dict[tuple[int, ...], Value]] = {}
    named: Iterable[tuple[str, Value]] = getattr(model, "named_parameters", list)()
    for path, value in named:
        indices = tuple(int(match[1] or match[2]) for match in _INDEX.finditer(path))
        found.setdefault(_INDEX.sub("", path).replace(".neurons", ""), {})[indices] = value
    if not found:
        given = "none were given" if parameters is None else "those given are empty"
        raise ValueError(
            f"check_rule finds no parameters of {short(model)}: {given}; "
            'give parameters={"W": …, "b": …}, lists of Values'
        )
    return {name: _nested(entries) for name, entries in found.items()}


def _nested(entries: Mapping[tuple[int, ...], Value]) -> Any:
    if () in entries:
        return entries[()]
    parts: dict[int, dict[tuple[int, ...], Value]] = {}
    for (first, *rest), value in entries.items():
        parts.setdefault(first, {})[tuple(rest)] = value
    return [_nested(parts[k]) for k in sorted(parts)]


def _as_array(name: str, values: Any) -> np.ndarray[Any, Any]:
    import numpy as np

    def shape(part: Any) -> tuple[int, ...]:
        if isinstance(part, Value):
            return ()
        if isinstance(part, str) or not isinstance(part, Iterable):
            raise TypeError(
                f"check_rule got {short(part)} among the parameters {name}: they are Values, in lists"
            )
        shapes = [shape(entry) for entry in cast("Iterable[Any]", part)]
        if len(set(shapes)) != 1:
            raise ValueError(f"check_rule got parameters {name} that are ragged: rows have one length")
        return (len(shapes), *shapes[0])

    def flat(part: Any) -> Iterable[Value]:
        return [part] if isinstance(part, Value) else [value for entry in part for value in flat(entry)]

    size = shape(values)
    array = np.empty(prod(size), dtype=object)
    for k, value in enumerate(flat(values)):
        array[k] = value
    return array.reshape(size)


def _each(values: np.ndarray[Any, Any], number: Callable[[Value], float]) -> np.ndarray[Any, Any]:
    import numpy as np

    return np.array([number(value) for value in values.flat], dtype=float).reshape(values.shape)


def _loss(loss: Callable[[Any, Any], Value], outputs: Any, target: Any) -> Value:
    error = loss(outputs, target)
    if not isinstance(error, Value):  # pyright: ignore[reportUnnecessaryIsInstance] - not all have types
        raise TypeError(f"check_rule got {short(error)} from the loss: it returns a Value")
    return error


def _returned(gradients: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return what the rule returned, under the names of the parameters."""
    if isinstance(gradients, Mapping):
        named = cast("Mapping[str, Any]", gradients)
        if missing := [name for name in names if name not in named]:
            raise TypeError(f"check_rule got no gradient for {', '.join(missing)} from the rule")
        return {name: named[name] for name in names}
    several = isinstance(gradients, list | tuple)
    found = cast("Sequence[Any]", gradients if several else [gradients])
    if len(found) != len(names):
        got = f"{len(found)} gradients" if several else short(gradients)
        raise TypeError(
            f"check_rule got {got} from the rule: it returns {len(names)}, in the order {', '.join(names)}"
        )
    return dict(zip(names, found))


def _compared(name: str, expected: np.ndarray[Any, Any], gradient: Any, samples: int) -> Compared:
    import numpy as np

    try:
        actual = np.asarray(gradient)
        if actual.dtype.kind not in "biuf":  # of complex numbers half would be dropped
            actual = None
    except ValueError:  # ragged
        actual = None
    if actual is None:
        return Compared(name, expected, gradient, f"is no array of numbers: {short(gradient)}")
    with np.errstate(all="ignore"):  # inf − inf, and what overflows
        return Compared(name, expected, actual, _wrong(expected, actual, samples))


def _wrong(expected: np.ndarray[Any, Any], actual: np.ndarray[Any, Any], samples: int) -> str:
    """Return what is wrong with a gradient, the likeliest mistake first; "" where nothing is."""
    import numpy as np

    def is_it(other: np.ndarray[Any, Any]) -> bool:
        largest = np.abs(expected[np.isfinite(expected)]).max(initial=0.0)
        return other.shape == expected.shape and np.allclose(
            other, expected, rtol=0, atol=_AS_GOOD_AS * largest, equal_nan=True
        )

    if is_it(actual):
        return ""
    if actual.shape != expected.shape:
        of = f"has the shape {actual.shape}, the parameters have {expected.shape}"
        if actual.ndim == 2 and actual.T.shape == expected.shape:
            return f"{of}: .T is missing" + ("" if is_it(actual.T) else ", and the numbers are wrong, too")
        if actual.ndim == expected.ndim + 1 and actual.shape[0] == samples:
            return f"{of}: add up over the samples, .sum(axis=0)"
        return f"{of}: it takes np.outer(delta, x)" if (actual.ndim, expected.ndim) == (1, 2) else of
    if actual.ndim == 2 and is_it(actual.T):
        return "is transposed: .T is missing, or one too many"
    if is_it(-actual):
        return "is right but for the sign: it is (y − t), not (t − y)"
    if samples > 1 and is_it(actual / samples):
        return f"is {samples} times too large: summed over the {samples} samples where E is their mean"
    place = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
    ratio = float(actual[place] / expected[place])
    factor = Fraction(ratio if abs(ratio) <= 100 else 0).limit_denominator(12)
    if factor and is_it(actual / float(factor)):
        return f"is {str(factor).replace('-', '−')} times what it should be"
    off = np.abs(np.where(actual == expected, 0.0, actual - expected))
    worst = np.unravel_index(np.argmax(np.where(np.isnan(off), np.inf, off)), expected.shape)
    at = f" at [{', '.join(map(str, worst))}]" if worst else ""
    return f"is wrong, most of all{at}: {actual[worst]:.6g}, expected {expected[worst]:.6g}"
