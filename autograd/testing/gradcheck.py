"""Gradients against numbers: every delta of a graph beside what the root does when its node is moved.

`gradcheck` is for people who wrote a row, a layer or a loss; the project's own tests call it, too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from inspect import signature
from itertools import count
from math import fabs, inf, isfinite
from typing import TYPE_CHECKING, Any

from autograd.border import name as called
from autograd.border import real, short
from autograd.messages import messages
from autograd.ops import CONSTANT
from autograd.stale import stale
from autograd.testing.slopes import EXACT, Slope, Slopes, slope_of_row
from autograd.value import Value, topological_order

if TYPE_CHECKING:
    from autograd.testing.cuts import Cut

_WORK = 1_000_000  # about how many gates are computed, if nobody says how many nodes to check
_LOOSE = 1e-6  # central differences keep half of the digits of a smooth function, and some more
_LEAST = 1e-140  # the complex step is 1e-150: below this its messages underflow
_MOST_LINES = 10


@dataclass(frozen=True)
class NodeCheck:
    """One node of a checked graph.

    Attributes:
        node: which one.
        name: its label, or v1, v2, … in topological order with its operation.
        analytic: its delta, from the backward pass.
        numeric: the same from moving it; None where there is no derivative to compare with.
        error: |analytic - numeric|, relative to the sum of the absolute messages over all paths to the node
            (which rounding is measured by: what cancels has no digits of its own).
        how: "complex step", "central differences, h = 1e-05", or why there is nothing to compare.
        differs: whether the error is more than rounding.

    >>> x = Value(3.0, "x")
    >>> check = gradcheck(x * x).nodes[0]
    >>> check.name, check.analytic, check.numeric, check.how
    ("'x'", 6.0, 6.0, 'complex step')
    """

    node: Value
    name: str
    analytic: float
    numeric: float | None
    error: float
    how: str
    differs: bool


@dataclass(frozen=True, repr=False)
class GradcheckResult:
    """What `gradcheck` found; true if nothing is wrong. `str` tells all of it, `repr` the worst of it.

    Attributes:
        root: the root of the graph.
        nodes: every node that was moved, parents before children.
        total: how many nodes there are to move: all but plain numbers.
        cuts: leaves by which the function and its graph differ.
        branches: whether the function takes another way right beside the point.
        evaluations: how often the graph was computed, from the moved node on, or the function.

    >>> x = Value(3.0, "x")
    >>> print(gradcheck(x * x + 1))
    gradcheck: 3 of 3 nodes agree
      node      analytic  numeric  relative error
      x                6        6  0               complex step
    Two sweeps, forward and backward, gave all 3 deltas; to check them the graph was computed 3 times.
    """

    root: Value
    nodes: list[NodeCheck]
    total: int
    cuts: list[Cut] = field(default_factory=list["Cut"])
    branches: bool = False
    evaluations: int = 0

    def __bool__(self) -> bool:
        return not (self.cuts or self.wrong)

    @property
    def wrong(self) -> list[NodeCheck]:
        """The nodes whose delta is wrong, worst first."""
        return sorted((n for n in self.nodes if n.differs), key=lambda n: -n.error)

    @property
    def without_derivative(self) -> list[NodeCheck]:
        """The nodes at a kink, or at the edge of a domain."""
        return [n for n in self.nodes if n.numeric is None and not n.differs]

    @property
    def worst(self) -> NodeCheck:
        """The node with the largest error."""
        return max(self.nodes, key=lambda n: (n.differs, n.numeric is not None, n.error))

    def assert_ok(self) -> None:
        """Raise AssertionError with all that was found, if something is wrong.

        >>> gradcheck(Value(3.0).tanh()).assert_ok()
        """
        if not self:
            raise AssertionError(str(self))

    def __repr__(self) -> str:
        # pytest shows the first 240 characters, on one line
        if self.cuts:
            return f"gradcheck: {_cut(self.cuts[0])}"
        if worst := next(iter(self.wrong), None):
            numeric = "there is none" if worst.numeric is None else f"numerically {worst.numeric:.7g}"
            many = "" if len(self.wrong) == 1 else f", and {len(self.wrong) - 1} more"
            delta = f"the delta of {worst.name} is {worst.analytic:.7g}, {numeric}{many}"
            return f"gradcheck: {delta}{self._culprit()}"
        return f"gradcheck: {self._verdict()}"

    def __str__(self) -> str:
        lines = [f"gradcheck: {self._verdict()}"]
        lines += [f"  {_cut(cut)}" for cut in self.cuts]
        if self.branches:
            lines.append("  fn takes another way right beside the point, as with `if x > 0`: a kink")
        shown = self.wrong[:_MOST_LINES] or [self.worst]
        lines += _table(shown)
        if len(self.wrong) > _MOST_LINES:
            lines.append(f"  … and {len(self.wrong) - _MOST_LINES:,} more")
        if culprit := self._culprit():
            lines.append(f"  {culprit.removeprefix('; ')}")
        for node in self.without_derivative[:_MOST_LINES]:
            lines.append(f"  {node.name}: {node.how}, no derivative to compare with {node.analytic:.7g}")
        if len(self.without_derivative) > _MOST_LINES:
            lines.append(f"  … and {len(self.without_derivative) - _MOST_LINES:,} more without a derivative")
        deltas, times = _many(self.total, "delta"), _many(self.evaluations, "time")
        lines.append(
            f"Two sweeps, forward and backward, gave all {deltas}; to check "
            + ("them" if len(self.nodes) == self.total else f"{len(self.nodes):,} of them")
            + f" the graph was computed {times}."
        )
        return "\n".join(lines)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # notebooks
        printer.text(repr(self) if cycle else str(self))

    def _verdict(self) -> str:
        if self.cuts:
            return "the graph was cut"
        wrong, drawn = len(self.wrong), len(self.nodes)
        without = len(self.without_derivative)
        said = f"{wrong or drawn - without:,} of {drawn:,} nodes "
        said += "wrong" if wrong else "agree"
        said += f", {without:,} at a kink or edge" if without else ""
        return said + (f", drawn from {self.total:,}" if drawn < self.total else "")

    def _culprit(self) -> str:
        """Return which gate sends a wrong message to the wrong node nearest to the root."""
        wrong = [check.node for check in self.nodes if check.differs]
        if not wrong:
            return ""
        nearest = max(wrong, key=lambda node: node.born)
        for gate in topological_order(self.root):
            operands = [parent.data for parent in gate.parents]
            for i, (parent, partial) in enumerate(zip(gate.parents, gate.partials)):
                if parent is nearest and gate.op is not None:
                    slope = slope_of_row(gate.op, operands, i)
                    if slope.number is not None and not fabs(partial - slope.number) <= max(
                        1e-6 * fabs(slope.number), 1e-12, 10 * slope.spread
                    ):
                        return (
                            f"; {gate.op.name} says its partial for operand {i} is {float(partial):.7g}, its "
                            f"forward rule {slope.number:.7g}"
                        )
        return ""


def gradcheck(
    fn: Callable[..., Any] | Value, *at: Any, most: int | None = None, seed: int = 0, tolerance: float = 1e-9
) -> GradcheckResult:
    """Return every delta of a graph beside its numeric derivative: what the root does when the node is moved.

    Every node is moved, not only the inputs, and the graph computed from there on: by the complex step,
    f(x + ih) = f(x) + ih f'(x) for h = 1e-150, exact to rounding (Squire and Trapp 1998); by central
    differences with the step whose result changes least where a row is not analytic. A node at a kink
    (relu at 0, a tie of max) or at the edge of a domain (sqrt at 0) has no derivative to compare, and is said
    so. A function is run again at moved numbers, too: what it computed beside the graph, from `.data`,
    shows as a cut.

    Args:
        fn: a function that returns a Value, or the root of a graph that is recorded already.
        at: its arguments: numbers, (nested) lists or arrays of them, or Values. It gets Values. The data of
            leaves that it uses is moved while it runs again, and put back.
        most: how many nodes to move; those of a larger graph are drawn at random. By default so many that
            about a million gates are computed, which takes seconds: all of graphs of 1,000 nodes.
        seed: of that draw.
        tolerance: of the relative error. 1e-9 leaves room for what rounding does in some thousand gates, and
            is far below any mistake; central differences get 1e-6 at least.

    Returns:
        A result that is true if nothing is wrong: `assert gradcheck(fn, 1.0)`, or `.assert_ok()` for all of
        it in the error. `print` it.

    Raises:
        TypeError: what is neither a function nor a Value; fn returns something else than one Value.
        ValueError: fn is undefined there, or gives another number the second time; leaves of a recorded graph
            were changed; the root is nan or inf.

    >>> gradcheck(lambda x, y: (x * y).tanh() + x, 0.5, -2.0)
    gradcheck: 5 of 5 nodes agree
    >>> import math
    >>> gradcheck(lambda x: x * math.exp(x.data), 1.0)
    gradcheck: the graph was cut: fn moves with 'x' by 5.436564, the graph says 2.718282; .data was read...
    """
    if isinstance(fn, Value):
        if at:
            raise TypeError(
                "gradcheck of a recorded graph takes no arguments: give the function that records it"
            )
        return _of_graph(fn, most, seed, tolerance)
    if not callable(fn):
        raise TypeError(f"gradcheck needs a function, or the root of a graph, not {short(fn)}")
    from autograd.testing.cuts import Cuts  # it loads a part of the compiler

    born = Value(0.0).born
    given: list[Value] = []
    arguments = [_values(argument, name, given) for argument, name in zip(at, _names(fn, len(at)))]

    def run() -> Value:
        return _root(fn(*arguments))

    root = run()
    if (again := run()).data != root.data and root.data == root.data:
        raise ValueError(
            f"gradcheck: fn gave {root.data} and then {again.data} at the same numbers: it depends on "
            "something that changes, such as random numbers; let it begin with the same seed every time"
        )
    result = _of_graph(root, most, seed, tolerance)
    cuts = Cuts(run, root, born, given)
    return GradcheckResult(
        root, result.nodes, result.total, cuts.found, cuts.branches, result.evaluations + cuts.evaluations
    )


def _of_graph(root: Value, most: int | None, seed: int, tolerance: float) -> GradcheckResult:
    order = topological_order(root)
    if changed := stale(root):
        raise ValueError(
            f"gradcheck: {', '.join(map(called, changed[:3]))} changed after the graph was recorded, and "
            "the old number is gone: record the graph again, or give the function that does"
        )
    if not isfinite(root.data):
        from autograd.blame import blame

        raise ValueError(
            f"gradcheck: the root is {root.data}: {blame(root)}; there is no derivative to check"
        )
    moving = [node for node in order if node.op is not CONSTANT or node is root]
    if most is None:
        most = max(_WORK // len(order), 30)
    if most < 1:
        raise ValueError(f"gradcheck needs to move one node at least, not most={most}")
    chosen = set(moving if len(moving) <= most else random.Random(seed).sample(moving, most))
    place = dict(zip(order, count(1)))
    deltas, weight = messages(root).deltas, _weights(order)
    slopes = Slopes(order)
    checks: list[NodeCheck] = []
    for node in moving:
        if node in chosen:
            op = f" ({node.op.name})" if node.op else ""
            name = f"'{node.label}'" if node.label else f"v{place[node]}{op}"
            checks.append(_compared(node, name, deltas[node], slopes.of(node), weight[node], tolerance))
    return GradcheckResult(root, checks, len(moving), evaluations=slopes.evaluations)


def _compared(
    node: Value, name: str, analytic: float, slope: Slope, weight: float, tolerance: float
) -> NodeCheck:
    numeric = slope.number
    if numeric is None:
        return NodeCheck(node, name, analytic, None, 0.0, slope.how, False)
    if not (isfinite(analytic) and isfinite(numeric)):
        differs = not (analytic == numeric or (analytic != analytic and numeric != numeric))
        return NodeCheck(node, name, analytic, numeric, inf if differs else 0.0, slope.how, differs)
    measure = max(weight if isfinite(weight) else 0.0, fabs(numeric), fabs(analytic), _LEAST)
    error = fabs(analytic - numeric) / measure
    allowed = tolerance if slope.how == EXACT else max(tolerance, _LOOSE) + 4 * slope.spread / measure
    return NodeCheck(node, name, analytic, numeric, error, slope.how, not error <= allowed)


def _weights(order: Sequence[Value]) -> dict[Value, float]:
    """Return for each node the sum of the absolute messages over all paths.

    A partial counts 1e-6 at least: 1 - y² and the like are exact to 1e-16 of 1, not of themselves.
    """
    weight = dict.fromkeys(order, 0.0)
    weight[order[-1]] = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            weight[parent] += weight[node] * max(fabs(partial), 1e-6)
    return weight


# --- what fn is given --------------------------------------------------------------------------------------


def _names(fn: Callable[..., Any], n: int) -> list[str]:
    """Return what arguments are called: as in the head of the function."""
    try:
        parameters = [p.name for p in signature(fn).parameters.values() if p.kind is not p.VAR_POSITIONAL]
    except (TypeError, ValueError):  # of what is written in C
        parameters = []
    return [*parameters[:n], *(f"argument {i}" for i in range(len(parameters), n))]


def _values(argument: Any, name: str, given: list[Value]) -> Any:
    """Return numbers as Values, in nested lists as they come, and append them to `given`."""
    if isinstance(argument, Value):
        given.append(argument)
        return argument
    if getattr(argument, "ndim", 0):
        argument = argument.tolist()
    if isinstance(argument, Iterable) and not isinstance(argument, str | bytes | dict):
        parts: Iterable[Any] = argument  # pyright: ignore[reportUnknownVariableType]
        return [_values(part, f"{name}[{i}]", given) for i, part in enumerate(parts)]
    given.append(Value(real(argument, f"gradcheck: argument {name} must be"), name))
    return given[-1]


def _root(answer: Any) -> Value:
    if isinstance(answer, Value):
        return answer
    try:
        return Value(real(answer))  # a graph of which nothing is left
    except TypeError:
        raise TypeError(
            f"gradcheck needs a function that returns one Value, not {short(answer)}: of several give the "
            "sum, with weights so that no two errors cancel"
        ) from None


# --- the report --------------------------------------------------------------------------------------------


def _cut(cut: Cut) -> str:
    def told(slope: Slope) -> str:
        return "?" if slope.number is None else f"{slope.number:.7g}"

    where = f"; {cut.read}" if cut.read else ""
    return (
        f"the graph was cut: fn moves with {called(cut.leaf)} by {told(cut.of_fn)}, the graph says "
        f"{told(cut.of_graph)}{where or ': a number was computed beside the graph'}"
    )


def _table(checks: Sequence[NodeCheck]) -> list[str]:
    head = ("node", "analytic", "numeric", "relative error")
    rows = [
        (
            check.name.strip("'"),
            f"{check.analytic:.7g}",
            "none" if check.numeric is None else f"{check.numeric:.7g}",
            f"{check.error:.2g}",
        )
        for check in checks
    ]
    name, analytic, numeric, error = (max(map(len, column)) for column in zip(head, *rows))
    lines = [f"  {a:{name}}  {b:>{analytic}}  {c:>{numeric}}  {d:{error}}" for a, b, c, d in (head, *rows)]
    return [lines[0].rstrip(), *(f"{line}  {check.how}" for line, check in zip(lines[1:], checks))]


def _many(n: int, what: str) -> str:
    return f"{n:,} {what}{'s' * (n != 1)}"
