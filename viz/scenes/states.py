"""The states of a walk through both passes: what the picture shows and what is said at each step.

They are made from a scene alone. The step-through page paints the same states with the same words
(`page/web/steps.js`); `animation` draws them into files. At step 0 there are the variables; then one gate
computes its value in each step; then the root gets its seed; then one message is sent in each step.
"""

from __future__ import annotations

from typing import NamedTuple

from viz.scenes.scene import Scene

_MOST_VARIABLES = 12  # that are written out at the start

Pieces = list[tuple[str, str]]


class State(NamedTuple):
    """What there is to see and to read at one step.

    Attributes:
        kind: "forward", "backward", or "" at the start.
        phase: where in which pass this is.
        sentence: what happens, in words.
        equation: the same with numbers, in pieces of one color: (text, "data", "delta", "partial" or "").
        received: what the receiver of a message has now; "" outside of the backward pass.
        data, delta: for each node what stands above and below its wire; "" while it is unknown.
        arrived: for each node "1 of 2" while its delta waits for messages, else "".
        node_class: for each node "todo" (no value yet), "now" (computes or sends), "got" (receives), "now
            got" (the root with its seed) or "".
        edge_class: for each edge "todo" (no value on it yet), "read" (by the gate that computes), "now"
            (a message travels on it), "sent" or "".
        parcel: what stands at the wire on which a message travels, "← −4"; "" if none does.
        local: what stands above it, the local gradient by which the message was multiplied, "[3]".
    """

    kind: str
    phase: str
    sentence: str
    equation: Pieces
    received: str
    data: list[str]
    delta: list[str]
    arrived: list[str]
    node_class: list[str]
    edge_class: list[str]
    parcel: str
    local: str


def state_count(scene: Scene) -> int:
    """Return how many states there are: the start, each gate, the seed, each message.

    >>> from autograd import Value
    >>> from viz import scene
    >>> state_count(scene(Value(3.0, "x") ** 2))
    4
    """
    return len(_gates(scene)) + 2 + len(scene.arrivals)


def state(scene: Scene, k: int) -> State:
    """Return the state at step k, from 0 to `state_count(scene) - 1`.

    Raises:
        IndexError: there is no such step.

    >>> from autograd import Value
    >>> from viz import scene
    >>> last = state(scene(Value(3.0, "x") ** 2), 3)
    >>> last.sentence
    'v2 = x² sends x its message: local gradient × upstream gradient.'
    >>> "".join(text for text, _ in last.equation), last.local, last.parcel
    ('∂v2/∂x × δ(v2) = [6] × [1] = 6', '[6]', '← 6')
    >>> last.received
    'delta of x: 0 → 6, 1 of 1 message received: complete'
    """
    last = state_count(scene) - 1
    if not 0 <= k <= last:
        raise IndexError(f"state: there is no step {k}: the walk goes from step 0 to step {last}")
    gates = _gates(scene)
    return _forward(scene, gates, k) if k <= len(gates) else _backward(scene, k - len(gates) - 1)


def _forward(scene: Scene, gates: list[int], k: int) -> State:
    """Return the state in which k gates have their values, the last of them just now."""
    known = {i for i, node in enumerate(scene.nodes) if not node.gate} | set(gates[:k])
    now = gates[k - 1] if k else None
    return State(
        *(_gate(scene, gates, k) if k else _start(scene, gates)),
        data=[node.data if i in known else "" for i, node in enumerate(scene.nodes)],
        delta=[""] * len(scene.nodes),
        arrived=[""] * len(scene.nodes),
        node_class=["now" if i == now else "" if i in known else "todo" for i in range(len(scene.nodes))],
        edge_class=[
            "read" if edge.child == now else "" if edge.parent in known else "todo" for edge in scene.edges
        ],
        parcel="",
        local="",
    )


def _backward(scene: Scene, sent: int) -> State:
    """Return the state in which so many messages are sent, the last of them just now."""
    delta, arrived, node_class = ([""] * len(scene.nodes) for _ in range(3))
    edge_class, parcel, local = [""] * len(scene.edges), "", ""
    delta[-1] = scene.nodes[-1].delta
    for m in scene.arrivals[:sent]:
        parent = scene.edges[m.edge].parent
        delta[parent] = m.after
        arrived[parent] = f"{m.arrived} of {m.expected}" if m.arrived < m.expected else ""
        edge_class[m.edge] = "sent"
    if sent:
        now = scene.arrivals[sent - 1].edge
        edge = scene.edges[now]
        edge_class[now], node_class[edge.child], node_class[edge.parent] = "now", "now", "got"
        parcel, local = f"← {edge.message}", f"[{edge.partial}]"
    else:
        node_class[-1] = "now got"
    words = _message(scene, sent) if sent else _seed(scene)
    data = [node.data for node in scene.nodes]
    return State(*words, data, delta, arrived, node_class, edge_class, parcel, local)


_Words = tuple[str, str, str, Pieces, str]  # the first fields of a State


def _start(scene: Scene, gates: list[int]) -> _Words:
    # a plain number that is drawn as a node has itself for a name
    variables = [v for v in scene.nodes if not v.gate and (v.label or v.name != v.data)]
    shown = ",  ".join(f"{v.name} = {v.data}" for v in variables[:_MOST_VARIABLES])
    more = ", …" if len(variables) > _MOST_VARIABLES else ""
    sentence = (
        f"The graph has {_count(len(variables), 'variable')} and {_count(len(gates), 'gate')}. "
        "First every gate computes its value from its operands, parents before children."
    )
    return "", "Start", sentence, [(shown + more, "data")], ""


def _gate(scene: Scene, gates: list[int], k: int) -> _Words:
    node = scene.nodes[gates[k - 1]]
    phase = f"Forward pass, gate {k} of {len(gates)}"
    equation = [(f"{node.numbers} = ", ""), (node.data, "data")]
    return "forward", phase, f"{node.name} = {node.formula}", equation, ""


def _seed(scene: Scene) -> _Words:
    root = scene.nodes[-1]
    seed = f"∂{root.name}/∂{root.name}"
    rule = "From here on every node sends upstream × local to each of its operands." if scene.arrivals else ""
    sentence = f"The backward pass starts at the root with δ = {seed}."
    return "backward", "Backward pass, the seed", sentence, [(f"{seed} = ", ""), (root.delta, "delta")], rule


def _message(scene: Scene, i: int) -> _Words:
    m = scene.arrivals[i - 1]
    edge = scene.edges[m.edge]
    child, parent = scene.nodes[edge.child], scene.nodes[edge.parent]
    sentence = (
        f"{child.name} = {child.formula} sends {parent.name} its message: local gradient × upstream gradient."
    )
    equation = [
        (f"∂{child.name}/∂{parent.name} × δ({child.name}) = ", ""),
        (f"[{edge.partial}]", "partial"), (" × ", ""), (f"[{child.delta}]", "delta"),
        (" = ", ""), (edge.message, "delta"),
    ]  # fmt: skip
    received = (
        f"delta of {parent.name}: {m.before} → {m.after}, "
        f"{m.arrived} of {_count(m.expected, 'message')} received"
        f"{': complete' if m.arrived == m.expected else ''}"
    )
    return "backward", f"Backward pass, message {i} of {len(scene.arrivals)}", sentence, equation, received


def _gates(scene: Scene) -> list[int]:
    return [i for i, node in enumerate(scene.nodes) if node.gate]


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
