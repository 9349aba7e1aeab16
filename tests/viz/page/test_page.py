"""viz/page/step_through.py: the page as a text, self-contained, safe, small."""

import base64
import html
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from html_reader import Page
from lecture_graphs import HOSTILE, long_sum, product, sigmoid_circuit

from autograd import Value
from viz import StepThrough, circuit, scene, step_through, table


def records(text: str) -> dict[str, list[list[object]]]:
    return json.loads(Page(text).scripts[0])


def test_only_page_and_picture_have_their_title_at_once_since_those_of_nodes_change():
    titles = [
        tag for tag, _ in Page(step_through(product(), engine="layered").html).elements if tag == "title"
    ]
    assert len(titles) == 2


def test_the_page_holds_the_recorded_graph_as_json():
    x = Value(3.0, "x")
    y = 1 / x + x * x
    y.label = "y"
    found = records(step_through(y, digits=5).html)
    # by hand: nodes x, the constant 1 (inside its gate), 1/x, x², y = 1/x + x²; ∂(1/x)/∂1 = 1/3,
    # ∂(1/x)/∂x = -1/9, ∂(x·x)/∂x = 3 twice, ∂y = 1, 1
    third, ninth = 1 / 3, -(1 / 3) / 3
    assert [node[:3] + node[4:] for node in found["nodes"]] == [
        ["x", 1, "", -1, [], 3, []],
        ["v2", 0, "1/x", 0, [-1, 0], third, [third, ninth]],
        ["v3", 0, "×", 1, [0, 0], 9, [3, 3]],
        ["y", 1, "+", 2, [1, 2], third + 9, [1, 1]],
    ]
    assert found["constants"] == [1]
    assert found["digits"] == 5
    # the places of operands in a formula: U+E000 as it is, U+E001 in parentheses if negative
    assert found["nodes"][2][3] == "\ue0000\ue003 × \ue0011\ue003"


def test_numbers_that_json_does_not_know_are_words():
    root = Value(float("inf"), "a") * Value(float("nan"), "b") * Value(-0.0, "c")
    assert [node[6] for node in records(step_through(root).html)["nodes"]] == [
        "Infinity", "NaN", "NaN", -0.0, "NaN",
    ]  # fmt: skip
    assert '"c",1,"","",-1,[],-0.0,[]' in step_through(root).html


@pytest.mark.parametrize("root", [product, sigmoid_circuit])
def test_the_page_needs_no_network(root: Callable[[], Value]):
    text = step_through(root()).html
    page = Page(text)
    assert not {"link", "img", "iframe", "object", "embed", "base"} & {tag for tag, _ in page.elements}
    assert not [attrs for _, attrs in page.elements if attrs.keys() & {"src", "href", "srcset", "action"}]
    # the one address in it is the name of the SVG format, which nobody fetches
    assert set(re.findall(r"\w+://[\w./]*", text)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"@import|url\(|\bfetch\(|XMLHttpRequest|import\(|sendBeacon|WebSocket", text)


def test_the_page_is_a_document_that_a_screen_reader_can_use():
    page = Page(step_through(product(), title="(x + y) z").html)
    tags = dict(page.elements)
    assert tags["html"] == {"lang": "en"}
    assert ("meta", {"charset": "utf-8"}) in page.elements
    assert {"h1", "main", "title"} <= tags.keys()
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    live = [attrs for _, attrs in page.elements if "aria-live" in attrs]
    assert [(attrs["id"], attrs["aria-live"], attrs["aria-atomic"]) for attrs in live] == [
        ("card", "polite", "true")
    ]
    slider = next(attrs for tag, attrs in page.elements if tag == "input")
    assert slider["aria-label"] == "Step"
    assert all(attrs["type"] in ("button", "submit") for tag, attrs in page.elements if tag == "button")


def test_the_page_has_colors_for_light_and_dark():
    text = step_through(product()).html
    assert '<meta name="color-scheme" content="light dark">' in text
    assert "@media (prefers-color-scheme: dark)" in text
    assert "@media (prefers-reduced-motion: no-preference)" in text


def test_the_title_is_the_root_as_an_equation_or_ones_own():
    assert "<h1>f = q × z</h1>" in step_through(product()).html
    assert "<h1>x &lt; y &amp; z</h1>" in step_through(product(), title="x < y & z").html


def test_every_step_of_the_page_is_the_same_on_every_run():
    assert step_through(sigmoid_circuit(), engine="layered").html == (
        step_through(sigmoid_circuit(), engine="layered").html
    )


def test_a_page_of_a_thousand_values_is_half_a_megabyte():
    text = step_through(long_sum(999), engine="layered").html
    assert 200_000 < len(text.encode()) < 550_000


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_text_everywhere(label: str):
    root = Value(1.0, label) * Value(2.0, label)
    root.label = label
    harmless = Page(step_through(Value(1.0) * Value(2.0)).html)
    text = step_through(root, title=label).html
    text.encode()
    page = Page(text)
    assert len(page.scripts) == len(harmless.scripts) == 2
    assert page.scripts[1] == harmless.scripts[1]
    assert not [attrs for _, attrs in page.elements if "onerror" in attrs]
    shown, *others = (node.name for node in scene(root).nodes)
    assert [name for name, *_ in records(text)["nodes"]] == [shown, *others]
    assert len({shown, *others}) == 3
    assert shown in page.words
    assert "\x00" not in text
    if shown:
        assert shown in table(root)


@pytest.mark.parametrize("label", HOSTILE)
def test_the_frame_in_a_notebook_holds_the_whole_page_and_nothing_leaves_it(label: str):
    root = Value(1.0, label) * 2
    page = step_through(root, title=label)
    bundle = page._repr_mimebundle_(include=None, exclude=None)
    match = re.fullmatch(
        r'<div style="display:grid">'
        r'<img alt="[^"<]*" style="[^"]*" src="data:image/svg\+xml;base64,([^"<>]*)">'
        r'<iframe title="[^"<]*" srcdoc="([^"]*)" style="[^"]*"></iframe></div>',
        bundle["text/html"],
    )
    assert match
    assert html.unescape(match[2]) == page.html
    assert base64.b64decode(match[1]).decode() == page.svg == bundle["image/svg+xml"]
    assert bundle["text/plain"] == repr(page)
    assert "\n" not in bundle["text/plain"]
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}


def test_where_frames_are_dropped_the_picture_is_left_and_nothing_else():
    # what a sanitizer leaves: known elements without their styles, and all text that is no markup
    found = Page(step_through(product(), title="(x + y) z")._repr_mimebundle_()["text/html"])
    kept = [(tag, attrs) for tag, attrs in found.elements if tag in ("div", "p", "img", "details", "table")]
    assert [tag for tag, _ in kept] == ["div", "img"]
    assert kept[1][1]["alt"] == "(x + y) z"
    assert found.words == ""


def test_without_a_script_the_page_has_all_numbers_and_a_sentence():
    page = step_through(product())
    body = re.sub(r"<script.*?</script>", "", page.html, flags=re.DOTALL).split("<body>")[1]
    texts = re.findall(r'<text class="(data|delta)"[^>]*>([^<]*)</text>', body)
    numbers = [(node.data, node.delta) for node in page.scene.nodes]
    assert texts == [("data", x) if k == 0 else ("delta", x) for pair in numbers for k, x in enumerate(pair)]
    assert "<noscript>" in body
    assert "The picture is the finished one" in body


def test_the_page_describes_itself():
    page = step_through(product(), title="(x + y) z")
    assert isinstance(page, StepThrough)
    assert repr(page) == "<StepThrough (x + y) z: 5 nodes, 4 messages>"


def test_the_still_picture_of_the_page_stands_alone():
    assert "<style>" in step_through(product()).svg
    assert "<style>" not in step_through(product()).html.split("<body>")[1]


@pytest.mark.parametrize("name", ["p.html", "p.htm", "P.HTML"])
def test_the_page_is_saved_whole(name: str, tmp_path: Path):
    page = step_through(product())
    assert page.save(tmp_path / name).read_text(encoding="utf-8") == page.html


@pytest.mark.parametrize("name", ["p.svg", "p", "p.html.txt"])
def test_another_ending_is_refused_and_nothing_written(name: str, tmp_path: Path):
    with pytest.raises(ValueError, match=r"a step-through page is saved as \.html, not '"):
        step_through(product()).save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_too_many_nodes_are_refused_as_in_a_circuit():
    with pytest.raises(ValueError, match="2,001 nodes are too many to draw, the limit is 2,000"):
        step_through(long_sum(2_001))
    assert len(step_through(long_sum(2_001), limit=None).scene.nodes) == 2_001


@pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")
def test_the_page_is_laid_out_by_the_engine_asked_for():
    dot, layered = (step_through(sigmoid_circuit(), engine=engine) for engine in ("dot", "layered"))
    assert dot.html != layered.html
    assert records(dot.html) == records(layered.html)
    assert step_through(sigmoid_circuit()).html == layered.html


@pytest.mark.parametrize("show", [circuit, step_through, table, scene])
def test_numbers_are_rounded_after_the_point_or_to_significant_digits_but_not_both(show):
    root = sigmoid_circuit()
    assert show(root, decimals=1)
    with pytest.raises(ValueError, match=r"digits=3 and decimals=1: .* give one of them"):
        show(root, digits=3, decimals=1)
    assert step_through(root, decimals=1).scene == circuit(root, decimals=1).scene == scene(root, decimals=1)


def test_digits_and_constants_are_those_of_the_circuit():
    root = 1 / Value(3.0, "x")
    page = step_through(root, digits=7, constants=True)
    assert (
        page.scene == circuit(root, digits=7, constants=True).scene == scene(root, digits=7, constants=True)
    )


@pytest.mark.parametrize("title", ["", "  ", "\x00"])
def test_a_title_of_nothing_visible_is_the_root_as_an_equation(title: str):
    assert step_through(Value(3.0, "x") * 2, title=title).title == "v2 = x × 2"
