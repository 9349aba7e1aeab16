// What the page is doing: one mode at a time, its keys, its address.
const modes = {
  all: { steps, quiz, order, paths, folding, forward, update },
  current: steps,

  choose(name) {
    modes.current.leave();
    modes.current = modes.all[name];
    document.body.dataset.mode = name;
    for (const button of document.querySelectorAll("[data-choose]")) {
      button.setAttribute("aria-pressed", String(button.dataset.choose === name));
    }
    for (const part of document.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(name);
    modes.prepare();
    modes.current.enter();
    ledger.refresh(); // what one mode has sent another has not
  },

  // What a reader chooses stands in the address, too.
  visit(name) {
    modes.choose(name);
    address.write();
  },

  // Where nodes can be chosen they are buttons, for the keyboard too. What is read of a button is its label, a
  // sentence: the numbers beside it would be read a second time, and in another order.
  prepare() {
    const canChoose = modes.current.choose !== undefined;
    svg.setAttribute("role", canChoose ? "group" : "img");
    drawnNodes.forEach((drawn, i) => {
      const { group, button } = drawn;
      for (const name of ["role", "tabindex", "aria-label", "aria-pressed"]) button.removeAttribute(name);
      drawn.isButton = canChoose && (modes.current !== paths || nodes[i].row === VARIABLE);
      for (const part of group.querySelectorAll("text")) {
        if (drawn.isButton) part.setAttribute("aria-hidden", "true");
        else part.removeAttribute("aria-hidden");
      }
      if (!drawn.isButton) return;
      button.setAttribute("role", "button");
      button.setAttribute("tabindex", "0");
    });
  },
};

// The address says what is seen, so that a link shows somebody else the same: `#12` is step 12, `#quiz` a mode,
// `#quiz:rw` one that is on its way (its `place`), and `&x=3` a variable that was changed. Nobody can be sure who
// wrote an address: what is no mode, no variable of this graph and no number is passed over.
const address = {
  timer: null,
  // Browsers refuse to change the address hundreds of times, as a held key or a dragged slider would.
  write() {
    clearTimeout(address.timer);
    address.timer = setTimeout(() => {
      // inside a notebook's srcdoc frame there is no address to write the step into
      try { history.replaceState(null, "", `#${address.text()}`); } catch { /* the step is shown all the same */ }
    }, 200);
  },

  text() {
    const name = document.body.dataset.mode, { place } = modes.current;
    const changed = variables.filter((i) => !same(data[i], recorded[i]));
    return [modes.current === steps ? steps.current : name + (place ? `:${place}` : ""),
      ...changed.map((i) => `${encodeURIComponent(nodes[i].name)}=${String(data[i]).replace("Infinity", "inf")}`)].join("&");
  },

  read() {
    clearTimeout(address.timer);
    const [place, ...changes] = (location.hash.slice(1, 20_000) || scene.place).split("&");
    address.set(changes);
    const [name, ...details] = place.split(":");
    if (!Object.hasOwn(modes.all, name)) {
      if (modes.current !== steps) modes.choose("steps");
      return steps.show(/^\d+$/.test(place) ? Number(place) : 0, { keepHash: true, again: changes.length > 0 });
    }
    modes.choose(name);
    if (details.length) modes.current.restore?.(details.join(":"));
  },

  // Every variable as the address has it, or as it was recorded.
  set(changes) {
    const values = new Map(variables.map((i) => [i, recorded[i]])), named = new Map(variables.map((i) => [nodes[i].name, i]));
    for (const change of changes) {
      const [name, value] = change.split("=").map(decoded), number = parsed(value ?? "");
      if (named.has(name) && number !== null) values.set(named.get(name), number);
    }
    if (unwritable.length || variables.every((i) => same(values.get(i), data[i]))) return;
    for (const [i, value] of values) data[i] = value;
    computeAll();
    panel.refresh();
    ledger.refresh();
  },
};

function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

for (const button of document.querySelectorAll("[data-choose]")) button.onclick = () => modes.visit(button.dataset.choose);
drawnNodes.forEach(({ group }, i) => {
  group.onclick = () => modes.current.choose?.(i);
  group.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    modes.current.choose?.(i);
  };
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  // the keys of a button, a field or a list are its own; the arrows of the slider of steps are those of the page
  const target = event.target.closest?.("button, summary, input, select");
  if (target && (event.key === " " || (target !== $("slider") && target.matches("input, select")))) return;
  if (modes.current.key(event.key)) event.preventDefault();
});
window.addEventListener("hashchange", address.read);
for (const event of ["input", "click"]) $("variables").addEventListener(event, address.write);
window.addEventListener("resize", fit);
view = seen();
redraw();
fit();
modes.choose("steps");
address.read();
panel.build();
fit(); // now that the drawing is seen, what stands above the derivation, and whether the page is scrolled
