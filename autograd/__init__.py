"""Scalar reverse-mode automatic differentiation: `Value` records the graph, `backward` sends the deltas."""

from typing import TYPE_CHECKING, Any

from autograd.blame import Blame, blame
from autograd.folding import fold
from autograd.functions import (
    dot,
    log_softmax,
    logsumexp,
    maximum,
    minimum,
    softmax,
    softmax_cross_entropy,
    sum,
    take,
)
from autograd.gates import gate
from autograd.lines import line_of, trace_lines
from autograd.messages import Ledger, Message, messages
from autograd.mutants import MutantReport, mutants
from autograd.ops import Op
from autograd.stale import stale
from autograd.unfolding import unfold
from autograd.value import Value, record, topological_order

if TYPE_CHECKING:
    from autograd.compiler import Program, TraceError, compile, compile_batch
    from autograd.higher import Contribution, Tangents, grad, hessian, hvp, jacobian, jvp, tangents

__all__ = [
    "Blame", "Contribution", "Ledger", "Message", "MutantReport", "Op", "Program", "Tangents", "TraceError",
    "Value", "blame", "compile", "compile_batch", "dot", "fold", "gate", "grad", "hessian", "hvp", "jacobian",
    "jvp", "line_of", "log_softmax", "logsumexp", "maximum", "messages", "minimum", "mutants", "record",
    "softmax", "softmax_cross_entropy", "stale", "sum", "take", "tangents", "topological_order",
    "trace_lines", "unfold",
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
