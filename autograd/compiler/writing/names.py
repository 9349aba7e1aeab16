"""Names for generated source: labels where they were given and fit, numbers otherwise."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata

from autograd.compiler.planning.pack import Group, Packed
from autograd.compiler.writing.blocks import WORDS

# What generated source refers to otherwise.
_RESERVED = {
    *dir(builtins), *keyword.kwlist, *WORDS, "array", "column", "compiled", "empty", "errstate",
    "given", "gradient", "grads", "inspect", "jitted", "missing", "none", "read", "rest", "result", "slow",
    "theta", "value", "value_and_grad",
}  # fmt: skip


def identifier(label: str) -> str:
    """Return a label as a Python name, '' if nothing of it is left.

    >>> identifier("w[0][12]"), identifier("2 w"), identifier("x²"), identifier("δ·w")
    ('w_0_12', 'w', 'x2', 'δ_w')
    """
    letters = unicodedata.normalize("NFKC", label)
    name = "".join(x if x.isalnum() and f"a{x}".isidentifier() else "_" for x in letters)
    return re.sub("_+", "_", name).strip("_").lstrip("0123456789_")


class Names:
    """Hands out names, each once."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self._numbers: dict[
            str, int
        ] = {}  # the last number behind a name: a thousand nodes may share a label

    def new(self, wish: str, otherwise: str = "v") -> str:
        """Return `wish` as an identifier that is still free, with a number behind it where it is not."""
        name = identifier(wish) or otherwise
        if not self._free(name) or name in _RESERVED:
            k = self._numbers.get(name, 1) + 1
            while not self._free(f"{name}_{k}"):
                k += 1
            self._numbers[name] = k
            name = f"{name}_{k}"
        self.taken.add(name)
        return name

    def _free(self, name: str) -> bool:
        """Return whether neither the name nor the delta of one is taken (dW is the delta of W)."""
        return not {name, f"d{name}", name[1:]} & self.taken


class ArrayNames:
    """Names for the arrays of a packed graph.

    Attributes:
        heads: one for each argument; with a capital letter if it is an array.
        groups: one for each group. A layer is called as the lectures call it, Z its net input and H its
            output, numbered; what users labeled bears their label.
        blocks: W and b of each layer, or their labels, by first row, end and size among the parameters.
    """

    def __init__(self, packed: Packed, batch: bool) -> None:
        self.packed = packed
        self.graph = graph = packed.graph
        self.groups: list[str] = []
        self.heads: list[str] = []
        self.blocks: dict[tuple[int, int, int], str] = {}
        self.names = Names()
        self._layers = 0
        for argument in graph.arguments:
            wish = argument.name
            if argument.shape or batch:
                wish = wish[:1].upper() + wish[1:]
            self.heads.append(self.names.new(wish))
        self.groups += [*self.heads, "theta", "constants"]
        root = graph.outputs[0] if graph.outputs else None
        layer_of: dict[Group, int] = {}
        for group in packed.computed:
            wish = self._stem(group.nodes)
            first, end = packed.parameters.start, packed.constants.start
            if (
                group.kind == "product"
                and (group.weights < end).all()
                and (group.inputs >= end).any() | (group.inputs < first).any()
            ):
                self._layers += 1
                layer_of[group] = self._layers
                wish = wish or f"Z{self._layers}"
                self._name_parameters(group)
            elif not wish and group.kind == "each" and len(group.operands) == 1:
                source = packed.group_of(group.operands[0])
                if source is not None and source in layer_of and len(source) == len(group):
                    wish = f"H{layer_of[source]}"
            if not wish and len(group) == 1 and group.nodes[0] == root and not graph.shape:
                wish = "L"
            self.groups.append(self.names.new(wish, _numbered(group)))

    def of(self, group: Group) -> str:
        """Return the name of the array of a group."""
        return self.groups[group.number]

    def _stem(self, nodes: list[int]) -> str:
        """Return the label of a single node, or what the labels of all nodes have in common."""
        labels = {self.graph.label.get(i, "") for i in nodes}
        if len(labels) > 1:
            labels = {identifier(label).rstrip("0123456789_") for label in labels}
        return labels.pop() if len(labels) == 1 else ""

    def _name_parameters(self, group: Group) -> None:
        """Choose names for the parameters that a product reads: W and b with the number of the layer."""
        theta = self.packed.parameters
        for index, wish in ((group.weights, f"W{self._layers}"), (group.bias[:, :1], f"b{self._layers}")):
            rows = index.ravel() - theta.start
            if len(rows) and rows.min() >= 0 and rows.max() < len(theta):
                label = self._stem([theta.nodes[r] for r in rows.tolist()])
                start, stop = int(rows.min()), int(rows.max()) + 1
                if (start, stop, len(rows)) not in self.blocks:
                    self.blocks[start, stop, len(rows)] = self.names.new(label or wish)


def _numbered(group: Group) -> str:
    name = identifier(group.op.name if group.op else "")
    return f"{name}_{group.number}" if name[-1:].isdigit() else f"{name}{group.number}"
