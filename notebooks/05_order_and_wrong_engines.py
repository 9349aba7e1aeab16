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
# # 5 · Order, and engines that get it wrong
#
# An engine for backpropagation is ten lines long. There are many ways to get these ten lines almost right:
# a wrong engine still runs, still prints numbers, and on most graphs the numbers are even true. In
# this notebook you will
#
# - see why nodes must wait for each other, and what is lost if they do not;
# - learn why messages are so much cheaper than going along every path;
# - write the ten lines yourself;
# - meet the five classic wrong engines, and find the graphs that give them away.
#
# Before this: [a neuron is a gate](04_neuron_as_gate.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

from key_05 import check_predictions

from autograd import Value, messages, mutants, topological_order
from viz import check_answers, check_engine, check_order, check_trap, circuit, step_through

# %% [markdown]
# ## Who must wait?
#
# A shortcut around a gate, as in the *residual* networks of image recognition: $h$ goes into $k$, and also
# past it.
#
# $$h = w\,x, \qquad k = v\,h, \qquad f = h + k \qquad\text{at}\qquad w = 2,\quad x = 3,\quad v = -2.$$

# %%
w, x, v = Value(2, label="w"), Value(3, label="x"), Value(-2, label="v")
h = w * x
k = v * h
f = h + k
h.label, k.label, f.label = "h", "k", "f"
circuit(f, notes=True)

# %% [markdown]
# $f$ sends first, $1$ to $h$ and $1$ to $k$. Now both of them know something. *Who sends next, $h$ or $k$?*
#
# The list of messages says for each receiver how many of its messages have **arrived**, and how many it may
# **expect**: one for every edge that leads from it to a child.

# %%
for m in messages(f):
    print(f"{m.child.label} → {m.parent.label}: {m.message:2g}, {m.arrived} of {m.expected}, δ = {m.after:g}")

# %% [markdown]
# After the first line $h$ has got 1 of 2. Suppose it is impatient and sends at once, with the $\delta_h =
# 1$ it has:
#
# | | $h$ sends at once | $h$ waits for $k$ |
# |---|---|---|
# | $\delta_h$ when it sends | $1$ | $1 + (-2) \cdot 1 = -1$ |
# | message to $w$ | $[3] \times [1] = 3$ | $[3] \times [-1] = -3$ |
# | message to $x$ | $[2] \times [1] = 2$ | $[2] \times [-1] = -2$ |
#
# The message from $k$ comes too late; it stays at $h$ and never reaches $w$ and $x$. Both gradients even
# have the wrong sign: learning would go up where it should go down. So the rule is: **a node sends when all
# of its messages have arrived.**
#
# Play it. Press the button **Order** on the page below: every gate you choose in the drawing fires at once.
# Fire $f$, then $h$ too early, then $k$, and read what the page says. Press **Start again** and do it
# right.

# %%
step_through(f, title="f = h + k, a shortcut around a gate")

# %% [markdown]
# ## Topological order
#
# Put the nodes into a row $v_1, v_2, \dots, v_N$, *parents before children*: a **topological order**, with
# the root at the end. Forward, walk from the front; every node finds its operands computed. Backward, walk
# from the end; every node's turn comes after all of its children have sent:
#
# $$
# \delta_N = 1, \qquad
# \delta_i = \sum_{j \text{ child of } i} \Big[\frac{\partial v_j}{\partial v_i}\Big] \times [\delta_j]
# \qquad\text{for } i = N - 1, \dots, 1 .
# $$
#
# No node ever looks further than to its neighbors: it knows its own local gradients, adds what it receives,
# and sends. The order need not even be searched for: a node can only be computed when its operands are
# there, so the order in which a program *made* the nodes is one.

# %%
order = topological_order(f)
print(" ".join(node.label for node in order))

place = {node: i for i, node in enumerate(order)}
for node in order:
    assert all(place[parent] < place[node] for parent in node.parents)
print("All parents stand before their children.")

# %% [markdown]
# There are others, and the deltas do not depend on which one you take. Write one that is different, as a
# text with the six names, in place of `None`.

# %%
another_order = None
print(check_order(f, another_order))

# %% [markdown]
# ## Paths, the expensive way
#
# There is a way to the gradient that needs no waiting. When $w$ moves, the effect reaches $f$ along every
# path between them. Multiply the partials along each path, and add up the products. Press **Paths** on the
# page above: two paths lead to $w$, with the products $3$ and $-6$.


# %%
def products(root, leaf):
    """Yield, for every path from the root to the leaf, the product of the partials along it."""
    if root is leaf:
        yield 1.0
    for parent, partial in zip(root.parents, root.partials):
        for product in products(parent, leaf):
            yield partial * product


print([*products(f, w)], "and the sum is", sum(products(f, w)))
assert sum(products(f, w)) == -3
assert sum(products(f, x)) == -2

# %% [markdown]
# True, simple, and useless. Double a number $n$ times, $h \leftarrow h + h$. Each doubling has two edges to
# the same parent, so each of them doubles the number of paths. *How many paths are there after 10
# doublings? How many messages?*


# %%
def doubled(n):
    """Return x, and x doubled n times."""
    x = h = Value(1, label="x")
    for _ in range(n):
        h = h + h
    return x, h


print(" n   paths  messages")
for n in (1, 2, 3, 10):
    x0, root = doubled(n)
    ways, ledger = [*products(root, x0)], messages(root)
    assert sum(ways) == ledger.deltas[x0] == 2**n
    print(f"{n:2}  {len(ways):6}  {len(ledger):8}")

# %% [markdown]
# $2^n$ paths against $2n$ messages. All partials are $1$ here, every product is $1$, and so the delta of
# $x$ *counts* the paths. That lets us go on where nobody can walk any more:

# %%
x0, root = doubled(50)
ledger = messages(root)
print(f"{ledger.deltas[x0]:,.0f} paths, {len(ledger)} messages")

# %% [markdown]
# At a billion paths per second you would wait for thirteen days. The messages take the blink of an eye,
# because a node adds up what has arrived **before** it sends. All paths that come together at it go on as
# one number. Waiting is not only what makes the result right, it is what makes it cheap: **one message per
# edge.**

# %% [markdown]
# ## Your turn: the ten lines
#
# Write the engine. It takes a root and returns a dictionary with the delta of every node. You need
# `topological_order(root)`, `node.parents` and `node.partials`, and nothing else. (Parents and partials
# stand in the same order, made for `zip`.)


# %%
def backpropagate(root):  # gives {node: ∂root/∂node} for every node that the root was computed from
    return None


# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# 1. Every node has the delta 0, only the root has 1.
# 2. Take the nodes in the order in which they may send.
# 3. Each of them sends [local] × [upstream] along each of its edges.
# 4. A message that arrives is added.
#
# </details>
#
# The next cell compares your deltas with the ledger, on six graphs. It knows the five wrong engines that
# you are about to meet, and tells you if you have built one of them. One of the graphs is 30 doublings
# long: if the cell does not come back, you are walking along the paths.

# %%
print(check_engine(backpropagate))

# %% [markdown]
# ## Five wrong engines
#
# `mutants(root)` runs five wrong engines on your graph, beside the right one; `mutants(root, "no-order")`
# runs one of them. Each is a mistake that is made again and again. We look at them one by one.

# %% [markdown]
# **No order.** Go from the root to its parents, to their parents, and send from each node as soon as you
# get there.
#
# ```
# reached = [root]
# while reached:
#     node = reached.pop()
#     if node not in sent:
#         …  # it sends its messages
#         reached.extend(reversed(node.parents))
# ```
#
# *Which deltas of the shortcut graph will be wrong?*

# %%
mutants(f, "no-order")

# %% [markdown]
# This is the left column of the table above: $h$ sent too early. Its own delta is right in the end, the
# late message did arrive. What was computed from the half sum stays wrong.
#
# Now the same function with the two summands swapped. *Prediction?*

# %%
k2 = v * h
f2 = k2 + h
k2.label, f2.label = "k", "f"
mutants(f2, "no-order")

# %% [markdown]
# Not revealed! By chance the engine met $k$ first, and $h$ had both messages when its turn came. Nobody may
# infer from right numbers on one graph that an engine is right.

# %% [markdown]
# **Assignment.** The message is written with `=` where it should be added with `+=`:
#
# ```
# delta[parent] = delta[node] * partial
# ```
#
# *Which nodes of the shortcut graph suffer from it directly, and which indirectly?*

# %%
mutants(f, "assignment")

# %% [markdown]
# $h$ keeps only the last message, $-2$, and hands the mistake on. The mistake is invisible where every node
# has one child. Such graphs are trees, and many first tests are trees.

# %% [markdown]
# **The lost edge.** The parents are kept as a set, or as the keys of a dictionary. A set holds everything
# once.
#
# ```
# partials = dict(zip(node.parents, node.partials))
# ```
#
# *What will this engine say about $r = c \cdot c$ at $c = 3$?*

# %%
c = Value(3, label="c")
r = c * c
r.label = "r"
mutants(r, "lost-edge")

# %% [markdown]
# $3$ instead of $6$: two edges lead from $c$ to $r$, and one of them is lost. The picture has both of them.

# %%
circuit(r, notes=True)

# %% [markdown]
# **The wrong sign.** $a - b$ is treated like $a + b$ on the way back. Only a test with a subtraction can
# tell.

# %%
a, b = Value(3, label="a"), Value(-2, label="b")
difference = a - b
difference.label = "a − b"
mutants(difference, "wrong-sign")

# %% [markdown]
# **Stale deltas.** Everything is right, once. Then somebody calls `backward` again without resetting the
# nodes in between. Take $q = c \cdot c$ and $f = 2q$ at $c = 3$, where $\partial f/\partial c = 4c = 12$.
#
# *What should `c.grad` be after two calls? What is it if $q$ starts the second call with the delta of the
# first?*

# %%
c = Value(3, label="c")
q = c * c
q.label = "q"
twice = 2 * q
twice.label = "f"
mutants(twice, "stale")

# %% [markdown]
# Two calls add up $12 + 12 = 24$ at the variable. But the stale $q$ has $2 + 2 = 4$ in the second call, and
# sends $24$ instead of $12$: together $36$. The engine of this repository starts computed nodes anew and
# lets only variables add up, as the first notebook has shown:

# %%
for node in (c, q, twice):
    node.grad = 0
for call in ("first", "second"):
    twice.backward()
    print(f"after the {call} backward: q.grad = {q.grad:g}, c.grad = {c.grad:g}")
assert (q.grad, c.grad) == (2, 24)

# %% [markdown]
# ## Your turn: be the wrong engine
#
# $$q = x \cdot x, \qquad g = q - x \qquad\text{at}\qquad x = 3 .$$
#
# School says $2x - 1 = 5$. What does each engine return for $\partial g/\partial x$? In this graph the
# operands of $g$ are $q$ and $x$, in this order. `stale` is called twice, the others once.

# %%
x = Value(3, label="x")
q = x * x
g = q - x
q.label, g.label = "q", "g"

predictions = {
    "no-order": None,
    "assignment": None,
    "stale": None,  # after two calls; right would be 10
    "lost-edge": None,
    "wrong-sign": None,
}
print(check_predictions(mutants(g).at(x), predictions))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Four messages: $g$ to $q$, $g$ to $x$, and two from $q$ to $x$. Right is $-1 + 3 + 3 = 5$. Write this sum
# down for each engine anew, and strike out or change what it gets wrong. One of them gets nothing wrong.
#
# </details>

# %% [markdown]
# ## Your turn: a graph that catches them all
#
# One small graph that reveals all five: this is what a good test looks like. Build it out of two variables;
# four operations are more than enough.


# %%
def trap():  # gives the root of a graph of your own
    return None


print(check_trap(trap()))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# You need a square, a minus, and a *computed* node with two children, the nearer of which is met first. The
# shortcut graph has most of it.
#
# </details>

# %% [markdown]
# ## Your turn: three squares in a row
#
# $$u = x \cdot x, \qquad v = u \cdot u, \qquad y = v \cdot v \qquad\text{at}\qquad x = 2 .$$
#
# First the bill: how many messages, and how many paths from $y$ to $x$? Then the deltas.

# %%
x = Value(2, label="x")
u = x * x
v = u * u
y = v * v
u.label, v.label, y.label = "u", "v", "y"

answers = {
    "v": None,  # ∂y/∂v
    "u": None,  # ∂y/∂u
    "x": None,  # ∂y/∂x
}
print(check_answers(y, answers))

# %% [markdown]
# <details><summary>Check yourself with school calculus</summary>
#
# $y = x^8$, and its derivative is $8x^7$. There are 6 messages and 8 paths, all of them with the same
# product.
#
# </details>

# %% [markdown]
# ## What to keep
#
# - A node sends when all of its messages have arrived. Any topological order, read backward, sees to that.
# - The gradient is a sum over all paths, and there may be $2^n$ of them. Adding up before sending makes it
#   one message per edge.
# - A wrong engine is right on most graphs. Test with a shortcut, with $x \cdot x$, with a minus, with a
#   second call.
#
# The engine itself is tested in this way: each of the five takes its place, and the gradients derived by hand
# have to notice. `pytest --mutant assignment` shows it.
#
# Next: [one neuron learns](06_one_neuron_learns.ipynb), in which the gradients are put to use.
