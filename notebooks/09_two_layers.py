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
# # 9 · Two layers
#
# A cook never meets the guests. What he ought to change he hears from the waiters, and each of them brings
# the complaint of one table: *too salty* here, *too bland* there. He weighs every complaint by how much of
# his work went into that table's dish, and adds up.
#
# A hidden unit is in the same position. Only the outputs have a target; nobody ever tells a hidden unit what
# it should have said. What it gets is the deltas of the next layer, each weighed by the weight of its
# wire, and added up. In this notebook
#
# - you derive the deltas of one layer, with all their indices;
# - we go back through a network of three layers by hand, and one rule will do for any number of layers;
# - the same rule is written with matrices, and the compiler prints it, with a shape on every factor;
# - you count what all of this saves.
#
# Before this: [activations](08_activations.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import math
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import numpy as np
from key_09 import (
    check_counts,
    check_dW1,
    check_hidden_delta,
    check_indices,
    check_one_hidden_layer,
    check_slips,
    delta_rule,
)

import nn
from autograd import Value, compile_batch, messages
from autograd.testing import check_rule, gradcheck
from viz import check_answers, circuit, derivation, network

# %% [markdown]
# ## One layer, in letters
#
# A single layer with inputs $x_i$ and units $k$. Each unit has a weight for each input:
#
# $$
# z_k = \sum_i w_{ki}\,x_i + b_k, \qquad o_k = g(z_k), \qquad E = \tfrac12 \sum_k (o_k - t_k)^2 .
# $$
#
# What is $\partial E/\partial w_{ki}$? The weight $w_{ki}$ touches nothing but unit $k$, so we look at that
# one alone. From $E$ to the weight there are three gates in a row:
#
# $$
# \frac{\partial E}{\partial w_{ki}}
#   = \frac{\partial E}{\partial o_k} \cdot \frac{\partial o_k}{\partial z_k}
#     \cdot \frac{\partial z_k}{\partial w_{ki}} .
# $$
#
# Write $\delta_k^o$ for $\partial E/\partial o_k$ and $\delta_k^z$ for $\partial E/\partial z_k$, and fill
# the blanks **with letters**. You need not know what $g$ is: write $g'(z_k)$ for its slope. (In this cell it
# happens to be tanh; the rule is the same for every $g$ that has a slope.)

# %%
xi, wki, xj, wkj = Value(1.5, "x_i"), Value(0.5, "w_ki"), Value(-1, "x_j"), Value(0.25, "w_kj")
bk, tk = Value(-1, "b_k"), Value(0.9, "t_k")
z = wki * xi + wkj * xj + bk  # two inputs, i and j
o = z.tanh()
E = 0.5 * (o - tk) ** 2
z.label, o.label, E.label = "z_k", "o_k", "E"

answers = {
    "o_k": None,  # δ_k^o, a formula in o_k and t_k
    "z_k": None,  # δ_k^z, a formula in δ_k^o and g'(z_k)
    "w_ki": None,  # ∂E/∂w_ki, a formula in δ_k^z and x_i
}
told = check_answers(E, answers)
print(told)
circuit(E, notes=True) if told.right == told.total else print("Tick all three, and the drawing appears.")

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Write it as you would on the board, in quotes: `"δ_k^o g'(z_k)"`. (That was one of the three. Where you
# have no δ on the keyboard, `d_{z_k}` will do.)
#
# </details>

# %% [markdown]
# ## Ways to write it
#
# Every teacher has signs of their own. `derivation` writes several of them. The oldest is
# Leibniz's: $f(x, y, z) = (x + y)\,z$ of the first notebook is $g(h(x, y), z)$ with $h$ for the sum and $g$
# for the product, and
#
# $$
# \frac{\mathrm df}{\mathrm dx} = \frac{\mathrm dg}{\mathrm dh} \cdot \frac{\mathrm dh}{\mathrm dx} .
# $$

# %%
x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
h = x + y
g = h * z
h.label, g.label = "h", "g"
derivation(g, style="leibniz")

# %% [markdown]
# For programmers there is a form with two columns. On the left is what a program computes on its way
# forward, from top to bottom; on the right what it computes on its way back, one line for each on the left
# and for each variable. This is notebook 4's logistic least squares:

# %%
w, x, b, t = Value(2, "w"), Value(1.5, "x"), Value(-3, "b"), Value(0.9, "t")
z = w * x + b
y = z.sigmoid()
L = 0.5 * (y - t) ** 2
z.label, y.label, L.label = "z", "y", "L"
print(derivation(L).columns)

# %% [markdown]
# ## Your turn: three blanks
#
# With the penalty of notebook 4, $R = \tfrac12w^2$ and $L_{\text{reg}} = L + \lambda R$, the left column
# grows by two lines. These three lines of the right column are yours. Write them with letters.

# %%
price = Value(0.1, "λ")
R = 0.5 * w**2
Lreg = L + price * R
R.label, Lreg.label = "R", "L_reg"

answers = {
    "L_reg": None,  # δ_Lreg
    "R": None,  # δ_R
    "w": None,  # δ_w, a formula in δ_z, δ_R and what they are multiplied by
}
told = check_answers(Lreg, answers)
print(told)
print(derivation(Lreg).columns if told.right == told.total else "Tick all three, and both columns appear.")

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Of how many gates is $w$ an operand? It gets a message from each of them.
#
# </details>

# %% [markdown]
# ## Three layers, forward
#
# Now a network: two inputs, three layers of two sigmoid units each. The numbers are those of a toy that
# several lectures on deep learning pass around.
#
# $$
# W^{(1)} = \begin{pmatrix} 1 & -2\\ -1 & 1 \end{pmatrix},\;
# b^{(1)} = \begin{pmatrix} 1\\ 0 \end{pmatrix},\quad
# W^{(2)} = \begin{pmatrix} 2 & -1\\ -2 & -1 \end{pmatrix},\;
# b^{(2)} = \begin{pmatrix} 0\\ 0 \end{pmatrix},\quad
# W^{(3)} = \begin{pmatrix} 3 & -1\\ -1 & 4 \end{pmatrix},\;
# b^{(3)} = \begin{pmatrix} -2\\ 2 \end{pmatrix} .
# $$
#
# A row of $W$ holds the weights of one unit. For $x = (1, -1)$ the first layer is
#
# $$
# \sigma\left( \begin{pmatrix} 1 & -2\\ -1 & 1 \end{pmatrix} \begin{pmatrix} 1\\ -1 \end{pmatrix}
#   + \begin{pmatrix} 1\\ 0 \end{pmatrix} \right)
# = \sigma\begin{pmatrix} 4\\ -2 \end{pmatrix}
# = \begin{pmatrix} 0.982014\\ 0.119203 \end{pmatrix},
# $$
#
# and so on, each output the input of the next layer: $(0.863518, 0.110737)$, and at the end $(0.617705,
# 0.829124)$.

# %%
toy = nn.MLP.from_arrays(
    [
        ([[1, -2], [-1, 1]], [1, 0]),
        ([[2, -1], [-2, -1]], [0, 0]),
        ([[3, -1], [-1, 4]], [-2, 2]),
    ],
    activation="sigmoid",
    output="sigmoid",
)


def close(values, by_hand):
    return all(math.isclose(value.data, number, abs_tol=1e-6) for value, number in zip(values, by_hand))


first = toy.layers[0]([1, -1])
assert close(first, [0.982014, 0.119203])
assert close(toy.layers[1](first), [0.863518, 0.110737])
assert close(toy([1, -1]), [0.617705, 0.829124])
assert close(toy([0, 0]), [0.511847, 0.854384])
print([round(y.data, 6) for y in toy([1, -1])])

# %% [markdown]
# In the drawing each circle is a unit, with its output in green, and each line a weight. (The drawing writes
# $h$ for the outputs of hidden units and $y$ for those of the last layer. In formulas that hold for all
# layers we shall write $o_i^{(k)}$ for the output of unit $i$ in layer $k$, and $o^{(0)}$ for the inputs.)

# %%
network(toy, [1, -1])

# %% [markdown]
# ## Your turn: which way do the indices run?
#
# "The weight $w_{12}^{(1)}$" is one weight in some books and another one in others. In some, the first index
# is the unit where the wire *comes from*; in others it is the unit where it *goes to*, as in row and column
# of the matrices above. Look at the drawing: which number is $w_{12}^{(1)}$ in the ones and in the others?

# %%
answers = {
    "from i to j": None,  # the first index is where the wire comes from
    "unit first": None,  # the first index is where it goes to
}
print(check_indices(toy, "w_{12}^{(1)}", answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# One of them is the wire from $x_1$ to the second hidden unit, the other one is the wire from $x_2$ to the
# first.
#
# </details>
#
# Neither is wrong. `nn.label(model, "w_ij^(k)")` and `nn.label(model, "w_ji^(k)")` write the one and the
# other. Below, $w_{ij}^{(k)}$ leads **from unit $i$ to unit $j$**, into layer $k$.

# %% [markdown]
# ## Backward: the outputs
#
# Suppose we had wanted $t = (1, 0)$. Then the error is $E = \tfrac12\left((0.617705 - 1)^2 +
# 0.829124^2\right) = 0.416798$. Write $\delta_j^{(k)}$ for the delta of the **net input** of unit $j$ in
# layer $k$, so $\partial E/\partial z_j^{(k)}$. For the last layer you have derived it already, error times
# slope, and the slope of the sigmoid is $o\,(1 - o)$:
#
# $$
# \delta_j^{(3)} = o_j\,(1 - o_j)\,(o_j - t_j), \qquad
# \begin{aligned}
# \delta_1^{(3)} &= 0.617705 \cdot 0.382295 \cdot (0.617705 - 1) = -0.090277,\\
# \delta_2^{(3)} &= 0.829124 \cdot 0.170876 \cdot (0.829124 - 0) = \phantom{-}0.117468 .
# \end{aligned}
# $$
#
# ## Backward: a hidden unit
#
# Unit 1 of layer 2 is an input of *both* outputs. It has two children, and **fan-out adds up**. Its weight
# to the first is $3$, its weight to the second is $-1$:
#
# $$
# \frac{\partial E}{\partial o_1^{(2)}} = 3 \cdot (-0.090277) + (-1) \cdot 0.117468 = -0.388300 .
# $$
#
# That is what the cook hears in sum. Then through his own sigmoid, with its slope at $o = 0.863518$:
#
# $$
# \delta_1^{(2)} = 0.863518 \cdot 0.136482 \cdot (-0.388300) = -0.045763 .
# $$
#
# Nothing in this used that layer 3 is the last one. From the deltas of *any* layer we get those of the layer
# before it, so the rule goes all the way down:
#
# $$
# \delta_i^{(k)} = o_i^{(k)}\left(1 - o_i^{(k)}\right) \sum_j \delta_j^{(k+1)}\, w_{ij}^{(k+1)},
# \qquad
# \frac{\partial E}{\partial w_{ij}^{(k)}} = o_i^{(k-1)}\,\delta_j^{(k)} .
# $$
#
# The second half is [local] × [upstream] for a weight: its input, times the delta of the net input that it
# enters. (A bias has the input 1, so its gradient is the delta itself.) One step downhill is
# $w_{ij}^{(k)} \leftarrow w_{ij}^{(k)} - \eta\,\delta_j^{(k)}\,o_i^{(k-1)}$.
#
# Step through it: first the values, column by column, then the deltas of the net inputs in red, layer by
# layer. Click a unit of a hidden layer when its turn comes, and the page shows its sum. *Say the sum before
# you click.*


# %%
def squared_error(y):
    E = nn.half_squared_error(y, [1, 0])
    E.label = "E"
    return E


network(toy, [1, -1], loss=squared_error).page

# %% [markdown]
# ## Your turn: the rule
#
# Write it. You are given three arrays of NumPy: `o`, the outputs of layer $k$; `W`, the weights of layer
# $k + 1$, with `W[j][i]` for the wire from $i$ to $j$ (a row for each unit); and `delta`, the deltas of layer
# $k + 1$. Return the deltas of layer $k$, as an array or a list. If they are right, the cell runs your rule
# through the whole toy, and compares every gradient with the engine.


# %%
def hidden_delta(o, W, delta):
    return None


verdict = check_hidden_delta(hidden_delta)
print(verdict)
if verdict.right:
    rule = delta_rule(hidden_delta)  # forward, the outputs' deltas, then your function
    print(check_rule(toy, nn.half_squared_error, [1, -1], [1, 0], rule))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# For one $i$: the sum over all $j$ of `delta[j] * W[j][i]`. That is what `W.T @ delta` has at place $i$.
#
# </details>
#
# Does it hold for any number of layers? Here are five, of different widths, with random numbers:

# %%
deep = nn.MLP(3, [5, 4, 4, 3, 2], activation="sigmoid", output="sigmoid", rng=0)
rule = delta_rule()
assert check_rule(deep, nn.half_squared_error, [0.5, -1, 2], [1, 0], rule)
print(f"{len(deep.parameters())} gradients by the rule are those of the engine.")

# %% [markdown]
# ## As a program, with bars
#
# For a regression the outputs are linear, $y_k = \sum_i w_{ki}^{(2)} h_i + b_k^{(2)}$. Then their slope is 1,
# and nothing else changes. Here is the whole backward pass of such a network with two layers, as a program
# that is read from top to bottom. In this spelling a bar means "the delta of", and the unit is the first
# index:
#
# $$
# \begin{aligned}
# \overline{y_k} &= y_k - t_k, &
# \overline{w_{ki}^{(2)}} &= \overline{y_k}\, h_i, & \overline{b_k^{(2)}} &= \overline{y_k},\\
# \overline{h_i} &= \sum_k \overline{y_k}\, w_{ki}^{(2)}, &
# \overline{z_i} &= \overline{h_i}\, \sigma'(z_i), \\
# & & \overline{w_{ij}^{(1)}} &= \overline{z_i}\, x_j, & \overline{b_i^{(1)}} &= \overline{z_i} .
# \end{aligned}
# $$

# %%
regression = nn.MLP(2, [3, 2], activation="sigmoid", output="identity", rng=0)
hidden, outputs = [layer.neurons for layer in regression.layers]
x, t = [0.5, -1.0], [1.0, 0.0]
h = regression.layers[0](x)
y = regression.layers[1](h)
nn.half_squared_error(y, t).backward()

y_bar = [yk.data - tk for yk, tk in zip(y, t)]
for k, unit in enumerate(outputs):
    assert unit.b.grad == y_bar[k]
    assert all(unit.w[i].grad == y_bar[k] * h[i].data for i in range(3))
for i, unit in enumerate(hidden):
    h_bar = sum(y_bar[k] * outputs[k].w[i].data for k in range(2))
    z_bar = h_bar * h[i].data * (1 - h[i].data)
    assert math.isclose(unit.b.grad, z_bar)
    assert all(math.isclose(unit.w[j].grad, z_bar * x[j]) for j in range(2))
print(f"All {len(regression.parameters())} gradients are as the program says.")

# %% [markdown]
# ## Find the slip
#
# From somebody's notes on the layer before the last, where $o_j$, $t_j$, $z_j$ and $\delta_j$ are of the
# last layer, $o_i$ is the hidden unit, and $o_p$ one of its inputs:
#
# $$
# \begin{aligned}
# (1)\quad && \frac{\partial E}{\partial o_i} &=
#   \frac{\partial E}{\partial o_j} \cdot \frac{\partial o_j}{\partial z_j} \cdot
#   \frac{\partial z_j}{\partial o_i}\\
# (2)\quad && &= \sum_j (o_j - t_j)\, o_j\,(1 - o_j)\, w_{ij}\\
# (3)\quad && &= \sum_j \delta_j\, w_{ij}\\
# (4)\quad && \delta_i &= o_i\,(1 - o_i) \sum_j \partial_j\, w_{ij}\\
# (5)\quad && \frac{\partial E}{\partial w_{pi}} &= \delta_i\, o_p
# \end{aligned}
# $$
#
# The result is right, and yet two of the lines do not mean what they should: in one of them something is
# missing, in one a sign stands for another. Which?

# %%
answers = {
    "lines": None,  # as a set of two numbers, such as {2, 3}
}
print(check_slips(answers))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Look at each line by itself. Is every $j$ under a sum? Is every letter one that has been introduced?
#
# </details>

# %% [markdown]
# ## The same, with matrices
#
# So far one sample went through the network. Now let $N$ of them go at once, each a **row** of a matrix $X$.
# Then it is handy to turn $W$, too: a *column* for each unit, shape inputs × units, so that $w_{ij}$ stands
# in row $i$ and column $j$. $\mathbf 1$ is a column of $N$ ones; it copies the biases into every row. A
# network with 3 inputs, 4 hidden units and one output, and the mean over the samples as error:
#
# $$
# Z_1 = X W_1 + \mathbf 1 b_1^{\mathsf T}, \quad H_1 = \sigma(Z_1), \quad
# Z_2 = H_1 W_2 + \mathbf 1 b_2^{\mathsf T}, \quad H_2 = \sigma(Z_2), \quad
# E = \frac1{2N} \sum_n (h_n - t_n)^2 .
# $$
#
# The compiler takes the network as it is, neuron by neuron, records it once, and finds these matrices by
# itself. *Before you look: which shape must $\partial E/\partial W_1$ have? Which product of an $N \times 3$
# matrix and an $N \times 4$ matrix has it?*

# %%
model = nn.MLP(3, [4, 1], activation="sigmoid", output="sigmoid", rng=1)


def error(x, t):
    e = model(x) - t
    square = e**2
    e.label, square.label = "e", "s"
    return 0.5 * square


program = compile_batch(error, model.parameters())
random = np.random.default_rng(0)
X, T = random.normal(size=(5, 3)).round(1), random.uniform(size=(5, 1)).round(1)
program.check(X, T[:, 0])  # both engines, every value and gradient
program.show(rows=True, shapes=True)

# %% [markdown]
# Read the backward half beside the rule of the units, line for line ($\odot$ multiplies entry by entry):
#
# | with units | with matrices |
# |---|---|
# | $\sum_j \delta_j w_{ij}$ | $\frac{\partial E}{\partial Z_2}\, W_2^{\mathsf T}$ |
# | times the slope $o_i\,(1 - o_i)$ | $\odot\, (1 - H_1) \odot H_1$ |
# | $o_i\,\delta_j$, added up over the samples | $H_1^{\mathsf T}\, \frac{\partial E}{\partial Z_2}$ |
# | $\delta_j$, added up over the samples | $\mathbf 1^{\mathsf T}\, \frac{\partial E}{\partial Z_2}$ |
#
# The shapes are the best help for the memory: of all products of $H_1$ and $\partial E/\partial Z_2$, turned
# or not, only one has the shape of $W_2$. `print(program)` shows the source that really runs, with samples as
# columns, `Z1 = W1 @ X + b1`: the same lines, read from the other side.

# %% [markdown]
# ## Your turn: ∂E/∂W₁ in NumPy
#
# Below is everything up to the gradient of the second layer. One line is missing.


# %%
def sigma(z):
    return 1.0 / (1.0 + np.exp(-z))


(W1, b1), (W2, b2) = [(W.T, b) for W, b in model.arrays()]  # inputs × units
ones = np.ones((len(X), 1))

Z1 = X @ W1 + ones @ b1[None, :]
H1 = sigma(Z1)
Z2 = H1 @ W2 + ones @ b2[None, :]
H2 = sigma(Z2)

dH2 = (H2 - T) / len(X)
dZ2 = dH2 * (1 - H2) * H2
dW2 = H1.T @ dZ2
db2 = ones.T @ dZ2
_, gradient = program.value_and_grad(X, T[:, 0])
assert np.allclose(gradient[16:], [*dW2.ravel(), *db2.ravel()], rtol=0, atol=1e-12)  # so far we agree

# ∂E/∂W₁, made of X, H1, W2 and dZ2; in several steps, if you like
dW1 = None

print(check_dW1(model, program, X, T, dW1))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# One layer down it is the same three steps: first ∂E/∂H₁ (a product with $W_2^{\mathsf T}$), then ∂E/∂Z₁
# (entry by entry), then a product with $X^{\mathsf T}$.
#
# </details>

# %% [markdown]
# ## The same lines, on Values
#
# NumPy's arrays hold Values, too. So a forward pass that somebody wrote for numbers, without a thought of
# gradients, runs on Values as it is, and then it can be differentiated. A network 3-4-4-1, with samples as
# columns:


# %%
def forward(x, W1, b1, W2, b2, W3, b3):
    h1 = sigma(np.dot(W1, x) + b1)  # 4×1
    h2 = sigma(np.dot(W2, h1) + b2)  # 4×1
    return np.dot(W3, h2) + b3  # 1×1


shapes = [(4, 3), (4, 1), (4, 4), (4, 1), (1, 4), (1, 1)]
arrays = [random.normal(size=shape) for shape in shapes]
column = random.normal(size=(3, 1))

values = [np.vectorize(Value, otypes=[object])(array) for array in arrays]
out = forward(column, *values)[0, 0]
assert math.isclose(out.data, forward(column, *arrays)[0, 0], rel_tol=1e-12)

out.backward()
print("the output:", round(out.data, 4))
print("∂output/∂W3:", [round(value.grad, 4) for value in values[4].flat])  # the outputs h2
print("parameters:", sum(array.size for array in arrays), " messages:", len(messages(out)))

# %% [markdown]
# ## What it saves
#
# By trying, every parameter costs one more evaluation of the network. By backpropagation, all of them
# together cost one sweep back. The check of gradients that comes with the engine *does* try, and its report
# says how often:

# %%
loss = nn.half_squared_error(toy([1, -1]), [1, 0])
print(str(gradcheck(loss)).splitlines()[-1])

# %% [markdown]
# What does a sweep cost? Forward, each weight takes one multiplication and one addition. Backward it takes
# two of each: for its own gradient, and for the delta of the unit it comes from. (In the program above, the
# second layer has one matrix product forward and two backward. The first layer saves one, because nobody asks
# for the deltas of the inputs.) So a gradient costs about three forward passes, whatever the size.

# %%
print("network              parameters    by trying      by backpropagation")
for sizes in ([2, 2, 2, 2], [3, 4, 4, 1], [784, 10], [784, 200, 10]):
    parameters = nn.parameter_count(sizes)
    weights = nn.parameter_count(sizes, biases=False)
    name = "-".join(map(str, sizes))
    print(f"{name:18} {parameters:12,} {(parameters + 1) * weights:16,} {3 * weights:12,}  add-multiplies")

# %% [markdown]
# For digits, 784-200-10, that is twenty-five billion against half a million: a factor of 53,000.

# %% [markdown]
# ## Your turn: count
#
# Every unit has a weight for each unit or input of the column before it, and one bias; inputs have neither.
# So 784-200-10 has $784 \cdot 200 + 200 + 200 \cdot 10 + 10 = 159{,}010$ parameters. And these? You may type
# arithmetic, such as `"3*4 + 4"`.

# %%
answers = {
    "3-4-2": None,
    "784-200-200-10": None,
    "weights": None,  # 10,000 inputs, ten hidden layers of 300, 1000 outputs; without biases
    "evaluations": None,  # of 784-200-10, to get its gradient by trying
}
print(check_counts(answers))

# %% [markdown]
# And in general: $d$ inputs, one hidden layer of $M$ units, one output.


# %%
def one_hidden_layer(d, M):
    return None


print(check_one_hidden_layer(one_hidden_layer))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Go from column to column. From ten hidden layers, nine gaps lie between two of them.
#
# </details>

# %% [markdown]
# ## What to keep
#
# - The outputs have an error; hidden units get theirs from the next layer, each delta weighed by its wire,
#   and all of them added up: $\delta_i^{(k)} = g'(z_i^{(k)}) \sum_j \delta_j^{(k+1)} w_{ij}^{(k+1)}$. The
#   gradient of a weight is its input times the delta it leads to.
# - With matrices: back through a layer with $W^{\mathsf T}$, entry by entry through the activation, and
#   $\partial E/\partial W = H^{\mathsf T}\,\partial E/\partial Z$. The shapes leave no other choice.
# - One sweep back for all gradients, at the price of two forward passes; trying costs one for each parameter.
#
# Next: [scores to probabilities](10_scores_to_probabilities.ipynb), a last layer that says how sure it is.
