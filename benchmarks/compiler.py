"""Compiled programs beside their peers, in one run: `python -m benchmarks.compiler`.

Each row first checks that all peers agree on the value and the gradients, then measures them in turn,
several rounds, and prints medians and the ratio that its bar is about. Peers that are not installed are
left out, and said so. See benchmarks/README.md for the environment.
"""

# ruff: noqa: E402 - threads are counted when numpy is imported, so the environment is set first

from __future__ import annotations

import os

THREADS = os.environ.setdefault("OMP_NUM_THREADS", "1")
for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, THREADS)
if THREADS == "1":
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import gc
import importlib.util
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from autograd import Value, compile, compile_batch, dot, logsumexp, take
from benchmarks.gpt import GPT

ROUNDS, SECONDS = 9, 0.03
MISSED: list[str] = []
Answer = tuple[float, Any]
Peers = dict[str, Callable[[], Any]]


def installed(module: str) -> bool:
    """Return whether a peer is there."""
    return importlib.util.find_spec(module) is not None


def once(call: Callable[[], Any], n: int) -> float:
    """Return seconds per call."""
    start = time.perf_counter()
    for _ in range(n):
        call()
    return (time.perf_counter() - start) / n


def measure(peers: Peers) -> dict[str, list[float]]:
    """Return seconds per call in each round; the peers take turns, slow ones for fewer rounds."""
    gc.collect()
    gc.freeze()  # what peers keep alive is not walked over while one of them is measured
    numbers: dict[str, int] = {}
    for name, call in peers.items():
        call()
        numbers[name] = max(1, int(SECONDS / max(once(call, 1), 1e-7)))
    times: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(ROUNDS):
        for name, call in peers.items():
            if sum(times[name]) * numbers[name] < 3:
                times[name].append(once(call, numbers[name]))
    return times


def agree(answers: dict[str, Answer], tolerance: float = 1e-9) -> None:
    """Raise unless all peers have the same value and gradients."""
    (first, (value, gradient)), *others = answers.items()
    for name, (v, g) in others:
        what = f"of {name} and {first}"
        np.testing.assert_allclose(v, value, rtol=tolerance, err_msg=f"value {what}")
        np.testing.assert_allclose(g, gradient, rtol=tolerance, atol=tolerance, err_msg=f"gradients {what}")


def show(title: str, times: dict[str, list[float]], bars: list[tuple[str, str, float, bool]]) -> None:
    """Print medians, and each bar: (ours, peer, ratio, whether ours must be faster by it at least)."""
    print(f"\n{title}")
    for name, rounds in times.items():
        print(f"  {name:<22}{1e6 * statistics.median(rounds):>14,.2f} µs")
    for ours, peer, bar, faster in bars:
        if peer not in times:
            print(f"  {peer} is not installed: its bar of {bar:g} was not tried")
            continue
        pairs = list(zip(times[ours], times[peer]))
        ratio = statistics.median(theirs / mine if faster else mine / theirs for mine, theirs in pairs)
        verdict(f"{peer} / {ours}" if faster else f"{ours} / {peer}", ratio, bar, faster)


def verdict(what: str, ratio: float, bar: float, at_least: bool) -> None:
    """Print one bar."""
    met = ratio >= bar if at_least else ratio <= bar
    if not met:
        MISSED.append(what)
    print(f"  {'met   ' if met else 'MISSED'} {what} = {ratio:,.2f} ({'≥' if at_least else '≤'} {bar:g})")


# --- micrograd's README expression ---------------------------------------------------------------------


def expression(a: Any, b: Any, relu: Callable[[Any], Any]) -> Any:
    c = a + b
    d = a * b + b**3
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = d + (d * 2 + relu(b + a))
    d = d + (3 * d + relu(b - a))
    e = c - d
    f = e**2
    g = f / 2.0
    return g + 10.0 / f


def readme() -> None:
    program = compile(lambda a, b: expression(a, b, lambda x: x.relu()))
    value, _, gradient = program.grads(-4.0, 2.0)
    peers: Peers = {"compiled": lambda: program.grads(-4.0, 2.0)}
    answers: dict[str, Answer] = {"compiled": (value, gradient)}
    if installed("numba"):
        import numba

        jitted = compile(program.fn, jit=numba.njit)
        peers["compiled, numba"] = lambda: jitted.grads(-4.0, 2.0)
        answers["compiled, numba"] = jitted.grads(-4.0, 2.0)[::2]
    if installed("micrograd"):
        from micrograd.engine import Value as Micro

        def micrograd() -> Answer:
            a, b = Micro(-4.0), Micro(2.0)
            g = expression(a, b, lambda x: x.relu())
            g.backward()
            return g.data, (a.grad, b.grad)

        peers["micrograd"], answers["micrograd"] = micrograd, micrograd()
    if installed("jax"):
        import jax

        jax.config.update("jax_enable_x64", True)
        in_xla = jax.jit(jax.value_and_grad(lambda a, b: expression(a, b, jax.nn.relu), argnums=(0, 1)))

        def in_jax() -> Answer:
            value, gradient = in_xla(-4.0, 2.0)
            return value.block_until_ready(), gradient

        peers["jax"], answers["jax"] = in_jax, in_jax()
    if installed("casadi"):
        import casadi

        a, b = casadi.SX.sym("a"), casadi.SX.sym("b")
        g = expression(a, b, lambda x: casadi.fmax(x, 0))
        function = casadi.Function("g", [a, b], [g, casadi.gradient(g, casadi.vertcat(a, b))])
        peers["casadi"] = lambda: function(-4.0, 2.0)
        result = function(-4.0, 2.0)
        answers["casadi"] = float(result[0]), [float(result[1][k]) for k in range(2)]
    agree(answers)
    bars = [
        ("compiled", "micrograd", 50, True),
        ("compiled", "jax", 8, True),
        ("compiled", "casadi", 1, True),
    ]
    show("README expression, value and gradients", measure(peers), bars)


# --- networks ------------------------------------------------------------------------------------------


def matrix(rng: random.Random, rows: int, columns: int) -> list[list[Value]]:
    return [[Value(rng.uniform(-1, 1) / columns**0.5) for _ in range(columns)] for _ in range(rows)]


def layers_of(
    sizes: list[int], seed: int
) -> tuple[list[tuple[list[list[Value]], list[Value]]], list[Value], Any]:
    """Return layers of Values, their parameters, and the same numbers as arrays."""
    rng = random.Random(seed)
    layers = [(matrix(rng, m, n), [Value(0.0) for _ in range(m)]) for n, m in pairwise(sizes)]
    params = [p for rows, biases in layers for p in (*(w for row in rows for w in row), *biases)]
    arrays = [
        (np.array([[w.data for w in row] for row in rows]), np.array([b.data for b in biases]))
        for rows, biases in layers
    ]
    return layers, params, arrays


def flat(layers: Any) -> Any:
    return np.concatenate([np.ravel(part) for layer in layers for part in layer])


def moons() -> None:
    """2-16-16-1 as in micrograd's demo: max-margin loss, L2 term, batch of 100."""
    layers, params, arrays = layers_of([2, 16, 16, 1], 1337)
    alpha = 1e-4
    rng = np.random.default_rng(7)
    x, y = rng.normal(size=(100, 2)), np.where(rng.normal(size=100) > 0, 1.0, -1.0)

    def loss(h: Any, target: Any) -> Any:
        for k, (rows, biases) in enumerate(layers):
            z = [sum((wi * xi for wi, xi in zip(row, h)), b) for row, b in zip(rows, biases)]
            h = [v.relu() for v in z] if k < 2 else z
        return (1 + -target * h[0]).relu() + alpha * sum(p * p for p in params)

    program = compile_batch(loss, params)

    def by_hand() -> Answer:
        (w1, b1), (w2, b2), (w3, b3) = arrays
        h1 = np.maximum(x @ w1.T + b1, 0)
        h2 = np.maximum(h1 @ w2.T + b2, 0)
        margin = 1 - y[:, None] * (h2 @ w3.T + b3)
        value = np.maximum(margin, 0).mean() + alpha * sum((w * w).sum() + (b * b).sum() for w, b in arrays)
        d3 = (margin > 0) * (-y[:, None] / 100)
        d2 = (d3 @ w3) * (h2 > 0)
        d1 = (d2 @ w2) * (h1 > 0)
        sent = zip((d1, d2, d3), (x, h1, h2), arrays)
        return value, [(d.T @ h + 2 * alpha * w, d.sum(0) + 2 * alpha * b) for d, h, (w, b) in sent]

    value, gradient = by_hand()
    answers: dict[str, Answer] = {"numpy by hand": (value, flat(gradient))}
    answers["compiled"] = program.value_and_grad(x, y)
    peers: Peers = {"compiled": lambda: program.value_and_grad(x, y), "numpy by hand": by_hand}
    if installed("torch"):
        import torch

        torch.set_num_threads(int(THREADS))
        tensors = [[torch.tensor(part, requires_grad=True) for part in layer] for layer in arrays]
        tx, ty = torch.tensor(x), torch.tensor(y)[:, None]

        def in_torch() -> Any:
            h = tx
            for k, (w, b) in enumerate(tensors):
                h = torch.nn.functional.linear(h, w, b)
                h = torch.relu(h) if k < 2 else h
            squares = sum((p * p).sum() for layer in tensors for p in layer)
            value = torch.relu(1 - ty * h).mean() + alpha * squares
            for layer in tensors:
                for p in layer:
                    p.grad = None
            value.backward()
            return value

        peers["torch"] = in_torch
        answers["torch"] = in_torch().item(), flat([[p.grad.numpy() for p in layer] for layer in tensors])
    if installed("micrograd"):
        from micrograd.engine import Value as Micro

        copies = [
            ([[Micro(w.data) for w in row] for row in rows], [Micro(b.data) for b in biases])
            for rows, biases in layers
        ]
        own = [p for rows, biases in copies for p in (*(w for row in rows for w in row), *biases)]

        def micrograd() -> Answer:
            losses: list[Any] = []
            for sample, target in zip(x.tolist(), y.tolist()):
                h: Any = [Micro(v) for v in sample]
                for k, (rows, biases) in enumerate(copies):
                    z = [sum((wi * xi for wi, xi in zip(row, h)), b) for row, b in zip(rows, biases)]
                    h = [v.relu() for v in z] if k < 2 else z
                losses.append((1 + -target * h[0]).relu())
            total = sum(losses) * (1 / 100) + alpha * sum(p * p for p in own)
            for p in own:
                p.grad = 0
            total.backward()
            return total.data, [p.grad for p in own]

        peers["micrograd"], answers["micrograd"] = micrograd, micrograd()
    agree(answers)
    _ = program.parameters  # the vector counts, as for an optimizer
    bars = [
        ("compiled", "numpy by hand", 1.5, False), ("compiled", "torch", 0.6, False),
        ("compiled", "micrograd", 3000, True),
    ]  # fmt: skip
    show("moons 2-16-16-1, batch 100, value and gradient", measure(peers), bars)
    memory(program, (x, y))


def digits() -> None:
    """784-200-10, ReLU, cross-entropy, batch of 128."""
    layers, params, arrays = layers_of([784, 200, 10], 1)
    rng = np.random.default_rng(5)
    x, t = rng.normal(size=(128, 784)), rng.integers(0, 10, size=128)
    (rows1, biases1), (rows2, biases2) = layers

    def loss(inputs: Any, target: Any) -> Any:
        h = [dot(row, inputs, b).relu() for row, b in zip(rows1, biases1)]
        z = [dot(row, h, b) for row, b in zip(rows2, biases2)]
        return logsumexp(z) - take(z, target)

    program = compile_batch(loss, params)
    start = time.perf_counter()
    answers: dict[str, Answer] = {"compiled": program.value_and_grad(x, t)}
    seconds = time.perf_counter() - start
    (w1, b1), (w2, b2) = arrays
    sample = np.arange(128)

    def by_hand() -> Answer:
        h = np.maximum(x @ w1.T + b1, 0)
        z = h @ w2.T + b2
        m = z.max(1, keepdims=True)
        e = np.exp(z - m)
        s = e.sum(1, keepdims=True)
        value = (np.log(s) + m).mean() - z[sample, t].mean()
        d2 = e / s
        d2[sample, t] -= 1
        d2 /= 128
        d1 = (d2 @ w2) * (h > 0)
        return value, [(d1.T @ x, d1.sum(0)), (d2.T @ h, d2.sum(0))]

    value, gradient = by_hand()
    answers["numpy by hand"] = value, flat(gradient)
    peers: Peers = {"compiled": lambda: program.value_and_grad(x, t), "numpy by hand": by_hand}
    if installed("torch"):
        import torch

        tensors = [[torch.tensor(part, requires_grad=True) for part in layer] for layer in arrays]
        tx, tt = torch.tensor(x), torch.tensor(t)

        def in_torch() -> Any:
            h = torch.relu(torch.nn.functional.linear(tx, *tensors[0]))
            value = torch.nn.functional.cross_entropy(torch.nn.functional.linear(h, *tensors[1]), tt)
            for layer in tensors:
                for p in layer:
                    p.grad = None
            value.backward()
            return value

        peers["torch"] = in_torch
        answers["torch"] = in_torch().item(), flat([[p.grad.numpy() for p in layer] for layer in tensors])
    agree(answers)
    _ = program.parameters
    bars = [("compiled", "numpy by hand", 1.2, False), ("compiled", "torch", 1.5, False)]
    show("784-200-10, ReLU, cross-entropy, batch 128", measure(peers), bars)
    verdict("seconds to compile it", seconds, 1, False)
    memory(program, (x, t))


def memory(program: Any, args: tuple[Any, ...]) -> None:
    """Compare the peak of one call with the values and deltas of all rows."""
    batch = len(args[0])
    groups = program._last._arrays.packed.groups
    rows = sum(len(group) * (batch if group.batched else 1) for group in groups)
    tracemalloc.start()
    program.value_and_grad(*args)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    verdict("memory: peak of a call / (rows × batch × 8 bytes × 2)", peak / (rows * 16), 1.5, False)


# --- a small GPT, a deep chain ---------------------------------------------------------------------------


def gpt() -> None:
    model = GPT()
    tokens = [26, 4, 12, 12, 0, 8, 11, 3, 26]
    params = model.parameters()

    def eager(document: list[int]) -> Answer:
        for p in params:
            p.grad = 0
        loss = model.loss(document)
        loss.backward()
        return loss.data, [p.grad for p in params]

    program = compile(lambda: model.loss(tokens), params)
    start = time.perf_counter()
    answer = program.value_and_grad()
    seconds = time.perf_counter() - start
    documents = np.random.default_rng(2).integers(0, 27, size=(32, 9))
    documents[0] = tokens
    batch = compile_batch(model.loss, params)
    agree({"engine": eager(tokens), "compiled": answer, "batch of one": batch.value_and_grad(documents[:1])})
    each = [eager(document) for document in documents.tolist()]
    mean = float(np.mean([v for v, _ in each])), np.mean([g for _, g in each], axis=0)
    agree({"scalar engine": mean, "batch": batch.value_and_grad(documents)})
    from_values = measure({"all": program.value_and_grad})["all"]
    _ = program.parameters, batch.parameters
    times = measure({
        "compiled": program.value_and_grad,
        "batch of 32": lambda: batch.value_and_grad(documents),
        "scalar engine": lambda: eager(tokens),
    })  # fmt: skip
    times["per document of 32"] = [t / 32 for t in times.pop("batch of 32")]
    times["compiled, from Values"] = from_values
    bars = [("compiled", "scalar engine", 150, True), ("per document of 32", "compiled", 5, True)]
    show(f"one document of a small GPT: {program.cost().nodes:,} nodes", times, bars)
    verdict("seconds to compile it", seconds, 1, False)
    memory(batch, (documents,))


def chain() -> None:
    a, b = Value(0.5), Value(0.1)

    def fn(x: Any) -> Any:
        for _ in range(1000):
            x = (a * x + b).tanh()
        return x

    program = compile(fn, [a, b])

    def eager() -> Answer:
        a.grad = b.grad = 0
        y = fn(Value(0.3))
        y.backward()
        return y.data, [a.grad, b.grad]

    peers: Peers = {"compiled": lambda: program.value_and_grad(0.3), "scalar engine": eager}
    if installed("numba"):
        import numba

        jitted = compile(fn, [a, b], jit=numba.njit)
        start = time.perf_counter()
        jitted.value_and_grad(0.3)
        print(f"\nnumba compiles the chain in {time.perf_counter() - start:.1f} s")
        peers["compiled, numba"] = lambda: jitted.value_and_grad(0.3)
    agree({name: call() for name, call in peers.items()})
    times = measure(peers)
    show("a chain of 1,000 tanh(a x + b)", times, [("compiled", "scalar engine", 10, True)])


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, {THREADS} thread(s), {ROUNDS} rounds")
    for workload in (readme, moons, digits, gpt, chain):
        workload()
    print(f"\n{len(MISSED)} bars missed{': ' + '; '.join(MISSED) if MISSED else ''}")
