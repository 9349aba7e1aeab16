// Before Pyodide looks: it finds out what kind of worker this is by loading a script, and the policy refuses all.
globalThis.importScripts = () => {
  throw new TypeError("no script can be loaded");
};
