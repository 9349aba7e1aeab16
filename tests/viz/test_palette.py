"""viz/palette.py: colors that can be read, and that stand nowhere else."""

import ast
import re
from pathlib import Path

import pytest
from browser import needs_chromium, observed
from lecture_graphs import product

from viz import step_through
from viz.palette import DARK, FADED, LIGHT, PALE, Palette, blend

VIZ = Path(__file__).parents[2] / "viz"


def luminance(color: str) -> float:
    # WCAG 2: linear light of each channel, weighted.
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_letters_can_be_read(colors: Palette):
    for text in (colors.ink, colors.muted, colors.data, colors.delta, colors.partial, colors.negative):
        assert contrast(text, colors.paper) >= 4.5
        assert contrast(text, colors.page) >= 4.5
    for ground in (colors.gate, colors.now):
        assert contrast(colors.ink, ground) >= 4.5


def test_a_blend_lies_between_both_colors():
    assert blend("#ff0000", "#00ff00", 1) == "#ff0000"
    assert blend("#ff0000", "#00ff00", 0) == "#00ff00"
    assert blend("#ff0000", "#0000ff", 0.5) == "#800080"
    assert PALE.ink == blend(LIGHT.ink, LIGHT.paper, FADED)


def test_colors_are_spelled_in_the_palette_alone():
    color = re.compile(r"#[0-9a-fA-F]{6}\b")
    for path in VIZ.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = {
            ast.get_docstring(node, clean=False)
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
        }
        texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        found = [t for t in texts if isinstance(t, str) and t not in said and color.search(t)]
        assert bool(found) == (path.name == "palette.py"), (path, found)
    for path in (VIZ / "page" / "web").iterdir():
        assert not color.search(path.read_text(encoding="utf-8")), path


@needs_chromium
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_has_the_colors_of_the_palette(dark: bool):
    script = """
      const style = getComputedStyle(document.documentElement);
      report(Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`)])));
    """
    names = f"const names = {list(Palette._fields)};"
    seen = observed(step_through(product()).html, names + script, dark=dark)
    assert seen == (DARK if dark else LIGHT)._asdict()
