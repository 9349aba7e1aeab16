"""Losses: how far the outputs for one sample are from its target.

Each is a function of one sample, `loss(outputs, target) -> Value`; the training loop takes the mean
over the samples, E = 1/N Σᵢ loss(outputs⁽ⁱ⁾, target⁽ⁱ⁾). Where a formula for a whole batch has a
factor 1/N, that mean supplies it, so none stands here. Nothing branches on the data of a Value, and
a class number is only ever handed to `autograd.take`: every loss can be compiled.

Letters: `y` are outputs, `t` is the target, `z` are logits (scores before softmax or sigmoid), `K` is
the number of outputs.
"""

from collections.abc import Iterable
from typing import Any, TypeAlias

from autograd import Value, dot, log_softmax, logsumexp, maximum, ops, take
from autograd import sum as add_up
from autograd.functions import Operand
from nn.layers.inputs import is_several
from nn.layers.names import name_loss, name_targets
from nn.losses import rule
from nn.losses.rule import Loss, Rule, as_list

Outputs: TypeAlias = Operand | Iterable[Operand]
Targets: TypeAlias = Operand | Iterable[Operand]


def half_squared_error(outputs: Outputs, target: Targets) -> Value:
    """Return L = ½ Σₖ (yₖ - tₖ)²; ∂L/∂yₖ = yₖ - tₖ.

    Args:
        outputs: one Value or K of them.
        target: as many numbers.

    Raises:
        ValueError: there is not one target for each output.
        TypeError: an output or a target is no real number.

    Source: lecture L2, L4 (A8).

    >>> half_squared_error([Value(3.0), Value(1.0)], [1.0, 2.0])  # ½(2² + 1²)
    Value(data=2.5, grad=0)
    """
    loss = 0.5 * _total([(y - t) ** 2 for y, t in _pairs(half_squared_error, outputs, target)])
    return name_loss(outputs, loss)


def mean_squared_error(outputs: Outputs, target: Targets) -> Value:
    """Return L = 1/K Σₖ (yₖ - tₖ)²; ∂L/∂yₖ = 2(yₖ - tₖ)/K.

    With the mean over N samples it is 1/(NK) Σᵢ Σₖ (yₖ⁽ⁱ⁾ - tₖ⁽ⁱ⁾)².

    Args:
        outputs: one Value or K of them.
        target: as many numbers.

    Raises:
        ValueError: there is not one target for each output.
        TypeError: an output or a target is no real number.

    >>> mean_squared_error([Value(3.0), Value(1.0)], [1.0, 2.0])  # (2² + 1²)/2
    Value(data=2.5, grad=0)
    """
    loss = _mean([(y - t) ** 2 for y, t in _pairs(mean_squared_error, outputs, target)])
    return name_loss(outputs, loss)


def half_mean_squared_error(outputs: Outputs, target: Targets) -> Value:
    """Return L = 1/(2K) Σₖ (yₖ - tₖ)², for one output ½(y - t)²; ∂L/∂yₖ = (yₖ - tₖ)/K.

    With the mean over N samples of one output it is the lecture's E = 1/(2N) Σᵢ (y⁽ⁱ⁾ - t⁽ⁱ⁾)².

    Args:
        outputs: one Value or K of them.
        target: as many numbers.

    Raises:
        ValueError: there is not one target for each output.
        TypeError: an output or a target is no real number.

    Source: lecture L0 (A10).

    >>> half_mean_squared_error(Value(3.0), 1.0)
    Value(data=2.0, grad=0)
    """
    loss = 0.5 * _mean([(y - t) ** 2 for y, t in _pairs(half_mean_squared_error, outputs, target)])
    return name_loss(outputs, loss)


def binary_cross_entropy(probabilities: Outputs, target: Targets) -> Value:
    """Return L = -t ln p - (1 - t) ln(1 - p) of a probability p, for a model that ends in a sigmoid.

    Of a p that is σ(z) it is computed from z, as `binary_cross_entropy_with_logits` does: softplus(z) - t z
    is the same number, and right where p has been rounded to 0 or 1. The messages go to z as well:
    ∂L/∂z = σ(z) - t. Of any other p, ∂L/∂p = (p - t)/(p(1 - p)). Of K probabilities, each with a target of
    its own, it is the mean.

    Args:
        probabilities: one Value or K of them.
        target: as many numbers, 0 for no, 1 for yes, or a probability.

    Raises:
        ValueError: there is not one target for each probability, or one is outside of [0, 1]; a probability
            that no sigmoid made is not between 0 and 1.
        TypeError: a probability or a target is no real number.

    Source: lecture C1.

    >>> binary_cross_entropy(Value(1000.0).sigmoid(), 0)  # the sigmoid is 1.0 here
    Value(data=1000.0, grad=0)
    >>> binary_cross_entropy(Value(0.25), 1)  # ln 4
    Value(data=1.3862943611198906, grad=0)
    """
    loss = _mean([_surprise(p, t) for p, t in _pairs(binary_cross_entropy, probabilities, target)])
    return name_loss(probabilities, loss)


def binary_cross_entropy_with_logits(logits: Outputs, target: Targets) -> Value:
    """Return L = -t ln σ(z) - (1 - t) ln(1 - σ(z)) of a logit z, computed as softplus(z) - t z.

    ∂L/∂z = σ(z) - t. Of K logits, each with a target of its own, it is the mean. The model ends
    without a sigmoid: it is part of the loss.

    Args:
        logits: one Value or K of them.
        target: as many numbers, 0 for no, 1 for yes, or a probability.

    Raises:
        ValueError: there is not one target for each logit, or one is outside of [0, 1].
        TypeError: a logit or a target is no real number.

    Source: lecture C1; ln(1 + eᶻ) - t z follows from ln σ(z) = z - ln(1 + eᶻ).

    >>> z = Value(1000.0)
    >>> binary_cross_entropy_with_logits(z, 0), binary_cross_entropy_with_logits(z, 1)
    (Value(data=1000.0, grad=0), Value(data=0.0, grad=0))
    """
    pairs = _pairs(binary_cross_entropy_with_logits, logits, target)
    return name_loss(logits, _mean([z.softplus() - t * z for z, t in pairs]))


def cross_entropy(logits: Iterable[Operand], target: Any) -> Value:
    """Return L = -Σₖ tₖ ln softmax(z)ₖ, for a class number c it is -ln softmax(z)_c; without overflow.

    ∂L/∂z = softmax(z) - t with t one-hot (lecture A7). The model ends without a softmax.

    Args:
        logits: K Values, one for each class.
        target: the number of the class, 0 to K - 1; or K probabilities, such as a one-hot row.

    Raises:
        ValueError: there is no such class, or there is not one probability for each logit.
        TypeError: a logit is no real number, or the class no whole number.

    Source: lecture L3, L4 (C1, A7).

    >>> f"{cross_entropy([Value(3.2), Value(5.1), Value(-1.7)], 0):.6f}"  # lecture C1
    '2.040355'
    >>> f"{cross_entropy([Value(3.2), Value(5.1), Value(-1.7)], [1, 0, 0]):.6f}"
    '2.040355'
    """
    if is_several(target):
        target = list(target)
        scores = _classes(cross_entropy, logits, target)
        return name_loss(logits, -dot(name_targets(scores, target), log_softmax(scores)))
    scores = _classes(cross_entropy, logits, target)
    largest = maximum(scores).detach()  # as log_softmax takes it off; one class of it is all that is needed
    shifted = [score - largest for score in scores]
    return name_loss(logits, logsumexp(shifted) - take(shifted, target))


def negative_log_likelihood(log_probabilities: Iterable[Operand], target: Any) -> Value:
    """Return L = -ln p_c, given the logarithms of all probabilities; cross_entropy without its softmax.

    For a model that ends with `autograd.log_softmax`. ∂L/∂(ln p_c) = -1, 0 for the other classes.

    Args:
        log_probabilities: K Values ln p₀ … ln p_(K-1), one for each class.
        target: c, the number of the class, 0 to K - 1.

    Raises:
        ValueError: there is no such class.
        TypeError: a log-probability is no real number, or the class no whole number.

    Source: lecture L3, L4 (C1).

    >>> negative_log_likelihood([Value(-0.5), Value(-1.2)], 1)
    Value(data=1.2, grad=0)
    """
    loss = -take(_classes(negative_log_likelihood, log_probabilities, target), target)
    return name_loss(log_probabilities, loss)


def hinge(scores: Outputs, target: Targets) -> Value:
    """Return L = max(0, 1 - t y), 0 once the score is on the right side by a margin of 1.

    ∂L/∂y = -t where t y < 1, else 0 (at t y = 1 too). Of K scores, each with a target of its own,
    it is the mean.

    Args:
        scores: one Value or K of them.
        target: as many numbers, -1 or 1.

    Raises:
        ValueError: there is not one target for each score, or one is neither -1 nor 1.
        TypeError: a score or a target is no real number.

    Source: lecture L4 (C1); the support vector machine's loss, Cortes & Vapnik 1995.

    >>> hinge(Value(0.25), 1), hinge(Value(0.25), -1), hinge(Value(3.0), 1)
    (Value(data=0.75, grad=0), Value(data=1.25, grad=0), Value(data=0.0, grad=0))
    """
    return name_loss(scores, _mean([(1 - t * y).relu() for y, t in _pairs(hinge, scores, target)]))


def multiclass_hinge(scores: Iterable[Operand], target: Any) -> Value:
    """Return L = Σ_{k≠c} max(0, yₖ - y_c + 1): every wrong class should stay below the right one by 1.

    ∂L/∂yₖ = 1 for each wrong class within the margin, ∂L/∂y_c = minus how many there are.

    Args:
        scores: K Values, one for each class.
        target: c, the number of the class, 0 to K - 1.

    Raises:
        ValueError: there is no such class.
        TypeError: a score is no real number, or the class no whole number.

    Source: lecture L4 (C1); Weston & Watkins 1999.

    >>> multiclass_hinge([Value(3.25), Value(5.0), Value(-1.75)], 0)  # max(0, 2.75) + max(0, -4)
    Value(data=2.75, grad=0)
    """
    scores = _classes(multiclass_hinge, scores, target)
    right = take(scores, target)
    # The sum runs over all classes, as a class number that is only known at run time cannot be left
    # out: its own term is max(0, y_c - y_c + 1) = 1 with messages that cancel, and 1 is taken off again.
    return name_loss(scores, add_up((y - right + 1).relu() for y in scores) - 1)


# The errors of numbers cut halfway between the targets 0 and 1.
RULES: dict[Loss, Rule] = {
    half_squared_error: Rule("numbers", 0.5, rule.numbers),
    mean_squared_error: Rule("numbers", 0.5, rule.numbers),
    half_mean_squared_error: Rule("numbers", 0.5, rule.numbers),
    binary_cross_entropy: Rule("probabilities", 0.5, rule.zero_to_one),
    binary_cross_entropy_with_logits: Rule("scores", 0.0, rule.zero_to_one),
    cross_entropy: Rule("scores", None, rule.class_or_probabilities, of_classes=True),
    negative_log_likelihood: Rule("log-probabilities", None, rule.class_number, of_classes=True),
    hinge: Rule("scores", 0.0, rule.signs),
    multiclass_hinge: Rule("scores", None, rule.class_number, of_classes=True),
}


# --- what comes in -------------------------------------------------------------------------------------


def _values(loss: Loss, outputs: Any, target: Any) -> list[Value]:
    """Return the outputs as Values, a number standing for itself, and check the target by the loss's rule."""
    name = loss.__name__
    values = [y if isinstance(y, Value) else Value(y) for y in as_list(outputs)]
    if listen := rule.listener.get():
        listen(loss, values, target)
    if not values:
        raise ValueError(f"{name} of no outputs is not defined: give one for each class or target")
    RULES[loss].check(name, target, len(values))
    return values


def _classes(loss: Loss, outputs: Any, target: Any) -> list[Value]:
    """Return the outputs for all classes."""
    if not is_several(outputs):
        raise TypeError(f"{loss.__name__} needs a list of outputs, one for each class, not {outputs!r}")
    return _values(loss, outputs, target)


def _pairs(loss: Loss, outputs: Any, target: Any) -> list[tuple[Value, Any]]:
    """Return (output, target) for each output."""
    ts = as_list(target)
    values = _values(loss, outputs, ts)
    return list(zip(values, name_targets(values, ts)))


def _surprise(p: Value, t: Any) -> Value:
    """Return the binary cross-entropy of one probability."""
    if p.op is ops.SIGMOID:
        (z,) = p.parents
        return z.softplus() - t * z
    return -(t * p.log() + (1 - t) * (1 - p).log())


def _total(terms: list[Value]) -> Value:
    return terms[0] if len(terms) == 1 else add_up(terms)


def _mean(terms: list[Value]) -> Value:
    return terms[0] if len(terms) == 1 else add_up(terms) / len(terms)
