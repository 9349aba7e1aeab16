"""The two-hidden-layer playground: `python examples/playground.py` makes `playground.html` beside this file.

Two inputs, two hidden layers of eight units, one output, as in the lectures (C8). The moons are noisy, so
these units can do too much: after some thousand updates the boundary bends around single samples.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # this autograd, not another distribution of that name

import nn  # noqa: E402
from viz import TrainingPage, training_page  # noqa: E402


def playground() -> TrainingPage:
    """Return the page on which the network learns."""
    X, y = nn.moons(200, noise=0.3, seed=0)
    model = nn.MLP(2, [8, 8, 1], rng=0, activation="tanh")
    title = "Two hidden layers of eight units"
    return training_page(model, X, y, loss=nn.binary_cross_entropy_with_logits, lr=0.3, title=title)


if __name__ == "__main__":
    print(playground().save(HERE / "playground.html"))
