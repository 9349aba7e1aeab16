"""The engine beside its peers: speed, memory, depth. Run it with `python -m benchmarks.engine`.

Ours and the peer take turns in one process, and processor time is what is counted, so that other work
on the machine disturbs little and both alike. Every row is the median over the turns, with the smallest
and the largest ratio beside it. Values and gradients are compared before anything is timed. See
`benchmarks/README.md` for the environment.
"""

import gc
import json
import random
import statistics
import time
import tracemalloc
from math import isclose
from pathlib import Path

import numpy as np

import autograd
import nn

try:
    import micrograd.engine
    import micrograd.nn
except ImportError:
    micrograd = None

MOONS = json.loads(
    (Path(__file__).parents[1] / "tests" / "nn" / "data" / "moons.json").read_text(encoding="utf-8")
)


class LocalGradients:
    """A Value in the form of microgpt: slots, a tuple of children, a tuple of local gradients.

    The leanest peer we know: no closures, no bookkeeping. Subtraction and division are made of +, *
    and **; the order of the backward pass is found by recursion.
    """

    __slots__ = ("children", "data", "grad", "gradients")

    def __init__(self, data, children=(), gradients=()):
        self.data = data
        self.grad = 0
        self.children = children
        self.gradients = gradients

    def __add__(self, other):
        other = other if isinstance(other, LocalGradients) else LocalGradients(other)
        return LocalGradients(self.data + other.data, (self, other), (1, 1))

    def __mul__(self, other):
        other = other if isinstance(other, LocalGradients) else LocalGradients(other)
        return LocalGradients(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return LocalGradients(self.data**n, (self,), (n * self.data ** (n - 1),))

    def relu(self):
        return LocalGradients(max(0, self.data), (self,), (float(self.data > 0),))

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for child in node.children:
                    visit(child)
                order.append(node)

        visit(self)
        self.grad = 1
        for node in reversed(order):
            for child, gradient in zip(node.children, node.gradients):
                child.grad += gradient * node.grad


# --- what is computed: each function returns the loss and the leaves whose gradients count ----------------


def readme_expression(Value):
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    return g, (a, b)


def neuron(Value, net_input):
    """Return a function that runs relu(b + w·x) of 16 inputs forward and backward."""
    draw = random.Random(1337)
    w, x = ([Value(draw.uniform(0, 1)) for _ in range(16)] for _ in range(2))
    b = Value(0.5)
    leaves = (*w, *x, b)

    def run():
        y = net_input(w, x, b).relu()
        y.backward()
        return y, leaves

    return run


def products_and_sums(w, x, b):
    return sum((wi * xi for wi, xi in zip(w, x)), b)


def moons_step(Value, MLP):
    """Return a function that does a step of micrograd's demo, without the update: all 100 points, L2 term."""
    random.seed(1337)
    model = MLP(2, [16, 16, 1])
    points, targets = np.array(MOONS["inputs"]), np.array(MOONS["targets"])

    def run():
        inputs = [list(map(Value, point)) for point in points]
        scores = list(map(model, inputs))
        losses = [(1 + -yi * score).relu() for yi, score in zip(targets, scores)]
        loss = sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in model.parameters())
        model.zero_grad()
        loss.backward()
        return loss, model.parameters()

    return run


# --- how it is measured -----------------------------------------------------------------------------------


def check_agreement(name, run, peer):
    """Raise where value or gradients differ in more than their last digits."""
    for leaf in (*run()[1], *peer()[1]):
        leaf.grad = 0  # what a run leaves in leaves that outlive it
    (root, leaves), (peer_root, peer_leaves) = run(), peer()
    ours = [root.data, *(leaf.grad for leaf in leaves)]
    theirs = [peer_root.data, *(leaf.grad for leaf in peer_leaves)]
    if len(ours) != len(theirs) or not all(
        isclose(u, v, rel_tol=1e-9, abs_tol=1e-12) for u, v in zip(ours, theirs)
    ):
        raise ArithmeticError(f"{name}: {ours} and {theirs} are not the same")


def seconds(run, times):
    gc.collect()
    start = time.process_time()
    for _ in range(times):
        run()
    return (time.process_time() - start) / times


def compare(name, run, peer, bar, turns, times, peer_times):
    check_agreement(name, run, peer)
    pairs = [(seconds(run, times), seconds(peer, peer_times)) for _ in range(turns)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs))
    ratios = [b / a for a, b in pairs]
    ratio = statistics.median(ratios)
    print_row(
        name, duration(ours), duration(theirs), f"{ratio:.2f}× ({min(ratios):.2f}-{max(ratios):.2f})",
        f"≥ {bar}×" if bar else "", ratio >= bar if bar else None,
    )  # fmt: skip


def memory(name, grow, bar, length=100_000):
    """Print the bytes of a node in a chain, deltas included; the other operand is one Value for all."""
    root, other = autograd.Value(0.5), autograd.Value(0.999)
    gc.collect()
    tracemalloc.start()
    for _ in range(length):
        root = grow(root, other)
    root.backward()
    size = tracemalloc.get_traced_memory()[0] / length
    tracemalloc.stop()
    print_row(f"memory of a node, {name}", f"{size:.0f} B", "", "", f"≤ {bar} B", size <= bar)


def depth(length=1_000_000):
    root, other = autograd.Value(0.5), autograd.Value(0.999)
    gc.collect()
    moments = [time.process_time()]
    for _ in range(length):
        root = root * other
    moments.append(time.process_time())
    root.backward()
    moments.append(time.process_time())
    del root
    moments.append(time.process_time())
    for what, start, end in zip(("build", "backward", "free"), moments, moments[1:]):
        print_row(f"chain of {length:,}, {what}", duration(end - start), "", "", "", None)


def duration(seconds):
    unit, factor = ("s", 1) if seconds >= 1 else ("ms", 1e3) if seconds >= 1e-3 else ("µs", 1e6)
    return f"{seconds * factor:.3g} {unit}"


def print_row(name, ours, peer, ratio, bar, met):
    verdict = "" if met is None else "met" if met else "MISSED"
    print(f"{name:<42} {ours:>8} {peer:>8}  {ratio:<22} {bar:>7}  {verdict}".rstrip(), flush=True)


def main():
    print_row("", "ours", "peer", "ratio (min-max)", "bar", None)
    ours = autograd.Value
    if micrograd:
        compare(
            "README expression, micrograd",
            lambda: readme_expression(ours), lambda: readme_expression(micrograd.engine.Value),
            3, 21, 1000, 300,
        )  # fmt: skip
    compare(
        "README expression, microgpt's form",
        lambda: readme_expression(ours), lambda: readme_expression(LocalGradients),
        1, 21, 1000, 1000,
    )  # fmt: skip
    plain = neuron(LocalGradients, products_and_sums)
    compare("neuron of 16, dot, microgpt's form", neuron(ours, autograd.dot), plain, 7, 21, 1000, 300)
    compare("neuron of 16, + and *, microgpt's form", neuron(ours, products_and_sums), plain, 1, 21, 300, 300)
    if micrograd:
        # Its nodes and their closures are cycles, which only the garbage collector frees: step after step, as
        # in training, costs more than the first step on an empty heap. The bar is for training.
        step = moons_step(ours, nn.MLP)
        peer = moons_step(micrograd.engine.Value, micrograd.nn.MLP)
        compare("moons step in training, micrograd", step, peer, 40, 3, 50, 10)
        compare("moons step alone, micrograd", step, peer, None, 7, 1, 1)
    memory("a + b", lambda a, b: a + b, 250)
    memory("a * b", lambda a, b: a * b, 250)
    memory("tanh a", lambda a, b: a.tanh(), 250)
    depth()
    if not micrograd:
        print("rows against micrograd are left out: pip install micrograd==0.1.0")


if __name__ == "__main__":
    main()
