"""What is right in the exercises of notebook 15, and what typical mistakes lead to."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from numbers import Real
from typing import Any, cast

import numpy as np
from parity import row_parity, tree_parity, units
from products import deep_product, shallow_product
from regions import count_regions, folding_network, kinks

import nn
from autograd import Value, messages
from viz import Answers, Verdict, check_function, check_values


def check_implies(numbers: object) -> Verdict:
    """Return a verdict on a step unit (w1, w2, b) that is the gate a → b."""
    return _of_unit(numbers, "(w1, w2, b)", lambda a, b: int(a <= b), {
        "it is turned round: 1 where it should be 0": lambda a, b: int(a > b),
        "the arrow points the other way, b → a": lambda a, b: int(b <= a),
    })  # fmt: skip


def check_majority(numbers: object) -> Verdict:
    """Return a verdict on a step unit (w1, w2, w3, b) that fires where two of its three inputs are 1."""
    return _of_unit(numbers, "(w1, w2, w3, b)", lambda a, b, c: int(a + b + c >= 2), {
        "a single one is enough for it": lambda a, b, c: int(a + b + c >= 1),
        "it asks for all three": lambda a, b, c: a * b * c,
        "it is turned round: 1 where it should be 0": lambda a, b, c: int(a + b + c < 2),
    })  # fmt: skip


def check_xor(mine: Callable[..., object]) -> Verdict:
    """Return a verdict on a function of two bits that should be their XOR."""
    return check_function(mine, lambda a, b: nn.XOR[a, b], nn.XOR, {
        "it is turned round: 1 where both are equal": lambda a, b: 1 - nn.XOR[a, b],
        "it is OR": lambda a, b: nn.OR[a, b],
        "it is AND": lambda a, b: nn.AND[a, b],
        "it is a single NAND": lambda a, b: 1 - nn.AND[a, b],
    })  # fmt: skip


def check_stump(numbers: object) -> Verdict:
    """Return a verdict on (b1, b2, v1, v2) of two sigmoids of 10x that make a stump of height 2 on [1, 3]."""

    def mine(x: float) -> Value:
        b1, b2, v1, v2 = _numbers(numbers)
        layers = [([[10], [10]], [b1, b2]), ([[v1, v2]], None)]
        return cast(Value, nn.MLP.from_arrays(layers, activation="sigmoid")(x))

    def wall(x: float, place: float) -> float:
        return float(1 / (1 + np.exp(-10 * (x - place))))

    if told := _unlike(numbers, "(b1, b2, v1, v2)"):
        return told
    return check_function(mine, lambda x: 2 * (wall(x, 1) - wall(x, 3)), [(1.0,), (2.0,), (3.0,), (4.0,)], {
        "both walls lead up": lambda x: 2 * (wall(x, 1) + wall(x, 3)),
        "the biases forget the steepness": lambda x: 2 * (wall(x, 0.1) - wall(x, 0.3)),
        "the biases have the wrong sign": lambda x: 2 * (wall(x, -1) - wall(x, -3)),
        "the height is 1": lambda x: wall(x, 1) - wall(x, 3),
        "it is a pit: the walls lead down and then up": lambda x: 2 * (wall(x, 3) - wall(x, 1)),
    })  # fmt: skip


def check_bill(answers: Mapping[str, object]) -> Answers:
    """Return a verdict on the units that parity and product of eight take, deep and with one hidden layer."""
    right = {
        "rows": units(row_parity(8)),
        "tree": units(tree_parity(8)),
        "squares": units(deep_product(8)),
        "powers": units(shallow_product(8)),
    }
    output = "the output was not counted"
    mistakes = {
        "rows": {output: right["rows"] - 1, "every row got a unit, also those with the answer 0": 2**8 + 1},
        "tree": {
            "eight XORs were counted: how many matches does a tournament of eight have": 24,
            "the XORs were counted, not their units": 7,
            "the output was counted twice: it is the AND of the last XOR": right["tree"] + 1,
        },
        "squares": {output: right["squares"] - 1, "each product was given one unit": 8},
        "powers": {output: right["powers"] - 1, "x₁, too, was given a choice of signs": 2**8 + 1},
    }
    return check_values(right, answers, mistakes)


def check_folds(answers: Mapping[str, object]) -> Answers:
    """Return a verdict on T(T(x)) between 0 and 1, and on the number of pieces after six folds."""
    twice = folding_network(2)
    bends = kinks(twice, 0, 1)
    middles = [Value((a + b) / 2) for a, b in zip([0, *bends], [*bends, 1])]
    right = {
        "kinks": bends,
        "slopes": [messages(cast(Value, twice([x]))).deltas[x] for x in middles],
        "six": count_regions(folding_network(6), 0, 1),
    }
    mistakes = {
        "kinks": {
            "the paper was folded once: look at the outer T, too": [0.5],
            "the fold of the inner T was forgotten": [0.25, 0.75],
            "the ends were taken for kinks": [0, 0.25, 0.5, 0.75, 1],
        },
        "slopes": {
            "the slope of one T was taken: the chain rule multiplies two": [2, -2, 2, -2],
            "it is the slope of one fold": [2, -2],
            "every sign is turned": [-4, 4, -4, 4],
        },
        "six": {
            "a fold was taken to add two pieces": 12,
            "there is one fold more": 32,
            "the kinks were counted, not the pieces": 63,
        },
    }
    return check_values(right, answers, mistakes)


def _of_unit(
    numbers: object,
    form: str,
    right: Callable[..., int],
    mistakes: Mapping[str, Callable[..., int]],
) -> Verdict:
    """Return a verdict on a step unit, given by its weights and, as the last number, its bias."""

    def mine(*inputs: int) -> Value:
        *weights, bias = _numbers(numbers)
        return cast(Value, nn.MLP.from_arrays([([weights], [bias])], output="step")(inputs))

    cases = product((0, 1), repeat=form.count("w"))
    return _unlike(numbers, form) or check_function(mine, right, cases, mistakes)


def _numbers(numbers: object) -> list[float]:
    return [float(number) for number in cast(Any, numbers)]


def _unlike(numbers: object, form: str) -> Verdict | None:
    """Return what is said where there is no answer yet, or no list of as many numbers as the form has."""
    if numbers is None:
        return Verdict("", None, False, "· no answer yet")
    plain = cast(Any, numbers).tolist() if isinstance(numbers, np.ndarray) else numbers
    several = isinstance(plain, (list, tuple)) and all(
        isinstance(number, Real) for number in cast(Sequence[object], plain)
    )
    if several and len(cast(Sequence[object], plain)) == form.count(",") + 1:
        return None
    return Verdict("", numbers, False, f"✗ {plain} is not of the form {form}: give so many numbers")
