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
# # 16 · Signals
#
# A table of digits, a point in a moon, a row of letters: until now a sample was a list of numbers and nobody
# asked how they lie beside each other. Signals have neighbors. A sound has a before and an after, an image
# has a left and a right, a sentence has words that point at each other. Here the same neurons are wired in
# four ways that know about neighbors:
#
# - a network that **is** a picture: it is told a place, and answers with the brightness there;
# - a **ray** through fog, in six numbers, which is how such networks learn a room from photographs;
# - a **convolution**: one neuron that is shown every patch;
# - an **attention** head: every position asks all others.
#
# None of them needs a new rule. They are graphs, and messages run back along their edges.
#
# Before this: [what networks express](15_what_networks_express.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import matplotlib.pyplot as plt
import numpy as np
from key_16 import check_attention, check_counts, check_encoding, check_ray
from matplotlib.colors import CenteredNorm
from ray import color, picture, places

import nn
from autograd import Value, messages
from viz import check_answers, circuit, step_through

# %% [markdown]
# ## A network that is a signal
#
# A signal is a function of the place: at $x$ it has the value $y$. So give a network $x$ and ask it for $y$.
# After the training nobody needs the samples any more; the weights are the signal. This is called an
# **implicit representation**.
#
# Here is one with a slow part that jumps and a fast part that trembles, a hundred samples of it, and a
# network with 24 hidden units. *Will it follow the jumps, the trembling, both, or neither?*

# %%
x = np.linspace(-1, 1, 100)
signal = 0.5 * np.sign(np.sin(3 * np.pi * x)) + 0.5 * np.sin(11 * np.pi * x)


def trained(model):
    """Fit a model to the signal, and return its root mean squared error."""
    nn.fit(model, x[:, None], signal, loss=nn.half_squared_error, optimizer=nn.Adam(0.01), epochs=400,
           batch_size=25, seed=0, progress=False)  # fmt: skip
    return float(np.sqrt(np.mean((nn.predict(model, x[:, None]).ravel() - signal) ** 2)))


plain = nn.MLP(1, [24, 1], activation="tanh", initializer="xavier_uniform", rng=0)
print(f"off by {trained(plain):.3f}, where the signal itself is {signal.std():.3f} from its mean")

# %% [markdown]
# Neither, or hardly. To tremble eleven times, hidden units must turn over within a very short way, so they
# need very large weights, and gradient descent is slow to make weights large. A network learns what is
# smooth first.
#
# ## Octaves
#
# The remedy is to hand the network not the place itself but rulers with ever finer marks:
#
# $$\gamma(x) = \bigl(\sin \pi x,\ \cos \pi x,\ \sin 2\pi x,\ \cos 2\pi x,\ \sin 4\pi x,\ \cos 4\pi x,\
# \dots\bigr).$$
#
# Each **octave** is twice as fast as the one before. Two places that are near to each other differ hardly in
# the first numbers and clearly in the last: the last octave does for the network what a magnifying glass
# does for the eye.

# %%
encoded = nn.Sequential(
    nn.PositionalEncoding(1, octaves=5),
    nn.MLP(10, [24, 1], activation="tanh", initializer="xavier_uniform", rng=0),
)
print(f"off by {trained(encoded):.3f}")

figure, axes = plt.subplots(1, 2, figsize=(7, 2.4), dpi=72, sharey=True)
for ax, model, title in zip(axes, (plain, encoded), ("the place itself", "five octaves")):
    ax.plot(x, signal, color="#bbbbbb", lw=3, label="signal")
    ax.plot(x, nn.predict(model, x[:, None]).ravel(), color="#0b6623", label="network")
    ax.set_title(title)
axes[0].set_ylim(-1.2, 1.9)
axes[0].legend(frameon=False, fontsize=8, loc="upper left", ncols=2)
figure.tight_layout()

# %% [markdown]
# ## Your turn: encode a place
#
# What is $\gamma(\tfrac16)$ with two octaves, a list of four numbers? ($\sin 30° = \tfrac12$.) And how many
# numbers does a place in a *plane* become, with five octaves for each of its two coordinates?

# %%
gamma = {
    "γ(1/6)": None,  # a list of four
    "numbers": None,
}
print(check_encoding(gamma))

# %% [markdown]
# ## A picture without pixels
#
# In two dimensions it is the same: $(x, y)$ goes in, brightness comes out. The picture was made for this
# notebook, 24 by 24 pixels. Afterwards we ask the network for places that were in none of the samples, four
# times as finely, because it knows no pixels.

# %%
image = picture(24)
painters = {
    "the place itself": nn.MLP(2, [24, 24, 1], output="sigmoid", initializer="he_normal", rng=0),
    "four octaves": nn.Sequential(
        nn.PositionalEncoding(2, octaves=4),
        nn.MLP(16, [24, 24, 1], output="sigmoid", initializer="he_normal", rng=0),
    ),
}
figure, axes = plt.subplots(1, 3, figsize=(7, 2.6), dpi=72)
axes[0].imshow(image, cmap="gray", vmin=0, vmax=1)
axes[0].set_title("24 × 24 samples")
for ax, (title, painter) in zip(axes[1:], painters.items()):
    nn.fit(painter, places(24), image.ravel(), loss=nn.half_squared_error, optimizer=nn.Adam(0.01),
           epochs=100, batch_size=64, seed=0, progress=False)  # fmt: skip
    ax.imshow(nn.predict(painter, places(96)).reshape(96, 96), cmap="gray", vmin=0, vmax=1)
    ax.set_title(title)
    off = np.sqrt(np.mean((nn.predict(painter, places(24)).ravel() - image.ravel()) ** 2))
    print(f"{title:16} off by {off:.3f} at the samples, {len(painter.parameters()):,} parameters")
for ax in axes:
    ax.axis("off")
figure.tight_layout()

# %% [markdown]
# With octaves the ring has an edge. Between the samples the network has to invent something, and four
# octaves let it invent: look at the stripes. Too many octaves for too few samples are over-fitting by another
# name.

# %% [markdown]
# ## A ray of light, in six numbers
#
# From some photographs of a room, a network of this kind can learn the whole room: it is asked for every
# place in space, and answers with two things, how **dense** the fog is there, $\sigma$, and which **color**
# it has, $c$. (One number for the color here, from black 0 to white 1.) The method is called NeRF
# (Mildenhall and others 2020). What it needs besides the network is a way from fog to photograph, and that is
# a computation with numbers, so it has gradients.
#
# A ray leaves the eye and passes three places. At each of them the fog stops a share $\alpha$ of the light
# that has come so far and lets the rest through:
#
# $$\alpha_i = 1 - e^{-\sigma_i}, \qquad C = \alpha_1 c_1 + (1 - \alpha_1)\,\alpha_2 c_2 + (1 - \alpha_1)(1 -
# \alpha_2)\,\alpha_3 c_3 .$$
#
# ## Your turn: the color by hand
#
# All three densities are $\ln 2$, so that $e^{-\sigma} = \tfrac12$. The colors are $0.2$, $0.8$ and $0.4$,
# the nearest first. With which weight does each color count, what arrives at the eye, and which share of the
# ray is stopped by none of the three?

# %%
by_hand = {
    "weights": None,  # a list of three
    "color": None,
    "nothing stopped it": None,
}
print(check_ray(by_hand))

# %% [markdown]
# Now a thicker fog, all densities 1, and the same colors: three and three, six Values. *Whose gradient will
# be negative: which number should become smaller if the pixel is to become brighter?*

# %%
densities = [Value(1, label=f"σ{i}") for i in (1, 2, 3)]
colors = [Value(c, label=f"c{i}") for i, c in enumerate((0.2, 0.8, 0.4), 1)]
C = color(densities, colors)
C.label = "C"
circuit(C)

# %% [markdown]
# Read off the gradients of the colors: they are the weights. And look at $\sigma_1$. Its delta is negative:
# more fog in front would show more of the dark that is there, and hide more of the bright place behind it.
# $e_1 = e^{-\sigma_1}$, the light that is let through, gets two messages with opposite signs, one for what
# this place shows and one for what it hides. Here the second one is larger.

# %%
delta = {node.label: delta for node, delta in messages(C).deltas.items()}
print({name: round(delta[name], 4) for name in ("c1", "c2", "c3", "σ1", "σ2", "σ3")})
by_formula = [(1 - np.exp(-1)) * np.exp(-i) for i in range(3)]
assert np.allclose([delta[f"c{i}"] for i in (1, 2, 3)], by_formula)

# %%
step_through(C, title="One ray through the fog")

# %% [markdown]
# This is all that a photograph has to say to the network: pixels are too bright or too dark, and the
# messages tell every place along the ray how dense and how bright it should have been.

# %% [markdown]
# ## One neuron, every patch
#
# An edge looks the same wherever it is. It would be a waste to learn it anew for every place of an image, so
# one neuron is shown one patch after the other. This is a **convolution**, and its weights are **shared**.
#
# The smallest one: two weights, $w_1 = -1$ and $w_2 = 1$, on the signal $1, 4, 9$. *What does it compute?*
# (The loss is half the squared distance of its two answers from $(5, 4)$, so that it has something to learn.)

# %%
edge = nn.Conv1d(1, 1, kernel=2, activation="identity")
edge.neurons[0].w = [Value(-1, label="w1"), Value(1, label="w2")]
edge.neurons[0].b.label = "b"
inputs = [Value(number, label=f"x{i}") for i, number in enumerate((1, 4, 9), 1)]
first, second = edge([inputs])[0]
first.label, second.label = "y1", "y2"
L = 0.5 * (first - 5) ** 2 + 0.5 * (second - 4) ** 2
L.label = "L"
circuit(L, deltas=False)

# %% [markdown]
# The differences, 3 and 5. And what does sharing mean for the gradient? You know it from [notebook
# 3](03_patterns_and_folding.ipynb): a weight that is used at two places is a wire that branches, so it **adds
# up** what comes back from both. Nobody has to program that.
#
# ## Your turn: a shared weight
#
# In letters, please: $\delta_{y_1}$, and then the sums over both places.

# %%
answers = {
    "y1": None,  # ∂L/∂y1
    "w1": None,  # with δ_y1, δ_y2 and the inputs
    "w2": None,
    "b": None,
    "x2": None,  # the input in the middle was seen twice
}
told = check_answers(L, answers)
print(told)

# %%
circuit(L, notes=True) if told.right == told.total else "Tick all five, and the messages appear here."

# %% [markdown]
# An image of $28 \times 28$ pixels becomes one of $26 \times 26$ under a patch of $3 \times 3$. How many
# parameters does that take with a dense layer, and how many with a convolution? (Both with biases.)

# %%
counts = {
    "dense": None,
    "convolution": None,
}
print(check_counts(counts))

# %% [markdown]
# Here are three neurons at work on a real digit. Their weights are not learned but written down: vertical
# edges, horizontal edges, and the mean of the patch. Purple answers are above 0, orange ones below.

# %%
digit = nn.digits()[0][5].reshape(8, 8)
conv = nn.Conv2d(1, 3, kernel=3, activation="identity")
kernels = np.array([[[-1, 0, 1]] * 3, [[-1] * 3, [0] * 3, [1] * 3], np.full((3, 3), 1 / 9)])
for neuron, kernel in zip(conv.neurons, kernels):
    neuron.w = [Value(weight) for weight in kernel.ravel()]
answered = [[[value.data for value in row] for row in channel] for channel in conv([digit])]

figure, axes = plt.subplots(1, 4, figsize=(7, 2.1), dpi=72)
axes[0].imshow(digit, cmap="gray_r")
axes[0].set_title("a digit", fontsize=9)
for ax, pixels, title in zip(axes[1:], answered, ("left | right", "above | below", "mean")):
    ax.imshow(pixels, cmap="PuOr", norm=CenteredNorm())
    ax.set_title(title, fontsize=9)
for ax in axes:
    ax.axis("off")
figure.tight_layout()

# %% [markdown]
# ## Every position asks all others
#
# A convolution looks at neighbors. In a sentence the word that matters may stand far away. An **attention**
# head lets every position $i$ put a question $q_i$; every position $j$ has a key $k_j$ that says what it has
# to offer, and a value $v_j$, which is what it hands over. How well key and question fit is a number, the
# score $s_{ij} = q_i \cdot k_j / \sqrt d$, and the answer is a mean of the values, in which those that fit
# count more:
#
# $$a_{ij} = \frac{e^{s_{ij}}}{\sum_{j'} e^{s_{ij'}}}, \qquad y_i = \sum\nolimits_j a_{ij}\,v_j .$$
#
# A softmax and a dot product, old acquaintances both.
#
# ## Your turn: one answer
#
# Two positions. The scores of the question are $\ln 3$ and $0$, the values $2$ and $-2$.

# %%
attention = {
    "weights": None,  # a list of two
    "answer": None,
}
print(check_attention(attention))

# %% [markdown]
# The same in the engine, with one number for question, key and value each, on a sequence of three. The head
# is *causal*: no position sees what comes after it, as in a network that is to guess the next letter.

# %%
head = nn.Attention(1, 1)
head.query, head.key, head.value = [[Value(1, label="q")]], [[Value(1, label="k")]], [[Value(1, label="v")]]
sequence = [Value(number, label=f"x{i}") for i, number in enumerate((1, -1, 2), 1)]
answers_of_head = [row[0] for row in head([[number] for number in sequence])]
print([round(answer.data, 4) for answer in answers_of_head])

# %% [markdown]
# The first position sees itself alone, so its answer is its own value. The last one, with $x = 2$, asks
# loudly: the scores are $2$, $-2$ and $4$, and it hears mostly itself, with a weight of 0.88. Here is the
# second one; count how often $x_2$ is used, and you know how many messages it waits for. (`max` and `detach`
# are the trick of [notebook 10](10_scores_to_probabilities.ipynb), the largest score is taken off first;
# `lse` is the logarithm of the sum of the powers.)

# %%
y2 = answers_of_head[1]
y2.label = "y2"
circuit(y2, ratio=16 / 9, decimals=3)

# %% [markdown]
# ## What to keep
#
# - A network of coordinates **is** a signal or a picture; octaves of sines and cosines give it sharp eyes.
# - **A rendering is a computation, so it has gradients.** A color's gradient is its weight in the pixel;
#   fog sends two messages, one for what it shows and one for what it hides.
# - **Shared weights are fan-out**: their gradients add up over all places. That is all there is to training
#   a convolution.
# - Attention is a mean whose weights come from a softmax of dot products.
#
# Next: [a table of houses](17_houses.ipynb), in which nothing lies beside anything.
