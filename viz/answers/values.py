"""Checks what is no gradient of a graph: counts, updates, matrices, choices, functions; for notebooks."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from numbers import Real
from typing import Any, cast

from autograd import Value
from autograd.formulas import ExpressionError
from autograd.testing.arithmetic import Worked, is_right, worked
from autograd.testing.blackboard import Names
from autograd.testing.typed import rest_of_rounding, rounded_too_early, same, typed
from viz.answers.answers import Answers, Verdict, wrapped

_LONGEST = 60  # signs of an answer that a verdict repeats
_IN_GROUPS = re.compile(r"(?<![\d.,])[0-9]{1,3}(?:,[0-9]{3})+(?![\d,])")  # 159,010
_NO_NAMES = Names([Value(0.0)])


def check_values(
    right: Mapping[str, object],
    answers: Mapping[str, object],
    mistakes: Mapping[str, Mapping[str, object]] | None = None,
) -> Answers:
    """Return a verdict on every value worked out by hand; the right ones are not given away.

    Args:
        right: what is right under each name. A whole number is compared exactly; any other number at the
            digits that were typed, as in `check_answers`; numbers in nested lists or an array by shape and
            entry by entry; a text without regard to case and spaces; a set as a set.
        answers: what was answered, under the same names, None where there is no answer yet. A number may be
            typed as arithmetic, "784*10 + 10", also as on the board, "784·10 + 10", "½" or "7,850".
        mistakes: for a name what typical mistakes lead to: {"the bias is missing": 7840}.

    Raises:
        ValueError: an answer has a name that was not asked for.

    >>> right = {"parameters": 7850, "w": [[0.5, -1.0, 2.0]], "faster": "Newton"}
    >>> answers = {"parameters": "784*10", "w": [[0.5], [-1.0], [2.0]], "faster": "newton"}
    >>> check_values(right, answers, {"parameters": {"the biases are missing": 7840}})
    ✗ parameters = 784*10 is not right. It looks as if the biases are missing.
    ✗ w has shape (3, 1) and needs (1, 3): it looks transposed.
    ✓ faster = newton
    1 of 3 right.
    """
    if strange := [name for name in answers if name not in right]:
        raise ValueError(f"check_values was not asked for {strange[0]!r}: it has {', '.join(right)}")
    return Answers([
        _verdict(name, answers.get(name), value, (mistakes or {}).get(name, {}))
        for name, value in right.items()
    ])  # fmt: skip


def check_function(
    mine: Callable[..., object],
    right: Callable[..., object],
    cases: Iterable[Sequence[object]],
    mistakes: Mapping[str, Callable[..., object]] | None = None,
) -> Verdict:
    """Return a verdict on a function, compared with the right one at some arguments.

    Args:
        mine: the answer; it returns None where there is no answer yet.
        right: what it is compared with; what it returns may be all that `check_values` compares.
        cases: the arguments of each call, as a tuple; every call gets a copy, which it may change.
        mistakes: functions with a typical mistake: {"the learning rate is missing": lambda w, g: w - g}.

    Raises:
        TypeError: the answer is no function.
        Whatever the answer raises.

    >>> check_function(lambda w, g: w + 0.1 * g, lambda w, g: w - 0.1 * g, [(1.0, 0.0), (1.0, 2.0)],
    ...                {"it goes uphill": lambda w, g: w + 0.1 * g})
    ✗ of (1.0, 2.0) it gives 1.2, which is not right. It looks as if it goes uphill.
    """
    if not callable(mine):
        raise TypeError(f"check_function got {_short(mine)} for an answer: it takes a function")
    arguments = [tuple(case) for case in cases]
    given = [mine(*deepcopy(case)) for case in arguments]
    if any(value is None for value in given):
        return Verdict("", None, False, "· no answer yet")
    for case, value in zip(arguments, given):
        if problem := _problem(value, right(*deepcopy(case))):
            shown = f"({', '.join(map(_short, case))})"
            said = f"gives {_short(value)}, which is not right" if problem == "wrong" else problem
            why = next(
                (f" It looks as if {text}." for text, wrong in (mistakes or {}).items()
                 if all(not _problem(v, wrong(*deepcopy(c))) for c, v in zip(arguments, given))), "",
            )  # fmt: skip
            return Verdict("", mine, False, wrapped(f"✗ of {shown} it {said}.{why}"))
    return Verdict("", mine, True, "✓ Right.")


def _verdict(name: str, answer: object, right: object, mistakes: Mapping[str, object]) -> Verdict:
    if answer is None:
        return Verdict(name, None, False, f"· {name} has no answer yet")
    problem = _problem(answer, right)
    # "tanh, y = 0.8" is what a case is called, not what it is
    said = f"{name}{':' if '=' in name else ' ='} {_short(answer)}"
    if not problem:
        return Verdict(name, answer, True, wrapped(f"✓ {said}"))
    if problem != "wrong":
        return Verdict(name, answer, False, wrapped(f"✗ {name} {problem}."))
    why = next(
        (f" It looks as if {text}." for text, wrong in mistakes.items() if not _problem(answer, wrong)), ""
    )
    if not why and _too_few_digits(answer, right):
        why = " It is rounded too early: write one digit more."
    return Verdict(name, answer, False, wrapped(f"✗ {said} is not right.{why}"))


def _problem(answer: object, right: object) -> str:
    """Return "" for a right answer, "wrong" for a wrong one, or what keeps the two from being compared."""
    answer, right = _plain(answer), _plain(right)
    if isinstance(right, (set, frozenset)):
        if not isinstance(answer, (set, frozenset, list, tuple)):
            texts = any(isinstance(entry, str) for entry in cast("Iterable[Any]", right))
            like = '{"a", "b"}' if texts else "{1, 2}"
            return f"is {_came(answer)}: a set is asked for, in braces, such as {like}"
        mine, theirs = cast("Iterable[object]", answer), cast("Iterable[object]", right)
        return "" if _entries(mine) == _entries(theirs) else "wrong"
    if isinstance(right, str):
        if not isinstance(answer, str):
            return f"is {_short(answer)}: a text is asked for, in quotes"
        return "" if _folded(answer) == _folded(right) else "wrong"
    if isinstance(right, bool):
        if not isinstance(answer, bool):
            quotes = ", without quotes" if isinstance(answer, str) else ""
            return f"is {_came(answer)}: True or False is asked for{quotes}"
        return "" if answer is right else "wrong"
    if isinstance(right, (list, tuple)):
        return _problem_of_table(answer, cast("list[Any]", right))
    return _problem_of_number(answer, cast(float, right))


def _problem_of_number(answer: object, right: float) -> str:
    if isinstance(answer, bool) or not isinstance(answer, (Real, str)):
        return f"is {_short(answer)}: a number is asked for"
    if isinstance(answer, str):
        try:
            result = _worked(answer, grouped=abs(right) >= 1000)
        except ExpressionError as error:
            return f"= {_short(answer)} is not understood: {error}"
        if isinstance(right, int):
            return "" if result.answer.number == right else "wrong"
        return "" if is_right(result, right, None, rest_of_rounding([right])) else "wrong"
    if isinstance(right, int):
        return "" if answer == right else "wrong"
    number = typed(repr(answer), float(answer))
    return "" if same(number, right, rest_of_rounding([right])) else "wrong"


def _worked(text: str, *, grouped: bool) -> Worked:
    """Return the arithmetic of a text; grouped: a comma may stand between groups of three digits."""
    if grouped:
        text = _IN_GROUPS.sub(lambda found: found[0].replace(",", ""), text)
    try:
        formula = _NO_NAMES.read(text).formula
    except ExpressionError as error:
        if "is no label" not in str(error):
            raise
        raise ExpressionError("a number is asked for, or arithmetic") from None
    return worked(formula.text, formula)


def _problem_of_table(answer: object, right: list[Any]) -> str:
    if not isinstance(answer, (list, tuple)):
        return f"is {_came(answer)}: an array of shape {_shape(right)} is asked for"
    answer = cast("Sequence[object]", answer)
    mine, theirs = _shape(answer), _shape(right)
    if None in mine:
        return "has rows of unequal length"
    if mine != theirs:
        hint = ": it looks transposed" if len(mine) > 1 and mine == theirs[::-1] else ""
        return f"has shape {mine} and needs {theirs}{hint}"
    numbers, rights = _flat(answer), _flat(right)
    rest = rest_of_rounding(float(n) for n in rights if isinstance(n, Real))
    for number, value in zip(numbers, rights):
        if isinstance(value, Real) and not isinstance(value, (bool, int)) and isinstance(number, Real):
            if not same(typed(repr(number), float(number)), float(value), rest):
                return "wrong"
        elif problem := _problem(number, value):
            return problem
    return ""


def _too_few_digits(answer: object, right: object) -> bool:
    answer, right = _plain(answer), _plain(right)
    if not isinstance(right, float) or not isinstance(answer, (int, float)) or isinstance(answer, bool):
        return False
    # nobody rounds 0.5 to 1
    near = abs(answer - right) <= abs(right) / 2
    return near and rounded_too_early(typed(repr(answer), float(answer)), right)


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _entries(answer: Iterable[object]) -> set[object]:
    """Return what is in a set, texts without regard to case and spaces, and 1 and "1" as the same."""
    whole = (int(e) if isinstance(e, Real) and float(e).is_integer() else e for e in answer)
    return {_folded(str(entry)) for entry in whole}


def _plain(value: object) -> object:
    """Return Values as their data, arrays as lists, NumPy's numbers as Python's."""
    if isinstance(value, Value):
        return value.data
    if isinstance(value, (list, tuple)):
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
        entries = sorted(map(_written, cast("Iterable[object]", plain)))
        return f"{{{', '.join(entries)}}}" if entries else "an empty set"
    return (
        f"{plain:.6g}" if isinstance(plain, float) and plain != round(plain, 1) else str(cast(object, plain))
    )
