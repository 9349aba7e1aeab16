"""Draws the pictures of the README: `python examples/pictures.py` from the root of the repository."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # this autograd, not another distribution of that name

from autograd import Value  # noqa: E402
from viz import circuit  # noqa: E402


def product() -> Value:
    """The first circuit of the lectures: f = (x + y) z."""
    x, y, z = Value(-2, label="x"), Value(5, label="y"), Value(-4, label="z")
    q = x + y
    q.label = "q"
    f = q * z
    f.label = "f"
    return f


def sigmoid() -> Value:
    """The second: a neuron of two inputs with the sigmoid taken apart into its gates."""
    w0, x0 = Value(2, label="w0"), Value(-1, label="x0")
    w1, x1 = Value(-3, label="w1"), Value(-2, label="x1")
    w2 = Value(-3, label="w2")
    f = 1 / (1 + (-(w0 * x0 + w1 * x1 + w2)).exp())
    f.label = "f"
    return f


if __name__ == "__main__":
    # the built-in layout is the same on every machine
    print(circuit(product(), notes=True, engine="layered").save(HERE / "product.svg"))
    print(circuit(sigmoid(), engine="layered").save(HERE / "sigmoid.svg"))
