"""viz/plots/axes.py: a plot leaves pyplot as a notebook has set it, and does not warn of many figures."""

import os
import subprocess
import sys

import pytest

BACKEND = """
import matplotlib
from matplotlib.backends.backend_agg import *
matplotlib.interactive(True)  # as matplotlib_inline does when it is loaded
"""

PROGRAM = """
import matplotlib
from viz import plot_losses
for _ in range(25):
    plot_losses([3.0, 2.0])
print(matplotlib.is_interactive(), matplotlib.rcParams["figure.max_open_warning"])
"""


def test_the_first_plot_leaves_a_notebook_interactive(tmp_path):
    pytest.importorskip("matplotlib")
    (tmp_path / "like_a_notebook.py").write_text(BACKEND, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), os.getcwd()])
    environment = {**os.environ, "MPLBACKEND": "module://like_a_notebook", "PYTHONPATH": path}
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stderr == ""
    assert ran.stdout == "True 20\n"
