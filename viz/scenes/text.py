"""Numbers and labels as the text that drawings, tables and formulas show.

`number` is the only place where a number becomes text. `scene` calls all of these, and whoever writes
numbers and labels outside of a drawing.
"""

_LONGEST_LABEL = 16


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


def visible(text: object) -> str:
    """Return a text of the user's as one line without control characters, which no format can hold."""
    line = str(text)
    return (line if line.isprintable() else "".join(c if c.isprintable() else " " for c in line)).strip()


def shortened(label: str) -> str:
    """Return a label as it is drawn: not too long."""
    line = visible(label)
    return line if len(line) <= _LONGEST_LABEL else line[: _LONGEST_LABEL - 1] + "…"
