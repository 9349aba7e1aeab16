"""What notebook 13 says to the answers of its exercises; right values and usual mistakes are computed."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nn import MLP, parameter_count
from viz import Answers, Verdict, check_function, check_values

BYTES = 4  # of a float32

# What is asked of the templates: the class, and rows and columns of the 8 × 8 pixels.
PLACES = {
    "0, the middle": (0, slice(3, 5), slice(3, 5)),
    "1, the middle": (1, slice(2, 4), slice(3, 5)),
    "6, upper right": (6, slice(1, 4), slice(4, 6)),
    "any, left edge": (5, slice(0, 8), slice(0, 1)),
}


def check_signs(answers: Mapping[str, object], model: MLP) -> Answers:
    """Check predicted signs of the weights of a trained 64-10 model, "+", "-" or "0", under PLACES.

    "0" is a mean of at most a tenth of the largest weight of the template by size.
    """
    templates = model.arrays()[0][0].reshape(-1, 8, 8)
    right: dict[str, str] = {}
    for name, (digit, rows, columns) in PLACES.items():
        template = templates[digit]
        mean = template[rows, columns].mean()
        right[name] = "0" if abs(mean) <= np.abs(template).max() / 10 else "+" if mean > 0 else "-"
    turned = {
        name: {"ink there spoke against this digit": "-"} if sign == "+" else {"ink there spoke for it": "+"}
        for name, sign in right.items()
    }
    return check_values(right, answers, turned)


def check_confusion(answers: Mapping[str, object], matrix: Any) -> Answers:
    """Check what is read from a confusion matrix of shape (n_classes, n_classes).

    Args:
        answers: under "the pair", a set of two classes; "mistakes between them", both ways; "the digit
            recognized worst", by its share of those of its class.
        matrix: true classes in the rows, as `nn.confusion_matrix` returns it.
    """
    counts = np.asarray(matrix)
    both = np.triu(counts + counts.T, 1)
    i, j = (int(k) for k in np.unravel_index(both.argmax(), both.shape))
    share = counts.diagonal() / counts.sum(axis=1)
    right = {
        "the pair": {i, j},
        "mistakes between them": int(both[i, j]),
        "the digit recognized worst": int(share.argmin()),
    }
    mistakes = {
        "mistakes between them": {
            "one of the two cells were forgotten": int(max(counts[i, j], counts[j, i]))
        },
        "the digit recognized worst": {
            "a column had been read in place of a row": int((counts.diagonal() / counts.sum(axis=0)).argmin())
        },
    }
    return check_values(right, answers, mistakes)


def check_counts(answers: Mapping[str, object]) -> Answers:
    """Check numbers of parameters, asked for by the sizes of the layers, such as "784-10"."""
    sizes = {name: [int(n) for n in name.split("-")] for name in answers}
    right = {name: parameter_count(ns) for name, ns in sizes.items()}
    mistakes = {
        name: {"the biases were missing": parameter_count(ns, biases=False)} for name, ns in sizes.items()
    }
    return check_values(right, answers, mistakes)


def check_formula(parameters: Callable[[int, int], object]) -> Verdict:
    """Check a formula for the parameters of d inputs, one hidden layer of M units and one output."""
    mistakes: dict[str, Callable[..., object]] = {
        "the biases, or the weights of the output, were missing": lambda d, M: parameter_count(
            [d, M, 1], biases=False
        ),
        "the bias of the output were missing": lambda d, M: (d + 1) * M + M,
    }
    right: Callable[..., object] = lambda d, M: parameter_count([d, M, 1])  # noqa: E731
    return check_function(parameters, right, [(2, 2), (784, 200), (1, 7)], mistakes)


def check_handout(
    answers: Mapping[str, object], formula: str, introduced: str, sides: Sequence[int], L: int, K: int
) -> Answers:
    """Check what was found wrong with a handout.

    Args:
        answers: under "letter", which one of the formula was never introduced; "pixels"; "weights" and "with
            biases", of the network.
        formula: as printed there.
        introduced: the letters that were.
        sides: height and width of a picture in pixels.
        L: how many hidden layers of 300 units there are.
        K: how many classes.
    """
    sizes = [math.prod(sides), *[300] * L, K]
    (letter,) = {*re.findall("[A-Za-z]", formula)} - {*introduced}
    right = {
        "letter": letter,
        "pixels": sizes[0],
        "weights": parameter_count(sizes, biases=False),
        "with biases": parameter_count(sizes),
    }
    mistakes = {
        "pixels": {"the exponent had been lost": 104},
        "weights": {
            "the L layers had L squares between them": parameter_count(
                [*sizes[:-1], *sizes[-2:]], biases=False
            )
        },
        "with biases": {"the outputs had no biases": parameter_count(sizes) - sizes[-1]},
    }
    return check_values(right, answers, mistakes)


def check_cost(
    answers: Mapping[str, object], sizes: Sequence[int], images: int, models: Mapping[str, float]
) -> Answers:
    """Check add-multiplies and bytes.

    Args:
        answers: under "forward" and "backward", of one sample; "an epoch", forward and backward of all
            images; "twice as wide", how many times as many weights lie between two hidden layers that become
            twice as wide; and under the names of the models their gigabytes.
        sizes: of the network that is asked for.
        images: how many an epoch has.
        models: numbers of parameters by name, in billions.
    """
    forward = parameter_count(sizes, biases=False)
    right: dict[str, object] = {
        "forward": forward,
        "backward": 2 * forward,
        "an epoch": 3 * forward * images,
        "twice as wide": parameter_count([2, 2], biases=False),
        **{name: BYTES * billions for name, billions in models.items()},
    }
    mistakes: dict[str, dict[str, object]] = {
        "forward": {"the biases were multiplied, too": parameter_count(sizes)},
        "backward": {"only one delta were computed for each weight": forward},
        "an epoch": {"the backward pass were forgotten": forward * images},
        "twice as wide": {"only one of the two layers became wider": 2},
        **{name: {"a number took eight bytes": 8 * billions} for name, billions in models.items()},
    }
    return check_values(right, answers, mistakes)
