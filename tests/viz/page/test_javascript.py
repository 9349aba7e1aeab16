"""viz/page/javascript.py: every row and every number against the engine, in a real browser."""

import json
import math
import random
import struct
from collections.abc import Callable
from itertools import product as pairs
from typing import Any

from browser import needs_chromium, observed, observed_each

from autograd import Op, Value, fold, ops, record, topological_order, words
from viz import step_through
from viz.page.javascript import row_functions
from viz.scenes.text import Decimals, number

MANY = (2, 3, 6, 7)  # the rows of many operands are written for each number of operands


def folded(gates: Callable[[Value], Value]) -> Op:
    """Return the row of several gates folded into one."""
    root = gates(Value(2.0))
    row = fold(root, [node for node in topological_order(root) if node.parents], symbol="g").op
    assert row is not None
    return row


FAMILIES = [
    ops.power(2), ops.power(3), ops.power(-1), ops.power(-2), ops.power(0), ops.power(0.5), ops.power(-1.5),
    ops.leaky_relu(), ops.leaky_relu(0.3), ops.elu(), ops.elu(0.5), ops.huber(), ops.huber(0.5),
    ops.take(0), ops.take(2), *map(ops.where, ("<", "<=", "==", "!=")),
    folded(lambda x: 1 / (1 + (-x).exp())), folded(lambda x: (x * x - 1).sqrt().log() + x),
]  # fmt: skip
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 3.0, 40.0, -800.0, 710.0, math.inf, -math.inf, math.nan]


def arities(op: Op) -> tuple[int, ...]:
    return MANY[op.family == "take" :] if op.arity is None else (op.arity,)


def points(arity: int) -> list[tuple[float, ...]]:
    """All special points of one and two operands, and random ones."""
    draw = random.Random(arity)
    found = [tuple(draw.uniform(-4, 4) for _ in range(arity)) for _ in range(30)]
    found += [tuple(float(draw.randint(-2, 2)) for _ in range(arity)) for _ in range(10)]  # with equals
    if arity <= 2:
        found += pairs(SPECIAL, repeat=arity)
    return found + [tuple(draw.choice(SPECIAL) for _ in range(arity)) for _ in range(30)]


def told(x: float) -> float | str:
    return x if math.isfinite(x) else str(x)


def untold(x: Any) -> float:
    return float(x) if x is not None else math.nan


@needs_chromium
def test_every_row_gives_in_the_page_what_the_engine_gives():
    cases = [
        (op, arity, points(arity)) for op in [*ops.TABLE.values(), *FAMILIES] for arity in arities(op)
    ]  # fmt: skip
    source = ",".join(row_functions(op, arity) for op, arity, _ in cases)
    given = json.dumps([[[told(x) for x in point] for point in at] for _, _, at in cases])
    script = f"""
      const written = [{source}], given = {given};
      const back = (x) => (x === NOTHING ? null : Number.isFinite(x) ? x : String(x));
      const read = (x) => (typeof x === "string" ? Number(x.replace("inf", "Infinity")) : x);
      report(written.map((row, r) => given[r].map((point) => {{
        const x = point.map(read);
        if (row.excluded?.(x)) return "excluded";
        const y = row.forward(x);
        return [back(y), ...row.partials(y, x).map(back)];
      }})));
    """
    answers = observed(step_through(Value(1.0, "x")).html, script)
    compared = 0
    for (op, _, at), found in zip(cases, answers, strict=True):
        for point, answer in zip(at, found, strict=True):
            if op.excluded is not None and op.excluded(*point):
                assert answer == "excluded", (op, point)
                continue
            y = op.forward(words, *point)
            wanted = [y, *op.partials(words, y, *point)]
            assert len(wanted) == len(answer), (op, point)
            for a, told_back in zip(wanted, answer, strict=True):
                b = 0.0 if told_back is None else float(told_back)
                assert (a is ops.NOTHING) == (told_back is None), (op, point)
                same = math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-300) or (a != a and b != b)
                assert same, (op, point, wanted, answer)
                compared += 1
    assert compared > 5000


@needs_chromium
def test_numbers_are_written_in_the_page_as_python_writes_them():
    draw = random.Random(0)
    numbers = [0.0, -0.0, 1e6, 999999.5, 999999.4, 123456.7, 12345.5, 0.0001, 0.000099995, 5e-324, 1.7e308]
    numbers += [1.0625, 2.5, 0.5, -2.5, 1234.5, 1235.5, 100000.25]  # halves, which Python rounds to even
    numbers += [math.inf, -math.inf, math.nan]
    numbers += [struct.unpack("d", struct.pack("Q", draw.getrandbits(64)))[0] for _ in range(500)]
    numbers += [draw.uniform(-10, 10) * 10 ** draw.randint(-7, 7) for _ in range(1500)]
    numbers += [draw.randint(-(10**5), 10**5) / 2 ** draw.randint(0, 12) for _ in range(1000)]
    script = f"""
      const read = (x) => (typeof x === "string" ? Number(x.replace("inf", "Infinity")) : x);
      report({json.dumps([told(x) for x in numbers])}.map((x) => number(read(x))));
    """
    pages = {str(digits): step_through(Value(1.0, "x"), digits=digits).html for digits in (4, 1, 2, 7)}
    pages |= {f"0.{n}": step_through(Value(1.0, "x"), decimals=n).html for n in (0, 1, 3)}
    for digits, texts in observed_each({name: (page, script) for name, page in pages.items()}).items():
        whole, _, decimals = digits.partition(".")
        assert texts == [number(x, Decimals(decimals) if decimals else int(whole)) for x in numbers]


@needs_chromium
def test_what_is_typed_is_read_as_arithmetic_or_not_at_all():
    typed = {
        "3": 3, "-0.5": -0.5, "−0.5": -0.5, "+2": 2, ".5": 0.5, "5.": 5, "0,25": 0.25, " 3/8 ": 0.375,
        "-1 / 4": -0.25, "1e-3": 0.001, "2E2": 200, "1/-4": -0.25,
        "7.5·10⁻²": 0.075, "-3²": -9, "½": 0.5, "-⅜·2": -0.75, "2½": None, "2³4": None, "⁻": None,
        "1/2/2": 0.25, "(1-0.75)*2": 0.5, "7.5·10^-2": 0.075,
        "∞": "Infinity", "-inf": "-Infinity", "−∞": "-Infinity", "nan": "NaN",
        "": None, "x": None, "1/0": None, "--1": None, "1e999": None, "0x10": None,
        "Infinity": None, "-": None, "1 2": None, "alert(1)": None, "1//2": None, "/2": None, "e3": None,
    }  # fmt: skip
    told = "(x) => (x === null || Number.isFinite(x) ? x : String(x))"
    script = f"report({json.dumps(list(typed))}.map(parsed).map({told}));"
    found = observed(step_through(Value(1.0, "x")).html, script)
    assert dict(zip(typed, found, strict=True)) == typed


def test_a_row_that_branches_on_its_operand_is_said_to_be_unwritable():
    def forward(xp: Any, x: Any) -> Any:
        return x if x > 0 else 0.0

    source = row_functions(Op("<b>", "b", forward, lambda xp, y, x: (1.0,)), 1)
    assert source.startswith(
        '{name:"\\u003cb>",domain:"",unwritable:"a row of the op table branched on its operand'
    )
    assert "forward" not in source
    broken = row_functions(Op("broken", "b", lambda xp, x: {}[0], lambda xp, y, x: (1.0,)), 1)
    assert broken == '{name:"broken",domain:"",unwritable:"0"}'


def test_a_row_is_written_once_for_all_nodes_of_the_same_number_of_operands():
    x = Value(2.0, "x")
    page = step_through(record(ops.SUM, x * x * x, x) + record(ops.SUM, x, x, x)).html
    assert page.count('{name:"mul"') == 1
    assert page.count('{name:"sum"') == 2
