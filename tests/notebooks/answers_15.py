"""What fills the gaps of notebook 15, derived by hand, and what wrong answers are told."""

ANSWERS = [
    # a -> b: z = 1/2 - a + b is 1/2, 3/2, -1/2, 1/2
    "(-1, 1, 0.5)",
    # two votes are enough: z = a + b + c - 3/2
    "(1, 1, 1, -1.5)",
    # c = NAND(a, b) is 0 at 11 alone; NAND(a, c) is 0 at 10 alone, NAND(b, c) at 01 alone
    "return nand(nand(a, nand(a, b)), nand(b, nand(a, b)))",
    # s(x - a) = 10x - 10 and 10x - 30; up by 2, down by 2
    "(-10, -30, 2, -2)",
    # 2⁷ + 1; 7 XORs of 3; 7 products of 2, and 1; 2⁷ + 1
    *["129", "21", "15", "129"],
    # T(x) = 1/2 at 1/4 and 3/4, and the fold of the inner T; slopes ±2 · ±2; 2⁶
    *["[0.25, 0.5, 0.75]", "[4, -4, 4, -4]", "64"],
]

WRONG = {
    0: [
        ("(1, -1, -0.5)", "it is turned round"),
        ("(1, -1, 0.5)", "the arrow points the other way"),
        ("(1, 1, -1.5)", "it gives 0"),
        ("(-1, 1)", "is not of the form (w1, w2, b)"),
        ('"-1, 1, 0.5"', "is not of the form (w1, w2, b)"),
        ("5", "is not of the form (w1, w2, b)"),
    ],
    1: [
        ("(1, 1, 1, -0.5)", "a single one is enough for it"),
        ("(1, 1, 1, -2.5)", "it asks for all three"),
        ("(-1, -1, -1, 1.5)", "it is turned round"),
        ("(1, 1, -1.5)", "is not of the form (w1, w2, w3, b)"),
    ],
    2: [
        ("return 1 - nand(nand(a, nand(a, b)), nand(b, nand(a, b)))", "1 where both are equal"),
        ("return nand(nand(a, a), nand(b, b))", "it is OR"),
        ("return 1 - nand(a, b)", "it is AND"),
    ],
    3: [
        ("(-10, -30, 2, 2)", "both walls lead up"),
        ("(-1, -3, 2, -2)", "the biases forget the steepness"),
        ("(10, 30, 2, -2)", "the biases have the wrong sign"),
        ("(-10, -30, 1, -1)", "the height is 1"),
        ("(-10, -30, -2, 2)", "it is a pit"),
        ("(-10, -30, 2)", "is not of the form (b1, b2, v1, v2)"),
    ],
    4: [("128", "the output was not counted"), ("2**8 + 1", "every row got a unit")],
    5: [
        ("24", "eight XORs were counted"),
        ("7", "the XORs were counted"),
        ("22", "the output was counted twice"),
    ],
    6: [("14", "the output was not counted"), ("8", "each product was given one unit")],
    7: [("128", "the output was not counted"), ("257", "x₁, too, was given a choice")],
    8: [
        ("[0.5]", "the paper was folded once"),
        ("[1/4, 3/4]", "the fold of the inner T"),
        ("[0, 1/4, 1/2, 3/4, 1]", "the ends were taken for kinks"),
    ],
    9: [("[2, -2, 2, -2]", "the chain rule multiplies two"), ("[2, -2]", "the slope of one fold")],
    10: [("12", "a fold was taken to add two"), ("32", "one fold more"), ("63", "the kinks were counted")],
}
