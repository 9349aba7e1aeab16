// The room in which Python lives: a sandboxed frame without the origin of the site, so that a program reaches neither
// the page nor what the site has stored. Its policy, which the worker inherits, allows WebAssembly and this one
// script, and no request at all: all files come from the page, as messages, each as soon as it is there. A worker that
// were loaded by its address would have no policy of its own on a server that sends none.
const files = {};
let python, worker, taken = false;

onmessage = async ({ data: { file, content, port }, source }) => {
  if (source !== parent) return;
  if (file === "wasm") python = WebAssembly.compile(content); // once; each worker gets the same module
  else if (file) files[file] = content;
  if (file === "worker") begin();
  if (!port) return;
  if (taken) begin();
  taken = true;
  worker.onerror = ({ message }) => port.postMessage(JSON.stringify({ failed: message || "its worker failed" }));
  const { library, memory, wheel } = files;
  worker.postMessage({ python: await python, library, memory, wheel, port }, [port]);
};

// A new worker; the program of the old one ends here, whatever it does.
function begin() {
  worker?.terminate();
  const address = URL.createObjectURL(new Blob([files.worker], { type: "text/javascript" }));
  worker = new Worker(address, { name: "Python" });
}
