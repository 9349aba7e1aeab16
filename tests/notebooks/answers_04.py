"""What fills the gaps of notebook 4, derived by hand, and what wrong answers are told."""

ANSWERS = [
    # y = σ(0) = 1/2. δy = y - t, δz = δy · 1/4, δw = δz · 1.5, δb = δz
    *["-0.4", "-0.1", "-0.15", "-0.1"],
    "return (sigmoid(z) - 0.9) * (1 - sigmoid(z)) * sigmoid(z)",
    # δL = 1, δR = λ, δz and δb as before, δw = δz · 1.5 + δR · 2
    *["1", "0.1", "-0.1", "-0.1", "0.05"],
]

WRONG = {
    0: [("0.4", "the difference the other way round")],
    1: [("-0.4", "the slope of sigmoid forgotten"), ('"(y - t) * y"', "∂L/∂z = (y - t) * y is not right.")],
    2: [("-0.1", "the other factor forgotten")],
    3: [("-0.15", "a bias is added, its local gradient is 1")],
    4: [("return (sigmoid(z) - 0.9) * sigmoid(z)", "sigmoid itself in place of its slope")],
    5: [("0.1", "the delta of another node")],
    6: [("1", "the upstream gradient handed on unchanged")],
    7: [("-0.4", "∂J/∂z = -0.4 is not right.")],
    8: [("-0.15", "∂J/∂b = -0.15 is not right.")],
    9: [("-0.15", "a regularization term easily is")],
}
