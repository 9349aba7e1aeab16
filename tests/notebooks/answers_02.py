"""What fills the gaps of notebook 2, derived by hand, and what wrong answers are told."""

ANSWERS = [
    # n = 0, y = 1/2, g = ty. δy = t, δn = δy (1-y)y, δm = δc = δn, δv = δm·t, δt = y + δm·v
    *["1", "2", "0.5", "0.5", "0.5", "1", "1.25"],
    "return 1 / (1 + math.exp(-z))",  # d ln(1 + eᶻ)/dz = eᶻ / (1 + eᶻ)
    # -3 x2 = -3; multiply swaps: σ'(1) · w2 = 0.196612 · (-3)
    *["1", "-0.5898"],
]

WRONG = {
    0: [("0.5", "The root moves exactly as much as itself.")],
    1: [("1", "a right step from a wrong start: mend g first, then y again")],
    2: [("1", "sigmoid itself in place of its slope")],
    3: [("0.25", "the average in place of the sum")],
    4: [("0.25", "∂g/∂c = 0.25 is not right.")],
    5: [("2", "∂g/∂v = 2 is not right.")],
    6: [("1", "the upstream gradient handed on unchanged")],
    7: [("return math.exp(z)", "the product without the gate log")],
    8: [("0", "w2 fell out"), ("-3", "then z would be 13")],
    9: [
        ("0.1966", "it is the gradient of w2"),
        ("-3", "the slope of the sigmoid is missing"),
        ('"0,59"', "the sign of the weight got lost"),
    ],
}

CLAIMS = 12  # a tick for every edge that the notebook itself walks back
