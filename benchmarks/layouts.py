"""How twelve graphs are laid out: `python -m benchmarks.layouts`, beside Graphviz where it is installed.

For each graph: how often wires of different nodes cross, how many wires run backward somewhere, width and
height in points; the same in rows for a slide of 16:9, with the height of its notes at 1,280 pixels. Notes,
values and deltas change none of these numbers: their room is always there. A test in
`tests/viz/pictures/test_drawing.py` allows no drawing to become worse than `TABLE`.
"""

from __future__ import annotations

import random
import shutil
import time
from bisect import bisect_left
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import nn
from autograd import Value, dot, softmax
from autograd import sum as add_up
from viz import DotError, circuit
from viz.pictures.drawing import SIZES, Drawing
from viz.pictures.layout import Point

_PIECES = 12  # straight ones for each Bézier curve


class Layout(NamedTuple):
    """What is measured of a drawing."""

    crossings: int
    backward: int
    width: int
    height: int


# --- the graphs -------------------------------------------------------------------------------------------


def named(label: str, node: Value) -> Value:
    node.label = label
    return node


def product() -> Value:
    """Lecture A1, f = (x + y) z."""
    x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    return named("f", named("q", x + y) * z)


def sigmoid() -> Value:
    """Lecture A2, 1/(1 + exp(-(w0 x0 + w1 x1 + w2))), gate by gate."""
    w0, x0, w1, x1, w2 = map(Value, (2, -1, -3, -2, -3), ("w_0", "x_0", "w_1", "x_1", "w_2"))
    return named("f", 1 / (1 + (-(w0 * x0 + w1 * x1 + w2)).exp()))


def fan_out() -> Value:
    """Lecture A4: x and a are used twice."""
    x, y = Value(3, "x"), Value(-1, "y")
    a = named("a", x * y)
    return named("f", a * named("b", a + x))


def least_squares() -> Value:
    """Lecture A6 with the penalty: w is used twice."""
    w, x, b, t = Value(0.5, "w"), Value(2, "x"), Value(-1.5, "b"), Value(1, "t")
    y = named("y", named("z", w * x + b).sigmoid())
    loss = named("L", 0.5 * (y - t) ** 2)
    return named("L_reg", loss + Value(0.1, "λ") * named("R", 0.5 * w**2))


def cross_entropy() -> Value:
    """Lecture A7 of three classes, softmax gate by gate."""
    e = [named(f"e_{k}", Value(z, f"z_{k}").exp()) for k, z in enumerate((3.2, 5.1, -1.7), 1)]
    total = named("S", add_up(e))
    return named("L", -named("y_1", e[0] / total).log())


def two_layers() -> Value:
    """Lecture A8: two hidden units, two outputs, ½ Σ (y - t)²."""
    model = nn.MLP(2, [2, 2], activation="sigmoid", rng=0)
    nn.label(model)
    y = model([1.0, -0.5])
    return nn.half_squared_error(y, [1.0, 0.0])


def deep_sigmoids() -> Value:
    """Lecture A9: three layers of one sigmoid unit."""
    o = Value(0.7, "o_0")
    for k in range(1, 4):
        o = named(f"o_{k}", named(f"z_{k}", Value(0.5 * k - 1.2, f"w_{k}") * o).sigmoid())
    return named("E", 0.5 * (o - Value(1.0, "t")) ** 2)


def network(*sizes: int) -> Value:
    """A network in plain + and ×, as micrograd writes it; its outputs are added up."""
    draw = random.Random(0)
    x = [Value(draw.uniform(-1, 1), f"x_{i + 1}") for i in range(sizes[0])]
    for n, m in pairwise(sizes):
        rows = [[Value(draw.uniform(-1, 1)) for _ in range(n + 1)] for _ in range(m)]
        x = [sum((w * xi for w, xi in zip(row, x)), row[-1]).tanh() for row in rows]
    return add_up(x) if len(x) > 1 else x[0]


def lstm() -> Value:
    """One step of an LSTM cell of one unit, h₁ = o tanh(f c₀ + i g)."""
    draw = random.Random(0)
    x, h, c = Value(0.5, "x"), Value(-0.3, "h_0"), Value(0.8, "c_0")

    def gate(name: str) -> Value:
        w, u, b = (Value(draw.uniform(-1, 1), f"{letter}_{name}") for letter in "WUb")
        return w * x + u * h + b

    f, i, o = (named(name, gate(name).sigmoid()) for name in "fio")
    g = named("g", gate("g").tanh())
    return named("h_1", o * named("c_1", f * c + i * g).tanh())


def newton() -> Value:
    """Ten steps of Newton's iteration for √a, x ← ½(x + a/x)."""
    a, x = Value(2, "a"), Value(1, "x_0")
    for k in range(10):
        x = named(f"x_{k + 1}", 0.5 * (x + a / x))
    return x


def attention() -> Value:
    """A piece of a GPT: one query on three keys of two numbers, softmax, the weighted sum of the values."""
    q = [Value(0.5, "q_1"), Value(-1.0, "q_2")]
    k = [[Value(0.3 * i - 0.2 * j, f"k_{i}{j}") for j in (1, 2)] for i in (1, 2, 3)]
    v = [Value(0.5 * i - 1.0, f"v_{i}") for i in (1, 2, 3)]
    weights = softmax([dot(key, q) * 2**-0.5 for key in k])
    return named("y", dot(list(weights), v))


GRAPHS: dict[str, Callable[[], Value]] = {
    "(x + y) z": product,
    "sigmoid": sigmoid,
    "fan-out": fan_out,
    "least squares": least_squares,
    "cross-entropy": cross_entropy,
    "two layers": two_layers,
    "deep sigmoids": deep_sigmoids,
    "2-3-2": lambda: network(2, 3, 2),
    "3-4-4-1": lambda: network(3, 4, 4, 1),
    "LSTM cell": lstm,
    "Newton": newton,
    "attention": attention,
}


# What is drawn now, no worse than this.
TABLE: dict[str, Layout] = {
    "(x + y) z": Layout(0, 0, 301, 151),
    "sigmoid": Layout(0, 0, 1130, 238),
    "fan-out": Layout(0, 0, 435, 140),
    "least squares": Layout(0, 0, 1185, 212),
    "cross-entropy": Layout(0, 0, 996, 254),
    "two layers": Layout(2, 0, 1428, 607),
    "deep sigmoids": Layout(0, 0, 1562, 207),
    "2-3-2": Layout(7, 0, 1967, 582),
    "3-4-4-1": Layout(51, 0, 3531, 1260),
    "LSTM cell": Layout(14, 0, 1464, 664),
    "Newton": Layout(0, 0, 5734, 263),
    "attention": Layout(11, 0, 1941, 548),
}  # fmt: skip


# --- measuring --------------------------------------------------------------------------------------------


def measured(drawing: Drawing) -> Layout:
    """Return the numbers of a drawing."""
    lines = [_polyline(wire) for wire in drawing.wires]
    backward = sum(any(b[0] < a[0] - 1 for a, b in pairwise(line)) for line in lines)
    crossed = crossings(lines, [edge.parent for edge in drawing.scene.edges])
    return Layout(crossed, backward, round(drawing.width), round(drawing.height))


def crossings(lines: list[list[Point]], tails: list[int]) -> int:
    """Return how often wires of different nodes cross.

    >>> crossings([[(0, 0), (2, 2)], [(0, 2), (2, 0)], [(0, 2), (2, 1)]], [0, 1, 1])
    2
    """
    pieces = sorted(
        (min(a[0], b[0]), max(a[0], b[0]), a, b, tail)
        for line, tail in zip(lines, tails)
        for a, b in pairwise(line)
        if a != b
    )
    # wires of one node run as one until they fork: what crosses them there crosses them once
    starts = [piece[0] for piece in pieces]
    widest = max((piece[1] - piece[0] for piece in pieces), default=0.0)
    found: set[tuple[int, int]] = set()
    for i, (left, _, a, b, tail) in enumerate(pieces):
        for _, right, c, d, other in pieces[bisect_left(starts, left - widest) : i]:
            if other != tail and right >= left and _cross(a, b, c, d):
                found.add(_meeting(a, b, c, d))
    return len(found)


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    # half open, so that a crossing at a bend counts once
    return (side(a, b, c) > 0) != (side(a, b, d) > 0) and (side(c, d, a) > 0) != (side(c, d, b) > 0)


def _meeting(a: Point, b: Point, c: Point, d: Point) -> tuple[int, int]:
    """Return where two lines meet, to a point."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = a, b, c, d
    t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / ((bx - ax) * (dy - cy) - (by - ay) * (dx - cx))
    return round(ax + t * (bx - ax)), round(ay + t * (by - ay))


def _polyline(curve: list[Point]) -> list[Point]:
    points = [curve[0]]
    for a, b, c, d in zip(curve[::3], curve[1::3], curve[2::3], curve[3::3]):
        for i in range(1, _PIECES + 1):
            t, s = i / _PIECES, 1 - i / _PIECES
            points.append(
                (
                    s**3 * a[0] + 3 * s * s * t * b[0] + 3 * s * t * t * c[0] + t**3 * d[0],
                    s**3 * a[1] + 3 * s * s * t * b[1] + 3 * s * t * t * c[1] + t**3 * d[1],
                )
            )
    return points


def main() -> None:
    print(
        "graph          nodes  crossings backward   width × height      16:9: width × height  notes", end=""
    )
    print("  seconds   dot: crossings backward width × height")
    for name, graph in GRAPHS.items():
        root = graph()
        start = time.process_time()
        one = measured(circuit(root, engine="layered").drawing)
        seconds = time.process_time() - start
        slide = circuit(root, ratio=16 / 9).drawing
        size = SIZES["note"] * 1280 / max(slide.width, slide.height * 16 / 9)
        line = f"{name:<14} {len(slide.nodes):5}  {one.crossings:9} {one.backward:8}"
        line += f"  {one.width:6} × {one.height:<6}"
        line += f"     {slide.width:11.0f} × {slide.height:<6.0f} {size:4.1f} px  {seconds:5.2f} s"
        if shutil.which("dot"):
            try:
                other = measured(circuit(root, engine="dot").drawing)
                line += f"   {other.crossings:9} {other.backward:8}  {other.width:5} × {other.height:<6}"
            except DotError as error:
                line += f"   {error}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
