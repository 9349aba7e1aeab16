"""viz/answers: a wrong answer to an exercise is called by the mistake that it was derived with."""

import pytest
from hypothesis import given
from random_graphs import graphs
from wrong_answers import EXERCISES, Wrong

from autograd import messages
from autograd.testing.answers import suspected
from autograd.testing.mistakes import MISTAKES
from viz import check_answers

CASES = [(name, wrong) for name, exercise in EXERCISES.items() for wrong in exercise.wrong]


@pytest.mark.parametrize("name", EXERCISES)
def test_the_right_answers_of_the_exercises_are_right(name: str):
    exercise = EXERCISES[name]
    for digits in (3, 4, 6, 17):
        report = check_answers(
            exercise.build(), {label: f"{x:.{digits}g}" for label, x in exercise.right.items()}
        )
        assert report.right == report.total, report


@pytest.mark.parametrize(
    ("name", "wrong"), CASES, ids=lambda x: x if isinstance(x, str) else f"{x.node} {x.names}"
)
def test_a_wrong_answer_is_called_by_its_mistake(name: str, wrong: Wrong):
    allowed = wrong.names.split("|")
    root = EXERCISES[name].build()
    for text in (f"{wrong.number:.6g}", f"{wrong.number:.4g}"):
        report = check_answers(root, {wrong.node: text})
        assert report.right == 0
        found = suspected(root, wrong.node, text)
        assert {one.name for one in found} & set(allowed), report
        assert all(one.sentence in " ".join(str(report).split()) for one in found)


@given(graphs())
def test_a_right_answer_to_a_random_graph_is_never_called_wrong(recipe):
    leaves, root = recipe.build()
    deltas = messages(root).deltas
    for leaf in leaves:
        if leaf in deltas:
            for text in (repr(deltas[leaf]), *[f"{deltas[leaf]:.{digits}g}" for digits in (3, 4, 6)]):
                assert check_answers(root, {leaf.label: text}).right == 1


def test_the_exercises_try_the_mistakes_of_the_catalogue():
    tried = {name for _, wrong in CASES for name in wrong.names.split("|")}
    # these two are told from other answers of the same person, and from the digits
    assert set(MISTAKES) - tried == {"follows", "too early"}
