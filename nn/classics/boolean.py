"""Logic gates as truth tables, and networks of step units that compute any of them.

A truth table maps every row of inputs, a tuple of 0 and 1, to 0 or 1. Its rows are samples:
`X, y = list(AND), list(AND.values())`.
"""

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType
from typing import TypeAlias

from autograd import Value
from nn.layers.dense import MLP, Neuron

TruthTable: TypeAlias = Mapping[tuple[int, ...], int]


def _table(*answers: int) -> TruthTable:
    """Return the table with these answers, in the order 00, 01, 10, 11."""
    n = (len(answers) - 1).bit_length()
    return MappingProxyType(dict(zip(product((0, 1), repeat=n), answers)))


AND = _table(0, 0, 0, 1)
OR = _table(0, 1, 1, 1)
NOT = _table(1, 0)
NAND = _table(1, 1, 1, 0)
XOR = _table(0, 1, 1, 0)


def boolean_network(truth_table: TruthTable) -> MLP:
    """Return a network of step units, with one hidden layer, that computes a Boolean function exactly.

    Each row with the answer 1 gets a hidden unit that fires on it alone: weights 1 where the row has 1,
    -1 where it has 0, bias ½ minus the number of 1s, so z = ½ on the row and z ≤ -½ on all others. The
    output is the OR of the hidden units, weights 1 and bias -½. (A function that is never 1 gets one unit
    that never fires.)

    Args:
        truth_table: all 2ⁿ rows of n ≥ 1 inputs.

    Returns:
        An MLP called with n inputs, as many hidden units as the table has answers 1.

    Raises:
        ValueError: rows of different lengths, missing rows, other numbers than 0 and 1.
        TypeError: no mapping of tuples.

    Source: lecture L4 (B8), MLPs are universal Boolean functions; the disjunctive normal form.

    >>> xor = boolean_network(XOR)
    >>> [xor(x).data for x in XOR]
    [0.0, 1.0, 1.0, 0.0]
    """
    n = _checked_width(truth_table)
    rows = [row for row, answer in truth_table.items() if answer]
    network = MLP(n, [max(len(rows), 1), 1], activation="step", output="step", initializer="zeros")
    hidden, (output,) = network.layers[0].neurons, network.layers[1].neurons
    for unit, row in zip(hidden, rows):
        _set(unit, [1.0 if bit else -1.0 for bit in row], 0.5 - sum(row))
    _set(output, [1.0] * len(hidden), -0.5)  # without rows the hidden unit stays at z = 0, where step is 0
    return network


def _set(unit: Neuron, weights: list[float], bias: float) -> None:
    for w, weight in zip(unit.w, weights):
        w.data = weight
    unit.b = Value(bias)


def _checked_width(truth_table: TruthTable) -> int:
    """Return the number of inputs of a truth table in which nothing is wrong."""
    if not isinstance(truth_table, Mapping) or not all(isinstance(row, tuple) for row in truth_table):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError("boolean_network needs a truth table such as nn.XOR: {(0, 0): 0, (0, 1): 1, …}")
    n = len(next(iter(truth_table), ()))
    if n == 0:
        raise ValueError("boolean_network needs a truth table with one input at least")
    for row, answer in truth_table.items():
        if len(row) != n or not {*row, answer} <= {0, 1}:
            raise ValueError(
                f"boolean_network: the row {row}: {answer} is not {n} inputs and an answer of 0 and 1"
            )
    if len(truth_table) != 2**n:
        raise ValueError(f"boolean_network needs all {2**n} rows of {n} inputs, got {len(truth_table)}")
    return n
