"""A page in a real browser, for the tests: headless Chromium opens it, scripts press its buttons.

No driver is needed: a script is appended to a copy of the page, does what a reader would do and writes what
it saw into an element, which `--dump-dom` prints. All pages forbid every fetch by a content security policy.
"""

import html
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from viz import Scene
from viz.scenes.frames import frame, frame_count

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")

# Put before everything else of the page: nothing may be fetched, and what goes wrong is noted.
GUARD = """<head><meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<script>var wrong = []; onerror = (message) => { wrong.push(message); };
addEventListener("securitypolicyviolation", (event) => wrong.push(event.violatedDirective));</script>"""

# What a reader sees, for the scripts of the tests.
LOOK = """
const at = (id) => document.getElementById(id);
const all = (what) => [...document.querySelectorAll(what)];
function look() {
  return {
    phase: at("phase").textContent, sentence: at("sentence").textContent,
    equation: at("equation").textContent, received: at("received").textContent,
    kind: at("card").className.replace("card", "").trim(), count: at("count").textContent,
    slider: at("slider").value, hash: location.hash,
    data: all(".board .node > .data").map((text) => text.textContent),
    delta: all(".board .node > .delta").map((text) => text.firstChild?.data ?? ""),
    arrived: all(".board .node > .delta").map((text) => text.querySelector("tspan")?.textContent ?? ""),
    faded: all(".board .node").map((node) => node.classList.contains("todo")),
    busy: all(".board .node").flatMap((node, i) => node.classList.contains("now") ? [i] : []),
    wires: all(".board svg > path").map((path) => path.getAttribute("class") ?? ""),
    parcel: all(".parcel").map((text) => text.textContent).join(),
  };
}
const press = (key, target = document.body) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  return event.defaultPrevented;
};
const slide = (k) => { at("slider").value = k; at("slider").dispatchEvent(new Event("input")); };
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const step = () => Number(at("count").textContent.match(/\\d+/)[0]);
"""


def browse(page: str, *flags: str, fragment: str = "", virtual_ms: int = 3000) -> str:
    """Open a page and return its document as text when its scripts are done; errors of the console fail."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        done = subprocess.run(
            [
                str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                f"--user-data-dir={folder}/profile", "--window-size=1280,900", "--enable-logging=stderr",
                *([f"--virtual-time-budget={virtual_ms}"] if virtual_ms else []),
                *flags, "--dump-dom", file.as_uri() + fragment,
            ],
            capture_output=True, timeout=60,
        )  # fmt: skip
    console = [line for line in done.stderr.decode(errors="replace").splitlines() if "CONSOLE" in line]
    assert not console
    return done.stdout.decode()


def scripted(page: str, script: str) -> str:
    """Return a page with a script at its end, whose `report(…)` is read back by `reported`."""
    finish = "const report = (x) => { at('report').textContent = JSON.stringify({ wrong, x }); };"
    tail = f"<pre id='report'></pre><script>{LOOK}{finish}(async () => {{ {script} }})()</script></body>"
    assert page.count("<head>") == page.count("</body>") == 1
    return page.replace("<head>", GUARD).replace("</body>", tail)


def reported(document: str) -> Any:
    """Return what a page reported, if nothing went wrong in it."""
    match = re.search(r'<pre id="report">(.*?)</pre>', document, re.DOTALL)
    assert match
    assert match[1], "the script of the test did not come to its end"
    found = json.loads(html.unescape(match[1]))
    assert found["wrong"] == []
    return found["x"]


def expected(scene: Scene, k: int) -> dict[str, Any]:
    """What the page has to show at step k: the same as the frames for slides."""
    step = frame(scene, k)
    return {
        "count": f"step {k} of {frame_count(scene) - 1}",
        "slider": str(k),
        "phase": step.phase, "kind": step.kind, "sentence": step.sentence, "received": step.received,
        "equation": "".join(text for text, _ in step.equation),
        "data": step.data, "delta": step.delta, "arrived": step.arrived,
        "faded": [kind == "todo" for kind in step.node_class],
        "busy": [i for i, kind in enumerate(step.node_class) if "now" in kind],
        "wires": step.edge_class, "parcel": step.parcel,
    }  # fmt: skip


def observed(page: str, script: str, *flags: str, fragment: str = "", virtual_ms: int = 3000) -> Any:
    """Return what a script reports of a page, opened in the browser."""
    return reported(browse(scripted(page, script), *flags, fragment=fragment, virtual_ms=virtual_ms))


def observed_together(
    cases: dict[str, tuple[str, str]], *flags: str, virtual_ms: int = 6000
) -> dict[str, Any]:
    """Return what scripts report, each of its own page; all are frames of one page, as a start takes long."""
    frames = "".join(
        f'<iframe style="width:1280px;height:900px" srcdoc="{html.escape(scripted(page, script))}"></iframe>'
        for page, script in cases.values()
    )
    collect = """
      const reports = [];
      for (const frame of all("iframe")) {
        let text = "";
        for (let k = 0; k < 3000 && !text; k++) {
          text = frame.contentDocument?.getElementById("report")?.textContent;
          if (!text) await sleep(20);
        }
        reports.push(text);
      }
      report(reports);
    """
    host = f"<!DOCTYPE html><html><head></head><body>{frames}</body></html>"
    texts = observed(host, collect, *flags, virtual_ms=virtual_ms)
    found: dict[str, Any] = {}
    for name, text in zip(cases, texts, strict=True):
        assert text, f"the script of {name} did not come to its end"
        answer = json.loads(text)
        assert answer["wrong"] == [], name
        found[name] = answer["x"]
    return found
