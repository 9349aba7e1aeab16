// The worker that runs Python. It gets all files and a port to the page from the frame that made it (engine.js), and
// speaks JSON through the port: { ready }, { text }, { shown }, { error }, { done }, { failed }. Python does not start
// here: its memory comes from the time when the playground was built (memory.mjs), with all that is imported.
import "./alone.js";
import lock from "lock.json";
import { loadPyodide } from "pyodide";
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { settings } from "./settings.js";

onmessage = async ({ data: { python, files, port } }) => {
  onmessage = null;
  const send = (message) => port.postMessage(JSON.stringify(message));
  try {
    const run = await start(python, files, (text) => port.postMessage(text));
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
async function start(python, files, send) {
  // Pyodide asks for two files of its own; they are here already
  const { fetch } = globalThis, { instantiateStreaming } = WebAssembly;
  globalThis.fetch = async () => new Response(files.library);
  WebAssembly.instantiateStreaming = async (_, imports) => (
    { module: python, instance: await WebAssembly.instantiate(python, imports) }
  );
  const memory = new Response(files.memory).body.pipeThrough(new DecompressionStream("deflate"));
  const pyodide = await loadPyodide({
    ...settings, createPyodideModule, lockFileContents: lock, indexURL: "https://nowhere.invalid/", packageBaseUrl: "",
    _loadSnapshot: await new Response(memory).arrayBuffer(),
  });
  globalThis.fetch = fetch;
  WebAssembly.instantiateStreaming = instantiateStreaming;
  pyodide.unpackArchive(files.wheel, "wheel"); // what is imported later, and the parts of pages
  return pyodide.globals.get("prepare")(send);
}
