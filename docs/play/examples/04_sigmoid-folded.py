# Four gates of the sigmoid folded into one
from autograd import Value, fold
from viz import circuit

w0, x0 = Value(2, "w0"), Value(-1, "x0")
w1, x1 = Value(-3, "w1"), Value(-2, "x1")
w2 = Value(-3, "w2")

z = w0 * x0 + w1 * x1 + w2
z.label = "z"
f = 1 / (1 + (-z).exp())
f.label = "f"

circuit(fold(f, "f", symbol="σ"), notes=True)
