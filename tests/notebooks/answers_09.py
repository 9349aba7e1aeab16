"""What fills the gaps of notebook 9, derived by hand, and what wrong answers are told."""

HIDDEN_DELTA = "return [o[i] * (1 - o[i]) * sum(delta[j] * W[j][i] for j in range(2)) for i in range(2)]"

ANSWERS = [
    # E = ½(o - t)² for this unit, o = g(z), z = Σ w x + b
    *['"o_k − t_k"', '"δ_k^o g\'(z_k)"', '"d_{z_k} x_i"'],
    # add distributes to L and λR, multiply swaps, and w has two children
    *["1", '"lambda"', '"δ_z x + δ_R w"'],
    # W of layer 1: unit 2 has the weight -1 for x₁, unit 1 has the weight -2 for x₂
    *["-1", "-2"],
    # δᵢ = oᵢ(1 - oᵢ) Σⱼ δⱼ wᵢⱼ
    HIDDEN_DELTA,
    # line 1 has a j and no sum, line 4 a ∂ in place of a δ
    "{1, 4}",
    # ∂E/∂W₁ = Xᵀ ((∂E/∂Z₂ W₂ᵀ) ⊙ H₁ ⊙ (1 - H₁))
    "X.T @ (dZ2 @ W2.T * H1 * (1 - H1))",
    # per layer (inputs + 1) · units; 10⁴·300 + 9·300² + 300·1000; one for each parameter, and the first
    *['"3*4 + 4 + 4*2 + 2"', '"785*200 + 201*200 + 201*10"', '"10000*300 + 9*300*300 + 300*1000"', "159011"],
    "return (d + 1) * M + M + 1",
]

WRONG = {
    0: [('"t_k − o_k"', "the difference the other way round")],
    1: [('"δ_k^o"', "the slope of tanh forgotten")],
    2: [('"δ_k^z w_ki"', "the product without the swap"), ('"δ_k^z"', "the other factor forgotten")],
    3: [("0", "The root moves exactly as much as itself.")],
    4: [("1", "∂L_reg/∂R = 1 is not right."), ('"w"', "∂L_reg/∂R = w is not right.")],
    5: [('"δ_z x"', "a regularization term easily is"), ('"δ_R w"', "∂L_reg/∂w = δ_R w is not right.")],
    6: [("-2", "the two ways are swapped")],
    7: [("-1", "the two ways are swapped")],
    8: [
        ("return W.T @ delta", "the slope of the sigmoid is missing"),
        ("return o * (W.T @ delta)", "the slope were o alone"),
        ("return o * (1 - o) * (W @ delta)", "the indices of W are swapped"),
        ("return o * (1 - o) * W[0] * delta[0]", "one j alone is counted"),
        ("return o * (1 - o) * np.diag(W) * delta", "unit i heard from unit i alone"),
        ("return o * (1 - o) * delta.sum()", "the weights are missing"),
        ("return (1 - o) * (W.T @ delta)", "the slope were 1 − o alone"),
        ("return (1 - o**2) * (W.T @ delta)", "the slope were that of tanh"),
        ("return o * (o - 1) * (W.T @ delta)", "the slope had the wrong sign"),
        ("return o * (1 - o) * delta", "both W and the sum are missing"),
    ],
    9: [
        ("{1, 3}", "line 3 were wrong"),
        ("{4, 5}", "✗ lines"),
        ("{1}", "two are asked for"),
        ('{"2"}', "two are asked for"),
    ],
    10: [
        ("X.T @ (dZ2 @ W2.T)", "the slope of the hidden units is missing"),
        ("(dZ2 @ W2.T * H1 * (1 - H1)).T @ X", "has shape (4, 3) and needs (3, 4): it looks transposed"),
        ("X.T @ (dZ2 * H1 * (1 - H1))", "the weights W₂ are missing"),
        ("X.T @ (dZ2 @ W2.T * H1 * (1 - H1)) * len(X)", "it is summed over the samples"),
        ("X.T @ (dZ2 @ W2.T * H1 * (1 - H1)) / len(X)", "it is divided by the number of samples twice"),
        ("-X.T @ (dZ2 @ W2.T * H1 * (1 - H1))", "the sign is wrong"),
        ("X.T @ (dZ2 @ W2.T * H1)", "the slope of the sigmoid were H₁ alone"),
        ("X.T @ (dZ2 @ W2.T * (1 - H1))", "the slope of the sigmoid were 1 − H₁ alone"),
        ("X.T @ (dH2 @ W2.T * H1 * (1 - H1))", "it starts at ∂E/∂H₂"),
    ],
    11: [("20", "the biases are missing"), ('"3 + 3*4 + 4 + 4*2 + 2"', "the inputs had biases, too")],
    12: [
        ("198800", "the biases are missing"),
        ("159010", "the second hidden layer is missing"),
    ],
    13: [
        ("4114000", "the biases are counted"),
        ("4200000", "ten layers have nine gaps"),
        ("3300000", "no weights between them"),
    ],
    14: [("159010", "the one at the start is missing"), ("2", "the two sweeps of backpropagation")],
    15: [
        ("return d * M + M", "the biases are missing"),
        ("return (d + 1) * M + M", "the bias of the output is missing"),
        ("return d * M + M + 1", "M of them are missing"),
    ],
}

CLAIMS = 6  # W and b of each layer of the toy, by the rule that was written
