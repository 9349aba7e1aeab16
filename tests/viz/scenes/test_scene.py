"""viz/scenes/scene.py: numbers as text, names, gates, deltas, arrivals."""

import random
from collections.abc import Callable
from math import inf, nan

import numpy as np
import pytest
from lecture_graphs import HOSTILE, product, sigmoid_circuit

import autograd
from autograd import Op, Value, dot, fold, maximum, messages, ops, record, take
from viz import circuit, scene, step_through
from viz.scenes.states import state, state_count
from viz.scenes.text import number, rounding


@pytest.mark.parametrize(
    ("x", "digits", "text"),
    [
        (0.0, 4, "0"),
        (-0.0, 4, "0"),
        (3.0, 4, "3"),
        (-12.0, 4, "−12"),
        (-0.19661193, 4, "−0.1966"),
        (-0.19661193, 6, "−0.196612"),
        (0.5, 4, "0.5"),  # no zeros are added
        (1.3678794, 4, "1.368"),
        (123456.0, 4, "123456"),  # whole numbers stay whole
        (123456.7, 4, "123457"),
        (9999.6, 4, "10000"),  # not 1e+04
        (12.5, 1, "12"),
        (999_999.0, 4, "999999"),
        (1_000_000.0, 4, "1e+06"),
        (1_234_567.0, 4, "1.235e+06"),
        (-1e-5, 4, "−1e-05"),
        (1e300, 4, "1e+300"),
        (inf, 4, "∞"),
        (-inf, 4, "−∞"),
        (nan, 4, "nan"),
    ],
)
def test_a_number_is_written_with_so_many_digits_and_a_true_minus(x: float, digits: int, text: str):
    assert number(x, digits) == text


@pytest.mark.parametrize(
    ("x", "decimals", "text"),
    [
        # lecture L1: [2] × [0.2] = 0.4, 1.37 and 0.73
        (2.0, 1, "2"), (0.196612, 1, "0.2"), (0.393224, 1, "0.4"), (1.367879, 2, "1.37"),
        (0.731059, 2, "0.73"), (0.04, 1, "0.0"), (-0.04, 1, "0.0"), (-0.25, 1, "−0.2"),
        (0.35, 1, "0.3"), (2.6, 0, "3"),
        (1_234_567.25, 1, "1234567.2"), (2e6, 1, "2000000"), (1.25e300, 2, "1.25e+300"), (inf, 2, "∞"),
        (nan, 2, "nan"),
    ],
)  # fmt: skip
def test_a_number_is_rounded_after_the_point(x: float, decimals: int, text: str):
    assert number(x, rounding(None, decimals)) == text


def test_numbers_are_rounded_in_one_way():
    with pytest.raises(ValueError, match=r"digits=4 and decimals=1: .* give one of them"):
        rounding(4, 1)
    for decimals in (-1, 18):
        with pytest.raises(ValueError, match=rf"decimals = {decimals}: .* from 0 to 17"):
            rounding(None, decimals)


@pytest.mark.parametrize("count", ["3", 2.5, 3.0, True, [3]])
def test_digits_are_counted_in_whole_numbers(count: object):
    for words in ({"digits": count}, {"decimals": count}):
        with pytest.raises(TypeError, match=r"digits are counted; give a whole number"):
            circuit(product(), **words)  # pyright: ignore[reportArgumentType]
    assert rounding(np.int64(3), None) == rounding(None, np.int64(3)) == 3  # pyright: ignore[reportArgumentType]


def test_the_product_of_the_lectures_is_drawn_with_its_numbers():
    # A1: q = -2 + 5 = 3, f = 3·(-4) = -12; δq = z = -4, δz = q = 3, δx = δy = δq = -4.
    nodes, edges, arrivals = scene(product())
    assert [(n.name, n.gate, n.data, n.delta) for n in nodes] == [
        ("x", "", "−2", "−4"),
        ("y", "", "5", "−4"),
        ("z", "", "−4", "3"),
        ("q", "+", "3", "−4"),
        ("f", "×", "−12", "1"),
    ]
    assert [e[:4] for e in edges] == [
        (0, 3, "1", "−4"),
        (1, 3, "1", "−4"),
        (3, 4, "−4", "−4"),
        (2, 4, "3", "3"),
    ]
    assert [tuple(m) for m in arrivals] == [
        (2, "0", "−4", 1, 1),
        (3, "0", "3", 1, 1),
        (0, "0", "−4", 1, 1),
        (1, "0", "−4", 1, 1),
    ]


def test_the_sigmoid_circuit_of_the_lectures_has_their_gates_and_numbers():
    # A2, with the chain 1, -0.534447, -0.534447, -0.196612, 0.196612 backward from the root.
    nodes = scene(sigmoid_circuit(), digits=6).nodes
    assert [(n.gate, n.data, n.delta) for n in nodes[5:]] == [
        ("×", "−2", "0.196612"),
        ("×", "6", "0.196612"),
        ("+", "4", "0.196612"),
        ("+", "1", "0.196612"),
        ("×−1", "−1", "−0.196612"),
        ("exp", "0.367879", "−0.534447"),
        ("+1", "1.36788", "−0.534447"),
        ("1/x", "0.731059", "1"),
    ]
    deltas = {n.name: n.delta for n in nodes[:5]}
    assert deltas == {
        "w₀": "−0.196612",
        "x₀": "0.393224",
        "w₁": "−0.393224",
        "x₁": "−0.589836",
        "w₂": "0.196612",
    }


def test_nodes_without_a_label_are_named_by_their_place_in_the_order():
    x = Value(2.0, "x")
    assert [n.name for n in scene((x * Value(3.0)).tanh()).nodes] == ["x", "v2", "v3", "v4"]


@pytest.mark.parametrize(
    ("root", "gate", "formula", "numbers"),
    [
        (lambda x, y: x + y, "+", "x + y", "2 + (−3)"),
        (lambda x, y: y - x, "−", "y − x", "−3 − 2"),
        (lambda x, y: x - y, "−", "x − y", "2 − (−3)"),
        (lambda x, y: x * y, "×", "x × y", "2 × (−3)"),
        (lambda x, y: x / y, "/", "x / y", "2 / (−3)"),
        (lambda x, y: -y, "×−1", "−1 × y", "−1 × (−3)"),
        (lambda x, y: x**2, "x²", "x²", "2²"),
        (lambda x, y: y**-3, "x⁻³", "y⁻³", "(−3)⁻³"),
        (lambda x, y: x**2.5, "x^2.5", "x^2.5", "2^2.5"),
        (lambda x, y: x ** (-1 / 3), "x^−0.3333", "x^−0.3333", "2^−0.3333"),
        (lambda x, y: x**y, "**", "x ^ y", "2 ^ (−3)"),
        (lambda x, y: y ** Value(2.0, "n"), "**", "y ^ n", "(−3) ^ 2"),
        (lambda x, y: x + 1, "+1", "x + 1", "2 + 1"),
        (lambda x, y: 1 + x, "+1", "1 + x", "1 + 2"),
        (lambda x, y: x - 1, "−1", "x − 1", "2 − 1"),
        (lambda x, y: 1 - x, "1−x", "1 − x", "1 − 2"),
        (lambda x, y: x * 2, "×2", "x × 2", "2 × 2"),
        (lambda x, y: 0.5 * x, "×0.5", "0.5 × x", "0.5 × 2"),
        (lambda x, y: x / 2, "/2", "x / 2", "2 / 2"),
        (lambda x, y: 1 / x, "1/x", "1 / x", "1 / 2"),
        (lambda x, y: 2**x, "2^x", "2 ^ x", "2 ^ 2"),
        (lambda x, y: x + -4, "+−4", "x + (−4)", "2 + (−4)"),
        (lambda x, y: y.exp(), "exp", "exp(y)", "exp(−3)"),
        (lambda x, y: y.sigmoid(), "σ", "σ(y)", "σ(−3)"),
        (lambda x, y: x.sqrt(), "√", "√(x)", "√(2)"),
        (lambda x, y: abs(y), "|x|", "abs(y)", "abs(−3)"),
        (lambda x, y: x.relu(), "ReLU", "ReLU(x)", "ReLU(2)"),
        (maximum, "max", "max(x, y)", "max(2, −3)"),
        (lambda x, y: maximum(0, x), "max(0, x)", "max(0, x)", "max(0, 2)"),
        (lambda x, y: maximum(x, 0), "max(x, 0)", "max(x, 0)", "max(2, 0)"),
        (lambda x, y: autograd.sum([y, x, y]), "Σ", "y + x + y", "−3 + 2 + (−3)"),
        (lambda x, y: dot([x, y], [y, y], y), "w·x", "y + x·y + y·y", "−3 + 2·(−3) + (−3)·(−3)"),
        (lambda x, y: dot([x, y], [y, y]), "w·x", "x·y + y·y", "2·(−3) + (−3)·(−3)"),
        (lambda x, y: take([x, y], 1), "[1]", "[1](x, y)", "[1](2, −3)"),
    ],
)
def test_a_gate_is_written_as_on_the_blackboard(
    root: Callable[..., Value], gate: str, formula: str, numbers: str
):
    last = scene(root(Value(2.0, "x"), Value(-3.0, "y"))).nodes[-1]
    assert (last.gate, last.formula, last.numbers) == (gate, formula, numbers)


def test_a_choice_is_written_as_in_python_with_its_numbers_inside():
    x = Value(-2.0, "x")
    node = scene(record(ops.where("<="), x, 0.0, 0.01, x * x)).nodes[-1]
    assert (node.gate, node.formula, node.numbers) == (
        "0.01 if x ≤ 0 else x",
        "0.01 if x ≤ 0 else v2",
        "0.01 if −2 ≤ 0 else 4",
    )
    drawn = scene(record(ops.where("<"), x, 0.0, 0.01, 1.0), constants=True)
    assert [node.gate for node in drawn.nodes] == ["", "", "", "", "if <"]


def test_a_long_sum_is_cut_in_the_middle():
    values = [Value(float(i), f"a{i}") for i in range(9)]
    assert scene(autograd.sum(values)).nodes[-1].formula == "a₀ + a₁ + a₂ + … + a₇ + a₈"
    assert scene(autograd.sum(values[:6])).nodes[-1].formula == "a₀ + a₁ + a₂ + a₃ + a₄ + a₅"


def test_constants_become_nodes_when_asked_for():
    nodes, edges, arrivals = scene(1 / Value(4.0, "x"), constants=True)
    assert [(n.name, n.gate, n.data) for n in nodes] == [("x", "", "4"), ("1", "", "1"), ("v2", "/", "0.25")]
    assert len(edges) == len(arrivals) == 2


def test_a_constant_of_two_gates_is_a_node():
    half = autograd.sum([0.5])  # no variable: its operand is a constant
    constant = half.parents[0]
    x = Value(3.0, "x")
    root = record(autograd.ops.MUL, x, constant) + record(autograd.ops.ADD, x, constant)
    assert [n.name for n in scene(root).nodes if not n.gate] == ["0.5", "x"]


def test_a_constant_beside_a_constant_is_a_node():
    assert [n.gate for n in scene(autograd.sum([1, 2])).nodes] == ["", "", "Σ"]


def test_fan_out_adds_up_message_by_message():
    # a + a: two messages of 1; f = x*x: each edge carries [3] × [1].
    x = Value(3.0, "x")
    nodes, edges, arrivals = scene(x * x)
    assert nodes[0].delta == "6"
    assert [e[:4] for e in edges] == [(0, 1, "3", "3")] * 2
    assert [tuple(m) for m in arrivals] == [(0, "0", "3", 1, 2), (1, "3", "6", 2, 2)]


@pytest.mark.parametrize("calls", [0, 1, 2])
def test_the_deltas_are_right_however_often_backward_was_called(calls: int):
    root = sigmoid_circuit()
    fresh = scene(root)
    for _ in range(calls):
        root.backward()
    assert scene(root) == fresh


def test_drawing_leaves_the_gradients_alone():
    root = product()
    root.backward()
    before = [node.grad for node in autograd.topological_order(root)]
    scene(root)
    assert [node.grad for node in autograd.topological_order(root)] == before


def test_the_arrivals_are_the_messages_in_the_order_sent():
    root = sigmoid_circuit()
    drawn = scene(root, constants=True)
    ledger = messages(root)
    order = autograd.topological_order(root)
    wires = [(drawn.edges[m.edge], m) for m in drawn.arrivals]
    sent = [(edge.child, edge.parent, m.after, m.arrived) for edge, m in wires]
    assert sent == [(order.index(m.child), order.index(m.parent), number(m.after), m.arrived) for m in ledger]


def random_graph(seed: int) -> Value:
    choose = random.Random(seed)
    values = [Value(choose.uniform(0.5, 2)) for _ in range(4)]
    for _ in range(30):
        a, b = choose.sample(values, 2)
        values.append(choose.choice([a + b, a * b, a * a, a.tanh()]))
    return autograd.sum(values)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_graph_gives_the_same_scene(seed: int):
    assert scene(random_graph(seed)) == scene(random_graph(seed))


def test_a_single_variable_is_a_scene():
    drawn = scene(Value(2.5, "x"))
    assert (len(drawn.nodes), drawn.edges, drawn.arrivals, drawn.title) == (1, [], [], "x = 2.5")
    assert drawn.nodes[0].delta == "1"


def test_the_title_is_the_root_as_an_equation():
    assert scene(product()).title == "f = q × z"


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_is_drawn_as_one_short_line_of_visible_characters(label: str):
    drawn = scene(Value(1.0, label) * 2).nodes[0].label
    assert len(drawn) <= 40
    assert drawn.isprintable()


def test_a_long_label_ends_in_dots():
    assert scene(Value(1.0, "a" * 41)).nodes[0].label == "a" * 39 + "…"
    assert scene(Value(1.0, "a" * 40)).nodes[0].label == "a" * 40


@pytest.mark.parametrize(("symbol", "gate"), [("", "mine"), ("x³", "x³"), ("\x00", "mine"), ("**", "**")])
def test_an_operation_of_ones_own_is_a_gate_with_its_symbol_or_its_name(symbol: str, gate: str):
    mine = Op("mine", symbol, lambda xp, x: x, lambda xp, y, x: (1.0,))
    assert scene(record(mine, Value(1.0))).nodes[-1].gate == gate


@pytest.mark.parametrize("empty", ["", " ", "\x00"])
def test_an_operation_without_symbol_and_name_is_a_gate_like_any_other(empty: str):
    bare = Op(empty, empty, lambda xp, x: 2 * x, lambda xp, y, x: (2.0,))
    f = record(bare, Value(3.0, "x"))
    picture = scene(f)
    assert (picture.title, picture.nodes[-1].gate) == ("v2 = op(x)", "op")
    assert [state(picture, k).kind for k in range(state_count(picture))] == [
        "", "forward", "backward", "backward"
    ]  # fmt: skip
    assert '"op"' in step_through(f).html


def test_a_drawing_refuses_numbers_of_no_digits():
    for digits in (0, -1):
        with pytest.raises(ValueError, match=rf"digits = {digits}: a number has one significant digit at"):
            scene(Value(0.5) * 3, digits=digits)


SYMBOLS = [
    "+",
    "-",
    "*",
    "/",
    "*-1",
    "**",
    "sum",
    "dot",
    "abs",
    "sqrt",
    "sigmoid",
    "−",
    "×",
    "Σ",
    "w·x",
    "|x|",
]


@pytest.mark.parametrize("symbol", [*SYMBOLS, "**2", "pow(2)", "take(0)"])
def test_a_folded_gate_is_written_as_a_call_of_its_symbol_whatever_it_is(symbol: str):
    # q = xy + y: folded, a gate of the operands x and y
    x, y = Value(2.0, "x"), Value(3.0, "y")
    product = x * y
    q = product + y
    q = fold(q, [product, q], symbol=symbol)
    node = scene(q).nodes[-1]
    assert (node.gate, node.formula, node.numbers) == (symbol, f"{symbol}(x, y)", f"{symbol}(2, 3)")


@pytest.mark.parametrize("symbol", [*SYMBOLS, "**2"])
def test_an_operation_of_ones_own_is_not_taken_for_a_row_of_the_table(symbol: str):
    for name in ("mine", "pow(2)", "take(0)", "add", "sum"):
        mine = Op(name, symbol, lambda xp, x, y: x - y, lambda xp, g, x, y: (1.0, -1.0))
        node = scene(record(mine, Value(2.0, "x"), Value(3.0, "y"))).nodes[-1]
        assert (node.gate, node.formula) == (symbol, f"{symbol}(x, y)")
        # a plain number stands in the gate as an operand of a call
        assert scene(record(mine, Value(2.0, "x"), 3.0)).nodes[-1].gate == f"{symbol}(x, 3)"


@pytest.mark.parametrize("name", ["pow(", "pow()", "pow(x)", f"pow({'9' * 400})", "pow(nan)"])
def test_a_name_like_that_of_a_power_is_only_a_name(name: str):
    mine = Op(name, "p", lambda xp, x: x, lambda xp, y, x: (1.0,))
    assert scene(record(mine, Value(2.0, "x"))).nodes[-1].formula == "p(x)"


def test_a_variable_that_was_changed_after_the_recording_is_called_so_in_every_drawing():
    x, w = Value(3.0, "x"), Value(2.0, "w")
    f = (w * x).tanh() + w
    assert [node.label for node in scene(f).nodes][:2] == ["x", "w"]
    x.data = 5.0
    nodes = scene(f).nodes
    assert [node.label for node in nodes][:2] == ["x (changed)", "w"]
    assert nodes[2].formula == "w × x"
    assert scene(f, part=[x, nodes and f.parents[0].parents[0]], focus=x).nodes[0].label == "▶ x (changed)"
    unlabeled = Value(1.0)
    g = unlabeled * 2.0
    unlabeled.data = 0.0
    assert scene(g).nodes[0].label == "v1 (changed)"
