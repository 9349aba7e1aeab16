"""Photographs the site: `python -m docs.screenshots` writes docs/screenshots/, which the site shows.

A picture of each notebook and of the playground, from the site that `python3 run.py docs` has built. Needs
Chromium and the extra `animation`.
"""

import base64
import io
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image

from docs.sources import ROOT

sys.path.insert(0, str(ROOT / "tests" / "viz"))  # the tests drive the same browser

from browser import Chromium, Tab

SITE, FOLDER = ROOT / "docs" / "_build" / "html", ROOT / "docs" / "screenshots"
NOTEBOOK, PLAYGROUND = (880, 704), (1280, 800)  # pixels of the window
SMALL = 0.6  # of a notebook's picture, a card in the course
COLORS = 64
# A drawing, a plot or a page of the notebook comes into the middle; by default the first of them.
WHICH = {"12": 3, "16": 1, "17": 2}
FIND = """(n) => {
  const found = [...document.querySelectorAll(".cell_output :is(img:not([style*='display:none']), iframe)")]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height > 60);
  found[Math.min(n, found.length - 1)].scrollIntoView({ block: "center" });
}"""


def photograph(
    browser: Chromium, address: str, window: tuple[int, int], script: str, wait: float
) -> Image.Image:
    """Return what a window shows of a page, after a script and some seconds."""
    tab = Tab(browser)
    try:
        tab.load(address, window, dark=False)
        time.sleep(wait)
        tab.value(f"{script};0")
        time.sleep(1)
        shot = browser.ask("Page.captureScreenshot", tab.session, format="png")["data"]
    finally:
        tab.close()
    return Image.open(io.BytesIO(base64.b64decode(shot))).convert("RGB")


def write(picture: Image.Image, name: str) -> Path:
    """Write a picture in few colors, a third of the size, and nobody sees it."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.png"
    picture.quantize(COLORS).save(path, optimize=True)
    return path


def main() -> None:
    """Photograph all of it."""
    browser = Chromium()
    try:
        for page in sorted((SITE / "notebooks").glob("[0-9][0-9]_*.html")):
            number = page.stem[:2]
            picture = photograph(browser, page.as_uri(), NOTEBOOK, f"({FIND})({WHICH.get(number, 0)})", 2)
            size = (round(NOTEBOOK[0] * SMALL), round(NOTEBOOK[1] * SMALL))
            print(write(picture.resize(size, Image.Resampling.LANCZOS), number))
        server = subprocess.Popen(
            [sys.executable, str(ROOT / "docs" / "play" / "serve.py")], stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            address = next(line.split()[0] for line in server.stdout if line.startswith("http"))
            run = "document.getElementById('run').click()"
            print(write(photograph(browser, address, PLAYGROUND, run, 4), "playground"))
        finally:
            server.terminate()
    finally:
        browser.close()


if __name__ == "__main__":
    main()
