// The network: lines that grow with their weights, or the parameters of another model in figures.
const network = {
  // The wider a line, the larger its weight: at the start the largest has half of what there is.
  unit: 2 * Math.max(...scene.parameters.map(abs)) || 1,
  lines: [...document.querySelectorAll(".network [data-weight]")].map((line) => (
    { line, name: line.querySelector("title"), place: scene.weights[line.dataset.weight] })),
  figures: [...document.querySelectorAll(".network [data-size], .network [data-bias], #own [data-own]")].map((text) => (
    { text, before: text.dataset.bias ? "b = " : "", place: text.dataset.own ?? scene.weights[text.dataset.size ?? text.dataset.bias] })),

  draw() {
    const { w } = learner;
    for (const { line, name, place } of network.lines) {
      if (place === undefined) continue; // a number that is not learned
      const share = tanh(abs(w[place]) / network.unit);
      line.setAttribute("stroke-width", (0.8 + 4 * share).toFixed(2));
      line.setAttribute("stroke-opacity", (0.3 + 0.7 * share).toFixed(2));
      line.classList.toggle("negative", w[place] < 0);
      name.textContent = name.textContent.replace(/= .*$/, `= ${number(w[place])}`);
    }
    for (const { text, before, place } of network.figures) {
      if (place === undefined) continue;
      text.textContent = before + number(Number(w[place].toPrecision(3)));
      if (text.dataset.size) text.classList.toggle("negative", w[place] < 0);
    }
  },

  // The columns say what their activation is.
  rename(before, after) {
    const headings = [...document.querySelectorAll(".network [data-column]")], last = headings.at(-1)?.dataset.column;
    for (const heading of headings) {
      if (heading.textContent === before && heading.dataset.column !== last) heading.textContent = after;
    }
  },
};
