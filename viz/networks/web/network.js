// A network step by step. All texts come from Python: a step says which columns have their values and deltas,
// which weights carry them, and the sum of every unit that computes something in it.
const { columns, steps } = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const svg = document.querySelector(".board svg");
const lines = [...svg.querySelectorAll("[data-from]")].map((line) => (
  { line, kind: line.getAttribute("class"), from: Number(line.dataset.from), to: Number(line.dataset.to) }));
const units = [...svg.querySelectorAll("[data-unit]")].map((group) => (
  { group, name: spoken(group.querySelector(".label")), data: group.querySelector(".data"), delta: group.querySelector(".delta") }));
const last = steps.length - 1;
let current = 0, timer = null, chosen = 0;
const favorites = new Map(); // the unit of each column that was chosen last

// Letters of a label with its indices apart, as they are read aloud: "h 1 (1)".
function spoken(label) { return [...label.childNodes].map((part) => part.textContent).join(" "); }

function offered(k) { return Object.keys(steps[k].sums).map(Number); }

function show(k) {
  current = Math.max(0, Math.min(last, k));
  const step = steps[current], candidates = offered(current);
  if (!candidates.includes(chosen)) {
    chosen = candidates.find((i) => favorites.get(columns[i]) === i) ?? candidates[0] ?? -1;
  }
  paint(step, candidates);
  say(step);
  if (chosen >= 0) bringIntoView(units[chosen].group);
  $("slider").value = current;
  $("count").textContent = `step ${current} of ${last}`;
  allow($("first"), current > 0);
  allow($("previous"), current > 0);
  allow($("next"), current < last);
  allow($("last"), current < last);
}

function paint(step, candidates) {
  svg.setAttribute("class", `circuit network ${step.kind}`);
  const isOneColumn = new Set(candidates.map((i) => columns[i])).size === 1;
  units.forEach(({ group, name, data, delta }, i) => {
    const hasValue = columns[i] < step.values, hasDelta = columns[i] >= step.deltas;
    const works = isOneColumn && candidates.includes(i);
    group.setAttribute("class", ["unit", hasValue || "waiting", hasDelta || "undone", works && "now", i === chosen && "chosen"]
      .filter((word) => typeof word === "string").join(" "));
    group.setAttribute("aria-pressed", String(i === chosen));
    // its name is what stands in it
    group.setAttribute("aria-description", [name, hasValue && `activation ${data.textContent}`,
      hasDelta && delta && `delta ${delta.textContent}`].filter(Boolean).join(", "));
  });
  for (const { line, kind, from, to } of lines) {
    const isLit = step.lit > 0 && columns[to] === step.lit;
    const isNow = isLit && chosen === (step.kind === "forward" ? to : from);
    line.setAttribute("class", `${kind}${isLit ? " lit" : ""}${isNow ? " now" : ""}`);
  }
}

function say({ phase, kind, sentence, formula, sums }) {
  $("card").className = `card ${kind}`;
  $("phase").textContent = phase;
  $("sentence").textContent = sentence;
  $("formula").textContent = formula;
  $("sums").replaceChildren(...(sums[chosen] ?? []).map((pieces) => {
    const line = Object.assign(document.createElement("p"), { className: "equation" });
    line.append(...pieces.map(([text, what]) => Object.assign(document.createElement("span"), { textContent: text, className: what })));
    return line;
  }));
}

// Scroll the board, and nothing else, to a unit.
function bringIntoView(group) {
  const board = svg.parentElement, frame = board.getBoundingClientRect(), box = group.getBoundingClientRect();
  if (box.left < frame.left || box.right > frame.right) board.scrollLeft += (box.left + box.right - frame.left - frame.right) / 2;
  if (box.top < frame.top || box.bottom > frame.bottom) board.scrollTop += (box.top + box.bottom - frame.top - frame.bottom) / 2;
}

// A button that is switched off hands the focus of the keyboard on; the browser would drop it.
function allow(button, allowed) {
  if (!allowed && document.activeElement === button) $("slider").focus();
  button.disabled = !allowed;
}

// A unit of another column is shown where it computes something, in the direction of now if there is such a step.
function choose(i) {
  favorites.set(columns[i], i);
  const kinds = [steps[current].kind, "forward", "backward"];
  const found = offered(current).includes(i) ? current
    : kinds.map((kind) => steps.findIndex((step) => step.kind === kind && i in step.sums)).find((k) => k >= 0);
  if (found === undefined) return;
  chosen = i;
  go(found);
}

function go(k) {
  play(false);
  show(k);
  // inside a notebook's srcdoc frame there is no address to write the step into
  try { history.replaceState(null, "", `#${current}`); } catch { /* the step is shown all the same */ }
}

function play(on) {
  clearInterval(timer);
  timer = on ? setInterval(() => (current < last ? show(current + 1) : play(false)), 2200) : null;
  $("play").textContent = on ? "❚❚ Pause" : "▶ Play";
  $("play").setAttribute("aria-pressed", String(on));
}

$("first").onclick = () => go(0);
$("previous").onclick = () => go(current - 1);
$("next").onclick = () => go(current + 1);
$("last").onclick = () => go(last);
$("play").onclick = () => {
  const on = timer === null;
  if (on && current === last) show(0);
  play(on);
};
$("slider").oninput = () => go(Number($("slider").value));
units.forEach(({ group }, i) => {
  group.setAttribute("role", "button");
  group.setAttribute("tabindex", "0");
  group.onclick = () => choose(i);
  group.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    choose(i);
  };
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === " " && event.target.closest?.("button, input")) return;
  const k = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: last }[event.key];
  const candidates = offered(current), at = candidates.indexOf(chosen);
  const other = candidates[at + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ?? NaN)];
  if (k !== undefined) go(k);
  else if (other !== undefined) choose(other);
  else if (event.key === " ") $("play").click();
  else return;
  event.preventDefault();
});

// The diagram fills the board as long as it stays readable; what is larger than that is scrolled.
function fit() {
  const { width, height } = svg.viewBox.baseVal;
  const zoom = Math.min((svg.parentElement.clientWidth - 20) / width, (0.5 * window.innerHeight) / height);
  svg.style.width = `${width * Math.max(0.75, Math.min(zoom, 1.8))}px`;
}
window.addEventListener("resize", fit);
window.addEventListener("hashchange", () => show(Number(location.hash.slice(1)) || 0));
svg.setAttribute("role", "group");
svg.setAttribute("aria-label", svg.querySelector("title").textContent);
$("slider").max = last;
fit();
show(Number(location.hash.slice(1)) || 0);
