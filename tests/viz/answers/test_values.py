"""viz/answers/values.py: values and functions that are no gradient, held against the right ones."""

import numpy as np
import pytest

from autograd import Value
from viz import check_function, check_values


def said(right, answer, **mistakes):
    return str(check_values({"a": right}, {"a": answer}, {"a": mistakes}).verdicts[0])


@pytest.mark.parametrize(
    ("right", "answer"),
    [
        (7850, 7850), (7850, 7850.0), (7850, "784*10 + 10"), (7850, np.int64(7850)),
        (0.8690, 0.87), (0.8690, "0.869"), (0.8690, np.float64(0.869)), (2.0, 2), (0.0, 0), (0.0, -0.0),
        (1e-9, 1e-9), (float("inf"), float("inf")), (0.25, "1/4"), (Value(0.5), 0.5), (0.5, Value(0.5)),
        (-0.2, "−0.2"), (-0.2, "-0,2"), (0.36, "1 - 0.8^2"), (0.625, "0.75² + 0.25²"), (1.41421, "√2"),
        (1024, "2^10"), (1024, "2¹⁰"), (530660, "26²·(28² + 1)"), (-3, "−3"),
        (0.5, "½"), (-1.6321, "1/e - 2"), (-1.6321, "e^-1 - 2"), ([0.5, 0.866025], ["½", "√3/2"]),
        ("Newton", " newton"), ("w 1", "W1"), ({"w1", "w3"}, ["w3", "w1"]), ({1, 2}, {2, 1}), (True, True),
        ([[1.0, 2.0]], np.array([[1, 2]])), (np.eye(2), [[1, 0], [0, 1]]), ([1, "ab"], [1, "AB"]),
        ([0.0, 1.0], [1e-17, 1.0]), ([], []), ([Value(1.0)], [1]),
        (3, 0.1 * 3 * 10), (3, "0.1*3*10"), (0.0, 0.1 + 0.2 - 0.3), ([0, 0], [0.1 + 0.2 - 0.3, 0]),
        (2**53 + 1, str(2**53 + 1)), (10**400, 10**400), (range(3), [0, 1, 2]),
        ({"a", "B"}, ["b", "A"]), ({0.869, 0.5}, {0.87, "1/2"}), ({(1, 2)}, [[1, 2]]), (set(), []),
    ],
)  # fmt: skip
def test_is_right(right, answer):
    assert said(right, answer).startswith("✓")


@pytest.mark.parametrize(
    ("right", "answer", "verdict"),
    [
        (7850, 7840, "✗ a = 7840 is not right."),
        (7850, 7849.9, "✗ a = 7849.9 is not right."),
        (7850, "784*10", "✗ a = 784*10 is not right."),
        (0.8690, 0.9, "✗ a = 0.9 is not right. It is rounded too early: write one digit more."),
        (0.8690, 0.96, "✗ a = 0.96 is not right."),
        (0.8690, float("nan"), "✗ a = nan is not right."),
        (1.0, True, "✗ a is True: a number is asked for."),
        (1, "one", "✗ a = one is not understood: a number is asked for, or arithmetic."),
        (1, "__import__('os')", "✗ a = __import__('os') is not understood: "),
        (1.0, [1.0], "✗ a is [1.0]: a number is asked for."),
        ("Newton", "descent", "✗ a = descent is not right."),
        ("Newton", 2, "✗ a is 2: a text is asked for, in quotes."),
        (1024, "1,024", "✗ a = 1,024 is not understood"),
        (0.5, "√x", "✗ a = √x is not understood"),
        (1024, 1e3, "✗ a = 1000.0 is not right. It is rounded: here the exact number is asked for."),
        (25284180100, 2.53e10, "It is rounded: here the exact number is asked for."),
        (1024, 1025, "✗ a = 1025 is not right."),
        (True, 1, "✗ a is 1: True or False is asked for."),
        (True, "True", "✗ a is the text 'True': True or False is asked for, without quotes."),
        (159010, "159,011", "✗ a = 159,011 is not understood: the comma may mean two things"),
        ([1.0, 2.0], "[1, 2]", "✗ a is the text '[1, 2]': a list of 2 entries is asked for."),
        ({"c", "e"}, "ce", """✗ a is the text 'ce': a set is asked for, in braces, such as {"a", "b"}."""),
        ({"c", "e"}, {"b", "e", "a"}, "✗ a = {a, b, e} is not right."),
        ({1, 4}, set(), "✗ a = an empty set is not right."),
        (True, False, "✗ a = False is not right."),
        ({1, 2}, 1, "✗ a is 1: a set is asked for"),
        ({1, 2}, [1, 3], "✗ a = [1, 3] is not right."),
        ({1, 2}, [1], "✗ a = [1] is not right."),
        ({1, 2}, [1, 2, 3], "✗ a = [1, 2, 3] is not right."),
        (set(), [1], "✗ a = [1] is not right."),
        ({1}, [], "✗ a = [] is not right."),
        ({(1, 2)}, [[2, 1]], "✗ a = [[2, 1]] is not right."),
        (2**53, str(2**53 + 1), "✗ a = 9007199254740993 is not right."),
        (2**53 + 1, float(2**53), "✗ a = 9007199254740992.0 is not right."),
        (10**400, 1e300, "✗ a = 1e+300 is not right."),
        (0.5, 10**400, "✗ a = 1000"),
        (1e-300, 0, "✗ a = 0 is not right."),
        (3, 3.0000004, "✗ a = 3.0000004 is not right."),
        ([[1.0, 2.0]], [[1.0], [2.0]], "✗ a has shape (2, 1) and needs (1, 2): it looks transposed."),
        ([[1.0, 2.0]], [1.0, 2.0], "✗ a has shape (2,) and needs (1, 2)."),
        ([1.0, 2.0], 1.0, "✗ a is 1.0: a list of 2 entries is asked for."),
        ([[1.0], [2.0]], 1.0, "✗ a is 1.0: an array of shape (2, 1) is asked for."),
        ([[1.0], [2.0]], [[1.0], []], "✗ a has rows of unequal length."),
        ([1.0, 2.0], [1.0, 2.1], "✗ a = [1.0, 2.1] is not right."),
        ([1, 2], [1, True], "✗ a is True: a number is asked for."),
    ],
)
def test_is_not_right(right, answer, verdict):
    assert verdict in said(right, answer)


def test_twice_a_number_is_no_rounding_of_it():
    assert said(0.5, 1) == "✗ a = 1 is not right."
    assert "rounded too early" in said(0.7, 1)


def test_a_name_that_says_where_is_set_apart_from_the_answer():
    told = check_values({"tanh, y = 0.8": 0.36}, {"tanh, y = 0.8": 0.2})
    assert str(told.verdicts[0]) == "✗ tanh, y = 0.8: 0.2 is not right."


def test_the_right_value_is_not_given_away():
    assert "7850" not in said(7850, 7840)
    assert "Newton" not in said("Newton", "descent")
    assert "0.123" not in said([0.123, 1.0], [0.2, 1.0]) + said(0.123, 0.2)


def test_numbers_of_a_table_are_repeated_at_six_digits():
    assert said([[0.5, 1.0]], [[1 / 3, 2.0]]) == "✗ a = [[0.333333, 2.0]] is not right."


def test_a_typical_mistake_is_named():
    assert "It looks as if the biases are missing." in said(
        7850, "784*10", **{"the biases are missing": 7840}
    )
    assert "missing" not in said(7850, 7841, **{"the biases are missing": 7840})


def test_a_mistake_may_have_another_length_than_the_right_answer():
    mistakes = {"the first one is missing": [0.5]}
    assert said([0.2, 0.5], [0.5], **mistakes) == (
        "✗ a = [0.5] is not right. It looks as if the first one is missing."
    )
    assert said([0.2, 0.5], [0.2], **mistakes) == "✗ a has shape (1,) and needs (2,)."


def test_no_answer_is_counted_as_none():
    answers = check_values({"a": 1, "b": 2.0}, {"a": 1, "b": None})
    assert str(answers) == "✓ a = 1\n· b has no answer yet\n1 of 2 right."
    assert str(check_values({"a": 1}, {})).startswith("· a has no answer yet")


def test_a_table_with_empty_places_is_no_answer_yet():
    assert said([1, 2], [None, None]) == "· a has no answer yet"
    assert said([[1, 2], [3, 4]], [[1, 2], [3, None]]) == "· a has no answer yet at 1 of 4 places"


def test_an_answer_to_no_question_is_refused():
    with pytest.raises(ValueError, match="was not asked for 'c': it has a, b"):
        check_values({"a": 1, "b": 2}, {"c": 1})
    with pytest.raises(ValueError, match="was not asked for 'c': it has a, b"):
        check_values({"a": 1, "b": 2}, {"a": 1}, {"c": {"it is doubled": 2}})


@pytest.mark.parametrize("right", [None, 1j, {"a": 1}, print, [1.0, None], {None}])
def test_what_no_answer_can_be_compared_with_is_refused(right):
    with pytest.raises(
        TypeError, match=r"check_values cannot compare a, which is .*: right is a number, a t"
    ):
        said(right, 1)
    with pytest.raises(TypeError, match=r"check_function cannot compare what is right of \(1\), which is "):
        check_function(lambda x: x, lambda x: right, [(1,)])


def test_right_rows_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="check_values cannot compare a: it has rows of unequal length"):
        said([[1, 2], [3]], [[1, 2], [3]])


def step(w, g):
    return [wi - 0.1 * gi for wi, gi in zip(w, g)]


CASES = [([1.0, 2.0], [0.0, 0.0]), ([1.0, 2.0], [3.0, -1.0])]


def test_a_function_is_right_if_it_is_in_every_case():
    assert str(check_function(lambda w, g: np.array(w) - 0.1 * np.array(g), step, CASES)) == "✓ Right."
    assert str(check_function(lambda w, g: None, step, CASES)) == "· no answer yet"
    assert str(check_function(lambda w, g: [None, None], step, CASES)) == "· no answer yet"
    assert str(check_function(None, step, CASES)) == "· no answer yet"


def turned_around(entries):
    entries.reverse()
    return entries


def test_a_function_that_changes_its_arguments_changes_them_for_itself_alone():
    case = [3, 1, 2]
    told = str(check_function(turned_around, lambda entries: entries, [(case,)], {"turned": turned_around}))
    assert told == "✗ of ([3, 1, 2]) it gives [2, 1, 3], which is not right. It looks as if turned."
    assert case == [3, 1, 2]


def test_a_function_is_called_once_at_least():
    with pytest.raises(ValueError, match="check_function got no cases: give the arguments of one call"):
        check_function(step, step, [])


@pytest.mark.parametrize("case", [1, "ab"])
def test_the_arguments_of_a_call_are_a_tuple(case):
    with pytest.raises(TypeError, match=r"check_function got the case .*: it is the arguments of a call, as"):
        check_function(abs, abs, [case])


def test_a_wrong_function_is_shown_its_first_case_and_mistake():
    uphill = {"it goes uphill": lambda w, g: [wi + 0.1 * gi for wi, gi in zip(w, g)]}
    text = str(check_function(uphill["it goes uphill"], step, CASES, uphill))
    assert text.startswith("✗ of ([1.0, 2.0], [3.0, -1.0]) it gives [1.3, 1.9], which is not right.")
    assert text.endswith("It looks as if it goes\n    uphill.")
    assert "has shape (1,) and needs (2,)" in str(check_function(lambda w, g: [1.0], step, CASES))


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match=r"check_function got 0\.1 for an answer: it takes a function"):
        check_function(0.1, step, CASES)


def test_an_error_of_the_answer_comes_through():
    with pytest.raises(ZeroDivisionError):
        check_function(lambda w, g: 1 / 0, step, CASES)
