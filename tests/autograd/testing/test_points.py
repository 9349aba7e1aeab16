"""autograd/testing/points.py: other points, at which the graph is defined, on the same side of its kinks."""

from math import isfinite

import autograd
from autograd import Value, topological_order
from autograd.testing.points import points_near


def near(root: Value):
    return points_near(topological_order(root))


def test_leaves_with_a_label_move_and_all_else_stays():
    x, y = Value(2.0, "x"), Value(3.0)
    root = x * y * 5
    for point in near(root):
        assert point.nodes[x].data != 2.0
        assert point.nodes[y] is y
        assert point.ledger.deltas[point.nodes[x]] == 15.0


def test_points_are_always_the_same():
    x = Value(2.0, "x")
    root = x.exp()
    assert [p.nodes[x].data for p in near(root)] == [p.nodes[x].data for p in near(root)]


def test_every_row_is_defined_and_finite_at_every_point():
    x, y = Value(0.001, "x"), Value(-700.0, "y")
    root = x.log() + (1 / x).sqrt() + (-y).exp()
    points = near(root)
    assert len(points) == 5
    for point in points:
        assert point.nodes[x].data > 0
        assert all(isfinite(delta) for delta in point.ledger.deltas.values())


def test_kinks_are_kept_on_their_side():
    x, y = Value(0.2, "x"), Value(-0.1, "y")
    root = autograd.maximum(x, y) + x.relu() + abs(y) + y.leaky_relu()
    points = near(root)
    assert len(points) == 5
    for point in points:
        assert point.nodes[y].data < 0 < point.nodes[x].data


def test_a_tie_may_be_left():
    x = Value(0.0, "x")
    assert len(near(x.relu() * 3)) == 5


def test_one_hot_targets_become_shares_of_one():
    t = [Value(float(k == 1), f"t_{k}") for k in range(3)]
    x = [Value(1.0, "x_0"), Value(2.0, "x_1")]
    for point in near(autograd.sum([*t, *x])):
        shares = [point.nodes[leaf].data for leaf in t]
        assert abs(sum(shares) - 1) < 1e-12
        assert min(shares) > 0
        assert sum(point.nodes[leaf].data for leaf in x) != 3.0


def test_whole_numbers_stay_where_they_must():
    x, n = Value(-2.5, "x"), Value(3.0, "n")
    points = near(x**n)
    assert len(points) == 5
    assert {point.nodes[n].data for point in points} == {3.0}


def test_there_may_be_no_other_point():
    assert near(Value(2.0) * 3) == []
    n = Value(1.0, "n")
    assert near(Value(-2.0) ** n) == []
