# The chain rule written out
from autograd import Value
from viz import derivation

w, x, b = Value(2, "w"), Value(1.5, "x"), Value(-1, "b")
t = Value(0.5, "t")

z = w * x + b
z.label = "z"
y = z.sigmoid()
y.label = "y"
L = 0.5 * (y - t) ** 2
L.label = "L"

derivation(L)
