"""viz/networks/diagram.py: where units and weights stand, what they are called, what is left out."""

from math import inf, nan
from typing import Any

import pytest
from browser import needs_chromium, observed
from drawn_networks import lecture, squared_error

import nn
from autograd import Value
from viz.networks.columns import read_model
from viz.networks.diagram import Diagram, lay_out, weight_name
from viz.networks.sample import computed
from viz.networks.svg import svg


def laid_out(model: Any, x: Any = None, loss: Any = None, digits: int = 3) -> Diagram:
    columns = read_model(model)
    return lay_out(columns, None if x is None else computed(model, columns, x, loss), digits)


def test_units_stand_in_columns_one_below_another_around_the_same_middle():
    diagram = laid_out(nn.MLP(2, [3, 1]))
    places = {unit.name: (unit.x, unit.y) for unit in diagram.units}
    assert list(places) == ["x_1", "x_2", "h_1^{(1)}", "h_2^{(1)}", "h_3^{(1)}", "y"]
    assert places["x_1"][0] == places["x_2"][0] < places["h_1^{(1)}"][0] < places["y"][0]
    assert places["y"][1] == places["h_2^{(1)}"][1] == (places["x_1"][1] + places["x_2"][1]) / 2
    assert places["h_1^{(1)}"][1] < places["h_2^{(1)}"][1] < places["h_3^{(1)}"][1]


def test_every_weight_stands_between_its_units():
    model = lecture()
    diagram = laid_out(model)
    assert len(diagram.weights) == 8
    for weight in diagram.weights:
        a, b = diagram.units[weight.source], diagram.units[weight.target]
        assert weight.parameter is model.layers[a.column].neurons[b.row].w[a.row]


@pytest.mark.parametrize("scheme", [None, "w_ij^(k)", "W_ji^k"])
@pytest.mark.parametrize("model", [lecture(), nn.MLP(3, [12, 1]), nn.Layer(2, 3), nn.Neuron(2)])
def test_weights_and_units_are_called_what_nn_label_calls_them(model: Any, scheme: str | None):
    labeled = nn.MLP(1, [1]) if model is None else model
    if scheme:
        nn.label(labeled, scheme)
    diagram = laid_out(labeled)
    names = {weight.parameter: weight.name for weight in diagram.weights}
    units = [unit.name for unit in diagram.units]
    if not scheme:
        assert {p.label for p in names} == {""}  # nothing was written into the model
        nn.label(labeled)
    assert names == {p: p.label for p in names}
    assert [name for name in units if name[0] != "x"] == [
        neuron.unit_labels[1]
        for k, layer in enumerate(read_model(labeled).layers)
        for j, neuron in enumerate(getattr(layer.part, "neurons", [layer.part]))
        if any(unit.column == k + 1 and unit.row == j for unit in diagram.units)
    ]
    for p in labeled.parameters():
        p.label = ""
    for layer in read_model(labeled).layers:
        for neuron in getattr(layer.part, "neurons", [layer.part]):
            neuron.unit_labels = None


def test_labels_of_inputs_are_those_of_the_sample():
    diagram = laid_out(nn.Neuron(2), [Value(1.0, "age"), 2.0])
    assert [unit.name for unit in diagram.units] == ["age", "x_2", "y"]


def test_parameters_are_counted_as_the_model_counts_them():
    for model in (lecture(), nn.MLP(784, [200, 10], rng=0)):
        diagram, parameters = laid_out(model), model.parameters()
        assert all(parameters[weight.place] is weight.parameter for weight in diagram.weights)
        assert all(parameters[unit.place] is unit.bias for unit in diagram.units if unit.bias is not None)
        assert {unit.place for unit in diagram.units if unit.column == 0} == {-1}


def test_of_a_large_column_the_first_and_last_units_are_drawn_and_all_are_counted():
    diagram = laid_out(nn.MLP(784, [200, 10]))
    assert [column.size for column in diagram.columns] == ["784 units", "200 units", "10 units"]
    assert [unit.row for unit in diagram.units if unit.column == 0] == [0, 1, 2, 3, 4, 5, 781, 782, 783]
    assert len([unit for unit in diagram.units if unit.column == 2]) == 10
    assert len(diagram.dots) == 2
    assert diagram.units[0].y < diagram.dots[0][1] < diagram.units[8].y
    assert not any(weight.number for weight in diagram.weights)


def test_ten_units_are_all_drawn_and_eleven_are_not():
    assert len(laid_out(nn.Layer(10, 1)).units) == 11
    assert len(laid_out(nn.Layer(11, 1)).units) == 10


def test_headings_say_what_a_column_is():
    columns = laid_out(nn.MLP(2, [3, 3, 1], activation="tanh")).columns
    assert [column[1:] for column in columns] == [
        ("inputs", "2 units", ""), ("hidden 1", "3 units", "tanh"), ("hidden 2", "3 units", "tanh"),
        ("outputs", "1 unit", "identity"),
    ]  # fmt: skip
    model = nn.Sequential(nn.flatten, nn.Layer(4, 3, activation="identity"), nn.Softmax())
    assert [column.activation for column in laid_out(model).columns] == ["flatten", "Softmax"]


def test_a_line_is_as_wide_as_its_weight_is_large():
    weights = {weight.parameter.data: weight for weight in laid_out(lecture()).weights}
    assert weights[2].share == weights[-2].share == 1
    assert weights[1].share == 0.5
    assert weights[2].width > weights[1].width > 0


@pytest.mark.parametrize(("numbers", "shares"), [
    ([0.0, 0.0], [0, 0]), ([nan, 2.0], [0, 1]), ([inf, 2.0], [1, 1]), ([-inf, 0.0], [1, 0]),
    ([1e308, -1e308], [1, 1]),
])  # fmt: skip
def test_weights_without_a_size_have_lines_too(numbers: list[float], shares: list[float]):
    neuron = nn.Neuron(2)
    neuron.w = [Value(w) for w in numbers]
    diagram = laid_out(neuron)
    assert [weight.share for weight in diagram.weights] == shares
    assert "nan" not in svg(diagram).replace("= nan", "").replace(">nan<", "")


def test_units_and_columns_keep_their_places_when_a_sample_comes():
    bare, full = laid_out(lecture()), laid_out(lecture(), [1, -1], squared_error)
    assert [(unit.x, unit.y) for unit in bare.units] == [(unit.x, unit.y) for unit in full.units]


def test_a_unit_shows_activation_and_delta():
    diagram = laid_out(lecture(), [1, -1], squared_error)
    assert [(unit.activation, unit.delta) for unit in diagram.units] == [
        ("1", "−0.0015"), ("−1", "0.00245"), ("0.982", "−0.000953"), ("0.119", "0.000544"),
        ("0.864", "−0.0161"), ("0.111", "0.0109"),
    ]  # fmt: skip
    assert [unit.below for unit in diagram.units] == ["", "", "b = 1", "b = 0", "b = 0", "b = 0"]


def test_the_legend_says_what_the_deltas_are_of():
    def last(model: Any, *args: Any) -> list[str]:
        return [text for _, text in laid_out(model, *args).legend[-1]]

    assert last(lecture(), [1, -1], squared_error) == ["activation", "δ = ∂L/∂z", "of inputs ∂L/∂x"]
    assert last(nn.Neuron(1), [1]) == ["activation", "δ = ∂y/∂z", "of inputs ∂y/∂x"]
    assert last(lecture(), [1, -1]) == ["activation", "no δ of 2 outputs without loss="]
    assert last(lecture())[0] == "weight above 0"


def test_names_of_weights_have_commas_where_indices_have_two_digits():
    assert weight_name([12, 3, 1], 1, 10, 2) == "w_{11,3}^{(1)}"


# --- in the browser -------------------------------------------------------------------------------------


def own_labels() -> Any:
    model = lecture()
    for k, p in enumerate(model.parameters()):
        p.label = f"parameter number {k}"
    return model


DRAWN: dict[str, tuple[Any, ...]] = {
    "2-2-1": (nn.MLP(2, [2, 1], rng=1), None, None),
    "2-2-2 with x": (lecture(), [1, -1], squared_error),
    "2-3-2 with x": (nn.MLP(2, [3, 2], rng=1), [0.5, -1], None),
    "3-4-4-1": (nn.MLP(3, [4, 4, 1], rng=1), None, None),
    "3-4-4-1 with x": (nn.MLP(3, [4, 4, 1], rng=1), [1e-7, 3e5, -1], None),
    "2-8-8-1 with x": (nn.MLP(2, [8, 8, 1], activation="tanh", rng=1), [2, 3], None),
    "784-200-10": (nn.MLP(784, [200, 10], rng=1), None, None),
    "784-200-10 with x": (nn.MLP(784, [200, 10], activation="tanh", rng=1), [0.1] * 784, lambda y: y[3]),
    "eleven digits": (nn.MLP(2, [2, 1], rng=1), [1e-9, 3.14159265358979], None, 11),
    "1-1": (nn.Neuron(1, rng=1), [1e-9], None),
    "long names": (
        nn.MLP(1, [2, 2], activation="leaky_relu", output="leaky_relu", rng=1),
        [Value(-1.23456e-12, "a very long name of an input")], None,
    ),
    "labels of one's own": (own_labels(), [1, -1], squared_error),
}  # fmt: skip

MEASURE = """
const boxes = all("svg text").map((text) => [text.getBoundingClientRect(), text.textContent]);
const frame = document.querySelector("svg").getBoundingClientRect(), found = [];
const circles = all("svg circle").map((circle) => circle.getBoundingClientRect());
boxes.forEach(([a, said], i) => {
  const across = a.left >= frame.left && a.right <= frame.right;
  const fits = across && a.top >= frame.top && a.bottom <= frame.bottom;
  if (!fits) found.push(["cut", said]);
  for (const [b, other] of boxes.slice(i + 1)) {
    // letters are less high than their boxes
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 0.5 && high > 4) found.push([said, other]);
  }
  for (const c of circles) {
    const inside = a.left > c.left && a.right < c.right && a.top > c.top && a.bottom < c.bottom;
    const apart = a.right < c.left || a.left > c.right || a.bottom < c.top + 3 || a.top > c.bottom - 3;
    if (!inside && !apart) found.push(["on a rim", said]);
  }
});
report(found);
"""


@needs_chromium
@pytest.mark.parametrize("name", DRAWN)
def test_no_text_stands_on_another_or_on_a_rim_or_is_cut(name: str):
    drawn = svg(laid_out(*DRAWN[name]))
    page = f"<!DOCTYPE html><html><head><title>a diagram</title></head><body>{drawn}</body></html>"
    assert observed(page, MEASURE, window=(1920, 1080)) == []
