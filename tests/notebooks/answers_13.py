"""What fills the gaps of notebook 13, derived by hand, and what wrong answers are told."""

ANSWERS = [
    # ink in the middle denies a zero and makes a one; a six is empty in its upper right corner; pixels
    # that are white in every picture send their weights no gradient
    *['"-"', '"+"', '"-"', '"0"'],
    # read from the drawn matrix: 8 → 1 six times, 1 → 8 never; 79 of 87 eights are right
    *["{1, 8}", "6", "8"],
    # (784 + 1)·10; (784 + 1)·200 + (200 + 1)·10; and (200 + 1)·200 in between
    *['"785*10"', "159010", '"785*200 + 201*200 + 201*10"'],
    # (d + 1)M for the hidden layer, M + 1 for the output
    "return (d + 1) * M + M + 1",
    # H was never introduced; 10⁴ pixels; 300·10⁴ + 9·300² + 300·1000, and 10·300 + 1000 biases
    *['"H"', "10**4", "4110000", '"4110000 + 4000"'],
    # 784·200 + 200·10 = 158,800; twice that; three times that for each of 60,000; 2·2; 4 bytes each
    *["158800", "317600", '"3*158800*60000"', "4", "0.24", "700"],
]

WRONG = {
    0: [('"+"', "ink there spoke for it")],
    1: [('"-"', "ink there spoke against this digit")],
    2: [('"+"', "ink there spoke for it")],
    3: [('"-"', "is not right")],
    4: [("{4, 9}", "is not right"), ('"1 and 8"', "a set is asked for")],
    5: [("5", "is not right")],
    6: [("1", "a column had been read in place of a row")],
    7: [("7840", "the biases were missing")],
    8: [("158800", "the biases were missing")],
    9: [("198800", "the biases were missing")],
    10: [
        ("return d * M + M", "the biases, or the weights of the output, were missing"),
        ("return (d + 1) * M + M", "the bias of the output were missing"),
    ],
    11: [('"M"', "is not right")],
    12: [("104", "the exponent had been lost")],
    13: [("4200000", "the L layers had L squares between them")],
    14: [("4113000", "the outputs had no biases")],
    15: [("159010", "the biases were multiplied, too")],
    16: [("158800", "only one delta were computed for each weight")],
    17: [('"158800*60000"', "the backward pass were forgotten")],
    18: [("2", "only one of the two layers became wider")],
    19: [("0.48", "a number took eight bytes")],
    20: [("1400", "a number took eight bytes")],
}
