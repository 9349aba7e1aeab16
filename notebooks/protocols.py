"""Four ways to choose a network and to report how good it is, for notebook 12: what each of them looks at.

A report is honest where nothing was chosen by the samples that it was measured on.
"""

from typing import NamedTuple


class Protocol(NamedTuple):
    """A way to choose and to report.

    Attributes:
        text: what was done.
        chosen_by: the set of samples by which the size was chosen, or several.
        reported_on: the set on which the number in the report was measured.
    """

    text: str
    chosen_by: frozenset[str]
    reported_on: str


PROTOCOLS = {
    "A": Protocol(
        "I trained every size once. The one with 4 units had the best test accuracy, 93 %; I report 93 %.",
        frozenset({"test"}), "test",
    ),
    "B": Protocol(
        "I took the size with the lowest training loss, and report its test accuracy.",
        frozenset({"training"}), "test",
    ),
    "C": Protocol(
        "I trained each size five times, took the lowest mean validation loss, and report its test accuracy.",
        frozenset({"validation"}), "test",
    ),
    "D": Protocol(
        "As C. But the test accuracy was poor, so I took the next size of my table, which did better there.",
        frozenset({"validation", "test"}), "test",
    ),
}  # fmt: skip


def honest() -> set[str]:
    """Return who reports on samples by which nothing was chosen.

    >>> sorted(honest())
    ['B', 'C']
    """
    return {name for name, one in PROTOCOLS.items() if one.reported_on not in one.chosen_by}


def overfitting() -> str:
    """Return who chooses by the samples that the networks learned from.

    >>> overfitting()
    'B'
    """
    (name,) = [name for name, one in PROTOCOLS.items() if one.chosen_by == {"training"}]
    return name
