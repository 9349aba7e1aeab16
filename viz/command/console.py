"""Text for consoles and redirected output whose encoding lacks the signs of mathematics.

The command line calls `spell_out`. In UTF-8 nothing changes; in cp1252, which Windows uses for `> out.txt`,
a minus sign becomes a hyphen instead of a question mark. Files that the command writes are UTF-8 always.
"""

import codecs
import sys
from unicodedata import decomposition, name

_SPELLED = {
    "−": "-", "×": "*", "·": "*", "∂": "d", "δ": "d", "∞": "inf", "√": "sqrt", "Σ": "sum", "′": "'",
    "‖": "||", "→": "->", "←": "<-", "↦": "|->", "≥": ">=", "≤": "<=", "…": "...", "⋯": "...", "✓": "ok",
    "✗": "no", "»": ">>", "«": "<<", "“": '"', "”": '"', "ß": "ss", "½": "0.5",
    "\u0304": "_bar",
}  # fmt: skip


def spell_out() -> None:
    """Let stdout and stderr spell what their encoding lacks."""
    codecs.register_error("spelled", _spelled)
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="spelled")


def _spelled(error: UnicodeError) -> tuple[str, int]:
    """Return the spelling of the characters that could not be encoded, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object
    return "".join(_letter(text, i) for i in range(error.start, error.end)), error.end


def _letter(text: str, i: int) -> str:
    if spelled := _SPELLED.get(text[i]):
        return spelled
    kind, *letters = decomposition(text[i]).split() or [""]
    if not kind.startswith("<"):
        letters = [kind, *letters] if kind else []
    plain = "".join(_SPELLED.get(chr(int(code, 16)), chr(int(code, 16))) for code in letters)
    plain = "".join(letter for letter in plain if letter.isascii())
    if plain and kind in ("<super>", "<sub>"):  # one mark before the first of them: ⁻² is ^-2
        goes_on = i > 0 and decomposition(text[i - 1]).startswith(kind)
        return plain if goes_on else f"{'^' if kind == '<super>' else '_'}{plain}"
    greek = name(text[i], "").split()
    if not plain and greek[:1] == ["GREEK"] and "LETTER" in greek:
        return greek[-1].lower().replace("lamda", "lambda")
    return plain or "?"
