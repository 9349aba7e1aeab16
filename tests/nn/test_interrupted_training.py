"""Whatever ends a training run, the model keeps what was learned and the history is in step with itself."""

import numpy as np
import pytest

import nn
from autograd import Value

X, Y = nn.moons(40, noise=0.1, seed=0)
BOTH = pytest.mark.parametrize("train", [nn.fit, nn.fit_stepwise])


def model() -> nn.MLP:
    return nn.MLP(2, [4, 2], rng=0)


def weights(model: nn.Module) -> list[float]:
    return [parameter.data for parameter in model.parameters()]


def run(train, model, X=X, y=Y, **options):
    return train(model, X, y, **{"loss": nn.cross_entropy, "seed": 0, "progress": False, **options})


def lengths(history: nn.History) -> set[int]:
    lists = [history.losses, history.validation_losses, history.validation_accuracies, history.seconds]
    return set(map(len, [*lists, *history.gradient_norms.values(), *history.dead_units.values()]))


class Symbols(nn.Module):
    def __init__(self):
        self.table = nn.Embedding(4, 2, rng=0)

    def __call__(self, x):
        return self.table(x[0])


@BOTH
def test_a_schedule_that_raises_late_keeps_what_was_learned(train):
    rates, failed, whole = [0.1] * 5 + [-1.0], model(), model()
    with pytest.raises(ValueError, match=r"the learning rate of step 5 is -1\.0"):
        run(train, failed, optimizer=nn.Adam(lambda step: rates[step]), batch_size=None, epochs=9)
    run(train, whole, optimizer=nn.Adam(0.1), batch_size=None, epochs=5)
    assert weights(failed) == weights(whole)


@BOTH
def test_validation_that_fails_keeps_what_was_learned(train):
    failed = Symbols()
    before = weights(failed)
    with pytest.raises(IndexError):
        run(train, failed, [[0], [1], [2]], [0, 1, 0], validation=([[4]], [0]), epochs=5)
    assert weights(failed) != before


@BOTH
def test_a_callback_that_raises_keeps_what_it_changed(train):
    def callback(epoch, history):
        parameter.data = 7.0
        raise RuntimeError("no more")

    trained = model()
    parameter = trained.parameters()[0]
    with pytest.raises(RuntimeError, match="no more"):
        run(train, trained, callbacks=[callback])
    assert parameter.data == 7.0


@pytest.mark.parametrize("call", [130, 150, 199])
def test_ctrl_c_during_validation_leaves_lists_of_one_length(call):
    calls = 0

    def loss(outputs, target):
        nonlocal calls
        calls += 1
        if calls == call:
            raise KeyboardInterrupt
        return nn.cross_entropy(outputs, target)

    history = run(nn.fit_stepwise, model(), loss=loss, epochs=5, validation=(X, Y))
    assert history.interrupted
    assert len(lengths(history)) == 1


@BOTH
def test_a_last_step_that_overflows_is_divergence_too(train):
    diverged = model()
    before = weights(diverged)
    with (
        np.errstate(over="ignore"),
        pytest.raises(
            nn.DivergedError, match=r"the parameters became .* in epoch 1, batch 1: .*layers.* ="
        ) as e,
    ):
        run(train, diverged, X * 1e5, optimizer=nn.SGD(1e306), epochs=1, batch_size=None, validation=(X, Y))
    assert weights(diverged) == before
    assert lengths(e.value.history) == {0}


def test_nan_is_never_the_best_epoch():
    nan = float("nan")
    assert nn.History(losses=[9.0, 1.0], validation_losses=[nan, 0.1]).best_epoch == 2
    assert nn.History(losses=[nan, 3.0, 2.0]).best_epoch == 3
    with pytest.raises(ValueError, match="no best epoch: the loss of all of them is nan"):
        nn.History(losses=[nan]).best_epoch  # noqa: B018


@BOTH
def test_a_callback_that_replaces_a_parameter_is_told_to_change_its_data(train):
    trained = model()

    def replace(epoch, history):
        trained.layers[1].neurons[0].b = Value(50.0)

    with pytest.raises(ValueError, match=rf"{train.__name__} .*layers.1.neurons.0.b .*change the .data"):
        run(train, trained, callbacks=[replace])


@BOTH
def test_a_callback_that_adds_or_removes_a_layer_is_told_to_call_fit_again(train):
    for change in (lambda m: m.layers.append(nn.Layer(2, 2)), lambda m: m.layers.pop()):
        trained = model()
        with pytest.raises(ValueError, match=f"call {train.__name__} again"):
            run(train, trained, callbacks=[lambda epoch, history, m=trained, do=change: do(m) and None])


@BOTH
def test_a_model_that_keeps_its_input_may_have_callbacks(train):
    class Keeping(nn.Module):
        def __init__(self):
            self.layer = nn.Layer(2, 2, activation="identity", rng=0)

        def __call__(self, x):
            self.x = x
            return self.layer(x)

    kept = Keeping()
    history = run(train, kept, callbacks=[lambda epoch, history: nn.accuracy(kept, X, Y) and None], epochs=2)
    assert len(history.losses) == 2
