"""Tests of gradients: answers in letters, hand-derived expectations, δ rules in NumPy, exercises."""
