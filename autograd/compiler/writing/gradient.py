"""The gradient of the parameters: what was sent to them, written as one vector.

Parts that cover the vector in order are joined; large ones are written where they belong, and so are
parts that lie apart in the vector (the weights of neurons whose biases stand between them).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograd.compiler.planning.pack import Index
from autograd.compiler.writing.collect import Collector, atom
from autograd.compiler.writing.reader import span, stride

# From this size on a gradient is written in place instead of being joined from its parts:
# a copy of 1 MB costs more than the product that makes it (784-200-10: 1.3 against 0.35 ms).
_LARGE = 16384


@dataclass
class Part:
    """Rows of the gradient.

    Attributes:
        rows: which.
        key: what selects them, with brackets.
        text: their numbers.
        flat: whether the text must be raveled before it is written to `gradient[key]`.
        product: the factors, if the text is a product of matrices that is written in place.
        name: dW1, db1, …; empty if the rows have no name.
    """

    rows: Index
    key: str
    text: str
    flat: bool = True
    product: tuple[str, str] | None = None
    name: str = ""

    @property
    def value(self) -> str:
        """Return what is assigned to `gradient[key]`."""
        return f"{atom(self.text)}.ravel()" if self.flat else self.text


def write_gradient(collector: Collector) -> str:
    """Write the gradient of the parameters as one vector; return its name."""
    n, line = collector.graph.n_parameters, collector.reader.writer.line
    if not n:
        return "zeros(0)"
    first, later, whole = _arranged(_parts(collector, n), n)
    joined = whole and n < _LARGE and all(part.flat and (np.diff(part.rows) == 1).all() for part in first)
    if not joined:
        line(f"gradient = {'empty' if whole else 'zeros'}({n})")
    written: list[Part] = []
    for part in first:
        equals = f"{part.name} = " if part.name else ""
        if part.product and part.rows.size >= _LARGE // 4:
            line(f"{equals}matmul({', '.join(part.product)}, out=gradient{part.key})  # {part.text}")
            continue
        if equals:
            line(equals + part.text)
            part.text = part.name
        written.append(part)
    if joined:
        comma = "," * (len(written) == 1)
        line(f"gradient = concatenate(({', '.join(part.text for part in written)}{comma}), axis=None)")
    for part in () if joined else written:
        line(f"gradient{part.key} = {part.value}")
    for part in later:
        view = "[:]" if part.key.endswith(")") else ""  # Python adds to what is selected, not to a call
        line(f"gradient{part.key}{view} += {part.value}")
    return "gradient"


def _parts(collector: Collector, n: int) -> list[Part]:
    """Return all that was sent to the parameters."""
    theta = collector.packed.parameters
    size = len(theta)
    parts: list[Part] = []
    for message in collector.messages[theta.number]:
        r, k = message.shape
        step = stride(message.targets.reshape(r, k)) if message.product else 0
        start = int(message.targets[0])
        if message.product and start + r * step <= size and (step > k or r * k >= _LARGE // 4):
            key = f"[{start}:{start + r * step}].reshape({r}, {step})" + f"[:, :{k}]" * (step > k)
            parts.append(Part(message.targets, key, message.text, False, message.product))
            continue
        indexed: list[tuple[str, str]] = []
        for low, high, text in collector.resolve(message, size, False, indexed):
            if high > n:  # behind the parameters stand Values whose gradient nobody wants
                parts.append(Part(np.arange(low, n), f"[{low}:{n}]", f"{atom(text)}[:{n - low}]"))
            else:
                parts.append(Part(np.arange(low, high), f"[{low}:{high}]", text))
        for index, text in indexed:
            rows: Index = collector.reader.words[index]
            step = int(rows[1] - rows[0])
            run = bool((np.diff(rows) == step).all())
            key = f"[{span(int(rows[0]), int(rows[-1]) + 1, step) if run else index}]"
            parts.append(Part(rows, key, text))
    for part in parts:
        block = (int(part.rows.min()), int(part.rows.max()) + 1, part.rows.size)
        part.name = (
            f"d{collector.reader.names.blocks[block]}" if block in collector.reader.names.blocks else ""
        )
    return parts


def _arranged(parts: list[Part], n: int) -> tuple[list[Part], list[Part], bool]:
    """Return disjoint parts in order, the parts to be added to them, and whether the former cover all."""
    # what has a name first: a penalty on all parameters is added to it
    parts.sort(key=lambda part: (not part.name, -part.rows.size))
    covered = np.zeros(n, np.bool_)
    first: list[Part] = []
    later: list[Part] = []
    for part in parts:
        if covered[part.rows].any():
            later.append(part)
        else:
            first.append(part)
            covered[part.rows] = True
    first.sort(key=lambda part: int(part.rows[0]))
    return first, later, bool(covered.all())
