"""What fills the gaps of notebook 11, derived by hand, and what wrong answers are told."""

ANSWERS = [
    # opinions -1, -2, 1, -6: all four -8/4, the last two -5/2; 1 + 0.4 · 2.5; the sum is 4 times the mean
    *["-2", "-2.5", "2", "0.1"],
    # 60,000 = 234 · 256 + 96
    *["235", "96"],
    # mean 20/4; distances ±3; (11 - 5)/3; (11 - 2)/(8 - 2); 2 · 1.5 - 1
    *["5", "3", "2", "1.5", "2"],
    # 9/16 + 1/16; 3/4 + 1/4; 2 · 0.625 + 1; w2 has ¼; of length 5, shortened to 2
    *["0.625", "1", "2.25", '"w2"', "[1.2, -1.6]"],
    # ∂J/∂R = λ; ∂E/∂w = w - a, and R sends λ sign(w)
    *['"lambda"', '"w - a + λ·sign(w)"'],
    # |a| ≤ λ: -0.4 and 0.1; never; 3 - 0.5; a/(1 + 2λ) = a/2
    *["{2, 4}", "set()", "2.5", "1.5", "-0.2"],
    "return w - rate * (slope_of_loss + 2 * strength * w)",
    # w²/8 + const
    "return w / 4",
]

WRONG = {
    0: [("-8", "the sum was not divided by the number of samples")],
    1: [("-5", "the sum was not divided by the number of samples"), ("-1.25", "the number of all samples")],
    2: [("0", "the step went uphill"), ("1.8", "the true gradient was taken")],
    3: [("1.6", "the wrong way round")],
    4: [("234", "the last, smaller batch was forgotten"), ("234.375", "the result was left unrounded")],
    5: [("256", "the last batch is as large as the others")],
    6: [("6.2", "the new sample was counted, too")],
    7: [
        ("9", "this is the variance"),
        ("3.4641", "it was divided by n − 1"),
        ("3.6", "the new sample was counted, too"),
    ],
    8: [
        ("6", "it was only centered"),
        ("3.667", "the mean was not subtracted"),
        ('"6/9"', "divided by the variance"),
    ],
    9: [("1", "it was cut off"), ("1.375", "divided by the largest number alone")],
    10: [("1", "it was cut off"), ("3", "the − 1 is missing")],
    11: [("0.7906", "the root was taken"), ("1", "the weights were not squared")],
    12: [("0.625", "the weights were squared")],
    13: [("2.625", "β stands at the wrong part")],
    14: [('"w1"', "one large weight was taken for cheap"), ('"v"', "the cheapest by L2 = v is not right")],
    15: [("[2, -2]", "each weight was cut off by itself"), ("[0.6, -0.8]", "brought to the length 1")],
    16: [("0.5 * 2", "∂J/∂R = 1 is not right"), ('"w"', "∂J/∂R = w is not right")],
    17: [
        ('"w - a - λ·sign(w)"', "∂J/∂w = w - a - λ·sign(w) is not right"),
        ('"w - a"', "a regularization term easily is"),
        ('"w - a + λ"', "∂J/∂w = w - a + λ is not right"),
    ],
    18: [("{2, 4, 5}", "only the size counts"), ("{2, 3, 4}", "compare with λ")],
    19: [("{2, 4}", "L2 was treated like L1")],
    20: [("3", "the weight was not moved at all"), ("3.5", "it was pushed away from 0")],
    21: [("2", "the 2 of the square's slope is missing"), ("2.5", "L2 was treated like L1")],
    22: [("0", "L2 was treated like L1"), ("-0.26667", "the 2 of the square's slope is missing")],
    23: [
        ("return from_two_pages(w, slope_of_loss, strength)", "the strength stands in the place of the rate"),
        ("return w - rate * (slope_of_loss + strength * w)", "the 2 of the square's slope is missing"),
    ],
    24: [("return -w / 4", "Not right."), ("return w**2 / 8", "Not right.")],
}
