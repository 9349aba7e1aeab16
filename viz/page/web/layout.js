// Where boxes and wires go once gates are folded: `viz/pictures/layout.py`, except that the columns begin in the order
// which the boxes had from top to bottom. Ranks, dummies, order, coordinates, routes; v and u are boxes or dummies.
//
// boxes: { width, height, y }, y as it was; edges: [tail, head], the tail has the lower number. Returns the centers of
// the boxes, { x, y }, for each edge its points from the right side of the tail to the left side of the head, and
// width and height of it all. endOf(edge, k, n) says how far from the middle of its head the k-th of n wires ends.
function layered(boxes, edges, columnGap, rowGap, endOf) {
  const net = netOf(boxes, edges), columns = ordered(net, boxes), y = heightsOf(net, columns, boxes, rowGap);
  const spans = [];
  let right = -columnGap;
  for (const column of columns) {
    const left = right + columnGap;
    right = left + Math.max(...column.map((v) => boxes[v]?.width ?? 0));
    spans.push([left, right]);
  }
  const centers = boxes.map((_, v) => ({ x: (spans[net.rank[v]][0] + spans[net.rank[v]][1]) / 2, y: y[v] }));
  const paths = edges.map(([a, b]) => net.wires[a].slice(0, net.rank[b] - net.rank[a]));
  const arriving = boxes.map(() => []);
  for (const e of [...edges.keys()].sort((e, f) => y[paths[e].at(-1)] - y[paths[f].at(-1)])) arriving[edges[e][1]].push(e);
  const routes = [];
  for (const entering of arriving) {
    entering.forEach((e, k) => {
      const [a, b] = edges[e], end = centers[b].y + endOf(e, k, entering.length);
      const points = paths[e].flatMap((v) => spans[net.rank[v]].map((x) => ({ x, y: y[v] })));
      points[0] = { x: centers[a].x + boxes[a].width / 2, y: centers[a].y };
      const near = points.at(-1).x, far = spans[net.rank[b]][0];
      // wires of one pair part early and enter side by side
      if (entering.some((f) => f !== e && edges[f][0] === a)) points.push({ x: near + (far - near) / 3, y: end });
      points.push({ x: far, y: end }, { x: centers[b].x - boxes[b].width / 2, y: end });
      routes[e] = points;
    });
  }
  return { centers, routes, width: right, height: Math.max(...boxes.map(({ height }, v) => y[v] + height / 2), ...y) };
}

// The column of each box: its longest path from a source, then as far right as its nearest child allows. A wire that
// passes columns has a dummy in each, shared by all wires of its tail, so that every link leads to the next column.
function netOf(boxes, edges) {
  const rank = boxes.map(() => 0), children = boxes.map(() => []);
  for (const [a, b] of edges) children[a].push(b);
  boxes.forEach((_, a) => { for (const b of children[a]) rank[b] = Math.max(rank[b], rank[a] + 1); });
  for (let a = boxes.length - 1; a >= 0; a--) if (children[a].length) rank[a] = Math.min(...children[a].map((b) => rank[b])) - 1;
  const left = rank.map(() => []), right = rank.map(() => []), wires = rank.map((_, v) => [v]);
  for (const [a, b] of edges) {
    const wire = wires[a];
    while (wire.length < rank[b] - rank[a]) {
      const dummy = rank.length;
      rank.push(rank[a] + wire.length);
      left.push([wire.at(-1)]);
      right.push([]);
      right[wire.at(-1)].push(dummy);
      wire.push(dummy);
    }
    const last = wire[rank[b] - rank[a] - 1];
    left[b].push(last);
    right[last].push(b);
  }
  return { rank, left, right, wires };
}

const meanOf = (xs) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
const numbered = (columns, place = []) => {
  for (const column of columns) column.forEach((v, k) => { place[v] = k; });
  return place;
};

// The columns from top to bottom: as they were, or the best of some sweeps to and fro; then mended by exchanges.
function ordered({ rank, left, right, wires }, boxes) {
  const before = boxes.map(({ y }) => y), columns = Array.from({ length: Math.max(...rank) + 1 }, () => []);
  wires.forEach((wire, a) => { for (const v of wire) before[v] = boxes[a].y; });
  for (const v of rank.keys()) columns[rank[v]].push(v);
  for (const column of columns) column.sort((v, u) => before[v] - before[u] || v - u);
  let best = columns.map((column) => [...column]), fewest = crossings(columns, right);
  const place = numbered(columns);
  for (let sweep = 0; sweep < 8 && fewest; sweep++) {
    for (const column of sweep % 2 ? columns.toReversed() : columns) {
      const near = sweep % 2 ? right : left, mean = new Map();
      for (const v of column) if (near[v].length) mean.set(v, meanOf(near[v].map((u) => place[u])));
      const movable = [...mean.keys()].sort((v, u) => mean.get(v) - mean.get(u)).values();
      column.forEach((v, k) => { if (mean.has(v)) column[k] = movable.next().value; });
      numbered([column], place);
    }
    const found = crossings(columns, right);
    if (found < fewest) [best, fewest] = [columns.map((column) => [...column]), found];
  }
  numbered(best, place);
  for (let round = 0, improved = true; improved && round < 10; round++) {
    improved = false;
    for (const column of best) {
      for (let k = 0; k + 1 < column.length; k++) {
        const [v, u] = [column[k], column[k + 1]];
        if (inversions(left, v, u, place) + inversions(right, v, u, place) <= 0) continue;
        [column[k], column[k + 1], place[u], place[v]] = [u, v, k, k + 1];
        improved = true;
      }
    }
  }
  return best;
}

// Crossings between the links of v and those of u below it, less those if they changed places.
function inversions(near, v, u, place) {
  let more = 0;
  for (const p of near[v]) for (const q of near[u]) more += Math.sign(place[p] - place[q]);
  return more;
}

// How often links cross: of those that start above, the ones that end below (counted in a Fenwick tree).
function crossings(columns, right) {
  let total = 0;
  columns.slice(0, -1).forEach((column, r) => {
    const place = numbered([columns[r + 1]]), size = columns[r + 1].length, tree = new Int32Array(size + 1);
    let links = 0;
    for (const v of column) {
      for (const u of right[v]) {
        total += links;
        for (let k = place[u] + 1; k > 0; k &= k - 1) total -= tree[k];
      }
      for (const u of right[v]) {
        links += 1;
        for (let k = place[u] + 1; k <= size; k += k & -k) tree[k] += 1;
      }
    }
  });
  return total;
}

// The y of every center: near the mean of the neighbors, left and right in turn, left last, then leveled.
function heightsOf(net, columns, boxes, rowGap) {
  const { rank, left, right } = net, half = rank.map((_, v) => (boxes[v]?.height ?? 0) / 2), isDummy = (v) => v >= boxes.length;
  const y = rank.map(() => 0), weight = rank.map((_, v) => (isDummy(v) ? 8 : isLone(net, v) ? 4 : 1));
  // how far below the first center of its column each one lies at least
  const offsets = columns.map((column) => {
    let sum = 0;
    return column.map((v, k) => (k ? sum += half[column[k - 1]] + half[v] + rowGap : 0));
  });
  columns.forEach((column, r) => column.forEach((v, k) => { y[v] = offsets[r][k] - offsets[r].at(-1) / 2; }));
  const onward = right.map((near, v) => { // a dummy follows its own wire rather than the branches
    const own = isDummy(v) ? near.filter(isDummy) : [];
    return own.length ? own : near;
  });
  for (let sweep = 0; sweep < 9; sweep++) {
    const near = sweep % 2 ? onward : left;
    for (const r of sweep % 2 ? [...columns.keys()].toReversed() : columns.keys()) {
      const wishes = columns[r].map((v, k) => (near[v].length ? meanOf(near[v].map((u) => y[u])) : y[v]) - offsets[r][k]);
      nondecreasing(wishes, columns[r].map((v) => weight[v])).forEach((z, k) => { y[columns[r][k]] = z + offsets[r][k]; });
    }
  }
  const level = leveled(net, columns, offsets, y), top = Math.min(...level.map((z, v) => z - half[v]));
  return level.map((z) => z - top);
}

// Whether v is the only child of its only parent, dummies counted.
const isLone = ({ left, right }, v) => left[v].length === 1 && right[left[v][0]].length === 1;

// The nondecreasing numbers nearest to the wishes, by weighted squares (pool adjacent violators).
function nondecreasing(wishes, weights) {
  const pools = []; // mean, weight, how many
  wishes.forEach((wish, k) => {
    let [mean, weight, size] = [wish, weights[k], 1];
    while (pools.length && pools.at(-1)[0] > mean) {
      const [x, p, m] = pools.pop();
      [mean, weight, size] = [(x * p + mean * weight) / (p + weight), p + weight, m + size];
    }
    pools.push([mean, weight, size]);
  });
  return pools.flatMap(([mean, , size]) => Array(size).fill(mean));
}

// Wires level with their tails, and lone parents with lone children; where two such links cross, only one of them. What
// is level, a run, keeps its distance from the runs above it: one pass pushes them apart downward, one upward.
function leveled(net, columns, offsets, y) {
  const run = [...y.keys()], place = numbered(columns), first = net.wires.length;
  for (const column of columns) {
    let free = 0;
    for (const v of column) {
      const tail = net.left[v][0];
      if ((v < first && !isLone(net, v)) || place[tail] < free) continue;
      run[v] = run[tail];
      free = place[tail] + 1;
    }
  }
  const above = y.map(() => new Map()), below = y.map(() => new Set()), members = y.map(() => []);
  run.forEach((one, v) => members[one].push(y[v]));
  columns.forEach((column, r) => column.slice(1).forEach((u, k) => {
    const v = column[k], gap = offsets[r][k + 1] - offsets[r][k];
    above[run[u]].set(run[v], Math.max(gap, above[run[u]].get(run[v]) ?? 0));
    below[run[v]].add(run[u]);
  }));
  const waits = above.map(({ size }) => size), order = [...new Set(run)].filter((one) => waits[one] === 0);
  for (const one of order) for (const u of below[one]) if ((waits[u] -= 1) === 0) order.push(u); // grows as it is walked
  const down = members.map((ys) => (ys.length ? meanOf(ys) : 0)), up = [...down];
  for (const u of order) for (const [v, gap] of above[u]) down[u] = Math.max(down[u], down[v] + gap);
  for (const u of order.toReversed()) for (const [v, gap] of above[u]) up[v] = Math.min(up[v], up[u] - gap);
  return run.map((one) => (down[one] + up[one]) / 2);
}
