"""Checks of derivatives: numbers against numbers, and answers worked out by hand."""

from autograd.testing.check_op import OpReport, check_op
from autograd.testing.diagnosis import Suspect, likeliest, suspects
from autograd.testing.gradcheck import GradcheckResult, NodeCheck, gradcheck
from autograd.testing.gradients import assert_gradients
from autograd.testing.mistakes import MISTAKES, Mistake
from autograd.testing.rule import Compared, RuleReport, check_rule

__all__ = [
    "MISTAKES", "Compared", "GradcheckResult", "Mistake", "NodeCheck", "OpReport", "RuleReport", "Suspect",
    "assert_gradients", "check_op", "check_rule", "gradcheck", "likeliest", "suspects",
]  # fmt: skip
