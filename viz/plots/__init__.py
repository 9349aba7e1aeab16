"""Plots of training and of models, drawn by matplotlib (extra `plots`)."""
