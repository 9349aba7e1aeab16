"""What a model says of many samples at once is what the scalar engine says of each."""

from functools import partial

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


def test_the_class_is_the_largest_output():
    assert nn.predict_classes(lambda x: [x[0], x[1]], X).tolist() == [0, 0, 1]


# x₀ of the samples is 0.5, 2, -1.5; σ of it 0.62, 0.88, 0.18; cut at 0, ½ and 1
CUT = [
    (lambda x: x[0], {"threshold": 0}, [1, 1, 0]),
    (lambda x: x[0], {"threshold": 1}, [0, 1, 0]),
    (lambda x: x[0], {"loss": nn.hinge}, [1, 1, 0]),
    (lambda x: x[0], {"loss": nn.binary_cross_entropy_with_logits}, [1, 1, 0]),
    (lambda x: x[0] + 0.1, {"loss": nn.half_squared_error}, [1, 1, 0]),
    (lambda x: x[0] - 0.1, {"loss": nn.mean_squared_error}, [0, 1, 0]),
    (lambda x: x[0] - 0.1, {"loss": nn.half_mean_squared_error}, [0, 1, 0]),
    (lambda x: x[0].sigmoid(), {}, [1, 1, 0]),
    (lambda x: x[0].sigmoid(), {"loss": nn.binary_cross_entropy}, [1, 1, 0]),
    (lambda x: x[0].sigmoid(), {"loss": nn.half_squared_error}, [1, 1, 0]),
    (lambda x: x[0].sigmoid(), {"threshold": 0.75}, [0, 1, 0]),
    (lambda x: (x[0] - 1).step(), {}, [0, 1, 0]),
    (lambda x: (x[0] - 1).tanh(), {}, [0, 1, 0]),
    (lambda x: x[0].tanh(), {}, [1, 1, 0]),
    (lambda x: x[0].sign(), {}, [1, 1, 0]),
    (lambda x: x[0], {"loss": lambda y, t: nn.hinge(y, t) + 1}, [1, 1, 0]),
    (lambda x: x[0] - 0.1, {"loss": partial(nn.half_squared_error)}, [0, 1, 0]),
]


@pytest.mark.parametrize(("model", "said", "expected"), CUT)
def test_a_single_output_is_cut_where_loss_threshold_or_activation_say(model, said, expected):
    assert nn.predict_classes(model, X, **said).tolist() == expected
    assert nn.accuracy(model, X, expected, **said) == 1.0
    assert nn.accuracy(model, X, [1 - c for c in expected], **said) == 0.0
    ones = sum(expected)
    assert nn.confusion_matrix(model, X, expected, **said).tolist() == [[3 - ones, 0], [0, ones]]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (lambda x: x[0], {"threshold": 0.5}),
        (lambda x: x[0], {"loss": nn.half_squared_error}),
        (lambda x: x[0] - 0.5, {"loss": nn.hinge}),
        (lambda x: (x[0] - 0.5).sigmoid(), {}),
        (lambda x: (x[0] - 0.5).tanh(), {}),
        (lambda x: (x[0] - 0.5).step(), {}),
        (lambda x: [x[0], 0.5 * x[0] + 0.25], {}),
    ],
)
def test_an_output_exactly_at_the_cut_is_class_0(model, said):
    assert nn.predict_classes(model, [[0.5, 0.0]], **said).tolist() == [0]


def test_xor_learned_perfectly_is_right_every_time():
    for options, loss in (
        ({}, nn.half_squared_error),
        ({"output": "sigmoid"}, nn.half_squared_error),
        ({"output": "sigmoid"}, nn.binary_cross_entropy),
        ({}, nn.binary_cross_entropy_with_logits),
    ):
        model = nn.MLP(2, [8, 1], activation="tanh", rng=0, **options)
        inputs, answers = list(nn.XOR), list(nn.XOR.values())
        history = nn.fit(
            model, inputs, answers, loss=loss, optimizer=nn.Adam(lr=0.05), epochs=300, progress=False,
            validation=(inputs, answers),
        )  # fmt: skip
        assert nn.accuracy(model, inputs, answers, loss=loss) == 1.0
        assert history.validation_accuracies[-1] == 1.0


def test_the_networks_of_the_sixties_need_no_cut():
    assert nn.accuracy(nn.boolean_network(nn.XOR), list(nn.XOR), list(nn.XOR.values())) == 1.0
    unit = nn.Perceptron(2, output="sign")
    unit.fit(list(nn.AND), [2 * answer - 1 for answer in nn.AND.values()])
    assert nn.accuracy(unit, list(nn.AND), list(nn.AND.values())) == 1.0


@pytest.mark.parametrize("call", [nn.predict_classes, nn.accuracy, nn.confusion_matrix])
@pytest.mark.parametrize(
    ("model", "ends"),
    [
        (nn.MLP(2, [1]), "ends in identity"),
        (nn.MLP(2, [1], output="relu"), "ends in relu"),
        (lambda x: x[0] * x[1], "may return any number"),
    ],
)
def test_a_single_output_that_may_be_any_number_is_not_cut(call, model, ends):
    rest = () if call is nn.predict_classes else ([1, 0, 0],)
    with pytest.raises(ValueError, match=f"{call.__name__} cannot cut .*{ends}.* loss=.* or threshold="):
        call(model, X, *rest)


def linear(x):
    return x[0]


TWO = nn.MLP(2, [2])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: nn.accuracy(linear, X, [1, 0, 0], loss=nn.hinge, threshold=0), ValueError, "one of the two"),
        (lambda: nn.accuracy(TWO, X, [1, 0, 0], threshold=0), ValueError, "has 2 outputs.*leave it out"),
        (lambda: nn.accuracy(linear, X, [1, 0, 0], threshold="0"), TypeError, "number as threshold"),
        (lambda: nn.accuracy(linear, X, [1, 0, 0], threshold=np.nan), TypeError, "number as threshold"),
        (lambda: nn.accuracy(linear, X, [1, 0, 0], loss="mse"), TypeError, "nn.half_squared_error, "),
        (
            lambda: nn.accuracy(linear, X, [1, 0, 0], loss=lambda y, t: nn.hinge(y, 2 * t - 1)),
            ValueError, "cannot tell where this loss cuts a single output: give threshold=",
        ),
        (
            lambda: nn.accuracy(linear, X, [1, 0, 0], loss=nn.cross_entropy),
            ValueError, "cross_entropy takes one output for each class, but the model has a single one",
        ),
        (
            lambda: nn.accuracy(linear, X, [1, -1, 1], loss=nn.half_squared_error),
            ValueError, "y holds -1, but this loss is cut at 1/2, between 0 and 1: give threshold=0",
        ),
        (
            lambda: nn.accuracy(lambda x: x[0].sigmoid(), X, [1, 0, 0], loss=nn.hinge),
            ValueError, "hinge takes scores, but the model ends in sigmoid",
        ),
        (
            lambda: nn.accuracy(nn.MLP(2, [1]), X, [1, 0, 0], loss=nn.binary_cross_entropy),
            ValueError, "binary_cross_entropy takes probabilities, but the model ends in identity",
        ),
        (lambda: nn.accuracy(TWO, X, [1e30, 0, 1]), ValueError, r"y\[0\] = 1e\+30 is no class number"),
        (lambda: nn.accuracy(linear, X, [1, 2, 0], threshold=0), ValueError, r"y\[1\] = 2 is no class"),
        (lambda: nn.accuracy(linear, X, [1, -2, 1], threshold=0), ValueError, r"y\[1\] = -2 is no class"),
        (lambda: nn.accuracy(linear, X, [1, -1, 0], threshold=0), ValueError, r"y\[2\] = 0 is no class"),
        (lambda: nn.accuracy(TWO, X, [1, -1, 1]), ValueError, r"y\[1\] = -1 is no class"),
        (lambda: nn.accuracy(TWO, X, [1, 2, 1]), ValueError, r"y\[1\] = 2 is no class of 2 .*: .* 0 to 1"),
        (lambda: nn.confusion_matrix(TWO, X, [0, 10**6, 1]), ValueError, r"y\[1\] = 1000000 is no class"),
        (lambda: nn.accuracy(TWO, X, [[1, 1], [0, 1], [1, 0]]), ValueError, "not one-hot"),
        (lambda: nn.accuracy(TWO, X, [[0.5, 0.5], [0, 1], [1, 0]]), ValueError, "not one-hot"),
        (lambda: nn.accuracy(TWO, X, [[1, 0.5], [0, 1], [1, 0]]), ValueError, "not one-hot"),
        (lambda: nn.accuracy(TWO, X, np.eye(3)), ValueError, r"shape \(3, 3\) holds no class numbers"),
        (lambda: nn.accuracy(TWO, X, ["a", "b", "a"]), TypeError, "encode texts"),
        (lambda: nn.accuracy(TWO, X, []), ValueError, "does not fit 3 samples"),
    ],
)  # fmt: skip
def test_classes_that_cannot_be_told_are_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    "labels",
    [
        [0, 0, 1], (0.0, 0.0, 1.0), [False, False, True], np.array([[0], [0], [1]], np.uint8),
        [[1, 0], [1, 0], [0, 1]], [[1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]],
    ],
)  # fmt: skip
def test_labels_come_in_many_shapes(labels):
    assert nn.accuracy(lambda x: [x[0], x[1]], X, labels) == 1.0


@pytest.mark.parametrize("labels", [[1, 1, 0], [1, 1, -1], [True, True, False], [[1.0], [1.0], [-1.0]]])
def test_labels_of_a_single_output_may_be_0_and_1_or_minus_1_and_1(labels):
    assert nn.accuracy(linear, X, labels, threshold=0) == 1.0
    assert nn.accuracy(linear, X, labels, loss=nn.hinge) == 1.0


@pytest.mark.parametrize("width", [1, 2])
def test_nan_is_of_no_class(width):
    model = nn.MLP(2, [width], output="sigmoid", rng=0)
    model.layers[0].neurons[-1].b.data = np.nan
    with pytest.raises(ValueError, match="accuracy: the model returns nan for sample 0"):
        nn.accuracy(model, X, [0, 1, 0])
    with pytest.raises(ValueError, match="predict_classes: the model returns nan"):
        nn.predict_classes(model, X)


def test_one_sample_of_one_class_is_enough():
    assert nn.accuracy(linear, X[:1], [1], threshold=0) == 1.0
    assert nn.confusion_matrix(linear, X[:1], [1], threshold=0).tolist() == [[0, 0], [0, 1]]
    assert nn.accuracy(linear, X[2:], [-1], threshold=0) == 1.0


def test_the_confusion_matrix_counts_truth_in_rows_and_guesses_in_columns():
    matrix = nn.confusion_matrix(lambda x: [x[0], x[1], -1e9], X, [0, 2, 1])  # guesses 0, 0, 1
    assert matrix.tolist() == [[1, 0, 0], [0, 1, 0], [1, 0, 0]]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: nn.predict(nn.MLP(3, [1]), X), ValueError, "expects 3 inputs, got 2"),
        (lambda: nn.predict(nn.MLP(2, [1]), []), ValueError, "no samples"),
        (lambda: nn.predict(nn.MLP(2, [1]), [["a", "b"]]), TypeError, "numbers"),
        (lambda: nn.accuracy(nn.MLP(2, [1]), X, [0, 1]), ValueError, "does not fit 3 samples"),
        (lambda: nn.accuracy(nn.MLP(2, [2]), X, [0.5, 1, 1]), ValueError, "no class number"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
