"""The exercises of the notebooks: unanswered as committed, right with the answers derived by hand, and
wrong answers are told what is wrong with them.

What goes into the gaps stands in `answers_NN.py`, in the order of the gaps in notebook NN, a gap being
`None` where a value is asked for, or `return None` in a function that the reader writes: ANSWERS, the right
ones; WRONG, under the number of a gap what is filled in and a piece of what is said to it; CLAIMS, where the
notebook ticks something itself, how often.
"""

import re
from importlib import import_module
from itertools import zip_longest

import pytest
from test_notebooks import FOLDER, SCRIPTS, as_committed, run

GAP = re.compile(r"return None|(?<=: )None|(?<== )None")

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


@each_script
def test_a_wrong_answer_is_told_what_is_wrong_with_it(script, tmp_path):
    told = answers_of(script)
    assert sorted(told.WRONG) == [*range(len(told.ANSWERS))]
    # all gaps at once: in round k each with its wrong answer k, or the right one where it has fewer
    for attempts in zip_longest(*(told.WRONG[gap] for gap in sorted(told.WRONG))):
        texts = [attempt[0] if attempt else right for attempt, right in zip(attempts, told.ANSWERS)]
        printed = unwrapped(said_by(filled(script, texts), tmp_path))
        for attempt in attempts:
            assert attempt is None or attempt[1] in printed, attempt
        assert printed.count("✗") == sum(attempt is not None for attempt in attempts)
