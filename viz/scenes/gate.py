"""What stands in a gate, and how the gate is written with its operands: "×", "−1", "x²"; "x + y".

`scene` calls this for every node, `overview` for every box, the page for its own copy of the words. Rows
of the table are told by identity: a folded gate or an operation of one's own with the symbol "+" is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from autograd import Value
from autograd.labels import RAISED
from autograd.ops import ABS, ADD, CONSTANT, DIV, DOT, MUL, NEG, POW, SUB, SUM
from viz.scenes.text import number, shortened

# In a gate of a row without symbol and name: what has nothing in its gate is a variable to all who draw.
NAMELESS = "op"
# The operands of the gates of arithmetic, signed as in a block diagram; "" for what the formula begins with.
_PORTS = {SUB: ("+", "−"), DIV: ("", "÷"), POW: ("", "^")}
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# The places of the operands in a template: as it is, in parentheses if negative, in parentheses unless one
# word. No label holds these characters, `visible` takes them out.
PLAIN, ENCLOSED, BASE, PLACE_END = "\ue000", "\ue001", "\ue002", "\ue003"
_RAISED = frozenset(RAISED.values())
_PLACE = re.compile(f"([{PLAIN}{ENCLOSED}{BASE}])(\\d+){PLACE_END}")


def absorbed(order: list[Value], *, constants: bool) -> set[Value]:
    """Return the constants that are drawn inside their gate: those of one gate with one other operand, and
    those of a choice.

    With `constants`, none: all are drawn as nodes.
    """
    if constants:
        return set()
    uses: dict[Value, list[Value]] = {}
    for node in order:
        for parent in node.parents:
            if parent.op is CONSTANT:
                uses.setdefault(parent, []).append(node)
    return {
        constant
        for constant, gates in uses.items()
        if not constant.label and len(gates) == 1 and (len(gates[0].parents) == 2 or _is_choice(gates[0]))
        and any(parent.op is not CONSTANT for parent in gates[0].parents)
    }  # fmt: skip


def glyph(node: Value) -> str:
    """Return what stands in the gate of a node, whatever its operands; "" for a variable or a constant."""
    op = node.op
    if op is None or op is CONSTANT:
        return ""
    if op.family == "pow":
        n = op.parameter
        return "x" + (str(n).translate(_SUPERSCRIPT) if isinstance(n, int) else f"^{number(n)}")
    return op.chalk or shortened(op.symbol) or shortened(op.name) or NAMELESS


def ports(node: Value) -> tuple[str, ...]:
    """Return what each operand is where it enters its gate: "+" and "−", 1, 2, …; nothing where the order of
    the operands says nothing, as in a sum, nor in a net input, whose weights and inputs come in pairs.
    """
    op, n = node.op, len(node.parents)
    if op is None or op.commutes or op is DOT or n < 2:
        return ()
    return _PORTS.get(op) or tuple(str(i + 1) for i in range(n))


def products(node: Value) -> int:
    """Return the add-multiplies that the value of a node takes, one for each weight (lecture A11)."""
    return 1 if node.op is MUL else len(node.parents) // 2 if node.op is DOT else 0


def is_factor(node: Value, position: int) -> bool:
    """Return whether an operand is multiplied: then the message to it is one add-multiply."""
    return position < 2 * products(node)


def inscription(node: Value, hidden: Collection[Value], texts: dict[Value, str]) -> str:
    """Return what stands in the gate; hidden constant operands stand in it too, as their text."""
    sign, op = glyph(node), node.op
    if not any(parent in hidden for parent in node.parents):
        return sign
    words = [texts[parent] if parent in hidden else "x" for parent in node.parents]
    if _is_choice(node):
        return _choice(sign, words)
    if op is None or op.written != "operator":
        return f"{sign}({', '.join(_cut(words))})"
    (a, b), sign = words, "^" if op is POW else sign
    if all(parent in hidden for parent in node.parents):
        return f"{a}{sign}{b}"
    if node.parents[1] in hidden:
        return f"{sign}{b}"
    return f"{sign}{a}" if op in (ADD, MUL) else f"{a}{sign}x"


def template(node: Value) -> str:
    """Return how a gate is written, with places for its operands; a long list is cut in the middle."""
    op = node.op
    if op is None or op is CONSTANT:
        return ""
    sign, n = glyph(node), len(node.parents)
    plain, enclosed, base = ([f"{kind}{i}{PLACE_END}" for i in range(n)] for kind in (PLAIN, ENCLOSED, BASE))
    if op is POW:
        return f"{enclosed[0]} ^ {enclosed[1]}"
    if op is NEG:
        return f"−1 × {enclosed[0]}"
    if op.written == "operator" and n == 2:
        return f"{plain[0]} {sign} {enclosed[1]}"
    if op.family == "pow":
        return base[0] + sign[1:]
    if _is_choice(node):
        return _choice(sign, plain)
    if op is DOT:
        products = [f"{w}·{x}" for w, x in zip(enclosed[: n // 2], enclosed[n // 2 :])]
        return " + ".join(_cut([*plain[n // 2 * 2 :], *products]))
    if op is SUM:
        return " + ".join(_cut([plain[0], *enclosed[1:]]))
    return f"{'abs' if op is ABS else sign}({', '.join(_cut(plain))})"


def filled(written: str, words: list[str]) -> str:
    """Return a template with words in its places."""

    def word(place: re.Match[str]) -> str:
        text = words[int(place[2])]
        # what ends raised, w², takes no second superscript
        atom = text.isalnum() and text[-1:] not in _RAISED
        bare = place[1] == PLAIN or (not text.startswith("−") if place[1] == ENCLOSED else atom)
        return text if bare else f"({text})"

    return _PLACE.sub(word, written)


def _is_choice(node: Value) -> bool:
    return node.op is not None and node.op.family == "where"


def _choice(sign: str, operands: list[str]) -> str:
    """Return `x if a < b else y`, as it is written in Python."""
    a, b, x, y = operands
    return f"{x} if {a} {sign.removeprefix('if ')} {b} else {y}"


def _cut(parts: list[str]) -> list[str]:
    return parts if len(parts) <= 6 else [*parts[:3], "…", *parts[-2:]]
