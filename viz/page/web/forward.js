// Forward mode: tangents travel with the values, from the variables to the root, where they meet the deltas of the
// backward pass. As autograd/higher/tangents.py sends them: tangent = Σ partial × tangent.
const STEEPEST = "steepest";
const forward = {
  current: 0,
  seed: variables[0], // the variable whose tangent is 1, or STEEPEST: every variable in proportion to its delta
  get last() { return view.gates.length; },

  enter() {
    if (variables.length) forward.show(forward.current);
    else {
      paint(blank());
      say({ phase: "Forward mode", sentence: "The graph has no variable." });
    }
  },
  refresh() { forward.enter(); },
  leave() {},
  key(key) {
    const target = { ArrowRight: forward.current + 1, ArrowLeft: forward.current - 1, Home: 0, End: forward.last }[key];
    if (target === undefined || variables.length === 0) return false;
    forward.go(target);
    return true;
  },

  get place() {
    const seed = forward.seed === STEEPEST ? STEEPEST : variables.indexOf(forward.seed);
    return seed || forward.current ? `${forward.current}.${seed}` : "";
  },
  restore(place) {
    const [k, seed] = place.split(".");
    forward.seed = seed === STEEPEST && variables.length > 1 ? STEEPEST : variables[Number(seed)] ?? variables[0];
    $("dotted").value = forward.seed;
    forward.current = /^\d+$/.test(k) ? Number(k) : 0;
    forward.enter();
  },

  // The tangents that the variables have from the start; every other one has none, which counts as 0.
  seeds() {
    if (forward.seed !== STEEPEST) return new Map([[forward.seed, 1]]);
    const length = norm(variables);
    return new Map(variables.map((i) => [i, length ? now.delta[i] / length : 0]));
  },

  // All tangents, and what each operand contributed to those of gates.
  sweep() {
    const seeds = forward.seeds(), tangent = nodes.map((_, i) => seeds.get(i)), contributions = nodes.map(() => []);
    for (const gate of view.gates) {
      for (const e of view.entering[gate]) {
        const { parent, position } = view.edges[e], partial = now.partials[gate][position], before = tangent[parent];
        // what hangs on no seed contributes nothing, not even along an infinite slope
        const contribution = sentAlong(before, partial);
        tangent[gate] = gathered(tangent[gate], contribution);
        contributions[gate].push({ edge: e, partial: partial ?? 0, tangent: before ?? 0, contribution: contribution ?? 0 });
      }
    }
    return { tangent: tangent.map((t) => t ?? 0), contributions };
  },

  go(k) {
    forward.show(k);
    address.write();
  },

  show(k) {
    forward.current = k = Math.max(0, Math.min(forward.last, k));
    const { tangent, contributions } = forward.sweep(), state = blank(), gate = view.gates[k - 1];
    const reached = new Set([...nodes.keys()].filter((i) => nodes[i].gate === "").concat(view.gates.slice(0, k)));
    // the deltas of all others are not earned by this pass
    const known = k === forward.last ? forward.seeds() : new Map();
    nodes.forEach((_, i) => {
      if (view.inside.has(i) || !reached.has(i)) return;
      state.delta[i] = number(tangent[i]) + (known.has(i) ? `\nδ ${number(now.delta[i])}` : "");
    });
    for (const done of view.gates.slice(0, k)) for (const e of view.entering[done]) state.edgeClass[e] = "read";
    if (k > 0) {
      mark(state.nodeClass, gate, "now got");
      state.parcels = contributions[gate].map(({ edge, contribution }) => ({ edge, text: `${number(contribution)} →` }));
    } else for (const i of forward.seeds().keys()) mark(state.nodeClass, i, "got");
    paint(state);
    if (k > 0) bringIntoView(drawnNodes[gate].group);
    say(k === 0 ? forward.start(tangent) : forward.step(k, gate, tangent, contributions[gate]));
    $("forward-count").textContent = `gate ${k} of ${forward.last}`;
    for (const id of ["forward-first", "forward-previous"]) allow($(id), k > 0, $("forward-next"));
    for (const id of ["forward-next", "forward-last"]) allow($(id), k < forward.last, $("forward-previous"));
  },

  start(tangent) {
    const seeds = [...forward.seeds().keys()], all = forward.seed === STEEPEST;
    const shown = (all ? seeds : [...seeds, ...variables.filter((i) => !seeds.includes(i))]).slice(0, 8);
    return {
      phase: "Forward mode, the seeds", kind: "forward",
      sentence: all
        ? "Every variable gets a tangent in proportion to its delta, all of length 1 together: the direction in which the root grows fastest."
        : `${nodes[forward.seed].name} gets the tangent 1, every other variable 0: each tangent is then ∂node/∂${nodes[forward.seed].name}.`,
      equation: [[shown.map((i) => `${dotted(i)} = ${number(tangent[i])}`).join(",  ") + (shown.length < variables.length ? ", …" : ""), "tangent"]],
    };
  },

  step(k, gate, tangent, contributions) {
    const { name } = nodes[root], equation = [[`${dotted(gate)} = `]], shown = contributions.slice(0, 6);
    shown.forEach(({ partial, tangent: before }, j) => {
      equation.push([j ? " + " : ""], [`[${number(partial)}]`, "partial"], [" × "], [`[${number(before)}]`, "tangent"]);
    });
    if (contributions.length > shown.length) equation.push([" + …"]);
    return {
      phase: `Forward mode, gate ${k} of ${forward.last}`, kind: "forward",
      sentence: `${nodes[gate].name} = ${formula(gate)}: each operand adds local gradient × its tangent.`,
      equation: [...equation, [" = "], [number(tangent[gate]), "tangent"]],
      received: k < forward.last ? "" : forward.end(name, tangent[root]),
    };
  },

  end(name, tangent) {
    if (forward.seed === STEEPEST) {
      return `The tangent of ${name} is the length of the gradient, ‖∇${name}‖ = ${number(tangent)}. No direction of length 1 gives more.`;
    }
    const x = nodes[forward.seed].name;
    return `The tangent of ${name} is ∂${name}/∂${x} = ${number(tangent)}, and that is δ(${x}) = ${number(now.delta[forward.seed])}. ` +
      (variables.length === 1 ? "With one variable both modes take one pass."
        : `${variables.length} variables take ${variables.length} forward passes; one backward pass gives the deltas of all of them.`);
  },
};

// ẋ for x; what is more than one letter has its dot behind it.
function dotted(i) {
  const { name } = nodes[i], [letter, ...rest] = name;
  return /\p{L}/u.test(letter ?? "") && !/\p{L}/u.test(rest.join("")) ? `${letter}\u0307${rest.join("")}`.normalize() : `(${name})˙`;
}
const norm = (list) => Math.hypot(...list.map((i) => now.delta[i]));

for (const i of variables) make($("dotted"), "option", { value: i, textContent: nodes[i].name });
if (variables.length > 1) make($("dotted"), "option", { value: STEEPEST, textContent: "all, along the gradient" });
$("dotted").onchange = () => {
  forward.seed = $("dotted").value === STEEPEST ? STEEPEST : Number($("dotted").value);
  forward.go(forward.current);
};
$("forward-first").onclick = () => forward.go(0);
$("forward-previous").onclick = () => forward.go(forward.current - 1);
$("forward-next").onclick = () => forward.go(forward.current + 1);
$("forward-last").onclick = () => forward.go(forward.last);
