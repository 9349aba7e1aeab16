// Running: as many updates as the speed asks for between two pictures, and time for the browser in between.
const running = {
  on: false, frame: 0, before: 0, owed: 0, marks: [],

  draw() {
    const { loss } = learner;
    $("update").textContent = learner.update.toLocaleString("en");
    $("epoch").textContent = learner.epoch.toLocaleString("en");
    $("loss").textContent = loss.last === loss.last ? number(loss.last) : "–";
    $("norm").textContent = learner.norm === learner.norm ? number(learner.norm) : "–";
    for (const chart of charts) chart.draw();
    if (!running.on || plane.due(performance.now())) plane.draw();
    network.draw();
  },

  // One update.
  update() {
    const before = learner.update, wrong = learner.step();
    if (!wrong) return;
    running.set(false);
    const after = `After ${count(before, "update")} ${wrong}`;
    running.trouble(learner.update < before
      ? `${after}, and update ${before.toLocaleString("en")} was undone. Take a smaller rate than ${number(learner.rate)} and reset.`
      : before > 0 ? `${after}, and it is no finite number before that update, either: no rate mends it. Look at the samples of this batch and at the penalty.`
        : `${after}. The parameters that the page began with give no finite loss: start with others.`);
  },

  tick(now) {
    if (!running.on) return;
    // 0 stands for as many as there is time for; who was away for a while is not made up for
    const speed = Number($("speed").value) || 1e9, begin = performance.now();
    running.owed = Math.min(running.owed + (Math.max(now - running.before, 0) / 1000) * speed, Math.max(1, speed / 4));
    running.before = now;
    while (running.owed >= 1 && running.on && performance.now() - begin < 12) {
      running.owed -= 1;
      running.update();
    }
    running.draw();
    if (!running.on) return;
    running.measure(now);
    running.frame = requestAnimationFrame(running.tick);
  },

  // Updates a second, over the last second.
  measure(now) {
    running.marks.push([now, learner.update]);
    while (running.marks.length > 2 && now - running.marks[1][0] > 1000) running.marks.shift();
    const [time, update] = running.marks[0];
    if (now - time > 250) $("pace").textContent = Math.round((learner.update - update) / ((now - time) / 1000)).toLocaleString("en");
  },

  set(on) {
    if (on === running.on) return;
    running.on = on;
    $("run").textContent = on ? "❚❚ Pause" : "▶ Run";
    $("run").setAttribute("aria-pressed", String(on));
    $("pace").textContent = "–";
    cancelAnimationFrame(running.frame);
    if (!on) return;
    running.trouble("");
    running.before = performance.now();
    running.owed = 1;
    running.marks = [];
    running.frame = requestAnimationFrame(running.tick);
  },

  one() {
    running.set(false);
    running.trouble("");
    running.update();
    running.draw();
  },

  reset() {
    running.set(false);
    running.trouble("");
    learner.reset();
    running.draw();
  },

  trouble(text) { if ($("trouble").textContent !== text) $("trouble").textContent = text; },
};
function count(n, noun) { return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`; }

$("run").onclick = () => running.set(!running.on);
$("one").onclick = running.one;
$("reset").onclick = running.reset;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  // the keys of a button, a field or a list are its own
  if (event.target.closest?.("input, select") || (event.key === " " && event.target.closest?.("button"))) return;
  const act = { " ": () => running.set(!running.on), ArrowRight: running.one, r: running.reset, R: running.reset }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", running.draw);
