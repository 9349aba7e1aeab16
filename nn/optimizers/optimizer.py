"""Optimizers: how the parameters follow the gradient.

Each class is one formula, `update`, in generic arithmetic: what goes in and comes out may be numbers
or arrays. `step` runs it on a list of Values, for those who step through it; `step_vector` on the flat
vector of a compiled program. Both give the same numbers to the last bit and share what the optimizer
remembers; so does `step` where numpy is missing, one parameter after the other. Letters: `w` parameters,
`g` their gradient, `lr` the learning rate η of this step.
"""

# Each formula names what it remembers, where the base class says *memory:
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

from autograd import Value
from nn.data.arrays import INSTALLED, np
from nn.layers.inputs import fraction, is_several, not_negative, positive, real
from nn.layers.module import Module

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector: TypeAlias = NDArray[np.float64]

Schedule: TypeAlias = Callable[[int], float]


class Optimizer:
    """What the optimizers have in common; a subclass defines `update` and how much it remembers.

    Args:
        lr: the learning rate η, a number or a schedule (`nn.optimizers.schedule`).

    Attributes:
        lr: as given; may be replaced between steps.
        steps: how many were taken.
        memory: what is carried from step to step (a velocity, running means), each in the shape of
            the parameters; made at the first step.

    An optimizer remembers one model: take a new one for another.

    >>> class SignDescent(Optimizer):
    ...     def update(self, w, g, lr):
    ...         return (w - lr * np.sign(g),)
    >>> w, optimizer = Value(3.0), SignDescent(lr=0.5)
    >>> (w * w).backward()
    >>> optimizer.step([w])
    >>> w.data, optimizer.steps, optimizer.rate
    (2.5, 1, 0.5)
    """

    remembers: ClassVar[int] = 0

    def __new__(cls, *arguments: Any, **options: Any) -> Self:
        # Python's own words for SGD(model.parameters(), lr=0.1) are about "multiple values for 'lr'"
        first = arguments[0] if arguments else None
        if isinstance(first, Module) or is_several(first):
            name = cls.__name__
            raise TypeError(
                f"{name} takes no parameters when it is made: write {name}(lr=0.1), "
                "and hand it to nn.fit, or call its step(model.parameters())"
            )
        return super().__new__(cls)

    def __init__(self, lr: float | Schedule) -> None:
        self.lr = lr if callable(lr) else not_negative(type(self).__name__, "lr", lr)
        self.steps = 0
        self.memory: tuple[Any, ...] = ()

    def update(self, w: Any, g: Any, lr: float, *memory: Any) -> tuple[Any, ...]:
        """Return the new parameters, then what is remembered; what comes in may be changed in place."""
        raise NotImplementedError

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        return self.lr(self.steps) if callable(self.lr) else self.lr

    def step(self, parameters: Iterable[Value]) -> None:
        """Read the `.grad` of each parameter and write its `.data`.

        Args:
            parameters: such as `model.parameters()`, the same at every step.

        Raises:
            ValueError: none, or another number of them than at the first step.
            TypeError: something else than Values.
        """
        if not hasattr(parameters, "__iter__"):
            kind = type(parameters).__name__
            raise TypeError(f"step needs a list of Values, not {kind}: call step(model.parameters())")
        parameters = list(parameters)
        for parameter in parameters:
            if not isinstance(parameter, Value):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise TypeError(f"step needs Values, not {type(parameter).__name__} {parameter!r}")
        w, g = [parameter.data for parameter in parameters], [parameter.grad for parameter in parameters]
        if INSTALLED:
            vector = np.array(w)
            self.step_vector(vector, np.array(g, dtype=np.float64))
            w = vector.tolist()
        else:
            shape = (len(parameters),)
            rate = self._begin(shape, shape, lambda: [0.0] * len(parameters))
            w, *memory = zip(*[self.update(*one[:2], rate, *one[2:]) for one in zip(w, g, *self.memory)])
            self._end(memory)
        for parameter, data in zip(parameters, w):
            parameter.data = data

    def step_vector(self, parameters: Vector, gradient: Vector) -> None:
        """Change a vector of parameters in place.

        Args:
            parameters: ndarray of floats, of shape (n_parameters,).
            gradient: ndarray of the same shape.

        Raises:
            ValueError: no parameters, shapes that differ from each other or from those of the first
                step, or a learning rate that is no number of 0 or more.
            TypeError: not arrays of floats, or a schedule that returns no number.
        """
        name = type(self).__name__
        for array in (parameters, gradient):
            if not isinstance(array, np.ndarray) or array.dtype.kind != "f":  # pyright: ignore[reportUnnecessaryIsInstance]
                kind = getattr(array, "dtype", type(array).__name__)
                raise TypeError(f"{name} changes arrays of floats in place, not {kind}")
        rate = self._begin(parameters.shape, gradient.shape, lambda: np.zeros_like(parameters))
        parameters[...], *memory = self.update(parameters, gradient, rate, *self.memory)
        self._end(memory)

    def _begin(self, shape: tuple[int, ...], gradient: tuple[int, ...], zeros: Callable[[], Any]) -> float:
        """Return the rate of this step, once parameters and gradient of these shapes are found to fit."""
        name = type(self).__name__
        if shape != gradient or 0 in shape:
            raise ValueError(
                f"{name} needs a gradient for each parameter: {shape} parameters, {gradient} gradients"
            )
        if self.steps == 0:
            self.memory = tuple(zeros() for _ in range(self.remembers))
        elif self.memory and (len(self.memory[0]),) != shape:
            raise ValueError(
                f"{name} began with {(len(self.memory[0]),)} parameters and got {shape}: "
                "take a new optimizer for another model"
            )
        rate = self.rate
        if type(rate) is not float:
            rate = real(f"step {self.steps} of {name}", "learning rate", rate)
        if not 0 <= rate < math.inf:
            raise ValueError(
                f"{name}: the learning rate of step {self.steps} is {rate}: it must be 0 or more"
            )
        return rate

    def _end(self, memory: Iterable[Any]) -> None:
        self.memory = tuple(memory)
        self.steps += 1

    def __repr__(self) -> str:
        given = [f"{name}={value}" for name, value in vars(self).items() if name not in ("steps", "memory")]
        return f"{type(self).__name__}({', '.join(given)})"


class GradientDescent(Optimizer):
    """w ← w - η g. It is called stochastic gradient descent (`SGD`) when g comes from a part of the data.

    Args:
        lr: η, a number or a schedule.

    Raises:
        ValueError: the rate is negative, nan or inf.
        TypeError: it is no number.

    Source: lectures L0, L2, L4 (C3).

    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> GradientDescent(lr=0.25).step([w])
    >>> w.data  # 3 - 0.25 · 6
    1.5
    """

    def __init__(self, lr: float | Schedule) -> None:  # so that help and editors show it, and not __new__
        super().__init__(lr)

    def update(self, w: Any, g: Any, lr: float) -> tuple[Any, ...]:
        return (w - lr * g,)


SGD = GradientDescent


class Momentum(Optimizer):
    """v ← μ v + g, w ← w - η v: a heavy ball, its velocity the sum of fading gradients.

    Args:
        lr: η, a number or a schedule.
        momentum: μ, 0 ≤ μ < 1.

    Raises:
        ValueError: an argument is out of its range.
        TypeError: one is no number.

    Source: Polyak 1964; η outside of v, as in PyTorch (the same while η is constant).

    >>> w, optimizer = Value(3.0), Momentum(lr=0.25, momentum=0.5)
    >>> w.grad = 1.0
    >>> for _ in range(2):
    ...     optimizer.step([w])
    >>> w.data  # v = 1, then 1.5: 3 - 0.25 · 2.5
    2.375
    """

    remembers = 1

    def __init__(self, lr: float | Schedule, *, momentum: float = 0.9) -> None:
        super().__init__(lr)
        self.momentum = fraction(type(self).__name__, "momentum", momentum)

    def update(self, w: Any, g: Any, lr: float, v: Any) -> tuple[Any, ...]:
        v = self.momentum * v + g
        return w - lr * v, v


class Nesterov(Optimizer):
    """v ← μ v + g, w ← w - η (g + μ v): momentum that looks one step of the ball ahead.

    Args:
        lr: η, a number or a schedule.
        momentum: μ, 0 ≤ μ < 1.

    Raises:
        ValueError: an argument is out of its range.
        TypeError: one is no number.

    Source: Nesterov 1983; in the form of Sutskever et al. 2013, with w standing for the point ahead at
    which g is taken, as in PyTorch.

    >>> w, optimizer = Value(3.0), Nesterov(lr=0.25, momentum=0.5)
    >>> w.grad = 1.0
    >>> optimizer.step([w])
    >>> w.data  # v = 1: 3 - 0.25 · 1.5
    2.625
    """

    remembers = 1

    def __init__(self, lr: float | Schedule, *, momentum: float = 0.9) -> None:
        super().__init__(lr)
        self.momentum = fraction(type(self).__name__, "momentum", momentum)

    def update(self, w: Any, g: Any, lr: float, v: Any) -> tuple[Any, ...]:
        v = self.momentum * v + g
        return w - lr * (g + self.momentum * v), v


class RMSProp(Optimizer):
    """s ← ρ s + (1 - ρ) g², w ← w - η g/(√s + ε): each gradient over its own usual size.

    Args:
        lr: η, a number or a schedule.
        decay: ρ, 0 ≤ ρ < 1.
        epsilon: ε > 0, keeps the quotient finite; outside of the root, as in PyTorch.

    Raises:
        ValueError: an argument is out of its range.
        TypeError: one is no number.

    Source: Hinton, lecture 6e of Neural Networks for Machine Learning, 2012.

    >>> w, optimizer = Value(3.0), RMSProp(lr=0.5, decay=0.75)
    >>> w.grad = -4.0
    >>> optimizer.step([w])
    >>> round(w.data, 6)  # s = ¼ · 16: 3 + 0.5 · 4/2
    4.0
    """

    remembers = 1

    def __init__(self, lr: float | Schedule = 0.001, *, decay: float = 0.9, epsilon: float = 1e-8) -> None:
        super().__init__(lr)
        self.decay = fraction(type(self).__name__, "decay", decay)
        self.epsilon = positive(type(self).__name__, "epsilon", epsilon)

    def update(self, w: Any, g: Any, lr: float, s: Any) -> tuple[Any, ...]:
        s = self.decay * s + (1 - self.decay) * (g * g)
        return w - lr * g / (_root(s) + self.epsilon), s


class Adam(Optimizer):
    """Momentum over RMSProp's size, both freed from their start at 0.

    m ← β₁ m + (1 - β₁) g,  s ← β₂ s + (1 - β₂) g²,  w ← w - η m̂/(√ŝ + ε)
    with m̂ = m/(1 - β₁ᵗ) and ŝ = s/(1 - β₂ᵗ) at step t = 1, 2, …

    Args:
        lr: η, a number or a schedule.
        beta1: β₁, 0 ≤ β₁ < 1.
        beta2: β₂, 0 ≤ β₂ < 1.
        epsilon: ε > 0.

    Raises:
        ValueError: an argument is out of its range.
        TypeError: one is no number.

    Source: Kingma & Ba 2015, algorithm 1.

    >>> w, optimizer = Value(3.0), Adam(lr=0.5)
    >>> w.grad = -1000.0
    >>> optimizer.step([w])
    >>> round(w.data, 6)  # the first step is η long, however steep the slope
    3.5
    """

    remembers = 2

    def __init__(
        self, lr: float | Schedule = 0.001, *,
        beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8,
    ) -> None:  # fmt: skip
        super().__init__(lr)
        self.beta1 = fraction(type(self).__name__, "beta1", beta1)
        self.beta2 = fraction(type(self).__name__, "beta2", beta2)
        self.epsilon = positive(type(self).__name__, "epsilon", epsilon)

    def update(self, w: Any, g: Any, lr: float, m: Any, s: Any) -> tuple[Any, ...]:
        direction, m, s = _adaptive(g, m, s, self.beta1, self.beta2, self.epsilon, self.steps + 1)
        direction *= lr
        w -= direction
        return w, m, s


class AdamW(Optimizer):
    """Adam whose weights also decay, w ← w - η (m̂/(√ŝ + ε) + λ w), apart from the gradient's size.

    Args:
        lr: η, a number or a schedule.
        beta1: β₁, 0 ≤ β₁ < 1.
        beta2: β₂, 0 ≤ β₂ < 1.
        epsilon: ε > 0.
        weight_decay: λ ≥ 0.

    Raises:
        ValueError: an argument is out of its range.
        TypeError: one is no number.

    Source: Loshchilov & Hutter 2019, algorithm 2, with η as the schedule's multiplier, as in PyTorch.

    >>> w, optimizer = Value(3.0), AdamW(lr=0.5, weight_decay=0.1)
    >>> w.grad = -1000.0
    >>> optimizer.step([w])
    >>> round(w.data, 6)  # 3 + 0.5 (1 - 0.1 · 3)
    3.35
    """

    remembers = 2

    def __init__(
        self, lr: float | Schedule = 0.001, *,
        beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8, weight_decay: float = 0.01,
    ) -> None:  # fmt: skip
        super().__init__(lr)
        self.beta1 = fraction(type(self).__name__, "beta1", beta1)
        self.beta2 = fraction(type(self).__name__, "beta2", beta2)
        self.epsilon = positive(type(self).__name__, "epsilon", epsilon)
        self.weight_decay = not_negative(type(self).__name__, "weight_decay", weight_decay)

    def update(self, w: Any, g: Any, lr: float, m: Any, s: Any) -> tuple[Any, ...]:
        direction, m, s = _adaptive(g, m, s, self.beta1, self.beta2, self.epsilon, self.steps + 1)
        direction += self.weight_decay * w
        direction *= lr
        w -= direction
        return w, m, s


def _adaptive(
    g: Any, m: Any, s: Any, beta1: float, beta2: float, epsilon: float, t: int
) -> tuple[Any, Any, Any]:
    """Return Adam's direction m̂/(√ŝ + ε) at step t, then the new m and s."""
    # in place, and what depends on t alone as factors: a step takes 12 instead of 19 µs for the 2,410
    # parameters of 64-32-10, 1.6 instead of 2.5 ms for the 159,010 of 784-200-10
    m *= beta1
    m += (1 - beta1) * g
    square = g * g
    square *= 1 - beta2
    s *= beta2
    s += square
    size = _root(s)
    size *= 1 / math.sqrt(1 - beta2**t)
    size += epsilon
    direction = m / size
    direction *= 1 / (1 - beta1**t)
    return direction, m, s


def _root(s: Any) -> Any:
    return math.sqrt(s) if isinstance(s, float) else np.sqrt(s)
