"""viz/plots: what is drawn is what was handed over; bad input is answered before anything is drawn."""

import math
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402  the backend comes first
import numpy as np  # noqa: E402

import viz  # noqa: E402
from autograd import Value, ops  # noqa: E402
from viz.plots.models import _luminance  # noqa: E402

ROOT = Path(__file__).parents[3]


def history(losses=(0.9, 0.5, 0.4), validation=(0.8, 0.45, 0.6), best=2, norms=None):
    return SimpleNamespace(
        losses=list(losses), validation_losses=list(validation), best_epoch=best,
        gradient_norms={"layers.0": [1.0, 0.1], "layers.1": [2.0, 0.0]} if norms is None else norms,
    )  # fmt: skip


def layer(path="layers.0", delta=0.1, dead=0, units=4):
    return SimpleNamespace(path=path, delta=delta, dead=dead, units=units)


def stripes(X):
    """Three classes side by side, borders at x₁ = 1 and 2: scores whose lines cross there."""
    x = X[:, 0]
    return np.stack([0 * x, x - 1, 2 * x - 3], axis=1)


POINTS = np.array([[0.0, 0.0], [1.5, 1.0], [3.0, 2.0], [0.5, 2.0]])

CALLS = {
    "losses": lambda **k: viz.plot_losses(history(), **k),
    "gradient norms": lambda **k: viz.plot_gradient_norms(history(), **k),
    "deltas": lambda **k: viz.plot_deltas([layer(), layer("layers.1", 0.0, 2)], **k),
    "activation": lambda **k: viz.plot_activation(Value.tanh, **k),
    "decision boundary": lambda **k: viz.plot_decision_boundary(stripes, POINTS, [0, 1, 2, 0], **k),
    "weights": lambda **k: viz.plot_weights(np.arange(18.0).reshape(3, 6), (2, 3), **k),
    "confusion": lambda **k: viz.plot_confusion([[3, 1], [0, 4]], **k),
}


@pytest.fixture(autouse=True)
def _closed_figures():
    plt.close("all")  # those of examples in docstrings
    yield
    plt.close("all")


def lines(ax):
    return {line.get_label(): line for line in ax.get_lines()}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_plot_draws_into_the_axes_it_is_given_and_opens_no_figure(call):
    figure = matplotlib.figure.Figure()
    ax = figure.subplots()
    assert call(ax=ax) is ax
    assert not plt.get_fignums()
    figure.canvas.draw()


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_plot_without_axes_makes_one_figure_and_leaves_the_backend(call):
    backend = matplotlib.get_backend()
    ax = call()
    assert plt.get_fignums() == [ax.figure.number]
    assert ax.get_title()
    ax.figure.canvas.draw()
    assert matplotlib.get_backend() == backend


def test_many_plots_raise_no_warning_of_open_figures():
    for _ in range(21):  # matplotlib warns at the 20th; warnings are errors here
        viz.plot_confusion([[1]])


def test_losses_are_drawn_over_epochs_counted_from_1_and_the_best_is_marked():
    drawn = lines(viz.plot_losses(history()))
    assert list(drawn) == ["training", "validation", "best: epoch 2, 0.45"]
    assert list(drawn["training"].get_xdata()) == [1, 2, 3]
    assert list(drawn["training"].get_ydata()) == [0.9, 0.5, 0.4]
    assert list(drawn["validation"].get_ydata()) == [0.8, 0.45, 0.6]
    assert list(drawn["best: epoch 2, 0.45"].get_xydata()[0]) == [2, 0.45]


def test_without_validation_the_best_epoch_is_marked_on_the_training_loss():
    ax = viz.plot_losses(history(validation=(), best=3))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["training", "best: epoch 3, 0.4"]
    assert list(lines(ax)["best: epoch 3, 0.4"].get_xydata()[0]) == [3, 0.4]


def test_gradient_norms_are_one_line_for_each_layer_on_a_logarithmic_scale_with_gaps_at_0():
    ax = viz.plot_gradient_norms(history())
    drawn = lines(ax)
    assert ax.get_yscale() == "log"
    assert list(drawn["layers.0"].get_ydata()) == [1.0, 0.1]
    first, gap = drawn["layers.1"].get_ydata()
    assert first == 2.0
    assert math.isnan(gap)
    assert drawn["layers.0"].get_linestyle() != drawn["layers.1"].get_linestyle()


def test_gradient_norms_that_are_all_0_are_drawn_without_a_warning():
    viz.plot_gradient_norms(history(norms={"w": [0.0, 0.0]})).figure.canvas.draw()


@pytest.mark.parametrize("n", [3, 10, 40])
def test_the_names_of_layers_with_dead_units_stand_apart(n):
    ax = viz.plot_deltas([layer(f"layers.{i}", dead=2) for i in range(n)])
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.get_yticklabels()]
    assert all(upper.y0 >= lower.y1 for upper, lower in pairwise(boxes))


def test_deltas_that_are_drawn_into_axes_leave_their_figure_as_it_is():
    fig, ax = plt.subplots(figsize=(3, 2))
    viz.plot_deltas([layer(dead=2)] * 20, ax=ax)
    assert fig.get_size_inches().tolist() == [3, 2]


def test_deltas_end_at_their_value_and_dead_units_are_named():
    ax = viz.plot_deltas([layer(), layer("layers.1", 0.02, 2), layer("layers.2", 0.0, 4)])
    assert ax.get_xscale() == "log"
    assert [bar.get_x() + bar.get_width() for bar in ax.patches] == pytest.approx([0.1, 0.02, 0.002])
    assert [bar.get_hatch() or "" for bar in ax.patches] == ["", "//", "//"]
    assert [text.get_text() for text in ax.texts] == ["0.1", "0.02", "0"]
    names = [text.get_text() for text in ax.get_yticklabels()]
    assert names == ["layers.0", "layers.1\n2 of 4 units dead", "layers.2\n4 of 4 units dead"]
    assert ax.yaxis_inverted()


def test_deltas_that_are_all_0_are_drawn():
    viz.plot_deltas([layer(delta=0.0)]).figure.canvas.draw()


def test_an_activation_is_drawn_with_the_derivative_the_engine_computes():
    # tanh' = 1 − tanh²
    drawn = lines(viz.plot_activation(Value.tanh, -2, 3))
    z = drawn["tanh(z)"].get_xdata()
    assert (z[0], z[-1]) == (-2, 3)
    np.testing.assert_allclose(drawn["tanh(z)"].get_ydata(), np.tanh(z), rtol=1e-15)
    np.testing.assert_allclose(drawn["tanh′(z)"].get_ydata(), 1 - np.tanh(z) ** 2, rtol=1e-12)


def square(z):
    return z * z + 0.0


@pytest.mark.parametrize(
    ("activation", "name", "slope"),
    [
        (Value.relu, "relu", lambda z: (z > 0) * 1.0),
        (square, "square", lambda z: 2 * z),
        (lambda z: z + z + 1, "f", lambda z: 2 + 0 * z),
        (lambda z: z, "f", lambda z: 1 + 0 * z),
        (lambda z: Value(4.0), "f", lambda z: 0 * z),
    ],
)
def test_any_function_of_one_value_is_drawn(activation, name, slope):
    drawn = lines(viz.plot_activation(activation))
    z = np.array(drawn[f"{name}(z)"].get_xdata())
    np.testing.assert_allclose(drawn[f"{name}′(z)"].get_ydata(), slope(z), atol=1e-12)


def borders(ax):
    """The x₁ of all points on the boundaries, rounded: those of `stripes` are vertical."""
    drawn = [c for c in ax.collections if isinstance(c, matplotlib.contour.ContourSet) and not c.filled]
    return {round(float(x), 6) for c in drawn for path in c.get_paths() for x in path.vertices[:, 0]}


def regions(ax):
    return [c for c in ax.collections if isinstance(c, matplotlib.contour.ContourSet) and c.filled]


def test_of_several_outputs_the_largest_wins_and_the_boundaries_lie_where_two_are_equal():
    ax = viz.plot_decision_boundary(stripes, POINTS, [0, 1, 2, 0])
    assert len(regions(ax)) == 3
    assert borders(ax) == {1.0, 2.0}
    middle = regions(ax)[1].get_paths()[0].vertices[:, 0]
    assert (middle.min(), middle.max()) == pytest.approx((1, 2))


def test_one_output_is_class_1_above_0():
    ax = viz.plot_decision_boundary(lambda X: X[:, :1] - 2, POINTS, [-1, -1, 1, -1])
    assert borders(ax) == {2.0}
    below, above = (c.get_paths()[0].vertices[:, 0] for c in regions(ax))
    assert (below.max(), above.min()) == pytest.approx((2, 2))
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["class −1", "class 1"]


def test_the_samples_of_each_class_have_their_own_color_and_marker():
    ax = viz.plot_decision_boundary(stripes, POINTS, [0, 1, 2, 0])
    dots = [c for c in ax.collections if isinstance(c, matplotlib.collections.PathCollection)]
    assert [dot.get_offsets().tolist() for dot in dots] == [
        [[0.0, 0.0], [0.5, 2.0]], [[1.5, 1.0]], [[3.0, 2.0]],
    ]  # fmt: skip
    assert len({dot.get_paths()[0].vertices.tobytes() for dot in dots}) == 3
    assert len({tuple(dot.get_facecolor()[0]) for dot in dots}) == 3


@pytest.mark.parametrize("value", [0.0, 1.0, -1.0])
def test_a_model_that_says_the_same_everywhere_has_no_boundary(value):
    ax = viz.plot_decision_boundary(lambda X: np.full((len(X), 1), value), POINTS[:1], [0])
    assert not borders(ax)
    ax.figure.canvas.draw()


def test_weights_are_one_sheet_of_images_on_a_symmetric_scale():
    rows = [[Value(v) for v in (1, 2, 3, 4)], [Value(v) for v in (8, 0, 0, 1)], [Value(0)] * 4]
    ax = viz.plot_weights(rows, (2, 2))
    sheet = ax.images[0].get_array().filled(np.nan)
    nan = np.nan
    np.testing.assert_array_equal(
        sheet,
        [[1, 2, nan, 8, 0], [3, 4, nan, 0, 1], [nan] * 5, [0, 0, nan, nan, nan], [0, 0, nan, nan, nan]],
    )
    assert ax.images[0].get_clim() == (-8, 8)
    assert [text.get_text() for text in ax.texts] == ["0", "1", "2"]


def test_weights_may_be_those_of_a_neuron():
    by_hand = viz.plot_weights([[1.0, -2.0]], (1, 2)).images[0].get_array()
    unit = SimpleNamespace(w=[Value(1.0), Value(-2.0)])
    assert viz.plot_weights(unit, (1, 2)).images[0].get_array().tolist() == by_hand.tolist()


def test_weights_may_be_those_of_a_layer_or_of_the_first_layer_of_a_model():
    units = [SimpleNamespace(w=[Value(1.0), Value(-2.0)]), SimpleNamespace(w=[Value(3.0), Value(4.0)])]
    layer_ = SimpleNamespace(neurons=units)
    by_hand = viz.plot_weights([[1.0, -2.0], [3.0, 4.0]], (1, 2)).images[0].get_array()
    for given in (layer_, SimpleNamespace(layers=[layer_, None])):
        assert viz.plot_weights(given, (1, 2)).images[0].get_array().tolist() == by_hand.tolist()


# 4 is the largest by size: w = -4, 0, 2, 4 become 0, ½, ¾, 1
def test_weights_of_inputs_in_color_are_images_in_color_with_gray_for_0():
    rows = [[Value(v) for v in (-4, 0, 2, 4, 4, 4)], [0.0] * 6, [-4.0] * 6]
    ax = viz.plot_weights(rows, (1, 2, 3))
    opaque, blank = 1.0, [0.0] * 4
    gray, black = [0.5, 0.5, 0.5, opaque], [0.0, 0.0, 0.0, opaque]
    assert np.asarray(ax.images[0].get_array()).tolist() == [
        [[0.0, 0.5, 0.75, opaque], [1.0, 1.0, 1.0, opaque], blank, gray, gray],
        [blank] * 5,
        [black, black, blank, blank, blank],
    ]
    assert ax.get_title() == "Weights of 3 units, 1 × 2 each, gray is 0"
    assert len(ax.figure.axes) == 1  # there is no scale of colors to show


def test_weights_in_color_that_are_all_0_are_gray():
    image = viz.plot_weights([[0.0] * 3], (1, 1, 3)).images[0]
    assert np.asarray(image.get_array()).tolist() == [[[0.5, 0.5, 0.5, 1.0]]]


def test_weights_that_are_all_0_are_drawn():
    assert viz.plot_weights([[0.0, 0.0]], (1, 2)).images[0].get_clim() == (-1, 1)


def test_images_that_are_not_square_keep_their_rows():
    sheet = viz.plot_weights([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]], (2, 3)).images[0].get_array()
    assert sheet.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_counts_stand_in_their_cells_the_true_class_in_the_row():
    ax = viz.plot_confusion([[3, 1], [0, 12345]])
    assert {t.get_position(): t.get_text() for t in ax.texts} == {
        (0, 0): "3", (1, 0): "1", (0, 1): "0", (1, 1): "12345",
    }  # fmt: skip
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted class", "true class")
    assert ax.get_title() == "12348 of 12349 right (100.0%)"


def test_counts_reach_a_contrast_of_4_and_a_half_in_every_shade():
    matrix = np.arange(100).reshape(10, 10)
    ax = viz.plot_confusion(matrix)
    for text in ax.texts:
        column, row = text.get_position()
        back = _luminance(ax.images[0].to_rgba(float(matrix[row, column])))
        front = _luminance(matplotlib.colors.to_rgba(text.get_color()))
        low, high = sorted((back, front))
        assert (high + 0.05) / (low + 0.05) >= 4.5, text


def test_luminance_runs_from_black_to_white():
    assert (_luminance((0, 0, 0, 1)), _luminance((1, 1, 1, 1))) == pytest.approx((0, 1))


def boundary(X=POINTS, y=(0, 1, 2, 0), predict=stripes):
    return viz.plot_decision_boundary(predict, X, y)


REFUSED = [
    (lambda: viz.plot_losses(history(losses=())), "history of 0 epochs"),
    (lambda: viz.plot_losses(history(validation=(0.5,))), "1 validation losses for 3 epochs"),
    (lambda: viz.plot_gradient_norms(history(norms={})), "without gradient norms"),
    (lambda: viz.plot_gradient_norms(history(norms={"w": []})), "without gradient norms"),
    (lambda: viz.plot_gradient_norms(history(norms={"w": [1.0], "b": []})), r"\{'w': 1, 'b': 0\} norms"),
    (lambda: viz.plot_deltas([]), "report of 0 layers"),
    (lambda: viz.plot_deltas([layer(delta=math.nan)]), "delta nan of 'layers.0'"),
    (lambda: viz.plot_deltas([layer(delta=-1.0)]), "delta -1.0 of 'layers.0'"),
    (lambda: viz.plot_activation(Value.tanh, 1, 1), "interval from 1 to 1"),
    (lambda: viz.plot_activation(Value.tanh, -math.inf, 1), "interval from -inf to 1"),
    (lambda: viz.plot_activation(Value.log), "log is undefined at -5.0"),
    (lambda: boundary(X=POINTS[:, :1]), r"X of shape \(4, 1\)"),
    (lambda: boundary(X=POINTS[0]), r"X of shape \(2,\)"),
    (lambda: boundary(X=POINTS * np.nan), "finite samples"),
    (lambda: boundary(y=(0, 1)), r"y of shape \(2,\) for 4 samples"),
    (lambda: boundary(y=(0, 1, 2, 0.5)), "one class number"),
    (lambda: boundary(y=(0, 1, 2, -2)), "one class number"),
    (lambda: boundary(y=(0, 1, 2, 3)), "class 3 in y: 3 outputs tell the classes 0 to 2 apart"),
    (lambda: boundary(predict=lambda X: X[:, 0]), r"outputs of shape \(40401,\) for 40401 samples"),
    (lambda: boundary(predict=lambda X: X[:5]), r"outputs of shape \(5, 2\)"),
    (lambda: boundary(predict=lambda X: X * np.nan), "outputs that are not finite"),
    (lambda: viz.plot_weights([[1.0, 2.0, 3.0]], (2, 2)), r"shape \(1, 3\) for images of 2 × 2 pixels"),
    (lambda: viz.plot_weights([1.0, 2.0], (1, 2)), r"it takes shape \(n_units, 2\)"),
    (lambda: viz.plot_weights(np.ones((1, 4)), (-2, -2)), "images of -2 × -2 pixels"),
    (lambda: viz.plot_weights([[math.inf]], (1, 1)), "weights that are not finite"),
    (
        lambda: viz.plot_weights([[1.0, 2.0]], (1, 1, 3)),
        r"shape \(1, 2\) for images of 1 × 1 × 3 numbers: it takes shape \(n_units, 3\)",
    ),
    (lambda: viz.plot_confusion([[1, 2]]), r"matrix of shape \(1, 2\)"),
    (lambda: viz.plot_confusion([[-1, 2], [0, 1]]), "does not count samples"),
    (lambda: viz.plot_confusion([[0.5, 2], [0, 1]]), "does not count samples"),
    (lambda: viz.plot_confusion([[0, 0], [0, 0]]), "does not count samples"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_bad_input_is_refused_before_a_figure_is_made(call, message):
    with pytest.raises(ValueError, match=message):
        call()
    assert not plt.get_fignums()


def test_an_activation_that_returns_no_value_is_refused():
    with pytest.raises(TypeError, match=r"plot_activation got -5\.0 from the activation: it returns a Value"):
        viz.plot_activation(lambda z: z.data)


def test_a_missing_matplotlib_is_answered_with_the_pip_line():
    program = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "import viz\nfrom autograd import Value\n"
        "try:\n    viz.plot_activation(Value.tanh)\nexcept ImportError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout == (
        "viz draws plots with matplotlib, which is not installed: pip install 'chalkgrad[plots]'\n"
    )


def test_importing_viz_does_not_import_matplotlib():
    program = "import sys, viz; print('matplotlib' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("False False\n", "")


def test_losses_may_be_a_list_alone():
    for losses in ([3.0, 1.0, 2.0], (3, 1, 2), np.array([3.0, 1.0, 2.0]), [Value(3.0), Value(1.0), 2.0]):
        drawn = lines(viz.plot_losses(losses))
        assert list(drawn["training"].get_ydata()) == [3, 1, 2]
        assert "best: epoch 2, 1" in drawn
    assert "best: epoch 2, 1" in lines(viz.plot_losses([math.nan, 1.0]))


@pytest.mark.parametrize("losses", [3.0, None, "abc", [None], ["a"], {"a": 1.0}, [[[1.0], [2.0]]]])
def test_losses_that_are_none_are_refused(losses):
    with pytest.raises(TypeError, match=r"plot_losses got .*: it takes what nn\.fit returned, or a"):
        viz.plot_losses(losses)


def test_several_runs_have_a_color_each_and_their_names():
    runs = {"small": history(), "large": history((0.8, 0.3), (), 2)}
    ax = viz.plot_losses(runs, colors=["#111111", "#222222"])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "small, best: epoch 2, 0.45", "small, validation", "large, best: epoch 2, 0.3",
    ]  # fmt: skip
    colors = [matplotlib.colors.to_hex(line.get_color()) for line in ax.get_lines()]
    assert colors == ["#111111"] * 3 + ["#222222"] * 2
    numbered = viz.plot_losses([[3.0, 1.0], history()])
    assert [t.get_text()[:6] for t in numbered.get_legend().get_texts()] == ["run 1,", "run 2,", "run 2,"]


def test_gradient_norms_of_several_runs_have_a_color_for_each_run_and_dashes_for_each_layer():
    drawn = lines(viz.plot_gradient_norms([history(), history()]))
    assert list(drawn) == ["run 1, layers.0", "run 1, layers.1", "run 2, layers.0", "run 2, layers.1"]
    first, second, third, _ = drawn.values()
    assert first.get_color() == second.get_color() != third.get_color()
    assert first.get_linestyle() == third.get_linestyle() != second.get_linestyle()


def test_what_is_wrong_with_one_of_several_runs_is_told_with_its_name():
    with pytest.raises(ValueError, match="plot_losses got a history of 'b' of 0 epochs"):
        viz.plot_losses({"a": [1.0], "b": []})
    with pytest.raises(ValueError, match="1 validation losses for 3 epochs of 'a'"):
        viz.plot_losses({"a": history(validation=(0.5,))})
    with pytest.raises(ValueError, match="plot_losses got 0 runs: give what"):
        viz.plot_losses({})
    with pytest.raises(TypeError, match=r"plot_gradient_norms got \[1\.0\]: it takes what nn\.fit returned"):
        viz.plot_gradient_norms({"a": [1.0]})
    assert not plt.get_fignums()


def test_an_activation_may_be_a_name():
    by_name, by_function = (lines(viz.plot_activation(tanh)) for tanh in ("tanh", Value.tanh))
    for label in ("tanh(z)", "tanh′(z)"):
        assert np.array_equal(by_name[label].get_xydata(), by_function[label].get_xydata())
    for name in ("abs", "leaky_relu", "elu", "sigmoid"):
        viz.plot_activation(name)
    names = ", ".join(sorted(ops.FUNCTIONS))
    with pytest.raises(ValueError, match=f"plot_activation knows no 'tahn': there are {names}, and"):
        viz.plot_activation("tahn")
    with pytest.raises(ValueError, match="plot_activation knows no 'backward'"):
        viz.plot_activation("backward")
    with pytest.raises(TypeError, match="plot_activation got 3: it takes a name, such as 'tanh', or a func"):
        viz.plot_activation(3)


class Line:
    """A model: x₁ − 2 for one sample, as a Value or in a list."""

    def __init__(self, listed):
        self.offset, self.listed = Value(-2.0), listed

    def parameters(self):
        return [self.offset]

    def __call__(self, x):
        score = x[0] + self.offset
        return [score] if self.listed else score


@pytest.mark.parametrize("listed", [True, False])
def test_a_decision_boundary_may_be_that_of_a_model(listed):
    y = [0, 0, 1, 0]
    of_model = viz.plot_decision_boundary(Line(listed), POINTS, y)
    of_function = viz.plot_decision_boundary(lambda X: X[:, :1] - 2, POINTS, y)
    of_values = viz.plot_decision_boundary(lambda X: [[Value(float(x[0])) - 2] for x in X], POINTS, y)
    borders = [[path.vertices.tolist() for part in ax.collections for path in part.get_paths()]
               for ax in (of_model, of_function, of_values)]  # fmt: skip
    assert borders[0] == borders[1] == borders[2]


def test_weights_may_be_values():
    weights = [[Value(1.0), Value(-1.0)], [0.5, Value(0.0)]]
    drawn, wanted = (
        viz.plot_weights(rows, (1, 2)).images[0].get_array() for rows in (weights, [[1, -1], [0.5, 0]])
    )
    assert np.array_equal(drawn, wanted, equal_nan=True)


NO_COLORS = [
    ([], r"colors=\[\]: there is none"),
    ("viridis", "'viridis' is no color"),
    (["#12"], "'#12' is no color"),
]


@pytest.mark.parametrize(("colors", "message"), NO_COLORS)
@pytest.mark.parametrize(
    "plot",
    [
        lambda **k: viz.plot_losses([3.0, 2.0], **k),
        lambda **k: viz.plot_gradient_norms(history(norms={"w": [1.0]}), **k),
        lambda **k: viz.plot_decision_boundary(stripes, POINTS, [0, 1, 2, 0], **k),
        lambda **k: viz.plot_boundary_over_time([stripes], POINTS, [0, 1, 2, 0], **k),
        lambda **k: viz.plot_hidden(stripes, POINTS, [0, 1, 2, 0], **k),
    ],
)
def test_what_is_no_color_is_named_before_a_figure_is_made(plot, colors, message):
    with pytest.raises(ValueError, match=message):
        plot(colors=colors)
    assert not plt.get_fignums()
    plot(colors="red")  # one for all


@pytest.mark.parametrize("ax", [plt, np.array([None, None])], ids=["pyplot", "array"])
@pytest.mark.parametrize(
    "plot",
    [
        lambda **k: viz.plot_losses([3.0, 2.0], **k),
        lambda **k: viz.plot_hidden(lambda X: X @ np.ones((2, 3)), POINTS, [0, 1, 1, 0], **k),
        lambda **k: viz.plot_confusion([[1]], **k),
    ],
)
def test_what_is_no_axes_is_refused_with_the_way_to_get_one(plot, ax):
    with pytest.raises(TypeError, match=r"not (module|ndarray): fig, ax = plt.subplots\(\) makes one"):
        plot(ax=ax)


class Layered(Line):
    def __init__(self):
        super().__init__(listed=True)
        self.layers = [Line(listed=True)]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: viz.plot_deltas("abc"), "plot_deltas got 'a' in a report: it takes what nn.gradient_report"),
        (lambda: viz.plot_deltas({"a": [layer()]}), "plot_deltas got {'a'.*: it takes what nn"),
        (lambda: viz.plot_deltas([[layer()]]), "in a report: it takes what nn.gradient_report returns"),
        (lambda: viz.plot_deltas(history()), "it takes what nn.gradient_report returns"),
        (
            lambda: viz.plot_weights([["a"] * 2], (1, 2)),
            r"got \[\['a', 'a'\]\] for weights: it takes numbers",
        ),
        (
            lambda: viz.plot_weights((np.eye(2), np.ones(2)), (1, 2)),
            "for weights: it takes numbers or Values",
        ),
        (lambda: viz.plot_weights([[1.0, 2.0]], 2), r"shape=2: it is height and width, \(28, 28\)"),
        (lambda: viz.plot_weights([[1.0] * 12], (3, 2, 2)), r"shape=\(3, 2, 2\): .* in color \(32, 32, 3\)"),
        (lambda: viz.plot_weights([[1.0, 2.0]], (1, 2, 1)), r"shape=\(1, 2, 1\): it is height and width"),
        (lambda: viz.plot_weights([[1.0, 2.0]], (1.0, 2.0)), r"shape=\(1.0, 2.0\): it is height and width"),
        (lambda: viz.plot_responses(Layered(), POINTS, layer="a"), "layer='a': layers are counted from 0"),
    ],
)
def test_what_is_of_another_kind_is_told(call, message):
    with pytest.raises(TypeError, match=message):
        call()
    assert not plt.get_fignums()


@pytest.mark.parametrize("best", [0, 4, -1, None])
def test_a_best_epoch_that_is_none_of_the_history_is_refused(best):
    run = SimpleNamespace(losses=[3.0, 2.0, 1.0], validation_losses=[], best_epoch=best)
    with pytest.raises(ValueError, match=f"3 epochs whose best_epoch is {best}: epochs are counted from 1"):
        viz.plot_losses(run)


def test_the_losses_of_the_steps_are_drawn_in_place_of_the_epochs():
    history = SimpleNamespace(losses=[2.5], validation_losses=[2.6], best_epoch=1, step_losses=[3.0, 2.0])
    ax = viz.plot_losses(history, steps=True)
    (line,) = ax.get_lines()
    assert line.get_xydata().tolist() == [[1.0, 3.0], [2.0, 2.0]]
    assert (ax.get_xlabel(), ax.get_title(), ax.get_legend()) == ("step", "Loss in each step", None)


def test_the_steps_of_several_runs_have_their_names():
    runs = {"slow": SimpleNamespace(losses=[], step_losses=[3.0, 2.0]), "fast": [3.0, 1.0, 0.5]}
    ax = viz.plot_losses(runs, steps=True, colors=["navy", "orange"])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["slow", "fast"]
    assert [line.get_color() for line in ax.get_lines()] == ["navy", "orange"]


@pytest.mark.parametrize(
    ("history", "message"),
    [
        (SimpleNamespace(losses=[2.5], step_losses=[]), "a history of 0 steps"),
        (SimpleNamespace(losses=[2.5]), "a history of 0 steps"),
        ({"slow": SimpleNamespace(losses=[2.5], step_losses=[])}, "a history of 'slow' of 0 steps"),
        ([], "a history of 0 steps"),
    ],
)
def test_a_history_without_steps_is_refused_before_a_figure_is_made(history, message):
    before = plt.get_fignums()
    with pytest.raises(ValueError, match=message):
        viz.plot_losses(history, steps=True)
    assert plt.get_fignums() == before
