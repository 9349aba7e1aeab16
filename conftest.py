"""Doctests that need more than the tests do are read where that is installed, as CI does."""

from importlib.util import find_spec
from shutil import which

import pytest

collect_ignore = [
    "autograd/numpy.py",  # it raises, which is all it does
    "docs/conf.py", "docs/play",  # run by Sphinx, and in the browser
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name in (name for name in NEEDED if item.name.startswith(name)):
            for missing in (it for it in NEEDED[name] if not find_spec(it) and not which(it)):
                item.add_marker(pytest.mark.skip(f"needs {missing}"))
