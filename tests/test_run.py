"""run.py, with a pip that only says what it was asked for.

That it really installs is shown by CI.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / "run.py"

PIP = """
import os, sys
from pathlib import Path
with Path(__file__).parents[1].joinpath("asked").open("a", encoding="utf-8") as asked:
    print(sys.argv[-1], file=asked)
if os.environ.get("PIP_FAILS"):
    print("Looking in indexes")
    sys.exit("ERROR: No matching distribution found for numpy>=2.0")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with run.py, a pip of our own, and files in place of viz and pytest that say their name."""
    folder = tmp_path / "project"
    (folder / "path" / "pip").mkdir(parents=True)
    (folder / "path" / "pip" / "__main__.py").write_text(PIP, encoding="utf-8")
    (folder / "path" / "pip" / "__init__.py").touch()
    (folder / "docs").mkdir()
    for name in ("viz", "pytest", "docs/build"):
        (folder / f"{name}.py").write_text(f"import sys; print('{name}', *sys.argv[1:])", encoding="utf-8")
    (folder / "pyproject.toml").write_text("[project]", encoding="utf-8")
    shutil.copy(RUN, folder)
    return folder


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(folder / "run.py"), *arguments], capture_output=True, text=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(folder / "path"), **environment},
    )  # fmt: skip


def installed(folder: Path) -> list[str]:
    """Return what pip was asked to install, call by call."""
    asked = folder / "path" / "asked"
    return asked.read_text(encoding="utf-8").split() if asked.exists() else []


@pytest.mark.parametrize("arguments", [[], ["tests"], ["--help"], ["Demo", "test"]])
def test_an_unknown_command_is_answered_with_the_usage(arguments: list[str], tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-S", str(RUN), *arguments], capture_output=True, text=True, cwd=tmp_path, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "usage: python3 run.py {demo,docs,play,test} [further arguments]\n"
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_installs_nothing(project: Path):
    first, second = run(project, "demo"), run(project, "demo", "--open", PIP_FAILS="yes")
    assert (first.returncode, first.stdout) == (0, "viz --demo\n")
    assert first.stderr == "run.py: installing into .venv\n"
    assert (second.returncode, second.stdout, second.stderr) == (0, "viz --demo --open\n", "")
    assert installed(project) == ["."]


def test_what_the_tests_need_is_installed_when_they_are_run(project: Path):
    for command in ("demo", "test", "demo", "test"):
        assert run(project, command).returncode == 0
    assert installed(project) == [".", ".[test]"]


def test_the_tests_bring_along_what_the_demo_needs(project: Path):
    for command in ("test", "demo"):
        assert run(project, command).returncode == 0
    assert installed(project) == [".[test]"]


def test_the_site_is_built_by_its_own_extra_which_brings_along_what_the_demo_needs(project: Path):
    assert run(project, "docs").stdout == "docs/build\n"
    assert run(project, "demo").returncode == 0
    assert run(project, "test").returncode == 0
    assert run(project, "docs").returncode == 0
    assert installed(project) == [".[docs]", ".[test]"]


def test_a_change_of_the_project_file_installs_again(project: Path):
    run(project, "test")
    (project / "pyproject.toml").write_text("[project] # changed", encoding="utf-8")
    run(project, "demo")
    run(project, "test")
    assert installed(project) == [".[test]", ".", ".[test]"]


def test_a_folder_that_was_moved_installs_again(project: Path):
    run(project, "demo")
    moved = project.rename(project.with_name("moved"))
    assert run(moved, "demo").returncode == 0
    assert installed(moved) == [".", "."]


def test_another_python_makes_the_environment_anew(project: Path):
    run(project, "demo")
    note, left_over = project / ".venv" / "installed-by-run.txt", project / ".venv" / "left-over"
    left_over.touch()
    run(project, "demo")
    assert left_over.exists()
    note.write_text(
        "\n".join(["Python 3.8 of /usr", *note.read_text(encoding="utf-8").splitlines()[1:]]),
        encoding="utf-8",
    )
    assert run(project, "demo").returncode == 0
    assert not left_over.exists()
    assert installed(project) == [".", "."]


def test_a_python_that_is_gone_is_made_and_filled_again(project: Path):
    run(project, "demo")
    for python in (project / ".venv").glob("[bS]*/python*"):  # bin or Scripts
        python.unlink()
    assert run(project, "demo").returncode == 0
    assert installed(project) == [".", "."]


@pytest.mark.parametrize("text", ["", "nonsense", "\n\n."])
def test_a_note_that_cannot_be_read_counts_as_none(project: Path, text: str):
    run(project, "demo")
    (project / ".venv" / "installed-by-run.txt").write_text(text, encoding="utf-8")
    assert run(project, "demo").returncode == 0
    assert installed(project) == [".", "."]


def test_an_error_says_what_pip_said_and_the_next_run_tries_again(project: Path):
    done = run(project, "demo", PIP_FAILS="yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "run.py: installing into .venv\n"
        "run.py: installing failed; pip said:\n"
        "  Looking in indexes\n"
        "  ERROR: No matching distribution found for numpy>=2.0\n"
        "it needs the network, and pip 22.3 or newer beside this Python\n"
    )
    assert run(project, "demo").returncode == 0
    assert installed(project) == [".", "."]
