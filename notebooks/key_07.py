"""What is right in the exercises of notebook 7, and what typical mistakes lead to."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from nn import AND, MLP, OR, XOR, MulticlassPerceptron, Perceptron
from viz import Answers, Verdict, check_function, check_values


def check_brain(
    neurons: int, links: int, steps_a_second: int, tenths: int, answers: Mapping[str, object]
) -> Answers:
    """Return a verdict on how many links there are, and how many steps follow one another in so many tenths
    of a second.
    """
    right = {"links in all": neurons * links, "steps in a row": steps_a_second * tenths // 10}
    mistakes = {
        "links in all": {"you divided: each of the neurons has so many links": neurons // links},
        "steps in a row": {
            "it is for a whole second": steps_a_second,
            "all neurons are counted, which work at the same time": neurons * right["steps in a row"],
            "it is ten times too few": right["steps in a row"] // 10,
            "you divided by the tenth of a second": steps_a_second * 10 // tenths,
        },
    }
    return check_values(right, answers, mistakes)


def check_correction(
    w: Sequence[float], b: float, x: Sequence[float], d: int, rate: float, answers: Mapping[str, object]
) -> Answers:
    """Return a verdict on a step unit with two inputs before and after it has looked at one sample."""
    unit = Perceptron(2, lr=rate)
    for weight, data in zip((*unit.w, unit.b), (*w, b), strict=True):
        weight.data = data
    right = {"z": sum(wi * xi for wi, xi in zip(w, x)) + b, "y": int(unit(x).data)}
    error = unit.learn(x, d)
    after = {"w1": unit.w[0].data, "w2": unit.w[1].data, "b": unit.b.data}
    right |= after | {"z after": sum(wi.data * xi for wi, xi in zip(unit.w, x)) + unit.b.data}
    before = {"w1": w[0], "w2": w[1], "b": b}
    mistakes = {
        "z": {"the second weight has lost its sign": sum(abs(wi) * xi for wi, xi in zip(w, x)) + b,
              "the inputs are missing": sum(w) + b},
        "y": {"the step is the other way round": 1 - right["y"], "this unit said -1 for no: it says 0": -1},
        "z after": {"the bias has not learned": right["z after"] - rate * error,
                    "the unit has not learned": right["z"]},
        **{name: {"the correction has the wrong sign": 2 * before[name] - after[name],
                  "the rate α is missing": before[name] + (after[name] - before[name]) / rate,
                  "the input is missing: each weight is corrected by its own": before[name] + rate * error,
                  "nothing has been learned": before[name]} for name in after},
    }  # fmt: skip
    return check_values(right, answers, mistakes)


def check_rule(mine: Callable[[list[float], list[float], int], object]) -> Verdict:
    """Return a verdict on w, x, d ↦ the weights after the sample, with w₀ for the bias, x₀ = 1 and α = 1."""
    cases = [
        ([0.0, 1.0, -1.0], [1.0, 1.0, 2.0], 1),  # says 0 and should say 1
        ([1.0, 1.0, 1.0], [1.0, 2.0, 0.0], 0),  # the other way round
        ([1.0, 1.0, 1.0], [1.0, 2.0, 0.0], 1),  # is right
        ([-2.0, 1.0, 0.5], [1.0, 1.0, 1.0], 0),
        ([0.0, 0.0, 0.0], [1.0, 1.0, 2.0], 1),  # z = 0, where the answer is 0
    ]
    return check_function(mine, learned, cases, {
        "the bias does not learn": lambda w, x, d: [w[0], *learned(w, x, d)[1:]],
        "the correction has the wrong sign":
            lambda w, x, d: [2 * old - new for old, new in zip(w, learned(w, x, d))],
        "it learns from every sample that should be 1, mistaken or not":
            lambda w, x, d: [wi + d * xi for wi, xi in zip(w, x)],
        "it learns from z, not from the answer y: that is Adaline's rule":
            lambda w, x, d: [wi + (d - _net(w, x)) * xi for wi, xi in zip(w, x)],
        "it returns the correction alone":
            lambda w, x, d: [new - old for old, new in zip(w, learned(w, x, d))],
        "it says 1 where z is 0: the step is 1 only above 0":
            lambda w, x, d: [wi + (d - (_net(w, x) >= 0)) * xi for wi, xi in zip(w, x)],
        "the input is missing: each weight is corrected by its own":
            lambda w, x, d: [wi + (d - (_net(w, x) > 0)) for wi in w],
        "this unit said -1 for no: it says 0":
            lambda w, x, d: [wi + (d - (1 if _net(w, x) > 0 else -1)) * xi for wi, xi in zip(w, x)],
        "nothing has been learned": lambda w, x, d: w,
    })  # fmt: skip


def _net(w: Sequence[float], x: Sequence[float]) -> float:
    return sum(wi * xi for wi, xi in zip(w, x))


def learned(w: Sequence[float], x: Sequence[float], d: int) -> list[float]:
    """Return what a perceptron makes of its weights, the bias first, after a sample that begins with 1.

    >>> learned([0.0, 1.0, -1.0], [1.0, 1.0, 2.0], 1)  # z = -1, y = 0, the error is 1
    [1.0, 2.0, 1.0]
    """
    unit = Perceptron(len(w) - 1)
    for weight, data in zip((unit.b, *unit.w), w, strict=True):
        weight.data = data
    unit.learn(x[1:], d)
    return [unit.b.data, *(weight.data for weight in unit.w)]


def check_xor(units: Sequence[Sequence[float]] | None) -> Verdict:
    """Return a verdict on two hidden step units and an output, (w1, w2, b) each, that shall compute XOR.

    Raises:
        ValueError: they are not three, of three numbers each.
    """
    if units is not None and _shape(units) != (3, 3):
        raise ValueError(
            f"units = {units}: it takes three triples, (w1, w2, b) of each unit; check the brackets"
        )

    def mine(*x: int) -> int | None:
        if units is None:
            return None
        *hidden, output = [([*row[:2]], row[2]) for row in units]
        layers = [([w for w, _ in hidden], [b for _, b in hidden]), ([output[0]], [output[1]])]
        return int(MLP.from_arrays(layers, activation="step", output="step")([*x]).data)

    return check_function(mine, lambda *x: XOR[x], XOR, {
        "it computes OR": lambda *x: OR[x],
        "it computes AND": lambda *x: AND[x],
        "it computes the opposite": lambda *x: 1 - XOR[x],
        "the output never fires: look at its bias": lambda *_: 0,
        "the output always fires: look at its bias": lambda *_: 1,
        "it computes NOT AND": lambda *x: 1 - AND[x],
    })  # fmt: skip


def _shape(units: object) -> tuple[int, ...]:
    try:
        return np.asarray(units).shape
    except ValueError:  # rows of unequal length
        return ()


def check_two_rows(
    rows: Mapping[str, Sequence[float]], x: Sequence[float], t: str, answers: Mapping[str, object]
) -> Answers:
    """Return a verdict on units that compete, before and after they have looked at one sample of class t.

    Args:
        rows: the weights of each class; biases are 0.
    """
    names = [*rows]
    units = MulticlassPerceptron(len(x), len(names))
    for neuron, row in zip(units.neurons, rows.values(), strict=True):
        for weight, data in zip(neuron.w, row, strict=True):
            weight.data = data
    scores = [z.data for z in units(x)]
    winner = names[scores.index(max(scores))]
    units.learn(x, names.index(t))
    after = {name: [w.data for w in neuron.w] for name, neuron in zip(names, units.neurons)}
    mistakes: dict[str, dict[str, object]] = {
        f"w of {name}": {
            "the correction has the wrong sign": [2 * old - new for old, new in zip(rows[name], after[name])],
            "nothing has been learned": [*rows[name]],
            "a class learns that was neither right nor chosen": [old - xi for old, xi in zip(rows[name], x)],
        }
        for name in names
    }
    right = {"winner": winner, **{f"w of {name}": row for name, row in after.items()}}
    return check_values(
        right, answers, {"winner": {"it is the right class, not the largest score": t}, **mistakes}
    )
