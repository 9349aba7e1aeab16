"""The exercises of the notebooks: unanswered as committed, and right with the answers derived by hand.

The answers stand here in the order of the gaps in the notebook, a gap being `None` where a number is asked
for, or `return None` in a function that the reader writes.
"""

import re

import pytest
from test_notebooks import FOLDER, SCRIPTS, run

GAP = re.compile(r"return None|(?<=: )None|(?<== )None")

ENGINE = """
    delta = dict.fromkeys(topological_order(root), 0.0)
    delta[root] = 1.0
    for node in reversed(topological_order(root)):
        for parent, partial in zip(node.parents, node.partials):
            delta[parent] += partial * delta[node]
    return delta"""

TRAP = """
    a, b = Value(2, label="a"), Value(3, label="b")
    h = a * a
    return h - h * b"""

ANSWERS = {
    # p = ab = -6, s = p + a = -3, g = sp. δs = p, δp = s + δs·1, δa = δs·1 + δp·b, δb = δp·a
    "01_first_graph": ["1", "-6", "-9", "12", "-27"],
    # n = 0, y = 1/2, g = ty. δy = t, δn = δy (1-y)y, δm = δc = δn, δv = δm·t, δt = y + δm·v
    "02_sigmoid_circuit": [
        *["1", "2", "0.5", "0.5", "0.5", "1", "1.25"],
        "return 1 / (1 + math.exp(-z))",  # d ln(1 + eᶻ)/dz = eᶻ / (1 + eᶻ)
    ],
    "03_patterns_and_folding": [
        # m = 5, p = -15. δp = 1, δm = c + 1, δc = m, and max routes δm to b
        *["1", "-2", "5", "0", "-2"],
        # with s = σ(2z) = (1 + y)/2: 2 · (1-s)s · 2 = (1-y)(1+y) = 1 - y², and y = tanh z
        "return 1 - math.tanh(z) ** 2",
        # y = σ(0) = 1/2. δy = y - t, δz = δy · 1/4, δw = δz · 1.5, δb = δz
        *["-0.4", "-0.1", "-0.15", "-0.1"],
        "return (sigmoid(z) - 0.9) * (1 - sigmoid(z)) * sigmoid(z)",
        # δL = 1, δR = λ, δz and δb as before, δw = δz · 1.5 + δR · 2
        *["1", "0.1", "-0.1", "-0.1", "0.05"],
    ],
    "04_order_and_wrong_engines": [
        '"v x w h k f"',
        ENGINE,
        # q = xx = 9, g = q - x. Right are the messages -1, 3 and 3, together 5, and after two calls 10.
        "5",  # no-order: q has one child only, it can send at once
        "3",  # assignment: the last message alone
        "16",  # stale: q has 2 in the second call, 5 + (-1 + 2·3 + 2·3)
        "2",  # lost-edge: one of the 3s is missing
        "7",  # wrong-sign: +1 for -1
        TRAP,
        # u = 4, v = 16. δv = 2v, δu = 2u · δv, δx = 2x · δu
        *["32", "256", "1024"],
    ],
}  # fmt: skip

each_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)


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


@each_script
def test_every_exercise_is_unanswered_as_committed(script):
    printed = run(script, FOLDER).stdout
    assert printed.count("no answer yet") == len(ANSWERS[script.stem])
    assert "✗" not in printed


@each_script
def test_the_answers_derived_by_hand_are_right(script, tmp_path):
    printed = said_by(filled(script, ANSWERS[script.stem]), tmp_path)
    assert "no answer yet" not in printed
    assert "✗" not in printed
    claims = 12 if script.stem == "02_sigmoid_circuit" else 0  # a tick for every edge that it walks back
    assert printed.count("✓") == len(ANSWERS[script.stem]) + claims


WRONG_ENGINES = {
    "assignment": ENGINE.replace("+=", "="),
    "lost-edge": ENGINE.replace(
        "zip(node.parents, node.partials)", "dict(zip(node.parents, node.partials)).items()"
    ),
    "wrong-sign": ENGINE.replace("partial *", "(1.0 if node.op.name == 'sub' else partial) *"),
    "no-order": """
    delta = dict.fromkeys(topological_order(root), 0.0)
    delta[root] = 1.0
    sent, reached = set(), [root]
    while reached:
        node = reached.pop()
        if node not in sent:
            sent.add(node)
            for parent, partial in zip(node.parents, node.partials):
                delta[parent] += partial * delta[node]
            reached.extend(reversed(node.parents))
    return delta""",
}
ORDER_AND_ENGINES = FOLDER / "04_order_and_wrong_engines.py"


@pytest.mark.parametrize("name", WRONG_ENGINES)
def test_a_wrong_engine_of_the_reader_is_recognized(name, tmp_path):
    answers = [*ANSWERS[ORDER_AND_ENGINES.stem]]
    answers[1] = WRONG_ENGINES[name]
    printed = said_by(filled(ORDER_AND_ENGINES, answers), tmp_path)
    assert "is not right." in printed
    assert f"It looks like {name}: " in printed


@pytest.mark.parametrize(
    ("engine", "verdict"),
    [
        ("return {}", "✗ ∂a/∂a is missing."),
        ("return {node: 1.0 for node in topological_order(root)}", "✗ ∂a²/∂a = 1 is not right."),
    ],
)
def test_what_is_wrong_with_an_engine_is_said(engine, verdict, tmp_path):
    answers = [*ANSWERS[ORDER_AND_ENGINES.stem]]
    answers[1] = engine
    assert verdict in said_by(filled(ORDER_AND_ENGINES, answers), tmp_path)


@pytest.mark.parametrize(
    ("order", "verdict"),
    [
        ('"w x v h k f"', "✗ That is the order in which they were made."),
        ('"x w h k v f"', "✗ k stands before its parent v."),
        ('"x w h"', "✗ Every node once, please: w, x, v, h, k, f."),
    ],
)
def test_what_is_wrong_with_an_order_is_said(order, verdict, tmp_path):
    answers = [*ANSWERS[ORDER_AND_ENGINES.stem]]
    answers[0] = order
    assert verdict in said_by(filled(ORDER_AND_ENGINES, answers), tmp_path)


def test_a_trap_says_which_engines_would_pass(tmp_path):
    # a minus reveals the wrong sign, x² between root and x the stale delta; no node gets two messages
    answers = [*ANSWERS[ORDER_AND_ENGINES.stem]]
    answers[7] = "return Value(3, label='x') ** 2 - 1"
    said = "✗ 2 of 5 revealed; no-order, assignment, lost-edge would pass."
    assert said in said_by(filled(ORDER_AND_ENGINES, answers), tmp_path)
