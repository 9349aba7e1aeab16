"""The step-through page in a real browser: headless Chromium opens it, scripts press its buttons.

No driver is needed: a script is appended to a copy of the page, does what a reader would do and writes what
it saw into an element, which `--dump-dom` prints. All pages forbid every fetch by a content security policy.
"""

import html
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lecture_graphs import HOSTILE, product, sigmoid_circuit

from autograd import Value, dot
from viz import Scene, step_through

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")

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
    delta: all(".board .node > .delta").map((text) => text.firstChild ? text.firstChild.data : ""),
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


def small_network() -> Value:
    """Two inputs, two hidden units as one dot node each, one output: fan-out 2 and a product of equals."""
    x = [Value(0.5, "x1"), Value(-1.5, "x2")]
    hidden = [dot([Value(0.3), Value(-0.2)], x, Value(0.1)).tanh() for _ in range(2)]
    return (hidden[0] * hidden[1] + x[0] * x[0] - 2).sigmoid()


def cancelling(x: Value) -> Value:
    return x * 0.00012345 - x * 0.00012345


GRAPHS: dict[str, Callable[[], Value]] = {
    "product": product,
    "sigmoid": sigmoid_circuit,
    "network": small_network,
    # 0 in the end, −0.0001235 on the way
    "cancelling": lambda: cancelling(Value(1.0, "x")),
    "variable": lambda: Value(2.5, "x"),
}


def expected(scene: Scene, k: int) -> dict[str, Any]:
    """What step k has to show, from the records of the scene."""
    nodes, edges, steps = scene
    gates = [i for i, node in enumerate(nodes) if node.gate]
    seed, last = len(gates) + 1, len(gates) + 1 + len(steps)
    known = {i for i, node in enumerate(nodes) if not node.gate} | set(gates[:k])
    page: dict[str, Any] = {
        "count": f"step {k} of {last}",
        "slider": str(k),
        "data": [node.data if i in known else "" for i, node in enumerate(nodes)],
        "delta": ["" for _ in nodes],
        "arrived": ["" for _ in nodes],
        "faded": [i not in known for i in range(len(nodes))],
        "busy": [],
        "parcel": "",
    }
    wires = ["" if edge.parent in known else "todo" for edge in edges]
    if 0 < k < seed:
        node = nodes[gates[k - 1]]
        wires = ["read" if edge.child == gates[k - 1] else w for edge, w in zip(edges, wires, strict=True)]
        page |= {
            "phase": f"Forward pass, gate {k} of {len(gates)}", "kind": "forward", "received": "",
            "sentence": f"{node.name} = {node.formula}", "equation": f"{node.numbers} = {node.data}",
            "busy": [gates[k - 1]],
        }  # fmt: skip
    elif k == seed:
        page |= {
            "phase": "Backward pass, the seed", "kind": "backward", "busy": [len(nodes) - 1],
            "equation": f"∂{nodes[-1].name}/∂{nodes[-1].name} = 1",
        }  # fmt: skip
    if k >= seed:
        page["delta"][-1] = "1"
        for step in steps[: k - seed]:
            parent = edges[step.edge].parent
            page["delta"][parent] = step.after
            waiting = step.arrived < step.expected
            page["arrived"][parent] = f"{step.arrived} of {step.expected}" if waiting else ""
            wires[step.edge] = "sent"
    if k > seed:
        step = steps[k - seed - 1]
        edge = edges[step.edge]
        child, parent = nodes[edge.child], nodes[edge.parent]
        wires[step.edge] = "now"
        plural = "" if step.expected == 1 else "s"
        complete = ": complete" if step.arrived == step.expected else ""
        page |= {
            "phase": f"Backward pass, message {k - seed} of {len(steps)}", "kind": "backward",
            "sentence": f"{child.name} = {child.formula} sends {parent.name} its message: "
                        "local gradient × upstream gradient.",
            "equation": f"∂{child.name}/∂{parent.name} × δ({child.name}) = "
                        f"[{edge.partial}] × [{child.delta}] = {edge.message}",
            "received": f"delta of {parent.name}: {step.before} → {step.after}, "
                        f"{step.arrived} of {step.expected} message{plural} received{complete}",
            "busy": [edge.child], "parcel": f"← {edge.message}",
        }  # fmt: skip
    return page | {"wires": wires}


def check_texts_apart(frame: list[float], texts: list[tuple[str, float, float, float, float]]) -> None:
    """Assert that no text meets another one or leaves the drawing, as the browser sets them."""
    left, right, top, bottom = frame
    for i, (text, l1, r1, t1, b1) in enumerate(texts):
        assert left - 1 <= l1 < r1 <= right + 1, text
        assert top - 1 <= t1 < b1 <= bottom + 1, text
        for other, l2, r2, t2, b2 in texts[:i]:
            # the line of a font is a quarter higher than its letters
            apart = r1 < l2 + 1 or r2 < l1 + 1 or b1 < t2 + 5 or b2 < t1 + 5
            assert apart, (text, other)


@pytest.mark.parametrize("name", GRAPHS)
def test_every_step_shows_what_the_scene_says_and_going_back_shows_the_same(name: str):
    page = step_through(GRAPHS[name](), engine="layered")
    walk = """
      const box = (element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        return [left, right, top, bottom];
      };
      // the parcel may cross a wire, even a name; it is gone with the next step
      const texts = () => all(".board svg text:not(.parcel)").filter((text) => text.textContent)
        .map((text) => [text.textContent, ...box(text)]);
      const picture = () => document.querySelector(".board").outerHTML + at("card").outerHTML;
      const states = [look()], pictures = [picture()], boxes = [texts()];
      while (!at("next").disabled) {
        at("next").click(); states.push(look()); pictures.push(picture()); boxes.push(texts());
      }
      const last = states.length - 1, back = [];
      for (let k = last; k > 0; k--) { back.push(picture() === pictures[k]); at("previous").click(); }
      back.push(picture() === pictures[0]);
      // jumps lead to the same pictures as walking
      for (const k of [last, 0, last >> 1, 1]) { slide(k); back.push(picture() === pictures[k]); }
      const resources = performance.getEntriesByType("resource").length;
      const frame = box(document.querySelector(".board svg"));
      report({ states, back, limit: at("slider").max, resources, boxes, frame });
    """
    found = reported(browse(scripted(page.html, walk)))
    states = found["states"]
    gates = sum(bool(node.gate) for node in page.scene.nodes)
    assert len(states) == gates + 1 + len(page.scene.steps) + 1
    for k, state in enumerate(states):
        wanted = expected(page.scene, k)
        assert {key: state[key] for key in wanted} == wanted
    for texts in found["boxes"]:
        check_texts_apart(found["frame"], texts)
    assert states[0]["phase"] == "Start"
    assert "variable" in states[0]["sentence"]
    assert found["back"] == [True] * (len(states) + 4)
    assert found["limit"] == str(len(states) - 1)
    assert found["resources"] == 0


def test_the_controls_and_keys_do_what_they_say():
    script = """
      const seen = {};
      seen.start = [step(), at("previous").disabled, at("first").disabled, at("next").disabled];
      seen.right = [press("ArrowRight"), step(), location.hash];
      await sleep(300);
      seen.address = location.hash;
      seen.left = [press("ArrowLeft"), press("ArrowLeft"), step()];
      seen.end = [press("End"), step(), at("next").disabled, at("last").disabled];
      seen.beyond = [press("ArrowRight"), step()];
      seen.home = [press("Home"), step()];
      seen.last = [at("last").click(), step()];
      seen.first = [at("first").click(), step()];
      slide(5);
      seen.slider = [step(), at("slider").getAttribute("aria-valuetext")];
      seen.sliderKey = [press("ArrowRight", at("slider")), step()];
      seen.other = [press("a"), press("Tab"), step()];
      document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key: "ArrowRight", altKey: true, bubbles: true }));
      seen.modified = step();
      // play: one step each 1.4 s; the space bar starts and stops it, except on a button
      at("first").click();
      seen.space = [press(" "), at("play").getAttribute("aria-pressed"), at("play").textContent];
      await sleep(3000);
      seen.playing = step();
      seen.button = [press(" ", at("next")), at("play").getAttribute("aria-pressed")];
      press(" ");
      await sleep(3000);
      seen.paused = [step(), at("play").getAttribute("aria-pressed"), at("play").textContent];
      at("play").click();
      await sleep(1500);
      press("ArrowLeft");  // stops it
      await sleep(3000);
      seen.stopped = step();
      at("last").click(); at("play").click();
      seen.again = step();
      await sleep(20000);
      seen.played = [step(), at("play").getAttribute("aria-pressed")];
      // the addresses that somebody types
      const visit = async (hash) => { location.hash = hash; await sleep(50); return step(); };
      seen.addresses = [];
      for (const hash of ["#3", "#999", "#abc", "#5x", "#-1", "#", "#007"]) {
        seen.addresses.push(await visit(hash));
      }
      // the ledger
      at("ledger").open = true;
      await sleep(50);
      const rows = all("#ledger tbody tr");
      seen.head = all("#ledger th").map((cell) => cell.textContent);
      seen.rows = rows.map((row) => [...row.cells].map((cell) => cell.textContent));
      rows[1].querySelector("button").click();
      seen.row = [step(), rows.map((row) => row.classList.contains("now"))];
      at("ledger").open = false; await sleep(50); at("ledger").open = true; await sleep(50);
      seen.once = all("#ledger tbody tr").length;
      seen.live = at("card").getAttribute("aria-live");
      report(seen);
    """
    # A1 has 5 nodes, 2 gates and 4 messages: steps 0, 1 2, the seed 3, and 4 to 7.
    seen = reported(browse(scripted(step_through(product()).html, script), virtual_ms=60_000))
    assert seen["start"] == [0, True, True, False]
    assert seen["right"] == [True, 1, ""]
    assert seen["address"] == "#1"  # written when the reader rests
    assert seen["left"] == [True, True, 0]
    assert seen["end"] == [True, 7, True, True]
    assert seen["beyond"] == [True, 7]
    assert seen["home"] == [True, 0]
    assert (seen["last"][1], seen["first"][1]) == (7, 0)
    assert seen["slider"] == [5, "step 5 of 7"]
    assert seen["sliderKey"] == [True, 6]
    assert seen["other"] == [False, False, 6]
    assert seen["modified"] == 6
    assert seen["space"] == [True, "true", "❚❚ Pause"]
    assert seen["playing"] == 2
    assert seen["button"] == [False, "true"]
    assert seen["paused"] == [2, "false", "▶ Play"]
    assert seen["stopped"] == 2
    assert seen["again"] == 0
    assert seen["played"] == [7, "false"]
    assert seen["addresses"] == [3, 7, 0, 0, 0, 0, 7]
    assert seen["head"][0] == "step"
    assert seen["rows"] == [
        ["4", "f", "q", "−4", "1", "−4", "0 → −4", "1/1"],
        ["5", "f", "z", "3", "1", "3", "0 → 3", "1/1"],
        ["6", "q", "x", "1", "−4", "−4", "0 → −4", "1/1"],
        ["7", "q", "y", "1", "−4", "−4", "0 → −4", "1/1"],
    ]
    assert seen["row"] == [5, [False, True, False, False]]
    assert seen["once"] == 4
    assert seen["live"] == "polite"


def test_an_address_opens_its_step_and_in_the_dark_the_page_is_dark():
    page = step_through(sigmoid_circuit()).html
    script = "report([step(), getComputedStyle(document.body).backgroundColor]);"
    assert reported(browse(scripted(page, script), fragment="#12")) == [12, "rgb(251, 250, 246)"]
    dark = browse(scripted(page, script), "--force-dark-mode", fragment="#999")
    assert reported(dark) == [21, "rgb(22, 32, 28)"]


def test_the_page_works_in_the_frame_of_a_notebook():
    frame = step_through(product())._repr_mimebundle_()["text/html"]
    host = f"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{frame}</body></html>"""
    script = """
      const inner = document.querySelector("iframe");
      while (!inner.contentDocument.getElementById("next")) await sleep(50);
      const page = inner.contentDocument, found = (id) => page.getElementById(id);
      found("next").click();
      found("last").click();
      report([found("count").textContent, found("equation").textContent,
        page.querySelectorAll(".node > .delta").length,
        document.querySelector("details img").src.slice(0, 19)]);
    """
    policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"
    allowed = scripted(host, script).replace(policy, f"{policy}; img-src data:")
    seen = reported(browse(allowed))
    assert seen == ["step 7 of 7", "∂q/∂y × δ(q) = [1] × [−4] = −4", 5, "data:image/svg+xml;"]


def test_hostile_labels_are_shown_as_text():
    root = Value(0.0)
    for label in HOSTILE:
        root = root + Value(1.0, label)
    page = step_through(root, title=HOSTILE[0])
    script = """
      at("ledger").open = true;
      while (!at("next").disabled) at("next").click();
      await sleep(50);
      report({ labels: all(".board .label").map((label) => label.textContent), title: document.title,
        heading: document.querySelector("h1").textContent, scripts: all("script").length,
        images: all("img").length, names: all("#ledger tbody tr").map((row) => row.cells[2].textContent) });
    """
    seen = reported(browse(scripted(page.html, script)))
    labels = [node.label for node in page.scene.nodes if node.label]
    assert seen["labels"] == labels
    assert set(labels) < set(seen["names"])
    assert seen["heading"] == HOSTILE[0]
    assert seen["title"] == HOSTILE[0] + " · backpropagation"
    assert seen["scripts"] == 4  # those of the page and of this test
    assert seen["images"] == 0


def test_a_page_of_a_thousand_values_steps_to_its_end():
    # x is read first and last: the wire between is far longer than the board is wide
    x = Value(1.0, "x")
    total = x
    for i in range(498):
        total = total + Value(i + 0.123456)
    page = step_through(total * x, engine="layered")
    # Forced layout makes the time per step honest; it is printed with -s and not asserted.
    script = """
      const start = performance.now();
      for (let k = 0; k < 100; k++) { at("next").click(); document.body.getBoundingClientRect(); }
      const forward = (performance.now() - start) / 100;
      at("last").click();
      const middle = performance.now();
      for (let k = 0; k < 100; k++) { at("previous").click(); document.body.getBoundingClientRect(); }
      const backward = (performance.now() - middle) / 100;
      at("last").click();
      const last = look();
      slide(499 + 1 + 2);  // the second message is the one to x
      const board = document.querySelector(".board").getBoundingClientRect();
      const inside = [".got", ".parcel"].map((what) => {
        const box = document.querySelector(what).getBoundingClientRect();
        return board.left <= box.left && box.right <= board.right &&
          board.top <= box.top && box.bottom <= board.bottom;
      });
      report({ forward, backward, last, inside, sentence: at("sentence").textContent });
    """
    seen = reported(browse(scripted(page.html, script), virtual_ms=0))
    size = len(page.html.encode()) / 1000
    print(f"{size:.0f} kB, {seen['forward']:.1f} ms a step forward, {seen['backward']:.1f} backward")
    assert seen["inside"] == [True, True]
    assert " sends x its message" in seen["sentence"]
    wanted = expected(page.scene, 499 + 1 + 998)
    assert {key: seen["last"][key] for key in wanted} == wanted
