"""What fills the gaps of notebook 16, derived by hand, and what wrong answers are told."""

ANSWERS = [
    # sin 30°, cos 30°, sin 60°, cos 60°
    "[0.5, 0.866, 0.866, 0.5]",
    "20",  # a sine and a cosine for five octaves of two coordinates
    # half of the light, half of the other half, half of the rest; 0.5·0.2 + 0.25·0.8 + 0.125·0.4
    *["[0.5, 0.25, 0.125]", "0.35", "1/8"],
    # y1 = w1 x1 + w2 x2 + b, y2 = w1 x2 + w2 x3 + b
    *[
        '"y1 - 5"',
        '"δ_y1 * x1 + δ_y2 * x2"',
        '"δ_y1 * x2 + δ_y2 * x3"',
        '"δ_y1 + δ_y2"',
        '"δ_y1 * w2 + δ_y2 * w1"',
    ],
    *['"26*26*(28*28 + 1)"', "10"],
    # e^ln 3 = 3, e⁰ = 1; 3/4 · 2 - 1/4 · 2
    *["[0.75, 0.25]", "1"],
]

WRONG = {
    0: [
        ("[0.866, 0.5, 0.5, 0.866]", "sine and cosine are exchanged"),
        ("[0.5, 0.866, 0.866]", "has shape (3,) and needs (4,)"),
        ('["1/2", "√3/2", "√3/2", "0,6"]', "is not right"),
    ],
    1: [("10", "one coordinate only")],
    2: [("[0.5, 0.5, 0.5]", "not of what is left"), ("[0.125, 0.25, 0.5]", "from the far end")],
    3: [("0.467", "every place counted the same"), ("0.7", "every place stopped half of all")],
    4: [("7/8", "what the three stopped together")],
    5: [('"5 - y1"', "∂L/∂y1 = 5 - y1 is not right.")],
    6: [('"δ_y1 * x1"', "a path was forgotten")],
    7: [('"δ_y1 * x1 + δ_y2 * x2"', "∂L/∂w2 = δ_y1 * x1 + δ_y2 * x2 is not right.")],
    8: [('"δ_y1"', "∂L/∂b = δ_y1 is not right.")],
    9: [('"δ_y1 * w2"', "∂L/∂x2 = δ_y1 * w2 is not right.")],
    10: [('"26*26*28*28"', "the biases are missing"), ("785", "one unit was counted")],
    11: [("9", "the bias is missing"), ("6760", "they are shared")],
    12: [("[3, 1]", "were not divided by their sum")],
    13: [("0", "it is the plain mean")],
}
