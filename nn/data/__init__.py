"""Samples and targets: from files, from formulas, scaled, split and in batches."""
