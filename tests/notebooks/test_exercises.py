"""The exercises of the notebooks: unanswered as committed, right with the answers derived by hand, and
wrong answers are told what is wrong with them.

What goes into the gaps stands in `answers_NN.py`, in the order of the gaps in notebook NN, a gap being
`None` where a value is asked for, or `return None` in a function that the reader writes: ANSWERS, the right
ones; WRONG, under the number of a gap what is filled in and a piece of what is said to it; CLAIMS, where the
notebook ticks something itself, how often.
"""

import json
import re
from importlib import import_module
from itertools import zip_longest

import pytest
from test_notebooks import FOLDER, SCRIPTS, as_committed, percent_cells, run

GAP = re.compile(r"return None|(?<=: )None|(?<== )None")

pytestmark = pytest.mark.thorough
each_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)


def answers_of(script):
    return import_module(f"answers_{script.stem[:2]}")


def filled(script, answers) -> str:
    """Return the source of a notebook with its gaps filled."""
    text = script.read_text(encoding="utf-8")
    assert len(GAP.findall(text)) == len(answers)
    waiting = iter(answers)
    return GAP.sub(lambda _: next(waiting), text)


def said_by(source, folder) -> str:
    """Return what a changed notebook prints."""
    changed = folder / "changed.py"
    changed.write_text(source, encoding="utf-8")
    ran = run(changed, FOLDER)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def unwrapped(printed: str) -> str:
    """Return what was printed, verdicts in one line each."""
    return re.sub(r"\n {4}(?=\S)", " ", printed)


@each_script
def test_every_exercise_is_unanswered_as_committed(script):
    printed = as_committed(script)
    assert printed.count("no answer yet") == len(answers_of(script).ANSWERS)
    assert "✗" not in printed


@each_script
def test_the_answers_derived_by_hand_are_right(script, tmp_path):
    told = answers_of(script)
    printed = said_by(filled(script, told.ANSWERS), tmp_path)
    assert "no answer yet" not in printed
    assert "✗" not in printed
    assert printed.count("✓") == len(told.ANSWERS) + getattr(told, "CLAIMS", 0)


# Runs the cells of a notebook; where an attempt starts, its texts are tried on a copy of the names before.
TRIALS = """
import contextlib, io, json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    cells, attempts = json.load(file)
names, said = {"__name__": "__main__"}, []
for number, cell in enumerate(cells):
    for start, texts in attempts:
        if start == number:
            trial, printed = dict(names), io.StringIO()
            with contextlib.redirect_stdout(printed):
                for text in texts:
                    exec(compile(text, "<cell>", "exec"), trial)
            said.append(printed.getvalue())
    if number <= attempts[-1][0]:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(cell, "<cell>", "exec"), names)
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(said, file)
"""


def attempts_at(script, told):
    """Return the code cells of a notebook, and what to try: the cell where it starts, texts, wrong answers.

    All gaps of a cell are filled at once: in round k each with its wrong answer k, or the right one where it
    has fewer. What judges them is the cell itself, or the next that does.
    """
    cells = [text for kind, text in percent_cells(script.read_text(encoding="utf-8")) if kind == "code"]
    attempts, gap = [], 0
    for start, cell in enumerate(cells):
        gaps = range(gap, gap + len(GAP.findall(cell)))
        gap = gaps.stop
        judge = next((n for n in range(start, len(cells)) if re.search(r"\bcheck_\w+\(", cells[n])), start)
        for wrong in zip_longest(*(told.WRONG[number] for number in gaps)):
            waiting = iter([w[0] if w else told.ANSWERS[number] for number, w in zip(gaps, wrong)])
            texts = [GAP.sub(lambda _, waiting=waiting: next(waiting), cell), *cells[start + 1 : judge + 1]]
            attempts.append((start, texts, [w for w in wrong if w]))
    return cells, attempts


@each_script
def test_a_wrong_answer_is_told_what_is_wrong_with_it(script, tmp_path):
    told = answers_of(script)
    assert sorted(told.WRONG) == [*range(len(told.ANSWERS))]
    cells, attempts = attempts_at(script, told)
    file = tmp_path / "attempts.json"
    file.write_text(json.dumps([cells, [attempt[:2] for attempt in attempts]]), encoding="utf-8")
    ran = run(TRIALS, FOLDER, str(file))
    assert ran.returncode == 0, ran.stderr
    for (_, _, wrong), verdicts in zip(attempts, json.loads(file.read_text(encoding="utf-8"))):
        printed = unwrapped(verdicts)
        for filled_in, said in wrong:
            assert said in printed, (filled_in, printed)
        assert printed.count("✗") == len(wrong), (wrong, printed)
