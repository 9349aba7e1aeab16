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
# # 14 · Vanishing and dying gradients
#
# A complaint about the result arrives at the last of ten desks. Every desk hands on a quarter of it to the
# one before. The first desk, where the mistake was made, hears four millionths of the complaint, and goes on
# as before.
#
# Deep networks were hard to train for decades, and this is a main reason why. In this notebook you
#
# - find the factor by which each layer shrinks the deltas, by hand and then by measurement;
# - see the opposite, deltas that explode, and the initial weights that avoid both;
# - kill a ReLU unit with a single step, and keep another one alive with a leak;
# - build a way around the desks, which is what networks of a hundred layers do.
#
# Before this: [digits](13_digits.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import math
import random
import sys
from functools import partial

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import matplotlib.pyplot as plt
from initial_spread import growth
from key_14 import check_blocks, check_long_step, check_quarters, check_sizes

import nn
from autograd import Value, messages
from viz import check_answers, circuit, network, plot_deltas, plot_gradient_norms, step_through

# %% [markdown]
# ## A chain of sigmoids
#
# The deepest network that fits on a line: three layers of one unit each, $z_k = w_k h_{k-1} - \tfrac12$ and
# $h_k = \sigma(z_k)$, with all weights $1$. Let the input be $\tfrac12$. Then $z_1 = 0$ and
# $h_1 = \sigma(0) = \tfrac12$, the next layer sees the same input again, and so on: every value in the
# chain is $0$ or $\tfrac12$, and you need no calculator.


# %%
def chain(x, layers, weight=1.0):
    """Return the input, all z and all h of a chain of sigmoid units whose z are 0 at x = 1/2."""
    w = [Value(weight, label=f"w{k}") for k in range(1, layers + 1)]
    h, z = [Value(x, label="x")], []
    for k, wk in enumerate(w, 1):
        z.append(wk * h[-1] - weight / 2)
        h.append(z[-1].sigmoid())
        z[-1].label, h[-1].label = f"z{k}", f"h{k}"
    return w, z, h


w, z, h = chain(0.5, layers=3)
assert [unit.data for unit in z] == [0, 0, 0]
assert [unit.data for unit in h] == [0.5, 0.5, 0.5, 0.5]

# %% [markdown]
# ## Your turn: the way back
#
# Start at the end with $\delta_{h_3} = 1$ and go back. Two gates lie between one $h$ and the one before:
# the sigmoid with $(1 - \sigma)\,\sigma$, and the product that swaps. Fractions such as `1/2` are welcome.

# %%
answers = {
    "z3": None,  # ∂h3/∂z3
    "z2": None,  # ∂h3/∂z2
    "z1": None,  # ∂h3/∂z1
    "w3": None,  # ∂h3/∂w3
    "w1": None,  # ∂h3/∂w1
}
told = check_answers(h[3], answers)
print(told)

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# $\delta_{z_3} = (1 - h_3)\,h_3 \cdot \delta_{h_3}$. Then $\delta_{h_2} = w_3 \cdot \delta_{z_3}$, and the
# same again. A weight gets the delta of its $z$ times its input, which is always $\tfrac12$ here.
#
# </details>
#
# This cell draws the chain with all messages, once you have yours:

# %%
circuit(h[3], notes=True) if told.right == told.total else "Tick all five first."

# %% [markdown]
# ## A factor per layer
#
# On its way from one layer to the one before, a delta is multiplied by the weight and by the slope of the
# activation:
#
# $$\delta_{z_{k-1}} = [g'(z_{k-1})\,w_k] \times [\delta_{z_k}] .$$
#
# Ten layers, ten such factors. What matters is whether they are below 1 or above:
#
# | activation | slope | at most | where |
# |---|---|---|---|
# | sigmoid | $(1 - \sigma)\,\sigma$ | $\tfrac14$ | only at $z = 0$ |
# | tanh | $1 - y^2$ | $1$ | only at $z = 0$ |
# | ReLU | $1$ or $0$ | $1$ | everywhere above $0$ |
#
# So a sigmoid takes three quarters of every delta *on its best day*. Where its output is near 0 or 1 it
# takes nearly everything: it is **saturated**. The tanh lets most of a delta through while $z$ is small,
# and saturates, too. The ReLU shrinks nothing, or it lets nothing through.
#
# Ten sigmoids in a row, without a pencil:


# %%
def through(layers, weight=1.0, x=0.5):
    """Return ∂h/∂x for the last h of a chain."""
    _, _, h = chain(x, layers, weight)
    return messages(h[-1]).deltas[h[0]]


for layers in (1, 2, 5, 10):
    assert through(layers) == 0.25**layers
    print(f"{layers:2} sigmoids: ∂h/∂x = {through(layers):.2g}")

# %% [markdown]
# ## Your turn: counting quarters
#
# - `layers`: how many sigmoids in a row, all weights $1$ and all $z$ at $0$, are needed to leave less than
#   $0.0001$ of a delta?
# - `slope`: how steep is the tanh where its output is $0.8$?
# - `keep`: with which weight would our chain of sigmoids, at $z = 0$, keep deltas at their size?
# - `ten`: and what is $\partial h_{10}/\partial x$ if all ten weights are $8$?

# %%
answers = {
    "layers": None,
    "slope": None,
    "keep": None,
    "ten": None,
}
print(check_quarters(through, answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# The factor of one layer is $w \cdot \sigma'(0) = w/4$. For the tanh, look into the table.
#
# </details>
#
# ## Between vanishing and exploding
#
# So could large weights simply make up for the quarters? Your last two answers say yes, as long as every $z$
# is exactly $0$. Now move the input a little. *What happens to the ten layers with the weight $8$ at
# $x = 0.6$?*

# %%
print("  w   x = 0.5    x = 0.6    x = 0.9")
for weight in (1, 4, 8):
    print(f"{weight:3} " + "  ".join(f"{through(10, weight, x):9.2g}" for x in (0.5, 0.6, 0.9)))
assert through(10, 8, x=0.6) < 1e-3

# %% [markdown]
# A large weight drives the next unit away from $0$ and into saturation: from a thousand to a few millionths
# in one tenth of $x$. **Vanishing and exploding are neighbors**, and for sigmoids the path between them is
# narrow. The weight $4$ walks on it, for inputs near $\tfrac12$, and has lost more than nine
# tenths of the delta at $0.9$.

# %% [markdown]
# ## Measured, in whole networks
#
# A real layer has many units, and a delta arrives along many wires. `nn.gradient_report` runs a few samples
# and says how large $|\delta_z|$ is on average, layer by layer. Here is a network of three hidden layers
# with sigmoids. Red is the delta of each unit; follow it from right to left.

# %%
X, y = nn.moons(200, noise=0.1, seed=0)
loss = nn.binary_cross_entropy_with_logits

small = nn.MLP(2, [2, 2, 2, 1], activation="sigmoid", initializer="xavier_normal", rng=0)
network(small, X[0].tolist(), loss=lambda score: loss(score, int(y[0])), digits=2)

# %% [markdown]
# Now ten hidden layers of ten units, three activations, five networks each with other random weights. The
# initial weights are those recommended for each activation; the section after the next says where they come
# from. *Guess the factor per layer, for each of the three.*


# %%
def deep(activation, initializer, seed, depth=10, width=10):
    """Return a network of so many hidden layers, all equally wide, with one output."""
    return nn.MLP(2, [width] * depth + [1], activation=activation, initializer=initializer, rng=seed)


def reports(activation, initializer, seeds=5):
    """Return a gradient report for each of several networks, on ten samples."""
    return [
        nn.gradient_report(deep(activation, initializer, s), X[:10], y[:10], loss=loss) for s in range(seeds)
    ]


def per_layer(report):
    """Return the factor per layer between the last hidden layer and the first, a geometric mean."""
    *hidden, _ = report
    return (hidden[0].delta / hidden[-1].delta) ** (1 / (len(hidden) - 1))


RECOMMENDED = {"sigmoid": "xavier_normal", "tanh": "xavier_normal", "relu": "he_normal"}
measured = {activation: reports(activation, initializer) for activation, initializer in RECOMMENDED.items()}
print("activation  |δ| layer 1      |δ| layer 10   factor per layer")
for activation, several in measured.items():
    first, last = ([report[k].delta for report in several] for k in (0, -2))
    factors = [per_layer(report) for report in several]
    print(
        f"{activation:10}  {min(first):.0e} to {max(first):.0e}   {min(last):.2f} to {max(last):.2f}   "
        f"{min(factors):5.2f} to {max(factors):.2f}"
    )
assert all(per_layer(report) < 0.25 for report in measured["sigmoid"])
assert all(per_layer(report) > 0.5 for name in ("tanh", "relu") for report in measured[name])

# %% [markdown]
# Below a quarter for the sigmoid, in all five networks; near 1 for the other two. The same as a picture,
# the first of the five sigmoid networks layer by layer:

# %%
figure, ax = plt.subplots(figsize=(6, 3.2), dpi=64, layout="constrained")
text = plot_deltas(measured["sigmoid"][0], ax=ax).set_title("Deltas of ten sigmoid layers and an output")

# %% [markdown]
# Look at the scale: from the output back to the first layer it is more than seven decades.

# %% [markdown]
# ## Does it matter?
#
# Eight hidden layers learn the two moons, sixty times through the data, three networks of each kind. *A
# coin has an accuracy of one half, and the loss $\ln 2 = 0.693$. Which of the three kinds will be better
# than a coin?*


# %%
def trained(activation, initializer, seed):
    """Return what training a deep network left behind, and how often the network is right."""
    model = deep(activation, initializer, seed, depth=8, width=8)
    history = nn.fit(
        model, X, y, loss=loss, optimizer=nn.GradientDescent(lr=0.1), epochs=60, batch_size=20, seed=seed,
        progress=False,
    )  # fmt: skip
    return history, nn.accuracy(model, X, y, loss=loss)


runs = {name: [trained(name, initializer, s) for s in range(3)] for name, initializer in RECOMMENDED.items()}
for name, several in runs.items():
    losses = ", ".join(f"{history.losses[-1]:.3f}" for history, _ in several)
    print(f"{name:8} loss {losses}   right {', '.join(f'{right:.0%}' for _, right in several)}")
assert all(abs(history.losses[-1] - math.log(2)) < 0.01 for history, _ in runs["sigmoid"])
assert all(right > 0.9 for name in ("tanh", "relu") for _, right in runs[name])

# %% [markdown]
# All six of the others learn, no sigmoid network does. The sizes of the gradients during training say why.
# `fit` has written them down; here are the first, the middle and the last layer of a sigmoid and of a ReLU
# network.


# %%
def three_layers(history):
    """Return the gradient norms of the first, the middle and the last layer alone."""
    return nn.History(
        gradient_norms={k: history.gradient_norms[k] for k in ("layers.0", "layers.4", "layers.8")}
    )


figure, ax = plt.subplots(figsize=(6.5, 3.6), dpi=64, layout="constrained")
first_runs = {name: three_layers(runs[name][0][0]) for name in ("sigmoid", "relu")}
text = plot_gradient_norms(first_runs, ax=ax).set_title("Gradients during training")

# %% [markdown]
# Five decades lie between the first and the last layer with sigmoids, less than one with ReLUs. The first
# layers of the sigmoid network get almost nothing, so they stay as random as they began. The last layer
# gets enough, but it has nothing to work with: on the way forward each sigmoid squeezes differences between
# samples as it squeezes deltas on the way back, and behind eight of them all samples look the same, up to
# some hundred-thousandths.
#
# This is no law against the sigmoid. Networks with one or two hidden layers of it learn these moons. It is a
# law about products of many factors below 1.

# %% [markdown]
# ## The right size to begin with
#
# The other half of the factor is the weights. In a layer of $n$ units a delta is a sum over the $n$ units
# of the next one:
#
# $$\delta_i = g'(z_i) \sum_{j=1}^{n} w_{ij}\,\delta_j .$$
#
# The initial weights are random, half of them negative, so the summands partly cancel. What adds up is
# their *squares*: the mean of $\delta_i^2$ is $n$ times the mean of $w^2$ times the mean of $\delta_j^2$,
# and times the mean of $g'^2$. Per layer, deltas are therefore stretched by about
#
# $$\sqrt{\,n \cdot \operatorname{Var}(w) \cdot \overline{g'^2}\,} ,$$
#
# and the recommended weights are those that make it 1:
#
# - **ReLU**: half of the units are open, so $\overline{g'^2} = \tfrac12$ and $\operatorname{Var}(w) = 2/n$
#   (He et al. 2015). The 2 makes up for the closed half.
# - **tanh**: near $z = 0$ its slope is 1, so $\operatorname{Var}(w) = 1/n$. Layers of unequal width have
#   two different $n$, one forward and one backward; Glorot and Bengio (2010) take one over their mean,
#   $2/(n_\text{in} + n_\text{out})$. Glorot's first name is Xavier, and so is the name of the recipe.
#
# Does it hold? Ten ReLU layers again, with weights that are as recommended, too small, or simply from
# $N(0, 1)$. *What factor do you expect for $n = 10$ and variance 1?*

# %%
STARTS = {"N(0, 0.1²)": partial(nn.normal, std=0.1), "He": nn.he_normal, "N(0, 1)": nn.normal}
print("weights     expected factor   measured       |δ| layer 1")
for name, initializer in STARTS.items():
    several = reports("relu", initializer)
    factors, first = [per_layer(report) for report in several], [report[0].delta for report in several]
    print(
        f"{name:10}  {growth(initializer, 10, 0.5):15.2f}   {min(factors):.2f} to {max(factors):.2f}   "
        f"{min(first):.0e} to {max(first):.0e}"
    )
    assert all(0.6 < factor / growth(initializer, 10, 0.5) < 1.3 for factor in factors)

# %% [markdown]
# Ten layers are enough to make the same gradient a million times too small, or a thousand times too large.
# Exploding gradients are the louder evil: the first step throws the weights away, and soon the loss is
# `nan`. Vanishing ones give no sign at all.

# %% [markdown]
# ## Your turn: sizes
#
# - `he`: the standard deviation of the weights of a ReLU layer with 50 inputs, by He;
# - `xavier`: that of a tanh layer with 120 inputs and 80 outputs, by Xavier;
# - `factor`: ReLU layers of 50 units, weights from $N(0, 1)$: the expected factor per layer;
# - `lucky`: this repository, like micrograd, draws weights from $U(-1, 1)$ unless told otherwise; its
#   variance is $\tfrac13$. For how many inputs is that just what He recommends?

# %%
answers = {
    "he": None,
    "xavier": None,
    "factor": None,
    "lucky": None,
}
print(check_sizes(answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# A standard deviation is the root of a variance. For `factor` put $n = 50$, $\operatorname{Var}(w) = 1$ and
# $\overline{g'^2} = \tfrac12$ into the formula; for `lucky` set $2/n = \tfrac13$.
#
# </details>

# %% [markdown]
# ## Units that die
#
# A ReLU has slope 0 below zero. A unit whose $z$ is negative for *every* sample gets no gradient from any
# of them, so its weights never change again: it is **dead**. One step that is too long can do it. Here is a
# unit $y = \operatorname{relu}(wx + b)$ with $w = 1$ and $b = 0$. It sees $x = 2$ and should answer
# $t = 1$; the loss is $\tfrac12 (y - t)^2$, and the learning rate is $1$.
#
# ## Your turn: one step too long
#
# - `w`, `b`: weight and bias after this one step;
# - `relu`: $\partial L/\partial w$ in the *next* step, at the same $x$ and $t$;
# - `leaky`: the same for a leaky ReLU, which has the slope $0.1$ below zero instead of 0, at the same new
#   $w$ and $b$.


# %%
def unit(activation, w=1.0, b=0.0):
    """Return a neuron of one input with this weight and bias."""
    neuron = nn.Neuron(1, activation=activation)
    neuron.w[0].data, neuron.b.data = w, b
    neuron.w[0].label, neuron.b.label = "w", "b"
    return neuron


def loss_of(neuron):
    """Return the loss at x = 2 and t = 1, with the gradients in place."""
    neuron.zero_grad()
    L = nn.half_squared_error(neuron([Value(2, label="x")]), 1)
    L.label = "L"
    L.backward()
    return L


leaky = partial(nn.leaky_relu, slope=0.1)
stepped = unit("relu")
loss_of(stepped)
nn.SGD(lr=1).step(stepped.parameters())
new_w, new_b = stepped.w[0].data, stepped.b.data
after = {name: unit(g, new_w, new_b) for name, g in {"relu": "relu", "leaky": leaky}.items()}
next_loss = {name: loss_of(neuron) for name, neuron in after.items()}

answers = {
    "w": None,
    "b": None,
    "relu": None,
    "leaky": None,
}
told = check_long_step(after["relu"], after["leaky"], answers)
print(told)

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# $y = 2$, so the error is $1$, and $z$ is positive, so $\delta_z = 1$. The weight gets $\delta_z x$, the
# bias $\delta_z$. After the step $z = w \cdot 2 + b$ is negative. The leaky unit then answers $y = 0.1\,z$,
# and its error is $y - 1$.
#
# </details>
#
# Once you have all four: the dead unit, with every message.

# %%
circuit(next_loss["relu"], notes=True) if told.right == told.total else "Tick all four first."

# %% [markdown]
# Its $z$ is negative not only at $x = 2$ but for every positive $x$. If all samples are positive, nothing
# will ever wake it. The leaky one gets a small message and comes back.
#
# ## How many die?
#
# The moons once more, two hidden layers of 16 ReLUs, He's weights, and three learning rates. *How many of
# the 32 units will be dead at the end?* `fit` counts them: `history.dead_units` has a list for each layer.
# Both leaky versions are measured beside it, the usual slope $0.01$ and a steeper one, $0.1$, six networks
# of each kind.


# %%
def at_rate(activation, lr, seed):
    """Return accuracy and dead units of both layers after 30 epochs, or () where numbers are not finite."""
    model = nn.MLP(2, [16, 16, 1], activation=activation, initializer="he_normal", rng=seed)
    try:
        history = nn.fit(
            model, X, y, loss=loss, optimizer=nn.GradientDescent(lr=lr), epochs=30, batch_size=20, seed=seed,
            progress=False,
        )  # fmt: skip
    except nn.DivergedError:
        return ()
    return nn.accuracy(model, X, y, loss=loss), [counts[-1] for counts in history.dead_units.values()]


KINDS = {"ReLU": "relu", "leaky 0.01": partial(nn.leaky_relu, slope=0.01), "leaky 0.1": leaky}
table = {(name, lr): [at_rate(g, lr, s) for s in range(6)] for name, g in KINDS.items() for lr in (0.5, 2, 4)}
print("unit        lr   right, each of six networks          dead of 32, mean")
for (name, lr), results in table.items():
    shares = " ".join("  nan" if not result else f"{result[0]:5.0%}" for result in results)
    dead = f"{sum(sum(result[1]) for result in results) / 6:8.1f}" if name == "ReLU" else ""
    print(f"{name:10} {lr:3}   {shares}   {dead}".rstrip())
assert all(share > 0.9 for name in KINDS for share, _ in table[name, 0.5])
assert sum(dead[1] == 16 for _, dead in table["ReLU", 4]) >= 2  # the whole second layer
assert sum(share > 0.9 for name in KINDS if name != "ReLU" for share, _ in table[name, 2]) >= 10

# %% [markdown]
# Read it line by line, and honestly.
#
# At the moderate rate few units die, and all three kinds are equally good. At $2$ a third of the ReLUs
# is dead; five of the six networks do well with the rest, one has become a coin. At $4$ four of the six
# have lost their whole second layer: no delta gets through it any more, and they give the same answer to
# everything.
#
# A leaky unit cannot die, since its slope is never 0. At $2$ all twelve leaky networks learn. (Of sixteen
# more that we tried two ran off to infinity, `nan`; both had the steeper leak.) At $4$ they do not learn well
# either, and many are `nan`. The leak cures *dying*. It does not cure a learning rate that is too large; it
# makes it audible. At a sensible rate the plain ReLU is as good, and most networks use it.
#
# ## A way around
#
# Better slopes and better weights bring the factors near 1. There is a more radical way: do not multiply at
# all. You know it from [notebook 5](05_order_and_wrong_engines.ipynb), the shortcut around a gate,
#
# $$y = x + F(x), \qquad \frac{\partial y}{\partial x} = 1 + F'(x) .$$
#
# This is a **residual** block (He et al. 2016). However small $F'$ is, the $1$ stays. *Two blocks in a row
# with a sigmoid each, every $z$ at $0$: what is $\delta_x$?* The page below opens at its **Paths**; walk all
# of them.


# %%
def blocks(n):
    """Return the input and all h of n residual blocks h + σ(h - c), the c such that every slope is 1/4."""
    h = [Value(0.5, label="x")]
    for k in range(1, n + 1):
        F = (h[-1] - h[-1].data).sigmoid()
        h.append(h[-1] + F)
        F.label, h[-1].label = f"F{k}", f"h{k}"
    return h


two = blocks(2)
assert messages(two[2]).deltas[two[0]] == 1.25**2
step_through(two[2], title="Two residual blocks", mode="paths")

# %% [markdown]
# Four paths: around both blocks, through one of them (twice), through both. They contribute
# $1 + \tfrac14 + \tfrac14 + \tfrac1{16} = \tfrac{25}{16}$, which is $(1 + \tfrac14)^2$. In a sequence only
# the last of the four exists.
#
# ## Your turn: three blocks
#
# - `paths`: how many paths lead from $h_3$ to $x$?
# - `two`: how many of them go through exactly two sigmoids?
# - `longest`: what does the path through all three sigmoids contribute?
# - `delta`: $\delta_x = \partial h_3/\partial x$.

# %%
three = blocks(3)
answers = {
    "paths": None,
    "two": None,
    "longest": None,
    "delta": None,
}
print(check_blocks(three[3], three[0], answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# At every block a path chooses: around it, with the factor $1$, or through it, with the factor $\tfrac14$.
# Multiply out $(1 + \tfrac14)(1 + \tfrac14)(1 + \tfrac14)$ and look at the summands.
#
# </details>
#
# ## Three kinds of shortcut
#
# | connection | output of a block | how a delta gets around it |
# |---|---|---|
# | **sequential** | $F(x)$ | it does not |
# | **residual** (He et al. 2016) | $x + F(x)$ | along the $1$ |
# | **highway** (Srivastava et al. 2015) | $T\,H(x) + (1 - T)\,x$ | along $1 - T$; the gate $T$ is learned |
# | **dense** (Huang et al. 2017) | $x$ and $F(x)$ side by side | every later layer reads $x$ itself |
#
# ## Your turn: a highway
#
# One unit of a highway, with the gate open by a quarter:
#
# $$H = v\,x, \qquad y = T\,H + (1 - T)\,x \qquad\text{at}\qquad x = 3,\quad v = -2,\quad T = \tfrac14 .$$
#
# ($T$ is a plain variable here; in a network it is the output of a sigmoid unit.) Numbers or letters, as
# you like.

# %%
x, v, T = Value(3, label="x"), Value(-2, label="v"), Value(0.25, label="T")
H = v * x
y_out = T * H + (1 - T) * x
H.label, y_out.label = "H", "y"

answers = {
    "H": None,  # ∂y/∂H
    "T": None,  # ∂y/∂T
    "x": None,  # ∂y/∂x
}
told = check_answers(y_out, answers)
print(told)

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# $T$ is used twice, and so is $x$: fan-out adds up. One of the two messages to $T$ comes through $1 - T$,
# which turns the sign.
#
# </details>

# %%
circuit(y_out, notes=True) if told.right == told.total else "Tick all three first."

# %% [markdown]
# ## Twelve blocks, with and without
#
# We take the worst activation on purpose: sigmoids, twelve blocks of six units, between a first and a last
# layer. A sequence of them should be hopeless. *Which of the four will learn the moons?* (The gates of the
# highway start with the bias $-3$, so $T = \sigma(-3) = 0.05$: nearly all goes around. A dense block adds
# one unit to what it hands on.)


# %%
def connected(kind, seed, activation="sigmoid", blocks=12, n=6):
    """Return a network of a first layer, so many blocks of this kind, and an output."""
    rng = random.Random(seed)
    start = RECOMMENDED[activation]

    def layer(nin, nout, g=activation):
        return nn.Layer(nin, nout, activation=g, initializer=start, rng=rng)

    block = {
        "sequential": lambda k: layer(n, n),
        "residual": lambda k: nn.Residual(layer(n, n)),
        "highway": lambda k: nn.Highway(n, activation=activation, gate_bias=-3, initializer=start, rng=rng),
        "dense": lambda k: nn.DenseConnection(layer(n + k, 1)),
    }[kind]
    width = n + blocks if kind == "dense" else n
    return nn.Sequential(layer(2, n), *map(block, range(blocks)), layer(width, 1, "identity"))


print("connection   |δ| layer 1      loss after training      right")
for kind in ("sequential", "residual", "highway", "dense"):
    first, losses, shares = [], [], []
    for seed in range(3):
        model = connected(kind, seed)
        first.append(nn.gradient_report(model, X[:10], y[:10], loss=loss)[0].delta)
        history = nn.fit(
            model, X, y, loss=loss, optimizer=nn.GradientDescent(lr=0.1), epochs=60, batch_size=20, seed=seed,
            progress=False,
        )  # fmt: skip
        losses.append(history.losses[-1])
        shares.append(nn.accuracy(model, X, y, loss=loss))
    print(
        f"{kind:11} {min(first):8.0e} to {max(first):.0e}   "
        f"{' '.join(f'{last:6.3f}' for last in losses)}   {' '.join(f'{s:4.0%}' for s in shares)}"
    )
    assert all(delta < 1e-8 for delta in first) if kind == "sequential" else all(d > 1e-3 for d in first)
    assert all((share > 0.7) == (kind != "sequential") for share in shares)

# %% [markdown]
# The same sigmoids, the same rate, the same data. Behind twelve blocks the sequence has less than a millionth
# of the delta that the others have, and it is a coin in all three runs; with any of the three shortcuts the
# network learns.
#
# One warning, so that nobody takes the $1$ for magic. It keeps deltas from vanishing, not from exploding:
# twelve residual blocks of ReLUs with He's weights, which were just right in a sequence.

# %%
for kind in ("sequential", "residual"):
    first = [
        nn.gradient_report(connected(kind, seed, "relu"), X[:10], y[:10], loss=loss)[0].delta
        for seed in range(3)
    ]
    print(f"{kind:11} |δ| first layer {min(first):.1g} to {max(first):.1g}")

# %% [markdown]
# Each block passes on the whole delta *and* adds what comes back through $F$, which keeps its size with
# these weights; so deltas grow from block to block. Real residual networks therefore keep $F$ small, with
# small initial weights or with layers that normalize what passes through.

# %% [markdown]
# ## What to keep
#
# - A delta is multiplied by slope and weight once per layer. For a sigmoid the slope is at most $\tfrac14$:
#   ten layers leave a millionth. This is the **vanishing gradient**; with factors above 1 it **explodes**.
# - ReLU and tanh, with initial weights of the right spread ($\operatorname{Var} = 2/n$ and $1/n$), keep the
#   factor near 1.
# - A ReLU that is negative on all samples is **dead**. Too large a learning rate kills; a leak keeps units
#   alive but makes no rate good.
# - A shortcut adds a path with the factor $1$. Residual, highway and dense networks are three ways to build
#   it.
#
# Next: [what networks can express](15_what_networks_express.ipynb), and what all those layers are good for,
# now that they can be trained.
