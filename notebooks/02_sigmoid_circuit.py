# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 2 · The sigmoid circuit
#
# A neuron weighs its inputs, adds a bias, and squeezes the sum into the range from 0 to 1 with the
# sigmoid function:
#
# $$f = \sigma(w_0x_0 + w_1x_1 + w_2), \qquad \sigma(z) = \frac{1}{1 + e^{-z}} .$$
#
# Written out, this is a formula one would rather not differentiate by five variables:
#
# $$f = \frac{1}{1 + e^{-(w_0x_0 + w_1x_1 + w_2)}} .$$
#
# As a graph it is eight gates, and each of them is easy. We shall walk through all of them, with the
# numbers of the well-known example from Stanford's course CS231n:
#
# $$w_0 = 2,\quad x_0 = -1,\quad w_1 = -3,\quad x_1 = -2,\quad w_2 = -3 .$$
#
# You will derive each **[local gradient] × [upstream gradient]** and have the engine confirm it. Then comes
# the reward: four of the gates melt into a single one, with a derivative you will never forget.
#
# Before this: [the first graph](01_first_graph.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import math
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

from key_02 import check_slip

from autograd import Value, messages
from viz import check_answers, check_slope, circuit, step_through

# %% [markdown]
# ## The forward pass
#
# Take the formula apart from the inside out, one operation per line:
#
# $$
# \begin{aligned}
# a &= w_0x_0 = 2 \cdot (-1) = -2 & u &= -z = -1\\
# b &= w_1x_1 = (-3) \cdot (-2) = 6 & e &= \exp u = 0.367879\\
# s &= a + b = 4 & d &= 1 + e = 1.367879\\
# z &= s + w_2 = 4 - 3 = 1 & f &= 1/d = 0.731059
# \end{aligned}
# $$
#
# The left column is what makes it a neuron, the *net input* $z$. The right column is the sigmoid of it.
# (Here $e$ is the name of a node and $\exp u$ is the exponential function.)

# %%
w0, x0 = Value(2, label="w0"), Value(-1, label="x0")
w1, x1 = Value(-3, label="w1"), Value(-2, label="x1")
w2 = Value(-3, label="w2")

a = w0 * x0
b = w1 * x1
s = a + b
z = s + w2
u = -z
e = u.exp()
d = 1 + e
f = 1 / d
for label, node in {"a": a, "b": b, "s": s, "z": z, "u": u, "e": e, "d": d, "f": f}.items():
    node.label = label

assert (a.data, b.data, s.data, z.data, u.data) == (-2, 6, 4, 1, -1)
for node, by_hand in ((e, 0.367879), (d, 1.367879), (f, 0.731059)):
    assert math.isclose(node.data, by_hand, abs_tol=1e-6)
print("f =", f.data)

# %% [markdown]
# ## Five derivatives are enough
#
# The whole backward pass needs only these:
#
# | gate | local gradient | in words |
# |---|---|---|
# | $1/x$ | $-1/x^2$ | the larger $x$, the smaller $1/x$: a minus |
# | $\exp x$ | $\exp x$ | its own output |
# | $x \cdot (-1)$ | $-1$ | turns the sign |
# | $x + y$ | $1$ and $1$ | every operand moves the sum equally |
# | $x\,y$ | $y$ for $x$, $x$ for $y$ | the other factor |
#
# The function `claim` below compares a line of your derivation with the engine's ledger of messages: which
# node sends, which one receives, the local gradient, the upstream gradient. A wrong claim stops the
# notebook; change a number and see. It is best to write each line on paper before you read it here.

# %%
ledger = {(m.child, m.parent): m for m in messages(f)}
confirmed = {}


def claim(child, parent, partial, upstream):
    m = ledger[child, parent]
    assert math.isclose(m.partial, partial, abs_tol=2e-6), f"the local gradient is {m.partial:.6f}"
    assert math.isclose(m.upstream, upstream, abs_tol=2e-6), f"the upstream gradient is {m.upstream:.6f}"
    assert math.isclose(m.message, partial * upstream, abs_tol=2e-6)
    confirmed[child, parent] = m.message
    print(f"✓ {child.label} → {parent.label}:  [{m.partial:.6g}] × [{m.upstream:.6g}] = {m.message:.6g}")


# %% [markdown]
# ## The backward pass, gate by gate
#
# **The root.** $\delta_f = \partial f/\partial f = 1$.
#
# **The gate $1/x$.** It made $f = 1/d$ out of $d = 1.367879$, so
#
# $$
# \delta_d = \Big[-\frac{1}{d^2}\Big] \times [\delta_f]
#          = \Big[-\frac{1}{1.367879^2}\Big] \times [1] = [-0.534447] \times [1] = -0.534447 .
# $$

# %%
claim(f, d, partial=-1 / 1.367879**2, upstream=1)

# %% [markdown]
# **The gate $+1$.** Adding a constant shifts everything and stretches nothing:
#
# $$\delta_e = [1] \times [\delta_d] = [1] \times [-0.534447] = -0.534447 .$$

# %%
claim(d, e, partial=1, upstream=-0.534447)

# %% [markdown]
# **The gate $\exp$.** Its derivative is its own output, and that was computed in the forward pass already.
# The forward value is used again, which is why networks keep all of them until the backward pass is over:
#
# $$\delta_u = [\exp u] \times [\delta_e] = [0.367879] \times [-0.534447] = -0.196612 .$$

# %%
claim(e, u, partial=0.367879, upstream=-0.534447)

# %% [markdown]
# **The gate $\times(-1)$.** It turns the sign:
#
# $$\delta_z = [-1] \times [\delta_u] = [-1] \times [-0.196612] = 0.196612 .$$
#
# Keep this number in mind: it is the slope of the sigmoid at $z = 1$, and we shall meet it again.

# %%
claim(u, z, partial=-1, upstream=-0.196612)

# %% [markdown]
# **The two add gates.** $z = s + w_2$, then $s = a + b$. An add gate hands its delta to both operands,
# unchanged:
#
# $$
# \begin{aligned}
# \delta_s &= [1] \times [\delta_z] = [1] \times [0.196612] = 0.196612\\
# \delta_{w_2} &= [1] \times [\delta_z] = [1] \times [0.196612] = 0.196612\\
# \delta_a &= [1] \times [\delta_s] = [1] \times [0.196612] = 0.196612\\
# \delta_b &= [1] \times [\delta_s] = [1] \times [0.196612] = 0.196612
# \end{aligned}
# $$

# %%
claim(z, s, partial=1, upstream=0.196612)
claim(z, w2, partial=1, upstream=0.196612)
claim(s, a, partial=1, upstream=0.196612)
claim(s, b, partial=1, upstream=0.196612)

# %% [markdown]
# **The two multiply gates.** In $b = w_1x_1$ the weight is multiplied by $x_1$, so $x_1$ is the weight's
# local gradient, and the other way round:
#
# $$
# \begin{aligned}
# \delta_{w_1} &= [x_1] \times [\delta_b] = [-2] \times [0.196612] = -0.393224\\
# \delta_{x_1} &= [w_1] \times [\delta_b] = [-3] \times [0.196612] = -0.589836\\
# \delta_{w_0} &= [x_0] \times [\delta_a] = [-1] \times [0.196612] = -0.196612\\
# \delta_{x_0} &= [w_0] \times [\delta_a] = [2] \times [0.196612] = 0.393224
# \end{aligned}
# $$

# %%
claim(b, w1, partial=-2, upstream=0.196612)
claim(b, x1, partial=-3, upstream=0.196612)
claim(a, w0, partial=-1, upstream=0.196612)
claim(a, x0, partial=2, upstream=0.196612)

# %% [markdown]
# That was the last edge. Twelve messages, five gradients, and not one derivative beyond school. Has
# `backward` found the same?

# %%
f.zero_grad()
f.backward()

labeled_edges = {edge for edge, m in ledger.items() if m.parent.label}  # all but those to the two constants 1
assert confirmed.keys() == labeled_edges
assert len(confirmed) == 12
by_hand = {w0: -0.196612, x0: 0.393224, w1: -0.393224, x1: -0.589836, w2: 0.196612}
for variable, gradient in by_hand.items():
    assert math.isclose(variable.grad, gradient, abs_tol=2e-6)
    print(f"∂f/∂{variable.label} = {variable.grad:9.6f}")

# %% [markdown]
# (Slides like to round this circuit to two digits. Then $2 \times 0.20$ seems to be $0.39$, and you doubt
# the chain rule; it is $2 \times 0.1966$.)

# %% [markdown]
# ## The drawing
#
# Green above the wire is the value, red below it the delta. Read the red numbers from right to left and
# find your twelve steps again. The plain numbers stand inside of their gates, `+1` and `1/x`.

# %%
circuit(f)

# %% [markdown]
# And as a film, with one step for each message:

# %%
step_through(f, title="The sigmoid circuit")

# %% [markdown]
# ## Two patterns
#
# After a few graphs you stop computing at the frequent gates, because you see at once what they do with
# the delta that arrives.
#
# **Add distributes.** Whatever arrives at an add gate goes to all operands, unchanged. See how
# $0.196612$ runs from $z$ through both add gates to four places, $w_2$, $s$, $a$ and $b$.
#
# **Multiply swaps.** Each operand gets the delta times the value of the *other* one.

# %%
f.zero_grad()
f.backward()
for gate in (z, s):
    assert all(parent.grad == gate.grad for parent in gate.parents)  # add distributes
for gate in (a, b):
    left, right = gate.parents
    assert left.grad == right.data * gate.grad  # multiply swaps
    assert right.grad == left.data * gate.grad
print("Both patterns hold, to the last digit.")

# %% [markdown]
# The swap says something about learning. A weight's gradient is proportional to its *input*: where the
# input is 0 the weight learns nothing, and where inputs are a thousand times larger, gradients are too. This
# is one reason why data are scaled before a network sees them.
#
# (There was a third pattern in the first notebook: where a node has several children, the messages
# **add up**.)

# %% [markdown]
# ## Four gates in one
#
# The last four gates, $\times(-1)$, $\exp$, $+1$ and $1/x$, are the sigmoid of $z$. A chain of
# gates with one operand each is again a gate with one operand, and its local gradient is the product of
# theirs:
#
# $$
# \frac{\partial f}{\partial z}
#   = \underbrace{\Big[-\frac{1}{d^2}\Big]}_{1/x} \cdot \underbrace{[1]}_{+1}
#     \cdot \underbrace{[\exp u]}_{\exp} \cdot \underbrace{[-1]}_{\times(-1)}
#   = (-0.534447) \cdot 1 \cdot 0.367879 \cdot (-1) = 0.196612 .
# $$
#
# Now with letters. Write $\sigma$ for $\sigma(z)$ and remember that $d = 1 + e^{-z}$ and $\sigma = 1/d$:
#
# $$
# \frac{\mathrm{d}\sigma}{\mathrm{d}z} = \frac{e^{-z}}{(1 + e^{-z})^2}
#   = \frac{(1 + e^{-z}) - 1}{1 + e^{-z}} \cdot \frac{1}{1 + e^{-z}}
#   = (1 - \sigma)\,\sigma .
# $$
#
# The slope of the sigmoid needs nothing but its output. With $\sigma = 0.731059$:
#
# $$(1 - 0.731059) \cdot 0.731059 = 0.268941 \cdot 0.731059 = 0.196612 .$$
#
# Here are the four gates on their own, and below them the one gate. The red number at $z$, all that the
# rest of the graph gets to see of them, is the same.

# %%
alone = Value(1, label="z")
four_gates = 1 / (1 + (-alone).exp())
four_gates.label = "f"
circuit(four_gates, digits=6)

# %%
one_gate = alone.sigmoid()
one_gate.label = "f"
assert math.isclose(messages(one_gate)[-1].message, messages(four_gates)[-1].message, rel_tol=1e-12)
assert math.isclose(messages(one_gate)[-1].message, 0.196612, abs_tol=1e-6)
circuit(one_gate, digits=6)

# %% [markdown]
# And here is the whole neuron with the one gate at its end:

# %%
net = w0 * x0 + w1 * x1 + w2
net.label = "z"
folded = net.sigmoid()
folded.label = "f"

folded.zero_grad()
folded.backward()
for variable, gradient in by_hand.items():
    assert math.isclose(variable.grad, gradient, abs_tol=2e-6)

circuit(folded, notes=True)

# %% [markdown]
# Before the sigmoid gate all numbers are as they were: **folding a group of gates into one, or unfolding
# one into many, does not change any gradient outside of the group.** How large a gate should be is a matter
# of taste. A small one explains, a large one saves work: nine messages here instead of twelve.
#
# A large gate can also be *safer*. Far out to the left, at $z = -800$, the four gates compute
# $\exp 800$, which is beyond every floating-point number:

# %%
far = Value(-800)
four = 1 / (1 + (-far).exp())
four.backward()

away = Value(-800)
one = away.sigmoid()
one.backward()

print(f"four gates: value {four.data}, gradient {far.grad}")
print(f"one gate:   value {one.data}, gradient {away.grad}")

# %% [markdown]
# Both values are right: $\sigma(-800)$ is about $4 \cdot 10^{-348}$, which is 0 for a computer. But on the
# way back the four gates multiply zero by infinity, and the gradient is `nan`, *not a number*. The one gate
# uses $(1 - \sigma)\,\sigma$ and gets 0. So libraries offer large gates for the places where it matters.
#
# One more thing to take along. $(1 - \sigma)\,\sigma$ is largest at $\sigma = \tfrac12$, and there it is only
# $\tfrac14$. A delta that passes a sigmoid shrinks to a quarter or less. Ten of them in a row leave at most
# a millionth; this is the *vanishing gradient*, and the course will come back to it.

# %% [markdown]
# ## Your turn: a gate that opens
#
# Here the input $t$ is used twice: a neuron with the weight $v$ and the bias $c$ looks at it, and the
# neuron's output $y$ decides how much of the input gets through.
#
# $$m = v\,t, \qquad n = m + c, \qquad y = \sigma(n), \qquad g = t\,y .$$
#
# With $v = 1$ and $c = 0$ this is an activation function of today's networks, called SiLU or swish. Take
# $t = 2$, $v = 1.5$, $c = -3$; with these numbers you need no calculator.

# %%
t, v, c = Value(2, label="t"), Value(1.5, label="v"), Value(-3, label="c")
m = v * t
m.label = "m"
n = m + c
n.label = "n"
y = n.sigmoid()
y.label = "y"
g = t * y
g.label = "g"

# Write a number in place of each None.
answers = {
    "g": None,  # ∂g/∂g
    "y": None,  # ∂g/∂y
    "n": None,  # ∂g/∂n
    "m": None,  # ∂g/∂m
    "c": None,  # ∂g/∂c
    "v": None,  # ∂g/∂v
    "t": None,  # ∂g/∂t
}
print(check_answers(g, answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Do the forward pass first; $n$ comes out round, and $\sigma(0) = \tfrac12$. Then walk back: multiply swaps,
# the sigmoid multiplies by $(1 - y)\,y$, add distributes, multiply swaps. Who sends messages to $t$?
#
# </details>
#
# `circuit(g, notes=True)` in a new cell shows the solution, once you have yours.

# %% [markdown]
# ## Your turn: fold gates of your own
#
# The gates $\exp$, $+1$ and $\ln$ in a row compute $h = \ln(1 + e^z)$, known as *softplus*. Fold them:
# what is the local gradient $\mathrm{d}h/\mathrm{d}z$ of the one large gate? Derive it, simplify it (you will
# recognize the result), and write it in place of `None`, using `math.exp`. The engine differentiates the
# three gates and compares.


# %%
def slope(z):
    return None


print(check_slope(slope, lambda z: (1 + z.exp()).log()))

# %% [markdown]
# ## Your turn: find the slip
#
# A handout has the circuit of this notebook, with all of its numbers, and above it the formula
# $\sigma(w_0x_0 + w_1x_1 + w_2x_2)$. There are three products in the formula and two in the drawing. Somebody
# has carried on the pattern without thinking.
#
# Which number would $x_2$ have to be for formula and drawing to agree? And if it were an input like the
# others, what would its gradient be?

# %%
handout = {
    "x2": None,
    "∂f/∂x2": None,
}
print(check_slip(handout))

# %% [markdown]
# <details><summary>What to make of it</summary>
#
# The slip is a good idea in disguise. Give every neuron one more input that always says the same number, and
# its bias is a weight like all others. Nobody asks for the gradient of that input, because it never changes.
#
# </details>

# %% [markdown]
# ## What to keep
#
# - An unpleasant formula is a graph of pleasant gates. Walk back and multiply **[local] × [upstream]**.
# - **Add distributes, multiply swaps**; the sigmoid multiplies by $(1 - \sigma)\,\sigma$, at most $\tfrac14$.
# - Folding gates keeps every gradient outside. Large gates save messages, and some are numerically safer.
#
# Next: [patterns and folding](03_patterns_and_folding.ipynb), more of both.
