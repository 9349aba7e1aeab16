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
# At the end you fold five gates into one yourself, and find a slope that is shorter than any of theirs.
#
# Before this: [the sigmoid circuit](02_sigmoid_circuit.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import math
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

from autograd import Value, fold, maximum, messages, unfold
from viz import check_answers, check_slope, circuit, step_through, table

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
    return circuit(f, notes=True)


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
circuit(y, notes=True, digits=6)

# %% [markdown]
# `fold(root, "y")` makes one gate of the node with the label $y$ and all unlabeled nodes that only lead
# there. Labels are the borders. *Which local gradient will stand on the only edge that is left?*

# %%
folded = fold(y, "y", symbol="σ")
circuit(folded, notes=True, digits=6)

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
# ## Fold it yourself
#
# The page below has all five gates of your exercise. Press the button **Fold gates**, choose gates in the
# drawing and fold them: two of them, then three, then the whole chain. *Which deltas change?*

# %%
z = Value(0.5, label="z")
y = 2 / (1 + (-2 * z).exp()) - 1
y.label = "y"
step_through(y, title="A stretched sigmoid")

# %% [markdown]
# None: what stands to the left of a group and to its right never learns that it was folded.

# %% [markdown]
# ## What to keep
#
# - **Add distributes, multiply swaps, max routes, fan-out adds up.** Add and fan-out are each other's
#   mirror image.
# - **A group of gates with one output is a gate.** Its local gradients are a backward pass inside of it.
#   Folding and unfolding change nothing outside.
#
# Next: [a neuron is a gate](04_neuron_as_gate.ipynb), in which the group grows to a neuron, and the neuron
# gets something to learn.
