"""viz/pictures/circuit.py: saving, limits, showing itself."""

import base64
import re
import sys
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from lecture_graphs import HOSTILE, long_sum, product, sigmoid_circuit

from autograd import Value
from viz import Circuit, circuit, derivation, frames, overview, scene, step_through, table
from viz.pictures.circuit import ENDINGS

needs_pictures = pytest.mark.skipif(
    not (find_spec("resvg_py") and find_spec("fpdf")), reason="needs the extra pictures"
)


@pytest.fixture
def no_dot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))


@pytest.mark.parametrize("name", ["c.svg", "C.SVG", "c.dot", "c.gv", "c.tex", "c.mmd", "c.mermaid"])
def test_text_files_are_saved_without_graphviz(name: str, tmp_path: Path, no_dot: None):
    drawing = circuit(product())
    path = drawing.save(tmp_path / name)
    assert path == tmp_path / name
    expected = {".svg": drawing.svg + "\n", ".tex": drawing.tikz, ".mmd": drawing.mermaid}
    expected |= {".mermaid": drawing.mermaid, ".dot": drawing.dot, ".gv": drawing.dot}
    assert path.read_text(encoding="utf-8") == expected[path.suffix.lower()]


@needs_pictures
@pytest.mark.parametrize("notes", [False, True])
@pytest.mark.parametrize(("name", "magic"), [("c.png", b"\x89PNG\r\n"), ("c.pdf", b"%PDF-")])
def test_pictures_are_saved_without_graphviz(
    name: str, magic: bytes, notes: bool, tmp_path: Path, no_dot: None
):
    drawing = circuit(sigmoid_circuit(), notes=notes, names=True)
    assert drawing.save(str(tmp_path / name)).read_bytes().startswith(magic)


@pytest.mark.parametrize("name", ["c.jpg", "c", "c.svg.txt", ".svg"])
def test_another_ending_is_refused(name: str, tmp_path: Path):
    with pytest.raises(ValueError, match=rf"a circuit is saved as {re.escape(ENDINGS)}, not '"):
        circuit(product()).save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "package"), [("c.png", "resvg_py"), ("c.pdf", "fpdf")])
def test_a_picture_without_what_draws_it_is_an_error_that_leaves_what_was_there(
    name: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, package, None)
    old = tmp_path / name
    old.write_bytes(b"old")
    with pytest.raises(ImportError, match=r"not installed: pip install 'chalkgrad\[pictures\]'"):
        circuit(product()).save(old)
    assert old.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [old]


def test_an_existing_file_survives_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    old = tmp_path / "c.svg"
    old.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space left"):
        circuit(product()).save(old)
    assert old.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [old]


def test_above_a_thousand_nodes_nothing_is_noted_with_a_warning():
    root = long_sum(1_001)
    with pytest.warns(UserWarning, match="1001 nodes: nothing is written under the deltas above 1000 nodes"):
        drawing = circuit(root, notes=True)
    assert len(drawing.scene.nodes) == 1_001
    assert not drawing.notes
    assert drawing.scene.nodes[0].delta == "1"


def test_up_to_a_thousand_nodes_the_messages_are_noted():
    assert circuit(long_sum(999), notes=True).notes


def test_a_large_graph_without_notes_draws_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert circuit(long_sum(1_999)).scene.nodes


def test_above_two_thousand_nodes_it_refuses_and_says_what_to_do():
    with pytest.raises(ValueError, match=r"2,001 nodes are too many to draw, the limit is 2,000: draw a"):
        circuit(long_sum(2_001))


@pytest.mark.parametrize(
    "way", ["circuit(root, focus=node, hops=2)", "circuit(root, paths=5)", "overview(root)"]
)
def test_the_refusal_names_three_ways_that_work(way: str):
    root = long_sum(2_001)
    with pytest.raises(ValueError, match=re.escape(way)):
        circuit(root)
    node = root.parents[0]
    ways = {
        "circuit(root, focus=node, hops=2)": lambda: circuit(root, focus=node, hops=2),
        "circuit(root, paths=5)": lambda: circuit(root, paths=5),
        "overview(root)": lambda: overview(root),
    }
    assert len(ways[way]().scene.nodes) < 30


@pytest.mark.parametrize(
    "draw", [circuit, step_through, lambda root, limit: frames(root, "unused", limit=limit)]
)
def test_whatever_refuses_a_large_graph_says_how_a_part_of_it_is_drawn(draw: Callable[..., object]):
    with pytest.raises(ValueError, match="5 nodes are too many to draw, the limit is 4") as refused:
        draw(long_sum(5), limit=4)
    for way in ("circuit(root, focus=node, hops=2)", "circuit(root, paths=5)", "overview(root)"):
        assert way in str(refused.value)


def test_the_limit_can_be_raised_and_lowered():
    assert len(circuit(long_sum(2_001), limit=None).scene.nodes) == 2_001
    assert len(circuit(long_sum(2_001), limit=2_001).scene.nodes) == 2_001
    with pytest.raises(ValueError, match="5 nodes are too many to draw, the limit is 4"):
        circuit(product(), limit=4)


def test_two_thousand_nodes_are_drawn_by_the_built_in_layout():
    assert circuit(long_sum(1_999), engine="layered").svg.count('class="node"') == 1_999


def test_a_notebook_gets_a_picture_that_survives_without_trust():
    drawing = circuit(product())
    bundle = drawing._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
    assert bundle["image/svg+xml"] == drawing.svg
    assert bundle["text/plain"] == repr(drawing) == "<Circuit f = q × z: 5 nodes, 4 edges>"
    match = re.fullmatch(
        r'<div style="[^"]*"><img alt="f = q × z" style="[^"]*" src="data:image/svg\+xml;base64,([^"]*)">'
        "</div>",
        bundle["text/html"],
    )
    assert match
    assert base64.b64decode(match[1]).decode() == drawing.svg


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_does_not_leave_the_alternative_text(label: str):
    root = Value(1.0, label) * 2
    root.label = label
    html = circuit(root, engine="layered")._repr_mimebundle_()["text/html"]
    image = r'<img alt="[^"<>]*>?[^"<]*" style="[^"<>]*" src="data:[^"<>]*">'
    assert re.fullmatch(rf'<div style="[^"<>]*">{image}</div>', html)


def test_a_wide_drawing_is_scrolled_in_a_notebook_rather_than_shrunk_until_nobody_can_read_it():
    x = Value(0.5, "x")
    for _ in range(50):
        x = x.tanh()
    wide = circuit(x, engine="layered")
    html = wide._repr_mimebundle_()["text/html"]
    least, most = map(float, re.search(r"width:clamp\((\d+)px,100%,(\d+)px\)", html).groups())
    assert html.startswith('<div style="overflow-x:auto">')
    assert most == round(wide.drawing.width) > 4_000
    # digits of 14 px are legible at 9
    assert least / most * 14 >= 9


def test_the_layout_is_made_once():
    drawing = circuit(product())
    assert drawing.drawing is drawing.drawing
    assert drawing.svg is drawing.svg


def test_a_circuit_is_exported_for_annotations():
    assert isinstance(circuit(product()), Circuit)


@pytest.mark.parametrize("root", [3.0, None, "x", [Value(1.0)]])
@pytest.mark.parametrize("draw", [circuit, step_through, table, scene, derivation, overview])
def test_what_is_no_root_is_refused(draw: Callable[[Any], object], root: object):
    with pytest.raises(TypeError, match=r"a graph has one root, a Value, not \w+ .*: give a node, or a sum"):
        draw(root)


@pytest.mark.parametrize("focus", [3, [1]])
def test_a_focus_that_is_no_node_is_refused(focus: Any):
    with pytest.raises(TypeError, match="focus is a node, its label or its name in the picture, not"):
        circuit(product(), focus=focus)
