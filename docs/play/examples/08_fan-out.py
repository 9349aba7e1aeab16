# Fan-out adds up
from autograd import Value
from viz import circuit

x, y = Value(3, "x"), Value(-1, "y")
p = x * y
p.label = "p"
q = x * 2
q.label = "q"
f = p + q
f.label = "f"

# x is used twice and receives two messages
circuit(f, notes=True)
