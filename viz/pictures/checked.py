"""What a check of gradients found, painted on the drawing of its graph."""

from __future__ import annotations

from autograd import topological_order
from autograd.testing import GradcheckResult, NodeCheck
from viz.pictures.circuit import NOTES_LIMIT, Circuit
from viz.scenes.gate import absorbed
from viz.scenes.limit import LIMIT, bounded_scene
from viz.scenes.scene import Node
from viz.scenes.text import number


def checked_circuit(
    result: GradcheckResult, *, digits: int = 4, engine: str | None = None,
    limit: int | None = LIMIT,
) -> Circuit:  # fmt: skip
    """Draw the graph of a gradcheck: gates with a wrong delta are red, those at a kink or an edge yellow.

    Below the wire of a wrong node stands its delta and what the check found, "3 ≠ 1.5". The gate into which
    the last red node leads sends the wrong message; what is red to the left of it only follows.

    Args:
        result: what `autograd.testing.gradcheck` returned.
        digits: significant digits.
        engine: as in `circuit`.
        limit: the most nodes to draw; None draws any number.

    Raises:
        TypeError: something else than the result of a gradcheck.
        ValueError: more nodes than `limit`.

    >>> from autograd import Op, Value, record
    >>> from autograd.testing import gradcheck
    >>> bad = Op("cube", "x³", lambda xp, x: x * x * x, lambda xp, y, x: (3.0 * x,))
    >>> drawn = checked_circuit(gradcheck(record(bad, Value(0.5, "x"))))
    >>> [(node.name, node.delta, node.mark) for node in drawn.scene.nodes]
    [('x', '1.5 ≠ 0.75', 'wrong'), ('v2', '1', '')]
    """
    if not isinstance(result, GradcheckResult):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"checked_circuit draws what gradcheck returned, not {type(result).__name__}")
    drawn = bounded_scene(result.root, digits=digits, constants=False, limit=limit)
    checks = {check.node: check for check in result.nodes}
    order = topological_order(result.root)
    hidden = absorbed(order, constants=False)
    values = [value for value in order if value not in hidden]
    nodes = [
        _painted(node, checks[value], digits) if value in checks else node
        for value, node in zip(values, drawn.nodes)
    ]
    room = len(nodes) <= NOTES_LIMIT
    return Circuit(drawn._replace(nodes=nodes), engine=engine, room=room)


def _painted(node: Node, check: NodeCheck, digits: int) -> Node:
    if check.differs and check.numeric is not None:
        analytic, numeric = number(check.analytic, digits), number(check.numeric, digits)
        if analytic == numeric:
            analytic, numeric = number(check.analytic, 15), number(check.numeric, 15)
        return node._replace(delta=f"{analytic} ≠ {numeric}", mark="wrong")
    return node if check.numeric is not None else node._replace(mark="corner")
