"""Attention: each position of a sequence takes a mean of what it finds at the others (lecture B13)."""

from math import sqrt
from typing import Any

from autograd import Value, dot, softmax
from nn.layers.initializers import Initializer, Rng, as_rng, matrix
from nn.layers.inputs import sequence, size
from nn.layers.module import Module


class Attention(Module):
    """One head of scaled dot-product attention on a sequence of vectors.

    For positions i and j: q_i = W_q x_i, k_j = W_k x_j, v_j = W_v x_j; the scores s_ij = q_i·k_j/√d become
    the weights a_ij = e^s_ij / Σⱼ e^s_ij, and y_i = Σⱼ a_ij v_j. With the causal mask the sums end at j = i,
    so that no position sees what comes after it.

    Args:
        nin: length of the vectors of the sequence.
        width: d, length of queries, keys and values, hence of the answers.
        causal: whether positions are kept from looking ahead.
        initializer, rng: of the matrices W_q, W_k, W_v, in this order, as in `Neuron`; there are no biases.

    Called with T × nin numbers; returns T × width Values.

    Source: Vaswani et al., 2017, equation 1.

    Raises:
        ValueError: the sequence is empty, or a vector has not nin numbers.
        TypeError: it is not a list of vectors of numbers.

    >>> head = Attention(2, 3, rng=0)
    >>> y = head([[1.0, 0.0], [0.0, 1.0]])
    >>> [f"{v:.4f}" for v in y[0]] == [f"{row[0]:.4f}" for row in head.value]  # sees itself alone
    True
    """

    def __init__(
        self,
        nin: int,
        width: int,
        *,
        causal: bool = True,
        initializer: str | Initializer = "uniform",
        rng: Rng = None,
    ) -> None:
        nin, width, generator = size("Attention", "nin", nin), size("Attention", "width", width), as_rng(rng)
        self.query, self.key, self.value = (matrix(width, nin, initializer, generator) for _ in range(3))
        self.causal = causal

    def __call__(self, x: Any) -> list[list[Value]]:
        x = sequence(self, x, len(self.query[0]))
        queries, keys, values = (
            [[dot(row, xi) for row in weights] for xi in x] for weights in (self.query, self.key, self.value)
        )
        scale = 1 / sqrt(len(self.query))
        y: list[list[Value]] = []
        for i, query in enumerate(queries):
            # a mask of -inf on the scores would give the weights behind i the value 0: they are left out
            seen = i + 1 if self.causal else len(x)
            weights = softmax(dot(query, key) * scale for key in keys[:seen])
            y.append([dot(weights, column) for column in zip(*values[:seen])])
        return y

    def __repr__(self) -> str:
        return f"Attention({len(self.query[0])}, {len(self.query)}{'' if self.causal else ', causal=False'})"
