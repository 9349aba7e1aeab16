"""What building a notebook does to its pictures."""

import base64
import io
import runpy

import pytest
from test_notebooks import FOLDER


def test_a_plot_keeps_its_size_and_nearly_its_colors_in_less_room():
    pytest.importorskip("jupytext")
    pytest.importorskip("nbclient")
    image = pytest.importorskip("PIL.Image")
    build = runpy.run_path(str(FOLDER / "build.py"))  # other files, and a folder, have its name, too
    shades = image.effect_noise((120, 120), 60)
    picture = image.merge("RGB", [shades, shades.point(lambda shade: shade**2 // 255), shades])
    picture.paste(image.effect_noise((60, 120), 60).convert("RGB"), (60, 0))  # some 500 colors together
    picture.paste((0, 0, 160), (9, 9, 12, 12))  # and a rare one
    written = io.BytesIO()
    picture.save(written, "PNG")
    small = base64.b64decode(build["with_few_colors"](base64.b64encode(written.getvalue()).decode()))
    read = image.open(io.BytesIO(small))
    assert read.size == picture.size
    assert len(read.getcolors()) <= 256
    off = zip(picture.tobytes(), read.convert("RGB").tobytes())
    assert max(abs(a - b) for a, b in off) <= 6
    assert len(small) < len(written.getvalue())
