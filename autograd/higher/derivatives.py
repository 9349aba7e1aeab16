"""Derivatives that are Values: gradient, Jacobian, Hessian, and products of the latter two with a vector.

What is recorded goes in, as in PyTorch, and Values come out: they are drawn, folded, compiled and
differentiated again like all others. No `.grad` is read or written.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from weakref import WeakKeyDictionary

from autograd.border import real, short
from autograd.higher.chain import Chain
from autograd.higher.expressions import Expression, as_node
from autograd.higher.nesting import numbers_in, rebuilt, values_in, variables_in
from autograd.ops import CONSTANT
from autograd.value import Value, _next_birth  # pyright: ignore[reportPrivateUsage]


def grad(root: Value, wrt: Any = None) -> Any:
    """Return ∂root/∂x as a Value for every x in `wrt`: the graph that backpropagation computes, recorded.

    Every node's delta is a node of its own, δ_parent = Σ partial · δ_child, with the partials of the rows run
    on Values. Numbers are folded, so ∂x³/∂x is the graph of 3x². A derivative may be a node that was there
    before: ∂(xy)/∂x is y. New ones are labeled ∂f/∂x where f and x have labels.

    At kinks the conventions of the rows hold to any order: relu″(0) = 0, and a choice (max, leaky ReLU)
    contributes nothing where it changes sides. A product with the plain number 0 is 0, of inf and nan, too.
    Of a choice that is differentiated again both branches are computed: the 0 of the one not taken times an
    infinite slope is nan.

    Args:
        root: what is differentiated.
        wrt: a Value, leaf or not, or nested lists, tuples and numpy arrays of them.

    Returns:
        A Value, or the same nesting of Values; 0 for what the root does not depend on.

    Raises:
        TypeError: the root is a function (differentiate what it returned), or something is no Value.
        ValueError: a plain number is among `wrt`, or some `.data` was changed since the graph was recorded.

    Source: reverse mode run on its own tape; Griewank and Walther 2008, chapter 5.

    >>> x = Value(2.0, "x")
    >>> f = x**3
    >>> f.label = "f"
    >>> first = grad(f, x)
    >>> second = grad(first, x)
    >>> first.data, second.data, grad(second, x).data
    (12.0, 12.0, 6.0)
    >>> first.label, second.label, second.op.name, [parent.data for parent in second.parents]
    ('∂f/∂x', '∂²f/∂x²', 'mul', [6.0, 2.0])
    """
    _refuse_functions("grad", root)
    _refuse_several("grad", root)
    start = _next_birth()
    inputs = variables_in(wrt, "grad: wrt")
    delta = Chain([root], inputs).deltas(root)
    return rebuilt(wrt, (_labeled(as_node(delta.get(x, 0.0)), root, x, start) for x in inputs))


def jacobian(outputs: Any, inputs: Any) -> Any:
    """Return ∂output/∂input as Values for every output and input, nested as the outputs, then the inputs.

    Reverse mode gives a row in a sweep, forward mode a column: m outputs and n inputs take min(m, n) sweeps
    over one set of partials. Both give the same numbers, up to the order of additions.

    Args:
        outputs: m Values, one or nested; a numpy array of them gives an array.
        inputs: n Values, one or nested.

    Raises:
        TypeError: the outputs are a function, or something is no Value.
        ValueError: as `grad`.

    >>> r, phi = Value(2.0), Value(0.0)
    >>> J = jacobian([r * phi.cos(), r * phi.sin()], [r, phi])
    >>> [[d.data for d in row] for row in J]
    [[1.0, -0.0], [0.0, 2.0]]
    """
    _refuse_functions("jacobian", outputs)
    start = _next_birth()
    ys, xs = values_in(outputs, "jacobian: outputs"), variables_in(inputs, "jacobian: inputs")
    matrix = (by_columns if len(xs) < len(ys) else by_rows)(ys, xs)
    rows = (
        rebuilt(inputs, (_labeled(as_node(d), y, x, start) for d, x in zip(row, xs)))
        for y, row in zip(ys, matrix)
    )
    return rebuilt(outputs, rows)


def by_rows(outputs: Sequence[Value], inputs: Sequence[Value]) -> list[list[Any]]:
    """Return the Jacobian by reverse mode: one sweep for each output."""
    chain = Chain(outputs, inputs)
    found = {y: chain.deltas(y) for y in dict.fromkeys(outputs)}
    return [[found[y].get(x, 0.0) for x in inputs] for y in outputs]


def by_columns(outputs: Sequence[Value], inputs: Sequence[Value]) -> list[list[Any]]:
    """Return the Jacobian by forward mode: one sweep for each input."""
    chain = Chain(outputs, inputs)
    found = {x: chain.tangents({x: [1.0]}) for x in dict.fromkeys(inputs)}
    return [[found[x].get(y, 0.0) for x in inputs] for y in outputs]


def hessian(output: Value, inputs: Any) -> Any:
    """Return ∂²output/∂input∂input as Values, nested as the inputs and once more as the inputs.

    The Jacobian of the gradient: one sweep for the gradient, n for its rows. For H·v alone `hvp` takes two.

    Args:
        output: the Value that is differentiated twice.
        inputs: n Values, one or nested.

    Raises:
        TypeError: the output is a function, or something is no Value.
        ValueError: as `grad`.

    >>> x, y = Value(1.0), Value(2.0)
    >>> [[d.data for d in row] for row in hessian(x * x * y, [x, y])]
    [[4.0, 2.0], [2.0, 0.0]]

    Newton's method, w ← w - H⁻¹∇L, for logistic regression on one feature and a bias:

    >>> from autograd import dot, sum
    >>> data = [(-2.0, 0), (-1.0, 0), (0.5, 1), (0.0, 0), (1.0, 0), (2.0, 1), (3.0, 1), (-0.5, 1)]
    >>> w = [Value(0.0), Value(0.0)]
    >>> for step in range(7):
    ...     z = [dot(w, [x, 1.0]) for x, _ in data]
    ...     loss = sum(zi.softplus() - t * zi for zi, (_, t) in zip(z, data))  # cross-entropy
    ...     g = [d.data for d in grad(loss, w)]
    ...     (a, b), (_, c) = [[d.data for d in row] for row in hessian(loss, w)]
    ...     w[0].data -= (c * g[0] - b * g[1]) / (a * c - b * b)
    ...     w[1].data -= (a * g[1] - b * g[0]) / (a * c - b * b)
    >>> [f"{v.data:.6f}" for v in w], max(map(abs, g)) < 1e-12
    (['1.067791', '-0.348091'], True)
    """
    _refuse_functions("hessian", output)
    _refuse_several("hessian", output)
    return jacobian(grad(output, inputs), inputs)


def jvp(outputs: Any, inputs: Any, tangents: Any) -> Any:
    """Return J·t, the derivative of the outputs in the direction t, by one forward sweep.

    Tangents are pushed from operands to nodes, t_child = Σ ∂child/∂parent · t_parent, in the order in which
    the nodes were made: one sweep gives the derivatives of all outputs in one direction, where `grad` gives
    those of one output in all directions. `tangents` (the function) shows the same as a ledger of numbers.

    Args:
        outputs: Values, one or nested.
        inputs: n Values, one or nested.
        tangents: numbers or Values, nested as the inputs.

    Returns:
        Values nested as the outputs.

    Raises:
        TypeError: the outputs are a function, or something is no Value or number.
        ValueError: the tangents are nested in another way; otherwise as `grad`.

    Source: Griewank and Walther 2008, chapter 3; forward mode.

    >>> r, phi = Value(2.0), Value(0.0)
    >>> [t.data for t in jvp([r * phi.cos(), r * phi.sin()], [r, phi], [1.0, 0.5])]
    [1.0, 1.0]
    """
    _refuse_functions("jvp", outputs)
    ys, xs = values_in(outputs, "jvp: outputs"), variables_in(inputs, "jvp: inputs")
    seeds: dict[Value, list[Any]] = {}
    for x, t in zip(xs, numbers_in(tangents, inputs, "jvp: the tangents")):
        seeds.setdefault(x, []).append(_as_operand(t))
    found = Chain(ys, xs).tangents(seeds)
    return rebuilt(outputs, (as_node(found.get(y, 0.0)) for y in ys))


def hvp(output: Value, inputs: Any, vector: Any) -> Any:
    """Return H·v, the Hessian of the output times a vector, without the Hessian: two sweeps instead of n + 1.

    The gradient's derivative in the direction v: a reverse sweep, and a forward sweep over what it recorded.

    Args:
        output: the Value that is differentiated twice.
        inputs: n Values, one or nested.
        vector: numbers or Values, nested as the inputs.

    Returns:
        Values nested as the inputs.

    Raises:
        TypeError: the output is a function, or something is no Value or number.
        ValueError: the vector is nested in another way; otherwise as `grad`.

    Source: Pearlmutter 1994, *Fast exact multiplication by the Hessian*.

    >>> x, y = Value(1.0), Value(2.0)
    >>> [d.data for d in hvp(x * x * y, [x, y], [1.0, -1.0])]
    [2.0, 2.0]
    """
    _refuse_functions("hvp", output)
    _refuse_several("hvp", output)
    numbers_in(vector, inputs, "hvp: the vector")
    return jvp(grad(output, inputs), inputs, vector)


# --- what does not fit -----------------------------------------------------------------------------------


def _refuse_functions(called: str, root: Any) -> None:
    """Raise TypeError for a function, which HIPS autograd and JAX differentiate."""
    if callable(root):
        f = getattr(root, "__name__", type(root).__name__)
        arguments = f"{f}(x), x, v" if called in ("jvp", "hvp") else f"{f}(x), x"
        raise TypeError(
            f"{called} takes what was recorded, not the function {f}: derivatives are taken of Values; call "
            f"it, x = Value(…) and then {called}({arguments})"
        )


def _refuse_several(called: str, root: Any) -> None:
    if not isinstance(root, Value):
        raise TypeError(
            f"{called} takes one Value, not {short(root)}: one root has one delta; for several outputs "
            "jacobian(outputs, inputs), or the grad of their sum"
        )


def _as_operand(t: Any) -> Any:
    """Return a tangent as the rows take it."""
    if isinstance(t, Value):
        return Expression(t) if t.op is not CONSTANT else t.data
    return real(t, "a tangent is")


# --- labels -----------------------------------------------------------------------------------------------

# What was differentiated, and by what, from the last to the first: second derivatives are labeled ∂²f/∂x∂y.
_of: WeakKeyDictionary[Value, tuple[str, tuple[str, ...]]] = WeakKeyDictionary()


def _labeled(derivative: Value, root: Value, x: Value, start: int) -> Value:
    """Return a derivative with its label, if it is a new node and all have labels."""
    if derivative.born > start and not derivative.label and root.label and x.label:
        f, before = _of.get(root, (root.label, ()))
        by = (x.label, *before)
        _of[derivative] = f, by
        below = "".join(f"∂{name}{_power(len([*same]))}" for name, same in groupby(by))
        derivative.label = f"∂{_power(len(by))}{f}/{below}"
    return derivative


def _power(n: int) -> str:
    return "" if n == 1 else str(n).translate(_SUPERSCRIPT)


_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
