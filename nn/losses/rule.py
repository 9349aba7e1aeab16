"""What training must know of a loss besides its formula: what it takes, its cut, which targets it refuses.

The table of rules stands below the losses in `nn.losses.loss`. Each loss checks the target of its sample by
its rule, `fit` the targets of all samples; so both refuse the same.
"""

import math
from collections.abc import Callable
from contextvars import ContextVar
from numbers import Integral
from typing import Any, NamedTuple, TypeAlias

from autograd import Value
from nn.layers.inputs import NUMBERS, is_several

Loss: TypeAlias = Callable[[Any, Any], Value]


class Rule(NamedTuple):
    """What training must know of one loss.

    Attributes:
        takes: what the outputs are to it: "numbers"; "scores", on which the loss itself puts its sigmoid or
            softmax, or a margin; "probabilities"; "log-probabilities".
        cut: a single output above it means class 1, else class 0; None for a loss that needs several.
        check: check(name, target, n) raises what is wrong with the target of one sample with n outputs.
        of_classes: whether a target that is a single number is the number of a class.
    """

    takes: str
    cut: float | None
    check: Callable[[str, Any, int], None]
    of_classes: bool = False


# Called as listener(loss, outputs, target) whenever one of our losses is: how `fit` sees which one is at
# work inside a loss of the user's own.
listener: ContextVar[Callable[[Loss, Any, Any], None] | None] = ContextVar("listener", default=None)

# Rows of probabilities may be sums of float32: 2⁻²⁴ of relative error for each, and nobody types six digits.
_SUM_TOLERANCE = 1e-6


def as_list(thing: Any) -> list[Any]:
    """Return a list of numbers as a list, a number as a list of one."""
    return list(thing) if is_several(thing) else [thing]


# --- checks of a target ----------------------------------------------------------------------------------
# A Value may stand for many numbers, and nan travels through: neither is held against a rule.


def numbers(name: str, target: Any, n: int) -> None:
    """Refuse what is not one real number for each output."""
    ts = as_list(target)
    for t in ts:
        if not isinstance(t, NUMBERS):
            Value(t)  # says what is wrong with it
    if len(ts) != n:
        way = (
            "class numbers become rows of targets by nn.one_hot"
            if len(ts) == 1
            else "give each sample as many"
        )
        raise ValueError(f"{name} needs one target for each output: {n} outputs, {len(ts)} targets; {way}")


def zero_to_one(name: str, target: Any, n: int) -> None:
    """Refuse what is not one number from 0 to 1 for each output."""
    numbers(name, target, n)
    _refuse(name, target, lambda t: 0 <= t <= 1, "0 for no, 1 for yes, or a probability")


def signs(name: str, target: Any, n: int) -> None:
    """Refuse what is not -1 or 1 for each output."""
    numbers(name, target, n)
    _refuse(name, target, lambda t: t in (-1, 1), "-1 or 1 (of labels 0 and 1 take 2 t - 1)")


def class_number(name: str, target: Any, n: int) -> None:
    """Refuse a whole number that is no class; what is no whole number is `take`'s to refuse."""
    if is_several(target):
        raise ValueError(
            f"{name} takes the number of a class, not {target!r}: of one-hot rows, y.argmax(axis=1)"
        )
    if isinstance(target, Integral) and not 0 <= int(target) < n:
        raise ValueError(f"{name}: {target} is no class of {n} outputs: classes are 0 to {n - 1}")


def class_or_probabilities(name: str, target: Any, n: int) -> None:
    """Refuse what is neither the number of a class nor a row of probabilities, one for each."""
    if not is_several(target):
        class_number(name, target, n)
        return
    numbers(name, target, n)
    _refuse(name, target, lambda t: t >= 0, "a probability, 0 or more")
    if not any(isinstance(t, Value) for t in target):
        total = math.fsum(target)
        if abs(total - 1) > _SUM_TOLERANCE:
            raise ValueError(
                f"{name} takes no target whose sum is {total:g}: "
                "it must be the number of a class, or probabilities that add up to 1"
            )


def _refuse(name: str, target: Any, is_right: Callable[[Any], bool], rule: str) -> None:
    for t in as_list(target):
        if not isinstance(t, Value) and t == t and not is_right(t):
            raise ValueError(f"{name} takes no target {t}: it must be {rule}")
