"""A reader of the op rows that writes Python: `xp` is a Writer, operands and results are Code.

`TANH.partials(writer, y, x)` gives the text `1.0 - y * y`. Both emitters use it, so every formula in a
generated program comes from its row. The words of the vocabulary are written as calls for arrays and as
conditional expressions for single numbers.
"""

from __future__ import annotations

from typing import Any, NoReturn

from autograd.ops import Op
from autograd.words import Vocabulary

_ATOM, _POWER, _PRODUCT, _QUOTIENT, _SUM, CHOICE = 6, 5, 4, 3, 2, 1
# Code longer than this gets a name of its own: Python's compiler is recursive in nested expressions.
_LONG = 400


class Code:
    """Python source of an expression, with the precedence of its outermost operator."""

    __slots__ = ("rank", "source", "writer")

    def __init__(self, writer: Writer, source: str, rank: int = _ATOM) -> None:
        self.writer = writer
        self.source = source
        self.rank = rank

    def at(self, rank: int) -> str:
        """Return the source, in parentheses if it binds less tightly than `rank`."""
        return self.source if self.rank >= rank else f"({self.source})"

    def __str__(self) -> str:
        return self.source

    def __add__(self, other: Any) -> Any:
        return self.writer.binary("+", self, other, _SUM)

    def __radd__(self, other: Any) -> Any:
        return self.writer.binary("+", other, self, _SUM)

    def __sub__(self, other: Any) -> Any:
        return self.writer.binary("-", self, other, _SUM)

    def __rsub__(self, other: Any) -> Any:
        return self.writer.binary("-", other, self, _SUM)

    def __mul__(self, other: Any) -> Any:
        return self.writer.binary("*", self, other, _PRODUCT)

    def __rmul__(self, other: Any) -> Any:
        return self.writer.binary("*", other, self, _PRODUCT)

    def __truediv__(self, other: Any) -> Any:
        return self.writer.binary("/", self, other, _QUOTIENT)

    def __rtruediv__(self, other: Any) -> Any:
        return self.writer.binary("/", other, self, _QUOTIENT)

    def __mod__(self, other: Any) -> Code:
        return self.writer.call("mod", self, other)

    def __neg__(self) -> Code:
        return Code(self.writer, f"-{self.at(_POWER)}", _PRODUCT)

    def __abs__(self) -> Any:
        return self.writer.call("abs", self)

    def __lt__(self, other: Any) -> Code:
        return self._compared("<", other)

    def __le__(self, other: Any) -> Code:
        return self._compared("<=", other)

    def __gt__(self, other: Any) -> Code:
        return self._compared(">", other)

    def __ge__(self, other: Any) -> Code:
        return self._compared(">=", other)

    def __eq__(self, other: Any) -> Code:  # type: ignore[override]
        return self._compared("==", other)

    def __ne__(self, other: Any) -> Code:  # type: ignore[override]
        return self._compared("!=", other)

    def __and__(self, other: Any) -> Any:
        if isinstance(other, bool):  # a comparison of plain numbers
            return self if other else False
        return Code(self.writer, f"{self.at(_SUM)} & {self.writer.code(other).at(_SUM)}", CHOICE)

    __rand__ = __and__

    def __or__(self, other: Any) -> Any:
        if isinstance(other, bool):
            return True if other else self
        return Code(self.writer, f"{self.at(_SUM)} | {self.writer.code(other).at(_SUM)}", CHOICE)

    __ror__ = __or__
    __hash__ = None  # type: ignore[assignment]

    def _compared(self, sign: str, other: Any) -> Code:
        return Code(self.writer, f"{self.at(_SUM)} {sign} {self.writer.code(other).at(_SUM)}", CHOICE)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a row of the op table branched on its operand: write it with xp.where, xp.maximum, …"
        )

    __float__ = __int__ = __index__ = __bool__


class Writer(Vocabulary):
    """The vocabulary `xp` that writes array source: every word is a call.

    Attributes:
        lines: the statements written so far; texts that are used often or grow long become one.
        names: how many names were made up; `given`: names that must not be given again.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names = 0
        self.given: set[str] = set()
        self._known: dict[str, Code] = {}

    def code(self, x: Any) -> Code:
        """Return a number or Code as Code."""
        if isinstance(x, Code):
            return x
        x = float(x)  # inf and nan are names in the generated module
        return Code(self, repr(x), _PRODUCT if repr(x)[0] == "-" else _ATOM)

    def line(self, source: str) -> None:
        """Append a statement."""
        self.lines.append(source)

    def named(self, x: Any, prefix: str = "t") -> Code:
        """Return Code that is a name or a number, after a line that gives it the name if necessary."""
        text = self.code(x)
        if not isinstance(x, Code) or text.source.isidentifier():
            return text
        if text.source in self._known:  # no name is ever given a second value
            return self._known[text.source]
        name = self.new_name(prefix)
        self.line(f"{name} = {text.source}")
        self._known[text.source] = Code(self, name)
        return self._known[text.source]

    def new_name(self, prefix: str) -> str:
        """Return a name that was not given yet."""
        self.names += 1
        while (name := f"{prefix}_{self.names}") in self.given:
            self.names += 1
        self.given.add(name)
        return name

    def binary(self, sign: str, a: Any, b: Any, rank: int) -> Any:
        """Return a ⊙ b; the neutral elements that rows produce (0 + x, 1 · x, -1 · x) are not written."""
        if sign == "+" and a.__class__ is int and a == 0:  # where Python's sum starts
            return b
        if sign == "*":
            for one, x in ((a, b), (b, a)):
                if one.__class__ is float and abs(one) == 1:
                    return x if one == 1 else -x
        left, right = self.code(a), self.code(b)
        if sign == "*" and right.source.startswith("1.0 / ") and right.rank == _QUOTIENT:  # a · 1/x = a/x
            return Code(self, f"{left.at(_QUOTIENT)}{right.source[3:]}", _QUOTIENT)
        if len(left.source) > _LONG:
            left = self.named(left)
        # a·b/c is read as (a·b)/c: what stands on the right of · keeps its quotient in parentheses
        tighter = {"+": _SUM, "-": _QUOTIENT, "*": _PRODUCT, "/": _POWER}[sign]
        return Code(self, f"{left.at(_QUOTIENT if sign in '*/' else rank)} {sign} {right.at(tighter)}", rank)

    def call(self, word: str, *operands: Any) -> Code:
        """Return word(operands)."""
        return Code(self, f"{word}({', '.join(self.code(x).source for x in operands)})")

    def divide(self, x: Any, y: Any) -> Any:
        return self.code(x) / self.named(y)  # rows of many operands divide all by the same

    def pow(self, x: Any, n: Any) -> Any:
        # small whole powers as products: many times faster than the general function
        if not isinstance(n, Code):
            if n == 1:
                return x
            if n in (2, 3):
                x = self.named(x)
                return x * x if n == 2 else x * x * x
        return self.call("pow", x, n)


class ScalarWriter(Writer):
    """The vocabulary that writes source for Python floats: choices are conditional expressions."""

    def maximum(self, x: Any, y: Any) -> Code:
        return self._extreme(x, y, "<")

    def minimum(self, x: Any, y: Any) -> Code:
        return self._extreme(x, y, ">")

    def _extreme(self, x: Any, y: Any, worse: str) -> Code:
        # as in words: nan wins, of a number too; the first of equals wins
        a, b = self.named(x), self.named(y)
        nan = f" or {b} != {b}" if isinstance(y, Code) or y != y else ""
        return self.named(Code(self, f"{b} if {a} {worse} {b}{nan} else {a}", CHOICE))

    def sign(self, x: Any) -> Code:
        a = self.named(x)
        return Code(self, f"1.0 if {a} > 0.0 else -1.0 if {a} < 0.0 else {a} * 0.0", CHOICE)

    def where(self, condition: Any, x: Any, y: Any) -> Code:
        branches = [self.code(z).at(_SUM) for z in (x, y)]
        return self.named(Code(self, f"{branches[0]} if {self.code(condition)} else {branches[1]}", CHOICE))


class BranchlessWriter(ScalarWriter):
    """The vocabulary for compilers of Python functions: choices are elements of tuples.

    numba takes time that grows with the square of the number of branches: 26 s for 250 times relu.
    """

    def _extreme(self, x: Any, y: Any, worse: str) -> Code:
        a, b = self.named(x), self.named(y)
        nan = f"({a} {worse} {b}) | ({b} != {b})" if isinstance(y, Code) or y != y else f"{a} {worse} {b}"
        return self.named(Code(self, f"({a}, {b})[int({nan})]"))

    def sign(self, x: Any) -> Code:
        a = self.named(x)
        return Code(self, f"({a} * 0.0, 1.0, -1.0)[int({a} > 0.0) + 2 * int({a} < 0.0)]")

    def where(self, condition: Any, x: Any, y: Any) -> Code:
        return self.named(Code(self, f"({self.code(y)}, {self.code(x)})[int({self.code(condition)})]"))


def written(op: Op, writer: Writer, operands: list[Any]) -> Any:
    """Return the forward of a row as Code (or as a number, where it does not depend on its operands)."""
    try:
        return op.forward(writer, *operands)
    except (TypeError, AttributeError) as error:
        raise TypeError(
            f"{op.name} cannot be compiled: {error}; write its row in generic arithmetic and the words of xp"
        ) from error


def written_partials(op: Op, writer: Writer, y: Any, operands: list[Any]) -> tuple[Any, ...]:
    """Return the partials of a row as Code and numbers."""
    try:
        partials = op.partials(writer, y, *operands)
        if len(partials) != len(operands):
            raise TypeError(f"it returned {len(partials)} partials, a row returns one for each operand")
        return partials
    except (TypeError, AttributeError) as error:
        raise TypeError(
            f"{op.name} cannot be compiled: {error}; write its row in generic arithmetic and the words of xp"
        ) from error
