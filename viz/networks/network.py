"""The diagram of a model as an object that shows and saves itself: `network`."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from viz.networks.columns import Columns, read_model
from viz.networks.diagram import Diagram, lay_out
from viz.networks.sample import Sample, computed
from viz.networks.svg import svg
from viz.networks.tikz import tikz
from viz.pictures.pdf import pdf
from viz.pictures.png import png
from viz.pictures.svg import image
from viz.saving import save
from viz.scenes.text import rounding

if TYPE_CHECKING:
    from viz.networks.page import NetworkPage


class Network:
    """A model as units in columns and weights as lines; made by `network(model)`; shows itself in notebooks.

    >>> from nn import MLP
    >>> drawn = network(MLP(2, [3, 1], activation="tanh"))
    >>> drawn, drawn.svg[:4]
    (<Network of 2-3-1 units>, '<svg')
    """

    def __init__(self, columns: Columns, sample: Sample | None, *, digits: int) -> None:
        self.columns = columns
        self.sample = sample
        self.digits = digits

    @cached_property
    def diagram(self) -> Diagram:
        """Where everything stands."""
        return lay_out(self.columns, self.sample, self.digits)

    @cached_property
    def svg(self) -> str:
        """The diagram as the text of an SVG file."""
        return svg(self.diagram)

    @property
    def tikz(self) -> str:
        """The diagram as TikZ code for LaTeX."""
        return tikz(self.diagram)

    @cached_property
    def page(self) -> NetworkPage:
        """A page that steps through the sample: values forward, deltas back layer by layer.

        A unit that is clicked shows its sum in numbers.

        Raises:
            ValueError: there is no sample.
        """
        from viz.networks.page import NetworkPage
        from viz.networks.steps import network_steps

        if self.sample is None:
            raise ValueError(
                "a page of a network steps through a sample, and there is none: give one, network(model, x)"
            )
        steps = network_steps(self.columns, self.diagram, self.sample, self.digits)
        return NetworkPage(self.diagram, steps, self.columns.counts)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the diagram into a file; its ending chooses one of `FORMATS`: .svg, .png, .pdf, .tex, .html.

        A PNG has 192 dots per inch. An existing file is replaced only when the new one is whole.

        Raises:
            ValueError: another ending; .html without a sample.
            ImportError: .png or .pdf without the extra `pictures`.
            OSError: the file cannot be written.
        """
        return save(self, path, "a network", FORMATS)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {
            "text/html": image(self.svg, self.diagram.title),
            "image/svg+xml": self.svg,
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        return f"<Network of {'-'.join(map(str, self.columns.counts))} units>"


def network(
    model: Any,
    x: Any = None,
    *,
    loss: Callable[[Any], Any] | None = None,
    digits: int | None = None,
    decimals: int | None = None,
) -> Network:
    """Draw a model as the diagram of every lecture: units in columns, weights as lines between them.

    A line is the wider and the stronger the larger its weight is; blue above 0, orange and dashed below. Of a
    column of more than ten units the first and the last are drawn. Weights and units are called what
    `nn.label` calls them, also where it has not been asked to; nothing is changed in the model.

    Args:
        model: an `nn.MLP`, `nn.Layer`, `nn.Neuron`, a `Sequential` or list of them and of functions
            without parameters, or anything built like them: with `layers`, of layers with `neurons`, each
            with weights `w` and a bias `b`; or of layers with a table of weights, a row for each unit, as
            `W` and `b` or `weight` and `bias`.
        x: one sample. With it the units show their activations h = g(z), in green, and their deltas, in red:
            ∂r/∂z of the net input z, in the inputs ∂r/∂x.
        loss: computes r from what the model returns, such as `lambda y: (y - 1) ** 2`. Without it r is the
            output itself; of several outputs there are no deltas then.
        digits: significant digits of all numbers, 3 by default.
        decimals: digits after the point instead.

    Raises:
        TypeError: the model is not made of units in columns; the loss returns no Value.
        ValueError: another number of inputs; a loss without a sample; the model, called with x, computes
            something else than its layers one after the other; `digits` and `decimals`.

    Source: lecture B4; deltas as in A9, δ⁽ˡ⁾ = W⁽ˡ⁺¹⁾ᵀ δ⁽ˡ⁺¹⁾ ⊙ g′(z⁽ˡ⁾).

    >>> from nn import Layer
    >>> from autograd import Value
    >>> layer = Layer(2, 2, activation="sigmoid")
    >>> for neuron, row, bias in zip(layer.neurons, [[1, -2], [-1, 1]], [1, 0]):
    ...     neuron.w, neuron.b = [Value(w) for w in row], Value(bias)
    >>> drawn = network(layer, [1, -1], loss=lambda y: y[0] + y[1])  # lecture B2
    >>> [(unit.name, unit.activation, unit.delta) for unit in drawn.diagram.units[2:]]
    [('y_1', '0.982', '0.0177'), ('y_2', '0.119', '0.105')]
    """
    digits = rounding(digits, decimals, usual=3)
    if loss is not None and x is None:
        raise ValueError("network got a loss without x: deltas are those of a sample; give one, x=…")
    columns = read_model(model)
    return Network(columns, None if x is None else computed(model, columns, x, loss), digits=digits)


# What a file holds, by its ending.
FORMATS: dict[str, Callable[[Network], str | bytes]] = {
    ".svg": lambda drawn: drawn.svg + "\n",
    ".png": lambda drawn: png(drawn.svg),
    ".pdf": lambda drawn: pdf(drawn.svg),
    ".tex": lambda drawn: drawn.tikz,
    ".html": lambda drawn: drawn.page.html,
}
