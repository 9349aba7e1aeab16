"""viz/table.py: the two passes as text for the terminal."""

from lecture_graphs import HOSTILE, product, sigmoid_circuit

from autograd import Value
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
