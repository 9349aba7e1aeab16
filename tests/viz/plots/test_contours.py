"""viz/plots/contours.py: where the least loss lies, alone and within a budget for the weights."""

import math

import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402  the backend comes first
import numpy as np  # noqa: E402

import viz  # noqa: E402
from autograd import Value  # noqa: E402


@pytest.fixture(autouse=True)
def _closed_figures():
    plt.close("all")
    yield
    plt.close("all")


def marks(ax):
    """The points that the legend tells of."""
    return {line.get_label().split(":")[0].split(" ")[0]: line.get_xydata()[0] for line in ax.get_lines()
            if "least" in line.get_label()}  # fmt: skip


def test_the_l1_ball_has_its_least_loss_at_a_corner_and_the_l2_ball_where_the_gradient_points_to_0():
    # (w₁ − 2)² + (w₂ − ½)²: the nearest point of the disk lies toward (2, ½), of the diamond at (1, 0)
    found = marks(viz.plot_contours(lambda w1, w2: (w1 - 2) ** 2 + (w2 - 0.5) ** 2))
    np.testing.assert_allclose(found["least"], (2, 0.5), atol=1e-9)
    np.testing.assert_allclose(found["L1"], (1, 0), atol=1e-9)
    np.testing.assert_allclose(found["L2"], np.array([2, 0.5]) / math.hypot(2, 0.5), atol=2e-3)


def test_a_least_loss_inside_of_the_balls_is_that_of_all():
    found = marks(viz.plot_contours(lambda w1, w2: (w1 - 0.25) ** 2 + w2**2, radius=1.5))
    assert {tuple(point) for point in found.values()} == {(0.25, 0.0)}


def test_balls_have_their_radius_and_the_axes_one_scale():
    ax = viz.plot_contours(lambda w1, w2: w1 + w2, 0.5, -1, 1)
    diamond, disk = (patch.get_path().vertices for patch in ax.patches)
    np.testing.assert_allclose(np.abs(diamond).sum(axis=1), 0.5)
    np.testing.assert_allclose(np.hypot(*disk.T), 0.5)
    assert ax.get_aspect() == 1
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 1), (-1, 1))
    assert ax.get_title() == "Loss with balls of radius 0.5"
    ax.figure.canvas.draw()


@pytest.mark.parametrize(
    ("loss", "arguments", "message"),
    [
        (lambda a, b: a * a, (0.0,), "the radius 0.0: it is positive and finite"),
        (lambda a, b: a * a, (math.nan,), "the radius nan"),
        (lambda a, b: a * a, (2.5,), "the interval from -2.0 to 3.0 for balls of radius 2.5: it holds both"),
        (lambda a, b: a * a, (1.0, -math.inf), "the interval from -inf to 3.0"),
        (lambda a, b: a * 0 + b * 0 + 1, (), "a loss that is 1 everywhere: it has no contours"),
        (lambda a, b: a / 0.0 if isinstance(a, float) else a * math.inf, (), "not finite at"),
        (lambda a, b: [a, b], (), r"got \(2,\) losses at a point: the function returns one Value"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_before_a_figure_is_made(loss, arguments, message):
    with pytest.raises(ValueError, match=message):
        viz.plot_contours(loss, *arguments)
    assert not plt.get_fignums()


def test_a_loss_may_be_that_of_a_model_of_two_weights():
    samples = [(1.0, 2.0, 3.0), (2.0, -1.0, 0.5)]

    def loss(w1: Value, w2: Value) -> Value:
        return sum(((w1 * x1 + w2 * x2 - t) ** 2 for x1, x2, t in samples), Value(0.0))

    found = marks(viz.plot_contours(loss))
    # 1 w₁ + 2 w₂ = 3 and 2 w₁ − w₂ = ½ at w = (0.8, 1.1)
    np.testing.assert_allclose(found["least"], (0.8, 1.1), atol=0.013)
