"""Where a function leaves its graph: it moves with a number, and the graph it records does not know.

`math.exp(x.data)` is a plain number; so is what numpy computes of `.data`. The graph is right in itself, and
every check of it alone would pass. So the function runs again at moved leaves, and is held against the graph
computed again (`autograd.replay`) at the same leaves: they are the same operations and give the same number.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from math import fabs
from typing import Any, NamedTuple

from autograd.compiler.recording.refusal import watching_data
from autograd.lines import OURS, outside
from autograd.replay import replay
from autograd.testing.slopes import Slope, central
from autograd.value import Value, topological_order

_STEPS = (1e-3, 1e-6, 1e-9)  # a smaller one where the function takes another way at the one before
_ROUNDING = 1e-13  # of the same operations on the same numbers


class Cut(NamedTuple):
    """A leaf that moves the function otherwise than the graph.

    Attributes:
        leaf: what was moved.
        of_fn: the derivative of the function itself, by central differences.
        of_graph: that of the graph computed again.
        read: where `.data` was read, "" if nowhere.
    """

    leaf: Value
    of_fn: Slope
    of_graph: Slope
    read: str


class Cuts:
    """What running a function again at other numbers shows.

    Attributes:
        found: the leaves by which function and graph differ.
        branches: whether the function takes another way right beside the point: a kink in Python.
        evaluations: how often the function ran.
    """

    def __init__(self, fn: Callable[[], Value], root: Value, born: int, given: Sequence[Value]) -> None:
        """Look for cuts.

        Args:
            fn: the function; it reads the data of its leaves when it runs.
            root: what it recorded.
            born: the birth of the first node it recorded.
            given: its arguments.
        """
        self.evaluations = 0
        self.branches = False
        self.found: list[Cut] = []
        self._fn = fn
        self._order = topological_order(root)
        # what was computed before the function ran is a number to it
        self._before = {node: node.data for node in self._order if node.born < born and node.edges}
        read: dict[Value, str] = {}

        def told(node: Value, attribute: str) -> None:
            read.setdefault(node, f"{attribute} was read in {outside(OURS)}")

        with watching_data(told):
            self._run()
        leaves = dict.fromkeys([*given, *self._order, *read])
        self._old = {
            *given,
            *(leaf for leaf in leaves if leaf.born < born),
        }  # others are made anew in every run
        self._leaves = [leaf for leaf in leaves if leaf.op is None and leaf in self._old]
        if self._leaves and self._agree(self._leaves) is not True:
            for leaf in self._leaves:
                if self._agree([leaf]) is False:
                    of_fn, of_graph = self._slope(leaf, self._run), self._slope(leaf, self._replayed)
                    self.found.append(
                        Cut(leaf, of_fn, of_graph, read.get(leaf) or next(iter(read.values()), ""))
                    )

    def _run(self) -> float:
        self.evaluations += 1
        return self._fn().data

    def _replayed(self) -> float:
        return replay(self._order, self._before)[self._order[-1]]

    def _agree(self, leaves: Sequence[Value]) -> bool | None:
        """Return whether function and graph give the same number where leaves are moved, all at once.

        None where that cannot be told: outside of a domain, or right beside a branch.
        """
        answers = {self._agree_on_a_side(leaves, sign) for sign in (1.0, -1.0)}
        return False if False in answers else True if True in answers else None

    def _agree_on_a_side(self, leaves: Sequence[Value], sign: float) -> bool | None:
        rng = random.Random(0)
        directions = [sign * (0.5 + rng.random()) * (fabs(leaf.data) or 1.0) for leaf in leaves]
        branched = False
        for step in _STEPS:
            with _moved(leaves, [leaf.data + step * d for leaf, d in zip(leaves, directions)]):
                try:
                    self.evaluations += 1
                    root = self._fn()
                    mine, theirs = root.data, self._replayed()
                except (ArithmeticError, LookupError, ValueError):  # outside of a domain
                    continue
            if fabs(mine - theirs) <= _ROUNDING * max(1.0, fabs(mine), fabs(theirs)) or mine != mine:
                return True
            if self._shape(topological_order(root)) == self._shape(self._order):
                return False
            branched = True  # another graph; nearer by it may be the same
        self.branches |= branched
        return None

    def _shape(self, order: Sequence[Value]) -> list[Any]:
        """Return how a graph is wired; leaves are told apart where they are not made anew in every run."""
        place: dict[Value, Any] = {node: node if node in self._old else i for i, node in enumerate(order)}
        return [
            (place[node] if node.op is None else node.op, *map(place.get, node.parents)) for node in order
        ]

    def _slope(self, leaf: Value, f: Callable[[], float]) -> Slope:
        def at(x: float) -> float:
            with _moved([leaf], [x]):
                return f()

        return central(at, leaf.data)


@contextmanager
def _moved(leaves: Sequence[Value], numbers: Sequence[float]) -> Generator[None]:
    """Let leaves have other data for a while."""
    before = [leaf.data for leaf in leaves]
    for leaf, x in zip(leaves, numbers):
        leaf.data = x
    try:
        yield
    finally:
        for leaf, x in zip(leaves, before):
            leaf.data = x
