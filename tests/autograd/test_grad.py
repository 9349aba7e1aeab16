"""Derivatives that are Values: against derivations by hand, the complex step and the deltas of `backward`."""

from math import exp, inf, log, nan, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from random_graphs import graphs, smooth_graphs, whole_graphs

import autograd
from autograd import (
    Op,
    Value,
    dot,
    fold,
    grad,
    logsumexp,
    maximum,
    messages,
    minimum,
    ops,
    record,
    softmax,
    take,
    topological_order,
    words,
)
from autograd.higher.expressions import Expression, Recorder, added, product
from autograd.replay import deltas_at, replay
from autograd.testing import complex_words

# --- 1. derivations by hand ------------------------------------------------------------------------------


def about(x):
    return pytest.approx(x, rel=1e-14, abs=1e-15)


T, S = 0.6, 0.75  # tanh(ln 2) = 3/5, σ(ln 3) = 3/4

# (f, x, f′, f″, f‴): the derivation stands above
BY_HAND = [
    # x³: 3x², 6x, 6
    (lambda x: x**3, 2.0, (12.0, 12.0, 6.0)),
    # xxx: the same, by the product rule
    (lambda x: x * x * x, 2.0, (12.0, 12.0, 6.0)),
    # 1/x: -1/x², 2/x³, -6/x⁴
    (lambda x: 1 / x, 2.0, (-0.25, 0.25, -0.375)),
    (lambda x: x**-1, 2.0, (-0.25, 0.25, -0.375)),
    # eˣ stays
    (lambda x: x.exp(), 1.0, (about(exp(1)),) * 3),
    (lambda x: x.expm1(), 1.0, (about(exp(1)),) * 3),
    # ln x: 1/x, -1/x², 2/x³
    (lambda x: x.log(), 2.0, (0.5, -0.25, 0.25)),
    (lambda x: x.log1p(), 1.0, (0.5, -0.25, 0.25)),
    # √x: ½x^-½, -¼x^-3/2, 3/8 x^-5/2
    (lambda x: x.sqrt(), 4.0, (0.25, about(-1 / 32), about(3 / 256))),
    (lambda x: x**0.5, 4.0, (0.25, about(-1 / 32), about(3 / 256))),
    # sin: cos, -sin, -cos, at 0
    (lambda x: x.sin(), 0.0, (1.0, 0.0, -1.0)),
    (lambda x: x.cos(), 0.0, (0.0, -1.0, 0.0)),
    # arcsin: (1-x²)^-½, x(1-x²)^-3/2, (1+2x²)(1-x²)^-5/2
    # at 3/5, 1-x² = 16/25: 5/4, ⅗·125/64, 43/25·3125/1024
    (lambda x: x.asin(), 0.6, (about(1.25), about(75 / 64), about(43 / 25 * 3125 / 1024))),
    # arctan: 1/(1+x²), -2x/(1+x²)², (6x²-2)/(1+x²)³; at 1: ½, -½, ½
    (lambda x: x.atan(), 1.0, (0.5, -0.5, 0.5)),
    # tanh: 1-y², -2y(1-y²), (6y²-2)(1-y²)
    (
        lambda x: x.tanh(),
        log(2),
        (about(1 - T**2), about(-2 * T * (1 - T**2)), about((6 * T**2 - 2) * (1 - T**2))),
    ),
    # σ: y(1-y), y(1-y)(1-2y), y(1-y)(1-6y+6y²)
    (
        lambda x: x.sigmoid(),
        log(3),
        (about(S * (1 - S)), about(S * (1 - S) * (1 - 2 * S)), about(S * (1 - S) * (1 - 6 * S + 6 * S**2))),
    ),
    # softplus′ = σ
    (lambda x: x.softplus(), log(3), (about(S), about(S * (1 - S)), about(S * (1 - S) * (1 - 2 * S)))),
    # aˣ: aˣ ln a, …; at 2³
    (lambda x: 2**x, 3.0, (about(8 * log(2)), about(8 * log(2) ** 2), about(8 * log(2) ** 3))),
    # xˣ = y: y(ln x + 1), y((ln x + 1)² + 1/x), y((ln x + 1)³ + 3(ln x + 1)/x - 1/x²); at 1: 1, 2, 3
    (lambda x: x**x, 1.0, (1.0, 2.0, 3.0)),
    # (x+2)ˣ = y at 0, where the exponent is 0: y(ln 2), y(ln² 2 + ½ + ½); third: ln³ 2 + 3 ln 2 - ¾
    (
        lambda x: (x + 2) ** x,
        0.0,
        (about(log(2)), about(log(2) ** 2 + 1), about(log(2) ** 3 + 3 * log(2) - 0.75)),
    ),
    # conventions at kinks: what jumps has the slope 0, at every order
    (lambda x: x.relu(), 0.0, (0.0, 0.0, 0.0)),
    (lambda x: x.relu() ** 2, 3.0, (6.0, 2.0, 0.0)),
    (lambda x: x.relu() ** 2, 0.0, (0.0, 0.0, 0.0)),
    (lambda x: abs(x) ** 3, -2.0, (-12.0, 12.0, -6.0)),
    (abs, 0.0, (0.0, 0.0, 0.0)),
    (lambda x: x.leaky_relu(0.5), 0.0, (0.5, 0.0, 0.0)),
    (lambda x: x.leaky_relu(0.5) ** 2, -2.0, (-1.0, 0.5, 0.0)),
    (lambda x: x.sign() * x, -2.0, (-1.0, 0.0, 0.0)),
    (lambda x: x.step(), 1.0, (0.0, 0.0, 0.0)),
    (lambda x: x.hardtanh(), 0.5, (1.0, 0.0, 0.0)),
    # elu: x ≥ 0: 1, 0, 0; below αeˣ stays
    (lambda x: x.elu(2.0), -1.0, (about(2 * exp(-1)),) * 3),
    (lambda x: x.elu(2.0), 0.0, (1.0, 0.0, 0.0)),
    # huber: the parabola has slope x, beyond δ it is straight; at the border the parabola's, by max and min
    (lambda x: x.huber(), 0.5, (0.5, 1.0, 0.0)),
    (lambda x: x.huber(), -3.0, (-1.0, 0.0, 0.0)),
    (lambda x: maximum(x * x, 1.0), 2.0, (4.0, 2.0, 0.0)),
    (lambda x: minimum(x * x, 1.0), 2.0, (0.0, 0.0, 0.0)),
    (lambda x: take([x, x**3], 1), 2.0, (12.0, 12.0, 6.0)),
    (lambda x: take([x, x**3], Value(1.0)), 2.0, (12.0, 12.0, 6.0)),
    # held fast: ∂(x · [x²])/∂x = x², of which nothing more is known
    (lambda x: x * (x * x).detach(), 3.0, (9.0, 0.0, 0.0)),
    # ln(e^x + e^-x): tanh, 1-y², -2y(1-y²)
    (lambda x: logsumexp([x, -x]), log(2), (about(T), about(1 - T**2), about(-2 * T * (1 - T**2)))),
    # x·x + x·x + 1 as a dot
    (lambda x: dot([x, x], [x, x], 1.0), 3.0, (12.0, 4.0, 0.0)),
    (lambda x: autograd.sum([x, x * x, x, 4.0]), 3.0, (8.0, 2.0, 0.0)),
]  # fmt: skip


@pytest.mark.parametrize(("f", "at", "derivatives"), BY_HAND)
def test_three_derivatives_are_those_derived_by_hand(f, at, derivatives):
    x = Value(at)
    y = f(x)
    for expected in derivatives:
        y = grad(y, x)
        assert y.data == expected


def test_the_gradient_of_a_cube_is_three_times_the_square():
    x = Value(2.0, "x")
    first = grad(x**3, x)
    names = [(node.op.name if node.op else node.label) for node in topological_order(first)]
    assert names == ["x", "pow(2)", "constant", "mul"]
    assert [parent.data for parent in first.parents] == [3.0, 4.0]
    assert [parent.data for parent in grad(first, x).parents] == [6.0, 2.0]
    assert grad(grad(first, x), x).op is ops.CONSTANT


NAMES = {
    # what stands on the board, and the gates that are drawn for it
    "2x": (lambda x: x * x, ["mul"]),
    "y(1 - y)": (lambda x: x.sigmoid(), ["sigmoid", "sub", "mul"]),
    "1 - y²": (lambda x: x.tanh(), ["tanh", "pow(2)", "sub"]),
    "-3": (lambda x: 5 - 3 * x, []),
    "cos x": (lambda x: x.sin() + 0 * x, ["cos"]),
    "-sin x": (lambda x: x.cos(), ["sin", "neg"]),
    "1/x": (lambda x: x.log(), ["div"]),
    "sign y": (lambda x: x.relu(), ["relu", "sign"]),
    "1 if 0 < x else 0.01": (lambda x: x.leaky_relu(), ["where(<)"]),
}


@pytest.mark.parametrize("formula", NAMES)
def test_the_graph_of_a_derivative_has_the_gates_of_its_formula(formula):
    f, gates = NAMES[formula]
    x = Value(0.5, "x")
    assert [node.op.name for node in topological_order(grad(f(x), x)) if node.parents] == gates


def test_two_derivatives_of_leaky_relu_are_a_number():
    x = Value(-1.0)
    assert grad(grad(x.leaky_relu(), x), x).op is ops.CONSTANT


# --- 2. against the deltas and the complex step ------------------------------------------------------------


@given(graphs())
def test_the_first_derivative_is_the_delta(recipe):
    leaves, root = recipe.build()
    deltas = messages(root).deltas
    # whole numbers are multiplied before instead of after, messages of several operands added in another way
    assert [d.data for d in grad(root, leaves)] == pytest.approx(
        [deltas.get(v, 0.0) for v in leaves], rel=1e-13, abs=1e-13
    )


@given(whole_graphs())
def test_the_first_derivative_is_exactly_the_delta_where_arithmetic_is_exact(recipe):
    leaves, root = recipe.build()
    deltas = messages(root).deltas
    assert [d.data for d in grad(root, leaves)] == [deltas.get(v, 0.0) for v in leaves]


def at_a_kink(node):
    """Return whether a convention decides here: the complex step leaves such a point to one side."""
    operands = [parent.data for parent in node.parents]
    if node.op.name in ("maximum", "minimum"):
        return operands.count(node.data) > 1
    return node.op.name in BENT and operands[0] == 0


BENT = ("abs", "elu(0.5)", "leaky_relu(0.1)", "relu", "sign", "softplus")


@given(graphs(), st.integers(0, 3))
def test_the_second_derivative_is_the_complex_step_of_the_deltas(recipe, which):
    # no torch and no second rule: the deltas of the graph computed with complex numbers
    leaves, root = recipe.build()
    x = leaves[which % len(leaves)]
    order = topological_order(root)
    assume(x in order)
    assume(not any(at_a_kink(node) for node in order if node.parents))
    numbers = {v: complex_words.Complex(v.data, complex_words.H if v is x else 0.0) for v in leaves}
    deltas = deltas_at(order, replay(order, numbers, complex_words), complex_words)
    expected = [complex(deltas.get(v, 0.0)).imag / complex_words.H for v in leaves]
    first = grad(root, leaves)
    assert [grad(d, x).data for d in first] == pytest.approx(expected, rel=1e-10, abs=1e-10)


@given(smooth_graphs())
def test_mixed_derivatives_do_not_ask_for_the_order(recipe):
    leaves, root = recipe.build()
    first = grad(root, leaves)
    H = [[grad(d, x).data for x in leaves] for d in first]
    np.testing.assert_allclose(H, np.transpose(H), rtol=1e-10, atol=1e-10)


@given(graphs(), st.lists(st.floats(-1, 1), min_size=4, max_size=4))
def test_the_graph_of_a_derivative_holds_for_other_numbers_too(recipe, others):
    # choices are gates: replayed on the other side of a kink they choose anew
    leaves, root = recipe.build()
    new_leaves, new_root = recipe.build(others[: len(leaves)])
    first, anew = grad(root, leaves), grad(new_root, new_leaves)
    for a, b in zip(first, anew):
        numbers = replay(topological_order(a), dict(zip(leaves, others)))
        assert numbers[a] == pytest.approx(b.data, rel=1e-12, abs=1e-12)


@given(graphs())
def test_nothing_is_written_into_the_graph(recipe):
    leaves, root = recipe.build()
    order = topological_order(root)
    before = [(v.data, v.grad, v.label, v.edges) for v in order]
    grad(root, leaves)
    assert [(v.data, v.grad, v.label, v.edges) for v in order] == before


@pytest.mark.parametrize("name", words.TABLE)
def test_every_word_has_a_row_that_is_the_same_function(name):
    # so that the partials of any row, in whatever words, are differentiated
    xs = {"acos": 0.3, "asin": 0.3}.get(name, 0.7)
    n = {"where": 3, "divide": 2, "maximum": 2, "minimum": 2, "pow": 2}.get(name, 1)
    operands = (xs, 0.4, 0.2)[:n]
    row = Op(
        "own", "own",
        lambda xp, *a: xp.where(a[0] > 0.5, a[1], a[2]) if name == "where" else getattr(xp, name)(*a),
        lambda xp, y, *a: (y,) * len(a),  # wrong on purpose: what is tried is y as a word
    )  # fmt: skip
    partial = Op("outer", "outer", lambda xp, *a: 0.0 * a[0], lambda xp, y, *a: (row.forward(xp, *a),) * n)
    leaves = [Value(x) for x in operands]
    first = grad(record(partial, *leaves), leaves[0])
    assert first.data == row.forward(words, *operands)
    order = topological_order(first)
    for x in leaves:
        numbers = {v: complex_words.Complex(v.data, complex_words.H if v is x else 0.0) for v in leaves}
        slope = replay(order, numbers, complex_words)[first].imag / complex_words.H
        assert grad(first, x).data == pytest.approx(slope, rel=1e-14)


def test_a_folded_gate_is_differentiated_through_the_rows_inside_of_it():
    x = Value(40.0, "x")
    z = (x.softplus() - 1) * (-x).elu()
    f = fold(z, [node for node in topological_order(z) if node.parents])
    assert f.parents == (x,)
    for _ in range(3):
        z, f = grad(z, x), grad(f, x)
        assert f.data == pytest.approx(z.data, rel=1e-12)


def test_an_operation_of_your_own_is_differentiated_to_any_order():
    cube = Op("cube", "x³", lambda xp, x: x * x * x, lambda xp, y, x: (3 * x * x,))
    x = Value(2.0)
    first = grad(record(cube, x), x)
    assert (first.data, grad(first, x).data, grad(grad(first, x), x).data) == (12.0, 12.0, 6.0)


@pytest.mark.parametrize(
    ("partials", "message"),
    [
        (lambda xp, y, x: (1.0 if x > 0 else 0.0,), "bent .* the row branched on its operand"),
        (lambda xp, y, x: (float(x),), "bent .* the row asked for the number of its operand"),
        (lambda xp, y, x: (x.tanh() if hasattr(x, "tanh") else xp.tan(x),), "bent .* no attribute 'tan'"),
    ],
)
def test_a_row_that_no_graph_can_be_made_of_is_told_so(partials, message):
    x = Value(2.0)
    node = autograd.value.new_node(Op("bent", "bent", lambda xp, x: x, partials), 2.0, (x, 1.0))
    with pytest.raises(TypeError, match=message):
        grad(node, x)


# --- 3. what is asked for -----------------------------------------------------------------------------------


def test_the_derivatives_are_nested_as_what_they_are_taken_by():
    x, y = Value(2.0), Value(3.0)
    f = x * y
    assert grad(f, x) is y  # a node that was there
    assert grad(f, [x, [y], (x,)]) == [y, [x], (y,)]
    array = grad(f, np.array([[x, y]]))
    assert array.shape == (1, 2)
    assert array.tolist() == [[y, x]]
    assert grad(f, []) == []
    assert grad(f, np.array(x)) is y


def test_a_repeated_input_gets_its_derivative_at_both_places():
    x = Value(2.0)
    assert [d.data for d in grad(x**2, [x, x])] == [4.0, 4.0]


def test_the_root_by_itself_is_one_and_by_a_stranger_nought():
    x, y = Value(2.0), Value(3.0)
    assert [d.data for d in grad(x, [x, y])] == [1.0, 0.0]
    f = x * x
    assert [d.data for d in grad(f, [f, x, y])] == [1.0, 4.0, 0.0]


def test_a_computed_node_is_an_input_too_and_paths_lead_on_through_it():
    x = Value(3.0)
    q = x * x
    f = q * q * x
    assert [d.data for d in grad(f, [q, x])] == [2 * 9 * 3, 81 + 54 * 6]
    # ∂f/∂q = 2qx still depends on q
    assert grad(grad(f, q), q).data == 6.0


def test_what_was_changed_since_it_was_recorded_is_refused():
    x = Value(3.0, "x")
    f = x**2
    x.data = 5.0
    with pytest.raises(ValueError, match=r"pow\(2\) = 9 by 'x' was recorded as 6 and is 10 now: some \.data"):
        grad(f, x)
    assert grad(x + 1, x).data == 1.0


def test_a_function_is_answered_with_the_right_call():
    def f(x):
        return x * x

    for differentiate, call in (("grad", r"grad\(f\(x\), x\)"), ("hvp", r"hvp\(f\(x\), x, v\)")):
        with pytest.raises(
            TypeError, match=f"{differentiate} takes what was recorded, not the function f: .*{call}"
        ):
            getattr(autograd, differentiate)(*(f,) if differentiate == "grad" else (f, 1.0, 2.0))


X = Value(2.0, "x")
REFUSED = [
    (lambda: grad([X], X), TypeError, r"grad takes one Value, not list .*jacobian\(outputs, inputs\)"),
    (lambda: grad(3.0, X), TypeError, "grad takes one Value, not float 3.0"),
    (lambda: grad(X, 2.0), TypeError, r"wrt holds float 2\.0: derivatives are of Values"),
    (lambda: grad(X, [X, "x"]), TypeError, "wrt holds str 'x'"),
    (lambda: grad(X, {"x": X}), TypeError, "wrt holds dict"),
    (lambda: grad(X), TypeError, "wrt holds NoneType None"),
    (lambda: grad(X, np.array([1.0])), TypeError, r"wrt holds float 1\.0"),
    (lambda: grad(X * 2, (X * 2).parents[1]), ValueError, r"holds the plain number Value\(2\), a constant"),
]


@pytest.mark.parametrize(("ask", "kind", "message"), REFUSED)
def test_what_is_no_value_is_refused_by_name(ask, kind, message):
    with pytest.raises(kind, match=message):
        ask()


def test_derivatives_are_labeled_where_all_have_labels():
    x, y = Value(2.0, "x"), Value(3.0, "y")
    f = x**3 * y**2
    f.label = "f"
    a = grad(f, [x, y])
    assert [d.label for d in a] == ["∂f/∂x", "∂f/∂y"]
    assert [d.label for d in grad(a[1], [x, y])] == ["∂²f/∂x∂y", "∂²f/∂y²"]
    assert grad(grad(a[0], x), y).label == "∂³f/∂y∂x²"
    assert grad(x * y, x).label == "y"  # a node that was there keeps its name
    assert grad((x * 2) ** 2, x).label == ""


# --- 4. at the edges ----------------------------------------------------------------------------------------


def test_a_chain_of_ten_thousand_nodes_needs_no_recursion():
    x = y = Value(0.5)
    for _ in range(10_000):
        y = (y + 0.001) * 0.999
    first = grad(y, x)
    assert first.data == pytest.approx(0.999**10_000)
    y = x
    for _ in range(10_000):
        y = y.sin()
    assert grad(grad(y, x), x).data < 0


def test_slopes_without_bound_are_inf_as_in_the_engine():
    x = Value(0.0)
    assert [grad(y, x).data for y in (x.sqrt(), x**0.5, Value(1.0) - (x + 1).acos())] == [inf, inf, inf]
    assert grad(grad(x.sqrt(), x), x).data == -inf


def test_a_negative_base_keeps_its_whole_powers():
    a, b = Value(-2.0), Value(3.0)
    by_a, by_b = grad(a**b, [a, b])
    assert (by_a.data, grad(by_a, a).data) == (12.0, -12.0)
    assert by_b.data != by_b.data
    a = Value(0.0)
    assert grad(grad(a**b, a), a).data == 0.0


def test_nan_goes_through():
    x = Value(nan)
    assert grad((x * x).tanh(), x).data != grad((x * x).tanh(), x).data
    assert grad(maximum(x, 1.0) ** 2, x).data != 0


def numbers_in_front(x):
    """Return the plain numbers of c · (d · x), from the outside in."""
    found = []
    while x.parents:
        number, x = x.parents
        found.append(number.data)
    return found


def test_whole_numbers_meet_as_long_as_their_product_is_exact():
    x = Expression(Value(0.7))
    assert numbers_in_front(product(3.0, product(2.0, x)).node) == [6.0]
    assert numbers_in_front((-product(3.0, product(-2.0, x))).node) == [6.0]
    assert numbers_in_front(product(0.1, product(2.0, x)).node) == [0.1, 2.0]
    assert numbers_in_front(product(3.0, product(0.1, x)).node) == [3.0, 0.1]
    assert numbers_in_front(product(3.0, product(2.0**52, x)).node) == [3.0, 2.0**52]


def test_subtracting_what_is_negative_adds_it():
    a, b = Expression(Value(0.7)), Expression(Value(0.2))
    assert (a - -b).node.parents == (a.node, b.node)
    assert (a - -b).node.op is ops.ADD
    assert (a + -b).node.op is (-b + a).node.op is ops.SUB


def test_whether_a_number_is_nan_or_infinite_is_not_asked():
    # rows ask it to say what an undefined slope is; a gate for it would stand in every derivative
    xp, x = Recorder(), Expression(Value(0.7))
    assert [xp.where(holds, 1.0, 0.0) for holds in (x == x, x != x, x <= x, x < x)] == [1.0, 0.0, 1.0, 0.0]
    assert [xp.where(holds, 1.0, 0.0) for holds in (x == inf, x != -inf, abs(x) == inf)] == [0.0, 1.0, 0.0]
    assert xp.where(x == 1.0, 1.0, 0.0).node.op is ops.where("==")


@pytest.mark.parametrize("a", [-1.0, 1.0])
@pytest.mark.parametrize("b", [-1.0, 1.0])
def test_joined_conditions_choose_as_on_numbers(a, b):
    xp, x, y = Recorder(), Expression(Value(a)), Expression(Value(b))
    assert xp.where((x < 0) & (y < 0), 1.0, 0.0).node.data == float(a < 0 and b < 0)
    assert xp.where((x < 0) | (y < 0), 1.0, 0.0).node.data == float(a < 0 or b < 0)
    assert xp.where((x < 0) | (y < 0) & (x < y), 1.0, 0.0).node.data == float(a < 0 or (b < 0 and a < b))
    assert xp.where(True | (x < 0), 1.0, 0.0) == 1.0
    assert xp.where((x < 0) & False, 1.0, 0.0) == 0.0


def test_a_choice_in_a_choice_is_left_out_only_if_it_asks_the_opposite():
    xp, x, y = Recorder(), Expression(Value(0.7)), Expression(Value(0.2))
    for inner, branches in ((x <= 0.0, [3.0]), (y <= 0.0, []), (x <= 1.0, []), (x < 0.0, [])):
        made = xp.where(x > 0.0, 2.0, xp.where(inner, 3.0, 4.0)).node
        assert [v.data for v in made.parents[3:] if not v.parents] == branches


def test_the_gates_of_a_derivative_have_no_domain():
    # they answer inf and nan where they are undefined: pages and programs do not refuse them
    a, b = Value(2.0), Value(3.0)
    made = topological_order(autograd.sum(grad(a**b + a.sqrt() + a.log(), [a, b])))
    rows = {node.op for node in made if node.parents}
    assert {row.name for row in rows} >= {"log", "div", "pow"}
    assert {row for row in rows if row.excluded is not None} == {ops.POW, ops.SQRT}  # what was differentiated


def test_quotients_that_change_nothing_are_left_out():
    x = Expression(Value(0.7))
    assert (x / 1).node is x.node
    assert 0 / x == 0.0
    assert Recorder().divide(3.0, 2.0) == 1.5


def test_three_messages_or_more_meet_in_one_sum():
    x = Value(0.7)
    assert grad(x.sin() + x.exp() + x.tanh(), x).op is ops.SUM
    assert grad(x.sin() + x.exp(), x).op is ops.ADD


def test_what_has_a_label_is_kept_as_it_is():
    x = Value(0.7)
    doubled, negative = 2 * x, -x
    doubled.label, negative.label = "d", "n"
    assert product(3.0, Expression(doubled)).node.parents[1] is doubled
    assert added(Expression(x * x), Expression(negative)).node.parents[1] is negative
    assert (-Expression(negative)).node.parents == (negative,)


def test_the_largest_operand_of_logsumexp_is_held_fast():
    # what is taken off changes nothing, so nothing is differentiated through the maximum
    a, b = Value(1.0), Value(2.0)
    first = grad(logsumexp([a, b]), a)
    names = [node.op.name for node in topological_order(first) if node.parents]
    assert names == ["maximum", "detach", "sub", "exp", "sub", "exp", "add", "div"]
    assert "where(<)" not in [node.op.name for node in topological_order(grad(first, a)) if node.parents]


def test_softmax_of_large_logits_keeps_its_digits():
    xs = [Value(1000.0), Value(1001.0), Value(-1000.0)]
    p = softmax(xs)
    q = [v.data for v in p]
    for i in range(3):
        slopes = grad(p[i], xs)
        # ∂pᵢ/∂xⱼ = pᵢ(δᵢⱼ - pⱼ)
        assert [d.data for d in slopes] == about([q[i] * ((i == j) - q[j]) for j in range(3)])


def test_a_normal_density_is_derived_four_times():
    # f = e^(-x²/2): f⁗ = (x⁴ - 6x² + 3) f
    x = Value(1.5)
    f = (-x * x / 2).exp()
    y = f
    for _ in range(4):
        y = grad(y, x)
    assert y.data == pytest.approx((1.5**4 - 6 * 1.5**2 + 3) * f.data, rel=1e-13)
    assert sqrt(f.data) > 0
