"""How long the playground takes until the first drawing stands, in headless Chromium.

`python -m benchmarks.playground` in the root of the repository; needs Chromium, npm and hatchling, no peers.
It serves the folder as `run.py play` does, and opens the page anew in each turn; the first turn of a browser
finds an empty cache, the others a warm one. The time is counted from the request of the page until what
`step_through` made has been laid out in its frame.
"""

import base64
import statistics
import sys
import threading
import time
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "docs" / "play"), str(ROOT / "tests" / "viz")]

from browser import Chromium, Tab  # noqa: E402
from build import build  # noqa: E402
from serve import TARGET, server  # noqa: E402

TURNS = 15


def opened(browser: Chromium, address: str) -> float:
    """Return the milliseconds until the first drawing."""
    tab = Tab(browser)
    tab.load(address, (1280, 800), dark=False)
    drawn = "performance.getEntriesByName('drawn')[0]?.startTime ?? 0"
    while not (ms := tab.value(drawn)):
        time.sleep(0.05)
    tab.close()
    return ms


def stopped(browser: Chromium, address: str) -> float:
    """Return the milliseconds from stopping a program until Python is ready again."""
    packed = zlib.compress(b"while True: pass", wbits=-15)
    tab = Tab(browser)
    tab.load(
        f"{address}#code={base64.urlsafe_b64encode(packed).decode().rstrip('=')}", (1280, 800), dark=False
    )
    state = "document.body.dataset.state"
    for button, reached in (("run", "ready"), ("stop", "running")):
        while tab.value(state) != reached:
            time.sleep(0.05)
        tab.value(f"document.getElementById('{button}').click()")
    began = time.perf_counter()
    while tab.value(state) != "ready":
        time.sleep(0.002)
    ms = 1000 * (time.perf_counter() - began)
    tab.close()
    return ms


def main() -> None:
    build(TARGET)
    files = sorted(path.stat().st_size for path in TARGET.iterdir())
    print(f"the folder: {len(files)} files, {sum(files) / 1e6:.1f} MB")
    listening = server(TARGET, 0)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{listening.server_port}/"
    cold: list[float] = []
    for _ in range(3):
        browser = Chromium()
        cold.append(opened(browser, address))
        if len(cold) < 3:
            browser.close()
    warm = [opened(browser, address) for _ in range(TURNS)]
    restarts = [stopped(browser, address) for _ in range(5)]
    browser.close()
    for name, times in (("empty cache", cold), ("warm cache", warm), ("stop to ready", restarts)):
        median, least, most = (f(times) for f in (statistics.median, min, max))
        print(f"{name:14} {median:5.0f} ms ({least:.0f}-{most:.0f})")


if __name__ == "__main__":
    main()
