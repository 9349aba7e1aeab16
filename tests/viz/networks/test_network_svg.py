"""viz/networks/svg.py: what a script finds in a diagram, and that hue alone tells nothing."""

from typing import Any
from xml.etree.ElementTree import Element, fromstring

from drawn_networks import lecture, squared_error

import nn
from autograd import Value
from viz import network

HOSTILE = '<script>alert("&")</script>]]>'


def elements(model: Any, kind: str, *args: Any, **kwargs: Any) -> list[Element]:
    root = fromstring(network(model, *args, **kwargs).svg)
    return [element for element in root.iter() if kind in element.get("class", "").split()]


def test_every_weight_is_a_line_that_says_which_it_is():
    model = lecture()
    lines = [line for line in elements(model, "weight") if "data-weight" in line.attrib]
    parameters = model.parameters()
    found = {line.get("data-weight"): line[0].text for line in lines}
    assert found == {
        str(k): f"{name} = {p.data:g}"
        for k, (p, name) in enumerate(zip(parameters, [
            "w_{11}^{(1)}", "w_{21}^{(1)}", "", "w_{12}^{(1)}", "w_{22}^{(1)}", "",
            "w_{11}^{(2)}", "w_{21}^{(2)}", "", "w_{12}^{(2)}", "w_{22}^{(2)}", "",
        ]))
        if name
    }  # fmt: skip


def test_weights_below_zero_are_dashed():
    lines = {line[0].text: line for line in elements(lecture(), "weight") if len(line)}
    dashed = {text for text, line in lines.items() if "negative" in line.get("class", "").split()}
    assert dashed == {text for text in lines if text and "= -" in text}
    assert ".weight.negative { stroke: #a85a00; stroke-dasharray: 7 4; }" in network(lecture()).svg


def test_units_and_biases_are_found_by_their_numbers():
    root = fromstring(network(lecture(), [1, -1], loss=squared_error).svg)
    units = [element for element in root.iter() if "data-unit" in element.attrib]
    assert [unit.get("data-unit") for unit in units] == ["0", "1", "2", "3", "4", "5"]
    biases = {
        element.get("data-bias"): element.text for element in root.iter() if "data-bias" in element.attrib
    }
    assert biases == {"2": "b = 1", "5": "b = 0", "8": "b = 0", "11": "b = 0"}


def test_activation_and_delta_stand_in_their_unit():
    texts = [
        [text.text for text in unit if {"data", "delta"} & {*text.get("class", "").split()}]
        for unit in elements(lecture(), "unit", [1, -1], loss=squared_error)
    ]
    assert texts[2] == ["0.982", "−0.000953"]


def test_no_markup_of_a_label_gets_through():
    model = lecture()
    for p in model.parameters():
        p.label = HOSTILE
    model.layers[0].neurons[0].unit_labels = ("z", HOSTILE, "")
    drawn = network(model, [Value(1.0, HOSTILE), -1], loss=squared_error)
    assert "<script>alert" not in drawn.svg
    fromstring(drawn.svg)
    assert "<script>alert" not in drawn.page.html


def test_there_is_no_style_attribute_which_pages_refuse():
    assert "style=" not in network(nn.MLP(784, [20, 2]), [0.5] * 784).svg
