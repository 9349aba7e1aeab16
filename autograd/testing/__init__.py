"""Tests of gradients: answers in letters, hand-derived expectations, δ rules in NumPy."""

from autograd.testing.gradients import assert_gradients
from autograd.testing.rule import Compared, RuleReport, check_rule

__all__ = ["Compared", "RuleReport", "assert_gradients", "check_rule"]
