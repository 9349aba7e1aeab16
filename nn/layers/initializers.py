"""Initial weights: one number for each weight, drawn from a generator that you can seed.

An initializer is a function `(rng, fan_in, fan_out) -> float`: `fan_in` counts the inputs of the neuron,
`fan_out` the neurons that share them. Layers take it by name or as a function, with `rng=` a seed, a
`random.Random`, or None for Python's global generator, which is where micrograd draws from.
"""

import random
from collections.abc import Callable
from math import sqrt
from typing import Any, TypeAlias, cast

from autograd import Value
from nn.layers.inputs import chosen, short

Initializer: TypeAlias = Callable[[random.Random, int, int], float]
Rng: TypeAlias = random.Random | int | None


def uniform(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """Draw from U(-1, 1), as micrograd does: the default.

    >>> random.seed(0)
    >>> uniform(random.Random(0), 3, 2) == random.uniform(-1, 1)
    True
    """
    return rng.uniform(-1, 1)


def xavier_uniform(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """Draw from U(-r, r) with r = √(6/(fan_in + fan_out)), whose variance is 2/(fan_in + fan_out).

    It keeps the size of signals forward and of deltas backward where the activation is near its linear
    part: for tanh and sigmoid.

    Source: Glorot and Bengio, 2010, equation 16 ("Xavier" is Glorot's first name).

    >>> abs(xavier_uniform(random.Random(0), 3, 3)) <= 1.0
    True
    """
    r = sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-r, r)


def xavier_normal(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """Draw from N(0, 2/(fan_in + fan_out)).

    Source: Glorot and Bengio, 2010, equation 12.

    >>> xavier_normal(random.Random(0), 1, 1) == random.Random(0).gauss(0, 1)
    True
    """
    return rng.gauss(0, sqrt(2 / (fan_in + fan_out)))


def he_uniform(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """Draw from U(-r, r) with r = √(6/fan_in), whose variance is 2/fan_in.

    Source: He et al., 2015, equation 10 (the variance).

    >>> abs(he_uniform(random.Random(0), 6, 1)) <= 1.0
    True
    """
    r = sqrt(6 / fan_in)
    return rng.uniform(-r, r)


def he_normal(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """Draw from N(0, 2/fan_in): relu closes half of the units, the 2 makes up for it.

    Source: He et al., 2015, equation 10.

    >>> he_normal(random.Random(0), 2, 1) == random.Random(0).gauss(0, 1)
    True
    """
    return rng.gauss(0, sqrt(2 / fan_in))


def normal(rng: random.Random, fan_in: int, fan_out: int, std: float = 1.0) -> float:
    """Draw from N(0, std²); another deviation for a layer: `initializer=partial(normal, std=0.02)`.

    >>> normal(random.Random(0), 3, 2, std=2.0) == random.Random(0).gauss(0, 2)
    True
    """
    return rng.gauss(0, std)


def zeros(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """Return 0: for a single layer (perceptron, Adaline, logistic regression).

    In a network with hidden layers all neurons of a layer would get the same deltas and stay equal.

    >>> zeros(random.Random(0), 3, 2)
    0.0
    """
    return 0.0


INITIALIZERS: dict[str, Initializer] = {
    "uniform": uniform, "xavier_uniform": xavier_uniform, "xavier_normal": xavier_normal,
    "he_uniform": he_uniform, "he_normal": he_normal, "normal": normal, "zeros": zeros,
}  # fmt: skip


def as_initializer(choice: str | Initializer) -> Initializer:
    """Return the initializer of this name, or the function itself.

    Raises:
        ValueError: there is no initializer of this name; the message lists the names.
        TypeError: it is no function.

    >>> as_initializer("zeros")(random.Random(0), 3, 2)
    0.0
    """
    return chosen("initializer", choice, INITIALIZERS)


def as_rng(rng: Any) -> random.Random:
    """Return the generator that `rng=` stands for: itself, a new one with this seed, or the global one.

    Raises:
        TypeError: it is none of them.

    >>> as_rng(7).random() == random.Random(7).random()
    True
    """
    if rng is None:
        # the module has the methods of its hidden generator, the one that random.seed(…) sets
        return cast("random.Random", random)
    if isinstance(rng, random.Random) or rng is random:
        return rng
    if isinstance(rng, bool) or not hasattr(rng, "__index__"):
        raise TypeError(f"rng must be a whole number (a seed), a random.Random or None, not {short(rng)}")
    return random.Random(rng.__index__())


def matrix(rows: int, columns: int, initializer: str | Initializer, rng: Rng) -> list[list[Value]]:
    """Return a matrix of parameters, row by row; y = Wx has `columns` inputs and `rows` outputs.

    >>> [[w.data for w in row] for row in matrix(2, 3, "zeros", rng=None)]
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    draw, generator = as_initializer(initializer), as_rng(rng)
    return [[Value(draw(generator, columns, rows)) for _ in range(columns)] for _ in range(rows)]
