"""Numbers, and texts of the user's, as drawings, tables and formulas show them.

`number` is the only place where a number becomes text. Labels are read by `autograd.labels`.
"""

from autograd.labels import LONGEST, visible


def number(x: float, digits: int = 4) -> str:
    """Return a number as drawings write it: so many significant digits, a true minus, whole numbers whole.

    >>> number(-0.19661193), number(-12.0), number(1234567.0), number(float("inf"))
    ('−0.1966', '−12', '1.235e+06', '∞')
    """
    if digits < 1:
        raise ValueError(
            f"digits = {digits}: a number has one significant digit at least; give digits=1 or more"
        )
    if x in (float("inf"), float("-inf")):
        text = "∞" if x > 0 else "-∞"
    elif abs(x) < 10**6 and x == int(x):
        text = str(int(x))
    else:
        text = f"{x:.{digits}g}"
        if "e" in text and 1 <= abs(x) < 10**6:
            text = f"{x:.0f}"
    return text.replace("-", "−", 1) if text.startswith("-") else text


def shortened(text: object) -> str:
    """Return a text of the user's as one line that is not too long."""
    line = visible(text)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
