"""The chain rule written out for one graph: what a student writes by hand, for this very expression.

The forward equations with the labels as names, then every δ in backward order, as a formula and with
numbers. The formulas of the partials come from the rows of `ops`, run on names (`formula`); `board` makes the
lines of them, `layout` sets them.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograd import Value
from autograd.ops import CONSTANT
from viz.derivations.board import Board
from viz.derivations.formula import Formula, name
from viz.derivations.graph import Graph, Line
from viz.derivations.layout import Row, Written, blocks, columns, equation
from viz.derivations.notation import STYLES, Latex, Text, cut, write
from viz.derivations.steps import Steps
from viz.scenes.text import rounding

# What a reader can follow; a longer derivation is a job for the compiler, not for paper.
_MOST_NODES = 200


@dataclass(frozen=True, slots=True, repr=False)
class Derivation(Written):
    """The derivation of one graph in three formats; notebooks show the Markdown.

    Attributes:
        text: for the terminal; `str(derivation)` is the same.
        latex: two `align*` environments of amsmath, for a paper or a slide.
        markdown: headings and formulas between $$, for GitHub, KaTeX, MathJax and notebooks.
        steps: the raw form, a line for every gate, nothing simplified; the same three formats.
        columns: forward beside backward in letters alone, the two columns of lecture L4; the same formats.

    >>> derivation(Value(3.0, "x") ** 2).latex.splitlines()[1]
    'x &= 3 \\\\\\\\'
    """

    steps: Written
    columns: Written


def derivation(
    root: Value, style: str = "delta", *, digits: int | None = None, decimals: int | None = None
) -> Derivation:
    """Return the chain rule for the graph of `root` as on the board: forward, then every ∂root/∂node.

    Nodes are called by their labels; a second node of the same label gets a number behind it. A gate without
    a label is written into the formula of the gate that uses it; if two do, or it is long, it is called v1,
    v2, … by its place in the topological order (lecture A5). `backward()` need not be called.

    On the right stands [local gradient] × [upstream gradient], as in pictures and tables; only Leibniz's
    chain is read from the root, dL/dz = dL/dy · dy/dz. The root's own 1 is no factor but in "bar".

    Args:
        root: the node to differentiate.
        style: "delta", δ_y; "partial", ∂L/∂y; "bar", ȳ; "leibniz", dL/dz = dL/dy · dy/dz.
        digits: significant digits of all numbers, 4 by default.
        decimals: digits after the point instead, as lecture L1 rounds; not both.

    Raises:
        ValueError: another style; the graph has more than 200 nodes, or `.data` was changed since it was
            recorded; `digits` and `decimals`.

    Source: lectures L1 (∂f/∂y), L2 (df/dx = dg/dh · dh/dx), L4 (δ_y and ȳ).

    >>> x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    >>> q = x + y
    >>> q.label = "q"
    >>> f = q * z
    >>> f.label = "f"
    >>> print(derivation(f))
    forward
      x = −2, y = 5, z = −4
      q = x + y = −2 + 5 = 3
      f = q z = 3 · (−4) = −12
    <BLANKLINE>
    backward, δ = ∂f/∂…
      δ_f = 1
      δ_q = z = −4
      δ_z = q = 3
      δ_x = δ_q = −4
      δ_y = δ_q = −4
    >>> print(derivation(f, "leibniz").columns)
    computing f        computing the derivatives
      q = x + y          df/df = 1
      f = q z            df/dq = z
                         df/dz = q
                         df/dx = df/dq · dq/dx
                         df/dy = df/dq · dq/dy
    """
    if style not in STYLES:
        raise ValueError(
            f"derivation in the style {style!r}: it is written as {', '.join(map(repr, STYLES))}"
        )
    digits = rounding(digits, decimals)
    graph = Graph(root)
    if len(graph.nodes) > _MOST_NODES:
        raise ValueError(
            f"derivation of {len(graph.nodes):,} nodes would fill a book: at most {_MOST_NODES} are written "
            "out; give it a node nearer to the leaves, or `explain(root, node)` a single node"
        )
    end = graph.called[root]
    given = [(graph.names[node], node.data) for node in graph.nodes if not node.parents]

    def notations(compact: bool):
        def text(numbers: bool) -> Text:
            return Text(digits, numbers, compact=compact, style=style, root=end)

        def latex(numbers: bool) -> Text:
            return Latex(digits, numbers, compact=compact, style=style, root=end)

        return text, latex

    title = Row(_title(style, end, digits), "Backward")
    top = Line(graph.signals[root], (Formula("number", 1.0),), 1.0)
    steps, board = Steps(graph), Board(graph, style)
    raw = blocks(given, steps.forward, [top, *steps.backward], title, *notations(False))
    whole = blocks(given, board.forward, [top, *board.backward], title, *notations(True))
    plain, latex = (notation(False) for notation in notations(True))
    titles = (
        Row(f"computing {plain.name(end)}", f"\\text{{computing }}{latex.name(end)}"),
        Row("computing the derivatives", r"\text{computing the derivatives}"),
    )
    forward = board.forward or [Line(x, (Formula("number", value),), value) for x, value in given]
    beside = columns(forward, [top, *board.backward], titles, *notations(True))
    return Derivation(whole.text, whole.latex, whole.markdown, raw, beside)


def _title(style: str, root: str, digits: int) -> str:
    called = Text(digits).name(root)
    told = {"delta": f", δ = ∂{called}/∂…", "bar": f", ȳ = ∂{called}/∂y"}
    return f"backward{told.get(style, '')}"


def explain(root: Value, node: Value, *, digits: int | None = None, decimals: int | None = None) -> str:
    """Return in words what a node of the graph of `root` is, which messages it receives, and their sum.

    Args:
        root: the node that is differentiated.
        node: the node to explain.
        digits: significant digits of all numbers, 4 by default.
        decimals: digits after the point instead; not both.

    Raises:
        ValueError: the node is not in the graph of the root, or `.data` was changed since it was recorded.

    >>> x = Value(3.0, "x")
    >>> y = x * x
    >>> y.label = "y"
    >>> print(explain(y, x))
    x = 3 is a variable.
    It receives 2 messages, and its delta is their sum:
      from y: x · δ_y = 3 · 1 = 3
      from y: x · δ_y = 3 · 1 = 3
    δ_x = 3 + 3 = 6: when x grows by a small h, y changes by about 6 · h.
    """
    digits = rounding(digits, decimals)
    graph = Graph(root, (node,))
    if node not in graph.names:
        label = f" {node.label!r}" if node.label else ""
        raise ValueError(
            f"explain: the node{label} is not in the graph of the root: "
            "the root does not depend on it; give a root that was computed from it"
        )
    plain, steps = Text(digits), Steps(graph)
    named, error = graph.names[node], graph.signals[node]
    called = write(named, plain)

    def notation(numbers: bool) -> Text:
        return Text(digits, numbers)

    if node.parents:
        sentences = [equation(steps.gate(node), notation) + "."]
    else:
        kind = "a constant" if node.op is CONSTANT else "a variable"
        sentences = [f"{called} = {plain.number(node.data)[0]} is {kind}."]
    if node is root:
        return f"{sentences[0]}\nIt is the root: {write(error, plain)} = ∂{called}/∂{called} = 1."
    received = graph.received[node]
    if len(received) == 1:
        sentences.append("It receives 1 message, which is its delta:")
    else:
        sentences.append(f"It receives {len(received)} messages, and its delta is their sum:")
    told: list[str] = []
    for m in received:
        told.append(
            "  from " + equation(Line(graph.names[m.child], (steps.message(m),), m.message), notation)
        )
    sentences += cut([one.replace(" = ", ": ", 1) for one in told], plain, "  ")
    value = plain.number(error.value)[0]
    total = Formula("sum", error.value, tuple([name("", m.message) for m in received]))
    summed = f"{write(total, plain)} = {value}" if len(received) > 1 else value
    factor = f"({value})" if value.startswith("−") else value
    end = write(graph.names[root], plain)
    sentences.append(
        f"{write(error, plain)} = {summed}: when {called} grows by a small h, "
        f"{end} changes by about {factor} · h."
    )
    return "\n".join(sentences)
