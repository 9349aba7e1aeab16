"""viz/networks/page.py in the browser: steps, choosing units, keys, and what is hidden until earned."""

from pathlib import Path
from typing import Any

import pytest
from browser import needs_chromium, observed
from drawn_networks import lecture, squared_error

import nn
from viz import network

pytestmark = needs_chromium

AXE = Path(__file__).parents[3] / ".venv/axe/node_modules/axe-core/axe.min.js"
SEE = """
const see = () => ({
  step: at("count").textContent, phase: at("phase").textContent, formula: at("formula").textContent,
  sums: all("#sums p").map((line) => line.textContent),
  values: all(".unit .data").map((text) => getComputedStyle(text).visibility === "visible"),
  deltas: all(".unit .delta").map((text) => getComputedStyle(text).visibility === "visible"),
  lit: all("line.lit").map((line) => line.querySelector("title").textContent.split(" ")[0]),
  now: all("line.now").map((line) => line.querySelector("title").textContent.split(" ")[0]),
  works: all(".unit.now").map((unit) => Number(unit.dataset.unit)),
  chosen: all(".unit[aria-pressed=true]").map((unit) => unit.dataset.unit).join(),
});
"""


def page() -> str:
    return network(lecture(), [1, -1], loss=squared_error).page.html


def seen(script: str, **settings: Any) -> Any:
    return observed(page(), SEE + script, **settings)


def test_numbers_appear_when_their_step_has_come():
    found = seen(
        "const found = []; for (let k = 0; k <= 6; k++) { go(k); found.push(see()); } report(found);"
    )
    yes, no = [True, True], [False, False]
    assert [step["values"] for step in found] == [
        yes + no + no, yes + yes + no, *[yes + yes + yes] * 5,
    ]  # fmt: skip
    assert [step["deltas"] for step in found] == [
        no + no + no, no + no + no, no + no + no, no + no + yes, no + yes + yes, *[yes + yes + yes] * 2,
    ]  # fmt: skip
    assert [step["works"] for step in found] == [[], [2, 3], [4, 5], [4, 5], [2, 3], [0, 1], []]
    assert [step["step"] for step in found] == [f"step {k} of 6" for k in range(7)]


def test_the_weights_that_carry_the_deltas_are_lit():
    found = seen("go(4); report(see());")
    assert found["phase"] == "Backward, layer 1 of 2"
    assert found["formula"] == "δ⁽¹⁾ = (W⁽²⁾)ᵀ δ⁽²⁾ ⊙ σ′(z⁽¹⁾)"
    assert sorted(found["lit"]) == ["w_{11}^{(2)}", "w_{12}^{(2)}", "w_{21}^{(2)}", "w_{22}^{(2)}"]
    assert sorted(found["now"]) == ["w_{11}^{(2)}", "w_{12}^{(2)}"]  # from the unit that is chosen, the first
    assert found["sums"] == [
        "∂L/∂h₁⁽¹⁾ = 2·(−0.0161) + (−2)·0.0109 = −0.054", "δ(h₁⁽¹⁾) = (−0.054) · 0.0177 = −0.000953",
    ]  # fmt: skip


def test_the_color_of_what_is_lit_is_that_of_its_direction():
    found = seen("""
      const color = () => getComputedStyle(all("line.lit")[0]).stroke;
      const name = (what) => { const e = document.body.appendChild(document.createElement("i"));
        e.className = what; return getComputedStyle(e).color; };
      go(1); const forward = color(); go(4);
      report([forward === name("data"), color() === name("delta")]);
    """)
    assert found == [True, True]


def test_a_unit_that_is_clicked_shows_its_sum_and_its_weights():
    found = seen("go(4); all('[data-unit]')[3].dispatchEvent(new MouseEvent('click')); report(see());")
    assert found["chosen"] == "3"
    assert sorted(found["now"]) == ["w_{21}^{(2)}", "w_{22}^{(2)}"]
    assert found["sums"][0].startswith("∂L/∂h₂⁽¹⁾ = (−1)·(−0.0161) + (−1)·0.0109 = ")


def test_a_unit_of_another_column_is_shown_where_it_works_in_the_same_direction():
    found = seen("""
      const units = all("[data-unit]");
      const click = (i) => { units[i].dispatchEvent(new MouseEvent("click")); return see().phase; };
      go(4); const back = [click(5), click(1), click(2)];
      go(1); report([...back, click(5), click(1)]);
    """)
    assert found == [
        "Seed", "Backward, inputs", "Backward, layer 1 of 2", "Forward, layer 2 of 2", "Backward, inputs",
    ]  # fmt: skip


def test_keys_walk_through_steps_and_units():
    found = seen("""
      const keys = ["ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight",
        "End", "ArrowUp", "Home", "ArrowLeft", "x"];
      report(keys.map((key) => [press(key), step(), see().chosen]));
    """)
    assert found == [
        [True, 1, "2"], [True, 1, "3"], [False, 1, "3"], [True, 2, "4"], [True, 3, "4"], [True, 4, "3"],
        [True, 6, "3"], [True, 6, "2"], [True, 0, ""], [True, 0, ""], [False, 0, ""],
    ]  # fmt: skip


def test_enter_and_space_choose_the_unit_in_focus():
    found = seen("""
      go(4);
      const unit = all('[data-unit]')[3];
      unit.focus();
      press("Enter", unit);
      report([see().chosen, unit.getAttribute("role"), unit.getAttribute("aria-description")]);
    """)
    assert found == ["3", "button", "h 2 (1), activation 0.119, delta 0.000544"]


def test_it_plays_and_stops_at_the_end():
    found = seen("""
      at("play").click();
      const playing = at("play").textContent;
      await sleep(2200 * 7 + 100);
      report([playing, step(), at("play").textContent, at("next").disabled]);
    """)
    assert found == ["❚❚ Pause", 6, "▶ Play", True]


def test_the_address_opens_a_step():
    assert seen("report(step());", fragment="#4") == 4
    assert seen("report(step());", fragment="#999") == 6
    assert seen("report(step());", fragment="#nothing") == 0
    assert seen("slide(3); report([step(), location.hash]);") == [3, "#3"]


def test_without_javascript_all_numbers_are_there():
    text = page()
    assert text.count('class="delta"') >= 6
    assert "<noscript>" in text
    assert "style=" not in text


@pytest.mark.parametrize("window", [(390, 844), (1280, 900), (1920, 1080)])
def test_the_page_is_never_wider_than_the_window(window: tuple[int, int]):
    drawn = network(nn.MLP(3, [4, 4, 1], activation="tanh", rng=1), [2, 3, -1]).page.html
    script = (
        SEE
        + """
      const over = [];
      for (let k = 0; k <= last; k++) { go(k); over.push(document.documentElement.scrollWidth > innerWidth); }
      go(4);  // the output, on the right
      const board = document.querySelector(".board").getBoundingClientRect();
      const unit = all(".unit.chosen")[0].getBoundingClientRect();
      report([over.some(Boolean), unit.left >= board.left && unit.right <= board.right]);
    """
    )
    assert observed(drawn, script, window=window) == [False, True]


@pytest.mark.skipif(not AXE.exists(), reason="needs axe-core from npm")
@pytest.mark.parametrize("dark", [False, True])
def test_axe_has_nothing_to_say(dark: bool):
    run = """
      const found = [];
      for (const k of [0, 1, 4, 6]) {
        go(k);
        const rules = { "label-content-name-mismatch": { enabled: true } };
        const { violations } = await axe.run(document, { rules });
        found.push(...violations.map((v) => `${k}: ${v.id} ${v.nodes[0].html}`));
      }
      report(found);
    """
    assert seen(AXE.read_text(encoding="utf-8") + run, dark=dark) == []
