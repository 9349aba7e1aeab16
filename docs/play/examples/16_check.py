# Check what was derived by hand
from autograd import Value
from viz import check_answers

x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
q = x + y
q.label = "q"
f = q * z
f.label = "f"

# numbers or letters; one of these is wrong
check_answers(f, {"q": -4, "x": "z", "y": -4, "z": "x - y"})
