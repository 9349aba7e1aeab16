// Python, as the page sees it: loaded once, running one program at a time, stopped by ending its worker.
import files from "files.json";

export class Python {
  // `on` has a function for whatever happens: changed() of the state, loading(share, 0 to 1), text(printed),
  // shown(thing), error(account), done(milliseconds), failed(words)
  constructor(on) {
    this.on = on;
    this.state = "loading"; // then starting, ready, running, ready and so on; or broken
    this.waiting = null; // the program that runs as soon as Python is there
  }

  #enter(state) {
    this.state = state;
    this.on.changed();
  }

  async load() {
    const frame = document.createElement("iframe");
    frame.title = "Python";
    frame.hidden = true;
    frame.setAttribute("sandbox", "allow-scripts"); // not allow-same-origin: see engine.js
    frame.src = "engine.html";
    const there = new Promise((done) => { frame.onload = done; });
    document.body.append(frame);
    this.frame = frame.contentWindow;
    try {
      const total = Object.values(files).reduce((sum, { size }) => sum + size, 0);
      let got = 0;
      await Promise.all(Object.entries(files).map(async ([file, { name }]) => {
        const content = await load(name, (bytes) => this.on.loading((got += bytes) / total));
        await there;
        this.frame.postMessage({ file, content }, "*", [content]);
      }));
      this.#start();
    } catch (error) {
      this.#break(`Python could not be loaded: ${error.message}; load the page again`);
    }
  }

  // A new Python; what it needs is in the frame.
  #start() {
    this.#enter("starting");
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.onmessage = ({ data }) => this.#hear(port1, JSON.parse(data));
    this.frame.postMessage({ port: port2 }, "*", [port2]);
  }

  #hear(port, said) {
    if (port !== this.port) return; // the last words of one that was stopped
    if (said.ready) {
      this.#enter("ready");
      if (this.waiting !== null) this.run(this.waiting);
    } else if (said.done !== undefined) {
      this.#enter("ready");
      this.on.done(said.done);
    } else if (said.failed !== undefined) {
      if (this.state === "starting") return this.#break(`Python could not start: ${said.failed}`);
      this.on.failed(`Python itself came to an end (${said.failed}); it starts anew`);
      this.#start();
    } else {
      for (const [what, content] of Object.entries(said)) {
        if (["text", "shown", "error"].includes(what)) this.on[what](content);
      }
    }
  }

  #break(words) {
    this.#enter("broken");
    this.on.failed(words);
  }

  // Run a program now, or as soon as Python is there.
  run(program) {
    const now = this.state === "ready";
    this.waiting = now ? null : program;
    if (now) this.port.postMessage({ run: program });
    this.#enter(now ? "running" : this.state);
  }

  // End the program, and with it its Python; another one starts.
  stop() {
    this.waiting = null;
    if (this.state === "running") this.#start();
  }
}

async function load(name, got) {
  const answer = await fetch(name);
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${answer.statusText}`);
  const counted = answer.body.pipeThrough(new TransformStream({
    transform(piece, out) {
      got(piece.length);
      out.enqueue(piece);
    },
  }));
  const whole = name.endsWith(".deflated") ? counted.pipeThrough(new DecompressionStream("deflate")) : counted;
  return new Response(whole).arrayBuffer();
}
