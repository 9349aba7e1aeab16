"""viz/pictures/png.py: pixels, with ink where the SVG has letters, whichever fonts a machine has."""

import struct
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from lecture_graphs import product, sigmoid_circuit
from machine_fonts import square_font, without_fonts

pytest.importorskip("resvg_py")
pytest.importorskip("fontTools")
pytest.importorskip("PIL")

from PIL import Image

from autograd import Value
from viz import circuit, scene
from viz.palette import LIGHT
from viz.pictures.plain import plain
from viz.pictures.png import DPI, png
from viz.pictures.slide import slides
from viz.pictures.svg import slide_svg

ROOT = Path(__file__).parents[3]


def pixels(svg: str) -> Image.Image:
    with Image.open(BytesIO(png(svg))) as picture:
        return picture.convert("RGB")


def box(width: float, height: float) -> str:
    square = '<rect width="9" height="9"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{square}</svg>'


def size(file: bytes) -> tuple[int, int]:
    return struct.unpack(">II", file[16:24])


def ink(picture: Image.Image, left: float, top: float, right: float, bottom: float, color: str) -> int:
    """How many pixels of a part, in points, have nearly a color."""
    scale = DPI / 72
    part = picture.crop(tuple(round(v * scale) for v in (left, top, right, bottom)))
    wanted = bytes.fromhex(color[1:])
    return sum(n for n, it in part.getcolors(1 << 20) if max(abs(a - b) for a, b in zip(it, wanted)) < 60)


def test_there_is_ink_in_its_color_where_each_text_stands():
    root = product() * Value(2.0, "W_{ij}^{(1)}") + Value(1.0, "net input") * Value(0.5, "β_1'")
    svg = circuit(root, notes=True, names=True, engine="layered").svg
    picture = pixels(svg)

    def look(element, x: float, y: float) -> int:
        seen = 0
        for child in element:
            dx, dy = map(float, child.get("transform", "translate(0 0)")[10:-1].split())
            seen += look(child, x + dx, y + dy)
            if child.tag == "text" and child.text.strip():
                left, base, high = (
                    x + float(child.get("x")),
                    y + float(child.get("y")),
                    float(child.get("font-size")),
                )
                found = ink(
                    picture, left, base - 0.8 * high, left + 0.6 * high, base + 0.1 * high, child.get("fill")
                )
                assert found > high, child.text
                seen += 1
        return seen

    assert look(plain(svg).root, 0, 0) == len(list(plain(svg).root.iter("text")))


def test_letters_are_the_same_on_a_machine_without_fonts(tmp_path: Path):
    program = (
        "import hashlib, os, sys; sys.path[:0] = ['.', 'tests/viz']\n"
        "from lecture_graphs import product\nfrom viz import circuit\nfrom viz.pictures.png import png\n"
        "print(hashlib.sha256(png(circuit(product(), notes=True, engine='layered').svg)).hexdigest())\n"
    )
    empty = {
        "PATH": "",
        "HOME": str(tmp_path),
        "XDG_DATA_DIRS": str(tmp_path),
        "FONTCONFIG_FILE": "/dev/null",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=empty, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    from hashlib import sha256

    here = sha256(png(circuit(product(), notes=True, engine="layered").svg)).hexdigest()
    assert (done.stdout, done.stderr) == (f"{here}\n", "")


def test_a_label_in_another_script_is_drawn_with_a_font_of_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    square_font("中", without_fonts(monkeypatch, tmp_path) / "Square.ttf")
    text = '<text x="5" y="35" fill="#c62828" style="font: 20px sans-serif">中</text>'
    whole = pixels(f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{text}</svg>')
    assert ink(whole, 5, 5, 35, 35, "#c62828") >= 79 * 79  # red all over
    assert ink(whole, 0, 0, 40, 40, "#c62828") <= 81 * 81
    beside = pixels(circuit(Value(2.0, "x中") * 3, engine="layered").svg)
    assert ink(beside, 0, 0, 60, 60, LIGHT.ink) > 20 * 20 * (DPI / 72) ** 2


def test_what_no_font_has_is_a_box_that_can_be_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    without_fonts(monkeypatch, tmp_path)
    with pytest.warns(UserWarning, match="the picture shows a box in its place"):
        picture = pixels(circuit(Value(2.0, "中") * 3, engine="layered").svg)
    assert ink(picture, 0, 0, 30, 60, LIGHT.ink) > 100


def test_paper_is_white_to_its_corners():
    picture = pixels(circuit(product(), engine="layered").svg)
    assert (
        picture.getpixel((0, 0))
        == picture.getpixel((picture.width - 1, picture.height - 1))
        == (255, 255, 255)
    )


def test_a_png_has_192_dots_for_72_points():
    assert DPI == 192
    drawn = circuit(sigmoid_circuit(), engine="layered")
    width, height = size(png(drawn.svg))
    assert width == pytest.approx(drawn.drawing.width * 192 / 72, abs=3)
    assert height == pytest.approx(drawn.drawing.height * 192 / 72, abs=3)
    assert size(png(drawn.svg, dpi=72)) == pytest.approx((drawn.drawing.width, drawn.drawing.height), abs=1)


@pytest.mark.parametrize(
    ("width", "height", "across", "down"),
    [
        (100, 50, 267, 133),
        (2_000, 50, 3_200, 80),  # no more in a row
        (50, 2_000, 80, 3_200),
        (600, 600, 894, 894),  # no more in all
    ],
)
def test_a_large_picture_has_fewer_dots(
    width: float, height: float, across: int, down: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("viz.pictures.png._MOST_WIDE", 3_200)
    monkeypatch.setattr("viz.pictures.png._MOST_PIXELS", 800_000)
    assert size(png(box(width, height))) == (across, down)


@pytest.mark.parametrize(("width", "height"), [(40_000, 50), (50, 40_000), (12_000, 12_000)])
def test_a_picture_that_could_not_be_read_is_refused(width: float, height: float):
    with pytest.raises(
        ValueError,
        match=rf"a drawing of {width:,} × {height:,} points is too large for a PNG.*as \.svg or \.pdf",
    ):
        png(box(width, height))


def test_most_bounds_a_row_and_never_makes_a_picture_larger():
    assert size(png(box(1_000, 50), most=500)) == (500, 25)
    assert size(png(box(100, 50), most=5_000)) == (267, 133)


def test_a_graph_of_three_hundred_nodes_is_drawn():
    x = Value(0.5, "x")
    for k in range(97):
        x = (x * Value(0.9, f"w_{k}")).tanh()
    drawn = circuit(x, engine="layered")
    assert len(drawn.scene.nodes) == 292
    assert pixels(drawn.svg).width == 32_000


def test_a_step_shows_what_its_svg_says():
    message = slides(scene(product()), engine="layered")[4]
    picture = pixels(slide_svg(message))
    x, y = message.parcel
    assert ink(picture, message.left + x - 15, y - 8, message.left + x + 15, y + 8, LIGHT.delta) > 100
    assert picture.width == pytest.approx(message.width * 192 / 72, abs=3)
