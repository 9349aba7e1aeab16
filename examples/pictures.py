"""The lectures' circuits as pictures: `python examples/pictures.py` draws all of them beside this file.

README.md here shows them with the numbers that the lectures give.
"""

import random
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # this autograd, not another distribution of that name

import nn  # noqa: E402
from autograd import Value, dot, fold, maximum, sum  # noqa: E402
from viz import circuit, network, overview  # noqa: E402


def named(label: str, node: Value) -> Value:
    """Give a node its name on the blackboard."""
    node.label = label
    return node


def product() -> Value:
    """f = (x + y) z."""
    x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    q = named("q", x + y)
    return named("f", q * z)


def net_input() -> Value:
    """z = w0 x0 + w1 x1 + w2, what enters the sigmoid."""
    w0, x0 = Value(2, "w0"), Value(-1, "x0")
    w1, x1 = Value(-3, "w1"), Value(-2, "x1")
    w2 = Value(-3, "w2")
    return w0 * x0 + w1 * x1 + w2


def sigmoid() -> Value:
    """A neuron of two inputs with the sigmoid taken apart into its gates."""
    return named("f", 1 / (1 + (-net_input()).exp()))


def folded_sigmoid() -> Value:
    """The same neuron, the four gates of the sigmoid folded into one."""
    z = named("z", net_input())
    f = named("f", 1 / (1 + (-z).exp()))
    return fold(f, "f", symbol="σ")


def add_distributes() -> Value:
    """Both operands get the delta itself."""
    x, y = Value(3, "x"), Value(-1, "y")
    return named("f", 2 * named("q", x + y))


def multiply_swaps() -> Value:
    """Each factor gets the delta times the other factor."""
    x, y = Value(3, "x"), Value(-1, "y")
    return named("f", 2 * named("q", x * y))


def max_routes() -> Value:
    """The largest operand gets the whole delta, the others nothing."""
    x, y, z = Value(3, "x"), Value(-1, "y"), Value(1, "z")
    return named("f", 2 * named("q", maximum(x, y, z)))


def fan_out_adds() -> Value:
    """A node that is used twice adds up the two messages."""
    x, y = Value(3, "x"), Value(-1, "y")
    return named("f", named("p", x * y) + named("q", x * 2))


def logistic(l2: float | None = None) -> Value:
    """Univariate logistic least squares, L = ½(y - t)², on request with R = ½w² and L_reg = L + λR."""
    w, x, b, t = Value(2, "w"), Value(1.5, "x"), Value(-1, "b"), Value(0.5, "t")
    z = named("z", dot([w], [x], b))
    y = named("y", z.sigmoid())
    loss = named("L", 0.5 * (y - t) ** 2)
    if l2 is None:
        return fold(loss, "L", symbol="½(y−t)²")
    penalty = named("R", 0.5 * w**2)
    total = named("L_reg", loss + Value(l2, "λ") * penalty)
    return fold(fold(fold(total, "L", symbol="½(y−t)²"), "R", symbol="½w²"), "L_reg", symbol="L+λR")


def regularized() -> Value:
    return logistic(l2=0.1)


def softmax_cross_entropy() -> Value:
    """Three classes, the first is right: y = softmax(z), L = -ln y1."""
    z = [Value(3.2, "z1"), Value(5.1, "z2"), Value(-1.7, "z3")]
    powers = [named(f"e{k}", zk.exp()) for k, zk in enumerate(z, 1)]
    total = named("S", sum(powers))
    y1 = named("y1", powers[0] / total)
    return named("L", -y1.log())


def two_layers() -> Value:
    """A perceptron of two layers with two outputs, L = ½ Σ (y_k - t_k)²."""
    x = [Value(1, "x1"), Value(-1, "x2")]
    w1 = [[Value(1, "w11"), Value(-2, "w12")], [Value(-1, "w21"), Value(1, "w22")]]
    w2 = [[Value(2, "v11"), Value(-1, "v12")], [Value(-2, "v21"), Value(-1, "v22")]]
    b1, b2 = [Value(1, "b1"), Value(0, "b2")], [Value(0, "c1"), Value(0, "c2")]
    h = [named(f"h{i}", named(f"z{i}", dot(w, x, b)).sigmoid()) for i, (w, b) in enumerate(zip(w1, b1), 1)]
    y = [named(f"y{k}", dot(w, h, b)) for k, (w, b) in enumerate(zip(w2, b2), 1)]
    t = [Value(1, "t1"), Value(0, "t2")]
    errors = [named(f"L{k}", 0.5 * (yk - tk) ** 2) for k, (yk, tk) in enumerate(zip(y, t), 1)]
    loss = named("L", errors[0] + errors[1])
    return fold(fold(loss, "L1", symbol="½(y−t)²"), "L2", symbol="½(y−t)²")


def two_sigmoid_layers() -> nn.MLP:
    """A network of two layers of sigmoid units, σ(W₂ σ(W₁ x + b₁) + b₂)."""
    model = nn.MLP(2, [2, 2], activation="sigmoid", output="sigmoid", initializer="zeros")
    tables = [([[1, -2], [-1, 1]], [1, 0]), ([[2, -1], [-2, -1]], [0, 0])]
    for layer, (rows, biases) in zip(model.layers, tables):
        for neuron, row, bias in zip(layer.neurons, rows, biases):
            neuron.w, neuron.b = [Value(w) for w in row], Value(bias)
    return model


def moons() -> Value:
    """The loss of a 2-16-16-1 network on 100 points, max-margin and L2, in plain + and *: 66,000 nodes."""
    points, classes = nn.moons(100, noise=0.1, seed=0)
    draw = random.Random(1337)
    layers = [
        [([Value(draw.uniform(-1, 1)) for _ in range(n)], Value(0)) for _ in range(m)]
        for n, m in pairwise([2, 16, 16, 1])
    ]
    losses: list[Value] = []
    for point, target in zip(points, classes):
        x = [Value(v) for v in point]
        for neurons in layers:
            x = [b + wx(w, x) for w, b in neurons]
            if neurons is not layers[-1]:
                x = [z.relu() for z in x]
        losses.append((1 - (2 * int(target) - 1) * x[0]).relu())
    weights = [wi for neurons in layers for w, _ in neurons for wi in w]
    return named("loss", sum(losses) * 0.01 + 1e-4 * wx(weights, weights))


def wx(w: list[Value], x: list[Value]) -> Value:
    """w1 x1 + … + wn xn, product by product."""
    total = w[0] * x[0]
    for wi, xi in zip(w[1:], x[1:]):
        total = total + wi * xi
    return total


# file name → (graph, whether [local] × [upstream] = message stands on the edges)
PICTURES: dict[str, tuple[Callable[[], Value], bool]] = {
    "product": (product, True),
    "sigmoid": (sigmoid, False),
    "sigmoid-folded": (folded_sigmoid, True),
    "add": (add_distributes, True),
    "multiply": (multiply_swaps, True),
    "max": (max_routes, True),
    "fan-out": (fan_out_adds, True),
    "logistic": (logistic, True),
    "logistic-l2": (regularized, True),
    "softmax": (softmax_cross_entropy, True),
    "two-layers": (two_layers, False),
    "moons": (moons, False),
}
NETWORKS = {"network": two_sigmoid_layers}


def draw(name: str, folder: Path) -> Path:
    """Draw one picture; it is the same on every machine."""
    if name in NETWORKS:
        drawn = network(NETWORKS[name](), [1, -1], loss=lambda y: nn.half_squared_error(y, [1, 0]))
        return drawn.save(folder / f"{name}.svg")
    graph, notes = PICTURES[name]
    if graph is moons:
        return overview(graph()).save(folder / f"{name}.svg")
    return circuit(graph(), notes=notes).save(folder / f"{name}.svg")


if __name__ == "__main__":
    for name in [*PICTURES, *NETWORKS]:
        print(draw(name, HERE))
