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
# # 18 · Beyond the gradient
#
# A gradient is a compass: it says in which direction the valley falls, here, under your feet. It says
# nothing about how far the valley goes on falling that way. Until now somebody had to guess that, and the
# guess was called *learning rate*. This notebook asks two questions that lie behind the compass.
#
# - **How far?** The derivative of the derivative knows. Backpropagation computes it, because a backward pass
#   is a computation, and every computation is a graph.
# - **Does a brain do this?** Messages that run backward over the same weights are easily drawn and hard to
#   imagine in a nerve. What if the way back had weights of its own, and these were random?
#
# Before this: [a table of houses](17_houses.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import math
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import matplotlib.pyplot as plt
import numpy as np
from alignment import learned
from key_18 import check_arrival, check_bytes, check_first_step, check_newton, check_products

import nn
from autograd import Value, grad, hessian, hvp, jacobian
from viz import circuit, network, step_through

# %% [markdown]
# ## How far?
#
# Two valleys, $f(w) = \tfrac12 w^2$ and $g(w) = 50\,w^2$. You stand at $w = 1$ in both. The slopes are 1 and
# 100, and the bottom is at 0 in both: the right step is $-1$ in both. *Which learning rate is right in the
# first valley, and which in the second?*
#
# In the first, 1. In the second, a hundredth. The steep valley needs the *smaller* rate, because a slope
# that is large **because the valley bends sharply** is used up soon. What counts is how fast the slope
# changes, the second derivative, the **curvature**. It is 1 in the first valley and 100 in the second, and
# the right rate is one over it:
#
# $$w \leftarrow w - \frac{f'(w)}{f''(w)} .$$
#
# This is **Newton's method**. Where a function is a parabola it arrives in one step, from anywhere. Where it
# is not, it lays a parabola on it, goes to the bottom of that, and looks again.

# %% [markdown]
# ## The derivative is a graph
#
# One message after the other, the backward pass multiplies and adds. So it can be written down as a graph of
# its own, and then a second backward pass can run over the first. `grad` returns such a graph. Take
#
# $$f(w) = e^w - 2w \qquad\text{at}\qquad w = 0.$$

# %%
w = Value(0, label="w")
f = w.exp() - 2 * w
f.label = "f"
slope = grad(f, w)
curvature = grad(slope, w)
print(f"f = {f.data:g}, slope {slope.data:g}, curvature {curvature.data:g}")

# %% [markdown]
# *What does the graph of the slope look like? What was a gate in $f$ and is none any more?*

# %%
circuit(slope, notes=True)

# %% [markdown]
# The product $2w$ has become the number 2. The red number under $w$ is the delta of the *slope*: the
# curvature.
#
# ## Your turn: one step by hand
#
# Derive slope and curvature of $f$ with letters, put in $w = -1$, and make the step. Is the new $w$ nearer to
# the bottom than the old one?

# %%
first_step = {
    "slope": None,  # f'(−1)
    "curvature": None,  # f''(−1)
    "new w": None,
}
print(check_first_step(first_step))

# %% [markdown]
# And the step as a function:


# %%
def newton(w, slope, curvature):  # gives the new w
    return None


print(check_newton(newton))

# %% [markdown]
# ## Digits that double
#
# The bottom of $f$ is where $e^w = 2$, at $w = \ln 2 = 0.693147\dots$ From $-1$ the parabola throws you far
# beyond it: Newton's method is at its best where it is nearly there. So let gradient descent, with a rate of
# 0.3, and Newton's method set out from 0 together. *How many steps will Newton need for ten digits?*


# %%
def slope_and_curvature(w):
    """Return f'(w) and f''(w), by two backward passes."""
    w = Value(w)
    slope = grad(w.exp() - 2 * w, w)
    return slope.data, grad(slope, w).data


descent = jumping = 0.0
print("step   gradient descent       off   Newton               off")
for step in range(1, 7):
    descent -= 0.3 * slope_and_curvature(descent)[0]
    first, second = slope_and_curvature(jumping)
    jumping -= first / second
    off = [abs(w - math.log(2)) for w in (descent, jumping)]
    print(f"{step:4}   {descent:.12f} {off[0]:9.0e}   {jumping:.12f} {off[1]:9.0e}")
assert off[1] < 1e-12

# %% [markdown]
# Gradient descent takes off a fixed share of the error with each step. Newton squares it, more or
# less: 0.04, 0.0009, 0.0000004. The right digits double.

# %% [markdown]
# ## Your turn: where it goes wrong
#
# $$f(w) = \tfrac14 w^4 - \tfrac12 w^2$$
#
# has two minima, at $-1$ and $1$, and between them a maximum, at 0. Start at $w = 0.1$. Gradient descent
# would roll to 1. Compute Newton's step. To what kind of point does it lead?

# %%
arrival = {
    "new w": None,
    "it is a": None,  # "minimum" or "maximum", the point at which Newton's method arrives
}
print(check_arrival(arrival))

# %% [markdown]
# <details><summary>Why</summary>
#
# Newton looks for a place where the slope is 0, and that holds on a summit as well as in a valley. Where the
# curvature is negative, $-f'/f''$ points *uphill*. In a network with thousands of weights most of the places
# with slope 0 are neither: they go up in some directions and down in others, *saddles*. This is one of the
# reasons why networks are not trained by Newton's method as it stands.
#
# </details>

# %% [markdown]
# ## Many weights: the Hessian
#
# With $n$ weights there is a slope for each, and each slope changes with each of the weights. That is a
# table of $n \times n$ second derivatives, the **Hessian** $H$, and Newton's step becomes
#
# $$w \leftarrow w - H^{-1}\,\nabla f .$$
#
# The famous banana of Rosenbrock (1960), $f(x, y) = (1 - x)^2 + 100\,(y - x^2)^2$, is a narrow bent valley
# with its bottom at $(1, 1)$.


# %%
def banana(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def numbers(nested):
    """Return nested lists of Values as an array of their numbers."""
    return np.array([numbers(value) if isinstance(value, list) else value.data for value in nested])


point = [Value(-1.0, label="x"), Value(1.0, label="y")]
here = banana(*point)
print("gradient", numbers(grad(here, point)))
print("Hessian ", *numbers(hessian(here, point)), sep="\n")

# %% [markdown]
# *Verify one entry by hand:* $\partial f/\partial y = 200\,(y - x^2)$, and so $\partial^2 f/\partial y^2 =
# 200$ and $\partial^2 f/\partial y\,\partial x = -400\,x = 400$. The table is symmetric: it does not matter
# which derivative comes first.

# %%
runs = {"gradient descent, rate 0.001": [], "Newton": []}
for name, losses in runs.items():
    position = np.array([-1.0, 1.0])
    for _ in range(30):
        point = [Value(number) for number in position]
        here = banana(*point)
        losses.append(here.data)
        gradient = numbers(grad(here, point))
        if name == "Newton":
            position -= np.linalg.solve(numbers(hessian(here, point)), gradient)
        else:
            position -= 0.001 * gradient
    print(f"{name:28} after 30 steps at ({position[0]:.6f}, {position[1]:.6f})")
assert np.allclose(position, 1)

# %%
figure, ax = plt.subplots(figsize=(6, 3.2))
for name, losses in runs.items():
    ax.plot(np.maximum(losses, 1e-16), label=name)  # a logarithm has no room for 0
ax.set(yscale="log", xlabel="step", ylabel="f", title="Down Rosenbrock's banana")
ax.legend(frameon=False)
figure.tight_layout()

# %% [markdown]
# Newton's first step goes straight over the wall of the valley, and $f$ is larger than before; the second one
# lands on the bottom. (Its 0 is drawn at $10^{-16}$.) Gradient descent creeps.
#
# ## What it costs
#
# A Hessian takes a backward pass for each of its rows, and it has a row for every weight. For a network of
# some size that does not end well. The network of [notebook 13](13_digits.ipynb), 784-200-10, has this many
# parameters:

# %%
parameters = nn.parameter_count([784, 200, 10])
print(f"{parameters:,} parameters")

hessian_of_digits = {
    "entries": None,  # of its Hessian
    "gigabytes": None,  # at 8 bytes a number; one gigabyte is 10⁹ bytes
}
print(check_bytes(parameters, hessian_of_digits))

# %% [markdown]
# But who wants the table? What one usually needs is the Hessian *times a vector*: how does the gradient
# change if I go in the direction $v$? That is one derivative of one number, so it costs about as much as two
# backward passes, for any number of weights (Pearlmutter 1994):

# %%
point = [Value(-1.0), Value(1.0)]
product = hvp(banana(*point), point, [1.0, 2.0])
print("H v    =", [value.data for value in product])
print("H @ v  =", numbers(hessian(banana(*point), point)) @ [1.0, 2.0])

# %% [markdown]
# Adam, with which the last notebooks have trained, and its forerunner RMSProp are a cheap way in between:
# each weight gets a rate of its own, from the size of its past gradients. That is not the curvature, but it
# helps in the same narrow valleys.

# %% [markdown]
# ## Jacobians, in which order?
#
# A layer has many inputs and many outputs. Its derivative is a table too, the **Jacobian**: a row for each
# output, a column for each input. The chain rule multiplies the tables of the layers, and because $L$ is one
# number, the last table is a single row:
#
# $$\frac{\partial L}{\partial x} = \underbrace{J_3}_{1 \times 100}\;\underbrace{J_2}_{100 \times 100}\;
# \underbrace{J_1}_{100 \times 100}.$$
#
# Multiplication may begin at either end; the result is the same. **From the left** means from the loss back,
# $(J_3 J_2)\,J_1$. **From the right** means along with the forward pass, $J_3\,(J_2 J_1)$.
#
# ## Your turn: count the multiplications
#
# A product of a $p \times q$ and a $q \times r$ table takes $p\,q\,r$ multiplications.

# %%
multiplications = {
    "from the left": None,
    "from the right": None,
}
print(check_products(multiplications))

# %% [markdown]
# <details><summary>What follows from it</summary>
#
# From the left there is never more than one row in hand, the deltas of a layer. This is why backpropagation
# goes *back*. With one input and many outputs it would be the other way round.
#
# </details>
#
# The engine multiplies along edges, not in tables, but it makes the same choice: with more outputs than
# inputs it goes forward.

# %%
model = nn.MLP.from_arrays(
    [([[1, -2], [-1, 1]], [1, 0]), ([[2, -1], [-2, -1]], [0, 0])], activation="sigmoid"
)
x = [Value(1, label="x1"), Value(-1, label="x2")]
print(numbers(jacobian(model(x), x)).round(6))

# %% [markdown]
# ## How on earth would a brain do this?
#
# Give the network a loss, half the squared distance from $(0, 1)$. Look at one hidden neuron, and at what it
# needs in order to learn.

# %%
network(model, x, loss=lambda y: nn.half_squared_error(y, [0, 1]))

# %% [markdown]
# *Where does the red number in $h_1$ come from?* From the deltas of both outputs, each times the weight that
# leads there, and then from the slope of the neuron itself:
#
# $$\delta_{1} = \sigma'(z_1)\,\bigl(w_{11}\,\delta_{y_1} + w_{12}\,\delta_{y_2}\bigr) .$$
#
# A cell may know its own slope. But a synapse is a one-way road. The cell $h_1$ sends along its axon; how
# strong the synapse is at the far end is known *there*. For the way back there would have to be a second
# nerve from $y_1$ to $h_1$, with exactly the same strength, adjusted whenever the first one is adjusted. This
# is called the **weight transport problem** (Grossberg 1987), and it is one reason among several why few
# people believe that brains backpropagate as networks do: real neurons also send pulses, not numbers, and
# nobody has found a forward and a backward phase in them.
#
# On the page below, step to the end of the backward pass and look for the weights $v_1$ and $v_2$: each is
# used twice, once on the way there and once on the way back.

# %%
h = Value(0.5, label="h")
v1, v2 = Value(2, label="v1"), Value(-1, label="v2")
y1, y2 = v1 * h, v2 * h
y1.label, y2.label = "y1", "y2"
L = 0.5 * ((y1 - 0.5) ** 2 + (y2 - 0.5) ** 2)
L.label = "L"
step_through(L, title="The way back uses the weights again")

# %% [markdown]
# ## Random roads back
#
# Lillicrap, Cownden, Tweed and Akerman (2016) tried something that looks absurd. They gave the way back
# weights of its own, **random ones, which never change**. In matrices: instead of $\Delta\,W_2^\top$ the
# hidden layer gets $\Delta\,B$, and $B$ has nothing to do with $W_2$.
#
# *What do you expect? Will the hidden layer learn nothing, as if it stood still? Worse than nothing, as it
# is told nonsense? Or something?* Write it down before you go on.
#
# `alignment.py` has the network, 64-30-10 on real digits, in forty lines of NumPy. The three runs differ in
# one line: what the hidden layer is told. Every run is made three times, from different starting weights.

# %%
print("accuracy on test digits     after 1     2     5    10    20 epochs")
angles, accuracies = [], {}
for way in ("backpropagation", "feedback alignment", "last layer only"):
    runs = [learned(way, seed) for seed in range(3)]
    accuracies[way] = np.mean([run.accuracy for run in runs], axis=0)
    angles = np.mean([run.angle for run in runs], axis=0) if way == "feedback alignment" else angles
    print(f"{way:27}", *(f"{100 * accuracies[way][k - 1]:7.1f} %"[2:] for k in (1, 2, 5, 10, 20)))
assert accuracies["feedback alignment"][-1] > accuracies["last layer only"][-1] + 0.03

# %% [markdown]
# Random feedback learns! A little later than backpropagation, and in the end as well, within a percent; a
# hidden layer that stands still does worse. How can nonsense be of use? Look at the angle between what the
# hidden layer is told and what backpropagation would tell it, in degrees. At 90° it would be no use at all.

# %%
print("epoch ", *(f"{k:4}" for k in (1, 2, 5, 10, 20)))
print("angle ", *(f"{angles[k - 1]:3.0f}°" for k in (1, 2, 5, 10, 20)))
assert angles[0] > angles[4] > angles[-1]

# %% [markdown]
# The nonsense becomes sense. The random road back does not change; it is the *forward* weights that move
# until the road fits them. Whoever always gets the same strange advice may learn to live so that it is good
# advice.
#
# This is a sketch, and honest numbers belong to it: two layers, small pictures, one rate for all three ways.
# In deep networks and on large images feedback alignment has fallen far behind backpropagation (Bartunov and
# others 2018). How a brain assigns its credit is not known.

# %% [markdown]
# ## What to keep
#
# - **The curvature says how far**: $w \leftarrow w - f'/f''$. A backward pass is a graph, so its derivative
#   is another backward pass.
# - Newton doubles the right digits near a minimum, and goes to the nearest summit if you start there. The
#   Hessian has $n^2$ entries; Hessian times vector costs two backward passes.
# - **Back is cheap because the loss is one number**: from the left there is one row in hand.
# - Backpropagation needs every weight twice. Learning is possible with random ones on the way back; whether
#   brains do anything like it is open.
#
# This is the end of the road for now. You have taken apart a neuron gate by gate, and put a network together
# that reads digits. Nothing in between was magic: **[local] × [upstream]**, and adding up what arrives.
