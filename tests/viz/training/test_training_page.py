"""viz/training/training_page.py: what a page is made of, what is refused, and that it trains as `nn` does."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import needs_chromium, observed

import nn
from autograd import TraceError, Value, maximum, take
from autograd import sum as add_up
from viz import training_page

MOONS = nn.moons(40, noise=0.1, seed=0)
SIGNED = MOONS[0], 2 * MOONS[1] - 1  # labels -1 and 1


class InOrder(np.random.Generator):
    """Draws the order in which things are."""

    def permutation(self, x: Any, axis: int = 0) -> Any:
        return np.arange(x)


class Logistic(nn.Module):
    """σ(w · x + b) of plain Values, no layer of `nn`."""

    def __init__(self) -> None:
        self.w = [Value(0.3, "w_1"), Value(-0.2, "w_2")]
        self.b = Value(0.1, "b")

    def __call__(self, x: Any) -> Value:
        return (self.w[0] * x[0] + self.w[1] * x[1] + self.b).sigmoid()


class Maxout(nn.Module):
    """A model with a choice in it, and a product of parameters."""

    def __init__(self) -> None:
        self.v = [Value(0.1 * k - 0.2, f"v_{k}") for k in range(6)]
        self.scale = Value(0.7, "function")  # no name in JavaScript

    def __call__(self, x: Any) -> Value:
        v = self.v
        return self.scale * maximum(*[v[k] * x[0] + v[k + 3] * x[1] + 0.1 * k for k in range(3)]).tanh()


def of_products(w: list[Value]) -> Any:
    def plain(x: Any) -> Value:
        return add_up(a * b for a, b in zip(w, x))

    plain.parameters = lambda: w
    return plain


def log_loss(p: Any, t: Any) -> Value:
    return -(t * p.log() + (1 - t) * (1 - p).log())


def hinge_of(y: Any, t: Any) -> Value:
    return (1 - (2 * t - 1) * y).relu()


def by_class(ys: Any, t: Any) -> Value:
    return -take(ys, t) + add_up(y.exp() for y in ys).log()


def line_of(w: Value, b: Value) -> Any:
    def line(x: Any) -> Value:
        return w * x[0] + b

    line.parameters = lambda: [w, b]
    return line


# name → model, X, y, loss, rate, batch, penalty (which and λ)
Case = tuple[Callable[[], Any], Any, Any, Any, float, int, tuple[str, float] | None]
ONE = np.linspace(-1, 1, 30).reshape(-1, 1)
CASES: dict[str, Case] = {
    "a tanh network": (
        lambda: nn.MLP(2, [8, 8, 1], rng=0, activation="tanh"), *MOONS, nn.binary_cross_entropy_with_logits,
        0.5, 40, None,
    ),
    "in mini-batches": (
        lambda: nn.MLP(2, [8, 8, 1], rng=0, activation="tanh"), *MOONS, nn.binary_cross_entropy_with_logits,
        0.2, 12, None,
    ),
    "with a penalty": (
        lambda: nn.MLP(2, [4, 1], rng=1, activation="sigmoid"), *MOONS, nn.half_squared_error,
        0.3, 40, ("l2", 0.01),
    ),
    "with the other penalty": (
        lambda: nn.MLP(2, [4, 1], rng=1, activation="sigmoid"), *MOONS, nn.half_squared_error,
        0.3, 16, ("l1", 0.01),
    ),
    "ReLU and class numbers": (lambda: nn.MLP(2, [6, 2], rng=0), *MOONS, nn.cross_entropy, 0.1, 40, None),
    "class numbers that are no whole kind": (
        lambda: nn.MLP(2, [3, 2], rng=0), MOONS[0], MOONS[1].astype(float), nn.cross_entropy, 0.1, 40, None,
    ),
    "class numbers in my own loss": (lambda: nn.MLP(2, [5, 2], rng=2), *MOONS, by_class, 0.1, 8, None),
    "rows as targets": (
        lambda: nn.MLP(2, [5, 2], rng=2), MOONS[0], np.eye(2)[MOONS[1]], nn.cross_entropy, 0.1, 40, None
    ),
    "a logistic regression of plain Values": (Logistic, *MOONS, log_loss, 0.5, 40, None),
    "a maximum, and a hinge": (Maxout, *MOONS, hinge_of, 0.05, 40, None),
    "one input": (
        lambda: nn.MLP(1, [5, 1], rng=0, activation="tanh"), ONE, np.sin(3 * ONE), nn.mean_squared_error,
        0.1, 10, None,
    ),
}  # fmt: skip


def trained(case: Case, updates: int) -> tuple[list[float], list[float]]:
    """Return the parameters after so many updates of `fit_stepwise`, and the mean loss of each epoch."""
    build, X, y, loss, lr, batch, penalty = case
    model, least = build(), None
    if penalty is not None:
        kind, strength = {"l2": nn.l2, "l1": nn.l1}[penalty[0]], penalty[1]
        least = lambda parameters: strength * kind(parameters)  # noqa: E731
    epochs, rest = divmod(updates, math.ceil(len(X) / batch))
    assert rest == 0
    history = nn.fit_stepwise(
        model, X, y, loss=loss, penalty=least, optimizer=nn.SGD(lr=lr), epochs=epochs, batch_size=batch,
        seed=InOrder(np.random.PCG64(0)), progress=False,
    )  # fmt: skip
    return [parameter.data for parameter in model.parameters()], history.losses


@needs_chromium
@pytest.mark.parametrize("name", CASES)
def test_a_hundred_updates_are_those_of_fit_stepwise(name: str):
    build, X, y, loss, lr, batch, penalty = CASES[name]
    each = math.ceil(len(X) / batch)
    updates = math.ceil(100 / each) * each
    page = training_page(build(), X, y, loss=loss, lr=lr).html
    script = f"""
      const type = (id, text) => {{ at(id).value = text; at(id).dispatchEvent(new Event("input")); }};
      type("batch", "{batch}");
      const [penalty, strength] = {json.dumps(penalty or ["", 0])};
      at("penalty").value = penalty;
      at("penalty").dispatchEvent(new Event("change"));
      type("strength", String(strength));
      for (let k = 0; k < {updates}; k++) at("one").click();
      report({{ w: [...learner.w], losses: learner.loss.points, update: at("update").textContent,
        epoch: at("epoch").textContent, trouble: at("trouble").textContent }});
    """
    seen = observed(page, script)
    parameters, losses = trained(CASES[name], updates)
    assert seen["trouble"] == ""
    assert (seen["update"], seen["epoch"]) == (str(updates), str(len(losses)))
    assert seen["w"] == pytest.approx(parameters, rel=1e-9, abs=1e-9)
    # fit's loss of an epoch is the mean over its samples
    sizes = [len(X[k : k + batch]) for k in range(0, len(X), batch)]
    means = [
        sum(n * loss for n, loss in zip(sizes, seen["losses"][k : k + each])) / len(X)
        for k in range(0, updates, each)
    ]
    assert means == pytest.approx(losses, rel=1e-9, abs=1e-9)
    assert losses[-1] < losses[0]


@needs_chromium
def test_the_norms_are_those_of_the_layers():
    case = CASES["a tanh network"]
    build, X, y, loss, lr, _, _ = case
    script = """
      for (let k = 0; k < 20; k++) learner.step();
      report(Object.fromEntries(groups.map(({ name }, k) => [name, learner.norms[k].points])));
    """
    model = build()
    seen = observed(training_page(model, X, y, loss=loss, lr=lr).html, script)
    history = nn.fit_stepwise(
        model, X, y, loss=loss, optimizer=nn.SGD(lr=lr), epochs=20, batch_size=None, seed=0, progress=False
    )
    assert list(seen) == list(history.gradient_norms)
    for name, norms in history.gradient_norms.items():
        assert seen[name] == pytest.approx(norms, rel=1e-9)


@needs_chromium
@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_the_activation_of_the_hidden_units_is_swapped(activation: str):
    build, X, y, loss, lr, *_ = CASES["a tanh network"]
    script = f"""
      at("activation").value = "{activation}";
      at("activation").dispatchEvent(new Event("change"));
      for (let k = 0; k < 30; k++) learner.step();
      report({{ w: [...learner.w], columns: all("[data-column]").map((text) => text.textContent) }});
    """
    seen = observed(training_page(build(), X, y, loss=loss, lr=lr).html, script)
    other = nn.MLP(2, [8, 8, 1], rng=0, activation=activation)
    for mine, theirs in zip(other.parameters(), build().parameters(), strict=True):
        mine.data = theirs.data
    nn.fit_stepwise(
        other, X, y, loss=loss, optimizer=nn.SGD(lr=lr), epochs=30, batch_size=None, seed=0, progress=False
    )
    assert seen["w"] == pytest.approx([p.data for p in other.parameters()], rel=1e-9, abs=1e-9)
    assert seen["columns"].count(activation) == 2
    assert "tanh" not in seen["columns"]
    assert seen["columns"].count("identity") == 1


def test_an_activation_is_swapped_only_where_the_hidden_ones_are_of_one_kind():
    def options(model: Any, loss: Any = nn.half_squared_error) -> list[str]:
        html = training_page(model, *MOONS, loss=loss).html
        return html.split('<select id="activation">')[1].split("</select>")[0].split("<option>")[1:]

    assert options(nn.MLP(2, [3, 1], rng=0)) == ["relu</option>", "tanh</option>", "sigmoid</option>"]
    # that of the output is not one of them, nor is that of the loss
    assert options(Logistic(), log_loss) == []
    assert options(Maxout(), hinge_of) == ["tanh</option>", "relu</option>", "sigmoid</option>"]
    mixed = nn.Sequential(nn.MLP(2, [3, 2], rng=0), nn.MLP(2, [3, 1], rng=0, activation="tanh"))
    assert options(mixed) == []


def test_the_model_is_left_as_it_was():
    model = nn.MLP(2, [3, 1], rng=0)
    before = [(p.data, p.grad) for p in model.parameters()]
    training_page(model, *SIGNED, loss=nn.hinge)
    assert [(p.data, p.grad) for p in model.parameters()] == before


def good_loss(y: Any, t: Any) -> Any:
    return (y - t) ** 2


W, B = Value(0.5, "w"), Value(0.0, "b")


def holding(parameters: Any) -> Any:
    model = line_of(W, B)
    model.parameters = lambda: parameters
    return model


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((nn.MLP, [[1.0]], [1.0], good_loss), TypeError, r"a model, not the class MLP: make one, MLP\(…\)"),
        ((3, [[1.0]], [1.0], good_loss), TypeError, "called with a sample, not int 3"),
        ((lambda x: x[0], [[1.0]], [1.0], good_loss), TypeError, r"with parameters\(\), not function"),
        ((holding([]), [[1.0]], [1.0], good_loss), ValueError, "a model without parameters"),
        ((holding([W, 2.0]), [[1.0]], [1.0], good_loss), TypeError, r"parameters\(\)\[1\] = float 2.0"),
        ((line_of(W, B), [[1.0], [2.0]], [[1.0], [2.0]], good_loss), TypeError, r"y\[:, 0\] or y.ravel\(\)"),
        ((holding([[W], [B]]), [[1.0]], [1.0], good_loss), TypeError, r"parameters\(\)\[0\] = list"),
        ((holding([W * 2]), [[1.0]], [1.0], good_loss), TypeError, r"parameters\(\)\[0\] = Value"),
        ((holding([Value(math.nan)]), [[1.0]], [1.0], good_loss), ValueError, r"\[0\] = .*finite"),
        ((line_of(W, B), [[1.0], [2.0]], [1.0], good_loss), ValueError, "2 samples and y 1 targets: give"),
        ((line_of(W, B), [[1.0], [math.nan]], [1, 2], good_loss), ValueError, r"X\[1, 0\] is nan: remove"),
        ((line_of(W, B), [[1.0], [2.0]], [1, math.inf], good_loss), ValueError, r"y\[1\] is inf: remove"),
        ((line_of(W, B), [], [], good_loss), ValueError, r"X of shape \(0,\) holds no samples: give one"),
        ((line_of(W, B), [[1.0], [2.0, 3.0]], [1, 2], good_loss), ValueError, "argument X is ragged"),
        ((line_of(W, B), [["a"]], [1], good_loss), TypeError, "argument X must hold real numbers"),
        ((nn.MLP(2, [1]), [[1.0, 2.0, 3.0]], [1], good_loss), ValueError, "samples of 3 inputs, which the"),
        ((Logistic(), [[1.0]], [1], good_loss), ValueError, "samples of 1 input, which .*; give X one"),
        ((line_of(W, B), [[1.0]], [1], 0.5), TypeError, "a function as loss, not float 0.5"),
        ((line_of(W, B), [[1.0]], [1], lambda y, t: 0.5), TypeError, "loss that returns a Value, not float"),
        ((line_of(W, B), [[1.0]], [1], lambda y, t: (t - 1) ** 2), ValueError, "does not depend on the par"),
        ((holding([Value(1.0)]), [[1.0]], [1], good_loss), ValueError, "does not depend on the par"),
        ((nn.MLP(2, [1], rng=0), *MOONS, nn.hinge), ValueError, "hinge takes no target 0: it must"),
        ((nn.MLP(2, [1], rng=0), *SIGNED, nn.binary_cross_entropy_with_logits), ValueError, "no target -1"),
        ((nn.MLP(2, [2], rng=0), MOONS[0], [[0.5, 0.4]] * 40, nn.cross_entropy), ValueError, "sum is 0.9"),
        ((nn.MLP(2, [3], rng=0), [[1.0, 2.0]], [3], nn.cross_entropy), ValueError, "3 is no class of 3"),
        ((nn.MLP(2, [3], rng=0), [[1.0, 2.0]], [3], by_class), IndexError, r"index 3 in argument y"),
        ((nn.MLP(2, [3], rng=0), [[1.0, 2.0]], [0.5], nn.cross_entropy), TraceError, "take got the ind"),
    ],
)  # fmt: skip
def test_what_cannot_be_trained_is_refused(arguments: Any, error: type[Exception], message: str):
    model, X, y, loss = arguments
    with pytest.raises(error, match=message):
        training_page(model, X, y, loss=loss)


@pytest.mark.parametrize("lr", [-0.1, math.inf, math.nan])
def test_a_rate_that_is_none_is_refused(lr: float):
    with pytest.raises(ValueError, match=r"got lr=.*: a learning rate is a finite number of 0 or more"):
        training_page(line_of(W, B), [[1.0]], [1.0], loss=good_loss, lr=lr)
    with pytest.raises(TypeError, match="training_page needs as lr one real number, not str 'fast'"):
        training_page(line_of(W, B), [[1.0]], [1.0], loss=good_loss, lr="fast")  # type: ignore[arg-type]


def test_what_depends_on_the_numbers_of_a_sample_is_refused():
    class Branching(Logistic):
        def __call__(self, x: Any) -> Value:
            return self.w[0] * x[0] if x[0] > 0 else self.w[1] * x[0]

    class Frozen(Logistic):
        def __call__(self, x: Any) -> Value:
            return self.w[0].data * x[0] + self.b

    with pytest.raises(TraceError, match=r"'x\[0\]' was compared .*test_training_page\.py"):
        training_page(Branching(), *MOONS, loss=good_loss)
    with pytest.raises(TraceError, match=r"\.data of 'w_1' was read .*test_training_page\.py"):
        training_page(Frozen(), *MOONS, loss=good_loss)


def test_a_model_that_is_too_large_is_refused_with_the_bound():
    with pytest.raises(ValueError, match=r"a model of 20,\d\d\d operands .* up to 10,000 .* nn\.fit"):
        training_page(nn.MLP(2, [98, 98, 1], rng=0), *MOONS, loss=good_loss)
    X, y = nn.moons(6000, seed=0)
    with pytest.raises(ValueError, match=r"6,000 samples of 2,\d\d\d operands: .* take 4,\d\d\d samples"):
        training_page(nn.MLP(2, [32, 32, 1], rng=0), X, y, loss=good_loss)


def test_one_input_may_be_a_number_with_methods():
    model = holding([W, B])
    assert repr(training_page(line_of(W, B), [1.0, 2.0], [1.0, 2.0], loss=good_loss))

    def bent(x: Any) -> Value:
        return W * x.tanh() + B

    bent.parameters = model.parameters  # type: ignore[attr-defined]
    assert repr(training_page(bent, [1.0, 2.0], [1.0, 2.0], loss=good_loss)).startswith("<TrainingPage bent")


def test_a_loss_may_call_methods_of_its_target():
    training_page(line_of(W, B), [[1.0], [2.0]], [1.0, 2.0], loss=lambda y, t: (y - t.tanh()) ** 2)


def test_one_input_may_be_a_list_or_a_number():
    def bare(x: Any) -> Value:
        return W * x + B

    bare.parameters = lambda: [W, B]  # type: ignore[attr-defined]
    for model in (bare, line_of(W, B)):
        assert repr(training_page(model, [1, 2, 3], [2, 4, 6], loss=good_loss)).endswith("3 samples>")

    def neither(x: Any) -> Value:
        return W * x["a"] + B

    neither.parameters = lambda: [W, B]  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="list indices must be integers"):
        training_page(neither, [1, 2, 3], [2, 4, 6], loss=good_loss)


def test_a_page_is_saved_and_shows_itself(tmp_path: Path):
    page = training_page(Maxout(), *MOONS, loss=hinge_of, title="<b>&\x00")
    assert page.save(tmp_path / "page.html").read_text(encoding="utf-8") == page.html
    assert "<b>" not in page.html.split("<style>")[0]
    with pytest.raises(ValueError, match=r"a training page is saved as \.html, not '\.svg': .*page\.svg"):
        page.save(tmp_path / "page.svg")
    shown = page._repr_mimebundle_()["text/html"]
    assert 'srcdoc="&lt;!DOCTYPE html&gt;' in shown
    assert shown.index("<img") < shown.index("<iframe")
    assert page.svg.count('xmlns="http') == 1
    assert page.svg.count("<path") == 40
    network = training_page(nn.MLP(2, [3, 1], rng=0), *SIGNED, loss=nn.hinge)
    assert network.svg.count("data-weight") == 9
    # no plane and no network: the title alone
    w = [Value(0.1 * k, f"w_{k}") for k in range(3)]
    plain = training_page(of_products(w), [[1.0, 2.0, 3.0]], [1.0], loss=good_loss, title="a < b")
    assert ">a &lt; b</text></svg>" in plain.svg
    assert repr(training_page(Logistic(), *MOONS, loss=log_loss)) == (
        "<TrainingPage Logistic: 3 parameters, 40 samples>"
    )


def test_a_model_that_only_looks_like_layers_is_not_drawn():
    class Skipping(nn.Module):
        def __init__(self) -> None:
            self.layers = [nn.Layer(2, 2, rng=0), nn.Layer(2, 1, rng=1)]

        def __call__(self, x: Any) -> Any:
            first, second = self.layers
            return second(first(x)) + x[0]

    class Broken(Skipping):
        @property
        def neurons(self) -> Any:
            raise RuntimeError("not yet")

    for model in (Skipping(), Broken()):
        html = training_page(model, *MOONS, loss=good_loss).html
        assert "data-weight=" not in html
        assert ">Parameters</h2>" in html


def test_the_same_model_gives_the_same_page():
    pages = [training_page(nn.MLP(2, [3, 1], rng=0), *SIGNED, loss=nn.hinge).html for _ in range(2)]
    assert pages[0] == pages[1]


def test_labels_do_nothing_to_the_page():
    evil = "</script><script>alert(1)</script>"
    w, b = Value(0.5, evil), Value(0.0, "constructor")
    html = training_page(line_of(w, b), [[1.0]], [1.0], loss=good_loss, title=evil).html
    assert "<script>alert" not in html
