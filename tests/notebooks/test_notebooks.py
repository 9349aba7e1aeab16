"""The notebooks run as scripts, and both files of a pair say the same.

That they run as notebooks is what `notebooks/build.py --check` sees to.
"""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
SCRIPTS = sorted(FOLDER.glob("[0-9][0-9]_*.py"))

each_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)


def percent_cells(text: str) -> list[tuple[str, str]]:
    """Return kind and text of the cells of a percent script, as jupytext reads them."""
    cells = []
    # the first piece is the header
    for marker, body in zip(*[iter(re.split(r"^(# %%.*)\n", text, flags=re.MULTILINE)[1:])] * 2):
        source = body.strip("\n")
        if "[markdown]" in marker:
            source = "\n".join(re.sub("^# ?", "", line) for line in source.splitlines())
        cells.append(("markdown" if "[markdown]" in marker else "code", source))
    return cells


def run(
    script: Path | str, folder: Path, *words: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a script, or the text of one, with words behind it and warnings as errors."""
    what = [str(script)] if isinstance(script, Path) else ["-c", script]
    return subprocess.run(
        [sys.executable, "-W", "error", *what, *words],
        cwd=folder, env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip


@cache
def as_committed(script: Path) -> str:
    """Return what a notebook prints, where a package of the same name lies in wait."""
    with TemporaryDirectory() as folder:
        other = Path(folder) / "autograd"
        other.mkdir()
        (other / "__init__.py").write_text("raise ImportError('the wrong autograd')\n", encoding="utf-8")
        ran = run(script, FOLDER, PYTHONPATH=folder)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    return ran.stdout


def test_there_are_notebooks():
    assert [script.stem[:2] for script in SCRIPTS] == [f"{n:02}" for n in range(1, len(SCRIPTS) + 1)]


@each_script
@pytest.mark.thorough
def test_runs_as_a_script(script):
    assert as_committed(script)


@each_script
@pytest.mark.thorough
def test_finds_its_packages_from_the_root_of_the_repository(script):
    # what it imports stands in its first cell
    first = next(text for kind, text in percent_cells(script.read_text(encoding="utf-8")) if kind == "code")
    assert "import" in first
    beside = f"import sys; sys.path.insert(0, {str(FOLDER)!r})\n"  # as a script's own folder is
    ran = run(beside + first, FOLDER.parent)
    assert ran.returncode == 0, ran.stderr


@each_script
def test_both_files_have_the_same_cells(script):
    notebook = json.loads(script.with_suffix(".ipynb").read_text(encoding="utf-8"))
    cells = [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]
    assert cells == percent_cells(script.read_text(encoding="utf-8")), "run python notebooks/build.py"


@each_script
def test_the_notebook_keeps_its_pictures_and_nothing_that_changes_from_run_to_run(script):
    path = script.with_suffix(".ipynb")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == [*range(1, len(code) + 1)]
    assert not any(cell["metadata"] for cell in notebook["cells"])
    assert notebook["metadata"]["language_info"] == {"name": "python"}
    shown = [out["data"] for cell in code for out in cell["outputs"] if "data" in out]
    pages = ["".join(data["text/html"]) for data in shown if "text/html" in data]
    assert any("data:image/svg+xml;base64," in html for html in pages)
    assert any("<iframe " in html and " srcdoc=" in html for html in pages)
    outputs = [cell["outputs"] for cell in code]
    assert str(FOLDER.parent) not in json.dumps(outputs)
    assert path.stat().st_size < 500_000
