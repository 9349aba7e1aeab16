"""viz/table.py: the two passes as text for the terminal."""

import copy
import pickle

import pytest
from html_reader import Page
from lecture_graphs import HOSTILE, product, sigmoid_circuit

from autograd import Value, topological_order
from viz import scene, table


def rows(text: str) -> list[list[str]]:
    """The cells of each line; cells are two blanks or more apart."""
    return [[cell for cell in line.split("  ") if cell.strip()] for line in text.splitlines()]


def test_the_product_is_printed_as_in_the_lectures():
    assert table(product()) == "\n".join(
        [
            "forward",
            "  node  operation  value",
            "  x                   −2",
            "  y                    5",
            "  z                   −4",
            "  q     x + y          3",
            "  f     q × z        −12",
            "",
            "backward, δf = 1",
            "  from  to  [local] × [upstream] = message  delta      received",
            "  f     q   [−4] × [1] = −4                   0 →  −4  1 of 1",
            "  f     z   [3] × [1] = 3                     0 →  3   1 of 1",
            "  q     x   [1] × [−4] = −4                   0 →  −4  1 of 1",
            "  q     y   [1] × [−4] = −4                   0 →  −4  1 of 1",
        ]
    )


def test_the_sigmoid_circuit_shows_every_local_times_upstream():
    # A2: local gradients -1/1.367879² = -0.534446, 1, e⁻¹ = 0.367879, -1 and so on.
    text = table(sigmoid_circuit())
    for line in (
        "[−0.534447] × [1] = −0.534447",
        "[1] × [−0.534447] = −0.534447",
        "[0.367879] × [−0.534447] = −0.196612",
        "[−1] × [−0.196612] = 0.196612",
        "[−3] × [0.196612] = −0.589836",
    ):
        assert line in text


def test_a_value_used_twice_shows_both_messages_as_they_arrive():
    x = Value(3.0, "x")
    text = table(x * x)
    assert "0 →  3  1 of 2" in text
    assert "3 →  6  2 of 2" in text


def test_the_table_has_a_line_for_every_node_and_message():
    root = sigmoid_circuit()
    drawn = scene(root)
    assert len(table(root).splitlines()) == len(drawn.nodes) + len(drawn.arrivals) + 5


def test_constants_are_listed_on_request():
    root = Value(3.0, "x") + 1
    assert len(table(root, constants=True).splitlines()) == len(table(root).splitlines()) + 2


def test_the_table_rounds_after_the_point_as_lecture_l1_does():
    text = table(sigmoid_circuit(), decimals=1)
    # w0 = 2: [2] × [0.2] = 0.4; x0 = -1: [-1] × [0.2] = -0.2
    assert "[2] × [0.2] = 0.4" in text
    assert "[−1] × [0.2] = −0.2" in text


def test_digits_can_be_chosen():
    assert "0.7310585786" in table(sigmoid_circuit(), digits=10)


def test_columns_are_aligned():
    lines = table(sigmoid_circuit()).splitlines()
    ends = {len(line) for line in lines[1:15]}
    assert len(ends) == 1  # the last column of the forward pass is flush right
    assert len({line.index("[") for line in lines[18:]}) == 1


def test_a_single_variable_has_no_messages():
    assert table(Value(2.0, "x")).splitlines()[-1].split()[:2] == ["from", "to"]


def test_hostile_labels_stay_on_their_line():
    for label in HOSTILE:
        text = table(Value(1.0, label) * 2)
        assert len(text.splitlines()) == 8
        assert all(character.isprintable() for line in text.splitlines() for character in line)
        text.encode()


def test_tangents_stand_beside_the_deltas_and_are_followed_by_the_forward_sweep():
    f = product()
    x, y = (node for node in topological_order(f) if node.label in ("x", "y"))
    text = table(f, tangents={x: 1.0, y: 0.5})
    # ẋ = 1, ẏ = ½: q̇ = 1.5, ḟ = z q̇ + q ż = -4 · 1.5
    assert [[cell.strip() for cell in row] for row in rows(text)[1:7]] == [
        ["node", "operation", "value", "tangent", "delta"],
        ["x", "−2", "1", "−4"],
        ["y", "5", "0.5", "−4"],
        ["z", "−4", "0", "3"],
        ["q", "x + y", "3", "1.5", "−4"],
        ["f", "q × z", "−12", "−6", "1"],
    ]
    assert text.splitlines()[-6] == "tangents, x = 1, y = 0.5"
    assert [[cell.strip() for cell in row] for row in rows(text)[-5:]] == [
        ["from", "to", "[local] × [tangent] = contribution", "tangent", "received"],
        ["x", "q", "[1] × [1] = 1", "0 →", "1", "1 of 2"],
        ["y", "q", "[1] × [0.5] = 0.5", "1 →", "1.5", "2 of 2"],
        ["q", "f", "[−4] × [1.5] = −6", "0 →", "−6", "1 of 2"],
        ["z", "f", "[3] × [0] = 0", "−6 →", "−6", "2 of 2"],
    ]


def test_constants_inside_of_gates_contribute_no_line():
    x = Value(3.0, "x")
    lines = table(x * 2 + 1, tangents={x: 1.0}).split("tangents")[1].splitlines()
    assert len(lines) == 4
    assert len(table(x * 2 + 1, tangents={x: 1.0}, constants=True).split("tangents")[1].splitlines()) == 6


def test_a_seed_that_is_no_node_of_the_graph_is_refused():
    with pytest.raises(ValueError, match="is not in the graph of the outputs"):
        table(product(), tangents={Value(1.0): 1.0})


def test_a_table_is_a_string_that_prints_itself_and_compares_as_text():
    shown = table(product())
    text = str(shown)
    assert type(text) is str
    assert shown == text == repr(shown) == f"{shown}"
    assert text in {shown}
    assert hash(shown) == hash(text)
    assert table(product()) == shown != table(sigmoid_circuit())
    assert shown.partition("backward")[0].startswith("forward\n")
    for again in (copy.copy(shown), copy.deepcopy(shown), pickle.loads(pickle.dumps(shown))):
        assert again == shown
        assert again._repr_html_() == shown._repr_html_()


def test_the_last_line_of_a_cell_shows_tables_with_the_same_cells():
    shown = table(product(), tangents={})
    page = Page(shown._repr_html_())
    assert [tag for tag, _ in page.elements].count("table") == 3
    cells = [cell for part in shown.parts for row in part.rows for cell in row]
    assert sum(tag in ("td", "th") for tag, _ in page.elements) == len(cells)
    assert page.words == "".join(
        text for part in shown.parts for text in (part.title, *[cell for row in part.rows for cell in row])
    )
    # numbers stand to the right, as in the text
    heads = [attrs["style"] for tag, attrs in page.elements if tag == "th"][:3]
    assert ["right" in str(style) for style in heads] == [False, False, True]


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_text_in_the_tables_of_a_notebook(label: str):
    shown = table(Value(1.0, label) * 2)
    page = Page(shown._repr_html_())
    assert {tag for tag, _ in page.elements} == {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert all(attrs.keys() <= {"style"} for _, attrs in page.elements)


def test_ipython_prints_the_text_beside_the_tables():
    pretty = pytest.importorskip("IPython.lib.pretty")
    assert pretty.pretty(table(product())) == str(table(product()))
