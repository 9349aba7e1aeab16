"""docs/play, for people who see little, hear it read or use the keyboard alone."""

from pathlib import Path
from typing import Any

import pytest
from playground_page import Playground

AXE = Path(__file__).parents[2] / ".venv/axe/node_modules/axe-core/axe.min.js"
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="needs axe-core from npm")

# in a frame without an origin axe cannot look; what is shown there has its own tests
CHECK = """(async () => {
  const rules = Object.fromEntries(axe.getRules().map(
    ({ ruleId, tags }) => [ruleId, { enabled: !tags.includes("wcag2aaa") }]));
  const found = await axe.run(document, { rules, iframes: false, resultTypes: ["violations"] });
  return {
    violations: found.violations.map(({ id, nodes }) => [id, nodes.map(({ failureSummary, html }) => [html, failureSummary])]),
    passes: found.passes.map(({ id }) => id),
  };
})()"""  # noqa: E501

SCENES = {
    "a page": None,
    "printed text": "print('x' * 300)\nfor k in range(99):\n    print(k)",
    "an error": "def f():\n    return 1 / 0\nf()",
    "what is not there": "import numpy",
}


@needs_axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_violation(address: str, dark: bool):
    play = Playground(address, dark=dark)
    play.done()
    play.tab.value(f"{AXE.read_text(encoding='utf-8')};0")
    found: dict[str, Any] = {}
    for name, program in SCENES.items():
        if program:
            play.run(program)
        found[name] = play.tab.value(CHECK)
    play.press("share")
    play.until("!at('notice').hidden")
    found["a notice"] = play.tab.value(CHECK)
    play.close()
    for name, said in found.items():
        assert said["violations"] == [], name
        assert {"color-contrast", "label", "select-name", "region"} & {*said["passes"]} >= {"color-contrast"}


def test_the_keyboard_leaves_the_editor(address: str):
    play = Playground(address)
    play.done()
    play.type("x = 1")
    play.key("Tab")
    assert play.program == "    x = 1" or play.program.startswith("x = 1")  # indented, as programmers expect
    focus = "(document.activeElement.id || document.activeElement.tagName)"
    assert play.value(focus) == "editor"
    play.key("Escape")
    play.key("Tab")
    assert play.value(focus) != "editor"
    play.close()
