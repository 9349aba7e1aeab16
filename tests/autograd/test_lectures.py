"""The lectures' examples, A1 to A11: numbers and formulas derived by hand.

The derivation stands as a comment at each number. Values that are exact by hand are compared exactly.
Printed decimals have six digits: they are compared to half a unit of the sixth, 5e-7.
"""

import math
from itertools import pairwise

import numpy as np
import pytest

import autograd
from autograd import Value, messages


def six_digits(x):
    return pytest.approx(x, rel=0, abs=5e-7)


def rounded(x):
    """Allow ten units in the last place: the same formula, its operations in another order."""
    return pytest.approx(x, rel=2.3e-15, abs=1e-16)


def sigma(z):
    return 1 / (1 + math.exp(-z))


# --- A1: f = (x + y) z ---------------------------------------------------------------------------------


def test_a1_the_first_circuit():
    x, y, z = Value(-2.0), Value(5.0), Value(-4.0)
    q = x + y
    f = q * z
    f.backward()
    # q = -2 + 5, f = 3·(-4)
    assert (q.data, f.data) == (3.0, -12.0)
    # ∂f/∂f = 1; f = qz: ∂f/∂q = z, ∂f/∂z = q; q = x + y: ∂q/∂x = ∂q/∂y = 1, times ∂f/∂q = -4
    assert (f.grad, q.grad, z.grad, x.grad, y.grad) == (1.0, -4.0, 3.0, -4.0, -4.0)


# --- A2, A3: the sigmoid circuit, gate by gate and as one gate ------------------------------------------


def sigmoid_circuit():
    """Return the five operands and the nodes of f = 1/(1 + e^-(w0 x0 + w1 x1 + w2))."""
    w0, x0, w1, x1, w2 = (Value(v) for v in (2.0, -1.0, -3.0, -2.0, -3.0))
    a, b = w0 * x0, w1 * x1
    c = a + b
    z = c + w2
    n = z * -1
    e = n.exp()
    d = e + 1
    return (w0, x0, w1, x1, w2), (a, b, c, z, n, e, d, d**-1)


# value forward, delta backward; with E = e⁻¹ = 0.367879 and σ = 1/(1 + E) = 0.731059
A2 = [
    # w0 x0 = 2·(-1); product gate below a sum gate: the delta of z
    ("w0 x0", -2.0, 0.196612),
    # w1 x1 = (-3)(-2)
    ("w1 x1", 6.0, 0.196612),
    # -2 + 6; sum gate: 1 × 0.196612
    ("w0 x0 + w1 x1", 4.0, 0.196612),
    # 4 - 3; ×-1: -1 × -0.196612
    ("z", 1.0, 0.196612),
    # -1; eˣ: partial E, 0.367879 × -0.534447 = -0.196612
    ("-z", -1.0, -0.196612),
    # E; +1: 1 × -0.534447
    ("exp", 0.367879, -0.534447),
    # 1 + E; 1/x: partial -1/(1 + E)² = -0.534447, upstream 1
    ("1 + exp", 1.367879, -0.534447),
    # 1/(1 + E); the root
    ("f", 0.731059, 1.0),
]
A2_OPERANDS = [
    # w0: partial x0 = -1
    ("w0", -0.196612),
    # x0: partial w0 = 2: 2 × 0.1966119 = 0.393224
    ("x0", 0.393224),
    # w1: partial x1 = -2
    ("w1", -0.393224),
    # x1: partial w1 = -3: -3 × 0.1966119 = -0.589836
    ("x1", -0.589836),
    # w2: sum gate, partial 1
    ("w2", 0.196612),
]


def test_a2_the_sigmoid_circuit_gate_by_gate():
    operands, nodes = sigmoid_circuit()
    nodes[-1].backward()
    for node, (name, value, delta) in zip(nodes, A2, strict=True):
        assert node.data == six_digits(value), name
        assert node.grad == six_digits(delta), name
    for operand, (name, delta) in zip(operands, A2_OPERANDS, strict=True):
        assert operand.grad == six_digits(delta), name


def test_a2_every_message_is_local_times_upstream_down_the_chain():
    _, (_, _, _, z, n, e, d, f) = sigmoid_circuit()
    chain = [(m.partial, m.upstream) for m in messages(f) if m.parent in (d, e, n, z)]
    expected = [(-0.534447, 1.0), (1.0, -0.534447), (0.367879, -0.534447), (-1.0, -0.196612)]
    for step, (partial, upstream) in zip(chain, expected, strict=True):
        assert step == (six_digits(partial), six_digits(upstream))


def test_a3_four_gates_and_one_sigmoid_gate_have_the_same_derivative():
    (w0, x0, w1, x1, w2), nodes = sigmoid_circuit()
    z, f = nodes[3], nodes[-1]
    f.backward()
    folded = Value(z.data).sigmoid()
    # σ' = (1 - σ)σ = 0.268941 · 0.731059 = 0.196612
    assert folded.partials[0] == six_digits(0.196612)
    assert z.grad == six_digits(0.196612)
    # four gates multiply -1/(1 + E)² · 1 · E · -1 = E/(1 + E)², the same number
    assert folded.data == rounded(f.data)
    assert folded.partials[0] == rounded(z.grad)

    operands = [Value(v.data) for v in (w0, x0, w1, x1, w2)]
    v0, u0, v1, u1, v2 = operands
    (v0 * u0 + v1 * u1 + v2).sigmoid().backward()
    assert [v.grad for v in operands] == [rounded(v.grad) for v in (w0, x0, w1, x1, w2)]


@pytest.mark.parametrize("z", [-30.0, -2.0, 0.0, 0.5, 4.0])
def test_a3_holds_at_every_point(z):
    gates, gate = Value(z), Value(z)
    (1 / (1 + (-gates).exp())).backward()
    gate.sigmoid().backward()
    # far to the right 1 - σ cancels: 1e-16 beside a slope of 0.0177 at 4
    assert gates.grad == pytest.approx(gate.grad, rel=1e-14)


# --- A4: patterns in backward flow ----------------------------------------------------------------------

UPSTREAM = 2.0


def test_a4_add_distributes():
    a, b = Value(3.0), Value(-4.0)
    (a + b).backward(UPSTREAM)
    # both get the upstream itself
    assert (a.grad, b.grad) == (2.0, 2.0)


def test_a4_multiply_swaps():
    a, b = Value(3.0), Value(-4.0)
    (a * b).backward(UPSTREAM)
    # each gets the upstream times the other: 2·(-4), 2·3
    assert (a.grad, b.grad) == (-8.0, 6.0)


def test_a4_max_routes():
    a, b, c = Value(3.0), Value(-4.0), Value(1.0)
    autograd.maximum(a, b, c).backward(UPSTREAM)
    # all to the largest, 0 to the rest
    assert (a.grad, b.grad, c.grad) == (2.0, 0.0, 0.0)


def test_a4_fan_out_adds_up():
    x = Value(3.0)
    first, second = x * 5, x + 1
    (first + second).backward(UPSTREAM)
    # x has two children: 2·5 from the one, 2·1 from the other
    assert x.grad == 12.0


# --- A5: the general algorithm --------------------------------------------------------------------------


def test_a5_the_algorithm_as_the_lecture_writes_it():
    # v1 = 2, v2 = -3, v3 = v1 v2, v4 = v3 + v1, v5 = v3 v4: fan-out of v1 and of v3 is 2
    v1, v2 = Value(2.0), Value(-3.0)
    v3 = v1 * v2
    v4 = v3 + v1
    v5 = v3 * v4
    # forward, in topological order: v3 = -6, v4 = -4, v5 = 24
    assert (v3.data, v4.data, v5.data) == (-6.0, -4.0, 24.0)
    v5.backward()
    assert v5.grad == 1.0  # δ5 = 1
    assert v4.grad == -6.0  # child v5: δ4 = δ5 · v3
    assert v3.grad == -10.0  # children v5, v4: δ3 = δ5 · v4 + δ4 · 1 = -4 - 6
    assert v2.grad == -20.0  # child v3: δ2 = δ3 · v1
    assert v1.grad == 24.0  # children v3, v4: δ1 = δ3 · v2 + δ4 · 1 = 30 - 6


def test_a5_deltas_by_the_sum_over_children():
    nodes = [Value(0.3), Value(-0.7)]
    for i in range(30):
        a, b = nodes[-1 - i % 2], nodes[i * 7 % len(nodes)]
        nodes.append((a * b).tanh() + a)
    root = nodes[-1]
    root.backward()
    order = autograd.topological_order(root)
    delta = {root: 1.0}
    for i in reversed(range(len(order) - 1)):
        delta[order[i]] = math.fsum(
            delta[child] * partial
            for child in order[i + 1 :]
            for parent, partial in zip(child.parents, child.partials)
            if parent is order[i]
        )
    # fsum does not round in between; the engine adds as messages come: a unit for each of a few messages,
    # and the deltas passed on lose as much again at each of 60 levels
    assert [v.grad for v in order] == pytest.approx([delta[v] for v in order], rel=1e-13)


# --- A6: univariate logistic least squares --------------------------------------------------------------

X, T, W, B, LAMBDA = 2.0, 0.25, 0.5, -1.0, 0.125


def logistic_least_squares(regularized):
    w, b = Value(W, "w"), Value(B, "b")
    z = w * X + b
    y = z.sigmoid()
    loss = (y - T) ** 2 / 2
    penalty = w**2 / 2
    return w, b, z, y, loss, penalty, loss + LAMBDA * penalty if regularized else loss


def test_a6_without_penalty():
    w, b, z, y, loss, _, root = logistic_least_squares(regularized=False)
    root.backward()
    # z = 0.5·2 - 1 = 0, y = σ(0) = ½, L = ½(½ - ¼)² = 1/32
    assert (z.data, y.data, loss.data) == (0.0, 0.5, 1 / 32)
    # δ_y = y - t = ¼
    assert y.grad == 0.25
    # δ_z = δ_y σ'(z) = ¼ · ½ · ½
    assert z.grad == 0.0625
    # δ_w = δ_z x, δ_b = δ_z
    assert (w.grad, b.grad) == (0.125, 0.0625)


def test_a6_with_the_l2_term_w_has_two_children():
    w, b, z, y, loss, penalty, root = logistic_least_squares(regularized=True)
    root.backward()
    # R = ½w² = 1/8, L_reg = 1/32 + 1/8 · 1/8 = 3/64
    assert (penalty.data, root.data) == (0.125, 3 / 64)
    # δ_Lreg = 1, δ_L = δ_Lreg · 1, δ_R = δ_Lreg · λ
    assert (root.grad, loss.grad, penalty.grad) == (1.0, 1.0, 0.125)
    # the way of L is as before
    assert (y.grad, z.grad, b.grad) == (0.25, 0.0625, 0.0625)
    # δ_w = δ_z · x + δ_R · w = 0.125 + 0.125 · 0.5
    assert w.grad == 0.1875
    assert [m.message for m in messages(root) if m.parent is w] == [0.0625, 0.125]


@pytest.mark.parametrize(
    ("x", "t", "w", "b", "rate"), [(1.5, 1.0, -0.4, 0.3, 0.1), (-2.0, 0.0, 1.1, 0.7, 2.0)]
)
def test_a6_the_formulas_hold_at_other_points(x, t, w, b, rate):
    wv, bv = Value(w), Value(b)
    z = wv * x + bv
    y = z.sigmoid()
    (0.5 * (y - t) ** 2 + rate * (0.5 * wv**2)).backward()
    delta_y = sigma(w * x + b) - t
    delta_z = delta_y * sigma(w * x + b) * (1 - sigma(w * x + b))
    assert y.grad == rounded(delta_y)
    assert z.grad == rounded(delta_z)
    assert bv.grad == rounded(delta_z)
    assert wv.grad == rounded(delta_z * x + rate * w)


# --- A7: multiclass logistic regression -----------------------------------------------------------------

# z = ln 1, ln 2, ln 5: y = 1/8, 2/8, 5/8
SCORES = [0.0, math.log(2), math.log(5)]
SHARES = [0.125, 0.25, 0.625]


@pytest.mark.parametrize("target", [0, 1, 2])
@pytest.mark.parametrize("way", ["take of log_softmax", "log of softmax", "logsumexp", "all targets"])
def test_a7_the_delta_of_the_scores_is_y_minus_t(target, way):
    z = [Value(s) for s in SCORES]
    one_hot = [float(k == target) for k in range(3)]
    # L = -Σ t_k ln y_k = -ln y_target
    loss = {
        "take of log_softmax": lambda: -autograd.take(autograd.log_softmax(z), target),
        "log of softmax": lambda: -autograd.softmax(z)[target].log(),
        "logsumexp": lambda: autograd.logsumexp(z) - autograd.take(z, target),
        "all targets": lambda: -autograd.dot(one_hot, autograd.log_softmax(z)),
    }[way]()
    loss.backward()
    assert loss.data == rounded(-math.log(SHARES[target]))
    # ∂L/∂z_k = y_k - t_k; eight operations in a row: 1e-14
    expected = [y - t for y, t in zip(SHARES, one_hot)]
    assert [v.grad for v in z] == pytest.approx(expected, rel=1e-14)


def test_a7_the_weights_get_the_delta_times_the_input():
    # z_l = Σ_j w_lj x_j + b_l: δ_w_lj = δ_z_l x_j, δ_b_l = δ_z_l; at w = 0 all y are 1/3; t = (0, 1, 0)
    x = [2.0, -3.0]
    w = [[Value(0.0), Value(0.0)] for _ in range(3)]
    b = [Value(0.0) for _ in range(3)]
    z = [autograd.dot(row, x, bias) for row, bias in zip(w, b)]
    (-autograd.take(autograd.log_softmax(z), 1)).backward()
    for row, bias, delta in zip(w, b, [1 / 3, -2 / 3, 1 / 3]):
        assert bias.grad == rounded(delta)
        assert [v.grad for v in row] == [rounded(2 * delta), rounded(-3 * delta)]


def test_the_lectures_scores_of_three_classes():
    scores = [Value(s) for s in (3.2, 5.1, -1.7)]
    # e^3.2 = 24.5325, e^5.1 = 164.0219, e^-1.7 = 0.1827: their sum 188.7371 divides
    assert [p.data for p in autograd.softmax(scores)] == [
        six_digits(p) for p in (0.129983, 0.869050, 0.000968)
    ]
    # -ln 0.129983
    assert -autograd.log_softmax(scores)[0].data == six_digits(2.040355)


# --- A8: two layers, several outputs --------------------------------------------------------------------

A8_X = [1.0, -2.0]
A8_T = [1.0, -1.0]
A8_W1, A8_B1 = [[2.0, 1.0], [-1.0, 0.5]], [0.0, 2.0]
A8_W2, A8_B2 = [[2.0, -4.0], [1.0, 3.0]], [1.0, -1.0]


def test_a8_every_delta_of_the_two_layer_perceptron():
    w1, w2 = [[Value(v) for v in row] for row in A8_W1], [[Value(v) for v in row] for row in A8_W2]
    b1, b2 = [Value(v) for v in A8_B1], [Value(v) for v in A8_B2]
    x = [Value(v) for v in A8_X]
    z = [autograd.dot(row, x, bias) for row, bias in zip(w1, b1)]
    h = [v.sigmoid() for v in z]
    y = [autograd.dot(row, h, bias) for row, bias in zip(w2, b2)]
    loss = autograd.sum((yk - tk) ** 2 for yk, tk in zip(y, A8_T)) / 2
    loss.backward()
    # z = (2 - 2 + 0, -1 - 1 + 2) = (0, 0), h = (½, ½), y = (1 - 2 + 1, ½ + 1½ - 1) = (0, 1), L = ½(1 + 4)
    assert [v.data for v in z] == [0.0, 0.0]
    assert [v.data for v in h] == [0.5, 0.5]
    assert [v.data for v in y] == [0.0, 1.0]
    assert loss.data == 2.5
    # δ_y = y - t
    assert [v.grad for v in y] == [-1.0, 2.0]
    # δ_w2_ki = δ_yk h_i, δ_b2_k = δ_yk
    assert [[v.grad for v in row] for row in w2] == [[-0.5, -0.5], [1.0, 1.0]]
    assert [v.grad for v in b2] == [-1.0, 2.0]
    # δ_hi = Σ_k δ_yk w2_ki: -1·2 + 2·1 = 0, -1·(-4) + 2·3 = 10
    assert [v.grad for v in h] == [0.0, 10.0]
    # δ_zi = δ_hi σ'(z_i), σ'(0) = ¼
    assert [v.grad for v in z] == [0.0, 2.5]
    # δ_w1_ij = δ_zi x_j, δ_b1_i = δ_zi
    assert [[v.grad for v in row] for row in w1] == [[0.0, 0.0], [2.5, -5.0]]
    assert [v.grad for v in b1] == [0.0, 2.5]
    # δ_xj = Σ_i δ_zi w1_ij = 2.5·(-1), 2.5·0.5
    assert [v.grad for v in x] == [-2.5, 1.25]


# --- A9: the rules for K layers of sigmoid units --------------------------------------------------------


@pytest.mark.parametrize("sizes", [(2, 1), (3, 2, 2), (4, 5, 3, 2), (2, 3, 3, 3, 3, 3, 1)], ids=str)
def test_a9_the_rule_of_each_layer_is_what_the_engine_sends(sizes):
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(m, n)) for m, n in pairwise(sizes)]  # W_ij: from i to j
    x, t = rng.normal(size=sizes[0]), rng.uniform(size=sizes[-1])

    layer, nodes, net_inputs = [Value(v) for v in x], [], []
    for matrix in weights:
        nodes.append([[Value(v) for v in row] for row in matrix])
        net_inputs.append([autograd.dot(column, layer) for column in zip(*nodes[-1])])
        layer = [theta.sigmoid() for theta in net_inputs[-1]]
    loss = autograd.sum((o - tj) ** 2 for o, tj in zip(layer, t)) / 2
    loss.backward()

    outputs = [x]
    for matrix in weights:
        outputs.append(1 / (1 + np.exp(-(outputs[-1] @ matrix))))
    # δ_j^K = O(1 - O)(O - t); δ_i^k = O(1 - O) Σ_j δ_j^(k+1) W_ij^(k+1); ∂E/∂W_ij^k = δ_j^k O_i^(k-1)
    delta = outputs[-1] * (1 - outputs[-1]) * (outputs[-1] - t)
    for k in reversed(range(len(weights))):
        # six layers of a few roundings each
        np.testing.assert_allclose([theta.grad for theta in net_inputs[k]], delta, rtol=1e-12)
        gradient = [[w.grad for w in row] for row in nodes[k]]
        np.testing.assert_allclose(gradient, np.outer(outputs[k], delta), rtol=1e-12)
        delta = outputs[k] * (1 - outputs[k]) * (weights[k] @ delta)


def test_a9_a_step_against_the_gradient_lowers_the_error():
    # one unit: o = σ(wx), E = ½(o - t)², W ← W - η δ O with δ = o(1 - o)(o - t). At w = 0, x = 1, t = 1:
    # o = ½, δ = -⅛, E = ⅛; with η = 2: w = ¼
    w = Value(0.0)
    error = ((w * 1.0).sigmoid() - 1) ** 2 / 2
    error.backward()
    assert (error.data, w.grad) == (0.125, -0.125)
    w.data -= 2 * w.grad
    assert w.data == 0.25
    assert (((w * 1.0).sigmoid() - 1) ** 2 / 2).data < 0.125


# --- A10: the same in matrix notation -------------------------------------------------------------------


def test_a10_the_matrix_formulas_give_the_engines_gradients():
    rng = np.random.default_rng(1)
    n, d, h1, h2 = 7, 3, 4, 2
    inputs, t = rng.normal(size=(n, d)), rng.uniform(size=n)
    shapes = [(d, h1), (h1,), (h1, h2), (h2,), (h2,), ()]
    arrays = [rng.normal(size=shape) for shape in shapes]

    parameters = [np.vectorize(Value, otypes=[object])(a) for a in arrays]
    w1, b1, w2, b2, w3, b3 = parameters
    value_of = np.vectorize(lambda v: v.data, otypes=[float])
    delta_of = np.vectorize(lambda v: v.grad, otypes=[float])
    logistic = np.vectorize(lambda v: v.sigmoid(), otypes=[object])
    z1 = inputs @ w1 + b1
    hidden1 = logistic(z1)
    z2 = hidden1 @ w2 + b2
    hidden2 = logistic(z2)
    z3 = hidden2 @ w3 + b3.item()
    y = logistic(z3)
    error = autograd.sum((y - t) ** 2) / (2 * n)
    error.backward()

    def s(z):
        return 1 / (1 + np.exp(-z))

    a_w1, a_b1, a_w2, a_b2, a_w3, a_b3 = arrays
    # Z = XW + 1bᵀ, H = σ(Z), E = 1/(2N) Σ(y - ŷ)²
    m_h1 = s(inputs @ a_w1 + a_b1)
    m_h2 = s(m_h1 @ a_w2 + a_b2)
    m_y = s(m_h2 @ a_w3 + a_b3)
    # ∂E/∂ŷ = (ŷ - y)/N; δ = ∂E/∂H ⊙ σ'(Z); ∂E/∂W = Hᵀδ; ∂E/∂b = 1ᵀδ; ∂E/∂H = δWᵀ
    m_delta3 = (m_y - t) / n * m_y * (1 - m_y)
    m_delta_h2 = np.outer(m_delta3, a_w3)
    m_delta2 = m_delta_h2 * m_h2 * (1 - m_h2)
    m_delta_h1 = m_delta2 @ a_w2.T
    m_delta1 = m_delta_h1 * m_h1 * (1 - m_h1)
    pairs = [
        (value_of(y), m_y),
        (delta_of(y), (m_y - t) / n),
        (delta_of(z3), m_delta3),
        (delta_of(w3), m_h2.T @ m_delta3),
        (delta_of(b3), m_delta3.sum()),
        (delta_of(hidden2), m_delta_h2),
        (delta_of(w2), m_h1.T @ m_delta2),
        (delta_of(b2), m_delta2.sum(axis=0)),
        (delta_of(hidden1), m_delta_h1),
        (delta_of(w1), inputs.T @ m_delta1),
        (delta_of(b1), m_delta1.sum(axis=0)),
    ]
    for scalar, matrix in pairs:
        # numbers of size 1 added in another order
        np.testing.assert_allclose(scalar, matrix, rtol=0, atol=1e-12)
        assert np.abs(matrix).max() > 1e-4  # not a comparison of nothing with nothing
    assert error.data == pytest.approx(((m_y - t) ** 2).sum() / (2 * n), rel=1e-12)


# --- A11, in messages -----------------------------------------------------------------------------------


def test_a11_one_multiply_forward_and_two_backward_for_each_weight():
    inputs, units = 5, 3
    x = [Value(0.1) for _ in range(inputs)]
    w = [[Value(0.2) for _ in range(inputs)] for _ in range(units)]
    root = autograd.sum(autograd.dot(row, x, Value(0.0)) for row in w)
    ledger = messages(root)
    weights = {v for row in w for v in row}
    # to each weight δ·x, and back along each weight δ·w to an input
    assert sum(m.parent in weights for m in ledger) == inputs * units
    assert sum(m.parent in set(x) for m in ledger) == inputs * units
