"""Gates and the networks that compute them: every row of every table, exactly."""

import random
import re
from itertools import product

import pytest

from nn import MLP
from nn.classics.boolean import AND, NAND, NOT, OR, XOR, boolean_network


def test_the_gates_are_what_python_says():
    rows = list(product((0, 1), repeat=2))
    assert dict(AND) == {(a, b): a & b for a, b in rows}
    assert dict(OR) == {(a, b): a | b for a, b in rows}
    assert dict(XOR) == {(a, b): a ^ b for a, b in rows}
    assert dict(NAND) == {(a, b): 1 - (a & b) for a, b in rows}
    assert dict(NOT) == {(0,): 1, (1,): 0}


def test_gates_are_constants():
    with pytest.raises(TypeError):
        AND[0, 0] = 1


def check(table):
    network = boolean_network(table)
    assert {row: network(row).data for row in table} == table
    return network


@pytest.mark.parametrize("answers", list(product((0, 1), repeat=4)))
def test_every_function_of_two_inputs(answers):
    check(dict(zip(product((0, 1), repeat=2), answers)))


@pytest.mark.parametrize("n", [1, 3, 4, 5])
@pytest.mark.parametrize("seed", range(5))
def test_a_random_truth_table_is_realized_exactly(n, seed):
    generator = random.Random(seed)
    rows = list(product((0, 1), repeat=n))
    generator.shuffle(rows)  # their order does not matter
    table = {row: generator.randint(0, 1) for row in rows}
    network = check(table)
    assert len(network.layers[0].neurons) == max(sum(table.values()), 1)


@pytest.mark.parametrize("n", [1, 4])
@pytest.mark.parametrize("answer", [0, 1])
def test_constant_functions(n, answer):
    check(dict.fromkeys(product((0, 1), repeat=n), answer))


def test_parity_of_six_inputs_needs_a_unit_for_every_second_row():
    table = {row: sum(row) % 2 for row in product((0, 1), repeat=6)}
    assert len(check(table).layers[0].neurons) == 32


def test_it_is_an_mlp_of_step_units():
    network = boolean_network(XOR)
    assert type(network) is MLP
    assert repr(network) == "MLP of [Layer of [StepNeuron(2), StepNeuron(2)], Layer of [StepNeuron(2)]]"


@pytest.mark.parametrize(
    ("table", "error", "message"),
    [
        ({}, ValueError, "one input at least"),
        ({(): 1}, ValueError, "one input at least"),
        ({(0, 0): 0, (0, 1): 1, (1, 0): 1}, ValueError, "needs all 4 rows of 2 inputs, got 3"),
        ({(0,): 0, (1, 1): 1}, ValueError, "the row (1, 1): 1 is not 1 inputs"),
        ({(0,): 0, (2,): 1}, ValueError, "the row (2,): 1 is not 1 inputs and an answer of 0 and 1"),
        ({(0,): 0, (1,): 0.5}, ValueError, "the row (1,): 0.5"),
        ({(0,): 0, (1,): "1"}, ValueError, "the row (1,): 1"),
        ({(0,): float("nan"), (1,): 1}, ValueError, "the row (0,): nan"),
        ([0, 1, 1, 0], TypeError, "needs a truth table such as nn.XOR"),
        ({0: 0, 1: 1}, TypeError, "needs a truth table such as nn.XOR"),
        ("0110", TypeError, "needs a truth table such as nn.XOR"),
    ],
)
def test_what_is_no_truth_table_is_refused(table, error, message):
    with pytest.raises(error, match=re.escape(message)):
        boolean_network(table)
