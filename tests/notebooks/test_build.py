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
    grays = image.linear_gradient("L")
    picture = image.merge("RGB", [grays, grays.rotate(90), image.new("L", grays.size, 255)])  # 65,536 colors
    picture.paste((0, 60, 0), (9, 9, 12, 12))  # and a rare one
    written = io.BytesIO()
    picture.save(written, "PNG")
    small = base64.b64decode(build.with_few_colors(base64.b64encode(written.getvalue()).decode()))
    read = image.open(io.BytesIO(small))
    assert read.size == picture.size
    assert len(read.getcolors()) <= 256
    off = zip(picture.tobytes(), read.convert("RGB").tobytes())
    assert max(abs(a - b) for a, b in off) <= 16
    assert len(small) < len(written.getvalue())
