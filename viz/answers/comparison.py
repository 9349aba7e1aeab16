"""What keeps an answer from being the right one: kind, shape, entries, or too few digits; for `check_values`.

An answer and what is right are numbers, texts, sets or nested lists of them; arrays and Values come as such.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import inf
from numbers import Real
from typing import Any, cast

from autograd import Value
from autograd.formulas import CONSTANTS, ExpressionError, Formula
from autograd.testing.arithmetic import is_right, worked
from autograd.testing.blackboard import Names
from autograd.testing.typed import Typed, rest_of_rounding, rounded_too_early, same, typed

_LONGEST = 60  # signs of an answer that a verdict repeats
_ROUNDING = 2.0**-50  # of numbers of size 1: 0.1 + 0.2 - 0.3 is 0
# reads −, ½, 2², √2 and 0,5 as in `check_answers`; here no letter stands for a number
_BOARD = Names([Value(0.0)])
_IN_GROUPS = re.compile(r"(?<![\d.,])[0-9]{1,3}(?:,[0-9]{3})+(?![\d,])")  # 159,010


def problem_with(answer: object, right: object) -> str:
    """Return "" for a right answer, "wrong" for a wrong one, or what keeps the two from being compared."""
    answer, right = as_plain(answer), as_plain(right)
    if isinstance(right, (set, frozenset)):
        if not isinstance(answer, (set, frozenset, list, tuple)):
            texts = any(isinstance(entry, str) for entry in cast("Iterable[object]", right))
            like = '{"a", "b"}' if texts else "{1, 2}"
            return f"is {_came(answer)}: a set is asked for, in braces, such as {like}"
        return _problem_of_set([*cast("Iterable[object]", answer)], [*cast("Iterable[object]", right)])
    if isinstance(right, str):
        if not isinstance(answer, str):
            return f"is {shortened(answer)}: a text is asked for, in quotes"
        return "" if "".join(answer.casefold().split()) == "".join(right.casefold().split()) else "wrong"
    if isinstance(right, bool):
        if not isinstance(answer, bool):
            quotes = ", without quotes" if isinstance(answer, str) else ""
            return f"is {_came(answer)}: True or False is asked for{quotes}"
        return "" if answer is right else "wrong"
    if isinstance(right, (list, tuple)):
        return _problem_of_table(answer, cast("list[Any]", right))
    return _problem_of_number(answer, cast(float, right))


def _problem_of_set(mine: list[object], theirs: list[object]) -> str:
    """Compare what is in two sets, in any order, as it is compared outside of sets."""
    alike = [[not problem_with(entry, wanted) for wanted in theirs] for entry in mine]
    found = len(mine) > 0 and all(map(any, zip(*alike)))
    return "" if all(map(any, alike)) and (found or not theirs) else "wrong"


def _problem_of_number(answer: object, right: float) -> str:
    if isinstance(answer, bool) or not isinstance(answer, (Real, str)):
        return f"is {shortened(answer)}: a number is asked for"
    if isinstance(answer, str):
        try:
            formula = _arithmetic(answer, commas=not isinstance(right, int))
            if not CONSTANTS.keys() >= {*formula.used}:
                return f"= {shortened(answer)} is not understood: a number is asked for, or arithmetic"
            result = worked(formula.text, formula)
        except ExpressionError as error:
            return f"= {shortened(answer)} is not understood: {error}"
        if isinstance(right, int):
            return "" if _is_whole(_whole(answer, result.answer.number), right) else "wrong"
        return "" if is_right(result, right, None, _rest([right])) else "wrong"
    if isinstance(right, int):
        return "" if _is_whole(answer, right) else "wrong"
    return "" if same(_as_typed(answer), right, _rest([right])) else "wrong"


def _as_typed(number: Real | float) -> Typed:
    try:
        return typed(repr(number), float(number))
    except OverflowError:  # a whole number that no float reaches
        return Typed(inf)


def _whole(text: str, otherwise: float) -> float:
    """Return the whole number that was typed, of which a float may not know the last digits."""
    try:
        return int(text)
    except ValueError:
        return otherwise


def _is_whole(number: object, right: int) -> bool:
    """Return whether a number is a whole one, 0.1 · 3 · 10 = 3.0000000000000004 as well."""
    if number == right or not isinstance(number, float):
        return number == right
    return not number.is_integer() and abs(number - right) <= _ROUNDING * max(abs(right), 1)


def _rest(rights: Iterable[float]) -> float:
    """Return what is as good as 0 beside these numbers; where all are 0, beside numbers of size 1."""
    return rest_of_rounding(rights) or _ROUNDING


def _arithmetic(text: str, *, commas: bool) -> Formula:
    """Return what was calculated.

    In a count a comma is refused: nobody can tell whether 1,024 is large or small.

    Raises:
        ExpressionError: it is not understood.
    """
    if _IN_GROUPS.search(text) and not commas:
        raise ExpressionError("the comma may mean two things: write whole numbers without it")
    try:
        return _BOARD.read(text.strip()).formula if commas or "," not in text else Formula(text)
    except ExpressionError:
        return Formula(text)  # says in its own words what is not understood


def _problem_of_table(answer: object, right: list[Any]) -> str:
    if not isinstance(answer, (list, tuple)):
        shape = shape_of(right)
        what = f"a list of {shape[0]} entries" if len(shape) == 1 else f"an array of shape {shape}"
        return f"is {_came(answer)}: {what} is asked for"
    answer = cast("Sequence[object]", answer)
    mine, theirs = shape_of(answer), shape_of(right)
    if None in mine:
        return "has rows of unequal length"
    if mine != theirs:
        hint = ": it looks transposed" if len(mine) > 1 and mine == theirs[::-1] else ""
        return f"has shape {mine} and needs {theirs}{hint}"
    numbers, rights = entries_of(answer), entries_of(right)
    rest = _rest([float(n) for n in rights if isinstance(n, Real)])
    for number, value in zip(numbers, rights):
        if isinstance(value, Real) and not isinstance(value, (bool, int)) and isinstance(number, Real):
            if not same(_as_typed(number), float(value), rest):
                return "wrong"
        elif problem := problem_with(number, value):
            return problem
    return ""


def too_few_digits(answer: object, right: object) -> bool:
    answer, right = as_plain(answer), as_plain(right)
    if not isinstance(right, float) or not isinstance(answer, (int, float)) or isinstance(answer, bool):
        return False
    given = _as_typed(answer)
    # nobody rounds 0.5 to 1
    return abs(given.number - right) <= abs(right) / 2 and rounded_too_early(given, right)


def rounded_count(answer: object, right: object) -> bool:
    """Return whether a count of three digits or more was rounded, 2.53e10 for 25284180100."""
    answer, right = as_plain(answer), as_plain(right)
    if not isinstance(right, int) or isinstance(right, bool) or abs(right) < 100:
        return False
    if not isinstance(answer, (int, float)) or isinstance(answer, bool):
        return False
    # in decimal: a whole number may be too large for a float
    return any(float(f"{Decimal(right):.{digits}e}") == answer for digits in range(1, 15))


def as_plain(value: object) -> object:
    """Return Values as their data, arrays as lists, NumPy's numbers as Python's."""
    if isinstance(value, Value):
        return value.data
    if isinstance(value, (list, tuple, range)):
        return [as_plain(entry) for entry in cast("Sequence[object]", value)]
    if hasattr(value, "tolist"):
        return as_plain(cast(Any, value).tolist())
    return value


def shape_of(table: object) -> tuple[int | None, ...]:
    """Return the shape of nested lists; with None in it where rows are of unequal length."""
    if not isinstance(table, (list, tuple)):
        return ()
    rows = cast("Sequence[object]", table)
    shapes = {shape_of(row) for row in rows}
    return (len(rows), *(shapes.pop() if len(shapes) == 1 else (None,) if shapes else ()))


def blanks_in(answer: object) -> int:
    """Return how many places of an answer are None."""
    return sum(entry is None for entry in entries_of(as_plain(answer)))


def entries_of(table: object) -> list[Any]:
    if not isinstance(table, (list, tuple)):
        return [table]
    return [number for row in cast("Sequence[object]", table) for number in entries_of(row)]


def _came(value: object) -> str:
    return f"the text {shortened(value)!r}" if isinstance(value, str) else shortened(value)


def shortened(value: object) -> str:
    if isinstance(value, str):
        text = value
    elif callable(value):
        text = getattr(value, "__name__", repr(value))
    else:
        text = _written(as_plain(value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _written(plain: object) -> str:
    """Return a number, or every number of a table, at six digits where it has more."""
    if isinstance(plain, list):
        return f"[{', '.join(map(_written, cast('list[object]', plain)))}]"
    if isinstance(plain, (set, frozenset)):
        # in the same order in every run
        entries = sorted(_written(as_plain(entry)) for entry in cast("Iterable[object]", plain))
        return f"{{{', '.join(entries)}}}" if entries else "an empty set"
    if not isinstance(plain, float) or plain == round(plain, 1):
        return str(plain)
    text = f"{plain:.6g}"
    return repr(plain) if float(text).is_integer() else text  # 3.0000004 is not 3
