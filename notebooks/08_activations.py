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
# # 8 · Activations
#
# A pane of glass does nothing to what you see through it. Put ten panes one behind the other: still nothing.
# Grind one of them into a lens, give it a *bend*, and you are on the way to a telescope.
#
# Layers of a network that only weigh and add are panes. The bend is the **activation** $g$, what a neuron
# does to its net input:
#
# $$y = g(z), \qquad z = w_1x_1 + \dots + w_nx_n + b .$$
#
# In this notebook
#
# - two layers without a bend melt into one, and you compute which;
# - you meet the bends in use, their slopes, and what a slope means for those who learn through it;
# - two of the most famous turn out to be one;
# - three of them run a race.
#
# Before this: [perceptrons](07_perceptrons.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import math
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import matplotlib.pyplot as plt
from key_08 import check_one_layer, check_slopes_from_outputs, check_why_not_linear, check_with_tanh

import nn
from autograd import Value, messages
from autograd.testing import gradcheck
from viz import check_answers, circuit, network, plot_activation, step_through

# %% [markdown]
# ## Two panes are one pane
#
# Two layers of two units each, and no activation at all, which is to say the **identity** $g(z) = z$. The
# second layer has no biases. Take $x = (1, -1)$ and go through by hand:
#
# $$
# \begin{aligned}
# h &= \begin{pmatrix} 1 & -2\\ -1 & 1 \end{pmatrix} \begin{pmatrix} 1\\ -1 \end{pmatrix}
#      + \begin{pmatrix} 1\\ 0 \end{pmatrix}
#    = \begin{pmatrix} 1 + 2 + 1\\ -1 - 1 + 0 \end{pmatrix} = \begin{pmatrix} 4\\ -2 \end{pmatrix},\\[4pt]
# y &= \begin{pmatrix} 2 & -1\\ -2 & -1 \end{pmatrix} \begin{pmatrix} 4\\ -2 \end{pmatrix}
#    = \begin{pmatrix} 8 + 2\\ -8 + 2 \end{pmatrix} = \begin{pmatrix} 10\\ -6 \end{pmatrix} .
# \end{aligned}
# $$

# %%
two = nn.MLP.from_arrays(
    [([[1, -2], [-1, 1]], [1, 0]), ([[2, -1], [-2, -1]], None)],  # (W, b) of each layer
    activation="identity",
)
print([y.data for y in two([1, -1])])
network(two, [1, -1], loss=lambda y: y[0])

# %% [markdown]
# Now with letters. Put the first line into the second one and multiply out:
#
# $$y = W_2\,(W_1x + b_1) = (W_2W_1)\,x + W_2b_1 .$$
#
# A product of two matrices is a matrix. A matrix times a vector is a vector. So this is *one* layer, with
#
# $$
# W = W_2W_1 = \begin{pmatrix} 2\cdot1 + (-1)(-1) & 2\,(-2) + (-1)\cdot1\\
#                               (-2)\cdot1 + (-1)(-1) & (-2)(-2) + (-1)\cdot1 \end{pmatrix}
#   = \begin{pmatrix} 3 & -5\\ -1 & 3 \end{pmatrix}, \qquad
# b = W_2b_1 = \begin{pmatrix} 2\\ -2 \end{pmatrix} .
# $$
#
# *What does it give for $(1, -1)$?*

# %%
one = nn.MLP.from_arrays([([[3, -5], [-1, 3]], [2, -2])])
for x in ([1, -1], [0, 0], [0.5, 20], [-7, 3]):
    assert [y.data for y in one(x)] == [y.data for y in two(x)]
print([y.data for y in one([1, -1])])
network(one, [1, -1], loss=lambda y: y[0])

# %% [markdown]
# Four lines did what eight lines did. A third layer of this kind, or a hundredth, would melt in the same
# way.
#
# The deltas know it, too. The red numbers are those of $y_1$, $\delta = \partial y_1/\partial\dots$, and at
# the inputs both pictures say $3$ and $-5$, the first row of $W$. Without a bend that is so *wherever you
# stand*. With a sigmoid in the hidden units it depends on the place:

# %%
bent = nn.MLP.from_arrays(two.arrays(), activation="sigmoid")
print("       x         without a bend      with a sigmoid")
for place in ([1, -1], [0, 0], [0.5, 2]):
    gradients = []
    for net in (two, bent):
        x = [Value(number) for number in place]
        deltas = messages(net(x)[0]).deltas
        gradients += [deltas[x[0]], deltas[x[1]]]
    print("({:4g}, {:2g})     ({:2g}, {:2g})           ({:6.3f}, {:6.3f})".format(*place, *gradients))
    assert gradients[:2] == [3, -5]

# %% [markdown]
# A function whose gradient is the same everywhere is flat like a pane. What a network learns, it learns to
# bend.

# %% [markdown]
# ## Your turn: one layer for two
#
# This one has three hidden units, and biases in both layers:
#
# $$
# W_1 = \begin{pmatrix} 1 & 2\\ 0 & 1\\ -1 & 1 \end{pmatrix}, \quad
# b_1 = \begin{pmatrix} 1\\ 0\\ -1 \end{pmatrix}, \quad
# W_2 = \begin{pmatrix} 1 & -1 & 2\\ 2 & 0 & 1 \end{pmatrix}, \quad
# b_2 = \begin{pmatrix} 0\\ 1 \end{pmatrix} .
# $$
#
# Find the one layer with $Wx + b = \text{net}(x)$ for every $x$, and count how many numbers it has.

# %%
panes = nn.MLP.from_arrays(
    [([[1, 2], [0, 1], [-1, 1]], [1, 0, -1]), ([[1, -1, 2], [2, 0, 1]], [0, 1])],
    activation="identity",
)

answers = {
    "W": None,  # as a list of rows, such as [[1, 0], [0, 1]]
    "b": None,  # as a list, such as [0, 0]
    "numbers": None,  # how many weights and biases this one layer has
}
print(check_one_layer(panes, answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# $W$ is $W_2W_1$, in this order: what comes first stands on the right, next to $x$. And what does the
# network say to $x = 0$? That is $b$.
#
# </details>

# %% [markdown]
# ## One bend is enough
#
# Now the same experiment with a bend. Three hidden units look at one number $x$, and differ only in their
# biases:
#
# $$y = g(x) - 2\,g(x - 1) + g(x - 2) .$$
#
# Without a bend it is $x - 2(x - 1) + (x - 2)$. *How much is that? And what is it with
# $g(z) = \max(0, z)$, at $x = 0$, $1$, $2$ and $3$?*

# %%
layers = [([[1], [1], [1]], [0, -1, -2]), ([[1, -2, 1]], None)]
xs = [-1 + i / 20 for i in range(101)]
fig, ax = plt.subplots(figsize=(6, 2.4), layout="constrained")
for activation, style in (("identity", "--"), ("relu", "-")):
    net = nn.MLP.from_arrays(layers, activation=activation)
    ax.plot(xs, [net(x).data for x in xs], style, label=activation)
    print(f"{activation:8}", [net(x).data for x in (0, 1, 2, 3)])
ax.set(xlabel="x", ylabel="y")
_ = ax.legend()

# %% [markdown]
# Nothing at all, against a tent. Each unit puts one kink into the line, where its net input passes 0: at
# 0, at 1 and at 2. Tents of any height and width at any place, added up, come as close as you like to any
# curve that does not jump; a later notebook makes use of that.

# %% [markdown]
# ## Your turn: why not linear?
#
# 1. Somebody trains digits, 784 pixels in and 10 scores out, with 200 linear hidden units in between:
#    159,010 weights and biases. How many has the single layer that can do the same?
# 2. Which of these networks can compute XOR, with the right weights? (The numbers are the units of each
#    column; a last threshold decides.)
#
# | | network | hidden units |
# |---|---|---|
# | a | 2-2-1 | linear |
# | b | 2-1 | none |
# | c | 2-2-1 | ReLU |
# | d | 2-50-50-50-1 | linear |
# | e | 2-50-50-50-1 | tanh |

# %%
answers = {
    "parameters": None,
    "XOR": None,  # as a set of letters, such as {"a", "b"}
}
print(check_why_not_linear(answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Each of the 10 outputs has a weight for every pixel, and a bias. And the
# [last notebook](07_perceptrons.ipynb) has shown what a single layer can do with XOR.
#
# </details>

# %% [markdown]
# ## The bends in use
#
# A function $g$ of one number will do if it is not a straight line. These are in use:
#
# | activation | $g(z)$ | its values | its slope $g'(z)$ |
# |---|---|---|---|
# | step | $1$ if $z > 0$, else $0$ | $0$ or $1$ | $0$ |
# | sigmoid | $\sigma(z) = 1/(1 + e^{-z})$ | between $0$ and $1$ | $(1 - \sigma)\,\sigma$ |
# | tanh | $\tanh z$ | between $-1$ and $1$ | $1 - \tanh^2 z$ |
# | ReLU | $\max(0, z)$ | $0$ and above | $1$ if $z > 0$, else $0$ |
# | leaky ReLU | $z$ if $z > 0$, else $\alpha z$ | all | $1$ if $z > 0$, else $\alpha$ |
# | ELU | $z$ if $z \ge 0$, else $\alpha\,(e^z - 1)$ | above $-\alpha$ | $1$ if $z \ge 0$, else $\alpha e^z$ |
# | identity | $z$ | all | $1$ |
#
# - The **step** was the first one (McCulloch and Pitts 1943). With $\pm1$ in place of $1$ and $0$ it is
#   called *sign*.
# - The **sigmoid** is a step made smooth, and reads as how often a neuron fires, or as a probability.
#   **Tanh** is its brother with the center at 0.
# - **ReLU** is cheap, and does not flatten out above (Nair and Hinton 2010).
# - A **leaky ReLU** never falls silent (Maas and others 2013); you will meet it with $\alpha = 0.01$ and
#   with $0.1$. **ELU** is one whose corner is rounded off (Clevert and others 2015).
# - The **identity** has no bend. It has its place at the outputs of a regression, where any number may be
#   the answer.
#
# (Three more do not act on one net input but on several. **Maxout** comes below. **Softmax** and
# **winner-take-all** let the outputs of a layer compete; they have a
# [notebook of their own](10_scores_to_probabilities.ipynb).)
#
# In each picture the solid line is the function and the dashed line its slope, which the engine has computed.

# %%
pictures = {
    "step": nn.step,
    "sigmoid": nn.sigmoid,
    "tanh": nn.tanh,
    "identity": nn.identity,
    "ReLU": nn.relu,
    "leaky ReLU, α = 0.01": nn.leaky_relu,
    "leaky ReLU, α = 0.1": lambda z: nn.leaky_relu(z, 0.1),
    "ELU, α = 1": nn.elu,
}
fig, axes = plt.subplots(2, 4, figsize=(9, 4.2), sharex=True, sharey=True)
for ax, (title, activation) in zip(axes.flat, pictures.items()):
    plot_activation(activation, -3, 3, ax=ax).get_legend().remove()
    ax.set_title(title, fontsize=10)
    ax.set(xlabel="", ylabel="", ylim=(-1.3, 2.3))
fig.set_layout_engine("constrained")  # all at once: it takes a while

# %% [markdown]
# Why does the slope matter as much as the function? Because of the backward pass. On its way back, a delta
# passes every activation once, and there it is multiplied by the slope:
#
# $$\delta_z = [g'(z)] \times [\delta_y] .$$
#
# - **Step**: the slope is 0, so nothing comes back. Whoever learns through steps needs a rule of another
#   kind, like Rosenblatt's.
# - **Sigmoid** and **tanh**: far out to both sides they are flat. A unit that is sure of itself lets nothing
#   through; it is *saturated*.
# - **ReLU**: all or nothing.
#
# How much does a sigmoid let through at best? Complete the square:
#
# $$
# (1 - \sigma)\,\sigma = \tfrac14 - \left(\sigma - \tfrac12\right)^2 \le \tfrac14 .
# $$

# %%
grid = [i / 100 for i in range(-800, 801)]
for name in ("sigmoid", "tanh"):
    slopes = {}
    for place in grid:
        z = Value(place)
        slopes[place] = messages(getattr(z, name)()).deltas[z]
    steepest = max(slopes, key=slopes.get)
    print(f"{name:7} steepest at z = {steepest:g}: slope {slopes[steepest]:g}; at z = 8: {slopes[8]:.1g}")
    assert slopes[steepest] == {"sigmoid": 0.25, "tanh": 1}[name]

# %% [markdown]
# ## Your turn: the slope from the output
#
# A network keeps the outputs of its units until the backward pass. For all of these activations that is
# enough: the slope follows from $y$ alone, and $z$ may be forgotten. Compute it, without a calculator. (The
# leaky ReLU has $\alpha = 0.1$, the ELU $\alpha = 1$.)

# %%
answers = {
    "sigmoid, y = 0.9": None,
    "tanh, y = 0.8": None,
    "ReLU, y = 3": None,
    "leaky ReLU, y = -0.2": None,
    "ELU, y = -0.7": None,
}
print(check_slopes_from_outputs(answers))

# %% [markdown]
# <details><summary>A hint for the ELU</summary>
#
# For $z < 0$ it is $y = e^z - 1$, and its slope is $e^z$. Write $e^z$ with $y$.
#
# </details>

# %% [markdown]
# ## Two that are one
#
# Sigmoid and tanh look alike. Stretch the sigmoid to twice its height, push it down by one, and let it run
# twice as fast:
#
# $$
# 2\,\sigma(2z) - 1 = \frac{2}{1 + e^{-2z}} - 1 = \frac{1 - e^{-2z}}{1 + e^{-2z}}
#   = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}} = \tanh z .
# $$
#
# By the engine, value and slope at some places:

# %%
for place in (-3.0, -0.5, 0.0, 1.0, 2.5):
    z = Value(place)
    stretched, direct = 2 * (2 * z).sigmoid() - 1, z.tanh()
    assert math.isclose(stretched.data, direct.data, abs_tol=1e-15)
    assert math.isclose(messages(stretched).deltas[z], messages(direct).deltas[z], rel_tol=1e-12)
print("The same values, the same slopes.")

# %% [markdown]
# And in letters. Both lines say what the slope of $y = 2\,\sigma(2z) - 1$ is, first from the left side,
# then from the right. (In notebook 3 you folded these gates yourself.)

# %%
z = Value(0.7, label="z")
y = 2 * (2 * z).sigmoid() - 1
y.label = "y"
for slope in ("4 σ'(2z)", "1 − tanh(z)²"):
    print(check_answers(y, {"z": slope}).verdicts[0])

# %% [markdown]
# So tanh's steepest slope is four times the sigmoid's: $4 \cdot \tfrac14 = 1$. And a network of the one kind
# can be rewritten as a network of the other kind that computes the same.
#
# ## Your turn: the same unit with tanh
#
# Here is a sigmoid unit with a weight and a bias before it, and a weight and a constant behind it:
#
# $$y = 6\,\sigma(4x - 2) + 1 .$$
#
# Write the same function with `math.tanh` in place of the sigmoid.


# %%
def with_tanh(x):
    return None


print(check_with_tanh(with_tanh))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Solve $\tanh u = 2\,\sigma(2u) - 1$ for the sigmoid. Which $u$ makes $2u = 4x - 2$?
#
# </details>
#
# What the two can *express* is the same, then. What remains is how they *learn*, and we shall let them race.

# %% [markdown]
# ## Kinks
#
# ReLU has a corner at 0, and a corner has no slope: from the left it is 0, from the right it is 1. An engine
# has to say something. This one says 0, as most do, and who checks a gradient there is told:

# %%
z = Value(0, label="z")
y = z.relu()
y.label = "y"
y.backward()
print(f"relu'(0) = {z.grad:g}")
print(gradcheck(y))

# %% [markdown]
# Any number from 0 to 1 would do. Net inputs seldom hit 0 exactly, but it happens: think of a picture that is
# blank, and biases that start at 0.
#
# More important is the whole left side. The unit below has the net input $z = 1\cdot2 - 3 = -1$ and is
# silent, though the target is 1. Step through its backward pass, and see where it ends. Then change $x$ on
# the page: *from where on does anything come back?*

# %%
x, w, b, t = Value(2, label="x"), Value(1, label="w"), Value(-3, label="b"), Value(1, label="t")
z = w * x + b
h = z.relu()
E = 0.5 * (h - t) ** 2
z.label, h.label, E.label = "z", "h", "E"
step_through(E, title="A silent unit")

# %% [markdown]
# Weight and bias get 0, although the error is 1: the unit cannot learn from this sample. If it is silent
# for all samples, it is *dead*. A leaky ReLU, or an ELU, has a slope there as well, and something comes back:

# %%
for name, activation in (("ReLU", nn.relu), ("leaky ReLU", lambda z: nn.leaky_relu(z, 0.1)), ("ELU", nn.elu)):
    wire = Value(z.data)
    error = 0.5 * (activation(wire) - t) ** 2
    print(f"{name:10}  delta of the net input: {messages(error).deltas[wire]:6.3f}")

# %% [markdown]
# ## Your turn: maxout
#
# Why design a bend at all? **Maxout** (Goodfellow and others 2013) gives a unit two net inputs and takes the
# larger one, so that the weights decide where the kink is:
#
# $$y = \max(w_1x + b_1,\; w_2x + b_2), \qquad E = \tfrac12\,(y - t)^2 .$$
#
# Which of its parameters learn from the sample $x = 2$, $t = 1$? The other numbers are $w_1 = 1$, $b_1 = -3$,
# $w_2 = -2$, $b_2 = 1$.

# %%
x, t = Value(2, label="x"), Value(1, label="t")
w1, b1 = Value(1, label="w_1"), Value(-3, label="b_1")
w2, b2 = Value(-2, label="w_2"), Value(1, label="b_2")
z1, z2 = w1 * x + b1, w2 * x + b2
y = nn.maxout([z1, z2])
E = 0.5 * (y - t) ** 2
z1.label, z2.label, y.label, E.label = "z_1", "z_2", "y", "E"

answers = {
    "w_1": None,  # ∂E/∂w_1
    "b_1": None,  # ∂E/∂b_1
    "w_2": None,  # ∂E/∂w_2
    "b_2": None,  # ∂E/∂b_2
}
told = check_answers(E, answers)
print(told)
circuit(E, notes=True) if told.right == told.total else print("Tick all four, and the drawing appears.")

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# **Max routes**, as in notebook 3: everything goes to the larger operand.
#
# </details>
#
# With $w_2 = b_2 = 0$ a maxout unit is a ReLU; with $w_2 = -w_1$ and $b_2 = -b_1$ it is $|z_1|$.

# %% [markdown]
# ## Why the center matters
#
# Look at one unit of the second layer. It gets $h_1, h_2, \dots$ from the first one, and the gradient of its
# weights is
#
# $$\frac{\partial E}{\partial w_i} = [h_i] \times [\delta_z] .$$
#
# All of them share the same $\delta_z$. If all $h_i$ are positive, as those of sigmoids are, then all
# gradients have *the same sign*. Suppose that one weight should rise and another one should fall: no single
# step can do that. Tanh has both signs among its $h_i$, because its center is 0 (LeCun and others 1998).
# *Which of the three rows below belongs to the sigmoid, even without its name?*

# %%
for activation in ("sigmoid", "tanh", "relu"):
    net = nn.MLP(2, [8, 1], activation=activation, rng=0)
    nn.half_squared_error(net([0.5, -1.0]), 1.0).backward()
    gradients = [weight.grad for weight in net.layers[1].neurons[0].w]
    print(f"{activation:8}", " ".join(f"{gradient:6.2f}" for gradient in gradients))

# %% [markdown]
# ReLU is hardly better than the sigmoid here: none of its outputs is negative. But some are 0, and where a
# unit is not silent, its slope is 1.

# %% [markdown]
# ## A race
#
# Krizhevsky and others (2012) report that a network for small pictures reached 25 % training error six times
# faster with ReLU than with tanh. Does anything like it show in a toy? Two half moons, 100 points; a network
# 2-8-8-1; we count after how many passes through the data the mean of $\tfrac12(y - t)^2$ is below 0.01.
# Five starts each, two learning rates. *Your bet?*

# %%
X, classes = nn.moons(100, noise=0.1, seed=0)
X = nn.Standardizer().fit(X).transform(X)


def passes(activation, rate, seed):
    """Return how many passes it takes; — where 100 are not enough, ∞ where the loss exploded."""
    net = nn.MLP(2, [8, 8, 1], activation=activation, initializer="xavier_uniform", rng=seed)
    try:
        history = nn.fit(
            net, X, classes.astype(float), loss=nn.half_squared_error, optimizer=nn.SGD(lr=rate),
            epochs=100, batch_size=10, seed=0, progress=False,
        )  # fmt: skip
    except nn.DivergedError:
        return "∞"
    return next((str(n) for n, loss in enumerate(history.losses, 1) if loss < 0.01), "—")


for rate in (0.3, 1.0):
    print(f"learning rate {rate}")
    for activation in ("sigmoid", "tanh", "relu"):
        print(f"  {activation:8}", " ".join(f"{passes(activation, rate, seed):>4}" for seed in range(5)))

# %% [markdown]
# Read it with care. At the smaller rate ReLU needs about half as many passes as tanh from the same start, and
# the sigmoid does not arrive in a hundred. At the larger rate ReLU is fast where it arrives, but from two of
# its starts it does not, and tanh exploded once. It is one task, one network, five starts: enough to see that
# the choice matters, not enough to call a winner.

# %% [markdown]
# ## What to keep
#
# - **Linear layers melt into one**: $W_2(W_1x + b_1) + b_2 = (W_2W_1)x + (W_2b_1 + b_2)$. The activation is
#   what makes depth worth anything.
# - A delta that passes an activation is multiplied by its slope: at most $\tfrac14$ for the sigmoid, at most
#   1 for tanh, 0 or 1 for ReLU. The slope follows from the output.
# - $\tanh z = 2\,\sigma(2z) - 1$: the same networks, but with the center at 0, which helps them learn.
#
# Next: [two layers](09_two_layers.ipynb), the deltas of a whole network by hand, and where hidden units get
# theirs from.
