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
# # 17 · A table of houses
#
# Images, moons and letters came as numbers. Most data of the world come as a **table**: a row for every
# house, and columns that have nothing in common, square meters beside years beside the name of a district.
# A neuron multiplies and adds. In this notebook you will
#
# - make numbers of a column of words, without telling the network a lie;
# - bring columns to one scale, and see in the messages why that matters;
# - fit prices in dollars, and say in dollars how wrong the fit is;
# - find out what a hidden layer knows that a straight line cannot.
#
# Before this: [signals](16_signals.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import sys

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import numpy as np
from houses import DISTRICTS, NOISE, houses
from key_17 import HEATING, check_encoding, check_scale, check_slip, check_slopes, check_way_back

import nn
from autograd import Value, dot
from viz import check_answers, circuit, network, plot_losses, step_through

# %% [markdown]
# ## The table
#
# Three hundred houses. The table was made for this notebook, by the rule in `houses.py`; no house in it was
# ever sold. That has one advantage: we will know in the end how good a prediction *can* be. Do not look at
# the rule yet.

# %%
table = houses()
print("  area  rooms  age  district     price")
for house in table[:6]:
    print(f"{house.area:4.0f} m²  {house.rooms:5}  {house.age:3}  {house.district:8}  ${house.price:8,}")

# %% [markdown]
# The last column is the **target** $t$, the other four are what we know of a house before it is sold. How
# wrong is somebody who knows nothing, and says the mean price of all houses each time? The measure is the
# **root mean squared error**, in dollars:
#
# $$\mathrm{RMSE} = \sqrt{\tfrac1N \sum\nolimits_i (y_i - t_i)^2}.$$


# %%
def rmse(predicted, target):
    """Return the root mean squared error, in the unit of the target."""
    return float(np.sqrt(np.mean((np.asarray(predicted) - np.asarray(target)) ** 2)))


t = np.array([house.price for house in table], dtype=float)
print(f"mean price ${t.mean():,.0f}; whoever always says that is wrong by ${rmse(t.mean(), t):,.0f}")

# %% [markdown]
# This is the number to beat.
#
# ## A district is no number
#
# It would be quick to write 1 for harbor, 2 for old town, 3 for hill. *What would a neuron with the weight
# $w$ for this column have to believe about the old town?*
#
# That it lies exactly in the middle: its price would be the mean of the other two, whatever the data say.
# And if someone numbers the districts differently, another one lies in the middle. The order is a lie, so
# each district gets a column of its own that says yes or no: **one-hot encoding**.
#
# | district | harbor | old town | hill |
# |---|---|---|---|
# | harbor | 1 | 0 | 0 |
# | old town | 0 | 1 | 0 |
# | hill | 0 | 0 | 1 |

# %%
numbers = np.array([DISTRICTS.index(house.district) for house in table])
print(nn.one_hot(numbers, 3)[:4])

# %% [markdown]
# One of the three columns says nothing new: whatever is neither old town nor hill is at the harbor. With a
# bias $b$ in the neuron you may add 1000 to the bias and take 1000 off all three weights, and no price
# changes; the data cannot choose. So we leave the first column out. The bias then speaks for the harbor, and
# the weights of the others say by how much *they* differ from it. (The softmax of K classes could do with
# K − 1 outputs for the same reason.) In scikit-learn this is `OneHotEncoder(drop="first")`.

# %% [markdown]
# ## Your turn: encode a column
#
# A second column of words is to come in, heating. *How many columns does it take, if there is a bias? And
# what is the row of a house heated with wood?* Leave the first kind out, as above, and write the row as a
# list.

# %%
print(*HEATING, sep=", ")

encoded = {
    "columns": None,  # how many
    "wood": None,  # the row, a list of zeros and ones
}
print(check_encoding(encoded))

# %% [markdown]
# ## Columns of unlike size
#
# Now one neuron without an activation, $y = w_a a + w_r r + b$, on one house: $a = 120$ m², $r = 4$ rooms,
# price $t = 300$ (thousand dollars), all weights 1 to begin with. *Which weight gets the larger gradient,
# and how many times as large is it?*


# %%
def one_house(area, rooms, price):
    """Return the loss of a neuron, all of whose weights are 1, on one house."""
    w_a, w_r, b = Value(1, label="w_a"), Value(1, label="w_r"), Value(1, label="b")
    a, r, target = Value(area, label="a"), Value(rooms, label="r"), Value(price, label="t")
    y = dot([w_a, w_r], [a, r], b)
    L = 0.5 * (y - target) ** 2
    y.label, L.label = "y", "L"
    return L


L = one_house(120, 4, price=300)
circuit(L, notes=True)

# %% [markdown]
# Multiply swaps: $w_a$ gets the error times 120, $w_r$ the error times 4, thirty times less. Not because
# area matters more, but because somebody measured it in square meters. In square feet it would be more
# unequal by another factor of 10.8. One learning rate has to serve both weights: small enough for $w_a$, it
# is far too small for $w_r$ and for the bias. Step through it once more, and watch the two blue numbers:

# %%
step_through(L, title="One house, columns as they come")

# %% [markdown]
# The cure is the one of [notebook 11](11_learning_on_data.ipynb): take off the mean of a column, divide by
# its standard deviation. Afterwards "1" means the same in every column: *one standard deviation above the
# usual house.*
#
# ## Your turn: letters, and one column by hand
#
# Another house, of 80 m², 3 rooms and 250 thousand dollars. Derive its gradients with letters; they are those
# of every house.

# %%
answers = {
    "y": None,  # ∂L/∂y
    "w_a": None,  # ∂L/∂w_a, with δ_y
    "w_r": None,  # ∂L/∂w_r, with δ_y
    "b": None,  # ∂L/∂b, with δ_y
}
print(check_answers(one_house(80, 3, price=250), answers))

# %% [markdown]
# Five houses of 60, 80, 100, 120 and 140 m². Mean and standard deviation (the root of the mean squared
# distance from the mean) by hand, please; then what becomes of the largest house.

# %%
areas = np.array([60.0, 80.0, 100.0, 120.0, 140.0])

standardized = {
    "mean": None,
    "deviation": None,
    "largest": None,  # what the house of 140 m² becomes
}
print(check_scale(areas, standardized))

# %% [markdown]
# ## Hold out first, scale second
#
# Before anything is computed, sixty houses are put aside. The prices of *these* houses tell how good we are
# on houses we have not seen. The scaler, too, is part of what learns: its means and deviations come from the
# 240 training houses alone.

# %%
X = np.column_stack([
    [house.area for house in table],
    [house.rooms for house in table],
    [house.age for house in table],
    nn.one_hot(numbers, 3)[:, 1:],
])  # fmt: skip
names = ["area", "rooms", "age", "old town", "hill"]
X_train, X_test, t_train, t_test = nn.train_test_split(X, t, test_size=0.2, seed=0)

columns = nn.Standardizer().fit(X_train)
prices = nn.Standardizer().fit(t_train[:, None])
Z_train, Z_test = columns.transform(X_train), columns.transform(X_test)
u_train = prices.transform(t_train[:, None])[:, 0]
print("raw     ", X_train[0], f"${t_train[0]:,.0f}")
print("standard", Z_train[0].round(2), u_train[0].round(2))

# %% [markdown]
# The target is scaled as well: a network whose outputs are near 0 at the start would otherwise have to climb
# to 300,000 with steps of its learning rate.
#
# ## Your turn: back to dollars
#
# The network answers in standard deviations. Write the way back, $t = $ …, with the mean and the deviation
# of the prices.


# %%
def to_dollars(u, mean, deviation):
    return None


print(check_way_back(to_dollars))

# %% [markdown]
# An *error*, a difference of two prices, goes back with the deviation alone, because the mean cancels.

# %% [markdown]
# ## One neuron: linear regression
#
# A single neuron without activation, squared error, two thousand times through the data.


# %%
def in_dollars(model):
    """Return what a model predicts for the test houses, in dollars."""
    return prices.inverse(nn.predict(model, Z_test).reshape(-1, 1))[:, 0]


line = nn.MLP(5, [1], initializer="zeros")
nn.fit(line, Z_train, u_train, loss=nn.half_squared_error, optimizer=nn.SGD(0.05), batch_size=None,
       epochs=2000, progress=False)  # fmt: skip
print(f"one neuron is wrong by ${rmse(in_dollars(line), t_test):,.0f}")

# %% [markdown]
# For this one model nobody needs to descend: the minimum of a squared error of a linear model can be
# computed (*least squares*). It is a good check of a training loop that both come to the same weights:

# %%
with_one = np.column_stack([Z_train, np.ones(len(Z_train))])
exact = np.linalg.lstsq(with_one, u_train, rcond=None)[0]
learned = [weight.data for weight in line.parameters()]
for name, by_descent, computed in zip([*names, "bias"], learned, exact):
    print(f"{name:9} {by_descent:7.4f} {computed:7.4f}")
assert np.allclose(learned, exact, atol=1e-3)

# %% [markdown]
# The weights can be read. They are all in one currency, standard deviations of price for each standard
# deviation of the column: area and the hill count most, age takes off, rooms hardly matter once the area is
# known.

# %% [markdown]
# ## Your turn: a weight in dollars
#
# What does one more *square meter* cost, by this model? And one more *year*? You need the weight and two
# deviations. Round to whole dollars if you like, the check allows for it.

# %%
weights = dict(zip(names, learned))
deviations = dict(zip(names, columns.deviation.tolist()))
dollars = prices.deviation[0]
print("deviations of the columns:", {name: round(deviation, 2) for name, deviation in deviations.items()})
print(f"deviation of the prices:   ${dollars:,.0f}")

costs = {
    "a square meter": None,  # dollars
    "a year": None,  # dollars
}
print(check_slopes(weights, deviations, dollars, costs))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# One more square meter is $1/\text{deviation}_a$ in the standardized column. The output grows by the weight
# times that, in standard deviations of price. And one of *those* is so many dollars.
#
# </details>

# %% [markdown]
# ## What a line cannot know
#
# By the line, a square meter costs the same in every district; only a fixed sum comes on top on the hill.
# Suppose that it is not so, that a square meter *itself* is dearer on the hill. Then area and district
# would have to be multiplied, and a neuron never multiplies its inputs with each other. A hidden layer can
# imitate it: some units answer on the hill only, and rise with the area there.

# %%
model = nn.MLP(5, [8, 1], activation="tanh", initializer="xavier_uniform", rng=0)
u_test = prices.transform(t_test[:, None])[:, 0]
history = nn.fit(model, Z_train, u_train, loss=nn.half_squared_error, optimizer=nn.Adam(0.01), epochs=200,
                 validation=(Z_test, u_test), seed=0, progress=False)  # fmt: skip
print("wrong by, on sixty houses that nobody has seen:")
print(f"  always the mean   ${rmse(t_train.mean(), t_test):8,.0f}")
print(f"  one neuron        ${rmse(in_dollars(line), t_test):8,.0f}")
print(f"  eight and one     ${rmse(in_dollars(model), t_test):8,.0f}")
print(f"  the best possible ${NOISE:8,}, the chance in the prices themselves")
assert rmse(in_dollars(model), t_test) < 0.7 * rmse(in_dollars(line), t_test)

# %% [markdown]
# Half of the line's error was no chance, it was a rule that a line cannot say. How much of what is left is
# chance we know only because the table was made: each price has a random part of about 15,000 dollars, and
# no model gets below that except by luck. (In the plot the sixty houses are the *validation*. We only look at
# that curve. Whoever stops at its lowest point has let these houses have their say, and needs others for the
# report.)

# %%
ax = plot_losses(history)
ax.set_yscale("log")
ax.figure.set_size_inches(6, 3.2)

# %% [markdown]
# The network with a house in it, in standardized numbers:

# %%
network(model, [Value(z, label=name) for name, z in zip(names, Z_test[0])])

# %% [markdown]
# Does it really know that a square meter has a price of its own in each district? Ask for the slope. The
# question "how does the price change with the area, here?" is $\partial y/\partial a$, a gradient with
# respect to an *input*, and the backward pass has computed it all along:

# %%
dollars_per_square_meter = prices.deviation[0] / columns.deviation[0]
for k, district in enumerate(DISTRICTS):
    row = [120, 4, 30, *(float(k == other) for other in (1, 2))]
    inputs = [Value(z) for z in columns.transform([row])[0]]
    model(inputs).backward()
    print(f"{district:9} ${inputs[0].grad * dollars_per_square_meter:6,.0f} for a square meter")

# %% [markdown]
# Now look at the rule in `houses.py`, the table `DOLLARS_PER_SQUARE_METER`, and compare. Nobody told the
# network.

# %% [markdown]
# ## Your turn: find the slip
#
# Five lines from a program that goes on to report the error on the test houses. One of them spoils the
# report. Which one?
#
# ```
# 1   columns = nn.Standardizer().fit(X)
# 2   X_train, X_test, t_train, t_test = nn.train_test_split(columns.transform(X), t, seed=0)
# 3   prices = nn.Standardizer().fit(t_train[:, None])
# 4   model = nn.MLP(5, [8, 1], rng=0)
# 5   nn.fit(model, X_train, prices.transform(t_train[:, None]), loss=nn.half_squared_error)
# ```

# %%
slip = {"line": None}  # its number
print(check_slip(slip))

# %% [markdown]
# <details><summary>Why</summary>
#
# Means and deviations of *all* houses went into the training data, so the test houses have had their say
# before the test. With three hundred houses and five columns it makes hardly a difference; with few rows and
# many columns, or with an encoding that looks at the target, it makes all the difference. Split first.
#
# </details>

# %% [markdown]
# ## What to keep
#
# - **Words become columns of yes and no**, one fewer than there are words if there is a bias.
# - **Scale columns and target**, with numbers of the training rows alone; go back with $u \cdot
#   \text{deviation} + \text{mean}$, and an error with the deviation alone.
# - Report the error in the unit of the target, beside that of the mean and of a line: without them no number
#   says whether it is good.
# - $\partial y/\partial x$ is a question to the model like any other, and it can be asked in dollars.
#
# Next: [beyond the gradient](18_beyond_the_gradient.ipynb), on curvature, on Newton, and on whether a brain
# could do any of this.
