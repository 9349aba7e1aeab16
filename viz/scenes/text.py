"""Numbers, and texts of the user's, as drawings, tables and formulas show them.

`number` is the only place where a number becomes text. Labels are read by `autograd.labels`.
"""

from autograd.labels import visible

_LONGEST = 16  # signs of what stands in a gate
_WIDEST = 10**15  # from here on even whole numbers have more figures than are known of them


class Decimals(int):
    """So many digits after the point, in the place of a number of significant digits.

    >>> number(0.393224, Decimals(1)), number(2.0, Decimals(1)), number(-0.04, Decimals(1))
    ('0.4', '2', '0.0')
    """


def rounding(digits: int | None, decimals: int | None, usual: int = 4) -> int:
    """Return how numbers are rounded, for `number`: to `digits`, to `decimals`, or as is usual.

    Raises:
        TypeError: one is no whole number.
        ValueError: both are given, or one is too small.

    >>> rounding(None, None), number(1.367879, rounding(None, 2))
    (4, '1.37')
    """
    for what, given in (("digits", digits), ("decimals", decimals)):
        if given is not None and (isinstance(given, bool) or not hasattr(given, "__index__")):
            raise TypeError(f"{what} = {given!r:.40}: digits are counted; give a whole number, such as 3")
    if decimals is None:
        digits = usual if digits is None else digits
        if digits < 1 and not isinstance(digits, Decimals):
            raise ValueError(
                f"digits = {digits}: a number has one significant digit at least; give digits=1 or more"
            )
        return digits
    if digits is not None:
        raise ValueError(
            f"digits={digits} and decimals={decimals}: numbers are rounded to significant digits or to "
            "digits after the point; give one of them"
        )
    if not 0 <= decimals <= 17:
        raise ValueError(f"decimals = {decimals}: digits after the point are counted from 0 to 17")
    return Decimals(decimals)


def number(x: float, digits: int = 4) -> str:
    """Return a number as drawings write it: so many significant digits, a true minus, whole numbers whole.

    With `Decimals` for digits it is rounded after the point, as the slides of lecture L1 do.

    >>> number(-0.19661193), number(-12.0), number(1234567.0), number(float("inf"))
    ('−0.1966', '−12', '1.235e+06', '∞')
    """
    rounding(digits, None)
    if x in (float("inf"), float("-inf")):
        text = "∞" if x > 0 else "-∞"
    elif abs(x) < (_WIDEST if isinstance(digits, Decimals) else 10**6) and x == int(x):
        text = str(int(x))
    elif isinstance(digits, Decimals):
        text = f"{x:z.{digits}f}" if abs(x) < _WIDEST else f"{x:.{digits}e}"
    else:
        text = f"{x:.{digits}g}"
        if "e" in text and 1 <= abs(x) < 10**6:
            text = f"{x:.0f}"
    return text.replace("-", "−", 1) if text.startswith("-") else text


def shortened(text: object) -> str:
    """Return a text of the user's as one line that fits into a gate; labels are cut by `autograd.labels`."""
    line = visible(text)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
