"""The wrong backward passes: what each does to a graph, by hand; and that our own tests notice each."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from random_graphs import graphs

from autograd import Value, mutants, topological_order
from autograd.mutants import MUTANTS, right_backward

ROOT = Path(__file__).parents[2]
NAMES = ["no-order", "assignment", "stale", "lost-edge", "wrong-sign"]


def labeled(**nodes):
    for name, node in nodes.items():
        node.label = name
    return [*nodes.values()][-1]


def finding(root, name):
    return next(found for found in mutants(root).findings if found.mutant.name == name)


def deltas(root, name):
    return {c.name: (c.right, c.wrong) for c in finding(root, name).comparisons}


def first(root, name):
    found = finding(root, name)
    return found.comparisons[found.first].name


# --- by hand: (right, mutant) ----------------------------------------------------------------------------


def test_without_an_order_a_node_sends_too_early():
    # p = ab, g = (p + a) p at a = 3, b = -2: p = -6, s = -3, g = 18. The root sends s -6 and p -3. Then s is
    # reached (its operand comes first): p gets -6 more, a gets -6; then p, complete by luck: δ_p = -9 and all
    # is right. With the operands swapped, g = p (p + a), p is reached first and sends -3: a gets -2·(-3) = 6,
    # b gets 3·(-3) = -9. The message of s comes too late: p ends at -9, a at 6 - 6 = 0.
    def graph(swapped):
        a, b = Value(3.0), Value(-2.0)
        p = a * b
        s = p + a
        return labeled(a=a, b=b, p=p, s=s, g=p * s if swapped else s * p)

    assert finding(graph(False), "no-order").first is None
    g = graph(True)
    assert deltas(g, "no-order") == {"g": (1, 1), "s": (-6, -6), "p": (-9, -9), "a": (12, 0), "b": (-27, -9)}
    assert first(g, "no-order") == "b"  # born later than a, so it stands before it in backward order


def test_assignment_keeps_the_last_message():
    # f = xy + x at x = 3, y = 2: the sum sends p 1 and x 1, then the product sends x 2 and y 3;
    # right is δ_x = 1 + 2, what stays is 2
    x, y = Value(3.0), Value(2.0)
    p = x * y
    f = labeled(x=x, y=y, p=p, f=p + x)
    assert deltas(f, "assignment") == {"f": (1, 1), "p": (1, 1), "y": (3, 3), "x": (3, 2)}
    assert first(f, "assignment") == "x"


def test_stale_deltas_make_108_of_36():
    # f = 6 (6x): δ_q = 6, δ_x = 36. The second call finds δ_q = 6 and makes it 12: x gets 36 + 72 = 108,
    # where two calls should give 72
    x = Value(2.0)
    q = x * 6
    f = labeled(x=x, q=q, f=q * 6)
    found = deltas(f, "stale")
    assert (found["f"], found["q"], found["x"]) == ((1, 1), (6, 12), (72, 108))
    assert first(f, "stale") == "q"


def test_a_lost_edge_halves_the_slope_of_x_times_x():
    x = Value(3.0)
    assert deltas(labeled(x=x, f=x * x), "lost-edge") == {"f": (1, 1), "x": (6, 3)}


def test_of_two_different_edges_to_one_parent_the_last_remains():
    # x ** x at 2: x xˣ⁻¹ = 4 to the base, xˣ ln x = 4 ln 2 to the exponent
    x = Value(2.0)
    right, wrong = deltas(labeled(x=x, f=x**x), "lost-edge")["x"]
    assert (right, wrong) == (
        pytest.approx(4 + 4 * 0.6931471805599453),
        pytest.approx(4 * 0.6931471805599453),
    )


def test_the_wrong_sign_goes_on_to_all_behind_it():
    # f = c (a - 2b) at a = 5, b = 1, c = 3: δ_d = 3, a gets 3, p = 2b gets -3, b gets -6
    a, b, c, two = Value(5.0), Value(1.0), Value(3.0), Value(2.0)
    p = two * b
    d = a - p
    f = labeled(two=two, a=a, b=b, c=c, p=p, d=d, f=c * d)
    assert deltas(f, "wrong-sign") == {
        "f": (1, 1), "d": (3, 3), "c": (3, 3), "p": (-3, 3), "b": (-6, 6), "a": (3, 3), "two": (-3, 3),
    }  # fmt: skip
    assert first(f, "wrong-sign") == "p"


# --- the report --------------------------------------------------------------------------------------------


def test_every_mutant_is_in_the_report_and_a_chain_reveals_only_stale_deltas():
    x = Value(0.5, "x")
    report = mutants(x.exp().tanh())
    assert [found.mutant.name for found in report.findings] == NAMES == [mutant.name for mutant in MUTANTS]
    assert report.revealed == ["stale"]
    assert str(report).count("not revealed by this graph; it takes ") == 4


def test_a_leaf_reveals_nothing():
    assert mutants(Value(1.0)).revealed == []


@given(graphs())
def test_the_right_pass_is_that_of_backward(recipe):
    _, root = recipe.build()
    delta = dict.fromkeys(topological_order(root), 0.0)
    for _ in range(2):
        root.backward(2.0)
        right_backward(root, delta, 2.0)
        assert all(node.grad == d for node, d in delta.items())


@given(graphs())
def test_the_report_changes_no_delta_and_rounding_is_no_difference(recipe):
    leaves, root = recipe.build()
    leaves[0].grad = 7.0
    report = mutants(root)
    order = topological_order(root)
    assert [node.grad for node in order] == [7.0 if node is leaves[0] else 0 for node in order]
    if not any(node.op is not None and node.op.name == "sub" for node in order):
        assert "wrong-sign" not in report.revealed
    if all(len(set(node.parents)) == len(node.parents) for node in order):
        assert "lost-edge" not in report.revealed


def test_deltas_that_differ_only_by_the_order_of_adding_are_the_same():
    # depth first adds the three messages in another order than the right pass: 0.1 + 0.2 + 0.3 is
    # 0.6000000000000001 or 0.6
    x, y = Value(1.0, "x"), Value(1.0)
    root = (x * 0.1 + x * 0.2) + x * 0.3 + y
    found = finding(root, "no-order")
    assert found.first is None
    right, wrong = deltas(root, "no-order")["x"]
    assert right != wrong


def test_nan_and_infinity_are_compared_too():
    x = Value(float("nan"), "x")
    assert mutants(x - 1).revealed == ["wrong-sign"]
    assert first(x - 1, "wrong-sign") == "the number 1"
    assert mutants(x * Value(2.0)).revealed == []  # the delta of the 2 is nan for all
    # the slope of the root of 0 is inf, that of 3 times it is 3: the right sum is inf, the last message is 3
    zero = Value(0.0, "zero")
    triple = zero * 3
    root = triple + zero.sqrt()
    assert deltas(root, "assignment")["zero"] == (float("inf"), 3.0)
    assert first(root, "assignment") == "zero"


def test_of_a_large_graph_the_part_around_the_first_difference_is_shown():
    x, y = Value(1.0, "x"), Value(1.0, "y")
    root = x
    for _ in range(100):
        root = root + x
    for _ in range(200):
        root = root.tanh()
    root = root * (x - y)
    text = str(mutants(root)).split("\n\n")[1]  # assignment; 304 nodes, of which x is the last
    lines = text.splitlines()
    assert lines[2] == "  … 274 nodes before, all right"
    assert len(lines) == 1 + 1 + 1 + 30
    assert sum("← first difference" in line for line in lines) == 1
    text = str(mutants(root)).split("\n\n")[2]  # stale: the second line differs already
    assert "nodes before" not in text
    assert text.splitlines()[-1] == "  … 274 nodes after"


def test_a_deep_graph_is_no_problem():
    x = Value(1.0)
    root = x
    for _ in range(20_000):
        root = -root
    assert mutants(root).revealed == ["stale"]


def test_numbers_that_look_alike_are_printed_in_full():
    # 1e8 - 1 beside 1e8 + 1
    x, big = Value(1.0), Value(1e8)
    root = labeled(x=x, big=big, f=big * x - x)
    assert "99999999.0  100000001.0  ← first difference" in str(mutants(root)).split("\n\n")[-1]


def test_the_notebook_shows_tables_in_which_labels_are_text():
    x = Value(3.0, "<b>x</b>\n & y")
    html = mutants(x * x)._repr_html_()
    assert "<td>&lt;b&gt;x&lt;/b&gt;  &amp; y</td><td>6</td><td>3</td><td>← first difference</td>" in html
    assert "<b>x" not in html
    assert html.count("<table>") == 2
    assert "<b>wrong-sign</b>: a - b sends its delta to b as it is, without the minus<br>not revealed" in html
    ElementTree.fromstring(f"<div>{html.replace('<br>', '<br/>')}</div>")  # every tag is closed


# --- our own tests notice --------------------------------------------------------------------------------

# Those with gradients derived by hand; each mutant must make some of them fail.
BY_HAND = [
    "tests/autograd/test_lectures.py",
    "tests/autograd/test_value.py::test_two_values_combine",
    "tests/autograd/test_backward.py::test_a_second_backward_doubles_where_micrograd_mixes",
    "tests/autograd/test_backward.py::test_both_edges_of_x_times_x_are_kept",
    "tests/autograd/test_backward.py::test_a_node_waits_for_the_messages_of_all_its_children",
]


def run_by_hand(folder, *options):
    """Run the hand-derived tests in a process of their own; return its exit code and every test's outcome."""
    report = folder / "report.xml"
    options = ("-q", "-p", "no:cacheprovider", f"--junitxml={report}", *options)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *BY_HAND],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    cases = ElementTree.parse(report).getroot().iter("testcase")
    return done.returncode, {case.get("name"): [(e.tag, e.get("message")) for e in case] for case in cases}


def test_without_a_mutant_the_hand_derived_tests_pass(tmp_path):
    code, outcomes = run_by_hand(tmp_path)
    assert code == 0
    assert len(outcomes) > 40
    assert not any(outcomes.values())


def test_every_mutant_is_caught_by_a_hand_derived_test(tmp_path):
    code, outcomes = run_by_hand(tmp_path, *(f"--mutant={name}" for name in NAMES))
    assert code == 1
    for name in NAMES:
        own = {test: said for test, said in outcomes.items() if f"[{name}" in test}
        failed = [outcome for said in own.values() for outcome in said]
        assert len(own) > 40
        assert 0 < len(failed) < len(own), name
        for kind, message in failed:  # by a number that is not right, not by a crash
            assert kind == "failure"
            assert message.startswith(("assert ", "AssertionError: ")), message


def test_a_mutant_that_is_not_there_is_answered_with_those_that_are(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--mutant=stael", BY_HAND[0]],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 4
    assert "stael" in done.stderr
    assert all(name in done.stderr for name in NAMES)
