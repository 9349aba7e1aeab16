// Before Pyodide looks: it would find out what kind of worker this is by loading a script, which the policy refuses.
delete globalThis.importScripts;
