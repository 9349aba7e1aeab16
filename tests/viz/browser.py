"""A page in a real browser, for the tests: headless Chromium opens it, scripts press its buttons.

One Chromium serves all tests, each page in a tab of its own, as a start takes longer than a page. It is told
what to do through a pipe, in JSON with a null byte behind each message, so that neither driver nor port is
needed. A script is appended to a copy of the page, does what a reader would do and reports what it saw. All
pages forbid every fetch by a content security policy.

Source: Chrome DevTools Protocol, `--remote-debugging-pipe`.
"""

import atexit
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from viz import Scene
from viz.scenes.states import state, state_count

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
PATIENCE = 60  # seconds for one page

# Put before everything else of the page: nothing may be fetched, and what goes wrong is noted.
GUARD = """<head><meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; ALLOWED">
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
    local: all(".local").map((text) => text.textContent).join(),
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


class Chromium:
    """A headless Chromium that opens one page after the other."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="chromium-"))
        # Chromium reads commands from file descriptor 3 and answers on 4
        self.process = subprocess.Popen(
            [
                "sh", "-c", 'exec "$0" "$@" 3<&0 4>&1 </dev/null >&2',
                str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                f"--user-data-dir={self.folder / 'profile'}", "--remote-debugging-pipe",
            ],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        )  # fmt: skip
        self.unread = b""
        self.numbers = count(1)
        self.complaints: list[Any] = []  # errors and whatever else pages write to the console
        self.events: list[dict[str, Any]] = []  # whatever else a test has asked to be told: requests, frames

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Send a command, in a session to its page, and return the answer."""
        number = self.send(method, session, **parameters)
        deadline = time.monotonic() + PATIENCE
        while (message := self.receive(deadline)).get("id") != number:
            pass
        assert "error" not in message, message
        return message["result"]

    def send(self, method: str, session: str = "", **parameters: Any) -> int:
        number = next(self.numbers)
        command = {"id": number, "method": method, "params": parameters}
        text = json.dumps(command | ({"sessionId": session} if session else {}))
        assert self.process.stdin is not None
        self.process.stdin.write(text.encode() + b"\0")
        return number

    def receive(self, deadline: float) -> dict[str, Any]:
        """Return what Chromium says next: an answer, or what happens in a page."""
        assert self.process.stdout is not None
        while b"\0" not in self.unread:
            wait = max(deadline - time.monotonic(), 0)
            assert select.select([self.process.stdout], [], [], wait)[0], "the script did not come to its end"
            piece = os.read(self.process.stdout.fileno(), 1 << 20)
            assert piece, "Chromium has ended"
            self.unread += piece
        text, _, self.unread = self.unread.partition(b"\0")
        message = json.loads(text)
        if message.get("method") in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"):
            self.complaints.append(message["params"])
        elif "method" in message:
            self.events.append(message)
        return message


class Tab:
    """A page in a tab of its own."""

    def __init__(self, browser: Chromium) -> None:
        self.browser = browser
        self.target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.ask("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]

    def close(self) -> None:
        self.browser.ask("Target.closeTarget", targetId=self.target)

    def tell(self, method: str, **parameters: Any) -> None:
        self.browser.send(method, self.session, **parameters)

    def value(self, expression: str) -> Any:
        """Return the value of an expression in JavaScript, that of a promise when it is kept."""
        answer = self.browser.ask(
            "Runtime.evaluate", self.session, expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def load(self, address: str, window: tuple[int, int], dark: bool) -> None:
        """Load a page and wait until it is there, as wide, high and dark as it should be."""
        width, height = window
        scheme = "dark" if dark else "light"
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.tell("Runtime.enable")
        self.tell("Log.enable")
        self.tell("Emulation.setDeviceMetricsOverride", **screen)
        self.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.tell("Page.navigate", url=address)
        scheme_of_address = address.partition(":")[0]
        there = f"""document.readyState === "complete" && location.protocol === "{scheme_of_address}:" &&
          innerWidth === {width} && innerHeight === {height} &&
          matchMedia("(prefers-color-scheme: {scheme})").matches"""
        deadline = time.monotonic() + PATIENCE
        while not self.value(there):
            assert time.monotonic() < deadline, "the page did not load"
            time.sleep(0.002)


@cache
def chromium() -> Chromium:
    """Return the Chromium of all tests, started by the first."""
    started = Chromium()
    atexit.register(started.close)
    return started


def expected(scene: Scene, k: int) -> dict[str, Any]:
    """What the page has to show at step k: the same as the slides."""
    step = state(scene, k)
    return {
        "count": f"step {k} of {state_count(scene) - 1}",
        "slider": str(k),
        "phase": step.phase, "kind": step.kind, "sentence": step.sentence, "received": step.received,
        "equation": "".join(text for text, _ in step.equation),
        "data": step.data, "delta": step.delta, "arrived": step.arrived,
        "faded": [kind == "todo" for kind in step.node_class],
        "busy": [i for i, kind in enumerate(step.node_class) if "now" in kind],
        "wires": step.edge_class, "parcel": step.parcel, "local": step.local,
    }  # fmt: skip


def observed(
    page: str,
    script: str,
    *,
    window: tuple[int, int] = (1280, 900),
    dark: bool = False,
    fragment: str = "",
    timed: bool = False,
    allowed: str = "",
    library: str = "",
) -> Any:
    """Return what a script reports of a page.

    Args:
        page: the page.
        script: what a reader does; it calls `report(…)` with what was seen.
        window: width and height of the window.
        dark: whether the reader prefers dark pages.
        fragment: what stands behind the page's address, such as "#12".
        timed: whether the page's clock runs as all clocks do; otherwise it jumps from timer to timer.
        allowed: a directive for what the page may load all the same.
        library: JavaScript that runs before the script, past the policy of the page.
    """
    assert page.count("<head>") == 1
    browser = chromium()
    browser.complaints.clear()
    browser.events.clear()
    file = browser.folder / "page.html"
    file.write_text(page.replace("<head>", GUARD.replace("ALLOWED", allowed)), encoding="utf-8")
    tab = Tab(browser)
    try:
        tab.load(file.as_uri() + fragment, window, dark)
        if not timed:
            tab.tell("Emulation.setVirtualTimePolicy", policy="advance")
        if library:
            tab.value(f"{library};0")
        found = tab.value(
            f"""(async () => {{
              {LOOK}
              let reported;
              const report = (x) => {{ reported = JSON.stringify(x); }};
              {script}
              await sleep({0 if timed else 3000});  // nor does anything go wrong afterwards
              return {{ wrong, reported }};
            }})()"""
        )
    finally:
        tab.close()
    assert browser.complaints == []
    assert found["wrong"] == []
    assert "reported" in found, "the script reported nothing"
    return json.loads(found["reported"])


def observed_each(cases: dict[str, tuple[str, str]], **settings: Any) -> dict[str, Any]:
    """Return what scripts report, each of its own page."""
    return {name: observed(page, script, **settings) for name, (page, script) in cases.items()}
