"""run.py: what it answers to a command that it does not know. That it installs is shown by CI."""

import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / "run.py"


@pytest.mark.parametrize("arguments", [[], ["tests"], ["--help"], ["Demo", "test"]])
def test_an_unknown_command_is_answered_with_the_usage(arguments: list[str], tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-S", str(RUN), *arguments], capture_output=True, text=True, cwd=tmp_path, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "usage: python3 run.py {demo,test} [further arguments]\n"
    assert list(tmp_path.iterdir()) == []
