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
# # 6 · One neuron learns
#
# You stand on a hillside in fog and want to get down to the valley. You cannot see it. But your foot feels
# which way the ground falls, and how steeply. So you take a step that way, feel again, and take the next.
# This is all there is to learning. In this notebook
#
# - the neuron of [notebook 4](04_neuron_as_gate.ipynb) takes its first step, and then two hundred, over ten
#   examples at once;
# - you find out how long a step should be, and see what happens to a neuron that leaps;
# - the steps follow one example at a time, most of them go *up*, and it works nevertheless.
#
# Where you stand is a weight and a bias, the height is the loss, and what the foot feels is the gradient.
#
# Before this: [order and wrong engines](05_order_and_wrong_engines.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import math
import sys
from itertools import pairwise

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import matplotlib.pyplot as plt
from key_06 import check_bowl, check_first_step, check_slips, check_update, slipped

import autograd
import nn
from autograd import Value
from viz import circuit, plot_descent, plot_losses, training_page

# %% [markdown]
# ## One step
#
# This is where notebook 4 ended: $w = 2$, $x = 1.5$, $b = -3$, and the answer we would like to hear is
# $t = 0.9$.

# %%
w, b = Value(2, label="w"), Value(-3, label="b")
x, t = 1.5, 0.9


def neuron(x):
    return (w * x + b).sigmoid()


y = neuron(x)
L = 0.5 * (y - t) ** 2
y.label, L.label = "y", "L"
circuit(L)

# %% [markdown]
# The red numbers at $w$ and $b$ say: turn either of them up by a little, and $L$ falls. Here is the step, for
# the weight and for the bias:
#
# $$
# w \leftarrow w - \eta\,\frac{\partial L}{\partial w}, \qquad
# b \leftarrow b - \eta\,\frac{\partial L}{\partial b} .
# $$
#
# The gradient points uphill, so there is a minus. The factor $\eta$ (eta) is the **learning rate**: how far
# one dares to go for a given slope. With $\eta = 1$:
#
# $$w \leftarrow 2 - 1 \cdot (-0.15) = 2.15, \qquad b \leftarrow -3 - 1 \cdot (-0.1) = -2.9 .$$
#
# How much should $L$ fall? As in the first notebook: slope times way, for both variables, is $0.15^2 + 0.1^2
# = 0.0325$, if the slope stays as it is. *Will it be more than that, or less?*

# %%
L.backward()
for parameter in (w, b):
    parameter.data -= 1.0 * parameter.grad

after = 0.5 * (neuron(x) - t) ** 2
print(f"w = {w.data:.2f}, b = {b.data:.2f}")
print(f"L was {L.data:.4f} and is {after.data:.4f}: it fell by {L.data - after.data:.4f}")
assert math.isclose(w.data, 2.15)
assert math.isclose(b.data, -2.9)

# %% [markdown]
# Less: the ground gets flatter on the way down. The foot felt the slope where it stood, and nothing beyond.

# %% [markdown]
# ## Ten examples
#
# One example is soon learned by heart. So here are ten pots, each with one seed in it. The pots got $x$ hours
# of light a day, and $t$ says whether the seed has sprouted. (The numbers were made up for this notebook.)
#
# | hours of light $x$ | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 |
# |---|---|---|---|---|---|---|---|---|---|---|
# | sprouted $t$ | 0 | 0 | 0 | 1 | 0 | 1 | 1 | 1 | 1 | 1 |
#
# The seed with 4 hours was eager, the one with 5 hours was lazy, as seeds are. No weight and no bias will
# satisfy all ten. So we ask for the least of the **mean** loss:
#
# $$
# E(w, b) = \frac{1}{N} \sum_{i=1}^{N} \tfrac12\,(y_i - t_i)^2, \qquad
# y_i = \sigma(w x_i + b), \qquad N = 10 .
# $$
#
# The $x_i$ and $t_i$ are given once and for all. $E$ is a function of two knobs alone.

# %%
hours = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
sprouted = [0, 0, 0, 1, 0, 1, 1, 1, 1, 1]


def mean_loss(w, b):
    return autograd.sum(0.5 * ((w * x + b).sigmoid() - t) ** 2 for x, t in zip(hours, sprouted)) / len(hours)


# %% [markdown]
# ## Your turn: the first step
#
# The neuron starts with $w = 0$ and $b = 0$ and knows nothing. What does it answer to each seed? Then the
# deltas need no calculator. Take $\eta = 1$.

# %%
answers = {
    "δz where t = 0": None,  # ∂L/∂z of one seed that has not sprouted
    "δz where t = 1": None,  # ∂L/∂z of one that has
    "∂E/∂w": None,  # the mean of δz x over the ten
    "∂E/∂b": None,
    "w": None,  # after the step
    "b": None,
}
print(check_first_step(hours, sprouted, 1.0, answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# $\sigma(0) = \tfrac12$ for all ten, and there the slope of the sigmoid is $\tfrac14$. So there are only two
# different $\delta_z$. For $\partial E/\partial w$ add up the hours of the seeds that sprouted, and those of
# the others.
#
# </details>

# %% [markdown]
# ## The loop
#
# Four lines, again and again: **forward**, **forget** the old gradient, **backward**, **step**. (Why forget?
# Because variables add up what they get; the first notebook warned you.) Nearly everything that has ever been
# learned by a network was learned by these four lines.
#
# *After 200 steps: how many of the ten will be on the right side of ½?*

# %%
w, b = Value(0, label="w"), Value(0, label="b")
losses = []
for _ in range(200):
    E = mean_loss(w, b)  # forward
    for parameter in (w, b):
        parameter.grad = 0  # forget
    E.backward()  # backward
    for parameter in (w, b):
        parameter.data -= 1.0 * parameter.grad  # step
    losses.append(E.data)

for step in (0, 1, 2, 10, 50, 199):
    print(f"step {step:3}: E = {losses[step]:.4f}")
right = sum((neuron(x).data > 0.5) == t for x, t in zip(hours, sprouted))
print(f"{right} of 10 on the right side; the answer is ½ at {-b.data / w.data:.1f} hours of light")

# %% [markdown]
# Eight: it lets the eager seed and the lazy one go and takes the side of the others. Where the net input
# $wx + b$ is 0, at $x = -b/w$, it changes its mind. Nobody has told it where.

# %% [markdown]
# ## The same with `nn`
#
# The package `nn` has the neuron, the loss and the loop. `nn.fit_stepwise` does what you have just read, step
# by step, with Values. One **epoch** is one pass over all samples; with `batch_size=10` all of them share
# one step. *Will its losses be like ours, or the same?*


# %%
def fresh_neuron():
    return nn.Neuron(1, activation="sigmoid", initializer="zeros")


X = [[x] for x in hours]  # one row for each sample
task = {"loss": nn.half_squared_error, "batch_size": 10, "progress": False}

model = fresh_neuron()
history = nn.fit_stepwise(model, X, sprouted, optimizer=nn.SGD(lr=1.0), epochs=200, **task)
print([f"{p.data:.4f}" for p in model.parameters()], "and by our own loop", f"{w.data:.4f} {b.data:.4f}")
assert all(math.isclose(mine, its) for mine, its in zip(losses, history.losses, strict=True))

# %% [markdown]
# The same, to the last digits. `nn.fit` has the same arguments and compiles the graph first: the same numbers
# once more, at the speed of matrices. From here on we use that one.
#
# ## The page
#
# Here the neuron learns before your eyes. Press **One update** and compare with your first step. Then
# **Run**. Then write another **Rate**: `0.05`, or `5`, or `20`, press **Reset** and run it again. *Guess
# first.*

# %%
training_page(fresh_neuron(), X, sprouted, loss=nn.half_squared_error, lr=1.0, title="Ten seeds")

# %% [markdown]
# ## How long a step?
#
# Three learning rates, with nothing else changed. *Which curve will be the highest after sixty steps?*


# %%
def trained(rate, epochs=60):
    """Return the losses of a neuron that learns at this rate, and where it was before and after each step."""
    model, walk = fresh_neuron(), [[0.0, 0.0]]

    def remember(epoch, history):
        walk.append([model.w[0].data, model.b.data])

    optimizer = nn.SGD(lr=rate)
    history = nn.fit(model, X, sprouted, optimizer=optimizer, epochs=epochs, callbacks=[remember], **task)
    return history.losses, walk


runs = {f"η = {rate:g}": trained(rate) for rate in (0.05, 1, 20)}
figure, ax = plt.subplots(figsize=(5.5, 3), layout="constrained")
ax = plot_losses({name: losses for name, (losses, _) in runs.items()}, ax=ax)

# %% [markdown]
# - **Too small** ($0.05$): every step goes down, and after sixty of them the neuron has not got far. It does
#   nothing wrong, it only wastes your time.
# - **Right** ($1$): down quickly, then on and on.
# - **Too large** ($20$): after a single step the loss is $0.2$, and there it stays. Why just $0.2$?

# %%
losses, walk = runs["η = 20"]
w1, b1 = walk[1]
print(f"after the first step: w = {w1:.2f}, b = {b1:.2f}")
print("its answers:", [round(nn.sigmoid(w1 * x + b1).data, 4) for x in (1, 2, 5, 10)])
print(f"E = {losses[1]:.4f}")
assert math.isclose(losses[1], 0.2, abs_tol=1e-4)

# %% [markdown]
# It shouts *yes* at every pot. Four of ten answers are wrong by 1, and
# $\tfrac{1}{10} \cdot 4 \cdot \tfrac12 = 0.2$. But worse: so far out the sigmoid is flat,
# $\sigma' \approx 0$, and no delta gets through. The neuron is wrong and feels no slope. It stands on a
# plateau in the fog, and every direction feels level.

# %% [markdown]
# ## The landscape
#
# We have two knobs only, so for once the fog can be lifted. The thin lines join places of equal loss, as on a
# hiking map. The walks start at the rings and end at the dots.

# %%
walks = {f"η = {rate:g}": trained(rate, epochs=40)[1] for rate in (0.05, 1, 2)}
figure, ax = plt.subplots(figsize=(5.5, 3.5), layout="constrained")
ax = plot_descent(mean_loss, walks, limits=((-0.1, 1.2), (-3.0, 0.6)), ax=ax)

# %% [markdown]
# A narrow valley runs down to the right: a larger weight can be paid for by a more negative bias. Across
# the valley it is steep, along it nearly flat. The walk with $\eta = 2$ is thrown from one wall to the
# other and still gets on along it, farther than the others: close below the border, where it flies out of
# the valley, a rate is often at its fastest. The one with $\eta = 0.05$ has reached the bottom of it, and
# now creeps. A step that suits the steep way is too short for the flat one. That is the whole misery of
# gradient descent, and a later notebook has remedies for it.

# %% [markdown]
# ## Your turn: a bowl
#
# The simplest valley has one knob: $E = \tfrac12\,a\,w^2$ with $a = 4$, its bottom at $w = 0$. You stand at
# $w = 3$. Write down the step with letters first; what is the new $w$ as a multiple of the old one?

# %%
answers = {
    "w after one step": None,  # with η = 0.1
    "η that lands": None,  # at the bottom, in a single step
    "η that is too large": None,  # the smallest one with which E never falls
}
print(check_bowl(a=4, start=3, rate=0.1, answers=answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# The slope is $a\,w$, so one step makes $w - \eta\,a\,w = (1 - \eta a)\,w$ of $w$. What does this factor
# have to be for $w$ to become 0? And for $w$ to jump to the other side, just as far away?
#
# </details>
#
# A valley with two knobs has two such numbers $a$, one across and one along. The larger one says which
# $\eta$ is too large, and the smaller one how long you then wait.

# %% [markdown]
# ## One example at a time
#
# For each step so far, all ten seeds had to be looked at. With ten million examples that is a long time to
# stand on one leg. Why not take a step after *each* example, along the gradient of its loss alone? This is
# **stochastic** gradient descent: ten steps for the price of one. But each of them serves a single seed.
#
# Here are 30 passes of ten steps, in the order of the table, and after each step we look at the loss of all
# ten. *How many of the 300 steps make it larger?*

# %%
w, b = Value(0, label="w"), Value(0, label="b")
of_all = [mean_loss(w, b).data]
for _ in range(30):
    for x, t in zip(hours, sprouted):
        w.grad = b.grad = 0
        (0.5 * (neuron(x) - t) ** 2).backward()
        for parameter in (w, b):
            parameter.data -= 0.5 * parameter.grad
        of_all.append(mean_loss(w, b).data)

rises = sum(later > earlier for earlier, later in pairwise(of_all))
print(f"{rises} of 300 steps went up, {300 - rises} went down")
print(f"E was {of_all[0]:.4f} and is {of_all[-1]:.4f}")
assert rises > 150
assert of_all[-1] < 0.5 * of_all[0]

# %% [markdown]
# Nearly two thirds of the steps made things worse, and yet the loss is less than half of what it was! A
# seed that has sprouted says *up with the answers*, one that has not says *down with them*, each for its
# own sake. Most of what they say cancels. What does not cancel is the gradient of the mean.
#
# `nn.fit` with `batch_size=1` does the same in a shuffled order, and `history.step_losses` has the loss of
# each example just before its step. In the plot, the mean over each epoch is laid on top.

# %%
single = {**task, "batch_size": 1, "epochs": 30, "seed": 0}
one_by_one = nn.fit(fresh_neuron(), X, sprouted, optimizer=nn.SGD(lr=0.5), **single)
figure, ax = plt.subplots(figsize=(5.5, 3), layout="constrained")
ax = plot_losses(one_by_one, steps=True, ax=ax)
ax.plot(range(5, 300, 10), one_by_one.losses, color="black", linewidth=2)
ax.set_ylabel("loss")
assert len(one_by_one.step_losses) == 300

# %% [markdown]
# Who looks only at the thin line gives up too early. The thick one wobbles, too, for ten steps are few; but
# it falls.

# %% [markdown]
# ## Your turn: two letters that are mixed up
#
# The letter $\lambda$ stands for the price of a large weight, $J = L + \lambda \cdot \tfrac12 w^2$, as in
# notebook 4. Other books write $\lambda$ where we write $\eta$. Somebody has read both kinds and no longer
# trusts either. Help: write the step for $J$. What comes in are $w$, the slope of the data part
# $\partial L/\partial w$, $\eta$ (`eta`) and $\lambda$ (`lam`); what comes out is the new $w$.


# %%
def update(w, slope, eta, lam):
    return None


print(check_update(update))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# First the slope of all of $J$, as in notebook 4: two messages arrive at $w$. Then one step against it.
# Each letter has one job: $\lambda$ says how expensive the weight is, $\eta$ how far to go.
#
# </details>

# %% [markdown]
# ## Your turn: three loops with a slip
#
# Three students have written the loop for the ten seeds, with $\eta = 0.2$. Each made one slip:
#
# - `"sign"`: the step is $w \leftarrow w + \eta\,\partial E/\partial w$;
# - `"zero_grad"`: the line that forgets the old gradient is missing;
# - `"sum"`: the gradient is that of the *sum* over the ten seeds, the factor $\tfrac1N$ is missing. (The loss
#   that is printed is the mean all the same.)
#
# None of the programs complains. All you have are the losses. Who did what?

# %%
for name, printed in slipped(hours, sprouted, rate=0.2, steps=10).items():
    print(name, *[f"{loss:.3f}" for loss in printed])
print("should be:", *[f"{loss:.3f}" for loss in trained(0.2, epochs=10)[0]])

# %%
answers = {
    "A": None,
    "B": None,
    "C": None,
}
print(check_slips(answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Look at the second number of each row. In which loops was the very first step already another one than it
# should be? Whose first step was in the right direction, but too long? (You have seen the walk with ten
# times $0.2$.)
#
# </details>
#
# A loop without the factor $\tfrac1N$ is no crime. It only has a learning rate that is $N$ times as large
# as it looks, and one that suits ten seeds explodes with a thousand.

# %% [markdown]
# ## What to keep
#
# - **Forward, forget, backward, step.** $w \leftarrow w - \eta\,\partial E/\partial w$, for every parameter.
# - The learning rate: too small wastes time, too large jumps across the valley, far too large ends on a
#   plateau where nothing is felt any more. In a bowl with the curvature $a$ the border is at $\eta = 2/a$.
# - With one example at a time, single steps go up and down. The mean over many of them falls.
#
# Next: [perceptrons](07_perceptrons.ipynb), machines of 1958 that learned without any gradient, and met
# with a wall.
