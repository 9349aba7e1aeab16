"""viz/pictures/svg.py: golden files, and the drawing read as XML."""

import math
import re
import shutil
import xml.etree.ElementTree as ElementTree

import pytest
from golden_files import check_golden
from lecture_graphs import HOSTILE, product, sigmoid_circuit

from autograd import Op, Value, dot, record
from autograd.labels import read, written
from viz import circuit, scene, step_through
from viz.pictures.drawing import draw
from viz.pictures.svg import svg

NAMESPACE = {"svg": "http://www.w3.org/2000/svg"}
ENGINES = [
    "layered",
    pytest.param("dot", marks=pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")),
]
GRAPHS = {"product": product, "sigmoid": sigmoid_circuit}


def drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def texts(root: ElementTree.Element, kind: str) -> list[str]:
    return ["".join(e.itertext()) for e in root.iterfind(f".//svg:text[@class='{kind}']", NAMESPACE)]


@pytest.mark.parametrize("name", GRAPHS)
def test_the_circuits_of_the_lectures_look_like_their_golden_files(name: str):
    check_golden(f"{name}.svg", circuit(GRAPHS[name](), engine="layered", notes=True).svg + "\n")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", GRAPHS)
def test_both_engines_draw_the_same_records(name: str, engine: str):
    root = GRAPHS[name]()
    picture, records = drawn(circuit(root, engine=engine, notes=True).svg), scene(root)
    assert texts(picture, "data") == [n.data for n in records.nodes]
    assert texts(picture, "delta") == [n.delta for n in records.nodes]
    assert [written(text) for text in texts(picture, "label")] == [n.name for n in records.nodes if n.label]
    gates = picture.iterfind(".//svg:g[@class='gate']/svg:text", NAMESPACE)
    assert [g.text for g in gates] == [n.gate for n in records.nodes if n.gate]
    # in these two no node has two children
    assert texts(picture, "note") == [
        f"= [{e.partial}] × [{records.nodes[e.child].delta}]"
        for e in sorted(records.edges, key=lambda e: e.parent)
    ]
    ids = [e.get("id") for e in picture.iter() if e.get("id")]
    assert ids == [f"edge-{i}" for i in range(len(records.edges))] + [
        f"node-{i}" for i in range(len(records.nodes))
    ]


def test_the_sigmoid_circuit_writes_every_local_times_upstream():
    # A2, to the two digits of the slides and two more.
    notes = texts(drawn(circuit(sigmoid_circuit(), notes=True, engine="layered").svg), "note")
    assert notes[-4:] == [
        "= [−1] × [−0.1966]",
        "= [0.3679] × [−0.5344]",
        "= [1] × [−0.5344]",
        "= [−0.5344] × [1]",
    ]


def test_edges_are_bare_unless_notes_are_asked_for():
    assert texts(drawn(circuit(product()).svg), "note") == []


def test_operations_stand_in_circles():
    gates = drawn(circuit(product()).svg).iterfind(".//svg:g[@class='gate']/svg:circle", NAMESPACE)
    assert [gate.get("r") for gate in gates] == ["18", "18"]


def test_an_operation_with_a_long_name_stands_in_a_pill():
    x = Value(1.0, "x")
    (gate,) = drawn(circuit(x.softplus()).svg).iterfind(".//svg:g[@class='gate']/svg:rect", NAMESPACE)
    assert (gate.get("height"), gate.get("rx")) == ("36", "18")
    assert float(gate.get("width")) > 60


def test_values_stand_above_the_wire_and_deltas_below_it():
    for node in drawn(circuit(sigmoid_circuit(), engine="layered").svg).iterfind(
        ".//svg:g[@class='node']", NAMESPACE
    ):
        data, delta = (node.find(f"svg:text[@class='{c}']", NAMESPACE) for c in ("data", "delta"))
        # the wire is the x-axis of its node; letters of 14 points stand on their y
        assert re.fullmatch(r"M[\d.]+ 0h[\d.]+", node.find("svg:path", NAMESPACE).get("d"))
        assert float(data.get("y")) < 0 < float(delta.get("y")) - 14


def test_values_are_green_and_deltas_red():
    style = circuit(product()).svg
    assert re.search(r"\.data \{[^}]*fill: #1a7f37", style)
    assert re.search(r"\.delta \{[^}]*fill: #c62828", style)


def test_names_are_shown_on_request():
    assert texts(drawn(circuit(sigmoid_circuit()).svg), "name") == []
    assert texts(drawn(circuit(sigmoid_circuit(), names=True).svg), "name") == [f"v{i}" for i in range(6, 13)]


def test_the_output_is_the_same_on_every_run():
    assert (
        circuit(sigmoid_circuit(), engine="layered").svg == circuit(sigmoid_circuit(), engine="layered").svg
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_the_two_edges_of_a_square_are_two_wires_the_first_operand_above(engine: str):
    x = Value(3.0, "x")
    first, second = draw(scene(x * x), engine=engine).wires
    assert sum(y for _, y in first) < sum(y for _, y in second)


@pytest.mark.parametrize("notes", [False, True])
def test_every_wire_begins_at_its_parent_and_ends_at_the_rim_of_its_gate(notes: bool):
    values = [Value(float(i)) for i in range(9)]
    for root in (sigmoid_circuit(), dot(values[:4], values[4:8], values[8])):
        picture = draw(scene(root), engine="layered", notes=notes)
        for wire, edge in zip(picture.wires, picture.scene.edges, strict=True):
            parent, child = picture.nodes[edge.parent], picture.nodes[edge.child]
            assert len(wire) % 3 == 1
            assert wire[0] == (parent.right, parent.y)
            x, y = wire[-1]
            # within a point of the circle of radius 18 around the round left end of the gate
            assert abs(math.hypot(x - (child.left + 18), y - child.y) - 18) < 1
            assert x <= child.left + 18


@pytest.mark.parametrize("engine", ["layered", None])
def test_nothing_stands_outside_of_the_drawing_and_no_two_texts_meet(engine: str | None):
    picture = draw(scene(sigmoid_circuit()), engine=engine, notes=True, names=True)
    boxes = [(p.left, p.right, p.y - 18, p.y + 18) for p in picture.nodes]
    for left, right, top, bottom in boxes:
        assert 0 <= left < right <= picture.width
        assert 0 <= top < bottom <= picture.height
    for i, (l1, r1, t1, b1) in enumerate(boxes):
        for l2, r2, t2, b2 in boxes[:i]:
            assert r1 < l2 or r2 < l1 or b1 < t2 or b2 < t1


def test_a_page_reserves_room_for_every_delta_on_the_way():
    # x gets 0.123456·1000 first and the opposite then: 0 at the end, 123.456 on the way.
    x = Value(1.0, "x")
    records = scene(x * 123.456 - x * 123.456)
    still, moving = draw(records, engine="layered"), draw(records, engine="layered", running=True)
    assert records.nodes[0].delta == "0"
    assert moving.nodes[0].right - moving.nodes[0].wire > still.nodes[0].right - still.nodes[0].wire


def test_many_operands_get_room_to_come_together():
    values = [Value(float(i)) for i in range(16)]
    few, many = (draw(scene(dot(values[:n], values[n : 2 * n])), engine="layered") for n in (1, 8))
    assert many.nodes[-1].left - many.nodes[0].right > few.nodes[-1].left - few.nodes[0].right + 50


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_text(label: str):
    root = Value(1.0, label) * Value(2.0, label)
    root.label = label
    names = [read(node.label) for node in scene(root).nodes]
    for text in (circuit(root, engine="layered").svg, svg(draw(scene(root)), standalone=False)):
        assert texts(drawn(text), "label") == [name.base + name.below for name in names]
        text.encode()


def test_the_symbol_of_an_operation_of_ones_own_is_text():
    mine = Op("mine", "<b>&", lambda xp, x: x, lambda xp, y, x: (1.0,))
    (gate,) = drawn(circuit(record(mine, Value(1.0))).svg).iterfind(".//svg:g[@class='gate']", NAMESPACE)
    assert "".join(gate.itertext()) == "<b>&"


def test_the_drawing_of_a_page_has_its_numbers_for_readers_without_scripts_and_no_ids_or_titles():
    records = scene(sigmoid_circuit())
    picture = drawn(svg(draw(records, names=True), standalone=False))
    assert not [element for element in picture.iter() if element.get("id")]
    assert texts(picture, "data") == [node.data for node in records.nodes]
    assert texts(picture, "delta") == [node.delta for node in records.nodes]
    assert len(picture.findall("svg:path", NAMESPACE)) == len(records.edges)
    assert len(picture.findall("svg:g[@class='node']", NAMESPACE)) == len(records.nodes)


def test_a_title_of_ones_own_is_text():
    page = step_through(product(), title="<b>\x00\ud800", engine="layered")
    page.html.encode()
    assert "&lt;b&gt;" in page.html
    assert "\x00" not in page.html


def test_an_unknown_engine_is_named():
    with pytest.raises(ValueError, match="there is no layout engine 'neato': use 'dot', 'layered' or None"):
        _ = circuit(product(), engine="neato").svg
