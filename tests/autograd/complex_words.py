"""The words of `autograd.ops` for complex numbers: the oracle of the complex step.

For an analytic f and a tiny h, f(x + ih) = f(x) + ih f'(x) to the last digit: no difference is
taken, so nothing cancels and h may be 1e-150 (Squire and Trapp 1998). Each row is handed this module
as `xp`; its rule of partials takes no part.

Where a word is not analytic it acts on the real part and picks a branch, as the float word does.
"""

import cmath
import math
import sys

H = 1e-150


class Complex(complex):
    """A complex number that keeps its kind in arithmetic, and is compared by its real part."""

    def __lt__(self, other):
        return self.real < complex(other).real

    def __le__(self, other):
        return self.real <= complex(other).real

    def __gt__(self, other):
        return self.real > complex(other).real

    def __ge__(self, other):
        return self.real >= complex(other).real

    def __eq__(self, other):
        return self.real == complex(other).real

    def __ne__(self, other):
        return self.real != complex(other).real

    __hash__ = None


def _keep(name):
    plain = getattr(complex, name)

    def method(self, *others):
        answer = plain(self, *others)
        return answer if answer is NotImplemented else Complex(answer)

    return method


for _name in ["add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "neg"]:
    setattr(Complex, f"__{_name}__", _keep(f"__{_name}__"))


def abs(z):
    return sign(z) * Complex(z)


def acos(z):
    return Complex(cmath.acos(z))


def asin(z):
    return Complex(cmath.asin(z))


def atan(z):
    return Complex(cmath.atan(z))


def cos(z):
    return Complex(cmath.cos(z))


def cosh(z):
    return Complex(cmath.cosh(z))


def divide(z, w):
    return Complex(z) / w


def exp(z):
    return Complex(cmath.exp(z))


def expm1(z):
    # eᶻ - 1 = 2 e^(z/2) sinh(z/2): the difference is gone
    return Complex(2 * cmath.exp(z / 2) * cmath.sinh(z / 2))


def log(z):
    return Complex(cmath.log(z))


def log1p(z):
    return Complex(complex(math.log1p(z.real), math.atan2(z.imag, 1 + z.real)))


def maximum(z, w):
    return z if Complex(z) >= w else Complex(w)


def minimum(z, w):
    return z if Complex(z) <= w else Complex(w)


def pow(z, w):
    z, w = Complex(z), complex(w)
    if w.imag == 0 and w.real.is_integer():
        power = Complex(1.0)
        for _ in range(int(math.fabs(w.real))):
            power = power * z
        return power if w.real >= 0 else 1.0 / power
    return exp(w * log(z))


def sign(z):
    real = complex(z).real
    return Complex((real > 0) - (real < 0))


def sin(z):
    return Complex(cmath.sin(z))


def sinh(z):
    return Complex(cmath.sinh(z))


def sqrt(z):
    return Complex(cmath.sqrt(z))


def tanh(z):
    return Complex(cmath.tanh(z))


def where(condition, z, w):
    return Complex(z if condition else w)


def slope(op, operands, position):
    """Return ∂op/∂operand at a position, from the forward rule alone."""
    stepped = [Complex(x, H if i == position else 0.0) for i, x in enumerate(operands)]
    return complex(op.forward(sys.modules[__name__], *stepped)).imag / H
