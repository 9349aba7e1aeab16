"""viz/page/web/mistakes.js: the page suspects what Python suspects, at every node of many graphs."""

import json
import random
from math import isclose
from typing import Any

from browser import needs_chromium, observed_each
from random_graphs import KINKED, SMOOTH, Recipe
from wrong_answers import EXERCISES

from autograd import Value, messages, topological_order
from autograd.labels import written
from autograd.testing.answers import suspected
from autograd.testing.diagnosis import suspects
from viz import step_through
from viz.scenes.gate import absorbed

pytestmark = needs_chromium


def in_python(root: Value) -> dict[str, list[Any]]:
    page = step_through(root)
    order = topological_order(root)
    hidden = absorbed(order, constants=False)
    drawn = [node for node in order if node not in hidden]
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
        agree(name, in_python(root), seen[name])


def agree(name: str, python: dict[str, list[Any]], page: dict[str, list[Any]]) -> None:
    assert page.keys() == python.keys()
    for node, found in python.items():
        for ours, theirs in zip(found, page[node], strict=True):
            assert (ours[0], ours[1], ours[3]) == (theirs[0], theirs[1], theirs[3]), (name, node)
            assert isclose(ours[2], theirs[2], rel_tol=1e-9, abs_tol=1e-12), (name, node, ours, theirs)


def random_graph(seed: int) -> Value:
    draw = random.Random(seed)
    functions = SMOOTH + KINKED
    steps = [(draw.randrange(len(functions)), draw.randrange(6), draw.randrange(6)) for _ in range(7)]
    return Recipe([draw.uniform(-1, 1) for _ in range(3)], steps, functions).build()[1]


def test_on_random_graphs_the_page_suspects_the_same_and_right_answers_are_right():
    script = """
      modes.visit("quiz");
      const asked = () => { at("asked").dispatchEvent(new Event("change")); return quiz.questions; };
      const found = Object.fromEntries(nodes.slice(0, -1).map(({ name }, i) =>
        [name, suspects(i).map((one) => [one.rank, one.name, one.number, one.sentence])]));
      const wrong = [];
      for (const mode of ["messages", "deltas"]) {
        at("asked").value = mode;
        asked().forEach((question, k) => {
          const right = solution(question);
          for (const text of [String(right), ...[3, 4, 6].map((digits) => right.toPrecision(digits))]) {
            quiz.at = k; quiz.ask();
            at("answer").value = text; at("quiz").requestSubmit();
            if (at("verdict").className !== "right") wrong.push([mode, k, right, text]);
          }
        });
      }
      report({ found, wrong });
    """
    roots = {str(seed): random_graph(seed) for seed in range(12)}
    seen = observed_each({name: (step_through(root).html, script) for name, root in roots.items()})
    for name, root in roots.items():
        assert seen[name]["wrong"] == []
        agree(name, in_python(root), seen[name]["found"])


def test_a_wrong_answer_is_called_by_its_mistake_in_the_quiz():
    asked = {
        name: [[written(w.node), f"{w.number:.6g}"] for w in one.wrong] for name, one in EXERCISES.items()
    }
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
            python = suspected(exercise.build(), wrong.node, f"{wrong.number:.6g}")
            assert [mistake for mistake, _ in found] == [suspect.name for suspect in python], (name, wrong)
