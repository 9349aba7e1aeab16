"""Schedules: the learning rate as a function of how many steps were taken.

A schedule is called with the number of steps already taken, from 0, and returns the rate η of the next
one. Optimizers take one wherever they take a number: `Adam(lr=CosineSchedule(0.01, steps=500))`. Any
function from a whole number to a rate will do as well.
"""

import math
from dataclasses import dataclass
from typing import Any

from nn.layers.inputs import not_negative, positive, whole


@dataclass(frozen=True)
class ConstantSchedule:
    """η(t) = lr; what an optimizer makes of a number.

    Args:
        lr: the rate, 0 or more.

    Raises:
        ValueError: the rate is negative, nan or inf.
        TypeError: it is no number.

    >>> ConstantSchedule(0.1)(1000)
    0.1
    """

    lr: float

    def __post_init__(self) -> None:
        _check_rate(self, "lr", self.lr)

    def __call__(self, step: int) -> float:
        return self.lr


@dataclass(frozen=True)
class StepSchedule:
    """η(t) = lr · factor^⌊t/every⌋: the rate drops after every so many steps.

    Args:
        lr: the first rate.
        every: after how many steps it drops, 1 or more.
        factor: by what it is multiplied then, above 0.

    Raises:
        ValueError: an argument is out of its range, nan or inf.
        TypeError: one is no number.

    >>> schedule = StepSchedule(1.0, every=2, factor=0.5)
    >>> [schedule(t) for t in range(6)]
    [1.0, 1.0, 0.5, 0.5, 0.25, 0.25]
    """

    lr: float
    every: int
    factor: float = 0.1

    def __post_init__(self) -> None:
        _check_rate(self, "lr", self.lr)
        _check_steps(self, "every", self.every)
        positive("StepSchedule", "factor", self.factor)

    def __call__(self, step: int) -> float:
        return self.lr * self.factor ** (step // self.every)


@dataclass(frozen=True)
class LinearSchedule:
    """η(t) = lr + (final - lr) t/steps, and final from then on.

    Args:
        lr: the first rate.
        steps: after how many steps the last rate is reached, 1 or more.
        final: the last rate.

    Raises:
        ValueError: an argument is out of its range, nan or inf.
        TypeError: one is no number.

    >>> schedule = LinearSchedule(1.0, steps=4)
    >>> [schedule(t) for t in range(6)]
    [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]
    """

    lr: float
    steps: int
    final: float = 0.0

    def __post_init__(self) -> None:
        _check_rate(self, "lr", self.lr)
        _check_steps(self, "steps", self.steps)
        _check_rate(self, "final", self.final)

    def __call__(self, step: int) -> float:
        return self.final + (self.lr - self.final) * (1 - min(step / self.steps, 1.0))


@dataclass(frozen=True)
class CosineSchedule:
    """η(t) = final + ½(lr - final)(1 + cos(π t/steps)), and final from then on: half a wave down.

    Args:
        lr: the first rate.
        steps: after how many steps the last rate is reached, 1 or more.
        final: the last rate.

    Raises:
        ValueError: an argument is out of its range, nan or inf.
        TypeError: one is no number.

    Source: Loshchilov & Hutter 2017 (SGDR), equation 5, without restarts.

    >>> schedule = CosineSchedule(1.0, steps=3)
    >>> [round(schedule(t), 12) for t in range(5)]
    [1.0, 0.75, 0.25, 0.0, 0.0]
    """

    lr: float
    steps: int
    final: float = 0.0

    def __post_init__(self) -> None:
        _check_rate(self, "lr", self.lr)
        _check_steps(self, "steps", self.steps)
        _check_rate(self, "final", self.final)

    def __call__(self, step: int) -> float:
        wave = math.cos(math.pi * min(step / self.steps, 1.0))
        return self.final + 0.5 * (self.lr - self.final) * (1 + wave)


def _check_rate(schedule: object, name: str, rate: Any) -> None:
    object.__setattr__(schedule, name, not_negative(type(schedule).__name__, name, rate))


def _check_steps(schedule: object, name: str, steps: Any) -> None:
    whole(type(schedule).__name__, name, steps)
