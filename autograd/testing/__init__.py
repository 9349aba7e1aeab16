"""Checks of gradients, for tests and notebooks: numbers against numbers."""

from autograd.testing.gradcheck import GradcheckResult, NodeCheck, gradcheck

__all__ = ["GradcheckResult", "NodeCheck", "gradcheck"]
