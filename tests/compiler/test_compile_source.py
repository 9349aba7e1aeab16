"""What the compiler recognizes, and how the program reads."""

import re
from itertools import pairwise

import numpy as np
import pytest
from random_programs import Recipe
from test_compile_every_mix import compare

import autograd
from autograd import Value, compile, compile_batch, dot, maximum
from autograd.compiler.planning.pack import Packed

RECIPE = Recipe([
    (4, 2, [0, 1, 2]), (2, 6, [4, 13, 14, 15, 16]), (3, 1, [12, 13, 14]), (1, 12, [11, 12, 13, 14]),
    (5, 3, [0, 1, 2]), (3, 4, [17, 18, 19, 20]),
], [0])  # fmt: skip


def matrix(rows, columns, label="", start=0.0):
    return [
        [Value(start + 0.1 * (i - j), label=f"{label}[{i}][{j}]" if label else "") for j in range(columns)]
        for i in range(rows)
    ]


def left_to_right(row, x, b):
    z = b
    for w, xi in zip(row, x):
        z = z + xi * w
    return z


NEURONS = {
    "dot": dot,
    "sum of products": lambda row, x, b: sum((w * xi for w, xi in zip(row, x)), b),
    "the other order": lambda row, x, b: sum((xi * w for w, xi in zip(row, x)), b),
    "bias last": lambda row, x, b: sum(w * xi for w, xi in zip(row, x)) + b,
    "left to right": left_to_right,
    "one sum": lambda row, x, b: autograd.sum([*(w * xi for w, xi in zip(row, x)), b]),
    "dot and sum": lambda row, x, b: b + dot(row, x),
}


def mlp(neuron, label=""):
    w1, w2 = matrix(5, 3, label and "V"), matrix(2, 5, label and "U", 0.3)
    b1, b2 = [Value(0.1) for _ in range(5)], [Value(0.2) for _ in range(2)]

    def loss(x, t):
        h = [neuron(row, x, b).relu() for row, b in zip(w1, b1)]
        y = [neuron(row, h, b) for row, b in zip(w2, b2)]
        return sum((yi - ti) ** 2 for yi, ti in zip(y, t)) / 2

    params = [p for w, b in ((w1, b1), (w2, b2)) for p in (*(v for row in w for v in row), *b)]
    return compile_batch(loss, params)


def lines(program):
    """Return the statements without their comments."""
    return [line.partition("  #")[0].strip() for line in str(program).splitlines()]


@pytest.mark.parametrize("name", NEURONS)
def test_a_network_reads_as_the_lectures_matrix_notation_however_its_neurons_are_written(name):
    program = mlp(NEURONS[name])
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    assert program.check(x, t) < 1e-12
    program.value_and_grad(x, t)
    found = [line for line in lines(program) if re.match(r"d?[ZHWb]\d =", line)]
    assert found == [
        "W1 = theta[0:15].reshape(5, 3)",
        "b1 = column[15:20]",
        "W2 = theta[20:30].reshape(2, 5)",
        "b2 = column[30:32]",
        "Z1 = W1 @ X + b1",
        "H1 = relu(Z1)",
        "Z2 = W2 @ H1 + b2",
        "dZ2 = dsub7",
        "dH1 = W2.T @ dZ2",
        "dZ1 = dH1 * sign(H1)",
        "dW1 = dZ1 @ X.T",
        "db1 = dZ1.sum(axis=1, keepdims=True)",
        "dW2 = dZ2 @ H1.T",
        "db2 = dZ2.sum(axis=1, keepdims=True)",
    ]


def test_labels_name_the_arrays_and_every_group_says_what_it_stands_for():
    program = mlp(dot, label="yes")
    program.value_and_grad(np.ones((2, 3)), np.ones((2, 2)))
    text = str(program)
    assert "Z1 = V @ X + b1  # 5 × dot of 3" in text
    assert "dV = dZ1 @ X.T" in text
    assert "Z2 = U @ H1 + b2  # 2 × dot of 5" in text
    assert text.startswith("# array instructions, because a call has a batch of samples")


def test_the_matrix_formulas_of_the_lecture_give_the_same_numbers():
    # lecture A10: E = 1/2N Σ (y - ŷ)², with Z = W X + b and σ the logistic function
    rng = np.random.default_rng(1)
    w1, w2 = rng.normal(size=(4, 3)), rng.normal(size=(1, 4))
    b1, b2 = rng.normal(size=(4, 1)), rng.normal(size=(1, 1))
    x, t = rng.normal(size=(7, 3)), rng.normal(size=7)
    params = [Value(v) for part in (w1, b1, w2, b2) for v in part.ravel().tolist()]

    def loss(x, t):
        h = [dot(params[3 * k : 3 * k + 3], x, params[12 + k]).sigmoid() for k in range(4)]
        return 0.5 * (dot(params[16:20], h, params[20]).sigmoid() - t) ** 2

    h = 1 / (1 + np.exp(-(w1 @ x.T + b1)))
    y = 1 / (1 + np.exp(-(w2 @ h + b2)))
    d2 = (y - t) * y * (1 - y) / 7
    d1 = (w2.T @ d2) * h * (1 - h)
    parts = (d1 @ x, d1.sum(1), d2 @ h.T, d2.sum(1))
    value, gradient = compile_batch(loss, params).value_and_grad(x, t)
    np.testing.assert_allclose(value, ((y - t) ** 2).mean() / 2, rtol=1e-12)
    np.testing.assert_allclose(gradient, np.concatenate([p.ravel() for p in parts]), rtol=1e-12, atol=1e-15)


def test_shared_weights_at_several_places_are_one_product():
    w = matrix(4, 3)
    params = [p for row in w for p in row]

    def fn(places):
        rows = [[dot(row, x).tanh() for row in w] for x in places]
        return sum(v for row in rows for v in row)

    program = compile_batch(fn, params)
    x = np.random.default_rng(2).normal(size=(3, 6, 3))
    assert program.check(x) < 1e-12
    program.value_and_grad(x)
    assert str(program).count("@") == 2  # one forward, one for dW
    assert "24 × dot of 3: 4 units at 6 places" in str(program)


def test_the_same_dots_with_two_biases_are_one_product_and_plain_dots():
    w = matrix(4, 3)
    first, second = matrix(1, 4)[0], matrix(1, 4)[0]

    def fn(x):
        return sum(dot(row, x, b).tanh() for row, b in zip([*w, *w], [*first, *second]))

    program = compile_batch(fn, [*[p for row in w for p in row], *first, *second])
    x = np.random.default_rng(3).normal(size=(5, 3))
    assert program.check(x) < 1e-12
    program.value_and_grad(x)
    assert str(program).count("@") == 2  # one forward, one for dW


def test_attention_over_rows_of_different_lengths_is_a_handful_of_groups():
    def fn(q, k, v):
        read = []
        for t in range(len(q)):
            logits = [dot(q[t], key) for key in k[: t + 1]]
            top = maximum(*logits)
            weights = [(z - top).exp() for z in logits]
            total = sum(weights)
            read += [sum(w / total * value[j] for w, value in zip(weights, v)) for j in range(2)]
            read.append(autograd.logsumexp(logits))
        return sum(r * r for r in read)

    program = compile_batch(fn)
    rng = np.random.default_rng(3)
    args = [rng.normal(size=(4, 5, 2)) for _ in range(3)]
    assert program.check(*args) < 1e-11
    program.value_and_grad(*args)
    assert program.cost().groups <= 16


def test_what_is_written_is_no_longer_than_by_hand():
    """A factor -1 is a sign, a number of all rows a number, one label stays whole, the root is L."""
    assert "1.0" not in _source(compile(lambda x, y: (x * -1.0) * y.exp()), 1.0, 2.0).partition("return")[0]
    doubled = compile_batch(lambda x: [v * 2.0 for v in x])
    doubled([[1.0, 2.0]])
    assert "X * 2.0" in str(doubled)

    def labeled(x):
        y = x.exp()
        y.label = "h1"
        return y * y.sin()

    source = _source(compile_batch(labeled), [1.0])
    assert "h1 = exp(X)" in source
    assert "L = h1 * " in source


def _source(program, *arguments):
    program(*arguments)
    return str(program)


def test_a_group_waits_for_the_operands_of_all_its_rows():
    """The first exp is made before the cos that the second exp needs."""

    def fn(x, y):
        return x.tanh().sin().exp() * y.tanh().cos().exp()

    assert compile_batch(fn).check([0.5, 1.0], [2.0, -1.0]) < 1e-14


def test_a_product_is_computed_once_whichever_factor_comes_first():
    assert _source(compile(lambda x, y: [x * y, y * x]), 2.0, 3.0).count("*") == 1


def test_what_is_released_together_is_named_in_the_order_of_the_alphabet():
    """Sets of names have another order in every process; the source has not."""

    def fn(x):
        h = [xi.tanh() for xi in x]
        return autograd.sum(h).sin() * maximum(h[0], h[2], h[4], h[5]).sin()

    program = compile_batch(fn)
    program.grads(np.arange(12.0).reshape(2, 6))
    released = re.findall(r"^ +del (.*, .*)$", program._last._text["grads"], flags=re.MULTILINE)
    assert len(released) == 4
    assert all(names.split(", ") == sorted(names.split(", ")) for names in released)


def test_arguments_and_labels_may_have_the_names_that_the_source_uses_itself():
    w = [Value(2.0, "theta"), Value(3.0, "column"), Value(5.0, "lambda")]

    def fn(array, compiled, gradient, missing, read, rest, result, slow):
        h = [(x * v).exp() for x, v in zip((array, compiled, gradient, missing), (*w, w[0]))]
        y = dot(h, (read, rest, result, slow))
        for node, label in zip((*h, y), ("array", "result", "gradient", "slow", "compiled")):
            node.label = label
        return y * y.sin() + w[1]

    numbers = [0.125 * k for k in range(8)]
    for program in (compile(fn, w), compile(fn, w, jit=lambda f: f)):
        assert program.check(*numbers) < 1e-12
        for call in (program, program.value_and_grad, program.grads):
            first = call(*numbers)
            assert repr(call(*numbers)) == repr(first)  # the second call is the short one
            assert repr(call(*map(np.float64, numbers))) == repr(first)
    assert compile_batch(fn, w).check(*[[x, -x] for x in numbers]) < 1e-12


@pytest.mark.parametrize(("short", "groups"), [(25, 1), (24, 2)])
def test_rows_are_padded_to_the_longest_where_that_makes_at_most_twice_of_them(short, groups):
    def fn(x):  # 100 + 2 · 25 operands in 3 rows of 100
        return maximum(*x) * maximum(*x[:short]) * maximum(*x[-short:])

    program = compile_batch(fn)
    program(np.arange(100.0)[None])
    assert str(program).count("× maximum") == groups


def test_narrow_and_deep_is_written_as_scalar_source_and_wide_as_arrays():
    w = Value(0.5)

    def chain(x):
        for _ in range(100):
            x = (w * x + 1).tanh()
        return x

    narrow = compile(chain, [w])
    narrow.value_and_grad(0.1)
    assert str(narrow).startswith("# scalar source: 400 operands one by one take about 24.0 µs, 200 groups")
    wide = compile(lambda x: sum(a.tanh() * b for a, b in pairwise(x)))
    wide(np.ones(400))
    assert str(wide).startswith("# array instructions: ")
    assert narrow.check(0.1) < 1e-12
    assert wide.check(np.linspace(-1, 1, 400)) < 1e-12


def test_long_sums_compile_without_deep_recursion():
    program = compile(lambda x: sum((x * k).sin() for k in range(5000)))
    program._prepare((0.1,))[0].wide = False
    value, _, (dx,) = program.grads(0.1)
    k = np.arange(5000)
    np.testing.assert_allclose([value, dx], [np.sin(0.1 * k).sum(), (k * np.cos(0.1 * k)).sum()], rtol=1e-9)


def test_a_broken_packer_is_noticed(monkeypatch):
    """The property test can fail: swap two rows of a group behind the packer's back."""
    compare(RECIPE, 5)
    append = Packed._append

    def broken(self, group):
        if len(group.nodes) > 2 and group.op is not None:
            group.nodes[0], group.nodes[1] = group.nodes[1], group.nodes[0]
        return append(self, group)

    monkeypatch.setattr(Packed, "_append", broken)
    with pytest.raises(AssertionError):
        compare(RECIPE, 5)
