"""autograd/formulas.py: what is understood; all else is refused with its place marked."""

import math
import re
from math import inf, nan

import pytest

from autograd import Op, Value, ops
from autograd.formulas import FUNCTIONS, ExpressionError, expression


@pytest.mark.parametrize(
    ("text", "variables", "data"),
    [
        ("(x + y) * z", {"x": -2, "y": 5, "z": -4}, -12.0),
        ("q = x + y; f = q * z", {"x": -2, "y": 5, "z": -4}, -12.0),
        ("q = x + y\nf = q * z", {"x": -2, "y": 5, "z": -4}, -12.0),
        ("  x  ", {"x": 3}, 3.0),
        ("x - y / 2", {"x": 1, "y": 4}, -1.0),
        ("-x ** 2", {"x": 3}, -9.0),  # as in mathematics: -(x²)
        ("(-x) ** 2", {"x": 3}, 9.0),
        ("x ** -1", {"x": 4}, 0.25),
        ("x ** y", {"x": 2, "y": 3}, 8.0),
        ("2 ** x", {"x": 3}, 8.0),
        ("+x", {"x": 3}, 3.0),
        ("--x", {"x": 3}, 3.0),
        ("x + .5e1", {"x": 1}, 6.0),
        ("1_000 * x", {"x": 1}, 1000.0),
        ("0x10 * x", {"x": 1}, 16.0),
        ("2 * 3 * x", {"x": 1}, 6.0),
        ("exp(0) * x", {"x": 2}, 2.0),
        ("max(1, 2) * x", {"x": 2}, 4.0),
        ("exp(log(x))", {"x": 2}, 2.0),
        ("abs(x)", {"x": -2}, 2.0),
        ("sqrt(x)", {"x": 9}, 3.0),
        ("sin(x) + cos(x)", {"x": 0}, 1.0),
        ("tanh(x)", {"x": 0.5}, math.tanh(0.5)),
        ("sigmoid(x)", {"x": 0}, 0.5),
        ("relu(x)", {"x": -1}, 0.0),
        ("leaky_relu(x)", {"x": -1}, -0.01),
        ("leaky_relu(x, 0.1)", {"x": -1}, -0.1),
        ("leaky_relu(-1, 0.1) * x", {"x": 1}, -0.1),
        ("elu(x)", {"x": 2}, 2.0),
        ("elu(x, 2)", {"x": -1}, 2 * math.expm1(-1)),
        ("softplus(x)", {"x": 0}, math.log(2)),
        ("huber(x, 2)", {"x": -3}, 4.0),
        ("sign(x)", {"x": -3}, -1.0),
        ("step(x)", {"x": 3}, 1.0),
        ("sum(x, y, 1)", {"x": 1, "y": 2}, 4.0),
        ("max(x, y)", {"x": 1, "y": 2}, 2.0),
        ("min(x, y, 0)", {"x": 1, "y": 2}, 0.0),
        ("logsumexp(x, x)", {"x": 0}, math.log(2)),
        ("exp + exp(x)", {"exp": 1, "x": 0}, 2.0),  # a variable may have the name of a function
        ("f = f + 1", {"f": 1}, 2.0),
        ("k = 2; k * x", {"x": 3}, 6.0),
        ("x / 0.5", {"x": nan}, nan),
        ("x + 1", {"x": inf}, inf),
        ("α + β̂ + größe", {"α": 1, "β̂": 2, "größe": 3}, 6.0),
        # Python reads ϕ as φ and ﬁ as fi
        ("ϕ * ﬁ", {"ϕ": 2, "ﬁ": 3}, 6.0),
        ("ϕ * φ", {"φ": 2}, 4.0),
        (" + ".join(["x"] * 300), {"x": 1}, 300.0),
        ("9007199254740993 * x", {"x": 1}, 9007199254740992.0),
    ],
)
def test_an_expression_is_computed(text: str, variables: dict[str, float], data: float):
    root = expression(text, variables)
    assert isinstance(root, Value)
    assert root.data == pytest.approx(data, rel=1e-15, nan_ok=True)


@pytest.mark.parametrize("name", ops.FUNCTIONS)
def test_every_function_of_the_table_is_understood_by_its_name(name: str):
    row = ops.FUNCTIONS[name]
    root = expression(f"{name}(x)", {"x": 0.5})
    assert root.op is (row if isinstance(row, Op) else row())
    if not isinstance(row, Op):
        assert expression(f"{name}(x, 0.25)", {"x": 0.5}).op is row(0.25)


def test_rows_of_many_operands_are_functions_too_and_operators_are_none():
    assert set(FUNCTIONS) == {*ops.FUNCTIONS, "sum", "dot", "max", "min", "pick", "logsumexp",
        "softmax_cross_entropy",
    }  # fmt: skip
    assert expression("pick(x, y, 1)", {"x": 1, "y": 2}).data == 2.0
    with pytest.raises(ExpressionError, match=r"pick is undefined at 1\.0 \('x'\), 1\.0"):
        expression("pick(x, 1)", {"x": 1})


def test_variables_and_parts_carry_their_names():
    f = expression("q = x + y; f = q * z", {"x": -2, "y": 5, "z": -4})
    q, z = f.parents
    assert [v.label for v in (f, q, z, *q.parents)] == ["f", "q", "z", "x", "y"]


def test_a_root_without_a_name_is_called_f():
    assert expression("x * 2", {"x": 1}).label == "f"
    assert expression("x * 2", {"x": 1}).parents[0].label == "x"


def test_a_root_is_not_called_f_if_something_else_is():
    assert expression("f * 2", {"f": 1}).label == ""
    assert expression("f = x + 1; f * 2", {"x": 1}).label == ""


def test_a_name_used_twice_is_one_node():
    f = expression("x * x", {"x": 3})
    assert f.parents[0] is f.parents[1]
    f.backward()
    assert f.parents[0].grad == 6


def test_a_second_name_does_not_rename_a_variable():
    assert expression("y = x; y * 2", {"x": 1}).parents[0].label == "x"


@pytest.mark.parametrize(
    "text", ["max(0, x)", "max(x, 0)", "sum(1, x)", "logsumexp(1, x)", "2 + x", "2 ** x"]
)
def test_a_plain_number_stays_a_constant(text: str):
    parents = expression(text, {"x": 1}).parents
    assert sorted(parent.op is None for parent in parents) == [False, True]


ONLY = "only numbers, names, + - * / ** and functions are understood, not"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # attributes, subscripts, strings, comparisons, logic
        ("x.data", f"{ONLY} »x.data«"),
        ("1 + x.__class__ * 2", f"{ONLY} 1 + »x.__class__« * 2"),
        ("().__class__", f"{ONLY} »().__class__«"),
        ("x[0]", f"{ONLY} »x[0]«"),
        ("'x' * x", f"{ONLY} »'x'« * x"),
        ("b'x' * x", f"{ONLY} »b'x'« * x"),
        ("f'{x}'", f"{ONLY} »f'{{x}}'«"),
        ("x < 1", f"{ONLY} »x < 1«"),
        ("x == 1", f"{ONLY} »x == 1«"),
        ("x and 1", f"{ONLY} »x and 1«"),
        ("not x", f"{ONLY} »not x«"),
        ("x if x else 1", f"{ONLY} »x if x else 1«"),
        # other kinds of numbers and containers
        ("2j * x", f"{ONLY} »2j« * x"),
        ("True + x", f"{ONLY} »True« + x"),
        ("None", f"{ONLY} »None«"),
        ("... + x", f"{ONLY} »...« + x"),
        ("x, 1", f"{ONLY} »x, 1«"),
        ("[x]", f"{ONLY} »[x]«"),
        ("{x: 1}", f"{ONLY} »{{x: 1}}«"),
        ("[y for y in x]", f"{ONLY} »[y for y in x]«"),
        # other operators
        ("x % 2", f"{ONLY} »x % 2«"),
        ("x // 2", f"{ONLY} »x // 2«"),
        ("x @ x", f"{ONLY} »x @ x«"),
        ("x & 1", f"{ONLY} »x & 1«"),
        ("x << 1", f"{ONLY} »x << 1«"),
        ("~x", f"{ONLY} »~x«"),
        ("3 * x ^ 2", "powers are written with **, not ^: »3 * x ^ 2«"),
        # functions of Python, and calls of anything that is no name
        ("lambda: x", f"{ONLY} »lambda: x«"),
        ("(lambda y: y)(x)", f"{ONLY} (»lambda y: y«)(x)"),
        ("(x)(1)", f"unknown function; there are {', '.join(FUNCTIONS)}. Not (»x«)(1)"),
        ("x + (1)(2)", "products are written with *: x + »(1)(2)«"),
        ("exp(x)(x)", "products are written with *: »exp(x)(x)«"),
        ("(y := x)", f"{ONLY} (»y := x«)"),
        ("await x", f"{ONLY} »await x«"),
        ("__import__('os').system('true')", f"{ONLY} »__import__('os').system«"),
        ("__import__('os')", "Not »__import__«('os')"),
        ("eval('x')", "Not »eval«('x')"),
        ("pow(x, 2)", "Not »pow«(x, 2)"),
        ("2 * gamma(x)", f"unknown function; there are {', '.join(FUNCTIONS)}. Not 2 * »gamma«(x)"),
        # operands of functions
        ("exp()", "exp takes one operand, not 0: »exp()«"),
        ("exp(x, x)", "exp takes one operand, not 2: »exp(x, x)«"),
        ("elu(x, 1, 2)", "elu takes one or two, not 3: »elu(x, 1, 2)«"),
        ("max()", "max takes one operand or more, not 0: »max()«"),
        ("exp(x=1)", f"{ONLY} exp(»x=1«)"),
        ("exp(*x)", f"{ONLY} exp(»*x«)"),
        ("exp(**x)", f"{ONLY} exp(»**x«)"),
        ("elu(1, x)", "the second operand of elu is a plain number, not elu(1, »x«)"),
        ("leaky_relu(x, x)", "the second operand of leaky_relu is a plain number, not leaky_relu(x, »x«)"),
        # statements
        ("import os", f"{ONLY} »import os«"),
        ("from os import path", f"{ONLY} »from os import path«"),
        ("x += 1", f"{ONLY} »x += 1«"),
        ("y: int = x", f"{ONLY} »y: int = x«"),
        ("y = z = x", "only expressions and parts like q = x + y are understood, not »y = z = x«"),
        ("y, z = x", f"{ONLY} »y, z« = x"),
        ("x.y = 1", f"{ONLY} »x.y« = 1"),
        ("del x", f"{ONLY} »del x«"),
        ("pass", f"{ONLY} »pass«"),
        ("def f(): pass", f"{ONLY} »def f(): pass«"),
        ("while x: pass", f"{ONLY} »while x: pass«"),
        ("x; import os", f"{ONLY} x; »import os«"),
        ("x + 1\nimport os", f"{ONLY} … »import os«"),
        # syntax
        ("x +", "syntax not understood at: x +"),
        ("(x", "syntax not understood at: »(x«"),
        ("x)", "syntax not understood at: x»)«"),
        ("2x", "syntax not understood at: "),
        ("x y", "syntax not understood at: "),
        ("x × y", "syntax not understood at: x »× y«"),
        ("α ? x", "syntax not understood at: α »? x«"),
        ("y = x\ny +* 2", "syntax not understood at: y = x\ny +»* 2«"),
        ("1 = x", "syntax not understood at: »1 = x«"),
        ("lambda * x", "syntax not understood at: "),
        ("x\x00", "syntax not understood at: "),
        ("'", "syntax not understood at: »'«"),
        # nothing to differentiate
        ("", "the expression is empty: write something like (x + y) * z"),
        ("   \n ", "the expression is empty"),
        ("# x", "the expression is empty"),
        # size
        ("1" * 400 + " * x", "the number is too large: »1111"),
        ("1e999 * x", "the number is too large: »1e999« * x"),
        ("1" * 5000 + " * x", "syntax not understood at: »1111"),
    ],
)
def test_anything_else_is_refused_with_its_place_marked(text: str, message: str):
    with pytest.raises(ExpressionError, match=re.escape(message)):
        expression(text, {"x": 1.0})


@pytest.mark.parametrize(
    ("text", "variables", "message"),
    [
        ("2 * 3", {}, "there is no variable to differentiate by in: 2 * 3"),
        ("q = 2", {}, "there is no variable to differentiate by in: q = 2"),
        ("x + y + z", {"y": 1}, "no value for x, z: add x=1.0 z=1.0"),
        ("x + x", {}, "no value for x: add x=1.0"),
        ("f = q * x; q = x + 1", {"x": 1}, "no value for q: add q=1.0"),
        ("exp * x", {"x": 1}, "no value for exp: add exp=1.0"),
        ("x", {"x": 1, "y": 2, "z": 3}, "y, z does not occur in: x"),
        ("exp(x)", {"x": 1, "exp": 2}, "exp does not occur in: exp(x)"),
    ],
)
def test_missing_and_surplus_variables_are_named(text: str, variables: dict[str, float], message: str):
    with pytest.raises(ExpressionError, match=f"^{re.escape(message)}$"):
        expression(text, variables)


@pytest.mark.parametrize(
    ("text", "x", "message"),
    [
        ("1 / (x - 2)", 2, "div is undefined at 1.0, 0.0: the divisor must not be 0 in: »1 / (x - 2)«"),
        ("x + 1 / 0", 1, "the divisor must not be 0 in: x + »1 / 0«"),
        ("y = log(x); y + 1", -1, "log is undefined at -1.0 ('x'): the operand must be greater than 0 in: "
         "y = »log(x)«; y + 1"),
        ("2 * sqrt(x)", -1, "in: 2 * »sqrt(x)«"),
        ("x ** 0.5", -1, "0 has no negative powers, a negative base only whole ones in: »x ** 0.5«"),
        ("x ** -1", 0, "0 has no negative powers, a negative base only whole ones in: »x ** -1«"),
        ("x * log(0)", 1, "the operand must be greater than 0 in: x * »log(0)«"),
        ("größe = sin(x); größe", inf, "the angle must be finite in: größe = »sin(x)«; größe"),
        ("(-2) ** 0.5 * x", 1, "a negative base only whole ones in: »(-2) ** 0.5« * x"),
    ],
)  # fmt: skip
def test_an_operand_outside_of_a_domain_is_marked(text: str, x: float, message: str):
    with pytest.raises(ExpressionError, match=f"{re.escape(message)}$"):
        expression(text, {"x": x})


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "x" + ")" * 5000,
        "-" * 100_000 + "x",
        " + ".join(["x"] * 50_000),
        "exp(" * 80 + "x" + ")" * 80,
    ],
    ids=["brackets", "minus", "sum", "calls"],
)
def test_nesting_without_end_is_refused_or_computed_but_never_crashes(text: str):
    try:
        outcome = str(expression(text, {"x": 0.0}).data)
    except ExpressionError as error:
        outcome = str(error)
    assert re.search("nested too deeply|syntax not understood|^0.0$|^inf$", outcome)


def test_a_deep_expression_says_what_to_do():
    with pytest.raises(
        ExpressionError, match=r"the expression is nested too deeply: name its parts, q = …; f"
    ):
        expression(" + ".join(["x"] * 5_000), {"x": 1.0})


def test_what_python_would_warn_of_is_an_error_without_a_warning():
    # in 3.12 and later "1if" and "\d" are SyntaxWarnings, which pytest would turn into errors
    for text in ("1if x else 2", r"'\d' * x", "1 is x"):
        with pytest.raises(ExpressionError, match="not"):
            expression(text, {"x": 1.0})


def test_an_expression_error_is_a_value_error():
    assert issubclass(ExpressionError, ValueError)
