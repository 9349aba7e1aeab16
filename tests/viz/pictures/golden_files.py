"""Texts compared with the golden files of the folder beside this file.

After a change that is meant to be seen, look at the new drawing and rewrite them with
`CHALKGRAD_GOLDEN=write python -m pytest tests/viz -k golden`.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def check_golden(name: str, text: str) -> None:
    if os.environ.get("CHALKGRAD_GOLDEN") == "write":
        (FOLDER / name).write_text(text, encoding="utf-8")
    assert text == (FOLDER / name).read_text(encoding="utf-8")
