"""A function in a Python file of the user's, as the root of a graph: `lesson.py:neuron`.

The command line calls it, and only for a file that the user names there. The file runs as a module of
its own; what stands beside it can be imported from it. What goes wrong in it is told with its line.
"""

from __future__ import annotations

import ast
import inspect
import sys
import traceback
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType
from typing import Any
from unicodedata import normalize

from autograd import Value

_MODULE = "backprop_function_file"  # no name that another module has


def names_a_file(text: str) -> bool:
    """Return whether a text names a Python file rather than being an expression.

    >>> names_a_file("lesson.py:neuron"), names_a_file("(x + y) * z")
    (True, False)
    """
    return text.endswith(".py") or ".py:" in text


def file_and_function(text: str) -> tuple[Path, str]:
    """Return both parts of `file.py:function`; nothing runs.

    Raises:
        ValueError: no function is named.
        FileNotFoundError: there is no such file.
    """
    file, _, name = (text, "", "") if text.endswith(".py") else text.rpartition(":")
    path = Path(file)
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {file}")
    if not name.isidentifier():
        raise ValueError(f"which function of {file}? Write {_suggestion(path)}")
    return path, normalize("NFKC", name)


def _suggestion(path: Path) -> str:
    functions: list[str] = []
    with suppress(SyntaxError, ValueError):
        parts = ast.parse(path.read_bytes()).body
        functions = [part.name for part in parts if isinstance(part, ast.FunctionDef)]
    return " or ".join(f"{path}:{name}" for name in functions[:4] or ["function"])


def root_of_function(path: Path, name: str, numbers: Mapping[str, float]) -> Value:
    """Run a file, call a function of it with a labeled Value for each number, return the root.

    Args:
        path: the file.
        name: the function; parameters that have a default value need no number.
        numbers: a number for each parameter, by its name.

    Returns:
        What the function returned; without a label it is called like the function.

    Raises:
        ValueError: there is no such function, the numbers do not fit its parameters, it returned no
            Value, or something went wrong in the file: then the message begins with file:line.
    """
    given = {normalize("NFKC", key): Value(x, label=key) for key, x in numbers.items()}
    with _beside(path):
        with _told(path):
            module = _loaded(path)
        function = getattr(module, name, None)
        if not callable(function):
            functions = [key for key, thing in vars(module).items() if inspect.isfunction(thing)]
            there = [key for key in functions if vars(module)[key].__module__ == _MODULE]
            raise ValueError(f"{path} has no function {name}: it has {', '.join(there) or 'none'}")
        positional, named = _arguments(function, name, given)
        with _told(path):
            root = function(*positional, **named)
    if not isinstance(root, Value):
        raise ValueError(f"{name} of {path} returned {_kind(root)}")
    if not root.label and name not in given:
        root.label = name
    return root


@contextmanager
def _beside(path: Path) -> Generator[None]:
    """Let the file import what stands beside it, and leave no compiled copies there."""
    folder, wrote = str(path.resolve().parent), sys.dont_write_bytecode
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = wrote
        with suppress(ValueError):
            sys.path.remove(folder)


def _loaded(path: Path) -> ModuleType:
    path = path.resolve()
    # a package of its own folder, so that `from .beside import …` works as well as `from beside import …`
    loader = SourceFileLoader(_MODULE, str(path))
    spec = ModuleSpec(_MODULE, loader, origin=str(path), is_package=True)
    spec.submodule_search_locations = [str(path.parent)]
    spec.has_location = True
    module = module_from_spec(spec)
    sys.modules[_MODULE] = module  # dataclasses and pickles look it up there
    loader.exec_module(module)
    return module


@contextmanager
def _told(path: Path) -> Generator[None]:
    """Turn whatever the user's code raises into one message with file and line."""
    try:
        yield
    except (Exception, SystemExit) as error:
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise ValueError(f"{_place(error, path)}: {said}") from error


def _place(error: BaseException, path: Path) -> str:
    """Return file:line of the last line that ran in the file or in one beside it."""
    folder = path.resolve().parent
    places = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((Path(error.filename), error.lineno))
    own = [
        (file.name, line)
        for file, line in places
        if line and file.is_file() and file.resolve().parent == folder
    ]
    return f"{path.parent / own[-1][0]}:{own[-1][1]}" if own else str(path)


def _arguments(
    function: Callable[..., Any], name: str, given: Mapping[str, Value]
) -> tuple[list[Any], dict[str, Value]]:
    """Return the arguments to call a function with, those that have no name for callers and those that have.

    Raises:
        ValueError: a number is missing or surplus.
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        raise ValueError(f"{name} does not tell its parameters: write a function that calls it") from None
    positional: list[Any] = []
    named, missing = dict(given), list[str]()
    surplus = set(given)
    for key, parameter in signature.parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            surplus.clear()
        elif parameter.kind is not parameter.VAR_POSITIONAL:
            surplus.discard(key)
            if parameter.kind is parameter.POSITIONAL_ONLY:
                positional.append(named.pop(key, parameter.default))
            if parameter.default is parameter.empty and key not in given:
                missing.append(key)
    if missing:
        needed = " ".join(f"{key}=1.0" for key in missing)
        raise ValueError(f"{name}{signature} needs a number for {', '.join(missing)}: add {needed}")
    if surplus:
        raise ValueError(f"{name}{signature} has no parameter {', '.join(sorted(surplus))}")
    return positional, named


def _kind(returned: object) -> str:
    """Return what came instead of a Value, and what to do."""
    wanted = "return one Value, the root to differentiate"
    match returned:
        case None:
            return f"nothing: {wanted}"
        case list() | tuple() | dict():
            return f"a {type(returned).__name__}: {wanted}, such as one of them or their sum"  # type: ignore
        case int() | float():
            return f"the plain number {returned:g}: {wanted}; x.exp() records a graph, math.exp(x) does not"
        case _:
            return f"a {type(returned).__name__}: {wanted}"
