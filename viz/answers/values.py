"""Checks what is no gradient of a graph: counts, updates, matrices, choices, functions; for notebooks."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from math import inf
from numbers import Real
from typing import Any, cast

from autograd import Value
from autograd.formulas import CONSTANTS, ExpressionError, Formula
from autograd.testing.arithmetic import is_right, worked
from autograd.testing.blackboard import Names
from autograd.testing.typed import Typed, rest_of_rounding, rounded_too_early, same, typed
from viz.answers.answers import Answers, Verdict, wrapped

_LONGEST = 60  # signs of an answer that a verdict repeats
_ROUNDING = 2.0**-50  # of numbers of size 1: 0.1 + 0.2 - 0.3 is 0
# reads −, ½, 2², √2 and 0,5 as in `check_answers`; here no letter stands for a number
_BOARD = Names([Value(0.0)])
_IN_GROUPS = re.compile(r"(?<![\d.,])[0-9]{1,3}(?:,[0-9]{3})+(?![\d,])")  # 159,010


def check_values(
    right: Mapping[str, object],
    answers: Mapping[str, object],
    mistakes: Mapping[str, Mapping[str, object]] | None = None,
) -> Answers:
    """Return a verdict on every value worked out by hand; the right ones are not given away.

    Args:
        right: what is right under each name. A whole number is compared exactly, up to the rounding of a
            float; any other number at the digits that were typed, as in `check_answers`; numbers in nested
            lists or an array by shape and entry by entry; a text without regard to case and spaces; a set
            without regard to order.
        answers: what was answered, under the same names, None where there is no answer yet. A number may be
            typed as arithmetic, "784*10 + 10", in the spellings that `check_answers` reads.
        mistakes: for a name what typical mistakes lead to: {"the bias is missing": 7840}; a list of another
            length than the right one may be a mistake, too.

    Raises:
        ValueError: an answer or a mistake has a name that was not asked for; a right value has rows of
            unequal length.
        TypeError: a right value is nothing of the kind.

    >>> right = {"parameters": 7850, "w": [[0.5, -1.0, 2.0]], "faster": "Newton"}
    >>> answers = {"parameters": "784*10", "w": [[0.5], [-1.0], [2.0]], "faster": "newton"}
    >>> check_values(right, answers, {"parameters": {"the biases are missing": 7840}})
    ✗ parameters = 784*10 is not right. It looks as if the biases are missing.
    ✗ w has shape (3, 1) and needs (1, 3): it looks transposed.
    ✓ faster = newton
    1 of 3 right.
    """
    mistakes = mistakes or {}
    for name in [*answers, *mistakes]:
        if name not in right:
            raise ValueError(f"check_values was not asked for {name!r}: it has {', '.join(right)}")
    for name, value in right.items():
        _demand_comparable(f"check_values cannot compare {name}", value)
    return Answers(
        _verdict(name, answers.get(name), value, mistakes.get(name, {})) for name, value in right.items()
    )


def check_function(
    mine: Callable[..., object] | None,
    right: Callable[..., object],
    cases: Iterable[Sequence[object]],
    mistakes: Mapping[str, Callable[..., object]] | None = None,
) -> Verdict:
    """Return a verdict on a function, compared with the right one at some arguments.

    Args:
        mine: the answer; None, or what returns None, is no answer yet.
        right: what it is compared with; what it returns may be all that `check_values` compares.
        cases: the arguments of each call, as a tuple. Every call gets copies of its own: a function that
            changes its arguments changes those of no other.
        mistakes: functions with a typical mistake: {"the learning rate is missing": lambda w, g: w - g}.

    Raises:
        TypeError: the answer is no function; a case is no tuple; the right function returns what
            `check_values` does not compare.
        ValueError: there are no cases.
        Whatever the answer raises.

    >>> check_function(lambda w, g: w + 0.1 * g, lambda w, g: w - 0.1 * g, [(1.0, 0.0), (1.0, 2.0)],
    ...                {"it goes uphill": lambda w, g: w + 0.1 * g})
    ✗ of (1.0, 2.0) it gives 1.2, which is not right. It looks as if it goes uphill.
    """
    if mine is None:
        return Verdict("", None, False, "· no answer yet")
    if not callable(mine):
        raise TypeError(f"check_function got {_short(mine)} for an answer: it takes a function")
    arguments = [_arguments(case) for case in cases]
    if not arguments:
        raise ValueError("check_function got no cases: give the arguments of one call at least, [(1.0, 2.0)]")
    given = [mine(*deepcopy(case)) for case in arguments]
    if any(_blanks(value) for value in given):
        return Verdict("", None, False, "· no answer yet")
    for case, value in zip(arguments, given):
        wanted = right(*deepcopy(case))
        shown = f"({', '.join(map(_short, case))})"
        _demand_comparable(f"check_function cannot compare what is right of {shown}", wanted)
        if problem := _problem(value, wanted):
            said = f"gives {_short(value)}, which is not right" if problem == "wrong" else problem
            why = next(
                (f" It looks as if {text}." for text, wrong in (mistakes or {}).items()
                 if all(not _problem(v, wrong(*deepcopy(c))) for c, v in zip(arguments, given))), "",
            )  # fmt: skip
            return Verdict("", mine, False, wrapped(f"✗ of {shown} it {said}.{why}"))
    return Verdict("", mine, True, "✓ Right.")


def _arguments(case: object) -> tuple[object, ...]:
    if isinstance(case, str) or not isinstance(case, Iterable):
        raise TypeError(
            f"check_function got the case {case!r}: it is the arguments of a call, as a tuple, ({case!r},)"
        )
    return tuple(cast("Iterable[object]", case))


def _demand_comparable(what: str, right: object) -> None:
    """Refuse a right value that no answer could be compared with."""
    plain = _plain(right)
    if None in _shape(plain):
        raise ValueError(f"{what}: it has rows of unequal length; give each a name of its own")
    inside = cast("Iterable[object]", plain) if isinstance(plain, (set, frozenset)) else _flat(plain)
    for entry in inside:
        if not isinstance(_plain(entry), (str, Real, list)):
            raise TypeError(
                f"{what}, which is {_short(entry)}: right is a number, a text, True or False, or an array, "
                "a list or a set of these"
            )


def _verdict(name: str, answer: object, right: object, mistakes: Mapping[str, object]) -> Verdict:
    if blanks := _blanks(answer):
        places = len(_flat(_plain(answer)))
        where = f" at {blanks} of {places} places" if blanks < places else ""
        return Verdict(name, None, False, wrapped(f"· {name} has no answer yet{where}"))
    problem = _problem(answer, right)
    # "tanh, y = 0.8" is what a case is called, not what it is
    said = f"{name}{':' if '=' in name else ' ='} {_short(answer)}"
    if not problem:
        return Verdict(name, answer, True, wrapped(f"✓ {said}"))
    why = next(
        (f" It looks as if {text}." for text, wrong in mistakes.items() if not _problem(answer, wrong)), ""
    )
    if not why and problem != "wrong":
        return Verdict(name, answer, False, wrapped(f"✗ {name} {problem}."))
    if not why and _too_few_digits(answer, right):
        why = " It is rounded too early: write one digit more."
    if not why and _rounded_count(answer, right):
        why = " It is rounded: here the exact number is asked for."
    return Verdict(name, answer, False, wrapped(f"✗ {said} is not right.{why}"))


def _problem(answer: object, right: object) -> str:
    """Return "" for a right answer, "wrong" for a wrong one, or what keeps the two from being compared."""
    answer, right = _plain(answer), _plain(right)
    if isinstance(right, (set, frozenset)):
        if not isinstance(answer, (set, frozenset, list, tuple)):
            texts = any(isinstance(entry, str) for entry in cast("Iterable[object]", right))
            like = '{"a", "b"}' if texts else "{1, 2}"
            return f"is {_came(answer)}: a set is asked for, in braces, such as {like}"
        return _problem_of_set([*cast("Iterable[object]", answer)], [*cast("Iterable[object]", right)])
    if isinstance(right, str):
        if not isinstance(answer, str):
            return f"is {_short(answer)}: a text is asked for, in quotes"
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
    alike = [[not _problem(entry, wanted) for wanted in theirs] for entry in mine]
    found = len(mine) > 0 and all(map(any, zip(*alike)))
    return "" if all(map(any, alike)) and (found or not theirs) else "wrong"


def _problem_of_number(answer: object, right: float) -> str:
    if isinstance(answer, bool) or not isinstance(answer, (Real, str)):
        return f"is {_short(answer)}: a number is asked for"
    if isinstance(answer, str):
        try:
            formula = _arithmetic(answer, commas=not isinstance(right, int))
            if not CONSTANTS.keys() >= {*formula.used}:
                return f"= {_short(answer)} is not understood: a number is asked for, or arithmetic"
            result = worked(formula.text, formula)
        except ExpressionError as error:
            return f"= {_short(answer)} is not understood: {error}"
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
        shape = _shape(right)
        what = f"a list of {shape[0]} entries" if len(shape) == 1 else f"an array of shape {shape}"
        return f"is {_came(answer)}: {what} is asked for"
    answer = cast("Sequence[object]", answer)
    mine, theirs = _shape(answer), _shape(right)
    if None in mine:
        return "has rows of unequal length"
    if mine != theirs:
        hint = ": it looks transposed" if len(mine) > 1 and mine == theirs[::-1] else ""
        return f"has shape {mine} and needs {theirs}{hint}"
    numbers, rights = _flat(answer), _flat(right)
    rest = _rest([float(n) for n in rights if isinstance(n, Real)])
    for number, value in zip(numbers, rights):
        if isinstance(value, Real) and not isinstance(value, (bool, int)) and isinstance(number, Real):
            if not same(_as_typed(number), float(value), rest):
                return "wrong"
        elif problem := _problem(number, value):
            return problem
    return ""


def _too_few_digits(answer: object, right: object) -> bool:
    answer, right = _plain(answer), _plain(right)
    if not isinstance(right, float) or not isinstance(answer, (int, float)) or isinstance(answer, bool):
        return False
    given = _as_typed(answer)
    # nobody rounds 0.5 to 1
    return abs(given.number - right) <= abs(right) / 2 and rounded_too_early(given, right)


def _rounded_count(answer: object, right: object) -> bool:
    """Return whether a count of three digits or more was rounded, 2.53e10 for 25284180100."""
    answer, right = _plain(answer), _plain(right)
    if not isinstance(right, int) or isinstance(right, bool) or abs(right) < 100:
        return False
    if not isinstance(answer, (int, float)) or isinstance(answer, bool):
        return False
    # in decimal: a whole number may be too large for a float
    return any(float(f"{Decimal(right):.{digits}e}") == answer for digits in range(1, 15))


def _plain(value: object) -> object:
    """Return Values as their data, arrays as lists, NumPy's numbers as Python's."""
    if isinstance(value, Value):
        return value.data
    if isinstance(value, (list, tuple, range)):
        return [_plain(entry) for entry in cast("Sequence[object]", value)]
    if hasattr(value, "tolist"):
        return _plain(cast(Any, value).tolist())
    return value


def _shape(table: object) -> tuple[int | None, ...]:
    """Return the shape of nested lists; with None in it where rows are of unequal length."""
    if not isinstance(table, (list, tuple)):
        return ()
    rows = cast("Sequence[object]", table)
    shapes = {_shape(row) for row in rows}
    return (len(rows), *(shapes.pop() if len(shapes) == 1 else (None,) if shapes else ()))


def _blanks(answer: object) -> int:
    """Return how many places of an answer are None."""
    return sum(entry is None for entry in _flat(_plain(answer)))


def _flat(table: object) -> list[Any]:
    if not isinstance(table, (list, tuple)):
        return [table]
    return [number for row in cast("Sequence[object]", table) for number in _flat(row)]


def _came(value: object) -> str:
    return f"the text {_short(value)!r}" if isinstance(value, str) else _short(value)


def _short(value: object) -> str:
    if isinstance(value, str):
        text = value
    elif callable(value):
        text = getattr(value, "__name__", repr(value))
    else:
        text = _written(_plain(value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _written(plain: object) -> str:
    """Return a number, or every number of a table, at six digits where it has more."""
    if isinstance(plain, list):
        return f"[{', '.join(map(_written, cast('list[object]', plain)))}]"
    if isinstance(plain, (set, frozenset)):
        # in the same order in every run
        entries = sorted(_written(_plain(entry)) for entry in cast("Iterable[object]", plain))
        return f"{{{', '.join(entries)}}}" if entries else "an empty set"
    if not isinstance(plain, float) or plain == round(plain, 1):
        return str(plain)
    text = f"{plain:.6g}"
    return repr(plain) if float(text).is_integer() else text  # 3.0000004 is not 3
