// Starts Python once, when the playground is built, and keeps its memory, with all imported that the examples need: a
// start in the browser takes a quarter of the time. `node memory.mjs PYODIDE WHEEL FOLDER FILE`, the folder of runner.py.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { deflateSync } from "node:zlib";
import { settings } from "./settings.js";

const [packages, wheel, folder, file] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(packages));
const pyodide = await loadPyodide({ ...settings, _makeSnapshot: true });
pyodide.runPython(readFileSync(`${folder}/runner.py`, "utf8"), { filename: "runner.py" });
pyodide.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel", { extractDir: pyodide.globals.get("SITE") });
for (const name of readdirSync(`${folder}/examples`).filter((name) => name.endsWith(".py"))) {
  pyodide.runPython(`rehearse(${JSON.stringify(readFileSync(`${folder}/examples/${name}`, "utf8"))})`);
}
pyodide.runPython("import gc; gc.collect()");
writeFileSync(file, deflateSync(pyodide.makeMemorySnapshot(), { level: 9 }));
