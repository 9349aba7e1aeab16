// What a wrong answer looks like: the mistakes of the catalogue (autograd/testing/mistakes.py) tried on the graph at
// hand, in the order of autograd/testing/diagnosis.py. Their formulas and sentences come from there: `slips` beside
// `rows`, and what stands in `scene`.
const LOCAL = 0, ABOVE = 1, LAST = 2;
const mostSteps = 200_000, fewest = 8, mostHeights = 12;
const saysWhere = ["path left out", "term left out", "two factors", "began later"];
const plainSign = ["two factors", "divided", "sign of a message"];
const mistakeNumbers = new Map(scene.mistakes.map(([name], k) => [name, k]));
const kindOfGate = (i) => (nodes[i].row < 0 || view.fold.has(i) ? "" : slips[nodes[i].row].kind);
const isPlain = (operand) => operand < 0 || nodes[operand].row === -2;

// Mistakes in ∂root/∂node; or, where only the message along one edge is asked for, in that message.
function suspects(node, edge = null) {
  const only = edge === null ? null : view.edges[edge];
  const top = only ? only.child : root, seed = only ? now.delta[top] : 1;
  const incoming = now.messages.filter((m) => m.parent === node && (edge === null || m.edge === edge));
  if (incoming.length === 0) return [];
  const edgesOf = (gate) => (only ? [only] : view.entering[gate].map((e) => view.edges[e]));
  const partialOf = (gate, position) => now.partials[gate][position] ?? 0;
  const right = only ? incoming[0].message : now.delta[node];
  const found = [];

  // how high a node lies above the one asked for: the longest way up
  const height = new Map([[node, 0]]);
  for (const gate of only ? [top] : view.gates) {
    const heights = edgesOf(gate).filter(({ parent }) => height.has(parent)).map(({ parent }) => height.get(parent));
    if (heights.length) height.set(gate, 1 + Math.max(...heights));
  }
  const gates = [...height.keys()].slice(1), senders = [...new Set(incoming.map(({ child }) => child))];
  const upward = new Map(gates.map((gate) => [gate, edgesOf(gate).filter(({ parent }) => height.has(parent))]));
  const tried = [];
  let left = Math.floor(mostSteps / [...upward.values()].reduce((sum, edges) => sum + edges.length, 0));
  for (const gate of gates.toSorted((a, b) => height.get(a) - height.get(b))) {
    left -= upward.get(gate).length;
    if (left < 0 && tried.length >= fewest) break;
    tried.push(gate);
  }
  const arriving = new Map();
  for (const gate of gates) for (const { parent } of upward.get(gate)) arriving.set(parent, (arriving.get(parent) ?? 0) + 1);

  function suspect(rank, name, value, { child = senders[0], operand = node, count = 0 } = {}) {
    const places = { node: nodes[node].name, child: nodes[child].name, operand: nodeName(operand), count, gate: gateName(child) };
    let sentence = scene.mistakes[mistakeNumbers.get(name)][1].replace(/{(\w+)}/g, (_, place) => places[place]);
    if (rank === ABOVE && !saysWhere.includes(name)) sentence = `${sentence.replace(/\.$/, "")} (at ${nodes[child].name}).`;
    // what gives the right number is no mistake
    const isRight = abs(value - right) <= 1e-12 * abs(right), isTurned = abs(value + right) <= 1e-12 * abs(right);
    if (Number.isFinite(value) && !isRight && !(isTurned && plainSign.includes(name))) found.push({ rank, name, number: value, sentence });
  }
  // what arrives at the node if some gates have other partials, null for those that stay
  function arrives(edits) {
    const delta = new Map([...height.keys()].map((i) => [i, 0]));
    delta.set(top, seed);
    for (const gate of gates.toReversed()) {
      const wrong = edits.get(gate);
      for (const { parent, position } of upward.get(gate)) {
        delta.set(parent, delta.get(parent) + delta.get(gate) * (wrong?.[position] ?? partialOf(gate, position)));
      }
    }
    return delta.get(node);
  }
  function at(some, name, edits) {
    const rank = some.every((gate) => senders.includes(gate)) ? LOCAL : ABOVE, [child] = some;
    const operand = upward.get(child).find(({ position }) => edits.get(child)[position] !== null)?.parent ?? node;
    suspect(rank, name, arrives(edits), { child, operand });
  }
  const only1 = (gate, position, x) => new Map([[gate, view.operands[gate].map((_, k) => (k === position ? x : null))]]);
  const ones = (some) => new Map(some.map((gate) => [gate, view.operands[gate].map(() => 1)]));

  // what was done with the messages of the node
  suspect(LOCAL, "slip of the sign", -right);
  suspect(LOCAL, "no upstream", incoming.reduce((sum, m) => sum + m.partial, 0));
  if (incoming.length === 1) suspect(LOCAL, "local plus upstream", incoming[0].upstream + incoming[0].partial);
  else {
    const count = incoming.length, last = incoming.at(-1);
    for (const m of incoming) if (m.message !== last.message) suspect(LOCAL, "one path", m.message, { child: m.child, count });
    suspect(LOCAL, "overwritten", last.message, { child: last.child, count });
    suspect(LOCAL, "product of messages", incoming.reduce((product, m) => product * m.message, 1));
    suspect(LOCAL, "averaged", right / count, { count });
  }

  // a message that gets lost, a term of a sum or one of several of a node
  for (const gate of tried) {
    for (const { parent, position } of upward.get(gate)) {
      const term = ["add", "sub", "sum"].includes(kindOfGate(gate)), count = arriving.get(parent);
      if (!term && count === 1) continue;
      const value = arrives(only1(gate, position, 0));
      if (value === 0) continue; // nothing is left
      if (parent !== node && term) suspect(gate === top ? LOCAL : ABOVE, "term left out", value, { child: gate, operand: parent });
      else if (count > (parent === node ? 2 : 1)) {
        suspect(parent === node ? LOCAL : ABOVE, "path left out", value, { child: gate, operand: parent, count });
      }
    }
  }

  // what was put in place of a local gradient
  const constantOf = (gate) => (["mul", "div"].includes(kindOfGate(gate)) ? view.operands[gate].find(isPlain) : undefined);
  const wrong = scene.mistakes.map(() => new Map());
  for (const gate of tried) {
    if (view.fold.has(gate)) continue;
    for (const [k, wrongPartials] of slips[nodes[gate].row].slips(data[gate], nodes[gate].operands.map(valueOf))) {
      const dropped = ["without the factor", "handed on"].includes(scene.mistakes[k][0]);
      if (!(dropped && constantOf(gate) !== undefined)) wrong[k].set(gate, wrongPartials);
    }
  }
  wrong.forEach((edits, k) => {
    for (const some of groups([...edits.keys()], height)) {
      at(some, scene.mistakes[k][0], new Map(some.map((gate) => [gate, edits.get(gate)])));
    }
  });
  const byNumber = Map.groupBy(tried.filter((gate) => constantOf(gate) !== undefined), (gate) => valueOf(constantOf(gate)));
  for (const some of byNumber.values()) {
    for (const forgotten of some.length > 1 ? [...some.map((gate) => [gate]), some] : [some]) at(forgotten, "constant forgotten", ones(forgotten));
  }
  const canTry = (gate) => tried.includes(gate) && !view.fold.has(gate);
  for (const [name, places] of scene.swaps) {
    const edits = new Map();
    for (const [gate, position, value] of places) {
      if (!canTry(gate) || !height.has(nodes[gate].operands[position])) continue;
      if (only && position !== only.position) continue;
      if (!edits.has(gate)) edits.set(gate, nodes[gate].operands.map(() => null));
      edits.get(gate)[position] = valueOf(value);
    }
    if (edits.size) at([...edits.keys()], name, edits);
  }
  for (const [gate, values] of scene.elsewhere) {
    if (!canTry(gate) || rows[nodes[gate].row].unwritable) continue;
    for (const value of new Set([...values, node])) {
      const row = rows[nodes[gate].row], x = [valueOf(value)];
      suspect(senders.includes(gate) ? LOCAL : ABOVE, "slope elsewhere", arrives(new Map([[gate, row.partials(row.forward(x), x)]])), { child: gate, operand: value });
    }
  }

  // what lies around the gates
  for (const operand of new Set([node, ...senders, top])) {
    suspect(operand === node || senders.includes(operand) ? LOCAL : LAST, "value", data[operand], { operand });
  }
  const levels = Map.groupBy(
    tried.filter((gate) => upward.get(gate).some(({ position }) => partialOf(gate, position) !== 1)), (gate) => height.get(gate));
  const dropped = [...levels.values()].slice(0, mostHeights);
  dropped.forEach((lower, k) => {
    for (const upper of dropped.slice(k + 1)) suspect(ABOVE, "two factors", arrives(ones([...lower, ...upper])), { child: lower[0] });
  });
  const toward = new Map([[node, 1]]);
  for (const gate of gates) {
    toward.set(gate, upward.get(gate).reduce((sum, { parent, position }) => sum + partialOf(gate, position) * toward.get(parent), 0));
    if (gate !== top && !senders.includes(gate)) suspect(ABOVE, "began later", toward.get(gate), { child: gate });
  }
  for (const [child, count] of summed(gates)) suspect(ABOVE, "averaged", right / count, { child, count });
  suspect(LAST, "value of the root", right * data[top]);
  if (!only) nodes.forEach((_, other) => {
    if (other !== node && !view.inside.has(other) && nodes[other].row !== -2) suspect(LAST, "delta of another", now.delta[other], { child: other });
  });
  suspect(LAST, "twice", 2 * right);
  suspect(LAST, "half", right / 2);
  suspect(LAST, "step taken", data[node] - right);
  suspect(LAST, "constant", 0);
  if (right) suspect(LAST, "reciprocal", 1 / right);
  return found.sort((a, b) => a.rank - b.rank || mistakeNumbers.get(a.name) - mistakeNumbers.get(b.name));
}

const nodeName = (operand) => (operand < 0 ? number(constants[-1 - operand]) : nodes[operand].name);
const gateName = (i) => (nodes[i].row < 0 || view.fold.has(i) ? gateOf(i) : rows[nodes[i].row].name);

// Each gate, all at one height, and all of one operation.
function groups(gates, height) {
  const levels = [...Map.groupBy(gates, (gate) => height.get(gate)).values()];
  const kinds = [...Map.groupBy(gates, (gate) => nodes[gate].row).values()];
  const several = [...levels, ...kinds].filter((some) => some.length > 1);
  return [...gates.map((gate) => [gate]), ...several];
}

// The sums among some gates, at their last +, with the number of their terms.
function summed(gates) {
  const isSum = (i) => i >= 0 && ["add", "sum"].includes(kindOfGate(i)), terms = new Map();
  const added = new Set(gates.filter(isSum).flatMap((gate) => view.operands[gate]));
  for (const gate of view.gates.filter(isSum)) {
    terms.set(gate, view.operands[gate].reduce((sum, operand) => sum + (terms.get(operand) ?? 1), 0));
  }
  return gates.filter((gate) => isSum(gate) && !added.has(gate)).map((gate) => [gate, terms.get(gate)]);
}

// One to three of them, the structurally simpler ones first (`likeliest` in diagnosis.py).
function likeliest(found, matches, exactly) {
  const near = found.filter((one) => matches(one.number)), very = near.filter((one) => exactly(one.number));
  const said = very.length ? very : near, signs = said.some(({ name }) => scene.signs.includes(name));
  const kept = said.filter(({ name }) => !signs || name !== "slip of the sign"), named = new Map();
  for (const one of kept) if ((one.rank < LAST || kept[0].rank === LAST) && !named.has(one.name)) named.set(one.name, one);
  return [...named.values()].slice(0, 3);
}
