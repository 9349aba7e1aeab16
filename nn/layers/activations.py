"""Activation functions: what a neuron does with its net input.

Those of one number take a Value (or a number, which becomes a constant) and return a Value; layers take
them by name or as a function. `maxout`, `softmax` and `winner_take_all` act on a whole layer at once.
Letters: `x` is the net input, `slope` and `alpha` are what the lectures write beside the bend. A Value has a
method for each, which is faster than `record`; that one takes numbers too.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeAlias

from autograd import Op, Value, maximum, ops, record, softmax
from autograd.functions import Operand
from nn.layers.inputs import chosen, short, vector

Activation: TypeAlias = Callable[[Any], Value]


def identity(x: Operand) -> Value:
    """Return x itself: the linear neuron, for the outputs of a regression (lecture B1).

    >>> identity(Value(-2.0))
    Value(data=-2.0, grad=0)
    """
    # a number becomes a node, so that the answer is a Value for every input
    return x if isinstance(x, Value) else record(ops.SUM, x)


def step(x: Operand) -> Value:
    """Return 1 where x > 0, else 0; the slope is 0 everywhere, so nothing is learned through it.

    Source: McCulloch and Pitts, 1943; lecture B1.

    >>> [step(x).data for x in (-2.0, 0.0, 2.0)]
    [0.0, 0.0, 1.0]
    """
    return x.step() if isinstance(x, Value) else record(ops.STEP, x)


def sign(x: Operand) -> Value:
    """Return -1, 0 or 1; the slope is 0 everywhere, so nothing is learned through it.

    >>> [sign(x).data for x in (-2.0, 0.0, 2.0)]
    [-1.0, 0.0, 1.0]
    """
    return x.sign() if isinstance(x, Value) else record(ops.SIGN, x)


def sigmoid(x: Operand) -> Value:
    """Return σ(x) = 1/(1 + e⁻ˣ), between 0 and 1; σ' = (1 - σ)σ (lecture A3).

    >>> x = Value(1.0)
    >>> sigmoid(x).backward()
    >>> f"{sigmoid(x):.6f}, {x.grad:.6f}"
    '0.731059, 0.196612'
    """
    return x.sigmoid() if isinstance(x, Value) else record(ops.SIGMOID, x)


def tanh(x: Operand) -> Value:
    """Return tanh x = 2σ(2x) - 1, between -1 and 1; tanh' = 1 - tanh² (lecture B1).

    >>> f"{tanh(0.5):.6f}"
    '0.462117'
    """
    return x.tanh() if isinstance(x, Value) else record(ops.TANH, x)


def relu(x: Operand) -> Value:
    """Return max(x, 0), the rectified linear unit; the slope at 0 is 0.

    Source: Nair and Hinton, 2010; lecture B1.

    >>> [relu(x).data for x in (-2.0, 3.0)]
    [0.0, 3.0]
    """
    return x.relu() if isinstance(x, Value) else record(ops.RELU, x)


def leaky_relu(x: Operand, slope: float = 0.01) -> Value:
    """Return x where x > 0, slope · x elsewhere: a unit that cannot die.

    Another slope for a layer: `activation=partial(leaky_relu, slope=0.1)`.

    Source: Maas et al., 2013; lecture B1 with the slopes 0.01 (L2) and 0.1 (L1).

    >>> [leaky_relu(x, slope=0.1).data for x in (-2.0, 3.0)]
    [-0.2, 3.0]
    """
    return record(ops.leaky_relu(slope), x)


def elu(x: Operand, alpha: float = 1.0) -> Value:
    """Return x where x ≥ 0, α(eˣ - 1) elsewhere; the slope at 0 is 1.

    Source: Clevert et al., 2015; lecture B1.

    >>> [f"{elu(x):.4f}" for x in (-1.0, 3.0)]
    ['-0.6321', '3.0000']
    """
    return record(ops.elu(alpha), x)


def softplus(x: Operand) -> Value:
    """Return ln(1 + eˣ), a relu without the bend; its slope is σ(x).

    Source: Dugas et al., 2001.

    >>> f"{softplus(0.0):.6f}"
    '0.693147'
    """
    return x.softplus() if isinstance(x, Value) else record(ops.SOFTPLUS, x)


# What `activation=` and `output=` find by name: those above, and all others of the table. A unit is called
# after it in reprs and error messages.
ACTIVATIONS: dict[str, Activation] = {
    "identity": identity, **{name: getattr(Value, name) for name in ops.ACTIVATIONS},
    "step": step, "sign": sign, "sigmoid": sigmoid, "tanh": tanh,
    "relu": relu, "leaky_relu": leaky_relu, "elu": elu, "softplus": softplus,
}  # fmt: skip
_TITLES = {"identity": "Linear", "leaky_relu": "LeakyReLU"}
_METHODS = {getattr(Value, name): function for name, function in ACTIVATIONS.items() if hasattr(Value, name)}
_OF_A_LAYER = {"maxout": "Maxout(nin, nout)", "softmax": "Sequential(…, Softmax())"}


def as_activation(choice: str | Activation) -> Activation:
    """Return the activation of this name, or the function itself after one trial.

    Raises:
        ValueError: there is no activation of this name; the message lists the names.
        TypeError: it is no function, or it does not return a Value. `math.tanh(value)`, for one, is a
            plain number: the graph ends there and nothing before it would learn.

    >>> as_activation("tanh")(0.0)
    Value(data=0.0, grad=0)
    """
    if isinstance(choice, str) and choice in _OF_A_LAYER:
        raise ValueError(f"{choice} acts on a whole layer, not on one net input: write {_OF_A_LAYER[choice]}")
    function = chosen("activation", choice, ACTIVATIONS)
    function = _METHODS.get(function, function)  # Value.tanh and tanh are one
    if function not in _METHODS.values():
        y: Any = function(Value(0.5))
        if not isinstance(y, Value):
            raise TypeError(
                f"activation {title(function)} returned {short(y)} for a Value: it must return a Value, "
                f'made of its methods or of the names in nn, such as "tanh"'
            )
    return function


def title(activation: Activation) -> str:
    """Return what a unit with this activation is called in reprs, such as ReLU, Linear or Tanh.

    >>> title(leaky_relu), title(lambda x: x)
    ('LeakyReLU', 'Custom')
    """
    function = activation.func if isinstance(activation, partial) else activation
    name = getattr(function, "__name__", type(function).__name__)
    if not name.isidentifier():  # '<lambda>'
        return "Custom"
    row = ops.FUNCTIONS.get(name)
    symbol = name if row is None else row.symbol if isinstance(row, Op) else row().symbol
    words = name.split("_") if symbol.islower() else [symbol]
    return _TITLES.get(name) or "".join(word[:1].upper() + word[1:] for word in words)


# --- of a whole layer ----------------------------------------------------------------------------------


def maxout(values: Iterable[Operand]) -> Value:
    """Return the largest net input, max(z₁, …, zₙ); the whole delta goes to it, to the first of equals.

    With zₖ = wₖᵀx + bₖ it is the unit of the lectures, which `Maxout` builds.

    Source: Goodfellow et al., 2013; lecture B1.

    Raises:
        ValueError: there are no values.

    >>> maxout([Value(1.0), Value(4.0), Value(-2.0)])
    Value(data=4.0, grad=0)
    """
    return maximum(vector("maxout", values))


def winner_take_all(values: Iterable[Operand]) -> list[Value]:
    """Return the one-hot list of the argmax: 1 for the largest value, the first of equals, 0 for the rest.

    It is a decision, to be taken when training is over: it is flat, so every delta that comes back is 0.
    `softmax` is its smooth relative. The values must be finite.

    Source: lecture B1 (h_j = 1 if j = argmax_i w_iᵀx, else 0).

    Raises:
        ValueError: there are no values.

    >>> [h.data for h in winner_take_all([3.2, 5.1, -1.7])]
    [0.0, 1.0, 0.0]
    """
    values = vector("winner_take_all", values)
    largest, best_before = maximum(values), values[0]
    winners: list[Value] = []
    for i, value in enumerate(values):
        # A winner is not below the largest, and above all before it. Steps instead of `if`: the same graph
        # for every input, as the compiler needs it.
        wins = 1 - step(largest - value)
        if i:
            wins = wins * step(record(ops.SUB, value, best_before))
            best_before = maximum(best_before, value)
        winners.append(wins)
    return winners


__all__ = [
    "ACTIVATIONS", "Activation", "as_activation", "elu", "identity", "leaky_relu", "maxout", "relu",
    "sigmoid", "sign", "softmax", "softplus", "step", "tanh", "title", "winner_take_all",
]  # fmt: skip
