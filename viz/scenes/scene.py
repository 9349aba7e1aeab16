"""A graph as plain records: what there is to draw, in text and numbers already formatted.

Every picture, page and table is made from a scene. What stands in a gate is written in `gate`, what stands in
the wires of a part in `omissions`; numbers and labels become text in `text`.
Nodes are numbered in the order of their birth, so the same graph gives the same scene on every run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from autograd import Ledger, Value, messages, stale, topological_order
from autograd.labels import node_names, visible, written
from viz.palette import DOUBTFUL, WRONG
from viz.scenes.gate import absorbed, filled, inscription, is_factor, ports, products, template
from viz.scenes.omissions import Drawn, Omission, Wire, with_omissions
from viz.scenes.text import number, rounding

# What `Node.mark` says. A text in the wire stands for what is not drawn, or for how many wires there are.
IN_FOCUS, IN_THE_WIRE, GROUP = "focus", "wire", "group"
# Of a node whose gradient a check found wrong, or that stands at a kink; with the color of its gate.
CHECKED = {"wrong": WRONG, "corner": DOUBTFUL}


class Node(NamedTuple):
    """A node of the drawing: a variable, or a gate with its output.

    Attributes:
        name: what it is called, as text: the label, or v1, v2, … (position in the topological order, lecture
            A5); of a plain number the number itself.
        label: the same as a label, which drawings typeset; "" if it has none.
        gate: what stands in the gate, "" for a variable or a constant.
        data: the value (forward pass), formatted.
        delta: ∂root/∂node (backward pass), formatted.
        formula: how the gate is written with the names of its operands, "x + y".
        numbers: the same with their values, "−2 + 5".
        mark: "focus" for the node a part was cut out around, "wire" for a text in a wire ("⋯ 3", three
            wires that are not drawn), which is no node of the graph and has no numbers; "group" for a box of
            an overview that stands for many nodes, with a range of values and the length of the deltas;
            "wrong" or "corner" where gradients were checked; else "".
        ports: what each wire into the gate is, in the order of operands, "+" and "−"; () where their order
            says nothing.
        products: how many add-multiplies its value takes (lecture A11).
    """

    name: str
    label: str
    gate: str
    data: str
    delta: str
    formula: str
    numbers: str
    mark: str = ""
    ports: tuple[str, ...] = ()
    products: int = 0


class Edge(NamedTuple):
    """A wire into a gate: node numbers, the partial ∂child/∂parent and the message sent along it.

    `products` is 1 where the message is an add-multiply (lecture A11): on the wire of a weight or its input.
    """

    parent: int
    child: int
    partial: str
    message: str
    products: int = 0


class Arrival(NamedTuple):
    """One message of the backward pass as it arrives: along which edge, and what the receiver has then."""

    edge: int
    before: str
    after: str
    arrived: int
    expected: int


class Scene(NamedTuple):
    """Nodes in the order of their birth, the root last; edges; what arrives, in the order sent.

    The scene of a part has texts in the wires among its nodes, where wires are cut.

    >>> drawn = scene(Value(3.0, "x") ** 2)
    >>> drawn.title, len(drawn.nodes), drawn.edges
    ('v2 = x²', 2, [Edge(parent=0, child=1, partial='6', message='6', products=0)])
    """

    nodes: list[Node]
    edges: list[Edge]
    arrivals: list[Arrival]

    @property
    def title(self) -> str:
        """The root, or the node in focus, as an equation of one gate, "f = q × z"."""
        focused = [node for node in self.nodes if node.mark == IN_FOCUS]
        node = (focused or [node for node in self.nodes if node.mark != IN_THE_WIRE])[-1]
        return f"{node.name} = {node.formula if node.gate else node.data}"

    def showing(self, *, values: bool = True, deltas: bool = True) -> Scene:
        """Return the scene without the numbers of the forward pass, of the backward pass, or of both.

        >>> scene(Value(3.0, "x") ** 2).showing(deltas=False).nodes[0][3:5]
        ('3', '')
        """
        if values and deltas:
            return self
        nodes = [
            node._replace(data=node.data if values else "", delta=node.delta if deltas else "")
            for node in self.nodes
        ]
        return self._replace(nodes=nodes)


def scene(
    root: Value,
    *,
    digits: int | None = None,
    decimals: int | None = None,
    constants: bool = False,
    part: Collection[Value] | None = None,
    focus: Value | None = None,
    runs: Collection[Sequence[Value]] = (),
) -> Scene:
    """Return what there is to draw of the graph of `root`, deltas as `root.backward()` would send them.

    The deltas come from the ledger of messages, not from `.grad`: the picture is right whether
    `backward()` was called never, once or twice. A variable whose data was changed after the graph was
    recorded is called "x (changed)": the other numbers belong to what it was.

    Args:
        root: the node to differentiate.
        digits: significant digits of all numbers, 4 by default.
        decimals: digits after the point instead, as lecture L1 rounds; not both.
        constants: draw plain numbers as nodes of their own; by default they stand inside the gate
            they enter, as "+1" or "1/x", as on the slides of the lectures.
        part: the nodes to draw; all by default. Names v1, v2, …, deltas, messages and how many have
            arrived are those of the whole graph, and "⋯ 3" stands where three wires are cut.
        focus: a node to mark with "▶" and its name.
        runs: ways through nodes of one operation that the part leaves out, each from a drawn node to a
            drawn node computed from it; "⋯ 23 +" stands in the wire between the two.

    Raises:
        ValueError: a node of the part is not in the graph of the root; `digits` and `decimals`.

    >>> x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    >>> q = x + y
    >>> f = q * z
    >>> picture = scene(f)
    >>> [(node.name, node.gate, node.data, node.delta) for node in picture.nodes][-2:]
    [('v4', '+', '3', '−4'), ('v5', '×', '−12', '1')]
    >>> picture.nodes[-1].formula, picture.nodes[-1].numbers
    ('v4 × z', '3 × (−4)')
    >>> [node.name for node in scene(f, part=[q, f]).nodes]
    ['⋯ 2', 'v4', '⋯ 1 more', 'v5']
    """
    order = topological_order(root)
    ledger = messages(root)
    hidden = absorbed(order, constants=constants)
    drawn = [v for v in order if v not in hidden] if part is None else _in_order(part, order)
    hidden.difference_update(drawn)
    named = order if part is None else {v: None for node in drawn for v in (*node.parents, node)}
    text = _Written(rounding(digits, decimals)).__getitem__
    texts = {node: text(node.data) for node in named}
    labels = node_names(order)
    names = {node: written(labels[node]) if node in labels else texts[node] for node in named}
    changed = set(stale(root))
    shown, loose = (drawn, []) if part is None else with_omissions(drawn, hidden, runs, ledger, text)

    def record(node: Value) -> Node:
        formula = template(node)
        label = labels[node] if visible(node.label) else ""
        if node is focus or node in changed:
            label = "▶ " * (node is focus) + (label or names[node]) + " (changed)" * (node in changed)
        return Node(
            name=names[node],
            label=label,
            gate=inscription(node, hidden, texts),
            data=texts[node],
            delta=text(ledger.deltas[node]),
            formula=filled(formula, [names[parent] for parent in node.parents]),
            numbers=filled(formula, [texts[parent] for parent in node.parents]),
            mark=IN_FOCUS if node is focus else "",
            ports=tuple(port for parent, port in zip(node.parents, ports(node)) if parent not in hidden),
            products=products(node),
        )

    nodes = [in_the_wire(one.words) if isinstance(one, Omission) else record(one) for one in shown]
    return Scene(nodes, *_wired(shown, ledger, loose, text))


def _in_order(part: Collection[Value], order: list[Value]) -> list[Value]:
    chosen = set(part)
    if strangers := chosen.difference(order):
        raise ValueError(f"scene: {len(strangers)} nodes of the part are not in the graph of the root")
    return [node for node in order if node in chosen]


def _wired(
    shown: Sequence[Drawn], ledger: Ledger, loose: list[Wire], text: Callable[[float], str]
) -> tuple[list[Edge], list[Arrival]]:
    """Return the edges, gate by gate and operand by operand, and what arrives along them."""
    index = {one: i for i, one in enumerate(shown)}
    sent = [m for m in ledger if m.parent in index and m.child in index]
    wires = [Wire(m.parent, m.child, m.position, text(m.partial), text(m.message)) for m in sent] + loose
    wires.sort(key=lambda wire: (index[wire.child], wire.position))
    edges = [
        Edge(index[wire.parent], index[wire.child], wire.partial, wire.message, _products(wire))
        for wire in wires
    ]
    edge_of = {(wire.child, wire.position): e for e, wire in enumerate(wires)}
    arrivals = [
        Arrival(edge_of[m.child, m.position], text(m.before), text(m.after), m.arrived, m.expected)
        for m in sent
    ]
    return edges, arrivals


def _products(wire: Wire) -> int:
    return int(isinstance(wire.child, Value) and is_factor(wire.child, wire.position))


class _Written(dict[float, str]):
    """Numbers as text, each written once: what one message adds is what the next one finds."""

    def __init__(self, digits: int) -> None:
        self.digits = digits

    def __missing__(self, x: float) -> str:
        text = self[x] = number(x, self.digits)
        return text


def in_the_wire(words: str) -> Node:
    """Return a text that stands in a wire."""
    return Node(words, "", "", "", "", "", "", IN_THE_WIRE)
