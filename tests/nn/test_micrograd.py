"""What is written for micrograd runs with only its import lines changed, and gives the same numbers."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from autograd import Value
from nn import MLP, Layer, Neuron

MOONS = json.loads((Path(__file__).parent / "data" / "moons.json").read_text(encoding="utf-8"))


def test_the_expression_of_its_readme():
    a = Value(-4.0)
    b = Value(2.0)
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
    assert f"{g.data:.4f}" == "24.7041"
    g.backward()
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


def lecture_neuron():
    """o = tanh(x₁w₁ + x₂w₂ + b), with b chosen so that o = √½ and tanh' = 1 - o² = ½."""
    x1, x2 = Value(2.0, label="x1"), Value(0.0, label="x2")
    w1, w2 = Value(-3.0, label="w1"), Value(1.0, label="w2")
    b = Value(6.8813735870195432, label="b")
    x1w1, x2w2 = x1 * w1, x2 * w2
    x1w1.label, x2w2.label = "x1*w1", "x2*w2"
    total = x1w1 + x2w2
    total.label = "x1*w1 + x2*w2"
    n = total + b
    n.label = "n"
    o = n.tanh()
    o.label = "o"
    return x1, x2, w1, w2, b, x1w1, x2w2, total, n, o


# δ_o = 1, δ_n = 1 - o² = ½; add hands ½ on to b and both products; then multiply swaps:
# δ_x1 = ½ w1 = -1.5, δ_w1 = ½ x1 = 1, δ_x2 = ½ w2 = ½, δ_w2 = ½ x2 = 0
def check_lecture_neuron(x1, x2, w1, w2, b, x1w1, x2w2, total, n, o):
    deltas = [node.grad for node in (n, total, b, x1w1, x2w2, x1, w1, x2, w2)]
    assert deltas == pytest.approx([0.5, 0.5, 0.5, 0.5, 0.5, -1.5, 1.0, 0.5, 0.0], abs=1e-12)


def test_the_chain_rule_by_hand_one_node_at_a_time():
    nodes = lecture_neuron()
    *_, b, x1w1, x2w2, total, n, o = nodes
    o.grad = 1.0
    o._backward()
    n._backward()
    b._backward()  # a leaf has nothing to send
    total._backward()
    x2w2._backward()
    x1w1._backward()
    check_lecture_neuron(*nodes)


def test_a_topological_order_built_by_hand_from_prev():
    nodes = lecture_neuron()
    o = nodes[-1]
    topo, visited = [], set()

    def build_topo(v):
        if v not in visited:
            visited.add(v)
            for child in v._prev:
                build_topo(child)
            topo.append(v)

    build_topo(o)
    assert set(topo) == set(nodes)
    o.grad = 1.0
    for node in reversed(topo):
        node._backward()
    check_lecture_neuron(*nodes)


def test_backward_gives_what_was_done_by_hand():
    nodes = lecture_neuron()
    nodes[-1].backward()
    check_lecture_neuron(*nodes)


def test_operations_and_labels_are_as_its_drawings_read_them():
    *_, b, x1w1, x2w2, total, n, o = lecture_neuron()
    assert [node._op for node in (b, x1w1, total, o)] == ["", "*", "+", "tanh"]
    assert total._prev == {x1w1, x2w2}
    assert f"{{ {n.label} | data {n.data:.4f} | grad {n.grad:.4f} }}" == "{ n | data 0.8814 | grad 0.0000 }"


# L = (ab + c) f at a = 2, b = -3, c = 10, f = -2: L = -8, and ∂L/∂a = bf = 6, ∂L/∂b = af = -4,
# ∂L/∂c = f = -2, ∂L/∂f = ab + c = 4. A step of 0.01 uphill:
# a = 2.06, b = -3.04, c = 9.98, f = -1.96, L = -7.286496.
def test_a_step_uphill_written_into_data():
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    ((a * b + c) * f).backward()
    assert [v.grad for v in (a, b, c, f)] == [6.0, -4.0, -2.0, 4.0]
    for v in (a, b, c, f):
        v.data += 0.01 * v.grad
    assert ((a * b + c) * f).data == pytest.approx(-7.286496, rel=1e-14)


def test_weights_are_drawn_in_its_order_and_biases_are_not_drawn():
    random.seed(7)
    mlp = MLP(2, [2, 1])
    random.seed(7)
    drawn = [random.uniform(-1, 1) for _ in range(6)]
    assert [p.data for p in mlp.parameters()] == [*drawn[:2], 0.0, *drawn[2:4], 0.0, *drawn[4:], 0.0]


def test_a_neuron_is_the_sum_of_its_products_from_the_bias_on():
    random.seed(7)
    neuron = Neuron(50, nonlin=False)
    neuron.b.data = 0.1
    x = [Value(random.uniform(-1, 1)) for _ in range(50)]
    chain = sum((wi * xi for wi, xi in zip(neuron.w, x)), neuron.b)
    # equal to the last bit up to Python 3.11; from 3.12 on `sum` carries the rounding errors of floats along
    assert neuron(x).data == pytest.approx(chain.data, rel=1e-14)


def test_its_model_prints_as_there():
    assert repr(Layer(16, 1, nonlin=False)) == "Layer of [LinearNeuron(16)]"
    assert repr(Value(0.5)) == "Value(data=0.5, grad=0)"


def test_a_step_with_a_learning_rate_from_numpy():
    random.seed(7)
    mlp = MLP(2, [3, 1])
    for rate in np.linspace(0.1, 0.01, 3):
        y = mlp([Value(1.0), Value(2.0)])
        mlp.zero_grad()
        y.backward()
        for p in mlp.parameters():
            p.data -= rate * p.grad
    assert type(mlp([1.0, 2.0]).data) is float


def test_its_moons_demo_gives_the_same_losses():
    random.seed(1337)
    X, y = np.array(MOONS["inputs"]), np.array(MOONS["targets"])
    model = MLP(2, [16, 16, 1])

    def loss():
        inputs = [list(map(Value, xrow)) for xrow in X]
        scores = list(map(model, inputs))
        losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(y, scores)]
        data_loss = sum(losses) * (1.0 / len(losses))
        reg_loss = 1e-4 * sum(p * p for p in model.parameters())
        accuracy = [(yi > 0) == (scorei.data > 0) for yi, scorei in zip(y, scores)]
        return data_loss + reg_loss, sum(accuracy) / len(accuracy)

    losses, accuracies = [], []
    for k in range(100):
        total_loss, accuracy = loss()
        model.zero_grad()
        total_loss.backward()
        learning_rate = 1.0 - 0.9 * k / 100
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        losses.append(total_loss.data)
        accuracies.append(accuracy)
    # micrograd adds messages in an order that follows memory addresses: the last digits are not fixed
    assert losses == pytest.approx(MOONS["losses"], rel=0, abs=1e-9)
    assert accuracies == MOONS["accuracies"]
    assert accuracies[-1] == 1.0
