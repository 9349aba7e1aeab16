# Multiply swaps
from autograd import Value
from viz import circuit

x, y = Value(3, "x"), Value(-1, "y")
q = x * y
q.label = "q"
f = 2 * q
f.label = "f"

# each factor gets the delta times the other factor
circuit(f, notes=True)
