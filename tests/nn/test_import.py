"""Another distribution that calls itself `autograd` is answered with the way out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def import_nn(folder, *options):
    """Import nn in a new process that finds this folder first."""
    return subprocess.run(
        [sys.executable, *options, "-c", "import nn"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_ours_is_accepted():
    answer = import_nn(ROOT)
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("with_init", [True, False], ids=["HIPS autograd", "what is left after its removal"])
def test_another_autograd_is_named_with_the_commands_that_mend_it(tmp_path, with_init):
    other = tmp_path / "autograd"
    other.mkdir()
    if with_init:
        (other / "__init__.py").write_text("def grad(fun): ...\n", encoding="utf-8")
    # a folder without __init__.py loses to a package further down the path: nn stands alone, and -S keeps
    # an installed chalkgrad out
    (tmp_path / "nn").symlink_to(ROOT / "nn")
    answer = import_nn(tmp_path, "-S")
    assert answer.returncode == 1
    last_line = answer.stderr.splitlines()[-1]
    assert last_line.startswith("ImportError: nn needs the autograd of chalkgrad, but `import autograd`")
    assert str(other / "__init__.py" if with_init else other) in last_line.replace("\\\\", "\\")
    assert "`pip uninstall -y autograd`" in last_line
    assert "`pip install --force-reinstall --no-deps chalkgrad`" in last_line
    assert "root of the repository" in last_line
