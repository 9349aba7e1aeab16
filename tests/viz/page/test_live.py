"""viz/page/web/variables.js: changed by field and slider, every number follows, as the engine has it."""

import json
import math
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import pytest
from browser import expected, needs_chromium, observed, observed_each
from lecture_graphs import HOSTILE, product, sigmoid_circuit

from autograd import Op, Value, dot, log_softmax, logsumexp, maximum, messages, minimum, record, take
from viz import StepThrough, scene, step_through
from viz.scenes.text import number

pytestmark = needs_chromium

# What a reader does to the variables, and everything that is to be seen afterwards.
HANDS = """
  at("variables").open = true;
  panel.build();
  const field = (i) => at(`field-${i}`);
  const type = (i, text) => { field(i).value = text; field(i).dispatchEvent(new Event("input")); };
  const leaveField = (i) => field(i).dispatchEvent(new Event("change"));
  const sliderOf = (i) => field(i).parentElement.querySelector("[type=range]");
  const pull = (i, value) => { sliderOf(i).value = value; sliderOf(i).dispatchEvent(new Event("input")); };
  const change = () => at("change").textContent;
  const forecasts = () => all(".forecast").map((p) => p.textContent);
  const deltas = () => all(".variable .delta").map((span) => span.textContent);
  const reasonsShown = () => all(".reason").map(
    (text) => [...text.childNodes].map((line) => line.textContent).join(" "));
  const picture = () => document.querySelector(".board").innerHTML + at("card").outerHTML;
  const everyStep = () => {
    const states = [];
    for (let k = 0; k <= Number(at("slider").max); k++) { slide(k); states.push(look()); }
    return states;
  };
  const messagesShown = async () => {
    at("ledger").open = true;
    await sleep(300);
    return all("#ledger tbody tr").map((row) => [...row.cells].slice(1).map((cell) => cell.textContent));
  };
"""

Build = Callable[..., Value]


def lecture_a1(x: float, y: float, z: float) -> Value:
    a, b, c = Value(x, "x"), Value(y, "y"), Value(z, "z")
    return (a + b) * c


def lecture_a2(*numbers: float) -> Value:
    w0, x0, w1, x1, w2 = (Value(number, f"w{i}") for i, number in enumerate(numbers))
    return 1 / (1 + (-(w0 * x0 + w1 * x1 + w2)).exp())


def neurons(*numbers: float) -> Value:
    x = [Value(number, f"x{i}") for i, number in enumerate(numbers[:2])]
    w = [Value(number) for number in numbers[2:]]
    hidden = [dot(w[3 * k : 3 * k + 2], x, w[3 * k + 2]).tanh() for k in range(2)]
    return (hidden[0] * hidden[1] - x[0] * x[0]).sigmoid() - 2


def many_words(x: float, y: float, z: float) -> Value:
    a, b, c = Value(x, "x"), Value(y, "y"), Value(z, "z")
    chosen = maximum(a, b, c) + minimum(a * b, c) + logsumexp([a, b, c])
    return (
        a.log() * b.sqrt() + (a / b) ** 2 - (a - b).relu() + abs(c) + c.softplus()
        + chosen + a ** c + c.sin() - b.cos() + (a - 1).leaky_relu() + 3 / b + (-c).elu() + a ** -1.5
    )  # fmt: skip


def special(x: float, y: float) -> Value:
    return Value(x, "x") * Value(y, "y") + Value(x, "z").relu()


# the graph, what was recorded, what is typed and pulled afterwards
EDITS: dict[str, tuple[Build, list[float], list[float], dict[str, Any]]] = {
    "product": (lecture_a1, [-2, 5, -4], [1.5, -1.5, 0.25], {}),
    "sigmoid": (lecture_a2, [2, -1, -3, -2, -3], [-0.5, 1.25, 0, 4, 2.5], {}),
    "network": (
        neurons,
        [0.5, -1.5, 0.3, -0.2, 0.1, 1, 2, 3],
        [-1.5, 0.5, 0.25, -4, 1, 0, 0.125, -6],
        {"digits": 7},
    ),
    "every word": (many_words, [2.5, 1.5, -0.5], [1.25, 4, 0.75], {}),
    "constants": (lecture_a2, [2, -1, -3, -2, -3], [1, 2, 3, 4, -8.75], {"constants": True}),
    "infinite": (special, [math.inf, 2], [-2, 0.5], {}),
    "undefined number": (special, [1, math.nan], [1, 2], {}),
}


@cache
def edited() -> dict[str, tuple[Any, StepThrough, list[int], list[float]]]:
    """All pages of EDITS after their edits: what was seen, the page, which nodes were changed, to what."""
    cases: dict[str, tuple[str, str]] = {}
    given: dict[str, tuple[StepThrough, list[int], list[float]]] = {}
    for name, (build, before, after, settings) in EDITS.items():
        page = step_through(build(*before), engine="layered", **settings)
        leaves = [i for i, node in enumerate(page.scene.nodes) if not node.gate]
        if settings.get("constants"):
            leaves = leaves[:5]  # two plain numbers are drawn behind them
        # the third variable of the special graph is as the first
        values = [*after, after[0]] if build is special else after
        script = f"""{HANDS}
          await messagesShown();
          slide(2);
          const start = picture(), leaves = {json.dumps(leaves)}, values = {json.dumps(values)};
          leaves.forEach((i, k) => (k % 2 ? type(i, String(values[k])) : pull(i, values[k])));
          leaves.forEach(leaveField);
          const fields = leaves.map((i) => field(i).value);
          const bars = leaves.map((i) => Number(sliderOf(i).value));
          const states = everyStep(), rows = await messagesShown();
          const shown = {{ states, rows, fields, bars, deltas: deltas(), leaves: states[0].equation }};
          at("reset").click();
          slide(2);
          shown.back = picture() === start;
          report(shown);
        """
        cases[name], given[name] = (page.html, script), (page, leaves, values)
    return {name: (seen, *given[name]) for name, seen in observed_each(cases).items()}


@pytest.mark.parametrize("name", EDITS)
def test_after_an_edit_the_page_shows_what_the_engine_computes_of_the_new_values(name: str):
    seen, _, leaves, values = edited()[name]
    build, before, _, settings = EDITS[name]
    wanted = scene(build(*values[: len(before)]), **settings)
    for k, state in enumerate(seen["states"]):
        step = expected(wanted, k)
        assert {key: state[key] for key in step} == step
    ledger = [
        [
            wanted.nodes[edge.child].name, wanted.nodes[edge.parent].name, edge.partial,
            wanted.nodes[edge.child].delta, edge.message, f"{m.before} → {m.after}",
            f"{m.arrived}/{m.expected}",
        ]
        for m in wanted.arrivals for edge in [wanted.edges[m.edge]]
    ]  # fmt: skip
    assert seen["rows"] == ledger
    assert seen["fields"] == [wanted.nodes[i].data for i in leaves]
    assert seen["bars"] == values
    assert seen["deltas"] == [f"δ {wanted.nodes[i].delta}" for i in leaves]
    assert seen["leaves"] == ",  ".join(f"{wanted.nodes[i].name} = {wanted.nodes[i].data}" for i in leaves)
    assert seen["back"] is True


def test_the_forecast_stands_beside_the_true_change():
    script = f"""{HANDS}
      const seen = [];
      const note = () => seen.push([change(), forecasts(), at("restart").disabled, at("reset").disabled]);
      steps.go(steps.last);
      note();
      type(0, "-1.5"); note();
      pull(2, -3); note();
      at("restart").click(); note();
      type(0, "-1"); note();
      at("reset").click(); note();
      report(seen);
    """
    seen = observed(step_through(product()).html, script)
    # A1 at (−2, 5, −4): f = −12, δx = z = −4, δz = x + y = 3
    assert seen[0] == ["", ["", "", ""], True, True]
    # x by 1/2: −4 · 0.5 = −2, and f = (−1.5 + 5)(−4) = −14 is lower by 2: exact, f is linear in x
    first = "forecast: δ × change = (−4) × 0.5 = −2"
    assert seen[1] == ["f changed by −2; forecast: −2.", [first, "", ""], False, False]
    # z by 1, too: forecasts −2 + 3·1 = 1; f = 3.5 · (−3) = −10.5 is higher by 1.5: Δx Δz = 0.5 more
    assert seen[2] == [
        "f changed by 1.5; all forecasts together: 1.",
        [first, "", "forecast: δ × change = 3 × 1 = 3"],
        False,
        False,
    ]
    # from here on: nothing has moved, but there is a way back
    assert seen[3] == ["", ["", "", ""], True, False]
    # δx = z = −3 now, x by 1/2 from −1.5 to −1: −1.5, and f = 4 · (−3) = −12
    again = "forecast: δ × change = (−3) × 0.5 = −1.5"
    assert seen[4] == ["f changed by −1.5; forecast: −1.5.", [again, "", ""], False, False]
    assert seen[5] == ["", ["", "", ""], True, True]


def test_a_field_takes_numbers_and_fractions_and_keeps_the_last_one_it_understood():
    script = f"""{HANDS}
      const seen = [], value = () => look().data[0];
      for (const text of ["3/8", "1,5", "−2", "1e-3", "-", "abc", "", "1/0", "<b>", ".5"]) {{
        type(0, text);
        seen.push([text, value(), field(0).value, field(0).getAttribute("aria-invalid")]);
      }}
      type(0, "3/");  // not finished
      const silent = at("trouble").textContent;
      leaveField(0);
      const told = [at("trouble").textContent, field(0).value, field(0).getAttribute("aria-invalid")];
      type(0, "3/4"); leaveField(0);
      const after = [at("trouble").textContent, field(0).value];
      // a number far outside stretches the slider
      type(0, "1000");
      const bar = [sliderOf(0).max, sliderOf(0).value, sliderOf(0).getAttribute("aria-valuetext")];
      report({{ seen, silent, told, after, bar }});
    """
    found = observed(step_through(product()).html, script)
    assert found["seen"] == [
        ["3/8", "0.375", "3/8", "false"],
        ["1,5", "1.5", "1,5", "false"],
        ["−2", "−2", "−2", "false"],
        ["1e-3", "0.001", "1e-3", "false"],
        ["-", "0.001", "-", "true"],
        ["abc", "0.001", "abc", "true"],
        ["", "0.001", "", "true"],
        ["1/0", "0.001", "1/0", "true"],
        ["<b>", "0.001", "<b>", "true"],
        [".5", "0.5", ".5", "false"],
    ]
    assert found["silent"] == ""
    said = "x stays 0.5: “3/” is no number; write one such as −0.5 or 3/8."
    assert found["told"] == [said, "0.5", "false"]
    assert found["after"] == ["", "0.75"]
    assert found["bar"] == ["1000", "1000", "1000"]


POSITIVE, NOT_NEGATIVE = "the operand must be greater than 0", "the operand must not be negative"
# the graph of x = 3 and y = 2, which variable becomes what, the gate, its operands, the rule, and what is nan
UNDEFINED: dict[str, tuple[Callable[[Value, Value], Value], int, str, str, list[int]]] = {
    "log": (lambda x, y: x.log() * y, 0, "-1", "log is undefined at −1: " + POSITIVE, [2, 3]),
    "log of 0": (lambda x, y: x.log() + y, 0, "0", "log is undefined at 0: " + POSITIVE, [2, 3]),
    "division": (lambda x, y: x / y, 1, "0", "div is undefined at 3, 0: the divisor must not be 0", [2]),
    "root": (lambda x, y: y * x.sqrt(), 0, "-4", "sqrt is undefined at −4: " + NOT_NEGATIVE, [2, 3]),
    "power": (
        lambda x, y: (x - y) ** 0.5, 1, "4",
        "pow(0.5) is undefined at −1: 0 has no negative powers, a negative base only whole ones", [3],
    ),
    "sine": (lambda x, y: x.sin() + y, 0, "inf", "sin is undefined at ∞: the angle must be finite", [2, 3]),
}  # fmt: skip


@cache
def outside() -> dict[str, tuple[Any, StepThrough]]:
    """All pages of UNDEFINED, there and back."""
    cases: dict[str, tuple[str, str]] = {}
    pages: dict[str, StepThrough] = {}
    for name, (build, leaf, text, _, (gate, *_)) in UNDEFINED.items():
        pages[name] = step_through(build(Value(3, "x"), Value(2, "y")), engine="layered")
        script = f"""{HANDS}
          at("last").click();
          const before = picture();
          type({leaf}, "{text}");
          const last = look();
          const inside = (outer, inner) => outer.left <= inner.left && inner.right <= outer.right &&
            outer.top <= inner.top && inner.bottom <= outer.bottom;
          const box = (what) => document.querySelector(what).getBoundingClientRect();
          const shown = {{ last, fits: inside(box(".board"), box(".reason")),
            reasons: reasonsShown(), trouble: at("trouble").textContent,
            marked: all(".board .node").flatMap((node, i) => node.matches(".undefined") ? [i] : []) }};
          shown.steps = everyStep().length;
          shown.modes = all("[data-choose]").map((button) => {{
            button.click();
            return reasonsShown().length;
          }});
          all("[data-choose]")[0].click();
          slide({gate} - 1);
          shown.card = [at("sentence").textContent, at("received").textContent];
          at("last").click();
          type({leaf}, "{(3, 2)[leaf]}");
          shown.back = [picture() === before, reasonsShown(), at("trouble").textContent, change()];
          // and everything goes on
          type({leaf}, "2.5");
          shown.on = look().data;
          report(shown);
        """
        cases[name] = (pages[name].html, script)
    return {name: (seen, pages[name]) for name, seen in observed_each(cases).items()}


@pytest.mark.parametrize("name", UNDEFINED)
def test_outside_of_a_domain_the_reason_stands_at_the_gate_and_the_way_back_is_open(name: str):
    seen, page = outside()[name]
    build, leaf, _, reason, broken = UNDEFINED[name]
    gate = broken[0]
    nodes = page.scene.nodes
    assert seen["reasons"] == [reason.split(": ")[1]]
    assert seen["fits"] is True
    assert seen["marked"] == [gate]
    formula = f"{nodes[gate].name} = {nodes[gate].formula}"
    assert seen["trouble"] == f"{formula}: {reason}. What is computed from it is nan."
    assert [i for i, text in enumerate(seen["last"]["data"]) if text == "nan"] == broken
    assert seen["card"] == [formula, reason]
    assert len(seen["modes"]) > 1
    assert set(seen["modes"]) == {1}
    assert seen["steps"] == len(nodes) - 2 + 1 + len(page.scene.arrivals) + 1
    assert seen["back"] == [True, [], "", ""]
    on = build(Value(3 if leaf else 2.5, "x"), Value(2.5 if leaf else 2, "y"))
    assert seen["on"] == [node.data for node in scene(on).nodes]


def test_what_the_root_becomes_outside_of_a_domain_is_no_change_by_nan():
    # x ln x at 2: δ = ln 2 + 1 = 1.693; to −1 by −3: −5.079
    x = Value(2, "x")
    script = f"""{HANDS} steps.go(steps.last); type(0, "-1"); report([change(), forecasts()]); """
    assert observed(step_through(x.log() * x).html, script) == [
        "v3 went from 1.386 to nan; forecast: −5.079.",
        ["forecast: δ × change = 1.693 × (−3) = −5.079"],
    ]


def test_an_operation_that_javascript_cannot_say_leaves_a_page_that_still_steps_asks_and_folds():
    def half(xp: Any, x: Any) -> Any:
        return x / 2 if x > 0 else x

    # f = 1 · half(x) · y at x = 3, y = 4: half = 1.5 with slope 1/2; δx = y/2 = 2
    x, y = Value(3, "x"), Value(4, "y")
    root = record(Op("</b>half", "½", half, lambda xp, y, x: (0.5,)), x) * y
    script = """
      at("variables").open = true;
      const states = [];
      while (!at("next").disabled) { at("next").click(); states.push(look()); }
      const shown = { states, still: at("still").textContent, fields: all("#fields *").length,
        buttons: [at("reset").hidden, at("restart").hidden] };
      all("[data-choose]")[1].click();
      for (const text of ["4", "1.5", "7", "2", "2"]) {
        at("answer").value = text; at("quiz").requestSubmit();
        if (at("verdict").className === "right") at("quiz").requestSubmit();
      }
      shown.quiz = at("sentence").textContent;
      all("[data-choose]")[2].click();
      at("fire").click(); at("fire").click();
      shown.order = at("sentence").textContent;
      all("[data-choose]")[3].click();
      shown.paths = at("equation").textContent;
      all("[data-choose]")[4].click();
      folding.choose(2); folding.choose(3); at("fold-now").click();
      shown.folded = at("received").textContent;
      report(shown);
    """
    page = step_through(root)
    seen = observed(page.html, script)
    for k, state in enumerate(seen["states"]):
        step = expected(page.scene, k + 1)
        assert {key: state[key] for key in step} == step
    assert seen["still"].startswith(
        "The row of </b>half is no plain arithmetic, so this page cannot compute it"
    )
    assert "branched on its operand" in seen["still"]
    assert seen["fields"] == 0
    assert seen["buttons"] == [True, True]
    assert seen["quiz"] == "2 of 3 answers right at the first try."  # 7 was wrong, so it came again
    assert seen["order"].startswith("All deltas are right")
    assert seen["paths"] == "δ(x) = 2"
    assert seen["folded"] == "2 gates are one now: v4 = g1(x, y). ∂v4/∂x = 2, ∂v4/∂y = 1.5"


def test_a_graph_of_plain_numbers_has_no_variables_and_a_single_variable_is_a_graph():
    numbers = record(Op("seven", "7", lambda xp: 7.0, lambda xp, y: ())) * 2
    script = f"""{HANDS}
      const seen = [at("variables").hidden, look().sentence];
      for (const button of all("[data-choose]")) {{ button.click(); seen.push(look().sentence); }}
      report(seen);
    """
    seen = observed(step_through(numbers).html, script)
    assert seen[:2] == [
        True,
        "The graph has 0 variables and 2 gates. First every gate computes its value from its operands, "
        "parents before children.",
    ]
    assert "The graph has no variable." in seen
    # f = x: δ = 1, and a change of x is the change of f
    script = f"""{HANDS}
      steps.go(steps.last);
      type(0, "4");
      const seen = [change(), look().data];
      for (const button of all("[data-choose]")) {{ button.click(); seen.push(look().sentence); }}
      report(seen);
    """
    seen = observed(step_through(Value(2.5, "x")).html, script)
    assert seen[:2] == ["x changed by 1.5; forecast: 1.5.", ["4"]]
    assert seen[3] == "There is nothing to ask."
    assert seen[5] == "There is one path: the product of the partials along it is δ(x)."


def test_three_hundred_variables_get_their_fields_when_they_are_asked_for():
    weights = [Value(k / 8, f"w{k}") for k in range(300)]
    inputs = [Value(1 - k / 16) for k in range(300)]
    page = step_through(dot(weights, inputs), engine="layered")
    script = f"""
      const before = [at("variables").open, all("#fields input").length];
      {HANDS}
      pull(7, -1);
      at("last").click();
      report({{ before, rows: all(".variable").length, change: change(), delta: deltas()[307],
        root: look().data.at(-1) }});
    """
    seen = observed(page.html, script)
    assert seen["before"] == [False, 0]
    assert seen["rows"] == 600
    # δ(w7) = x7 = 1 − 7/16 = 0.5625, Δw7 = −1 − 7/8 = −1.875: −1.0546875
    assert seen["change"] == "v601 changed by −1.055; forecast: −1.055."
    assert seen["delta"] == "δ −1"
    weights[7].data = -1.0
    total = sum(w.data * x.data for w, x in zip(weights, inputs))
    assert seen["root"] == number(total)


def test_hostile_labels_stay_text_in_every_mode():
    root = Value(0.0)
    for label in HOSTILE:
        root = root + Value(1.0, label) * 2
    root.label = HOSTILE[0]
    script = f"""{HANDS}
      for (const i of variables) type(i, "x<img src=x>");
      for (const i of variables) leaveField(i);
      for (const i of variables) type(i, "-1");
      await messagesShown();
      for (const button of all("[data-choose]")) {{
        button.click();
        drawnNodes.forEach(({{ group }}) => group.dispatchEvent(new MouseEvent("click")));
        at("answer").value = "</p><img src=x onerror=alert(1)>";
        at("quiz").requestSubmit();
        at("fold-name").value = "<img src=x>";
        at("folding").requestSubmit();
      }}
      folding.choose(root - 1); at("fold-name").value = "<img src=x>"; at("folding").requestSubmit();
      report({{ images: all("img").length, scripts: all("script").length, folds: all("#folds li").length,
        names: all(".variable .name").map((label) => label.textContent), gate: all(".gate.folded").length }});
    """
    page = step_through(root, title=HOSTILE[1])
    seen = observed(page.html, script)
    assert (seen["images"], seen["scripts"]) == (0, 3)
    assert seen["folds"] == seen["gate"] == 1
    assert seen["names"] == [node.name for node in page.scene.nodes if not node.gate]


def test_the_deltas_of_an_edit_are_those_of_backward():
    # the scene is one reader of the engine; this one compares with .grad itself, to the last digit but two
    build, before, after, _ = EDITS["network"]
    script = f"""{HANDS}
      const leaves = variables, values = {json.dumps(after)};
      leaves.forEach((i, k) => type(i, String(values[k])));
      report([leaves.map((i) => now.delta[i]), data[root], now.messages.map(({{ message }}) => message)]);
    """
    deltas, value, sent = observed(step_through(build(*before)).html, script)
    root = build(*after)
    root.backward()
    seen: dict[Value, None] = dict.fromkeys(m.parent for m in messages(root) if not m.parent.parents)
    leaves = sorted((leaf for leaf in seen if leaf.op is None), key=lambda leaf: leaf.born)
    assert value == pytest.approx(root.data, rel=1e-14)
    assert deltas == pytest.approx([leaf.grad for leaf in leaves], rel=1e-13)
    wanted = [m.message for m in messages(root) if m.parent.op is None or m.parent.parents]
    assert sent == pytest.approx(wanted, rel=1e-13)


DEAD_ENDS: dict[str, Callable[[Value, Value], Value]] = {
    "detach": lambda x, y: x.detach() * y + x * 0.5,
    "behind a gate": lambda x, y: x.log().detach() * y + x * 0.5,
    "take": lambda x, y: take([x, y], 1) * take([x * 2, y], 0),
    "pick": lambda x, y: take([x, y, x], x.detach() * 0 + 1) * y + x,
    "log_softmax": lambda x, y: log_softmax([x, y])[0] * y,
}


@pytest.mark.parametrize("name", DEAD_ENDS)
def test_along_a_dead_end_nothing_is_sent_not_even_of_inf_and_nan(name: str):
    build = DEAD_ENDS[name]
    script = f"""{HANDS}
      const told = (list) => list.map((x) => (Number.isFinite(x) ? x : String(x)));
      const seen = [told(now.messages.map((m) => m.message))];
      for (const text of ["inf", "nan", "2"]) {{
        type(1, text);
        seen.push(told(now.messages.map((m) => m.message)));
        modes.choose("order");
        for (const gate of view.gates) order.next();
        seen.push(told(order.delta.map((d) => d ?? 0)), told(now.delta));
      }}
      report(seen);
    """
    root = build(Value(3.0, "x"), Value(math.inf, "y"))
    opened, *edited = observed(step_through(root, constants=True).html, script)
    close = partial(pytest.approx, rel=1e-13, nan_ok=True)
    assert [float(x) for x in opened] == close([m.message for m in messages(root)])
    for y, (sent, fired, deltas) in zip(
        [math.inf, math.nan, 2.0], zip(*[iter(edited)] * 3, strict=True), strict=True
    ):
        ledger = messages(build(Value(3.0, "x"), Value(y, "y")))
        assert [float(x) for x in sent] == close([m.message for m in ledger])
        assert [float(x) for x in deltas] == close(list(ledger.deltas.values()))
        assert [float(x) for x in fired] == close([float(x) for x in deltas])


def test_a_sigmoid_far_out_is_flat_and_comes_back():
    # A2: with w2 = 800 the net input is 804, e^−804 = 0: f = 1 and every delta 0
    script = f"""{HANDS}
      at("last").click();
      type(4, "800");
      const flat = [look().data.at(-1), deltas()];
      type(4, "-3");
      report([flat, look().data.at(-1), change()]);
    """
    flat, back, change = observed(step_through(sigmoid_circuit()).html, script)
    assert flat == ["1", ["δ 0"] * 5]
    assert (back, change) == ("0.7311", "")
