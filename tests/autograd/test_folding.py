"""Folded gates: partials by hand, groups and what is refused, and every reader of rows on them."""

import builtins
import gc
import math

import array_api_strict as xp
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from random_graphs import graphs, smooth_graphs, whole_graphs

from autograd import (
    Value,
    compile,
    compile_batch,
    dot,
    fold,
    folding,
    gate,
    log_softmax,
    messages,
    ops,
    record,
    topological_order,
    unfold,
)
from autograd.composite import Folded
from autograd.ops import DETACH
from autograd.testing.complex_words import slope
from viz import circuit, derivation, step_through, table


def labeled(node, label):
    node.label = label
    return node


def sigmoid_gates(z):
    """Lecture A3: the four gates ×-1, exp, +1, 1/x."""
    return 1 / ((z * -1).exp() + 1)


def lecture_neuron():
    """o = tanh(w₁x₁ + w₂x₂ + b), with b chosen so that o = √½."""
    numbers = {"w1": -3.0, "x1": 2.0, "w2": 1.0, "x2": 0.0, "b": 6.8813735870195432}
    w1, x1, w2, x2, b = leaves = [Value(x, label) for label, x in numbers.items()]
    return leaves, labeled((w1 * x1 + w2 * x2 + b).tanh(), "o")


def computed(root):
    return [node for node in topological_order(root) if node.parents]


def names(root):
    return [node.op.name for node in computed(root)]


def deltas(root, leaves):
    for leaf in leaves:
        leaf.grad = 0
    root.backward()
    return [leaf.grad for leaf in leaves]


# --- by hand ---------------------------------------------------------------------------------------------


def test_the_four_gates_of_the_sigmoid_fold_into_one_as_in_lecture_a3():
    # σ(1) = 1/(1 + e⁻¹) = 0.731059; σ'(1) = σ(1)(1 - σ(1)) = 0.731059 · 0.268941 = 0.196612
    z = Value(1.0, "z")
    f = labeled(sigmoid_gates(z), "f")
    # the same number gate by gate: -1/1.367879² · 1 · 0.367879 · -1
    assert deltas(f, [z]) == pytest.approx([0.196612], abs=5e-7)
    folded = fold(f, "f", symbol="σ")
    assert (folded.data, folded.label, folded.op.symbol, folded.parents) == (f.data, "f", "σ", (z,))
    assert folded.partials == pytest.approx((0.196612,), abs=5e-7)
    assert deltas(folded, [z]) == pytest.approx([0.196612], abs=5e-7)
    assert names(f) == ["mul", "exp", "add", "div"]  # the graph that was given stays


def test_a_label_is_a_border_as_in_lecture_a2():
    # z = w0 x0 + w1 x1 + w2 = 2·-1 + -3·-2 - 3 = 1: the gates above z are one gate, those below it stay
    w0, x0, w1, x1, w2 = (Value(x) for x in (2.0, -1.0, -3.0, -2.0, -3.0))
    z = labeled(w0 * x0 + w1 * x1 + w2, "z")
    f = labeled(sigmoid_gates(z), "f")
    folded = fold(f, "f", symbol="σ")
    assert names(folded) == ["mul", "mul", "add", "add", "σ"]
    assert folded.partials == pytest.approx((0.196612,), abs=5e-7)
    # δ_w0 = 0.196612 x0, δ_x0 = 0.196612 w0, …
    expected = [-0.196612, 0.393224, -0.393224, -0.589836, 0.196612]
    assert deltas(folded, [w0, x0, w1, x1, w2]) == pytest.approx(expected, abs=2e-6)


def test_a_neuron_folds_into_one_gate_of_five_partials():
    # tanh' = 1 - o² = ½: ∂o/∂w1 = ½ x1 = 1, ∂o/∂x1 = ½ w1 = -1.5, ∂o/∂w2 = ½ x2 = 0, ∂o/∂x2 = ½ w2 = ½,
    # ∂o/∂b = ½
    leaves, o = lecture_neuron()
    folded = fold(o, "o")
    assert folded.parents == tuple(leaves)
    assert folded.partials == pytest.approx((1.0, -1.5, 0.0, 0.5, 0.5), abs=1e-12)
    assert folded.op.symbol == "o"


def test_inside_of_a_group_a_node_may_be_used_twice():
    # h = x² + x, y = h²: dy/dx = 2h(2x + 1) = 2·6·5 = 60 at x = 2
    x = Value(2.0)
    h = x * x + x
    y = h * h
    folded = fold(y, computed(y))
    assert (folded.data, folded.parents, folded.partials) == (36.0, (x,), (60.0,))


def test_an_operand_that_enters_a_group_twice_has_one_edge_and_the_sum_of_both_partials():
    # y = a x + x²: ∂y/∂a = x = 2, ∂y/∂x = a + 2x = 7 at a = 3, x = 2
    a, x = Value(3.0), Value(2.0)
    y = a * x + x * x
    folded = fold(y, computed(y))
    assert (folded.parents, folded.partials) == ((a, x), (2.0, 7.0))


def test_a_dot_unfolds_into_products_and_one_sum_from_the_bias_on():
    # z = -3 + 2·-1 + -3·-2 = 1; δ_w = x, δ_x = w, δ_b = 1
    w, x, b = [Value(2.0), Value(-3.0)], [Value(-1.0), Value(-2.0)], Value(-3.0)
    z = labeled(dot(w, x, b), "z")
    opened = unfold(z)
    assert [(node.op.name, node.data) for node in computed(opened)] == [
        ("mul", -2.0),
        ("mul", 6.0),
        ("sum", 1.0),
    ]
    assert opened.label == "z"
    assert opened.parents[0] is b
    assert deltas(opened, [*w, *x, b]) == [-1.0, -2.0, 2.0, -3.0, 1.0]
    assert names(unfold(dot(w[:1], x[:1]))) == ["mul"]  # nothing to add
    assert names(unfold(dot(w, x))) == ["mul", "mul", "sum"]


def test_an_unfolded_dot_keeps_the_numbers_that_were_recorded():
    w, x = Value(2.0), Value(5.0)
    z = dot([w], [x], 1.0)
    w.data = 7.0
    opened = unfold(z)
    assert [node.data for node in computed(opened)] == [10.0, 11.0]
    assert deltas(opened, [w, x]) == [5.0, 2.0]


# --- groups ----------------------------------------------------------------------------------------------


def test_a_label_that_several_nodes_have_folds_all_of_them():
    x = Value(0.5, "x")
    a, b = (labeled((x * w + 1).tanh(), "h") for w in (2.0, 3.0))
    folded = fold(a * b, "h")
    assert names(folded) == ["h", "h", "mul"]
    assert [node.label for node in computed(folded)] == ["h", "h", ""]


def test_an_unlabeled_node_with_another_user_stays_outside_of_a_label():
    x = Value(2.0)
    shared = x * x
    y = labeled(shared.exp() + 1, "y")
    folded = fold(y * shared, "y")
    assert names(folded) == ["mul", "y", "mul"]


def test_plain_numbers_that_only_the_group_uses_become_part_of_the_gate():
    x = Value(2.0)
    y = labeled(3 * x + 1, "y")
    assert fold(y, "y").parents == (x,)
    product = 3 * x
    product.parents[0].label = "three"  # a label is a border for numbers, too
    assert [v.label for v in fold(labeled(product + 1, "y"), "y").parents] == ["three", ""]
    shared = (x * 10).parents[1]
    y = labeled(x * shared, "y")
    folded = fold(y + shared, "y")
    assert folded.parents[0].parents == (x, shared)


def test_a_group_of_plain_numbers_alone_keeps_them_as_operands():
    x = Value(2.0)
    two = (x * 2).parents[1]
    y = labeled(two.exp(), "y")
    folded = fold(x * y, "y").parents[1]
    assert folded.parents == (two,)
    assert folded.partials == (math.exp(2),)


def test_gates_of_the_same_inside_are_one_row():
    x = Value(0.5)
    first, second = sigmoid_gates(x * 2), sigmoid_gates(x * 3)
    row = fold(first, computed(first)[1:]).op
    assert fold(second, computed(second)[1:]).op is row
    assert fold(second, computed(second)[2:]).op is not row
    assert (row.symbol, row.inside.operands, row.inside.numbers, row.size) == (
        "g1",
        1,
        ("-1.0", "1.0", "1.0"),
        4,
    )


def test_numbers_that_only_compare_as_equal_make_different_rows():
    x = Value(2.0)
    roots = [x * factor + 1 for factor in (0.0, -0.0, math.nan, float("nan"))]
    plus, minus, nan, again = (fold(root, computed(root)).op for root in roots)
    assert plus is not minus
    assert nan is again


def test_groups_without_a_name_are_numbered_by_what_is_inside():
    x = Value(0.5)
    a, b, c = x.exp() + 1, x.sin() * 2, (2 * x).exp() + 1
    y = a * b * c
    folded = fold(y, computed(a), computed(b), computed(c)[1:])
    assert names(folded) == ["g1", "g2", "mul", "g1", "mul", "mul"]
    # a second fold goes on counting
    products = [node for node in computed(folded) if node.op is ops.MUL]
    assert names(fold(folded, products[1:])) == ["g1", "g2", "mul", "g1", "g3"]


def test_labels_and_leaves_stay_and_the_given_graph_is_not_touched():
    leaves, o = lecture_neuron()
    y = labeled(o * 2, "y")
    before = [(node.born, node.op, node.edges, node.label, node.grad) for node in topological_order(y)]
    folded = fold(y, "o")
    assert [(n.born, n.op, n.edges, n.label, n.grad) for n in topological_order(y)] == before
    assert [node.label for node in computed(folded)] == ["o", "y"]
    assert set(leaves) <= set(topological_order(folded))
    assert not set(computed(folded)) & set(computed(y))


# --- functions -------------------------------------------------------------------------------------------


@gate("σ")
def sigma(z):
    return 1 / (1 + (-z).exp())


def test_every_call_of_a_function_becomes_a_gate():
    x = Value(1.0)
    y = sigma(sigma(x) * 2) + x
    folded = fold(y, sigma)
    assert [node.op.symbol for node in computed(folded)] == ["σ", "*", "σ", "+"]
    assert folded.parents[0].op is computed(folded)[0].op
    # σ'(1) again, by the function
    assert computed(folded)[0].partials == pytest.approx((0.196612,), abs=5e-7)


def test_a_gate_takes_the_name_of_its_function_or_a_symbol():
    @gate
    def swish(x):
        """Return x σ(x)."""
        return x * x.sigmoid()

    assert (swish.__name__, swish.__doc__, repr(swish)) == ("swish", "Return x σ(x).", "Gate(swish)")
    x = Value(0.5)
    assert fold(swish(x), swish).op.symbol == "swish"
    assert fold(swish(x), swish, symbol="s").op.symbol == "s"
    with pytest.raises(TypeError, match=r"gate takes a function or a symbol, not int 3"):
        gate(3)


def test_a_layer_becomes_a_gate_for_each_unit():
    class Layer:
        def __init__(self):
            self.rows = [[Value(0.1 * i + 0.3 * j) for j in range(2)] for i in range(3)]

        def __call__(self, x):
            return [dot(row, x).tanh() for row in self.rows]

    layer = gate("layer 1")(Layer())
    assert not hasattr(layer, "rows")  # a gate has no attributes of what it calls
    h = layer([Value(1.0), Value(-1.0)])
    folded = fold(h[0] * h[1] * h[2], layer)
    assert [node.op.symbol for node in computed(folded)] == ["layer 1"] * 3 + ["*", "*"]
    assert len(folded.parents[1].parents) == 4


def test_what_a_call_returned_beside_the_output_is_a_gate_of_its_own():
    @gate
    def both(x):
        h = x.exp() + 1
        return (h, [h.log() * 2])

    h, (g,) = both(Value(0.5))
    assert [node.op.symbol for node in computed(fold(h * g, both))] == ["both", "both", "*"]


@pytest.mark.parametrize("form", [list, tuple, np.array])
def test_a_function_may_return_other_things_beside_its_values(form):
    @gate
    def unit(x):
        return form([x.tanh() * 2, np.float64(3), 4.0, None])

    assert names(fold(unit(Value(0.5))[0], unit)) == ["unit"]


def test_values_in_something_else_than_a_list_are_not_found():
    @gate
    def unit(x):
        return {"h": x.tanh() * 2}

    with pytest.raises(ValueError, match="no call of 'unit' is in the graph"):
        fold(unit(Value(0.5))["h"], unit)


def test_a_call_inside_of_a_call_may_share_parts():
    inner = gate("inner")(log_softmax)

    @gate
    def outer(x):
        a, b = inner([x, 1.0])
        return a * b

    x = Value(0.5)
    assert names(fold(outer(x), inner, outer)) == ["outer"]


def test_parts_that_outputs_share_are_refused():
    lsm = gate("lsm")(log_softmax)
    a, b = lsm([Value(1.0), Value(2.0)])
    with pytest.raises(ValueError, match=r"sub = 0 is used in the group and outside of it"):
        fold(a * b, lsm)
    assert names(fold(a * 2, lsm)) == ["lsm", "mul"]  # one of them alone shares nothing


@pytest.mark.parametrize("x", [0.0, 4.0])
def test_nothing_passes_a_value_that_is_held_fast_inside_of_a_gate(x):
    """f = [√x]·x + x with [√x] held fast: ∂f/∂x = [√x] + 1, at 0 too, where the slope of √ is inf."""
    leaf = Value(x, "x")
    root = (leaf.sqrt() * 1).detach() * leaf + leaf
    root.label = "f"
    held = root.parents[0].parents[0]
    for folded in (root, fold(root, "f"), fold(root, [held]), fold(root, [held, held.parents[0]])):
        leaf.grad = 0
        folded.backward()
        assert leaf.grad == math.sqrt(x) + 1
        assert sum(m.message for m in messages(folded) if m.parent is leaf) == math.sqrt(x) + 1
        assert compile(lambda folded=folded: folded, [leaf]).value_and_grad()[1].tolist() == [
            math.sqrt(x) + 1
        ]


def test_what_is_held_fast_twice_inside_of_a_gate_gets_nothing_twice():
    """f = [√x]·[√x] + x with [√x] held fast: ∂f/∂x = 1, at 0 too."""
    x = Value(0.0, "x")
    root = x.sqrt()
    root = root.detach() * root.detach() + x
    root.label = "f"
    for folded in (root, fold(root, "f")):
        x.grad = 0
        folded.backward()
        assert x.grad == 1.0
        assert compile(lambda folded=folded: folded, [x]).value_and_grad()[1].tolist() == [1.0]


def test_calls_inside_of_calls_are_not_collected_one_by_one(monkeypatch):
    """n nested calls took n² steps and more: the nodes of each were gathered, and then thrown away."""
    gathered = []
    born_during = folding._born_during
    monkeypatch.setattr(folding, "_born_during", lambda *call: gathered.append(call) or born_during(*call))

    @gate
    def nested(x, depth):
        return (nested(x, depth - 1) if depth else x).tanh()

    assert names(fold(nested(Value(0.5), 50), nested)) == ["nested"]
    assert len(gathered) == 1


def test_of_calls_inside_of_calls_the_outer_one_wins():
    @gate
    def net(x):
        return sigma(sigma(x) + 1) * 2

    @gate
    def same(x):
        return sigma(x)

    y = net(Value(0.5)) + sigma(Value(2.0))
    assert [node.op.symbol for node in computed(fold(y, sigma, net))] == ["net", "σ", "+"]
    assert [node.op.symbol for node in computed(fold(y, net))] == ["net", "*-1", "exp", "+", "/", "+"]
    assert [node.op.symbol for node in computed(fold(y, sigma))] == ["σ", "+", "σ", "*", "σ", "+"]
    assert fold(same(Value(1.0)), sigma, same).op.symbol == "same"  # both returned the same node


def test_a_recursive_function_folds_into_its_outer_call():
    @gate
    def tower(x, n):
        return x if n == 0 else tower(x, n - 1).tanh() * 2

    x = Value(0.5)
    assert names(fold(tower(x, 3), tower)) == ["tower"]
    with pytest.raises(ValueError, match="no call of 'tower' is in the graph"):
        fold(tower(x, 0) * 2, tower)  # it returned what it was given


def test_a_method_can_be_folded():
    class Unit:
        def __init__(self, w):
            self.w = Value(w)

        @gate("unit")
        def __call__(self, x):
            return (self.w * x).tanh()

    y = Unit(0.5)(Unit(2.0)(Value(1.0)))
    assert names(fold(y, Unit.__call__)) == ["unit", "unit"]


def test_calls_are_forgotten_with_their_nodes():
    keep = sigma(Value(1.0))
    y = sigma(keep)
    assert keep in sigma.calls
    before = len(sigma.calls)
    del y
    gc.collect()
    assert len(sigma.calls) == before - 1


# --- what is refused -------------------------------------------------------------------------------------


def refused():
    x = Value(2.0, "x")
    a = labeled(x * 3, "a")
    b = labeled(a + 1, "b")
    c = a * b
    stranger = Value(1.0, "n") * 2
    return {
        "two outputs": (
            c,
            [[a, b]],
            r"'a' is used in the group and outside of it, and so is 'b': a gate has",
        ),
        "variable": (c, [[x, a]], r"fold: 'x' is a variable: a group consists of computed nodes"),
        "number": (c, [[b.parents[1]]], r"fold: constant = 1 is a plain number"),
        "variable by label": (c, ["x"], r"fold: 'x' is a variable"),
        "no such label": (c, ["y"], r"fold: no node of the graph has the label 'y'"),
        "stranger": (c, [[stranger]], r"fold: mul = 2 is not in the graph of the root"),
        "empty list": (c, [[]], r"fold: a list of no nodes is no group"),
        "nothing": (c, [], r"fold: nothing to fold: give a label"),
        "overlap": (c, [[b], "b"], r"fold: 'b' is in two groups: groups must not overlap"),
        "no call": (c, [gate("f")(abs)], r"fold: no call of 'f' is in the graph"),
    }


@pytest.mark.parametrize("case", list(refused()))
def test_a_group_that_is_no_gate_is_refused(case):
    root, what, message = refused()[case]
    with pytest.raises(ValueError, match=message):
        fold(root, *what)


def test_nodes_without_a_connection_are_refused_as_two_outputs():
    x = Value(2.0)
    a, b = labeled(x.exp(), "a"), labeled(x.sin(), "b")
    with pytest.raises(
        ValueError, match=r"'a' is used outside of the group, and so is 'b': a gate has one output"
    ):
        fold(a * b, [a, b])


@pytest.mark.parametrize("what", [3, Value(1.0), sigmoid_gates])
def test_what_cannot_be_folded_is_named(what):
    with pytest.raises(TypeError, match=r"fold takes labels, lists of nodes and functions made by gate, not"):
        fold(Value(2.0) * 2, what)
    with pytest.raises(TypeError, match=r"a list of Values is a group, this one holds str 'z'"):
        fold(Value(2.0) * 2, ["z"])


def test_lists_in_lists_are_named():
    z = labeled(Value(1.0, "x") * 2, "z")
    with pytest.raises(TypeError, match=r"a list of Values is a group, this one holds list \[Value"):
        fold(z, [[z]])
    for what in ([z], 3, None):
        with pytest.raises(TypeError, match=r"unfold takes nodes and labels one by one, not"):
            unfold(z, what)


def test_no_label_is_no_label_to_fold_by():
    f = dot([Value(1.0, "x")], [Value(2.0, "y")]) * 3
    with pytest.raises(ValueError, match=r"fold: no node of the graph has the label ''"):
        fold(f, "")
    with pytest.raises(ValueError, match=r"unfold: no node of the graph has the label ''"):
        unfold(f, "")


def test_unfold_refuses_what_has_nothing_inside():
    y = labeled(Value(2.0, "x") * 3, "y")
    for what in ("x", "y", y):
        with pytest.raises(ValueError, match=r"is no folded gate and no dot: it has nothing inside"):
            unfold(y, what)
    with pytest.raises(ValueError, match=r"no node of the graph has the label 'z'"):
        unfold(y, "z")
    with pytest.raises(ValueError, match=r"'n' is not in the graph of the root"):
        unfold(y, Value(1.0, "n"))


def test_unfold_refuses_a_gate_whose_operands_were_changed():
    z = Value(1.0, "z")
    folded = fold(labeled(sigmoid_gates(z), "f"), "f")
    z.data = 2.0
    assert deltas(fold(folded * 1, [folded]), [z]) == pytest.approx(
        [0.196612], abs=5e-7
    )  # nothing goes stale
    z.data = 1.0 + 1e-12  # as far as rounding may go
    assert unfold(folded).data == folded.data
    for changed, gives in ((2.0, "0.880797"), (1.0 + 1e-8, "0.731059")):
        z.data = changed
        with pytest.raises(ValueError, match=f"its operands give {gives}: some .data was changed"):
            unfold(folded)


def test_a_folded_gate_refuses_operands_outside_of_the_domain_inside():
    x = Value(2.0, "x")
    y = labeled((x - 1).log() / (x - 4), "y")
    row = fold(y, "y").op
    assert record(row, 3.0).data == math.log(2) / -1
    with pytest.raises(
        ValueError,
        match=r"y is undefined at 0.5 \('x'\): inside of it, log: the operand must be greater than 0; div: ",
    ):
        record(row, Value(0.5, "x"))
    with pytest.raises(ValueError, match=r"y is undefined at 4.0: inside of it"):
        record(row, 4.0)
    assert math.isnan(record(row, math.nan).data)  # travels through
    line = x * 2 + 1
    assert fold(line, computed(line)).op.excluded is None


# --- back again ------------------------------------------------------------------------------------------


def test_unfolding_gives_the_gates_back_with_their_labels():
    leaves, o = lecture_neuron()
    for node, label in zip(computed(o), ("w1 x1", "w2 x2", "", "n")):
        node.label = label
    opened = unfold(fold(o, computed(o)))
    assert [(n.op, n.label, n.edges[len(n.edges) // 2 :]) for n in computed(opened)] == [
        (n.op, n.label, n.partials) for n in computed(o)
    ]
    assert [n.data for n in computed(opened)] == [n.data for n in computed(o)]
    assert topological_order(opened)[: len(leaves)] == leaves
    # and after another fold elsewhere
    y = (fold(o, computed(o)) * 2).sin()
    again = unfold(fold(y, [y]), "o")
    assert [node.label for node in computed(again)] == ["w1 x1", "w2 x2", "", "n", "o", "", ""]


def test_a_gate_inside_of_a_gate_comes_out_as_a_gate():
    x = Value(0.5, "x")
    y = labeled(labeled((labeled(x * 2, "a") + 1).exp(), "h").sin() * 3, "y")
    inner = fold(y, [node for node in computed(y) if node.op.name in ("mul", "add", "exp") and node is not y])
    outer = fold(inner, computed(inner))
    assert names(outer) == ["y"]
    assert outer.op.size == 5
    assert names(unfold(outer)) == ["h", "sin", "mul"]
    opened = unfold(unfold(outer), "h")
    assert [(n.op.name, n.label) for n in computed(opened)] == [(n.op.name, n.label) for n in computed(y)]
    assert deltas(outer, [x]) == pytest.approx(deltas(y, [x]), rel=1e-15)


def test_only_the_nodes_that_are_asked_for_are_unfolded():
    w, x = Value(2.0), Value(3.0)
    a = labeled(dot([w], [x], 1.0), "a")
    y = dot([a], [w], 0.5)
    assert names(unfold(y, "a")) == ["mul", "sum", "dot"]
    assert names(unfold(y, y)) == ["dot", "mul", "sum"]
    assert names(unfold(y)) == ["mul", "sum", "mul", "sum"]


# --- readers ---------------------------------------------------------------------------------------------


def test_drawings_tables_and_pages_show_the_folded_gate():
    z = Value(1.0, "z")
    folded = fold(labeled(sigmoid_gates(z), "f"), "f", symbol="σ")
    assert "f     σ(z)       0.731059" in table(folded)
    assert "[0.196612] × [1] = 0.196612" in table(folded)
    assert ">σ<" in circuit(folded).svg
    assert "σ(z)" in step_through(folded).html
    assert "f = σ(z) = σ(1) = 0.7311" in derivation(folded).text
    assert [(m.partial, m.message) for m in messages(folded)] == [folded.partials * 2]


@pytest.mark.parametrize(
    "symbol", ["pow(2)", "take(1)", "logsumexp", "name", "+", "x y", "\n<b>", "**2", "dot"]
)
def test_a_symbol_can_be_any_text(symbol):
    leaves, o = lecture_neuron()
    folded = fold(o, "o", symbol=symbol)
    assert table(folded)
    assert circuit(folded).svg
    assert derivation(folded).text
    program = compile(lambda: folded, leaves)
    value, gradient = program.value_and_grad()
    assert value == pytest.approx(folded.data, rel=1e-15)
    assert gradient == pytest.approx(folded.partials, rel=1e-13)


def test_functions_fold_while_they_are_compiled():
    w, b = Value(0.5, "w"), Value(-0.25, "b")

    def loss(x, t):
        return builtins.sum((sigma(w * a + b) - t) ** 2 for a in x)

    plain = compile_batch(loss, [w, b])
    folded = compile_batch(lambda x, t: fold(loss(x, t), sigma), [w, b])
    opened = compile_batch(lambda x, t: unfold(fold(loss(x, t), sigma)), [w, b])
    data = [[1.0, 2.0], [3.0, 0.1]], [0.0, 1.0]
    value, gradient = plain.value_and_grad(*data)
    for program in (folded, opened):
        got, slopes = program.value_and_grad(*data)
        assert got == pytest.approx(value, rel=1e-15)
        assert slopes == pytest.approx(gradient, rel=1e-13)
    assert "# 2 × σ" in str(folded)  # both calls are rows of one array


def test_source_of_a_gate_whose_inside_is_used_again_and_again_stays_short():
    x = Value(0.9, "x")
    y = x
    for _ in range(40):  # written out, 2⁴⁰ times x
        y = y * y + 0.1
    folded = fold(y, computed(y))
    program = compile(lambda: folded, [x])
    value, gradient = program.value_and_grad()
    assert value == pytest.approx(y.data, rel=1e-12)
    assert gradient == pytest.approx(folded.partials, rel=1e-12)
    assert len(str(program)) < 10_000
    assert "δ_x = ∂v2/∂x" in derivation(folded).text  # too long to be written out


def test_long_chains_fold_without_recursion():
    x = Value(1.0)
    y = x
    for _ in range(50_000):
        y = -y
    folded = fold(y, computed(y))
    assert (folded.data, folded.partials) == (1.0, (1.0,))
    assert record(folded.op, 3.0).data == 3.0
    assert len(topological_order(unfold(folded))) == 50_001


def test_what_no_operand_changes_is_a_number_inside_of_a_gate():
    # y = x e²: in the Array API, exp takes arrays and no numbers
    x = Value(3.0)
    e2 = (x * 2).parents[1].exp()
    y = x * e2
    row = fold(y, [e2, y]).op
    ones = xp.ones(2, dtype=xp.float64)
    assert row.inside.operands == 1
    assert np.asarray(row.forward(xp, ones)) == pytest.approx([math.exp(2)] * 2)
    assert row.partials(xp, ones, ones) == (math.exp(2),)


# --- any graph -------------------------------------------------------------------------------------------


def draw_group(data, root):
    """Return a group: an output, then of the nodes before it those that lead only to the group, if chosen."""
    order = computed(root)
    users = {node: [] for node in topological_order(root)}
    for node in order:
        for parent in node.parents:
            users[parent].append(node)
    output = data.draw(st.sampled_from(order))
    group = [output]
    for node in reversed(order[: order.index(output)]):
        if all(user in group for user in users[node]) and data.draw(st.integers(0, 3)):
            group.append(node)
    return group


def check_ledger(root):
    """Every delta of the ledger is the one that backward leaves."""
    total = dict.fromkeys(topological_order(root), 0.0)
    total[root] = 1.0
    for m in messages(root):
        assert m.upstream == total[m.child]
        total[m.parent] += m.message
    root.zero_grad()
    root.backward()
    assert all(node.grad == delta or node.grad != node.grad for node, delta in total.items())


@given(graphs(), st.data())
def test_folding_changes_no_number(recipe, data):
    leaves, root = recipe.build()
    group = draw_group(data, root)
    folded = fold(root, group)
    before, after = computed(root), computed(folded)
    assert len(after) == len(before) - len(group) + 1
    rest = [node.data for node in before if node not in group or node is group[0]]
    assert [node.data for node in after] == rest
    # one multiplication more or less in a different order for each gate: 1e-12 leaves room for 1,000
    assert deltas(folded, leaves) == pytest.approx(deltas(root, leaves), rel=1e-12, abs=1e-12)
    check_ledger(folded)
    opened = unfold(folded, *[node for node in after if isinstance(node.op, Folded)])
    assert [node.op for node in computed(opened)] == [
        *[node.op for node in before if node.born < group[0].born and node not in group],
        *[node.op for node in before if node in group],
        *[node.op for node in before if node.born > group[0].born],
    ]
    assert opened.data == root.data
    assert deltas(opened, leaves) == pytest.approx(deltas(root, leaves), rel=1e-12, abs=1e-12)


@given(whole_graphs(), st.data())
def test_folding_is_exact_on_whole_numbers(recipe, data):
    leaves, root = recipe.build()
    folded = fold(root, draw_group(data, root))
    assert folded.data == root.data
    assert deltas(folded, leaves) == deltas(root, leaves)


@given(smooth_graphs(), st.data())
def test_the_row_of_a_folded_gate_is_a_row_like_any_other(recipe, data):
    _, root = recipe.build()
    group = draw_group(data, root)
    (node,) = (node for node in computed(fold(root, group)) if isinstance(node.op, Folded))
    row, x = node.op, [parent.data for parent in node.parents]
    assume(DETACH not in row.inside.rows)  # what is held fast is no derivative
    again = record(row, *x)
    assert again.data == node.data == group[0].data
    assert again.partials == node.partials  # what was composed from recorded partials is what the row says
    assert node.partials == pytest.approx([slope(row, x, i) for i in range(len(x))], rel=1e-12, abs=1e-12)
    arrays = [np.array([v, v]) for v in x]
    y = row.forward(np, *arrays)
    assert y == pytest.approx([node.data] * 2, rel=1e-14, abs=1e-15)
    for got, partial in zip(row.partials(np, y, *arrays), node.partials):
        assert got == pytest.approx(partial, rel=1e-12, abs=1e-14)


@given(smooth_graphs(), st.data())
def test_folded_graphs_compile(recipe, data):
    leaves, root = recipe.build()
    folded = fold(root, draw_group(data, root))
    value, gradient = compile(lambda: folded, leaves).value_and_grad()
    assert value == pytest.approx(root.data, rel=1e-12, abs=1e-13)
    assert list(gradient) == pytest.approx(deltas(root, leaves), rel=1e-11, abs=1e-12)


@given(graphs(), st.data())
def test_labels_as_borders_take_every_unlabeled_node_that_leads_only_to_one_of_them(recipe, data):
    leaves, root = recipe.build()
    chosen = [node for node in computed(root) if node is root or data.draw(st.booleans())]
    for i, node in enumerate(chosen):
        node.label = f"n{i}"
    folded = fold(root, *[node.label for node in chosen])
    assert folded.data == root.data
    assert deltas(folded, leaves) == pytest.approx(deltas(root, leaves), rel=1e-12, abs=1e-12)
    # what remains without a label has two users or more
    users = [parent for node in computed(folded) for parent in set(node.parents)]
    assert all(node.label or users.count(node) > 1 for node in computed(folded))
