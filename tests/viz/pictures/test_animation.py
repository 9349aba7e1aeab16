"""viz/pictures/animation.py: steps as files, and animations as Pillow reads them."""

import re
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from lecture_graphs import long_sum, product, sigmoid_circuit

from viz import animate, frames, scene
from viz.pictures.slide import slides
from viz.pictures.svg import slide_svg
from viz.scenes.states import state_count

needs_pictures = pytest.mark.skipif(
    not (find_spec("resvg_py") and find_spec("fpdf")), reason="needs the extra pictures"
)


@pytest.fixture
def no_dot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))


@pytest.mark.usefixtures("no_dot")
def test_there_is_one_svg_for_each_step_without_graphviz(tmp_path: Path):
    paths = frames(product(), tmp_path / "steps")
    assert [path.name for path in paths] == [f"step-0{k}.svg" for k in range(8)]
    assert sorted((tmp_path / "steps").iterdir()) == paths
    walk = slides(scene(product()), engine="layered")
    assert [path.read_text(encoding="utf-8") for path in paths] == [slide_svg(s) + "\n" for s in walk]


def test_the_pictures_have_one_size(tmp_path: Path):
    pictures = [path.read_text(encoding="utf-8") for path in frames(sigmoid_circuit(), tmp_path)]
    assert (
        len({re.search(r'viewBox="[^"]*" width="[^"]*" height="[^"]*"', text)[0] for text in pictures}) == 1
    )


@needs_pictures
@pytest.mark.usefixtures("no_dot")
def test_pngs_have_one_size_and_pdfs_the_size_of_the_svg(tmp_path: Path):
    pngs = frames(product(), tmp_path, format="png")
    assert len({path.read_bytes()[:24] for path in pngs}) == 1  # signature, width and height
    (pdf, *_) = frames(product(), tmp_path, format="pdf")
    width, height = map(float, re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf.read_bytes()).groups())
    slide = slides(scene(product()))[0]
    assert (width, height) == pytest.approx((slide.width, slide.height), abs=0.06)


def test_the_names_sort_in_the_order_of_the_steps(tmp_path: Path):
    paths = frames(long_sum(75), tmp_path, engine="layered")  # 37 gates, 74 messages, start and seed
    assert len(paths) == 113
    assert [path.name for path in paths] == sorted(path.name for path in paths)
    assert paths[0].name == "step-000.svg"


def test_pictures_can_go_without_captions(tmp_path: Path):
    (path, *_) = frames(product(), tmp_path / "bare", caption=False)
    (captioned, *_) = frames(product(), tmp_path)
    assert "Start</tspan>" in captioned.read_text(encoding="utf-8")
    assert "Start</tspan>" not in path.read_text(encoding="utf-8")


def test_digits_and_constants_are_those_of_a_circuit(tmp_path: Path):
    last = frames(sigmoid_circuit(), tmp_path, digits=7, constants=True)[-1]
    assert len(list(tmp_path.iterdir())) == state_count(scene(sigmoid_circuit(), constants=True))
    assert "0.7310586" in last.read_text(encoding="utf-8")


def test_a_second_walk_replaces_the_first_and_leaves_other_files_alone(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "step-by-step.svg").write_text("mine", encoding="utf-8")
    (tmp_path / "step-99.png").write_text("mine", encoding="utf-8")  # of another format
    first = frames(product(), tmp_path, digits=2)
    old = [path.read_bytes() for path in first]
    assert frames(product(), tmp_path, caption=False) == first
    assert [path.read_bytes() for path in first] != old
    for name in ("notes.txt", "step-by-step.svg", "step-99.png"):
        assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_steps_of_a_longer_walk_are_neither_mixed_with_nor_deleted(tmp_path: Path):
    before = {path: path.read_bytes() for path in frames(sigmoid_circuit(), tmp_path)}
    with pytest.raises(FileExistsError, match=r"holds step-21\.svg, and this walk ends with step-07\.svg: "):
        frames(product(), tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_in_no_folder_is_named(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*steps"):
        frames(product(), tmp_path / "nowhere" / "steps")
    assert list(tmp_path.iterdir()) == []


def test_another_format_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="frames are written as 'svg', 'png' or 'pdf', not 'gif'"):
        frames(product(), tmp_path / "steps", format="gif")
    assert list(tmp_path.iterdir()) == []


def test_a_walk_too_long_to_watch_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="201 nodes are too many to draw, the limit is 200"):
        frames(long_sum(201), tmp_path / "steps")
    with pytest.raises(ValueError, match="201 nodes are too many to draw, the limit is 200"):
        animate(long_sum(201), tmp_path / "x.gif")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("write", "package"),
    [
        (lambda folder: frames(product(), folder / "steps", format="png"), "resvg_py"),
        (lambda folder: frames(product(), folder / "steps", format="pdf"), "fpdf"),
        (lambda folder: animate(product(), folder / "x.gif"), "resvg_py"),
    ],
    ids=["png", "pdf", "gif"],
)
def test_pixels_without_what_draws_them_are_an_error_that_leaves_nothing(
    write: Callable[[Path], object], package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pytest.importorskip("PIL")
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=r"not installed: pip install 'chalkgrad\[pictures\]'"):
        write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_pillow_the_line_to_type_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(
        ImportError, match=r"Pillow, which is not installed: pip install 'chalkgrad\[animation\]'"
    ):
        animate(product(), tmp_path / "x.gif")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x.mp4", "x", "x.gif.txt", ".gif"])
def test_another_ending_of_an_animation_is_refused(name: str, tmp_path: Path):
    with pytest.raises(ValueError, match=r"an animation is saved as \.gif, \.webp, \.png or \.apng, not '"):
        animate(product(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seconds", [0, -1.0, 0.001, 61, float("nan")])
def test_a_step_lasts_a_time_that_can_be_watched(seconds: float, tmp_path: Path):
    with pytest.raises(ValueError, match=r"seconds for a step: it takes 0\.02 to 60"):
        animate(product(), tmp_path / "x.gif", seconds=seconds)


@needs_pictures
@pytest.mark.parametrize("ending", ["gif", "webp", "png", "apng"])
def test_an_animation_has_every_step_and_runs_again_and_again(ending: str, tmp_path: Path):
    image = pytest.importorskip("PIL.Image")
    path = animate(product(), tmp_path / f"x.{ending}", seconds=0.5)
    with image.open(path) as picture:
        durations = []
        for k in range(picture.n_frames):
            picture.seek(k)
            picture.load()
            durations.append(picture.info["duration"])
        assert durations == [500] * 7 + [1500]
        assert picture.info["loop"] == 0


@needs_pictures
def test_the_colors_of_a_gif_are_exact_and_its_paper_is_white(tmp_path: Path):
    image = pytest.importorskip("PIL.Image")
    with image.open(animate(product(), tmp_path / "x.gif")) as picture:
        picture.seek(4)  # the first message: f sends, q receives
        colors = {color: count for count, color in picture.convert("RGB").getcolors(1 << 20)}
    width, height = picture.size
    assert colors[255, 255, 255] > 0.8 * width * height
    for color in ((0xFF, 0xD5, 0x4A), (0xFF, 0xF7, 0xE0), (0xC6, 0x28, 0x28), (0x1A, 0x7F, 0x37)):
        assert colors[color] > 20, color


@needs_pictures
def test_an_animation_is_no_wider_than_a_slide(tmp_path: Path):
    image = pytest.importorskip("PIL.Image")
    with image.open(animate(sigmoid_circuit(), tmp_path / "x.gif")) as picture:
        assert picture.width == 1600


def test_frames_into_a_file_are_refused_and_the_file_stays(tmp_path: Path):
    (tmp_path / "f").write_text("mine", encoding="utf-8")
    with pytest.raises(NotADirectoryError, match=r"a folder, .*f is a file: give another"):
        frames(product(), tmp_path / "f")
    assert (tmp_path / "f").read_text(encoding="utf-8") == "mine"
