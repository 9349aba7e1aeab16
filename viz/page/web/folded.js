// What is drawn: as it came from Python, or, with gates folded, their one gate each, and everything in new places.
const drawnForFolds = []; // gates and wires that go when the folds change
const unfolded = { viewBox: svg.getAttribute("viewBox"), width: svg.getAttribute("width"), height: svg.getAttribute("height") };
for (const drawn of drawnNodes) drawn.unfolded = { x: drawn.x, y: drawn.y, transform: drawn.group.getAttribute("transform") };

function redraw() {
  for (const element of drawnForFolds.splice(0)) element.remove();
  const folded = folds.length > 0;
  for (const wire of drawnWires) wire.setAttribute("class", folded ? "inside" : "");
  drawnNodes.forEach((drawn, i) => {
    drawn.title.textContent = nodes[i].gate ? `${nodes[i].name} = ${formula(i)}` : nodes[i].name;
    drawn.gate?.classList.toggle("hidden", view.fold.has(i));
    drawn.group.classList.toggle("inside", view.inside.has(i));
    drawn.nameBox = drawn.half = undefined;
    if (folded) drawn.nameWidth ??= drawn.name?.getBBox().width ?? 0;
    if (view.fold.has(i)) drawFold(drawn, view.fold.get(i).name);
    const half = drawn.half ?? drawn.start, moved = drawn.start - half;
    drawn.name?.setAttribute("x", drawn.half ? moved : drawn.nameAt);
    drawn.button.setAttribute("x", moved - half);
    drawn.button.setAttribute("width", 2 * half + drawn.length);
  });
  if (folded) layOut();
  else putBack();
  shown = { nodeClass: [], edgeClass: view.edges.map(() => ""), data: [], delta: [], badge: [], reasons: nodes.map(() => "") };
}

// A folded gate ends where the gate of its last node ended, so the numbers behind it stay where they are.
function drawFold(drawn, name) {
  const gate = add(drawn.group, "g", { class: "gate folded" }), text = add(gate, "text", { y: baselines.gate });
  drawnForFolds.push(gate);
  text.textContent = name;
  const half = Math.max(gateHeight / 2, tenth(text.getBBox().width / 2 + 10)), middle = drawn.start - half;
  text.setAttribute("x", middle);
  gate.prepend(add(gate, "rect", { x: middle - half, y: -gateHeight / 2, width: 2 * half, height: gateHeight, rx: 8 }));
  drawn.half = half;
}

function putBack() {
  for (const [name, value] of Object.entries(unfolded)) svg.setAttribute(name, value);
  for (const drawn of drawnNodes) {
    drawn.group.setAttribute("transform", drawn.unfolded.transform);
    move(drawn, drawn.unfolded);
  }
  for (const edge of view.edges) edge.wire = wireOf.get(keyOf(edge));
}

function move(drawn, { x, y }) {
  drawn.x = x;
  drawn.y = y;
  drawn.right = x + drawn.start + drawn.length;
}

// Columns close up where gates are gone, and wires are led anew.
function layOut() {
  const there = [...nodes.keys()].filter((i) => !view.inside.has(i)), at = new Map(there.map((i, k) => [i, k]));
  const boxes = there.map((i) => boxOf(drawnNodes[i])), edges = view.edges.map(({ parent, child }) => [at.get(parent), at.get(child)]);
  const most = Math.max(...view.entering.map(({ length }) => length)), fan = Math.min(5 * Math.max(most - 2, 0), 150);
  const ends = view.edges.map((edge) => (view.fold.has(edge.child) ? null : endOfWire(edge)));
  const found = layered(boxes, edges, columnGap + fan, rowGap, (e, k, n) => (
    ends[e]?.y ?? (k - (n - 1) / 2) * Math.min(9, 26 / n)));
  there.forEach((i, k) => {
    const drawn = drawnNodes[i], { width, front } = boxes[k], { x, y } = found.centers[k];
    move(drawn, { x: tenth(x - width / 2 + front - drawn.start + margin), y: tenth(y + margin) });
    drawn.group.setAttribute("transform", `translate(${drawn.x} ${drawn.y})`);
  });
  const width = tenth(found.width + 2 * margin), height = tenth(found.height + 2 * margin);
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height })) svg.setAttribute(name, value);
  view.edges.forEach((edge, e) => {
    const from = drawnNodes[edge.parent], to = drawnNodes[edge.child];
    const points = found.routes[e].map(({ x, y }) => ({ x: tenth(x + margin), y: tenth(y + margin) }));
    points[0] = { x: from.right, y: from.y };
    const tip = tenth(to.x + (ends[e]?.x ?? leftOf(to)));
    edge.wire = add(svg, "path", { d: `${smooth(points)}H${tip}` });
    svg.insertBefore(edge.wire, drawnNodes[0].group);
    drawnForFolds.push(edge.wire);
  });
}

// The room for a node, as `_box` of viz/pictures/drawing.py; `front` is how far its wire begins from its left side.
function boxOf(drawn) {
  const gate = 2 * (drawn.half ?? drawn.start), over = drawn.gate ? Math.max(0, (drawn.nameWidth - gate) / 2) : 0;
  const front = drawn.gate ? over + gate : Math.max(gate, drawn.nameWidth + 6);
  const height = gateHeight + (drawn.gate && drawn.name ? 28 : 4);
  return { front, width: front + Math.max(over, drawn.length), height, y: drawn.unfolded.y };
}

// Where a wire as Python drew it ends, from the origin of the gate that it enters.
function endOfWire(edge) {
  const wire = wireOf.get(keyOf(edge)), to = drawnNodes[edge.child].unfolded;
  const { x, y } = wire.getPointAtLength(wire.getTotalLength());
  return { x: x - to.x, y: y - to.y };
}

// A curve through the points that runs level at each of them.
function smooth([first, ...points]) {
  let d = `M${first.x} ${first.y}`, before = first;
  for (const point of points) {
    const middle = tenth((before.x + point.x) / 2);
    d += point.y === before.y ? `H${point.x}` : `C${middle} ${before.y} ${middle} ${point.y} ${point.x} ${point.y}`;
    before = point;
  }
  return d;
}
