"""Names for generated source: labels where they were given and fit, numbers otherwise."""

from __future__ import annotations

import builtins
import keyword
import re

# The words of generated source, and what the emitters name themselves.
_RESERVED = frozenset(dir(builtins)) | frozenset(keyword.kwlist) | frozenset(
    ["arange", "arrays", "batch", "bincount", "broadcast_to", "concatenate", "cos", "empty", "exp", "expm1", "first_largest", "first_smallest", "float64", "full", "gradient", "grads", "inf", "log", "log1p", "logsumexp", "matmul", "maximum", "mean_seed", "minimum", "nan", "ones", "parameters", "pick", "picked", "np", "sign", "sin", "sqrt", "stack", "sum_batch", "tanh", "theta", "value", "value_and_grad", "where", "zeros"]
)  # fmt: skip


def identifier(label: str) -> str:
    """Return a label as a Python name, '' if nothing of it is left.

    >>> identifier("w[0][12]"), identifier("2 w")
    ('w_0_12', 'w')
    """
    return re.sub(r"\W+", "_", label).strip("_0123456789") and re.sub(r"\W+", "_", label).strip("_").lstrip(
        "0123456789_"
    )


class Names:
    """Hands out names, each once."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def new(self, wish: str, otherwise: str = "v") -> str:
        """Return `wish` as an identifier that is still free, with a number behind it where it is not."""
        name = identifier(wish) or otherwise
        if name in self.taken or name in _RESERVED or f"d{name}" in self.taken or name[1:] in self.taken:
            k = 2
            while f"{name}_{k}" in self.taken or f"d{name}_{k}" in self.taken:
                k += 1
            name = f"{name}_{k}"
        self.taken.add(name)
        return name
