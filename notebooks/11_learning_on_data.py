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
# # 11 · Learning on data
#
# Before an election nobody asks all the voters. A poll asks a thousand, is a little wrong, and costs almost
# nothing. The gradient of a loss over thousands of samples is such a result: a mean over voters, each with an
# opinion on where the weights should go. Must you really ask all of them before every single step?
#
# Up to here there was one sample, or a handful. This notebook is about what changes when there are many:
#
# - how many samples you look at before a step, and how wrong the answer is then;
# - how the columns of the data should look before any learning begins;
# - how to keep weights small, and which of them become 0.
#
# Before this: [scores to probabilities](10_scores_to_probabilities.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import math
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import matplotlib.pyplot as plt
import numpy as np
from key_11 import check_counts, check_norms, check_preparation, check_step, check_update, check_zeros
from valley import curvatures, plot_valley, steps_down  # beside this notebook

import nn
from autograd import Value, dot
from autograd import sum as add_up
from viz import check_answers, check_slope, plot_contours, plot_losses, step_through

plt.rcParams["figure.dpi"] = 72  # three pictures, and the file of the notebook stays small

# %% [markdown]
# ## A mean of opinions
#
# A line through the origin, $y = wx$, with the loss $L_i = \tfrac12 (y_i - t_i)^2$ of sample $i$. For several
# samples take the mean of their losses. The derivative of a mean is the mean of the derivatives:
#
# $$
# L = \frac1N \sum_{i=1}^N L_i, \qquad
# \frac{\partial L}{\partial w} = \frac1N \sum_{i=1}^N \underbrace{(y_i - t_i)\,x_i}_{\text{opinion of } i} .
# $$
#
# Four samples, and $w = 1$:
#
# | $i$ | $x$ | $t$ | $y = wx$ | error $y - t$ | opinion $(y - t)\,x$ |
# |---|---|---|---|---|---|
# | 1 | $1$ | $2$ | $1$ | $-1$ | $-1$ |
# | 2 | $2$ | $3$ | $2$ | $-1$ | $-2$ |
# | 3 | $-1$ | $0$ | $-1$ | $-1$ | $1$ |
# | 4 | $2$ | $5$ | $2$ | $-3$ | $-6$ |
#
# Samples 1, 2 and 4 want $w$ to go up, sample 3 wants it down. Who looks at samples 1 and 2 alone gets
# $\tfrac12(-1 - 2) = -1.5$.
#
# The engine needs nothing new for that. The weight is *one* node, and every sample uses it: fan-out. So the
# messages of the samples **add up** at the weight, and the factor $\tfrac12$ of the mean has traveled back
# along each of them. Step through it, and watch the counter at $w$.

# %%
w = Value(1, label="w")
losses = []
for i, (x, t) in enumerate([(1, 2), (2, 3)], 1):
    y = w * Value(x, label=f"x_{i}")
    loss = 0.5 * (y - Value(t, label=f"t_{i}")) ** 2
    y.label, loss.label = f"y_{i}", f"L_{i}"
    losses.append(loss)
L = add_up(losses) / 2
L.label = "L"

L.backward()
assert w.grad == -1.5
step_through(L, title="The mean loss of two samples")

# %% [markdown]
# Three ways of asking have names of their own:
#
# | | samples before a step | the gradient is |
# |---|---|---|
# | **full batch** | all $N$ | the *true gradient* |
# | **mini-batch** | a few of them, 32, 64, 128 or 256 as a rule | a poll |
# | **stochastic** | one | an opinion |
#
# Going once through all samples is an **epoch**. The order is shuffled anew for each epoch, so that no
# batch is always the same.

# %% [markdown]
# ## Your turn: one step by hand
#
# The four samples above, $w = 1$, and the learning rate $\eta = 0.4$. The second mini-batch holds samples 3
# and 4.
#
# One more thing to think about: many books *sum* the losses, $L = \sum_i L_i$, without dividing by $N$. The
# minimum lies where it was. But which learning rate makes the same step with the sum over all four samples,
# as $0.4$ makes with the mean?

# %%
samples = [(1, 2), (2, 3), (-1, 0), (2, 5)]
answers = {
    "true gradient": None,  # of all four samples
    "mini-batch": None,  # the gradient of samples 3 and 4
    "w": None,  # after one step with this mini-batch
    "η of the sum": None,
}
print(check_step(samples, rate=0.4, answers=answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# The opinions stand in the table. The mean of the two batches' gradients, $-1.5$ and yours, must be the true
# gradient. With the sum the gradient is $N$ times as long.
#
# </details>
#
# So *the learning rate* of a book says little until you know whether its loss is a sum or a mean. With the
# mean, a rate that works for a hundred samples also works for a million. All losses here are means.

# %% [markdown]
# ## How wrong is a poll?
#
# Now 2048 samples, made here: two inputs, two classes, some of them on the wrong side by chance. One
# sigmoid neuron with binary cross-entropy shall tell them apart. From the last notebook you know the
# opinion of a sample without any graph, $(y - t)\,x$, so all 2048 of them fit into one line of NumPy.
#
# Then draw batches, 500 of each size, and measure how far their gradient is from the true one, at $w = 0$,
# before the first step. *Prediction: if a batch is four times as large, how much closer is it?*

# %%
random = np.random.default_rng(0)
X = random.normal(size=(2048, 2))
t = (X @ [2, -1] + 0.5 + random.logistic(size=2048) > 0).astype(int)

opinions = (0.5 - t)[:, None] * X  # σ(0) = 0.5
true = opinions.mean(axis=0)
print(f"the true gradient has the length {np.linalg.norm(true):.2f}")
print(" size   distance   times √size")
for size in (1, 4, 16, 64, 256, 2048):
    polls = [opinions[random.choice(2048, size, replace=False)].mean(axis=0) for _ in range(500)]
    distance = math.sqrt(np.mean([sum((poll - true) ** 2) for poll in polls]))
    print(f"{size:5} {distance:10.3f} {distance * math.sqrt(size):10.2f}")

# %% [markdown]
# A single sample misses by twice the length of the true gradient. But look at the last column: it stays
# nearly the same (it falls where a batch is a good part of all the samples; a poll of everybody is exact).
# So the error goes with $1/\sqrt{n}$: **four times the work for half the noise.** Going from 16 to 64
# samples may be worth it, from 256 to 2048 hardly ever: for the same work you could take eight steps, each
# of them in nearly the right direction.

# %% [markdown]
# ## The loop
#
# This is gradient descent with mini-batches, all of it. These few lines are the heart of every training
# program there is: draw a batch, loss, gradient, step.

# %%
w, b = [Value(0), Value(0)], Value(0)
for X_batch, t_batch in nn.minibatches(X, t, 32, seed=np.random.default_rng(0)):
    pairs = zip(X_batch.tolist(), t_batch.tolist())
    loss = add_up(nn.binary_cross_entropy_with_logits(dot(w, x, b), t) for x, t in pairs) / len(X_batch)
    for parameter in (*w, b):
        parameter.zero_grad()
    loss.backward()
    for parameter in (*w, b):
        parameter.data -= 0.1 * parameter.grad
print([round(parameter.data, 6) for parameter in (*w, b)])

# %% [markdown]
# `nn.fit` is this loop with a recorded program in place of the graphs, which makes it much faster. After
# one epoch it is at the same place:


# %%
def train(batch_size, epochs):
    """Return the neuron and the history of its training."""
    neuron = nn.MLP(2, [1], initializer="zeros")
    loss, rate = nn.binary_cross_entropy_with_logits, nn.SGD(lr=0.1)
    history = nn.fit(
        neuron, X, t, loss=loss, optimizer=rate, batch_size=batch_size, epochs=epochs, seed=0, progress=False
    )
    return neuron, history


neuron, _ = train(32, epochs=1)
print([round(parameter.data, 6) for parameter in neuron.parameters()])
assert np.allclose([p.data for p in neuron.parameters()], [p.data for p in (*w, b)], rtol=1e-12)

# %% [markdown]
# Ten epochs with three batch sizes: 2048 (`None`), 32 and 1. All of them look at every sample ten times, so
# they do the same work. *How many steps does each take? Which will be lowest after the first epoch, which
# after the tenth?*

# %%
runs = {f"{size or 'all'} in a batch": train(size, epochs=10)[1] for size in (None, 32, 1)}
fig, ax = plt.subplots(figsize=(5, 3))
plot_losses(runs, ax=ax)
ax.legend(loc="center")
fig.tight_layout()

# %% [markdown]
# - **All**: 10 steps, straight and smooth. It has hardly left the start.
# - **One**: 20,480 steps. After one epoch it is almost down, and then it trembles: each opinion throws it
#   somewhere else, and the loss goes up nearly as often as down. It would need a smaller rate to settle.
# - **32**: 640 steps, nearly as fast, hardly any trembling, and the lowest in the end.
#
# Computers like mini-batches for another reason. A matrix product of 32 samples takes much less than 32 times
# as long as that of one. So the size is a compromise between noise, steps and machine, and 32 to 256 is where
# most people end up.

# %% [markdown]
# ## Your turn: count the steps
#
# A set of 60,000 digits (MNIST has as many), mini-batches of 256. How many updates does an epoch make? How
# many samples are in the last batch?

# %%
answers = {
    "updates": None,
    "samples in the last batch": None,
}
print(check_counts(60_000, 256, answers))

# %% [markdown]
# ## Preparing the columns
#
# The loss is a valley over the weights, and the data shape the valley. Multiply swaps: the gradient of a
# weight is the error times *its input*. If one column of the data goes from 0 to 255 and another one from 0
# to 1, the first weight is pulled hundreds of times as hard as the second. The valley is a gorge: steep
# across, almost level along. The learning rate must be small enough for the steep direction, and then the
# level one takes forever.
#
# Here is a mild case to look at, one column five times as wide as the other: the contours of the loss over
# the two weights, and twenty steps of gradient descent. *What will the valley look like when both columns
# have the standard deviation 1?*

# %%
random = np.random.default_rng(1)
wide = random.normal(size=(200, 2)) * [5, 1]
wishes = wide @ [1.2, 2] + 0.3 * random.normal(size=200)
even = nn.Standardizer().fit(wide).transform(wide)

fig, (left, right) = plt.subplots(1, 2, figsize=(5.2, 2.7))
plot_valley(wide, wishes - wishes.mean(), left, rate=0.075)
plot_valley(even, wishes - wishes.mean(), right, rate=0.5)
left.set_title("one column 5 times as wide")
right.set_title("standardized")
fig.tight_layout()

# %% [markdown]
# On the left the steps jump from wall to wall and creep along the floor; a larger rate would throw them
# out. On the right the valley is a bowl, and downhill is toward the minimum.
#
# These are the usual ways to prepare a column, with its mean $\mu$, its standard deviation $s$, its
# smallest and its largest number:
#
# | | becomes | |
# |---|---|---|
# | mean subtraction | $x - \mu$ | centered at 0 |
# | standardizing | $(x - \mu)/s$ | centered, standard deviation 1 |
# | to $[0, 1]$ | $(x - \min)/(\max - \min)$ | pixels: simply $x/255$ |
# | to $[-1, 1]$ | $2\,(x - \min)/(\max - \min) - 1$ | |
#
# Now the gorge itself: 200 photos with their brightness from 0 to 255 and their sharpness from 0 to 1; a
# linear neuron with a bias shall predict how much people like them. The **condition** is the curvature in
# the steepest direction divided by that in the flattest. *Which helps more, subtracting the mean or
# dividing by the standard deviation?*

# %%
brightness, sharpness = random.uniform(0, 255, 200), random.uniform(0, 1, 200)
photos = np.column_stack([brightness, sharpness])
likes = 0.01 * brightness + 2 * sharpness - 1 + 0.3 * random.normal(size=200)
prepared = {
    "as they are": photos,
    "mean subtracted": photos - photos.mean(axis=0),
    "brightness / 255": photos / [255, 1],
    "to [0, 1]": nn.MinMaxScaler(0, 1).fit(photos).transform(photos),
    "to [-1, 1]": nn.MinMaxScaler(-1, 1).fit(photos).transform(photos),
    "standardized": nn.Standardizer().fit(photos).transform(photos),
}
print("                   condition     steps until 99 % of the way is done")
for name, columns in prepared.items():
    bends, steps = curvatures(columns), steps_down(columns, likes)
    print(f"{name:17} {bends[-1] / bends[0]:10,.0f} {steps:9,}")

# %% [markdown]
# From half a million steps to one, and not a line of the model has changed. The scale matters most.
# The mean matters too: as long as all inputs are positive, a bias that rises and weights that fall do
# nearly the same, and that is another level direction. (Compare $[0, 1]$ with $[-1, 1]$.)
#
# One rule: $\mu$, $s$, min and max come from the **training samples**. New samples are prepared with the same
# numbers, even if they end up outside of the range.

# %% [markdown]
# ## Your turn: prepare by hand
#
# A column has the training samples $2$, $2$, $8$, $8$. Later a new sample comes in, $x = 11$. (The standard
# deviation is the root of the mean squared distance from the mean.)

# %%
answers = {
    "mean": None,
    "deviation": None,
    "new, standardized": None,
    "new, to [0, 1]": None,
    "new, to [-1, 1]": None,
}
print(check_preparation([2, 2, 8, 8], 11, answers))

# %% [markdown]
# ## What a weight may cost
#
# The data are not the only ones with an opinion. With few samples and many weights there are often many
# ways to fit, and some are wild. A **penalty** gives all weights a price, as in notebook 4:
#
# $$J = L + \lambda R .$$
#
# | penalty | $R$ | its slope |
# |---|---|---|
# | L2 | $\sum_j w_j^2$ | $2 w_j$ |
# | L1 | $\sum_j \lvert w_j \rvert$ | $\operatorname{sign}(w_j)$ |
# | elastic net | $\sum_j (\beta w_j^2 + \lvert w_j \rvert)$ | $2 \beta w_j + \operatorname{sign}(w_j)$ |
# | max-norm | no price, but a fence: a vector longer than $c$ is shortened to $c$ after each step | |
#
# What do they prefer? Here are three weight vectors, two of them from CS231n. Each of them has the score
# $w \cdot x = 1$ for the input $x = (1, 1, 1, 1)$, so the data cannot tell them apart. *Which one does L2
# like best, which one does L1?*

# %%
x = [1, 1, 1, 1]
vectors = {"w1": [1, 0, 0, 0], "w2": [0.25, 0.25, 0.25, 0.25], "w3": [0.5, 0.5, 0, 0]}
for name, w in vectors.items():
    print(f"{name}: score {dot(w, x).data:g}, L2 {nn.l2(w).data:g}, L1 {nn.l1(w).data:g}")

assert [nn.l2(w).data for w in vectors.values()] == [1, 0.25, 0.5]
assert [nn.l1(w).data for w in vectors.values()] == [dot(w, x).data for w in vectors.values()] == [1, 1, 1]

# %% [markdown]
# **L2 likes weights that share the work**: one weight of 1 costs four times as much as four of a quarter.
# L1 does not care here. But it does not mind a single large weight, and that will turn out to be the point.

# %% [markdown]
# ## Your turn: norms
#
# The vector $v = (0.75, 0.25, 0, 0)$ has the score 1, too. What do the penalties take from it, each without
# $\lambda$? And what does max-norm with $c = 2$ make of $(3, -4)$?

# %%
answers = {
    "L2 of v": None,
    "L1 of v": None,
    "elastic net of v": None,  # with β = 2
    "the cheapest by L2": None,  # "v", "w1", "w2" or "w3"
    "fenced": None,  # what becomes of (3, −4), a list
}
vectors["v"] = [0.75, 0.25, 0, 0]
print(check_norms(vectors, beta=2, long=[3, -4], limit=2, answers=answers))

# %% [markdown]
# ## A spring and a rope
#
# Look at the two slopes again. L2 pulls a weight to 0 like a **spring**: hard when it is far away, and less
# and less as it comes near, $2w$. L1 pulls like a **rope with a weight on it**: with the same force
# wherever it is, $\operatorname{sign}(w) = \pm 1$. Only at 0 itself there is a corner, and no slope. (The
# engine takes $\operatorname{sign}(0) = 0$ there.)
#
# Suppose the data want a weight to be at $a$, with the loss $\tfrac12 (w - a)^2$. At $w = 0$ they pull with
# the force $\lvert a \rvert$. A spring that is not stretched does not pull, so L2 always gives way a
# little: the weight ends up between 0 and $a$. The rope holds with the force $\lambda$, on both sides of 0.
# Whoever does not pull harder than that does not get the weight off 0 at all.

# %% [markdown]
# ## Your turn: which weights become 0?
#
# First the slope, in letters, for a weight that is not 0: $E = \tfrac12 (w - a)^2$, $R = \lvert w \rvert$,
# $J = E + \lambda R$. You may write `sign(w)`, and `λ` or `lambda`.

# %%
w, a, price = Value(-2, label="w"), Value(3, label="a"), Value(0.5, label="λ")
E = 0.5 * (w - a) ** 2
R = abs(w)
J = E + price * R
E.label, R.label, J.label = "E", "R", "J"

answers = {
    "R": None,  # ∂J/∂R
    "w": None,  # ∂J/∂w
}
print(check_answers(J, answers))

# %% [markdown]
# Now five weights. The data want them at $a = (3,\; -0.4,\; 0.8,\; 0.1,\; -2)$, and $\lambda = 0.5$. Each
# has a loss of its own, $\tfrac12 (w_j - a_j)^2$. (That is what a linear neuron has, if the columns are
# standardized and do not depend on each other.)
#
# Which weights are 0 in the minimum? Give their numbers from 1 to 5, as a set `{…}`. And where do the first
# two end up?

# %%
answers = {
    "zeros with L1": None,
    "zeros with L2": None,  # set() is the empty set
    "w_1 with L1": None,
    "w_1 with L2": None,  # R = w²
    "w_2 with L2": None,
}
print(check_zeros([3, -0.4, 0.8, 0.1, -2], 0.5, answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# In the minimum the slope of $J$ is 0: $w - a + 2 \lambda w = 0$ with L2. With L1 try $w > 0$ first, $w - a +
# \lambda = 0$; if the result is not positive, there is no such minimum.
#
# </details>

# %% [markdown]
# ## The diamond and the disk
#
# There is a picture of this, by Tibshirani (1996). Turn the price into a budget: the weights may cost no
# more than some $r$. All pairs of weights with $\lvert w_1 \rvert + \lvert w_2 \rvert \le r$ form a
# diamond, those with $w_1^2 + w_2^2 \le r^2$ a disk. The loss is lowest at the cross, too far out for
# either. *Where on the diamond, and where on the disk, is it as low as it can be?*


# %%
def valley(w1, w2):
    return 0.5 * (w1 - 2) ** 2 + 0.5 * (w2 - 0.6) ** 2


fig, ax = plt.subplots(figsize=(3.3, 3.3))
plot_contours(valley, radius=1.0, ax=ax)
fig.tight_layout()

# %% [markdown]
# The loss touches the diamond at a corner, and at a corner one of the weights is 0. The disk has no
# corners. That is **sparsity**: L1 does more than make weights smaller, it throws some of them out.
#
# Now with data: 200 samples with eight columns. They were made with the weights $2$, $-1.5$, $0$, $0$, $0.6$,
# $0$, $0$, $0.05$, and some noise. *Which of the eight will L1 leave?*

# %%
truth = [2, -1.5, 0, 0, 0.6, 0, 0, 0.05]
random = np.random.default_rng(2)
raw = random.normal(size=(200, 8))
columns = nn.Standardizer().fit(raw).transform(raw)
targets = columns @ truth + random.normal(size=200)

penalties = {
    "L2": lambda parameters: 0.3 * nn.l2(parameters[:8]),  # the last parameter is the bias, it is free
    "L1": lambda parameters: 0.3 * nn.l1(parameters[:8]),
    "elastic net": lambda parameters: 0.3 * nn.elastic_net(parameters[:8], beta=0.5),
}
print(f"{'made with':12}", *(f"{w:6.2f}" for w in truth))
for name, penalty in [("no penalty", None), *penalties.items()]:
    model = nn.MLP(8, [1], initializer="zeros")
    nn.fit(
        model, columns, targets, loss=nn.half_squared_error, penalty=penalty, optimizer=nn.SGD(lr=0.01),
        batch_size=None, epochs=1000, progress=False,
    )  # fmt: skip
    print(f"{name:12}", *(f"{w.data:6.2f}" for w in model.parameters()[:8]))

# %% [markdown]
# Without a penalty every column seems to matter a little. L2 shrinks the large weights and throws out none.
# L1 leaves the three that matter, and makes each of them smaller by about $\lambda = 0.3$, as you have
# computed; the small true weight, $0.05$, is lost. The elastic net does some of both.
#
# (A detail: gradient descent does not land *on* 0. The rope pulls it across, and back in the next step, so
# the weights tremble around 0 by up to $\eta\lambda$, here $0.003$. Programs that need a true 0 move each
# weight toward 0 and stop it there.)

# %% [markdown]
# ## Your turn: find the slip
#
# Greek letters are scarce. One page of notes writes gradient descent as $\theta \leftarrow \theta - \lambda
# \nabla L$, a later page writes the penalized loss as $J = L + \lambda R$. Somebody has copied both into
# one program:


# %%
def from_two_pages(w, slope_of_loss, lam):
    return w - lam * (slope_of_loss + lam * 2 * w)


# %% [markdown]
# One letter, two knobs. The program learns slowly if the penalty is weak, and nobody finds out why. Write
# the step for one weight with the penalty $R = w^2$, the learning rate `rate` and the penalty's strength
# `strength`.


# %%
def update(w, slope_of_loss, rate, strength):
    return None


print(check_update(update))

# %% [markdown]
# ## A penalty is a belief
#
# Why squares, why absolute values? Here is an answer by Bayes. Before you have seen any data, you have a
# belief about a weight: probably near 0. Write it as a probability density $p(w)$, the **prior**. The data
# speak through the likelihood $p(t \mid w)$. Take the weights that are most probable when you know both,
# the *maximum a posteriori* (MAP). Products become sums under the logarithm, so that is the least of
#
# $$
# -\ln \big( p(t \mid w)\, p(w) \big) =
# \underbrace{-\ln p(t \mid w)}_{\text{loss, summed over the samples}} \;
# \underbrace{-\ln p(w)}_{\text{penalty}} .
# $$
#
# For classes the first part is the cross-entropy of the last notebook. And the second one? A bell curve
# around 0 with the standard deviation $s$ and a Laplace density, which has a sharp peak at 0, give
#
# $$
# p(w) \propto e^{-w^2/(2s^2)} \;\Rightarrow\; -\ln p = \frac{1}{2s^2}\,w^2 + \text{const}, \qquad
# p(w) \propto e^{-\lvert w \rvert/s} \;\Rightarrow\; -\ln p = \frac1s\,\lvert w \rvert + \text{const} .
# $$
#
# **L2 is a Gaussian prior, L1 is a Laplace prior**, and $\lambda$ says how sure you were: a narrow belief,
# a high price. (Against the *mean* loss of $N$ samples the prior counts $1/N$ as much. The more data, the
# less it matters what you believed.)

# %% [markdown]
# ## Your turn: how strongly does a belief pull?
#
# A Gaussian prior with $s = 2$, as a chain of gates: square, divide by $-2s^2 = -8$, $\exp$, divide by a
# constant, logarithm, minus. What is the slope of the whole chain? It pulls the weight to 0 like a spring;
# how stiff is it?


# %%
def pull(w):
    return None


print(check_slope(pull, lambda w: -((w**2 / -8).exp() / 5.013).log()))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# $-\ln(e^u/c) = -u + \ln c$. What is left of the chain?
#
# </details>

# %% [markdown]
# ## What to keep
#
# - The gradient of a mean loss is the **mean of the samples' gradients**; in the graph, fan-out at the
#   weight. A mini-batch is a poll: its error goes with $1/\sqrt{n}$, so many small steps beat a few exact
#   ones.
# - **Prepare the columns**: centered and of the same scale, with numbers from the training samples. A gorge
#   becomes a bowl.
# - **L2 shares the work and shrinks large weights; L1 makes weights 0** where the data pull less than
#   $\lambda$. As priors they are a Gaussian and a Laplace density.
# - Learning rate and penalty are two knobs. Give them two letters.
#
# Next: [moons](12_moons.ipynb), where a network with hidden layers learns a curved boundary, and you decide
# how large it should be.
