"""Parameters in groups, for the norms of their gradients: layers, or what begins with the same letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from autograd import Value
from viz.scenes.text import shortened

_MOST = 6


def groups_of(model: Any, parameters: list[Value]) -> dict[str, list[int]]:
    """Return for each group where its parameters stand among all of them.

    A model with `named_parameters()` has a group for each layer, the first part of the path, as the records
    of `nn.fit` have them; the parameters of others go by the letters of their labels.

    >>> groups_of(None, [Value(1.0, "w_1"), Value(2.0, "w_2"), Value(3.0, "b")])
    {'w': [0, 1], 'b': [2]}
    """
    named = getattr(model, "named_parameters", None)
    if callable(named):
        paths = {v: path for path, v in cast("Callable[[], Iterable[tuple[str, Value]]]", named)()}
        names = [_layer(paths.get(v, "")) for v in parameters]
    else:
        names = [_stem(v.label) for v in parameters]
    found: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        found.setdefault(shortened(name) if name else "others", []).append(i)
    if len(found) == 1:
        return {"all parameters": list(range(len(parameters)))}
    kept = list(found)[: _MOST if len(found) <= _MOST else _MOST - 1]
    rest = sorted(i for name, places in found.items() if name not in kept for i in places)
    return {**{name: found[name] for name in kept}, **({"the rest": rest} if rest else {})}


def _layer(path: str) -> str:
    parts = path.split(".")
    return ".".join(parts[:2]) if len(parts) > 1 and parts[1].isdigit() else parts[0]


def _stem(label: str) -> str:
    return str(label).split("_")[0].rstrip("0123456789[]{}^")
