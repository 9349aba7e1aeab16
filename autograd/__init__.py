"""Scalar reverse-mode automatic differentiation: `Value` records the graph, `backward` sends the deltas."""

from autograd.compiler import Program, TraceError, compile, compile_batch
from autograd.folding import fold
from autograd.functions import dot, log_softmax, logsumexp, maximum, minimum, softmax, sum, take
from autograd.gates import gate
from autograd.messages import Message, messages
from autograd.mutants import MutantReport, mutants
from autograd.ops import Op
from autograd.unfolding import unfold
from autograd.value import Value, record, topological_order

__all__ = [
    "Message", "MutantReport", "Op", "Program", "TraceError", "Value", "compile", "compile_batch", "dot",
    "fold", "gate", "log_softmax", "logsumexp", "maximum", "messages", "minimum", "mutants", "record",
    "softmax", "sum", "take", "topological_order", "unfold",
]  # fmt: skip
