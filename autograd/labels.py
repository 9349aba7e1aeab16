r"""Labels as a small markup, and what each node of a graph is called: one reading for all that is written.

`x_1`, `w_{11}^{(1)}`, `W_11^2`, `beta_1`, `y'`, `w0`, `W[0][1]` and `w₁²` have indices; a single letter, also
by its Greek name, is a symbol, several are a word (`loss`). What is none of this is shown as it is. Drawings,
tables and formulas write what `read` returns; messages of errors keep the label as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from autograd.ops import CONSTANT
from autograd.value import Value

LONGEST = 40  # signs of a label that are shown
SYMBOL, WORD, PLAIN = "symbol", "word", "plain"
GREEK = dict(
    zip(
        re.findall(
            r"\w+",
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma "
            "tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega",
        ),
        "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
    )
)
RAISED = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
    )
) | {"′": "′"}
LOWERED = dict(zip("0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ"))

# Raised and lowered signs of Unicode are letters and digits to Python: here they are indices, nothing else.
_UP, _DOWN = ("".join(dict.fromkeys(table.values())) for table in ({**RAISED, "′": ""}, LOWERED))
_ACCENT = r"[\u0300-\u036f\u20d0-\u20f0]"
_LETTER = rf"[^\W\d_{_UP}{_DOWN}]{_ACCENT}*"
_WORD = rf"[^\W_{_UP}{_DOWN}]+"
_INSIDE = r"[^{}_^<>&\\$\"`|\[\]#%~]+"
_BEFORE = re.compile(r"▶ |[\d,]+ × ")
_BASE = re.compile(rf"(?P<base>(?:{_LETTER})+)(?P<digits>[0-9]*)")
_INDEX = re.compile(
    rf"_(?:\{{(?P<below>{_INSIDE})\}}|(?P<low>{_WORD}|\({_WORD}\)))|\[(?P<place>{_WORD})\]|(?P<lowered>[{_DOWN}]+)"
    rf"|\^(?:\{{(?P<above>{_INSIDE})\}}|(?P<high>{_WORD}|\({_WORD}\)|[*+\-−]))|(?P<raised>[{_UP}]+)|(?P<primes>['′]+)"
)
_AS_TYPED = re.compile(r"v\d+")  # v1, v2, … are the names of nodes without a label, which are typed like that
_FROM_RAISED, _FROM_LOWERED = (
    {ord(sign): plain for plain, sign in signs.items()} for signs in (RAISED, LOWERED)
)
_SPELLED = re.compile(r"[^\W\d_]+")


class Label(NamedTuple):
    """What a label says.

    Attributes:
        kind: "symbol" for a single letter, which is slanted; "word" for several, which stand upright; "plain"
            for what is shown as it is.
        base: the letter or the word.
        below: its subscript, several of them with commas between, "" for none.
        above: its superscript, primes first.
        before: what a drawing puts before it, "▶ " or "16 × ".
    """

    kind: str
    base: str
    below: str = ""
    above: str = ""
    before: str = ""


@lru_cache(maxsize=4096)
def read(label: str) -> Label:
    """Return what a label says; a long one is cut.

    >>> read("w_{11}^{(1)}")
    Label(kind='symbol', base='w', below='11', above='(1)', before='')
    >>> read("beta_1").base, read("loss").kind, read("net input").kind
    ('β', 'word', 'plain')
    """
    line = unicodedata.normalize("NFC", visible(label))
    before = found[0] if (found := _BEFORE.match(line)) else ""
    line = line[len(before) :]
    said = _read(line) if len(line) <= 8 * LONGEST else None
    if said is None or len(said.base) + len(said.below) + len(said.above) > LONGEST:
        said = Label(PLAIN, line if len(line) <= LONGEST else line[: LONGEST - 1] + "…")
    return said._replace(before=before)


def visible(text: object) -> str:
    """Return a text of the user's as one line without control characters, which no format can hold.

    >>> visible(" two\\nlines ")
    'two lines'
    """
    line = str(text)
    return (line if line.isprintable() else "".join(c if c.isprintable() else " " for c in line)).strip()


def written(label: str) -> str:
    """Return a label as plain text, indices with the signs that Unicode has.

    >>> [written(label) for label in ("w_{11}^{(1)}", "W_11^2", "beta_1", "delta_h", "y'", "h_in", "L_reg")]
    ['w₁₁⁽¹⁾', 'W₁₁²', 'β₁', 'δₕ', 'y′', 'hᵢₙ', 'L_reg']
    """
    if _AS_TYPED.fullmatch(label):
        return label
    said = read(label)
    return said.before + said.base + _index(said.below, "_", LOWERED) + _index(said.above, "^", RAISED)


def trimmed(label: str) -> str:
    """Return a label as far as it is shown; markup stays as it was typed.

    >>> trimmed("a label of more signs than are shown of one"), trimmed("w_{11}^{(1)}")
    ('a label of more signs than are shown of…', 'w_{11}^{(1)}')
    """
    said = read(label)
    return said.before + said.base if said.kind == PLAIN else visible(label)


def slanted(text: str) -> bool:
    """Return whether these letters of a label are symbols: a single one, or indices side by side, w_ij.

    >>> slanted("j"), slanted("ij"), slanted("in"), slanted("β")
    (True, True, False, True)
    """
    if len(letter := re.sub(_ACCENT, "", unicodedata.normalize("NFD", text))) == 1:
        return (letter.isascii() and letter.isalpha()) or "Α" <= letter <= "ω"
    return len(text) <= 3 and text != "in" and not set(text) - set("ijkmnpq")


def unique_names(labels: Sequence[str]) -> list[str]:
    """Return a name for each node: its label, or v1, v2, … by its position; no two are written alike.

    >>> unique_names(["x", "", "x", "v2", "x_1", "x1"])
    ['x', 'v2_2', 'x_2', 'v2', 'x_1', 'x1_2']
    """
    wishes = [visible(label) for label in labels]
    labeled = [bool(wish) for wish in wishes]
    names = [trimmed(wish) or f"v{i + 1}" for i, wish in enumerate(wishes)]
    claimed = {read(name) for name, has in zip(names, labeled) if has}
    taken: set[Label] = set()
    last: dict[Label, int] = {}
    for turn in (True, False):  # who has a label keeps it, as far as possible
        for i, has in enumerate(labeled):
            if has is not turn:
                continue
            typed, wish = names[i], read(names[i])
            said, k = wish, last.get(wish, 1)
            while said in taken or (k > 1 and said in claimed):
                k += 1
                names[i] = _numbered(typed, k)
                said = read(names[i])
            last[wish] = k
            taken.add(said)
    return names


def node_names(order: Sequence[Value], also: Collection[Value] = ()) -> dict[Value, str]:
    """Return what each node of a graph is called, whoever draws it: its label, or v1, v2, … (lecture A5).

    Plain numbers without a label have no name and are not counted; a second node of the same label gets a
    number behind it. The names are labels: `written` or a format makes text of them.

    Args:
        order: the nodes in topological order.
        also: plain numbers that need a name nevertheless.

    >>> x = Value(2.0, "x_1")
    >>> list(node_names([x, y := x * x, y + x]).values())
    ['x_1', 'v2', 'v3']
    """
    named = [node for node in order if node.op is not CONSTANT or node.label]
    named += [node for node in also if node.op is CONSTANT and not node.label]
    return dict(zip(named, unique_names([str(node.label) for node in named])))


def _read(line: str) -> Label | None:
    head = _BASE.match(line)
    if head is None:
        return None
    below, above, primes = [head["digits"]] if head["digits"] else [], list[str](), ""
    at = head.end()
    while at < len(line):
        found = _INDEX.match(line, at)
        if found is None:
            return None
        kind, text = found.lastgroup or "", found[found.lastgroup or 0].strip()
        if kind == "primes":
            primes += "′" * len(text)
        elif kind in ("below", "low", "place", "lowered"):
            below.append(text.translate(_FROM_LOWERED) if kind == "lowered" else text)
        else:
            above.append(text.translate(_FROM_RAISED) if kind == "raised" else text)
        at = found.end()
    if not all((*below, *above)):
        return None
    base = _greek(head["base"])
    low, high = (_SPELLED.sub(lambda word: _greek(word[0]), ",".join(part)) for part in (below, above))
    high = primes + high.replace("'", "′")
    kind = SYMBOL if slanted(base) and len(re.findall(_LETTER, base)) == 1 else WORD
    return Label(kind, base, low, high)


def _greek(word: str) -> str:
    return GREEK.get(word, word)


def _numbered(label: str, k: int) -> str:
    """Return a label with a number behind it, which is to be seen however long the label is."""
    whole = f"{label}_{k}"
    return whole if read(whole).base[-1:] != "…" else f"{label[: LONGEST - 1 - len(str(k))]}_{k}"


def _index(text: str, sign: str, signs: dict[str, str]) -> str:
    if all(c in signs for c in text):
        return "".join(signs[c] for c in text)
    return f"{sign}{text}" if text.isalnum() else f"{sign}{{{text}}}"
