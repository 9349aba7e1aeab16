"""The compiler: from the scalar graph to the lectures' matrices."""

from autograd.compiler.recording.refusal import TraceError
from autograd.compiler.running.cost import Cost
from autograd.compiler.running.program import CacheInfo, Program, compile, compile_batch

__all__ = ["CacheInfo", "Cost", "Program", "TraceError", "compile", "compile_batch"]
