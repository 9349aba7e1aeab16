"""Recording: run `fn` once on placeholders and number the scalar graph that it leaves.

First stage. What comes out is a `Graph` of plain tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd.compiler.recording.graph import Argument, Graph
from autograd.compiler.recording.refusal import TraceError, recording
from autograd.compiler.recording.tracer import Elements, Placeholder, Tracer
from autograd.ops import CONSTANT, PICK
from autograd.value import Value, _birth  # pyright: ignore[reportPrivateUsage]


def record_graph(fn: Callable[..., Any], params: Sequence[Value], arguments: Sequence[Argument]) -> Graph:
    """Return the graph of `fn` for arguments of these shapes.

    Raises:
        TraceError: `fn` asked a Value for its number, or used a placeholder of an earlier recording.
        TypeError: `fn` returned something else than Values and lists of them.
        ValueError: `fn` returned lists of different lengths.
    """
    elements: list[Placeholder] = []
    placeholders = [
        _placeholders(argument, argument.shape, argument.name, elements) for argument in arguments
    ]
    with recording():
        result = fn(*placeholders)
    outputs, shape = _flat(result, "fn")
    leaves: list[Value] = [*elements, *params]
    ids: dict[Value, int] = {leaf: i for i, leaf in enumerate(leaves)}

    # Walk back from the outputs. Values met on the way are walked too: what was computed from leaves
    # before `fn` ran is computed again at every call, so no gradient and no new number is lost.
    seen = set(ids)
    found: list[Value] = [node for node in dict.fromkeys(outputs) if node not in seen]
    seen.update(found)
    for node in found:
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                found.append(parent)
    found.sort(key=_birth)
    captured: list[Value] = []
    others: list[Value] = []
    for node in found:
        if node.op is None:
            if isinstance(node, Tracer):
                raise TraceError(
                    f"{node!r} is a placeholder of another recording: pass it as an argument of fn"
                )
            captured.append(node)
        else:
            others.append(node)
    leaves += captured
    for node in captured + others:
        ids[node] = len(ids)

    graph = Graph(
        tuple(arguments), [*params, *captured], len(params), len(elements),
        [None] * len(leaves), [()] * len(leaves), shape=shape,
    )  # fmt: skip
    graph.label = {ids[node]: str(node.label) for node in (*leaves, *others) if node.label}
    for node in others:
        if node.op is CONSTANT:
            graph.number[ids[node]] = node.data
        graph.op.append(node.op)
        operands = tuple([ids[parent] for parent in node.parents])
        graph.operands.append(operands)
        if node.op is PICK and not _is_index(leaves, operands[-1]):
            raise TraceError(
                f"take was given {node.parents[-1]!r} as index, which is no argument of the function: a "
                "program looks up with whole-number arguments, or with plain numbers"
            )
    graph.outputs = [ids[node] for node in outputs]
    return graph


def _is_index(leaves: list[Value], i: int) -> bool:
    return i < len(leaves) and isinstance(leaf := leaves[i], Placeholder) and leaf.whole


def _placeholders(argument: Argument, shape: tuple[int, ...], label: str, elements: list[Placeholder]) -> Any:
    """Return nested lists of new placeholders, and append them to `elements` in order."""
    if not shape:
        element = Placeholder(label, argument.whole)
        elements.append(element)
        return element
    return Elements(_placeholders(argument, shape[1:], f"{label}[{i}]", elements) for i in range(shape[0]))


def _flat(result: Any, what: str) -> tuple[list[Value], tuple[int, ...]]:
    """Return the Values in what `fn` returned, in order, and the shape of its lists."""
    if isinstance(result, Value):
        return [result], ()
    if isinstance(result, list | tuple) or getattr(result, "ndim", 0) > 0:
        parts: list[Any] = list(result)  # pyright: ignore[reportUnknownArgumentType]
        pairs = [_flat(part, what) for part in parts]
        shapes = {shape for _, shape in pairs}
        if len(shapes) > 1:
            raise ValueError(
                f"{what} returned lists of different lengths: return a rectangular list, or one flat list"
            )
        return [value for values, _ in pairs for value in values], (
            len(pairs),
            *(shapes.pop() if shapes else ()),
        )
    if getattr(getattr(result, "dtype", None), "kind", "") == "O":  # an array of no axes that holds a Value
        return _flat(result.item(), what)
    try:
        constant = Value(result)
    except TypeError:
        raise TypeError(
            f"{what} returned {type(result).__name__} {result!r:.40}: return a Value or a list of Values"
        ) from None
    constant.op = CONSTANT
    return [constant], ()
