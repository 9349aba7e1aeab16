"""autograd/stale.py: leaves that were changed after the recording, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_graphs import smooth_graphs

import nn
from autograd import Op, Value, dot, maximum, record, stale, sum


def labels(root):
    return [leaf.label for leaf in stale(root)]


@given(smooth_graphs(), st.data())
def test_a_graph_as_it_was_recorded_has_none_and_after_a_change_the_leaf_is_among_them(recipe, data):
    leaves, root = recipe.build()
    assert stale(root) == []
    i = data.draw(st.integers(0, len(leaves) - 1))
    before = root.data
    leaves[i].data += 0.37
    named = stale(root)
    if named:  # else nothing in the graph depends on it
        assert leaves[i] in named
    else:
        assert recipe.build([leaf.data for leaf in leaves])[1].data == before


def test_of_a_product_the_changed_factor_is_named():
    x, w, b = Value(3.0, "x"), Value(2.0, "w"), Value(1.0, "b")
    f = (w * x + b).tanh()
    for leaf in (x, w, b):
        before = leaf.data
        leaf.data = 7.0
        assert labels(f) == [leaf.label]
        leaf.data = before
    x.data = w.data = -1.0
    assert labels(f) == ["x", "w"]


def test_of_a_neuron_the_changed_weight_is_named():
    w, x = [Value(0.1 * i, f"w{i}") for i in range(5)], [Value(0.3 * i + 1.0, f"x{i}") for i in range(5)]
    z = dot(w, x, Value(0.5, "b"))
    w[3].data = 0.0
    assert labels(z) == ["w3"]
    z.parents[-1].data = 0.75
    assert labels(z) == ["w3", "b"]
    w[3].data = 0.3
    assert "b" in labels(z)


def test_where_two_cannot_be_told_apart_both_are_named_and_another_gate_clears_one():
    a, b = Value(1.0, "a"), Value(2.0, "b")
    total = a + b
    a.data = 5.0
    assert labels(total) == ["a", "b"]
    a.data = 1.0
    both = total * b.exp()
    a.data = 5.0
    assert labels(both) == ["a"]


def test_an_operand_used_twice_and_one_outside_of_its_domain_are_named():
    x = Value(2.0, "x")
    assert labels(x * x) == []
    square, root, inverse = x * x, x.sqrt(), 1 / x
    x.data = -4.0
    assert [labels(f) for f in (square, root, inverse)] == [["x"]] * 3
    x.data = 0.0
    assert labels(inverse) == ["x"]


def test_what_changes_nothing_is_not_named():
    x, y = Value(-1.0, "x"), Value(2.0, "y")
    f = x.relu() + maximum(x, y)
    x.data = -2.0
    assert labels(f) == []
    leaf = Value(1.0)
    leaf.data = 2.0
    assert stale(leaf) == []


def test_constants_and_nan_are_as_they_were():
    x = Value(float("nan"), "x")
    assert labels(x * 2 + 1) == []
    f = x.tanh()
    x.data = 1.0
    assert labels(f) == ["x"]


def test_what_is_no_number_or_makes_a_row_raise_is_named():
    x = Value(2.0, "x")
    f = x * 3
    x.data = None
    with pytest.raises(TypeError, match="'x' holds NoneType"):
        stale(f)
    picky = Op("picky", "p", lambda xp, x: x if x > 0 else 1 / 0, lambda xp, y, x: (1.0,))
    y = Value(1.0, "y")
    g = record(picky, y)
    y.data = -1.0
    assert labels(g) == ["y"]


def test_the_parameters_are_named_after_a_step_of_training():
    model = nn.MLP(2, [3, 1], activation="tanh", rng=0)
    loss = sum([model([Value(0.3), Value(-0.2)])])
    loss.backward()
    assert stale(loss) == []
    nn.SGD(lr=0.1).step(model.parameters())
    assert set(stale(loss)) == {p for p in model.parameters() if p.grad != 0}
