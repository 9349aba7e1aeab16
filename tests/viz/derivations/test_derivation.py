"""viz/derivations: golden texts, every row against its recorded partial, hostile labels."""

import math
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from lecture_graphs import HOSTILE, long_sum, product, sigmoid_circuit

import autograd
from autograd import Op, Value, dot, fold, logsumexp, maximum, ops, record, take, words
from autograd.labels import unique_names
from viz import derivation, explain
from viz.derivations.formula import Formula, Symbols, formula, name
from viz.derivations.notation import Latex, Text, write


def labelled(node: Value, label: str) -> Value:
    node.label = label
    return node


def least_squares() -> Value:
    """Lecture A6 with its L2 term: w is used by z and by R."""
    w, x, b, t = Value(0.5, "w"), Value(2, "x"), Value(-1, "b"), Value(1, "t")
    y = labelled(labelled(dot([w], [x], b), "z").sigmoid(), "y")
    loss = labelled(0.5 * labelled(y - t, "e") ** 2, "L")
    penalty = labelled(0.5 * w**2, "R")
    return labelled(loss + 0.1 * penalty, "L_reg")


def rows(text: str) -> list[str]:
    """The lines, each in one piece."""
    return [line.strip() for line in re.sub(r"\n {5,}(?==|\+|since)", " ", text).splitlines()]


def backward(root: Value) -> list[str]:
    lines = rows(derivation(root).steps.text)
    return lines[next(i for i, line in enumerate(lines) if line.startswith("backward")) + 1 :]


# --- the lectures ----------------------------------------------------------------------------------------


def test_the_product_is_derived_as_in_lecture_a1():
    # f = qz: ∂f/∂q = z, ∂f/∂z = q; q = x + y passes its δ on
    assert rows(derivation(product()).steps.text) == [
        "forward",
        "x = −2, y = 5, z = −4",
        "q = x + y = −2 + 5 = 3",
        "f = q · z = 3 · (−4) = −12",
        "",
        "backward, δ = ∂f/∂…",
        "δ_f = 1",
        "δ_q = z · δ_f = −4 · 1 = −4",
        "δ_z = q · δ_f = 3 · 1 = 3",
        "δ_x = δ_q = −4",
        "δ_y = δ_q = −4",
    ]


def test_the_sigmoid_circuit_is_derived_as_in_lecture_a2():
    assert backward(sigmoid_circuit()) == [
        "δ_f = 1",
        "δ_v12 = −f · δ_f / v12 = −0.7311 · 1 / 1.368 = −0.5344",
        "δ_v11 = δ_v12 = −0.5344",
        "δ_v10 = v11 · δ_v11 = 0.3679 · (−0.5344) = −0.1966",
        "δ_v9 = −δ_v10 = −(−0.1966) = 0.1966",
        "δ_v8 = δ_v9 = 0.1966",
        "δ_w₂ = δ_v9 = 0.1966",
        "δ_v6 = δ_v8 = 0.1966",
        "δ_v7 = δ_v8 = 0.1966",
        "δ_w₁ = x₁ · δ_v7 = −2 · 0.1966 = −0.3932",
        "δ_x₁ = w₁ · δ_v7 = −3 · 0.1966 = −0.5898",
        "δ_w₀ = x₀ · δ_v6 = −1 · 0.1966 = −0.1966",
        "δ_x₀ = w₀ · δ_v6 = 2 · 0.1966 = 0.3932",
    ]


def test_least_squares_with_penalty_adds_both_messages_of_w_as_in_lecture_a6():
    lines = backward(least_squares())
    # δ_y = y - t through the square, δ_z = δ_y σ'(z), δ_b = δ_z, δ_w = δ_z x + δ_R ∂R/∂w
    assert "δ_e = 2 · e · δ_v8 = 2 · (−0.5) · 0.5 = −0.5" in lines
    assert "δ_y = δ_e = −0.5" in lines
    assert "δ_t = −δ_e = −(−0.5) = 0.5" in lines
    assert "δ_z = (1 − y) · y · δ_y = (1 − 0.5) · 0.5 · (−0.5) = −0.125" in lines
    assert "δ_b = δ_z = −0.125" in lines
    assert "δ_w = 2 · w · δ_v10 + x · δ_z = 2 · 0.5 · 0.05 + 2 · (−0.125) = −0.2" in lines


def test_softmax_and_cross_entropy_give_y_minus_t_as_in_lecture_a7():
    z = [Value(v, f"z{i}") for i, v in enumerate((3.2, 5.1, -1.7))]
    loss = labelled(labelled(logsumexp(z), "s") - take(z, 0), "L")
    lines = backward(loss)
    # y₀ - 1 = 0.129983 - 1, the others y - 0
    assert lines[-3:] == [
        "δ_z₀ = δ_v5 + exp(z₀ − s) · δ_s = −1 + exp(3.2 − 5.24) · 1 = −0.87",
        "δ_z₁ = 0 · δ_v5 + exp(z₁ − s) · δ_s = 0 · (−1) + exp(5.1 − 5.24) · 1 = 0.869",
        "δ_z₂ = 0 · δ_v5 + exp(z₂ − s) · δ_s = 0 · (−1) + exp(−1.7 − 5.24) · 1 = 0.0009679",
    ]


def test_a_perceptron_with_two_layers_is_derived_as_in_lecture_a8():
    # z = w x + b, h = σ(z), y = v h, L = ½(y - t)²: δ_v = δ_y h, δ_h = δ_y v summed over the outputs
    x, w, b = Value(1, "x"), Value(0.5, "w"), Value(-0.5, "b")
    h = labelled(labelled(dot([w], [x], b), "z").sigmoid(), "h")
    errors: list[Value] = []
    for k, (weight, target) in enumerate([(2, 0), (-4, 1)], 1):
        y = labelled(Value(weight, f"v_{k}") * h, f"y_{k}")
        errors.append(labelled(y - target, f"e_{k}") ** 2)
    lines = backward(labelled(0.5 * autograd.sum(errors), "L"))
    for line in (
        "δ_y₁ = δ_e₁ = 1",
        "δ_y₂ = δ_e₂ = −3",
        "δ_v₁ = h · δ_y₁ = 0.5 · 1 = 0.5",
        "δ_v₂ = h · δ_y₂ = 0.5 · (−3) = −1.5",
        "δ_h = v₂ · δ_y₂ + v₁ · δ_y₁ = −4 · (−3) + 2 · 1 = 14",
        "δ_z = (1 − h) · h · δ_h = (1 − 0.5) · 0.5 · 14 = 3.5",
        "δ_w = x · δ_z = 1 · 3.5 = 3.5",
        "δ_b = δ_z = 3.5",
    ):
        assert line in lines


def test_the_latex_of_the_product_is_two_align_environments():
    d = derivation(product())
    assert d.latex.splitlines()[:5] == [
        r"\begin{align*}",
        r"x &= -2,\quad y = 5,\quad z = -4 \\",
        r"q &= x + y = -2 + 5 = 3 \\",
        r"f &= q z = 3 \cdot (-4) = -12",
        r"\end{align*}",
    ]
    assert d.latex.count("align*") == 4
    assert r"\delta_{z} &= q \cdot \delta_{f} = 3 \cdot 1 = 3 \\" in d.steps.markdown
    assert r"\delta_{z} &= q = 3 \\" in d.markdown
    assert d._repr_markdown_() == d.markdown
    assert str(d) == repr(d) == d.text


# --- every row: the symbolic partial is the recorded one -------------------------------------------------


class Python(Text):
    """Formulas as Python source, with names as they are and all digits."""

    minus, dot = "-", " * "

    def name(self, word: str) -> str:
        return word

    def number(self, x: float) -> tuple[str, int]:
        return (f"({x!r})" if math.isfinite(x) else f"float('{x}')"), 4

    def power(self, base: str, n: str) -> str:
        return f"pow({base}, {n})"

    def function(self, word: str, operands: list[str]) -> tuple[str, int]:
        return f"{word}({', '.join(operands)})", 3


OPERANDS = [(0.75, 1.5), (1.5, 0.75), (2.0, 2.0), (-0.5, 3.0), (0.6, -1.25)]
ROWS = [*ops.TABLE.values(), ops.power(2), ops.power(-1), ops.power(0), ops.power(0.5), ops.power(3)]
ROWS += [ops.leaky_relu(0.1), ops.elu(0.7), ops.huber(1.0), ops.take(1)]


def arities(op: Op) -> list[int]:
    return [2, 4, 5] if op.arity is None else [op.arity]


@pytest.mark.parametrize("op", ROWS, ids=lambda op: op.name)
def test_the_written_partials_of_every_row_are_the_recorded_ones(op: Op):
    tried = 0
    for pair in OPERANDS:
        for n in arities(op):
            data = [pair[i % 2] + i // 2 for i in range(n)]
            if op is ops.PICK:
                data[-1] = float(n // 2 - 1)
            if op.excluded is not None and op.excluded(*data):
                continue
            tried += 1
            operands = [Value(v, f"x{i}") for i, v in enumerate(data)]
            node = record(op, *operands)
            scope = {**vars(words), "y": node.data, **{v.label: v.data for v in operands}}
            symbols = [name(v.label, v.data) for v in operands]
            partials = op.partials(Symbols(), name("y", node.data), *symbols)
            for partial, recorded in zip(partials, node.partials):
                for factor in (1.0, 0.5):
                    source = write(factor * formula(partial), Python(17))
                    got = eval(source, {**scope, "abs": abs, "float": float})
                    if recorded == recorded:
                        assert got == pytest.approx(factor * recorded, rel=1e-13, abs=1e-15), source
                    else:
                        assert math.isnan(got)
            derived = derivation(node, digits=15).text  # checks every number against the recorded ones
            assert derived.count("δ_") >= n + 1
            assert derived.count("∂") == 2  # in the title: no partial is left as a mere symbol
    assert tried


def test_max_routes_to_the_first_of_equals_and_says_why():
    m = labelled(maximum(Value(3, "a"), Value(5, "b"), Value(5, "c")), "m")
    assert backward(m) == [
        "δ_m = 1",
        "δ_a = 0 · δ_m = 0 · 1 = 0  since a < m",
        "δ_b = δ_m = 1  since b ≥ m",
        "δ_c = 0 · δ_m = 0 · 1 = 0  since b ≥ m, c ≥ m",
    ]
    assert r"\quad \text{since } b \geq m" in derivation(m).latex


def test_a_square_sends_two_messages():
    x = Value(3, "x")
    assert backward(labelled(x * x, "y"))[-1] == "δ_x = x · δ_y + x · δ_y = 3 · 1 + 3 · 1 = 6"


@pytest.mark.parametrize("make", [product, sigmoid_circuit, least_squares])
def test_every_delta_is_known_before_it_is_used(make: Callable[[], Value]):
    known: set[str] = set()
    for line in backward(make()):
        left, right = line.split(" = ", 1)
        assert set(re.findall(r"δ_\w+", right)) <= known
        known.add(left)
    assert len(known) == len(backward(make()))  # each has one line


@pytest.mark.parametrize(
    ("gate", "written"),
    [
        (Value.sigmoid, "σ(x) = σ(0.5) = 0.6225"),
        (Value.relu, "ReLU(x) = ReLU(0.5) = 0.5"),
        (Value.softplus, "softplus(x) = softplus(0.5) = 0.9741"),
        (Value.sign, "sign(x) = sign(0.5) = 1"),
        (Value.step, "step(x) = step(0.5) = 1"),
    ],
)
def test_a_gate_with_a_name_is_written_by_it(gate, written):
    assert f"f = {written}\n" in derivation(labelled(gate(Value(0.5, "x")), "f")).text


def test_long_sums_are_cut_in_the_middle():
    total = labelled(autograd.sum([Value(i, f"x{i}") for i in range(12)]), "s")
    assert "s = x₀ + x₁ + x₂ + … + x₁₀ + x₁₁ = 0 + 1 + 2 + … + 10 + 11 = 66" in derivation(total).text
    whole = labelled(autograd.sum([Value(i, f"x{i}") for i in range(6)]), "s")
    assert "s = x₀ + x₁ + x₂ + x₃ + x₄ + x₅ = 0 + 1 + 2 + 3 + 4 + 5 = 15" in derivation(whole).text
    top = maximum([Value(i, f"x{i}") for i in range(12)])
    assert "max(x₀, x₁, x₂, …, x₁₀, x₁₁)" in derivation(top).text


def test_constants_are_numbers():
    f = labelled(3 * Value(2, "x") - 1, "f")
    assert rows(derivation(f).steps.text)[1:4] == [
        "x = 2",
        "v2 = 3 · x = 3 · 2 = 6",
        "f = v2 − 1 = 6 − 1 = 5",
    ]
    assert backward(f) == ["δ_f = 1", "δ_v2 = δ_f = 1", "δ_x = 3 · δ_v2 = 3 · 1 = 3"]


def test_an_own_row_is_written_out_if_it_is_generic_and_named_if_not():
    cube = Op("cube", "x³", lambda xp, x: x * x * x, lambda xp, y, x: (3 * x * x,))
    f = labelled(record(cube, Value(2, "x")), "f")
    assert "f = x · x · x = 2 · 2 · 2 = 8" in derivation(f).steps.text
    assert backward(f)[-1] == "δ_x = 3 · x · x · δ_f = 3 · 2 · 2 · 1 = 12"
    odd = Op("my_{op}", "?", lambda xp, x: math.erf(x), lambda xp, y, x: (2.0 if x > 0 else 3.0,))
    g = labelled(record(odd, Value(1, "x")), "g")
    assert backward(g)[-1] == "δ_x = ∂g/∂x · δ_g = 2 · 1 = 2"
    assert r"\text{my}_{\text{op}}(x)" in derivation(g).latex


def test_an_own_row_is_not_written_like_the_row_of_the_table_whose_name_it_has():
    x, y = Value(2, "x"), Value(5, "y")
    # g(x) = 2x is no σ, whatever it is called; g(x, y) = xy no max and no log of a sum
    for title in ("sigmoid", "relu", "step"):
        f = labelled(record(Op(title, "s", lambda xp, x: 2 * x, lambda xp, y, x: (2.0,)), x), "f")
        assert "f = 2x = 2 · 2 = 4" in derivation(f).text
    for title in ("maximum", "minimum", "logsumexp"):
        f = labelled(record(Op(title, "m", lambda xp, x, y: x * y, lambda xp, z, x, y: (y, x)), x, y), "f")
        assert "f = x y = 2 · 5 = 10" in derivation(f).text


@pytest.mark.parametrize("error", [KeyError, ValueError, ZeroDivisionError, TypeError])
def test_an_own_row_may_do_anything_with_what_is_no_number(error: type[Exception]):
    def numbers_only(xp: object, *operands: object) -> float:
        if not all(isinstance(x, float) for x in operands):
            raise error("a name")
        return 3.0

    odd = Op("odd", "o", numbers_only, lambda xp, y, x: (numbers_only(xp, y, x),))
    f = labelled(record(odd, Value(1, "x")), "f")
    assert "f = odd(x) = odd(1) = 3" in derivation(f).text
    assert backward(f)[-1] == "δ_x = ∂f/∂x · δ_f = 3 · 1 = 3"


def test_an_own_row_without_a_name_is_written_all_the_same():
    bare = Op("", "", lambda xp, x: math.erf(x), lambda xp, y, x: (2.0,))
    assert "f = op(x) = op(1) = 0.8427" in derivation(labelled(record(bare, Value(1, "x")), "f")).text


# --- folded gates ----------------------------------------------------------------------------------------


def test_the_folded_sigmoid_of_lecture_a3_is_one_line_each_way():
    z = Value(1, "z")
    f = fold(labelled(1 / ((z * -1).exp() + 1), "f"), "f", symbol="σ")
    # the product of the four partials as the gates stand: -f/(1 + e⁻ᶻ) · 1 · e⁻ᶻ · -1
    assert rows(derivation(f, digits=6).steps.text) == [
        "forward",
        "z = 1",
        "f = σ(z) = σ(1) = 0.731059",
        "",
        "backward, δ = ∂f/∂…",
        "δ_f = 1",
        "δ_z = f · exp(−z) · δ_f / (exp(−z) + 1) = 0.731059 · exp(−1) · 1 / (exp(−1) + 1) = 0.196612",
    ]
    latex = derivation(f).latex
    assert r"f &= \sigma(z) = \sigma(1) = 0.7311" in latex
    assert r"\delta_{z} &= \sigma'(z) = \frac{f\,e^{-z}}{e^{-z} + 1} = \frac{0.7311" in latex


def test_a_folded_neuron_has_its_partials_written_out():
    w, x, b = Value(0.5, "w"), Value(2, "x"), Value(-1, "b")
    o = fold(labelled((w * x + b).tanh(), "o"), "o", symbol="neuron")
    # wx + b = 0: tanh' = 1
    assert "o = neuron(w, x, b) = neuron(0.5, 2, −1) = 0" in derivation(o).text
    assert backward(o) == [
        "δ_o = 1",
        "δ_w = (1 − o · o) · x · δ_o = (1 − 0 · 0) · 2 · 1 = 2",
        "δ_x = (1 − o · o) · w · δ_o = (1 − 0 · 0) · 0.5 · 1 = 0.5",
        "δ_b = (1 − o · o) · δ_o = (1 − 0 · 0) · 1 = 1",
    ]


def test_a_partial_too_long_to_read_is_called_by_its_name():
    x = Value(0.5, "x")
    short = long = x
    for _ in range(4):
        short = labelled(short.sin(), "")
    for _ in range(13):
        long = long.tanh()
    for root in (short, long):
        root.label = "y"
        y = fold(root, "y")
        assert re.fullmatch(r"δ_x = ∂y/∂x · δ_y = (0\.\d+) · 1 = \1", backward(y)[-1])
        assert r"\frac{\partial y}{\partial x} \cdot \delta_{y}" in derivation(y).steps.latex
    turned = x
    for _ in range(14):
        turned = -turned
    # so many rows are not even tried: a sum of 65,000 terms would be built 65,000 times
    assert backward(fold(labelled(turned, "y"), "y"))[-1] == "δ_x = ∂y/∂x · δ_y = 1 · 1 = 1"
    assert backward(fold(labelled(x.sin().sin(), "y"), "y"))[-1].startswith(
        "δ_x = cos(sin(x)) · cos(x) · δ_y ="
    )


@pytest.mark.parametrize("symbol", ["quotient", "name", "abs", "sqrt", "sum", "gate", *HOSTILE])
def test_the_symbol_of_a_gate_is_text(symbol: str):
    a, b = Value(2, "a"), Value(3, "b")
    d = derivation(fold(labelled(a * b + 1, "y"), "y", symbol=symbol))
    assert re.search(r"\(a, b\)\s+= ", d.text)
    assert all(c.isprintable() for c in d.text.replace("\n", ""))
    d.latex.encode()
    assert balanced(d.latex)
    assert not re.search("<[a-z!/]", d.latex)
    # a row of the user's that cannot be written out is a name, too
    erf = Op(symbol, "?", lambda xp, x: math.erf(x), lambda xp, y, x: (2.0 if x > 0 else 3.0,))
    assert "(a) = " in derivation(labelled(record(erf, a), "y")).text


# --- precedence ------------------------------------------------------------------------------------------

X, Y, Z = name("x", 2.0), name("y", -3.0), name("z", 4.0)


@pytest.mark.parametrize(
    ("tree", "text", "latex", "numbers"),
    [
        ((X + Y) * Z, "(x + y) · z", r"(x + y) \cdot z", "(2 + (−3)) · 4"),
        (X + Y * Z, "x + y · z", r"x + y \cdot z", "2 + (−3) · 4"),
        (-(Y**2), "−y²", "-y^{2}", "−(−3)²"),
        ((-X) ** 2, "(−x)²", "(-x)^{2}", "(−2)²"),
        (X - (Y - Z), "x − (y − z)", "x - (y - z)", "2 − (−3 − 4)"),
        (X - Y - Z, "x − y − z", "x - y - z", "2 − (−3) − 4"),
        (X - Y * Z, "x − y · z", r"x - y \cdot z", "2 − (−3) · 4"),
        ((X * Y) / Z, "x · y / z", r"\frac{x \cdot y}{z}", "2 · (−3) / 4"),
        (X / (Y * Z), "x / (y · z)", r"\frac{x}{y \cdot z}", "2 / ((−3) · 4)"),
        (1 / (X / Y), "1 / (x / y)", r"\frac{1}{\frac{x}{y}}", "1 / (2 / (−3))"),
        ((X / Y) / Z, "(x / y) / z", r"\frac{\frac{x}{y}}{z}", "(2 / (−3)) / 4"),
        ((X + 1) ** 2, "(x + 1)²", "(x + 1)^{2}", "(2 + 1)²"),
        ((X**2) ** Z, "(x²)^z", "(x^{2})^{z}", "(2²)⁴"),
        ((X / Y) ** 2, "(x / y)²", r"\left(\frac{x}{y}\right)^{2}", "(2 / (−3))²"),
        (X ** (Y + 1), "x^(y + 1)", "x^{y + 1}", "2^(−3 + 1)"),
        (-(X + Y), "−(x + y)", "-(x + y)", "−(2 + (−3))"),
        (-Formula("minus", -2.0, (X,)), "x", "x", "2"),
        (X + -Y, "x − y", "x - y", "2 − (−3)"),
        (X * -Y, "−x · y", r"-x \cdot y", "−2 · (−3)"),
        (-Y * Z, "−y · z", r"-y \cdot z", "−(−3) · 4"),
        (Y * Z, "y · z", r"y \cdot z", "−3 · 4"),
        (1.0 * X + 0, "x", "x", "2"),
        (X + -3.0, "x − 3", "x - 3", "2 − 3"),
    ],
)  # fmt: skip
def test_parentheses_stand_where_they_must_and_nowhere_else(
    tree: Formula, text: str, latex: str, numbers: str
):
    assert write(tree, Text(4)) == text
    assert write(tree, Latex(4)) == latex
    assert write(tree, Text(4, numbers=True)) == numbers
    assert eval(write(tree, Python(17)), {"x": 2.0, "y": -3.0, "z": 4.0}) == pytest.approx(tree.value)


# --- labels ----------------------------------------------------------------------------------------------

LABELS = [
    *HOSTILE,
    r"\input{/etc/passwd}",
    "a_b^c & 50% #1 ~",
    "x + y",
    "$x$ $$",
    r"\\",
    "{",
    "}",
    "*_x_*",
    "δ x",
]


@pytest.mark.parametrize(
    ("label", "latex"),
    [
        ("x", "x"), ("w0", "w_{0}"), ("x_1", "x_{1}"), ("w_0_12", "w_{0,12}"), ("W[0][12]", "W_{0,12}"),
        ("h10", "h_{10}"), ("loss", r"\text{loss}"), ("L_reg", r"L_{\text{reg}}"), ("σ", r"\sigma "),
        ("loss_2", r"\text{loss}_{2}"), ("50%", r"\text{50}\%"), ("a b", r"\text{a b}"),
        ("<b>", r"{<}\text{b}{>}"), ("a_", r"\text{a}\_"),
        ("β\u0302", "\\hat{\\beta}"),
        ("{}$^~\\", r"\{\}\$\wedge \sim \backslash "),
    ],
)  # fmt: skip
def test_a_label_becomes_a_name_in_latex(label: str, latex: str):
    assert Latex(4).name(label) == latex


def balanced(latex: str) -> bool:
    """Whether braces outside of escapes are balanced at every point."""
    depth = 0
    for character in re.findall(r"(?<!\\)[{}]", latex.replace("\\\\", "")):
        depth += 1 if character == "{" else -1
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize("label", LABELS)
def test_a_hostile_label_is_text(label: str):
    node = labelled(Value(2.0, label) * Value(3.0, label), label)
    d = derivation(node)
    assert len(d.text.splitlines()) in (8, 9, 12)  # long names break lines
    assert max(map(len, d.text.splitlines())) < 140  # three names of forty signs
    assert all(c.isprintable() for c in d.text.replace("\n", ""))
    for latex in (d.latex, d.markdown):
        latex.encode()
        assert balanced(latex)
        assert not re.search("<[a-z!/]", latex)  # nothing a browser takes for a tag
        assert not re.search(r"(?<!\\)[#%~`]", latex)
        assert not re.search(r"\\(input|N|l)\b", latex)
    assert not re.search(r"(?<!\\)\$", d.latex)
    assert len(re.findall(r"(?<!\\)\$\$", d.markdown)) == len(re.findall(r"(?<!\\)\$", d.markdown)) / 2 == 4
    assert len(d.markdown) < 4_000
    assert len(explain(node, node.parents[0])) < 1_000


def test_no_two_nodes_have_the_same_name():
    assert unique_names(["x", "x", "x_2", "", "v4", ""]) == ["x", "x_3", "x_2", "v4_2", "v4", "v6"]
    x = labelled(Value(2, "x") + Value(3, "x"), "x")
    assert "x₃ = x + x₂ = 2 + 3 = 5" in derivation(x).text


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
def test_pdflatex_takes_it(tmp_path: Path):
    latin = [label for label in LABELS if label.isascii() and label.isprintable()]
    roots = [product(), sigmoid_circuit(), least_squares(), *[Value(2, x) * Value(3, x) for x in latin]]
    body = "\n".join(derivation(root).latex for root in roots)
    source = "\\documentclass{article}\\usepackage{amsmath}\\begin{document}\n" + body + "\n\\end{document}\n"
    (tmp_path / "d.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "d.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout[-2000:]


# --- numbers, limits, one node ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "latex"),
    [(1.25e-7, r"x &= 1.25 \cdot 10^{-7}"), (math.inf, r"x &= \infty"), (math.nan, r"x &= \text{nan}")],
)
def test_numbers_are_written_for_latex(data: float, latex: str):
    assert latex in derivation(Value(data, "x")).latex
    assert derivation(Value(data, "x") * 2).text


def test_digits_can_be_chosen():
    assert "0.7310585786" in derivation(sigmoid_circuit(), digits=10).text


def test_a_leaf_is_its_own_derivation():
    assert rows(derivation(Value(2, "x")).text) == ["forward", "x = 2", "", "backward, δ = ∂x/∂…", "δ_x = 1"]


def test_a_graph_too_long_to_read_is_refused():
    assert derivation(long_sum(199)).text
    with pytest.raises(
        ValueError, match=r"derivation of 401 nodes would fill a book: at most 200 are written"
    ):
        derivation(labelled(long_sum(401), ""))


def test_data_changed_after_recording_is_refused():
    f = product()
    f.parents[1].data = 7.0
    with pytest.raises(
        ValueError, match=r"-12 was recorded, but its operands give 21: some \.data was changed"
    ):
        derivation(f)


def test_grad_is_neither_read_nor_written():
    f = product()
    text = derivation(f).text
    assert f.grad == 0
    f.backward()
    f.backward()
    assert derivation(f).text == text


def test_explain_tells_the_messages_and_their_sum():
    root = least_squares()
    w = next(v for v in autograd.topological_order(root) if v.label == "w")
    assert explain(root, w).splitlines() == [
        "w = 0.5 is a variable.",
        "It receives 2 messages, and its delta is their sum:",
        "  from v10: 2 · w · δ_v10 = 2 · 0.5 · 0.05 = 0.05",
        "  from z: x · δ_z = 2 · (−0.125) = −0.25",
        "δ_w = 0.05 + (−0.25) = −0.2: when w grows by a small h, L_reg changes by about (−0.2) · h.",
    ]
    assert explain(root, root).endswith("It is the root: δ_L_reg = ∂L_reg/∂L_reg = 1.")


def test_explain_works_in_a_graph_too_long_to_derive():
    root = long_sum(2001)
    assert "receives 1 message" in explain(root, root.parents[0])


def test_explain_takes_time_with_the_number_of_messages_alone():
    # sixteen times the messages: as a sum built up term by term 256 times the work
    def seconds(n: int) -> float:
        x = Value(2.0, "x")
        root = autograd.sum([x * Value(3.0) for _ in range(n)])
        start = process_time()
        assert f"It receives {n} messages" in explain(root, x)
        return process_time() - start

    assert seconds(16_000) < 80 * max(seconds(1000), 0.01)


def test_explain_refuses_a_node_of_another_graph():
    with pytest.raises(ValueError, match=r"the node 'n' is not in the graph of the root"):
        explain(product(), Value(1, "n"))
