"""Every row of the table: against derivations by hand, against the complex step, against arrays."""

import math
from inspect import signature
from itertools import permutations
from math import e, inf, log, nan, pi, sqrt, tanh

import array_api_strict
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograd import Op, Value, ops, record, words
from autograd.testing import complex_words

# --- 1. derivations by hand --------------------------------------------------------------------------


def about(x):
    """Return x up to two units in the last place: the library functions promise no more."""
    return pytest.approx(x, rel=4.5e-16, abs=0)


C = sqrt(2 / pi)
T1 = tanh(1.044715 * C)

# (row, operands, value, partials): the derivation stands above, what comes without `about` is exact
BY_HAND = [
    # y = a + b: ∂y/∂a = 1, ∂y/∂b = 1, wherever one is
    (ops.ADD, (2.0, 3.0), 5.0, (1.0, 1.0)),
    (ops.ADD, (inf, 1.0), inf, (1.0, 1.0)),
    (ops.ADD, (nan, 1.0), nan, (1.0, 1.0)),
    # y = a - b: ∂y/∂a = 1, ∂y/∂b = -1
    (ops.SUB, (2.0, 3.0), -1.0, (1.0, -1.0)),
    # y = ab: ∂y/∂a = b, ∂y/∂b = a
    (ops.MUL, (2.0, -3.0), -6.0, (-3.0, 2.0)),
    (ops.MUL, (0.0, 5.0), 0.0, (5.0, 0.0)),
    (ops.MUL, (nan, 5.0), nan, (5.0, nan)),
    # y = a/b: ∂y/∂a = 1/b, ∂y/∂b = -a/b²; at 3/4: 1/4 and -3/16
    (ops.DIV, (3.0, 4.0), 0.75, (0.25, -0.1875)),
    # at 1/-2: -1/2 and -1/4
    (ops.DIV, (1.0, -2.0), -0.5, (-0.5, -0.25)),
    (ops.DIV, (1.0, nan), nan, (nan, nan)),
    # y = -x: y' = -1
    (ops.NEG, (3.0,), -3.0, (-1.0,)),
    # y = aᵇ = e^(b ln a): ∂y/∂a = b aᵇ⁻¹, ∂y/∂b = aᵇ ln a; at 2³: 3·4 and 8 ln 2
    (ops.POW, (2.0, 3.0), 8.0, (12.0, about(8 * log(2)))),
    # at 4^½: ½·4^-½ = ¼ and 2 ln 4
    (ops.POW, (4.0, 0.5), 2.0, (0.25, about(2 * log(4)))),
    # at (-2)²: 2·(-2) = -4; beside a whole b the power of a negative number does not exist, so ∂y/∂b is nan
    (ops.POW, (-2.0, 2.0), 4.0, (-4.0, nan)),
    (ops.POW, (-2.0, -1.0), -0.5, (-0.25, nan)),
    # at 0^b, b > 0: y stays 0 when b moves, ∂y/∂b = 0 (the limit of aᵇ ln a); ∂y/∂a = b 0ᵇ⁻¹
    (ops.POW, (0.0, 2.0), 0.0, (0.0, 0.0)),
    (ops.POW, (0.0, 1.0), 0.0, (1.0, 0.0)),
    # below b = 1 the slope in a has no bound
    (ops.POW, (0.0, 0.5), 0.0, (inf, 0.0)),
    # a⁰ = 1 for every a: ∂y/∂a = 0; ∂y/∂b = 1·ln a
    (ops.POW, (3.0, 0.0), 1.0, (0.0, about(log(3)))),
    (ops.POW, (0.0, 0.0), 1.0, (0.0, 0.0)),
    (ops.POW, (nan, 2.0), nan, (nan, nan)),
    (ops.POW, (2.0, nan), nan, (nan, nan)),
    (ops.POW, (-2.0, nan), nan, (nan, nan)),
    # y = x²: y' = 2x
    (ops.power(2), (3.0,), 9.0, (6.0,)),
    (ops.power(2), (-3.0,), 9.0, (-6.0,)),
    (ops.power(2), (0.0,), 0.0, (0.0,)),
    # y = x³: y' = 3x²
    (ops.power(3), (-2.0,), -8.0, (12.0,)),
    # too large for a float: inf, with the sign of the base for an odd power
    (ops.power(3), (-1e200,), -inf, (inf,)),
    # y = x: y' = 1·x⁰ = 1, at 0 too
    (ops.power(1), (0.0,), 0.0, (1.0,)),
    # y = 1/x: y' = -1/x²
    (ops.power(-1), (4.0,), 0.25, (-0.0625,)),
    (ops.power(-1), (-2.0,), -0.5, (-0.25,)),
    # y = √x: y' = 1/(2√x); at 4: 1/4; at 0 it has no bound
    (ops.power(0.5), (4.0,), 2.0, (0.25,)),
    (ops.power(0.5), (0.0,), 0.0, (inf,)),
    # y = x⁰ = 1 for every x, even nan: y' = 0
    (ops.power(0), (5.0,), 1.0, (0.0,)),
    (ops.power(0), (0.0,), 1.0, (0.0,)),
    (ops.power(0), (inf,), 1.0, (0.0,)),
    (ops.power(0), (nan,), 1.0, (0.0,)),
    # an unknown exponent: no number stands outside of the domain for certain
    (ops.power(nan), (-2.0,), nan, (nan,)),
    (ops.power(2), (nan,), nan, (nan,)),
    # y = eˣ: y' = eˣ = y
    (ops.EXP, (0.0,), 1.0, (1.0,)),
    (ops.EXP, (1.0,), about(e), (about(e),)),
    (ops.EXP, (1000.0,), inf, (inf,)),
    (ops.EXP, (-1000.0,), 0.0, (0.0,)),
    (ops.EXP, (nan,), nan, (nan,)),
    # y = ln x: y' = 1/x
    (ops.LOG, (1.0,), 0.0, (1.0,)),
    (ops.LOG, (4.0,), about(2 * log(2)), (0.25,)),
    (ops.LOG, (inf,), inf, (0.0,)),
    (ops.LOG, (nan,), nan, (nan,)),
    # y = eˣ - 1: y' = eˣ; at ln 2: 1 and 2; where x is tiny y is x to all digits
    (ops.EXPM1, (log(2),), about(1.0), (about(2.0),)),
    (ops.EXPM1, (1e-20,), 1e-20, (1.0,)),
    (ops.EXPM1, (-1000.0,), -1.0, (0.0,)),
    (ops.EXPM1, (nan,), nan, (nan,)),
    # y = ln(1 + x): y' = 1/(1 + x); at 1: ln 2 and ½
    (ops.LOG1P, (1.0,), about(log(2)), (0.5,)),
    (ops.LOG1P, (1e-20,), 1e-20, (1.0,)),
    (ops.LOG1P, (inf,), inf, (0.0,)),
    (ops.LOG1P, (nan,), nan, (nan,)),
    # y = √x: y' = 1/(2√x); at 9: 1/6; at 0 the tangent is vertical
    (ops.SQRT, (9.0,), 3.0, (about(1 / 6),)),
    (ops.SQRT, (0.0,), 0.0, (inf,)),
    (ops.SQRT, (nan,), nan, (nan,)),
    # y = sin x: y' = cos x; at π/6: ½ and √3/2
    (ops.SIN, (0.0,), 0.0, (1.0,)),
    (ops.SIN, (pi / 6,), about(0.5), (about(sqrt(3) / 2),)),
    (ops.SIN, (nan,), nan, (nan,)),
    # y = cos x: y' = -sin x; at π/6: √3/2 and -½
    (ops.COS, (0.0,), 1.0, (0.0,)),
    (ops.COS, (pi / 6,), about(sqrt(3) / 2), (about(-0.5),)),
    (ops.COS, (nan,), nan, (nan,)),
    # y = arcsin x: sin y = x, cos y · y' = 1, y' = 1/√(1 - x²); at ½: π/6 and 2/√3; at ±1 it has no bound
    (ops.ASIN, (0.5,), about(pi / 6), (about(2 / sqrt(3)),)),
    (ops.ASIN, (-1.0,), -pi / 2, (inf,)),
    (ops.ASIN, (nan,), nan, (nan,)),
    # y = arccos x = π/2 - arcsin x: the opposite slope; at ½: π/3
    (ops.ACOS, (0.5,), about(pi / 3), (about(-2 / sqrt(3)),)),
    (ops.ACOS, (1.0,), 0.0, (-inf,)),
    (ops.ACOS, (nan,), nan, (nan,)),
    # y = arctan x: tan y = x, y' = 1/(1 + x²); at 1: π/4 and ½
    (ops.ATAN, (1.0,), about(pi / 4), (0.5,)),
    (ops.ATAN, (-inf,), -pi / 2, (0.0,)),
    (ops.ATAN, (nan,), nan, (nan,)),
    # sinh x = (eˣ - e⁻ˣ)/2, cosh x = (eˣ + e⁻ˣ)/2: each is the other's slope; x = ln 2: ¾ and 5/4
    (ops.SINH, (log(2),), about(0.75), (about(1.25),)),
    (ops.SINH, (-1000.0,), -inf, (inf,)),
    (ops.SINH, (nan,), nan, (nan,)),
    (ops.COSH, (log(2),), about(1.25), (about(0.75),)),
    (ops.COSH, (-1000.0,), inf, (-inf,)),
    (ops.COSH, (nan,), nan, (nan,)),
    # y = tanh x: y' = 1 - tanh² x. x = ln 2: e²ˣ = 4, y = (4 - 1)/(4 + 1) = 3/5, y' = 1 - 9/25 = 16/25
    (ops.TANH, (0.0,), 0.0, (1.0,)),
    (ops.TANH, (log(2),), about(0.6), (about(0.64),)),
    (ops.TANH, (1000.0,), 1.0, (0.0,)),
    (ops.TANH, (-1000.0,), -1.0, (0.0,)),
    (ops.TANH, (nan,), nan, (nan,)),
    # y = 1/(1 + e⁻ˣ): y' = (1 - y)y. x = ln 3: e⁻ˣ = 1/3, y = 3/4, y' = 3/16
    (ops.SIGMOID, (0.0,), 0.5, (0.25,)),
    (ops.SIGMOID, (log(3),), about(0.75), (about(0.1875),)),
    (ops.SIGMOID, (1000.0,), 1.0, (0.0,)),
    (ops.SIGMOID, (-1000.0,), 0.0, (0.0,)),
    (ops.SIGMOID, (nan,), nan, (nan,)),
    # y = max(x, 0): y' = 1 right of the kink, 0 left of it; convention at the kink: 0
    (ops.RELU, (3.0,), 3.0, (1.0,)),
    (ops.RELU, (-3.0,), 0.0, (0.0,)),
    (ops.RELU, (0.0,), 0.0, (0.0,)),
    (ops.RELU, (5e-324,), 5e-324, (1.0,)),
    (ops.RELU, (inf,), inf, (1.0,)),
    (ops.RELU, (nan,), nan, (nan,)),
    # y = x right of 0, slope·x elsewhere; convention at 0: the slope
    (ops.leaky_relu(0.01), (3.0,), 3.0, (1.0,)),
    (ops.leaky_relu(0.01), (-3.0,), -0.03, (0.01,)),
    (ops.leaky_relu(0.1), (0.0,), 0.0, (0.1,)),
    (ops.leaky_relu(0.1), (nan,), nan, (nan,)),
    # y = x right of 0, α(eˣ - 1) elsewhere, y' = αeˣ = y + α. x = -ln 2: y = α(½ - 1); at 0 the right side: 1
    (ops.elu(1.0), (3.0,), 3.0, (1.0,)),
    (ops.elu(1.0), (-log(2),), about(-0.5), (about(0.5),)),
    (ops.elu(2.0), (-log(2),), about(-1.0), (about(1.0),)),
    (ops.elu(2.0), (0.0,), 0.0, (1.0,)),
    (ops.elu(1.0), (-1000.0,), -1.0, (0.0,)),
    (ops.elu(1.0), (1000.0,), 1000.0, (1.0,)),
    (ops.elu(1.0), (nan,), nan, (nan,)),
    # y = x/(1 + |x|): y' = 1/(1 + |x|)²; at 3: ¾ and 1/16; far out y nears ±1
    (ops.SOFTSIGN, (3.0,), 0.75, (0.0625,)),
    (ops.SOFTSIGN, (-1.0,), -0.5, (0.25,)),
    (ops.SOFTSIGN, (0.0,), 0.0, (1.0,)),
    (ops.SOFTSIGN, (-inf,), -1.0, (0.0,)),
    (ops.SOFTSIGN, (nan,), nan, (nan,)),
    # y = xσ(x): y' = σ + xσ(1 - σ). x = ln 3, σ = ¾: ¾ ln 3 and ¾ + 3/16 ln 3; far left 0, far right x
    (ops.SILU, (log(3),), about(0.75 * log(3)), (about(0.75 + 0.1875 * log(3)),)),
    (ops.SILU, (0.0,), 0.0, (0.5,)),
    (ops.SILU, (-1000.0,), 0.0, (0.0,)),
    (ops.SILU, (1000.0,), 1000.0, (1.0,)),
    (ops.SILU, (nan,), nan, (nan,)),
    # y = ½x(1 + t), t = tanh u, u = c(x + 0.044715x³), c = √(2/π):
    # y' = ½(1 + t) + ½x(1 - t²)c(1 + 0.134145x²); at 1: u = 1.044715c and ½(1 - t²)c · 1.134145; at 0: t = 0
    (ops.GELU, (1.0,), about(0.5 * (1 + T1)), (about(0.5 * (1 + T1) + 0.5 * (1 - T1**2) * C * 1.134145),)),
    (ops.GELU, (0.0,), 0.0, (0.5,)),
    (ops.GELU, (-1000.0,), 0.0, (0.0,)),
    (ops.GELU, (1e200,), 1e200, (1.0,)),
    (ops.GELU, (nan,), nan, (nan,)),
    # y = x between -1 and 1, where y' = 1, else -1 or 1, where y' = 0; convention at ±1: 0
    (ops.HARDTANH, (0.5,), 0.5, (1.0,)),
    (ops.HARDTANH, (-3.0,), -1.0, (0.0,)),
    (ops.HARDTANH, (1.0,), 1.0, (0.0,)),
    (ops.HARDTANH, (nan,), nan, (nan,)),
    # y = ½x², y' = x where |x| ≤ δ; else y = δ(|x| - ½δ), y' = ±δ. δ = 1 at 3: 3 - ½; δ = 2 at -3: 2(3 - 1)
    (ops.huber(1.0), (0.5,), 0.125, (0.5,)),
    (ops.huber(1.0), (1.0,), 0.5, (1.0,)),
    (ops.huber(1.0), (3.0,), 2.5, (1.0,)),
    (ops.huber(2.0), (-3.0,), 4.0, (-2.0,)),
    (ops.huber(1.0), (-inf,), inf, (-1.0,)),
    (ops.huber(1.0), (nan,), nan, (nan,)),
    # y = ln(1 + eˣ): y' = eˣ/(1 + eˣ) = σ(x). At 0: ln 2 and ½; x = ln 3: ln 4 and ¾
    (ops.SOFTPLUS, (0.0,), about(log(2)), (0.5,)),
    (ops.SOFTPLUS, (log(3),), about(log(4)), (about(0.75),)),
    # far right it is x, far left 0
    (ops.SOFTPLUS, (1000.0,), 1000.0, (1.0,)),
    (ops.SOFTPLUS, (-1000.0,), 0.0, (0.0,)),
    (ops.SOFTPLUS, (nan,), nan, (nan,)),
    # y = |x|: y' = ±1; convention at 0: 0
    (ops.ABS, (3.0,), 3.0, (1.0,)),
    (ops.ABS, (-3.0,), 3.0, (-1.0,)),
    (ops.ABS, (0.0,), 0.0, (0.0,)),
    (ops.ABS, (nan,), nan, (nan,)),
    # sign and step are flat on both sides of the jump; convention at the jump: 0
    # y = x, held fast
    (ops.DETACH, (-1.5,), -1.5, (0.0,)),
    (ops.DETACH, (nan,), nan, (0.0,)),
    (ops.SIGN, (3.0,), 1.0, (0.0,)),
    (ops.SIGN, (-3.0,), -1.0, (0.0,)),
    (ops.SIGN, (0.0,), 0.0, (0.0,)),
    (ops.SIGN, (nan,), nan, (nan,)),
    (ops.STEP, (3.0,), 1.0, (0.0,)),
    (ops.STEP, (-3.0,), 0.0, (0.0,)),
    (ops.STEP, (0.0,), 0.0, (0.0,)),
    (ops.STEP, (nan,), nan, (nan,)),
    # y = x₁ + … + xₙ: 1 for each
    (ops.SUM, (1.0, 2.0, 4.0), 7.0, (1.0, 1.0, 1.0)),
    (ops.SUM, (5.0,), 5.0, (1.0,)),
    (ops.SUM, (1.0, nan), nan, (1.0, 1.0)),
    # y = w₁x₁ + w₂x₂ + b: ∂y/∂wᵢ = xᵢ, ∂y/∂xᵢ = wᵢ, ∂y/∂b = 1; here 2·(-1) + (-3)·(-2) - 3 = 1
    (ops.DOT, (2.0, -3.0, -1.0, -2.0, -3.0), 1.0, (-1.0, -2.0, 2.0, -3.0, 1.0)),
    # an even count has no b
    (ops.DOT, (2.0, -3.0, -1.0, -2.0), 4.0, (-1.0, -2.0, 2.0, -3.0)),
    (ops.DOT, (7.0,), 7.0, (1.0,)),
    (ops.DOT, (2.0, nan), nan, (nan, 2.0)),
    # max and min route: 1 to the winner, to the first of equals, 0 to all others
    (ops.MAXIMUM, (1.0, 5.0, 3.0), 5.0, (0.0, 1.0, 0.0)),
    (ops.MAXIMUM, (5.0, 5.0, 3.0), 5.0, (1.0, 0.0, 0.0)),
    (ops.MAXIMUM, (1.0, 5.0, 5.0), 5.0, (0.0, 1.0, 0.0)),
    (ops.MAXIMUM, (inf, -inf), inf, (1.0, 0.0)),
    (ops.MINIMUM, (4.0, 1.0, 3.0), 1.0, (0.0, 1.0, 0.0)),
    (ops.MINIMUM, (4.0, 1.0, 1.0), 1.0, (0.0, 1.0, 0.0)),
    (ops.MINIMUM, (1.0, 1.0, 1.0), 1.0, (1.0, 0.0, 0.0)),
    # nan wins, wherever it stands, and the first nan gets all
    (ops.MAXIMUM, (nan, 5.0), nan, (1.0, 0.0)),
    (ops.MAXIMUM, (5.0, nan, nan), nan, (0.0, 1.0, 0.0)),
    (ops.MINIMUM, (nan, 5.0), nan, (1.0, 0.0)),
    (ops.MINIMUM, (5.0, nan, nan), nan, (0.0, 1.0, 0.0)),
    # y = x_i: the whole delta goes to what was looked up, nothing to the others and to the index
    (ops.PICK, (2.0, 3.0, 1.0), 3.0, (0.0, 1.0, 0.0)),
    (ops.PICK, (2.0, 3.0, nan), nan, (0.0, 0.0, 0.0)),
    # y = x_index: 1 for the one taken
    (ops.take(0), (3.0, 4.0), 3.0, (1.0, 0.0)),
    (ops.take(1), (3.0, 4.0), 4.0, (0.0, 1.0)),
    # y = u where a < b, else v: 1 to the branch that is taken, nothing to what is compared, nor for nan
    (ops.where("<"), (1.0, 2.0, 3.0, 4.0), 3.0, (0.0, 0.0, 1.0, 0.0)),
    (ops.where("<"), (2.0, 2.0, 3.0, 4.0), 4.0, (0.0, 0.0, 0.0, 1.0)),
    (ops.where("<="), (2.0, 2.0, 3.0, 4.0), 3.0, (0.0, 0.0, 1.0, 0.0)),
    (ops.where("=="), (2.0, 2.0, inf, nan), inf, (0.0, 0.0, 1.0, 0.0)),
    (ops.where("!="), (2.0, 2.0, nan, 4.0), 4.0, (0.0, 0.0, 0.0, 1.0)),
    (ops.where("<="), (nan, 2.0, 3.0, 4.0), 4.0, (0.0, 0.0, 0.0, 1.0)),
    # y = ln Σ e^xⱼ: ∂y/∂xᵢ = e^xᵢ / Σ e^xⱼ. x = ln 1, ln 2, ln 5: ln 8, and 1/8, 2/8, 5/8
    (ops.LOGSUMEXP, (0.0, log(2), log(5)), about(log(8)), (about(0.125), about(0.25), about(0.625))),
    (ops.LOGSUMEXP, (3.0,), 3.0, (1.0,)),
    # two equals at any height: x + ln 2, and a half each
    # (the digits behind the comma of 1000.69 are three less, and e^x passes their loss on: 1e-13)
    (ops.LOGSUMEXP, (1000.0, 1000.0), about(1000 + log(2)), (pytest.approx(0.5, rel=1e-13),) * 2),
    (ops.LOGSUMEXP, (-1000.0, -1000.0), about(log(2) - 1000), (pytest.approx(0.5, rel=1e-13),) * 2),
    (ops.LOGSUMEXP, (0.0, -1000.0), 0.0, (1.0, 0.0)),
    (ops.LOGSUMEXP, (-inf, 2.0), 2.0, (0.0, 1.0)),
    (ops.LOGSUMEXP, (-inf, -inf), -inf, (nan, nan)),
    (ops.LOGSUMEXP, (nan, 0.0), nan, (nan, nan)),
    # y = softmax(z), L = -Σ tₖ ln yₖ: ∂L/∂zₖ = yₖ - tₖ, ∂L/∂tₖ = -ln yₖ. z = ln 1, ln 3: y = 1/4, 3/4
    (
        ops.SOFTMAX_CROSS_ENTROPY,
        (0.0, log(3), 1.0, 0.0),
        about(log(4)),
        (about(-0.75), about(0.75), about(log(4)), about(log(4 / 3))),
    ),
    # t = 1/2, 1/2: L = ½ ln 4 + ½ ln 4/3, y - t = ∓1/4
    (
        ops.SOFTMAX_CROSS_ENTROPY,
        (0.0, log(3), 0.5, 0.5),
        about(0.5 * log(16 / 3)),
        (about(-0.25), about(0.25), about(log(4)), about(log(4 / 3))),
    ),
    # targets that add up to 2: yₖ · 2 - tₖ; what is missing is 0
    (ops.SOFTMAX_CROSS_ENTROPY, (0.0, 0.0, 2.0), about(2 * log(2)), (-1.0, 1.0, about(log(2)))),
    (ops.SOFTMAX_CROSS_ENTROPY, (3.0,), 0.0, (0.0,)),
    # no overflow, and a score of -∞ costs nothing where its target is 0
    (ops.SOFTMAX_CROSS_ENTROPY, (1000.0, -1000.0, 0.0, 1.0), 2000.0, (1.0, -1.0, 0.0, 2000.0)),
    (ops.SOFTMAX_CROSS_ENTROPY, (0.0, -inf, 1.0, 0.0), 0.0, (0.0, 0.0, 0.0, inf)),
]


def same(actual, expected):
    """Return whether two numbers are equal, nan being equal to nan."""
    both_nan = isinstance(expected, float) and math.isnan(expected) and math.isnan(actual)
    return both_nan or actual == expected


def title(case):
    return f"{case[0].name}{case[1]}"


@pytest.mark.parametrize(("op", "operands", "value", "partials"), BY_HAND, ids=map(title, BY_HAND))
def test_a_row_gives_the_value_and_the_partials_derived_by_hand(op, operands, value, partials):
    parents = [Value(x) for x in operands]
    node = record(op, *parents)
    assert same(node.data, value), f"value {node.data}, derived {value}"
    assert len(node.partials) == len(partials)
    for position, (partial, derived) in enumerate(zip(node.partials, partials)):
        assert same(partial, derived), f"partial {position} is {partial}, derived {derived}"
    assert node.op is op
    assert all(parent is given for parent, given in zip(node.parents, parents))


@pytest.mark.parametrize("name", ops.TABLE)
def test_every_row_of_the_table_has_a_derivation_by_hand(name):
    assert any(op is ops.TABLE[name] for op, *_ in BY_HAND)


@pytest.mark.parametrize("name", ops.FAMILIES)
def test_every_family_has_a_derivation_by_hand(name):
    assert any(op.name.startswith(f"{name}(") for op, *_ in BY_HAND)


def test_the_table_holds_every_fixed_row_of_the_module():
    rows = {op for op in vars(ops).values() if isinstance(op, Op)}
    assert rows == {*ops.TABLE.values(), ops.CONSTANT}
    assert all(name == op.name for name, op in ops.TABLE.items())


# What `Value` spells as an operator or a method is this row.
SPELLED = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a, b: -a,
    "pow": lambda a, b: a**b,
    "abs": lambda a, b: abs(a),
} | {
    name: lambda a, b, name=name: getattr(a, name)()
    for name, row in ops.FUNCTIONS.items()
    if isinstance(row, Op) and name != "abs"
}


@pytest.mark.parametrize("name", SPELLED)
def test_a_method_records_its_row(name):
    a, b = Value(0.75), Value(2.0)
    node, row = SPELLED[name](a, b), ops.TABLE[name]
    expected = record(row, *(a, b)[: len(node.parents)])
    assert node.op is row
    assert node.data == expected.data
    assert node.edges == expected.edges


def test_every_row_of_a_fixed_number_of_operands_is_a_method_or_an_operator():
    assert {name for name, op in ops.TABLE.items() if op.arity is not None} == set(SPELLED)


def test_parametrised_methods_record_their_rows():
    x = Value(-2.0)
    assert x.leaky_relu().op is ops.leaky_relu(0.01)
    assert x.leaky_relu(0.1).data == -0.2
    assert x.elu().op is ops.elu(1.0)
    assert x.elu(2.0).data == 2 * math.expm1(-2.0)
    assert x.huber().op is ops.huber(1.0)
    assert x.huber(delta=0.5).data == 0.5 * (2.0 - 0.25)
    assert (x**3).op is ops.power(3)
    assert (x**2.0).op is (x**2).op is (x ** np.int64(2)).op is ops.power(2)


def test_a_numpy_parameter_does_not_spoil_the_row_for_others():
    # np.float64(0.37) and 0.37 are the same key of the cache
    for parameter in (np.float64(0.37), 0.37):
        for node in (Value(-1.0).leaky_relu(parameter), Value(-1.0).elu(parameter)):
            assert type(node.data) is float
            assert type(node.partials[0]) is float
    for family in (ops.leaky_relu, ops.elu, ops.power):
        assert type(record(family(np.float64(0.39)), 2.0).partials[0]) is float
        assert type(record(family(np.float64(0.39)), 2.0).data) is float
        node = record(family(np.float64(-1.0)), -2.0)
        assert type(node.data) is type(node.partials[0]) is float


def test_a_parameter_that_is_a_value_or_no_number_is_refused():
    # it would get no gradient, silently
    with pytest.raises(TypeError, match="'slope' is a Value already"):
        Value(1.0).leaky_relu(Value(0.1, "slope"))
    with pytest.raises(TypeError, match="not str '1'"):
        Value(1.0).elu("1")
    with pytest.raises(ValueError, match=r"huber takes no delta 0\.0: it must be greater than 0 and finite"):
        Value(1.0).huber(0)


def test_a_choice_by_an_unknown_sign_is_refused():
    with pytest.raises(
        ValueError, match="where by '>': there are <, <=, ==, !=; for > and >= swap the operands"
    ):
        ops.where(">")


def test_methods_tell_their_names_formulas_and_parameters_to_help():
    assert (Value.exp.__name__, Value.exp.__qualname__, Value.exp.__doc__) == ("exp", "Value.exp", "eˣ")
    assert str(signature(Value.huber)) == "(self, delta: float = 1.0)"
    assert "δ" in Value.huber.__doc__


def test_symbols_and_names_are_what_drawings_and_errors_need():
    assert [op.symbol for op in (ops.ADD, ops.MUL, ops.power(2), ops.RELU)] == ["+", "*", "**2", "ReLU"]
    assert repr(ops.ADD) == "Op(add)"
    assert all(op.name and op.symbol for op in ops.TABLE.values())
    assert all(op.domain for op in ops.TABLE.values() if op.excluded)


def test_an_operation_of_your_own_is_a_row():
    # y = a²b: ∂y/∂a = 2ab = 12, ∂y/∂b = a² = 4
    row = Op("square times", "a²b", lambda xp, a, b: a * a * b, lambda xp, y, a, b: (2 * a * b, a * a))
    a, b = Value(2.0), Value(3.0)
    record(row, a, b).backward()
    assert (a.grad, b.grad) == (12.0, 4.0)


def test_a_row_of_your_own_that_returns_no_float_is_told_so():
    count = Op("count", "#", lambda xp, *xs: len(xs), lambda xp, y, *xs: (0.0,) * len(xs))
    with pytest.raises(TypeError, match="count returned int 2: the forward of a row returns a float"):
        record(count, Value(1.0), Value(2.0))


# --- 2. generated from the table -----------------------------------------------------------------------

ROWS = {
    **ops.TABLE,
    **{
        op.name: op
        for op in (
            *map(ops.power, (-2, -1, -0.5, 0, 0.5, 1, 2, 3, 2.5)),
            *map(ops.leaky_relu, (0.01, 0.1)),
            *map(ops.elu, (1.0, 0.3)),
            *map(ops.huber, (1.0, 0.3)),
            *map(ops.where, ("<", "<=", "==", "!=")),
            ops.take(0),
        )
    },
}


# Whole numbers often: ties, kinks and powers of negative numbers live there. Nothing but 0 itself is so
# close to 0 that the complex step (1e-150) is no small step.
NUMBERS = st.integers(-4, 4).map(float) | st.floats(-8.0, 8.0).filter(lambda x: x == 0 or abs(x) > 1e-30)


@st.composite
def operands_of(draw, op, count=None):
    n = op.arity or count or draw(st.integers(1, 6))
    if op is ops.PICK:
        return *draw(st.tuples(*[NUMBERS] * n)), float(draw(st.integers(0, n - 1)))
    drawn = draw(st.tuples(*[NUMBERS] * n))
    # half of all draws lie outside of the domain of log: mirrored and moved they are inside
    inside = [lambda x: x, abs, lambda x: abs(x) + 0.01, lambda x: x / 8]
    for operands in (tuple(map(move, drawn)) for move in inside):
        if op.excluded is None or not op.excluded(*operands):
            return operands
    raise AssertionError(f"no operands in the domain of {op.name}: {op.domain}")


# Where a row's slope is a convention or infinite, nothing is there for the complex step to measure; these
# points are in the table above. relu and softplus are smooth or bent at 0, but written with max(x, 0),
# whose tie the complex words decide for x.
BESIDE_THE_COMPLEX_STEP = {
    "relu": lambda x: x == 0,
    "softplus": lambda x: x == 0,
    "sqrt": lambda x: x == 0,
    "asin": lambda x: abs(x) == 1,
    "acos": lambda x: abs(x) == 1,
    "hardtanh": lambda x: abs(x) == 1,
    "pow(0.5)": lambda x: x == 0,
    "pow": lambda a, b: a == 0,
}


@pytest.mark.parametrize("name", [name for name in ROWS if name != "detach"])  # held fast is no derivative
@given(data=st.data())
def test_partials_are_the_complex_step_of_the_forward_rule(name, data):
    op = ROWS[name]
    operands = data.draw(operands_of(op))
    if name in BESIDE_THE_COMPLEX_STEP:
        assume(not BESIDE_THE_COMPLEX_STEP[name](*operands))
    partials = op.partials(words, op.forward(words, *operands), *operands)
    assert len(partials) == len(operands)
    for position, partial in enumerate(partials):
        if name == "pow" and position == 1 and operands[0] < 0:
            assert math.isnan(partial)  # no powers of negative numbers beside this one
            continue
        # 1e-12: e^(b ln a) loses |b ln a| ≤ 17 units. 1e-14: the rules subtract from 1 (tanh, sigmoid)
        # and from α (elu), and logsumexp takes exponents of numbers with an error of 1e-15.
        expected = complex_words.slope(op, operands, position)
        assert partial == pytest.approx(expected, rel=1e-12, abs=1e-14), f"operand {position} of {operands}"


@pytest.mark.parametrize("name", ROWS)
@given(data=st.data())
def test_arrays_replay_what_floats_recorded(name, data):
    op, n = ROWS[name], data.draw(st.integers(1, 4))
    samples = [data.draw(operands_of(op, count=n)) for _ in range(3)]
    nodes = [record(op, *map(Value, sample)) for sample in samples]
    xp = (
        np if op is ops.PICK or op.family == "where" else array_api_strict
    )  # NOTHING is a number of its own, which the strict refuse
    arrays = [xp.asarray(column) for column in zip(*samples)]
    # 0 times inf and ln 0 occur in branches that `where` throws away
    with np.errstate(all="ignore"):
        y = op.forward(xp, *arrays)
        partials = op.partials(xp, y, *arrays)
    # numpy's vectorized functions differ from the C library's by some units in the last place, which
    # 1 - y² and the like turn into 1e-15
    np.testing.assert_allclose(np.asarray(y), [node.data for node in nodes], rtol=1e-14, atol=1e-14)
    for position, partial in enumerate(partials):
        recorded = [node.partials[position] for node in nodes]
        replayed = np.broadcast_to(np.asarray(partial), 3)
        np.testing.assert_allclose(replayed, recorded, rtol=1e-14, atol=1e-14)
    if op.excluded:
        assert not np.asarray(op.excluded(*arrays)).any()


@pytest.mark.parametrize("name", ["tanh", "elu(1.0)", "softplus", "relu", "leaky_relu(0.1)", "logsumexp"])
def test_arrays_of_large_numbers_overflow_in_no_branch(name):
    # numpy would warn, and warnings are errors here
    op = ROWS[name]
    x = array_api_strict.asarray([700.0, 1000.0])
    (slope,) = op.partials(array_api_strict, op.forward(array_api_strict, x), x)
    assert np.asarray(slope).tolist() == ([0.0, 0.0] if name == "tanh" else [1.0, 1.0])


EXACT = ["add", "sub", "mul", "div", "neg", "abs", "relu", "sign", "step", "sum", "maximum", "minimum"]
ANY = st.sampled_from([0.0, -0.0, 1.0, -1.5, 2.0, 1e300, -1e300, 5e-324, inf, -inf, nan])


@pytest.mark.parametrize("name", EXACT)
@given(data=st.data())
def test_arithmetic_is_the_same_to_the_last_digit_on_all_floats(name, data):
    op = ops.TABLE[name]
    operands = data.draw(st.tuples(*[ANY] * (op.arity or 3)))
    assume(op.excluded is None or not op.excluded(*operands))
    node = record(op, *map(Value, operands))
    with np.errstate(all="ignore"):
        arrays = [array_api_strict.asarray([x]) for x in operands]
        y = op.forward(array_api_strict, *arrays)
        partials = op.partials(array_api_strict, y, *arrays)
    np.testing.assert_array_equal(np.asarray(y), [node.data])
    for recorded, replayed in zip(node.partials, partials):
        np.testing.assert_array_equal(np.broadcast_to(np.asarray(replayed), 1), [recorded])


# --- 3. outside the domain ------------------------------------------------------------------------------

UNDEFINED = [
    (lambda x: x.log(), 0.0, r"log is undefined at 0\.0 \('x'\): the operand must be greater than 0"),
    (lambda x: x.log(), -1.0, r"log is undefined at -1\.0 \('x'\): the operand must be greater than 0"),
    (lambda x: x.log1p(), -1.0, r"log1p is undefined at -1\.0 \('x'\): the operand must be greater than -1"),
    (lambda x: x.sqrt(), -4.0, r"sqrt is undefined at -4\.0 \('x'\): the operand must not be negative"),
    (lambda x: x.sin(), inf, r"sin is undefined at inf \('x'\): the angle must be finite"),
    (lambda x: x.cos(), -inf, r"cos is undefined at -inf \('x'\): the angle must be finite"),
    (lambda x: x**-1, 0.0, r"pow\(-1\) is undefined at 0\.0 \('x'\): 0 has no negative powers"),
    (
        lambda x: x**0.5,
        -2.0,
        r"pow\(0\.5\) is undefined at -2\.0 \('x'\): .* a negative base only whole ones",
    ),
    (lambda x: TWO / x, 0.0, r"div is undefined at 2\.0, 0\.0 \('x'\): the divisor must not be 0"),
    (lambda x: TWO / x, -0.0, r"div is undefined at 2\.0, -0\.0 \('x'\): the divisor must not be 0"),
    (lambda x: x**HALF, -2.0, r"pow is undefined at -2\.0 \('x'\), 0\.5: 0 has no negative powers, a neg"),
    (lambda x: x**-TWO, 0.0, r"pow is undefined at 0\.0 \('x'\), -2\.0: 0 has no negative powers"),
    (lambda x: x.asin(), 1.5, r"asin is undefined at 1\.5 \('x'\): the operand must lie between -1 and 1"),
    (lambda x: x.acos(), -1.5, r"acos is undefined at -1\.5 \('x'\): the operand must lie between -1 and 1"),
    (
        lambda x: record(ops.PICK, x, 3.0, 2.0),
        5.0,
        r"pick is undefined at 5\.0 .*: the index must be 0, 1, …",
    ),
    (lambda x: record(ops.LOG, x), -1.0, r"log is undefined at -1\.0 \('x'\)"),
]
TWO, HALF = Value(2.0), Value(0.5)


@pytest.mark.parametrize(("write", "data", "message"), UNDEFINED)
def test_outside_its_domain_an_operation_says_where_and_records_nothing(write, data, message):
    x = Value(data, "x")
    with pytest.raises(ValueError, match=message):
        write(x)
    assert (x.data, x.grad, x.edges) == (data, 0, ())


def test_the_counter_of_births_does_not_move_where_nothing_is_recorded():
    x = Value(-1.0)
    with pytest.raises(ValueError, match="log is undefined"):
        x.log()
    with pytest.raises(ValueError, match="sqrt is undefined"):
        record(ops.SQRT, x)
    assert Value(0.0).born == x.born + 1


def test_a_number_on_the_left_names_the_operand_too():
    with pytest.raises(ValueError, match=r"div is undefined at 1\.0, 0\.0 \('width'\)"):
        1 / Value(0.0, "width")


def test_a_domain_error_asks_to_look_at_what_led_there():
    with pytest.raises(ValueError, match="check what led to this operand"):
        (Value(1.0) - Value(1.0)).log()


def test_every_row_with_a_domain_is_tried_outside_of_it():
    tried = {message.split(" ")[0].split(r"\(")[0] for _, _, message in UNDEFINED}
    assert tried == {name for name, op in ops.TABLE.items() if op.excluded}


def test_the_domain_is_asked_of_whole_arrays():
    x = array_api_strict.asarray([-1.0, 0.0, 1.0, nan])
    assert np.asarray(ops.LOG.excluded(x)).tolist() == [True, True, False, False]
    assert np.asarray(ops.SQRT.excluded(x)).tolist() == [True, False, False, False]
    assert np.asarray(ops.power(-1).excluded(x)).tolist() == [False, True, False, False]
    assert np.asarray(ops.power(0.5).excluded(x)).tolist() == [True, False, False, False]
    assert np.asarray(ops.power(-0.5).excluded(x)).tolist() == [True, True, False, False]
    assert np.asarray(ops.POW.excluded(x, x * 0.0 + 0.5)).tolist() == [True, False, False, False]


def test_nan_goes_forward_and_backward_through_a_whole_expression():
    x, w = Value(nan), Value(2.0)
    y = (w * x).tanh() + 1
    y.backward()
    assert math.isnan(y.data)
    assert math.isnan(w.grad)
    assert math.isnan(x.grad)


def test_the_sum_of_a_chain_and_of_one_node_agree_to_the_last_digit():
    numbers = [0.1, 0.2, 0.3, 1e16, -1e16, tanh(1)]
    chain = Value(numbers[0])
    for x in numbers[1:]:
        chain = chain + x
    assert record(ops.SUM, *numbers).data == chain.data


@pytest.mark.parametrize("name", ROWS)
def test_a_row_commutes_exactly_if_its_operands_may_change_places(name: str):
    op = ROWS[name]
    if op.arity == 1:
        return
    # 0.5 is a base, an exponent and a divisor, but no index
    x = (1.0, 0.5, 2.0, 3.0)[: op.arity or 3]
    operands = [x for x in permutations(x) if not (op.excluded and op.excluded(*x))]
    values = {round(float(op.forward(words, *x)), 12) for x in operands}
    assert op.commutes == (len(values) == 1)
