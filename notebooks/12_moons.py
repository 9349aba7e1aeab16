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
# # 12 · Moons
#
# Two half circles of points, each reaching into the other. No straight line tells them apart, so a single
# neuron must fail. A few hidden units do it with ease, and a few dozen do something you did not ask for:
# they learn the accidents of your sample by heart. This notebook is about the one question behind both:
# **how much should a network be able to do?**
#
# - more hidden units give a richer boundary, and you will see what each of them adds;
# - a hidden layer moves the points until a line is enough;
# - too much freedom shows in two curves that part; you choose the size without fooling yourself;
# - at the end, the best known example of a small engine, number for number.
#
# Before this: [learning on data](11_learning_on_data.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import copy
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import matplotlib.pyplot as plt
import numpy as np
from key_12 import check_choice, check_filters, check_margin, check_reports, check_stopping
from protocols import PROTOCOLS

import nn
from autograd import Value
from viz import (
    network,
    plot_boundary_over_time,
    plot_decision_boundary,
    plot_hidden,
    plot_losses,
    plot_responses,
    training_page,
)

# %% [markdown]
# ## A line is not enough
#
# 200 points, half of them on each moon, every coordinate shaken a little. First a single neuron: two weights
# and a bias, so its boundary is a straight line. *How many percent can the best line get right? Look at the
# picture below with a ruler before you read the number.*

# %%
X, y = nn.moons(200, noise=0.1, seed=0)


def trained(units, seed=0):
    """Return a network with so many units in its hidden layers and a single score, trained on the moons."""
    model = nn.MLP(2, [*units, 1], activation="tanh", rng=seed)
    loss, optimizer = nn.binary_cross_entropy_with_logits, nn.Adam(lr=0.1)
    nn.fit(model, X, y, loss=loss, optimizer=optimizer, epochs=150, batch_size=None, progress=False, seed=0)
    return model


line = trained([])
plot_decision_boundary(line, X, y, threshold=0).figure.set_size_inches(5, 3.2)
print(f"a line: {nn.accuracy(line, X, y, threshold=0):.1%} right")

# %% [markdown]
# The line does what a line can. The tips of the moons lie on its wrong side, and no amount of training will
# bring them back: this is not a matter of learning but of **capacity**, of what the formula can say at all.

# %% [markdown]
# ## More units, a richer boundary
#
# Now a hidden layer of tanh units between the inputs and the output. *One hidden unit: how will its boundary
# look? How many units does it take to go around both tips?*

# %%
models = {f"{n} hidden unit{'s' * (n > 1)}": trained([n]) for n in (1, 2, 3, 8)}
axs = plot_boundary_over_time(models, X, y, threshold=0)
axs[0].figure.set_size_inches(9, 2.5)
for name, model in models.items():
    print(f"{name}: {nn.accuracy(model, X, y, threshold=0):.1%} right")

# %% [markdown]
# **One** hidden unit is a line again: tanh bends the height of the score, but where the score is zero stays
# straight. **Two** units bend the line once. With **three** it can turn left and right, and that is
# all these moons ask for. Eight units draw almost the same curve; they could draw others.
#
# You have just seen four single runs, and a single run may be luck. So again, from five different random
# beginnings:

# %%
for n in (2, 3, 8):
    right = [nn.accuracy(trained([n], seed), X, y, threshold=0) for seed in range(5)]
    print(f"{n} hidden: " + "  ".join(f"{share:6.1%}" for share in right))

# %% [markdown]
# That a formula *can* say something does not mean that gradient descent *finds* it: of five beginnings with
# three units one got stuck at what a line can do as well. A network with units to spare finds a good place
# more easily. This is one good reason to make networks larger than they have to be. It has its price, and we
# come to it.

# %% [markdown]
# ## What a hidden unit computes
#
# In front of its activation a unit computes nothing but an inner product and a bias,
# $s_j = \mathbf{w}_j^\top\mathbf{x} + b_j$. Put the weights of the units side by side as the **columns** of
# $W_1$, and all of them together are
#
# $$\mathbf{s} = W_1^\top\mathbf{x} + \mathbf{b}_1 .$$
#
# Each column is a **filter**, and $s_j$ is its **response**: large where $\mathbf{x}$ points the way the
# filter points, zero where it is perpendicular to it, negative where it points away. (A model of `nn` keeps
# the transpose of this, as PyTorch does: a *row* for each unit.)

# %%
model = models["3 hidden units"]
W, b = model.arrays()[0]  # of the hidden layer: a row of W for each unit
x = X[0]

s = W @ x + b
h = np.tanh(s)
assert np.allclose([unit.data for unit in model.layers[0](x)], h)
for j in range(3):
    terms = f"{W[j, 0]:6.2f} · {x[0]:.2f} + {W[j, 1]:6.2f} · {x[1]:.2f} + {b[j]:6.2f}"
    print(f"unit {j}: response {terms} = {s[j]:6.2f}, tanh of it {h[j]:5.2f}")

# %% [markdown]
# The same for every point of the plane at once. *What shape has the place where a unit answers zero?*

# %%
plot_responses(model, X).figure.set_size_inches(7, 2.6)

# %% [markdown]
# Three straight steps, each with its own direction and its own place. The output unit weighs them and adds
# them up; three lines, blurred and added, make one curve with two bends. Here is the network, with this point
# in it. The wider a line, the larger its weight; blue is positive, dashed orange negative.

# %%
network(model, x)

# %% [markdown]
# ## Your turn: three filters
#
# A hidden layer of three ReLU units without biases, in the notation above: the columns of $W_1$ are the
# filters.
#
# $$W_1 = \begin{pmatrix} 2 & 0 & -1 \\ 1 & -1 & 1 \end{pmatrix}, \qquad
# \mathbf{x} = \begin{pmatrix} 1 \\ 2 \end{pmatrix}.$$

# %%
W1 = np.array([[2, 0, -1], [1, -1, 1]])
x1 = np.array([1, 2])

answers = {
    "responses": None,  # [.., .., ..]
    "after ReLU": None,  # [.., .., ..]
    "shape of the table in nn": None,  # of the weights of this layer: "rows x columns"
    "units without a message": None,  # a set such as {1, 2, 3}: whose weights this x cannot change
}
print(check_filters(answers, W1, x1))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# The first filter is $(2, 1)$, read downward. Its response to $(1, 2)$ is $2 \cdot 1 + 1 \cdot 2$. For the
# last question think of [max routes](03_patterns_and_folding.ipynb): which units does ReLU shut?
#
# </details>

# %% [markdown]
# ## A better representation
#
# Another way to see what a hidden layer does. Let the last hidden layer have exactly two units, so that what
# they answer are again two numbers, and every sample is again a point in a plane. On the left the samples as
# they come, on the right the same samples as the output unit sees them. The output is a plain weighted sum,
# so **on the right its boundary must be a straight line.** *Where will the moons be?*

# %%
narrow = trained([8, 2])
fig, axs = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
plot_decision_boundary(narrow, X, y, threshold=0, ax=axs[0])
plot_hidden(narrow, X, y, ax=axs[1])
assert nn.accuracy(narrow, X, y, threshold=0) == 1

# %% [markdown]
# The moons have been pulled apart, and a line is enough. Nobody said how. The output asks for points that a
# line can separate, its deltas travel back through the line's weights, and the layers in front learn to
# deliver. This is what is meant by *networks are feature extractors*: everything before the last layer is
# there to transform the input into a better representation, and the last layer is the neuron you have known
# since [notebook 4](04_neuron_as_gate.ipynb).

# %% [markdown]
# ## Watch it learn
#
# Two inputs, two hidden layers of eight units, one output, as in TensorFlow's playground (Smilkov and Carter
# 2016), here with your own Values and every gradient from the recorded graph. The moons are noisier now, and
# there are only 100 of them. Press **Run**. Then try:
#
# 1. Let it run for 500 updates and look at the boundary, then on to 5,000 at full speed. *Would you trust the
#    last bulges, or the island?*
# 2. Set **Activation** to relu and start again. What is the boundary made of now?
# 3. Back to tanh, with **Penalty** L2 and λ = 0.003. What happens to the bulges, and to the widths of the
#    lines? And with λ = 0.01?

# %%
X_all, y_all = nn.moons(600, noise=0.3, seed=0)
X_rest, X_test, y_rest, y_test = nn.train_test_split(X_all, y_all, 0.5, seed=0)  # the test set waits
X_train, X_val, y_train, y_val = nn.train_test_split(X_rest, y_rest, 2 / 3, seed=0)

training_page(
    nn.MLP(2, [8, 8, 1], activation="tanh", rng=0), X_train, y_train,
    loss=nn.binary_cross_entropy_with_logits, lr=0.3, title="Two hidden layers of eight units",
)  # fmt: skip

# %% [markdown]
# ## Too much of a good thing
#
# With this much noise the moons overlap; some blue points simply lie among the orange ones, and no honest
# boundary gets them all. Now take far more freedom than 100 samples can fill: two hidden layers of 32
# units, 1,185 parameters. We keep copies on the way, and after each epoch we measure the loss on 200
# **validation** samples that take no part in the training.
#
# *Draw on paper how the two losses will run, over 300 epochs.*

# %%
model = nn.MLP(2, [32, 32, 1], activation="tanh", initializer="xavier_normal", rng=0)
assert len(model.parameters()) == 1185
copies, best = {0: copy.deepcopy(model)}, {}


def keep(epoch, history):
    if epoch in (20, 50, 300):
        copies[epoch] = copy.deepcopy(model)
    if epoch == history.best_epoch:  # the lowest validation loss so far
        best["model"] = copy.deepcopy(model)


history = nn.fit(
    model, X_train, y_train, validation=(X_val, y_val), loss=nn.binary_cross_entropy_with_logits,
    optimizer=nn.Adam(lr=0.03), epochs=300, batch_size=None, progress=False, seed=0, callbacks=[keep],
)  # fmt: skip
plot_losses(history).figure.set_size_inches(6, 3.2)

# %% [markdown]
# For a while both fall together: what helps on the training samples helps on others. Then they part. The
# training loss goes on towards zero, the validation loss turns and climbs, in the end far above the point
# where it was best. From there on the network **over-fits**: it learns where *these* hundred points happen to
# lie. The boundary shows how:

# %%
axs = plot_boundary_over_time(copies, X_train, y_train, threshold=0)
axs[0].figure.set_size_inches(9, 2.5)
for name, chosen in {"best epoch": best["model"], "last epoch": model}.items():
    shares = [nn.accuracy(chosen, *data, threshold=0) for data in ((X_train, y_train), (X_val, y_val))]
    print(f"{name}: {shares[0]:.1%} right on training samples, {shares[1]:.1%} on validation samples")

# %% [markdown]
# The last network has every training sample right, and it is the worse one. Its accuracy on other samples
# suffers, its loss suffers far more, because now it is wrong with great confidence.
#
# The remedy is in the code above already: `history.best_epoch`, and a copy of the model from that time. It is
# called **early stopping**.

# %% [markdown]
# ## Your turn: when to stop
#
# Ten epochs could have these validation losses. You do not know how it goes on, so you need a rule: stop
# as soon as **three epochs in a row** have brought nothing better than the best so far (a *patience* of 3),
# and keep the model of the best epoch you have seen.

# %%
validation_losses = [0.69, 0.52, 0.44, 0.41, 0.43, 0.40, 0.42, 0.45, 0.47, 0.39]

answers = {
    "stops after epoch": None,
    "keeps the model of epoch": None,
    "misses a loss of": None,  # the price of not knowing the future
}
print(check_stopping(answers, validation_losses, patience=3))

# %% [markdown]
# ## How many units?
#
# Capacity can be limited by stopping, by a penalty, or by the number of units. How many? The training loss
# cannot tell: the largest network always wins there. The validation loss can, if we are honest about luck.
# So every size is trained five times, each time with another split of the 300 samples and other initial
# weights:

# %%
sizes = {"1": [1], "2": [2], "4": [4], "8": [8], "32": [32], "32+32": [32, 32]}
runs = {name: [] for name in sizes}
for name, units in sizes.items():
    for repeat in range(5):
        A, B, a, b = nn.train_test_split(X_rest, y_rest, 2 / 3, seed=repeat)
        candidate = nn.MLP(2, [*units, 1], activation="tanh", initializer="xavier_normal", rng=repeat)
        run = nn.fit(
            candidate, A, a, validation=(B, b), loss=nn.binary_cross_entropy_with_logits,
            optimizer=nn.Adam(lr=0.06), epochs=150, batch_size=None, progress=False, seed=0,
        )  # fmt: skip
        runs[name].append((run.losses[-1], run.validation_losses[-1]))

print("units  training   validation   the five validation losses")
for name, pairs in runs.items():
    training, validation = np.array(pairs).T
    error = validation.std(ddof=1) / np.sqrt(5)  # the standard error of the mean
    each = "  ".join(f"{loss:.3f}" for loss in validation)
    print(f"{name:>5}   {training.mean():.3f}   {validation.mean():.3f} ± {error:.3f}   {each}")

# %% [markdown]
# Read the columns from top to bottom. Training: down, down, down. Validation: down, then **up again**. Too
# small is bad, too large is bad. And look at the scatter: rows next to each other differ by less than the
# runs within a row do. Whoever trains each size once and takes the best number takes the luckiest number.

# %% [markdown]
# ## Your turn: choose
#
# Write the rule: the size with the lowest **mean** validation loss. `losses` is a dictionary such as `{"1":
# [0.41, 0.39], "2": [0.38, 0.40]}`, and the function gives back one of its keys.


# %%
def choose(losses):
    return None


validation_of = {name: [loss for _, loss in pairs] for name, pairs in runs.items()}
print(check_choice(choose, validation_of))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# `min(losses, key=...)` goes through the keys of a dictionary; `key` is a function that says of each key what
# to compare.
#
# </details>
#
# If two sizes cannot be told apart by their standard errors, take the smaller one. And when you have chosen,
# and only then, the test set is asked. Once:

# %%
if (name := choose(validation_of)) in sizes:
    chosen = nn.MLP(2, [*sizes[name], 1], activation="tanh", initializer="xavier_normal", rng=0)
    nn.fit(
        chosen, X_rest, y_rest, loss=nn.binary_cross_entropy_with_logits, optimizer=nn.Adam(lr=0.06),
        epochs=150, batch_size=None, progress=False, seed=0,
    )  # fmt: skip
    share = nn.accuracy(chosen, X_test, y_test, threshold=0)
    print(f"{name} hidden units: {share:.1%} of the test set right")
else:
    print("Choose first.")

# %% [markdown]
# ## Find the slip: four reports

# %%
for name, protocol in PROTOCOLS.items():
    print(f"{name}: {protocol.text}")

# %% [markdown]
# A number in a report is **honest** if nothing was chosen by the samples on which it was measured. (It
# may still be a bad choice, honestly reported.)

# %%
answers = {
    "honest": None,  # a set of letters such as {"A", "D"}
    "always takes the largest network": None,  # one letter
}
print(check_reports(answers))

# %% [markdown]
# ## micrograd's moons
#
# The engine that made backpropagation popular with tinkerers, Andrej Karpathy's micrograd (2020), comes with
# a demo: 100 moons, a network 2-16-16-1 of ReLU units, a *max-margin* loss and an L2 penalty, 100 updates on
# the full set with a learning rate that falls from 1 to 0.1. The targets are $t = \pm1$, the score is $y$:
#
# $$L = \frac1N\sum_n \max(0,\; 1 - t_n y_n) \;+\; \alpha\sum_i w_i^2, \qquad \alpha = 10^{-4}.$$
#
# A sample that is right by a margin of 1 costs nothing. Our `nn` draws the same random numbers in the same
# order, so this must give the very losses that are printed there:

# %%
X, y = nn.moons(100, noise=0.1, seed=1337)
t = 2 * y - 1
model = nn.MLP(2, [16, 16, 1], rng=1337)

history = nn.fit(
    model, X, t, loss=nn.hinge, penalty=lambda parameters: 1e-4 * nn.l2(parameters),
    optimizer=nn.SGD(lr=nn.LinearSchedule(1.0, 100, 0.1)), epochs=100, batch_size=None, seed=0,
    progress=False,
)  # fmt: skip

in_the_demo = {0: 0.8958441028683222, 1: 1.7235905336972022, 2: 0.7429006313851131, 3: 0.7705641260584198,
               4: 0.3692793385976538, 98: 0.010978888332907229, 99: 0.010978370135492717}  # fmt: skip
for step, loss in in_the_demo.items():
    assert abs(history.losses[step] - loss) < 1e-8
    print(f"step {step:2} loss {history.losses[step]:.6f}")
print(f"{nn.accuracy(model, X, t, loss=nn.hinge):.0%} right")

# %% [markdown]
# Look at the first five: up, down, up, down. Even with the true gradient of the full set **the loss does not
# fall at every step**, if the steps are long. And look at the last two, where hardly anything moves. *How
# many of the 100 samples still send a message?*

# %%
margins = t * nn.predict(model, X)[:, 0]
price = 1e-4 * nn.l2(model.parameters()).data
print(f"{(margins < 1).sum()} of 100 samples have a margin below 1, the smallest is {margins.min():.6f}")
print(f"the penalty alone: {price:.6f}")
plot_decision_boundary(model, X, t, threshold=0).figure.set_size_inches(5, 3.2)

# %% [markdown]
# None: all are right by more than 1, and what is left of the loss is the penalty. It goes on shrinking the
# weights, very slowly, until a first sample slips below the margin; that one will speak up and hold the
# boundary. So in the end the boundary is held by the few samples nearest to it: this loss *maximizes the
# margin*.

# %% [markdown]
# ## Your turn: who sends a message?
#
# Four samples, without the penalty: $L = \frac14\sum_n\max(0, 1 - t_n y_n)$.
#
# | | 1 | 2 | 3 | 4 |
# |---|---|---|---|---|
# | $t_n$ | $+1$ | $-1$ | $+1$ | $-1$ |
# | $y_n$ | $2$ | $0.5$ | $0.25$ | $-1.5$ |

# %%
targets = [1, -1, 1, -1]
scores = [Value(number, label=f"y_{n}") for n, number in enumerate([2, 0.5, 0.25, -1.5], 1)]
L = sum(nn.hinge(score, target) for score, target in zip(scores, targets)) / 4

answers = {
    "L": None,
    "∂L/∂y": None,  # [.., .., .., ..]
    "parameters": None,  # of 2-16-16-1; may be arithmetic in quotes
}
print(check_margin(answers, L, scores, [2, 16, 16, 1]))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# $\max(0, 1 - ty)$ is a ReLU behind $1 - ty$. Where it is shut nothing comes back. Where it is open the local
# gradient for $y$ is $-t$.
#
# </details>

# %% [markdown]
# ## What to keep
#
# - **Capacity** is what a network can say; more hidden units give a richer boundary. What it can say is not
#   yet what it finds.
# - A hidden unit is a filter with a response. A hidden layer moves the samples until the last layer's line is
#   enough: a better representation.
# - **Over-fitting** shows where the training loss falls and the validation loss rises. Keep the best epoch,
#   or fewer units, or a penalty.
# - Choose by the mean of several runs on validation samples, and ask the test set once.
#
# Next: [digits](13_digits.ipynb), in which the inputs are pictures and the filters can be looked at.
