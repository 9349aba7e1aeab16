"""The partials of a row in letters, as templates that the page fills with names.

The rows are run on names, as for derivations (`viz.derivations`); here nothing may depend on recorded
numbers, as a reader of the page changes them.
"""

from __future__ import annotations

import re
from typing import Any

from autograd.composite import Folded
from autograd.ops import Op
from viz.derivations.formula import Formula, Symbols, formula, name
from viz.derivations.notation import Text, write
from viz.scenes.gate import BASE, ENCLOSED, PLACE_END

_LONGEST = 40  # letters; what is longer is called ∂y/∂x
_MOST_OPERANDS = 100
_PLACE = re.compile(r"x(\d+)([⁰¹²³⁴⁵⁶⁷⁸⁹⁻^])?")


def partials_in_letters(op: Op, operands: int) -> list[str]:
    """Return ∂y/∂operand of a row as a template, for each of so many operands; "" if the row has none.

    The place after those of the operands is that of y itself. A row that chooses a branch by its operands has
    no formula that holds for all numbers, nor has one that is no plain arithmetic.

    >>> from autograd.ops import MUL, RELU, TANH
    >>> from viz.scenes.gate import filled
    >>> partials_in_letters(MUL, 2) == [f"{ENCLOSED}1{PLACE_END}", f"{ENCLOSED}0{PLACE_END}"]
    True
    >>> filled(partials_in_letters(TANH, 1)[0], ["z", "y"]), partials_in_letters(RELU, 1)
    ('1 − y · y', [''])
    """
    nothing = [""] * operands
    if operands > _MOST_OPERANDS or isinstance(op, Folded):
        return nothing
    # 0.5 is in the domain of nearly all rows; no formula depends on it
    names = [name(f"x{i}", 0.5) for i in range(operands + 1)]
    try:
        found = (op.textbook or op.partials)(_Unbranched(), names[-1], *names[:-1])
        return [_template(formula(x)) for x in found]
    except Exception:  # the row is the user's: whatever it does with its operands
        return nothing


class _Unbranched(Symbols):
    """The vocabulary that writes what holds for all numbers."""

    def where(self, condition: Any, x: Any, y: Any) -> Formula:
        raise TypeError("the row chooses a branch")


class _Places(Text):
    """The notation in which names stay as they are, to be found again."""

    def name(self, word: str) -> str:
        return word


def _template(found: Formula) -> str:
    waiting = [found]
    for one in waiting:  # grows while it is read
        if one.kind == "relation" or len(waiting) > _LONGEST:
            return ""
        waiting += one.parts
    text = write(found, _Places())
    return _PLACE.sub(_place, text) if len(text) <= _LONGEST else ""


def _place(found: re.Match[str]) -> str:
    kind = BASE if found[2] else ENCLOSED
    return f"{kind}{found[1]}{PLACE_END}{found[2] or ''}"
