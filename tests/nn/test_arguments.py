"""What `fit` and its relatives cannot use is answered with what to write instead."""

import numpy as np
import pytest

import nn
from autograd import Value
from autograd.compiler import TraceError

X, Y = nn.moons(20, noise=0.1, seed=0)
THREE = Value(3.0)
BOTH = pytest.mark.parametrize("train", [nn.fit, nn.fit_stepwise])


def fit(train=nn.fit, model=None, **options):
    options = {"loss": nn.cross_entropy, "epochs": 1, "seed": 0, "progress": False, **options}
    return train(nn.MLP(2, [3, 2], rng=0) if model is None else model, X, Y, **options)


class Silent(nn.Module):
    def __init__(self):
        self.w = Value(1.0)


@BOTH
@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        (
            {"loss": "mse"},
            TypeError,
            "a function as loss, not str 'mse': take one of nn.half_squared_error, nn.",
        ),
        ({"loss": None}, TypeError, "a function as loss, not NoneType None: .*nn.cross_entropy"),
        ({"loss": nn.MLP}, TypeError, "a function as loss, not type <class 'nn.*: take one of"),
        (
            {"loss": nn.l2},
            TypeError,
            r"a loss of outputs and target, not function .*l2.*loss\(outputs, target\)",
        ),
        ({"optimizer": "adam"}, TypeError, "an optimizer, not str 'adam': make one of .*nn.Adam, nn.AdamW"),
        ({"optimizer": nn.Adam}, TypeError, r"an optimizer, not the class Adam: make one, Adam\(lr=0.01\)"),
        ({"optimizer": 0.1}, TypeError, "an optimizer, not float 0.1"),
        ({"batch_size": "a"}, TypeError, "a whole number as batch_size, not str 'a'"),
        ({"batch_size": 2.5}, TypeError, "a whole number as batch_size, not float 2.5"),
        ({"batch_size": -1}, ValueError, "batch_size ≥ 1, got -1"),
        ({"epochs": None}, TypeError, "a whole number as epochs, not NoneType None"),
        ({"epochs": -1}, ValueError, "epochs ≥ 0, got -1"),
        ({"penalty": 0.1}, TypeError, "a function of the parameters as penalty, not float 0.1: take nn.l2"),
        (
            {"penalty": lambda parameters: None},
            TypeError,
            "a penalty that returns a Value, not NoneType None",
        ),
        ({"callbacks": print}, TypeError, r"a list of callbacks, not .*print.*: write callbacks=\["),
        ({"callbacks": ["stop"]}, TypeError, "callbacks that can be called, not str 'stop'"),
        ({"validation": 0.2}, TypeError, r"validation=\(X, y\), not float 0.2"),
        ({"validation": X}, TypeError, r"validation=\(X, y\), not ndarray"),
        ({"model": nn.MLP}, TypeError, r"a model, not the class MLP: make one, MLP\(…\)"),
        ({"model": lambda x: x}, TypeError, "a Module as its model, not function"),
        ({"model": "MLP"}, TypeError, "a model that can be called with a sample, not str 'MLP'"),
        ({"model": Silent()}, TypeError, "a model that can be called with a sample, not Silent"),
        ({"loss": lambda outputs, t: 3.0}, TypeError, "a loss that returns a Value, not float 3.0"),
        ({"loss": lambda outputs, t: None}, TypeError, "a loss that returns a Value, not NoneType None"),
        ({"loss": lambda outputs, t: outputs}, TypeError, r"a loss that returns a Value, not list \["),
        ({"loss": lambda outputs, t: Value(3.0)}, ValueError, "a loss that depends on the parameters"),
        (
            {"loss": lambda outputs, t: nn.hinge([2.0], [1])},
            ValueError,
            "a loss that depends on the parameters",
        ),
    ],
)
def test_what_fit_cannot_use_is_said_before_anything_is_learned(train, options, error, words):
    model = options.get("model", nn.MLP(2, [3, 2], rng=0))
    before = [p.data for p in model.parameters()] if isinstance(model, nn.Module) else []
    with pytest.raises(error, match=f"^{train.__name__} needs {words}"):
        fit(train, **{"model": model, **options})
    assert before == ([p.data for p in model.parameters()] if isinstance(model, nn.Module) else [])


@BOTH
@pytest.mark.parametrize("answer", [True, np.True_])
def test_a_callback_may_stop_with_either_true(train, answer):
    assert len(fit(train, epochs=5, callbacks=[lambda epoch, history: answer]).losses) == 1


@pytest.mark.parametrize("answer", [None, False, np.False_, 1, "yes", [0.5], np.ones(3)])
def test_what_a_callback_happens_to_return_does_not_stop(answer):
    assert len(fit(epochs=3, callbacks=[lambda epoch, history: answer]).losses) == 3


def test_sizes_may_be_whole_numbers_of_numpy():
    assert len(fit(epochs=np.int64(2), batch_size=np.uint8(4)).losses) == 2


@pytest.mark.parametrize("kind", [nn.SGD, nn.Adam, nn.Momentum])
@pytest.mark.parametrize("hand", [lambda m: m.parameters(), lambda m: iter(m.parameters()), lambda m: m])
def test_an_optimizer_is_not_made_with_parameters(kind, hand):
    model = nn.MLP(2, [2])
    words = rf"{kind.__name__} takes no parameters .*: write {kind.__name__}\(lr=0.1\)"
    with pytest.raises(TypeError, match=words):
        kind(hand(model), lr=0.1)
    with pytest.raises(TypeError, match=words):
        kind(hand(model))


@pytest.mark.parametrize("rate", ["0.1", None, [0.1]])
def test_a_learning_rate_is_a_number(rate):
    with pytest.raises(TypeError, match="Adam needs a number as lr, not "):
        nn.Adam(lr=rate)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: nn.History().best_epoch, ValueError, "no best epoch: none was finished"),
        (lambda: nn.parameter_count(nn.MLP(2, [1])), TypeError, r"len\(model.parameters\(\)\)"),
        (lambda: nn.gradient_report(nn.MLP(2, [2]), X, Y, loss="mse"), TypeError, "take one of nn.half_sq"),
        (lambda: nn.predict(nn.MLP, X), TypeError, "predict needs a model, not the class MLP"),
        (
            lambda: nn.accuracy(nn.MLP(2, [1]), X, Y, loss=nn.l2),
            TypeError,
            "accuracy needs a loss of outputs and",
        ),
        (lambda: nn.Sequential(nn.Softmax), TypeError, r"not of the class Softmax: make one, Softmax\(…\)"),
        (
            lambda: nn.Residual(nn.Layer),
            TypeError,
            "Residual is made of .*, not of the class Layer: make one",
        ),
        (lambda: nn.Perceptron(2, lr="a"), TypeError, "Perceptron needs a number as lr, not str 'a'"),
        (lambda: nn.Adaline(2, lr=None), TypeError, "Adaline needs a number as lr, not NoneType None"),
        (lambda: nn.Madaline(2, lr="a"), TypeError, "Madaline needs a number as lr, not str 'a'"),
        (lambda: nn.universal_approximator(abs, "a", 1), TypeError, "needs a number as low, not str 'a'"),
        (lambda: nn.predict(X, nn.MLP(2, [1])), TypeError, "predict needs a model .*, not ndarray"),
    ],
)
def test_the_relatives_of_fit_say_it_too(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    "options",
    [
        {"penalty": lambda parameters: nn.l2(parameters) * sum(p.data**2 for p in parameters)},
        {"loss": lambda outputs, t: nn.cross_entropy(outputs, t) * THREE.data},
    ],
)
def test_fit_refuses_a_number_that_it_would_record_for_ever(options):
    with pytest.raises(TraceError, match=r"\.data of .* was read .*test_arguments.py.*use the Value itself"):
        fit(nn.fit, **options)
    assert THREE.data == 3.0
    assert fit(nn.fit_stepwise, **options).losses


def test_fit_refuses_data_that_the_model_reads_too():
    class Reading(nn.Module):
        def __init__(self):
            self.layer = nn.Layer(2, 2, rng=0)

        def __call__(self, x):
            return self.layer([xi * self.layer.neurons[0].b.data for xi in x])

    with pytest.raises(TraceError, match="was read"):
        fit(nn.fit, Reading())
    assert fit(nn.fit_stepwise, Reading()).losses


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (None, TypeError, "Odd returned None: a model returns a Value or lists of them"),
        ({"a": 1.0}, TypeError, "Odd returned dict {'a': 1.0}: a model"),
        ("ab", TypeError, "Odd returned str 'ab': a model"),
        (["ab"], TypeError, r"Odd returned list \['ab'\]: a model"),
        ([], ValueError, "Odd returned an empty list: a model"),
    ],
)
@pytest.mark.parametrize(
    "call",
    [
        lambda model: fit(nn.fit, model),
        lambda model: fit(nn.fit_stepwise, model),
        lambda model: nn.predict(model, X),
        lambda model: nn.predict_classes(model, X),
        lambda model: nn.accuracy(model, X, Y),
    ],
)
def test_a_model_that_returns_no_values_is_told_so(call, answer, error, words):
    class Odd(nn.Module):
        def __init__(self):
            self.layer = nn.Layer(2, 2, rng=0)

        def __call__(self, x):
            return answer

    with pytest.raises(error, match=f"^{words}"):
        call(Odd())


def test_a_function_that_returns_no_values_is_called_by_its_name():
    def odd(x):
        return None

    with pytest.raises(TypeError, match="odd returned None: a model"):
        nn.predict(odd, X)


@BOTH
def test_a_schedule_that_returns_no_rate_is_told_so(train):
    with pytest.raises(
        TypeError, match="step 0 of GradientDescent needs a number as learning rate, not NoneT"
    ):
        fit(train, optimizer=nn.SGD(lambda step: None))
