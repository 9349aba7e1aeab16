// The worker that runs Python. It gets all files and a port to the page from the frame that made it (engine.js), and
// speaks JSON through the port: { ready }, { text }, { shown }, { error }, { done }, { failed }. Python does not start
// here: its memory comes from the time when the playground was built (memory.mjs), with all that is imported.
import "./alone.js";
import lock from "lock.json";
import { unzipSync } from "fflate";
import { loadPyodide } from "pyodide";
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { settings } from "./settings.js";

onmessage = async ({ data: { python, library, memory, wheel, port } }) => {
  onmessage = null;
  const send = (message) => port.postMessage(JSON.stringify(message));
  try {
    const run = await start({ python, library, memory, wheel }, (text) => port.postMessage(text));
    port.onmessage = ({ data }) => {
      const began = performance.now();
      try {
        run(data.run);
        send({ done: performance.now() - began });
      } catch (error) {
        send({ failed: String(error.message ?? error) }); // Pyodide itself has ended
      }
    };
    send({ ready: true });
  } catch (error) {
    send({ failed: String(error.message ?? error) });
  }
};

// Return what runs a program, given as text.
async function start({ python, library, memory, wheel }, send) {
  // Pyodide asks for two files of its own; they are here already
  const { fetch } = globalThis, { instantiateStreaming } = WebAssembly;
  globalThis.fetch = async () => new Response(library);
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const instance = await WebAssembly.instantiate(python, imports);
    const heap = instance.exports.memory; // it begins small, and what was kept may have grown
    heap.grow(Math.max(0, Math.ceil((memory.byteLength - heap.buffer.byteLength) / 65536)));
    return { module: python, instance };
  };
  const pyodide = await loadPyodide({
    ...settings, createPyodideModule, lockFileContents: lock, indexURL: "https://nowhere.invalid/", packageBaseUrl: "",
    _loadSnapshot: memory,
  });
  globalThis.fetch = fetch;
  WebAssembly.instantiateStreaming = instantiateStreaming;
  // what is imported later, and the parts of pages; Pyodide's own way takes five times as long
  const site = pyodide.globals.get("SITE");
  for (const [name, content] of Object.entries(unzipSync(new Uint8Array(wheel)))) {
    const path = `${site}/${name}`;
    pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    pyodide.FS.writeFile(path, content);
  }
  return pyodide.globals.get("prepare")(send);
}
