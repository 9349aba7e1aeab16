"""autograd/lines.py: nodes that are made while lines are traced know theirs, and others cost nothing."""

import gc
import sys
import threading

import pytest

import nn
from autograd import (
    Value,
    dot,
    line_of,
    maximum,
    record,
    softmax,
    take,
    topological_order,
    trace_lines,
    value,
)
from autograd.lines import _line_of
from autograd.ops import EXP, MUL

x, y = Value(2.0, "x"), Value(-1.0, "y")
PLAIN = value._next_birth

MAKING = {
    "a Value": lambda: Value(3.0),
    "+": lambda: x + y,
    "+ a number": lambda: x + 1,
    "a number +": lambda: 1 + x,
    "-": lambda: 2 - x,
    "*": lambda: x * y,
    "/": lambda: 1 / x,
    "**": lambda: x**3,
    "** a Value": lambda: x**y,
    "unary -": lambda: -x,
    "abs": lambda: abs(x),
    "a method": lambda: x.tanh(),  # noqa: PLW0108 - its line is looked at
    "a method with a parameter": lambda: x.leaky_relu(0.2),
    "detach": lambda: x.detach(),  # noqa: PLW0108 - its line is looked at
    "dot": lambda: dot([x, y], [y, x], x),
    "dot of numbers": lambda: dot([x, y], [1, 2], 3),
    "maximum": lambda: maximum(x, y),
    "softmax": lambda: softmax([x, y])[0],
    "take": lambda: take([x, y], 1),
    "record": lambda: record(MUL, x, 3.0),
    "record of a method": lambda: record(EXP, y),
    "a builtin sum": lambda: sum([x, y]),
}


@pytest.mark.parametrize("how", MAKING)
def test_every_way_to_make_a_node_is_traced_to_its_line(how):
    make = MAKING[how]
    with trace_lines():
        node = make()
    said = f"{__file__}, line {make.__code__.co_firstlineno}"
    assert line_of(node) == said
    new = [n for n in topological_order(node) if n not in (x, y)]
    assert {line_of(n) for n in new} == {said}
    assert line_of(x) == ""


def test_the_line_is_that_of_the_user_not_of_nn():
    model = nn.MLP(2, [2], rng=0)
    with trace_lines():
        here = sys._getframe().f_lineno
        outputs = model([x, y])
    assert {line_of(n) for n in topological_order(outputs[0]) if n.edges} == {f"{__file__}, line {here + 1}"}


def test_each_line_of_an_expression_is_told_from_the_others():
    with trace_lines():
        here = sys._getframe().f_lineno
        a = x * y
        b = a.exp()
    assert [line_of(n).rpartition(" ")[2] for n in (a, b)] == [str(here + 1), str(here + 2)]


def test_outside_of_the_block_the_engine_is_as_it_was():
    with trace_lines():
        assert value._next_birth is not PLAIN
    assert value._next_birth is PLAIN
    assert line_of(x + y) == ""


def test_blocks_may_be_nested_and_end_by_an_error():
    made = []

    def fails():
        with trace_lines():
            with trace_lines():
                made.append(x + y)
            made.append(x * y)
            y.log()

    with pytest.raises(ValueError, match="log is undefined"):
        fails()
    assert [line_of(node) != "" for node in made] == [True, True]
    assert value._next_birth is PLAIN


def test_births_stay_in_order_and_without_a_gap():
    first = Value(0.0).born
    with trace_lines():
        nodes = [Value(0.0), x + y, x.exp()]
    assert [n.born for n in (*nodes, Value(0.0))] == [first + k for k in range(1, 5)]


def test_a_thread_traces_its_own_nodes_only():
    begun, may_end, made = threading.Event(), threading.Event(), []

    def other():
        begun.wait(10)
        made.append(x + y)
        may_end.set()

    thread = threading.Thread(target=other)
    thread.start()
    with trace_lines():
        begun.set()
        may_end.wait(10)
        mine = x + y
    thread.join()
    assert line_of(made[0]) == ""
    assert line_of(mine)


def test_threads_that_begin_and_end_in_any_order_leave_the_counter_as_it_was():
    begun, may_end = threading.Event(), threading.Event()

    def other():
        with trace_lines():
            begun.set()
            may_end.wait(10)

    thread = threading.Thread(target=other)
    with trace_lines():
        thread.start()
        begun.wait(10)
    assert line_of(x + y) == ""
    may_end.set()
    thread.join(10)
    assert value._next_birth is PLAIN


def test_lines_are_forgotten_with_their_nodes():
    with trace_lines():
        node = x + y
    before = len(_line_of)
    del node
    gc.collect()
    assert len(_line_of) == before - 1
