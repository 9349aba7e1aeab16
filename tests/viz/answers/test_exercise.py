"""viz/answers/exercise.py: sheets with blanks, their keys, and the tests that go with them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lecture_graphs import HOSTILE, product, sigmoid_circuit

import autograd
from autograd import Op, Value, fold, record
from viz import exercise

ROOT = Path(__file__).parents[3]


def run(test: str) -> dict:
    names: dict = {}
    exec(compile(test, "test_by_hand.py", "exec"), names)  # what we wrote ourselves
    names["test_the_gradients_are_those_derived_by_hand"]()
    return names


def logistic() -> Value:
    w, x, b, t, lam = (Value(n, s) for n, s in ((0.5, "w"), (2, "x"), (-1, "b"), (0.25, "t"), (0.125, "λ")))
    z = w * x + b
    y = z.sigmoid()
    loss, penalty = (y - t) ** 2 / 2, w**2 / 2
    root = loss + lam * penalty
    for name, node in (("z", z), ("y", y), ("L", loss), ("R", penalty), ("L_reg", root)):
        node.label = name
    return root


def test_there_is_a_blank_for_every_label():
    made = exercise(logistic())
    assert set(made.blanks) == {"w", "x", "b", "t", "λ", "z", "y", "L", "R", "L_reg"}
    blanks = made.markdown.partition("**Backward**")[2]
    assert blanks.count(r"\underline{\hspace{5cm}}") == 10
    assert made.latex.count(r"\underline{\hspace{5cm}}") == 10
    assert r"\delta_{y} &= \underline" in blanks


def test_the_sheet_gives_the_forward_pass_and_no_delta():
    made = exercise(logistic())
    assert r"\sigma(z) = \sigma(0) = 0.5" in made.markdown
    assert "0.0625 " not in made.markdown.partition("**Backward**")[2]
    assert "0.0625" in made.key_markdown.partition("**Backward**")[2]
    assert made.latex.startswith("\\documentclass{article}")
    assert made.key_latex.rstrip().endswith("\\end{document}")


def test_a_graph_without_labels_inside_has_blanks_for_all_nodes():
    made = exercise(sigmoid_circuit())
    assert len(made.blanks) == 13
    assert made.blanks[0] == "f"


@pytest.mark.parametrize("graph", [product, sigmoid_circuit, logistic])
def test_the_test_passes_and_its_expectations_are_in_letters(graph):
    made = exercise(graph())
    run(made.test)
    assert '"q": "z"' in made.test if graph is product else "δ_" in made.test


def test_a_test_with_a_wrong_expectation_fails():
    wrong = exercise(product()).test.replace('"q": "z"', '"q": "q"')
    with pytest.raises(AssertionError, match="the gradient by q is not what was derived by hand"):
        run(wrong)


def test_every_operation_of_the_table_is_written_as_python():
    x, y = Value(0.5, "x"), Value(-0.25, "y")
    parts = [x + y, x - y, x * y, x / y, x**2, x**-1, (x**y), 3 - x, -x, 2.5 * y, x * -3, abs(y)]
    for row in autograd.ops.FUNCTIONS.values():
        parts.append(record(row if isinstance(row, Op) else row(0.3), x))
    parts += [
        autograd.sum([x, y, 1]), autograd.dot([x, y], [y, 2], x), autograd.dot([x], [y]),
        autograd.maximum(x, y), autograd.minimum(x, y), autograd.logsumexp([x, y]), autograd.take([x, y], 1),
    ]  # fmt: skip
    run(exercise(autograd.sum(parts)).test)
    for part in parts:
        run(exercise(part + 0.0).test)


def test_labels_of_every_kind_stand_in_the_files(tmp_path: Path):
    for label in [
        *HOSTILE,
        "W[0][1]",
        "w_{11}^{(1)}",
        "h'",
        "lambda",
        "ϕ",
        "1",
        "x y",
        "autograd",
        "assert_gradients",
    ]:
        x, y = Value(2.0, label), Value(3.0, "y")
        made = exercise(x * y)
        made.save(tmp_path)
        run((tmp_path / "test_by_hand.py").read_text(encoding="utf-8"))


def test_labels_that_occur_twice_are_told_apart():
    x, again, other = Value(2.0, "x"), Value(3.0, "x"), Value(5.0, "x_2")
    made = exercise(x * again * other)
    run(made.test)
    assert len(set(made.blanks)) == len(made.blanks) == 5


def test_labels_that_python_cannot_tell_apart_are_told_apart():
    x, y, z = Value(2.0, "x y"), Value(3.0, "x_y"), Value(5.0, "x-y")
    made = exercise(x * y * z)
    run(made.test)
    assert "def v5(x_y, x_y_, x_y__):" in made.test


def test_an_exercise_is_the_same_on_every_run():
    code = (
        "import sys; sys.path[:0] = ['tests/viz']\n"
        "from lecture_graphs import sigmoid_circuit; from viz import exercise; "
        "made = exercise(sigmoid_circuit()); sys.stdout.buffer.write((made.test + made.markdown).encode())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=60,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(outputs) == 1


def test_save_writes_five_files_and_leaves_nothing_else(tmp_path: Path):
    folder = tmp_path / "sheets" / "first"
    written = exercise(product()).save(folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in written)
    assert {path.name for path in written} == {
        "sheet.md",
        "sheet.tex",
        "key.md",
        "key.tex",
        "test_by_hand.py",
    }


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path):
    (tmp_path / "f").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="f"):
        exercise(product()).save(tmp_path / "f")


def test_the_graph_is_not_changed():
    root = logistic()
    before = [(node.data, node.grad, node.label) for node in autograd.topological_order(root)]
    exercise(root)
    assert [(node.data, node.grad, node.label) for node in autograd.topological_order(root)] == before


@pytest.mark.parametrize(
    ("root", "says"),
    [
        (lambda: Value(2.0, "x"), "exercise of a single leaf has nothing to derive"),
        (lambda: record(Op("cube", "x³", lambda xp, x: x**3, lambda xp, y, x: (3 * x * x,)), Value(2.0, "x")),
         "exercise cannot write cube of v2 as Python"),
        (lambda: fold(sigmoid_circuit(), "f", symbol="σ"), "as Python"),
        (lambda: autograd.sum([Value(1.0) for _ in range(300)]), "derivation of 301 nodes would fill a book"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(root, says):
    with pytest.raises(ValueError, match=says):
        exercise(root())


def test_an_exercise_says_what_it_is_and_shows_its_sheet():
    made = exercise(product())
    assert repr(made) == "<Exercise ∂f/∂…: blanks for δ_f, δ_q, δ_z, δ_x, δ_y>"
    assert made._repr_markdown_() == made.markdown
