"""Checks orders, backward passes and test graphs that students write; for the notebooks.

A backward pass is held against the ledger of messages on graphs that reveal every classic mistake
(`autograd.mutants`), so that a wrong one is told which of them it looks like.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isclose
from numbers import Real
from typing import cast

from autograd import Value, messages, mutants, topological_order
from autograd.labels import node_names
from viz.answers.answers import Verdict, wrapped

_DOUBLINGS = 30  # 2³⁰ paths: who walks along them does not come back


def check_order(root: Value, order: str | Sequence[str] | None) -> Verdict:
    """Return a verdict on a topological order: every node once, parents before children.

    Args:
        root: the graph; its nodes have labels.
        order: the labels in the order to be checked, in a list or with spaces or commas between them; None
            where there is no answer yet.

    Raises:
        ValueError: a node without a label, or one label twice.
        TypeError: the order is no text and no list of labels.

    >>> w, x = Value(2.0, "w"), Value(3.0, "x")
    >>> f = (w * x).exp()
    >>> f.parents[0].label, f.label = "h", "f"
    >>> check_order(f, "w h x f")
    ✗ h stands before its parent x.
    >>> check_order(f, "x w h f")
    ✓ Right, and it is not the order in which they were made.
    """
    made = topological_order(root)
    nodes = {node.label: node for node in made}
    for node in made:
        if not node.label or nodes[node.label] is not node:
            which = f"{node.label!r} is that of two" if node.label else f"that of {node.data:g} is missing"
            raise ValueError(f"check_order needs a label of its own at every node: {which}")
    if order is None:
        return Verdict("", None, False, "· no answer yet")
    names = _labels(order)
    if sorted(names) != sorted(nodes):
        return Verdict("", order, False, wrapped(f"✗ Every node once, please: {', '.join(nodes)}."))
    place = {name: i for i, name in enumerate(names)}
    for name in names:
        for parent in nodes[name].parents:
            if place[parent.label] > place[name]:
                return Verdict("", order, False, f"✗ {name} stands before its parent {parent.label}.")
    same = "the" if names == [*nodes] else "not the"
    return Verdict("", order, True, f"✓ Right, and it is {same} order in which they were made.")


def _labels(order: object) -> list[str]:
    if isinstance(order, str):
        return [name.strip() for name in order.split(",")] if "," in order else order.split()
    names = [*cast("Iterable[object]", order)] if isinstance(order, Iterable) else [order]
    for name in names:
        if not isinstance(name, str):
            raise TypeError(
                f"check_order got {name!r} in the order: it takes labels, 'x y z' or ['x', 'y', 'z']"
            )
    return cast("list[str]", names)


def check_engine(
    backward: Callable[[Value], Mapping[Value, float] | None] | None, roots: Iterable[Value] | None = None
) -> Verdict:
    """Return a verdict on a backward pass.

    Args:
        backward: takes a root and returns ∂root/∂node for every node that the root was computed from, itself
            included. None, or what returns None, is no answer yet.
        roots: the graphs it is tried on; by default six, the last with 2³⁰ paths, on which it must not walk.

    Raises:
        TypeError: it is no function, or returns something else; the roots are no list.
        ValueError: there are no roots.
        Whatever the backward pass raises.

    >>> def overwriting(root):
    ...     delta = {root: 1.0}
    ...     for node in reversed(topological_order(root)):
    ...         for parent, partial in zip(node.parents, node.partials):
    ...             delta[parent] = delta[node] * partial
    ...     return delta
    >>> check_engine(overwriting)
    ✗ ∂a²/∂a = 3 is not right. It looks like assignment: a message is written with = where it should be
        added with +=. Or like lost-edge: the parents of a node are kept without repetition.
    """
    if backward is None:
        return Verdict("", None, False, "· no answer yet")
    if not callable(backward):
        raise TypeError(f"check_engine got {backward!r} for a backward pass: it takes a function of the root")
    if isinstance(roots, Value):
        raise TypeError("check_engine got one node as roots: they are a list, [root]")
    tried = _graphs() if roots is None else [*roots]
    if not tried:
        raise ValueError("check_engine got no roots: give one graph at least, or none for those of its own")
    for root in tried:
        if (mine := backward(root)) is None:
            return Verdict("", None, False, "· no answer yet")
        if not isinstance(mine, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"check_engine got {type(mine).__name__} from the backward pass: it returns a dictionary, "
                "{node: ∂root/∂node}"
            )
        if problem := _wrong(root, mine):
            return Verdict("", backward, False, wrapped(problem))
    graphs = f"all {len(tried)} graphs" if len(tried) > 1 else "the graph"
    return Verdict("", backward, True, f"✓ Right, on {graphs}.")


def check_trap(root: Value | None) -> Verdict:
    """Return a verdict on a graph for tests: whether it reveals every classic wrong backward pass.

    Args:
        root: the graph; None where there is no answer yet.

    >>> x = Value(3.0)
    >>> check_trap(x * x)
    ✗ 2 of 5 revealed; no-order, stale, wrong-sign would pass.
    """
    if root is None:
        return Verdict("", None, False, "· no answer yet")
    report = mutants(root)
    hidden = [finding.mutant.name for finding in report.findings if finding.first is None]
    if hidden:
        text = f"✗ {len(report.revealed)} of {len(report.findings)} revealed; {', '.join(hidden)} would pass."
        return Verdict("", root, False, text)
    return Verdict("", root, True, f"✓ All {len(report.findings)} are revealed.")


def _graphs() -> list[Value]:
    """Return graphs that reveal the classic mistakes one after the other, each node with a label."""
    a, b = Value(3, label="a"), Value(-2, label="b")
    square, difference, product = a * a, a - b, a * b
    s = product + a
    g = s * product
    square.label, difference.label, product.label, s.label, g.label = "a²", "a−b", "p", "s", "g"
    h = a * b
    k = b * h
    f = h + k  # a shortcut around a gate
    h.label, k.label, f.label = "h", "k", "f"
    long = Value(1, label="x")
    for i in range(_DOUBLINGS):
        long = long + long
        long.label = f"h{i + 1}"
    return [a, square, difference, g, f, long]


def _wrong(root: Value, mine: Mapping[Value, float]) -> str:
    """Return what is wrong with the deltas of a graph, "" where nothing is."""
    right, names = messages(root).deltas, node_names(topological_order(root))
    for node in reversed(topological_order(root)):
        derivative = f"∂{names.get(root) or 'root'}/∂{names.get(node) or f'the number {node.data:g}'}"
        if node not in mine:
            return f"✗ {derivative} is missing."
        number = mine[node]
        if not isinstance(number, Real):  # pyright: ignore[reportUnnecessaryIsInstance]
            return f"✗ {derivative} is {number!r}: a number is asked for."
        if not isclose(number, right[node], abs_tol=1e-12) and (
            number == number or right[node] == right[node]
        ):
            like = [
                f"like {finding.mutant.name}: {finding.mutant.mistake}."
                for finding in mutants(root).findings
                if all(mine.get(c.node) == c.wrong for c in finding.comparisons)
            ]
            # 1.000000001 is not shown as 1, which would be right
            shown = f"{number:g}" if f"{number:g}" != f"{right[node]:g}" else repr(float(number))
            return f"✗ {derivative} = {shown} is not right.{' It looks ' if like else ''}{' Or '.join(like)}"
    return ""
