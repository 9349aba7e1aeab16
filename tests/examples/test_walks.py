"""The screenshot and the animation that lie beside the examples."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from viz import scene

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples"


def load() -> ModuleType:
    pytest.importorskip("PIL")
    spec = importlib.util.spec_from_file_location("walks", FOLDER / "walks.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_screenshot_is_wide_and_small_and_shown_in_the_readme():
    picture = (FOLDER / "page.png").read_bytes()
    assert int.from_bytes(picture[16:20], "big") == 1280
    assert len(picture) < 120_000
    assert "](examples/page.png)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_screenshot_shows_the_message_of_exp():
    walks = load()
    drawn = scene(walks.sigmoid())
    edge = drawn.edges[drawn.arrivals[walks.BACKWARD - 10].edge]
    # step 0, 8 gates forward, the seed: message k is step 9 + k; exp is the third gate from the end
    assert drawn.nodes[edge.child].gate == "exp"


def test_the_animation_has_all_steps_of_the_product():
    load()
    from PIL import Image

    with Image.open(FOLDER / "product.gif") as film:
        # the start, two gates, the seed, four messages
        assert film.n_frames == 8
    assert re.search(r"\]\(product\.gif\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
