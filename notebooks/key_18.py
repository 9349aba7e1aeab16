"""What is right in the exercises of notebook 18, and what typical mistakes lead to."""

from math import exp

from viz import Answers, Verdict, check_function, check_values


def check_newton(newton: object) -> Verdict:
    """Return a verdict on a function that makes one step of Newton's."""
    return check_function(
        newton,
        lambda w, slope, curvature: w - slope / curvature,
        [(0.0, -1.0, 1.0), (2.0, 3.0, 4.0), (-1.5, 0.3, 0.5)],
        {
            "it goes uphill": lambda w, slope, curvature: w + slope / curvature,
            "the curvature is multiplied: where it is large, the step is to be short": (
                lambda w, slope, curvature: w - slope * curvature
            ),
            "the fraction is upside down": lambda w, slope, curvature: w - curvature / slope,
            "it is gradient descent with a rate of 1": lambda w, slope, curvature: w - slope,
        },
    )


def check_first_step(answers: dict[str, object]) -> Answers:
    """Return a verdict on one step from w = −1 on f(w) = eʷ − 2w."""
    w = -1.0
    slope, curvature = exp(w) - 2, exp(w)
    right = {"slope": slope, "curvature": curvature, "new w": w - slope / curvature}
    mistakes = {
        "slope": {"it is the value of f": exp(w) - 2 * w, "the slope of −2w is missing": exp(w)},
        "curvature": {"the −2 stayed: its derivative is 0": exp(w) - 2},
        "new w": {
            "the step went uphill": w + slope / curvature,
            "it is the step alone: it starts at −1": -slope / curvature,
            "it is gradient descent with a rate of 1": w - slope,
            "the curvature is multiplied: it divides": w - slope * curvature,
        },
    }
    return check_values(right, answers, mistakes)


def check_arrival(answers: dict[str, object]) -> Answers:
    """Return a verdict on where Newton's method goes from 0.1 on f(w) = w⁴/4 − w²/2."""
    w, kind = 0.1, answers.get("it is a")
    if isinstance(kind, str):
        answers = {**answers, "it is a": kind.removeprefix("a ").removeprefix("the ")}
    return check_values({"new w": w - (w**3 - w) / (3 * w**2 - 1), "it is a": "maximum"}, answers, {
        "new w": {"the step went the other way": w + (w**3 - w) / (3 * w**2 - 1)},
        "it is a": {
            "you trusted the method; look at the curvature there": "minimum",
            "you thought of two weights: with one weight there is no other direction": "saddle",
        },
    })  # fmt: skip


def check_products(answers: dict[str, object]) -> Answers:
    """Return a verdict on the multiplications of J₃ J₂ J₁, shapes (1, 100), (100, 100), (100, 100)."""
    row, square = 100 * 100, 100 * 100 * 100
    return check_values({"from the left": 2 * row, "from the right": square + row}, answers, {
        "from the left": {"one of the two products is missing": row},
        "from the right": {"the last product is missing": square, "all products were square": 2 * square},
    })  # fmt: skip


def check_bytes(parameters: int, answers: dict[str, object]) -> Answers:
    """Return a verdict on the size of a Hessian of float64."""
    return check_values({"entries": parameters**2, "gigabytes": 8 * parameters**2 / 1e9}, answers, {
        "entries": {"it is the gradient that was counted": parameters},
        "gigabytes": {"these are bytes": 8 * parameters**2,
                      "a number had 4 bytes; here it has 8": 4 * parameters**2 / 1e9,
                      "a number had one byte": parameters**2 / 1e9},
    })  # fmt: skip
