"""viz, as a house: its tests lie in the rooms of what they test, and their first line names it."""

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.mark.parametrize("path", sorted(HERE.rglob("test_*.py")), ids=lambda path: path.stem)
def test_a_test_names_its_subject_and_lies_in_its_room(path: Path):
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    subject = ROOT / said.split()[0].rstrip(":,")
    assert subject.exists(), said
    room = path.parent.relative_to(HERE)
    assert subject.is_relative_to(ROOT / "viz" / room), f"{path} tests {subject}"
    assert room.parts or subject.parent in (ROOT, ROOT / "viz"), f"{subject} has a room"
