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
from viz.scenes.text import number


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
    found: list[str] = []
    for row in derivation(root, style).columns.text.splitlines()[1:]:
        right = re.split("  +", row.strip())[-1]
        if right.startswith(("+", "−")):  # a long sum goes on
            found[-1] += f" {right}"
        elif " = " in right:
            found.append(right)
    return found


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
    product, sigmoid_circuit, logistic_least_squares, lambda: logistic_least_squares(penalty=True),
    two_layers, deep_sigmoids, multiclass, multiclass_with_targets, softmax_loss, small, powers,
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
        found |= {plain.name(word): power / sum(powers) for word, power in zip(inside, powers)}
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
                chain = plain.slope(*(plain.name(graph.called[v]) for v in (child, parent)))
                found[chain] = (up - down) / (2 * h)
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
        equation = re.split(" +since ", line)[0]
        if ", " in equation and "(" not in equation:  # what is given
            continue
        left, *sides = equation.split(" = ")
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


# --- the lectures' lines, written by hand ----------------------------------------------------------------


def test_logistic_least_squares_stands_as_in_lecture_a6():
    assert lines(derivation(logistic_least_squares()).text) == [
        "forward",
        "w = 0.5, x = 2, b = −1.5, t = 1",
        "z = w x + b = 0.5 · 2 + (−1.5) = −0.5",
        "y = σ(z) = σ(−0.5) = 0.3775",
        "L = ½(y − t)² = 0.5 · (0.3775 − 1)² = 0.1937",
        "",
        "backward, δ = ∂L/∂…",
        "δ_L = 1",
        "δ_y = y − t = 0.3775 − 1 = −0.6225",
        "δ_t = −(y − t) = −(0.3775 − 1) = 0.6225",
        "δ_z = σ′(z) δ_y = y(1 − y) δ_y = 0.3775 · (1 − 0.3775) · (−0.6225) = −0.1463",
        "δ_w = x δ_z = 2 · (−0.1463) = −0.2926",
        "δ_x = w δ_z = 0.5 · (−0.1463) = −0.07314",
        "δ_b = δ_z = −0.1463",
    ]


# y = σ(z), L = ½(y - t)²: ∂L/∂y = y - t, ∂y/∂z = σ'(z), ∂z/∂w = x, ∂z/∂b = 1; ∂z/∂x = w, ∂L/∂t = -(y - t)
@pytest.mark.parametrize(
    ("style", "right"),
    [
        (
            "delta",
            ["δ_L = 1", "δ_y = y − t", "δ_t = −(y − t)", "δ_z = σ′(z) δ_y", "δ_w = x δ_z", "δ_x = w δ_z",
             "δ_b = δ_z"],
        ),
        (
            "partial",
            ["∂L/∂L = 1", "∂L/∂y = y − t", "∂L/∂t = −(y − t)", "∂L/∂z = σ′(z) · ∂L/∂y", "∂L/∂w = x · ∂L/∂z",
             "∂L/∂x = w · ∂L/∂z", "∂L/∂b = ∂L/∂z"],
        ),
        (
            "bar",
            ["L̄ = 1", "ȳ = (y − t) L̄", "t̄ = −(y − t) L̄", "z̄ = σ′(z) ȳ", "w̄ = x z̄", "x̄ = w z̄", "b̄ = z̄"],
        ),
        (
            "leibniz",
            ["dL/dL = 1", "dL/dy = y − t", "dL/dt = −(y − t)", "dL/dz = dL/dy · dy/dz",
             "dL/dw = dL/dz · dz/dw", "dL/dx = dL/dz · dz/dx", "dL/db = dL/dz · dz/db"],
        ),
    ],
)  # fmt: skip
def test_the_two_columns_of_lecture_a6_in_every_style(style: str, right: list[str]):
    text = derivation(logistic_least_squares(), style).columns.text.splitlines()
    assert re.split("  +", text[0]) == ["computing L", "computing the derivatives"]
    assert [re.split("  +", line.strip())[0] for line in text[1:4]] == [
        "z = w x + b",
        "y = σ(z)",
        "L = ½(y − t)²",
    ]
    assert formulas(logistic_least_squares(), style) == right


def test_the_penalty_adds_a_message_to_w_as_in_lecture_a6():
    root = logistic_least_squares(penalty=True)
    # L_reg = L + λR: δ_L = 1, δ_R = λ, and w gets one message from z and one from R
    assert formulas(root) == [
        "δ_L_reg = 1", "δ_L = 1", "δ_R = λ", "δ_λ = R", "δ_y = (y − t) δ_L", "δ_t = −(y − t) δ_L",
        "δ_z = σ′(z) δ_y", "δ_w = x δ_z + w δ_R", "δ_x = w δ_z", "δ_b = δ_z",
    ]  # fmt: skip
    assert "w̄ = x z̄ + w R̄" in formulas(root, "bar")
    assert "∂L_reg/∂w = x · ∂L_reg/∂z + w · ∂L_reg/∂R" in formulas(root, "partial")
    told = lines(derivation(root, "leibniz").text)
    assert any(
        line.startswith("dL_reg/dw = dL_reg/dz · dz/dw + dL_reg/dR · dR/dw = dL_reg/dz · x + dL_reg/dR · w =")
        for line in told
    )


def test_softmax_and_cross_entropy_give_y_minus_t_as_in_lecture_a7():
    assert formulas(multiclass_with_targets())[:4] == [
        "δ_L = 1", "δ_z₁ = y₁ − t₁", "δ_z₂ = y₂ − t₂", "δ_z₃ = y₃ − t₃"
    ]  # fmt: skip
    told = lines(derivation(multiclass()).text)
    # t one-hot: -ln y of the right class, and y - 1 there, y elsewhere
    assert "L = −ln(y₁) = −ln(0.13) = 2.04" in told
    assert "y₂ = exp(z₂) / (exp(z₁) + exp(z₂) + exp(z₃))" in " ".join(told)
    assert formulas(multiclass())[1:] == [
        "δ_z₁ = y₁ − 1", "δ_z₂ = y₂", "δ_z₃ = y₃", "δ_x = w₁ δ_z₁ + w₂ δ_z₂ + w₃ δ_z₃",
        "δ_w₁ = x δ_z₁", "δ_b₁ = δ_z₁", "δ_w₂ = x δ_z₂", "δ_b₂ = δ_z₂", "δ_w₃ = x δ_z₃",
        "δ_b₃ = δ_z₃",
    ]  # fmt: skip
    assert "z̄₂ = (y₂ − t₂) L̄" in formulas(multiclass_with_targets(), "bar")
    assert "∂L/∂z₂ = y₂ − t₂" in formulas(multiclass_with_targets(), "partial")
    assert "dL/dw₂ = dL/dz₂ · dz₂/dw₂" in formulas(multiclass(), "leibniz")


def test_two_layers_with_two_outputs_stand_as_in_lecture_a8():
    # L4's bars: ȳ_k = L̄(y_k - t_k), w̄_ki = ȳ_k h_i, h̄_i = Σ_k ȳ_k w_ki, z̄_i = h̄_i σ'(z_i), w̄_ij = z̄_i x_j
    found = formulas(two_layers(), "bar")
    for line in (
        "L̄ = 1", "ȳ₁ = (y₁ − t₁) L̄", "ȳ₂ = (y₂ − t₂) L̄", "v̄₂₁ = h₁ ȳ₂", "c̄₂ = ȳ₂",
        "h̄₁ = v₁₁ ȳ₁ + v₂₁ ȳ₂", "z̄₂ = σ′(z₂) h̄₂", "w̄₁₂ = x₂ z̄₁", "b̄₁ = z̄₁",
    ):  # fmt: skip
        assert line in found
    for style, line in [
        ("delta", "δ_h₂ = v₁₂ δ_y₁ + v₂₂ δ_y₂"),
        ("partial", "∂L/∂h₂ = v₁₂ · ∂L/∂y₁ + v₂₂ · ∂L/∂y₂"),
        ("leibniz", "dL/dh₂ = dL/dy₁ · dy₁/dh₂ + dL/dy₂ · dy₂/dh₂"),
    ]:
        assert line in formulas(two_layers(), style)
    assert "L = ½((y₁ − t₁)² + (y₂ − t₂)²)" in derivation(two_layers()).text


def test_a_chain_of_sigmoids_stands_as_in_lecture_a9():
    # δ of the net input: o(1 - o)(o - t) at the end, o(1 - o) w δ below
    told = lines(derivation(deep_sigmoids()).text)
    assert told[told.index("δ_E = 1") + 1].startswith("δ_o₃ = o₃ − t = ")
    assert any(line.startswith("δ_z₃ = σ′(z₃) δ_o₃ = o₃(1 − o₃) δ_o₃ = ") for line in told)
    assert any(line.startswith("δ_o₂ = w₃ δ_z₃ = ") for line in told)
    assert any(line.startswith("δ_w₃ = o₂ δ_z₃ = ") for line in told)
    # without names for the outputs the rule of L2 stands in one line
    z = Value(0.3, "z")
    end = labelled(0.5 * (z.sigmoid() - 1) ** 2, "E")
    assert backward(end)[1].startswith("δ_z = σ(z) · (1 − σ(z))(σ(z) − 1) = ")


def test_the_pictures_and_the_derivation_keep_one_order():
    root = logistic_least_squares()
    z = next(v for v in topological_order(root) if v.label == "z")
    sent = next(m for m in autograd.messages(root) if m.parent is z)
    assert (
        f"= {number(sent.partial)} · ({number(sent.upstream)}) = " not in derivation(root).text
    )  # it is y(1 − y)
    w = next(v for v in topological_order(root) if v.label == "w")
    product_gate = next(m for m in autograd.messages(root) if m.parent is w)
    assert f"{number(product_gate.partial)} · ({number(product_gate.upstream)})" in derivation(root).text


# --- what has a line, and what is put in ------------------------------------------------------------------


def test_a_helper_that_is_used_twice_keeps_its_name():
    x = Value(2.0, "x")
    twice = x + 1
    told = lines(derivation(labelled(twice * twice.sin(), "f")).text)
    assert told[2] == "v2 = x + 1 = 2 + 1 = 3"
    assert told[3].startswith("f = v2 sin(v2) = ")
    assert "δ_x = δ_v2 = " in " ".join(told)


def test_a_helper_that_is_too_long_keeps_its_name():
    xs = [Value(float(k), f"x_{k}") for k in range(9)]
    total = autograd.sum([x * x for x in xs])
    told = lines(derivation(labelled((total + 1).sqrt(), "f")).text)
    assert any(line.startswith("v") for line in told)
    assert max(map(len, told)) < 250


def test_a_max_gate_keeps_its_name_to_say_which_it_took():
    a, b = Value(1.0, "a"), Value(2.0, "b")
    told = lines(derivation(labelled(3 * maximum(a, b), "f")).text)
    assert "δ_a = 0 · δ_v3 = 0 · 3 = 0 since a < v3" in [re.sub(" +", " ", line) for line in told]


@pytest.mark.parametrize(
    ("root", "right"),
    [
        (lambda x: x + x, "f = 2x"),
        (lambda x: x * x * x, "f = x³"),
        (lambda x: (-x) ** 2, "f = x²"),
        (lambda x: x * 2 * 0.25, "f = ½x"),
        (lambda x: 2 * x / 6, "f = x / 3"),
        (lambda x: x / x, "f = 1"),
        (lambda x: x - x, "f = 0"),
        (lambda x: 0 * x + 1, "f = 1"),
        (lambda x: -(x - 1), "f = −(x − 1)"),
        (lambda x: (1 - x) * x, "f = x(1 − x)"),
        (lambda x: 1 / (x * x), "f = 1 / x²"),
        (lambda x: (2 * x) ** 2, "f = (2x)²"),
        (lambda x: x.sigmoid() ** 2, "f = σ(x)²"),
        (lambda x: 3 * x.relu(), "f = 3 ReLU(x)"),
    ],
)
def test_forms_of_the_board(root: Callable[[Value], Value], right: str):
    text = derivation(labelled(root(Value(3.0, "x")), "f")).text
    assert f"  {right}" in text.splitlines()[2]
    assert text.splitlines()[2][2 + len(right) :][:3] in ("", " = ")


@pytest.mark.parametrize("x", [math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("root", [lambda x: x / x, lambda x: x - x, lambda x: 0 * x, lambda x: x * x / x])
def test_what_is_infinite_is_not_canceled(root: Callable[[Value], Value], x: float):
    node = root(Value(x, "x"))
    forward = derivation(labelled(node, "f")).text.splitlines()[2]
    assert forward.endswith("= nan")
    assert "x" in forward


@pytest.mark.parametrize(
    ("x", "right"),
    [(2.0, "δ_z = δ_h = 3  since z > 0"), (-2.0, "δ_z = 0 · δ_h = 0 · 3 = 0  since z ≤ 0")],
)
def test_relu_says_on_which_side_it_is(x: float, right: str):
    h = labelled(labelled(Value(x, "x") + 0.0, "z").relu(), "h")
    assert right in backward(labelled(3 * h, "f"))


def test_what_gets_no_message_has_the_delta_0():
    x = Value(2.0, "x")
    assert backward(labelled(x.detach() * 3, "f"))[-1] == "δ_x = 0"


def test_a_style_that_is_none_is_told_the_four():
    with pytest.raises(
        ValueError, match=r"style 'nabla': it is written as 'delta', 'partial', 'bar', 'leibniz'"
    ):
        derivation(product(), "nabla")


def test_numbers_are_rounded_after_the_point_but_constants_stay():
    x = Value(1.23456, "x")
    text = derivation(labelled(0.04 * x, "f"), decimals=1).text
    assert "f = 0.04x = 0.0 · 1.2 = 0.0" in text
    assert "δ_x = 0.04 = 0.0" in text
    with pytest.raises(ValueError, match="give one of them"):
        derivation(x, digits=2, decimals=1)
