"""The command `backprop`: what it prints and writes, and one line for everything that is wrong."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lecture_graphs import product

from viz import circuit, table
from viz.cli import main

ROOT = Path(__file__).parents[2]
PRODUCT = ["(x + y) * z", "x=-2", "y=5", "z=-4"]
needs_dot = pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every command runs in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_expression_becomes_a_table_and_a_page(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["q = x + y; f = q * z", *PRODUCT[1:]]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out == f"q = x + y; f = q * z\n{table(product())}\n\nwritten: backprop.html\n\n"
    assert names(folder) == ["backprop.html"]
    assert "<h1>q = x + y; f = q * z</h1>" in (folder / "backprop.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("f.html", "<!DOCTYPE html>"),
        ("f.htm", "<!DOCTYPE html>"),
        ("f.svg", "<svg "),
        ("F.SVG", "<svg "),
        ("f.dot", "digraph circuit {"),
        ("f.gv", "digraph circuit {"),
        pytest.param("f.png", "\x89PNG", marks=needs_dot),
        pytest.param("f.pdf", "%PDF", marks=needs_dot),
    ],
)
def test_the_ending_chooses_what_is_written(
    name: str, beginning: str, folder: Path, capsys: pytest.CaptureFixture[str]
):
    assert main([*PRODUCT, "-o", name]) == 0
    assert names(folder) == [name]
    assert (folder / name).read_bytes().startswith(beginning.encode("latin-1"))
    assert f"\nwritten: {name}\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["-o", "f.svg", *PRODUCT],
        [*PRODUCT[:2], "-o", "f.svg", *PRODUCT[2:]],
        [*PRODUCT, "--output=f.svg"],
        [*PRODUCT, "-of.svg"],
        ["(x + y) * z", "x = -2.0", "-o", "f.svg", "y=5.", "z=-4"],
    ],
)
def test_options_and_variables_may_come_in_any_order(arguments: list[str], folder: Path):
    assert main(arguments) == 0
    root = product()
    root.parents[0].label = ""
    assert (folder / "f.svg").read_text(encoding="utf-8") == circuit(root).svg + "\n"


@pytest.mark.parametrize(
    ("text", "first"), [("-x", "f     −1 × x"), ("-(x + 1)", "f     −1 × v2"), ("-x*x", "f ")]
)
def test_an_expression_may_begin_with_a_minus(
    text: str, first: str, folder: Path, capsys: pytest.CaptureFixture[str]
):
    assert main([text, "x=3"]) == 0
    assert first in capsys.readouterr().out
    assert names(folder) == ["backprop.html"]


def test_names_may_be_in_any_alphabet(capsys: pytest.CaptureFixture[str]):
    assert main(["σ = sigmoid(größe * ϕ)", "größe=2", "ϕ=0.5", "-o", "σ.svg"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"  σ +σ\(v3\) +0\.731059\n", out)
    assert "written: σ.svg" in out


def test_numbers_may_be_written_in_any_way(capsys: pytest.CaptureFixture[str]):
    assert main(["a + b + c", "a=1e3", "b=.5", "c=-inf"]) == 0
    assert "1000 + 0.5" not in capsys.readouterr().out  # the table writes names; the values stand beside


@pytest.mark.parametrize("output", [[], ["-o", "made"]])
def test_the_demo_writes_a_page_for_each_circuit_of_the_lectures(
    output: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
):
    (folder / "made").mkdir()
    assert main(["--demo", *output]) == 0
    out, err = capsys.readouterr()
    pages = [path.name for path in (folder / "made" if output else folder).glob("*.html")]
    assert sorted(pages) == ["backprop-product.html", "backprop-sigmoid.html"]
    assert err == ""
    assert out.count("written: ") == 2
    # A1 and A2
    assert "[−4] × [1] = −4" in out
    assert re.search(r"f +1 / v12 +0\.731059\n", out)
    for number in ("−0.196612", "0.393224", "−0.393224", "−0.589836"):
        assert number in out


def test_help_shows_examples_and_functions(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as leaving:
        main(["--help"])
    assert leaving.value.code == 0
    out = capsys.readouterr().out
    assert 'backprop "(x + y) * z" x=-2 y=5 z=-4' in out
    assert "backprop --demo" in out
    assert "logsumexp" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "an expression is missing: backprop "),
        (["x * y", "x=1"], "no value for y: add y=1.0"),
        (["x", "x=1", "y=2"], "y does not occur in: x"),
        (["x", "x=abc"], "x is not a number: 'abc'"),
        (["x", "x="], "x is not a number: ''"),
        (["x", "x=1=2"], "x is not a number: '1=2'"),
        (["x", "x"], "a variable is given as name=number, not 'x'"),
        (["x", "1=2"], "a variable is given as name=number, not '1=2'"),
        (["x", "=2"], "a variable is given as name=number, not '=2'"),
        (["x", "x=1", "x=2"], "x is given twice: 1.0 and 2"),
        (["x", "-1"], "a variable is given as name=number, not ' -1'"),
        (["", "x=1"], "the expression is empty"),
        (["(x", "x=1"], "syntax not understood at: »(x«"),
        (["x +\n+* y", "x=1"], "syntax not understood at: x +» +* y«"),
        (["foo(x)", "x=1"], "unknown function; there are abs, cos, "),
        (["x.real", "x=1"], "only numbers, names, + - * / ** and functions are understood, not »x.real«"),
        (["__import__('os').mkdir('made')"], "only numbers, names, "),
        (["2 * 3"], "there is no variable to differentiate by in: 2 * 3"),
        (["log(x)", "x=-1"], "log is undefined at -1.0 ('x'): the operand must be greater than 0"),
        (["1/x", "x=0"], "the divisor must not be 0 in: »1/x«"),
        (["x + " * 5000 + "x", "x=1"], "the expression is nested too deeply"),
        (
            ["x", "x=1", "-o", "f.jpg"],
            "a circuit is saved as .svg, .dot, .png, .pdf, .tex or .mmd, not '.jpg': f.jpg",
        ),
        (["x", "x=1", "-o", "f"], "a circuit is saved as .svg, .dot, .png, .pdf, .tex or .mmd, not '': f"),
        (["x", "x=1", "-o", "no/f.html"], "there is no folder no"),
        (["x", "x=1", "-o", "no/f.svg"], "there is no folder no"),
        (["x", "x=1", "-o", "n" * 300 + ".html"], "File name too long"),
        (["x", "x=1", "-o", "\x00.html"], "null"),
        (["x", "x=1", "-o"], "argument -o/--output: expected one argument"),
        (["x", "x=1", "--nope"], "unrecognized arguments: --nope"),
        (["--demo", "x"], "--demo draws its own expressions, not 'x'"),
        (["--demo", "-o", "no"], "there is no folder no"),
        (["--demo", "-o", "page.html"], "there is no folder page.html"),
    ],
)
def test_bad_input_is_one_line_on_stderr_exit_code_2_and_no_file(
    arguments: list[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("backprop: ")
    assert message in err
    assert err.count("\n") == 1
    assert err.endswith("\n")
    assert names(folder) == []


@pytest.mark.parametrize("name", ["f.png", "f.pdf"])
def test_a_picture_that_needs_graphviz_says_so(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(folder))
    assert main([*PRODUCT, "-o", name]) == 2
    out, err = capsys.readouterr()
    assert (out, names(folder)) == ("", [])
    assert err == (
        "backprop: Graphviz is not installed: there is no 'dot' on the PATH (apt/brew install graphviz)\n"
    )


def test_too_large_an_expression_says_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]):
    text = "; ".join(["y = x", *["y = " + " + ".join(["y"] * 251)] * 9])
    assert main([text, "x=0"]) == 2
    assert re.fullmatch(
        r"backprop: 2,251 nodes are too many to draw, the limit is 2,000: .*\n", capsys.readouterr().err
    )
    assert names(folder) == []


def test_an_old_page_survives_a_mistake(folder: Path):
    (folder / "backprop.html").write_text("old")
    assert main(["log(x)", "x=-1"]) == 2
    assert (folder / "backprop.html").read_text() == "old"


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **changes}


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_python_m_viz_is_the_command(encoding: str, folder: Path):
    done = subprocess.run(
        [sys.executable, "-m", "viz", *PRODUCT],
        capture_output=True,
        cwd=folder,
        env=environment(PYTHONIOENCODING=encoding),
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert re.search(r"\n  f +v4 [×?] z +[−?]12\r?\n", done.stdout.decode())
    assert names(folder) == ["backprop.html"]


def test_a_mistake_in_python_m_viz_has_no_traceback(folder: Path):
    # a console that knows only ASCII, as in a bare container
    done = subprocess.run(
        [sys.executable, "-m", "viz", "größe × 2", "größe=1"],
        capture_output=True, cwd=folder, env=environment(PYTHONIOENCODING="ascii"), timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == b""
    assert re.fullmatch(rb"backprop: syntax not understood at: [^\n]*\n", done.stderr)
    assert names(folder) == []
