"""Checks what is no gradient of a graph: counts, updates, matrices, choices, functions; for notebooks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from numbers import Real
from typing import cast

from viz.answers.answers import Answers, Verdict, wrapped
from viz.answers.comparison import (
    as_plain,
    blanks_in,
    entries_of,
    problem_with,
    rounded_count,
    shape_of,
    shortened,
    too_few_digits,
)


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
        raise TypeError(f"check_function got {shortened(mine)} for an answer: it takes a function")
    arguments = [_arguments(case) for case in cases]
    if not arguments:
        raise ValueError("check_function got no cases: give the arguments of one call at least, [(1.0, 2.0)]")
    given = [mine(*deepcopy(case)) for case in arguments]
    if any(blanks_in(value) for value in given):
        return Verdict("", None, False, "· no answer yet")
    for case, value in zip(arguments, given):
        wanted = right(*deepcopy(case))
        shown = f"({', '.join(map(shortened, case))})"
        _demand_comparable(f"check_function cannot compare what is right of {shown}", wanted)
        if problem := problem_with(value, wanted):
            said = f"gives {shortened(value)}, which is not right" if problem == "wrong" else problem
            why = next(
                (f" It looks as if {text}." for text, wrong in (mistakes or {}).items()
                 if all(not problem_with(v, wrong(*deepcopy(c))) for c, v in zip(arguments, given))), "",
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
    plain = as_plain(right)
    if None in shape_of(plain):
        raise ValueError(f"{what}: it has rows of unequal length; give each a name of its own")
    inside = cast("Iterable[object]", plain) if isinstance(plain, (set, frozenset)) else entries_of(plain)
    for entry in inside:
        if not isinstance(as_plain(entry), (str, Real, list)):
            raise TypeError(
                f"{what}, which is {shortened(entry)}: right is a number, a text, True or False, or an "
                "array, a list or a set of these"
            )


def _verdict(name: str, answer: object, right: object, mistakes: Mapping[str, object]) -> Verdict:
    if blanks := blanks_in(answer):
        places = len(entries_of(as_plain(answer)))
        where = f" at {blanks} of {places} places" if blanks < places else ""
        return Verdict(name, None, False, wrapped(f"· {name} has no answer yet{where}"))
    problem = problem_with(answer, right)
    # "tanh, y = 0.8" is what a case is called, not what it is
    said = f"{name}{':' if '=' in name else ' ='} {shortened(answer)}"
    if not problem:
        return Verdict(name, answer, True, wrapped(f"✓ {said}"))
    why = next(
        (f" It looks as if {text}." for text, wrong in mistakes.items() if not problem_with(answer, wrong)),
        "",
    )
    if not why and problem != "wrong":
        return Verdict(name, answer, False, wrapped(f"✗ {name} {problem}."))
    if not why and too_few_digits(answer, right):
        why = " It is rounded too early: write one digit more."
    if not why and rounded_count(answer, right):
        why = " It is rounded: here the exact number is asked for."
    return Verdict(name, answer, False, wrapped(f"✗ {said} is not right.{why}"))
