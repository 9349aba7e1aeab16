# A perceptron of two layers, with two outputs
from autograd import Value, dot, fold
from viz import circuit


def named(label, node):
    node.label = label
    return node


x = [Value(1, "x1"), Value(-1, "x2")]
W = [
    [Value(1, "w11"), Value(-2, "w12")],
    [Value(-1, "w21"), Value(1, "w22")],
]
V = [
    [Value(2, "v11"), Value(-1, "v12")],
    [Value(-2, "v21"), Value(-1, "v22")],
]
b = [Value(1, "b1"), Value(0, "b2")]
c = [Value(0, "c1"), Value(0, "c2")]

h = []
for i in (0, 1):
    z = named(f"z{i + 1}", dot(W[i], x, b[i]))
    h.append(named(f"h{i + 1}", z.sigmoid()))
y = [named(f"y{k + 1}", dot(V[k], h, c[k])) for k in (0, 1)]

t = [Value(1, "t1"), Value(0, "t2")]
L1 = named("L1", 0.5 * (y[0] - t[0]) ** 2)
L2 = named("L2", 0.5 * (y[1] - t[1]) ** 2)
L = fold(named("L", L1 + L2), "L1", symbol="½(y−t)²")

circuit(fold(L, "L2", symbol="½(y−t)²"))
