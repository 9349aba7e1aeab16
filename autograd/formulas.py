"""Formulas that were typed, read into graphs of Values or into numbers; nothing is evaluated as Python.

The text is parsed with `ast`, and only what is listed here is understood: numbers, names,
+ - * / **, unary minus and plus, the functions of the table, and names for parts of the expression,
as in "q = x + y; f = q * z". The command line records what is typed (`expression`), answers in letters are
computed at several points (`Formula`).
"""

from __future__ import annotations

import ast
import math
import re
import sys
import warnings
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import partial
from keyword import iskeyword
from typing import Any, NoReturn
from unicodedata import decomposition, normalize

from autograd import ops
from autograd.ops import Op
from autograd.value import Value, record

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Value]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
_UNDERSTOOD = (
    ast.Expr, ast.Assign, ast.Name, ast.Constant, ast.UnaryOp, ast.BinOp, ast.Call,
    ast.unaryop, ast.operator, ast.expr_context,
)  # fmt: skip
_NOT_UNDERSTOOD = "only numbers, names, + - * / ** and functions are understood, not"
_AS_IN_PYTHON = {"maximum": "max", "minimum": "min"}
_OF_MANY = {_AS_IN_PYTHON.get(name, name): op for name, op in ops.TABLE.items() if op.arity is None}
FUNCTIONS = tuple(sorted((*ops.FUNCTIONS, *_OF_MANY)))
CONSTANTS = {"pi": math.pi, "e": math.e}
_ON_PAPER = {
    **dict.fromkeys("×·⋅∗•", "products are written with *, such as x*y"),
    **dict.fromkeys("÷∕", "quotients are written with /, such as x/y"),
    **dict.fromkeys("−–—", "the minus is the hyphen of the keyboard, such as x-y"),
}
_EXCERPT = 40  # characters of a long text that an error shows before and after the place


class ExpressionError(ValueError):
    """An expression that is not understood or not defined; the message marks the place with » «.

    >>> expression("x ^ 2", {"x": 3})
    Traceback (most recent call last):
    autograd.formulas.ExpressionError: powers are written with **, not ^: »x ^ 2«
    """


def expression(text: str, variables: Mapping[str, float]) -> Value:
    """Return the root of the graph of an expression.

    Args:
        text: such as "(x + y) * z", or parts with names: "q = x + y; f = q * z".
        variables: a number for every name that the expression uses and does not define; pi and e are
            known.

    Raises:
        ExpressionError: syntax that is not understood, an unknown function, a missing or surplus
            variable, operands outside of a domain.

    >>> f = expression("q = x + y; f = q * z", {"x": -2, "y": 5, "z": -4})
    >>> f.label, f.data
    ('f', -12.0)
    >>> expression("y", {"x": 2})
    Traceback (most recent call last):
    autograd.formulas.ExpressionError: no value for y: add y=1.0
    """
    formula = Formula(text.strip())
    # Python reads names in their normal form, in which ϕ is φ
    given = {normalize("NFKC", name): Value(x, label=name) for name, x in variables.items()}
    if missing := [name for name in formula.used if name not in given and name not in CONSTANTS]:
        raise ExpressionError(
            f"no value for {_listed(missing)}: add {_listed([f'{name}=1.0' for name in missing], ' ')}"
        )
    root = formula(given)
    if surplus := [name for name in given if name not in formula.used]:
        raise ExpressionError(f"{_listed(surplus)} does not occur in: {_excerpt(formula.text)}")
    if not isinstance(root, Value):
        raise ExpressionError(f"there is no variable to differentiate by in: {_excerpt(formula.text)}")
    if not root.label and "f" not in given and "f" not in formula.parts:
        root.label = "f"  # as the lectures call it
    return root


class Formula:
    """A text that was read, to be computed with nodes or with numbers in the place of its names.

    Args:
        text: such as "(x + y) * z", or parts with names: "q = x + y; f = q * z".
        functions: functions of one number that the text may call besides those of the table.

    Attributes:
        text: the text itself.
        tree: its parts as `ast` reads them.
        used: the names that it uses and does not define, in the order of the text.
        parts: the names that it defines.

    Raises:
        ExpressionError: syntax that is not understood.

    >>> formula = Formula("(x + y) * z")
    >>> formula.used
    ('x', 'y', 'z')
    >>> formula({"x": -2.0, "y": 5.0, "z": -4.0})
    -12.0
    """

    def __init__(self, text: str, functions: Mapping[str, Callable[[float], float]] | None = None) -> None:
        self.text = text
        self._functions = functions or {}
        self._names: dict[str, Any] = {}
        before, zero, after = text.partition("\0")
        if zero:  # a null byte, which not every Python calls a syntax error
            raise ExpressionError(f"syntax not understood at: {_placed(before, chr(92) + '0', after)}")
        with self._in_a_sentence():
            with warnings.catch_warnings():  # what Python would warn of is refused below
                warnings.simplefilter("ignore")
                self.tree = ast.parse(text).body
            if not self.tree:
                raise ExpressionError("the expression is empty: write something like (x + y) * z")
            self.used, self.parts = self._check(self.tree)

    def __call__(self, names: Mapping[str, Any]) -> Any:
        """Return the last part of the text: a Value where one takes part, else a number.

        Args:
            names: Values or numbers for the names that are `used`; pi and e are known.

        Raises:
            ExpressionError: an unknown function, operands outside of a domain, nesting without end.
        """
        self._names = CONSTANTS | {**names}
        with self._in_a_sentence():
            return [self._part(part) for part in self.tree][-1]

    @contextmanager
    def _in_a_sentence(self) -> Generator[None]:
        """Say of the errors of Python what is wrong with the text."""
        try:
            yield
        except SyntaxError as error:
            before = self.text.splitlines(keepends=True)[: (error.lineno or 1) - 1]
            at = len("".join(before)) + max((error.offset or 1) - 1, 0)
            place = _placed(self.text[:at], self.text[at:])
            raise ExpressionError(f"syntax not understood at: {place}{self._hint()}") from None
        except (RecursionError, MemoryError):
            raise ExpressionError(
                "the expression is nested too deeply: name its parts, q = …; f = q * z"
            ) from None
        except ValueError as error:
            if isinstance(error, ExpressionError):
                raise
            raise ExpressionError(str(error).partition(";")[0]) from None  # numbers of thousands of digits

    def _hint(self) -> str:
        """Return how to write what people write on paper, where the text has any of it."""
        for word in re.findall(r"\w+", self.text):
            if iskeyword(word):
                return f"; {word} is a word of Python and can be no name: write {word}_"
        for sign in self.text:
            if sign in _ON_PAPER:
                return f"; {_ON_PAPER[sign]}"
            if decomposition(sign).startswith("<super>"):
                return f"; powers are written with **, such as x**{normalize('NFKC', sign)}"
        if product := re.search(r"(?<![\w.])(\d+\.?\d*)\s*([^\W\d]\w*|\()", self.text):
            return f"; products are written with *, such as {product[1]}*{product[2]}"
        if re.search(r"\w\s+\w|\)\s*\w", self.text):
            return "; products are written with *, such as x*y"
        return ""

    def _check(self, parts: list[ast.stmt]) -> tuple[tuple[str, ...], frozenset[str]]:
        """Return the names used, in the order of the text, and those defined, if all is understood."""
        used: dict[str, None] = {}
        defined: set[str] = set()
        for part in parts:
            for node in ast.walk(part):
                if not isinstance(node, _UNDERSTOOD):
                    self._refuse(node, _NOT_UNDERSTOOD)
            called = {id(node.func) for node in ast.walk(part) if isinstance(node, ast.Call)}
            names = [node for node in ast.walk(part) if isinstance(node, ast.Name)]
            for node in sorted(names, key=lambda node: (node.lineno, node.col_offset)):
                if isinstance(node.ctx, ast.Load) and id(node) not in called and node.id not in defined:
                    used[node.id] = None
            if isinstance(part, ast.Assign):
                defined.update(target.id for target in part.targets if isinstance(target, ast.Name))
        return tuple(used), frozenset(defined)

    def _part(self, part: ast.stmt) -> Any:
        match part:
            case ast.Expr(value):
                return self._value(value)
            case ast.Assign([ast.Name(name)], value):
                result = self._value(value)
                if isinstance(result, Value) and not result.label:
                    result.label = name
                self._names[name] = result
                return result
            case _:
                self._refuse(part, "only expressions and parts like q = x + y are understood, not")

    def _value(self, node: ast.expr) -> Any:
        """Return a Value, or a plain number for a part without variables."""
        match node:
            case ast.Constant(int() | float() as number) if not isinstance(number, bool):
                if abs(number) > sys.float_info.max:
                    self._refuse(node, "the number is too large:")
                return number if abs(number) < 2**53 else float(number)
            case ast.Name(name):
                return self._names[name]
            case ast.UnaryOp(ast.USub(), operand):
                return -self._value(operand)
            case ast.UnaryOp(ast.UAdd(), operand):
                return self._value(operand)
            case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS:
                return self._apply(node, _OPERATORS[type(operator)], [self._value(left), self._value(right)])
            case ast.Call(ast.Name(name), [operand], []) if name in self._functions:
                return self._functions[name](self._value(operand))
            case ast.Call(ast.Name(name), operands, []):
                if name not in FUNCTIONS:
                    self._refuse(node.func, f"unknown function; there are {', '.join(FUNCTIONS)}. Not")
                row = _OF_MANY.get(name) or ops.FUNCTIONS[name]
                wanted, most = (
                    ("one operand or more", math.inf) if name in _OF_MANY
                    else ("one operand", 1) if isinstance(row, Op) else ("one or two", 2)
                )  # fmt: skip
                if not 1 <= len(operands) <= most:
                    self._refuse(node, f"{name} takes {wanted}, not {len(operands)}:")
                values = [self._value(operand) for operand in operands]
                if isinstance(row, Op):
                    return self._apply(node, partial(record, row), values)
                if isinstance(values[-1], Value) and len(values) == 2:
                    self._refuse(operands[1], f"the second operand of {name} is a plain number, not")
                return self._apply(node, partial(_record_family, row), values)
            case ast.Call(ast.Constant() | ast.BinOp() | ast.Call()):
                self._refuse(node, "products are written with *:")
            case ast.BinOp(_, ast.BitXor(), _):
                self._refuse(node, "powers are written with **, not ^:")
            case _:
                self._refuse(node, _NOT_UNDERSTOOD)

    def _apply(self, node: ast.expr, call: Callable[..., Value], operands: list[Any]) -> Any:
        try:
            if any(isinstance(operand, Value) for operand in operands):
                return call(*operands)
            return call(Value(operands[0]), *operands[1:]).data
        except (ValueError, TypeError, OverflowError) as error:
            if isinstance(error, ExpressionError):
                raise
            reason = str(error).partition(";")[0]
            self._refuse(node, f"{reason} in:")

    def _refuse(self, node: ast.AST, reason: str) -> NoReturn:
        line = ast.get_source_segment(self.text, node) or self.text  # type: ignore[arg-type]
        start = getattr(node, "col_offset", 0)
        before = (
            self.text.encode()[:start].decode(errors="ignore") if getattr(node, "lineno", 1) == 1 else "… "
        )
        after = self.text[len(before) + len(line) :] if before != "… " else ""
        raise ExpressionError(f"{reason} {_placed(before, line, after)}")


def _record_family(family: Callable[..., Op], x: Any, *parameter: Any) -> Value:
    return record(family(*parameter), x)


def _placed(before: str, place: str, after: str = "") -> str:
    """Return a text with its wrong place marked, what is far from it left out."""
    before = before if len(before) <= _EXCERPT else f"…{before[-_EXCERPT:]}"
    after = after if len(after) <= _EXCERPT else f"{after[:_EXCERPT]}…"
    return f"{before}»{_excerpt(place)}«{after}"


def _excerpt(text: str) -> str:
    return text if len(text) <= 2 * _EXCERPT else f"{text[:_EXCERPT]}…{text[-_EXCERPT:]}"


def _listed(words: list[str], comma: str = ", ") -> str:
    """Return the first words of many."""
    return _excerpt(comma.join(words[:8])) + (" …" if len(words) > 8 else "")
