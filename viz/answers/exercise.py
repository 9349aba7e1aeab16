"""A sheet with a blank for every δ of a graph, its key, and the same as a test for pytest."""

import re
from dataclasses import dataclass
from keyword import iskeyword
from math import isfinite
from os import PathLike
from pathlib import Path
from unicodedata import normalize

from autograd import Op, Value, ops, record, topological_order
from autograd.files import write
from autograd.ops import CONSTANT
from autograd.testing.answers import judged
from viz.derivations.derivation import derivation

_INFIX = {ops.ADD: "+", ops.SUB: "-", ops.MUL: "*", ops.DIV: "/", ops.POW: "**"}
_OF_MANY = {ops.SUM: "sum", ops.MAXIMUM: "maximum", ops.MINIMUM: "minimum", ops.LOGSUMEXP: "logsumexp"}
_OF_A_LIST = (ops.SUM, ops.LOGSUMEXP)
_LATEX_LINE = re.compile(r"\s*(\\delta_.+?) *&= ")
_BLANK = r"\underline{\hspace{5cm}}"


@dataclass(frozen=True, slots=True, repr=False)
class Exercise:
    """An exercise in files; `save` writes them.

    Attributes:
        markdown: the sheet: the forward equations, and a blank for every δ.
        latex: the same as a document.
        key_markdown: the key: the derivation with numbers.
        key_latex: the same as a document.
        test: a file for pytest that holds the hand-derived δ against the engine.

    >>> x = Value(3.0, "x")
    >>> y = x**2
    >>> y.label = "y"
    >>> exercise(y)
    <Exercise ∂y/∂…: blanks for δ_y, δ_x>
    """

    root: str
    blanks: tuple[str, ...]
    markdown: str
    latex: str
    key_markdown: str
    key_latex: str
    test: str

    def __repr__(self) -> str:
        return f"<Exercise ∂{self.root}/∂…: blanks for {', '.join(f'δ_{name}' for name in self.blanks)}>"

    def _repr_markdown_(self) -> str:
        return self.markdown

    def save(self, folder: str | PathLike[str]) -> list[Path]:
        """Write sheet.md, sheet.tex, key.md, key.tex and test_by_hand.py, each whole or not at all.

        The folder is made if it is missing.

        Raises:
            OSError: the folder cannot be made or written to.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        files = {
            "sheet.md": self.markdown, "sheet.tex": self.latex, "key.md": self.key_markdown,
            "key.tex": self.key_latex, "test_by_hand.py": self.test,
        }  # fmt: skip
        return [write(folder / name, content) for name, content in files.items()]


def exercise(root: Value) -> Exercise:
    """Return an exercise: derive every δ of a graph by hand.

    There is a blank for every label; for every node where no computed node below the root has a label. Nodes
    without one are called v1, v2, … in it.

    Args:
        root: the node to differentiate.

    Raises:
        ValueError: the graph is one leaf, has more than 200 nodes, or a row that is no function of Python.

    >>> x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    >>> q = x + y
    >>> q.label = "q"
    >>> f = q * z
    >>> f.label = "f"
    >>> print(exercise(f).test)
    \"\"\"Gradients derived by hand, held against the engine: run it with pytest.\"\"\"
    <BLANKLINE>
    from autograd.testing import assert_gradients
    <BLANKLINE>
    <BLANKLINE>
    def f(x, y, z):
        q = x + y
        q.label = "q"
        f = q * z
        f.label = "f"
        return f
    <BLANKLINE>
    <BLANKLINE>
    def test_the_gradients_are_those_derived_by_hand():
        at = {"x": -2.0, "y": 5.0, "z": -4.0}
        expected = {
            "f": "1",
            "q": "z",
            "z": "q",
            "x": "δ_q",
            "y": "δ_q",
        }
        assert_gradients(f, at=at, expected=expected)
    <BLANKLINE>
    """
    labels = [node.label for node in topological_order(root) if node.parents and node is not root]
    named = _named(root)
    nodes = [node for node in topological_order(named) if node.op is not CONSTANT]
    if len(nodes) < 2:
        raise ValueError("exercise of a single leaf has nothing to derive: give a root that was computed")
    drawn = [node for node in topological_order(root) if node.op is not CONSTANT]
    asked = [new.label for new, old in zip(nodes, drawn) if old.label or not any(labels) or old is root]
    key = derivation(named)
    formulas = _formulas(named)
    blanks = tuple(name for name in formulas if name in asked)
    forward = key.markdown.partition("**Backward**")[0].rstrip()
    signs = _latex_signs(key.latex, list(formulas))
    lines = " \\\\[1ex]\n".join(f"{signs[name]} &= {_BLANK}" for name in blanks)
    top = signs[named.label].removeprefix("\\delta_")
    begin = f"Derive every $\\delta = \\partial {top}/\\partial$… by hand."
    return Exercise(
        root=named.label,
        blanks=blanks,
        markdown=f"{begin}\n\n{forward}\n\n**Backward**\n\n$$\n{_aligned('aligned', lines)}\n$$\n",
        latex=_document(key.latex.split("\n\n", 1)[0] + "\n\n" + _aligned("align*", lines)),
        key_markdown=key.markdown,
        key_latex=_document(key.latex),
        test=_test(named, {name: formulas[name] for name in blanks}),
    )


def _named(root: Value) -> Value:
    """Return the graph once more, with a label of its own for every node that is no plain number."""
    taken = {node.label for node in topological_order(root)}
    seen: set[str] = set()
    copies: dict[Value, Value] = {}
    k = 0
    for node in topological_order(root):
        if node.op is CONSTANT:
            copies[node] = node
            continue
        k += 1
        wish = label = node.label or f"v{k}"
        again = 1
        while label in seen or (label in taken and (again > 1 or not node.label)):
            again += 1
            label = f"{wish}_{again}"
        seen.add(label)
        if node.op is None:
            copies[node] = Value(node.data)
        else:
            copies[node] = record(node.op, *[copies[parent] for parent in node.parents])
        copies[node].label = label
    return copies[root]


def _formulas(root: Value) -> dict[str, str]:
    """Return every δ in letters, in backward order; as a number where letters do not say it."""
    labels = [node.label for node in reversed(topological_order(root)) if node.op is not CONSTANT]
    said: dict[str, str] = {}
    for line in derivation(root, digits=17).text.splitlines():
        sign, equals, right = line.strip().partition(" = ")
        if equals and sign.removeprefix("δ_") in labels and sign.startswith("δ_"):
            said[sign.removeprefix("δ_")] = right.partition(" = ")[0].partition("  since")[0]
    said |= {label: "" for label in labels if label not in said}
    return {
        judgement.label: said[judgement.label] if judgement.kind == "right" else repr(judgement.delta)
        for judgement in judged(root, said)
    }


def _latex_signs(latex: str, names: list[str]) -> dict[str, str]:
    """Return how LaTeX writes each δ: the left sides of the derivation, which come in the same order."""
    found = [match[1] for line in latex.splitlines() if (match := _LATEX_LINE.match(line))]
    if len(found) == len(names):
        return dict(zip(names, found))
    return {name: f"\\delta_{{{k}}}" for k, name in enumerate(names, 1)}


def _aligned(environment: str, lines: str) -> str:
    return f"\\begin{{{environment}}}\n{lines}\n\\end{{{environment}}}"


def _document(body: str) -> str:
    head = "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n"
    return f"{head}\\noindent Derive every $\\delta$ by hand.\n{body}\n\\end{{document}}\n"


# --- the test ----------------------------------------------------------------------------------------------


def _test(root: Value, expected: dict[str, str]) -> str:
    order = topological_order(root)
    names = _identifiers([node for node in order if node.op is not CONSTANT])
    leaves = [node for node in order if node.op is None]
    body = [f"{names[node]}.label = {_quoted(node.label)}" for node in leaves if names[node] != node.label]
    for node in order:
        if node.op is not None and node.op is not CONSTANT:
            body += [
                f"{names[node]} = {_source(node, names)}",
                f"{names[node]}.label = {_quoted(node.label)}",
            ]
    at = ", ".join(f"{_quoted(names[leaf])}: {_number(leaf.data)}" for leaf in leaves)
    answers = [f"        {_quoted(name)}: {_quoted(formula)}," for name, formula in expected.items()]
    imported = ["import autograd"] if any("autograd." in line for line in body) else []
    function = names[root]
    return "\n".join(
        [
            '"""Gradients derived by hand, held against the engine: run it with pytest."""',
            "", *imported, "from autograd.testing import assert_gradients", "", "",
            f"def {function}({', '.join(names[leaf] for leaf in leaves)}):",
            *[f"    {line}" for line in body], f"    return {function}", "", "",
            "def test_the_gradients_are_those_derived_by_hand():",
            f"    at = {{{at}}}", "    expected = {", *answers, "    }",
            f"    assert_gradients({function}, at=at, expected=expected)", "",
        ]
    )  # fmt: skip


def _identifiers(nodes: list[Value]) -> dict[Value, str]:
    names: dict[Value, str] = {}
    taken = {"autograd", "assert_gradients"}
    for node in nodes:
        name = re.sub(r"\W+", "_", normalize("NFKC", node.label)).strip("_") or "v"
        if not name.isidentifier() or iskeyword(name):
            name = f"v_{name}"
        while name in taken:
            name += "_"
        taken.add(name)
        names[node] = name
    return names


def _source(node: Value, names: dict[Value, str]) -> str:
    """Return the row of a node as Python."""
    op = node.op
    assert op is not None
    operands = [names.get(parent) or _constant(parent.data) for parent in node.parents]
    if op in _INFIX:
        return f" {_INFIX[op]} ".join(operands)
    if op is ops.NEG:
        return f"-{operands[0]}"
    if op is ops.ABS:
        return f"abs({operands[0]})"
    if op.family == "pow":
        return f"{operands[0]} ** {_constant(op.parameter)}"
    if op.family == "take":
        return f"autograd.take([{', '.join(operands)}], {op.parameter})"
    if op in _OF_MANY:
        inside = ", ".join(operands)
        return f"autograd.{_OF_MANY[op]}({f'[{inside}]' if op in _OF_A_LIST else inside})"
    if op is ops.DOT:
        n = len(operands) // 2
        parts = [f"[{', '.join(operands[:n])}]", f"[{', '.join(operands[n : 2 * n])}]", *operands[2 * n :]]
        return f"autograd.dot({', '.join(parts)})"
    row = ops.FUNCTIONS.get(op.family or op.name)
    if row is op or (row is not None and not isinstance(row, Op) and row(op.parameter) is op):
        parameter = "" if op.parameter is None else _constant(op.parameter)
        return f"{operands[0]}.{op.family or op.name}({parameter})"
    raise ValueError(
        f"exercise cannot write {op.name} of {node.label} as Python: it is no function of autograd; "
        "unfold it, or write it with the operations of the table"
    )


def _constant(number: float) -> str:
    text = str(int(number)) if float(number).is_integer() and abs(number) < 2**53 else _number(number)
    return f"({text})" if text.startswith("-") else text


def _number(number: float) -> str:
    return repr(float(number)) if isfinite(number) else f'float("{number}")'


def _quoted(text: str) -> str:
    """Return a text between double quotes, where Python needs no other sign for it."""
    return f'"{text}"' if text.isprintable() and not {'"', "\\"} & {*text} else ascii(text)
