# Logistic least squares
from autograd import Value, dot, fold
from viz import circuit

w, x, b = Value(2, "w"), Value(1.5, "x"), Value(-1, "b")
t = Value(0.5, "t")

z = dot([w], [x], b)  # wx + b
z.label = "z"
y = z.sigmoid()
y.label = "y"
L = 0.5 * (y - t) ** 2
L.label = "L"

circuit(fold(L, "L", symbol="½(y−t)²"), notes=True)
