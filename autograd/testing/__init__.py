"""Checks of derivatives worked out by hand, and the mistakes that wrong ones look like."""

from autograd.testing.diagnosis import Suspect, likeliest, suspects
from autograd.testing.mistakes import MISTAKES, Mistake

__all__ = ["MISTAKES", "Mistake", "Suspect", "likeliest", "suspects"]
