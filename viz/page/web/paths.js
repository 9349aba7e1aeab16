// Another way to the same delta: the sum over all paths of the product of the partials along each.
const MOST_PATHS = 60;
const paths = {
  leaf: variables[0],
  found: [],
  chosen: -1,

  enter() { paths.refresh(); },
  leave() {},
  key(key) {
    const last = paths.found.length - 1;
    if (key === "ArrowDown") paths.mark(Math.min(paths.chosen + 1, last));
    else if (key === "ArrowUp") paths.mark(paths.chosen < 0 ? last : Math.max(paths.chosen - 1, 0));
    else if (key === "Escape") paths.mark(-1);
    else return false;
    $("paths").children[paths.chosen]?.scrollIntoView({ block: "nearest" });
    return true;
  },

  // How many paths lead from the root to each node: as many as to all its children together.
  counts() {
    const ways = nodes.map(() => 0n);
    ways[root] = 1n;
    for (const child of view.gates.toReversed()) {
      for (const e of view.entering[child]) ways[view.edges[e].parent] += ways[child];
    }
    return ways;
  },

  // The first paths from the root to a node, each as the edges along it, without entering dead ends.
  walk(leaf) {
    const leads = nodes.map((_, i) => i === leaf);
    nodes.forEach((_, child) => {
      if (view.entering[child].some((e) => leads[view.edges[e].parent])) leads[child] = true;
    });
    const found = [], open = leads[root] ? [[root, []]] : [];
    while (open.length && found.length < MOST_PATHS) {
      const [node, edges] = open.pop();
      if (node === leaf) found.push(edges);
      else {
        for (const e of view.entering[node].toReversed()) {
          if (leads[view.edges[e].parent]) open.push([view.edges[e].parent, [...edges, e]]);
        }
      }
    }
    return found;
  },

  refresh() {
    const leaf = paths.leaf;
    if (leaf === undefined) {
      paint(blank());
      return say({ phase: "Paths", sentence: "The graph has no variable." });
    }
    const ways = paths.counts(), all = variables.reduce((sum, i) => sum + ways[i], 0n);
    paths.found = paths.walk(leaf).map((edges) => {
      const partials = edges.map((e) => now.partials[view.edges[e].child][view.edges[e].position]);
      return { edges, partials: partials.map((x) => x ?? 0), product: partials.reduce(sentAlong, 1) ?? 0 };
    });
    const { name } = nodes[leaf], cut = ways[leaf] > BigInt(paths.found.length);
    $("paths").replaceChildren(...paths.found.map((path, p) => paths.line(path, p)));
    $("paths").setAttribute("aria-label", `Paths from ${nodes[root].name} to ${name}`);
    const products = paths.found.map(({ product }) => product);
    say({
      phase: `Paths from ${nodes[root].name} to ${name}`, kind: "backward",
      sentence: ways[leaf] === 1n
        ? `There is one path: the product of the partials along it is δ(${name}).`
        : `Along each path the partials are multiplied, and the products of all ${count(ways[leaf], "path")} add up to δ(${name}).`,
      equation: [[`δ(${name}) = `], [cut || products.length > 6 ? `${added(products.slice(0, 3))} + …` : added(products)],
        ...(products.length === 1 && !cut ? [] : [[" = "], [number(now.delta[leaf]), "delta"]])],
      received: `${count(ways[leaf], "path")} to ${name}, ${count(all, "path")} to all variables; the backward pass ` +
        `needs ${count(now.messages.length, "message")}.${cut ? ` The first ${paths.found.length} are listed.` : ""}`,
    });
    paths.mark(-1);
  },

  line({ edges, partials, product }, p) {
    const item = document.createElement("li");
    const button = make(item, "button", { type: "button" });
    button.setAttribute("aria-pressed", "false");
    make(button, "span", { className: "way", textContent: [root, ...edges.map((e) => view.edges[e].parent)].map((i) => nodes[i].name).join(" → ") });
    make(button, "span", { textContent: partials.length ? `${partials.map((x, k) => (k ? enclosed(x) : number(x))).join(" × ")} = ` : "" });
    make(button, "span", { className: "delta", textContent: number(product) });
    button.onclick = () => paths.mark(paths.chosen === p ? -1 : p);
    return item;
  },

  // Show one path, or with -1 all of them.
  mark(p) {
    paths.chosen = p;
    const state = blank(), leaf = paths.leaf;
    for (const [k, path] of paths.found.entries()) {
      if (p !== -1 && k !== p) continue;
      for (const e of path.edges) {
        state.edgeClass[e] = p === -1 ? "sent" : "now";
        if (p !== -1) mark(state.nodeClass, view.edges[e].child, "now");
      }
    }
    mark(state.nodeClass, leaf, p === -1 ? "got" : "now got");
    state.delta[leaf] = number(now.delta[leaf]);
    if (p !== -1) {
      const { edges, partials } = paths.found[p];
      state.parcels = edges.map((edge, k) => ({ edge, text: `× ${enclosed(partials[k])}` }));
    }
    paint(state);
    $("paths").querySelectorAll("button").forEach((button, k) => button.setAttribute("aria-pressed", String(k === p)));
  },

  choose(i) {
    if (nodes[i].row !== VARIABLE) return;
    $("leaf").value = i;
    paths.leaf = i;
    paths.refresh();
  },
};
for (const i of variables) make($("leaf"), "option", { value: i, textContent: nodes[i].name });
$("leaf").onchange = () => paths.choose(Number($("leaf").value));
