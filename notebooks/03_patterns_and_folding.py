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
# # 3 · Patterns and folding
#
# A chess player does not see thirty-two pieces but a few familiar groups. With graphs it is the same. This
# notebook practices two ways of seeing more at once:
#
# - **patterns**: four things that gates do with the delta that arrives, so that you read them off instead
#   of computing them;
# - **folding**: many gates become one, with a local gradient of its own, as four gates became the sigmoid.
#
# At the end stands logistic regression with squared error, the smallest model that learns, and you derive
# all of it yourself.
#
# Before this: [the sigmoid circuit](02_sigmoid_circuit.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import math
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

from autograd import Value, dot, fold, gate, maximum, messages, unfold
from viz import check_answers, check_slope, circuit, derivation, step_through, table

# %% [markdown]
# ## Four patterns
#
# The next four pictures end with the same gate, $\times(-3)$, so that in each of them the delta $-3$ arrives
# at the gate in question. What does that gate do with it? *Say the red numbers aloud before you look.*


# %%
def picture(output):
    """Draw what led to `output`, with a gate behind it that sends it the delta -3."""
    f = output * -3
    f.label = "f"
    return circuit(f, notes=True, engine="layered")


# %% [markdown]
# **Add.** $s = a + b$ with $a = 2$ and $b = 5$. Which deltas do $a$ and $b$ get?

# %%
a, b = Value(2, label="a"), Value(5, label="b")
s = a + b
s.label = "s"
picture(s)

# %% [markdown]
# **Add distributes**: each operand gets what arrived, unchanged. The values 2 and 5 do not matter at all.
#
# **Multiply.** Now $p = a\,b$, with the same numbers.

# %%
p = a * b
p.label = "p"
picture(p)

# %% [markdown]
# **Multiply swaps**: $a$ gets $5 \cdot (-3)$ and $b$ gets $2 \cdot (-3)$, each the delta times the value of
# the *other* one. The smaller factor gets the
# delta of larger size.
#
# **Max.** $m = \max(a, b)$. Turn $a$ by a little: what happens to $m$?

# %%
m = maximum(a, b)
m.label = "m"
picture(m)

# %% [markdown]
# **Max routes**: the largest operand gets everything, the others nothing, because $m$ does not notice when
# they move. The forward pass has set a switch, and the backward pass runs over the same rails.
#
# (Where two operands are equally large the function has a corner and no derivative. The engine then gives
# everything to the first one. Max is an old acquaintance, by the way: $\operatorname{relu}(z) = \max(0, z)$.)
#
# **Fan-out.** This one is no gate but a wire that branches: $a$ is used by $u = 5a$ and by $v = -a$, and the
# add gate joins them.

# %%
u = 5 * a
v = -a
w = u + v
u.label, v.label, w.label = "u", "v", "w"
picture(w)

# %% [markdown]
# **Fan-out adds up**: $5 \cdot (-3) + (-1) \cdot (-3) = -15 + 3 = -12$.
#
# Compare the first picture and the last one. Backward, the add gate hands out copies; that is what a
# branching wire does forward. And backward the branching wire adds; that is what the add gate does forward.
# Each is the other one, read from right to left.
#
# | pattern | forward | backward |
# |---|---|---|
# | **add** | adds | copies the delta to all operands |
# | **fan-out** | copies the value to all children | adds the messages |
# | **multiply** | multiplies | multiplies the delta by the *other* operand |
# | **max** | takes the largest | sends everything to the largest |
#
# The four claims once more, with other numbers and for the engine to confirm:


# %%
def deltas(root, *nodes):
    """Return ∂root/∂node for each of the nodes, from the ledger of messages."""
    delta = messages(root).deltas
    return [delta[node] for node in nodes]


for left, right, upstream in ((2, 5, -3), (-1, -4, 7), (0.5, 0, 2)):
    a, b = Value(left), Value(right)
    assert deltas((a + b) * upstream, a, b) == [upstream, upstream]
    assert deltas((a * b) * upstream, a, b) == [right * upstream, left * upstream]
    assert deltas(maximum(a, b) * upstream, a, b) == [upstream * (left > right), upstream * (right > left)]
    assert deltas((a * 5 + a * right) * upstream, a) == [5 * upstream + right * upstream]
print("All four patterns hold.")

# %% [markdown]
# ## Your turn: all four at once
#
# $$m = \max(a, b), \qquad p = m\,c, \qquad g = p + m \qquad\text{at}\qquad a = 2,\quad b = 5,\quad c = -3.$$
#
# You need no derivative for this, the patterns are enough. Write your numbers in place of `None`.

# %%
a, b, c = Value(2, label="a"), Value(5, label="b"), Value(-3, label="c")
m = maximum(a, b)
p = m * c
g = p + m
m.label, p.label, g.label = "m", "p", "g"

answers = {
    "p": None,  # ∂g/∂p
    "m": None,  # ∂g/∂m
    "c": None,  # ∂g/∂c
    "a": None,  # ∂g/∂a
    "b": None,  # ∂g/∂b
}
print(check_answers(g, answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# $m$ has two children, $p$ and $g$, so it waits for two messages. Only then is it clear what max routes.
#
# </details>

# %% [markdown]
# ## Folding: four gates become one
#
# In the last notebook you folded the sigmoid by hand and found the slope $(1 - \sigma)\,\sigma$. The
# function `fold` does it to a recorded graph. Here is the sigmoid of $z = 1$ in four gates:

# %%
z = Value(1, label="z")
y = 1 / (1 + (-z).exp())
y.label = "y"
circuit(y, notes=True, digits=6, engine="layered")

# %% [markdown]
# `fold(root, "y")` makes one gate of the node with the label $y$ and all unlabeled nodes that only lead
# there. Labels are the borders. *Which local gradient will stand on the only edge that is left?*

# %%
folded = fold(y, "y", symbol="σ")
circuit(folded, notes=True, digits=6, engine="layered")

# %% [markdown]
# Nobody told the engine about $(1 - \sigma)\,\sigma$. It has run a backward pass *inside* of the gate, from
# its output with the delta $1$ to its operand, and what arrived there is the local gradient of the gate:

# %%
(partial,) = folded.partials
print(f"the local gradient of the folded gate: {partial:.6f}")
print(f"the four local gradients multiplied:   {math.prod([-0.534447, 1, 0.367879, -1]):.6f}")
print(f"(1 − σ) σ, derived with letters:       {(1 - y.data) * y.data:.6f}")
assert math.isclose(partial, 0.196612, abs_tol=1e-6)
assert math.isclose(partial, (1 - y.data) * y.data, rel_tol=1e-12)

# %% [markdown]
# `unfold` is the way back. Both make a new graph on the same variables; the graph you
# give them stays as it is.

# %%
opened = unfold(folded)
print(table(opened))
assert deltas(opened, z) == deltas(y, z)

# %% [markdown]
# ## A neuron is a gate
#
# A larger group: the whole neuron of the last notebook. A function that is marked with `@gate` computes as
# before, and `fold` makes one gate of every call.


# %%
@gate
def neuron(weights, inputs, bias):
    net = dot(weights, inputs, bias)  # w0 x0 + w1 x1 + bias, in one gate that the engine has folded already
    return 1 / (1 + (-net).exp())


w0, x0 = Value(2, label="w0"), Value(-1, label="x0")
w1, x1 = Value(-3, label="w1"), Value(-2, label="x1")
w2 = Value(-3, label="w2")
f = neuron([w0, w1], [x0, x1], w2)
f.label = "f"

one = fold(f, neuron)
circuit(one, notes=True, digits=6, engine="layered")

# %% [markdown]
# Compare the five local gradients with the five gradients of the last notebook. They are the same: seen
# from outside, the gradient of a whole circuit is nothing but the local gradient of a large gate. So the
# word *local* has no fixed size. A gate may be a multiplication, a neuron, a layer or a network; the rule
# **[local] × [upstream]** never asks.

# %%
by_hand = {w0: -0.196612, x0: 0.393224, w1: -0.393224, x1: -0.589836, w2: 0.196612}
for variable, partial in zip(one.parents, one.partials):
    assert math.isclose(partial, by_hand[variable], abs_tol=2e-6)
    print(f"∂f/∂{variable.label} = {partial:9.6f}")

# %% [markdown]
# Two neurons in a row are ten gates, or two. The first picture in a book on networks is a folded graph:

# %%
x, v, c = Value(1, label="x"), Value(2, label="v"), Value(-2, label="c")
h = neuron([v], [x], c)
h.label = "h"
k, d = Value(4, label="k"), Value(-1, label="d")
y = neuron([k], [h], d)
y.label = "y"
circuit(fold(y, neuron), notes=True, engine="layered")

# %% [markdown]
# Not every group is a gate: a gate has **one** output, because it must know the one delta that arrives.
# Here $q$ is needed by $r$ and, outside of the group, by $f$. *What will the engine say to folding $q$ and
# $r$?*

# %%
a, b = Value(3, label="a"), Value(-2, label="b")
q = a * b
r = q + a
f = q * r
q.label, r.label, f.label = "q", "r", "f"
try:
    fold(f, [q, r])
except ValueError as error:
    print(error)

# %% [markdown]
# ## Your turn: fold five gates
#
# $$y = 2\,\sigma(2z) - 1 = \frac{2}{1 + e^{-2z}} - 1$$
#
# is a sigmoid, stretched to the range from $-1$ to $1$. What is the local gradient of the whole chain?
# Derive it, try to write it with $y$ alone (the result is short), and put it in place of `None`. Both
# `math.exp` and `math.tanh` are allowed; the second one is a hint.


# %%
def slope_of_stretched(z):
    return None


print(check_slope(slope_of_stretched, lambda z: 2 / (1 + (-2 * z).exp()) - 1))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# With $\sigma$ as one gate, the chain is $\times 2$, $\sigma$, $\times 2$, $-1$. Three of the four local
# gradients are plain numbers; the other is $(1 - \sigma)\,\sigma$ at $2z$. Then replace $\sigma$ by $(1 +
# y)/2$.
#
# </details>

# %% [markdown]
# ## The smallest model that learns
#
# One input $x$, one weight, one bias, a sigmoid, and the answer $t$ that we would like to hear. How wrong
# is $y$? Half of the squared distance:
#
# $$z = wx + b, \qquad y = \sigma(z), \qquad L = \tfrac12\,(y - t)^2 .$$
#
# The numbers are chosen so that you need no calculator: $w = 2$, $x = 1.5$, $b = -3$, $t = 0.9$. Do the
# forward pass on paper; then derive the deltas **with letters first**, and put in the numbers last. The
# bare formulas are what you will meet in every textbook.

# %%
w, x, b = Value(2, label="w"), Value(1.5, label="x"), Value(-3, label="b")
t = Value(0.9, label="t")
z = w * x + b
y = z.sigmoid()
L = 0.5 * (y - t) ** 2
z.label, y.label, L.label = "z", "y", "L"

answers = {
    "y": None,  # ∂L/∂y, a formula in y and t
    "z": None,  # ∂L/∂z, a formula in ∂L/∂y and y
    "w": None,  # ∂L/∂w, a formula in ∂L/∂z and x
    "b": None,  # ∂L/∂b, a formula in ∂L/∂z
}
print(check_answers(L, answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# $L$ is a chain of three gates behind $y$: $-t$, the square, and $\times\tfrac12$. What remains of the 2
# from the square and the $\tfrac12$? (This is why there is a $\tfrac12$.)
#
# </details>
#
# The next picture is the solution, so tick your four answers first. The three gates of the loss are folded
# into one. Its local gradient is the **error** $y - t$: how far, and to which side, the model was wrong.

# %%
short = fold(L, "L", symbol="loss")
circuit(short, notes=True, engine="layered")

# %%
# by label: the folded graph has nodes of its own
delta = {node.label: delta for node, delta in messages(short).deltas.items()}
assert delta["y"] == y.data - t.data
assert delta["z"] == delta["y"] * (1 - y.data) * y.data
assert delta["w"] == delta["z"] * x.data
assert delta["b"] == delta["z"]
print("δy = y − t,  δz = δy σ'(z),  δw = δz x,  δb = δz")

# %% [markdown]
# Read it from right to left as a story. The error is $-0.4$, we were too low. The sigmoid lets a quarter of
# it through. The bias gets that as it is (add distributes), the weight gets it times its input (multiply
# swaps). Both are negative: turn both up, and $L$ falls.
#
# The next page has all gates. Press the button **Fold gates**, choose the gates of the loss in the drawing
# and fold them yourself; then add the sigmoid to the group. Nothing to the left of the group ever changes.

# %%
step_through(L, title="Logistic least squares", engine="layered")

# %% [markdown]
# ## Your turn: sigmoid and loss in one gate
#
# Fold further: what is $\partial L/\partial z$ as a function of $z$ alone, with $t = 0.9$? The function
# `sigmoid` is there for you.


# %%
def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def slope_of_loss(z):
    return None


print(check_slope(slope_of_loss, lambda z: 0.5 * (z.sigmoid() - 0.9) ** 2))

# %% [markdown]
# Try your slope at $z = -8$, where $y$ is almost 0 although it should be 0.9. The model could hardly be
# more wrong, and the slope is tiny: the factor $\sigma'(z)$ suffocates the error. Another loss, the
# cross-entropy, is made so that this factor cancels.

# %% [markdown]
# ## Your turn: with a penalty
#
# Large weights make a model nervous, so one asks for a price: $R = \tfrac12 w^2$, times a factor $\lambda$
# that says how dear it is.
#
# $$J = L + \lambda R, \qquad R = \tfrac12\,w^2, \qquad \lambda = 0.1 .$$
#
# Now $w$ has two children. First the question, then the count: will the weight be turned up or down?

# %%
price = Value(0.1, label="λ")
R = 0.5 * w**2
J = L + price * R
R.label, J.label = "R", "J"

answers = {
    "L": None,  # ∂J/∂L
    "R": None,  # ∂J/∂R
    "z": None,  # ∂J/∂z
    "b": None,  # ∂J/∂b
    "w": None,  # ∂J/∂w
}
print(check_answers(J, answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Add distributes: $L$ and $\lambda R$ get the same. Multiply swaps: $R$ gets $\lambda$. What comes back
# through $L$ you have computed already. Then $w$ adds up.
#
# </details>
#
# <details><summary>Check yourself with letters</summary>
#
# $$
# \delta_L = 1, \qquad \delta_R = \lambda, \qquad \delta_z = (y - t)\,\sigma'(z), \qquad
# \delta_b = \delta_z, \qquad \delta_w = \delta_z\,x + \delta_R\,w .
# $$
#
# The data pull the weight up, the penalty pulls it down, and here the penalty is a little stronger.
#
# </details>
#
# When all five are ticked, `circuit(fold(J, "L", "R"), notes=True)` in a new cell shows where the two
# messages meet.

# %% [markdown]
# ## The derivation, written out
#
# One more thing to lay beside your sheet of paper. `derivation` writes the chain rule of any graph, as you
# would, with letters and with numbers:

# %%
derivation(L)

# %% [markdown]
# Gates without a label are written where they are used; `derivation(L).steps` has a line for each of them,
# and `derivation(L).columns` sets both passes side by side. `derivation(J)` is the one with the penalty,
# `derivation(J, style="bar")` writes $\overline{w}$ for $\delta_w$, and `print(derivation(J).latex)` gives
# it to you for a paper.

# %% [markdown]
# ## What to keep
#
# - **Add distributes, multiply swaps, max routes, fan-out adds up.** Add and fan-out are each other's
#   mirror image.
# - **A group of gates with one output is a gate.** Its local gradients are a backward pass inside of it.
#   Folding and unfolding change nothing outside.
# - Logistic least squares: $\delta_y = y - t$, $\delta_z = \delta_y\,\sigma'(z)$, $\delta_w = \delta_z\,x$,
#   $\delta_b = \delta_z$; a penalty adds its message $\delta_R\,w$ at the weight.
#
# Next: [order and wrong engines](04_order_and_wrong_engines.ipynb), why nodes wait for each other, and what
# happens where they do not.
