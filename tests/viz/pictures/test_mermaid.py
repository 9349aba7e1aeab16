"""viz/pictures/mermaid.py: what stands in nodes and on edges."""

import re

from golden_files import check_golden
from lecture_graphs import product, sigmoid_circuit

from autograd import Op, Value, record
from autograd import sum as sum_of
from viz import circuit, overview


def test_the_product_of_the_lectures_is_written_like_its_golden_file():
    text = circuit(product(), notes=True).mermaid
    check_golden("product.mmd", text)


def nodes(text: str) -> list[list[str]]:
    """What stands in the nodes, line by line."""
    found = re.findall(r'^  n\d+[(\[]+"(.*)"[)\]]+:::', text, re.MULTILINE)
    return [[line.strip() for line in node.split("<br>")] for node in found]


def test_gates_are_circles_and_variables_boxes():
    text = circuit(product()).mermaid
    assert text.startswith("flowchart LR\n")
    assert re.findall(r"^  (n\d)\(\(.*\)\):::gate$", text, re.MULTILINE) == ["n3", "n4"]
    assert re.findall(r"^  (n\d)\[.*\]:::variable$", text, re.MULTILINE) == ["n0", "n1", "n2"]


def test_nodes_say_gate_value_and_delta():
    assert nodes(circuit(product()).mermaid) == [
        ["x = −2", "δ = −4"], ["y = 5", "δ = −4"], ["z = −4", "δ = 3"],
        ["#43;", "q = 3", "δ = −4"], ["×", "f = −12", "δ = 1"],
    ]  # fmt: skip


def test_names_are_shown_on_request():
    without, with_names = (nodes(circuit(sigmoid_circuit(), names=names).mermaid) for names in (False, True))
    assert (without[5], with_names[5]) == (["×", "−2", "δ = 0.1966"], ["×", "v6 = −2", "δ = 0.1966"])


def test_edges_carry_their_message_on_request():
    assert "  n0 --- n3\n" in circuit(product()).mermaid
    assert '  n2 ---|"[3] × [1] = 3"| n4\n' in circuit(product(), notes=True).mermaid


def test_a_square_has_two_edges():
    x = Value(3.0, "x")
    assert circuit(x * x).mermaid.count("n0 --- n1") == 2


def test_a_plain_number_is_not_called_by_its_value():
    assert nodes(circuit(1 / Value(4.0), constants=True).mermaid)[1] == ["1", "δ = 0.25"]


def test_the_symbol_of_an_operation_of_ones_own_is_text():
    mine = Op("mine", '"))<b>', lambda xp, x: x, lambda xp, y, x: (1.0,))
    assert nodes(circuit(record(mine, Value(1.0))).mermaid)[1][0] == "#34;#41;#41;#60;b#62;"


def test_a_text_in_a_wire_has_no_box_and_no_numbers():
    x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    q = x + y
    text = circuit(q * z, focus=q, hops=0, notes=True).mermaid
    assert re.findall(r'^  n\d\["⋯ \d"\]:::wire$', text, re.MULTILINE) == [
        '  n0["⋯ 2"]:::wire',
        '  n2["⋯ 1"]:::wire',
    ]
    assert "classDef wire fill:none,stroke:none," in text
    # ∂q/∂x = ∂q/∂y = 1 are not drawn; what q received, z = -4, is
    assert '  n0 ---|"[⋯] × [−4] = ⋯"| n1\n' in text
    assert '  n1 ---|"[⋯] × [⋯] = −4"| n2\n' in text
    assert "wire" not in circuit(q * z).mermaid


def test_the_node_in_focus_is_marked():
    x = Value(3.0, "x")
    assert nodes(circuit(x * x, focus=x).mermaid)[0] == ["▶ x = 3", "δ = 6"]


def test_a_group_of_variables_is_drawn_as_variables_and_one_of_gates_as_gates():
    w = [Value(float(i)) for i in range(9)]
    lines = overview(sum_of(v.tanh() for v in w)).mermaid.splitlines()
    assert [line.split(":::")[1] for line in lines if "9 ×" in line] == ["variable", "gate"]


def test_a_group_of_an_overview_has_a_range_and_the_length_of_its_deltas_not_one_of_each():
    # f = Σ tanh(w xᵢ): δ of the 50 tanh is 1 each, √50 = 7.1 together
    w = Value(0.5, "w")
    text = overview(sum_of((w * Value(i / 10)).tanh() for i in range(50))).mermaid
    assert ["tanh", "50 ×", "0…0.99", "‖δ‖ 7.1"] in nodes(text)
    assert "δ = ‖" not in text
    assert "= 0…" not in text
