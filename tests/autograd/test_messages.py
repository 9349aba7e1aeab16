"""The ledger: its fields, its order, and the lectures' two circuits message by message."""

import math

import pytest

import autograd
from autograd import Message, Value, messages


def told(ledger):
    """Return (sender, receiver, partial, upstream, message) of every entry, nodes by their labels."""
    return [(m.child.label, m.parent.label, m.partial, m.upstream, m.message) for m in ledger]


def test_a1_message_by_message():
    # f = qz, q = x + y at x = -2, y = 5, z = -4: q = 3
    x, y, z = Value(-2.0, "x"), Value(5.0, "y"), Value(-4.0, "z")
    q = x + y
    q.label = "q"
    f = q * z
    f.label = "f"
    assert told(messages(f)) == [
        # f = qz: ∂f/∂q = z = -4, ∂f/∂z = q = 3, upstream 1
        ("f", "q", -4.0, 1.0, -4.0),
        ("f", "z", 3.0, 1.0, 3.0),
        # q = x + y: both 1, upstream -4
        ("q", "x", 1.0, -4.0, -4.0),
        ("q", "y", 1.0, -4.0, -4.0),
    ]


def test_a2_message_by_message():
    # f = 1/(1 + e^-(w0 x0 + w1 x1 + w2))
    w0, x0, w1 = Value(2.0, "w0"), Value(-1.0, "x0"), Value(-3.0, "w1")
    x1, w2 = Value(-2.0, "x1"), Value(-3.0, "w2")

    def named(node, label):
        node.label = label
        return node

    a = named(w0 * x0, "w0x0")
    b = named(w1 * x1, "w1x1")
    c = named(a + b, "sum")
    z = named(c + w2, "z")
    n = named(z * -1, "-z")
    e = named(n.exp(), "e^-z")
    d = named(e + 1, "1+e^-z")
    f = named(1 / d, "f")
    ledger = messages(f)
    # 1/u: -1/u² with u = 1 + e⁻¹; u = e + 1: 1; eⁿ: itself, e⁻¹; n = -z: -1; then the sum and the products.
    # Six digits as in the lectures: hence half a unit of the sixth.
    expected = [
        ("1+e^-z", -0.534447, 1.0, -0.534447),
        ("e^-z", 1.0, -0.534447, -0.534447),
        ("-z", 0.367879, -0.534447, -0.196612),
        ("z", -1.0, -0.196612, 0.196612),
        ("sum", 1.0, 0.196612, 0.196612),
        ("w2", 1.0, 0.196612, 0.196612),
        ("w0x0", 1.0, 0.196612, 0.196612),
        ("w1x1", 1.0, 0.196612, 0.196612),
        ("w1", -2.0, 0.196612, -0.393224),
        ("x1", -3.0, 0.196612, -0.589836),
        ("w0", -1.0, 0.196612, -0.196612),
        ("x0", 2.0, 0.196612, 0.393224),
    ]
    to_named = [m for m in ledger if m.parent.label]
    assert [m.parent.label for m in to_named] == [label for label, *_ in expected]
    for m, (_, partial, upstream, message) in zip(to_named, expected):
        assert (m.partial, m.upstream) == pytest.approx((partial, upstream), rel=0, abs=5e-7)
        # twice the rounded 0.196612, as printed: one more unit for the factor 3
        assert m.message == pytest.approx(message, rel=0, abs=2e-6)
    # the three numbers -1, 1 and 1 of the formula are operands too, and get messages
    assert [m.parent.data for m in ledger if not m.parent.label] == [1.0, 1.0, -1.0]
    assert [m.child.label for m in ledger if not m.parent.label] == ["f", "1+e^-z", "-z"]


def test_a_message_is_upstream_times_partial_and_moves_the_delta_from_before_to_after():
    # y = ab with a = 2x, b = x²: x gets 2·b from a and 2x·a from b
    x = Value(3.0, "x")
    a = x * 2
    b = x**2
    y = a * b
    ledger = messages(y)
    to_x = [m for m in ledger if m.parent is x]
    # b is born last, so it sends first: δ_b = a = 6, partial 2x = 6, message 36; then δ_a = b = 9, partial 2
    assert to_x == [
        Message(b, x, 0, 6.0, 6.0, 36.0, 0.0, 36.0, 1, 2),
        Message(a, x, 0, 9.0, 2.0, 18.0, 36.0, 54.0, 2, 2),
    ]
    assert all(m.message == m.upstream * m.partial for m in ledger)
    assert all(m.after == m.before + m.message for m in ledger)


def test_the_fields_are_in_the_order_documented():
    assert Message._fields == (
        "child", "parent", "position", "upstream", "partial", "message", "before", "after",
        "arrived", "expected",
    )  # fmt: skip


def test_children_send_last_born_first_and_their_operands_in_order():
    x, y = Value(1.0), Value(2.0)
    root = autograd.sum([x, y, x * y, x])
    ledger = messages(root)
    assert [(m.child.born, -m.position) for m in ledger] == sorted(
        ((m.child.born, -m.position) for m in ledger), reverse=True
    )
    assert [m.position for m in ledger if m.child is root] == [0, 1, 2, 3]


def test_messages_are_counted_as_they_arrive():
    x = Value(2.0)
    y = x * x + x
    ledger = messages(y)
    assert [(m.arrived, m.expected) for m in ledger if m.parent is x] == [(1, 3), (2, 3), (3, 3)]
    assert all(m.arrived <= m.expected for m in ledger)


def test_nobody_sends_before_all_its_messages_arrived():
    a = Value(2.0) * 1.0
    b = a * 3
    y = a * b + b
    complete = {y}
    for m in messages(y):
        assert m.child in complete
        if m.arrived == m.expected:
            complete.add(m.parent)


def test_the_ledger_neither_reads_nor_writes_grad():
    x = Value(3.0)
    y = x * x
    before = messages(y)
    assert (x.grad, y.grad) == (0, 0)
    y.backward()
    y.backward()
    x.grad, y.grad = 99.0, object()
    assert messages(y) == before


def test_the_ledger_does_not_follow_data_written_afterwards():
    x, y = Value(2.0), Value(3.0)
    product = x * y
    x.data = 100.0
    assert [m.partial for m in messages(product)] == [3.0, 2.0]


def test_the_seed_is_the_first_upstream():
    x = Value(3.0)
    (m,) = messages(x.exp(), seed=0.5)
    assert (m.upstream, m.message) == (0.5, 0.5 * math.exp(3.0))


def test_a_leaf_sends_nothing():
    assert messages(Value(1.0)) == []


def test_the_ledger_ends_with_the_delta_of_every_node_the_root_included():
    # f = xy + x at 3, 5: ∂f/∂(xy) = 1, ∂f/∂x = 5 + 1, ∂f/∂y = 3
    x, y = Value(3.0), Value(5.0)
    product = x * y
    f = product + x
    assert messages(f).deltas == {x: 6.0, y: 3.0, product: 1.0, f: 1.0}
    assert messages(f, seed=2).deltas == {x: 12.0, y: 6.0, product: 2.0, f: 2.0}


def test_the_delta_of_a_node_that_gets_no_message_is_a_plain_zero():
    x = Value(-1.0)
    inside = x.exp()
    ledger = messages(inside.detach() * 2 + x)
    assert ledger.deltas[inside] == 0.0
    assert {type(delta) for delta in ledger.deltas.values()} == {float}
