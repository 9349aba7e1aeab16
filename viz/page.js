"use strict";
// The page walks through the steps of one scene: the variables, every gate forward, the seed, every
// message backward. What each wire shows at a step is computed from the records alone, so any step
// can be reached at once, in both directions.
const $ = (id) => document.getElementById(id);
const scene = JSON.parse($("scene").textContent);
const nodes = scene.nodes.map(([name, gate, data, delta, formula, numbers]) => (
  { name, gate, data, delta, formula, numbers }));
const edges = scene.edges.map(([parent, child, partial, message]) => ({ parent, child, partial, message }));
const inbox = nodes.map(() => ({ delta: "0", arrived: 0, expected: 0 }));
for (const edge of edges) inbox[edge.parent].expected += 1;
const steps = scene.steps.map(([edge, after]) => {
  const box = inbox[edges[edge].parent], before = box.delta;
  box.delta = after;
  box.arrived += 1;
  return { edge, before, after, arrived: box.arrived, expected: box.expected };
});
const svg = document.querySelector(".board svg");
const root = nodes.length - 1;
const gates = nodes.map((node, i) => i).filter((i) => nodes[i].gate);
const seedStep = gates.length + 1;
const lastStep = seedStep + steps.length;
// The drawing has wires, gates and names; numbers and titles are added here, where viz/svg.py has them.
const drawnEdges = [...svg.querySelectorAll(":scope > path")];
const drawnNodes = [...svg.querySelectorAll(".node")].map((group, i) => {
  const { name, gate, formula } = nodes[i];
  add(group, "title").textContent = gate ? `${name} = ${formula}` : name;
  const [start, , length] = group.querySelector("path").getAttribute("d").match(/[\d.]+/g).map(Number);
  const x = start + length / 2;
  const data = add(group, "text", { class: "data", x, y: -6 });
  const delta = add(group, "text", { class: "delta", x, y: 16 });
  return { group, data, delta };
});
const entering = nodes.map(() => []);
edges.forEach((edge, i) => entering[edge.child].push(i));

function add(parent, tag, attributes = {}) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.append(element);
  return element;
}

// --- what is to be seen at step k --------------------------------------------------------------
function stateAt(k) {
  const nodeClass = [], edgeClass = edges.map(() => ""), data = [], delta = nodes.map(() => "");
  const computed = Math.min(k, gates.length);
  const done = new Set(gates.slice(0, computed));
  nodes.forEach((node, i) => {
    const known = !node.gate || done.has(i);
    data.push(known ? node.data : "");
    nodeClass.push(known ? "" : "todo");
  });
  edges.forEach((edge, e) => { if (nodeClass[edge.parent] === "todo") edgeClass[e] = "todo"; });
  if (k > 0 && k < seedStep) {
    nodeClass[gates[k - 1]] = "now";
    for (const e of entering[gates[k - 1]]) edgeClass[e] = "read";
  }
  if (k >= seedStep) delta[root] = nodes[root].delta;
  if (k === seedStep) nodeClass[root] = "now got";
  for (let i = 0; i < k - seedStep; i++) {
    const { edge, after, arrived, expected } = steps[i];
    delta[edges[edge].parent] = arrived < expected ? `${after}\n${arrived} of ${expected}` : after;
    edgeClass[edge] = "sent";
  }
  if (k > seedStep) {
    const e = steps[k - seedStep - 1].edge;
    edgeClass[e] = "now";
    nodeClass[edges[e].child] = "now";
    nodeClass[edges[e].parent] = "got";
  }
  return { nodeClass, edgeClass, data, delta };
}

// --- what is said at step k ----------------------------------------------------------------------
function wordsAt(k) {
  const variables = nodes.filter((node) => !node.gate);
  if (k === 0) {
    return {
      phase: "Start", kind: "",
      sentence: `The graph has ${count(variables.length, "variable")} and ${count(gates.length, "gate")}. ` +
        "First every gate computes its value from its operands, parents before children.",
      equation: [[variables.slice(0, 12).map((v) => `${v.name} = ${v.data}`).join(",  ") +
        (variables.length > 12 ? ", …" : ""), "data"]],
      received: "",
    };
  }
  if (k < seedStep) {
    const node = nodes[gates[k - 1]];
    return {
      phase: `Forward pass, gate ${k} of ${gates.length}`, kind: "forward",
      sentence: `${node.name} = ${node.formula}`,
      equation: [[`${node.numbers} = `, ""], [node.data, "data"]],
      received: "",
    };
  }
  if (k === seedStep) {
    const name = nodes[root].name;
    return {
      phase: "Backward pass, the seed", kind: "backward",
      sentence: `The backward pass starts at the root with δ = ∂${name}/∂${name}.`,
      equation: [[`∂${name}/∂${name} = `, ""], [nodes[root].delta, "delta"]],
      received: steps.length ? "From here on every node sends upstream × local to each of its operands." : "",
    };
  }
  const step = steps[k - seedStep - 1];
  const edge = edges[step.edge];
  const child = nodes[edge.child], parent = nodes[edge.parent];
  return {
    phase: `Backward pass, message ${k - seedStep} of ${steps.length}`, kind: "backward",
    sentence: `${child.name} = ${child.formula} sends ${parent.name} its message: local gradient × upstream gradient.`,
    equation: [[`∂${child.name}/∂${parent.name} × δ(${child.name}) = `, ""], [`[${edge.partial}]`, "local"],
      [" × ", ""], [`[${child.delta}]`, "delta"], [" = ", ""], [edge.message, "delta"]],
    received: `delta of ${parent.name}: ${step.before} → ${step.after}, ` +
      `${step.arrived} of ${count(step.expected, "message")} received` +
      (step.arrived === step.expected ? ": complete" : ""),
  };
}

function count(n, noun) { return `${n} ${noun}${n === 1 ? "" : "s"}`; }

// --- showing it ----------------------------------------------------------------------------------
const parcel = add(svg, "text", { class: "parcel" });
let shown = { nodeClass: [], edgeClass: [], data: [], delta: [] };
let current = -1;

function show(k, { keepHash = false } = {}) {
  k = Math.max(0, Math.min(lastStep, k));
  if (k === current) return;
  current = k;
  const state = stateAt(k);
  drawnNodes.forEach((drawn, i) => {
    if (state.nodeClass[i] !== shown.nodeClass[i]) drawn.group.setAttribute("class", `node ${state.nodeClass[i]}`);
    if (state.data[i] !== shown.data[i]) drawn.data.textContent = state.data[i];
    if (state.delta[i] !== shown.delta[i]) writeDelta(drawn.delta, state.delta[i]);
  });
  drawnEdges.forEach((drawn, i) => {
    if (state.edgeClass[i] !== shown.edgeClass[i]) drawn.setAttribute("class", state.edgeClass[i]);
  });
  shown = state;
  parcel.textContent = "";
  if (k > seedStep) {
    const e = steps[k - seedStep - 1].edge, wire = drawnEdges[e];
    // halfway, or on a long wire close to who receives it
    const place = wire.getPointAtLength(Math.min(wire.getTotalLength() / 2, 80));
    parcel.textContent = `← ${edges[e].message}`;
    parcel.setAttribute("x", place.x);
    parcel.setAttribute("y", place.y - 12);
    bringIntoView(wire, drawnNodes[edges[e].parent].group);
  } else if (k > 0) {
    bringIntoView(drawnNodes[k === seedStep ? root : gates[k - 1]].group);
  }
  say(wordsAt(k));
  $("slider").value = k;
  $("slider").setAttribute("aria-valuetext", `step ${k} of ${lastStep}`);
  $("count").textContent = `step ${k} of ${lastStep}`;
  $("first").disabled = $("previous").disabled = k === 0;
  $("next").disabled = $("last").disabled = k === lastStep;
  for (const row of document.querySelectorAll("tr[data-step]")) {
    row.classList.toggle("now", Number(row.dataset.step) === k);
  }
  clearTimeout(writing);
  if (!keepHash) writing = setTimeout(writeAddress, 200);
}

// Browsers refuse to change the address hundreds of times, as a held key or a dragged slider would.
let writing = null;
function writeAddress() {
  // inside a notebook's srcdoc frame there is no address to write the step into
  try { history.replaceState(null, "", `#${current}`); } catch { /* the step is shown all the same */ }
}

// A delta that still waits for messages says on a second line how many it has.
function writeDelta(element, text) {
  const [number, received] = text.split("\n");
  element.textContent = number;
  if (received === undefined) return;
  const x = element.getAttribute("x");
  add(element, "tspan", { class: "received", x, dy: 13 }).textContent = received;
}

function say(words) {
  $("card").className = `card ${words.kind}`;
  $("phase").textContent = words.phase;
  $("sentence").textContent = words.sentence;
  $("received").textContent = words.received;
  $("equation").replaceChildren(...words.equation.map(([text, kind]) => {
    const span = document.createElement("span");
    span.textContent = text;
    if (kind) span.className = kind;
    return span;
  }));
}

// Scroll the board to an element, or to another one where the first is larger than the board.
function bringIntoView(element, otherwise = element) {
  const board = svg.parentElement, frame = board.getBoundingClientRect();
  let box = element.getBoundingClientRect();
  if (box.width > frame.width || box.height > frame.height) box = otherwise.getBoundingClientRect();
  if (box.left < frame.left || box.right > frame.right) {
    board.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
  }
  if (box.top < frame.top || box.bottom > frame.bottom) {
    board.scrollTop += box.top + box.height / 2 - frame.top - frame.height / 2;
  }
}

// --- moving ----------------------------------------------------------------------------------------
let timer = null;
function play(on) {
  clearInterval(timer);
  timer = on ? setInterval(() => (current < lastStep ? show(current + 1) : play(false)), 1400) : null;
  $("play").textContent = on ? "❚❚ Pause" : "▶ Play";
  $("play").setAttribute("aria-pressed", String(on));
}
function go(k) { play(false); show(k); }

$("first").onclick = () => go(0);
$("previous").onclick = () => go(current - 1);
$("next").onclick = () => go(current + 1);
$("last").onclick = () => go(lastStep);
$("play").onclick = () => {
  if (timer === null && current === lastStep) show(0);
  play(timer === null);
};
$("slider").max = lastStep;
$("slider").oninput = () => go(Number($("slider").value));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const onControl = event.target.closest?.("button, summary, input");
  if (event.key === " " && onControl) return; // the control's own key
  const target = {
    ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: lastStep,
  }[event.key];
  if (target !== undefined) go(target);
  else if (event.key === " ") $("play").click();
  else return;
  event.preventDefault();
});
window.addEventListener("hashchange", () => show(stepOfAddress(), { keepHash: true }));
function stepOfAddress() { return /^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : 0; }

// The table is made when it is first opened: a large graph has thousands of messages.
$("ledger").addEventListener("toggle", () => {
  const body = document.querySelector("#ledger tbody");
  if (body.childElementCount) return;
  steps.forEach((step, i) => {
    const edge = edges[step.edge], child = nodes[edge.child], parent = nodes[edge.parent];
    const k = seedStep + 1 + i, row = body.insertRow();
    row.dataset.step = k;
    row.classList.toggle("now", k === current);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = k;
    button.setAttribute("aria-label", `Show step ${k}`);
    button.onclick = () => go(k);
    row.insertCell().append(button);
    for (const text of [child.name, parent.name, edge.partial, child.delta, edge.message,
      `${step.before} → ${step.after}`, `${step.arrived}/${step.expected}`]) row.insertCell().textContent = text;
  });
});

// The drawing fills the board as long as it stays readable; what is wider than that is scrolled.
function fit() {
  const { width, height } = svg.viewBox.baseVal;
  const zoom = Math.min((svg.parentElement.clientWidth - 20) / width, (0.5 * window.innerHeight) / height);
  svg.style.width = `${width * Math.max(0.6, Math.min(zoom, 1.8))}px`;
}
window.addEventListener("resize", fit);
fit();
show(stepOfAddress(), { keepHash: true });
