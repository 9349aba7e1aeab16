"""viz/training/web, for people who see little, hear it read or use the keyboard alone."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from browser import needs_chromium, observed

import nn
from autograd import Value
from viz import training_page

pytestmark = needs_chromium

AXE = Path(__file__).parents[3] / ".venv/axe/node_modules/axe-core/axe.min.js"
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="needs axe-core from npm")
MOONS = nn.moons(40, noise=0.1, seed=0)


@cache
def page(kind: str) -> str:
    if kind == "network":
        model = nn.MLP(2, [4, 1], rng=0, activation="tanh")
        return training_page(model, *MOONS, loss=nn.binary_cross_entropy_with_logits).html
    w = [Value(0.1, "w_1"), Value(0.2, "w_2"), Value(0.3, "w_3")]

    def plain(x: Any) -> Value:
        return w[0] * x[0] + w[1] * x[1] + w[2] * x[2]

    plain.parameters = lambda: w  # type: ignore[attr-defined]
    X = [[0.1 * i, 0.2, -0.1 * i] for i in range(5)]
    return training_page(plain, X, [0.5 * i for i in range(5)], loss=lambda y, t: (y - t) ** 2).html


SCENES = {
    "the start": "",
    "after updates": "for (let k = 0; k < 30; k++) at('one').click();",
    "all fields": (
        "for (const [id, value] of [['penalty', 'l2']]) { at(id).value = value; at(id).onchange(); }"
        "at('batch').value = '2'; at('batch').oninput();"
    ),
    "no number in a field": "at('rate').value = 'x'; at('rate').oninput();",
    "trouble": "at('rate').value = 'x'; at('rate').oninput(); at('rate').onchange();",
}


@needs_axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("kind", ["network", "plain"])
@pytest.mark.parametrize("name", SCENES)
def test_axe_finds_no_violation(name: str, kind: str, dark: bool):
    script = f"""
      {SCENES[name]}
      const rules = Object.fromEntries(axe.getRules().map(
        ({{ ruleId, tags }}) => [ruleId, {{ enabled: !tags.includes("wcag2aaa") }}]));
      const found = await axe.run(document, {{ rules, resultTypes: ["violations"] }});
      report([found.violations.map(({{ id, help, nodes }}) => (
        [id, help, nodes.map(({{ html, failureSummary }}) => [html.slice(0, 200), failureSummary])])),
        found.passes.map(({{ id }}) => id)]);
    """
    violations, passes = observed(page(kind), script, dark=dark, library=AXE.read_text(encoding="utf-8"))
    assert violations == []
    assert {"color-contrast", "target-size", "region", "label"} <= set(passes)


def test_every_control_shows_the_focus():
    script = """
      at("penalty").value = "l2"; at("penalty").onchange();
      const dim = [];
      for (const element of all("button, input, select")) {
        if (!element.checkVisibility()) continue;
        element.focus({ focusVisible: true });
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        if (document.activeElement !== element || outlineStyle !== "solid" || outlineWidth !== "3px") dim.push(element.id);
      }
      report(dim);
    """  # noqa: E501
    assert observed(page("network"), script) == []


def test_only_trouble_is_announced():
    script = """
      const live = all("[aria-live], [role=status], [role=alert], output").map((element) => element.id);
      report(live);
    """
    assert observed(page("network"), script) == ["trouble"]
