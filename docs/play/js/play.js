// The playground: an editor on the left, what the program shows on the right.
import examples from "examples.json";
import { pack, unpack } from "./link.js";
import { Python } from "./python.js";
import { Results } from "./results.js";

const KEPT = "chalkgrad-playground"; // the program of this tab, which a reload finds again
const WORDS = {
  loading: "loading Python", starting: "starting Python", ready: "ready", running: "running",
  broken: "Python is not there",
};
const at = (id) => document.getElementById(id);

const results = new Results(at("results"), at("error"), (frame) => editor.go(frame));
const python = new Python({
  loading: (share) => { at("progress").textContent = `${Math.floor(100 * share)} %`; },
  changed: () => say(WORDS[python.state]),
  text: (printed) => results.text(printed),
  shown: (thing) => results.add(thing),
  error: (error) => {
    failure = error;
    results.error(error);
    editor.mark(error);
  },
  done: (ms) => {
    const took = ms < 1000 ? `${Math.max(Math.round(ms), 1)} ms` : `${(ms / 1000).toFixed(1)} s`;
    const line = failure?.frames.at(-1)?.line;
    say(failure ? `stopped by an error${line ? ` in line ${line}` : ""}` : `done in ${took}`);
    if (!failure && !results.some) results.text("(nothing is printed, and the last line shows nothing)\n");
  },
  failed: (words) => {
    results.failed(words);
    say(WORDS[python.state]);
  },
});
let editor = null, failure = null, clock = 0;

// Say what happens, and let only those buttons be pressed that do something.
function say(words) {
  clearInterval(clock);
  const running = python.state === "running", waiting = python.waiting !== null;
  at("status").textContent = waiting ? `${words}, then the program runs` : words;
  at("progress").textContent = "";
  if (running) {
    const began = performance.now();
    clock = setInterval(() => {
      at("progress").textContent = `${Math.round((performance.now() - began) / 1000)} s`;
    }, 1000);
  }
  at("run").disabled = !editor || running || waiting || python.state === "broken";
  at("stop").disabled = !running;
  at("save-html").disabled = running || !results.some;
  at("save-svg").disabled = running || !results.svg;
  document.body.dataset.state = python.state;
}

function run() {
  if (at("run").disabled) return;
  failure = null;
  results.clear();
  editor.mark(null);
  notify("");
  python.run(editor.text);
}

function stop() {
  python.stop();
  results.text("\n(the program was stopped)\n");
  at("run").focus();
}

function notify(words) {
  at("notice").textContent = words;
  at("notice").hidden = !words;
}

function changed() {
  if (!examples.some(({ code }) => code === editor.text)) at("example").value = "";
  keep();
}

function keep() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ program: editor.text, fragment: location.hash }));
  } catch { /* a browser that stores nothing loses nothing but this */ }
}

function kept() {
  try {
    const { program, fragment } = JSON.parse(sessionStorage.getItem(KEPT));
    return typeof program === "string" && fragment === location.hash ? program : undefined;
  } catch {
    return undefined;
  }
}

// Show an example and run it: it is part of the playground.
function open(name) {
  const { code } = examples.find((example) => example.name === name) ?? examples[0];
  if (python.state === "running") python.stop();
  editor.text = code;
  at("example").value = examples.find((example) => example.code === code).name;
  run();
}

// Show the program of the address, never running it if it came with the link.
async function arrive() {
  const example = location.hash.match(/^#example=(.*)$/)?.[1];
  const own = kept();
  if (own !== undefined) {
    editor.text = own;
    return;
  }
  if (example) return open(example);
  try {
    const program = await unpack(location.hash);
    if (program === undefined) return open(examples[0].name);
    if (python.state === "running") python.stop();
    editor.text = program;
    results.clear();
    notify("This program came with the link. Read it, then press Run.");
  } catch (error) {
    open(examples[0].name);
    notify(`${error.message}. Here is an example instead.`);
  }
}

async function share() {
  try {
    history.replaceState(null, "", await pack(editor.text));
    keep();
    await navigator.clipboard.writeText(location.href);
    notify("The link is copied. Whoever opens it sees this program, and runs it by pressing Run.");
  } catch (error) {
    notify(error instanceof RangeError ? error.message : "The address of this page is the link now: copy it from there.");
  }
}

function save(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

for (const { name, title } of [{ name: "", title: "a program of your own" }, ...examples]) {
  const option = new Option(title, name);
  option.hidden = !name;
  at("example").append(option);
}
say(WORDS.loading);
at("app").hidden = false;
python.load();
const { Editor } = await import("./editor.js"); // it is large, and Python is larger
editor = new Editor(at("editor"), { changed, run });
say(WORDS[python.state]);
at("example").onchange = () => {
  history.replaceState(null, "", `#example=${at("example").value}`);
  open(at("example").value);
};
at("run").onclick = run;
at("stop").onclick = stop;
at("share").onclick = share;
at("save-py").onclick = () => save("program.py", "text/x-python", editor.text);
at("save-html").onclick = async () => save("shown.html", "text/html", await results.html());
at("save-svg").onclick = () => save("drawing.svg", "image/svg+xml", results.svg);
addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) run();
});
addEventListener("hashchange", arrive);
arrive();
