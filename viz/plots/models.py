"""Plots of models: activations, weights, confusion, drawn by matplotlib (extra `plots`).

Every function draws into `ax`, or into a figure of its own, and returns the Axes, as those of
`training` do.
"""

# matplotlib's types leave **kwargs and the arrays it hands back unknown:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from autograd import Value, ops
from viz.palette import LIGHT
from viz.plots.axes import axes, legend
from viz.plots.outputs import table
from viz.scenes.text import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray


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
    ax.axhline(0, color=LIGHT.muted, linewidth=0.6)
    if low < 0 < high:
        ax.axvline(0, color=LIGHT.muted, linewidth=0.6)
    points = [z.data for z in inputs]
    ax.plot(points, [y.data for y in outputs], color=LIGHT.data, linewidth=2, label=f"{name}(z)")
    ax.plot(points, [z.grad for z in inputs], "--", color=LIGHT.delta, linewidth=2, label=f"{name}′(z)")
    ax.set(title=f"{name} and its derivative", xlabel="net input z", ylabel="value, slope", xlim=(low, high))
    legend(ax)
    return ax


def plot_weights(
    weights: Any, shape: tuple[int, int] | tuple[int, int, int], *, ax: Axes | None = None
) -> Axes:
    """Draw the weights of each unit as a little image, all on one color scale with 0 in its middle.

    Of inputs in color the images are in color, too: red, green and blue are ½ + w/2m each, m the largest
    weight of all by size, so that 0 is gray. They are the templates of a linear classifier (lecture L4).

    Args:
        weights: numbers or Values of shape (n_units, height · width), or (n_units, height · width · 3); or a
            neuron with weights `w`, a layer of `neurons`, or a model, of whose `layers` the first is taken.
        shape: height and width of an image in pixels, as the inputs had it; (height, width, 3) in color, red,
            green and blue of a pixel one after the other.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: weights that are no table, do not fit the shape, or are not finite.
        TypeError: weights that are no numbers, a shape that is none of an image.
        ImportError: no matplotlib.

    >>> plot_weights([[1.0, -1.0, 0.5, 0.0]], (2, 2)).images[0].get_array().size >= 4
    True
    """
    import numpy as np

    layer = weights.layers[0] if hasattr(weights, "layers") else weights
    neurons = layer.neurons if hasattr(layer, "neurons") else [layer] if hasattr(layer, "w") else None
    rows = table("plot_weights", "weights", layer if neurons is None else [neuron.w for neuron in neurons])
    sides = list(shape) if isinstance(shape, (tuple, list)) else []  # pyright: ignore
    if [type(side) for side in sides] not in ([int] * 2, [int] * 3) or sides[2:] not in ([], [3]):
        raise TypeError(
            f"plot_weights got shape={shortened(repr(shape))}: it is height and width, (28, 28), in color "
            "(32, 32, 3); weights that have the colors first, (n, 3, 32, 32), are turned by "
            "W.transpose(0, 2, 3, 1)"
        )
    height, width, in_color = sides[0], sides[1], len(sides) == 3
    if rows.ndim != 2 or not rows.size or min(sides) < 1 or rows.shape[1] != math.prod(sides):
        raise ValueError(
            f"plot_weights got weights of shape {rows.shape} for images of {' × '.join(map(str, sides))} "
            f"{'numbers' if in_color else 'pixels'}: it takes shape (n_units, {math.prod(sides)})"
        )
    if not np.isfinite(rows).all():
        raise ValueError("plot_weights got weights that are not finite: the model has diverged")
    n = len(rows)
    gap = max(1, max(height, width) // 8)
    columns = math.ceil(math.sqrt(n * height / width))
    lines = math.ceil(n / columns)
    # One image of all the little ones: nan is left blank, in the gaps and behind the last.
    size = lines * (height + gap) - gap, columns * (width + gap) - gap
    sheet = np.full((*size, *sides[2:]), np.nan)
    corners = [(i // columns * (height + gap), i % columns * (width + gap)) for i in range(n)]
    for row, (top, left) in zip(rows, corners):
        sheet[top : top + height, left : left + width] = row.reshape(sides)
    ax = axes(ax)
    most = float(np.abs(rows).max()) or 1.0
    if in_color:
        # the fourth number is how opaque a pixel is: what is blank has none of it
        pixels = np.dstack([0.5 + sheet / most / 2, np.ones(size)])
        pixels[np.isnan(sheet[..., 0])] = 0.0
        ax.imshow(pixels, interpolation="nearest")
    else:
        image = ax.imshow(sheet, cmap="PuOr", vmin=-most, vmax=most, interpolation="nearest")
        ax.figure.colorbar(image, ax=ax, label="weight", shrink=0.8)
    for i, (top, left) in enumerate(corners):
        if n <= 40:  # more numbers than that run into each other
            corner = (left - 0.5, top - 0.5)
            ax.annotate(str(i), corner, (0, 1.5), textcoords="offset points", fontsize=7, color=LIGHT.muted)
        ax.plot(
            [left - 0.5, left + width - 0.5, left + width - 0.5, left - 0.5, left - 0.5],
            [top - 0.5, top - 0.5, top + height - 0.5, top + height - 0.5, top - 0.5],
            color=LIGHT.muted, linewidth=0.5, clip_on=False,
        )  # fmt: skip
    gray = ", gray is 0" if in_color else ""
    ax.set_title(f"Weights of {n} {'unit' if n == 1 else 'units'}, {height} × {width} each{gray}", pad=14)
    ax.set_axis_off()
    return ax


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
