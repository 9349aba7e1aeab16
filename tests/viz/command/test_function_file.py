"""viz/command/function_file.py: how a function is found and called, and what is said of mistakes."""

import sys
from pathlib import Path

import pytest

from autograd import Value
from viz.command.function_file import file_and_function, names_a_file, root_of_function


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(source: str, *, name: str = "f", file: str = "lesson.py", **numbers: float) -> Value:
    Path(file).write_text(source, encoding="utf-8")
    return root_of_function(Path(file), name, numbers)


def gradients(root: Value) -> dict[str, float]:
    root.backward()
    found, nodes = {}, [root]
    for node in nodes:
        nodes += node.parents
        found[node.label] = node.grad
    return found


def test_the_function_is_called_with_labeled_values():
    root = run("def f(x, y):\n    return x * y + x\n", x=3, y=2)
    # ∂/∂x = y + 1, ∂/∂y = x
    found = gradients(root)
    assert (root.data, root.label, found["x"], found["y"]) == (9.0, "f", 3.0, 3.0)


def test_a_label_of_its_own_and_a_parameter_of_the_same_name_are_kept():
    assert run("def f(x):\n    y = x * 2\n    y.label = 'y'\n    return y\n", x=1).label == "y"
    assert run("def f(f):\n    return f * 2\n", f=1).label == ""
    assert run("def f(x):\n    return x\n", x=1).label == "x"


@pytest.mark.parametrize(
    ("parameters", "numbers", "data"),
    [
        ("x, y=5", {"x": 1}, 16),
        ("x, y=5", {"x": 1, "y": 2}, 13),
        ("x, *, y", {"x": 1, "y": 2}, 13),
        ("x, y, /", {"x": 1, "y": 2}, 13),
        ("x=4, y=5, /", {"y": 2}, 43),  # the first keeps its default, the second gets its number
        ("x, /, y", {"x": 1, "y": 2}, 13),
        ("x, y, *rest, **more", {"x": 1, "y": 2, "z": 7}, 13),
    ],
)
def test_numbers_go_to_the_parameters_of_their_names(parameters, numbers, data):
    # 10 x + y + 1, with Value(0) so that defaults may be plain numbers
    source = f"from autograd import Value\ndef f({parameters}):\n    return Value(0) + 10 * x + y + 1\n"
    assert run(source, **numbers).data == data


def test_names_may_be_in_any_alphabet():
    assert gradients(run("def f(ϕ):\n    return ϕ * 2\n", **{"ϕ": 1}))["ϕ"] == 2


@pytest.mark.parametrize(
    ("parameters", "numbers", "message"),
    [
        ("x, y, z=1", {"x": 1}, r"^f\(x, y, z=1\) needs a number for y: add y=1\.0$"),
        ("x, y", {}, r"^f\(x, y\) needs a number for x, y: add x=1\.0 y=1\.0$"),
        ("x, /", {}, r"^f\(x, /\) needs a number for x: add x=1\.0$"),
        ("x", {"x": 1, "w": 2}, r"^f\(x\) has no parameter w$"),
        ("x, *rest", {"x": 1, "rest": 2}, r"^f\(x, \*rest\) has no parameter rest$"),
    ],
)
def test_a_missing_or_surplus_number_is_answered_with_the_signature(parameters, numbers, message):
    with pytest.raises(ValueError, match=message):
        run(f"def f({parameters}):\n    return x\n", **numbers)


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("[x, x]", "f of lesson.py returned a list: return one Value, .* such as one of them or their sum"),
        ("(x, x)", "returned a tuple: return one Value"),
        ("None", "returned nothing: return one Value, the root to differentiate$"),
        (
            "x.data * 2",
            r"returned the plain number 2: .*; x\.exp\(\) records a graph, math\.exp\(x\) does not",
        ),
        ("'x'", "returned a str: return one Value"),
    ],
)
def test_what_is_no_value_is_answered_with_what_to_return(returned, message):
    with pytest.raises(ValueError, match=message):
        run(f"def f(x):\n    return {returned}\n", x=1)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f(x):\n    return x / 0\n", r"^lesson\.py:2: ValueError: div is undefined at 1\.0 \('x'\)"),
        ("\n1 / 0\n", r"^lesson\.py:2: ZeroDivisionError: division by zero$"),
        ("def f(x):\n    return g(x)\ndef g(x):\n    raise KeyError\n", r"^lesson\.py:4: KeyError$"),
        ("def f(x):\n    return x +\n", r"^lesson\.py:2: SyntaxError: invalid syntax"),
        ("import sys\nsys.exit(3)\n", r"^lesson\.py:2: SystemExit: 3$"),
        ("def f(x):\n    return f(x)\n", r"^lesson\.py:2: RecursionError"),
        ("import nowhere_to_be_found\n", r"^lesson\.py:1: ModuleNotFoundError: No module named 'nowhere"),
        (
            "x = '\0'\n",
            r"^lesson\.py(:1)?: (Syntax|Value)Error: source code string cannot contain null bytes",
        ),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(source, message):
    with pytest.raises(ValueError, match=message):
        run(source, x=1)


def test_a_mistake_in_a_file_beside_it_is_told_with_that_file(folder):
    (folder / "beside.py").write_text("def half(x):\n    return x / 0\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^beside\.py:2: ValueError: div is undefined"):
        run("from beside import half\ndef f(x):\n    return half(x)\n", x=1)


def test_the_file_is_named_as_it_was_typed(folder):
    (folder / "course").mkdir()
    with pytest.raises(ValueError, match=r"^course/lesson\.py:1: ZeroDivisionError"):
        run("1 / 0\n", file="course/lesson.py", x=1)


@pytest.mark.parametrize("how", ["from beside_it import double", "from .beside_it import double"])
@pytest.mark.parametrize("where", ["", "    "])
def test_what_stands_beside_the_file_can_be_imported(how, where, folder, monkeypatch):
    course = folder / "course"
    course.mkdir()
    (course / "beside_it.py").write_text("def double(x):\n    return x * 2\n", encoding="utf-8")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    before = [*sys.path]
    imports = f"{how}\ndef f(x):\n" if not where else f"def f(x):\n    {how}\n"
    assert run(f"{imports}    return double(x)\n", file="course/lesson.py", x=3).data == 6
    assert (sys.path, sys.dont_write_bytecode) == (before, False)
    sys.modules.pop("beside_it", None)
    assert sorted(path.name for path in course.iterdir()) == ["beside_it.py", "lesson.py"]


def test_the_path_is_restored_after_a_mistake():
    before = [*sys.path]
    with pytest.raises(ValueError, match="ZeroDivisionError"):
        run("1 / 0\n", x=1)
    assert sys.path == before


def test_a_dataclass_in_the_file_finds_its_module():
    source = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Pair:\n    a: object\n    b: object\n"
        "def f(x):\n    pair = Pair(x, x)\n    return pair.a * pair.b\n"
    )
    assert run(source, x=3).data == 9


def test_a_file_of_the_name_of_a_module_hides_none():
    import json

    assert run("def f(x):\n    return x * 2\n", file="json.py", x=3).data == 6
    assert sys.modules["json"] is json


def test_an_edited_file_is_read_anew():
    assert run("def f(x):\n    return x * 2\n", x=3).data == 6
    assert run("def f(x):\n    return x * 5\n", x=3).data == 15


def test_ctrl_c_in_the_file_is_no_mistake_of_it():
    with pytest.raises(KeyboardInterrupt):
        run("raise KeyboardInterrupt\n", x=1)


def test_a_function_that_is_not_there_is_answered_with_those_that_are():
    source = "from math import exp\nfrom textwrap import dedent\nsize = 3\ndef f(x): ...\ndef g(x): ...\n"
    with pytest.raises(ValueError, match=r"^lesson\.py has no function h: it has f, g$"):
        run(source, name="h", x=1)
    with pytest.raises(ValueError, match=r"^lesson\.py has no function size"):
        run(source, name="size", x=1)
    with pytest.raises(ValueError, match=r"^lesson\.py has no function f: it has none$"):
        run("", x=1)


def test_a_callable_that_does_not_tell_its_parameters_is_refused():
    with pytest.raises(ValueError, match="f does not tell its parameters: write a function that calls it"):
        run("f = max\n", x=1)


def test_a_function_is_named_behind_a_colon(folder):
    (folder / "lesson.py").write_text(
        "open('ran', 'w').close()\ndef f(x): ...\ndef g(x): ...\n", encoding="utf-8"
    )
    assert file_and_function("lesson.py:f") == (Path("lesson.py"), "f")
    for text in ("lesson.py", "lesson.py:", "lesson.py:f(x)"):
        with pytest.raises(
            ValueError, match=r"^which function of lesson\.py\? Write lesson\.py:f or lesson\.py:g$"
        ):
            file_and_function(text)
    (folder / "lesson.py").write_text("def (", encoding="utf-8")
    with pytest.raises(ValueError, match=r"Write lesson\.py:function$"):
        file_and_function("lesson.py")
    with pytest.raises(FileNotFoundError, match=r"^there is no file no\.py$"):
        file_and_function("no.py:f")
    assert not (folder / "ran").exists()


@pytest.mark.parametrize("text", ["x.real", "a * b", "py", "q = x; f = q", "x.pyx"])
def test_an_expression_names_no_file(text):
    assert not names_a_file(text)
