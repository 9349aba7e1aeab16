"""Perceptron, Adaline, Madaline: rules by hand, what they can learn, and the proof of what they cannot."""

import math
import re
from itertools import product

import numpy as np
import pytest

from autograd import Value
from nn import MLP
from nn.classics.boolean import AND, NAND, NOT, OR, XOR
from nn.classics.perceptron import Adaline, Madaline, Perceptron
from nn.data.datasets import linearly_separable
from nn.losses.loss import binary_cross_entropy_with_logits, half_squared_error
from nn.optimizers.optimizer import Adam

ROWS = list(product((0, 1), repeat=2))
ALL_FUNCTIONS = list(product((0, 1), repeat=4))  # of two inputs, as answers to ROWS


def numbers(unit):
    return [w.data for w in unit.w], unit.b.data


# α = ½, from w = (0, 0), b = 0:
#   x = (1, -2), d = 1: z = 0, y = 0, error 1: w = (½, -1), b = ½
#   x = (3, 1),  d = 0: z = ½ + 1½ - 1 = 1, y = 1, error -1: w = (-1, -1½), b = 0
#   x = (0, -2), d = 1: z = 3, y = 1: right, nothing moves
def test_the_perceptron_rule_by_hand():
    unit = Perceptron(2, lr=0.5)
    assert (unit.learn([1, -2], 1), numbers(unit)) == (1.0, ([0.5, -1.0], 0.5))
    assert (unit.learn([3, 1], 0), numbers(unit)) == (-1.0, ([-1.0, -1.5], 0.0))
    assert (unit.learn([0, -2], 1), numbers(unit)) == (0.0, ([-1.0, -1.5], 0.0))


# with sign: z = 0 says 0, error 1; then w = (1, -2), b = 1: x = (3, 1) gives z = 2, y = 1 for -1, error -2
def test_the_perceptron_rule_with_signs_by_hand():
    unit = Perceptron(2, output="sign")
    assert (unit.learn([1, -2], 1), numbers(unit)) == (1.0, ([1.0, -2.0], 1.0))
    assert (unit.learn([3, 1], -1), numbers(unit)) == (-2.0, ([-5.0, -4.0], -1.0))
    assert unit([3, 1]).data == -1.0


# α = ½: x = (1, -1), d = 1: z = 0, error 1: w = (½, -½), b = ½;  x = (2, 0), d = -1: z = 1½, error -2½:
# w = (½ - 2½, -½), b = ½ - 1¼
def test_the_delta_rule_by_hand():
    unit = Adaline(2, lr=0.5)
    assert (unit.learn([1, -1], 1), numbers(unit)) == (1.0, ([0.5, -0.5], 0.5))
    assert (unit.learn([2, 0], -1), numbers(unit)) == (-2.5, ([-2.0, -0.5], -0.75))
    assert unit([2, 0]).data == -1.0
    assert unit.net_input([2, 0]).data == -4.75


def test_the_delta_rule_is_gradient_descent_on_half_of_the_squared_error():
    unit, x, d = Adaline(3, lr=0.25), [0.5, -2.0, 1.5], -1
    for w, number in zip(unit.parameters(), (0.5, 1.0, -0.25, 2.0)):
        w.data = number
    half_squared_error(unit.net_input(x), d).backward()
    expected = [w.data - 0.25 * w.grad for w in unit.parameters()]
    unit.learn(x, d)
    assert [w.data for w in unit.parameters()] == expected


GATES = {"AND": AND, "OR": OR, "NAND": NAND, "NOT": NOT}


@pytest.mark.parametrize("output", ["step", "sign"])
@pytest.mark.parametrize("gate", GATES.values(), ids=GATES)
def test_a_perceptron_learns_the_gate(gate, output):
    X, y = list(gate), [a if output == "step" else 2 * a - 1 for a in gate.values()]
    unit = Perceptron(len(X[0]), output=output)
    assert unit.fit(X, y)[-1] == 0
    assert [unit(x).data for x in X] == y


def cancels(answers):
    """Whether the four inequalities of a single unit contradict each other by addition.

    A row x with answer 1 says w·x + b > 0, one with answer 0 says -(w·x + b) ≥ 0. Each is a row of
    coefficients of (w₁, w₂, b). If they add up to 0·w₁ + 0·w₂ + 0·b while one of them is strict, the sum
    says 0 > 0, whatever w and b are (one half of Farkas' lemma).
    """
    inequalities = [
        [sign * coefficient for coefficient in (*x, 1)]
        for x, answer in zip(ROWS, answers)
        for sign in (1 if answer else -1,)
    ]
    return [sum(column) for column in zip(*inequalities)] == [0, 0, 0] and 1 in answers


# XOR: (0,0) → 0 says -b ≥ 0;  (0,1) → 1 says w₂ + b > 0;  (1,0) → 1 says w₁ + b > 0;
#   (1,1) → 0 says -(w₁ + w₂ + b) ≥ 0. Their sum is 0 > 0.
def test_no_perceptron_whatsoever_computes_xor():
    assert cancels(tuple(XOR.values()))


# The contradiction settles XOR and its opposite; for the other 14 functions of two inputs weights exist,
# because the perceptron finds them. So nothing is left open, and the argument does not prove too much.
@pytest.mark.parametrize("answers", ALL_FUNCTIONS)
def test_a_function_of_two_inputs_is_either_contradictory_or_learned(answers):
    unit = Perceptron(2)
    history = unit.fit(ROWS, answers, epochs=100)
    assert (history[-1] == 0) is not cancels(answers)
    assert ([unit(x).data for x in ROWS] == list(answers)) is not cancels(answers)


def test_exactly_xor_and_its_opposite_are_contradictory():
    assert [f for f in ALL_FUNCTIONS if cancels(f)] == [(0, 1, 1, 0), (1, 0, 0, 1)]


def test_a_perceptron_makes_mistakes_on_xor_for_ever():
    history = Perceptron(2).fit(list(XOR), list(XOR.values()), epochs=1000)
    assert len(history) == 1000
    assert min(history) > 0


@pytest.mark.parametrize("seed", range(20))
def test_two_layers_learn_xor(seed):
    model, optimizer = MLP(2, [4, 1], activation="tanh", rng=seed), Adam(lr=0.1)
    for _ in range(200):
        model.zero_grad()
        losses = [binary_cross_entropy_with_logits(model(x), d) for x, d in XOR.items()]
        mean = sum(losses) / 4
        mean.backward()
        optimizer.step(model.parameters())
        if all((model(x).data > 0) == (d == 1) for x, d in XOR.items()) and mean.data < 0.1:
            break
    assert [int(model(x).data > 0) for x in XOR] == list(XOR.values())
    assert mean.data < 0.1


# Novikoff: with samples (x, 1) no longer than R and a plane (u, 0), ‖u‖ = 1, at the distance γ from all,
# there are at most R²/γ² mistakes.
@pytest.mark.parametrize("seed", range(5))
def test_the_mistakes_on_separable_data_stay_below_novikoffs_bound(seed):
    X, y = linearly_separable(60, margin=0.2, seed=seed)
    history = Perceptron(2, output="sign").fit(X, 2 * y - 1, epochs=1000)
    assert history[-1] == 0
    assert sum(history) <= (np.square(X).sum(axis=1).max() + 1) / 0.2**2


def test_adaline_settles_at_the_least_squares_solution():
    random = np.random.default_rng(0)
    X = random.normal(size=(50, 2))
    d = X @ [1.5, -2.0] + 0.5 + random.normal(scale=0.1, size=50)
    unit = Adaline(2, lr=0.002)
    history = unit.fit(X, d, epochs=400)
    solution, *_ = np.linalg.lstsq(np.column_stack([X, np.ones(50)]), d)
    assert [w.data for w in unit.parameters()] == pytest.approx(solution, abs=2e-3)
    assert history[-1] < history[0] / 100
    assert history[-1] == pytest.approx(np.mean((X @ solution[:2] + solution[2] - d) ** 2), rel=0.05)


# Two units of three must say d. z = (-½, -2, 3) at x = (1, 0) and d = 1: unit 1 is the least sure of the
# wrong ones and alone enough; ‖(x, 1)‖² = 2, so w and b move by α(d - z)/2 = ¾ each, and z becomes 1.
def test_the_rule_of_least_disturbance_by_hand():
    madaline = Madaline(2)
    for unit, (weights, bias) in zip(madaline.units, [((-1, 5), 0.5), ((-1, 5), -1.0), ((1, 5), 2.0)]):
        for w, number in zip(unit.parameters(), (*weights, bias)):
            w.data = number
    assert madaline([1, 0]).data == -1.0
    assert madaline.learn([1, 0], 1) is True
    assert [numbers(unit) for unit in madaline.units] == [
        ([-0.25, 5.0], 1.25), ([-1.0, 5.0], -1.0), ([1.0, 5.0], 2.0),
    ]  # fmt: skip
    assert madaline([1, 0]).data == 1.0
    assert madaline.learn([1, 0], 1) is False


def test_as_many_units_are_taught_as_turn_the_majority():
    madaline = Madaline(1, 5, lr=0.5)
    for unit, bias in zip(madaline.units, (-4.0, -1.0, -3.0, -2.0, 1.0)):  # one is right, three must be
        unit.w[0].data, unit.b.data = 0.0, bias
    madaline.learn([0.0], 1)
    # the share ½ of the way to 1, for the two least sure
    assert [unit.b.data for unit in madaline.units] == [-4.0, 0.0, -3.0, -0.5, 1.0]


@pytest.mark.parametrize("seed", range(20))
def test_a_madaline_learns_xor(seed):
    X, y = [[-1, -1], [-1, 1], [1, -1], [1, 1]], [-1, 1, 1, -1]
    madaline = Madaline(2, rng=seed)
    assert madaline.fit(X, y)[-1] == 0
    assert [madaline(x).data for x in X] == y


def test_a_madaline_is_repeated_by_its_seed():
    first, same, other = (Madaline(3, rng=seed) for seed in (1, 1, 2))
    assert [w.data for w in first.parameters()] == [w.data for w in same.parameters()]
    assert [w.data for w in first.parameters()] != [w.data for w in other.parameters()]


def test_outputs_are_nodes_of_a_graph():
    for unit in (Perceptron(2), Adaline(2), Madaline(2, rng=0)):
        assert isinstance(unit([Value(1.0), 2.0]), Value)


def test_reprs():
    assert repr(Perceptron(2)) == "Perceptron(2, output='step', lr=1.0)"
    assert repr(Adaline(3, lr=0.1)) == "Adaline(3, lr=0.1)"
    assert repr(Madaline(2, 5)) == "Madaline(2, 5, lr=1.0)"


@pytest.mark.parametrize("machine", [Perceptron(1, output="sign"), Madaline(1, 3)])
def test_who_cannot_learn_stops_after_a_hundred_passes(machine):
    assert len(machine.fit([[0.0], [0.0]], [1, -1])) == 100


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Perceptron(2, output="tanh"), ValueError, "Perceptron has no output 'tanh'"),
        (lambda: Perceptron(0), ValueError, "Perceptron needs nin ≥ 1, got 0"),
        (lambda: Perceptron("2"), TypeError, "whole number as nin"),
        (lambda: Perceptron(2, lr=0), ValueError, "Perceptron: lr is 0"),
        (lambda: Perceptron(2, lr=math.inf), ValueError, "Perceptron: lr is inf"),
        (lambda: Adaline(2, lr=math.nan), ValueError, "Adaline: lr is nan"),
        (lambda: Adaline(-1), ValueError, "Adaline needs nin ≥ 1, got -1"),
        (lambda: Madaline(2, 4), ValueError, "Madaline needs an odd number of units"),
        (lambda: Madaline(2, lr=2.0), ValueError, "Madaline: lr is 2.0"),
        (lambda: Madaline(2, lr=-1.0), ValueError, "Madaline: lr is -1.0"),
    ],
)
def test_machines_that_cannot_be_are_refused(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()


@pytest.mark.parametrize("make", [Perceptron, Adaline, Madaline])
@pytest.mark.parametrize(
    ("x", "d", "error", "message"),
    [
        ([1.0], 1, ValueError, "expects 2 inputs, got 1"),
        ([1.0, 2.0, 3.0], 1, ValueError, "expects 2 inputs, got 3"),
        (["a", "b"], 1, TypeError, "expects Values and real numbers, got str 'a'"),
        ([math.nan, 1.0], 1, ValueError, "cannot learn from [nan, 1.0]: inputs must be finite"),
        ([math.inf, 1.0], 1, ValueError, "inputs must be finite"),
        ([1.0, 1.0], math.nan, ValueError, "cannot learn"),
    ],
)
def test_samples_that_do_not_fit_are_refused_and_nothing_is_learned(make, x, d, error, message):
    unit = make(2)
    before = [w.data for w in unit.parameters()]
    with pytest.raises(error, match=re.escape(message)):
        unit.learn(x, d)
    assert [w.data for w in unit.parameters()] == before


@pytest.mark.parametrize("make", [Perceptron, Madaline])
@pytest.mark.parametrize("d", [0.5, 2, -2, "1", None])
def test_answers_that_cannot_be_given_are_refused(make, d):
    with pytest.raises(ValueError, match="cannot learn to answer"):
        make(2).learn([1.0, 1.0], d)


@pytest.mark.parametrize("d", ["1", None])
def test_adaline_learns_numbers_only(d):
    with pytest.raises(
        TypeError, match=r"^Adaline\(2, lr=0\.01\) expects .*real numbers, got (str|NoneType)"
    ):
        Adaline(2).learn([1.0, 1.0], d)


@pytest.mark.parametrize("make", [Perceptron, Adaline, Madaline])
@pytest.mark.parametrize(
    ("X", "y", "error", "message"),
    [
        ([], [], ValueError, "holds no samples"),
        ([[1.0, 2.0]], [1, 1], ValueError, "does not fit 1 samples"),
        ([[1.0, 2.0]], [[1, 1]], ValueError, "more than one answer"),
        ([[1.0, math.nan]], [1], ValueError, "is nan"),
        ([["a", "b"]], [1], TypeError, "needs numbers"),
        ([[1.0]], [1], ValueError, "expects 2 inputs, got 1"),
    ],
)
def test_data_that_do_not_fit_are_refused(make, X, y, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make(2).fit(X, y)


@pytest.mark.parametrize(("make", "labels"), [(Perceptron, [0, 1, 2]), (Madaline, [-1, 1, 2])])
def test_labels_are_checked_before_the_first_sample_is_learned(make, labels):
    unit = make(2)
    before = [w.data for w in unit.parameters()]
    with pytest.raises(ValueError, match="cannot learn to answer 2"):
        unit.fit([[5.0, 3.0], [5.0, 3.0], [0.0, 1.0]], labels)  # one of the first two is a mistake
    assert [w.data for w in unit.parameters()] == before


def test_an_adaline_that_diverges_keeps_its_last_finite_weights():
    unit = Adaline(1, lr=1.0)
    with pytest.raises(ValueError, match="have diverged, try a smaller lr"):
        unit.fit([[1e150]], [1])  # w = 1e150, z = 1e300, and the next step is out of range
    assert [w.data for w in unit.parameters()] == [1e150, 1.0]


@pytest.mark.parametrize("make", [Perceptron, Adaline, Madaline])
@pytest.mark.parametrize(
    ("epochs", "error", "words"),
    [
        (-1, ValueError, r"\.fit needs epochs ≥ 0, got -1"),
        (1.5, TypeError, r"\.fit needs a whole number as epochs, not float 1\.5"),
        (None, TypeError, r"\.fit needs a whole number as epochs, not NoneType None"),
    ],
)
def test_epochs_are_whole_numbers_as_for_fit(make, epochs, error, words):
    with pytest.raises(error, match=f"^{make.__name__}{words}"):
        make(1).fit([[1.0]], [1], epochs=epochs)
