"""The pages of the API reference: every public name of every package, by the room that it lives in."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Mapping
from types import ModuleType

PACKAGES = ["autograd", "nn", "viz"]
# The one package that is large and has no rooms for its users; where the others live, their rooms say.
WHOLE = ["autograd", "autograd.testing", "autograd.compiler"]
KINDS = ["class", "function", "exception", "data"]  # as they come on a page


def public() -> dict[str, list[str]]:
    """Return room → names, "nn.MLP" by "nn.layers"; a name stands once, under its shortest path.

    >>> rooms = public()
    >>> "nn.MLP" in rooms["nn.layers"], "autograd.Value" in rooms["autograd"]
    (True, True)
    """
    rooms: dict[str, list[str]] = {}
    seen: set[int] = set()
    for package in _packages():
        for name in package.__all__:
            thing = getattr(package, name)
            if id(thing) in seen:
                continue
            seen.add(id(thing))
            rooms.setdefault(_room(package, thing), []).append(f"{package.__name__}.{name}")
    return dict(sorted(rooms.items(), key=lambda room: (PACKAGES.index(room[0].partition(".")[0]), room[0])))


def pages() -> dict[str, str]:
    """Return file name → text of the pages."""
    rooms = public()
    found = {f"api/{room}.md": _page(room, names) for room, names in rooms.items()}
    rows = "\n".join(f"| [{room}]({room}.md) | {_first(room)} |" for room in rooms)
    contents = "\n".join(rooms)
    found["api/index.md"] = (
        "# API reference\n\nEvery public name, as its docstring has it; the examples are tests.\n\n"
        f"| where | what |\n|---|---|\n{rows}\n\n```{{toctree}}\n:hidden:\n\n{contents}\n```\n"
    )
    return found


def _packages() -> list[ModuleType]:
    """Return the packages that say what is public in them, those with the shortest path first."""
    found = [importlib.import_module(name) for name in PACKAGES]
    for top in list(found):
        for module in pkgutil.walk_packages(top.__path__, f"{top.__name__}."):
            if module.ispkg:
                package = importlib.import_module(module.name)
                if hasattr(package, "__all__"):
                    found.append(package)
    return sorted(found, key=lambda package: package.__name__.count("."))


def _room(package: ModuleType, thing: object) -> str:
    name = package.__name__
    if name in PACKAGES and name not in WHOLE:
        # a table does not say where it was made
        home = getattr(thing, "__module__", None) or next(
            found for found in sorted(sys.modules) if found.startswith(f"{name}.")
            and any(value is thing for value in vars(sys.modules[found]).values())
        )  # fmt: skip
        parts = home.split(".")
        room = ".".join(parts[:2])
        return room if parts[0] == name and hasattr(importlib.import_module(room), "__path__") else name
    return name


def _page(room: str, names: list[str]) -> str:
    package = names[0].rpartition(".")[0]
    lines = [f"# {room}", "", _first(room), ""]
    if package != room:
        lines += [f"To be imported from `{package}`.", ""]
    lines += ["```{eval-rst}", f".. currentmodule:: {package}", "", ".. autosummary::", ""]
    lines += [f"   {name.rpartition('.')[2]}" for name in names if _kind(name) != "data"]
    lines += ["```", ""]
    for name in sorted(names, key=lambda name: KINDS.index(_kind(name))):
        title, kind = name.rpartition(".")[2], _kind(name)
        # Sphinx links back from a source by one package only, though its names may belong to two
        others = [f'<span id="{other}.{title}"></span>' for other in PACKAGES if f"{other}." in package]
        lines += [f"## {title}", "", *others, "", "```{eval-rst}"]
        if kind == "data":
            lines += [f".. py:data:: {title}", "", *_table(name)]
        else:
            lines += [f".. auto{kind}:: {name}", *(["   :members:"] if kind == "class" else [])]
        lines += ["```", ""]
    return "\n".join(lines)


def _table(name: str) -> list[str]:
    """Return what a table of the package holds, such as `nn.XOR`, as reStructuredText."""
    table = thing(name)
    assert isinstance(table, Mapping)
    rows: list[str] = []
    for key, value in table.items():
        said = getattr(value, "sentence", f"``{value!r}``").replace("*", r"\*")
        rows += [f"   ``{key!r}``", f"      {said}"]
    return rows


def _kind(name: str) -> str:
    """Return which directive of Sphinx describes it: "class", "exception", "function" or "data"."""
    found = thing(name)
    if inspect.isclass(found):
        return "exception" if issubclass(found, BaseException) else "class"
    return "function" if callable(found) else "data"


def thing(name: str) -> object:
    """Return what a public name stands for."""
    package, _, last = name.rpartition(".")
    return getattr(importlib.import_module(package), last)


def _first(room: str) -> str:
    """Return the first line of what a package says of itself."""
    return (importlib.import_module(room).__doc__ or "").strip().partition("\n")[0]
