"""The table of operations: one row says all there is to know of an operation.

A row holds two plain functions in generic arithmetic. Who runs them decides what they mean: floats
record a graph, arrays replay it for a whole batch, complex numbers check it. Letters, the same in
every row: `xp` is the vocabulary (`autograd.words`, numpy, …), `x a b` are operands, `y` is the
answer of `forward`, handed to `partials` so that nothing is computed twice.

To add an operation: its row here, in `TABLE` too, and a hand-derived row in `tests/autograd/test_ops.py`.
Everything else reads this table: a row of one operand is a method of `Value`, a function of the command
line, an activation of `nn`, and is drawn, derived, compiled and stepped through.
"""

# A row is generic in the kind of number it computes with, so its lambdas carry no types:
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, reduce
from inspect import Parameter, signature
from math import inf, pi, sqrt
from operator import add, and_, eq, le, lt, mul, ne
from typing import Any, Literal


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """One operation: its value, its local gradients, where it is defined.

    Args:
        name: what error messages and tables call it.
        symbol: what stands in the gate of a drawing, in letters of the keyboard.
        forward: `forward(xp, *operands) -> y`.
        partials: `partials(xp, y, *operands) -> tuple`, one ∂y/∂operand for each operand; `NOTHING` where
            no message is sent at all.
        excluded: `excluded(*operands)` is true where the operation is undefined; nan is never
            excluded, it travels through.
        domain: the same in words, for the error message.
        formula: one line for people who ask `help`.
        textbook: the partials as a lecturer writes them, where another, equal formula computes them.
        chalk: the symbol as it stands on the board, where that is another: × for *.
        written: how formulas write it: "operator", a × b; "name", σ(x); or "out", in the words of its row.
        family: the name of the rows that differ from it in a parameter only, see `FAMILIES`.
        parameter: this parameter.
        commutes: whether its operands may change places; drawings keep the order of those that may not.

    Example: an operation of your own is a row.

        >>> from autograd import Op, Value, record
        >>> cube = Op("cube", "x³", lambda xp, x: x * x * x, lambda xp, y, x: (3 * x * x,))
        >>> x = Value(2.0)
        >>> record(cube, x).backward()
        >>> x.grad
        12.0
    """

    name: str
    symbol: str
    forward: Callable[..., Any]
    partials: Callable[..., tuple[Any, ...]]
    excluded: Callable[..., Any] | None = None
    domain: str = ""
    formula: str = ""
    textbook: Callable[..., tuple[Any, ...]] | None = None
    chalk: str = ""
    written: Literal["operator", "name", "out"] = "out"
    family: str = ""
    parameter: Any = None
    commutes: bool = False

    @property
    def arity(self) -> int | None:
        """How many operands the operation takes; None for any number of them."""
        _, *operands = signature(self.forward).parameters.values()
        return None if any(x.kind is Parameter.VAR_POSITIONAL for x in operands) else len(operands)

    def __repr__(self) -> str:
        return f"Op({self.name})"


class _Nothing(float):
    """No message: times whatever number it stays what it is, and what it is added to stays the very same."""

    def __mul__(self, other: Any) -> Any:
        return self

    def __radd__(self, other: Any) -> Any:
        return other

    __rmul__ = __mul__


# The partial along an edge on which nothing is sent, whatever the delta is.
NOTHING = _Nothing(0.0)

# A plain number that met a Value: an operation of no operands, so that drawings can tell it from a variable.
CONSTANT = Op("constant", "", lambda xp: None, lambda xp, y: ())

# --- the four rules of arithmetic ------------------------------------------------------------------
# add distributes: both operands get the delta itself
ADD = Op(
    "add", "+", lambda xp, a, b: a + b, lambda xp, y, a, b: (1.0, 1.0), written="operator", commutes=True
)  # fmt: skip
SUB = Op(
    "sub", "-", lambda xp, a, b: a - b, lambda xp, y, a, b: (1.0, -1.0), chalk="−", written="operator"
)  # fmt: skip
# multiply swaps: each operand gets the delta times the other operand
MUL = Op(
    "mul", "*", lambda xp, a, b: a * b, lambda xp, y, a, b: (b, a), chalk="×", written="operator",
    commutes=True,
)  # fmt: skip
# y = a/b: ∂y/∂a = 1/b, ∂y/∂b = -a/b² = -y/b
DIV = Op(
    "div", "/", lambda xp, a, b: a / b, lambda xp, y, a, b: (1.0 / b, -y / b),
    excluded=lambda a, b: b == 0, domain="the divisor must not be 0", written="operator",
)  # fmt: skip
NEG = Op("neg", "*-1", lambda xp, x: -x, lambda xp, y, x: (-1.0,), chalk="×−1", written="operator")

# --- powers, exponential, logarithm, angles ----------------------------------------------------------
_POWER_DOMAIN = "0 has no negative powers, a negative base only whole ones"


def power(n: float) -> Op:
    """Return the operation x ↦ xⁿ for a fixed number n, with derivative n xⁿ⁻¹.

    The slope is inf where it has no bound (0 < n < 1 at x = 0) and 0 for n = 0.

    >>> power(3).symbol
    '**3'
    """
    return _power(int(n) if float(n).is_integer() else float(n))  # so that 2 and 2.0 are one row


@lru_cache(maxsize=4096)
def _power(n: float) -> Op:
    return Op(
        f"pow({n})",
        f"**{n}",
        lambda xp, x: xp.pow(x, n),
        lambda xp, y, x: (n * xp.pow(x, n - 1 if n else 0),),
        excluded=(lambda x: (x == 0) & (n < 0) | (x < 0) & (n % 1.0 > 0)) if n < 0 or n % 1.0 > 0 else None,
        domain=_POWER_DOMAIN,
        family="pow",
        parameter=n,
    )


# y = aᵇ: ∂y/∂a = b aᵇ⁻¹, ∂y/∂b = y ln a, whose limit at a = 0 is 0; at a < 0 (b whole) the slope in b is nan.
# At 0⁰ alone ∂y/∂a is 0 by convention: at b = 0 beside it b aᵇ⁻¹ is 0 too, but it grows with b.
POW = Op(
    "pow", "**", lambda xp, a, b: xp.pow(a, b),
    lambda xp, y, a, b: (
        xp.where((a == 0) & (b == 0), 0.0, b * xp.pow(a, b - 1.0)), xp.where(a == 0, 0.0, y * xp.log(a)),
    ),
    excluded=lambda a, b: (a == 0) & (b < 0) | (a < 0) & (b % 1.0 > 0), domain=_POWER_DOMAIN,
    written="operator",
)  # fmt: skip
EXP = Op("exp", "exp", lambda xp, x: xp.exp(x), lambda xp, y, x: (y,), formula="eˣ")
LOG = Op(
    "log", "log", lambda xp, x: xp.log(x), lambda xp, y, x: (1.0 / x,),
    excluded=lambda x: x <= 0, domain="the operand must be greater than 0",
    formula="ln x, the natural logarithm; ValueError where x ≤ 0",
)  # fmt: skip
# eˣ - 1 and ln(1 + x) near x = 0, where the difference or the sum of the plain words has lost its digits
EXPM1 = Op(
    "expm1", "expm1", lambda xp, x: xp.expm1(x), lambda xp, y, x: (xp.exp(x),),
    formula="eˣ - 1, to all digits near 0",
)  # fmt: skip
LOG1P = Op(
    "log1p", "log1p", lambda xp, x: xp.log1p(x), lambda xp, y, x: (1.0 / (1.0 + x),),
    excluded=lambda x: x <= -1, domain="the operand must be greater than -1",
    formula="ln(1 + x), to all digits near 0; ValueError where x ≤ -1",
)  # fmt: skip
# the value exists at 0, the slope there is inf
SQRT = Op(
    "sqrt", "sqrt", lambda xp, x: xp.sqrt(x), lambda xp, y, x: (xp.divide(0.5, y),),
    excluded=lambda x: x < 0, domain="the operand must not be negative",
    formula="√x; ValueError where x < 0; the slope at 0 is inf", chalk="√",
)  # fmt: skip
SIN = Op(
    "sin", "sin", lambda xp, x: xp.sin(x), lambda xp, y, x: (xp.cos(x),),
    excluded=lambda x: abs(x) == inf, domain="the angle must be finite",
    formula="sin x, the angle in radians",
)  # fmt: skip
COS = Op(
    "cos", "cos", lambda xp, x: xp.cos(x), lambda xp, y, x: (-xp.sin(x),),
    excluded=lambda x: abs(x) == inf, domain="the angle must be finite",
    formula="cos x, the angle in radians",
)  # fmt: skip
# y = arcsin x: sin y = x, so cos y · y' = 1 and y' = 1/√(1 - x²), inf at ±1; arccos x = π/2 - arcsin x
ASIN = Op(
    "asin", "asin", lambda xp, x: xp.asin(x),
    lambda xp, y, x: (xp.divide(1.0, xp.sqrt((1.0 - x) * (1.0 + x))),),
    excluded=lambda x: abs(x) > 1, domain="the operand must lie between -1 and 1",
    formula="arcsin x in radians; ValueError where |x| > 1; the slope at ±1 is inf", chalk="arcsin",
)  # fmt: skip
ACOS = Op(
    "acos", "acos", lambda xp, x: xp.acos(x),
    lambda xp, y, x: (xp.divide(-1.0, xp.sqrt((1.0 - x) * (1.0 + x))),),
    excluded=lambda x: abs(x) > 1, domain="the operand must lie between -1 and 1",
    formula="arccos x in radians; ValueError where |x| > 1; the slope at ±1 is -inf", chalk="arccos",
)  # fmt: skip
ATAN = Op(
    "atan", "atan", lambda xp, x: xp.atan(x), lambda xp, y, x: (1.0 / (1.0 + x * x),),
    formula="arctan x in radians", chalk="arctan",
)  # fmt: skip
SINH = Op(
    "sinh", "sinh", lambda xp, x: xp.sinh(x), lambda xp, y, x: (xp.cosh(x),), formula="(eˣ - e⁻ˣ)/2"
)  # fmt: skip
COSH = Op(
    "cosh", "cosh", lambda xp, x: xp.cosh(x), lambda xp, y, x: (xp.sinh(x),), formula="(eˣ + e⁻ˣ)/2"
)  # fmt: skip

# the value held fast: no message passes
DETACH = Op(
    "detach", "detach", lambda xp, x: x, lambda xp, y, x: (NOTHING,),
    formula="x, through which no gradient flows back",
)  # fmt: skip

# --- activations -----------------------------------------------------------------------------------
# 1 - y² and (1 - σ)σ (lecture A3) are exact to eps = 2⁻⁵² of 1, as in PyTorch: far out, where y rounds to 1,
# the slope rounds to 0. e⁻ˣ = inf far to the left gives the right limit of σ, 0.
TANH = Op(
    "tanh", "tanh", lambda xp, x: xp.tanh(x), lambda xp, y, x: (1.0 - y * y,), formula="tanh x = 2σ(2x) - 1"
)
SIGMOID = Op(
    "sigmoid", "sigmoid", lambda xp, x: 1.0 / (1.0 + xp.exp(-x)), lambda xp, y, x: ((1.0 - y) * y,),
    formula="σ(x) = 1/(1 + e⁻ˣ)", chalk="σ", written="name",
)  # fmt: skip
# convention: relu'(0) = 0
RELU = Op(
    "relu", "ReLU", lambda xp, x: xp.maximum(x, 0.0), lambda xp, y, x: (xp.sign(y),),
    textbook=lambda xp, y, x: (xp.where(x > 0, 1.0, xp.where(x <= 0, 0.0, x)),),  # the last x is nan
    formula="max(x, 0); the slope at 0 is 0", written="name",
)  # fmt: skip


def leaky_relu(slope: float = 0.01) -> Op:
    """x where x > 0, slope · x elsewhere; the derivative at 0 is the slope."""
    return _leaky_relu(float(slope))


@lru_cache(maxsize=4096)
def _leaky_relu(slope: float) -> Op:
    return Op(
        f"leaky_relu({slope})",
        "LReLU",
        lambda xp, x: xp.where(x > 0, x, slope * x),
        lambda xp, y, x: (xp.where(x > 0, 1.0, xp.where(x <= 0, slope, x)),),  # the last x is nan
        family="leaky_relu",
        parameter=slope,
    )


def elu(alpha: float = 1.0) -> Op:
    """x where x ≥ 0, α(eˣ - 1) elsewhere (Clevert et al. 2015); the derivative at 0 is 1."""
    return _elu(float(alpha))


@lru_cache(maxsize=4096)
def _elu(alpha: float) -> Op:
    return Op(
        f"elu({alpha})",
        "ELU",
        lambda xp, x: xp.where(x >= 0, x, alpha * xp.expm1(xp.minimum(x, 0.0))),
        lambda xp, y, x: (xp.where(x >= 0, 1.0, alpha * xp.exp(xp.minimum(x, 0.0))),),
        textbook=lambda xp, y, x: (xp.where(x >= 0, 1.0, y + alpha),),
        family="elu",
        parameter=alpha,
    )


# max(x, 0) + log(1 + e^-|x|) is the same number without e^large; its slope is σ(x)
SOFTPLUS = Op(
    "softplus", "softplus",
    lambda xp, x: xp.maximum(x, 0.0) + xp.log1p(xp.exp(-xp.abs(x))),
    lambda xp, y, x: (1.0 / (1.0 + xp.exp(-x)),),
    formula="ln(1 + eˣ), without overflow", written="name",
)  # fmt: skip
# y = x/(1 + |x|): y' = (1 + |x| - x sign x)/(1 + |x|)² = 1/(1 + |x|)²
SOFTSIGN = Op(
    "softsign", "softsign",
    lambda xp, x: xp.where(xp.abs(x) == inf, xp.sign(x), x / (1.0 + xp.abs(x))),
    lambda xp, y, x: (1.0 / xp.pow(1.0 + xp.abs(x), 2),),
    formula="x/(1 + |x|)",
)  # fmt: skip
# y = xσ(x): y' = σ(x) + xσ(x)σ(-x), because 1 - σ(x) = σ(-x)
SILU = Op(
    "silu", "SiLU",
    lambda xp, x: x / (1.0 + xp.exp(-x)),
    lambda xp, y, x: (1.0 / (1.0 + xp.exp(-x)) + y / (1.0 + xp.exp(x)),),
    formula="xσ(x), also called swish; nan at -∞",
)  # fmt: skip


def _bent(xp: Any, x: Any) -> Any:
    """Return tanh(√(2/π)(x + 0.044715x³)), which is near to 2Φ(x) - 1 of the normal distribution."""
    return xp.tanh(_SLOPE * (x + _BEND * xp.pow(x, 3)))


def _gelu_partials(xp: Any, y: Any, x: Any, near: Any = None) -> tuple[Any, ...]:
    t = _bent(xp, x)
    if near is None:  # 1 - t² is 0 long before 100; x² might be inf, and 0 times inf is nan
        near = xp.minimum(xp.abs(x), 100.0)
    slope = _SLOPE * (1.0 + 3.0 * _BEND * xp.pow(near, 2))
    return (0.5 * (1.0 + t) + 0.5 * x * (1.0 - xp.pow(t, 2)) * slope,)


# y = ½x(1 + t), t = tanh u: y' = ½(1 + t) + ½x(1 - t²)u' (Hendrycks and Gimpel 2016, their tanh form)
_SLOPE, _BEND = sqrt(2.0 / pi), 0.044715
GELU = Op(
    "gelu", "GELU", lambda xp, x: 0.5 * x * (1.0 + _bent(xp, x)), _gelu_partials,
    formula="½x(1 + tanh(√(2/π)(x + 0.044715x³))), the tanh form of xΦ(x); nan at -∞", written="name",
    textbook=lambda xp, y, x: _gelu_partials(xp, y, x, x),
)  # fmt: skip
# convention: the slope at ±1 is 0
HARDTANH = Op(
    "hardtanh", "hardtanh",
    lambda xp, x: xp.maximum(xp.minimum(x, 1.0), -1.0),
    lambda xp, y, x: (xp.where(xp.abs(x) < 1, 1.0, 0.0 * y),),
    formula="x between -1 and 1, else -1 or 1; the slope at ±1 is 0",
)  # fmt: skip


def huber(delta: float = 1.0) -> Op:
    """½x² where |x| ≤ δ, δ(|x| - ½δ) elsewhere (Huber 1964); the derivative is x, cut at ±δ."""
    return _huber(float(delta))


@lru_cache(maxsize=4096)
def _huber(delta: float) -> Op:
    if not 0 < delta < inf:
        raise ValueError(f"huber takes no delta {delta}: it must be greater than 0 and finite")
    return Op(
        f"huber({delta})",
        "huber",
        lambda xp, x: xp.where(xp.abs(x) <= delta, 0.5 * xp.pow(x, 2), delta * (xp.abs(x) - 0.5 * delta)),
        lambda xp, y, x: (xp.maximum(xp.minimum(x, delta), -delta),),
        textbook=lambda xp, y, x: (xp.where(xp.abs(x) <= delta, x, delta * xp.sign(x)),),
        family="huber",
        parameter=delta,
    )


# convention: |x|' = sign(x), 0 at 0
ABS = Op(
    "abs", "abs", lambda xp, x: xp.abs(x), lambda xp, y, x: (xp.sign(x),),
    formula="|x|; the slope at 0 is 0", chalk="|x|",
)  # fmt: skip
# flat everywhere: nothing can be learned through them (the perceptron's units)
SIGN = Op(
    "sign", "sign", lambda xp, x: xp.sign(x), lambda xp, y, x: (0.0 * y,),
    formula="-1, 0 or 1; the slope is 0 everywhere", written="name",
)  # fmt: skip
STEP = Op(
    "step", "step", lambda xp, x: xp.sign(xp.maximum(x, 0.0)), lambda xp, y, x: (0.0 * y,),
    formula="1 where x > 0, else 0; the slope is 0 everywhere", written="name",
)  # fmt: skip

# --- operations of many operands ---------------------------------------------------------------------
# added from the left, as a chain of + would
SUM = Op(
    "sum", "sum", lambda xp, *xs: reduce(add, xs), lambda xp, y, *xs: (1.0,) * len(xs), chalk="Σ",
    commutes=True,
)  # fmt: skip


def _dot(xp: Any, *operands: Any) -> Any:
    n = len(operands) // 2
    products = map(mul, operands[:n], operands[n : 2 * n])
    return sum(products, operands[-1]) if len(operands) % 2 else sum(products)


def _dot_partials(xp: Any, y: Any, *operands: Any) -> tuple[Any, ...]:
    n = len(operands) // 2
    return operands[n : 2 * n] + operands[:n] + (1.0,) * (len(operands) % 2)


# A neuron's net input z = b + w₁x₁ + … + wₙxₙ as one node; operands w₁…wₙ x₁…xₙ and, if the count is odd, b.
# Summed from the bias on, which is micrograd's order.
DOT = Op("dot", "dot", _dot, _dot_partials, chalk="w·x")


def _first_of(xp: Any, is_worse: Callable[[Any, Any], Any], y: Any, xs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return 1 for the first x that is y, 0 for all others; where y is nan, that is the first nan."""
    shares: list[Any] = []
    left = xp.pow(y, 0)  # 1 for every y, in the shape of y
    for x in xs:
        shares.append(xp.where(is_worse(x, y) | (y != y) & (x == x), 0.0, left))
        left = left - shares[-1]
    return tuple(shares)


# max and min route: the whole delta goes to the winner, to the first of equals
MAXIMUM = Op(
    "maximum", "max", lambda xp, *xs: reduce(xp.maximum, xs),
    lambda xp, y, *xs: _first_of(xp, lambda x, y: x < y, y, xs), written="name", commutes=True,
)  # fmt: skip
MINIMUM = Op(
    "minimum", "min", lambda xp, *xs: reduce(xp.minimum, xs),
    lambda xp, y, *xs: _first_of(xp, lambda x, y: x > y, y, xs), written="name", commutes=True,
)  # fmt: skip


@lru_cache(maxsize=4096)
def take(index: int) -> Op:
    """Return the operation that picks operand number `index`; it gets the whole delta, the others nothing."""
    return Op(
        f"take({index})",
        f"[{index}]",
        lambda xp, *xs: xs[index],
        lambda xp, y, *xs: tuple(1.0 if i == index % len(xs) else NOTHING for i in range(len(xs))),
        family="take",
        parameter=index,
    )


def _pick(xp: Any, *operands: Any) -> Any:
    *xs, i = operands
    y = i  # where the index is nan
    for k, x in enumerate(xs):
        y = xp.where(i == k, x, y)
    return y


def _pick_partials(xp: Any, y: Any, *operands: Any) -> tuple[Any, ...]:
    *xs, i = operands
    return (*[xp.where(i == k, 1.0, NOTHING) for k in range(len(xs))], NOTHING)


# y = xᵢ where the index i is an operand too, the last one; nothing is learned about i
PICK = Op(
    "pick", "[i]", _pick, _pick_partials,
    excluded=lambda *xs: reduce(and_, [xs[-1] != k for k in range(len(xs) - 1)], xs[-1] == xs[-1]),
    domain="the index must be 0, 1, … or n - 1",
)  # fmt: skip


_COMPARED: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "<": ("<", lt), "<=": ("≤", le), "==": ("=", eq), "!=": ("≠", ne),
}  # fmt: skip


@lru_cache(maxsize=4096)
def where(sign: str) -> Op:
    """Return the operation a, b, x, y ↦ x where a < b (or another sign), else y.

    The whole delta goes to the branch that is taken, nothing to the other and to what is compared. Partials
    choose (leaky ReLU, max, a look-up): this row is their choice as a gate, so that they are differentiated,
    drawn and compiled as well.

    >>> where("<").symbol
    'if <'
    """
    if sign not in _COMPARED:
        raise ValueError(
            f"where by {sign!r}: there are {', '.join(_COMPARED)}; for > and >= swap the operands"
        )
    chalk, compare = _COMPARED[sign]

    def partials(xp: Any, y: Any, a: Any, b: Any, x: Any, z: Any) -> tuple[Any, ...]:
        taken = compare(a, b)
        return NOTHING, NOTHING, xp.where(taken, 1.0, NOTHING), xp.where(taken, NOTHING, 1.0)

    return Op(
        f"where({sign})",
        f"if {sign}",
        lambda xp, a, b, x, z: xp.where(compare(a, b), x, z),
        partials,
        chalk=f"if {chalk}",
        family="where",
        parameter=sign,
    )


def _shifted(xp: Any, xs: tuple[Any, ...]) -> tuple[Any, list[Any]]:
    """Return m = max x and every eˣ⁻ᵐ, none of which overflows."""
    m = reduce(xp.maximum, xs)
    m = xp.where(xp.abs(m) == inf, 0.0, m)
    return m, [xp.exp(x - m) for x in xs]


def _logsumexp(xp: Any, *xs: Any) -> Any:
    # ln Σ eˣ = m + ln Σ eˣ⁻ᵐ for any m
    m, shares = _shifted(xp, xs)
    return m + xp.log(reduce(add, shares))


def _softmax(xp: Any, y: Any, *xs: Any) -> tuple[Any, ...]:
    # e^(xᵢ - y) without y, which is rounded to the size of m
    _, shares = _shifted(xp, xs)
    total = reduce(add, shares)
    return tuple(xp.divide(share, total) for share in shares)


LOGSUMEXP = Op(
    "logsumexp", "lse", _logsumexp, _softmax, textbook=lambda xp, y, *xs: tuple(xp.exp(x - y) for x in xs),
    commutes=True,
)  # fmt: skip


def _scores_and_targets(xs: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    n = (len(xs) + 1) // 2
    return xs[:n], xs[n:]


def _softmax_cross_entropy(xp: Any, *xs: Any) -> Any:
    scores, targets = _scores_and_targets(xs)
    m, shares = _shifted(xp, scores)
    normalizer = xp.log(reduce(add, shares))
    # a score of -∞ costs nothing where its target is 0
    terms = [
        xp.where((t == 0) & (z == -inf), 0.0, t * (normalizer - (z - m))) for z, t in zip(scores, targets)
    ]
    return reduce(add, terms, 0.0 * normalizer)


def _softmax_cross_entropy_partials(xp: Any, y: Any, *xs: Any) -> tuple[Any, ...]:
    scores, targets = _scores_and_targets(xs)
    m, shares = _shifted(xp, scores)
    total = reduce(add, shares)
    weight = reduce(add, targets, 0.0)
    shares = [weight * xp.divide(share, total) for share in shares]
    normalizer = xp.log(total)
    errors = [share - t for share, t in zip(shares, targets)]
    return (*errors, *shares[len(targets) :], *[normalizer - (z - m) for z, _ in zip(scores, targets)])


# Softmax with cross-entropy as one gate (lecture A7): y = softmax(z), L = -Σ tₖ ln yₖ, computed as
# Σ tₖ (ln Σ e^zⱼ - zₖ); operands z₁…z_K t₁…t_K, where a target that is missing is 0. ∂L/∂zₖ = yₖ Σ tⱼ - tₖ,
# which is yₖ - tₖ for targets that add up to 1; ∂L/∂tₖ = -ln yₖ.
SOFTMAX_CROSS_ENTROPY = Op(
    "softmax_cross_entropy", "ce", _softmax_cross_entropy, _softmax_cross_entropy_partials, chalk="CE"
)

# What a reader of the whole table walks over: fixed rows by name, and the families of rows with a parameter.
_ACTIVATIONS = (TANH, SIGMOID, RELU, SOFTPLUS, SOFTSIGN, SILU, GELU, HARDTANH, SIGN, STEP)
TABLE: dict[str, Op] = {
    op.name: op
    for op in (
        ADD, SUB, MUL, DIV, NEG, POW, EXP, LOG, EXPM1, LOG1P, SQRT, SIN, COS, ASIN, ACOS, ATAN, SINH, COSH,
        DETACH, *_ACTIVATIONS, ABS, SUM, DOT, MAXIMUM, MINIMUM, PICK, LOGSUMEXP, SOFTMAX_CROSS_ENTROPY,
    )
}  # fmt: skip
FAMILIES: dict[str, Callable[..., Op]] = {
    "pow": power, "leaky_relu": leaky_relu, "elu": elu, "huber": huber, "take": take, "where": where,
}  # fmt: skip
# What is written as a function of one operand: a row, or a family whose parameter has a default.
FUNCTIONS: dict[str, Op | Callable[..., Op]] = {
    **{name: op for name, op in TABLE.items() if op.arity == 1 and op.written != "operator"},
    "leaky_relu": leaky_relu, "elu": elu, "huber": huber,
}  # fmt: skip
# What a unit does with its net input.
ACTIVATIONS = {name: FUNCTIONS[name] for name in (*[op.name for op in _ACTIVATIONS], "leaky_relu", "elu")}
