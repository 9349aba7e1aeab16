"""What the exercises say to right answers, to no answer, and to the mistakes students make."""

from math import exp, log

import pytest

from autograd import Value
from notebooks.exercise import check, check_slope


@pytest.fixture
def graph():
    """g = s p, s = p + a, p = a b at a = 3, b = -2: the exercise of the first notebook.

    p = -6, s = -3, g = 18. δ_s = p = -6. p gets s = -3 from g and 1 · δ_s = -6 from s: δ_p = -9.
    a gets 1 · δ_s = -6 from s and b δ_p = 18 from p: δ_a = 12. δ_b = a δ_p = -27.
    g = a²b² + a²b: ∂g/∂a = 2ab² + 2ab = 24 - 12 = 12, ∂g/∂b = 2a²b + a² = -36 + 9 = -27.
    """
    a, b = Value(3, label="a"), Value(-2, label="b")
    p = a * b
    p.label = "p"
    s = p + a
    s.label = "s"
    g = s * p
    g.label = "g"
    return g


def test_right_answers_are_ticked(graph, capsys):
    check(graph, {"g": 1, "s": -6, "p": -9, "a": 12, "b": -27.0})
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "✓ ∂g/∂g = 1", "✓ ∂g/∂s = -6", "✓ ∂g/∂p = -9", "✓ ∂g/∂a = 12", "✓ ∂g/∂b = -27", "5 of 5 right.",
    ]  # fmt: skip


def test_the_right_answers_of_the_gate_that_opens(capsys):
    # m = vt = 3, n = m + c = 0, y = ½, g = ty = 1. δ_y = t = 2, δ_n = ¼ · 2 = ½ = δ_m = δ_c,
    # δ_v = t · ½ = 1, δ_t = y · 1 + v · ½ = ½ + ¾ = 1.25.
    t, v, c = Value(2, label="t"), Value(1.5, label="v"), Value(-3, label="c")
    n = v * t + c
    n.label = "n"
    y = n.sigmoid()
    y.label = "y"
    g = t * y
    g.label = "g"
    check(g, {"g": 1, "y": 2, "n": 0.5, "c": 0.5, "v": 1, "t": 1.25})
    assert capsys.readouterr().out.endswith("6 of 6 right.\n")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"s": None}, "· ∂g/∂s has no answer yet"),
        ({"s": "p"}, "✗ ∂g/∂s: write a number, not 'p'"),
        ({"g": 18}, "The root moves exactly as much as itself."),
        ({"p": -3}, "the message from g alone: p gets 2 messages"),
        ({"a": 18}, "the message from p alone: a gets 2 messages"),
        ({"p": 18}, "the product of the messages"),
        ({"s": -3}, "multiply gate without the swap"),
        ({"s": 6}, "a slip of the sign"),
        ({"a": 3}, "the value of a in the forward pass"),
        ({"b": 3}, "the local gradient alone"),
        ({"b": -9}, "the upstream gradient handed on unchanged"),
        ({"b": -27.5}, "rounded too early"),
        # a = 1 · δ_s + b δ_p and b = a δ_p with the wrong δ_p = -3
        (
            {"p": -3, "b": -9},
            "b = -9 is not right. It looks like a right step from a wrong start: mend p",
        ),
        ({"p": -3, "a": 0}, "a = 0 is not right. It looks like a right step from a wrong start: mend p"),
        ({"a": 100}, "a gets 2 messages, from s and from p: write down [local] × [upstream] for each."),
    ],
)
def test_the_mistake_is_named(graph, capsys, answers, says):
    check(graph, answers)
    said = " ".join(capsys.readouterr().out.split())
    assert says in said
    assert f"0 of {len(answers)} right." in said


def test_a_label_that_is_not_there_is_an_error(graph):
    with pytest.raises(ValueError, match="no node has the label 'q': the labels are a, b, p, s, g"):
        check(graph, {"q": 1})


@pytest.mark.parametrize(
    ("slope", "says"),
    [
        (lambda z: 1 / (1 + exp(-z)), "✓ Right."),
        (lambda z: None, "· no answer yet"),
        (lambda z: 1 / (1 + exp(z)), "without the gate exp"),
        (exp, "without the gate log"),
        (lambda z: -1 / (1 + exp(-z)), "a slip of the sign"),
        (lambda z: log(1 + exp(z)), "the function itself"),
        (lambda z: exp(z) + 1 + 1 / (1 + exp(z)), "the sum of the local gradients"),
        (lambda z: 7.0, "Multiply the local gradients"),
    ],
)
def test_the_slope_of_softplus_is_judged(capsys, slope, says):
    check_slope(slope, lambda z: (1 + z.exp()).log())
    assert says in " ".join(capsys.readouterr().out.split())
