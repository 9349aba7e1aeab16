"""What fills the gaps of notebook 10, derived by hand, and what wrong answers are told."""

SHIFTED = """
    powers = [math.exp(z - max(scores)) for z in scores]
    return [power / sum(powers) for power in powers]"""

ANSWERS = [
    # e^(ln n) = n, and 2 + 3 + 5 = 10
    "[0.2, 0.3, 0.5]",
    # only differences count: 3.2 + 1.7, 5.1 + 1.7, -1.7 + 1.7
    "[4.9, 6.8]",
    SHIFTED,
    "return -sum(t[k] * math.log(y[k]) for k in range(len(y)))",
    # y₁ = e₁/S. δy₁ = -1/y₁; δS = -e₁/S² δy₁ = 1/S; δe₁ = δy₁/S + δS; δe₂ = δS; δzₖ = eₖ δeₖ
    *['"-1/y_1"', '"-e_1/S^2 · δ_y_1"', '"δ_y_1/S + δ_S"', '"δ_S"', '"y_1 - 1"', '"e_2/S"'],
    # -1 · 1/y · (1-y)y = y - 1
    "return sigmoid(z) - 1",
    # max(0, 1.5-2+1) = 0.5, max(0, 2.2-2+1) = 1.2, max(0, -1-2+1) = 0: two of three within the margin
    *["1.7", "-2", "1", "1", "0"],
]

WRONG = {
    0: [
        ("[2, 3, 5]", "the powers are not divided by their sum"),
        ("[0.2038, 0.3230, 0.4732]", "without exp"),
    ],
    1: [
        ("[3.2, 5.1]", "the third score was just left out"),
        ("[1.5, 3.4]", "the ship went the wrong way"),
        ("[4.9, 6.8, 0]", "all three scores were given"),
        ("[-1.9, -6.8]", "the dog was put at 0"),
        ("[0.13, 0.869]", "the shares were given"),
        ("[4.9]", "has shape (1,) and needs (2,)"),
        ('"4.9, 6.8"', "a list of 2 entries is asked for"),
        ("4.9", "a list of 2 entries is asked for"),
    ],
    2: [
        ("return [math.exp(z - max(scores)) for z in scores]", "the powers are not divided by their sum"),
        ("return [1 / len(scores) for z in scores]", "of ([3.2, 5.1, -1.7]) it gives"),
    ],
    3: [
        ("return -sum(t[t.index(max(t))] * math.log(y[t.index(max(t))]) for j in y)", "once for every class"),
        ("return sum(t[k] * math.log(y[k]) for k in range(len(y)))", "the minus is missing"),
        ("return -math.log(y[t.index(max(t))])", "only the class with the largest target counts"),
        ("return -sum(t[0] * math.log(y[0]) for j in y)", "k is still the first class"),
    ],
    4: [("-y[0]", "∂L/∂y_1 = -0.129983 is not right")],
    5: [('"δ_y_1/S"', "∂L/∂S = δ_y_1/S is not right")],
    6: [('"δ_y_1/S"', "the message from y_1 alone"), ('"δ_S"', "∂L/∂e_1 = δ_S is not right")],
    7: [('"δ_S + δ_y_1/S"', "∂L/∂e_2 = δ_S + δ_y_1/S is not right")],
    8: [('"y_1"', "∂L/∂z_1 = y_1 is not right"), ('"1 - y_1"', "∂L/∂z_1 = 1 - y_1 is not right")],
    9: [('"e_2/S - 1"', "∂L/∂z_2 = e_2/S - 1 is not right")],
    10: [
        ("return (sigmoid(z) - 1) * sigmoid(z)", "without the gate log"),
        ("return -1 / sigmoid(z)", "the product without the gate sigmoid"),
    ],
    11: [
        ("2.7", "the right class pays, too"),
        ("0.2", "the margin of 1 is missing"),
        ("-0.3", "max(0, …) is missing"),
    ],
    12: [("-1", "every class within the margin sends one"), ("2", "the sign is turned")],
    13: [("0.5", "mixed up with what the class pays"), ("-1", "the sign is turned")],
    14: [("1.2", "mixed up with what the class pays")],
    15: [("1", "a class below the margin was asked all the same")],
}
