"""The chain rule written out for one graph: what a student writes by hand, for this very expression.

The forward equations with the labels as names, then every δ in backward order, as a formula and with
numbers. The formulas of the partials come from the rows of `ops`, run on names (`formula`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import isclose

from autograd import Message, Value, messages, topological_order, words
from autograd.composite import Folded
from autograd.labels import node_names, visible
from autograd.ops import CONSTANT, EXP, LOGSUMEXP
from viz.derivations.formula import Formula, Symbols, delta, formula, merged, name, slope
from viz.derivations.notation import Latex, Text, cut, write
from viz.scenes.gate import NAMELESS

# What a reader can follow; a longer derivation is a job for the compiler, not for paper.
_MOST_NODES = 200
# A folded gate's partial is written out where that takes so few rows and pieces, else as ∂y/∂x.
_MOST_ROWS, _MOST_PIECES = 12, 12


@dataclass(frozen=True, slots=True, repr=False)
class Derivation:
    """The derivation of one graph in three formats; notebooks show the Markdown.

    Attributes:
        text: for the terminal; `str(derivation)` is the same.
        latex: two `align*` environments of amsmath, for a paper or a slide.
        markdown: headings and formulas between $$, for GitHub, KaTeX, MathJax and notebooks.

    >>> derivation(Value(3.0, "x") ** 2).latex.splitlines()[1]
    'x &= 3 \\\\\\\\'
    """

    text: str
    latex: str
    markdown: str

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return self.markdown


def derivation(root: Value, *, digits: int = 4) -> Derivation:
    """Return the chain rule for the graph of `root`: the forward equations, then every δ = ∂root/∂node.

    Nodes are called by their labels, others v1, v2, … in topological order (lecture A5); a second node
    of the same label gets a number behind it. `backward()` need not be called.

    Args:
        root: the node to differentiate.
        digits: significant digits of all numbers.

    Raises:
        ValueError: the graph has more than 200 nodes, or `.data` was changed since it was recorded.

    >>> x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    >>> q = x + y
    >>> q.label = "q"
    >>> f = q * z
    >>> f.label = "f"
    >>> print(derivation(f))
    forward
      x = −2, y = 5, z = −4
      q = x + y = −2 + 5 = 3
      f = q · z = 3 · (−4) = −12
    <BLANKLINE>
    backward, δ = ∂f/∂…
      δ_f = 1
      δ_q = δ_f · z = 1 · (−4) = −4
      δ_z = δ_f · q = 1 · 3 = 3
      δ_x = δ_q = −4
      δ_y = δ_q = −4
    """
    graph = _Graph(root)
    if len(graph.nodes) > _MOST_NODES:
        raise ValueError(
            f"derivation of {len(graph.nodes):,} nodes would fill a book: at most {_MOST_NODES} are written "
            "out; give it a node nearer to the leaves, or `explain(root, node)` a single node"
        )
    given = [node for node in graph.nodes if not node.parents]
    made = [node for node in graph.nodes if node.parents]

    def lines(notation: Callable[[int, bool], Text], align: str) -> tuple[list[str], list[str]]:
        def line(left: Formula, right: Formula, value: float) -> str:
            return _equation(left, right, value, notation, digits, align)

        plain = notation(digits, False)
        equals = f"{align}= "
        values = [
            f"{write(graph.formulas[v], plain)} {equals if i == 0 else '= '}{plain.number(v.data)[0]}"
            for i, v in enumerate(given)
        ]
        space = ", " if not align else r",\quad "
        forward = [space.join(values[i : i + 8]) for i in range(0, len(values), 8)]
        forward += [line(graph.formulas[v], graph.forward(v), v.data) for v in made]
        backward = [f"{write(graph.deltas[root], plain)} {equals}1"]
        backward += [
            line(graph.deltas[v], graph.delta(v), graph.deltas[v].value) for v in graph.backward_order()
        ]
        return forward, backward

    forward, backward = lines(Text, "")
    title = f"backward, δ = ∂{Text(digits).name(graph.formulas[root].word)}/∂…"
    text = "\n".join(["forward", *[f"  {x}" for x in forward], "", title, *[f"  {x}" for x in backward]])
    forward, backward = lines(Latex, "&")
    blocks = [" \\\\\n".join(block) for block in (forward, backward)]
    latex = "\n\n".join(f"\\begin{{align*}}\n{block}\n\\end{{align*}}" for block in blocks)
    shown = [f"$$\n\\begin{{aligned}}\n{block}\n\\end{{aligned}}\n$$" for block in blocks]
    markdown = f"**Forward**\n\n{shown[0]}\n\n**Backward**\n\n{shown[1]}\n"
    return Derivation(text, latex, markdown)


def explain(root: Value, node: Value, *, digits: int = 4) -> str:
    """Return in words what a node of the graph of `root` is, which messages it receives, and their sum.

    Args:
        root: the node that is differentiated.
        node: the node to explain.
        digits: significant digits of all numbers.

    Raises:
        ValueError: the node is not in the graph of the root, or `.data` was changed since it was recorded.

    >>> x = Value(3.0, "x")
    >>> y = x * x
    >>> y.label = "y"
    >>> print(explain(y, x))
    x = 3 is a variable.
    It receives 2 messages, and its delta is their sum:
      from y: δ_y · x = 1 · 3 = 3
      from y: δ_y · x = 1 · 3 = 3
    δ_x = 3 + 3 = 6: when x grows by a small h, y changes by about 6 · h.
    """
    graph = _Graph(root, (node,))
    if node not in graph.formulas:
        label = f" {node.label!r}" if node.label else ""
        raise ValueError(
            f"explain: the node{label} is not in the graph of the root: "
            "the root does not depend on it; give a root that was computed from it"
        )
    plain = Text(digits)
    named, error = graph.formulas[node], graph.deltas[node]
    called = write(named, plain)
    if node.parents:
        sentences = [_equation(named, graph.forward(node), node.data, Text, digits, "") + "."]
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
        product, child = graph.message(m), graph.formulas[m.child]
        start = f"  from {write(child, plain)}: {write(product, plain)}"
        told.append(start + _numbers(product, m.message, Text, digits, "") + _reasons(product, plain))
    sentences += cut(told, plain, "  ")
    value = plain.number(error.value)[0]
    total = Formula("sum", error.value, tuple([name("", m.message) for m in received]))
    summed = f"{write(total, plain)} = {value}" if len(received) > 1 else value
    factor = f"({value})" if value.startswith("−") else value
    end = write(graph.formulas[root], plain)
    sentences.append(
        f"{write(error, plain)} = {summed}: when {called} grows by a small h, "
        f"{end} changes by about {factor} · h."
    )
    return "\n".join(sentences)


class _Graph:
    """The graph of a root with a name and a δ for each node; plain numbers are no nodes here."""

    def __init__(self, root: Value, named: tuple[Value, ...] = ()) -> None:
        order = topological_order(root)
        self.root = root
        self.nodes = [v for v in order if v.op is not CONSTANT or v.label or v is root or v in named]
        names = node_names(order, also=dict.fromkeys((root, *named)))
        self.received: dict[Value, list[Message]] = {v: [] for v in order}
        self.ledger = messages(root)
        for m in self.ledger:
            self.received[m.parent].append(m)
        # a name without a word is written as its number
        self.formulas = {v: name(names.get(v, ""), v.data) for v in order}
        self.deltas = {v: delta(names.get(v, ""), d) for v, d in self.ledger.deltas.items()}
        self._partials: dict[Value, tuple[Formula, ...]] = {}

    def backward_order(self) -> list[Value]:
        """Return the nodes below the root in the order in which their last message arrives."""
        named = set(self.nodes)
        return [m.parent for m in self.ledger if m.arrived == m.expected and m.parent in named]

    def forward(self, node: Value) -> Formula:
        """Return the node as a formula of its parents."""
        op = node.op
        assert op is not None
        operands = [self.formulas[parent] for parent in node.parents]
        if isinstance(op, Folded) or op.written == "name":
            value = op.forward(words, *[x.value for x in operands])
            result = Formula("gate", value, tuple(operands), visible(op.chalk or op.symbol))
        elif op is LOGSUMEXP:  # the row shifts by the maximum, which changes no number
            value = op.forward(words, *[x.value for x in operands])
            powers = [EXP.forward(Symbols(), x) for x in operands]
            result = Formula("log", value, (Formula("sum", 0.0, tuple(powers)) if powers[1:] else powers[0],))
        else:
            try:
                result = formula(op.forward(Symbols(), *operands))
            except Exception:  # a row of the user's that is not generic
                result = Formula("gate", node.data, tuple(operands), visible(op.name) or NAMELESS)
        return _checked(result, node.data, node)

    def partials(self, node: Value) -> tuple[Formula, ...]:
        """Return ∂node/∂parent as formulas, one for each parent."""
        if node not in self._partials:
            op, operands = node.op, [self.formulas[parent] for parent in node.parents]
            assert op is not None
            y = self.formulas[node]
            named = tuple(slope(y.word, x.word, p) for x, p in zip(operands, node.partials))
            try:
                written = not isinstance(op, Folded) or op.size <= _MOST_ROWS
                rule = op.textbook or op.partials
                found = tuple(map(formula, rule(Symbols(), y, *operands))) if written else named
            except Exception:  # here, too, whatever it does with its operands
                found = named
            if isinstance(op, Folded):
                found = tuple(p if _is_short(p) else q for p, q in zip(found, named))
            self._partials[node] = tuple(_checked(p, q, node) for p, q in zip(found, node.partials))
        return self._partials[node]

    def message(self, m: Message) -> Formula:
        """Return δ of the child times the partial; a factor 0 stays to be seen."""
        upstream, partial = self.deltas[m.child], self.partials(m.child)[m.position]
        if partial.kind == "number" and partial.value == 0:
            return Formula("product", m.message, (upstream, partial))
        product = upstream * partial
        return Formula(product.kind, product.value, product.parts, product.word, partial.because)

    def delta(self, node: Value) -> Formula:
        """Return δ of the node as the sum of its messages."""
        terms = [self.message(m) for m in self.received[node]]
        return terms[0] if len(terms) == 1 else Formula("sum", self.deltas[node].value, tuple(terms))


def _checked(found: Formula, recorded: float, node: Value) -> Formula:
    """Return the formula if its number is the recorded one."""
    value = found.value
    if isclose(value, recorded, rel_tol=1e-9, abs_tol=1e-300) or (value != value and recorded != recorded):
        return found
    raise ValueError(
        f"derivation of {node.label or node.op}: {recorded:g} was recorded, but its operands give {value:g}: "
        "some .data was changed after the graph was recorded; compute the expression again"
    )


def _is_short(x: Formula) -> bool:
    pieces = [x]
    for piece in pieces:  # grows while it is read
        pieces += piece.parts
        if len(pieces) > _MOST_PIECES:
            return False
    return True


def _equation(
    left: Formula,
    right: Formula,
    value: float,
    notation: Callable[[int, bool], Text],
    digits: int,
    align: str,
) -> str:
    """Return left = right = with numbers = value, and what decided about the branch."""
    plain = notation(digits, False)
    start = f"{write(left, plain)} {align}= {write(right, plain)}"
    return start + _numbers(right, value, notation, digits, align) + _reasons(right, plain, align)


def _numbers(
    right: Formula, value: float, notation: Callable[[int, bool], Text], digits: int, align: str
) -> str:
    """Return = with numbers = value; what says the same as the step before it is left out."""
    plain, numbers = notation(digits, False), notation(digits, True)
    steps = [write(right, plain), write(right, numbers), plain.number(value)[0]]
    return "".join(f" = {step}" for before, step in pairwise(steps) if step != before)


def _reasons(right: Formula, plain: Text, align: str = "") -> str:
    reasons = merged(right.because)
    if not reasons:
        return ""
    since = r" \quad \text{since } " if align else "  since "
    return since + ", ".join(write(reason, plain) for reason in reasons)
