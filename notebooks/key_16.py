"""What is right in the exercises of notebook 16, and what typical mistakes lead to."""

from math import cos, log, pi, sin

from viz import Answers, check_values


def check_encoding(answers: dict[str, object]) -> Answers:
    """Return a verdict on γ(1/6) with two octaves, and on the distance of two places in the last octave."""
    x = 1 / 6
    right = {
        "γ(1/6)": [sin(pi * x), cos(pi * x), sin(2 * pi * x), cos(2 * pi * x)],
        "numbers": 2 * 5 * 2,
    }
    mistakes = {
        "γ(1/6)": {
            "sine and cosine are exchanged": [cos(pi * x), sin(pi * x), cos(2 * pi * x), sin(2 * pi * x)],
            "π is missing": [sin(x), cos(x), sin(2 * x), cos(2 * x)],
            "all sines come first: the list goes octave by octave": [
                sin(pi * x), sin(2 * pi * x), cos(pi * x), cos(2 * pi * x),
            ],
        },
        "numbers": {"it is one coordinate only": 2 * 5, "the cosines are missing": 5 * 2},
    }  # fmt: skip
    return check_values(right, answers, mistakes)


def check_ray(answers: dict[str, object]) -> Answers:
    """Return a verdict on a ray through three places that each stop half of the light."""
    shares, colors = [1 / 2, 1 / 4, 1 / 8], [0.2, 0.8, 0.4]
    right = {
        "weights": shares,
        "color": sum(w * c for w, c in zip(shares, colors)),
        "nothing stopped it": 1 / 8,
    }
    mistakes = {
        "weights": {
            "each place got half of all the light, and not of what is left": [1 / 2, 1 / 2, 1 / 2],
            "the order is that from the far end": shares[::-1],
        },
        "color": {
            "every place counted the same": sum(colors) / 3,
            "every place stopped half of all": sum(colors) / 2,
        },
        "nothing stopped it": {"it is what the three stopped together": 7 / 8},
    }
    return check_values(right, answers, mistakes)


def check_counts(answers: dict[str, object]) -> Answers:
    """Return a verdict on parameters of a dense layer and of a convolution, 28 × 28 to 26 × 26."""
    right = {"dense": 26 * 26 * (28 * 28 + 1), "convolution": 3 * 3 + 1}
    mistakes = {
        "dense": {"the biases are missing": 26 * 26 * 28 * 28, "one unit was counted": 28 * 28 + 1},
        "convolution": {
            "the bias is missing": 9,
            "the weights were counted anew for every place: they are shared": 26 * 26 * 10,
        },
    }
    return check_values(right, answers, mistakes)


def check_attention(answers: dict[str, object]) -> Answers:
    """Return a verdict on a head with the scores ln 3 and 0 and the values 2 and −2."""
    right = {"weights": [3 / 4, 1 / 4], "answer": 3 / 4 * 2 - 1 / 4 * 2}
    mistakes = {
        "weights": {
            "the powers were not divided by their sum": [3, 1],
            "the scores were divided by their sum, without the powers": [1.0, 0.0],
        },
        "answer": {"the scores themselves weighed": log(3) * 2, "it is the plain mean": 0.0},
    }
    return check_values(right, answers, mistakes)
