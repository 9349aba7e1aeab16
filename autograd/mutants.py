"""The classic wrong backward passes, run beside the right one: what each mistake does to a graph of yours.

Each mutant is written as somebody would write it who has not met the mistake yet. They compute in a
dictionary, no `.grad` is read or written. Lessons call `mutants`; our own tests put each mutant in the
place of `Value.backward` and demand that the hand-derived gradients notice (`pytest --mutant`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple, TypeAlias

from autograd import ops
from autograd.labels import node_names, written
from autograd.value import Value, topological_order

# What stands in for `.grad`: the delta of every node of the graph, as earlier calls left it.
Deltas: TypeAlias = dict[Value, float]

_MOST_LINES = 30


def right_backward(root: Value, delta: Deltas, seed: float = 1.0) -> None:
    """Do what `root.backward(seed)` does, on a dictionary in place of `.grad`.

    >>> x = Value(3.0)
    >>> y = x * x
    >>> delta = {x: 0.0, y: 0.0}
    >>> right_backward(y, delta)
    >>> delta[x], x.grad
    (6.0, 0)
    """
    for node in _begun(root, delta, seed):
        for parent, partial in zip(node.parents, node.partials):
            delta[parent] += delta[node] * partial


def _begun(root: Value, delta: Deltas, seed: float) -> list[Value]:
    """Return the nodes, children first; computed ones have delta 0 again, the root has the seed."""
    order = topological_order(root)
    for node in order:
        if node.parents:
            delta[node] = 0.0
    delta[root] += seed
    order.reverse()
    return order


def _no_order(root: Value, delta: Deltas, seed: float = 1.0) -> None:
    _begun(root, delta, seed)  # its order goes unused: that is the mistake
    sent: set[Value] = set()
    reached = [root]
    while reached:
        node = reached.pop()
        if node not in sent:
            sent.add(node)
            for parent, partial in zip(node.parents, node.partials):
                delta[parent] += delta[node] * partial
            reached.extend(reversed(node.parents))


def _assignment(root: Value, delta: Deltas, seed: float = 1.0) -> None:
    for node in _begun(root, delta, seed):
        for parent, partial in zip(node.parents, node.partials):
            delta[parent] = delta[node] * partial


def _stale(root: Value, delta: Deltas, seed: float = 1.0) -> None:
    order = topological_order(root)
    delta[root] = seed if root.parents else delta[root] + seed
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            delta[parent] += delta[node] * partial


def _lost_edge(root: Value, delta: Deltas, seed: float = 1.0) -> None:
    for node in _begun(root, delta, seed):
        partials = dict(zip(node.parents, node.partials))  # of two edges to one parent the last remains
        for parent, partial in partials.items():
            delta[parent] += delta[node] * partial


def _wrong_sign(root: Value, delta: Deltas, seed: float = 1.0) -> None:
    for node in _begun(root, delta, seed):
        for parent, partial in zip(node.parents, node.partials):
            delta[parent] += delta[node] * (1.0 if node.op is ops.SUB else partial)


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """One wrong backward pass.

    Attributes:
        name: what reports and `pytest --mutant` call it.
        mistake: what is wrong, in a sentence.
        revealed_by: the kind of graph on which it gives wrong deltas.
        backward: `backward(root, delta, seed=1.0)`, the wrong pass; it updates the deltas.
        calls: how many calls it takes to see the mistake.
        known_as: what a single answer is called that comes out so, a key of `MISTAKES` in
            `autograd.testing.mistakes`; "" where no single answer shows it.
    """

    name: str
    mistake: str
    revealed_by: str
    backward: Callable[..., None]
    calls: int = 1
    known_as: str = ""


MUTANTS = (
    Mutant(
        "no-order",
        "a node sends as soon as it is reached, before all of its messages have arrived",
        "a computed node that has two children",
        _no_order,
    ),
    Mutant(
        "assignment",
        "a message is written with = where it should be added with +=",
        "a node that gets two messages, such as x in x*y + x",
        _assignment,
        known_as="overwritten",
    ),
    Mutant(
        "stale",
        "a second call adds to the deltas that the first one left in computed nodes",
        "a computed node between the root and a variable",
        _stale,
        calls=2,
    ),
    Mutant(
        "lost-edge",
        "the parents of a node are kept without repetition",
        "an operation that has one node for two of its operands, such as x * x",
        _lost_edge,
        known_as="overwritten",
    ),
    Mutant(
        "wrong-sign",
        "a - b sends its delta to b as it is, without the minus",
        "a subtraction",
        _wrong_sign,
        known_as="sign of a subtraction",
    ),
)


class Comparison(NamedTuple):
    """The deltas of one node: by the right pass, by the mutant, and whether they differ."""

    node: Value
    name: str
    right: float
    wrong: float
    differs: bool


class Finding(NamedTuple):
    """What one mutant does to a graph: a comparison for every node, in backward order."""

    mutant: Mutant
    comparisons: list[Comparison]

    @property
    def first(self) -> int | None:
        """The place of the first node that differs; None where the graph does not reveal the mistake."""
        return next((i for i, node in enumerate(self.comparisons) if node.differs), None)


class MutantReport:
    """Every mutant beside the right pass on one graph; prints as text, shows as tables in notebooks.

    Attributes:
        findings: one for each mutant.

    >>> x = Value(3.0, "x")
    >>> report = mutants(x * x, "lost-edge", "wrong-sign")
    >>> report.revealed, report.at(x)
    (['lost-edge'], {'lost-edge': 3.0, 'wrong-sign': 6.0})
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)

    @property
    def revealed(self) -> list[str]:
        """The names of the mutants that this graph reveals."""
        return [finding.mutant.name for finding in self.findings if finding.first is not None]

    def at(self, node: Value) -> dict[str, float]:
        """Return what each mutant leaves at a node, by name.

        Raises:
            ValueError: the node is not in the graph.
            TypeError: it is no Value.
        """
        if not isinstance(node, Value):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"the report is asked at a node, a Value, not {type(node).__name__} {node!r}")
        found = {f.mutant.name: c.wrong for f in self.findings for c in f.comparisons if c.node is node}
        if not found:
            raise ValueError(f"the report has no {node.label or node!r}: it is not in the graph of the root")
        return found

    def __str__(self) -> str:
        return "\n\n".join("\n".join(_lines(finding)) for finding in self.findings)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return "\n".join(_html(finding) for finding in self.findings)


def mutants(root: Value, *names: str) -> MutantReport:
    """Run the classic wrong backward passes on the graph of `root`, beside the right one.

    Nodes are called by their labels, others v1, v2, … in topological order. No `.grad` is changed.

    Args:
        root: the graph.
        names: which of them, such as "lost-edge"; all of them by default.

    Raises:
        ValueError: there is none of that name.
        TypeError: a name is no text.

    >>> x, y = Value(3.0, "x"), Value(2.0, "y")
    >>> q = x * x
    >>> q.label = "q"
    >>> f = q - y
    >>> f.label = "f"
    >>> print(mutants(f))
    no-order: a node sends as soon as it is reached, before all of its messages have arrived
      not revealed by this graph; it takes a computed node that has two children
    <BLANKLINE>
    assignment: a message is written with = where it should be added with +=
      node  right  mutant
      f         1       1
      q         1       1
      y        -1      -1
      x         6       3  ← first difference
    <BLANKLINE>
    stale: a second call adds to the deltas that the first one left in computed nodes
      node  right  mutant  after 2 calls
      f         1       1
      q         1       2  ← first difference
      y        -2      -2
      x        12      18  ← differs
    <BLANKLINE>
    lost-edge: the parents of a node are kept without repetition
      node  right  mutant
      f         1       1
      q         1       1
      y        -1      -1
      x         6       3  ← first difference
    <BLANKLINE>
    wrong-sign: a - b sends its delta to b as it is, without the minus
      node  right  mutant
      f         1       1
      q         1       1
      y        -1       1  ← first difference
      x         6       6
    """
    for name in names:
        if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f'mutants got {name!r} for a name: write mutants(root, "stale", "no-order")')
        if name not in {mutant.name for mutant in MUTANTS}:
            known = ", ".join(mutant.name for mutant in MUTANTS)
            raise ValueError(f"mutants has no {name!r}: it has {known}")
    order = topological_order(root)
    called = {node: written(label) for node, label in node_names(order).items()}
    titles = [called.get(node) or f"the number {node.data:g}" for node in order]
    # The rounding of a delta is bounded by its weight, the same sum with all terms positive. Two orders
    # of adding differ by some 1e-16 of it, a mistake by far more.
    weight = dict.fromkeys(order, 0.0)
    weight[root] = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            weight[parent] += weight[node] * abs(partial)
    findings: list[Finding] = []
    for mutant in [mutant for mutant in MUTANTS if not names or mutant.name in names]:
        right, wrong = dict.fromkeys(order, 0.0), dict.fromkeys(order, 0.0)
        for _ in range(mutant.calls):
            right_backward(root, right)
            mutant.backward(root, wrong)
        comparisons = [
            Comparison(v, name, right[v], wrong[v], not _same(right[v], wrong[v], weight[v]))
            for v, name in zip(order, titles)
        ]
        findings.append(Finding(mutant, comparisons[::-1]))
    return MutantReport(findings)


def _same(a: float, b: float, weight: float) -> bool:
    return a == b or (a != a and b != b) or (isfinite(weight) and abs(a - b) <= 1e-9 * weight)


def _numbers(node: Comparison) -> tuple[str, str]:
    right, wrong = f"{node.right:g}", f"{node.wrong:g}"
    return (right, wrong) if right != wrong or not node.differs else (repr(node.right), repr(node.wrong))


class _Shown(NamedTuple):
    """A table as text: the head, lines with a remark, and what is said of those left out, "" for none."""

    head: tuple[str, str, str, str]
    lines: list[tuple[str, str, str, str]]
    before: str
    after: str


def _shown(finding: Finding, first: int) -> _Shown:
    """Return what to show around the first node that differs."""
    calls = finding.mutant.calls
    start = max(0, min(first - _MOST_LINES // 2, len(finding.comparisons) - _MOST_LINES))
    part = finding.comparisons[start : start + _MOST_LINES]
    remarks = [
        "← first difference" if start + i == first else "← differs" if node.differs else ""
        for i, node in enumerate(part)
    ]
    after = len(finding.comparisons) - start - len(part)
    return _Shown(
        ("node", "right", "mutant", f"after {calls} calls" if calls > 1 else ""),
        [(node.name, *_numbers(node), remark) for node, remark in zip(part, remarks)],
        f"… {start:,} nodes before, all right" if start else "",
        f"… {after:,} nodes after" if after else "",
    )


def _unrevealed(mutant: Mutant) -> str:
    return f"not revealed by this graph; it takes {mutant.revealed_by}"


def _lines(finding: Finding) -> list[str]:
    mutant, first = finding.mutant, finding.first
    title = f"{mutant.name}: {mutant.mistake}"
    if first is None:
        return [title, f"  {_unrevealed(mutant)}"]
    shown = _shown(finding, first)
    table = [shown.head, *shown.lines]
    name, right, wrong, _ = (max(map(len, column)) for column in zip(*table))
    head, *lines = [f"  {a:{name}}  {b:>{right}}  {c:>{wrong}}  {d}".rstrip() for a, b, c, d in table]
    before, after = ([f"  {text}"] if text else [] for text in (shown.before, shown.after))
    return [title, head, *before, *lines, *after]


def _html(finding: Finding) -> str:
    from html import escape

    mutant, first = finding.mutant, finding.first
    title = f"<b>{escape(mutant.name)}</b>: {escape(mutant.mistake)}"
    if first is None:
        return f"<p>{title}<br>{escape(_unrevealed(mutant))}</p>"
    shown = _shown(finding, first)
    head = "".join(f"<th>{cell}</th>" for cell in shown.head)
    lines = ["".join(f"<td>{escape(cell)}</td>" for cell in line) for line in shown.lines]
    before, after = ([f'<td colspan="4">{text}</td>'] if text else [] for text in (shown.before, shown.after))
    body = "".join(f"<tr>{line}</tr>" for line in (head, *before, *lines, *after))
    return f"<p>{title}</p>\n<table>{body}</table>"
