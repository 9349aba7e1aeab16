// What the page is doing: one mode at a time, its keys, its address.
const modes = {
  all: { steps, quiz, order, paths, folding },
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
  },

  // What a reader chooses stands in the address, too.
  visit(name) {
    modes.choose(name);
    address.write(name === "steps" ? steps.current : name);
  },

  // Where nodes can be chosen they are buttons, for the keyboard too.
  prepare() {
    const canChoose = modes.current.choose !== undefined;
    svg.setAttribute("role", canChoose ? "group" : "img");
    drawnNodes.forEach((drawn, i) => {
      const { group } = drawn;
      for (const name of ["role", "tabindex", "aria-label", "aria-pressed"]) group.removeAttribute(name);
      drawn.isButton = canChoose && (modes.current !== paths || nodes[i].row === VARIABLE);
      if (!drawn.isButton) return;
      group.setAttribute("role", "button");
      group.setAttribute("tabindex", "0");
    });
  },
};

const address = {
  timer: null,
  // Browsers refuse to change the address hundreds of times, as a held key or a dragged slider would.
  write(place) {
    clearTimeout(address.timer);
    address.timer = setTimeout(() => {
      // inside a notebook's srcdoc frame there is no address to write the step into
      try { history.replaceState(null, "", `#${place}`); } catch { /* the step is shown all the same */ }
    }, 200);
  },
  read() {
    const hash = location.hash.slice(1);
    if (Object.hasOwn(modes.all, hash)) return modes.choose(hash);
    if (modes.current !== steps) modes.choose("steps");
    return steps.show(/^\d+$/.test(hash) ? Number(hash) : 0, { keepHash: true });
  },
};

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
window.addEventListener("resize", fit);
view = seen();
redraw();
fit();
modes.choose("steps");
address.read();
panel.build();
