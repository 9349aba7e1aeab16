// The model as it learns: parameters, one update after the other, and what became of them. Value and gradient are
// the generated `programs`; nothing here draws.
const $ = (id) => document.getElementById(id);
const scene = JSON.parse($("data").textContent);
const X = scene.samples.map((row) => Float64Array.from(row));
const T = scene.targets.map((row) => Float64Array.from(row));
const groups = Object.entries(scene.groups).map(([name, places]) => ({ name, places }));

// A series of numbers, one for each update, in at most 600 points: beyond that neighbors become their mean.
class Series {
  constructor() { this.clear(); }
  clear() { Object.assign(this, { points: [], stride: 1, sum: 0, count: 0, last: nan, before: null }); }
  add(x) {
    const { points, stride, sum, count, last } = this;
    this.before = { points, length: points.length, stride, sum, count, last };
    this.last = x;
    this.sum += x;
    this.count += 1;
    if (this.count < this.stride) return;
    this.points.push(this.sum / this.count);
    this.sum = this.count = 0;
    if (this.points.length < 600) return;
    this.points = this.points.flatMap((y, i) => (i % 2 ? [this.points[i - 1] / 2 + y / 2] : []));
    this.stride *= 2;
  }
  // Take back the number that was added last.
  undo() {
    const { length, ...before } = this.before;
    Object.assign(this, before);
    this.points.length = length;
  }
}

// Numbers from 0 to 1, the same ones after every reset (mulberry32).
function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const learner = {
  rate: scene.rate, batch: X.length, shuffle: false, penalty: "", strength: 0.001, activation: scene.activation,
  w: Float64Array.from(scene.parameters), good: Float64Array.from(scene.parameters), before: null,
  g: new Float64Array(scene.parameters.length),
  loss: new Series(), norms: groups.map(() => new Series()), norm: nan,

  reset() {
    learner.w.set(scene.parameters);
    learner.before = null;
    learner.update = learner.place = learner.epoch = 0;
    learner.order = [...X.keys()];
    learner.random = chance(1);
    learner.norm = nan;
    for (const series of [learner.loss, ...learner.norms]) series.clear();
  },

  // The mean loss of samples, and its gradient in `g`.
  evaluate(samples) {
    const { w, g, penalty, strength } = learner, { gradient } = programs[learner.activation];
    let loss = 0;
    g.fill(0);
    for (const i of samples) loss += gradient(X[i], T[i], w, g);
    loss /= samples.length;
    for (let k = 0; k < g.length; k++) g[k] /= samples.length;
    if (!penalty) return loss;
    const { forward, partials } = penalties[penalty];
    for (let k = 0; k < g.length; k++) {
      const y = forward([w[k]]);
      loss += strength * y;
      g[k] += strength * partials(y, [w[k]])[0];
    }
    return loss;
  },

  // The order of an epoch: as the samples are, or a new one.
  mix() {
    const order = learner.order = [...X.keys()]; // a new list: an update that is undone goes back to the old one
    if (!learner.shuffle || learner.batch >= X.length) return;
    for (let i = X.length - 1; i > 0; i--) {
      const j = Math.floor(learner.random() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
  },

  // What is wrong with a loss or its gradient, if one of them is no finite number.
  wrong(loss) {
    if (!Number.isFinite(loss)) return `the loss became ${number(loss)}`;
    return learner.g.every(Number.isFinite) ? "" : "a gradient became nan or ∞";
  },

  // Take the last update back, if it is what made the loss of these samples no finite number.
  undo(samples) {
    const { w, good, before } = learner, now = w.slice();
    if (!before) return;
    w.set(good);
    if (learner.wrong(learner.evaluate(samples))) {
      w.set(now);
      return;
    }
    Object.assign(learner, before, { before: null });
    for (const series of [learner.loss, ...learner.norms]) series.undo();
  },

  // One update; what is wrong, if there is none.
  step() {
    const { order, place, epoch, update, norm } = learner;
    if (place === 0) learner.mix();
    const { w, g, good } = learner, samples = learner.order.slice(place, place + learner.batch);
    const loss = learner.evaluate(samples), wrong = learner.wrong(loss);
    if (wrong) {
      learner.undo(samples);
      return wrong;
    }
    good.set(w);
    learner.before = { order, place, epoch, update, norm };
    for (let k = 0; k < w.length; k++) w[k] -= learner.rate * g[k];
    learner.update += 1;
    learner.place += samples.length;
    if (learner.place >= X.length) {
      learner.place = 0;
      learner.epoch += 1;
    }
    learner.loss.add(loss);
    const norms = groups.map(({ places }) => Math.hypot(...places.map((k) => g[k]))); // no square overflows
    norms.forEach((norm, k) => learner.norms[k].add(norm));
    learner.norm = Math.hypot(...norms);
    return "";
  },
};
learner.reset();
