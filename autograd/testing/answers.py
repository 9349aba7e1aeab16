"""Judges deltas that were worked out by hand: numbers, worked arithmetic, or formulas in letters.

`viz.check_answers` says the judgements to students, `assert_gradients` to pytest. Right numbers are read from
the ledger of messages; formulas are compared at the recorded point and at others (`points`), so that a
coincidence is not called right.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from math import isfinite, isinf, nan
from numbers import Real
from typing import Literal, NamedTuple, TypeAlias

from autograd.border import short
from autograd.formulas import ExpressionError
from autograd.messages import Ledger, Message, messages
from autograd.testing.arithmetic import Worked, is_right, strangers, worked
from autograd.testing.blackboard import Line, Names
from autograd.testing.diagnosis import Suspect, likeliest, suspects
from autograd.testing.missing import as_good, letters_near, off_by
from autograd.testing.mistakes import MISTAKES
from autograd.testing.points import Point, number_at, points_near
from autograd.testing.typed import Typed, exactly, rest_of_rounding, rounded_too_early, same, typed
from autograd.value import Value, topological_order

# A number, the same as text such as "-3/8", a formula such as "δ_y * (1 - y)", or None for no answer yet.
Answer: TypeAlias = float | str | None

_MOST_NAMED = 4  # senders that a hint names
_MOST_NUMBERS = 400  # that worked arithmetic is compared with


class Judgement(NamedTuple):
    """What is to be said of one answer.

    Attributes:
        label: of the node that was asked for.
        node: the node itself.
        kind: "right", "wrong", "unread" where it is not understood, "none" where there is none yet.
        shown: the answer as it was written.
        why: what a wrong answer looks like, why one is not understood, what a right one rests on; else "".
        number: what it gives at the recorded point.
        delta: what is right there.

    >>> x = Value(3.0, "x")
    >>> judged(x * x, {"x": "2x"})[0].kind
    'right'
    """

    label: str
    node: Value
    kind: Literal["right", "wrong", "unread", "none"]
    shown: str
    why: str = ""
    number: float | None = None
    delta: float = 0.0


def judged(root: Value, answers: Mapping[str, Answer]) -> list[Judgement]:
    """Return a judgement on every answer, in the order given.

    Args:
        root: the node to differentiate.
        answers: ∂root/∂node under the label of the node.

    Raises:
        ValueError: no node has such a label, or several have it.

    >>> x, y = Value(2.0, "x"), Value(2.0, "y")
    >>> judged(x * y, {"x": "x"})[0].why
    'It is right at this point only: with other numbers in the leaves it is not. It looks like the...
    """
    return _Judge(root).judge(answers)


def first_wrong(judgements: Iterable[Judgement]) -> Judgement | None:
    """Return the first wrong line on the way back from the root.

    >>> x, y = Value(3.0, "x"), Value(5.0, "y")
    >>> q = x * y
    >>> q.label = "q"
    >>> first_wrong(judged(q * q, {"x": 1, "q": 2, "y": 3})).label
    'q'
    """
    wrong = [judgement for judgement in judgements if judgement.kind in ("wrong", "unread")]
    return max(wrong, key=lambda judgement: judgement.node.born, default=None)


def number_of(text: str) -> float:
    """Return the number that a text stands for, with a point or as a simple fraction.

    Raises:
        ValueError: it stands for none, or for one that is too large.

    >>> number_of("-3/8"), number_of("2.5e-1")
    (-0.375, 0.25)
    """
    top, slash, bottom = text.replace("−", "-").replace("∞", "inf").partition("/")
    try:
        number = float(top) / float(bottom) if slash else float(top)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{text!r} is no number: write it as -0.375 or as -3/8") from None
    if isinf(number) and "inf" not in top.lower():
        raise ValueError(f"{text!r} is too large: the largest number is {sys.float_info.max:.4g}")
    return number


def suspected(root: Value, label: str, text: str) -> list[Suspect]:
    """Return the mistakes that a wrong answer looks like, the likeliest first.

    >>> x, y = Value(3.0, "x"), Value(5.0, "y")
    >>> [suspect.name for suspect in suspected(x - y, "y", "1")]
    ['sign of a subtraction', 'difference turned round']
    """
    ledger = messages(root)
    rest = rest_of_rounding(message.message for message in ledger)
    return _likeliest(ledger, _Judge(root).asked([label])[label], typed(text, number_of(text)), rest)


def _likeliest(ledger: Ledger, node: Value, number: Typed, rest: float) -> list[Suspect]:
    return likeliest(
        suspects(ledger, node, _called),
        lambda value: same(number, value, rest),
        lambda value: exactly(number, value),
    )


def _called(node: Value) -> str:
    return node.label or (f"the {node.op.name} gate" if node.op else "a variable")


def where_to_begin(node: Value, incoming: Sequence[Message]) -> str:
    """Return a hint for an answer that looks like no known mistake."""
    if not incoming:
        return "The root moves exactly as much as itself."
    senders = list(dict.fromkeys(_called(m.child) for m in incoming))
    if len(senders) == 1 and not incoming[0].child.label:
        senders = ["its child"]
    if len(senders) > _MOST_NAMED:
        senders[_MOST_NAMED - 1 :] = ["others"]
    gets = "one message" if len(incoming) == 1 else f"{len(incoming)} messages"
    children = " and from ".join(senders)
    return f"{node.label} gets {gets}, from {children}: write down [local] × [upstream] for each."


class _Judge:
    """Knows one graph, and the graph again at other points where letters ask for it."""

    def __init__(self, root: Value) -> None:
        self.root = root
        self.order = topological_order(root)
        self.ledger = messages(root)
        self.rest = rest_of_rounding(message.message for message in self.ledger)
        self.here = Point({node: node for node in self.order}, self.ledger)

    @cached_property
    def names(self) -> Names:
        return Names(self.order)

    @cached_property
    def points(self) -> list[Point]:
        return [self.here, *points_near(self.order)]

    def judge(self, answers: Mapping[str, Answer]) -> list[Judgement]:
        self.nodes = self.asked(answers)
        self.answers = answers
        self.lines: dict[str, Line] = {}  # answers in letters
        self.arithmetic: dict[str, Worked] = {}
        self.numbers: dict[str, Typed] = {}
        self.unread: dict[str, str] = {}
        for label, said in answers.items():
            if said is not None:
                try:
                    self._read(label, said)
                except ExpressionError as error:
                    self.unread[label] = str(error)
        judgements = [self._judgement(label) for label in answers]
        astray = {judgement.node for judgement in judgements if judgement.kind == "wrong"}
        return [self._resting_on(judgement, astray) for judgement in judgements]

    def asked(self, answers: Iterable[str]) -> dict[str, Value]:
        """Return the node of each label asked for."""
        labeled: dict[str, list[Value]] = {}
        for node in self.order:
            if node.label:
                labeled.setdefault(node.label, []).append(node)
        for label in answers:
            if label not in labeled:
                there = f"the labels are {', '.join(labeled)}" if labeled else "no node has a label at all"
                raise ValueError(f"no node has the label {label!r}: {there}")
            if len(labeled[label]) > 1:
                raise ValueError(
                    f"{len(labeled[label])} nodes have the label {label!r}: an answer belongs to one node; "
                    "give each of them a label of its own"
                )
        return {label: labeled[label][0] for label in answers}

    # --- reading -----------------------------------------------------------------------------------------

    def _read(self, label: str, said: object) -> None:
        if isinstance(said, str) and said.strip() not in self.names.labels:
            try:
                self.numbers[label] = typed(said.strip(), number_of(said))
                return
            except ValueError:
                pass  # more than a number
        if not isinstance(said, str):
            self.numbers[label] = typed(_shown(said), _real(said))
            return
        line = self.names.read(said.strip())
        if line.quantities:
            self.lines[label] = line
            self.numbers[label] = Typed(self._value(line, self.here))
        else:
            result = worked(line.formula.text, line.formula)
            self.numbers[label] = result.answer
            if result.decimals and not result.answer.digits:
                self.arithmetic[label] = result

    def _value(self, line: Line, point: Point) -> float:
        return line.value(lambda quantity: number_at(quantity, point))

    # --- judging -----------------------------------------------------------------------------------------

    def _judgement(self, label: str) -> Judgement:
        node, said = self.nodes[label], self.answers[label]
        delta, shown = self.ledger.deltas[node], _shown(said)
        if said is None:
            return Judgement(label, node, "none", "", delta=delta)
        if label in self.unread:
            return Judgement(label, node, "unread", shown, self.unread[label], delta=delta)
        answer = self.numbers[label]
        if label in self.lines:
            right, why = self._of_letters(label)
        elif label in self.arithmetic:
            result, known = self.arithmetic[label], self._on_the_way(node)
            right = is_right(result, delta, known if self._has_factors(node) else None, self.rest)
            why = "" if right else self._of_arithmetic(label, strangers(result, known, self.rest))
        else:
            right = same(answer, delta, self.rest)
            why = "" if right else self._of_numbers(label)
        return Judgement(label, node, "right" if right else "wrong", shown, why, answer.number, delta)

    def _resting_on(self, judgement: Judgement, astray: set[Value]) -> Judgement:
        """Say of a right formula that it uses a delta whose own line is wrong."""
        if judgement.kind != "right" or judgement.label not in self.lines:
            return judgement
        used = self.lines[judgement.label].quantities.values()
        wrong = dict.fromkeys(q.node.label for q in used if q.kind == "delta" and q.node in astray)
        given = " and ".join(f"your δ_{label}" for label in wrong)
        return judgement._replace(why=f"right, given {given}" if given else "")

    def _reasons(self, label: str, numbers: Mapping[str, Typed]) -> list[str]:
        """Return what a wrong number looks like; first, whether it is right but for a wrong one before it."""
        node, number = self.nodes[label], numbers[label]
        if mended := self._follows(label, numbers, self.here):
            return [mended]
        reasons = [self._discreet(suspect) for suspect in _likeliest(self.ledger, node, number, self.rest)]
        if not reasons and self._received_any(node) and rounded_too_early(number, self.ledger.deltas[node]):
            return [MISTAKES["too early"].sentence]
        return reasons

    def _follows(self, label: str, numbers: Mapping[str, Typed], point: Point) -> str:
        """Return what is said of a right step from a wrong start; "" where it is none."""
        rest = rest_of_rounding(message.message for message in point.ledger)
        given = [(m, numbers.get(m.child.label)) for m in _received(point, point.nodes[self.nodes[label]])]
        astray = [m.child.label for m, said in given if said is not None and not same(said, m.upstream, rest)]
        followed = sum((m.upstream if said is None else said.number) * m.partial for m, said in given)
        if astray and same(numbers[label], followed, rest):
            return MISTAKES["follows"].sentence.format(child=astray[0], node=label)
        return ""

    def _received_any(self, node: Value) -> bool:
        return bool(_received(self.here, node))

    def _where_to_begin(self, node: Value) -> str:
        return where_to_begin(node, _received(self.here, node))

    def _of_numbers(self, label: str) -> str:
        said = _in_words(self._reasons(label, self.numbers))
        return said or self._where_to_begin(self.nodes[label])

    def _of_arithmetic(self, label: str, unknown: Sequence[Typed]) -> str:
        if not unknown:
            return self._of_numbers(label)
        # a right number has no mistake to look like: it is the factors that are strange
        is_right = same(self.numbers[label], self.ledger.deltas[self.nodes[label]], self.rest)
        return ("" if is_right else _in_words(self._reasons(label, self.numbers))) or (
            f"The factor {unknown[0].number:g} is none of the values and gradients on the way from "
            f"{self.root.label or 'the root'} to {label}, at the digits written."
        )

    def _has_factors(self, node: Value) -> bool:
        """Return whether the delta of a node is a product that has to be known: [local] × [upstream]."""
        received = _received(self.here, node)
        return any(abs(it.upstream) != 1 and abs(it.partial) not in (0, 1) for it in received)

    def _on_the_way(self, node: Value) -> list[float]:
        """Return the numbers that stand on the way from a node to the root: what a student multiplies."""
        after = {node}
        found = [node.data]
        for child in self.order:
            if after.intersection(child.parents):
                after.add(child)
                delta = self.ledger.deltas[child]
                found += [child.data, 1 - child.data, delta, *child.partials]
                found += [delta * partial for partial in child.partials]
                found += [parent.data for parent in child.parents]
                if len(found) > _MOST_NUMBERS:
                    break
        return [number for number in found if isfinite(number)]

    # --- letters -----------------------------------------------------------------------------------------

    def _of_letters(self, label: str) -> tuple[bool, str]:
        node, line = self.nodes[label], self.lines[label]
        mine = [self._value_or_nan(line, point) for point in self.points]
        right = [point.ledger.deltas[point.nodes[node]] for point in self.points]
        # 1 − y has lost its digits where y is nearly 1, so rounding is measured by the deltas, too
        rests = [rest_of_rounding(map(abs, point.ledger.deltas.values())) for point in self.points]
        agree = list(map(as_good, mine, right, rests))
        if all(agree):
            return True, ""
        why = self._why(label, mine, right)
        if same(Typed(mine[0]), right[0], rests[0]):
            why = f"It is right at this point only: with other numbers in the leaves it is not. {why}"
        return False, why

    def _why(self, label: str, mine: Sequence[float], right: Sequence[float]) -> str:
        """Return what a wrong formula looks like: at every point, not at the recorded one alone."""
        said = [
            {it: Typed(self._value_or_nan(line, p)) for it, line in self.lines.items()} for p in self.points
        ]
        follows = [self._follows(label, numbers, point) for numbers, point in zip(said, self.points)]
        if follows[0] and len(set(follows)) == 1:
            return _in_words(follows)
        if reasons := self._like(label, mine, right):
            return _in_words(reasons)
        node = self.nodes[label]
        return off_by(letters_near(self.names, node, self.points), mine, right) or self._where_to_begin(node)

    def _like(self, label: str, mine: Sequence[float], right: Sequence[float]) -> list[str]:
        """Return the mistakes of the catalogue that give a formula at every point."""
        found = [
            {
                (s.rank, s.name, s.sentence): s.number
                for s in suspects(p.ledger, p.nodes[self.nodes[label]], _called)
            }
            for p in self.points
        ]
        # at some points a mistake may give the right number: there it is no suspect
        named = [
            Suspect(*key[:2], 0.0, key[2])
            for key in sorted({key: None for row in found for key in row}, key=lambda key: key[0])
            if all(as_good(number, row.get(key, delta)) for number, row, delta in zip(mine, found, right))
        ]
        return [self._discreet(suspect) for suspect in likeliest(named, lambda _: True, lambda _: True)]

    def _discreet(self, suspect: Suspect) -> str:
        """Return the sentence, without a name that would give the delta of another line away."""
        if suspect.name != "delta of another":
            return suspect.sentence
        for label, node in self.nodes.items():
            line, number = MISTAKES[suspect.name].sentence.format(child=label), self.numbers.get(label)
            unsolved = number is None or not same(number, self.ledger.deltas[node], self.rest)
            if suspect.sentence == line and unsolved:
                return MISTAKES[suspect.name].sentence.format(child="another node")
        return suspect.sentence

    def _value_or_nan(self, line: Line, point: Point) -> float:
        """Return what a formula gives; nan where it is undefined and the graph is not."""
        try:
            return self._value(line, point)
        except ExpressionError:
            return nan


def _received(point: Point, node: Value) -> list[Message]:
    return [message for message in point.ledger if message.parent is node]


def _in_words(reasons: Sequence[str]) -> str:
    return f"It looks like {' Or like '.join(reasons)}" if reasons else ""


def _real(said: object) -> float:
    """Return an answer that is a number."""
    if isinstance(said, (Real, Decimal)):
        try:
            return float(said)
        except OverflowError:  # Python writes no numbers of thousands of digits
            raise ExpressionError("write a number, not one so large") from None
    raise ExpressionError(f"write a number or a formula, not {said!r}")


def _shown(said: object) -> str:
    """Return an answer as it was written, a number as Python writes it with six digits."""
    if isinstance(said, (Real, Decimal)):
        try:
            return f"{float(said):g}"
        except OverflowError:
            return "one so large"
    return said.strip() if isinstance(said, str) else short(said)
