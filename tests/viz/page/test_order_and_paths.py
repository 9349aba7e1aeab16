"""viz/page/web/order.js and paths.js: what an early gate does to the deltas; the sum over all paths."""

from collections.abc import Callable

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
    return delta.map((text, i) => `${text} ${arrived[i]}`);
  };
"""


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
    assert start[1:] == [["· 0 of 2", "· 0 of 2", "· 0 of 1", "1 seed"], [3], ["", "", "", "", ""]]
    assert first == [
        ["1 of 3 gates fired", "f fires with the seed and sends 9 to u, 6 to v.", ""],
        ["· 0 of 2", "9 1 of 2", "6 1 of 1", "1 seed, sent"],
        [2],
    ]
    assert second[0][1] == "v fires complete and sends 6 to x, 6 to u."
    assert second[1:] == [["6 1 of 2", "15 2 of 2", "6 1 of 1, sent", "1 seed, sent"], [1]]
    assert third[0][:2] == [
        "All gates have fired",
        "All deltas are right: every gate waited for its messages. That is what a topological order is for.",
    ]
    assert third[1] == ["36 2 of 2", "15 2 of 2, sent", "6 1 of 1, sent", "1 seed, sent"]
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
        ["18 1 of 2", "9 1 of 2, sent early", "6 1 of 1", "1 seed, sent"],
    ]
    assert seen[2] == [
        ["All gates have fired", "1 delta is wrong, because u fired early.", "δ(x) = 24, right is 36"],
        ["24 right: 36", "15 2 of 2, sent early", "6 1 of 1, sent", "1 seed, sent"],
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
        ["0 right: 36", "9 right: 15", "6 1 of 1, sent early", "1 seed, sent"],
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
    assert delta == "1 3 of 3"


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
        2, 0, ["· 0 of 2", "· 0 of 2", "· 0 of 1", "1 seed"], "Why topological order",
    ]  # fmt: skip
    four = Value(1, "x")
    for _ in range(2):  # x + x, twice: late messages reach a gate that has fired, with more gates to come
        four = four + four
    script = f"""modes.visit("order"); {HANDS} fire(1); fire(2); report([said(), below()]); """
    # v2 fires first, with 0; then v3 sends it two messages
    said, below = observed(step_through(four, engine="layered").html, script)
    assert said[1:] == ["1 delta is wrong, because v2 fired early.", "δ(x) = 0, right is 4"]
    assert below == ["0 right: 4", "2 2 of 2, sent early", "1 seed, sent"]


def test_nodes_are_buttons_for_the_keyboard_where_they_can_be_chosen():
    script = f"""
      {HANDS}
      const buttons = () => all(".node[role=button]").map((node) => node.getAttribute("aria-label"));
      const seen = [buttons()];
      for (const mode of ["order", "paths", "folding", "quiz"]) {{ modes.visit(mode); seen.push(buttons()); }}
      modes.visit("order");
      const node = drawnNodes[3].group;
      node.focus();
      seen.push(document.activeElement === node, press("Enter", node), said()[1]);
      seen.push(press(" ", drawnNodes[2].group), said()[1]);
      seen.push(press("ArrowRight", node), press("a", node), said()[1]);
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
    assert delta == "36 2 of 2"
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
