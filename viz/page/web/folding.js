// Several gates seen as one, with a local derivative for each of its inputs; no number changes.
const folding = {
  selected: new Set(),

  enter() { folding.selected.clear(); folding.refresh(); },
  leave() { folding.selected.clear(); },
  refresh() { folding.paint(); folding.tell(); },
  key(key) {
    if (key === "f" && folding.selected.size) folding.fold();
    else if (key === "u" && folds.length) folding.unfold(folds.at(-1).output);
    else if (key === "Escape" && folding.selected.size) {
      folding.selected.clear();
      folding.refresh();
    } else return false;
    return true;
  },

  choose(i) {
    if (!nodes[i].gate) return folding.tell(`${nodes[i].name} is ${kindOf(i)}: only gates can be folded.`);
    if (!folding.selected.delete(i)) folding.selected.add(i);
    folding.paint();
    folding.tell();
  },

  // One gate alone takes along what only it needs, up to the next nodes that have a name.
  upToNames(output) {
    const members = new Set([output]);
    const users = nodes.map(() => []);
    nodes.forEach((node, child) => node.operands.forEach((parent) => { if (parent >= 0) users[parent].push(child); }));
    for (let i = output - 1; i >= 0; i--) {
      if (nodes[i].gate && !nodes[i].labelled && users[i].length && users[i].every((k) => members.has(k))) members.add(i);
    }
    return [...members].sort((a, b) => a - b);
  },

  // What is selected, gates that were folded before taken apart, as gates of the recorded graph.
  members() {
    const chosen = [...folding.selected].flatMap((i) => view.fold.get(i)?.members ?? [i]).sort((a, b) => a - b);
    return folding.selected.size === 1 && chosen.length === 1 ? folding.upToNames(chosen[0]) : chosen;
  },

  // Why these gates are no group, or "".
  obstacle(members) {
    const own = new Set(members), output = members.at(-1);
    if (members.length < 2) return "Choose at least two gates, or one that has gates without a name before it.";
    for (const i of members) {
      const outside = nodes.findIndex((node, k) => !own.has(k) && node.operands.includes(i));
      if (i !== output && (outside >= 0 || i === root)) {
        return `${nodes[i].name} is needed outside of the group, too${outside >= 0 ? `, by ${nodes[outside].name}` : ""}: a folded gate has one output.`;
      }
    }
    const reached = new Set([output]);
    for (const i of members.toReversed()) {
      if (!reached.has(i)) return `${nodes[i].name} is not connected to the other gates of the group.`;
      nodes[i].operands.forEach((parent) => reached.add(parent));
    }
    return "";
  },

  fold() {
    const members = folding.members(), name = [...$("fold-name").value.trim()].slice(0, 12).join("").trim();
    const obstacle = folding.obstacle(members) || folding.clash(name);
    if (obstacle) return folding.tell(obstacle);
    const output = members.at(-1), own = new Set(members);
    const within = folds.filter((fold) => own.has(fold.output));
    for (const fold of within) folds.splice(folds.indexOf(fold), 1);
    // the folds inside come back when this one is taken apart; the same gates once more are only named anew
    const inner = within.find((fold) => fold.members.length === members.length)?.inner ?? within;
    folds.push({ output, members, name: name || folding.unusedName(), inner });
    $("fold-name").value = "";
    folding.changed();
    bringIntoView(drawnNodes[output].group);
    folding.tell(`${members.length} gates are one now: ${nodes[output].name} = ${formula(output)}. ${folding.partials(output)}`);
  },

  // "f = f(x)" would say that f is a number and a function; x1 and x_1 are typed for x₁.
  plain: (name) => name.normalize("NFKD").replaceAll("_", ""),
  clash: (name) => (name && nodes.some((node) => folding.plain(node.name) === folding.plain(name))
    ? `${name} is the name of a node already: give the gate the name of a function, such as σ, or none.` : ""),

  unusedName() {
    let k = 1;
    while (folds.some(({ name }) => name === `g${k}`) || folding.clash(`g${k}`)) k += 1;
    return `g${k}`;
  },

  unfold(output) {
    const at = folds.findIndex((fold) => fold.output === output);
    folds.splice(at, 1, ...folds[at].inner);
    folding.changed();
    $("fold-name").focus(); // the button is gone
    folding.tell(`${nodes[output].name} is taken apart again.`);
  },

  changed() {
    view = seen();
    now = backward();
    folding.selected.clear();
    redraw();
    fit();
    $("folds").replaceChildren(...folds.map(({ output, name }) => {
      const item = document.createElement("li");
      make(item, "span", { textContent: `${name}: ${nodes[output].name} = ${formula(output)} ` });
      make(item, "button", { type: "button", textContent: "Unfold", ariaLabel: `Unfold ${name}` }).onclick = () => folding.unfold(output);
      return item;
    }));
    steps.current = Math.min(Math.max(steps.current, 0), steps.last);
    ledger.refresh();
    modes.prepare();
    folding.paint();
  },

  partials(i) {
    return view.operands[i].map((parent, k) => (
      parent < 0 ? "" : `∂${nodes[i].name}/∂${nodes[parent].name} = ${number(now.partials[i][k] ?? 0)}`)).filter(Boolean).join(", ");
  },

  paint() {
    const state = blank();
    nodes.forEach((_, i) => { if (!view.inside.has(i)) state.delta[i] = number(now.delta[i]); });
    for (const i of folding.selected) mark(state.nodeClass, i, "now chosen");
    paint(state);
    drawnNodes.forEach(({ button }, i) => {
      if (nodes[i].gate) button.setAttribute("aria-pressed", String(folding.selected.has(i)));
    });
    allow($("fold-now"), folding.selected.size > 0, $("fold-name"));
  },

  tell(received = "") {
    const chosen = [...folding.selected], names = (list) => list.map((i) => nodes[i].name).join(", ");
    const along = chosen.length === 1 && !view.fold.has(chosen[0]) ? folding.members().filter((i) => i !== chosen[0]) : [];
    say({
      phase: "Folding gates",
      sentence: chosen.length
        ? `Chosen: ${names(chosen)}${along.length ? `, and with it ${names(along)}` : ""}.`
        : "Choose gates in the drawing, then fold them into one. One gate alone takes along the gates without a name before it.",
      received,
    });
  },
};
$("folding").onsubmit = (event) => { event.preventDefault(); folding.fold(); };
