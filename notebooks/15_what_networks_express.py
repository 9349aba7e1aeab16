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
# # 15 · What networks can express
#
# Fold a strip of paper in half, and once more, and again, five times in all. One punch with the hole punch,
# unfold it, and the strip has thirty-two holes. Whoever does not fold has to punch thirty-two times.
#
# So far you have asked how a network *learns*. This notebook asks what it could be at all if somebody set
# its weights by hand, and at what price:
#
# - gates, and with them every Boolean function;
# - stumps, and with them every curve;
# - what depth is good for: the folded strip of paper, in numbers;
# - and whether training finds any of this.
#
# Before this: [vanishing and dying gradients](14_vanishing_gradients.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import random
import sys
from itertools import product

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import matplotlib.pyplot as plt
import numpy as np
from key_15 import check_bill, check_folds, check_implies, check_majority, check_stump, check_xor
from parity import counting_parity, parity, row_parity, tree_parity, units
from products import deep_product, shallow_product
from regions import count_regions, folding_network

import nn
from autograd import Value
from viz import network, plot_responses, step_through

# %% [markdown]
# ## Gates
#
# A unit with a step for its activation *fires*, it answers 1, where $w_1x_1 + w_2x_2 + b > 0$. Elsewhere
# its answer is zero. Set the weights by hand, and it is a gate:
#
# | gate | weights | bias | fires where |
# |---|---|---|---|
# | AND | $1, 1$ | $-\tfrac32$ | both are 1 |
# | OR | $1, 1$ | $-\tfrac12$ | one of them at least |
# | NOT | $-1$ | $\tfrac12$ | the input is 0 |
# | NAND | $-1, -1$ | $\tfrac32$ | not both |
#
# The weights are votes for and against, the bias says how many are needed.
#
# ## Your turn: two gates of your own
#
# - `implies`: $a \to b$, "if $a$ then $b$". It is 0 only where $a = 1$ and $b = 0$.
# - `majority`: of three inputs, 1 where at least two of them are 1.
#
# Give the weights and, as the last number, the bias: `(w1, w2, b)` and `(w1, w2, w3, b)`. Many answers are
# right.

# %%
implies = None
majority = None

print("implies: ", check_implies(implies))
print("majority:", check_majority(majority))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# For each gate write the four (eight) rows and what is asked for. $a$ speaks against $a \to b$, so its
# weight is negative; at $a = b = 0$ the gate fires, so the bias is above 0. The majority is an AND that
# needs fewer votes.
#
# </details>
#
# ## Your turn: one kind of gate is enough
#
# XOR, "one of the two but not both", is no single unit, as [notebook 7](07_perceptrons.ipynb) has proven.
# Build it of four NANDs and nothing else.


# %%
def nand(a, b):
    return 1 - a * b


def xor(a, b):
    return None


print(check_xor(xor))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Call the first one $c = \operatorname{NAND}(a, b)$. Then look at $\operatorname{NAND}(a, c)$ and
# $\operatorname{NAND}(b, c)$: where are they 0?
#
# </details>
#
# ## Every Boolean function
#
# A processor is built of NANDs. So a network of units can do whatever a circuit without memory can do.
# There is even a recipe that needs no thought. Take the truth table, and give every row whose answer is 1 a
# hidden unit that fires on this row and no other: weight $1$ where the row has a 1, weight $-1$ where it
# has a 0. An OR of them is the output.
#
# Toss a coin sixteen times: that is one of the $2^{16} = 65{,}536$ Boolean functions of four inputs.

# %%
coin = random.Random(7)
tossed = {row: coin.randint(0, 1) for row in product((0, 1), repeat=4)}
print("".join(map(str, tossed.values())))

model = nn.boolean_network(tossed)
assert [model(row).data for row in tossed] == list(tossed.values())
print(f"{len(model.layers[0].neurons)} hidden units, and all 16 answers are right")
network(model)

# %% [markdown]
# It was no lucky toss. Here are all 256 functions of three inputs:

# %%
rows = list(product((0, 1), repeat=3))
for answers in product((0, 1), repeat=8):
    model = nn.boolean_network(dict(zip(rows, answers)))
    assert [model(row).data for row in rows] == list(answers)
print("All 256 are right.")

# %% [markdown]
# What does a hidden unit see? Over the whole plane, between the corners too, each one answers 1 on one side
# of a line and 0 on the other. The two units of XOR cut off a corner each, $(0, 1)$ and $(1, 0)$:

# %%
figure, ax = plt.subplots(figsize=(4.4, 2.2), dpi=58, layout="constrained")
ax = plot_responses(nn.boolean_network(nn.XOR), list(nn.XOR), ax=ax)

# %% [markdown]
# So a hidden layer cuts the space into regions by straight lines, and the output puts regions together.
#
# ## Every curve
#
# Now numbers instead of bits. A sigmoid $\sigma(s(x - a))$ is a wall at the place $a$, the steeper the
# larger $s$ is. A wall up, and a wall down behind it:
#
# $$v\,\big[\sigma(s(x - a)) - \sigma(s(x - b))\big]$$
#
# is about $v$ between $a$ and $b$, and about $0$ elsewhere. This is a **stump**: two hidden units, and a
# linear output.
#
# ## Your turn: a stump
#
# Build the stump of height $2$ from $a = 1$ to $b = 3$ with $s = 10$. The hidden units compute
# $\sigma(10x + b_1)$ and $\sigma(10x + b_2)$, the output $v_1h_1 + v_2h_2$. Give `(b1, b2, v1, v2)`.

# %%
stump = None

print(check_stump(stump))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Multiply out: $s(x - a) = sx - sa$. What is the bias?
#
# </details>
#
# Stumps side by side, each as high as the curve at its place, are a staircase along any curve you like.
# `nn.universal_approximator` builds it; nothing is learned. *How does the largest error change when there
# are four times as many stumps?*


# %%
def target(x):
    return float(np.sin(2 * np.pi * x) + 0.5 * np.sin(6 * np.pi * x))


x = np.linspace(0, 1, 401)
truth = np.array([target(xi) for xi in x])
figure, ax = plt.subplots(figsize=(6.5, 2.8), dpi=60, layout="constrained")
ax.plot(x, truth, color="black", label="target")
print("stumps  hidden units  largest error")
errors = {}
for stumps in (5, 20, 80, 320):
    model = nn.universal_approximator(target, 0, 1, stumps)
    y = nn.predict(model, x[:, None])[:, 0]
    errors[stumps] = float(abs(y - truth).max())
    print(f"{stumps:6}  {2 * stumps:12}  {errors[stumps]:13.3f}")
    if stumps <= 20:
        ax.plot(x, y, "--" if stumps == 5 else "-.", label=f"{stumps} stumps")
text = ax.legend(loc="upper right", fontsize=9)
assert errors[5] > errors[20] > errors[80] > errors[320]

# %% [markdown]
# This is the **universal approximation** theorem in a picture: one hidden layer with enough units follows
# every continuous function on an interval as closely as you like (Cybenko 1989, Hornik 1991). It sounds like
# the end of the story. Read the small print:
#
# - *Enough units*: how many? Four times as many stumps leave about a quarter of the error, on one axis. A
#   function of ten inputs with 20 stumps on each axis needs $20^{10}$ towers, ten trillion.
# - It says that the weights *exist*. It does not say that training finds them.
#
# ## The price of one layer: parity
#
# Is the number of ones odd? This is the **parity** of $n$ bits; with two bits it is XOR. The recipe above
# gives a hidden unit to each row with the answer 1, and that is half of all rows, $2^{n-1}$. There is no
# cleverer choice of ANDs: one that leaves out an input does not notice when that input changes, while the
# parity always changes.
#
# With more layers there is another way. Take the XOR of pairs, then the XOR of these, and so on, like a
# knock-out tournament. An XOR costs three units: OR and NAND side by side, and the AND of the two.

# %%
for n in (2, 4):
    for model in (row_parity(n), tree_parity(n)):
        assert all(model(bits).data == parity(bits) for bits in product((0, 1), repeat=n))
    print(f"parity of {n}: {units(row_parity(n))} units row by row, {units(tree_parity(n))} in the tree")
network(tree_parity(4), [1, 0, 1, 1])

# %% [markdown]
# The bits $1, 0, 1, 1$ have three ones, and the output is 1. Faint lines have the weight 0. (The red deltas
# are all 0, because a step is flat: nobody could *train* this network by gradients.)
#
# At four bits it is a draw. You work out who wins at eight.
#
# ## And products
#
# Numbers can be multiplied in the same two ways. With $z^2$ for an activation two units make a product,
# exactly:
#
# $$x_1x_2 = \tfrac14\big[(x_1 + x_2)^2 - (x_1 - x_2)^2\big] .$$
#
# In the tree the product of $n$ numbers takes $n - 1$ such products. With a single hidden layer there is a
# formula of the same kind, with $n$-th powers of *all* sums $x_1 \pm x_2 \pm \dots \pm x_n$, one unit for
# each choice of signs, and it is known that no smaller number of powers will do (Carlini, Catalisano and
# Geramita 2012). Rolnick and Tegmark (2018) show the same for common smooth activations and for many
# polynomials: the number of units grows linearly with $n$ in a deep network, exponentially with one hidden
# layer.

# %%
factors = [2.0, 3.0, -1.0, 5.0]
for name, model in (("tree", deep_product(4)), ("one layer", shallow_product(4))):
    print(f"{name:9}  {model(factors).data:.6g} with {units(model)} units")
    assert round(model(factors).data, 9) == -30

# %% [markdown]
# ## Your turn: the bill at eight
#
# How many units are there in all, hidden and output together? The network you have just seen,
# `tree_parity(4)`, has 9.
#
# - `rows`: parity of 8 bits, row by row;
# - `tree`: parity of 8 bits in the tree;
# - `squares`: product of 8 numbers in the tree (the output is one linear unit);
# - `powers`: product of 8 numbers in one hidden layer.

# %%
answers = {
    "rows": None,
    "tree": None,
    "squares": None,
    "powers": None,
}
print(check_bill(answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Half of the $2^8$ rows have an odd number of ones. In a knock-out tournament of eight teams every match
# throws one out, until one is left. The signs of $x_2, \dots, x_8$ are free.
#
# </details>
#
# ## The small print, again
#
# Is parity the proof that depth pays? For ANDs and ORs it is. But our units can do more than AND and OR:
# they can *count*. Let hidden unit $k$ fire where at least $k$ of the $n$ bits are 1, and give the output
# the weights $1, -1, 1, -1, \dots$ All that counts is whether the last unit that fires had a plus:

# %%
for n in (2, 4, 8):
    model = counting_parity(n)
    assert all(model(bits).data == parity(bits) for bits in product((0, 1), repeat=n))
    print(f"parity of {n}: {units(model)} units with one hidden layer that counts")

# %% [markdown]
# So be careful with "only a deep network can". The claim is always about *some kind of units*. For units
# with a ReLU, the ones of today, there is a function that settles it, and it is the strip of paper.
#
# ## Folding
#
# Two ReLUs fold the line from 0 to 1 in half:
#
# $$T(x) = 2\operatorname{relu}(x) - 4\operatorname{relu}(x - \tfrac12) .$$
#
# It rises from $T(0) = 0$ to $T(\tfrac12) = 1$ and falls back to $T(1) = 0$: a tent. Two places $x$, one
# left and one right of the fold, have the same $T(x)$. Whatever comes after the fold cannot tell them
# apart, and does everything to both at once, as the punch does. Two paths lead to $x$ on the page. Move
# $x$ across the fold: the second path opens, and $\delta_x$ jumps from $2$ to $2 - 4 = -2$.

# %%
x = Value(0.3, label="x")
T = 2 * x.relu() - 4 * (x - 0.5).relu()
assert T.data == folding_network(1)([0.3]).data
T.label = "T"
step_through(T, title="One fold", mode="paths")

# %% [markdown]
# ## Your turn: fold twice
#
# $T(T(x))$ is a network of two layers with two ReLUs each.
#
# - `kinks`: at which $x$ between 0 and 1 does its slope change? A list, such as `[0.1, 0.9]`.
# - `slopes`: the slope of each straight piece, from left to right, a list too.
# - `six`: how many pieces are there after *six* folds?

# %%
answers = {
    "kinks": None,
    "slopes": None,
    "six": None,
}
print(check_folds(answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# $T(T(x))$ bends where $T(x)$ bends, and where the outer $T$ bends: where $T(x) = \tfrac12$. Its slope is
# $[T'(T(x))] \times [T'(x)]$, and both are $2$ or $-2$.
#
# </details>
#
# ## Counting pieces
#
# One fold, three folds, five folds:

# %%
x = np.linspace(0, 1, 641)
figure, axs = plt.subplots(1, 3, figsize=(6.5, 1.8), dpi=58, layout="constrained", sharey=True)
for ax, depth in zip(axs, (1, 3, 5)):
    ax.plot(x, nn.predict(folding_network(depth), x[:, None])[:, 0], color="tab:blue", linewidth=1)
    ax.set(title=f"{2 * depth} units", xticks=[0, 0.5, 1], yticks=[0, 1])

# %% [markdown]
# `count_regions`, from a file beside this notebook, follows a line through a network of ReLUs and finds
# every bend exactly. The same units in *one* hidden layer bend once each, so there is at most one piece
# more than there are units:

# %%
print("units  deep, two in a layer  one hidden layer, at most")
for depth in range(1, 6):
    pieces = count_regions(folding_network(depth), 0, 1)
    assert pieces == 2**depth
    print(f"{2 * depth:5}  {pieces:20}  {2 * depth + 1:25}")

# %% [markdown]
# 2, 4, 8, 16, 32 pieces with 2, 4, 6, 8, 10 units. With two units the wide layer is even ahead, with ten it
# has lost, and twenty folds would need a million units side by side. In spaces of more dimensions the
# pieces become **linear regions**, and it is the same: a network of ReLUs can have exponentially many in
# its depth, while with one hidden layer their number grows only like a power of the number of units
# (Montufar et al. 2014).
#
# ## Expressing is not learning
#
# *A network with random weights and 32 ReLUs: how many pieces do you expect on a line through it, if the 32
# stand in one layer, in two, in four?*

# %%
print("layers          pieces on a line, ten random networks each            mean")
means = []
for shape in ([32], [16, 16], [8, 8, 8, 8]):
    found = [
        count_regions(nn.MLP(2, [*shape, 1], initializer="he_normal", rng=seed), (-1, 0.5), (1, 0.7))
        for seed in range(10)
    ]
    means.append(sum(found) / 10)
    print(f"{'-'.join(map(str, shape)):12}  {' '.join(f'{n:4}' for n in found)}  {means[-1]:8.1f}")
assert all(10 < mean < 33 for mean in means)

# %% [markdown]
# About twenty, whatever the depth. Exponentially many pieces are possible, and random weights are nowhere
# near them (Hanin and Rolnick 2019 prove that their number along a line grows like the number of units).
# And training? We ask for the easiest case: two folds, four pieces, a network of exactly the right shape,
# ten random starts.

# %%
X = np.linspace(0, 1, 161)[:, None]
y = nn.predict(folding_network(2), X)[:, 0]
found, losses = [], []
for seed in range(10):
    model = nn.MLP(1, [2, 2, 1], initializer="he_normal", rng=seed)
    adam = nn.Adam(lr=0.01)
    history = nn.fit(
        model, X, y, loss=nn.mean_squared_error, optimizer=adam, epochs=300, seed=seed, progress=False
    )
    found.append(count_regions(model, 0, 1))
    losses.append(history.losses[-1])
print("pieces  ", *(f"{n:5}" for n in found))
print("loss    ", *(f"{loss:5.3f}" for loss in losses))
print(f"loss of a constant: {y.var():.3f}; of the weights we know: 0")
assert min(losses) > 0.05

# %% [markdown]
# Most of the ten do no better than a constant, and the one that has four pieces has them in the wrong
# places. All of them could be exact. More units than necessary help: of twenty networks with 8 and 8 units,
# trained for a thousand epochs, four came down to a loss below 0.001 when we tried.
#
# What a network *can be*, what it *is* when it starts, and what training *makes of it* are three different
# questions.
#
# ## Are more layers better?
#
# The yearly ImageNet competition: a thousand classes, and an answer counts as wrong if the right class is
# not among the first five. Each of these errors is that of several such networks together.
#
# | network | year | layers | error | source |
# |---|---|---|---|---|
# | AlexNet | 2012 | 8 | 16.4 % | Krizhevsky, Sutskever and Hinton 2012 |
# | VGG | 2014 | 19 | 7.3 % | Simonyan and Zisserman 2015 |
# | GoogLeNet | 2014 | 22 | 6.7 % | Szegedy et al. 2015 |
# | ResNet | 2015 | 152 | 3.57 % | He et al. 2016 |
#
# The more layers, the fewer errors, it seems. But more than the depth changed from line to line. GoogLeNet
# has other blocks, and twelve times fewer parameters than AlexNet (Szegedy et al. 2015). And ResNet's authors
# made the plain experiment, on the small pictures of CIFAR-10: stack ordinary layers, nothing else, 20 of
# them and 56. The 56 were *worse*, also on the data they were trained on. The deeper network could express
# all that the shallower one could, and training did not find it; layers that normalize had kept the gradients
# from vanishing, so that was not even the reason. With $x + F(x)$ in every block, the shortcut of the [last
# notebook](14_vanishing_gradients.ipynb), the deeper ones became the better ones, up to 152 layers (He et al.
# 2016).
#
# So the answer has three parts. More layers can express more with the same units. They help only as far as
# training can use them, and that takes care: slopes, initial weights, shortcuts. And where a shallow
# network fits already, there is little to gain.

# %% [markdown]
# ## What to keep
#
# - Step units are gates, so networks compute **every Boolean function**; one hidden unit for each row with
#   the answer 1 is enough.
# - Two sigmoids make a stump, stumps follow **every continuous curve**: one hidden layer is enough, if you
#   can pay.
# - **Depth multiplies where width adds**: two ReLUs per layer fold the line, and $d$ folds make $2^d$
#   pieces. A single layer of $n$ ReLUs makes at most $n + 1$.
# - That weights *exist* does not mean that training finds them.
#
# Next: [signals](16_signals.ipynb), what networks make of sounds, images and rays of light.
