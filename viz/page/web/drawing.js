// The drawing: wires, gates and names come as SVG from Python, numbers are added here, and every mode
// of the page paints a state on it: { nodeClass, edgeClass, data, delta, parcels }.
const svg = document.querySelector(".board svg");
const drawnWires = [...svg.querySelectorAll(":scope > path")];
const wireOf = new Map(view.edges.map((edge, e) => [keyOf(edge), drawnWires[e]]));
const drawnNodes = [...svg.querySelectorAll(".node")].map((group, i) => {
  const [x, y] = group.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
  const [start, , length] = group.querySelector("path").getAttribute("d").match(/[\d.]+/g).map(Number);
  const middle = start + length / 2;
  const drawn = { group, x, y, start, right: x + start + length, gate: group.querySelector(".gate") };
  drawn.title = add(group, "title");
  drawn.name = group.querySelector(":scope > .label, :scope > .name");
  drawn.nameAt = drawn.name?.getAttribute("x") ?? 0;
  drawn.data = add(group, "text", { class: "data", x: middle, y: baselines.data });
  drawn.delta = add(group, "text", { class: "delta", x: middle, y: baselines.delta });
  return drawn;
});
const parcels = add(svg, "g"); // what travels along wires
let shown;

function keyOf({ parent, child, position }) { return `${parent} ${child} ${position}`; }

function add(parent, tag, attributes = {}) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.append(element);
  return element;
}

// The same for what is no drawing, with properties in place of attributes.
function make(parent, tag, properties) {
  const element = Object.assign(document.createElement(tag), properties);
  parent.append(element);
  return element;
}

function write(element, text) { if (element.textContent !== text) element.textContent = text; }

// A state in which nothing is marked: all values, no deltas.
function blank() {
  return {
    nodeClass: nodes.map((node, i) => (view.inside.has(i) ? "inside" : reasons[i] ? "undefined" : "")),
    edgeClass: view.edges.map(() => ""),
    data: data.map(number),
    delta: nodes.map(() => ""),
    parcels: [],
  };
}

function paint(state) {
  drawnNodes.forEach((drawn, i) => {
    if (state.nodeClass[i] !== shown.nodeClass[i]) drawn.group.setAttribute("class", `node ${state.nodeClass[i]}`);
    if (state.data[i] !== shown.data[i]) drawn.data.textContent = state.data[i];
    if (state.delta[i] !== shown.delta[i]) writeDelta(drawn.delta, state.delta[i]);
    if (drawn.isButton) speak(drawn, state.data[i], state.delta[i]);
    if (reasons[i] !== shown.reasons[i]) writeReason(drawn, reasons[i] ? ruleOf(i) : "");
  });
  view.edges.forEach((edge, e) => {
    if (state.edgeClass[e] !== shown.edgeClass[e]) edge.wire.setAttribute("class", state.edgeClass[e]);
  });
  shown = { ...state, reasons: [...reasons] };
  parcels.replaceChildren();
  for (const { edge, text } of state.parcels) {
    add(parcels, "text", { class: "parcel", ...placeOfParcel(view.edges[edge].wire, text) }).textContent = text;
  }
}

// Halfway, or on a long wire close to who receives it; a little off where numbers and gates are covered otherwise.
function placeOfParcel(wire, text) {
  const middle = Math.min(wire.getTotalLength() / 2, 80), half = 4 * text.length;
  let best, least = inf;
  for (const part of [1, 0.75, 1.25, 0.5, 1.5]) {
    const point = wire.getPointAtLength(part * middle);
    for (const [up, down] of [[-24, -9], [9, 24]]) {
      const covered = drawnNodes.filter((drawn, i) => !view.inside.has(i)
        && point.x + half > drawn.x - drawn.start && point.x - half < drawn.right
        && point.y + down > drawn.y - gateHeight / 2 - 1 && point.y + up < drawn.y + gateHeight / 2 + 1).length;
      if (covered < least) [best, least] = [{ x: point.x, y: point.y + down - 3 }, covered];
    }
  }
  return best;
}

// A node that can be chosen is a button, read as "q = x + y, value 3, delta −4, 1 of 1".
function speak(drawn, data, delta) {
  const words = [drawn.title.textContent, data && `value ${data}`, delta && `delta ${delta.replace("·", "none yet").replace("\n", ", ")}`];
  drawn.group.setAttribute("aria-label", words.filter(Boolean).join(", "));
}

// A delta may have a second line: how many of its messages are there.
function writeDelta(element, text) {
  const [delta, arrived] = text.split("\n");
  element.textContent = delta;
  if (arrived === undefined) return;
  const x = element.getAttribute("x");
  add(element, "tspan", { class: "arrived", x, dy: baselines.arrived - baselines.delta }).textContent = arrived;
}

// Why there is no value stands at the gate itself, over everything else, in lines of about 36 letters.
function writeReason(drawn, reason) {
  drawn.reason?.remove();
  drawn.reason = null;
  if (!reason) return;
  const lines = reason.match(/\S.{0,36}(?=\s|$)|\S+/g), half = 3.4 * Math.max(...lines.map((line) => line.length));
  const { width, height } = svg.viewBox.baseVal;
  const x = Math.max(Math.min(drawn.x, width - half), Math.min(half, width / 2));
  drawn.reason = add(svg, "text", { class: "reason", y: Math.min(drawn.y + 34, height - 14 * lines.length + 15) });
  lines.forEach((line, k) => { add(drawn.reason, "tspan", { x, dy: k && 14 }).textContent = line; });
}

// --- folding: which gates and wires are there ------------------------------------------------------------
const drawnForFolds = []; // gates and wires that go when the folds change

function redraw() {
  for (const element of drawnForFolds.splice(0)) element.remove();
  for (const wire of drawnWires) wire.setAttribute("class", "inside");
  for (const edge of view.edges) {
    edge.wire = view.fold.has(edge.child) ? foldedWire(edge) : wireOf.get(keyOf(edge));
    edge.wire.setAttribute("class", "");
  }
  drawnNodes.forEach((drawn, i) => {
    drawn.title.textContent = nodes[i].gate ? `${nodes[i].name} = ${formula(i)}` : nodes[i].name;
    drawn.gate?.classList.toggle("hidden", view.fold.has(i));
    drawn.name?.setAttribute("x", view.fold.has(i) ? placeOfFold(i).x - drawn.x : drawn.nameAt);
    if (view.fold.has(i)) drawFold(drawn, i);
  });
  shown = { nodeClass: [], edgeClass: view.edges.map(() => ""), data: [], delta: [], reasons: nodes.map(() => "") };
}

// A folded gate stands in the middle of its gates, but behind everything that enters it.
function placeOfFold(i) {
  const { members, name } = view.fold.get(i), half = Math.max(gateHeight / 2, 5 * name.length + 8), last = drawnNodes[i].x;
  const middle = (Math.min(...members.map((k) => drawnNodes[k].x)) + last) / 2;
  const entered = Math.max(...view.operands[i].map((k) => drawnNodes[k].right)) + half + 50;
  return { x: Math.max(Math.min(last, Math.max(middle, entered)), 0), half };
}

function drawFold(drawn, i) {
  const { x, half } = placeOfFold(i), at = x - drawn.x;
  const gate = add(drawn.group, "g", { class: "gate folded" });
  drawnForFolds.push(gate);
  if (at + half < drawn.start) add(gate, "path", { d: `M${at + half} 0H${drawn.start}` });
  add(gate, "rect", { x: at - half, y: -gateHeight / 2, width: 2 * half, height: gateHeight, rx: 8 });
  add(gate, "text", { x: at, y: baselines.gate }).textContent = view.fold.get(i).name;
}

function foldedWire({ parent, child, position }) {
  const from = drawnNodes[parent], to = drawnNodes[child], n = view.operands[child].length;
  const place = placeOfFold(child), x = place.x - place.half, middle = (from.right + x) / 2;
  const y = to.y + (position - (n - 1) / 2) * Math.min(9, 26 / n);
  const wire = add(svg, "path", { d: `M${from.right} ${from.y}C${middle} ${from.y} ${middle} ${y} ${x} ${y}` });
  svg.insertBefore(wire, drawnNodes[0].group);
  drawnForFolds.push(wire);
  return wire;
}

// Scroll the board to all of these elements; where they are larger than the board, to the last of them.
function bringIntoView(...elements) {
  const board = svg.parentElement, frame = board.getBoundingClientRect();
  const boxes = elements.map((element) => element.getBoundingClientRect());
  let box = around(boxes);
  while (boxes.length > 1 && (box.right - box.left > frame.width || box.bottom - box.top > frame.height)) {
    boxes.shift();
    box = around(boxes);
  }
  if (box.left < frame.left || box.right > frame.right) {
    board.scrollLeft += (box.left + box.right - frame.left - frame.right) / 2;
  }
  if (box.top < frame.top || box.bottom > frame.bottom) {
    board.scrollTop += (box.top + box.bottom - frame.top - frame.bottom) / 2;
  }
}

function around(boxes) {
  const least = (side) => Math.min(...boxes.map((box) => box[side]));
  const most = (side) => Math.max(...boxes.map((box) => box[side]));
  return { left: least("left"), right: most("right"), top: least("top"), bottom: most("bottom") };
}

// What is to be seen of a message: sender, wire and, before all, who receives it.
function bringMessageIntoView({ edge, parent, child }) {
  bringIntoView(drawnNodes[child].group, view.edges[edge].wire, drawnNodes[parent].group);
}

// The drawing fills the board as long as it stays readable; what is wider than that is scrolled.
function fit() {
  const { width, height } = svg.viewBox.baseVal;
  const zoom = Math.min((svg.parentElement.clientWidth - 20) / width, (0.5 * window.innerHeight) / height);
  svg.style.width = `${width * Math.max(0.7, Math.min(zoom, 1.8))}px`;
}

// --- the card below the drawing says what happens ------------------------------------------------------
function say({ phase, sentence, kind = "", equation = [], received = "" }) {
  $("card").className = `card ${kind}`;
  $("phase").textContent = phase;
  $("sentence").textContent = sentence;
  $("received").textContent = received;
  $("equation").replaceChildren(...equation.map(([text, what]) => {
    const span = document.createElement("span");
    span.textContent = text;
    if (what) span.className = what;
    return span;
  }));
}

// A button that is switched off hands the focus of the keyboard on; the browser would drop it.
function allow(button, allowed, heir) {
  if (!allowed && document.activeElement === button) {
    heir.disabled = false;
    heir.focus();
  }
  button.disabled = !allowed;
}

function messageEquation({ parent, child, partial, upstream, message }, hidden = false) {
  return [[`∂${nodes[child].name}/∂${nodes[parent].name} × δ(${nodes[child].name}) = `],
    ...(hidden ? [["?", "delta"]] : [[`[${number(partial)}]`, "partial"], [" × "], [`[${number(upstream)}]`, "delta"],
      [" = "], [number(message), "delta"]])];
}
