# A derivative of a derivative
from autograd import Value, grad
from viz import circuit

w = Value(2.0, "w")
g = w**3
g.label = "g"

first = grad(g, w)  # 3w²
second = grad(first, w)  # 6w
print(first.label, "=", first.data)
print(second.label, "=", second.data)

circuit(second)
