"""The words of `autograd.ops` for complex numbers: the oracle of the complex step.

For an analytic f and a tiny h, f(x + ih) = f(x) + ih f'(x) to the last digit: no difference is
taken, so nothing cancels and h may be 1e-150 (Squire and Trapp 1998). Each row is handed this module
as `xp`; its rule of partials takes no part.

Where a word is not analytic it acts on the real part and picks a branch, as the float word does.
"""

# pyright: reportUnknownParameterType=false, reportMissingParameterType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false

import cmath
import math
import sys
from collections.abc import Callable, Sequence
from typing import Any

from autograd.ops import Op

H = 1e-150


class Complex(complex):
    """A complex number that keeps its kind in arithmetic, and is compared by its real part."""

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: Any) -> bool:
        return self.real < complex(other).real

    def __le__(self, other: Any) -> bool:
        return self.real <= complex(other).real

    def __gt__(self, other: Any) -> bool:
        return self.real > complex(other).real

    def __ge__(self, other: Any) -> bool:
        return self.real >= complex(other).real

    def __eq__(self, other: object) -> bool:
        return self.real == complex(other).real  # type: ignore[arg-type]

    def __ne__(self, other: object) -> bool:
        return self.real != complex(other).real  # type: ignore[arg-type]

    def __abs__(self) -> "Complex":  # type: ignore[override]
        return Complex(sign(self) * self)

    def __pow__(self, other: Any) -> "Complex":  # type: ignore[override]
        return pow(self, other)


def _keep(name: str) -> Callable[..., Any]:
    plain = getattr(complex, name)

    def method(self: Complex, *others: Any) -> Any:
        answer = plain(self, *others)
        return answer if answer is NotImplemented else Complex(answer)

    return method


for _name in ["add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "neg"]:
    setattr(Complex, f"__{_name}__", _keep(f"__{_name}__"))


def abs(z: Any) -> Complex:
    return Complex(sign(z) * z)


def acos(z: Any) -> Complex:
    return Complex(cmath.acos(z))


def asin(z: Any) -> Complex:
    return Complex(cmath.asin(z))


def atan(z: Any) -> Complex:
    return Complex(cmath.atan(z))


def cos(z: Any) -> Complex:
    return Complex(cmath.cos(z))


def cosh(z: Any) -> Complex:
    return Complex(cmath.cosh(z))


def divide(z: Any, w: Any) -> Complex:
    return Complex(z) / w


def exp(z: Any) -> Complex:
    return Complex(cmath.exp(z))


def expm1(z: Any) -> Complex:
    # eᶻ - 1 = 2 e^(z/2) sinh(z/2): the difference is gone
    return Complex(2 * cmath.exp(z / 2) * cmath.sinh(z / 2))


def log(z: Any) -> Complex:
    return Complex(cmath.log(z))


def log1p(z: Any) -> Complex:
    return Complex(complex(math.log1p(z.real), math.atan2(z.imag, 1 + z.real)))


def maximum(z: Any, w: Any) -> Complex:
    return Complex(z) if Complex(z) >= w else Complex(w)


def minimum(z: Any, w: Any) -> Complex:
    return Complex(z) if Complex(z) <= w else Complex(w)


def pow(z: Any, w: Any) -> Complex:
    z, w = Complex(z), complex(w)
    if w.imag == 0 and w.real.is_integer():
        power: Any = Complex(1.0)
        for _ in range(int(math.fabs(w.real))):
            power = power * z
        return power if w.real >= 0 else 1.0 / power
    return exp(w * log(z))


def sign(z: Any) -> Complex:
    real = complex(z).real
    return Complex((real > 0) - (real < 0))


def sin(z: Any) -> Complex:
    return Complex(cmath.sin(z))


def sinh(z: Any) -> Complex:
    return Complex(cmath.sinh(z))


def sqrt(z: Any) -> Complex:
    return Complex(cmath.sqrt(z))


def tanh(z: Any) -> Complex:
    return Complex(cmath.tanh(z))


def where(condition: bool, z: Any, w: Any) -> Complex:
    return Complex(z if condition else w)


def slope(op: Op, operands: Sequence[float], position: int) -> float:
    """Return ∂op/∂operand at a position, from the forward rule alone."""
    stepped = [Complex(x, H if i == position else 0.0) for i, x in enumerate(operands)]
    return complex(op.forward(sys.modules[__name__], *stepped)).imag / H
