// What the model answers everywhere: behind the points of two inputs as colors, above one input as a curve.
const plane = {
  cells: 64, // along each side

  at(k, range) { return range[0] + (range[1] - range[0]) * k; },

  // For each cell a class and how much better it fits than the next best, or a number from −1 to 1.
  answers() {
    const { x: across, y: up, classes } = scene.plane, { loss, outputs } = programs[learner.activation], { w } = learner;
    const n = plane.cells, point = new Float64Array(2), found = [];
    const targets = classes.map((row) => Float64Array.from(row));
    const ys = scene.targets.map(([y]) => y), low = Math.min(...ys), high = Math.max(...ys);
    for (let row = 0; row < n; row++) {
      point[1] = plane.at(1 - (row + 0.5) / n, up);
      for (let column = 0; column < n; column++) {
        point[0] = plane.at((column + 0.5) / n, across);
        if (!targets.length) {
          const share = ((outputs(point, w)[0] - low) / (high - low || 1)) * 2 - 1;
          found.push({ kind: share < 0 ? 0 : 1, sure: Math.min(1, abs(share)), level: share });
          continue;
        }
        let kind = 0, best = inf, next = inf, first = nan;
        targets.forEach((target, k) => {
          const cost = loss(point, target, w);
          if (k === 0) first = cost;
          if (cost < best) [next, best, kind] = [best, cost, k];
          else if (cost < next) next = cost;
        });
        // of two classes the boundary is where both losses are equal
        found.push({ kind, sure: tanh(next - best), level: kind === 0 ? best - next : first - best });
      }
    }
    return found;
  },

  heat(found) {
    const canvas = $("heat"), n = plane.cells, context = canvas.getContext("2d");
    const picture = context.createImageData(n, n), colors = scene.colors.map(rgb);
    const paper = rgb(getComputedStyle(document.documentElement).getPropertyValue("--paper").trim());
    found.forEach(({ kind, sure }, i) => {
      const part = sure >= 0 ? 0.1 + 0.5 * sure : 0; // nan leaves the paper
      for (let c = 0; c < 3; c++) picture.data[4 * i + c] = paper[c] + part * (colors[kind][c] - paper[c]);
      picture.data[4 * i + 3] = 255;
    });
    context.putImageData(picture, 0, 0);
  },

  // Where the level is 0, cell by cell (marching squares; Lorensen & Cline 1987 in the plane).
  boundary(found) {
    const n = plane.cells, level = (row, column) => found[row * n + column].level;
    let d = "";
    for (let row = 0; row + 1 < n; row++) {
      for (let column = 0; column + 1 < n; column++) {
        const corners = [[row, column], [row, column + 1], [row + 1, column + 1], [row + 1, column]], ends = [];
        corners.forEach(([r, c], k) => {
          const [nextRow, nextColumn] = corners[(k + 1) % 4], a = level(r, c), b = level(nextRow, nextColumn);
          if ((a < 0) === (b < 0) || a !== a || b !== b) return;
          const part = Number.isFinite(a - b) ? a / (a - b) : 0.5;
          ends.push([(c + part * (nextColumn - c) + 0.5) / n, (r + part * (nextRow - r) + 0.5) / n]);
        });
        for (let k = 0; k + 1 < ends.length; k += 2) {
          d += `M${ends[k].map((x) => x.toFixed(4))}L${ends[k + 1].map((x) => x.toFixed(4))}`;
        }
      }
    }
    return d;
  },

  // The outputs above one input.
  curves() {
    const { x: across, y: up } = scene.plane, { outputs } = programs[learner.activation], n = 160, point = new Float64Array(1);
    const lines = [];
    for (let k = 0; k <= n; k++) {
      point[0] = plane.at(k / n, across);
      outputs(point, learner.w).forEach((y, i) => {
        const height = 1 - (y - up[0]) / (up[1] - up[0]);
        if (Number.isFinite(height)) lines[i] = `${lines[i] ?? ""}${lines[i] ? "L" : "M"}${(k / n).toFixed(4)},${Math.max(-9, Math.min(9, height)).toFixed(4)}`;
      });
    }
    return lines;
  },

  // While the model trains the picture takes a third of the time at most.
  due(now) { return now > plane.drawn + 3 * plane.cost; },
  drawn: 0, cost: 0,

  draw() {
    const { inputs, classes } = scene.plane, begin = performance.now();
    if (inputs === 2) {
      const found = plane.answers();
      plane.heat(found);
      if (classes.length === 2) plane.show([plane.boundary(found)]);
    } else if (inputs === 1) {
      plane.show(plane.curves());
    }
    plane.drawn = performance.now();
    plane.cost = plane.drawn - begin;
  },

  show(lines) {
    const group = $("lines");
    while (group.childElementCount < lines.length) group.append(element("path", {}));
    lines.forEach((d, k) => group.children[k].setAttribute("d", d ?? ""));
  },

  build() {
    const { inputs, classes, box, why } = scene.plane, canvas = $("heat");
    canvas.width = canvas.height = plane.cells;
    canvas.hidden = inputs !== 2;
    if (box) {
      const [left, top, width, height] = box.map((x) => `${100 * x}%`);
      Object.assign(canvas.style, { left, top, width, height });
    }
    $("meaning").textContent = why || (inputs === 1 ? "The curve is the model's output above its input."
      : classes.length ? `The color is that of the class whose target costs less, the stronger the more${classes.length === 2 ? "; on the line both cost the same" : ""}.`
        : "The color is the first output, from the smallest target (blue) to the largest (orange).");
    const drawn = document.querySelectorAll(".marks path").length;
    if (drawn && drawn < X.length) $("meaning").textContent += ` Of ${count(X.length, "sample")} ${drawn.toLocaleString("en")} are drawn.`;
  },
};
function rgb(color) { return [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16)); }
plane.build();
