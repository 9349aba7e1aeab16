"""A table of a model: its modules, shapes, numbers of parameters and operations (lectures A11, B5).

Shapes and operations are not said by the layers but seen: the model is called once on a sample, and the
operations are counted on the graph that this call records.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, NamedTuple, cast

import autograd
from autograd import Value, ops, topological_order
from nn.layers.dense import Neuron
from nn.layers.inputs import entries, flatten, shape, short, size
from nn.layers.module import Module


class ModuleSummary(NamedTuple):
    """What the table says of one module.

    Attributes:
        path: where it is in the model, as in `named_parameters`; empty for the model itself.
        kind: its class.
        inputs: shape of what it was called with, such as "784" or "1×28×28"; "-" if it was not called.
        outputs: shape of what it returned.
        calls: how often it was called.
        parameters: how many there are in it and below it; shared ones count once.
        forward: add-multiplies of one sample forward: the products in it and below it.
        backward: add-multiplies backward: two for each product, one for either factor's delta.
    """

    path: str
    kind: str
    inputs: str
    outputs: str
    calls: int
    parameters: int
    forward: int
    backward: int


def summary(model: Module, x: Any = None) -> None:
    """Print the table of a model.

    Add-multiplies are the products of dot products and single products: in a network of layers one for
    each weight forward and two backward (lecture A11). Additions alone, activations and norms' roots are
    not counted. Neurons are counted in the layer that holds them.

    Args:
        model: any module.
        x: one sample to call it with; needed where the model does not say how many inputs it has.

    Raises:
        ValueError: the model does not say how many inputs it has, and there is no sample.
        TypeError: it is not a module.

    >>> from nn import MLP
    >>> summary(MLP(3, [4, 2]))  # 3·4 + 4 + 4·2 + 2 = 26 (lecture B5)
    path      kind   inputs  outputs  parameters  forward  backward
    layers.0  Layer  3       4                16       12        24
    layers.1  Layer  4       2                10        8        16
    total     MLP    3       2                26       20        40
    """
    lines: list[tuple[str, ...]] = [
        ("path", "kind", "inputs", "outputs", "parameters", "forward", "backward")
    ]
    total, *parts = module_summaries(model, x)
    for module in [*parts, total]:
        repeated = f" ({module.calls} calls)" if module.calls > 1 else ""
        counts = (f"{count:,}" for count in (module.parameters, module.forward, module.backward))
        lines.append((module.path or "total", module.kind, module.inputs, module.outputs + repeated, *counts))
    widths = [max(map(len, column)) for column in zip(*lines)]
    for line in lines:
        cells = [cell.ljust(w) if i < 4 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths))]
        print("  ".join(cells))


def module_summaries(model: Any, x: Any = None) -> list[ModuleSummary]:
    """Return what `summary` prints, the model itself first.

    Raises:
        ValueError, TypeError: as in `summary`.

    >>> from nn import Layer
    >>> module_summaries(Layer(784, 10))[0].parameters  # lecture B5
    7850
    """
    if not isinstance(model, Module) or not callable(model):
        raise TypeError(f"summary needs a Module that can be called, not {short(model)}")
    if x is None:
        n = getattr(model, "nin", None)
        if n is None:
            raise ValueError(
                f"summary of {type(model).__name__} needs a sample to call it with: summary(model, x)"
            )
        x = [(i + 1) / n for i in range(n)]  # all different: no norm of them is undefined
    modules = [(path, m) for path, m in model.named_modules() if m is model or not isinstance(m, Neuron)]
    with _watched([module for _, module in modules]) as calls:
        answer = cast("Any", model)(x)
    products = _products(answer)
    table: list[ModuleSummary] = []
    for path, module in modules:
        seen = [call for call in calls if call.module is module]
        forward = sum(
            count for born, count in products if any(call.first < born < call.last for call in seen)
        )
        inputs, outputs = (seen[0].inputs, seen[0].outputs) if seen else ("-", "-")
        kind, parameters = type(module).__name__, len(module.parameters())
        table.append(ModuleSummary(path, kind, inputs, outputs, len(seen), parameters, forward, 2 * forward))
    return table


def parameter_count(sizes: Sequence[int], biases: bool = True) -> int:
    """Return how many parameters a multilayer perceptron has, without building it.

    Σ nₖ₋₁ nₖ weights and Σ nₖ biases over the layers k. The weights alone are the add-multiplies forward;
    backward it is twice as many: linear in layers, quadratic in units per layer (lecture A11).

    Args:
        sizes: number of inputs, then of the neurons of each layer.
        biases: whether they are counted.

    Raises:
        ValueError: there is no layer, or a size is below 1.
        TypeError: a size is not a whole number.

    >>> parameter_count([784, 200, 10])  # lecture B5
    159010
    >>> parameter_count([10_000, *[300] * 10, 1000], biases=False)  # d = 10⁴, H = 300, L = 10, K = 1000
    4110000
    """
    if isinstance(sizes, Module):
        raise TypeError(
            f"parameter_count takes the sizes of layers, such as [784, 200, 10], not {short(sizes)}: "
            "len(model.parameters()) counts those of a model"
        )
    sizes = [
        size("parameter_count", "sizes", n) for n in entries("parameter_count", sizes, "a list of sizes")
    ]
    if len(sizes) < 2:
        raise ValueError(f"parameter_count needs the inputs and one layer at least, got {sizes}")
    return sum((nin + biases) * nout for nin, nout in pairwise(sizes))


# --- watching a model run ------------------------------------------------------------------------------


class _Call(NamedTuple):
    """One call of a module: shapes, and the births between which its nodes lie."""

    module: Module
    inputs: str
    outputs: str
    first: int
    last: int


@contextmanager
def _watched(modules: Sequence[Module]) -> Generator[list[_Call]]:
    """Note the calls of these modules.

    Python finds `__call__` in the class, so the classes get another one, and theirs back in the end.
    """
    calls: list[_Call] = []
    watched = {id(module) for module in modules}
    originals = {kind: kind.__dict__["__call__"] for kind in _kinds(modules)}

    def watching(original: Any) -> Any:
        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            first = Value(0.0).born
            answer = original(self, *args, **kwargs)
            # a call of super() passes here twice: the outer one counts
            if id(self) in watched:
                while calls and calls[-1].module is self and calls[-1].first > first:
                    calls.pop()
                x = args[0] if args else None
                calls.append(_Call(self, _text(x), _text(answer), first, Value(0.0).born))
            return answer

        return call

    for kind, original in originals.items():
        kind.__call__ = watching(original)
    try:
        yield calls
    finally:
        for kind, original in originals.items():
            kind.__call__ = original


def _kinds(modules: Sequence[Module]) -> set[Any]:
    """Return the classes that define how these modules are called."""
    return {kind for module in modules for kind in type(module).__mro__ if "__call__" in vars(kind)}


def _products(answer: Any) -> list[tuple[int, int]]:
    """Return (birth, number of products) of the nodes that an answer was computed from."""
    roots = [root for root in flatten(answer) if isinstance(root, Value)]
    if not roots:
        return []
    # one walk over all of them
    counts = ((node.born, _products_of(node)) for node in topological_order(autograd.sum(roots)))
    return [(born, count) for born, count in counts if count]


def _products_of(node: Value) -> int:
    if node.op is ops.DOT:
        return len(node.parents) // 2
    return 1 if node.op is ops.MUL else 0


def _text(x: Any) -> str:
    """Return a shape as text: 784, 1×28×28; 1 for a single number."""
    try:
        return "×".join(map(str, x.shape if hasattr(x, "shape") else shape(x))) or "1"
    except ValueError:
        return "ragged"
