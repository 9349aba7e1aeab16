// Why topological order: every node may be fired by hand, early too, and what comes too late is lost.
const order = {
  enter() { order.restart(); },
  leave() {},
  refresh() { order.restart(); },
  key(key) {
    if (key === "ArrowRight") order.next();
    else if (key === "Home") order.restart();
    else return false;
    return true;
  },
  // The message of the backward pass, and not what an early gate sends in its place.
  hasSent(m) {
    const { edge, message } = now.messages[m], sent = order.along.get(edge);
    return sent !== undefined && number(sent) === number(message);
  },

  restart() {
    order.delta = nodes.map(() => NOTHING);
    order.delta[root] = 1;
    order.arrived = nodes.map(() => 0);
    order.size = nodes.map(() => 0); // of all messages together, for what is only rounding
    order.along = new Map(); // edge → the message that it has carried
    order.fired = new Map(); // node → how many messages it had
    order.late = new Set(); // nodes that received something after they had fired
    order.sent = [];
    order.list();
    order.paint();
    say({
      phase: "Why topological order", kind: "backward",
      sentence: "Choose a gate to fire it: it sends upstream × local to each of its operands, once.",
      received: `${UNSET} stands where no message has come yet, and a badge counts the messages: 1/2 is the first of two. ` +
        "Fire a gate before its badge is full and see what is lost.",
    });
  },

  // The gates that have fired, for the address.
  get place() { return [...order.fired.keys()].join("."); },
  restore(place) {
    order.restart();
    const fired = place.split(".").filter((text) => /^\d+$/.test(text)).map(Number);
    for (const i of new Set(fired)) if (view.gates.includes(i)) order.choose(i);
  },

  isComplete: (i) => order.arrived[i] === view.expected[i],

  choose(i) {
    const { name } = nodes[i];
    if (!nodes[i].gate) return order.tell(`${name} is ${kindOf(i)}: it only receives.`);
    if (order.fired.has(i)) return order.tell(`${name} has fired already; every node fires once.`);
    const have = order.arrived[i], expected = view.expected[i];
    address.write();
    order.sent = [];
    order.fired.set(i, have);
    for (const e of view.entering[i]) {
      const { parent, position } = view.edges[e], partial = now.partials[i][position];
      const sent = sentAlong(order.delta[i], partial), message = sent ?? 0;
      order.delta[parent] = gathered(order.delta[parent], sent);
      order.arrived[parent] += 1;
      order.along.set(e, message);
      order.size[parent] += abs(message);
      if (order.fired.has(parent)) order.late.add(parent);
      order.sent.push({ edge: e, text: `← ${number(message)}`, parent, partial: partial ?? 0, message, upstream: order.delta[i] ?? 0 });
    }
    order.list();
    const told = order.sent.length > 3 ? count(order.sent.length, "message")
      : order.sent.map(({ parent, message }) => `${number(message)} to ${nodes[parent].name}`).join(", ") || "nothing";
    const late = [...order.late].filter((k) => view.entering[i].some((e) => view.edges[e].parent === k));
    order.tell(
      `${name} fires ${i === root ? "with the seed" : have < expected ? order.early(have, expected) : "complete"} and sends ${told}.`,
      late.map((k) => `${nodes[k].name} had fired already: what it gets now never reaches its operands.`).join(" "));
    order.paint(i);
    bringIntoView(...order.sent.map(({ parent }) => drawnNodes[parent].group), drawnNodes[i].group);
    if (view.gates.every((k) => order.fired.has(k))) order.compare(i);
  },

  early: (have, expected) => (have
    ? `early, with ${have} of ${count(expected, "message")},`
    : `early, with none of its ${count(expected, "message")} and δ still 0,`),

  // A gate of many operands sends many messages at once; not all of them have room in the drawing.
  list() {
    $("sent").replaceChildren(...order.sent.map(({ parent, partial, upstream, message }) => {
      const item = document.createElement("li");
      make(item, "span", { className: "way", textContent: `to ${nodes[parent].name}` });
      make(item, "span", { className: "partial", textContent: `[${number(partial)}]` });
      item.append(" × ");
      make(item, "span", { className: "delta", textContent: `[${number(upstream)}]` });
      item.append(" = ");
      make(item, "span", { className: "delta", textContent: number(message) });
      return item;
    }));
  },

  next() {
    const ready = view.gates.findLast((i) => !order.fired.has(i) && order.isComplete(i));
    if (ready !== undefined) order.choose(ready);
  },

  // Another order of adding changes the last digit; that is not wrong.
  wrong: () => [...nodes.keys()].filter((i) => (
    !view.inside.has(i) && abs((order.delta[i] ?? 0) - now.delta[i]) > 1e-9 * Math.max(order.size[i], abs(now.delta[i])))),

  compare(firing) {
    const wrong = order.wrong(), early = [...order.fired].filter(([i, have]) => have < view.expected[i]).map(([i]) => nodes[i].name);
    order.paint(firing);
    say({
      phase: "All gates have fired", kind: "backward",
      sentence: wrong.length === 0
        ? "All deltas are right: every gate waited for its messages. That is what a topological order is for."
        : `${count(wrong.length, "delta")} ${wrong.length === 1 ? "is" : "are"} wrong, because ${early.join(", ")} fired early.`,
      received: wrong.slice(0, 12).map((i) => `δ(${nodes[i].name}) = ${number(order.delta[i] ?? 0)}, right is ${number(now.delta[i])}`).join("; "),
    });
  },

  tell(sentence, received = "") {
    say({ phase: `${order.fired.size} of ${count(view.gates.length, "gate")} fired`, kind: "backward", sentence, received });
  },

  paint(firing) {
    const state = blank(), done = view.gates.every((i) => order.fired.has(i)), wrong = new Set(done ? order.wrong() : []);
    nodes.forEach((node, i) => {
      if (view.inside.has(i)) return;
      const have = order.arrived[i], expected = view.expected[i], sent = order.fired.get(i);
      const isSet = i === root || have > 0, early = sent < expected;
      state.delta[i] = (isSet ? number(order.delta[i] ?? 0) : UNSET) + (wrong.has(i) ? `\nright: ${number(now.delta[i])}` : "");
      state.badge[i] = i === root ? "seed" : `${have}/${expected}${early ? "!" : ""}`;
      if (!isSet) mark(state.nodeClass, i, "unset");
      if (early) mark(state.nodeClass, i, "early");
      else if (i === root || have === expected) mark(state.nodeClass, i, "complete");
      if (sent !== undefined) mark(state.nodeClass, i, "fired");
      else if (node.gate && order.isComplete(i)) mark(state.nodeClass, i, "ready");
      if (wrong.has(i)) mark(state.nodeClass, i, "wrong");
    });
    for (const [i] of order.fired) for (const e of view.entering[i]) state.edgeClass[e] = "sent";
    if (firing !== undefined) {
      mark(state.nodeClass, firing, "now");
      for (const { edge } of order.sent) state.edgeClass[edge] = "now";
      state.parcels = order.sent;
    }
    paint(state);
    ledger.refresh();
    allow($("fire"), view.gates.some((i) => !order.fired.has(i) && order.isComplete(i)), $("unfire"));
  },
};
$("fire").onclick = order.next;
$("unfire").onclick = () => {
  order.restart();
  address.write();
};
