"""What holds for every module: gradients, numbers as inputs, one graph for all inputs, wrong input."""

import ast
import copy
import math
import pickle
import re
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import nn
from autograd import Value, sum, topological_order
from nn import (
    MLP,
    Attention,
    Conv1d,
    Conv2d,
    DenseConnection,
    Embedding,
    Highway,
    Layer,
    LayerNorm,
    Maxout,
    Module,
    Neuron,
    PositionalEncoding,
    Residual,
    RMSNorm,
    Sequential,
    Softmax,
    flatten,
)  # fmt: skip
from nn.layers.activations import ACTIVATIONS

X3 = [0.3, -0.7, 1.1]
SEQUENCE = [[0.3, -0.7], [1.0, 2.0], [-0.4, 0.5]]
IMAGE = [[[0.3, -0.7, 1.1], [1.0, 2.0, -3.0], [0.2, 0.1, 0.9]]]

# every class with a point at which it is smooth
CASES = {
    "Neuron": (lambda: Neuron(3, activation="sigmoid", rng=0), X3),
    "Maxout": (lambda: Maxout(3, 2, pieces=3, rng=0), X3),
    "Softmax": (Softmax, X3),
    "MLP": (lambda: MLP(3, [4, 4, 2], rng=0), X3),
    "MLP without biases": (lambda: MLP(3, [4, 2], activation="tanh", rng=0, bias=False), X3),
    "MLP tanh": (
        lambda: MLP(3, [4, 2], activation="tanh", output="softplus", initializer="he_normal", rng=0),
        X3,
    ),
    "Sequential": (lambda: Sequential(Layer(3, 4, activation="elu", rng=0), RMSNorm(4), Softmax()), X3),
    "Residual": (lambda: Residual(Layer(3, 3, activation="tanh", rng=0)), X3),
    "Highway": (lambda: Highway(3, activation="tanh", rng=0), X3),
    "DenseConnection": (
        lambda: Sequential(
            DenseConnection(Layer(3, 2, rng=0)), DenseConnection(Layer(5, 2, activation="tanh", rng=1))
        ),
        X3,
    ),
    "RMSNorm": (lambda: RMSNorm(3), X3),
    "LayerNorm": (lambda: LayerNorm(3), X3),
    "PositionalEncoding": (lambda: PositionalEncoding(3, octaves=3), X3),
    "Attention": (lambda: Attention(2, 3, rng=0), SEQUENCE),
    "Attention, no mask": (lambda: Attention(2, 3, causal=False, rng=0), SEQUENCE),
    "Conv1d": (lambda: Conv1d(3, 2, kernel=2, stride=2, padding=1, rng=0), SEQUENCE),
    "Conv2d": (lambda: Conv2d(1, 2, kernel=2, padding=1, activation="tanh", rng=0), IMAGE),
    **{f"Layer {name}": (lambda name=name: Layer(3, 2, activation=name, rng=0), X3) for name in ACTIVATIONS},
}
every_module = pytest.mark.parametrize(("build", "x"), CASES.values(), ids=CASES)


def values(x):
    return [values(part) for part in x] if isinstance(x, list) else Value(x)


def weighted_sum(outputs):
    """One number that every output has a part in, with a weight of its own."""
    return sum([(i + 1) * y for i, y in enumerate(flatten(outputs))])


def test_the_cases_know_every_class():
    classes = {
        name for name, thing in vars(nn).items() if isinstance(thing, type) and issubclass(thing, Module)
    }
    ours = {kind for kind in classes if getattr(nn, kind).__module__ in OURS}
    built = {type(m).__name__ for build, _ in CASES.values() for _, m in build().named_modules()}
    assert ours - built == {"Module", "Embedding"}  # an index has no gradient: tests of its own


# Every file of layers that defines a Module; parts of a network have no parameters of their own.
OURS = {
    f"nn.layers.{path.stem}"
    for path in Path(nn.__file__).with_name("layers").glob("*.py")
    if "(Module)" in path.read_text(encoding="utf-8") or path.stem == "module"
}


# (f(v + h) - f(v - h))/2h: truncation h²f'''/6 and rounding 1e-16 f/h, both below 1e-8 at h = 1e-5
@every_module
def test_gradients_agree_with_central_differences(build, x):
    module, h = build(), 1e-5
    inputs = values(x)
    leaves = [*flatten(inputs), *module.parameters()]
    weighted_sum(module(inputs)).backward()
    for leaf in leaves:
        start = leaf.data
        leaf.data = start + h
        above = weighted_sum(module(inputs)).data
        leaf.data = start - h
        below = weighted_sum(module(inputs)).data
        leaf.data = start
        assert leaf.grad == pytest.approx((above - below) / (2 * h), rel=1e-6, abs=1e-7)


def numbers(outputs):
    """Return what comes out as numbers; a dense connection hands the numbers that went in on as they are."""
    return [y.data if isinstance(y, Value) else y for y in flatten(outputs)]


@every_module
def test_numbers_and_arrays_give_what_values_give(build, x):
    module = build()
    expected = numbers(module(values(x)))
    assert numbers(module(x)) == expected
    assert numbers(module(np.array(x))) == expected
    weighted_sum(module(x)).backward()
    from_numbers = [p.grad for p in module.parameters()]
    module.zero_grad()
    weighted_sum(module(values(x))).backward()
    assert [p.grad for p in module.parameters()] == from_numbers


@every_module
def test_the_graph_is_the_same_whatever_the_numbers(build, x):
    def drawn(numbers):
        inputs = values(numbers)
        order = topological_order(weighted_sum(module(inputs)))
        position = {node: i for i, node in enumerate(order)}
        return [(node.op, [position[parent] for parent in node.parents]) for node in order]

    module = build()
    turned = (-3 * np.array(x)).tolist()
    assert drawn(x) == drawn(turned)


# What a Value answers from its number would be frozen into a compiled program.
@every_module
def test_no_module_asks_a_value_for_its_number(build, x, monkeypatch):
    module, inputs = build(), values(x)

    def refuse(*args):
        raise AssertionError("asked for the number of a Value")

    for name in (
        "__lt__",
        "__le__",
        "__gt__",
        "__ge__",
        "__bool__",
        "__float__",
        "__int__",
        "__format__",
        "__repr__",
    ):
        monkeypatch.setattr(Value, name, refuse)
    outputs = module(inputs)
    monkeypatch.undo()
    assert flatten(outputs)


@pytest.mark.parametrize("name", sorted({*OURS, "nn.layers.activations", "nn.layers.inputs"}))
def test_no_source_reads_data_or_grad_of_a_value(name):
    source = Path(sys.modules[name].__file__).read_text(encoding="utf-8")
    read = {
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    assert not read & {"data", "grad", "edges", "partials"}


@every_module
@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_copy_computes_the_same(build, x, duplicate):
    module = build()
    twin = duplicate(module)
    assert repr(twin) == repr(module)
    assert not set(twin.parameters()) & set(module.parameters())
    assert numbers(twin(x)) == numbers(module(x))


def test_inheritance_is_one_step_deep():
    for build, _ in CASES.values():
        for _, module in build().named_modules():
            assert type(module).__mro__ == (type(module), Module, object)


def test_nan_travels_through():
    for name in ("tanh", "relu", "softplus"):
        assert all(math.isnan(y.data) for y in MLP(2, [3, 2], activation=name, rng=0)([math.nan, 1.0]))


# --- wrong input --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        # sizes
        (lambda: Neuron(0), ValueError, "Neuron needs nin ≥ 1, got 0"),
        (lambda: Neuron(2.0), TypeError, "Neuron needs a whole number as nin, not float 2.0"),
        (lambda: Neuron("2"), TypeError, "Neuron needs a whole number as nin, not str '2'"),
        (lambda: Neuron(True), TypeError, "Neuron needs a whole number as nin, not bool True"),
        (lambda: Layer(2, 0), ValueError, "Layer needs nout ≥ 1, got 0"),
        (lambda: Layer(-1, 2), ValueError, "Layer needs nin ≥ 1, got -1"),
        (lambda: MLP(2, []), ValueError, "MLP needs one layer at least: nouts is empty"),
        (
            lambda: MLP(2, 3),
            TypeError,
            "MLP needs a list of layer sizes as nouts, such as [16, 1], not int 3",
        ),
        (
            lambda: MLP(2, "31"),
            TypeError,
            "MLP needs a list of layer sizes as nouts, such as [16, 1], not str '31'",
        ),
        (lambda: MLP(2, [3, None]), TypeError, "Layer needs a whole number as nout, not NoneType None"),
        (lambda: Maxout(2, 1, pieces=0), ValueError, "Maxout needs pieces ≥ 1, got 0"),
        # widths
        (
            lambda: Neuron(3)([1.0, 2.0]),
            ValueError,
            "ReLUNeuron(3) expects 3 inputs, got 2: call it with one sample at a time",
        ),
        (lambda: MLP(2, [2, 1])([[1.0, 2.0]] * 5), ValueError, "ReLUNeuron(2) expects 2 inputs, got 5"),
        (
            lambda: Layer(2, 2)(np.zeros((2, 2))),
            TypeError,
            "ReLUNeuron(2): dot takes Values and real numbers, not ndarray",
        ),
        (lambda: Maxout(2, 1)([]), ValueError, "Maxout(2, 1, pieces=2) expects 2 inputs, got 0"),
        (lambda: Softmax()([]), ValueError, "Softmax() expects one input at least, got 0"),
        (
            lambda: Softmax()([[1.0, 2.0]]),
            TypeError,
            "Softmax() expects Values and real numbers, got list [1.0, 2.0]",
        ),
        # kinds
        (
            lambda: Neuron(2)(["1", 2.0]),
            TypeError,
            "ReLUNeuron(2): dot takes Values and real numbers, not str '1'",
        ),
        (lambda: Neuron(2)("12"), TypeError, "ReLUNeuron(2) expects 2 inputs, got str '12'"),
        (lambda: Neuron(2)(None), TypeError, "ReLUNeuron(2) expects 2 inputs, got NoneType None"),
        (
            lambda: Layer(2, 1)(None),
            TypeError,
            "Layer of [ReLUNeuron(2)] expects 2 inputs, got NoneType None",
        ),
        (
            lambda: MLP(2, [1])([1.0, 2j]),
            TypeError,
            "LinearNeuron(2): dot takes Values and real numbers, not complex 2j",
        ),
        (
            lambda: Maxout(2, 1)([1.0, None]),
            TypeError,
            "Maxout(2, 1, pieces=2) expects Values and real numbers, got NoneType",
        ),
        (
            lambda: Softmax()(np.zeros((2, 2))),
            TypeError,
            "Softmax() expects Values and real numbers, got ndarray",
        ),
        (lambda: Softmax()(["a"]), TypeError, "Softmax() expects Values and real numbers, got str 'a'"),
        (lambda: nn.maxout(["a"]), TypeError, "maxout expects Values and real numbers, got str 'a'"),
        (
            lambda: nn.winner_take_all([1.0, "a"]),
            TypeError,
            "winner_take_all expects Values and real numbers, got str 'a'",
        ),
        (lambda: nn.tanh("a"), TypeError, "tanh takes Values and real numbers, not str 'a'"),
        (lambda: nn.identity(None), TypeError, "takes Values and real numbers, not NoneType None"),
        (lambda: Embedding(2, 2)(2), IndexError, "Embedding(2, 2) has no row 2"),
    ],
)
def test_wrong_input_is_an_error_that_names_the_module_and_what_came(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()


@pytest.mark.parametrize("build", [partial(Neuron, 2), partial(Layer, 2, 2), partial(MLP, 2, [2])])
def test_an_unknown_keyword_is_an_error(build):
    with pytest.raises(TypeError, match="unexpected keyword argument 'activate'"):
        build(activate="tanh")
