"""What counts as a right answer: one table, held against `check_answers` and against the quiz of the page.

The second table has worked arithmetic.
"""

# value worked out by hand, largest message of the graph, what is typed, "right", "early" or "wrong"
ANSWERS = [
    # σ′ = −0.0735743…: two digits, two decimals, three digits and more
    (-0.0735743, 1.0, "-0.074", "right"),
    (-0.0735743, 1.0, "-0.07", "right"),
    (-0.0735743, 1.0, "−0.0736", "right"),
    (-0.0735743, 1.0, "-.07357", "right"),
    (-0.0735743, 1.0, "-7.4e-2", "right"),
    # six digits of another number, and the digits typed are not the rounded ones
    (-0.0735743, 1.0, "-0.0743418", "wrong"),
    (-0.0735743, 1.0, "-0.073", "wrong"),
    (-0.0735743, 1.0, "-0.0743", "wrong"),
    (-0.0735743, 1.0, "0.074", "wrong"),
    # one digit is too few, and so are two that lose a quarter, a sixth or more than a twentieth
    (-0.0735743, 1.0, "-0.1", "early"),
    (0.211952, 1.0, "0.2", "early"),
    (0.211952, 1.0, "0.21", "right"),
    (0.211952, 1.0, "0.213", "wrong"),
    (0.0134, 1.0, "0.01", "early"),
    (0.0134, 1.0, "0.013", "right"),
    (0.0119, 1.0, "0.01", "early"),
    (0.0527, 1.0, "0.05", "early"),
    (0.0525, 1.0, "0.05", "right"),
    (-4.1, 5.0, "-4", "early"),
    (-4.1, 5.0, "-4.1", "right"),
    (22.167, 30.0, "22", "right"),
    (22.167, 30.0, "22.5", "wrong"),
    (0.125, 1.0, "0.12", "right"),
    (0.125, 1.0, "0.13", "right"),
    # a thousandth is forgiven, a fraction has no digits
    (0.375, 1.0, "3/8", "right"),
    (0.211952, 1.0, "0.2120499", "right"),
    (0.33333333, 1.0, "1/3", "right"),
    (0.211952, 1.0, "1/5", "wrong"),
    # a vanishing gradient is not 0, nor any other number as small
    (1e-13, 1.0, "-9e-13", "wrong"),
    (1e-13, 1.0, "0", "wrong"),
    (1e-13, 1.0, "0.00", "wrong"),
    (1e-13, 1.0, "1e-13", "right"),
    (4e-18, 4e-18, "0", "wrong"),
    (1e-300, 1e-300, "0", "wrong"),
    (1e-300, 1e-300, "1.0e-300", "right"),
    # 0.1 + 0.2 − 0.3 is a rest of rounding where messages are of that size
    (5.551115123125783e-17, 0.3, "0", "right"),
    (5.551115123125783e-17, 1e-10, "0", "wrong"),
    (5.551115123125783e-15, 100.0, "0", "right"),
    (0.0, 1.0, "0", "right"),
    (0.0, 1.0, "-0.0", "right"),
    (0.0, 1.0, "−0", "right"),
    (0.0, 1.0, "1e-9", "wrong"),
    # beyond numbers
    (float("inf"), 1.0, "inf", "right"),
    (float("inf"), 1.0, "∞", "right"),
    (float("inf"), 1.0, "-inf", "wrong"),
    (float("inf"), 1.0, "1e308", "wrong"),
    (float("nan"), 1.0, "nan", "right"),
    (float("nan"), 1.0, "0", "wrong"),
    (2.0, 2.0, "nan", "wrong"),
    (2.0, 2.0, "inf", "wrong"),
]

# what is typed for -0.0735743 = -0.2217 · 0.331865, "right" or "wrong"
WORKED = [
    ("-0.2217*0.3318", "right"),
    ("−0.2217 · 0.3319", "right"),
    ("-0.22*0.33", "right"),
    ("0.33·(−0.22)", "right"),
    ("[0.33] × [-0.22]", "right"),
    ("–0,22*0,33", "right"),
    ("-0.222 * 0.332", "right"),
    ("-7.36·10^-2", "right"),
    ("-7.36·10⁻²", "right"),
    ("−7,4·10^(-2)", "right"),
    ("-73.6e-3", "right"),
    ("-0,0736", "right"),
    ("-736/10000", "right"),
    ("-0.23*0.32", "wrong"),  # right by chance, and no factor is
    ("-0.22*0.43", "wrong"),
    ("-0.225*0.33", "wrong"),
    ("0.33-0.40", "wrong"),  # both numbers are there, the difference is too coarse
    ("0.22*0.33", "wrong"),
    ("-0.22+0.33", "wrong"),
    ("-0.2*0.3", "wrong"),
    ("-7.4·10^2", "wrong"),
    ("-0.22*0.33*2", "wrong"),
    ("-0.2217*0.3418", "wrong"),
]

# Worked arithmetic. Each number in it that has a point and two digits or more may be rounded to its digits,
# all others are exact: it is right if the value lies between the smallest and the largest result and loses
# less than a twentieth, or is within a thousandth. "none" is no arithmetic.
# value worked out by hand, what is typed, "right", "early", "wrong" or "none"
ARITHMETIC = [
    # σ′ = 0.7310586 · 0.2689414 = 0.1966119
    (0.1966119, "(1-0.73)*0.73", "right"),
    (0.1966119, "(1 − 0.731)·0.731", "right"),
    (0.1966119, "(1–0,73)×0,73", "right"),
    (0.1966119, "0.73*0.27", "right"),
    (0.1966119, "0.73-0.73^2", "right"),
    (0.1966119, "0.731058*0.268942", "right"),
    (0.1966119, "1/(1+2.718^-1)*(1-0.7311)", "right"),
    (0.1966119, "(1-0.7)*0.7", "early"),
    (0.1966119, "(1-0.75)*0.75", "wrong"),
    (0.1966119, "(1-0.7411)*0.7411", "wrong"),
    (0.1966119, "0.73*0.73", "wrong"),
    (-0.1966119, "(1-0.73)*0.73", "wrong"),
    # A product of four digits each: −0.2217 · 0.3318 = −0.07356
    (-0.0735743, "-0.2217*0.3318", "right"),
    (-0.0735743, "−0.22·0.33", "right"),
    (-0.0735743, "-0.22*0.35", "wrong"),
    (-0.0735743, "0.2217*0.3318", "wrong"),
    (-0.0735743, "0.2217*-0.3318", "right"),
    (0.0735743, "7.36·10^-2", "right"),
    (0.0735743, "7.36*10**-2", "right"),
    (0.0735743, "7.36e-2", "right"),
    (0.0735743, "7.46·10^-2", "wrong"),
    # whole numbers are exact, and so are fractions
    (0.375, "3/8", "right"),
    (0.375, "3/(2*4)", "right"),
    (0.375, "1/2/2*1.5", "right"),
    (0.38, "3/8", "wrong"),
    (-12.0, "(-2+5)*-4", "right"),
    (-9.0, "-3^2", "right"),
    (9.0, "(-3)^2", "right"),
    (512.0, "2^3^2", "right"),
    (6.4, "2*3", "wrong"),
    # a difference of numbers near to each other keeps too few digits
    (0.017, "0.75-0.73", "early"),
    (0.02, "0.75-0.73", "right"),
    (0.5, "1/(0.01-0.01)", "none"),
    # what is no arithmetic
    (1.0, "", "none"),
    (1.0, "2*", "none"),
    (1.0, "(1", "none"),
    (1.0, "1)", "none"),
    (1.0, "1 1", "none"),
    (1.0, "--1", "none"),
    (1.0, "x*2", "none"),
    (1.0, "1/0", "none"),
    (1.0, "1e999", "none"),
    (1.0, "2^9999", "none"),
    (1.0, "1.5.2", "none"),
    (1.0, "alert(1)", "none"),
    (1.0, "(" * 300 + "1" + ")" * 300, "none"),
]
