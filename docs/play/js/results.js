// What a program printed and showed, one below the other, and the account of its error.
//
// Markup of a program is never put into this page: it goes into a sandboxed frame with a policy of its own (frame.html).
import style from "style.json";

const HIGHEST = 20_000; // pixels of a frame that says how high it is

export class Results {
  constructor(place, errorPlace, go) {
    this.place = place;
    this.errorPlace = errorPlace;
    this.go = go; // to a frame of an error
    this.clear();
    addEventListener("message", ({ data, source }) => {
      const shown = this.shown.find(({ frame }) => frame?.contentWindow === source);
      if (!shown) return;
      if (data.waiting) source.postMessage({ page: shown.page }, "*");
      else performance.mark("drawn"); // for benchmarks/playground.py
      if (data.height && shown.thing.kind !== "page") shown.frame.style.height = `${Math.min(Number(data.height) || 0, HIGHEST)}px`;
    });
  }

  clear() {
    this.shown = [];
    this.place.replaceChildren();
    this.errorPlace.replaceChildren();
  }

  text(printed) {
    let last = this.place.lastElementChild;
    if (last?.className !== "printed") {
      last = this.#add("pre", "printed");
      this.shown.push({ thing: { kind: "printed" }, element: last });
    }
    last.append(printed);
  }

  async add(thing) {
    if (thing.kind === "text") {
      const element = this.#add("pre", "repr");
      element.textContent = thing.content;
      this.shown.push({ thing, element });
      return;
    }
    const frame = this.#add("iframe", thing.kind);
    const shown = { thing, frame };
    this.shown.push(shown); // in order, though it takes a moment
    shown.page = await whole(thing);
    frame.title = "What the program shows";
    frame.setAttribute("sandbox", "allow-scripts");
    frame.src = "frame.html";
  }

  error({ name, words, frames }) {
    const heading = document.createElement("p");
    const kind = document.createElement("strong");
    kind.textContent = `${name}: `;
    heading.append(kind, words);
    const places = frames.map((frame) => {
      const button = document.createElement("button");
      button.textContent = `line ${frame.line}${frame.name && `, in ${frame.name}`}`;
      button.onclick = () => this.go(frame);
      return button;
    });
    this.errorPlace.replaceChildren(heading, ...places);
  }

  failed(words) {
    const line = document.createElement("p");
    line.textContent = words;
    this.errorPlace.replaceChildren(line);
  }

  // The last drawing that can be saved as SVG, if there is one.
  get svg() {
    return this.shown.findLast(({ thing }) => thing.svg)?.thing.svg;
  }

  // Whether something is there to be saved as HTML.
  get some() {
    return this.shown.length > 0;
  }

  // All that is shown as one document; a page alone is itself.
  async html() {
    const pages = this.shown.filter(({ thing }) => thing.kind === "page");
    if (pages.length === 1) return pages[0].thing.content;
    const parts = await Promise.all(this.shown.map(({ thing, element }) => (
      element ? `<pre>${markup(element.textContent)}</pre>` : inner(thing))));
    return around(parts.join("\n"));
  }

  #add(tag, kind) {
    const element = document.createElement(tag);
    element.className = kind;
    this.place.append(element);
    return element;
  }
}

async function whole(thing) {
  return thing.kind === "page" ? thing.content : around(await inner(thing));
}

async function inner({ kind, content }) {
  if (kind === "page") return `<iframe srcdoc="${markup(content)}" title="A page" style="width:100%;height:900px;border:0"></iframe>`;
  if (kind === "markdown") return (await import("./markdown.js")).markdown(content);
  return content;
}

function around(body) {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>chalkgrad</title>
<style>${style}
body { background: var(--paper); padding: 10px 14px; } body > :first-child { margin-top: 0; } pre { overflow-x: auto; }
svg, img { max-width: 100%; height: auto; } math { font-size: 1.1em; }
math.tml-display { display: block; text-align: left; } mtd.tml-right { text-align: right; } mtd.tml-left { text-align: left; }
</style></head><body>${body}</body></html>`;
}

function markup(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
