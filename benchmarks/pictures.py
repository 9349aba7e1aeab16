"""Pictures of graphs too big to draw, from the graph to the SVG text: `python -m benchmarks.pictures`.

The graphs are written in plain + and *, so that there are many nodes: the loss of micrograd's moons demo for
100 samples, and a small GPT on one document. Processor time of this process and of `dot`; every row is the
median over the turns, with the smallest and the largest. See `benchmarks/README.md` for the environment.
"""

from __future__ import annotations

import gc
import json
import os
import random
import statistics
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from autograd import Value, messages, topological_order
from benchmarks.gpt import GPT
from viz import Circuit, circuit, count_paths, overview, strongest_paths

MOONS = json.loads(
    (Path(__file__).parents[1] / "tests" / "nn" / "data" / "moons.json").read_text(encoding="utf-8")
)
TURNS, BAR = 9, 2.0  # seconds


def moons() -> Value:
    """Return the loss of all 100 points through 2-16-16-1, with the L2 term, in plain + and *."""
    draw = random.Random(1337)
    layers = [
        [([Value(draw.uniform(-1, 1)) for _ in range(n)], Value(0.0)) for _ in range(m)]
        for n, m in pairwise([2, 16, 16, 1])
    ]
    losses = []
    for point, target in zip(MOONS["inputs"], MOONS["targets"]):
        x = [Value(v) for v in point]
        for neurons in layers:
            x = [sum((wi * xi for wi, xi in zip(w, x)), b) for w, b in neurons]
            if neurons is not layers[-1]:
                x = [z.relu() for z in x]
        losses.append((1 + -target * x[0]).relu())
    parameters = [p for neurons in layers for w, b in neurons for p in [*w, b]]
    return sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in parameters)


def chain(length: int) -> Value:
    root = Value(0.5, "x")
    for _ in range(length):
        root = root.tanh()
    return root


def seconds(work: Callable[[], object]) -> float:
    """Return processor time, that of `dot` included."""
    gc.collect()
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def measure(name: str, picture: Callable[[], Circuit | object], missed: list[str]) -> None:
    def work() -> None:
        drawn = picture()
        if isinstance(drawn, Circuit):
            assert drawn.svg

    times = [seconds(work) for _ in range(TURNS)]
    middle = statistics.median(times)
    if middle > BAR:
        missed.append(name)
    verdict = "met" if middle <= BAR else "MISSED"
    print(
        f"{name:<58} {middle:5.2f} s ({min(times):.2f}-{max(times):.2f})  ≤ {BAR:g} s  {verdict}", flush=True
    )


def main() -> None:
    missed: list[str] = []
    print(f"Python {sys.version.split()[0]}, {TURNS} turns")
    gpt = GPT().loss([0, 5, 3, 4, 8, 1, 7, 3, 0])
    for graph, root in (("moons", moons()), ("GPT", gpt), ("chain", chain(10_000))):
        order = topological_order(root)
        name = f"{graph}, {len(order):,} nodes"
        middle = order[len(order) // 2]
        measure(f"{name}: overview", lambda root=root: overview(root), missed)
        measure(
            f"{name}: around a node", lambda root=root, node=middle: circuit(root, focus=node, hops=2), missed
        )
        measure(f"{name}: the five strongest paths", lambda root=root: circuit(root, paths=5), missed)
        measure(f"{name}: the same as text", lambda root=root: strongest_paths(root, 5), missed)
        measure(f"{name}: the ledger of messages alone", lambda root=root: messages(root), missed)
        paths = count_paths(root)
        print(f"{name}: {paths:,} paths, {len(messages(root)):,} messages; {overview(root)}")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
