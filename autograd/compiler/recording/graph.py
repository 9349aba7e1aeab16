"""A recorded graph as plain tuples, and the two questions that every later stage asks of it.

Numbers of nodes: first the elements of the arguments, then the parameters, then everything else in the
order of birth, so that operands always have smaller numbers than the node they make.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from autograd.ops import PICK, Op
from autograd.value import Value


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
        op, operands = graph.op[i], graph.operands[i]
        for j in operands[:-1] if op is PICK else operands:
            if wanted[j]:
                wanted[i] = 1
                break
    return wanted
