"""A reader of what `derivation` prints: text back to numbers, so that every printed line can be checked.

It knows nothing of trees: it multiplies what stands side by side, as a reader of the board does.
"""

import math
import re
from collections.abc import Mapping
from functools import partial

from autograd import ops, words

SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]\d+)?|½|∞|nan")
NAMED = [op for op in ops.TABLE.values() if op.written == "name"]
FUNCTIONS = {
    "exp": words.exp, "ln": words.log, "cos": words.cos, "sin": words.sin, "√": words.sqrt,
    "tanh": words.tanh, "cosh": words.cosh, "sinh": words.sinh, "arccos": words.acos,
    "arcsin": words.asin, "arctan": words.atan,
    **{op.chalk or op.symbol: partial(op.forward, words) for op in NAMED},
    "sign": words.sign, "max": max, "min": min, "abs": abs, "ReLU": lambda x: max(x, 0.0),
    "step": lambda x: float(x > 0), "softplus": lambda x: math.log1p(math.exp(x)),
    "σ": lambda x: 1 / (1 + words.exp(-x)),
    "σ′": lambda x: (s := 1 / (1 + words.exp(-x))) * (1 - s),
}  # fmt: skip


class Reader:
    """Reads one formula; `names` says what each name, as it is printed, is worth."""

    def __init__(self, text: str, names: Mapping[str, float]) -> None:
        self.text, self.at, self.names = text, 0, names

    def value(self) -> float:
        found = self.sum()
        assert self.at == len(self.text), f"{self.text!r} at {self.at}"
        return found

    def take(self, token: str) -> bool:
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def sum(self) -> float:
        found = -self.product() if self.take("−") else self.product()
        while True:
            if self.take(" + "):
                found += self.product()
            elif self.take(" − "):
                found -= self.product()
            else:
                return found

    def product(self) -> float:
        found = self.power()
        while self.at < len(self.text) and self.text[self.at] not in "),|":
            if self.text.startswith((" + ", " − ")):
                break
            if self.text.startswith((" + ", " − "), self.at):
                break
            if self.take(" / "):
                found = words.divide(found, self.power())
            else:
                self.take(" · ") or self.take(" ")
                found *= self.power()
        return found

    def power(self) -> float:
        base = self.atom()
        if match := re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+").match(self.text, self.at):
            self.at = match.end()
            return words.pow(base, float(match[0].translate(SUPERSCRIPTS)))
        return words.pow(base, self.atom()) if self.take("^") else base

    def atom(self) -> float:
        if self.take("("):
            return self.until(")")
        if self.take("|"):
            return abs(self.until("|"))
        for name in sorted([*self.names, *FUNCTIONS], key=len, reverse=True):
            if self.text.startswith(name, self.at):
                self.at += len(name)
                if name in self.names:
                    return self.names[name]
                assert self.take("("), f"{self.text!r} at {self.at}"
                operands = [self.sum()]
                while self.take(", "):
                    operands.append(self.sum())
                assert self.take(")"), f"{self.text!r} at {self.at}"
                return FUNCTIONS[name](*operands)
        match = NUMBER.match(self.text, self.at)
        assert match, f"{self.text!r} at {self.at}"
        self.at = match.end()
        return {"½": 0.5, "∞": math.inf}.get(match[0]) or float(match[0])

    def until(self, closing: str) -> float:
        found = self.sum()
        assert self.take(closing), f"{self.text!r} at {self.at}"
        return found


def evaluated(text: str, names: Mapping[str, float]) -> float:
    """Return the number of a printed formula."""
    return Reader(text, names).value()
