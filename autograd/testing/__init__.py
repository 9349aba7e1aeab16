"""Checks of gradients, for tests and notebooks: numbers against numbers."""

from autograd.testing.check_op import OpReport, check_op
from autograd.testing.gradcheck import GradcheckResult, NodeCheck, gradcheck

__all__ = ["GradcheckResult", "NodeCheck", "OpReport", "check_op", "gradcheck"]
