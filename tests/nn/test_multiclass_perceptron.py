"""The perceptron for several classes: its rule by hand, Kesler's construction, and what takes classifiers."""

import math
import re

import numpy as np
import pytest

import nn
from autograd import Value
from nn import MulticlassPerceptron
from viz import plot_decision_boundary, plot_weights

# three bundles of points that planes through the middle keep apart
CENTERS = np.array([[4.0, 0.0], [-2.0, 3.5], [-2.0, -3.5]])
X = np.concatenate([center + np.random.default_rng(0).uniform(-1, 1, (20, 2)) for center in CENTERS])
Y = np.repeat([0, 1, 2], 20)


def numbers(unit):
    return [([w.data for w in neuron.w], neuron.b.data) for neuron in unit.neurons]


# α = ½, K = 3, from zeros:
#   x = (1, -2), t = 2: all scores 0, y = 0, the first: w₂ = (½, -1), b₂ = ½, w₀ = (-½, 1), b₀ = -½
#   x = (2, 0), t = 2: z = (-1½, 0, 1½): right
#   x = (0, 1), t = 1: z = (½, 0, -½), y = 0: w₁ = (0, ½), b₁ = ½, w₀ = (-½, ½), b₀ = -1
def test_the_rule_by_hand():
    unit = MulticlassPerceptron(2, 3, lr=0.5)
    assert unit.learn([1, -2], 2) is True
    assert numbers(unit) == [([-0.5, 1.0], -0.5), ([0.0, 0.0], 0.0), ([0.5, -1.0], 0.5)]
    assert unit.learn([2, 0], 2) is False
    assert unit.learn([0, 1], 1) is True
    assert numbers(unit) == [([-0.5, 0.5], -1.0), ([0.0, 0.5], 0.5), ([0.5, -1.0], 0.5)]


def test_ties_go_to_the_first_class_as_in_winner_take_all():
    unit = MulticlassPerceptron(2, 3)
    assert [y.data for y in nn.winner_take_all(unit([1.0, 1.0]))] == [1.0, 0.0, 0.0]
    assert nn.predict_classes(unit, [[1.0, 1.0]]).tolist() == [0]
    assert unit.learn([1.0, 1.0], 0) is False  # class 0 is what it says
    assert unit.learn([1.0, 1.0], 1) is True


def test_it_is_one_perceptron_in_the_space_of_kesler():
    rng = np.random.default_rng(3)
    unit, a = MulticlassPerceptron(4, 5, lr=0.25), np.zeros((5, 5))
    for x, t in zip(rng.normal(size=(200, 4)), rng.integers(5, size=200)):
        unit.learn(x, t)
        largest = int((a @ [*x, 1.0]).argmax())
        eta = np.zeros((5, 5))  # x in the block of the right class, -x in that of the other one
        eta[t] += [*x, 1.0]
        eta[largest] -= [*x, 1.0]
        if (a * eta).sum() <= 0:
            a += 0.25 * eta
    assert np.array([[*w, b] for w, b in numbers(unit)]) == pytest.approx(a, abs=1e-12)


def test_it_separates_what_can_be_separated_and_the_templates_add_up_to_0():
    unit = MulticlassPerceptron(2, 3)
    mistakes = unit.fit(X, Y)
    assert mistakes[0] > 0
    assert mistakes[-1] == 0
    assert len(mistakes) < 100
    assert nn.accuracy(unit, X, Y) == 1.0
    assert nn.confusion_matrix(unit, X, Y).tolist() == [[20, 0, 0], [0, 20, 0], [0, 0, 20]]
    # what one class gets, another one loses
    assert sum(np.array(w) for w, _ in numbers(unit)) == pytest.approx([0.0, 0.0], abs=1e-9)


def test_it_makes_mistakes_without_end_where_nothing_separates():
    assert min(MulticlassPerceptron(2, 2).fit(list(nn.XOR), list(nn.XOR.values()))) > 0


def test_of_two_classes_it_learns_what_the_perceptron_learns():
    for table in (nn.AND, nn.OR, nn.NAND):
        unit = MulticlassPerceptron(2, 2)
        assert unit.fit(list(table), list(table.values()))[-1] == 0
        assert nn.predict_classes(unit, list(table)).tolist() == list(table.values())


def test_scores_are_nodes_of_a_graph_and_can_be_trained_otherwise():
    unit = MulticlassPerceptron(2, 3)
    assert all(isinstance(z, Value) for z in unit([Value(1.0), 2.0]))
    history = nn.fit(unit, X, Y, loss=nn.multiclass_hinge, epochs=3, progress=False)
    assert history.losses[-1] < history.losses[0]


def test_its_boundary_and_its_templates_are_drawn():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    unit = MulticlassPerceptron(2, 3)
    unit.fit(X, Y)
    assert len(plot_decision_boundary(unit, X, Y).get_legend().get_texts()) == 3
    assert plot_weights(unit, (1, 2)).get_title() == "Weights of 3 units, 1 × 2 each"


def test_it_comes_back_from_a_file(tmp_path):
    unit = MulticlassPerceptron(2, 3, lr=0.5)
    unit.fit(X, Y)
    nn.save(unit, tmp_path / "unit.npz")
    twin = nn.load(tmp_path / "unit.npz")
    assert repr(twin) == repr(unit) == "MulticlassPerceptron(2, 3, lr=0.5)"
    assert numbers(twin) == numbers(unit)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: MulticlassPerceptron(0, 3), ValueError, "MulticlassPerceptron needs nin ≥ 1, got 0"),
        (lambda: MulticlassPerceptron(2, 1), ValueError, "MulticlassPerceptron needs nclasses ≥ 2, got 1"),
        (lambda: MulticlassPerceptron(2, 3.0), TypeError, "whole number as nclasses, not float 3.0"),
        (lambda: MulticlassPerceptron(2, 3, lr=0), ValueError, "MulticlassPerceptron: lr is 0"),
        (lambda: MulticlassPerceptron(2, 3)([1.0]), ValueError, "expects 2 inputs, got 1"),
        (lambda: MulticlassPerceptron(2, 3)(["a", 1.0]), TypeError, "expects Values and real numbers"),
    ],
)
def test_what_cannot_be_is_refused(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()


@pytest.mark.parametrize(
    ("x", "d", "message"),
    [
        ([1.0, 1.0], 3, "cannot learn the class 3: its classes are 0 to 2"),
        ([1.0, 1.0], -1, "cannot learn the class -1"),
        ([1.0, 1.0], 0.5, "cannot learn the class 0.5"),
        ([1.0, 1.0], "1", "cannot learn the class 1"),
        ([math.nan, 1.0], 1, "cannot learn from [nan, 1.0]: inputs must be finite"),
        ([1.0], 1, "expects 2 inputs, got 1"),
        ([1e308, 0.0], 1, "its weights overflow; scale the inputs"),
    ],
)
def test_after_a_sample_that_is_refused_the_weights_are_as_they_were(x, d, message):
    unit = MulticlassPerceptron(2, 3)
    # at x = (1e308, 0) both scores are inf: class 0 would go down to 0, and class 1 up to inf
    unit.neurons[0].w[0].data = unit.neurons[1].w[0].data = 1e308
    before = numbers(unit)
    with pytest.raises(ValueError, match=re.escape(message)):
        unit.learn(x, d)
    assert numbers(unit) == before


@pytest.mark.parametrize(
    ("y", "error", "message"),
    [
        ([0, 1, 3], ValueError, "cannot learn the class 3"),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], ValueError, "more than one answer for each sample"),
        ([[0], [1], [2]], ValueError, "y of shape (3, 1) holds a row for each sample: it has shape (3,)"),
        ([0, 1], ValueError, "does not fit 3 samples"),
    ],
)
def test_labels_are_checked_before_the_first_sample_is_learned(y, error, message):
    unit = MulticlassPerceptron(2, 3)
    with pytest.raises(error, match=re.escape(message)):
        unit.fit([[0.0, 1.0], [1.0, 1.0], [2.0, 0.0]], y)
    assert numbers(unit) == [([0.0, 0.0], 0.0)] * 3
