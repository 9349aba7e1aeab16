// Starts Python once, when the playground is built, and keeps its memory: with `autograd`, `nn` and `viz` imported a
// start in the browser takes a quarter of the time. `node memory.mjs PYODIDE WHEEL RUNNER FILE`.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { deflateSync } from "node:zlib";
import { settings } from "./settings.js";

const [packages, wheel, runner, file] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(packages));
const pyodide = await loadPyodide({ ...settings, _makeSnapshot: true });
pyodide.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel");
pyodide.runPython(readFileSync(runner, "utf8"), { filename: "runner.py" });
pyodide.runPython("import autograd.higher, autograd.testing, gc, nn, viz\ngc.collect()");
writeFileSync(file, deflateSync(pyodide.makeMemorySnapshot(), { level: 9 }));
