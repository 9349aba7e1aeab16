"""viz/pictures/pdf.py: one page that looks like the PNG, and whose letters are text."""

import re
import warnings
import zlib
from io import BytesIO
from xml.etree.ElementTree import tostring

import pytest
from lecture_graphs import product, sigmoid_circuit

pytest.importorskip("fpdf")

from autograd import Value
from viz import circuit, scene
from viz.pictures.pdf import pdf
from viz.pictures.plain import plain
from viz.pictures.png import png
from viz.pictures.slide import slides
from viz.pictures.svg import slide_svg

SVGS = {
    "product": circuit(product(), notes=True, engine="layered").svg,
    "sigmoid": circuit(sigmoid_circuit(), notes=True, engine="layered").svg,
    "message": slide_svg(slides(scene(product()), engine="layered")[4]),
    "faded": slide_svg(slides(scene(product()), engine="layered")[0]),
    "labels": circuit(
        Value(2.0, "W_{ij}^{(1)}") * Value(3.0, "β_1'") + Value(1.0, "net ŷ"), engine="layered"
    ).svg,
}


def page(file: bytes):
    """The page as PDFium reads it, which is what a browser shows."""
    return pytest.importorskip("pypdfium2").PdfDocument(file)[0]


def streams(file: bytes) -> list[bytes]:
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", file, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return found


def test_a_pdf_has_the_size_of_the_picture_and_its_title():
    drawn = circuit(product(), engine="layered")
    file = pdf(drawn.svg)
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", file)
    assert tuple(map(float, box.groups())) == pytest.approx(
        (drawn.drawing.width, drawn.drawing.height), abs=0.06
    )
    assert page(file).pdf.get_metadata_value("Title") == "f = q × z"


def test_a_page_is_no_larger_than_readers_take():
    x = Value(0.5, "x")
    for _ in range(250):
        x = x.tanh()
    drawn = circuit(x, engine="layered")
    file = pdf(drawn.svg)
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", file)
    width, height = map(float, box.groups())
    assert drawn.drawing.width > 15_000
    assert width == 14_400
    assert height == pytest.approx(drawn.drawing.height * 14_400 / drawn.drawing.width, abs=0.01)
    text = page(file).get_textpage()
    seen = [i for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()]
    right = max(text.get_charbox(i)[2] for i in seen)
    assert 14_000 < right < 14_400  # all of it is there


def test_fonts_are_embedded_with_what_their_letters_mean():
    file = pdf(SVGS["product"])
    names = {*re.findall(rb"/BaseFont /[A-Z]+\+(\w+)", file)}
    assert names == {b"DejaVuSansBook", b"DejaVuSerifItalic"}
    assert file.count(b"/FontFile2") == 2
    assert file.count(b"/ToUnicode") == 2
    # the letters that are used and no others
    assert len(file) < 60_000


def test_nothing_but_letters_and_lines_is_written():
    content = max(streams(pdf(SVGS["product"])), key=lambda stream: stream.count(b" Tf"))
    assert content.count(b"BT") == content.count(b"ET") > 20
    assert b"/Subtype /Image" not in pdf(SVGS["product"])


def test_a_pdf_says_nothing_of_the_time_of_day():
    dates = re.findall(rb"D:(\d+)", pdf(SVGS["product"]))
    assert {*dates} <= {b"20000101000000"}


def test_a_pdf_of_hostile_letters_warns_of_nothing_else():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert pdf(circuit(Value(2.0, "a<b>&'\"\\()%") * 2).svg).startswith(b"%PDF")


def test_letters_can_be_selected():
    text = page(pdf(SVGS["product"])).get_textpage().get_text_range()
    assert "= [−4] × [1]" in text
    assert {*"xyzqf"} <= {*text}
    text = page(pdf(SVGS["message"])).get_textpage().get_text_range()
    assert text.count("−4") >= 1
    assert "Backward pass, message 1 of 4" in text
    text = page(pdf(SVGS["labels"])).get_textpage().get_text_range()
    assert "ŷ" in text
    assert "β" in text


@pytest.mark.filterwarnings("ignore:no font on this machine")
def test_letters_from_right_to_left_are_drawn_so():
    label = "שלום"
    if "□" in tostring(plain(circuit(Value(2.0, label)).svg).root, encoding="unicode"):
        pytest.skip("no font on this machine has Hebrew")
    letters = page(pdf(circuit(Value(2.0, label)).svg)).get_textpage()
    seen = letters.get_text_range()
    left = [letters.get_charbox(seen.index(c))[0] for c in label]
    assert left == sorted(left, reverse=True)


@pytest.mark.parametrize("svg", SVGS.values(), ids=SVGS)
def test_a_pdf_looks_like_the_png(svg: str):
    image = pytest.importorskip("PIL.Image")
    pytest.importorskip("resvg_py")
    import numpy as np

    with image.open(BytesIO(png(svg))) as drawn:
        expected = drawn.convert("L")
    shown = page(pdf(svg)).render(scale=192 / 72).to_pil().convert("L").resize(expected.size)
    # Two programs smooth edges in two ways: what differs is seen where four by four pixels are one.
    small = [np.asarray(it.resize((it.width // 4, it.height // 4)), float) for it in (expected, shown)]
    assert np.abs(small[0] - small[1]).max() < 90
    assert np.abs(small[0] - small[1]).mean() < 1
