"""The recorded graph of one sample as JavaScript: what the model answers, the loss, and its gradient.

The rows of the table are run by the writer that the step-through page uses; here they become straight-line
functions of arrays, which browsers compile in turn: some 100,000 samples a second. Letters in the generated
source: `x` the inputs of one sample, `t` its target, `w` the parameters, `g` the sum of gradients.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from autograd.compiler.planning.lower import lower
from autograd.compiler.recording.graph import Graph, needed_by_outputs, wanted_nodes
from autograd.compiler.writing.writer import Code, written, written_partials
from autograd.ops import NOTHING, Op
from viz.page.javascript import JavaScriptWriter

# V8 optimizes functions up to 60 kB of bytecode, about 25,000 letters of these; beyond it is 50 times slower
_PIECE = 12_000
_NAME = re.compile(r"\b[tvd]_\d+\b")


def outputs_source(graph: Graph, outputs: list[int]) -> str:
    """Return the function `(x, w)` that returns these nodes as an array.

    >>> from autograd import Value
    >>> from autograd.compiler.recording.graph import Argument
    >>> from autograd.compiler.recording.record import record_graph
    >>> w = Value(3.0)
    >>> graph = record_graph(lambda x: w * x, [w], [Argument("x", (), False)])
    >>> outputs_source(graph, graph.outputs)
    '(x,w)=>{const v_1 = w[0] * x[0];return [v_1];}'
    """
    writer = JavaScriptWriter()
    low = lower(replace(graph, outputs=outputs))
    text = _forward(low, writer)
    returned = ",".join(str(writer.code(text[i])) for i in low.outputs)
    return _function("x,w", writer.lines, f"[{returned}]")


def loss_source(graph: Graph, loss: int) -> str:
    """Return the function `(x, t, w)` that returns one node."""
    writer = JavaScriptWriter()
    low = lower(replace(graph, outputs=[loss]))
    text = _forward(low, writer)
    return _function("x,t,w", writer.lines, str(writer.code(text[low.outputs[0]])))


def gradient_source(graph: Graph, loss: int) -> str:
    """Return the function `(x, t, w, g)` that returns one node and adds ∂node/∂w to `g`.

    >>> from autograd import Value
    >>> from autograd.compiler.recording.graph import Argument
    >>> from autograd.compiler.recording.record import record_graph
    >>> w = Value(3.0)
    >>> graph = record_graph(lambda x: w * x, [w], [Argument("x", (), False)])
    >>> gradient_source(graph, graph.outputs[0])
    '(x,t,w,g)=>{const v_1 = w[0] * x[0];g[0] += x[0];return v_1;}'
    """
    writer = JavaScriptWriter()
    low = lower(replace(graph, outputs=[loss]))
    text = _forward(low, writer)
    wanted = wanted_nodes(low, [False] * low.n_elements + [True] * low.n_parameters)
    # messages of a node: texts, or numbers where all factors are
    messages: list[list[Any]] = [[] for _ in low.op]
    messages[low.outputs[0]].append(1.0)
    for i in range(len(low.op) - 1, low.n_leaves - 1, -1):
        op, operands = low.op[i], low.operands[i]
        if not wanted[i] or not messages[i] or op is None:
            continue
        delta = _total(messages[i])
        if isinstance(delta, Code):
            delta = writer.named(delta, "d")
        partials = written_partials(op, writer, text[i], [text[j] for j in operands])
        for j, partial in zip(operands, partials):
            if wanted[j] and partial is not NOTHING:
                messages[j].append(delta * (partial if isinstance(partial, Code) else float(partial)))
    for k in range(low.n_parameters):
        if messages[low.n_elements + k]:
            writer.lines.append(f"g[{k}] += {writer.code(_total(messages[low.n_elements + k]))};")
    return _function("x,t,w,g", writer.lines, str(writer.code(text[low.outputs[0]])))


def operand_count(graph: Graph, loss: int) -> int:
    """Return how many operands the gates of a graph have together: what a browser computes for a sample."""
    low = lower(replace(graph, outputs=[loss]))
    return sum(map(len, low.operands))


def with_row(graph: Graph, nodes: list[int], row: Op) -> Graph:
    """Return the graph with another row of one operand at some of its nodes."""
    ops = list(graph.op)
    for i in nodes:
        ops[i] = row
    return replace(graph, op=ops)


def _total(messages: list[Any]) -> Any:
    total: Any = 0
    for message in messages:
        total = total + message
    return total


def _forward(graph: Graph, writer: JavaScriptWriter) -> list[Any]:
    """Write the forward pass; return what each node is called: a text, or its number."""
    text: list[Any] = []
    for k, argument in zip("xt", graph.arguments):
        size = 1
        for n in argument.shape:
            size *= n
        text += [Code(writer, f"{k}[{i}]") for i in range(size)]
    text += [Code(writer, f"w[{i}]") for i in range(graph.n_parameters)]
    # Values that the model met on the way are no parameters, so nothing changes them here
    text += [leaf.data for leaf in graph.parameters[graph.n_parameters :]]
    needed = needed_by_outputs(graph)
    for i in range(graph.n_leaves, len(graph.op)):
        op, operands = graph.op[i], graph.operands[i]
        if op is None or not needed[i]:
            text.append(None)
        elif not operands:
            text.append(graph.number[i])
        else:
            y = written(op, writer, [text[j] for j in operands])
            text.append(writer.named(y, "v") if isinstance(y, Code) else float(y))
    return text


def _function(heads: str, lines: list[str], returned: str) -> str:
    """Return the function of these statements; long ones as several, which hand names on in an array."""
    *firsts, last = pieces = [*_pieces(lines)]
    if not firsts:
        return f"({heads})=>{{{''.join(lines)}return {returned};}}"
    last.append(f"return {returned};")
    read = [dict.fromkeys(name for line in piece for name in _NAME.findall(line)) for piece in pieces]
    made = [{line.split()[1] for line in piece if line.startswith("const ")} for piece in pieces]
    crossing = dict.fromkeys(name for names, own in zip(read, made) for name in names if name not in own)
    place = {name: f"s[{i}]" for i, name in enumerate(crossing)}
    parts: list[str] = []
    for piece, names, own in zip(pieces, read, made):
        begin = [f"const {name} = {place[name]};" for name in names if name not in own]
        end = [f"{place[name]} = {name};" for name in names if name in own and name in place]
        parts.append(f"({heads})=>{{{''.join((*begin, *piece, *end))}}}")
    calls = "".join(f"p[{i}]({heads});" for i in range(len(firsts)))
    listed = ",\n".join(parts)
    return (
        f"(()=>{{const s = new Float64Array({len(place)}), p = [\n{listed}];\n"
        f"return ({heads})=>{{{calls}return p[{len(firsts)}]({heads});}};}})()"
    )


def _pieces(lines: list[str]) -> Iterator[list[str]]:
    """Yield the statements in groups that are short enough; one group at least."""
    piece: list[str] = []
    for line in lines:
        if sum(map(len, piece)) + len(line) > _PIECE and piece:
            yield piece
            piece = []
        piece.append(line)
    yield piece
