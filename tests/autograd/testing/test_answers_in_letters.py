"""autograd/testing/answers.py: formulas, worked arithmetic, coincidences, what follows from a wrong line."""

import time

import pytest
from answer_table import WORKED

import autograd
from autograd import Value, maximum, softmax
from autograd.testing.answers import first_wrong, judged


def labeled(**nodes: Value) -> Value:
    for name, node in nodes.items():
        node.label = name
    return [*nodes.values()][-1]


def leaves(**numbers: float) -> list[Value]:
    return [Value(number, name) for name, number in numbers.items()]


def kinds(root: Value, answers) -> dict[str, str]:
    return {judgement.label: judgement.kind for judgement in judged(root, answers)}


def why(root: Value, label: str, answer, **others) -> str:
    found = {judgement.label: judgement for judgement in judged(root, {label: answer, **others})}
    assert found[label].kind == "wrong", found[label]
    return found[label].why


def all_right(root: Value, answers) -> None:
    assert {label: kind for label, kind in kinds(root, answers).items() if kind != "right"} == {}


# --- the blanks of lecture L4 ----------------------------------------------------------------------------


def logistic(penalty: bool) -> Value:
    """A6: z = wx + b, y = σ(z), L = ½(y − t)², with R = ½w² and L_reg = L + λR."""
    w, x, b, t, lam = leaves(w=0.5, x=2.0, b=-1.0, t=0.25, λ=0.125)
    z = w * x + b
    y = z.sigmoid()
    loss = labeled(z=z, y=y, L=(y - t) ** 2 / 2)
    if not penalty:
        return loss
    square = w**2 / 2
    return labeled(R=square, L_reg=loss + lam * square)


def test_a6_without_the_penalty_in_letters():
    all_right(
        logistic(penalty=False),
        {"L": "1", "y": "y - t", "z": "δ_y * y*(1-y)", "w": "δ_z*x", "b": "δ_z", "x": "w·δ_z", "t": "t − y"},
    )
    all_right(logistic(penalty=False), {"y": "δ_L (y − t)", "z": "δ_y σ'(z)", "w": "(y−t)σ′(z)x"})


def test_a6_with_the_penalty_in_letters():
    all_right(
        logistic(penalty=True),
        {
            "L_reg": "1", "R": "δ_L_reg · λ", "L": "δ_{L_reg}", "y": "d_L (y - t)", "z": "delta_y y (1 - y)",
            "w": "δ_z*x + δ_R*w", "b": "∂L_reg/∂z", "λ": "½w²",
        },
    )  # fmt: skip
    assert kinds(logistic(penalty=True), {"w": "δ_z*x"}) == {"w": "wrong"}


@pytest.mark.parametrize("target", [0, 1, 2])
def test_a7_in_letters(target: int):
    # L = −Σ t_k ln y_k: ∂L/∂z_k = y_k Σt − t_k, which is y_k − t_k where the t are shares of 1
    scores = [Value(s, f"z_{k}") for k, s in enumerate((0.0, 0.7, 1.6), 1)]
    targets = [Value(float(k == target), f"t_{k + 1}") for k in range(3)]
    shares = softmax(scores)
    for k, share in enumerate(shares, 1):
        share.label = f"y_{k}"
    loss = labeled(L=autograd.sum([-t * y.log() for t, y in zip(targets, shares)]))
    all_right(loss, {f"z_{k}": f"y_{k} − t_{k}" for k in (1, 2, 3)})
    all_right(loss, {"y_1": "-t₁/y₁", "z_2": "y2 - t2"})
    assert kinds(loss, {"z_1": "t_1 - y_1", "z_2": "y_2"}) == {"z_1": "wrong", "z_2": "wrong"}


def perceptron() -> Value:
    """A8: two layers with two inputs, two hidden units and two outputs, L = ½ Σ (y_k − t_k)²."""
    x = [Value(v, f"x_{j}") for j, v in enumerate((1.0, -2.0), 1)]
    t = [Value(v, f"t_{k}") for k, v in enumerate((1.0, -1.0), 1)]
    first = [[Value(v, f"w_{i}{j}^(1)") for j, v in enumerate(row, 1)]
             for i, row in enumerate([[0.5, 1.0], [-1.0, 0.3]], 1)]  # fmt: skip
    second = [[Value(v, f"W[{k}][{i}]") for i, v in enumerate(row)]
              for k, row in enumerate([[2.0, -0.4], [1.0, 0.7]])]  # fmt: skip
    b = [Value(0.1, "b_1"), Value(-0.2, "b_2")]
    z = [autograd.dot(row, x, bias) for row, bias in zip(first, b)]
    h = [v.tanh() for v in z]
    y = [autograd.dot(row, h) for row in second]
    loss = autograd.sum([(yk - tk) ** 2 for yk, tk in zip(y, t)]) / 2
    for name, nodes in (("z", z), ("h", h), ("y", y)):
        for k, node in enumerate(nodes, 1):
            node.label = f"{name}_{k}"
    return labeled(L=loss)


def test_a8_in_letters():
    answers = {"L": "1"}
    for k in (1, 2):
        answers |= {f"y_{k}": f"y_{k} − t_{k}"}
        answers |= {f"W[{k - 1}][{i}]": f"δ_y_{k} h_{i + 1}" for i in (0, 1)}
    for i in (1, 2):
        answers[f"h_{i}"] = f"δ_{{y_1}} W[0][{i - 1}] + δ_{{y_2}} W[1][{i - 1}]"
        answers |= {f"z_{i}": f"δ_h_{i} (1 − h_{i}²)", f"b_{i}": f"δ_z_{i}"}
        answers |= {f"w_{i}{j}^(1)": f"δ_z_{i} · x_{j}" for j in (1, 2)}
    all_right(perceptron(), answers)
    assert kinds(perceptron(), {"h_1": "δ_y_1 W[0][0]", "z_1": "δ_h_1 (1 - z_1²)"}) == {
        "h_1": "wrong", "z_1": "wrong"
    }  # fmt: skip
    assert kinds(perceptron(), {"z_1": "δ_h_1 tanh'(z_1)", "z_2": "δ_h_2 f'(z_2)"}) == {
        "z_1": "right", "z_2": "right"
    }  # fmt: skip


# --- coincidences -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "answers"),
    [
        ({"x": 2.0, "y": 2.0}, {"x": "x"}),  # xy at 2, 2: ∂/∂x = y
        ({"x": 2.0, "y": 2.0}, {"x": "y²/2"}),
        ({"x": 3.0, "y": 1.0}, {"x": "y**3"}),
        ({"x": 0.0, "y": 0.0}, {"x": "x"}),
        ({"x": 4.0, "y": 5.0}, {"x": "x + 1"}),
    ],
)
def test_what_is_right_at_the_recorded_point_only_is_not_called_right(numbers, answers):
    x, y = leaves(**numbers)
    (judgement,) = judged(labeled(f=x * y), answers)
    assert judgement.kind == "wrong"
    assert judgement.why.startswith("It is right at this point only: with other numbers in the leaves it is")


def test_a_reason_must_hold_at_every_point():
    # at x = 2 the value of x is 2 as the answer is; elsewhere it is not
    x, y = leaves(x=2.0, y=5.0)
    assert "value of x" not in why(labeled(f=x * y), "x", "4 - 2 + 0*y")


def test_plain_numbers_and_leaves_without_a_label_stay():
    x = Value(3.0, "x")
    all_right(labeled(f=x * 7 + Value(4.0) * x), {"x": "7 + 4 + 0*x"})


@pytest.mark.parametrize("x", [2.0, -2.0])
def test_kinks_are_not_crossed(x: float):
    x, y = leaves(x=x, y=-3.0)
    side = "δ_h" if x.data > 0 else "0*δ_h"
    h = x.relu()
    all_right(labeled(h=h, f=h * y), {"x": side})
    m = autograd.maximum(x, y)
    all_right(labeled(m=m, g=m * 3), {"x": "δ_m", "y": "0 δ_m"} if x.data > y.data else {"x": "0 δ_m"})


def test_where_no_other_point_is_found_the_recorded_one_counts():
    # x ** n is defined for negative x at whole n alone: n stays, x moves
    x, n = leaves(x=-2.0, n=3.0)
    f = labeled(f=x**n)
    all_right(f, {"x": "n x**(n-1)"})
    assert kinds(f, {"x": "12 + 0*x"}) == {"x": "right"}


def test_an_answer_that_is_undefined_says_so():
    x, y = leaves(x=2.0, y=3.0)
    (judgement,) = judged(labeled(f=x * y), {"x": "ln(x - 2)"})
    assert judgement.kind == "unread"
    assert judgement.why.endswith(
        "log is undefined at 0.0: the operand must be greater than 0 in: »log(x - 2)«"
    )
    # right at the recorded point, and undefined at others: f = xy, where x is 0.04 there
    x, y = leaves(x=0.04, y=0.2)
    assert kinds(labeled(f=x * y), {"x": "√(x)"}) == {"x": "wrong"}


def test_letters_without_a_sign_between_them_are_a_product():
    x, y, lam = leaves(x=2.0, y=3.0, λ=5.0)
    all_right(labeled(f=x * y * lam), {"x": "λy", "y": "λx", "λ": "xy"})
    (judgement,) = judged(labeled(f=x * y * lam), {"x": "1/λy"})
    assert (judgement.kind, judgement.why) == (
        "unread", "»y« behind a / may be above or below: write brackets in: 1/λ»y«"
    )  # fmt: skip
    # w_1x and w_1 x are told from each other by no one
    a, b, ab = leaves(a=2.0, b=3.0, ab=5.0)
    assert kinds(labeled(f=a * b * ab), {"a": "b ab", "ab": "a b"}) == {"a": "right", "ab": "right"}


def test_small_terms_count():
    # λ = 1e-5 is no reason to leave the penalty out
    w, x, lam = leaves(w=1.0, x=2.0, λ=1e-5)
    f = labeled(f=w * x + lam * w**2 / 2)
    assert kinds(f, {"w": "x"}) == {"w": "wrong"}
    assert kinds(f, {"w": "x + λw"}) == {"w": "right"}


def test_vanishing_deltas_are_compared_as_they_are():
    x, y = leaves(x=1e-13, y=2.0)
    assert kinds(labeled(f=x * y), {"y": "x"}) == {"y": "right"}
    assert kinds(labeled(f=x * y), {"y": "0*x"}) == {"y": "wrong"}


@pytest.mark.parametrize("x", [0.3, 12.0, 20.0, 30.0, 40.0, -30.0])
def test_a_right_formula_is_right_where_a_sigmoid_saturates(x: float):
    (z,) = leaves(z=x)
    f = labeled(y=z.sigmoid())
    for formula in ("y(1-y)", "σ'(z)", "σ(z) σ(-z)", "exp(-z)/(1+exp(-z))²", "e^(-z)/(1+e^(-z))^2"):
        assert kinds(f, {"z": formula}) == {"z": "right"}, formula
    for formula in ("y", "1-y", "y²(1-y)", "0*z", "exp(-z)/(1+exp(-z))"):
        assert kinds(f, {"z": formula}) == {"z": "wrong"}, formula


def test_a_number_amid_letters_is_right_at_one_point_only():
    x, y = leaves(x=2.0, y=0.7311)
    assert why(labeled(f=x * y * x), "y", "2 x").startswith("It is right at this point only")
    assert why(labeled(f=x * y * x), "x", "1.4622 x").startswith("It is right at this point only")


# --- reasons ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "answer", "says"),
    [
        ("y", "2(y - t)", "a constant factor forgotten (such as ½)"),
        ("y", "t - y", "the difference the other way round, (t − y) for (y − t)"),
        ("y", "y", "the value of y in the forward pass"),
        ("y", "y - t + w", "What is too many is + w"),
        ("z", "δ_y y", "sigmoid itself in place of its slope"),
        ("z", "-δ_y y", "The factor (1 − y) is missing, and the sign is wrong."),
        ("z", "δ_y", "the upstream gradient handed on unchanged"),
        ("z", "y(1-y)", "the local gradient alone"),
        ("w", "δ_z*x", "w gets 2 messages"),
        ("w", "δ_z*x + δ_R", "the local gradient in the message from R"),
        ("w", "δ_z + δ_R*w", "the upstream gradient handed on unchanged"),
        ("b", "δ_z x", "the bias times an input"),
        ("b", "δ_z t", "The factor t is one too many."),
        ("w", "exp(t)", "write down [local] × [upstream] for each"),
    ],
)
def test_the_missing_factor_or_term_is_named(label: str, answer: str, says: str):
    assert says in why(logistic(penalty=True), label, answer)


def test_a_line_that_uses_a_wrong_one_is_judged_on_its_own():
    judgements = judged(logistic(penalty=True), {"w": "δ_z*x + δ_R*w", "z": "δ_y*y", "b": "δ_z"})
    assert [judgement.kind for judgement in judgements] == ["right", "wrong", "right"]
    assert judgements[0].why == judgements[2].why == "right, given your δ_z"
    assert first_wrong(judgements).label == "z"


def test_a_step_from_a_wrong_start_is_told_where_its_delta_is_written_out():
    # δ_z is answered without σ′, and b = δ_z written out follows it
    said = why(logistic(penalty=True), "b", "y - t", z="y - t")
    assert "a right step from a wrong start: mend z first" in said


def test_the_first_wrong_line_is_that_nearest_to_the_root():
    judgements = judged(logistic(penalty=True), {"b": "1", "z": "1", "L": "2", "w": "δ_z x + δ_R w"})
    assert first_wrong(judgements).label == "L"
    assert first_wrong(judged(logistic(penalty=True), {"L": "1"})) is None


# --- worked arithmetic ------------------------------------------------------------------------------------


def neuron() -> Value:
    """δ_y = −0.2217 and ∂y/∂z = 0.331865, so that δ_z = −0.0735743."""
    z, a = leaves(z=0.0, a=-0.2217)
    y = z * (0.0735743 / 0.2217) + 0.4
    return labeled(y=y, f=y * a)


@pytest.mark.parametrize(("answer", "kind"), WORKED)
def test_arithmetic_is_judged_factor_by_factor(answer: str, kind: str):
    assert kinds(neuron(), {"z": answer}) == {"z": kind}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("(1-0.73)*0.73", "right"), ("(1−0,731)·0,731", "right"), ("0.73 (1 - 0.73)", "right"),
        ("0.7311*0.2689", "right"), ("0.27*0.73", "right"), ("1*0.1966", "right"), ("(1-0.73)*0.37", "wrong"),
        ("(1-0.78)*0.78", "wrong"), ("0.73**2", "wrong"), ("0.27+0.73", "wrong"),
    ],
)  # fmt: skip
def test_the_slope_of_a_sigmoid_in_numbers(answer: str, kind: str):
    z = Value(1.0, "z")
    assert kinds(labeled(y=z.sigmoid()), {"z": answer}) == {"z": kind}


def test_a_factor_that_is_no_number_of_the_graph_is_named():
    assert "The factor 0.43 is none of the values and gradients on the way from f to z" in why(
        neuron(), "z", "-0.22*0.43"
    )


def test_messages_may_be_added_in_numbers():
    # g = t σ(v t - 3) at t = 2: y = 1/2 from g, and 1.5 · 1/2 from m
    t, v = leaves(t=2.0, v=1.5)
    m = v * t
    y = (m - 3).sigmoid()
    g = labeled(m=m, y=y, g=t * y)
    assert kinds(g, {"t": "0.5 + 0.75"}) == {"t": "right"}
    assert "0.45 is none of the values" in why(g, "t", "0.45 + 0.80")


def test_a_line_that_is_still_open_is_not_given_away():
    # max sends a nothing, so δ_a = 0
    a, b, c = leaves(a=2.0, b=5.0, c=-3.0)
    m = maximum(a, b)
    p = m * c
    g = labeled(m=m, p=p, g=p + m)
    assert "the delta of another node." in why(g, "p", 0, a=None)
    assert "the delta of another node." in why(g, "p", 0, a=-2)
    assert "the delta of a." in why(g, "p", 0, a=0)
    assert "the delta of a." in why(g, "p", 0)


# --- hostile ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        "9**9**9", "9^9^9^9", "9**9**9*x", "x**9**9**9", "10^99999999", "7·10^99999999999", "2**-9**9",
        "__import__('os').system('true')", "eval('1')", "x.data", "x.__class__", "lambda: x",
        "[x for x in x]", "().__class__", "", "   ", "\0", "x\0y", "'" * 500, "(" * 5000,
        "(" * 900 + "x" + ")" * 900, "-" * 1999 + "x", "exp(" * 200 + "x" + ")" * 200, "δ" * 1500,
        "δ_" * 700, "x" * 100_000, "²", "½½", "1½", "x²²", "x'", "x''(x)", "'(x)", "σ'", "σ'(", "σ'()",
        "tanh'(x, x)", "f'(", "f'(q)", "1;2", "x=1", "x:=1", "𝐱", "ｘ", "x\u200b", "\u202ex", "max()",
        "max(1,,2)", "0,0,0", "1e999", "1e-999", "e**e**e**e", "1/0", "∂f/∂q", "nan*x", "inf*x",
        "1_0*x", "0x10", "x if x else x", "not x", "x @ x", "x, x", "*x", "#x", "x\nx", "\ud800",
        "𝟗**𝟗",
    ],
)  # fmt: skip
def test_nothing_is_evaluated_and_nothing_hangs(answer: str):
    x, y = leaves(x=2.0, y=3.0)
    start = time.process_time()
    (judgement,) = judged(labeled(f=x * y), {"x": answer})
    assert judgement.kind in ("wrong", "unread")
    assert judgement.why
    assert len(judgement.why) < 600
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "label", ["x-y", "1", "+", "(", "σ", "e", "π", "exp", "δ_y", "a b", "²", "\ud800", "x\0"]
)
def test_any_label_may_stand_in_a_graph(label: str):
    x, y = Value(2.0, label), Value(3.0, "y")
    assert kinds(labeled(f=x * y), {label: "y", "y": "x"})[label] == "right"


def test_a_label_wins_over_the_spelling_of_a_delta():
    x, d = Value(2.0, "x"), Value(3.0, "d_x")
    f = labeled(f=x * d)
    assert kinds(f, {"x": "d_x", "d_x": "x"}) == {"x": "right", "d_x": "right"}
    assert kinds(f, {"x": "δ_x"}) == {"x": "right"}


def test_a_label_of_two_nodes_cannot_be_used_in_a_formula():
    x, y, z = Value(2.0, "x"), Value(3.0, "y"), Value(5.0, "y")
    (judgement,) = judged(labeled(f=x * y * z), {"x": "y²"})
    assert (judgement.kind, judgement.why) == ("unread", "2 nodes have the label y: which is meant?")


def test_no_node_is_changed():
    root = logistic(penalty=True)
    order = autograd.topological_order(root)
    before = [(node.data, node.grad, node.label, node.edges) for node in order]
    judged(root, {"w": "δ_z*x", "z": "δ_y"})
    assert [(node.data, node.grad, node.label, node.edges) for node in order] == before
