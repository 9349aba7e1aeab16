"""viz/page/web/steps.js: numbers are earned, the derivation grows, the camera follows, the end leads on."""

from collections.abc import Callable

import pytest
from browser import needs_chromium, observed
from lecture_graphs import deep_sigmoids, labelled, product, sigmoid_circuit, two_layers

from autograd import Value
from autograd.functions import maximum
from examples.pictures import sigmoid
from viz import step_through

pytestmark = needs_chromium

READ = """
const deltas = () => all(".variable .delta").map((span) => span.textContent);
const lines = () => all("#derivation li").map((line) => line.textContent);
const newest = () => all("#derivation .newest").map((line) => line.textContent).join();
"""


def fan_out() -> Value:
    """Return f = a b with a = x y and b = a + x, at x = 3, y = −4."""
    x, y = Value(3.0, "x"), Value(-4.0, "y")
    a = labelled(x * y, "a")
    return labelled(a * labelled(a + x, "b"), "f")


# --- hidden until earned ---------------------------------------------------------------------------------


def test_the_panel_shows_a_delta_when_it_has_been_sent_and_not_before():
    script = f"""{READ}
      const seen = [];
      for (let k = 0; k <= steps.last; k++) {{ slide(k); seen.push(deltas().join("|")); }}
      slide(4); seen.push(deltas().join("|"));
      report(seen);
    """
    # A1: messages to q, z, x, y are steps 4 to 7
    earned = ["||", "||", "||", "||", "||", "||δ 3", "δ −4||δ 3", "δ −4|δ −4|δ 3", "||"]
    assert observed(step_through(product()).html, script) == earned


def test_a_delta_that_grows_is_shown_as_far_as_it_has_grown():
    # δ_a = b + a = −9 − 12; δ_x = δ_b + y δ_a = −12 + 84: x gets its first message from b, fourth of all
    script = f"""{READ} const seen = [];
      for (let k = steps.seed; k <= steps.last; k++) {{ slide(k); seen.push(deltas()[0]); }}
      report(seen);
    """
    assert observed(step_through(fan_out()).html, script) == ["", "", "", "", "δ −12", "δ 72", "δ 72"]


def test_a_forecast_is_told_when_its_delta_is_complete():
    script = f"""{READ}
      panel.set(0, -1);
      const seen = [];
      for (const k of [0, 2, 5, 6, 0]) {{
        slide(k);
        seen.push([at("change").textContent, document.querySelector(".forecast").textContent]);
      }}
      report(seen);
    """
    # f = (x + y) z from x = −2 to −1: −4
    told = "forecast: δ × change = (−4) × 1 = −4"
    assert observed(step_through(product()).html, script) == [
        ["", ""], ["f changed by −4.", ""], ["f changed by −4.", ""],
        ["f changed by −4; forecast: −4.", told], ["", ""],
    ]  # fmt: skip


def test_the_quiz_and_the_order_game_tell_no_delta_that_the_drawing_does_not():
    script = f"""{READ}
      steps.go(steps.last);
      modes.visit("quiz");
      const seen = [all(".variable .delta").filter((span) => span.checkVisibility()).length];
      modes.visit("order"); seen.push(deltas());
      order.choose(4); seen.push(deltas());  // f sends 3 to z
      order.choose(3); seen.push(deltas());
      report(seen);
    """
    assert observed(step_through(product()).html, script) == [
        0, ["", "", ""], ["", "", "δ 3"], ["δ −4", "δ −4", "δ 3"],
    ]  # fmt: skip


def test_the_table_of_messages_has_numbers_where_they_have_been_sent_and_leads_to_all_steps():
    script = """
      at("ledger").open = true;
      await sleep(200);
      const rows = () => all("#ledger tbody tr").map((row) => row.cells[5].textContent).join("|");
      const seen = [rows()], go = async (k) => { slide(k); await sleep(200); seen.push(rows()); };
      for (const k of [4, 5, 7, 3, 6]) await go(k);
      all("#ledger button")[3].click();
      await sleep(200);
      seen.push(rows(), step());
      const ends = (row) => row.cells[1].textContent + row.cells[2].textContent;
      seen.push(all("#ledger tbody tr").map(ends).join());
      report(seen);
    """
    assert observed(step_through(product()).html, script) == [
        "|||", "−4|||", "−4|3||", "−4|3|−4|−4", "|||", "−4|3|−4|", "−4|3|−4|−4", 7, "fq,fz,qx,qy",
    ]  # fmt: skip


# --- the derivation --------------------------------------------------------------------------------------


def test_the_derivation_grows_line_by_line_in_letters_and_numbers():
    script = f"""{READ} const seen = [];
      for (let k = 0; k <= steps.last; k++) {{ slide(k); seen.push(newest()); }}
      const end = lines();
      slide(2);
      report([seen, end.join() === seen.join(), lines()]);
    """
    grown = [
        "x = −2,  y = 5,  z = −4",
        "q = x + y = −2 + 5 = 3",
        "f = q × z = 3 × (−4) = −12",
        "δf = ∂f/∂f = 1",
        "δq = [z] × [δf] = [−4] × [1] = −4",
        "δz = [q] × [δf] = [3] × [1] = 3",
        "δx = [1] × [δq] = [1] × [−4] = −4",
        "δy = [1] × [δq] = [1] × [−4] = −4",
    ]
    assert observed(step_through(product()).html, script) == [grown, True, grown[:3]]


def test_the_line_of_a_node_that_several_need_is_continued():
    script = f"""{READ}
      const seen = [];
      for (let k = steps.seed + 1; k <= steps.last; k++) {{
        slide(k);
        seen.push([newest(), lines().length]);
      }}
      report(seen);
    """
    # δ_a = b + δ_b · 1 with b = −9 and δ_b = a = −12; δ_x = δ_b + y δ_a
    assert observed(step_through(fan_out()).html, script) == [
        ["δa = [b] × [δf] + … = [−9] × [1] + … = −9 + …", 6],
        ["δb = [a] × [δf] = [−12] × [1] = −12", 7],
        ["δa = [b] × [δf] + [1] × [δb] = [−9] × [1] + [1] × [−12] = −9 + (−12) = −21", 7],
        ["δx = [1] × [δb] + … = [1] × [−12] + … = −12 + …", 8],
        ["δx = [1] × [δb] + [y] × [δa] = [1] × [−12] + [−4] × [−21] = −12 + 84 = 72", 8],
        ["δy = [x] × [δa] = [3] × [−21] = −63", 9],
    ]


def test_the_derivation_follows_variables_that_are_changed_and_gates_that_are_folded():
    script = f"""{READ}
      steps.go(steps.last);
      panel.set(0, 4);  // q = 9, f = −36
      const seen = [lines()[2], lines()[5]];
      panel.set(1, -10);
      seen.push(lines()[1]);
      modes.visit("folding"); folding.choose(3); folding.choose(4); folding.fold(); modes.visit("steps");
      steps.go(steps.last);
      seen.push(...lines().slice(1));
      report(seen);
    """
    assert observed(step_through(product()).html, script) == [
        "f = q × z = 9 × (−4) = −36", "δz = [q] × [δf] = [9] × [1] = 9", "q = x + y = 4 + (−10) = −6",
        # q = −6, f = 24: ∂f/∂x = ∂f/∂y = z, ∂f/∂z = x + y
        "f = g1(x, y, z) = g1(4, −10, −4) = 24", "δf = ∂f/∂f = 1", "δx = [∂f/∂x] × [δf] = [−4] × [1] = −4",
        "δy = [∂f/∂y] × [δf] = [−4] × [1] = −4", "δz = [∂f/∂z] × [δf] = [−6] × [1] = −6",
    ]  # fmt: skip


def test_where_a_branch_depends_on_numbers_the_partial_keeps_its_name():
    x, y = Value(2.0, "x"), Value(1.0, "y")
    script = f"""{READ} steps.go(steps.last); const seen = lines().slice(-2); panel.set(0, 0);
      report([...seen, ...lines().slice(-2)]); """
    assert observed(step_through(labelled(maximum(x, y), "m")).html, script) == [
        "δx = [∂m/∂x] × [δm] = [1] × [1] = 1", "δy = [∂m/∂y] × [δm] = [0] × [1] = 0",
        "δx = [∂m/∂x] × [δm] = [0] × [1] = 0", "δy = [∂m/∂y] × [δm] = [1] × [1] = 1",
    ]  # fmt: skip


def test_the_newest_line_is_in_view_and_nothing_of_it_is_there_in_the_quiz():
    script = """
      const seen = [];
      for (let k = 0; k <= steps.last; k++) {
        slide(k);
        const frame = at("lines").getBoundingClientRect();
        const line = document.querySelector("#derivation .newest").getBoundingClientRect();
        seen.push(frame.top <= line.top && line.bottom <= frame.bottom + 1);
      }
      at("lines").scrollTop = -500;
      await sleep(50);
      steps.go(12);
      seen.push(at("lines").scrollTop === 0);
      const page = document.documentElement.scrollHeight;
      steps.go(0);
      seen.push(page === document.documentElement.scrollHeight);
      for (const name of ["quiz", "order", "paths", "folding"]) { modes.visit(name); seen.push(!at("lines").checkVisibility()); }
      report(seen);
    """  # noqa: E501
    seen = observed(step_through(sigmoid_circuit()).html, script)
    assert len(seen) > 22
    assert all(seen)


def test_a_long_derivation_keeps_its_last_thirty_lines():
    total = Value(1.0, "x")
    for _ in range(60):
        total = total + 1
    script = f"""{READ}
      steps.go(steps.last);
      const end = lines();
      steps.go(5);
      report([end.length, newest(), lines().length]);
    """
    assert observed(step_through(total).html, script) == [30, "v6 = v5 + 1 = 5 + 1 = 6", 6]


def test_the_end_counts_what_it_took_and_leads_to_the_quiz():
    script = """
      const seen = [at("end").checkVisibility()];
      steps.go(steps.last);
      seen.push(at("summary").textContent, at("end").checkVisibility());
      at("to-quiz").click();
      report([...seen, document.body.dataset.mode, at("end").checkVisibility()]);
    """
    # 3 variables: three passes along 4 edges; 3 + 1 evaluations, or two for each variable
    assert observed(step_through(product()).html, script) == [
        False,
        "4 messages, 3 gradients, in one evaluation and one backward pass. Forward mode needs 3 passes of "
        "4 products for the same, finite differences 4 evaluations of 2 gates, central ones 6.",
        True, "quiz", False,
    ]  # fmt: skip


# --- the message on its wire -----------------------------------------------------------------------------


@pytest.mark.parametrize("graph", [product, sigmoid_circuit, two_layers, fan_out, deep_sigmoids])
@pytest.mark.parametrize("presenting", ["false", "true"])
def test_message_and_local_gradient_cover_no_name_and_no_number(graph: Callable[[], Value], presenting: str):
    script = f"""
      if ({presenting}) present.show(true);
      const met = [], local = [];
      for (let k = steps.seed + 1; k <= steps.last; k++) {{
        slide(k);
        local.push(all(".local").length);
        const [blue, red] = all(".local, .parcel").map((text) => text.getBoundingClientRect());
        const zoom = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        for (const text of all(".node > text, .node .gate")) {{
          const box = text.getBoundingClientRect();
          for (const mine of [blue, red]) {{
            // the line of a font is a quarter higher than its letters, above and below
            const apart = mine.right <= box.left || box.right <= mine.left
              || mine.bottom < box.top + 7 * zoom || box.bottom < mine.top + 7 * zoom;
            if (text.textContent && !apart) met.push([k, text.textContent]);
          }}
        }}
        if (blue.bottom > red.bottom - 10 * zoom) met.push([k, "over each other"]);
      }}
      report([met, local.every((n) => n === 1)]);
    """
    assert observed(step_through(graph(), engine="layered").html, script, window=(1920, 1080)) == [[], True]


def test_the_local_gradient_is_blue_in_light_and_dark():
    script = """
      steps.go(5);
      const local = document.querySelector(".local");
      report([getComputedStyle(local).fill, local.textContent]);
    """
    page = step_through(product()).html
    assert observed(page, script) == ["rgb(31, 95, 191)", "[3]"]
    assert observed(page, script, dark=True) == ["rgb(143, 193, 255)", "[3]"]


# --- present ---------------------------------------------------------------------------------------------


def test_presenting_fills_the_window_with_numbers_for_the_last_row():
    script = """
      const seen = [press("p"), present.on];
      const frame = document.querySelector(".board").getBoundingClientRect();
      seen.push(frame.left === 0, frame.width === innerWidth, frame.height > 0.85 * innerHeight);
      const zoom = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width, sizes = [];
      for (let k = 0; k <= steps.last; k++) {
        slide(k);
        for (const text of all(".node > .data, .node > .delta, .arrived, .parcel, .local")) {
          if (text.textContent) sizes.push(parseFloat(getComputedStyle(text).fontSize) * zoom);
        }
      }
      seen.push(Math.min(...sizes) >= 27.9);
      const visible = (what) => all(what).filter((part) => part.checkVisibility()).length;
      const panels = ["header", ".modes", "#variables", "#ledger", ".hint", "#slider", "#end"];
      seen.push(panels.map(visible).join(""));
      seen.push(visible("#derivation li"), document.documentElement.scrollHeight <= innerHeight);
      press("Escape");
      seen.push(present.on, visible("header"));
      at("present").focus(); at("present").click();
      seen.push(present.on, at("present").textContent, document.activeElement.id);
      at("present").click();
      seen.push(present.on, at("present").textContent, document.activeElement.id);
      press("p"); modes.visit("quiz"); seen.push(present.on, press("p"), present.on);
      report(seen);
    """
    for graph in (product(), sigmoid_circuit(), fan_out()):
        assert observed(step_through(graph, engine="layered").html, script, window=(1920, 1080)) == [
            True, True, True, True, True, True, "0000000", 1, True, False, 1,
            True, "Leave", "previous", False, "Present", "present", False, False, False,
        ]  # fmt: skip


@pytest.mark.parametrize("window", [(1920, 1080), (390, 700)])
def test_the_camera_follows_the_message(window: tuple[int, int]):
    script = """
      present.show(true);
      document.querySelector(".board").style.scrollBehavior = "auto";
      const lost = [], board = document.querySelector(".board");
      for (let k = 1; k <= steps.last; k++) {
        slide(k);
        const frame = board.getBoundingClientRect();
        for (const part of all(".parcel, .local, .got .delta")) {
          const box = part.getBoundingClientRect();
          if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom) lost.push([k, part.textContent]);
        }
      }
      report([lost, matchMedia("(prefers-reduced-motion: no-preference)").matches]);
    """  # noqa: E501
    assert observed(step_through(sigmoid(), engine="layered").html, script, window=window) == [[], True]


def test_the_camera_moves_smoothly_in_both_directions_unless_less_motion_is_preferred():
    # a chain that climbs: the next message is beyond the window, to the left and below
    total = Value(1.0, "x")
    for i in range(30):
        total = total + Value(i + 0.5)
    script = """
      present.show(true);
      const board = document.querySelector(".board"), lost = [];
      const seen = [getComputedStyle(board).scrollBehavior];
      for (let k = steps.seed + 1; k <= steps.last; k += 7) {
        slide(k);
        await sleep(700);
        const frame = board.getBoundingClientRect(), box = document.querySelector(".parcel").getBoundingClientRect();
        if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom) lost.push(k);
      }
      report([...seen, lost]);
    """  # noqa: E501
    page = step_through(total, engine="layered").html
    assert observed(page, script, window=(700, 400), timed=True) == ["smooth", []]


def test_a_page_for_a_wide_window_draws_up_to_1800_pixels():
    script = "report([document.querySelector('.board').offsetWidth, document.documentElement.scrollWidth]);"
    page = step_through(sigmoid_circuit()).html
    assert observed(page, script, window=(1920, 1080)) == [1760, 1920]
    board, whole = observed(page, script, window=(1280, 900))
    assert board > 1200
    assert whole <= 1280


# --- by hand ---------------------------------------------------------------------------------------------


def test_on_a_phone_the_edge_fades_where_the_drawing_goes_on():
    script = """
      const board = document.querySelector(".board"), seen = [];
      const edges = async () => { await sleep(100); seen.push(["more-left", "more-right"].map((c) => board.classList.contains(c)).join()); };
      steps.go(0); board.scrollLeft = 0; await edges();
      board.scrollLeft = 200; await edges();
      board.scrollLeft = 1e6; await edges();
      seen.push(getComputedStyle(board).maskImage !== "none", getComputedStyle(board).touchAction);
      report(seen);
    """  # noqa: E501
    page = step_through(sigmoid_circuit(), engine="layered").html
    fades = ["false,true", "true,true", "true,false", True, "pan-x pan-y"]
    assert observed(page, script, window=(390, 844), timed=True) == fades
    small = "report(document.querySelector('.board').className);"
    assert observed(step_through(product()).html, small) == "board"


def test_two_fingers_and_the_wheel_with_control_make_the_drawing_larger_around_them():
    script = """
      const board = document.querySelector(".board"), width = () => svg.getBoundingClientRect().width, first = width();
      const fire = (name, touches) => {
        const event = Object.assign(new Event(name, { bubbles: true, cancelable: true }),
          { touches: touches.map(([clientX, clientY]) => ({ clientX, clientY })) });
        board.dispatchEvent(event);
        return event.defaultPrevented;
      };
      const place = (x) => (x - svg.getBoundingClientRect().left) / width();
      steps.go(12);
      const under = place(200), seen = [fire("touchstart", [[150, 200]]), fire("touchmove", [[120, 200]])];
      seen.push(Math.round(100 * width() / first) / 100);  // one finger scrolls
      fire("touchstart", [[150, 200], [250, 200]]);
      seen.push(fire("touchmove", [[100, 200], [300, 200]]), Math.round(100 * width() / first) / 100);
      seen.push(Math.abs(place(200) - under) < 0.003);
      fire("touchend", []);
      const wheel = (ctrlKey, deltaY) => {
        const event = new WheelEvent("wheel", { ctrlKey, deltaY, clientX: 200, clientY: 200, bubbles: true, cancelable: true });
        board.dispatchEvent(event);
        return event.defaultPrevented;
      };
      seen.push(wheel(false, 100), wheel(true, -300 * Math.log(1.5)), Math.round(100 * width() / first) / 100);
      for (let k = 0; k < 30; k++) wheel(true, 300);
      seen.push(width() <= board.clientWidth);
      for (let k = 0; k < 30; k++) wheel(true, -300);
      seen.push(Math.round(width() / first));
      report(seen);
    """  # noqa: E501
    page = step_through(sigmoid_circuit(), engine="layered").html
    assert observed(page, script, window=(390, 844)) == [
        False, False, 1, True, 2, True, False, True, 3, True, 6,
    ]  # fmt: skip


@pytest.mark.parametrize("graph", [product, sigmoid_circuit, two_layers])
def test_a_click_in_the_middle_of_a_node_hits_it(graph: Callable[[], Value]):
    script = """
      const missed = [];
      for (const mode of ["order", "folding"]) {
        modes.visit(mode);
        drawnNodes.forEach(({ group, gate, name }, i) => {
          for (const part of [group.querySelector(".hit"), gate ?? name, group.querySelector(".data")]) {
            part.scrollIntoView({ block: "center", inline: "center" });
            const box = part.getBoundingClientRect();
            // in the middle, and between the letters: close to a corner
            const places = [[(box.left + box.right) / 2, (box.top + box.bottom) / 2]];
            if (part.matches(".hit")) places.push([box.right - 3, box.top + 3]);
            for (const [x, y] of places) {
              const hit = document.elementFromPoint(x, y);
              if (hit?.closest(".node") !== group) missed.push([mode, i, part.getAttribute("class")]);
            }
          }
        });
      }
      report(missed);
    """
    assert observed(step_through(graph(), engine="layered").html, script) == []


def test_the_keys_are_written_beside_the_buttons_where_there_is_a_keyboard():
    script = """
      const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
      const hiding = rules.filter(({ media, cssText }) => media && cssText.includes(".keys"));
      const keys = all("[data-for=steps] .keys kbd").map((key) => key.textContent);
      report([keys, hiding.map(({ media }) => media.mediaText)]);
    """
    assert observed(step_through(product()).html, script) == [
        ["←", "→", "space", "Home", "End", "p"], ["(hover: none), (pointer: coarse)"],
    ]  # fmt: skip
