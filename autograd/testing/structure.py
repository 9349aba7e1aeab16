"""Mistakes that depend on what lies around a gate: the value of another node in place of a partial.

They are found in the wiring alone, so that they hold for all numbers of its leaves: `diagnosis` computes
them for Python, the step-through page gets them as data.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from autograd.ops import ADD, CONSTANT, DOT, MUL, SUM
from autograd.value import Value

_MOST_NEIGHBORS = 6  # a sum of more products offers too many wrong factors to tell them apart
_MOST_PLACES = 8


class Swap(NamedTuple):
    """The value of another node in place of a partial.

    Attributes:
        gate: the gate.
        position: which of its operands gets the wrong partial.
        value: the node whose value stands in its place.
    """

    gate: Value
    position: int
    value: Value


class _Product(NamedTuple):
    """A product of a sum: the gate that multiplies, and the positions of its two factors."""

    gate: Value
    left: int
    right: int

    @property
    def factors(self) -> tuple[Value, Value]:
        return self.gate.parents[self.left], self.gate.parents[self.right]


class _Sum(NamedTuple):
    """A sum of products, such as a net input, and of addends that are no products: gate and position."""

    products: list[_Product]
    addends: list[tuple[Value, int]]


def swaps(order: Sequence[Value]) -> list[tuple[str, list[Swap]]]:
    """Return what may be swapped, each with the name of the mistake: transposed weights, the value of another
    input, a bias times an input.

    >>> from autograd import topological_order
    >>> w, x, b = Value(2.0, "w"), Value(3.0, "x"), Value(1.0, "b")
    >>> for name, (swap, *_) in swaps(topological_order(w * x + b)):
    ...     print(name, swap.position, swap.value.label)
    bias times input 1 w
    bias times input 1 x
    """
    sums = [_sum(node) for node in _tops(order)]
    return [*_transposed(sums), *_beside(sums)]


def elsewhere(order: Sequence[Value]) -> dict[Value, list[Value]]:
    """Return for every function of one operand the nodes below its operand, where its slope may be taken."""
    places: dict[Value, list[Value]] = {}
    for gate in order:
        if gate.op is None or len(gate.parents) != 1:
            continue
        found: dict[Value, None] = {}
        level: list[Value] = [gate.parents[0]]
        while level and len(found) < _MOST_PLACES:
            level = list(dict.fromkeys(p for node in level for p in node.parents if p.op is not CONSTANT))
            found |= dict.fromkeys(level)
        places[gate] = list(found)[:_MOST_PLACES]
    return places


def _tops(order: Sequence[Value]) -> list[Value]:
    """Return the nodes at which a sum ends: what they add up is not added further."""
    added = {parent for node in order if node.op in (ADD, SUM) for parent in node.parents}
    return [node for node in order if node.op in (ADD, SUM, DOT, MUL) and node not in added]


def _sum(top: Value) -> _Sum:
    products: list[_Product] = []
    addends: list[tuple[Value, int]] = []
    pending, seen = [top], set[Value]()
    while pending:
        gate = pending.pop()
        if gate in seen:  # x + x, and that again: a walk along every path would not end
            continue
        seen.add(gate)
        n = len(gate.parents)
        if gate.op is MUL:
            products.append(_Product(gate, 0, 1))
        elif gate.op is DOT:
            products.extend(_Product(gate, k, k + n // 2) for k in range(n // 2))
            addends.extend([(gate, n - 1)] * (n % 2))
        else:
            for position, parent in reversed([*enumerate(gate.parents)]):
                if parent.op in (ADD, SUM, DOT, MUL):
                    pending.append(parent)
                else:
                    addends.append((gate, position))
    return _Sum(products, addends)


def _beside(sums: list[_Sum]) -> Iterator[tuple[str, list[Swap]]]:
    """Yield what comes from products beside: another input; a bias times an input, in one sum or all."""
    everywhere: dict[tuple[Value, int], list[Swap]] = {}
    for products, addends in sums:
        if len(products) > _MOST_NEIGHBORS:
            continue
        factors = list(dict.fromkeys(factor for product in products for factor in product.factors))
        for gate, position in addends:
            bias = gate.parents[position]
            if bias.op is None:
                for k, factor in enumerate(factors):
                    swap = Swap(gate, position, factor)
                    everywhere.setdefault((bias, k), []).append(swap)
                    yield "bias times input", [swap]
        for product in products:
            for other in products:
                if other is not product:
                    for here, there in ((product.left, other.right), (product.right, other.left)):
                        yield "another input", [Swap(product.gate, here, other.gate.parents[there])]
    for one in everywhere.values():
        if len(one) > 1:
            yield "bias times input", one


def _transposed(sums: list[_Sum]) -> Iterator[tuple[str, list[Swap]]]:
    """Yield the layers of weights whose backward pass may take W for Wᵀ, and each of their inputs alone."""
    layers: dict[tuple[Value, ...], list[list[_Product]]] = {}
    for products, _ in sums:
        for side in (0, 1):
            inputs = tuple(product.factors[side] for product in products)
            if len(inputs) > 1:
                layers.setdefault(inputs, []).append(
                    [p if side else _Product(p.gate, p.right, p.left) for p in products]
                )
    for inputs, rows in layers.items():
        # rows[k][j]: the product of the weight from input j to output k, left the weight, right the input
        if len(rows) < 2 or len(rows) > len(inputs):
            continue
        alone = [
            [Swap(rows[k][j].gate, rows[k][j].right, rows[j][k].factors[0]) for k in range(len(rows))]
            for j in range(len(rows))
        ]
        yield "transposed weights", [swap for one in alone for swap in one]
        for one in alone:
            yield "transposed weights", one
