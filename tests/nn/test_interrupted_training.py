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


@BOTH
def test_the_losses_of_the_steps_are_those_before_each_update(train):
    trained, copy = model(), model()
    order = []

    def loss(outputs, target):
        return nn.cross_entropy(outputs, target)

    def penalty(parameters):
        return 0.01 * nn.l2(parameters)

    history = run(train, trained, loss=loss, penalty=penalty, batch_size=15, epochs=3, optimizer=nn.SGD(0.5))
    generator, optimizer = np.random.default_rng(0), nn.SGD(0.5)
    for _ in range(3):  # by hand, with Values
        for x, t in nn.minibatches(X, Y, 15, seed=generator):
            mean = Value(0.0)
            for xi, ti in zip(x.tolist(), t.tolist()):
                mean = mean + (loss(copy(xi), ti) + penalty(copy.parameters())) / len(x)
            copy.zero_grad()
            mean.backward()
            order.append(mean.data)
            optimizer.step(copy.parameters())
    assert len(history.step_losses) == 3 * 3  # 15, 15 and 10 samples, three times
    assert history.step_losses == pytest.approx(order, rel=1e-12)
    # an epoch's loss is the mean over its samples
    first = np.average(history.step_losses[:3], weights=[15, 15, 10])
    assert history.losses[0] == pytest.approx(first, rel=1e-12)
    assert all(type(value) is float for value in history.step_losses)


def test_both_ways_of_training_record_the_same_steps():
    fast, slow = (run(train, model(), epochs=2).step_losses for train in (nn.fit, nn.fit_stepwise))
    assert fast == pytest.approx(slow, rel=1e-12)


def test_an_epoch_that_is_cut_short_leaves_the_steps_that_were_made():
    calls = 0

    def loss(outputs, target):
        nonlocal calls
        calls += 1
        if calls == 130:  # in the first batch of the fourth epoch, after 40 samples each and a few to look at
            raise KeyboardInterrupt
        return nn.cross_entropy(outputs, target)

    history = run(nn.fit_stepwise, model(), loss=loss, batch_size=10, epochs=5)
    assert history.interrupted
    assert len(history.losses) == 3
    assert len(history.step_losses) == 12


@BOTH
def test_steps_are_recorded_up_to_the_one_that_diverged(train):
    with np.errstate(over="ignore", invalid="ignore"), pytest.raises(nn.DivergedError) as e:
        run(train, model(), X * 1e5, optimizer=nn.SGD(1e300), batch_size=10, epochs=2)
    assert 1 <= len(e.value.history.step_losses) < 4
    assert np.isfinite(e.value.history.step_losses).all()


def test_without_epochs_there_is_no_step():
    assert run(nn.fit, model(), epochs=0).step_losses == []
