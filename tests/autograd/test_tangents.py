"""The ledger of a forward sweep: the tangents of all nodes, contribution by contribution."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_graphs import graphs

from autograd import Value, jvp, messages, take, tangents, topological_order
from autograd.compiler import TraceError, compile


def product():
    x, y, z = Value(-2.0, "x"), Value(5.0, "y"), Value(-4.0, "z")
    return x, (x + y) * z


def test_every_contribution_is_partial_times_tangent_in_the_order_of_the_forward_pass():
    x, f = product()
    ledger = tangents(f, {x: 1.0})
    assert [tuple(c)[3:] for c in ledger] == [  # from the tangent on
        (1.0, 1.0, 1.0, 0.0, 1.0, 1, 2),
        (0.0, 1.0, 0.0, 1.0, 1.0, 2, 2),
        (1.0, -4.0, -4.0, 0.0, -4.0, 1, 2),
        (0.0, 3.0, 0.0, -4.0, -4.0, 2, 2),
    ]  # fmt: skip
    q = f.parents[0]
    assert [(c.parent.label, c.child, c.position) for c in ledger][:2] == [("x", q, 0), ("y", q, 1)]


@given(graphs(), st.lists(st.floats(-1, 1), min_size=4, max_size=4))
def test_the_tangent_is_the_sum_of_delta_times_seed(recipe, direction):
    leaves, root = recipe.build()
    order = topological_order(root)
    seeds = {v: t for v, t in zip(leaves, direction) if v in order}
    ledger = tangents(root, seeds)
    deltas = messages(root).deltas
    expected = sum(deltas[v] * t for v, t in seeds.items())
    assert ledger.tangents[root] == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert ledger.tangents[root] == pytest.approx(
        jvp(root, [*seeds], [*seeds.values()]).data, rel=1e-12, abs=1e-12
    )
    for node in order:  # every node's tangent is the sum of what arrived
        arrived = [c for c in ledger if c.child is node]
        assert sum(c.contribution for c in arrived) + seeds.get(node, 0.0) == pytest.approx(
            ledger.tangents[node]
        )
        assert [c.arrived for c in arrived] == [*range(1, len(node.parents) + 1)]


def test_one_sweep_has_the_tangents_of_several_outputs():
    x = Value(3.0)
    squares = [x * x, x * x * x]
    assert [tangents(squares, {x: 1.0}).tangents[y] for y in squares] == [6.0, 27.0]


def test_a_computed_node_may_be_moved_on_its_own():
    x, f = product()
    q = f.parents[0]
    assert tangents(f, {q: 1.0}).tangents[f] == -4.0
    assert tangents(f, {q: 1.0, x: 1.0}).tangents[f] == -8.0


def test_nothing_passes_where_no_message_passes():
    x, y = Value(0.0), Value(2.0)
    ledger = tangents(take([x.sqrt(), y], 1), {x: 1.0, y: 1.0})
    assert [c.contribution for c in ledger] == [inf, 0.0, 1.0]
    x = Value(2.0)
    assert tangents(x.detach() * x, {x: 1.0}).tangents[x] == 1.0
    assert [*tangents(x.detach() * x, {x: 1.0}).tangents.values()] == [1.0, 0.0, 2.0]


def test_no_grad_is_touched_and_a_leaf_is_its_own_tangent():
    x, f = product()
    f.backward()
    grads = [v.grad for v in topological_order(f)]
    tangents(f, {x: 1.0})
    assert [v.grad for v in topological_order(f)] == grads
    ledger = tangents(x, {x: 2.0})
    assert (list(ledger), ledger.tangents) == ([], {x: 2.0})
    assert [*tangents(f, {}).tangents.values()] == [0.0] * 5


@pytest.mark.parametrize(
    ("ask", "kind", "message"),
    [
        (lambda x, f: tangents(f, {Value(1.0): 1.0}), ValueError, "is not in the graph of the outputs"),
        (lambda x, f: tangents(f, {"x": 1.0}), ValueError, "str 'x' is not in the graph"),
        (lambda x, f: tangents(f, x), TypeError, "takes a dict of tangents, not Value"),
        (lambda x, f: tangents(f, {x: "1"}), TypeError, "a tangent is one real number, not str '1'"),
        (lambda x, f: tangents([f, 1.0], {x: 1.0}), TypeError, r"outputs holds float 1\.0"),
        (lambda x, f: compile(lambda x: tangents(x * x, {x: 1.0}).tangents[x])(2.0), TraceError, "partials"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(ask, kind, message):
    with pytest.raises(kind, match=message):
        ask(*product())
