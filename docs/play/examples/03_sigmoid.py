# The sigmoid circuit, gate by gate
from autograd import Value
from viz import circuit

w0, x0 = Value(2, "w0"), Value(-1, "x0")
w1, x1 = Value(-3, "w1"), Value(-2, "x1")
w2 = Value(-3, "w2")

f = 1 / (1 + (-(w0 * x0 + w1 * x1 + w2)).exp())
f.label = "f"

circuit(f)  # notes=True shows every message
