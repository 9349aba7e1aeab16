"""What comes into a module from outside, checked: sizes when it is built, samples when it is called.

A vector is a list of Values or numbers, a sequence is a list of vectors, an image is a list of channels,
each a list of rows. Every error names the module, what it expects and what came.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from numbers import Real
from typing import Any, TypeAlias, TypeVar, cast

from autograd import Value
from autograd.functions import Operand

Vector: TypeAlias = Iterable[Operand] | Operand

NUMBERS = (Value, float, int)  # a tuple: isinstance takes 0.1 µs, 0.25 for Value | float | int

T = TypeVar("T", bound=Callable[..., Any])


def size(owner: str, name: str, number: Any, least: int = 1) -> int:
    """Return a size as an int.

    Args:
        owner: the class that is being built.
        name: the parameter.
        number: what was given for it.
        least: the smallest size that makes sense.

    Raises:
        TypeError: it is not a whole number.
        ValueError: it is smaller than `least`.

    >>> size("Layer", "nout", 3)
    3
    """
    if isinstance(number, bool) or not hasattr(number, "__index__"):
        raise TypeError(f"{owner} needs a whole number as {name}, not {short(number)}")
    whole = number.__index__()
    if whole < least:
        raise ValueError(f"{owner} needs {name} ≥ {least}, got {whole}")
    return whole


def switch(owner: str, name: str, choice: Any) -> bool:
    """Return True or False; TypeError for anything else, such as a number that was meant as the thing itself.

    >>> switch("Neuron", "bias", False)
    False
    """
    if not isinstance(choice, bool):
        raise TypeError(f"{owner} needs {name}=True or {name}=False, not {short(choice)}")
    return choice


def real(owner: str, name: str, number: Any) -> float:
    """Return a real number as it is, one of an array without dimensions as a float.

    Raises:
        TypeError: it is none.

    >>> real("Adam", "beta1", 0.9)
    0.9
    """
    if getattr(number, "ndim", None) == 0:
        number = number.item()
    if not isinstance(number, Real):
        raise TypeError(f"{owner} needs a number as {name}, not {short(number)}")
    return cast("float", number)


def positive(owner: str, name: str, number: Any) -> float:
    """Return a finite number greater than 0; ValueError and TypeError for anything else.

    >>> positive("RMSProp", "epsilon", 1e-8)
    1e-08
    """
    return _ruled(owner, name, number, lambda x: 0 < x < math.inf, "a number greater than 0")


def not_negative(owner: str, name: str, number: Any) -> float:
    """Return a finite number of 0 or more; ValueError and TypeError for anything else.

    >>> not_negative("AdamW", "weight_decay", 0)
    0
    """
    return _ruled(owner, name, number, lambda x: 0 <= x < math.inf, "a number of 0 or more")


def fraction(owner: str, name: str, number: Any) -> float:
    """Return a number from 0 to below 1; ValueError and TypeError for anything else.

    >>> fraction("Adam", "beta1", 0.9)
    0.9
    """
    return _ruled(owner, name, number, lambda x: 0 <= x < 1, "from 0 to below 1")


def _ruled(owner: str, name: str, number: Any, is_right: Callable[[float], bool], rule: str) -> float:
    number = real(owner, name, number)
    if not is_right(number):
        raise ValueError(f"{owner}: {name} is {number}: it must be {rule}")
    return number


def whole(owner: str, name: str, number: Any, least: int = 1) -> int:
    """Return a count as an int; a float that is whole, as counts that were computed are, is taken too.

    Raises:
        TypeError: it is no number.
        ValueError: it is not whole, or smaller than `least`.

    >>> whole("StepSchedule", "every", 4.0)
    4
    """
    number = real(owner, name, number)
    if number % 1 or number < least:  # of nan and inf the remainder is nan
        raise ValueError(f"{owner}: {name} is {number}: it must be a whole number from {least}")
    return int(number)


def chosen(kind: str, choice: str | T, table: Mapping[str, T]) -> T:
    """Return the function that was chosen by its name, or the function itself.

    Raises:
        ValueError: no function has this name; the names are listed.
        TypeError: it is neither a name nor a function.

    >>> chosen("rounding", "up", {"up": round})(0.7)
    1
    """
    if isinstance(choice, str):
        if choice not in table:
            raise ValueError(f"unknown {kind} {choice!r}: choose from {', '.join(table)}, or give a function")
        return table[choice]
    if not callable(choice):
        raise TypeError(f"{kind} must be a name or a function, not {short(choice)}")
    return choice


def entries(module: object, x: Any, expected: str) -> tuple[Any, ...]:
    """Return what is listed as a tuple; a single number, the answer of a layer of one neuron, is one entry.

    Raises:
        TypeError: there is nothing to iterate over.
    """
    if isinstance(x, NUMBERS):
        return (x,)
    if not hasattr(x, "__iter__") or isinstance(x, str):
        raise TypeError(f"{module} expects {expected}, got {short(x)}")
    return tuple(x)


def vector(module: object, x: Any, n: int | None = None) -> tuple[Operand, ...]:
    """Return a vector of n numbers (None: of any positive number of them) as a tuple.

    Raises:
        ValueError: there are not as many.
        TypeError: one of them is not a number.

    >>> vector("Softmax", [1.0, 2])
    (1.0, 2)
    """
    expected = f"{n} inputs" if n is not None else "one input at least"
    x = entries(module, x, expected)
    if len(x) != n if n is not None else not x:
        raise ValueError(f"{module} expects {expected}, got {len(x)}: call it with one sample at a time")
    for number in x:
        check_number(module, number)
    return x


def check_number(module: object, number: Any) -> None:
    """Raise TypeError if this is neither a Value nor a real number.

    >>> check_number("Softmax", 3)
    """
    # an array of several numbers has a __float__ that fails, and dimensions that give it away
    if not hasattr(number, "__float__") or getattr(number, "ndim", 0) != 0:
        raise TypeError(f"{module} expects Values and real numbers, got {short(number)}")


def sequence(module: object, x: Any, n: int) -> list[tuple[Operand, ...]]:
    """Return a sequence of vectors of n numbers as a list of tuples.

    Raises:
        ValueError: the sequence is empty, or one of its vectors has another length.
        TypeError: it is no list of vectors.

    >>> sequence("Attention", [[1.0, 2.0], [3.0, 4.0]], 2)
    [(1.0, 2.0), (3.0, 4.0)]
    """
    expected = f"a list of vectors of {n} numbers"
    x = entries(module, x, expected)
    if not x:
        raise ValueError(f"{module} expects {expected}, got an empty one")
    for item in x:
        if isinstance(item, NUMBERS):
            raise TypeError(f"{module} expects {expected}, got one vector: wrap it in a list")
    return [vector(module, item, n) for item in x]


def shape(x: Any) -> tuple[int, ...]:
    """Return the shape of nested lists; () for a single number.

    Raises:
        ValueError: parts of a list differ in shape.

    >>> shape([[1.0, 2.0, 3.0], [Value(4.0), 5.0, 6.0]])
    (2, 3)
    """
    if not isinstance(x, list | tuple):
        return ()
    shapes = {shape(part) for part in cast("list[Any]", x)}
    if len(shapes) > 1:
        raise ValueError(f"the parts of a list differ in shape: {' and '.join(map(str, sorted(shapes)))}")
    return (len(cast("list[Any]", x)), *(shapes.pop() if shapes else ()))


def is_several(thing: Any) -> bool:
    """Return whether this is a list of numbers: a text is none, and an array of no dimension is a number."""
    if isinstance(thing, NUMBERS):  # the usual case: 0.1 µs in place of 0.5
        return False
    return hasattr(thing, "__iter__") and not isinstance(thing, str) and getattr(thing, "ndim", 1) > 0


def flatten(x: Any) -> list[Any]:
    """Return the numbers of nested lists as one list, in order: between a convolution and a `Layer`.

    >>> flatten([[1.0, 2.0], [[3.0], 4.0]])
    [1.0, 2.0, 3.0, 4.0]
    """
    return [number for part in x for number in flatten(part)] if is_several(x) else [x]


def short(thing: object) -> str:
    """Return the kind and the beginning of the text of what came."""
    text = repr(thing)
    return f"{type(thing).__name__} {text if len(text) <= 40 else text[:37] + '...'}"
