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
# # 1 · The first graph
#
# A network with a million weights learns by asking one question a million times: *if I turn this knob
# a little, how much does the result move?* Backpropagation answers all million questions in one sweep,
# and it does so with nothing beyond the chain rule.
#
# This notebook takes the smallest example in which everything already happens, the one with which
# Stanford's course CS231n introduces backpropagation:
#
# $$f(x, y, z) = (x + y)\,z \qquad\text{at}\qquad x = -2,\quad y = 5,\quad z = -4.$$
#
# You will find its gradient three times: by trying, by hand, and with the engine of this repository. In
# the end you will do a harder one alone, and a cell will tell you whether you are right.
#
# You need derivatives as taught at school, and enough Python to read a loop.

# %%
# Another package is called autograd too, and Colab brings it along. To look here and one folder up first
# finds ours, whether Python was started in the root of the repository or in notebooks/.
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

from autograd import Value, messages, topological_order
from viz import check_answers, circuit, step_through, table

# %% [markdown]
# ## By trying
#
# Before any theory, turn the knobs. Add a thousandth to one variable, keep the other two, and see how
# many thousandths the result moves.
#
# *Guess first: which of the three knobs pulls $f$ up when it is turned up?*


# %%
def formula(x, y, z):
    return (x + y) * z


h = 0.001
start = formula(-2, 5, -4)
print(f"f = {start}")
print(f"f moves {(formula(-2 + h, 5, -4) - start) / h:+.3f} times as far as x")
print(f"f moves {(formula(-2, 5 + h, -4) - start) / h:+.3f} times as far as y")
print(f"f moves {(formula(-2, 5, -4 + h) - start) / h:+.3f} times as far as z")

# %% [markdown]
# These three numbers are the **gradient** of $f$: $\partial f/\partial x = -4$, $\partial f/\partial y =
# -4$ and $\partial f/\partial z = 3$. Trying works, but look at the bill: one more evaluation of the whole
# formula for every single variable. With a million weights, nobody waits that long.

# %% [markdown]
# ## By hand
#
# Give the part in the parentheses a name. Then the formula falls into two gates, and each gate is so
# simple that its derivatives need no thought:
#
# $$
# \begin{aligned}
# q &= x + y = -2 + 5 = 3,
#   & \frac{\partial q}{\partial x} &= 1, & \frac{\partial q}{\partial y} &= 1,\\[4pt]
# f &= q\,z = 3 \cdot (-4) = -12,
#   & \frac{\partial f}{\partial q} &= z = -4, & \frac{\partial f}{\partial z} &= q = 3.
# \end{aligned}
# $$
#
# These are **local** gradients: each gate can work them out knowing nothing but its own operands.
# The add gate has no idea that somebody will multiply its result by $-4$.
#
# What we want is the effect on $f$, at the far end. Think of gears. Turn $x$ by a little; $q$ turns
# $1$ times as much. Turn $q$ by a little; $f$ turns $-4$ times as much. So $f$ turns $1 \cdot (-4)$ times
# as much as $x$. That product is the chain rule, and in this course it is always written in the same
# order, **[local gradient] × [upstream gradient]**. Begin at the far end, where nothing is left to prove:
# $f$ moves exactly as much as itself.
#
# $$
# \begin{aligned}
# \frac{\partial f}{\partial f} &= 1\\[4pt]
# \frac{\partial f}{\partial q} &= [-4] \times [1] = -4\\[4pt]
# \frac{\partial f}{\partial z} &= [3] \times [1] = 3\\[4pt]
# \frac{\partial f}{\partial x} &= [1] \times [-4] = -4\\[4pt]
# \frac{\partial f}{\partial y} &= [1] \times [-4] = -4
# \end{aligned}
# $$
#
# Look at where each **upstream** gradient comes from: it is the result of a line above. We walked from
# $f$ back to the variables, and at each gate the only question was the gate's own derivative. Nothing
# was computed twice, although $x$ and $y$ both needed $\partial f/\partial q$. This is backpropagation,
# all of it.
#
# Five words, used in the same way from here on:
#
# | word | meaning | here |
# |---|---|---|
# | **parents** of a node | its operands, what it was computed from | the parents of $q$ are $x$ and $y$ |
# | **children** of a node | what was computed from it | $q$ has one child, $f$ |
# | **partial** of an edge | the local gradient, ∂child/∂parent | $\partial f/\partial q = z = -4$ |
# | **delta** of a node | the upstream gradient, ∂root/∂node | $\delta_q = -4$ |
# | **message** on an edge | partial × delta of the child | $q$ sends $x$ the message $-4$ |

# %% [markdown]
# ## With the engine
#
# A `Value` is a number that remembers how it was computed. Write the formula as on the blackboard; the
# label is the name for drawings and tables.

# %%
x = Value(-2, label="x")
y = Value(5, label="y")
z = Value(-4, label="z")

q = x + y
q.label = "q"
f = q * z
f.label = "f"

print("f =", f.data)

# %% [markdown]
# The number is there, as in any calculator. But the calculator has also kept notes: each node knows its
# parents and the partial on each edge.

# %%
for node in (q, f):
    for parent, partial in zip(node.parents, node.partials):
        print(f"∂{node.label}/∂{parent.label} = {partial:g}")

# %% [markdown]
# Compare them with the derivation: four local gradients, the same four numbers. They were stored while
# the formula was being computed, in the **forward pass**. Nobody has asked for a gradient yet, and so all
# deltas are still 0:

# %%
print([node.grad for node in (x, y, z, q, f)])

# %% [markdown]
# The **backward pass** sends messages, one for each edge. *How many will there be, and which must come
# first?* The function `messages` lists them in the order in which they are sent.

# %%
for m in messages(f):
    print(f"{m.child.label} → {m.parent.label}:  [{m.partial:g}] × [{m.upstream:g}] = {m.message:g}")

# %% [markdown]
# Line by line your derivation. And here are the forward and the backward pass as one table, a thing to
# lay beside your sheet of paper:

# %%
print(table(f))

# %% [markdown]
# ## The drawing
#
# The same graph as a circuit. Each **value** stands in green above its wire, each **delta** in red below.
# Values flow from left to right, deltas from right to left.

# %%
circuit(f)

# %% [markdown]
# With `notes=True` each edge also shows the message that comes back along it, `[local] × [upstream] =
# message`.

# %%
circuit(f, notes=True)

# %% [markdown]
# ## Step by step
#
# The next cell shows the two passes as a film, one gate and one message at a time. Click into it, then
# use the arrow keys. Before each step say aloud which number comes next; that is the best practice there
# is. (If you see only a picture, the notebook is not trusted yet: run the cell.)

# %%
step_through(f, title="f = (x + y) z")

# %% [markdown]
# `step_through(f).save("product.html")` makes the same page a file, to keep or to give away.

# %% [markdown]
# ## What `.backward()` does
#
# There is no secret in it. The engine visits the nodes from the root backward, and each one sends its
# messages. Here is the whole algorithm:

# %%
delta = dict.fromkeys(topological_order(f), 0.0)  # in this order parents stand before children
delta[f] = 1.0
for node in reversed(topological_order(f)):
    for parent, partial in zip(node.parents, node.partials):
        delta[parent] += partial * delta[node]  # the message, added to what has arrived before

print({node.label: d for node, d in delta.items()})

# %% [markdown]
# `f.backward()` is this loop, with the results written into `.grad`:

# %%
f.zero_grad()  # only for those who run this cell twice; the next one shows why
f.backward()
for node in (f, q, z, x, y):
    print(f"∂f/∂{node.label} = {node.grad:g}")

assert all(node.grad == d for node, d in delta.items())
assert (x.grad, y.grad, z.grad) == (-4, -4, 3)  # as tried out, as derived by hand

# %% [markdown]
# One habit of engines surprises everybody once. Call `backward` a second time:

# %%
f.zero_grad()
for call in ("first", "second"):
    f.backward()
    print(f"after the {call} backward: x.grad = {x.grad:g}, q.grad = {q.grad:g}")

f.zero_grad()
print(f"after zero_grad: x.grad = {x.grad:g}, q.grad = {q.grad:g}")

# %% [markdown]
# The variables **add up** what they get over several calls, while the nodes in between start anew.
# PyTorch's variables add up too, and for a reason: a network sees many examples before it takes a step, and
# the gradient of a sum of losses is the sum of their gradients. The price is that you call `zero_grad` before
# the next round; forgetting it is a classic bug.

# %% [markdown]
# ## What the gradient is good for
#
# The gradient says which way is up. Move every variable by a hundredth of its own gradient; then $f$
# should rise by about
#
# $$0.01 \cdot \left((-4)^2 + (-4)^2 + 3^2\right) = 0.41 .$$

# %%
f.zero_grad()
f.backward()
uphill = formula(*(variable.data + 0.01 * variable.grad for variable in (x, y, z)))
print(f"f rose by {uphill - f.data:.4f}")

# %% [markdown]
# Nearly $0.41$. The rest is curvature: while we walked, the gradient itself changed. Walking *down* the
# gradient of an error, in many small steps, is how every network in this course learns.

# %% [markdown]
# ## A number that is used twice
#
# One thing did not happen in this graph: every node was used only once. Take $r = c \cdot c$ at $c = 3$.
# School says that the derivative is $2c = 6$. And the messages?

# %%
c = Value(3, label="c")
r = c * c
r.label = "r"
for m in messages(r):
    print(f"message {m.arrived} of {m.expected}:  [{m.partial:g}] × [{m.upstream:g}] = {m.message:g}")
    print(f"∂r/∂c so far: {m.before:g} → {m.after:g}")

# %% [markdown]
# The gate sees two operands, and it does not know that they are the same number. It sends each of them the
# value of the other one, $3$ and $3$, and the node **adds them up**: $6$. If you turn one knob that is
# connected at two places, the two effects add. That is the last rule:
#
# $$\delta_{\text{node}} = \sum_{\text{children}} [\text{local}] \times [\text{upstream}] .$$
#
# It also settles who may send when: a node waits until all of *its* messages have arrived. Going through
# the nodes from the last computed to the first one guarantees that.

# %% [markdown]
# ## Your turn
#
# Two nodes of this graph are used twice:
#
# $$p = a\,b, \qquad s = p + a, \qquad g = s\,p \qquad\text{at}\qquad a = 3,\quad b = -2.$$
#
# Draw it on paper, write the values above the wires, then walk back from $g$.

# %%
a, b = Value(3, label="a"), Value(-2, label="b")
p = a * b
p.label = "p"
s = p + a
s.label = "s"
g = s * p
g.label = "g"

# %% [markdown]
# Write your five numbers in place of `None` and run the cell, as often as you like. It does not tell you
# the answer, but it has seen many mistakes and may recognize yours.

# %%
answers = {
    "g": None,  # ∂g/∂g
    "s": None,  # ∂g/∂s
    "p": None,  # ∂g/∂p
    "a": None,  # ∂g/∂a
    "b": None,  # ∂g/∂b
}
print(check_answers(g, answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Count the messages first: there is one for each operand of each gate, so $g$ sends two, $s$ sends two
# and $p$ sends two. Which node can send after $g$? Not $p$: one of its two messages still has to come,
# from $s$.
#
# </details>
#
# <details><summary>Check yourself with school calculus</summary>
#
# Insert $p$ and $s$ into $g$ and you get $g = (ab + a)\,ab = a^2b^2 + a^2b$. Differentiate by $a$ and by $b$
# in the usual way and put in the numbers. You should find what came back along the wires.
#
# </details>
#
# When all five are ticked, type `step_through(g)` into a new cell and look at the counter at $p$ and $a$:
# "1 of 2 messages received" means that the node must wait.

# %% [markdown]
# ## What to keep
#
# - A formula is a graph of simple gates. The forward pass computes the values and, on the way, every
#   gate's **local** gradients.
# - The backward pass starts with $1$ at the root. Each node sends each parent **[local] × [upstream]**, and
#   a node with several children **adds** their messages.
# - One message per edge: all gradients together cost no more than a few evaluations of the formula,
#   however many variables there are.
#
# Next: [the sigmoid circuit](02_sigmoid_circuit.ipynb), a whole neuron taken apart into its gates.
