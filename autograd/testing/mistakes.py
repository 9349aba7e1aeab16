"""The catalogue of mistakes: what students write in place of a local gradient, and what goes wrong around it.

One table for all who name a mistake: `autograd.testing.diagnosis` runs its rows on floats, the quiz of the
step-through page runs the same rows, which `viz/page/javascript.py` writes as JavaScript, and takes the
sentences as they stand here. Letters as in `autograd.ops`: a row is handed the vocabulary `xp`, the
operation, its answer `y` and its operands, and returns a wrong partial for each operand, None for those it
leaves alone.
"""

# Like those of `ops`, these rows are generic in the kind of number:
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

from collections.abc import Callable, Sequence
from math import e
from typing import Any, NamedTuple, TypeAlias

from autograd import words
from autograd.ops import (
    ABS,
    ACOS,
    ADD,
    ASIN,
    ATAN,
    COS,
    DETACH,
    DIV,
    DOT,
    EXP,
    HARDTANH,
    LOG,
    LOGSUMEXP,
    MAXIMUM,
    MINIMUM,
    MUL,
    NEG,
    PICK,
    POW,
    RELU,
    SIGMOID,
    SIGN,
    SOFTPLUS,
    SQRT,
    STEP,
    SUB,
    SUM,
    TANH,
    Op,
)  # fmt: skip

Partials: TypeAlias = Sequence[Any]


class Mistake(NamedTuple):
    """One mistake.

    Attributes:
        name: what tests and reports call it.
        sentence: what is said of it. Places: {node} is asked for, {gate} the operation, {child} the node it
            made, {operand} the operand that got the wrong partial, {count} a number of messages or terms.
        concerns: whether it can happen at an operation with so many operands.
        partials: `partials(xp, op, y, *operands)`, what comes out in place of the row's own; None where the
            mistake is not one of a single gate: `diagnosis` looks for those in the messages and the graph.

    >>> MISTAKES["no swap"].partials(words, MUL, 6.0, 2.0, 3.0)
    (2.0, 3.0)
    """

    name: str
    sentence: str
    concerns: Callable[[Op, int], bool] = lambda op, operands: False
    partials: Callable[..., Partials] | None = None


def _at(*rows: Op | str) -> Callable[[Op, int], bool]:
    """Return whether an operation is one of these rows, or of a family with one of these names."""
    return lambda op, operands: op in rows or (op.family != "" and op.family in rows)


def _function(op: Op, operands: int) -> bool:
    """Return whether an operation is a function of one operand."""
    return operands == 1 and op not in (NEG, DETACH)


def _function_but(*rows: Op | str) -> Callable[[Op, int], bool]:
    return lambda op, operands: _function(op, operands) and not _at(*rows)(op, operands)


_KINKED = (RELU, ABS, HARDTANH, SIGN, STEP, "leaky_relu", "elu")
_NO_SLOPE = (*_KINKED, ADD, SUB, SUM, NEG, MAXIMUM, MINIMUM, PICK, DETACH, "take")


def _exchanged(xp: Any, op: Op, y: Any, a: Any, b: Any) -> Partials:
    return op.partials(xp, op.forward(xp, b, a), b, a)


def _negated(xp: Any, op: Op, y: Any, *xs: Any) -> Partials:
    return tuple(-1.0 * p for p in op.partials(xp, y, *xs))


def _all(number: float) -> Callable[..., Partials]:
    return lambda xp, op, y, *xs: (number,) * len(xs)


# In the order in which they are likely: what stands further up is said first where two give the same number.
_ROWS = (
    # --- the chain rule: local × upstream --------------------------------------------------------------
    Mistake("follows", "a right step from a wrong start: mend {child} first, then {node} again."),
    Mistake("no upstream", "the local gradient alone: multiply it by the upstream gradient."),
    Mistake(
        "one path",
        "the message from {child} alone: {node} gets {count} messages, and they add up; a path was "
        "forgotten.",
    ),
    Mistake(
        "overwritten",
        "the message from {child} alone, as if it had overwritten the others: {node} gets {count} "
        "messages, and they add up; a path was forgotten.",
    ),
    Mistake(
        "term left out",
        "a path forgotten: a term of the sum left out, {operand}, as a regularization term easily is; "
        "every term sends its message.",
    ),
    Mistake(
        "path left out",
        "a path forgotten, the message from {child}: {operand} gets {count} messages, and they add up.",
    ),
    Mistake("product of messages", "the product of the messages: they are added, not multiplied."),
    Mistake("averaged", "the average in place of the sum: the {count} messages or terms are added up."),
    # --- products --------------------------------------------------------------------------------------
    Mistake(
        "no swap",
        "the product without the swap: the local gradient for {operand} is the value of the other factor.",
        _at(MUL, DOT),
        lambda xp, op, y, *xs: xs[: len(xs) // 2 * 2] + (None,) * (len(xs) % 2),
    ),
    Mistake(
        "constant forgotten",
        "the upstream gradient handed on unchanged, a constant factor forgotten (such as ½): {gate} with a "
        "plain number has the local gradient of that number.",
    ),
    Mistake(
        "without the factor",
        "the upstream gradient handed on unchanged, the other factor forgotten (the weight, or the "
        "input): multiply it by the local gradient, which is that factor.",
        _at(MUL, DOT),
        _all(1.0),
    ),
    Mistake("slip of the sign", "a slip of the sign."),
    Mistake(
        "product kept",
        "the product itself in place of its local gradient; of a square: the exponent not lowered.",
        _at(MUL),
        lambda xp, op, y, a, b: (y, y),
    ),
    Mistake(
        "transposed weights", "the weights transposed: backward they are summed over the outputs, W_kj δ_k."
    ),
    Mistake("another input", "the value of a neighbor: the local gradient for {operand} is its own factor."),
    Mistake("bias times input", "the bias times an input: a bias is added, its local gradient is 1."),
    # --- sums and differences ---------------------------------------------------------------------------
    Mistake(
        "sign of a subtraction",
        "the subtraction without its minus: {operand} stands behind the minus, its local gradient is −1; "
        "the sign is wrong.",
        _at(SUB),
        lambda xp, op, y, a, b: (None, 1.0),
    ),
    Mistake(
        "difference turned round",
        "the wrong sign, the difference the other way round, (t − y) for (y − t).",
        _at(SUB),
        lambda xp, op, y, a, b: (-1.0, 1.0),
    ),
    Mistake(
        "minus forgotten",
        "the wrong sign: the minus of {gate} forgotten, or a difference turned round, (t − y) for (y − t).",
        _at(NEG),
        _all(1.0),
    ),
    Mistake(
        "sum as product",
        "the add gate taken for a multiply gate: what is added has the local gradient 1.",
        _at(ADD),
        lambda xp, op, y, a, b: (b, a),
    ),
    Mistake(
        "max as add",
        "{gate} treated as an add gate: only the operand that is passed on gets the upstream gradient, "
        "the others get 0.",
        _at(MAXIMUM, MINIMUM, PICK, "take"),
        _all(1.0),
    ),
    Mistake(
        "max to the loser",
        "{gate} sending its message to an operand that was not passed on.",
        _at(MAXIMUM, MINIMUM, "take"),
        lambda xp, op, y, *xs: tuple(1.0 - 1.0 * p for p in op.partials(xp, y, *xs)),
    ),
    Mistake(
        "max shared",
        "{gate} sharing its message: the operand that is passed on gets all of it.",
        _at(MAXIMUM, MINIMUM),
        lambda xp, op, y, *xs: (1.0 / len(xs),) * len(xs),
    ),
    # --- quotients ---------------------------------------------------------------------------------------
    Mistake(
        "sign of the division rule",
        "the wrong sign of the division rule: (1/b)′ = −1/b², with a minus.",
        _at(DIV),
        lambda xp, op, y, a, b: (None, y / b),
    ),
    Mistake(
        "divisor not squared",
        "the division rule with the divisor not squared: (a/b)′ for b is −a/b².",
        _at(DIV),
        lambda xp, op, y, a, b: (None, -1.0 * y),
    ),
    Mistake(
        "numerator forgotten",
        "the division rule without its numerator: (a/b)′ for b is −a/b².",
        _at(DIV),
        lambda xp, op, y, a, b: (None, -1.0 / (b * b)),
    ),
    Mistake(
        "numerator and minus forgotten",
        "the division rule without its minus and its numerator: it is −a/b².",
        _at(DIV),
        lambda xp, op, y, a, b: (None, 1.0 / (b * b)),
    ),
    Mistake(
        "quotient as product",
        "the quotient treated as a product: the local gradients of a/b are 1/b and −a/b².",
        _at(DIV),
        lambda xp, op, y, a, b: (b, a),
    ),
    Mistake(
        "quotient kept",
        "the quotient itself in place of its local gradient.",
        _at(DIV),
        lambda xp, op, y, a, b: (y, y),
    ),
    Mistake(
        "logarithm of the divisor",
        "1/b integrated in place of differentiated: (1/b)′ = −1/b², not ln b.",
        _at(DIV),
        lambda xp, op, y, a, b: (None, a * xp.log(xp.abs(b))),
    ),
    Mistake(
        "operands exchanged",
        "the operands of {gate} exchanged.",
        lambda op, operands: operands == 2 and op not in (ADD, SUB, MUL, DOT, SUM, MAXIMUM, MINIMUM),
        _exchanged,
    ),
    Mistake(
        "partials exchanged",
        "the local gradient of the other operand of {gate}.",
        lambda op, operands: operands == 2 and op not in (ADD, SUB, MUL, DOT, SUM, MAXIMUM, MINIMUM),
        lambda xp, op, y, *xs: tuple(op.partials(xp, y, *xs))[::-1],
    ),
    # --- powers ------------------------------------------------------------------------------------------
    Mistake(
        "exponent not lowered",
        "the exponent not lowered: (xⁿ)′ = n xⁿ⁻¹.",
        _at("pow", POW),
        lambda xp, op, y, *xs: (op.parameter * y,) if op.family else (xs[1] * y, None),
    ),
    Mistake(
        "exponent not in front",
        "the exponent not written in front: (xⁿ)′ = n xⁿ⁻¹, so that x² has 2x.",
        _at("pow", POW),
        lambda xp, op, y, *xs: (xp.pow(xs[0], (op.parameter if op.family else xs[1]) - 1.0), None)[: len(xs)],
    ),
    Mistake(
        "lowered in front",
        "the lowered exponent in front: (xⁿ)′ = n xⁿ⁻¹.",
        lambda op, operands: op.family == "pow" and op.parameter != 2,
        lambda xp, op, y, x: ((op.parameter - 1.0) * xp.pow(x, op.parameter - 1.0),),
    ),
    Mistake(
        "exponent raised",
        "the exponent raised in place of lowered: (xⁿ)′ = n xⁿ⁻¹.",
        _at("pow"),
        lambda xp, op, y, x: (op.parameter * (y * x),),
    ),
    Mistake(
        "integrated",
        "the integral of the power in place of its slope: (xⁿ)′ = n xⁿ⁻¹.",
        lambda op, operands: op.family == "pow" and op.parameter != -1,
        lambda xp, op, y, x: (y * x / (op.parameter + 1.0),),
    ),
    Mistake(
        "logarithm of the base forgotten",
        "the logarithm forgotten: (aˣ)′ = aˣ ln a.",
        _at(POW),
        lambda xp, op, y, a, b: (None, y),
    ),
    Mistake(
        "power rule in the exponent",
        "the rule of xⁿ where the exponent moves: (aˣ)′ = aˣ ln a.",
        _at(POW),
        lambda xp, op, y, a, b: (None, b * xp.pow(a, b - 1.0)),
    ),
    Mistake(
        "half forgotten",
        "the ½ forgotten: (√x)′ = 1/(2√x).",
        _at(SQRT),
        lambda xp, op, y, x: (xp.divide(1.0, y),),
    ),
    Mistake(
        "root not lowered",
        "the exponent not lowered: (√x)′ = 1/(2√x).",
        _at(SQRT),
        lambda xp, op, y, x: (0.5 * y,),
    ),
    # --- functions of one operand ---------------------------------------------------------------------------
    Mistake(
        "input for output",
        "the slope of {gate} with {operand} put in, the input in place of the output: this slope is "
        "written with the output.",
        _function,
        lambda xp, op, y, x: op.partials(xp, x, x),
    ),
    Mistake(
        "function for slope",
        "{gate} itself in place of its slope, f for f′.",
        _function,
        lambda xp, op, y, x: (y,),
    ),
    Mistake(
        "operand for slope",
        "the operand itself in place of the slope of {gate}, such as ln′ x = x for 1/x.",
        _function_but(EXP, "pow"),
        lambda xp, op, y, x: (x,),
    ),
    Mistake(
        "one minus y",
        "one factor of the slope of {gate} forgotten: σ′ = (1 − y) y, tanh′ = 1 − y².",
        _at(SIGMOID, TANH),
        lambda xp, op, y, x: (1.0 - y,),
    ),
    Mistake(
        "slope of tanh",
        "the slope of tanh in place of that of {gate}: σ′ = (1 − y) y.",
        _at(SIGMOID),
        lambda xp, op, y, x: (1.0 - y * y,),
    ),
    Mistake(
        "slope of the sigmoid",
        "the slope of the sigmoid in place of that of {gate}: tanh′ = 1 − y².",
        _at(TANH, RELU, SOFTPLUS),
        lambda xp, op, y, x: (
            ((1.0 - y) * y,) if op is TANH else ((1.0 - 1.0 / (1.0 + xp.exp(-x))) / (1.0 + xp.exp(-x)),)
        ),
    ),
    Mistake(
        "plus for minus",
        "a plus for the minus inside of the slope of {gate}.",
        _at(SIGMOID, TANH, ATAN, ASIN, ACOS),
        lambda xp, op, y, x: (
            (1.0 + y) * y
            if op is SIGMOID
            else 1.0 + y * y
            if op is TANH
            else xp.divide(1.0, 1.0 - x * x)
            if op is ATAN
            else xp.divide(1.0 if op is ASIN else -1.0, xp.sqrt(1.0 + x * x)),
        ),
    ),
    Mistake(
        "square alone",
        "the square alone in place of 1 − y², the slope of {gate}.",
        _at(TANH),
        lambda xp, op, y, x: (y * y,),
    ),
    Mistake(
        "root forgotten",
        "the root of the slope of {gate} forgotten: 1/√(1 − x²).",
        _at(ASIN, ACOS),
        lambda xp, op, y, x: (xp.divide(1.0 if op is ASIN else -1.0, 1.0 - x * x),),
    ),
    Mistake(
        "power rule of exp",
        "the rule of powers, x eˣ⁻¹, for (eˣ)′ = eˣ.",
        _at(EXP),
        lambda xp, op, y, x: (x * y / e,),
    ),
    Mistake(
        "square of the reciprocal",
        "the slope of 1/x for that of ln: (ln x)′ = 1/x.",
        _at(LOG),
        lambda xp, op, y, x: (xp.divide(1.0, x * x),),
    ),
    Mistake(
        "one everywhere",
        "{gate} taken for an open gate: on this side its slope is another.",
        _at(*_KINKED),
        _all(1.0),
    ),
    Mistake(
        "zero everywhere",
        "{gate} taken for a closed gate: on this side its slope is not 0.",
        _at(*_KINKED),
        _all(0.0),
    ),
    Mistake(
        "softmax not normalized",
        "e^z without the sum below it: the slopes of {gate} are the probabilities.",
        _at(LOGSUMEXP, SOFTPLUS),
        lambda xp, op, y, *xs: tuple(xp.exp(x) for x in xs),
    ),
    Mistake(
        "p(1 − p)",
        "p(1 − p), the slope of a probability: the slopes of {gate} are the probabilities p.",
        _at(LOGSUMEXP, SOFTPLUS),
        lambda xp, op, y, *xs: tuple((1.0 - p) * p for p in op.partials(xp, y, *xs)),
    ),
    Mistake(
        "one minus p",
        "1 − p in place of the probability p, the slope of {gate}.",
        _at(LOGSUMEXP, SOFTPLUS),
        lambda xp, op, y, *xs: tuple(1.0 - p for p in op.partials(xp, y, *xs)),
    ),
    Mistake(
        "log probability",
        "the logarithm of the probability in place of the probability, the slope of {gate}.",
        _at(LOGSUMEXP),
        lambda xp, op, y, *xs: tuple(x - y for x in xs),
    ),
    Mistake(
        "sign of the slope",
        "the wrong sign of the slope of {gate}, such as cos′ = sin for −sin.",
        lambda op, operands: op in (COS, ACOS) or (op.family == "pow" and op.parameter < 0),
        _negated,
    ),
    Mistake(
        "sign of a message",
        "a slip of the sign in the message of {gate} to {operand}.",
        lambda op, operands: op not in (ADD, SUB, SUM, NEG, COS, ACOS),
        _negated,
    ),
    Mistake(
        "slope elsewhere",
        "the slope of {gate} at the wrong place, f′({operand}): it is taken at the operand of the gate.",
    ),
    Mistake(
        "slope at the output",
        "the slope of {gate} at the wrong place, at its output: its operand is put in.",
        _function_but("pow"),
        lambda xp, op, y, x: op.partials(xp, op.forward(xp, y), y),
    ),
    Mistake(
        "handed on",
        "the upstream gradient handed on unchanged, the slope of {gate} forgotten: multiply it by the "
        "local gradient.",
        lambda op, operands: op not in (MUL, DOT) and not _at(*_NO_SLOPE)(op, operands),
        _all(1.0),
    ),
    Mistake(
        "divisor squared",
        "the divisor squared where the numerator moves: (a/b)′ for a is 1/b.",
        _at(DIV),
        lambda xp, op, y, a, b: (1.0 / (b * b), None),
    ),
    Mistake(
        "divided",
        "a division: local and upstream gradient are multiplied (or the local gradient of {gate} is upside "
        "down).",
        lambda op, operands: not _at(*_NO_SLOPE, DOT, LOGSUMEXP)(op, operands),
        lambda xp, op, y, *xs: tuple(xp.divide(1.0, p) for p in op.partials(xp, y, *xs)),
    ),
    # --- around the gates ----------------------------------------------------------------------------------
    Mistake("local plus upstream", "a sum: local and upstream gradient are multiplied."),
    Mistake("value", "the value of {operand} in the forward pass."),
    Mistake("two factors", "two factors of the chain dropped, at {child}: every gate has a local gradient."),
    Mistake(
        "began later",
        "the derivative of {child}, not of the root: its upstream gradient is still to be multiplied.",
    ),
    Mistake(
        "value of the root",
        "a start from the value of the root: the root has the delta 1, whatever its value.",
    ),
    Mistake("delta of another", "the delta of {child}."),
    Mistake("twice", "twice the right number: look for a ½, or for a path counted twice."),
    Mistake("half", "half of the right number: look for a 2, or for a path forgotten."),
    Mistake("step taken", "{node} after a step of learning: asked is the gradient itself."),
    Mistake("constant", "0, as if the root did not depend on {node}."),
    Mistake(
        "reciprocal",
        "the reciprocal: asked is how the root moves when {node} moves, not the other way round.",
    ),
    Mistake("too early", "the right number rounded too early: keep three digits."),
)

# Where one of these is found, it explains the wrong sign: "a slip of the sign" says no more.
SIGNS = (
    "sign of a subtraction",
    "difference turned round",
    "minus forgotten",
    "sign of the division rule",
    "sign of the slope",
)
MISTAKES: dict[str, Mistake] = {row.name: row for row in _ROWS}


def wrong_partials(
    mistake: Mistake, op: Op, y: Any, operands: Sequence[Any], xp: Any = words
) -> Partials | None:
    """Return what a mistake makes of the partials of an operation, None where it does not concern it.

    >>> wrong_partials(MISTAKES["sign of a subtraction"], SUB, 1.0, (3.0, 2.0))
    (None, 1.0)
    >>> wrong_partials(MISTAKES["sign of a subtraction"], ADD, 5.0, (3.0, 2.0))
    """
    if mistake.partials is None or not mistake.concerns(op, len(operands)):
        return None
    try:
        return mistake.partials(xp, op, y, *operands)
    except Exception:  # the wrong operands lie where the row, which may be the user's, is not defined
        return None


def slope_at(op: Op, x: float) -> Partials | None:
    """Return the slope of a function at some number, None where it has none.

    >>> slope_at(EXP, 0.0)
    (1.0,)
    """
    try:
        return op.partials(words, op.forward(words, x), x)
    except Exception:  # as above
        return None
