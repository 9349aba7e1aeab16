# (x + y) z, every value and every message
from autograd import Value
from viz import circuit

x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
q = x + y
q.label = "q"
f = q * z
f.label = "f"

f.backward()
print("∂f/∂x =", x.grad)
print("∂f/∂y =", y.grad)
print("∂f/∂z =", z.grad)

circuit(f, notes=True)
