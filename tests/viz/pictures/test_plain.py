"""viz/pictures/plain.py: what the style sheet says, said at every element; texts where a browser has them."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

import pytest
from browser import needs_chromium, observed
from lecture_graphs import product, sigmoid_circuit
from machine_fonts import without_fonts

pytest.importorskip("fontTools")

from autograd import Value
from viz import circuit, scene
from viz.palette import FADED, LIGHT, blend
from viz.pictures.drawing import SIZES
from viz.pictures.fonts import advances, face
from viz.pictures.plain import Plain, plain
from viz.pictures.slide import slides
from viz.pictures.svg import FONT, MATH_FONT, slide_svg


def picture(body: str, style: str = "") -> Plain:
    text = ".c text { font: 10px sans-serif; text-anchor: middle; fill: #000000 }"
    return plain(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="c" width="90" height="40"><title>t</title>'
        f"<style>{text} {style}</style>{body}</svg>"
    )


def texts(drawn: Plain) -> list[Element]:
    return list(drawn.root.iter("text"))


def test_a_picture_has_its_title_and_size_and_no_style_sheet():
    drawn = picture(
        '<g transform="translate(3 4)"><circle class="gate" r="5"/></g>', ".gate { fill: #ff0000 }"
    )
    assert (drawn.title, drawn.width, drawn.height) == ("t", 90, 40)
    assert [element.tag for element in drawn.root.iter()] == ["svg", "g", "circle"]
    assert drawn.root[0].attrib == {"transform": "translate(3 4)"}
    assert drawn.root[0][0].attrib == {"r": "5", "fill": "#ff0000"}


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("circle { fill: #111111 }", "#111111"),
        ("circle { fill: #111111 } .c circle { fill: #222222 }", "#222222"),
        (".c circle { fill: #222222 } circle { fill: #111111 }", "#222222"),  # of more classes
        (".a { fill: #111111 } .b { fill: #222222 }", "#222222"),  # of equals the later
        (".b { fill: #222222 } .a { fill: #111111 }", "#111111"),
        (".c .g .a { fill: #333333 } .c .a { fill: #111111 }", "#333333"),
        (".g .c .a { fill: #333333 }", "#999999"),  # the other way round they do not lie
        (".a.b { fill: #444444 } .a { fill: #111111 }", "#444444"),
        ("rect.a { fill: #444444 }", "#999999"),
        (".x, .a { fill: #444444 }", "#444444"),
        (".ab { fill: #444444 }", "#999999"),
        ("@media print { .a { fill: #444444 } .b { fill: #444444 } } .a { fill: #111111 }", "#111111"),
        ("/* .a { fill: #444444 } */ circle:hover { fill: #444444 }", "#999999"),
        (".g { fill: #444444 }", "#999999"),  # what it says itself goes before what it inherits
    ],
)
def test_rules_prevail_as_in_a_browser(style: str, expected: str):
    drawn = picture('<g class="g"><circle class="a b" r="5" fill="#999999"/></g>', style)
    assert drawn.root[0][0].get("fill") == expected


def test_the_look_of_the_whole_is_inherited():
    drawn = picture('<g><circle r="5"/></g>', ".c { fill: #555555; stroke: #666666 }")
    assert drawn.root[0][0].attrib == {"r": "5", "fill": "#555555", "stroke": "#666666"}


def test_a_style_of_its_own_goes_before_the_style_sheet():
    drawn = picture('<text style="fill:#ff0000;font-size:20px">n</text>', ".c text { fill: #00ff00 }")
    assert (texts(drawn)[0].get("fill"), texts(drawn)[0].get("font-size")) == ("#ff0000", "20")


def test_a_text_stands_where_its_anchor_says():
    width = 10 * sum(advances(face(is_serif=False, is_bold=False, is_slanted=False))[c] for c in "123")
    for anchor, left in (("start", 50), ("middle", 50 - width / 2), ("end", 50 - width)):
        (text,) = texts(picture(f'<text x="48" dx="2" y="7" dy="1" style="text-anchor:{anchor}">123</text>'))
        assert (float(text.get("x")), float(text.get("y"))) == pytest.approx((left, 8), abs=1e-4)


def test_a_text_that_is_turned_stays_so():
    drawn = picture('<text transform="rotate(90)" x="3">n</text>')
    assert drawn.root[0].attrib == {"transform": "rotate(90)"}
    assert drawn.root[0][0].text == "n"


def test_pieces_of_a_text_follow_one_another_and_keep_their_blanks():
    drawn = picture('<text x="0" style="text-anchor:start">ab<tspan dy="3" font-size="5"> c</tspan> d</text>')
    a, b, c, blank = (advances(face(is_serif=False, is_bold=False, is_slanted=False))[x] for x in "abc ")
    assert [text.text for text in texts(drawn)] == ["ab", " c", " d"]
    left = [0, 10 * (a + b), 10 * (a + b) + 5 * (blank + c)]
    assert [float(text.get("x")) for text in texts(drawn)] == pytest.approx(left, abs=1e-4)
    assert [text.get("y") for text in texts(drawn)] == ["0", "3", "3"]
    assert [text.get("font-size") for text in texts(drawn)] == ["10", "5", "10"]


@pytest.mark.parametrize("last", ["(12)", "1"])
def test_a_text_that_is_moved_back_ends_where_its_longest_piece_does(last: str):
    first = "1" if last == "(12)" else "(12)"
    indices = f'<tspan dy="3">{first}</tspan><tspan dx="-20" dy="-6">{last}</tspan>'
    runs = texts(picture(f'<text x="50" style="text-anchor:end">W{indices}</text>'))
    letters = advances(face(is_serif=False, is_bold=False, is_slanted=False))
    ends = [float(run.get("x")) + 10 * sum(letters[c] for c in run.text) for run in runs]
    assert max(ends) == pytest.approx(50, abs=1e-4)


def test_an_accent_becomes_one_with_its_letter():
    (text,) = texts(picture("<text>e\u0301</text>"))
    assert text.text == "é"


def test_a_run_has_the_font_that_has_its_letters():
    # DejaVu Serif Italic has no check mark
    drawn = picture('<text class="label">x✓</text>', ".c .label { font: italic 17px Georgia, serif }")
    slanted, upright = texts(drawn)
    assert (slanted.text, slanted.get("font-family"), slanted.get("font-style")) == (
        "x",
        "DejaVu Serif",
        "italic",
    )
    assert (upright.text, upright.get("font-family"), upright.get("font-style")) == ("✓", "DejaVu Sans", None)
    assert len(drawn.fonts) == 2


def test_bold_is_bold_and_a_shorthand_ends_it():
    bold, thin = texts(picture('<text class="b">n</text><text class="b t">n</text>',
                               ".b { font-weight: 700 } .c .b { font-weight: 700 }"))  # fmt: skip
    assert bold.get("font-weight") == thin.get("font-weight") == "bold"


def test_a_box_stands_for_a_character_of_no_font(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    without_fonts(monkeypatch, tmp_path)
    with pytest.warns(UserWarning, match=r"'中' \(CJK UNIFIED IDEOGRAPH-4E2D\)"):
        drawn = picture("<text>a中\u200d\ufe0f\u3000b</text>")
    assert "".join(text.text or "" for text in texts(drawn)) == "a□\u200d b"


def test_what_is_faded_has_the_colors_it_has_on_paper():
    drawn = picture(
        '<g opacity="0.5"><circle r="5" fill="#000000" stroke="none"/><text class="f">n</text></g>',
        ".f { opacity: 0.5; fill: #ff0000 }",
    )
    circle = drawn.root[0][0]
    assert (circle.get("fill"), circle.get("stroke")) == ("#808080", "none")
    assert texts(drawn)[0].get("fill") == blend("#000000", "#ffffff", 0.25)  # .c text is of more
    (slide, *_) = slides(scene(product()), engine="layered")
    faded = {blend(LIGHT.gate, LIGHT.paper, FADED), blend(LIGHT.ink, LIGHT.paper, FADED)}
    assert faded <= {it for element in plain(slide_svg(slide)).root.iter() for it in element.attrib.values()}


def test_a_ground_lies_below_a_message_that_travels():
    message = slides(scene(product()), engine="layered")[4]
    drawn = plain(slide_svg(message))
    grounds = [rect for rect in drawn.root.iter("rect") if rect.get("width") != drawn.root.get("width")
               and rect.get("fill") == LIGHT.paper]  # fmt: skip
    size = f"{SIZES['parcel']:g}"
    traveling = [
        text for text in texts(drawn) if text.get("font-size") == size and text.get("fill") != LIGHT.muted
    ]
    assert {text.get("fill") for text in traveling} == {LIGHT.partial, LIGHT.delta}  # [local] and message
    for text, ground in zip(traveling, grounds, strict=True):
        left, top, width, height = (float(ground.get(key)) for key in ("x", "y", "width", "height"))
        assert left < float(text.get("x")) < left + width
        assert top < float(text.get("y")) < top + height


@pytest.mark.parametrize("root", [product(), sigmoid_circuit()], ids=["product", "sigmoid"])
def test_a_plain_picture_has_all_letters_of_the_picture(root: Value):
    svg = circuit(root, notes=True, names=True, engine="layered").svg
    shown = re.sub(r"<[^>]*>", "", re.sub(r"<(title|style)>.*?</\1>", "", svg, flags=re.DOTALL))
    assert "".join(text.text for text in texts(plain(svg))) == shown.replace("\n", "")


@needs_chromium
def test_texts_stand_where_a_browser_with_these_fonts_has_them():
    weights = [Value(0.5, label) for label in ("W_{ij}^{(1)}", "ŷ_1", "β", "h_in", "loss'", "w_11^2")]
    root = weights[0]
    for weight in weights[1:]:
        root = root * weight
    drawn = circuit(root, notes=True, engine="layered")
    ours = drawn.svg.replace(FONT, "DejaVu Sans").replace(MATH_FONT, "DejaVu Serif")
    script = """
      const [svg, plain] = [...document.querySelectorAll("svg")].map((picture) => {
        const left = picture.getBoundingClientRect().left;
        return [...picture.querySelectorAll("text")].map((text) => text.getBoundingClientRect())
          .map((box) => [box.left - left, box.right - left, box.bottom - box.top]);
      });
      report([svg, plain]);
    """
    shown, written = observed(
        f"<head></head>{ours}{tostring(plain(drawn.svg).root, encoding='unicode')}", script
    )
    assert len(written) > len(shown)  # in pieces
    for side in (0, 1):
        ends = sorted(text[side] for text in written)
        for text in shown:
            assert min(abs(text[side] - end) for end in ends) < 1, text


def test_what_the_picture_itself_says_holds_for_all_that_is_in_it():
    head = '<svg xmlns="http://www.w3.org/2000/svg" class="a" width="90" height="20">'
    text = '<text x="45" y="15" font-size="10" font-family="serif">ten</text></svg>'
    (middle,) = plain(f"{head}<style>.a {{ text-anchor: middle; }}</style>{text}").root
    (left,) = plain(head + text).root
    assert float(middle.attrib["x"]) < float(left.attrib["x"]) == 45
