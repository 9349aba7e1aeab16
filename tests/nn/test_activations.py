"""Activations: identities of lecture B1, slopes by hand, choice by name, wrong choices."""

import math
import pickle
import re
from functools import partial

import pytest

import nn
from autograd import Value, ops
from nn import Layer, Module, Neuron
from nn.layers.activations import ACTIVATIONS, as_activation, title

POINTS = (-30.0, -2.0, -0.5, 0.0, 0.5, 2.0, 30.0)


def slope(function, x):
    x = Value(x)
    function(x).backward()
    return x.grad


# Value and slope at -2, 0 and 2, from the definitions:
#   sigmoid: σ' = (1-σ)σ;  tanh' = 1 - tanh²;  elu' = eˣ for x < 0;  softplus = x - ln σ(x),
#   softplus' = σ;  at the bend the conventions: relu'(0) = 0, leaky_relu'(0) = slope, elu'(0) = α = 1
#   softsign' = 1/(1 + |x|)²;  silu = xσ, silu' = σ + xσ(1-σ);  hardtanh'(±1) = 0;
#   gelu = ½x(1 + tanh u), gelu' = ½(1 + tanh u) + ½x tanh'(u)u' with u = √(2/π)(x + 0.044715x³)
S2 = 1 / (1 + math.exp(-2.0))
T2 = math.tanh(2.0)
G2 = math.tanh(math.sqrt(2 / math.pi) * (2 + 0.044715 * 8))
V2 = (1 - G2**2) * math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * 4)  # ½x = 1


@pytest.mark.parametrize(
    ("name", "values", "slopes"),
    [
        ("identity", (-2.0, 0.0, 2.0), (1.0, 1.0, 1.0)),
        ("step", (0.0, 0.0, 1.0), (0.0, 0.0, 0.0)),
        ("sign", (-1.0, 0.0, 1.0), (0.0, 0.0, 0.0)),
        ("sigmoid", (1 - S2, 0.5, S2), (S2 * (1 - S2), 0.25, S2 * (1 - S2))),
        ("tanh", (-T2, 0.0, T2), (1 - T2**2, 1.0, 1 - T2**2)),
        ("relu", (0.0, 0.0, 2.0), (0.0, 0.0, 1.0)),
        ("leaky_relu", (-0.02, 0.0, 2.0), (0.01, 0.01, 1.0)),
        ("elu", (math.exp(-2.0) - 1, 0.0, 2.0), (math.exp(-2.0), 1.0, 1.0)),
        ("softplus", (-math.log(S2), math.log(2.0), 2 - math.log(S2)), (1 - S2, 0.5, S2)),
        ("softsign", (-2 / 3, 0.0, 2 / 3), (1 / 9, 1.0, 1 / 9)),
        ("silu", (-2 * (1 - S2), 0.0, 2 * S2), (1 - S2 - 2 * S2 * (1 - S2), 0.5, S2 + 2 * S2 * (1 - S2))),
        ("gelu", (G2 - 1, 0.0, 1 + G2), ((1 - G2) / 2 - V2, 0.5, (1 + G2) / 2 + V2)),
        ("hardtanh", (-1.0, 0.0, 1.0), (0.0, 1.0, 0.0)),
    ],
)  # fmt: skip
def test_values_and_slopes_by_hand(name, values, slopes):
    function = ACTIVATIONS[name]
    assert [function(Value(x)).data for x in (-2.0, 0.0, 2.0)] == pytest.approx(values, abs=1e-15)
    assert [slope(function, x) for x in (-2.0, 0.0, 2.0)] == pytest.approx(slopes, abs=1e-15)


def test_the_table_above_knows_every_activation_that_nn_spells_as_a_function():
    (marked,) = [m for m in test_values_and_slopes_by_hand.pytestmark if m.name == "parametrize"]
    assert {name for name, _, _ in marked.args[1]} >= {name for name in ACTIVATIONS if hasattr(nn, name)}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (nn.tanh, lambda x: 2 * nn.sigmoid(2 * x) - 1),
        (lambda x: nn.sigmoid(-x), lambda x: 1 - nn.sigmoid(x)),
        (nn.relu, lambda x: (x + abs(x)) / 2),
        (lambda x: nn.relu(x) - nn.relu(-x), nn.identity),
        (nn.relu, lambda x: nn.maxout([x, 0.0])),
        (abs, lambda x: nn.maxout([x, -x])),
        (lambda x: nn.leaky_relu(x, 0.1), lambda x: nn.maxout([x, 0.1 * x])),
        (lambda x: nn.softplus(x) - nn.softplus(-x), lambda x: x),
        (lambda x: nn.elu(x, 0.5), lambda x: nn.relu(x) - 0.5 * nn.relu(1 - x.exp())),
        (lambda x: 2 * nn.step(x) - 1, nn.sign),
        (lambda x: nn.softmax([x, 0.0])[0], nn.sigmoid),
        (lambda x: nn.softmax([x + 7.0, x * x + 7.0])[1], lambda x: nn.softmax([x, x * x])[1]),
    ],
)
@pytest.mark.parametrize("x", [x for x in POINTS if x])  # at 0 the conventions of the bends differ
def test_identities_hold_for_values_and_slopes(left, right, x):
    # the sides round differently: a few units in the last place of 30
    assert left(Value(x)).data == pytest.approx(right(Value(x)).data, abs=1e-13)
    assert slope(left, x) == pytest.approx(slope(right, x), abs=1e-13)


def test_each_gate_of_an_activation_is_one_node_of_the_table():
    functions = (nn.sigmoid, nn.tanh, nn.relu, nn.softplus, nn.sign, nn.step)
    assert [function(Value(0.5)).op for function in functions] == [
        ops.SIGMOID,
        ops.TANH,
        ops.RELU,
        ops.SOFTPLUS,
        ops.SIGN,
        ops.STEP,
    ]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_numbers_are_taken_as_values_are(name):
    function = ACTIVATIONS[name]
    for x in (*POINTS, 1):
        y = function(x)
        assert isinstance(y, Value)
        assert y.data == function(Value(x)).data
        assert not [v for v in y.parents if v.op is None]  # constants, no variables


# p = softmax(s), L = c·p: ∂L/∂s_j = p_j (c_j - c·p). With s = ln(1, 2, 5) and c = (8, 0, 0): p = (⅛, ¼, ⅝),
# c·p = 1
def test_the_gradient_of_softmax_by_hand():
    s = [Value(math.log(n)) for n in (1, 2, 5)]
    p = nn.softmax(s)
    (8 * p[0]).backward()
    assert [pi.data for pi in p] == pytest.approx([0.125, 0.25, 0.625], abs=1e-15)
    assert [si.grad for si in s] == pytest.approx([0.875, -0.25, -0.625], abs=1e-15)


# --- winner take all ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scores", "winner"),
    [
        ([3.2, 5.1, -1.7], 1),
        ([4.0], 0),
        ([-3.0, -2.0, -1.0], 2),
        ([1.0, 1.0, 1.0], 0),  # the first of equals
        ([0.0, 2.0, 1.0, 2.0], 1),
        ([-1.0, -0.0, 0.0], 1),
        ([1e308, -1e308, 0.0], 0),
        ([0.0, 5e-324], 1),
    ],
)
def test_the_winner_gets_1_and_the_rest_0(scores, winner):
    for values in (scores, [Value(s) for s in scores]):
        assert [h.data for h in nn.winner_take_all(values)] == [
            float(i == winner) for i in range(len(scores))
        ]


def test_nothing_is_learned_through_winner_take_all():
    scores = [Value(s) for s in (3.2, 5.1, -1.7)]
    nn.maxout([c * h for c, h in zip((1.0, 2.0, 3.0), nn.winner_take_all(scores))]).backward()
    assert [s.grad for s in scores] == [0.0, 0.0, 0.0]


def test_a_sharp_softmax_is_winner_take_all():
    scores = [3.2, 5.1, -1.7]
    sharp = nn.softmax([1000 * s for s in scores])
    assert [p.data for p in sharp] == pytest.approx([h.data for h in nn.winner_take_all(scores)], abs=1e-15)


@pytest.mark.parametrize("function", [nn.maxout, nn.winner_take_all, nn.softmax])
def test_a_layer_of_no_values_has_no_winner(function):
    with pytest.raises(ValueError, match=r"(one input at least, got 0)|(of no values is not defined)"):
        function([])


# --- choice by name -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        ("identity", "LinearNeuron(2)"),
        ("step", "StepNeuron(2)"),
        ("sign", "SignNeuron(2)"),
        ("sigmoid", "SigmoidNeuron(2)"),
        ("tanh", "TanhNeuron(2)"),
        ("relu", "ReLUNeuron(2)"),
        ("leaky_relu", "LeakyReLUNeuron(2)"),
        ("elu", "ELUNeuron(2)"),
        ("softplus", "SoftplusNeuron(2)"),
        (Value.tanh, "TanhNeuron(2)"),
        (nn.tanh, "TanhNeuron(2)"),
        (partial(nn.leaky_relu, slope=0.1), "LeakyReLUNeuron(2)"),
        (lambda z: z.sin(), "CustomNeuron(2)"),
    ],
)
def test_a_neuron_is_called_after_its_activation(choice, text):
    assert repr(Neuron(2, activation=choice)) == text


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_name_and_its_function_are_one(name):
    assert as_activation(name) is as_activation(ACTIVATIONS[name]) is ACTIVATIONS[name]
    if hasattr(Value, name):
        assert as_activation(getattr(Value, name)) is ACTIVATIONS[name]


def test_an_activation_may_have_another_parameter():
    layer = Layer(1, 2, activation=partial(nn.leaky_relu, slope=0.1), initializer="zeros")
    for neuron in layer.neurons:
        neuron.b = Value(-2.0)
    assert [y.data for y in layer([1.0])] == [-0.2, -0.2]


class Swish(Module):
    """x σ(βx) with β learned."""

    def __init__(self):
        self.beta = Value(1.0)

    def __call__(self, x):
        return x * nn.sigmoid(self.beta * x)


def test_an_activation_may_have_parameters_of_its_own():
    layer = Layer(1, 2, activation=Swish())
    assert title(layer.neurons[0].activation) == "Swish"
    assert [path for path, _ in layer.named_parameters()][2] == "neurons.0.activation.beta"
    assert len(layer.parameters()) == 5  # two weights, two biases, one β that both share


def test_modules_with_activations_pickle():
    layer = Layer(2, 2, activation=partial(nn.elu, alpha=0.5), rng=0)
    twin = pickle.loads(pickle.dumps(layer))
    assert [y.data for y in twin([1.0, -2.0])] == [y.data for y in layer([1.0, -2.0])]


@pytest.mark.parametrize(
    ("choice", "error", "message"),
    [
        (
            "tahn",
            ValueError,
            f"unknown activation 'tahn': choose from {', '.join(ACTIVATIONS)}, or give a function",
        ),
        ("", ValueError, "unknown activation ''"),
        ("softmax", ValueError, "softmax acts on a whole layer, not on one net input: write Sequential("),
        ("maxout", ValueError, "maxout acts on a whole layer, not on one net input: write Maxout(nin, nout)"),
        (3, TypeError, "activation must be a name or a function, not int 3"),
        (math.tanh, TypeError, "is a node of a graph and would lose its gradient"),
        (lambda z: math.tanh(z.data), TypeError, "activation Custom returned float 0.46"),
        (lambda z: None, TypeError, "activation Custom returned NoneType None"),
    ],
)
def test_a_wrong_activation_is_named_with_what_there_is(choice, error, message):
    with pytest.raises(error, match=re.escape(message)):
        Neuron(2, activation=choice)
    with pytest.raises(error, match=re.escape(message)):
        nn.MLP(2, [3, 1], output=choice)


def test_nonlin_and_activation_must_not_contradict():
    with pytest.raises(ValueError, match="nonlin=False and activation='tanh': give one of the two"):
        Neuron(2, nonlin=False, activation="tanh")
