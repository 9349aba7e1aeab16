"""viz/page/web/update.js: gradient steps on the page, their forecasts, and steps that are too large."""

import pytest
from browser import needs_chromium, observed
from lecture_graphs import logistic_least_squares, product

from autograd import Value, topological_order
from autograd.replay import deltas_at, replay
from viz import step_through

pytestmark = needs_chromium

STEPS = """
  modes.visit("update");
  const rate = (text) => { at("rate").value = text; at("rate").dispatchEvent(new Event("input")); };
  const take = () => { at("update").requestSubmit(); return said(); };
  const said = () => ["sentence", "equation", "received"].map((id) => at(id).textContent);
  const rows = () => all("#updates tbody tr").map((row) => [...row.cells].map((cell) => cell.textContent));
"""


def test_a_step_moves_every_variable_against_its_delta_and_the_truth_stands_beside_the_forecast():
    # f = (x + y) z at −2, 5, −4 with δ = −4, −4, 3 and η = 0.1: x = −1.6, y = 5.4, z = −4.3, so
    # f = 3.8 · −4.3 = −16.34; the forecast is −0.1 · 41 = −4.1, the truth −4.34
    script = f"{STEPS} report([said(), take(), rows(), variables.map((i) => data[i]), look().delta]);"
    before, after, rows, values, deltas = observed(step_through(product()).html, script)
    assert before == [
        "Each chosen variable moves against its delta: x ← x − η δ(x). f is −12.",
        "x ← −2 − 0.1 × (−4) = −1.6,  y ← 5 − 0.1 × (−4) = 5.4,  z ← −4 − 0.1 × 3 = −4.3",
        "Forecast for f: −η Σ δ² = −4.1.",
    ]
    assert after == [
        "f went from −12 to −16.34.", "forecast −η Σ δ² = −4.1,  truth −4.34",
        "The forecast was close: over so short a step the graph is nearly straight.",
    ]  # fmt: skip
    assert rows == [["1", "0.1", "−12", "−4.1", "−4.34", "−16.34"]]
    assert values == pytest.approx([-1.6, 5.4, -4.3])
    assert deltas == ["−4.3", "−4.3", "3.8", "−4.3", "1"]


def test_twenty_steps_of_the_page_are_those_of_the_engine():
    script = f"{STEPS} rate('0.5'); for (let k = 0; k < 20; k++) take(); report([data[root], rows().length]);"
    found, shown = observed(step_through(logistic_least_squares()).html, script)
    root = logistic_least_squares()
    order = topological_order(root)
    at = {node: node.data for node in order if node.label in ("w", "x", "b", "t")}
    for _ in range(20):
        deltas = deltas_at(order, replay(order, at))
        at = {node: number - 0.5 * deltas[node] for node, number in at.items()}
    assert found == pytest.approx(replay(order, at)[root], rel=1e-12)
    assert shown == 12  # the last ones


def test_a_step_that_is_too_large_is_warned_of_and_can_be_taken_back():
    # f = x² at 3 with η = 1.5: x = 3 − 1.5 · 6 = −6, f = 36; the forecast was −1.5 · 36 = −54
    root = Value(3, "x") ** 2
    script = f"""{STEPS}
      rate("1.5");
      const seen = [take(), rows(), at("update-back").disabled];
      seen.push(press("ArrowLeft"), data[0], at("update-back").disabled);
      rate("0.25"); seen.push(press("ArrowRight"), said());
      take(); at("update-again").click(); seen.push(data[0], rows());
      report(seen);
    """
    seen = observed(step_through(root).html, script)
    assert seen[0] == [
        "v2 went from 9 to 36.", "forecast −η Σ δ² = −54,  truth 27",
        "The step was too large: v2 rose, although every variable went against its delta. "
        "Go back and take a smaller rate.",
    ]  # fmt: skip
    assert seen[1] == [["1", "1.5", "9", "−54", "27", "36 ↑"]]
    assert seen[2:6] == [False, True, 3, True]
    # 3 − 0.25 · 6 = 1.5: from 9 to 2.25, forecast −9
    assert seen[6:8] == [True, [
        "v2 went from 9 to 2.25.", "forecast −η Σ δ² = −9,  truth −6.75",
        "The root fell less than foretold: it curves upward along the step.",
    ]]  # fmt: skip
    assert seen[8:] == [3, []]


def test_only_chosen_variables_move_and_none_at_all_takes_no_step():
    script = f"""{STEPS}
      const box = (k) => all("#movable input")[k].click();
      box(1); box(2);
      const seen = [said()[2], take()[0], variables.map((i) => data[i])];
      box(0); seen.push(said()[0], at("update-step").disabled);
      report(seen);
    """
    # x alone: −2 + 0.4 = −1.6, f = 3.4 · −4 = −13.6, as foretold
    assert observed(step_through(product()).html, script) == [
        "Forecast for f: −η Σ δ² = −1.6.", "f went from −12 to −13.6.", [-1.6, 5, -4],
        "f went from −12 to −13.6.", True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x", "The rate is no number; write one such as 0.1."),
        ("", "The rate is no number; write one such as 0.1."),
        ("nan", "The rate is no number; write one such as 0.1."),
        ("∞", "The rate is no number; write one such as 0.1."),
        ("1/10", "Each chosen variable moves against its delta: x ← x − η δ(x). f is −12."),
    ],
)
def test_a_rate_is_a_finite_number(text: str, told: str):
    script = f"{STEPS} rate({text!r}); report([said()[0], take()[0] === said()[0], update.taken.length]);"
    sentence, _, taken = observed(step_through(product()).html, script)
    assert sentence == told
    assert taken == (told[0] == "E")


def test_a_step_out_of_the_domain_is_said_and_taken_back():
    # f = −log x at 0.1 has δ = −10: one step of 1 leads to 10.1; of f = log x to −9.9, where log is undefined
    root = Value(0.1, "x").log()
    script = (
        f"{STEPS} rate('1'); const seen = [take()]; at('update-back').click(); report([...seen, data[0]]);"
    )
    (sentence, _, told), x = observed(step_through(root).html, script)
    assert sentence == "v2 went from −2.303 to nan."
    assert told == "The step left what v2 is defined on: go back and take a smaller rate."
    assert x == 0.1


def test_at_a_minimum_nothing_moves_and_a_rate_below_zero_climbs():
    root = Value(0, "x") ** 2 + Value(1, "y")
    script = f"""{STEPS}
      all("#movable input")[1].click();
      const seen = [take()[2]];
      all("#movable input")[1].click(); rate("-1"); seen.push(take()[2]);
      report(seen);
    """
    assert observed(step_through(root).html, script) == [
        "All chosen deltas are 0, or the rate is: nothing moves.", "A rate below 0 climbs: v4 is to grow.",
    ]  # fmt: skip


def test_numbers_changed_by_hand_are_a_new_start():
    script = f"{STEPS} take(); panel.set(0, 7); report([rows(), at('update-back').disabled, data[0]]);"
    assert observed(step_through(product()).html, script) == [[], True, 7]
