"""Seeds: what is given for `seed=` as a generator of numpy."""

from __future__ import annotations

from typing import Any

from nn.data.arrays import np
from nn.layers.inputs import short, size


def generator(owner: str, seed: Any) -> np.random.Generator:
    """Return the generator that `seed=` stands for: itself, or a new one.

    Args:
        owner: who is given the seed.
        seed: a whole number of 0 or more, several of them, None for an order that is new in each run, or a
            `numpy.random.Generator`, which moves on.

    Raises:
        ValueError: a negative number.
        TypeError: none of these.

    >>> generator("fit", 7).random() == generator("fit", 7).random()
    True
    """
    if seed is None or isinstance(seed, np.random.Generator):
        return np.random.default_rng(seed)
    if hasattr(seed, "__len__") and not isinstance(seed, str | bytes) and len(seed) > 0:
        return np.random.default_rng([size(owner, "seed", part, least=0) for part in seed])
    if isinstance(seed, bool) or not hasattr(seed, "__index__"):
        raise TypeError(
            f"{owner} needs a whole number or a numpy.random.Generator as seed, not {short(seed)}"
        )
    return np.random.default_rng(size(owner, "seed", seed, least=0))


def stream_of_scikit_learn(owner: str, seed: Any) -> np.random.RandomState:
    """Return numpy's first generator, from which scikit-learn draws, at the start that `seed=` stands for.

    Args:
        owner: who is given the seed.
        seed: a whole number from 0 to 2³² - 1.

    Raises:
        ValueError: a number out of this range.
        TypeError: no whole number; a `numpy.random.Generator` draws other numbers.
    """
    whole = size(owner, "seed", seed, least=0)
    if whole >= 2**32:
        raise ValueError(f"{owner} needs seed < 2**32, got {whole}: its numbers are those of scikit-learn")
    return np.random.RandomState(whole)
