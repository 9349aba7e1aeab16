"""What a model says of many samples at once is what the scalar engine says of each."""

import numpy as np
import pytest

import nn

X = np.array([[0.5, -1.0], [2.0, 0.25], [-1.5, 1.0]])


def test_predict_gives_the_raw_outputs_of_each_sample():
    model = nn.MLP(2, [4, 3], rng=0)
    by_hand = [[output.data for output in model(x)] for x in X.tolist()]
    # summed in another order
    assert nn.predict(model, X) == pytest.approx(np.array(by_hand), rel=1e-12)


def test_predict_has_two_axes_for_one_output_too():
    model = nn.MLP(2, [4, 1], rng=0)
    assert nn.predict(model, X).shape == (3, 1)
    assert nn.predict(lambda x: x[0] * x[1], X)[:, 0] == pytest.approx([-0.5, 0.5, -1.5], rel=1e-15)


def test_predict_sees_the_model_as_it_is_now():
    model = nn.Layer(2, 1, nonlin=False)
    first = nn.predict(model, X)
    model.neurons[0].b.data += 1.0
    assert nn.predict(model, X) == pytest.approx(first + 1, rel=1e-12)
    model.neurons[0].w = [nn.Neuron(2).w[0], model.neurons[0].w[1]]
    assert nn.predict(model, X)[0, 0] == pytest.approx(model(X[0].tolist()).data, rel=1e-12)


def test_the_class_is_the_largest_output_or_the_sign_of_the_only_one():
    assert nn.predict_classes(lambda x: [x[0], x[1]], X).tolist() == [0, 0, 1]
    assert nn.predict_classes(lambda x: x[0], X).tolist() == [1, 1, 0]


def test_accuracy_is_the_share_of_right_classes():
    assert nn.accuracy(lambda x: x[0], X, [1, 0, 0]) == pytest.approx(2 / 3, rel=1e-15)
    assert nn.accuracy(lambda x: x[0], X, [1, -1, -1]) == pytest.approx(2 / 3, rel=1e-15)


def test_the_confusion_matrix_counts_truth_in_rows_and_guesses_in_columns():
    matrix = nn.confusion_matrix(lambda x: [x[0], x[1]], X, [0, 2, 1])  # guesses 0, 0, 1
    assert matrix.tolist() == [[1, 0, 0], [0, 1, 0], [1, 0, 0]]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: nn.predict(nn.MLP(3, [1]), X), ValueError, "expects 3 inputs, got 2"),
        (lambda: nn.predict(nn.MLP(2, [1]), []), ValueError, "no samples"),
        (lambda: nn.predict(nn.MLP(2, [1]), [["a", "b"]]), TypeError, "numbers"),
        (lambda: nn.accuracy(nn.MLP(2, [1]), X, [0, 1]), ValueError, "does not fit 3 samples"),
        (lambda: nn.accuracy(nn.MLP(2, [1]), X, [0.5, 1, 1]), ValueError, "no class number"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
