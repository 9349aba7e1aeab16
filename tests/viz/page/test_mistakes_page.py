"""viz/page/web/mistakes.js: the page suspects what Python suspects, at every node of many graphs."""

import json
from math import isclose
from typing import Any

from browser import needs_chromium, observed_each
from wrong_answers import EXERCISES

from autograd import Value, messages, topological_order
from autograd.testing.diagnosis import suspects
from viz import step_through

pytestmark = needs_chromium


def in_python(root: Value) -> dict[str, list[Any]]:
    page = step_through(root)
    drawn = [node for node in topological_order(root) if node.label or node.parents]
    names = {node: record.name for node, record in zip(drawn, page.scene.nodes, strict=True)}
    ledger = messages(root)
    return {
        name: [list(one) for one in suspects(ledger, node, lambda node: names.get(node, ""))]
        for node, name in names.items()
        if node is not root
    }


def test_the_page_suspects_what_python_suspects():
    script = """
      report(Object.fromEntries(nodes.slice(0, -1).map(({ name }, i) =>
        [name, suspects(i).map((one) => [one.rank, one.name, one.number, one.sentence])])));
    """
    roots = {name: exercise.build() for name, exercise in EXERCISES.items()}
    seen = observed_each({name: (step_through(root).html, script) for name, root in roots.items()})
    for name, root in roots.items():
        python = in_python(root)
        assert seen[name].keys() == python.keys()
        for node, found in python.items():
            for ours, theirs in zip(found, seen[name][node], strict=True):
                assert (ours[0], ours[1], ours[3]) == (theirs[0], theirs[1], theirs[3]), (name, node)
                assert isclose(ours[2], theirs[2], rel_tol=1e-9, abs_tol=1e-12), (name, node, ours, theirs)


def test_a_wrong_answer_is_called_by_its_mistake_in_the_quiz():
    asked = {name: [[w.node, f"{w.number:.6g}"] for w in one.wrong] for name, one in EXERCISES.items()}
    pages = {
        name: (
            step_through(exercise.build()).html,
            f"""
            modes.visit("quiz");
            at("asked").value = "deltas"; at("asked").dispatchEvent(new Event("change"));
            report({json.dumps(asked[name])}.map(([node, text]) => {{
              quiz.at = quiz.questions.findIndex(({{ parent }}) => nodes[parent].name === node);
              quiz.ask();
              at("answer").value = text;
              at("quiz").requestSubmit();
              const found = suspects(quiz.questions[quiz.at].parent);
              const named = likeliest(found, (x) => close(text, x), (x) => exactly(text, x));
              return [at("verdict").className, at("verdict").textContent,
                named.map((one) => [one.name, one.sentence])];
            }}));
            """,
        )
        for name, exercise in EXERCISES.items()
    }
    seen = observed_each(pages)
    for name, exercise in EXERCISES.items():
        for wrong, (kind, text, found) in zip(exercise.wrong, seen[name], strict=True):
            assert kind == "wrong", (name, wrong)
            assert {mistake for mistake, _ in found} & set(wrong.names.split("|")), (name, wrong, text)
            assert all(sentence in text for _, sentence in found), text
