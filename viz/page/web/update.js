// Gradient descent on this very graph: every chosen variable goes a little against its delta, and what the root
// does is held beside what the gradient foretold, −η Σ δ².
const update = {
  chosen: new Set(variables),
  taken: [], // the steps so far: { before, forecast, after, values }, values as they were before it

  enter() {
    if (!$("movable").querySelector("input")) variables.forEach(update.box);
    update.draw();
  },
  leave() {},
  // numbers that were changed by hand are a new start
  refresh() {
    update.taken = [];
    update.draw();
  },
  key(key) {
    const button = { ArrowRight: $("update-step"), ArrowLeft: $("update-back") }[key];
    if (!button) return false;
    button.click();
    return true;
  },

  get place() { return $("rate").value.trim() === "0.1" ? "" : `${parsed($("rate").value) ?? ""}`; },
  restore(place) {
    const rate = parsed(place);
    $("rate").value = rate === null ? "0.1" : String(rate);
    update.refresh();
  },

  // The rate, or null where the field has none.
  rate() {
    const rate = parsed($("rate").value), good = rate !== null && Number.isFinite(rate);
    $("rate").setAttribute("aria-invalid", String(!good));
    return good ? rate : null;
  },

  forecast: (rate) => -rate * [...update.chosen].reduce((sum, i) => sum + now.delta[i] ** 2, 0),

  step() {
    const rate = update.rate();
    if (rate === null) return;
    const values = new Map(variables.map((i) => [i, data[i]])), before = data[root], forecast = update.forecast(rate);
    update.move(new Map([...update.chosen].map((i) => [i, data[i] - rate * now.delta[i]])));
    update.taken.push({ rate, before, forecast, after: data[root], values });
    update.draw();
  },

  back() {
    const last = update.taken.pop();
    if (last) update.move(last.values);
    update.draw();
  },

  again() {
    if (update.taken.length) update.move(update.taken[0].values);
    update.taken = [];
    update.draw();
  },

  // All at once: the graph is computed a single time.
  move(values) {
    for (const [i, value] of values) data[i] = value;
    computeAll();
    panel.refresh();
    ledger.refresh();
    address.write();
  },

  draw() {
    const state = blank();
    nodes.forEach((_, i) => { if (!view.inside.has(i)) state.delta[i] = number(now.delta[i]); });
    for (const i of update.chosen) mark(state.nodeClass, i, "got");
    mark(state.nodeClass, root, "now got");
    paint(state);
    const rate = update.rate(), can = rate !== null && update.chosen.size > 0 && unwritable.length === 0;
    allow($("update-step"), can, $("rate"));
    allow($("update-back"), update.taken.length > 0, $("rate"));
    allow($("update-again"), update.taken.length > 0, $("rate"));
    update.list();
    say(update.words(rate));
  },

  words(rate) {
    const { name } = nodes[root], last = update.taken.at(-1), n = update.taken.length;
    if (unwritable.length) return { phase: "Gradient descent", sentence: "This page cannot compute the graph again, so it takes no steps." };
    if (rate === null) return { phase: "Gradient descent", sentence: "The rate is no number; write one such as 0.1." };
    if (!last) {
      const some = [...update.chosen].slice(0, 3);
      const rows = some.map((i) => `${nodes[i].name} ← ${number(data[i])} − ${enclosed(rate)} × ${enclosed(now.delta[i])} = ${number(data[i] - rate * now.delta[i])}`);
      return {
        phase: "Gradient descent, before a step", kind: "backward",
        sentence: some.length ? `Each chosen variable moves against its delta: x ← x − η δ(x). ${name} is ${number(data[root])}.` : "Choose a variable that shall move.",
        equation: [[rows.join(",  ") + (update.chosen.size > 3 ? ", …" : "")]],
        received: some.length ? `Forecast for ${name}: −η Σ δ² = ${number(update.forecast(rate))}.` : "",
      };
    }
    const change = last.after - last.before;
    return {
      phase: `Gradient descent, ${count(n, "step")} taken`, kind: "backward",
      sentence: `${name} went from ${number(last.before)} to ${number(last.after)}.`,
      equation: [["forecast −η Σ δ² = "], [number(last.forecast), "delta"], [",  truth "], [number(change), "data"]],
      received: update.verdict(name, last, change),
    };
  },

  // What a step was like. The forecast follows the tangent of the root, so the truth leaves it where the root curves.
  verdict(name, { rate, forecast, after }, change) {
    if (after !== after || abs(after) === inf) return `The step left what ${name} is defined on: go back and take a smaller rate.`;
    if (rate < 0) return `A rate below 0 climbs: ${name} is to grow.`;
    if (forecast === 0) return change === 0 ? "All chosen deltas are 0, or the rate is: nothing moves." : "";
    if (change > 0) return `The step was too large: ${name} rose, although every variable went against its delta. Go back and take a smaller rate.`;
    if (abs(change - forecast) <= 0.1 * abs(forecast)) return "The forecast was close: over so short a step the graph is nearly straight.";
    return change > forecast ? "The root fell less than foretold: it curves upward along the step." : "The root fell more than foretold: it curves downward along the step.";
  },

  // The steps in rows, the last twelve; the newest first, where it is seen.
  list() {
    $("updates").hidden = update.taken.length === 0;
    $("updates").querySelector("tbody").replaceChildren(...update.taken.map(({ rate, before, forecast, after }, k) => {
      const row = document.createElement("tr"), rose = after > before && rate > 0;
      for (const text of [String(k + 1), number(rate), number(before), number(forecast), number(after - before), `${number(after)}${rose ? " ↑" : ""}`]) {
        make(row, "td", { textContent: text });
      }
      return row;
    }).slice(-12).toReversed());
  },

  box(i) {
    const label = make($("movable"), "label", {}), box = make(label, "input", { type: "checkbox", checked: true });
    label.append(` ${nodes[i].name}`);
    box.onchange = () => {
      update.chosen[box.checked ? "add" : "delete"](i);
      update.draw();
    };
  },
};

$("update").onsubmit = (event) => { event.preventDefault(); update.step(); };
$("update-back").onclick = () => update.back();
$("update-again").onclick = () => update.again();
$("rate").oninput = () => { update.draw(); address.write(); };
