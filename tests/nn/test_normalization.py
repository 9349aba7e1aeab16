"""RMSNorm and LayerNorm: values and gradients derived by hand, invariances, where they are undefined."""

import re

import pytest

from autograd import Value, sum
from nn import LayerNorm, RMSNorm


def values(numbers):
    return [Value(v) for v in numbers]


# yᵢ = gᵢxᵢ/r, r = √(Σxᵢ²/n). With L = Σ yᵢ: ∂L/∂x_j = (g_j - x_j Σ gᵢxᵢ / (n r²))/r, ∂L/∂g_j = x_j/r
# x = (1, -7): r = √(50/2) = 5; g = (2, 1): Σ gᵢxᵢ = -5, over n r² = 50: -0.1
#   δ_x = ((2 + 0.1)/5, (1 - 0.7)/5) = (0.42, 0.06),  δ_g = (0.2, -1.4)
def test_gradients_of_rms_norm_by_hand():
    norm = RMSNorm(2, epsilon=0.0)
    norm.gains = values((2.0, 1.0))
    x = values((1.0, -7.0))
    y = norm(x)
    sum(y).backward()
    assert [yi.data for yi in y] == pytest.approx([0.4, -1.4], abs=1e-15)
    assert [xi.grad for xi in x] == pytest.approx([0.42, 0.06], abs=1e-15)
    assert [g.grad for g in norm.parameters()] == pytest.approx([0.2, -1.4], abs=1e-15)


# x̂ = (x - μ)/s, y = g x̂ + b. With L = y₁ + y₂ and h = (g₁, g₂, 0, 0):
#   ∂L/∂x_j = (h_j - mean(h) - x̂_j mean(h x̂))/s;  ∂L/∂g = x̂ for the two, ∂L/∂b = 1
# x = (1, 1, 5, 5): μ = 3, s = 2, x̂ = (-1, -1, 1, 1); g = (1, 2, 1, 1): mean h = ¾, mean h x̂ = -¾
#   δ_x = ((1 - ¾ - ¾)/2, (2 - ¾ - ¾)/2, (-¾ + ¾)/2, 0) = (-¼, ¼, 0, 0)
def test_gradients_of_layer_norm_by_hand():
    norm = LayerNorm(4, epsilon=0.0)
    norm.gains, norm.biases = values((1.0, 2.0, 1.0, 1.0)), values((0.0, 0.5, 0.0, 0.0))
    x = values((1.0, 1.0, 5.0, 5.0))
    y = norm(x)
    (y[0] + y[1]).backward()
    assert [yi.data for yi in y] == [-1.0, -1.5, 1.0, 1.0]
    assert [xi.grad for xi in x] == pytest.approx([-0.25, 0.25, 0.0, 0.0], abs=1e-15)
    assert [g.grad for g in norm.gains] == [-1.0, -1.0, 0.0, 0.0]
    assert [b.grad for b in norm.biases] == [1.0, 1.0, 0.0, 0.0]


def data(y):
    return [yi.data for yi in y]


def test_the_size_of_the_input_does_not_matter_to_rms_norm():
    x, norm = [1.0, -2.0, 0.5], RMSNorm(3, epsilon=0.0)
    assert data(norm([8 * xi for xi in x])) == data(norm(x))  # a power of two: exact


def test_neither_size_nor_mean_matter_to_layer_norm():
    x, norm = [1.0, -2.0, 0.5], LayerNorm(3, epsilon=0.0)
    assert data(norm([8 * xi + 16 for xi in x])) == pytest.approx(data(norm(x)), abs=1e-14)


def test_of_centered_inputs_they_are_the_same():
    x = [1.0, -3.0, 2.0]
    assert data(LayerNorm(3)(x)) == pytest.approx(data(RMSNorm(3)(x)), abs=1e-15)


# with ε the answer at 0 is 0 and its slope 1/√ε: (xᵢ/√ε) to first order
def test_epsilon_bounds_the_slope_where_all_inputs_are_0():
    for norm in (RMSNorm(1, epsilon=0.25), RMSNorm(1, epsilon=1.0)):
        x = Value(0.0)
        (y,) = norm([x])
        y.backward()
        assert y.data == 0.0
        assert x.grad == norm.epsilon**-0.5


@pytest.mark.parametrize("kind", [RMSNorm, LayerNorm])
def test_without_epsilon_there_is_nothing_to_divide_by_at_0(kind):
    with pytest.raises(ValueError, match=r"div is undefined at 0\.0, 0\.0"):
        kind(2, epsilon=0.0)([0.0, 0.0])


@pytest.mark.parametrize("kind", [RMSNorm, LayerNorm])
@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda kind: kind(0), ValueError, " needs n ≥ 1, got 0"),
        (lambda kind: kind(2.0), TypeError, " needs a whole number as n, not float 2.0"),
        (lambda kind: kind(2, epsilon=-1e-5), ValueError, ": epsilon is -1e-05: it must be a number"),
        (lambda kind: kind(2, epsilon=float("nan")), ValueError, ": epsilon is nan: it must be a number of"),
        (lambda kind: kind(2, epsilon="1e-5"), TypeError, " needs a number as epsilon, not str '1e-5'"),
        (lambda kind: kind(3)([1.0, 2.0]), ValueError, "(3) expects 3 inputs, got 2"),
        (lambda kind: kind(2)([1.0, "2"]), TypeError, "(2) expects Values and real numbers, got str '2'"),
        (
            lambda kind: kind(2)([[1.0], [2.0]]),
            TypeError,
            "(2) expects Values and real numbers, got list [1.0]",
        ),
    ],
)
def test_wrong_sizes_and_inputs_are_errors(kind, call, error, message):
    with pytest.raises(error, match=re.escape(kind.__name__ + message)):
        call(kind)
