"""Plots of models: activations, decision boundaries, weights, confusion, drawn by matplotlib (extra `plots`).

Every function draws into `ax`, or into a figure of its own, and returns the Axes, as those of
`training` do. Classes differ in shape as well as in color.
"""

# matplotlib's types leave **kwargs and the arrays it hands back unknown:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from autograd import Value, ops
from viz.pictures.svg import DATA, DELTA, INK, MUTED, PAPER
from viz.plots.axes import COLORS, axes, legend_outside
from viz.scenes.text import shortened

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

MARKERS = ["o", "^", "s", "D", "v", "P", "X", "*", "<", ">"]


def plot_activation(
    activation: Callable[[Value], Any] | str, low: float = -5.0, high: float = 5.0, *, ax: Axes | None = None
) -> Axes:
    """Draw an activation function and its derivative, which the engine computes.

    Args:
        activation: its name, such as "tanh", or a function of one Value, such as
            `lambda z: z * z.sigmoid()`.
        low, high: the ends of the interval of net inputs.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: no activation has that name, low is not below high, or the function is undefined
            somewhere between.
        TypeError: the function returns no Value.
        ImportError: no matplotlib.

    >>> ax = plot_activation(Value.tanh)
    >>> len(ax.get_lines()) >= 2
    True
    """
    if isinstance(activation, str):
        if activation not in ops.FUNCTIONS:
            raise ValueError(
                f"plot_activation knows no {activation!r}: there are {', '.join(sorted(ops.FUNCTIONS))}, "
                "and functions of your own"
            )
        activation = getattr(Value, "__abs__" if activation == "abs" else activation)
    if not callable(activation):
        raise TypeError(
            f"plot_activation got {shortened(repr(activation))}: it takes a name, such as 'tanh', "
            "or a function of a Value"
        )
    if not -math.inf < low < high < math.inf:
        raise ValueError(
            f"plot_activation got the interval from {low} to {high}: low is finite and below high"
        )
    inputs = [Value(low + (high - low) * i / 400) for i in range(401)]
    outputs: list[Value] = []
    for z in inputs:
        y = activation(z)
        if not isinstance(y, Value):
            raise TypeError(f"plot_activation got {y!r} from the activation: it returns a Value")
        y.backward()
        outputs.append(y)
    ax = axes(ax)
    # A method of Value is one gate, and that has the name; its __name__ is that of all methods.
    y = outputs[0]
    name = y.op.name if y.op and y.parents == (inputs[0],) else getattr(activation, "__name__", "f")
    name = "f" if name == "<lambda>" else name
    ax.axhline(0, color=MUTED, linewidth=0.6)
    if low < 0 < high:
        ax.axvline(0, color=MUTED, linewidth=0.6)
    points = [z.data for z in inputs]
    ax.plot(points, [y.data for y in outputs], color=DATA, linewidth=2, label=f"{name}(z)")
    ax.plot(points, [z.grad for z in inputs], "--", color=DELTA, linewidth=2, label=f"{name}′(z)")
    ax.set(title=f"{name} and its derivative", xlabel="net input z", ylabel="value, slope", xlim=(low, high))
    ax.legend(frameon=False)
    return ax


def plot_decision_boundary(
    model: Callable[[Any], Any], X: ArrayLike, y: ArrayLike, *, ax: Axes | None = None
) -> Axes:
    """Draw the region of each class, the boundaries between them, and the samples.

    Args:
        model: what has `parameters` and is called with one sample, such as `nn.MLP(2, [8, 1])`; or a
            function of an ndarray of shape (n, 2) that returns raw outputs of shape (n, n_outputs). One
            output stands for class 1 where it is above 0; of several outputs the largest wins.
        X: ndarray of shape (n_samples, 2).
        y: class numbers of shape (n_samples,); -1 counts as 0.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: samples that do not have two features, not one class number for each, outputs of
            another shape or that are not finite, or a class without an output.
        ImportError: no matplotlib.

    >>> def side(X):
    ...     return [[float(x[0])] for x in X]
    >>> bool(plot_decision_boundary(side, [[-1.0, 0.0], [1.0, 0.0]], [0, 1]).get_xlim()[0] < -1)
    True
    """
    import numpy as np

    X = np.asarray(X, dtype=np.float64)
    if X.ndim != 2 or X.shape[1] != 2 or not len(X) or not np.isfinite(X).all():
        raise ValueError(
            f"plot_decision_boundary got X of shape {X.shape}: "
            "it takes finite samples of shape (n_samples, 2)"
        )
    labels = np.asarray(y, dtype=np.float64)
    if labels.shape != (len(X),) or (labels != labels.round()).any() or labels.min() < -1:
        raise ValueError(
            f"plot_decision_boundary got y of shape {labels.shape} for {len(X)} samples: "
            "it takes one class number (0, 1, …, or -1 for 0) for each"
        )
    low, high = X.min(axis=0), X.max(axis=0)
    margin = np.where(high > low, 0.08 * (high - low), 0.5)
    left, bottom = map(float, low - margin)
    right, top = map(float, high + margin)
    xs, ys = np.linspace(left, right, 201), np.linspace(bottom, top, 201)
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    if hasattr(model, "parameters"):
        from autograd import compile_batch  # the compiler, which little else of viz needs

        outputs = compile_batch(model)(grid).reshape(len(grid), -1)
    else:
        outputs = _plain(model(grid))
    if outputs.ndim != 2 or len(outputs) != len(grid) or not outputs.shape[1]:
        raise ValueError(
            f"plot_decision_boundary got outputs of shape {outputs.shape} for {len(grid)} samples: "
            "the function returns shape (n, n_outputs)"
        )
    if not np.isfinite(outputs).all():
        raise ValueError("plot_decision_boundary got outputs that are not finite: the model has diverged")
    scores = np.hstack([-outputs, outputs]) if outputs.shape[1] == 1 else outputs
    numbers = np.maximum(labels, 0).astype(int)
    if numbers.max() >= scores.shape[1]:
        raise ValueError(
            f"plot_decision_boundary got class {numbers.max()} in y: {outputs.shape[1]} outputs tell "
            f"the classes 0 to {scores.shape[1] - 1} apart"
        )

    ax = axes(ax)
    for k in range(scores.shape[1]):
        color = COLORS[k % len(COLORS)]
        # How far class k is ahead of the best other: smooth, so that the boundary has no stairs.
        lead = (scores[:, k] - np.delete(scores, k, axis=1).max(axis=1)).reshape(201, 201)
        if lead.max() > 0:
            ax.contourf(
                xs, ys, lead, levels=[0, np.nextafter(lead.max(), np.inf)], colors=[color], alpha=0.25
            )
            if lead.min() < 0:
                ax.contour(xs, ys, lead, levels=[0], colors=[INK], linewidths=1)
        of_class = X[numbers == k]
        if len(of_class):
            name = "−1" if k == 0 and labels.min() < 0 else str(k)
            ax.scatter(
                of_class[:, 0], of_class[:, 1], 32, color, marker=MARKERS[k % len(MARKERS)],
                edgecolors=PAPER, linewidths=0.6, label=f"class {name}", zorder=3,
            )  # fmt: skip
    ax.set(title="Decision boundary", xlabel="feature $x_1$", ylabel="feature $x_2$")
    ax.set(xlim=(left, right), ylim=(bottom, top))
    legend_outside(ax)
    return ax


def plot_weights(weights: ArrayLike, shape: tuple[int, int], *, ax: Axes | None = None) -> Axes:
    """Draw the weights of each unit as a little image, all on one color scale with 0 in its middle.

    Args:
        weights: numbers or Values of shape (n_units, height · width), such as
            `[neuron.w for neuron in layer.neurons]`.
        shape: height and width of an image in pixels, as the inputs had it.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: weights that are no table, do not fit the shape, or are not finite.
        ImportError: no matplotlib.

    >>> plot_weights([[1.0, -1.0, 0.5, 0.0]], (2, 2)).images[0].get_array().size >= 4
    True
    """
    import numpy as np

    rows = _plain(weights)
    height, width = shape
    if rows.ndim != 2 or not rows.size or min(shape) < 1 or rows.shape[1] != height * width:
        raise ValueError(
            f"plot_weights got weights of shape {rows.shape} for images of {height} × {width} pixels: "
            f"it takes shape (n_units, {height * width})"
        )
    if not np.isfinite(rows).all():
        raise ValueError("plot_weights got weights that are not finite: the model has diverged")
    n = len(rows)
    gap = max(1, max(shape) // 8)
    columns = math.ceil(math.sqrt(n * height / width))
    lines = math.ceil(n / columns)
    # One image of all the little ones: nan is left blank, in the gaps and behind the last.
    sheet = np.full((lines * (height + gap) - gap, columns * (width + gap) - gap), np.nan)
    corners = [(i // columns * (height + gap), i % columns * (width + gap)) for i in range(n)]
    for row, (top, left) in zip(rows, corners):
        sheet[top : top + height, left : left + width] = row.reshape(shape)
    ax = axes(ax)
    most = float(np.abs(rows).max()) or 1.0
    image = ax.imshow(sheet, cmap="PuOr", vmin=-most, vmax=most, interpolation="nearest")
    for i, (top, left) in enumerate(corners):
        if n <= 40:  # more numbers than that run into each other
            corner = (left - 0.5, top - 0.5)
            ax.annotate(str(i), corner, (0, 1.5), textcoords="offset points", fontsize=7, color=MUTED)
        ax.plot(
            [left - 0.5, left + width - 0.5, left + width - 0.5, left - 0.5, left - 0.5],
            [top - 0.5, top - 0.5, top + height - 0.5, top + height - 0.5, top - 0.5],
            color=MUTED, linewidth=0.5,
        )  # fmt: skip
    ax.set_title(f"Weights of {n} {'unit' if n == 1 else 'units'}, {height} × {width} each", pad=14)
    ax.set_axis_off()
    ax.figure.colorbar(image, ax=ax, label="weight", shrink=0.8)
    return ax


def _plain(values: Any) -> NDArray[np.float64]:
    """Return numbers and Values as an array of numbers."""
    import numpy as np

    number = np.frompyfunc(lambda value: value.data if isinstance(value, Value) else value, 1, 1)
    return np.asarray(number(np.array(values, dtype=object)), dtype=np.float64)


def plot_confusion(matrix: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw a confusion matrix, its counts written into the cells.

    Args:
        matrix: counts of shape (n_classes, n_classes), the true class in the row, the predicted one
            in the column, as `nn.confusion_matrix` returns it.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: not a square of counts, or no sample in it.
        ImportError: no matplotlib.

    >>> [text.get_text() for text in plot_confusion([[5, 1], [0, 4]]).texts]
    ['5', '1', '0', '4']
    """
    import numpy as np

    counts = np.asarray(matrix, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(
            f"plot_confusion got a matrix of shape {counts.shape}: it takes shape (n_classes, n_classes)"
        )
    if (counts < 0).any() or not (counts == counts.round()).all() or not 0 < counts.sum() < np.inf:
        raise ValueError("plot_confusion got a matrix that does not count samples: its cells are 0, 1, 2, …")
    ax = axes(ax)
    image = ax.imshow(counts, cmap="Blues", vmin=0)
    size = min(12.0, 110 / len(counts))
    for i, j in np.ndindex(*counts.shape):
        color = "black" if _luminance(image.to_rgba(counts[i, j])) > 0.179 else "white"
        weight = "bold" if i == j else "normal"
        text = f"{counts[i, j]:.0f}"
        ax.text(j, i, text, ha="center", va="center", color=color, fontsize=size, fontweight=weight)
    right, total = counts.trace(), counts.sum()
    ax.set(
        title=f"{right:.0f} of {total:.0f} right ({right / total:.1%})",
        xlabel="predicted class", ylabel="true class",
        xticks=range(len(counts)), yticks=range(len(counts)),
    )  # fmt: skip
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def _luminance(rgba: NDArray[Any] | Sequence[float]) -> float:
    """Return how light a color is, from 0 for black to 1; at 0.179 black and white contrast alike.

    Source: W3C, Web Content Accessibility Guidelines 2.2, "relative luminance".
    """
    r, g, b = ((c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in map(float, rgba[:3]))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
