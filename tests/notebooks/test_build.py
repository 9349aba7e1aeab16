"""What building a notebook does to its pictures."""

import base64
import io
import sys

import pytest
from test_notebooks import FOLDER

sys.path.insert(0, str(FOLDER))


def test_a_plot_keeps_its_size_and_nearly_its_colors_in_less_room():
    pytest.importorskip("jupytext")
    pytest.importorskip("nbclient")
    image = pytest.importorskip("PIL.Image")
    build = pytest.importorskip("build")
    picture = image.linear_gradient("L").convert("RGB")  # 256 grays
    written = io.BytesIO()
    picture.save(written, "PNG")
    small = base64.b64decode(build.with_few_colors(base64.b64encode(written.getvalue()).decode()))
    read = image.open(io.BytesIO(small))
    assert read.size == picture.size
    assert len(read.getcolors()) <= 64
    off = zip(picture.convert("L").tobytes(), read.convert("L").tobytes())
    assert max(abs(a - b) for a, b in off) <= 4
    assert len(small) < len(written.getvalue())
