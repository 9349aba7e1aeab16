"""The node of the computation graph: it records how it was made, and sends the deltas back.

Words: a node's *parents* are its operands, the *partial* on an edge is ∂node/∂parent (the local
gradient), the *delta* of a node is ∂root/∂node (the upstream gradient, kept in `.grad`), and the
*message* a node sends to a parent is delta × partial. The partials are computed when the node is
made and stored as numbers, so nothing that is done to `.data` afterwards can falsify a backward pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from inspect import Parameter, Signature, signature
from itertools import count
from operator import attrgetter, ge, gt, le, lt
from typing import Any, NoReturn, SupportsFloat, TypeAlias

from autograd import ops, words
from autograd.border import asked, name, real, refuse_data, short, undefined
from autograd.ops import ADD, CONSTANT, Op

Number: TypeAlias = float | SupportsFloat

# Parents are born before their children, so the order of birth is a topological order.
_next_birth = count().__next__
_birth: Callable[[Value], int] = attrgetter("born")
_new = object.__new__

if float("0") is float("0"):  # `backward` tells its own fresh 0.0 from any other; PyPy compares by value
    raise ImportError("autograd needs CPython: this Python does not keep equal floats apart")


# --- recording: one row, operands → value, partials, edges ---------------------------------------------

# What the quick ways of recording meet where an operand is a plain number, or another kind of node, or holds
# no number: then `record` finds out.
_ODD = (AttributeError, TypeError, ValueError)


def _unary(op: Op) -> Callable[[Value], Value]:
    """Return the method that records an operation of one operand."""
    forward, partials, excluded = op.forward, op.partials, op.excluded

    def apply(a: Value) -> Value:
        try:
            x = a.data
            if excluded is not None and excluded(x):
                return record(op, a)
            node = _new(Value)
            node.data = y = forward(words, x)
            (to_a,) = partials(words, y, x)
        except _ODD:
            return record(op, a)
        node.grad, node.label, node.op = 0, "", op
        node.edges, node.born = (a, to_a), _next_birth()
        return node

    apply.__name__, apply.__qualname__, apply.__doc__ = op.name, f"Value.{op.name}", op.formula
    return apply


def _unary_family(family: Callable[..., Op]) -> Callable[..., Value]:
    """Return the method that records an operation of one operand with a parameter."""
    usual = _unary(family())

    def apply(a: Value, *parameter: Any, **named: Any) -> Value:
        if not (parameter or named):
            return usual(a)
        return record(family(*map(real, parameter), **{key: real(x) for key, x in named.items()}), a)

    apply.__name__, apply.__qualname__ = family.__name__, f"Value.{family.__name__}"
    apply.__doc__ = family.__doc__
    self = Parameter("self", Parameter.POSITIONAL_OR_KEYWORD)
    vars(apply)["__signature__"] = Signature([self, *signature(family).parameters.values()])
    return apply


def _binary(op: Op) -> tuple[Callable[[Value, Any], Value], Callable[[Value, Any], Value]]:
    """Return the methods for `a op b` and, with a number on the left, for `number op b`."""
    forward, partials, excluded = op.forward, op.partials, op.excluded

    def apply(a: Value, b: Any) -> Value:
        if b.__class__ is not Value and (b := _as_node(b)) is None:
            return NotImplemented  # Python tries the other operand's method, then says TypeError
        x, z = a.data, b.data
        try:
            if excluded is not None and excluded(x, z):
                return record(op, a, b)
            node = _new(Value)
            node.data = y = forward(words, x, z)
            to_a, to_b = partials(words, y, x, z)
        except _ODD:
            return record(op, a, b)
        node.grad, node.label, node.op = 0, "", op
        node.edges, node.born = (a, b, to_a, to_b), _next_birth()
        return node

    def reflected(b: Value, a: Any) -> Value:
        return NotImplemented if (a := _as_node(a)) is None else apply(a, b)

    return apply, reflected


def _comparison(compare: Callable[[Any, Any], bool]) -> Callable[[Value, Any], bool]:
    def apply(a: Value, b: Any) -> bool:
        asked(a, "was compared")
        return compare(a.data, b.data if isinstance(b, Value) else b)

    return apply


@lru_cache(maxsize=4096)
def _power(n: float) -> Callable[[Value], Value]:
    return _unary(ops.power(n))


def record(op: Op, *operands: Value | Number) -> Value:
    """Return the node that applies a row of the table to operands.

    Args:
        op: a row of `autograd.ops`, or your own `Op`.
        operands: Values or real numbers; a number becomes a constant.

    Raises:
        ValueError: the operands lie outside the domain of the operation.
        TypeError: an operand is no real number.

    >>> record(ops.MAXIMUM, Value(3.0), 7)
    Value(data=7.0, grad=0)
    """
    try:
        return _record(op, operands)
    except _ODD:
        pass
    nodes = [_operand(op, operand) for operand in operands]
    # another kind of node (the compiler's tracer) records in its own way
    for node in nodes:
        if (recorded := getattr(node, "recorded", None)) is not None:
            return recorded(op, nodes)
    refuse_data(nodes)
    return _record(op, nodes)


def _record(op: Op, parents: Sequence[Any]) -> Value:
    data = [parent.data for parent in parents]
    if op.excluded is not None and op.excluded(*data):
        raise undefined(op, parents)
    y = op.forward(words, *data)
    if y.__class__ is not float:
        if all(x.__class__ is float for x in data):
            raise TypeError(f"{op.name} returned {short(y)}: the forward of a row returns a float")
        y = real(y)  # an int or a numpy number was written into some `.data`
    partials = op.partials(words, y, *data)
    if len(partials) != len(data):
        raise TypeError(f"{op.name} returned {len(partials)} partials: a row returns one for each operand")
    return new_node(op, y, (*parents, *partials))


def new_node(op: Op, data: float, edges: tuple[Any, ...]) -> Value:
    """Return a node for what has been computed already; `record` computes it."""
    node = _new(Value)
    node.data, node.grad, node.label = data, 0, ""
    node.op, node.edges, node.born = op, edges, _next_birth()
    return node


# --- the node ------------------------------------------------------------------------------------------


class Value:
    """A real number that remembers how it was computed.

    Args:
        data: an int, float, bool, numpy scalar or 0-dimensional numpy array; kept as a float.
        label: the name that drawings, tables and error messages use.

    Attributes:
        data: the value (forward pass). Writing it does not recompute the nodes made from it.
        grad: the delta ∂root/∂self after `root.backward()`; leaves add up over calls.
        label: any text; writable.
        op: the row of `ops` that made the node; None for a variable.
        born: number in the order of creation, over all nodes.

    Raises:
        TypeError: `data` is not a real number.

    >>> x, y, z = Value(-2, label="x"), Value(5, label="y"), Value(-4, label="z")
    >>> f = (x + y) * z
    >>> f.backward()
    >>> f.data, x.grad, y.grad, z.grad
    (-12.0, -4.0, -4.0, 3.0)

    Nodes are ordered by their data; equality and hash are by identity.
    """

    # edges: the parents in operand order, then a partial for each. One flat tuple instead of two
    # saves 48 bytes a node and unpacks fastest in `backward`.
    __slots__ = ("__weakref__", "born", "data", "edges", "grad", "label", "op")

    data: float
    grad: float
    label: str
    op: Op | None
    born: int
    edges: tuple[Any, ...]

    def __init__(self, data: Number, label: str = "") -> None:
        self.data = data if data.__class__ is float else real(data)  # type: ignore[assignment]
        self.grad = 0
        self.label = label
        self.op = None
        self.edges = ()
        self.born = _next_birth()

    @property
    def parents(self) -> tuple[Value, ...]:
        """The operands, in order; an operand used twice stands here twice."""
        return self.edges[: len(self.edges) // 2]

    @property
    def partials(self) -> tuple[float, ...]:
        """∂self/∂parent for each of `parents`."""
        return self.edges[len(self.edges) // 2 :]

    def backward(self, seed: float = 1.0) -> None:
        """Send the deltas from this root to all nodes it was computed from.

        δ_root = seed, δ_i = Σ over children j of δ_j ∂v_j/∂v_i (lecture A5). Every node sends its
        messages once, children before parents. Deltas of computed nodes start anew at each call;
        leaves add up, as in PyTorch, so a second call doubles them. Linear in the number of edges.

        Args:
            seed: the delta of the root itself.

        Raises:
            TypeError: the seed is no real number, or something else was written into the data of a node.
        """
        if seed.__class__ is not float:
            seed = real(seed, "the seed of a backward pass is")
        if self.data.__class__ is not float:
            refuse_data(topological_order(self))
        if not self.edges:
            self.grad += seed
            return
        order, untouched = _computed(self)
        self.grad = seed
        for node in reversed(order):
            delta, edges = node.grad, node.edges
            if delta is untouched:  # who got no message sends none
                continue
            if len(edges) == 4:  # one and two operands unrolled: half of the time of the general loop
                a, b, to_a, to_b = edges
                a.grad += delta * to_a
                b.grad += delta * to_b
            elif len(edges) == 2:
                a, to_a = edges
                a.grad += delta * to_a
            else:
                for parent, partial in zip(edges, edges[len(edges) // 2 :]):
                    parent.grad += delta * partial

    def _backward(self) -> None:
        """Send only this node's messages (micrograd's name; for stepping by hand)."""
        for parent, partial in zip(self.parents, self.partials):
            parent.grad += self.grad * partial

    def zero_grad(self) -> None:
        """Set the delta of every node of this root's graph to 0."""
        for node in topological_order(self):
            node.grad = 0

    def __add__(self, other: Any) -> Value:
        # The row written out: half of what networks do is to add. 5 % of the README expression.
        if other.__class__ is not Value and (other := _as_node(other)) is None:
            return NotImplemented
        node = _new(Value)
        try:
            node.data = self.data + other.data
        except _ODD:
            return record(ADD, self, other)
        node.grad, node.label, node.op = 0, "", ADD
        node.edges, node.born = (self, other, 1.0, 1.0), _next_birth()
        return node

    __radd__ = _binary(ADD)[1]
    __sub__, __rsub__ = _binary(ops.SUB)
    __mul__, __rmul__ = _binary(ops.MUL)
    __truediv__, __rtruediv__ = _binary(ops.DIV)
    _pow, __rpow__ = _binary(ops.POW)
    __neg__ = _unary(ops.NEG)
    __abs__ = _unary(ops.ABS)

    def __pow__(self, other: Value | Number) -> Value:
        if other.__class__ is int or other.__class__ is float:
            return _power(other)(self)
        if isinstance(other, Value):
            return self._pow(other)
        try:
            return _power(real(other))(self)
        except TypeError:
            return NotImplemented

    def __pos__(self) -> Value:
        return self

    # Functions of one operand are methods, so that np.tanh(array_of_values) works. They stand here for the
    # eyes of type checkers; what the table has besides is added below.
    exp, log, sqrt, sin, cos = map(_unary, (ops.EXP, ops.LOG, ops.SQRT, ops.SIN, ops.COS))
    asin, acos, atan, sinh, cosh = map(_unary, (ops.ASIN, ops.ACOS, ops.ATAN, ops.SINH, ops.COSH))
    tanh, sigmoid, relu, softplus = map(_unary, (ops.TANH, ops.SIGMOID, ops.RELU, ops.SOFTPLUS))
    softsign, silu, gelu, hardtanh = map(_unary, (ops.SOFTSIGN, ops.SILU, ops.GELU, ops.HARDTANH))
    sign, step, detach = map(_unary, (ops.SIGN, ops.STEP, ops.DETACH))
    leaky_relu, elu, huber = map(_unary_family, (ops.leaky_relu, ops.elu, ops.huber))

    __lt__, __le__, __gt__, __ge__ = map(_comparison, (lt, le, gt, ge))

    def __float__(self) -> NoReturn:
        asked(self, "was converted to a number")
        cut = f"{name(self)} is a node of a graph and would lose its gradient as a plain number"
        raise TypeError(f"{cut}: x.exp() keeps the graph where math.exp(x) cannot, and x.data is the number")

    __int__ = __float__

    def __bool__(self) -> bool:
        asked(self, "was used as a condition")
        return self.data != 0

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"

    def __format__(self, spec: str) -> str:
        if not spec:
            return repr(self)
        asked(self, "was formatted")
        return format(self.data, spec)

    def __reduce__(self) -> tuple[Any, ...]:
        if self.op is not None and self.edges:
            raise TypeError(
                f"{name(self)} was computed ({self.op.name}) and cannot be copied or pickled without its "
                "graph: copy the leaves and compute it again, or keep the number with Value(v.data)"
            )
        return _leaf, (self.data, self.grad, self.label, self.op is not None)

    @property
    def _prev(self) -> set[Value]:  # micrograd's names
        return set(self.parents)

    @property
    def _op(self) -> str:
        return self.op.symbol if self.op else ""


for _name, _row in ops.FUNCTIONS.items():
    if not {_name, f"__{_name}__"} & vars(Value).keys():
        setattr(Value, _name, _unary(_row) if isinstance(_row, Op) else _unary_family(_row))


def _leaf(data: float, grad: float, label: str, constant: bool) -> Value:
    """Build a leaf again from its pickle."""
    leaf = Value(data, label)
    leaf.grad, leaf.op = grad, CONSTANT if constant else None
    return leaf


# --- the order -----------------------------------------------------------------------------------------


def _computed(root: Value) -> tuple[list[Value], float]:
    """Return the computed nodes that `root` needs, in the order of their birth, and the 0 of their deltas."""
    # A fresh 0.0, told from every other 0.0 by identity (as CPython does), marks what was visited and is
    # the new delta at once: a set of visited nodes costs more, and so does a second walk that resets.
    root.grad = mark = float("0")
    order = [root]
    for node in order:  # grows while it is read
        if len(edges := node.edges) == 4:  # two operands unrolled, as in `backward`
            a, b, _, _ = edges
            if a.edges and a.grad is not mark:
                a.grad = mark
                order.append(a)
            if b.edges and b.grad is not mark:
                b.grad = mark
                order.append(b)
        else:
            for parent in edges[: len(edges) // 2]:
                if parent.edges and parent.grad is not mark:
                    parent.grad = mark
                    order.append(parent)
    order.sort(key=_birth)
    return order, mark


def topological_order(root: Value) -> list[Value]:
    """Return every node that `root` was computed from, parents before children, `root` last.

    It is the order in which the nodes were made.

    Raises:
        TypeError: the root is no Value. All that draws or differentiates a graph says so.

    >>> x = Value(3.0, label="x")
    >>> [node.data for node in topological_order(x * x + 1)]
    [3.0, 9.0, 1.0, 10.0]
    """
    if not isinstance(root, Value):  # pyright: ignore[reportUnnecessaryIsInstance] - not all have types
        raise TypeError(f"a graph has one root, a Value, not {short(root)}: give a node, or a sum of them")
    seen = {root}
    order = [root]
    for node in order:
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                order.append(parent)
    order.sort(key=_birth)
    return order


# --- what comes in from outside ---------------------------------------------------------------------------


def _as_node(operand: Any) -> Any:
    """Return a Value as it is, a number as a new constant, None for what is neither."""
    if operand.__class__ is int:
        operand = real(operand)
    elif operand.__class__ is not float:
        if isinstance(operand, Value):
            return operand
        try:
            operand = real(operand)
        except TypeError:
            return None
    return new_node(CONSTANT, operand, ())


def _operand(op: Op, operand: Any) -> Value:
    if (node := _as_node(operand)) is None:
        raise TypeError(f"{op.name} takes Values and real numbers, not {short(operand)}")
    return node
