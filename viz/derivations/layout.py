"""Lines of a derivation set as text, for LaTeX and in Markdown: one block below the other, or two columns.

Where a line is broken is decided once, by the width of its text, for all formats: before = and before the
signs of a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

from viz.derivations.formula import Formula, merged
from viz.derivations.graph import Line
from viz.derivations.notation import Latex, Text, terms, write

# Letters in a row: of a page, and of one of two columns.
_PAGE, _COLUMN = 78, 44

Given: TypeAlias = Sequence[tuple[Formula, float]]
# A notation for names or, with True, for numbers.
Notation: TypeAlias = Callable[[bool], Text]


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """Formulas in three formats; notebooks show the Markdown.

    Attributes:
        text: for the terminal; `str()` of this is the same.
        latex: `align*` environments of amsmath, for a paper or a slide.
        markdown: headings and formulas between $$, for GitHub, KaTeX, MathJax and notebooks.
    """

    text: str
    latex: str
    markdown: str

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return self.markdown


class Row(NamedTuple):
    """A row of a block: what stands left of the place where all are aligned, and right of it."""

    left: str
    right: str


class _Piece(NamedTuple):
    """What is not broken: in the terminal and in LaTeX, and whether it begins with the = of the alignment."""

    text: str
    latex: str
    equals: bool

    @property
    def width(self) -> int:
        """How many letters it takes, with the blank before a sign =."""
        return len(self.text) + self.equals


def blocks(
    given: Given,
    forward: Sequence[Line],
    backward: Sequence[Line],
    title: Row,
    text: Notation,
    latex: Notation,
) -> Written:
    """Return the forward equations and below them the backward ones, with numbers.

    Args:
        given: the variables and their numbers.
        title: of the backward block, as text and in Markdown.
        text, latex: the two notations.
    """
    both = [
        [*_given_rows(given, text, latex), *_rows(forward, text, latex, numbers=True)],
        _rows(backward, text, latex, numbers=True),
    ]
    plain = [[f"  {row.left} {row.right}".rstrip() for row, _ in block] for block in both]
    whole = "\n".join(["forward", *plain[0], "", title.left, *plain[1]])
    bodies = [_body([f"{row.left} &{row.right}" for _, row in block]) for block in both]
    environments = "\n\n".join(f"\\begin{{align*}}\n{body}\n\\end{{align*}}" for body in bodies)
    shown = [f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$" for body in bodies]
    markdown = f"**Forward**\n\n{shown[0]}\n\n**{title.right}**\n\n{shown[1]}\n"
    return Written(whole, environments, markdown)


def columns(
    forward: Sequence[Line],
    backward: Sequence[Line],
    titles: tuple[Row, Row],
    text: Notation,
    latex: Notation,
) -> Written:
    """Return the forward equations beside the backward ones, in letters alone, as lecture L4 shows them.

    Args:
        titles: of both columns, each as text and for LaTeX.
    """
    left, right = (_rows(lines, text, latex, numbers=False) for lines in (forward, backward))
    texts = [[f"{row.left} {row.right}" for row, _ in side] for side in (left, right)]
    texts = [[title.left, *[f"  {line}" for line in side]] for title, side in zip(titles, texts)]
    width = max(map(len, texts[0])) + 4
    whole = "\n".join(f"{a:{width}}{b}".rstrip() for a, b in zip_longest(*texts, fillvalue=""))
    rows = ["&" + " &&".join(title.right for title in titles)]
    for a, b in zip_longest(left, right):
        cells = [f"{one[1].left} &{one[1].right}" if one else "&" for one in (a, b)]
        rows.append(r" &\qquad ".join(cells))
    body = _body(rows)
    return Written(
        whole,
        f"\\begin{{align*}}\n{body}\n\\end{{align*}}",
        f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$\n",
    )


def equation(line: Line, notation: Notation) -> str:
    """Return a line in one piece: left = right = with numbers = value, and what decided about the branch."""
    pieces = [" = " + "".join(segment) for segment in _segments(line, notation, numbers=True)[0]]
    return write(line.left, notation(False)) + "".join(pieces) + _since(line, notation(False))


def _body(rows: Sequence[str]) -> str:
    """Return rows for LaTeX one below the other; fractions have room between them."""
    ends = [r" \\[4pt]" if r"\frac" in row else r" \\" for row in rows[:-1]]
    return "\n".join([*map(str.__add__, rows, ends), rows[-1]])


# --- rows ------------------------------------------------------------------------------------------------


def _rows(lines: Sequence[Line], text: Notation, latex: Notation, *, numbers: bool) -> list[tuple[Row, Row]]:
    """Return the rows of several lines, each in both formats."""
    rows: list[tuple[Row, Row]] = []
    for line in lines:
        segments, kept = _segments(line, text, numbers=numbers)
        tex, _ = _segments(line, latex, numbers=numbers, kept=kept)
        pieces = [
            _Piece(f"= {a}" if i == 0 else a, f"= {b}" if i == 0 else b, i == 0)
            for one, other in zip(segments, tex)
            for i, (a, b) in enumerate(zip(one, other))
        ]
        if since := _since(line, text(False)):
            pieces.append(_Piece(since, _since(line, latex(False)), False))
        lefts = write(line.left, text(False)), write(line.left, latex(False))
        room = (_PAGE if numbers else _COLUMN) - len(lefts[0])
        rows += _broken(lefts, pieces, room)
    return rows


def _broken(lefts: tuple[str, str], pieces: list[_Piece], room: int) -> list[tuple[Row, Row]]:
    """Return the rows of one line: each = on a row of its own if they do not fit together."""
    lines: list[list[_Piece]] = [[]]
    for i, piece in enumerate(pieces):
        used = sum(one.width for one in lines[-1])
        # what follows up to the next = stays together where it fits into a row
        rest = [piece, *pieces[i + 1 :]]
        end = next((k for k, one in enumerate(rest) if k and one.equals), len(rest))
        needed = sum(one.width for one in rest[: end if piece.equals else 1])
        if lines[-1] and used + needed > room:
            lines.append([])
        lines[-1].append(piece)
    rows: list[tuple[Row, Row]] = []
    blank = " " * len(lefts[0])
    for k, line in enumerate(lines):
        begins = line[0].equals
        plain = "".join((" " if one.equals and j else "") + one.text for j, one in enumerate(line))
        tex = "".join((" " if one.equals and j else "") + one.latex for j, one in enumerate(line))
        rows.append(
            (
                Row(blank if k else lefts[0], plain if begins else f"    {plain.strip()}"),
                Row("" if k else lefts[1], tex if begins else f"\\quad {tex.strip()}"),
            )
        )
    return rows


def _segments(
    line: Line, notation: Notation, *, numbers: bool, kept: list[int] | None = None
) -> tuple[list[list[str]], list[int]]:
    """Return what stands between the signs = in pieces; what says the same as the step before is left out.

    Args:
        kept: which of them are written, if that is decided already.
    """
    plain = notation(False)
    segments = [terms(form, plain) for form in line.forms]
    if numbers:
        segments += [terms(line.forms[-1], notation(True)), [plain.number(line.value)[0]]]
    else:
        segments = segments[:1]
    if kept is None:
        kept = [i for i, one in enumerate(segments) if i == 0 or "".join(one) != "".join(segments[i - 1])]
    return [segments[i] for i in kept], kept


def _since(line: Line, plain: Text) -> str:
    reasons = merged(*[form.because for form in line.forms])
    if not reasons:
        return ""
    since = r" \quad \text{since } " if isinstance(plain, Latex) else "  since "
    return since + ", ".join(dict.fromkeys(write(reason, plain) for reason in reasons))


def _given_rows(given: Given, text: Notation, latex: Notation) -> list[tuple[Row, Row]]:
    """Return what is given, as many in a row as fit."""
    lines: list[list[tuple[str, str, str, str]]] = []
    width = _PAGE
    for formula, value in given:
        cells = [(write(formula, n(False)), n(False).number(value)[0]) for n in (text, latex)]
        cell = (*cells[0], *cells[1])
        width += len(cell[0]) + len(cell[1]) + 5
        if width > _PAGE:
            lines.append([])
            width = len(cell[0]) + len(cell[1]) + 5
        lines[-1].append(cell)
    rows: list[tuple[Row, Row]] = []
    for cells in lines:
        plain = ", ".join(f"{a} = {b}" for a, b, _, _ in cells)
        tex = r",\quad ".join(f"{a} = {b}" for _, _, a, b in cells)
        first, other = cells[0][0], cells[0][2]
        rows.append((Row(first, plain[len(first) + 1 :]), Row(other, tex[len(other) + 1 :])))
    return rows
