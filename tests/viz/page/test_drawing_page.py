"""viz/page/web/drawing.js: what is not on the screen is not laid out, and is right when it comes there."""

from browser import needs_chromium, observed

from autograd import Value
from viz import step_through

pytestmark = needs_chromium


def long_sum(first: float, terms: int) -> Value:
    """A chain of additions that is far wider than a screen."""
    total = Value(first, "x")
    for k in range(1, terms):
        total = total + Value(k / 8)
    return total


NUMBERS = """
  const board = document.querySelector(".board");
  const texts = () => all(".board .node > .data").map((text) => text.textContent);
  const laidOut = () => drawnNodes.map(({ data }) => data.getClientRects().length > 0);
  const onScreen = () => {
    const frame = board.getBoundingClientRect();
    return drawnNodes.map(({ group }) => {
      const box = group.getBoundingClientRect();
      return box.left < frame.right && frame.left < box.right
        && box.top < frame.bottom && frame.top < box.bottom;
    });
  };
"""


def test_only_numbers_near_the_screen_are_laid_out_but_all_are_written():
    root = long_sum(1, 120)
    script = f"""
      {NUMBERS}
      modes.visit("folding"); // of an edit it does not scroll to a message
      at("variables").open = true; panel.build();
      const seen = [];
      for (const place of [0, 0.5, 1]) {{
        board.scrollTo(place * board.scrollWidth, place * board.scrollHeight);
        await sleep(100);
        panel.set(0, 2 + place);
        const laid = laidOut(), here = onScreen(), count = (list) => list.filter(Boolean).length;
        seen.push([texts(), here.every((yes, i) => !yes || laid[i]), count(here), count(laid)]);
      }}
      report(seen);
    """
    found = observed(step_through(root, engine="layered").html, script, timed=True)
    for first, (texts, all_there, on_screen, laid_out) in zip((2, 2.5, 3), found):
        nodes = step_through(long_sum(first, 120), engine="layered").scene.nodes
        assert texts == [node.data for node in nodes]
        assert all_there
        assert 0 < on_screen <= laid_out < len(texts) / 2


def test_a_small_drawing_is_laid_out_whole_and_on_paper_a_large_one_too():
    script = f"""
      {NUMBERS}
      await sleep(100);
      const rule = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
        .find((one) => one.cssText.includes(".away"));
      report([laidOut().every(Boolean), rule.constructor.name, rule.conditionText]);
    """
    small = step_through(long_sum(1, 40), engine="layered")
    assert observed(small.html, f"steps.go(steps.last); {script}") == [
        True, "CSSMediaRule", "screen",
    ]  # fmt: skip


def test_other_marks_leave_a_node_as_far_away_as_it_is():
    root = long_sum(1, 120)
    script = f"""
      {NUMBERS}
      await sleep(100);
      const far = () => all(".node.away").length, before = far();
      steps.go(3); steps.go(steps.last); steps.go(0);
      report([before > 50, far() >= before - 1]);
    """
    assert observed(step_through(root, engine="layered").html, script, timed=True) == [True, True]
