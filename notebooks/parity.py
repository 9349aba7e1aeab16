"""Networks of step units that say whether the number of ones is odd, in three ways; for notebook 15."""

from itertools import product

import numpy as np

import nn


def parity(bits: tuple[int, ...]) -> int:
    """Return 1 if the number of ones is odd, else 0.

    >>> parity((1, 0, 1, 1)), parity((1, 1))
    (1, 0)
    """
    return sum(bits) % 2


def row_parity(n: int) -> nn.MLP:
    """Return the network with a hidden unit for each row of the truth table whose answer is 1: 2ⁿ⁻¹ of them.

    >>> units(row_parity(4))
    9
    """
    return nn.boolean_network({bits: parity(bits) for bits in product((0, 1), repeat=n)})


def tree_parity(n: int) -> nn.MLP:
    """Return the network that takes XOR of pairs, of pairs of pairs, and so on: three units for each XOR.

    Each XOR has two layers: OR and NAND side by side, then the AND of both.

    Args:
        n: 2, 4, 8, …

    Raises:
        ValueError: n is no power of 2, for which the tree would have gaps.

    >>> units(tree_parity(4))
    9
    """
    if n < 2 or n & (n - 1):
        raise ValueError(f"tree_parity got {n} inputs: they are paired again and again; give 2, 4, 8, …")
    layers = []
    while n > 1:
        pairs = np.kron(np.eye(n // 2), [1.0, 1.0])  # row k adds inputs 2k and 2k + 1
        # OR: a + b > ½;  NAND: -a - b > -3/2, row by row in turn
        layers.append((np.kron(pairs, [[1.0], [-1.0]]), [-0.5, 1.5] * (n // 2)))
        layers.append((pairs, [-1.5] * (n // 2)))  # AND of the two
        n //= 2
    return nn.MLP.from_arrays(layers, activation="step", output="step")


def counting_parity(n: int) -> nn.MLP:
    """Return the network whose hidden unit k fires where k inputs or more are 1, added up as 1 - 1 + 1 - …

    >>> units(counting_parity(4))
    5
    """
    hidden = (np.ones((n, n)), [0.5 - k for k in range(1, n + 1)])
    output = ([[(-1.0) ** k for k in range(n)]], [-0.5])
    return nn.MLP.from_arrays([hidden, output], activation="step", output="step")


def units(model: nn.MLP) -> int:
    """Return how many neurons a network has, outputs included.

    >>> units(nn.MLP(3, [4, 1]))
    5
    """
    return sum(len(layer.neurons) for layer in model.layers)
