"""Networks that multiply their inputs exactly, with powers for activations; for notebook 15."""

from itertools import product
from math import factorial, prod

import numpy as np

import nn
from autograd import Value


def deep_product(n: int) -> nn.MLP:
    """Return the network that multiplies pairs, pairs of pairs, and so on: two units of z² for each product.

    x y = ¼ ((x + y)² - (x - y)²), the sum over a pair goes into the weights of the next layer.

    Args:
        n: 2, 4, 8, …

    Raises:
        ValueError: n is no power of 2.

    >>> deep_product(4)([2.0, 3.0, -1.0, 5.0])
    Value(data=-30.0, grad=0)
    """
    if n < 2 or n & (n - 1):
        raise ValueError(f"deep_product got {n} inputs: they are paired again and again; give 2, 4, 8, …")
    layers, merge = [], np.eye(n)
    while n > 1:
        layers.append((np.kron(np.eye(n // 2), [[1.0, 1.0], [1.0, -1.0]]) @ merge, None))
        n //= 2
        merge = np.kron(np.eye(n), [[0.25, -0.25]])
    return nn.MLP.from_arrays([*layers, (merge, None)], activation=_square)


def shallow_product(n: int) -> nn.MLP:
    """Return the network of one hidden layer that multiplies n numbers: 2ⁿ⁻¹ units of zⁿ.

    x₁ … xₙ = Σ s₁ … sₙ (s₁x₁ + … + sₙxₙ)ⁿ / (2ⁿ⁻¹ n!), over all signs s with s₁ = 1: every other term of the
    powers meets its negative. Fewer than 2ⁿ⁻¹ powers do not suffice (Carlini, Catalisano and Geramita, 2012:
    the Waring rank of x₁ … xₙ).

    >>> round(shallow_product(4)([2.0, 3.0, -1.0, 5.0]).data, 9)
    -30.0
    """
    signs = [(1, *rest) for rest in product((1, -1), repeat=n - 1)]
    heights = [prod(row) / (len(signs) * factorial(n)) for row in signs]

    def power(z: Value) -> Value:
        return z**n

    return nn.MLP.from_arrays([(signs, None), ([heights], None)], activation=power)


def _square(z: Value) -> Value:
    return z**2
