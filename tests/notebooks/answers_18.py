"""What fills the gaps of notebook 18, derived by hand, and what wrong answers are told."""

ANSWERS = [
    # f' = eʷ - 2, f'' = eʷ; at -1: 0.3679 - 2 and 0.3679, and -1 + 4.4366
    *["-1.632", "0.368", "3.437"],
    "return w - slope / curvature",
    # f' = w³ - w = -0.099, f'' = 3w² - 1 = -0.97; 0.1 - 0.10206
    *["-0.00206", '"a maximum"'],
    # 159,010² and eight times that
    *["159010**2", "202.3"],
    # 1·100·100 twice; 100·100·100 and 1·100·100
    *["20_000", "1_010_000"],
]

WRONG = {
    0: [("2.368", "it is the value of f"), ("0.368", "the slope of −2w is missing")],
    1: [("-1.632", "the −2 stayed")],
    2: [
        ("-5.437", "the step went uphill"),
        ("4.437", "the step alone"),
        ("0.632", "gradient descent"),
        ("-0.4", "the curvature is multiplied"),
    ],
    3: [
        ("return w + slope / curvature", "it goes uphill"),
        ("return w - slope * curvature", "the curvature is multiplied"),
        ("return w - curvature / slope", "the fraction is upside down"),
    ],
    4: [("0.202", "the step went the other way")],
    5: [
        ('"minimum"', "you trusted the method"),
        ('"a saddle"', "no other direction"),
        ("1", "a text is asked for"),
    ],
    6: [("159010", "it is the gradient that was counted"), ("2.53e10", "the exact number is asked for")],
    7: [("101.1", "a number had 4 bytes"), ("25.28", "a number had one byte")],
    8: [("10_000", "one of the two products is missing")],
    9: [("1_000_000", "the last product is missing"), ("2_000_000", "all products were square")],
}
