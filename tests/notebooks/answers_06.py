"""What fills the gaps of notebook 6, derived by hand, and what wrong answers are told."""

ANSWERS = [
    # y = σ(0) = ½ for all, y - t = ½ or -½, times the slope ¼ of the sigmoid
    *["1/8", "-1/8"],
    # hours of those that have not sprouted: 1 + 2 + 3 + 5 = 11, of the others: 55 - 11 = 44
    "(11/8 - 44/8)/10",  # ∂E/∂w = -33/80
    "(4/8 - 6/8)/10",  # ∂E/∂b: four zeros, six ones
    *["0.4125", "0.025"],  # w = b = 0 minus the gradient
    # the slope of 2w² is 4w, a step is w ← (1 - 4η) w: 0.6 · 3; 0 at η = 1/4; -w at η = 2/4
    *["1.8", "0.25", "0.5"],
    "return w - eta * (slope + lam * w)",  # the slope of λ ½ w² is λ w
    # the first step of A is right and it swings; B starts too far and comes back; C rises for ever
    *['"zero_grad"', '"sum"', '"sign"'],
]

WRONG = {
    0: [
        ("-1/8", "the error is taken as t − y"),
        ("1/2", "the slope of the sigmoid is forgotten"),
        ('"¼"', "the error is forgotten"),
    ],
    1: [("1/8", "the error is taken as t − y"), ("-1/2", "the slope of the sigmoid is forgotten")],
    2: [
        ("-33/8", "it is the sum over the samples"),
        ("-33/20", "the slope of the sigmoid is forgotten"),
        ("-0.025", "the hours are forgotten"),
        ('"−55/80"', "all ten have the same δz"),
    ],
    3: [("-1/4", "it is the sum over the samples"), ("1/40", "the error is taken as t − y")],
    4: [
        ("-0.4125", "the step goes uphill"),
        ("4.125", "it is the sum over the samples"),
        ("1.65", "the slope of the sigmoid is forgotten"),
    ],
    5: [("-0.025", "the step goes uphill"), ("0.25", "it is the sum over the samples")],
    6: [
        ("4.2", "the step goes uphill"),
        ("2.6", "the slope is taken at w = 1"),
        ("2.4", "the ½ is still there"),
        ("1.2", "it is the step alone"),
        ("0.6", "it is the factor alone"),
    ],
    7: [("0.5", "it is the one from which on E grows"), ("4", "it is the curvature itself")],
    8: [("0.25", "it is the one that lands"), ("1", "η that is too large = 1 is not right.")],
    9: [
        ("return w - lam * (slope + eta * w)", "the two letters are swapped"),
        ("return w - lam * (slope + lam * w)", "the price stands in both places"),
        ("return w - eta * (slope + eta * w)", "the learning rate stands in both places"),
        ("return w + eta * (slope + lam * w)", "it goes uphill"),
        ("return w - eta * slope", "the price on the weight is missing"),
        ("return w - eta * slope - lam * w", "the price is not multiplied by the learning rate"),
        ("return w - eta * (slope - lam * w)", "the price makes the weight larger"),
    ],
    10: [('"sign"', "there the loss falls"), ('"sum"', "they are as they should be")],
    11: [('"sign"', "you did not look at the end"), ('"zero_grad"', "it goes wrong already")],
    12: [('"sum"', "a step that is too long jumps about"), ('"zero_grad"', "the loss would fall at first")],
}
