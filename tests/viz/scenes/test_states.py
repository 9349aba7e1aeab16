"""viz/scenes/states.py: what the steps show and say, by hand for lecture A1, and for any graph."""

from itertools import pairwise

import pytest
from lecture_graphs import long_sum, product, sigmoid_circuit

import autograd
from autograd import Value
from viz import scene
from viz.scenes.states import State, state, state_count


def walk(root: Value) -> list[State]:
    records = scene(root)
    return [state(records, k) for k in range(state_count(records))]


def equation(shown: State) -> str:
    return "".join(text for text, _ in shown.equation)


def fan_out() -> Value:
    x = Value(3.0, "x")
    y = x * x
    y.label = "y"
    return y


# A1, f = (x + y) z at −2, 5, −4: q = 3, f = −12; seed 1; f sends −4 to q and 3 to z; q sends −4 to x and y.
A1 = [
    # phase, equation, received, data, delta, parcel; nodes are x, y, z, q, f
    ("Start", "x = −2,  y = 5,  z = −4", "", "−2 5 −4 . .", ". . . . .", ""),
    ("Forward pass, gate 1 of 2", "−2 + 5 = 3", "", "−2 5 −4 3 .", ". . . . .", ""),
    ("Forward pass, gate 2 of 2", "3 × (−4) = −12", "", "−2 5 −4 3 −12", ". . . . .", ""),
    ("Backward pass, the seed", "∂f/∂f = 1",
     "From here on every node sends upstream × local to each of its operands.",
     "−2 5 −4 3 −12", ". . . . 1", ""),
    ("Backward pass, message 1 of 4", "∂f/∂q × δ(f) = [−4] × [1] = −4",
     "delta of q: 0 → −4, 1 of 1 message received: complete", "−2 5 −4 3 −12", ". . . −4 1", "← −4"),
    ("Backward pass, message 2 of 4", "∂f/∂z × δ(f) = [3] × [1] = 3",
     "delta of z: 0 → 3, 1 of 1 message received: complete", "−2 5 −4 3 −12", ". . 3 −4 1", "← 3"),
    ("Backward pass, message 3 of 4", "∂q/∂x × δ(q) = [1] × [−4] = −4",
     "delta of x: 0 → −4, 1 of 1 message received: complete", "−2 5 −4 3 −12", "−4 . 3 −4 1", "← −4"),
    ("Backward pass, message 4 of 4", "∂q/∂y × δ(q) = [1] × [−4] = −4",
     "delta of y: 0 → −4, 1 of 1 message received: complete", "−2 5 −4 3 −12", "−4 −4 3 −4 1", "← −4"),
]  # fmt: skip


def test_the_product_of_the_lectures_is_walked_as_by_hand():
    found = [
        (
            shown.phase, equation(shown), shown.received,
            " ".join(x or "." for x in shown.data), " ".join(x or "." for x in shown.delta), shown.parcel,
        )
        for shown in walk(product())
    ]  # fmt: skip
    assert found == A1


def test_the_sentences_say_what_happens():
    sentences = [shown.sentence for shown in walk(product())]
    assert sentences[0] == (
        "The graph has 3 variables and 2 gates. "
        "First every gate computes its value from its operands, parents before children."
    )
    assert sentences[1:4] == [
        "q = x + y", "f = q × z", "The backward pass starts at the root with δ = ∂f/∂f."
    ]  # fmt: skip
    assert sentences[4] == "f = q × z sends q its message: local gradient × upstream gradient."


def test_gates_wires_and_receivers_are_marked():
    # edges of A1: x→q, y→q, q→f, z→f
    marks = [(shown.node_class, shown.edge_class) for shown in walk(product())]
    assert marks[0] == (["", "", "", "todo", "todo"], ["", "", "todo", ""])
    assert marks[1] == (["", "", "", "now", "todo"], ["read", "read", "", ""])
    assert marks[2] == (["", "", "", "", "now"], ["", "", "read", "read"])
    assert marks[3] == (["", "", "", "", "now got"], ["", "", "", ""])
    assert marks[4] == (["", "", "", "got", "now"], ["", "", "now", ""])
    assert marks[6] == (["got", "", "", "now", ""], ["now", "", "sent", "sent"])


def test_a_delta_that_waits_says_for_how_many():
    # y = x·x at 3: both messages are 3
    shown = walk(fan_out())
    assert [(s.delta[0], s.arrived[0]) for s in shown] == [
        ("", ""), ("", ""), ("", ""), ("3", "1 of 2"), ("6", "")
    ]  # fmt: skip
    assert shown[3].received == "delta of x: 0 → 3, 1 of 2 messages received"
    assert shown[4].received == "delta of x: 3 → 6, 2 of 2 messages received: complete"


def test_the_colors_of_an_equation():
    assert walk(product())[4].equation == [
        ("∂f/∂q × δ(f) = ", ""), ("[−4]", "partial"), (" × ", ""), ("[1]", "delta"),
        (" = ", ""), ("−4", "delta"),
    ]  # fmt: skip


@pytest.mark.parametrize("root", [product, sigmoid_circuit, fan_out, lambda: long_sum(21)])
def test_each_pass_ends_with_all_the_numbers_of_the_scene(root):
    records, shown = scene(root()), walk(root())
    gates = sum(bool(node.gate) for node in records.nodes)
    assert len(shown) == gates + 2 + len(records.arrivals)
    assert shown[gates].data == [node.data for node in records.nodes]
    assert shown[-1].delta == [node.delta for node in records.nodes]
    assert not any(shown[-1].arrived)
    assert set(shown[-1].edge_class) <= {"sent", "now"}


@pytest.mark.parametrize("root", [product, sigmoid_circuit, fan_out])
def test_from_step_to_step_one_thing_changes(root):
    shown = walk(root())
    for before, after in pairwise(shown):
        data = sum(a != b for a, b in zip(before.data, after.data, strict=True))
        delta = sum(a != b for a, b in zip(before.delta, after.delta, strict=True))
        assert data + delta == 1


def test_a_variable_alone_has_a_start_and_a_seed():
    start, seed = walk(Value(2.5, "x"))
    assert (equation(start), start.delta) == ("x = 2.5", [""])
    assert (equation(seed), seed.received, seed.node_class) == ("∂x/∂x = 1", "", ["now got"])


def test_of_many_variables_twelve_are_written_out():
    start = walk(autograd.sum([Value(float(i), f"x{i}") for i in range(13)]))[0]
    assert equation(start).endswith("x₁₁ = 11, …")


@pytest.mark.parametrize("k", [-1, 8])
def test_a_step_that_is_not_there_is_named(k: int):
    with pytest.raises(IndexError, match=rf"there is no step {k}: the walk goes from step 0 to step 7"):
        state(scene(product()), k)
