"""The vocabulary `xp` that records: rows of `ops` run on it leave Values, so a partial is a graph of its own.

`Expression` is the operand, a node with the operators that rows use; `Recorder` the vocabulary. What is a
plain number stays one: neutral elements are left out, so that 3x² comes out of x³ and no 1·3·x²·1. A product
with the number 0 is 0, also where the other factor is inf or nan; nothing else is rounded or decided
differently than the rows on floats do. Choices are recorded as gates (`ops.where`): the graph holds for other
numbers, too, and where there are none yet, in a function that is being compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, reduce
from math import inf
from typing import Any, NamedTuple, NoReturn

from autograd import ops, words
from autograd.ops import CONSTANT, Op
from autograd.value import Value, new_node

# Up to here whole numbers are exact.
_LARGEST_WHOLE = 2.0**53


class Expression:
    """A node as an operand of rows.

    >>> from autograd.ops import TANH
    >>> x = Value(0.5)
    >>> (partial,) = TANH.partials(Recorder(), Expression(x.tanh()), Expression(x))
    >>> partial.node.op.name, f"{partial.node.data:.4f}"
    ('sub', '0.7864')
    """

    __slots__ = ("node",)

    def __init__(self, node: Value) -> None:
        self.node = node

    def __add__(self, other: Any) -> Any:
        return added(self, _operand(other))

    def __radd__(self, other: Any) -> Any:
        return added(_operand(other), self)

    def __sub__(self, other: Any) -> Any:
        return _difference(self, _operand(other))

    def __rsub__(self, other: Any) -> Any:
        return _difference(_operand(other), self)

    def __mul__(self, other: Any) -> Any:
        return product(self, _operand(other))

    def __rmul__(self, other: Any) -> Any:
        return product(_operand(other), self)

    def __truediv__(self, other: Any) -> Any:
        return _quotient(self, _operand(other))

    def __rtruediv__(self, other: Any) -> Any:
        return _quotient(_operand(other), self)

    def __pow__(self, other: Any) -> Any:
        return _power(self, _operand(other))

    def __rpow__(self, other: Any) -> Any:
        return _power(_operand(other), self)

    def __neg__(self) -> Any:
        return _minus(self)

    def __abs__(self) -> Any:
        return _recorded(ops.ABS, self)

    def __lt__(self, other: Any) -> Any:
        return _compared("<", self, _operand(other))

    def __le__(self, other: Any) -> Any:
        return _compared("<=", self, _operand(other))

    def __gt__(self, other: Any) -> Any:
        return _compared("<", _operand(other), self)

    def __ge__(self, other: Any) -> Any:
        return _compared("<=", _operand(other), self)

    def __eq__(self, other: Any) -> Any:
        return _compared("==", self, _operand(other))

    def __ne__(self, other: Any) -> Any:
        return _compared("!=", self, _operand(other))

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> NoReturn:
        raise TypeError("the row branched on its operand: write it with xp.where, xp.maximum, …")

    def __float__(self) -> NoReturn:
        raise TypeError("the row asked for the number of its operand: write it with the words of xp")

    __int__ = __index__ = __float__


class Condition(NamedTuple):
    """A comparison, or two of them joined by `&` or `|`.

    Whether a number is nan or inf is not asked: rows ask it to say what an undefined slope is, and such
    choices would stand in every derivative of a maximum.
    """

    sign: str
    a: Any
    b: Any

    def __and__(self, other: Any) -> Any:
        if isinstance(other, Condition):
            return Condition("&", self, other)
        return self if other else False

    def __or__(self, other: Any) -> Any:
        if isinstance(other, Condition):
            return Condition("|", self, other)
        return True if other else self

    __rand__, __ror__ = __and__, __or__

    def __bool__(self) -> NoReturn:
        raise TypeError("the row branched on its operand: write it with xp.where, xp.maximum, …")


class Recorder(words.Vocabulary):
    """The words of the rows, recorded; on plain numbers alone they are computed."""

    def call(self, word: str, *operands: Any) -> Any:
        """Return word(operands): a number if all operands are, else the Expression of a new node."""
        operands = tuple(map(_operand, operands))
        if not any(isinstance(x, Expression) for x in operands):
            return getattr(words, word)(*operands)
        return _recorded(_ROWS[word], *operands)

    def divide(self, x: Any, y: Any) -> Any:
        return _quotient(_operand(x), _operand(y))

    def pow(self, x: Any, n: Any) -> Any:
        return _power(_operand(x), _operand(n))

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        if not isinstance(condition, Condition):
            return x if condition else y
        if not isinstance(x, Expression) and not isinstance(y, Expression) and float(x) == float(y):
            return float(x)
        sign, a, b = condition
        if sign == "&":
            return self.where(a, self.where(b, x, y), y)
        if sign == "|":
            return self.where(a, x, self.where(b, x, y))
        return _recorded(ops.where(sign), a, b, _operand(x), _otherwise(sign, a, b, _operand(y)))


class ShiftRecorder(Recorder):
    """The words for `logsumexp`, whose choice is the number that it takes off its operands.

    Any number gives the same, so it is held fast: no derivative goes through the maximum.
    """

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        shift = super().where(condition, x, y)
        return _recorded(ops.DETACH, shift) if isinstance(shift, Expression) else shift


# --- arithmetic, without what changes nothing -----------------------------------------------------------


def _operand(x: Any) -> Any:
    return x if isinstance(x, Expression | Condition) else float(x)


def added(a: Any, b: Any) -> Any:
    """Return a + b of Expressions and floats: 0 + x is x, x + x is 2x, a + (-b) is a - b."""
    if not isinstance(a, Expression):
        a, b = b, a
    if not isinstance(a, Expression):
        return b + a
    if not isinstance(b, Expression):
        return a if b == 0 else Expression(a.node + b)
    if a.node is b.node:
        return product(2.0, a)
    if (subtracted := _negated(b)) is not None:
        return _difference(a, subtracted)
    if (subtracted := _negated(a)) is not None:
        return _difference(b, subtracted)
    return Expression(a.node + b.node)


def total(terms: list[Any]) -> Any:
    """Return the sum of Expressions and floats in their order: three terms or more as one node."""
    if len(terms) > 2 and all(isinstance(term, Expression) for term in terms):
        return _recorded(ops.SUM, *terms)
    return reduce(added, terms)


def product(a: Any, b: Any) -> Any:
    """Return a · b: numbers in front, 0x is 0, 1x is x, xx is x², and whole numbers meet, 3(2x) = 6x."""
    if isinstance(a, Expression) and isinstance(b, Expression):
        return Expression(a.node * b.node) if a.node is not b.node else _power(a, 2.0)
    if isinstance(a, Expression):
        a, b = b, a
    if not isinstance(b, Expression):
        return a * b
    if a in (0, 1, -1):
        return 0.0 if a == 0 else b if a == 1 else _minus(b)
    factor, rest = _coefficient(b)
    if a.is_integer() and factor.is_integer() and abs(a * factor) <= _LARGEST_WHOLE:
        return Expression(a * factor * rest.node)
    return Expression(a * b.node)


def _difference(a: Any, b: Any) -> Any:
    if not isinstance(b, Expression):
        return added(a, -b)
    if not isinstance(a, Expression):
        return _minus(b) if a == 0 else Expression(a - b.node)
    if (subtracted := _negated(b)) is not None:
        return added(a, subtracted)
    return Expression(a.node - b.node)


def _minus(x: Any) -> Any:
    if (inner := _negated(x)) is not None:
        return inner
    factor, rest = _coefficient(x)
    return Expression(-x.node) if factor == 1 else product(-factor, rest)


def _quotient(a: Any, b: Any) -> Any:
    if not isinstance(a, Expression):
        if a == 0:
            return 0.0
        if not isinstance(b, Expression):
            return words.divide(a, b)
    elif not isinstance(b, Expression) and b == 1:
        return a
    return _recorded(_ROWS["divide"], a, b)


def _power(x: Any, n: Any) -> Any:
    if isinstance(n, Expression):
        return _recorded(_ROWS["pow"], x, n)
    if not isinstance(x, Expression):
        return words.pow(x, n)
    if n in (0, 1):
        return x if n else 1.0
    return _recorded(_everywhere(ops.power(n)), x)


def _negated(x: Expression) -> Expression | None:
    """Return z where x is the node -z, one that nobody has named."""
    node = x.node
    return Expression(node.parents[0]) if node.op is ops.NEG and not node.label else None


def _coefficient(x: Expression) -> tuple[float, Expression]:
    """Return c and z where x is the node c · z of a number c, one that nobody has named; else 1 and x."""
    node = x.node
    if node.op is ops.MUL and not node.label:
        number, rest = node.parents
        if number.op is CONSTANT and rest.op is not CONSTANT:
            return number.data, Expression(rest)
    return 1.0, x


def _compared(sign: str, a: Any, b: Any) -> Any:
    if isinstance(a, Expression) and isinstance(b, Expression) and a.node is b.node:
        return sign in ("<=", "==")  # only nan differs from itself
    if sign in ("==", "!=") and inf in [abs(x) for x in (a, b) if not isinstance(x, Expression)]:
        return sign == "!="
    return Condition(sign, a, b)


def _otherwise(sign: str, a: Any, b: Any, y: Any) -> Any:
    """Return what is left of y where a < b does not hold: of a choice by b ≤ a its first branch."""
    if isinstance(y, Expression) and y.node.op is _OPPOSITE.get(sign):
        other_a, other_b, taken, _ = y.node.parents
        if _same(other_a, b) and _same(other_b, a):
            return taken.data if taken.op is CONSTANT else Expression(taken)
    return y


_OPPOSITE = {"<": ops.where("<="), "<=": ops.where("<")}


def _same(node: Value, x: Any) -> bool:
    return node is x.node if isinstance(x, Expression) else node.op is CONSTANT and node.data == x


# --- nodes ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _everywhere(row: Op) -> Op:
    """Return a row without its domain: as a word it answers inf and nan there; √ has the slope inf at 0."""
    return row if row.excluded is None else replace(row, excluded=None, domain="")


def _divided(xp: Any, a: Any, b: Any) -> Any:
    return xp.divide(a, b)


def _divided_partials(xp: Any, y: Any, a: Any, b: Any) -> tuple[Any, ...]:
    return xp.divide(1.0, b), xp.divide(-y, b)


def _log_partials(xp: Any, y: Any, x: Any) -> tuple[Any, ...]:
    return (xp.divide(1.0, x),)


def _log1p_partials(xp: Any, y: Any, x: Any) -> tuple[Any, ...]:
    return (xp.divide(1.0, 1.0 + x),)


# For each word the row whose forward it is. Where the rows of the table divide by 0 these answer inf.
_ROWS: dict[str, Op] = {
    **{word: _everywhere(ops.TABLE[word]) for word in words.TABLE if word not in ("divide", "where")},
    "divide": replace(_everywhere(ops.DIV), forward=_divided, partials=_divided_partials),
    "log": replace(_everywhere(ops.LOG), partials=_log_partials),
    "log1p": replace(_everywhere(ops.LOG1P), partials=_log1p_partials),
}


def as_node(x: Any) -> Value:
    """Return an Expression's node, or a number as a constant."""
    return x.node if isinstance(x, Expression) else new_node(CONSTANT, float(x), ())


def _recorded(row: Op, *operands: Any) -> Expression:
    """Return the new node of a row, whatever its domain."""
    nodes = [as_node(x) for x in operands]
    for node in nodes:
        in_its_own_way: Callable[..., Value] | None = getattr(node, "recorded", None)
        if in_its_own_way is not None:  # the compiler's tracer
            return Expression(in_its_own_way(row, nodes))
    data = [node.data for node in nodes]
    y = row.forward(words, *data)
    return Expression(new_node(row, y, (*nodes, *row.partials(words, y, *data))))
