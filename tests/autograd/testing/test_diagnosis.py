"""What wrong answers look like: on random graphs, at odd numbers, with rows of the user's."""

from math import inf, isfinite, nan
from time import process_time

import pytest
from hypothesis import given
from random_graphs import graphs

import autograd
from autograd import Op, Value, messages, record, topological_order
from autograd.mutants import MUTANTS
from autograd.testing.diagnosis import likeliest, suspects


@given(graphs())
def test_no_suspect_is_the_right_number(recipe):
    leaves, root = recipe.build()
    ledger = messages(root)
    for node in leaves:
        for suspect in suspects(ledger, node) if node in ledger.deltas else []:
            assert isfinite(suspect.number)
            assert suspect.number != ledger.deltas[node]
            assert "{" not in suspect.sentence


def test_the_root_has_no_suspects():
    x = Value(2.0, "x")
    assert suspects(messages(x * x), x * x) == []
    assert suspects(messages(x), x) == []


@pytest.mark.parametrize("number", [0.0, -0.0, 1.0, -1.0, inf, nan, 1e308, 1e-308, -745.0])
def test_odd_numbers_make_no_trouble(number):
    x, y = Value(number, "x"), Value(2.0, "y")
    roots = [
        x * y + x,
        x * x,
        y / (y + y.exp()) * x,
        (x - y) ** 2,
        autograd.maximum(x, y) * x,
        x.sigmoid() - x,
    ]
    roots += [
        x.tanh().relu() + abs(x),
        autograd.logsumexp([x, y, x]),
        autograd.dot([x, y], [y, x], x),
        x.exp() ** y,
    ]
    for root in roots:
        ledger = messages(root)
        for node in topological_order(root):
            assert all(isfinite(suspect.number) for suspect in suspects(ledger, node))


def test_a_row_that_raises_at_wrong_operands_makes_no_trouble():
    def root_of(xp, y, x):
        if x > 2 or y > 2:
            raise RuntimeError("not made for this")
        return ((-x) ** 0.5,)  # complex

    odd = Op("odd", "o", lambda xp, x: x, lambda xp, y, x: (1.0,))
    picky = Op("picky", "p", lambda xp, a, b: 2.5 * a, lambda xp, y, a, b: (1.0 if a < b else a.missing, 0.0))
    wild = Op("wild", "w", lambda xp, x: 5.0, lambda xp, y, x: root_of(xp, y, x) if y < 5 else (3.0,))
    a, b = Value(1.0, "a"), Value(2.0, "b")
    root = record(odd, record(picky, record(wild, a), Value(9.0))) * b
    assert suspects(messages(root), a)


@pytest.mark.parametrize("mutant", [mutant for mutant in MUTANTS if mutant.known_as], ids=lambda m: m.name)
def test_an_answer_of_a_wrong_pass_is_called_by_its_mistake(mutant):
    # f = (x y − y) + x²: x and y get two messages or more, and y stands behind the minus
    x, y = Value(3.0, "x"), Value(5.5, "y")
    root = x * x if mutant.name == "lost-edge" else x - y * 1 if mutant.name == "wrong-sign" else x * y + x
    if mutant.name == "wrong-sign":
        root = (x - y) * 2
    node = y if mutant.name == "wrong-sign" else x
    wrong = dict.fromkeys(topological_order(root), 0.0)
    mutant.backward(root, wrong)
    found = likeliest(suspects(messages(root), node), lambda n: n == wrong[node], lambda n: n == wrong[node])
    assert mutant.known_as in [suspect.name for suspect in found]


def test_a_large_graph_is_searched_at_once():
    x = Value(0.3, "x")
    units = [x]
    for _ in range(6):
        units = [
            autograd.dot([Value(0.01 * k) for k, _ in enumerate(units)], units).tanh() for _ in range(40)
        ]
    root = autograd.sum([unit * unit for unit in units])
    ledger = messages(root)
    start = process_time()
    assert suspects(ledger, x)
    assert process_time() - start < 5


def test_a_chain_is_searched_to_any_depth():
    x = Value(0.1, "x")
    root = x
    for _ in range(20_000):
        root = root + 0.001
    assert suspects(messages(root.exp()), x)
