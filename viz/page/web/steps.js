// The steps: the variables, every gate forward, the seed, every message backward. What each wire shows at
// a step is computed from the numbers alone, so any step can be reached at once, in both directions.
const steps = {
  current: -1,
  get seed() { return view.gates.length + 1; },
  get last() { return steps.seed + now.messages.length; },

  // --- what is to be seen at step k
  stateAt(k) {
    const state = k < steps.seed ? blank() : steps.after(k - steps.seed), { nodeClass, edgeClass } = state;
    const { gates, edges, entering } = view;
    gates.slice(Math.min(k, gates.length)).forEach((i) => {
      nodeClass[i] = "todo";
      state.data[i] = "";
    });
    edges.forEach((edge, e) => { if (nodeClass[edge.parent] === "todo") edgeClass[e] = "todo"; });
    if (k > 0 && k < steps.seed) {
      mark(nodeClass, gates[k - 1], "now");
      for (const e of entering[gates[k - 1]]) edgeClass[e] = "read";
    }
    if (k === steps.seed) mark(nodeClass, root, "now got");
    if (k > steps.seed) {
      const { edge, parent, child, partial, message } = now.messages[k - steps.seed - 1];
      edgeClass[edge] = "now";
      mark(nodeClass, child, "now");
      mark(nodeClass, parent, "got");
      state.parcels = [{ edge, text: `← ${number(message)}`, local: `[${number(partial)}]` }];
    }
    return state;
  },

  // The forward pass, the seed and the first n messages, nothing marked.
  after(n) {
    const state = blank();
    state.delta[root] = number(1);
    for (const { edge, parent, after, arrived, expected } of now.messages.slice(0, n)) {
      state.delta[parent] = number(after) + (arrived < expected ? `\n${arrived} of ${expected}` : "");
      state.edgeClass[edge] = "sent";
    }
    return state;
  },

  given: () => variables.slice(0, 12).map((i) => `${nodes[i].name} = ${number(data[i])}`).join(",  ") +
    (variables.length > 12 ? ", …" : ""),

  // --- what is said at step k
  wordsAt(k) {
    const { gates } = view;
    if (k === 0) {
      return {
        phase: "Start",
        sentence: `The graph has ${count(variables.length, "variable")} and ${count(gates.length, "gate")}. ` +
          "First every gate computes its value from its operands, parents before children.",
        equation: [[steps.given(), "data"]],
      };
    }
    if (k < steps.seed) {
      const i = gates[k - 1];
      return {
        phase: `Forward pass, gate ${k} of ${gates.length}`, kind: "forward",
        sentence: `${nodes[i].name} = ${formula(i)}`,
        equation: [[`${withNumbers(i)} = `], [number(data[i]), "data"]],
        received: reasons[i],
      };
    }
    if (k === steps.seed) {
      const { name } = nodes[root];
      return {
        phase: "Backward pass, the seed", kind: "backward",
        sentence: `The backward pass starts at the root with δ = ∂${name}/∂${name}.`,
        equation: [[`∂${name}/∂${name} = `], [number(1), "delta"]],
        received: now.messages.length ? "From here on every node sends upstream × local to each of its operands." : "",
      };
    }
    const message = now.messages[k - steps.seed - 1], { parent, child, before, after, arrived, expected } = message;
    return {
      phase: `Backward pass, message ${k - steps.seed} of ${now.messages.length}`, kind: "backward",
      sentence: `${nodes[child].name} = ${formula(child)} sends ${nodes[parent].name} its message: local gradient × upstream gradient.`,
      equation: messageEquation(message),
      received: `delta of ${nodes[parent].name}: ${number(before)} → ${number(after)}, ` +
        `${arrived} of ${count(expected, "message")} received${arrived === expected ? ": complete" : ""}`,
    };
  },

  // --- showing it
  show(k, { keepHash = false, again = false } = {}) {
    k = Math.max(0, Math.min(steps.last, k));
    if (k === steps.current && !again) return;
    steps.current = k;
    paint(steps.stateAt(k));
    steps.follow();
    say(steps.wordsAt(k));
    derivation.show(k);
    steps.sumUp();
    $("slider").max = steps.last;
    $("slider").value = k;
    $("slider").setAttribute("aria-valuetext", `step ${k} of ${steps.last}`);
    $("count").textContent = `step ${k} of ${steps.last}`;
    for (const id of ["first", "previous"]) allow($(id), k > 0, $("next"));
    for (const id of ["next", "last"]) allow($(id), k < steps.last, $("previous"));
    ledger.mark(k);
    if (!keepHash) address.write();
  },

  // The camera follows who computes, or the message on its way.
  follow() {
    const k = steps.current;
    if (k > steps.seed) bringMessageIntoView(now.messages[k - steps.seed - 1]);
    else bringIntoView(drawnNodes[k === 0 ? 0 : k === steps.seed ? root : view.gates[k - 1]].group);
  },

  // What has been sent at this step, and what it took, beside what other ways would take.
  hasSent: (m) => m < steps.current - steps.seed,
  sumUp() {
    const isEnd = steps.current === steps.last;
    if (isEnd === $("end").hidden) {
      $("end").hidden = !isEnd;
      camera.makeRoom();
    }
    if (!isEnd) return;
    const n = variables.length, messages = now.messages.length, gates = count(view.gates.length, "gate");
    $("summary").textContent = `${count(messages, "message")}, ${count(n, "gradient")}, in one evaluation and one backward pass.` +
      (n === 0 ? "" : ` Forward mode needs ${n === 1 ? "1 pass" : `${n.toLocaleString("en")} passes`} of ${count(messages, "product")} for the same, ` +
      `finite differences ${count(n + 1, "evaluation")} of ${gates}, central ones ${(2 * n).toLocaleString("en")}.`);
  },

  enter() {
    camera.makeRoom();
    steps.refresh();
  },
  refresh() { steps.show(Math.max(steps.current, 0), { again: true, keepHash: true }); },
  leave() {
    steps.play(false);
    present.leave();
  },

  // --- moving
  timer: null,
  play(on) {
    clearInterval(steps.timer);
    const next = () => (steps.current < steps.last ? steps.show(steps.current + 1) : steps.play(false));
    steps.timer = on ? setInterval(next, 1400) : null;
    $("play").textContent = on ? "❚❚ Pause" : "▶ Play";
    $("play").setAttribute("aria-pressed", String(on));
  },
  go(k) { steps.play(false); steps.show(k); },
  key(key) {
    const k = steps.current;
    const target = { ArrowRight: k + 1, ArrowLeft: k - 1, Home: 0, End: steps.last }[key];
    if (target !== undefined) steps.go(target);
    else if (key === " ") $("play").click();
    else if (key.toLowerCase() === "p") present.toggle();
    else if (key === "Escape" && present.on) present.leave();
    else return false;
    return true;
  },
};

function mark(classes, i, more) { classes[i] = classes[i] ? `${classes[i]} ${more}` : more; }

$("first").onclick = () => steps.go(0);
$("previous").onclick = () => steps.go(steps.current - 1);
$("next").onclick = () => steps.go(steps.current + 1);
$("last").onclick = () => steps.go(steps.last);
$("play").onclick = () => {
  if (steps.timer === null && steps.current === steps.last) steps.show(0);
  steps.play(steps.timer === null);
};
$("to-quiz").onclick = () => modes.visit("quiz");
$("slider").oninput = () => steps.go(Number($("slider").value));
