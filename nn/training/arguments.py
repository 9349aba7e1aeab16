"""What `fit` and its relatives are given besides data, checked: each error says what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

from autograd import Value
from nn.layers.inputs import NUMBERS, short
from nn.layers.module import Module
from nn.losses.loss import RULES
from nn.optimizers.optimizer import Optimizer


def check_callable(who: str, model: Any) -> None:
    """Refuse what cannot be called as a model, such as its class."""
    if isinstance(model, type):
        raise TypeError(f"{who} needs a model, not the class {model.__name__}: make one, {model.__name__}(…)")
    if not callable(model):
        raise TypeError(f"{who} needs a model that can be called with a sample, not {short(model)}")


def check_model(who: str, model: Any) -> list[Value]:
    """Return the parameters of a model that is to be trained."""
    parameters = model.parameters() if isinstance(model, Module) else []
    if isinstance(model, Module) and not parameters:
        raise ValueError(f"{type(model).__name__} has no parameters to train")
    check_callable(who, model)
    if not parameters:
        raise TypeError(
            f"{who} needs a Module as its model, not {short(model)}: a function has no parameters"
        )
    return parameters


def check_loss(who: str, loss: Any) -> None:
    """Refuse what is no function of outputs and target, such as its name; the error lists what there is."""
    if not callable(loss) or isinstance(loss, type):
        names = ", ".join(f"nn.{known.__name__}" for known in RULES)
        raise TypeError(
            f"{who} needs a function as loss, not {short(loss)}: take one of {names}, or write your own"
        )
    try:
        takes = signature(loss)
    except (TypeError, ValueError):  # some that are written in C do not say
        return
    try:
        takes.bind(None, None)
    except TypeError:
        raise TypeError(
            f"{who} needs a loss of outputs and target, not {short(loss)}: "
            "it is called as loss(outputs, target)"
        ) from None


def check_penalty(who: str, penalty: Any, parameters: list[Value]) -> None:
    """Refuse what is no function of the parameters, such as its strength alone."""
    if not callable(penalty):
        raise TypeError(
            f"{who} needs a function of the parameters as penalty, not {short(penalty)}: "
            "take nn.l2, or lambda parameters: 0.01 * nn.l2(parameters)"
        )
    answer = penalty(parameters)
    if not isinstance(answer, NUMBERS):
        raise TypeError(f"{who} needs a penalty that returns a Value, not {short(answer)}")


def check_optimizer(who: str, optimizer: Any) -> None:
    """Refuse what is no optimizer; the error lists what there is."""
    if isinstance(optimizer, Optimizer):
        return
    if isinstance(optimizer, type):
        name = optimizer.__name__
        raise TypeError(f"{who} needs an optimizer, not the class {name}: make one, {name}(lr=0.01)")
    names = ", ".join(f"nn.{kind.__name__}" for kind in Optimizer.__subclasses__())
    raise TypeError(
        f"{who} needs an optimizer, not {short(optimizer)}: make one of {names}, such as nn.Adam(lr=0.01)"
    )


def check_callbacks(who: str, callbacks: Any) -> list[Callable[..., object]]:
    """Return the callbacks as a list; an iterator would be used up after the first epoch."""
    if not hasattr(callbacks, "__iter__"):
        raise TypeError(f"{who} needs a list of callbacks, not {short(callbacks)}: write callbacks=[…]")
    several: list[Any] = list(callbacks)
    for callback in several:
        if not callable(callback):
            raise TypeError(f"{who} needs callbacks that can be called, not {short(callback)}")
    return several
