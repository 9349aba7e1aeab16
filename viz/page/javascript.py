"""The rows of `ops` as JavaScript, for the page that computes: `xp` is a writer, as for generated Python.

No formula is written by hand: the compiler's writer runs the rows, this one spells the statements the
way JavaScript does. The words themselves (exp, maximum, …) stand in `web/words.js`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from autograd import Value
from autograd.compiler.writing.writer import Code, Writer
from autograd.composite import Folded
from autograd.ops import CONSTANT, NOTHING, TABLE, Op
from autograd.testing.mistakes import MISTAKES, wrong_partials
from viz.page.letters import partials_in_letters
from viz.quoting import script


class JavaScriptWriter(Writer):
    """The vocabulary that writes statements `const t_1 = exp(x0);`, one for each word.

    >>> from autograd.ops import TANH
    >>> writer = JavaScriptWriter()
    >>> str(TANH.partials(writer, Code(writer, "y"), Code(writer, "x0"))[0])
    '1.0 - y * y'
    """

    def line(self, source: str) -> None:
        super().line(f"const {source};")

    def call(self, word: str, *operands: Any) -> Code:
        return self.named(super().call(word, *operands))  # rows of many operands use a text many times

    def pow(self, x: Any, n: Any) -> Code:
        return self.call("pow", x, n)  # as words.pow; x·x·x differs in the last digit


class RowWriter(JavaScriptWriter):
    """The same for rows of the page, which knows edges on which nothing is sent.

    >>> from autograd.ops import DETACH
    >>> str(RowWriter().code(DETACH.partials(None, 2.0, 2.0)[0]))
    'NOTHING'
    """

    def code(self, x: Any) -> Code:
        return Code(self, "NOTHING") if x is NOTHING else super().code(x)


def row_functions(op: Op, operands: int) -> str:
    """Return a row as a JavaScript object, for so many operands.

    It has `name`, `domain` and the functions `forward(x)`, `partials(y, x)`, `excluded(x)` and `slips(y, x)`,
    where x is an array; a row that branches on its operands has `unwritable`, the reason, instead.

    >>> from autograd.ops import EXP
    >>> print(row_functions(EXP, 1))
    {name:"exp",domain:"",forward([x0]){const t_1 = exp(x0);return t_1;},partials(y,[x0]){return [y];}}
    """
    names = [f"x{i}" for i in range(operands)]
    parts = [f"name:{script(op.name)}", f"domain:{script(op.domain)}"]
    try:
        parts.append("forward" + _function(op.forward, [], names))
        parts.append("partials" + _function(op.partials, ["y"], names))
        if op.excluded is not None:
            parts.append("excluded" + _function(partial(_excluded, op), [], names))
    except Exception as error:  # the row is the user's: whatever it does with its operands
        parts[2:] = [f"unwritable:{script(str(error))}"]
    return "{" + ",".join(parts) + "}"


def _function(formula: Callable[..., Any], before: list[str], names: list[str]) -> str:
    """Return parameters and body of a function; the operands come as one array behind the others."""
    writer = RowWriter()
    result = formula(writer, *[Code(writer, name) for name in (*before, *names)])
    if isinstance(result, tuple):
        texts = [str(writer.code(x)) for x in cast(tuple[Any, ...], result)]
        returned = f"[{','.join(texts)}]"
    else:
        returned = str(writer.code(result))
    head = ",".join([*before, f"[{','.join(names)}]"])
    return f"({head}){{{''.join(writer.lines)}return {returned};}}"


def _excluded(op: Op, xp: Writer, *operands: Any) -> Any:
    """Return where a row is undefined; of a folded gate, where one of the rows inside is."""
    if not isinstance(op, Folded):
        return op.excluded(*operands) if op.excluded else 0.0
    found = [*operands, *map(float, op.inside.numbers)]
    anywhere = xp.code(0.0)
    for row, wires in zip(op.inside.rows, op.inside.wires):
        entering = [found[i] for i in wires]
        if row.excluded is not None:
            anywhere = anywhere | _excluded(row, xp, *entering)
        found.append(xp.named(row.forward(xp, *entering)))
    return anywhere


def slip_functions(op: Op, operands: int) -> str:
    """Return what the mistakes of the catalogue make of a row as a JavaScript object.

    It has `kind`, the name of the row if it is one of the table, and the function `slips(y, x)`, whose result
    lists the number of each mistake that concerns the row, with a wrong partial or null for each operand.

    >>> from autograd.ops import SUB
    >>> print(slip_functions(SUB, 2))
    {kind:"sub",slips(y,[x0,x1]){return [[16,[null,1.0]],[17,[-1.0,1.0]]];}}
    """
    names = [f"x{i}" for i in range(operands)]
    writer = JavaScriptWriter()
    y, *xs = [Code(writer, name) for name in ("y", *names)]
    found: list[str] = []
    for number, mistake in enumerate(MISTAKES.values()):
        try:
            wrong = wrong_partials(mistake, op, y, xs, writer)
            if wrong is not None:
                texts = ["null" if x is None else str(writer.code(x)) for x in wrong]
                found.append(f"[{number},[{','.join(texts)}]]")
        except Exception:  # the row is the user's, and the wrong operands are not what it is made for
            continue
    kind = script(op.name if TABLE.get(op.name) is op else "")
    body = f"{''.join(writer.lines)}return [{','.join(found)}];"
    return f"{{kind:{kind},slips(y,[{','.join(names)}]){{{body}}}}}"


def _letters(op: Op, operands: int) -> str:
    return script(partials_in_letters(op, operands))


def rows_of(nodes: list[Value]) -> tuple[list[int], str]:
    """Return for every node the number of its row, -1 if it has none, and all rows as JavaScript: the arrays
    `rows` and, beside it, `slips` and `letters`."""
    number: dict[tuple[Op, int], int] = {}
    rows: list[int] = []
    for node in nodes:
        if node.op is None or node.op is CONSTANT:
            rows.append(-1)
        else:
            rows.append(number.setdefault((node.op, len(node.parents)), len(number)))
    arrays_of = {"rows": row_functions, "slips": slip_functions, "letters": _letters}
    arrays = [
        f"const {name} = [" + ",\n".join(written(op, operands) for op, operands in number) + "];\n"
        for name, written in arrays_of.items()
    ]
    return rows, "".join(arrays)
