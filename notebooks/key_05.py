"""What is right in an exercise of notebook 5, and what typical mistakes lead to."""

from collections.abc import Mapping

from viz import Answers, check_values


def check_predictions(right: Mapping[str, float], answers: Mapping[str, object]) -> Answers:
    """Return a verdict on ∂g/∂x of q = x x, g = q − x at x = 3, as five wrong engines have it.

    Args:
        right: what each of them returns; the messages are −1 from g, and 3 and 3 from q.
        answers: what was predicted.
    """
    lost = "messages got lost: look how many children q has, and whether it must wait"
    mistakes = {
        "no-order": {lost: 3},
        "assignment": {
            "this engine added: each message overwrites the one before": 5,
            "the first message stayed: the last one does": -1,
            "the messages of one child were added up: none are": 6,
        },
        "stale": {
            "nothing went wrong: q begins the second call with the delta of the first": 10,
            "it were called once": 5,
            "x began anew in the second call: variables add up": 11,
        },
        "lost-edge": {
            "nothing got lost: two edges lead from q to x, and a set holds everything once": 5,
            "the message of g got lost": 6,
            "both messages of q got lost": -1,
        },
        "wrong-sign": {
            "nothing went wrong: there is a minus before x": 5,
            "the whole result changed its sign: one message does": -5,
        },
    }
    return check_values(right, answers, mistakes)
