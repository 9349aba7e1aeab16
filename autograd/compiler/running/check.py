"""The program beside the scalar engine: same arguments, node by node. `Program.check` calls this."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.blame import origin
from autograd.compiler.recording.graph import Graph
from autograd.compiler.recording.refusal import refusing_data
from autograd.compiler.running.compiled import Compiled
from autograd.lines import trace_lines
from autograd.messages import messages
from autograd.ops import CONSTANT
from autograd.value import Value, topological_order


def compare(
    fn: Callable[..., Any], params: Sequence[Value], compiled: Compiled, arrays: Sequence[NDArray[Any]],
    numbers: Any, held: dict[Value, float], tolerance: float,
) -> float:  # fmt: skip
    """Return the largest difference between engine and program; see `Program.check`.

    The gradients of the engine are added up aside, so no `.grad` is touched. Nor is any `.data`: where the
    program has numbers of its own for leaves, they are `held` out to the engine.
    """
    with refusing_data(held), trace_lines():
        return _compare(fn, params, compiled, arrays, numbers, tolerance)


def _compare(
    fn: Callable[..., Any], params: Sequence[Value], compiled: Compiled, arrays: Sequence[NDArray[Any]],
    numbers: Any, tolerance: float,
) -> float:  # fmt: skip
    batch = len(arrays[0]) if compiled.batch else 1
    samples = [[a[b] for a in arrays] if compiled.batch else list(arrays) for b in range(batch)]
    inside = compiled.inspect(arrays, numbers)
    worst = 0.0
    roots: list[Value] = []
    shown: list[list[Value]] = []
    for b, sample in enumerate(samples):
        leaves: list[Value] = []
        given = [_values(a.tolist(), about.name, leaves) for a, about in zip(sample, compiled.arguments)]
        try:
            outputs = _flat(fn(*given))
        except ValueError as error:
            raise ArithmeticError(f"check: the scalar engine refuses sample {b}: {error}") from error
        worst = max(worst, _first_difference(compiled, inside, outputs, b, tolerance))
        roots.append(outputs[0])
        shown.append(leaves)
    if not compiled.single:
        return worst

    of_params = np.zeros(len(params))
    of_leaves: list[list[float]] = []
    for root, leaves in zip(roots, shown):
        delta = messages(root).deltas
        of_params += [delta.get(p, 0.0) / batch for p in params]
        of_leaves.append([delta.get(leaf, 0.0) / batch for leaf in leaves])
    value, gradient, of_arguments = compiled.differentiate("grads", arrays, numbers)
    mean = sum(root.data for root in roots) / batch
    worst = max(worst, _difference("the value", value, mean, tolerance))
    for k, (p, mine, theirs) in enumerate(zip(params, gradient.tolist(), of_params.tolist())):
        worst = max(
            worst, _difference(f"the gradient of {p.label or f'parameter {k}'}", mine, theirs, tolerance)
        )
    rows = [np.reshape(d, (batch, -1)) for d in of_arguments]
    names = [a.name for a in compiled.arguments for _ in range(math.prod(a.shape))]
    if rows:
        for b, (mine, theirs) in enumerate(zip(np.concatenate(rows, axis=1).tolist(), of_leaves)):
            for name, x, y in zip(names, mine, theirs):
                worst = max(
                    worst, _difference(f"the gradient of argument {name} (sample {b})", x, y, tolerance)
                )
    return worst


def _values(numbers: Any, label: str, leaves: list[Value]) -> Any:
    """Return nested lists of numbers as Values, and append these to `leaves`."""
    if isinstance(numbers, list):
        parts: list[Any] = numbers  # pyright: ignore[reportUnknownVariableType]
        return [_values(part, f"{label}[{i}]", leaves) for i, part in enumerate(parts)]
    leaves.append(Value(numbers, label))
    return leaves[-1]


def _flat(result: Any) -> list[Value]:
    if isinstance(result, Value):
        return [result]
    if hasattr(result, "__iter__"):
        return [value for part in result for value in _flat(part)]
    return [Value(result)]


def _first_difference(
    compiled: Compiled, inside: dict[int, NDArray[Any]], outputs: list[Value], sample: int, tolerance: float
) -> float:
    """Compare node by node, operands first; return the largest difference."""
    engine = _computed(outputs)
    recorded = [i for i, op in enumerate(compiled.graph.op) if op is not None and op is not CONSTANT]
    if len(engine) != len(recorded):
        raise ArithmeticError(
            f"check: fn made {len(engine)} nodes now and {len(recorded)} when it was compiled: it depends on "
            "something that changed, a random number or a branch on the data of a Value"
        )
    number_of = dict(zip(recorded, engine))
    worst = 0.0
    for i in sorted(inside):
        node = number_of.get(compiled.lowered.origin.get(i, -1))
        if node is not None:
            row = inside[i]
            what = _named(compiled.graph, compiled.lowered.origin[i]) + f" (sample {sample})" * compiled.batch
            mine = float(row[sample if len(row) > 1 else 0])
            try:
                worst = max(worst, _difference(what, mine, node.data, tolerance))
            except ArithmeticError as error:
                raise ArithmeticError(f"{error}; it is {origin(node)}") from None
    return worst


def _computed(outputs: list[Value]) -> list[Value]:
    nodes = {node for root in outputs for node in topological_order(root) if node.edges}
    return sorted(nodes, key=lambda node: node.born)


def _named(graph: Graph, i: int) -> str:
    op = graph.op[i]
    name = op.name if op else "leaf"
    return f"'{graph.label[i]}' ({name})" if i in graph.label else f"node {i} ({name})"


def _difference(what: str, mine: float, theirs: float, tolerance: float) -> float:
    """Return |mine - theirs| / max(1, |theirs|).

    Raises:
        ArithmeticError: it exceeds the tolerance, or one of the numbers is not finite.
    """
    if not (math.isfinite(mine) and math.isfinite(theirs)):
        raise ArithmeticError(
            f"check: {what} is not finite: {mine} in the program, {theirs} in the scalar engine"
        )
    difference = abs(mine - theirs) / max(1.0, abs(theirs))
    if difference > tolerance:
        raise ArithmeticError(f"check: {what} differs: {mine} in the program, {theirs} in the scalar engine")
    return difference
