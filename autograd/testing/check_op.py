"""One row of the table, or of the user's, held against all that is asked of a row.

`check_op` is what the writer of an operation runs once; the project runs it for every row it has.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from math import fabs, isfinite, nan
from typing import Any, NamedTuple

from autograd import words
from autograd.border import real, short
from autograd.ops import NOTHING, Op
from autograd.testing.slopes import EXACT, UNABLE, corner_of, slope_of_row
from autograd.value import record

_ARITIES = (1, 2, 3, 5)  # tried for operations of any number of operands
_ROUNDING = 1e-12  # of the same formula in numpy or in a program, which may add in another order


class OpReport(NamedTuple):
    """What `check_op` looked at.

    Attributes:
        op: the row.
        points: how many tuples of operands.
        checks: what was right at all of them.
        slopes: how many partials were compared with numbers, by the way in which these were found.

    >>> from autograd import ops
    >>> report = check_op(ops.RELU, at=[(-1.0,), (0.0,), (2.0,)])
    >>> report.points, report.slopes  # at the kink nothing is compared
    (3, {'complex step': 2})
    """

    op: Op
    points: int
    checks: tuple[str, ...]
    slopes: dict[str, int]

    def __repr__(self) -> str:
        compared = ", ".join(f"{n} by {how}" for how, n in self.slopes.items()) or "none"
        return (
            f"{self.op.name} is right at {self.points} points: {', '.join(self.checks)}; slopes: {compared}"
        )


def check_op(op: Op, at: Iterable[Sequence[float]] = (), *, points: int = 40, seed: int = 0) -> OpReport:
    """Check a row: value, partials, domain, nan, arrays, and the programs that are written from it.

    The value is a float; there is a partial for each operand, equal to the complex step of `forward` (central
    differences where it is not analytic; nothing is compared at kinks and edges); `excluded` answers for
    floats, arrays and nan; nan travels through; numpy arrays give the same value and partials as floats; and
    so do programs of `compile` and `compile_batch`.

    Args:
        op: the row.
        at: operands to try, tuples of numbers; drawn at random from the domain by default, whole numbers
            often, because ties and kinks live there.
        points: how many to draw.
        seed: of the draw.

    Raises:
        AssertionError: something is wrong; what, where and what was expected.
        TypeError: the operation is none.

    >>> cube = Op("cube", "x³", lambda xp, x: x * x * x, lambda xp, y, x: (3 * x * x,))
    >>> check_op(cube)
    cube is right at 40 points: value, partials, domain, nan, arrays, programs; slopes: 40 by complex step
    >>> check_op(Op("cube", "x³", lambda xp, x: x * x * x, lambda xp, y, x: (3 * x,)), at=[(2.0,)])
    Traceback (most recent call last):
    AssertionError: cube: partial 0 at (2.0,) is 6.0, and 12.0 by complex step
    """
    if not isinstance(op, Op):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"check_op needs a row, an Op, not {short(op)}")
    given = [tuple(real(x, "an operand is") for x in operands) for operands in at]
    tried = given or _drawn(op, points, seed)
    slopes: dict[str, int] = {}
    for operands in tried:
        y = _value(op, operands)
        partials = _partials(op, y, operands)
        for i, partial in enumerate(partials):
            if how := _compared(op, operands, i, partial):
                slopes[how] = slopes.get(how, 0) + 1
        _domain(op, operands)
        _nan(op, operands)
    for arity in sorted({len(operands) for operands in tried}):
        alike = [operands for operands in tried if len(operands) == arity]
        _arrays(op, alike)
        _excluded_on_arrays(op, arity, alike, seed)
        _programs(op, alike)
    return OpReport(op, len(tried), ("value", "partials", "domain", "nan", "arrays", "programs"), slopes)


def _drawn(op: Op, points: int, seed: int) -> list[tuple[float, ...]]:
    rng = random.Random(seed)
    arities = _ARITIES if op.arity is None else (op.arity,)
    if points < 1:
        raise ValueError(f"check_op needs one point at least, not {points}")
    found: list[tuple[float, ...]] = []
    for k in range(100 * points):
        numbers = _numbers(rng, arities[k % len(arities)])
        if (operands := next((x for x in _moved(numbers) if _is_defined(op, x)), None)) is not None:
            found.append(operands)
            if len(found) == points:
                break
    if not found:
        raise AssertionError(
            f"{op.name}: none of {100 * points} random operands lies in the domain ({op.domain}): "
            "give some with at=[…]"
        )
    return found


def _numbers(rng: random.Random, n: int) -> tuple[float, ...]:
    return tuple(
        float(rng.randint(-4, 4)) if rng.random() < 0.4 else rng.uniform(-8.0, 8.0) for _ in range(n)
    )


def _moved(numbers: tuple[float, ...]) -> Iterator[tuple[float, ...]]:
    """Yield the numbers, and what they are mirrored and moved: most of them lie outside of some domains."""
    yield numbers
    yield tuple(fabs(x) for x in numbers)
    yield tuple(fabs(x) + 0.01 for x in numbers)
    yield tuple(x / 8 for x in numbers)
    yield tuple(fabs(x) / 8 for x in numbers)


def _is_defined(op: Op, operands: tuple[float, ...]) -> bool:
    if op.excluded is not None and op.excluded(*operands):
        return False
    try:
        op.forward(words, *operands)
    except IndexError:  # a take from too few
        return False
    except Exception:
        return True  # told by `_value`
    return True


def _value(op: Op, operands: tuple[float, ...]) -> float:
    try:
        y = op.forward(words, *operands)
    except Exception as error:
        raise AssertionError(
            f"{op.name}: forward at {operands} raised {error!r}: a row raises nothing inside of its domain; "
            "say in `excluded` where it is undefined, and use the words of xp"
        ) from error
    if not isinstance(y, float):
        raise AssertionError(f"{op.name}: forward at {operands} returned {short(y)}, not a float")
    return y


def _partials(op: Op, y: float, operands: tuple[float, ...]) -> tuple[Any, ...]:
    try:
        partials = op.partials(words, y, *operands)
    except Exception as error:
        raise AssertionError(f"{op.name}: partials at {operands} raised {error!r}") from error
    if not isinstance(partials, tuple) or len(partials) != len(operands):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise AssertionError(
            f"{op.name}: partials at {operands} returned {short(partials)}, not a tuple of {len(operands)}, "
            "one for each operand"
        )
    for i, partial in enumerate(partials):
        if not isinstance(partial, float | int):
            raise AssertionError(f"{op.name}: partial {i} at {operands} is {short(partial)}, not a number")
    return partials


def _compared(op: Op, operands: tuple[float, ...], i: int, partial: Any) -> str:
    """Compare a partial with the slope of the forward rule; return how that was found, "" if not at all."""
    if partial is NOTHING or corner_of(op, operands, i):
        return ""
    slope = slope_of_row(op, operands, i)
    if slope.number is None:
        return ""
    # the rules may subtract from 1, which leaves 1e-14 of what is small; a power loses |b ln a| units
    allowed = 1e-10 * fabs(slope.number) + 1e-13 if slope.how == EXACT else 4 * slope.spread + 1e-9
    if slope.how != EXACT:
        allowed += 1e-7 * fabs(slope.number)
    if not fabs(partial - slope.number) <= allowed:
        raise AssertionError(
            f"{op.name}: partial {i} at {operands} is {float(partial)!r}, and {slope.number!r} by {slope.how}"
        )
    return slope.how.partition(",")[0]


def _domain(op: Op, operands: tuple[float, ...]) -> None:
    if op.excluded is None:
        return
    if not op.domain:
        raise AssertionError(f"{op.name}: excluded without domain: say in words where it is defined")
    if op.excluded(*operands):
        raise AssertionError(f"{op.name}: {operands} is excluded: {op.domain}")
    for i in range(len(operands)):
        moved = (*operands[:i], nan, *operands[i + 1 :])
        if op.excluded(*moved):
            raise AssertionError(
                f"{op.name}: excluded{moved} is true: nan is never excluded, it travels through"
            )


def _nan(op: Op, operands: tuple[float, ...]) -> None:
    y = op.forward(words, *operands)
    for i, partial in enumerate(op.partials(words, y, *operands)):
        moved = (*operands[:i], nan, *operands[i + 1 :])
        answer = op.forward(words, *moved)
        if isfinite(partial) and partial != 0 and answer == answer:
            raise AssertionError(
                f"{op.name}: forward at {moved} is {answer}, and nan was expected: it travels through"
            )


# --- arrays, programs -------------------------------------------------------------------------------------


def _arrays(op: Op, tried: Sequence[tuple[float, ...]]) -> None:
    import numpy as np

    columns = [np.array(column) for column in zip(*tried)]
    with np.errstate(all="ignore"):  # branches that `where` throws away
        try:
            y = op.forward(np, *columns)
            partials = op.partials(np, y, *columns)
        except Exception as error:
            raise AssertionError(
                f"{op.name}: on numpy arrays it raised {error!r}: use the words of xp, such as xp.exp and "
                "xp.where, in the place of math and if"
            ) from error
    values = np.broadcast_to(np.asarray(y, dtype=float), len(tried)).tolist()
    slopes = [np.broadcast_to(np.asarray(p, dtype=float), len(tried)).tolist() for p in partials]
    for k, operands in enumerate(tried):
        expected = op.forward(words, *operands)
        _same(op, f"value on arrays at {operands}", values[k], expected)
        for i, partial in enumerate(op.partials(words, expected, *operands)):
            _same(op, f"partial {i} on arrays at {operands}", slopes[i][k], float(partial))


def _excluded_on_arrays(op: Op, arity: int, tried: Sequence[tuple[float, ...]], seed: int) -> None:
    if op.excluded is None:
        return
    import numpy as np

    rng = random.Random(seed)
    mixed = [*tried, *(_numbers(rng, arity) for _ in range(40)), (0.0,) * arity]
    expected = [bool(op.excluded(*operands)) for operands in mixed]
    try:
        with np.errstate(all="ignore"):
            answers = np.broadcast_to(op.excluded(*map(np.array, zip(*mixed))), len(mixed)).tolist()
    except Exception as error:
        raise AssertionError(
            f"{op.name}: excluded on arrays raised {error!r}: write & and | in the place of and, or and if"
        ) from error
    for operands, answer, right in zip(mixed, answers, expected):
        if answer != right:
            raise AssertionError(f"{op.name}: excluded{operands} is {answer} on arrays, {right} on floats")


def _programs(op: Op, tried: Sequence[tuple[float, ...]]) -> None:
    """Compile the row, for one point and for all of them, and compare with the row itself."""
    import numpy as np

    from autograd.compiler import compile, compile_batch

    def fn(*operands: Any) -> Any:
        return record(op, *operands)

    # what only chooses is an index, and an index is a whole number
    whole = [
        all(op.partials(words, op.forward(words, *x), *x)[i] is NOTHING and x[i].is_integer() for x in tried)
        for i in range(len(tried[0]))
    ]
    columns = [
        np.array(column, dtype=np.int64 if is_index else float)
        for column, is_index in zip(zip(*tried), whole)
    ]
    single, batch = compile(fn), compile_batch(fn)
    with np.errstate(all="ignore"):
        try:
            of_batch = batch.grads(*columns)
            of_points = [single.grads(*[column[k].item() for column in columns]) for k in range(len(tried))]
            values = np.asarray(batch(*columns)).tolist()
        except UNABLE as error:
            raise AssertionError(f"{op.name}: as a program it raised {error!r}") from error
    for k, operands in enumerate(tried):
        y = op.forward(words, *operands)
        _same(op, f"value in a program at {operands}", of_points[k][0], y)
        _same(op, f"value in a program of a batch at {operands}", values[k], y)
        for i, partial in enumerate(op.partials(words, y, *operands)):
            if whole[i]:
                continue
            _same(op, f"partial {i} in a program at {operands}", float(of_points[k][2][i]), float(partial))
            mine = float(np.asarray(of_batch[2][i])[k]) * len(tried)  # of the mean
            _same(op, f"partial {i} in a program of a batch at {operands}", mine, float(partial))


def _same(op: Op, what: str, found: float, expected: float) -> None:
    if found == expected or (found != found and expected != expected):
        return
    if not fabs(found - expected) <= _ROUNDING * max(1.0, fabs(expected)):
        raise AssertionError(f"{op.name}: {what} is {found!r}, and {expected!r} on floats")
