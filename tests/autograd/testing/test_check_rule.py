"""autograd/testing/rule.py: δ rules from a student's NumPy, held against the engine layer by layer."""

import re

import pytest

import nn
from autograd import Value, dot
from autograd.testing import check_rule

np = pytest.importorskip("numpy")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# --- A9: K layers of sigmoid units -----------------------------------------------------------------------

SIZES = [3, 4, 3, 2]


def layered(model):
    return [(np.array([[w.data for w in n.w] for n in layer.neurons]),
             np.array([n.b.data for n in layer.neurons])) for layer in model.layers]  # fmt: skip


def delta_rule(x, t, *weights):
    """L2: δ^K = O(1 − O)(O − t), δ^k = O(1 − O) Σ_j δ_j^{k+1} W_ij^{k+1}, ∂E/∂W = δ O."""
    layers = list(zip(weights[::2], weights[1::2]))
    outputs = [x]
    for W, b in layers:
        outputs.append(sigmoid(W @ outputs[-1] + b))
    y = outputs[-1]
    delta = y * (1 - y) * (y - t)
    gradients = []
    for k in range(len(layers) - 1, -1, -1):
        gradients[:0] = [np.outer(delta, outputs[k]), delta]
        delta = outputs[k] * (1 - outputs[k]) * (layers[k][0].T @ delta)
    return gradients


@pytest.fixture
def model():
    return nn.MLP(SIZES[0], SIZES[1:], activation="sigmoid", output="sigmoid", rng=3)


X, T = [1.0, -2.0, 0.5], [1.0, 0.0]


def check(model, rule, x=X, t=T):
    return check_rule(model, nn.half_squared_error, x, t, rule)


def test_a9_the_delta_rule_of_a_student_is_right(model):
    report = check(model, delta_rule)
    assert report
    assert str(report).splitlines() == [
        "✓ ∂E/∂layers.2.b", "✓ ∂E/∂layers.2.w", "✓ ∂E/∂layers.1.b", "✓ ∂E/∂layers.1.w", "✓ ∂E/∂layers.0.b",
        "✓ ∂E/∂layers.0.w", "6 of 6 right.",
    ]  # fmt: skip
    assert [it.expected.shape for it in report.compared] == [(4, 3), (4,), (3, 4), (3,), (2, 3), (2,)]


def spoiled(change):
    """Return the rule with one thing changed in its results."""

    def rule(x, t, *weights):
        gradients = dict(zip(["W1", "b1", "W2", "b2", "W3", "b3"], delta_rule(x, t, *weights)))
        change(gradients)
        return list(gradients.values())

    return rule


@pytest.mark.parametrize(
    ("change", "first", "says"),
    [
        (lambda g: g.update(W2=g["W2"].T), "layers.1.w", "the parameters have (3, 4): .T is missing\n"),
        (lambda g: g.update(W2=2 * g["W2"].T), "layers.1.w", ".T is missing, and the numbers are wrong, too"),
        (lambda g: g.update(W1=-g["W1"], b1=-g["b1"]), "layers.0.b", "is right but for the sign"),
        (lambda g: g.update(W3=2 * g["W3"]), "layers.2.w", "is 2 times what it should be"),
        (lambda g: g.update(W3=g["W3"] / 2), "layers.2.w", "is 1/2 times what it should be"),
        (lambda g: g.update(W1=g["b1"]), "layers.0.w", "it takes np.outer(delta, x)"),
        (lambda g: g.update(b3=g["b3"] + [0, 0.01]), "layers.2.b", "is wrong, most of all at [1]: "),
        (lambda g: g.update(b3=g["b3"] * np.nan), "layers.2.b", "is wrong, most of all at [0]: nan, exp"),
        (lambda g: g.update(b3=g["b3"] * np.inf), "layers.2.b", "is wrong, most of all at [0]: "),
        (lambda g: g.update(b3=np.array([1e308, 1e308])), "layers.2.b", "is wrong, most of all at ["),
        (lambda g: g.update(b3=np.zeros(2)), "layers.2.b", "is wrong, most of all at ["),
        (lambda g: g.update(b3=[[1.0], 2.0]), "layers.2.b", "is no array of numbers: list [[1.0], 2.0]"),
        (lambda g: g.update(b3=None), "layers.2.b", "is no array of numbers: NoneType None"),
        (lambda g: g.update(b3=["a", "b"]), "layers.2.b", "is no array of numbers: list ['a', 'b']"),
        (lambda g: g.update(b3=g["b3"] * 1j), "layers.2.b", "is no array of numbers: ndarray"),
        (lambda g: g.update(b3="no"), "layers.2.b", "is no array of numbers: str 'no'"),
        (lambda g: g.update(b3=0.0), "layers.2.b", "has the shape (), the parameters have"),
    ],
)  # fmt: skip
def test_the_first_wrong_layer_is_named(model, change, first, says):
    report = check(model, spoiled(change))
    assert not report
    assert report.first_wrong == first
    assert says in str(report)
    assert f"Mend ∂E/∂{first} first" in str(report)


def test_a_square_matrix_may_be_transposed():
    model = nn.MLP(2, [2], activation="sigmoid", output="sigmoid", rng=1)
    rule = delta_rule
    report = check_rule(
        model, nn.half_squared_error, [1.0, 3.0], [1.0, 0.0],
        lambda x, t, W, b: [rule(x, t, W, b)[0].T, rule(x, t, W, b)[1]],
    )  # fmt: skip
    assert "✗ ∂E/∂layers.0.w is transposed: .T is missing, or one too many" in str(report)


def test_a_hidden_delta_without_the_weights_is_wrong_from_that_layer_on(model):
    def rule(x, t, *weights):
        return delta_rule(x, t, *weights[:4], np.ones_like(weights[4]), weights[5])

    assert not check(model, rule)


# --- A10: matrices ----------------------------------------------------------------------------------------


def two_layers():
    """Return L0's net Z = XW + 1bᵀ, H = σ(Z), ŷ = HV + 1cᵀ, with its parameters in L0's orientation."""
    generator = np.random.default_rng(5)

    def values(*shape):
        return np.vectorize(Value, otypes=[object])(generator.normal(size=shape))

    W, b, V, c = values(2, 3), values(3), values(3, 1), values(1)

    def model(x):
        h = [dot(W[:, j], x, b[j]).sigmoid() for j in range(3)]
        return [dot(V[:, 0], h, c[0])]

    return model, {"W": W, "b": b, "V": V, "c": c}


def matrix_rule(X, Y, W, b, V, c):
    H = sigmoid(X @ W + b)
    delta = (H @ V + c - Y) / len(X)
    back = delta @ V.T * H * (1 - H)
    return {"W": X.T @ back, "b": back.sum(axis=0), "V": H.T @ delta, "c": delta.sum(axis=0)}


BATCH = np.array([[1.0, 2.0], [0.5, -1.0], [-3.0, 0.2], [0.0, 1.0]])
TARGETS = np.array([[1.0], [0.0], [2.0], [-1.0]])


def squared(outputs, target):
    return sum((y - t) ** 2 for y, t in zip(outputs, target)) / 2


def test_a10_the_matrix_rule_of_a_student_is_right():
    model, parameters = two_layers()
    report = check_rule(model, squared, BATCH, TARGETS, matrix_rule, parameters)
    assert report, report
    assert max(np.abs(it.expected - it.actual).max() for it in report.compared) < 1e-12


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda g: {**g, "V": 4 * g["V"]}, "✗ ∂E/∂V is 4 times too large: summed over the 4 samples"),
        (lambda g: {**g, "W": g["W"].T}, "✗ ∂E/∂W has the shape (3, 2), the parameters have (2, 3): .T is"),
        (
            lambda g: {**g, "c": np.ones((4, 1))},
            "✗ ∂E/∂c has the shape (4, 1), the parameters have (1,): add",
        ),
    ],
)
def test_mistakes_with_batches_are_named(wrong, says):
    model, parameters = two_layers()
    report = check_rule(
        model, squared, BATCH, TARGETS, lambda *arrays: wrong(matrix_rule(*arrays)), parameters
    )
    assert says in str(report)


# --- the contract ----------------------------------------------------------------------------------------


def test_numbers_are_samples_too():
    w = Value(3.0)

    def rule(x, t, w):
        return 2 * (w * x - t) * x

    assert check_rule(lambda x: w * x, lambda y, t: (y - t) ** 2, 2.0, 1.0, rule, {"w": w})


def test_a_parameter_that_takes_no_part_has_the_gradient_0():
    w, unused = Value(3.0), [Value(1.0), Value(2.0)]
    report = check_rule(
        lambda x: w * x[0], lambda y, t: y, [2.0], [0.0], lambda x, t, w, u: (x[0], 0 * u),
        {"w": w, "unused": unused},
    )  # fmt: skip
    assert report


def test_infinite_and_undefined_gradients_are_compared():
    # ∂√w/∂w = inf at 0; through v = 0 comes inf · 0
    u, w, v = [Value(0.0), Value(4.0)], Value(0.0), Value(0.0)

    def model(x):
        return u[0].sqrt() + u[1].sqrt() + w.sqrt() * v

    def rule(x, t, u, w, v):
        return [np.inf, 0.25], np.nan, 0.0

    parameters = {"u": u, "w": w, "v": v}
    assert check_rule(model, lambda y, t: y, [1.0], [0.0], rule, parameters)
    report = check_rule(model, lambda y, t: y, [1.0], [0.0], lambda *_: ([np.inf, 0.5], 0.0, 0.0), parameters)
    assert [bool(it.wrong) for it in report.compared] == [True, True, False]


def test_neither_the_model_nor_what_was_given_changes(model):
    def rude(x, t, *weights):
        gradients = delta_rule(x, t, *weights)
        for array in (x, t, *weights):
            array[...] = 0
        return gradients

    before = [(p.data, p.grad) for p in model.parameters()]
    x = np.array(X)
    assert check(model, rude, x)
    assert [(p.data, p.grad) for p in model.parameters()] == before
    assert x.tolist() == X


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        (
            {"rule": lambda *arrays: None},
            TypeError,
            "check_rule got NoneType None from the rule: it returns 6",
        ),
        (
            {"rule": lambda *arrays: arrays[2:4]},
            TypeError,
            "got 2 gradients from the rule: it returns 6",
        ),
        ({"rule": lambda *arrays: {}}, TypeError, "check_rule got no gradient for layers.0.w, layers.0.b"),
        ({"loss": lambda y, t: 1.0}, TypeError, "check_rule got float 1.0 from the loss: it returns a Value"),
        ({"model": lambda x: x}, ValueError, "check_rule finds no parameters of function"),
        ({"parameters": {"W": [[Value(1.0)], []]}}, ValueError, "parameters W that are ragged"),
        (
            {"parameters": {"W": [1.0]}},
            TypeError,
            "check_rule got float 1.0 among the parameters W",
        ),
        (
            {"x": [[1.0, 2.0, 3.0]], "t": [[1.0, 0.0], [1.0, 0.0]]},
            ValueError,
            "x of shape (1, 3) and t of shape",
        ),
        ({"x": [[1.0, 2.0, 3.0]], "t": 1.0}, ValueError, "each row of x needs its target"),
        ({"x": np.zeros((0, 3)), "t": np.zeros((0, 2))}, ValueError, "each row of x needs its target"),
    ],
)
def test_what_cannot_be_checked_is_refused(model, given, error, says):
    arguments = {"model": model, "loss": nn.half_squared_error, "x": X, "t": T, "rule": delta_rule}
    with pytest.raises(error, match=re.escape(says)):
        check_rule(**{**arguments, **given})
