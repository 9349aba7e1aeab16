"""What is right in the exercises of notebook 10, and what typical mistakes lead to."""

import math
from collections.abc import Mapping, Sequence

import nn
from autograd import Value, softmax
from viz import Answers, Verdict, check_function, check_values


def check_shares(
    scores: Sequence[float], three_shares: Sequence[float] | None, two_scores: Sequence[float] | None
) -> Answers:
    """Return a verdict on the shares of ln 2, ln 3, ln 5, and on two scores that with a 0 have the shares of
    the three scores."""
    first, second, last = scores
    # equal shares are equal differences of scores, so no other two scores have them
    right = {"three_shares": [0.2, 0.3, 0.5], "two_scores": [first - last, second - last]}
    answers = {"three_shares": three_shares, "two_scores": two_scores}
    mistakes = {
        "three_shares": {
            "the powers are not divided by their sum": [2, 3, 5],
            "the scores were divided by their sum, without exp": [0.20379, 0.32302, 0.4732],
        },
        "two_scores": {
            "the third score was just left out": [first, second],
            "the ship went the wrong way, away from 0": [first + last, second + last],
            "all three scores were given: the 0 stays as it is": [first - last, second - last, 0],
            "the dog was put at 0, not the ship": [first - second, last - second],
            "the shares were given: scores are asked for": softmax(scores)[:2],
        },
    }
    return check_values(right, answers, mistakes)


def check_softmax(mine: object) -> Verdict:
    """Return a verdict on a softmax for scores of any size."""
    cases = [([3.2, 5.1, -1.7],), ([1000, 1001, 999],), ([-1001, -1000, -1002],), ([0, 1000, -1000],)]
    mistakes = {
        "the powers are not divided by their sum": lambda scores: [math.exp(z - max(scores)) for z in scores],
    }
    return check_function(mine, softmax, cases, mistakes)


def check_cross_entropy(mine: object) -> Verdict:
    """Return a verdict on the cross-entropy of targets and shares."""

    def right(t: Sequence[float], y: Sequence[float]) -> float:
        return -sum(target * math.log(share) for target, share in zip(t, y))

    def of_largest(t: Sequence[float], y: Sequence[float], times: int) -> float:
        k = max(range(len(t)), key=t.__getitem__)
        return -times * t[k] * math.log(y[k])

    cases = [([1, 0, 0], [0.2, 0.3, 0.5]), ([0, 0, 1], [0.2, 0.3, 0.5]), ([0.6, 0.4, 0], [0.7, 0.2, 0.1])]
    mistakes = {
        "the same term is still added once for every class": lambda t, y: of_largest(t, y, len(y)),
        "k is still the first class, whatever t says": lambda t, y: -len(y) * t[0] * math.log(y[0]),
        "the minus is missing": lambda t, y: -right(t, y),
        "only the class with the largest target counts": lambda t, y: of_largest([*map(round, t)], y, 1),
    }
    return check_function(mine, right, cases, mistakes)


def check_margins(scores: Sequence[float], answers: Mapping[str, object]) -> Answers:
    """Return a verdict on the multiclass hinge of scores, the first class being right, and on its deltas."""
    z = [Value(score) for score in scores]
    loss = nn.multiclass_hinge(z, 0)
    loss.backward()
    pays = [score - scores[0] + 1 for score in scores]
    right = {"L": loss, **{f"δ_z{k}": score.grad for k, score in enumerate(z, 1)}}
    mistakes: dict[str, dict[str, object]] = {
        "L": {
            "the right class pays, too: the sum leaves it out": loss.data + 1,
            "the margin of 1 is missing": sum(max(0.0, pay - 1) for pay in pays),
            "a class below the margin got something back: max(0, …) is missing": sum(pays[1:]),
        },
        "δ_z1": {
            "a message was forgotten: every class within the margin sends one": -1,
            "the sign is turned": -z[0].grad,
        },
    }
    for k, pay in enumerate(pays[1:], 2):
        mistakes[f"δ_z{k}"] = (
            {"the slope was mixed up with what the class pays": pay, "the sign is turned": -1}
            if pay > 0
            else {"a class below the margin was asked all the same": 1}
        )
    return check_values(right, answers, mistakes)
