"""What notebook 12 says to the answers of its exercises; right values and usual mistakes are computed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from protocols import honest, overfitting

from autograd import Value, messages
from nn import History, parameter_count
from viz import Answers, Verdict, check_function, check_values


def check_filters(answers: Mapping[str, object], W1: Any, x: Any) -> Answers:
    """Check what a layer of ReLU units without biases, its filters the columns of W1, makes of a sample.

    Args:
        answers: under "responses", "after ReLU", "shape of the table in nn" and "units without a message".
        W1: weights of shape (n_inputs, n_units).
        x: a sample of shape (n_inputs,).
    """
    W1, x = np.asarray(W1), np.asarray(x)
    responses = W1.T @ x
    after = np.maximum(responses, 0)
    active = {j for j, s in enumerate(responses.tolist(), 1) if s > 0}
    rows, columns = W1.shape
    right = {
        "responses": responses,
        "after ReLU": after,
        "shape of the table in nn": f"{columns}x{rows}",
        "units without a message": {*range(1, columns + 1)} - active,
    }
    mistakes = {
        "responses": {"the ReLU had been applied already": after},
        "after ReLU": {"the ReLU were missing": responses},
        "shape of the table in nn": {"that were the shape of W₁ itself": f"{rows}x{columns}"},
        "units without a message": {"those were the units that are active": active},
    }
    return check_values(right, answers, mistakes)


def check_stopping(answers: Mapping[str, object], losses: Sequence[float], patience: int) -> Answers:
    """Check when training stops by its validation losses, one for each epoch, and what that misses.

    Args:
        answers: under "stops after epoch", "keeps the model of epoch" and "misses a loss of".
        losses: they have to go on after the stop.
        patience: how many epochs in a row may bring nothing better.
    """
    epochs = range(1, len(losses) + 1)
    best = {n: History(validation_losses=[*losses[:n]]).best_epoch for n in epochs}
    stop = next(n for n in epochs if n - best[n] == patience)
    hasty = next(n for n in epochs if n > best[n])
    right = {
        "stops after epoch": stop,
        "keeps the model of epoch": best[stop],
        "misses a loss of": min(losses[stop:]),
    }
    mistakes = {
        "stops after epoch": {
            "one epoch without progress had been enough": hasty,
            "it ran to the end of the list": len(losses),
        },
        "keeps the model of epoch": {
            "the last model were kept": stop,
            "it knew the future": best[len(losses)],
        },
        "misses a loss of": {"that were the loss it keeps": losses[best[stop] - 1]},
    }
    return check_values(right, answers, mistakes)


def check_choice(choose: Callable[..., object], measured: Mapping[str, Sequence[float]]) -> Verdict:
    """Check a rule that chooses the size with the lowest mean loss, on losses made up and measured."""
    made_up = {"2": [0.5, 0.5, 0.5], "4": [0.1, 0.9, 0.9], "8": [0.4, 0.4, 0.45], "16": [0.3, 0.8, 0.5]}
    mistakes = {
        "it takes the size of the luckiest run": _smallest(min),
        "it takes the largest mean": _smallest(lambda losses: -np.mean(losses)),
        "it gives back the loss, not the size": lambda table: min(
            np.mean(losses) for losses in table.values()
        ),
    }
    return check_function(choose, _smallest(np.mean), [(made_up,), (measured,)], mistakes)


def check_reports(answers: Mapping[str, object]) -> Answers:
    """Check who of the `PROTOCOLS` reports an honest number, and who always takes the largest network."""
    everybody_who_asks_once = honest() - {overfitting()}
    right = {"honest": honest(), "always takes the largest network": overfitting()}
    mistakes = {"honest": {"a bad choice were a dishonest report": everybody_who_asks_once}}
    return check_values(right, answers, mistakes)


def check_margin(
    answers: Mapping[str, object], L: Value, scores: Sequence[Value], sizes: Sequence[int]
) -> Answers:
    """Check a mean hinge loss, its gradient by the scores, and the number of parameters of a network.

    Args:
        answers: under "L", "∂L/∂y" and "parameters".
        L: the mean of the hinge losses of the scores.
        scores: as many as there are samples.
        sizes: number of inputs, then of the units of each layer.
    """
    deltas = np.array([messages(L).deltas[score] for score in scores])
    right = {"L": L.data, "∂L/∂y": deltas, "parameters": parameter_count(sizes)}
    mistakes = {
        "L": {"the mean were forgotten": len(scores) * L.data},
        "∂L/∂y": {
            "the mean were forgotten": len(scores) * deltas,
            "the sign were turned": -deltas,
        },
        "parameters": {"the biases were missing": parameter_count(sizes, biases=False)},
    }
    return check_values(right, answers, mistakes)


def _smallest(summary: Callable[[Sequence[float]], Any]) -> Callable[..., str]:
    """Return the rule that takes the name whose losses have the smallest summary."""
    return lambda table: min(table, key=lambda name: summary(table[name]))
