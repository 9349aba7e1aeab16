"""Doctests that need an extra are read where it is installed, as CI does."""

from importlib.util import find_spec

collect_ignore = ["autograd/numpy.py"]  # it raises, which is all it does
collect_ignore_glob = [] if find_spec("matplotlib") else ["viz/plots/*"]
