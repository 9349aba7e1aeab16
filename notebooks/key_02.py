"""What is right in an exercise of notebook 2, and what typical mistakes lead to."""

from math import exp

from viz import Answers, check_values


def check_slip(answers: dict[str, object]) -> Answers:
    """Return a verdict on the input x₂ that a handout has invented, and on its gradient."""
    f = 1 / (1 + exp(-1))
    right = {"x2": 1, "∂f/∂x2": -3 * f * (1 - f)}
    mistakes = {
        "x2": {"w2 fell out: then z would be 4": 0, "the product were to be 9: then z would be 13": -3},
        "∂f/∂x2": {
            "it is the gradient of w2: multiply swaps": f * (1 - f),
            "the slope of the sigmoid is missing": -3,
            "the sign of the weight got lost": 3 * f * (1 - f),
        },
    }
    return check_values(right, answers, mistakes)
