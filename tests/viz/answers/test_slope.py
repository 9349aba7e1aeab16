"""viz/answers/slope.py: what is said of the slope of a chain of gates folded into one."""

from math import cos, exp, log, sin, tanh
from time import process_time

import pytest

from autograd import Value
from viz import check_slope


def softplus(z: Value) -> Value:
    return (1 + z.exp()).log()


@pytest.mark.parametrize(
    ("slope", "says"),
    [
        # d ln(1 + eᶻ)/dz = eᶻ/(1 + eᶻ) = 1/(1 + e⁻ᶻ)
        (lambda z: 1 / (1 + exp(-z)), "✓ Right."),
        (lambda z: None, "· no answer yet"),
        (lambda z: 1 / (1 + exp(z)), "without the gate exp"),
        (exp, "without the gate log"),
        (lambda z: -1 / (1 + exp(-z)), "a slip of the sign"),
        (lambda z: log(1 + exp(z)), "the function itself"),
        (lambda z: exp(z) + 1 + 1 / (1 + exp(z)), "the sum of the local gradients"),
        (lambda z: 7.0, "Multiply the local gradients"),
    ],
)
def test_the_slope_of_softplus_is_judged(slope, says):
    verdict = check_slope(slope, softplus)
    assert says in " ".join(str(verdict).split())
    assert verdict.right is (says == "✓ Right.")
    assert repr(verdict) == str(verdict) == verdict.text


@pytest.mark.parametrize(
    ("slope", "gates", "says"),
    [
        # at z = 1 these are right, which makes them no less wrong
        (lambda z: 3 * z**3, lambda z: z**3, "the exponent not lowered"),
        (lambda z: z**2, lambda z: z**3, "the exponent not written in front"),
        (lambda z: cos(z) * 2 * z, lambda z: (z**2).sin(), "the slope of sin at the wrong place"),
        (lambda z: z, lambda z: z.exp(), "the slope of exp with the operand put in, the input in place"),
        (lambda z: 1 + tanh(z) ** 2, Value.tanh, "a plus for the minus inside of the slope of tanh"),
        (sin, lambda z: z.cos(), "the wrong sign of the slope of cos"),
        (lambda z: -(z**-2), lambda z: 1 / z + 2, "✓ Right."),
        (lambda z: z**-2, lambda z: 1 / z, "the wrong sign of the division rule"),
    ],
)
def test_a_wrong_slope_is_called_by_its_mistake_of_the_catalogue(slope, gates, says):
    assert says in " ".join(str(check_slope(slope, gates)).split())


def stretched(z: Value) -> Value:
    return 2 / (1 + (-2 * z).exp()) - 1


@pytest.mark.parametrize("factor", [0.25, 0.5, 2])
def test_a_constant_factor_is_named_as_one(factor):
    # 1 - tanh² is right; of σ(2z) alone, without the 2 behind it or within it, it is a quarter or a half
    text = " ".join(str(check_slope(lambda z: factor * (1 - tanh(z) ** 2), stretched)).split())
    assert "right but for a constant factor" in text
    assert "average" not in text


def test_a_node_of_the_notebook_in_the_slope_is_called_one():
    y = Value(0.5, "y")
    with pytest.raises(TypeError, match=r"returns a number \(a node got in: use the function's own argument"):
        check_slope(lambda z: 1 - y**2, stretched)


def test_an_answer_that_is_missing_at_one_point_is_missing():
    assert check_slope(lambda z: None if z > 2 else 1.0, softplus).text == "· no answer yet"


@pytest.mark.parametrize(
    ("gates", "says"),
    [
        (lambda z: z * z, "the gate \\* has 2 operands that are no plain numbers: check_slope folds a chain"),
        (lambda z: z.exp() + z, "the gate \\+ has 2 operands"),
    ],
)
def test_what_is_no_chain_is_refused(gates, says):
    with pytest.raises(ValueError, match=says):
        check_slope(lambda z: 2 * z, gates)


def test_points_of_your_own_are_used():
    # |z| and z have the same slope where z > 0
    assert check_slope(lambda z: 1.0, abs, points=(0.5, 2.0)).right
    assert not check_slope(lambda z: 1.0, abs).right


def test_a_tiny_slope_is_not_zero():
    # σ′(z) = e^−z for large z: 9.4e-14 at 30
    for wrong in (lambda z: 0.0, lambda z: -9e-13):
        assert not check_slope(wrong, Value.sigmoid, points=(30.0,)).right
    assert check_slope(lambda z: exp(-z), lambda z: (-z).exp() * -1.0, points=(30.0, 40.0)).right


@pytest.mark.parametrize("slope", [None, 3, lambda z: "a", lambda z: 1j, lambda z: [1], Value])
def test_a_slope_that_is_no_function_to_a_number_is_refused(slope):
    with pytest.raises(TypeError, match=r"check_slope got .* (for|from) the slope: "):
        check_slope(slope, softplus)


@pytest.mark.parametrize(("gates", "named"), [(10, True), (11, False)])
def test_missing_gates_are_looked_for_in_chains_of_ten(gates, named):
    def chain(z: Value) -> Value:
        for _ in range(gates):
            z = z.tanh()
        return z

    def without_the_last(z: float) -> float:
        x = Value(z)
        y = x
        for _ in range(gates - 1):
            y = y.tanh()
        y.backward()
        return x.grad

    said = check_slope(without_the_last, chain, points=(0.5, 1.0)).text
    assert ("the product without the gate tanh" in said) == named


def test_a_long_chain_has_a_verdict_at_once():
    # every choice of 24 gates are 16 million products: a minute, where the other mistakes take no time
    def chain(z: Value) -> Value:
        for k in range(24):
            z = z.tanh() if k % 2 else z.sigmoid()
        return z

    start = process_time()
    assert "Not right. Multiply the local gradients" in check_slope(lambda z: 5.0, chain).text
    assert process_time() - start < 5
