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
# # 7 · Perceptrons
#
# A child learns to tell cats from dogs without any formula: it guesses, somebody says *no*, and next time
# it guesses a little differently. In 1958 Frank Rosenblatt described a unit that does this, and soon there
# was a machine. It learned from its mistakes and from nothing else, it needed no gradient, and newspapers
# expected it to walk and talk before long. In this notebook
#
# - you correct such a unit by hand, and then let it learn AND, OR and NOT;
# - you find the wall it runs into, with four inequalities, and the way over it, with two more units;
# - you build the Mark I, which read letters, once more: 400 photocells, eight letters, one unit for each.
#
# Before this: [one neuron learns](06_one_neuron_learns.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import sys
from itertools import product

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import letters
import matplotlib.pyplot as plt
from key_07 import check_brain, check_correction, check_rule, check_two_rows, check_xor

import nn
from autograd import Value
from viz import (
    check_values,
    circuit,
    network,
    plot_decision_boundary,
    plot_hidden,
    plot_weights,
    training_page,
)

# %% [markdown]
# ## Your turn: a hundred milliseconds
#
# Why should anybody build such units, if computers are so fast? Take the usual rough figures for a brain:
# $10^{11}$ neurons, each with links to $10^4$ others, and a neuron can switch about $1000$ times a second.
# Yet you recognize a face in $0.1$ seconds. *How many links are there? And how many steps, one after the
# other, can there have been at most between the eye and the name?*

# %%
answers = {
    "links in all": None,
    "steps in a row": None,
}
print(check_brain(10**11, 10**4, 1000, 1, answers))

# %% [markdown]
# No program of so few lines recognizes a face. Whatever the brain does, it must do very much of it side by
# side (Feldman and Ballard drew this conclusion in 1982). That is all the brain has to say here: what
# follows is a mathematical model with many parameters, and real neurons are far more complicated than it.

# %% [markdown]
# ## A unit that answers yes or no
#
# Rosenblatt's unit weighs its inputs, adds a bias, and makes a hard decision:
#
# $$
# z = w_1x_1 + w_2x_2 + b, \qquad
# y = \operatorname{step}(z) = \begin{cases}1 & z > 0\\ 0 & \text{otherwise.}\end{cases}
# $$
#
# (Or it says $-1$ in the place of $0$, which makes no difference.) It is the neuron of the last notebook
# with a step in place of the sigmoid. Suppose it should say $d = 1$ (the *desired* answer) and says 0.
# *What will backpropagation tell the weights?*

# %%
w1, w2, b = Value(1, label="w1"), Value(-1, label="w2"), Value(0, label="b")
x1, x2, d = 1, 2, 1
y = (w1 * x1 + w2 * x2 + b).step()
y.label = "y"
loss = 0.5 * (y - d) ** 2
loss.label = "loss"
circuit(loss)

# %% [markdown]
# Red zeros. The step is flat everywhere except at the one place where it jumps, so its local gradient is
# $0$, and $[0] \times [\text{anything}] = 0$. The unit is wrong and learns nothing.
#
# Rosenblatt did not ask for a gradient. He reasoned like the child. If the answer was 0 and should have been
# 1, then $z$ was too low: add some of the input to the weights, because that makes $z$ larger for this very
# input. If it was 1 and should have been 0, take some away. If it was right, leave everything alone:
#
# $$w_i \leftarrow w_i + \alpha\,(d - y)\,x_i, \qquad b \leftarrow b + \alpha\,(d - y) .$$
#
# Compare this with $w \leftarrow w - \eta\,\delta_z\,x$. It is what you get if the delta jumps over the step
# as though it were not there: $\delta_z = y - d$.

# %% [markdown]
# ## Your turn: one correction
#
# The unit of the picture, with $w = (1, -1)$ and $b = 0$, sees $x = (1, 2)$ and should say $d = 1$. Take
# $\alpha = \tfrac12$.

# %%
answers = {
    "z": None,
    "y": None,
    "w1": None,  # after the correction, as are all below
    "w2": None,
    "b": None,
    "z after": None,
}
print(check_correction([1, -1], 0, [1, 2], d=1, rate=0.5, answers=answers))

# %% [markdown]
# Look at how far $z$ has moved: by $\alpha\,(d - y)\,(x_1^2 + x_2^2 + 1)$, always to the right side, and
# farther for a larger input.

# %% [markdown]
# ## Your turn: the bias is a weight, too
#
# Two formulas, one for weights and one for the bias. It is nicer with one. Put a $1$ in front of every
# input and the bias in front of the weights:
#
# $$x = (1, x_1, x_2), \qquad w = (b, w_1, w_2), \qquad z = \sum_{i=0}^{2} w_i x_i .$$
#
# Now the bias is the weight of an input that is always 1. Write the rule for such lists, with $\alpha = 1$:
# a function of the weights, the input and the desired answer, which returns the new weights.


# %%
def learn(w, x, d):
    return None


print(check_rule(learn))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Three lines: `z` is the sum of products, `y` is 1 or 0, and what you return is a list with one entry for
# each weight. `zip(w, x)` gives the pairs.
#
# </details>

# %% [markdown]
# ## AND, OR, NOT
#
# `nn.Perceptron` is this unit. Its `fit` goes through the samples again and again, and returns the number of
# mistakes in each pass. It stops at a pass without any. *How many passes will AND take?*

# %%
for name, gate in {"AND": nn.AND, "OR": nn.OR, "NOT": nn.NOT}.items():
    X, y = list(gate), list(gate.values())
    unit = nn.Perceptron(len(X[0]))
    mistakes = unit.fit(X, y)
    print(f"{name:3} mistakes {mistakes}, w = {[w.data for w in unit.w]}, b = {unit.b.data}")
    assert [unit(x).data for x in X] == y

# %% [markdown]
# Nobody has told it the weights. Check AND on paper: $2x_1 + x_2 - 2$ is above 0 for $(1, 1)$ only.
#
# Mistakes may become *more* from one pass to the next: a correction for one sample can spoil another.
# Still, there is a famous promise (Novikoff, 1962): **if there are weights that make no mistake, the
# perceptron makes only finitely many.** Such weights $w^*$ exist exactly if a straight line separates the two
# classes, a plane for three inputs, and so on:
#
# $$\exists\, w^*:\quad w^{*\mathsf{T}} x > 0 \text{ for all } x \text{ with } d = 1, \qquad
#   w^{*\mathsf{T}} x < 0 \text{ for all } x \text{ with } d = 0 .$$
#
# (Here $x$ begins with the 1, as in your function.) Then the classes are called **linearly separable**.

# %% [markdown]
# ## Adaline: learn even if you are right
#
# As soon as the last mistake is gone, the perceptron is content, however close the shave. In 1960 Widrow and
# Hoff let a unit compare $d$ with $z$ instead of $y$, with answers $-1$ and $1$, the sign of $z$:
#
# $$w_i \leftarrow w_i + \alpha\,(d - z)\,x_i .$$
#
# One letter is another, and now it *is* a gradient: that of $\tfrac12(z - d)^2$, where the step comes too
# late to be in the way. Let the engine say whether that is true:

# %%
unit = nn.Adaline(2, lr=0.05)
unit.fit([[1, 1], [-1, 1]], [1, -1], epochs=1)  # so that it is somewhere
x, d = [1, -1], -1

unit.zero_grad()
(0.5 * (unit.net_input(x) - d) ** 2).backward()
expected = [p.data - unit.lr * p.grad for p in unit.parameters()]
unit.learn(x, d)
assert [p.data for p in unit.parameters()] == expected
print("The rule of Adaline is a step of gradient descent.")

# %% [markdown]
# The next pictures show AND for both of them. *Which line will you trust more?*

# %%
X = list(nn.AND)
units = {"Perceptron": (nn.Perceptron(2), [0, 0, 0, 1]), "Adaline": (nn.Adaline(2, lr=0.02), [-1, -1, -1, 1])}
figure, axes = plt.subplots(1, 2, figsize=(6, 3), layout="constrained")
for ax, (name, (unit, desired)) in zip(axes, units.items()):
    unit.fit(X, desired, epochs=300)
    print(f"{name:10} w = ({unit.w[0].data:.2f}, {unit.w[1].data:.2f}), b = {unit.b.data:.2f}")
    plot_decision_boundary(unit, X, desired, ax=ax)
    ax.set_title(name)

# %% [markdown]
# The perceptron's line runs right through a sample, which it gets right by a hair. Adaline's keeps away
# from all four. By hand: which $z = w_1x_1 + w_2x_2 + b$ comes closest to the desired answers, in the mean
# of squares? $w_1 = w_2 = 1$ and $b = -\tfrac32$: then $z$ is $\tfrac12$ at the corner that is true,
# $-\tfrac12$ at its two neighbors, and $-\tfrac32$ at the far one, each off by one half. Adaline has found
# that, nearly.

# %% [markdown]
# ## The wall
#
# Now *exclusive or*: XOR is 1 if exactly one of the two inputs is 1. *Which numbers will the list of mistakes
# end with?*

# %%
X, y = list(nn.XOR), list(nn.XOR.values())
print(nn.Perceptron(2).fit(X, y, epochs=20))

# %% [markdown]
# Four mistakes out of four, forever: it runs in a circle. More passes will not help, and this is how to see
# it. Write down what XOR asks of the weights:
#
# $$
# \begin{aligned}
# (0, 0) \mapsto 0:&& b &\le 0 &\qquad (0, 1) \mapsto 1:&& w_2 + b &> 0\\
# (1, 1) \mapsto 0:&& w_1 + w_2 + b &\le 0 & (1, 0) \mapsto 1:&& w_1 + b &> 0
# \end{aligned}
# $$
#
# Add the two on the left: $w_1 + w_2 + 2b \le 0$. Add the two on the right: $w_1 + w_2 + 2b > 0$. No numbers
# can do both. That is the whole proof, and it has a picture: the middle between $(0, 0)$ and $(1, 1)$ is the
# middle between $(0, 1)$ and $(1, 0)$. It would have to be on both sides of the line.
#
# `nn.linear_separability` looks for a line, and if there is none, for just such a point:

# %%
print("AND:", nn.linear_separability(list(nn.AND), list(nn.AND.values())))
print("XOR:", nn.linear_separability(X, y))

# %% [markdown]
# ## Your turn: separable or not?
#
# Five tasks. The first three have three inputs: the corners of a cube. Write `True` if one unit can do it,
# and `False` if not. Look for weights, or for a point that is on both sides.

# %%
cube = list(product((0, 1), repeat=3))
line = [[x] for x in (-2, -1, 0, 1, 2)]
tasks = {
    "at least two are 1": (cube, [sum(x) >= 2 for x in cube]),
    "exactly one is 1": (cube, [sum(x) == 1 for x in cube]),
    "the first, but not if both others are 1": (cube, [x[0] > x[1] * x[2] for x in cube]),
    "x is far from 0, |x| = 2": (line, [abs(x) == 2 for (x,) in line]),
    "the same, with x² as a second input": ([[x, x * x] for (x,) in line], [abs(x) == 2 for (x,) in line]),
}
separable = {task: nn.linear_separability(*samples).separable for task, samples in tasks.items()}

answers = {
    "at least two are 1": None,
    "exactly one is 1": None,
    "the first, but not if both others are 1": None,
    "x is far from 0, |x| = 2": None,
    "the same, with x² as a second input": None,
}
print(check_values(separable, answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Count votes: give each input the same weight, and see which sums should be *yes*. If they are all at one
# end, a bias does it. And the fourth: 0 is the middle of −2 and 2.
#
# </details>
#
# <details><summary>What to make of it</summary>
#
# Compare your last two answers. The samples are the same five. It is the *representation* that has changed.
#
# </details>

# %% [markdown]
# ## Over the wall
#
# XOR is *one or the other, but not both*: OR, and not AND. Each of these words is a unit that you have seen
# learning. So let two units look at the inputs, and a third one at what they say.
#
# ## Your turn: weights for XOR
#
# Write the two hidden units and the output, each as $(w_1, w_2, b)$, with any numbers that you like. A list
# of three triples; the third one weighs the answers of the first two.


# %%
units = None

print(check_xor(units))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Find the weights for OR and for AND first: both can do with $w_1 = w_2 = 1$, only the bias is different.
# The output should fire if OR does and AND does not; so the second of its weights is negative.
#
# </details>

# %% [markdown]
# ## What the hidden units see
#
# There is more than one way. `nn.boolean_network` builds, for any truth table, a network with one hidden
# unit for each row that is *yes*. For XOR these are again two:

# %%
xor = nn.boolean_network(nn.XOR)
network(xor)

# %% [markdown]
# *Where do the four corners lie, seen by the two hidden units?*

# %%
figure, axes = plt.subplots(1, 2, figsize=(6.4, 3.1), layout="constrained")
plot_decision_boundary(xor, X, y, threshold=0.5, ax=axes[0])
axes[0].set_title("the inputs")
ax = plot_hidden(xor, X, y, ax=axes[1])
ax.set_title("the answers of the hidden units")
assert [xor(x).data for x in X] == y

# %% [markdown]
# On the left nothing straight separates the classes. On the right $(0, 0)$ and $(1, 1)$ have moved to the
# same place, and one line is enough. This is what hidden units are for: **they represent the input anew,
# until the last unit has an easy life.**
#
# So why did nobody train them? Here is such a network with weights drawn by lot, steps in the hidden units,
# and a linear output, trained by the loop of the last notebook. Press **Run**. *Which of the lines never
# change?*

# %%
drawn_by_lot = nn.MLP(2, [2, 1], activation="step", rng=5)
training_page(drawn_by_lot, X, y, loss=nn.half_squared_error, lr=0.5, title="XOR with steps")

# %% [markdown]
# The weights of the output learn, for nothing flat lies between them and the loss. The hidden units stay as
# they were drawn: every delta dies at a step. Rosenblatt's trick, to jump over the step, needs a desired
# answer, and what is the desired answer of a *hidden* unit? Nobody says.
#
# Ridgway, a student of Widrow's, let several Adalines vote, and when the vote was wrong he taught those
# that were least sure of it (1962; many Adalines are a *Madaline*). That worked, for small networks:

# %%
corners, XOR = [[-1, -1], [-1, 1], [1, -1], [1, 1]], [-1, 1, 1, -1]
madaline = nn.Madaline(2, rng=0)
print("mistakes in each pass:", madaline.fit(corners, XOR))
for x, d in zip(corners, XOR):
    votes = [int(unit(x).data) for unit in madaline.units]
    print(f"{x}: votes {votes}, answer {madaline(x).data:+.0f}, desired {d:+}")

# %% [markdown]
# For large ones the answer took until the 1980s, and you know it: something with a slope in the place of
# the step, and deltas. The network of the page once more, from the same weights:

# %%
for activation in ("step", "tanh"):
    model = nn.MLP(2, [2, 1], activation=activation, rng=5)
    options = {"loss": nn.half_squared_error, "optimizer": nn.SGD(lr=0.5), "batch_size": 4, "progress": False}
    history = nn.fit(model, X, y, epochs=500, **options)
    print(f"{activation}: loss {history.losses[-1]:.4f}, answers {[round(model(x).data, 2) + 0 for x in X]}")

# %% [markdown]
# ## The Mark I
#
# Rosenblatt's machine stood in a room in Buffalo. A camera of $20 \times 20$ photocells looked at a card, the
# weights were potentiometers, and electric motors turned them when the answer was wrong. It learned to tell
# letters. (Between the cells and the weights there was a layer of fixed random links; we leave that out.)
#
# Its cards are not at hand, so `letters.py` beside this notebook makes some: the eight different letters of
# CHALKGRAD, up to one cell off the middle in each direction, and three cells in a hundred report the
# opposite.

# %%
seen, classes = letters.samples(20, seed=0, shift=1)
print(letters.drawn(*[seen[classes.index(k)] for k in (0, 2, 5)]))

# %% [markdown]
# There is a unit for each letter, with 400 weights, and the highest $z$ wins. The rule is as before, for two
# units at once: if letter $k$ wins where $t$ is right, then
#
# $$w_t \leftarrow w_t + \alpha x, \qquad w_k \leftarrow w_k - \alpha x ,$$
#
# and the other units, who had no part in the mistake, learn nothing. *Twenty cards of each letter: how many
# passes until no mistake is left? And how many of as many new cards will it read?*

# %%
mark_1 = nn.MulticlassPerceptron(letters.SIDE**2, len(letters.CLASSES))
print("mistakes in each pass:", mark_1.fit(seen, classes))
new, right = letters.samples(20, seed=1, shift=1)
print(f"of new cards it reads {nn.accuracy(mark_1, new, right):.0%}; by guessing it would be 12.5%")

# %% [markdown]
# A weight belongs to a photocell, so a unit's weights can be drawn as a picture: purple cells speak for the
# letter, orange ones against it. The
# units 0 to 7 stand for C, H, A, L, K, G, R and D. *Can you read them?*

# %%
figure, ax = plt.subplots(figsize=(6, 3.6), layout="constrained")
ax = plot_weights([neuron.w for neuron in mark_1.neurons], (letters.SIDE, letters.SIDE), ax=ax)

# %% [markdown]
# They are stencils, blurred, and they care most about what tells one letter from its neighbor: the bar of
# the G, which the C does not have. A stencil has to lie in the right place. *What will happen to cards that
# are up to three cells off?*

# %%
moved, right = letters.samples(20, seed=1, shift=3)
print(f"of cards that have been moved it reads {nn.accuracy(mark_1, moved, right):.0%}")

# %% [markdown]
# It has learned where ink should be, and not what an A is.

# %% [markdown]
# ## Your turn: two rows move
#
# Three classes, two inputs, $\alpha = 1$, and all biases 0. The sample $x = (1, 2)$ belongs to A. Who wins,
# and what are the weights after the correction?

# %%
rows = {"A": [1, 0], "B": [0, 1], "C": [1, 1]}
answers = {
    "winner": None,  # "A", "B" or "C"
    "w of A": None,  # such as [1, 0]
    "w of B": None,
    "w of C": None,
}
print(check_two_rows(rows, [1, 2], "A", answers))

# %% [markdown]
# ## Ups and downs
#
# | year | what happened |
# |---|---|
# | 1943 | McCulloch and Pitts describe neurons as logic gates |
# | 1958 | Rosenblatt: the perceptron learns from mistakes |
# | 1960 | Widrow and Hoff: Adaline, the delta rule |
# | 1969 | Minsky and Papert, *Perceptrons*: what one layer cannot do; money and interest go elsewhere |
# | 1974 | Werbos describes backpropagation in his thesis |
# | 1986 | Rumelhart, Hinton and Williams: hidden units learn by backpropagation |
# | 1989 | Cybenko; Hornik, Stinchcombe and White: one hidden layer comes close to any continuous function |
# | 1995 | Cortes and Vapnik: support vector machines, which are easier to train, take over |
# | 2006 | Hinton and Salakhutdinov: deep networks, trained layer by layer at first |
# | 2012 | Krizhevsky, Sutskever and Hinton: AlexNet wins the ImageNet contest, on two graphics cards |
# | 2016 | Silver and others: AlphaGo beats Lee Sedol |
# | 2017 | Vaswani and others: the Transformer |
# | 2018 | Turing Award for Bengio, Hinton and LeCun |
# | 2022 | ChatGPT (OpenAI) |
# | 2024 | Sora (OpenAI) makes films from sentences |
#
# Between the second line and the sixth there is one thing that was missing, and you have it: a delta for
# hidden units.

# %% [markdown]
# ## What to keep
#
# - **A perceptron learns from mistakes alone**: $w \leftarrow w + \alpha\,(d - y)\,x$, the bias being the
#   weight of a constant 1. If some line separates the classes, it will find one; if none does, it never
#   rests.
# - XOR has no line. Two hidden units represent the input anew, and then it has one.
# - A step has no slope, so no delta passes it. Adaline learns before the step, and that is gradient
#   descent.
#
# Next: [activations](08_activations.ipynb), what to put in the place of the step, and why it must not be a
# straight line.
