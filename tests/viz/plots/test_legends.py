"""viz/plots/axes.py: legends stay inside of their Axes, in figures of any size."""

from types import SimpleNamespace

import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402  the backend comes first
import numpy as np  # noqa: E402

import viz  # noqa: E402
from autograd import Value  # noqa: E402


def run(name, layers=3):
    norms = {f"{name}.layers.{k}": [1.0 / (k + 1), 0.1, 0.3] for k in range(layers)}
    return SimpleNamespace(
        losses=[3.0, 2.0, 1.0], validation_losses=[3.5, 2.5, 2.6], best_epoch=2, gradient_norms=norms
    )


X = np.array([[0.0, 0.0], [1.5, 1.0], [3.0, 2.0], [0.5, 2.0]])
MANY = {f"a run with a long name, lr {k}": run(f"module{k}", 5) for k in range(4)}
PLOTS = {
    "losses": lambda **k: viz.plot_losses(run("a"), **k),
    "losses of runs": lambda **k: viz.plot_losses(MANY, **k),
    "gradient norms": lambda **k: viz.plot_gradient_norms(run("a", 12), **k),
    "gradient norms of runs": lambda **k: viz.plot_gradient_norms(MANY, **k),
    "decision boundary": lambda **k: viz.plot_decision_boundary(lambda X: X[:, :1] - 1, X, [0, 1, 1, 0], **k),
    "hidden": lambda **k: viz.plot_hidden(lambda X: X, X, [0, 1, 2, 3], **k),
    "contours": lambda **k: viz.plot_contours(lambda a, b: (a - 1) ** 2 + b * b, **k),
    "descent": lambda **k: viz.plot_descent(lambda a, b: a * a + b * b, {"η = 1": [[1, 1], [0, 0]]}, **k),
    "activation": lambda **k: viz.plot_activation(Value.tanh, **k),
}


@pytest.mark.parametrize("size", [(6.4, 4.8), (2.4, 1.8), (9.0, 1.8), (1.8, 6.0)], ids=str)
@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_a_legend_lies_inside_of_its_axes(plot, size):
    figure = matplotlib.figure.Figure(figsize=size, layout="constrained")
    ax = plot(ax=figure.subplots())
    matplotlib.backends.backend_agg.FigureCanvasAgg(figure).draw()
    room, box = ax.get_window_extent(), ax.get_legend().get_window_extent()
    assert room.x0 <= box.x0 < box.x1 <= room.x1
    assert room.y0 <= box.y0 < box.y1 <= room.y1


def test_a_legend_beside_another_plot_does_not_reach_into_it():
    figure = matplotlib.figure.Figure()
    left, right = figure.subplots(1, 2)
    viz.plot_gradient_norms(run("a"), ax=left)
    viz.plot_decision_boundary(lambda X: X[:, :1] - 1, X, [0, 1, 1, 0], ax=right)
    matplotlib.backends.backend_agg.FigureCanvasAgg(figure).draw()
    assert left.get_legend().get_window_extent().x1 < right.get_window_extent().x0


def test_letters_of_a_legend_keep_their_size_where_there_is_room():
    ax = viz.plot_losses(run("a"))
    assert {text.get_fontsize() for text in ax.get_legend().get_texts()} == {10}
    plt.close("all")
