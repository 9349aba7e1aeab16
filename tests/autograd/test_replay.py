"""A graph computed again is the graph recorded anew with those numbers."""

from hypothesis import given
from hypothesis import strategies as st
from random_graphs import graphs

from autograd import Value, messages, take, topological_order
from autograd.replay import deltas_at, replay


@given(graphs(), st.data())
def test_values_and_deltas_are_those_of_a_graph_recorded_with_the_other_numbers(recipe, data):
    leaves, root = recipe.build()
    others = [data.draw(st.floats(-1, 1)) for _ in leaves]
    _, new_root = recipe.build(others)
    order, new_order = topological_order(root), topological_order(new_root)
    numbers = replay(order, dict(zip(leaves, others)))
    assert [numbers[v] for v in order] == [v.data for v in new_order]
    deltas = messages(new_root).deltas
    assert [*deltas_at(order, numbers).values()] == [deltas[v] for v in new_order]
    assert [v.data for v in leaves] == recipe.leaves


def test_a_computed_node_that_is_given_is_not_computed():
    x = Value(3.0)
    y = x * x
    z = y + x
    assert replay(topological_order(z), {y: 1.0})[z] == 4.0


def test_a_node_without_a_message_has_the_delta_0_and_sends_none():
    x, y = Value(0.0), Value(2.0)
    z = take([x.sqrt(), y], 1)  # the slope of the square root is inf here
    order = topological_order(z)
    assert deltas_at(order, replay(order, {}))[x] == 0.0
