"""The gate of softmax with cross-entropy as in lecture L4: y = softmax(z), L = −Σ t_k ln y_k, y_k − t_k.

Its probabilities are no nodes of the graph, so they get names and lines here; `graph` asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose

from autograd import Value, words
from autograd.ops import EXP, LOGSUMEXP, SOFTMAX_CROSS_ENTROPY
from viz.derivations.formula import Formula, Symbols, formula, name


def probability_names(node: Value) -> list[str]:
    """Return what the probabilities inside of a gate should be called: y_1, … if the scores are z_1, …

    Of all other gates there are none.
    """
    if node.op is not SOFTMAX_CROSS_ENTROPY:
        return []
    scores = node.parents[: (len(node.parents) + 1) // 2]
    indexed = all(score.label[:1] == "z" for score in scores)
    return [f"y{score.label[1:]}" if indexed else f"y_{k}" for k, score in enumerate(scores, 1)]


def probabilities(called: Sequence[str], operands: Sequence[Formula]) -> list[tuple[Formula, Formula]]:
    """Return every y_k by its name, and as e^(z_k) / Σ e^(z_j)."""
    scores = operands[: len(called)]
    powers = [EXP.forward(Symbols(), z) for z in scores]
    below = powers[0] if len(powers) == 1 else Formula("sum", sum(x.value for x in powers), tuple(powers))
    numbers = LOGSUMEXP.partials(words, 0.0, *[z.value for z in scores])  # softmax, without overflow
    return [
        (name(word, y), Formula("quotient", y, (power, below)))
        for word, y, power in zip(called, numbers, powers)
    ]


def cross_entropy(called: Sequence[str], operands: Sequence[Formula]) -> Formula:
    """Return −Σ t_k ln y_k; what a target of 0 multiplies is left out."""
    ys = [y for y, _ in probabilities(called, operands)]
    pairs = zip(ys, operands[len(called) :])
    found = -_total([t * _log(y) for y, t in pairs if not (t.kind == "number" and t.value == 0)])
    value = SOFTMAX_CROSS_ENTROPY.forward(words, *[x.value for x in operands])
    return Formula(found.kind, value, found.parts)


def errors(called: Sequence[str], operands: Sequence[Formula]) -> list[Formula]:
    """Return y_k − t_k for every score, where the targets add up to 1, and −ln y_k for every target."""
    ys = [y for y, _ in probabilities(called, operands)]
    targets = operands[len(called) :]
    total = _total(targets)
    shares = ys if isclose(total.value, 1) else [total * y for y in ys]
    found = [share - t for share, t in zip(shares, targets)] + shares[len(targets) :]
    found += [-_log(y) for y, _ in zip(ys, targets)]
    numbers = SOFTMAX_CROSS_ENTROPY.partials(words, 0.0, *[x.value for x in operands])
    return [Formula(x.kind, number, x.parts, x.word) for x, number in zip(found, numbers)]


def _log(y: Formula) -> Formula:
    return Formula("log", words.log(y.value), (y,))


def _total(terms: Sequence[Formula]) -> Formula:
    found = formula(0.0)
    for term in terms:
        found = found + term
    return found
