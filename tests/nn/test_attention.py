"""Attention: values and gradients derived by hand, the mask, agreement with the matrix formula."""

import math
import re

import numpy as np
import pytest

from autograd import Value
from nn import Attention

# d = 1, x = (1, 3), W_q = 1, W_k = κ = -ln(3)/6, W_v = 2. Position 2 has the scores s_j = q k_j = 3κ x_j:
# s₁ - s₂ = -6κ = ln 3, a = (¾, ¼), y₂ = ¾·2·1 + ¼·2·3 = 3;  y₁ = v₁ = 2.  Seed 1 on y₂:
#   δ_a = v = (2, 6), δ_s = a(δ_a - a·δ_a) = (¾(2 - 3), ¼(6 - 3)) = (-¾, ¾)
#   δ_W_q = Σ δ_s_j κ x₂ x_j = 3κ·¾·(3 - 1) = 4.5κ;  δ_W_k = Σ δ_s_j x₂ x_j = 4.5;  δ_W_v = Σ a_j x_j = 1.5
#   δ_x₁ = a₁ W_v + δ_s₁ κ x₂ = 1.5 - 2.25κ
#   δ_x₂ = a₂ W_v + δ_s₂ κ x₂ (as key) + Σ δ_s_j κ x_j (as query) = ½ + 2.25κ + 1.5κ
KAPPA = -math.log(3.0) / 6


def small_head(causal=True):
    head = Attention(1, 1, causal=causal)
    head.query, head.key, head.value = [[Value(1.0)]], [[Value(KAPPA)]], [[Value(2.0)]]
    return head


def test_gradients_of_attention_by_hand():
    head = small_head()
    x = [[Value(1.0)], [Value(3.0)]]
    y = head(x)
    y[1][0].backward()
    assert [row[0].data for row in y] == pytest.approx([2.0, 3.0], abs=1e-15)
    assert [p.grad for p in head.parameters()] == pytest.approx([4.5 * KAPPA, 4.5, 1.5], abs=1e-14)
    assert [v.grad for (v,) in x] == pytest.approx([1.5 - 2.25 * KAPPA, 0.5 + 3.75 * KAPPA], abs=1e-14)


def test_no_position_sees_what_comes_after_it():
    head = Attention(2, 3, rng=0)
    x = [[Value(v) for v in row] for row in ((1.0, -2.0), (0.5, 1.0), (3.0, 0.0))]
    y = head(x)
    for yi in y[1]:
        yi.backward()
    assert [v.grad for v in x[2]] == [0, 0]
    assert all(v.grad != 0 for v in x[0] + x[1])
    for n in (1, 2, 3):  # so a longer text does not change the answers to its beginning
        assert [v.data for row in head(x[:n]) for v in row] == [v.data for row in y[:n] for v in row]


def test_without_the_mask_the_order_of_the_others_does_not_matter():
    head = Attention(2, 3, causal=False, rng=0)
    x = [[1.0, -2.0], [0.5, 1.0], [3.0, 0.0]]
    y, turned = head(x), head([x[0], x[2], x[1]])
    assert [v.data for v in turned[0]] == pytest.approx([v.data for v in y[0]], abs=1e-14)
    masked = Attention(2, 3, rng=0)(x)
    assert [v.data for v in masked[0]] != pytest.approx([v.data for v in y[0]], abs=1e-3)
    assert [v.data for v in masked[2]] == [v.data for v in y[2]]  # the last one sees all


@pytest.mark.parametrize("causal", [True, False])
def test_attention_is_softmax_of_q_k_over_root_d_times_v(causal):
    head = Attention(3, 4, causal=causal, rng=0)
    x = np.random.default_rng(0).normal(size=(5, 3))
    wq, wk, wv = (np.array([[w.data for w in row] for row in m]) for m in (head.query, head.key, head.value))
    scores = (x @ wq.T) @ (x @ wk.T).T / np.sqrt(4)
    if causal:
        scores = np.where(np.tri(5, dtype=bool), scores, -np.inf)
    weights = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    y = head(x.tolist())
    assert np.allclose([[v.data for v in row] for row in y], weights @ (x @ wv.T), atol=1e-14, rtol=0)


def test_reprs_tell_widths_and_a_missing_mask():
    assert repr(Attention(2, 3)) == "Attention(2, 3)"
    assert repr(Attention(2, 3, causal=False)) == "Attention(2, 3, causal=False)"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Attention(0, 1), ValueError, "Attention needs nin ≥ 1, got 0"),
        (lambda: Attention(1, "2"), TypeError, "Attention needs a whole number as width, not str '2'"),
        (
            lambda: Attention(2, 3)([]),
            ValueError,
            "Attention(2, 3) expects a list of vectors of 2 numbers, got an empty one",
        ),
        (
            lambda: Attention(2, 3)([1.0, 2.0]),
            TypeError,
            "Attention(2, 3) expects a list of vectors of 2 numbers, got one vector: wrap it in a list",
        ),
        (lambda: Attention(2, 3)([[1.0, 2.0], [1.0]]), ValueError, "Attention(2, 3) expects 2 inputs, got 1"),
        (
            lambda: Attention(2, 3)([[1.0, None]]),
            TypeError,
            "Attention(2, 3) expects Values and real numbers, got NoneType None",
        ),
        (lambda: Attention(2, 3)(7.0), TypeError, "got one vector"),
        (lambda: Attention(2, 3)("ab"), TypeError, "expects a list of vectors of 2 numbers, got str 'ab'"),
    ],
)
def test_what_is_no_sequence_is_an_error(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
