# Softmax and cross-entropy
from autograd import Value
from autograd import sum as add_up
from viz import circuit

z = [Value(3.2, "z1"), Value(5.1, "z2"), Value(-1.7, "z3")]

powers = [zk.exp() for zk in z]
for k, power in enumerate(powers, 1):
    power.label = f"e{k}"
S = add_up(powers)
S.label = "S"
y1 = powers[0] / S  # the first class is right
y1.label = "y1"
L = -y1.log()
L.label = "L"

circuit(L, notes=True)  # the deltas of z are y − t
