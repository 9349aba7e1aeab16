"""What fills the gaps of notebook 14, derived by hand, and what wrong answers are told."""

ANSWERS = [
    # every slope is 1/4, every weight 1, every input 1/2
    *["1/4", "1/16", "1/64", "1/8", "1/128"],
    # 4⁻⁶ = 0.00024 and 4⁻⁷ = 0.00006; 1 - 0.8²; w/4 = 1; (8/4)¹⁰
    *["7", "0.36", "4", "1024"],
    # √(2/50), √(2/200), √(50/2), 2/n = 1/3
    *["0.2", "0.1", "5", "6"],
    # y = 2, error 1: w = 1 - 2, b = 0 - 1. Then z = -3; leaky: y = -0.3, error -1.3, times 0.1, times x = 2
    *["-1", "-1", "0", "-0.26"],
    # 2³ paths; 3 ways to choose two blocks of three; (1/4)³; (5/4)³
    *["8", "3", "1/64", "125/64"],
    # δ_H = T; δ_T = H - x = -6 - 3; δ_x = T v + 1 - T
    *['"T"', "-9", '"T*v + (1 - T)"'],
]

WRONG = {
    0: [("1/2", "∂h3/∂z3 = 0.5 is not right.")],
    1: [("1/4", "the slope of sigmoid forgotten")],
    2: [("1/16", "∂h3/∂z1 = 0.0625 is not right.")],
    3: [("1/4", "∂h3/∂w3 = 0.25 is not right.")],
    4: [("1/64", "∂h3/∂w1")],
    5: [("6", "was not compared with 0.0001"), ("6.644", "was not rounded up to whole layers")],
    6: [("0.16", "the rule of the sigmoid"), ("0.64", "the 1 − was forgotten")],
    7: [("0.25", "shrinks once more")],
    8: [("8**10", "the slopes were forgotten"), ("2", "one layer was taken"), ("20", "were added")],
    9: [("0.04", "the variance was given"), ('"(1/50)**(1/2)"', "the 2 for the closed half is missing")],
    10: [("0.01", "the variance was given"), ("0.0913", "the inputs alone"), ("0.0707", "the 2 of the mean")],
    11: [("25", "the root was forgotten"), ("50**0.5", "all units were taken to be open")],
    12: [("3", "the closed half was forgotten")],
    13: [("3", "the step went uphill"), ("0", "x was forgotten")],
    14: [("1", "the step went uphill"), ("-2", "the bias got the factor x, too")],
    15: [("-2", "let through a unit that is closed"), ("-8", "as if it had no activation")],
    16: [("-2.6", "the leak was taken"), ("-0.13", "x was forgotten"), ("-0.2", "y was taken to be 0")],
    17: [("6", "were added, not multiplied"), ("7", "the path around all of them")],
    18: [("1", "only one choice of two blocks")],
    19: [("3/4", "the factors were added")],
    20: [("1/64", "a sequence was taken"), ("61/64", "the path around all blocks is missing")],
    21: [("-0.25", "∂y/∂H = -0.25 is not right.")],
    22: [("-6", "∂y/∂T = -6 is not right.")],
    23: [("-0.5", "∂y/∂x = -0.5 is not right."), ('"T*v"', "∂y/∂x = T*v is not right.")],
}
