"""Properties of every backward pass: on graphs drawn at random, on deep ones, wide ones and folded ones."""

import gc
import math
import sys
import tracemalloc
import weakref
from collections import Counter
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_graphs import graphs, smooth_graphs, whole_graphs

import autograd
from autograd import Value, messages, ops, record, topological_order


@contextmanager
def no_collector():
    """Leave freeing to reference counts: what is gone at the end went without the garbage collector."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


# --- order ----------------------------------------------------------------------------------------------


@given(graphs())
def test_parents_come_before_their_children(recipe):
    _, root = recipe.build()
    order = topological_order(root)
    place = {node: i for i, node in enumerate(order)}
    assert order[-1] is root
    assert all(place[parent] < place[node] for node in order for parent in node.parents)


@given(graphs())
def test_the_order_holds_exactly_what_the_root_needs_each_once(recipe):
    _, root = recipe.build()
    needed, to_visit = set(), [root]
    while to_visit:
        node = to_visit.pop()
        if node not in needed:
            needed.add(node)
            to_visit.extend(node.parents)
    order = topological_order(root)
    assert len(order) == len(needed)
    assert set(order) == needed


@given(graphs())
def test_the_order_is_the_order_of_birth(recipe):
    _, root = recipe.build()
    births = [node.born for node in topological_order(root)]
    assert births == sorted(births)


def test_the_order_of_a_leaf_is_the_leaf():
    x = Value(1.0)
    assert topological_order(x) == [x]


# --- deltas ---------------------------------------------------------------------------------------------


@given(graphs())
def test_a_delta_is_the_sum_of_the_messages_received(recipe):
    _, root = recipe.build()
    root.backward()
    received = dict.fromkeys(topological_order(root), 0.0)
    for message in messages(root):
        received[message.parent] += message.message
    received[root] += 1.0
    assert all(node.grad == delta for node, delta in received.items())


@given(graphs())
def test_the_ledger_ends_at_the_deltas_of_backward(recipe):
    _, root = recipe.build()
    ledger = messages(root)
    root.backward()
    assert ledger.deltas == {node: node.grad for node in topological_order(root)}
    assert {m.parent: m.after for m in ledger} == {v: d for v, d in ledger.deltas.items() if v is not root}


@given(whole_graphs())
def test_a_second_backward_doubles_the_leaves_and_leaves_the_interior(recipe):
    # whole numbers, so that nothing is rounded
    _, root = recipe.build()
    root.backward()
    once = {node: node.grad for node in topological_order(root)}
    root.backward()
    for node, delta in once.items():
        assert node.grad == (delta if node.parents else 2 * delta)


@given(graphs())
def test_a_second_backward_doubles_the_leaves_up_to_rounding(recipe):
    _, root = recipe.build()
    root.backward()
    once = {node: node.grad for node in topological_order(root)}
    weight = Counter()
    for message in messages(root):
        weight[message.parent] += abs(message.message)
    root.backward()
    for node, delta in once.items():
        if node.parents:
            assert node.grad == delta
        else:
            # messages are added one by one to what is there: each addition may round by one unit
            assert node.grad == pytest.approx(2 * delta, rel=0, abs=1e-14 * weight[node])


def test_a_second_backward_doubles_where_micrograd_mixes():
    # y = x², z = y²: ∂z/∂x = 4x³ = 32 at 2; micrograd's second call gives neither 32 nor 64
    x = Value(2.0)
    y = x * x
    z = y * y
    z.backward()
    assert (x.grad, y.grad) == (32.0, 8.0)
    z.backward()
    assert (x.grad, y.grad) == (64.0, 8.0)


def test_another_root_adds_to_the_leaves_it_shares():
    x = Value(3.0)
    shared = x * 2
    first, second = shared + 1, shared * 5
    first.backward()
    second.backward()
    assert (x.grad, shared.grad) == (12.0, 5.0)


@given(graphs(), st.sampled_from([-4.0, -1.0, 0.5, 2.0, 1024.0]))
def test_backward_is_linear_in_its_seed(recipe, seed):
    leaves, root = recipe.build()
    root.backward()
    once = [leaf.grad for leaf in leaves]
    root.zero_grad()
    for leaf in leaves:
        leaf.grad = 0
    root.backward(seed)
    # a power of two moves the exponent only: exact, as long as there are exponents to move to
    assert [leaf.grad for leaf in leaves] == pytest.approx([seed * grad for grad in once], rel=0, abs=1e-300)
    if root.parents:
        assert root.grad == seed


def test_the_seed_is_the_delta_of_the_root():
    x = Value(3.0)
    y = x * 7
    y.backward(seed=-2.0)
    assert (y.grad, x.grad) == (-2.0, -14.0)


@given(graphs())
def test_zero_grad_clears_the_whole_graph(recipe):
    _, root = recipe.build()
    root.backward()
    root.zero_grad()
    assert all(node.grad == 0 for node in topological_order(root))
    assert all(type(node.grad) is int for node in topological_order(root))


def test_zero_grad_leaves_other_graphs_alone():
    x, other = Value(1.0), Value(1.0)
    (x * other).backward()
    (x * 2).zero_grad()
    assert (x.grad, other.grad) == (0, 1.0)


def test_backward_on_a_leaf_gives_it_the_seed():
    x = Value(3.0)
    x.backward()
    assert x.grad == 1.0
    x.backward(2.0)
    assert x.grad == 3.0  # it is a leaf: it adds up


def test_the_grad_of_a_computed_node_is_overwritten_not_added_to():
    x = Value(3.0)
    y = x * x
    y.grad = 99.0
    x.grad = 10.0
    y.backward()
    assert (y.grad, x.grad) == (1.0, 16.0)


@given(graphs())
def test_a_backward_pass_after_an_interrupted_one_is_right(recipe):
    _, root = recipe.build()
    root.backward()
    expected = {node: node.grad for node in topological_order(root)}
    for node in expected:
        node.grad = object() if node.parents else 0  # what an interruption may leave in computed nodes
    root.backward()
    assert all(node.grad == delta for node, delta in expected.items())


def test_an_error_in_the_middle_of_a_pass_leaves_nothing_that_spoils_the_next():
    x = Value(2.0)
    y = (x * 3).tanh() * x
    x.grad = "not a number"
    with pytest.raises(TypeError):
        y.backward()
    x.grad = 0
    y.backward()
    # y = x tanh 3x: y' = tanh 3x + 3x (1 - tanh² 3x); two roundings are exact enough for 1e-15
    assert x.grad == pytest.approx(math.tanh(6) + 6 * (1 - math.tanh(6) ** 2), rel=1e-15)


# --- finite differences (A12) ---------------------------------------------------------------------------


@given(smooth_graphs())
def test_gradients_are_the_central_differences(recipe):
    leaves, root = recipe.build()
    root.backward()
    h = 1e-5
    for i, leaf in enumerate(leaves):
        above, below = [*recipe.leaves], [*recipe.leaves]
        above[i] += h
        below[i] -= h
        slope = (recipe.build(above)[1].data - recipe.build(below)[1].data) / (2 * h)
        # the difference errs by h²|f'''|/6 (f''' up to some thousands in 8 steps) and by 1e-16/h
        assert leaf.grad == pytest.approx(slope, rel=1e-6, abs=1e-7)


# --- folded, deep and wide ------------------------------------------------------------------------------


def test_both_edges_of_x_times_x_are_kept():
    x = Value(3.0)
    y = x * x
    assert [(m.parent, m.position, m.message) for m in messages(y)] == [(x, 0, 3.0), (x, 1, 3.0)]
    y.backward()
    assert x.grad == 6.0


def test_200_stacked_diamonds_take_two_messages_each():
    # yₖ₊₁ = yₖ + yₖ: 2²⁰⁰ paths, 400 edges
    x = Value(1.0)
    y = x
    for _ in range(200):
        y = y + y
    ledger = messages(y)
    assert len(ledger) == 400
    assert len(topological_order(y)) == 201
    y.backward()
    assert x.grad == y.data == 2.0**200


def test_a_node_waits_for_the_messages_of_all_its_children():
    # b is born after a and needs it; a's other child is the root: δ_a = 1·b + 1·a·3 only if b spoke first
    a = Value(2.0) * 1.0
    b = a * 3
    y = a * b
    y.backward()
    assert a.grad == 12.0  # y = 3a²: 6a


def test_a_chain_of_a_million_operations_is_built_differentiated_and_freed():
    with no_collector():
        x, one = Value(0.0), Value(1.0)
        y, watched = x, []
        for i in range(1_000_000):
            y = y + one
            if i % 10_000 == 0:
                watched.append(weakref.ref(y))
        assert y.data == 1e6
        y.backward()
        assert (x.grad, one.grad) == (1.0, 1e6)
        assert all(node().grad == 1.0 for node in watched)
        del y
        assert not any(node() for node in watched)


def test_the_order_the_ledger_and_zero_grad_know_no_depth():
    y = x = Value(1.0)
    for _ in range(20_000):
        y = -y
    assert len(topological_order(y)) == 20_001
    assert len(messages(y)) == 20_000
    y.backward()
    assert x.grad == 1.0
    y.zero_grad()
    assert x.grad == 0


def test_a_sum_of_a_million_operands_is_one_node():
    with no_collector():
        x = Value(1.0)
        y = autograd.sum([x] * 1_000_000)
        y.backward()
        assert (y.data, x.grad, len(y.parents)) == (1e6, 1e6, 1_000_000)


CONSTANT = Value(0.5)
CHAINS = {
    "v + 1.0": (lambda v: v + 1.0, 2),  # the number is a node too
    "v + c": (lambda v: v + CONSTANT, 1),
    "v * c": (lambda v: v * CONSTANT, 1),
    "tanh v": (lambda v: v.tanh(), 1),
}


# from Python 3.12 on weak references cost an object 8 bytes more
LIMIT = 250 if sys.version_info < (3, 12) else 258


@pytest.mark.parametrize("step", CHAINS)
def test_a_node_of_a_chain_takes_at_most_250_bytes(step):
    write, nodes_a_step = CHAINS[step]
    count = 100_000
    y = Value(0.3)
    with no_collector():
        tracemalloc.start()
        try:
            empty, _ = tracemalloc.get_traced_memory()
            for _ in range(count // nodes_a_step):
                y = write(y)
            recorded = (tracemalloc.get_traced_memory()[0] - empty) / count
            y.backward()
            differentiated = (tracemalloc.get_traced_memory()[0] - empty) / count
        finally:
            tracemalloc.stop()
    assert 100 < recorded <= LIMIT, f"{recorded:.0f} bytes after recording"  # below 100 nothing was measured
    assert recorded <= differentiated <= LIMIT, f"{differentiated:.0f} bytes after backward"


def test_an_operation_of_many_operands_takes_no_node_for_each():
    w, x = [Value(0.5) for _ in range(1000)], [Value(2.0) for _ in range(1000)]
    z = autograd.dot(w, x, Value(1.0))
    assert z.data == 1001.0
    assert len(topological_order(z)) == 2002
    z.backward()
    assert {wi.grad for wi in w} == {2.0}
    assert {xi.grad for xi in x} == {0.5}


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
def test_every_number_of_operands_gets_its_messages(count):
    # one and two operands have branches of their own in `backward`
    operands = [Value(float(i)) for i in range(count)]
    weights = tuple(float(10 + i) for i in range(count))
    row = ops.Op("weighted", "w", lambda xp, *xs: 0.0, lambda xp, y, *xs: weights)
    (record(row, *operands) * 2).backward()
    assert tuple(v.grad for v in operands) == tuple(2 * w for w in weights)
