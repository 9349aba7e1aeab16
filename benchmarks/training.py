"""`fit` beside a loop written by hand in NumPy, PyTorch and scikit-learn: `python -m benchmarks.training`.

All start from the same weights, see the same mini-batches and take the same steps of Adam, in float64 and on
one thread; what they lose in the first epochs is compared before anything is timed. They take turns in one
process, and processor time is what is counted. Every row is the median over the turns, with the smallest and
the largest ratio beside it. See `benchmarks/README.md` for the environment.
"""

# ruff: noqa: E402 - threads are counted when numpy is imported, so the environment is set first

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import gc
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

import nn

try:
    import torch
except ImportError:
    torch = None
else:
    torch.set_num_threads(1)
try:
    from sklearn.neural_network import MLPClassifier
except ImportError:
    MLPClassifier = None

TURNS, FIRST = 15, 3  # FIRST: epochs in which losses are compared
RATE, BETA1, BETA2, EPSILON = 0.01, 0.9, 0.999, 1e-8
MISSED: list[str] = []

Run = Callable[[int], list[float]]  # trains for so many epochs, returns the loss of each


class Work(NamedTuple):
    """A data set and a network: relu layers with `sizes[0]` inputs, then logits and cross-entropy."""

    name: str
    X: Any
    y: Any
    sizes: list[int]
    batch_size: int
    epochs: int

    def weights(self) -> list[tuple[Any, Any]]:
        """Return (W, b) of each layer, W of shape (inputs, outputs), as He et al. draw them."""
        draw = np.random.default_rng(1)
        return [(draw.normal(0, (2 / m) ** 0.5, (m, n)), np.zeros(n)) for m, n in pairwise(self.sizes)]

    def orders(self, epochs: int) -> Any:
        """Yield the order of the samples in each epoch, the one of `fit(seed=0)`."""
        random = np.random.default_rng(0)
        for _ in range(epochs):
            yield random.permutation(len(self.X))

    def batches(self, order: Any) -> Any:
        return [order[i : i + self.batch_size] for i in range(0, len(order), self.batch_size)]


# --- the peers: each prepares a run with the initial weights -----------------------------------------------


def ours(work: Work) -> Run:
    model = nn.MLP(work.sizes[0], work.sizes[1:])
    for layer, (W, b) in zip(model.layers, work.weights()):
        for neuron, column, bias in zip(layer.neurons, W.T.tolist(), b.tolist()):
            for parameter, x in zip(neuron.parameters(), [*column, bias]):
                parameter.data = x

    def run(epochs: int) -> list[float]:
        return nn.fit(
            model, work.X, work.y, loss=nn.cross_entropy, optimizer=nn.Adam(lr=RATE), epochs=epochs,
            batch_size=work.batch_size, seed=0, progress=False,
        ).losses  # fmt: skip

    return run


def by_hand(work: Work, together: bool = False) -> Run:
    """Write the loop as one does in NumPy: an array for each W and b.

    Args:
        work: what to train on.
        together: whether Adam goes over all parameters as one vector, of which W and b are views: a trick
            that pays for small networks, and that `fit` has, too.
    """
    arrays = [array for layer in work.weights() for array in layer]
    theta, gamma = np.concatenate([array.ravel() for array in arrays]), np.empty(sum(map(np.size, arrays)))
    ends = np.cumsum([0, *(array.size for array in arrays)])
    parameters, gradients = (
        [vector[i:j].reshape(array.shape) for array, (i, j) in zip(arrays, pairwise(ends))]
        for vector in (theta, gamma)
    )
    W, b, dW, db = parameters[::2], parameters[1::2], gradients[::2], gradients[1::2]
    updated = [(theta, gamma)] if together else list(zip(parameters, gradients))
    m, v = ([np.zeros_like(p) for p, _ in updated] for _ in range(2))

    def run(epochs: int) -> list[float]:
        losses, t = [], 0
        for order in work.orders(epochs):
            total = 0.0
            for rows in work.batches(order):
                x, c, n = work.X[rows], work.y[rows], len(rows)
                h = [x]
                for k in range(len(W) - 1):
                    h.append(np.maximum(h[k] @ W[k] + b[k], 0))
                z = h[-1] @ W[-1] + b[-1]
                z -= z.max(axis=1, keepdims=True)
                e = np.exp(z)
                s = e.sum(axis=1, keepdims=True)
                sample = np.arange(n)
                total += np.log(s).sum() - z[sample, c].sum()
                delta = e / s
                delta[sample, c] -= 1
                delta /= n
                for k in reversed(range(len(W))):
                    np.matmul(h[k].T, delta, out=dW[k])
                    np.sum(delta, axis=0, out=db[k])
                    if k:
                        delta = (delta @ W[k].T) * (h[k] > 0)
                t += 1
                for k, (p, g) in enumerate(updated):
                    m[k] *= BETA1
                    m[k] += (1 - BETA1) * g
                    v[k] *= BETA2
                    v[k] += (1 - BETA2) * g * g
                    p[:] -= RATE * (m[k] / (1 - BETA1**t)) / (np.sqrt(v[k] / (1 - BETA2**t)) + EPSILON)
            losses.append(total / len(order))
        return losses

    return run


def in_torch(work: Work) -> Run:
    layers: list[Any] = []
    for W, b in work.weights():
        linear = torch.nn.Linear(*W.shape, dtype=torch.float64)
        linear.weight.data, linear.bias.data = torch.tensor(W.T.copy()), torch.tensor(b)
        layers += [linear, torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    X, y = torch.tensor(work.X), torch.tensor(work.y)

    def run(epochs: int) -> list[float]:
        optimizer, losses = torch.optim.Adam(model.parameters(), lr=RATE), []
        for order in work.orders(epochs):
            total = 0.0
            for rows in work.batches(torch.from_numpy(order)):
                optimizer.zero_grad()
                loss = torch.nn.functional.cross_entropy(model(X[rows]), y[rows])
                loss.backward()
                optimizer.step()
                total += loss.item() * len(rows)
            losses.append(total / len(order))
        return losses

    return run


def in_sklearn(work: Work) -> Run:
    """Prepare its classifier; it draws batches of its own, and for two classes it has a single output."""
    model = MLPClassifier(
        work.sizes[1:-1], alpha=0, batch_size=work.batch_size, learning_rate_init=RATE, max_iter=1,
        n_iter_no_change=10**9, warm_start=True, random_state=0,
    )  # fmt: skip
    warnings.filterwarnings("ignore", message="Stochastic Optimizer: Maximum iterations")
    model.fit(work.X, work.y)  # makes the arrays that the weights are written to
    for array, (W, _) in zip(model.coefs_, work.weights()):
        array[...] = W[:, : array.shape[1]]
    for array in model.intercepts_:
        array[...] = 0

    def run(epochs: int) -> list[float]:
        model.loss_curve_ = []
        return model.set_params(max_iter=epochs).fit(work.X, work.y).loss_curve_

    return run


# --- how it is measured ----------------------------------------------------------------------------------


def check_agreement(work: Work, peers: dict[str, Callable[[Work], Run]]) -> None:
    """Raise where the losses of the first epochs differ."""
    expected = by_hand(work)(FIRST)
    for name, peer in peers.items():
        if peer is not in_sklearn:
            np.testing.assert_allclose(peer(work)(FIRST), expected, rtol=1e-9, err_msg=name)
    if MLPClassifier and work.sizes[-1] > 2:
        # the order of its batches is its own, so all samples are one batch here; its Adam adds ε to a √ŝ that
        # is scaled otherwise, hence the tolerance
        whole = work._replace(batch_size=len(work.X))
        np.testing.assert_allclose(in_sklearn(whole)(FIRST), ours(whole)(FIRST), rtol=1e-5)


class Times(NamedTuple):
    """Seconds of one run, and without what it does once (compiling), which a run of one epoch tells."""

    total: float
    training: float


def timed(peer: Callable[[Work], Run], work: Work) -> Times:
    one, total = (seconds(peer(work), epochs) for epochs in (1, work.epochs))
    return Times(total, (total - one) / (work.epochs - 1) * work.epochs)


def seconds(run: Run, epochs: int) -> float:
    gc.collect()
    start = time.process_time()
    run(epochs)
    return time.process_time() - start


def compare(work: Work) -> None:
    peers = {"fit": ours, "NumPy by hand": by_hand, "NumPy, one vector": lambda work: by_hand(work, True)}
    if torch:
        peers["PyTorch"] = in_torch
    if MLPClassifier:
        peers["scikit-learn"] = in_sklearn
    check_agreement(work, peers)
    times: dict[str, list[Times]] = {name: [] for name in peers}
    for _ in range(TURNS):
        for name, peer in peers.items():
            times[name].append(timed(peer, work))
    fit = times.pop("fit")
    for name, theirs in times.items():
        bar = 1.3 if name == "NumPy by hand" else None
        print_ratio(f"{work.name}, {name}", [t.training for t in fit], [t.training for t in theirs], bar)
    theirs = [t.total for t in times["NumPy by hand"]]
    once = statistics.median(t.total - t.training for t in fit)
    print_row(f"{work.name}, compiling", duration(once), "", "", "", None)
    print_ratio(f"{work.name}, with it, NumPy by hand", [t.total for t in fit], theirs, None)


def print_ratio(name: str, ours: list[float], theirs: list[float], bar: float | None) -> None:
    ratios = [a / b for a, b in zip(ours, theirs)]
    ratio = statistics.median(ratios)
    met = ratio <= bar if bar else None
    if met is False:
        MISSED.append(name)
    print_row(
        name, duration(statistics.median(ours)), duration(statistics.median(theirs)),
        f"{ratio:.2f}× ({min(ratios):.2f}-{max(ratios):.2f})", f"≤ {bar}×" if bar else "", met,
    )  # fmt: skip


def duration(seconds: float) -> str:
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1e3:.3g} ms"


def print_row(name: str, ours: str, peer: str, ratio: str, bar: str, met: bool | None) -> None:
    verdict = "" if met is None else "met" if met else "MISSED"
    print(f"{name:<44} {ours:>8} {peer:>8}  {ratio:<22} {bar:>7}  {verdict}".rstrip(), flush=True)


def main() -> None:
    X, y = nn.moons(100, noise=0.1, seed=0)
    works = [Work("moons 2-16-16-2", X, y, [2, 16, 16, 2], 32, 100)]
    if MLPClassifier:
        X, y = nn.digits()
        works.append(Work("digits 64-32-10", X, y, [64, 32, 10], 64, 20))
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, {TURNS} turns")
    print_row("", "fit", "peer", "ratio (min-max)", "bar", None)
    for work in works:
        compare(work)
    for name, peer in (("torch==2.13.0", torch), ("scikit-learn", MLPClassifier)):
        if not peer:
            print(f"rows against a peer are left out: pip install {name}")
    sys.exit(bool(MISSED))


if __name__ == "__main__":
    main()
