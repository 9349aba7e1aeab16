"""A small GPT written with plain `sum` and `*`: one layer, 4 heads, as microgpt's script has it.

Source of the architecture: A. Karpathy, microgpt (2026): RMSNorm without gain, no biases, ReLU.
"""

from __future__ import annotations

import random
from typing import Any

from autograd import Value, take

Vector = list[Any]


def linear(x: Vector, weights: list[Vector]) -> Vector:
    return [sum(wi * xi for wi, xi in zip(row, x)) for row in weights]


def softmax(logits: Vector) -> Vector:
    exponentials = [z.exp() for z in logits]
    total = sum(exponentials)
    return [e / total for e in exponentials]


def rmsnorm(x: Vector) -> Vector:
    scale = (sum(v * v for v in x) / len(x) + 1e-5) ** -0.5
    return [v * scale for v in x]


def look_up(table: list[Vector], token: Any) -> Vector:
    """Return a row of the table: by Python's own index, or by `take` while a batch is compiled."""
    return table[token] if isinstance(token, int) else [take(column, token) for column in zip(*table)]


class GPT:
    """The model of one document of at most `block` tokens.

    Args:
        vocabulary: number of tokens.
        width: numbers per position.
        heads: of attention; divides `width`.
        block: positions.
    """

    def __init__(
        self, vocabulary: int = 27, width: int = 16, heads: int = 4, block: int = 8, seed: int = 42
    ) -> None:
        rng = random.Random(seed)

        def matrix(rows: int, columns: int) -> list[Vector]:
            return [[Value(rng.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]

        self.heads = heads
        self.tokens, self.positions = matrix(vocabulary, width), matrix(block, width)
        self.query, self.key, self.value, self.out = (matrix(width, width) for _ in range(4))
        self.wide, self.narrow = matrix(4 * width, width), matrix(width, 4 * width)
        self.head = matrix(vocabulary, width)

    def parameters(self) -> list[Value]:
        """Return all parameters, matrix by matrix."""
        matrices = (
            self.tokens, self.positions, self.query, self.key, self.value, self.out,
            self.wide, self.narrow, self.head,
        )  # fmt: skip
        return [p for rows in matrices for row in rows for p in row]

    def attend(self, q: Vector, keys: list[Vector], values: list[Vector]) -> Vector:
        """Return what a position reads from those up to it, head by head."""
        n = len(q) // self.heads
        read: Vector = []
        for start in range(0, len(q), n):
            part = range(start, start + n)
            weights = softmax([sum(q[j] * key[j] for j in part) / n**0.5 for key in keys])
            read += [sum(w * value[j] for w, value in zip(weights, values)) for j in part]
        return read

    def loss(self, tokens: Any) -> Any:
        """Return the mean of -log p(next token)."""
        keys: list[Vector] = []
        values: list[Vector] = []
        losses: Vector = []
        for token, position, target in zip(tokens, self.positions, tokens[1:]):
            x = rmsnorm([t + p for t, p in zip(look_up(self.tokens, token), position)])
            before, x = x, rmsnorm(x)
            keys.append(linear(x, self.key))
            values.append(linear(x, self.value))
            x = linear(self.attend(linear(x, self.query), keys, values), self.out)
            x = [a + b for a, b in zip(x, before)]
            before, x = x, [v.relu() for v in linear(rmsnorm(x), self.wide)]
            x = [a + b for a, b in zip(linear(x, self.narrow), before)]
            probabilities = softmax(linear(x, self.head))
            found = probabilities[target] if isinstance(target, int) else take(probabilities, target)
            losses.append(-found.log())
        return sum(losses) / len(losses)
