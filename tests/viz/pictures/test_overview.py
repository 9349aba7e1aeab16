"""viz/pictures/overview.py: what is alike, what is told apart, what is written at a box."""

import random
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from math import nan

import pytest
from lecture_graphs import HOSTILE, product, sigmoid_circuit

from autograd import (
    Value,
    dot,
    labels,
    log_softmax,
    logsumexp,
    maximum,
    ops,
    record,
    sum,
    take,
    topological_order,
)
from viz import overview
from viz.pictures.drawing import SIZES, text_width
from viz.scenes.groups import MOST
from viz.scenes.scene import IN_THE_WIRE, Node, Scene

ENGINES = [
    "layered",
    pytest.param("dot", marks=pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")),
]
NetInput = Callable[[list[Value], list[Value], Value], Value]


def from_the_bias(w: list[Value], x: list[Value], b: Value) -> Value:
    """micrograd's way: sum((wi*xi for wi, xi in zip(w, x)), b)."""
    z = b
    for wi, xi in zip(w, x, strict=True):
        z = z + wi * xi
    return z


def bias_last(w: list[Value], x: list[Value], b: Value) -> Value:
    z = w[0] * x[0]
    for wi, xi in zip(w[1:], x[1:], strict=True):
        z = z + wi * xi
    return z + b


def of_one_sum(w: list[Value], x: list[Value], b: Value) -> Value:
    return sum([b, *(wi * xi for wi, xi in zip(w, x, strict=True))])


def network(net_input: NetInput, samples: int = 5, *, penalty: bool = True) -> Value:
    """The loss of micrograd's moons demo: 2-4-3-1, max-margin, L2 penalty."""
    draw = random.Random(0)
    sizes = [2, 4, 3, 1]
    layers = [
        [([Value(draw.uniform(-1, 1)) for _ in range(n)], Value(0.1)) for _ in range(m)]
        for n, m in pairwise(sizes)
    ]
    losses: list[Value] = []
    for i in range(samples):
        x = [Value(draw.uniform(-1, 1)) for _ in range(2)]
        for neurons in layers:
            x = [net_input(w, x, b) for w, b in neurons]
            if neurons is not layers[-1]:
                x = [z.relu() for z in x]
        losses.append((1 + (-1) ** i * x[0]).relu())
    total = losses[0]
    for loss in losses[1:]:
        total = total + loss
    if not penalty:
        return total * 0.2
    parameters = [p for neurons in layers for w, b in neurons for p in [*w, b]]
    squares = parameters[0] * parameters[0]
    for p in parameters[1:]:
        squares = squares + p * p
    return total * 0.2 + 1e-4 * squares


def boxes(scene: Scene) -> list[Node]:
    return [node for node in scene.nodes if node.mark != IN_THE_WIRE]


def written(scene: Scene) -> list[tuple[str, str]]:
    return [(labels.written(node.label), node.gate) for node in boxes(scene)]


def wires(scene: Scene) -> dict[tuple[str, str], str]:
    """The numbers in the wires, "" for none, by the names of the two boxes."""
    found: dict[tuple[str, str], str] = {}
    entering = {edge.child: edge.parent for edge in scene.edges}
    for edge in scene.edges:
        parent, child = scene.nodes[edge.parent], scene.nodes[edge.child]
        if child.mark == IN_THE_WIRE:
            continue
        text = parent.name if parent.mark == IN_THE_WIRE else ""
        start = scene.nodes[entering[edge.parent]] if text else parent
        found[start.name, child.name] = text
    return found


@pytest.mark.parametrize("net_input", [from_the_bias, bias_last, of_one_sum, dot])
def test_the_layers_of_a_network_are_recognized_however_a_neuron_is_written(net_input: NetInput):
    found = written(overview(network(net_input, penalty=False)).scene)
    gates = [(label, gate) for label, gate in found if gate]
    assert gates == [
        ("20 ×", "w·x"), ("20 ×", "ReLU"), ("15 ×", "w·x"), ("15 ×", "ReLU"), ("5 ×", "w·x"),
        ("5 ×", "×"), ("5 ×", "+1"), ("5 ×", "ReLU"), ("", "Σ"), ("", "×0.2"),
    ]  # fmt: skip
    leaves = sorted(label for label, gate in found if not gate)
    assert leaves == [
        "10 × x", "12 × w₂", "3 × b₂", "3 × w₃", "4 × b₁", "5 × constants", "8 × w₁", "b₃",
    ]  # fmt: skip


def test_weights_that_all_enter_a_penalty_stay_those_of_their_layer():
    found = overview(network(from_the_bias)).scene
    penalty = next(node.name for node in found.nodes if node.gate == "Σx²")
    into = {start for start, end in wires(found) if end == penalty}
    assert {"8 × w₁", "4 × b₁", "12 × w₂", "3 × b₂", "3 × w₃", "b₃"} <= into


def test_the_number_of_wires_stands_in_a_wire_unless_it_is_one_for_each():
    # 5 samples: each of 20 net inputs has 2 weights and 2 inputs: 40 wires each; one bias each
    found = wires(overview(network(from_the_bias, penalty=False)).scene)
    assert found["8 × w₁", "20 × w·x"] == found["10 × x", "20 × w·x"] == "40"
    assert found["4 × b₁", "20 × w·x"] == found["20 × w·x", "20 × ReLU"] == ""
    assert found["20 × ReLU", "15 × w·x"] == found["12 × w₂", "15 × w·x"] == "60"


def test_a_box_tells_how_many_between_which_values_and_how_large_the_deltas_are_together():
    # f = x₁² + x₂² at (-1.5, 2): ∂f/∂x = 2x = (-3, 4), ‖(-3, 4)‖ = 5
    x = [Value(-1.5, "x1"), Value(2.0, "x2")]
    leaf, f = boxes(overview(x[0] * x[0] + x[1] * x[1]).scene)
    assert (leaf.label, leaf.data, leaf.delta) == ("2 × x", "−1.5…2", "‖δ‖ 5")
    assert (f.gate, f.data, f.delta) == ("Σx²", "6.25", "1")


def test_one_node_has_its_value_and_its_delta():
    assert [(n.label, n.gate, n.data, n.delta) for n in boxes(overview(product()).scene)][-1] == (
        "f", "×", "−12", "1",
    )  # fmt: skip


def test_every_variable_is_in_one_box():
    root = network(from_the_bias)
    counts = [
        int(count) if times else 1
        for node in boxes(overview(root).scene)
        if not node.gate and "constants" not in node.label
        for count, times, _ in [node.label.partition(" × ")]
    ]
    assert sum(counts).data == sum(node.op is None for node in topological_order(root)).data == 41


def test_queries_keys_and_values_are_told_apart_by_their_use():
    # all three are w·x of the same inputs; a score is q·k, what is read is Σ score · v
    draw = random.Random(1)

    def matrix() -> list[list[Value]]:
        return [[Value(draw.uniform(-1, 1)) for _ in range(3)] for _ in range(3)]

    of_q, of_k, of_v = matrix(), matrix(), matrix()
    xs = [[Value(draw.uniform(-1, 1)) for _ in range(3)] for _ in range(4)]

    def linear(rows: list[list[Value]], x: list[Value]) -> list[Value]:
        return [dot(row, x) for row in rows]

    read: list[Value] = []
    for t, x in enumerate(xs):
        scores = [dot(linear(of_q, x), linear(of_k, u)).exp() for u in xs[: t + 1]]
        values = [linear(of_v, u) for u in xs[: t + 1]]
        read += [dot(scores, [v[j] for v in values]) for j in range(3)]
    found = [label for label, gate in written(overview(sum(read)).scene) if not gate]
    assert sum(label.startswith("9 × w") for label in found).data == 3


def test_what_is_used_at_one_place_more_stays_with_its_like():
    # all exponentials enter the sum, one is the target too
    e = [Value(float(i), f"z{i}").exp() for i in range(5)]
    found = written(overview((e[2] / sum(e)).log()).scene)
    assert ("5 ×", "exp") in found


def test_uses_that_overlap_keep_nodes_together():
    # the first enters the sum alone, the second both, the third the quotient alone
    first, both, third = (Value(float(i), f"z{i}").exp() for i in range(3))
    total = first + both
    found = written(overview((both / total).log() + (third / total).log()).scene)
    assert ("3 ×", "exp") in found


def test_a_sum_used_twice_is_a_box_of_its_own():
    a, b, c = (Value(1.0, name) for name in "abc")
    q = a + b
    assert [gate for _, gate in written(overview((q + c) * q).scene) if gate] == ["+", "+", "×"]


@pytest.mark.parametrize("classes", [2, 3])
def test_picking_the_target_is_alike_whichever_it_is(classes: int):
    targets = (0, 1, classes - 1, 1)
    losses = [-take(log_softmax([Value(1.0).exp() for _ in range(classes)]), i) for i in targets]
    found = written(overview(sum(losses)).scene)
    assert {(f"{4 * classes} ×", "−"), ("4 ×", "[i]"), ("4 ×", "×−1")} <= set(found)


@pytest.mark.parametrize("steps", [100, 10_000])
def test_a_long_chain_is_a_few_boxes(steps: int):
    root = Value(0.5, "x")
    for _ in range(steps):
        root = root.tanh()
    gates = [node.gate for node in boxes(overview(root).scene)]
    assert "⟲ tanh" in gates
    assert len(gates) <= 8


def test_the_steps_of_a_recurrence_are_one_box():
    w, b, h = Value(0.5, "w"), Value(0.1, "b"), Value(0.0, "h")
    root = h
    for _ in range(200):
        root = (w * root + b).tanh()
    (loop,) = [node for node in boxes(overview(root).scene) if node.gate.startswith("⟲")]
    assert loop.gate == "⟲ w·x, tanh"


def test_the_sigmoid_circuit_keeps_its_gates():
    # but for the net input w0 x0 + w1 x1 + w2, which is one; w0 and w1, x0 and x1 are used alike
    found = written(overview(sigmoid_circuit()).scene)
    assert [label for label, gate in found if not gate] == ["2 × w", "2 × x", "w₂"]
    assert [gate for _, gate in found if gate] == ["w·x", "×−1", "exp", "+1", "1/x"]


@pytest.mark.parametrize("seed", range(5))
def test_however_irregular_a_graph_its_overview_stays_small_and_ends_in_the_root(seed: int):
    choose = random.Random(seed)
    values = [Value(choose.uniform(0.5, 2), f"x{i}") for i in range(4)]
    for _ in range(600):
        a, b = choose.choices(values[-30:], k=2)
        values.append(choose.choice([a + b, a * b, a - b, a.tanh(), a * a]).sigmoid())
    root = sum(values[-3:])
    root.label = "root"
    found = boxes(overview(root, engine="layered").scene)
    assert len(found) <= MOST
    assert (found[-1].label, found[-1].delta) == ("root", "1")


def test_letters_are_numbered_from_the_second_layer_on():
    x = [Value(float(i)) for i in range(3)]
    z = [dot([Value(0.5) for _ in x], x).tanh() for _ in range(2)]
    assert {"6 × w", "3 × x"} <= {label for label, _ in written(overview(sum(z)).scene)}
    again = dot([Value(0.5) for _ in z], z)
    assert {"6 × w₁", "3 × x", "2 × w₂"} <= {label for label, _ in written(overview(again).scene)}


def test_a_number_that_is_the_same_everywhere_stands_in_the_gate_and_others_in_a_box():
    x = [Value(float(i), f"x{i}") for i in range(4)]
    same = sum([(xi.exp() * 3).tanh() for xi in x])
    different = sum([(xi.exp() * i).tanh() for i, xi in enumerate(x)])
    assert ("4 ×", "×3") in written(overview(same).scene)
    assert {("4 ×", "×"), ("4 × constants", "")} <= set(written(overview(different).scene))


@pytest.mark.parametrize("points", [[(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)], [(1.0, 1.0)] * 3])
def test_data_given_as_plain_numbers_are_inputs_of_their_net_input(points: list[tuple[float, float]]):
    w = [Value(0.5, "w1"), Value(-0.5, "w2")]
    scores = [(w[0] * a + w[1] * b).tanh() for a, b in points]
    found = written(overview(sum(scores)).scene)
    assert {("6 × x", ""), ("2 × w", ""), ("3 ×", "w·x")} <= set(found)


def test_a_number_times_a_result_is_no_weight():
    a, b = Value(1.0, "a").exp(), Value(2.0, "b").tanh()
    gates = [gate for _, gate in written(overview(0.5 * a + 0.01 * b).scene)]
    assert {"×0.5", "×0.01", "+"} <= set(gates)
    assert "w·x" not in gates


def test_a_label_keeps_a_sum_out_of_the_chain_it_enters():
    a, b, c = (Value(1.0, name) for name in "abc")
    q = a + b
    q.label = "q"
    assert ("q", "+") in written(overview(q + c).scene)
    q.label = ""
    assert [gate for _, gate in written(overview(q + c).scene)][-1] == "Σ"


@pytest.mark.parametrize(
    ("labels", "label"),
    [
        (["w1_1", "w1_2"], "2 × w"),
        (["w[0]", "w[1]"], "2 × w"),
        (["apple", "apricot"], "2 × variables"),
        (["1", "2"], "2 × variables"),
        (["", ""], "2 × variables"),
    ],
)
def test_labels_that_differ_in_their_index_name_the_box(labels: list[str], label: str):
    assert written(overview(sum(Value(1.0, text).exp() for text in labels)).scene)[0] == (label, "")


def test_nan_is_not_hidden_in_a_range():
    leaves = [Value(x, f"x{i}") for i, x in enumerate((1.0, nan, 3.0))]
    assert boxes(overview(sum(x.exp() for x in leaves)).scene)[0].data == "1…3, nan"


def test_a_range_has_room_on_its_wire():
    # the dots between two numbers are as wide as two digits
    assert text_width("0…1", SIZES["data"]) == text_width("0.11", SIZES["data"])


def test_a_single_variable_and_a_plain_number_have_an_overview():
    assert written(overview(Value(2.0, "x")).scene) == [("x", "")]
    assert len(boxes(overview(sum([2.0])).scene)) >= 1


@pytest.mark.parametrize("engine", ENGINES)
def test_an_overview_is_drawn_by_both_engines(engine: str):
    root = network(from_the_bias)
    drawing = overview(root, engine=engine)
    count = len(topological_order(root))
    assert repr(drawing) == f"<Circuit of {len(boxes(drawing.scene))} groups of {count:,} nodes>"
    assert "‖δ‖" in drawing.svg
    assert overview(root, engine=engine).svg == drawing.svg


@pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")
@pytest.mark.parametrize("label", HOSTILE)
def test_graphviz_reads_the_source_of_an_overview(label: str):
    root = sum([Value(float(i), label).exp() * Value(2.0) for i in range(3)])
    source = overview(root).dot
    subprocess.run(["dot", "-Tsvg"], input=source.encode(), check=True, capture_output=True)


def test_plain_numbers_stand_in_gates_of_any_number_of_operands():
    x, y = Value(2.0, "x"), Value(3.0, "y")
    assert gates(maximum(x, y, 1.0)) == ["max(x, x, 1)"]
    assert gates(logsumexp([x, 1.0, y])) == ["lse(x, 1, x)"]
    assert gates(record(ops.EXP, 1.0)) == ["exp(1)"]
    # a gate of plain numbers alone has both
    assert gates(record(ops.DIV, 1.0, 4.0)) == ["1/4"]
    assert gates(record(ops.POW, 2.0, 3.0)) == ["2^3"]


def gates(root: Value) -> list[str]:
    return [node.gate for node in overview(root).scene.nodes if node.gate]
