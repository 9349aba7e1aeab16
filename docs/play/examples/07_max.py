# Max routes
from autograd import Value, maximum
from viz import circuit

x, y, z = Value(3, "x"), Value(-1, "y"), Value(1, "z")
q = maximum(x, y, z)
q.label = "q"
f = 2 * q
f.label = "f"

# 1 to the largest operand, 0 to the rest
circuit(f, notes=True)
