"""The graphs that the tests of viz draw, and labels that try to break a drawing."""

from autograd import Value, dot
from autograd import sum as add_up

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


def labelled(node: Value, label: str) -> Value:
    """Return the node with a label."""
    node.label = label
    return node


def logistic_least_squares(penalty: bool = False) -> Value:
    """Lecture A6: z = wx + b, y = σ(z), L = ½(y - t)²; with R = ½w² and L_reg = L + λR, w is used twice."""
    w, x, b, t = Value(0.5, "w"), Value(2, "x"), Value(-1.5, "b"), Value(1, "t")
    z = labelled(w * x + b, "z")
    y = labelled(z.sigmoid(), "y")
    loss = labelled(0.5 * (y - t) ** 2, "L")
    if not penalty:
        return loss
    return labelled(loss + Value(0.1, "λ") * labelled(0.5 * w**2, "R"), "L_reg")


def two_layers() -> Value:
    """Lecture A8: z_i = Σ w_ij x_j + b_i, h_i = σ(z_i), y_k = Σ v_ki h_i + c_k, E = ½ Σ (y_k - t_k)²."""
    x = [Value(1.0, "x_1"), Value(-0.5, "x_2")]
    w = [[Value(0.5, "w_11"), Value(-1.0, "w_12")], [Value(0.25, "w_21"), Value(2.0, "w_22")]]
    v = [[Value(1.5, "v_11"), Value(-0.75, "v_12")], [Value(-2.0, "v_21"), Value(0.5, "v_22")]]
    b = [Value(0.1, "b_1"), Value(-0.2, "b_2")]
    c = [Value(0.3, "c_1"), Value(0.4, "c_2")]
    t = [Value(1.0, "t_1"), Value(0.0, "t_2")]
    h: list[Value] = []
    for i in range(2):
        z = labelled(dot(w[i], x, b[i]), f"z_{i + 1}")
        h.append(labelled(z.sigmoid(), f"h_{i + 1}"))
    y = [labelled(dot(v[k], h, c[k]), f"y_{k + 1}") for k in range(2)]
    return labelled(0.5 * add_up((y[k] - t[k]) ** 2 for k in range(2)), "L")


def deep_sigmoids(layers: int = 3) -> Value:
    """Lecture A9: layers of one sigmoid unit each, o_k = σ(w_k o_(k-1)), E = ½(o_K - t)²."""
    o = Value(0.7, "o_0")
    for k in range(1, layers + 1):
        z = labelled(Value(0.5 * k - 1.2, f"w_{k}") * o, f"z_{k}")
        o = labelled(z.sigmoid(), f"o_{k}")
    return labelled(0.5 * (o - Value(1.0, "t")) ** 2, "E")
