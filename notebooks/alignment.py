"""A two-layer network that learns digits by backpropagation, or without it; for notebook 18.

The network is 64-30-10, tanh and softmax, in NumPy, samples as rows. What differs is only the message that
the hidden layer gets from the outputs: their deltas times the weights they came by (backpropagation), times
random numbers that stay as they are (feedback alignment), or none at all.

Source: Lillicrap, Cownden, Tweed, Akerman 2016, Random synaptic feedback weights support error
backpropagation for deep learning.
"""

from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

import nn

Array: TypeAlias = NDArray[np.float64]
Way: TypeAlias = Literal["backpropagation", "feedback alignment", "last layer only"]
HIDDEN, RATE, BATCH = 30, 0.3, 32


class Run(NamedTuple):
    """What a run leaves behind.

    Attributes:
        accuracy: the share of the test digits that are right, after each epoch.
        angle: degrees between the messages that the hidden layer got and those of backpropagation, the mean
            over the training digits, after each epoch; nan where it got none.
    """

    accuracy: list[float]
    angle: list[float]


def learned(way: Way, seed: int = 0, epochs: int = 20) -> Run:
    """Return the run of a network that learns in one of three ways, from the same start for the same seed."""
    X, y = nn.digits()
    X_train, X_test, t_train, t_test = nn.train_test_split(X / X.max(), y, seed=0, stratify=True)
    targets = nn.one_hot(t_train, 10)
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(0, 64**-0.5, (64, HIDDEN)), np.zeros(HIDDEN)
    W2, b2 = rng.normal(0, HIDDEN**-0.5, (HIDDEN, 10)), np.zeros(10)
    B = rng.normal(0, HIDDEN**-0.5, (10, HIDDEN))  # where W2 transposed would stand
    run = Run([], [])
    for _ in range(epochs):
        order = rng.permutation(len(X_train))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            H = np.tanh(X_train[rows] @ W1 + b1)
            error = (softmax(H @ W2 + b2) - targets[rows]) / len(rows)  # ∂E/∂Z2, y − t
            back = {"backpropagation": error @ W2.T, "feedback alignment": error @ B}.get(way)
            W2 -= RATE * H.T @ error
            b2 -= RATE * error.sum(axis=0)
            if back is not None:
                delta = back * (1 - H**2)
                W1 -= RATE * X_train[rows].T @ delta
                b1 -= RATE * delta.sum(axis=0)
        H = np.tanh(X_train @ W1 + b1)
        error = softmax(H @ W2 + b2) - targets
        sent = {"backpropagation": error @ W2.T, "feedback alignment": error @ B}.get(
            way, np.full_like(H, np.nan)
        )
        run.angle.append(degrees_between(sent, error @ W2.T))
        scores = np.tanh(X_test @ W1 + b1) @ W2 + b2
        run.accuracy.append(float(np.mean(scores.argmax(axis=1) == t_test)))
    return run


def softmax(Z: Array) -> Array:
    """Return the softmax of each row.

    >>> softmax(np.array([[0.0, 0.0]]))
    array([[0.5, 0.5]])
    """
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def degrees_between(A: Array, B: Array) -> float:
    """Return the angle between the rows of A and B, in degrees, the mean over the rows.

    >>> degrees_between(np.array([[1.0, 0.0]]), np.array([[1.0, 1.0]]))
    45.0
    """
    cosine = (A * B).sum(axis=1) / (np.linalg.norm(A, axis=1) * np.linalg.norm(B, axis=1))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))).mean().round(9))
