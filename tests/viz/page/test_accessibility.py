"""viz/page/web, for people who see little, hear it read or use the keyboard alone.

axe-core finds nothing to say: a checker in JavaScript that `.ci/run` installs from npm. Without it these
tests are skipped.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from browser import needs_chromium, observed, observed_each
from lecture_graphs import product, sigmoid_circuit

from autograd import Value
from viz import step_through

pytestmark = needs_chromium

AXE = Path(__file__).parents[3] / ".venv/axe/node_modules/axe-core/axe.min.js"
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="needs axe-core from npm")


def logarithm() -> Value:
    x, y = Value(2, "x"), Value(3, "y")
    return x.log() * y + x


# what is on the page when it is checked
SCENES: dict[str, tuple[Callable[[], Value], str]] = {
    "the start": (product, ""),
    "a step of the backward pass": (sigmoid_circuit, "steps.go(14); at('ledger').open = true;"),
    "the last step": (product, "steps.go(99);"),
    "presenting": (sigmoid_circuit, "steps.go(14); present.show(true);"),
    "a question": (product, "modes.visit('quiz');"),
    "a wrong answer": (product, "modes.visit('quiz'); at('answer').value = '7'; at('quiz').requestSubmit();"),
    "an answer": (product, "modes.visit('quiz'); at('reveal').click();"),
    "the end of the quiz": (product, "modes.visit('quiz'); quiz.restore('rrrr');"),
    "an early gate": (product, "modes.visit('order'); order.choose(3);"),
    "all gates fired": (product, "modes.visit('order'); order.choose(3); order.choose(4);"),
    "paths": (sigmoid_circuit, "modes.visit('paths'); document.querySelector('#paths button').click();"),
    "gates chosen": (sigmoid_circuit, "modes.visit('folding'); folding.choose(9); folding.choose(10);"),
    "a folded gate": (sigmoid_circuit, "modes.visit('folding'); folding.choose(12); folding.fold();"),
    "the seeds of forward mode": (product, "modes.visit('forward');"),
    "the end of forward mode": (sigmoid_circuit, "modes.visit('forward'); forward.go(99);"),
    "a gradient step to take": (product, "modes.visit('update');"),
    "gradient steps taken": (product, "modes.visit('update'); update.step(); update.step();"),
    "no rate": (product, "modes.visit('update'); at('rate').value = 'x'; at('rate').oninput();"),
    "a changed variable": (product, "panel.set(0, 4); panel.set(1, 7);"),
    "an undefined gate": (logarithm, "panel.set(0, -1);"),
    "no number in a field": (
        product, "at('field-0').value = 'x'; at('field-0').dispatchEvent(new Event('input'));"
    ),
}  # fmt: skip


@cache
def found_by_axe(mode: str) -> dict[str, Any]:
    """What axe-core has to say about all scenes by every rule for WCAG A and AA and of good practice."""
    axe = AXE.read_text(encoding="utf-8")
    cases: dict[str, tuple[str, str]] = {}
    for name, (graph, script) in SCENES.items():
        page = step_through(graph(), engine="layered").html
        run = f"""
          {script}
          const rules = Object.fromEntries(axe.getRules().map(
            ({{ ruleId, tags }}) => [ruleId, {{ enabled: !tags.includes("wcag2aaa") }}]));
          const found = await axe.run(document, {{ rules, resultTypes: ["violations"] }});
          report({{
            violations: found.violations.map(({{ id, help, nodes }}) => (
              [id, help, nodes.map(({{ html, failureSummary }}) => [html.slice(0, 200), failureSummary])])),
            passes: found.passes.map(({{ id }}) => id),
            dark: matchMedia("(prefers-color-scheme: dark)").matches,
          }});
        """
        cases[name] = (page, run)
    return observed_each(cases, dark=mode == "dark", library=axe)


@needs_axe
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", SCENES)
def test_axe_finds_no_violation(name: str, mode: str):
    found = found_by_axe(mode)[name]
    assert found["violations"] == []
    assert found["dark"] == (mode == "dark")
    passed = {"color-contrast", "target-size", "region"}
    if name != "presenting":  # without fields
        passed.add("label")
    assert passed <= set(found["passes"])


def test_the_focus_of_the_keyboard_is_never_lost():
    script = """
      const seen = {}, focus = () => document.activeElement.id || document.activeElement.tagName;
      at("next").focus();
      for (let k = 0; k < 9; k++) document.activeElement.click();  // to the last step, where Next is no more
      seen.next = focus();
      at("previous").focus(); steps.go(1); at("previous").click(); seen.previous = focus();
      at("last").focus(); at("last").click(); seen.last = focus();
      at("first").focus(); at("first").click(); seen.first = focus();
      modes.visit("quiz");
      at("reveal").focus(); at("reveal").click(); seen.reveal = focus();
      at("check").click(); seen.onward = focus();
      while (!at("check").disabled) { at("reveal").click(); at("check").click(); }
      seen.end = focus();
      at("again").click(); at("answer").focus();
      while (!at("answer").disabled) { at("reveal").click(); at("quiz").requestSubmit(); }
      seen.typed = focus();
      panel.set(0, 3);
      at("restart").focus(); at("restart").click(); seen.restart = focus();
      at("reset").focus(); at("reset").click(); seen.reset = focus();
      modes.visit("paths"); at("leaf").focus(); at("leaf").onchange(); seen.leaf = focus();
      report(seen);
    """
    assert observed(step_through(product()).html, script) == {
        "next": "previous", "previous": "next", "last": "previous", "first": "next",
        "reveal": "check", "onward": "answer", "end": "again", "typed": "again",
        "restart": "SUMMARY", "reset": "SUMMARY", "leaf": "leaf",
    }  # fmt: skip


def test_keys_belong_to_the_field_that_has_the_focus():
    script = """
      at("next").click();
      const seen = [];
      for (const target of [at("field-0"), at("variables").querySelector("[type=range]"), at("leaf"), at("answer")]) {
        for (const key of ["ArrowRight", "ArrowLeft", "Home", "End", " "]) seen.push(press(key, target));
      }
      seen.push(step(), press(" ", at("variables").querySelector("summary")), press("ArrowRight", at("play")), step());
      modes.visit("quiz");
      seen.push(press("ArrowRight"), press(" "), press("End"), steps.current);
      report(seen);
    """  # noqa: E501
    seen = observed(step_through(product()).html, script)
    assert seen[:20] == [False] * 20
    assert seen[20:] == [1, False, True, 2, False, False, False, 2]


def test_nothing_is_announced_twice():
    page = step_through(product()).html
    script = """
      const live = () => all("[aria-live], [role=status], [role=alert], output").map((element) => element.id);
      const seen = { regions: live(), nested: all("#card [role=status], #card [role=alert]").length };
      const heard = [];
      new MutationObserver((changes) => changes.forEach(({ target }) => {
        const element = target.nodeType === 1 ? target : target.parentElement;
        const region = element?.closest("[aria-live], [role=status], [role=alert]");
        if (region && !heard.includes(region.id)) heard.push(region.id);
      })).observe(document.body, { subtree: true, childList: true, characterData: true });
      const during = async (act) => {
        act(); await sleep(10);
        return heard.splice(0).filter((id) => at(id).checkVisibility() && at(id).textContent.trim()).sort();
      };
      seen.step = await during(() => at("next").click());
      at("last").click(); await sleep(10); heard.splice(0);
      seen.edit = await during(() => panel.set(0, 4));
      seen.quiz = await during(() => modes.visit("quiz"));
      seen.editInQuiz = await during(() => panel.set(0, 5));
      seen.wrong = await during(() => { at("answer").value = "1000"; at("quiz").requestSubmit(); });
      report(seen);
    """
    assert observed(page, script) == {
        "regions": ["card", "verdict", "change", "trouble"], "nested": 0,
        # what the change does to the root is a sentence of its own; the answer not beside the question
        "step": ["card"], "edit": ["card", "change"], "quiz": ["card"], "editInQuiz": ["card"],
        "wrong": ["verdict"],
    }  # fmt: skip


@pytest.mark.parametrize("width", [320, 640])  # 640 is what is left of 1280 at 200 %
def test_a_narrow_page_is_never_wider_than_its_window(width: int):
    long = Value(3, "a label of forty signs, which is a lot !") * Value(2.123456, "W" * 40)
    pages: dict[str, tuple[str, str]] = {}
    for name, graph in {"sigmoid": sigmoid_circuit(), "labels": long + 1, "undefined": logarithm()}.items():
        script = """
          at("ledger").open = true;
          const page = document.documentElement, wide = [];
          for (const mode of Object.keys(modes.all)) {
            modes.visit(mode);
            if (mode === "folding") { folding.choose(root); folding.fold(); }
            if (mode === "quiz") { at("answer").value = "1000"; at("quiz").requestSubmit(); }
            panel.set(0, mode === "paths" ? -1 : 1234.5);
            wide.push(page.scrollWidth - page.clientWidth);
          }
          report(wide.length > 1 && wide.every((x) => x === 0) ? [] : wide);
        """
        pages[name] = (step_through(graph).html, script)
    for name, beyond in observed_each(pages, window=(width, 900)).items():
        assert beyond == [], name


def test_every_control_shows_the_focus():
    script = """
      const dim = [];
      for (const mode of Object.keys(modes.all)) {
        modes.visit(mode);
        for (const element of all("button, input, select, summary, [tabindex]")) {
          if (!element.checkVisibility() || element.disabled) continue;
          element.focus({ focusVisible: true });
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          if (document.activeElement !== element || outlineStyle !== "solid" || outlineWidth !== "3px") {
            dim.push(element.outerHTML.slice(0, 80));
          }
        }
      }
      report(dim);
    """
    assert observed(step_through(sigmoid_circuit()).html, script) == []
