"""viz/answers/engines.py: orders, backward passes and test graphs of students."""

import pytest
from hypothesis import given
from random_graphs import graphs

from autograd import Value, messages, mutants
from autograd.mutants import MUTANTS
from viz import check_engine, check_order, check_trap


def right(root):
    return messages(root).deltas


def shortcut():
    w, x = Value(2, label="w"), Value(3, label="x")
    h = w * x
    f = h + x
    h.label, f.label = "h", "f"
    return f


@pytest.mark.parametrize(
    ("order", "verdict"),
    [
        ("w x h f", "✓ Right, and it is the order in which they were made."),
        (["x", "w", "h", "f"], "✓ Right, and it is not the order in which they were made."),
        ("x, w, h, f", "✓ Right, and it is not the order in which they were made."),
        ("w h x f", "✗ h stands before its parent x."),
        ("f h x w", "✗ f stands before its parent h."),
        ("w x h", "✗ Every node once, please: w, x, h, f."),
        ("w x x h f", "✗ Every node once, please: w, x, h, f."),
        ("w, x,h, f", "✓ Right, and it is the order in which they were made."),
        (iter(["w", "x", "h", "f"]), "✓ Right, and it is the order in which they were made."),
        (None, "· no answer yet"),
    ],
)
def test_an_order_is_judged(order, verdict):
    told = check_order(shortcut(), order)
    assert str(told) == verdict
    assert told.right is verdict.startswith("✓")


def test_an_order_needs_a_label_at_every_node():
    x = Value(1.0, "x")
    with pytest.raises(ValueError, match="needs a label of its own at every node: that of 1 is missing"):
        check_order(x * x, "x")
    y = Value(1.0, "x")
    f = x * y
    f.label = "f"
    with pytest.raises(ValueError, match="needs a label of its own at every node: 'x' is that of two"):
        check_order(f, "x f")


def test_an_order_is_one_of_labels():
    f = shortcut()
    with pytest.raises(TypeError, match=r"check_order got Value\(.*\) in the order: it takes labels"):
        check_order(f, ["w", "x", "h", f])
    with pytest.raises(TypeError, match="check_order got 3 in the order: it takes labels, 'x y z' or"):
        check_order(f, 3)


def test_labels_with_spaces_stand_between_commas():
    x = Value(1.0, "input 1")
    f = x.exp()
    f.label = "f"
    assert check_order(f, "input 1, f").right


def test_the_right_engine_is_right():
    assert str(check_engine(right)) == "✓ Right, on all 6 graphs."


@given(graphs())
def test_the_right_engine_is_right_on_any_graph(recipe):
    _, root = recipe.build()
    assert check_engine(right, [root]).right


@pytest.mark.parametrize("mutant", [m for m in MUTANTS if m.calls == 1], ids=lambda m: m.name)
def test_every_wrong_engine_is_called_by_its_name(mutant):
    def wrong(root):
        deltas = dict.fromkeys(messages(root).deltas, 0.0)
        mutant.backward(root, deltas)
        return deltas

    told = check_engine(wrong)
    assert not told.right
    assert f"like {mutant.name}: " in str(told)


@pytest.mark.parametrize(
    ("engine", "verdict"),
    [
        (lambda root: None, "· no answer yet"),
        (lambda root: {}, "✗ ∂a/∂a is missing."),
        (lambda root: dict.fromkeys(right(root), 1.0), "✗ ∂a²/∂a = 1 is not right."),
        (lambda root: dict.fromkeys(right(root), float("nan")), "✗ ∂a/∂a = nan is not right."),
        (lambda root: dict.fromkeys(right(root), "1"), "✗ ∂a/∂a is '1': a number is asked for."),
    ],
)
def test_what_is_wrong_with_an_engine_is_said(engine, verdict):
    assert str(check_engine(engine)).startswith(verdict)


def test_an_engine_that_is_off_by_a_billionth_is_shown_all_digits():
    told = check_engine(lambda root: {node: 1.00000001 * delta for node, delta in right(root).items()})
    assert str(told) == "✗ ∂a/∂a = 1.00000001 is not right."


def test_the_graphs_of_an_engine_are_counted():
    f = shortcut()
    assert str(check_engine(right, [f])) == "✓ Right, on the graph."
    assert str(check_engine(right, [f, f])) == "✓ Right, on all 2 graphs."
    with pytest.raises(ValueError, match="check_engine got no roots: give one graph at least"):
        check_engine(right, [])
    with pytest.raises(TypeError, match=r"check_engine got one node as roots: they are a list, \[root\]"):
        check_engine(right, f)


def test_an_engine_is_a_function():
    assert str(check_engine(None)) == "· no answer yet"
    with pytest.raises(TypeError, match="check_engine got 3 for a backward pass: it takes a function of the"):
        check_engine(3)


def test_an_engine_returns_a_dictionary():
    with pytest.raises(TypeError, match="got list from the backward pass: it returns a dictionary"):
        check_engine(lambda root: [1.0])


def test_a_trap_is_judged_by_what_would_pass():
    a, b = Value(2.0), Value(3.0)
    h = a * a
    assert str(check_trap(h - h * b)) == "✓ All 5 are revealed."
    assert str(check_trap(a * b)).startswith(
        "✗ 0 of 5 revealed; no-order, assignment, stale, lost-edge, wrong"
    )
    assert str(check_trap(None)) == "· no answer yet"


def test_mutants_are_chosen_by_name():
    f = shortcut()
    report = mutants(f, "assignment", "no-order")
    assert [finding.mutant.name for finding in report.findings] == ["no-order", "assignment"]
    # x is met through h and directly, 2 + 1; the message that comes last is alone with assignment
    assert report.at(f.parents[1]) == {"no-order": 3.0, "assignment": 2.0}
    with pytest.raises(ValueError, match="mutants has no 'lost edge': it has no-order, "):
        mutants(f, "lost edge")
    with pytest.raises(ValueError, match="the report has no 'y': it is not in the graph"):
        report.at(Value(1.0, "y"))
    with pytest.raises(TypeError, match=r"mutants got \['stale'\] for a name: write mutants\(root, "):
        mutants(f, ["stale"])
    with pytest.raises(TypeError, match="the report is asked at a node, a Value, not str 'x'"):
        report.at("x")
