"""What people write on a board, translated into the text of a formula.

| on the board | read as |
|---|---|
| `·` `×` `⋅` `∗`, and nothing: `2(y − t)`, `δ_z x`, `wx` | `*` |
| `÷` `∕` | `/` |
| `−` `–` `—` | `-` |
| `^`, `w²`, `10⁻²` | `**` |
| `½` `¼` | `(1/2)` `(1/4)` |
| `0,22` | `0.22`; within `max(1,2)` and its like the comma stands between operands |
| `7.36·10^-2` | `7.36e-2` |
| `[a] × [b]` | `(a) * (b)` |
| `σ(z)`, `ln(x)`, `|x|`, `π` | `sigmoid(z)`, `log(x)`, `abs(x)`, `pi` |
| `σ'(z)`, `tanh'(z)` | the slope of the row |
| `f'(z)` | the slope of the gate that z goes into |
| a label, such as `w_1`, `W[0][1]`, `h'`, `ŷ`; `lambda` for `λ` | the value of its node |
| `δ_y` `δy` `d_y` `d_{y}` `delta_y` `ȳ` `∂L/∂y` `dL/dy` | the delta of the node |
| `δ_k^z` `d_k^z` `delta_k^z` | the delta of the node `z_k` |

Names become placeholders, so that any label can be used. `answers.py` calls `read`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, NamedTuple
from unicodedata import normalize, numeric

from autograd import ops, words
from autograd.formulas import CONSTANTS, FUNCTIONS, ExpressionError, Formula
from autograd.ops import Op
from autograd.value import Value

_SIGNS = str.maketrans({
    **dict.fromkeys("·×⋅∗•∙", "*"), **dict.fromkeys("÷∕⁄", "/"), **dict.fromkeys("−–—‒‐‑﹣－", "-"),
    **dict.fromkeys("′’ʹ", "'"), "[": "(", "]": ")", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
})  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
# δ is left out, because delta_y is the delta of y; and σ, which is the sigmoid, too
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "ε": "epsilon", "η": "eta", "θ": "theta", "λ": "lambda",
    "μ": "mu", "ρ": "rho", "τ": "tau", "φ": "phi", "ω": "omega",
}  # fmt: skip
_LETTER = r"(?:(?![⁰¹²³⁴⁵⁶⁷⁸⁹½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚])[\w\u0300-\u036f])"
_GOES_ON = re.compile(_LETTER)
_SPACE = re.compile(r"\s+")
_WHOLE = r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
_NUMBER = re.compile(rf"(?:{_WHOLE})(?:[eE][+-]?[0-9]+)?")
_WITH_COMMA = re.compile(rf"(?:[0-9]+,[0-9]+|,[0-9]+|{_WHOLE})(?:[eE][+-]?[0-9]+)?")
_TIMES_TEN = re.compile(
    r"\s*\*\s*10\s*(?:(?:\^|\*\*)\s*(?:\(\s*([+-]?[0-9]{1,4})\s*\)|([+-]?[0-9]{1,4}))|([⁺⁻]?[⁰¹²³⁴-⁹]{1,4}))"
)
_FRACTION = re.compile(r"[½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚]")
_POWER = re.compile(r"[⁺⁻]?[⁰¹²³⁴-⁹]+")
_SLOPE = re.compile(r"'\s*(?=\()")
_WORD = re.compile(rf"(?!\d){_LETTER}+")
_INDEXED = re.compile(r"(?P<letter>[^\W\d_])_\{?(?P<index>[^\W_]+)\}?")
_ROOT = re.compile(r"√\s*([0-9]+(?:[.,][0-9]+)?)")
_OPERATOR = re.compile(r"\*\*|[-+*/^]")
_PLACEHOLDER = re.compile(r"__(\d+)__")

_MOST_CHARACTERS = 2000
_LONGEST_PRODUCT = 12  # letters of names without a sign between them
_MOST_NAMED = 12  # labels that an error lists
_ALIASES = {
    **{row.chalk: name for name, row in ops.FUNCTIONS.items() if isinstance(row, Op) and row.chalk.isalpha()},
    **{word.written: name for name, word in words.TABLE.items() if word.written and name in FUNCTIONS},
    **{name: name for name in FUNCTIONS},
    "√": "sqrt",
}
_OF_SEVERAL = {name for name in FUNCTIONS if not isinstance(ops.FUNCTIONS.get(name), Op)}


class Quantity(NamedTuple):
    """What a name stands for: the value or the delta of a node, or ∂child/∂node.

    >>> Quantity("delta", Value(2.0, "x")).kind
    'delta'
    """

    kind: Literal["value", "delta", "partial"]
    node: Value
    child: Value | None = None


class Line(NamedTuple):
    """One answer that was read.

    Attributes:
        formula: to be computed with a number for each placeholder.
        quantities: what the placeholders stand for.
        written: what stood in their places.

    >>> x = Value(2.0, "x")
    >>> Names([x]).read("2·x²").formula.text
    '2*__0__**(2)'
    """

    formula: Formula
    quantities: Mapping[str, Quantity]
    written: tuple[str, ...] = ()

    def value(self, number: Callable[[Quantity], float]) -> float:
        """Return what the formula gives with these numbers.

        Raises:
            ExpressionError: it is undefined there.
        """
        try:
            return float(self.formula({name: number(it) for name, it in self.quantities.items()}))
        except ExpressionError as error:
            raise ExpressionError(_as_written(str(error), self.written)) from None


class Names:
    """The names that answers about a graph may use.

    Args:
        order: the nodes, parents before children, the root last.

    >>> x, y = Value(3.0, "x_1"), Value(5.0, "W[0][1]")
    >>> f = x * y
    >>> names = Names([x, y, f])
    >>> line = names.read("δ_{x_1} · W[0][1] − ½")
    >>> [(quantity.kind, quantity.node.label) for quantity in line.quantities.values()]
    [('delta', 'x_1'), ('value', 'W[0][1]')]
    """

    def __init__(self, order: Iterable[Value]) -> None:
        self.order = tuple(order)
        self.labels: dict[str, list[Value]] = {}
        for node in self.order:
            if node.label:
                self.labels.setdefault(node.label, []).append(node)
        self.children: dict[Value, dict[Value, None]] = {}
        for node in self.order:
            for parent in node.parents:
                self.children.setdefault(parent, {})[node] = None
        self.spellings = self._spellings()
        # the longest first: w_11 is not w_1 and a 1
        known = sorted(self.spellings, key=len, reverse=True)
        self.known = re.compile("|".join(map(re.escape, known))) if known else None

    def _spellings(self) -> dict[str, tuple[Literal["value", "delta"], str]]:
        """Return what each spelling means: a label itself, then x₁ for x_1, then the deltas, δ_k^z last."""
        found: dict[str, tuple[Literal["value", "delta"], str]] = {}
        usable = [label for label in self.labels if _WORD.match(normalize("NFC", label).strip())]
        variants = [(spelled, label) for label in usable for spelled in _variants(_plain(label))]
        for spelled, label in [(label, label) for label in usable] + variants:
            found.setdefault(_plain(spelled), ("value", label))
        top = self.order[-1].label or "root"
        for spelled, label in [(label, label) for label in usable] + variants:
            for sign in (
                f"δ_{spelled}", f"δ{spelled}", f"d_{spelled}", f"delta_{spelled}", f"δ_{{{spelled}}}",
                f"d_{{{spelled}}}", f"delta_{{{spelled}}}",
                f"∂{top}/∂{spelled}", f"d{top}/d{spelled}", f"{spelled[0]}\u0304{spelled[1:]}",
            ):  # fmt: skip
                found.setdefault(_plain(sign), ("delta", label))
        for label in usable:
            indexed = _INDEXED.fullmatch(_plain(label))
            # with labels k and z, δ_k^z is a power
            if indexed and not {indexed["letter"], indexed["index"]} & self.labels.keys():
                for index in (indexed["index"], f"{{{indexed['index']}}}"):
                    for sign in ("δ", "d", "delta"):
                        found.setdefault(f"{sign}_{index}^{indexed['letter']}", ("delta", label))
        return found

    def read(self, text: str) -> Line:
        """Return what was answered.

        Raises:
            ExpressionError: it is not understood, or uses a name that the graph does not have.
        """
        if len(text) > _MOST_CHARACTERS:
            raise ExpressionError(f"an answer of {len(text):,} characters is too long: name its parts")
        reading = _Reading(self, _plain(text))
        try:
            formula = Formula(reading.translated(), reading.slopes)
        except ExpressionError as error:
            raise ExpressionError(_as_written(str(error), reading.written)) from None
        return Line(formula, reading.quantities, tuple(reading.written))

    def node(self, label: str) -> Value:
        """Return the node of a label.

        Raises:
            ExpressionError: several nodes have it.
        """
        if len(self.labels[label]) > 1:
            raise ExpressionError(f"{len(self.labels[label])} nodes have the label {label}: which is meant?")
        return self.labels[label][0]


class _Reading:
    """Goes through one text from left to right."""

    def __init__(self, names: Names, text: str) -> None:
        self.names, self.text, self.at = names, text, 0
        self.quantities: dict[str, Quantity] = {}
        self.slopes: dict[str, Callable[[float], float]] = {}
        self.written: list[str] = []
        self._out: list[str] = []
        self._open: list[bool] = []  # for every bracket, whether commas in it stand between operands
        self._bars = 0  # how many |…| are open
        self._ends_operand = False
        self._divided = False  # whether the operand that ends here stands behind a /

    def translated(self) -> str:
        while self.at < len(self.text):
            if not self._space():
                self._token()
        return "".join(self._out)

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.text, self.at)

    def _space(self) -> bool:
        if found := self._match(_SPACE):
            self.at = found.end()
            self._out.append(" ")
        return found is not None

    def _token(self) -> None:
        if self._name() or self._number() or self._fraction() or self._function() or self._power():
            return
        sign = self.text[self.at]
        if sign == "(":
            self._operand("(", 1, ends=False)
            self._open.append(False)
        elif sign == ")":
            self._put(")", 1, ends=True)
            self._open = self._open[:-1]
        elif sign == "|" and self._bars and self._ends_operand:
            self._bars -= 1
            self._put(")", 1, ends=True)
        elif sign == "|":
            self._bars += 1
            self._operand("abs(", 1, ends=False)
        elif sign == "," and self._open and self._open[-1]:
            self._put(",", 1, ends=False)
        elif found := self._match(_OPERATOR):
            self._put({"^": "**"}.get(found[0], found[0]), len(found[0]), ends=False)
        else:
            self._refuse(sign, "is not understood in an answer")

    def _put(self, text: str, length: int, *, ends: bool) -> None:
        self._out.append(text)
        self.at += length
        self._ends_operand = ends

    def _operand(self, text: str, length: int, *, ends: bool = True) -> None:
        """Put what begins an operand; right behind another one it is a factor."""
        before = "".join(self._out).rstrip()
        if self._ends_operand:
            if self._divided:
                place = self.text[self.at : self.at + length]
                self._refuse(place, "behind a / may be above or below: write brackets")
            self._out.append("*")
        self._divided = before.endswith("/") and ends
        self._put(text, length, ends=ends)

    def _refuse(self, place: str, why: str) -> None:
        before, after = self.text[: self.at], self.text[self.at + len(place) :]
        where = f" in: {before[-40:]}»{place[:40]}«{after[:40]}" if before or after else ""
        raise ExpressionError(f"»{place[:40]}« {why}{where}")

    def _placeholder(self, written: str) -> str:
        self.written.append(written)
        return f"__{len(self.written) - 1}__"

    def _stands_for(self, quantity: Quantity, written: str) -> None:
        placeholder = self._placeholder(written)
        self.quantities[placeholder] = quantity
        self._operand(placeholder, len(written))

    def _known(self, at: int) -> str | None:
        """Return the spelling of a quantity that stands there."""
        found = self.names.known.match(self.text, at) if self.names.known else None
        if found is None or self._ends_at(found.end()):
            return found and found[0]
        shorter = [s for s in self.names.spellings if found[0].startswith(s) and self._ends_at(at + len(s))]
        return max(shorter, key=len, default=None)

    def _ends_at(self, end: int) -> bool:
        """Return whether a name may end there: not amid a word."""
        return not (_GOES_ON.match(self.text, end) and _GOES_ON.match(self.text, end - 1))

    def _name(self) -> bool:
        written = self._known(self.at)
        if written is None:
            return False
        behind = self.text[self.at + len(written) :].lstrip()
        if (written in _ALIASES and behind.startswith("(")) or _SLOPE.match(
            self.text, self.at + len(written)
        ):
            return False
        kind, label = self.names.spellings[written]
        self._stands_for(Quantity(kind, self.names.node(label)), written)
        return True

    def _number(self) -> bool:
        commas_divide = bool(self._open) and self._open[-1]
        found = self._match(_NUMBER if commas_divide else _WITH_COMMA)
        if found is None:
            return False
        if self._ends_operand:
            self._refuse(found[0], "follows another number or name: write * between factors")
        number, end = found[0].replace(",", "."), found.end()
        before = "".join(self._out).rstrip()
        scaled = _TIMES_TEN.match(self.text, end)
        if scaled and "e" not in number.lower() and not before.endswith(("/", "**")):
            power = scaled[1] or scaled[2] or scaled[3].translate(_RAISED)
            number, end = f"{number}e{int(power)}", scaled.end()
        self._operand(number, end - self.at)
        return True

    def _fraction(self) -> bool:
        if (found := self._match(_FRACTION)) is None:
            return False
        if self._ends_operand and self.text[self.at - 1].isdigit():
            self._refuse(found[0], "behind a number may be added or multiplied: write + or *")
        value = Fraction(numeric(found[0])).limit_denominator(10)
        self._operand(f"({value.numerator}/{value.denominator})", 1)
        return True

    def _power(self) -> bool:
        if (found := self._match(_POWER)) is None:
            return False
        self._put(f"**({found[0].translate(_RAISED)})", len(found[0]), ends=True)
        return True

    def _function(self) -> bool:
        found = self._match(_WORD) or self._match(re.compile("√"))
        if found is None:
            return False
        word, end = found[0], found.end()
        if slope := _SLOPE.match(self.text, end):
            self._slope(word, slope.end())
            return True
        behind = self.text[end:].lstrip()
        if word in _ALIASES and behind.startswith("("):
            function = _ALIASES[word]
            self._operand(function, len(word), ends=False)
            while not self.text.startswith("(", self.at):
                self._space()
            self._put("(", 1, ends=False)
            self._open.append(function in _OF_SEVERAL)
            return True
        if word in CONSTANTS or word == "π":
            self._operand("pi" if word == "π" else word, len(word))
            return True
        if pieces := self._pieces(word):
            for piece in pieces:
                kind, label = self.names.spellings[piece]
                self._stands_for(Quantity(kind, self.names.node(label)), piece)
            return True
        labels = list(self.names.labels)
        there = ", ".join(labels[:_MOST_NAMED]) + (", …" if len(labels) > _MOST_NAMED else "")
        self._refuse(word, f"is no label, no δ of one and no function; the labels are {there}")
        return True

    def _pieces(self, word: str) -> list[str]:
        """Return the names that a word like λw is made of, where there is one way alone to take it apart."""
        ways: list[list[list[str]]] = [[[]]]  # for every length, the ways to take the beginning apart
        for end in range(1, min(len(word), _LONGEST_PRODUCT) + 1):
            ways.append([
                [*before, word[begin:end]]
                for begin in range(end) if word[begin:end] in self.names.spellings
                for before in ways[begin]
            ][:2])  # fmt: skip
        return ways[-1][0] if len(ways) > len(word) and len(ways[-1]) == 1 else []

    def _slope(self, word: str, bracket: int) -> None:
        """Read f'(z): the slope of a function of the table, or of the gate that z goes into."""
        begin = bracket + 1 + len(self.text[bracket + 1 :]) - len(self.text[bracket + 1 :].lstrip())
        operand = self._known(begin)
        end = self.text.find(")", begin)
        alone = operand is not None and self.text[begin + len(operand) : end].strip() == "" and end > 0
        function = _ALIASES.get(word)
        if alone and operand is not None and self.names.spellings[operand][0] == "value":
            node = self.names.node(self.names.spellings[operand][1])
            children = list(self.names.children.get(node, ()))
            named = [child for child in children if child.label == word]
            of_kind = [c for c in children if c.op is not None and function in (c.op.name, c.op.family)]
            # leaky_relu'(z) has the slope of this leaky_relu
            of_it = (named or children) if function is None else of_kind
            if len(of_it) == 1:
                self._stands_for(Quantity("partial", node, of_it[0]), self.text[self.at : end + 1])
                return
            if function is None:
                self._refuse(
                    self.text[self.at : end + 1],
                    f"is one slope, and {node.label} goes into {len(children)} gates: name the gate's output "
                    f"before the ', as in y'({node.label})",
                )
        row = ops.FUNCTIONS.get(function or "")
        if row is None:
            self._refuse(word, "has no slope that is known: write it with the label of the operand, f'(z)")
            return
        placeholder = self._placeholder(f"{word}'")
        self.slopes[placeholder] = _slope_of(row if isinstance(row, Op) else row())
        self._operand(placeholder, bracket - self.at, ends=False)


def _variants(label: str) -> list[str]:
    """Return other ways to write an index, x1, x_1 and x₁; and λ by its name, lambda."""
    short = re.sub("[_{}]", "", label.translate(_LOWERED))
    spaced = re.sub(r"(?<=[^\W\d])([0-9]+)$", r"_\1", short)
    lowered = re.sub("[0-9]", lambda digit: chr(0x2080 + int(digit[0])), short)
    named = _GREEK.get(label[:1], "")
    return [short, spaced, lowered, *(f"{named}{text[1:]}" for text in (label, short, spaced) if named)]


def _as_written(message: str, written: Sequence[str]) -> str:
    """Return the message of an error with the names in the places of the placeholders."""
    return _PLACEHOLDER.sub(lambda match: written[int(match[1])], message)


def _slope_of(op: Op) -> Callable[[Any], float]:
    def slope(x: Any) -> float:
        x = float(x)
        return float(op.partials(words, op.forward(words, x), x)[0])

    return slope


def _plain(text: str) -> str:
    """Return a text in the signs of the keyboard, its letters in one normal form; √2 is √(2)."""
    return _ROOT.sub(r"√(\1)", normalize("NFC", text).translate(_SIGNS))
