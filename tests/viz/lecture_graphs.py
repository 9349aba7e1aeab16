"""The graphs that the tests of viz draw, and labels that try to break a drawing."""

from autograd import Value

HOSTILE = [
    "</script><script>alert(1)</script>",
    "]]></title><img src=x onerror=alert(1)>",
    "\"quoted\" 'twice' `thrice`",
    "{a|b}<c> \\N \\l \\",
    "&lt;b&gt; &amp; &#65;",
    "${alert(1)} $title $$",
    "α → β̂ 中文 🙂",
    "\x00\x01\x1b[31m\r\n\t\x7f",
    "\ud800 alone",
    "\u2028 line \u2029",
    "<!-- --><![CDATA[",
    "x" * 10_000,
]


def product() -> Value:
    """Lecture A1: f = (x + y) z at x=-2, y=5, z=-4."""
    x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    q = x + y
    q.label = "q"
    f = q * z
    f.label = "f"
    return f


def sigmoid_circuit() -> Value:
    """Lecture A2: 1/(1+exp(-(w0 x0 + w1 x1 + w2))), gate by gate."""
    w0, x0, w1, x1, w2 = (
        Value(number, label) for number, label in ((2, "w0"), (-1, "x0"), (-3, "w1"), (-2, "x1"), (-3, "w2"))
    )
    f = 1 / (1 + (-(w0 * x0 + w1 * x1 + w2)).exp())
    f.label = "f"
    return f


def long_sum(nodes: int) -> Value:
    """A chain of that many drawn nodes, an odd number: every + is a node, and so is its second operand."""
    total = Value(1.0)
    for i in range((nodes - 1) // 2):
        total = total + Value(i + 0.123456)
    return total
