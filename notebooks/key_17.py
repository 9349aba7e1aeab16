"""What is right in the exercises of notebook 17, and what typical mistakes lead to."""

import numpy as np
from numpy.typing import NDArray

import nn
from viz import Answers, Verdict, check_function, check_values

HEATING = ("gas", "oil", "wood", "district heat")


def check_encoding(answers: dict[str, object]) -> Answers:
    """Return a verdict on how heating is encoded, and on the row of wood."""
    right = {"columns": len(HEATING) - 1, "wood": nn.one_hot([2], len(HEATING))[0, 1:]}
    mistakes = {
        "columns": {"every kind got a column: with a bias one of them says nothing new": len(HEATING)},
        "wood": {
            "gas kept its column: it is the one to leave out": [0, 0, 1, 0],
            "the row is that of oil": [1, 0, 0],
            "the row is that of district heat": [0, 0, 1],
        },
    }
    return check_values(right, answers, mistakes)


def check_scale(areas: NDArray[np.float64], answers: dict[str, object]) -> Answers:
    """Return a verdict on mean and deviation of some areas, and on what the last of them becomes."""
    mean, deviation = areas.mean(), areas.std()
    mistakes = {
        "deviation": {
            "the root is missing": areas.var(),
            "it was divided by one house fewer than there are: here by all": areas.std(ddof=1),
        },
        "largest": {"the mean was not taken off": areas[-1] / deviation, "the root is missing":
                    (areas[-1] - mean) / areas.var()},
    }  # fmt: skip
    right = {"mean": mean, "deviation": deviation, "largest": (areas[-1] - mean) / deviation}
    return check_values(right, answers, mistakes)


def check_way_back(to_dollars: object) -> Verdict:
    """Return a verdict on the function from standard deviations to dollars."""
    cases = [(0.0, 300_000.0, 180_000.0), (0.5, 300_000.0, 180_000.0), (-1.2, 250_000.0, 100_000.0)]
    mistakes = {
        "it goes forth, not back": lambda u, mean, deviation: (u - mean) / deviation,
        "the mean is multiplied, too": lambda u, mean, deviation: (u + mean) * deviation,
        "the mean is missing": lambda u, mean, deviation: u * deviation,
    }
    return check_function(to_dollars, lambda u, mean, deviation: u * deviation + mean, cases, mistakes)


def check_slopes(
    weights: dict[str, float], columns: dict[str, float], dollars: float, answers: dict[str, object]
) -> Answers:
    """Return a verdict on what a square meter and a year cost by the weights of a linear model.

    Args:
        weights: of standardized columns, by name.
        columns: the deviations of the columns.
        dollars: the deviation of the prices.
        answers: what was answered.
    """
    right = {f"a {unit}": weights[name] * dollars / columns[name]
             for unit, name in (("square meter", "area"), ("year", "age"))}  # fmt: skip
    mistakes = {
        "a square meter": {
            "the deviation of the area is missing": weights["area"] * dollars,
            "the weight is multiplied by the deviation of the area": weights["area"]
            * dollars
            * columns["area"],
            "it is in deviations of price, not in dollars": weights["area"] / columns["area"],
        },
        "a year": {
            "age made a house dearer": -right["a year"],
            "the deviation of the age is missing": weights["age"] * dollars,
            "the weight is multiplied by the deviation of the age": weights["age"] * dollars * columns["age"],
            "it is in deviations of price, not in dollars": weights["age"] / columns["age"],
        },
    }
    return check_values(right, answers, mistakes)


def check_slip(answers: dict[str, object]) -> Answers:
    """Return a verdict on which of the five lines lets the test houses in."""
    return check_values({"line": 1}, answers, {"line": {
        "the split did it: it splits what has been mixed before": 2,
        "the scale of the prices did it: it comes from the training houses alone": 3,
        "the size of the network did it: that spoils the prediction, not the report": 4,
        "the training did it: it sees what it was given": 5,
    }})  # fmt: skip
