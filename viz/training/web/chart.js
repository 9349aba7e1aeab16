// Curves over the updates: one line for each series, rules and numbers beside them.
const SVG = "http://www.w3.org/2000/svg";
function element(kind, attributes, text = "") {
  const made = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

// beside the colors there are dashes, for who cannot tell them apart
const inks = ["partial", "negative", "data", "delta", "ink", "muted"], dashes = ["", "7 4", "2 3", "10 3 2 3", "5 2", "1 4"];

class Chart {
  constructor(id, series, names) {
    this.svg = $(id).querySelector("svg");
    this.log = $(id).querySelector("[type=checkbox]");
    this.series = series;
    this.rules = this.svg.appendChild(element("g", {}));
    this.lines = series.map((_, k) => this.svg.appendChild(Chart.line(k, series.length)));
    this.log.onchange = () => this.draw();
    names?.forEach((name, k) => {
      const item = $(id).querySelector(".names").appendChild(document.createElement("li"));
      const sample = item.appendChild(element("svg", { viewBox: "0 0 34 10", "aria-hidden": "true" }));
      sample.append(Chart.line(k, series.length, "M0,5H34"));
      item.append(name);
    });
  }

  static line(k, count, d = "") {
    const line = element("path", { d, "stroke-dasharray": dashes[k] });
    if (count > 1) line.style.stroke = `var(--${inks[k]})`;
    return line;
  }

  draw() {
    const { log } = this, left = 60, right = 354, top = 10, bottom = 192;
    const all = this.series.flatMap(({ points }) => points).filter((y) => Number.isFinite(y) && (!log.checked || y > 0));
    let low = Math.min(0, ...all), high = Math.max(0, ...all), unit = 1, ticks;
    if (log.checked && all.length) {
      low = Math.floor(Math.log10(Math.min(...all)));
      high = Math.max(Math.ceil(Math.log10(high)), low + 1);
      const every = Math.ceil((high - low) / 6);
      ticks = [];
      for (let y = low; y <= high; y += every) ticks.push([y, number(10 ** y)]);
    } else {
      if (high / 4 - low / 4 < 1e-300) high = low + 1;
      const rough = high / 4 - low / 4, power = 10 ** Math.floor(Math.log10(rough));
      unit = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
      // counted in units, which never overflow
      low = Math.floor(low / unit);
      high = Math.ceil(high / unit - 1e-9);
      ticks = [];
      for (let k = low; k <= high; k++) ticks.push([k, number(Number((k * unit).toPrecision(12)))]);
    }
    const [{ stride }] = this.series, last = learner.update;
    const across = (i) => left + ((right - left) * (i + 1) * stride) / Math.max(last, 1);
    const up = (y) => bottom - ((bottom - top) * ((log.checked ? Math.log10(y) : y / unit) - low)) / (high - low);
    const place = (y) => bottom - ((bottom - top) * (y - low)) / (high - low);
    const key = JSON.stringify([ticks, last]);
    if (key !== this.key) {
      this.key = key;
      this.rules.replaceChildren(
        ...ticks.flatMap(([y, text]) => [
          element("path", { class: "rule", d: `M${left},${place(y).toFixed(1)}H${right}` }),
          element("text", { class: "tick", x: left - 8, y: (place(y) + 4.5).toFixed(1), "text-anchor": "end" }, text),
        ]),
        element("text", { class: "tick", x: left, y: bottom + 20 }, "0"),
        element("text", { class: "tick", x: right, y: bottom + 20, "text-anchor": "end" }, count(last, "update")),
      );
    }
    this.series.forEach(({ points: ys }, k) => {
      let pen = "M", d = "";
      ys.forEach((y, i) => {
        if (!Number.isFinite(y) || (log.checked && !(y > 0))) return;
        d += `${pen}${across(i).toFixed(1)},${up(y).toFixed(1)}`;
        pen = "L";
      });
      this.lines[k].setAttribute("d", d);
    });
  }
}

const charts = [
  new Chart("losses", [learner.loss]),
  new Chart("norms", learner.norms, groups.map(({ name }) => name)),
];
