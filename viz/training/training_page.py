"""The page that learns: one HTML file, no network, in which a model of Values trains before one's eyes.

The parts lie in `web/`; Python fills in the samples, the parameters, and the recorded graph of one sample as
JavaScript. So whatever is computed with Values trains; nothing in the page knows of networks.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from math import isfinite, prod
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from autograd import Value, ops
from autograd.border import real
from autograd.labels import visible, written
from viz.networks.columns import read_model
from viz.networks.diagram import Diagram, lay_out
from viz.networks.sample import computed
from viz.networks.svg import network_style, svg
from viz.page.document import VARIABLES, document, framed, part
from viz.quoting import markup, script
from viz.saving import save
from viz.scenes.text import number
from viz.training.groups import groups_of
from viz.training.plane import COLORS, HEIGHT, LEFT, SIDE, TOP, WIDTH, axis_of, points_svg, still

if TYPE_CHECKING:
    from viz.training.recorded import Recorded
    from viz.training.samples import Samples

# In the order of reading; each uses what stands before it. The first two are those of the step-through page.
_SHARED = ("words", "number")
_SCRIPTS = ("learner", "chart", "plane", "network", "run", "settings")


# Measured in headless Chromium on two shared cores: benchmarks/training_page.py
_MOST_OPERANDS = 10_000  # of one sample
_MOST_FIGURES = 12
_MOST_WORK = 10_000_000  # operands times samples


class TrainingPage:
    """A page in which a model trains, made by `training_page`; it shows itself in notebooks.

    Attributes:
        svg: a still picture: the model before training if it is layers of units, or else the samples.

    >>> w = Value(0.5, "w")
    >>> def line(x):
    ...     return w * x
    >>> line.parameters = lambda: [w]
    >>> page = training_page(line, [1.0, 2.0], [3.0, 6.0], loss=lambda y, t: (y - t) ** 2, title="A line")
    >>> page, page.html[:15]
    (<TrainingPage A line>, '<!DOCTYPE html>')
    """

    def __init__(
        self, title: str, body: dict[str, str], programs: str, data: dict[str, Any], svg: str
    ) -> None:
        self.title = title
        self.svg = svg
        self._body = body
        self._programs = programs
        self._data = data

    @cached_property
    def html(self) -> str:
        """The whole page."""
        web = "viz.training"
        return document(
            title=f"{self.title} · training",
            css=network_style(VARIABLES) + part("training.css", web),
            body=Template(part("training.html", web)).substitute(self._body),
            scripts=[
                *[part(f"{name}.js") for name in _SHARED],
                self._programs,
                *[part(f"{name}.js", web) for name in _SCRIPTS],
            ],
            data=self._data,
        )

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page into a file, whole or not at all.

        Raises:
            ValueError: the name does not end in .html.
            OSError: the file cannot be written.
        """
        return save(self, path, "a training page", {".html": lambda page: page.html})

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": framed(self.html, self.svg, self.title, 1000), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<TrainingPage {self.title}>"


def training_page(
    model: Callable[..., Any],
    X: Any,
    y: Any,
    *,
    loss: Callable[[Any, Any], Value],
    lr: float = 0.1,
    title: str = "",
) -> TrainingPage:
    """Return a page in which a model trains by gradient descent, w ← w - η ∂/∂w [mean loss of a batch].

    The model may be any function of Values with `parameters()`. Model and loss are recorded once, for one
    sample, as `autograd.compile` does it: what they draw at random keeps its first value, and what depends on
    the numbers of a sample is an operation (`maximum`, `take`) or refused. The numbers are those of
    `nn.fit_stepwise` up to the last digits of exp, tanh and the like. The model itself is not changed.

    Args:
        model: called with one sample, a list of its inputs.
        X: samples of shape (n_samples, n_features), or (n_samples,) for one input.
        y: targets of shape (n_samples,) or (n_samples, n_outputs), as the loss takes them.
        loss: a function of one sample's outputs and target.
        lr: the learning rate η at the start; it can be changed in the page.
        title: heading of the page; by default what the model is and how large.

    Raises:
        TypeError: no model with parameters, no loss, or one of them returns no Value.
        ValueError: data that do not fit together or are not finite; targets that the loss refuses; a model
            that is too large: more than 10,000 operands for one sample, or 10,000,000 for all.
        IndexError: a class number that no output has.
        TraceError: model or loss ask a Value for its number.

    >>> w, b = Value(0.5, "w"), Value(0.0, "b")
    >>> def line(x):
    ...     return w * x + b
    >>> line.parameters = lambda: [w, b]
    >>> training_page(line, [1.0, 2.0, 3.0], [3.0, 5.0, 7.0], loss=lambda y, t: (y - t) ** 2)
    <TrainingPage line: 2 parameters, 3 samples>
    """
    # the compiler and numpy: not before a page is made
    from viz.training.recorded import parameters_of, recorded
    from viz.training.samples import samples

    rate = real(lr, "training_page needs as lr")
    if not (isfinite(rate) and rate >= 0):
        raise ValueError(f"training_page got lr={lr}: a learning rate is a finite number of 0 or more")
    parameters = parameters_of(model)
    data = samples(X, y)
    record = recorded(model, loss, parameters, data)
    _check_indices(record, data)
    _check_size(record, len(data.X))
    rows, targets = data.rows
    called = visible(getattr(model, "__name__", type(model).__name__))
    several = f"{len(parameters):,} parameter{'s' * (len(parameters) != 1)}"
    title = visible(title) or f"{called}: {several}, {len(rows):,} sample{'s' * (len(rows) != 1)}"
    plane, picture = _plane(record, data)
    groups = groups_of(model, parameters)
    scene: dict[str, Any] = {
        "digits": 4, "decimals": False, "rate": rate, "samples": rows, "targets": targets,
        "parameters": [p.data for p in parameters], "groups": groups, "plane": plane, "colors": COLORS,
        "activation": record.activation.name if record.activation else "",
    }  # fmt: skip
    swapped = "".join(f"<option>{name}</option>" for name in _programs_of(record) if name)
    drawn, scene["weights"] = _network(model, parameters, rows[0])
    own = "" if drawn else _own(parameters)
    body = {
        "title": markup(title), "picture": picture, "activations": swapped,
        "network": _board(svg(drawn, standalone=False)) if drawn else own,
        "network_name": "Network" if drawn else "Parameters",
        "no_network": "" if drawn or own else " hidden",
    }  # fmt: skip
    return TrainingPage(title, body, _programs(record), scene, svg(drawn) if drawn else still(picture, title))


def _check_indices(record: Recorded, data: Samples) -> None:
    """Refuse class numbers that are not among the outputs that they choose from."""
    from autograd.compiler.running.inputs import check_indices

    n = prod(data.X.shape[1:])
    graph = record.graph
    limits = {(int(p[-1] >= n), p[-1] - n * (p[-1] >= n), len(p) - 1)
              for op, p in zip(graph.op, graph.operands) if op is ops.PICK}  # fmt: skip
    check_indices(data, ("X", "y"), sorted(limits), True)


def _check_size(record: Recorded, n_samples: int) -> None:
    from viz.training.source import operand_count

    operands = operand_count(record.graph, record.loss)
    if operands > _MOST_OPERANDS:
        raise ValueError(
            f"training_page got a model of {operands:,} operands for each sample: a browser trains up to "
            f"{_MOST_OPERANDS:,} at a pace to watch; take fewer units or inputs, or train with nn.fit"
        )
    if operands * n_samples > _MOST_WORK:
        raise ValueError(
            f"training_page got {n_samples:,} samples of {operands:,} operands: a browser trains up to "
            f"{_MOST_WORK:,} operands in all at a pace to watch; take {_MOST_WORK // operands:,} samples, or "
            "fewer"
        )


def _programs_of(record: Recorded) -> dict[str, Any]:
    """Return the graphs of the page: by activation where it can be swapped, the model's own first."""
    from viz.training.recorded import SWAPPED
    from viz.training.source import with_row

    if record.activation is None:
        return {"": record.graph}
    order = sorted(SWAPPED, key=lambda row: row is not record.activation)
    return {row.name: with_row(record.graph, record.hidden, row) for row in order}


def _programs(record: Recorded) -> str:
    """Return the generated JavaScript: for each activation outputs, loss and gradient; and the penalties."""
    from viz.page.javascript import row_functions
    from viz.training.source import gradient_source, loss_source, outputs_source

    parts = [
        f"{script(name)}: {{\noutputs: {outputs_source(graph, record.outputs)},\n"
        f"loss: {loss_source(graph, record.loss)},\ngradient: {gradient_source(graph, record.loss)},\n}}"
        for name, graph in _programs_of(record).items()
    ]
    penalties = {"l2": ops.power(2), "l1": ops.ABS}
    rows = ",\n".join(f"{name}: {row_functions(row, 1)}" for name, row in penalties.items())
    programs = ",\n".join(parts)
    return f"const programs = {{\n{programs}\n}};\nconst penalties = {{\n{rows}\n}};\n"


def _network(model: Any, parameters: list[Value], x: list[float]) -> tuple[Diagram | None, dict[int, int]]:
    """Return the diagram of a model that is layers of units, and where its weights and biases stand among the
    parameters; nothing for any other model."""
    try:
        columns = read_model(model)
        computed(model, columns, x)  # it is its layers one after the other, or an error
    except Exception:  # the model is the user's: whatever is in it, the page trains without a diagram
        return None, {}
    diagram, place = lay_out(columns), {v: i for i, v in enumerate(parameters)}
    found = [(weight.place, weight.parameter) for weight in diagram.weights]
    found += [(unit.place, unit.bias) for unit in diagram.units if unit.bias is not None]
    return diagram, {i: place[v] for i, v in found if v in place}


def _board(picture: str) -> str:
    """Return the diagram in a frame that scrolls where the window is narrow."""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Diagram of the network">{picture}</div>'
    )


def _own(parameters: list[Value]) -> str:
    """Return the parameters of a model that cannot be drawn, by name; nothing if there are many."""
    if len(parameters) > _MOST_FIGURES:
        return ""
    names = [v.label or f"parameters()[{i}]" for i, v in enumerate(parameters)]
    figures = "".join(
        f'<div><dt>{markup(written(name))}</dt><dd data-own="{i}">{number(v.data)}</dd></div>'
        for i, (name, v) in enumerate(zip(names, parameters))
    )
    return f'<dl id="own">{figures}</dl>'


def _plane(record: Recorded, data: Samples) -> tuple[dict[str, Any], str]:
    """Return what the page knows of the picture of the samples, and the picture; nothing for three inputs."""
    rows, targets = data.rows
    inputs, classes = len(rows[0]), data.classes
    why = ""
    if inputs > 2:
        why = f"Samples of {inputs} inputs lie in no plane, so there is no boundary to see."
    elif any(i < inputs for i in record.looked_up):
        why = "Inputs that are looked up lie in no plane, so there is no boundary to see."
    elif inputs == 2 and not classes and len(record.outputs) != len(targets[0]):
        why = (
            f"There are no colors for targets of {len(targets[0])} numbers and {len(record.outputs)} outputs."
        )
    heights = [row[1] for row in rows] if inputs == 2 else [t for target in targets for t in target]
    x, y = axis_of([row[0] for row in rows]), axis_of(heights, 0.08 if inputs == 2 else 0.15)
    if not why and not isfinite(x.high - x.low + y.high - y.low):
        why = "The samples are too far apart to be drawn."
    if why:
        return {"inputs": 0, "classes": [], "why": why}, ""
    box = [LEFT / WIDTH, TOP / HEIGHT, SIDE / WIDTH, SIDE / HEIGHT]
    plane = {"inputs": inputs, "x": x, "y": y, "box": box, "classes": classes, "why": ""}
    return plane, points_svg(rows, targets, classes, x, y)
