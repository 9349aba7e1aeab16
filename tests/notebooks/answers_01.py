"""What fills the gaps of notebook 1, derived by hand, and what wrong answers are told."""

# p = ab = -6, s = p + a = -3, g = sp. δs = p, δp = s + δs·1, δa = δs·1 + δp·b, δb = δp·a
ANSWERS = ["1", "-6", "-9", "12", "-27"]

WRONG = {
    0: [("0", "The root moves exactly as much as itself.")],
    1: [("-3", "the product without the swap")],
    2: [("-6", "the message from s alone, as if it had overwritten the others")],
    3: [("6", "the average in place of the sum")],
    4: [("9", "b gets one message, from p: write down [local] × [upstream]")],
}
