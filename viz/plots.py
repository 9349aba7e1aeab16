"""Plots of training and of trained models, drawn by matplotlib (extra `plots`).

Every function draws into `ax`, or into a figure of its own, and returns the Axes: `.figure.savefig("f.png")`
writes it, a notebook shows it, nothing here calls `show`. What `nn` hands over is taken by its attributes.
Classes and lines differ in shape as well as in color, and the colors are safe for the color-blind.
"""

# matplotlib's types leave **kwargs and the arrays it hands back unknown:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from autograd import Value
from viz.scene import number
from viz.svg import DATA, DELTA, INK, MUTED, PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

# Okabe and Ito 2008, without the yellow that is lost on white.
_COLORS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#000000"]
_MARKERS = ["o", "^", "s", "D", "v", "P", "X", "*", "<", ">"]
_DASHES = ["-", "--", "-.", ":"]


class _History(Protocol):
    @property
    def losses(self) -> Sequence[float]: ...
    @property
    def validation_losses(self) -> Sequence[float]: ...
    @property
    def best_epoch(self) -> int: ...


class _Norms(Protocol):
    @property
    def gradient_norms(self) -> dict[str, list[float]]: ...


class _LayerReport(Protocol):
    @property
    def path(self) -> str: ...
    @property
    def delta(self) -> float: ...
    @property
    def dead(self) -> int: ...
    @property
    def units(self) -> int: ...


def plot_losses(history: _History, *, ax: Axes | None = None) -> Axes:
    """Draw the training and the validation loss of each epoch, the best epoch marked.

    Args:
        history: what `nn.fit` returned: `.losses`, `.validation_losses` (may be empty), `.best_epoch`.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: no finished epoch, or not one validation loss for each epoch.
        ImportError: no matplotlib.
    """
    n = len(history.losses)
    if not n:
        raise ValueError("plot_losses got a history of 0 epochs: there is no loss to draw; train first")
    if len(history.validation_losses) not in (0, n):
        raise ValueError(
            f"plot_losses got {len(history.validation_losses)} validation losses for {n} epochs: "
            "there is one for each epoch, or none"
        )
    ax = _axes(ax)
    epochs, marker = range(1, n + 1), "." if n <= 20 else ""
    ax.plot(epochs, history.losses, color=_COLORS[0], marker=marker, label="training")
    watched = history.losses
    if history.validation_losses:
        watched = history.validation_losses
        ax.plot(epochs, watched, color=_COLORS[4], linestyle="--", marker=marker, label="validation")
    best = history.best_epoch
    loss = watched[best - 1]
    label = f"best: epoch {best}, {number(loss, 3)}"
    ax.plot([best], [loss], "o", color=INK, fillstyle="none", markersize=11, zorder=3, label=label)
    ax.set(title="Loss in each epoch", xlabel="epoch", ylabel="mean loss per sample")
    _whole_epochs(ax)
    ax.legend(frameon=False)
    return ax


def plot_gradient_norms(history: _Norms, *, ax: Axes | None = None) -> Axes:
    """Draw how large the gradient of each layer was in each epoch, on a logarithmic scale.

    Lines go from dark for the first layer to light for the last; norms of 0 leave a gap.

    Args:
        history: what `nn.fit` returned: `.gradient_norms`, for each layer a list of one norm per epoch.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: no layer, or a layer without a norm for each epoch.
        ImportError: no matplotlib.
    """
    norms = history.gradient_norms
    lengths = {name: len(values) for name, values in norms.items()}
    if not any(lengths.values()):
        raise ValueError("plot_gradient_norms got a history without gradient norms: train first")
    if len(set(lengths.values())) > 1:
        raise ValueError(f"plot_gradient_norms got {lengths} norms: each layer has one for each epoch")
    ax = _axes(ax)
    from matplotlib import colormaps

    for i, (name, values) in enumerate(norms.items()):
        color = colormaps["viridis"](0.8 * i / max(len(norms) - 1, 1))
        marker = "." if len(values) <= 20 else ""
        drawn = [v if v > 0 else math.nan for v in values]
        dashes = _DASHES[i % len(_DASHES)]
        ax.plot(range(1, len(values) + 1), drawn, dashes, color=color, marker=marker, label=name)
    ax.set(title="Gradient of each layer", xlabel="epoch", ylabel="‖∂loss/∂parameters‖ (log scale)")
    ax.set_yscale("log")
    _whole_epochs(ax)
    _legend_outside(ax)
    return ax


def plot_deltas(report: Sequence[_LayerReport], *, ax: Axes | None = None) -> Axes:
    """Draw how large the deltas of each layer are, on a logarithmic scale, and name dead units.

    Args:
        report: what `nn.gradient_report` returned: for each layer `.path`, `.delta`, `.dead`, `.units`.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: no layer, or a delta that is negative or not finite.
        ImportError: no matplotlib.
    """
    if not report:
        raise ValueError("plot_deltas got a report of 0 layers: there is nothing to draw")
    for layer in report:
        if not 0 <= layer.delta < math.inf:
            raise ValueError(
                f"plot_deltas got the delta {layer.delta} of {layer.path!r}: a mean of |∂loss/∂z| is "
                "finite and not negative"
            )
    ax = _axes(ax)
    deltas = [layer.delta for layer in report]
    colors = [DELTA if layer.dead else _COLORS[0] for layer in report]
    hatches = ["//" if layer.dead else "" for layer in report]
    positive = [d for d in deltas if d > 0] or [1.0]
    # A logarithmic bar has no natural foot: it stands a decade below the smallest delta. The space
    # behind the longest is for its text.
    low, high = min(positive) / 10, max(positive)
    ax.set_xscale("log")
    lengths = [max(d - low, 0.0) for d in deltas]
    ax.barh(range(len(report)), lengths, 0.6, left=low, color=colors, hatch=hatches, edgecolor=PAPER)
    for i, layer in enumerate(report):
        foot = (max(layer.delta, low), i)
        ax.annotate(number(layer.delta, 3), foot, (5, 0), textcoords="offset points", va="center", color=INK)
    ax.set_xlim(low, high * (high / low) ** 0.25)
    names = [
        f"{layer.path}\n{layer.dead} of {layer.units} units dead" if layer.dead else layer.path
        for layer in report
    ]
    ax.set_yticks(range(len(report)), names)
    for text, layer in zip(ax.get_yticklabels(), report):
        text.set_color(DELTA if layer.dead else INK)
    ax.set_ylim(len(report) - 0.4, -0.6)  # the first layer on top
    ax.set(title="Deltas of each layer", xlabel="mean |∂loss/∂z| (log scale)", ylabel="layer, first on top")
    return ax


def plot_activation(
    activation: Callable[[Value], Any], low: float = -5.0, high: float = 5.0, *, ax: Axes | None = None
) -> Axes:
    """Draw an activation function and its derivative, which the engine computes.

    Args:
        activation: a function of one Value, such as `Value.tanh` or `lambda z: z * z.sigmoid()`.
        low, high: the ends of the interval of net inputs.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: low is not below high, or the function is undefined somewhere between.
        TypeError: the function returns no Value.
        ImportError: no matplotlib.
    """
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
    ax = _axes(ax)
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
    predict: Callable[[Any], ArrayLike], X: ArrayLike, y: ArrayLike, *, ax: Axes | None = None
) -> Axes:
    """Draw the region of each class, the boundaries between them, and the samples.

    Args:
        predict: a function of an ndarray of shape (n, 2) that returns raw outputs of shape
            (n, n_outputs), such as `lambda X: nn.predict(model, X)`. One output stands for class 1
            where it is above 0; of several outputs the largest wins.
        X: ndarray of shape (n_samples, 2).
        y: class numbers of shape (n_samples,); -1 counts as 0.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: samples that do not have two features, not one class number for each, outputs of
            another shape or that are not finite, or a class without an output.
        ImportError: no matplotlib.
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
    outputs = np.asarray(predict(grid), dtype=np.float64)
    if outputs.ndim != 2 or len(outputs) != len(grid) or not outputs.shape[1]:
        raise ValueError(
            f"plot_decision_boundary got outputs of shape {outputs.shape} for {len(grid)} samples: "
            "predict returns shape (n, n_outputs)"
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

    ax = _axes(ax)
    for k in range(scores.shape[1]):
        color = _COLORS[k % len(_COLORS)]
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
                of_class[:, 0], of_class[:, 1], 32, color, marker=_MARKERS[k % len(_MARKERS)],
                edgecolors=PAPER, linewidths=0.6, label=f"class {name}", zorder=3,
            )  # fmt: skip
    ax.set(title="Decision boundary", xlabel="feature $x_1$", ylabel="feature $x_2$")
    ax.set(xlim=(left, right), ylim=(bottom, top))
    _legend_outside(ax)
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
    """
    import numpy as np

    rows = np.array(weights, dtype=np.float64)
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
    ax = _axes(ax)
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


def plot_confusion(matrix: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw a confusion matrix, its counts written into the cells.

    Args:
        matrix: counts of shape (n_classes, n_classes), the true class in the row, the predicted one
            in the column, as `nn.confusion_matrix` returns it.
        ax: where to draw; a new figure by default.

    Raises:
        ValueError: not a square of counts, or no sample in it.
        ImportError: no matplotlib.
    """
    import numpy as np

    counts = np.asarray(matrix, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(
            f"plot_confusion got a matrix of shape {counts.shape}: it takes shape (n_classes, n_classes)"
        )
    if (counts < 0).any() or not (counts == counts.round()).all() or not 0 < counts.sum() < np.inf:
        raise ValueError("plot_confusion got a matrix that does not count samples: its cells are 0, 1, 2, …")
    ax = _axes(ax)
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


def _axes(ax: Axes | None) -> Axes:
    """Return `ax`, or the Axes of a new figure that pyplot knows, which is what a notebook displays."""
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            "viz draws plots with matplotlib, which is not installed: pip install 'chalkgrad[plots]'"
        ) from error
    if ax is None:
        # pyplot keeps figures until they are closed, and warns at the 20th: a notebook closes them at the
        # end of a cell, and who draws many in a program wants no word about it from this function.
        with plt.rc_context({"figure.max_open_warning": 0}):
            ax = plt.subplots(layout="constrained")[1]
    return ax


def _whole_epochs(ax: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))


def _legend_outside(ax: Axes) -> None:
    """Put the legend beside the Axes, where it hides nothing."""
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)


def _luminance(rgba: NDArray[Any] | Sequence[float]) -> float:
    """Return how light a color is, from 0 for black to 1; at 0.179 black and white contrast alike.

    Source: W3C, Web Content Accessibility Guidelines 2.2, "relative luminance".
    """
    r, g, b = ((c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in map(float, rgba[:3]))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
