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

__all__ = [
    "Blame", "Ledger", "Message", "MutantReport", "Op", "Program", "TraceError", "Value", "blame", "compile",
    "compile_batch", "dot", "fold", "gate", "line_of", "log_softmax", "logsumexp", "maximum", "messages",
    "minimum", "mutants", "record", "softmax", "softmax_cross_entropy", "stale", "sum", "take",
    "topological_order", "trace_lines", "unfold",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import the compiler when one of its names is asked for: it takes longer than all the rest."""
    if name not in ("Program", "TraceError", "compile", "compile_batch"):
        raise AttributeError(f"module 'autograd' has no attribute {name!r}")
    from autograd import compiler

    globals()[name] = getattr(compiler, name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
