"""The contract of `Value`: what it holds, what it can be combined with, how it behaves as a Python object."""

import copy
import gc
import math
import pickle
import re
import weakref
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import autograd
from autograd import Value, ops, record, topological_order

# --- what it holds -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        2, 2.0, True, np.float64(2.0), np.float32(2.0), np.float16(2.0), np.longdouble(2.0), np.int64(2),
        np.uint8(2), np.bool_(True), np.array(2.0), np.array(2), np.array(True),
    ],
    ids=lambda data: f"{type(data).__name__}-{data!r}",
)  # fmt: skip
def test_a_real_number_is_kept_as_a_float(data):
    v = Value(data)
    assert type(v.data) is float
    assert v.data == float(data)


@pytest.mark.parametrize(
    ("data", "came"),
    [
        ("2", "str '2'"),
        (None, "NoneType None"),
        (2j, "complex 2j"),
        (np.complex128(2j), "complex128 "),
        ([2.0], r"list \[2\.0\]"),
        ((2.0,), r"tuple \(2\.0,\)"),
        (Decimal(2), r"Decimal Decimal\('2'\)"),
        (Fraction(1, 2), r"Fraction Fraction\(1, 2\)"),
        (np.array([2.0]), r"ndarray array\(\[2\.\]\)"),
        (np.array("2"), "ndarray array"),
        (np.datetime64("2024-01-01"), "datetime64 "),
        (range(100), r"range range\(0, 100\)"),
        (list(range(100)), r"list \[0, 1, 2, .*\.\.\."),
    ],
    ids=repr,
)
def test_what_is_no_real_number_is_refused_by_its_name(data, came):
    with pytest.raises(TypeError, match=f"^a Value holds one real number, not {came}"):
        Value(data)


def test_a_value_of_a_value_is_refused_with_the_remedy():
    with pytest.raises(TypeError, match=r"^'w' is a Value already: use it as it is, or its \.data$"):
        Value(Value(2.0, "w"))
    with pytest.raises(TypeError, match=r"^Value\(2\) is a Value already"):
        Value(Value(2.0))


def test_nan_and_infinity_are_real_numbers():
    assert math.isnan(Value(float("nan")).data)
    assert Value(float("inf")).data == math.inf


def test_a_variable_starts_without_parents_and_with_grad_0():
    v = Value(2.0, "v")
    assert (v.label, v.parents, v.partials, v.op) == ("v", (), (), None)
    assert type(v.grad) is int  # micrograd shows grad=0
    assert v.grad == 0
    assert Value(2.0, label="v").label == "v"
    assert Value(2.0).label == ""


def test_data_grad_and_label_are_writable():
    v = Value(2.0)
    v.data += 1.0
    v.grad = 0.5
    v.label = "v"
    assert (v.data, v.grad, v.label) == (3.0, 0.5, "v")


def test_a_misspelt_attribute_is_an_error():
    v = Value(2.0)
    with pytest.raises(AttributeError, match="gard"):
        v.gard = 0.0
    with pytest.raises(AttributeError, match="dta"):
        _ = v.dta


def test_numbers_of_birth_grow():
    a = Value(1.0)
    b = a + 1
    c = Value(1.0)
    assert a.born < b.parents[1].born < b.born < c.born


# --- operators ------------------------------------------------------------------------------------------

A, B = 6.0, 4.0
OPERATORS = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a * b": lambda a, b: a * b,
    "a / b": lambda a, b: a / b,
    "a ** b": lambda a, b: a**b,
}
# ∂/∂a and ∂/∂b at a = 6, b = 4 of a + b, a - b, ab, a/b: (1/b, -a/b²), aᵇ: (b aᵇ⁻¹, aᵇ ln a)
SLOPES = {
    "a + b": (1.0, 1.0),
    "a - b": (1.0, -1.0),
    "a * b": (4.0, 6.0),
    "a / b": (0.25, -0.375),
    "a ** b": (864.0, 1296 * math.log(6.0)),
}
KINDS = [
    int, float, np.float64, np.float32, np.float16, np.int64, np.int8, np.uint16, np.longdouble, np.array,
]  # fmt: skip


@pytest.mark.parametrize("expression", OPERATORS)
def test_two_values_combine(expression):
    a, b = Value(A), Value(B)
    y = OPERATORS[expression](a, b)
    y.backward()
    assert y.data == OPERATORS[expression](A, B)
    assert (a.grad, b.grad) == SLOPES[expression]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("expression", OPERATORS)
def test_a_number_on_the_right_is_a_constant(expression, kind):
    a = Value(A)
    y = OPERATORS[expression](a, kind(B))
    y.backward()
    assert type(y) is Value
    assert type(y.data) is float
    assert y.data == OPERATORS[expression](A, B)
    assert a.grad == SLOPES[expression][0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("expression", OPERATORS)
def test_a_number_on_the_left_is_a_constant(expression, kind):
    b = Value(B)
    y = OPERATORS[expression](kind(A), b)
    y.backward()
    assert type(y) is Value
    assert type(y.data) is float
    assert y.data == OPERATORS[expression](A, B)
    assert b.grad == SLOPES[expression][1]
    assert y.parents[0].data == A  # the order of the operands is kept
    assert y.parents[1] is b


@pytest.mark.parametrize("true", [True, np.bool_(True)])
def test_a_bool_is_a_number(true):
    v = Value(3.0)
    assert [(v + true).data, (true - v).data, (v * true).data, (true / v).data] == [4.0, -2.0, 3.0, 1 / 3]
    assert [(v**true).data, (true**v).data] == [3.0, 1.0]


def test_a_constant_is_told_from_a_variable():
    x = Value(2.0)
    y = x + 3
    assert y.parents[1].op is ops.CONSTANT
    assert x.op is None
    assert y.op is ops.ADD


def test_a_number_as_exponent_is_part_of_the_operation():
    assert [len((Value(2.0) ** n).parents) for n in (3, 0.5, np.int64(3), np.array(2.0), True)] == [1] * 5
    assert len((Value(2.0) ** Value(3.0)).parents) == 2


def test_unary_operators():
    v = Value(-3.0)
    assert (-v).data == 3.0
    assert abs(v).data == 3.0
    assert +v is v
    assert type(-v) is type(abs(v)) is Value


@pytest.mark.parametrize("thing", ["2", None, 2j, [1.0], (1.0,), {}, Decimal(2), range(2)], ids=repr)
@pytest.mark.parametrize("expression", OPERATORS)
def test_what_is_no_number_is_no_operand(expression, thing):
    v = Value(2.0)
    with pytest.raises(TypeError, match=r"^unsupported operand|^can't multiply|^can only concatenate"):
        OPERATORS[expression](v, thing)
    with pytest.raises(TypeError, match=r"^unsupported operand|^can't multiply|^can only concatenate"):
        OPERATORS[expression](thing, v)


def test_the_other_operand_is_asked_before_an_error_is_raised():
    class Unit:
        def __radd__(self, other):
            return ("unit added to", other)

        def __rpow__(self, other):
            return ("unit power of", other)

    v = Value(2.0)
    assert v + Unit() == ("unit added to", v)
    assert v ** Unit() == ("unit power of", v)


def test_record_refuses_what_is_no_number_by_the_operations_name():
    with pytest.raises(TypeError, match="maximum takes Values and real numbers, not str '3'"):
        record(ops.MAXIMUM, Value(1.0), "3")


# --- numpy ----------------------------------------------------------------------------------------------


def datas(values):
    assert all(type(v) is Value for v in values)
    return [v.data for v in values]


def test_arrays_of_values_calculate_elementwise():
    v = np.array([Value(1.0), Value(2.0)])
    assert v.dtype == object
    assert datas(v * 2) == [2.0, 4.0]
    assert datas(2 * v) == [2.0, 4.0]
    assert datas(np.float64(2) - v) == [1.0, 0.0]
    assert datas(v / np.array([2.0, 4.0])) == [0.5, 0.5]
    assert datas(v + v) == [2.0, 4.0]
    assert datas(-v) == [-1.0, -2.0]
    assert datas(abs(-v)) == [1.0, 2.0]
    assert datas(v**2) == [1.0, 4.0]
    assert datas(v**v) == [1.0, 4.0]


def test_one_value_meets_an_array_of_numbers_elementwise():
    v, numbers = Value(3.0), np.array([1.0, 2.0])
    assert datas(v * numbers) == datas(numbers * v) == [3.0, 6.0]
    assert datas(numbers - v) == [-2.0, -1.0]


def test_sums_and_products_of_arrays_are_values_with_gradients():
    w, x = np.array([Value(1.0), Value(2.0)]), np.array([3.0, 4.0])
    # ∂(w₁x₁ + w₂x₂)/∂wᵢ = xᵢ
    for y in (np.dot(w, x), w @ x, (w * x).sum(), np.sum(w * x), sum(w * x)):
        assert type(y) is Value
        assert y.data == 11.0
        y.backward()
        assert [wi.grad for wi in w] == [3.0, 4.0]
        y.zero_grad()
    assert datas(np.dot(np.array([[1.0, 0.0], [1.0, 1.0]]), w)) == [1.0, 3.0]


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "sin", "cos", "tanh"])
def test_numpys_functions_call_the_methods(name):
    (y,) = getattr(np, name)(np.array([Value(0.5)]))
    assert type(y) is Value
    assert y.op is ops.TABLE[name]
    assert type(getattr(np, name)(Value(0.5))) is Value


def test_a_value_is_not_taken_for_an_array():
    # with __array__, np.float64(2) * v would be a bare number
    assert not hasattr(Value(1.0), "__array__")
    assert np.array(Value(1.0)).dtype == object


# --- order, equality, conversion ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Value, float, int, np.float64, np.int64, np.float32])
def test_order_is_by_data_with_the_other_on_either_side(kind):
    v = Value(2.0)
    assert v < kind(3)
    assert not v < kind(2)
    assert v <= kind(2)
    assert not v <= kind(1)
    assert v > kind(1)
    assert not v > kind(2)
    assert v >= kind(2)
    assert not v >= kind(3)
    assert kind(1) < v
    assert not kind(2) < v
    assert kind(2) <= v
    assert not kind(3) <= v
    assert kind(3) > v
    assert not kind(2) > v
    assert kind(2) >= v
    assert not kind(1) >= v


def test_the_builtins_that_compare_work():
    values = [Value(3.0), Value(1.0), Value(2.0)]
    assert max(values) is values[0]
    assert min(values) is values[1]
    assert sorted(values) == [values[1], values[2], values[0]]
    assert max(Value(1.0), 2) == 2
    assert np.array(values).max() is values[0]
    assert int(np.argmax(values)) == 0


def test_nan_is_neither_smaller_nor_larger():
    v, w = Value(math.nan), Value(1.0)
    assert [v < w, v > w, v <= w, v >= w] == [False] * 4


def test_order_against_what_has_no_order_is_a_type_error():
    for other in ("1", None, 1j):
        with pytest.raises(TypeError, match="not supported between instances"):
            _ = Value(1.0) < other
        with pytest.raises(TypeError, match="not supported between instances"):
            _ = other >= Value(1.0)


def test_equality_and_hash_are_by_identity():
    v, w = Value(1.0), Value(1.0)
    same = v
    assert v == same
    assert v != w
    assert v != 1.0
    assert [number != v for number in (1.0, 1, np.float64(1.0))] == [True] * 3
    assert len({v, w, same}) == 2
    assert {v: "v", w: "w"}[same] == "v"
    assert [w, v].index(v) == 1
    v.data = 5.0
    assert v in {v}


def test_a_value_tells_whether_it_is_zero():
    assert [bool(Value(x)) for x in (2.75, 0.0, -0.0, math.nan)] == [True, False, False, True]


CUTS = [
    float, int, complex, math.exp, math.sqrt, math.floor, np.float64, lambda v: math.pow(v, 2),
    lambda v: "%.4f" % v, lambda v: np.array([v], dtype=float), lambda v: np.zeros(2).fill(v),  # noqa: UP031
]  # fmt: skip


@pytest.mark.parametrize("cut", CUTS)
def test_what_would_drop_the_gradient_says_so(cut):
    """math.exp(v) in the place of v.exp() is the commonest slip of beginners."""
    with pytest.raises((TypeError, ValueError)) as caught:
        cut(Value(2.75, "v"))
    said = caught.value.__cause__ or caught.value  # numpy has words of its own, and ours for its cause
    assert isinstance(said, TypeError)
    assert re.match(
        r"'v' is a node of a graph .*: x\.exp\(\) keeps the graph .* x\.data is the number", str(said)
    )


@pytest.mark.parametrize("data", ["x", None, 1j, [1.0], np.zeros(2)])
@pytest.mark.parametrize(
    "use",
    [
        lambda v: (v + 1).backward(),
        lambda v: (1 - v).backward(),
        lambda v: (v * 2.0).backward(),
        lambda v: (v + v).backward(),
        lambda v: (v / 2 * v).backward(),
        lambda v: (v**2).backward(),
        lambda v: v.exp().backward(),
        lambda v: v.relu().backward(),
        lambda v: autograd.sum([v, 1.0]).backward(),
        lambda v: autograd.dot([v], [v]).backward(),
        lambda v: autograd.maximum(v, 0.0).backward(),
        lambda v: v.backward(),
    ],
)
def test_what_is_no_number_is_refused_by_name_where_it_is_used(data, use):
    v = Value(1.0, "v")
    v.data = data
    with pytest.raises(TypeError, match=r"'v' holds .*: a Value holds one real number; give its \.data a"):
        use(v)


@pytest.mark.parametrize("digits", [400, 5000])
def test_a_whole_number_beyond_all_floats_is_refused_in_a_sentence(digits):
    with pytest.raises(
        OverflowError, match=r"a Value holds a float, and int .* is beyond 1\.8e308, the largest"
    ):
        Value(10**digits)
    with pytest.raises(OverflowError, match="is beyond"):
        Value(2.0) * 10**digits


@pytest.mark.parametrize("seed", [None, "1", 1j, [1.0]])
def test_a_seed_is_a_real_number(seed):
    x = Value(2.0)
    for root in (x, x * x):
        with pytest.raises(TypeError, match="the seed of a backward pass is one real number, not"):
            root.backward(seed)
    assert x.grad == 0
    (x * x).backward(np.float32(0.5))
    (x * x).backward(1)
    assert x.grad == 6.0


def test_a_method_taken_from_the_class_takes_other_kinds_of_nodes():
    assert autograd.compile(Value.tanh)(0.5) == math.tanh(0.5)
    assert autograd.compile(lambda xs: list(map(Value.exp, xs)))([0.0, 1.0]).tolist() == [1.0, math.e]


def test_a_detached_value_has_no_gradient_and_keeps_its_place_in_the_graph():
    """f = [x] x with what is in brackets held fast: ∂f/∂x = [x] = 3, not 2x."""
    x = Value(3.0, "x")
    held = x.detach()
    (held * x).backward()
    assert (held.data, held.parents, held.grad, x.grad) == (3.0, (x,), 3.0, 3.0)


def test_text_is_micrograds_repr_and_a_format_is_of_the_data():
    v = Value(2.0, "v")
    assert repr(v) == str(v) == f"{v}" == "Value(data=2.0, grad=0)"
    v.grad = 1.5
    assert repr(v) == "Value(data=2.0, grad=1.5)"
    assert f"{v:.3f}" == "2.000"
    assert f"{v:>8.1e}" == " 2.0e+00"
    with pytest.raises(ValueError, match="format code"):
        f"{v:d}"


# --- as a Python object ---------------------------------------------------------------------------------


def test_weak_references_do_not_keep_a_node():
    was_enabled = gc.isenabled()
    gc.disable()  # the node must go by its reference count alone
    try:
        v = Value(1.0)
        y = v * v
        reference = weakref.ref(y)
        assert reference() is y
        del y
        assert reference() is None
    finally:
        if was_enabled:
            gc.enable()


COPIES = [
    copy.copy, copy.deepcopy,
    *(lambda v, protocol=protocol: pickle.loads(pickle.dumps(v, protocol)) for protocol in range(2, 6)),
]  # fmt: skip


@pytest.mark.parametrize("make", COPIES)
def test_a_leaf_is_copied_with_its_data_grad_and_label(make):
    v = Value(2.5, "v")
    v.grad = -1.5
    twin = make(v)
    assert twin is not v
    assert type(twin) is Value
    assert (twin.data, twin.grad, twin.label, twin.op, twin.edges) == (2.5, -1.5, "v", None, ())
    assert twin.born > v.born


@pytest.mark.parametrize("make", COPIES)
def test_a_constant_stays_a_constant_in_its_copy(make):
    constant = (Value(1.0) + 3).parents[1]
    assert make(constant).op is ops.CONSTANT


def test_a_deep_copy_keeps_which_leaves_are_shared():
    w = Value(1.0)
    first, second, other = copy.deepcopy([w, w, Value(1.0)])
    assert first is second
    assert first is not other


@pytest.mark.parametrize("make", COPIES)
def test_a_computed_node_refuses_to_be_copied_and_says_what_to_do(make):
    y = Value(2.0) + 1
    y.label = "y"
    with pytest.raises(TypeError, match=r"^'y' was computed \(add\).*copy the leaves .* Value\(v\.data\)$"):
        make(y)


# --- micrograd's names ----------------------------------------------------------------------------------


def test_prev_is_the_set_of_parents():
    a, b = Value(2.0), Value(3.0)
    assert type((a * b)._prev) is set
    assert (a * b)._prev == {a, b}
    assert (a * a)._prev == {a}
    assert a._prev == set()


def test_op_is_the_symbol():
    a, b = Value(2.0), Value(3.0)
    nodes = [a, a + b, a - b, a * b, a / b, a**2, a**-1, a**b, a.relu(), a.tanh(), a.exp(), a.log()]
    assert [v._op for v in nodes] == [
        "",
        "+",
        "-",
        "*",
        "/",
        "**2",
        "**-1",
        "**",
        "ReLU",
        "tanh",
        "exp",
        "log",
    ]
    assert (a + 1).parents[1]._op == ""


def test_backward_of_one_node_sends_its_messages_only():
    # y = ab, a = 2c: the message to a is δ_y b = 0.5·3, nothing moves on to c
    c, b = Value(1.0), Value(3.0)
    a = 2 * c
    y = a * b
    y.grad = 0.5
    y._backward()
    assert (a.grad, b.grad, c.grad) == (1.5, 1.0, 0)
    a._backward()
    assert c.grad == 3.0
    c._backward()  # a leaf has nobody to send to
    assert c.grad == 3.0


def test_stepping_by_hand_gives_what_backward_gives():
    x, y, z = Value(-2.0), Value(5.0), Value(-4.0)
    f = (x + y) * z
    f.grad = 1.0
    order, seen = [], set()

    def visit(node):  # as the notebooks write it
        if node not in seen:
            seen.add(node)
            for parent in node._prev:
                visit(parent)
            order.append(node)

    visit(f)
    for node in reversed(order):
        node._backward()
    assert [v.grad for v in (x, y, z, f)] == [-4.0, -4.0, 3.0, 1.0]
    assert set(order) == set(topological_order(f))


def test_an_operand_used_twice_stands_twice_among_the_parents():
    x = Value(3.0)
    y = x * x
    assert y.parents == (x, x)
    assert y.partials == (3.0, 3.0)


# --- what is recorded stays recorded --------------------------------------------------------------------


def test_writing_data_afterwards_does_not_change_the_backward_pass():
    x, w = Value(3.0), Value(2.0)
    h = (w * x).tanh()
    y = h * h + x**2
    slope = 1 - math.tanh(6.0) ** 2
    for node in topological_order(y):
        node.data = 1e9
    y.backward()
    # y = tanh²(wx) + x²: ∂y/∂w = 2 tanh(wx) (1 - tanh²(wx)) x
    assert w.grad == (math.tanh(6.0) + math.tanh(6.0)) * slope * 3.0
    assert h.grad == 2 * math.tanh(6.0)
