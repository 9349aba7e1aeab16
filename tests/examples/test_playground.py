"""The page of two hidden layers that lies beside the examples."""

import importlib.util
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "examples"


def test_the_committed_page_is_what_is_made_today():
    spec = importlib.util.spec_from_file_location("playground", FOLDER / "playground.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (FOLDER / "playground.html").read_text(encoding="utf-8")
    assert page == module.playground().html
    assert len(page.encode()) < 300_000
    assert "](playground.html)" in (FOLDER / "README.md").read_text(encoding="utf-8")
