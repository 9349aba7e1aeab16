"""viz, all that writes: the same bytes in processes whose sets and dictionaries of strings differ."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Three shared inputs, fan-out, dots, powers: order could come from a set in many places.
PROGRAM = """
import hashlib, pathlib, sys, tempfile, time
from autograd import Value, dot
from viz import circuit, derivation, draw_dot, frames, step_through, table
x = [Value(0.5 * i, f"x{i}") for i in range(1, 4)]
hidden = [dot([Value(0.1 * i + j, f"w{j}{i}") for i in range(3)], x, Value(j)).tanh() for j in range(3)]
f = (hidden[0] * hidden[1] + hidden[2] ** 2 - 1 / (1 + x[0])).sigmoid()
time.sleep(float(sys.argv[1]))
c = circuit(f, notes=True, names=True)
d = derivation(f)
texts = {
    "svg": c.svg, "dot": c.dot, "tikz": c.tikz, "mermaid": c.mermaid, "html": step_through(f).html,
    "layered": circuit(f, engine="layered").svg, "text": d.text, "latex": d.latex, "markdown": d.markdown,
    "table": table(f), "micrograd": draw_dot(f).source,
}
files = {name: text.encode() for name, text in texts.items()}
with tempfile.TemporaryDirectory() as folder:
    for format in sys.argv[2].split(","):
        # pixels take a tenth of a second for each step
        made = frames(f if format == "svg" else x[0] * x[1], folder, format=format)
        files[f"frames {format}"] = b"".join(path.read_bytes() for path in made)
    if "pdf" in sys.argv[2]:
        files["png"] = c.save(pathlib.Path(folder, "c.png")).read_bytes()
        files["pdf"] = c.save(pathlib.Path(folder, "c.pdf")).read_bytes()
for name, data in files.items():
    print(name, hashlib.sha256(data).hexdigest())
"""


def run_twice(wait: float, formats: str) -> tuple[list[str], list[str]]:
    """Return what two processes print that run at once, the second of which waits before it draws."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(pause), formats],
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for seed, pause in (("0", 0.0), ("1", wait))
    ]  # fmt: skip
    printed = [process.communicate(timeout=120) for process in started]
    assert [process.returncode for process in started] == [0, 0], printed
    (first, _), (second, _) = printed
    return first.splitlines(), second.splitlines()


def test_texts_and_steps_are_the_same_in_every_process():
    first, second = run_twice(0.0, "svg")
    assert len(first) == 12
    assert second == first


def test_pixels_and_pages_are_the_same_at_any_time_of_day():
    pytest.importorskip("resvg_py")
    pytest.importorskip("fpdf")
    first, second = run_twice(1.1, "png,pdf")  # a PDF's date counts seconds
    assert len(first) == 15
    assert second == first
