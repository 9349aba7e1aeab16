"""What fills the gaps of notebook 12, derived by hand, and what wrong answers are told."""

ANSWERS = [
    # W₁ᵀx: (2, 1)·(1, 2) = 4, (0, -1)·(1, 2) = -2, (-1, 1)·(1, 2) = 1; ReLU shuts the second
    *["[4, -2, 1]", "[4, 0, 1]", '"3x2"', "{2}"],
    # best 0.40 in epoch 6; 7, 8 and 9 are no better, and 10 is never seen
    *["9", "6", "0.39"],
    "return min(losses, key=lambda name: sum(losses[name]) / len(losses[name]))",
    # A and D chose by the test set; B chooses by the training loss, which the largest network makes smallest
    *['{"B", "C"}', '"B"'],
    # 1 - ty = -1, 1.5, 0.75, -0.5: (1.5 + 0.75)/4, and -t/4 where it is open; 3·16 + 17·16 + 17
    *["0.5625", '[0, 0.25, "-1/4", 0]', '"3*16 + 17*16 + 17"'],
]

WRONG = {
    0: [("[4, 0, 1]", "the ReLU had been applied already"), ("[[4], [-2], [1]]", "needs (3,)")],
    1: [("[4, -2, 1]", "the ReLU were missing")],
    2: [('"2x3"', "that were the shape of W₁ itself")],
    3: [("{1, 3}", "those were the units that are active"), ("2", "a set is asked for")],
    4: [("5", "one epoch without progress had been enough"), ("10", "it ran to the end of the list")],
    5: [("9", "the last model were kept"), ("10", "it knew the future")],
    6: [("0.40", "that were the loss it keeps")],
    7: [
        ("return min(losses, key=lambda name: min(losses[name]))", "it takes the size of the luckiest run"),
        ("return max(losses, key=lambda name: sum(losses[name]))", "it takes the largest mean"),
        ("return min(sum(v) / len(v) for v in losses.values())", "it gives back the loss, not the size"),
    ],
    8: [('{"C"}', "a bad choice were a dishonest report"), ('{"B", "C", "D"}', "is not right")],
    9: [('"A"', "is not right")],
    10: [("2.25", "the mean were forgotten")],
    11: [
        ("[0, 1, -1, 0]", "the mean were forgotten"),
        ("[0, -0.25, 0.25, 0]", "the sign were turned"),
    ],
    12: [("304", "the biases were missing")],
}
