"""The catalogue itself: its rows are well formed, and each of them is a mistake in some graph."""

import re

import pytest

from autograd import ops
from autograd import words as ops_words
from autograd.testing.mistakes import MISTAKES, SIGNS, wrong_partials

ROWS = [
    *ops.TABLE.values(),
    ops.power(3),
    ops.power(-0.5),
    ops.leaky_relu(),
    ops.elu(),
    ops.huber(),
    ops.take(1),
]
GATES = [mistake for mistake in MISTAKES.values() if mistake.partials is not None]


def operands_of(op: ops.Op) -> tuple[float, ...]:
    return (0.3, 0.6, 1.0)[: op.arity or 3]


@pytest.mark.parametrize("mistake", GATES, ids=lambda mistake: mistake.name)
def test_a_mistake_of_a_gate_changes_the_partials_of_a_row(mistake):
    changed = 0
    for op in ROWS:
        # the second point has a relu that is closed
        for sign in (1.0, -1.0):
            xs = tuple(sign * x for x in operands_of(op)) if op is not ops.PICK else (0.3, 0.6, 1.0)
            if op.excluded is not None and op.excluded(*xs):
                continue
            y = op.forward(ops_words, *xs)
            wrong = wrong_partials(mistake, op, y, xs)
            if wrong is None:
                continue
            assert len(wrong) == len(xs), op
            right = op.partials(ops_words, y, *xs)
            changed += any(w is not None and w != p for w, p in zip(wrong, right))
    assert changed


def test_sentences_have_no_other_places():
    for name, mistake in MISTAKES.items():
        assert set(re.findall(r"{(\w+)}", mistake.sentence)) <= {
            "node",
            "gate",
            "child",
            "operand",
            "count",
        }, name
        assert mistake.sentence.endswith("."), name
    assert set(SIGNS) <= MISTAKES.keys()


def test_a_mistake_is_no_mistake_where_it_does_not_apply():
    for name in ("sign of a subtraction", "no swap", "exponent not lowered", "max as add"):
        assert wrong_partials(MISTAKES[name], ops.EXP, 1.0, (0.0,)) is None
    assert wrong_partials(MISTAKES["no upstream"], ops.MUL, 1.0, (1.0, 1.0)) is None
