"""What fills the gaps of notebook 7, derived by hand, and what wrong answers are told."""

RULE = """
    z = sum(wi * xi for wi, xi in zip(w, x))
    y = 1 if z > 0 else 0
    return [wi + (d - y) * xi for wi, xi in zip(w, x)]"""

ANSWERS = [
    *["1e15", "100"],  # 10¹¹ · 10⁴ links; 0.1 s · 1000/s
    # z = 1·1 - 1·2 + 0 = -1, y = 0, d - y = 1: w + ½(1, 2), b + ½; z = 1.5·1 + 0·2 + 0.5
    *["-1", "0", "1.5", "0", "0.5", "2"],
    RULE,
    "True",  # x₁ + x₂ + x₃ > 1½
    "False",  # none and two are no: the mean of (0, 0, 0) and (1, 1, 0) is that of (1, 0, 0) and (0, 1, 0)
    "True",  # 2x₁ - x₂ - x₃ > ½
    "False",  # 0 is the mean of -2 and 2
    "True",  # x² > 2½
    "[(1, 1, -0.5), (1, 1, -1.5), (1, -1, -0.5)]",  # OR and not AND
    # scores 1, 2, 3: C has won, A gets the input, C loses it
    *['"C"', "[2, 2]", "[0, 1]", "[0, -1]"],
]

WRONG = {
    0: [("10**7", "each of the neurons has so many links"), ("1e14", "links in all")],
    1: [
        ("1000", "it is for a whole second"),
        ("10", "it is ten times too few"),
        ("10**13", "all neurons are counted"),
        ("1000 / 0.1", "you divided by the tenth of a second"),
    ],
    2: [("1", "✗ z = 1 is not right."), ("3", "the second weight has lost its sign"), ("0", "inputs are")],
    3: [("1", "the step is the other way round"), ("-1", "it says 0")],
    4: [("0.5", "the correction has the wrong sign"), ("2", "the rate α is missing")],
    5: [("-1", "nothing has been learned"), ("-0.5", "the input is missing")],
    6: [("-0.5", "the correction has the wrong sign"), ("1", "the rate α is missing")],
    7: [("1.5", "the bias has not learned"), ("-1", "the unit has not learned")],
    8: [
        (RULE.replace("return [", "return [w[0]] + [").replace("in zip(w, x)]", "in zip(w[1:], x[1:])]"),
         "the bias does not learn"),
        (RULE.replace("(d - y)", "(y - d)"), "the correction has the wrong sign"),
        (RULE.replace("(d - y)", "d"), "it learns from every sample that should be 1"),
        (RULE.replace("(d - y)", "(d - z)"), "that is Adaline's rule"),
        (RULE.replace("[wi + ", "["), "it returns the correction alone"),
    ],
    9: [("False", "✗ at least two are 1 = False is not right.")],
    10: [("True", "✗ exactly one is 1 = True is not right.")],
    11: [("False", "✗ the first, but not if both others are 1 = False is not right.")],
    12: [("True", "✗ x is far from 0, |x| = 2: True is not right.")],
    13: [("False", "✗ the same, with x² as a second input = False is not right.")],
    14: [
        ("[(1, 1, -0.5), (1, 1, -1.5), (1, 0, -0.5)]", "it computes OR"),
        ("[(1, 1, -0.5), (1, 1, -1.5), (0, 1, -0.5)]", "it computes AND"),
        ("[(1, 1, -0.5), (1, 1, -1.5), (-1, 1, 0.5)]", "it computes the opposite"),
        ("[(1, 1, -0.5), (1, 1, -1.5), (1, -1, -1.5)]", "the output never fires"),
        ("[(1, 1, -0.5), (1, 1, -1.5), (1, -1, 1.5)]", "the output always fires"),
        ("[(1, 1, -0.5), (1, 1, -1.5), (0, -1, 0.5)]", "it computes NOT AND"),
    ],
    15: [('"A"', "it is the right class, not the largest score"), ('"B"', "✗ winner = B is not right.")],
    16: [("[0, -2]", "the correction has the wrong sign"), ("[1, 0]", "nothing has been learned")],
    17: [("[-1, -1]", "a class learns that was neither right nor chosen")],
    18: [("[2, 3]", "the correction has the wrong sign"), ("[1, 1]", "nothing has been learned")],
}  # fmt: skip
