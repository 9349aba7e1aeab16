"""Higher derivatives and forward mode: the rows of the table run on Values, and on tangents."""

from autograd.higher.derivatives import grad, hessian, hvp, jacobian, jvp
from autograd.higher.tangents import Contribution, Tangents, tangents

__all__ = ["Contribution", "Tangents", "grad", "hessian", "hvp", "jacobian", "jvp", "tangents"]
