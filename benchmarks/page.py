"""How large the step-through page is and how fast it answers, in headless Chromium.

`python -m benchmarks.page` in the root of the repository; needs Chromium and none of the peers.
"""

import json
import random
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from autograd import Value
from examples.pictures import sigmoid
from viz import StepThrough, TrainingPage, step_through

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

# Each time ends when the browser has laid the page out again. Between two of them the page gets time for what
# it does later, such as the rows of the table that are not on the screen.
SCRIPT = """
(async () => {
  document.body.getBoundingClientRect();
  const openings = [...JSON.parse(window.name || "[]"), performance.now()];
  window.name = JSON.stringify(openings);
  if (openings.length < 10) return setTimeout(() => location.reload(), 200);
  const later = (ms) => new Promise((done) => setTimeout(done, ms));
  const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
  const timed = async (times, pause, act) => {
    const taken = [];
    for (let k = 0; k < times; k++) {
      const start = performance.now();
      act(k);
      document.body.getBoundingClientRect();
      taken.push(performance.now() - start);
      await later(pause);
    }
    return median(taken);
  };
  const field = () => $(`field-${variables[0]}`);
  const edit = (k) => {
    field().value = String(0.3 + 0.0137 * k);
    field().dispatchEvent(new Event("input"));
  };
  const seen = { "open": median(openings.slice(1)) }; // the first one waits for the browser
  await later(300);
  seen["step forward"] = await timed(101, 5, (k) => steps.go(k % steps.seed));
  seen["step backward"] = await timed(101, 5, (k) => steps.go(steps.last - k % now.messages.length));
  $("variables").open = true;
  panel.build();
  steps.go(steps.last);
  await later(300);
  seen["edit"] = await timed(31, 20, edit);
  $("ledger").open = true;
  await later(500);
  $("ledger").scrollIntoView();
  await later(500);
  seen["edit, table of messages open"] = await timed(31, 300, edit);
  seen["start the quiz"] = await timed(5, 20, () => modes.visit("quiz"));
  console.log(`measured ${JSON.stringify(seen)}`);
})();
"""


def chain(values: int) -> Value:
    """Return (x + c1 + c2 + …) x, a graph of so many values in which a variable is read first and last."""
    x = Value(1.0, "x")
    total = x
    for i in range((values - 3) // 2):
        total = total + Value(i + 0.123456)
    return total * x


def network(sizes: tuple[int, ...]) -> Value:
    """Return the output of an MLP of such sizes, written with + and *, with tanh except in the last layer."""
    stream = random.Random(1)
    layer = [Value(stream.uniform(-1, 1), f"x{i}") for i in range(sizes[0])]
    for depth, units in enumerate(sizes[1:], 2):
        sums: list[Value] = []
        for _ in range(units):
            total = Value(stream.uniform(-1, 1))
            for x in layer:
                total = total + Value(stream.uniform(-1, 1)) * x
            sums.append(total)
        layer = [total.tanh() for total in sums] if depth < len(sizes) else sums
    return layer[0]


def measure(page: StepThrough | TrainingPage, script: str = SCRIPT) -> dict[str, float]:
    """Open a page in a browser that nobody sees, and return what a script measures, in milliseconds."""
    assert CHROMIUM, "needs Chromium"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "page.html"
        # the policy of the page would keep the script from running
        open_to_all = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.html)
        file.write_text(open_to_all.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
        browser = subprocess.Popen(
            [
                CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-background-networking", f"--user-data-dir={folder}/profile",
                "--window-size=1280,900", "--enable-logging=stderr", "--remote-debugging-port=0",
                file.as_uri(),
            ],
            stderr=subprocess.PIPE, text=True, errors="replace",
        )  # fmt: skip
        try:
            for line in browser.stderr or ():
                if found := re.search(r'"measured (\{.*\})"', line):
                    measured: dict[str, Any] = json.loads(found[1])
                    return measured
        finally:
            browser.terminate()
            browser.wait()
    raise RuntimeError("the browser ended before the measurement")


def main() -> None:
    graphs = {
        "sigmoid circuit": sigmoid(), "chain": chain(1000), "MLP 2-14-20-1": network((2, 14, 20, 1)),
        "long chain": chain(1998),
    }  # fmt: skip
    for name, root in graphs.items():
        page = step_through(root, engine="layered", limit=None)
        print(f"{name}: {len(page.scene.nodes)} values, {len(page.html.encode()) / 1000:.0f} kB")
        for what, ms in measure(page).items():
            print(f"  {what:30} {ms:6.1f} ms")


if __name__ == "__main__":
    main()
