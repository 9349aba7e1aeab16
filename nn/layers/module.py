"""What holds parameters: a layer, a network, a model of your own.

There is nothing to register: a parameter is any variable that an attribute leads to. Layers and
training loops call `parameters` and `zero_grad`; what prints or stores a model calls
`named_parameters`.
"""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from autograd import Value


class Module:
    """Base of everything that has parameters; a subclass defines attributes and `__call__`.

    Modules can be copied (`copy.deepcopy`) and pickled; parameters that are shared stay shared.

    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.slope, self.offset = Value(2.0), Value(-1.0)
    ...
    ...     def __call__(self, x):
    ...         return self.slope * x + self.offset
    >>> line = Line()
    >>> line(3.0).backward()
    >>> {path: parameter.grad for path, parameter in line.named_parameters()}
    {'slope': 3.0, 'offset': 1.0}
    >>> line.zero_grad()
    >>> line.parameters()
    [Value(data=2.0, grad=0), Value(data=-1.0, grad=0)]
    """

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        """Yield (path, parameter) in the order of definition, such as `layers.0.neurons.3.w.1`.

        The path leads through modules, lists, tuples and dicts. A parameter is a variable: constants,
        computed nodes and what stands for an input while a model is compiled are none. One that is reached
        by several paths comes once, under the first.
        """
        return ((path, thing) for path, thing in _parts(self) if isinstance(thing, Value))

    def named_modules(self) -> Iterator[tuple[str, "Module"]]:
        """Yield (path, module) for this module, whose path is empty, and for all modules below it.

        >>> from nn import MLP
        >>> [path for path, _ in MLP(1, [2]).named_modules()]
        ['', 'layers.0', 'layers.0.neurons.0', 'layers.0.neurons.1']
        """
        return ((path, thing) for path, thing in _parts(self) if isinstance(thing, Module))

    def parameters(self) -> list[Value]:
        """Return the parameters in the order of `named_parameters`."""
        return [parameter for _, parameter in self.named_parameters()]

    def zero_grad(self) -> None:
        """Set the delta of every parameter to 0, before the next backward pass adds to it."""
        for parameter in self.parameters():
            parameter.grad = 0


def _parts(module: Module) -> Iterable[tuple[str, "Value | Module"]]:
    """Return the variables and modules that a module's attributes lead to, each under its first path."""
    found: dict[int, tuple[str, Value | Module]] = {}  # by id: what defines == of its own may have no hash
    _find(module, "", found, set())
    return found.values()


def _find(thing: Any, path: str, found: dict[int, tuple[str, "Value | Module"]], seen: set[int]) -> None:
    parts: Iterable[tuple[object, Any]]
    if isinstance(thing, Value):
        if thing.op is None and not hasattr(thing, "recorded"):  # as `autograd.record` knows a placeholder
            found.setdefault(id(thing), (path, thing))
        return
    if id(thing) in seen:  # shared, or a part that knows the whole
        return
    seen.add(id(thing))
    if isinstance(thing, Module):
        found[id(thing)] = path, thing
        parts = vars(thing).items()
    elif isinstance(thing, dict):
        parts = cast("dict[object, Any]", thing).items()
    elif isinstance(thing, list | tuple):
        parts = enumerate(cast("list[Any]", thing))
    else:
        return
    for name, part in parts:
        _find(part, f"{path}.{name}" if path else str(name), found, seen)
