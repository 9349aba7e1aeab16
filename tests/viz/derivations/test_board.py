"""viz/derivations/board.py: derivations as on the blackboard, every printed line read back and evaluated."""

import math
import random
import re
from collections.abc import Callable

import pytest
from lecture_graphs import (
    deep_sigmoids,
    labelled,
    logistic_least_squares,
    product,
    sigmoid_circuit,
    two_layers,
)
from reading import evaluated

import autograd
from autograd import (
    Op,
    Value,
    dot,
    fold,
    logsumexp,
    maximum,
    ops,
    record,
    softmax,
    softmax_cross_entropy,
    topological_order,
)
from autograd.replay import deltas_at, replay
from viz import derivation
from viz.derivations.board import Board
from viz.derivations.graph import Graph
from viz.derivations.notation import STYLES, Text, write


def lines(text: str) -> list[str]:
    """The lines of a derivation, each on one: what was broken is put together again."""
    found: list[str] = []
    for row in text.splitlines():
        if re.match(r"   +[=+−s]| {6,}", row):
            found[-1] += " " + row.strip()
        else:
            found.append(row.strip())
    return found


def backward(root: Value, style: str = "delta") -> list[str]:
    told = lines(derivation(root, style).text)
    return told[next(i for i, line in enumerate(told) if line.startswith("backward")) + 1 :]


def formulas(root: Value, style: str = "delta") -> list[str]:
    """The right column: the backward pass in letters."""
    return [line.split("  ")[-1] for line in derivation(root, style).columns.text.splitlines()[1:]]


def multiclass() -> Value:
    """Lecture A7: z_k = w_k x + b_k, y = softmax(z), L = -Σ t_k ln y_k, t one-hot."""
    x = Value(2.0, "x")
    z = [
        labelled(Value(w, f"w_{k}") * x + Value(b, f"b_{k}"), f"z_{k}")
        for k, (w, b) in enumerate([(1.5, 0.2), (2.0, 1.1), (-1.0, 0.3)], 1)
    ]
    return labelled(softmax_cross_entropy(z, 0), "L")


def multiclass_with_targets() -> Value:
    z = [Value(v, f"z_{k}") for k, v in enumerate((3.2, 5.1, -1.7), 1)]
    return labelled(
        softmax_cross_entropy(z, [Value(v, f"t_{k}") for k, v in enumerate((0.25, 0.75, 0.0), 1)]), "L"
    )


def softmax_loss() -> Value:
    z = [Value(v, f"z_{k}") for k, v in enumerate((3.2, 5.1, -1.7), 1)]
    y = [labelled(p, f"y_{k}") for k, p in enumerate(softmax(z), 1)]
    return labelled(-y[0].log(), "L")


def small() -> Value:
    return labelled((Value(2.0, "a") * Value(3.0, "b") + 1).tanh() / (1 + Value(0.5, "c") ** 2), "f")


def powers() -> Value:
    x, y = Value(1.5, "x"), Value(0.5, "y")
    return labelled(x * x * x / y + (x / 3) ** 2 - x * 0.25 - (x + x) ** y, "f")


ROOTS: list[Callable[[], Value]] = [
    product, sigmoid_circuit, logistic_least_squares, lambda: logistic_least_squares(penalty=True), two_layers,
    deep_sigmoids, multiclass, multiclass_with_targets, softmax_loss, small, powers,
]  # fmt: skip


def named(
    root: Value, style: str, numbers: dict[Value, float], deltas: dict[Value, float]
) -> dict[str, float]:
    """What every name of a derivation is worth: nodes, error signals, slopes of Leibniz's chains."""
    graph = Graph(root)
    board = Board(graph, style)
    plain = Text(17, compact=True, style=style, root=graph.called[root])
    found: dict[str, float] = {}
    for node in graph.nodes:
        found[write(graph.names[node], plain)] = numbers[node]
        found[write(graph.signals[node], plain)] = deltas[node]
    for node, inside in graph.inner.items():  # y = softmax(z)
        powers = [math.exp(numbers[z]) for z in node.parents[: len(inside)]]
        found |= {word: power / sum(powers) for word, power in zip(inside, powers)}
    if style == "leibniz":
        for child in graph.nodes:
            if child in board.helpers or not child.parents or child is root:
                continue
            order = topological_order(child)
            held = {
                v: numbers[v]
                for v in order
                if v is not child and v in graph.called and v not in board.helpers
            }
            for parent in held:
                h = 1e-5 * (1 + abs(held[parent]))
                up, down = (replay(order, {**held, parent: held[parent] + s})[child] for s in (h, -h))
                found[plain.slope(graph.called[child], graph.called[parent])] = (up - down) / (2 * h)
    return found


def recorded(root: Value, style: str) -> dict[str, float]:
    deltas = autograd.messages(root).deltas
    return named(root, style, {v: v.data for v in deltas}, deltas)


# --- every line is evaluated -----------------------------------------------------------------------------


def check_printed(root: Value, style: str) -> int:
    """Evaluate every formula that is printed, in letters and in numbers; return how many."""
    names, count = recorded(root, style), 0
    text = derivation(root, style, digits=17).text
    for line in lines(text):
        if " = " not in line or line.startswith("backward"):
            continue
        line = re.split(" +since ", line)[0]
        if ", " in line and "(" not in line:  # what is given
            continue
        left, *sides = line.split(" = ")
        for side in sides:
            count += 1
            got = evaluated(side, names)
            # slopes of a chain are differences here
            rel, least = (1e-6, 1e-9) if style == "leibniz" else (1e-11, 1e-12)
            assert got == pytest.approx(names[left], rel=rel, abs=least, nan_ok=True), (line, side)
    return count


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("root", ROOTS)
def test_every_printed_line_comes_to_its_number(root: Callable[[], Value], style: str):
    assert check_printed(root(), style) > 8


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("root", ROOTS)
def test_every_formula_holds_at_random_points_too(root: Callable[[], Value], style: str):
    draw, end = random.Random(0), root()
    graph = Graph(end)
    board = Board(graph, style)
    order = topological_order(end)
    plain = Text(17, compact=True, style=style, root=graph.called[end])
    for _ in range(5):
        leaves = {v: draw.uniform(0.2, 2.0) for v in order if v.op is None}
        targets = [v for v in leaves if v.label in ("t_1", "t_2", "t_3")]
        total = sum(leaves[v] for v in targets)
        leaves |= {v: leaves[v] / total for v in targets}  # probabilities add up to 1
        numbers = replay(order, leaves)
        names = named(end, style, numbers, deltas_at(order, numbers))
        for line in (*board.forward, *board.backward):
            for form in line.forms:
                got = evaluated(write(form, plain), names)
                expected = names[write(line.left, plain)]
                assert got == pytest.approx(expected, rel=1e-6 if style == "leibniz" else 1e-9, abs=1e-9)


OPERANDS = [(0.75, 1.5), (1.5, 0.75), (2.0, 2.0), (-0.5, 3.0), (0.6, -1.25)]
ROWS = [*ops.TABLE.values(), ops.power(2), ops.power(-1), ops.power(0), ops.power(0.5), ops.power(3)]
ROWS += [ops.leaky_relu(0.1), ops.elu(0.7), ops.huber(1.0), ops.take(1)]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("op", ROWS, ids=lambda op: op.name)
def test_every_row_is_written_right_in_every_style(op: Op, style: str):
    tried = 0
    for pair in OPERANDS:
        for n in [2, 4, 5] if op.arity is None else [op.arity]:
            data = [pair[i % 2] + i // 2 for i in range(n)]
            if op is ops.PICK:
                data[-1] = float(n // 2 - 1)
            if op.excluded is not None and op.excluded(*data):
                continue
            if style == "leibniz" and op in (ops.MAXIMUM, ops.MINIMUM) and pair == (2.0, 2.0):
                continue  # no difference says what the slope is at a kink
            tried += 1
            operands = [Value(v, f"x_{i}") for i, v in enumerate(data)]
            check_printed(labelled(record(op, *operands), "y"), style)
            # the same row as a helper, whose formula goes into that of the next
            operands = [Value(v, f"x_{i}") for i, v in enumerate(data)]
            check_printed(labelled(3 * record(op, *operands), "f"), style)
    assert tried
