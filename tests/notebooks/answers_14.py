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
    5: [("6", "one more is needed")],
    6: [("0.16", "that is the slope of the sigmoid"), ("0.64", "the 1 is missing")],
    7: [("0.25", "it should undo the slope")],
    8: [("8**10", "the slopes are forgotten"), ("2", "that is the factor of one layer")],
    9: [("0.04", "its root is asked for"), ('"(1/50)**(1/2)"', "the 2 for the closed half is missing")],
    10: [("0.01", "its root is asked for")],
    11: [("25", "that is its square"), ("50**0.5", "all units are taken to be open")],
    12: [("3", "the closed half is forgotten")],
    13: [("3", "that goes uphill"), ("0", "x is forgotten")],
    14: [("1", "that goes uphill"), ("-2", "a bias has no x")],
    15: [("-2", "the slope below zero is 0")],
    16: [("-2.6", "the leak is only taken"), ("-0.13", "x is forgotten"), ("-0.2", "y is not 0 any more")],
    17: [("6", "each block doubles the number")],
    18: [("1", "there is more than one way")],
    19: [("3/4", "longest = 0.75 is not right.")],
    20: [("1/64", "without the ways around"), ("61/64", "the path around all blocks is missing")],
    21: [("-0.25", "∂y/∂H = -0.25 is not right.")],
    22: [("-6", "∂y/∂T = -6 is not right.")],
    23: [("-0.5", "∂y/∂x = -0.5 is not right."), ('"T*v"', "∂y/∂x = T*v is not right.")],
}
