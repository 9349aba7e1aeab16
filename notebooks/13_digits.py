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
# # 13 · Digits
#
# Somebody writes a digit by hand, and a network is to say which one it is. The task is as old as the
# perceptron, it made convolutional networks famous, and everything you have learned so far is in it: a score
# for each class, softmax and cross-entropy, batches, a validation set. New is that **the inputs are
# pictures**. So weights are pictures as well, and for once you can *look* at what a network has learned.
#
# In the end you count: parameters, bytes and multiplications, of this network and of those in the news.
#
# Before this: [moons](12_moons.ipynb).

# %%
# As in the first notebook: look here and one folder up first, because another package is called autograd too.
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, "..")
sys.path.insert(0, ".")

import matplotlib.pyplot as plt
import numpy as np
from color_pictures import NAMES, color_pictures
from key_13 import check_confusion, check_cost, check_counts, check_formula, check_handout, check_signs

import nn
from autograd import Value
from viz import circuit, network, plot_confusion, plot_weights

# %% [markdown]
# ## Real digits, but small ones
#
# The set that everybody knows is MNIST (LeCun, Cortes and Burges): 70,000 pictures of 28 × 28 pixels. **We do
# not use it here**, because it would have to be downloaded. scikit-learn brings along a smaller one: 1,797
# pictures of **8 × 8** pixels in 17 shades of gray, written by 13 people (Alpaydin and Kaynak 1998). What
# follows is the same with both, except the numbers, so do not compare our accuracies with those of MNIST.
# And the same 13 people wrote what we learn from and what we test on: how well the network reads a
# fourteenth, our numbers do not say.

# %%
X, y = nn.digits()
print(X.shape, "pixels from", X.min(), "to", X.max(), "and", np.bincount(y), "pictures of each digit")


def show(pictures, titles):
    """Draw pictures of 8 × 8 pixels in a row."""
    axs = plt.subplots(1, len(pictures), figsize=(8, 1.3), layout="constrained")[1]
    for ax, picture, title in zip(axs, pictures, titles):
        ax.imshow(picture.reshape(8, 8), cmap="gray_r")
        ax.set_title(title, fontsize=9)
        ax.set_axis_off()


show([X[y == k][3] for k in range(10)], range(10))

# %% [markdown]
# To a network a picture is a list of 64 numbers, row by row, and nobody tells it which of them are neighbors.
# You could shuffle the pixels of all pictures in the same way, and it would learn just as well. *Could you?*
#
# **Prepare.** The pixels are between 0 (paper) and 1 (ink) already; with MNIST one would divide by 255. Half
# of the pictures are the test set, which waits until the end. A fifth of the other half is for validation.
# Every class gives its share to each set.

# %%
X_rest, X_test, y_rest, y_test = nn.train_test_split(X, y, 0.5, seed=0, stratify=True)
X_train, X_val, y_train, y_val = nn.train_test_split(X_rest, y_rest, 0.2, seed=0, stratify=True)
print(len(X_train), "to learn from,", len(X_val), "to validate,", len(X_test), "to test")

# %% [markdown]
# ## One layer: a template for each digit
#
# First no hidden layer at all: ten scores $z_k = \mathbf{w}_k^\top\mathbf{x} + b_k$, then softmax. This is
# logistic regression with ten classes, a network 64-10. Each $\mathbf{w}_k$ has 64 numbers, one for each
# pixel: it is a **template**, and the score is what you get if you lay it over the picture, multiply pixel
# by pixel, and add up. Ink on a positive weight speaks for the digit, ink on a negative weight against it.
#
# Here is a table as the training goes on. A small L2 penalty keeps weights small that have nothing to say.


# %%
def train(model, strength):
    """Train a model of ten scores on the digits, and print a line every four epochs."""
    print("epoch   training loss   validation loss   validation accuracy")

    def report(epoch, history):
        if epoch % 4 == 0:
            losses = f"{history.losses[-1]:13.3f}   {history.validation_losses[-1]:15.3f}"
            print(f"{epoch:5}   {losses}   {history.validation_accuracies[-1]:19.1%}")

    return nn.fit(
        model, X_train, y_train, validation=(X_val, y_val), loss=nn.cross_entropy,
        penalty=lambda parameters: strength * nn.l2(parameters), optimizer=nn.Adam(lr=0.01),
        epochs=20, batch_size=32, seed=0, progress=False, callbacks=[report],
    )  # fmt: skip


templates = nn.MLP(64, [10], initializer="zeros")
history = train(templates, strength=1e-3)

# %% [markdown]
# ## Your turn: predict the templates
#
# Before you look at them: which sign has the weight, on average, at these places? Think of where other digits
# have ink, too, because all ten templates compete.

# %%
answers = {
    "0, the middle": None,  # "+", "-" or "0"
    "1, the middle": None,
    "6, upper right": None,
    "any, left edge": None,
}
print(check_signs(answers, templates))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# If you are shown a picture with ink in its very middle, can it still be a zero? And a pixel that is white in
# all pictures: what is the gradient of its weight? (**Multiply swaps**: it is the delta times the input.)
#
# </details>
#
# Here they are. Violet is positive, orange negative.

# %%
plot_weights(templates, (8, 8)).figure.set_size_inches(6.4, 4.2)

# %% [markdown]
# You can almost read them. The zero forbids ink in its middle, the six in its upper right corner. A
# template is no picture of the digit: it shows what tells the digit *from the others*.

# %% [markdown]
# ## A hidden layer
#
# One template for each digit is not much: a seven with a bar through it and one without have to share theirs.
# With a hidden layer the network 64-32-10 has 32 filters of its own making, and each digit can combine
# them. *How many percent better will it be?*

# %%
model = nn.MLP(64, [32, 10], activation="relu", initializer="he_normal", rng=0)
history = train(model, strength=1e-4)

# %% [markdown]
# Now, once, the test set. A share $p$ of $n$ pictures is itself uncertain by about $\sqrt{p(1-p)/n}$, and we
# say so:

# %%
for name, trained in {"64-10": templates, "64-32-10": model}.items():
    share = nn.accuracy(trained, X_test, y_test)
    error = np.sqrt(share * (1 - share) / len(X_test))
    learned = nn.accuracy(trained, X_train, y_train)
    print(f"{name:>8}: test set {share:.1%} ± {error:.1%} right, training set {learned:.1%}")

# %% [markdown]
# Better, but look at the uncertainty before you celebrate. With so few and so small pictures the templates
# are already good, and the hidden layer knows nearly all of its training pictures by heart. (On MNIST, with
# 60,000 pictures to learn from, a hidden layer of 300 units brings the error from 12 to 4.7 percent: LeCun,
# Bottou, Bengio and Haffner 1998.)

# %% [markdown]
# ## Which ones go wrong?
#
# A single percentage hides everything interesting. In the **confusion matrix** the row is the true digit, the
# column is what the network said.

# %%
confusion = nn.confusion_matrix(model, X_test, y_test)
plot_confusion(confusion).figure.set_size_inches(4.2, 4.2)

# %% [markdown]
# **Your turn: read it.** Which two digits are mixed up most, both ways counted together?

# %%
answers = {
    "the pair": None,  # a set such as {4, 9}
    "mistakes between them": None,
    "the digit recognized worst": None,  # by its share of the pictures of this digit
}
print(check_confusion(answers, confusion))

# %% [markdown]
# And the mistakes themselves, the first ten. Under each the true digit, and what the network took it for.
# *Would you have known?*

# %%
said = nn.predict_classes(model, X_test)
wrong = np.flatnonzero(said != y_test)[:10]
show(X_test[wrong], [f"{y_test[i]} → {said[i]}" for i in wrong])

# %% [markdown]
# ## What do hidden units see?
#
# The weights of the first layer as pictures: 32 filters.

# %%
plot_weights(model, (8, 8)).figure.set_size_inches(6.4, 5)

# %% [markdown]
# No digits any more, not even halves of them. With some good will you see strokes in a certain direction,
# edges, spots of ink with a white surrounding, and much that has no name. A hidden unit answers to a
# *feature*, many digits share it, and the last layer puts ten templates not over pixels but over these 32
# features. (A nearly empty picture is a unit that has died or was not needed; the penalty has taken its
# weights away.)

# %% [markdown]
# ## In color
#
# A picture in color has three numbers for each pixel, and a template of 32 × 32 × 3 numbers is again a
# picture in color. Ours are smaller and made here: suns on a blue sky, poppies in a meadow, moons at night, 8
# × 8 × 3, with noise. Four of them, and the three templates of a network 192-3. *What will the template of
# the sun look like?*

# %%
X_color, y_color = color_pictures(300, seed=0)
classifier = nn.MLP(192, [3], initializer="zeros")
nn.fit(
    classifier, X_color, y_color, loss=nn.cross_entropy, penalty=lambda parameters: 0.01 * nn.l2(parameters),
    optimizer=nn.Adam(lr=0.01), epochs=15, seed=0, progress=False,
)  # fmt: skip
print(NAMES, f"{nn.accuracy(classifier, *color_pictures(300, seed=1)):.1%} of new pictures right")

axs = plt.subplots(1, 5, figsize=(8, 2.2), layout="constrained", width_ratios=[1, 1, 1, 1, 3.4])[1]
for ax, picture in zip(axs, X_color):
    ax.imshow(picture.reshape(8, 8, 3))
    ax.set_axis_off()
ax = plot_weights(classifier, (8, 8, 3), ax=axs[4])
_ = ax.set_title("the three templates", fontsize=10)

# %% [markdown]
# Gray is a weight of zero. The moon's template is light blue in the dark, as you would paint it. But *why is
# the disc of the sun green?* Yellow is red and green together. Red is no news, the discs of poppies have it,
# too; green is what they lack. Again a template shows no picture of a class but what tells it from the
# others.
#
# With 32 × 32 × 3 = 3,072 inputs and ten classes there would be ten such templates, and a network 3072-10 has
# $3072 \cdot 10 + 10 = 30{,}730$ parameters.

# %% [markdown]
# ## Counting parameters
#
# A unit has one weight for each of its inputs, and a bias. So a layer with $n$ inputs and $m$ units has $(n +
# 1)\,m$ parameters. Here is the network of many lectures on MNIST, 784-200-10; of the two long columns the
# first and the last units are drawn.

# %%
mnist = nn.MLP(784, [200, 10], rng=0)
assert len(mnist.parameters()) == nn.parameter_count([784, 200, 10])
network(mnist)

# %% [markdown]
# Count yourself. The smallest example of the kind: a network 3-4-2 has $(3 + 1) \cdot 4 + (4 + 1) \cdot 2 =
# 26$.

# %%
assert nn.parameter_count([3, 4, 2]) == 26

answers = {
    "784-10": None,  # may be arithmetic in quotes
    "784-200-10": None,
    "784-200-200-10": None,
}
print(check_counts(answers))


# %% [markdown]
# And as a formula: $d$ inputs, one hidden layer of $M$ units, **one** output, all with biases.


# %%
def parameters(d, M):
    return None


print(check_formula(parameters))

# %% [markdown]
# ## Find the slip: a handout
#
# > Our network has $d$ inputs, $L$ hidden layers with $M$ units each, and $K$ classes. Leaving out the
# > biases, the number of weights is $p = dH + (L - 1)H^2 + HK$. With pictures of 100 × 100 = 104 pixels,
# > layers of 300 units, $L = 10$ and $K = 1000$ this is about 4 million.
#
# The result is right, but two things on the way are not. Which letter was never introduced? What should
# stand there in place of 104? And how many weights are there exactly, without and with biases?

# %%
answers = {
    "letter": None,  # such as "K"
    "pixels": None,
    "weights": None,
    "with biases": None,
}
print(check_handout(answers, "dH + (L - 1)H² + HK", introduced="dLMK", sides=(100, 100), L=10, K=1000))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Ten hidden layers have nine squares of weights between them. Each hidden unit has a bias, and so has each
# class.
#
# </details>

# %% [markdown]
# ## Counting work
#
# What does one picture cost? Nearly all of the work is in the products. **Forward**, each weight is
# multiplied with its input and added: one *add-multiply* for each weight. **Backward**, each weight takes
# part twice: its own gradient is delta times input, and the message to the input is delta times weight. Here
# they are, counted on a drawing of a network 2-2-1: → forward, ← backward.

# %%
small = nn.MLP(2, [2, 1], activation="sigmoid", rng=0)
nn.label(small)
output = small([Value(0.5, "x_1"), Value(-1, "x_2")])
circuit(output, counts=True)

# %%
nn.summary(small)

# %% [markdown]
# Six weights, six add-multiplies forward, twelve backward. (The slope of a sigmoid is one more product for
# each *unit*; what grows with the number of units only is not counted.) Here is the same network to step
# through. Click a hidden unit on the way back: its delta is a sum of [weight] × [delta], and each of its
# weights gets [input] × [delta]. *Which of the twelve products could be left out, if nobody wants the
# gradient of the picture?*

# %%
network(small, [0.5, -1]).page

# %% [markdown]
# <details><summary>Which ones</summary>
#
# The four messages to $x_1$ and $x_2$: nobody turns a knob at the inputs. In a network of many layers this
# saves a part of one layer, no more.
#
# </details>
#
# So the cost of a pass is the number of weights. It grows **linearly** with the number of layers, and with
# the **square** of the number of units in them. And note what it does not depend on: one backward pass gives
# all gradients, be it six or 159,010, for the price of two forward passes. Trying each weight on its own
# would cost a forward pass for every one.

# %% [markdown]
# ## Your turn: work and bytes
#
# - Add-multiplies of the network 784-200-10 for one picture, **forward** and **backward**, and for **an
#   epoch** of 60,000 pictures, both passes together.
# - Two hidden layers lie behind each other, and both become **twice as wide**. How many times as many weights
#   are between them?
# - AlexNet (Krizhevsky et al. 2012) has 60 million parameters, GPT-3 (Brown et al. 2020) 175 billion. A
#   number in float32 takes 4 bytes. How many gigabytes (10⁹ bytes) are they?

# %%
answers = {
    "forward": None,
    "backward": None,
    "an epoch": None,
    "twice as wide": None,
    "AlexNet": None,  # GB
    "GPT-3": None,  # GB
}
print(check_cost(answers, sizes=[784, 200, 10], images=60_000, models={"AlexNet": 0.06, "GPT-3": 175.0}))

# %% [markdown]
# <details><summary>A hint, if you are stuck</summary>
#
# Biases are added, not multiplied. You may write arithmetic in quotes, `"784*200 + ..."`.
#
# </details>
#
# The last one needs more than the memory of any single graphics card of its time, and training needs several
# times as much: the gradients, and what the optimizer remembers of each of them.

# %% [markdown]
# ## With the real MNIST
#
# If you have its four files, one function is all you need. `nn.read_images("train-images-idx3-ubyte.gz",
# "train-labels-idx1-ubyte.gz")` gives `X` of shape (60000, 784), divided by 255, and `y`; everything above
# goes on from there with `nn.MLP(784, [200, 10])`. The format, IDX, is as simple as they come: two zero
# bytes, a byte for the type, one for the number of axes, the lengths of the axes, then the numbers. Here we
# write our own first three digits that way, and read them back:

# %%
pixels = (255 * X[:3]).round().astype(np.uint8).reshape(3, 8, 8)
header = bytes([0, 0, 8, 3]) + b"".join(n.to_bytes(4, "big") for n in pixels.shape)
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "images-idx3-ubyte")
    path.write_bytes(header + pixels.tobytes())
    read = nn.read_idx(path)
print("header:", header.hex(" "))
print("read:  ", read.dtype, read.shape, "equal" if (read == pixels).all() else "different")

# %% [markdown]
# ## What to keep
#
# - To a network a picture is a list of numbers. The weights of a unit on pixels are a picture: a **template**
#   in a network without hidden layers, a **feature** in one with them.
# - A confusion matrix says more than an accuracy, and an accuracy without its uncertainty says little.
# - A layer of $m$ units on $n$ inputs has $(n + 1)\,m$ parameters: 784-10 has thousands, 784-200-10 a hundred
#   times a thousand and more. Four bytes each.
# - One add-multiply for each weight forward, two backward; linear in the layers, quadratic in the units.
#
# Next: [vanishing gradients](14_vanishing_gradients.ipynb), why many layers long refused to learn.
