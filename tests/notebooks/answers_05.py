"""What fills the gaps of notebook 5, derived by hand, and what wrong answers are told."""

ENGINE = """
    delta = dict.fromkeys(topological_order(root), 0.0)
    delta[root] = 1.0
    for node in reversed(topological_order(root)):
        for parent, partial in zip(node.parents, node.partials):
            delta[parent] += partial * delta[node]
    return delta"""

IMPATIENT = """
    delta = dict.fromkeys(topological_order(root), 0.0)
    delta[root] = 1.0
    sent, reached = set(), [root]
    while reached:
        node = reached.pop()
        if node not in sent:
            sent.add(node)
            for parent, partial in zip(node.parents, node.partials):
                delta[parent] += partial * delta[node]
            reached.extend(reversed(node.parents))
    return delta"""

TRAP = """
    a, b = Value(2, label="a"), Value(3, label="b")
    h = a * a
    return h - h * b"""

ANSWERS = [
    '"v x w h k f"',
    ENGINE,
    # q = xx = 9, g = q - x. Right are the messages -1, 3 and 3, together 5, and after two calls 10.
    "5",  # no-order: q has one child only, it can send at once
    "3",  # assignment: the last message alone
    "16",  # stale: q has 2 in the second call, 5 + (-1 + 2·3 + 2·3)
    "2",  # lost-edge: one of the 3s is missing
    "7",  # wrong-sign: +1 for -1
    TRAP,
    # u = 4, v = 16. δv = 2v, δu = 2u · δv, δx = 2x · δu
    *["32", "256", "1024"],
]

WRONG = {
    0: [
        ('"x w h k v f"', "✗ k stands before its parent v."),
        ('"x w h"', "✗ Every node once, please: w, x, v, h, k, f."),
    ],
    1: [
        (ENGINE.replace("+=", "="), "It looks like assignment: "),
        (
            ENGINE.replace(
                "zip(node.parents, node.partials)", "dict(zip(node.parents, node.partials)).items()"
            ),
            "Or like lost-edge: ",
        ),
        (
            ENGINE.replace("partial *", "(1.0 if node.op.name == 'sub' else partial) *"),
            "It looks like wrong-sign: ",
        ),
        (IMPATIENT, "It looks like no-order: "),
        ("return {}", "✗ ∂a/∂a is missing."),
        ("return {node: 1.0 for node in topological_order(root)}", "✗ ∂a²/∂a = 1 is not right."),
    ],
    2: [("3", "look how many children q has")],
    3: [("5", "overwrites the one before"), ("-1", "the last one does"), ("6", "none are")],
    4: [("10", "with the delta of the first"), ("5", "it were called once"), ("11", "variables add up")],
    5: [
        ("5", "a set holds everything once"),
        ("6", "the message of g got lost"),
        ("-1", "both messages of q"),
    ],
    6: [("5", "there is a minus before x"), ("-5", "one message does")],
    # a minus reveals the wrong sign, x² between root and x the stale delta; no node gets two messages
    7: [
        (
            "return Value(3, label='x') ** 2 - 1",
            "✗ 2 of 5 revealed; no-order, assignment, lost-edge would pass.",
        )
    ],
    8: [("16", "∂y/∂v = 16 is not right.")],
    9: [("32", "∂y/∂u = 32 is not right.")],
    10: [("256", "∂y/∂x = 256 is not right.")],
}
