"""The compiler: from the scalar graph to the lectures' matrices."""

from autograd.compiler.program import CacheInfo, Cost, Program, compile, compile_batch
from autograd.compiler.tracer import TraceError

__all__ = ["CacheInfo", "Cost", "Program", "TraceError", "compile", "compile_batch"]
