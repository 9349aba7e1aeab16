"""What is run where: doctests where what they need is installed, thorough tests where they are asked for."""

from importlib.util import find_spec
from shutil import which

import pytest

collect_ignore = [
    "autograd/numpy.py",  # it raises, which is all it does
    "docs/conf.py", "docs/play", "docs/screenshots.py",  # run by Sphinx, in the browser, and with Pillow
    "docs/_build",
]  # fmt: skip
NEEDED = {
    "nn.classics.separability": ["scipy"],
    "nn.data.datasets.digits": ["sklearn"],
    "viz.pictures.animation.animate": ["PIL", "resvg_py"],
    "viz.pictures.fonts.further_fonts": ["fontTools"],
    "viz.pictures.plain.plain": ["fontTools"],
    "viz.pictures.png": ["resvg_py"],
    "viz.pictures.pdf": ["fpdf"],
    "viz.plots.": ["matplotlib"],
}


BROWSERS = ("needs Chromium", "needs Firefox")


@pytest.hookimpl(tryfirst=True)  # before the tests are selected by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        in_a_browser = any(mark.kwargs.get("reason") in BROWSERS for mark in item.iter_markers("skipif"))
        if in_a_browser or "built" in getattr(item, "fixturenames", ()):  # the playground
            item.add_marker(pytest.mark.thorough)
        for name in (name for name in NEEDED if item.name.startswith(name)):
            for missing in (it for it in NEEDED[name] if not find_spec(it) and not which(it)):
                item.add_marker(pytest.mark.skip(f"needs {missing}"))
