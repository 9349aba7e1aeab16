"""What a model's outputs are is seen from their graph, and which loss they suit is said before training."""

import functools

import numpy as np
import pytest

import nn
from autograd import Value, log_softmax, logsumexp
from nn.losses.loss import RULES
from nn.training.match import known_loss
from nn.training.outputs import last_activation

X, Y = nn.moons(20, noise=0.1, seed=0)
SIGNS = 2 * Y - 1
BOTH = pytest.mark.parametrize("train", [nn.fit, nn.fit_stepwise])


def ending(last, width):
    """A network that ends in this activation."""
    if last in ("softmax", "log_softmax"):
        return nn.Sequential(
            nn.Layer(2, width, activation="identity", rng=0),
            nn.softmax if last == "softmax" else log_softmax,
        )
    return nn.MLP(2, [3, width], output=last, rng=0)


class Own(nn.Module):
    """A module that is unknown to nn: the mean of two probabilities."""

    def __init__(self):
        self.layer = nn.Layer(2, 2, activation="sigmoid", rng=0)

    def __call__(self, x):
        a, b = self.layer(x)
        return 0.5 * a + 0.5 * b


class OwnSigmoid(nn.Module):
    """One whose last operation is a sigmoid all the same."""

    def __init__(self):
        self.layer = nn.Layer(2, 1, activation="identity", rng=0)

    def __call__(self, x):
        return self.layer(x).sigmoid()


def shifted_up(x):
    """As log_softmax, but for the minus."""
    normalizer = logsumexp(x)
    return [xi + normalizer for xi in x]


# --- the last activation ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "last"),
    [
        *[
            (ending(name, 2), name)
            for name in ("identity", "sigmoid", "tanh", "sign", "step", "relu", "leaky_relu", "elu")
        ],
        *[(ending(name, 3), name) for name in ("softplus", "softmax", "log_softmax")],
        (ending("sigmoid", 1), "sigmoid"),
        (nn.Maxout(2, 2), "maxout"),
        (nn.Sequential(nn.Layer(2, 3), nn.Softmax()), "softmax"),
        (nn.Sequential(nn.Layer(2, 3), nn.Sequential(nn.Softmax())), "softmax"),
        (nn.Sequential(nn.MLP(2, [2]), lambda y: [yi.sigmoid() for yi in y]), "sigmoid"),
        (nn.Residual(nn.Layer(2, 2, activation="sigmoid")), None),
        (nn.Sequential(nn.Softmax(), nn.Residual(nn.Layer(2, 2))), None),
        (nn.DenseConnection(nn.Layer(2, 2, activation="sigmoid")), None),
        (nn.Highway(2), None),
        (Own(), None),
        (OwnSigmoid(), "sigmoid"),
        (nn.boolean_network(nn.XOR), "step"),
        (nn.Adaline(2), "sign"),
        (lambda x: [x[0].sigmoid(), x[1].tanh()], None),
        (lambda x: [x[0].exp(), x[1].exp()], None),  # what a softmax ends in alone does not make one
        (shifted_up, None),
        (lambda x: [log_softmax(x)[0], log_softmax([2 * xi for xi in x])[1]], None),
        (lambda x: x, None),
        (lambda x: 3.0, None),
        (lambda x: [], None),
    ],
)
def test_the_last_activation_is_seen_from_the_graph(model, last):
    assert last_activation(model([Value(0.5), Value(-0.25)])) == last


def test_half_of_a_softmax_is_none():
    assert last_activation(nn.softmax([Value(1.0), Value(2.0), Value(3.0)])[:2]) is None


# --- squashed twice, or not at all -----------------------------------------------------------------------

TWICE = "takes scores, but the model ends in {}: take the {} out of the model"
SCORES = {
    nn.cross_entropy: (2, Y), nn.multiclass_hinge: (2, Y),
    nn.hinge: (1, SIGNS), nn.binary_cross_entropy_with_logits: (1, Y),
}  # fmt: skip


@BOTH
@pytest.mark.parametrize("loss", SCORES, ids=lambda loss: loss.__name__)
@pytest.mark.parametrize(
    ("last", "other"),
    [
        ("sigmoid", "or take binary_cross_entropy, which takes"),
        ("softmax", "and take negative_log_likelihood"),
    ],
)
def test_scores_are_not_squashed_twice(train, loss, last, other):
    width, y = SCORES[loss]
    model = ending(last, width)
    before = [parameter.data for parameter in model.parameters()]
    for given in (loss, functools.partial(loss), lambda outputs, t: loss(outputs, t) + 1):
        words = f"{train.__name__}: {loss.__name__} {TWICE.format(last, last)}.*{other}"
        with pytest.raises(ValueError, match=words):
            train(model, X, y, loss=given, progress=False)
    assert [parameter.data for parameter in model.parameters()] == before


@BOTH
@pytest.mark.parametrize("last", ["identity", "tanh", "relu", "softplus", "softmax"])
def test_binary_cross_entropy_demands_a_sigmoid(train, last):
    with pytest.raises(
        ValueError, match=f"binary_cross_entropy takes probabilities, but .* ends in {last}: "
    ):
        train(ending(last, 2), X, np.eye(2)[Y], loss=nn.binary_cross_entropy, progress=False)


@BOTH
@pytest.mark.parametrize("last", ["identity", "sigmoid", "softmax"])
def test_negative_log_likelihood_demands_log_softmax(train, last):
    with pytest.raises(ValueError, match=f"takes log-probabilities, but .* ends in {last}: .*cross_entropy"):
        train(ending(last, 2), X, Y, loss=nn.negative_log_likelihood, progress=False)


FITTING = [
    (ending("identity", 2), nn.cross_entropy, Y),
    (ending("tanh", 2), nn.cross_entropy, Y),
    (ending("log_softmax", 2), nn.cross_entropy, Y),
    (ending("log_softmax", 2), nn.negative_log_likelihood, Y),
    (ending("sigmoid", 1), nn.binary_cross_entropy, Y),
    (ending("sigmoid", 2), nn.binary_cross_entropy, np.eye(2)[Y]),
    (ending("sigmoid", 1), nn.mean_squared_error, Y),
    (ending("softmax", 2), nn.half_squared_error, np.eye(2)[Y]),
    (ending("tanh", 1), nn.hinge, SIGNS),
    (Own(), nn.binary_cross_entropy, Y),
    (OwnSigmoid(), nn.binary_cross_entropy, Y),
    (nn.Residual(nn.Layer(2, 2, rng=0)), nn.cross_entropy, Y),
    (nn.Highway(2, rng=0), nn.cross_entropy, Y),
    # the squashed scores are sharpened first: nobody knows better
    (ending("sigmoid", 2), lambda p, t: nn.cross_entropy([9 * pi for pi in p], t), Y),
]


@pytest.mark.parametrize(("model", "loss", "y"), FITTING)
def test_what_suits_is_trained_alike_both_ways(model, loss, y):
    start = [parameter.data for parameter in model.parameters()]
    losses = []
    for train in (nn.fit, nn.fit_stepwise):
        for parameter, data in zip(model.parameters(), start):
            parameter.data = data
        losses.append(train(model, X, y, loss=loss, epochs=2, seed=0, progress=False).losses)
    # sums are added in another order
    assert losses[0] == pytest.approx(losses[1], rel=1e-10)


# --- which loss it is ------------------------------------------------------------------------------------


def handed_on(outputs, t):
    return nn.cross_entropy(outputs, t)


def plus_penalty(outputs, t):
    return nn.cross_entropy(outputs, t) + 0.01 * sum(y * y for y in outputs)


class AsAnObject:
    def __call__(self, outputs, t):
        return nn.cross_entropy([*outputs], t)


@pytest.mark.parametrize(
    ("loss", "known"),
    [
        *[(loss, loss) for loss in RULES if loss is not nn.binary_cross_entropy],
        (functools.partial(nn.cross_entropy), nn.cross_entropy),
        (handed_on, nn.cross_entropy),
        (plus_penalty, nn.cross_entropy),
        (AsAnObject(), nn.cross_entropy),
        (lambda y, t: nn.cross_entropy(y, t) + nn.multiclass_hinge(y, t), None),
        (lambda y, t: nn.cross_entropy(y, 1 - t), None),
        (lambda y, t: nn.cross_entropy([2 * yi for yi in y], t), None),
        (lambda y, t: nn.cross_entropy(y[:2], t), None),
        (lambda y, t: nn.cross_entropy([y[1], y[0], y[2]], t), None),
        (lambda y, t: nn.half_squared_error(y[0], t), None),
        (lambda y, t: (y[0] - t) ** 2, None),
    ],
)
def test_a_loss_is_known_by_what_it_hands_outputs_and_target_on_to(loss, known):
    outputs = log_softmax([Value(0.1), Value(0.2), Value(0.3)])
    if loss in (nn.cross_entropy, nn.multiclass_hinge):
        outputs = nn.Layer(1, 3, activation="identity")([1.0])
    assert known_loss("fit", loss, outputs, [int.__new__(type("Whole", (int,), {}), 1)]) is known


@pytest.mark.parametrize("labels", [[1, 0], [0, 1]])
@pytest.mark.parametrize(
    "loss", [nn.hinge, nn.half_squared_error, nn.mean_squared_error, nn.half_mean_squared_error]
)
def test_a_loss_that_changes_some_targets_is_not_known(loss, labels):
    X, _ = nn.xor_points(20, seed=0)
    y = np.array(labels * 10)
    model = nn.MLP(2, [1], rng=0)

    def changed(output, t):
        return loss(output, t if t == 1 else -1)  # a branch on a number: step by step only

    history = nn.fit_stepwise(model, X, y, loss=changed, epochs=1, seed=0, validation=(X, y), progress=False)
    assert history.validation_accuracies == []


def test_negative_log_likelihood_takes_class_numbers_in_every_form():
    losses = []
    for labels in (Y, Y.astype(float), Y[:, None], Y == 1):
        model = nn.Sequential(nn.Layer(2, 2, activation="identity", rng=0), log_softmax)
        history = nn.fit(
            model, X, labels, loss=nn.negative_log_likelihood, epochs=1, seed=0, validation=(X, labels),
            progress=False,
        )  # fmt: skip
        losses.append(history.losses)
        assert history.validation_accuracies == [nn.accuracy(model, X, Y)]
    assert losses == losses[:1] * 4
    with pytest.raises(ValueError, match="negative_log_likelihood takes one output for each class"):
        nn.fit(nn.MLP(2, [1]), X, Y, loss=nn.negative_log_likelihood, progress=False)


def test_every_loss_has_a_rule():
    losses = {
        name: thing
        for name, thing in vars(nn).items()
        if getattr(thing, "__module__", "") == "nn.losses.loss"
    }
    assert set(RULES) == set(losses.values())


# --- accuracies along the way ----------------------------------------------------------------------------

RECORDED = [
    (2, nn.cross_entropy, Y), (2, nn.cross_entropy, nn.one_hot(Y)), (2, nn.cross_entropy, Y.astype(float)),
    (2, nn.cross_entropy, Y[:, None]), (2, nn.cross_entropy, Y == 1), (2, plus_penalty, Y.astype(float)),
    (2, functools.partial(nn.cross_entropy), Y), (2, plus_penalty, nn.one_hot(Y)),
    (2, nn.multiclass_hinge, Y), (1, nn.hinge, SIGNS), (1, nn.hinge, SIGNS[:, None]),
    (1, lambda y, t: 2 * nn.hinge(y, t), SIGNS), (2, nn.hinge, 2 * nn.one_hot(Y) - 1),
    (1, nn.binary_cross_entropy_with_logits, Y), (1, nn.binary_cross_entropy_with_logits, Y[:, None]),
    (2, nn.binary_cross_entropy_with_logits, nn.one_hot(Y)), (1, nn.half_squared_error, Y),
    (2, nn.mean_squared_error, nn.one_hot(Y)),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize(("width", "loss", "y"), RECORDED)
def test_the_accuracy_on_the_way_is_the_accuracy_afterwards(train, width, loss, y):
    model = nn.MLP(2, [3, width], rng=1)
    history = train(model, X, y, loss=loss, epochs=2, seed=0, validation=(X, y), progress=False)
    said = {"loss": loss} if width == 1 else {}
    assert len(history.validation_accuracies) == 2
    assert history.validation_accuracies[-1] == nn.accuracy(model, X, y, **said)
    assert 0 < history.validation_accuracies[-1] < 1


def test_a_sigmoid_is_cut_at_a_half_on_the_way():
    model = nn.MLP(2, [3, 1], output="sigmoid", rng=1)
    history = nn.fit(
        model, X, Y, loss=nn.binary_cross_entropy, epochs=20, seed=0, validation=(X, Y), progress=False
    )
    by_hand = np.mean([(model(x).data > 0.5) == (t == 1) for x, t in zip(X.tolist(), Y)])
    assert history.validation_accuracies[-1] == by_hand > 0.5


@BOTH
@pytest.mark.parametrize(
    ("width", "loss", "y"),
    [
        (1, nn.half_squared_error, Y + 0.5),  # numbers
        (1, nn.half_squared_error, SIGNS),  # cut at 0, which this loss does not know
        (1, nn.binary_cross_entropy_with_logits, 0.25 + 0.5 * Y),  # probabilities
        (2, nn.cross_entropy, 0.25 + 0.5 * nn.one_hot(Y)),
        (2, nn.binary_cross_entropy_with_logits, np.ones((20, 2))),  # several labels
        (1, lambda y, t: nn.hinge(y, 2 * t - 1), Y),  # changed on the way
        (2, lambda y, t: (y[0] - t) ** 2 + y[1] * y[1], Y),  # nobody knows what the outputs mean
    ],
)
def test_where_there_are_no_classes_there_is_no_accuracy(train, width, loss, y):
    model = nn.MLP(2, [3, width], rng=1)
    history = train(model, X, y, loss=loss, epochs=1, seed=0, validation=(X, y), progress=False)
    assert len(history.validation_losses) == 1
    assert history.validation_accuracies == []


# --- targets ---------------------------------------------------------------------------------------------


def changed(y, i, t):
    y = np.array(y, dtype=float)
    y[i] = t
    return y


ROWS = nn.one_hot(Y)


@BOTH
@pytest.mark.parametrize(
    ("width", "loss", "y", "error", "words"),
    [
        (2, nn.cross_entropy, SIGNS, ValueError, r"y\[\d+\]: cross_entropy: -1 is no class of 2 outputs"),
        (3, nn.cross_entropy, changed(Y, 7, -1), ValueError, r"y\[7\]: .*-1 is no class of 3 outputs"),
        (2, nn.multiclass_hinge, Y + 1, ValueError, "2 is no class of 2 outputs"),
        (2, plus_penalty, changed(Y, 7, -1), ValueError, "cross_entropy: -1 is no class of 2 outputs"),
        (1, nn.hinge, Y, ValueError, "hinge takes no target 0: it must be -1 or 1"),
        (1, nn.hinge, changed(SIGNS, 7, 0.5), ValueError, r"y\[7\]: hinge takes no target 0.5"),
        (
            1,
            nn.binary_cross_entropy_with_logits,
            SIGNS,
            ValueError,
            "takes no target -1: it must be 0 for no",
        ),
        (1, nn.binary_cross_entropy_with_logits, changed(Y, 7, 1.5), ValueError, r"y\[7\]: .* target 1.5"),
        (2, nn.cross_entropy, changed(ROWS, 7, [-0.5, 1.5]), ValueError, r"y\[7\]: .* target -0.5"),
        (2, nn.cross_entropy, changed(ROWS, 7, [0.5, 0.6]), ValueError, r"y\[7\]: .* sum is 1.1"),
        (2, nn.cross_entropy, changed(ROWS, 7, [0, 0]), ValueError, r"y\[7\]: .* sum is 0"),
        (2, nn.negative_log_likelihood, ROWS, ValueError, r"y\[0\]: .* takes the number of a class, not \["),
        (3, nn.cross_entropy, ROWS, ValueError, r"y\[0\]: .*3 outputs, 2 targets"),
        (1, nn.half_squared_error, ROWS, ValueError, r"y\[0\]: .*1 outputs, 2 targets"),
        (2, nn.half_squared_error, Y, ValueError, r"y\[0\]: .*2 outputs, 1 targets"),
        (
            1,
            nn.cross_entropy,
            Y * 0,
            ValueError,
            "takes one output for each class, but the model has a single one",
        ),
        (2, nn.cross_entropy, ["cat"] * 20, TypeError, "encode texts"),
    ],
)
def test_both_ways_refuse_the_same_targets(train, width, loss, y, error, words):
    model = ending("log_softmax", width) if loss is nn.negative_log_likelihood else nn.MLP(2, [width], rng=0)
    with pytest.raises(error, match=words):
        train(model, X, y, loss=loss, progress=False)
    if error is ValueError:
        right = {1: SIGNS if loss is nn.hinge else Y, 2: ROWS if np.ndim(y) == 2 else Y, 3: Y}[width]
        if words.startswith(r"y\[7"):  # targets that fit are trained on, and do not hide those that do not
            with pytest.raises(error, match="validation " + words):
                train(model, X, right, loss=loss, validation=(X, y), progress=False)


def test_rows_may_miss_1_by_the_rounding_of_float32():
    rows = np.full((20, 2), 1 / 3, np.float32)
    rows[:, 1] = np.float32(2 / 3)
    nn.fit(nn.MLP(2, [2], rng=0), X, rows, loss=nn.cross_entropy, epochs=1, progress=False)
