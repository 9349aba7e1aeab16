"""Penalties: what large weights cost, and the bound on them that needs no cost.

`l1`, `l2` and `elastic_net` are functions R of the parameters, to be added to the mean loss with a
strength of your own: L + λR. Which parameters are penalized is the caller's choice: biases are often
left out, `[p for path, p in model.named_parameters() if not path.endswith(".b")]`. `max_norm` is no
term of a loss; it is called after each step of the optimizer.
"""

import math
from collections.abc import Iterable
from typing import Any

from autograd import Value, dot
from autograd import sum as add_up
from autograd.ops import CONSTANT
from nn.layers.inputs import is_several, not_negative, positive, short


def l2(parameters: Iterable[Value | float]) -> Value:
    """Return R = Σ w², small for weights that share the work; ∂R/∂w = 2w.

    Args:
        parameters: any number of Values; without any R is 0.

    Raises:
        TypeError: no list of Values and numbers.

    Source: lecture L4 (C2).

    >>> l2([1, 0, 0, 0]).data, l2([0.25] * 4).data, l2([0.5, 0.5, 0, 0]).data  # lecture C2
    (1.0, 0.25, 0.5)
    """
    parameters = _several("l2", parameters)
    return dot(parameters, parameters)


def l1(parameters: Iterable[Value | float]) -> Value:
    """Return R = Σ |w|, which pulls as hard on small weights as on large ones, so many become 0.

    ∂R/∂w = sign(w), 0 at w = 0.

    Args:
        parameters: any number of Values; without any R is 0.

    Raises:
        TypeError: no list of Values and numbers.

    Source: lecture L4 (C2).

    >>> l1([1, 0, 0, 0]).data, l1([0.25] * 4).data, l1([0.5, 0.5, 0, 0]).data  # lecture C2
    (1.0, 1.0, 1.0)
    """
    return add_up(abs(w) for w in _several("l1", parameters))


def elastic_net(parameters: Iterable[Value | float], beta: float = 1.0) -> Value:
    """Return R = Σ (β w² + |w|); ∂R/∂w = 2βw + sign(w).

    Args:
        parameters: any number of Values; without any R is 0.
        beta: β ≥ 0, the weight of the squares against the absolute values.

    Raises:
        ValueError: β is negative, nan or inf.
        TypeError: no list of Values and numbers; β is no number.

    Source: lecture L4 (C2); Zou & Hastie 2005.

    >>> elastic_net([Value(0.5), Value(-2.0)], beta=2.0)  # 2(0.25 + 4) + (0.5 + 2)
    Value(data=11.0, grad=0)
    """
    beta = not_negative("elastic_net", "beta", beta)
    parameters = _several("elastic_net", parameters)
    return beta * l2(parameters) + l1(parameters)


def max_norm(weights: Iterable[Value], limit: float) -> None:
    """Shrink the weights of one unit to the length `limit` if they are longer: w ← w · min(1, c/‖w‖₂).

    It writes `.data`; call it after the optimizer's step, for each unit on its own.

    Args:
        weights: the incoming weights of one unit, without its bias.
        limit: c > 0.

    Raises:
        ValueError: the limit is not a number greater than 0; a weight is nan, inf or computed from others.
        TypeError: no list of Values; the limit is no number.

    Source: lecture L4 (C2); Srebro & Shraibman 2005.

    >>> w = [Value(3.0), Value(-4.0)]  # of length 5
    >>> max_norm(w, limit=2.5)
    >>> [wi.data for wi in w]
    [1.5, -2.0]
    """
    limit = positive("max_norm", "limit", limit)
    weights = _several("max_norm", weights)
    for w in weights:
        if not isinstance(w, Value):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"max_norm changes Values, not {short(w)}: call it with model.parameters(), or with "
                "the weights of one unit, neuron.w"
            )
        if w.op not in (None, CONSTANT):
            raise ValueError(
                f"max_norm changes parameters, and {short(w)} was computed from others, so it would be "
                "computed anew: call it with model.parameters()"
            )
    length = math.hypot(*(w.data for w in weights))
    if not math.isfinite(length):
        raise ValueError(
            f"max_norm: the weights have a length of {length} and cannot be shrunk: they have diverged, try "
            "a smaller learning rate"
        )
    if length > limit:
        for w in weights:
            w.data *= limit / length


def _several(who: str, parameters: Any) -> tuple[Any, ...]:
    if not is_several(parameters):
        raise TypeError(
            f"{who} needs a list of parameters, not {short(parameters)}: call it with model.parameters()"
        )
    return tuple(parameters)
