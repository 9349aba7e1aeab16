"""A model as plain data and back: what a file says of it besides its parameters.

Modules, lists, tuples, dicts, numbers and texts become JSON, parameters their position among all parameters,
activations their names. On the way back only modules that are known, plain data and listed functions can come
out: no `__init__` is called and nothing is executed. `archive` writes and reads it.
"""

# What comes out of JSON has no types:
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, cast

from autograd import Value
from autograd.ops import CONSTANT
from nn.layers import activations
from nn.layers.inputs import flatten
from nn.layers.module import Module

# Functions that a model may hold. Only these are ever found by a name that stands in a file.
_LAYERWISE = (activations.maxout, activations.softmax, activations.winner_take_all, flatten)
_FUNCTIONS: dict[str, Callable[..., Any]] = {**activations.ACTIVATIONS, **{f.__name__: f for f in _LAYERWISE}}


# Each parameter has its path as a text: paths without end would be memory without end.
LONGEST_PATH = 250


class ObstacleError(Exception):
    """Something that cannot be written as plain data; its text says where and what."""


class UnknownClassError(Exception):
    """A class that is not among those given; its text is the name."""


def _known_classes() -> dict[str, type[Module]]:
    import nn  # not before the package is complete

    things = {name: getattr(nn, name) for name in nn.__all__}
    return {
        name: thing for name, thing in things.items() if isinstance(thing, type) and issubclass(thing, Module)
    }


_LABELS = ("unit_labels", "input_labels")  # what `nn.label` wrote is no setting


def describe(model: Module) -> tuple[Any, str | None]:
    """Return the structure of a model, or None and the reason why it has none.

    >>> class Doubled(Module):
    ...     def __init__(self, factor):
    ...         self.factor, self.w = factor, [Value(1.0), Value(2.0)]
    >>> describe(Doubled(2))[0]
    {'own module': 'Doubled', 'attributes': [['factor', 2], ['w', {'parameters': [0, 2]}]]}
    >>> describe(Doubled(lambda x: x))
    (None, 'factor is a function that is no plain data')
    """
    try:
        writer = _Writer({parameter: position for position, parameter in enumerate(_parameters(model))})
        return writer.write(model, ""), None
    except (ObstacleError, RecursionError) as obstacle:
        return None, str(obstacle)


def build(description: Any, classes: Iterable[type[Module]], n_parameters: int) -> Module:
    """Return the module that a structure describes, all of its parameters 0.

    Args:
        description: what `describe` returned.
        classes: Modules of your own that may occur in it.
        n_parameters: how many there are; a structure that speaks of more is refused before they are made.

    Raises:
        UnknownClassError: it contains another one.
        Exception: of any kind, where the description is no such structure.
    """
    builder = _Builder({kind.__name__: kind for kind in classes}, n_parameters)
    module = builder.build(description, LONGEST_PATH)
    if not isinstance(module, Module):
        raise ValueError(f"a {type(module).__name__} is no model")
    return module


def settings(description: Any, path: str = "the model") -> Iterator[tuple[str, str]]:
    """Yield what a structure says besides its parameters, as (path, setting), one at a time.

    >>> from nn import Neuron
    >>> list(settings(describe(Neuron(2, activation="tanh"))[0]))
    [('the model', 'module Neuron'), ('activation', 'function tanh')]
    """
    if len(path) > LONGEST_PATH:
        raise ValueError(f"a path of more than {LONGEST_PATH} characters")
    if not isinstance(description, dict):
        yield path, repr(description)
        return
    description = cast("dict[str, Any]", description)
    if "parameter" in description or "parameters" in description:
        return
    head = {key: part for key, part in description.items() if not isinstance(part, list | dict)}
    if head:
        yield path, " ".join(f"{key} {part}" for key, part in head.items())
    for key, part in description.items():
        if isinstance(part, dict):
            yield from settings(part, path)
        elif isinstance(part, list):
            pairs = key in ("attributes", "dict", "keywords")
            for name, thing in cast("list[Any]", part) if pairs else enumerate(cast("list[Any]", part)):
                if name in _LABELS:
                    continue
                yield from settings(thing, f"{path}.{name}" if path != "the model" else str(name))


def _parameters(model: Module) -> list[Value]:
    return [parameter for _, parameter in model.named_parameters()]  # `parameters` may be overridden


class _Writer:
    """Turns a module into JSON; what is reached a second time is referred to by its number."""

    def __init__(self, positions: dict[Value, int]) -> None:
        self.positions = positions
        self.numbers: dict[int, int] = {}
        self.known = _known_classes()

    def write(self, thing: Any, path: str) -> Any:
        if len(path) > LONGEST_PATH:
            raise ObstacleError(f"{path[:40]}… is a path of more than {LONGEST_PATH} characters")
        if thing is None or type(thing) in (bool, int, float, str):
            return thing
        if isinstance(thing, Value):
            return self._value(thing, path)
        if type(thing) is tuple:
            return {"tuple": self._items(cast("tuple[Any, ...]", thing), path)}
        if isinstance(thing, Module) or type(thing) in (list, dict):
            if id(thing) in self.numbers:
                return {"again": self.numbers[id(thing)]}
            self.numbers[id(thing)] = len(self.numbers)
            if isinstance(thing, Module):
                kind = type(thing)
                which = "module" if self.known.get(kind.__name__) is kind else "own module"
                return {which: kind.__name__, "attributes": self._pairs(vars(thing), path)}
            if isinstance(thing, dict):
                return {"dict": self._pairs(cast("dict[Any, Any]", thing), path)}
            return self._list(thing, path)
        if isinstance(thing, partial):
            whole = cast("partial[Any]", thing)
            return {
                "partial": self.write(whole.func, path),
                "arguments": self._items(whole.args, path),
                "keywords": self._pairs(whole.keywords, path),
            }
        name = getattr(thing, "__name__", "")
        if _FUNCTIONS.get(name) is thing:
            return {"function": name}
        raise ObstacleError(f"{path} is a {type(thing).__name__} that is no plain data")

    def _value(self, value: Value, path: str) -> Any:
        if value in self.positions:
            return {"parameter": self.positions[value]}
        if value.op is CONSTANT:
            return {"constant": value.data, "label": value.label}
        raise ObstacleError(f"{path} is a computed node")

    def _list(self, things: list[Any], path: str) -> Any:
        positions = [self.positions.get(thing) if isinstance(thing, Value) else None for thing in things]
        if (
            things
            and positions[0] is not None
            and positions == [*range(positions[0], positions[0] + len(things))]
        ):
            return {"parameters": [positions[0], len(things)]}  # the usual case, and short
        return {"list": self._items(things, path)}

    def _items(self, things: Iterable[Any], path: str) -> list[Any]:
        return [self.write(thing, f"{path}.{i}" if path else str(i)) for i, thing in enumerate(things)]

    def _pairs(self, things: dict[Any, Any], path: str) -> list[list[Any]]:
        for key in things:
            if type(key) not in (str, int, bool):
                raise ObstacleError(f"{path} has a key of type {type(key).__name__}")
        return [
            [key, self.write(thing, f"{path}.{key}" if path else str(key))] for key, thing in things.items()
        ]


class _Builder:
    """Turns JSON into a module again; only modules, plain data and listed functions can come out."""

    def __init__(self, own: dict[str, type[Module]], n_parameters: int) -> None:
        self.known, self.own = _known_classes(), own
        self.n_parameters = n_parameters
        self.mentions = 100_000 + 16 * n_parameters  # in lists that share; far more than any model has
        self.parameters: dict[int, Value] = {}
        self.numbered: list[Any] = []

    def build(self, description: Any, room: int) -> Any:
        """Build a part; `room` is how many characters its path may go on for."""
        if room < 0:
            raise ValueError(f"a path of more than {LONGEST_PATH} characters")
        if not isinstance(description, dict):
            if isinstance(description, list):
                raise ValueError("a list where a description is expected")
            return description
        match cast("dict[str, Any]", description):
            case {"parameter": int(position)}:
                return self._parameter(position)
            case {"parameters": [int(start), int(count)]}:
                self.mentions -= max(count, 0)
                if start + count > self.n_parameters or self.mentions < 0:
                    raise ValueError(f"more parameters than the {self.n_parameters} of the file")
                return self._number([self._parameter(start + i) for i in range(count)])
            case {"constant": float(data), "label": str(label)}:
                constant = (Value(0.0) + data).parents[1]
                constant.label = label
                return constant
            case {"tuple": list(things)}:
                return tuple(self._items(things, room))
            case {"again": int(number)}:
                return self.numbered[number]
            case {"list": list(things)}:
                items: list[Any] = self._number([])
                items += self._items(things, room)
                return items
            case {"dict": list(pairs)}:
                entries: dict[Any, Any] = self._number({})
                entries.update(self._pairs(pairs, room))
                return entries
            case {"module": str(kind), "attributes": list(pairs)}:
                return self._module(self.known[kind], pairs, room)
            case {"own module": str(kind), "attributes": list(pairs)}:
                if kind not in self.own:
                    raise UnknownClassError(kind)
                return self._module(self.own[kind], pairs, room)
            case {"partial": function, "arguments": list(things), "keywords": list(pairs)}:
                whole = self.build(function, room - 1)
                return partial(whole, *self._items(things, room), **dict(self._pairs(pairs, room)))
            case {"function": str(name)}:
                return _FUNCTIONS[name]
            case other:
                raise ValueError(f"{other!r} describes nothing")

    def _items(self, things: list[Any], room: int) -> Iterator[Any]:
        return (self.build(thing, room - 1 - len(str(i))) for i, thing in enumerate(things))

    def _pairs(self, pairs: list[Any], room: int) -> Iterator[tuple[Any, Any]]:
        return ((name, self.build(thing, room - 1 - len(str(name)))) for name, thing in pairs)

    def _parameter(self, position: int) -> Value:
        if not 0 <= position < self.n_parameters:
            raise ValueError(f"a parameter {position} of the {self.n_parameters} of the file")
        return self.parameters.setdefault(position, Value(0.0))

    def _number(self, thing: Any) -> Any:
        self.numbered.append(thing)
        return thing

    def _module(self, kind: type[Module], pairs: list[Any], room: int) -> Module:
        module = self._number(kind.__new__(kind))
        attributes = cast("dict[Any, Any]", vars(module))
        attributes.update(self._pairs(pairs, room))
        return module
