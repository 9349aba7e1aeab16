"""The linear pieces that notebook 15 counts are those that a fine grid of points shows."""

import sys

import numpy as np
import pytest
from test_notebooks import FOLDER

import nn

sys.path.insert(0, str(FOLDER))

from regions import count_regions, folding_network, kinks


def bends_on_a_grid(model, start, end, n=20_001):
    """Return where the second difference of the outputs along a line is not 0, neighbors once."""
    t = np.linspace(0, 1, n)
    y = nn.predict(model, np.outer(1 - t, start) + np.outer(t, end))
    second = np.abs(np.diff(y, n=2, axis=0)).max(axis=1)
    bent = np.flatnonzero(second > 1e-10) + 1
    return [t[i] for k, i in enumerate(bent) if k == 0 or i > bent[k - 1] + 1]


@pytest.mark.parametrize("shape", [[5, 1], [6, 6, 1], [4, 4, 4, 2]], ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_every_bend_is_found_and_no_other(shape, seed):
    model = nn.MLP(2, shape, initializer="he_normal", rng=seed)
    for layer in model.layers:
        for k, neuron in enumerate(layer.neurons):
            neuron.b.data = 0.1 * (k - 1)
    start, end = [-1.0, 0.5], [1.0, -0.7]
    found = kinks(model, start, end)
    assert found == sorted(found)
    assert found == pytest.approx(bends_on_a_grid(model, start, end), abs=1e-4)  # two steps of the grid


@pytest.mark.parametrize("depth", range(1, 9))
def test_each_fold_doubles_the_number_of_pieces(depth):
    assert count_regions(folding_network(depth), 0, 1) == 2**depth
    assert kinks(folding_network(depth), 0, 1) == [k / 2**depth for k in range(1, 2**depth)]


def test_one_hidden_layer_has_at_most_one_piece_more_than_units():
    counts = [count_regions(nn.MLP(2, [10, 1], rng=seed), (-9, 1), (9, 2)) for seed in range(20)]
    assert max(counts) == 11


def test_a_bend_that_the_output_does_not_show_is_none():
    # relu(x - 1/2) - relu(x - 1/2): both units bend, their difference does not
    model = nn.MLP.from_arrays([([[1], [1]], [-0.5, -0.5]), ([[1, -1]], None)])
    assert kinks(model, 0, 1) == []


def test_curved_activations_and_lines_without_length_are_refused():
    with pytest.raises(ValueError, match="only relu and identity"):
        kinks(nn.MLP(1, [2, 1], activation="tanh"), 0, 1)
    with pytest.raises(ValueError, match="two different points"):
        kinks(folding_network(1), 0.5, 0.5)
