"""A model and its loss, recorded for one sample: the graph, its outputs, and what may be swapped in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from math import isfinite, nan
from typing import Any, NamedTuple, cast

import numpy as np

from autograd import Value, ops
from autograd.border import short
from autograd.compiler.recording.graph import Argument, Graph, needed_by_outputs, wanted_nodes
from autograd.compiler.recording.record import record_graph
from autograd.compiler.recording.refusal import TraceError, refusing_data
from autograd.ops import Op
from viz.training.samples import Samples

# What a page swaps: the activations of the lectures
SWAPPED: tuple[Op, ...] = (ops.TANH, ops.RELU, ops.SIGMOID)


class Recorded(NamedTuple):
    """The graph of one sample.

    Attributes:
        graph: as recorded; its outputs are those of the model, then the loss.
        hidden: the gates with an activation on the way to the outputs; empty where they are several kinds.
        activation: their row; None where there is none to swap.
    """

    graph: Graph
    hidden: list[int]
    activation: Op | None

    @property
    def outputs(self) -> list[int]:
        return self.graph.outputs[:-1]

    @property
    def loss(self) -> int:
        return self.graph.outputs[-1]

    @property
    def looked_up(self) -> set[int]:
        """The elements of the arguments that serve as an index."""
        return {parents[-1] for op, parents in zip(self.graph.op, self.graph.operands) if op is ops.PICK}


def parameters_of(model: Any) -> list[Value]:
    """Return the parameters of a model, each once.

    Raises:
        TypeError: it cannot be called, has no `parameters()`, or they are no variables.
        ValueError: it has none, or one of them is nan or inf.
    """
    if isinstance(model, type):
        raise TypeError(
            f"training_page needs a model, not the class {model.__name__}: make one, {model.__name__}(…)"
        )
    if not callable(model):
        raise TypeError(f"training_page needs a model that can be called with a sample, not {short(model)}")
    listed = getattr(model, "parameters", None)
    if not callable(listed):
        raise TypeError(
            f"training_page needs a model with parameters(), not {short(model)}: write a class that returns "
            "its Values there, or give a function f the attribute f.parameters = lambda: [w, b]"
        )
    given = list(cast("Iterable[Value]", listed()))
    if not given:
        raise ValueError(
            f"training_page got a model without parameters, {short(model)}: parameters() returns the Values "
            "that are to be learned, and this list is empty"
        )
    for i, parameter in enumerate(given):
        if not isinstance(parameter, Value) or parameter.op is not None:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"training_page got parameters()[{i}] = {short(parameter)}: a parameter is a Value that was "
                "made from a number, not computed from others"
            )
        if not isfinite(parameter.data):
            raise ValueError(
                f"training_page got parameters()[{i}] = {short(parameter)}: training starts from finite "
                "numbers; give the parameter a new value"
            )
    return list(dict.fromkeys(given))


def recorded(model: Callable[..., Any], loss: Any, parameters: list[Value], data: Samples) -> Recorded:
    """Return what a model and a loss compute for one sample, recorded as the compiler does.

    Raises:
        TypeError: model or loss return no Values.
        ValueError: the model takes no such samples, the loss no such targets, or it does not depend on the
            parameters.
        TraceError: a Value was asked for its number, which would be that of one sample for all of them.
    """
    if not callable(loss) or isinstance(loss, type):
        raise TypeError(f"training_page needs a function as loss, not {short(loss)}: loss(outputs, target)")

    answers: list[Any] = []

    def objective(x: Any, t: Any) -> list[Value]:
        try:
            answer = model(x)
        except (IndexError, ValueError) as error:
            n = len(x) if isinstance(x, list) else 1  # pyright: ignore[reportUnknownArgumentType]
            raise ValueError(
                f"training_page got samples of {n} input{'s' * (n != 1)}, which the model does not take: "
                f"{error}; give X one column for each input of the model"
            ) from error
        outputs = _flat(answer)
        answers.append(answer)
        # a column cannot hold one target for each output
        column = isinstance(t, list) and len(t) == 1 != len(outputs)  # pyright: ignore[reportUnknownArgumentType]
        try:
            cost = loss(answer, t[0] if column else t)
        except TypeError as error:
            if not isinstance(t, list) or len(t) != 1 or column:  # pyright: ignore[reportUnknownArgumentType]
                raise
            raise TypeError(
                "training_page got targets of shape (n_samples, 1), and a loss that does not take a list of "
                "one target: give y of shape (n_samples,), as y[:, 0] or y.ravel()"
            ) from error
        if not isinstance(cost, Value):
            raise TypeError(
                f"training_page needs a loss that returns a Value, not {short(cost)}: compute it from the "
                "outputs with the operations of Values, such as y.exp()"
            )
        return [*outputs, cost]

    x, t = data.arguments
    try:
        graph = _graph(objective, parameters, x if x.shape else Argument("x", (1,), x.whole), t)
    except (
        TypeError,
        AttributeError,
        TraceError,
    ):  # of one input, which the model may take as it is, in no list
        if x.shape:
            raise
        with suppress(TypeError, AttributeError, TraceError):
            return _understood(_graph(objective, parameters, x, t))
        raise
    _check_targets(loss, answers[-1], data, t.whole)
    return _understood(graph)


def _check_targets(loss: Callable[..., Any], answer: Any, data: Samples, whole: bool) -> None:
    """Refuse targets that the loss itself refuses, such as 0 where it takes -1 and 1.

    While a loss is recorded its target is a placeholder, which no rule holds for. So it is called with each
    different target once more, and with outputs of nan, which are held against no rule either.
    """
    blank, several = _blank(answer), isinstance(answer, list | tuple)
    different = np.unique(data.y, axis=0)
    if whole and (abs(different) < 2**53).all():  # class numbers are ints
        different = different.astype(int)
    for row in different.tolist():
        column = isinstance(row, list) and len(cast("list[Any]", row)) == 1 and not several
        # a target may have to be a Value, on which a loss of one's own calls methods: only values are judged
        with suppress(TypeError, AttributeError, ArithmeticError, IndexError):
            loss(blank, row[0] if column else row)


def _blank(answer: Any) -> Any:
    """Return outputs that are nan, nested as the answer of a model is."""
    if isinstance(answer, Value):
        return Value(nan)
    return [_blank(part) for part in answer]


def _understood(graph: Graph) -> Recorded:
    """Return what is known of the graph of a model's outputs and the loss."""
    alone = replace(graph, outputs=graph.outputs[-1:])
    wanted = wanted_nodes(alone, [False] * graph.n_elements + [True] * graph.n_parameters)
    if not wanted[graph.outputs[-1]]:
        raise ValueError(
            "training_page got a loss that does not depend on the parameters: compute it from the outputs of "
            "the model"
        )
    return Recorded(graph, *_swappable(graph))


def _graph(objective: Callable[..., Any], parameters: list[Value], x: Argument, t: Argument) -> Graph:
    with refusing_data():
        return record_graph(objective, parameters, (x, t))


def _flat(answer: Any) -> list[Value]:
    """Return the Values that a model returned, one after the other."""
    if isinstance(answer, Value):
        return [answer]
    if isinstance(answer, list | tuple) or getattr(answer, "ndim", 0) > 0:
        return [value for part in cast("Iterable[Any]", answer) for value in _flat(part)]
    raise TypeError(
        f"training_page needs a model that returns a Value or a list of them, not {short(answer)}: compute "
        "it from the inputs and the parameters"
    )


def _swappable(graph: Graph) -> tuple[list[int], Op | None]:
    """Return the hidden activations, if they are all of one kind, and their row."""
    outputs = graph.outputs[:-1]
    before = needed_by_outputs(replace(graph, outputs=outputs))
    found = [i for i, op in enumerate(graph.op) if op in SWAPPED and before[i] and i not in outputs]
    rows = {graph.op[i] for i in found}
    return (found, rows.pop()) if len(rows) == 1 else ([], None)
