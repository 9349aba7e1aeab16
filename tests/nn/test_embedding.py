"""Embedding and positional encoding: values and gradients derived by hand, wrong symbols."""

import math
import re

import numpy as np
import pytest

import nn
from autograd import Value, sum
from nn import Embedding, Layer, PositionalEncoding


def table():
    embedding = Embedding(3, 2)
    embedding.rows = [[Value(10.0 * i + j) for j in range(2)] for i in range(3)]
    return embedding


# y = row 1; the look-up hands the deltas (2, 5) to that row, and to the other rows 0
def test_only_the_row_that_was_looked_up_gets_deltas():
    embedding = table()
    y = embedding(1)
    (2 * y[0] + 5 * y[1]).backward()
    assert [v.data for v in y] == [10.0, 11.0]
    assert [p.grad for p in embedding.parameters()] == [0.0, 0.0, 2.0, 5.0, 0.0, 0.0]


def test_deltas_of_a_symbol_add_up_over_the_places_where_it_stands():
    embedding = table()
    sum([y for vector in embedding([2, 0, 2]) for y in vector]).backward()
    assert [p.grad for p in embedding.parameters()] == [1.0, 1.0, 0.0, 0.0, 2.0, 2.0]


def test_a_look_up_is_a_linear_layer_on_a_one_hot_input():
    embedding, layer = table(), Layer(3, 2, activation="identity")
    for neuron, column in zip(layer.neurons, zip(*embedding.rows)):
        neuron.w = list(column)
    for symbol in range(3):
        one_hot = [float(i == symbol) for i in range(3)]
        assert [y.data for y in embedding(symbol)] == [y.data for y in layer(one_hot)]


@pytest.mark.parametrize("symbols", [[2, 0], (2, 0), np.array([2, 0]), np.array([2, 0], dtype=np.uint8)])
def test_a_list_of_symbols_gives_a_list_of_rows(symbols):
    assert [[v.data for v in row] for row in table()(symbols)] == [[20.0, 21.0], [0.0, 1.0]]


def test_numpy_numbers_are_symbols():
    assert [v.data for v in table()(np.int64(2))] == [v.data for v in table()(np.array(2))] == [20.0, 21.0]


# γ(x) = (sin πx, cos πx, sin 2πx, cos 2πx); ∂/∂x = (π cos πx, -π sin πx, 2π cos 2πx, -2π sin 2πx)
# at x = ¼ with √½ = sin π/4 = cos π/4: (π√½, -π√½, 0, -2π); with the seeds (1, 2, 3, 4): -π√½ - 8π
def test_gradients_of_the_positional_encoding_by_hand():
    x = Value(0.25)
    y = PositionalEncoding(1, octaves=2)([x])
    sum([(i + 1) * yi for i, yi in enumerate(y)]).backward()
    assert [yi.data for yi in y] == pytest.approx([0.5**0.5, 0.5**0.5, 1.0, 0.0], abs=1e-15)
    assert x.grad == pytest.approx(-math.pi * (0.5**0.5 + 8), abs=1e-13)


def test_the_waves_of_one_coordinate_stand_before_those_of_the_next():
    encoding, one = PositionalEncoding(2, octaves=3), PositionalEncoding(1, octaves=3)
    assert [y.data for y in encoding([0.1, 0.7])] == [y.data for x in (0.1, 0.7) for y in one([x])]
    assert len(encoding([0.1, 0.7])) == 2 * 3 * 2
    assert encoding.parameters() == []


def test_reprs_tell_the_sizes():
    assert repr(table()) == "Embedding(3, 2)"
    assert repr(PositionalEncoding(2, 10)) == "PositionalEncoding(2, octaves=10)"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Embedding(0, 2), ValueError, "Embedding needs count ≥ 1, got 0"),
        (lambda: Embedding(2, -1), ValueError, "Embedding needs width ≥ 1, got -1"),
        (
            lambda: table()(3),
            IndexError,
            "Embedding(3, 2) has no row 3: its symbols are the whole numbers from 0 to 2",
        ),
        (lambda: table()(-1), IndexError, "Embedding(3, 2) has no row -1"),
        (lambda: table()([0, 5]), IndexError, "Embedding(3, 2) has no row 5"),
        (lambda: table()(1.0), TypeError, "Embedding(3, 2) looks up whole numbers, not float 1.0"),
        (lambda: table()(np.array([1.0])), TypeError, "Embedding(3, 2) looks up whole numbers, not float64"),
        (lambda: table()(True), TypeError, "Embedding(3, 2) looks up whole numbers, not bool True"),
        (lambda: table()("a"), TypeError, "Embedding(3, 2) looks up whole numbers, not str 'a'"),
        (lambda: table()(None), TypeError, "Embedding(3, 2) looks up whole numbers, not NoneType None"),
        (lambda: PositionalEncoding(1, 0), ValueError, "PositionalEncoding needs octaves ≥ 1, got 0"),
        (
            lambda: PositionalEncoding(2, 3)([0.5]),
            ValueError,
            "PositionalEncoding(2, octaves=3) expects 2 inputs, got 1",
        ),
        (
            lambda: PositionalEncoding(1, 3)(["0.5"]),
            TypeError,
            "expects Values and real numbers, got str '0.5'",
        ),
    ],
)
def test_wrong_symbols_and_coordinates_are_errors(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()


# --- training ------------------------------------------------------------------------------------------

# which of three symbols stands first decides; the classes are as many
SEQUENCES = [[0, 2], [1, 0], [2, 2], [0, 1], [1, 1], [2, 0]]
FIRST = [0, 1, 2, 0, 1, 2]


def symbol_network():
    return nn.Sequential(Embedding(3, 4, rng=0), nn.flatten, Layer(8, 3, activation="identity", rng=1))


def test_a_network_of_symbols_is_trained_alike_both_ways():
    losses = []
    for train in (nn.fit, nn.fit_stepwise):
        model = symbol_network()
        history = train(
            model, SEQUENCES, FIRST, loss=nn.cross_entropy, optimizer=nn.Adam(lr=0.1), epochs=30, seed=0,
            validation=(SEQUENCES, FIRST), progress=False,
        )  # fmt: skip
        losses.append(history.losses)
        assert history.validation_accuracies[-1] == nn.accuracy(model, SEQUENCES, FIRST) == 1.0
        assert nn.predict_classes(model, np.array(SEQUENCES, np.uint8)).tolist() == FIRST
        assert nn.predict(model, SEQUENCES) == pytest.approx(
            np.array([[y.data for y in model(symbols)] for symbols in SEQUENCES]), rel=1e-12
        )
    # sums are added in another order
    assert losses[0] == pytest.approx(losses[1], rel=1e-9)


def test_one_symbol_for_each_sample_is_enough():
    model = nn.Sequential(Embedding(3, 2, rng=0), nn.flatten, Layer(2, 3, activation="identity", rng=1))
    nn.fit(
        model, [0, 1, 2] * 4, [2, 0, 1] * 4, loss=nn.cross_entropy, optimizer=nn.Adam(lr=0.1), epochs=40,
        seed=0, progress=False,
    )  # fmt: skip
    assert nn.predict_classes(model, [0, 1, 2]).tolist() == [2, 0, 1]


def test_the_report_looks_up_symbols_too():
    (layer,) = nn.gradient_report(symbol_network(), SEQUENCES, FIRST, loss=nn.cross_entropy)
    assert (layer.path, layer.units) == ("layers.2", 3)


@pytest.mark.parametrize("train", [nn.fit, nn.fit_stepwise])
def test_symbols_written_as_floats_are_refused(train):
    with pytest.raises(Exception, match=r"looks up whole numbers, not float|is no whole-number argument"):
        train(symbol_network(), np.array(SEQUENCES, float), FIRST, loss=nn.cross_entropy, progress=False)
