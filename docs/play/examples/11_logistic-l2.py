# Logistic least squares with a penalty
from autograd import Value, dot, fold
from viz import circuit

w, x, b = Value(2, "w"), Value(1.5, "x"), Value(-1, "b")
t = Value(0.5, "t")

z = dot([w], [x], b)
z.label = "z"
y = z.sigmoid()
y.label = "y"
L = 0.5 * (y - t) ** 2
L.label = "L"
R = 0.5 * w**2
R.label = "R"
total = L + Value(0.1, "λ") * R
total.label = "L_reg"

total = fold(total, "L", symbol="½(y−t)²")
total = fold(total, "R", symbol="½w²")
circuit(fold(total, "L_reg", symbol="L+λR"), notes=True)
