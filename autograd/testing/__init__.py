"""Checks of derivatives: numbers against numbers, and answers worked out by hand."""

from autograd.testing.check_op import OpReport, check_op
from autograd.testing.diagnosis import Suspect, likeliest, suspects
from autograd.testing.gradcheck import GradcheckResult, NodeCheck, gradcheck
from autograd.testing.mistakes import MISTAKES, Mistake

__all__ = [
    "MISTAKES", "GradcheckResult", "Mistake", "NodeCheck", "OpReport", "Suspect", "check_op", "gradcheck",
    "likeliest", "suspects",
]  # fmt: skip
