"""viz/plots/boundaries.py: what a model decides at several times, side by side."""

import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402  the backend comes first
import numpy as np  # noqa: E402

import viz  # noqa: E402
from autograd import Value  # noqa: E402

X = np.array([[0.0, 0.0], [1.0, 0.5], [2.0, 3.0], [-1.0, 1.0]])
Y = [0, 1, 1, 0]


@pytest.fixture(autouse=True)
def _closed_figures():
    plt.close("all")
    yield
    plt.close("all")


def cut_at(place):
    return lambda X: X[:, :1] - place


def borders(ax):
    drawn = [c for c in ax.collections if isinstance(c, matplotlib.contour.ContourSet) and not c.filled]
    return {round(float(x), 6) for c in drawn for path in c.get_paths() for x in path.vertices[:, 0]}


def test_each_snapshot_has_its_boundary_over_the_same_samples_and_limits():
    places = viz.plot_boundary_over_time({0: cut_at(0.0), 10: cut_at(1.5), "best": cut_at(0.5)}, X, Y)
    assert [ax.get_title() for ax in places] == ["epoch 0", "epoch 10", "best"]
    assert [borders(ax) for ax in places] == [{0.0}, {1.5}, {0.5}]
    assert len({(ax.get_xlim(), ax.get_ylim()) for ax in places}) == 1
    assert len(plt.get_fignums()) == 1
    places[0].figure.canvas.draw()


def test_a_list_of_models_is_numbered():
    places = viz.plot_boundary_over_time([cut_at(0.0)] * 5, X, Y, colors=["#111111", "#222222"])
    assert [ax.get_title() for ax in places] == ["1", "2", "3", "4", "5"]
    assert sum(ax.get_visible() for ax in places[0].figure.axes) == 5
    shown = [matplotlib.colors.to_hex(c.get_facecolor()[0]) for c in places[0].collections[-2:]]
    assert shown == ["#111111", "#222222"]


@pytest.mark.parametrize(
    ("models", "y", "message"),
    [
        ([], Y, "plot_boundary_over_time got 0 snapshots"),
        ({}, Y, "plot_boundary_over_time got 0 snapshots"),
        ({3: lambda X: X * np.nan}, Y, "plot_boundary_over_time: epoch 3 got outputs that are not finite"),
        ([cut_at(0)], [0, 1], r"y of shape \(2,\) for 4 samples"),
        ([cut_at(0)], [0, 1, 2, 0], "class 2 in y: 1 outputs tell the classes 0 to 1 apart"),
    ],
)
def test_bad_input_is_refused_before_a_figure_is_made(models, y, message):
    with pytest.raises(ValueError, match=message):
        viz.plot_boundary_over_time(models, X, y)
    assert not plt.get_fignums()


def test_one_sample_of_one_class_has_a_plane_around_it():
    (ax,) = viz.plot_boundary_over_time([cut_at(0.25)], X[:1], [0])
    assert ax.get_xlim() == (-0.5, 0.5)
    assert borders(ax) == {0.25}


class Squashed:
    """A model that ends in a sigmoid: its output is above 1/2 where x₁ is above 1."""

    def parameters(self):
        return []

    def __call__(self, x):
        return [(x[0] - 1.0).sigmoid()] if hasattr(x[0], "sigmoid") else [Value(x[0] - 1.0).sigmoid()]


def test_a_model_that_ends_in_a_sigmoid_is_cut_at_one_half():
    assert borders(viz.plot_decision_boundary(Squashed(), X, Y)) == {1.0}
    assert borders(viz.plot_decision_boundary(Squashed(), X, Y, threshold=0)) == set()


def test_a_function_whose_output_may_be_a_probability_needs_a_threshold():
    def steep(X):
        return 1 / (1 + np.exp(1 - X[:, :1]))

    message = (
        "outputs from 0.0112.* to 0.92.*, which are never below 0: probabilities are cut at threshold=0.5"
    )
    with pytest.raises(ValueError, match=message):
        viz.plot_decision_boundary(lambda X: steep(2 * X - 1), X, Y)
    assert borders(viz.plot_decision_boundary(steep, X, Y, threshold=0.5)) == {1.0}
    assert borders(viz.plot_boundary_over_time([steep], X, Y, threshold=0.5)[0]) == {1.0}


@pytest.mark.parametrize("outputs", [1, 3])
def test_where_outputs_are_equal_the_region_is_that_of_the_first_class(outputs):
    # equal outputs left of 1, as of units that are dead there
    ax = viz.plot_decision_boundary(
        lambda X: np.tile(np.maximum(X[:, :1] - 1, 0), outputs) * range(1, 1 + outputs), X, Y
    )
    filled = [c for c in ax.collections if isinstance(c, matplotlib.contour.ContourSet) and c.filled]
    left, right = (c.get_paths()[0].vertices[:, 0] for c in filled)
    assert (left.min(), right.max()) == pytest.approx(ax.get_xlim())
    assert (left.max(), right.min()) == pytest.approx((1, 1), abs=0.03)


def boundary(model=np.sin, X=X, y=Y, **options):
    return viz.plot_decision_boundary(model, X, y, **options)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: boundary(y=list("abba")),
            r"'a', 'b'.* as y: classes are numbers, 0, 1, …; names have",
        ),
        (lambda: boundary(X=[["a", 1]], y=[0]), "as X: samples are rows of numbers"),
        (lambda: boundary(None), "got None as model: give a model of Values, or a function"),
        (lambda: boundary(threshold="0"), "needs a number as threshold, not '0'"),
        (lambda: viz.plot_boundary_over_time(cut_at(0), X, Y), "as snapshots: give models by the epoch"),
        (lambda: viz.plot_boundary_over_time(None, X, Y), "got None as snapshots"),
    ],
)
def test_what_is_no_model_no_class_and_no_threshold_is_told(call, message):
    with pytest.raises(TypeError, match=message):
        call()
    assert not plt.get_fignums()


def test_several_outputs_have_no_threshold():
    with pytest.raises(ValueError, match="threshold=0, but the model has 2 outputs: their class"):
        boundary(lambda X: X, threshold=0)
