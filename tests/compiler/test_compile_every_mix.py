"""Engine, scalar source, array source and batch are the same for every mix of what operands can be."""

from collections import Counter
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from random_programs import EPS, Bound, bounds, build, recipes

from autograd import Value, compile, compile_batch, ops, record

# --- every row of the table, from the table -------------------------------------------------------------

ROWS = {
    **{name: op for name, op in ops.TABLE.items() if op is not ops.PICK},  # not every number is an index
    **{
        op.name: op
        for op in (
            *map(ops.power, (-2, -1, -0.5, 0, 0.5, 1, 2, 3, 2.5)), ops.leaky_relu(0.1), ops.elu(0.5),
            ops.take(0), ops.take(1), ops.where("<"), ops.where("<="), ops.where("=="), ops.where("!="),
        )
    },
}  # fmt: skip
KINDS = ("argument", "parameter", "captured", "computed", "number")
NUMBERS = (0.75, 1.5, 0.75, 2.0, 1.0)  # in every row's domain, a tie among them


def arities(op: Any) -> tuple[int, ...]:
    return (2, 3, 5) if op.arity is None else (op.arity,)


def mixes() -> list[Any]:
    """Return every row with every pair of kinds, in turn where it has more operands."""
    return [
        pytest.param(op, (mix * n)[:n], id=f"{name}-{n}-{'-'.join(mix)}")
        for name, op in ROWS.items()
        for n in arities(op)
        for mix in product(KINDS, repeat=min(n, 2))
    ]


def all_ways(
    fn: Any, params: list[Value], *args: Any
) -> list[tuple[str, tuple[float, Any, tuple[Any, ...]]]]:
    """Return value and gradients of one sample by scalar source, by array source, and in a batch of three."""
    ways = []
    for wide in (False, True):
        program = compile(fn, params)
        compiled, _ = program._prepare(args)
        compiled.wide = wide
        ways.append(("array" if wide else "scalar", program.grads(*args)))
    several = [np.array([arg] * 3) for arg in args]
    value, gradient, slopes = compile_batch(fn, params).grads(*several)
    ways.append(("batch", (value, gradient, tuple(d.sum(axis=0) for d in slopes))))
    return ways


@pytest.mark.parametrize(("op", "mix"), mixes())
def test_every_row_survives_every_mix_of_values_and_numbers(op: ops.Op, mix: tuple[str, ...]) -> None:
    held = [Value(0.5 * x) for x in NUMBERS]
    of = {
        "parameter": [Value(x) for x in NUMBERS],
        "captured": [Value(x) for x in NUMBERS],
        "number": NUMBERS,
    }
    of["computed"] = [v * 2.0 for v in held]
    count = mix.count("argument")

    def fn(xs: Any) -> Any:
        given = iter(xs)
        y = record(op, *(next(given) if kind == "argument" else of[kind][i] for i, kind in enumerate(mix)))
        return y * y * 0.5  # so that the delta is a number of the sample

    numbers = [NUMBERS[i] for i, kind in enumerate(mix) if kind == "argument"]
    params = of["parameter"]
    leaves = [Value(x) for x in numbers]
    root = fn(leaves)
    root.backward()
    value, gradient, slopes = root.data, [p.grad for p in params], [v.grad for v in leaves]
    for way, (v, g, (d,)) in all_ways(fn, params, np.array(numbers).reshape(count)):
        np.testing.assert_allclose(v, value, rtol=1e-14, err_msg=way)
        np.testing.assert_allclose(g, gradient, rtol=1e-13, atol=1e-15, err_msg=way)
        np.testing.assert_allclose(d, slopes, rtol=1e-13, atol=1e-15, err_msg=way)


# --- random programs ------------------------------------------------------------------------------------

tried: Counter[str] = Counter()


def within(got: Any, expected: Any, bound: Any, what: str) -> None:
    """Assert that every number is as near as the order of additions allows."""
    got, expected, bound = (np.asarray(x, dtype=float) for x in (got, expected, bound))
    assert got.shape == expected.shape, what
    near = np.abs(got - expected) <= bound
    assert near.all(), f"{what}: {got[~near]} and {expected[~near]} differ by more than {bound[~near]}"


PARAMETERS, ELEMENTS, SAMPLES = 8, 3, 3
WAYS = (("scalar source", None), ("array source", None), ("source for jit", lambda function: function))


def by_the_engine(program: Any, params: list[Value], x: Any, y: Any, index: Any) -> tuple[Any, ...]:
    """Return the value and its gradients in one array, their bounds, the outputs, and theirs."""
    elements = [Value(number) for number in x.tolist()]
    outputs = program(elements, Value(y), int(index))
    near = bounds(outputs[0])
    if near is None:
        tried["too near to a kink"] += 1
        assume(False)
    for v in params:
        v.grad = 0
    outputs[0].backward()
    none = Bound(0.0, 0.0)
    leaves = [*params, *elements]
    return (
        np.array([outputs[0].data, *(v.grad for v in leaves)]),
        np.array([near[outputs[0]].value, *(near.get(v, none).delta for v in leaves)]),
        [float(getattr(v, "data", v)) for v in outputs],
        # what is returned beside the root may stand on other sums
        [(bounds(v) or {v: Bound(1e-12, 0.0)})[v].value if isinstance(v, Value) else 0.0 for v in outputs],
    )


def flat(answer: tuple[float, Any, tuple[Any, ...]]) -> Any:
    value, gradient, (of_x, *_) = answer
    return np.concatenate(([value], gradient, np.ravel(of_x)))


def compare(recipe: Any, seed: int, jit: Any = None) -> None:
    """Compare value, gradients and outputs of a program in all engines, on samples that the seed draws."""
    rng = np.random.default_rng(seed)
    params = [Value(number) for number in rng.normal(size=PARAMETERS).tolist()]
    captured = [Value(0.5), Value(-1.25)]
    xs, ys = np.round(rng.normal(size=(SAMPLES, ELEMENTS)), 1), rng.normal(size=SAMPLES)
    indices = rng.integers(0, 2, SAMPLES)

    def every(x: Any, y: Any, index: Any) -> Any:
        return build(recipe, params, captured, x, y, index)

    def first(x: Any, y: Any, index: Any) -> Any:
        return every(x, y, index)[0]

    expected = [by_the_engine(every, params, *sample) for sample in zip(xs, ys, indices)]
    for sample, (numbers, slack, *_) in zip(zip(xs, ys, indices), expected[:1] if jit else expected):
        for way, own in (("numba", jit),) if jit else WAYS:
            program = compile(first, params, jit=own)
            program._prepare(sample)[0].wide = way == "array source"
            within(flat(program.grads(*sample)), numbers, slack, f"by {way}")
            tried[way] += 1
    if jit:
        return
    within(compile(every, params)(xs[0], ys[0], indices[0]), *expected[0][2:], "the outputs")
    numbers, slack = (
        np.array([e[0] for e in expected]) / SAMPLES,
        np.array([e[1] for e in expected]) / SAMPLES,
    )
    shared = 1 + PARAMETERS  # the value and what all samples share are means, which are sums too
    slack += 4 * EPS * np.abs(numbers)
    every_x = slice(shared, None)
    within(
        flat(compile_batch(first, params).grads(xs, ys, indices)),
        np.concatenate((numbers[:, :shared].sum(axis=0), numbers[:, every_x].ravel())),
        np.concatenate((slack[:, :shared].sum(axis=0), slack[:, every_x].ravel())),
        "by a batch",
    )
    rows = compile_batch(every, params)(xs, ys, indices)
    within(rows, [e[2] for e in expected], [e[3] for e in expected], "the outputs of a batch")
    tried["batch"] += 1


@settings(max_examples=5 * settings().max_examples)
@given(recipes, st.integers(0, 2**16))
def test_random_programs_are_the_same_in_engine_and_sources(recipe: Any, seed: int) -> None:
    compare(recipe, seed)
    event("compared")


@settings(max_examples=max(10, settings().max_examples // 14))
@given(recipes, st.integers(0, 2**16))
def test_random_programs_are_the_same_by_numba(recipe: Any, seed: int) -> None:
    numba = pytest.importorskip("numba")
    compare(recipe._replace(steps=recipe.steps[:2]), seed, numba.njit)


def test_enough_random_programs_were_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """The tests above may reject what is near a kink: most must be left."""
    with capsys.disabled():
        print("", ", ".join(f"{way} {count:,}" for way, count in tried.items()), end=" ")
    if tried["batch"]:
        assert tried["batch"] >= 4 * tried["too near to a kink"]
        assert tried["scalar source"] >= 3 * tried["batch"]
