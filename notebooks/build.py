"""Builds the notebooks: every numbered .py beside this file becomes an executed .ipynb.

`python notebooks/build.py` writes them, `python notebooks/build.py --check` only says which are stale
or fail; numbers behind it, as in `python notebooks/build.py 6 7`, choose among them. Needs the extras:
pip install -e '.[notebooks,plots,data]'.
"""

import base64
import io
import sys
import time
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from PIL import Image

HERE = Path(__file__).resolve().parent
# Only what does not change from run to run; jupytext pairs the two files by its own entry.
METADATA = {
    "jupytext": {"formats": "ipynb,py:percent"},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def sources(notebook: nbformat.NotebookNode) -> list[tuple[str, str]]:
    """Return what a reader typed: kind and text of every cell."""
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def with_few_colors(png: str) -> str:
    """Return a picture, base64 both ways, in 256 colors of its own, which takes less than half of the room.

    The colors cover those of the picture: chosen by how often they occur, rare ones would become others.
    """
    picture, small = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), io.BytesIO()
    colors = picture.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    colors.save(small, "PNG", optimize=True)
    return base64.b64encode(small.getvalue()).decode("ascii")


def built(path: Path) -> nbformat.NotebookNode:
    """Return the executed notebook of a percent script.

    Raises:
        CellExecutionError: a cell failed.
    """
    notebook = jupytext.read(path)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02}"
        cell.metadata = {}
    notebook.metadata = nbformat.from_dict(METADATA)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", record_timing=False, coalesce_streams=True,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(HERE)}},
    ).execute()  # fmt: skip
    for data in [out.data for cell in notebook.cells for out in cell.get("outputs", []) if "data" in out]:
        if "image/png" in data:
            data["image/png"] = with_few_colors(data["image/png"])
    notebook.metadata = nbformat.from_dict(METADATA)  # the kernel has added its version
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    nbformat.validate(notebook)
    return notebook


def main(arguments: list[str]) -> int:
    check, chosen = "--check" in arguments, [text for text in arguments if text != "--check"]
    paths = {int(path.name[:2]): path for path in sorted(HERE.glob("[0-9][0-9]_*.py"))}
    if not all(text.isdecimal() and int(text) in paths for text in chosen):
        print("usage: python notebooks/build.py [--check] [number of a notebook …]", file=sys.stderr)
        return 2
    failed = False
    for path in [paths[int(text)] for text in chosen] or paths.values():
        target, start = path.with_suffix(".ipynb"), time.perf_counter()
        try:
            notebook = built(path)
        except CellExecutionError as error:
            print(f"{path.name}: fails\n{error}", file=sys.stderr)
            failed = True
            continue
        if check:
            old = nbformat.read(target, as_version=4) if target.exists() else nbformat.v4.new_notebook()
            if sources(old) != sources(notebook):
                print(f"{target.name}: stale, run python notebooks/build.py", file=sys.stderr)
                failed = True
            elif old != notebook:
                # no failure: the last digit of exp may differ from machine to machine
                print(f"{target.name}: the outputs have changed, python notebooks/build.py renews them")
        else:
            nbformat.write(notebook, target)
        print(f"{target.name}: {time.perf_counter() - start:.1f} s")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
