"""Hand-derived gradients as unit tests: `assert_gradients` for pytest and notebooks."""

from collections.abc import Callable, Mapping

from autograd.border import short
from autograd.testing.answers import Answer, Judgement, first_wrong, judged
from autograd.value import Value


def assert_gradients(
    fn: Callable[..., Value], at: Mapping[str, float], expected: Mapping[str, Answer]
) -> None:
    """Raise AssertionError where a gradient of a function is not what was derived by hand.

    Numbers are compared at the point, at the digits that were written; formulas there and at random points.
    The first wrong δ on the way back is told: what comes before it is right.

    Args:
        fn: the function; it takes a Value for each name of `at`, by keyword, and returns the root.
        at: the point, a number for each name.
        expected: ∂root/∂node under a name of `at` or a label that the function gives: a number, a fraction
            such as "-3/8", arithmetic, or a formula such as "δ_z * x", in which labels stand for values.

    Raises:
        AssertionError: a gradient differs; a formula is not understood or right at this point only.
        ValueError: nothing is expected; no node has such a label, or several have it.
        TypeError: the function returns no Value.

    >>> def loss(w, x, t):
    ...     y = (w * x).sigmoid()
    ...     y.label = "y"
    ...     return (y - t) ** 2 / 2
    >>> point = {"w": 0.5, "x": 2.0, "t": 1.0}
    >>> assert_gradients(loss, at=point, expected={"y": "y - t", "w": "δ_y y (1 - y) x"})
    >>> assert_gradients(loss, at=point, expected={"y": "y - t", "w": "δ_y y x"})
    Traceback (most recent call last):
    AssertionError: the gradient by w is not what was derived by hand (1 of 2 is wrong)
        expected  δ_y y x  = -0.3932238665
        actual    ∂root/∂w = -0.1057541856
        It looks like sigmoid itself in place of its slope, f for f′ (at y).
    """
    __tracebackhide__ = True
    if not expected or None in expected.values():
        raise ValueError(
            "assert_gradients expects a gradient for each name: give a number or a formula, "
            f"not {short(dict(expected))}"
        )
    root = fn(**{name: Value(number, label=name) for name, number in at.items()})
    if not isinstance(root, Value):  # pyright: ignore[reportUnnecessaryIsInstance] - not all have types
        raise TypeError(f"assert_gradients got {short(root)} from the function: it returns the root, a Value")
    judgements = judged(root, expected)
    wrong = first_wrong(judgements)
    if wrong is not None:
        raise AssertionError(_report(root, wrong, judgements))


def _report(root: Value, wrong: Judgement, judgements: list[Judgement]) -> str:
    others = [judgement.label for judgement in judgements if judgement.kind in ("wrong", "unread")]
    share = f"{len(others)} of {len(judgements)} {'is' if len(others) == 1 else 'are'} wrong"
    head = f"the gradient by {wrong.label} is not what was derived by hand ({share})"
    if wrong.kind == "unread":
        return f"{head}\n    expected  {wrong.shown}\n    {wrong.why}"
    derivative = f"∂{root.label or 'root'}/∂{wrong.label}"
    width = max(len(wrong.shown), len(derivative))
    lines = [
        head,
        f"    expected  {wrong.shown:{width}} = {_digits(wrong.number)}",
        f"    actual    {derivative:{width}} = {_digits(wrong.delta)}",
        f"    {wrong.why}",
    ]
    if len(others) > 1:
        rest = ", ".join(label for label in others if label != wrong.label)
        lines.append(f"    Wrong, too: {rest}; this one comes first on the way back.")
    return "\n".join(lines)


def _digits(number: float | None) -> str:
    return "" if number is None else f"{number:.10g}"
