"""Recording: run `fn` once on placeholders and number the scalar graph that it leaves.

First of the compiler's stages: record → lower → pack → emit → program. What comes out is a `Graph` of
plain tuples. Numbers: first the elements of the arguments, then the parameters, then everything else in
the order of birth, so that operands always have smaller numbers than the node they make.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from autograd.compiler.tracer import Placeholder, TraceError, Tracer
from autograd.functions import PICK
from autograd.ops import CONSTANT, Op
from autograd.value import Value, _birth  # pyright: ignore[reportPrivateUsage]


class Argument(NamedTuple):
    """What is fixed about one argument: its name, the shape of one sample, whether it holds whole numbers."""

    name: str
    shape: tuple[int, ...]
    whole: bool


@dataclass
class Graph:
    """A recorded graph: `op[i]` applied to the nodes `operands[i]` is node i.

    Attributes:
        arguments: the arguments, in order; their elements are the nodes 0 … n_elements - 1.
        parameters: the leaves that are read at every call, the nodes that follow: those that were asked
            for, then Values that `fn` met on the way (no gradient is computed for them).
        n_parameters: how many of them were asked for.
        op: the row of each node; None for elements and parameters, CONSTANT for plain numbers.
        operands: for each node its operands.
        number: the numbers of the constants.
        label: the labels that were given.
        origin: for each node the recorded node whose number it has; empty before lowering.
        outputs: the nodes that `fn` returned, flat.
        shape: () for one Value, else the shape of the nested list that `fn` returned.
    """

    arguments: tuple[Argument, ...]
    parameters: list[Value]
    n_parameters: int
    n_elements: int
    op: list[Op | None]
    operands: list[tuple[int, ...]]
    number: dict[int, float] = field(default_factory=dict[int, float])
    label: dict[int, str] = field(default_factory=dict[int, str])
    origin: dict[int, int] = field(default_factory=dict[int, int])
    outputs: list[int] = field(default_factory=list[int])
    shape: tuple[int, ...] = ()

    @property
    def n_leaves(self) -> int:
        """Elements and parameters together; they are the nodes below this number."""
        return self.n_elements + len(self.parameters)


def record_graph(fn: Callable[..., Any], params: Sequence[Value], arguments: Sequence[Argument]) -> Graph:
    """Return the graph of `fn` for arguments of these shapes.

    Raises:
        TraceError: `fn` asked a placeholder for its number, or used one of an earlier recording.
        TypeError: `fn` returned something else than Values and lists of them.
        ValueError: `fn` returned lists of different lengths.
    """
    elements: list[Placeholder] = []
    result = fn(*(_placeholders(argument, argument.shape, argument.name, elements) for argument in arguments))
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
    graph.label = {ids[node]: node.label for node in (*leaves, *others) if node.label}
    for node in others:
        if node.op is CONSTANT:
            graph.number[ids[node]] = node.data
        graph.op.append(node.op)
        operands = tuple([ids[parent] for parent in node.parents])
        graph.operands.append(operands)
        if node.op is PICK and not _is_index(leaves, operands[-1]):
            raise TraceError("take: an index must be a whole-number argument of fn as it is: pass an integer")
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
    return [_placeholders(argument, shape[1:], f"{label}[{i}]", elements) for i in range(shape[0])]


def _flat(result: Any, what: str) -> tuple[list[Value], tuple[int, ...]]:
    """Return the Values in what `fn` returned, in order, and the shape of its lists."""
    if isinstance(result, Value):
        return [result], ()
    if isinstance(result, list | tuple) or hasattr(result, "__array__"):
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
    try:
        constant = Value(result)
    except TypeError:
        raise TypeError(
            f"{what} returned {type(result).__name__} {result!r:.40}: return a Value or a list of Values"
        ) from None
    constant.op = CONSTANT
    return [constant], ()


def needed_by_outputs(graph: Graph) -> bytearray:
    """Return for each node whether an output needs it."""
    needed = bytearray(len(graph.op))
    for i in graph.outputs:
        needed[i] = 1
    for i in range(len(graph.op) - 1, -1, -1):
        if needed[i]:
            for j in graph.operands[i]:
                needed[j] = 1
    return needed


def wanted_nodes(graph: Graph, leaves: list[bool]) -> bytearray:
    """Return for each node whether a leaf whose gradient is wanted is among its ancestors."""
    wanted = bytearray(len(graph.op))
    wanted[: len(leaves)] = bytes(leaves)
    for i in range(graph.n_leaves, len(graph.op)):
        operands = graph.operands[i]
        if graph.op[i] is PICK:
            operands = operands[:-1]
        for j in operands:
            if wanted[j]:
                wanted[i] = 1
                break
    return wanted
