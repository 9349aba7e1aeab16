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
# # 10 · Scores to probabilities
#
# Ask three judges what is in a picture. One says *cat, 3.2 points*, one says *dog, 5.1 points*, one says
# *ship, −1.7 points*. The last layer of a network that tells classes apart is such a jury: one number for
# each class, higher for what fits better, in no unit at all. How sure is it of the dog? And if the picture
# was a cat, how wrong is it, and which judge has to change how much?
#
# This notebook turns scores into probabilities, and probabilities into a loss. You will
#
# - see why the winner alone teaches nothing;
# - derive the shortest gradient of the whole course, $y - t$;
# - pay a debt of [notebook 4](04_neuron_as_gate.ipynb): a loss whose slope is not suffocated by the sigmoid;
# - meet the hinge, the other famous loss for classes.
#
# Before this: [two layers](09_two_layers.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import math
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import matplotlib.pyplot as plt
from key_10 import check_cross_entropy, check_margins, check_shares, check_softmax

import nn
from autograd import Value, softmax, softmax_cross_entropy
from autograd import sum as add_up
from viz import check_answers, check_slope, circuit, network, step_through

# %% [markdown]
# ## Three scores
#
# A picture of four pixels (a small cat), and one weight for each pixel and class. The score of a class is
# the net input of one neuron, as always: weights times inputs, plus a bias. The weights here are chosen so
# that the scores are those of a well-known example from Stanford's course CS231n. (The drawing calls the
# outputs of any network $y$. Here they are the scores $z$, and $y$ is what we shall make of them.)

# %%
names = ["cat", "dog", "ship"]
x = [1, 0.5, 0, 0.2]  # the pixels, 0 is black and 1 is white
W = [[1.5, 2, -1, 1], [2, 3, 0.5, 3], [-1, -2, 3, 0.5]]  # a row for each class
b = [0.5, 1, 0.2]

jury = nn.MLP.from_arrays([(W, b)])  # one layer of three neurons, without an activation
scores = [score.data for score in jury(x)]
for name, score in zip(names, scores):
    print(f"{name:5} {score:5.1f}")

assert all(math.isclose(a, b) for a, b in zip(scores, [3.2, 5.1, -1.7]))
network(jury)

# %% [markdown]
# ## The winner takes all
#
# The simplest answer is a list with a 1 at the largest score and 0 elsewhere: **winner-take-all**. Such a
# list is called *one-hot*. The target can be written in the same way, $t = (1, 0, 0)$ for a cat.

# %%
print("answer", [y.data for y in nn.winner_take_all(scores)])
print("target", nn.one_hot([0], n_classes=3)[0].tolist())

# %% [markdown]
# Wrong. So turn the cat's score up by a little: what happens to the answer? And what will the gradient be?
# *Say it before you look.*

# %%
z = [Value(score, label=name) for score, name in zip(scores, names)]
loss = nn.half_squared_error(nn.winner_take_all(z), [1, 0, 0])
loss.backward()
print("loss", loss.data, "and the deltas of the scores", [score.grad for score in z])

# %% [markdown]
# Nothing happens, as long as the dog stays ahead. The answer is a staircase: flat, then a jump. A flat
# function has the slope 0, and gradient descent stands still. The winner is a fine thing to *announce*; to
# learn we need an answer that moves whenever a score moves.

# %% [markdown]
# ## Softmax
#
# Give every class a share of the prize, a larger one for a higher score. Shares must be positive and add up
# to 1. The exponential function makes every number positive and keeps the order; then divide by the sum:
#
# $$y_k = \frac{e^{z_k}}{\sum_j e^{z_j}} .$$
#
# This is the **softmax** (the name is Bridle's, 1990). *Prediction: about how much does the dog get, if it is
# ahead of the cat by 1.9?*

# %%
powers = [math.exp(score) for score in scores]
y = [power / sum(powers) for power in powers]
print("       score      exp   share")
for row in zip(names, scores, powers, y):
    print("{:5} {:6.1f} {:8.2f} {:7.4f}".format(*row))

assert [round(power, 2) for power in powers] == [24.53, 164.02, 0.18]
assert [round(share, 6) for share in y] == [0.129983, 0.86905, 0.000968]
assert abs(sum(y) - 1) < 1e-12

# %% [markdown]
# Shares can be read as **probabilities**: the jury is 87 % sure of a dog, 13 % of a cat, and the ship is
# out. (The scores in front of a softmax are often called *logits*.) Two things to notice:
#
# - **A difference of scores is a factor of shares.** $y_1/y_2 = e^{z_1 - z_2}$. One point more is $e \approx
#   2.7$ times the share, wherever you start.
# - So **only differences count**. Add 100 to all scores: every power grows by the same factor $e^{100}$, the
#   sum does too, and the factor cancels.
#
# And what is soft about it? Multiply all scores by a number. *Where do the shares go if it is large? If it is
# 0?*

# %%
for factor in (0, 0.5, 1, 2, 10):
    shares = softmax([factor * score for score in scores])
    print(f"{factor:4} ·", [round(share.data, 4) for share in shares])

# %% [markdown]
# From *everybody the same* to *winner takes all*. The network itself decides where it stands, by the size of
# its weights.

# %% [markdown]
# ## Your turn: shares without a calculator
#
# 1. What are the shares for the scores $\ln 2$, $\ln 3$ and $\ln 5$?
# 2. Three shares that add up to 1 are only two numbers. So two scores should be enough: fix $z_3 = 0$ for the
#    ship and find the two others such that **all three shares stay** what they are for $3.2$, $5.1$, $-1.7$.

# %%
three_shares = None  # a list of three numbers
two_scores = None  # a list of two numbers

print(check_shares(scores, three_shares, two_scores))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# For 1: $e^{\ln 2} = 2$. For 2: only differences count, so move all three scores by the same amount, until
# the ship is at 0.
#
# </details>
#
# In theory, then, $K - 1$ outputs are enough for $K$ classes. With more than two classes one usually takes
# $K$ all the same: it costs a few weights, and no class is special.

# %% [markdown]
# ## Numbers that burst
#
# Scores of 1000 are nothing unusual for a network that was started badly. But $e^{1000}$ is beyond every
# floating-point number:

# %%
try:
    print(math.exp(1000))
except OverflowError as error:
    print("exp(1000):", error)
print([round(share.data, 4) for share in softmax([1000, 1001, 999])])

# %% [markdown]
# The engine has got the right shares anyhow. You know the trick already: only differences count.

# %% [markdown]
# ## Your turn: a softmax that does not burst
#
# Write it with `math.exp`, for a list of numbers of any size. The cell tries it at scores around 1000 and
# around −1000, too. If you see an `OverflowError` or a `ZeroDivisionError`, that is the trap: there is a
# place for every jury on the axis where neither happens.


# %%
def my_softmax(scores):  # gives a list, as long as the scores
    return None


print(check_softmax(my_softmax))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Which number can be taken off all scores such that no exponent is positive, and at least one of them is 0?
#
# </details>

# %% [markdown]
# ## Cross-entropy: the price of a surprise
#
# The picture is a cat, and the network gave the cat 13 %. How much should that cost? The usual price is the
# negative logarithm of the share of the **right** class $c$:
#
# $$L = -\ln y_c .$$
#
# *Predict: what does it cost to be sure of the right class? To give it half? A thousandth?*

# %%
for share in (1, 0.87, 0.5, y[0], 0.001):
    print(f"the right class got {share:6.4f}: L = {-math.log(share) + 0:.4f}")

assert round(-math.log(y[0]), 6) == round(nn.cross_entropy(scores, 0).data, 6) == 2.040355

# %% [markdown]
# Nothing, then more and more, without a bound: the surer the network is of a wrong class, the more it pays.
# There is another reason for the logarithm. The probability that several pictures are all named right is a
# product, and the logarithm makes a sum of it. So the least total loss is the largest probability of all
# the right answers together, the *maximum likelihood*; the loss is called *negative log-likelihood* or
# *log-loss*, too.
#
# One number to remember before you train anything: at the start, when no class is preferred, each of $K$
# classes gets $1/K$ and the loss is $\ln K$. For the ten digits that is $2.30$. If your first loss is far
# from it, something is wrong already.
#
# With a one-hot target the same is often written as a sum over all classes,
#
# $$L = -\sum_{k=1}^{K} t_k \ln y_k ,$$
#
# because $t_k = 0$ deletes all terms but that of the right class. The name **cross-entropy** belongs to this
# sum; it also works where $t$ says *60 % cat, 40 % dog*.

# %% [markdown]
# ## Your turn: find the slip
#
# This line went from a blackboard into many notes:
#
# $$L = -\sum_{j=1}^{K} t_k \ln y_k .$$
#
# It looks right. A computer reads what is written. Here the loss of our cat should be $2.0404$:


# %%
def from_the_notes(t, y, k=0):
    return -sum(t[k] * math.log(y[k]) for j in range(len(y)))


print(f"{from_the_notes([1, 0, 0], y):.4f}")

# %% [markdown]
# Mend it: write the loss for any target $t$, also one such as $(0.6, 0.4, 0)$, and any shares $y$ greater
# than 0.


# %%
def mended(t, y):
    return None


print(check_cross_entropy(mended))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Which letter counts in the sum, and where does it occur behind it?
#
# </details>

# %% [markdown]
# ## By hand, gate by gate
#
# Softmax and cross-entropy are a graph like any other. Take $z = (\ln 2, \ln 3, \ln 5)$, and let the first
# class be right. Then there are no logarithms in the way:
#
# $$
# e_1 = 2, \quad e_2 = 3, \quad e_3 = 5, \quad S = 10, \quad y_1 = \frac{e_1}{S} = 0.2, \quad
# L = -\ln y_1 = 1.609 .
# $$
#
# Now back, **[local] × [upstream]** as ever. Mind $e_1$: it is used in $y_1$ and in $S$, so it waits for two
# messages. *Before you read on: which of the three scores will be told to go up?*
#
# $$
# \begin{aligned}
# \delta_{y_1} &= \Big[-\frac{1}{y_1}\Big] \times [1] = -5\\[4pt]
# \delta_S &= \Big[-\frac{e_1}{S^2}\Big] \times [-5] = [-0.02] \times [-5] = 0.1\\[4pt]
# \delta_{e_1} &= \Big[\frac{1}{S}\Big] \times [-5] + [1] \times [0.1] = -0.5 + 0.1 = -0.4\\[4pt]
# \delta_{e_2} &= \delta_{e_3} = [1] \times [0.1] = 0.1\\[4pt]
# \delta_{z_1} &= [e_1] \times [-0.4] = -0.8, \qquad
# \delta_{z_2} = [e_2] \times [0.1] = 0.3, \qquad \delta_{z_3} = [e_3] \times [0.1] = 0.5
# \end{aligned}
# $$
#
# Look at the last line, then at the shares $0.2$, $0.3$, $0.5$. Do you see it? Step through it first; the
# page begins with the values.


# %%
def surprise(scores):
    """Return -ln softmax(z)₁, every gate with its name."""
    z = [Value(score, label=f"z_{k}") for k, score in enumerate(scores, 1)]
    e = [zk.exp() for zk in z]
    for k, power in enumerate(e, 1):
        power.label = f"e_{k}"
    S = add_up(e)
    y = e[0] / S
    L = -y.log()
    S.label, y.label, L.label = "S", "y_1", "L"
    return L


step_through(surprise([math.log(n) for n in (2, 3, 5)]), title="Softmax and cross-entropy")

# %% [markdown]
# ## Your turn: with letters
#
# The same graph with the scores of cat, dog and ship. Derive the deltas **in letters**. Names you can use:
# `z_1`, `e_1`, `e_2`, …, `S`, `y_1`, and `δ_S` and the like for deltas that you have got already. The last
# two lines become short if you insert what stands above them.

# %%
L = surprise(scores)
answers = {
    "y_1": None,  # ∂L/∂y₁
    "S": None,  # ∂L/∂S
    "e_1": None,  # ∂L/∂e₁, two messages
    "e_2": None,  # ∂L/∂e₂
    "z_1": None,  # ∂L/∂z₁, with y_1 alone
    "z_2": None,  # ∂L/∂z₂, with e_2 and S alone
}
told = check_answers(L, answers)
print(told)

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# $y_1$ is a quotient: by its numerator it has the slope $1/S$, by its denominator $-e_1/S^2$. The exponential
# function is its own slope, $\partial e_1/\partial z_1 = e_1$. For the last step, $e_1/S$ is $y_1$.
#
# </details>

# %%
circuit(L, notes=True) if told.right == told.total else "Tick all six, and the drawing appears here."

# %% [markdown]
# ## The error is $y - t$
#
# There is a shorter way, with the whole loss in one line. The logarithm of a quotient is a difference:
#
# $$
# L = -\ln \frac{e^{z_c}}{\sum_j e^{z_j}} = \ln \sum_j e^{z_j} - z_c .
# $$
#
# Differentiate by any score $z_k$. The first part gives $e^{z_k}/\sum_j e^{z_j}$, and that is $y_k$ itself.
# The second part gives $1$ if $k$ is the right class and $0$ otherwise, and that is $t_k$:
#
# $$\boxed{\;\delta_{z_k} = y_k - t_k\;}$$
#
# *What the network said, minus what was right.* All of the exponentials, the quotient and the logarithm are
# gone. As one gate, with our picture:

# %%
z = [Value(score, label=f"z_{k}") for k, score in enumerate(scores, 1)]
t = [Value(target, label=f"t_{k}") for k, target in enumerate((1, 0, 0), 1)]
L = softmax_cross_entropy(z, t)
L.label = "L"
circuit(L, notes=True)

# %%
L.backward()
for name, score, share, target in zip(names, z, y, t):
    print(f"{name:5} {share:.4f} − {target.data:g} = {score.grad:7.4f}")
    assert math.isclose(score.grad, share - target.data, rel_tol=1e-12)
print(f"sum   {sum(score.grad for score in z):16.4f}")

# %% [markdown]
# Read it as a settlement among the judges. The cat has to rise by $0.87$, and who pays? The dog nearly all
# of it, the ship almost nothing. **The errors add up to 0**: shares are moved, never made. (The lower three
# wires are the targets. Nobody turns them, so nobody asks for their deltas.)
#
# Behind the scores nothing is new. Multiply swaps, so $\delta_{w_{kj}} = (y_k - t_k)\,x_j$, and
# $\delta_{b_k} = y_k - t_k$. One step down the gradient, for our jury:

# %%
nn.cross_entropy(jury(x), 0).backward()
for neuron, share, target in zip(jury.layers[0].neurons, y, (1, 0, 0)):
    assert math.isclose(neuron.b.grad, share - target)
    assert all(math.isclose(w.grad, (share - target) * xj, abs_tol=1e-12) for w, xj in zip(neuron.w, x))

for parameter in jury.parameters():
    parameter.data -= 0.5 * parameter.grad
for name, before, after in zip(names, y, softmax(jury(x))):
    print(f"{name:5} {before:.4f} → {after.data:.4f}")

# %% [markdown]
# Better at once. (The third pixel was black, $x_3 = 0$: its three weights have learned nothing from this
# picture.) Such a jury of linear neurons with softmax and cross-entropy is known as *multiclass logistic
# regression*. Put hidden layers in front of it, and it is a network that tells classes apart.

# %% [markdown]
# ## Two classes: the sigmoid comes back
#
# With two classes one score is enough, the other is fixed at 0. Then the share of the first class is
#
# $$y = \frac{e^z}{e^z + e^0} = \frac{1}{1 + e^{-z}} = \sigma(z) .$$
#
# **The sigmoid is the softmax of $z$ and $0$.** You have known it since notebook 2. The cross-entropy of two
# shares, $y$ and $1 - y$, with the targets $t$ and $1 - t$, is called *binary cross-entropy*:
#
# $$L = -t \ln y - (1 - t) \ln(1 - y), \qquad \delta_z = y - t .$$

# %%
for score in (-3, 0, 0.5, 3.2 - 5.1):
    assert math.isclose(softmax([score, 0])[0].data, Value(score).sigmoid().data)
    for target in (0, 0.9, 1):
        z = Value(score)
        L = nn.binary_cross_entropy(z.sigmoid(), target)
        L.backward()
        assert math.isclose(z.grad, z.sigmoid().data - target, abs_tol=1e-12)
print("σ(z) = softmax(z, 0), and δz = y − t.")

# %% [markdown]
# ## Your turn: fold sigmoid and logarithm
#
# In notebook 4 you folded the sigmoid with the squared error. Now the other loss: for $t = 1$ it is the chain
# $L = -\ln \sigma(z)$. What is its slope, as a function of $z$? Work out what cancels before you write.


# %%
def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def slope_of_surprise(z):
    return None


print(check_slope(slope_of_surprise, lambda z: -(z.sigmoid().log())))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Three local gradients: $-1$, $1/y$ and $(1 - y)\,y$.
#
# </details>

# %% [markdown]
# ## The debt is paid
#
# Notebook 4 left a neuron at $z = -8$. It should have said 0.9, it said nearly 0, and it got almost no
# gradient, because the squared error's message has to pass the sigmoid:
#
# $$
# \text{squared error:}\quad \delta_z = (y - t)\,\underbrace{(1 - y)\,y}_{\sigma'(z)}
# \qquad\qquad
# \text{cross-entropy:}\quad \delta_z = y - t .
# $$
#
# The logarithm is steep exactly where the sigmoid is flat: its slope has $1/y$ and $1/(1 - y)$, which
# cancel the factor $(1 - y)\,y$. *How many steps with the learning rate 1 will each of them need from $z =
# -8$ until $y > 0.8$? Guess both numbers.*


# %%
def race(loss):
    """Return the slope at z = -8, and the steps until y > 0.8."""
    z, steps = Value(-8), 0
    while (y := z.sigmoid()).data <= 0.8:
        L = loss(y, 0.9)
        z.zero_grad()
        L.backward()
        if steps == 0:
            first = z.grad
        z.data -= 1.0 * z.grad
        steps += 1
    return first, steps


for loss in (nn.half_squared_error, nn.binary_cross_entropy):
    print("{:22} first slope {:9.6f}, {:4} steps".format(loss.__name__, *race(loss)))

# %% [markdown]
# The error itself is $-0.9$ in both cases. One loss hands it on, the other one shows a three-thousandth of
# it. (Somebody who is sure and wrong should learn fastest. With the squared error it learns slowest.)

# %% [markdown]
# ## The squared error on bare scores
#
# Then leave the sigmoid away and pull the scores themselves to their targets? For two classes, with $t =
# 1$: $L = \tfrac12 (z - 1)^2$. Nothing suffocates. But think of $z = 5$, a score far on the right side.
# *What does this loss say about it?*
#
# Here are the losses of one score $z$ that ought to be high:

# %%
line = [i / 20 for i in range(-80, 101)]
losses = {
    "½(σ(z) − 1)²": lambda z: nn.half_squared_error(z.sigmoid(), 1),
    "½(z − 1)²": lambda z: nn.half_squared_error(z, 1),
    "−ln σ(z), cross-entropy": lambda z: nn.binary_cross_entropy_with_logits(z, 1),
    "max(0, 1 − z), hinge": lambda z: nn.hinge(z, 1),
}
fig, ax = plt.subplots(figsize=(6, 3.5))
for (name, loss), style in zip(losses.items(), (":", "-.", "-", "--")):
    ax.plot(line, [loss(Value(z)).data for z in line], style, label=name)
ax.set(xlabel="score z of the right class", ylabel="loss", ylim=(-0.2, 5))
ax.legend()
fig.tight_layout()

# %% [markdown]
# It calls the score *too good* and pulls it down: far to the right the dash-dotted curve rises again. So
# one easy picture can pull the weights so far that harder ones get the wrong sign. The dotted curve, the
# squared error behind a sigmoid, is flat on the left; that was the debt.
#
# (A third idea is to number the classes, cat 0, dog 1, ship 2, and to predict the number. Then dog lies
# halfway between cat and ship. Nobody meant that.)

# %% [markdown]
# ## The hinge
#
# The dashed line is another answer to the same question. The **hinge** is content as soon as the right side
# has been reached *with a margin of 1*; then it says nothing at all. It belongs to the support vector
# machine (Cortes and Vapnik, 1995). With $t = \pm 1$ for the two classes, and for several classes (Weston
# and Watkins, 1999):
#
# $$L = \max(0, 1 - t\,z), \qquad\qquad L = \sum_{k \neq c} \max(0,\; z_k - z_c + 1) .$$
#
# Each wrong class should stay below the right one by 1, and pays for what is missing. For the cat:
#
# $$
# \underbrace{\max(0,\; 5.1 - 3.2 + 1)}_{\text{dog}} + \underbrace{\max(0,\; -1.7 - 3.2 + 1)}_{\text{ship}}
# = 2.9 + 0 = 2.9 .
# $$

# %%
z = [Value(score) for score in scores]
L = nn.multiclass_hinge(z, 0)
L.backward()
assert math.isclose(L.data, 2.9)
print(f"L = {L.data:.1f}, deltas", [score.grad for score in z])

# %% [markdown]
# Max routes, so the deltas are whole numbers: the dog down, the cat up, the ship is not asked. Compare
# $-0.87$, $0.869$, $0.001$: the cross-entropy asks everybody, always a little, and never says *enough*.

# %% [markdown]
# ## Your turn: who is within the margin?
#
# Four classes, the scores $2$, $1.5$, $2.2$ and $-1$, and the first class is right. What does it cost? And
# you need no derivative to say what the hinge tells each score; count.

# %%
answers = {
    "L": None,
    "δ_z1": None,  # the right class
    "δ_z2": None,
    "δ_z3": None,
    "δ_z4": None,
}
print(check_margins([2, 1.5, 2.2, -1], answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Write the three terms with numbers. Each one that is positive sends $1$ to its own score and $-1$ to that of
# the right class, where fan-out adds up.
#
# </details>

# %% [markdown]
# ## What to keep
#
# - **Softmax** turns scores into shares: $y_k = e^{z_k} / \sum_j e^{z_j}$. Only differences count; so take
#   the largest score off before you compute it, and $K - 1$ scores would do. The sigmoid is the softmax of
#   two.
# - **Cross-entropy** is the negative logarithm of the share of the right class. At the start expect $\ln K$.
# - Together they have the gradient $\delta_z = y - t$: *said minus right*. The slope of the sigmoid cancels.
# - The squared error behind a sigmoid suffocates; on bare scores it punishes what is too good. The hinge is
#   content with a margin of 1.
#
# Next: [learning on data](11_learning_on_data.ipynb), where one picture becomes thousands, and you find out
# how many of them you need to look at before a step.
