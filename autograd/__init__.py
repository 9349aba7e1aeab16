"""Scalar reverse-mode automatic differentiation: `Value` records the graph, `backward` sends the deltas."""

from typing import TYPE_CHECKING, Any

from autograd.folding import fold
from autograd.functions import dot, log_softmax, logsumexp, maximum, minimum, softmax, sum, take
from autograd.gates import gate
from autograd.messages import Ledger, Message, messages
from autograd.mutants import MutantReport, mutants
from autograd.ops import Op
from autograd.unfolding import unfold
from autograd.value import Value, record, topological_order

if TYPE_CHECKING:
    from autograd.compiler import Program, TraceError, compile, compile_batch
    from autograd.higher import Contribution, Tangents, grad, hessian, hvp, jacobian, jvp, tangents

__all__ = [
    "Contribution", "Ledger", "Message", "MutantReport", "Op", "Program", "Tangents", "TraceError", "Value",
    "compile", "compile_batch", "dot", "fold", "gate", "grad", "hessian", "hvp", "jacobian", "jvp",
    "log_softmax", "logsumexp", "maximum", "messages", "minimum", "mutants", "record", "softmax", "sum",
    "take", "tangents", "topological_order", "unfold",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import the compiler, or the higher derivatives, when one of their names is asked for.

    The compiler takes longer than all the rest.
    """
    if name in ("Program", "TraceError", "compile", "compile_batch"):
        from autograd import compiler as room
    elif name in ("Contribution", "Tangents", "grad", "hessian", "hvp", "jacobian", "jvp", "tangents"):
        from autograd import higher as room
    else:
        raise AttributeError(f"module 'autograd' has no attribute {name!r}")
    globals()[name] = getattr(room, name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
