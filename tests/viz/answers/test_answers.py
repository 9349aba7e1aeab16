"""viz/answers: what is said of right answers, of no answer, and of the mistakes students make."""

from decimal import Decimal
from fractions import Fraction
from math import e, inf, nan

import numpy as np
import pytest
from answer_table import ANSWERS, ARITHMETIC

import autograd
from autograd import Op, Value, record
from autograd.testing.answers import number_of
from viz import check_answers


def labeled(**nodes: Value) -> Value:
    for name, node in nodes.items():
        node.label = name
    return [*nodes.values()][-1]


def said(root: Value, answers) -> str:
    """Return the verdicts as one line."""
    return " ".join(str(check_answers(root, answers)).split())


@pytest.fixture
def graph() -> Value:
    """g = s p, s = p + a, p = a b at a = 3, b = -2: the exercise of the first notebook.

    p = -6, s = -3, g = 18. δ_s = p = -6. p gets s = -3 from g and 1 · δ_s = -6 from s: δ_p = -9.
    a gets 1 · δ_s = -6 from s and b δ_p = 18 from p: δ_a = 12. δ_b = a δ_p = -27.
    g = a²b² + a²b: ∂g/∂a = 2ab² + 2ab = 24 - 12 = 12, ∂g/∂b = 2a²b + a² = -36 + 9 = -27.
    """
    a, b = Value(3), Value(-2)
    p = a * b
    s = p + a
    return labeled(a=a, b=b, p=p, s=s, g=s * p)


def test_right_answers_are_ticked(graph):
    report = check_answers(graph, {"g": 1, "s": -6, "p": -9, "a": 12, "b": -27.0})
    assert str(report).splitlines() == [
        "✓ ∂g/∂g = 1", "✓ ∂g/∂s = -6", "✓ ∂g/∂p = -9", "✓ ∂g/∂a = 12", "✓ ∂g/∂b = -27", "5 of 5 right.",
    ]  # fmt: skip
    assert repr(report) == str(report)
    assert (report.right, report.total) == (5, 5)
    assert all(verdict.right for verdict in report.verdicts)


def test_the_report_says_which_answer_is_wrong(graph):
    report = check_answers(graph, {"s": -6, "p": -3, "a": None})
    assert (report.right, report.total) == (1, 3)
    assert [(v.label, v.answer, v.right) for v in report.verdicts] == [
        ("s", -6, True), ("p", -3, False), ("a", None, False),
    ]  # fmt: skip
    assert str(report.verdicts[0]) == repr(report.verdicts[0]) == "✓ ∂g/∂s = -6"


def test_the_right_answers_of_the_gate_that_opens():
    # m = vt = 3, n = m + c = 0, y = ½, g = ty = 1. δ_y = t = 2, δ_n = ¼ · 2 = ½ = δ_m = δ_c,
    # δ_v = t · ½ = 1, δ_t = y · 1 + v · ½ = ½ + ¾ = 1.25.
    t, v, c = Value(2), Value(1.5), Value(-3)
    n = v * t + c
    y = n.sigmoid()
    g = labeled(t=t, v=v, c=c, n=n, y=y, g=t * y)
    assert said(g, {"g": 1, "y": 2, "n": "1/2", "c": 0.5, "v": 1, "t": "5/4"}).endswith("6 of 6 right.")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"s": None}, "· ∂g/∂s has no answer yet"),
        ({"s": "r"}, "✗ ∂g/∂s: »r« is no label, no δ of one and no function; the labels are a, b, p, s, g"),
        ({"s": "1/0"}, "✗ ∂g/∂s: div is undefined at 1.0, 0.0: the divisor must not be 0 in: »1/0«"),
        ({"s": [6]}, "✗ ∂g/∂s: write a number or a formula, not [6]"),
        ({"s": 10**400}, "✗ ∂g/∂s: write a number, not one so large"),
        ({"s": -(10**5000)}, "✗ ∂g/∂s: write a number, not one so large"),
        ({"s": "1e999"}, "✗ ∂g/∂s: the number is too large: »1e999«"),
        ({"s": "½"}, "✗ ∂g/∂s = ½ is not right."),
        ({"s": "1,5"}, "✗ ∂g/∂s = 1,5 is not right. s gets one message"),
        ({"s": nan}, "✗ ∂g/∂s = nan is not right."),
        ({"g": 18}, "The root moves exactly as much as itself."),
        ({"p": -3}, "the message from g alone: p gets 2 messages"),
        ({"a": 18}, "the message from p alone, as if it had overwritten the others: a gets 2 messages"),
        ({"p": 18}, "the product of the messages"),
        ({"s": -3}, "product without the swap"),
        ({"s": 6}, "a slip of the sign"),
        ({"a": 3}, "the value of a in the forward pass"),
        ({"b": 3}, "the local gradient alone"),
        ({"b": -9}, "the upstream gradient handed on unchanged"),
        ({"b": "-1/27"}, "∂g/∂b = -1/27 is not right. It looks like the reciprocal"),
        # a = 1 · δ_s + b δ_p and b = a δ_p with the wrong δ_p = -3
        (
            {"p": -3, "b": -9},
            "b = -9 is not right. It looks like a right step from a wrong start: mend p",
        ),
        ({"p": -3, "a": 0}, "a = 0 is not right. It looks like a right step from a wrong start: mend p"),
        ({"a": 100}, "a gets 2 messages, from s and from p: write down [local] × [upstream] for each."),
    ],
)
def test_the_mistake_is_named(graph, answers, says):
    text = said(graph, answers)
    assert says in text
    assert f"0 of {len(answers)} right." in text


def test_a_subtraction_without_its_minus_is_named():
    # f = c (a - b) at a = 5, b = 2, c = 7: δ_d = 7, δ_a = 7, δ_b = -7
    a, b, c = Value(5), Value(2), Value(7)
    d = a - b
    f = labeled(a=a, b=b, c=c, d=d, f=c * d)
    assert "1 of 1 right." in said(f, {"b": -7})
    text = said(f, {"b": 7})
    assert "∂f/∂b = 7 is not right. It looks like the subtraction without its minus: b stands behind" in text
    assert "slip of the sign" not in text
    assert "the difference the other way round" in said(f, {"a": -7})


def test_the_minus_of_a_subtraction_is_looked_for_among_several_messages():
    # f = b c - b at b = 2, c = 5: b gets 5 and -1; without the minus 6
    b, c = Value(2), Value(5)
    p = b * c
    f = labeled(b=b, c=c, p=p, f=p - b)
    assert "1 of 1 right." in said(f, {"b": 4})
    assert "the subtraction without its minus" in said(f, {"b": 6})


@pytest.mark.parametrize(
    ("gate", "right", "wrong", "says"),
    [
        # at x = 2, upstream 3: exp has the slope e² = 7.389, not 2
        ("exp", 3 * e**2, 6, "the slope of exp with x put in, the input in place of the output"),
        # σ(2) = 0.880797, slope 0.104994; with x put in (1 - 2) 2 = -2
        ("sigmoid", 0.314981, -6, "the slope of sigmoid with x put in, the input in place of the output"),
        # tanh 2 = 0.964028, slope 0.070651; with x put in 1 - 4 = -3
        ("tanh", 0.211952, -9, "the slope of tanh with x put in, the input in place of the output"),
    ],
)
def test_the_operand_in_place_of_the_output_is_named(gate, right, wrong, says):
    x = Value(2.0)
    y = getattr(x, gate)()
    f = labeled(x=x, y=y, f=y * 3)
    assert "1 of 1 right." in said(f, {"x": right})
    assert says in said(f, {"x": wrong})


def test_an_operation_of_ones_own_is_not_taken_for_the_gate_whose_name_it_has():
    # f = 3xy at x = 2, y = 5: δ_x = 15; with x put in for its slope 2
    mul = Op("mul", "*", lambda xp, a, b: 3 * a * b, lambda xp, y, a, b: (3 * b, 3 * a))
    x, y = Value(2.0), Value(5.0)
    f = labeled(x=x, y=y, f=record(mul, x, y))
    text = said(f, {"x": 2})
    assert "the value of x in the forward pass" in text
    assert "multiply gate" not in text
    # 2x, called tanh and sub: with x put in for the slope of tanh 1 - 2² = -3; without a minus 2
    for name, answer in (("tanh", -3), ("exp", 2.5), ("sigmoid", -2)):
        double = Op(name, "d", lambda xp, x: 2.5 * x, lambda xp, y, x: (-2.5,))
        x = Value(2.5 if name == "exp" else 2.0)
        f = labeled(x=x, f=record(double, x))
        assert "put in" not in said(f, {"x": answer})
    add = Op("sub", "-", lambda xp, a, b: a - b, lambda xp, y, a, b: (1.0, -1.0))
    x, y = Value(3.0), Value(5.0)
    assert "the subtraction without" not in said(labeled(x=x, y=y, f=record(add, x, y)), {"y": 1})


def test_one_message_of_equals_is_named_once():
    # x gets 3 twice
    x = Value(2.0)
    f = labeled(x=x, f=x * 3 + x * 3)
    assert said(f, {"x": 3}).count("alone") == 1


def test_a_hint_names_some_of_many_senders():
    x, children = Value(2.0), [Value(float(k)) for k in range(1, 7)]
    products = [x * child for child in children]
    for k, product in enumerate(products):
        product.label = f"p{k}"
    f = labeled(x=x, f=autograd.sum(products))
    assert "x gets 6 messages, from p5 and from p4 and from p3 and from others: write" in said(f, {"x": 99})
    alike = labeled(x=x, f=autograd.sum([x * child for child in children]))
    assert "x gets 6 messages, from its child: write" in said(alike, {"x": 99})


@pytest.mark.parametrize(("value", "largest", "text", "judged"), ANSWERS)
def test_an_answer_is_compared_at_the_digits_that_were_typed(value, largest, text, judged):
    # f = value x + largest y, so that the graph has a message of that size
    x, y = Value(1.0), Value(1.0)
    f = labeled(x=x, y=y, f=x * value + y * largest)
    # the two products get 1 each, which is more than the largest where that is small
    f = f if largest >= 1 else labeled(x=x, f=record(rows(value, largest), x, y))
    report = check_answers(f, {"x": text})
    assert report.right == (judged == "right"), report
    assert ("rounded too early" in str(report)) == (judged == "early"), report


def rows(*partials: float) -> Op:
    return Op("linear", "l", lambda xp, *x: 0.0, lambda xp, y, *x: partials)


@pytest.mark.parametrize(
    "answer", [-0.074, -0.07, np.float32(-0.07), np.float64(-0.0736), Fraction(-74, 1000), Decimal("-0.074")]
)
def test_a_number_has_the_digits_that_python_writes(answer):
    x = Value(1.0)
    assert check_answers(labeled(x=x, f=x * -0.0735743), {"x": answer}).right == 1


@pytest.mark.parametrize("answer", [-0.0743418, 0, -0.1, True, -0.073])
def test_a_wrong_number_is_not_rounded_away(answer):
    x = Value(1.0)
    assert check_answers(labeled(x=x, f=x * -0.0735743), {"x": answer}).right == 0


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("-3/8", "-3/8"), (" −3 / 8 ", "−3 / 8"), ("-.375", "-.375"), (-0.375, "-0.375"),
        (Fraction(-3, 8), "-0.375"), (np.float32(-0.375), "-0.375"), (np.float64(-0.375), "-0.375"),
    ],
)  # fmt: skip
def test_a_number_may_be_written_in_any_way(answer, shown):
    x = Value(1.0)
    assert str(check_answers(labeled(x=x, f=x * -0.375), {"x": answer})).startswith(f"✓ ∂f/∂x = {shown}\n")


def test_a_whole_number_and_true_are_numbers():
    x = Value(1.0)
    f = labeled(x=x, f=x * 1)
    assert check_answers(f, {"x": np.int64(1), "f": True}).right == 2


def test_a_tiny_delta_is_not_zero_and_rounding_is():
    # δ_x = 1e-8, which 0 is not; 0.1 + 0.2 - 0.3 is 5.6e-17 for a computer and 0 on paper
    x, y = Value(1.0), Value(1.0)
    f = labeled(x=x, y=y, f=x * 1e-8 + (y * 0.1 + y * 0.2 - y * 0.3))
    report = check_answers(f, {"x": 0, "y": 0})
    assert [verdict.right for verdict in report.verdicts] == [False, True]


def test_infinite_and_undefined_slopes_can_be_answered():
    # √x at 0: 1/(2·0); 0 · that is nan
    x = Value(0.0)
    r = x.sqrt()
    f = labeled(x=x, r=r, f=r * 2)
    assert check_answers(f, {"x": inf}).right == 1
    assert check_answers(f, {"x": "inf"}).right == 1
    g = labeled(x=x, r=r, g=r * 0)
    assert check_answers(g, {"x": nan}).right == 1
    assert check_answers(g, {"x": 0}).right == 0


def test_a_root_without_a_label_is_called_root():
    x = Value(3.0, "x")
    assert said(x * x, {"x": 6}) == "✓ ∂root/∂x = 6 1 of 1 right."
    assert "the message from the mul gate alone" in said(x * x, {"x": 3})


def test_a_label_that_is_not_there_is_an_error(graph):
    with pytest.raises(ValueError, match="no node has the label 'q': the labels are a, b, p, s, g"):
        check_answers(graph, {"q": 1})
    with pytest.raises(ValueError, match="no node has the label 'q': no node has a label at all"):
        check_answers(Value(1.0) * 2, {"q": 1})


def test_a_label_of_two_nodes_is_an_error_only_where_it_is_asked_for():
    x, y = Value(3.0, "x"), Value(2.0, "x")
    f = labeled(f=x * y)
    assert check_answers(f, {"f": 1}).right == 1
    with pytest.raises(ValueError, match="2 nodes have the label 'x': an answer belongs to one node"):
        check_answers(f, {"x": 1})


def test_no_delta_is_read_or_written(graph):
    graph.grad = 5.0
    check_answers(graph, {"g": 1, "a": 3})
    assert graph.grad == 5.0
    assert graph.parents[0].grad == 0


def test_long_verdicts_are_wrapped(graph):
    lines = str(check_answers(graph, {"b": -9})).splitlines()
    assert len(lines) > 2
    assert lines[1].startswith("    ")
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("text", ["", "p", "1/0", "1/2/3", "/2", "3/", "½", "1,5"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match=r"is no number: write it as -0\.375 or as -3/8"):
        number_of(text)


def test_letters_are_judged_and_the_first_wrong_line_is_named(graph):
    # δ_s = p, δ_p = s + δ_s, δ_a = δ_s + b δ_p, δ_b = a δ_p
    report = check_answers(graph, {"s": "p", "p": "s", "a": "δ_s + b·δ_p", "b": "aδ_s"})
    assert str(report).splitlines() == [
        "✓ ∂g/∂s = p",
        "✗ ∂g/∂p = s is not right. It looks like the message from g alone: p gets 2 messages, and they add",
        "    up; a path was forgotten. Or like the value of s in the forward pass.",
        "✓ ∂g/∂a = δ_s + b·δ_p is right, given your δ_p",
        "✗ ∂g/∂b = aδ_s is not right. It looks like a path forgotten, the message from g: p gets 2 messages,",
        "    and they add up.",
        "2 of 4 right. The first wrong line on the way back is that of p.",
    ]
    assert report.first_wrong == "p"
    assert check_answers(graph, {"s": "p"}).first_wrong == ""


def test_a_coincidence_is_not_called_right():
    x, y = Value(2.0), Value(2.0)
    text = said(labeled(x=x, y=y, f=x * y), {"x": "x"})
    assert text.startswith("✗ ∂f/∂x = x is not right. It is right at this point only: with other numbers")


@pytest.mark.parametrize(("value", "text", "judged"), [row for row in ARITHMETIC if row[2] != "none"])
def test_worked_arithmetic_is_judged_as_in_the_quiz(value, text, judged):
    # the root's own gradient is 1: there are no factors to know
    q = Value(1.0)
    assert check_answers(labeled(q=q, f=q * value), {"q": text}).right == (judged == "right")
