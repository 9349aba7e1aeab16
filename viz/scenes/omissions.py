"""What stands in the wires for what a part of a graph leaves out: "⋯ 3" where three wires are cut, "⋯ 23 +"
in the place of a run of gates. `scene` calls this where it does not draw the whole graph.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, TypeAlias

from autograd import Ledger, Message, Value
from viz.scenes.gate import glyph


class Omission:
    """A text in a wire; each is told from all others, whatever it says."""

    def __init__(self, words: str) -> None:
        self.words = words


Drawn: TypeAlias = Value | Omission
_Bridges: TypeAlias = dict[Value, list[tuple[str, Message, Message]]]
_Cut: TypeAlias = dict[Value, list[Message]]


class Wire(NamedTuple):
    """A wire between what is drawn: as which operand it enters, its partial and its message as text."""

    parent: Drawn
    child: Drawn
    position: int
    partial: str
    message: str


def with_omissions(
    drawn: Sequence[Value],
    hidden: Collection[Value],
    runs: Collection[Sequence[Value]],
    ledger: Ledger,
    text: Callable[[float], str],
) -> tuple[list[Drawn], list[Wire]]:
    """Return the nodes of a part with the omissions beside them, and the wires from and to omissions.

    The hidden constants stand inside of their gates and leave no wire; the ledger is that of the whole graph.
    """
    bridges = _bridges(runs, ledger)
    operands, children = _cuts(set(drawn), hidden, bridges, ledger)
    shown: list[Drawn] = []
    wires: list[Wire] = []

    def omit(words: str) -> Omission:
        shown.append(omission := Omission(words))
        return omission

    for node in drawn:
        if cut := operands.get(node):
            present = sum(parent not in hidden for parent in node.parents) - len(cut)
            wires.append(Wire(omit(_more(len(cut), present)), node, cut[0].position, "⋯", "⋯"))
        shown.append(node)
        if cut := children.get(node):
            words, received = _more(len(cut), cut[0].expected - len(cut)), text(sum(m.message for m in cut))
            wires.append(Wire(node, omit(words), 0, "⋯", received))
        for words, first, last in bridges.get(node, ()):
            run = omit(words)
            wires.append(Wire(node, run, 0, text(first.partial), text(first.message)))
            wires.append(Wire(run, last.child, last.position, text(last.partial), text(last.message)))
    return shown, wires


def _bridges(runs: Collection[Sequence[Value]], ledger: Ledger) -> _Bridges:
    """Return for the node before a run what stands in its place, and the messages out of it and into it."""
    entry = {(m.parent, m.child): m for m in ledger} if runs else {}
    bridges: _Bridges = {}
    for lower, *between, upper in runs:
        words = f"⋯ {len(between):,} {glyph(between[0])}"
        bridge = words, entry[lower, between[0]], entry[between[-1], upper]
        bridges.setdefault(lower, []).append(bridge)
    return bridges


def _cuts(
    drawn: set[Value], hidden: Collection[Value], bridges: _Bridges, ledger: Ledger
) -> tuple[_Cut, _Cut]:
    """Return for each node the messages along its wires that are cut: to its operands, from its children."""
    ends = {(m.child, m.position) for found in bridges.values() for _, *pair in found for m in pair}
    operands: _Cut = {}
    children: _Cut = {}
    for m in ledger:
        if (m.child, m.position) in ends or m.parent in hidden:
            continue
        if m.child in drawn and m.parent not in drawn:
            operands.setdefault(m.child, []).append(m)
        elif m.parent in drawn and m.child not in drawn:
            children.setdefault(m.parent, []).append(m)
    return operands, children


def _more(cut: int, present: int) -> str:
    """Return the text for wires that are cut beside others that are drawn."""
    return f"⋯ {cut:,}{' more' if present else ''}"
