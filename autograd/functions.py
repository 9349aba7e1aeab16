"""Functions of many operands: what a neuron, a softmax layer and a max gate are made of.

Each is one node however many operands it has, as the lectures draw it; `softmax` and `log_softmax`
are built from them. Where operands are plain numbers they become constants.
"""

import builtins
import math
from collections.abc import Callable, Iterable, Sequence
from operator import mul
from typing import Any, TypeAlias

from autograd import ops
from autograd.border import short
from autograd.value import Number, Value, new_node, record

Operand: TypeAlias = Value | Number
# How far probabilities may be from adding up to 1: those of a softmax in single precision are 1e-6 off.
_SUM_TOLERANCE = 1e-5


def sum(values: Iterable[Operand]) -> Value:
    """Return v₁ + v₂ + … + vₙ as one node, added from the left; 0 for no values.

    >>> sum([Value(1.0), Value(2.0), 3])
    Value(data=6.0, grad=0)
    """
    values = tuple(values)
    return record(ops.SUM, *values) if values else Value(0.0)


def dot(weights: Iterable[Operand], inputs: Iterable[Operand], bias: Operand | None = None) -> Value:
    """Return the net input z = b + w₁x₁ + … + wₙxₙ of a neuron as one node.

    Args:
        weights: n Values or numbers.
        inputs: n Values or numbers.
        bias: added first, if given.

    Raises:
        ValueError: there are not as many inputs as weights, or nothing to add.

    >>> w, x = [Value(2.0), Value(-3.0)], [Value(-1.0), Value(-2.0)]
    >>> z = dot(w, x, Value(-3.0))
    >>> z.backward()
    >>> z.data, [wi.grad for wi in w], [xi.grad for xi in x]
    (1.0, [-1.0, -2.0], [2.0, -3.0])
    """
    weights, inputs = tuple(weights), tuple(inputs)
    if len(weights) != len(inputs):
        raise ValueError(f"dot needs one input for each weight: {len(weights)} weights, {len(inputs)} inputs")
    if bias is None:
        return record(ops.DOT, *weights, *inputs) if weights else Value(0.0)
    return _net_input(weights, inputs, bias)


def _net_input(weights: tuple[Any, ...], inputs: tuple[Any, ...], bias: Any) -> Value:
    """Return record(ops.DOT, *weights, *inputs, bias), written out for Values.

    Networks are made of it; a neuron of 16 inputs takes 22 % less time, forward and backward.
    """
    try:
        w, x = [v.data for v in weights], [v.data for v in inputs]
        z = builtins.sum(map(mul, w, x), bias.data)
        if z.__class__ is float:
            return new_node(ops.DOT, z, (*weights, *inputs, bias, *x, *w, 1.0))
    except (AttributeError, TypeError):  # there are plain numbers among the operands
        pass
    return record(ops.DOT, *weights, *inputs, bias)


def maximum(*values: Any) -> Value:
    """Return the largest of several Values, given one by one or as one list; its whole delta goes to the
    first that is largest.

    >>> a, b = Value(3.0), Value(5.0)
    >>> maximum(a, b).backward()
    >>> a.grad, b.grad
    (0.0, 1.0)
    """
    return _extreme(ops.MAXIMUM, max, _several("maximum", values))


def minimum(*values: Any) -> Value:
    """Return the smallest of several Values, given one by one or as one list; its whole delta goes to the
    first that is smallest.

    >>> minimum([Value(3.0), Value(5.0)])
    Value(data=3.0, grad=0)
    """
    return _extreme(ops.MINIMUM, min, _several("minimum", values))


def _extreme(op: ops.Op, extreme: Callable[[list[float]], float], values: tuple[Any, ...]) -> Value:
    """Return record(op, *values), written out for Values none of which is nan: a third of the time of ten."""
    try:
        data = [v.data for v in values]
        total = builtins.sum(data)
        if total == total:
            y = extreme(data)
            shares = [0.0] * len(data)
            shares[data.index(y)] = 1.0  # the first of equals
            if y.__class__ is float:
                return new_node(op, y, (*values, *shares))
    except (AttributeError, TypeError):  # there are plain numbers among the operands
        pass
    return record(op, *values)


def take(values: Sequence[Operand], index: int | Value) -> Value:
    """Return the value at an index as a node that looked it up; nothing is sent to the others.

    It picks the log-probability of the target, or a row of an embedding; with a negative index from
    the end. An index that is a Value itself (0, 1, … n - 1) is an operand of the node; where it is an
    argument of a program, the values not looked up get 0 from it (which times an infinite slope is nan).

    Raises:
        IndexError: there is no such value.
        TypeError: the index is not a whole number.

    >>> log_probabilities = [Value(-0.5), Value(-1.2)]
    >>> take(log_probabilities, 1)
    Value(data=-1.2, grad=0)
    """
    if isinstance(values, dict | set) or not hasattr(values, "__getitem__"):
        raise TypeError(f"take needs a list of values, not {short(values)}: for a dict, list(d.values())")
    if isinstance(index, Value):
        # a placeholder of the compiler has no number yet; a program looks at what it gets
        if (number := getattr(index, "data", 0)) not in range(len(values)):
            raise IndexError(
                f"take: index {number} is outside of {len(values)} values: an index that is a Value must be "
                f"0, 1, … or {len(values) - 1}"
            )
        return record(ops.PICK, *values, index)
    if isinstance(index, float) or not hasattr(index, "__index__"):
        raise TypeError(f"take needs a whole number as index, not {type(index).__name__} {index!r}")
    position = index.__index__()
    if not -len(values) <= position < len(values):
        raise IndexError(f"take: index {position} is outside of {len(values)} values")
    return record(ops.take(position % len(values)), *values)


def logsumexp(values: Iterable[Operand]) -> Value:
    """Return ln(e^v₁ + … + e^vₙ) as one node, without overflow.

    >>> logsumexp([Value(1000.0), Value(1000.0)])
    Value(data=1000.6931471805599, grad=0)
    """
    return record(ops.LOGSUMEXP, *_several("logsumexp", (values,)))


def log_softmax(values: Iterable[Operand]) -> list[Value]:
    """Return the logarithms of the softmax probabilities, vᵢ - ln Σ e^vⱼ, without overflow.

    The largest value is taken off first, as a number: it changes no probability and has no gradient, and what
    is left is as exact as for small values however large all of them are.

    >>> [f"{p:.6f}" for p in log_softmax([Value(3.2), Value(5.1), Value(-1.7)])]  # lecture C1
    ['-2.040355', '-0.140355', '-6.940355']
    """
    values = _several("log_softmax", (values,))
    largest = maximum(values).detach()
    shifted = [value - largest for value in values]
    normalizer = logsumexp(shifted)
    return [value - normalizer for value in shifted]


def softmax(values: Iterable[Operand]) -> list[Value]:
    """Return the probabilities e^vᵢ / Σ e^vⱼ, without overflow.

    >>> [f"{p:.6f}" for p in softmax([Value(3.2), Value(5.1), Value(-1.7)])]  # lecture C1
    ['0.129983', '0.869050', '0.000968']
    """
    values = _several("softmax", (values,))
    return [log_probability.exp() for log_probability in log_softmax(values)]


def softmax_cross_entropy(scores: Iterable[Operand], target: Any) -> Value:
    """Return L = -Σₖ tₖ ln yₖ with y = softmax(scores) as one node, without overflow; ∂L/∂zₖ = yₖ - tₖ.

    For drawings and derivations. What is compiled or trained takes `nn.cross_entropy`, the same number of
    several gates: a program has array instructions for those, and writes this one out operand by operand.

    Args:
        scores: K Values z₁ … z_K, or numbers.
        target: the number of the right class, 0 to K - 1, which stands for t one-hot; or K probabilities
            t₁ … t_K, Values or numbers, that add up to 1.

    Raises:
        ValueError: no scores, another number of probabilities, or they do not add up to 1.
        IndexError: there is no such class.
        TypeError: the target is neither a whole number nor a list.

    Source: lecture L4 (A7).

    >>> z = [Value(3.2), Value(5.1), Value(-1.7)]
    >>> loss = softmax_cross_entropy(z, 0)
    >>> loss.backward()
    >>> print(f"{loss.data:.6f}", [f"{v.grad:.4f}" for v in z])  # lecture C1; y₀ - 1, y₁, y₂
    2.040355 ['-0.8700', '0.8690', '0.0010']
    """
    scores = _several("softmax_cross_entropy", (scores,))
    if hasattr(target, "__iter__"):
        targets = tuple(target)
        if len(targets) != len(scores):
            raise ValueError(
                f"softmax_cross_entropy needs one probability for each score: {len(scores)} scores, "
                f"{len(targets)} probabilities"
            )
        data = [getattr(t, "data", t) if isinstance(t, Value) else t for t in targets]
        if not any(isinstance(t, Value) for t in data):  # a placeholder of the compiler has no number yet
            total = math.fsum(data)
            if abs(total - 1) > _SUM_TOLERANCE:
                raise ValueError(
                    f"softmax_cross_entropy takes no targets whose sum is {total:g}: probabilities add up "
                    "to 1; for the number of a class give that number"
                )
    else:
        if isinstance(target, float | Value) or not hasattr(target, "__index__"):
            raise TypeError(
                "softmax_cross_entropy takes the number of a class or a list of probabilities, not "
                f"{short(target)}"
            )
        index = target.__index__()
        if not 0 <= index < len(scores):
            raise IndexError(
                f"softmax_cross_entropy: {index} is no class of {len(scores)} scores: classes are 0 to "
                f"{len(scores) - 1}"
            )
        targets = tuple(1.0 if k == index else 0.0 for k in range(len(scores)))
    return record(ops.SOFTMAX_CROSS_ENTROPY, *scores, *targets)


def _several(name: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the operands, of which there must be one at least; a single list stands for its elements."""
    if len(values) == 1 and hasattr(values[0], "__iter__"):
        values = tuple(values[0])
    if not values:
        raise ValueError(f"{name} of no values is not defined: give one at least")
    return values
