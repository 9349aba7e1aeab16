"""viz/page/web/steps.js: every step, the controls, the frame of a notebook, odd labels, in a real browser."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from browser import expected, needs_chromium, observed, observed_each
from lecture_graphs import HOSTILE, product, sigmoid_circuit

from autograd import Value, dot
from viz import StepThrough, step_through
from viz.quoting import markup

pytestmark = needs_chromium


def small_network() -> Value:
    """Two inputs, two hidden units as one dot node each, one output: fan-out 2 and a product of equals."""
    x = [Value(0.5, "x1"), Value(-1.5, "x2")]
    hidden = [dot([Value(0.3), Value(-0.2)], x, Value(0.1)).tanh() for _ in range(2)]
    return (hidden[0] * hidden[1] + x[0] * x[0] - 2).sigmoid()


def canceling(x: Value) -> Value:
    return x * 0.00012345 - x * 0.00012345


GRAPHS: dict[str, Callable[[], Value]] = {
    "product": product,
    "sigmoid": sigmoid_circuit,
    "network": small_network,
    # 0 in the end, −0.0001235 on the way
    "canceling": lambda: canceling(Value(1.0, "x")),
    "variable": lambda: Value(2.5, "x"),
}


def check_texts_apart(frame: list[float], texts: list[tuple[str, float, float, float, float]]) -> None:
    """Assert that no text meets another one or leaves the drawing, as the browser sets them."""
    left, right, top, bottom = frame
    for i, (text, l1, r1, t1, b1) in enumerate(texts):
        assert left - 1 <= l1 < r1 <= right + 1, text
        assert top - 1 <= t1 < b1 <= bottom + 1, text
        for other, l2, r2, t2, b2 in texts[:i]:
            # the line of a font is a quarter higher than its letters
            apart = r1 < l2 + 1 or r2 < l1 + 1 or b1 < t2 + 5 or b2 < t1 + 5
            assert apart, (text, other)


WALK = """
  const box = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return [left, right, top, bottom];
  };
  // the parcel may cross a wire, even a name: see the test of numbers below
  const texts = () => all(".board svg text:not(.parcel)").filter((text) => text.textContent)
    .map((text) => [text.textContent, ...box(text)]);
  const picture = () => document.querySelector(".board").outerHTML + at("card").outerHTML;
  const states = [look()], pictures = [picture()], boxes = [texts()];
  while (!at("next").disabled) {
    at("next").click(); states.push(look()); pictures.push(picture()); boxes.push(texts());
  }
  const last = states.length - 1, back = [];
  for (let k = last; k > 0; k--) { back.push(picture() === pictures[k]); at("previous").click(); }
  back.push(picture() === pictures[0]);
  // jumps lead to the same pictures as walking
  for (const k of [last, 0, last >> 1, 1]) { slide(k); back.push(picture() === pictures[k]); }
  const resources = performance.getEntriesByType("resource").length;
  const frame = box(document.querySelector(".board svg"));
  report({ states, back, limit: at("slider").max, resources, boxes, frame });
"""


@cache
def walked() -> dict[str, tuple[Any, StepThrough]]:
    """All pages of GRAPHS, each step seen, forth and back."""
    pages = {name: step_through(graph(), engine="layered") for name, graph in GRAPHS.items()}
    found = observed_each({name: (page.html, WALK) for name, page in pages.items()})
    return {name: (found[name], page) for name, page in pages.items()}


@pytest.mark.parametrize("name", GRAPHS)
def test_every_step_shows_what_the_scene_says_and_going_back_shows_the_same(name: str):
    found, page = walked()[name]
    states = found["states"]
    gates = sum(bool(node.gate) for node in page.scene.nodes)
    assert len(states) == gates + 1 + len(page.scene.arrivals) + 1
    for k, state in enumerate(states):
        wanted = expected(page.scene, k)
        assert {key: state[key] for key in wanted} == wanted
    for texts in found["boxes"]:
        check_texts_apart(found["frame"], texts)
    assert states[0]["phase"] == "Start"
    assert "variable" in states[0]["sentence"]
    assert found["back"] == [True] * (len(states) + 4)
    assert found["limit"] == str(len(states) - 1)
    assert found["resources"] == 0


def test_the_controls_and_keys_do_what_they_say():
    script = """
      const seen = {};
      seen.start = [step(), at("previous").disabled, at("first").disabled, at("next").disabled];
      seen.right = [press("ArrowRight"), step(), location.hash];
      await sleep(300);
      seen.address = location.hash;
      seen.left = [press("ArrowLeft"), press("ArrowLeft"), step()];
      seen.end = [press("End"), step(), at("next").disabled, at("last").disabled];
      seen.beyond = [press("ArrowRight"), step()];
      seen.home = [press("Home"), step()];
      seen.last = [at("last").click(), step()];
      seen.first = [at("first").click(), step()];
      slide(5);
      seen.slider = [step(), at("slider").getAttribute("aria-valuetext")];
      seen.sliderKey = [press("ArrowRight", at("slider")), step()];
      seen.other = [press("a"), press("Tab"), step()];
      document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key: "ArrowRight", altKey: true, bubbles: true }));
      seen.modified = step();
      // play: one step each 1.4 s; the space bar starts and stops it, except on a button
      at("first").click();
      seen.space = [press(" "), at("play").getAttribute("aria-pressed"), at("play").textContent];
      await sleep(3000);
      seen.playing = step();
      seen.button = [press(" ", at("next")), at("play").getAttribute("aria-pressed")];
      press(" ");
      await sleep(3000);
      seen.paused = [step(), at("play").getAttribute("aria-pressed"), at("play").textContent];
      at("play").click();
      await sleep(1500);
      press("ArrowLeft");  // stops it
      await sleep(3000);
      seen.stopped = step();
      at("last").click(); at("play").click();
      seen.again = step();
      await sleep(20000);
      seen.played = [step(), at("play").getAttribute("aria-pressed")];
      // the addresses that somebody types
      const visit = async (hash) => { location.hash = hash; await sleep(50); return step(); };
      seen.addresses = [];
      for (const hash of ["#3", "#999", "#abc", "#5x", "#-1", "#", "#007"]) {
        seen.addresses.push(await visit(hash));
      }
      // the ledger
      at("ledger").open = true;
      await sleep(50);
      const rows = all("#ledger tbody tr");
      seen.head = all("#ledger th").map((cell) => cell.textContent);
      seen.rows = rows.map((row) => [...row.cells].map((cell) => cell.textContent));
      rows[1].querySelector("button").click();
      seen.row = [step(), rows.map((row) => row.matches(".now[aria-current=step]"))];
      at("ledger").open = false; await sleep(50); at("ledger").open = true; await sleep(50);
      seen.once = all("#ledger tbody tr").length;
      seen.live = at("card").getAttribute("aria-live");
      report(seen);
    """
    # A1 has 5 nodes, 2 gates and 4 messages: steps 0, 1 2, the seed 3, and 4 to 7.
    seen = observed(step_through(product()).html, script)
    assert seen["start"] == [0, True, True, False]
    assert seen["right"] == [True, 1, ""]
    assert seen["address"] == "#1"  # written when the reader rests
    assert seen["left"] == [True, True, 0]
    assert seen["end"] == [True, 7, True, True]
    assert seen["beyond"] == [True, 7]
    assert seen["home"] == [True, 0]
    assert (seen["last"][1], seen["first"][1]) == (7, 0)
    assert seen["slider"] == [5, "step 5 of 7"]
    assert seen["sliderKey"] == [True, 6]
    assert seen["other"] == [False, False, 6]
    assert seen["modified"] == 6
    assert seen["space"] == [True, "true", "❚❚ Pause"]
    assert seen["playing"] == 2
    assert seen["button"] == [False, "true"]
    assert seen["paused"] == [2, "false", "▶ Play"]
    assert seen["stopped"] == 2
    assert seen["again"] == 0
    assert seen["played"] == [7, "false"]
    assert seen["addresses"] == [3, 7, 0, 0, 0, 0, 7]
    assert seen["head"][0] == "step"
    assert seen["rows"] == [
        ["4", "f", "q", "−4", "1", "−4", "0 → −4", "1/1"],
        ["5", "f", "z", "3", "1", "3", "0 → 3", "1/1"],
        ["6", "q", "x", "1", "−4", "−4", "0 → −4", "1/1"],
        ["7", "q", "y", "1", "−4", "−4", "0 → −4", "1/1"],
    ]
    assert seen["row"] == [5, [False, True, False, False]]
    assert seen["once"] == 4
    assert seen["live"] == "polite"


def test_an_address_opens_its_step_and_in_the_dark_the_page_is_dark():
    page = step_through(sigmoid_circuit()).html
    script = "report([step(), getComputedStyle(document.body).backgroundColor]);"
    assert observed(page, script, fragment="#12") == [12, "rgb(251, 250, 246)"]
    dark = observed(page, script, dark=True, fragment="#999")
    assert dark == [21, "rgb(22, 32, 28)"]


def test_the_page_works_in_the_frame_of_a_notebook():
    frame = step_through(product())._repr_mimebundle_()["text/html"]
    host = f"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{frame}</body></html>"""
    script = """
      const inner = document.querySelector("iframe");
      while (!inner.contentDocument.getElementById("next")) await sleep(50);
      const page = inner.contentDocument, found = (id) => page.getElementById(id);
      found("next").click();
      found("last").click();
      // the picture, for notebooks that drop the frame, lies under it
      const covered = () => {
        const { left, right, top, bottom } = document.querySelector("img").getBoundingClientRect();
        return [[left + 1, top + 1], [right - 1, bottom - 1], [(left + right) / 2, (top + bottom) / 2]]
          .every(([x, y]) => document.elementFromPoint(x, y) === inner);
      };
      report([found("count").textContent, found("equation").textContent,
        page.querySelectorAll(".node > .delta").length,
        document.querySelector("img").src.slice(0, 19), covered()]);
    """
    seen = observed(host, script, allowed="img-src data:")
    assert seen == ["step 7 of 7", "∂q/∂y × δ(q) = [1] × [−4] = −4", 5, "data:image/svg+xml;", True]


def test_without_scripts_the_finished_picture_is_seen_and_no_button():
    # a frame in a sandbox runs no script, and complains where there is one
    page = markup(re.sub(r"<script>.*?</script>", "", step_through(product()).html, flags=re.DOTALL))
    host = f"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>
      <iframe sandbox="allow-same-origin" style="width:900px;height:600px" srcdoc="{page}"></iframe>
      </body></html>"""
    script = """
      const page = document.querySelector("iframe").contentDocument;
      const seen = (what) => [...page.querySelectorAll(what)].filter((part) => part.checkVisibility());
      const texts = (what) => seen(what).map((text) => text.textContent);
      report([texts(".node > .data"), texts(".node > .delta"), seen("noscript p").length === 1,
        seen("button, input, summary, .card, .hint").length]);
    """
    assert observed(host, script) == [
        ["−2", "5", "−4", "3", "−12"], ["−4", "−4", "3", "−4", "1"], True, 0,
    ]  # fmt: skip


def test_hostile_labels_are_shown_as_text():
    root = Value(0.0)
    for label in HOSTILE:
        root = root + Value(1.0, label)
    page = step_through(root, title=HOSTILE[0])
    script = """
      at("ledger").open = true;
      while (!at("next").disabled) at("next").click();
      await sleep(50);
      report({ labels: all(".board .label").map((label) => label.textContent), title: document.title,
        heading: document.querySelector("h1").textContent, scripts: all("script").length,
        images: all("img").length, names: all("#ledger tbody tr").map((row) => row.cells[2].textContent) });
    """
    seen = observed(page.html, script)
    labels = [node.label for node in page.scene.nodes if node.label]
    assert seen["labels"] == labels
    assert set(labels) < set(seen["names"])
    assert seen["heading"] == HOSTILE[0]
    assert seen["title"] == HOSTILE[0] + " · backpropagation"
    assert seen["scripts"] == 3  # those of the page and of this test
    assert seen["images"] == 0


def test_a_page_of_a_thousand_values_steps_to_its_end():
    # x is read first and last: the wire between is far longer than the board is wide
    x = Value(1.0, "x")
    total = x
    for i in range(498):
        total = total + Value(i + 0.123456)
    page = step_through(total * x, engine="layered")
    # Forced layout makes the time per step honest; it is printed with -s and not asserted.
    script = """
      const opened = performance.now(), timed = {};
      const start = performance.now();
      for (let k = 0; k < 100; k++) { at("next").click(); document.body.getBoundingClientRect(); }
      const forward = (performance.now() - start) / 100;
      at("last").click();
      const middle = performance.now();
      for (let k = 0; k < 100; k++) { at("previous").click(); document.body.getBoundingClientRect(); }
      const backward = (performance.now() - middle) / 100;
      at("last").click();
      const last = look();
      slide(499 + 1 + 2);  // the second message is the one to x
      const board = document.querySelector(".board").getBoundingClientRect();
      const inside = [".got", ".parcel"].map((what) => {
        const box = document.querySelector(what).getBoundingClientRect();
        return board.left <= box.left && box.right <= board.right &&
          board.top <= box.top && box.bottom <= board.bottom;
      });
      const sentence = at("sentence").textContent;
      const time = (name, times, act) => {
        const start = performance.now();
        for (let k = 0; k < times; k++) { act(k); document.body.getBoundingClientRect(); }
        timed[name] = (performance.now() - start) / times;
      };
      time("opening 499 fields", 1, () => { at("variables").open = true; panel.build(); });
      time("an edit", 20, (k) => panel.set(0, 2 + k / 10));
      time("starting the quiz", 3, () => modes.visit("quiz"));
      time("firing a gate", 50, (k) => (k ? at("fire").click() : modes.visit("order")));
      report({ opened, forward, backward, last, inside, sentence, timed });
    """
    seen = observed(page.html, script, timed=True)
    size = len(page.html.encode()) / 1000
    timed = {"opening": seen["opened"], "a step": seen["forward"], "back": seen["backward"], **seen["timed"]}
    print(f"{size:.0f} kB;", ", ".join(f"{name} {ms:.1f} ms" for name, ms in timed.items()))
    assert seen["inside"] == [True, True]
    assert " sends x its message" in seen["sentence"]
    wanted = expected(page.scene, 499 + 1 + 998)
    assert {key: seen["last"][key] for key in wanted} == wanted


def test_sender_and_receiver_of_a_message_are_seen_on_a_narrow_board():
    # 370 wide, as on a phone: of the chain 1 ÷ (1 + exp(−z)) two gates and the wire between fit
    script = """
      document.querySelector(".board").style.width = "370px";
      fit();
      const seen = [];
      for (let k = steps.seed + 1; k <= steps.seed + 4; k++) {
        slide(k);
        const board = document.querySelector(".board").getBoundingClientRect();
        seen.push(all(".node.now .gate, .node.got .gate, .node.got .delta").every((element) => {
          const box = element.getBoundingClientRect();
          return board.left <= box.left && box.right <= board.right;
        }));
      }
      report(seen);
    """
    assert observed(step_through(sigmoid_circuit(), engine="layered").html, script) == [True] * 4


def test_the_table_shows_what_has_been_sent_in_the_mode_that_is_seen():
    script = """
      const choose = (name) => document.querySelector(`[data-choose=${name}]`).click();
      const filled = async () => {
        await sleep(200);
        return all("#ledger tbody tr").map((row) => Number(row.cells[5].textContent !== "")).join("");
      };
      const seen = [];
      at("last").click();
      at("ledger").open = true;
      seen.push(await filled());
      choose("order");
      seen.push(await filled());
      for (const button of ["fire", "fire", "unfire"]) { at(button).click(); seen.push(await filled()); }
      panel.set(0, 3, null);
      choose("steps");
      seen.push(await filled());
      report(seen);
    """
    # f = q z sends two messages, q = x + y two
    expected_rows = ["1111", "0000", "1100", "1111", "0000", "1111"]
    assert observed(step_through(product(), engine="layered").html, script) == expected_rows


def test_a_row_of_the_table_is_filled_after_an_edit_wherever_it_is():
    # 160 messages: those below the screen are filled later, in turns of 100; none is forgotten
    x = Value(1.0, "x")
    total = x
    for _ in range(80):
        total = total + x
    script = """
      steps.go(steps.last);
      at("ledger").open = true;
      await sleep(200);
      const rows = () => all("#ledger tbody tr").map((row) => row.cells[6].textContent);
      const before = rows();
      folding.selected = new Set(view.gates.slice(0, 2)); at("fold-name").value = "g"; folding.fold();
      await sleep(200);
      const folded = [rows().length, rows()[0], rows().at(-1)];
      folding.unfold(view.gates[0]);
      await sleep(200);
      steps.go(steps.last);
      await sleep(200);
      const here = all("#ledger tr[aria-current]").map((row) => row.cells[0].textContent);
      const empty = before.filter((text) => !text).length;
      report([before.length, empty, folded, rows().join() === before.join(), here]);
    """
    # the folded gate x + x + x sends x one message instead of three, and none to the gate inside of it;
    # x has then received all 81 deltas of 1
    expected_rows = [160, 0, [157, "0 → 1", "78 → 81"], True, ["241"]]
    assert observed(step_through(total, engine="layered").html, script) == expected_rows


@pytest.mark.parametrize("graph", [product, sigmoid_circuit])
def test_the_frame_of_a_notebook_is_as_high_as_the_page(graph: Callable[[], Value]):
    page = step_through(graph(), engine="layered")
    height = int(re.findall(r"height:(\d+)px", page._repr_mimebundle_()["text/html"])[0])
    script = "report([at('variables'), at('ledger')].map((part) => part.getBoundingClientRect().bottom));"
    variables, ledger = observed(page.html, script, window=(900, height))
    assert max(variables, ledger) <= height < max(variables, ledger) + 80


def test_a_message_on_its_way_covers_no_number():
    # Graphviz begins the wires of short names below the numbers of long names: a message above such a wire
    # would meet them
    inputs = [Value(0.5, "temperature"), Value(-1.25e-7, "pressure"), Value(123456.789, "people_per_day")]
    weights = [
        Value(0.1, "weight_temperature"),
        Value(2, "weight_pressure"),
        Value(-1e-5, "weight_passengers"),
    ]
    page = step_through(dot(weights, inputs, Value(1, "bias")).sigmoid())
    script = """
      const met = [];
      for (let k = steps.seed + 1; k <= steps.last; k++) {
        slide(k);
        const parcel = document.querySelector(".parcel").getBoundingClientRect();
        for (const text of all(".node > .data, .node > .delta")) {
          const box = text.getBoundingClientRect();
          // the line of a font is a quarter higher than its letters
          const apart = parcel.right < box.left + 2 || box.right < parcel.left + 2
            || parcel.bottom < box.top + 6 || box.bottom < parcel.top + 6;
          if (text.textContent && !apart) met.push([k, text.textContent]);
        }
      }
      report(met);
    """
    assert observed(page.html, script) == []
