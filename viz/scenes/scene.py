"""A graph as plain records: what there is to draw, in text and numbers already formatted.

Every picture, page and table is made from a scene. What stands in a gate is written in `gate`, numbers and
labels become text in `text`.
Nodes are numbered in the order of their birth, so the same graph gives the same scene on every run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from autograd import Message, Value, messages, topological_order
from autograd.ops import CONSTANT
from viz.scenes.gate import absorbed, filled, gate, glyph, template
from viz.scenes.text import number, shortened

# What `Node.mark` says. A text in the wire stands for what is not drawn, or for how many wires there are.
IN_FOCUS, IN_THE_WIRE, GROUP = "focus", "wire", "group"


class Node(NamedTuple):
    """A wire of the drawing: a variable, or a gate with its output.

    Attributes:
        name: the label, or v1, v2, … (position in the topological order, lecture A5); of a plain
            number the number itself.
        label: the label alone, "" if it has none.
        gate: what stands in the gate, "" for a variable or a constant.
        data: the value (forward pass), formatted.
        delta: ∂root/∂node (backward pass), formatted.
        formula: how the gate is written with the names of its operands, "x + y".
        numbers: the same with their values, "−2 + 5".
        mark: "focus" for the node a part was cut out around, "wire" for a text in a wire ("⋯ 3", three
            wires that are not drawn), which is no node of the graph and has no numbers; "group" for a box of
            an overview that stands for many nodes, with a range of values and the length of the deltas;
            else "".
    """

    name: str
    label: str
    gate: str
    data: str
    delta: str
    formula: str
    numbers: str
    mark: str = ""


class Edge(NamedTuple):
    """A wire into a gate: node numbers, the partial ∂child/∂parent and the message sent along it."""

    parent: int
    child: int
    partial: str
    message: str


class Step(NamedTuple):
    """One message of the backward pass: along which edge, and what the receiver has then."""

    edge: int
    before: str
    after: str
    arrived: int
    expected: int


class Scene(NamedTuple):
    """Nodes in the order of their birth, the root last; edges; backward steps in the order sent.

    The scene of a part has texts in the wires among its nodes, where wires are cut.

    >>> drawn = scene(Value(3.0, "x") ** 2)
    >>> drawn.title, len(drawn.nodes), drawn.edges
    ('v2 = x²', 2, [Edge(parent=0, child=1, partial='6', message='6')])
    """

    nodes: list[Node]
    edges: list[Edge]
    steps: list[Step]

    @property
    def title(self) -> str:
        """The root, or the node in focus, as an equation of one gate, "f = q × z"."""
        focused = [node for node in self.nodes if node.mark == IN_FOCUS]
        node = (focused or [node for node in self.nodes if node.mark != IN_THE_WIRE])[-1]
        return f"{node.name} = {node.formula if node.gate else node.data}"


def scene(
    root: Value,
    *,
    digits: int = 4,
    constants: bool = False,
    part: Collection[Value] | None = None,
    focus: Value | None = None,
    runs: Collection[Sequence[Value]] = (),
) -> Scene:
    """Return what there is to draw of the graph of `root`, deltas as `root.backward()` would send them.

    The deltas come from the ledger of messages, not from `.grad`: the picture is right whether
    `backward()` was called never, once or twice.

    Args:
        root: the node to differentiate.
        digits: significant digits of all numbers.
        constants: draw plain numbers as nodes of their own; by default they stand inside the gate
            they enter, as "+1" or "1/x", as on the slides of the lectures.
        part: the nodes to draw; all by default. Names v1, v2, …, deltas, messages and how many have
            arrived are those of the whole graph, and "⋯ 3" stands where three wires are cut.
        focus: a node to mark with "▶" and its name.
        runs: ways through nodes of one operation that are not drawn, each from a drawn node to a drawn
            node computed from it; "⋯ 23 +" stands in the wire between the two.

    Raises:
        ValueError: a node of the part is not in the graph of the root.

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
    place = {node: i for i, node in enumerate(node for node in order if node not in hidden)}
    chosen = set(place) if part is None else set(part)
    if part is not None:
        if strangers := chosen.difference(order):
            raise ValueError(f"scene: {len(strangers)} nodes of the part are not in the graph of the root")
        hidden = hidden.difference(chosen)
    drawn = [node for node in order if node in chosen]
    text = _Written(digits).__getitem__
    named = order if part is None else {v: None for node in drawn for v in (*node.parents, node)}
    texts = {node: text(node.data) for node in named}
    names = {node: _name(node, place, texts) for node in named if node not in hidden}
    names.update((node, texts[node]) for node in named if node in hidden)
    sent = [m for m in ledger if m.parent in chosen and m.child in chosen]
    entry = {(m.parent, m.child): m for m in ledger} if runs else {}
    bridges: dict[Value, list[tuple[str, Message, Message]]] = {run[0]: [] for run in runs}
    for lower, *between, upper in runs:
        words = f"⋯ {len(between):,} {glyph(between[0])}"
        bridges[lower].append((words, entry[lower, between[0]], entry[between[-1], upper]))
    cut = _Cuts(drawn, hidden, sent, ledger, bridges) if part is not None else None

    nodes: list[Node] = []
    index: dict[Value, int] = {}
    bridged: list[tuple[int, Message]] = []
    loose: list[tuple[int, int, Edge]] = []  # the wires that are cut, each with its place among the operands
    for node in drawn:
        if cut and (words := cut.operands(node)):
            loose.append((len(nodes) + 1, cut.first[node], Edge(len(nodes), len(nodes) + 1, "⋯", "⋯")))
            nodes.append(in_the_wire(words))
        written = template(node)
        index[node] = len(nodes)
        nodes.append(
            Node(
                name=names[node],
                label=f"▶ {names[node]}" if node is focus else shortened(node.label),
                gate=gate(node, hidden, texts),
                data=texts[node],
                delta=text(ledger.deltas[node]),
                formula=filled(written, [names[parent] for parent in node.parents]),
                numbers=filled(written, [texts[parent] for parent in node.parents]),
                mark=IN_FOCUS if node is focus else "",
            )
        )
        if cut and (words := cut.children(node)):
            loose.append((len(nodes), 0, Edge(index[node], len(nodes), "⋯", text(cut.received[node]))))
            nodes.append(in_the_wire(words))
        for words, first, last in bridges.get(node, ()):
            wire = Edge(index[node], len(nodes), text(first.partial), text(first.message))
            loose.append((len(nodes), 0, wire))
            bridged.append((len(nodes), last))
            nodes.append(in_the_wire(words))

    for at, m in bridged:
        wire = Edge(at, index[m.child], text(m.partial), text(m.message))
        loose.append((index[m.child], m.position, wire))

    def edge(m: Message) -> Edge:
        return Edge(index[m.parent], index[m.child], text(m.partial), text(m.message))

    wires = sorted(
        [*((index[m.child], m.position, edge(m)) for m in sent), *loose], key=lambda wire: wire[:2]
    )
    wire_of = {key[:2]: i for i, key in enumerate(wires)}
    steps = [
        Step(wire_of[index[m.child], m.position], text(m.before), text(m.after), m.arrived, m.expected)
        for m in sent
    ]
    return Scene(nodes, [edge for _, _, edge in wires], steps)


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


def drawn_names(order: list[Value], *, constants: bool = False) -> dict[Value, str]:
    """Return what each node that is drawn is called: its label, or v1, v2, … in topological order."""
    hidden = absorbed(order, constants=constants)
    place = {node: i for i, node in enumerate(node for node in order if node not in hidden)}
    return {node: _name(node, place, {node: number(node.data)}) for node in place}


class _Cuts:
    """How many wires of a drawn node lead to nodes that are not drawn."""

    def __init__(
        self,
        drawn: list[Value],
        hidden: Collection[Value],
        sent: list[Message],
        ledger: list[Message],
        bridges: dict[Value, list[tuple[str, Message, Message]]],
    ) -> None:
        ends = [(first, last) for found in bridges.values() for _, first, last in found]
        passed = {(m.child, m.position) for pair in ends for m in pair}
        self.first: dict[Value, int] = {}  # where the first operand stands that is not drawn
        self.received = dict.fromkeys(drawn, 0.0)  # what came along wires that are not drawn
        self._absent: dict[Value, int] = dict.fromkeys(drawn, 0)
        self._parents = Counter([*(m.child for m in sent), *(last.child for _, last in ends)])
        self._children = Counter([*(m.parent for m in sent), *(first.parent for first, _ in ends)])
        self._expected: dict[Value, int] = dict.fromkeys(drawn, 0)
        for node in drawn:
            for position, parent in enumerate(node.parents):
                if not (parent in self._absent or parent in hidden or (node, position) in passed):
                    self._absent[node] += 1
                    self.first.setdefault(node, position)
        for m in ledger:
            if m.parent in self._absent:
                self._expected[m.parent] = m.expected
                if m.child not in self._absent and (m.child, m.position) not in passed:
                    self.received[m.parent] += m.message

    def operands(self, node: Value) -> str:
        return _more(self._absent[node], self._parents[node])

    def children(self, node: Value) -> str:
        return _more(self._expected[node] - self._children[node], self._children[node])


def _more(absent: int, present: int) -> str:
    """Return the text for wires that are cut, "" for none."""
    return f"⋯ {absent:,}{' more' if present else ''}" if absent else ""


def _name(node: Value, place: dict[Value, int], texts: dict[Value, str]) -> str:
    if node.label and (label := shortened(node.label)):
        return label
    return texts[node] if node.op is CONSTANT else f"v{place[node] + 1}"
