"""viz/training/source.py: value and gradient in the browser are the engine's, for graphs of all kinds."""

import json
import random
from typing import Any

import pytest
from browser import needs_chromium, observed

import nn
from autograd import Value, dot, log_softmax, logsumexp, maximum, minimum, softmax_cross_entropy, take
from autograd import sum as add_up
from autograd.compiler.recording.graph import Argument, Graph
from autograd.compiler.recording.record import record_graph
from viz import step_through
from viz.training.source import gradient_source, loss_source

PAGE = step_through(Value(1.0, "x")).html  # it has the words
X, T = Argument("x", (3,), False), Argument("t", (), True)


def of_random_gates(seed: int, w: list[Value], x: Any, t: Any) -> Value:
    """Return a loss of gates that were drawn."""
    draw = random.Random(seed)
    nodes: list[Any] = [*w, *x]
    gates: list[Any] = [
        lambda a, b, c: a + b, lambda a, b, c: a - b, lambda a, b, c: a * b,
        lambda a, b, c: a / (1.5 + c * c),
        lambda a, b, c: -a, lambda a, b, c: a.tanh(), lambda a, b, c: a.sigmoid(), lambda a, b, c: a.relu(),
        lambda a, b, c: (a * 0.1).exp(), lambda a, b, c: (1 + a * a).log(),
        lambda a, b, c: (1 + a * a) ** 0.5,
        lambda a, b, c: (1 + a * a) ** (b * 0.1), maximum,
        lambda a, b, c: minimum(a, b, 0.5), lambda a, b, c: dot([a, b], [c, a], 0.25),
        lambda a, b, c: add_up([a, b, c, a]), lambda a, b, c: logsumexp([a, b, c]),
        lambda a, b, c: take([a, b, c], t), lambda a, b, c: take([a, b, c], 1),
        lambda a, b, c: softmax_cross_entropy([a, b, c], [0.5, 0.25, 0.25]),
        lambda a, b, c: log_softmax([a, b])[1], lambda a, b, c: abs(a), lambda a, b, c: a.detach() * b,
        lambda a, b, c: a.leaky_relu(0.1) + b.elu(), lambda a, b, c: a * t, lambda a, b, c: 2 * a + 0 * b - 1,
        lambda a, b, c: a**3, lambda a, b, c: a.huber(), lambda a, b, c: a.softplus(),
    ]  # fmt: skip
    for _ in range(25):
        gate = draw.choice(gates)
        nodes.append((gate(*[draw.choice(nodes) for _ in range(3)]) * 0.7).tanh())
    return add_up(nodes[-6:]) + nodes[draw.randrange(4)] * 0.5


def by_the_engine(fn: Any, w: list[Value], x: list[float], t: int) -> list[float]:
    for parameter in w:
        parameter.grad = 0.0
    root = fn(w, [Value(v) for v in x], t)
    root.backward()
    return [root.data, *(parameter.grad for parameter in w)]


def in_the_browser(graphs: list[Graph], at: list[Any]) -> list[list[float]]:
    """Return the value, twice, and the gradient of each graph at (x, t, w)."""
    sources = ",\n".join(
        f"[{loss_source(g, g.outputs[0])}, {gradient_source(g, g.outputs[0])}]" for g in graphs
    )
    script = f"""
      const at_ = {json.dumps(at)};
      report([{sources}].map(([loss, gradient], k) => {{
        const [x, t, w] = at_[k], g = new Float64Array(w.length);
        const y = gradient(x, t, w, g);
        return [loss(x, t, w), y, ...g];
      }}));
    """
    return observed(PAGE, script)


@needs_chromium
def test_random_graphs_have_the_values_and_gradients_of_the_engine():
    graphs: list[Graph] = []
    at: list[Any] = []
    wanted: list[list[float]] = []
    for seed in range(60):
        draw = random.Random(1000 + seed)
        w = [Value(draw.uniform(-2, 2)) for _ in range(4)]
        x, t = [draw.uniform(-2, 2) for _ in range(3)], draw.randrange(3)

        def fn(w: list[Value], x: Any, t: Any, seed: int = seed) -> Value:
            return of_random_gates(seed, w, x, t)

        graphs.append(record_graph(lambda x, t, w=w, fn=fn: fn(w, x, t), w, [X, T]))
        at.append([x, [t], [v.data for v in w]])
        wanted.append(by_the_engine(fn, w, x, t))
    for found, (value, *gradient) in zip(in_the_browser(graphs, at), wanted, strict=True):
        assert found == pytest.approx([value, value, *gradient], rel=1e-10, abs=1e-12)
        assert any(gradient)


@needs_chromium
def test_a_source_in_several_pieces_computes_the_same():
    model = nn.MLP(3, [40, 40, 1], rng=0, activation="tanh")
    w = model.parameters()

    def loss(w: list[Value], x: Any, t: Any) -> Value:
        return (model(x) - t) ** 2

    graph = record_graph(lambda x, t: loss(w, x, t), w, [X, T])
    assert gradient_source(graph, graph.outputs[0]).count("const s = new Float64Array") == 1
    (found,) = in_the_browser([graph], [[[0.5, -1.0, 2.0], [1], [p.data for p in w]]])
    value, *gradient = by_the_engine(loss, w, [0.5, -1.0, 2.0], 1)
    assert found == pytest.approx([value, value, *gradient], rel=1e-10, abs=1e-12)


def test_a_value_that_is_no_parameter_keeps_its_number():
    w, fixed = Value(2.0, "w"), Value(0.25, "fixed")
    graph = record_graph(lambda x: w * fixed * x[0], [w], [X])
    assert gradient_source(graph, graph.outputs[0]).count("w[0]") == 1
    assert "0.25" in gradient_source(graph, graph.outputs[0])


def test_a_parameter_of_no_effect_gets_no_gradient():
    w, idle = Value(2.0), Value(3.0)
    graph = record_graph(lambda x: w * x[0] + idle.detach(), [w, idle], [X])
    source = gradient_source(graph, graph.outputs[0])
    assert "g[0]" in source
    assert "g[1]" not in source
