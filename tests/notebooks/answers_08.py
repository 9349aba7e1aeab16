"""What fills the gaps of notebook 8, derived by hand, and what wrong answers are told."""

ANSWERS = [
    # W = W₂W₁: row 1 is 1·(1,2) - 1·(0,1) + 2·(-1,1), row 2 is 2·(1,2) + 0·(0,1) + 1·(-1,1);
    # b = W₂b₁ + b₂ = (1 - 0 - 2, 2 + 0 - 1) + (0, 1); 2 · 2 weights and 2 biases
    *["[[-1, 3], [1, 5]]", "[-1, 2]", "6"],
    # 784 · 10 weights, 10 biases; linear layers are one layer, and that cannot
    *['"784*10 + 10"', '{"c", "e"}'],
    # (1-y)y, 1 - y², 1, α, and y + α, since eᶻ = y + 1
    *["0.09", "0.36", "1", "0.1", "0.3"],
    # σ(u) = (tanh(u/2) + 1)/2, so 6σ(4x - 2) + 1 = 3 tanh(2x - 1) + 3 + 1
    "return 3 * math.tanh(2 * x - 1) + 4",
    # z₁ = -1 is larger than z₂ = -3. δy = -1 - 1 = -2, w₁ gets x δy, b₁ gets δy, the others nothing
    *["-4", "-2", "0", "0"],
]

WRONG = {
    0: [
        ("[[-1, 1], [3, 5]]", "rows and columns are swapped"),
        ("[[1, 2], [0, 1], [-1, 1]]", "✗ W has shape (3, 2) and needs (2, 2)"),
    ],
    1: [
        ("[0, 1]", "b₁ is lost"),
        ("[-1, 1]", "b₂ is lost"),
        ("[1, 1]", "b₁ does not pass the second layer"),
    ],
    2: [("4", "the biases are missing"), ("17", "they are those of both layers")],
    3: [
        ("159010", "not of the single one that does the same"),
        ("7840", "the biases are missing"),
        ('"7,850"', "write whole numbers without it"),
    ],
    4: [
        ('{"b", "c", "e"}', "a single neuron were enough"),
        ('{"c", "d", "e"}', "many linear layers could do more than one"),
        ('{"e"}', "one hidden layer were not enough"),
        ('{"A", "C", "E"}', "two linear layers could do more than one"),
        ('["a", "c", "d", "e"]', "what do linear ones melt into"),
    ],
    5: [("0.1", "the factor y is missing"), ("0.9", "the factor 1 − y is missing")],
    6: [("0.2", "the y is not squared"), ("0.16", "it were a sigmoid")],
    7: [("3", "it were the output, not the slope"), ("0", "z were below 0")],
    8: [
        ("0", "it were a ReLU"),
        ("1", "z were above 0"),
        ("-0.2", "it were the output, not the slope"),
        ("0.01", "α were 0.01"),
        ('"−0,1"', "the slope were negative"),
    ],
    9: [("-0.7", "the output itself"), ("0.7", "the minus were lost")],
    10: [
        ("return 3 * math.tanh(4 * x - 2) + 4", "the net input is not halved"),
        ("return 6 * math.tanh(4 * x - 2) + 1", "tanh were the same as sigmoid"),
        ("return 3 * math.tanh(2 * x - 1) + 1", "the constant is missing"),
        ("return 6 * math.tanh(2 * x - 1) + 4", "the weight behind the tanh is not halved"),
        ("return 3 * math.tanh(2 * x - 2) + 4", "the bias is not halved"),
    ],
    11: [("-2", "∂E/∂w_1 = -2 is not right.")],
    12: [("-4", "a bias is added, its local gradient is 1")],
    13: [("-4", "∂E/∂w_2 = -4 is not right.")],
    14: [("-2", "∂E/∂b_2 = -2 is not right.")],
}

CLAIMS = 2  # the slope of 2σ(2z) - 1, written in two ways
