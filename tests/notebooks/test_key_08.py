"""notebooks/key_08.py: slips in rewriting a sigmoid with tanh."""

import math
import runpy
from types import SimpleNamespace

import pytest
from test_notebooks import FOLDER

key = SimpleNamespace(**runpy.run_path(str(FOLDER / "key_08.py")))


@pytest.mark.parametrize(
    ("mine", "says"),
    [
        (lambda x: 4 - 3 * math.tanh(1 - 2 * x), "✓ Right."),
        (lambda x: 3 * math.tanh(2 * x - 1) + 3, "the 1 at the end got lost"),
        (lambda x: 6 * math.tanh(2 * x - 1) + 1, "only the inside is changed"),
        (lambda x: 12 * math.tanh(4 * x - 2) - 5, "the other way round"),
        (lambda x: 3 * math.tanh(8 * x - 4) + 4, "the inside is doubled"),
    ],
)
def test_slips_with_tanh_are_named(mine, says):
    assert says in " ".join(str(key.check_with_tanh(mine)).split())
