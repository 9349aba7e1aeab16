// The graph, computed: every number of the page comes from here. `nodes` is the graph as it was recorded,
// `view` what is seen of it (gates may be folded), `now` the numbers of both passes.
const $ = (id) => document.getElementById(id);
const scene = JSON.parse($("data").textContent);
// The partial where nothing is sent, whatever the delta is, as in autograd/ops.py; and the delta of who got nothing.
const NOTHING = undefined;
const real = (x) => (typeof x === "string" ? Number(x) : x ?? NOTHING);
const sentAlong = (x, y) => (x === NOTHING || y === NOTHING ? NOTHING : x * y);
const gathered = (x, y) => (y === NOTHING ? x : (x ?? 0) + y);
const VARIABLE = -1;
const nodes = scene.nodes.map(([name, labelled, gate, template, row, operands, data, partials]) => (
  { name, labelled: Boolean(labelled), gate, template, row, operands, data: real(data), partials: partials.map(real) }));
const root = nodes.length - 1;
const constants = scene.constants.map(real);
const variables = [...nodes.keys()].filter((i) => nodes[i].row === VARIABLE);
// a row of the user's may be no plain arithmetic: then the page shows what was recorded
const unwritable = rows.filter((row) => row.unwritable);

// --- forward ---------------------------------------------------------------------------------------
const data = nodes.map((node) => node.data);
const partials = nodes.map((node) => node.partials);
const reasons = nodes.map(() => ""); // why a node has no value
const ruleOf = (i) => rows[nodes[i].row].domain || "outside of its domain";
const valueOf = (operand) => (operand < 0 ? constants[-1 - operand] : data[operand]);

function computeAll() {
  nodes.forEach((node, i) => {
    if (node.row < 0) return;
    const row = rows[node.row], x = node.operands.map(valueOf);
    reasons[i] = row.excluded?.(x) ? `${row.name} is undefined at ${x.map(number).join(", ")}: ${ruleOf(i)}` : "";
    data[i] = reasons[i] ? nan : row.forward(x);
    partials[i] = reasons[i] ? x.map(() => nan) : row.partials(data[i], x);
  });
  now = backward();
}

// --- what is seen ------------------------------------------------------------------------------------
const folds = []; // { output, members, name, inner }, members in the order of their birth
let view = seen();
let now = backward();

function seen() {
  const fold = new Map(folds.map((one) => [one.output, one]));
  const inside = new Set(folds.flatMap(({ output, members }) => members.filter((i) => i !== output)));
  const operands = nodes.map((node, i) => (fold.has(i) ? inputsOf(fold.get(i)) : node.operands));
  const edges = [], entering = nodes.map(() => []), expected = nodes.map(() => 0);
  nodes.forEach((node, child) => operands[child].forEach((parent, position) => {
    if (parent < 0 || inside.has(child)) return;
    entering[child].push(edges.length);
    expected[parent] += 1;
    edges.push({ parent, child, position });
  }));
  const gates = [...nodes.keys()].filter((i) => nodes[i].gate && !inside.has(i));
  return { fold, inside, operands, edges, entering, expected, gates };
}

// The nodes outside of a fold that enter it, each once; plain numbers stay inside.
function inputsOf({ members }) {
  const own = new Set(members);
  return [...new Set(members.flatMap((i) => nodes[i].operands))].filter((i) => i >= 0 && !own.has(i));
}

// ∂gate/∂operand for each operand of what is seen as one gate.
function partialsOf(i) {
  const fold = view.fold.get(i);
  if (!fold) return partials[i];
  const delta = new Map([[i, 1]]);
  for (const member of fold.members.toReversed()) {
    nodes[member].operands.forEach((parent, k) => {
      delta.set(parent, gathered(delta.get(parent), sentAlong(delta.get(member), partials[member][k])));
    });
  }
  return view.operands[i].map((parent) => delta.get(parent));
}

// --- backward: messages of deltas, as autograd/messages.py sends them ----------------------------------
function backward() {
  const delta = nodes.map(() => NOTHING), arrived = nodes.map(() => 0), messages = [], seenPartials = [];
  delta[root] = 1;
  for (const child of view.gates.toReversed()) {
    seenPartials[child] = partialsOf(child);
    for (const edge of view.entering[child]) {
      const { parent, position } = view.edges[edge], partial = seenPartials[child][position];
      const message = sentAlong(delta[child], partial), before = delta[parent];
      delta[parent] = gathered(before, message);
      arrived[parent] += 1;
      messages.push({
        edge, parent, child, partial: partial ?? 0, upstream: delta[child] ?? 0, message: message ?? 0,
        before: before ?? 0, after: delta[parent] ?? 0, arrived: arrived[parent], expected: view.expected[parent],
      });
    }
  }
  return { delta: delta.map((d) => d ?? 0), messages, partials: seenPartials };
}

// --- in words ------------------------------------------------------------------------------------------
const kindOf = (i) => (nodes[i].row === VARIABLE ? "a variable" : "a plain number");
const gateOf = (i) => view.fold.get(i)?.name ?? nodes[i].gate;
const nameOf = (operand) => (operand < 0 ? number(constants[-1 - operand]) : nodes[operand].name);
const formula = (i) => written(i, nameOf);
const withNumbers = (i) => written(i, (operand) => number(valueOf(operand)));

// A template has places for operands: as it is, in parentheses if negative, or unless it is one word.
function written(i, word) {
  const operands = view.operands[i].map(word);
  if (view.fold.has(i)) return `${gateOf(i)}(${operands.join(", ")})`;
  return filled(nodes[i].template, operands);
}

function filled(template, operands) {
  return template.replace(/([\ue000-\ue002])(\d+)\ue003/g, (_, kind, k) => {
    const text = operands[k];
    const bare = kind === "\ue000" || (kind === "\ue001" ? !text.startsWith("−") : (/^[\p{L}\p{N}]+$/u.test(text) && !raised.includes(text.at(-1))));
    return bare ? text : `(${text})`;
  });
}

function count(n, noun) { return `${n.toLocaleString("en")} ${noun}${n === 1 || n === 1n ? "" : "s"}`; }
