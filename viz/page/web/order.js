// Why topological order: every node may be fired by hand, early too, and what comes too late is lost.
const order = {
  enter() { order.restart(); },
  leave() {},
  refresh() { order.restart(); },
  key() { return false; },

  restart() {
    order.delta = nodes.map(() => 0);
    order.delta[root] = 1;
    order.arrived = nodes.map(() => 0);
    order.size = nodes.map(() => 0); // of all messages together, for what is only rounding
    order.fired = new Map(); // node → how many messages it had
    order.late = new Set(); // nodes that received something after they had fired
    order.sent = [];
    order.paint();
    say({
      phase: "Why topological order", kind: "backward",
      sentence: "Choose a gate to fire it: it sends upstream × local to each of its operands, once.",
      received: "A gate is complete when it has received as many messages as it expects. Fire one early and see what is lost.",
    });
  },

  isComplete: (i) => order.arrived[i] === view.expected[i],

  choose(i) {
    const { name } = nodes[i];
    if (!nodes[i].gate) return order.tell(`${name} is ${kindOf(i)}: it only receives.`);
    if (order.fired.has(i)) return order.tell(`${name} has fired already; every node fires once.`);
    const have = order.arrived[i], expected = view.expected[i];
    order.sent = [];
    order.fired.set(i, have);
    for (const e of view.entering[i]) {
      const { parent, position } = view.edges[e], message = order.delta[i] * now.partials[i][position];
      order.delta[parent] += message;
      order.arrived[parent] += 1;
      order.size[parent] += abs(message);
      if (order.fired.has(parent)) order.late.add(parent);
      order.sent.push({ edge: e, text: `← ${number(message)}`, told: `${number(message)} to ${nodes[parent].name}` });
    }
    const late = [...order.late].filter((k) => view.entering[i].some((e) => view.edges[e].parent === k));
    order.tell(
      `${name} fires ${i === root ? "with the seed" : have < expected ? `early, with ${have} of ${count(expected, "message")},` : "complete"} ` +
      `and sends ${order.sent.map(({ told }) => told).join(", ") || "nothing"}.`,
      late.map((k) => `${nodes[k].name} had fired already: what it gets now never reaches its operands.`).join(" "));
    order.paint(i);
    if (view.gates.every((k) => order.fired.has(k))) order.compare();
  },

  next() {
    const ready = view.gates.findLast((i) => !order.fired.has(i) && order.isComplete(i));
    if (ready !== undefined) order.choose(ready);
  },

  // Another order of adding changes the last digit; that is not wrong.
  wrong: () => [...nodes.keys()].filter((i) => (
    !view.inside.has(i) && abs(order.delta[i] - now.delta[i]) > 1e-9 * Math.max(order.size[i], abs(now.delta[i])))),

  compare() {
    const wrong = order.wrong(), early = [...order.fired].filter(([i, have]) => have < view.expected[i]).map(([i]) => nodes[i].name);
    order.paint();
    say({
      phase: "All gates have fired", kind: "backward",
      sentence: wrong.length === 0
        ? "All deltas are right: every gate waited for its messages. That is what a topological order is for."
        : `${count(wrong.length, "delta")} ${wrong.length === 1 ? "is" : "are"} wrong, because ${early.join(", ")} fired early.`,
      received: wrong.slice(0, 12).map((i) => `δ(${nodes[i].name}) = ${number(order.delta[i])}, right is ${number(now.delta[i])}`).join("; "),
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
      const told = i === root ? "seed" : `${have} of ${expected}`;
      const mood = sent !== undefined ? (sent < expected ? ", sent early" : ", sent") : "";
      const seen = i === root || have > 0 ? number(order.delta[i]) : "·";
      state.delta[i] = `${seen}\n${wrong.has(i) ? `right: ${number(now.delta[i])}` : told + mood}`;
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
    allow($("fire"), view.gates.some((i) => !order.fired.has(i) && order.isComplete(i)), $("unfire"));
  },
};
$("fire").onclick = order.next;
$("unfire").onclick = order.restart;
