"""viz/networks/network.py: the diagram as an object, its files, and what it refuses."""

import html
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from drawn_networks import lecture, squared_error

import nn
from autograd import Value
from viz import Network, network


def test_it_shows_itself_in_notebooks():
    drawn = network(lecture())
    bundle = drawn._repr_mimebundle_()
    assert bundle["image/svg+xml"] == drawn.svg
    assert bundle["text/plain"] == repr(drawn) == "<Network of 2-2-2 units>"
    assert 'alt="network of 2-2-2 units"' in bundle["text/html"]
    json.dumps(bundle)


@pytest.mark.parametrize("ending", [".svg", ".tex", ".html", ".htm", ".SVG"])
def test_it_is_saved_by_its_ending(ending: str, tmp_path: Path):
    drawn = network(lecture(), [1, -1])
    written = drawn.save(tmp_path / f"f{ending}").read_text(encoding="utf-8")
    expected = {
        ".svg": drawn.svg + "\n",
        ".tex": drawn.tikz,
        ".html": drawn.page.html,
        ".htm": drawn.page.html,
    }
    assert written == expected[ending.lower()]


@pytest.mark.parametrize(("ending", "start"), [(".png", b"\x89PNG"), (".pdf", b"%PDF-")])
def test_pictures_need_no_graphviz(ending: str, start: bytes, tmp_path: Path):
    pytest.importorskip("fpdf")
    pytest.importorskip("resvg_py")
    for model in (lecture(), nn.MLP(784, [200, 10])):
        assert network(model).save(tmp_path / f"f{ending}").read_bytes().startswith(start)


def test_another_ending_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match=r"saved as \.svg, .* or \.html, not '\.gif'"):
        network(lecture()).save(tmp_path / "f.gif")
    assert not list(tmp_path.iterdir())


def test_the_page_shows_itself_in_notebooks_in_a_frame_upon_the_diagram(tmp_path: Path):
    page = network(lecture(), [1, -1], loss=squared_error).page
    bundle = page._repr_mimebundle_()
    frame = re.search(r'<iframe title="network of 2-2-2 units[^"]*" srcdoc="([^"]*)"', bundle["text/html"])
    assert frame
    assert html.unescape(frame[1]) == page.html
    assert bundle["image/svg+xml"] == page.svg
    assert bundle["text/plain"] == repr(page) == "<NetworkPage of 2-2-2 units: 6 steps>"
    assert repr(network(nn.Layer(2, 2), [1, 2]).page) == "<NetworkPage of 2-2 units: 1 step>"
    json.dumps(bundle)
    assert page.save(tmp_path / "f.html").read_text(encoding="utf-8") == page.html
    with pytest.raises(ValueError, match=r"not '\.svg'"):
        page.save(tmp_path / "f.svg")


def test_a_page_needs_a_sample(tmp_path: Path):
    with pytest.raises(ValueError, match=r"steps through a sample, .* network\(model, x\)"):
        network(lecture()).save(tmp_path / "f.html")


def test_a_loss_needs_a_sample():
    with pytest.raises(ValueError, match="a loss without x"):
        network(lecture(), loss=squared_error)


def test_numbers_are_rounded_as_asked():
    def first(**settings: Any) -> str:
        return network(lecture(), [1, -1], **settings).diagram.units[2].activation

    assert (first(), first(digits=5), first(decimals=1)) == ("0.982", "0.98201", "1.0")
    with pytest.raises(ValueError, match="give one of them"):
        first(digits=2, decimals=2)


def test_a_large_network_is_drawn_in_less_than_a_second():
    model = nn.MLP(784, [200, 10], rng=0)
    start = time.perf_counter()
    drawn = network(model).svg
    assert time.perf_counter() - start < 1
    assert len(drawn) < 100_000


def test_the_same_model_is_drawn_the_same_on_every_run():
    texts = {network(nn.MLP(2, [3, 1], rng=0), [1, 2]).page.html for _ in range(2)}
    assert len(texts) == 1


def test_nothing_is_written_into_the_model():
    model = lecture()
    drawn = network(model, [1, -1], loss=squared_error)
    assert drawn.svg
    assert drawn.page.html
    assert {(p.label, p.grad) for p in model.parameters()} == {("", 0)}


def test_the_picture_is_that_of_the_moment():
    model = nn.Neuron(1, activation="identity")
    model.w, model.b = [Value(2.0)], Value(0.0)
    drawn = network(model, [3])
    assert isinstance(drawn, Network)
    assert drawn.diagram.units[1].activation == "6"
