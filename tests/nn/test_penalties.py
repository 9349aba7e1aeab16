"""Penalties: the lecture's numbers, gradients by hand, the projection."""

import math

import pytest

import nn
from autograd import Value
from nn.losses.penalty import elastic_net, l1, l2, max_norm


# w = (1, 0, 0, 0): Σw² = 1, Σ|w| = 1;  (¼, ¼, ¼, ¼): 4/16 = ¼, 1;  (½, ½, 0, 0): 2/4 = ½, 1.
# All three give the same score on x = (1, 1, 1, 1): L2 prefers the second, L1 does not care.
@pytest.mark.parametrize(
    ("weights", "squares", "sizes"),
    [([1, 0, 0, 0], 1.0, 1.0), ([0.25] * 4, 0.25, 1.0), ([0.5, 0.5, 0, 0], 0.5, 1.0)],
)
def test_the_numbers_of_the_lecture(weights, squares, sizes):
    w = [Value(wi) for wi in weights]
    assert (l2(w).data, l1(w).data) == (squares, sizes)
    assert elastic_net(w, beta=3.0).data == 3.0 * squares + sizes


# w = (½, -2, 0): ∂Σw² = 2w = (1, -4, 0);  ∂Σ|w| = sign w = (1, -1, 0);  ∂(βΣw² + Σ|w|), β = 3: (4, -13, 0)
@pytest.mark.parametrize(
    ("penalty", "value", "deltas"),
    [
        (l2, 4.25, [1.0, -4.0, 0.0]),
        (l1, 2.5, [1.0, -1.0, 0.0]),
        (lambda w: elastic_net(w, beta=3.0), 15.25, [4.0, -13.0, 0.0]),
        (elastic_net, 6.75, [2.0, -5.0, 0.0]),  # β = 1
    ],
)
def test_gradients_by_hand(penalty, value, deltas):
    w = [Value(0.5), Value(-2.0), Value(0.0)]
    R = penalty(w)
    R.backward()
    assert R.data == value
    assert [wi.grad for wi in w] == deltas


def test_an_elastic_net_without_squares_is_l1():
    w = [Value(0.5), Value(-2.0)]
    assert elastic_net(w, beta=0).data == elastic_net(w, beta=0.0).data == l1(w).data == 2.5


@pytest.mark.parametrize("penalty", [l1, l2, elastic_net])
def test_parameters_may_come_from_an_iterator_and_none_cost_nothing(penalty):
    assert penalty(iter([Value(1.0), Value(-1.0)])).data == penalty([1.0, -1.0]).data > 0
    assert penalty([]).data == 0


# A gradient step on |w| moves every weight by the same λη towards 0, one on w² by a part of itself:
# from (1, 0.1), with λη = 0.05, ten steps of L1 reach (0.5, 0) and L2 (0.9¹⁰, 0.1 · 0.9¹⁰)
def test_l1_gives_sparse_weights_and_l2_does_not():
    def after_ten_steps(penalty):
        w = [Value(1.0), Value(0.1)]
        for _ in range(10):
            for wi in w:
                wi.grad = 0
            penalty(w).backward()
            for wi in w:
                wi.data = 0.0 if abs(wi.data) < 0.049 else wi.data - 0.05 * wi.grad
        return [wi.data for wi in w]

    assert after_ten_steps(l1) == pytest.approx([0.5, 0.0], abs=1e-12)
    assert after_ten_steps(l2)[0] == pytest.approx(0.9**10, rel=1e-12)


# ‖(3, -4)‖ = 5: to length 2.5 every weight is halved
@pytest.mark.parametrize(
    ("limit", "projected"),
    [(2.5, [1.5, -2.0]), (5.0, [3.0, -4.0]), (7.0, [3.0, -4.0])],
)
def test_max_norm_shrinks_what_is_too_long_and_leaves_the_rest(limit, projected):
    w = [Value(3.0), Value(-4.0)]
    max_norm(w, limit)
    assert [wi.data for wi in w] == projected


def test_max_norm_of_weights_whose_squares_overflow():
    w = [Value(3e200), Value(-4e200)]
    max_norm(iter(w), 5.0)
    assert [wi.data for wi in w] == pytest.approx([3.0, -4.0], rel=1e-14)


@pytest.mark.parametrize("number", [-1.0, math.nan, math.inf])
def test_a_strength_that_is_none_is_refused(number):
    with pytest.raises(ValueError, match="elastic_net: beta is"):
        elastic_net([Value(1.0)], beta=number)
    w = [Value(3.0)]
    with pytest.raises(ValueError, match="max_norm: limit is"):
        max_norm(w, number)
    with pytest.raises(ValueError, match="max_norm: limit is 0"):
        max_norm(w, 0)
    assert w[0].data == 3.0


@pytest.mark.parametrize("penalty", [l1, l2, elastic_net, lambda weights: max_norm(weights, 1.0)])
@pytest.mark.parametrize("one", [nn.Layer(2, 2), Value(2.0), 2.0, "ab"])
def test_what_is_no_list_of_parameters_is_told_where_they_are(penalty, one):
    with pytest.raises(
        TypeError, match=r"needs a list of parameters, not .*: call it with model.parameters\(\)"
    ):
        penalty(one)


@pytest.mark.parametrize(
    ("weights", "error", "words"),
    [
        ([3.0], TypeError, r"max_norm changes Values, not float 3\.0: call it with model\.parameters\(\)"),
        (
            [Value(1.0), Value(3.0) * 2],
            ValueError,
            r"Value\(data=6.* was computed from others, .*: call it with",
        ),
        (
            [Value(math.inf), Value(1.0)],
            ValueError,
            "the weights have a length of inf .*: they have diverged",
        ),
        (
            [Value(math.nan), Value(1.0)],
            ValueError,
            "the weights have a length of nan .*: they have diverged",
        ),
    ],
)
def test_weights_that_cannot_be_shrunk_are_refused(weights, error, words):
    with pytest.raises(error, match=words):
        max_norm(weights, 0.5)
    assert weights[-1] == 3.0 or weights[-1].data in (1.0, 6.0)


def test_strength_and_limit_are_numbers():
    with pytest.raises(TypeError, match="elastic_net needs a number as beta, not str 'a'"):
        elastic_net([Value(1.0)], "a")
    with pytest.raises(TypeError, match="max_norm needs a number as limit, not str 'a'"):
        max_norm([Value(1.0)], "a")


@pytest.mark.parametrize("penalty", [l1, l2, elastic_net])
def test_what_is_no_number_is_refused(penalty):
    with pytest.raises(TypeError):
        penalty(["a"])


# --- in training: the penalty is a sum over parameters, the loss a sum over samples ------------------------

PAIRS = [[0.5, -1.0], [1.5, 0.25], [-0.75, 0.5], [0.1, 2.0], [-1.0, -0.3]]
SYMBOLS = [[0, 2], [1, 0], [2, 2], [0, 1], [1, 1]]
MODELS = {
    "neuron": (lambda: nn.Neuron(2, nonlin=False, rng=0), PAIRS, 1),
    "neurons": (lambda: nn.Layer(2, 2, activation="tanh", rng=0), PAIRS, 2),
    "network": (lambda: nn.MLP(2, [4, 3, 2], activation="tanh", rng=0), PAIRS, 2),
    "network, one output": (lambda: nn.MLP(2, [3, 1], activation="tanh", rng=0), PAIRS, 1),
    "maxout": (lambda: nn.Maxout(2, 2, rng=0), PAIRS, 2),
    "residual": (lambda: nn.Residual(nn.Layer(2, 2, activation="tanh", rng=0)), PAIRS, 2),
    "highway": (lambda: nn.Highway(2, rng=0), PAIRS, 2),
    "dense connection": (lambda: nn.DenseConnection(nn.Layer(2, 1, rng=0)), PAIRS, 3),
    "norms": (lambda: nn.Sequential(nn.LayerNorm(2), nn.Layer(2, 2, rng=0), nn.RMSNorm(2)), PAIRS, 2),
    "convolution": (
        lambda: nn.Sequential(lambda x: [x], nn.Conv1d(1, 2, kernel=2, rng=0), nn.flatten),
        PAIRS, 2,
    ),
    "attention": (
        lambda: nn.Sequential(lambda x: [[x[0], x[1]], [x[1], x[0]]], nn.Attention(2, 2, rng=0), nn.flatten),
        PAIRS, 4,
    ),
    "embedding": (
        lambda: nn.Sequential(nn.Embedding(3, 2, rng=0), nn.flatten, nn.Layer(4, 2, rng=1)), SYMBOLS, 2,
    ),
}  # fmt: skip
PENALTIES = {
    "l1": l1, "l2": l2, "elastic net": elastic_net,
    "strength": lambda parameters: 0.01 * l2(parameters), "some": lambda parameters: l2(parameters[::2]),
    "one": lambda parameters: parameters[0] ** 2,
    "sum of squares": lambda parameters: sum(w * w for w in parameters),
}  # fmt: skip


@pytest.mark.parametrize("loss", [nn.mean_squared_error, nn.half_squared_error])
@pytest.mark.parametrize("batch_size", [1, 2, 5])
@pytest.mark.parametrize("penalty", PENALTIES.values(), ids=PENALTIES)
@pytest.mark.parametrize(("build", "X", "width"), MODELS.values(), ids=MODELS)
def test_every_model_takes_every_penalty_in_every_batch(build, X, width, penalty, batch_size, loss):
    t = [[0.5 * (i - j) for j in range(width)] for i in range(len(X))]
    runs = []
    for train in (nn.fit, nn.fit_stepwise):
        model = build()
        history = train(
            model, X, t, loss=loss, penalty=penalty, optimizer=nn.SGD(lr=0.01),
            batch_size=batch_size, epochs=2, seed=0, progress=False,
        )  # fmt: skip
        runs.append(history.losses + [parameter.data for parameter in model.parameters()])
    # sums are added in another order, over at most 10 steps
    assert runs[0] == pytest.approx(runs[1], rel=1e-10, abs=1e-13)
