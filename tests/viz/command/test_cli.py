"""viz/command/cli.py: what `backprop` prints and writes, and one line for everything that is wrong."""

import os
import re
import shlex
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from lecture_graphs import product

from viz import circuit, derivation, expression, step_through, table
from viz.command.cli import main
from viz.command.console import spell_out
from viz.pictures.circuit import ENDINGS

ROOT = Path(__file__).parents[3]
PRODUCT = ["(x + y) * z", "x=-2", "y=5", "z=-4"]
needs_pictures = pytest.mark.skipif(
    not (find_spec("resvg_py") and find_spec("fpdf")), reason="needs the extra pictures"
)


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
        pytest.param("f.png", "\x89PNG", marks=needs_pictures),
        pytest.param("f.pdf", "%PDF", marks=needs_pictures),
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


@pytest.mark.parametrize("option", [["-o", "-x.svg"], ["--output", "-x.svg"], ["--output=-x.svg"]])
def test_the_name_of_a_file_may_begin_with_a_minus(option: list[str], folder: Path):
    for command in ([], ["draw"]):
        assert main([*command, *PRODUCT, *option]) == 0
        assert names(folder) == ["-x.svg"]


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
    assert sorted(pages) == ["backprop-fan-out.html", "backprop-product.html", "backprop-sigmoid.html"]
    assert err == ""
    assert out.count("written: ") == 3
    # A1 and A2
    assert "[−4] × [1] = −4" in out
    assert re.search(r"f +1 / v12 +0\.731059\n", out)
    for number in ("−0.196612", "0.393224", "−0.393224", "−0.589836"):
        assert number in out
    # a = xy = −6, b = a + x = −3, f = ab: δb = a = −6, and in two messages each δa = b + δb = −9 and
    # δx = y δa + δb = 18 − 6 = 12
    assert re.search(r"−3 → +−9 +2 of 2", out)
    assert re.search(r"→ +12 +2 of 2", out)


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
        (["x", "x=1", "x=2"], "x is given twice: 1 and 2"),
        (["x", "-1"], "a variable is given as name=number, not ' -1'"),
        (["", "x=1"], "the expression is empty"),
        (["(x", "x=1"], "syntax not understood at: »(x«"),
        (["x +\n+* y", "x=1"], "syntax not understood at: x +» +* y«"),
        (["foo(x)", "x=1"], "unknown function; there are abs, acos, "),
        (["x.real", "x=1"], "only numbers, names, + - * / ** and functions are understood, not »x.real«"),
        (["__import__('os').mkdir('made')"], "only numbers, names, "),
        (["2x", "x=1"], "syntax not understood at: »2x«; products are written with *, such as 2*x"),
        (["3(x + 1)", "x=1"], "products are written with *: »3(x + 1)«"),
        (["x y", "x=1", "y=2"], "products are written with *, such as x*y"),
        (["x²", "x=1"], "powers are written with **, such as x**2"),
        (["x × y", "x=1", "y=2"], "products are written with *, such as x*y"),
        (["x ÷ y", "x=1", "y=2"], "quotients are written with /, such as x/y"),
        (["x − y", "x=1", "y=2"], "the minus is the hyphen of the keyboard, such as x-y"),
        (["lambda * x", "lambda=1", "x=1"], "lambda is a word of Python and can be no name: write lambda_"),
        (["pi * e"], "there is no variable to differentiate by in: pi * e"),
        (["drwa", *PRODUCT], "there is no command drwa: there are draw, steps, quiz, derive, check and help"),
        (["stepps"], "there is no command stepps"),
        (["plot", *PRODUCT], "there is no command plot"),
        (["2 * 3"], "there is no variable to differentiate by in: 2 * 3"),
        (["log(x)", "x=-1"], "log is undefined at -1.0 ('x'): the operand must be greater than 0"),
        (["1/x", "x=0"], "the divisor must not be 0 in: »1/x«"),
        (["x + " * 5000 + "x", "x=1"], "the expression is nested too deeply"),
        (
            ["x", "x=1", "-o", "f.jpg"],
            f"a circuit is saved as {ENDINGS}, not '.jpg': f.jpg",
        ),
        (["x", "x=1", "-o", "f"], f"a circuit is saved as {ENDINGS}, not '': f"),
        (["x", "x=1", "-o", "no/f.html"], "there is no folder no"),
        (["x", "x=1", "-o", "no/f.svg"], "there is no folder no"),
        (["x", "x=1", "-o", "n" * 300 + ".html"], "nnn.html"),  # each system has its own words for it
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


@pytest.mark.parametrize(("name", "package"), [("f.png", "resvg_py"), ("f.pdf", "fpdf")])
def test_a_picture_without_what_draws_it_names_the_line_to_type(
    name: str, package: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, package, None)
    assert main([*PRODUCT, "-o", name]) == 2
    out, err = capsys.readouterr()
    assert (out, names(folder)) == ("", [])
    assert re.fullmatch(r"backprop: .*, which is not installed: pip install 'chalkgrad\[pictures\]'\n", err)


def test_a_gif_is_the_walk_animated(folder: Path, capsys: pytest.CaptureFixture[str]):
    code = main(["draw", *PRODUCT, "-o", "f.gif"])
    out, err = capsys.readouterr()
    if find_spec("resvg_py") and find_spec("PIL"):
        assert (code, out, err) == (0, "written: f.gif\n", "")
        assert (folder / "f.gif").read_bytes()[:6] == b"GIF89a"
    else:  # one line says what is missing
        assert (code, out, err.count("\n"), names(folder)) == (2, "", 1, [])
        assert "not installed" in err


@needs_pictures
def test_a_package_that_is_missing_is_named_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert main(["draw", *PRODUCT, "-o", "f.gif"]) == 2
    assert re.fullmatch(
        r"backprop: .*Pillow, which is not installed: pip install .*\n", capsys.readouterr().err
    )


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "x" + ")" * 10_000, "(" * 10_000, "-" * 10_000 + "x",
        "exp(" * 3_000 + "x" + ")" * 3_000, "x" + "**x" * 5_000, "+".join(f"x{i}" for i in range(5_000)),
        "9" * 10_000 + "*x", "1e" + "9" * 5_000 + "*x",
        "x; " * 20_000, "x = " * 5_000 + "1", "x" * 50_000 + ".y", "foo(" + "x, " * 5_000 + ")",
    ],
)  # fmt: skip
def test_however_long_an_expression_is_the_error_is_short(text: str, capsys: pytest.CaptureFixture[str]):
    assert main(["derive", text, "x=1"]) in (0, 2)
    err = capsys.readouterr().err
    assert len(err) < 500
    assert err.count("\n") <= 1


def test_too_large_an_expression_says_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]):
    text = "; ".join(["y = x", *["y = " + " + ".join(["y"] * 251)] * 9])
    assert main([text, "x=0"]) == 2
    assert re.fullmatch(
        r"backprop: 2,251 nodes are too many to draw, the limit is 2,000: .*\n", capsys.readouterr().err
    )
    assert names(folder) == []


@pytest.mark.parametrize("arguments", [[], ["draw"], ["steps"], ["derive", "-o", "f.txt"]])
def test_a_file_that_is_replaced_is_named(
    arguments: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
):
    for end in ("\n", ", in place of the file that was there\n"):
        assert main([*arguments, *PRODUCT]) == 0
        assert re.findall(r"written: \S+?(,.*\n|\n)", capsys.readouterr().out) == [end]


def test_help_and_version_are_words_too(capsys: pytest.CaptureFixture[str]):
    def shown(*arguments: str) -> str:
        with pytest.raises(SystemExit) as leaving:
            main(arguments)
        assert leaving.value.code == 0
        return capsys.readouterr().out

    assert shown("help") == shown("--help") == shown("-h")
    assert shown("help", "draw") == shown("draw", "--help")
    assert re.match(r"chalkgrad (\d+\.\d+|from a folder)", shown("--version"))


def test_an_old_page_survives_a_mistake(folder: Path):
    (folder / "backprop.html").write_text("old", encoding="utf-8")
    assert main(["log(x)", "x=-1"]) == 2
    assert (folder / "backprop.html").read_text(encoding="utf-8") == "old"


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
    assert re.search(r"\n  f +v4 [×*] z +[−-]12\r?\n", done.stdout.decode())
    assert names(folder) == ["backprop.html"]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "cp437"])
def test_what_an_encoding_lacks_is_spelled(encoding: str, folder: Path):
    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "viz", *arguments],
            capture_output=True, cwd=folder, env=environment(PYTHONIOENCODING=encoding), timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (1 if "check" in arguments else 0, b"")
        assert b"?" not in done.stdout
        return done.stdout.decode(encoding)

    out = run("σ = sigmoid(w*x); f = σ**2", "w=2", "x=-1")
    times = "*" if encoding in ("ascii", "cp437") else "×"
    sigma = "σ" if encoding == "cp437" else "sigma"
    assert f" w {times} x  " in out
    assert f"  {sigma} " in out
    assert f"[1] {times} [-4] = -4 " in run(*PRODUCT)
    out = run("check", *PRODUCT, "--answers", "x=-4", "z=-3")
    assert "ok df/dx = -4\n" in out.replace("\r", "")
    assert "no df/dz = -3 is not right." in out
    out = run("derive", "sigmoid(x)**-2 / y", "x=1", "y=2", "--steps")
    assert "v3^-" in out
    bars = run("derive", "y = sigmoid(z); L = (y - t)**2 / 2", "z=2", "t=1", "--style", "bar")
    half = "½" if encoding != "ascii" else "0.5"
    assert f"  L = {half}(y - t)" in bars
    assert "  y_bar = (y - t) L_bar = " in bars
    assert ("δ_x = " if encoding == "cp437" else "d_x = ") in out
    run("--demo")
    # the files know all signs
    run("derive", *PRODUCT, "-o", "f.txt")
    assert (folder / "f.txt").read_text(encoding="utf-8") == derivation(
        expression(PRODUCT[0], {"x": -2, "y": 5, "z": -4})
    ).text.rstrip("\n") + "\n"
    assert "∂" in (folder / "f.txt").read_text(encoding="utf-8")


def test_powers_keep_their_sign_where_the_encoding_lacks_them():
    spell_out()
    assert "x⁻² + y¹⁰ − w₁₂ξ é ✓ 漢".encode("ascii", "spelled") == b"x^-2 + y^10 - w_12xi e ok ?"
    assert "⁻²".encode("ascii", "spelled") == b"^-2"
    assert "²x²".encode("ascii", "spelled") == b"^2x^2"
    assert "x⁻²".encode("cp1252", "spelled").decode("cp1252") == "x^-²"


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


# --- the commands ----------------------------------------------------------------------------------------

LESSON = "def neuron(w, x, b=0.0):\n    return (w * x + b).sigmoid()\n"
Q_TIMES_Z = ["q = x + y; f = q * z", *PRODUCT[1:]]


@pytest.mark.parametrize("command", [[], ["draw"], ["steps"], ["quiz"], ["derive"], ["check"]])
def test_every_example_of_the_help_runs(
    command: list[str], folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    (folder / "lesson.py").write_text(LESSON, encoding="utf-8")
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: not opened.append(url))
    with pytest.raises(SystemExit) as leaving:
        main([*command, "--help"])
    assert leaving.value.code == 0
    out = capsys.readouterr().out
    examples = [shlex.split(line)[1:] for line in re.findall(r"^  (backprop .*[=-].*)$", out, re.MULTILINE)]
    assert len(examples) >= 3
    assert any("lesson.py:neuron" in words for words in examples)
    for words in examples:
        assert words[: len(command)] == command
        assert main(words) == 0, words
        shown, err = capsys.readouterr()
        ran = "backprop: running neuron from lesson.py\n" if "lesson.py:neuron" in words else ""
        assert (err, bool(shown)) == (ran, True)
        if "-o" in words:
            assert words[words.index("-o") + 1] in names(folder)
    assert len(opened) == sum("--open" in words or words[0] == "quiz" for words in examples)


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    assert re.findall(r"^  backprop (draw|steps|quiz|derive|check) ", out, re.MULTILINE) == [
        "draw", "steps", "quiz", "derive", "check",
    ]  # fmt: skip


def test_draw_hands_its_options_on(folder: Path, capsys: pytest.CaptureFixture[str]):
    options = ["--notes", "--names", "--digits", "2", "--engine", "layered", "-o", "f.svg"]
    assert main(["draw", "x * y / 3", "x=1.2345", "y=-2", *options]) == 0
    assert capsys.readouterr() == ("written: f.svg\n", "")
    drawn = circuit(
        expression("x * y / 3", {"x": 1.2345, "y": -2}), notes=True, names=True, digits=2, engine="layered"
    )
    assert (folder / "f.svg").read_text(encoding="utf-8") == drawn.svg + "\n"
    assert main(["draw", *PRODUCT]) == 0
    assert names(folder) == ["backprop.svg", "f.svg"]
    assert (folder / "backprop.svg").read_text(encoding="utf-8") == circuit(
        expression(PRODUCT[0], {"x": -2, "y": 5, "z": -4})
    ).svg + "\n"


@pytest.mark.parametrize("ending", ["svg", "dot"])
def test_draw_takes_the_endings_of_a_circuit(ending: str, folder: Path):
    assert main(["draw", *PRODUCT, "-o", f"f.{ending}"]) == 0
    assert names(folder) == [f"f.{ending}"]


@pytest.mark.parametrize("found", [True, False])
def test_steps_writes_the_page_and_opens_it_if_asked(
    found: bool, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    opened: list[str] = []

    def browser(url: str) -> bool:
        opened.append(url)
        return found

    monkeypatch.setattr("webbrowser.open", browser)
    assert main(["steps", *PRODUCT, "--digits", "3", "--engine", "layered"]) == 0
    assert capsys.readouterr() == ("written: backprop.html\n", "")
    assert opened == []
    page = step_through(
        expression(PRODUCT[0], {"x": -2, "y": 5, "z": -4}), title=PRODUCT[0], digits=3, engine="layered"
    )
    assert (folder / "backprop.html").read_text(encoding="utf-8") == page.html
    assert main(["steps", *PRODUCT, "-o", "a b.html", "--open"]) == 0
    assert opened == [f"{folder.resolve().as_uri()}/a%20b.html"]
    out, err = capsys.readouterr()
    assert out == "written: a b.html\n"
    assert err == ("" if found else "backprop: no browser was found: open a b.html yourself\n")


@pytest.mark.parametrize("found", [True, False])
def test_quiz_writes_a_page_that_opens_with_the_quiz_and_shows_it(
    found: bool, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    opened: list[str] = []

    def browser(url: str) -> bool:
        opened.append(url)
        return found

    monkeypatch.setattr("webbrowser.open", browser)
    assert main(["quiz", *PRODUCT, "--decimals", "2", "--engine", "layered"]) == 0
    assert opened == [f"{folder.resolve().as_uri()}/backprop-quiz.html"]
    out, err = capsys.readouterr()
    assert out == "written: backprop-quiz.html\n"
    assert err == ("" if found else "backprop: no browser was found: open backprop-quiz.html yourself\n")
    root = expression(PRODUCT[0], {"x": -2, "y": 5, "z": -4})
    page = step_through(root, title=PRODUCT[0], decimals=2, engine="layered", mode="quiz")
    assert (folder / "backprop-quiz.html").read_text(encoding="utf-8") == page.html


def test_derive_prints_text_latex_or_markdown(capsys: pytest.CaptureFixture[str]):
    written_out = derivation(product())
    for options, text in [
        ([], written_out.text),
        (["--latex"], written_out.latex),
        (["--markdown"], written_out.markdown),
        (["--columns"], written_out.columns.text),
        (["--steps", "--latex"], written_out.steps.latex),
        (["--style", "bar"], derivation(product(), "bar").text),
        (
            ["--style", "leibniz", "--columns", "--markdown"],
            derivation(product(), "leibniz").columns.markdown,
        ),
    ]:
        assert main(["derive", *Q_TIMES_Z, *options]) == 0
        assert capsys.readouterr() == (text.rstrip("\n") + "\n", "")
    assert main(["derive", "x / 3", "x=1", "--digits", "2"]) == 0
    assert "0.33\n" in capsys.readouterr().out
    assert main(["derive", "x / 3", "x=1", "--decimals", "1"]) == 0
    assert "0.3\n" in capsys.readouterr().out


def test_derive_writes_a_file(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["derive", *Q_TIMES_Z, "--latex", "-o", "f.tex"]) == 0
    assert capsys.readouterr() == ("written: f.tex\n", "")
    assert (folder / "f.tex").read_text(encoding="utf-8") == derivation(product()).latex + "\n"
    assert main(["derive", "log(x)", "x=-1", "-o", "f.tex"]) == 2
    assert (folder / "f.tex").read_text(encoding="utf-8") == derivation(product()).latex + "\n"


@pytest.mark.parametrize(
    ("answers", "code", "says"),
    [
        (["x=-4", "y=-4", "z=3", "q=-4", "f=1"], 0, "✓ ∂f/∂f = 1\n5 of 5 right.\n"),
        (["x=-12/3"], 0, "✓ ∂f/∂x = -12/3\n1 of 1 right.\n"),
        (
            ["x=-4", "z=-3"],
            1,
            "✗ ∂f/∂z = -3 is not right. It looks like a slip of the sign.\n1 of 2 right.\n",
        ),
        (["z=-4"], 1, "✗ ∂f/∂z = -4 is not right. It looks like the product without the swap"),
        (["q=z", "x=δ_q", "z=-2+5"], 0, "✓ ∂f/∂x = δ_q\n✓ ∂f/∂z = -2+5\n3 of 3 right.\n"),
        (["q=-4,0", "x=y·d_q"], 1, "✓ ∂f/∂q = -4,0\n✗ ∂f/∂x = y·d_q is not right. It looks like"),
        (["x=__import__('os')"], 1, "✗ ∂f/∂x: »__import__« is no label, no δ of one and no function"),
        (["x=1/0"], 1, "✗ ∂f/∂x: div is undefined at 1.0, 0.0"),
    ],
)
def test_check_judges_the_answers_and_its_exit_code_tells(
    answers: list[str], code: int, says: str, folder: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["check", *Q_TIMES_Z, "--answers", *answers]) == code
    out, err = capsys.readouterr()
    assert says in out
    assert err == ""
    assert names(folder) == []


def test_variables_may_be_fractions(capsys: pytest.CaptureFixture[str]):
    assert main(["check", "a * b", "a=-3/8", "b=2", "--answers", "b=-.375"]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["draw"], 'an expression is missing, such as "(x + y) * z" x=-2 y=5 z=-4'),
        (["draw", "x", "x=1", "--digits", "0"], "argument --digits: '0' is no whole number from 1 to 17"),
        (
            ["draw", "x", "x=1", "--decimals", "18"],
            "argument --decimals: '18' is no whole number from 0 to 17",
        ),
        (
            ["draw", "x", "x=1", "--digits", "2", "--decimals", "2"],
            "--decimals: not allowed with argument --digits",
        ),
        (["derive", "x", "x=1", "--style", "nabla"], "choose from 'delta', 'partial', 'bar', 'leibniz'"),
        (["draw", "x", "x=1", "--digits", "two"], "argument --digits: 'two' is no whole number from 1 to 17"),
        (["draw", "x", "x=1", "--engine", "neato"], "argument --engine: invalid choice: 'neato'"),
        (
            ["draw", "x", "x=1", "--open"],
            "unrecognized arguments: --open; backprop draw --help shows examples",
        ),
        (["draw", "x", "x=1", "-o", "f.html"], "not '.html': f.html"),
        (["draw", "x * y", "x=1"], "no value for y: add y=1.0"),
        (["steps", "x", "x=1", "-o", "f.svg"], "a step-through page is saved as .html, not '.svg': f.svg"),
        (["derive", "x", "x=1", "--latex", "--markdown"], "argument --markdown: not allowed with argument"),
        (["derive", "x", "x=1", "-o", "no/f.tex"], "there is no folder no"),
        (["check", "x", "x=1"], "there is nothing to check: add --answers x=-4"),
        (["check", "x", "x=1", "--answers"], "argument --answers: expected at least one argument"),
        *[
            (
                ["check", "x", "x=1", "--answers", answer],
                f"an answer is given as name=number or name=formula, not '{answer}'",
            )
            for answer in ("x", "x=", "=1")
        ],
        (["check", "x", "x=1", "--answers", "x=1", "x=2"], "x is given twice: 1 and 2"),
        (["check", "x * 2", "x=1", "--answers", "y=1"], "no node has the label 'y': the labels are x, f"),
        (["derive", "no.py:f", "x=1"], "there is no file no.py"),
        (["no.py"], "there is no file no.py"),
    ],
)
def test_bad_use_of_a_command_is_one_line_too(
    arguments: list[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), names(folder)) == ("", 1, [])
    assert err.startswith("backprop: ")
    assert message in err


def test_a_function_of_a_file_is_drawn_with_a_notice(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "lesson.py").write_text(LESSON, encoding="utf-8")
    assert main(["lesson.py:neuron", "w=2", "x=-1", "b=2"]) == 0
    out, err = capsys.readouterr()
    assert err == "backprop: running neuron from lesson.py\n"
    assert out.startswith("lesson.py:neuron\nforward\n")
    assert "<h1>lesson.py:neuron</h1>" in (folder / "backprop.html").read_text(encoding="utf-8")
    # σ(0) = ½, slope ¼; ∂/∂w = x/4
    assert main(["check", "lesson.py:neuron", "w=2", "x=-1", "b=2", "--answers", "b=1/4", "w=-1/4"]) == 0


def test_what_goes_wrong_in_the_file_is_told_with_its_line(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "lesson.py").write_text("def f(x):\n    return [][0]\n", encoding="utf-8")
    assert main(["draw", "lesson.py:f", "x=1"]) == 2
    assert capsys.readouterr().err.splitlines()[1:] == [
        "backprop: lesson.py:2: IndexError: list index out of range"
    ]
    assert names(folder) == ["lesson.py"]


def test_an_expression_runs_no_file(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "x.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    assert main(["derive", "x * y", "x=1", "y=2"]) == 0
    assert names(folder) == ["x.py"]


# --- interrupted -------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signal to one process")
def test_ctrl_c_ends_quietly(folder: Path):
    # tests that a shell starts in the background inherit that Ctrl-C is ignored
    (folder / "slow.py").write_text(
        "import signal, time\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def f(x):\n    print('asleep', flush=True)\n    time.sleep(60)\n",
        encoding="utf-8",
    )
    with subprocess.Popen(
        [sys.executable, "-m", "viz", "derive", "slow.py:f", "x=1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, env=environment(),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == b"asleep\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, b"")
    assert err == b"backprop: running f from slow.py\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe is any invalid argument there")
@pytest.mark.parametrize(
    "arguments",
    [["derive", *PRODUCT], PRODUCT, ["--help"], ["check", "--help"]],
)
def test_a_pipe_that_nobody_reads_ends_quietly(arguments: list[str], folder: Path):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "viz", *arguments],
            stdout=pipe, stderr=subprocess.PIPE, cwd=folder, timeout=60,
            env=environment(PYTHONUNBUFFERED=""),  # otherwise nothing is left for Python to flush at its end
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (141, b"")


SIGMOID = ["1 / (1 + exp(-(w*x + b)))", "w=2", "x=-1", "b=0.5"]


def test_draw_breaks_a_picture_into_rows_counts_and_leaves_numbers_out(tmp_path: Path):
    def drawn(*options: str) -> str:
        path = tmp_path / "f.svg"
        assert main(["draw", *SIGMOID, *options, "-o", str(path)]) == 0
        return path.read_text(encoding="utf-8")

    def width(text: str) -> float:
        return float(re.search(r'viewBox="0 0 (\S+) ', text)[1])

    assert width(drawn("--wrap", "400")) <= 400 < width(drawn("--ratio", "16:9")) < width(drawn())
    assert drawn("--ratio", "16:9") == drawn("--ratio", str(16 / 9))
    assert "add-multiplies" in drawn("--counts")
    assert 'class="data"' not in drawn("--no-values")
    assert 'class="delta"' not in drawn("--no-deltas")
    assert 'class="data"' in drawn("--no-deltas")


@pytest.mark.parametrize("command", ["steps", "quiz"])
def test_pages_and_walks_are_broken_into_rows_too(command: str, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda url: True)

    def width(*options: str) -> float:
        path = tmp_path / "f.html"
        assert main([command, *SIGMOID, *options, "-o", str(path)]) == 0
        found = re.search(r'class="circuit" viewBox="0 0 (\S+) ', path.read_text(encoding="utf-8"))
        return float(found[1])

    assert width("--wrap", "500") <= 500 < width("--ratio", "2:1") < width()


def test_an_animation_is_broken_into_rows_too(tmp_path: Path):
    image = pytest.importorskip("PIL.Image")
    pytest.importorskip("resvg_py")

    def size(*options: str) -> tuple[int, int]:
        assert main(["draw", "sin(x*y)", "x=1", "y=2", *options, "-o", str(tmp_path / "f.gif")]) == 0
        with image.open(tmp_path / "f.gif") as picture:
            return picture.size

    (wide, low), (narrow, high) = size(), size("--wrap", "300")
    assert wide / low > narrow / high


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--ratio", "16:0"], "'16:0' is no number greater than 0, nor two such as 16:9"),
        (["--wrap", "nan"], "'nan' is no number greater than 0"),
        (["--wrap", "x"], "'x' is no number greater than 0"),
        (["--wrap", "500", "--ratio", "2"], "not allowed with argument"),
        (["--notes", "--counts"], "not allowed with argument"),
        (["--notes", "--no-deltas"], "notes=True and deltas=False"),
        (["--wrap", "500", "--engine", "dot"], "engine='dot' draws no rows"),
    ],
)
def test_draw_says_what_is_no_row_or_excludes_another(options, message: str, tmp_path: Path, capsys):
    assert main(["draw", *SIGMOID, *options, "-o", str(tmp_path / "f.svg")]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "f.svg").exists()
