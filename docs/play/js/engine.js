// The room in which Python lives: a sandboxed frame without the origin of the site, so that a program reaches neither
// the page nor what the site has stored. Its policy, which the worker inherits, allows WebAssembly and this one
// script, and no request at all: all files come from the page, as messages. A worker that were loaded by its address
// would have no policy of its own on a server that sends none.
let worker, python, files;

onmessage = async ({ data, source }) => {
  if (source !== parent) return;
  if (data.files) {
    files = data.files;
    python = await WebAssembly.compile(files.wasm); // once; each worker gets the same module
    delete files.wasm;
  }
  worker?.terminate();
  const address = URL.createObjectURL(new Blob([files.worker], { type: "text/javascript" }));
  worker = new Worker(address, { name: "Python" });
  worker.onerror = ({ message }) => data.port.postMessage(JSON.stringify({ failed: message || "its worker failed" }));
  worker.postMessage({ python, files, port: data.port }, [data.port]);
};
