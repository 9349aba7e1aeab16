"""Optimizers: three steps by hand, one formula for Values and vectors, wrong hyper-parameters and inputs."""

import math
import re
from math import sqrt

import numpy as np
import pytest

from autograd import Value
from nn import MLP
from nn.optimizers.optimizer import SGD, Adam, AdamW, GradientDescent, Momentum, Nesterov, Optimizer, RMSProp
from nn.optimizers.schedule import LinearSchedule

# Everywhere w₀ = 1, η = ½ and the gradients 2, 1, 2¾ are given.
# gradient descent: 1 - 1 = 0, 0 - ½ = -½, -½ - 1⅜ = -1⅞
# momentum, μ = ½: v = 2, 1 + 1 = 2, 1 + 2¾ = 3¾; w = 1 - 1 = 0, 0 - 1 = -1, -1 - 1⅞ = -2⅞
# Nesterov, same v: g + ½v = 3, 2, 2¾ + 1⅞ = 4⅝; w = 1 - 1½ = -½, -½ - 1 = -1½, -1½ - 2 5/16 = -3 13/16
# RMSProp, ρ = ¾, ε = ¼: s = ¼·4 = 1, ¾ + ¼ = 1, ¾ + ¼·(11/4)² = (13/8)²
#   steps 2/(1 + ¼) = 1.6, 1/(1 + ¼) = 0.8, (11/4)/(13/8 + ¼) = 22/15
#   w = 1 - 0.8 = 0.2, 0.2 - 0.4 = -0.2, -0.2 - 11/15 = -14/15. (ε inside the root gives 2/√1.25 first.)
# Adam, β₁ = ½, β₂ = ¾, ε = 1: m = 1, ½ + ½ = 1, ½ + 11/8 = 15/8; s as above
#   m̂ = 1/½ = 2, 1/¾ = 4/3, (15/8)/(7/8) = 15/7
#   ŝ = 1/¼ = 4, 1/(7/16) = 16/7, (169/64)/(37/64) = 169/37
#   directions 2/(2 + 1), (4/3)/(4/√7 + 1), (15/7)/(13/√37 + 1)
# AdamW, λ = ¼: each step also takes η λ w = w/8, so w ← ⅞ w - ½ direction
D = [2 / 3, (4 / 3) / (4 / sqrt(7) + 1), (15 / 7) / (13 / sqrt(37) + 1)]
GRADIENTS = [2.0, 1.0, 2.75]
BY_HAND = [
    (GradientDescent(lr=0.5), [0.0, -0.5, -1.875]),
    (Momentum(lr=0.5, momentum=0.5), [0.0, -1.0, -2.875]),
    (Nesterov(lr=0.5, momentum=0.5), [-0.5, -1.5, -3.8125]),
    (RMSProp(lr=0.5, decay=0.75, epsilon=0.25), [0.2, -0.2, -14 / 15]),
    (
        Adam(lr=0.5, beta1=0.5, beta2=0.75, epsilon=1.0),
        [1 - D[0] / 2, 1 - (D[0] + D[1]) / 2, 1 - (D[0] + D[1] + D[2]) / 2],
    ),
    (
        AdamW(lr=0.5, beta1=0.5, beta2=0.75, epsilon=1.0, weight_decay=0.25),
        [
            7 / 8 - D[0] / 2,
            49 / 64 - (7 / 8 * D[0] + D[1]) / 2,
            343 / 512 - (49 / 64 * D[0] + 7 / 8 * D[1] + D[2]) / 2,
        ],
    ),
    # the rate falls from ½ by ⅛ a step: 1 - 1 = 0, 0 - ⅜ = -⅜, -⅜ - 11/16 = -17/16
    (GradientDescent(lr=LinearSchedule(0.5, steps=4)), [0.0, -0.375, -1.0625]),
]  # fmt: skip
EVERY = [GradientDescent, Momentum, Nesterov, RMSProp, Adam, AdamW]


def fresh(optimizer):
    """Return an optimizer with the same hyper-parameters and nothing to remember."""
    settings = {name: x for name, x in vars(optimizer).items() if name not in ("steps", "memory")}
    return type(optimizer)(**settings)


@pytest.mark.parametrize(("optimizer", "expected"), BY_HAND)
def test_three_steps_by_hand_on_values(optimizer, expected):
    optimizer, w = fresh(optimizer), Value(1.0)
    path = []
    for w.grad in GRADIENTS:
        optimizer.step([w])
        path.append(w.data)
    assert path == pytest.approx(expected, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize(("optimizer", "expected"), BY_HAND)
def test_three_steps_by_hand_on_a_vector(optimizer, expected):
    optimizer, w = fresh(optimizer), np.array([1.0, 1.0])
    same = w
    for g, target in zip(GRADIENTS, expected):
        optimizer.step_vector(w, np.array([g, g]))
        assert w == pytest.approx([target, target], rel=1e-14, abs=1e-15)
    assert w is same  # in place: a compiled program keeps its vector


@pytest.mark.parametrize("make", EVERY)
def test_values_and_vectors_take_the_same_steps_to_the_last_bit(make):
    random = np.random.default_rng(0)
    vector, by_vector, by_values = random.normal(size=7), make(lr=0.1), make(lr=0.1)
    values = [Value(w) for w in vector]
    for gradient in random.normal(size=(5, 7)):
        for value, g in zip(values, gradient):
            value.grad = float(g)
        by_values.step(values)
        by_vector.step_vector(vector, gradient)
        assert [value.data for value in values] == vector.tolist()


@pytest.mark.parametrize("make", EVERY)
def test_parameters_do_not_influence_each_other(make):
    alone, together = make(lr=0.1), make(lr=0.1)
    one, both = np.array([1.0]), np.array([1.0, 100.0])
    for g in GRADIENTS:
        alone.step_vector(one, np.array([g]))
        together.step_vector(both, np.array([g, -1000.0 * g]))
    assert one[0] == both[0]


@pytest.mark.parametrize("make", EVERY)
def test_the_gradient_is_left_as_it_was_and_data_stay_floats(make):
    w, gradient = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    make(lr=0.1).step_vector(w, gradient)
    assert gradient.tolist() == [3.0, 4.0]
    value = Value(1.0)
    value.grad = 2  # as someone may write
    make(lr=0.1).step([value])
    assert (type(value.data), value.grad) == (float, 2)


@pytest.mark.parametrize("make", EVERY)
def test_each_of_them_finds_the_bottom_of_a_bowl(make):
    # f = (x - 1)² + 10 (y + 2)²
    x, y, optimizer = Value(4.0), Value(2.0), make(lr=LinearSchedule(0.04, steps=1000))
    for _ in range(1000):
        x.grad = y.grad = 0
        ((x - 1) ** 2 + 10 * (y + 2) ** 2).backward()
        optimizer.step([x, y])
    # the decay of AdamW pulls to 0 on purpose
    assert [x.data, y.data] == pytest.approx([1.0, -2.0], abs=0.05 if make is AdamW else 1e-3)


def test_sgd_is_gradient_descent():
    assert SGD is GradientDescent


def test_without_momentum_all_that_is_left_is_gradient_descent():
    plain, heavy, ahead = np.ones(3), np.ones(3), np.ones(3)
    optimizers = [GradientDescent(0.1), Momentum(0.1, momentum=0.0), Nesterov(0.1, momentum=0.0)]
    for g in GRADIENTS:
        for w, optimizer in zip((plain, heavy, ahead), optimizers):
            optimizer.step_vector(w, np.full(3, g))
    assert plain.tolist() == heavy.tolist() == ahead.tolist()


def test_without_decay_adamw_is_adam():
    w, v, adam, adamw = np.ones(2), np.ones(2), Adam(0.1), AdamW(0.1, weight_decay=0.0)
    for g in GRADIENTS:
        adam.step_vector(w, np.full(2, g))
        adamw.step_vector(v, np.full(2, g))
    assert w.tolist() == v.tolist()


def test_the_rate_can_be_read_and_replaced_between_steps():
    optimizer, w = GradientDescent(lr=LinearSchedule(1.0, steps=2)), Value(0.0)
    w.grad = 1.0
    rates = []
    for _ in range(3):
        rates.append(optimizer.rate)
        optimizer.step([w])
    assert (rates, optimizer.steps) == ([1.0, 0.5, 0.0], 3)
    optimizer.lr = 0.25
    optimizer.step([w])
    assert w.data == -1.75


def test_a_schedule_may_be_any_function():
    optimizer, w = GradientDescent(lr=lambda t: 1.0 if t == 0 else 0.0), Value(0.0)
    w.grad = 1.0
    optimizer.step([w])
    optimizer.step([w])
    assert w.data == -1.0


def test_reprs_name_the_hyper_parameters():
    assert repr(SGD(lr=0.1)) == "GradientDescent(lr=0.1)"
    assert repr(Adam()) == "Adam(lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08)"
    assert repr(Momentum(LinearSchedule(0.1, 5))) == (
        "Momentum(lr=LinearSchedule(lr=0.1, steps=5, final=0.0), momentum=0.9)"
    )


@pytest.mark.parametrize("make", EVERY)
@pytest.mark.parametrize("lr", [-0.1, math.nan, math.inf])
def test_a_learning_rate_that_is_none_is_refused(make, lr):
    with pytest.raises(ValueError, match=f"^{make.__name__}: lr is {lr}: it must be a number of 0 or more"):
        make(lr=lr)


@pytest.mark.parametrize(
    ("make", "settings", "message"),
    [
        (Momentum, {"momentum": 1.0}, "momentum is 1.0: it must be from 0 to below 1"),
        (Momentum, {"momentum": math.nan}, "momentum is nan"),
        (Nesterov, {"momentum": -0.1}, "momentum is -0.1"),
        (RMSProp, {"decay": 1.0}, "decay is 1.0"),
        (RMSProp, {"epsilon": 0.0}, "epsilon is 0.0: it must be a number greater than 0"),
        (Adam, {"beta1": 1.0}, "beta1 is 1.0"),
        (Adam, {"beta2": -0.5}, "beta2 is -0.5"),
        (Adam, {"epsilon": math.inf}, "epsilon is inf"),
        (AdamW, {"beta1": math.nan}, "beta1 is nan"),
        (AdamW, {"beta2": 2.0}, "beta2 is 2.0"),
        (AdamW, {"epsilon": -1.0}, "epsilon is -1.0"),
        (AdamW, {"weight_decay": -0.01}, "weight_decay is -0.01: it must be a number of 0 or more"),
        (AdamW, {"weight_decay": math.nan}, "weight_decay is nan"),
    ],
)
def test_hyper_parameters_out_of_range_are_refused(make, settings, message):
    with pytest.raises(ValueError, match=message):
        make(lr=0.1, **settings)


@pytest.mark.parametrize("rate", [-1.0, math.nan, math.inf])
def test_a_schedule_that_gives_no_rate_is_refused_before_anything_is_changed(rate):
    optimizer, w = Momentum(lr=lambda t: rate), np.ones(2)
    with pytest.raises(ValueError, match=f"the learning rate of step 0 is {rate}"):
        optimizer.step_vector(w, np.ones(2))
    assert (w.tolist(), optimizer.steps) == ([1.0, 1.0], 0)


@pytest.mark.parametrize(
    ("parameters", "gradient", "error", "message"),
    [
        (
            np.ones(3),
            np.ones(2),
            ValueError,
            "a gradient for each parameter: (3,) parameters, (2,) gradients",
        ),
        (np.ones(3), np.ones((3, 1)), ValueError, "(3,) parameters, (3, 1) gradients"),
        (np.ones(0), np.ones(0), ValueError, "(0,) parameters"),
        (np.ones(3, dtype=int), np.ones(3), TypeError, "changes arrays of floats in place, not int64"),
        (np.ones(3), np.array(["a", "b", "c"]), TypeError, "not <U1"),
        ([1.0, 2.0], np.ones(2), TypeError, "not list"),
        (np.ones(2), [1.0, 2.0], TypeError, "not list"),
    ],
)
def test_vectors_that_do_not_fit_are_refused(parameters, gradient, error, message):
    with pytest.raises(error, match=re.escape(message)):
        Adam().step_vector(parameters, gradient)


@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        (MLP(1, [1]), TypeError, "step needs a list of Values, not MLP: call step(model.parameters())"),
        (Value(1.0), TypeError, "step needs a list of Values, not Value"),
        ([], ValueError, "(0,) parameters"),
        ([1.0], TypeError, "step needs Values, not float 1.0"),
        (["w"], TypeError, "step needs Values, not str 'w'"),
    ],
)
def test_parameters_that_are_none_are_refused(parameters, error, message):
    with pytest.raises(error, match=re.escape(message)):
        Adam().step(parameters)


def test_an_optimizer_keeps_to_one_model():
    optimizer = Adam()
    optimizer.step([Value(1.0), Value(2.0)])
    with pytest.raises(
        ValueError, match=re.escape("Adam began with (2,) parameters and got (1,): take a new")
    ):
        optimizer.step([Value(1.0)])
    assert optimizer.steps == 1


def test_an_optimizer_of_ones_own_is_a_formula():
    class SignDescent(Optimizer):
        def update(self, w, g, lr):
            return (w - lr * np.sign(g),)

    w = Value(1.0)
    w.grad = -70.0
    SignDescent(lr=0.5).step([w])
    assert w.data == 1.5


@pytest.mark.parametrize(
    ("make", "settings"),
    [
        (Momentum, {"momentum": "a"}), (Nesterov, {"momentum": None}), (RMSProp, {"decay": "a"}),
        (RMSProp, {"epsilon": None}), (Adam, {"beta1": "a"}), (Adam, {"beta2": None}),
        (AdamW, {"weight_decay": None}), (AdamW, {"epsilon": "a"}),
    ],
)  # fmt: skip
def test_hyper_parameters_that_are_no_numbers_are_refused(make, settings):
    ((name, _),) = settings.items()
    with pytest.raises(TypeError, match=f"^{make.__name__} needs a number as {name}, not "):
        make(0.1, **settings)


def test_a_text_is_no_list_of_parameters():
    with pytest.raises(TypeError, match=r"GradientDescent needs a number as lr, not str '0\.1'"):
        SGD("0.1")


def test_an_array_of_one_number_is_a_rate_too():
    assert Adam(np.array(0.1)).rate == 0.1
    assert type(Adam(np.array(0.1)).lr) is float
    assert SGD(lambda step: np.array(0.5)).rate == 0.5
    optimizer, w = SGD(lambda step: np.array(0.5)), Value(1.0)
    w.grad = 1.0
    optimizer.step([w])
    assert w.data == 0.5
