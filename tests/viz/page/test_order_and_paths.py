"""viz/page/web/order.js and paths.js: what an early gate does to the deltas; the sum over all paths."""

from collections.abc import Callable

import pytest
from browser import needs_chromium, observed, observed_each
from lecture_graphs import product

import autograd
from autograd import Value
from viz import step_through

pytestmark = needs_chromium

HANDS = """
  const said = () => [at("phase").textContent, at("sentence").textContent, at("received").textContent];
  const fire = (i) => drawnNodes[i].group.dispatchEvent(new MouseEvent("click"));
  const marked = (what) => all(".board .node").flatMap((node, i) => node.matches(`.${what}`) ? [i] : []);
  const below = () => {
    const { delta, arrived } = look();
    const badges = all(".board .node").map((node) => node.querySelector(".badge")?.textContent);
    return delta.map((text, i) => [text, badges[i], arrived[i]].filter(Boolean).join(" "));
  };
"""


def digits() -> Value:
    """tanh of a product with numbers of many digits."""
    x = Value(3, "x")
    return (x * (x * -2 + x) * -0.05).tanh()


def diamond() -> Value:
    """f = u v with u = 2x, v = x + u at x = 3: u has two users, v and f."""
    x = Value(3, "x")
    u = x * 2
    u.label = "u"
    v = x + u
    v.label = "v"
    f = u * v
    f.label = "f"
    return f


def test_gates_that_wait_for_their_messages_give_the_right_deltas():
    script = f"""
      modes.visit("order");
      {HANDS}
      const seen = [[said(), below(), marked("ready"), look().wires]];
      for (let k = 0; k < 3; k++) {{ at("fire").click(); seen.push([said(), below(), marked("ready")]); }}
      seen.push(at("fire").disabled);
      fire(0); seen.push(said()[1]);
      fire(3); seen.push(said()[1]);
      at("unfire").click(); seen.push(said()[0], below());
      report(seen);
    """
    # by hand: δf = 1; f = u v sends u v = 9 and v u = 6; v = x + u sends x 6 and u 6: δu = 15; u = 2x sends
    # x 2·15 = 30: δx = 36
    seen = observed(step_through(diamond(), engine="layered").html, script)
    start, first, second, third = seen[:4]
    assert start[0][1] == "Choose a gate to fire it: it sends upstream × local to each of its operands, once."
    assert start[1:] == [["δ = ? 0/2", "δ = ? 0/2", "δ = ? 0/1", "1 seed"], [3], ["", "", "", "", ""]]
    assert first == [
        ["1 of 3 gates fired", "f fires with the seed and sends 9 to u, 6 to v.", ""],
        ["δ = ? 0/2", "9 1/2", "6 1/1", "1 seed"],
        [2],
    ]
    assert second[0][1] == "v fires complete and sends 6 to x, 6 to u."
    assert second[1:] == [["6 1/2", "15 2/2", "6 1/1", "1 seed"], [1]]
    assert third[0][:2] == [
        "All gates have fired",
        "All deltas are right: every gate waited for its messages. That is what a topological order is for.",
    ]
    assert third[1] == ["36 2/2", "15 2/2", "6 1/1", "1 seed"]
    assert seen[4:] == [
        True,
        "x is a variable: it only receives.",
        "f has fired already; every node fires once.",
        "Why topological order",
        start[1],
    ]


def test_a_gate_that_fires_early_sends_too_little_and_the_page_says_which_deltas_are_wrong():
    script = f"""
      modes.visit("order");
      {HANDS}
      const seen = [];
      for (const i of [3, 1, 2]) {{
        fire(i);
        seen.push([said(), below(), marked("wrong"), marked("fired")]);
      }}
      at("unfire").click();
      for (const i of [1, 2, 3]) fire(i);
      seen.push([said(), below(), marked("wrong")]);
      report(seen);
    """
    # f sends u 9 and v 6. u fires with 9 alone and sends x 2·9 = 18; v sends x 6 and u 6, too late:
    # δx = 24 instead of 36; δu = 15 is right in the end, only it has sent too little.
    seen = observed(step_through(diamond(), engine="layered").html, script)
    assert seen[1][:2] == [
        ["2 of 3 gates fired", "u fires early, with 1 of 2 messages, and sends 18 to x.", ""],
        ["18 1/2", "9 1/2!", "6 1/1", "1 seed"],
    ]
    assert seen[2] == [
        ["All gates have fired", "1 delta is wrong, because u fired early.", "δ(x) = 24, right is 36"],
        ["24 2/2 right: 36", "15 2/2!", "6 1/1", "1 seed"],
        [0],
        [1, 2, 3],
    ]
    # against the order: u and v send zeros, only f sends something: δu = 9, δv = 6, δx = 0
    assert seen[3] == [
        [
            "All gates have fired",
            "2 deltas are wrong, because u, v fired early.",
            "δ(x) = 0, right is 36; δ(u) = 9, right is 15",
        ],
        ["0 2/2 right: 36", "9 2/2! right: 15", "6 1/1!", "1 seed"],
        [0, 1],
    ]


def test_another_order_of_adding_is_not_wrong_though_what_is_large_takes_the_last_digits_along():
    # x gets −10¹⁶, 1 and 10¹⁶: in this order 0, and with the 1 at the end 1
    x = Value(2, "x")
    f = (x * 1e16 + x * 1.0) + x * -1e16
    script = f"""
      modes.visit("order");
      {HANDS}
      for (const i of [5, 3, 1, 4, 2]) fire(i);
      report([said()[1], below()[0]]);
    """
    said, delta = observed(step_through(f, engine="layered").html, script)
    assert said.startswith("All deltas are right")
    assert delta == "1 3/3"


def test_what_comes_too_late_is_said_to_be_lost_and_an_edit_starts_again():
    script = f"""
      modes.visit("order");
      {HANDS}
      fire(3); fire(1); order.choose(2);
      order.restart(); fire(3); fire(1);
      const before = order.fired.size;
      at("variables").open = true; panel.build(); panel.set(0, 4);
      report([before, order.fired.size, below(), said()[0]]);
    """
    assert observed(step_through(diamond(), engine="layered").html, script) == [
        2, 0, ["δ = ? 0/2", "δ = ? 0/2", "δ = ? 0/1", "1 seed"], "Why topological order",
    ]  # fmt: skip
    four = Value(1, "x")
    for _ in range(2):  # x + x, twice: late messages reach a gate that has fired, with more gates to come
        four = four + four
    script = f"""modes.visit("order"); {HANDS} fire(1); fire(2); report([said(), below()]); """
    # v2 fires first, with 0; then v3 sends it two messages
    said, below = observed(step_through(four, engine="layered").html, script)
    assert said[1:] == ["1 delta is wrong, because v2 fired early.", "δ(x) = 0, right is 4"]
    assert below == ["0 2/2 right: 4", "2 2/2!", "1 seed"]


def test_nodes_are_buttons_for_the_keyboard_where_they_can_be_chosen():
    script = f"""
      {HANDS}
      const buttons = () => all(".hit[role=button]").map((node) => node.getAttribute("aria-label"));
      const seen = [buttons()];
      for (const mode of ["order", "paths", "folding", "quiz"]) {{ modes.visit(mode); seen.push(buttons()); }}
      modes.visit("order");
      const node = drawnNodes[3].button;
      node.focus();
      seen.push(document.activeElement === node, press("Enter", node), said()[1]);
      seen.push(press(" ", drawnNodes[2].button), said()[1]);
      seen.push(press("ArrowLeft", node), press("a", node), said()[1]);
      seen.push(document.activeElement === node);
      // the last one switches its own button off
      at("fire").focus(); at("fire").click();
      seen.push(document.activeElement.id);
      report(seen);
    """
    seen = observed(step_through(diamond(), engine="layered").html, script)
    gates = ["x, value 3", "u = x × 2, value 6", "v = x + u, value 9", "f = u × v, value 54"]
    received = ["none yet, 0 of 2", "none yet, 0 of 2", "none yet, 0 of 1", "1, seed"]
    deltas = [f"{gate}, delta {text}" for gate, text in zip(gates, received)]
    final = [f"{gate}, delta {text}" for gate, text in zip(gates, ["36", "15", "6", "1"])]
    assert seen[:5] == [[], deltas, ["x, value 3, delta 36"], final, []]
    assert seen[5:] == [
        True, True, "f fires with the seed and sends 9 to u, 6 to v.",
        True, "v fires complete and sends 6 to x, 6 to u.",
        False, False, "v fires complete and sends 6 to x, 6 to u.",
        True, "unfire",
    ]  # fmt: skip


def test_the_modes_have_keys_and_say_which():
    script = f"""
      {HANDS}
      const hints = () => all(".hint").filter((hint) => !hint.hidden).map((hint) => hint.textContent);
      const keys = (mode) => {{
        modes.visit(mode);
        return [hints().length, all(".hint:not([hidden]) kbd").map((key) => key.textContent).join(" ")];
      }};
      const seen = [...keys("order")];
      press("ArrowRight"); press("ArrowRight"); seen.push(said()[0]);
      press("Home"); seen.push(said()[0], below());
      seen.push(...keys("paths"));
      for (const way of ["Down", "Down", "Down", "Down", "Up", "Escape", "Up"]) {{
        press(way.replace(/^[DU]/, "Arrow$&"));
        seen.push(all("#paths button").findIndex((line) => line.matches("[aria-pressed=true]")));
      }}
      seen.push(...keys("folding"), press("f"), press("u"), press("Escape"));
      folding.choose(2); press("Escape"); seen.push(folding.selected.size);
      folding.choose(2); folding.choose(3); press("f"); seen.push(folds.length);
      at("fold-name").focus(); seen.push(press("u", at("fold-name")), folds.length);
      press("u"); seen.push(folds.length);
      report(seen);
    """
    start = ["δ = ? 0/2", "δ = ? 0/2", "δ = ? 0/1", "1 seed"]
    assert observed(step_through(diamond(), engine="layered").html, script) == [
        1, "→ Tab Enter Home", "2 of 3 gates fired", "Why topological order", start,
        1, "↓ ↑ Esc", 0, 1, 2, 2, 1, -1, 2,
        1, "Tab space f u Esc", False, False, False, 0, 1, False, 1, 0,
    ]  # fmt: skip


def test_a_gate_of_many_operands_shows_its_messages_apart_and_lists_all_of_them():
    script = f"""
      modes.visit("order");
      {HANDS}
      fire(MANY);
      const boxes = all(".parcel").map((text) => text.getBoundingClientRect());
      const met = boxes.flatMap((one, k) => boxes.slice(0, k).filter((other) => (
        one.left < other.right && other.left < one.right
        && one.top + 3 < other.bottom && other.top + 3 < one.bottom)));
      const lines = all("#sent li").map((line) => line.textContent), words = said()[1];
      at("unfire").click();
      report([words, boxes.length, met.length, lines, all("#sent li").length]);
    """
    xs = [Value(k / 2, f"x{k}") for k in range(8)]
    ws = [Value(k + 1, f"w{k}") for k in range(8)]
    cases = {
        "sum": (step_through(autograd.sum(xs), engine="layered").html, script.replace("MANY", "8")),
        "dot": (step_through(autograd.dot(ws, xs), engine="layered").html, script.replace("MANY", "16")),
        "many": (
            step_through(autograd.sum([Value(k) for k in range(60)]), engine="layered").html,
            script.replace("MANY", "60"),
        ),
    }
    seen = observed_each(cases)
    said, shown, met, lines, after = seen["sum"]
    assert said.startswith("All deltas are right")
    assert (shown, met, after) == (8, 0, 0)
    assert lines == [f"to x{'₀₁₂₃₄₅₆₇'[k]}[1] × [1] = 1" for k in range(8)]
    _, shown, met, lines, _ = seen["dot"]
    assert (shown, met, len(lines)) == (16, 0, 16)
    assert lines[0] == "to w₀[0] × [1] = 0"
    _, shown, met, lines, _ = seen["many"]
    assert shown <= 24
    assert (met, len(lines)) == (0, 60)


def doubled(times: int) -> Value:
    x = Value(1, "x")
    total = x
    for _ in range(times):
        total = total + total
    return total


def squared() -> Value:
    x = Value(3, "x")
    return x * x


# graph → for its first variable: paths with partials and products, what the card says
PATHS: dict[str, tuple[Callable[[], Value], list[str], str, str]] = {
    # f = q z, q = x + y: ∂f/∂q = z = −4, ∂q/∂x = 1
    "A1": (
        product,
        ["f → q → x−4 × 1 = −4"],
        "δ(x) = −4",
        "1 path to x, 3 paths to all variables; the backward pass needs 4 messages.",
    ),
    # f = u v: ∂f/∂u = v = 9, ∂f/∂v = u = 6; ∂u/∂x = 2: 9·2 + 6·1 + 6·1·2 = 36
    "diamond": (
        diamond,
        ["f → u → x9 × 2 = 18", "f → v → x6 × 1 = 6", "f → v → u → x6 × 1 × 2 = 12"],
        "δ(x) = 18 + 6 + 12 = 36",
        "3 paths to x, 3 paths to all variables; the backward pass needs 5 messages.",
    ),
    # x x: both edges are a path each, 3 + 3
    "square": (
        squared,
        ["v2 → x3 = 3", "v2 → x3 = 3"],
        "δ(x) = 3 + 3 = 6",
        "2 paths to x, 2 paths to all variables; the backward pass needs 2 messages.",
    ),
    # six products are written, of seven the first three
    "six": (
        lambda: autograd.sum([Value(3, "x")] * 6),
        ["v2 → x1 = 1"] * 6,
        "δ(x) = 1 + 1 + 1 + 1 + 1 + 1 = 6",
        "6 paths to x, 6 paths to all variables; the backward pass needs 6 messages.",
    ),
    "seven": (
        lambda: autograd.sum([Value(3, "x")] * 7),
        ["v2 → x1 = 1"] * 7,
        "δ(x) = 1 + 1 + 1 + … = 7",
        "7 paths to x, 7 paths to all variables; the backward pass needs 7 messages.",
    ),
    # a variable alone: one path without edges, the empty product
    "variable": (
        lambda: Value(5, "x"),
        ["x1"],
        "δ(x) = 1",
        "1 path to x, 1 path to all variables; the backward pass needs 0 messages.",
    ),
}


def test_the_products_along_all_paths_add_up_to_the_delta():
    script = """
      modes.visit("paths");
      report([all("#paths button").map((button) => button.textContent), at("equation").textContent,
        at("received").textContent, all(".board .node > .delta")[0].textContent]);
    """
    pages = {name: (step_through(graph()).html, script) for name, (graph, *_) in PATHS.items()}
    for name, (lines, equation, received, delta) in observed_each(pages).items():
        assert [lines, equation, received] == list(PATHS[name][1:]), name
        assert delta == equation.split(" = ")[-1], name


def test_a_path_that_is_chosen_is_shown_in_the_drawing_with_its_partials():
    script = f"""
      modes.visit("paths");
      {HANDS}
      const lines = all("#paths button");
      const pressed = () => lines.map((line) => line.getAttribute("aria-pressed"));
      const seen = [look().wires, pressed()];
      lines[2].click();
      seen.push(look().wires, look().parcel, look().busy, pressed(), look().delta[0]);
      lines[2].click();
      seen.push(look().wires, look().parcel, pressed());
      report(seen);
    """
    # wires in the order of their gates: u←x, v←x, v←u, f←u, f←v
    seen = observed(step_through(diamond(), engine="layered").html, script)
    assert seen[:2] == [["sent"] * 5, ["false"] * 3]
    assert seen[2:7] == [
        ["now", "", "now", "", "now"], "× 6,× 1,× 2", [0, 1, 2, 3], ["false", "false", "true"], "36",
    ]  # fmt: skip
    assert seen[7:] == [["sent"] * 5, "", ["false"] * 3]


def test_another_variable_is_chosen_from_the_list_or_in_the_drawing():
    script = f"""
      modes.visit("paths");
      {HANDS}
      const seen = [all("#leaf option").map((option) => option.textContent), at("equation").textContent];
      at("leaf").value = "2"; at("leaf").dispatchEvent(new Event("change"));
      seen.push(at("equation").textContent);
      fire(1);
      seen.push(at("equation").textContent, at("leaf").value);
      fire(3);  // a gate is no end of a path
      seen.push(at("equation").textContent);
      at("variables").open = true; panel.build(); panel.set(2, 7);
      seen.push(at("equation").textContent, press("ArrowRight", at("leaf")));
      report(seen);
    """
    assert observed(step_through(product()).html, script) == [
        ["x", "y", "z"], "δ(x) = −4", "δ(z) = 3", "δ(y) = −4", "1", "δ(y) = −4", "δ(y) = 7", False,
    ]  # fmt: skip


def test_paths_beyond_number_are_counted_and_not_walked():
    script = """
      const start = performance.now();
      modes.visit("paths");
      report([performance.now() - start, at("sentence").textContent, at("equation").textContent,
        at("received").textContent, all("#paths li").length]);
    """
    # every doubling doubles the paths: 2^40 = 1,099,511,627,776 products of ones; 80 messages do the same
    seen = observed(step_through(doubled(40), engine="layered").html, script, timed=True)
    print(f"paths among 2^40: {seen[0]:.0f} ms")
    assert seen[0] < 1000
    assert seen[1:] == [
        "Along each path the partials are multiplied, and the products of all 1,099,511,627,776 paths "
        "add up to δ(x).",
        "δ(x) = 1 + 1 + 1 + … = 1.1e+12",
        "1,099,511,627,776 paths to x, 1,099,511,627,776 paths to all variables; the backward pass needs "
        "80 messages. The first 60 are listed.",
        60,
    ]  # fmt: skip


def test_a_folded_gate_is_one_partial_on_a_path_and_one_gate_of_the_order():
    script = f"""
      modes.visit("folding"); folding.choose(2); folding.choose(3); at("folding").requestSubmit();
      {HANDS}
      modes.visit("paths");
      const seen = [all("#paths button").map((button) => button.textContent), at("equation").textContent];
      modes.visit("order");
      fire(3); fire(1);
      seen.push(said()[1], below()[0], marked("inside"));
      report(seen);
    """
    # f = u (x + u): ∂f/∂u = (x + u) + u = 15 and ∂f/∂x = u = 6; u = 2x: 15·2 + 6 = 36
    lines, equation, said, delta, inside = observed(step_through(diamond(), engine="layered").html, script)
    assert sorted(lines) == ["f → u → x15 × 2 = 30", "f → x6 = 6"]
    assert equation in ("δ(x) = 30 + 6 = 36", "δ(x) = 6 + 30 = 36")
    assert said.startswith("All deltas are right")
    assert delta == "36 2/2"
    assert inside == [2]


def test_the_modes_have_addresses():
    page = step_through(diamond()).html
    script = """
      const seen = [document.body.dataset.mode, at("phase").textContent];
      all("[data-choose]")[4].click(); await sleep(300); seen.push(location.hash);
      all("[data-choose]")[0].click(); await sleep(300); seen.push(location.hash);
      for (const hash of ["paths", "4", "order", "nothing", "constructor"]) {
        location.hash = hash; await sleep(30);
        seen.push(document.body.dataset.mode);
      }
      report(seen);
    """
    for mode, phase in {"quiz": "Question 1 of 7", "order": "Why topological order"}.items():
        seen = observed(page, script, fragment=f"#{mode}")
        assert seen[:2] == [mode, phase]
        assert seen[2:4] == ["#folding", "#0"]
        assert seen[4:] == ["paths", "steps", "order", "steps", "steps"]


@pytest.mark.parametrize("width", [390, 1280])
def test_each_message_that_a_gate_sends_stands_on_one_line(width: int):
    script = f"""{HANDS}
      modes.choose("order");
      const lines = [];
      for (const gate of view.gates) {{
        order.next();
        for (const item of all("#sent li")) {{
          const [, ...parts] = [...item.children].map((part) => part.getBoundingClientRect().top);
          lines.push([item.textContent, new Set(parts).size]);
        }}
      }}
      report(lines);
    """
    lines = observed(step_through(digits(), engine="layered").html, script, window=(width, 900))
    assert len(lines) == 7
    assert [text for text, rows in lines if rows > 1] == []


def test_the_table_tells_no_message_that_an_early_gate_did_not_send():
    # diamond: u fires before v has sent to it, so what it sends to x is no message of the backward pass
    script = f"""{HANDS}
      modes.choose("order");
      at("ledger").open = true;
      await sleep(100);
      const f = root, [u, v] = view.gates;
      for (const gate of [f, u, v]) fire(gate);
      await sleep(200);
      const row = (tr) => [1, 2, 5].map((column) => tr.cells[column].textContent).join(" ");
      report(all("#ledger tbody tr").map(row));
    """
    seen = observed(step_through(diamond(), engine="layered").html, script)
    # δ(u) = 9 + 6 = 15, of which u had only 9: it sent 18 in place of 30
    assert seen == ["f u 9", "f v 6", "v x 6", "v u 6", "u x "]
