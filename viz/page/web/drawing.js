// The drawing: wires, gates and names come as SVG from Python, numbers are added here, and every mode
// of the page paints a state on it: { nodeClass, edgeClass, data, delta, badge, parcels }.
const svg = document.querySelector(".board svg");
const drawnWires = [...svg.querySelectorAll(":scope > path")];
const wireOf = new Map(view.edges.map((edge, e) => [keyOf(edge), drawnWires[e]]));
const drawnNodes = [...svg.querySelectorAll(".node")].map((group, i) => {
  const [x, y] = group.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
  const [start, , length] = group.querySelector("path").getAttribute("d").match(/[\d.]+/g).map(Number);
  const drawn = { group, x, y, start, length, right: x + start + length, gate: group.querySelector(".gate") };
  // a click between the letters of a node is meant for it, too
  drawn.button = add(group, "rect", { class: "hit", x: -start, y: -gateHeight / 2 - 4, width: 2 * start + length, height: gateHeight + 8 });
  group.prepend(drawn.button);
  drawn.title = add(group, "title");
  drawn.name = group.querySelector(":scope > .label, :scope > .name");
  drawn.nameAt = drawn.name?.getAttribute("x") ?? 0;
  // at first they have the final numbers, for readers without a script
  for (const what of ["data", "delta"]) drawn[what] = group.querySelector(`:scope > .${what}`);
  return drawn;
});
const parcels = add(svg, "g"); // what travels along wires
let shown;

// To lay out the numbers of a thousand nodes takes a tenth of a second, and most nodes are not on the screen. Their
// numbers are written all the same, but laid out only when the node comes near what the board shows.
const MANY_NODES = 150;
const nearby = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) target.classList.toggle("away", !isIntersecting);
}, { root: svg.parentElement, rootMargin: "50%" });
if (drawnNodes.length > MANY_NODES) {
  for (const { group } of drawnNodes) {
    group.classList.add("away");
    nearby.observe(group);
  }
}

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

// A number of pixels, to a tenth.
const tenth = (x) => Math.round(10 * x) / 10;

function write(element, text) { if (element.textContent !== text) element.textContent = text; }

// A state in which nothing is marked: all values, no deltas.
function blank() {
  return {
    nodeClass: nodes.map((node, i) => (view.inside.has(i) ? "inside" : reasons[i] ? "undefined" : "")),
    edgeClass: view.edges.map(() => ""),
    data: data.map(number),
    delta: nodes.map(() => ""),
    badge: nodes.map(() => ""),
    parcels: [],
  };
}

function paint(state) {
  drawnNodes.forEach((drawn, i) => {
    if (state.nodeClass[i] !== shown.nodeClass[i]) {
      const away = drawn.group.classList.contains("away") ? " away" : "";
      drawn.group.setAttribute("class", `node ${state.nodeClass[i]}${away}`);
    }
    if (state.data[i] !== shown.data[i]) drawn.data.textContent = state.data[i];
    if (state.delta[i] !== shown.delta[i]) writeDelta(drawn.delta, state.delta[i]);
    if (state.badge[i] !== shown.badge[i]) writeBadge(drawn, state.badge[i]);
    if (drawn.isButton) speak(drawn, state.data[i], state.delta[i], state.badge[i], state.nodeClass[i]);
    if (reasons[i] !== shown.reasons[i]) writeReason(drawn, reasons[i] ? ruleOf(i) : "");
  });
  view.edges.forEach((edge, e) => {
    if (state.edgeClass[e] !== shown.edgeClass[e]) edge.wire.setAttribute("class", state.edgeClass[e]);
  });
  shown = { ...state, reasons: [...reasons] };
  parcels.replaceChildren();
  const taken = [];
  for (const parcel of state.parcels.slice(0, MANY_PARCELS)) drawParcel(parcel, taken);
  panel.earn();
}

const MANY_PARCELS = 24; // of more there is a list below the board

// A message and, above it, its local gradient stand at their wire where they cover least, on a long wire close to who
// receives the message (`_parcel` of viz/pictures/slide.py).
function drawParcel({ edge, text, local = "" }, taken) {
  const half = 4.8 * Math.max(text.length, local.length), height = local ? 32 : 16;
  const { x, y } = placeOfParcel(view.edges[edge], half, height / 2, taken), box = [x - half, x + half, y - height / 2, y + height / 2];
  if (taken.some((other) => meet(other, box))) return; // better none than two that cannot be read
  taken.push(box);
  if (local) add(parcels, "text", { class: "local", x, y: y + baselines.local }).textContent = local;
  add(parcels, "text", { class: "parcel", x, y: y + (local ? baselines.parcel : 4) }).textContent = text;
}

const meet = (a, b) => a[0] < b[1] && b[0] < a[1] && a[2] < b[3] && b[2] < a[3];

function placeOfParcel({ wire, parent, child }, half, up, taken) {
  const points = beginningOf(wire), best = Math.min(points.total / 2, 80);
  const beside = view.edges.filter((edge) => edge.wire !== wire && (edge.child === child || edge.parent === parent))
    .slice(0, 30).map((edge) => [...beginningOf(edge.wire), ...beginningOf(edge.wire).ending]);
  const { width, height } = svg.viewBox.baseVal, xs = points.map((point) => point.x);
  const first = Math.min(...xs) - half, far = Math.max(...xs) + half; // at the end of a row a wire turns back
  const near = drawnNodes.flatMap((drawn, i) => (
    view.inside.has(i) || drawn.x + leftOf(drawn) > far || drawn.right < first ? [] : boxesOf(drawn)));
  let found, least = inf;
  for (const part of [1, 0.9, 1.1, 0.8, 1.2, 0.7, 0.6, 0.5, 0.4, 1.4, 1.8]) {
    const { x: along, y } = points[Math.min(points.length - 1, Math.round((part * best) / points.apart))];
    const x = Math.max(half, Math.min(along, width - half)); // a wire may turn at the edge of the paper
    // a wire that slants runs through the ends of the text; better that than another wire
    const heights = points.filter((point) => abs(point.x - x) <= half).map((point) => point.y);
    const top = Math.min(...heights), bottom = Math.max(...heights);
    for (const at of [y, Math.max(top, y - 13) - up - 6, Math.min(bottom, y + 13) + up + 6]) {
      const off = x < half || x + half > width || at < up || at + up > height;
      const box = [x - half, x + half, at - up, at + up];
      const covered = off + near.filter((other) => meet(other, box)).length + 2 * taken.filter((other) => meet(other, box)).length
        + 0.2 * beside.filter((points) => points.some((point) => abs(point.x - x) < half && abs(point.y - at) < up)).length
        + (at === y && (up < 10 || bottom - top > 3) ? 0.1 : 0);
      if (covered < least) [found, least] = [{ x, y: at }, covered];
    }
  }
  return found;
}

// Points along the beginning of a wire and its ending, measured once.
const beginnings = new WeakMap();
function beginningOf(wire) {
  if (!beginnings.has(wire)) {
    const total = wire.getTotalLength(), reach = Math.min(total, 180), n = 36;
    const from = (first) => Array.from({ length: n + 1 }, (_, k) => wire.getPointAtLength(first + (k * reach) / n));
    beginnings.set(wire, Object.assign(from(0), { total, apart: reach / n, ending: total > reach ? from(total - reach) : [] }));
  }
  return beginnings.get(wire);
}

// Where the gate of a node or its label begins, from the origin of its group; a folded gate may be wider.
const leftOf = (drawn) => drawn.start - 2 * (drawn.half ?? drawn.start);

// What a node covers as [left, right, top, bottom]: its gate and its numbers, and a name over it.
function boxesOf(drawn) {
  const { x, y, right } = drawn, reach = gateHeight / 2 + 1;
  const boxes = [[x + leftOf(drawn), right, y - reach, y + baselines.arrived + 3]];
  if (drawn.gate && drawn.name) {
    const at = drawn.nameBox ??= drawn.name.getBBox();
    boxes.push([x + at.x, x + at.x + at.width, y + at.y + 3, y + at.y + at.height]);
  }
  return boxes;
}

// A node that can be chosen is a button, read as "q = x + y, value 3, delta −4, 1 of 1".
function speak(drawn, data, delta, badge, kind) {
  const fired = /\bearly\b/.test(kind) ? "sent early" : /\bfired\b/.test(kind) ? "sent" : "";
  const words = [drawn.title.textContent, data && `value ${data}`, delta && `delta ${delta.replace(UNSET, "none yet").replace("\n", ", ")}`,
    badge.replace("/", " of ").replace("!", ""), fired];
  const spoken = words.filter(Boolean).join(", ");
  if (drawn.button.getAttribute("aria-label") !== spoken) drawn.button.setAttribute("aria-label", spoken);
}

// What stands for a delta as long as no message has come.
const UNSET = "δ = ?";

// How many messages a node has, of how many: under its gate, or under the name of a variable.
function writeBadge(drawn, text) {
  drawn.badge?.remove();
  drawn.badge = null;
  if (!text) return;
  const width = 7 * text.length + 11, left = drawn.gate ? drawn.start - (drawn.half ?? drawn.start) - width / 2 : drawn.start - width;
  const top = drawn.gate ? gateHeight / 2 + 3 : 13;
  drawn.badge = add(drawn.group, "g", { class: "badge", "aria-hidden": "true" });
  add(drawn.badge, "rect", { x: left, y: top, width, height: 15, rx: 7.5 });
  add(drawn.badge, "text", { x: left + width / 2, y: top + 11.5 }).textContent = text;
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
