"""viz/plots/descent.py: walks over the contours of a loss lie where they were, within what is drawn."""

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


def bowl(w, b):
    return w * w + 4 * b * b


def test_a_walk_is_drawn_from_a_ring_at_its_start_to_a_disk_at_its_end():
    walk = [[Value(3.0), 1], [1.8, -0.6], [1.08, 0.36]]
    way, start, end = viz.plot_descent(bowl, walk).get_lines()
    np.testing.assert_allclose(way.get_xydata(), [[3, 1], [1.8, -0.6], [1.08, 0.36]])
    assert (start.get_xydata().tolist(), start.get_fillstyle()) == ([[3, 1]], "none")
    assert (end.get_xydata().tolist(), end.get_fillstyle()) == ([[1.08, 0.36]], "full")


def test_several_walks_have_a_legend_and_one_alone_has_none():
    walk = [[3, 1], [1, 0]]
    ax = viz.plot_descent(bowl, {"η = 0.1": walk, "η = 1": walk})
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["η = 0.1", "η = 1"]
    assert viz.plot_descent(bowl, walk).get_legend() is None


def test_the_contours_are_those_of_the_loss():
    ax = viz.plot_descent(bowl, [[3, 1], [-3, -1]])
    contours = ax.collections[0]
    for level, path in zip(contours.levels, contours.get_paths()):
        w, b = path.vertices.T
        np.testing.assert_allclose(w * w + 4 * b * b, level, rtol=0.02)


def test_all_walks_lie_inside_of_what_is_drawn_unless_limits_are_given():
    ax = viz.plot_descent(bowl, {"a": [[0, 0], [10, 0]], "b": [[5, -4], [5, 1]]}, names=("w_1", "w_2"))
    np.testing.assert_allclose((*ax.get_xlim(), *ax.get_ylim()), (-2, 12, -5, 2))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("w_1", "w_2")
    ax = viz.plot_descent(bowl, [[0, 0], [10, 0]], limits=((-1, 1), (-2, 3)))
    np.testing.assert_allclose((*ax.get_xlim(), *ax.get_ylim()), (-1, 1, -2, 3))
    ax = viz.plot_descent(bowl, [[2, 1]])  # a walk of one place has no extent
    np.testing.assert_allclose((*ax.get_xlim(), *ax.get_ylim()), (1.5, 2.5, 0.5, 1.5))


@pytest.mark.parametrize(
    ("walks", "options", "message"),
    [
        ({}, {}, "got 0 walks"),
        ([1.0, 2.0], {}, r"a walk of shape \(2,\): it takes shape \(n_steps, 2\)"),
        ({"far": [[1.0, 2.0, 3.0]]}, {}, r"a walk 'far' of shape \(1, 3\)"),
        ([[0.0, 0.0], [1.0, math.inf]], {}, "a walk that is not finite: leave out what diverged"),
        ([[1, 1]], {"limits": ((1, -1), (0, 1))}, r"limits \[\(1.0, -1.0\), .*\]: they are"),
        ([[1, 1]], {"limits": ((0, 1),)}, "the limits"),
        ([[1, 1]], {"names": "wb"}, "names='wb': they are two"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_before_a_figure_is_made(walks, options, message):
    with pytest.raises(ValueError, match=message):
        viz.plot_descent(bowl, walks, **options)
    assert not plt.get_fignums()


@pytest.mark.parametrize(
    ("loss", "walks", "options", "message"),
    [
        (3, [[1, 1]], {}, "plot_descent got 3 for a loss: it takes a function of two Values"),
        (bowl, [["a", 1]], {}, r"plot_descent got \[\['a', 1\]\] for a walk: it takes numbers or Values"),
        (bowl, [[1, 1]], {"limits": (-1, 1)}, r"limits=\(-1, 1\): they are \(low, high\) of each"),
    ],
)
def test_what_is_of_another_kind_is_told(loss, walks, options, message):
    with pytest.raises(TypeError, match=message):
        viz.plot_descent(loss, walks, **options)
    assert not plt.get_fignums()


def test_a_loss_without_contours_is_refused():
    with pytest.raises(ValueError, match="a loss that is 1 everywhere: it has no contours"):
        viz.plot_descent(lambda w, b: w * 0 + b * 0 + 1, [[1, 1]])
