"""What fills the gaps of notebook 17, derived by hand, and what wrong answers are told."""

ANSWERS = [
    "3",  # four kinds, and the one that is none of three needs no column
    "[0, 1, 0]",  # oil, wood, district heat
    # L = ½(y - t)², y = w_a a + w_r r + b
    *['"y - t"', '"δ_y * a"', '"δ_y * r"', '"δ_y"'],
    # 100; (40² + 20² + 0 + 20² + 40²)/5 = 800, √800 = 28.28; 40/28.28 = √2
    *["100", "28.28", "1.414"],
    "return u * deviation + mean",
    # 0.7761 · 166587 / 48.19 = 2683; -0.2140 · 166587 / 17.62 = -2023
    *["2683", "-2023"],
    "1",
]

WRONG = {
    0: [("4", "with a bias one of them says nothing new")],
    1: [
        ("[0, 0, 1, 0]", "gas kept its column"),
        ("[1, 0, 0]", "the row is that of oil"),
        ("[0, 0, 1]", "the row is that of district heat"),
        ("2", "a list of 3 entries is asked for"),
    ],
    2: [('"t - y"', "∂L/∂y = t - y is not right.")],
    3: [('"δ_y * w_a"', "∂L/∂w_a = δ_y * w_a is not right.")],
    4: [('"δ_y"', "∂L/∂w_r = δ_y is not right.")],
    5: [('"δ_y * b"', "∂L/∂b = δ_y * b is not right.")],
    6: [("500", "mean = 500 is not right.")],
    7: [("800", "the root is missing"), ("31.62", "one house fewer than there are")],
    8: [("4.95", "the mean was not taken off"), ("0.05", "the root is missing")],
    9: [
        ("return (u - mean) / deviation", "it goes forth, not back"),
        ("return u * deviation", "the mean is missing"),
    ],
    10: [("129288", "the deviation of the area is missing"), ("0.0161", "not in dollars")],
    11: [
        ("2023", "age made a house dearer"),
        ("-35651", "the deviation of the age is missing"),
        ("-0.01214", "in deviations of price"),
    ],
    12: [("2", "the split did it"), ("3", "the scale of the prices"), ("5", "the training did it")],
}
