"""Tests of gradients: the catalogue of mistakes, hand-derived expectations, δ rules in NumPy."""

from autograd.testing.diagnosis import Suspect, likeliest, suspects
from autograd.testing.gradients import assert_gradients
from autograd.testing.mistakes import MISTAKES, Mistake
from autograd.testing.rule import Compared, RuleReport, check_rule

__all__ = [
    "MISTAKES", "Compared", "Mistake", "RuleReport", "Suspect", "assert_gradients", "check_rule", "likeliest",
    "suspects",
]  # fmt: skip
