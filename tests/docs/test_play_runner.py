"""docs/play/runner.py and the examples, in this Python instead of the one in the browser."""

import builtins
import json
import linecache
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from playground_page import PLAY, ROOT, module

runner = module("runner")
EXAMPLES = sorted((PLAY / "examples").glob("*.py"), key=lambda path: int(path.stem.partition("_")[0]))
GALLERY = ROOT / "examples"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """Runs a program; returns what the page is told."""
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.setattr(builtins, "input", builtins.input)
    state = random.getstate()

    def run(program: str) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = []
        with redirect_stdout(sys.stdout), redirect_stderr(sys.stderr):  # `prepare` takes the place of both
            runner.prepare(lambda text: told.append(json.loads(text)))(program)
        return told

    yield run
    random.setstate(state)
    linecache.cache.pop(runner.PROGRAM, None)


def words(told: list[dict[str, Any]]) -> str:
    return "".join(message.get("text", "") for message in told)


def test_the_last_line_is_shown_as_in_a_notebook(run: Callable[[str], list[dict[str, Any]]]):
    assert run("1 + 1") == [{"shown": {"kind": "text", "content": "2"}}]
    assert run("1 + 1;") == run("None") == run("x = 2") == run("") == run("# nothing") == []
    assert run("print('a')\ndisplay(1, 'b')\n3") == [
        {"text": "a\n"}, {"shown": {"kind": "text", "content": "1"}},
        {"shown": {"kind": "text", "content": "'b'"}}, {"shown": {"kind": "text", "content": "3"}},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "kind"), [("_repr_html_", "html"), ("_repr_svg_", "svg"), ("_repr_markdown_", "markdown")]
)
def test_a_thing_shows_itself(run: Callable[[str], list[dict[str, Any]]], method: str, kind: str):
    told = run(f"class A:\n    def {method}(self):\n        return '<x>'\nA()")
    assert told[0]["shown"]["kind"] == kind
    assert told[0]["shown"]["content"] == "<x>"
    assert run(f"class A:\n    def {method}(self):\n        return '<x>'\nA")[0]["shown"]["kind"] == "text"


def test_a_program_leaves_the_graphs_of_others_whole(run: Callable[[str], list[dict[str, Any]]]):
    from autograd import Value

    x = Value(3.0)
    y = x * x
    run("from autograd import Value\nimport builtins\nbuiltins.kept = Value(2.0) * 3")
    assert y.parents == (x, x)
    assert builtins.__dict__.pop("kept").edges == ()


def test_programs_share_no_names(run: Callable[[str], list[dict[str, Any]]]):
    run("x = 1")
    assert run("x")[0]["error"]["words"].startswith("name 'x' is not defined")


def test_an_error_has_the_places_in_the_program_alone(run: Callable[[str], list[dict[str, Any]]]):
    told = run("from autograd import Value\nα = Value('3')")
    error = told[-1]["error"]
    assert error["name"] == "TypeError"
    assert error["frames"] == [{"line": 2, "column": 4, "end": 14, "name": ""}]  # letters, and not bytes
    deep = run("def f(n):\n    return f(n - 1)\nf(3)")[-1]["error"]
    assert deep["name"] == "RecursionError"
    assert len(deep["frames"]) == runner.MOST_FRAMES
    assert [frame["line"] for frame in deep["frames"]] == [3, 2, 2, 2, 2, 2]


def test_a_syntax_error_has_its_line_and_column(run: Callable[[str], list[dict[str, Any]]]):
    error = run("x = 1\ny = (α + ) * 2")[-1]["error"]
    assert (error["name"], error["words"]) == ("SyntaxError", "invalid syntax")
    assert error["frames"] == [{"line": 2, "column": 9, "end": 10, "name": ""}]
    assert run("def f(:")[-1]["error"]["frames"][0]["line"] == 1


def test_a_note_on_an_error_is_told(run: Callable[[str], list[dict[str, Any]]]):
    told = run("e = ValueError('a')\ne.add_note('b')\nraise e")
    assert told[-1]["error"]["words"] == "a\nb"


python_3_12 = pytest.mark.skipif(
    sys.version_info < (3, 12),
    reason="Python 3.11 suggests names only where it prints an error itself",
)


@python_3_12
@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("from autograd import Valu", "Did you mean: 'Value'?"),
        ("from viz import step_trough", "Did you mean: 'step_through'?"),
        ("from autograd import Value\nValue(1.0).sigmod()", "Did you mean: 'sigmoid'?"),
        ("from autograd import Value\nValue(1.0).gard", "Did you mean: 'grad'?"),
        ("import nn\nnn.MPL(2, [1])", "Did you mean: 'MLP'?"),
    ],
)
def test_a_name_with_a_slip_is_told_the_one_that_was_meant(
    run: Callable[[str], list[dict[str, Any]]], program: str, said: str
):
    (told,) = run(program)
    assert said in told["error"]["words"]


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("x = Value(2.0)", "Value is in autograd: write `from autograd import Value` above"),
        ("step_through(1)", "step_through is in viz: write `from viz import step_through` above"),
        ("MLP(2, [1])", "MLP is in nn: write `from nn import MLP` above"),
    ],
)
def test_a_name_of_ours_that_was_not_imported_is_told_its_import(
    run: Callable[[str], list[dict[str, Any]]], program: str, said: str
):
    (told,) = run(program)
    assert said in told["error"]["words"]


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("from micrograd.engine import Value", "`from autograd import Value`"),
        ("import torch.nn as nn", "`Value(2.0)` of autograd is a tensor of one element"),
        ("import chalkgrad", "its packages are autograd, nn and viz"),
        ("from IPython.display import display", "`display(x)` is there without an import"),
    ],
)
def test_a_package_that_a_newcomer_expects_is_told_what_is_here_instead(program: str, said: str):
    module, _, _ = program.split()[1].partition(".")
    error = ModuleNotFoundError(f"No module named {module!r}", name=program.split()[1])
    assert said in runner.absence(error)
    assert "install" not in runner.absence(error)


def test_an_error_that_cannot_say_what_is_wrong_is_told_all_the_same(
    run: Callable[[str], list[dict[str, Any]]],
):
    (told,) = run("class E(Exception):\n    def __str__(self):\n        raise ValueError\nraise E")
    assert told["error"]["words"] == "(the error cannot say what is wrong: its __str__ raised ValueError)"
    assert told["error"]["frames"][-1]["line"] == 4
    (told,) = run("e = ValueError('no')\ne.__notes__ = [1]\nraise e")
    assert told["error"]["words"] == "no\n1"
    (told,) = run("e = ValueError('no')\ne.__notes__ = 5\nraise e")
    assert told["error"]["words"] == "no"


def test_a_program_may_replace_the_output_but_not_that_of_the_next_one():
    told: list[dict[str, Any]] = []
    with redirect_stdout(sys.stdout), redirect_stderr(sys.stderr):
        play = runner.prepare(lambda text: told.append(json.loads(text)))
        play("import io, sys\nsys.stdout = io.StringIO()\nprint('unseen')")
        play("print('seen')")
    assert words(told) == "seen\n"


def test_a_column_is_right_behind_a_character_that_ends_lines_elsewhere(
    run: Callable[[str], list[dict[str, Any]]],
):
    (told,) = run("s = 'a\u2028b'\nt = 'éé' + 1")
    assert told["error"]["frames"] == [{"line": 2, "column": 4, "end": 12, "name": ""}]


def test_many_things_and_long_ones_are_cut(run: Callable[[str], list[dict[str, Any]]]):
    told = run("for i in range(100_000):\n    display(i)")
    assert [message["shown"]["content"] for message in told[:-1]] == [str(i) for i in range(200)]
    assert told[-1] == {"text": "… more than 200 things; the rest is not shown\n"}
    (told,) = run("'x' * 3_000_000")
    assert len(told["shown"]["content"]) < 200_100
    assert told["shown"]["content"].endswith("… more than 200,000 characters; the rest is not shown")


def test_much_text_is_cut_once(run: Callable[[str], list[dict[str, Any]]]):
    text = words(run(f"print('x' * {runner.MOST_TEXT - 1})\nprint('y')\nprint('z')"))
    assert len(text) < 200_100
    assert text.count("more than 200,000 characters") == 1
    assert "y" not in text.partition("…")[0]


def test_a_program_that_leaves_says_nothing_but_with_a_reason(run: Callable[[str], list[dict[str, Any]]]):
    assert run("raise SystemExit") == []
    assert (
        run("import sys\nsys.exit('no data')")[-1]["error"]["words"]
        == "the program ended itself with 'no data'"
    )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_runs(path: Path, run: Callable[[str], list[dict[str, Any]]]):
    told = run(path.read_text(encoding="utf-8"))
    assert told[-1].keys() == {"shown"}
    assert path.read_text(encoding="utf-8").startswith("# ")


def test_every_drawing_of_the_gallery_that_needs_no_numpy_is_an_example_and_the_same(
    run: Callable[[str], list[dict[str, Any]]],
):
    needs_numpy = {"moons"}  # its points come from nn.moons
    examples = {path.stem.partition("_")[2]: path for path in EXAMPLES}
    drawings = {path.stem: path for path in GALLERY.glob("*.svg")}
    assert drawings.keys() - needs_numpy <= examples.keys()
    for name in drawings.keys() & examples.keys():
        told = run(examples[name].read_text(encoding="utf-8"))
        assert told[-1]["shown"]["svg"].strip() == drawings[name].read_text(encoding="utf-8").strip(), name
