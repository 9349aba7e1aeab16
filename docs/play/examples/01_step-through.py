# Step through (x + y) z
from autograd import Value
from viz import step_through

x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
q = x + y
q.label = "q"
f = q * z
f.label = "f"

step_through(f)
