"""viz/page/web/folding.js: local derivatives, what is no group, the way back byte for byte."""

from collections.abc import Callable

from browser import needs_chromium, observed, observed_each
from lecture_graphs import product, sigmoid_circuit

from autograd import Value, topological_order
from viz import step_through

pytestmark = needs_chromium

HANDS = """
  const said = () => [at("sentence").textContent, at("received").textContent];
  const fold = (gates, name = "") => {
    if (document.body.dataset.mode !== "folding") modes.visit("folding");
    for (const i of gates) folding.choose(i);
    at("fold-name").value = name;
    at("folding").requestSubmit();
  };
  const listed = () => all("#folds li").map((item) => item.textContent);
  const unfold = (k = 0) => all("#folds button")[k].click();
  const visible = () => all(".board .node").flatMap((node, i) => node.matches(".inside") ? [] : [i]);
  // of every step: the drawing, its words, and the table
  const everything = async () => {
    modes.visit("steps");
    at("ledger").open = true;
    steps.go(steps.last);
    await sleep(300);
    fit(); // the table brings a scroll bar
    const seen = [at("ledger").outerHTML.replaceAll(/ (class|aria-current)="[^"]*"/g, "")];
    for (let k = 0; k <= Number(at("slider").max); k++) {
      slide(k);
      seen.push(document.querySelector(".board").innerHTML, at("card").outerHTML);
    }
    return seen.join("\\n");
  };
"""


def test_the_four_gates_of_the_sigmoid_are_one_gate_with_the_derivative_of_the_sigmoid():
    script = f"""
      {HANDS}
      fold([9, 10, 11, 12], "σ");
      const seen = [said()[1], listed(), visible()];
      at("ledger").open = true; await sleep(30);
      const words = (row) => [...row.cells].slice(1, 6).map((cell) => cell.textContent);
      const table = all("#ledger tbody tr").map(words);
      seen.push(table[0], table.length);
      modes.visit("steps");
      steps.go(4); seen.push(at("phase").textContent, at("sentence").textContent, at("equation").textContent);
      steps.go(6); seen.push(at("equation").textContent, look().parcel);
      seen.push(now.delta.slice(0, 9).map(number));
      seen.push(all(".gate.folded text").map((text) => text.textContent));
      report(seen);
    """
    # v9 = w0 x0 + w1 x1 + w2 = 1, f = σ(1) = 0.7311 and σ' = (1 − 0.7311) · 0.7311 = 0.1966, by A3:
    # gate by gate −1/1.3679² = −0.5344, +1: −0.5344, e⁻¹: −0.1966, ×−1: 0.1966
    # deltas: w0 −1 · 0.1966, x0 2 · 0.1966, w1 −2 · 0.1966, x1 −3 · 0.1966, all sums 0.1966
    deltas = ["−0.1966", "0.3932", "−0.3932", "−0.5898", *["0.1966"] * 5]
    assert observed(step_through(sigmoid_circuit(), engine="layered").html, script) == [
        "4 gates are one now: f = σ(v9). ∂f/∂v9 = 0.1966",
        ["σ: f = σ(v9) Unfold"],
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 12],
        ["f", "v9", "0.1966", "1", "0.1966"], 9,
        "Forward pass, gate 4 of 5", "v9 = v8 + w₂", "4 + (−3) = 1",
        "∂f/∂f = 1", "",
        deltas,
        ["σ"],
    ]  # fmt: skip


def test_a_folded_gate_stands_behind_what_enters_it_and_not_behind_its_last_gate():
    script = f"""
      {HANDS}
      const across = (i) => all(".board .node")[i].getBoundingClientRect();
      const last = across(12).right;
      fold([9, 10, 11, 12], "σ");
      const gate = all(".gate.folded")[0].getBoundingClientRect();
      report([across(8).left < gate.left, across(12).right <= last + 0.01]);
    """
    assert observed(step_through(sigmoid_circuit(), engine="layered").html, script) == [True, True]


def tower() -> Value:
    """f = ((a b)² + a b) e^b: a b is used twice, b is named inside."""
    a, b = Value(0.5, "a"), Value(-1.5, "b")
    q = a * b
    square = q * q
    s = square + q
    e = b.exp()
    f = s * e
    q.label, f.label = "q", "f"
    return f


# nodes of the tower: 0 a, 1 b, 2 q = a b, 3 q², 4 q² + q, 5 e^b, 6 f
REFUSED = {
    "nothing to fold": ([2], "Choose at least two gates, or one that has gates without a name before it."),
    "two outputs": ([2, 3], "q is needed outside of the group, too, by v5: a folded gate has one output."),
    "not connected": ([3, 5], "v4 is needed outside of the group, too, by v5: a folded gate has one output."),
    "a gap between": ([3, 6], "v4 is needed outside of the group, too, by v5: a folded gate has one output."),
    "the root inside": (
        [4, 6, 2],
        "q is needed outside of the group, too, by v4: a folded gate has one output.",
    ),
}


def test_what_is_no_group_is_refused_with_the_reason():
    cases = [[gates, reason] for gates, reason in REFUSED.values()]
    script = f"""
      {HANDS}
      modes.visit("folding");
      const seen = [said(), at("fold-now").disabled];
      for (const gates of {[gates for gates, _ in cases]}) {{
        folding.selected.clear();
        fold(gates);
        seen.push(said()[1]);
      }}
      folding.selected.clear();
      folding.choose(0);
      seen.push(said()[1], folds.length);
      folding.choose(3); seen.push(said()[0]);
      folding.choose(3); seen.push(said()[0], at("fold-now").disabled);
      report(seen);
    """
    seen = observed(step_through(tower()).html, script)
    hint = (
        "Choose gates in the drawing, then fold them into one. "
        "One gate alone takes along the gates without a name before it."
    )
    assert seen[:2] == [[hint, ""], True]
    assert seen[2:-5] == [reason for _, reason in cases]
    assert seen[-5:] == ["a is a variable: only gates can be folded.", 0, "Chosen: v4.", hint, True]


def test_one_gate_takes_along_what_only_it_needs_up_to_the_named_nodes():
    # f takes q², q² + q and e^b (v4, v5, v6) along; q has a name: f = s e^b with s = q² + q, q = −0.75:
    # ∂f/∂q = (2q + 1) e^b = −0.5 · 0.2231 = −0.1116, ∂f/∂b = s e^b = −0.1875 · 0.2231 = −0.04184
    script = f"""{HANDS}
      modes.visit("folding");
      folding.choose(6);
      const foretold = said()[0];
      at("folding").requestSubmit();
      report([foretold, said()[1], listed(), visible()]);
    """
    assert observed(step_through(tower(), engine="layered").html, script) == [
        "Chosen: f, and with it v4, v5, v6.",
        "4 gates are one now: f = g1(q, b). ∂f/∂q = −0.1116, ∂f/∂b = −0.04184",
        ["g1: f = g1(q, b) Unfold"], [0, 1, 2, 6],
    ]  # fmt: skip


def cube_and_more() -> Value:
    x, y = Value(2, "x"), Value(3, "y")
    return (x * x * x + y * x) * (y - 1) + x


CIRCUITS: dict[str, tuple[Callable[[], Value], list[int]]] = {
    "sigmoid": (sigmoid_circuit, [9, 10, 11, 12]),
    "product": (product, [3, 4]),
    "tower": (tower, [3, 4, 5, 6]),
    "cube": (cube_and_more, [2, 3, 4, 5]),
}


def test_folding_changes_no_number_and_unfolding_gives_the_old_page_byte_for_byte():
    cases: dict[str, tuple[str, str]] = {}
    for name, (graph, gates) in CIRCUITS.items():
        script = f"""
          {HANDS}
          const before = await everything(), deltas = now.delta.map(number), values = data.map(number);
          fold({gates});
          const kept = visible();
          const same = kept.every((i) => number(now.delta[i]) === deltas[i] && number(data[i]) === values[i]);
          const folded = await everything();
          // the same with the variables changed, and back again
          for (const i of variables) panel.set(i, data[i] + 0.25);
          const edited = now.delta.map(number);
          modes.visit("folding"); unfold();
          const alike = kept.every((i) => number(now.delta[i]) === edited[i]);
          const more = await everything();
          at("reset").click();
          const back = await everything() === before;
          report({{ same, alike, back, kept: kept.length, changed: folded !== before && more !== before }});
        """
        cases[name] = (step_through(graph(), engine="layered").html, script)
    for name, seen in observed_each(cases).items():
        graph, gates = CIRCUITS[name]
        nodes = len(step_through(graph()).scene.nodes)
        assert seen == {
            "same": True, "alike": True, "back": True, "kept": nodes - len(gates) + 1, "changed": True,
        }, name  # fmt: skip


def test_a_fold_of_folds_gives_them_back():
    script = f"""
      {HANDS}
      const before = await everything(), seen = [];
      fold([3, 4], "s"); fold([5, 6], "t"); seen.push(listed(), visible());
      fold([4, 6]); seen.push(listed(), visible(), said()[1]);
      unfold(); seen.push(listed(), visible());
      // a second name for the same gates
      fold([4], "sum"); seen.push(listed());
      fold([2, 4], "all"); seen.push(said()[1]);
      unfold(0); unfold(0);
      seen.push(listed());
      unfold(); seen.push(listed(), await everything() === before);
      report(seen);
    """
    # after the first two, f = t(s, b); folded again f depends on q and b, as derived above
    seen = observed(step_through(tower(), engine="layered").html, script)
    two = [["s: v5 = s(q) Unfold", "t: f = t(b, v5) Unfold"], [0, 1, 2, 4, 6]]
    assert seen == [
        *two,
        ["g1: f = g1(q, b) Unfold"], [0, 1, 2, 6],
        "4 gates are one now: f = g1(q, b). ∂f/∂q = −0.1116, ∂f/∂b = −0.04184",
        *two,
        ["t: f = t(b, v5) Unfold", "sum: v5 = sum(q) Unfold"],
        # v5 = q² + q with q = a b = −0.75: ∂v5/∂a = (2q + 1) b = 0.75, ∂v5/∂b = (2q + 1) a = −0.25
        "3 gates are one now: v5 = all(a, b). ∂v5/∂a = 0.75, ∂v5/∂b = −0.25",
        ["sum: v5 = sum(q) Unfold"],
        [],
        True,
    ]  # fmt: skip


def test_names_of_folds_are_not_given_twice_and_the_focus_stays_in_the_page():
    script = f"""
      {HANDS}
      const seen = [];
      fold([3, 4]); fold([5, 6], "  "); seen.push(listed().length, folds.map(({{ name }}) => name));
      at("folding").reset();
      all("#folds button")[0].focus(); unfold(0);
      seen.push(document.activeElement.id);
      fold([3, 4]); seen.push(folds.map(({{ name }}) => name).sort());
      folding.choose(2); folding.choose(4);
      at("fold-now").focus(); at("fold-name").value = "a name that is far too long"; at("fold-now").click();
      seen.push(document.activeElement.id, folds.map(({{ name }}) => name).at(-1));
      report(seen);
    """
    root = tower()
    root.label = ""
    assert observed(step_through(root, engine="layered").html, script) == [
        2, ["g1", "g2"], "fold-name", ["g1", "g2"], "fold-name", "a name that",
    ]  # fmt: skip


def test_a_folded_gate_has_no_name_of_a_node_though_two_may_have_the_same_one():
    script = f"""
      {HANDS}
      const seen = [];
      for (const name of ["f", "q", " a ", "v4", "g1"]) {{
        fold([3, 4], name);
        seen.push(folds.length, said()[1]);
        if (folds.length) unfold();
        folding.selected.clear();
      }}
      fold([5, 6], "σ"); fold([3, 4], "σ"); seen.push(listed());
      unfold(); unfold();
      fold([3, 4]); seen.push(listed());
      report(seen);
    """
    refused = "is the name of a node already: give the gate the name of a function, such as σ, or none."
    root = tower()
    next(node for node in topological_order(root) if node.label == "q").label = "g1"
    seen = observed(step_through(root, engine="layered").html, script)
    told = dict(zip(["f", "q", "a", "v4", "g1"], zip(seen[0:10:2], seen[1:10:2])))
    for name in ("f", "a", "v4", "g1"):
        assert told[name] == (0, f"{name} {refused}")
    assert told["q"][0] == 1  # which is no name of a node in this graph
    assert seen[-2] == ["σ: f = σ(b, v5) Unfold", "σ: v5 = σ(g₁) Unfold"]
    assert seen[-1] == ["g2: v5 = g2(g₁) Unfold"]
