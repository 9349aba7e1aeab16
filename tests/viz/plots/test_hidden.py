"""viz/plots/hidden.py: the samples as hidden units see them, and what the units answer over the plane."""

from types import SimpleNamespace

import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402  the backend comes first
import numpy as np  # noqa: E402

import viz  # noqa: E402
from autograd import Value, dot  # noqa: E402

X = np.array([[0.0, 0.0], [1.0, 0.5], [2.0, 3.0], [-1.0, 1.0]])
Y = [0, 1, 1, 0]


class Units:
    """A layer of linear units."""

    def __init__(self, rows):
        self.rows = [[Value(w) for w in row] for row in rows]

    def parameters(self):
        return [w for row in self.rows for w in row]

    def __call__(self, x):
        found = [dot(row, x) for row in self.rows]
        return found[0] if len(found) == 1 else found


class Model:
    """Layers, one after the other."""

    def __init__(self, *layers):
        self.layers = list(layers)

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


TWO = [[1.0, 2.0], [0.0, -1.0]]
THREE = [*TWO, [1.0, 1.0]]
MANY = [*THREE, [2.0, 0.5], [0.0, 0.1]]


@pytest.fixture(autouse=True)
def _closed_figures():
    plt.close("all")
    yield
    plt.close("all")


def points(ax):
    """The points of each class."""
    return [
        np.array(c.get_offsets())
        for c in ax.collections
        if isinstance(c, matplotlib.collections.PathCollection)
    ]


def test_two_units_are_the_axes_and_classes_have_their_colors():
    ax = viz.plot_hidden(Model(Units(TWO), Units([[1.0, 1.0]])), X, Y, colors=["#111111", "#222222"])
    first, second = points(ax)
    np.testing.assert_allclose(first, (X @ np.transpose(TWO))[[0, 3]])
    np.testing.assert_allclose(second, (X @ np.transpose(TWO))[[1, 2]])
    shown = [matplotlib.colors.to_hex(c.get_facecolor()[0]) for c in ax.collections[-2:]]
    assert shown == ["#111111", "#222222"]
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["class 0", "class 1"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("unit 1", "unit 2")


def test_the_regions_of_two_units_are_those_of_the_layers_behind_them():
    # the output is h₁ − h₂ and cuts the plane at h₂ = h₁
    ax = viz.plot_hidden(Model(Units(TWO), Units([[1.0, -1.0]])), X, Y)
    lines = [c for c in ax.collections if isinstance(c, matplotlib.contour.ContourSet) and not c.filled]
    border = np.concatenate([path.vertices for line in lines for path in line.get_paths()])
    np.testing.assert_allclose(border[:, 0], border[:, 1], atol=1e-9)
    # behind the last layer nothing decides
    last = viz.plot_hidden(Model(Units(MANY), Units(TWO_OF_FIVE)), X, Y, layer=-1)
    assert not [c for c in last.collections if isinstance(c, matplotlib.contour.ContourSet)]


TWO_OF_FIVE = [[1.0, 0.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 0.0, 0.0]]


def test_three_units_span_a_space():
    ax = viz.plot_hidden(Model(Units(THREE), Units([[1.0, 1.0, 1.0]])), X, Y)
    assert ax.name == "3d"
    assert ax.get_zlabel() == "unit 3"
    xs, ys, zs = ax.collections[0]._offsets3d
    np.testing.assert_allclose(np.stack([xs, ys, zs], axis=1), (X @ np.transpose(THREE))[[0, 3]])


@pytest.mark.parametrize("rows", [THREE, MANY], ids=["three", "five"])
def test_many_units_are_drawn_along_their_principal_components(rows):
    figure = matplotlib.figure.Figure()
    ax = viz.plot_hidden(
        Model(Units(rows), Units([[1.0] * len(rows)])), X, [0, 0, 0, 0], ax=figure.subplots()
    )
    (found,) = points(ax)
    hidden = X @ np.transpose(rows)
    centered = hidden - hidden.mean(axis=0)
    # the covariance of the answers, diagonalized
    variances, ways = np.linalg.eigh(centered.T @ centered)
    for k in (0, 1):
        along = centered @ ways[:, -1 - k]
        assert np.allclose(found[:, k], along) or np.allclose(found[:, k], -along)
        assert f"{variances[-1 - k] / variances.sum():.0%}" in (ax.get_xlabel(), ax.get_ylabel())[k]


def test_the_sign_of_a_component_is_that_of_its_largest_entry():
    rows = [[-3.0, 0.1], [0.1, 1.0], [0.0, 0.2], [0.0, 0.1]]
    (found,) = points(viz.plot_hidden(lambda X: X @ np.transpose(rows), X, [0] * 4))
    assert (
        np.corrcoef(found[:, 0], -X[:, 0])[0, 1] > 0.9
    )  # the first unit has the largest share, and falls with x₁


def test_one_unit_is_a_line():
    ax = viz.plot_hidden(Model(Units([[1.0, 0.0]])), X, Y, layer=0)
    assert [p[:, 1].tolist() for p in points(ax)] == [[0, 0], [0, 0]]
    assert not ax.get_yticks().size


def test_a_function_may_answer_for_the_units():
    first, _ = points(viz.plot_hidden(lambda X: X * 2, X, Y))
    np.testing.assert_allclose(first, 2 * X[[0, 3]])


def test_a_class_without_samples_and_minus_one_keep_their_names():
    ax = viz.plot_hidden(lambda X: X, X, [-1, 3, 3, -1])
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["class −1", "class 3"]


MODEL = Model(Units(TWO), Units([[1.0, 1.0]]))
REFUSED = [
    (lambda: viz.plot_hidden(MODEL, X[:, :0], Y), ValueError, r"plot_hidden got X of shape \(4, 0\)"),
    (lambda: viz.plot_hidden(MODEL, X[:0], []), ValueError, r"X of shape \(0, 2\)"),
    (lambda: viz.plot_hidden(MODEL, X * np.nan, Y), ValueError, "finite samples"),
    (lambda: viz.plot_hidden(MODEL, X, Y[:2]), ValueError, r"y of shape \(2,\) for 4 samples"),
    (lambda: viz.plot_hidden(MODEL, X, [0, 1, 2, 0]), ValueError, "class 2 in y: 1 outputs tell"),
    (lambda: viz.plot_hidden(MODEL, X[:1], Y[:1]), ValueError, "2 units to all of 1 samples"),
    (lambda: viz.plot_hidden(MODEL, X * 0 + 1, Y), ValueError, "same answers of 2 units to all"),
    (lambda: viz.plot_hidden(Model(Units(TWO)), X, Y), ValueError, "a model of one layer: there are"),
    (lambda: viz.plot_hidden(MODEL, X, Y, layer=2), ValueError, "layer 2 of a model of 2: they are"),
    (lambda: viz.plot_hidden(Units(TWO), X, Y), TypeError, "got Units, which has no layers to look into"),
    (lambda: viz.plot_hidden(lambda X: X + np.inf, X, Y), ValueError, "outputs that are not finite"),
    (lambda: viz.plot_hidden(lambda X: X[0], X, Y), ValueError, r"outputs of shape \(2,\) for 4 samples"),
    (lambda: viz.plot_responses(MODEL, X[:, :1]), ValueError, r"plot_responses got X of shape \(4, 1\)"),
    (lambda: viz.plot_responses(MODEL, X, layer=-3), ValueError, "plot_responses got layer -3 of"),
    (lambda: viz.plot_responses(Units(TWO), X), TypeError, "plot_responses got Units, which has no layers"),
    (lambda: viz.plot_responses(lambda X: X * np.nan, X), ValueError, "outputs that are not finite"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "message"), REFUSED, ids=[message for *_, message in REFUSED])
def test_bad_input_is_refused_before_a_figure_is_made(call, error, message):
    with pytest.raises(error, match=message):
        call()
    assert not plt.get_fignums()


def test_a_field_for_each_unit_shows_what_it_answers_upside_up():
    ax = viz.plot_responses(
        lambda X: np.stack([X[:, 0], X[:, 1], -X[:, 0]], axis=1), [[-1.0, -2.0], [1.0, 2.0]]
    )
    sheet = ax.images[0].get_array().filled(np.nan)
    n = 41
    for k, sign in ((0, 1), (2, -1)):  # three fields in a row
        left = k * (n + 3)
        field = sheet[:n, left : left + n]
        assert field[0, -1] * sign > 0 > field[0, 0] * sign
        np.testing.assert_allclose(field[0], field[-1])
    across = sheet[:n, n + 3 : 2 * n + 3]
    assert across[0, 0] > 2 > -2 > across[-1, 0]  # x₂ goes up
    assert np.isnan(sheet[:, n : n + 3]).all()
    assert [t.get_text() for t in ax.texts] == ["0", "1", "2"]
    low, high = ax.images[0].get_clim()
    assert low == -high == pytest.approx(-2 * 1.16)


def test_responses_that_are_never_below_0_have_a_scale_from_0():
    ax = viz.plot_responses(lambda X: X[:, :1] ** 2, X)
    assert ax.images[0].get_clim()[0] == 0
    assert viz.plot_responses(lambda X: 0 * X[:, :1], X).images[0].get_clim() == (0, 1)


def test_responses_are_those_of_the_layer_asked_for():
    model = Model(Units(MANY), Units(TWO_OF_FIVE))
    assert viz.plot_responses(model, X).get_title() == "Responses of 5 units"
    assert viz.plot_responses(model, X, layer=-1).get_title() == "Responses of 2 units"
    constant = viz.plot_responses(model, X * 0)  # features that are all the same have a plane around them
    constant.figure.canvas.draw()
    assert constant.get_xlabel() == "$x_1$ from −0.5 to 0.5"


def test_layers_need_no_parameters():
    squares = SimpleNamespace(
        layers=[lambda x: [v * v for v in x], Units([[1.0, 1.0]])], parameters=lambda: [], __call__=None
    )
    first, _ = points(viz.plot_hidden(squares, X, Y))
    np.testing.assert_allclose(first, X[[0, 3]] ** 2)
