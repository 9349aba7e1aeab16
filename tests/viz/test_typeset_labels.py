"""viz/labels.py: one label in all formats, a labeled neuron and a labeled network in golden files."""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from browser import needs_chromium, observed

import nn
from autograd import Value
from autograd.labels import read, written
from viz import circuit, derivation, step_through, table
from viz.labels import dot_markup, label_width, latex, tspans
from viz.pictures.fonts import advances, face

sys.path.insert(0, str(Path(__file__).parent / "pictures"))
from golden_files import check_golden

LABELS = ["W_11^2", "w_{11}^{(1)}", "x_1", "ŷ", "beta_1", "delta_h", "y'", "h_in", "loss", "net input"]


def neuron() -> Value:
    model = nn.Neuron(2, activation="sigmoid", rng=0)
    nn.label(model)
    return nn.half_squared_error(model([1.0, -2.0]), 1.0)


def network() -> Value:
    model = nn.MLP(2, [2, 1], activation="sigmoid", rng=0)
    nn.label(model)
    return nn.half_squared_error(model([1.0, -1.0]), 1.0)


GRAPHS = {"neuron": neuron, "network": network}


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("ending", ["svg", "dot", "tex", "mmd"])
def test_a_labeled_model_is_drawn_like_its_golden_file(name: str, ending: str, tmp_path: Path):
    drawn = circuit(GRAPHS[name](), engine="layered").save(tmp_path / f"{name}.{ending}")
    check_golden(f"{name}.{ending}", drawn.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", GRAPHS)
def test_a_labeled_model_is_written_like_its_golden_file(name: str):
    d = derivation(GRAPHS[name]())
    text = "\n\n".join([table(GRAPHS[name]()), d.text, d.latex, d.markdown])
    check_golden(f"{name}.txt", text + "\n")


@pytest.mark.parametrize(
    ("label", "math", "dot"),
    [
        ("W_11^2", "W_{11}^{2}", "<I>W</I><SUB>11</SUB><SUP>2</SUP>"),
        ("w_{11}^{(1)}", "w_{11}^{(1)}", "<I>w</I><SUB>11</SUB><SUP>(1)</SUP>"),
        ("w_ij", "w_{ij}", "<I>w</I><SUB><I>ij</I></SUB>"),
        ("ŷ", r"\hat{y}", "<I>ŷ</I>"),
        ("ȳ_1", r"\bar{y}_{1}", "<I>ȳ</I><SUB>1</SUB>"),
        ("beta_1", r"\beta_{1}", "<I>β</I><SUB>1</SUB>"),
        ("delta_h", r"\delta_{h}", "<I>δ</I><SUB><I>h</I></SUB>"),
        ("y'", "y'", "<I>y</I>′"),
        ("y'^2", r"y^{\prime 2}", "<I>y</I><SUP>2</SUP>′"),
        ("h_in", r"h_{\text{in}}", "<I>h</I><SUB>in</SUB>"),
        ("w_alpha", r"w_{\alpha}", "<I>w</I><SUB><I>α</I></SUB>"),
        ("loss", r"\text{loss}", "loss"),
        ("net input", r"\text{net input}", "net input"),
        ("é_1", r"\text{é}_{1}", "<I>é</I><SUB>1</SUB>"),
    ],
)
def test_a_label_is_typeset(label: str, math: str, dot: str):
    assert latex(label) == math
    assert re.sub(r"</?FONT[^>]*>", "", dot_markup(label)) == dot


@pytest.mark.parametrize("label", LABELS)
def test_all_formats_say_the_same(label: str):
    said = read(label)
    svg = "".join(ElementTree.fromstring(f"<text>{tspans(label, 17)}</text>").itertext())
    dot = "".join(ElementTree.fromstring(f"<text>{dot_markup(label)}</text>").itertext())
    everything = sorted(said.base + said.below + said.above)
    assert sorted(svg) == sorted(dot) == everything


@pytest.mark.parametrize("label", LABELS)
def test_a_page_and_a_table_show_the_label_as_text(label: str):
    root = Value(2.0, label).exp()
    assert f'"{written(label)}"' in step_through(root).html
    assert written(label) in table(root)
    assert written(label) in circuit(root).scene.title


def test_words_stand_upright_and_symbols_do_not():
    assert tspans("loss", 10) == '<tspan class="upright">loss</tspan>'
    assert tspans("x", 10) == "x"
    assert "<I>" not in dot_markup("net input")


def test_subscript_and_superscript_stand_one_above_the_other_in_either_order():
    for label in ("w_1^{(1)}", "w_{123}^2"):
        first, second = re.findall(r'dy="([-.\d]+)"(?: dx="([-.\d]+)")?', tspans(label, 10))
        assert first[1] == ""
        assert float(second[1]) < 0
    assert label_width("w_{11}^{(1)}", 10) == label_width("w^{(1)}", 10) < label_width("w_{11111}^{(1)}", 10)


def test_a_power_of_what_has_a_superscript_is_in_parentheses():
    for label, text, math in (("w_1", "w₁²", "w_{1}^{2}"), ("w^{(1)}", "(w⁽¹⁾)²", "(w^{(1)})^{2}"),
                              ("w^2", "(w²)²", "(w^{2})^{2}")):  # fmt: skip
        root = Value(3.0, label) ** 2
        assert text in table(root)
        assert math in derivation(root).latex
        assert text in derivation(root).text


@pytest.mark.parametrize(
    "label", ["HIDDEN NEURONS", "LLLLLLLLLLLLLL", "<b>x</b>&amp;", "NOQ + GDU", "down under"]
)
def test_capitals_and_signs_have_the_room_that_their_letters_take(label: str):
    pytest.importorskip("fontTools")
    serif = advances(face(is_serif=True, is_bold=False, is_slanted=False))
    assert 17 * sum(map(serif.__getitem__, label)) <= label_width(label, 17) + 6  # which stand beside it


def test_chinese_signs_and_emoji_are_wider_than_letters():
    assert label_width("权重", 10) == 20
    assert label_width("😀" * 4, 10) == 52


def test_capitals_of_an_index_have_their_room_too():
    assert label_width("E_TRAINING", 10) > label_width("E_training", 10)


@needs_chromium
def test_the_room_for_a_label_is_as_wide_as_the_label_in_a_browser():
    root = Value(1.0, LABELS[0])
    for label in LABELS[1:]:
        root = root + Value(1.0, label)
    script = """
      report([...document.querySelectorAll(".board .label")].map((e) => {
        const box = e.getBBox();
        return [e.textContent, box.x, box.x + box.width];
      }));
    """
    found = observed(step_through(root).html, script)
    assert len(found) == len(LABELS)
    for text, left, right in found:
        # the origin is the middle of the room; its right end touches the wire
        label = next(
            x for x in LABELS if sorted(text) == sorted(read(x).base + read(x).below + read(x).above)
        )
        half = (label_width(label, 17) + 6) / 2
        assert -half - 4 <= left < right <= half, label
