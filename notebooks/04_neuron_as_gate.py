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
# # 4 · A neuron is a gate
#
# The last notebook made one gate of four. Nothing says that a gate must be small: in this notebook
#
# - a whole neuron becomes one, and two neurons become a picture of two gates;
# - the neuron gets a target, and with it the smallest model that learns: **logistic least squares**. You
#   derive all of it yourself, with letters first;
# - a penalty on the weight makes a variable with two children out of it.
#
# Before this: [patterns and folding](03_patterns_and_folding.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import math
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

from autograd import Value, dot, fold, gate
from viz import check_answers, check_slope, circuit, derivation, step_through

# %% [markdown]
# ## One neuron, one gate
#
# A larger group than four gates: the whole neuron of [notebook 2](02_sigmoid_circuit.ipynb). A function that
# is marked with `@gate` computes as before, and `fold` makes one gate of every call.


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
circuit(one, notes=True, digits=6)

# %% [markdown]
# Compare the five local gradients with the five gradients of notebook 2. They are the same: seen
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
circuit(fold(y, neuron), notes=True)

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
told = check_answers(L, answers)
print(told)

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# $L$ is a chain of three gates behind $y$: $-t$, the square, and $\times\tfrac12$. What remains of the 2
# from the square and the $\tfrac12$? (This is why there is a $\tfrac12$.)
#
# </details>
#
# When all four are ticked, the next cell draws the solution, the three gates of the loss folded into one.
# Its local gradient is called the **error**: how far, and to which side, the model was wrong.

# %%
short = fold(L, "L", symbol="loss")
circuit(short, notes=True) if told.right == told.total else "Tick all four first."

# %% [markdown]
# <details><summary>The picture, told as a story</summary>
#
# Read it from right to left. The error is $-0.4$, we were too low. The sigmoid lets a quarter of it through.
# The bias gets that as it is (add distributes), the weight gets it times its input (multiply swaps). Both
# are negative: turn both up, and $L$ falls.
#
# </details>
#
# The next page has all gates, and shows a number only when its step has come. Press the button **Fold
# gates**, choose the gates of the loss in the drawing and fold them yourself; then add the sigmoid to the
# group. Nothing to the left of the group ever changes.

# %%
step_through(L, title="Logistic least squares")

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
# that says how expensive it is.
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
# - **A neuron is a gate.** Seen from outside, the gradient of a circuit is the local gradient of one large
#   gate, and *local* has no fixed size.
# - Logistic least squares: $\delta_y = y - t$, $\delta_z = \delta_y\,\sigma'(z)$, $\delta_w = \delta_z\,x$,
#   $\delta_b = \delta_z$; a penalty adds its message $\delta_R\,w$ at the weight.
#
# Next: [order and wrong engines](05_order_and_wrong_engines.ipynb), why nodes wait for each other, and what
# happens where they do not.
