"""Walks through two circuits: `python examples/walks.py` makes `product.gif` and `page.png` beside this file.

The animation needs the extra `animation`, the screenshot Chromium, too. The README of the project shows the
screenshot, the one here the animation.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # this autograd, not another distribution of that name

from PIL import Image  # noqa: E402

from examples.pictures import product, sigmoid  # noqa: E402
from viz import animate, step_through  # noqa: E402

BACKWARD = 12  # the step at which exp sends its message
WIDTH, HEIGHT = 1280, 820  # pixels
COLORS = 128  # of the screenshot: a third of its size, and nobody sees it


def animation(folder: Path) -> Path:
    """Make the animation of (x + y) z, all eight steps."""
    return animate(product(), folder / "product.gif")


def screenshot(folder: Path) -> Path:
    """Photograph the page of the sigmoid circuit in Chromium, amid the backward pass."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise FileNotFoundError("the screenshot is made by Chromium: install it")
    picture = folder / "page.png"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        title = "1 / (1 + exp(−(w0 x0 + w1 x1 + w2)))"
        page = step_through(sigmoid(), title=title).save(Path(scratch) / "page.html")
        subprocess.run(
            [
                chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                f"--user-data-dir={scratch}/profile", "--virtual-time-budget=3000",
                f"--window-size={WIDTH},{HEIGHT + 100}",  # the lowest part of a window may stay empty
                f"--screenshot={picture}", f"{page.as_uri()}#{BACKWARD}",
            ],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
    with Image.open(picture) as photograph:
        small = photograph.crop((0, 0, WIDTH, HEIGHT)).convert("RGB").quantize(COLORS)
    small.save(picture, optimize=True)
    return picture


if __name__ == "__main__":
    print(animation(HERE))
    print(screenshot(HERE))
