# The order of the backward pass, message by message
from autograd import Value, messages
from viz import table

x, y = Value(3, "x"), Value(-1, "y")
p = x * y
p.label = "p"
q = p * x
q.label = "q"
f = p + q
f.label = "f"

# a node sends when all of its children have sent
for m in messages(f):
    print(f"{m.child.label} → {m.parent.label}: {m.message:g}")

table(f)
