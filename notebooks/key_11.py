"""What is right in the exercises of notebook 11, and what typical mistakes lead to."""

from collections.abc import Mapping, Sequence

import numpy as np

import nn
from autograd import Value
from autograd import sum as add_up
from viz import Answers, Verdict, check_function, check_values


def check_step(samples: Sequence[tuple[float, float]], rate: float, answers: Mapping[str, object]) -> Answers:
    """Return a verdict on the gradients of y = wx at w = 1, and on a step with the last two samples."""

    def gradient(chosen: Sequence[tuple[float, float]]) -> float:
        w = Value(1)
        (add_up(0.5 * (w * x - t) ** 2 for x, t in chosen) / len(chosen)).backward()
        return w.grad

    n, full, half = len(samples), gradient(samples), gradient(samples[-2:])
    right = {"true gradient": full, "mini-batch": half, "w": 1 - rate * half, "η of the sum": rate / n}
    mistakes = {
        "true gradient": {"the sum was not divided by the number of samples": n * full},
        "mini-batch": {
            "the sum was not divided by the number of samples": 2 * half,
            "it was divided by the number of all samples": half * 2 / n,
        },
        "w": {"the step went uphill": 1 + rate * half, "the true gradient was taken": 1 - rate * full},
        "η of the sum": {"it is the wrong way round: the gradient of a sum is larger": rate * n},
    }
    return check_values(right, answers, mistakes)


def check_counts(samples: int, batch_size: int, answers: Mapping[str, object]) -> Answers:
    """Return a verdict on the updates of an epoch and on the size of its last batch."""
    zeros = np.zeros((samples, 1))
    sizes = [len(batch) for batch, _ in nn.minibatches(zeros, zeros, batch_size, seed=0)]
    mistakes = {
        "updates": {
            "the last, smaller batch was forgotten": samples // batch_size,
            "the result was left unrounded": samples / batch_size,
        },
        "samples in the last batch": {"the last batch is as large as the others": batch_size},
    }
    return check_values({"updates": len(sizes), "samples in the last batch": sizes[-1]}, answers, mistakes)


def check_preparation(column: Sequence[float], x: float, answers: Mapping[str, object]) -> Answers:
    """Return a verdict on what a column is prepared with, and on what a new x becomes."""
    table = np.array(column, dtype=float)[:, None]
    low, high, mean, deviation = table.min(), table.max(), table.mean(), table.std()
    right = {
        "mean": mean,
        "deviation": deviation,
        "new, standardized": nn.Standardizer().fit(table).transform([[x]])[0, 0],
        "new, to [0, 1]": nn.MinMaxScaler(0, 1).fit(table).transform([[x]])[0, 0],
        "new, to [-1, 1]": nn.MinMaxScaler(-1, 1).fit(table).transform([[x]])[0, 0],
    }
    mistakes = {
        "mean": {"the new sample was counted, too": np.mean([*column, x])},
        "deviation": {
            "this is the variance: take its root": table.var(),
            "it was divided by n − 1": table.std(ddof=1),
            "the new sample was counted, too": np.std([*column, x]),
        },
        "new, standardized": {
            "it was only centered": x - mean,
            "the mean was not subtracted": x / deviation,
            "it was divided by the variance": (x - mean) / table.var(),
        },
        "new, to [0, 1]": {
            "it was cut off at the end of the range": 1,
            "it was divided by the largest number alone": x / high,
        },
        "new, to [-1, 1]": {
            "it was cut off at the end of the range": 1,
            "the − 1 is missing": 2 * (x - low) / (high - low),
        },
    }
    return check_values(right, answers, mistakes)


def check_norms(
    vectors: Mapping[str, Sequence[float]],
    beta: float,
    long: Sequence[float],
    limit: float,
    answers: Mapping[str, object],
) -> Answers:
    """Return a verdict on the norms of v, on the cheapest vector, and on a long one that is fenced."""
    v = vectors["v"]
    fenced = [Value(w) for w in long]
    nn.max_norm(fenced, limit=limit)
    square, size = nn.l2(v).data, nn.l1(v).data
    right = {
        "L2 of v": square,
        "L1 of v": size,
        "elastic net of v": nn.elastic_net(v, beta=beta),
        "the cheapest by L2": min(vectors, key=lambda name: nn.l2(vectors[name]).data),
        "fenced": fenced,
    }
    mistakes = {
        "L2 of v": {"the root was taken: R has none": square**0.5, "the weights were not squared": size},
        "L1 of v": {"the weights were squared": square},
        "elastic net of v": {"β stands at the wrong part: it belongs to the squares": square + beta * size},
        "the cheapest by L2": {"one large weight was taken for cheap: by L2 it is the dearest": "w1"},
        "fenced": {
            "each weight was cut off by itself: the direction should stay": [
                min(limit, max(-limit, w)) for w in long
            ],
            "it was brought to the length 1": [w / np.hypot(*long) for w in long],
        },
    }
    return check_values(right, answers, mistakes)


def with_l1(a: float, strength: float) -> float:
    """Return the w with the least ½(w − a)² + λ|w|: moved toward 0 by λ, and stopped there.

    For w > 0 the slope is w − a + λ, which is 0 at w = a − λ, if that is positive; likewise for w < 0. In
    between no slope is 0 and the least value is at the corner.
    """
    size = max(0.0, abs(a) - strength)
    return size if a > 0 else 0.0 - size


def with_l2(a: float, strength: float) -> float:
    """Return the w with the least ½(w − a)² + λw²: the slope w − a + 2λw is 0 at w = a/(1 + 2λ)."""
    return a / (1 + 2 * strength)


def check_zeros(wanted: Sequence[float], strength: float, answers: Mapping[str, object]) -> Answers:
    """Return a verdict on where the penalties leave weights, each of which the data want somewhere."""
    numbered = [*enumerate(wanted, 1)]
    first, second, *_ = wanted
    zeros = {j for j, a in numbered if with_l1(a, strength) == 0}
    right = {
        "zeros with L1": zeros,
        "zeros with L2": {j for j, a in numbered if with_l2(a, strength) == 0},
        "w_1 with L1": with_l1(first, strength),
        "w_1 with L2": with_l2(first, strength),
        "w_2 with L2": with_l2(second, strength),
    }
    no_2, like_l1 = "the 2 of the square's slope is missing", "L2 was treated like L1"
    mistakes: dict[str, dict[str, object]] = {
        "zeros with L1": {
            "negative ones were taken for small: only the size counts": {
                j for j, a in numbered if a <= strength
            },
            "all sizes below 1 were taken for small: compare with λ": {j for j, a in numbered if abs(a) < 1},
        },
        "zeros with L2": {like_l1: zeros},
        "w_1 with L1": {
            "the weight was not moved at all": first,
            "it was pushed away from 0": first + strength,
        },
        "w_1 with L2": {no_2: first / (1 + strength), like_l1: with_l1(first, strength)},
        "w_2 with L2": {no_2: second / (1 + strength), like_l1: with_l1(second, strength)},
    }
    return check_values(right, answers, mistakes)


def check_update(mine: object) -> Verdict:
    """Return a verdict on a step for one weight with an L2 penalty, of (w, slope, rate, strength)."""
    cases = [(2.0, 1.0, 0.1, 0.05), (-1.0, 3.0, 0.5, 0.01), (4.0, 0.0, 0.2, 0.3)]

    def right(w: float, slope: float, rate: float, strength: float) -> float:
        return w - rate * (slope + strength * 2 * w)

    mistakes = {
        "the strength stands in the place of the rate": lambda w, g, rate, strength: right(
            w, g, strength, strength
        ),
        "the rate stands in the place of the strength": lambda w, g, rate, strength: right(w, g, rate, rate),
        "the penalty is lost": lambda w, g, rate, strength: w - rate * g,
        "the rate does not reach the penalty": lambda w, g, rate, strength: w - rate * g - strength * 2 * w,
        "the 2 of the square's slope is missing": lambda w, g, rate, strength: w - rate * (g + strength * w),
        "the step goes uphill": lambda w, g, rate, strength: right(w, g, -rate, strength),
    }
    return check_function(mine, right, cases, mistakes)
