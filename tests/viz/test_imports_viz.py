"""viz/__init__.py: without numpy and graphviz, as in a browser's Python, and beside another autograd."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

BLOCKED = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("numpy", "graphviz", "tqdm", "matplotlib", "IPython"):
            raise ImportError(f"{name} is not installed")

sys.meta_path.insert(0, Blocked())
"""


def run(program: str, folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *options, "-c", program],
        capture_output=True, encoding="utf-8", timeout=60, cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment},
    )  # fmt: skip


def test_viz_draws_without_numpy_graphviz_and_dot(tmp_path: Path):
    done = run(
        BLOCKED + "from autograd import Value\n"
        "import viz\n"
        "x, y = Value(2, 'x'), Value(-3, 'y')\n"
        "f = (x * y + 1).tanh()\n"
        "page = viz.step_through(f)\n"
        "assert page.html.startswith('<!DOCTYPE html>')\n"
        "assert page._repr_mimebundle_()['text/html']\n"
        "assert viz.circuit(f).svg and viz.circuit(f).dot and viz.table(f)\n"
        "try:\n"
        "    viz.draw_dot(f)\n"
        "except ImportError as error:\n"
        "    print(error)\n",
        tmp_path,
        PATH=str(tmp_path),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "graphviz is not installed\n"


def test_importing_viz_imports_neither_numpy_nor_graphviz(tmp_path: Path):
    done = run(
        "import sys, viz; print([n for n in ('numpy', 'graphviz', 'tqdm') if n in sys.modules])", tmp_path
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_somebody_elses_autograd_is_answered_with_the_command_that_mends_it(tmp_path: Path):
    (tmp_path / "autograd").mkdir()
    (tmp_path / "autograd" / "__init__.py").write_text("grad = None\n", encoding="utf-8")
    done = run("import viz", tmp_path, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ImportError: viz needs the autograd of chalkgrad, but `import autograd` found ")
    assert str(tmp_path / "autograd" / "__init__.py") in last
    assert "pip uninstall -y autograd" in last


def test_a_folder_named_autograd_is_answered_too(tmp_path: Path):
    (tmp_path / "autograd").mkdir()
    (tmp_path / "viz").symlink_to(ROOT / "viz")
    # -S: without an installed chalkgrad, whose package would win over the mere folder
    done = run("import viz", tmp_path, "-S", PYTHONPATH=str(tmp_path))
    assert "ImportError: viz needs the autograd of chalkgrad" in done.stderr.splitlines()[-1]


def test_everything_exported_is_there_and_nothing_else(tmp_path: Path):
    done = run(
        "import types, viz\n"
        "public = [n for n, v in vars(viz).items() if n[0] != '_' and not isinstance(v, types.ModuleType)]\n"
        "assert sorted(public) == sorted(viz.__all__), (public, viz.__all__)\n",
        tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
