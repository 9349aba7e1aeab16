"""Initial weights: the stream they are drawn from, their ranges and variances, reproducible runs."""

import random
import re
from functools import partial
from math import sqrt

import pytest

from nn import MLP, Attention, Conv1d, Conv2d, Embedding, Highway, Layer, Maxout, Neuron, normal
from nn.layers.initializers import INITIALIZERS


def weights(module):
    return [p.data for path, p in module.named_parameters() if path.split(".")[-1] != "b"]


def test_the_default_is_micrograds_stream():
    random.seed(1337)
    expected = [random.uniform(-1, 1) for _ in range(3 * 4 + 4 * 2)]
    random.seed(1337)
    assert weights(MLP(3, [4, 2])) == expected
    assert weights(MLP(3, [4, 2], rng=1337)) == expected
    assert weights(MLP(3, [4, 2], rng=random.Random(1337))) == expected


def test_a_seed_leaves_pythons_generator_alone():
    random.seed(5)
    expected = random.random()
    random.seed(5)
    MLP(3, [4, 2], rng=0)
    assert random.random() == expected


def test_biases_start_at_0_for_every_initializer():
    for name in INITIALIZERS:
        mlp = MLP(2, [3, 1], initializer=name)
        assert [p.data for path, p in mlp.named_parameters() if path.endswith(".b")] == [0.0] * 4


# fan_in = 3 and fan_out = 5 for the layer; the bound and the deviation follow from the papers:
#   Xavier: variance 2/(3 + 5) = ¼, uniform bound √(6/8);  He: variance 2/3, uniform bound √(6/3)
@pytest.mark.parametrize(
    ("name", "draw"),
    [
        ("uniform", lambda rng: rng.uniform(-1, 1)),
        ("xavier_uniform", lambda rng: rng.uniform(-sqrt(0.75), sqrt(0.75))),
        ("xavier_normal", lambda rng: rng.gauss(0, 0.5)),
        ("he_uniform", lambda rng: rng.uniform(-sqrt(2), sqrt(2))),
        ("he_normal", lambda rng: rng.gauss(0, sqrt(2 / 3))),
        ("normal", lambda rng: rng.gauss(0, 1)),
        ("zeros", lambda rng: 0.0),
    ],
)
def test_a_layer_draws_its_weights_neuron_by_neuron(name, draw):
    rng = random.Random(42)
    assert weights(Layer(3, 5, initializer=name, rng=42)) == [draw(rng) for _ in range(15)]


def test_the_table_above_knows_every_initializer():
    assert len(INITIALIZERS) == 7


@pytest.mark.parametrize(
    ("name", "variance"),
    [("uniform", 1 / 3), ("xavier_uniform", 2 / 80), ("xavier_normal", 2 / 80), ("he_uniform", 2 / 30),
     ("he_normal", 2 / 30), ("normal", 1.0)],
)  # fmt: skip
def test_weights_have_the_variance_of_the_paper(name, variance):
    drawn = weights(Layer(30, 50, initializer=name, rng=0))
    mean = sum(drawn) / len(drawn)
    # 1500 draws: the deviation of a variance is at most √(2/1500) = 3.7 % of it, that of the mean σ/√1500
    assert abs(mean) < 4 * sqrt(variance / len(drawn))
    assert sum(w * w for w in drawn) / len(drawn) == pytest.approx(variance, rel=4 * 0.037)


def test_he_keeps_the_size_of_signals_through_relu_layers_and_the_default_does_not():
    def size_after_ten_layers(initializer):
        mlp = MLP(30, [30] * 10, output="relu", initializer=initializer, rng=0)
        y = mlp([random.Random(1).gauss(0, 1) for _ in range(30)])
        return sqrt(sum(yi.data**2 for yi in y) / 30)

    assert 0.1 < size_after_ten_layers("he_normal") < 10
    assert size_after_ten_layers("uniform") > 100  # √(30/3/2) = 2.2 times as large after each layer


# A number of the input of a convolution reaches every neuron from each place of the kernel.
@pytest.mark.parametrize(
    ("build", "fans"),
    [
        (partial(Neuron, 3), (3, 1)),
        (partial(Conv1d, 2, 4, 3), (6, 12)),
        (partial(Conv2d, 2, 4, 3), (18, 36)),
        (partial(Attention, 4, 3), (4, 3)),
        (partial(Embedding, 4, 3), (3, 4)),
        (partial(Maxout, 3, 2), (3, 2)),
        (partial(Highway, 3), (3, 3)),
    ],
)
def test_fans_are_counted_by_every_layer(build, fans):
    seen = set()

    def initializer(rng, fan_in, fan_out):
        seen.add((fan_in, fan_out))
        return 0.0

    build(initializer=initializer)
    assert seen == {fans}


@pytest.mark.parametrize(
    "build",
    [
        partial(Neuron, 3), partial(Layer, 3, 4), partial(MLP, 3, [4, 2]), partial(Maxout, 3, 2),
        partial(Highway, 3), partial(Conv1d, 1, 2, 3), partial(Conv2d, 1, 2, 3), partial(Attention, 2, 3),
        partial(Embedding, 5, 2),
    ],
)  # fmt: skip
def test_a_seed_fixes_every_weight_and_no_two_are_alike(build):
    first, again, other = (weights(build(rng=seed)) for seed in (1, 1, 2))
    assert first == again != other
    # a seed that were planted again for each neuron would repeat
    drawn = [w for w in first if w != -1.0]  # where the gates of Highway start
    assert len(set(drawn)) == len(drawn)


def test_an_initializer_may_have_another_parameter():
    expected = random.Random(0).gauss(0, 0.02)
    assert weights(Neuron(1, initializer=partial(normal, std=0.02), rng=0)) == [expected]


@pytest.mark.parametrize(
    ("keywords", "error", "message"),
    [
        (
            {"initializer": "xavier"},
            ValueError,
            "unknown initializer 'xavier': choose from uniform, xavier_uniform, "
            "xavier_normal, he_uniform, he_normal, normal, zeros, or give a function",
        ),
        ({"initializer": None}, TypeError, "initializer must be a name or a function, not NoneType None"),
        ({"initializer": 0.1}, TypeError, "initializer must be a name or a function, not float 0.1"),
        (
            {"initializer": lambda rng, fan_in, fan_out: "0"},
            TypeError,
            "a Value holds one real number, not str '0'",
        ),
        (
            {"rng": "seed"},
            TypeError,
            "rng must be a whole number (a seed), a random.Random or None, not str 'seed'",
        ),
        ({"rng": 0.5}, TypeError, "rng must be a whole number"),
        ({"rng": True}, TypeError, "rng must be a whole number"),
    ],
)
def test_a_wrong_initializer_or_generator_is_an_error(keywords, error, message):
    for build in (
        partial(Neuron, 2),
        partial(MLP, 2, [1]),
        partial(Attention, 2, 2),
        partial(Conv1d, 1, 1, 2),
    ):
        with pytest.raises(error, match=re.escape(message)):
            build(**keywords)
