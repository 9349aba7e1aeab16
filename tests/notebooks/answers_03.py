"""What fills the gaps of notebook 3, derived by hand, and what wrong answers are told."""

ANSWERS = [
    # m = 5, p = -15. δp = 1, δm = c + 1, δc = m, and max routes δm to b
    *["1", "-2", "5", "0", "-2"],
    # with s = σ(2z) = (1 + y)/2: 2 · (1-s)s · 2 = (1-y)(1+y) = 1 - y², and y = tanh z
    "return 1 - math.tanh(z) ** 2",
]

WRONG = {
    0: [("0", "the delta of another node")],
    1: [("-3", "the message from p alone, as if it had overwritten the others")],
    2: [("-3", "the product without the swap")],
    3: [("5", "the value of m in the forward pass")],
    4: [("5", "the value of b in the forward pass")],
    5: [
        ("return (1 - math.tanh(z)) * math.tanh(z)", "each at its own operand"),
        ("return (1 - math.tanh(z) ** 2) / 2", "right but for a constant factor"),
    ],
}
